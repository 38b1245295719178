"""The words around a number: clauses, topics, subjects, programmes side by side, places, what goes on.

Belongs here: what several of the rules ask about a sentence. Does not belong here: what it means for a field.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from extractors.language.clauses import View, Window, between, within
from extractors.language.matching import fullmatch, match
from extractors.language.meaning.claim import Carry, Claim
from extractors.language.meaning.patterns import (
    COORDINATION,
    FILLER,
    INDEX,
    MONEY_WORD,
    NAME_BEFORE_BRACKET,
    NAMES,
    THIS_NUMBER,
)
from extractors.language.vocabulary import Cue, vocabulary

#: characters; longer than any clause that says what a number means
_BACK = 300
#: a subject that begins anew: what was said of the number before does not hold for it
_SUBJECT = regex.compile(
    r"(?<!\p{L})(?:(?:tổng |con |(?<!một |trong |đa |thiểu |dân ))số(?! này)(?! tương ứng)|tỷ lệ|"
    r"tỷ trọng|tốc độ|chỉ số|(?<!đặt |đạt |ở )mức(?! sống)|"
    r"năng suất|doanh thu|sản lượng|"
    r"tổng (?:thu|chi|vốn|sản phẩm|giá trị|kim ngạch)|thu nhập|chất thải|diện tích|số lượng|"
    r"(?<!lực )lượng)(?!\p{L})"
)
_CLAUSE = regex.compile(r"[;:(,]|\b(?:trong đó|nhưng|tuy nhiên|theo đó|thì|còn|song)\b")
_DATA = regex.compile(r"(?:thông tin|dữ liệu|hồ sơ)(?: của)?(?: người| đối tượng)? $")
#: what policies are explained to people: `đối thoại về chính sách BHXH, BHYT cho │150 hội viên│`
_TOLD_TO = regex.compile(
    r"\b(?:tuyên truyền|truyền thông|đối thoại|phổ biến|giới thiệu|tư vấn|tập huấn)\b[^;.:\d]{0,100}\bcho\s*$"
)
#: `lễ ra quân có sự tham gia của BHXH huyện, Huyện đoàn và │hơn 150 đoàn viên│`
_ATTENDED_BY = regex.compile(r"\bsự (?:tham gia|tham dự|góp mặt|có mặt) của\b[^;.:\d]*$")
#: from here on it is told why, or when, so many
_REASON = regex.compile(r"\b(?:nhờ|vì|(?<!tự )do|bởi|dù|tuy|mặc dù|khi|hồi|vào)\b")
#: by whom people were won is no subject (`số người tham gia qua hệ thống │đại lý│ thu là …`)
_MEANS = regex.compile(r"\b(?:qua|thông qua|nhờ)(?: các| hệ thống| mạng lưới| tổ chức)*\s*$")
_NOT_COVERED = regex.compile(r"^\D{0,40}\b(?:chưa|không)(?: được| có)? (?:tham gia|có thẻ|thẻ|mua)$")
_COMMUNES = regex.compile(r"\b(?:xã|huyện|thôn|ấp)\s*$")
_WORK = regex.compile(r"(?:công tác|chỉ tiêu|kết quả|tình hình|tiến độ) $")
_BEFORE_BASE = regex.compile(r"\s*(?:(?:của|trên|so với|so|tổng|toàn|trong|về|số|quy mô|các|bộ)\s+)*")
_WORD = regex.compile(r"\p{L}{2,}")
#: words around a list of places
_AROUND_LISTS = {"được", "nhiều", "thuộc", "khó", "khăn"}
#: what may stand between a place and its number in a table told in words
_RANKED = regex.compile(
    r"(?:\s|[,(:–-]|đứng|dẫn|đầu|cuối|bảng|giữa|xếp|sau|thứ|về|nhất|nhì|với|tiếp|theo|kế|là|đạt|được|có|"
    r"vận động|phát triển|"
    r"thực hiện|hoàn thành|mới|đã|cũng|chỉ|vẫn|ước|đóng góp|chiếm|gần|mất|giảm|tăng|cán|mốc|đích|mức|vươn|"
    r"vượt|lên|nổi|như|khi|điểm sáng|"
    r"điển hình|bỏ xa|"
    r"tỷ lệ (?=cao|thấp|đã|là|mới|chỉ|cũng|đạt|hiện|còn|vẫn)|khá|tốt|kém|góp|ngược|các|"
    r"đơn vị|địa phương|còn|lại|đang|"
    r"giữ|phải|đến|năm|nay|ngay|từ|hiện|ròng|trở|toàn diện|cao|thấp|\d{4}|hơn|"
    r"giao|nhận|đăng ký|cam kết|tạm|lớn|hẳn|khiêm tốn|tỷ trọng|(?:con số|tổng số|số tuyệt đối)(?= )|ghi nhận|"
    r"sau (?:hợp nhất|sáp nhập|sắp xếp)|tuy|dù|"
    r"sau (?:một|hai|ba|bốn|năm|sáu|vài|mấy|\d+) (?:tháng|năm|tuần|ngày)|"
    r"khoảng|lần lượt|\d/\d|một mình|dừng (?:lại )?ở|thu về|lân cận|láng giềng|giáp ranh|"
    r"(?:ở )?(?:ngay )?(?:bên |kế |cạnh |gần )(?:cạnh|bên|đó|kề)|"
    r"(?:khối|cụm|khu vực|toàn|cả) (?:phía )?(?:tây|đông|nam|bắc|tỉnh|huyện|thành phố|xã)|"
    r"(?:tỉnh|huyện|thành phố|xã|cụm|khối)(?= với))*"
)
_ENDS = regex.compile(r"\s*(?:[.,;)…]|$|(?:nhưng|song|còn|và|trong khi)\b)(?!\d)")
#: what may be said of a place before its number comes: `, làng nghề dệt khăn, có`, `tuy xa trung tâm cũng
#: có`, `là phường có nhiều người nhất,`
_ASIDE = regex.compile(
    r"\s*(?:\([^()\d]{2,40}\)\s*)?(?:"
    r",\s*(?!nhưng|còn|và|song)[^,;:()\d]{3,60},"
    r"(?=\s*(?:tuy|dù|cũng|đã|mới|chỉ|vẫn|có|đạt|được|chiếm|góp|dẫn đầu))|"
    r",?\s*(?:tuy|dù|mặc dù|dẫu)\s[^,;:()\d]{3,60}(?:,|\s(?=cũng|vẫn|song|nhưng|đã))|"
    r"\s*(?:tiếp tục |vẫn |cũng )?là (?:đơn vị|địa phương|nơi|xã|phường|thị trấn|huyện|quận|tỉnh|"
    r"thành phố)\b[^,;:()\d]{0,40}(?:nhất|dẫn đầu|đi đầu|đứng đầu),?)"
)
#: what is told of a place up to its number: `, nơi thường xuyên bị mặn xâm nhập, │dù khó khăn cũng có 312│`
_TOLD_ASIDE = regex.compile(
    r"(?:[^;:()\d.]|(?<=tháng |năm |quý |ngày )[\d/]+){2,120}(?:,|\b(?:nhưng|song|nên|mà|và|cũng|vẫn))"
)
#: `chỉ tiêu thấp nhất, │2.180 người│`, `kết quả khiêm tốn hơn: │712 người│`: what it is called
_CALLED = regex.compile(
    r"\b(?:chỉ tiêu|kế hoạch|kết quả|(?:tổng |con )?số(?: người| lượng| tuyệt đối)?(?: tham gia)?)"
    r"(?: \p{L}+){0,2}? (?:cao|thấp|khiêm tốn|nhiều|ít|lớn|nhỏ)"
    r"(?: (?:hơn|nhất|gấp|hẳn|cả|toàn|tỉnh|huyện|xã|nhiều|lần))*"
    r"\s*[,:(]\s*(?:chỉ |với |là |đạt |mới |có )*$"
)
#: what is told of a place, and then the number that it comes to: `, nơi đa phần là đồng bào Mường, chỉ đạt`
_COMES_TO = regex.compile(
    r"[^;:()\d]{0,90}(?:\b(?:với|được|đạt|ghi nhận|thu về|thực hiện|đóng góp|lần lượt|cộng lại|ở mức)|[:,(])"
    r"(?: (?:chỉ|mới|có|là|được))*\s*"
)
#: `phấn đấu cuối năm đạt │340 người│`
_AIMS_AT = regex.compile(r"\b(?:phấn đấu|quyết tâm|đặt mục tiêu)[^,;:()\d]{0,40}\b(?:đạt|có|được)\s*$")
_NAME_REACHES = regex.compile(
    r"(?:\p{Lu}[\p{L}\d.]*|toàn (?:tỉnh|thành phố|huyện|xã|quốc))(?:\s*\(cũ\))?\s+(?:(?:ước |mới |đã |"
    r"cũng )?(?:đạt|là)\s*)$",
    regex.I,
)


class Context:
    """A sentence, what was read of it so far, and what the rules ask about the words around a number."""

    def __init__(self, seen: View, carry: Carry):
        self.seen, self.key, self.carry = seen, seen.key, carry
        self.claims: list[Claim] = []
        self.refused: list[tuple[Window, str]] = []
        self.previous: Claim | None = None  # the number before, if it was a claim
        self.total: Claim | None = None  # the number before `trong đó`
        self.role_so_far: str | None = None
        self.continues = carry.listing or (
            match(r"\s*[-–+•*]?\s*(?:cụ thể|trong đó|gồm|như|theo đó|bao gồm|[-–+•*])", self.key) is not None
        )
        self._all_topics = self._read_topics()
        self._cuts: dict[tuple[int, int], list[tuple[int, int]]] = {}  # the clauses of left contexts

    def _last_of_list(self, window: Window) -> Window:
        """`│240│ và │260│ người tham gia`: what follows the last is said of all."""
        windows = self.seen.windows
        for before, after in pairwise(windows[windows.index(window) :]):
            gap = self.key[before.unit_end : after.hedge_start]
            counted = before.unit is not None and before.number.rule != "numerator"
            if counted or len(gap) > 12 or not COORDINATION.fullmatch(gap):
                return before
        return windows[-1]

    def _bracketed(self, window: Window) -> bool:
        aside = self.key.startswith("/", window.left)  # "15.872 người/kế hoạch 19.500 người"
        return aside or self.key.rfind("(", 0, window.hedge_start) > self.key.rfind(
            ")", 0, window.hedge_start
        )

    def _back(self, window: Window) -> int:
        """How far back a rule looks for the words before a number: long sentences stay cheap."""
        return max(0, window.hedge_start - _BACK)

    def _told_to(self, window: Window) -> int:
        """The end of what follows a number, without the reason for it: `│97,3% │vì được ngân sách hỗ trợ`."""
        reason = _REASON.search(self.key, window.unit_end, window.right)
        return reason.start() if reason else window.right

    def _topics(self, start: int, end: int) -> list[Cue]:
        """Topics that begin in [start, end), each as what it is in this sentence."""
        return between(self._all_topics, start, end)

    def _read_topics(self) -> list[Cue]:
        topics = self.seen.cues["topic"]
        events = self.seen.cues["event"]
        if events:
            topics = [
                Cue(t.start, t.end, "other") if any(e.start <= t.start < e.end for e in events) else t
                for t in topics
            ]
        topics = [
            Cue(t.start, t.end, "join") if t.value == "new" and self._names_the_work(t) else t for t in topics
        ]
        topics = [  # "tỷ lệ người dân chưa tham gia": no coverage, the rest
            Cue(t.start, t.end, "not_join")
            if t.value == "coverage" and _NOT_COVERED.search(self.key, t.start, t.end)
            else t
            for t in topics
        ]
        topics = [
            Cue(t.start, t.end, "other")
            if t.value == "join" and _DATA.search(self.key, max(0, t.start - 30), t.start)
            else t
            for t in topics
        ]
        topics = [t for t in topics if t.value != "other" or not _MEANS.search(self.key, 0, t.start)]
        # "các xã nông thôn mới" are communes, the programme is not spoken of
        topics = [
            t
            for t in topics
            if not (self.key.startswith("nông thôn mới", t.start) and _COMMUNES.search(self.key, 0, t.start))
        ]
        # "bảo hiểm thất nghiệp" is a programme, "thất nghiệp" in it no topic; "Trùng Khánh" is a place
        names = [(p.start, p.end) for p in self.seen.programmes] + self.seen.places
        read: list[Cue] = []
        for topic in topics:
            end = max((end for start, end in names if start <= topic.start < end), default=None)
            if end is None:
                read.append(topic)
            elif topic.end > end:  # "huyện Chợ Mới tham gia": what is left of it behind the name
                read += vocabulary()["topic"].scan(self.key, end, topic.end)
        return read

    def _names_the_work(self, cue: Cue) -> bool:
        """`kết quả phát triển người tham gia`: the name of the work, not people won."""
        before = self.key[max(0, cue.start - 20) : cue.start]
        return _WORK.search(before) is not None and self.key.startswith(
            (" người tham gia", " đối tượng"), cue.end
        )

    def _runs(self, start: int, end: int) -> list[list[Cue]]:
        """Programmes named side by side (`BHXH tự nguyện, BHYT hộ gia đình`) as one run each."""
        runs: list[list[Cue]] = []
        for cue in self.seen.within("programme", start, end):
            if (
                runs
                and not self.key.startswith(" thì ", cue.end)
                and fullmatch(
                    r"\s*(?:,|và|/|-|–|&|cùng|hoặc|;|, và|\)|\()?\s*(?:và )?\s*",
                    self.key[runs[-1][-1].end : cue.start],
                )
            ):
                runs[-1].append(cue)
            else:
                runs.append([cue])
        return runs

    def _clauses(self, window: Window) -> list[tuple[int, int]]:
        """The clauses of the left context, the nearest first."""
        begin, end = window.left, window.hedge_start
        if (begin, end) not in self._cuts:
            groups = self.seen.cues["group"]  # "học sinh, sinh viên" is one noun
            inner = [
                m.start()
                for m in _CLAUSE.finditer(self.key, begin, end)
                if not any(g.start < m.start() < g.end for g in groups)
            ]
            cuts = [begin, *inner, end]
            self._cuts[begin, end] = [(a, b) for a, b in pairwise(cuts) if b > a][::-1]
        return self._cuts[begin, end]

    def _is_light(self, window: Window) -> bool:
        begin, end = window.left, window.hedge_start
        if self.previous is None and not self.claims:
            return False
        return (
            not self._topics(begin, end)
            and not self.seen.within("statistic", begin, end)
            and not self._subjects(begin, end, window)
        )

    def _subjects(self, begin: int, end: int, window: Window) -> list[regex.Match]:
        """Subjects begun in [begin, end); `đạt tỷ lệ 86%` begins none."""
        return [
            m
            for m in _SUBJECT.finditer(self.key, begin, end)
            if not (m[0] in ("tỷ lệ", "mức") and FILLER.fullmatch(self.key, m.end(), window.hedge_start))
        ]

    def _left_topics(self, window: Window) -> tuple[list[Cue], bool]:
        """Topics of the nearest clause on the left that has any, and whether a subject was begun there."""
        for begin, end in self._clauses(window):
            topics = self._topics(begin, end)
            subject = self._subjects(begin, end, window)
            if subject and not THIS_NUMBER.match(self.key, subject[-1].start()):
                after = [t for t in topics if t.start >= subject[-1].start()]
                covers = [t for t in topics if t.start <= subject[-1].start() < t.end]
                if after and after[0].value == "other" and after[0].start - subject[-1].end() < 12:
                    return after[:1], True  # "mức hỗ trợ …", "số người hưởng …"
                return after or covers, True
            if topics:
                return topics, False
        return [], False

    def _outreach(self, window: Window) -> bool:
        """Called, advised, given something: the people at the end of such a verb have not enrolled by it."""
        told = _TOLD_TO.search(self.key, self._back(window), window.hedge_start)
        if "sự " in self.key and _ATTENDED_BY.search(self.key, self._back(window), window.hedge_start):
            return True
        if told and not any(
            t.value in ("new", "rejoin", "join") for t in self._topics(told.start(), window.right)
        ):
            return True
        for begin, end in self._clauses(window)[:1]:
            calls = vocabulary()["outreach"].scan(self.key, begin, end)
            if calls:
                after = self._topics(calls[-1].end, end)
                return not any(t.value in ("new", "rejoin", "join") for t in after)
        return False

    def _same_clause(self, window: Window, topics: list[Cue]) -> bool:
        """Do these words stand in the clause of the number itself, not in one before it?"""
        clauses = self._clauses(window)
        return bool(clauses) and topics[-1].start >= clauses[0][0]

    def _says_achieved(self, window: Window) -> bool:
        return any(c.value == "achieved" for c in self.seen.within("role", window.left, window.hedge_start))

    def _listed(self, window: Window) -> bool:
        """An item of a list that a sentence before announced (`- Huyện Yên Sơn: 3.480 người`)."""
        return self.carry.list_of is not None and not self._content_words(0, window.hedge_start)

    def _goes_on(self, window: Window) -> bool:
        """Does a sentence without words of enrolment go on with the one before?

        Only where it plainly lists places or speaks of the plan: `Hai nơi được giao nhiều nhất là A (320
        người)`,
        `so với chỉ tiêu được giao là 9.430 người`.
        """
        if any(t.value == "other" for t in self._topics(0, window.hedge_start)):
            return False
        if INDEX.search(self.seen.text, 0, window.hedge_start):
            return False
        text = self.seen.text[window.left : window.hedge_start]
        listed = NAME_BEFORE_BRACKET.search(text) or _NAME_REACHES.search(text)
        opening = self.key.rfind("(", window.left, window.hedge_start)
        placed = opening >= 0 and any(0 <= opening - end <= 2 for _, end in self.seen.places)
        if (
            placed
            and NAME_BEFORE_BRACKET.search(text)
            and not _SUBJECT.search(self.key, 0, window.hedge_start)
        ):
            return True  # places with their numbers in brackets
        if self.carry.claims and (self._ranks(window) or self._comes_to(window)):
            return True
        content = self._content_words(0, window.hedge_start)
        return not content or bool(listed and content <= _AROUND_LISTS)

    def _ranks(self, window: Window) -> bool:
        """A place and its number in a told table: `Chợ Mới về nhất với 231`, `An Lão mới đạt 50,4%`."""
        if _SUBJECT.search(self.key, 0, window.left):
            return False
        ends = [end for _, end in self.seen.places if window.left < end <= window.hedge_start]
        listed = self.key.rfind(":", 0, window.hedge_start) + 1
        if not ends or self._of_money(listed, window.hedge_start):
            return False
        return any(
            _RANKED.fullmatch(self.key, begin, window.hedge_start)
            for end in sorted(ends)[-2:]  # the last may stand in what is said of the one before
            for begin in self._behind_asides(end, window)
        )

    def _comes_to(self, window: Window) -> bool:
        """A bare number ends what is told of a place, after a report: `xã A tạo dấu ấn với │219 người│.`"""
        if window.unit not in ("person", "percent") or self.carry.claims_age > 1 or window.number.value < 10:
            return False
        if not _ENDS.match(self.key, window.unit_end) or self._of_money(0, window.hedge_start):
            return False
        if _SUBJECT.search(self.key, 0, window.left):
            return False
        before = self._back(window), window.hedge_start
        if _CALLED.search(self.key, *before) or _AIMS_AT.search(self.key, *before):
            return True
        end = max((e for _, e in self.seen.places if window.left < e <= window.hedge_start), default=None)
        if end is None or not _COMES_TO.fullmatch(self.key, end, window.hedge_start):
            return False
        told = (end, window.hedge_start)
        return not (
            any(t.value != "completion" for t in self._topics(*told))
            or self.seen.within("event", *told)
            or self.seen.within("group", *told)
            or vocabulary()["outreach"].scan(self.key, *told)
            or _SUBJECT.search(self.key, *told)
        )

    def _behind_asides(self, end: int, window: Window) -> Iterator[int]:
        """Where the words of its number may begin, of a place that ends at `end`: past what is told of it."""
        yield end
        for aside in (_ASIDE, _TOLD_ASIDE):
            told = aside.match(self.key, end, window.hedge_start)
            if told and not self._topics(*told.span()) and not _SUBJECT.search(self.key, *told.span()):
                yield told.end()

    def _of_money(self, start: int, end: int) -> bool:
        """Is money spoken of? `Đồng Nai`, `Chi Lăng` and `Thu Cúc` are places."""
        return self._says(MONEY_WORD, start, end)

    def _says(self, words: regex.Pattern, start: int, end: int) -> bool:
        """Is one of the words there, other than in a place's name (Tiền Giang, Chi Lăng)?"""
        found = words.finditer(self.key, start, end)
        return any(not within(m.start(), self.seen.places) for m in found)

    def _just_named(self, window: Window) -> str | None:
        """The programme that the sentence before spoke of, for the number of a place."""
        ranked = self.carry.age <= 2 and self._ranks(window)
        topics = self._topics(0, window.hedge_start)
        return self.carry.programme if ranked and not any(t.value == "other" for t in topics) else None

    def _content_words(self, start: int, end: int) -> set[str]:
        """Words that bring a subject of their own: no name, date, programme, group, and no light word."""
        seen = self.seen
        gone = [(c.start, c.end) for c in vocabulary()["light"].scan(self.key, start, end)]
        for name in ("programme", "group", "role", "statistic"):
            gone += [(c.start, c.end) for c in seen.within(name, start, end)]
        gone += [(c.start, c.end) for c in seen.agencies]
        gone += [m.span() for m in NAMES.finditer(seen.text, start, end)]
        gone += [(w.number.start, w.unit_end) for w in seen.windows]
        gone.sort()
        words, index, reach = set(), 0, 0
        for m in _WORD.finditer(self.key, start, end):
            while index < len(gone) and gone[index][0] <= m.start():
                reach = max(reach, gone[index][1])
                index += 1
            if m.start() >= reach:
                words.add(m[0])
        return words

    def _base_after(self, window: Window) -> str | None:
        """The base named right after a percent (`% dân số`, `% so với kế hoạch`)."""
        words = vocabulary()["base"]
        position = _BEFORE_BASE.match(self.key, window.unit_end).end()
        for start in (window.unit_end + 1, position):
            cue = words.at(self.key, start)
            if cue is not None:
                if cue.value == "population" and self.seen.within(
                    "group", cue.start, min(window.right, cue.end + 12)
                ):
                    return None  # "người dân tộc thiểu số": a group, not everyone
                return cue.value
        return None

    def _set(self, claim: Claim, name: str, value, rule: str) -> None:
        setattr(claim, name, value)
        claim.rules[name] = rule
