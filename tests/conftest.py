"""What several test modules share: the command line as a person runs it, and one release of the samples."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT / "samples"
Raquan = Callable[..., subprocess.CompletedProcess]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests run whole command lines first: beside one of them, at the end, the other processes
    would have nothing left to do."""
    short = PROJECT / "tests" / "extractors", PROJECT / "tests" / "transforms"
    items.sort(key=lambda item: item.path.is_relative_to(short[0]) or item.path.is_relative_to(short[1]))


def raquan_command(*arguments: object, before: str = "") -> list[str]:
    """`raquan …` in a process of its own; `before` is Python run first in it (to make something fail)."""
    code = f"import sys; sys.argv[0] = 'raquan'\n{before}\nfrom orchestration.cli import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


#: Forks processes that have imported what a run imports: a third of what a short run costs. Nothing here
#: looks at the environment when it is imported.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(
    [
        *("alembic.command", "dagster", "dagster._core.storage.sqlite_storage", "rich.progress"),
        *("great_expectations.expectations", "trafilatura", "underthesea"),
        *("orchestration.assets", "orchestration.cli_operate", "orchestration.run"),
        *("extractors.documents.read", "extractors.language.figures", "transforms.campaigns"),
        *("transforms.comparison", "transforms.corrections", "transforms.explorer", "transforms.panel"),
    ]
)


def _become_raquan(arguments: list[str], cwd: Path, environment: dict[str, str], said: list[Path]) -> None:
    """The whole life of a forked process: the command line, in its own folder and environment."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    sys.argv = ["raquan", *arguments]
    from orchestration.cli import main

    main()


class Running:
    """A command line at work, in a process of its own that was forked from where libraries are loaded."""

    def __init__(self, arguments: list[str], cwd: Path, environment: dict[str, str]):
        self.arguments, self._said = arguments, tempfile.TemporaryDirectory()
        self._streams = [Path(self._said.name) / name for name in ("out", "err")]
        self._process = _WARM.Process(
            target=_become_raquan, args=(arguments, cwd, environment, self._streams)
        )
        self._process.start()

    def is_running(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> bool:
        """kill -9; whether it was still at work."""
        self._process.kill()
        self._process.join()
        return self._process.exitcode == -signal.SIGKILL

    def end(self, timeout: float = 600) -> subprocess.CompletedProcess:
        self._process.join(timeout)
        if self._process.is_alive():
            self._process.kill()
            raise subprocess.TimeoutExpired(["raquan", *self.arguments], timeout)
        out, err = (path.read_text(encoding="utf-8") for path in self._streams)
        return subprocess.CompletedProcess(["raquan", *self.arguments], self._process.exitcode, out, err)


def _environment() -> dict[str, str]:
    environment = os.environ | {"COLUMNS": "200", "PYTHONPATH": str(PROJECT)}
    environment.pop("RAQUAN_DATA", None)
    return environment


@pytest.fixture(scope="session")
def start_raquan(tmp_path_factory) -> Callable[..., Running]:
    """Begin a command line, in an empty working folder, and leave it at work."""
    here = tmp_path_factory.mktemp("working-folder")
    return lambda *arguments, cwd=here: Running([str(one) for one in arguments], cwd, _environment())


@pytest.fixture(scope="session")
def raquan(tmp_path_factory, start_raquan) -> Raquan:
    """Run a command line to its end, in an empty working folder; no traceback, ever.

    With `before`, or a library loaded before all others, it is a process from the beginning; else one
    forked from where libraries are loaded.
    """
    here = tmp_path_factory.mktemp("working-folder")

    def run(*arguments: object, before: str = "", cwd: Path = here) -> subprocess.CompletedProcess:
        if before or "LD_PRELOAD" in os.environ:
            command = raquan_command(*arguments, before=before)
            text = {"capture_output": True, "text": True, "encoding": "utf-8"}
            done = subprocess.run(command, cwd=cwd, env=_environment(), timeout=600, **text)
        else:
            done = start_raquan(*arguments, cwd=cwd).end()
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def _released_once(archive: Path, name: str, tmp_path_factory, raquan: Raquan) -> Path:
    """A data folder with a release of `archive`: made by the first test process that asks for it, for all."""
    here = tmp_path_factory.getbasetemp()
    here = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    data, said = here / name / "data", here / name / "said"
    with FileLock(here / f"{name}.lock"):
        if not said.exists():
            done = raquan("run", "--archive", archive, "--data", data)
            assert done.returncode == 0, done.stderr + done.stdout
            said.write_text(done.stdout, encoding="utf-8")
    return data


@pytest.fixture(scope="session")
def samples_data(tmp_path_factory, raquan) -> Path:
    """A data folder with a release of the samples. Tests that change anything take a copy."""
    return _released_once(SAMPLES, "samples", tmp_path_factory, raquan)


@pytest.fixture(scope="session")
def few(tmp_path_factory) -> Path:
    """An archive of three samples, of two days: a run over it takes half of one over all."""
    folder = tmp_path_factory.mktemp("few")
    lines = (SAMPLES / "index.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["file"][:2] in ("01", "02", "08")]
    for line in kept:
        shutil.copy(SAMPLES / json.loads(line)["file"], folder)
    (folder / "index.jsonl").write_text("\n".join(kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def few_data(tmp_path_factory, few, raquan) -> Path:
    """A data folder with a release of `few`. Tests that change anything take a copy."""
    return _released_once(few, "few", tmp_path_factory, raquan)


def parquet_bytes(data: Path) -> dict[str, bytes]:
    """The tables of the newest release, byte for byte; `changes` tells of the release before."""
    release = (data / "release").resolve()
    return {path.name: path.read_bytes() for path in release.glob("*.parquet") if path.stem != "changes"}
