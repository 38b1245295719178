"""The parts of all days, packed by month: what the tables over all days are built from.

Belongs here: which pack is still right, making it, reading packs. Thousands of small files take far longer to
open than to read, and some of what is asked of a text depends on nothing else: what may show that it is a
copy, and that its figures stand where they say. So the parts of a month are put under one another once,
with the answers:

    history/months/<YYYY-MM>.<what>.parquet     what: a name of `PACKED`

A pack says what it was made from: the parts of its days, and the code. The last month's is made anew each
night, the others when a day of them is read again. They may be removed at any time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import polars as pl

from orchestration.folder import DataFolder, code_digest, digest, made_from, read_parts, write_parquet

PACKED = ("documents", "figures", "mentions", "rejected", "traits", "held")
_CODE = ("transforms/duplicates.py", "transforms/gate.py", "transforms/schema.py", "orchestration/months.py")


def day_parts(folder: DataFolder) -> dict[date, str]:
    """What the parts of each day were made from, oldest first: it changes when, and only when, they do."""
    return {
        day: digest(*(made_from(folder.part(table, day)) for table in ("documents", "figures")))
        for day in folder.days("figures")
    }


@dataclass(frozen=True)
class Months:
    """The packs of a data folder, oldest first."""

    folder: Path
    names: tuple[str, ...]

    def read(self, what: str) -> pl.DataFrame:
        """The rows of all days, in the order of the days."""
        return read_parts((self.folder / f"{name}.{what}.parquet" for name in self.names), _empty(what))


def made_by() -> str:
    """What the answers in packs depend on besides the rows that were asked of."""
    return digest(code_digest(*_CODE), pl.__version__)


def packed(folder: DataFolder, parts: Mapping[date, str]) -> Months:
    """The packs of the days in `parts` (see `day_parts`); those that are no longer right are made. Needs the
    lock."""
    months = Months(folder.history / "months", tuple(sorted({f"{day:%Y-%m}" for day in parts})))
    code = made_by()
    for name, days in groupby(parts, key=lambda day: f"{day:%Y-%m}"):
        of_month = list(days)
        made = digest(code, *(f"{day} {parts[day]}" for day in of_month))
        # The last one written tells for all of them.
        if made_from(months.folder / f"{name}.{PACKED[-1]}.parquet") == made:
            continue
        for what, rows in _pack(folder, of_month):
            write_parquet(rows, months.folder / f"{name}.{what}.parquet", made)
    return months


def _pack(folder: DataFolder, days: list[date]) -> Iterator[tuple[str, pl.DataFrame]]:
    from transforms.duplicates import traits
    from transforms.gate import text_held

    def under_one_another(table: str, what: str, aspect: str = "") -> pl.DataFrame:
        return read_parts((folder.part(table, day, aspect) for day in days), _empty(what))

    documents = under_one_another("documents", "documents")
    figures = under_one_another("figures", "figures")
    yield "documents", documents
    yield "figures", figures
    yield "mentions", under_one_another("figures", "mentions", "mentions")
    rejected = [under_one_another(table, "rejected", "rejected") for table in ("documents", "figures")]
    yield "rejected", pl.concat(rejected)
    yield "traits", traits(documents)
    yield "held", text_held(documents, figures)


def _empty(what: str) -> pl.DataFrame:
    from transforms.duplicates import traits
    from transforms.gate import text_held
    from transforms.schema import MENTIONS, empty

    if what == "traits":
        return traits(empty("documents"))
    if what == "held":
        return text_held(empty("documents"), empty("figures"))
    return empty(MENTIONS if what == "mentions" else what)
