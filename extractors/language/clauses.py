"""A sentence cut into windows: one for each number that may be a figure.

Belongs here: what stands to the left and to the right of a number, and which words of the
vocabulary stand there. Does not belong here: what they mean (`meaning/`).

A window reaches from the end of the number before to the start of the number after; the gap
between two numbers is cut at the first boundary (a comma, `và`, `trong đó` …) that is not part of
a list of programmes or of people:

    21.408 │ người tham gia BHXH tự nguyện │ , đạt │ 87,2% │ mục tiêu │ ; │ 310.266 │ người …
           └ right of the first ───────────┘└ left of the second      └ right …
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from extractors.language.numbers import Number, find_numbers
from extractors.language.vocabulary import Cue, together, vocabulary

#: what may end the words that belong to a number
_BOUNDARY = regex.compile(
    r"[;:()\[\]|]|,(?!\d)|(?<=\s)[-–—](?=\s)|/(?=\p{L})"
    r"|\b(?:và|trong đó|nhưng|tuy nhiên|còn|song|thì|(?<!trở )nên|trong khi|riêng|đồng thời|cùng với|"
    r"cũng như|hoặc|theo đó|"
    r"gồm|bao gồm|(?<!trở )lên|xuống)\b"
)
#: where no boundary stands between two numbers, the second begins at a verb of its own
_SOFT = regex.compile(
    r"\b(?:đạt|bằng|tương đương|tương ứng|tức|hay|nâng|đưa|tăng|giảm|vượt|chiếm|là|kế hoạch|chỉ tiêu|với|"
    r"từ)\b"
)
#: how a word is written from here on: `học sinh (HS)`
_ABBREVIATED = regex.compile(r"(?<=\p{Ll} )\(\p{Lu}{2,5}\)")
_JOINT = regex.compile(
    r"\s*(?:,|và|/|-|–|&|cùng|cũng như|hoặc|;|, và)\s*(?:thẻ |tham gia |số người tham gia )?\s*"
)
#: between a subject and its number: nothing that starts a clause of its own
_COPULA = regex.compile(
    r"(?:[\s:(]|là|đạt|có|khoảng|hơn|trên|gần|được|với|chiếm|mới|đã|còn|tới|đến|ước|người|tham gia|số|"
    r"chỉ|thêm|toàn|tỉnh|thành phố|tăng|giảm|lần lượt|tương ứng)*"
)
_QUOTED = regex.compile(r"[“\"][^“”\"]{0,300}[”\"]")
#: BHXH as an agency: a capitalised name follows ("BHXH Cẩm Thủy")
_NAME_AFTER = regex.compile(r"\s+(?:[\p{Lu}][\p{Ll}]+)\b")


@dataclass(slots=True)
class Window:
    """A number with the words around it. Positions count characters of the sentence."""

    number: Number
    unit: str | None  # person, household, percent, …; None: no noun follows
    unit_end: int  # end of number and noun
    left: int = 0  # start of the left context
    right: int = 0  # end of the right context
    tail: int = 0  # end of what follows up to the next number or the sentence's end
    hedge_start: int = field(init=False)  # of the number

    def __post_init__(self):
        self.hedge_start = self.number.hedge_start


@dataclass(slots=True)
class View:
    """A sentence with everything that was found in it."""

    text: str
    key: str
    windows: list[Window] = field(default_factory=list)
    programmes: list[Cue] = field(default_factory=list)
    agencies: list[Cue] = field(default_factory=list)  # "BHXH", "bảo hiểm xã hội" as an organisation
    cues: dict[str, list[Cue]] = field(default_factory=dict)
    quoted: list[tuple[int, int]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # spans of administrative units

    def within(self, name: str, start: int, end: int) -> list[Cue]:
        """Cues of a word class that begin in [start, end)."""
        cues = self.programmes if name == "programme" else self.cues[name]
        return between(cues, start, end)


def within(position: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Does a position stand in one of the spans?"""
    return any(start <= position < end for start, end in spans)


def between(cues: list[Cue], start: int, end: int) -> list[Cue]:
    """Those of a list in the order of the text that begin in [start, end)."""
    low = bisect_left(cues, (start,))
    return cues[low : bisect_left(cues, (end,), low)]


_CLASSES = ("topic", "event", "role", "statistic", "compared", "group")


def view(text: str, key: str, places: Sequence[tuple[int, int]] = ()) -> View | None:
    """Read one sentence (with its match key); None where no number could be a figure.

    `places`: spans of its administrative units, whose numbers are names (`xã Bảo Lâm 1`).
    """
    numbers = [n for n in find_numbers(text) if not any(a < n.start < b for a, b in places)]
    if not numbers:
        return None
    windows = []
    for number in numbers:
        unit, end = _unit(key, number)
        if number.rule == "denominator" and windows and windows[-1].number.rule == "numerator":
            windows[
                -1
            ].unit = unit  # "19.342/20.765 người": the first counts, the second is what it is counted of
            windows[-1].unit_end = end
            if number.value >= windows[-1].number.value and not _of_a_plan(key, number):
                continue  # more than all there are cannot take part: then it is a plan
        if unit == "person" and windows and _is_of_so_many(key, windows[-1], number):
            continue
        if unit == "household" and windows and _in_so_many_households(key, windows[-1], number):
            continue
        if unit in ("person", "household", "percent", None):
            windows.append(Window(number, unit, end))
    if not windows:
        return None
    seen = View(text, key, windows, places=list(places))
    seen.quoted = [m.span() for m in _QUOTED.finditer(text)]
    programmes, *others = together("programme", *_CLASSES).scan(key)
    for cue in programmes:
        (seen.agencies if is_agency(text, key, cue) else seen.programmes).append(cue)
    seen.cues = dict(zip(_CLASSES, others, strict=True))
    for name in ("role", "statistic", "compared"):  # Giao Thủy was given nothing, Tăng Bạt Hổ does not rise
        seen.cues[name] = [c for c in seen.cues[name] if not within(c.start, seen.places)]
    _cut(seen)
    return seen


