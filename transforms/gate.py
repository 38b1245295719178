"""The gate: what must hold of a row, and what must hold of a table, before anybody reads it.

Two sieves over one list of promises.

`split_rows` holds the row rules in polars, batch by batch: a row that breaks one goes to `rejected`
with the reason, and the rest goes on. A row that breaks a rule of severity `warning` goes on too, and says
so in its `checks` (`place_in_force:off`): it may be right and only unusual.

`validate` runs a Great Expectations suite per table over the finished release: the promises that the
schema implies (keys, vocabularies, patterns, filled columns), the row rules again, and those that only
whole tables can keep (references, counts, shares). A critical promise that fails stops the release; a
warning is shown. Rules over several columns or tables are computed in polars as one true/false
column, and the suite expects it to be true. Great Expectations works in pandas, value by value: it is
given each column's distinct values (a value of the table stands among them once), so that what it costs
does not grow with the table; the rows that break a promise are counted in polars.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import is_normalized

import polars as pl

from transforms.schema import STRING, TABLES, Column, Table, conform, empty

if TYPE_CHECKING:
    import jinja2

Tables = Mapping[str, pl.DataFrame]
os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when Great Expectations is imported

#: Most people that a unit of a level can hold, with room to grow. Viet Nam had 101 million in 2024, its
#: largest province (TP.HCM since 2025-07-01) 14 million, its largest district (Bình Chánh, Biên Hòa) over
#: 1 million, its largest communes over 200,000.
MOST_PEOPLE = {"country": 110_000_000, "province": 16_000_000, "district": 1_500_000, "commune": 500_000}
#: BHXH Việt Nam was founded in 1995; figures from before are of another system.
FIRST_DAY = date(1990, 1, 1)
LAST_YEAR = 2100
#: Anything but letters and signs of which any text is in NFC: those of Vietnamese, whole, and of print.
_NOT_PLAIN = r"[^\x00-\x{2FF}\x{1E00}-\x{1EFF}\x{2010}-\x{2027}\x{2030}-\x{205E}\x{20A0}-\x{20BF}]"
#: Examples shown of the rows that break a promise.
EXAMPLES = 5
_KINDS = {"documents": "document", "figures": "figure", "campaigns": "campaign", "panel": "panel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A promise about each row of a table.

    `holds` gives true, false or null (nothing to hold) per row, as an expression or a column. It is
    applied only where the tables in `needs` are at hand. `of_rows`: a row that breaks it can be taken
    out; otherwise only the suite asks it, since the fault lies in the table. `of_text`: it reads whole texts,
    and besides of a row these columns, nothing else: its answer can be kept (see `text_held`).
    """

    name: str
    promise: str
    holds: Callable[[pl.DataFrame, Tables], pl.Expr | pl.Series]
    columns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    of_rows: bool = True
    severity: str = "critical"
    of_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """The outcome of one promise: `n_broken` rows of `n_rows`, with keys or values of a few of them."""

    name: str
    promise: str
    severity: str  # "critical" or "warning"
    success: bool
    n_rows: int
    n_broken: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """The outcome of one table's suite. `success`: no critical promise is broken."""

    table: str
    n_rows: int
    promises: tuple[Promise, ...]

    @property
    def success(self) -> bool:
        return not self.broken("critical")

    def broken(self, severity: str | None = None) -> tuple[Promise, ...]:
        """The broken promises, of one severity or all."""
        return tuple(one for one in self.promises if not one.success and severity in (None, one.severity))

    def to_json(self) -> str:
        """The result as JSON, a few kilobytes whatever the size of the table."""
        return json.dumps(asdict(self) | {"success": self.success}, ensure_ascii=False)


# ── rules that the schema implies ────────────────────────────────────────────────────────────────


def schema_rules(table: Table) -> list[Rule]:
    """Filled columns, vocabularies and shapes, as the schema states them."""
    rules = []
    for column in table.columns:
        if not column.nullable:
            rules.append(_filled(table, column))
        if column.vocabulary:
            rules.append(_in_vocabulary(table, column))
        if column.pattern:
            rules.append(_in_shape(table, column))
    return rules


