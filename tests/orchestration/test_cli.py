"""The command line as a person meets it: help, mistakes, queries, explanations."""

import csv
import json
import subprocess
import sys
import time

import polars as pl
import pytest
from typer.testing import CliRunner

from orchestration.cli import app, safe
from orchestration.query import QueryError, query
from orchestration.resources import default_data_path
from tests.conftest import PROJECT


@pytest.fixture
def invoke():
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


def test_help_is_quick_and_shows_examples(invoke):
    started = time.process_time()
    heavy = "('dagster', 'polars', 'duckdb')"
    code = f"import sys, orchestration.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
    for command in ("run", "query", "explain", "score", "places"):
        assert "Example" in invoke(command, "--help").stdout
    assert time.process_time() - started < 5


def test_mistakes_are_told_in_a_sentence(invoke, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "a file").write_text("x")
    for arguments, said in (
        (("run", "--archive", empty), "holds no files"),
        (("run", "--archive", tmp_path / "nowhere"), "does not exist"),
        (("run", "--archive", tmp_path / "a file"), "is a file"),
        (("query", "SELECT 1", "--data", empty), "no release"),
        (("explain", "f1", "--data", empty), "no release"),
        (("score", "--gold", tmp_path / "nowhere"), "not a folder"),
        (("places", "Xyzzy"), "No unit"),
    ):
        done = invoke(*arguments)
        assert done.exit_code == 2, arguments
        assert said in " ".join(done.stderr.split()), (arguments, done.stderr)
    assert not (empty / "captures").exists()  # a mistake leaves nothing behind


@pytest.mark.parametrize("command", [("status",), ("run", "--archive", "samples"), ("ui",), ("refresh",)])
def test_a_url_as_data_folder_is_refused_and_mirror_named(command, invoke, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").mkdir()
    by_option = invoke(*command, "--data", "s3://bucket/raquan")
    monkeypatch.setenv("RAQUAN_DATA", "gs://bucket/raquan")
    for done, url in ((by_option, "s3://bucket/raquan"), (invoke(*command), "gs://bucket/raquan")):
        assert done.exit_code == 2, done.output
        assert url in done.stderr and "raquan mirror" in done.stderr and "docs/deploy.md" in done.stderr
    with pytest.raises(ValueError, match=r"not a URL such as gs://bucket/raquan.*raquan mirror"):
        default_data_path()  # what Dagster asks, where it is started without raquan
    assert [path.name for path in tmp_path.iterdir()] == ["samples"]


def test_query_formats_agree(invoke, samples_data):
    sql = "SELECT figure_id, value, as_of, checks FROM figures ORDER BY figure_id"
    as_json = json.loads(invoke("query", sql, "--data", samples_data, "--format", "json").stdout)
    as_csv = list(
        csv.DictReader(invoke("query", sql, "--data", samples_data, "--format", "csv").stdout.splitlines())
    )
    figures = pl.read_parquet(samples_data / "release" / "figures.parquet")
    assert len(as_json) == len(as_csv) == figures.height
    assert [row["figure_id"] for row in as_json] == [row["figure_id"] for row in as_csv]
    assert isinstance(as_json[0]["checks"], list) and isinstance(as_json[0]["value"], float)
    assert figures["figure_id"].sort()[0] in invoke("query", sql, "--data", samples_data).stdout


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY figures TO '{folder}/figures.parquet'",
        "COPY figures TO '{folder}/out.csv'",
        "ATTACH '{folder}/x.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "DROP VIEW figures",
        "SELECT 1; SELECT 2",
        "",
        "SELEC value FROM figures",
        "SELECT nothing FROM figures",
        "SELECT * FROM numbers_of_vietnam",
        "SELECT CAST(quote AS INTEGER) FROM figures",
    ],
)
def test_a_query_reads_the_release_and_nothing_else(samples_data, sql):
    release = (samples_data / "release").resolve()
    before = {path: path.stat().st_mtime_ns for path in release.iterdir()}
    with pytest.raises(QueryError) as refused:
        list(query(release, sql.format(folder=release)).rows)
    assert str(refused.value).strip()
    assert {path: path.stat().st_mtime_ns for path in release.iterdir()} == before


def test_an_unknown_table_is_answered_with_the_tables(samples_data):
    with pytest.raises(QueryError, match="figures") as refused:
        query(samples_data / "release", "SELECT * FROM figs")
    assert "campaigns" in str(refused.value)


def test_text_from_pages_cannot_steer_the_terminal(tmp_path, invoke):
    release = tmp_path / "releases" / "2026.01.01"
    release.mkdir(parents=True)
    (tmp_path / "release").symlink_to(release)
    (release / "datapackage.json").write_text("{}")
    pl.DataFrame({"title": ["\x1b[2J\x1b]0;mine\x07[bold red]tin\u202e tức[/]"]}).write_parquet(
        release / "documents.parquet"
    )
    shown = invoke("query", "SELECT title FROM documents", "--data", tmp_path).stdout
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}
    assert "[bold red]tin" in shown


def test_safe_keeps_vietnamese_as_it_is():
    assert safe("Thừa Thiên – Huế: 95,2 % “đạt”\n") == "Thừa Thiên – Huế: 95,2 % “đạt”\n"


def test_explain_marks_the_number_and_names_the_rules(invoke, samples_data):
    row = (
        pl.read_parquet(samples_data / "release" / "figures.parquet")
        .filter(pl.col("as_of").is_not_null())
        .row(0, named=True)
    )
    shown = invoke("explain", row["figure_id"], "--data", samples_data).stdout
    assert f"[{row['number_text']}]" in shown
    found = json.loads(invoke("explain", row["figure_id"], "--data", samples_data, "--json").stdout)
    assert "".join(found["marked"]) == row["quote"]
    fields = {field["field"]: field for field in found["fields"]}
    for name in ("value", "programme", "measure", "role", "as_of"):
        assert fields[name]["rule"], name
    assert fields["programme"]["value"] == row["programme"]


def test_explain_takes_the_beginning_of_an_id(invoke, samples_data):
    ids = pl.read_parquet(samples_data / "release" / "figures.parquet")["figure_id"].to_list()
    short = next(
        i[:n] for i in ids for n in range(3, 17) if sum(other.startswith(i[:n]) for other in ids) == 1
    )
    assert invoke("explain", short, "--data", samples_data).exit_code == 0
    several = invoke("explain", "f", "--data", samples_data)
    assert several.exit_code == 2 and "several" in several.stderr
    none = invoke("explain", "nothing-like-it", "--data", samples_data)
    assert none.exit_code == 2 and "No figure" in none.stderr


def test_places_says_what_became_of_a_unit(invoke):
    found = json.loads(invoke("places", "Hải Dương", "--on", "2024-01-01", "--json").stdout)
    province = next(place for place in found if place["place_id"].startswith("province:30@"))
    assert province["valid_to"] == "2025-06-30"
    assert any("Hải Phòng" in reason for reason in province["why"])
