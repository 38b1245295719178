"""Tables → the data files of the site: figures in shards, the search index, campaigns, the map's values.

Figures stand in shards by province of the 34 and year, of at most `SHARD` rows each, so that a page loads
only what it shows. `index.js` has one short row per figure, in the order of the shards.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import polars as pl

from transforms.explorer.scripts import write_script
from transforms.panel import year_of_period
from transforms.places import MERGER, to_provinces_2025
from transforms.schema import TABLES

#: Figures of a shard: some 600 bytes each.
SHARD = 1000
#: Province code of what belongs to no single province, and year of what has no date.
NOWHERE, UNDATED = "00", "undated"
#: Characters of text shown on each side of a quote, and of a quote (a longer one is cut around its number).
CONTEXT, QUOTE = 120, 600
#: Other claims of the same quantity listed with a figure.
CLAIMS = 20
#: Columns of figures that its page shows or a download holds: all of them.
COLUMNS = tuple(column.name for column in TABLES["figures"].columns)


class Site:
    """What pages and data files are both made from."""

    def __init__(self, tables: dict[str, pl.DataFrame]):
        self.tables = tables
        places = tables["places"]
        self.names = _names(places)
        provinces = places.filter(pl.col("level") == "province")
        # The 34 have no end; a unit of the 63 ended with the merger (or is one of the 34 under another id).
        now = provinces.filter(pl.col("valid_to").is_null() | (pl.col("valid_from") >= MERGER))
        now = now.sort("valid_from").unique("code", keep="last", maintain_order=True).sort("code")
        self.provinces = {row["code"]: row["name"] for row in now.iter_rows(named=True)}
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
            row["code"]: (row["name"], row["province_2025"]) for row in former.iter_rows(named=True)
        }
        self.documents = _documents(tables["documents"])
        self.figures = _figures(tables)
        self.shards: list[tuple[str, str, str, int]] = [  # key, province, year, figures
            (*row[:3], row[3])
            for row in self.figures.group_by("shard", "province", "year", maintain_order=True)
            .agg(pl.len())
            .iter_rows()
        ]
        self.shard_of = dict(self.figures.select("figure_id", "shard").iter_rows())
        self.campaign_names = {  # name, place, year, province
            row["campaign_id"]: (
                row["name"],
                self.name(row["place_id"]),
                row["year"],
                row["province_2025"] or NOWHERE,
            )
            for row in tables["campaigns"].iter_rows(named=True)
        }
        self.quantities = _quantities(self)
        self.stating = _stating(self)
        self.campaigns = _campaigns(self)

    def name(self, place_id: str | None) -> str | None:
        return self.names.get(place_id) if place_id else None


def write(site: Site, folder: Path) -> None:
    """All data files but `release.js`."""
    for (shard,), rows in site.figures.group_by(["shard"], maintain_order=True):
        write_script(folder / "figures" / f"{shard}.js", f"figures/{shard}", _shard(site, rows))
    files = _write_words(site, folder / "words")
    write_script(folder / "index.js", "index", _index(site) | {"words": files})
    for province, campaigns in site.campaigns.items():
        write_script(folder / "campaigns" / f"{province}.js", f"campaigns/{province}", campaigns)
    write_script(folder / "map.js", "map", map_values(site))


#: An address of the web, without spaces, quotes, control characters or marks that turn the direction of text.
_WEB = re.compile(
    r"https?://[^\s/?#@<>\"\\^`{|}]+(?:[/?#][^\s\x00-\x20\x7f<>\"\\`\u200e\u200f\u202a-\u202e\u2066-\u2069]*)?",
    re.I,
)


def in_order(name: str) -> tuple[str, ...]:
    """A key that sorts names as Vietnamese does: đ after d, accents only where letters are equal."""
    letters = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return letters.replace("đ", "d\uffff"), name


def safe_url(*candidates: str | None) -> str | None:
    """The first address that is of the web; `javascript:` and the like are none."""
    return next((url for url in candidates if url and _WEB.fullmatch(url)), None)


def day(moment) -> str | None:
    """The day in Vietnam of a moment in UTC, or the day itself."""
    if moment is None:
        return None
    if hasattr(moment, "astimezone"):
        from zoneinfo import ZoneInfo

        moment = moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    return moment.isoformat()


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


def _documents(documents: pl.DataFrame) -> dict[tuple[str, str], dict]:
    columns = (
        "document_id",
        "version",
        "url",
        "canonical_url",
        "archive_path",
        "publisher",
        "title",
        "author",
    )
    columns += ("published_at", "captured_at", "kind", "duplicate_of")
    return {
        (row["document_id"], row["version"]): {
            "title": row["title"],
            "publisher": row["publisher"],
            "author": row["author"],
            "published": day(row["published_at"]),
            "captured": day(row["captured_at"]),
            "kind": row["kind"],
            "url": safe_url(row["canonical_url"], row["url"]),
            "file": row["archive_path"],
            "copy": row["duplicate_of"],
        }
        # The newest capture last, so that a look-up by document alone ends with it.
        for row in documents.select(columns)
        .sort("captured_at", "version", nulls_last=False)
        .iter_rows(named=True)
    }


def _figures(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """figures with `province`, `year`, `shard`, and the text around the quote, in the order of the shards."""
    texts = tables["documents"].select("document_id", "version", "text")
    figures = tables["figures"].with_columns(
        pl.col("province_2025").fill_null(NOWHERE).alias("province"),
        year_of_period().cast(pl.String).fill_null(UNDATED).alias("year"),
    )
    # A quote longer than any sentence is cut around its number; its offsets say which part it is.
    start = pl.max_horizontal("quote_start", pl.col("number_start") - QUOTE // 2)
    end = pl.min_horizontal("quote_end", pl.col("number_end") + QUOTE // 2)
    long = pl.col("quote_end") - pl.col("quote_start") > QUOTE
    figures = figures.with_columns(
        pl.when(long).then(start).otherwise("quote_start").alias("start"),
        pl.when(long).then(end).otherwise("quote_end").alias("end"),
    ).with_columns(
        pl.col("quote").str.slice(pl.col("start") - pl.col("quote_start"), pl.col("end") - pl.col("start"))
    )
    figures = (
        figures.drop("quote_start", "quote_end")
        .rename({"start": "quote_start", "end": "quote_end"})
        .join(texts, on=["document_id", "version"], how="left")
    )
    lead = pl.max_horizontal(pl.col("quote_start") - CONTEXT, pl.lit(0))
    figures = figures.with_columns(
        pl.col("text").str.slice(lead, pl.col("quote_start") - lead).fill_null("").alias("before"),
        pl.col("text").str.slice(pl.col("quote_end"), CONTEXT).fill_null("").alias("after"),
        (lead > 0).alias("cut_before"),
        (pl.col("quote_end") + CONTEXT < pl.col("text").str.len_chars()).fill_null(False).alias("cut_after"),
    ).drop("text")
    # Whole words: what the cut left of a word goes.
    figures = figures.with_columns(
        pl.when("cut_before")
        .then(pl.col("before").str.replace(r"^\S*\s", "… "))
        .otherwise("before")
        .alias("before"),
        pl.when("cut_after")
        .then(pl.col("after").str.replace(r"\s\S*$", " …"))
        .otherwise("after")
        .alias("after"),
    ).drop("cut_before", "cut_after")
    figures = figures.sort(
        ["province", "year", "document_id", "number_start", "figure_id"],
        descending=[False, True, False, False, False],
    )
    part = pl.int_range(pl.len()).over("province", "year") // SHARD
    key = pl.concat_str("province", pl.lit("-"), "year")
    return figures.with_columns(
        pl.when(part == 0).then(key).otherwise(pl.concat_str(key, pl.lit("-"), part + 1)).alias("shard")
    )


def _packed(values: list) -> list | dict:
    """A column, as a dictionary of its values where that is shorter: `{"d": values, "i": indices}`."""
    if not values or isinstance(values[0], float):
        return values
    seen: dict = {}
    keys = [tuple(v) if isinstance(v, list) else v for v in values]
    indices = [seen.setdefault(key, len(seen)) for key in keys]
    if len(seen) == 1:
        return {"d": list(seen), "i": 0}
    return {"d": list(seen), "i": indices} if len(seen) * 2 <= len(values) else values


def _shard(site: Site, rows: pl.DataFrame) -> dict:
    """Columns of figures.parquet, with what a figure's page needs besides."""
    plain = rows.select(
        pl.col(name).cast(pl.String) if dtype == pl.Date else pl.col(name)
        for name, dtype in TABLES["figures"].schema.items()
    )
    ids = rows["figure_id"].to_list()
    columns = {name: _packed(plain[name].to_list()) for name in COLUMNS} | {"figure_id": ids}
    documents = {
        f"{document} {version}": site.documents.get((document, version))
        for document, version in rows.select("document_id", "version").unique(maintain_order=True).iter_rows()
    }
    stated = {one: site.stating[one] for one in ids if one in site.stating}
    here = {quantity: at for at, quantity in enumerate(dict.fromkeys(stated.values()))}
    return {
        "n": rows.height,
        "columns": columns,
        "before": _packed(rows["before"].to_list()),
        "after": _packed(rows["after"].to_list()),
        "place": _packed([site.name(place) for place in rows["place_id"].to_list()]),
        "documents": documents,
        "campaigns": {
            one: site.campaign_names.get(one)
            for one in rows["campaign_id"].drop_nulls().unique(maintain_order=True).to_list()
        },
        "quantities": [site.quantities[quantity] for quantity in here],
        "states": {one: here[quantity] for one, quantity in stated.items()},
    }


