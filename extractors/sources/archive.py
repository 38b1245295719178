"""Import of an archive folder: every document in it becomes a capture, everything else a rejection.

Beside the documents the folder may hold `index.jsonl`, one JSON object a line with `file` (path inside the
folder) and any of `url`, `publisher`, `source`, `captured_at`, `published_at` (ISO 8601). What no index
says is left open: nothing is invented.
"""

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import Any

from extractors.documents.reports import CSV, HTML, MHTML, report_type
from extractors.documents.reports import MEDIA_TYPES as REPORTS
from extractors.sources.captures import FIRST_DAY, CaptureStore
from extractors.values import Rejection

INDEX = "index.jsonl"
#: Larger files are not read: an article is some 10 KB, its page below 1 MB.
MAX_BYTES = 20_000_000
VIETNAM = timezone(timedelta(hours=7))

_MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
}
#: Formats that have no reader.
_LATER = {".odt", ".ppt", ".pptx", ".warc", ".gz", ".zip", ".rar", ".7z"}
#: Data, code and pictures that lie beside saved pages: counted, never rows.
_ASIDE = re.compile(
    r"\.(jsonl?|xml|ya?ml|toml|py|m?js|css|parquet|jpe?g|png|gif|webp|avif|svg|ico|woff2?|ttf|mp[34]|webm)\Z"
    r"|(\A|/)(readme|licen[cs]e|thumbs\.db)[^/]*\Z",
    re.I,
)
_HIDDEN = re.compile(r"\.(?!\.)")  # `..x.txt` is an odd name, not a hidden file
_MAGIC = (
    (b"PK\x03\x04", "a ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p)\b", re.I)
_TEXT_FIELDS = ("url", "publisher", "source")
_MOMENT_FIELDS = ("captured_at", "published_at")


@dataclass
class ImportReport:
    """What became of the files of one folder.

    `read` = `new` + `known`; `refused` counts `rejections`; `skipped` are data, code and pictures.
    """

    read: int = 0
    skipped: int = 0
    new: int = 0
    known: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    #: Days that hold something of this folder, kept now or before.
    days: set[date] = field(default_factory=set)

    @property
    def refused(self) -> int:
        return len(self.rejections)


class _Refused(Exception):
    """A file that is kept out: reason slug and sentence."""

    def __init__(self, reason: str, detail: str, version: str | None = None):
        super().__init__(detail)
        self.reason, self.detail, self.version = reason, detail, version


def import_archive(
    folder: Path,
    store: CaptureStore,
    *,
    today: date,
    progress: Callable[[int, int, str], None] | None = None,
) -> ImportReport:
    """Keep every document under `folder` as a capture; one bad file never stops the others.

    A capture belongs to the Vietnamese day of `captured_at` where the index says it, else to `today`.
    `progress` is told files done, files in all, and the path. NotADirectoryError where `folder` is none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder; name the folder that holds the archive")
    report = ImportReport()

    def reject(
        reason: str, detail: str, path: str | None = None, version: str | None = None, url: str | None = None
    ):
        rejection = Rejection(
            kind="document", reason=reason, detail=detail, archive_path=path, version=version, url=url
        )
        report.rejections.append(rejection)
        report.days.add(store.reject(rejection, today)[0])

    every = sorted(_walk(folder, store), key=lambda item: item[0])
    files = [(path, entry) for path, entry in every if not _ASIDE.search(path)]
    report.skipped = len(every) - len(files)
    if not files:
        reject("empty_folder", f"the folder {_printable(folder.name)!r} holds no files to read")
    index = _read_index(folder, reject)
    present = {unicodedata.normalize("NFC", path) for path, _ in files}
    for path in sorted(index.keys() - present):
        reject("index_names_missing_file", f"{INDEX} names {path!r}, which is not in the folder", path)

    first_with: dict[str, str] = {}  # sha256 → path, within this folder
    for done, (path, entry) in enumerate(files, start=1):
        about = index.get(unicodedata.normalize("NFC", path), {})
        try:
            content, media_type = _read_file(path, entry)
            sha256 = hashlib.sha256(content).hexdigest()
            if sha256 in first_with:
                raise _same_content(first_with[sha256], sha256)
            first_with[sha256] = path
            captured_at = about.get("captured_at")
            day = captured_at.astimezone(VIETNAM).date() if captured_at else today
            if not FIRST_DAY <= day <= today:
                # no partition holds such a day, so the capture would be kept and never read
                reject(
                    "bad_index_line",
                    f"{INDEX} says {path!r} was captured on {day}, before {FIRST_DAY} or still to come; "
                    "the file is imported as captured today",
                    INDEX,
                )
                about, day = {**about, "captured_at": None}, today
            capture, new = store.add(content, media_type=media_type, day=day, archive_path=path, **about)
            report.days.add(capture.day)
            if capture.archive_path not in (None, path):
                raise _same_content(capture.archive_path, sha256)
            report.read += 1
            report.new += new
            report.known += not new
        except _Refused as refused:
            reject(refused.reason, refused.detail, path, refused.version, about.get("url"))
        if progress:
            progress(done, len(files), path)
    return report


def _same_content(first: str, sha256: str) -> _Refused:
    return _Refused("same_content", f"the same bytes are already kept from {first!r}", sha256)


def _walk(folder: Path, store: CaptureStore) -> Iterator[tuple[str, os.DirEntry]]:
    """Path inside the folder and entry of every file, link and device; hidden ones left out.

    The data folder of the project, where it lies inside the archive, is not part of it.
    """
    data = {store.root.resolve(), store.root.resolve().parent} - {folder.resolve()}
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as scan:
                entries = [entry for entry in scan if not _HIDDEN.match(entry.name)]
        except OSError:
            # listed as a file, so that opening it reports the error
            continue
        for entry in entries:
            path = PurePosixPath(Path(entry.path).relative_to(folder).as_posix())
            if entry.is_dir(follow_symlinks=False):
                if Path(entry.path).resolve() in data:
                    continue
                if os.access(entry.path, os.R_OK | os.X_OK):
                    pending.append(Path(entry.path))
                    continue
            elif entry.is_symlink() and _leads_inside(entry, folder):
                continue  # what it leads to is read under its own name
            elif here == folder and entry.name == INDEX:
                continue
            yield _printable(str(path)), entry


def _leads_inside(entry: os.DirEntry, folder: Path) -> bool:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(folder.resolve())


def _read_file(path: str, entry: os.DirEntry) -> tuple[bytes, str]:
    """Bytes and media type of one file, or why it is kept out."""
    if entry.is_symlink():
        raise _Refused(
            "outside_folder", f"{path!r} is a link that leads nowhere or out of the folder; copy the file in"
        )
    if entry.is_dir(follow_symlinks=False):
        raise _Refused("unreadable_file", f"the folder {path!r} may not be opened; give read permission")
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _LATER:
        raise _Refused(
            "format_not_read_yet",
            f"{path!r}: {suffix} files are not read; HTML, plain text, PDF, XLSX, XLS, ODS, CSV, DOCX, DOC "
            "and RTF are",
        )
    content = _bytes_of(path, entry)
    sha256 = hashlib.sha256(content).hexdigest()
    if not content:
        raise _Refused("empty_file", f"{path!r} holds zero bytes; save the page again", sha256)
    stated = REPORTS.get(suffix, "")
    report = report_type(content, stated)
    if report is not None and not (report == stated != CSV and _HTML.search(content[:1024])):
        # a page that claims to be of Word is read as a report: what it claims is kept
        return content, stated if report in (HTML, MHTML) else report
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise _Refused(
                "format_not_read_yet", f"{path!r} is {name} inside and no report; it is not read", sha256
            )
    if _is_binary(content[:65_536]):
        raise _Refused("binary_file", f"{path!r} is binary, not text; save the page as HTML or text", sha256)
    media_type = _MEDIA_TYPES.get(suffix)
    if media_type != "application/xhtml+xml" and _HTML.search(content[:2048].lstrip()[:1024]):
        media_type = "text/html"  # a page saved under a .txt name is still a page
    return content, media_type or "text/plain"


def _is_binary(head: bytes) -> bool:
    """Whether no text begins like this: NUL bytes, or one control character or gap in a hundred."""
    if head.startswith(_BOMS):  # in UTF-16 every letter may hold a NUL
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
        strange = sum(unicodedata.category(char) in ("Cn", "Co") or char == "\ufffd" for char in text)
        return strange > len(text) // 100
    strange = len(head) - len(head.translate(None, _CONTROL))
    return b"\0" in head or strange > len(head) // 100


def _bytes_of(path: str, entry: os.DirEntry) -> bytes:
    try:
        # A FIFO or device would block or never end; a link set in the meantime would lead out of the folder.
        descriptor = os.open(entry.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _Refused("not_a_file", f"{path!r} is a pipe, socket or device, not a file")
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Refused(
            "unreadable_file", f"{path!r} cannot be read ({error.strerror}); give read permission"
        ) from error
    if len(content) > MAX_BYTES:
        raise _Refused(
            "too_large", f"{path!r} has {status.st_size:,} bytes; files above {MAX_BYTES:,} are not read"
        )
    return content


def _read_index(folder: Path, reject: Callable[..., None]) -> dict[str, dict[str, Any]]:
    """What `index.jsonl` says of each file, by path in NFC; lines that say nothing clear are rejected."""
    index: dict[str, dict[str, Any]] = {}
    path = folder / INDEX
    if not path.exists():
        return index
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 10 * MAX_BYTES:
            raise OSError(0, "not a plain file of reasonable size")
        lines = path.read_bytes().splitlines()
    except OSError as error:
        reject(
            "bad_index",
            f"{INDEX} cannot be read ({error.strerror}); its files are imported without it",
            INDEX,
        )
        return index
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            file, about = _index_row(line)
            if file in index:
                raise ValueError(f"names {file!r} a second time; the first line holds")
            index[file] = about
        except _Refused as refused:
            reject(refused.reason, f"{INDEX} line {number}: {refused.detail}", f"{INDEX}:{number}")
        except ValueError as error:
            reject("bad_index_line", f"{INDEX} line {number}: {error}", f"{INDEX}:{number}")
    return index


def _index_row(line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise ValueError("is not one JSON object in UTF-8; write one object a line") from error
    if not isinstance(row, dict) or not isinstance(row.get("file"), str) or not row["file"]:
        raise ValueError('has no "file"; name the file it speaks of')
    file = PurePosixPath(unicodedata.normalize("NFC", row["file"]))
    if file.is_absolute() or ".." in file.parts:
        raise _Refused(
            "outside_folder", f"names {str(file)!r}, outside the folder; paths start at the folder"
        )
    about: dict[str, Any] = {}
    for name in _TEXT_FIELDS:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            raise ValueError(f'"{name}" is not a text')
        about[name] = (value or "").strip() or None
    if about["url"] and not re.match(r"https?://[^\s/]", about["url"]):
        raise ValueError(f'"url" {about["url"]!r} is not an http address')
    for name in _MOMENT_FIELDS:
        about[name] = _moment(name, row.get(name))
    return str(file), about


def _moment(name: str, value: Any) -> datetime | None:
    """An aware time; +07:00 where none is stated, as everywhere in the project."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    except (TypeError, ValueError):
        raise ValueError(f'"{name}" {value!r} is not a time such as 2025-11-04T15:39:00+07:00') from None


def _printable(name: str) -> str:
    """A name whose bytes are not UTF-8, written with escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
