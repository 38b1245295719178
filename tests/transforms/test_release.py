"""A release is whole at every instant, the same for the same input, and opens with the right types."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.made import document, figure, mention
from tests.transforms.simulated import archive
from tests.transforms.test_gate import made_places, made_release
from transforms.campaigns import campaigns
from transforms.frames import documents_frame, figures_frame, mentions_frame
from transforms.panel import panel
from transforms.release import (
    ReleaseError,
    changes,
    current,
    heal,
    next_version,
    prune,
    publish,
    read_tables,
    versions,
    write_candidate,
)
from transforms.schema import BESIDE, TABLES, Table, empty

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return made_release()


def published(data: Path, tables: dict[str, pl.DataFrame], name: str = "candidate") -> Path:
    write_candidate(tables, data / name, version=next_version(data, TODAY), code_version="0.1.0")
    return publish(data / name, data)


def with_value(tables: dict[str, pl.DataFrame], value: float) -> dict[str, pl.DataFrame]:
    """The release with another content: the confidence of its figures."""
    return tables | {"figures": tables["figures"].with_columns(confidence=pl.lit(value))}


def files(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def assert_whole(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == release.resolve().name
    assert {resource["name"] for resource in package["resources"]} == {*TABLES, *BESIDE}
    for resource in package["resources"]:
        path = release / resource["path"]
        assert f"sha256:{sha256(path.read_bytes()).hexdigest()}" == resource["hash"]
        assert path.stat().st_size == resource["bytes"]
        assert pl.scan_parquet(path).select(pl.len()).collect().item() == resource["rows"]


# ── content ──────────────────────────────────────────────────────────────────────────────────────


def test_a_release_holds_every_file_of_the_contract(tmp_path, tables):
    release = published(tmp_path, tables)
    assert release.name == "2026.11.24" and release == (tmp_path / "release").resolve()
    promised = {f"{name}.parquet" for name in TABLES} | {"datapackage.json", "README.md"}
    assert promised <= {path.name for path in release.iterdir()}
    assert_whole(tmp_path / "release")
    assert not any(path.name.startswith(".") for path in release.iterdir())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_same_input_in_any_order_gives_the_same_bytes(tmp_path, chance: random.Random):
    documents = [document(number, text=f"Đạt {number}.000 người.") for number in range(1, 9)]
    given_figures = [figure(one, one.text.split()[1], 1000 * n) for n, one in enumerate(documents, 1)]
    found = []
    for turn in range(2):
        some, numbers, told = documents[:], given_figures[:], [mention(one) for one in documents]
        if turn:
            for rows in (some, numbers, told):
                chance.shuffle(rows)
        frame = documents_frame(some)
        drives, figures = campaigns(mentions_frame(told), frame, figures_frame(numbers))
        release = {
            "documents": frame,
            "figures": figures,
            "campaigns": drives,
            "panel": panel(figures, frame),
        }
        release |= {"places": made_places(), "rejected": empty("rejected")}
        write_candidate(release, tmp_path / f"c{turn}", version="2026.11.24", code_version="0.1.0")
        found.append(files(tmp_path / f"c{turn}"))
    assert found[0] == found[1]


def test_the_descriptor_has_the_shape_of_a_data_package(tmp_path, tables):
    package = json.loads((published(tmp_path, tables) / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    known = {resource["name"]: resource["schema"] for resource in package["resources"]}
    types = {"string", "number", "integer", "boolean", "date", "datetime", "any"}
    for name, schema in known.items():
        fields = [field["name"] for field in schema["fields"]]
        assert all(field["type"] in types and field["description"] for field in schema["fields"])
        keys = [schema["primaryKey"]] if "primaryKey" in schema else schema["uniqueKeys"]
        assert all(set(key) <= set(fields) for key in keys)
        for link in schema.get("foreignKeys", ()):
            target = known[link["reference"]["resource"] or name]
            assert set(link["fields"]) <= set(fields)
            assert set(link["reference"]["fields"]) <= {field["name"] for field in target["fields"]}
    assert known["figures"]["primaryKey"] == ["figure_id"]


def test_frictionless_finds_every_row_as_described(tmp_path, tables):
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless[parquet] is not among the locked packages"
    )
    nameless = (
        tables["campaigns"]
        .head(1)
        .with_columns(campaign_id=pl.lit("x"), year=pl.lit(None, pl.Int64), place_id=pl.lit(None, pl.String))
    )
    some = tables | {"campaigns": pl.concat([tables["campaigns"], nameless])}
    release = published(tmp_path, some)
    # Its Parquet reader counts no bytes and holds any number stated to be wrong (frictionless-py 5.21).
    checklist = frictionless.Checklist(skip_errors=["byte-count"])
    report = frictionless.validate(str(release / "datapackage.json"), checklist=checklist)
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "message"])[:5]


def test_mlcroissant_reads_every_table(tmp_path, tables):
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not among the locked packages")
    release = published(tmp_path, tables)
    dataset = mlcroissant.Dataset(jsonld=release / "croissant.json")
    assert not dataset.metadata.issues.errors and not dataset.metadata.issues.warnings
    for records in dataset.metadata.record_sets:
        rows = sum(1 for _ in dataset.records(record_set=records.id))
        assert rows == pl.scan_parquet(release / f"{records.id}.parquet").select(pl.len()).collect().item()


def test_croissant_tells_the_same_as_the_data_package(tmp_path, tables):
    release = published(tmp_path, tables)
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    croissant = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["version"] == package["version"] == release.name
    hashes = {one["contentUrl"]: f"sha256:{one['sha256']}" for one in croissant["distribution"]}
    assert hashes == {one["path"]: one["hash"] for one in package["resources"]}
    files = {one["@id"] for one in croissant["distribution"]}
    for records in croissant["recordSet"]:
        columns = [field["name"] for field in records["field"]]
        assert columns == pq.read_schema(release / f"{records['name']}.parquet").names
        assert {field["source"]["fileObject"]["@id"] for field in records["field"]} <= files


def test_it_opens_with_the_right_types_in_every_reader(tmp_path, tables):
    path = published(tmp_path, tables) / "figures.parquet"
    frame = pl.read_parquet(path)
    assert frame.schema == pl.Schema(TABLES["figures"].schema) and frame.equals(tables["figures"])

    schema = pq.read_schema(path)
    assert schema.field("measure").metadata[b"description"].startswith(b"participants (a stock)")
    assert str(schema.field("quote").type) == "string" and str(schema.field("as_of").type) == "date32[day]"
    assert schema.metadata[b"table"] == b"figures"
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"

    types = dict(duckdb.sql(f"select column_name, column_type from (describe from '{path}')").fetchall())
    assert types["value"] == "DOUBLE" and types["as_of"] == "DATE" and types["checks"] == "VARCHAR[]"
    documents = duckdb.sql(f"describe from '{path.with_name('documents.parquet')}'").fetchall()
    assert dict(row[:2] for row in documents)["published_at"] == "TIMESTAMP WITH TIME ZONE"

    frame = pd.read_parquet(path)
    assert frame["value"].dtype == "float64" and frame["number_start"].dtype == "int64"
    assert not any(isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes)
    times = pd.read_parquet(path.with_name("documents.parquet"))["published_at"]
    assert str(times.dtype) == "datetime64[us, UTC]"


def test_a_missing_table_is_told(tmp_path, tables):
    with pytest.raises(ReleaseError, match="panel is missing"):
        write_candidate(
            {name: df for name, df in tables.items() if name != "panel"},
            tmp_path / "candidate",
            version="2026.11.24",
            code_version="0.1.0",
        )


# ── versions ─────────────────────────────────────────────────────────────────────────────────────


def test_the_same_content_is_no_new_version(tmp_path, tables):
    first = published(tmp_path, tables)
    before = files(first)
    assert published(tmp_path, tables) == first
    assert versions(tmp_path) == ["2026.11.24"] and files(first) == before
    assert not (tmp_path / "candidate").exists()


def test_versions_of_a_day_are_counted_and_ordered_as_numbers(tmp_path, tables):
    for turn in range(12):
        release = published(tmp_path, with_value(tables, turn / 100))
        assert current(tmp_path) == release
    assert versions(tmp_path)[:3] == ["2026.11.24", "2026.11.24.1", "2026.11.24.2"]
    assert release.name == "2026.11.24.11" == versions(tmp_path)[-1]
    assert next_version(tmp_path, date(2026, 11, 25)) == "2026.11.25"
    assert next_version(tmp_path, date(2026, 11, 23)) == "2026.11.24.12", "never older than the newest"


def test_a_reader_that_resolved_the_version_keeps_reading_it(tmp_path, tables):
    folder = published(tmp_path, with_value(tables, 0.1))
    published(tmp_path, with_value(tables, 0.2))
    assert pl.read_parquet(folder / "figures.parquet")["confidence"][0] == 0.1
    assert pl.read_parquet(tmp_path / "release" / "figures.parquet")["confidence"][0] == 0.2
    assert_whole(folder)


def test_a_damaged_candidate_is_not_published(tmp_path, tables):
    first = published(tmp_path, with_value(tables, 0.1))
    write_candidate(tables, tmp_path / "candidate", version="2026.11.25", code_version="0.1.0")
    with (tmp_path / "candidate" / "figures.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReleaseError, match="not whole"):
        publish(tmp_path / "candidate", tmp_path)
    assert current(tmp_path) == first


def test_pruning_keeps_the_newest_the_last_of_each_month_and_what_is_pointed_to(tmp_path, tables):
    for turn, day in enumerate((date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2))):
        name = next_version(tmp_path, day)
        write_candidate(
            with_value(tables, turn / 10), tmp_path / "candidate", version=name, code_version="0.1.0"
        )
        publish(tmp_path / "candidate", tmp_path)
    assert prune(tmp_path, keep=4) == []
    assert prune(tmp_path, keep=1) == ["2026.09.01", "2026.10.01"]
    assert versions(tmp_path) == ["2026.09.30", "2026.10.02"]
    assert_whole(tmp_path / "release")
    with pytest.raises(ReleaseError):
        prune(tmp_path, keep=0)


# ── killed, or two at once ───────────────────────────────────────────────────────────────────────

_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.transforms.test_release import made_release, published, with_value
data, stop = Path({data!r}), {stop}
tables = with_value(made_release(), 0.2)
seen = 0
def count(event, args):
    global seen
    if event in ("open", "os.rename", "os.mkdir", "os.symlink", "os.remove", "shutil.rmtree") and any(
        {data!r} in str(arg) for arg in args
    ):
        seen += 1
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
published(data, tables)
print(seen)
"""


def run_until(data: Path, stop: int) -> subprocess.CompletedProcess:
    """Publish another content in a process of its own that kills itself at its `stop`-th file operation."""
    code = _KILLED.format(root=str(ROOT), data=str(data), stop=stop)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


def test_a_publisher_killed_at_any_instant_leaves_a_whole_release_and_the_next_run_heals(tmp_path, tables):
    published(tmp_path / "0", with_value(tables, 0.1))
    pristine = tmp_path / "pristine"
    shutil.copytree(tmp_path / "0", pristine, symlinks=True)
    operations = int(run_until(tmp_path / "0", -1).stdout)
    assert operations > 20
    # The first, some in between, and the last ones, where the renames are.
    for stop in sorted({2, operations // 2, operations - 5, operations - 3, operations - 1}):
        data = tmp_path / str(stop)
        shutil.copytree(pristine, data, symlinks=True)
        killed = run_until(data, stop)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert_whole(data / "release")
        for version in versions(data):
            assert_whole(data / "releases" / version)
        heal(data)
        assert heal(data) == []
        assert not list(data.glob("*.part")) and not list(data.glob(".release-*"))
        release = published(data, with_value(tables, 0.2))
        assert_whole(release)
        assert read_tables(release)["figures"]["confidence"][0] == 0.2
        assert versions(data) == ["2026.11.24", "2026.11.24.1"]


def test_two_publishers_at_once_give_two_whole_versions_and_right_changes(tmp_path, tables):
    published(tmp_path, with_value(tables, 0.05))
    for turn in (1, 2, 3, 4):
        write_candidate(
            with_value(tables, turn / 10), tmp_path / f"c{turn}", version="2026.11.24.1", code_version="0.1.0"
        )
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda turn=turn: found.append(publish(tmp_path / f"c{turn}", tmp_path)))
        for turn in (1, 2, 3, 4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 4 and len(versions(tmp_path)) == 5
    for before, after in zip(versions(tmp_path), versions(tmp_path)[1:], strict=False):
        folder = tmp_path / "releases" / after
        assert_whole(folder)
        old, new = read_tables(tmp_path / "releases" / before), read_tables(folder)
        assert pl.read_parquet(folder / "changes.parquet").equals(changes(old, new))
    assert current(tmp_path).name == versions(tmp_path)[-1]


def test_a_pointer_that_a_killed_run_did_not_move_is_moved(tmp_path, tables):
    published(tmp_path, with_value(tables, 0.1))
    newest = published(tmp_path, with_value(tables, 0.2))
    (tmp_path / "release").unlink()
    os.symlink("releases/2026.11.24", tmp_path / "release")
    assert any("2026.11.24.1" in sentence for sentence in heal(tmp_path))
    assert current(tmp_path) == newest


def test_healing_an_empty_folder_is_nothing_to_tell(tmp_path):
    assert heal(tmp_path) == [] and current(tmp_path) is None and versions(tmp_path) == []


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


def told(old: dict | None, new: dict, table: str) -> list[tuple]:
    rows = changes(old, new).filter(pl.col("table") == table)
    return rows.select("id", "change", "reason", "field", "before", "after").rows()


def small(*figures_given, documents) -> dict[str, pl.DataFrame]:
    frame, figures = documents_frame(documents), figures_frame(figures_given)
    return {
        "documents": frame,
        "figures": figures,
        "campaigns": empty("campaigns"),
        "panel": panel(figures, frame),
        "places": empty("places"),
        "rejected": empty("rejected"),
    }


def test_of_the_first_release_every_row_is_new(tables):
    everything = changes(None, tables)
    assert set(everything["change"]) == {"added"} and set(everything["reason"]) == {"first_release"}
    assert everything.height == sum(df.height for df in tables.values())


def test_nothing_changed_is_an_empty_table(tables):
    assert changes(tables, tables).is_empty()


def test_changes_of_published_releases_are_those_of_their_tables(tmp_path, monkeypatch):
    """Read from disk, texts some at a time, in whatever places the rows of both stand."""
    monkeypatch.setattr("transforms.release.ROW_GROUP_OF_TEXTS", 2)

    def holding(numbers: range, text_of: dict[int, str]) -> dict[str, pl.DataFrame]:
        texts = {n: text_of.get(n, f"Văn bản {n}.") for n in numbers}
        return small(documents=[document(n, text=text, version=f"{n:064}") for n, text in texts.items()])

    old, new = holding(range(3, 30), {}), holding(range(5, 33), {17: "Viết lại.", 28: "Viết thêm."})

    published(tmp_path, old, "old")
    on_disk = pl.read_parquet(published(tmp_path, new, "new") / "changes.parquet")
    assert on_disk.equals(changes(old, new))
    assert set(on_disk["change"]) == {"added", "removed", "revised"}
    assert on_disk.filter(field="text").height == 2


def test_each_difference_has_its_reason():
    one, two = document(1), document(2)
    again = document(1, text="Nay là 4.000 và 5.000 người.")
    before = small(figure(one, figure_id="a"), figure(two, figure_id="c"), documents=[one, two])
    new_document = small(figure(one, figure_id="a"), documents=[one])
    assert told(new_document, before, "figures") == [("c", "added", "new_document", None, None, None)]
    assert told(before, new_document, "figures") == [("c", "removed", "document_removed", None, None, None)]

    revised = small(
        figure(again, figure_id="a"),
        figure(again, "5.000", 5000, figure_id="b"),
        figure(two, figure_id="c"),
        documents=[one, again, two],
    )
    rows = {(row[0], row[3]): row for row in told(before, revised, "figures")}
    assert rows["b", None][1:3] == ("added", "revised_document")
    assert rows["a", "version"][1:3] == ("revised", "revised_document")
    assert rows["a", "number_start"][4:] == ("16", "7")

    rules = small(
        figure(one, figure_id="a", value=4001, extractor="2"),
        figure(two, figure_id="d", extractor="2"),
        documents=[one, two],
    )
    rows = {(row[0], row[3]): row for row in told(before, rules, "figures")}
    assert rows["a", "value"][1:] == ("revised", "new_rules", "value", "4000.0", "4001.0")
    assert rows["c", None][1:3] == ("removed", "new_rules")
    assert rows["d", None][1:3] == ("added", "new_rules")

    corrected = small(figure(one, figure_id="a", value=5), figure(two, figure_id="c"), documents=[one, two])
    assert told(before, corrected, "figures") == [("a", "revised", "correction", "value", "4000.0", "5.0")]


def test_rows_that_follow_from_documents_have_the_reason_of_their_documents():
    one, two = document(1), document(2)
    before = small(figure(one, figure_id="a"), documents=[one])
    after = small(figure(one, figure_id="a"), figure(two, value=4500, figure_id="b"), documents=[one, two])
    rows = told(before, after, "panel")
    assert {(row[1], row[2]) for row in rows} == {("revised", "new_document")}
    fields = {row[3]: row[4:] for row in rows}
    assert fields["n_documents"] == ("1", "2") and fields["is_contested"] == ("false", "true")
    rules = small(figure(one, figure_id="a", value=7, extractor="2"), documents=[one])
    assert {row[2] for row in told(before, rules, "panel")} == {"new_rules"}


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3), max_size=6),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3), max_size=6),
)
def test_changes_applied_to_the_old_release_give_the_new_one(old_values, new_values):
    one = document(1)
    old, new = (
        small(*(figure(one, figure_id=name, value=float(v)) for name, v in values.items()), documents=[one])
        for values in (old_values, new_values)
    )
    rebuilt = {name: float(value) for name, value in old_values.items()}
    for name, change, _, field, _, after in told(old, new, "figures"):
        if change == "removed":
            del rebuilt[name]
        elif change == "added":
            rebuilt[name] = float(new_values[name])
        elif field == "value":
            rebuilt[name] = float(after)
    assert rebuilt == {name: float(value) for name, value in new_values.items()}


