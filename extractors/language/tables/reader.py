"""Rows of one document → figures: the loop over tables, rows and cells, ids, sums, confidence."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta, timezone

import regex

from extractors.documents.table_lines import LEVEL, SECTION, Row, RowCell, read_rows
from extractors.language import arithmetic
from extractors.language.dates import Anchor, document_year
from extractors.language.places import DocumentPlaces, ResolvedPlace
from extractors.language.places.register import COUNTRY_ID, FIRST_DAY, LAST_DAY, Unit, register, split_type
from extractors.language.places.resolve import NEWEST_DAY
from extractors.language.tables.cells import Cell, Marks, TableRow, read_cell
from extractors.language.tables.headings import (
    Context,
    Sense,
    expanded,
    programme_of,
    programmes_of,
    read_base,
    read_sense,
    stock_or_flow,
)
from extractors.language.tables.places import ORDINAL, RowPlaces, place_name, resolved
from extractors.language.tables.times import Times, dates_of, time_of
from extractors.language.tables.words import (
    CHANGED,
    COUNTED,
    COVERAGE,
    GROUPS,
    LOWER_OFFICE,
    MEANS,
    MONEY,
    NO_PLACES,
    NOT_OURS,
    OF_DISTRICTS,
    PERCENT,
    POTENTIAL,
    REMAINING,
    TARGET,
    TIME_NAME,
    TOTAL,
)
from extractors.language.text import match_key
from extractors.language.vocabulary import vocabulary
from extractors.values import Document, Figure

_VIETNAM = timezone(timedelta(hours=7))


#: What a weak source of a field costs; a field said in the heading or the row's name costs nothing.
_COSTS = {
    "programme_of_section": 0.98,
    "programme_of_caption": 0.97,
    "programme_of_title": 0.92,
    "several_programmes_of_caption": 0.75,
    "programme_of_the_other_columns": 0.85,
    "measure_of_caption": 0.94,
    "stock_by_default": 0.92,
    "standing_on_a_day": 0.92,
    "people_beside_their_rate": 0.92,
    "flow_as_the_other_columns": 0.88,
    "measure_of_the_result": 0.95,
    "rate_by_its_columns": 0.95,
    "rate_of_a_programme": 0.9,
    "rate_by_arithmetic": 0.97,
    "achieved_by_default": 0.97,
    "days_to_come": 0.93,
    "date_of_caption": 0.98,
    "date_of_title": 0.95,
    "no_date_stated": 0.9,
    "other_day_left_open": 0.85,
    "target_of_caption": 0.95,
    "place_of_the_document": 0.93,
    "total_of_the_document": 0.95,
    "row_name_is_no_place": 0.75,
    "place_open": 0.8,
    "one_row_for_several_places": 0.8,
    "place_left_open": 0.75,
    "separator_undecided": 0.85,
}
_STATED = 0.95
#: An office's name in a letterhead is no longer; a sentence that begins with one is.
LETTERHEAD_MAX = 60


def read_tables(document: Document, prose: str, extractor: str, outlet: str | None = None) -> list[Figure]:
    """The figures of all rows of tables in `document.text`, in order; `prose` is its text without them.

    `extractor` is the version of the rules, as the figures carry it; `outlet` the code, on the day of
    publication, of the province that the publisher writes about.
    """
    rows = list(read_rows(document.text))
    if not rows:
        return []
    published = document.published_at.astimezone(_VIETNAM).date() if document.published_at else None
    captions = "\n".join(dict.fromkeys(row.caption for row in rows))
    title = document.title or ""
    text = f"{prose.strip()}\n{captions}"
    places = DocumentPlaces(text, published, outlet, len(title) if text.startswith(title) else 0)
    anchor = Anchor(published, None, None if published else document_year(text, None))
    figures: list[Figure] = []
    seen: dict[str, int] = {}
    for group in _tables(rows):
        figures += _Reader(document, group, places, anchor, seen).read()
    return [replace(figure, extractor=extractor) for figure in figures]


def _tables(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of one table stand on lines that follow one another and share caption and first heading."""
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and row.start == last.end + 1
            and row.caption == last.caption
            and row.cells[0].heading == last.cells[0].heading
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


