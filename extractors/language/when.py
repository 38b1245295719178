"""Which day or period a claim holds for.

Belongs here: the choice among the dates of a sentence and what a date means for a stock, a flow,
a target or a remainder (annotation.md, *When*). Does not belong here: how a date is written
(`dates.py`).
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import regex

from extractors.language.clauses import View
from extractors.language.dates import DateMention
from extractors.language.matching import search
from extractors.language.meaning import Claim
from extractors.language.meaning.patterns import WON

SPANS = ("month", "quarter", "months_of_year", "half", "range", "campaign_days")
_STOCKS = ("participants", "non_participants", "participation_rate", "completion_rate")
_SAME_DAY = regex.compile(r"[^,;]{0,25}thời điểm (?:này|trên|đó|nói trên)")
#: what a launch ceremony came to
_THAT_DAY = regex.compile(
    r"(?:kết thúc|kết quả|hết|sau|trong|ngay|riêng|qua)(?: \p{L}+){0,2} (?:ngày|buổi|sáng|chiều|lễ|phiên|"
    r"hội nghị)(?: \p{L}+)? (?:ra quân|phát động|đầu|sáng|chiều)"
    r"|^\W*kết quả(?: thực tế| ban đầu)?(?=,| lần lượt)|"
    r"(?:kết thúc|kết quả|sau) (?:lễ )?(?:ra quân|phát động)|"
    r"(?:đến )?cuối (?:ngày|buổi)|"
    r"hôm đó|cùng ngày|(?:chỉ )?trong một ngày|trong ngày(?= ?[:,;.]|$)"
)
_OF_THE_DRIVE = regex.compile(r"chiến dịch|(?:đợt|lễ|tháng) (?:ra quân|cao điểm|này|vận động)")
_FOR_THE_DAY = regex.compile(
    r"(?:mục tiêu|chỉ tiêu) (?:cả|của|trong) ngày\b(?! \d)|"
    r"(?:cho|trong|của) (?:ngày|buổi|lễ) (?:ra quân|phát động)|\bngay trong ngày(?=\s*[,;.:)]|$)"
)
#: `vượt mục tiêu │800 người│ đề ra cho ngày ra quân`
_SET_FOR_THE_DAY = regex.compile(
    r" (?:đề ra|đặt ra|giao)? ?(?:cho|trong|của) (?:ngày|buổi|lễ) (?:ra quân|phát động)"
)
#: a stock after a period stands at its end (`sáu tháng qua phát triển 1.988 người; lũy kế 7.305 người`)
_CUMULATED = regex.compile(r"lũy kế|cộng dồn|tổng số[^,;]{0,25}(?:lên|đạt)")
#: `26 người bỏ đóng từ │năm 2023│ nay tham gia trở lại`
_OUT_SINCE = regex.compile(r"\b(?:bỏ|dừng|ngừng|ngưng|nghỉ|gián đoạn|rời)\b[^,;.\d]{0,25}$")
#: `Xã nhận 260 người, đến ngày 15/3 │đã thực hiện được│ 118 người`
_DONE_BY = regex.compile(r",? (?:đã|mới)?\s*(?:thực hiện|vận động|đạt|phát triển|có) ?được\b|,? đã\b")
#: `riêng ngày ra quân │13/5│, chỉ tiêu là 300 người`
_DAY_OF_LAUNCH = regex.compile(r"\b(?:ra quân|phát động)(?: ngày)? $")
#: when a plan was handed down, not when it is due: `ngay từ │tháng 2│, UBND huyện đã giao mỗi xã`
_AS_EARLY_AS = regex.compile(r"\bngay từ (?:đầu |giữa |cuối )?$")
_COMPARED = regex.compile(
    r"so với (?:thời điểm|trước khi|lúc|khi|ngày)(?: \p{L}+){0,4} ?\(?\s*$|"
    r"(?:so với|so|(?:cao|thấp|ít|nhiều) hơn)(?: cùng kỳ| thời điểm| cuối| đầu| hết| cùng thời điểm)*"
    r"(?: (?:của|với))?\s*$|\bgấp (?:\p{L}+ )?(?:[\d,.]+ lần|đôi|ba|rưỡi) $"
)


#: `bằng 110,8% mục tiêu tháng (│1.000 người│)`
_PLAN_OF_THE_MONTH = regex.compile(
    r"(?:kế hoạch|chỉ tiêu|mục tiêu) (?:của |trong )?(?:tháng|quý|tuần|ngày|đợt)\b[^()]{0,20}\(\s*$"
)
#: `so với chỉ tiêu năm là │16.000 người│`
_YEARLY_PLAN = regex.compile(r"\b(?:kế hoạch|chỉ tiêu|mục tiêu|kh) (?:cả )?năm\b(?! \d)[^,;%]{0,20}$")
_PLAN_OF_YEAR = regex.compile(r"\b(?:kế hoạch|chỉ tiêu|mục tiêu)(?: \p{L}+){0,5} $")
_MEASURED_BY = regex.compile(r"\bso với (?:kế hoạch|chỉ tiêu|mục tiêu)(?: \p{L}+){0,4} $")


class Times(NamedTuple):
    """The time fields of a figure, with the rule that set them."""

    as_of: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    compared_with: str | None = None
    rule: str = "no_date_stated"
    mention: DateMention | None = None  # what was chosen, for the claims that go on with it
    planned: bool = False  # it is the time of a target


def _only_quoted(seen: View, mention: DateMention) -> bool:
    """Within quotation marks that hold no number (`hưởng ứng "Tháng cao điểm 2024"`)."""
    return any(
        a <= mention.start < b and not any(a <= w.number.start < b for w in seen.windows)
        for a, b in seen.quoted
    )


def sort_dates(seen: View, mentions: list[DateMention]) -> tuple[list[DateMention], list[DateMention]]:
    """The dates of a sentence that may date a figure, and those that others are compared with."""
    dates, compared = [], []
    for mention in mentions:
        if mention.kind == "document_date" or _only_quoted(seen, mention):
            continue
        if mention.kind in ("month", "day") and _AS_EARLY_AS.search(seen.key, 0, mention.start):
            continue
        before = seen.key[max(0, mention.start - 30) : mention.start]
        if mention.kind == "same_period" or _COMPARED.search(before):
            compared.append(mention)
        else:
            dates.append(mention)
    if any(m.last is not None for m in dates):
        # "Từ ngày 20/12 đến 31/12, tỉnh mở 12 ngày cao điểm": the days are told
        dates = [m for m in dates if m.kind != "campaign_days" or m.last is not None]
    return dates, compared


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a sentence and may date its numbers; None where the document does not say."""

    carried: DateMention | None = None  # the date that an earlier sentence of the same report gave
    observed: DateMention | None = None  # the date of the last result, where `carried` is that of a plan
    drive: tuple[date | None, date | None] | None = None  # first and last day of the drive it tells of
    launched: date | None = None  # the day of the launch ceremony
    published: date | None = None  # the day on which the article speaks
    plan_year: int | None = None  # the year whose plan or result was last spoken of
    planned: bool = False  # is `carried` the date of a plan?
    period: DateMention | None = None  # of which the report last told what was won


