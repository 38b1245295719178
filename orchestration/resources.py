"""What the assets are given: the data folder, and someone who watches."""

import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration.folder import DataFolder
from orchestration.sources import Settings
from orchestration.workers import Workers

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


class Workforce(dg.ConfigurableResource):
    """Where documents are read (`orchestration/workers.py`): here, in processes, or on a Dask cluster."""

    processes: int = 1
    dask: str = ""  # address of a scheduler
    exchange: str = ""  # folder or URL that all machines see

    @property
    def settings(self) -> Workers:
        return Workers(self.processes, self.dask, self.exchange)

    @classmethod
    def from_environment(cls) -> "Workforce":
        """`RAQUAN_PROCESSES`, `RAQUAN_DASK`, `RAQUAN_EXCHANGE`."""
        settings = Workers.from_environment()
        return cls(processes=settings.processes, dask=settings.dask, exchange=settings.exchange)


def default_data_path() -> str:
    """`RAQUAN_DATA`, else `data` in the working folder. Raises ValueError for a URL."""
    path = os.environ.get("RAQUAN_DATA") or "data"
    if "://" in path:
        from orchestration.terminal import NO_URL

        raise ValueError(f"RAQUAN_DATA: {NO_URL.format(path)}")
    return str(Path(path).absolute())


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches: the run's log is enough."""
