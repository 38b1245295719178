"""Coverage and doubt: how much a release knows of each province and year, and how certain it is.

Belongs here: `coverage.parquet`, and the same as a picture (`coverage.svg`) and as a few lines of its README.
A thin cell is no low enrolment: it is few articles.
"""

from collections.abc import Mapping
from math import log1p

import polars as pl

from transforms.panel import year_of_period
from transforms.schema import COVERAGE, conform

#: A figure below this confidence is to be looked at before it is used.
DOUBTFUL = 0.5
_OF_FIGURES = ("place_id", "province_2025", "as_of", "period_start", "period_end")
_CELL = ["level", "province_2025", "year"]
_WIDTH, _HEIGHT, _LEFT, _TOP = 64, 20, 150, 54


def coverage(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per province of the 34 (the country; undecided) and year that anything is known of.

    A figure is of the year of its date, else of its document's publication. A document is counted in each
    cell of which it states a figure; one without figures among the undecided, in the year of publication.
    """
    published = tables["documents"].select(
        "document_id",
        "version",
        pl.coalesce("published_at", "captured_at")
        .dt.convert_time_zone("Asia/Ho_Chi_Minh")
        .dt.year()
        .alias("published"),
    )
    figures = (
        tables["figures"]
        .select(*_OF_FIGURES, "document_id", "version", "confidence", "checks")
        .join(published, on=["document_id", "version"], how="left")
        .with_columns(pl.coalesce(year_of_period(), "published").cast(pl.Int64).alias("year"), _level())
    )
    of_figures = figures.group_by(_CELL).agg(
        pl.col("document_id").n_unique().cast(pl.Int64).alias("n_documents"),
        pl.len().cast(pl.Int64).alias("n_figures"),
        pl.col("confidence").mean().round(3).alias("mean_confidence"),
        (pl.col("confidence") < DOUBTFUL).sum().cast(pl.Int64).alias("n_doubtful"),
        pl.col("checks").list.eval(pl.element().str.ends_with(":off")).list.any().sum().cast(pl.Int64)
        .alias("n_contradicted"),
    )  # fmt: skip
    silent = (
        published.join(tables["figures"].select("document_id").unique(), on="document_id", how="anti")
        .group_by(pl.col("published").cast(pl.Int64).alias("year"))
        .agg(pl.col("document_id").n_unique().cast(pl.Int64).alias("silent"))
        .with_columns(pl.lit("undecided").alias("level"), pl.lit(None, pl.String).alias("province_2025"))
    )
    of_campaigns = (
        tables["campaigns"]
        .with_columns(_level())
        .group_by(_CELL)
        .agg(pl.len().cast(pl.Int64).alias("n_campaigns"))
    )
    of_panel = (
        tables["panel"]
        .with_columns(_level())
        .group_by(_CELL)
        .agg(
            (~pl.col("is_derived")).sum().cast(pl.Int64).alias("n_quantities"),
            (pl.col("is_contested") & ~pl.col("is_derived")).sum().cast(pl.Int64).alias("n_contested"),
        )
    )
    found = of_figures
    for other in (silent, of_campaigns, of_panel):
        found = found.join(other, on=_CELL, how="full", nulls_equal=True, coalesce=True)
    counts = [name for name, dtype in COVERAGE.schema.items() if name.startswith("n_")]
    found = found.with_columns(pl.col(*counts, "silent").fill_null(0)).with_columns(
        pl.col("n_documents") + pl.col("silent")
    )
    names = tables["places"].filter((pl.col("level") == "province") & pl.col("valid_to").is_null())
    named = found.join(
        names.select("province_2025", pl.col("name").alias("province")), on="province_2025", how="left"
    )
    return conform(named.select(COVERAGE.schema.keys()), COVERAGE)


def _level() -> pl.Expr:
    """Of what a row is: a province of the 34, the country, or neither is decided."""
    return (
        pl.when(pl.col("province_2025").is_not_null())
        .then(pl.lit("province"))
        .when(pl.col("place_id").str.starts_with("country:"))
        .then(pl.lit("country"))
        .otherwise(pl.lit("undecided"))
        .alias("level")
    )


def by_year(cells: pl.DataFrame) -> pl.DataFrame:
    """year, provinces (with a figure), n_documents, n_figures, n_campaigns, mean_confidence, n_contested."""
    weighted = (pl.col("mean_confidence") * pl.col("n_figures")).sum() / pl.col("n_figures").sum()
    return (
        cells.group_by("year")
        .agg(
            ((pl.col("level") == "province") & (pl.col("n_figures") > 0)).sum().alias("provinces"),
            pl.col("n_documents", "n_figures", "n_campaigns", "n_contested").sum(),
            weighted.round(2).alias("mean_confidence"),
        )
        .sort("year", nulls_last=True)
    )


def lines(cells: pl.DataFrame) -> str:
    """The table by year and the provinces of which little is known, as Markdown."""
    years = "\n".join(
        f"| {row['year'] or 'undated'} | {row['provinces']} of 34 | {row['n_documents']:,} | "
        f"{row['n_figures']:,} | {row['n_campaigns']:,} | {_share(row['mean_confidence'])} | "
        f"{row['n_contested']:,} |"
        for row in by_year(cells).iter_rows(named=True)
    )
    provinces = (
        cells.filter(pl.col("level") == "province")
        .group_by("province_2025", "province")
        .agg(pl.col("n_figures").sum())
        .sort("n_figures", "province_2025")
    )
    thin = ", ".join(
        f"{row['province'] or row['province_2025']} ({row['n_figures']})"
        for row in provinces.head(10).iter_rows(named=True)
    )
    return f"""| year | provinces seen | documents | figures | drives | mean confidence | contested |
|---|---:|---:|---:|---:|---:|---:|
{years}

A document counts in each year and province of which it states a figure. {34 - provinces.height} of the 34
provinces have no row at all. Of those that have one, the thinnest, with their figures: {thin or "none"}.
All cells: `coverage.parquet`, as a picture `coverage.svg`. A thin cell means few articles, not few people.
"""


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def picture(cells: pl.DataFrame) -> str:
    """Provinces by years as one SVG: the shade says how many figures, the bar how certain they are.

    Nothing in it is fetched from anywhere; it holds numbers and names of the register only.
    """
    years = sorted(cells["year"].drop_nulls().unique().to_list())
    rows = (
        cells.filter(pl.col("year").is_not_null())
        .select("level", "province_2025", "province")
        .unique()
        .sort(pl.col("level").replace_strict({"country": 0, "province": 1, "undecided": 2}), "province_2025")
        .rows()
    )
    known = {
        (row["level"], row["province_2025"], row["year"]): row
        for row in cells.iter_rows(named=True)
        if row["n_documents"] or row["n_campaigns"]
    }
    most = max((row["n_figures"] for row in known.values()), default=0)
    marks = [
        f'<text x="{_LEFT + at * _WIDTH + _WIDTH / 2:g}" y="{_TOP - 8}" text-anchor="middle">{year}</text>'
        for at, year in enumerate(years)
    ]
    for down, (level, code, name) in enumerate(rows):
        y = _TOP + down * _HEIGHT
        label = {"country": "whole country", "undecided": "undecided"}.get(level, name or code)
        marks.append(f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{_escaped(label)}</text>')
        for at, year in enumerate(years):
            row = known.get((level, code, year))
            x = _LEFT + at * _WIDTH
            if row is None:
                marks.append(
                    f'<rect x="{x}" y="{y}" width="{_WIDTH - 2}" height="{_HEIGHT - 2}" class="none"/>'
                )
                continue
            shade = log1p(row["n_figures"]) / log1p(most) if most else 0
            certain = row["mean_confidence"] or 0
            title = (
                f"{label}, {year}: {row['n_figures']} figures from {row['n_documents']} documents, "
                f"{row['n_campaigns']} drives, mean confidence {certain:.2f}"
            )
            marks.append(
                f"<g><title>{_escaped(title)}</title>"
                f'<rect x="{x}" y="{y}" width="{_WIDTH - 2}" height="{_HEIGHT - 2}" fill="#0b5" '
                f'fill-opacity="{0.08 + 0.92 * shade:.2f}"/>'
                f'<rect x="{x}" y="{y + _HEIGHT - 5}" width="{(_WIDTH - 2) * certain:.1f}" height="3"/>'
                f'<text x="{x + _WIDTH / 2 - 1:g}" y="{y + 12}" text-anchor="middle">'
                f"{row['n_figures']}</text></g>"
            )
    width = _LEFT + max(1, len(years)) * _WIDTH + 10
    height = _TOP + len(rows) * _HEIGHT + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="Figures by province and year">'
        "<style>text{font:11px sans-serif;fill:#123}.none{fill:#eee}</style>"
        f'<text x="8" y="18">Figures by province and year; the dark bar is their mean confidence</text>'
        + "".join(marks)
        + "</svg>\n"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