def when(
    claim: Claim,
    seen: View,
    dates: list[DateMention],
    compared: list[DateMention],
    before: Times | None,
    around: Around,
) -> Times:
    """The time of one claim. `before` is the time of the claim before it in the sentence."""
    carried, result = around.carried, claim.role in ("achieved", None)
    if result and around.observed is not None:
        carried = around.observed
    if result and carried is not None and _to_come(carried, around.published):
        carried = None  # "hội nghị triển khai nhiệm vụ năm 2022", told in 2021
    mention, rule = _choose(claim, seen, dates, before)
    starts_from = claim.rules.get("role") == "level_that_the_target_starts_from"
    if starts_from and mention is not None and _to_come(mention, around.published):
        mention, rule = None, ""  # "cuối năm sẽ đưa từ 520 lên 700 người": 520 is now
    own = mention is not None
    if own and mention.kind == "now" and carried is not None and _SAME_DAY.search(seen.key, mention.start):
        mention, rule, own = carried, "date_of_sentence_before", False
    goes_on = before is not None and before.mention is mention
    if (
        claim.role == "target"
        and goes_on
        and (before.as_of is not None or before.rule.endswith(":plan_year") or _is_of_its_year(claim, seen))
    ):
        own = False  # the day on which a result stands is not the day by which its plan is due
    told_again = goes_on and rule != "date_before_number"
    if told_again and claim.role == "achieved" and carried is not None and before.planned:
        # not the year of the plan it is measured by
        mention, rule, own = carried, "date_of_sentence_before", False
    won = claim.measure in WON and claim.role != "remaining"
    on_that_day = won and _THAT_DAY.search(seen.key, 0, claim.window.hedge_start)
    due = claim.role == "target" and claim.statistic == "level" and claim.unit != "percent"
    for_the_day = (
        mention is None
        and _FOR_THE_DAY.search(seen.key)
        or _SET_FOR_THE_DAY.match(seen.key, claim.window.unit_end)
    )
    if around.launched is not None and due and for_the_day:
        mention, rule, own = _day_of_launch(around.launched), "day_of_the_launch", True
    if mention is None and around.launched is not None and on_that_day:
        mention, rule, own = launch_result(around.launched), "day_of_the_launch", True
    if (
        mention is None
        and claim.rules.get("measure") == "won_during_the_drive"
        and around.launched is not None
    ):
        return Times(around.launched, around.launched, around.launched, None, "day_of_the_launch")
    undated = mention is None and carried is None and around.drive is not None
    if undated and claim.measure in (*WON, "completion_rate"):
        return Times(None, *around.drive, None, "days_of_the_drive")  # what a report on a drive counts
    if mention is None and carried is not None:
        mention, rule = carried, "date_of_sentence_before"
        ended = around.period is not None and around.period.last == carried.last is not None
        if won and result and ended and carried.kind in ("until_day", "until_month"):
            mention, rule = around.period, "period_of_the_report"  # told to its end: what was won in it
    of_report = mention is not None and mention.rule == "period_of_the_report" and result
    if of_report and carried is not None and carried.until and mention.first <= carried.last < mention.last:
        mention = mention._replace(last=carried.last)  # "đến hết tháng 8 …; trong năm phát triển mới 143"
    told_of = mention is not None and (
        around.launched == mention.last or _DAY_OF_LAUNCH.search(seen.key, 0, mention.start) is not None
    )
    if own and claim.role == "target" and mention is not None and mention.inferred_year and not told_of:
        mention = _ahead(mention, around.published)
    if own and mention is not None and result and mention.kind == "year":
        mention = _year_told(mention, seen, around)
    of_plan = around.planned and mention is around.carried
    times = _meaning(claim, seen, mention, own, rule, of_plan) if mention is not None else Times()
    due_by = due and won and own and mention is not None and mention.kind in ("until_day", "until_month")
    of_the_drive = due_by and _OF_THE_DRIVE.search(seen.key, 0, claim.window.hedge_start) is not None
    if of_the_drive and around.launched and times.period_end and around.launched <= times.period_end:
        times = Times(None, around.launched, times.period_end, None, times.rule, mention)
    of_the_day = before is not None and before.as_of == before.period_start == before.period_end is not None
    if of_the_day and claim.rules.get("measure") == "plan_in_brackets":
        # "trong ngày ra quân vận động được 1.107 người (kế hoạch 1.000)": the plan for that day
        times = Times(None, before.as_of, before.as_of, None, times.rule, mention)
    if times.period_start is not None and times.period_end is None and mention.kind in ("now", "range"):
        # "từ đầu năm đến nay": up to the day on which the article speaks
        until = around.published
        if mention.rule == "since_new_year":  # … or of which it speaks
            told = before.as_of if before is not None and before.as_of else carried.last if carried else None
            if told and times.period_start < told <= (until or told):
                until = told
        times = Times(None, times.period_start, until, None, times.rule, mention)
    if (
        claim.measure == "completion_rate"
        and goes_on
        and before is not None
        and not before.planned
        and before.period_start is not None
        and (
            before.period_start == before.period_end
            or mention is not None
            and mention.kind == "months_of_year"
            and mention.until
        )
    ):
        # "phát triển 416 người trong ngày ra quân, đạt 104% mục tiêu": the share is of that day too
        times = Times(before.as_of, before.period_start, before.period_end, None, times.rule, mention)
    then = _of_the_year_before(claim, seen, compared)
    if then is not None and times.mention is not None:
        # "6 tháng đầu năm 2020 được 487 người, trong khi cùng kỳ năm 2019 là 803 người"
        moved = (_in_year(day, then) for day in (times.as_of, times.period_start, times.period_end))
        times = Times(*moved, None, "same_period_of_that_year", times.mention)
    against = None
    if claim.statistic == "gap":
        against = claim.compared
    elif claim.statistic in ("change", "percent_change"):
        window = claim.window
        later = [m for m in compared if m.start >= window.unit_end and m.start < window.tail]
        earlier = [m for m in compared if window.left <= m.start < window.hedge_start]
        chosen = (later or earlier or [m for m in compared if m.start >= window.unit_end])[:1]
        against = (
            chosen[0].iso
            if chosen
            else before.compared_with
            if before and claim.statistic == "percent_change"
            else None
        )
    told = around.published is None or around.plan_year is None or around.plan_year <= around.published.year
    if (
        mention is None
        and around.plan_year is not None
        and (claim.role == "target" or told and claim.measure != "new_participants")
    ):
        first, last = date(around.plan_year, 1, 1), date(around.plan_year, 12, 31)
        times = Times(None, first, last, None, "year_of_the_plan_or_report")
    ahead = claim.role == "remaining" and times.mention is not None and times.mention.kind == "from_now_until"
    planned = claim.role == "target" or ahead
    return Times(
        times.as_of, times.period_start, times.period_end, against, times.rule, times.mention, planned
    )


