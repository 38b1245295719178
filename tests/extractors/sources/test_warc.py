"""WARC files of others become captures, captures become WARC files that others can read."""

import contextlib
import gzip
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.sources import warc
from extractors.sources.captures import CaptureStore
from extractors.sources.registry import load_registry
from extractors.sources.warc import WarcError, export_warc, import_warc

PAGE = "<html><body><p>Vận động người dân tham gia BHXH tự nguyện.</p></body></html>".encode()
URL = "https://tuoitre.vn/ra-quan-van-dong-20211015090000123.htm"


@pytest.fixture
def store(tmp_path):
    return CaptureStore(tmp_path / "captures")


class Archive:
    """A WARC file in the making, as an institute's crawler would write it."""

    def __init__(self, path, gzipped=True):
        self.path = path
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=gzipped)
        self._writer.write_record(self._writer.create_warcinfo_record("x.warc", {"software": "thử"}))

    def page(
        self, url=URL, body=PAGE, status="200 OK", when="2021-10-15T02:30:00Z", kind="response", **headers
    ):
        lines = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"')]
        lines += [(name.replace("_", "-"), value) for name, value in headers.items()]
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="application/pdf" if kind == "resource" else "",
            warc_headers_dict={"WARC-Date": when},
            http_headers=StatusAndHeaders(status, lines, protocol="HTTP/1.1") if kind == "response" else None,
        )
        self._writer.write_record(record)
        return self

    def close(self):
        self._file.close()
        return self.path


def test_pages_of_an_archive_become_captures(tmp_path, store):
    archive = Archive(tmp_path / "vien.warc.gz")
    archive.page(f"{URL}?utm_source=x")
    archive.page(
        "https://vien.example/bao-cao.pdf", b"%PDF-1.7", kind="resource", when="2021-10-16T00:00:00Z"
    )
    result = import_warc(archive.close(), store, sources=load_registry().values())
    assert (result.new, result.known) == (2, 0)
    assert result.days == (date(2021, 10, 15), date(2021, 10, 16))
    assert result.skipped == {"a warcinfo record": 1}
    (page,) = store.of_day(date(2021, 10, 15))
    assert (page.url, page.media_type) == (URL, "text/html")
    assert (page.source, page.publisher) == ("tuoi-tre", "Báo Tuổi Trẻ")
    assert page.captured_at == datetime(2021, 10, 15, 2, 30, tzinfo=UTC)
    assert store.read(page) == PAGE
    (report,) = store.of_day(date(2021, 10, 16))
    assert (report.media_type, report.source) == ("application/pdf", None)


def test_a_page_belongs_to_the_day_in_vietnam(tmp_path, store):
    import_warc(Archive(tmp_path / "vien.warc").page(when="2021-10-15T18:30:00Z").close(), store)
    assert store.days() == [date(2021, 10, 16)]


def test_importing_twice_stores_once(tmp_path, store):
    path = Archive(tmp_path / "vien.warc").page().close()
    assert import_warc(path, store).new == 1
    again = import_warc(path, store)
    assert (again.new, again.known, again.days) == (0, 1, ())


def test_a_day_can_be_given(tmp_path, store):
    path = Archive(tmp_path / "vien.warc").page().close()
    import_warc(path, store, day=date(2025, 11, 5))
    assert store.days() == [date(2025, 11, 5)]


def test_what_is_no_page_is_counted(tmp_path, store, monkeypatch):
    monkeypatch.setattr(warc, "RECORD_MAX_BYTES", 10_000)
    archive = Archive(tmp_path / "vien.warc.gz", gzipped=True)
    archive.page(status="404 Not Found").page(body=b"").page(
        "dns:tuoitre.vn", kind="resource", body=b"1.2.3.4"
    )
    archive.page(body=b"x" * 20_000)
    archive.page(body=gzip.compress(b" " * 5_000_000), Content_Encoding="gzip")
    archive.page(body=PAGE, Content_Encoding="br")
    archive.page(body=b"\x1f\x8bkhong phai", Content_Encoding="gzip")
    archive.page(body=gzip.compress(PAGE), Content_Encoding="gzip")
    result = import_warc(archive.close(), store)
    assert result.skipped["status 404"] == 1
    assert result.skipped["empty"] == 1
    assert result.skipped["not a web address"] == 1
    assert result.skipped["larger than 10,000 bytes"] == 2
    assert result.skipped["encoded as br, which is not read"] == 1
    captures = store.of_day(date(2021, 10, 15))
    assert PAGE in [store.read(capture) for capture in captures]


