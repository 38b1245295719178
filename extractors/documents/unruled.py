"""Words with places → lines, and tables that have no rules, by where the numbers of their rows stand.

Belongs here: which lines are a table, where its columns are, which heading stands over which, which lines are
one name. Does not belong here: the PDF itself (`pdf`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from extractors.documents.tables import Grid, is_caption, is_number, unit_note


@dataclass(slots=True)
class Word:
    x0: float
    x1: float
    top: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Line:
    """Words of one height; `segments` are parted by gaps that no blank explains."""

    segments: list[Word]
    top: float
    bottom: float
    words: list[Word]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


def lines_of(words: list[Word]) -> list[Line]:
    """Words by height, each line from left to right; near words are one segment."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        first = rows[-1][0] if rows else None
        # lines of cells beside each other may stand half a line apart: not from neighbour to neighbour
        if first is not None and middle - (first.top + first.bottom) / 2 < 0.4 * min(
            first.bottom - first.top, word.bottom - word.top
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    found = []
    for row in rows:
        row.sort(key=lambda w: w.x0)
        found.append(_line(row, 0.75))
    return found


def _line(words: list[Word], gap: float) -> Line:
    """Words of one height, from left to right; nearer than `gap` times their height they are one segment."""
    height = max(w.bottom - w.top for w in words)
    segments: list[Word] = []
    for word in words:
        if segments and word.x0 - segments[-1].x1 < gap * height:
            last = segments[-1]
            last.text = f"{last.text} {word.text}"
            last.x1 = max(last.x1, word.x1)
        else:
            segments.append(Word(word.x0, word.x1, word.top, word.bottom, word.text))
    return Line(segments, min(w.top for w in words), max(w.bottom for w in words), words)


# ---------------------------------------------------------------------- where tables are


def _is_data(line: Line) -> bool:
    numbers = sum(is_number(s.text) for s in line.segments)
    return numbers >= 2 and (len(line.segments) >= 3 or numbers == len(line.segments))


def tables_without_rules(rows: list[Line]) -> Iterator[tuple[float, Line | Grid]]:
    """(top, line or grid): runs of lines with numbers in columns are tables, with the headings above them."""
    data = [_is_data(line) for line in rows]
    done = 0
    i = 0
    while i < len(rows):
        if not data[i]:
            i += 1
            continue
        end = last = i + 1
        while end < len(rows) and _near(rows[end - 1], rows[end]):
            if data[end]:
                last = end + 1
            elif end - last >= _MAX_WRAPPED or _ends_table(
                rows, end, [r for r in rows[i:last] if _is_data(r)]
            ):
                break
            end += 1
        if sum(data[i:last]) < 3:
            i = last
            continue
        first = _head_above(rows, i, done)
        begin, end, grid = _grid(rows[first:], i - first, last - first)
        for line in rows[done:first]:
            yield line.top, line
        yield rows[first].top, grid
        done = i = first + end
    for line in rows[done:]:
        yield line.top, line


def _ends_table(rows: list[Line], at: int, body: list[Line]) -> bool:
    """Whether a line without numbers is none of the table above it, but a paragraph or another head."""
    line = rows[at]
    if len(line.segments) > 3:
        return True
    left, right = min(r.segments[0].x0 for r in body), max(r.segments[-1].x1 for r in body)
    if line.segments[-1].x1 - line.segments[0].x0 > 0.6 * (right - left) and len(line.segments) == 1:
        follows = at + 1 < len(rows) and _is_data(rows[at + 1])
        return not follows or bool(regex.search(r"[.:;]$", line.text))
    columns, numeric = _columns(body[-20:])
    heads = [s for s in line.segments if _column(s, columns) in numeric and regex.search(r"\p{L}{2}", s.text)]
    return len(heads) > 1


def _near(upper: Line, lower: Line) -> bool:
    return lower.top - upper.bottom < 2.2 * (upper.bottom - upper.top)


def _head_above(rows: list[Line], body: int, done: int) -> int:
    first = body
    right = max(s.x1 for line in rows[body : body + 30] for s in line.segments)
    left = min(s.x0 for line in rows[body : body + 30] for s in line.segments)
    for i in range(body - 1, max(body - 12, done) - 1, -1):
        line = rows[i]
        if not _near(line, rows[i + 1]) or is_caption(line.text) or unit_note(line.text):
            break
        if len(line.segments) == 1:
            only = line.segments[0]
            if only.x1 - only.x0 > 0.45 * (right - left) or regex.search(r"[.:;]$", only.text):
                break
        first = i
    while first < body and len(rows[first].segments) == 1 and first + 1 == body:
        first += 1
    return first


def _grid(rows: list[Line], begin: int, end: int) -> tuple[int, int, Grid]:
    """The table whose headings open `rows` and whose numbers stand in its lines `begin` to `end`. Returns
    where its body begins and ends: the first and the last name of a row may take a line more.

    Columns are where the cells of the body stand; a heading belongs to the columns under it.
    """
    columns, numeric = _columns([line for line in rows[begin:end] if _is_data(line)])
    anchors = [line for line in rows[begin:end] if any(_column(s, columns) in numeric for s in line.segments)]
    names = [c for c in range(len(columns)) if c not in numeric]
    # lines above and below that hold nothing but names may go on what stands in the table
    first, last = begin, end
    while first > 0 and begin - first < _MAX_WRAPPED and _holds_names(rows[first - 1], columns, numeric):
        first -= 1
    while last < len(rows) and last - end < _MAX_WRAPPED and _holds_names(rows[last], columns, numeric):
        last += 1
    cells: dict[int, list[tuple[float, str, int | None]]] = {}  # column → middle, text, number of its anchor
    used: set[int] = set()
    for c in names:
        pieces = [
            (number, s)
            for number in range(first, last)
            for s in rows[number].segments
            if _column(s, columns) == c
        ]
        cells[c] = []
        said: dict[int, str] = {}
        for number, s in pieces:
            said[number] = f"{said[number]} {s.text}" if number in said else s.text
        for group, anchor in _cells_of(pieces, rows, anchors):
            inside = [number for number in group if begin <= number < end]
            if anchor is None and not inside:
                continue
            used.update(group)
            text = " ".join(said[number] for number in group)
            middle = rows[group[0]].middle if anchor is None else anchors[anchor].middle
            cells[c].append((middle, text, anchor))
    table: list[tuple[float, list[str]]] = []
    for line in anchors:
        row = [""] * len(columns)
        for s in line.segments:
            if (c := _column(s, columns)) in numeric:
                row[c] = f"{row[c]} {s.text}".strip()
        table.append((line.middle, row))
    for c, found in cells.items():
        for middle, text, anchor in found:
            if anchor is None:
                table.append((middle, [text if i == c else "" for i in range(len(columns))]))
            else:
                table[anchor][1][c] = f"{table[anchor][1][c]} {text}".strip()
    begin, end = min([begin, *used]), max([end, *(number + 1 for number in used)])
    gap = _head_gap(rows)
    head = [_line(line.words, gap) for line in rows[:begin]]
    table.sort(key=lambda row: row[0])
    headings = _head_rows(head, columns)
    spanned = {
        (r, c)
        for r, row in enumerate(headings[:-1])
        for c in range(1, len(row))
        if row[c] and row[c] == row[c - 1]
    }
    return begin, end, Grid(headings + [row for _, row in table], spanned)


#: Lines that one name of a row may take besides the line with the numbers.
_MAX_WRAPPED = 5


def _head_gap(rows: list[Line]) -> float:
    """Headings stand nearer to each other than cells of the body, but further than words: in heights of
    letters."""
    blanks = [
        (b.x0 - a.x1) / (a.bottom - a.top)
        for line in rows
        for a, b in pairwise(line.words)
        if 0 < b.x0 - a.x1 < 0.75 * (a.bottom - a.top)
    ]
    return min(max(0.42, 1.8 * median(blanks)), 0.75) if blanks else 0.42


def _columns(data: list[Line]) -> tuple[list[list[float]], set[int]]:
    """Where the columns of lines with numbers begin and end, and which of them hold numbers."""
    spans = sorted([s.x0, s.x1] for line in data for s in line.segments)
    columns: list[list[float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] - 1:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    held: list[list[bool]] = [[] for _ in columns]
    for line in data:
        for s in line.segments:
            held[_column(s, columns)].append(is_number(s.text))
    return columns, {c for c, numbers in enumerate(held) if sum(numbers) * 2 > len(numbers)}


def _column(segment: Word, columns: list[list[float]]) -> int:
    """The column that a segment shares most with, or is nearest to."""
    return max(
        range(len(columns)), key=lambda c: min(columns[c][1], segment.x1) - max(columns[c][0], segment.x0)
    )


def _holds_names(line: Line, columns: list[list[float]], numeric: set[int]) -> bool:
    return not any(
        _column(s, columns) in numeric or any(s.x1 > columns[c][0] and s.x0 < columns[c][1] for c in numeric)
        for s in line.segments
    )


_OPENS_ROW = regex.compile(r"[IVX]{1,5}[.)]?\s|[A-ZĐ][.)]?\s|\d{1,3}[.)]\s|[-–+•*]\s")


def _cells_of(
    pieces: list[tuple[int, Word]], rows: list[Line], anchors: list[Line]
) -> list[tuple[list[int], int | None]]:
    """The cells of one column of names: the lines of each, and the line of numbers it stands beside, by its
    place among `anchors`; None for what stands between two rows.

    Lines that stand nearer than rows do are one cell. Where rows stand as near as lines, a line goes on the
    one above if its first word had no room there.
    """
    per_line: list[tuple[int, Word]] = []  # one piece a line
    for number, s in pieces:
        if per_line and per_line[-1][0] == number:
            last = per_line[-1][1]
            per_line[-1] = (
                number,
                Word(last.x0, max(last.x1, s.x1), last.top, last.bottom, f"{last.text} {s.text}"),
            )
        else:
            per_line.append((number, s))
    middles = [rows[number].middle for number, _ in per_line]
    gaps = [b - a for a, b in pairwise(middles)]
    places = [line.middle for line in anchors]
    pitch = min((b - a for a, b in pairwise(places)), default=0.0)
    leading = min(gaps, default=0.0)
    apart = leading < 0.93 * pitch
    widest = max((s.x1 - s.x0 for _, s in per_line), default=0.0)
    groups: list[list[int]] = []
    for at, (_, s) in enumerate(per_line):
        if at and _goes_on(per_line[at - 1][1], s, gaps[at - 1], leading, apart, widest):
            groups[-1].append(at)
        else:
            groups.append([at])
    found: list[tuple[list[int], int | None]] = []
    for group in groups:
        low, high = middles[group[0]] - 1, middles[group[-1]] + 1
        beside = range(bisect_left(places, low), bisect_right(places, high))
        if len(beside) < 2:
            found.append(([per_line[at][0] for at in group], beside[0] if beside else None))
            continue
        for share, anchor in _shared(group, list(beside), middles, anchors):
            found.append(([per_line[at][0] for at in share], anchor))
    return found


def _goes_on(upper: Word, lower: Word, gap: float, leading: float, apart: bool, widest: float) -> bool:
    if apart:
        return gap <= 1.06 * leading
    letter = (lower.x1 - lower.x0) / max(len(lower.text), 1)
    room = widest - (upper.x1 - upper.x0)
    return (
        gap <= 1.06 * leading
        and not _OPENS_ROW.match(lower.text)
        and (len(lower.text.split()[0]) + 1) * letter > room
    )


def _shared(
    group: list[int], beside: list[int], middles: list[float], anchors: list[Line]
) -> list[tuple[list[int], int]]:
    """Lines that follow each other without a gap, among the rows they stand beside: each row has as many
    above its numbers as below, else numbers stand beside the last line of each name, or the first."""
    shares: list[tuple[list[int], int]] = []
    left = list(group)
    for anchor in beside:
        middle = anchors[anchor].middle
        above = [at for at in left if middles[at] < middle - 2]
        level = [at for at in left if abs(middles[at] - middle) <= 2]
        below = [at for at in left if middles[at] > middle + 2][: len(above)]
        share = above + level + below
        if not share or len(below) < len(above):
            break
        shares.append((share, anchor))
        left = left[len(share) :]
    if not left and len(shares) == len(beside):
        return shares
    shares = [([], anchor) for anchor in beside]
    places = [anchors[anchor].middle for anchor in beside]
    at_last = middles[group[0]] < places[0] - 2 and middles[group[-1]] <= places[-1] + 2
    for at in group:
        if at_last:
            number = next((n for n, place in enumerate(places) if place >= middles[at] - 2), -1)
        else:
            number = max((n for n, place in enumerate(places) if place <= middles[at] + 2), default=0)
        shares[number][0].append(at)
    return [(share, anchor) for share, anchor in shares if share]


#: what stands over several columns: a programme, a time, a part
_OVER_SEVERAL = regex.compile(
    r"bhxh|bhyt|bhtn|bảo hiểm|năm|tháng|quý|kỳ|lũy kế|trong đó|chia ra|gồm|so với|so sánh|kết quả|thực hiện|"
    r"kế hoạch|chỉ tiêu",
    regex.I,
)


def _head_rows(head: list[Line], columns: list[list[float]]) -> list[list[str]]:
    """Headings laid over the columns. Where there is one above each, they are taken in order, and widen the
    columns."""
    count = len(columns)
    stacks = _stacks(head)
    has_all = len(stacks) == count
    if has_all:
        columns = [[min(c[0], x0), max(c[1], x1)] for c, (x0, x1) in zip(columns, stacks, strict=True)]
    placed: list[tuple[list[str], set[int]]] = []  # texts of a line, columns whose text spans others
    headed: set[int] = set()  # columns with a heading of their own: nothing below it spans them
    for line in head:
        row = [""] * count
        spanned: set[int] = set()
        if len(line.segments) == count:
            row = [s.text for s in line.segments]
        else:
            for s in line.segments:
                under = _columns_under(s, line, columns, has_all, headed)
                spanned.update(under if len(under) > 1 else ())
                for c in under:
                    row[c] = f"{row[c]} {s.text}".strip()
        placed.append((row, spanned))
        headed.update(c for c in range(count) if row[c] and c not in spanned)
    return _joined_wraps(placed)


def _stacks(head: list[Line]) -> list[list[float]]:
    """Where the headings of single columns begin and end, from left to right: lines that stand on each other.
    What stands on several of them spans them."""
    stacks: list[list[float]] = []
    for line in reversed(head):
        for s in line.segments:
            met = [stack for stack in stacks if s.x0 < stack[1] and stack[0] < s.x1]
            if not met:
                stacks.append([s.x0, s.x1])
            elif len(met) == 1:
                met[0][:] = min(met[0][0], s.x0), max(met[0][1], s.x1)
    return sorted(stacks)


def _columns_under(
    s: Word, line: Line, columns: list[list[float]], leaves: bool, headed: set[int]
) -> list[int]:
    """The columns that a heading stands over: those under it, or more where it stands in their middle."""

    def touched(c: int, by: Word) -> bool:
        return by.x0 < columns[c][1] and columns[c][0] < by.x1

    free = [not any(o is not s and touched(c, o) for o in line.segments) for c in range(len(columns))]
    under = [c for c in range(len(columns)) if touched(c, s)]
    under = [c for c in under if free[c]] or under
    if not under:
        under = [min(range(len(columns)), key=lambda c: abs(sum(columns[c]) / 2 - s.middle))]
    free = [stands and (c in under or c not in headed) for c, stands in enumerate(free)]
    best, gap = under, abs((columns[under[0]][0] + columns[under[-1]][1]) / 2 - s.middle)
    if not _OVER_SEVERAL.search(s.text):
        return best
    for i in range(len(columns)):
        for j in range(i + 1, len(columns)):
            if not free[j] or not free[i] or j - i > 11:
                break
            off = abs((columns[i][0] + columns[j][1]) / 2 - s.middle)
            inside = i <= under[0] and under[-1] <= j
            if inside and off < 14 and (off < gap - 3 or off <= gap + 6 and leaves and j - i + 1 > len(best)):
                best, gap = list(range(i, j + 1)), min(off, gap)
    return best


def _joined_wraps(placed: list[tuple[list[str], set[int]]]) -> list[list[str]]:
    """A heading of several lines is one: the lines of a column join, save one above that spans columns."""
    if not placed:
        return []
    top, bottom = ([""] * len(placed[0][0]) for _ in range(2))
    for row, spanned in placed:
        for c, text in enumerate(row):
            upper = c in spanned and not bottom[c]
            if text and upper:
                top[c] = f"{top[c]} {text}".strip()
            elif text:
                bottom[c] = f"{bottom[c]} {text}".strip()
    return [top, bottom] if any(top) else [bottom]
