"""Value types → tables: the seam between `extractors` (typed values) and `transforms` (frames).

Belongs here: building frames from values, and reducing figures to one row each. What the columns are
stands in `schema`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl
import pyarrow as pa

from extractors.values import CampaignMention, Document, Figure, Rejection
from transforms.schema import MENTIONS, STRINGS, TABLES, TIME, SchemaError, Table, conform

#: What a document says; everything else about a version (adverts, markup, time of capture) is no revision.
SAYS = ("title", "lead", "text", "kind", "publisher", "published_at")

_UNFIT = (TypeError, UnicodeEncodeError, pl.exceptions.PolarsError, pa.ArrowException)


def documents_frame(documents: Iterable[Document]) -> pl.DataFrame:
    """One row per captured version. The same version met twice (two files, one content) is one row."""
    frame = _frame(documents, TABLES["documents"])
    return frame.unique(subset=["document_id", "version"], keep="first", maintain_order=True)


def figures_frame(figures: Iterable[Figure]) -> pl.DataFrame:
    """One row per figure and document version; `latest_figures` reduces them to one row per figure."""
    return _frame(figures, TABLES["figures"])


def mentions_frame(mentions: Iterable[CampaignMention]) -> pl.DataFrame:
    """One row per mention of a drive."""
    return _frame(mentions, MENTIONS)


def rejections_frame(rejections: Iterable[Rejection]) -> pl.DataFrame:
    """One row per thing kept out; the same rejection said twice is one row."""
    return _frame(rejections, TABLES["rejected"]).unique(maintain_order=True)


def version_order(documents: pl.DataFrame) -> pl.DataFrame:
    """document_id, version, `order` (0 = first captured wording), `stands_for`, `known_at`.

    Versions are ordered by capture, then by the publisher's own time of change. Versions in a row that say
    the same (only adverts or markup changed: `SAYS`) are one step of the history: they share `order`, and
    `stands_for` is the first of them. `known_at` is when that one could be read: a document's first wording
    since its publication, a later one since it was changed, else since it was captured.
    """
    time = ("published_at", "modified_at", "captured_at")
    several = pl.col("document_id").is_duplicated()
    said = documents.filter(several).select("document_id", "version", *time, pl.struct(SAYS).alias("said"))
    ordered = said.sort(
        "document_id", "captured_at", "modified_at", "published_at", "version", nulls_last=False
    ).with_columns(
        # Compared, not hashed: a false match would hide a revision.
        (pl.int_range(pl.len()).over("document_id") == 0)
        .or_(pl.col("said").ne_missing(pl.col("said").shift(1)))
        .alias("is_new")
    )
    steps = ordered.select(
        "document_id",
        "version",
        (pl.col("is_new").cast(pl.Int64).cum_sum().over("document_id") - 1).alias("order"),
        *time,
    )
    # Nearly all documents have one version, and nothing to compare.
    single = documents.filter(~several).select(
        "document_id", "version", pl.lit(0, pl.Int64).alias("order"), *time
    )
    known_at = (
        pl.when(pl.col("order") == 0)
        .then(pl.coalesce("published_at", "modified_at", "captured_at"))
        .otherwise(pl.coalesce("modified_at", "captured_at", "published_at"))
        .alias("known_at")
    )
    step = ["document_id", "order"]
    return pl.concat(
        [
            steps.select(
                "document_id",
                "version",
                "order",
                pl.col("version").first().over(step).alias("stands_for"),
                known_at.first().over(step),
            ),
            single.select("document_id", "version", "order", pl.col("version").alias("stands_for"), known_at),
        ]
    )


def latest_figures(figures: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """One row per figure_id: of the newest wording that states it, with the first one in `first_version`.

    Of versions that say the same the first is cited, so a new advert on a page changes no figure. Figures
    that only an older version states keep that version. Applying it twice changes nothing.
    """
    order = version_order(documents).select("document_id", "version", "order", "stands_for")
    several = order.filter(pl.col("document_id").is_duplicated())["document_id"].unique()
    # Nearly all figures are stated once, by a document of one version: only the others are ranked, on the few
    # columns that decide, and the wide rows are picked once at the end.
    settled = (
        ~pl.col("figure_id").is_duplicated()
        & ~pl.col("document_id").is_in(several.implode())
        & pl.col("first_version").eq_missing(pl.col("version")).or_(pl.col("first_version").is_null())
    )
    rows = figures.select(
        "figure_id", "document_id", "version", "first_version", "number_start", settled.alias("settled")
    ).with_row_index("row")
    first = order.filter(pl.col("version") == pl.col("stands_for")).select(
        "document_id", pl.col("version").alias("first_version"), pl.col("order").alias("first_order")
    )
    of_first = order.select(
        "document_id", pl.col("version").alias("first_version"), pl.col("order").alias("first_order")
    )
    ranked = (
        rows.filter(~pl.col("settled"))
        .join(order, on=["document_id", "version"], how="left")
        .join(of_first, on=["document_id", "first_version"], how="left")
        .with_columns(
            pl.min_horizontal("first_order", "order").min().over("figure_id").alias("first_order"),
            (pl.col("version") == pl.col("stands_for")).alias("is_cited"),
        )
        .sort("figure_id", "order", "is_cited", "version", "number_start", "row", nulls_last=False)
        .unique("figure_id", keep="last", maintain_order=True)
        .drop("first_version")
        .join(first, on=["document_id", "first_order"], how="left")
        .select("row", pl.coalesce("first_version", "version").alias("first_version"))
    )
    stated_once = rows.filter("settled").select("row", pl.col("version").alias("first_version"))
    kept = pl.concat([stated_once, ranked]).sort("row")
    latest = figures if kept.height == figures.height else figures[kept["row"]]
    return conform(latest.with_columns(kept["first_version"]), TABLES["figures"])


def _frame(rows: Iterable[object], table: Table) -> pl.DataFrame:
    """Attributes of `rows` as columns; columns that the value type does not have stay null.

    Raises SchemaError naming table, column and the first row that does not fit.
    """
    rows = list(rows)
    columns = []
    for name, dtype in table.schema.items():
        if rows and not hasattr(rows[0], name):
            values = [None] * len(rows)
        else:
            values = [getattr(row, name) for row in rows]
        if dtype == TIME:
            values = [_in_utc(value, table, name) for value in values]
        try:
            if dtype == STRINGS:
                # Through Arrow: polars builds a list column from Python twenty times slower.
                columns.append(pl.Series(name, pa.array(values, type=pa.list_(pa.string()))))
            else:
                columns.append(pl.Series(name, values, dtype=dtype, strict=True))
        except _UNFIT as error:
            raise SchemaError(f"{table.name}.{name}: {_culprit(values, dtype, rows)} ({error})") from error
    return conform(pl.DataFrame(columns, schema=table.schema), table)


def _in_utc(value: datetime | None, table: Table, name: str) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise SchemaError(f"{table.name}.{name}: {value} has no time zone; give it one where it is read.")
    return value.astimezone(UTC)


def _culprit(values: list, dtype: pl.DataType, rows: list) -> str:
    for value, row in zip(values, rows, strict=True):
        try:
            pl.Series([value], dtype=dtype, strict=True)
        except _UNFIT:
            where = getattr(row, "figure_id", None) or getattr(row, "document_id", None)
            return f"{ascii(value)[:80]} of {where} is not a {dtype}"
    return f"values are not {dtype}"
