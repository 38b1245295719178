"""The panel: one row per quantity, over all documents that state it.

Claims about one quantity (same place, period, programme, measure, role, base and unit) stand
together. Each claim is the interval of numbers that its wording allows (`hơn 1,23 triệu`: from
1,230,000 to 1,240,000); claims are contested if no number lies in all intervals.

Which claim is chosen
1. an official report over a press release over news;
2. the later document over the earlier (copies of a story have the time of its first document);
3. among claims of the same kind of document that agree with that one within rounding, the most
   exactly stated;
4. then the higher confidence, then the smaller figure_id, so that the choice never depends on order.

Not in the panel, because they are no point of a series: changes and gaps, figures per commune or day,
about a group of people, without a decided place or any date, of measure or programme `other`. Figures
that a newer version of their document no longer states do not count (ask `known_on` for the past).

Derived rows (`is_derived`) are computed where no document states them: completion = achieved /
target and remaining = target − achieved, of the same place, programme and measure, for an achieved
period within the target's period.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl

from extractors.values import DOCUMENT_KINDS
from transforms.frames import version_order
from transforms.schema import TABLES, conform

_KEY = list(TABLES["panel"].key)
_PERIOD = ["period_start", "period_end", "as_of"]
_RANK = {"official_report": 0, "press_release": 1, "news": 2}
assert set(_RANK) == set(DOCUMENT_KINDS)
#: How far `khoảng` (about) may be off, as a share of the number.
ABOUT = 0.05
#: A count with this many trailing zeros was rounded: by chance one in a thousand has them. Targets are
#: set as round numbers, so there zeros say nothing.
ROUND_ZEROS = 3


def panel(
    figures: pl.DataFrame,
    documents: pl.DataFrame,
    known_on: date | None = None,
    versions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The panel as known at the end of the day `known_on` in Vietnam; by default, as known now.

    `versions`: the `version_order` of the documents, where somebody has it; then `documents` needs no texts.
    """
    claims = _claims(figures, documents, known_on, version_order(documents) if versions is None else versions)
    # As categories the words of a key cost no more to compare than numbers.
    words = [name for name in _KEY if TABLES["panel"].schema[name] == pl.String]
    stated = _stated(claims.with_columns(pl.col(words).cast(pl.Categorical))).with_columns(
        pl.col(words).cast(pl.String)
    )
    return conform(pl.concat([stated, _derived(stated)], how="diagonal"), TABLES["panel"])


def value_history(
    figures: pl.DataFrame, documents: pl.DataFrame, quantity: Mapping[str, object]
) -> pl.DataFrame:
    """How one quantity came to be known: a row for each day on which the panel would have said something new.

    `quantity`: the key columns of a row of the panel (a whole row will do); what it does not name is null.
    Columns: known_since (day in Vietnam; null for what documents without any time add), value,
    chosen_figure_id, document_id, n_documents, is_contested. Empty if no document states it.
    """
    same = [
        pl.col(name).eq_missing(pl.lit(quantity.get(name), dtype=TABLES["panel"].schema[name]))
        for name in _KEY
    ]
    stating = figures.filter(pl.all_horizontal(same))
    stated_in = documents.filter(pl.col("document_id").is_in(stating["document_id"].implode()))
    stories = stated_in["duplicate_of"].drop_nulls()  # copies have the time of the first, told of or not
    about = pl.concat([stated_in, documents.filter(pl.col("document_id").is_in(stories.implode()))]).unique()
    known = version_order(about)["known_at"].drop_nulls().dt.convert_time_zone("Asia/Ho_Chi_Minh").dt.date()
    told = ["value", "chosen_figure_id", "n_documents", "is_contested"]
    rows = [
        panel(stating, about, day).select(pl.lit(day, pl.Date).alias("known_since"), *told)
        for day in [*known.unique().sort(), None]
    ]
    steps = pl.concat(rows)
    changed = pl.struct(told).ne_missing(pl.struct(told).shift(1)) | (pl.int_range(pl.len()) == 0)
    whose = stating.select(pl.col("figure_id").alias("chosen_figure_id"), "document_id")
    return (
        steps.filter(changed)
        .join(whose, on="chosen_figure_id", how="left", maintain_order="left")
        .select("known_since", "value", "chosen_figure_id", "document_id", "n_documents", "is_contested")
    )


