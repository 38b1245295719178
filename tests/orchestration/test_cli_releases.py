"""The versions as a person lists and prunes them."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from tests.transforms.test_gate import made_release
from transforms.release import current, next_version, publish, versions, write_candidate


@pytest.fixture
def invoke():
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return made_release()


def publish_on(data: Path, tables: dict[str, pl.DataFrame], day: date, confidence: float) -> None:
    figures = tables["figures"].with_columns(confidence=pl.lit(confidence))
    write_candidate(
        tables | {"figures": figures},
        data / "candidate",
        version=next_version(data, day),
        code_version="0.1.0",
    )
    publish(data / "candidate", data)


def test_versions_are_listed_with_what_changed(invoke, tmp_path, tables):
    publish_on(tmp_path, tables, date(2026, 11, 24), 0.5)
    publish_on(tmp_path, tables, date(2026, 11, 24), 0.6)
    found = json.loads(invoke("releases", "--data", tmp_path, "--json").stdout)
    assert [one["version"] for one in found] == ["2026.11.24.1", "2026.11.24"]
    assert [one["is_newest"] for one in found] == [True, False]
    assert found[0]["figures"] == tables["figures"].height
    # Every figure was revised; how many of its fields were is not counted here.
    assert found[0]["changes"]["revised"] == tables["figures"].height
    assert found[1]["reasons"] == {"first_release": found[1]["changes"]["added"]}
    shown = invoke("releases", "--data", tmp_path).stdout
    assert "2026.11.24.1" in shown and "first_release" in shown.replace("\n", "")


def test_pruning_keeps_the_newest_and_the_last_of_each_month(invoke, tmp_path, tables):
    for turn, day in enumerate((date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2))):
        publish_on(tmp_path, tables, day, turn / 10)
    said = invoke("releases", "prune", "--keep", 1, "--data", tmp_path, "--only-say")
    assert "would remove 2026.09.01" in said.stdout and len(versions(tmp_path)) == 4
    invoke("releases", "prune", "--keep", 1, "--data", tmp_path)
    assert versions(tmp_path) == ["2026.09.30", "2026.10.02"]
    assert current(tmp_path).name == "2026.10.02"


def test_mistakes_are_told(invoke, tmp_path):
    for arguments in (("releases",), ("releases", "prune", "--keep", "3")):
        done = invoke(*arguments, "--data", tmp_path)
        assert done.exit_code == 2 and "no release" in done.stderr
