"""What the assets are given: the data folder, and someone who watches."""

import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration.folder import DataFolder

#: Told `(stage, done, total)` while an asset works; the command line draws its bars from it.
Watcher = Callable[[str, int, int], None]


class Data(dg.ConfigurableResource):
    """The data folder (`orchestration/folder.py` says what stands where)."""

    path: str

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.path)


def default_data_path() -> str:
    """`RAQUAN_DATA`, else `data` in the working folder."""
    return str(Path(os.environ.get("RAQUAN_DATA") or "data").absolute())


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches: the run's log is enough."""
