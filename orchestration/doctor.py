"""`raquan doctor`: is this installation, and this data folder, in order; and what to mend where it is not.

Each check answers for one thing and never raises. It reads and tries; it repairs nothing.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration.folder import LAYOUT, PROJECT, DataFolder, LayoutError, is_parquet

OK, NOTE, WRONG = "ok", "note", "wrong"
#: A release of a few years is some 100 MB, written beside the last one.
LEAST_FREE = 2 * 1024**3
#: The newest days whose captures are hashed again; all of them with `thorough`.
HASHED_DAYS = 30


@dataclass(frozen=True)
class Finding:
    """What a check says: `level` is ok, note or wrong; `do` says what to mend where it is not ok."""

    check: str
    level: str
    said: str
    do: str = ""


def examine(folder: DataFolder, *, thorough: bool = False) -> Iterator[Finding]:
    """All findings, as they are made. `thorough`: every capture and every release is hashed again."""
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "python": _python,
        "packages": _packages,
        "underthesea": _underthesea,
        "folder": lambda: _permissions(folder),
        "layout": lambda: _layout(folder),
        "disk": lambda: _disk(folder),
        "lock": lambda: _lock(folder),
        "captures": lambda: _captures(folder, thorough),
        "parts": lambda: _parts(folder),
        "releases": lambda: _releases(folder, thorough),
        "home": lambda: _home(folder),
        "settings": _settings,
    }
    for name, check in checks.items():
        try:
            for level, said, do in check():
                yield Finding(name, level, said, do)
        except Exception as error:  # a check that fails is a finding, and the others go on
            yield Finding(name, WRONG, f"{type(error).__name__}: {error}", "mend what it names, ask again")


def _python():
    now = ".".join(map(str, sys.version_info[:3]))
    yield OK, f"Python {now}, raquan {version('raquan')}", ""


def _packages():
    """The installed versions against the locked ones."""
    lock = PROJECT / "requirements.lock"
    if not lock.is_file():
        yield (
            NOTE,
            "no requirements.lock beside the code: versions are not compared",
            "install from a checkout",
        )
        return
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)([^\\\n]*)", lock.read_text(encoding="utf-8"), re.M)
    differ = []
    for name, wanted, marker in pins:
        if ";" in marker and not _applies(marker.split(";", 1)[1]):
            continue
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != wanted:
            differ.append(f"{name} {found}, locked {wanted}")
    if differ:
        yield (
            WRONG,
            f"{len(differ)} packages differ: {'; '.join(differ[:5])}",
            "make setup (after touching the lock)",
        )
    else:
        yield OK, f"{len(pins)} packages as locked", ""


def _applies(marker: str) -> bool:
    from packaging.markers import Marker

    return Marker(marker.strip()).evaluate()


#: Run in a process of its own, in which nothing can reach the network.
_OFFLINE = """
import socket
def refuse(*_, **__):
    raise OSError("asked for the network")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from underthesea import sent_tokenize, word_tokenize
