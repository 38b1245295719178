"""Dates and periods in Vietnamese text, as days from–to.

Belongs here: what span of days a wording means, given the day of publication and of the launch. Does not
belong here: whether a figure stands at a day or covers a period — that follows from what the figure
counts (annotation.md, *When*).

Each form is one rule: a pattern over the text in lower case, and a function from the match to the days.
All patterns are tried at each word in one pass, so the cost is linear in the text; where several begin
at the same word, the order in `_RULES` decides, the longer wording standing first.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from extractors.language.matching import by_first_letter
from extractors.language.text import lower

KINDS = (
    "day", "until_day", "month", "until_month", "quarter", "months_of_year", "half", "year", "until_year",
    "range", "from_now_until", "launch_day", "campaign_days", "school_year", "same_period", "now", "before",
    "document_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a wording without its own year, or relative to now, is measured against."""

    published: date | None = None
    launched: date | None = None  # day of the launch ceremony the document reports
    year: int | None = None  # the year the document speaks of, when it has no day of publication


class DateMention(NamedTuple):
    """A wording at `text[start:end]` that places something in time.

    `first` and `last` are the days covered, both inclusive; None where open or unknown. `until` says that
    the wording marks the end (`đến`, `tính đến`, `hết`, `trước`, `cuối`): a stock stands at `last`, a target
    is due by `last`. `iso` is the date or period as `compared_with` writes it. `kind` is one of KINDS.
    """

    start: int
    end: int
    kind: str
    first: date | None
    last: date | None
    until: bool
    granularity: str
    iso: str | None
    inferred_year: bool
    rule: str


# ------------------------------------------------------------------------------------------- building blocks

_Y = r"(?:19|20)\d\d(?!\d|[.,]\d)"
_DAY_WORD = r"(?:(?:rạng sáng|sáng|chiều|tối|trưa|đêm|hôm|ngày|mồng|mùng)(?!\w)(?: nay| qua)?,? ?\(?){1,3}+"
_UNTIL = (
    r"(?:(?:tính |lũy kế |luỹ kế |cộng dồn |kể )?(?:cho )?(?:đến|tới)"
    r"(?: \d{1,2} ?(?:h|g|giờ)\d{0,2}(?: phút)?,?)?(?: thời điểm)?(?: hết| cuối| trước| vào cuối)?"
    r"|(?:tính |lũy kế |luỹ kế )?hết|trước|cuối) "
)
_MONTH_WORDS = {
    "giêng": 1, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
_COUNT_WORDS = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11,
}  # fmt: skip
_COUNT = r"\d{1,2}|mười một|" + "|".join(w for w in _COUNT_WORDS if " " not in w)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER_SAID = re.compile(r"quý\s+(\w+)(?:.*?(\d{4}|nay))?")
_RELATIVE_YEAR = {"nay": 0, "này": 0, "ngoái": -1, "trước": -1, "qua": -1, "vừa qua": -1, "sau": 1, "tới": 1}


def _day_pattern(s: str = "") -> str:
    """A day: `ngày 1/10/2025`, `12.11`, `4-11`, `ngày 30 tháng 9 năm 2021`; `s` ends its group names."""
    return (
        rf"(?P<w{s}>{_DAY_WORD})?(?P<d{s}>\d{{1,2}})(?:"
        rf" ?(?P<x{s}>[/.-]) ?(?P<m{s}>\d{{1,2}})"
        rf"(?: ?(?P=x{s}) ?(?P<y{s}>{_Y})| năm (?P<v{s}>{_Y}))?(?!\d|[/.,-]\d| ?%)"
        rf"| tháng (?P<n{s}>\d{{1,2}})(?:(?:,? năm |[/.-])(?P<z{s}>{_Y}))?(?!\d|[/.-]\d))"
    )


def _month_pattern(s: str = "") -> str:
    """A month: `tháng 9/2021`, `tháng 9.2021`, `tháng 10 năm 2025`, `tháng 10`, `9/2021`."""
    return (
        rf"(?:(?:tháng |t)(?P<mo{s}>\d{{1,2}}|giêng|tư|sáu|bảy|tám|chín|mười một|mười hai|mười)"
        rf"(?:(?: ?[/.-] ?| năm |, năm )(?P<my{s}>{_Y}|nay|ngoái|trước))?(?!\w|[/.-]\d)"
        rf"|(?P<mk{s}>\d{{1,2}})/(?P<mq{s}>{_Y})(?![/\w]))"
    )


def _group(m: re.Match, *names: str) -> str | None:
    for name in names:
        value = m.groupdict().get(name)
        if value is not None:
            return value
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


_CLAUSE_BREAK = re.compile(r"[,;.:()]")
_TO_COME = re.compile(
    r"(?<!\w)(?:kỳ vọng|phấn đấu|sẽ|dự kiến|mục tiêu|hy vọng|quyết tâm|cam kết|chỉ tiêu|phải)(?!\w)"
)


