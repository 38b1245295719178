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

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from extractors.language.places.keys import accented_key, key

DATA = Path(__file__).with_name("data")
#: Units are complete from this day on. One that stood on it may be older: see `Unit.valid_from`.
FIRST_DAY = date(2019, 1, 1)
#: From this day: 34 provinces, 3,321 communes, no districts.
MERGER = date(2025, 7, 1)
LEVELS = ("country", "province", "district", "commune")
COUNTRY_ID = "country:VN@1945-09-02"


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit for one span of time.

    `valid_from` of a province of the 63 is 2008-08-01 and of a district or commune 2019-01-01 where it stood on
    that day already: its true first day may lie before. `dated` is `about` where a commune's first or last day
    is known only to lie between two copies of the official list. `successors`: (place_id, share), share 1.0
    where the whole unit went there, None where an unknown part of it did, the main part first. `decree`: the
    resolution that made the unit.
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
        spells = self._spells.get((level, code), [])
        i = bisect_right(spells, day, key=lambda unit: unit.valid_from) - 1
        return spells[i] if i >= 0 and spells[i].valid_on(day) else None

    def parent(self, unit: Unit) -> Unit | None:
        return self.by_id.get(unit.parent_id) if unit.parent_id else None

    def ancestors(self, unit: Unit) -> list[Unit]:
        """The units above this one, the nearest first, without the country."""
        found, above = [], self.parent(unit)
        while above is not None and above.level != "country":
            found.append(above)
            above = self.parent(above)
        return found

    def accented_keys(self, unit: Unit) -> set[str]:
        return {accented_key(name) for name in (unit.name, *unit.variants)}

    def ancestor(self, unit: Unit, level: str) -> Unit | None:
        """The unit itself or the one above it at this level, valid when it ended."""
        above: Unit | None = unit
        while above is not None and above.level != level:
            above = self.parent(above)
        return above

    def successors(self, unit: Unit) -> tuple[tuple[str, float | None], ...]:
        """(place_id, share) of what the unit became on the day after its last."""
        if unit.valid_to is None:
            return ()
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
        if unit.valid_from < MERGER:
            province = self.ancestor(unit, "province")
            return province.code if province else None
        origins = self._origins().get(unit.place_id, set())
        return next(iter(origins)) if len(origins) == 1 else None

    def provinces_63(self, unit: Unit) -> set[str]:
        """Codes of the provinces of the 63 in which the unit lies or of which it was made."""
        if unit.valid_from >= MERGER:
            return self._origins().get(unit.place_id, set())
        province = self.ancestor(unit, "province")
        return {province.code} if province else set()

    def districts_of(self, unit: Unit) -> set[str]:
        """Code of the commune's district; for a commune of today, of the districts it was made from."""
        if unit.level != "commune":
            return set()
        if unit.valid_from >= MERGER:
            return self._district_origins().get(unit.place_id, set())
        district = self.ancestor(unit, "district")
        return {district.code} if district else set()

    def parent_key(self, unit: Unit) -> tuple[str, str] | None:
        """Level and code of the parent, the same for all its spells."""
        parent = self.parent(unit)
        return (parent.level, parent.code) if parent else None

    @cache  # noqa: B019 - one register per process
    def _district_origins(self) -> dict[str, set[str]]:
        last_day = MERGER - timedelta(days=1)
        origins: dict[str, set[str]] = {}
        for unit in self.units:
            if unit.valid_to == last_day and unit.level == "commune":
                for heir, _ in self.successors(unit):
                    origins.setdefault(heir, set()).update(self.districts_of(unit))
        return origins

    @cache  # noqa: B019 - one register per process
    def _origins(self) -> dict[str, set[str]]:
        """place_id of a unit of today → codes of the provinces of the 63 it was made from."""
        last_day = MERGER - timedelta(days=1)
        origins: dict[str, set[str]] = {}
        for unit in self.units:
            if unit.valid_to == last_day and unit.level != "country":
                province = self.ancestor(unit, "province")
                for heir, _ in self.successors(unit):
                    origins.setdefault(heir, set()).add(province.code)
        for unit in self.units:  # a province that changed again since (Đồng Nai, 2026-04-30)
            if unit.place_id in origins and unit.valid_to is not None and unit.valid_to >= MERGER:
                for heir, _ in self.successors(unit):
                    origins.setdefault(heir, set()).update(origins[unit.place_id])
        return origins

    def named(self, name: str) -> list[Unit]:
        """Units of this name, type word or not, accents respected where the name is written with any."""
        name = " ".join(name.split())
        kind, bare = split_type(name)
        units = [u for u in self.by_key.get(key(bare), ()) if kind is None or u.type in kind]
        if not units and kind is not None:  # a name that begins like a type word
            units, bare = list(self.by_key.get(key(name), ())), name
        if not bare.isascii():
            wanted = accented_key(bare)
            units = [u for u in units if any(accented_key(n) == wanted for n in (u.name, *u.variants))]
        return units


