"""Decides which unit a mention means, by evidence in this order, and says which evidence it was.

1. the day: units in force on the figure's day; `(cũ)` turns to those that had ended;
2. a parent stated beside the name (`xã Phú Cường, huyện Sóc Sơn`);
3. places named with it, the nearer the weightier (three communes settle their province);
4. the province of the title or the lead;
5. the home province of the outlet.

What is still open is None, with its candidates in the evidence. Never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extractors.language.places.keys import key
from extractors.language.places.mentions import (
    LIST_GAP,
    NOT_A_UNIT,
    PARENT_BEFORE,
    PARENT_GAP,
    PlaceMention,
    find_mentions,
    with_antecedent,
)
from extractors.language.places.register import (
    COUNTRY_ID,
    DEPTH,
    FIRST_DAY,
    MERGER,
    TYPE_OF_WORD,
    Unit,
    register,
)
from extractors.language.text import lower

#: How many mentions before and behind a name, and how many distinct names of the document, are heard about
#: it: enough for any article, and what keeps a hostile text from costing the square of its length.
_BEFORE, _BEHIND, _DISTINCT = 40, 20, 120
#: A candidate wins over another by what is named with it only if it has this much more.
_MARGIN = 1.5
_MAX_LISTED = 6
#: Before a place that the next one is only compared with.
_COMPARED = re.compile(
    r"\b(?:(?:khác|trái|ngược|so|cùng) với|không như|giống như|học tập|vượt qua|hơn|kém|thua|sau|xếp trên"
    r"|đứng trên|gần|giáp(?: ranh)?|cách) \Z"
)
#: Behind a type word alone that a number is of: `xã mới đạt 87,4%`.
_SPOKEN_OF = re.compile(
    r"(?: hiện| đã| mới| chỉ| còn| cũng| đang| vẫn)*"
    r" (?:(?:có|đạt|được|chiếm|thêm|vận động|phát triển) |\(?\d[\d.,]* ?(?:%|người))"
)
#: The year of a date, and its month, which stands before it: so far fewer places are looked at.
_YEAR = re.compile(r"[/.-](20[0-4]\d)(?!\d)")
_MONTH_BEFORE = re.compile(r"(?<!\d)(?:\d{1,2}[/.-])?(1[0-2]|0?[1-9])\Z")
#: A title of those who speak for the country: provinces are then named in passing (`đoàn Đồng Nai`).
_NATIONAL_TITLE = re.compile(r"\b(?:quốc hội|chính phủ|thủ tướng)\b")
#: From this day on the register knows no later change: what a text without any date is read by.
NEWEST_DAY = date(2026, 4, 30)


class ResolvedPlace(NamedTuple):
    """What a mention means on a day. `place_id` is None where the text leaves it open.

    `province_id` is the province in force on that day; the codes are those of the 34 and of the 63 and may be
    known although the unit is not. `text` is None where a clause may speak of either of two places.
    `evidence`: what decided, in words, or the candidates that remained.
    """

    text: str | None
    level: str | None
    place_id: str | None
    province_id: str | None
    province_2025: str | None
    province_pre2025: str | None
    evidence: tuple[str, ...]


class DocumentPlaces:
    """The places of one document. Built once per text; `resolve` may be asked for any day.

    `text` is NFC. `published` dates the document; `outlet_province` is the code of the province that the
    publisher belongs to, as in force when it published; `text[:title_end]` is the title (0: the first line).
    """

    def __init__(
        self, text: str, published: date | None, outlet_province: str | None = None, title_end: int = 0
    ):
        self._register = register()
        self._text = text
        self._published = published
        self._outlet = outlet_province
        first_line = text.find("\n")
        self._title_end = title_end or (first_line if first_line >= 0 else len(text))
        lead_end = text.find("\n", self._title_end + 250)
        self._lead_end = min(lead_end if lead_end >= 0 else len(text), self._title_end + 1200)
        self._breaks = [m.start() for m in re.finditer("\n", text)]
        self._memo: dict[tuple, ResolvedPlace] = {}
        self._homes: dict[date | None, ResolvedPlace | None] = {}
        self._units: dict[tuple[str, ...], tuple[Unit, ...]] = {}
        self._telling: dict[tuple[str, ...], dict[tuple[str, str], float]] = {}

        mentions = find_mentions(text, self._register, published)
        self._named = [m for m in mentions if m.kind != "ellipsis" and m.level != "country"]
        self._starts = [m.start for m in self._named]
        self._distinct = list({key(m.text): m for m in reversed(self._named)}.values())[-_DISTINCT:]
        #: provinces of the 34 that some name leaves no doubt of → these names
        self._sure_provinces: dict[str | None, set[str]] = defaultdict(set)
        for mention in self._distinct:
            units = self._candidates(mention)
            codes = {self._register.province_2025(u) for u in units}
            if len(codes) == 1:
                self._sure_provinces[codes.pop()].add(key(units[0].name))
        self._day = published or self._day_of_text()
        self._title_provinces = self._provinces_between(0, self._title_end, self._day)
        self._lead_provinces = self._provinces_between(self._title_end, self._lead_end, self._day)
        self.mentions: list[PlaceMention] = [
            m if m.level else m._replace(level=self.resolve(m).level) for m in self._fill_ellipses(mentions)
        ]

    # -- the public questions -----------------------------------------------------------------------

    def resolve(self, mention: PlaceMention, on: date | None = None) -> ResolvedPlace:
        """The unit that the mention means on a day; None: the day of publication.

        A day after publication (of a target) is read as the day of publication: in 2021, `tỉnh Tây Ninh đến
        hết năm 2025` meant the province of then.
        """
        day = self._capped(on)
        # what a province's name means does not depend on where it stands: all but its span
        asked = (mention[2:] if self._is_province(mention) else mention, day)
        place = self._memo.get(asked)
        if place is None:
            place = self._memo[asked] = self._resolve(mention, day)
        return place

    def home(self, on: date | None = None) -> ResolvedPlace | None:
        """The place that the document as a whole is about; the country for a national report; None if open.

        A province as a rule; a district or commune if the title names one and no province.
        """
        day = self._capped(on)
        if day not in self._homes:
            self._homes[day] = self._home(day)
        return self._homes[day]

    def doubted(self, ellipsis: PlaceMention, on: date | None = None) -> ResolvedPlace | None:
        """What a type word means, left open, where it hardly stands for its antecedent.

        That lies in another province than the text is about, or than what was named since; or in another
        paragraph, and another of its level was named since: `Thị xã Duyên Hải …. Còn huyện cùng tên …`.
        """
        place = self.resolve(ellipsis, on)
        if place.level == "country" or place.place_id is None or ellipsis.antecedent is None:
            return None
        why = (f"hardly {place.place_id}",)
        if place.level == "province":
            # `Trở về, đoàn chọn xã Thụy Xuân …, góp phần cùng toàn tỉnh`, where another one's was visited
            begin = max(self.line_start(ellipsis.start), ellipsis.antecedent + 1)
            since = self._named[bisect_left(self._starts, begin) : bisect_left(self._starts, ellipsis.start)]
            around = self.resolve(since[-1], on) if since and since[-1].level != "province" else place
            same = {place.province_2025, place.province_pre2025, None}
            if {around.province_2025, around.province_pre2025} & same:
                return None
            return ResolvedPlace(None, "province", None, None, None, None, why)
        home = self.home(on)
        codes = {home.province_2025, home.province_pre2025} - {None} if home is not None else set()
        begin = self.line_start(ellipsis.start)
        if codes and codes.isdisjoint((place.province_2025, place.province_pre2025)):
            here = self._named[bisect_left(self._starts, begin) : bisect_left(self._starts, ellipsis.start)]
            around = {self.resolve(m, on).province_2025 for m in here if m.level != "country"}
            if not ellipsis.typed or around != {place.province_2025}:
                return ResolvedPlace(None, place.level, None, None, None, None, why)
        if ellipsis.typed or ellipsis.antecedent >= begin:
            return None
        name = key(self._candidates(ellipsis)[0].name)
        before = self._named[: bisect_left(self._starts, ellipsis.start)]
        for m in before:  # two of one name: `BHXH huyện Châu Thành (Tiền Giang) đón đoàn huyện Châu Thành …`
            if m.level == place.level and key(self._candidates(m)[0].name) == name:
                other = self.resolve(m, on).place_id
                if other not in (None, place.place_id) and self._same_type(other, place.place_id):
                    return ResolvedPlace(None, place.level, None, None, None, None, why)
        titled = self._named[: bisect_left(self._starts, self._title_end)]
        own = home is not None and home.place_id == place.place_id
        if not own and not any(place.place_id in m.candidates for m in titled):
            at_some = lower(self._text).endswith((" tại ", " ở "), 0, ellipsis.start)
            if at_some and ellipsis.antecedent < self.line_start(begin - 1):
                # `Xã Khánh Bình Tây … ¶ … ¶ BHXH tỉnh mở thêm đại lý thu tại xã`: any commune
                return place._replace(text=None, place_id=None, evidence=why)
            # the text is not about it: what was named since may be meant, or of its type before it
            begin = self.line_start(ellipsis.antecedent)
        beside = self._named[bisect_left(self._starts, begin) : bisect_left(self._starts, ellipsis.start)]
        if any(
            m.level == place.level and key(self._candidates(m)[0].name) != name
            for m in beside
            if m.start > ellipsis.antecedent or self._may_be(ellipsis, m)
        ):
            return place._replace(text=None, place_id=None, evidence=why)
        return None

    def looked_after(
        self, office: PlaceMention, place: ResolvedPlace, on: date | None
    ) -> ResolvedPlace | None:
        """What an office has in its care that is called after a district which is gone: no unit of today.

        `BHXH cơ sở Lục Ngạn` looks after twelve communes; whether they are just what the district had, the
        name does not say.
        """
        if office.kind != "organisation" or office.old or place.level != "district" or not place.place_id:
            return None
        ended = self._register.get(place.place_id).valid_to
        # what a `BHXH huyện` had in its care before the districts went was the district
        if ended is None or ended >= (self._capped(on) if office.typed else self._day):
            return None
        return place._replace(
            place_id=None, evidence=(*place.evidence, f"looks after what was {place.place_id}")
        )

    def of_two_levels(self, name: PlaceMention, place: ResolvedPlace) -> ResolvedPlace | None:
        """A bare name of a district that is gone, which a commune of today bears as well: either is meant."""
        if name.kind != "unit" or name.typed or name.old or place.level != "district" or not place.place_id:
            return None
        ended = self._register.get(place.place_id).valid_to
        if ended is None or ended >= self._day:
            return None
        today = [
            u
            for u in self._register.by_key.get(key(name.text), ())
            if u.level == "commune"
            and u.valid_on(max(self._day, FIRST_DAY))
            and self._register.province_2025(u) == place.province_2025
        ]
        if not today:
            return None
        either = (place.place_id, *(u.place_id for u in today))
        return place._replace(level=None, place_id=None, evidence=("open between " + "; ".join(either),))

    def _may_be(self, ellipsis: PlaceMention, name: PlaceMention) -> bool:
        """Is one of the units that a name may mean of the type that the word says?"""
        return any(self.fits(ellipsis, place_id) for place_id in name.candidates)

    def fits(self, ellipsis: PlaceMention, place_id: str) -> bool:
        """Whether a type word may stand for the unit: `thị xã` for no `huyện`."""
        word = lower(self._text)[ellipsis.start : ellipsis.end].removeprefix("toàn ")
        return self._register.get(place_id).type == TYPE_OF_WORD.get(word, word)

    def _same_type(self, one: str, other: str) -> bool:
        return self._register.get(one).type == self._register.get(other).type

    def is_the_city(self, ellipsis: PlaceMention, home: ResolvedPlace | None) -> bool:
        """Whether `thành phố` may be the city-province that the text is about."""
        if home is None or home.province_id is None or home.level == "country":
            return False
        word = lower(self._text)[ellipsis.start : ellipsis.end].removeprefix("toàn ")
        return word in ("thành phố", "tp") and self._register.get(home.province_id).type == "thành phố"

    @property
    def text(self) -> str:
        return self._text

    @property
    def in_one_province(self) -> bool:
        """Do all names that leave no doubt of their province lie in the same?"""
        return len(self._sure_provinces) == 1

    def may_be_part(self, start: int, name: str, place: ResolvedPlace) -> bool:
        """Is the name at `start` that of a district or commune of the province in which `place` lies?"""
        units = self._register.by_key.get(key(name), ())
        return any(
            u.level in ("district", "commune") and self._register.province_2025(u) == place.province_2025
            for u in units
        ) and not NOT_A_UNIT.search(lower(self._text), max(0, start - 40), start)

    def line_start(self, at: int) -> int:
        """Where the line begins in which the character at `at` stands."""
        here = bisect_left(self._breaks, at)
        return self._breaks[here - 1] + 1 if here else 0

    def province_of(self, place: ResolvedPlace) -> ResolvedPlace:
        """The province in which a resolved place lies, if it is none itself; its `province_id` is known."""
        if place.level == "province":
            return place
        unit = self._register.get(place.province_id)
        return self._of_unit(unit, unit.valid_from, f"the province of {place.text}")

    def _home(self, day: date) -> ResolvedPlace | None:
        points: dict[str, float] = defaultdict(float)  # by code, of the provinces of that day
        named: dict[str, ResolvedPlace] = {}
        below: dict[str, ResolvedPlace] = {}
        country = 0.0
        named_country = unnamed = 0
        country_in_title = _NATIONAL_TITLE.search(self._text[: self._title_end].lower()) is not None
        provinces = 0
        smaller: dict[str, list[ResolvedPlace]] = defaultdict(list)  # districts and communes, by id
        leading: set[str] = set()  # those named at the beginning
        for mention in self.mentions:
            if mention.kind == "ellipsis" and mention.antecedent is None:
                unnamed += mention.typed
                continue
            in_title = mention.start < self._title_end
            weight = 6.0 if in_title else 3.0 if mention.start < self._lead_end else 1.0
            place = self.resolve(mention, day)
            if place.level == "country":
                country += weight if mention.kind == "country" else weight / 2
                named_country += mention.kind == "country"
                country_in_title |= in_title
                continue
            code = place.province_2025 if day >= MERGER else place.province_pre2025
            if code is None:
                continue
            if place.level == "province" and place.place_id:
                # the province of today before one that went into it
                if code not in named or not self._stands(named[code], day) and self._stands(place, day):
                    named[code] = place
                provinces += 1
            elif place.level != "province":
                weight /= 2
                # one that is open (`Hồng Ngự`: the town or the district) is spoken of all the same
                smaller[place.place_id or key(place.text)].append(place)
                if mention.start < self._lead_end and place.place_id:
                    leading.add(place.place_id)
                if in_title and place.place_id:
                    below[place.place_id] = place
            points[code] += weight
        if len(below) == 1 and not self._title_provinces:
            return next(iter(below.values()))
        if smaller:
            ranked = sorted(smaller.values(), key=len, reverse=True)
            often, next_often = len(ranked[0]), len(ranked[1]) if len(ranked) > 1 else 0
            if ranked[0][0].place_id in leading and often >= max(3, 2 * next_often, provinces + 1):
                return ranked[0][0]
        if points:
            best = max(points, key=points.__getitem__)
            code_of = self._register.province_2025 if day >= MERGER else self._register.province_pre2025
            titled = {code_of(u) for u in self._provinces_between(0, self._title_end, day)}
            leading = points[best] > 0.5 * sum(points.values()) or self._is_topic(best, day)
            if titled == {best} or leading and not country_in_title and points[best] >= max(1.0, country):
                unit = self._register.on("province", best, max(day, FIRST_DAY))
                return named.get(best) or self._of_unit(unit, day, "most places named lie in it")
        # `toàn thành phố`, `đạt 97% kế hoạch BHXH Việt Nam giao`: it speaks of a place that it does not name
        if country and (country_in_title or unnamed <= named_country):
            return self._country("Việt Nam", "the document speaks of the whole country")
        if points and len(points) > 1:
            return None
        return self._outlet_home(day)

    def _is_topic(self, code: str, day: date) -> bool:
        """Does the title begin with this province: `Nam Định nhìn sang Thái Bình, Ninh Bình`?"""
        first = self._named[0] if self._named and self._named[0].start < min(self._title_end, 12) else None
        if first is None or first.level != "province":
            return False
        after = self._named[1] if len(self._named) > 1 else None
        if after is not None and LIST_GAP.fullmatch(self._text, first.end, after.start):
            return False
        place = self.resolve(first, day)
        return code == (place.province_2025 if day >= MERGER else place.province_pre2025)

    def _stands(self, place: ResolvedPlace, day: date) -> bool:
        return self._register.get(place.place_id).valid_on(max(day, FIRST_DAY))

    # -- resolving ----------------------------------------------------------------------------------

    def _resolve(self, mention: PlaceMention, day: date) -> ResolvedPlace:
        if mention.level == "country":
            return self._country(mention.text, "country named")
        if not mention.candidates:
            home = self.home(day)
            codes = (home.province_id, home.province_2025, home.province_pre2025) if home else (None,) * 3
            return ResolvedPlace(mention.text, mention.level, None, *codes, ("no antecedent",))
        evidence: list[str] = []
        at = mention
        if mention.kind == "ellipsis":
            if mention.antecedent is None:
                evidence.append("the province in which the places named lie")
            else:
                at = self._named[bisect_left(self._starts, mention.antecedent)]
                evidence.append(f"stands for {at.text!r}")
        everything = self._candidates(mention)
        left, why = self._in_force(everything, day, mention)
        evidence += why
        left, why = self._settle(at, left, everything, day)
        evidence += why
        return self._answer(mention, left, day, evidence)

    def _in_force(
        self, units: tuple[Unit, ...] | list[Unit], day: date, mention: PlaceMention
    ) -> tuple[list[Unit], list[str]]:
        at = max(day, FIRST_DAY)
        if mention.old:
            written = max(at, self._published or at)
            ended = [u for u in units if u.valid_to is not None and u.valid_to < written]
            standing = [u for u in ended if u.valid_on(at)]
            if standing:
                return standing, ["called old: the unit that has ended since"]
            if ended:
                last = max(u.valid_to for u in ended)
                return [u for u in ended if u.valid_to == last], ["called old: the unit that had ended"]
        if mention.typed and self._published and self._published != day:
            # A name that changed its level (Huế, a city below a province until 2024) is read as it was used
            # when the text was written, whatever the day of its figure.
            written = max(self._published, FIRST_DAY)
            levels = {u.level for u in units if u.valid_on(written)}
            used = [u for u in units if u.level in levels] or units
            then = [u for u in units if u not in used and u.valid_on(at)]
            if then and self._is_beside(self._register.parent(then[0]), mention):
                # `Năm 2024, tỉnh Thừa Thiên Huế …; riêng thành phố Huế …`: the city of then
                return then, ["beside the province of that day"]
            units = used
        left = [u for u in units if u.valid_on(at)]
        if left:
            early = [f"before {FIRST_DAY}: the unit of that day"] if day < FIRST_DAY else []
            return left, early

        def distance(unit: Unit) -> int:
            return (unit.valid_from - at).days if unit.valid_from > at else (at - unit.valid_to).days

        nearest = min(map(distance, units))
        left = []
        for unit in units:
            if distance(unit) == nearest:
                same = self._register.on(unit.level, unit.code, at)
                # the same unit under the type it had on that day: `thị xã Sa Pa` in a figure of 2019
                left.append(same if same is not None and self._same_name(same, unit) else unit)
        if left[0].valid_on(at):
            return left, [f"bore another type on {day}"]
        return left, [f"not in force on {day}: the nearest in time"]

    def _is_beside(self, above: Unit | None, mention: PlaceMention) -> bool:
        """Is the unit named, by another name, among the five mentions before, and not called by this?"""
        here = bisect_left(self._starts, mention.start)
        called = self._text.endswith("nay là ", 0, mention.start)
        return (
            above is not None
            and not called
            and any(
                above.place_id in m.candidates and key(m.text) != key(mention.text)
                for m in self._named[max(0, here - 5) : here]
            )
        )

    def _same_name(self, one: Unit, other: Unit) -> bool:
        names = {key(n) for n in (one.name, *one.variants)}
        return any(key(n) in names for n in (other.name, *other.variants))

    def _settle(
        self, mention: PlaceMention, left: list[Unit], everything: tuple[Unit, ...], day: date
    ) -> tuple[list[Unit], list[str]]:
        if all(u.level == "province" for u in left):
            return left, []
        parent = self._stated_parent(mention)
        if parent is not None:
            within = [u for u in left if self._lies_in(u, parent)]
            sisters = {u.level for u in left} & {p.level for p in self._candidates(parent)}
            if not within and not mention.old and not sisters:
                within = [u for u in everything if self._lies_in(u, parent)]
                if within:
                    within, _ = self._in_force(within, day, mention)
            if within:
                left = within
                if len(left) == 1:
                    return left, [f"parent stated: {parent.text}"]
        elif len(left) > 1 and (parent := self._parent_before(mention)) is not None:
            left = [u for u in left if self._lies_in(u, parent)]
            if len(left) == 1:
                return left, [f"parent stated: {parent.text}"]
        left, why = self._of_named_provinces(left, everything, day, mention)
        if len(left) == 1:
            return left, why
        if not mention.typed:
            # `Bến Lức` is the district before it is the town of that name in it
            left = [u for u in left if not any(self._register.lies_in(u, d) for d in left)]
        left, why = self._by_company(mention, left) if len(left) > 1 else (left, [])
        if len(left) == 1:
            return left, why
        for provinces, name in (
            (self._title_provinces, "province of the title"),
            (self._lead_provinces, "province of the lead"),
            (self._outlet_units(), "home province of the outlet"),
        ):
            within = [u for u in left if any(self._register.lies_in(u, p) for p in provinces)]
            if len(within) == 1:
                return within, [name]
            left = within or left
        if not mention.typed:
            # a bare name is that of the higher unit, unless something beside it says otherwise
            highest = min(DEPTH[u.level] for u in left)
            within = [u for u in left if DEPTH[u.level] == highest]
            one_province = len({self._register.province_2025(u) for u in left}) == 1
            if len(within) == 1 and (one_province or within[0].level == "province"):
                return within, [f"a bare name: the {within[0].level} before units below it"]
        return left, why

    def _of_named_provinces(
        self, left: list[Unit], everything: tuple[Unit, ...], day: date, mention: PlaceMention
    ) -> tuple[list[Unit], list[str]]:
        """A namesake elsewhere is not meant only because it alone is in force on the day.

        A text on Hà Nội that names `xã Phú Cường` for a day on which only Đồng Tháp has one, means Hà Nội's.
        """
        if mention.old or not self._sure_provinces or any(self._is_sure(u) for u in left):
            return left, []
        within = [u for u in everything if self._is_sure(u)]
        said = "of a province that the text names"
        if not within and mention.typed and len({u.level for u in left}) == 1:
            # `huyện Phước Long` in a text on Bình Phước is its town, not the district of Bạc Liêu
            namesakes = self._register.by_key[key(left[0].name)]
            within = [u for u in namesakes if u.level == left[0].level and self._is_sure(u)]
            said += ", though of another type"
        if not within:
            return left, []
        left, why = self._in_force(within, day, mention)
        return left, [*why, said]

    def _is_sure(self, unit: Unit) -> bool:
        """Does another name of the text leave no doubt of the unit's province?"""
        names = self._sure_provinces.get(self._register.province_2025(unit), set())
        return bool(names - {key(unit.name)})

    def _by_company(self, mention: PlaceMention, left: list[Unit]) -> tuple[list[Unit], list[str]]:
        """Narrows by what is named with it: parents, children, siblings; near and telling ones count more.

        What speaks for all that are left says nothing between them, so it is taken off before comparing:
        first the province is settled by what lies in it, then the district by what lies in that.
        """
        heard = self._heard(mention, left)
        why: list[str] = []
        while len(left) > 1:
            scores = dict.fromkeys((u.place_id for u in left), 0.0)
            for _, weights in heard:
                common = min(weights[u.place_id] for u in left)
                for unit in left:
                    scores[unit.place_id] += weights[unit.place_id] - common
            top = max(scores.values())
            if top < 1.0:
                break
            chosen = [u for u in left if scores[u.place_id] * _MARGIN > top]
            if len(chosen) == len(left):
                break
            best = chosen[0].place_id
            telling = sorted(heard, key=lambda pair: -pair[1][best])[:3]
            why = ["named with " + ", ".join(name for name, weights in telling if weights[best])]
            left = chosen
        return left, why

    def _heard(self, mention: PlaceMention, left: list[Unit]) -> list[tuple[str, dict[str, float]]]:
        """Each name heard with the mention, and how strongly it speaks for each candidate (by place_id)."""
        own = key(mention.text)
        here = bisect_left(self._starts, mention.start)
        paragraph = bisect_left(self._breaks, mention.start)
        heard: dict[str, tuple[float, PlaceMention]] = {}
        for other in (*self._named[max(0, here - _BEFORE) : here + _BEHIND], *self._distinct):
            name = key(other.text)
            if name == own:
                continue
            if bisect_left(self._breaks, other.start) == paragraph:
                near = 3.0
            elif 0 < mention.start - other.start < 1500:
                near = 2.0
            else:
                near = 1.0
            if name not in heard or near > heard[name][0]:
                heard[name] = (near, other)
        traits = {u.place_id: self._register.traits(u) for u in left}
        found = []
        for near, other in heard.values():
            says = self._says(other)
            weights = {
                place_id: near * max((says[t] for t in own_traits if t in says), default=0.0)
                for place_id, own_traits in traits.items()
            }
            found.append((other.text, weights))
        return found

    def _says(self, mention: PlaceMention) -> dict[tuple[str, str], float]:
        """What a mention says of others, over all it may mean: trait of a unit → how strongly.

        The less telling a name is (it occurs in many provinces), the less it says.
        """
        says = self._telling.get(mention.candidates)
        if says is None:
            units = self._candidates(mention)
            spread = len({self._register.province_2025(u) for u in units}) or 1
            says = {}
            for unit in units:
                for trait, weight in self._register.tells(unit):
                    says[trait] = max(says.get(trait, 0.0), weight / spread)
            self._telling[mention.candidates] = says
        return says

    def _stated_parent(self, mention: PlaceMention) -> PlaceMention | None:
        """The mention right behind this one, if it is above it."""
        following = bisect_left(self._starts, mention.start + 1)
        if following == len(self._named):
            return None
        other = self._named[following]
        if other.start - mention.end > 24 or not PARENT_GAP.fullmatch(
            lower(self._text), mention.end, other.start
        ):
            return None
        return other if any(self._lies_in(u, other) for u in self._candidates(mention)) else None

    def _parent_before(self, mention: PlaceMention) -> PlaceMention | None:
        """The mention right before this one, if it is above it: `Ở Đan Phượng, xã Tân Lập có …`."""
        before = bisect_left(self._starts, mention.start) - 1
        if before < 0:
            return None
        other = self._named[before]
        if not PARENT_BEFORE.fullmatch(lower(self._text), other.end, mention.start):
            return None
        return other if any(self._lies_in(u, other) for u in self._candidates(mention)) else None

    def _is_province(self, mention: PlaceMention) -> bool:
        """Whether it can mean nothing else."""
        return mention.level == "province" and all(u.level == "province" for u in self._candidates(mention))

    def _lies_in(self, unit: Unit, parent: PlaceMention) -> bool:
        return any(self._register.lies_in(unit, p) for p in self._candidates(parent))

    # -- ellipsis -------------------------------------------------------------------------------------

    def _fill_ellipses(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Each type word alone gets the nearest place before it of that type, else the first behind it."""
        first: dict[str, PlaceMention] = {}
        kinds: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        types: dict[int, set[str]] = {}
        gone: set[int] = set()  # what had ended when the text was written
        for mention in self._named:
            units, _ = self._in_force(self._candidates(mention), self._day, mention)
            if not any(u.valid_on(max(self._day, FIRST_DAY)) for u in units):
                gone.add(mention.start)
            if all(u.level == "province" for u in units):
                if (
                    len({self._register.province_2025(u) for u in units}) < len(units)
                    and mention.kind != "unit"
                ):
                    types[mention.start] = set()  # a regional office is no province that `tỉnh` would mean
                    continue
                # a province that became a city is called by either (Đồng Nai, Huế)
                units = [u for u in self._candidates(mention) if u.level == "province"]
            if not mention.typed and len({u.level for u in units}) > 1:
                # `Minh Hóa`, the district and a commune in it: `xã` is not what the name means there
                meant = self._register.get(self.resolve(mention, self._day).place_id or COUNTRY_ID)
                units = [u for u in units if u.type == meant.type] or units
            types[mention.start] = {u.type for u in units}
            for kind in types[mention.start]:
                first.setdefault(kind, mention)
                kinds[kind].add(mention.candidates)
        low = lower(self._text)
        #: what another is compared with is not what `huyện` then means: `khác với Đại Từ, Phú Bình có …`
        compared = {m.start for m in self._named if _COMPARED.search(low, max(0, m.start - 20), m.start)}
        listed: set[int] = set()  # one of several: which of them `huyện` would mean is not said
        for one, other in pairwise(self._named):
            if one.level != other.level or one.start in compared:
                continue
            if LIST_GAP.fullmatch(low, one.end, other.start):
                listed |= {one.start, other.start}
        listed |= compared
        latest: dict[str, PlaceMention] = {}
        full_names = {
            (self._candidates(m)[0].type, key(self._candidates(m)[0].name)): m.text
            for m in reversed(self._named)
            if m.typed
        }
        filled = []
        for mention in mentions:
            if mention.kind != "ellipsis":
                aside = mention.old or mention.start in gone or mention.start in listed
                for kind in types.get(mention.start, ()):
                    if not (aside and kind in latest):  # `tỉnh` goes on to mean the one that stands
                        latest[kind] = mention
                        if kind == "thành phố" and mention.level == "province":
                            latest["metropolis"] = mention
                if mention.level != "country":
                    latest["any"] = mention
                if self._text[mention.start : mention.end].lower().startswith("khu vực"):
                    latest["khu vực"] = mention  # a regional office: `toàn khu vực`
                filled.append(mention)
                continue
            if mention.text in ("địa phương", "trên địa bàn"):
                if "any" in latest:
                    filled.append(with_antecedent(mention, latest["any"]))
                continue
            antecedent = latest.get(mention.text)
            if antecedent is not None and (nearer := self._around_commune(mention, antecedent)) is not None:
                antecedent = nearer
            metropolis = latest.get("metropolis")
            if mention.text == "thành phố" and antecedent is not None and metropolis is not None:
                inner = any(self._lies_in(u, metropolis) for u in self._candidates(antecedent))
                if inner and "\n" in self._text[antecedent.start : mention.start]:
                    antecedent = metropolis  # in another paragraph it is TP.HCM again, not TP Thủ Đức
            if antecedent is None and (mention.typed or mention.level in ("province", None)):
                # what is named only later, if it is the one of its type: not the first of a list of provinces
                antecedent = first.get(mention.text) if len(kinds[mention.text]) == 1 else None
            if antecedent is not None:
                full = with_antecedent(mention, antecedent)
                if not antecedent.typed and mention.level in ("district", "commune"):
                    name = full_names.get((mention.text, key(antecedent.text)))
                    meant = tuple(u.place_id for u in self._candidates(full) if u.type == mention.text)
                    full = full._replace(
                        text=name or f"{mention.text} {antecedent.text}", candidates=meant or full.candidates
                    )
            elif (district := self._district_around(mention)) is not None:
                full = mention._replace(text=district.full_name, candidates=(district.place_id,))
            elif mention.text in ("tỉnh", "thành phố"):
                full = self._inferred(mention)
            elif mention.level and (
                mention.typed or low.endswith("của ", 0, mention.start) or _SPOKEN_OF.match(low, mention.end)
            ):
                full = mention  # one particular unit that goes unnamed
            else:
                continue
            if full.candidates:
                latest["any"] = full
            filled.append(full)
        return filled

    def _around_commune(self, ellipsis: PlaceMention, antecedent: PlaceMention) -> PlaceMention | None:
        """`Người quê Lập Thạch … Xã Hồ Sơn có 96 người. Toàn huyện …`: where the commune named since lies."""
        if ellipsis.level != "district" or not ellipsis.typed:
            return None
        here = bisect_left(self._starts, ellipsis.start)
        for commune in reversed(self._named[:here]):
            if commune.start <= antecedent.start or commune.start < ellipsis.start - 600:
                return None
            if commune.level != "commune" or not commune.typed:
                continue
            unit = self._register.get(self.resolve(commune, self._day).place_id or COUNTRY_ID)
            above = {u.place_id for u in self._register.ancestors(unit)}
            if above & set(antecedent.candidates):
                return None
            around = (
                m for m in reversed(self._named[:here]) if above & set(m.candidates) and m.level == "district"
            )
            return next(around, None)
        return None

    def _inferred(self, ellipsis: PlaceMention) -> PlaceMention:
        """`toàn tỉnh` in a text that never names its province: the one of the places that it names."""
        code = self._dominant_province
        if code is None:
            return ellipsis._replace(level="province")
        unit = self._register.on("province", code, max(self._day, FIRST_DAY))
        if unit is None or unit.type != ellipsis.text:
            return ellipsis._replace(level="province" if ellipsis.text == "tỉnh" else "district")
        spells = tuple(u.place_id for u in self._register.by_key[key(unit.name)] if u.level == "province")
        return ellipsis._replace(text=unit.full_name, level="province", candidates=spells)

    def _district_around(self, ellipsis: PlaceMention) -> Unit | None:
        """`toàn huyện` in a text that names only its communes, two or more: the district in which all lie."""
        if not ellipsis.typed:
            return None
        places = (self.resolve(m, self._day) for m in self._distinct)
        communes = {p.place_id for p in places if p.level == "commune" and p.place_id}
        above = {self._register.get(i).parent_id for i in communes}
        if len(communes) < 2 or len(above) != 1:
            return None
        unit = self._register.get(above.pop())
        return unit if unit.type == ellipsis.text else None

    @property
    def _dominant_province(self) -> str | None:
        """Code of the province, in force on the day of the text, in which most places named lie."""
        if not hasattr(self, "_dominant"):
            points: dict[str, float] = defaultdict(float)
            for mention in self._distinct:
                place = self.resolve(mention, self._day)
                if place.province_id:
                    points[self._register.get(place.province_id).code] += 1
            if not points and self._outlet:
                points[self._outlet] = 1
            best = max(points, key=points.__getitem__, default=None)
            self._dominant = best if best and points[best] >= 0.6 * sum(points.values()) else None
        return self._dominant

    # -- answers --------------------------------------------------------------------------------------

    def _answer(
        self, mention: PlaceMention, left: list[Unit], day: date, evidence: list[str]
    ) -> ResolvedPlace:
        codes_34 = {self._register.province_2025(u) for u in left}
        codes_63 = {self._register.province_pre2025(u) for u in left}
        code_34 = codes_34.pop() if len(codes_34) == 1 else None
        code_63 = codes_63.pop() if len(codes_63) == 1 else None
        if len(left) > 1:
            names = [self._described(u) for u in left[:_MAX_LISTED]]
            if len(left) > _MAX_LISTED:
                names.append(f"{len(left) - _MAX_LISTED} more")
            evidence = [*evidence, "open between " + "; ".join(names)]
        return ResolvedPlace(
            text=mention.text,
            level=left[0].level if len({u.level for u in left}) == 1 else mention.level,
            place_id=left[0].place_id if len(left) == 1 else None,
            province_id=self._province_id(code_34, code_63, day),
            province_2025=code_34,
            province_pre2025=code_63,
            evidence=tuple(evidence),
        )

    def _province_id(self, code_34: str | None, code_63: str | None, day: date) -> str | None:
        at = max(day, FIRST_DAY)
        code = code_34 if at >= MERGER else code_63
        unit = self._register.on("province", code, at) if code else None
        return unit.place_id if unit else None

    def _country(self, text: str, evidence: str) -> ResolvedPlace:
        return ResolvedPlace(text, "country", COUNTRY_ID, None, None, None, (evidence,))

    def _outlet_home(self, day: date) -> ResolvedPlace | None:
        units = self._outlet_units()
        return self._of_unit(units[0], day, "home province of the outlet") if units else None

    def _of_unit(self, unit: Unit, day: date, why: str) -> ResolvedPlace:
        code_34, code_63 = self._register.province_2025(unit), self._register.province_pre2025(unit)
        province_id = self._province_id(code_34, code_63, day)
        return ResolvedPlace(unit.full_name, unit.level, unit.place_id, province_id, code_34, code_63, (why,))

    def _described(self, unit: Unit) -> str:
        names = [unit.full_name, *(above.name for above in self._register.ancestors(unit))]
        return f"{', '.join(names)} ({unit.place_id})"

    def _capped(self, on: date | None) -> date:
        return min(on or self._day, self._published or date.max)

    # -- small things ---------------------------------------------------------------------------------

    def _candidates(self, mention: PlaceMention) -> tuple[Unit, ...]:
        units = self._units.get(mention.candidates)
        if units is None:
            units = self._units[mention.candidates] = tuple(map(self._register.get, mention.candidates))
        return units

    def _provinces_between(self, start: int, end: int, day: date) -> list[Unit]:
        found = {}
        for mention in self._named[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if mention.level == "province":
                units, _ = self._in_force(self._candidates(mention), day, mention)
                found.update((unit.place_id, unit) for unit in units)
        return list(found.values())

    def _outlet_units(self) -> list[Unit]:
        unit = (
            self._register.on("province", self._outlet, max(self._day, FIRST_DAY)) if self._outlet else None
        )
        return [unit] if unit else []

    def _day_of_text(self) -> date:
        """For a text without a date: the newest day that its own words allow."""
        written = [
            date(int(year[1]), int(month[1]), 1)
            for year in _YEAR.finditer(self._text)
            if (month := _MONTH_BEFORE.search(self._text, max(0, year.start() - 5), year.start()))
        ]
        day = min(max(written), NEWEST_DAY) if written else NEWEST_DAY
        for mention in self._named:
            if mention.typed and not mention.old:
                last = max(u.valid_to or date.max for u in self._candidates(mention))
                day = min(day, last)  # speaks of a district as of one that stands
        return day