_PLANNED = regex.compile(r"kế hoạch|chỉ tiêu|mục tiêu|kh\b")
#: `Kết quả so với kế hoạch của các huyện như sau: Đông Hưng 512/│1.300│ người; Hưng Hà 498/│1.250│ người`
_LIST_AGAINST_PLAN = regex.compile(r"(?:so với|trên|/) ?(?:kế hoạch|chỉ tiêu|mục tiêu)[^:;]*:")
#: `BHXH tự nguyện: 55.240/│61.000│ người, mới bằng 90,56% kế hoạch`
_IS_ITS_PLAN = regex.compile(
    r"\s*\p{L}+[\s,(]*(?:mới |chỉ |đã )*(?:bằng|đạt)[\s\p{L}]{0,12}[\d,.]+% "
    r"(?:so với )?(?:kế hoạch|chỉ tiêu|mục tiêu)"
)
_BLANKS = regex.compile(r"\s*")


def _of_a_plan(key: str, number: Number) -> bool:
    """Is what the number before is counted of a plan, and not everyone?"""
    near = max(0, number.start - 40), number.start
    return (
        _PLANNED.search(key, *near) is not None
        or _LIST_AGAINST_PLAN.search(key, 0, number.start) is not None
        or _IS_ITS_PLAN.match(key, number.end) is not None
    )


def _in_so_many_households(key: str, window: Window, number: Number) -> bool:
    """`gần 240 người ở │86 hộ│ tham gia BHYT`: people are counted, and said to be of so many households."""
    gap = key[window.unit_end : number.hedge_start]
    return window.unit == "person" and gap.strip() in ("ở", "của", "thuộc", "trong", "tại")


def _is_of_so_many(key: str, window: Window, number: Number) -> bool:
    """`5.600 người/ │51.500 người│ trong độ tuổi`: what those before are counted of."""
    beside = window.unit == "person" and not key[window.unit_end : number.hedge_start].strip(" /")
    return beside and "/" in key[window.unit_end : number.start] and number.value > window.number.value


def _unit(key: str, number: Number) -> tuple[str | None, int]:
    if number.percent:
        return "percent", number.end
    start = _BLANKS.match(key, number.end).end()
    noun = vocabulary()["unit"].at(key, start)
    noun = noun or vocabulary()["trade"].at(key, start)
    if noun is None:
        # a noun that is not in the list ("thôn", "tháng", "điểm", "năm đóng") means: not ours
        bare = not key[start : start + 1].isalpha() or _LINK.match(key, start)
        if number.value <= 12 and key.startswith("tháng", start):
            bare = False  # "lũy kế 10 tháng 19.870 người"
        return (None if bare else "other"), number.end
    return noun.value, noun.end


_LINK = regex.compile(
    r"(?:và|lên|xuống|so với|trong|ở|tại|tăng|giảm|đạt|bằng|vào|thì|còn|năm(?! (?:đóng|tham gia|làm|công|"
    r"liên tục))|đến|tháng(?= \d))\b"
)


def is_agency(text: str, key: str, cue: Cue) -> bool:
    """`BHXH` is the agency before a level or a place's name, or after a word for its staff."""
    if cue.value != "social_insurance":
        return False
    words = vocabulary()
    if words["agency_never"].before(key, cue.start):
        return False
    after = _BLANKS.match(key, cue.end).end()
    if words["agency_after"].at(key, after) or _NAME_AFTER.match(text, cue.end):
        return True
    return words["agency_before"].before(key, cue.start) is not None


def _cut(seen: View) -> None:
    """Cut the gaps between numbers."""
    windows, key = seen.windows, seen.key
    starts = [p.start for p in seen.programmes]
    for index, window in enumerate(windows):
        last = index + 1 == len(windows)
        stop = len(key) if last else windows[index + 1].number.hedge_start
        window.tail = stop
        window.right = _boundary(seen, starts, window.unit_end, stop, last, window.unit == "percent")
        if not last:
            windows[index + 1].left = window.right


def _after_base(key: str, begin: int) -> int:
    """Past the base of a percent (`70,3% │kế hoạch│ với 13.780 người`)."""
    start = _BLANKS.match(key, begin).end()
    base = vocabulary()["base"].at(key, start)
    return base.end if base else begin


def _boundary(seen: View, starts: list[int], begin: int, stop: int, last: bool, percent: bool) -> int:
    key = seen.key
    groups = [g for g in seen.cues["group"] if begin <= g.start and g.end <= stop]
    short = [m.span() for m in _ABBREVIATED.finditer(seen.text, begin, stop)]
    for m in _BOUNDARY.finditer(key, begin, stop):
        if any(g.start < m.start() < g.end for g in groups):
            continue  # "học sinh, sinh viên" is one noun
        if within(m.start(), short):
            continue  # "học sinh (HS) ở huyện tham gia BHYT"
        low = bisect_left(starts, m.end())
        before = seen.programmes[low - 1] if low else None
        after = seen.programmes[low] if low < len(starts) else None
        joined = (
            before is not None
            and after is not None
            and before.start >= begin
            and after.end <= stop
            and _JOINT.fullmatch(key, before.end, after.start)
        )
        if joined and not (not last and m[0] in ",;" and _COPULA.fullmatch(key, after.end, stop)):
            continue
        return m.start()
    soft = None if last else _SOFT.search(key, _after_base(key, begin) if percent else begin, stop)
    return soft.start() if soft else stop
