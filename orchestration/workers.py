"""Where documents are read: in this process, in several of this machine, or on a Dask cluster.

Belongs here: handing batches to whoever reads, and keeping what they gave until a day is written. Does not
belong here: what reading is (`extractors`), which days are stale (`stages.py`).

The same functions (`TASKS`) run everywhere, over lists of values, so where they run changes no row. Batches
and results travel as files of the *exchange*, a folder or a URL that all workers see; only their names go
through Dask's scheduler. A result stays in the exchange until its day is written: so a run that was killed
takes it up.

    <exchange>/raquan-<what runs>/<key>.in, <key>.out    pickles of lists of values; of this version only

Whoever may write there, or reach the scheduler, may run code on the workers: keep both inside your network.
"""

import hashlib
import os
import pickle
import platform
import re
import secrets
import shutil
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extractors.values import Capture, Document, Rejection
from orchestration.folder import PROJECT, DataFolder, code_digest

#: Libraries whose version can change a row.
_SHAPING = (
    "beautifulsoup4",
    "charset-normalizer",
    "lxml",
    "pdfplumber",
    "pypdfium2",
    "python-calamine",
    "regex",
    "trafilatura",
    "underthesea",
)
#: Batches handed out ahead for each worker: enough to keep it busy while results are collected.
_AHEAD = 3
_CONNECT_SECONDS = 20
_WAIT_SECONDS = 60
_OURS = re.compile(r"raquan-[0-9a-f]{16}\Z")


_KILLED = (
    "A reading process was killed, perhaps for want of memory. What was read is kept: run again, "
    "with a smaller RAQUAN_PROCESSES if it happens again."
)


class WorkersProblem(Exception):
    """Documents cannot be read where the settings say; the message says why and what to do."""


# ── what workers do ───────────────────────────────────────────────────────────────────────────────


def read_captures(batch: list[tuple[Capture, bytes, tuple]]) -> list:
    """(capture, its bytes, layouts of its source) → a `Reading` each; a Rejection where the reader raised."""
    from extractors.documents.read import read_capture

    return [_guarded("reader_failed", capture, read_capture, *rest) for capture, *rest in batch]


def read_texts(batch: list[tuple[Document, str | None]]) -> list:
    """(document, home province of its source) → an `Extraction` each; a Rejection where a rule raised."""
    from extractors.language.figures import extract

    return [_guarded("rule_failed", document, extract, *rest) for document, *rest in batch]


TASKS: dict[str, Callable[[list], list]] = {"read_captures": read_captures, "read_texts": read_texts}


def _guarded(reason: str, what: Capture | Document, read: Callable, *rest: object):
    """One document that trips the reader must not cost the others."""
    try:
        return read(what, *rest)
    except Exception as error:
        return rejected(what, reason, _what_broke(error))


def rejected(what: Capture | Document, reason: str, detail: str) -> Rejection:
    """A document kept out."""
    return Rejection(
        kind="document",
        reason=reason,
        detail=detail,
        document_id=getattr(what, "document_id", None),
        version=getattr(what, "version", None) or what.sha256,
        archive_path=what.archive_path,
        url=what.url,
    )


def _what_broke(error: Exception) -> str:
    """The error in one line, with the place in the project's code where it arose."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(PROJECT) in frame.filename]
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{where}; report it with this document"


@cache
def what_runs() -> dict[str, str]:
    """What decides which rows come out: the project's code, Python, and the libraries that shape rows."""
    names = {"raquan": code_digest("extractors", "orchestration/workers.py")[:12]}
    names["python"] = ".".join(platform.python_version_tuple()[:2])
    for library in _SHAPING:
        try:
            names[library] = version(library)
        except PackageNotFoundError:
            names[library] = "none"
    return names


#: Python runs one thread at a time anyway, and underthesea's first calls from several threads fail.
_ONE_AT_A_TIME = threading.Lock()


def perform(task: str, expected: dict[str, str], exchange: str, key: str) -> str:
    """Read one batch from the exchange, leave its result there; returns the key. Runs on a worker."""
    refuse_other(f"the worker on {platform.node()} (process {os.getpid()})", what_runs(), expected)
    there = Exchange(exchange)
    with _ONE_AT_A_TIME:
        there.put(f"{key}.out", TASKS[task](there.get(f"{key}.in")))
    return key


