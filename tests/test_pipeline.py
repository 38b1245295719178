"""The pipeline as a whole: what a newcomer gets from `raquan run --archive samples`."""

import json
import os
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import SAMPLES, parquet_bytes

TABLES = ("documents", "figures", "campaigns", "panel", "places", "rejected")


@pytest.fixture(scope="module")
def release(samples_data) -> Path:
    return (samples_data / "release").resolve()


def test_the_run_ends_with_a_table_and_the_next_command(samples_data, raquan):
    said = (samples_data.parent / "said").read_text(encoding="utf-8")
    for line in ("documents read", "figures found", "rejected", "campaigns", "release", "next: raquan query"):
        assert line in said
    command = said.split("next: raquan query ")[1].split('"')[1]
    assert raquan("query", command, "--data", samples_data).returncode == 0


def test_every_sample_is_a_document(release):
    documents = pl.read_parquet(release / "documents.parquet")
    pages = {path.name for path in SAMPLES.iterdir() if path.suffix in (".html", ".txt")}
    assert set(documents["archive_path"]) == pages
    assert documents["title"].null_count() == 0


def test_every_figure_stands_in_its_document(release):
    figures = pl.read_parquet(release / "figures.parquet")
    texts = {
        (row["document_id"], row["version"]): row["text"]
        for row in pl.read_parquet(release / "documents.parquet").iter_rows(named=True)
    }
    assert figures.height > 50
    for row in figures.iter_rows(named=True):
        text = texts[row["document_id"], row["version"]]
        assert text[row["number_start"] : row["number_end"]] == row["number_text"]
        assert text[row["quote_start"] : row["quote_end"]] == row["quote"]


def test_the_release_is_whole(release):
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"] for resource in package["resources"]}
    assert listed == {path.name for path in release.glob("*.parquet")}
    assert {f"{table}.parquet" for table in TABLES} <= listed
    page = (release / "validation.html").read_text(encoding="utf-8")
    assert all(table in page for table in TABLES)
    assert "http://" not in page and "https://" not in page  # nothing is fetched to show it


def test_two_outlets_on_one_launch_share_a_campaign(release):
    campaigns = pl.read_parquet(release / "campaigns.parquet")
    assert campaigns["document_ids"].list.len().max() >= 2


def test_accuracy_on_the_samples(samples_data, raquan):
    done = raquan("score", "--gold", SAMPLES / "gold", "--data", samples_data, "--json")
    found = json.loads(done.stdout)
    assert found["core"]["f1"] >= 0.95 and found["full"]["f1"] >= 0.85
    assert not found["documents_without_rows"]


def test_run_again_does_no_work_and_says_so(samples_data, raquan, tmp_path):
    data = shutil.copytree(samples_data, tmp_path / "data", symlinks=True)

    def state():
        return {
            path: os.stat(path).st_mtime_ns
            for folder in ("captures/days", "captures/blobs", "documents", "figures", "history", "releases")
            for path in (data / folder).rglob("*")
            if path.is_file() and path.name != ".lock"
        }

    before = state()
    done = raquan("run", "--archive", SAMPLES, "--data", data)
    assert done.returncode == 0
    assert "Nothing new" in done.stdout
    assert state() == before


def test_only_the_new_document_is_read(samples_data, raquan, tmp_path):
    data, archive = tmp_path / "data", tmp_path / "more"
    shutil.copytree(samples_data, data, symlinks=True)
    archive.mkdir()
    text = (
        "Bưu điện tỉnh Lào Cai ra quân\n\nTrong ngày ra quân, Bưu điện tỉnh Lào Cai đã vận động "
        "được 215 người tham gia BHXH tự nguyện.\n"
    )
    (archive / "lào cai.txt").write_text(text, encoding="utf-8")
    before = {path.name: path.stat().st_mtime_ns for path in (data / "figures").iterdir()}
    done = raquan("run", "--archive", archive, "--data", data, "--json")
    summary = json.loads(done.stdout)
    assert (summary["documents"], summary["new_documents"], summary["published"]) == (11, 1, True)
    after = {path.name: path.stat().st_mtime_ns for path in (data / "figures").iterdir()}
    assert {name: after[name] for name in before} == before
    figures = pl.read_parquet(data / "release" / "figures.parquet")
    assert "215" in figures["number_text"].to_list()
    assert len(list((data / "releases").glob("20*"))) == 2


def test_bad_files_are_told_and_the_rest_goes_through(tmp_path, raquan):
    archive = tmp_path / "hostile [red]archive"
    archive.mkdir()
    good = (
        "Đồng Nai ra quân\n\nToàn tỉnh vận động được 1.215 người tham gia BHXH tự nguyện trong ngày ra quân."
    )
    (archive / "tin tức 'một' [bold].txt").write_text(good, encoding="utf-8")
    (archive / "nfd.txt").write_text("Hà Nội\n\nHà Nội có 2.345 người tham gia BHYT hộ gia đình.")
    (archive / "rỗng.html").write_bytes(b"")
    (archive / "ảnh.txt").write_bytes(bytes(range(256)) * 64)
    (archive / "to.txt").write_bytes(b"a" * 20_000_001)
    (archive / "latin.txt").write_bytes(b"\xff\xfe\xfa caf\xe9 \x80\x81 12.000 ng\xb0\xeai")
    (archive / "english.txt").write_text(
        "The agency enrolled 1,200 people this week, officials said on Monday."
    )
    (archive / "trang trống.html").write_text("<html><body><script>alert('x')</script></body></html>")
    (archive / "ngoài.txt").symlink_to("/etc/hostname")
    (archive / "index.jsonl").write_text('{"file": "../escape.txt", "url": "http://a.example/"}\n{not json\n')
    done = raquan("run", "--archive", archive, "--data", tmp_path / "data", "--json")
    assert done.returncode == 0, done.stderr
    for name in ("rỗng.html", "ảnh.txt", "to.txt", "ngoài.txt", "escape.txt", "line 2"):
        assert name in done.stderr, name
    release = tmp_path / "data" / "release"
    numbers = pl.read_parquet(release / "figures.parquet")["number_text"].to_list()
    assert {"1.215", "2.345"} <= set(numbers)
    rejected = pl.read_parquet(release / "rejected.parquet")
    kept = pl.read_parquet(release / "documents.parquet")["archive_path"].to_list()
    seen = {*kept, *rejected["archive_path"].drop_nulls()}
    present = {path.name for path in archive.iterdir()} - {"index.jsonl"}
    assert present <= seen | {"nfd.txt"} | {path for path in seen if path}


def test_the_same_input_gives_the_same_bytes_however_it_comes(few, few_data, raquan, tmp_path):
    """All at once, or in two parts of which the later day comes first."""
    *sooner, later = (few / "index.jsonl").read_text(encoding="utf-8").splitlines()
    for number, part in enumerate(([later], sooner)):
        folder = tmp_path / f"part{number}"
        folder.mkdir()
        for line in part:
            shutil.copy(few / json.loads(line)["file"], folder)
        (folder / "index.jsonl").write_text("\n".join(part), encoding="utf-8")
        assert raquan("run", "--archive", folder, "--data", tmp_path / "data").returncode == 0
    ours, theirs = parquet_bytes(tmp_path / "data"), parquet_bytes(few_data)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
