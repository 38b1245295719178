import gzip
import hashlib
import json
import multiprocessing
import os
import signal
import time
from datetime import UTC, date, datetime

import pytest

from extractors.sources.captures import CaptureStore, CorruptCapture
from extractors.values import Capture, Rejection

DAY = date(2025, 11, 13)
NEXT = date(2025, 11, 14)
URL = "https://bao.example/ra-quan.html"


@pytest.fixture
def store(tmp_path):
    return CaptureStore(tmp_path / "captures")


def files(store):
    return sorted(p.relative_to(store.root).as_posix() for p in store.root.rglob("*") if p.is_file())


def test_a_capture_comes_back_as_it_was_kept(store):
    capture, new = store.add(
        b"<p>x</p>",
        media_type="text/html",
        day=DAY,
        url=URL,
        publisher="Báo Mẫu",
        captured_at=datetime(2025, 11, 13, 3, tzinfo=UTC),
        headers={"ETag": "1"},
    )
    assert new
    assert CaptureStore(store.root).of_day(DAY) == [capture]
    assert store.read(capture) == b"<p>x</p>"
    assert store.days() == [DAY]


def test_same_bytes_at_same_address_are_kept_once_even_on_another_day(store):
    first, _ = store.add(b"a", media_type="text/html", day=DAY, url=URL)
    before = files(store)
    again, new = CaptureStore(store.root).add(b"a", media_type="text/html", day=NEXT, url=URL)
    assert (again, new) == (first, False)
    assert files(store) == before


def test_a_changed_page_is_a_new_capture_and_the_old_one_stays(store):
    store.add(b"a", media_type="text/html", day=DAY, url=URL)
    store.add(b"b", media_type="text/html", day=NEXT, url=URL)
    assert [store.read(c) for d in store.days() for c in store.of_day(d)] == [b"a", b"b"]


def test_same_bytes_at_two_addresses_are_two_captures_of_one_blob(store):
    store.add(b"a", media_type="text/html", day=DAY, url=URL)
    store.add(b"a", media_type="text/html", day=DAY, url=URL + "?page=2")
    assert len(store.of_day(DAY)) == 2
    assert sum(name.startswith("blobs/") for name in files(store)) == 1


def test_stores_filled_in_another_order_are_the_same_bytes(tmp_path):
    def fill(name, order):
        store = CaptureStore(tmp_path / name)
        for n in order:
            store.add(b"%d" % n, media_type="text/plain", day=DAY, archive_path=f"{n}.txt")
        return {name: (store.root / name).read_bytes() for name in files(store)}, store.of_day(DAY)

    assert fill("a", range(9)) == fill("b", reversed(range(9)))


def test_fingerprint_changes_with_the_set_of_the_day_and_with_nothing_else(store):
    empty = store.fingerprint(DAY)
    store.add(b"a", media_type="text/html", day=DAY, url=URL)
    one = store.fingerprint(DAY)
    store.add(b"a", media_type="text/html", day=DAY, url=URL)
    store.add(b"b", media_type="text/html", day=NEXT, url=URL)
    assert empty != one == store.fingerprint(DAY)
    store.reject(Rejection(kind="document", reason="empty_file", detail="…", archive_path="x.txt"), DAY)
    assert store.fingerprint(DAY) != one


def test_a_rejection_is_kept_once_on_its_first_day(store):
    rejection = Rejection(kind="document", reason="empty_file", detail="zero bytes", archive_path="x.txt")
    assert store.reject(rejection, DAY) == (DAY, True)
    assert store.reject(rejection, NEXT) == (DAY, False)
    assert (store.rejections(DAY), store.rejections(NEXT)) == ([rejection], [])
    assert store.of_day(DAY) == []


@pytest.mark.parametrize("damage", [b"", b"junk", gzip.compress(b"other", mtime=0), None])
def test_damaged_bytes_are_named_and_mended_by_importing_again(store, damage):
    capture, _ = store.add(b"article", media_type="text/plain", day=DAY, archive_path="a.txt")
    blob = next((store.root / "blobs").rglob("*.gz"))
    blob.unlink() if damage is None else blob.write_bytes(damage)
    with pytest.raises(CorruptCapture, match="a.txt") as caught:
        store.read(capture)
    assert caught.value.path == blob
    store.add(b"article", media_type="text/plain", day=DAY, archive_path="a.txt")
    assert store.read(capture) == b"article"


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"day": "soon"}'])
def test_a_damaged_sidecar_is_named_stops_nothing_and_is_mended_by_importing_again(store, damage):
    store.add(b"a", media_type="text/plain", day=DAY, archive_path="a.txt")
    sidecar = next((store.root / "days").rglob("*.json"))
    other, _ = store.add(b"b", media_type="text/plain", day=DAY, archive_path="b.txt")
    sidecar.write_text(damage)
    damaged = []
    assert store.of_day(DAY, damaged) == [other] and [one.path for one in damaged] == [sidecar]
    assert sidecar.exists() and store.fingerprint(DAY)  # a look changes nothing
    mended, new = store.add(b"a", media_type="text/plain", day=NEXT, archive_path="a.txt")
    assert new and mended.day == DAY and store.of_day(DAY) == [mended, other]