class _Reading:
    """What the rules may look at: the text, the anchor, the mentions so far."""

    __slots__ = ("text", "key", "anchor", "mentions")

    def __init__(self, text: str, key: str, anchor: Anchor):
        self.text, self.key, self.anchor = text, key, anchor
        self.mentions: list[DateMention] = []

    @property
    def year(self) -> int | None:
        return self.anchor.published.year if self.anchor.published else self.anchor.year

    def year_of(self, word: str | None) -> tuple[int | None, bool]:
        """The year that `2025`, `nay`, `ngoái` or nothing means, and whether it was inferred."""
        if word and word.isdigit():
            return int(word), False
        if self.year is None:
            return None, True
        return self.year + _RELATIVE_YEAR.get(word or "nay", 0), True

    def day_year(self, day: int, month: int, until: bool, m: re.Match) -> int | None:
        """The year of a day that states none: that of publication, unless it would lie months ahead."""
        published = self.anchor.published
        if published is None:
            return self.anchor.year
        try:
            there = date(published.year, month, day)
        except ValueError:
            return None
        ahead = (there - published).days
        return published.year - 1 if ahead > 62 and not (until and self._looks_ahead(m)) else published.year

    def _looks_ahead(self, m: re.Match) -> bool:
        """May the day be one to come: told in March, `hết tháng 6 phường kỳ vọng nâng lên 200 người`?"""
        return self.anchor.published.month >= 4 or self.aims(m)

    def aims(self, m: re.Match) -> bool:
        """Is something aimed at in the words around it?"""
        before = _CLAUSE_BREAK.split(self.key[max(0, m.start() - 40) : m.start()])[-1]
        after = _CLAUSE_BREAK.split(self.key[m.end() : m.end() + 40], maxsplit=1)[0]
        return _TO_COME.search(before) is not None or _TO_COME.search(after) is not None

    def before(self, start: int, width: int = 40) -> str:
        return self.key[max(0, start - width) : start]

    def day(self, m: re.Match, s: str = "", until: bool = False) -> tuple[date | None, bool, bool]:
        """(the day, whether its year was inferred, whether it is a day at all)."""
        try:
            day = int(m["d" + s])
            month = int(_group(m, "m" + s, "n" + s) or 0)
        except (TypeError, ValueError):
            return None, False, False
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None, False, False
        stated = _group(m, "y" + s, "z" + s, "v" + s)
        year = int(stated) if stated else self.day_year(day, month, until, m)
        if year is None:
            return None, True, day <= calendar.monthrange(2024, month)[1]
        try:
            return date(year, month, day), not stated, True
        except ValueError:
            return None, False, False

    def month(self, m: re.Match, s: str = "", until: bool = False) -> tuple[int | None, int, bool] | None:
        """(year, month, whether the year was inferred), or None when it is no month."""
        word = _group(m, "mo" + s, "mk" + s)
        month = _MONTH_WORDS.get(word) or (int(word) if word.isdigit() else 0)
        if not 1 <= month <= 12:
            return None
        stated = _group(m, "my" + s, "mq" + s)
        if stated:
            year, inferred = self.year_of(stated)
            return year, month, inferred
        published = self.anchor.published
        if published and month > published.month + 2 and not (until and self._looks_ahead(m)):
            return published.year - 1, month, True
        return self.year, month, True


def _span(m: re.Match) -> tuple[int, int]:
    return m.start(), len(m[0].rstrip(" (,")) + m.start()


def _make(m, rule, kind, first, last, until, granularity, iso=None, inferred=False) -> DateMention:
    start, end = _span(m)
    return DateMention(start, end, kind, first, last, until, granularity, iso, inferred, rule)


# ------------------------------------------------------------------------------------------------------ rules

#: Words before a day that has no `ngày` of its own: a bare 12.11 or 30/4 elsewhere may be anything.
_BARE_DAY_LEFT = re.compile(
    r"(?:\b(?:từ|đến|tới|hết|trước|sau|vào|qua|và|cuối|đầu|dịp|tính|lúc|giờ|phút|cho đến)"
    r"|\bngày (?:hội |lễ )?(?:ra quân|phát động)|\bthứ (?:hai|ba|tư|năm|sáu|bảy)|\bchủ nhật"
    r"|\d{1,2}[hg]\d{0,2}|[,(\n]|^) ?$"
)
#: What makes a/b after all a part of a whole: 2/3 số hộ, 1/3 dân số.
_FRACTION_RIGHT = re.compile(
    r" ?(?:tổng|số|dân|người|hộ|xã|phường|tỉnh|huyện|quận|thôn|đại biểu|thành viên|diện tích)(?!\w)"
)
_DECREES = (
    "quyết định", "nghị định", "thông tư", "nghị quyết", "công văn", "chỉ thị", "luật", "kế hoạch", "văn bản",
    "thông báo", "hướng dẫn", "tờ trình", "công điện", "pháp lệnh", "báo cáo", "quy chế", "hợp đồng",
)  # fmt: skip
_DECREE = f"(?:{'|'.join(_DECREES)})"
_DECREE_CITED = re.compile(rf"{_DECREE}(?: số)? $")
_DECREE_NUMBERED = re.compile(rf"{_DECREE}[^.;\n]{{0,60}}?(?:số|\d+[-/])[^.;\n]{{0,60}}$")
_DECREE_NAMED = re.compile(rf"{_DECREE}[^.;\n]{{0,100}}$")
_ISSUER = re.compile(
    r" (?:của|do) (?:quốc hội|chính phủ|thủ tướng|bộ |ubnd|ủy ban|uỷ ban|bhxh|bảo hiểm xã hội|tỉnh ủy"
    r"|thành ủy|ban |"
    r"hđnd|hội đồng|chủ tịch)"
)
_IN_FORCE = re.compile(r"hiệu lực (?:thi hành )?(?:kể )?(?:từ )?$")
_LAW = re.compile(r"(?:Luật|LUẬT|Bộ luật|Hiến pháp|Pháp lệnh)(?![\w])[^,.;:\n]{0,60}$")


def _is_decree_date(r: _Reading, m: re.Match) -> bool:
    left = r.before(m.start(), 140)
    if "hiệu lực" in left and _IN_FORCE.search(left):
        return True
    if not any(word in left for word in _DECREES):
        return False
    return bool(
        _DECREE_NUMBERED.search(left) or (_DECREE_NAMED.search(left) and _ISSUER.match(r.key, m.end()))
    )


def _day(r: _Reading, m: re.Match) -> DateMention | None:
    until = bool(m["until"])
    value, inferred, valid = r.day(m, until=until)
    if not valid:
        return None
    stated_year = _group(m, "y", "z", "v")
    if not m["w"] and not m["n"] and not stated_year:
        if not until and not _BARE_DAY_LEFT.search(r.before(m.start())):
            return None
        counted = _COUNTED_RIGHT if m["x"] in ("-", ".") else _FRACTION_RIGHT
        if counted.match(r.key, m.end()):
            return None
    if (
        m["x"]
        and not m["w"]
        and not until
        and not stated_year
        and m["x"] != "/"
        and r.before(m.start())[-1:] in ",\n"
    ):
        return None
    if not until and _is_decree_date(r, m):  # "Báo cáo số người tham gia tính đến ngày 30/6/2024"
        return _make(m, "document_date", "document_date", value, value, False, "day", None, inferred)
    iso = value.isoformat() if value else None
    if until:
        return _make(m, "until_day", "until_day", None, value, True, "day", iso, inferred)
    return _make(m, "day", "day", value, value, False, "day", iso, inferred)


