"""The one source of every published table: columns, types, vocabularies, keys and what each means.

The frames, the Parquet schema, the row rules and suites of the gate, the data package and
`docs/data-dictionary.md` are derived from `TABLES`; a column is described nowhere else. The closed
vocabularies themselves stand in `extractors.values`.

Vocabulary columns are stored as plain strings, not as polars Enums: an Enum travels through Parquet
as an Arrow dictionary, which pandas opens as a categorical and R as a factor (whose comparisons and
joins behave differently), and two releases with different vocabularies could then not be stacked.
Readers lose nothing, since Parquet encodes repeated strings as a dictionary anyway, and the gate
holds every value to its vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from extractors import values

STRING, FLOAT, INT, BOOL, DATE = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean(), pl.Date()
TIME = pl.Datetime("us", "UTC")
STRINGS, FLOATS = pl.List(pl.String()), pl.List(pl.Float64())

#: Every legal value of `programme`: single programmes and sets of them joined by `+` in the fixed order.
PROGRAMME_SETS = tuple(
    "+".join(chosen)
    for size in range(1, len(values.PROGRAMMES) + 1)
    for chosen in combinations(values.PROGRAMMES, size)
)

SHA256 = r"^[0-9a-f]{64}$"
PROVINCE_CODE = r"^[0-9]{2}$"
PLACE_ID = r"^(?:country|province|district|commune):[0-9A-Z]+@[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PERIOD = r"^(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{4}-Q[1-4]|.*/.*|target|national)$"


class SchemaError(ValueError):
    """A table does not have the shape that `TABLES` promises; the message says which and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `vocabulary` and `pattern` are held by the gate, `unit` is what numbers count."""

    name: str
    dtype: pl.DataType
    description: str
    nullable: bool = False
    unit: str | None = None
    vocabulary: tuple[str, ...] | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `key` is unique; rows stand in the order of `sort`, nulls last."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = field(default=())

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {column.name: column.dtype for column in self.columns}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _column(name: str, dtype: pl.DataType, description: str, **rest: object) -> Column:
    """A column whose trailing `?` says that it may be null."""
    return Column(
        name=name.removesuffix("?"), dtype=dtype, description=description, nullable=name.endswith("?"), **rest
    )


_DOCUMENTS = Table(
    name="documents",
    description="One row per captured version of a document: a news article, an official report or a "
    "press release. `text` is the whole reading text; every offset in `figures` counts its characters.",
    key=("document_id", "version"),
    sort=("document_id", "version"),
    columns=(
        _column("document_id", STRING, "Stable per canonical URL, or per file content for an archive."),
        _column("version", STRING, "sha256 of the captured bytes.", pattern=SHA256),
        _column("url?", STRING, "Address from which the bytes were captured."),
        _column("archive_path?", STRING, "The file's path inside an imported archive; null for the web."),
        _column("canonical_url?", STRING, "Address that the page gives as its own, without trackers."),
        _column("source?", STRING, "Name in the source registry."),
        _column("publisher?", STRING, "Who publishes the document, as it states."),
        _column("title?", STRING, "Headline."),
        _column("lead?", STRING, "Summary paragraph (sapo) under the headline."),
        _column(
            "text",
            STRING,
            "Whole reading text in Unicode NFC, one paragraph a line: title, lead, body. "
            "Copyright stays with its publisher.",
        ),
        _column("language?", STRING, "ISO 639-1 code.", pattern=r"^[a-z]{2,3}$"),
        _column("author?", STRING, "Author as stated."),
        _column("published_at?", TIME, "When it was published, in UTC; null if the document does not say."),
        _column(
            "published_offset?",
            STRING,
            "UTC offset stated with `published_at`, e.g. `+07:00`; null: none was stated, +07:00 assumed.",
            pattern=r"^[+-][0-9]{2}:[0-9]{2}$",
        ),
        _column("modified_at?", TIME, "When the publisher last changed it, as stated, in UTC."),
        _column(
            "captured_at?", TIME, "When the bytes were captured, in UTC; null if an archive does not say."
        ),
        _column("media_type", STRING, "Media type of the captured bytes, e.g. `text/html`."),
        _column("kind", STRING, "What sort of document it is.", vocabulary=values.DOCUMENT_KINDS),
        _column(
            "duplicate_of?",
            STRING,
            "document_id of the first document with the same story; null for the first.",
        ),
        _column("is_relevant", BOOL, "Whether it is about enrolment in social or health insurance."),
        _column("extractor", STRING, "Version of the rules that cleaned the text."),
    ),
)

_FIGURES = Table(
    name="figures",
    description="The unit of the dataset: one row per number that one document states about a campaign or "
    "about enrolment, with its meaning, place and period and the sentence that states it. A figure that a "
    "newer version of its document states again has one row, of the newest version that states it.",
    key=("figure_id",),
    sort=("province_2025", "document_id", "number_start", "figure_id"),
    foreign_keys=(
        ForeignKey(
            columns=("document_id", "version"), table="documents", references=("document_id", "version")
        ),
        ForeignKey(columns=("campaign_id",), table="campaigns", references=("campaign_id",)),
        ForeignKey(columns=("place_id",), table="places", references=("place_id",)),
    ),
    columns=(
        _column(
            "figure_id", STRING, "Stable: does not change when cleaning, ordering or other figures change."
        ),
        _column("document_id", STRING, "The document that states it."),
        _column(
            "version", STRING, "sha256 of the captured bytes that this figure was read from.", pattern=SHA256
        ),
        _column(
            "first_version?",
            STRING,
            "The first captured version of the document that states this figure.",
            pattern=SHA256,
        ),
        _column("number_text", STRING, "The number as printed, e.g. `1,23 triệu`, `89,5%`."),
        _column("value", FLOAT, "The number; percents stay percents; the lower end of a range.", unit="unit"),
        _column(
            "value_max?", FLOAT, "Upper end of a range (`3-5 nghìn`); null if it is not a range.", unit="unit"
        ),
        _column("unit", STRING, "What is counted; `percent` for rates.", vocabulary=values.UNITS),
        _column(
            "bound",
            STRING,
            "How the number is hedged: more_than (hơn, trên), less_than (gần, chưa đến), "
            "about (khoảng, ước), at_least (tối thiểu), at_most (không quá).",
            vocabulary=values.BOUNDS,
        ),
        _column(
            "programme",
            STRING,
            "The programme, or a set of programmes joined by `+` when one number counts them together: "
            "voluntary_social_insurance (BHXH tự nguyện), household_health_insurance (BHYT hộ gia đình), "
            "health_insurance (BHYT), social_insurance (BHXH), compulsory_social_insurance (BHXH bắt buộc), "
            "unemployment_insurance (BHTN), other (e.g. BHTNLĐ-BNN).",
            vocabulary=PROGRAMME_SETS,
        ),
        _column(
            "measure",
            STRING,
            "participants (a stock), new_participants (a flow), returning_participants (tái tham gia, tiếp "
            "tục), non_participants (chưa tham gia), participation_rate (share of `base`), completion_rate "
            "(share of a target).",
            vocabulary=values.MEASURES,
        ),
        _column(
            "statistic",
            STRING,
            "level; change (signed: a fall is negative); percent_change (signed); gap to something "
            "(vượt, thiếu, thấp hơn; signed).",
            vocabulary=values.STATISTICS,
        ),
        _column(
            "role",
            STRING,
            "target (chỉ tiêu, kế hoạch, phấn đấu), achieved, remaining (còn phải vận động).",
            vocabulary=values.ROLES,
        ),
        _column(
            "base?",
            STRING,
            "For rates: what the share is of; null for a rate within a `group`.",
            vocabulary=values.BASES,
        ),
        _column(
            "group?",
            STRING,
            "Part of the people the figure is about; null: everyone.",
            vocabulary=values.GROUPS,
        ),
        _column("per?", STRING, "The figure holds for each of these.", vocabulary=values.PERS),
        _column(
            "compared_with?",
            STRING,
            "For change, percent_change and gap: an ISO date or period (`2020`, `2024-10`), `target` or "
            "`national`.",
            pattern=PERIOD,
        ),
        _column("actor?", STRING, "Whose result or target it is.", vocabulary=values.ACTORS),
        _column("as_of?", DATE, "Day on which a stock or a rate stands."),
        _column("period_start?", DATE, "First day that a flow, target or rate covers."),
        _column("period_end?", DATE, "Last day that it covers, inclusive."),
        _column("place_text?", STRING, "The place as the document names it."),
        _column(
            "place_id?",
            STRING,
            "Administrative unit valid at the time; null when it cannot be decided.",
            pattern=PLACE_ID,
        ),
        _column("place_level?", STRING, "Level of the place.", vocabulary=values.PLACE_LEVELS),
        _column(
            "place_source?",
            STRING,
            "Where the place comes from: stated (same sentence), context (earlier in the document), "
            "inferred (co-mentioned places, dateline, outlet).",
            vocabulary=values.PLACE_SOURCES,
        ),
        _column(
            "province_id?", STRING, "place_id of the province valid at the figure's date.", pattern=PLACE_ID
        ),
        _column(
            "province_2025?",
            STRING,
            "Two-digit code of the province of the 34 in force since 2025-07-01.",
            pattern=PROVINCE_CODE,
        ),
        _column(
            "province_pre2025?",
            STRING,
            "Two-digit code of the province of the 63 in force until 2025-06-30; null when the place spans "
            "several.",
            pattern=PROVINCE_CODE,
        ),
        _column("campaign_id?", STRING, "The drive the figure is about; null if none."),
        _column(
            "quote", STRING, "The sentence, exactly as in documents.text; a quotation, cite its document."
        ),
        _column("quote_start", INT, "Where the quote begins in documents.text.", unit="characters"),
        _column("quote_end", INT, "Where it ends (exclusive).", unit="characters"),
        _column("number_start", INT, "Where number_text begins in documents.text.", unit="characters"),
        _column("number_end", INT, "Where it ends (exclusive).", unit="characters"),
        _column(
            "confidence",
            FLOAT,
            "0–1, calibrated: of the rows at 0.9, nine in ten are right in every field.",
            unit="probability",
        ),
        _column(
            "checks",
            STRINGS,
            "Arithmetic and plausibility checks that the row takes part in, with their outcome, e.g. "
            "`rate=achieved/target:ok`; `place_in_force:off`: the place was no unit of that day.",
        ),
        _column("rules", STRINGS, "Which rule set each field: `field=rule` (`raquan explain` shows them)."),
        _column("extractor", STRING, "Version of the rules that produced the row."),
    ),
)

_CAMPAIGNS = Table(
    name="campaigns",
    description="One row per drive (ra quân launch, peak period). Articles on the same launch share one "
    "campaign; a national drive and its provincial ones are linked by `part_of`, not merged; each year's "
    "drive is its own.",
    key=("campaign_id",),
    sort=("campaign_id",),
    foreign_keys=(
        ForeignKey(columns=("place_id",), table="places", references=("place_id",)),
        ForeignKey(columns=("part_of",), table="campaigns", references=("campaign_id",)),
    ),
    columns=(
        _column(
            "campaign_id",
            STRING,
            "Stable: the place and the month of the launch (a second drive of that month: the day), as the "
            "document published first has it. Later documents do not change it.",
        ),
        _column("name?", STRING, "Slogan or title of the drive: the fullest wording among its documents."),
        _column("year?", INT, "Year of the launch."),
        _column("starts_on?", DATE, "First day of the drive, as stated or implied."),
        _column("ends_on?", DATE, "Last day of the drive, as stated or implied (`60 ngày`)."),
        _column("launched_on?", DATE, "Day of the launch ceremony."),
        _column("place_id?", STRING, "Where the drive runs.", pattern=PLACE_ID),
        _column(
            "province_2025?",
            STRING,
            "Two-digit code of the province of the 34 in force since 2025-07-01; null for a national drive.",
            pattern=PROVINCE_CODE,
        ),
        _column("organisers", STRINGS, "Who organises it, as named."),
        _column("programmes", STRINGS, "Single programmes it enrols for."),
        _column("document_ids", STRINGS, "Documents that report it."),
        _column(
            "linked_by",
            STRINGS,
            "Why each document of `document_ids` (same order) was counted to this drive.",
        ),
        _column("n_figures", INT, "Figures with this campaign_id.", unit="figures"),
        _column("part_of?", STRING, "campaign_id of the wider drive (national, or of the province)."),
    ),
)

_PANEL = Table(
    name="panel",
    description="The historical series: place × period × programme × measure × role. One row per quantity, "
    "with the chosen claim and the spread of all claims. Choice: official report over press, later over "
    "earlier, exact over rounded. Only levels about everyone (no group, no per) with a decided place and a "
    "date; `is_derived` marks rows computed from others.",
    key=(
        "place_id",
        "period_start",
        "period_end",
        "as_of",
        "programme",
        "measure",
        "role",
        "base",
        "unit",
    ),
    sort=(
        "province_2025",
        "year",
        "place_id",
        "programme",
        "measure",
        "role",
        "base",
        "unit",
        "period_start",
        "period_end",
        "as_of",
    ),
    foreign_keys=(
        ForeignKey(columns=("place_id",), table="places", references=("place_id",)),
        ForeignKey(columns=("chosen_figure_id",), table="figures", references=("figure_id",)),
    ),
    columns=(
        _column("place_id", STRING, "The place.", pattern=PLACE_ID),
        _column(
            "province_2025?",
            STRING,
            "Two-digit code of the province of the 34 in force since 2025-07-01; null for the country.",
            pattern=PROVINCE_CODE,
        ),
        _column(
            "year",
            INT,
            "Year of `as_of`; else of most of a period of up to a year, else of the period's end.",
        ),
        _column("period_start?", DATE, "First day covered."),
        _column("period_end?", DATE, "Last day covered, inclusive."),
        _column("as_of?", DATE, "Day on which a stock or a rate stands."),
        _column("programme", STRING, "As in figures.", vocabulary=PROGRAMME_SETS),
        _column("measure", STRING, "As in figures.", vocabulary=values.MEASURES),
        _column("role", STRING, "As in figures.", vocabulary=values.ROLES),
        _column("base?", STRING, "As in figures.", vocabulary=values.BASES),
        _column("unit", STRING, "What is counted.", vocabulary=values.UNITS),
        _column("value", FLOAT, "The chosen claim.", unit="unit"),
        _column("chosen_figure_id?", STRING, "The figure whose value was chosen; null for a derived row."),
        _column(
            "n_documents", INT, "Stories that state it; copies of one story count once.", unit="documents"
        ),
        _column("value_min", FLOAT, "Smallest claim.", unit="unit"),
        _column("value_max", FLOAT, "Largest claim (upper end of a range).", unit="unit"),
        _column("is_contested", BOOL, "Claims disagree by more than their rounding allows."),
        _column("is_derived", BOOL, "Computed from other rows, stated by no document."),
        _column(
            "claim_ids", STRINGS, "figure_id of every claim, or of the figures a derived row comes from."
        ),
        _column("first_published_at?", TIME, "When a document first stated it."),
        _column("last_revised_at?", TIME, "When a document last stated or changed it."),
    ),
)

_PLACES = Table(
    name="places",
    description="The administrative units that codes refer to, with the days between which each is valid. "
    "Codes alone are reused after 2025-07-01 (80 was Long An, is Tây Ninh); `place_id` never is.",
    key=("place_id",),
    sort=("place_id",),
    foreign_keys=(ForeignKey(columns=("parent_place_id",), table="places", references=("place_id",)),),
    columns=(
        _column("place_id", STRING, "`<level>:<code>@<valid_from>`.", pattern=PLACE_ID),
        _column("level", STRING, "Level of the unit.", vocabulary=values.PLACE_LEVELS),
        _column("code", STRING, "Official code of the General Statistics Office."),
        _column("name", STRING, "Name without its type."),
        _column("type?", STRING, "Its type as written in Vietnamese, e.g. `Tỉnh`, `Phường`."),
        _column("parent_place_id?", STRING, "The unit it belongs to.", pattern=PLACE_ID),
        _column("valid_from", DATE, "First day of validity."),
        _column("valid_to?", DATE, "Last day of validity; null while in force."),
        _column(
            "dated",
            STRING,
            "exact; about: a day of validity is known only to lie between two official lists.",
            vocabulary=("exact", "about"),
        ),
        _column("variants", STRINGS, "Other spellings of its name."),
        _column(
            "successor_place_ids", STRINGS, "The units that took over its territory, the main part first."
        ),
        _column(
            "successor_shares",
            FLOATS,
            "For each of `successor_place_ids`: 1.0 if the whole unit went there, null if a part did or no "
            "source says how much.",
        ),
        _column("decree?", STRING, "The resolution that made the unit."),
        _column(
            "province_2025?",
            STRING,
            "Two-digit code of the province of the 34 in force since 2025-07-01.",
            pattern=PROVINCE_CODE,
        ),
        _column(
            "province_pre2025?",
            STRING,
            "Two-digit code of the province of the 63 in force until 2025-06-30; null for the country and "
            "for what was made from several.",
            pattern=PROVINCE_CODE,
        ),
    ),
)

_REJECTED_COLUMNS = (
    _column("kind", STRING, "What was kept out.", vocabulary=("document", "figure", "campaign", "panel")),
    _column("reason", STRING, "Short name of the reason or of the row rule that it broke."),
    _column("detail", STRING, "The reason as a sentence: what was met, where, what to do."),
    _column("document_id?", STRING, "The document concerned."),
    _column("version?", STRING, "sha256 of the captured bytes."),
    _column("figure_id?", STRING, "The figure concerned."),
    _column("archive_path?", STRING, "The file's path inside an imported archive."),
    _column("url?", STRING, "Its address."),
    _column("number_text?", STRING, "The number as printed."),
    _column("quote?", STRING, "The sentence."),
)
_REJECTED = Table(
    name="rejected",
    description="Documents and figures that were kept out of the other tables, each with its reason.",
    key=tuple(column.name for column in _REJECTED_COLUMNS),
    sort=tuple(column.name for column in _REJECTED_COLUMNS),
    columns=_REJECTED_COLUMNS,
)

#: The tables of a release, in the order in which their foreign keys can be filled.
TABLES: dict[str, Table] = {
    table.name: table for table in (_DOCUMENTS, _FIGURES, _CAMPAIGNS, _PANEL, _PLACES, _REJECTED)
}

#: What changed since the release before; written by `release.publish`, not part of a release's content.
CHANGES = Table(
    name="changes",
    description="What changed since the release before: one row per row added or removed, and one per field "
    "revised.",
    key=("table", "id", "field"),
    sort=("table", "id", "field"),
    columns=(
        _column("table", STRING, "Table concerned.", vocabulary=tuple(TABLES)),
        _column("id", STRING, "The row's key; the parts of a composite key joined by ` | `."),
        _column("change", STRING, "What happened.", vocabulary=("added", "removed", "revised")),
        _column(
            "reason",
            STRING,
            "Why: first_release, new_document, document_removed, revised_document (another version of the "
            "bytes), new_rules (another `extractor`, or rows that the same bytes no longer give), correction "
            "(same bytes, same rules). Rows of campaigns and panel have the reason of the documents they "
            "rest on.",
            vocabulary=(
                "first_release",
                "new_document",
                "document_removed",
                "revised_document",
                "new_rules",
                "correction",
            ),
        ),
        _column("field?", STRING, "The field revised; null for a whole row."),
        _column("before?", STRING, "Its value in the release before, as text."),
        _column("after?", STRING, "Its value now, as text."),
    ),
)

#: What is known of each province and year; follows from the other tables of the release.
COVERAGE = Table(
    name="coverage",
    description="How much is known of each province of the 34 and each year, and how certain it is. A thin "
    "cell means few articles, not few people.",
    key=("level", "province_2025", "year"),
    sort=("level", "province_2025", "year"),
    columns=(
        _column(
            "level",
            STRING,
            "What the row is of: the country, a province, or figures whose place could not be decided.",
            vocabulary=("country", "province", "undecided"),
        ),
        _column("province_2025?", STRING, "Code of the province of the 34.", pattern=PROVINCE_CODE),
        _column("province?", STRING, "Its name."),
        _column("year?", INT, "Year of the figures' dates, else of their document's publication."),
        _column("n_documents", INT, "Documents that state a figure of it.", unit="documents"),
        _column("n_figures", INT, "Figures.", unit="figures"),
        _column("n_campaigns", INT, "Drives of the year.", unit="drives"),
        _column("n_quantities", INT, "Stated rows of the panel.", unit="quantities"),
        _column("n_contested", INT, "Those of them whose claims contradict one another.", unit="quantities"),
        _column("mean_confidence?", FLOAT, "Mean confidence of the figures.", unit="probability"),
        _column("n_doubtful", INT, "Figures with a confidence below 0.5.", unit="figures"),
        _column("n_contradicted", INT, "Figures with a check that failed (`…:off`).", unit="figures"),
    ),
)

#: Tables that follow from those of `TABLES` and stand beside them in a release.
BESIDE = {table.name: table for table in (COVERAGE, CHANGES)}

#: Mentions of drives, one row per document that tells of one: the input of campaigns, not published.
MENTIONS = Table(
    name="mentions",
    description="What single documents say about the drive they report.",
    key=("document_id",),
    sort=("document_id",),
    columns=(
        _column("document_id", STRING, "The document."),
        _column("name?", STRING, "Slogan or title as written."),
        _column("launched_on?", DATE, "Day of the launch ceremony."),
        _column("starts_on?", DATE, "First day of the drive."),
        _column("ends_on?", DATE, "Last day of the drive."),
        _column("place_id?", STRING, "Where the drive runs.", pattern=PLACE_ID),
        _column("province_2025?", STRING, "Province of the 34.", pattern=PROVINCE_CODE),
        _column("organisers", STRINGS, "Organisers as named."),
        _column("programmes", STRINGS, "Programmes it enrols for."),
        _column("rules", STRINGS, "Rules that read it."),
    ),
)


def _table(table: str | Table) -> Table:
    if isinstance(table, Table):
        return table
    if table not in TABLES:
        raise SchemaError(f"There is no table {table!r}; the tables are {', '.join(TABLES)}.")
    return TABLES[table]


def empty(table: str | Table) -> pl.DataFrame:
    """The table without rows: an honest empty has the same columns and types as a full one."""
    return pl.DataFrame(schema=_table(table).schema)


def conform(df: pl.DataFrame, table: str | Table) -> pl.DataFrame:
    """`df` with exactly the table's columns, types and row order.

    Nullable columns that are absent are added as nulls. Raises SchemaError, naming table and column,
    if a required column is absent, a column is unknown, or a value does not fit its type.
    """
    table = _table(table)
    unknown = [name for name in df.columns if name not in table.schema]
    if unknown:
        raise SchemaError(f"{table.name}: unknown column(s) {', '.join(unknown)}; add them to TABLES first.")
    absent = [column for column in table.columns if column.name not in df.columns]
    required = [column.name for column in absent if not column.nullable]
    if required:
        raise SchemaError(f"{table.name}: required column(s) {', '.join(required)} are absent.")
    df = df.with_columns(pl.lit(None, dtype=column.dtype).alias(column.name) for column in absent)
    df = df.select(_cast(df.get_column(name), dtype, table) for name, dtype in table.schema.items())
    keys = df.select(table.sort)
    if _in_order(keys):  # a table that was conformed before: looking costs a tenth of sorting
        return df
    # Rows that agree on the sort columns (only before duplicates are removed) are ordered by the rest,
    # so that no output ever depends on the order of arrival.
    rest = [name for name, dtype in table.schema.items() if name not in table.sort and not dtype.is_nested()]
    if keys.is_duplicated().any():
        return df.sort(*table.sort, *rest, nulls_last=True, maintain_order=True)
    order = keys.with_row_index("row").sort(table.sort, nulls_last=True)["row"]
    return df if order.is_sorted() else df[order]


def _in_order(keys: pl.DataFrame) -> bool:
    """Whether each row stands after the one above it, and none beside it; nulls stand last."""
    after = pl.lit(False)
    for name in reversed(keys.columns):
        above, here = pl.col(name).shift(1), pl.col(name)
        later = (above < here).fill_null(above.is_not_null() & here.is_null())
        after = later | (above.eq_missing(here) & after)
    return keys.height < 2 or bool(keys.lazy().select(after).slice(1).select(pl.all().all()).collect().item())


def _cast(column: pl.Series, dtype: pl.DataType, table: Table) -> pl.Series:
    if column.dtype == dtype:
        return column
    try:
        return column.cast(dtype, strict=True)
    except pl.exceptions.PolarsError as error:
        raise SchemaError(
            f"{table.name}.{column.name}: expected {dtype}, met {column.dtype} with values that do not fit: "
            f"{str(error).splitlines()[0]}"
        ) from error


def data_dictionary() -> str:
    """The tables as Markdown for researchers; `docs/data-dictionary.md` is this text."""
    return "\n".join(_dictionary_lines()) + "\n"


def _dictionary_lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Generated from `transforms/schema.py` (`python -m transforms.schema > docs/data-dictionary.md`)."
    yield "Types are those of Parquet: a `timestamp` is in UTC; `?` marks columns that may be null."
    for table in (*TABLES.values(), *BESIDE.values()):
        yield ""
        yield f"## {table.name}.parquet"
        yield ""
        yield table.description
        yield ""
        key = "all columns together" if len(table.key) == len(table.columns) else _names(table.key)
        yield f"Key: {key}."
        for link in table.foreign_keys:
            yield f"{_names(link.columns)} → {link.table}: {_names(link.references)}."
        yield ""
        yield "| column | type | meaning |"
        yield "|---|---|---|"
        for column in table.columns:
            yield f"| {column.name} | {type_name(column.dtype)}{'?' * column.nullable} | {_meaning(column)} |"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meaning(column: Column) -> str:
    parts = [column.description]
    if column.unit:
        parts.append("In units of the column `unit`." if column.unit == "unit" else f"In {column.unit}.")
    if column.vocabulary and column.vocabulary != PROGRAMME_SETS:
        parts.append("One of " + ", ".join(f"`{value}`" for value in column.vocabulary) + ".")
    return " ".join(parts).replace("|", "\\|")


def type_name(dtype: pl.DataType) -> str:
    """The name under which a researcher knows the type."""
    return {
        STRING: "string",
        FLOAT: "float64",
        INT: "int64",
        BOOL: "boolean",
        DATE: "date",
        TIME: "timestamp",
        STRINGS: "list[string]",
        FLOATS: "list[float64]",
    }[dtype]


if __name__ == "__main__":
    print(data_dictionary(), end="")
