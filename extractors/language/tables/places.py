"""The places that rows name: their level, and what holds them, is one for the table."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import regex

from extractors.language.places import ResolvedPlace
from extractors.language.places.register import (
    FIRST_DAY,
    LAST_DAY,
    MERGER,
    Unit,
    register,
    split_type,
)
from extractors.language.tables.words import TOTAL
from extractors.language.text import match_key
from extractors.values import PLACE_LEVELS

_AGENCY_PREFIX = regex.compile(
    r"(?:bhxh|bảo hiểm xã hội|bưu điện|bđ|bưu cục|ubnd|ủy ban nhân dân|đại lý(?: thu)?|bđh|bđtp|bđtx|bđvhx|"
    r"bđ-vhx|phòng|chi cục|cơ sở)\s+(?=\p{L})",
    regex.I,
)
ORDINAL = regex.compile(r"(?:\d{1,3}|[ivx]{1,5})[.)]\s+|[-–+•*]\s*", regex.I)
_PAIR = regex.compile(r"\s(?:và|-|–|,|&|\+)\s|\s?,\s")


#: A unit of before 2025-07-01, in a report of after it.
_FORMER = regex.compile(r"\s*\((?:cũ|trước (?:sáp nhập|sắp xếp|hợp nhất))\)|\s+cũ$", regex.I)


def place_name(label: str) -> str:
    """The place in a row's name, as written: `1. BHXH huyện Sóc Sơn` → `huyện Sóc Sơn`."""
    name = ORDINAL.sub("", label.strip(), count=1) if ORDINAL.match(label.strip()) else label.strip()
    name = regex.sub(r"\s*(?:\(\*+\)|\*+|\[\d+\]|\(\d\)|[¹²³⁴⁵])$", "", name)
    for _ in range(2):
        name = _AGENCY_PREFIX.sub("", name, count=1) if _AGENCY_PREFIX.match(name) else name
    return name.strip(" :;.")