def _days_range(r: _Reading, m: re.Match) -> DateMention | None:
    last, inferred, valid = r.day(m, "2", until=True)
    if not valid:
        return None
    groups = m.groupdict()
    if m["from"] is None and not _group(m, "y2", "z2", "w1", "y1"):
        return None
    month1 = _group(m, "m1", "n1")
    try:
        day1 = int(groups["d1"])
        first_month = int(month1) if month1 else None
    except (TypeError, ValueError):
        return None
    if last is None:
        if (first_month or 1) > 12 or not 1 <= day1 <= 31:
            return None
        return _make(m, "days_range", "range", None, None, False, "range", None, True)
    stated = _group(m, "y1", "z1", "v1")
    month = first_month or last.month
    year = int(stated) if stated else last.year - (month > last.month)
    try:
        first = date(year, month, day1)
    except ValueError:
        return None
    if first > last:
        return None
    return _make(m, "days_range", "range", first, last, False, "range", None, inferred)


def _months_range(r: _Reading, m: re.Match) -> DateMention | None:
    second = r.month(m, "2", until=True)
    first = r.month(m, "1")
    if first is None or second is None:
        return None
    year2, month2, inferred = second
    if year2 is None:
        return _make(m, "months_range", "range", None, None, False, "range", None, True)
    year1 = (
        int(_group(m, "my1", "mq1"))
        if (_group(m, "my1", "mq1") or "").isdigit()
        else year2 - (first[1] > month2)
    )
    begin, end = date(year1, first[1], 1), _month_end(year2, month2)
    if begin > end:
        return None
    return _make(m, "months_range", "range", begin, end, False, "range", None, inferred)


def _month_to_day(r: _Reading, m: re.Match) -> DateMention | None:
    """từ (đầu) tháng 9 đến hết ngày 12/11."""
    last, inferred, valid = r.day(m, "2", until=True)
    month = r.month(m, "1")
    if not valid or month is None:
        return None
    if last is None:
        return _make(m, "month_to_day", "range", None, None, False, "range", None, True)
    stated = _group(m, "my1", "mq1") or ""
    year = int(stated) if stated.isdigit() else last.year - (month[1] > last.month)
    first = date(year, month[1], 1)
    return (
        _make(m, "month_to_day", "range", first, last, False, "range", None, inferred)
        if first <= last
        else None
    )


def _month_to_year_end(r: _Reading, m: re.Match) -> DateMention | None:
    first = r.month(m, "1")
    if first is None:
        return None
    year, inferred = r.year_of(m["year"]) if m["year"] else (first[0], first[2])
    if year is None:
        return _make(m, "month_to_year_end", "range", None, None, False, "range", None, True)
    return _make(
        m,
        "month_to_year_end",
        "range",
        date(year, first[1], 1),
        date(year, 12, 31),
        False,
        "range",
        None,
        inferred,
    )


def _from_new_year(r: _Reading, m: re.Match) -> DateMention | None:
    """từ đầu năm (2025) đến nay / đến hết tháng 10 / đến ngày 15/11."""
    year, inferred = r.year_of(m["year"])
    last = None
    if _group(m, "d2"):
        last = r.day(m, "2", until=True)[0]
    elif _group(m, "mo2", "mk2"):
        month = r.month(m, "2", until=True)
        last = _month_end(month[0], month[1]) if month and month[0] else None
    if year is None and last is not None:
        year = last.year
    return _make(
        m, "from_new_year", "range", date(year, 1, 1) if year else None, last, False, "range", None, inferred
    )


def _since_new_year(r: _Reading, m: re.Match) -> DateMention | None:
    """từ đầu năm, with no end told; no superlative (`cao nhất kể từ đầu năm`)."""
    year, inferred = r.year_of("nay")
    if year is None or _MOST.search(r.before(m.start(), 60)):
        return None
    return _make(m, "since_new_year", "range", date(year, 1, 1), None, False, "range", None, inferred)


def _years_range(r: _Reading, m: re.Match) -> DateMention | None:
    if re.search(r"(?:nhiệm kỳ|khóa|khoá)[ ,]*(?:\w+,? )?$", r.before(m.start(), 24)):
        return None
    first = int(m["a"])
    if m["b"] == "nay":
        return _make(m, "years_range", "range", date(first, 1, 1), None, False, "range")
    second = int(m["b"])
    if second < first:
        return None
    return _make(
        m,
        "years_range",
        "range",
        date(first, 1, 1),
        date(second, 12, 31),
        False,
        "range",
        f"{first}/{second}",
    )


def _from_now(r: _Reading, m: re.Match) -> DateMention | None:
    """từ nay đến cuối năm / đến ngày 31/12/2025 / đến hết tháng 12."""
    first = r.anchor.launched or r.anchor.published
    last, inferred = None, True
    if _group(m, "d2"):
        last, inferred, valid = r.day(m, "2", until=True)
        if not valid:
            return None
    elif _group(m, "mo2", "mk2"):
        month = r.month(m, "2", until=True)
        if month and month[0]:
            last, inferred = _month_end(month[0], month[1]), month[2]
    elif m["quarter"]:
        number, year = _QUARTER_SAID.fullmatch(m["quarter"]).groups()
        year, inferred = r.year_of(year)
        last = _month_end(year, _QUARTERS[number] * 3) if year else None
    else:
        year, inferred = r.year_of(m["year"])
        last = date(year, 12, 31) if year else None
    if last and inferred and first and last < first:
        last = date(last.year + 1, last.month, min(last.day, 28) if last.month == 2 else last.day)
    if first and last and first > last:
        first = None
    return _make(m, "from_now_until", "from_now_until", first, last, False, "range", None, inferred)


def _from_point(r: _Reading, m: re.Match) -> DateMention | None:
    """từ 1/10/2025, từ ngày 1/10, từ tháng 11/2015: the beginning of something that goes on."""
    if _group(m, "d"):
        value, inferred, valid = r.day(m)
        if not valid or (m["x"] in ("-", ".") and not m["w"] and _COUNTED_RIGHT.match(r.key, m.end())):
            return None  # 31/2; từ 3 - 4 lần
        if _is_decree_date(r, m):
            return _make(m, "document_date", "document_date", value, value, False, "day", None, inferred)
        return _make(m, "from_day", "range", value, None, False, "range", None, inferred)
    month = r.month(m)
    if month is None:
        return None
    first = date(month[0], month[1], 1) if month[0] else None
    return _make(m, "from_month", "range", first, None, False, "range", None, month[2])