_YEAR_OF_PLAN = regex.compile(
    r"(?<=(?:kế hoạch|\bkh|chỉ tiêu)(?: được giao| giao)?) (?:năm )?(?:19|20)\d\d(?!\d)", regex.I
)


#: A heading that only says that people are counted.
_PEOPLE = regex.compile(r"(?:tổng )?(?:số (?:người|lượng|lđ|lao động)|người|số)(?: \(người\))?")
#: The name of a row that is the province's office: what it did counts where the document is from.
_OWN_OFFICE = regex.compile(
    r"(?:bưu điện|bhxh|bảo hiểm xã hội|ubnd|(?:hội|liên đoàn|đoàn)[\p{L} ]{0,20}) (?:tỉnh|thành phố)"
)


class _Reader:
    def __init__(
        self,
        document: Document,
        rows: Sequence[Row],
        places: DocumentPlaces,
        anchor: Anchor,
        seen: dict[str, int],
    ):
        self.document, self.anchor, self.seen = document, anchor, seen
        headings = list(dict.fromkeys(cell.heading for row in rows for cell in row.cells[1:]))
        self.context = Context(rows[0].caption, document.title or "", headings)
        clocks = _time_columns(rows)
        self.rows = [_table_row(row, clocks) for row in rows]
        dated = [
            d for w in (self.context.caption, self.context.title) for d in dates_of(w, anchor)[0] if d.last
        ]
        if not dated:
            words = dict.fromkeys((*headings, *(row.when for row in self.rows)))
            dated = sorted(
                (d for w in words for d in dates_of(w, anchor)[0] if d.last), key=lambda d: d.last
            )[-1:]
        self.day = (dated[0].last if dated else None) or anchor.published
        if self.day and anchor.published and self.day > anchor.published:
            self.day = anchor.published  # the units of a plan are those of the day it was made
        self.places = places
        before = document.text[: rows[0].start].split("\n")
        lines = [match_key(line) for line in before if len(line) <= LETTERHEAD_MAX]
        self.offices = [line for line in lines if LOWER_OFFICE.match(line)]
        self._homes: dict[date | None, ResolvedPlace | None] = {}
        self.home = self._home_on(self.day)
        names = match_key(rows[0].cells[0].heading)
        self.no_places, self.of_groups = NO_PLACES.search(names) is not None, GROUPS.search(names) is not None
        day = self.day or (date(anchor.year, 12, 31) if anchor.year else NEWEST_DAY)
        names = match_key(f"{rows[0].cells[0].heading} {' '.join(row.label for row in self.rows[:20])}")
        if self.day is None and anchor.year is None and OF_DISTRICTS.search(names):
            day = LAST_DAY  # districts were in force until then
        self.named = RowPlaces([r.label for r in self.rows if not r.is_total], self.home, day)
        names = list(dict.fromkeys(heading.split(LEVEL)[-1] for heading in headings))
        self.across = RowPlaces(names, self.home, day)
        self.columns: dict[str, list[Cell]] = defaultdict(list)
        cells: dict[int, Cell] = {}  # by where they start
        for row in self.rows:
            for at in row.cells:
                cell = read_cell(at, row)
                if cell is not None:
                    self.columns[at.heading].append(cell)
                    cells[at.start] = cell
        self.cells = cells
        numbers = [c.digits for cells in self.columns.values() for c in cells]
        self.marks = Marks(numbers)
        self.column_marks = {h: Marks(c.digits for c in cells) for h, cells in self.columns.items()}
        self._senses: dict[tuple[str, str, str, str], Sense | None] = {}
        self._times: dict[tuple[str, str, str, int], tuple[Times, str]] = {}
        self._fractions: dict[str, bool] = {}
        self._others: dict[int, bool] = {}
        self._held: dict[int, list[Unit]] = {}
        # "I. Tỉnh …" with numbers of its own stands over the rows that follow
        self._rows_above: dict[int, list[Unit]] = {}
        above: Unit | None = None
        for row in self.rows:
            typed = split_type(place_name(row.label))[0]
            unit = self.named.parent(row.label) if typed in ("tỉnh", "thành phố") else None
            if unit is not None and unit.level == "province":
                above = unit
            elif above is not None:
                self._rows_above[row.row.start] = [above]

    def _home_on(self, day: date | None) -> ResolvedPlace | None:
        """What the table is about: the one district or commune that its caption, the title or the office in
        the letterhead names, else what the document is about."""
        if day in self._homes:
            return self._homes[day]
        above = match_key(f"{self.context.caption}\n{self.context.title}")
        letterhead = " ".join(self.offices)
        named = {}
        for mention in self.places.mentions:
            name = match_key(mention.text)
            is_named = (mention.kind == "unit" or mention.typed) and name in above
            is_named = is_named or mention.typed and name in letterhead
            if is_named and mention.level in ("district", "commune"):
                place = self.places.resolve(mention, day)
                if place.place_id:
                    named[place.place_id] = place
        home = next(iter(named.values())) if len(named) == 1 else self.places.home(day)
        self._homes[day] = home
        return home

    # -- the loop -----------------------------------------------------------------------------------

    def read(self) -> list[Figure]:
        found: list[Figure] = []
        kinds: dict[str, list[tuple[TableRow, Figure]]] = defaultdict(list)
        for row in self.rows:
            here = [f for at in row.cells if (cell := self.cells.get(at.start)) and (f := self._figure(cell))]
            here = arithmetic.witness(here)
            for figure in here:
                kinds[self._heading_of(row, figure)].append((row, figure))
            found += here
        checked = self._sums(kinds)
        return [checked.get(f.figure_id, f) for f in found]

    def _heading_of(self, row: TableRow, figure: Figure) -> str:
        return next(at.heading for at in row.cells if at.start <= figure.number_start < at.end)

    def _sums(self, columns: dict[str, list[tuple[TableRow, Figure]]]) -> dict[str, Figure]:
        """A total row against the sum of its column, where all rows are places of one level."""
        checked: dict[str, Figure] = {}
        if any(row.section or row.when for row in self.rows) or not self.named.level:
            return checked
        for heading, pairs in columns.items():
            totals = [f for row, f in pairs if row.is_total]
            parts = [f for row, f in pairs if not row.is_total]
            if (
                len(totals) != 1
                or len(parts) < 3
                or totals[0].unit == "percent"
                or totals[0].statistic != "level"
            ):
                continue
            counted = sum(
                not row.is_total and any(at.heading == heading for at in row.cells) for row in self.rows
            )
            if len(parts) < counted or any(f.place_level != self.named.level for f in parts):
                continue
            slack = max(0.5, 0.5 * len(parts) * (0 if all(f.value == int(f.value) for f in parts) else 0.1))
            holds = abs(sum(f.value for f in parts) - totals[0].value) <= slack
            total = totals[0]
            sure = 1 - (1 - total.confidence) * 0.5 if holds else total.confidence * 0.8
            note = f"total=sum_of_rows:{'ok' if holds else 'off'}"
            checked[total.figure_id] = replace(total, checks=(*total.checks, note), confidence=round(sure, 3))
        return checked

    # -- meaning ------------------------------------------------------------------------------------

    def _sense(self, heading: str, row: TableRow) -> Sense | None:
        name = self._indicator(row)
        asked = (heading, name, row.section, row.unit)
        if asked not in self._senses:
            sense = read_sense(heading, name, row.section, self.context, row.unit)
            if sense is not None and sense.unit == "person" and self._printed_as_percent(heading, sense):
                sense = read_sense(f"{heading} (%)", name, row.section, self.context, row.unit)
            if sense is not None and sense.measure == "??":
                sense = self._settle_change(sense, heading, name)
            if sense is not None and sense.measure == "?":
                self._settle_rate(sense, heading, name)
                if sense.measure == "?":
                    sense = None
            if sense is not None and sense.role == "target" and sense.unit != "percent":
                self._as_its_result(sense, heading, name, row)
            if sense is not None and sense.rules.get("statistic") == "change_in_heading":
                self._as_what_changed(sense, heading, name, row)
            if sense is not None and sense.role == "achieved" and sense.statistic == "level":
                self._beside_its_rate(sense, heading)
            self._senses[asked] = sense
        return self._senses[asked]

    def _as_its_result(self, sense: Sense, heading: str, name: str, row: TableRow) -> None:
        """A plan that does not say what it counts counts what the result beside it says."""
        if sense.rules["measure"] not in ("measure_of_caption", "stock_by_default"):
            return
        said = ("measure_in_heading", "standing_on_a_day")
        parent, headings = heading.rpartition(LEVEL)[0], list(self.columns)
        for other in headings[headings.index(heading) + 1 :]:
            if other.rpartition(LEVEL)[0] != parent or PERCENT.search(match_key(other)):
                return
            result = read_sense(other, name, row.section, self.context, row.unit)
            if result is None or result.role != "achieved" or result.statistic != "level":
                return
            if result.programme == sense.programme and result.rules["measure"] in said:
                sense.measure = result.measure
                sense.rules["measure"] = "measure_of_the_result"
            return

    def _as_what_changed(self, sense: Sense, heading: str, name: str, row: TableRow) -> None:
        """A change that does not say of what is one of the result on its left."""
        if sense.rules.get("measure") not in ("measure_of_caption", "stock_by_default"):
            return
        headings = list(self.columns)
        for other in reversed(headings[: headings.index(heading)]):
            if PERCENT.search(match_key(other)) or TARGET.search(match_key(other)):
                continue
            result = read_sense(other, name, row.section, self.context, row.unit)
            if result is not None and result.programme == sense.programme and result.statistic == "level":
                sense.measure, sense.rules["measure"] = result.measure, "measure_of_the_result"
            return

    def _beside_its_rate(self, sense: Sense, heading: str) -> None:
        """`Số người` beside `Tỷ lệ bao phủ`: those who make the rate up."""
        parent, _, own = heading.rpartition(LEVEL)
        if sense.rules["measure"] != "measure_of_caption" or not _PEOPLE.fullmatch(match_key(own)):
            return
        beside = (
            other for other in self.columns if other != heading and other.rpartition(LEVEL)[0] == parent
        )
        if parent and any(COVERAGE.search(match_key(other)) for other in beside):
            sense.measure, sense.rules["measure"] = "participants", "people_beside_their_rate"

    def _printed_as_percent(self, heading: str, sense: Sense) -> bool:
        """Cells with a percent sign; or shares of people under a caption on rates, which no count can be."""
        cells = self.columns[heading]
        if sum(c.percent for c in cells) * 2 > len(cells):
            return True
        if sense.factor > 1 or self.context.unit == "person" or not PERCENT.search(self.context.caption_key):
            return False
        if COUNTED.search(match_key(heading)) or all(regex.search(r"[.,]\d{3}$", c.digits) for c in cells):
            return False
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        return sum(v != int(v) for v in values) * 2 > len(values) and max(values) <= 150

    def _parents(self, row: TableRow) -> list[Unit]:
        """Units that the row's section or its other cells name: what holds the row's own place."""
        if row.row.start not in self._held:
            texts = [row.section, *(at.text for at in row.cells if at.start not in self.cells)]
            held = [unit for text in texts if text and (unit := self.named.parent(text))]
            self._held[row.row.start] = held + self._rows_above.get(row.row.start, [])
        return self._held[row.row.start]

    def _indicator(self, row: TableRow) -> str:
        """The row's name where it says what is counted rather than where."""
        if row.is_total or self.named.resolve(row.label, None, self._parents(row)) is not None:
            return ""
        key = match_key(row.label)
        if TIME_NAME.match(key):
            return row.label
        if self.of_groups and NOT_OURS.search(key):
            return ""  # "Người hưởng trợ cấp BHXH" are a group of those whom the table counts
        says = programmes_of(expanded(key), row.label) or regex.search(
            r"tự nguyện|so với|bắt buộc|hộ gia đình|bao phủ|tỷ lệ|tỉ lệ|số người|tham gia|tăng mới|"
            r"phát triển|tái tục|"
            r"^(?:kế hoạch|chỉ tiêu|thực hiện|kết quả|lũy kế|còn (?:phải|thiếu|lại))(?!\p{L})",
            key,
        )
        if says or any(
            c.value in ("students", "poor", "near_poor", "farmers", "average_income")
            for c in vocabulary()["group"].scan(key)
        ):
            return row.label
        return ""

    def _counts_others(self, row: TableRow) -> bool:
        """`Hội nghị khách hàng`, `Tờ rơi`: the row is named by things that are no people."""
        if row.row.start not in self._others:
            key = match_key(row.label)
            thing = MEANS.match(regex.sub(r"^(?:tổng )?số(?: lượng)? ", "", key)) or MONEY.search(key)
            self._others[row.row.start] = (
                thing is not None
                and not row.is_total
                and not self._indicator(row)
                and self.named.resolve(row.label, None, self._parents(row)) is None
            )
        return self._others[row.row.start]

    def _settle_change(self, sense: Sense, heading: str, name: str) -> Sense | None:
        """`So cùng kỳ (%)`: small or signed numbers are changes; those about 100 an index, for which the
        contract has no column."""
        cells = self.columns[heading]
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        if max(values) >= 60 and not any(c.sign < 0 for c in cells):
            return None
        sense.statistic, sense.measure = "percent_change", ""
        stock_or_flow(
            sense, match_key(LEVEL.join(p for p in (name, heading) if p)), self.context, "participants"
        )
        return sense

    def _settle_rate(self, sense: Sense, heading: str, name: str) -> None:
        """`Tỷ lệ (%)`: of the plan, where a plan and a result stand beside it, or of the people."""
        parent = heading.rpartition(LEVEL)[0]
        near = [h for h in self.columns if h != heading and h.rpartition(LEVEL)[0] == parent]
        if len(near) < 2:
            near = [h for h in self.columns if h != heading]
        before = [h for h in near if list(self.columns).index(h) < list(self.columns).index(heading)]
        plans, done, people = [], [], []
        for h in before:
            key = match_key(LEVEL.join(p for p in (name, h) if p))
            if PERCENT.search(key):
                continue
            if POTENTIAL.search(key) and not regex.search(r"(?<!phải )tham gia|đã|có", key):
                people.append(h)
            elif TARGET.search(key) and not REMAINING.search(key):
                plans.append(h)
            else:
                done.append(h)
        rates = {c.row.row.start: self._value(c, heading, True, False)[0] for c in self.columns[heading]}
        for measure, bases in (("completion_rate", plans), ("participation_rate", people)):
            for base in bases:
                for result in done:
                    if self._fits(rates, result, base):
                        self._set_rate(sense, measure, "rate_by_arithmetic", heading)
                        return
        if plans and not people:
            self._set_rate(sense, "completion_rate", "rate_by_its_columns", heading)
        elif people and not plans:
            self._set_rate(sense, "participation_rate", "rate_by_its_columns", heading)
        elif regex.search(
            r"hoàn thành|thực hiện chỉ tiêu|thực hiện kế hoạch|tiến độ", self.context.caption_key
        ):
            self._set_rate(sense, "completion_rate", "measure_of_caption", heading)
        elif not plans and not people and programme_of(heading):
            self._set_rate(sense, "participation_rate", "rate_of_a_programme", heading)

    def _set_rate(self, sense: Sense, measure: str, rule: str, heading: str) -> None:
        sense.measure, sense.rules["measure"] = measure, rule
        if measure == "completion_rate":
            sense.base, sense.role = "target", "achieved"
        else:
            read_base(sense, match_key(heading))

    def _fits(self, rates: dict[int, float | None], result: str, base: str) -> bool:
        """Whether the rate is result / base in nearly all rows."""
        results = {c.row.row.start: self._value(c, result, False, False)[0] for c in self.columns[result]}
        bases = {c.row.row.start: self._value(c, base, False, False)[0] for c in self.columns[base]}
        both = [
            (rates[r], results[r], bases[r])
            for r in rates
            if rates[r] is not None and results.get(r) and bases.get(r)
        ]
        good = sum(abs(n / b * 100 - rate) <= 0.6 or abs(n / b - rate) <= 0.006 for rate, n, b in both)
        return bool(both) and good >= 0.8 * len(both)

    # -- one cell -----------------------------------------------------------------------------------

    def _value(self, cell: Cell, heading: str, rate: bool, scaled: bool) -> tuple[float | None, bool]:
        return self.column_marks[heading].value(cell.digits, rate=rate, scaled=scaled, others=self.marks)

    def _as_fractions(self, heading: str) -> bool:
        if heading not in self._fractions:
            self._fractions[heading] = self._holds_fractions(heading)
        return self._fractions[heading]

    def _holds_fractions(self, heading: str) -> bool:
        """A sheet that stores 0,637 for 63,7 %: every number of the column is a small fraction and none
        says %."""
        cells = self.columns[heading]
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        return (
            not any(c.percent for c in cells)
            and len(values) >= 2
            and max(values) <= 2.5
            and sum(v != int(v) for v in values) * 2 > len(values)
        )

    def _figure(self, cell: Cell) -> Figure | None:
        heading, row = cell.at.heading, cell.row
        sense = self._sense(heading, row)
        if sense is None or self._counts_others(row):
            return None
        if cell.percent and sense.unit != "percent":
            return None
        percent = sense.unit == "percent"
        value, doubtful = self._value(cell, heading, percent, sense.factor > 1)
        if value is None:
            return None
        rules = dict(sense.rules)
        if percent and not cell.percent and self._as_fractions(heading):
            value, rules["value"] = round(value * 100, 4), "percent_stored_as_fraction"
        else:
            rules["value"] = "separator_undecided" if doubtful else "cell"
        value = value * sense.factor * cell.sign * sense.sign
        if sense.factor != 1:
            value = float(round(value, 3))
        if not percent and sense.per is None and value != int(value):
            return None  # no number of people, whatever it is
        if value < 0 and sense.statistic == "level":
            return None  # a count below zero is a correction, not a number of people
        if percent and sense.statistic == "level" and sense.measure != "completion_rate" and value > 100:
            rules["value"] = "separator_undecided"  # no share of people
        name = self._indicator(row)
        asked = (heading, name, row.when, id(sense))
        if asked not in self._times:
            dated = self._dated(heading, sense)
            times, role = time_of(sense, dated, name, row.when, self.context, self.anchor), sense.role
            if self._is_to_come(sense, times):
                role = "target"
                as_aim = replace(sense, role=role)
                times = time_of(as_aim, dated, name, row.when, self.context, self.anchor)
            self._times[asked] = times, role
        times, role = self._times[asked]
        if role != sense.role:
            rules["role"] = "days_to_come"
        on = times.as_of or times.period_end or times.period_start or self.day
        text, place, source, place_rule = self._place(row, heading, on)
        rules["time"], rules["place"] = times.rule, place_rule
        number_text = self.document.text[cell.start : cell.end]
        actors = vocabulary()["actor"].scan(match_key(row.label)) or vocabulary()["actor"].scan(
            f"{self.context.caption_key} {self.context.title_key}"
        )
        kinds = {c.value for c in actors}
        bound = cell.bound or sense.bound
        return Figure(
            figure_id=self._id(row, cell, number_text),
            document_id=self.document.document_id,
            version=self.document.version,
            number_text=number_text,
            value=float(value),
            unit=sense.unit,
            bound=bound,
            programme=sense.programme,
            measure=sense.measure,
            statistic=sense.statistic,
            role=role,
            base=sense.base,
            group=sense.group,
            per=sense.per,
            compared_with=times.compared_with,
            actor="joint" if {"post", "social_insurance_agency"} <= kinds else min(kinds, default=None),
            as_of=times.as_of,
            period_start=times.period_start,
            period_end=times.period_end,
            place_text=text,
            place_id=place.place_id if place else None,
            place_level=place.level if place else None,
            place_source=source,
            province_id=place.province_id if place else None,
            province_2025=place.province_2025 if place else None,
            province_pre2025=place.province_pre2025 if place else None,
            quote=self.document.text[row.row.start : row.row.end],
            quote_start=row.row.start,
            quote_end=row.row.end,
            number_start=cell.start,
            number_end=cell.end,
            confidence=self._confidence(rules),
            extractor="",
            rules=tuple(f"{name}={rule}" for name, rule in rules.items()) + ("kind=table",),
        )

    def _dated(self, heading: str, sense: Sense) -> str:
        """The heading that dates a column: a rate, or a change of who takes part, without a date goes with
        the result on its left; the year of its plan is none."""
        headings = list(self.columns)
        rate = sense.measure in ("completion_rate", "participation_rate") and sense.role == "achieved"
        changed = sense.statistic != "level" and sense.measure in ("participants", "participation_rate")
        if not rate and not changed:
            return heading
        at = headings.index(heading)
        if sense.measure == "completion_rate":
            heading = _YEAR_OF_PLAN.sub("", heading)
        if dates_of(heading, self.anchor, self.context.year)[0]:
            return heading
        for other in reversed(headings[:at]):
            if any(words.search(match_key(other)) for words in (PERCENT, TARGET, REMAINING, CHANGED)):
                continue
            dated = bool(dates_of(other, self.anchor, self.context.year)[0])
            if sense.measure == "completion_rate":
                return other if dated else heading
            if dated:
                return f"{other}{LEVEL}{heading}"
        return heading

    def _is_to_come(self, sense: Sense, times: Times) -> bool:
        """A column that says no role and stands for days after the report: what is aimed at."""
        begins = times.as_of or times.period_start or times.period_end
        return (
            sense.rules.get("role") == "achieved_by_default"
            and sense.statistic == "level"
            and sense.measure != "completion_rate"
            and None not in (begins, self.anchor.published)
            and begins > self.anchor.published
        )

    def _confidence(self, rules: dict[str, str]) -> float:
        sure = _STATED
        for rule in rules.values():
            sure *= _COSTS.get(rule, 1.0)
        return round(sure, 3)

    def _place(
        self, row: TableRow, heading: str, on: date | None
    ) -> tuple[str | None, ResolvedPlace | None, str | None, str]:
        home = self._home_on(on) or self.home
        if row.is_total:
            return self._total_place(row, home)
        found = self.named.resolve(row.label, on, self._parents(row))
        if found is not None:
            text, place, rule = found
            return text, place, "stated", rule
        for level in reversed(heading.split(LEVEL)):  # places in the head, indicators down the side
            if self.across.count > 1 and (found := self.across.resolve(level, on)) and found[1]:
                return found[0], found[1], "stated", "place_of_the_heading"
            units = [
                u for u in register().named(place_name(level)) if on is None or u.valid_on(max(on, FIRST_DAY))
            ]
            if len(units) == 1 and units[0].level != "commune":
                return (
                    level,
                    resolved(units[0], level, on or NEWEST_DAY),
                    "stated",
                    "place_of_the_heading",
                )
        if self._indicator(row):
            return (
                (home.text if home else None),
                home,
                ("inferred" if home else None),
                "place_of_the_document" if home else "place_left_open",
            )
        if self.no_places and not self.named.count:
            return (home.text if home else None), home, ("context" if home else None), "place_of_the_document"
        if _OWN_OFFICE.fullmatch(match_key(row.label)) and home is not None and home.level == "province":
            return home.text, home, "context", "place_of_the_document"
        return None, None, None, "row_name_is_no_place"

    def _total_place(
        self, row: TableRow, home: ResolvedPlace | None
    ) -> tuple[str | None, ResolvedPlace | None, str | None, str]:
        m = TOTAL.fullmatch(match_key(row.label))
        of_provinces = self.named.level == "province"
        country = m is not None and (m["country"] or m["more"] in ("toàn quốc", "cả nước"))
        if (
            country
            or of_provinces
            and (self.named.count >= 33 or home is not None and home.level == "country")
        ):
            place = ResolvedPlace("Việt Nam", "country", COUNTRY_ID, None, None, None, ("total of a table",))
            return "Việt Nam", place, "stated" if country else "context", "total_of_the_country"
        if of_provinces:
            return None, None, None, "place_left_open"  # a total over some provinces
        if home is None and self.named.level and self.named._within:
            unit = register().get(self.named._within)
            return (
                unit.full_name,
                resolved(unit, unit.full_name, self.named._day),
                "inferred",
                "total_of_the_rows",
            )
        of_province = m is not None and "tỉnh" in f"{m['home']} {m['more']}"
        if home is None or self.offices and home.level == "province" and not of_province:
            return None, None, None, "place_left_open"  # an office of some communes of the province
        return home.text, home, "context", "total_of_the_document"

    def _id(self, row: TableRow, cell: Cell, number_text: str) -> str:
        """An id from the row's name, the headings and the number: other rows and cleaning elsewhere never
        change it."""
        raw = "\x1f".join(
            (
                self.document.document_id,
                "table",
                *_letters(row.label),
                "|",
                *_letters(cell.at.heading),
                "|",
                *_letters(number_text),
            )
        )
        digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
        self.seen[digest] = self.seen.get(digest, 0) + 1
        return f"f{digest}" if self.seen[digest] == 1 else f"f{digest}-{self.seen[digest]}"