def _index(site: Site) -> dict:
    rows = site.figures
    columns = {
        "id": rows["figure_id"].to_list(),
        "value": [_short(value) for value in rows["value"].to_list()],
        "place": _packed([site.name(p) or t for p, t in rows.select("place_id", "place_text").iter_rows()]),
        "confidence": (rows["confidence"] * 100).round().cast(pl.Int64).to_list(),
    }
    for name in ("unit", "programme", "measure", "statistic", "role", "group"):
        values = rows[name].to_list()
        seen: dict = {}
        columns[name] = {"d": seen, "i": [seen.setdefault(v, len(seen)) for v in values]}
        columns[name]["d"] = list(seen)
    return {
        "shards": [[key, province, year, n] for key, province, year, n in site.shards],
        "campaigns": list(site.campaigns),
        "provinces": site.provinces,
        "schema": [[name, _type(dtype)] for name, dtype in TABLES["figures"].schema.items()],
        "columns": columns,
    }


def _short(value: float) -> float | int:
    """4000.0 as 4000: half a megabyte in 100,000."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _type(dtype: pl.DataType) -> str:
    if dtype.is_nested():
        return "list"
    return {pl.String: "string", pl.Float64: "double", pl.Int64: "int64", pl.Date: "date"}[type(dtype)]


def _quantities(site: Site) -> list[dict]:
    """What the panel says of each stated quantity, with the figures that state it: the chosen one first, one
    more than a figure's page lists (it leaves out its own)."""
    panel = (
        site.tables["panel"]
        .filter(~pl.col("is_derived"))
        .select(
            "chosen_figure_id",
            "is_contested",
            pl.col("claim_ids").list.len().alias("n"),
            # In the order of ids; the chosen one is put first below.
            pl.col("claim_ids").list.sort().list.head(CLAIMS + 1).alias("claims"),
        )
    )
    shown = pl.concat([panel["chosen_figure_id"], panel["claims"].explode(empty_as_null=True)])
    figures = {
        row["figure_id"]: row
        for row in site.figures.join(
            shown.drop_nulls().unique().to_frame("figure_id"), on="figure_id", how="semi"
        )
        .select("figure_id", "shard", "value", "unit", "document_id", "version")
        .iter_rows(named=True)
    }
    told = []
    for chosen, contested, n, claims in panel.iter_rows():
        first = [chosen, *(one for one in claims if one != chosen)][: CLAIMS + 1] if n > 1 else []
        rows = [_claim(site, figures[one], one == chosen) for one in first if one in figures]
        told.append({"chosen": chosen, "contested": contested, "n": n, "claims": rows})
    return told


