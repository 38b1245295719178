"""A release against the one before: is what was covered still covered, and does it look like the same data?

Belongs here: what is compared, and how far it may move. The outcome is a suite like those of the tables
(`gate.py`), called `comparison`; a row of it is one compared quantity.

Captures are kept for good, so a release can lose figures only by other rules, by decisions of people, or by a
fault. A small loss is a rule that got better; a large one is looked at before anybody reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.gate import EXAMPLES, Promise, SuiteResult, run_expectations

NAME = "comparison"
#: Fewer rows than these say nothing about shares or about what is usual.
FEW = 50
#: A province, year or source with fewer is not compared by itself.
FEW_IN_GROUP = 5
#: What may be lost of a group before somebody should look.
MAY_LOSE = 0.2
#: How far the distribution over a vocabulary may move: half the sum of the differences of shares.
MAY_MOVE = 0.1
#: How far a share of all figures may fall.
MAY_FALL = 0.05

ROWS = {"aspect": pl.String, "key": pl.String, "before": pl.Float64, "after": pl.Float64, "holds": pl.Boolean}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One promise on what a release keeps of the last."""

    name: str
    promise: str
    severity: str = "warning"


ASPECTS = (
    Aspect("figures_kept", "A release keeps at least half of the number of figures of the last.", "critical"),
    Aspect(
        "documents_kept", "A release keeps at least half of the number of documents of the last.", "critical"
    ),
    Aspect("figures_grow", "A release has at most three times as many figures as the last."),
    Aspect(
        "province_coverage",
        f"No province loses more than {MAY_LOSE:.0%} of its figures from one release to the next.",
    ),
    Aspect("year_coverage", f"No year of publication loses more than {MAY_LOSE:.0%} of its figures."),
    Aspect(
        "source_yield", f"No source or publisher loses more than {MAY_LOSE:.0%} of its relevant documents."
    ),
    Aspect(
        "distributions",
        "The shares of programmes, measures, statistics, roles, units and bounds move by less than "
        f"{MAY_MOVE:.0%} together (total variation).",
    ),
    Aspect(
        "known_fields",
        "The shares of figures with a place, a province and a date, and the mean confidence, fall by no more "
        f"than {MAY_FALL:.0%}.",
    ),
)
_VOCABULARIES = ("programme", "measure", "statistic", "role", "unit", "bound")


