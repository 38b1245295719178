"""The day or period of a cell: from its heading, else the caption, else the title, by the habits of
annotation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import regex

from extractors.documents.table_lines import LEVEL
from extractors.language.dates import Anchor, DateMention, find_dates
from extractors.language.meaning.patterns import WON
from extractors.language.tables.headings import Context, Sense
from extractors.language.tables.words import CUMULATED, DRIVE, OF_YEAR, OTHER_DAY, SINCE_NEW_YEAR, SPAN
from extractors.language.text import match_key


@dataclass(frozen=True, slots=True)
class Times:
    as_of: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    compared_with: str | None = None
    rule: str = "no_date_stated"


_SHORT_DATES = (
    (
        regex.compile(r"(?<![\p{L}\d])(\d{1,2})\s?T(?:háng)?(?: đầu năm)?\s?/?\s?((?:19|20)\d\d)"),
        r"\1 tháng đầu năm \2",
    ),
    (regex.compile(r"(?<![\p{L}\d])T(?:h)?\.?\s?(\d{1,2})\s?/\s?((?:19|20)\d\d)"), r"tháng \1/\2"),
    # "01-14/5"
    (
        regex.compile(r"(?<![\d/.,-])(\d{1,2})\s?[-–]\s?(\d{1,2}/\d{1,2})(?![\d/.,-])"),
        r"từ ngày \1 đến ngày \2",
    ),
    # names of sheets hold no "/"
    (regex.compile(r"(?<!\p{L})(tháng|quý)\s?(\d{1,2}|I{1,3}|IV)\.((?:19|20)\d\d)", regex.I), r"\1 \2/\3"),
    (regex.compile(r"(?<![\p{L}\d])Q(?:uý)?\.?\s?(I{1,3}|IV|[1-4])\s?/\s?((?:19|20)\d\d)"), r"quý \1/\2"),
    (regex.compile(r"(?<![\p{L}\d])T(?:h)?\.?\s?(\d{1,2})(?![\d/.,])"), r"tháng \1"),
    (regex.compile(r"(?<![\p{L}\d/.,-])((?:19|20)\d\d)(?![\d/.,-])"), r"năm \1"),
    (regex.compile(r"năm năm ", regex.I), "năm "),
    (regex.compile(r"tuần(?: thứ)? \d{1,2},?(?: của)? (?=tháng)", regex.I), ""),  # its days are unknown
)


def dates_of(
    words: str, anchor: Anchor, year: int | None = None
) -> tuple[list[DateMention], list[DateMention]]:
    """The dates that words state, and those that they compare with; `year`: the one that stands above."""
    for pattern, written in _SHORT_DATES:
        words = pattern.sub(written, words)
    words = _months_in_years(words, year or anchor.year)
    dates, compared = [], []
    for mention in find_dates(words, anchor):
        before = match_key(words[max(0, mention.start - 30) : mention.start])
        if mention.kind == "same_period" or regex.search(
            r"(?:so|/)(?: với| sánh)*(?: thời điểm| cuối| đầu| hết)*\s*$", before
        ):
            compared.append(mention)
        elif (
            mention.kind not in ("document_date", "school_year", "now")
            and mention.last is not None
            and not regex.search(r"(?:quyết định|nghị quyết|công văn|kế hoạch số|số \d\S*)[^–]*$", before)
        ):
            dates.append(mention)
    return dates, compared


_BARE_MONTH = regex.compile(
    r"(?<![\p{L}\d])(tháng|quý)\s(\d{1,2}|[IVX]{1,3})(?!\s*(?:/|năm|\d|đầu|cuối))(?!\p{L})", regex.I
)


_BARE_DAY = regex.compile(r"(?<=\b(?:đến|ngày|hết|tới)\s)(\d{1,2}/\d{1,2})(?![\d/.,])", regex.I)


#: `Lũy kế 11 tháng` at the end of a heading: since the beginning of the year; `Đóng 3 tháng` is a way to pay.
_COUNTED_MONTHS = regex.compile(
    r"(?<=(?:^|– |lũy kế |luỹ kế |lk |thực hiện |th |kết quả |kq |kế hoạch |kh |chỉ tiêu |giao |mới |đạt ))"
    r"(\d{1,2}) tháng(?=\s*(?:[–(:]|$))(?<!(?:đóng|phương thức|kỳ hạn|thời hạn).*)",
    regex.I,
)


def _months_in_years(words: str, above: int | None) -> str:
    """`Năm 2022 – Tháng 3` is March 2022: a month without a year takes that of the headings over it, or the
    one `above` the table."""
    years = regex.findall(r"(?<!\p{L})năm ((?:19|20)\d\d)(?![\d/.,-])", words, regex.I)
    if len(years) == 1:
        words = _BARE_DAY.sub(rf"\1/{years[0]}", words)
    months = _BARE_MONTH.findall(words)
    year = years[0] if len(years) == 1 else above if not years else None
    if year is None:
        return words
    words = _COUNTED_MONTHS.sub(rf"\1 tháng đầu năm {year}", words)
    return _BARE_MONTH.sub(rf"\1 \2/{year}", words) if len(months) == 1 else words


def _choose(dates: Sequence[DateMention]) -> DateMention | None:
    """The narrowest: `Năm 2022 – đến 30/6/2022` is dated by the day."""
    order = {"year": 2, "until_year": 1}
    return min(reversed(dates), key=lambda d: order.get(d.kind, 0), default=None)


def time_of(sense: Sense, heading: str, name: str, when: str, context: Context, anchor: Anchor) -> Times:
    """`name` of the row where it says what is counted; `when`: what its cells under `Năm` or `Tháng` say."""
    year = context.year
    if year and anchor.published and year > anchor.published.year and sense.role != "target":
        year = None  # the results beside a plan for next year
    own, compared = dates_of(LEVEL.join(p for p in (name, heading) if p), anchor, year)
    if sense.role == "target" and OF_YEAR.search(match_key(heading)):
        own = [d for d in own if d.kind in ("year", "until_year")] or own
    mention, rule, is_own = _choose(own), "date_of_heading", True
    above: DateMention | None = None
    if mention is None and when:
        is_own, rule = False, "date_of_row"
        above = mention = _choose(dates_of(when, anchor, year)[0])
    if mention is None:
        is_own, rule = False, "date_of_caption"
        above = mention = _choose(dates_of(context.caption, anchor)[0])
        if mention is None:
            rule = "date_of_title"
            above = mention = _choose(dates_of(context.title, anchor)[0])
    against = None
    if sense.compared == "target":
        against = "target"
    elif sense.compared == "earlier":
        source = above or _choose(dates_of(context.caption, anchor)[0]) or mention
        stated = [c.iso for c in compared if c.kind != "same_period"]
        against = (stated or [_earlier(match_key(heading), source)])[0] or (
            compared[0].iso if compared else None
        )
    elif not is_own and (
        OTHER_DAY.search(match_key(heading)) or "tuần" in match_key(heading) and not _is_short(mention)
    ):
        return Times(rule="other_day_left_open")
    if mention is None:
        return Times(compared_with=against)
    key = match_key(heading)
    last = mention.last
    if (
        last is not None
        and not is_own
        and sense.statistic == "level"
        and sense.role == "achieved"
        and (
            CUMULATED.search(key)
            and mention.kind in ("day", "month", "quarter", "months_of_year", "range", "half")
        )
    ):
        if sense.measure == "new_participants" and SINCE_NEW_YEAR.search(key):
            since = date(last.year, 1, 1)
            return Times(None, since, last, compared_with=against, rule=f"{rule}:since_new_year")
        return Times(last, compared_with=against, rule=f"{rule}:cumulated")
    if (
        sense.role == "target"
        and not is_own
        and SPAN.search(key)
        and mention.kind in ("month", "quarter", "range")
    ):
        return Times(None, mention.first, last, rule=f"{rule}:plan_of_the_span")
    times = _fields(sense, mention, is_own, bool(DRIVE.search(f"{context.caption_key} {context.title_key}")))
    return replace(times, compared_with=against, rule=rule)


def _is_short(mention: DateMention | None) -> bool:
    return mention is not None and mention.first is not None and (mention.last - mention.first).days <= 7


def _earlier(key: str, mention: DateMention | None) -> str | None:
    """The ISO date or period that `so với cùng kỳ`, `đầu năm`, `tháng trước` means beside a date."""
    if mention is None or mention.last is None:
        return None
    last = mention.last
    if regex.search(r"cùng kỳ|(?<!\p{L})ck(?!\p{L})", key):
        iso = mention.iso or last.isoformat()
        year = regex.match(r"\d{4}", iso)
        return f"{int(year[0]) - 1}{iso[4:]}" if year else str(last.year - 1)
    if regex.search(r"đầu (?:năm|kỳ)|năm trước|cuối năm", key):
        return str(last.year - 1)
    if regex.search(r"tháng trước", key):
        before = last.replace(day=1) - timedelta(days=1)
        return f"{before.year}-{before.month:02d}"
    return None


def _fields(sense: Sense, mention: DateMention, own: bool, drive: bool) -> Times:
    """The time fields by the habits of annotation: a stock stands on a day, a flow covers a period, a plan
    its year."""
    kind, first, last = mention.kind, mention.first, mention.last
    year = (last or first).year
    until = mention.until or kind in ("until_day", "until_month", "until_year", "before")
    if sense.role == "remaining":
        if drive and kind in ("range", "from_now_until", "campaign_days"):
            return Times(None, first, last)
        return Times(None, None, date(year, 12, 31))
    if sense.role == "target" and sense.statistic == "level":
        short = kind == "range" and first is not None and (last - first).days <= 62
        plan = (
            kind in ("year", "from_now_until", "campaign_days", "until_year")
            or short
            or drive
            and kind in ("range", "month", "day", "launch_day")
        )
        if not own and not plan:
            return Times(None, date(year, 1, 1), date(year, 12, 31))
        if until and kind != "months_of_year":
            return Times(None, None, last)
        return Times(None, first, last)
    flow = sense.measure in WON
    if flow:
        if until and kind not in ("months_of_year", "range", "from_now_until"):
            return Times(last)
        return Times(None, first, last)
    if kind in ("day", "until_day", "until_month", "launch_day", "before") or until and kind != "year":
        return Times(last)
    return Times(None, first, last)
