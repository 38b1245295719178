"""The place a text speaks of, from sentence to sentence.

Belongs here: what the sentences before leave to the next one, in sureness or in doubt, and where that ends.
"""

import regex

from extractors.language.places import DocumentPlaces, PlaceMention
from extractors.language.places.register import DEPTH
from extractors.language.where.beside import may_be_spoken_of, second_yardsticks
from extractors.language.where.found import Found
from extractors.language.where.nesting import best_of, innermost, without_parents
from extractors.language.where.unnamed import names, unknown_name

#: rules that say what a place may be, not that there is none
_IN_DOUBT = (
    "unit_of_another_level",
    "unit_that_goes_unnamed",
    "name_that_may_be_a_place",
    "either_of_two_places",
    "article_or_part_just_named",
    "article_or_place_named_later",
)
#: … and what the next sentence goes on with as well: `Toàn khu vực có 341.200 người. Tỷ lệ bao phủ là …`
_GOES_ON_OPEN = (*_IN_DOUBT, "area_that_is_no_unit", "goes_on_with_the_number_before")
#: for so many mentions a place that may have taken over is looked for
_LOOKED_BACK = 20
#: so far into a sentence without figures stands what it speaks of
_HEAD = 45
#: openings of a paragraph that goes on with the one before it
_GOES_ON = regex.compile(
    r"\W*(?:kết quả|tuy|nhưng|trong đó|ngoài ra|bên cạnh|theo đó|nhờ|cụ thể|như vậy|con số|sau|đây"
    r"|cũng(?! theo)|cùng với|"
    r"đồng thời|điển hình|để|trước|với|hơn nữa|đáng chú ý|song|số|tỷ lệ này|chỉ(?! tiêu| đạo| thị| huy)|mỗi"
    r"|còn|ngay)(?!\p{L})"
)
#: … even where that looked beyond what the article is about
_POINTS_BACK = regex.compile(r"\W*(?:trong (?:đó|số)|theo đó|như vậy|con số|đây|tỷ lệ này|mục tiêu này)\b")
#: openings of a sentence that looks at a part for once
_ASIDE = regex.compile(r"\W*(?:riêng|đáng chú ý|đặc biệt|cá biệt|đơn cử|nổi bật|trong (?:số|đó))\b")
#: … in the middle of one, behind a number of the whole
_ASIDE_BEFORE = regex.compile(r"\d[^;.]*[;,] (?:trong đó,? )?riêng (?:\p{L}+ ){0,3}$")
#: `Thực hiện kế hoạch của UBND tỉnh Nghệ An, UBND xã Đô Lương báo cáo …`: on whose word it is done
_SETTING = regex.compile(
    r"\W*(?:(?:tiếp tục|nhằm|để) )?(?:thực hiện|căn cứ|triển khai|hưởng ứng|thi hành|theo|trên cơ sở)"
    r"(?: \p{L}+){0,2} (?:kế hoạch|chỉ đạo|công văn|quyết định|nghị quyết|hướng dẫn|văn bản|chương trình"
    r"|chỉ thị|lời kêu gọi|đợt phát động)\b[^,;]*, ?"
)
#: `Sau khi học tập ở huyện Giao Thủy, xã Hải Minh thành lập tổ vận động`
_LEADING = regex.compile(
    r"\W*(?:sau khi|khi|trước khi|nhờ|từ khi|kể từ khi|noi gương|học tập|giống)\b[^,;]*$"
)
#: `Anh Tuấn, quê ở Giao Thủy, …`
_BORN_AT = regex.compile(r"\bquê(?: gốc)?(?: ở| tại)? $")
#: before what a sentence speaks of
_OPENING = regex.compile(r"\W*(?:(?:tại|ở|trên địa bàn) )?")
#: `Em My, học sinh lớp 8 ở phường Thành Sen, …`: where somebody lives, in a sentence on what is given to them
_LIVES_AT = regex.compile(
    r"\W*(?:ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ)\b[^,;.]*,(?: [^,;.]*,)? [^,;.]*"
    r"\b(?:học sinh|sinh viên|công nhân|nông dân|tiểu thương|ngư dân|thợ|bán|buôn|trú|ngụ|tuổi)\b"
    r"[^,;.]* (?:ở|tại) $"
)
#: who speaks for an office
_OFFICER_OF = regex.compile(
    r"\b(?:giám đốc|trưởng phòng|chủ tịch|trưởng ban|cán bộ|chuyên viên|đại diện|lãnh đạo)(?: \p{L}+){0,5} $"
)
_AT = regex.compile(r"\b(?:tại|ở) $")
_HOLDS = regex.compile(r"[^,;.]{0,50} (?:tổ chức|phát động|khai mạc|ra quân)\b")