def _letters(text: str) -> list[str]:
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return regex.findall(r"[a-z0-9%]+", "".join(c for c in folded if not unicodedata.combining(c)))


_PAIR = regex.compile(r"(\d[\d.,]*)\s*\(\s*(\d+(?:[.,]\d+)?\s?%)\s*\)")
_RATE_IN_BRACKETS = regex.compile(r"\s*\(([^()]*(?:%|tỷ lệ|tỉ lệ)[^()]*)\)", regex.I)


def _parts(cell: RowCell) -> list[RowCell]:
    """`640 (80%)` under `Thực hiện (tỷ lệ % KH)` is two cells: the count, and the rate below its heading."""
    pair = _PAIR.fullmatch(cell.text)
    if pair is None:
        return [cell]
    rate = _RATE_IN_BRACKETS.search(cell.heading)
    heading = _RATE_IN_BRACKETS.sub("", cell.heading)
    below = rate[1] if rate else "Tỷ lệ (%)"
    (begin, end), (rate_begin, rate_end) = pair.span(1), pair.span(2)
    return [
        RowCell(heading, pair[1], cell.start + begin, cell.start + end),
        RowCell(f"{heading}{LEVEL}{below}", pair[2], cell.start + rate_begin, cell.start + rate_end),
    ]


_UNIT_HEADING = regex.compile(r"(?:đvt|đơn vị tính|đ/vị tính|đơn vị)\W*", regex.I)