def _month(r: _Reading, m: re.Match) -> DateMention | None:
    until = bool(m["until"])
    month = r.month(m, until=until)
    if month is None:
        return None
    year, number, inferred = month
    relative = "relative" if year is None else "month"
    if m["part"]:  # đầu tháng 10: somewhere in it
        return _make(m, "part_of_month", "month", None, None, False, relative, None, inferred)
    if m["mk"] and (_DECREE_CITED.search(r.before(m.start())) or r.before(m.start()).endswith("tuần ")):
        return None  # Nghị quyết 02/2021, tuần 12/2026
    if year is None:
        return _make(m, "month", "until_month" if until else "month", None, None, until, "month", None, True)
    iso = f"{year}-{number:02d}"
    last = _month_end(year, number)
    if until:
        if m["until"].rstrip().endswith("trước"):  # trước tháng 10
            last = date(year, number, 1) - timedelta(days=1)
            return _make(m, "before_month", "before", None, last, True, "month", iso, inferred)
        return _make(m, "until_month", "until_month", None, last, True, "month", iso, inferred)
    return _make(m, "month", "month", date(year, number, 1), last, False, "month", iso, inferred)


def _quarter(r: _Reading, m: re.Match) -> DateMention | None:
    year, inferred = r.year_of(m["year"])
    until = bool(m["until"])
    number = _QUARTERS[m["q"]]
    if year is None:
        return _make(m, "quarter", "quarter", None, None, until, "quarter", None, True)
    last = _month_end(year, number * 3)
    first = None if until else date(year, number * 3 - 2, 1)
    return _make(
        m, "until_quarter" if until else "quarter", "quarter", first, last, until, "quarter", None, inferred
    )


def _months_of_year(r: _Reading, m: re.Match) -> DateMention | None:
    word = m["n"]
    count = int(word) if word.isdigit() else _COUNT_WORDS[word]
    if m["unit"] == "quý":
        count *= 3
    if not 1 <= count <= 12:
        return None
    until = bool(m["until"])
    year, inferred = r.year_of(_group(m, "year", "year2"))
    side = "cuối" if m["rest"] else m["side"] or "đầu"
    published = r.anchor.published
    if (
        inferred
        and year
        and published
        and published.month == 1
        and (side.startswith("đầu") and count > 2 or side == "cuối" and not r.aims(m))
        and not m["year"]
        and not m["rest"]
        and not until
    ):
        year -= 1  # told in January: the year that has just ended
    if year is None:
        return _make(m, "months_of_year", "months_of_year", None, None, until, "range", None, True)
    if side == "cuối":
        first, last = date(year, 13 - count, 1), date(year, 12, 31)
    else:
        first, last = date(year, 1, 1), _month_end(year, count)
    return _make(m, "months_of_year", "months_of_year", first, last, until, "range", str(year), inferred)


def _half(r: _Reading, m: re.Match) -> DateMention | None:
    year, inferred = r.year_of(m["year"])
    if year is None:
        return _make(m, "half_year", "half", None, None, False, "half", None, True)
    first, last = (
        (date(year, 1, 1), date(year, 6, 30))
        if m["side"] == "đầu"
        else (date(year, 7, 1), date(year, 12, 31))
    )
    return _make(m, "half_year", "half", first, last, False, "half", None, inferred)


_MOST = re.compile(r"\b(?:nhất|hiệu lực|kỷ lục)[^,;.]{0,40}$")
#: nhiều năm qua, 5 năm trước, những năm trước: no particular year.
_MANY_YEARS = re.compile(r"(?:\d|nhiều|các|những|mấy|vài|hai|ba|bốn|năm|mười|hằng|hàng|một|chục|thời gian) $")
_COUNTED_RIGHT = re.compile(
    r" ?(?:người|lượt|hộ|em|học sinh|sinh viên|lao động|thẻ|xã|điểm|lần|đồng|tỷ|tỉ|triệu|nghìn|ngàn"
    r"|tháng|năm|ngày|tuần)(?!\w)"
)


def _until_year(r: _Reading, m: re.Match) -> DateMention | None:
    word = _group(m, "year", "year2")
    if word and not m["word"] and not m["year2"] and _COUNTED_RIGHT.match(r.key, m.end()):
        return None
    year, inferred = r.year_of(word)
    until = " ".join(m["until"].split())
    by_its_end = until == "cuối" and r.before(m.start()).endswith("vào ")
    ahead = until == "cuối" and r.aims(m)  # "phấn đấu cuối năm đạt 70%"
    if word is None and not (until == "hết" or until.endswith((" hết", " cuối")) or by_its_end or ahead):
        return None  # `cuối năm`, `đến năm` alone say no day
    if word and _LAW.search(r.text[max(0, m.start() - 70) : m.start()]):
        return None
    if word is None and year and r.anchor.published and r.anchor.published.month == 1 and not r.aims(m):
        year -= 1  # "đến hết năm", told in January
    granularity = "year" if year else "relative"
    if until.endswith("trước"):
        if year is None:
            return None
        return _make(
            m, "before_year", "before", None, date(year - 1, 12, 31), True, "year", str(year - 1), inferred
        )
    last = date(year, 12, 31) if year else None
    rule = "end_of_year" if until == "cuối" else "until_year"
    return _make(m, rule, "until_year", None, last, True, granularity, str(year) if year else None, inferred)


def _year(r: _Reading, m: re.Match) -> DateMention | None:
    word = "sau" if m["next"] else _group(m, "year", "year2")
    if word and not word.isdigit() and _MANY_YEARS.search(r.before(m.start() + len(m["lead"] or ""))):
        return None
    year, inferred = r.year_of(word)
    if word and word.isdigit() and _LAW.search(r.text[max(0, m.start() - 70) : m.start()]):
        day = date(year, 1, 1)
        return _make(m, "law_year", "document_date", day, date(year, 12, 31), False, "year", None, False)
    if year is None:
        return _make(m, "relative_year", "year", None, None, False, "relative", None, True)
    rule = "year" if not inferred else "relative_year"
    return _make(m, rule, "year", date(year, 1, 1), date(year, 12, 31), False, "year", str(year), inferred)


def _school_year(r: _Reading, m: re.Match) -> DateMention | None:
    return _make(m, "school_year", "school_year", None, None, False, "school_year")