class Scope:
    """The place a text speaks of, from sentence to sentence."""

    def __init__(self, places: DocumentPlaces):
        self._mentions = places.mentions
        self._places = places
        home = self.home = places.home(None)
        #: whose own page the text is, where that looks after no unit of today: `BHXH cơ sở Ninh Kiều`
        first = places.mentions[0] if places.mentions else None
        self.office = first if first is not None and first.start < _HEAD and self._is_office(first) else None
        self._home_id = home.place_id if home is not None else None
        # nothing is known of an article without a place of its own: what it names in passing holds for no
        # further paragraph
        self._home_level = DEPTH[home.level] if home is not None and home.level else 0
        self._next = 0
        self.current: PlaceMention | None = None
        self._line = 0
        self._spoken_on: int | None = None  # the line whose figures spoke of `current`
        #: what the paragraph spoke of before it came to parts of it, and how often it came to some
        self._around: PlaceMention | None = None
        self._parts_told = 0
        self._listed = False  # the last sentence listed several places
        #: a name with a type word that the register does not have, of which the paragraph speaks
        self.unknown: str | None = None
        #: what the sentence before left in doubt: the next one, which names no place, goes on with it
        self.open: Found | None = None
        self._counted_to = 0  # the end of the last sentence with figures
        self._part: tuple[int, PlaceMention] | None = None  # line of a figure that may be of it, and it
        self.since = 0  # where in its sentence the number before the claim ends
        self._usable: tuple[list[PlaceMention], list[PlaceMention]] | None = None

    def _is_office(self, mention: PlaceMention) -> bool:
        return self._places.looked_after(mention, self._places.resolve(mention), None) is not None

    def enter(self, start: int, end: int, line: int, key: str) -> list[PlaceMention]:
        """Mentions of the sentence at [start, end) of the document's match key; call in order of the text."""
        if line != self._line:
            self.unknown = self.open = self._around = None
            # a new paragraph speaks of the article's own place again, unless it plainly goes on
            goes_on = (_POINTS_BACK if self._is_wider() else _GOES_ON).match(key, start, end)
            if self._listed or self._is_elsewhere() and not goes_on:
                self.current = None
            self._line = line
        while self._next < len(self._mentions) and self._mentions[self._next].start < start:
            self._next += 1
        here = []
        for mention in self._mentions[self._next :]:
            if mention.start >= end:
                break
            here.append(mention)
        return here

    def leave_unknown(self, here: list[PlaceMention], key: str, start: int, last: Found | None) -> None:
        """`Về xã Nhân Hậu, huyện Lý Nhân, …`, a commune nobody knows: what comes is not of the district."""
        if last is not None:
            self.unknown = last.text if last.rule == "name_that_is_no_known_unit" else None
            return
        end = here[0].start - start if here else len(key)
        text = self._places.text[start : start + len(key)]
        span = unknown_name(text, 0, min(end, 45), [])
        if span is not None:
            self.unknown = text[slice(*span)]
        elif here:
            self.unknown = None
        if not here:
            self._leave_unread(here, key, start)

    def _leave_unread(self, here: list[PlaceMention], key: str, start: int) -> None:
        """`Vũ Quý có chợ lớn. Tổ ra quân tại đây vận động được …`: it speaks of what may be a commune."""
        head = min((m.start - start for m in here), default=len(key))
        unread = self.unread_name(start, min(head, _HEAD), here)
        if unread is not None:
            name = self._places.text[start + unread[0] : start + unread[1]]
            self.open = Found(None, "stated", "name_that_may_be_a_place", name)

    def usable(self, here: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
        """Those of a sentence's mentions that its figures may speak of; asked for each figure, made once."""
        if self._usable is None or self._usable[0] is not here:
            second = second_yardsticks(here, key, start)
            kept = [m for m in here if m not in second and may_be_spoken_of(m, key, start)]
            self._usable = here, without_parents(kept, key, start)
        return self._usable[1]

    def _is_wider(self) -> bool:
        """Is it the country, in an article on a part of it? That was a look beyond."""
        return self.current is not None and DEPTH.get(self.current.level, 9) == 0 < self._home_level

    def _is_elsewhere(self) -> bool:
        """Is the place spoken of a part of the article's own, or one beside it?"""
        if self.current is None:
            return False
        level = DEPTH.get(self.current.level, 0)
        if level > self._home_level or self._is_wider() or self.current.old:
            return True
        return level == self._home_level and self._places.resolve(self.current).place_id != self._home_id

    def part_named_since(self, start: int) -> PlaceMention | None:
        """A unit that this paragraph named since it spoke of the province or the country: it may go on so.

        `Hà Giang khó hơn. Bản Péo là xã xa nhất huyện Hoàng Su Phì. … Cả xã …`
        """
        now = DEPTH.get(self.current.level, 9) if self.current is not None else 9
        if now > 1 and (now > 2 or self._spoken_on is not None):
            return None
        begin = max(self._places.line_start(start), self.current.end, self._counted_to)
        found = None
        for mention in reversed(self._mentions[: self._next]):
            if mention.start < begin:
                break
            if mention.kind != "ellipsis" and DEPTH.get(mention.level, 0) > max(now, 1):
                if found is not None and now > 1 and mention.text != found.text:
                    return None  # several are a list: `đi về các xã A, B và C`
                found = found or mention
        return found

    def is_one_office(self, here: list[PlaceMention], end: int) -> bool:
        """Is the regional office whose name ends there that of one province: `BHXH khu vực I` of Hà Nội?"""
        office = next((m for m in here if m.end == end and m.kind == "organisation"), None)
        return office is not None and self._places.resolve(office).place_id is not None

    def told_of_several(self, start: int) -> bool:
        """Did this paragraph name two places, or the one before it where this one only begins?"""
        begin = self._places.line_start(start)
        if begin == start:
            begin = self._places.line_start(max(0, begin - 1))
        before = self._mentions[max(0, self._next - _LOOKED_BACK) : self._next]
        return len({m.text for m in before if m.start >= begin and m.kind != "country"}) > 1

    def unread_name(self, start: int, end: int, here: list[PlaceMention]) -> tuple[int, int] | None:
        """Span of a name, up to `end` of the sentence, that may be a unit's and was not read as one.

        `Trong các phường, Châu Văn Liêm có kết quả cao nhất`: what it tells is hardly of the district.
        """
        about = self._places.resolve(self.current) if self.current is not None else self._places.home()
        if about is None or about.province_2025 is None:
            return None
        known = [(m.start - start, m.end - start) for m in here]
        text = self._places.text[start : start + end]
        for match in names(text, known):
            if self._places.may_be_part(start + match.start("name"), match["name"], about):
                return match.span("name")
        return None

    def rival(self, goes_further: bool) -> PlaceMention | None:
        """A place of the level of the one spoken of, or below it, that was named since.

        It may have taken over where no figure spoke of the other, or the sentence goes on to another place.
        """
        now = self.current
        if now is None or self._spoken_on is not None and not goes_further:
            return None
        if self._places.resolve(now).place_id == self._home_id:
            return None
        level, name = DEPTH.get(now.level, 9), now.text.casefold()
        found = None
        for mention in reversed(self._mentions[max(0, self._next - _LOOKED_BACK) : self._next]):
            if mention.start <= now.end:
                break
            if mention.kind == "ellipsis" or DEPTH.get(mention.level, 0) < level:
                continue
            if mention.text.casefold() in name:
                continue
            if found is not None and mention.text != found.text:
                return None  # several are a list: `đi về các xã A, B và C`
            found = mention
        return found

    def part_just_named(self, key: str, start: int) -> PlaceMention | None:
        """The part of the article's province named last in this paragraph, or in the one it goes on with.

        `Ngoài đảo Phú Quý, … 83% dân số đã có thẻ`: the article's place is then no more likely than the part.
        """
        before = self._mentions[self._next - 1] if self._next else None
        if before is not None and self._part == (self._line, before):
            return before  # its paragraph goes on
        begin = self._places.line_start(start)
        if _GOES_ON.match(key) and start == begin:
            begin = self._places.line_start(begin - 1)
        if self._home_level != 1 or before is None or before.start < begin:
            return None
        if DEPTH.get(before.level, 0) < 2 or not before.candidates:
            return None
        beside = self._mentions[max(0, self._next - _LOOKED_BACK) : self._next]
        if len({m.text for m in beside if m.start >= begin and m.level == before.level}) > 2:
            return None  # `tỏa đi các chợ A, B và C`
        self._part = self._line, before
        return before

    def goes_on(self, mention: PlaceMention) -> bool:
        """Does it take up what a figure of the same paragraph spoke of: `A có 5 người. Tỉnh phấn đấu …`?"""
        if self.current is None or self._spoken_on != self._line:
            return False
        return mention.antecedent is not None and mention.antecedent == self.current.start

    def takes_name_of_nothing_known(self, mention: PlaceMention, start: int) -> bool:
        """Is it a type word whose antecedent stands before a name that may be a place, and was not read?"""
        if self.open is None or self.open.rule != "name_that_may_be_a_place" or mention.kind != "ellipsis":
            return False
        if self.open.text.casefold() in mention.text.casefold():
            return False
        return mention.level in ("district", "commune") and (mention.antecedent or 0) < start

    def _only_speaks(self, mention: PlaceMention, key: str, start: int) -> bool:
        """`Theo chị Lan, Trưởng phòng BHXH tỉnh Lào Cai, …` in a text on one of its districts."""
        if mention.kind != "organisation" or not 0 < DEPTH.get(mention.level, 0) < self._home_level:
            return False
        return _OFFICER_OF.search(key, 0, mention.start - start) is not None

    def _host(
        self, venue: PlaceMention | None, named: list[PlaceMention], key: str, start: int
    ) -> PlaceMention | None:
        """Who holds what is held at a part of it: `Tại phường Quy Nhơn, UBND tỉnh Gia Lai tổ chức …`."""
        if venue is None or venue.kind != "unit" or _AT.search(key, 0, venue.start - start) is None:
            return None
        for other in named:
            if other.start <= venue.end or other.kind != "organisation":
                continue
            if 0 < DEPTH.get(other.level, 9) < DEPTH.get(venue.level, 0) and _HOLDS.match(
                key, other.end - start
            ):
                return other
        return None

    def _is_aside(self, mention: PlaceMention, key: str, start: int) -> bool:
        """`Riêng xã B …`; `giảm 64 người; riêng xã B giảm 17 người`."""
        return (
            _ASIDE.match(key) is not None or _ASIDE_BEFORE.search(key, 0, mention.start - start) is not None
        )

    def _narrows(self, mention: PlaceMention) -> bool:
        """Is the place a part of the one spoken of so far?"""
        levels = DEPTH.get(mention.level, 0), DEPTH.get(self.current.level, 9) if self.current else 9
        return levels[0] > levels[1] or levels[0] == levels[1] and mention.old

    def _take(self, mention: PlaceMention, line: int) -> None:
        if self.current is not None and self._spoken_on == line and self._narrows(mention):
            self._around, self._parts_told = self.current, self._parts_told + 1
        elif self._around is not None and DEPTH.get(mention.level, 0) > DEPTH.get(self._around.level, 9):
            self._parts_told += 1
        else:
            self._around, self._parts_told = None, 0
        self.current, self._spoken_on = mention, line

    def area(self) -> Found | None:
        """`trên địa bàn`, alone, behind parts that were told of: what is around them; behind one, either."""
        if self._around is None or self.current is None:
            return None
        if self._parts_told > 1:
            return Found(self._around, "context", "place_of_sentence_before")
        return Found(None, None, "either_of_two_places", several=(self._around, self.current))

    def _whole_of(self, here: list[PlaceMention], key: str, start: int) -> PlaceMention | None:
        """`Yên Bái: 4.058 người; riêng huyện Văn Yên 911 người`: what opens it, if all else lies below."""
        named = [m for m in here if m.kind != "ellipsis" and may_be_spoken_of(m, key, start)]
        if len(named) < 2:
            return None
        whole, *parts = named
        if _OPENING.fullmatch(key, 0, whole.start - start) is None:
            return None
        level = DEPTH.get(whole.level, 9)
        return whole if all(DEPTH.get(part.level, 0) > level for part in parts) else None

    def leave(
        self, here: list[PlaceMention], key: str, start: int, line: int, last: Found | None = None
    ) -> None:
        """The sentence is over: what its figures spoke of, else what it named, may hold for the next one."""
        self.leave_unknown(here, key, start, last)
        if last is not None:
            self._counted_to = start + len(key)
            self.open = None
        if last is not None and last.listed:
            # a list of places does not take over from what was spoken of before it
            self._parts_told += 1
            if (whole := self._whole_of(here, key, start)) is not None:
                self.current, self._spoken_on = whole, line
            return
        if last is not None and last.mention is None and last.rule in _GOES_ON_OPEN:
            self.open = last
        if last is not None and (last.text is not None or last.several):
            return  # nor do several places together, or a region
        usable = [m for m in here if may_be_spoken_of(m, key, start, giver=True)]
        inner = innermost(usable, key, start)
        # `BHXH cơ sở Quỳnh Lưu quản lý địa bàn huyện Quỳnh Lưu cũ`: the same twice
        sisters = {
            m.text.removesuffix(" cũ").split(" ", 1)[-1] if m.typed else m.text
            for m in without_parents(inner, key, start)
            if m.kind != "ellipsis" and m.level in ("district", "commune")
        }
        self._listed = len(sisters) > 1 and last is None
        if last is not None and last.mention is not None:
            if not (self._is_aside(last.mention, key, start) and self._narrows(last.mention)):
                self._take(last.mention, line)
            return
        if self._listed:
            # which of them the next sentence speaks of is not said
            named = [m for m in without_parents(inner, key, start) if m.level in ("district", "commune")]
            acts = named[-1]
            led = key[named[-2].end - start : acts.start - start] == ", " and acts.kind == "unit"
            if led and len(sisters) == 2 and _LEADING.match(key, 0, named[-2].start - start):
                self.current, self._spoken_on, self._listed, self.open = acts, None, False, None
            return
        setting = _SETTING.match(key)
        begins = start + setting.end() if setting is not None else start
        if not any(m.start >= begins for m in inner):
            begins = start
        clause = key[begins - start :]
        spoken_of = [m for m in inner if m.start >= begins and _is_topic(m, clause, begins)]
        best = best_of(spoken_of, key, start)
        if best is not None and (self._only_speaks(best, key, start) or _is_venue(best, key, start)):
            best = None
        rival = self._host(best, inner, key, start)
        if best is not None and _BORN_AT.search(key, max(0, best.start - start - 12), best.start - start):
            rival = self.current
        if best is not None and _LIVES_AT.fullmatch(key, 0, best.start - start):
            if rival is None and self.current is None:
                self.open = Found(None, None, "article_or_part_just_named", several=(best,))
                return
            rival = rival or self.current
        if rival is not None:
            self.open = Found(None, None, "either_of_two_places", several=(best, rival))
        elif best is not None:
            self.current, self._spoken_on, self.open = best, None, None
        self._leave_unread(here, key, start)


#: "tỉnh hỗ trợ thêm 20% mức đóng": who pays
_SUPPORTER = regex.compile(r"\s*(?:đã |sẽ )?hỗ trợ")
_VERB = regex.compile(
    r"\b(?:đã|sẽ|đang|được|cho biết|ban hành|tổ chức|phối hợp|triển khai|thực hiện|là|có)\b"
)
_POINTED_AT = regex.compile(r"(?:tại|ở|trên địa bàn|điển hình(?: là| trong)?|như|riêng)(?: \p{L}+){0,2}\s*$")


#: `Lễ ra quân cấp tỉnh sẽ mở tại Hạ Long`
_OF_A_LEVEL = regex.compile(
    r"\b(?:lễ|buổi|hội nghị|chương trình)\b[^,;.]* cấp (?:tỉnh|thành phố|huyện)\b[^;.]* tại $"
)


def _is_venue(mention: PlaceMention, key: str, start: int) -> bool:
    """Is the place only where that is held which a wider one holds?"""
    return _OF_A_LEVEL.search(key, 0, mention.start - start) is not None


def _is_topic(mention: PlaceMention, key: str, start: int) -> bool:
    """Does a sentence without figures speak of this place, or name it in passing?"""
    if _SUPPORTER.match(key, mention.end - start):
        return False
    at = mention.start - start
    subject = at <= 80 and not _VERB.search(key, 0, at)
    return at <= 45 or subject or at <= 90 and _POINTED_AT.search(key[max(0, at - 25) : at]) is not None
