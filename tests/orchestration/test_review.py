"""`raquan review`: what is least certain comes first; a decision is kept, published, and guarded."""

import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from orchestration import stages
from orchestration.cli import app
from orchestration.folder import DataFolder
from tests.conftest import SAMPLES
from transforms.corrections import REVIEWED, CorrectionError, read_corrections


@pytest.fixture
def data(samples_data, tmp_path):
    """A copy of the samples' data folder, to decide in."""
    return shutil.copytree(samples_data, tmp_path / "data", symlinks=True)


@pytest.fixture
def review(data):
    def invoke(*arguments: object, typed: str = ""):
        return CliRunner().invoke(app, ["review", "--data", str(data), *map(str, arguments)], input=typed)

    return invoke


def figures(data) -> pl.DataFrame:
    return pl.read_parquet(data / "release" / "figures.parquet")


def test_the_least_certain_come_first_with_their_sentence(data, review):
    rows = json.loads(review("--limit", 5, "--json").stdout)
    certain = figures(data).sort("confidence", "figure_id").head(5)
    assert [row["figure_id"] for row in rows] == certain["figure_id"].to_list()
    assert ["".join(row["marked"]) for row in rows] == certain["quote"].to_list()
    assert [row["marked"][1] for row in rows] == certain["number_text"].to_list()
    shown = review("--limit", 1).stdout
    assert f"[{certain['number_text'][0]}]" in shown and certain["figure_id"][0] in shown


def test_decisions_are_kept_and_laid_over_the_next_tables(data, review):
    first, second, third = figures(data).sort("confidence")["figure_id"][:3]
    before = stages.history_from(DataFolder(data))
    for arguments in (
        ("--figure", first, "--field", "role=remaining", "--field", "per=", "--reason", "what is left"),
        ("--drop", second, "--reason", "counts visits"),
        ("--confirm", third, "--who", "An"),
    ):
        done = review(*arguments)
        assert done.exit_code == 0, done.output
    assert not {first, second, third} & {r["figure_id"] for r in json.loads(review("--json").stdout)}
    assert stages.history_from(DataFolder(data)) != before  # so that the next run publishes

    tables = stages.build_campaigns(DataFolder(data))
    rows = {row["figure_id"]: row for row in tables["figures"].to_dicts()}
    assert (rows[first]["role"], rows[first]["per"], rows[first]["confidence"]) == (
        "remaining",
        None,
        REVIEWED,
    )
    assert second not in rows
    rejected = tables["rejected"].filter(pl.col("figure_id") == second)
    assert rejected["reason"].to_list() == ["correction"] and "counts visits" in rejected["detail"][0]
    assert any("An, " in rule for rule in rows[third]["rules"])


def test_reading_again_keeps_a_decision(data, review):
    folder = DataFolder(data)
    chosen = figures(data).sort("confidence")["figure_id"][0]
    assert review("--figure", chosen, "--field", "group=other", "--reason", "two groups").exit_code == 0
    for day in folder.days("documents"):
        stages.read_figures(folder, day, lambda *_: None, again=True)
    now = stages.build_campaigns(folder)["figures"].filter(pl.col("figure_id") == chosen)
    assert now["group"].to_list() == ["other"]


def test_a_decision_that_no_longer_fits_stops_the_run_and_keeps_the_release(data, review, raquan):
    chosen = figures(data).sort("confidence")["figure_id"][0]
    review("--figure", chosen, "--field", "group=other", "--reason", "two groups")
    path = data / "corrections.jsonl"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"expect": said["expect"] | {"group": "students"}}) + "\n")
    release = (data / "release").resolve()

    done = raquan("run", "--archive", SAMPLES, "--data", data)
    told = " ".join((done.stderr + done.stdout).split())
    assert done.returncode == 1, told
    assert chosen in told and "corrections.jsonl line 1" in told
    assert "expected group=students, met group=" in told and "delete the line" in told
    assert (data / "release").resolve() == release
    with pytest.raises(CorrectionError):
        stages.build_campaigns(DataFolder(data))

    path.unlink()  # mended
    assert chosen in stages.build_campaigns(DataFolder(data))["figures"]["figure_id"]


def test_asking_takes_answers_one_by_one(data, review):
    first, second, third, fourth = figures(data).sort("confidence", "figure_id")["figure_id"][:4]
    typed = "nonsense\nwhy\nrole=target unit=person\nthe plan\ns\nd\ncounts visits\nq\n"
    done = review("--ask", typed=typed)
    assert done.exit_code == 0, done.output
    kept = read_corrections(data / "corrections.jsonl")
    assert [(c.figure_id, c.decision, c.reason) for c in kept] == [
        (first, "set", "the plan"),
        (third, "drop", "counts visits"),
    ]
    assert dict(kept[0].set) == {"role": "target", "unit": "person"}


def test_mistakes_keep_nothing(data, review):
    chosen = figures(data)["figure_id"][0]
    for arguments, said in (
        (("--figure", chosen), "needs --field"),
        (("--field", "role=target"), "needs --figure"),
        (("--drop", chosen), "--reason"),
        (("--drop", chosen, "--confirm", chosen, "--reason", "x"), "one thing at a time"),
        (("--drop", "zzz", "--reason", "x"), "No figure zzz"),
        (("--figure", chosen, "--field", "role=wish", "--reason", "x"), "role=wish is not known"),
        (("--figure", chosen, "--field", "quote=wish", "--reason", "x"), "quote cannot be set"),
        (("--figure", chosen, "--field", "as_of=30/9", "--reason", "x"), "YYYY-MM-DD"),
    ):
        done = review(*arguments)
        assert done.exit_code == 2, arguments
        assert said in " ".join(done.stderr.split()), (arguments, done.stderr)
    assert not (data / "corrections.jsonl").exists()


def test_a_second_decision_waits_for_the_first_to_be_published(data, review):
    chosen = figures(data)["figure_id"][0]
    assert review("--figure", chosen, "--field", "group=other", "--reason", "two").exit_code == 0
    again = review("--confirm", chosen)
    assert again.exit_code == 2 and "raquan run" in again.stderr
    assert len(read_corrections(data / "corrections.jsonl")) == 1


def test_a_damaged_file_is_named(data, review):
    (data / "corrections.jsonl").write_text("{\n")
    done = review("--limit", 1)
    assert done.exit_code == 2 and "corrections.jsonl line 1" in done.stderr
