"""A release against the last: what may move, what is shown, what stops it; and the pages that tell of it."""

from pathlib import Path

import polars as pl
import pytest

from transforms.comparison import ASPECTS, against, compare
from transforms.frames import documents_frame, figures_frame
from transforms.promises import expectations, history_page
from transforms.schema import TABLES

from .made import document, figure

ROOT = Path(__file__).parents[2]


def made(sizes: dict[str, int], **changed: object) -> dict[str, pl.DataFrame]:
    """So many documents per province, each with one figure; `changed` fields of all figures."""
    documents, figures = [], []
    for code, n in sizes.items():
        for number in range(n):
            one = document(f"{code}-{number}", source=f"báo {code}")
            documents.append(one)
            figures.append(figure(one, **({"province_2025": code} | changed)))
    return {"documents": documents_frame(documents), "figures": figures_frame(figures)}


LAST = {"01": 60, "38": 20, "80": 6, "91": 3}


def broken(new, old, **more) -> dict[str, tuple[str, tuple[str, ...]]]:
    result = against(new, old, **more)
    return {one.name: (one.severity, one.examples) for one in result.broken()}


def test_the_same_data_and_a_little_more_keep_every_promise():
    result = against(made(LAST | {"01": 70}), made(LAST))
    assert result.success and result.broken() == () and result.n_rows > 10
    assert [one.name for one in result.promises] == [one.name for one in ASPECTS]


def test_a_province_that_is_gone_is_named():
    found = broken(made(LAST | {"38": 0}), made(LAST))
    assert found["province_coverage"] == ("warning", ("38: 20 → 0",))
    assert found["source_yield"] == ("warning", ("báo 38: 20 → 0",))
    assert "figures_kept" not in found
    # Three figures are too few to miss, and a fifth may go.
    assert "province_coverage" not in broken(made(LAST | {"91": 0, "38": 16}), made(LAST))


def test_half_of_everything_gone_stops_the_release_until_somebody_accepts_it():
    new, old = made({"01": 20}), made(LAST)
    assert broken(new, old)["figures_kept"] == ("critical", ("figures: 89 → 20",))
    assert not against(new, old).success
    assert against(new, old, accept_loss=True).success
    assert broken(new, old, accept_loss=True)["figures_kept"][0] == "warning"


def test_nothing_left_at_all_stops_the_release():
    empty = {name: frame.clear() for name, frame in made(LAST).items()}
    assert not against(empty, made(LAST)).success


def test_three_times_as_much_is_looked_at():
    assert broken(made({"01": 400}), made({"01": 60}))["figures_grow"][1] == ("figures: 60 → 400",)


@pytest.mark.parametrize(
    ("changed", "aspect", "told"),
    [
        ({"programme": "health_insurance"}, "distributions", "programme"),
        ({"role": "achieved"}, "distributions", "role"),
        ({"place_id": None, "province_2025": None}, "known_fields", "with a place"),
        ({"confidence": 0.5}, "known_fields", "mean confidence"),
        ({"period_start": None, "period_end": None}, "known_fields", "with a date"),
    ],
)
def test_data_that_looks_otherwise_is_a_warning(changed, aspect, told):
    found = broken(made(LAST, **changed), made(LAST))
    severity, examples = found[aspect]
    assert severity == "warning" and any(told in example for example in examples), examples


def test_few_rows_are_not_judged():
    few = {"01": 2, "38": 2}
    assert broken(made({"01": 1}), made(few)) == {}


def test_a_last_release_without_a_newer_column_is_compared_in_the_others():
    old = made(LAST)
    old["figures"] = old["figures"].drop("bound")
    rows = compare(made(LAST), old)
    assert not rows.filter(pl.col("key").str.starts_with("bound")).height and rows["holds"].all()


def test_the_page_of_promises_is_the_one_that_the_rules_give():
    written = (ROOT / "docs" / "expectations.md").read_text(encoding="utf-8")
    assert written == expectations(), "run: python -m transforms.promises > docs/expectations.md"
    assert all(f"## {name}" in written for name in TABLES)


def test_the_history_page_tells_candidate_by_candidate_the_newest_first():
    def entry(candidate: str, table: str, broken: list) -> dict:
        of = {"candidate": candidate, "version": f"2026.11.{candidate}", "at": "2026-11-24T01:40:00+07:00"}
        return of | {"table": table, "n_rows": 1200, "n_promises": 30, "broken": broken}

    hostile = [{"name": "<script>alert(1)</script>", "severity": "critical", "n_broken": 3}]
    page = history_page([entry("23", "figures", []), entry("24", "figures", hostile)], ["figures", "panel"])
    assert page.index("2026.11.24") < page.index("2026.11.23")
    assert "all 30 kept" in page and "1,200" in page and "<script>" not in page and "//" not in page