def _filled(table: Table, column: Column) -> Rule:
    return Rule(
        name=f"filled_{column.name}",
        promise=f"{table.name}.{column.name} is never empty.",
        holds=lambda df, _: pl.col(column.name).is_not_null(),
        columns=(column.name,),
    )


def _in_vocabulary(table: Table, column: Column) -> Rule:
    values = (
        "a set of programmes in their order" if column.name == "programme" else ", ".join(column.vocabulary)
    )
    return Rule(
        name=f"vocabulary_{column.name}",
        promise=f"{table.name}.{column.name} is one of: {values}.",
        holds=lambda df, _: pl.col(column.name).is_in(column.vocabulary),
        columns=(column.name,),
    )


def _in_shape(table: Table, column: Column) -> Rule:
    return Rule(
        name=f"shape_{column.name}",
        promise=f"{table.name}.{column.name} has the shape {column.pattern}.",
        holds=lambda df, _: pl.col(column.name).str.contains(column.pattern),
        columns=(column.name,),
    )


# ── rules written by hand ────────────────────────────────────────────────────────────────────────


def _resolves(name: str, table: str, column: str, to: str, target: str, **rest: object) -> Rule:
    return Rule(
        name=name,
        promise=f"{table}.{column}, where filled, is a {to}.{target}.",
        holds=lambda df, tables: pl.col(column).is_in(tables[to][target].drop_nulls().unique().implode()),
        columns=(column,),
        needs=(to,),
        **rest,
    )


def _list_resolves(name: str, table: str, column: str, to: str, target: str) -> Rule:
    def holds(df: pl.DataFrame, tables: Tables) -> pl.Series:
        known = tables[to][target].unique().implode()
        numbered = df.select(pl.int_range(pl.len()).alias("row"), column).explode(column, empty_as_null=True)
        lost = numbered.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known))["row"].unique()
        return df.select(~pl.int_range(pl.len()).is_in(lost.implode()).alias(name)).to_series()

    return Rule(
        name=name,
        promise=f"Every item of {table}.{column} is a {to}.{target}.",
        holds=holds,
        columns=(column,),
        needs=(to,),
        of_rows=False,
    )


#: Of a figure, what `_offsets_hold` reads.
_OFFSETS = ("number_text", "number_start", "number_end", "quote", "quote_start", "quote_end")


def _offsets_hold(figures: pl.DataFrame, tables: Tables) -> pl.Series:
    """Whether number_text and quote stand in the document's text where the figure says.

    One pass over the documents that have figures, in Python: a Python slice costs its own length,
    a slice of UTF-8 the whole text before it, which is quadratic for a long document with many figures.
    """
    documents = tables["documents"].select("document_id", "version", "text").with_row_index("document")
    keys = documents.select("document_id", "version", "document")
    keys = keys.unique(["document_id", "version"], keep="first", maintain_order=True)
    rows = (
        figures.select("document_id", "version", *_OFFSETS)
        .with_row_index("row")
        .join(keys, on=["document_id", "version"], how="left")
        .sort("document", nulls_last=True)
    )
    texts = documents["text"]
    holds = [False] * figures.height
    text, read = "", None
    for row, number, start, end, quote, quote_start, quote_end, document in rows.select(
        "row", *_OFFSETS, "document"
    ).iter_rows():
        if document is None or None in (start, end, quote_start, quote_end):
            continue
        if document != read:
            text, read = texts[document] or "", document
        holds[row] = (
            start >= 0
            and quote_start >= 0
            and text[start:end] == number
            and text[quote_start:quote_end] == quote
        )
    return pl.Series("offsets_hold", holds, dtype=pl.Boolean)


def _text_in_nfc(documents: pl.DataFrame, _: Tables) -> pl.Series:
    # Python looks whether a text is in NFC; polars would write it anew to compare, at thirty times the cost.
    plain = documents.select(~pl.col("text").str.contains(_NOT_PLAIN)).to_series().alias("text_in_nfc")
    doubtful = (~plain).arg_true()
    return plain.scatter(
        doubtful, [is_normalized("NFC", text) for text in documents["text"].gather(doubtful)]
    )


