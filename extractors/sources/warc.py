"""WARC in and out: an institute's web archive becomes captures, and captures become a web archive.

Belongs here: the mapping between WARC 1.1 records (ISO 28500) and captures. Does not belong here: how
captures are kept (`captures`).
"""

import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import iso_date_to_datetime
from warcio.warcwriter import WARCWriter

from extractors.documents.dates import VIETNAM
from extractors.sources.captures import CaptureStore
from extractors.sources.registry import Source
from extractors.sources.urls import canonical_url
from extractors.values import Capture

RECORD_MAX_BYTES = 50_000_000  # after decoding
#: Of HTTP headers, those that describe the bytes on the wire and not the content that is kept.
_WIRE_HEADERS = ("content-encoding", "transfer-encoding", "content-length", "connection")


class WarcError(Exception):
    """A file that is no WARC, or is broken; the message names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True)
class WarcImport:
    """What came of one WARC file."""

    new: int  # captures that were not in the store
    known: int
    skipped: dict[str, int]  # reason → records: "a revisit", "status 404", "larger than …", …
    days: tuple[date, ...]  # that gained captures


def import_warc(
    path: Path,
    store: CaptureStore,
    *,
    sources: Iterable[Source] = (),
    day: date | None = None,
) -> WarcImport:
    """Stores the pages of a WARC file (gzipped or not): response records with status 200 and resources.

    A capture belongs to the day, in Vietnam, of its record, which is when it was fetched, unless `day` is
    given. The source is that whose articles it matches. Payloads are decoded from transfer- and
    content-encoding, and kept under their canonical URL. A record that is cut or wrong is skipped and
    counted. Raises WarcError if the file itself cannot be read; what was read before stays stored.
    """
    sources = list(sources)
    new = known = 0
    skipped: dict[str, int] = {}
    days: set[date] = set()
    with Path(path).open("rb") as file:
        records = iter(ArchiveIterator(file, check_digests=True))
        while True:
            try:
                record = next(records, None)
            except Exception as error:  # warcio leaks what its parsers raise on damaged headers
                raise WarcError(
                    f"{path}: not readable as WARC near byte {file.tell():,}: {error}. What came before "
                    f"({new + known} captures) is stored; repair the file with `warcio recompress` and "
                    "import it again."
                ) from error
            if record is None:
                break
            kept = _import_record(record, store, sources, day)
            if isinstance(kept, str):
                skipped[kept] = skipped.get(kept, 0) + 1
                continue
            capture, is_new = kept
            new, known = new + is_new, known + (not is_new)
            if is_new:
                days.add(capture.day)
    return WarcImport(new, known, skipped, tuple(sorted(days)))


def _import_record(
    record: ArcWarcRecord, store: CaptureStore, sources: list[Source], day: date | None
) -> tuple[Capture, bool] | str:
    """The capture and whether it is new, or why there is none."""
    if record.rec_type in ("warcinfo", "request", "metadata", "conversion", "continuation"):
        return f"a {record.rec_type} record"
    if record.rec_type == "revisit":
        return "a revisit: its bytes are in another record"
    if record.rec_type not in ("response", "resource"):
        return f"a record of unknown type {str(record.rec_type)[:40]}"
    try:
        url = canonical_url(record.rec_headers.get_header("WARC-Target-URI", "").strip("<>"))
    except ValueError:
        return "not a web address"
    headers: dict[str, str] = {}
    media_type = record.content_type or ""
    if record.rec_type == "response":
        if record.http_headers is None:
            return "a response without HTTP headers"
        status = record.http_headers.get_statuscode()
        if status != "200":
            return f"status {status[:10]}"
        headers = {name.lower(): value for name, value in record.http_headers.headers}
        media_type = headers.get("content-type", "")
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", "deflate", ""):
            return f"encoded as {encoding[:20]}, which is not read"
    try:
        content = _read(record.content_stream())
    except Exception as error:  # likewise
        return f"a payload that cannot be decoded ({type(error).__name__})"
    if len(content) > RECORD_MAX_BYTES:
        return f"larger than {RECORD_MAX_BYTES:,} bytes"
    if not content:
        return "empty"
    if record.digest_checker.passed is False:
        return "its digest does not match: damaged"
    captured_at = _moment(record.rec_headers.get_header("WARC-Date"))
    if captured_at is None and day is None:
        return "without a readable WARC-Date"
    source = next((source for source in sources if source.is_article(url)), None)
    return store.add(
        content,
        media_type=media_type.split(";")[0].strip().lower() or "application/octet-stream",
        day=day or captured_at.astimezone(VIETNAM).date(),
        url=url,
        source=source.name if source else None,
        publisher=source.publisher if source else None,
        captured_at=captured_at,
        headers=headers,
    )


def _read(stream) -> bytes:
    """At most one byte more than the cap; a warcio stream gives less than asked before its end."""
    content = bytearray()
    while len(content) <= RECORD_MAX_BYTES:
        block = stream.read(min(65_536, RECORD_MAX_BYTES + 1 - len(content)))
        if not block:
            break
        content += block
    return bytes(content)


def _moment(text: str | None) -> datetime | None:
    try:
        return iso_date_to_datetime(text, tz_aware=True) if text else None
    except (ValueError, TypeError, IndexError):
        return None


def export_warc(captures: Iterable[Capture], store: CaptureStore, path: Path) -> int:
    """Writes captures as a gzipped WARC 1.1 file and returns how many records it holds.

    A page becomes a response record with the HTTP headers that were kept (without those about the
    encoding on the wire: the content is stored decoded); a file of an archive, which has no URL,
    becomes a resource record under `urn:sha256:…`. Record ids follow from address and content, so the
    same captures give the same file. The file is written aside and renamed.
    """
    path = Path(path)
    draft = path.with_name(path.name + ".tmp")
    records = 0
    with draft.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for capture in captures:
            writer.write_record(_record(writer, capture, store))
            records += 1
    draft.replace(path)
    return records


def _record(writer: WARCWriter, capture: Capture, store: CaptureStore) -> ArcWarcRecord:
    content = store.read(capture)
    address = capture.url or f"urn:sha256:{capture.sha256}"
    moment = capture.captured_at or datetime(capture.day.year, capture.day.month, capture.day.day, tzinfo=UTC)
    about = {
        "WARC-Date": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{address} {capture.sha256}')}>",
    }
    payload = io.BytesIO(content)
    if not capture.url:
        return writer.create_warc_record(
            address,
            "resource",
            payload=payload,
            length=len(content),
            warc_content_type=capture.media_type,
            warc_headers_dict=about,
        )
    headers = store.headers(capture)
    lines = [(name, value) for name, value in sorted(headers.items()) if name.lower() not in _WIRE_HEADERS]
    if "content-type" not in (name.lower() for name, _ in lines):
        lines.append(("content-type", capture.media_type))
    lines.append(("content-length", str(len(content))))
    return writer.create_warc_record(
        address,
        "response",
        payload=payload,
        length=len(content),
        http_headers=StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )
