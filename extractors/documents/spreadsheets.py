"""XLSX, XLS, ODS, the XML of Excel 2003 and CSV → sheets of cells as a reader sees them.

Belongs here: the printed form of a stored value. A workbook stores 0.637 and shows `63,7%`, stores 63.6971
and shows `63,7`; what is shown is what a figure quotes. Numbers are printed the Vietnamese way, points
between thousands and a comma before decimals. Rows and columns that were hidden (not merely folded) and
hidden sheets are not shown; those with numbers are told.
"""

import csv
import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice

import regex
from lxml import etree
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from extractors.documents import legacy
from extractors.documents import text as lines
from extractors.documents.biff import BUILT_IN, Look, Shown, is_locked, looks_of_xls
from extractors.documents.containers import Unreadable, open_zip, read_member
from extractors.documents.tables import Grid

#: Beyond these a workbook is a database, not a report.
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000
#: A province's workbook may hold one of each of its communes.
MAX_SHEETS = 300
_LOCKED = "is locked with a password; save it without one"


@dataclass(slots=True)
class _Sheet:
    """One sheet as stored, and how it is shown."""

    name: str
    values: list[list[object]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    look: Look = field(default_factory=Look)


def read_workbook(content: bytes, hidden: list[str] | None = None) -> Iterator[tuple[str, Grid]]:
    """(name, grid) of each visible sheet that holds anything. Raises Unreadable.

    `hidden` is filled with the hidden rows, columns and sheets that hold numbers, each as `where: what`.
    """
    stated: dict[str, _Sheet] = {}  # what calamine does not tell
    if content.startswith(b"PK"):
        archive = open_zip(content)
        if "xl/workbook.xml" in archive.namelist():
            stated = _looks_of_xlsx(archive)
        elif "content.xml" in archive.namelist():
            if "META-INF/manifest.xml" in archive.namelist() and b":encryption-data" in read_member(
                archive, "META-INF/manifest.xml"
            ):
                raise Unreadable("encrypted_file", _LOCKED)
            stated = _looks_of_ods(archive)
    else:
        if is_locked(content):
            raise Unreadable("encrypted_file", _LOCKED)
        looks = looks_of_xls(content, _shown_by)
        stated = {name: _Sheet(name, look=look) for name, look in looks.items()}
    with _refusing_damage("is no readable workbook"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        visible = [s.name for s in tables if s.visible == SheetVisibleEnum.Visible]
    if len(visible) > MAX_SHEETS:
        raise Unreadable(
            "too_large", f"has {len(visible)} sheets; up to {MAX_SHEETS} are read: split the file"
        )
    sheets, cells = [], 0
    for name in visible:
        sheet = stated.get(name) or _Sheet(name)
        with _refusing_damage(f"cannot be read in its sheet {name!r}"):
            stored = book.get_sheet_by_name(name)
            cells += stored.total_height * stored.total_width
            fits = stored.total_height <= MAX_ROWS and cells <= MAX_CELLS
            if fits:
                sheet.values = stored.to_python(skip_empty_area=False)
                sheet.merged = stored.merged_cell_ranges or sheet.merged
        if not fits:
            raise Unreadable(
                "too_large",
                f"has {stored.total_height:,} rows of {stored.total_width} columns in its sheet "
                f"{name!r}; up to "
                f"{MAX_ROWS:,} rows and {MAX_CELLS:,} cells are read: keep the report's sheet only",
            )
        sheets.append(sheet)
    yield from _printed_sheets(sheets, hidden)
    if hidden is not None:
        for name in [s.name for s in tables if s.name not in visible][:MAX_SHEETS]:
            with _refusing_damage(f"cannot be read in its hidden sheet {name!r}"):
                hidden += _hidden_sheet(name, book.get_sheet_by_name(name))


def _printed_sheets(sheets: list[_Sheet], hidden: list[str] | None) -> Iterator[tuple[str, Grid]]:
    words = (v for sheet in sheets for row in sheet.values[:300] for v in row if isinstance(v, str))
    codec = legacy.detect(" ".join(words))
    for sheet in sheets:
        grid, numbers = Grid([]), sheet.look.numbers
        for r, row in enumerate(sheet.values):
            texts = [legacy.convert(v, codec) if isinstance(v, str) else v for v in row] if codec else row
            shown = {c: numbers[r, c] for c in range(len(row)) if (r, c) in numbers}
            grid.rows.append(_printed_row(texts, shown))
        _print_years(grid, sheet.values)
        if hidden is not None:
            hidden += _hidden_data(sheet, grid)
        _fill_merged(grid, sheet.merged)
        grid = _without_hidden(grid, sheet.look)
        if any(any(row) for row in grid.rows):
            yield sheet.name, grid


def _hidden_data(sheet: _Sheet, grid: Grid) -> Iterator[str]:
    """The hidden rows that look like data, and the hidden columns with numbers beside such rows."""
    data = [r for r, row in enumerate(sheet.values) if _is_data(row, grid.rows[r])]
    for r in data:
        if r in sheet.look.hidden_rows:
            yield f"row {r + 1} of sheet {sheet.name!r}: {_joined(grid.rows[r])}"
    for c in _hidden_columns(sheet.look, len(grid.rows[0]) if grid.rows else 0):
        if any(isinstance(sheet.values[r][c], int | float) and grid.rows[r][c] for r in data):
            shown = (row[c] for r, row in enumerate(grid.rows) if r not in sheet.look.hidden_rows)
            yield f"column {_letters(c)} of sheet {sheet.name!r}: {_joined(shown)}"


def _is_data(row: list[object], printed: list[str]) -> bool:
    """Words and, besides a number that counts the rows, another one."""
    words = any(isinstance(value, str) and regex.search(r"\p{L}{2}", value) for value in row)
    return words and any(isinstance(value, int | float) and printed[c] for c, value in enumerate(row) if c)


def _hidden_sheet(name: str, stored: CalamineSheet) -> Iterator[str]:
    """A hidden sheet that has data, or is too large to look."""
    if stored.total_height > MAX_ROWS or stored.total_height * stored.total_width > MAX_CELLS:
        yield f"sheet {name!r}"
        return
    values = stored.to_python(skip_empty_area=False)
    rows = [_printed_row(row, {}) for row in values]
    if any(map(_is_data, values, rows)):
        yield f"sheet {name!r}: {_joined(cell for row in rows for cell in row)}"


#: Characters of hidden cells that are told.
_TOLD = 300


def _joined(cells: Iterable[str]) -> str:
    said = " | ".join(" ".join(cell.split()) for cell in islice(filter(None, cells), _TOLD))
    return said if len(said) <= _TOLD else said[: _TOLD - 1] + "…"


def _letters(column: int) -> str:
    """A column's name: A, …, Z, AA."""
    return (_letters(column // 26 - 1) if column > 25 else "") + chr(ord("A") + column % 26)


#: Ranges of hidden columns; a sheet has a few.
_MAX_HIDDEN = 500


def _hidden_columns(look: Look, width: int) -> list[int]:
    ranges = look.hidden_columns[:_MAX_HIDDEN]
    return [c for c in range(width) if any(c in hidden for hidden in ranges)]


def _without_hidden(grid: Grid, look: Look) -> Grid:
    if not look.hidden_rows and not look.hidden_columns:
        return grid
    rows = [r for r in range(len(grid.rows)) if r not in look.hidden_rows]
    width = len(grid.rows[0]) if grid.rows else 0
    hidden = set(_hidden_columns(look, width))
    columns = [c for c in range(width) if c not in hidden]
    seen = Grid([[grid.rows[r][c] for c in columns] for r in rows])
    at_row, at_column = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    seen.covered = {(at_row[r], at_column[c]) for r, c in grid.covered if r in at_row and c in at_column}
    return seen


@contextmanager
def _refusing_damage(what: str) -> Iterator[None]:
    """Errors of calamine as refusals; on some damaged files its Rust code panics, which is no Exception."""
    try:
        yield
    except PasswordError:
        raise Unreadable("encrypted_file", _LOCKED) from None
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        detail = str(error).partition("\n")[0][:200]
        raise Unreadable("damaged_file", f"{what} ({detail}); open and save it again") from None


def _fill_merged(grid: Grid, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    height = len(grid.rows)
    width = len(grid.rows[0]) if height else 0
    filled = 0
    for (top, left), (bottom, right) in merged[:MAX_ROWS]:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if not (0 <= top <= bottom and 0 <= left <= right and grid.rows[top][left]):
            continue
        filled += (bottom - top + 1) * (right - left + 1)
        if filled > MAX_CELLS:
            break
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                if (r, c) != (top, left):
                    grid.rows[r][c] = grid.rows[top][left]
                    grid.covered.add((r, c))


def _printed_row(row: list[object], shown: dict[int, Shown]) -> list[str]:
    cells = [_printed(value, shown.get(c)) for c, value in enumerate(row)]
    numbers = [c for c, value in enumerate(row) if isinstance(value, int | float) and cells[c]]
    filled = [c for c, cell in enumerate(cells) if cell]
    only_years = all(_is_year(row[c]) for c in numbers)
    for c in numbers:
        # years stand in the head, alone, or name a row; a number of people from 1900 to 2100 does neither
        if _is_year(row[c]) and (only_years and len(numbers) > 1 or c == filled[0]):
            cells[c] = str(int(row[c]))  # type: ignore[call-overload]
    return cells


_HEADS_YEARS = regex.compile(r"năm(?: (?:báo cáo|thực hiện|kế hoạch|đánh giá|tài chính))?", regex.I)


def _print_years(grid: Grid, values: list[list[object]]) -> None:
    """In a column headed `Năm`, years stand beside the numbers of their row."""
    columns: set[int] = set()
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            if isinstance(value, str) and value.strip():
                heads = _HEADS_YEARS.fullmatch(grid.rows[r][c]) is not None
                (columns.add if heads else columns.discard)(c)
            elif c in columns and _is_year(value):
                grid.rows[r][c] = str(int(value))  # type: ignore[call-overload]


def _is_year(value: object) -> bool:
    return isinstance(value, int | float) and 1900 <= value <= 2100 and value == int(value)


def _printed(value: object, shown: Shown | None) -> str:
    """A stored value as a Vietnamese sheet shows it."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return lines.one_line(value)
    if isinstance(value, datetime):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, time):
        return ""
    if isinstance(value, int | float):
        if value != value or abs(value) > 1e15:
            return ""
        if shown is None or not value or round(value, shown.decimals) == 0 and not shown.percent:
            return _vietnamese(value, 4)
        if shown.percent:
            # shown as 64 %, stored as 63.67 %: the finer one
            finer = shown.decimals == 0 and value * 100 % 1
            return f"{_vietnamese(value * 100, 2 if finer else shown.decimals)}%"
        return _vietnamese(value, shown.decimals)
    return lines.one_line(str(value))


def _vietnamese(value: float, decimals: int) -> str:
    """2338.0 → `2.338`, 63.7 → `63,7`; never more than `decimals` behind the comma, and no zeros at their
    end."""
    text = f"{round(value, decimals):,.{decimals}f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    if whole in ("-0",) and not fraction:
        whole = "0"
    return f"{whole},{fraction}" if fraction else whole


# ---------------------------------------------------------------------- what only the file's own XML says

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}
_REFERENCE = regex.compile(r"([A-Z]{1,3})(\d{1,7})")


@contextmanager
def _refusing_broken_xml() -> Iterator[None]:
    try:
        yield
    except (etree.LxmlError, KeyError, ValueError, OverflowError) as error:
        raise Unreadable(
            "damaged_file", f"is no readable workbook ({error}); open and save it again"
        ) from None


@_refusing_broken_xml()
def _looks_of_xlsx(archive: zipfile.ZipFile) -> dict[str, _Sheet]:
    formats = _number_styles(archive)
    found = {}
    for name, path in islice(_sheet_paths(archive), MAX_SHEETS):
        found[name] = _Sheet(name)
        if path:
            _read_look(archive, path, formats, found[name].look)
    return found


def _number_styles(archive: zipfile.ZipFile) -> dict[int, Shown]:
    """Style's number → how it shows numbers, where it says."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = etree.fromstring(read_member(archive, "xl/styles.xml"), etree.XMLParser(**_PARSER))
    stated = {
        int(node.get("numFmtId", 0)): _shown_by(node.get("formatCode", ""))
        for node in root.iter(f"{_MAIN}numFmt")
    }
    formats, cells = BUILT_IN | stated, root.find(f"{_MAIN}cellXfs")
    shown = {
        style: formats.get(int(node.get("numFmtId", 0)))
        for style, node in enumerate(cells if cells is not None else ())
    }
    return {style: how for style, how in shown.items() if how is not None}


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str | None]]:
    targets = {}
    rels = etree.fromstring(read_member(archive, "xl/_rels/workbook.xml.rels"), etree.XMLParser(**_PARSER))
    for node in rels:
        target = node.get("Target", "")
        targets[node.get("Id")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        )
    book = etree.fromstring(read_member(archive, "xl/workbook.xml"), etree.XMLParser(**_PARSER))
    for node in book.iter(f"{_MAIN}sheet"):
        path = targets.get(node.get(_RELATED))
        yield node.get("name", ""), path if path in archive.namelist() else None


def _read_look(archive: zipfile.ZipFile, path: str, formats: dict[int, Shown], look: Look) -> None:
    rows = columns = 0
    tags = [f"{_MAIN}{name}" for name in ("c", "row", "col")]
    for _, node in etree.iterparse(io.BytesIO(read_member(archive, path)), tag=tags, **_PARSER):
        if node.tag == tags[0]:
            if at := _REFERENCE.fullmatch(node.get("r", "")):
                row, column = int(at[2]) - 1, _column(at[1])
                if len(node):
                    rows, columns = max(rows, row + 1), max(columns, column + 1)
                style = node.get("s", "")
                if style.isascii() and style.isdigit() and int(style) in formats:
                    look.numbers[row, column] = formats[int(style)]
        elif node.get("hidden") in ("1", "true") and node.get("outlineLevel", "0") == "0":
            if node.tag == tags[1]:
                look.hidden_rows.add(int(node.get("r", 0)) - 1)
            else:
                look.hidden_columns.append(range(int(node.get("min", 1)) - 1, int(node.get("max", 0))))
        node.clear()
    _check_extent(posixpath.basename(path), rows, columns)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_extent(name: str, rows: int, columns: int) -> None:
    """A cell at the far corner makes a sheet of thousands of millions of cells: refused before it is laid
    out."""
    if rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise Unreadable(
            "too_large",
            f"{name} reaches to row {rows:,} and column {columns:,}; up to {MAX_ROWS:,} rows and "
            f"{MAX_CELLS:,} cells are read: "
            "delete what stands outside the report",
        )


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@_refusing_broken_xml()
def _looks_of_ods(archive: zipfile.ZipFile) -> dict[str, _Sheet]:
    """The sheets with what is hidden in them. Raises Unreadable where one is too large to lay out."""
    found: dict[str, _Sheet] = {}
    sheet = _Sheet("")
    row = column = width = head = 0
    filled = False
    kinds = ("table-cell", "covered-table-cell", "table-row", "table-column", "table")
    tags = [f"{_TABLE}{kind}" for kind in kinds]
    for _, node in etree.iterparse(io.BytesIO(read_member(archive, "content.xml")), tag=tags, **_PARSER):
        kind = node.tag.removeprefix(_TABLE)
        times = int(node.get(f"{_TABLE}number-{'rows' if kind == 'table-row' else 'columns'}-repeated", 1))
        above = node.getparent()
        folded = above is not None and str(above.tag).endswith("-group")
        hidden = node.get(f"{_TABLE}visibility") in ("collapse", "filter") and not folded
        if kind == "table":
            sheet.name = node.get(f"{_TABLE}name", "")
            found[sheet.name] = sheet
            sheet, row, head = _Sheet(""), 0, 0
        elif kind == "table-column":
            if hidden:
                sheet.look.hidden_columns.append(range(head, head + times))
            head += times
        elif kind == "table-row":
            if hidden:
                sheet.look.hidden_rows.update(range(row, min(row + times, MAX_ROWS)))
            row += times
            if filled:
                _check_extent("content.xml", row, width)
            column, width, filled = 0, 0, False
        else:
            across = int(node.get(f"{_TABLE}number-columns-spanned", 1))
            down = int(node.get(f"{_TABLE}number-rows-spanned", 1))
            if across > 1 or down > 1:
                sheet.merged.append(((row, column), (row + down - 1, column + across - 1)))
            if (how := _shown_in_ods(node)) is not None:
                for c in range(column, column + min(times, 100)):
                    sheet.look.numbers[row, c] = how
            column += times
            if len(node) or node.get(f"{_OFFICE}value-type"):
                filled, width = True, column
        node.clear()
    return found


def _shown_in_ods(cell: etree._Element) -> Shown | None:
    """How the number of a cell is shown, by what stands in it beside the value."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "percentage":
        shown = regex.search(r"[.,](\d+)\s*%", "".join(cell.itertext()))
        return Shown(len(shown[1]) if shown else 0, percent=True)
    value = float(cell.get(f"{_OFFICE}value") or 0) if kind == "float" else 0.0
    if value != int(value):  # what is whole has no decimals to ask for
        digits = regex.sub(r"\D", "", "".join(cell.itertext()))
        for decimals in range(4):
            if regex.sub(r"\D", "", f"{value:.{decimals}f}") == digits:
                return Shown(decimals)
    return None


# ---------------------------------------------------------------------- the XML of Excel 2003

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_XL = "{urn:schemas-microsoft-com:office:excel}"


def read_workbook_xml(content: bytes, hidden: list[str] | None = None) -> Iterator[tuple[str, Grid]]:
    """As `read_workbook`, of a workbook in the XML of Excel 2003. Raises Unreadable."""
    with _refusing_broken_xml():
        root = etree.fromstring(content, etree.XMLParser(**_PARSER))
        styles = {
            style.get(f"{_SS}ID"): shown
            for style in root.iter(f"{_SS}Style")
            for stated in style.iter(f"{_SS}NumberFormat")
            if (shown := _shown_by(stated.get(f"{_SS}Format", ""))) is not None
        }
        sheets = [
            _sheet_of_xml(node, styles)
            for node in islice(root.iter(f"{_SS}Worksheet"), MAX_SHEETS)
            if node.find(f"{_XL}WorksheetOptions/{_XL}Visible") is None
        ]
    yield from _printed_sheets(sheets, hidden)


#: Formats that Excel 2003 names, as codes.
_NAMED = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}
#: Of a number format: what is printed as it stands, colours and conditions, spaces.
_BESIDE = regex.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def _shown_by(code: str) -> Shown | None:
    """How a number format shows numbers above nought; None where it is none of plain digits (`General`, a
    date, a fraction, thousands: `#,##0,`)."""
    code = _BESIDE.sub("", _NAMED.get(code, code)).split(";")[0]
    number = regex.fullmatch(r"[^0#?.,]*[0#?]+(?:,[0#?]+)*(?:\.([0#?]+))?([^0#?.,]*)", code)
    if number is None or regex.search(r"[/E]", code):
        return None
    return Shown(len(number[1] or ""), percent="%" in code)


def _sheet_of_xml(node: etree._Element, styles: dict[str | None, Shown]) -> _Sheet:
    sheet = _Sheet(node.get(f"{_SS}Name", ""))
    cells: dict[tuple[int, int], object] = {}
    c = 0
    for column in node.iterfind(f"{_SS}Table/{_SS}Column"):
        c = int(column.get(f"{_SS}Index", c + 1))
        last = c + int(column.get(f"{_SS}Span", 0))
        if column.get(f"{_SS}Hidden") == "1":
            sheet.look.hidden_columns.append(range(c - 1, last))
        c = last
    r = width = 0
    below: set[tuple[int, int]] = set()  # what merged cells of rows above cover
    for row in node.iterfind(f"{_SS}Table/{_SS}Row"):
        r = int(row.get(f"{_SS}Index", r + 1))
        if row.get(f"{_SS}Hidden") == "1":
            sheet.look.hidden_rows.add(r - 1)
        c = 0
        for cell in row.iterfind(f"{_SS}Cell"):
            while (r, c + 1) in below and cell.get(f"{_SS}Index") is None:
                c += 1
            c = int(cell.get(f"{_SS}Index", c + 1))
            across, down = int(cell.get(f"{_SS}MergeAcross", 0)), int(cell.get(f"{_SS}MergeDown", 0))
            if across or down:
                _check_extent(f"its sheet {sheet.name!r}", r + down, c + across)
                sheet.merged.append(((r - 1, c - 1), (r - 1 + down, c - 1 + across)))
                if len(below) < MAX_CELLS:
                    below.update((r + i, c + j) for i in range(1, down + 1) for j in range(across + 1))
            if (value := _stored(cell.find(f"{_SS}Data"))) is not None:
                cells[r - 1, c - 1] = value
                width = max(width, c + across)
                _check_extent(f"its sheet {sheet.name!r}", r + down, width)
                style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID")
                if style in styles:
                    sheet.look.numbers[r - 1, c - 1] = styles[style]
            c += across
    height = max((row for row, _ in cells), default=-1) + 1
    sheet.values = [[cells.get((row, column)) for column in range(width)] for row in range(height)]
    return sheet


def _stored(data: etree._Element | None) -> object:
    if data is None or not (text := "".join(data.itertext())).strip():
        return None
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        return float(text)
    if kind == "DateTime":
        return datetime.fromisoformat(text.strip()[:10])
    return None if kind in ("Boolean", "Error") else text


# ---------------------------------------------------------------------- CSV


def read_csv(content: bytes) -> Grid:
    """The cells of a CSV file: comma, semicolon, tab or bar, whichever parts its lines evenly. Raises
    Unreadable."""
    text = lines.decode(content)
    if text is None:
        raise Unreadable("unreadable_text", "is in no known encoding; save it as UTF-8")
    sample = [line for line in text.splitlines()[:200] if line.strip()]
    delimiter = max(",;\t|", key=lambda mark: _evenness(sample, mark))
    rows = []
    limit = csv.field_size_limit(100_000)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([lines.one_line(cell) for cell in row])
            if len(rows) > MAX_ROWS or sum(map(len, rows[-1:])) > 1_000_000:
                raise Unreadable("too_large", f"has more than {MAX_ROWS:,} rows; keep the report's rows only")
    except csv.Error as error:
        raise Unreadable("damaged_file", f"is no readable CSV ({error}); save it again") from None
    finally:
        csv.field_size_limit(limit)
    return Grid(rows)


def _evenness(sample: list[str], mark: str) -> float:
    """How many lines have the number of marks that most lines have; quotation marks shield commas."""
    try:
        counts = [len(row) - 1 for row in csv.reader(sample, delimiter=mark) if row]
    except csv.Error:
        return 0
    usual = max(counts, key=counts.count, default=0)
    return counts.count(usual) * (1 + usual / 100) if usual else 0
