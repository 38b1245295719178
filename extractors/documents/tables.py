"""A grid of cells → a table: caption, note of units, headings, rows.

Belongs here: where the head of a table ends, what stands above a column, which rows are none. Does not
belong here: how a format stores its cells (`pdf`, `spreadsheets`, `word`, `html`) or what a heading means
(`language.tables`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractors.documents import table_lines

#: A head has at most so many rows; a body may have thousands.
_HEAD_ROWS = 6
MAX_COLUMNS = 80


@dataclass(slots=True)
class Grid:
    """Cells as a format gives them: `rows[r][c]`, merged cells filled with their text; their lines are parted
    only where the grid is no table but a letterhead or a form.

    `covered` are the cells that a merged one fills besides its own; `caption` is what the format says it is.
    """

    rows: list[list[str]]
    covered: set[tuple[int, int]] = field(default_factory=set)
    caption: str | None = None

    def fill(self, row: int, column: int, down: int, across: int, text: str) -> None:
        """Put a cell that covers `down` rows and `across` columns; the grid grows as needed."""
        for r in range(row, row + down):
            while len(self.rows) <= r:
                self.rows.append([])
            cells = self.rows[r]
            cells += [""] * (column + across - len(cells))
            for c in range(column, column + across):
                cells[c] = text
                if (r, c) != (row, column):
                    self.covered.add((r, c))


@dataclass(slots=True)
class LaidOutRow:
    """A row of a format (DOC) that states where its cells begin and end, and which are parts of merged ones.

    `edges` are in twips, one more than `cells`; none: the cells follow each other.
    """

    cells: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    from_left: set[int] = field(default_factory=set)
    goes_down: set[int] = field(default_factory=set)
    from_above: set[int] = field(default_factory=set)


#: Edges closer than a millimetre are one.
_SAME_EDGE = 60


def grid_of(rows: Sequence[LaidOutRow]) -> Grid:
    """The grid of such rows: a column between any two edges, which a wider cell covers."""
    column: dict[int, int] = {}
    last = None
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if last is None:
            column[edge] = 0
        else:
            column[edge] = column[last] + (edge - last > _SAME_EDGE)
        last = edge
    grid = Grid([])
    above: dict[int, str] = {}  # column → text of the cell that goes on below
    for r, row in enumerate(rows):
        grid.rows.append([])
        for number, text in enumerate(row.cells):
            begin, end = number, number + 1
            while end in row.from_left:
                end += 1
            if number in row.from_left:
                continue
            if row.edges:
                begin, end = column[row.edges[begin]], column[row.edges[end]]
            if begin >= end or end > MAX_COLUMNS:
                continue
            goes_on = number in row.from_above
            if goes_on:
                text = above.get(begin, "")
            grid.fill(r, begin, 1, end - begin, text)
            if goes_on:
                grid.covered.add((r, begin))
            elif number in row.goes_down:
                above[begin] = text
            else:
                above.pop(begin, None)
    return grid


@dataclass(slots=True)
class TableRow:
    """One row of the body. `label` names it; `cells` are as printed, one per column, "" where empty."""

    label: str
    section: str | None
    cells: list[str]
    is_total: bool


@dataclass(slots=True)
class Table:
    """What a reader sees: `columns[c]` are the headings above a column from the top down, each said once.

    `label_column` names the rows. `note` is the note of units (`ĐVT: người`). `above` and `below` are lines
    of the grid that are no part of the table: the title over it, the footnotes and signatures under it.
    """

    caption: str | None
    note: str | None
    columns: list[tuple[str, ...]]
    label_column: int
    rows: list[TableRow]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def lines(self, number: int) -> Iterator[str]:
        """The table's lines for a document's text; `number` names a table without a caption."""
        caption = self.caption or f"Bảng {number}"
        if self.note and self.note.casefold() not in caption.casefold():
            caption = f"{caption} ({self.note})"
        headings = [table_lines.LEVEL.join(path) for path in self.columns]
        names = headings[self.label_column] or "Đơn vị"
        for row in self.rows:
            cells = [(names, row.label)]
            if row.section:
                cells.append((table_lines.SECTION, row.section))
            cells += [
                (heading, cell)
                for column, (heading, cell) in enumerate(zip(headings, row.cells, strict=True))
                if column != self.label_column and heading and cell
            ]
            if len(cells) > 1:
                yield table_lines.write_row(caption, cells)


# ---------------------------------------------------------------------- what a cell may be

_NUMBER = regex.compile(
    r"[(]?[+\-–−]?\s?\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d+)?\s?%?[)]?|[(]?[+\-–−]?\s?\d+(?:[.,]\d+)?\s?%?[)]?"
    r"|\d[\d.,]*\s?\(\s?\d+(?:[.,]\d+)?\s?%\s?\)"
)
_BLANK = regex.compile(r"[-–—−.…x/]{1,3}|0?-")
_YEAR = regex.compile(r"(?:19|20)\d\d|T?\d{1,2}/(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|T\d{1,2}")
#: `(1)`, `A`, `3=2/1`: the row that numbers the columns
_INDEX = regex.compile(r"[(\[]?(?:\d{1,2}|[A-ZĐ])[)\]]?(?:\s*=\s*[\d()%+\-–/*x:×\s.]+)?")
_ORDINAL = regex.compile(r"\d{1,4}(?:\.\d{1,2})*\.?|[IVXLC]{1,7}\.?|[A-ZĐa-zđ]\.?|[-+*•]")
#: a time that names a row: `2022`, `10/5`, `T3`
_WHEN = regex.compile(r"(?:19|20)\d\d|\d{1,2}/\d{1,2}(?:/\d{4})?|T\d{1,2}(?:/\d{4})?")
#: also with the letter of the first section below it, which has no line of its own
_ORDINAL_HEADING = regex.compile(r"(?:s?tt|số (?:tt|thứ tự)|#|no\.?|s[oố] ?tt)(?:\s+[A-D]|\s+I)?\W*", regex.I)
_CODE_HEADING = regex.compile(r"mã\b.*|code", regex.I)
_REMARK_HEADING = regex.compile(
    r"ghi chú|lý do|nguyên nhân|ký nhận|số điện thoại|người (?:phụ trách|liên hệ).*", regex.I
)
_TIME_HEADING = regex.compile(r"(?:năm|quý|tháng)(?: báo cáo)?", regex.I)
_NAME_HEADING = regex.compile(
    r"đơn vị(?! tính)|địa phương|tỉnh|huyện|quận|xã|phường|thành phố|địa bàn|bhxh\b|bưu điện|tên|"
    r"trường|nội dung|chỉ tiêu|"
    r"khu vực|vùng|loại|đối tượng|danh mục|diễn giải|lớp|khoa",
    regex.I,
)
#: `Huyện cũ`, `Xã, phường trước sáp nhập`: what the place of the row was part of
_FORMER_HEADING = regex.compile(r"\bcũ\b|trước (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)", regex.I)
_TOTAL = regex.compile(
    r"(?:tổng(?: cộng| số| toàn.*| chung)?|cộng(?: chung)?|toàn (?:tỉnh|thành phố|tp|huyện|quận|thị "
    r"xã|quốc|ngành|xã|trường)(?: \p{L}[\p{L} ]{1,25})?|cả nước|"
    r"chung toàn (?:tỉnh|quốc)|bình quân(?: chung| toàn tỉnh| cả nước)?)\W*",
    regex.I,
)
_NOTE = regex.compile(
    r"[(\[]?\s*(?:(?:đvt|đ\.v\.t|đơn vị(?: tính)?|unit)\s*:?\s*(?P<unit>[^()\[\]|;]{1,40}?))\s*[)\]]?\s*$",
    regex.I,
)
_FOOT = regex.compile(
    r"(?:ghi chú|nguồn|lưu ý|chú thích|người lập|lập biểu|nơi nhận|giám đốc|thủ trưởng|kt\.|tm\.|"
    r"tl\.|ký tên|đã ký)\b|\(?\*+\)?|[¹²³]|\(\d\)\s",
    regex.I,
)
_CAPTION = regex.compile(
    r"(?:bảng|(?:phụ )?biểu|phụ lục|mẫu|bieu|bang)\b(?: (?:số )?[\dIVX.]+[a-z]?)?", regex.I
)


def is_number(cell: str) -> bool:
    """Whether a cell holds one printed number (`2.338`, `63,7%`, `(1 234)`, `-231`, `2.338 (63,7%)`)."""
    return bool(_NUMBER.fullmatch(cell))


def counts(cell: str) -> bool:
    """Whether a cell holds a number that is no year or day: those head columns and name rows."""
    return is_number(cell) and not _YEAR.fullmatch(cell)


def is_caption(line: str) -> bool:
    """A line that opens a table: `Bảng 1. …`, `Biểu số 02`, `Phụ lục II`."""
    return bool(_CAPTION.match(line)) and len(line.split()) <= 60


def unit_note(line: str) -> str | None:
    """The note of units that a line is (`Đơn vị tính: nghìn người`), or that ends it in brackets."""
    found = _NOTE.search(line)
    if (
        not found
        or (found.start() > 0 and line[found.start()] not in "([")
        or found["unit"].strip().isdigit()
    ):
        return None
    if (
        found.start() == 0
        and regex.match(r"[(\[]?\s*đơn vị\s*(?!\s|tính)", found[0], regex.I)
        and not _UNIT_WORD.search(found["unit"])
    ):
        return None  # "Đơn vị: BHXH huyện …" names who reports, "Đơn vị hành chính" heads a column
    return f"ĐVT: {found['unit'].strip()}"


_UNIT_WORD = regex.compile(r"người|đồng|hộ|%|thẻ|lao động|lượt|em|hs|sổ|đ\b|đối tượng|nghìn|triệu", regex.I)


# ---------------------------------------------------------------------- grid → table


def read_table(grid: Grid, previous: Table | None = None) -> Table | None:
    """The table in a grid, or None where there are no headings over numbers.

    `previous` is the table just before, which this one goes on with if it has its head or none.
    """
    rows, covered = _trimmed(grid, previous)
    if not rows or len(rows[0]) < 2 or len(rows[0]) > MAX_COLUMNS:
        return None
    first = _first_body_row(rows, covered)
    if first is None:
        return _pairs(rows, grid.caption)
    top = _top_of_head(rows, covered, first)
    heads = [r for r in range(top, first) if not _is_index_row(rows[r])]
    head = [list(rows[r]) for r in heads]
    merged = [
        any((r, c) in covered and _is_left_of(rows[r], c) for c in range(1, len(rows[r]))) for r in heads
    ]
    columns = _columns(head, merged, len(rows[0]))
    if previous is not None and not any(columns) and len(columns) == len(previous.columns):
        columns, label_column = previous.columns, previous.label_column
    elif not any(columns):
        return _pairs(rows, grid.caption)
    else:
        label_column = _label_column(rows, covered, first, columns)
    if label_column is None:
        return None
    table = Table(grid.caption, None, columns, label_column, [])
    _read_above(table, rows[:top], covered)
    head_keys = {_key(row) for row in rows[top:first]}
    head_keys |= {_key(row) for row in head}
    _read_body(table, rows, covered, first, head_keys)
    columns_dropped = _ordinal_columns(table)
    table.columns = [() if c in columns_dropped else path for c, path in enumerate(table.columns)]
    return table if table.rows else None


def _pairs(rows: list[list[str]], caption: str | None) -> Table | None:
    """A table without a head whose rows are a name and a number (`Số người tham gia mới | 27 người`)."""
    pairs = [[cell for cell in row if cell] for row in rows]
    if len(rows) < 2 or not all(
        len(pair) == 2 and pair[0][:1].isalpha() and pair[1][:1].isdigit() and len(pair[1]) <= 40
        for pair in pairs
    ):
        return None
    body = [TableRow(name.strip(" :"), None, [name, number], False) for name, number in pairs]
    return Table(caption, None, [("Nội dung",), ("Số lượng",)], 0, body)


def goes_on(previous: Table, table: Table) -> bool:
    """Whether `table`, met on the next page, is the rest of `previous`: the same columns and no title of
    its own."""
    return table.columns == previous.columns and not table.above and table.caption in (None, previous.caption)


def _trimmed(grid: Grid, previous: Table | None) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """Without empty rows and empty columns at the sides; what is covered moves along.

    A grid as wide as the table that it may go on with keeps its columns.
    """
    width = max((len(row) for row in grid.rows), default=0)
    full = [[*(cell.replace("\n", " ") for cell in row), *[""] * (width - len(row))] for row in grid.rows]
    filled = [c for c in range(width) if any(row[c] for row in full)]
    if not filled:
        return [], set()
    left, right = filled[0], filled[-1] + 1
    if previous is not None and width == len(previous.columns):
        left, right = 0, width
    kept = [r for r, row in enumerate(full) if any(row)]
    at_row = {r: i for i, r in enumerate(kept)}
    covered = {(at_row[r], c - left) for r, c in grid.covered if r in at_row and left <= c < right}
    return [full[r][left:right] for r in kept], covered


def _own(rows: list[list[str]], covered: set[tuple[int, int]], r: int) -> list[tuple[int, str]]:
    """The cells of a row that are filled and not covered by one to the left or above: (column, text)."""
    return [(c, text) for c, text in enumerate(rows[r]) if text and (r, c) not in covered]


def _is_index_row(row: Sequence[str]) -> bool:
    """`A | B | 1 | 2 | 3=2/1`: counts upward, unlike numbers that say something."""
    filled = [cell for cell in row if cell]
    if len(filled) < 3 or not all(_INDEX.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(m[0]) for cell in filled if (m := regex.search(r"\d{1,2}", cell))]
    return (
        len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 3
    )


def _first_body_row(rows: list[list[str]], covered: set[tuple[int, int]]) -> int | None:
    """The first row with a name and a number that is neither a year nor counts the columns."""
    for r, row in enumerate(rows):
        own = _own(rows, covered, r)
        numbers = [c for c, text in own if counts(text)]
        words = [c for c, text in own if regex.search(r"\p{L}{2}", text)]
        if not words and own and _WHEN.fullmatch(own[0][1]) and numbers:
            words = [own[0][0]]
        if _is_index_row(row) or not words or not numbers:
            continue
        if max(numbers) < min(words) and len(numbers) == 1:
            # only its ordinal: a line of its own above the first rows, or a heading such as "1 | Tên đơn vị"
            if r and _is_head_end(rows, covered, r):
                return r
            continue
        return _with_sections(rows, covered, r)
    return None


def _with_sections(rows: list[list[str]], covered: set[tuple[int, int]], first: int) -> int:
    """The body begins with the line that parts it (`I | Khối huyện`), where one stands above its first
    numbers."""
    while first > 1:
        own = _own(rows, covered, first - 1)
        words = [(c, text) for c, text in own if not _ORDINAL.fullmatch(text)]
        heads = sum(bool(text) for _, text in _own(rows, covered, first - 2))
        if len(words) != 1 or words[0][0] > 1 or len(own) > 2 or heads < 2 or unit_note(words[0][1]):
            break
        if _ORDINAL_HEADING.fullmatch(words[0][1]) or (
            len(own) == 1 and own[0][0] != 0 and not _spread(rows, first - 1)
        ):
            break
        first -= 1
    return first


def _spread(rows: list[list[str]], r: int) -> bool:
    """Nothing else stands in the row."""
    return len({text for text in rows[r] if text}) == 1


def _is_head_end(rows: list[list[str]], covered: set[tuple[int, int]], r: int) -> bool:
    return any(_ORDINAL_HEADING.fullmatch(text) for _, text in _own(rows, covered, r - 1)) or _is_index_row(
        rows[r - 1]
    )


def _top_of_head(rows: list[list[str]], covered: set[tuple[int, int]], first: int) -> int:
    """The first row of the head: upward from the body while rows hold several headings."""
    top = first
    # a signature below may be wider than the table
    width = 1 + max(c for row in rows[max(first - 1, 0) : first + 1] for c, text in enumerate(row) if text)
    for r in range(first - 1, max(first - _HEAD_ROWS, 0) - 1, -1):
        own = _own(rows, covered, r)
        texts = {text for text in rows[r] if text}
        span = sum((r, c) in covered for c in range(width))
        if not texts or (len(texts) == 1 and span >= width - 1):
            break  # a title over the whole width
        if len(texts) == 1:
            only = next(iter(texts))
            partial = span > 0 and len(only) <= 60 and not is_caption(only) and unit_note(only) is None
            over = r + 1 < first and sum(bool(text) for text in rows[r + 1]) >= 2
            above_columns = min(c for c, text in enumerate(rows[r]) if text) > 0
            if not (
                over and above_columns and len(only) <= 60 and unit_note(only) is None or partial and over
            ):
                break
        elif (
            any(len(text) > 160 for text in texts)
            or _is_letterhead(texts)
            or any(counts(text) for _, text in own)
            and not _is_index_row(rows[r])
        ):
            break
        top = r
    return top


_LETTERHEAD = regex.compile(
    r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]|^số\s*:|ngày\s+\d{1,2}\s+tháng|ngày\s+…", regex.I
)


def _is_letterhead(texts: set[str]) -> bool:
    return any(_LETTERHEAD.search(text) for text in texts)


def _is_left_of(row: list[str], c: int) -> bool:
    return bool(row[c]) and row[c] == row[c - 1]


def _columns(head: list[list[str]], merged: list[bool], width: int) -> list[tuple[str, ...]]:
    """The headings above each column. In a row where none was `merged`, one reaches to the next, over columns
    that have headings of their own below."""
    for r, row in enumerate(head[:-1]):
        if merged[r]:
            continue
        below = [any(lower[c] and lower[c] != row[c] for lower in head[r + 1 :]) for c in range(width)]
        for c in range(1, width):
            # under "TT | Tỉnh | Năm 2022 | (empty)": the empty one belongs to the year on its left
            if (
                not row[c]
                and below[c]
                and row[c - 1]
                and below[c - 1]
                and not any(above[c] != above[c - 1] for above in head[:r])
            ):
                row[c] = row[c - 1]
    columns = []
    for c in range(width):
        path: list[str] = []
        for row in head:
            text = row[c].strip(" :")
            if text and text not in path and unit_note(text) is None:
                path.append(text)
        columns.append(tuple(path))
    return columns


def _label_column(
    rows: list[list[str]], covered: set[tuple[int, int]], first: int, columns: list[tuple[str, ...]]
) -> int | None:
    """The column whose words name the rows: one headed as such, else the first with words in most rows."""
    body = [r for r in range(first, len(rows)) if any(map(is_number, rows[r]))][:60]
    worded = []
    for c, path in enumerate(columns):
        heading = " ".join(path)
        words = sum(
            bool(regex.search(r"\p{L}{2}", rows[r][c]) and not _ORDINAL.fullmatch(rows[r][c]))
            or bool(_WHEN.fullmatch(rows[r][c]))
            for r in body
        )
        if (
            _ORDINAL_HEADING.fullmatch(heading)
            and words * 2 < len(body)
            or _CODE_HEADING.fullmatch(heading)
            or _REMARK_HEADING.match(heading)
        ):
            continue
        if words * 2 >= len(body):
            worded.append(c)
    named = [c for c in worded if _NAME_HEADING.match(" ".join(columns[c]))]
    named = [c for c in named if not _FORMER_HEADING.search(" ".join(columns[c]))] or named
    if len(named) > 1:  # "Tỉnh" merged over its districts, then "Huyện": the finer one names the row
        first_word = " ".join(columns[named[0]])
        repeats = len({rows[r][named[0]] for r in body}) < len({rows[r][named[1]] for r in body})
        if repeats and not regex.match(r"nội dung|chỉ tiêu", first_word, regex.I):
            return named[1]
    return (named or worded or [None])[0]


def _key(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.casefold() for cell in row)


def _read_above(table: Table, rows: list[list[str]], covered: set[tuple[int, int]]) -> None:
    """Title, caption and note of units over the head."""
    for r in range(len(rows)):
        for text in dict.fromkeys(text for _, text in _own(rows, covered, r)):
            note = unit_note(text)
            if note and _NOTE.match(text):
                table.note = note
            else:
                table.note = note or table.note
                table.above.append(text)


def _read_body(
    table: Table,
    rows: list[list[str]],
    covered: set[tuple[int, int]],
    first: int,
    head_keys: set[tuple[str, ...]],
) -> None:
    section: str | None = None
    ended = False
    at = table.label_column
    clocked = any(_TIME_HEADING.fullmatch(" ".join(path)) for path in table.columns)
    for r in range(first, len(rows)):
        row = rows[r]
        own = _own(rows, covered, r)
        if _key(row) in head_keys or _is_index_row(row):
            continue  # the head again, on a new page
        texts = list(dict.fromkeys(text for _, text in own))
        numbers = [
            c
            for c, text in own
            if c != at and table.columns[c] and (is_number(text) or _BLANK.fullmatch(text))
        ]
        numbers = [c for c in numbers if not _ORDINAL_HEADING.fullmatch(" ".join(table.columns[c]))]
        alone = len(texts) == 1 or (len(texts) == 2 and _ORDINAL.fullmatch(texts[0]))
        if ended or (texts and _FOOT.match(texts[0]) and not numbers):
            ended = ended or r > first
            table.below += texts
            continue
        if alone and not numbers:
            if unit_note(texts[-1]):
                continue
            if len(texts[-1]) > 120 or regex.search(r"[.;]$", texts[-1]):
                table.below += texts  # a footnote
            else:
                section = texts[-1] if not _TOTAL.fullmatch(texts[-1]) else None
            continue
        label = row[at]
        if not regex.search(r"\p{L}{2}|\d", label):
            # "Tổng cộng" often stands in the ordinal's column
            label = next((text for c, text in own if c < at and regex.search(r"\p{L}{2}", text)), label)
        if not label and clocked and numbers and table.rows:
            label = table.rows[-1].label  # said once for the years that follow
        if not label or not numbers:
            if not numbers and texts:
                table.below += texts
            continue
        is_total = bool(_TOTAL.fullmatch(label))
        # a merged name holds for every row that it covers, a merged number is one number
        cells = [
            text
            if (
                (r, c) not in covered
                or (r, c - 1) not in covered
                and not is_number(text)
                and row[c - 1 : c] != [text]
            )
            and not _BLANK.fullmatch(text)
            else ""
            for c, text in enumerate(row)
        ]
        table.rows.append(TableRow(label, None if is_total else section, cells, is_total))


def _ordinal_columns(table: Table) -> set[int]:
    """Columns that only count, code or comment on the rows."""
    dropped = set()
    for c, path in enumerate(table.columns):
        heading = " ".join(path)
        if c == table.label_column:
            continue
        if (
            _ORDINAL_HEADING.fullmatch(heading)
            or _CODE_HEADING.fullmatch(heading)
            or _REMARK_HEADING.match(heading)
        ):
            dropped.add(c)
    return dropped
