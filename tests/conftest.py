"""What several test modules share: the command line as a person runs it, and one release of the samples."""

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


@pytest.fixture(scope="session")
def raquan(tmp_path_factory) -> Raquan:
    """Run a command line to its end, in an empty working folder; no traceback, ever."""
    here = tmp_path_factory.mktemp("working-folder")

    def run(*arguments: object, before: str = "", cwd: Path = here) -> subprocess.CompletedProcess:
        environment = os.environ | {"COLUMNS": "200", "PYTHONPATH": str(PROJECT)}
        environment.pop("RAQUAN_DATA", None)
        done = subprocess.run(
            raquan_command(*arguments, before=before),
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
        )
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
