"""Campaigns: which mentions of a drive are the same drive.

Every document that tells of a drive gives one mention (place, launch day, name, …). Mentions are
linked within one place only, so the drive of a province never merges with the national one or with
that of another province, in three steps that do not depend on the order of rows:

1. *Same launch.* Launch days are visited from the one most documents state to the least stated
   (ties: the one with more stated around it, then the earlier). A day joins a drive whose launch is
   at most `SAME_DAYS` off: outlets confuse the launch with the day of writing. Up to `CLOSE_DAYS` off it
   joins unless both are named and the names share no word of their own; up to `NAMED_DAYS` off only if
   the names are alike.
2. *Told later.* A mention without a day joins the drive with the most alike name (else, if it has no
   name, the last one launched before it was published) among those whose window, from shortly before the
   launch to some time after the end, contains its publication.
3. What is left, without any day, is one drive per place, year and name.

*Ids.* A drive is named by its place and the month of its launch, as the first published of the documents
that state a day has it; where none does, by the month in which it was first told of. What is published
later, in whatever order it arrives and however it is cleaned, does not change that; an earlier article that
turns up changes it only if it puts the launch into another month. A second drive of one place in one month
has the day too. Measured on simulated archives: `tests/transforms/test_campaigns.py`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import groupby

import polars as pl
import pyarrow as pa

from extractors.values import PROGRAMMES
from transforms.schema import STRINGS, TABLES, conform

#: Days between launch days that outlets give for one drive.
SAME_DAYS, CLOSE_DAYS, NAMED_DAYS = 1, 3, 15
_SAME, _NEAR = ([timedelta(days=off) for off in range(-most, most + 1)] for most in (SAME_DAYS, NAMED_DAYS))
#: From how alike on two names are the same name, as a share of their own words.
ALIKE = 0.5
#: A drive is written about from its announcement on until its results are told.
BEFORE, AFTER, USUAL_LENGTH = timedelta(days=21), timedelta(days=45), timedelta(days=60)
#: Characters of a name in an id, beyond which a checksum stands for the rest.
LONGEST_NAME = 60

_COMMON_WORDS = (
    "bao hiem xa hoi y te tu nguyen ho gia dinh bhxh bhyt bhtn nguoi dan tham tuyen truyen van dong le ra "
    "quan phat trien chien dich dot cao diem nam thang va toan quoc tinh thanh pho doi tuong moi cho"
)
#: Words that every drive's name may hold, in folded form; they say nothing about which drive it is.
_COMMON = frozenset(_COMMON_WORDS.split())

_DATES = ("as_of", "period_end", "period_start")


@dataclass(slots=True)
class _Mention:
    document_id: str
    name: str | None
    day: date | None  # launched_on, else starts_on
    launched_on: date | None
    starts_on: date | None
    ends_on: date | None
    place_id: str | None
    province_2025: str | None
    organisers: tuple[str, ...]
    programmes: tuple[str, ...]
    published_on: date | None
    told_of_year: int | None  # the year that most of the document's figures are of
    place_in_order: int = 0  # of all mentions: what decides where nothing else does

    @property
    def named_year(self) -> int | None:
        """The year in the drive's name (`… năm 2025`); results are told in the next one too."""
        stated = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", self.name or "")
        return int(stated[0]) if stated else None

    @property
    def year(self) -> int | None:
        if self.day or self.named_year:
            return self.day.year if self.day else self.named_year
        known = self.ends_on or self.published_on
        return known.year if known else self.told_of_year


@dataclass(slots=True)
class _Drive:
    place: str
    day: date | None
    names: set[str] = field(default_factory=set)  # of the mentions that define it
    members: list[tuple[_Mention, str]] = field(default_factory=list)  # with the reason


