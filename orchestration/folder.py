"""The data folder: what stands where, who may write, and what each file was made from.

    captures/                       raw bytes with their sidecars (extractors.sources.captures)
    fetch/, sources/                the log of requests; what is known of each source (orchestration.sources)
    documents/<day>.parquet         clean text; <day>.rejected.parquet: what could not be read
    figures/<day>.parquet           figures; <day>.mentions.parquet, <day>.rejected.parquet
    history/<table>.parquet         the tables over all days, before the gate, as a release holds them;
                                    made_from: what they come from; versions.parquet: the order of wordings;
                                    held.parquet: what was found in texts (transforms.gate.text_held)
    history/months/                 the parts of all days by month (orchestration.months)
    corrections.jsonl               what people decided about single figures (transforms.corrections)
    candidate/                      the next release, until the gate has let it through
    releases/<version>/, release    published versions, and the link to the newest
    dagster/                        Dagster's home: runs, events, schedules
    run.lock                        held by whoever writes
    layout.json                     the version of this arrangement, and of the raquan that wrote here first

Every file is written aside and renamed. A Parquet file carries in its metadata what it was made from
(a digest of its input and of the code's version), so a file that is still right is not made again.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import polars as pl
from filelock import FileLock, Timeout

MADE_FROM = "raquan.made_from"
#: The version of the arrangement above. Tables need no step here: a file that other rules or columns made is
#: made again from the captures. A change of where things stand does: see `_STEPS`.
LAYOUT = 1
PROJECT = Path(__file__).parent.parent


class LayoutError(Exception):
    """The folder was written by a version of raquan that this one does not know; "what; what to do"."""


class DataFolder:
    """Paths under `root`, with atomic writes and one lock for all writers."""

    def __init__(self, root: Path | str):
        self.root = Path(root).expanduser().resolve()

    captures = property(lambda self: self.root / "captures")
    sources = property(lambda self: self.root / "sources")
    history = property(lambda self: self.root / "history")
    releases = property(lambda self: self.root / "releases")
    release = property(lambda self: self.root / "release")
    candidate = property(lambda self: self.root / "candidate")
    corrections = property(lambda self: self.root / "corrections.jsonl")
    gate = property(lambda self: self.history / "gate")
    dagster_home = property(lambda self: self.root / "dagster")

    @property
    def store(self):
        """The capture store of this folder."""
        from extractors.sources.captures import CaptureStore

        return CaptureStore(self.captures)

    def part(self, table: str, day: date, aspect: str = "") -> Path:
        """The Parquet file of one day: `figures`, or its `mentions` or `rejected` aspect."""
        return self.root / table / f"{day.isoformat()}{aspect and '.' + aspect}.parquet"

    def days(self, table: str) -> list[date]:
        """The days for which a table has a part, oldest first."""
        names = (path.name for path in (self.root / table).glob("????-??-??.parquet"))
        return sorted(date.fromisoformat(name.removesuffix(".parquet")) for name in names)

    def heal(self) -> list[str]:
        """Remove what killed writers left half written; one sentence if there was any. Needs the lock."""
        left = [
            path
            for table in ("documents", "figures", "history", "history/months")
            for path in (self.root / table).glob(".*.part")
        ]
        for path in left:
            path.unlink(missing_ok=True)
        return [f"Removed {len(left)} files that a killed run left half written."] if left else []

    @contextmanager
    def writing(self, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the folder's lock; waits for another run to end (after calling `on_wait` once).

        The system frees the lock of a process that dies, so a killed run leaves none behind. A process
        may take it again while it holds it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "run.lock", is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            on_wait()
            lock.acquire()
        try:
            self._bring_up_to_date()
            yield
        finally:
            lock.release()

    def layout(self) -> int:
        """The version of the arrangement in this folder; 0 where raquan wrote before there was a version.

        Raises LayoutError where the marker cannot be read.
        """
        try:
            return int(json.loads((self.root / "layout.json").read_text(encoding="utf-8"))["layout"])
        except FileNotFoundError:
            return 0
        except (ValueError, KeyError, TypeError) as error:
            raise LayoutError(
                f"{self.root}/layout.json is damaged; if this is a data folder of raquan, remove that file"
            ) from error

    def check_layout(self) -> None:
        """Raises LayoutError where a newer raquan wrote the folder."""
        if (found := self.layout()) > LAYOUT:
            raise LayoutError(
                f"{self.root} was written by a newer raquan (layout {found}, this one knows {LAYOUT}); "
                "upgrade raquan, or choose another data folder"
            )

    def _bring_up_to_date(self) -> None:
        """Take the folder from the layout it has to the present one, step by step. Needs the lock."""
        self.check_layout()
        if (found := self.layout()) == LAYOUT:
            return
        for step in _STEPS[found:]:
            step(self)
        mark = {"layout": LAYOUT, "written_by": version("raquan")}
        write_text(self.root / "layout.json", json.dumps(mark) + "\n")


#: What takes a folder from layout 0 to 1, from 1 to 2, …; each may be killed and begun again.
_STEPS: tuple[Callable[[DataFolder], None], ...] = (
    lambda folder: None,  # 0 → 1: everything stands where it stood; the marker is new
)


def write_parquet(frame: pl.DataFrame, path: Path, made_from: str) -> None:
    """Write a frame aside and rename it to `path`, with what it was made from in its metadata."""
    with aside(path) as file:
        frame.write_parquet(file, compression="zstd", metadata={MADE_FROM: made_from})


def write_text(path: Path, text: str) -> None:
    """Write a text aside and rename it to `path`."""
    with aside(path) as file:
        file.write(text.encode())


@contextmanager
def aside(path: Path) -> Iterator[BinaryIO]:
    """A file to write that becomes `path` when all is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def made_from(path: Path) -> str | None:
    """What a Parquet file says it was made from; None where it is absent, damaged or does not say."""
    return _read(path)[1]


def is_parquet(path: Path) -> bool:
    """Whether a Parquet file is there and can be opened."""
    return _read(path)[0]


def _read(path: Path) -> tuple[bool, str | None]:
    try:
        stat = path.stat()
    except OSError:
        return False, None
    return _read_once(path, stat.st_ino, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=100_000)
def _read_once(path: Path, *_: int) -> tuple[bool, str | None]:
    """A run asks thousands of files several times. One written anew has another number, time or size."""
    try:
        return True, pl.read_parquet_metadata(path).get(MADE_FROM)
    except (OSError, pl.exceptions.PolarsError):
        return False, None


def read_parts(paths: Iterable[Path], empty: pl.DataFrame) -> pl.DataFrame:
    """The rows of several parts under one another; `empty` gives the columns where there are none."""
    # All at once: file by file, thousands of small parts take three times as long.
    paths = list(paths)
    return pl.concat([empty, pl.read_parquet(paths, glob=False)]) if paths else empty


def digest(*parts: object) -> str:
    """A short name for a list of values, for telling whether an input has changed."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


@cache
def code_digest(*names: str) -> str:
    """A digest of the sources and data of some modules or packages of the project, named by path.

    What was made by other code is made again, without anybody having to count a version up.
    """
    sha256 = hashlib.sha256()
    for name in names:
        path = PROJECT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                sha256.update(f"{file.relative_to(PROJECT)}\0".encode())
                sha256.update(hashlib.sha256(file.read_bytes()).digest())
    return sha256.hexdigest()[:32]
