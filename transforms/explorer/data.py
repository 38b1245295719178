"""Tables → the data files of the site: figures in shards, the index of all, campaigns, the map's values.

Figures stand in shards by province of the 34 and year, of at most `SHARD` rows each, so that a page loads
only what it shows. `index.js` has one short row per figure, in the order of the shards. What has a row per
figure, document, claim or drive is made by polars, column by column; Python sees files, places and layers.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl

from transforms.explorer.scripts import (
    array,
    as_json,
    gathered,
    json_lists,
    keyed,
    listed,
    number,
    packed,
    pair,
    quoted,
    record,
    write_json,
    write_script,
)
from transforms.explorer.words import Words
from transforms.panel import year_of_period
from transforms.places import MERGER, to_provinces_2025
from transforms.schema import TABLES

#: Figures of a shard: some 600 bytes each.
SHARD = 1000
#: Figures whose shards are made at once, and documents whose texts are in memory at once.
BLOCK, TEXTS = 50_000, 20_000
#: Province code of what belongs to no single province, and year of what has no date.
NOWHERE, UNDATED = "00", "undated"
#: Characters of text shown on each side of a quote, and of a quote (a longer one is cut around its number).
CONTEXT, QUOTE = 120, 600
#: Other claims of the same quantity listed with a figure.
CLAIMS = 20
#: Columns of which every value is its own: written row by row.
ROW_BY_ROW = ("figure_id", "value", "confidence", "quote_start", "quote_end", "number_start", "number_end")
#: Columns of documents that pages show.
_OF_DOCUMENTS = (
    "document_id", "version", "url", "canonical_url", "archive_path", "publisher", "title", "author",
    "published_at", "captured_at", "kind", "duplicate_of",
)  # fmt: skip


class Site:
    """What pages and data files are both made from: the tables of a release, without the texts.

    `figures` stand in the order of the shards. `names`: place_id → name. `provinces`: the 34, code → name.
    `former`: the 63, code → (name, code of the province that it is part of). `shards`: (key, province, year,
    figures). `campaigns`: newest first, with their place's name and `file`, the province whose file has them.
    """

    def __init__(self, release: Path):
        def read(table: str, columns: tuple[str, ...] | None = None) -> pl.DataFrame:
            return pl.read_parquet(release / f"{table}.parquet", columns=columns)

        self.places, self.panel, self.rejected = read("places"), read("panel"), read("rejected")
        self.names = _names(self.places)
        provinces = self.places.filter(pl.col("level") == "province")
        # The 34 have no end; a unit of the 63 ended with the merger (or is one of the 34 under another id).
        now = provinces.filter(pl.col("valid_to").is_null() | (pl.col("valid_from") >= MERGER))
        now = now.sort("valid_from").unique("code", keep="last", maintain_order=True).sort("code")
        self.provinces = dict(now.select("code", "name").iter_rows())
        former = (
            provinces.filter(
                (pl.col("valid_from") < MERGER)
                & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= MERGER.replace(month=6)))
            )
            .sort("valid_from")
            .unique("code", keep="last", maintain_order=True)
            .sort("code")
        )
        self.former = {
            code: (name, of) for code, name, of in former.select("code", "name", "province_2025").iter_rows()
        }
        # The newest capture last, so that a look-up by document alone ends with it.
        self.documents = read("documents", _OF_DOCUMENTS).sort("captured_at", "version", nulls_last=False)
        self.figures = _figures(release)
        self.shards = (
            self.figures.group_by("shard", "province", "year", maintain_order=True).agg(pl.len()).rows()
        )
        self.campaigns = (
            read("campaigns")
            .with_columns(
                self.named("place_id").alias("place"),
                pl.col("province_2025").fill_null(NOWHERE).alias("file"),
            )
            .sort("launched_on", "year", "campaign_id", descending=[True, True, False], nulls_last=True)
        )

    def named(self, column: str) -> pl.Expr:
        """The names of places by their ids; null where there is none."""
        return pl.col(column).replace_strict(self.names, default=None, return_dtype=pl.String)

    def shards_of(self, figure_ids: pl.Series) -> pl.DataFrame:
        """figure_id, shard of some figures."""
        wanted = figure_ids.drop_nulls().unique().to_frame("figure_id")
        return self.figures.select("figure_id", "shard").join(wanted, on="figure_id", how="semi")


def write(site: Site, folder: Path) -> None:
    """All data files but `release.js`."""
    documents = _documents(site.documents)
    document = pl.concat_str("document_id", pl.lit(" "), "version")
    of_documents = documents.select(
        "document_id", "version", "about", pair(document, pl.col("told")).alias("document")
    )
    figures = (
        site.figures.with_columns(site.named("place_id").alias("place"))
        .join(of_documents, on=["document_id", "version"], how="left", maintain_order="left")
        .join(_drives(site), on="campaign_id", how="left", maintain_order="left")
        .join(_quantities(site, documents), on="figure_id", how="left", maintain_order="left")
    )
    words = Words()
    for rows in _blocks(site, figures):
        _write_shards(rows, folder / "figures")
        words.add(rows)
    files = words.write(folder / "words")
    write_json(folder / "index.js", "index", _index(site, figures, files))
    for province, campaigns in _campaigns(site, documents).iter_rows():
        write_json(folder / "campaigns" / f"{province}.js", f"campaigns/{province}", campaigns)
    write_script(folder / "map.js", "map", map_values(site))


def _blocks(site: Site, figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole shards, of some `BLOCK` figures at a time, with `row`, their place in the index."""
    figures = figures.with_row_index("row")
    start = n = 0
    for *_, of_shard in site.shards:
        n += of_shard
        if n >= BLOCK:
            yield figures.slice(start, n)
            start, n = start + n, 0
    if n:
        yield figures.slice(start, n)


