"""A process whose clock is wrong: all that runs in it asks the C library, and that through `clock.c`."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest


def clock_off_by(folder: Path, offset: timedelta) -> dict[str, str]:
    """The environment that sets a process's clock; skips the test without a C compiler. Linux."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return {
        "LD_PRELOAD": str(library),
        "CLOCK_OFFSET": str(int(offset.total_seconds())),
        # The allocator in polars waits in a thread of its own until a moment, which the kernel tells by the
        # true clock: with a clock set back that moment has always passed, and the thread spins.
        "_RJEM_MALLOC_CONF": "background_thread:false",
    }