def test_changes_explain_every_difference_of_every_table():
    """A day later: new articles, articles gone, one set right; campaigns, figures and panel follow."""
    seen = archive(400, seed=21)

    def built(documents, mentions, figures) -> dict[str, pl.DataFrame]:
        frame = documents_frame(documents)
        drives, rows = campaigns(mentions_frame(mentions), frame, figures_frame(figures))
        tables = {"documents": frame, "figures": rows, "campaigns": drives, "panel": panel(rows, frame)}
        return tables | {"places": made_places(), "rejected": empty("rejected")}

    mended = [
        replace(one, value=one.value + 1, extractor="2") if turn % 17 == 0 else one
        for turn, one in enumerate(seen.figures)
    ]
    before = built(seen.documents[:350], seen.mentions, seen.figures[:350])
    after = built(seen.documents[20:], seen.mentions, mended[20:])
    told = changes(before, after)
    assert set(told["reason"]) == {"new_document", "document_removed", "new_rules"}
    for name, table in TABLES.items():
        was, now = (_as_text(release[name], table) for release in (before, after))
        for row in told.filter(pl.col("table") == name).iter_rows(named=True):
            if row["change"] == "added":
                was[row["id"]] = now[row["id"]]
            elif row["change"] == "removed":
                del was[row["id"]]
            else:
                assert was[row["id"]][row["field"]] == row["before"]
                was[row["id"]] = was[row["id"]] | {row["field"]: row["after"]}
        assert was == now, name


def _as_text(df: pl.DataFrame, table: Table) -> dict[str, dict[str, str | None]]:
    """Rows by id, every field as `changes` writes it."""
    identity = pl.concat_str(
        [pl.col(key).cast(pl.String).fill_null("") for key in table.key], separator=" | "
    )
    fields = [
        pl.col(column.name).cast(pl.List(pl.String)).list.join("; ")
        if column.dtype.is_nested()
        else pl.col(column.name).cast(pl.String)
        for column in table.columns
    ]
    rows = df.select(identity.alias("its id"), *fields).rows(named=True)
    return {row.pop("its id"): row for row in rows}


def test_a_release_of_an_older_schema_can_be_compared(tables):
    old = dict(tables)
    old["figures"] = old["figures"].drop("rules").with_columns(gone=pl.lit(1))
    del old["rejected"]
    fields = changes(old, tables)["field"].unique().to_list()
    assert fields == ["rules"]