def _stating(site: Site) -> dict[str, int]:
    """figure_id → the quantity that it states, as its place in `Site.quantities`."""
    panel = site.tables["panel"].filter(~pl.col("is_derived"))
    return dict(
        panel.select("claim_ids").with_row_index("at").explode("claim_ids").select("claim_ids", "at").rows()
    )


def _claim(site: Site, row: dict, chosen: bool) -> list:
    document = site.documents.get((row["document_id"], row["version"])) or {}
    return [
        row["figure_id"],
        row["shard"],
        row["value"],
        row["unit"],
        document.get("publisher"),
        document.get("published"),
        chosen,
    ]


def _campaigns(site: Site) -> dict[str, list[dict]]:
    """Campaigns by province, newest first."""
    campaigns = site.tables["campaigns"]
    newest = {document: told for (document, _), told in site.documents.items()}
    linked = site.figures.filter(pl.col("campaign_id").is_not_null())
    shards = dict(
        linked.group_by("campaign_id", maintain_order=True)
        .agg(pl.col("shard").unique(maintain_order=True))
        .iter_rows()
    )
    goals = _goals(site, linked, campaigns)
    found = defaultdict(list)
    rows = campaigns.sort(
        ["launched_on", "year", "campaign_id"], descending=[True, True, False], nulls_last=True
    )
    for row in rows.iter_rows(named=True):
        one = row["campaign_id"]
        found[row["province_2025"] or NOWHERE].append(
            {
                "id": one,
                "name": row["name"],
                "year": row["year"],
                "launched": day(row["launched_on"]),
                "starts": day(row["starts_on"]),
                "ends": day(row["ends_on"]),
                "place": site.name(row["place_id"]),
                "organisers": row["organisers"],
                "programmes": row["programmes"],
                "figures": row["n_figures"],
                "shards": shards.get(one, []),
                "goals": goals.get(one, []),
                "documents": [
                    newest.get(document, {}) | {"why": why}
                    for document, why in zip(row["document_ids"], row["linked_by"], strict=False)
                ],
                "part_of": [row["part_of"], *site.campaign_names[row["part_of"]]]
                if row["part_of"] in site.campaign_names
                else None,
            }
        )
    return dict(sorted(found.items()))