assert len(sent_tokenize("Bưu điện tỉnh ra quân. Có 1.205 người tham gia BHXH tự nguyện.")) == 2
assert "người" in " ".join(word_tokenize("Có 1.205 người tham gia"))
"""


def _underthesea():
    done = subprocess.run([sys.executable, "-c", _OFFLINE], capture_output=True, text=True, timeout=120)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        yield WRONG, f"underthesea does not work without a network: {said}", "install it anew: make setup"
    else:
        yield OK, f"underthesea {version('underthesea')} segments sentences and words offline", ""


def _permissions(folder: DataFolder):
    """Whether the folder takes files, renames and links, as publishing needs."""
    root = folder.root
    if not root.exists():
        yield NOTE, f"{root} is not there yet", "raquan run --archive DIR makes it"
        return
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=".doctor-") as scratch:
            draft = Path(scratch) / "a"
            draft.write_bytes(b"x")
            draft.replace(Path(scratch) / "b")
            (Path(scratch) / "link").symlink_to("b")
    except OSError as error:
        yield WRONG, f"{root} cannot be written: {error.strerror}", "give its owner write permission"
        return
    foreign = [path for path in sorted(root.iterdir()) if not os.access(path, os.W_OK)]
    if foreign:
        named = ", ".join(path.name for path in foreign[:5])
        yield WRONG, f"not writable in {root}: {named}", f"chown -R {os.environ.get('USER', 'you')} {root}"
    else:
        yield OK, f"{root} takes files, renames and links", ""


def _layout(folder: DataFolder):
    try:
        folder.check_layout()
    except LayoutError as error:
        yield WRONG, *str(error).split("; ", 1)
        return
    found = folder.layout() if folder.root.exists() else LAYOUT
    older = f"layout {found}; the next run takes it to {LAYOUT}"
    yield OK, f"layout {LAYOUT}" if found == LAYOUT else older, ""


def _disk(folder: DataFolder):
    there = next(path for path in (folder.root, *folder.root.parents) if path.exists())
    usage = shutil.disk_usage(there)
    free = f"{usage.free / 1024**3:,.1f} GB free of {usage.total / 1024**3:,.1f}"
    if usage.free < LEAST_FREE:
        yield WRONG, free, "make room: releases/ may lose old versions, captures/ none"
    else:
        yield OK, free, ""


def _lock(folder: DataFolder):
    from filelock import FileLock, Timeout

    path = folder.root / "run.lock"
    if not path.exists():
        yield OK, "no run has been here yet", ""
        return
    try:
        with FileLock(path).acquire(timeout=0):
            yield OK, "no run is working in the folder", ""
    except Timeout:
        yield NOTE, "a run is working in the folder", "wait for it; the lock goes with its process"


def _captures(folder: DataFolder, thorough: bool):
    """Stored bytes are what was stored."""
    from extractors.sources.captures import CorruptCapture

    if not folder.captures.exists():
        yield OK, "nothing captured yet", ""
        return
    store = folder.store
    days = store.days()
    read, damaged = 0, []
    for day in days if thorough else days[-HASHED_DAYS:]:
        unreadable: list[CorruptCapture] = []
        store.rejections(day, unreadable)
        for capture in store.of_day(day, unreadable):
            read += 1
            try:
                store.read(capture)
            except CorruptCapture as error:
                unreadable.append(error)
        damaged += [f"{day}: {error.path.name}" for error in unreadable]
    if damaged:
        yield (
            WRONG,
            f"{len(damaged)} captures are damaged: {'; '.join(damaged[:3])}",
            (
                "fetch or import these documents again (the store mends itself), or restore captures/ from "
                "the backup"
            ),
        )
    else:
        some = (
            ""
            if thorough or len(days) <= HASHED_DAYS
            else f" of the last {HASHED_DAYS} days (--thorough: all)"
        )
        yield OK, f"{read:,} captures{some} are as stored", ""


def _parts(folder: DataFolder):
    paths = [
        path
        for table in ("documents", "figures", "history")
        for path in sorted((folder.root / table).glob("*.parquet"))
    ]
    damaged = [path for path in paths if not is_parquet(path)]
    if damaged:
        named = ", ".join(str(path.relative_to(folder.root)) for path in damaged[:3])
        yield (
            WRONG,
            f"{len(damaged)} files cannot be read: {named}",
            ("launch a backfill of `read` over these days, then publish; the next raquan run does both"),
        )
    else:
        yield OK, f"{len(paths):,} tables of days and of history can be read", ""


def _releases(folder: DataFolder, thorough: bool):
    """The newest release's files have the checksums that its descriptor states; all releases' if thorough."""
    from transforms.release import current, versions

    newest = current(folder.root)
    if newest is None:
        waiting = versions(folder.root)
        if waiting:
            yield (
                WRONG,
                f"`release` leads nowhere, though {waiting[-1]} is there",
                "the next raquan run mends it",
            )
        else:
            yield NOTE, "no release yet", "raquan run --archive DIR"
        return
    for release in [newest.parent / name for name in versions(folder.root)] if thorough else [newest]:
        package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
        bad = [
            one["path"]
            for one in package["resources"]
            if not (release / one["path"]).is_file() or _sha256(release / one["path"]) != one["hash"]
        ]
        if bad:
            yield (
                WRONG,
                f"release {release.name}: {', '.join(bad)} not as published",
                (
                    "restore it from the backup; or remove this version and launch publish, which makes the "
                    "same tables again"
                ),
            )
        else:
            yield OK, f"release {release.name} is as published", ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _home(folder: DataFolder):
    from orchestration.status import open_runs, runs

    try:
        with open_runs(folder) as instance:
            if instance is None:
                yield NOTE, "no run yet", "raquan run --archive DIR, or raquan ui"
                return
            last = runs(instance, limit=5)
            told = ", ".join(f"{run.job} {run.status.lower()}" for run in last) or "none"
            yield OK, f"Dagster {version('dagster')}; last runs: {told}", ""
            stuck = [run for run in last if not run.is_over and _is_old(run)]
            if stuck:
                yield (
                    NOTE,
                    f"{len(stuck)} runs have been going on for over 6 hours",
                    "look at them in raquan ui",
                )
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        yield (
            WRONG,
            f"Dagster's home {folder.dagster_home} cannot be opened: {first}",
            (
                "it holds only the history of runs: move it away and run again; captures and releases "
                "are not touched. With PostgreSQL: see that the server runs"
            ),
        )


def _is_old(run) -> bool:
    from datetime import UTC, datetime

    return run.began is not None and datetime.now(UTC) - run.began > timedelta(hours=6)


def _settings():
    from orchestration.alerts import channels

    if not os.environ.get("RAQUAN_CONTACT"):
        yield NOTE, "RAQUAN_CONTACT is not set", "set it to fetch from sources: an e-mail address or a page"
    ways = channels()
    if not ways:
        yield NOTE, "nobody is told when a night fails", "set RAQUAN_ALERT_WEBHOOK or RAQUAN_ALERT_MAIL"
    elif ways == ["RAQUAN_ALERT_MAIL"] and not os.environ.get("RAQUAN_SMTP"):
        yield NOTE, "mail goes through this machine's port 25", "set RAQUAN_SMTP if it has no mail server"
    else:
        yield OK, f"told by {', '.join(ways)}", ""
