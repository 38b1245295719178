"""What several test modules share: the command line as a person runs it, and one release of the samples."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT / "samples"
Raquan = Callable[..., subprocess.CompletedProcess]


def raquan_command(*arguments: object, before: str = "") -> list[str]:
    """`raquan …` in a process of its own; `before` is Python run first in it (to make something fail)."""
    code = f"import sys; sys.argv[0] = 'raquan'\n{before}\nfrom orchestration.cli import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


#: Forks processes that have these libraries imported already: a third of what a short run costs.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["dagster", "great_expectations.expectations", "trafilatura", "underthesea"])


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


@pytest.fixture(scope="session")
def raquan(tmp_path_factory) -> Raquan:
    """Run a command line to its end, in an empty working folder; no traceback, ever.

    With `before`, or a library loaded before all others, it is a process from the beginning; else one
    forked from where libraries are loaded.
    """
    here = tmp_path_factory.mktemp("working-folder")
    streams = [tmp_path_factory.mktemp("said") / name for name in ("out", "err")]

    def fresh(command: list[str], cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
        )

    def forked(arguments: list[str], cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
        process = _WARM.Process(target=_become_raquan, args=(arguments, cwd, environment, streams))
        process.start()
        process.join(600)
        if process.is_alive():
            process.kill()
            raise subprocess.TimeoutExpired(["raquan", *arguments], 600)
        out, err = (path.read_text(encoding="utf-8") for path in streams)
        return subprocess.CompletedProcess(["raquan", *arguments], process.exitcode, out, err)

    def run(*arguments: object, before: str = "", cwd: Path = here) -> subprocess.CompletedProcess:
        environment = os.environ | {"COLUMNS": "200", "PYTHONPATH": str(PROJECT)}
        environment.pop("RAQUAN_DATA", None)
        if before or "LD_PRELOAD" in environment:
            done = fresh(raquan_command(*arguments, before=before), cwd, environment)
        else:
            done = forked([str(argument) for argument in arguments], cwd, environment)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def samples_data(tmp_path_factory, raquan) -> Path:
    """A data folder with a release of the samples. Tests that change anything take a copy."""
    data = tmp_path_factory.mktemp("samples") / "data"
    done = raquan("run", "--archive", SAMPLES, "--data", data)
    assert done.returncode == 0, done.stderr + done.stdout
    (data.parent / "said").write_text(done.stdout, encoding="utf-8")
    return data


def parquet_bytes(data: Path) -> dict[str, bytes]:
    """The tables of the newest release, byte for byte; `changes` tells of the release before."""
    release = (data / "release").resolve()
    return {path.name: path.read_bytes() for path in release.glob("*.parquet") if path.stem != "changes"}
