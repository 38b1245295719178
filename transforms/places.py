"""Places through time, as tables: the register, and series of the 63 provinces brought to the 34.

Belongs here: `places.parquet`, and the sums over merged provinces. Does not belong here: which units there
are and which one a text means (`extractors.language.places`).

How to turn a series of the 63 into one of the 34
1. `to_provinces_2025(panel, places)` takes the rows of provinces and gives each quantity once per province of
   the 34, with `parts` saying of which old provinces it is the sum, and `missing` which had no number.
2. Keep the rows where `missing` is empty: only these are numbers of the whole province.
3. Rates are there only where one old province makes the new one. The rate of a merged province follows from
   counts: sum the participants and the population over its parts, then divide. A mean of rates is wrong.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from extractors.values import Place
from transforms.schema import TABLES, conform

#: First day of the 34 provinces (Resolution 202/2025/QH15).
MERGER = date(2025, 7, 1)
#: What may be added up over places: things that are counted, once each.
ADDITIVE_UNITS = ("person", "household", "unit", "book", "card", "vnd")
_QUANTITY = ["year", "period_start", "period_end", "as_of", "programme", "measure", "role", "base", "unit"]


def places(register: Iterable[Place]) -> pl.DataFrame:
    """The register as places.parquet: one row per unit and span of validity."""
    rows = [{name: getattr(place, name) for name in Place.__slots__} for place in register]
    schema = {
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "variants": pl.List(pl.String),
        "successor_place_ids": pl.List(pl.String),
        "successor_shares": pl.List(pl.Float64),
    }
    frame = pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)
    return conform(frame.select(TABLES["places"].schema.keys()), TABLES["places"])


def to_provinces_2025(panel: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Rows of the 63 provinces as rows of the 34; rows of the 34 stay as they are.

    `panel`: columns as in panel.parquet; only rows of provinces are used. One row of the result is one
    quantity of one province of the 34: `place_id`, `province_2025`, the columns that say which quantity,
    `value`, `value_min`, `value_max`, and

    - `parts`: place_ids whose numbers were added; one if nothing was;
    - `missing`: place_ids of old provinces of it without this number. Not empty: the sum of a part only.

    Counts are added, never rates: a rate is kept where one old province makes the new one, else left out.
    """
    provinces = places.filter(pl.col("level") == "province")
    rows = panel.join(
        provinces.select("place_id", "code", "valid_from", "valid_to"), on="place_id", how="inner"
    )
    target = provinces.filter(pl.col("valid_from") == MERGER).select(
        pl.col("place_id").alias("target_id"), pl.col("code").alias("province_2025")
    )
    last = provinces.filter(pl.col("valid_to") == MERGER - timedelta(days=1))  # the 63
    old = provinces.filter(
        (pl.col("valid_from") < MERGER) & pl.col("code").is_in(last["code"].implode())
    ).select("place_id", "code", "province_2025", "valid_from", "valid_to")
    count = old.group_by("province_2025").agg(pl.col("code").n_unique().alias("n_parts"))
    now = rows.filter(pl.col("valid_from") >= MERGER).select(
        "place_id",
        "province_2025",
        *_QUANTITY,
        "value",
        "value_min",
        "value_max",
        pl.concat_list("place_id").alias("parts"),
        pl.lit([], dtype=pl.List(pl.String)).alias("missing"),
    )
    before = rows.filter(pl.col("valid_from") < MERGER).join(count, on="province_2025")
    additive = pl.col("unit").is_in(ADDITIVE_UNITS) & pl.col("base").is_null()
    sums = (
        before.filter(additive | (pl.col("n_parts") == 1))
        .group_by(["province_2025", *_QUANTITY], maintain_order=True)
        .agg(
            pl.col("value", "value_min", "value_max").sum(),
            pl.col("place_id").sort().alias("parts"),
            pl.col("code").alias("codes"),
        )
        .with_columns(_day().alias("day"))
    )
    return (
        pl.concat([now, _with_missing(sums, old, target)], how="vertical_relaxed")
        .sort("province_2025", *_QUANTITY, nulls_last=True)
        .select(
            "place_id", "province_2025", *_QUANTITY, "value", "value_min", "value_max", "parts", "missing"
        )
    )


def _day() -> pl.Expr:
    """The day whose provinces a quantity speaks of: `as_of`, else the last day, else the first."""
    return pl.coalesce("as_of", "period_end", "period_start")


def _with_missing(sums: pl.DataFrame, old: pl.DataFrame, target: pl.DataFrame) -> pl.DataFrame:
    """`missing` and the place_id of the province of the 34 for each sum."""
    # One spell per old province: the one in force on the day (Huế changed its name in 2025).
    parts = old.select(
        "province_2025",
        pl.col("place_id").alias("part"),
        pl.col("code").alias("part_code"),
        pl.col("valid_from").alias("part_from"),
        pl.col("valid_to").alias("part_to"),
    )
    keys = ["province_2025", *_QUANTITY]
    absent = (
        sums.select(*keys, "codes", "day")
        .join(parts, on="province_2025")
        .filter(~pl.col("part_code").is_in(pl.col("codes")))
        .filter(pl.col("day").is_between("part_from", "part_to") | (pl.col("day") > pl.col("part_to")))
        .sort("part_from")
        .group_by([*keys, "part_code"], maintain_order=True)
        .agg(pl.col("part").last())
        .group_by(keys, maintain_order=True)
        .agg(pl.col("part").sort().alias("missing"))
    )
    return (
        sums.join(absent, on=keys, how="left", nulls_equal=True)
        .join(target, on="province_2025")
        .select(
            pl.col("target_id").alias("place_id"),
            *keys,
            "value",
            "value_min",
            "value_max",
            "parts",
            pl.col("missing").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        )
    )