def _claims(
    figures: pl.DataFrame, documents: pl.DataFrame, known_on: date | None, every: pl.DataFrame
) -> pl.DataFrame:
    """Figures that are points of a series, with their document's kind, time and story."""
    orders = every.filter(pl.col("version") == pl.col("stands_for"))
    if known_on is not None:
        end = datetime.combine(known_on, time.max, ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC)
        orders = orders.filter(pl.col("known_at") <= end)
    visible = orders.group_by("document_id").agg(pl.col("order").max().alias("newest"))
    order = orders.select("document_id", "version", "order")
    about = documents.select(
        "document_id", "version", "kind", "published_at", "modified_at", "captured_at", "duplicate_of"
    )
    # All versions: a figure whose row is of a version not yet known may have been stated before.
    every = every.select("document_id", "version", pl.col("order").alias("last_order"))
    first = every.rename({"version": "first_version", "last_order": "first_order"})
    series = figures.filter(
        (pl.col("statistic") == "level")
        & pl.col("group").is_null()
        & pl.col("per").is_null()
        & pl.col("place_id").is_not_null()
        & (pl.col("measure") != "other")
        & (pl.col("programme") != "other")
        & pl.any_horizontal(pl.col("as_of", "period_start", "period_end").is_not_null())
    ).select(
        *_KEY,
        *("figure_id", "document_id", "version", "number_text", "value", "value_max", "bound", "confidence"),
        "province_2025",
        pl.coalesce("first_version", "version").alias("first_version"),
    )
    claims = (
        series.join(every, on=["document_id", "version"], how="left")
        .join(first, on=["document_id", "first_version"], how="left")
        .join(visible, on="document_id", how="inner")
        .filter((pl.col("first_order") <= pl.col("newest")) & (pl.col("newest") <= pl.col("last_order")))
        .drop("first_order", "last_order")
    )
    seen = visible.join(order, left_on=["document_id", "newest"], right_on=["document_id", "order"]).join(
        about, on=["document_id", "version"]
    )
    seen = seen.select(
        "document_id",
        "kind",
        pl.coalesce("published_at", "captured_at").alias("first_at"),
        pl.max_horizontal(pl.coalesce("published_at", "captured_at"), "modified_at").alias("last_at"),
        pl.coalesce("duplicate_of", "document_id").alias("story"),
    )
    told = seen.select(pl.col("document_id").alias("story"), pl.col("first_at").alias("story_at"))
    return (
        claims.join(seen, on="document_id")
        .join(told, on="story", how="left")
        .with_columns(
            pl.coalesce("story_at", "first_at").alias("told_at"),
            pl.col("kind").replace_strict(_RANK, return_dtype=pl.Int64).alias("rank"),
        )
        .with_columns(_interval())
    )


def _interval() -> list[pl.Expr]:
    """`low`, `high`: the numbers that the wording allows; `step`: the worth of the last digit printed."""
    value, upper = pl.col("value"), pl.coalesce("value_max", "value")
    percent = pl.col("unit") == "percent"
    decimals = (
        pl.col("number_text").str.extract(r"\d[.,](\d+)\D*$").str.len_chars().fill_null(0).cast(pl.Float64)
    )
    zeros = pl.lit(0)
    for power in range(1, 10):
        zeros = zeros + ((value != 0) & (value % 10**power == 0)).cast(pl.Int32)
    in_words = pl.col("number_text").str.contains(r"(?i)triệu|tr\b|nghìn|ngàn|tỷ|tỉ|vạn|trăm|chục")
    hedged = pl.col("bound").is_in(["about", "more_than", "less_than"])
    rounded = in_words | hedged | ((zeros >= ROUND_ZEROS) & (pl.col("role") != "target"))
    step = (
        pl.when(percent)
        .then(pl.lit(10.0).pow(-decimals))
        .when(rounded)
        .then(pl.lit(10.0).pow(zeros.cast(pl.Float64)))
        .otherwise(1.0)
    )
    spread = pl.max_horizontal(step / 2, upper.abs() * ABOUT)
    low = (
        pl.when(pl.col("bound") == "less_than")
        .then(value - step)
        .when(pl.col("bound") == "more_than")
        .then(value)
        .when(pl.col("bound") == "about")
        .then(value - spread)
        .otherwise(value - step / 2)
    )
    high = (
        pl.when(pl.col("bound") == "less_than")
        .then(upper)
        .when(pl.col("bound") == "more_than")
        .then(upper + step)
        .when(pl.col("bound") == "about")
        .then(upper + spread)
        .otherwise(upper + step / 2)
    )
    return [low.alias("low"), high.alias("high"), (high - low).alias("width")]