def _document_is_there(figures: pl.DataFrame, tables: Tables) -> pl.Series:
    known = tables["documents"].select("document_id", "version", pl.lit(True).alias("there")).unique()
    joined = figures.select("document_id", "version").join(
        known, on=["document_id", "version"], how="left", maintain_order="left"
    )
    return joined["there"].fill_null(False)


def _province_is_valid(column: str, in_2025: bool) -> Rule:
    def holds(df: pl.DataFrame, tables: Tables) -> pl.Expr:
        merger = date(2025, 7, 1)
        provinces = tables["places"].filter(pl.col("level") == "province")
        if in_2025:
            valid = provinces.filter(pl.col("valid_to").is_null() | (pl.col("valid_to") >= merger))
        else:
            valid = provinces.filter(pl.col("valid_from") < merger)
        return pl.col(column).is_in(valid["code"].unique().implode())

    era = "since 2025-07-01" if in_2025 else "until 2025-06-30"
    return Rule(
        name=f"valid_{column}",
        promise=f"{column}, where filled, is the code of a province in force {era}.",
        holds=holds,
        columns=(column,),
        needs=("places",),
    )


def _not_from_the_future(figures: pl.DataFrame, tables: Tables) -> pl.Series:
    published = (
        tables["documents"]
        .group_by("document_id", "version")
        .agg(pl.coalesce("published_at", "captured_at").dt.date().min().alias("told_on"))
    )
    return (
        figures.select("document_id", "version", "role", "as_of")
        .join(published, on=["document_id", "version"], how="left", maintain_order="left")
        .select((pl.col("role") == "target") | (pl.col("as_of") <= pl.col("told_on").dt.offset_by("1y")))
        .to_series()
    )


def _holds_in_days(*columns: str) -> pl.Expr:
    """Dates, where filled, are of the years that the dataset is about."""
    return pl.all_horizontal(
        ((pl.col(name) >= FIRST_DAY) & (pl.col(name).dt.year() <= LAST_YEAR)).fill_null(True)
        for name in columns
    )


def _in_order(*columns: str) -> pl.Expr:
    """Each date, where filled, is not after the next."""
    return pl.all_horizontal(
        (pl.col(first) <= pl.col(second)).fill_null(True)
        for first, second in zip(columns, columns[1:], strict=False)
    )


_LEVEL = pl.col("statistic") == "level"


def _figure_value_is_plausible(rates: bool, level: pl.Expr) -> pl.Expr:
    upper = pl.coalesce("value_max", "value") if rates else pl.col("value")
    return (
        pl.when((pl.col("measure") == "participation_rate") & level & (pl.col("unit") == "percent"))
        .then(pl.col("value").is_between(0, 100) & upper.is_between(0, 100))
        .when((pl.col("measure") == "completion_rate") & level & (pl.col("unit") == "percent"))
        .then((pl.col("value") >= 0) & (upper < 1000))
        .otherwise(None)
    )


def _count_is_plausible(df: pl.DataFrame, _: Tables) -> pl.Expr:
    most = pl.col("place_level").replace_strict(
        MOST_PEOPLE, default=MOST_PEOPLE["country"], return_dtype=pl.Int64
    )
    size = pl.max_horizontal(pl.col("value").abs(), pl.coalesce("value_max", "value").abs())
    counted = pl.col("unit").is_in(["person", "household", "book", "card"])
    return pl.when(counted).then(size <= most)


def _counts_are_right(campaigns: pl.DataFrame, tables: Tables) -> pl.Series:
    counts = tables["figures"].group_by("campaign_id").agg(pl.len().alias("n"))
    joined = campaigns.join(counts, on="campaign_id", how="left", maintain_order="left")
    return joined["n_figures"] == joined["n"].fill_null(0).cast(pl.Int64)


def _choice_is_stated(panel: pl.DataFrame, tables: Tables) -> pl.Series:
    values = tables["figures"].select(
        pl.col("figure_id").alias("chosen_figure_id"), pl.col("value").alias("said")
    )
    joined = panel.join(values, on="chosen_figure_id", how="left", maintain_order="left")
    return joined.select(
        pl.when(pl.col("is_derived"))
        .then(pl.col("chosen_figure_id").is_null())
        .otherwise((pl.col("value") == pl.col("said")).fill_null(False))
    ).to_series()