#: what stands between `cùng kỳ năm 2019` and the number that is of it
_WAS = regex.compile(r"\s*(?:chỉ|mới|mới chỉ)?\s*(?:là|đạt|có|được|ở mức|:|chỉ)?\s*")


def _of_the_year_before(claim: Claim, seen: View, compared: list[DateMention]) -> int | None:
    """The year of a number that `cùng kỳ (năm 2019) là` leads to."""
    if claim.statistic != "level" or claim.role == "target":
        return None
    at = claim.window.hedge_start
    for mention in compared:
        led_to = mention.end <= at and _WAS.fullmatch(seen.key, mention.end, at)
        then = "cùng kỳ" in seen.key[mention.start : mention.end]  # "cùng thời điểm" may be of now
        if led_to and then and mention.kind == "same_period" and (mention.iso or "")[:4].isdigit():
            return int(mention.iso[:4])
    return None


def _in_year(day: date | None, year: int) -> date | None:
    if day is None:
        return None
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _is_of_its_year(claim: Claim, seen: View) -> bool:
    """A plan that stands beside its result is that of the year, unless it is called one of the month."""
    if claim.window.number.rule == "denominator":
        return True
    if _YEARLY_PLAN.search(seen.key, max(0, claim.window.hedge_start - 50), claim.window.hedge_start):
        return True
    return claim.rules.get("measure") == "plan_in_brackets" and not _PLAN_OF_THE_MONTH.search(
        seen.key, max(0, claim.window.hedge_start - 40), claim.window.hedge_start
    )


