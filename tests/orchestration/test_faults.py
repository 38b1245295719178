"""The bad days, for real: killed runs, two at once, damaged files, a rule that raises, a closed gate."""

import gzip
import os
import shutil
import socket
import time
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from extractors.sources.captures import CaptureStore
from extractors.values import Rejection
from orchestration import stages
from orchestration.folder import DataFolder
from orchestration.run import open_home
from tests.conftest import SAMPLES, parquet_bytes

DAY = date(2024, 5, 2)
PAGE = "Yên Bái ra quân\n\nTỉnh Yên Bái vận động được {n} người tham gia BHXH tự nguyện trong ngày 2/5/2024."

#: What has just appeared in the data folder when the run is killed.
MOMENTS = (
    "captures/days/*/*.json",
    "documents/*.parquet",
    "figures/2025-11-19.parquet",
    "history/months/2023-*.held.parquet",
    "history/figures.parquet",
    "candidate/figures.parquet",
    "history/gate/places.json",
    "releases/20*/datapackage.json",
)


def test_killed_at_any_moment_the_next_run_ends_as_if_nothing_had_happened(
    tmp_path, few, few_data, raquan, start_raquan, monkeypatch
):
    for name in ("DAGSTER_HOME", "RAQUAN_DATA"):
        monkeypatch.setenv(name, "")  # opening the home sets them; they are put back afterwards
    data, killed = tmp_path / "data", 0
    for moment in MOMENTS:
        running = start_raquan("run", "--archive", few, "--data", data)
        while running.is_running() and not any(data.glob(moment)):
            time.sleep(0.002)
        killed += running.kill()
        if (data / "release").exists():
            assert (data / "release" / "datapackage.json").is_file()
    assert killed >= len(MOMENTS) - 2  # the last moments may be too short to hit

    last = raquan("run", "--archive", few, "--data", data)
    assert last.returncode == 0, last.stderr
    assert parquet_bytes(data) == parquet_bytes(few_data)
    assert not list(data.rglob("*.part"))
    assert "Nothing new" in raquan("run", "--archive", few, "--data", data).stdout
    _, instance = open_home(DataFolder(data), verbose=True)  # as any later run, or the UI, does
    assert [run.run_id for run in instance.get_runs() if not run.is_finished] == []
    instance.dispose()


def test_two_runs_at_once_wait_for_one_another(tmp_path, few, few_data, start_raquan):
    data = tmp_path / "data"
    both = [start_raquan("run", "--archive", few, "--data", data) for _ in range(2)]
    ended = [running.end() for running in both]
    assert [one.returncode for one in ended] == [0, 0], ended
    assert sum("Nothing new" in one.stdout for one in ended) == 1
    assert parquet_bytes(data) == parquet_bytes(few_data)
    assert len(list((data / "releases").glob("20*"))) == 1


@pytest.fixture
def folder(tmp_path) -> DataFolder:
    """Three captures on one day."""
    folder = DataFolder(tmp_path / "data")
    for n in (1205, 1310, 1415):
        folder.store.add(PAGE.format(n=n).encode(), media_type="text/plain", day=DAY, archive_path=f"{n}.txt")
    return folder


def _quiet(done: int, total: int, what: str) -> None:
    pass


def test_a_rule_that_raises_costs_one_document_only(folder, monkeypatch):
    import extractors.language.figures as rules

    def trips_over_1310(document, home, read=rules.extract):
        if "1310" in document.text:
            raise ZeroDivisionError("a rule divided by zero")
        return read(document, home)

    stages.read_documents(folder, DAY, _quiet)
    monkeypatch.setattr(rules, "extract", trips_over_1310)
    result = stages.read_figures(folder, DAY, _quiet)
    assert sorted(result.rows["number_text"]) == ["1205", "1415"]
    (rejected,) = result.rejected.to_dicts()
    assert rejected["reason"] == "rule_failed" and rejected["archive_path"] == "1310.txt"
    assert "a rule divided by zero" in rejected["detail"]


def test_a_reader_that_raises_costs_one_document_only(folder, monkeypatch):
    import extractors.documents.read as reader

    def trips(capture, content, layouts, read=reader.read_capture):
        if b"1310" in content:
            raise RecursionError("too deep")
        return read(capture, content, layouts)

    monkeypatch.setattr(reader, "read_capture", trips)
    result = stages.read_documents(folder, DAY, _quiet)
    assert sorted(result.rows["archive_path"]) == ["1205.txt", "1415.txt"]
    assert result.rejected["reason"].to_list() == ["reader_failed"]


def test_what_a_document_does_not_hold_stands_beside_it(folder, monkeypatch):
    import extractors.documents.read as reader

    def hides(capture, content, layouts, read=reader.read_capture):
        reading = read(capture, content, layouts)
        told = Rejection(kind="figure", reason="hidden_row", detail="row 7", version=capture.sha256)
        return replace(reading, kept_out=(told,) if b"1310" in content else ())

    monkeypatch.setattr(reader, "read_capture", hides)
    result = stages.read_documents(folder, DAY, _quiet)
    assert result.rows.height == 3
    assert result.rejected.select("kind", "reason", "detail").rows() == [("figure", "hidden_row", "row 7")]