#: What the reader of places says of a unit that the text itself calls a former one (`Bắc Kạn (cũ)`,
#: `trước sáp nhập`), or that is older than the register: nothing is to be asked of its days.
_NAMED_AS_FORMER = r"^place:(?:called old|before )"


def _place_was_valid(figures: pl.DataFrame, tables: Tables) -> pl.Series:
    # Before the register's first day of a level nobody can know which unit was in force; after its last day
    # (districts, abolished on 2025-07-01) whoever names one names a former unit.
    levels = [
        pl.col("valid_from").min().over("level").alias("known_since"),
        # Null, and so never passed, while units of the level are in force.
        pl.when(pl.col("valid_to").null_count().over("level") == 0)
        .then(pl.col("valid_to").max().over("level"))
        .alias("known_until"),
    ]
    valid = tables["places"].select("place_id", "valid_from", "valid_to", *levels)
    joined = figures.select("place_id", "as_of", "period_end", "role", "rules").join(
        valid, on="place_id", how="left", maintain_order="left"
    )
    day = pl.coalesce("as_of", "period_end")
    in_force = (day >= pl.col("valid_from")) & (day <= pl.col("valid_to")).fill_null(True)
    unknowable = (day < pl.col("known_since")) | (day > pl.col("known_until")).fill_null(False)
    former = pl.col("rules").list.eval(pl.element().str.contains(_NAMED_AS_FORMER)).list.any()
    asked = (pl.col("role") == "achieved") & ~former.fill_null(False)
    return joined.select(pl.when(asked).then(in_force | unknowable)).to_series()


def _provinces_on(day: date, count: int) -> Callable[[pl.DataFrame, Tables], pl.Expr]:
    in_force = (
        (pl.col("level") == "province")
        & (pl.col("valid_from") <= day)
        & (pl.col("valid_to") >= day).fill_null(True)
    )
    return lambda df, _: in_force.sum() == count


