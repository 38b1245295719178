"""Wordings that point back at a time: `trong ngày này`, `đợt này`, `quý này`.

Belongs here: which of the dates named before such a wording means. It then reads as if that date were written
in its place. Does not belong here: how a date is written (`dates.py`), which figure it dates (`when.py`).
"""

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
    r"\d{1,3} (?:ngày|tuần) (?:của (?:chiến dịch|đợt)|này|đó|ấy)\b)|\btrong đợt(?=\s*[,:;])"
)
#: … and more loosely, where the document says when the drive is
_THE_DRIVE = regex.compile(
    r"\b(?:trong|của|cả|suốt) (?:đợt|chiến dịch|thời gian|tháng cao điểm)(?: \p{L}+){0,3}"
    r" (?:này|cao điểm|ra quân|diễn ra)\b|\bđợt cao điểm này|\bchiến dịch (?:lần )?này"
)
#: most sentences have none of these words, of which every such wording has one
_POINT = (
    " này", " đó", " ấy", "sau ", "ngày đầu", "trong đợt", "ra quân", "cao điểm", "diễn ra", "của chiến dịch",
    "của đợt",
)  # fmt: skip
#: `đạt 104% mục tiêu của │ngày này│` says which plan, not when
_OF_ITS_PLAN = regex.compile(r"% (?:mục tiêu|chỉ tiêu|kế hoạch)(?: \p{L}+){0,3} $")
_THIS = ("relative_month", "relative_quarter")


def with_those_pointed_at(
    key: str,
    mentions: list[DateMention],
    drive: tuple[date | None, date | None] | None,
    earlier: Callable[[], list[DateMention]],
) -> list[DateMention]:
    """The dates of a sentence, those it only points back at among them.

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
