"""Commands answer at once: none imports what it does not use."""

import subprocess
import sys

import pytest

from tests.conftest import SAMPLES, raquan_command

#: What takes a tenth of a second or more to import, or memory that a command has no use for.
HEAVY = (
    *("bs4", "dagster", "distributed", "duckdb", "feedparser", "great_expectations", "jinja2", "lxml"),
    *("pandas", "pdfplumber", "polars", "pyarrow", "pypdfium2", "requests", "s3fs", "trafilatura"),
    "underthesea",
)
TELL = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"


def _imported(*arguments: object) -> set[str]:
    command = raquan_command(*arguments, before=TELL)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode in (0, 1), done.stderr  # 1: `status` and `doctor` found something
    return {name for name in HEAVY if name in done.stderr.splitlines()[-1].split()}


COMMANDS = (
    *("run", "query", "explain", "review", "score", "places", "refresh", "add", "backfill", "status"),
    *("doctor", "mirror", "ui", "sources", "sources check", "warc import", "warc export", "releases prune"),
)


def test_the_list_of_commands_needs_not_even_what_draws_tables():
    done = subprocess.run(raquan_command("--help", before=TELL), capture_output=True, text=True, timeout=120)
    assert not {"rich.console", "pydantic"} & set(done.stderr.splitlines()[-1].split())
    assert "..." not in done.stdout.partition("Commands:")[2]  # each says in its line what it does


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command):
    assert _imported(*command.split(), "--help") == set()


def test_a_query_imports_only_what_answers_it(samples_data):
    assert _imported("query", "SELECT count(*) FROM figures", "--data", samples_data) <= {"duckdb"}


def test_looking_up_a_place_reads_the_register_alone(samples_data):
    assert _imported("places", "Hà Tây") <= {"polars"}


@pytest.mark.parametrize(
    ("command", "uses"),
    [
        ("status", {"dagster", "jinja2", "lxml", "polars", "pyarrow"}),
        ("sources", {"lxml", "polars"}),
        ("releases", {"jinja2", "polars", "pyarrow"}),
    ],
)
def test_a_look_at_the_state_imports_no_reader_and_no_gate(command, uses, samples_data):
    assert _imported(command, "--data", samples_data) <= uses


@pytest.mark.parametrize("command", ["explain", "score"])
def test_reading_a_release_starts_no_pipeline(command, samples_data):
    arguments = {"score": ["--gold", SAMPLES / "gold"], "explain": [_some_figure(samples_data)]}[command]
    imported = _imported(command, *arguments, "--data", samples_data)
    assert imported <= {"duckdb", "pandas", "polars", "pyarrow"}


def _some_figure(data) -> str:
    import polars as pl

    return pl.read_parquet(data / "release" / "figures.parquet", columns=["figure_id"], n_rows=1).item()


def test_the_heavy_are_found_where_they_are_imported():
    code = f"{TELL}\nimport polars"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "polars" in done.stderr.split()