_COMPARED = re.compile(r"\bso(?: với)?(?: cuối| đầu| thời điểm)?\s*\Z")
_SENTENCE_END = re.compile(r"\n|[.!?…][”\"’)]* +(?=[^\W\d_a-zà-ỹđ])")


def _same_period(r: _Reading, m: re.Match) -> DateMention | None:
    """cùng kỳ năm 2020: the month of the nearest earlier date of the sentence, in that year."""
    month, year = None, None
    for mention in reversed(r.mentions[-8:]):  # the sentence may be endless
        if m.start() - mention.end > 600 or _SENTENCE_END.search(r.text, mention.end, m.start()):
            break
        if mention.kind in ("same_period", "document_date", "launch_day", "school_year", "now", "before"):
            continue
        if mention.last is None or _COMPARED.search(r.key, max(0, mention.start - 20), mention.start):
            continue  # "tăng … so với năm 2020 và … so với cùng kỳ năm trước": not what is compared
        year = mention.last.year
        if mention.kind in ("day", "until_day", "month", "until_month") or (
            mention.kind in ("months_of_year", "quarter") and mention.until
        ):
            month = mention.last.month
        break
    word = m["year"]
    inferred = not (word and word.isdigit())
    if not inferred:
        target = int(word)
    else:
        base = year or r.year
        target = base - 1 if base else None
    if target is None:
        return _make(m, "same_period", "same_period", None, None, False, "relative", None, True)
    if month:
        return _make(
            m, "same_period", "same_period", date(target, month, 1), _month_end(target, month), False,
            "month", f"{target}-{month:02d}", inferred,
        )  # fmt: skip
    return _make(
        m,
        "same_period",
        "same_period",
        date(target, 1, 1),
        date(target, 12, 31),
        False,
        "year",
        str(target),
        inferred,
    )


def _launch_day(r: _Reading, m: re.Match) -> DateMention | None:
    day = r.anchor.launched
    return _make(m, "launch_day", "launch_day", day, day, False, "day", day.isoformat() if day else None)


_DEADLINE = re.compile(r" ?(?:kể từ|làm việc|nghỉ|tuổi|tới|công|lễ|phép|liên tục trở)")


def _months_past(r: _Reading, m: re.Match) -> DateMention | None:
    """11 tháng qua, sau 9 tháng: the months of this year, where they reach up to the day of publication."""
    published = r.anchor.published
    if m["n4"] and r.before(m.start()).rstrip()[-1:] not in _OPENS:
        return None  # kéo dài hai tháng, …
    word = _group(m, "n", "n3", "n4", "n5")
    count = int(word) if word.isdigit() else _COUNT_WORDS[word]
    if not 2 <= count <= 12:
        return None
    if published is None:
        year = r.anchor.year
        if year is None:
            return None
        first, last = date(year, 1, 1), _month_end(year, count)
        return _make(m, "months_past", "months_of_year", first, last, bool(m["n5"]), "range", str(year), True)
    ended = published.month - 1 if published.day <= 25 else published.month
    year = published.year
    if ended == 0:
        ended, year = 12, year - 1
    if abs(ended - count) > 1:
        return None  # counted back from the day of speaking, whichever year that reaches
    first, last = date(year, 1, 1), _month_end(year, count)
    return _make(m, "months_past", "months_of_year", first, last, bool(m["n5"]), "range", str(year), True)


#: what stands before `10 tháng, …` where the months of this year are told; or nothing
_OPENS = ("", ":", ";", ",", "(", "-", "–")


def _this_year(r: _Reading, m: re.Match) -> DateMention | None:
    """trong năm, …: the year of which a report tells."""
    published = r.anchor.published
    year = published.year - (published.month == 1) if published else r.anchor.year
    if year is None:
        return None
    return _make(m, "this_year", "year", date(year, 1, 1), date(year, 12, 31), False, "year", str(year), True)


def _campaign_days(r: _Reading, m: re.Match) -> DateMention | None:
    """60 ngày tăng tốc, trong 60 ngày: the launch day and the days after it."""
    if _DEADLINE.match(r.key, m.end()):
        return None
    launched = r.anchor.launched
    count = int(_group(m, "n", "n2")) * (7 if _group(m, "unit", "unit2").startswith("tuần") else 1)
    if not 2 <= count <= 200 or (m["n"] is None and launched is None):
        return None
    if launched is None:
        return _make(m, "campaign_days", "campaign_days", None, None, False, "range")
    return _make(
        m, "campaign_days", "campaign_days", launched, launched + timedelta(days=count - 1), False, "range"
    )


def _first_days(r: _Reading, m: re.Match) -> DateMention | None:
    """ba ngày đầu (ra quân), 10 ngày đầu chiến dịch: from the launch on; no day of launch by itself."""
    launched = r.anchor.launched
    count = int(m["n"]) if m["n"].isdigit() else _COUNT_WORDS[m["n"]]
    if count < 2:
        return None
    last = launched + timedelta(days=count - 1) if launched else None
    return _make(m, "first_days", "campaign_days", launched, last, False, "range")


def _now(r: _Reading, m: re.Match) -> DateMention | None:
    return _make(m, "now", "now", None, None, m["until"] is not None, "relative")