def _year_told(mention: DateMention, seen: View, around: Around) -> DateMention:
    """`cả năm phát triển mới 41.250 người`, told in January: the year that has ended, or was just told of."""
    if not seen.key.endswith("cả năm", mention.start, mention.end) or mention.first is None:
        return mention
    told = around.carried.last if around.carried is not None else None
    year = told.year if told is not None else None
    if year is None and around.published is not None and around.published.month <= 2:
        year = around.published.year - 1
    if year is None or year >= mention.first.year:
        return mention
    return mention._replace(first=date(year, 1, 1), last=date(year, 12, 31), iso=str(year))


def _to_come(mention: DateMention, published: date | None) -> bool:
    """Does a period begin only after publication? (A month's end is told of some days before it.)"""
    if published is None:
        return False
    if mention.first is None and mention.last is not None:
        return (mention.last - published).days > 31
    return mention.first is not None and mention.first > published


def _ahead(mention: DateMention, published: date | None) -> DateMention:
    """`để cán mốc 75.280 người vào ngày 31/12`, written in October: the one to come."""
    day = mention.last
    if published is None or mention.kind != "day" or day is None or day >= published:
        return mention
    if (day.month, day.day) == (2, 29):
        return mention
    day = day.replace(year=day.year + 1)
    return mention._replace(first=day, last=day, iso=day.isoformat()) if day >= published else mention


def _day_of_launch(day: date) -> DateMention:
    """The launch day as the time of what it aims at."""
    return DateMention(0, 0, "launch_day", day, day, False, "day", day.isoformat(), False, "launch_day")


def launch_result(day: date) -> DateMention:
    """The launch day as a date that the claims after it may go on with."""
    return DateMention(0, 0, "launch_result", day, day, False, "day", day.isoformat(), False, "launch_result")


