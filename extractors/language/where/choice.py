"""The place of one claim, asked for from the nearest evidence to the farthest.

Belongs here: the order of the questions. Does not belong here: what answers them (the other rooms).
"""

import regex

from extractors.language.clauses import View, within
from extractors.language.meaning import Claim
from extractors.language.places import PlaceMention
from extractors.language.where.beside import (
    gives,
    has_own_number,
    is_introduced,
    is_yardstick,
    measured_by,
    says_area,
)
from extractors.language.where.doubt import in_contrast, unless_of_two
from extractors.language.where.found import Found
from extractors.language.where.nesting import best_of, innermost, without_parts_told
from extractors.language.where.no_unit import body, village
from extractors.language.where.scope import Scope
from extractors.language.where.several import (
    added_up,
    counted,
    counted_with,
    listed_behind,
    region,
    shared_office,
    together,
)
from extractors.language.where.unnamed import goes_unnamed, of_another_level, some_unit, unknown_name

_ADJACENT = regex.compile(r"[\s(:–-]*(?:đạt|là|có|ước|:|được|với|\(|tăng|giảm)*[\s(:]*")
#: `Với 2.017 người tham gia, Chi Lăng vươn lên thứ ba`
_HEADS = regex.compile(r"\W*(?:với|có|đạt)\b[^,;]*, ")
#: all of BHXH, of the country or of the article's province
_WHOLE_BRANCH = regex.compile(r"\btoàn (?:ngành|hệ thống)\b")
#: `…, theo số liệu do huyện Yên Lập đưa ra`: who tells a number that has no other place
_TOLD_BY = regex.compile(r"\btheo (?:số liệu|thống kê|báo cáo|thông tin)\b[^;]*$")
_BRACKET = regex.compile(r" ?\((?:ở |tại |của |riêng )?")
_PART_BEFORE = regex.compile(
    r"\b(?:chủ yếu|tập trung|nhất là|nhiều nhất|trong đó|điển hình|chẳng hạn|ví dụ|đặc biệt|phần lớn|riêng)\b"
)
#: `“Chúng tôi giao mỗi xã 20 người”, đại diện BHXH huyện cho hay`: who speaks of what is theirs
_UNQUOTED = regex.compile(r"[”\"], [^;.”\"]{0,80}$")
_SAYS = regex.compile(
    r" (?:cho (?:hay|biết|rằng)|nói|chia sẻ|thông tin|khẳng định|nhấn mạnh|trao đổi|tính)\b"
)


def where(
    claim: Claim, seen: View, here: list[PlaceMention], start: int, before: Found | None, scope: Scope
) -> Found:
    """The place of one claim. `here` are the mentions of its sentence, which begins at `start`."""
    return _Choice(claim, seen, here, start, before, scope).made()