RULES: dict[str, tuple[Rule, ...]] = {
    "documents": (
        Rule(
            name="text_in_nfc",
            promise="documents.text is in Unicode NFC, so that offsets mean the same to every reader.",
            holds=_text_in_nfc,
            columns=("title",),
            of_text=("document_id", "version", "text"),
        ),
        Rule(
            name="published_in_time",
            promise=f"A document is published after {FIRST_DAY} and not over two days after its capture.",
            holds=lambda df, _: (
                (pl.col("published_at").dt.date() >= FIRST_DAY)
                & (pl.col("published_at") <= pl.col("captured_at").dt.offset_by("2d")).fill_null(True)
                & (pl.col("published_at").dt.year() <= LAST_YEAR)
            ),
            columns=("published_at", "captured_at"),
        ),
        _resolves(
            "first_of_duplicates", "documents", "duplicate_of", "documents", "document_id", of_rows=False
        ),
        Rule(
            name="modified_after_published",
            promise="A document is modified on or after the day of its publication.",
            holds=lambda df, _: pl.col("modified_at").dt.date() >= pl.col("published_at").dt.date(),
            columns=("published_at", "modified_at"),
            of_rows=False,
            severity="warning",
        ),
    ),
    "figures": (
        Rule(
            name="document_there",
            promise="The document version that states a figure is in documents.",
            holds=_document_is_there,
            columns=("document_id", "version"),
            needs=("documents",),
        ),
        Rule(
            name="offsets_hold",
            promise="documents.text holds number_text and quote exactly where the offsets say.",
            holds=_offsets_hold,
            columns=("number_text", "number_start", "number_end", "quote_start", "quote_end"),
            needs=("documents",),
            of_text=("document_id", "version", *_OFFSETS),
        ),
        Rule(
            name="number_within_quote",
            promise="The number stands within its quote.",
            holds=lambda df, _: (
                (pl.col("quote_start") <= pl.col("number_start"))
                & (pl.col("number_start") < pl.col("number_end"))
                & (pl.col("number_end") <= pl.col("quote_end"))
            ),
            columns=("number_start", "number_end", "quote_start", "quote_end"),
        ),
        Rule(
            name="value_finite",
            promise="A value is a finite number, and a range ends above its beginning.",
            holds=lambda df, _: (
                pl.col("value").is_finite()
                & (pl.col("value_max").is_finite() & (pl.col("value_max") >= pl.col("value"))).fill_null(True)
            ),
            columns=("value", "value_max"),
        ),
        Rule(
            name="level_not_negative",
            promise="Only changes and gaps are negative.",
            holds=lambda df, _: ~_LEVEL | (pl.col("value") >= 0),
            columns=("value", "statistic"),
        ),
        Rule(
            name="rate_plausible",
            promise="A participation rate lies between 0 and 100 percent, a completion between 0 and 1000.",
            holds=lambda df, _: _figure_value_is_plausible(True, _LEVEL),
            columns=("measure", "value", "value_max"),
        ),
        Rule(
            name="count_plausible",
            promise="A count is not above the people that a place of its level can hold ("
            + ", ".join(f"{level} {most:,}" for level, most in MOST_PEOPLE.items())
            + ").",
            holds=_count_is_plausible,
            columns=("value", "unit", "place_level"),
        ),
        Rule(
            name="dates_in_order",
            promise=f"Days lie between {FIRST_DAY} and {LAST_YEAR}, and a period ends after its beginning.",
            holds=lambda df, _: (
                _holds_in_days("as_of", "period_start", "period_end")
                & _in_order("period_start", "period_end")
            ),
            columns=("as_of", "period_start", "period_end"),
        ),
        Rule(
            name="not_from_the_future",
            promise="What was achieved does not stand over a year after its document was published.",
            holds=_not_from_the_future,
            columns=("as_of", "role"),
            needs=("documents",),
        ),
        Rule(
            name="confidence_a_share",
            promise="confidence lies between 0 and 1.",
            holds=lambda df, _: pl.col("confidence").is_between(0, 1),
            columns=("confidence",),
        ),
        _resolves("place_known", "figures", "place_id", "places", "place_id"),
        _resolves("province_known", "figures", "province_id", "places", "place_id"),
        _province_is_valid("province_2025", True),
        _province_is_valid("province_pre2025", False),
        _resolves("campaign_known", "figures", "campaign_id", "campaigns", "campaign_id", of_rows=False),
        Rule(
            name="rate_in_percent",
            promise="Rates are given in percent.",
            holds=lambda df, _: (
                ~(_LEVEL & pl.col("measure").is_in(["participation_rate", "completion_rate"]))
                | (pl.col("unit") == "percent")
            ),
            columns=("measure", "unit"),
            of_rows=False,
            severity="warning",
        ),
        Rule(
            name="place_in_force",
            promise="A place was in force on the day of what was achieved, or is named as a former one.",
            holds=_place_was_valid,
            columns=("place_id", "place_text", "as_of", "period_end"),
            needs=("places",),
            of_rows=False,
            severity="warning",
        ),
    ),
    "campaigns": (
        Rule(
            name="dates_in_order",
            promise="A drive ends on or after its first day and its launch.",
            holds=lambda df, _: (
                _holds_in_days("starts_on", "ends_on", "launched_on")
                & _in_order("starts_on", "ends_on")
                & _in_order("launched_on", "ends_on")
            ),
            columns=("starts_on", "launched_on", "ends_on"),
            of_rows=False,
            severity="warning",
        ),
        _resolves("place_known", "campaigns", "place_id", "places", "place_id", of_rows=False),
        _resolves("wider_drive_known", "campaigns", "part_of", "campaigns", "campaign_id", of_rows=False),
        _list_resolves("documents_known", "campaigns", "document_ids", "documents", "document_id"),
        Rule(
            name="has_documents",
            promise="A drive is reported by a document at least, and each has the reason why it was counted.",
            holds=lambda df, _: (
                (pl.col("document_ids").list.len() > 0)
                & (pl.col("document_ids").list.len() == pl.col("linked_by").list.len())
            ),
            columns=("document_ids", "linked_by"),
            of_rows=False,
        ),
        Rule(
            name="n_figures_right",
            promise="n_figures is the number of figures with this campaign_id.",
            holds=_counts_are_right,
            columns=("n_figures",),
            needs=("figures",),
            of_rows=False,
        ),
    ),
    "panel": (
        Rule(
            name="value_within_claims",
            promise="The chosen value lies within the claims.",
            holds=lambda df, _: (
                (pl.col("value_min") <= pl.col("value")) & (pl.col("value") <= pl.col("value_max"))
            ),
            columns=("value", "value_min", "value_max"),
            of_rows=False,
        ),
        Rule(
            name="rate_plausible",
            promise="A participation rate lies between 0 and 100 percent, a completion between 0 and 1000.",
            holds=lambda df, _: _figure_value_is_plausible(False, ~pl.col("is_derived")),
            columns=("measure", "value"),
            of_rows=False,
        ),
        Rule(
            name="choice_is_stated",
            promise="The value is that of the chosen figure; a derived row names none.",
            holds=_choice_is_stated,
            columns=("value", "chosen_figure_id", "is_derived"),
            needs=("figures",),
            of_rows=False,
        ),
        Rule(
            name="has_documents",
            promise="A row rests on a document at least.",
            holds=lambda df, _: pl.col("n_documents") >= 1,
            columns=("n_documents",),
            of_rows=False,
        ),
        Rule(
            name="dates_in_order",
            promise="A row has a day or a period, and a period ends after its beginning.",
            holds=lambda df, _: (
                _in_order("period_start", "period_end")
                & pl.any_horizontal(pl.col("as_of", "period_start", "period_end").is_not_null())
            ),
            columns=("as_of", "period_start", "period_end"),
            of_rows=False,
        ),
        _resolves("place_known", "panel", "place_id", "places", "place_id", of_rows=False),
        _list_resolves("claims_known", "panel", "claim_ids", "figures", "figure_id"),
    ),
    "places": (
        Rule(
            name="id_from_its_parts",
            promise="place_id is made of level, code and first day of validity.",
            holds=lambda df, _: (
                pl.col("place_id")
                == pl.format("{}:{}@{}", "level", "code", pl.col("valid_from").dt.strftime("%Y-%m-%d"))
            ),
            columns=("place_id", "level", "code", "valid_from"),
            of_rows=False,
        ),
        Rule(
            name="dates_in_order",
            promise="A unit ends on or after its first day.",
            holds=lambda df, _: _in_order("valid_from", "valid_to"),
            columns=("valid_from", "valid_to"),
            of_rows=False,
        ),
        _resolves("parent_known", "places", "parent_place_id", "places", "place_id", of_rows=False),
        _list_resolves("successors_known", "places", "successor_place_ids", "places", "place_id"),
        Rule(
            name="provinces_of_2025",
            promise="34 provinces are in force on 2025-07-01 (Resolution 202/2025/QH15).",
            holds=_provinces_on(date(2025, 7, 1), 34),
            columns=("level",),
            of_rows=False,
        ),
        Rule(
            name="provinces_before_2025",
            promise="63 provinces are in force on 2025-06-30.",
            holds=_provinces_on(date(2025, 6, 30), 63),
            columns=("level",),
            of_rows=False,
        ),
    ),
    "rejected": (),
}


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