def _choose(
    claim: Claim, seen: View, dates: list[DateMention], before: Times | None
) -> tuple[DateMention | None, str]:
    window = claim.window
    if claim.role == "target" and (year := _year_of_its_plan(claim, seen, dates)):
        return year, "date_before_number"
    left = [d for d in dates if window.left <= d.start and d.end <= window.hedge_start]
    if len(left) > 1:
        # "kết quả 6 tháng đầu năm so với kế hoạch năm 2022": the year of the plan dates the plan
        left = [d for d in left if _of_the_plan(seen, d) == (claim.role == "target")] or left
    if claim.measure == "completion_rate" and claim.role != "target":
        left = [d for d in left if not _of_the_plan(seen, d)]
    right = [d for d in dates if window.unit_end <= d.start and d.end <= window.right]
    right = [d for d in right if not _of_the_next(seen, d) and not _OUT_SINCE.search(seen.key, 0, d.start)]
    if claim.measure == "completion_rate" and right and right[0].kind == "year":
        right = []  # "đạt 95% kế hoạch năm 2024": the year of the plan, not the day of the result
    if claim.statistic == "gap" and right and not right[0].kind.endswith("day"):
        right = []  # "thiếu 1,47% so với chỉ tiêu giao năm 2024"
    if left and right and _in_brackets(seen, left[-1]):
        left = []
    if (
        left
        and right
        and right[0].kind in ("from_now_until", "until_year", "campaign_days")
        and claim.role == "target"
    ):
        return right[0], "date_after_number"
    if left:
        return left[-1], "date_before_number"
    if right:
        return right[0], "date_after_number"
    if claim.light and before is not None and before.mention is not None:
        return before.mention, "goes_on_with_the_number_before"
    earlier = [d for d in dates if d.end <= window.left and not _attached(seen, d)]
    if earlier:
        return earlier[-1], "date_earlier_in_sentence"
    # a date at the end of a list holds for the whole list
    later = [d for d in dates if d.start >= window.right and not _of_the_next(seen, d)]
    if claim.statistic == "gap":
        # "vượt 1,1% so với mục tiêu … đến năm 2025 (2,5%)"
        later = [d for d in later if d.kind.endswith("day")]
    if later and len(later) == 1:
        gap = seen.key[window.right : later[0].start]
        # "67 người … và 85 người … trong ngày đầu"
        of_both = claim.measure in WON and not search(r"[,;:()]", gap)
        to_date = claim.measure in _STOCKS and _closes_to_date(seen, later[0])
        due = claim.role == "target"
        done = due and _DONE_BY.match(seen.key, later[0].end) is not None
        holds = not done and (due or later[0].start < window.tail or of_both or to_date)
        if holds and ";" not in gap and not search(r"\b(?:tăng|giảm|trong khi|còn|trong đó)\b", gap):
            return later[0], "date_after_the_list"
    if before is not None and before.mention is not None:
        return before.mention, "goes_on_with_the_number_before"
    return None, ""


def _year_of_its_plan(claim: Claim, seen: View, dates: list[DateMention]) -> DateMention | None:
    """`46,6% chỉ tiêu của │năm 2019│ là 4.000 người`, `so với kế hoạch │năm 2022│ …: 512/1.300 người`."""
    end = claim.window.hedge_start
    before = [d for d in dates if d.kind == "year" and d.end <= end]
    if claim.window.number.rule == "denominator":
        return next((d for d in reversed(before) if _of_the_plan(seen, d)), None)
    last = before[-1] if before and seen.key[before[-1].end : end].strip() == "là" else None
    named = last and _PLAN_OF_YEAR.search(seen.key, max(0, last.start - 60), last.start)
    return last if named else None


def _of_the_plan(seen: View, mention: DateMention) -> bool:
    """`so với kế hoạch │năm 2022│`: the year of what a result is measured by."""
    before = seen.key[max(0, mention.start - 40) : mention.start]
    return mention.kind == "year" and _MEASURED_BY.search(before) is not None


def _closes_to_date(seen: View, mention: DateMention) -> bool:
    """`3,3 triệu người tham gia BHYT, bao phủ 93,7% │tính đến 30/9/2025│.`: all that the sentence told."""
    return seen.key.startswith("tính đến", mention.start) and not seen.key[mention.end :].strip(' .”"')


def _in_brackets(seen: View, mention: DateMention) -> bool:
    """`từ 50,8 triệu người │(năm 2009)│ lên 83,5 triệu`: of the number before the bracket."""
    return seen.key[: mention.start].endswith("(") and seen.key.startswith(")", mention.end)