class _Choice:
    """The places of a sentence as one of its claims sees them. `before`: what the claim before it found."""

    def __init__(
        self,
        claim: Claim,
        seen: View,
        here: list[PlaceMention],
        start: int,
        before: Found | None,
        scope: Scope,
    ):
        self.claim, self.seen, self.here, self.start = claim, seen, here, start
        self.before, self.scope = before, scope
        self.key, self.window = seen.key, claim.window
        window = claim.window
        usable = scope.usable(here, seen.key, start)
        # a slogan's place is no place of the clause; of a number that is quoted too, it is
        slogans = [(a, b) for a, b in seen.quoted if not a <= window.number.start < b]
        quoted = [m for m in usable if within(m.start - start, slogans)]
        #: those that figures of the sentence may speak of
        self.usable = [m for m in usable if m not in quoted] or usable
        #: … and that stand in the clause before the number
        self.left = [
            m for m in self.usable if window.left <= m.start - start and m.end - start <= window.hedge_start
        ]
        #: the last one before the number, whatever it does there
        self.nearest = next((m for m in reversed(here) if m.end - start <= window.hedge_start), None)

    def made(self) -> Found:
        return (
            self._at_no_unit()
            or self._right_before()
            or self._behind()
            or self._at_none_that_is_named()
            or (self._in_the_clause() if self.left else self._earlier())
            or self._of_sentences_before()
            or self._later()
            or Found(self.scope.office, "inferred", "place_of_the_article")
        )

    def _text(self, begin: int, end: int) -> str:
        return self.seen.text[begin:end]

    def _at_no_unit(self) -> Found | None:
        """A village or a body: it lies in what is named last before the number, or was spoken of before."""
        asked = self.seen, self.window, self.scope.since, self.here, self.start
        for find, rule in ((village, "village_that_is_no_unit"), (body, "body_that_is_no_unit")):
            span = find(*asked)
            if span is not None:
                stand_before = (
                    m for m in reversed(self.usable) if m.end - self.start <= self.window.hedge_start
                )
                around = next(stand_before, self.scope.current)
                return Found(None, "stated", rule, self._text(*span), (around,) if around else ())
        return None

    def _right_before(self) -> Found | None:
        """What plainly has the number: `Chi Lăng đạt 95%`, `thấp hơn Thanh Hóa (93,4%)`; or several of them.

        A place in brackets right behind the number is as plain.
        """
        key, start, window, left = self.key, self.start, self.window, self.left
        nearest = self.nearest
        if nearest is not None and has_own_number(nearest, self.here, key, start, window):
            return Found(nearest, "stated", "place_before_its_number", listed=True)
        if left:
            end = left[-1].end - start
            at = counted_with(left[-1], key, start)
            if at is not None:
                return Found(None, "stated", "units_that_are_counted", self._text(at, end))
            at = shared_office(left[-1], key, start)
            if at is not None:
                return Found(None, "stated", "area_that_is_no_unit", self._text(at, end))
            several = together(left, key, start)
            if several:
                text = self._text(several[0].start - start, end)
                return Found(None, "stated", "one_number_for_two_places", text, tuple(several))
            if _ADJACENT.fullmatch(key, end, window.hedge_start):
                found = Found(left[-1], "stated", "place_just_before")
                return unless_of_two(found, left, key, start, window.hedge_start)
        for mention in self.usable:
            if _in_brackets_behind(mention, key, start, window.unit_end):
                return Found(mention, "stated", "place_after_number", listed=True)
        return None

    def _behind(self) -> Found | None:
        """`1.320 người ở Trà Bồng`; `Với 2.017 người tham gia, Chi Lăng vươn lên thứ ba`."""
        key, start, window = self.key, self.start, self.window
        behind = [m for m in self.usable if window.unit_end <= m.start - start]
        right = [m for m in behind if m.end - start <= window.right and is_introduced(m, key, start)]
        listed = [] if self.left else listed_behind(right, self.usable, key, start)
        if listed:
            text = self._text(listed[0].start - start, listed[-1].end - start)
            return Found(None, "stated", "one_number_for_two_places", text, tuple(listed))
        if behind and _HEADS.fullmatch(key, 0, behind[0].start - start):
            return Found(behind[0], "stated", "place_after_number")
        if right and right[0].kind != "organisation" and not self.left:
            return Found(right[0], "stated", "place_after_number")
        return None

    def _at_none_that_is_named(self) -> Found | None:
        """The clause speaks of a unit or of several, and says no name, or none that the register has."""
        key, start, end = self.key, self.start, self.window.hedge_start
        if self.nearest is not None and goes_unnamed(self.nearest, key, start, self.window):
            return Found(self.nearest, "stated", "unit_that_goes_unnamed")
        begin = max((m.end - start for m in self.left), default=self.window.left)
        span = region(key, begin, end)
        if span is not None and not self.scope.is_one_office(self.here, start + span[1]):
            return Found(None, "stated", "area_that_is_no_unit", self._text(*span))
        span = counted(key, begin, end)
        alone = not self.before and not any(_is_said(m, key, start) for m in self.left)
        if span is None and alone and self.scope.told_of_several(start):
            span = added_up(key)
        if span is not None:
            return Found(None, "stated", "units_that_are_counted", self._text(*span))
        span = some_unit(key, begin, end)
        if span is not None:
            return Found(None, "stated", "unit_that_goes_unnamed", self._text(*span))
        known = [(m.start - start, m.end - start) for m in self.here]
        span = unknown_name(self.seen.text, begin, end, known)
        if span is not None:
            return Found(None, "stated", "name_that_is_no_known_unit", self._text(*span))
        return None

    def _in_the_clause(self) -> Found:
        """The place that the clause names before the number."""
        key, start, scope = self.key, self.start, self.scope
        best = best_of(innermost(self.left, key, start), key, start)
        if scope.takes_name_of_nothing_known(best, start):
            # `Là Minh Hóa. Huyện có 640 người`, where that was not read as a place
            return scope.open._replace(rule="goes_on_with_the_number_before", listed=False)
        if scope.current is not None and in_contrast(best, key, start, self.window):
            return Found(None, None, "either_of_two_places", several=(scope.current, best))
        if scope.goes_on(best):
            return Found(scope.current, "context", "place_of_sentence_before")
        found = Found(best, "stated", "place_before_number")
        return unless_of_two(found, self.left, key, start, self.window.hedge_start)

    def _earlier(self) -> Found | None:
        """The clause names none: that of the number before it, or what the sentence named earlier."""
        key, start, window, before, nearest = self.key, self.start, self.window, self.before, self.nearest
        placed = before is not None and (
            before.mention or before.text or before.several or before.rule == "place_of_the_article"
        )
        earlier = [m for m in self.usable if m.end - start <= window.left]
        if placed and earlier and earlier[-1].start - start >= self.scope.since:
            # it took over: `Hà Nam với 727.215 người, đạt 102%; Bắc Giang là 1.617.981, đạt 102,1%`
            return Found(earlier[-1], "stated", "place_earlier_in_sentence")
        aside = (
            key.endswith("(", 0, window.hedge_start) and nearest is not None and nearest not in self.usable
        )
        if aside and before is not None and before.mention is not None and is_yardstick(nearest, key, start):
            # `nhiều hơn huyện Vân Canh đúng 20 người (410 người)`: whose are they?
            return Found(None, None, "either_of_two_places", several=(before.mention, nearest))
        if placed and (before.source == "stated" and self.claim.light or not earlier):
            return before._replace(rule="goes_on_with_the_number_before", listed=False)
        best = best_of(without_parts_told(earlier, key, start, window.hedge_start), key, start)
        if best is not None and placed and before.rule == "either_of_two_places":
            return before._replace(rule="goes_on_with_the_number_before")
        if best is not None:
            return Found(best, "stated", "place_earlier_in_sentence")
        if _WHOLE_BRANCH.search(key, min(window.left, self.scope.since), window.hedge_start):
            return Found(None, "inferred", "place_of_the_article")
        return None

    def _of_sentences_before(self) -> Found | None:
        """What the text spoke of before, unless the sentence or what stands between speaks against it."""
        key, start, window, scope, nearest = self.key, self.start, self.window, self.scope, self.nearest
        if scope.open is not None and not self.before:
            return scope.open._replace(rule="goes_on_with_the_number_before", listed=False)
        part = scope.part_named_since(start)
        if part is not None:
            return Found(None, None, "article_or_part_just_named", several=(part,))
        if scope.unknown is not None:
            return Found(None, "stated", "name_that_is_no_known_unit", scope.unknown)
        giver = next((m for m in self.here if m.kind == "unit" and gives(m, key, start, window)), None)
        if giver is not None and scope.current is not None:
            return Found(None, None, "either_of_two_places", several=(scope.current, giver))
        unread = scope.unread_name(start, window.hedge_start, self.here)
        if unread is not None:
            return Found(None, "stated", "name_that_may_be_a_place", self._text(*unread))
        about = scope.current or scope.home
        if about is not None:
            named = [(m.start - start, m.end - start) for m in self.here if m.kind != "ellipsis"]
            other = of_another_level(about.level, key, window, scope.since, named)
            if other is not None:
                return self._who_says(other) or Found(
                    None, "stated", "unit_of_another_level", self._text(*other)
                )
        if nearest is not None and says_area(nearest, key, start) and window.left <= nearest.start - start:
            area = scope.area()
            if area is not None:
                return area
        rival = scope.rival(any(m.start - start >= window.unit_end for m in self.usable))
        if rival is not None:
            return Found(None, None, "either_of_two_places", several=(scope.current, rival))
        if scope.current is None:
            return None
        if (
            nearest is not None
            and nearest.kind == "unit"
            and nearest.level == scope.current.level
            and window.left <= nearest.start - start
            and measured_by(key, nearest.start - start)
        ):  # what its clause compares with: `So với Đông Sơn thì còn kém, mới 40 người`
            return Found(None, None, "either_of_two_places", several=(scope.current, nearest))
        return Found(scope.current, "context", "place_of_sentence_before")

    def _who_says(self, span: tuple[int, int]) -> Found | None:
        """`“Chúng tôi giao mỗi xã 20 người”, đại diện BHXH huyện cho hay`: a type word behind a quotation."""
        begin, end = span
        speaker = next((m for m in self.usable if m.end - self.start == end and m.kind == "ellipsis"), None)
        if speaker is None or not _SAYS.match(self.key, end) or not _UNQUOTED.search(self.key, 0, begin):
            return None
        return Found(speaker, "stated", "place_later_in_sentence")

    def _later(self) -> Found | None:
        """Nothing was spoken of before: what the sentence names later may be the place, or just a part."""
        key, start, window, nearest = self.key, self.start, self.window, self.nearest
        later = [m for m in self.usable if m.start - start >= window.right]
        if later and _PART_BEFORE.search(key, window.unit_end, later[0].start - start):
            later = []  # `còn 297.000 người chưa tham gia, chủ yếu ở các huyện A, B`
        # behind a semicolon stands the next statement with its own place
        if later and ";" not in key[window.unit_end : later[0].start - start]:
            best = best_of(later, key, start)
            told_by = _TOLD_BY.search(key, window.unit_end, best.start - start) is not None
            if best.level == "country" or told_by:
                return Found(best, "stated", "place_later_in_sentence")
            compared = (nearest,) if nearest is not None and nearest not in self.usable else ()
            return Found(None, None, "article_or_place_named_later", several=(*compared, best))
        part = self.scope.part_just_named(key, start)
        if part is not None:
            return Found(None, None, "article_or_part_just_named", several=(part,))
        return None


def _is_said(mention: PlaceMention, key: str, start: int) -> bool:
    """By name, or as a whole: `Gộp lại, toàn tỉnh có …`, not `Gộp lại, tỉnh mới sẽ có …`."""
    return mention.kind != "ellipsis" or key.startswith("toàn ", mention.start - start)


def _in_brackets_behind(mention: PlaceMention, key: str, start: int, end: int) -> bool:
    """`lần lượt 5.020 người (Long An cũ) và 2.870 người (Tây Ninh cũ)`; `end`: of number and noun."""
    return _BRACKET.fullmatch(key, end, mention.start - start) is not None and key.startswith(
        ")", mention.end - start
    )
