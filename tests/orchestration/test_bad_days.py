"""More bad days, for real (docs/runbook.md): a full or read-only disk, a clock set back, damaged files."""

import json
import os
import shutil
import subprocess
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from orchestration.folder import DataFolder
from orchestration.run import _within_partitions
from orchestration.stages import import_folder, stale_days, today
from tests.conftest import parquet_bytes
from tests.orchestration.clock import clock_off_by
from transforms.release import versions

PAGE = "Yên Bái ra quân\n\nTỉnh Yên Bái vận động được {n} người tham gia BHXH tự nguyện trong ngày 2/5/2024."


@pytest.fixture
def archive(tmp_path):
    """One new article."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE.format(n=321), encoding="utf-8")
    return folder


@pytest.fixture
def disk(tmp_path, few_data):
    """A data folder on a disk of its own, 24 MB large."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        shutil.copytree(few_data, place / "data", symlinks=True)
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def _fill(disk, leave: int) -> None:
    free = os.statvfs(disk)
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - leave))


@pytest.mark.parametrize("leave", [8_000, 200_000])
def test_a_full_disk_is_told_and_the_release_stays_whole(disk, archive, raquan, leave):
    """Full at once, and full when the first tables have been written."""
    data = disk / "data"
    before = parquet_bytes(data)
    _fill(disk, leave)
    held = raquan("run", "--archive", archive, "--data", data)
    assert held.returncode in (1, 2), held.stdout
    assert "space" in held.stderr or "disk" in held.stderr or "full" in held.stderr, held.stderr
    assert parquet_bytes(data) == before
    (disk / "ballast").unlink()
    mended = raquan("run", "--archive", archive, "--data", data)
    assert mended.returncode == 0, mended.stderr
    assert "321" in pl.read_parquet(data / "release" / "figures.parquet")["number_text"].to_list()
    assert not list(data.rglob("*.part"))


def test_a_read_only_disk_is_told_and_can_be_read(disk, archive, raquan):
    data = disk / "data"
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    held = raquan("run", "--archive", archive, "--data", data)
    assert held.returncode == 2 and "read-only" in held.stderr.lower(), held.stderr
    assert raquan("query", "SELECT count(*) FROM figures", "--data", data).returncode == 0
    found = raquan("doctor", "--data", data)
    assert found.returncode == 1 and "cannot be written" in found.stdout


def test_a_clock_that_was_set_back_takes_nothing_back(tmp_path, few_data, archive, raquan, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(few_data, data, symlinks=True)
    before = versions(data)
    for name, value in clock_off_by(tmp_path, timedelta(days=-300)).items():
        monkeypatch.setenv(name, value)
    done = raquan("run", "--archive", archive, "--data", data)
    assert done.returncode == 0, done.stderr
    newest = (data / "release").resolve().name
    assert versions(data) == [*before, newest]  # it sorts after those that are there
    assert "321" in pl.read_parquet(data / "release" / "figures.parquet")["number_text"].to_list()
    then = today() - timedelta(days=300)
    assert {then, then + timedelta(days=1)} & set(DataFolder(data).days("figures"))
    status = raquan("status", "--data", data)
    assert status.returncode == 1 and "the clock was set back" in status.stdout


def test_a_capture_dated_before_the_data_begins_or_in_the_future_is_told(tmp_path, archive):
    folder, said = DataFolder(tmp_path / "data"), []
    days = {"a.txt": "2010-05-02", "b.txt": f"{today().year + 1}-05-02", "c.txt": "2024-05-02"}
    for name, day in days.items():
        (archive / name).write_text(PAGE.format(n=name), encoding="utf-8")
        with (archive / "index.jsonl").open("a") as index:
            index.write(json.dumps({"file": name, "captured_at": f"{day}T08:00:00+07:00"}) + "\n")
    report = import_folder(folder, archive, today(), lambda *_: None)
    told = " ".join(one.detail for one in report.rejections)
    assert days["a.txt"] in told and days["b.txt"] in told and "imported as captured today" in told
    ahead = today() + timedelta(days=9)  # by a clock that was ahead
    folder.store.add(b"x", media_type="text/plain", day=ahead, archive_path="x.txt")
    bars = SimpleNamespace(say=said.append)
    assert _within_partitions(stale_days(folder), bars) == [date(2024, 5, 2), today()]
    assert f"not read: what was captured on {ahead}" in said[0] and "clock" in said[0]


def test_a_damaged_sidecar_costs_one_document_until_it_is_imported_again(
    tmp_path, few, few_data, archive, raquan
):
    data, whole = tmp_path / "data", parquet_bytes(few_data)
    shutil.copytree(few_data, data, symlinks=True)
    sidecar = next(data.glob("captures/days/2025-11-19/*.json"))
    sidecar.write_text("{")
    row = {"file": "a.txt", "captured_at": "2025-11-19T08:00:00+07:00"}  # so that the day is read again
    (archive / "index.jsonl").write_text(json.dumps(row), encoding="utf-8")
    done = raquan("run", "--archive", archive, "--data", data)
    assert done.returncode == 0, done.stderr
    release = data / "release"
    (told,) = pl.read_parquet(release / "rejected.parquet").filter(reason="damaged_capture").to_dicts()
    assert sidecar.name in told["detail"] and str(tmp_path) not in told["detail"]
    assert "321" in pl.read_parquet(release / "figures.parquet")["number_text"].to_list()
    assert sidecar.read_text() == "{"  # nothing is thrown away
    found = raquan("status", "--data", data)
    assert found.returncode == 1 and "1 documents were kept out as damaged_capture" in found.stdout
    assert sidecar.name in raquan("doctor", "--thorough", "--data", data).stdout
    # Imported again, it is as if nothing had happened.
    assert raquan("run", "--archive", few, "--data", data).returncode == 0
    assert raquan("status", "--data", data).returncode == 0
    before = pl.read_parquet(whole["figures.parquet"])
    assert pl.read_parquet(release / "figures.parquet").height == before.height + 1


def test_a_damaged_home_is_told_and_moving_it_away_helps(tmp_path, few_data, archive, raquan):
    data = tmp_path / "data"
    shutil.copytree(few_data, data, symlinks=True)
    (data / "dagster" / "history" / "runs.db").write_bytes(b"no database" * 1000)
    held = raquan("run", "--archive", archive, "--data", data)
    assert held.returncode == 2 and "move it away" in held.stderr
    shutil.move(data / "dagster", tmp_path / "away")
    assert raquan("run", "--archive", archive, "--data", data).returncode == 0
