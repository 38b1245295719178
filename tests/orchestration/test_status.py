"""`raquan status` and `raquan doctor`: what is wrong is seen, and said with its remedy."""

import hashlib
import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import polars as pl
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.definitions import build_defs
from orchestration.doctor import WRONG, examine
from orchestration.folder import LAYOUT, DataFolder
from orchestration.resources import Data, Fetching
from orchestration.stages import today
from orchestration.status import NIGHT_OVERDUE, look, open_runs


@pytest.fixture
def folder(tmp_path, few_data) -> DataFolder:
    shutil.copytree(few_data, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data")


def _said(*arguments: object):
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.exit_code, done.stdout


def test_all_is_well(few_data):
    figures = pl.read_parquet(few_data / "release" / "figures.parquet").height
    code, said = _said("status", "--data", few_data)
    assert code == 0 and "All is well" in said and f"{figures} figures" in said
    code, said = _said("status", "--data", few_data, "--json")
    found = json.loads(said)
    assert found["ok"] and found["problems"] == [] and found["rows"]["figures"] == figures


def test_no_such_folder_is_a_mistake(tmp_path):
    assert _said("status", "--data", tmp_path / "nowhere")[0] == 2


def test_a_night_that_failed_and_one_that_did_not_begin(folder):
    fresh, day = build_defs(data=Data(path=str(folder.root)), fetching=Fetching()), today().isoformat()
    with open_runs(folder) as instance:
        fresh.resolve_job_def("refresh").execute_in_process(
            instance=instance, partition_key=day, raise_on_error=False
        )
    code, said = _said("status", "--data", folder.root, "--json")
    (problem,) = json.loads(said)["problems"]
    assert code == 1
    assert f"refresh ({day}) failed" in problem["what"] and "RAQUAN_CONTACT" in problem["what"]
    assert "launch refresh again" in problem["do"]
    later = datetime.now(UTC) + NIGHT_OVERDUE + timedelta(hours=1)
    assert any("no night has begun since" in one.what for one in look(folder, later).problems)


def test_a_day_that_was_not_read(folder):
    text = "Yên Bái ra quân\n\nTỉnh Yên Bái vận động được 1.205 người tham gia BHXH tự nguyện."
    folder.store.add(text.encode(), media_type="text/plain", day=date(2024, 5, 2), archive_path="a.txt")
    code, said = _said("status", "--data", folder.root)
    assert code == 1 and "2024-05-02" in said and "backfill" in said


def test_a_closed_gate(folder):
    from orchestration import stages

    stages.build_candidate(folder)
    path = folder.candidate / "places.parquet"
    pl.read_parquet(path).filter(pl.col("code") != "79").write_parquet(path)
    stages.validate_candidate(folder, "places")
    code, said = _said("status", "--data", folder.root)
    assert code == 1 and "holds the next release back: places" in said and "validation.html" in said


def test_a_damaged_home_hides_nothing_else(folder):
    (folder.dagster_home / "history" / "runs.db").write_bytes(b"no database" * 1000)
    found = look(folder)
    assert found.release and any("nights cannot be told" in one.what for one in found.problems)
    assert "move it away" in {one.check: one.do for one in examine(folder) if one.level == WRONG}["home"]


def test_a_clock_that_was_set_back(folder):
    found = look(folder, datetime(2020, 1, 1, tzinfo=UTC))
    assert any("clock was set back" in one.what for one in found.problems)


# ── doctor ────────────────────────────────────────────────────────────────────────────────────────


def test_a_sound_installation(few_data):
    code, said = _said("doctor", "--data", few_data, "--json", "--thorough")
    found = json.loads(said)
    assert code == 0, [one for one in found["findings"] if one["level"] == "wrong"]
    levels = {one["check"]: one["level"] for one in found["findings"]}
    assert levels["underthesea"] == levels["captures"] == levels["releases"] == levels["home"] == "ok"


def test_what_is_damaged_is_found_and_its_mending_works(folder, few, raquan):
    blob = next(folder.captures.glob("blobs/*/*"))
    blob.write_bytes(b"not what was stored")
    part = next((folder.root / "figures").glob("????-??-??.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    published = folder.release.resolve() / "panel.parquet"
    published.write_bytes(published.read_bytes() + b"x")
    wrong = {one.check: one for one in examine(folder) if one.level == WRONG}
    assert {"captures", "parts", "releases"} <= wrong.keys()
    assert part.name in wrong["parts"].said and "panel" in wrong["releases"].said
    # Mended as it says: the documents imported again, the days read again, the release removed.
    done = raquan("run", "--archive", few, "--data", folder.root)
    assert done.returncode == 1 and "not as it was published" in done.stderr and "remove it" in done.stderr
    shutil.rmtree(folder.release.resolve())
    assert raquan("run", "--archive", few, "--data", folder.root).returncode == 0
    assert [one for one in examine(folder) if one.level == WRONG] == []
    assert look(folder).ok


def test_a_lock_that_is_held(folder):
    import sys

    lock = str(folder.root / "run.lock")
    hold = f"from filelock import FileLock; lock = FileLock({lock!r}); lock.acquire(); print('held')"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"{hold}; import sys; sys.stdout.flush(); sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"held\n"
    said = {one.check: one.said for one in examine(folder)}
    assert said["lock"] == "a run is working in the folder"
    holder.communicate()


# ── upgrades ──────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_from_before_there_was_a_version_opens(folder, few, raquan):
    """As an older raquan left it: no marker, parts and a release without the newest columns."""
    (folder.root / "layout.json").unlink()
    for path in (folder.root / "figures").glob("????-??-??.parquet"):
        pl.read_parquet(path).drop("rules").write_parquet(path, metadata={"raquan.made_from": "older code"})
    figures = pl.read_parquet(folder.release / "figures.parquet")
    published = folder.release.resolve() / "figures.parquet"
    figures.drop("actor").write_parquet(published)
    package = json.loads((folder.release / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] == "figures":
            resource["hash"] = f"sha256:{hashlib.sha256(published.read_bytes()).hexdigest()}"
    (folder.release / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    done = raquan("run", "--archive", few, "--data", folder.root)
    assert done.returncode == 0, done.stderr + done.stdout
    assert pl.read_parquet(folder.release / "figures.parquet").equals(figures)
    assert folder.layout() == LAYOUT


def test_a_folder_of_a_newer_raquan_is_refused_and_left_alone(folder, few, raquan):
    (folder.root / "layout.json").write_text(json.dumps({"layout": LAYOUT + 1}))
    for command in (("run", "--archive", few), ("ui",)):
        done = raquan(*command, "--data", folder.root)
        assert done.returncode == 2 and "newer raquan" in done.stderr and "upgrade" in done.stderr
    assert any("newer raquan" in one.what for one in look(folder).problems)
    # What is published can be read whatever wrote it.
    assert raquan("query", "SELECT count(*) FROM figures", "--data", folder.root).returncode == 0


def test_runs_that_go_on_are_a_note(folder):
    with open_runs(folder) as instance:
        job = build_defs(data=Data(path=str(folder.root))).resolve_job_def("publish")
        run = instance.create_run_for_job(job)
        instance.report_run_canceling(run)
    assert any("publish is going on" in note for note in look(folder).notes)
    assert isinstance(look(folder, instance=dg.DagsterInstance.ephemeral()).night, type(None))