def _goals(site: Site, linked: pl.DataFrame, campaigns: pl.DataFrame) -> dict[str, list[dict]]:
    """campaign_id → per programme and measure: what was aimed for and what was reached, in the whole place.

    Of several figures the panel's choice comes first, then the latest, then the surest.
    """
    chosen = site.tables["panel"]["chosen_figure_id"].drop_nulls().unique()
    level = linked.join(
        campaigns.select("campaign_id", pl.col("place_id").alias("drive_place")), on="campaign_id"
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
        .sort("campaign_id", "programme", "measure", "unit")
    )
    goals: dict[str, dict] = defaultdict(dict)
    for row in best.iter_rows(named=True):
        key = (row["programme"], row["measure"], row["unit"], row["base"])
        goal = goals[row["campaign_id"]].setdefault(
            key, {"programme": key[0], "measure": key[1], "unit": key[2], "base": key[3]}
        )
        goal[row["role"]] = {
            "id": row["figure_id"],
            "shard": row["shard"],
            "value": row["value"],
            "bound": row["bound"],
            "last": day(row["last"]),
        }
    return {campaign: list(of.values()) for campaign, of in goals.items()}


# ── the map ──────────────────────────────────────────────────────────────────────────────────────

#: What identifies a layer of the map.
LAYER = ["programme", "measure", "role", "base", "unit"]


