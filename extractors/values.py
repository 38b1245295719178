"""The small typed values that travel through the pipeline, and the closed vocabularies of their fields.

Belongs here: what a capture, a document, a figure and a rejection *are*. Does not belong here: how
one is made (the other modules of this package) or how it is stored (`transforms`).

The vocabularies stand here once; the Parquet schema, the gate's checks and the data dictionary are
derived from them (`transforms/schema.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

UNITS = ("person", "household", "percent", "vnd", "day", "unit", "book", "card", "other")
BOUNDS = ("exact", "about", "at_least", "more_than", "less_than", "at_most")
#: Single programmes, in the order in which a set of them is joined by `+`.
PROGRAMMES = (
    "voluntary_social_insurance",
    "household_health_insurance",
    "health_insurance",
    "social_insurance",
    "compulsory_social_insurance",
    "unemployment_insurance",
    "other",
)


def united(programmes: Iterable[str]) -> str:
    """Programmes, or sets of them, as one set: joined by `+` in the order of the contract; else ""."""
    named = {one for programme in programmes for one in programme.split("+")}
    return "+".join(one for one in PROGRAMMES if one in named)


MEASURES = (
    "participants",
    "new_participants",
    "returning_participants",
    "non_participants",
    "participation_rate",
    "completion_rate",
    "other",
)
STATISTICS = ("level", "change", "percent_change", "gap")
ROLES = ("target", "achieved", "remaining")
BASES = ("population", "labour_force", "working_age_population", "households", "target")
GROUPS = (
    "students",
    "poor",
    "near_poor",
    "average_income",
    "ethnic_minority",
    "workers",
    "farmers",
    "children",
    "elderly",
    "other",
)
PERS = ("commune", "district", "province", "day", "week", "month")
ACTORS = ("social_insurance_agency", "post", "joint", "local_government", "other")
PLACE_LEVELS = ("country", "province", "district", "commune")
PLACE_SOURCES = ("stated", "context", "inferred")
DOCUMENT_KINDS = ("news", "official_report", "press_release")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Raw bytes as they were met once: on the network, or as a file of an imported archive.

    `sha256` names the bytes; everything else says where they came from. Fields that nobody
    stated are None: nothing is invented.
    """

    sha256: str
    media_type: str  # "text/html", "text/plain", "application/pdf", …
    day: date  # partition: the day of capture where known, else of import
    url: str | None = None
    archive_path: str | None = None  # POSIX path inside the imported archive
    source: str | None = None  # name in the source registry
    publisher: str | None = None
    captured_at: datetime | None = None  # aware; None when an archive does not say
    published_at: datetime | None = None  # aware; only if an index or feed stated it


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The clean text of one captured version, with what its page states about it.

    `text` is the whole reading text, one paragraph a line, in NFC: title first, then lead, then
    body. Every offset of a figure counts characters of `text`.
    """

    document_id: str
    version: str  # Capture.sha256
    title: str | None
    lead: str | None
    text: str
    media_type: str
    url: str | None = None
    archive_path: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    publisher: str | None = None
    language: str | None = None  # ISO 639-1
    author: str | None = None
    published_at: datetime | None = None  # aware
    published_offset: str | None = None  # "+07:00" as stated; None: not stated, +07:00 assumed
    modified_at: datetime | None = None
    captured_at: datetime | None = None
    kind: str = "news"  # DOCUMENT_KINDS
    duplicate_of: str | None = None
    is_relevant: bool = False
    extractor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that one document states: a row of figures.parquet (docs/data-dictionary.md).

    Offsets count characters of the document's text; `text[number_start:number_end] ==
    number_text` and `text[quote_start:quote_end] == quote` hold always.
    """

    figure_id: str
    document_id: str
    version: str
    number_text: str
    value: float
    unit: str
    bound: str
    programme: str
    measure: str
    statistic: str
    role: str
    quote: str
    quote_start: int
    quote_end: int
    number_start: int
    number_end: int
    confidence: float
    extractor: str
    value_max: float | None = None
    base: str | None = None
    group: str | None = None
    per: str | None = None
    compared_with: str | None = None
    actor: str | None = None
    as_of: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    place_text: str | None = None
    place_id: str | None = None
    place_level: str | None = None
    place_source: str | None = None
    province_id: str | None = None
    province_2025: str | None = None
    province_pre2025: str | None = None
    campaign_id: str | None = None
    checks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # "field=rule", in the order of the fields: what `explain` shows


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMention:
    """What one document says about the drive it reports: the raw material of campaigns.parquet."""

    document_id: str
    name: str | None  # the slogan or title of the drive, as written, without quotation marks
    launched_on: date | None  # day of the launch ceremony
    starts_on: date | None  # first and last day of the drive, where stated or implied ("60 ngày")
    ends_on: date | None
    place_id: str | None = None
    province_2025: str | None = None
    organisers: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that was read from one document's text."""

    figures: tuple[Figure, ...] = ()
    campaign: CampaignMention | None = None
    rejections: tuple["Rejection", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A document or figure that was kept out, and why: a row of rejected.parquet."""

    kind: str  # "document" or "figure"
    reason: str  # a short slug, e.g. "empty_file"
    detail: str  # a sentence for a person: what was met, where, what to do
    document_id: str | None = None
    version: str | None = None
    archive_path: str | None = None
    url: str | None = None
    number_text: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One administrative unit for one span of time: a row of places.parquet.

    A code names different units over time; `place_id` (`<level>:<code>@<valid_from>`) never does.
    `successor_shares` stands beside `successor_place_ids`: 1.0 where the whole unit went there, None
    where an unknown part of it did (the main part first).
    """

    place_id: str
    level: str  # PLACE_LEVELS
    code: str
    name: str  # without its type
    type: str | None  # "Tỉnh", "Thị xã", …; None for the country
    parent_place_id: str | None
    valid_from: date
    valid_to: date | None  # last day; None while in force
    dated: str = "exact"  # "about": valid_from or valid_to known only to lie between two official lists
    variants: tuple[str, ...] = ()  # other spellings
    successor_place_ids: tuple[str, ...] = ()
    successor_shares: tuple[float | None, ...] = ()
    decree: str | None = None  # the resolution that made the unit
    province_2025: str | None = None
    province_pre2025: str | None = None  # None for the country and for what was made from several of the 63
