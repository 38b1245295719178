"""The dates that a report speaks of, from sentence to sentence.

Belongs here: what a title, a heading, a line of a diary and the figures before hand on to the next sentence,
and how long it holds. Does not belong here: which date a claim has (`when`), what `trong ngày này` points at
(`pointing`).
"""

from collections.abc import Sequence
from datetime import date

import regex

from extractors.language.clauses import View
from extractors.language.dates import Anchor, DateMention, document_year, find_dates
from extractors.language.meaning.patterns import WON
from extractors.language.numbers import has_number
from extractors.language.pointing import with_those_pointed_at
from extractors.language.stated import Stated
from extractors.language.text import Sentence
from extractors.language.vocabulary import vocabulary
from extractors.language.when import SPANS, Around, Times, launch_result

#: for how many paragraphs a date holds, where the report goes on without one
_DATE_HOLDS = 4
#: over how many sentences `trong ngày này` points back
_POINTS_BACK = 6
#: dates that a report speaks of, as against those of events
_REPORTING = ("until_day", "until_month", "months_of_year", "quarter", "half", "year", "until_year", "month")
#: what a bulletin of a week begins with: `Tuần 12/2026 (từ 16/3 đến 22/3/2026)`
_OF_A_WEEK = regex.compile(r"\W*(?:báo cáo |bản tin )?(?:tuần|kỳ)\b")
_IN_THE_WEEK = regex.compile(r"\btrong tuần\W*$")
#: how a line of a diary begins: `08/5 - `, `Ngày 4/11. `, `Ngày 8 và 9/11: `
_ENTRY = regex.compile(
    r"[-–•*\[]? ?(?:ngày )?\d{1,2}(?: ?(?:và|-|–|,) ?\d{1,2})?/\d{1,2}(?:/\d{4})?(?= ?[-–:.,\]])"
)
_DATA_AS_OF = regex.compile(
    r"\W*(?:các )?(?:số liệu|thống kê|dữ liệu|kết quả)[^,;]{0,25}(?:chốt|cập nhật|tính|tổng hợp|"
    r"lấy)[^,;]{0,8}(?:đến|tới|ngày)"
)
#: `… vừa phê bình các đơn vị chậm tiến độ 7 tháng đầu năm. │Theo đó│, tỷ lệ thực hiện của Cẩm Lệ là 48,1%`
_GOES_ON_WITH_IT = regex.compile(r"\s*(?:theo đó|cụ thể|trong đó)\b")
#: what was aimed at on a day is told of that day after it
_OF_ONE_DAY = ("day", "launch_day")
#: `hưởng ứng phong trào thi đua │quý III│`
_OF_A_CONTEST = regex.compile(r"\b(?:thi đua|phong trào)(?: \p{L}+){0,2} $")
_OF_THE_LAUNCH = regex.compile(
    r"\btrong (?:ngày|buổi|lễ)(?: ra quân| phát động| đầu(?: tiên)?\b(?! (?:năm|tháng))|:)"
)
_PLAN_YEAR = regex.compile(
    r"(?:kế hoạch|chỉ tiêu|nhiệm vụ|kết quả|tình hình)[^.;:\n]{0,70}?năm (20\d\d)(?![-–/\d])"
)