def test_leftovers_of_a_killed_writer_are_not_seen_and_are_cleared(store):
    store.add(b"a", media_type="text/plain", day=DAY, archive_path="a.txt")
    old, fresh = store.root / "tmp" / "old", store.root / "tmp" / "fresh"
    old.write_bytes(b"hal")
    fresh.write_bytes(b"hal")
    os.utime(old, (time.time() - 7200,) * 2)
    (store.root / "days" / "2025-11-13" / ".nfs1").write_bytes(b"")
    again = CaptureStore(store.root)
    assert len(again.of_day(DAY)) == 1
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_key_claimed_by_a_writer_that_was_killed_before_its_sidecar(store):
    store.add(b"a", media_type="text/plain", day=DAY, archive_path="a.txt")
    next((store.root / "days").rglob("*.json")).unlink()
    capture, new = store.add(b"a", media_type="text/plain", day=NEXT, archive_path="a.txt")
    assert new
    assert store.of_day(capture.day) == [capture]
    key = next(p for p in (store.root / "keys").rglob("*") if p.is_file())
    key.write_text("2025-1")
    assert not store.add(b"a", media_type="text/plain", day=capture.day, archive_path="a.txt")[1]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a/../../b", "/etc/passwd", "x\0y", "ố" * 4000])
def test_no_name_leads_out_of_the_store(store, tmp_path, name):
    store.add(b"a", media_type="text/html", day=DAY, url="https://bao.example/" + name, archive_path=name)
    assert [p.name for p in tmp_path.iterdir()] == ["captures"]
    assert store.of_day(DAY)[0].archive_path == name


@pytest.mark.parametrize("sha256", ["", "../../secret", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_is_read(store, sha256):
    with pytest.raises(ValueError, match="sha256"):
        store.read(Capture(sha256=sha256, media_type="text/html", day=DAY))


def _fill(root, day):
    store = CaptureStore(root)
    for n in range(40):
        store.add(b"%d" % n, media_type="text/plain", day=day, archive_path=f"{n}.txt")


def test_two_writers_at_once_keep_each_capture_once(tmp_path):
    root = tmp_path / "captures"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_fill, args=(root, day)) for day in (DAY, NEXT)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    store = CaptureStore(root)
    kept = [capture for day in store.days() for capture in store.of_day(day)]
    assert sorted(store.read(c) for c in kept) == sorted(b"%d" % n for n in range(40))
    assert not list((root / "tmp").iterdir())


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.07])
def test_a_writer_killed_at_any_instant_leaves_whole_captures_and_the_next_one_completes_them(
    tmp_path, seconds
):
    root = tmp_path / "captures"
    writer = multiprocessing.get_context("fork").Process(target=_fill, args=(root, DAY))
    writer.start()
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    store = CaptureStore(root)
    for day in store.days():
        for capture in store.of_day(day):
            store.read(capture)
    _fill(root, NEXT)
    kept = [store.read(capture) for day in store.days() for capture in store.of_day(day)]
    assert sorted(kept) == sorted(b"%d" % n for n in range(40))


def test_sidecar_says_from_where_in_readable_json(store):
    store.add(b"a", media_type="text/html", day=DAY, url=URL, publisher="Báo Mẫu", headers={"ETag": '"1"'})
    row = json.loads(next((store.root / "days").rglob("*.json")).read_text(encoding="utf-8"))
    assert row["sha256"] == hashlib.sha256(b"a").hexdigest()
    assert (row["url"], row["publisher"], row["headers"]) == (URL, "Báo Mẫu", {"ETag": '"1"'})


def test_the_headers_come_back_and_damage_is_named(store):
    page, _ = store.add(b"a", media_type="text/html", day=DAY, url=URL, headers={"etag": '"1"'})
    file, _ = store.add(b"b", media_type="text/html", day=DAY, archive_path="b.html")
    assert (store.headers(page), store.headers(file)) == ({"etag": '"1"'}, {})
    for sidecar in (store.root / "days").rglob("*.json"):
        sidecar.write_text("{")
    with pytest.raises(CorruptCapture, match="mends itself"):
        store.headers(page)