def in_order(name: str) -> tuple[str, ...]:
    """A key that sorts names as Vietnamese does: đ after d, accents only where letters are equal."""
    letters = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return letters.replace("đ", "d\uffff"), name


#: An address of the web, without spaces, quotes, control characters or marks that turn the direction of text.
_WEB = (
    r"(?i)^https?://[^\s/?#@<>\"\\^`{|}]+"
    r"(?:[/?#][^\s\x00-\x20\x7f<>\"\\`\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*)?$"
)


def safe_url(*candidates: str) -> pl.Expr:
    """The first of some columns that is an address of the web; `javascript:` and the like are none."""
    return pl.coalesce(pl.when(pl.col(url).str.contains(_WEB)).then(url) for url in candidates)


def day(moment: pl.Expr) -> pl.Expr:
    """The day in Vietnam of a moment in UTC, as text."""
    return moment.dt.convert_time_zone("Asia/Ho_Chi_Minh").dt.date().cast(pl.String)


def _names(places: pl.DataFrame) -> dict[str, str]:
    """place_id → `Huyện Yên Thành, Nghệ An`; a province that was merged: `Tỉnh Hà Tây (–2008)`."""
    rows = {row["place_id"]: row for row in places.iter_rows(named=True)}
    ended = [row for row in rows.values() if row["level"] == "province" and row["valid_to"] is not None]
    parts = Counter(row["province_2025"] for row in ended if row["valid_to"] == MERGER - timedelta(days=1))

    def top(row: dict) -> str:
        for _ in range(4):
            parent = rows.get(row["parent_place_id"])
            if parent is None or parent["level"] == "country":
                break
            row = parent
        return row["name"]

    names = {}
    for place_id, row in rows.items():
        own = f"{row['type']} {row['name']}" if row["type"] and row["level"] != "country" else row["name"]
        if row in ended and (parts[row["province_2025"]] > 1 or row["valid_to"].year < 2024):
            own += f" (–{row['valid_to'].year})"  # Đồng Tháp is a name of two provinces, one after the other
        names[place_id] = f"{own}, {top(row)}" if row["level"] in ("district", "commune") else own
    return names