def text_held(documents: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """rule, mark: of the rows that keep a rule which reads whole texts, a hash of all that the rule reads.

    `documents` holds those of the figures. A row with a mark among these keeps the rule: it need not be asked
    again. Marks are those of this version of polars.
    """
    found = [pl.DataFrame(schema={"rule": STRING, "mark": pl.UInt64})]
    tables = {"documents": documents, "figures": figures}
    for table, df in tables.items():
        for rule in (rule for rule in RULES[table] if rule.of_text):
            rows = _marks(df, rule, tables).to_frame().filter(_evaluate(df, [rule], tables).to_series())
            found.append(rows.select(pl.lit(rule.name).alias("rule"), "mark"))
    return pl.concat(found)


def _marks(df: pl.DataFrame, rule: Rule, tables: Tables) -> pl.Series:
    """A hash in each row of what a rule `of_text` reads: columns of it, and its document's text."""
    # Hashes of hashes: to put whole texts into structs takes longer than to hash them.
    if "text" in rule.of_text:
        return df.select(pl.struct(pl.col(rule.of_text).hash()).hash().alias("mark")).to_series()
    key = ["document_id", "version"]
    texts = tables["documents"].select(*key, pl.col("text").hash())
    read = df.select(rule.of_text).join(
        texts.unique(key, keep="first", maintain_order=True), on=key, how="left", maintain_order="left"
    )
    return read.select(pl.struct(pl.all().hash()).hash().alias("mark")).to_series()


def split_rows(
    df: pl.DataFrame, table: str, related: Tables, held: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that keep every row rule, and the others as rows of `rejected`.

    Rules that look into another table are asked only if it is in `related`. The second of two rows with
    one key is rejected. `reason` is the first rule broken, `detail` says what was met. Kept figures that
    break a rule of severity `warning` have `<rule>:off` among their `checks`. `held`: what `text_held` found
    in these rows, where somebody asked before.
    """
    schema = TABLES[table]
    df = _with_warnings(conform(df, schema), table, related)
    rules = [rule for rule in (*schema_rules(schema), *RULES[table]) if rule.of_rows]
    unique = Rule(
        name="duplicate_key",
        promise=f"{table} has one row per {', '.join(schema.key)}.",
        holds=lambda rows, _: pl.struct(schema.key).is_first_distinct(),
        columns=schema.key,
    )
    holds = _evaluate(df, [*rules, unique], related, held)
    good = holds.select(pl.all_horizontal(pl.all())).to_series() if holds.width else None
    if good is None or good.all():
        return df, empty("rejected")
    rejected, pending = [], ~good
    for rule in (*rules, unique):
        if rule.name not in holds.columns:
            continue
        broken = pending & ~holds[rule.name]
        if broken.any():
            rejected.append(_reject(df.filter(broken), table, rule))
            pending = pending & ~broken
    return df.filter(good), conform(pl.concat(rejected), "rejected")


def _with_warnings(df: pl.DataFrame, table: str, related: Tables) -> pl.DataFrame:
    warnings = [rule for rule in RULES[table] if rule.severity == "warning"]
    if "checks" not in df.columns or not warnings or df.is_empty():
        return df
    holds = _evaluate(df, warnings, related)
    for name in holds.columns:
        broken = ~holds[name]
        if broken.any():
            noted = pl.concat_list("checks", pl.lit(f"{name}:off")).list.unique(maintain_order=True)
            df = df.with_columns(pl.when(broken).then(noted).otherwise("checks").alias("checks"))
    return df


def _evaluate(
    df: pl.DataFrame, rules: Iterable[Rule], tables: Tables, held: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One true/false column per rule that can be asked, named after it; as for `held`, see `split_rows`."""
    columns = []
    for rule in rules:
        if all(name in tables for name in rule.needs):
            known = held is not None and rule.of_text
            holds = _held_or_asked(df, rule, tables, held) if known else rule.holds(df, tables)
            column = df.select(holds.alias(rule.name)).to_series()
            if column.len() != df.height:  # a rule about the whole table
                column = column.new_from_index(0, df.height)
            columns.append(column.fill_null(True))
    return pl.DataFrame(columns)


def _held_or_asked(df: pl.DataFrame, rule: Rule, tables: Tables, held: pl.DataFrame) -> pl.Series:
    known = held.filter(rule=rule.name)["mark"]
    holds = _marks(df, rule, tables).is_in(known.implode())
    doubtful = (~holds).arg_true()
    return holds.scatter(doubtful, rule.holds(df[doubtful], tables)) if doubtful.len() else holds


def _reject(rows: pl.DataFrame, table: str, rule: Rule) -> pl.DataFrame:
    met = [
        pl.concat_str(pl.lit(f"{name}="), pl.col(name).cast(STRING).str.slice(0, 80).fill_null("(empty)"))
        for name in rule.columns
    ]
    kept = ("document_id", "version", "figure_id", "archive_path", "url", "number_text", "quote")
    return rows.select(
        pl.lit(_KINDS[table]).alias("kind"),
        pl.lit(rule.name).alias("reason"),
        pl.concat_str(pl.lit(f"{rule.promise} Met: "), pl.concat_str(met, separator=", "), pl.lit(".")).alias(
            "detail"
        ),
        *(
            (pl.col(name) if name in rows.columns else pl.lit(None, dtype=STRING)).alias(name)
            for name in kept
        ),
    )


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def validate(
    tables: Tables, names: Sequence[str] | None = None, held: pl.DataFrame | None = None
) -> list[SuiteResult]:
    """Run the suites of the tables in `names` (default: every table of the release that is given).

    References are looked up in all of `tables`. `held`: what `text_held` found in rows of these tables, where
    somebody asked before; the others are asked here.
    """
    names = list(names) if names is not None else [name for name in TABLES if name in tables]
    return [_run_suite(conform(tables[name], name), TABLES[name], tables, held) for name in names]


def _run_suite(df: pl.DataFrame, table: Table, tables: Tables, held: pl.DataFrame | None) -> SuiteResult:
    # Great Expectations takes seconds and 250 MB to import; only a release pays for it.
    import great_expectations.expectations as gxe

    expectations, values, rules = [], {}, {}

    def expect(rule: Rule, asked: pl.Series, allowed: Sequence[object]) -> None:
        rules[rule.name] = rule
        values[asked.name] = asked.unique(maintain_order=True).to_list()
        meta = {"rule": rule.name}
        expectations.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=asked.name, value_set=allowed, severity=rule.severity, meta=meta
            )
        )

    unique = Rule(
        name="unique_key",
        promise=f"{table.name} has one row per {', '.join(table.key)}.",
        holds=lambda rows, _: ~pl.struct(table.key).is_duplicated(),
        columns=table.key,
    )
    computed = [unique]
    for rule in schema_rules(table):
        if rule.name.startswith("vocabulary_"):
            expect(rule, df[rule.columns[0]], table.column(rule.columns[0]).vocabulary)
        else:
            computed.append(rule)
    computed += [rule for rule in RULES[table.name] if all(name in tables for name in rule.needs)]
    holds = _evaluate(df, computed, tables, held)
    for rule in computed:
        expect(rule, holds[rule.name].alias(f"rule {rule.name}"), [True])

    results = run_expectations(table.name, expectations, values)
    promises = [_promise(result, rules, df, table, tables) for result in results]
    order = {name: place for place, name in enumerate(rules)}
    return SuiteResult(table.name, df.height, tuple(sorted(promises, key=lambda one: order[one.name])))