def compare(new: Mapping[str, pl.DataFrame], old: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every compared quantity as a row: aspect, key, before, after, holds.

    Columns that the older release did not have yet are not compared.
    """
    rows = [
        *_sizes(new, old),
        *_groups("province_coverage", _by(new, "province_2025"), _by(old, "province_2025")),
        *_groups("year_coverage", _by_year(new), _by_year(old)),
        *_groups("source_yield", _by_source(new), _by_source(old)),
    ]
    if min(new["figures"].height, old["figures"].height) >= FEW:
        rows += _distributions(new["figures"], old["figures"])
        rows += _known(new["figures"], old["figures"])
    return pl.DataFrame(rows, schema=ROWS, orient="row")


def against(
    new: Mapping[str, pl.DataFrame], old: Mapping[str, pl.DataFrame], *, accept_loss: bool = False
) -> SuiteResult:
    """The suite of a release against the one before. `accept_loss`: losses are shown and stop nothing."""
    import great_expectations.expectations as gxe

    rows = compare(new, old)
    values = {one.name: rows.filter(aspect=one.name)["holds"].to_list() for one in ASPECTS}
    severity = {one.name: "warning" if accept_loss else one.severity for one in ASPECTS}
    expectations = [
        gxe.ExpectColumnValuesToBeInSet(
            column=one.name, value_set=[True], severity=severity[one.name], meta={"rule": one.name}
        )
        for one in ASPECTS
    ]
    said = {
        result.expectation_config.meta["rule"]: bool(result.success)
        for result in run_expectations(NAME, expectations, values)
    }
    promises = []
    for one in ASPECTS:
        asked = rows.filter(aspect=one.name)
        broken = asked.filter(~pl.col("holds")).sort(pl.col("before") - pl.col("after"), descending=True)
        examples = tuple(
            f"{row['key']}: {_number(row['before'])} → {_number(row['after'])}"
            for row in broken.head(EXAMPLES).iter_rows(named=True)
        )
        promises.append(
            Promise(
                one.name,
                one.promise,
                severity[one.name],
                said[one.name],
                asked.height,
                broken.height,
                examples,
            )
        )
    return SuiteResult(NAME, rows.height, tuple(promises))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.3f}"


def _sizes(new: Mapping, old: Mapping) -> Iterable[tuple]:
    for table in ("figures", "documents"):
        before, after = old[table].height, new[table].height
        yield f"{table}_kept", table, before, after, before < FEW or after >= before / 2
    before, after = old["figures"].height, new["figures"].height
    yield "figures_grow", "figures", before, after, before < FEW or after <= 3 * before


def _by(tables: Mapping, column: str) -> pl.DataFrame:
    return _counts(tables["figures"], pl.col(column))


def _by_year(tables: Mapping) -> pl.DataFrame:
    years = tables["documents"].select(
        "document_id", "version", pl.col("published_at").dt.year().cast(pl.String).alias("year")
    )
    keys = ["document_id", "version"]
    return _counts(tables["figures"].select(keys).join(years.unique(keys), on=keys), pl.col("year"))


def _by_source(tables: Mapping) -> pl.DataFrame:
    documents = tables["documents"].filter("is_relevant")
    return _counts(documents.unique("document_id"), pl.coalesce("source", "publisher"))


def _counts(frame: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    return frame.select(key.cast(pl.String).alias("key")).drop_nulls().group_by("key").len("n")


def _groups(aspect: str, new: pl.DataFrame, old: pl.DataFrame) -> Iterable[tuple]:
    joined = old.join(new, on="key", how="left", suffix="_now").sort("key")
    for key, before, after in joined.select("key", "n", pl.col("n_now").fill_null(0)).iter_rows():
        if before >= FEW_IN_GROUP:
            yield aspect, key, before, after, after >= before * (1 - MAY_LOSE)


def _distributions(new: pl.DataFrame, old: pl.DataFrame) -> Iterable[tuple]:
    """A row per vocabulary: the distance is `after`, the value that moved most is named in the key."""
    for column in _VOCABULARIES:
        if column not in old.columns:
            continue
        shares = (
            _counts(old, pl.col(column))
            .join(_counts(new, pl.col(column)), on="key", how="full", coalesce=True, suffix="_now")
            .select(
                "key",
                (pl.col("n").fill_null(0) / old.height).alias("before"),
                (pl.col("n_now").fill_null(0) / new.height).alias("after"),
            )
            .with_columns((pl.col("after") - pl.col("before")).abs().alias("moved"))
            .sort(["moved", "key"], descending=[True, False])
        )
        if shares.is_empty():
            continue
        most = shares.row(0, named=True)
        key = f"{column} (most: {most['key']}, {most['before']:.0%} to {most['after']:.0%})"
        distance = float(shares["moved"].sum()) / 2
        yield "distributions", key, 0.0, distance, distance < MAY_MOVE


def _known(new: pl.DataFrame, old: pl.DataFrame) -> Iterable[tuple]:
    dated = pl.any_horizontal(pl.col("as_of", "period_start", "period_end").is_not_null())
    for key, share in (
        ("with a place", pl.col("place_id").is_not_null().mean()),
        ("with a province", pl.col("province_2025").is_not_null().mean()),
        ("with a date", dated.mean()),
        ("mean confidence", pl.col("confidence").mean()),
    ):
        before, after = (float(frame.select(share).item() or 0) for frame in (old, new))
        yield "known_fields", key, before, after, after >= before - MAY_FALL