#: Type words and their abbreviations → the types of units they may stand for.
TYPE_WORDS: dict[str, tuple[str, ...]] = {
    "thành phố": ("thành phố",),
    "tp": ("thành phố",),
    "tỉnh": ("tỉnh",),
    "thị xã": ("thị xã",),
    "tx": ("thị xã",),
    "thị trấn": ("thị trấn",),
    "tt": ("thị trấn",),
    "đặc khu": ("đặc khu",),
    "quận": ("quận",),
    "q": ("quận",),
    "huyện đảo": ("huyện",),
    "huyện": ("huyện",),
    "h": ("huyện",),
    "phường": ("phường",),
    "p": ("phường",),
    "xã đảo": ("xã",),
    "xã": ("xã",),
    "x": ("xã",),
}


def split_type(name: str) -> tuple[tuple[str, ...] | None, str]:
    """`huyện Chương Mỹ` → (("huyện",), "Chương Mỹ"); a name without a type word → (None, name)."""
    lower, bare_lower = name.lower(), key(name)
    for word, kinds in TYPE_WORDS.items():
        for form, text in ((word, lower), (key(word), bare_lower if name.isascii() else "")):
            if len(word) <= 2:
                if lower.startswith(word + ".") and len(name) > len(word) + 1:
                    return kinds, name[len(word) + 1 :].strip()
                if len(word) == 1 and not lower[2:3].isdigit():
                    continue  # "H Nội": a single letter needs its dot, or a number behind it
            if text.startswith(form + " "):
                return kinds, name[len(form) + 1 :].strip()
    return None, name


def _next(day: date) -> date:
    return day + timedelta(days=1)


@lru_cache(maxsize=1)
def register() -> Register:
    """The register of this process. Loading takes about 0.1 s."""
    country = Unit(COUNTRY_ID, "country", "VN", "Việt Nam", "", None, date(1945, 9, 2), None, "exact", None)
    units = [country]
    days: dict[str, date | None] = {"": None}

    def rows(name: str):
        with (DATA / name).open(encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                row = line.rstrip("\n").split("\t")
                for day in (row[4], row[5]):
                    if day not in days:
                        days[day] = date.fromisoformat(day)
                yield row

    def parent_of(spells: dict[str, list[Unit]], code: str, first: date, last: date | None) -> str | None:
        # The parent at the unit's end; a parent that changed its type meanwhile has several spells.
        for unit in reversed(spells[code]):
            if unit.valid_from <= (last or date.max) and (unit.valid_to is None or first <= unit.valid_to):
                return unit.place_id
        return None

    above: dict[str, list[Unit]] = {}
    for name, level in (("provinces", "province"), ("districts", "district"), ("communes", "commune")):
        spells: dict[str, list[Unit]] = {}
        tables = (name, "communes_2025") if level == "commune" else (name,)
        for table in tables:
            over = provinces if table == "communes_2025" else above  # noqa: F821
            for code, unit_name, kind, parent, first, last, dated, heirs, decree, *variants in rows(
                f"{table}.tsv"
            ):
                first, last = days[first], days[last]
                unit = Unit(
                    f"{level}:{code}@{first}",
                    level,
                    code,
                    unit_name,
                    kind,
                    COUNTRY_ID if level == "province" else parent_of(over, parent, first, last),
                    first,
                    last,
                    dated,
                    decree or None,
                    tuple(variants[0].split("|")) if variants and variants[0] else (),
                    heirs,
                )
                spells.setdefault(code, []).append(unit)
                units.append(unit)
        above = spells
        if level == "province":
            provinces = spells  # noqa: F841
    return Register(units)


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
        for heir, share in units.successors(unit):
            part = "" if share else "a part of it "
            why.append(f"{part}became {units.get(heir).full_name} ({heir})")
        order = (rank, LEVELS.index(unit.level), unit.code, unit.valid_from)
        found.append((order, Candidate(unit, tuple(why))))
    found.sort(key=lambda pair: pair[0])
    return [candidate for _, candidate in found]
