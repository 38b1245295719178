import json
import os
import random
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from extractors.documents.reports import DOC
from extractors.sources import archive
from extractors.sources.archive import import_archive
from extractors.sources.captures import CaptureStore

TODAY = date(2025, 11, 20)
LATER = date(2025, 11, 27)
ARTICLE = "Xã Mẫu ra quân vận động người dân\n\nSáng 15/11, xã Mẫu có 120 người tham gia BHXH tự nguyện.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


@pytest.fixture
def store(tmp_path):
    return CaptureStore(tmp_path / "data" / "captures")


def put(folder: Path, name: str, content: bytes | str = ARTICLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def index(folder: Path, *rows) -> None:
    put(folder, "index.jsonl", "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))


def kept(store) -> dict:
    return {c.archive_path: c for day in store.days() for c in store.of_day(day)}


def refused(report) -> dict:
    return {r.archive_path: r.reason for r in report.rejections}


def test_documents_are_found_at_any_depth_and_typed(folder, store):
    put(folder, "a.txt", "một " + ARTICLE)
    put(folder, "2025/b.HTML", "<p>hai")
    put(folder, "2025/11/khong duoi", "<!DOCTYPE html><p>ba")
    put(folder, "trang.txt", "\n <html><body>bốn")
    put(folder, "d.xhtml", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>')
    report = import_archive(folder, store, today=TODAY)
    assert (report.read, report.new, report.known, report.refused) == (5, 5, 0, 0)
    assert {path: c.media_type for path, c in kept(store).items()} == {
        "a.txt": "text/plain",
        "2025/b.HTML": "text/html",
        "2025/11/khong duoi": "text/html",
        "trang.txt": "text/html",
        "d.xhtml": "application/xhtml+xml",
    }


def test_without_an_index_nothing_is_invented(folder, store):
    put(folder, "a.txt")
    report = import_archive(folder, store, today=TODAY)
    capture = kept(store)["a.txt"]
    assert (capture.day, report.days) == (TODAY, {TODAY})
    assert (capture.url, capture.publisher, capture.captured_at, capture.published_at) == (None,) * 4


def test_the_index_says_where_a_file_is_from_and_its_vietnamese_day(folder, store):
    put(folder, "tin/a b.txt")
    index(
        folder,
        {
            "file": "tin/a b.txt",
            "url": "https://bao.example/a",
            "publisher": "Báo Mẫu",
            "captured_at": "2025-11-04T18:30:00Z",
            "published_at": "2025-11-04T15:39:00",
        },
    )
    report = import_archive(folder, store, today=TODAY)
    capture = kept(store)["tin/a b.txt"]
    assert (capture.url, capture.publisher) == ("https://bao.example/a", "Báo Mẫu")
    assert capture.day == date(2025, 11, 5)  # 01:30 the next morning in Vietnam
    assert capture.published_at.isoformat() == "2025-11-04T15:39:00+07:00"
    assert (report.read, report.refused) == (1, 0)


@pytest.mark.parametrize("moment", ["1969-05-01T08:00:00Z", "2011-12-31T10:00:00+07:00", "9999-01-01"])
def test_a_day_of_capture_that_cannot_be_is_told_and_the_file_is_of_today(folder, store, moment):
    put(folder, "a.txt")
    index(folder, {"file": "a.txt", "captured_at": moment, "publisher": "Báo Mẫu"})
    report = import_archive(folder, store, today=TODAY)
    capture = kept(store)["a.txt"]
    assert (capture.day, capture.captured_at, capture.publisher) == (TODAY, None, "Báo Mẫu")
    (rejection,) = report.rejections
    assert rejection.reason == "bad_index_line" and "'a.txt'" in rejection.detail


def test_a_name_in_nfd_is_the_name_of_the_index_in_nfc(folder, store):
    put(folder, unicodedata.normalize("NFD", "Tây Ninh.txt"))
    index(folder, {"file": "Tây Ninh.txt", "publisher": "Báo Mẫu"})
    report = import_archive(folder, store, today=TODAY)
    assert report.refused == 0
    assert [c.publisher for c in kept(store).values()] == ["Báo Mẫu"]


def test_bad_index_lines_are_told_by_number_and_the_rest_goes_on(folder, store):
    put(folder, "a.txt")
    index(
        folder,
        "{not json",
        '["a.txt"]',
        {"url": "https://bao.example/a"},
        {"file": "a.txt", "url": "javascript:alert(1)"},
        {"file": "a.txt", "published_at": "hôm qua"},
        {"file": "a.txt", "publisher": 7},
        "",
        {"file": "a.txt", "publisher": "Báo Mẫu"},
        {"file": "./a.txt", "publisher": "Báo Khác"},
        {"file": "../secret.txt"},
        {"file": "/etc/passwd"},
        {"file": "lost.txt"},
    )
    report = import_archive(folder, store, today=TODAY)
    assert kept(store)["a.txt"].publisher == "Báo Mẫu"
    assert refused(report) == {
        **{f"index.jsonl:{n}": "bad_index_line" for n in (1, 2, 3, 4, 5, 6, 9)},
        "index.jsonl:10": "outside_folder",
        "index.jsonl:11": "outside_folder",
        "lost.txt": "index_names_missing_file",
    }
    assert "line 5" in next(r.detail for r in report.rejections if r.archive_path == "index.jsonl:5")


def test_index_that_is_not_text_does_not_stop_the_import(folder, store):
    put(folder, "a.txt")
    put(folder, "index.jsonl", b"\xff\xfe\x00\n" * 3)
    report = import_archive(folder, store, today=TODAY)
    assert report.read == 1
    assert set(refused(report).values()) == {"bad_index_line"}


def test_a_page_named_doc_keeps_what_it_claims_to_be(folder, store):
    put(folder, "a.doc", b"<html><body><p>B\xc3\xa1o c\xc3\xa1o</p></body></html>")
    put(folder, "b.doc", b"{\\rtf1 x}")
    put(folder, "c.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n")
    import_archive(folder, store, today=TODAY)
    kinds = {c.archive_path: c.media_type for c in store.of_day(TODAY)}
    assert kinds == {"a.doc": DOC, "b.doc": "application/rtf", "c.doc": DOC}


def test_what_cannot_be_read_is_told_and_the_rest_goes_through(folder, store, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 2000)
    put(folder, "good.txt")
    put(folder, "zero.txt", b"")
    put(folder, "huge.txt", b"a" * 2001)
    put(folder, "binary.txt", bytes(range(256)) * 3)
    put(folder, "wide.txt", b"\xff\xfe" + random.Random(1).randbytes(600))  # two bytes that open UTF-16
    put(folder, "control.txt", b"\x01\x02\x03abc" * 90)
    put(folder, "report.ODT", b"PK\x03\x04")
    put(folder, "pages.zip", b"PK\x03\x04")
    put(folder, "pages.txt", b"PK\x03\x04" + b"\0" * 90)
    secret = put(tmp_path, "secret.txt", "outside")
    (folder / "link.txt").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    (folder / "broken.txt").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe.txt")
    report = import_archive(folder, store, today=TODAY)
    assert set(kept(store)) == {"good.txt"}
    assert refused(report) == {
        "zero.txt": "empty_file",
        "huge.txt": "too_large",
        "binary.txt": "binary_file",
        "wide.txt": "binary_file",
        "control.txt": "binary_file",
        "report.ODT": "format_not_read_yet",
        "pages.zip": "format_not_read_yet",
        "pages.txt": "format_not_read_yet",
        "link.txt": "outside_folder",
        "linked": "outside_folder",
        "broken.txt": "outside_folder",
        "pipe.txt": "not_a_file",
    }
    assert all(r.archive_path in r.detail for r in report.rejections)


def test_a_file_without_permission_is_told(folder, store, monkeypatch):
    put(folder, "good.txt")
    put(folder, "locked.txt", "khóa")
    opened = os.open

    def refuse(path, *rest, **more):  # file modes do not bind root, under whom CI may run
        if str(path).endswith("locked.txt"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    report = import_archive(folder, store, today=TODAY)
    assert refused(report) == {"locked.txt": "unreadable_file"}
    assert "Permission denied" in report.rejections[0].detail
    assert set(kept(store)) == {"good.txt"}


def test_same_content_under_two_names_is_stored_once_and_told(folder, store):
    put(folder, "a.txt")
    put(folder, "b.txt")
    index(folder, {"file": "b.txt", "url": "https://bao.example/b"})
    report = import_archive(folder, store, today=TODAY)
    assert (report.read, refused(report)) == (1, {"b.txt": "same_content"})
    assert "a.txt" in report.rejections[0].detail
    assert set(kept(store)) == {"a.txt"}


def test_a_renamed_archive_does_not_count_its_articles_again(folder, store):
    put(folder, "a.txt")
    import_archive(folder, store, today=TODAY)
    (folder / "a.txt").rename(folder / "z.txt")
    report = import_archive(folder, store, today=LATER)
    assert refused(report) == {"z.txt": "same_content"}
    assert set(kept(store)) == {"a.txt"}


def test_importing_again_changes_nothing_whatever_the_day(folder, store):
    put(folder, "a.txt")
    put(folder, "b.txt")
    put(folder, "zero.txt", b"")
    index(folder, "nonsense")
    first = import_archive(folder, store, today=TODAY)
    before = {p: p.read_bytes() for p in store.root.rglob("*") if p.is_file()}
    fingerprint = store.fingerprint(TODAY)
    again = import_archive(folder, store, today=LATER)
    assert (again.read, again.new, again.known) == (1, 0, 1)
    assert again.rejections == first.rejections
    assert again.days == {TODAY}
    assert {p: p.read_bytes() for p in store.root.rglob("*") if p.is_file()} == before
    assert store.fingerprint(TODAY) == fingerprint
    assert sorted(r.reason for r in store.rejections(TODAY)) == sorted(r.reason for r in first.rejections)


@pytest.mark.parametrize(
    "name", ["có dấu cách.txt", "'a\" $(b).txt", "..a..txt", "-rf", "a\nb.txt", "%2e%2e%2f.txt"]
)
def test_odd_names(folder, store, name):
    put(folder, "x/" + name)
    report = import_archive(folder, store, today=TODAY)
    assert report.refused == 0
    assert set(kept(store)) == {"x/" + name}


def test_a_name_that_is_not_utf8(folder, store):
    with open(os.fsencode(folder) + b"/b\xe1o.txt", "wb") as file:
        file.write(ARTICLE.encode())
    report = import_archive(folder, store, today=TODAY)
    assert report.read == 1
    assert set(kept(store)) == {"b\\xe1o.txt"}


def test_invalid_utf8_and_nfd_are_kept_as_they_are(folder, store):
    put(folder, "bad.txt", ARTICLE.encode()[:-3] + b"\xff\xfe\n")
    put(folder, "nfd.txt", unicodedata.normalize("NFD", ARTICLE))
    put(folder, "utf16.txt", ARTICLE.encode("utf-16"))
    report = import_archive(folder, store, today=TODAY)
    assert (report.read, report.refused) == (3, 0)
    assert store.read(kept(store)["bad.txt"]).endswith(b"\xff\xfe\n")


def test_hidden_files_links_inside_and_what_lies_beside_pages_are_left_alone(folder, store):
    put(folder, "a.html", "<p>a")
    (folder / "again.html").symlink_to(folder / "a.html")
    (folder / "loop").symlink_to(folder)
    for name in (
        ".hidden.txt",
        ".git/config",
        "a_files/site.css",
        "a_files/x.js",
        "gold/a.json",
        "README.md",
    ):
        put(folder, name)
    report = import_archive(folder, store, today=TODAY)
    assert (report.read, report.refused, report.skipped) == (1, 0, 4)


def test_the_data_folder_inside_the_archive_is_not_part_of_it(folder):
    put(folder, "a.txt")
    store = CaptureStore(folder / "data" / "captures")
    put(folder, "data/release/README.txt", "số liệu")
    import_archive(folder, store, today=TODAY)
    assert import_archive(folder, store, today=TODAY).refused == 0
    assert set(kept(store)) == {"a.txt"}


def test_an_empty_folder_is_a_row(folder, store):
    report = import_archive(folder, store, today=TODAY)
    assert [r.reason for r in report.rejections] == ["empty_folder"]
    assert [r.reason for r in store.rejections(TODAY)] == ["empty_folder"]


def test_no_folder_is_the_users_mistake(folder, store):
    with pytest.raises(NotADirectoryError, match="nowhere"):
        import_archive(folder / "nowhere", store, today=TODAY)


def test_progress_counts_to_the_end(folder, store):
    for n in range(3):
        put(folder, f"{n}.txt", str(n))
    seen = []
    import_archive(
        folder, store, today=TODAY, progress=lambda done, total, name: seen.append((done, total, name))
    )
    assert seen == [(1, 3, "0.txt"), (2, 3, "1.txt"), (3, 3, "2.txt")]