def run_expectations(name: str, expectations: list, values: Mapping[str, Sequence[object]]) -> list:
    """Ask Great Expectations about columns of values (of any lengths); its results, one per expectation."""
    import great_expectations as gx
    import pandas

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    definition = (
        context.data_sources.add_pandas("release")
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe("table")
    )
    # Shorter columns are filled with nothing, which these expectations leave out.
    frame = pandas.DataFrame({name: pandas.Series(column, dtype=object) for name, column in values.items()})
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    batch = definition.get_batch(batch_parameters={"dataframe": frame})
    return batch.validate(suite, result_format="BOOLEAN_ONLY").results


def _promise(
    result: object, rules: Mapping[str, Rule], df: pl.DataFrame, table: Table, tables: Tables
) -> Promise:
    rule = rules[result.expectation_config.meta["rule"]]
    faults = [info for info in (result.exception_info or {}).values() if isinstance(info, dict)]
    if faults:
        said = str(faults[0].get("exception_message", "")).splitlines()[0][:200]
        raise RuntimeError(f"The gate could not ask {table.name}: {rule.name}: {said}")
    examples, n_broken = (), 0
    if not result.success:
        broken = df.filter(~_evaluate(df, [rule], tables).to_series())
        n_broken = broken.height
        shown = dict.fromkeys((*(table.key if len(table.key) < 4 else ()), *rule.columns))
        examples = tuple(
            ", ".join(f"{name}={str(row[name])[:80]}" for name in shown)
            for row in broken.head(EXAMPLES).iter_rows(named=True)
        )
    return Promise(
        rule.name, rule.promise, rule.severity, bool(result.success), df.height, n_broken, examples
    )


def validation_page(results: Iterable[SuiteResult]) -> str:
    """The results as one HTML page for a person; needs no network."""
    return page_template("validation.html.j2").render(results=list(results))


def page_template(name: str) -> "jinja2.Template":
    """A page of this folder; what is put into it is escaped."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
