"""The register of administrative units: which units there were on a day, and what became of each.

Belongs here: units as facts, with validity, parents and successors, and the lookup of a name. Does not belong
here: reading a text (`mentions`) and deciding which unit it means (`resolve`).

A unit is one code with one name, one type and one parent for a time; when one of these changes, a new unit
begins. So the key is level, code and first day (`province:80@2008-08-01` is Long An, `province:80@2025-07-01`
Tây Ninh). All units end on 2025-06-30, when districts were abolished and provinces and communes formed anew.

Sources: `data/provinces.tsv` is written by hand (Resolutions 15/2008/QH12, 175/2024/QH15, 202/2025/QH15,
30/2026/QH16); the other tables by `build_register`, which says where they come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from extractors.language.places.keys import accented_key, bare, key
from extractors.values import PLACE_LEVELS, Place

DATA = Path(__file__).with_name("data")
#: Units are complete from this day on. One that stood on it may be older: see `Unit.valid_from`.
FIRST_DAY = date(2019, 1, 1)
#: From this day: 34 provinces, 3,321 communes, no districts.
MERGER = date(2025, 7, 1)
LAST_DAY = MERGER - timedelta(days=1)
#: Island districts without communes, each of which became a special zone whole.
_ISLANDS = frozenset(("318", "471", "498", "536", "755"))
_NONE: tuple[set[str], set[str]] = (set(), set())
#: a level → how deep it lies: the country 0, a commune 3
DEPTH = {level: depth for depth, level in enumerate(PLACE_LEVELS)}
COUNTRY_ID = "country:VN@1945-09-02"


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit for one span of time.

    `valid_from` of a province of the 63 is 2008-08-01 and of a district or commune 2019-01-01 where it stood
    on that day already: its true first day may lie before. `dated` is `about` where a commune's first or last
    day is known only to lie between two copies of the official list. `decree`: the resolution that made it.
    """

    place_id: str
    level: str
    code: str
    name: str
    type: str
    parent_id: str | None
    valid_from: date
    valid_to: date | None
    dated: str
    decree: str | None
    variants: tuple[str, ...] = ()
    #: As in the table: `code[@day][~]`, space-separated; read through `Register.successors`.
    successor_codes: str = ""

    @property
    def full_name(self) -> str:
        """`huyện Chương Mỹ`, `Quận 1`, `Thành phố Hà Nội` without its capital: type and name."""
        return f"{self.type} {self.name}" if self.type else self.name

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit that a name may mean, and why it is offered at this rank."""

    unit: Unit
    why: tuple[str, ...]


class Register:
    """All units, by id, by code and day, and by match key. Built once per process: `register()`."""

    def __init__(self, units: list[Unit]):
        self.units = units
        self.by_id = {unit.place_id: unit for unit in units}
        self._spells: dict[tuple[str, str], list[Unit]] = {}
        self._code_34: dict[str, str | None] = {}
        self._code_63: dict[str, str | None] = {}
        self._accented: dict[str, frozenset[str]] = {}
        #: match key of the bare name or of a variant → units of that name, of any era
        self.by_key: dict[str, list[Unit]] = {}
        for unit in units:
            self._spells.setdefault((unit.level, unit.code), []).append(unit)
            for name in dict.fromkeys(map(key, (unit.name, *unit.variants))):
                self.by_key.setdefault(name, []).append(unit)
        #: first word of a match key → numbers of words of the keys that begin so, longest first
        self.first_words: dict[str, list[int]] = {}
        for name in self.by_key:
            lengths = self.first_words.setdefault(name.partition(" ")[0], [])
            if (length := name.count(" ") + 1) not in lengths:
                lengths.append(length)
                lengths.sort(reverse=True)

    def get(self, place_id: str) -> Unit:
        return self.by_id[place_id]

    def on(self, level: str, code: str, day: date) -> Unit | None:
        """The unit that bore this code on this day, else None."""
        for unit in reversed(self._spells.get((level, code), ())):
            if unit.valid_from <= day:
                return unit if unit.valid_on(day) else None
        return None

    def parent(self, unit: Unit) -> Unit | None:
        return self.by_id.get(unit.parent_id) if unit.parent_id else None

    def ancestors(self, unit: Unit) -> list[Unit]:
        """The units above this one, the nearest first, without the country."""
        found, above = [], self.parent(unit)
        while above is not None and above.level != "country":
            found.append(above)
            above = self.parent(above)
        return found

    def accented_keys(self, unit: Unit) -> frozenset[str]:
        known = self._accented.get(unit.place_id)
        if known is None:
            known = self._accented[unit.place_id] = frozenset(map(accented_key, (unit.name, *unit.variants)))
        return known

    def ancestor(self, unit: Unit, level: str) -> Unit | None:
        """The unit itself or the one above it at this level, valid when it ended."""
        above: Unit | None = unit
        while above is not None and above.level != level:
            above = self.parent(above)
        return above

    def successors(self, unit: Unit) -> tuple[tuple[str, float | None], ...]:
        """(place_id, share) of what the unit became on the day after its last.

        A district abolished on 2025-07-01 has the communes of today that its own communes went to.
        """
        if unit.valid_to is None:
            return ()
        if unit.level == "district" and not unit.successor_codes:
            heirs = (
                h for child in self._last_communes().get(unit.code, ()) for h, _ in self.successors(child)
            )
            return tuple((heir, None) for heir in dict.fromkeys(heirs))
        found = []
        for item in unit.successor_codes.split():
            share = None if item.endswith("~") else 1.0
            level, _, item = item.rstrip("~").rpartition(":")
            code, _, day = item.partition("@")
            heir = self.on(
                level or unit.level, code, date.fromisoformat(day) if day else _next(unit.valid_to)
            )
            if heir is not None:
                found.append((heir.place_id, share))
        return tuple(found)

    def places(self) -> list[Place]:
        """Every unit as a row of places.parquet."""
        rows = []
        for unit in self.units:
            heirs = self.successors(unit)
            rows.append(
                Place(
                    place_id=unit.place_id,
                    level=unit.level,
                    code=unit.code,
                    name=unit.name,
                    type=unit.type.capitalize() or None,
                    parent_place_id=unit.parent_id,
                    valid_from=unit.valid_from,
                    valid_to=unit.valid_to,
                    dated=unit.dated,
                    variants=unit.variants,
                    successor_place_ids=tuple(heir for heir, _ in heirs),
                    successor_shares=tuple(share for _, share in heirs),
                    decree=unit.decree,
                    province_2025=self.province_2025(unit),
                    province_pre2025=self.province_pre2025(unit),
                )
            )
        return rows

    def province_2025(self, unit: Unit) -> str | None:
        """Code of the province of the 34 in which the unit lies; None for the country."""
        known = self._code_34.get(unit.place_id, "")
        if known == "":
            province = self.ancestor(unit, "province")
            while province is not None and province.valid_from < MERGER:
                province = self.by_id[self.successors(province)[0][0]]
            known = self._code_34[unit.place_id] = province.code if province else None
        return known

    def province_pre2025(self, unit: Unit) -> str | None:
        """Code of the province of the 63; None for the country and for a unit made from two of the 63."""
        known = self._code_63.get(unit.place_id, "")
        if known == "":
            origins = self.provinces_63(unit)
            known = self._code_63[unit.place_id] = next(iter(origins)) if len(origins) == 1 else None
        return known

    def provinces_63(self, unit: Unit) -> set[str]:
        """Codes of the provinces of the 63 in which the unit lies or of which it was made."""
        if unit.valid_from >= MERGER:
            return self._origins().get(unit.place_id, _NONE)[0]
        province = self.ancestor(unit, "province")
        while province is not None and province.valid_to < LAST_DAY:  # Hà Tây until 2008, Thừa Thiên Huế
            province = self.by_id[self.successors(province)[0][0]]
        return {province.code} if province else set()

    def districts_of(self, unit: Unit) -> set[str]:
        """Code of the commune's district; for a commune of today, of the districts it was made from."""
        if unit.level == "commune" and unit.valid_from >= MERGER:
            return self._origins().get(unit.place_id, _NONE)[1]
        district = self.ancestor(unit, "district")
        return {district.code} if district else set()

    def lies_in(self, unit: Unit, above: Unit) -> bool:
        """Whether the unit lies in the other, eras bridged: a commune of today in a district of before."""
        if above.level == "province" and unit.level in ("district", "commune"):
            if above.valid_from >= MERGER:
                return self.province_2025(unit) == above.code
            return above.code in self.provinces_63(unit)
        if above.level == "district" and unit.level == "commune":
            return above.code in self.districts_of(unit)
        return False

    def traits(self, unit: Unit) -> list[tuple[str, str]]:
        """What other names can speak for: where the unit lies, and what it is above."""
        found = [("near", self.province_2025(unit) or "")]
        if unit.level == "province":
            found.append(("holds 34" if unit.valid_from >= MERGER else "holds 63", unit.code))
            return found
        found.append(("in 34", self.province_2025(unit) or ""))
        found += (("in 63", code) for code in self.provinces_63(unit))
        if unit.level == "commune":
            for code in self.districts_of(unit):
                found += (("in district", code), ("beside", code))
        else:
            found.append(("holds", unit.code))
        return found

    def tells(self, unit: Unit) -> list[tuple[tuple[str, str], float]]:
        """What the unit, when named, says of others: (trait, strength). Parent and child say most."""
        if unit.level == "province":
            return [(("in 34" if unit.valid_from >= MERGER else "in 63", unit.code), 2.0)]
        province = self.province_2025(unit) or ""
        found = [(("near", province), 1.0), (("holds 34", province), 3.0)]
        found += ((("holds 63", code), 3.0) for code in self.provinces_63(unit))
        if unit.level == "commune":
            for code in self.districts_of(unit):
                found += ((("holds", code), 3.0), (("beside", code), 2.0))
        else:
            found.append((("in district", unit.code), 3.0))
        return found

    def named(self, name: str) -> list[Unit]:
        """Units of this name, with or without its type; accents count if the name is written with any."""
        name = " ".join(name.split())
        kind, bare = split_type(name)
        units = [u for u in self.by_key.get(key(bare), ()) if kind is None or u.type == kind]
        if not units and kind is not None:  # a name that only begins like a type word
            bare, units = name, list(self.by_key.get(key(name), ()))
        if not bare.isascii():
            units = [u for u in units if accented_key(bare) in self.accented_keys(u)]
        return units

    @cache  # noqa: B019 - one register per process
    def _last_communes(self) -> dict[str, list[Unit]]:
        """Code of a district → its communes on its last day, 2025-06-30."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.level == "commune" and unit.valid_to == LAST_DAY:
                found.setdefault(self.by_id[unit.parent_id].code, []).append(unit)
        return found

    @cache  # noqa: B019 - one register per process
    def _origins(self) -> dict[str, tuple[set[str], set[str]]]:
        """place_id of a unit of today → codes of the provinces of the 63 and districts that made it."""
        origins: dict[str, tuple[set[str], set[str]]] = {}
        for unit in self.units:
            if unit.valid_to != LAST_DAY or unit.level == "district" and unit.code not in _ISLANDS:
                continue
            provinces, districts = self.provinces_63(unit), self.districts_of(unit)
            for heir, _ in self.successors(unit):
                into = origins.setdefault(heir, (set(), set()))
                into[0].update(provinces)
                into[1].update(districts)
        for unit in self.units:  # a province that changed again since (Đồng Nai, 2026-04-30)
            if unit.place_id in origins and unit.valid_to is not None and unit.valid_to >= MERGER:
                for heir, _ in self.successors(unit):
                    origins[heir] = origins[unit.place_id]
        return origins


#: Type words and abbreviations, with and without accents, in lower case → type.
TYPE_OF_WORD = {
    "thành phố": "thành phố",
    "tp": "thành phố",
    "tỉnh": "tỉnh",
    "thị xã": "thị xã",
    "tx": "thị xã",
    "thị trấn": "thị trấn",
    "tt": "thị trấn",
    "đặc khu": "đặc khu",
    "quận": "quận",
    "q": "quận",
    "huyện": "huyện",
    "h": "huyện",
    "phường": "phường",
    "p": "phường",
    "xã": "xã",
    "x": "xã",
}
TYPE_OF_WORD |= {bare(word): kind for word, kind in list(TYPE_OF_WORD.items())}
#: Type words written out, as an alternation; the longest first.
WHOLE_WORDS = "|".join(
    sorted((w for w in TYPE_OF_WORD if len(w) > 2 or w in ("xã", "xa")), key=len, reverse=True)
)
#: What may stand between a type word and its name: `xã miền núi Lục Ngạn`.
BETWEEN = (
    r"(?:đảo|biên giới|miền núi|vùng (?:cao|biên|sâu|biển)|(?:ven )?biển|bãi ngang|cù lao|nghèo|thuần nông"
    r"|điểm|bạn|nông trường|nt)"
)
#: A type word before a name, in lower case. Abbreviations of one letter need their dot or a number behind.
TYPE_BEFORE = (
    rf"(?:(?P<word>{WHOLE_WORDS})(?:\s+{BETWEEN})?\s|(?P<short>tp|tx|tt)(?:\.\s*|\s)"
    r"|t\.p\.?\s*|(?P<letter>[qhpx])(?:\.|(?=\d)))\s*"
)
_TYPE_AT_START = re.compile(TYPE_BEFORE)


def type_of(match: re.Match) -> str:
    """The type that a match of TYPE_BEFORE stands for."""
    return TYPE_OF_WORD[match["word"] or match["short"] or match["letter"] or "tp"]


def split_type(name: str) -> tuple[str | None, str]:
    """`huyện Chương Mỹ` → ("huyện", "Chương Mỹ"); `Q.1` → ("quận", "1"); no type word → (None, name)."""
    match = _TYPE_AT_START.match(name.lower())
    if match is None or match.end() == len(name):
        return None, name
    whole = name[match.end("word") :].lstrip() if match["word"] else ""
    if whole[:1].isupper() and not name.isupper():
        return type_of(match), whole  # `huyện Cù Lao Dung` is no `huyện cù lao` Dung
    return type_of(match), name[match.end() :]


def _next(day: date) -> date:
    return day + timedelta(days=1)


@lru_cache(maxsize=1)
def register() -> Register:
    """The register of this process. Loading takes about 0.1 s."""
    country = Unit(COUNTRY_ID, "country", "VN", "Việt Nam", "", None, date(1945, 9, 2), None, "exact", None)
    provinces = _read("province", "provinces.tsv", [country])
    districts = _read("district", "districts.tsv", provinces)
    communes = _read("commune", "communes.tsv", districts)
    communes_2025 = _read("commune", "communes_2025.tsv", provinces)
    return Register([country, *provinces, *districts, *communes, *communes_2025])


def _read(level: str, file: str, above: list[Unit]) -> list[Unit]:
    """The units of one table; each gets as parent the spell of its parent's code that stood when it ended."""
    spells: dict[str, list[Unit]] = {}
    for unit in above:
        spells.setdefault(unit.code, []).append(unit)
    units, day_of = [], {"": None}
    for line in (DATA / file).read_text(encoding="utf-8").splitlines()[1:]:
        code, name, kind, parent, first, last, dated, heirs, decree, variants = line.split("\t")
        for day in (first, last):
            if day not in day_of:
                day_of[day] = date.fromisoformat(day)
        begin, end = day_of[first], day_of[last]
        parent_id = None
        for unit in spells[parent]:
            if unit.valid_from <= (end or date.max) and (unit.valid_to is None or begin <= unit.valid_to):
                parent_id = unit.place_id
        units.append(
            Unit(
                f"{level}:{code}@{first}",
                level,
                code,
                name,
                kind,
                parent_id,
                begin,
                end,
                dated,
                decree or None,
                tuple(variants.split("|")) if variants else (),
                heirs,
            )
        )
    return units