def _documents(documents: pl.DataFrame) -> pl.DataFrame:
    """document_id, version, publisher, published, `about` (what a search finds it by), `told` (JSON)."""
    said = ("title", "publisher", "author", "published", "captured", "kind", "url", "file", "copy")
    return documents.select(
        "document_id",
        "version",
        "title",
        "publisher",
        "author",
        day(pl.col("published_at")).alias("published"),
        day(pl.col("captured_at")).alias("captured"),
        "kind",
        safe_url("canonical_url", "url").alias("url"),
        pl.col("archive_path").alias("file"),
        pl.col("duplicate_of").alias("copy"),
    ).select(
        "document_id",
        "version",
        "publisher",
        "published",
        pl.concat_str("title", "publisher", separator=" ", ignore_nulls=True)
        .str.slice(0, 400)
        .alias("about"),
        record(**{name: quoted(pl.col(name)) for name in said}).alias("told"),
    )


def _drives(site: Site) -> pl.DataFrame:
    """campaign_id, `drive` (its name), `campaign`: name, place, year and file under the id (JSON)."""
    said = (quoted(pl.col("name")), quoted(pl.col("place")), number(pl.col("year")), quoted(pl.col("file")))
    return site.campaigns.select(
        "campaign_id",
        pl.col("name").alias("drive"),
        pair(pl.col("campaign_id"), array(*said)).alias("campaign"),
    )