def _of_the_next(seen: View, mention: DateMention) -> bool:
    """`43 người, gần bằng kết quả của cả │quý I│ (48 người)`: the date of the number in the bracket."""
    opens = seen.key.endswith("(", 0, mention.start)  # "87,6% (năm 2020: 95,4%)"
    return any(
        w.hedge_start > mention.end
        and (
            (gap := seen.key[mention.end : w.hedge_start].strip()) == "("
            or opens
            and gap in ("", ":", "là", "đạt", "có")
        )
        for w in seen.windows
    )


def _attached(seen: View, mention: DateMention) -> bool:
    """Does the date belong to a number before it (`10.000 người năm 2020`)?"""
    return any(w.unit_end <= mention.start < w.right for w in seen.windows)


def _meaning(
    claim: Claim, seen: View, mention: DateMention, own: bool, rule: str, of_plan: bool = False
) -> Times:
    kind, first, last = mention.kind, mention.first, mention.last
    if kind == "launch_result" and claim.role == "achieved":
        return Times(last, first, last, None, rule, mention)  # won on that day, and told of it
    wording = seen.key[mention.start : mention.end] if own else ""
    if kind in ("now", "school_year") or last is None and first is None:
        return Times(rule=rule + ":undated", mention=mention)
    if claim.role == "remaining":
        ahead = ("months_of_year", "range", "campaign_days", *(() if mention.until else ("quarter",)))
        if kind == "from_now_until" or own and kind in ahead:
            return Times(None, first, last, None, rule, mention)
        past = kind in (
            "until_day",
            "until_month",
            "day",
            "month",
            "quarter",
            "months_of_year",
            "launch_day",
            "before",
        )
        if past and not (own and mention.start >= claim.window.left):
            # what remains of a yearly plan is due by the end of its year
            return Times(None, None, date(last.year, 12, 31), None, rule + ":end_of_plan_year", mention)
        return Times(None, None, last, None, rule, mention)
    if claim.role == "target" and claim.statistic == "level":
        kept = of_plan and kind in ("month", "quarter", "range", "months_of_year", "half")
        if not own and not kept and kind not in ("year", "from_now_until", "campaign_days", "until_year"):
            if claim.measure == "new_participants" and kind in ("launch_day",):
                return Times(None, first, last, None, rule, mention)
            year = (last or first).year
            if kind == "months_of_year" and first is not None and first.month > 1:
                return Times(None, first, last, None, rule, mention)  # "6 tháng cuối năm": what is ahead
            return Times(None, date(year, 1, 1), date(year, 12, 31), None, rule + ":plan_year", mention)
        if kind in ("until_day", "until_month", "until_year", "before"):
            return Times(None, None, last, None, rule, mention)
        if mention.until and kind not in ("months_of_year",):
            return Times(None, None, last, None, rule, mention)
        return Times(None, first, last, None, rule, mention)
    stock = (
        claim.measure in _STOCKS
        or claim.statistic in ("change", "percent_change", "gap")
        and claim.measure != "new_participants"
    )
    if stock:
        if kind in SPANS and own and _CUMULATED.search(seen.key, claim.window.left, claim.window.hedge_start):
            return Times(last, None, None, None, rule, mention)
        if kind == "until_year" and not search(r"hết|cuối", wording) and own:
            return Times(None, date(last.year, 1, 1), last, None, rule + ":year", mention)
        if kind in ("day", "until_day", "until_month", "until_year", "launch_day", "before") or mention.until:
            return Times(last, None, None, None, rule, mention)
        return Times(None, first, last, None, rule, mention)
    if kind in ("until_day", "until_month", "until_year", "before"):
        return Times(last, None, None, None, rule, mention)
    if not own and kind in ("day", "launch_day") and _THAT_DAY.search(seen.key):
        return Times(last, first, last, None, rule + ":result_of_the_day", mention)
    if (
        kind == "day"
        and own
        and search(r"sau[^,;]{0,40}$", seen.key[max(0, mention.start - 45) : mention.start])
    ):
        return Times(last, None, None, None, rule + ":after_the_launch", mention)
    if kind == "day" and own and claim.measure in WON and claim.role == "achieved":
        return Times(last, first, last, None, rule, mention)  # won on that day, and told of it
    return Times(None, first, last, None, rule, mention)