def _stated(claims: pl.DataFrame) -> pl.DataFrame:
    """One row per quantity that a document states."""
    order = [pl.col("rank"), pl.col("told_at"), pl.col("width"), pl.col("confidence"), pl.col("figure_id")]
    down = [False, True, False, True, False]
    ranked = claims.sort(order, descending=down, nulls_last=True)
    lead = ranked.group_by(_KEY, maintain_order=True).agg(
        pl.col("rank").first().alias("lead_rank"),
        pl.col("low").first().alias("lead_low"),
        pl.col("high").first().alias("lead_high"),
    )
    agreeing = (
        ranked.join(lead, on=_KEY, nulls_equal=True, maintain_order="left")
        .filter(
            (pl.col("rank") == pl.col("lead_rank"))
            & (pl.col("low") <= pl.col("lead_high"))
            & (pl.col("high") >= pl.col("lead_low"))
        )
        .sort(["width", *order[1:2], *order[3:]], descending=[False, True, True, False], nulls_last=True)
        .unique(_KEY, keep="first", maintain_order=True)
        .select(*_KEY, "value", pl.col("figure_id").alias("chosen_figure_id"), "province_2025")
    )
    spread = ranked.group_by(_KEY).agg(
        pl.col("story").n_unique().cast(pl.Int64).alias("n_documents"),
        pl.col("value").min().alias("value_min"),
        pl.coalesce("value_max", "value").max().alias("value_max"),
        (pl.col("low").max() > pl.col("high").min()).alias("is_contested"),
        pl.col("figure_id").sort().alias("claim_ids"),
        pl.col("first_at").min().alias("first_published_at"),
        pl.col("last_at").max().alias("last_revised_at"),
    )
    return agreeing.join(spread, on=_KEY, nulls_equal=True).with_columns(
        year_of_period().cast(pl.Int64).alias("year"),
        pl.lit(False).alias("is_derived"),
    )


def year_of_period() -> pl.Expr:
    """The year that a figure belongs to: of its day, else of most of a period of up to a year (a drive from
    November to the second of January is the old year's), else of the period's end."""
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
    middle = pl.col("period_start") + pl.duration(days=days // 2)
    within_a_year = pl.when(days <= 366).then(middle)
    return pl.coalesce("as_of", within_a_year, "period_end", "period_start").dt.year()


def _derived(stated: pl.DataFrame) -> pl.DataFrame:
    """Completion and remaining, for pairs of target and achieved, where no document states them."""
    counts = stated.filter(
        pl.col("measure").is_in(["new_participants", "participants"]) & (pl.col("unit") != "percent")
    ).with_columns(pl.coalesce("as_of", "period_end").alias("until"))
    shared = ["place_id", "programme", "measure", "unit", "year"]
    counts = counts.filter(pl.col("until").is_not_null())
    counts = counts.sort(_KEY, nulls_last=True).with_row_index("row")
    span = counts.select("row", *shared, "role", "period_start", "until", "value")
    results = span.filter(pl.col("role") == "achieved").drop("role", "value")
    targets = span.filter((pl.col("role") == "target") & (pl.col("value") > 0)).drop("role", "value")
    starts_within = pl.col("period_start") >= pl.col("period_start_target")
    ends_within = pl.col("until") >= pl.col("period_start_target")
    found = (
        results.join(targets, on=shared, suffix="_target")
        .filter(
            # A result of ten months against the year's target, not the other way round.
            (pl.col("until") <= pl.col("until_target"))
            & starts_within.fill_null(True)
            & ends_within.fill_null(True)
        )
        # Of several targets that contain it, the longest running is the one that progress is told against.
        .sort("until_target", "period_start_target", "row_target", descending=[True, False, False])
        .unique("row", keep="first", maintain_order=True)
    )
    target = counts.select(pl.all().name.suffix("_target"))
    pairs = (
        found.select("row", "row_target")
        .join(counts, on="row")
        .join(target, on="row_target")
        # A stock and a flow of one period would give one completion: the flow, a drive's own, comes first.
        .sort("measure", "place_id", "programme", "unit", *_PERIOD, nulls_last=True)
    )
    times = {
        "n_documents": pl.min_horizontal("n_documents", "n_documents_target"),
        "is_contested": pl.col("is_contested") | pl.col("is_contested_target"),
        "claim_ids": pl.concat_list("chosen_figure_id", "chosen_figure_id_target"),
        "first_published_at": pl.max_horizontal("first_published_at", "first_published_at_target"),
        "last_revised_at": pl.max_horizontal("last_revised_at", "last_revised_at_target"),
        "chosen_figure_id": pl.lit(None, dtype=pl.String),
        "is_derived": pl.lit(True),
    }
    names = [name for name in TABLES["panel"].schema if name in stated.columns]

    def rows(value: pl.Expr, **columns: pl.Expr) -> pl.DataFrame:
        named = {"value": value, "value_min": value, "value_max": value, **times, **columns}
        return pairs.with_columns(**named).select(names)

    completion = rows(
        (100 * pl.col("value") / pl.col("value_target")).round(1),
        measure=pl.lit("completion_rate"),
        base=pl.lit("target"),
        unit=pl.lit("percent"),
    )
    remaining = rows(pl.col("value_target") - pl.col("value"), role=pl.lit("remaining")).filter(
        (pl.col("measure") == "new_participants") & (pl.col("value") > 0)
    )
    derived = pl.concat([completion, remaining])
    return derived.join(stated.select(_KEY), on=_KEY, how="anti", nulls_equal=True).unique(
        _KEY, keep="first", maintain_order=True
    )
