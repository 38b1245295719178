"""The unit that what was found for a claim means on its day, or why it stays open.

Belongs here: the article's own place and its title against a type word, several places that lie in one
province, what can be of nothing less than the country. Does not belong here: what a mention by itself means
(`places`).
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import regex

from extractors.language.meaning import Claim
from extractors.language.places import DocumentPlaces, PlaceMention, ResolvedPlace
from extractors.language.where.found import Found

#: what has no unit, but lies in the province of a text that speaks of one only
_OF_THE_TEXT = (
    "name_that_may_be_a_place", "name_that_is_no_known_unit", "units_that_are_counted",
    "unit_of_another_level", "village_that_is_no_unit", "body_that_is_no_unit",
)  # fmt: skip
#: no province has ever had as many people (Hồ Chí Minh City since 2025-07-01: 14 million)
_LARGEST_PROVINCE = 16_000_000
_NATIONAL = regex.compile(
    r"\b(?:trung ương|nq/tw|phó thủ tướng|thủ tướng|chính phủ|quốc hội|bộ y tế|bộ trưởng|bộ lao động|"
    r"bộ tài chính|bộ nội vụ|bộ lđ)\b"
)
_COUNTRY = ResolvedPlace(
    text="Việt Nam", level="country", place_id="country:VN@1945-09-02", province_id=None, province_2025=None,
    province_pre2025=None, evidence=("national authority",),
)  # fmt: skip


def _too_many(claim: Claim) -> bool:
    return claim.unit == "person" and claim.window.number.value > _LARGEST_PROVINCE


class Units:
    """The units of one document. `key`: its match key; `title_end`: of its title; `told`: all its claims."""

    def __init__(
        self,
        places: DocumentPlaces,
        text: str,
        key: str,
        title_end: int,
        told: Iterable[tuple[Claim, Found]],
    ):
        self._places, self._text, self._key = places, text, key
        named = [m for m in places.mentions if m.start < title_end and m.kind in ("unit", "organisation")]
        #: the one district or commune that the title names; two leave it to the text which of them is meant
        self._of_title: dict[str, PlaceMention] = {}
        for level in ("district", "commune"):
            titled = {places.resolve(m).place_id or m.text: m for m in named if m.level == level}
            if len(titled) == 1:
                (self._of_title[level],) = titled.values()
        #: without a place of its own, it speaks of the country if one of its numbers can be of nothing less
        self._of_country = any(_too_many(claim) and found.mention is None for claim, found in told)

    def unit(
        self, claim: Claim, found: Found, on: date | None, told_then: bool
    ) -> tuple[ResolvedPlace | None, str | None, str]:
        """The unit, its place_source, its rule. `told_then`: the sentence tells of a day before its own."""
        if found.mention is not None:
            return self._of_mention(claim, found, on, told_then)
        if found.text is None and (same := self._either_way(found, on)) is not None:
            return same, "inferred", "either_way_the_same"
        if found.text is not None or found.several:
            return self._of_several(found, on), found.source, found.rule
        home = self._places.home(on)
        if home is None and self._of_country:
            return _COUNTRY, "inferred", "too_many_for_a_province"
        if home is None and self._national:
            return _COUNTRY, "inferred", "national_authority"
        return home, "inferred" if home else None, found.rule if home else "place_left_open"

    def _of_mention(
        self, claim: Claim, found: Found, on: date | None, told_then: bool
    ) -> tuple[ResolvedPlace, str | None, str]:
        places, mention = self._places, found.mention
        resolved = places.resolve(mention, on)
        # `Huyện Trà Cú của Trà Vinh đạt 87,9%, bình quân của tỉnh là 93%` is plain; over paragraphs the
        # article's own place goes before what it named last
        far = mention.kind == "ellipsis" and not self._of_this_paragraph(mention)
        home = places.home(on) if far else None
        office = mention.candidates and resolved.place_id is None  # `toàn khu vực`
        apart = home is not None and resolved.place_id != home.province_id
        # `thành phố` of a text on Hà Nội, though the paragraph before named Phổ Yên
        city = far and places.is_the_city(mention, home)
        if apart and (resolved.level == "province" or city) and home.province_id and not office:
            # "toàn tỉnh": the province that the article is about, or in which its place lies
            return places.province_of(home), found.source, found.rule
        if far and resolved.level in self._of_title:
            titled = places.resolve(self._of_title[resolved.level], on)
            if titled.place_id not in (None, resolved.place_id) and places.fits(mention, titled.place_id):
                return titled, found.source, found.rule  # "toàn xã": the commune of the title
        if _too_many(claim):
            return _COUNTRY, "inferred", "too_many_for_a_province"
        doubted = places.doubted(mention, on) if mention.kind == "ellipsis" else None
        if doubted is not None:
            return doubted, None, "type_word_of_another_place"
        cared_for = places.looked_after(mention, resolved, on)
        if cared_for is not None:
            return cared_for, found.source, "area_of_an_office"
        either = places.of_two_levels(mention, resolved)
        if either is not None and not told_then:
            return either, found.source, "district_then_or_commune_now"
        return resolved, found.source, found.rule

    def _of_this_paragraph(self, mention: PlaceMention) -> bool:
        """Does a type word alone stand for what its own paragraph named before it?"""
        at = mention.antecedent
        return at is not None and at < mention.start and "\n" not in self._text[at : mention.start]

    def _either_way(self, found: Found, on: date | None) -> ResolvedPlace | None:
        """`…", Phó Giám đốc BHXH huyện nói`: no doubt where the one in doubt is the article's own place."""
        resolve = self._places.resolve
        if not found.several or any(
            m.kind == "ellipsis" and self._places.doubted(m, on) for m in found.several
        ):
            return None
        places = [resolve(m, on) for m in found.several]
        if len(places) == 1:
            before = (m for m in self._places.mentions if m.start < found.several[0].start)
            if not any(m.kind == "unit" and resolve(m, on).place_id == places[0].place_id for m in before):
                return None  # the article's place is only inferred from the one in doubt
            places.append(self._places.home(on))
        ids = {place.place_id for place in places if place is not None}
        return places[0] if len(places) > 1 and len(ids) == 1 and None not in ids else None

    def _of_several(self, found: Found, on: date | None) -> ResolvedPlace:
        """No unit, but the province if all of the several places lie in one."""
        places = [self._places.resolve(m, on) for m in found.several]
        of_the_text = found.rule in _OF_THE_TEXT and "tỉnh" not in found.text
        if not places and of_the_text and self._places.in_one_province:
            places = [home] if (home := self._places.home(on)) is not None else []

        def shared(field: str) -> str | None:
            values = {getattr(place, field) for place in places}
            return values.pop() if len(values) == 1 else None

        no_unit = found.rule in ("village_that_is_no_unit", "body_that_is_no_unit")
        return ResolvedPlace(
            text=found.text,
            level=shared("level") if found.several and not no_unit else None,
            place_id=None,
            province_id=shared("province_id"),
            province_2025=shared("province_2025"),
            province_pre2025=shared("province_pre2025"),
            evidence=(
                ("together: " if found.text else "either: ") + "; ".join(p.place_id or p.text for p in places)
                if places
                else "a region",
            ),
        )

    @cached_property
    def _national(self) -> bool:
        """Ministers and the National Assembly, where no place is named, speak for the country."""
        named = any(m.level and (m.candidates or m.typed) for m in self._places.mentions)
        return not named and _NATIONAL.search(self._key) is not None