def campaigns(
    mentions: pl.DataFrame, documents: pl.DataFrame, figures: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The campaigns table, and the figures (one row each, see `latest_figures`) with `campaign_id` filled.

    A figure belongs to the drive that its document reports if its place is the drive's or lies within
    it, and its period does not end before the drive's year.
    """
    figures = figures.drop("campaign_id")
    drives = _link(_mentions(mentions, documents, figures))
    table = _table(_rows(drives))
    figures = _assign(figures, table)
    counts = figures.group_by("campaign_id").agg(pl.len().cast(pl.Int64).alias("n_figures"))
    table = (
        table.drop("n_figures")
        .join(counts, on="campaign_id", how="left", maintain_order="left")
        .with_columns(pl.col("n_figures").fill_null(0))
    )
    return conform(table, TABLES["campaigns"]), conform(figures, TABLES["figures"])


# ── linking ──────────────────────────────────────────────────────────────────────────────────────


def _mentions(mentions: pl.DataFrame, documents: pl.DataFrame, figures: pl.DataFrame) -> list[_Mention]:
    """Mentions of documents that exist, with the day of publication in Vietnam, in a fixed order."""
    published = documents.group_by("document_id").agg(
        pl.col("published_at").dt.convert_time_zone("Asia/Ho_Chi_Minh").dt.date().min().alias("published_on")
    )
    years = (
        figures.select("document_id", pl.coalesce(_DATES).dt.year().alias("told_of_year"))
        .drop_nulls()
        .group_by("document_id", "told_of_year")
        .len()
        .sort("len", "told_of_year", descending=True)
        .unique("document_id", keep="first", maintain_order=True)
    )
    joined = mentions.join(published, on="document_id", how="inner").join(years, on="document_id", how="left")
    said = [
        _Mention(
            document_id=row["document_id"],
            name=row["name"].strip() if row["name"] and _fold(row["name"]) else None,
            day=row["launched_on"] or row["starts_on"],
            launched_on=row["launched_on"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            place_id=row["place_id"],
            province_2025=row["province_2025"],
            organisers=tuple(row["organisers"] or ()),
            programmes=tuple(row["programmes"] or ()),
            published_on=row["published_on"],
            told_of_year=row["told_of_year"],
        )
        for row in joined.sort("document_id").iter_rows(named=True)
    ]
    found: list[_Mention] = []
    for _, one_document in groupby(said, key=lambda mention: mention.document_id):
        of_document = list(one_document)
        if len(of_document) > 1:  # several versions: what they say alike is one mention
            of_document = [mention for _, mention in sorted({repr(one): one for one in of_document}.items())]
        found += of_document
    for place, mention in enumerate(found):
        mention.place_in_order = place
    return found


def _link(mentions: Iterable[_Mention]) -> list[_Drive]:
    by_place: dict[str, list[_Mention]] = {}
    for mention in mentions:
        by_place.setdefault(_place(mention), []).append(mention)
    drives = []
    for place, here in sorted(by_place.items()):
        dated = _same_launch(place, [mention for mention in here if mention.day])
        undated = _told_later(dated, [mention for mention in here if not mention.day])
        drives += dated + _same_name(place, undated)
    return drives


def _place(mention: _Mention) -> str:
    """The place as an id part: `province-80-20250701`; a mention without place is of no known place."""
    if mention.place_id:
        return mention.place_id.replace("-", "").replace(":", "-").replace("@", "-")
    return f"province2025-{mention.province_2025}" if mention.province_2025 else "unplaced"


def _same_launch(place: str, mentions: list[_Mention]) -> list[_Drive]:
    by_day: dict[date, list[_Mention]] = {}
    for mention in mentions:
        by_day.setdefault(mention.day, []).append(mention)
    drives: dict[date, _Drive] = {}
    around = {day: sum(len(by_day.get(day + off, ())) for off in _SAME) for day in by_day}
    # Of 19, 20 and 21, stated once each, 20 is the likeliest.
    for day in sorted(by_day, key=lambda day: (-len(by_day[day]), -around[day], day)):
        new = _Drive(place, day)
        near = [drive for off in _NEAR if (drive := drives.get(day + off))]
        for mention in by_day[day]:
            drive, why = _nearest_launch(near, mention)
            if drive is None:
                drive, why = new, f"launch day {day}"
                new.names |= {mention.name} if mention.name else set()
            drive.members.append((mention, why))
        if new.members:
            drives[day] = new
    return list(drives.values())


def _nearest_launch(near: Iterable[_Drive], mention: _Mention) -> tuple[_Drive | None, str]:
    """The drive, launched on another day, that the mention means after all; of those launched `near` it."""
    candidates = []
    for drive in near:
        apart = abs((mention.day - drive.day).days)
        alike = _alike(mention.name, drive.names)
        if (
            apart <= SAME_DAYS
            or (apart <= CLOSE_DAYS and (alike is None or alike > 0))
            or (alike is not None and alike >= ALIKE)
        ):
            said = "no name to compare" if alike is None else f"name {alike:.2f} alike"
            candidates.append((apart, drive.day, drive, f"launch day {apart} day(s) off, {said}"))
    return min(candidates, key=lambda item: item[:2])[2:] if candidates else (None, "")


def _told_later(drives: list[_Drive], mentions: list[_Mention]) -> list[_Mention]:
    """Give mentions without a day to the drives they tell of; return those that fit none."""
    left, windows = [], []
    for drive in drives:
        ends = [mention.ends_on for mention, _ in drive.members if mention.ends_on]
        last = max(Counter(ends).items(), key=lambda item: (item[1], item[0]))[0] if ends else None
        windows.append((drive, drive.day - BEFORE, max(last or drive.day, drive.day + USUAL_LENGTH) + AFTER))
    joining = []
    for mention in mentions:
        candidates = []
        for drive, first, last in windows:
            told_within = mention.published_on is None or first <= mention.published_on <= last
            stated_year = mention.named_year or (mention.year if mention.published_on is None else None)
            of_year = stated_year in (None, drive.day.year)
            alike = _alike(mention.name, drive.names)
            if told_within and of_year and (alike is None or alike >= ALIKE):
                # Of drives that it may mean, the last one launched before it was written; one that is yet to
                # come is meant only if none was. So a later drive takes no article from an earlier one.
                launched = mention.published_on is None or drive.day <= mention.published_on
                late = drive.day.toordinal() if launched else -drive.day.toordinal()
                candidates.append((alike or 0.0, launched, late, drive))
        if candidates:
            alike, _, _, drive = max(candidates, key=lambda item: item[:3])
            said = f"name {alike:.2f} alike" if alike else "no name to compare"
            joining.append((drive, mention, f"no day stated; published within its window, {said}"))
        else:
            left.append(mention)
    for drive, mention, why in joining:
        drive.members.append((mention, why))
    return left


def _same_name(place: str, mentions: list[_Mention]) -> list[_Drive]:
    """Drives whose day nobody states: one per year and name, the most stated name first."""
    drives: list[_Drive] = []
    # Only drives of the same year that share a word can be alike; None stands for drives without a name.
    holding: dict[tuple[int | None, str | None], list[int]] = {}
    counts = Counter((mention.year, _fold(mention.name or "")) for mention in mentions)
    for mention in sorted(
        mentions,
        key=lambda one: (-counts[one.year, _fold(one.name or "")], _fold(one.name or ""), one.place_in_order),
    ):
        words = _own_words(mention.name) if mention.name else {None}
        near = sorted({place for word in words for place in holding.get((mention.year, word), ())})
        for drive in (drives[place] for place in near):
            alike = _alike(mention.name, drive.names)
            if alike is None or alike >= ALIKE:
                said = "neither is named" if alike is None else f"name {alike:.2f} alike"
                drive.members.append((mention, f"same year, {said}"))
                break
        else:
            names = {mention.name} if mention.name else set()
            for word in words:
                holding.setdefault((mention.year, word), []).append(len(drives))
            drives.append(_Drive(place, None, names, [(mention, "name and year")]))
    return drives


@lru_cache(maxsize=65536)
def _fold(name: str) -> str:
    """Lower case without tone marks and punctuation: outlets differ in them."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


@lru_cache(maxsize=65536)
def _own_words(name: str) -> frozenset[str]:
    """The words that tell this name from others; of a name of common words only, all of them."""
    words = frozenset(_fold(name).split())
    without_year = frozenset(word for word in words if not re.fullmatch(r"(19|20)\d\d", word))
    return (without_year - _COMMON) or without_year or words


def _alike(name: str | None, others: Iterable[str]) -> float | None:
    """Share of the shorter name's own words that the longer has, best over `others`; None if unnamed.

    A share of the shorter, because one outlet quotes a slogan in full and another half of it.
    """
    if not name:
        return None
    words = _own_words(name)
    shares = [
        len(words & _own_words(other)) / max(1, min(len(words), len(_own_words(other)))) for other in others
    ]
    return max(shares) if shares else None


# ── the table ────────────────────────────────────────────────────────────────────────────────────


def _rows(drives: list[_Drive]) -> list[dict]:
    rows = []
    ids = _ids(drives)
    for drive, campaign_id in zip(drives, ids, strict=True):
        drive.members.sort(key=lambda item: item[0].place_in_order)
        said = [mention for mention, _ in drive.members]
        why: dict[str, str] = {}
        for mention, reason in drive.members:
            why.setdefault(mention.document_id, reason)
        years = _most_stated(mention.year for mention in said)
        rows.append(
            {
                "campaign_id": campaign_id,
                "name": _fullest(mention.name for mention in said),
                "year": drive.day.year if drive.day else years,
                "starts_on": _most_stated(mention.starts_on for mention in said),
                "ends_on": _most_stated(mention.ends_on for mention in said),
                "launched_on": _most_stated(mention.launched_on for mention in said),
                "place_id": _most_stated(mention.place_id for mention in said),
                "province_2025": _most_stated(mention.province_2025 for mention in said),
                "organisers": _union(mention.organisers for mention in said),
                "programmes": _programmes(mention.programmes for mention in said),
                "document_ids": list(why),
                "linked_by": list(why.values()),
                "n_figures": 0,
                "part_of": None,
            }
        )
    _link_wider(rows)
    return rows


def _table(rows: list[dict]) -> pl.DataFrame:
    columns = []
    for name, dtype in TABLES["campaigns"].schema.items():
        values = [row[name] for row in rows]
        # Through Arrow: polars builds a list column from Python twenty times slower.
        lists = pa.array(values, type=pa.list_(pa.string())) if dtype == STRINGS else None
        columns.append(pl.Series(name, values, dtype=dtype) if lists is None else pl.Series(name, lists))
    return pl.DataFrame(columns)


def _ids(drives: list[_Drive]) -> list[str]:
    """One id per drive, in the same order. Where two would share one, the drive told of first has it."""
    firsts = [min((mention for mention, _ in drive.members), key=_told) for drive in drives]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for place in sorted(range(len(drives)), key=lambda place: (_told(firsts[place]), drives[place].place)):
        drive, first = drives[place], firsts[place]
        ids[place] = next(name for name in _names_of(drive, first) if name not in taken)
        taken.add(ids[place])
    return [ids[place] for place in range(len(drives))]


def _told(mention: _Mention) -> tuple:
    """Order in which documents tell of a drive: those that state its day first, then by publication."""
    return (mention.day is None, mention.published_on or date.max, mention.place_in_order)


def _names_of(drive: _Drive, first: _Mention) -> Iterator[str]:
    """The ids that a drive may have, the plainest first."""
    told = first.published_on
    if told and first.named_year not in (None, told.year):
        told = None  # results of last year's drive
    day = first.day or told
    name = _fold(first.name or "unnamed").replace(" ", "-")
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME]}-{sha256(name.encode()).hexdigest()[:8]}"
    if day:
        yield f"{drive.place}_{day:%Y-%m}"
        yield f"{drive.place}_{day}"
    when = day or first.year or "undated"
    yield f"{drive.place}_{when}_{name}"
    yield from (f"{drive.place}_{when}_{name}-{count}" for count in range(2, 10_000))