class Reporting:
    """The dates of one text. `drive`: first and last day of the drive that it tells of."""

    def __init__(
        self,
        text: str,
        key: str,
        title: str,
        split: Sequence[Sentence],
        published: date | None,
        launched: date | None,
        drive: tuple[date | None, date | None] | None,
    ):
        self._text, self._key, self._split = text, key, split
        self._published, self._drive = published, drive
        self.anchor = Anchor(published, launched, None if published else document_year(text, None))
        self._title_dates = find_dates(title, self.anchor)
        self._plan_years = list(_PLAN_YEAR.finditer(key))
        self._entries = self._days_of_lines()
        self._week: DateMention | None = None  # the days that a week's bulletin says it is of
        self._carried = self._date_of_title()
        self._observed: DateMention | None = None  # the date of the last result, where `carried` is of a plan
        self._line = 3  # the line that told it
        self._planned = False  # is `carried` the date of a plan?
        titled = self._carried is not None and self._carried.kind in SPANS
        self._titled = self._period = self._carried if titled else None

    def enter(self, sentence: Sentence) -> bool:
        """Is it a line of a diary? Its day then holds from here."""
        entry = self._entries.get(sentence.line)
        if entry is not None and sentence.line != self._line:
            self._hold(entry, sentence.line)
            self._planned = False
        return entry is not None

    def _hold(self, mention: DateMention, line: int) -> None:
        self._carried, self._observed, self._line = mention, None, line

    def hear(self, sentence: Sentence, piece: str, counted: bool) -> None:
        """A sentence without figures (with its match key; `counted`: it has a number) may date others."""
        if not (counted or piece.endswith(":") or "kết quả" in piece):
            return
        dated = self._report_date(sentence)
        if dated is not None:
            self._hold(dated, sentence.line)
            self._period = dated if dated.kind in SPANS else self._period
            self._planned = any(c.value == "target" for c in vocabulary()["role"].scan(piece))

    def hear_heading(self, sentence: Sentence) -> None:
        """A heading with numbers that are no figures may date those that follow as well."""
        dated = self._report_date(sentence)
        if dated is not None:
            self._hold(dated, sentence.line)

    def around(self, sentence: Sentence) -> Around:
        """What may date the numbers of a sentence besides its own dates."""
        if sentence.line > self._line + _DATE_HOLDS:
            self._carried = self._observed = None
        return Around(
            self._carried,
            self._observed,
            self._drive,
            self.anchor.launched,
            self._published,
            self._plan_year(sentence.start),
            self._planned,
            self._period,
        )

    def dates_of(self, seen: View, around: Around, index: int) -> list[DateMention]:
        """The dates of the sentence `index`, those it points back at among them."""
        return with_those_pointed_at(
            seen.key,
            find_dates(seen.text, self.anchor),
            self._drive,
            around.observed or around.carried,
            self._week,
            lambda: self._dates_before(index),
        )

    def go_on(self, here: Sequence[Stated], last: Times | None, line: int) -> None:
        """What a sentence stated may date the next one; `last`: the time that its last claim leaves."""
        for s in here:
            told = s.times.mention
            won = s.claim.measure in WON and s.claim.role == "achieved"
            if won and told is not None and told.kind in SPANS and told.first is not None:
                # the report's own period goes before another one with the same end
                titled = self._titled
                self._period = titled if titled is not None and titled.last == told.last else told
        if last is not None and last.mention is not None and last.mention.rule == "since_new_year":
            last = _before_the_new_ones(here)
        if last is None or last.mention is None or _in_passing(last.mention):
            return
        held = self._observed or (None if self._planned else self._carried)
        self._hold(_latest_result(here, last.mention), max(line, self._line))
        self._planned = last.planned
        results = [s for s in here if s.claim.role == "achieved"]
        if results and last.planned and results[-1].times.mention is not None:
            self._observed = results[-1].times.mention
        elif last.planned and not results and last.mention.kind not in _OF_ONE_DAY:
            self._observed = held  # a sentence of targets does not date the results after it

    def date_what_stands_above(self, sentence: Sentence, stated: Sequence[Stated]) -> None:
        """`… (530 người, 52%). Số liệu chốt đến ngày 31/10/2020.`: the day of the undated figures above."""
        if not _DATA_AS_OF.match(self._key, sentence.start, sentence.end):
            return
        dates = find_dates(self._text[sentence.start : sentence.end], self.anchor)
        if len(dates) != 1 or dates[0].last is None:
            return
        for s in reversed(stated):
            if sentence.line - s.sentence.line > _DATE_HOLDS or s.times.rule != "no_date_stated":
                return
            if s.claim.role == "achieved":
                s.times = s.times._replace(as_of=dates[0].last, rule="date_of_sentence_after")

    def _report_date(self, sentence: Sentence) -> DateMention | None:
        """A sentence without figures may date the report that follows (`Trong 9 tháng đầu năm 2020, …`)."""
        span = sentence.start, min(sentence.end, sentence.start + 160)
        announces = self._key[sentence.end - 1] == ":"
        results = announces or "kết quả" in self._key[slice(*span)]
        if results and self.anchor.launched and _OF_THE_LAUNCH.search(self._key, *span):
            return launch_result(self.anchor.launched)
        goes_on = _GOES_ON_WITH_IT.match(self._key, sentence.end) is not None
        if goes_on and not announces:
            span = sentence.start, sentence.end
        head = self._text[slice(*span)]
        if self._week is not None and _IN_THE_WEEK.search(self._key, *span):
            return self._week
        if not has_number(head):
            return None
        dated = next(
            (
                d
                for d in find_dates(head, self.anchor)
                if (d.kind in _REPORTING or d.kind == "range" and _OF_A_WEEK.match(self._key, *span))
                and (d.first or d.last)
                and (announces or d.start < 60 or goes_on and d.kind != "year")
                and not _OF_A_CONTEST.search(self._key, sentence.start, sentence.start + d.start)
            ),
            None,
        )
        if dated is not None and dated.kind == "range" and dated.first and dated.last:
            self._week = dated
        return dated

    def _dates_before(self, index: int) -> list[DateMention]:
        """The dates of the few sentences before one, the nearest first."""
        before = reversed(self._split[max(0, index - _POINTS_BACK) : index])
        return [d for s in before for d in reversed(find_dates(self._text[s.start : s.end], self.anchor))]

    def _days_of_lines(self) -> dict[int, DateMention]:
        """The day of each line that begins with one, in a text with several such: `08/5 - 118 người …`,
        `Ngày 4/11. Mưa. Đi 34 nhà …`."""
        entries = {}
        for sentence in self._split:
            start = sentence.start
            if sentence.line in entries or (start and self._text[start - 1] != "\n"):
                continue
            head = _ENTRY.match(self._key, start, sentence.end)
            dates = find_dates(self._text[start : head.end()], self.anchor) if head else ()
            if len(dates) == 1 and dates[0].first is not None and dates[0].kind in ("day", "range"):
                entries[sentence.line] = dates[0]
        return entries if len(entries) > 2 else {}

    def _date_of_title(self) -> DateMention | None:
        return next((d for d in self._title_dates if d.kind in _REPORTING and d.kind != "year"), None)

    def _plan_year(self, position: int) -> int | None:
        """The year in the last `kế hoạch năm X`, `kết quả … năm X` before here, else that of the title."""
        years = [m for m in self._plan_years if m.end() <= position]
        return int(years[-1][1]) if years else self._year_of_title()

    def _year_of_title(self) -> int | None:
        """The one year that the title names, unless it lies ahead or far back of publication."""
        dates = self._title_dates
        years = {d.last.year for d in dates if d.kind == "year" and d.last and not d.inferred_year}
        if len(years) != 1 or len(dates) != 1:
            return None
        year = years.pop()
        near = self._published is None or 0 <= self._published.year - year <= 1
        return year if near else None


def _in_passing(mention: DateMention) -> bool:
    """`hiện`, `trong tháng`: the report goes on with the date it had."""
    return mention.kind == "now" or mention.rule == "period_of_the_report"


def _before_the_new_ones(here: Sequence[Stated]) -> Times | None:
    """`đến hết tháng 9 có 1.520 người, trong đó 205 người mới từ đầu năm`: the next is of September."""
    told = [s.times for s in reversed(here) if s.times.mention is not None]
    return next((times for times in told if times.mention.rule != "since_new_year"), None)


def _latest_result(here: Sequence[Stated], last: DateMention) -> DateMention:
    """`đến hết tháng 4/2024 đạt 92,9%, trong khi cuối năm 2022 chỉ 86,5%`: what follows is of 2024."""
    told = [s.times for s in here]
    if any(times.planned for times in told):
        return last
    days = [m for t in told if (m := t.mention) is not None and m.last is not None and not _in_passing(m)]
    return max(days, key=lambda m: m.last) if days and days[-1] is last else last