def test_damaged_bytes_are_not_kept(tmp_path, store):
    path = Archive(tmp_path / "vien.warc", gzipped=False).page().close()
    path.write_bytes(path.read_bytes().replace("tự nguyện".encode(), "bắt buộc".encode()[:11].ljust(13)))
    result = import_warc(path, store)
    assert result.new == 0
    assert any("digest" in reason or "status" in reason for reason in result.skipped), result.skipped


@pytest.mark.parametrize(
    "content", [b"", b"<html>khong phai WARC</html>", b"\x1f\x8b\x08\x00rac", b"WARC/1.0\r\n"]
)
def test_a_file_that_is_no_warc(content, tmp_path, store):
    path = tmp_path / "la.warc.gz"
    path.write_bytes(content)
    try:
        result = import_warc(path, store)
    except WarcError as error:
        assert str(path) in str(error)
    else:
        assert result.new == 0
    assert store.days() == []


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path, store):
    archive = Archive(tmp_path / "vien.warc.gz")
    for n in range(5):
        archive.page(f"https://tuoitre.vn/tin-2021101509000012{n}.htm", PAGE + str(n).encode() * 50)
    path = archive.close()
    path.write_bytes(path.read_bytes()[:-300])
    try:
        import_warc(path, store)
    except WarcError as error:
        assert "is stored; repair the file" in str(error)
    assert 3 <= len(store.of_day(date(2021, 10, 15))) <= 5


def test_out_and_in_again_is_the_same(tmp_path, store):
    add = dict(day=date(2025, 11, 5), media_type="text/html")
    store.add(
        PAGE,
        url=URL,
        captured_at=datetime(2025, 11, 5, 1, 2, 3, tzinfo=UTC),
        headers={"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "etag": '"a"'},
        **add,
    )
    store.add("Bài cũ".encode(), archive_path="kho/bai cũ.txt", **(add | {"media_type": "text/plain"}))
    first, second = tmp_path / "mot.warc.gz", tmp_path / "hai.warc.gz"
    captures = store.of_day(date(2025, 11, 5))
    assert export_warc(captures, store, first) == 2
    export_warc(captures, store, second)
    assert first.read_bytes() == second.read_bytes()

    with first.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.http_headers)
            for r in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["resource", "response"]
    headers = records[1][2]
    assert headers.get_header("etag") == '"a"'
    assert headers.get_header("content-encoding") is None
    assert headers.get_header("content-length") == str(len(PAGE))

    other = CaptureStore(tmp_path / "other")
    result = import_warc(first, other)
    assert result.new == 1
    (capture,) = other.of_day(date(2025, 11, 5))
    assert other.read(capture) == PAGE
    assert capture.url == URL
    assert capture.captured_at == datetime(2025, 11, 5, 1, 2, 3, tzinfo=UTC)


def test_what_is_written_stands_up_to_warcios_own_check(tmp_path, store, capsys):
    store.add(PAGE, url=URL, media_type="text/html", day=date(2025, 11, 5))
    path = tmp_path / "ra.warc.gz"
    export_warc(store.of_day(date(2025, 11, 5)), store, path)

    class Command:
        inputs = [str(path)]
        verbose = True

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1_500), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4))
def test_no_damage_raises_anything_else(tmp_path, damage):
    path = Archive(tmp_path / "vien.warc", gzipped=False).page().page(body=PAGE * 3).close()
    content = bytearray(path.read_bytes())
    for at, junk in damage:
        content[at : at + len(junk)] = junk
    path.write_bytes(content)
    with contextlib.suppress(WarcError):
        import_warc(path, CaptureStore(tmp_path / "captures"))