def _relative(r: _Reading, m: re.Match) -> DateMention | None:
    """hôm qua, tháng trước, tháng này, quý trước: counted from the day of publication."""
    published = r.anchor.published
    unit, which = m["unit"], m["which"]
    if _MANY_YEARS.search(r.before(m.start())):
        return None  # hàng tháng qua tài khoản, nhiều tháng qua
    if published is None:
        kind = {"tháng": "month", "quý": "quarter"}.get(unit, "day")
        return _make(m, f"relative_{kind}", kind, None, None, False, "relative", None, True)
    back = which in ("qua", "trước")
    if unit not in ("tháng", "quý"):  # hôm qua, sáng nay
        if which in ("trước", "này"):
            return None  # hôm trước: some day
        day = published - timedelta(days=1 if back else 0)
        return _make(m, "relative_day", "day", day, day, False, "day", day.isoformat(), True)
    if unit == "tháng":
        first = published.replace(day=1)
        if back:
            first = (first - timedelta(days=1)).replace(day=1)
        last = _month_end(first.year, first.month)
        return _make(m, "relative_month", "month", first, last, False, "month", f"{first:%Y-%m}", True)
    quarter = (published.month - 1) // 3 - (1 if back else 0)
    year = published.year + (quarter // 4 if quarter < 0 else 0)
    quarter %= 4
    return _make(
        m, "relative_quarter", "quarter", date(year, quarter * 3 + 1, 1), _month_end(year, quarter * 3 + 3),
        False, "quarter", None, True,
    )  # fmt: skip


_YEAR_WORD = rf"(?:{_Y}|nay|này|ngoái|trước)"
_TO = r"(?: ?[-–—] ?| (?:cho )?(?:đến|tới) )"

#: name, pattern (a space stands for any run of blanks), reading. The order decides at one and the same word.
_RULES: tuple[tuple[str, str, Callable[[_Reading, re.Match], DateMention | None]], ...] = (
    (
        "from_now",
        rf"(?:kể )?từ (?:nay|bây giờ|giờ|hôm nay|(?:ngày|lễ|khi) (?:ra quân|phát động)) (?:cho )?(?:đến|tới) "
        rf"(?:(?:hết |cuối |trước )?(?:{_day_pattern('2')}|{_month_pattern('2')})"
        rf"|(?:hết |cuối )?(?P<quarter>quý (?:iii|ii|iv|i|[1-4])"
        rf"(?:(?: ?[/.-] ?|,? năm | )(?:{_Y}|nay))?(?!\w))"
        rf"|(?:hết |cuối )?năm(?: (?P<year>{_Y}|nay|sau))?(?! học))",
        _from_now,
    ),
    (
        "from_new_year",
        rf"(?:tính |kể )?từ (?:đầu năm|ngày 1/1|1/1)(?: (?P<year>{_Y}|nay))? (?:đến|tới) (?:nay|giờ|"
        rf"(?:hết |cuối )?(?:{_day_pattern('2')}|{_month_pattern('2')}))",
        _from_new_year,
    ),
    (
        "days_range",
        rf"(?P<from>(?:kể |trong )?từ )?{_day_pattern('1')}{_TO}(?:hết |cuối )?{_day_pattern('2')}",
        _days_range,
    ),
    (
        "since_new_year",
        r"(?:kể |tính )?từ đầu năm(?: nay)?(?=\W|$| (?:chỉ|đã|mới|có|tăng|giảm|là))(?! học)",
        _since_new_year,
    ),
    (
        "days_bound",
        rf"(?P<from>(?:kể )?từ ){_day_pattern('1')},?(?: và)? (?:sẽ )?(?:khép lại|kết thúc|kéo dài) "
        rf"(?:vào |đến |tới |cho đến )?(?:hết )?{_day_pattern('2')}",
        _days_range,
    ),
    (
        "days_in_brackets",
        rf"(?<=\()(?P<from>)(?P<w1>)(?P<d1>\d{{1,2}}) ?[-–—] ?{_day_pattern('2')}(?=\))",
        _days_range,
    ),
    (
        "days_range_short",
        rf"(?P<from>(?:trong )?từ |(?:trong )?(?:các |hai |ba |2 |3 )?(?=ngày \d{{1,2}}(?:,| và| ?[-–])))"
        rf"(?P<w1>{_DAY_WORD})?(?P<d1>\d{{1,2}})(?:{_TO}| và |, )(?:hết )?{_day_pattern('2')}",
        _days_range,
    ),
    (
        "month_to_day",
        rf"(?:trong |kể )?từ (?:đầu )?{_month_pattern('1')}"
        rf" (?:cho )?(?:đến|tới) (?:hết )?{_day_pattern('2')}",
        _month_to_day,
    ),
    (
        "months_range",
        rf"(?:trong |kể )?(?:từ (?:đầu )?)?{_month_pattern('1')}"
        rf"(?:{_TO}| và )(?:hết |cuối )?{_month_pattern('2')}",
        _months_range,
    ),
    (
        "month_to_year_end",
        rf"(?:kể )?từ {_month_pattern('1')} (?:đến|tới) (?:hết |cuối )?năm(?: (?P<year>{_Y}|nay))?(?! học)",
        _month_to_year_end,
    ),
    (
        "school_year",
        r"(?:năm học|niên khóa|niên khoá)(?: (?:này|trước|mới|(?:19|20)\d\d(?: ?[-–/] ?(?:20)?\d\d)?))?",
        _school_year,
    ),
    (
        "years_range",
        rf"(?:giai đoạn |thời kỳ )?(?:từ )?(?:năm )?(?P<a>(?:19|20)\d\d)(?: ?[-–—] ?"
        rf"| đến (?:hết )?(?:năm )?| tới (?:năm )?)(?P<b>{_Y}|nay)",
        _years_range,
    ),
    ("from_point", rf"(?<!ngay )(?:kể )?từ (?:{_day_pattern()}|(?:đầu )?{_month_pattern()})", _from_point),
    (
        "months_of_year",
        rf"(?P<until>{_UNTIL})?(?P<n>{_COUNT}) (?P<unit>tháng|quý)"
        rf"(?: (?P<side>đầu|cuối)(?: tiên)?(?: của)? năm(?: (?P<year>{_YEAR_WORD}))?"
        rf"|(?: của)?(?: năm |/)(?P<year2>{_Y}|nay|ngoái)"
        rf"|(?P<rest> còn lại)(?: của năm(?: nay)?)?)(?!\w)(?! học)",
        _months_of_year,
    ),
    (
        "quarter",
        rf"(?P<until>{_UNTIL})?quý (?P<q>iii|ii|iv|i|[1-4])"
        rf"(?:(?: ?[/.-] ?|,? năm | )(?P<year>{_Y}|nay|ngoái|trước))?(?!\w)",
        _quarter,
    ),
    ("day", rf"(?P<until>{_UNTIL})?{_day_pattern()}", _day),
    (
        "month",
        rf"(?P<until>{_UNTIL})?(?P<part>(?:đầu|giữa|trung tuần|hạ tuần|thượng tuần) )?{_month_pattern()}",
        _month,
    ),
    ("half_year", rf"nửa (?P<side>đầu|cuối) năm(?: (?P<year>{_YEAR_WORD}))?", _half),
    (
        "until_year",
        rf"(?P<until>{_UNTIL})(?:(?P<word>năm )?(?P<year>{_Y})|năm (?P<year2>nay|ngoái|trước|sau)"
        rf"|năm(?! \d))(?!\w)(?! học)",
        _until_year,
    ),
    (
        "same_period",
        rf"cùng (?:kỳ|kì|thời điểm)(?: của)?(?: (?:năm )?(?P<year>{_Y}|ngoái|trước))?",
        _same_period,
    ),
    (
        "launch_day",
        r"(?:ngay )?(?:trong |tại )(?:buổi |ngày )(?:lễ )?(?:ra quân|phát động)(?: đầu tiên)?"
        r"|ngay (?:trong |tại )?(?:buổi )?lễ (?:ra quân|phát động)"
        r"|(?:ngay )?(?:trong )?ngày (?:ra quân )?(?:đầu tiên|đầu(?! tiên))"
        r"(?! (?:tháng|năm|tuần|xuân|quý|của|mới|đi|nghỉ|làm|học))"
        r"(?: ra quân| phát động| triển khai)?",
        _launch_day,
    ),
    (
        "campaign_days",
        r"(?:trong |sau |chiến dịch |đợt |suốt )?[“\"'‘]?(?P<n>\d{1,3}) (?P<unit>ngày(?: đêm)?"
        r"|tuần(?: lễ)?) (?:cao điểm|"
        r"tăng tốc|nước rút|ra quân|bứt phá|thi đua|hành động|chiến dịch|về đích|triển khai|phát động)"
        r"|(?:trong|suốt)(?: vòng)? (?P<n2>\d{2,3}) (?P<unit2>ngày)(?: đêm)?",
        _campaign_days,
    ),
    (
        "first_days",
        rf"(?:trong |sau |qua )?(?P<n>{_COUNT}) ngày đầu(?: tiên)?(?: của)?(?: đợt| chiến dịch| tuần lễ)?"
        rf"(?: ra quân| phát động| cao điểm)?(?! (?:tháng|năm|tuần|xuân|quý|mới|nghỉ|làm|học))",
        _first_days,
    ),
    (
        "months_past",
        rf"(?:sau|trong|qua|hết)? ?(?P<n>{_COUNT}) tháng (?:vừa )?qua(?!\w)|(?:sau|qua|tính chung|"
        rf"lũy kế|luỹ kế|(?:đến )?hết|trong) (?P<n3>{_COUNT}) tháng"
        rf"(?=[,.;]|$| triển khai| thực hiện| vẫn| đã)"
        rf"|(?P<n4>{_COUNT}) tháng(?=,)"
        rf"|(?:lũy kế|luỹ kế|cộng dồn) (?P<n5>{_COUNT}) tháng(?!\w)(?! (?:gần|liên|liền|đầu|cuối|năm|của))",
        _months_past,
    ),
    ("this_year", r"trong năm(?=,| (?:qua|gồm|là)(?!\w))", _this_year),
    (
        "now",
        r"(?P<until>(?:tính )?(?:cho )?(?:đến|tới) (?:nay|thời điểm (?:này|hiện tại|hiện nay)"
        r"|hiện nay|hiện tại))(?!\w)"
        r"|hiện(?: nay| tại| giờ|(?= ?,))(?!\w)"
        r"|(?<!\d )(?<!\d)(?:giờ|bây giờ)(?= (?:đã|có|lên|còn|chỉ)(?!\w))",
        _now,
    ),
    ("relative", r"(?P<unit>hôm|sáng|chiều|tối|tháng|quý) (?P<which>qua|trước|nay|này)(?!\w)", _relative),
    (
        "year",
        rf"(?P<lead>(?:trong |cả |suốt |của |riêng )?)"
        rf"năm (?P<year>{_Y}|nay|ngoái|trước|qua|vừa qua)(?!\w)(?! học)"
        rf"|cả năm(?!\w)(?! \d| học)|(?P<next>sang) năm(?!\w)(?! \d| học| mới)"
        rf"|(?:kế hoạch|chỉ tiêu|mục tiêu) (?P<year2>{_Y})",
        _year,
    ),
)


#: A space of a pattern. Bounded and possessive: a page of blanks must not cost its square.
_BLANKS = "[ \u00a0\u202f]"


def _compile(pattern: str) -> re.Pattern:
    return re.compile(re.sub(r" (\?)", lambda m: _BLANKS + ("{0,3}+" if m[1] else "{1,3}+"), pattern))


_TIME_OF_DAY = "rạng|sáng|chiều|tối|trưa|đêm|hôm|ngày|mồng|mùng"
_FROM_RULES = (
    "from_now from_new_year since_new_year days_range days_range_short days_bound month_to_day months_range "
    "month_to_year_end years_range from_point"
)
_UNTIL_RULES = "months_of_year quarter day month until_year months_past now"
#: Where a rule can begin: words (parted by `|`), what must follow, and the rules that are tried there, in the
#: order of _RULES: trying all of them at every word would be slow. A rule that begins with another word must
#: be let in here: test_no_beginning_is_overlooked.
_BEGINNINGS = (
    ("từ", rf" (?:nay|bây|giờ|lễ|khi|đầu|năm|tháng|t?\d|{_TIME_OF_DAY})", _FROM_RULES),
    (
        "tính|kể|cho|lũy kế|luỹ kế|cộng dồn",
        r" (?:đến|tới|hết|cho|từ)",
        f"{_FROM_RULES} {_UNTIL_RULES}",
    ),
    ("đến|tới|hết|trước|cuối", " ", _UNTIL_RULES),
    (
        "trong",
        rf" (?:từ|tháng|các|hai|ba|bốn|sáu|bảy|mười|buổi|vòng|năm|t?\d|{_TIME_OF_DAY})",
        f"{_FROM_RULES} launch_day first_days campaign_days months_past this_year year",
    ),
    (
        _TIME_OF_DAY,
        rf"(?!\w) ?(?:[,(\d]|{_TIME_OF_DAY})| (?:nay|này|qua|trước|đầu|ra)",
        "days_range days_range_short day launch_day relative",
    ),
    ("tháng", r" (?:\d|giêng|tư|sáu|bảy|tám|chín|mười|nay|này|qua|trước)", "months_range month relative"),
    ("t", r"\d", "months_range month"),
    ("quý", r" (?:[i1-4]|nay|này|qua|trước)", "quarter relative"),
    ("các", " ngày", "days_range_short"),
    ("hai|ba", " (?:ngày|tháng|quý)", "days_range_short months_of_year first_days months_past"),
    (
        "bốn|sáu|bảy|tám|chín|mười|mười một",
        " (?:ngày đầu|tháng|quý)",
        "months_of_year first_days months_past",
    ),
    (
        "năm",
        r" (?:\d|nay|ngoái|trước|qua|vừa|học|ngày đầu|tháng|quý)",
        "school_year years_range months_of_year first_days months_past year",
    ),
    ("qua|tính chung|lũy kế|luỹ kế|cộng dồn", r" (?:\d|\w+ (?:tháng|ngày))", "first_days months_past"),
    ("giai đoạn|thời kỳ", r" (?:từ|năm|\d)", "years_range"),
    ("niên", " khó", "school_year"),
    ("nửa", " (?:đầu|cuối)", "half_year"),
    ("cùng", " (?:k|thời)", "same_period"),
    ("ngay|tại", " ", "launch_day"),
    ("sau|chiến dịch|đợt", " ", "first_days campaign_days months_past"),
    ("suốt", " ", "campaign_days year"),
    ("của|cả|riêng", " năm", "year"),
    ("kế hoạch|chỉ tiêu|mục tiêu", r" \d{4}", "year"),
    ("đầu|giữa|trung tuần|hạ tuần|thượng tuần", r" (?:tháng|t?\d)", "month"),
    ("hiện", " ?,| (?:nay|tại|giờ)", "now"),
    ("giờ|bây giờ", " (?:đã|có|lên|còn|chỉ)", "now"),
    ("sang", " năm", "year"),
)


#: The same for what begins with no letter; the groups say which.
_DIGITS = (
    r"\d(?:\d?(?= ?[/.-] ?\d{1,2}(?!\d)|/\d{4})(?P<day>)|\d{0,2}(?= (?:ngày|tháng|quý|tuần))(?P<count>)"
    r"|\d{3}(?= ?[-–—])(?P<years>))|[“\"'‘](?=\d)(?P<quoted>)"
)
_DIGITS_RULES = {
    "day": "days_in_brackets days_range months_range day month",
    "count": "days_range days_range_short months_of_year day first_days campaign_days months_past",
    "years": "years_range",
    "quoted": "campaign_days",
}


def _beginnings() -> tuple[re.Pattern, dict[str, list]]:
    """A pattern of where rules can begin, and its group (`lastgroup`) → those rules, compiled."""
    words, rules_at = [], dict(_DIGITS_RULES)
    for number, (row, following, rules) in enumerate(_BEGINNINGS):
        for place, word in enumerate(row.split("|")):
            words.append(f"{word}(?={following})(?P<w{number}_{place}>)")
            rules_at[f"w{number}_{place}"] = rules
    compiled = [(name, _compile(pattern), read) for name, pattern, read in _RULES]
    return _compile(rf"(?<![\w/])(?<!\d[.,-])(?:{by_first_letter(words)}|{_DIGITS})"), {
        at: [(pattern, read) for name, pattern, read in compiled if name in rules.split()]
        for at, rules in rules_at.items()
    }


_BEGINNING, _RULES_AT = _beginnings()


# ----------------------------------------------------------------------------------------------------- public


def find_dates(text: str, anchor: Anchor = Anchor()) -> list[DateMention]:  # noqa: B008 (immutable)
    """The dates and periods of `text` (NFC), from left to right, none overlapping another.

    `text` may be a sentence or a document; `cùng kỳ` looks back within its sentence only.
    """
    key, beginnings = _where_rules_begin(text)
    reading = _Reading(text, key, anchor)
    mentions = reading.mentions
    position = 0
    for start, end, rules in beginnings:
        if start < position:
            continue
        # where a rule finds the days impossible (31/2), the next ones have their say
        for pattern, read in rules:
            m = pattern.match(key, start, end)
            mention = read(reading, m) if m else None
            if mention is not None:
                mentions.append(mention)
                position = mention.end
                break
    return mentions


@lru_cache(maxsize=32)  # a sentence is asked for the day of the launch, the days of the drive, its figures
def _where_rules_begin(text: str) -> tuple[str, list[tuple[int, int, list]]]:
    """The text in lower case, and the places in it: where a rule may begin, its line's end, the rules."""
    key = lower(text)
    return key, [
        (beginning.start(), line.end(), _RULES_AT[beginning.lastgroup])
        for line in _LINE.finditer(key)
        if _TRIGGER.search(key, line.start(), line.end())
        for beginning in _BEGINNING.finditer(key, line.start(), line.end())
    ]


_LINE = re.compile(r"[^\n]+")
#: Some character or word without which no rule can meet: the cheap way out for most lines.
_TRIGGER = re.compile(r"\d|năm|tháng|quý|hôm|hiện|nay|cùng k|cùng thời|niên k|ngày|ra quân|phát động")


#: Kinds that place something in a year for certain; plans and plain years do not.
_DATING = frozenset(
    ("day", "until_day", "month", "until_month", "quarter", "months_of_year", "from_now_until")
)

_STATED_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=4)  # asked by the drive, its launch and the figures of one document
def document_year(text: str, published: date | None) -> int | None:
    """The year a document speaks of: that of its publication, else the latest year it dates something in.

    Days, months and quarters with a year count first, plain years next; targets, plans and laws do not
    count. `năm 2018 … năm nay` in one sentence makes this year the one after. None when nothing says.
    """
    if published is not None:
        return published.year
    dated: list[int] = []
    years: list[int] = []
    with_year = "\n".join(line for line in text.split("\n") if _STATED_YEAR.search(line))
    for mention in find_dates(with_year):
        if mention.inferred_year or mention.last is None or mention.kind == "document_date":
            continue
        if mention.kind in _DATING or mention.rule in ("days_range", "months_range"):
            dated.append(mention.last.year)
        elif mention.kind == "year":
            years.append(mention.last.year)
    if dated:
        return max(dated)
    if not years:
        return None
    latest = max(years)
    for sentence in re.split(_SENTENCE_END, text) if "năm nay" in lower(text) else ():
        low = lower(sentence)
        if "năm nay" in low and f"năm {latest}" in low:
            return latest + 1
    return latest