def _figures(release: Path) -> pl.DataFrame:
    """figures in the order of the shards, with `province`, `year`, `shard` and the text `before` and `after`
    the quote."""
    # A quote longer than any sentence is cut around its number; its offsets say which part it is.
    start = pl.max_horizontal("quote_start", pl.col("number_start") - QUOTE // 2)
    end = pl.min_horizontal("quote_end", pl.col("number_end") + QUOTE // 2)
    long = pl.col("quote_end") - pl.col("quote_start") > QUOTE
    start, end = (
        pl.when(long).then(start).otherwise("quote_start"),
        pl.when(long).then(end).otherwise("quote_end"),
    )
    figures = (
        pl.read_parquet(release / "figures.parquet")
        .with_columns(
            pl.col("province_2025").fill_null(NOWHERE).alias("province"),
            year_of_period().cast(pl.String).fill_null(UNDATED).alias("year"),
            pl.when(long)
            .then(pl.col("quote").str.slice(start - pl.col("quote_start"), end - start))
            .otherwise("quote")
            .alias("quote"),
            start.alias("quote_start"),
            end.alias("quote_end"),
        )
        .sort(
            ["province", "year", "document_id", "number_start", "figure_id"],
            descending=[False, True, False, False, False],
        )
    )
    part = pl.int_range(pl.len()).over("province", "year") // SHARD
    key = pl.concat_str("province", pl.lit("-"), "year")
    return figures.with_columns(
        pl.when(part == 0).then(key).otherwise(pl.concat_str(key, pl.lit("-"), part + 1)).alias("shard"),
        *_surroundings(release, figures),
    )


def _surroundings(release: Path, figures: pl.DataFrame) -> list[pl.Series]:
    """`before` and `after`: what stands around the quotes. The texts pass by, never all of them in memory."""
    documents = pl.scan_parquet(release / "documents.parquet")
    ids = documents.select("document_id", "version").with_row_index("at").collect()
    quotes = figures.select("document_id", "version", "quote_start", "quote_end").with_row_index("row")
    quotes = quotes.join(ids, on=["document_id", "version"]).drop("document_id", "version").sort("at")
    lead = pl.max_horizontal(pl.col("quote_start") - CONTEXT, pl.lit(0))
    before = pl.col("text").str.slice(lead, pl.col("quote_start") - lead)
    after = pl.col("text").str.slice(pl.col("quote_end"), CONTEXT + 1)
    # Whole words: what the cut left of a word goes.
    around = (
        pl.when(lead > 0).then(before.str.replace(r"^\S*\s", "… ")).otherwise(before),
        pl.when(after.str.len_chars() > CONTEXT)
        .then(after.str.head(CONTEXT).str.replace(r"\s\S*$", " …"))
        .otherwise(after),
    )
    # Put together anew: a piece that is only cut out would keep its whole text in memory.
    around = [
        pl.concat_str(text, pl.lit("")).alias(name)
        for name, text in zip(("before", "after"), around, strict=True)
    ]
    found = [quotes.select("row", pl.lit("").alias("before"), pl.lit("").alias("after")).clear()]
    for start in range(0, ids.height, TEXTS):
        # In one piece: to pick rows from several pieces, polars would copy all of their texts.
        texts = documents.select("text").slice(start, TEXTS).collect()["text"].rechunk()
        here = quotes.filter(pl.col("at").is_between(start, start + TEXTS, closed="left"))
        found.append(here.with_columns(texts.gather(here["at"] - start)).select("row", *around))
    rows = figures.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    rows = rows.join(pl.concat(found), on="row", how="left", maintain_order="left")
    return rows.select(pl.col("before", "after").fill_null("")).get_columns()


def _write_shards(rows: pl.DataFrame, folder: Path) -> None:
    """Columns of figures.parquet, with what a figure's page needs besides."""
    schema = TABLES["figures"].schema
    # JSON of columns, and of the different values of those in which values come again and again.
    each = {name: number(pl.col(name)) for name in ROW_BY_ROW} | {"figure_id": quoted(pl.col("figure_id"))}
    again = {name: _json(dtype) for name, dtype in schema.items() if name not in ROW_BY_ROW}
    around = {name: quoted for name in ("before", "after", "place")}
    which = pl.col("quantity").rank("dense").over("shard") - 1
    state = pair(pl.col("figure_id"), which.cast(pl.String))
    groups = rows.with_columns(
        *(json_lists(name) for name, dtype in schema.items() if dtype.is_nested()),
        **each,
        state=state,
    ).group_by("shard", maintain_order=True)
    files = groups.agg(
        pl.len().cast(pl.String).alias("n"),
        *(listed(name) for name in each),
        *(part for name in (again | around) for part in gathered(name)),
        keyed("document").alias("documents"),
        keyed("campaign").alias("campaigns"),
        keyed("state").alias("states"),
        pl.col("quantity").drop_nulls().unique().sort().str.join(",").alias("quantities"),
    ).select(
        "shard",
        record(
            n=pl.col("n"),
            columns=record(
                **{name: packed(name, again[name]) if name in again else pl.col(name) for name in schema}
            ),
            **{name: packed(name) for name in around},
            documents=pl.col("documents"),
            campaigns=pl.col("campaigns"),
            quantities=pl.concat_str(pl.lit("["), "quantities", pl.lit("]")),
            states=pl.col("states"),
        ),
    )
    for shard, text in files.iter_rows():
        write_json(folder / f"{shard}.js", f"figures/{shard}", text)


def _json(dtype: pl.DataType) -> Callable[[pl.Expr], pl.Expr]:
    """What makes the JSON of a column of figures."""
    if dtype.is_nested():
        return lambda values: values  # JSON already
    if dtype == pl.Date:
        return lambda values: quoted(values.cast(pl.String))
    return quoted if dtype == pl.String else number


def _index(site: Site, figures: pl.DataFrame, files: list[str]) -> str:
    """The JSON of what stands in `index.js`; `files`: of the words."""
    vocabularies = ("unit", "programme", "measure", "statistic", "role", "group")
    about = {
        "shards": site.shards,
        "campaigns": site.campaigns["file"].unique().sort().to_list(),
        "provinces": site.provinces,
        "schema": [[name, _type(dtype)] for name, dtype in TABLES["figures"].schema.items()],
        "words": files,
    }
    rows = figures.select(
        quoted(pl.col("figure_id")).alias("id"),
        number(pl.col("value")).alias("value"),
        pl.coalesce("place", "place_text").alias("place"),
        number((pl.col("confidence") * 100).round().cast(pl.Int64)).alias("confidence"),
        *vocabularies,
    )
    each, again = ("id", "value", "confidence"), ("place", *vocabularies)
    whole = rows.group_by(pl.lit(0)).agg(
        *(listed(name) for name in each), *(part for name in again for part in gathered(name))
    )
    columns = record(**{name: pl.col(name) for name in each}, **{name: packed(name) for name in again})
    fields = {name: pl.lit(as_json(value)) for name, value in about.items()}
    return whole.select(record(**fields, columns=columns)).item()


def _type(dtype: pl.DataType) -> str:
    if dtype.is_nested():
        return "list"
    return {pl.String: "string", pl.Float64: "double", pl.Int64: "int64", pl.Date: "date"}[type(dtype)]


def _quantities(site: Site, documents: pl.DataFrame) -> pl.DataFrame:
    """figure_id, `quantity` (JSON): what the panel says of the quantity that a figure states, with those that
    state it: the chosen one first, one more than a page lists (it leaves out its own)."""
    panel = site.panel.filter(~pl.col("is_derived")).select(
        "chosen_figure_id", "is_contested", "claim_ids", pl.col("claim_ids").list.len().alias("n")
    )
    panel = panel.with_row_index("at")
    # In the order of ids, but for the chosen one.
    some = pl.concat_list("chosen_figure_id", pl.col("claim_ids").list.sort().list.head(CLAIMS + 1))
    claims = (
        panel.filter(pl.col("n") > 1)
        .select(
            "at",
            "chosen_figure_id",
            some.list.unique(maintain_order=True).list.head(CLAIMS + 1).alias("figure_id"),
        )
        .explode("figure_id", empty_as_null=True)
        .join(
            site.figures.select("figure_id", "shard", "value", "unit", "document_id", "version"),
            on="figure_id",
            maintain_order="left",
        )
        .join(documents, on=["document_id", "version"], how="left", maintain_order="left")
    )
    claim = array(
        *(quoted(pl.col(name)) for name in ("figure_id", "shard")),
        number(pl.col("value")),
        *(quoted(pl.col(name)) for name in ("unit", "publisher", "published")),
        (pl.col("figure_id") == pl.col("chosen_figure_id")).fill_null(False).cast(pl.String),
    )
    claims = claims.select("at", claim.alias("claims")).group_by("at").agg(listed("claims"))
    told = record(
        chosen=quoted(pl.col("chosen_figure_id")),
        contested=pl.col("is_contested").cast(pl.String).fill_null("null"),
        n=pl.col("n").cast(pl.String),
        claims=pl.col("claims").fill_null("[]"),
    )
    return (
        panel.join(claims, on="at", how="left", maintain_order="left")
        .select(pl.col("claim_ids").alias("figure_id"), told.alias("quantity"))
        .explode("figure_id", empty_as_null=True)
        .unique("figure_id", keep="last", maintain_order=True)
    )


def _campaigns(site: Site, documents: pl.DataFrame) -> pl.DataFrame:
    """file, its campaigns (JSON), newest first."""
    linked = site.figures.filter(pl.col("campaign_id").is_not_null())
    shards = (
        linked.select("campaign_id", quoted(pl.col("shard")).alias("shards"))
        .unique(maintain_order=True)
        .group_by("campaign_id")
        .agg(listed("shards"))
    )
    # What is told of the document, and why it was linked.
    document = pl.concat_str(pl.col("told").str.strip_suffix("}"), pl.lit(",")).fill_null("{")
    document = pl.concat_str(document, pl.lit('"why":'), quoted(pl.col("why")), pl.lit("}"))
    reports = (
        site.campaigns.select(
            "campaign_id", pl.col("document_ids").alias("document_id"), pl.col("linked_by").alias("why")
        )
        .explode("document_id", "why", empty_as_null=False)
        .join(
            documents.unique("document_id", keep="last"), on="document_id", how="left", maintain_order="left"
        )
        .select("campaign_id", document.alias("documents"))
        .group_by("campaign_id")
        .agg(listed("documents"))
    )
    named = (quoted(pl.col(name)) for name in ("campaign_id", "name", "place"))
    whole = site.campaigns.select(
        pl.col("campaign_id").alias("part_of"),
        array(*named, number(pl.col("year")), quoted(pl.col("file"))).alias("whole"),
    )
    campaign = record(
        id=quoted(pl.col("campaign_id")),
        name=quoted(pl.col("name")),
        year=number(pl.col("year")),
        launched=quoted(pl.col("launched_on").cast(pl.String)),
        starts=quoted(pl.col("starts_on").cast(pl.String)),
        ends=quoted(pl.col("ends_on").cast(pl.String)),
        place=quoted(pl.col("place")),
        organisers=json_lists("organisers"),
        programmes=json_lists("programmes"),
        figures=number(pl.col("n_figures")),
        shards=pl.col("shards").fill_null("[]"),
        goals=pl.col("goals").fill_null("[]"),
        documents=pl.col("documents").fill_null("[]"),
        part_of=pl.col("whole").fill_null("null"),
    )
    return (
        site.campaigns.join(shards, on="campaign_id", how="left", maintain_order="left")
        .join(_goals(site, linked), on="campaign_id", how="left", maintain_order="left")
        .join(reports, on="campaign_id", how="left", maintain_order="left")
        .join(whole, on="part_of", how="left", maintain_order="left")
        .select("file", campaign.alias("campaigns"))
        .group_by("file")
        .agg(listed("campaigns"))
        .sort("file")
    )


def _goals(site: Site, linked: pl.DataFrame) -> pl.DataFrame:
    """campaign_id, `goals` (JSON): per programme and measure what was aimed for and what was reached, in the
    whole place.

    Of several figures the panel's choice comes first, then the latest, then the surest.
    """
    chosen = site.panel["chosen_figure_id"].drop_nulls().unique()
    level = linked.join(
        site.campaigns.select("campaign_id", pl.col("place_id").alias("drive_place")), on="campaign_id"
    ).filter(
        (pl.col("place_id") == pl.col("drive_place"))
        & (pl.col("statistic") == "level")
        & pl.col("group").is_null()
        & pl.col("per").is_null()
        & pl.col("measure").is_in(["new_participants", "participants", "participation_rate"])
        & pl.col("role").is_in(["target", "achieved"])
    )
    best = (
        level.with_columns(
            pl.col("figure_id").is_in(chosen.implode()).alias("chosen"),
            pl.coalesce("as_of", "period_end").alias("last"),
        )
        .sort(
            ["chosen", "last", "confidence", "figure_id"],
            descending=[True, True, True, False],
            nulls_last=True,
        )
        .unique(
            ["campaign_id", "programme", "measure", "unit", "base", "role"], keep="first", maintain_order=True
        )
        .sort("campaign_id", "programme", "measure", "unit", "base", "role")
    )
    told = record(
        id=quoted(pl.col("figure_id")),
        shard=quoted(pl.col("shard")),
        value=number(pl.col("value")),
        bound=quoted(pl.col("bound")),
        last=quoted(pl.col("last").cast(pl.String)),
    )
    what = ("programme", "measure", "unit", "base")
    goal = record(
        **{name: quoted(pl.col(name)) for name in what},
        **{role: pl.col(role).fill_null("null") for role in ("target", "achieved")},
    )
    return (
        best.with_columns(told.alias("told"))
        .group_by("campaign_id", *what, maintain_order=True)
        .agg(
            pl.col("told").filter(pl.col("role") == role).first().alias(role)
            for role in ("target", "achieved")
        )
        .select("campaign_id", goal.alias("goals"))
        .group_by("campaign_id")
        .agg(listed("goals"))
    )


# ── the map ──────────────────────────────────────────────────────────────────────────────────────

#: What identifies a layer of the map.
LAYER = ["programme", "measure", "role", "base", "unit"]


def province_series(site: Site) -> dict[str, pl.DataFrame]:
    """Values of whole provinces, per era (`34`, `63`): code, year, LAYER, value, figure_id, is_contested.

    One row per code, year and layer: the longest period, then the latest. In the 34, sums over former
    provinces are there only where every one of them is known.
    """
    panel = site.panel
    places = site.places.select(
        "place_id", "level", "code", "valid_from", "province_2025", "province_pre2025"
    )
    own = (
        panel.filter(~pl.col("is_derived"))
        .drop("province_2025")
        .join(places.filter(pl.col("level") == "province"), on="place_id")
    )
    former = own.with_columns(
        pl.when(pl.col("valid_from") < MERGER).then("code").otherwise("province_pre2025").alias("at")
    ).filter(pl.col("at").is_not_null())
    merged = to_provinces_2025(panel.filter(~pl.col("is_derived")), site.places)
    merged = merged.filter(pl.col("missing").list.len() == 0).with_columns(
        pl.col("province_2025").alias("at")
    )
    quantity = ["period_start", "period_end", "as_of", *LAYER]
    merged = merged.with_columns(
        pl.col("parts").list.first().alias("part"), pl.col("parts").list.len().alias("n")
    ).join(
        own.select(pl.col("place_id").alias("part"), *quantity, "chosen_figure_id", "is_contested"),
        on=["part", *quantity],
        how="left",
        nulls_equal=True,
    )
    # A sum was stated by no document, so it leads to no figure.
    merged = merged.with_columns(pl.when(pl.col("n") == 1).then("chosen_figure_id").alias("chosen_figure_id"))
    return {"34": _one_a_year(merged), "63": _one_a_year(former)}


def _one_a_year(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.with_columns(
            (pl.col("period_end") - pl.col("period_start")).alias("length"),
            pl.coalesce("as_of", "period_end").alias("last"),
        )
        .sort(
            ["at", "year", *LAYER, "length", "last"], descending=[*[False] * 7, True, True], nulls_last=True
        )
        .unique(["at", "year", *LAYER], keep="first", maintain_order=True)
        .select("at", "year", *LAYER, "value", "chosen_figure_id", "is_contested")
    )


def map_values(site: Site) -> dict:
    """`layers`: what can be shown; `values`: era → layer → year → [[code, value, figure, shard, contested]].

    Layer 0 counts figures, whatever they say.
    """
    series = province_series(site)
    sizes = (
        pl.concat(list(series.values()))
        .group_by(LAYER)
        .len()
        .sort(["len", *LAYER], descending=[True, *[False] * 5])
    )
    layers = sizes.select(LAYER).rows()
    number = {layer: at for at, layer in enumerate(layers, start=1)}
    shown = pl.concat([of["chosen_figure_id"] for of in series.values()])
    shard_of = dict(site.shards_of(shown).iter_rows())
    values: dict = {era: defaultdict(lambda: defaultdict(list)) for era in series}
    for era, code in (("34", "province_2025"), ("63", "province_pre2025")):
        counts = (
            site.figures.filter(pl.col(code).is_not_null())
            .group_by("year", code)
            .len()
            .sort("year", code)
            .iter_rows()
        )
        for year, at, n in counts:
            values[era][0][year].append([at, n])
        for row in series[era].iter_rows(named=True):
            layer = number[tuple(row[name] for name in LAYER)]
            told = [row["at"], row["value"]]
            if row["chosen_figure_id"]:
                told += [row["chosen_figure_id"], shard_of[row["chosen_figure_id"]]]
                told += [1] if row["is_contested"] else []
            values[era][layer][str(row["year"])].append(told)
    return {
        "layers": [None, *(dict(zip(LAYER, layer, strict=True)) for layer in layers)],
        "values": values,
        "names": {"34": site.provinces, "63": {code: name for code, (name, _) in site.former.items()}},
        "to34": {code: now for code, (_, now) in site.former.items()},
    }