class RowPlaces:
    """The places that the rows of one table name: their level and what holds them is one for the table."""

    def __init__(self, labels: Sequence[str], home: ResolvedPlace | None, day: date):
        self._register = register()
        self._home = home
        self._day = max(day, FIRST_DAY)
        self._named = {label: self._candidates(label) for label in dict.fromkeys(labels)}
        self.level, self._within = self._agree()
        self.count = sum(bool(self._units(label)) for label in self._named)

    def _candidates(self, label: str) -> list[Unit]:
        name = _FORMER.sub("", place_name(label))
        day = min(self._day, LAST_DAY) if _FORMER.search(label) else self._day
        if not name or len(name) > 60 or not regex.search(r"\p{L}|^\d{1,2}$", name):
            return []
        units = self._register.named(name)
        now = [u for u in units if u.valid_on(day)]
        return now or units

    def _agree(self) -> tuple[str | None, str | None]:
        """(level, place_id of the province or district that holds them) under which most rows are places."""
        best: tuple[float, str | None, str | None] = (0.0, None, None)
        total = sum(1 for label in self._named if not TOTAL.fullmatch(match_key(label)))
        provinces = sum(any(u.level == "province" for u in units) for units in self._named.values())
        if provinces:
            best = (provinces + 0.5, "province", None)
        for level in ("district", "commune"):
            votes: Counter[str] = Counter()
            for units in self._named.values():
                votes.update(
                    {
                        above.place_id
                        for u in units
                        if u.level == level
                        for above in self._register.ancestors(u)
                    }
                )
            # of two spells of one district, that of the day; never by the order of a set
            for holder, count in sorted(votes.items(), key=lambda vote: self._spell(vote[0])):
                unit = self._register.get(holder)
                home = self._is_home(unit)
                # an unknown province is believed if the names of its rows leave no other
                weight = count + (0.4 if home else -0.3) + 0.2 * (level == "district")
                rivals = max(
                    (
                        n
                        for other, n in votes.items()
                        if other != holder and self._register.get(other).level == unit.level
                    ),
                    default=0,
                )
                if not home and (
                    self._home is not None and self._home.level != "country" or rivals > 0.7 * count
                ):
                    continue
                if weight > best[0]:
                    best = (weight, level, holder)
        return (best[1], best[2]) if best[0] >= max(1.0, 0.4 * total) else (None, None)

    def _spell(self, place_id: str) -> tuple[bool, str]:
        return not self._register.get(place_id).valid_on(self._day), place_id

    def _is_home(self, unit: Unit) -> bool:
        home = self._home
        if home is None or home.level == "country":
            return False
        if unit.place_id == home.place_id:
            return True
        if unit.level != "province":
            return False
        return self._register.province_2025(unit) == home.province_2025 and (
            unit.valid_from >= MERGER
            or home.province_pre2025 in (None, self._register.province_pre2025(unit))
        )

    def _units(self, label: str) -> list[Unit]:
        units = [u for u in self._named.get(label, ()) if u.level == self.level]
        if self._within:
            units = [u for u in units if any(a.place_id == self._within for a in self._register.ancestors(u))]
        return units

    def parent(self, words: str) -> Unit | None:
        """The one province or district that a section's name or another cell of a row names."""
        units = [u for u in self._candidates(words) if u.level in ("province", "district")]
        if len(units) > 1:
            units = [u for u in units if u.level == "province" or self._is_home_of(u)]
        return units[0] if len(units) == 1 else None

    def _is_home_of(self, unit: Unit) -> bool:
        return any(self._is_home(above) for above in self._register.ancestors(unit))

    def _below(self, label: str, parents: Sequence[Unit]) -> list[Unit]:
        """The unit of a row that lies in what its section, another cell or a row above names."""
        units = self._named.get(label, [])
        for parent in parents:
            within = [
                u for u in units if any(a.place_id == parent.place_id for a in self._register.ancestors(u))
            ]
            for level in PLACE_LEVELS:  # "Châu Thành" is the district before it is the commune of that name
                of_level = [u for u in within if u.level == level]
                if len(of_level) == 1:
                    return of_level
                if of_level:
                    break
        return []

    def _of_other_level(self, label: str) -> list[Unit]:
        """A province by its name, or a typed unit of the report's own province, in a table of another
        level."""
        units = self._named.get(label, []) if self.level else []
        provinces = [u for u in units if u.level == "province"]
        typed = [u for u in units if self._is_home_of(u)] if split_type(place_name(label))[0] else []
        return next((found for found in (provinces, typed) if len(found) == 1), [])

    def resolve(
        self, label: str, on: date | None, parents: Sequence[Unit] = ()
    ) -> tuple[str, ResolvedPlace | None, str] | None:
        """(text, place, rule) of a row's name; None where it is no place of this table's kind."""
        name = place_name(label)
        units = self._units(label)
        day = max(on, FIRST_DAY) if on else self._day
        if _FORMER.search(label):
            day = min(day, LAST_DAY)
        units = self._below(label, parents) or units or self._of_other_level(label)
        if not units:
            if self.level and _PAIR.search(name):
                parts = [p for p in regex.split(_PAIR, name) if p.strip()]
                if len(parts) > 1 and all(self._register.named(p.strip()) for p in parts):
                    return name, None, "one_row_for_several_places"
            return None
        valid = [u for u in units if u.valid_on(day)] or units
        if len(valid) > 1:
            # one name, two spells or two types: the spell that was newest on the day, if it is one unit
            newest = max(u.valid_from for u in valid)
            same = [u for u in valid if u.valid_from == newest]
            valid = same if len({u.code for u in valid}) == 1 else valid
        if len(valid) > 1:
            return name, None, "place_open"
        return name, resolved(valid[0], name, day), "place_of_the_row"


def resolved(unit: Unit, text: str, day: date) -> ResolvedPlace:
    known = register()
    code_34, code_63 = known.province_2025(unit), known.province_pre2025(unit)
    code = code_34 if day >= MERGER else code_63
    province = known.on("province", code, day) if code else None
    return ResolvedPlace(
        text,
        unit.level,
        unit.place_id,
        province.place_id if province else None,
        code_34,
        code_63,
        ("row of a table",),
    )