def lookup(name: str, on: date | None = None) -> list[Candidate]:
    """Every unit that `name` may mean, those valid on the day first, each with why.

    `on` None: today's units first. A name that nobody bears gives an empty list. Behind `raquan places`.
    """
    units = register()
    found = []
    for unit in units.named(name):
        why = []
        day = max(on, FIRST_DAY) if on else None
        rank = 0
        if day is None:
            rank = 0 if unit.valid_to is None else 1
            why.append("in force today" if rank == 0 else f"until {unit.valid_to}")
        elif unit.valid_on(day):
            why.append(f"in force on {day}" if day == on else f"in force on {day}, where the register begins")
        else:
            rank = 1
            why.append(
                f"from {unit.valid_from} only" if day < unit.valid_from else f"only until {unit.valid_to}"
            )
        above = units.parent(unit)
        names = []
        while above is not None and above.level != "country":
            names.append(above.full_name)
            above = units.parent(above)
        if names:
            why.append("in " + ", ".join(names))
        heirs = units.successors(unit)
        for heir, share in heirs:
            part = "" if share else "a part of it " if len(heirs) > 1 else "wholly or in part "
            why.append(f"{part}became {units.get(heir).full_name} ({heir})")
        order = (rank, DEPTH[unit.level], unit.code, unit.valid_from)
        found.append((order, Candidate(unit, tuple(why))))
    found.sort(key=lambda pair: pair[0])
    return [candidate for _, candidate in found]