def province_series(site: Site) -> dict[str, pl.DataFrame]:
    """Values of whole provinces, per era (`34`, `63`): code, year, LAYER, value, figure_id, is_contested.

    One row per code, year and layer: the longest period, then the latest. In the 34, sums over former
    provinces are there only where every one of them is known.
    """
    panel = site.tables["panel"]
    places = site.tables["places"].select(
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
    merged = to_provinces_2025(panel.filter(~pl.col("is_derived")), site.tables["places"])
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
                told += [row["chosen_figure_id"], site.shard_of[row["chosen_figure_id"]]]
                told += [1] if row["is_contested"] else []
            values[era][layer][str(row["year"])].append(told)
    return {
        "layers": [None, *(dict(zip(LAYER, layer, strict=True)) for layer in layers)],
        "values": values,
        "names": {"34": site.provinces, "63": {code: name for code, (name, _) in site.former.items()}},
        "to34": {code: now for code, (_, now) in site.former.items()},
    }


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def folded(text: pl.Expr) -> pl.Expr:
    """Lower case without accents: what a search compares. `fold` in base.js does the same."""
    return (
        text.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase().str.replace_all("đ", "d")
    )


def _write_words(site: Site, folder: Path) -> list[str]:
    """Word → rows of the index, as runs: `start.length` counted from the end of the run before, base 36.

    Words are of the quote, the place, the drive, the title and the publisher, without accents, and of the
    number. Each file holds the words that begin with the same two letters. Returns the names of the files.
    """
    figures = site.figures.with_row_index("row")
    about = pl.DataFrame(
        [
            (d, v, f"{told['title'] or ''} {told['publisher'] or ''}"[:400])
            for (d, v), told in site.documents.items()
        ],
        schema={"document_id": pl.String, "version": pl.String, "about": pl.String},
        orient="row",
    )
    drives = pl.DataFrame(
        [(one, f"{name or ''}"[:200]) for one, (name, *_) in site.campaign_names.items()],
        schema={"campaign_id": pl.String, "drive": pl.String},
        orient="row",
    )
    places = pl.DataFrame(
        list(site.names.items()), schema={"place_id": pl.String, "name": pl.String}, orient="row"
    )
    text = (
        figures.select(
            "row", "quote", "number_text", "place_text", "document_id", "version", "campaign_id", "place_id"
        )
        .join(about, on=["document_id", "version"], how="left", maintain_order="left")
        .join(drives, on="campaign_id", how="left", maintain_order="left")
        .join(places, on="place_id", how="left", maintain_order="left")
    )
    said = pl.concat_str(["quote", "place_text", "name", "drive", "about"], separator=" ", ignore_nulls=True)
    words = (
        text.select("row", folded(said).str.extract_all(r"[\p{L}\p{N}]+(?:[.,][0-9]+)*").alias("word"))
        .explode("word", empty_as_null=True)
        .drop_nulls()
        # Few words make up all texts: what is done to a word is done once to each.
        .with_columns(pl.col("word").cast(pl.Categorical))
    )
    known = words.select(pl.col("word").unique()).with_columns(
        pl.col("word").cast(pl.String).str.replace_all(r"[.,]", "").str.slice(0, 24).alias("plain")
    )
    known = known.with_columns((pl.col("plain").rank("dense") - 1).cast(pl.UInt32).alias("at"))
    plain = known.select("plain", "at").unique().sort("at")["plain"]
    # Word and row in one number: sorted and made unique in a fraction of the time of two columns.
    both = (
        words.join(known.select("word", "at"), on="word")
        .select((pl.col("at").cast(pl.Int64) * figures.height + pl.col("row")).alias("both"))
        .to_series()
        .sort()
    )
    both = both.filter(both.ne_missing(both.shift(1))).to_frame()
    rows = both.select(
        (pl.col("both") // figures.height).alias("at"), (pl.col("both") % figures.height).alias("row")
    )
    gap = pl.col("row").diff().over("at")
    runs = (
        rows.with_columns((gap.is_null() | (gap != 1)).cum_sum().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(pl.col("at", "row").first(), pl.len().cast(pl.Int64).alias("length"))
        .with_columns((pl.col("row") + pl.col("length")).shift(1, fill_value=0).over("at").alias("end"))
    )
    digits = pl.Series([_36(number) for number in range(figures.height + 1)], dtype=pl.String)
    skip, length = (digits.gather(of) for of in (runs["row"] - runs["end"], runs["length"]))
    packed = (
        runs.select(
            "at",
            pl.when(pl.col("length") == 1)
            .then(skip)
            .otherwise(pl.concat_str(skip, pl.lit("."), length))
            .alias("runs"),
        )
        .group_by("at", maintain_order=True)
        .agg(pl.col("runs").str.join(","))
    )
    files: dict[str, list] = defaultdict(list)
    for word, found in zip(plain, packed["runs"], strict=True):
        files[word_file(word)].append([word, found])
    for name, of in sorted(files.items()):
        write_script(folder / f"{name}.js", f"words/{name}", of)
    return sorted(files)


def word_file(word: str) -> str:
    """The file that holds a word: its first two letters, `_` for what is not a Latin letter or digit."""
    return "".join(c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else "_" for c in word[:2].ljust(2, "_"))


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text