def _most_stated(values: Iterable) -> object:
    """The value that most mentions state, the smallest of those on a tie; None if nobody states one."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _fullest(names: Iterable[str | None]) -> str | None:
    """The wording with the most words; of equally long ones the most stated."""
    counts = Counter(name for name in names if name)
    return min(counts, key=lambda name: (-len(name.split()), -counts[name], name)) if counts else None


def _union(groups: Iterable[Iterable[str]]) -> list[str]:
    """All names, each once whatever its case and tone marks, in alphabetical order."""
    known: dict[str, str] = {}
    for name in sorted({name for group in groups for name in group}):
        known.setdefault(_fold(name), name)
    return sorted(known.values())


def _programmes(groups: Iterable[Iterable[str]]) -> list[str]:
    stated = {single for group in groups for programme in group for single in programme.split("+")}
    return [programme for programme in PROGRAMMES if programme in stated]


def _link_wider(rows: list[dict]) -> None:
    """Fill `part_of`: the drive of the next wider place that runs at the same time.

    A drive of a commune or district belongs to its province's, else to the national one; that of a
    province to the national one. The wider drive must have been launched within its usual length before
    or `BEFORE` after; the nearest launch is taken.
    """
    wider: dict[str, list[dict]] = {}
    for row in rows:
        level = (row["place_id"] or "").split(":")[0]
        if level == "country":
            wider.setdefault("country", []).append(row)
        elif level == "province" and row["province_2025"]:
            wider.setdefault(row["province_2025"], []).append(row)
    for row in rows:
        level, day = (row["place_id"] or "").split(":")[0], row["launched_on"] or row["starts_on"]
        if day is None or level == "country":
            continue
        scopes = (
            ["country"] if level != "commune" and level != "district" else [row["province_2025"], "country"]
        )
        for scope in scopes:
            near = [
                (abs((day - start).days), other["campaign_id"])
                for other in wider.get(scope, ())
                if (start := other["launched_on"] or other["starts_on"])
                and start - BEFORE <= day <= max(other["ends_on"] or start, start + USUAL_LENGTH)
            ]
            if near:
                row["part_of"] = min(near)[1]
                break


def _assign(figures: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Figures with the campaign of their document, where the place fits."""
    reported = (
        table.select(
            pl.col("document_ids").alias("document_id"),
            "campaign_id",
            pl.col("place_id").alias("of_place"),
            pl.col("province_2025").alias("of_province"),
            pl.col("year").alias("of_year"),
        )
        .explode("document_id")
        .sort("document_id", "campaign_id")
        .unique("document_id", keep="first", maintain_order=True)
    )
    level = pl.col("of_place").str.split(":").list.first()
    own_place = pl.col("place_id") == pl.col("of_place")
    within = (
        pl.when(level == "country")
        .then(pl.col("place_id").is_not_null() | pl.col("province_2025").is_not_null())
        .when(level.is_null() | (level == "province"))
        .then((pl.col("province_2025") == pl.col("of_province")) & (pl.col("place_level") != "country"))
        .otherwise(False)
    )
    last_year = pl.coalesce(_DATES).dt.year()
    fits = (own_place | within).fill_null(False) & (last_year >= pl.col("of_year")).fill_null(True)
    joined = figures.select("document_id", "place_id", "place_level", "province_2025", *_DATES).join(
        reported, on="document_id", how="left", maintain_order="left"
    )
    return figures.with_columns(joined.select(pl.when(fits).then("campaign_id").alias("campaign_id")))