def refuse_other(who: str, found: dict[str, str], expected: dict[str, str]) -> None:
    """Raises WorkersProblem where a worker runs other code than this machine: its rows could differ."""
    other = [
        f"{name} {found.get(name, 'none')} instead of {expected[name]}"
        for name in expected
        if found.get(name) != expected[name]
    ]
    if other:
        raise WorkersProblem(
            f"{who} runs {', '.join(other)}. Install there what is installed here (the same commit and "
            "requirements.lock), start it anew, and run again; what was read is kept."
        )


def _warm_up() -> None:
    """What the first document would wait for."""
    from extractors.language import figures  # noqa: F401
    from extractors.language.text import warm_up

    warm_up()


# ── the exchange ──────────────────────────────────────────────────────────────────────────────────


class Exchange:
    """Batches and results by name, in a folder or, through fsspec, at a URL (`s3://bucket/prefix`)."""

    def __init__(self, place: str):
        self.place = place
        self._folder = self._files = None
        if "://" in place:
            try:
                from fsspec.core import url_to_fs

                self._files, self._root = url_to_fs(place, use_listings_cache=False)
            except (ImportError, ValueError) as error:
                raise WorkersProblem(
                    f"RAQUAN_EXCHANGE={place} cannot be used ({error}); pip install 'raquan[dask]'"
                ) from error
        else:
            self._folder = Path(place)

    def put(self, name: str, values: object) -> None:
        """Whole or not at all, also where two workers write the same."""
        content = pickle.dumps(values, protocol=5)
        if self._folder is None:
            self._files.pipe_file(f"{self._root}/{name}", content)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{name}.{secrets.token_hex(4)}.part"
        draft.write_bytes(content)
        draft.replace(self._folder / name)

    def get(self, name: str) -> Any:
        if self._folder is None:
            return pickle.loads(self._files.cat_file(f"{self._root}/{name}"))
        return pickle.loads((self._folder / name).read_bytes())

    def names(self) -> set[str]:
        if self._folder is not None:
            return {path.name for path in self._folder.glob("*.*")}
        try:
            return {path.rpartition("/")[2] for path in self._files.ls(self._root, detail=False)}
        except FileNotFoundError:
            return set()

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            if self._folder is not None:
                (self._folder / name).unlink(missing_ok=True)
                continue
            with suppress(FileNotFoundError):
                self._files.rm_file(f"{self._root}/{name}")

    def clear_others(self) -> None:
        """Remove what other versions left beside this one: nothing would ever read it."""
        if self._folder is not None:
            beside = self._folder.parent.iterdir() if self._folder.parent.is_dir() else ()
            for path in beside:
                if _OURS.match(path.name) and path.name != self._folder.name:
                    shutil.rmtree(path, ignore_errors=True)
            return
        parent, _, own = self._root.rpartition("/")
        with suppress(FileNotFoundError):
            for path in self._files.ls(parent, detail=False):
                name = path.rstrip("/").rpartition("/")[2]
                if _OURS.match(name) and name != own:
                    self._files.rm(path, recursive=True)


# ── who reads ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Batch:
    """Some items for a task. `key` names task, input and code; `several`: the day has more than this one.

    `of` is whatever the sender wants back with the result. A batch without items is passed through.
    """

    task: str
    key: str
    items: list
    several: bool
    of: object


@dataclass(frozen=True)
class Workers:
    """The settings: `RAQUAN_PROCESSES`, `RAQUAN_DASK` (address of a scheduler), `RAQUAN_EXCHANGE` (a folder
    or URL that all machines see, for this data folder alone; by default its folder `exchange`)."""

    processes: int = 1
    dask: str = ""
    exchange: str = ""

    @classmethod
    def from_environment(cls) -> "Workers":
        stated = os.environ.get("RAQUAN_PROCESSES", "").strip() or "1"
        if not stated.isdecimal() or not 1 <= int(stated) <= 1024:
            raise WorkersProblem(f"RAQUAN_PROCESSES={stated}: give a number of processes from 1 to 1024")
        dask, exchange = (os.environ.get(name, "").strip() for name in ("RAQUAN_DASK", "RAQUAN_EXCHANGE"))
        return cls(int(stated), dask, exchange)

    @contextmanager
    def open(self, folder: DataFolder) -> Iterator["Crew"]:
        """Whoever reads, for the length of a run. Raises WorkersProblem where they cannot."""
        runs = hashlib.sha256(repr(sorted(what_runs().items())).encode()).hexdigest()[:16]
        exchange = Exchange(f"{(self.exchange or str(folder.root / 'exchange')).rstrip('/')}/raquan-{runs}")
        exchange.clear_others()
        with ExitStack() as stack:
            if self.dask:
                hands = stack.enter_context(_on_dask(self.dask))
            elif self.processes > 1:
                hands = stack.enter_context(_in_processes(self.processes))
            else:
                hands = None
            yield Crew(exchange, hands)


