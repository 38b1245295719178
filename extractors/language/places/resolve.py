"""Decides which unit a mention means, by evidence in this order, and says which evidence it was.

1. the day: units in force on the figure's day; `(cũ)` turns to those that had ended;
2. a parent stated beside the name (`xã Phú Cường, huyện Sóc Sơn`);
3. places named with it, the nearer the weightier (three communes settle their province);
4. the province of title or dateline;
5. the home province of the outlet.

What is still open is None, with its candidates in the evidence. Never a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.language.places.keys import key
from extractors.language.places.mentions import (
    CITY_PROVINCES,
    PlaceMention,
    find_mentions,
    with_antecedent,
)
from extractors.language.places.register import COUNTRY_ID, FIRST_DAY, MERGER, Unit, register

#: Between a name and the parent stated behind it.
_PARENT_GAP = re.compile(
    r"\s*(?:,|\(|-|–|thuộc|của|ở|tại|/)?\s*(?:thuộc|của|tại)?\s*(?:BHXH|Bưu điện|UBND)?\s*"
)
_MAX_LISTED = 6
#: A candidate wins over the others by what is named with it only if it has this much more.
_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """What a mention means on a day. `place_id` is None where the text leaves it open.

    `province_id` is the province in force on that day; the codes are those of the 34 and of the 63 and may be
    known although the unit is not. `evidence`: what decided, in words, or the candidates that remained.
    """

    text: str
    level: str | None
    place_id: str | None
    province_id: str | None
    province_2025: str | None
    province_pre2025: str | None
    evidence: tuple[str, ...]


class DocumentPlaces:
    """The places of one document. Built once per text; `resolve` may be asked for any day.

    `text` is NFC. `published` dates the document; `outlet_province` is the code of the province (of the 34 or
    the 63, whichever was in force) that the publisher belongs to; `text[:title_end]` is the title.
    """

    def __init__(
        self, text: str, published: date | None, outlet_province: str | None = None, title_end: int = 0
    ):
        self._register = register()
        self._text = text
        self._published = published
        self._outlet = outlet_province
        self._title_end = title_end or text.find("\n") if "\n" in text else title_end or len(text)
        # The lead: what follows the title up to about one paragraph.
        self._lead_end = text.find("\n", self._title_end + 250)
        if self._lead_end < 0 or self._lead_end > self._title_end + 1200:
            self._lead_end = min(len(text), self._title_end + 600)
        self._memo: dict[tuple, ResolvedPlace] = {}
        self._paragraphs = [m.start() for m in re.finditer("\n", text)]
        self.mentions: list[PlaceMention] = find_mentions(text, self._register)
        self._named = [m for m in self.mentions if m.kind != "ellipsis" and m.level != "country"]
        self._units: dict[int, tuple[Unit, ...]] = {}
        self._day = published or self._newest_consistent_day()
        self._title_provinces = self._provinces_between(0, self._title_end)
        self._lead_provinces = self._title_provinces or self._provinces_between(
            self._title_end, self._lead_end
        )
        self.mentions = self._fill_ellipses(self.mentions)

    # -- the public questions -----------------------------------------------------------------------

    def resolve(self, mention: PlaceMention, on: date | None = None) -> ResolvedPlace:
        """The unit that the mention means on a day; None: the day of publication."""
        day = on or self._day
        at = (mention.start, mention.end, mention.text, day)
        if at not in self._memo:
            self._memo[at] = self._resolve(mention, day)
        return self._memo[at]

    def home(self, on: date | None = None) -> ResolvedPlace | None:
        """The place that the document as a whole is about; the country for a national report; None if open."""
        day = on or self._day
        points: dict[str, float] = defaultdict(float)
        first: dict[str, ResolvedPlace] = {}
        below: dict[str, ResolvedPlace] = {}
        for mention in self.mentions:
            if mention.kind == "ellipsis" and mention.antecedent is None:
                continue
            place = self.resolve(mention, day)
            if mention.start < self._title_end:
                weight = 6.0
            elif mention.start < self._lead_end:
                weight = 3.0
            else:
                weight = 1.0
            if place.level == "country":
                points["country"] += weight if mention.kind == "country" else weight / 2
                continue
            code = place.province_2025
            if code is None:
                continue
            if place.level != "province":
                weight /= 2
                if mention.start < self._title_end and place.place_id:
                    below.setdefault(place.place_id, place)
            points[code] += weight
            if place.level == "province" and place.place_id:
                first.setdefault(code, place)
        country = points.pop("country", 0.0)
        if len(below) == 1 and not self._title_provinces:
            return next(iter(below.values()))
        if points:
            best = max(points, key=points.get)
            named_in_title = any(self._code_34(p) == best for p in self._title_provinces)
            if points[best] >= 0.5 * sum(points.values()) and (
                named_in_title
                or (points[best] >= 2 and points[best] > country)
                or country == 0
                and points[best] >= 1
            ):
                return first.get(best) or self._province(best, day, "places of it are named throughout")
            if country == 0:
                return self._outlet_home(day)
        if country > 0:
            return self._country("Việt Nam", ("the document speaks of the whole country",))
        return self._outlet_home(day)

    # -- resolving ----------------------------------------------------------------------------------

    def _resolve(self, mention: PlaceMention, day: date) -> ResolvedPlace:
        if mention.level == "country":
            return self._country(mention.text, ("country named",))
        if not mention.candidates:
            return ResolvedPlace(mention.text, mention.level, None, None, None, None, ("no antecedent",))
        evidence: list[str] = []
        origin = mention
        if mention.antecedent is not None:
            origin = self._at(mention.antecedent) or mention
            evidence.append(f"ellipsis of {origin.text!r}")
        everything = self._candidates(mention)
        if len({u.code for u in everything if u.level == "province"}) > 1 and mention.typed is False:
            pass
        left, why = self._in_force(everything, day, mention.old)
        evidence += why
        left, why = self._settle(origin, left, everything, day)
        evidence += why
        return self._answer(mention, left, day, evidence)

    def _in_force(self, units: tuple[Unit, ...], day: date, old: bool) -> tuple[list[Unit], list[str]]:
        at = max(day, FIRST_DAY)
        if old:
            ended = [u for u in units if u.valid_to is not None and u.valid_to < at]
            if ended:
                last = max(u.valid_to for u in ended)
                return [u for u in ended if u.valid_to == last], ["called old: the unit that ended"]
        left = [u for u in units if u.valid_on(at)]
        if left:
            early = [f"before {FIRST_DAY}: the unit of that day"] if day < FIRST_DAY else []
            return left, early

        def distance(unit: Unit) -> int:
            if unit.valid_from > at:
                return (unit.valid_from - at).days
            return (at - unit.valid_to).days

        nearest = min(map(distance, units))
        left = [u for u in units if distance(u) == nearest]
        return left, [f"not in force on {day}: the nearest in time"]

    def _settle(
        self, mention: PlaceMention, left: list[Unit], everything: tuple[Unit, ...], day: date
    ) -> tuple[list[Unit], list[str]]:
        if len(left) > 1 or mention.level in ("commune", "district", None):
            parent = self._stated_parent(mention)
            if parent is not None:
                within = [u for u in left if self._lies_in(u, parent)]
                if not within and not mention.old:
                    within = [u for u in everything if self._lies_in(u, parent)]
                    if len(within) > 1:
                        within, _ = self._in_force(tuple(within), day, False)
                if within:
                    left = within
                    if len(left) == 1:
                        return left, [f"parent stated: {parent.text}"]
        if len(left) <= 1:
            return left, []
        if not mention.typed and any(u.level == "province" for u in left):
            provinces = [u for u in left if u.level == "province"]
            if len(provinces) == 1:
                return provinces, []
        chosen, why = self._by_company(mention, left)
        if chosen is not None:
            left = chosen
            if len(left) == 1:
                return left, why
        for provinces, name in (
            (self._title_provinces, "province of the title"),
            (self._lead_provinces, "province of the lead"),
            (self._outlet_units(), "home province of the outlet"),
        ):
            within = [u for u in left if any(self._unit_in(u, p) for p in provinces)]
            if len(within) == 1:
                return within, [name]
            if within:
                left = within
        return left, []

    def _by_company(self, mention: PlaceMention, left: list[Unit]) -> tuple[list[Unit] | None, list[str]]:
        """What is named with it: parents, children and siblings, weighted by nearness and by how telling."""
        register_ = self._register
        own = key(mention.text)
        paragraph = self._paragraph(mention.start)
        best: dict[str, dict[str, float]] = {u.place_id: {} for u in left}
        for other in self._named:
            name = key(other.text)
            if name == own or other.start == mention.start:
                continue
            distance = mention.start - other.start
            if self._paragraph(other.start) == paragraph:
                near = 3.0
            elif 0 < distance < 1500:
                near = 2.0
            else:
                near = 1.0
            others = self._candidates(other)
            spread = len({self._code_34(o) for o in others if o.level != "country"}) or 1
            for unit in left:
                weight = 0.0
                for o in others:
                    if o.level == "province":
                        if self._unit_in(unit, o):
                            weight = max(weight, 2.0)
                    elif self._unit_in(unit, o) or self._unit_in(o, unit):
                        weight = max(weight, 3.0 / spread)
                    elif (
                        register_.parent_key(o) == register_.parent_key(unit)
                        and o.level == unit.level == "commune"
                    ):
                        weight = max(weight, 2.0 / spread)
                    elif self._code_34(o) == self._code_34(unit):
                        weight = max(weight, 1.0 / spread)
                seen = best[unit.place_id]
                seen[name] = max(seen.get(name, 0.0), weight * near)
        scores = {place_id: sum(seen.values()) for place_id, seen in best.items()}
        top = max(scores.values())
        if top < 1.0:
            return None, []
        chosen = [u for u in left if scores[u.place_id] * _MARGIN > top]
        if len(chosen) == len(left):
            return None, []
        telling = sorted(best[chosen[0].place_id].items(), key=lambda pair: -pair[1])[:3]
        return chosen, ["named with " + ", ".join(n for n, w in telling if w > 0)]

    def _stated_parent(self, mention: PlaceMention) -> PlaceMention | None:
        """The mention right behind this one, if it can be above it."""
        for other in self._named:
            if other.start <= mention.start:
                continue
            if other.start - mention.end > 24:
                return None
            if not _PARENT_GAP.fullmatch(self._text[mention.end : other.start]):
                return None
            units = self._candidates(other)
            if any(self._lies_in(u, other) for u in self._candidates(mention)) and units:
                return other
            return None
        return None

    def _lies_in(self, unit: Unit, parent: PlaceMention) -> bool:
        return any(self._unit_in(unit, p) for p in self._candidates(parent))

    def _unit_in(self, unit: Unit, above: Unit) -> bool:
        """Whether the unit lies in the other, eras bridged: a commune of today in a district of before."""
        if unit is above or above.level == "country":
            return False
        if above.level == "province":
            if unit.level == "province":
                return False
            if above.valid_from >= MERGER:
                return self._code_34(unit) == above.code
            return above.code in self._register.provinces_63(unit)
        if above.level == "district" and unit.level == "commune":
            return above.code in self._register.districts_of(unit)
        return False

    # -- ellipsis -------------------------------------------------------------------------------------

    def _fill_ellipses(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        filled = []
        standing: list[PlaceMention] = []  # named places before this point
        inferred: dict[str, PlaceMention | None] = {}
        for mention in mentions:
            if mention.kind != "ellipsis":
                standing.append(mention)
                filled.append(mention)
                continue
            antecedent = next((m for m in reversed(standing) if self._fits(mention, m)), None)
            if antecedent is None:
                antecedent = next((m for m in self._named if self._fits(mention, m)), None)
            if antecedent is not None:
                full = with_antecedent(mention, antecedent)
                filled.append(full)
                if mention.text != "địa phương" and mention.text != "trên địa bàn":
                    standing.append(full)
                continue
            if mention.text in ("tỉnh", "thành phố", "tp"):
                if mention.text not in inferred:
                    inferred[mention.text] = self._inferred_province(mention)
                if inferred[mention.text] is not None:
                    one = inferred[mention.text]
                    filled.append(
                        replace(mention, text=one.text, level="province", candidates=one.candidates)
                    )
                    continue
            filled.append(mention)
        return filled

    def _fits(self, ellipsis: PlaceMention, named: PlaceMention) -> bool:
        word = ellipsis.text
        if word in ("địa phương", "trên địa bàn"):
            return named.level != "country"
        units = self._candidates(named)
        if word in ("thành phố", "tp"):
            return any(
                u.type == "thành phố" or (u.level == "province" and key(u.name) in CITY_PROVINCES)
                for u in units
            )
        return any(u.type == word for u in units)

    def _inferred_province(self, ellipsis: PlaceMention) -> PlaceMention | None:
        """`toàn tỉnh` in a text that never names its province: that of the places it names."""
        points: dict[str, float] = defaultdict(float)
        for mention in self._named:
            place = self.resolve(mention, self._day)
            if place.province_id:
                points[place.province_id] += 1
        if not points and (units := self._outlet_units()):
            points[units[0].place_id] = 1
        if not points:
            return None
        best = max(points, key=points.get)
        if points[best] < 0.6 * sum(points.values()):
            return None
        unit = self._register.get(best)
        spells = tuple(
            u.place_id for u in self._register.units if u.level == "province" and u.name == unit.name
        )
        return replace(ellipsis, text=unit.full_name, level="province", candidates=spells)

    # -- answers --------------------------------------------------------------------------------------

    def _answer(
        self, mention: PlaceMention, left: list[Unit], day: date, evidence: list[str]
    ) -> ResolvedPlace:
        register_ = self._register
        codes_34 = {self._code_34(u) for u in left}
        code_34 = codes_34.pop() if len(codes_34) == 1 else None
        codes_63 = {register_.province_pre2025(u) for u in left}
        code_63 = codes_63.pop() if len(codes_63) == 1 else None
        place_id = left[0].place_id if len(left) == 1 else None
        level = left[0].level if len({u.level for u in left}) == 1 else mention.level
        if place_id is None:
            names = [self._described(u) for u in left[:_MAX_LISTED]]
            if len(left) > _MAX_LISTED:
                names.append(f"{len(left) - _MAX_LISTED} more")
            evidence = [*evidence, "open between " + "; ".join(names)]
        return ResolvedPlace(
            mention.text,
            level,
            place_id,
            self._province_id(code_34, code_63, day),
            code_34,
            code_63,
            tuple(evidence),
        )

    def _province_id(self, code_34: str | None, code_63: str | None, day: date) -> str | None:
        at = max(day, FIRST_DAY)
        code = code_34 if at >= MERGER else code_63
        unit = self._register.on("province", code, at) if code else None
        return unit.place_id if unit else None

    def _country(self, text: str, evidence: tuple[str, ...]) -> ResolvedPlace:
        return ResolvedPlace(text, "country", COUNTRY_ID, None, None, None, evidence)

    def _province(self, code_34: str, day: date, why: str) -> ResolvedPlace | None:
        """The province of a code of the 34; before the merger only if one of the 63 is meant by all."""
        at = max(day, FIRST_DAY)
        if at >= MERGER:
            unit = self._register.on("province", code_34, at)
        else:
            codes = {
                place.province_pre2025
                for place in (self.resolve(m, day) for m in self._named)
                if place.province_2025 == code_34
            }
            unit = (
                self._register.on("province", codes.pop(), at)
                if len(codes) == 1 and None not in codes
                else None
            )
        return self._of_unit(unit, day, why) if unit else None

    def _of_unit(self, unit: Unit, day: date, why: str) -> ResolvedPlace:
        code_34, code_63 = self._code_34(unit), self._register.province_pre2025(unit)
        return ResolvedPlace(
            unit.full_name,
            unit.level,
            unit.place_id,
            self._province_id(code_34, code_63, day),
            code_34,
            code_63,
            (why,),
        )

    def _outlet_home(self, day: date) -> ResolvedPlace | None:
        units = self._outlet_units()
        unit = next((u for u in units if u.valid_on(max(day, FIRST_DAY))), None)
        return self._of_unit(unit, day, "home province of the outlet") if unit else None

    def _described(self, unit: Unit) -> str:
        names, above = [unit.full_name], self._register.parent(unit)
        while above is not None and above.level != "country":
            names.append(above.name)
            above = self._register.parent(above)
        return f"{', '.join(names)} ({unit.place_id})"

    # -- small things ---------------------------------------------------------------------------------

    def _candidates(self, mention: PlaceMention) -> tuple[Unit, ...]:
        units = self._units.get(mention.start)
        if units is None or mention.kind == "ellipsis":
            units = tuple(map(self._register.get, mention.candidates))
            if mention.kind != "ellipsis":
                self._units[mention.start] = units
        return units

    def _at(self, start: int) -> PlaceMention | None:
        return next((m for m in self._named if m.start == start), None)

    def _paragraph(self, at: int) -> int:
        from bisect import bisect_left

        return bisect_left(self._paragraphs, at)

    def _code_34(self, unit: Unit) -> str | None:
        return self._register.province_2025(unit)

    def _provinces_between(self, start: int, end: int) -> list[Unit]:
        found = {}
        for mention in self._named:
            if start <= mention.start < end and mention.level == "province":
                units, _ = self._in_force(self._candidates(mention), self._day, mention.old)
                for unit in units:
                    found[unit.place_id] = unit
        return list(found.values())

    def _outlet_units(self) -> list[Unit]:
        if self._outlet is None:
            return []
        at = max(self._day, FIRST_DAY)
        unit = self._register.on("province", self._outlet, at)
        return [unit] if unit else []

    def _newest_consistent_day(self) -> date:
        """A text without a date: today, or the last day of the districts if it speaks of one that stands."""
        for mention in self._named:
            if mention.typed and not mention.old:
                units = self._candidates(mention)
                if all(u.valid_to is not None for u in units):
                    return max(u.valid_to for u in units)
        return max(u.valid_from for u in self._register.units if u.level == "province") + timedelta(days=0)