_TIMES = {
    "năm": regex.compile(r"(?:19|20)\d\d"),
    "quý": regex.compile(r"(?:quý )?(?:I{1,3}|IV|[1-4])(?:/20\d\d)?", regex.I),
    "tháng": regex.compile(r"(?:tháng |T)?(?:0?[1-9]|1[0-2])(?:/20\d\d)?", regex.I),
}


def _time_columns(rows: Sequence[Row]) -> dict[str, str]:
    """Heading → `năm`, `quý` or `tháng`, where every cell below it is one: months and quarters only with
    their years, else small numbers under `Tháng` are what a month brought."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for cell in row.cells[1:]:
            found[cell.heading].append(cell.text)
    kinds = {h: key for h in found if (key := match_key(h).removesuffix(" báo cáo")) in _TIMES}
    kinds = {h: kind for h, kind in kinds.items() if all(map(_TIMES[kind].fullmatch, found[h]))}
    dated = "năm" in kinds.values()
    return {h: kind for h, kind in kinds.items() if dated or all("/" in text for text in found[h])}


def _table_row(row: Row, clocks: dict[str, str]) -> TableRow:
    label = row.cells[0].text
    section = next((c.text for c in row.cells[1:] if c.heading == SECTION), "")
    unit = next((c.text for c in row.cells[1:] if _UNIT_HEADING.fullmatch(c.heading)), "")
    is_total = bool(TOTAL.fullmatch(match_key(ORDINAL.sub("", label, count=1))))
    cells = [
        part
        for c in row.cells[1:]
        if c.heading != SECTION and not _UNIT_HEADING.fullmatch(c.heading) and c.heading not in clocks
        for part in _parts(c)
    ]
    stated = {kind: c.text for c in row.cells[1:] if (kind := clocks.get(c.heading))}
    when = LEVEL.join(
        f"{kind} {regex.sub(r'^(?:quý |tháng |T)', '', stated[kind], flags=regex.I)}"
        for kind in _TIMES
        if kind in stated
    )
    return TableRow(row, label, section, unit, is_total, cells, when)
