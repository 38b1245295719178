"""Releases on object storage: a real S3 server on loopback, and a folder."""

import json
import shutil
from datetime import date

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from orchestration import mirror
from orchestration.folder import DataFolder
from tests.conftest import parquet_bytes

moto_server = pytest.importorskip("moto.server", reason="needs moto's S3 server (dependency group dev)")
SECRET = "s3cr3t-k3y"
DAY = date(2024, 5, 2)  # on which the samples hold nothing


@pytest.fixture(scope="module")
def s3():
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "raquan")
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        fsspec.filesystem("s3").mkdir("bucket")
        yield "s3://bucket"
    server.stop()


@pytest.fixture
def folder(tmp_path, samples_data) -> DataFolder:
    shutil.copytree(samples_data, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data")


@pytest.mark.parametrize("kind", ["s3", "folder"])
def test_there_and_back(kind, folder, request, tmp_path):
    url = f"{request.getfixturevalue('s3')}/{kind}" if kind == "s3" else str(tmp_path / "mirror")
    (folder.root / "sources").mkdir()
    for name, text in (("corrections.jsonl", "[]\n"), ("sources/tuoi-tre.json", "{}")):
        (folder.root / name).write_text(text)
    first = mirror.push(folder, url, captures=True)
    assert len(first.versions) == 1 and first.captures >= 20
    assert mirror.push(folder, url, captures=True) == mirror.Mirrored((), 0)  # nothing new
    with fsspec.open(f"{url}/release.json") as file:
        version = json.load(file)["version"]
    with fsspec.open(f"{url}/releases/{version}/figures.parquet") as file:
        assert file.read() == parquet_bytes(folder.root)["figures.parquet"]

    back = DataFolder(tmp_path / "back")
    with back.writing():
        found = mirror.pull(back, url)
    assert found.versions == (version,) and found.captures == first.captures
    assert parquet_bytes(back.root) == parquet_bytes(folder.root)
    assert [capture.sha256 for day in back.store.days() for capture in back.store.of_day(day)]
    for day in folder.store.days():
        assert back.store.fingerprint(day) == folder.store.fingerprint(day)
        for capture in back.store.of_day(day):
            back.store.read(capture)  # hashed again
    for name in ("corrections.jsonl", "sources/tuoi-tre.json"):
        assert (back.root / name).read_bytes() == (folder.root / name).read_bytes()


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """What is asked of a folder that stands for the storage."""
    asked = []

    def noting(name: str):
        call = getattr(LocalFileSystem, name)

        def noted(*about, **more):
            asked.append(name)
            return call(*about, **more)

        return noted

    for name in ("find", "put_file", "pipe_file", "cat_file"):
        monkeypatch.setattr(LocalFileSystem, name, noting(name))
    return asked


def test_a_night_costs_what_is_new_and_not_what_is_kept(folder, tmp_path, asked):
    url = str(tmp_path / "mirror")
    mirror.push(folder, url, captures=True)
    days, first = len(folder.store.days()), len(asked)
    assert first > 3 * days
    asked.clear()
    mirror.push(folder, url, captures=True)
    assert sorted(asked) == ["cat_file", "find", "pipe_file"]  # the days, the versions, the newest
    asked.clear()
    folder.store.add(b"new", media_type="text/plain", day=DAY, archive_path="new.txt")
    assert mirror.push(folder, url, captures=True).captures == 3  # bytes, key, sidecar
    assert len(asked) == 3 + 1 + 3 + 1  # as above, the day's list, the files, the days


def test_a_damaged_sidecar_is_copied_once_it_is_mended(folder, tmp_path):
    url, back = str(tmp_path / "mirror"), DataFolder(tmp_path / "back")
    row = {"media_type": "text/plain", "day": DAY, "archive_path": "new.txt"}
    folder.store.add(b"new", **row)
    sidecar = next((folder.captures / "days" / DAY.isoformat()).glob("*.json"))
    sidecar.write_text("{")
    mirror.push(folder, url, captures=True)
    assert not list((tmp_path / "mirror").rglob(sidecar.name))
    folder.store.add(b"new", **row)
    assert mirror.push(folder, url, captures=True).captures == 3
    mirror.pull(back, url)
    assert [back.store.read(capture) for capture in back.store.of_day(DAY)] == [b"new"]


def test_a_copy_that_was_interrupted_is_no_release_and_is_made_whole(folder, tmp_path, monkeypatch):
    url, files = str(tmp_path / "mirror"), []

    class Cut(Exception):
        pass

    def cut(storage, local, remote, put=LocalFileSystem.put_file, **more):
        files.append(remote)
        if len(files) == 4:
            raise Cut
        return put(storage, local, remote, **more)

    with monkeypatch.context() as patch:
        patch.setattr(LocalFileSystem, "put_file", cut)
        with pytest.raises(Cut):
            mirror.push(folder, url)
    back = DataFolder(tmp_path / "back")
    with back.writing():
        assert mirror.pull(back, url).versions == ()
    assert not (tmp_path / "mirror" / "release.json").exists()
    assert len(mirror.push(folder, url).versions) == 1


def test_what_is_damaged_on_the_storage_is_not_taken_back(folder, tmp_path):
    url = tmp_path / "mirror"
    mirror.push(folder, str(url))
    next(url.glob("releases/*/panel.parquet")).write_bytes(b"x")
    back = DataFolder(tmp_path / "back")
    with (
        back.writing(),
        pytest.raises(mirror.MirrorError, match="panel.parquet.* is not as it was published"),
    ):
        mirror.pull(back, str(url))
    assert not back.release.exists()


def test_mistakes_are_told_without_a_credential(folder, s3, raquan):
    for url, said in ((f"{s3}-nowhere/x", "bucket"), ("gopher://x/y", "cannot be used")):
        done = raquan("mirror", url, "--data", folder.root)
        assert done.returncode == 2 and said in done.stderr and SECRET not in done.stderr, done.stderr
