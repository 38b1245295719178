"""Captures: raw bytes kept for good under their hash, each with a sidecar that says from where and when.

    <root>/blobs/<ab>/<sha256>.gz        the bytes, gzip without a time, stored once
    <root>/days/<YYYY-MM-DD>/<key>.json  sidecar of a capture; the key names its address and its bytes
    <root>/days/<YYYY-MM-DD>/<key>.rejected.json   a file that was kept out, and why
    <root>/keys/<ab>/<key>               the day that owns the key, so that nothing is kept on two days
    <root>/tmp/                          files being written

Every file is written aside and renamed, so a killed writer leaves nothing half; what it left in `tmp` is
cleared later. Names are made of hashes and days only: no URL or file name can lead out of the store.
"""

import gzip
import hashlib
import json
import os
import re
import time
import uuid
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extractors.values import Capture, Rejection

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
#: no capture is older: the days of the data begin here
FIRST_DAY = date(2012, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_CAPTURE = re.compile(r"([0-9a-f]{32})\.json\Z")
_REJECTION = re.compile(r"([0-9a-f]{32})\.rejected\.json\Z")
#: A file in tmp older than this belongs to a writer that was killed.
_LEFTOVER_SECONDS = 3600


class CorruptCapture(Exception):
    """Stored bytes or a sidecar are not what was stored. `path`: the file; `remedy`: what to do."""

    def __init__(self, path: Path, remedy: str):
        super().__init__(f"{path} is damaged. {remedy}")
        self.path = path
        self.remedy = remedy


class CaptureStore:
    """The captures under `root`, a local folder that is made when the first thing is kept."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self._clear_leftovers()

    def add(
        self,
        content: bytes,
        *,
        media_type: str,
        day: date,
        url: str | None = None,
        archive_path: str | None = None,
        source: str | None = None,
        publisher: str | None = None,
        captured_at: datetime | None = None,
        published_at: datetime | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[Capture, bool]:
        """Keep `content` and return its capture and whether it is new.

        The address of a capture is its URL, else (a file of an archive) its content alone. The same bytes
        at the same address again give the capture kept first, whatever day that was, and False. Bytes or a
        sidecar that were damaged since are mended.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        key = _key("capture", url or "", sha256)
        self._keep_blob(sha256, content)
        owner = self._claim(key, day)
        path = self._day_path(owner) / f"{key}.json"
        with suppress(FileNotFoundError, CorruptCapture):
            return _load_capture(path), False
        capture = Capture(
            sha256=sha256,
            media_type=media_type,
            day=owner,
            url=url,
            archive_path=archive_path,
            source=source,
            publisher=publisher,
            captured_at=captured_at,
            published_at=published_at,
        )
        self._write(path, _dump(asdict(capture) | {"headers": headers or {}}))
        return capture, True

    def reject(self, rejection: Rejection, day: date) -> tuple[date, bool]:
        """Keep a rejection of the import; return the day it belongs to and whether it is new.

        The same reason for the same path and bytes is kept once, on the day it was met first.
        """
        key = _key("rejection", rejection.archive_path or "", rejection.version or "", rejection.reason)
        owner = self._claim(key, day)
        path = self._day_path(owner) / f"{key}.rejected.json"
        with suppress(FileNotFoundError, CorruptCapture):
            _load_rejection(path)
            return owner, False
        self._write(path, _dump(asdict(rejection)))
        return owner, True

    def days(self) -> list[date]:
        """The days that hold captures or rejections, oldest first."""
        names = (entry.name for entry in _scan(self.root / "days") if _DAY.match(entry.name))
        return [date.fromisoformat(name) for name in sorted(names) if self._names(date.fromisoformat(name))]

    def count(self, day: date) -> int:
        """How many captures a day holds."""
        return sum(bool(_CAPTURE.match(name)) for name in self._names(day))

    def of_day(self, day: date, damaged: list[CorruptCapture] | None = None) -> list[Capture]:
        """The captures of one day, in the order of their addresses.

        A sidecar that cannot be read is left out, and told in `damaged`; its bytes are still in the store.
        """
        captures = self._readable(day, _CAPTURE, _load_capture, damaged)
        return sorted(captures, key=lambda c: (c.url or "", c.archive_path or "", c.sha256))

    def rejections(self, day: date, damaged: list[CorruptCapture] | None = None) -> list[Rejection]:
        """What imports kept out on one day, in the order of the paths; as for `damaged`, see `of_day`."""
        rejections = self._readable(day, _REJECTION, _load_rejection, damaged)
        return sorted(rejections, key=lambda r: (r.archive_path or "", r.reason, r.version or ""))

    def read(self, capture: Capture) -> bytes:
        """The bytes of a capture, hashed again; CorruptCapture where they are missing or differ."""
        path = self._blob_path(capture.sha256)
        content = _read_blob(path)
        if content is None or hashlib.sha256(content).hexdigest() != capture.sha256:
            address = capture.url or capture.archive_path or "its source"
            raise CorruptCapture(path, f"Import or fetch {address} again: the store then mends itself.")
        return content

    def headers(self, capture: Capture) -> dict[str, str]:
        """The HTTP headers that came with a capture, names in lower case; none for a file of an archive."""
        key = _key("capture", capture.url or "", capture.sha256)
        path = self._day_path(capture.day) / f"{key}.json"
        try:
            return json.loads(path.read_bytes())["headers"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorruptCapture(path, _FETCH_AGAIN.format(error)) from error

    def fingerprint(self, day: date) -> str:
        """A hash that changes when, and only when, the day's captures or rejections change."""
        return hashlib.sha256("\n".join(self._names(day)).encode()).hexdigest()

    def files_of(self, day: date, known: Collection[str] = ()) -> tuple[list[Path], list[CorruptCapture]]:
        """The files that make up a day, without those of the sidecars whose names are `known`.

        Bytes stand before the sidecar that names them, so that a copy in this order may be interrupted. A
        sidecar that cannot be read is told, with nothing of it among the files.
        """
        files, damaged = [], []
        for name in self._names(day):
            path, key = self._day_path(day) / name, name.partition(".")[0]
            if name in known:
                continue
            try:
                content = [] if _REJECTION.match(name) else [self._blob_path(_load_capture(path).sha256)]
            except CorruptCapture as error:
                damaged.append(error)
            else:
                files += [*content, self.root / "keys" / key[:2] / key, path]
        return files, damaged

    # ------------------------------------------------------------------ inside

    def _readable(
        self, day: date, names: re.Pattern, load: Callable[[Path], Any], damaged: list[CorruptCapture] | None
    ) -> list:
        found = []
        for name in filter(names.match, self._names(day)):
            try:
                found.append(load(self._day_path(day) / name))
            except CorruptCapture as error:
                if damaged is not None:
                    damaged.append(error)
        return found

    def _names(self, day: date) -> list[str]:
        names = (entry.name for entry in _scan(self._day_path(day)))
        return sorted(name for name in names if _CAPTURE.match(name) or _REJECTION.match(name))

    def _day_path(self, day: date) -> Path:
        return self.root / "days" / day.isoformat()

    def _blob_path(self, sha256: str) -> Path:
        if not _SHA256.match(sha256):
            raise ValueError(f"not a sha256 in lower-case hexadecimal: {sha256!r}")
        return self.root / "blobs" / sha256[:2] / f"{sha256}.gz"

    def _keep_blob(self, sha256: str, content: bytes) -> None:
        path = self._blob_path(sha256)
        # Bytes that are kept already are compared, not trusted: an import mends a damaged blob.
        if _read_blob(path) != content:
            self._write(path, gzip.compress(content, compresslevel=6, mtime=0))

    def _claim(self, key: str, day: date) -> date:
        """The day that owns `key`: `day`, unless another claimed it before (in any process)."""
        path = self.root / "keys" / key[:2] / key
        for _ in range(2):
            try:
                return date.fromisoformat(path.read_text(encoding="ascii"))
            except FileNotFoundError:
                pass
            except ValueError:  # damaged by a power cut: claim again
                path.unlink(missing_ok=True)
            draft = self._draft(day.isoformat().encode(), lasting=False)  # a lost claim is made again
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(draft, path)  # unlike a rename, fails where another writer was first
                return day
            except FileExistsError:
                continue
            finally:
                draft.unlink()
        return date.fromisoformat(path.read_text(encoding="ascii"))

    def _write(self, path: Path, content: bytes) -> None:
        draft = self._draft(content)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(draft, path)

    def _draft(self, content: bytes, lasting: bool = True) -> Path:
        folder = self.root / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / uuid.uuid4().hex
        with draft.open("xb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        return draft

    def _clear_leftovers(self) -> None:
        now = time.time()
        for entry in _scan(self.root / "tmp"):
            try:
                if now - entry.stat().st_mtime > _LEFTOVER_SECONDS:
                    os.unlink(entry.path)
            except FileNotFoundError:
                continue  # another process was faster


def _scan(folder: Path) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read_blob(path: Path) -> bytes | None:
    """The bytes, or None where they are missing or not whole gzip."""
    try:
        return gzip.decompress(path.read_bytes())
    except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error):
        return None


def _dump(row: dict[str, Any]) -> bytes:
    text = {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
    return (json.dumps(text, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _load_capture(path: Path) -> Capture:
    return _load(path, Capture, {"day": date.fromisoformat} | dict.fromkeys(_MOMENTS, datetime.fromisoformat))


def _load_rejection(path: Path) -> Rejection:
    return _load(path, Rejection, {})


#: A sidecar holds the address, so nothing can say which document it is of; importing what there was mends it.
_FETCH_AGAIN = "Import or fetch that day's documents again: the store then mends itself ({})."
_MOMENTS = ("captured_at", "published_at")


def _load(path: Path, kind: type, convert: dict[str, Any]) -> Any:
    try:
        row = json.loads(path.read_bytes())
        values = {f.name: row.get(f.name) for f in fields(kind)}
        for name, function in convert.items():
            if values[name] is not None:
                values[name] = function(values[name])
        return kind(**values)
    except (ValueError, TypeError, AttributeError) as error:
        raise CorruptCapture(path, _FETCH_AGAIN.format(error)) from error
