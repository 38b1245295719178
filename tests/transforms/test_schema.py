import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.values import PROGRAMMES
from tests.transforms.made import document
from transforms.frames import documents_frame
from transforms.schema import (
    CHANGES,
    MENTIONS,
    PROGRAMME_SETS,
    TABLES,
    SchemaError,
    conform,
    data_dictionary,
    empty,
)

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_is_the_one_that_the_schema_gives():
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run: python -m transforms.schema > docs/data-dictionary.md"


def test_every_column_of_the_contract_is_there_under_its_name():
    contract = ROOT.parent / "shared" / "dataset.md"
    if not contract.is_file():
        pytest.skip("the contract stands beside the project, not in it")
    text = contract.read_text(encoding="utf-8")
    figures = re.findall(r"^\| ([a-z_0-9, ]+) \| ", text.split("## documents.parquet")[0], re.MULTILINE)
    promised = {"figures": [name for cell in figures for name in cell.split(", ") if name != "column"]}
    for name in ("documents", "campaigns", "panel", "places"):
        section = re.split(r"\.\s", text.split(f"## {name}.parquet")[1])[0]
        promised[name] = re.findall(
            r"(?:^|[,\s])([a-z_0-9]+)(?= ?[,(.]|$)", re.sub(r"\([^)]*\)", "", section)
        )
    for name, columns in promised.items():
        assert len(columns) >= 10
        assert [one for one in columns if one not in TABLES[name].schema] == []


@pytest.mark.parametrize("table", [*TABLES.values(), CHANGES, MENTIONS], ids=lambda table: table.name)
def test_tables_are_consistent_with_themselves(table):
    assert conform(empty(table), table).schema == pl.Schema(table.schema)
    assert set(table.key) <= set(table.schema) and set(table.sort) <= set(table.schema)
    assert set(table.key) <= set(table.sort), "the order of rows must be total"
    for link in table.foreign_keys:
        assert set(link.references) <= set(TABLES[link.table].schema)
    assert all(column.description.endswith(".") for column in table.columns)


def test_programme_sets_hold_their_order():
    assert PROGRAMME_SETS[: len(PROGRAMMES)] == PROGRAMMES
    assert "voluntary_social_insurance+household_health_insurance" in PROGRAMME_SETS
    assert "household_health_insurance+voluntary_social_insurance" not in PROGRAMME_SETS


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda df: df.drop("text"), "documents: required column.*text"),
        (lambda df: df.with_columns(colour=pl.lit(1)), "documents: unknown column.*colour"),
        (lambda df: df.with_columns(is_relevant=pl.lit("có")), "documents.is_relevant: expected Boolean"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_in_plain_words(broken, said):
    with pytest.raises(SchemaError, match=said):
        conform(broken(documents_frame([document()])), "documents")


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)))
def test_rows_stand_in_one_order_whatever_order_they_came_in(order):
    documents = [document(number % 4, archive_path=f"{number}.html") for number in range(8)]
    frame = pl.concat(documents_frame([one]) for one in documents)
    assert conform(frame[list(order)], "documents").equals(conform(frame, "documents"))
