"""What the assets are given: the data folder, and someone who watches."""

import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration.folder import DataFolder
from orchestration.sources import Settings

#: Told `(stage, done, total)` while an asset works; the command line draws its bars from it.
Watcher = Callable[[str, int, int], None]


class Data(dg.ConfigurableResource):
    """The data folder (`orchestration/folder.py` says what stands where)."""

    path: str

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.path)


class Fetching(dg.ConfigurableResource):
    """What fetching needs to know (`orchestration/sources.py`)."""

    contact: str = ""  # an e-mail address or a URL where the operator is reached: goes into the user agent
    allow_loopback: bool = False  # for tests

    @property
    def settings(self) -> Settings:
        return Settings(contact=self.contact, allow_loopback=self.allow_loopback)

    @classmethod
    def from_environment(cls) -> "Fetching":
        """`RAQUAN_CONTACT`, `RAQUAN_ALLOW_LOOPBACK`."""
        settings = Settings.from_environment()
        return cls(contact=settings.contact, allow_loopback=settings.allow_loopback)


def default_data_path() -> str:
    """`RAQUAN_DATA`, else `data` in the working folder."""
    return str(Path(os.environ.get("RAQUAN_DATA") or "data").absolute())


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches: the run's log is enough."""
