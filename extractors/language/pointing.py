"""Wordings that point back at a time: `trong ngày này`, `đợt này`, `quý này`, `trong tháng`.

Belongs here: which of the dates named before such a wording means. It then reads as if that date were written
in its place. Does not belong here: how a date is written (`dates.py`), which figure it dates (`when.py`).
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

import regex

from extractors.language.dates import DateMention

#: the day told of just before
_THAT_DAY = regex.compile(
    r"\b(?:trong|của|cho|hết|riêng|ngay|sau|kết thúc|khép lại|cũng) (?:chính |trong )?"
    r"(?:ngày|buổi|hôm) (?:này|đó|ấy)\b|"
    r"\bhôm (?:ấy|đó)\b|\bsau (?:một|1) ngày\b(?! làm việc)|\bcủa ngày đầu(?: tiên)?(?=\W*$| là\b|[,:;])|"
    r"\bsau (?:buổi )?(?:lễ|buổi|hội nghị)(?: này| đó| ấy)?(?=,)"
)
#: the days of a drive told of
_THAT_DRIVE = regex.compile(
    r"\b(?:trong|của|cho|suốt|cả|hết|qua|sau) (?:toàn |cả )?(?:"
    r"(?:đợt|chiến dịch|tuần lễ|tháng cao điểm|chặng|khoảng thời gian)(?: \p{L}+){0,3}?"
    r" (?:này|đó|ấy|ra quân)\b|"
    r"\d{1,3} (?:ngày|tuần) (?:của (?:chiến dịch|đợt)|này|đó|ấy)\b)|\btrong đợt(?=\s*[,:;])|"
    r"\b(?:toàn|cả) đợt\b(?! (?:[1-9]\b|dịch))"
)
#: … and more loosely, where the document says when the drive is
_THE_DRIVE = regex.compile(
    r"\b(?:trong|của|cho|cả|suốt) (?:đợt|chiến dịch|thời gian|tháng cao điểm)(?: \p{L}+){0,3}"
    r" (?:này|cao điểm|ra quân|diễn ra)\b|\bđợt cao điểm này|\bchiến dịch (?:lần )?này"
)
#: most sentences have none of these words, of which every such wording has one
_POINT = (
    " này", " đó", " ấy", "sau ", "ngày đầu", "trong đợt", "ra quân", "cao điểm", "diễn ra", "của chiến dịch",
    "của đợt", "trong tuần", "trong tháng", "trong quý", "trong năm", "riêng ",
    "cả tuần", "cả tháng", "cả quý", " đợt",
)  # fmt: skip
#: `│trong tháng│ vận động được 2.633 người`: that of which the report tells
_OF_THE_REPORT = regex.compile(
    r"\b(?:(?:trong|riêng) (?P<of>tuần|tháng|quý|năm)|cả (?P<all>tuần|tháng|quý))\b"
    r"(?! (?:\d|này|trước|tới|sau|qua|vừa|đó|ấy|nay|ngoái|học|đầu|cuối|cao|thứ|i|lễ|thanh|an|"
    r"vận động (?!được|mới|thêm)))"
)
_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
#: `đạt 104% mục tiêu của │ngày này│` says which plan, not when
_OF_ITS_PLAN = regex.compile(r"% (?:mục tiêu|chỉ tiêu|kế hoạch)(?: \p{L}+){0,3} $")
_THIS = ("relative_month", "relative_quarter")


def with_those_pointed_at(
    key: str,
    mentions: list[DateMention],
    drive: tuple[date | None, date | None] | None,
    reported: DateMention | None,
    week: DateMention | None,
    earlier: Callable[[], list[DateMention]],
) -> list[DateMention]:
    """The dates of a sentence, those it only points back at among them.

    `reported`: the date of the report that the sentence goes on with; `week`: the days of a week's bulletin.
    `earlier`: the dates of the sentences before it, the nearest first; asked only where something points.
    """
    found = list(mentions)
    for mention in mentions:
        if mention.rule in _THIS and key.endswith("này", mention.start, mention.end):
            _point(found, mention.start, mention.end, _last(earlier(), lambda m, k=mention.kind: m.kind == k))
        elif mention.kind == "launch_day" and mention.last is None:
            _point(found, mention.start, mention.end, _last(earlier(), lambda m: m.kind == "day"))
    if not any(map(key.__contains__, _POINT)):
        return sorted(found)
    if reported is not None and reported.last is not None:
        for m in _said(_OF_THE_REPORT, key):
            of = m["of"] or m["all"]
            _point(found, *m.span(), week if of == "tuần" else _period_around(reported, of))
    for m in _said(_THAT_DAY, key):
        _point(found, *m.span(), _last(earlier(), lambda m: m.kind == "day"))
    if drive is not None and None not in drive:
        days = DateMention(0, 0, "campaign_days", *drive, False, "range", None, False, "that_drive")
        for m in _said(_THAT_DRIVE, key) + _said(_THE_DRIVE, key):
            _point(found, *m.span(), days)
    else:
        for m in _said(_THAT_DRIVE, key):
            _point(found, *m.span(), _last(earlier(), _is_of_a_drive))
    return sorted(found)


def _period_around(reported: DateMention, of: str) -> DateMention | None:
    """The month, quarter or year in which a report's last day lies."""
    day = reported.last
    if of == "tháng" and reported.first is not None and 20 < (day - reported.first).days < 45:
        # "từ 3/11 đến 3/12 …; cả tháng chỉ vận động được 9 người"
        return reported._replace(rule="period_of_the_report")
    if reported.kind == "year" and of != "năm":
        return None
    first = (day.month - 1) // _MONTHS[of] * _MONTHS[of] + 1
    end = first + _MONTHS[of] - 1
    last = date(day.year, end, monthrange(day.year, end)[1])
    span = date(day.year, first, 1), last
    return DateMention(0, 0, "range", *span, False, "range", None, True, "period_of_the_report")


def _said(words: regex.Pattern, key: str) -> list[regex.Match]:
    return [m for m in words.finditer(key) if not _OF_ITS_PLAN.search(key, max(0, m.start() - 40), m.start())]


def _point(found: list[DateMention], start: int, end: int, meant: DateMention | None) -> None:
    """Let the words at [start, end) read as the date that is meant, unless they hold a date of their own."""
    here = [m for m in found if m.start < end and start < m.end]
    relative = [m for m in here if m.rule in _THIS or m.last is None]
    if meant is None or len(relative) < len(here):
        return
    for m in here:
        found.remove(m)
    found.append(meant._replace(start=start, end=end))


def _last(earlier: list[DateMention], fits: Callable[[DateMention], bool]) -> DateMention | None:
    return next((m for m in earlier if m.first and m.last and m.rule not in _THIS and fits(m)), None)


def _is_of_a_drive(mention: DateMention) -> bool:
    """Days from–to, of at most some months."""
    return (
        mention.kind in ("range", "campaign_days", "from_now_until")
        and (mention.last - mention.first).days < 200
    )