def test_damaged_bytes_are_rejected_and_read_again_once_mended(folder):
    capture = folder.store.of_day(DAY)[0]
    blob = next((folder.captures / "blobs").rglob(f"{capture.sha256}.gz"))
    whole = blob.read_bytes()
    blob.write_bytes(gzip.compress(b"something else"))
    result = stages.read_documents(folder, DAY, _quiet)
    assert result.rows.height == 2
    assert result.rejected["reason"].to_list() == ["damaged_capture"]
    assert folder_is_stale(folder)
    blob.write_bytes(whole)
    assert stages.read_documents(folder, DAY, _quiet).rows.height == 3


def folder_is_stale(folder: DataFolder) -> bool:
    return stages.stale_days(folder) == [DAY]


def test_figures_are_read_again_without_network_or_raw_bytes(folder, monkeypatch):
    stages.read_documents(folder, DAY, _quiet)
    before = stages.read_figures(folder, DAY, _quiet).rows
    shutil.rmtree(folder.captures)

    def no_network(*_):
        raise AssertionError("reading figures must not open a connection")

    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(CaptureStore, "read", no_network)
    again = stages.read_figures(folder, DAY, _quiet, again=True)
    assert not again.fresh and again.rows.equals(before)


@pytest.mark.parametrize("table", ["documents", "figures"])
def test_a_damaged_parquet_file_is_made_again(folder, table):
    for read in (stages.read_documents, stages.read_figures):
        read(folder, DAY, _quiet)
    path = folder.part(table, DAY)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert folder_is_stale(folder)
    for read in (stages.read_documents, stages.read_figures):
        read(folder, DAY, _quiet)
    assert path.read_bytes() == whole and not stages.stale_days(folder)


def test_only_a_days_own_change_makes_it_stale(folder):
    other = date(2024, 5, 9)
    for read in (stages.read_documents, stages.read_figures):
        read(folder, DAY, _quiet)
    folder.store.add(PAGE.format(n=99).encode(), media_type="text/plain", day=other, archive_path="99.txt")
    assert stages.stale_days(folder) == [other]


def test_the_days_of_a_document_survive_storage(folder):
    """A page published at 0:30 in Vietnam is of that day, though UTC is still in the day before."""
    store = folder.store
    early = "2024-05-02T00:30:00+07:00"
    page = f"""<html><head><title>Yên Bái ra quân</title>
    <meta property="article:published_time" content="{early}"></head><body><article><h1>Yên Bái ra quân</h1>
    <p>{PAGE.format(n=77)}</p></article></body></html>"""
    store.add(page.encode(), media_type="text/html", day=DAY, archive_path="early.html")
    rows = stages.read_documents(folder, DAY, _quiet).rows
    row = rows.filter(pl.col("archive_path") == "early.html").to_dicts()[0]
    assert stages.document_of(row).published_at.isoformat() == early


CLOSE_THE_GATE = """
import transforms.places as places
whole = places.places
places.places = lambda register: whole(register).filter(~(places.pl.col("code") == "79"))
"""


def test_a_table_that_fails_the_gate_stops_the_release_and_the_last_one_stays(tmp_path, few_data, raquan):
    data, archive = tmp_path / "data", tmp_path / "more"
    shutil.copytree(few_data, data, symlinks=True)
    before = parquet_bytes(data)
    archive.mkdir()
    (archive / "mới.txt").write_text(PAGE.format(n=321), encoding="utf-8")
    held = raquan("run", "--archive", archive, "--data", data, before=CLOSE_THE_GATE)
    assert held.returncode == 1
    assert "places" in held.stdout and "63 provinces" in held.stdout and "stays the newest" in held.stdout
    assert parquet_bytes(data) == before
    # The mended code publishes what was held back, though no document is new.
    mended = raquan("run", "--archive", archive, "--data", data)
    assert mended.returncode == 0, mended.stderr
    assert "321" in pl.read_parquet(data / "release" / "figures.parquet")["number_text"].to_list()


def test_publishing_beside_the_gate_is_refused(tmp_path, few_data):
    data = tmp_path / "data"
    shutil.copytree(few_data, data, symlinks=True)
    folder = DataFolder(data)
    stages.build_candidate(folder)
    shutil.rmtree(folder.gate)
    with pytest.raises(stages.GateClosed, match="figures"):
        stages.publish(folder)


def test_a_read_only_data_folder_is_told_in_a_sentence(tmp_path, raquan):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    data = tmp_path / "data"
    data.mkdir(mode=0o555)
    done = raquan("run", "--archive", SAMPLES, "--data", data)
    assert done.returncode == 2 and "permission" in done.stderr