@dataclass(frozen=True)
class _Hands:
    """`submit(perform, …)` → a future, and how many batches are worth handing out ahead."""

    submit: Callable[..., Future]
    window: int


class Crew:
    """Reads batches, in order, wherever the settings say."""

    def __init__(self, exchange: Exchange, hands: _Hands | None):
        self._exchange, self._hands = exchange, hands
        self._kept = exchange.names()  # by runs that were killed

    def map(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list]]:
        """Each batch with its result, in the order of the batches; as few are in memory as keep all busy."""
        waiting: deque[tuple[Batch, Callable[[], list]]] = deque()
        for batch in batches:
            waiting.append((batch, self._begin(batch)))
            if len(waiting) > (self._hands.window if self._hands else 0):
                first, result = waiting.popleft()
                yield first, result()
        for batch, result in waiting:
            yield batch, result()

    def done(self, keys: Iterable[str]) -> None:
        """What was read has been written: the exchange need not keep it."""
        names = [f"{key}.{end}" for key in keys for end in ("in", "out")]
        self._exchange.remove(name for name in names if name in self._kept)
        self._kept.difference_update(names)

    def _begin(self, batch: Batch) -> Callable[[], list]:
        if not batch.items:
            return lambda: []
        if f"{batch.key}.out" in self._kept:
            try:
                kept = self._exchange.get(f"{batch.key}.out")
                return lambda: kept
            except (OSError, EOFError, pickle.UnpicklingError):
                pass  # cut short by a power failure: read again
        if self._hands is None:
            return lambda: self._read_here(batch)
        self._exchange.put(f"{batch.key}.in", batch.items)
        self._kept.add(f"{batch.key}.in")
        try:
            future = self._hands.submit(perform, batch.task, what_runs(), self._exchange.place, batch.key)
        except BrokenProcessPool as error:  # it broke while the batch before was read
            raise WorkersProblem(_KILLED) from error
        return lambda: self._collect(batch.key, future)

    def _read_here(self, batch: Batch) -> list:
        result = TASKS[batch.task](batch.items)
        if batch.several:  # else the day is written at once
            self._exchange.put(f"{batch.key}.out", result)
            self._kept.add(f"{batch.key}.out")
        return result

    def _collect(self, key: str, future: Future) -> list:
        try:
            future.result()
        except WorkersProblem:
            raise
        except BrokenProcessPool as error:
            raise WorkersProblem(_KILLED) from error
        except (CancelledError, ModuleNotFoundError) as error:
            raise WorkersProblem(_lost(error)) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] == "distributed":  # KilledWorker, …
                raise WorkersProblem(_lost(error)) from error
            raise
        self._kept.add(f"{key}.out")
        return self._exchange.get(f"{key}.out")


def _lost(error: BaseException) -> str:
    return (
        f"The Dask cluster could not read a batch ({type(error).__name__}: {error}). What was read is kept: "
        "look at the workers' logs, and run again."
    )


@contextmanager
def _in_processes(processes: int) -> Iterator[_Hands]:
    # Spawned, not forked: polars and Dagster have threads by now.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_warm_up)
    try:
        yield _Hands(pool.submit, processes * _AHEAD)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _on_dask(address: str) -> Iterator[_Hands]:
    try:
        from distributed import Client
    except ImportError as error:
        raise WorkersProblem(f"RAQUAN_DASK={address} needs the extra: pip install 'raquan[dask]'") from error
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise WorkersProblem(
            f"No Dask scheduler answers at RAQUAN_DASK={address} ({error}); start one with `dask scheduler`, "
            "or unset RAQUAN_DASK to read here"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_WAIT_SECONDS)
        except TimeoutError as error:
            raise WorkersProblem(
                f"The Dask scheduler at {address} has no workers; start some with `dask worker {address} "
                "--nthreads 1 --nworkers auto`"
            ) from error
        try:
            found = client.run(what_runs)
        except Exception as error:  # what cannot be unpickled there comes back as what it raised
            raise WorkersProblem(
                f"The Dask workers at {address} cannot run this version of raquan ({type(error).__name__}: "
                f"{error}). Install there what is installed here, and start them where it can be imported."
            ) from error
        for worker, runs in found.items():
            refuse_other(f"The Dask worker {worker}", runs, what_runs())
        threads = sum(client.nthreads().values())

        def submit(function: Callable, *arguments: object) -> Future:
            return client.submit(function, *arguments, pure=False)

        yield _Hands(submit, threads * _AHEAD)
