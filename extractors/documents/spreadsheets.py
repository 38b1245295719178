"""XLSX, XLS, ODS and CSV → sheets of cells as a reader sees them.

Belongs here: the printed form of a stored value. A workbook stores 0.637 and shows `63,7%`; what is shown
is what a figure quotes. Numbers are printed the Vietnamese way, points between thousands and a comma before
decimals.
"""

import csv
import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice

import regex
from lxml import etree
from python_calamine import CalamineWorkbook, PasswordError

from extractors.documents import text as lines
from extractors.documents.containers import Unreadable, open_zip, read_member
from extractors.documents.tables import Grid

#: Beyond these a workbook is a database, not a report.
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000
MAX_SHEETS = 60


def read_workbook(content: bytes) -> Iterator[tuple[str, Grid]]:
    """(name, grid) of each visible sheet that holds anything. Raises Unreadable."""
    percents: dict[int, dict[tuple[int, int], int]] = {}
    if content.startswith(b"PK"):
        archive = open_zip(content)
        if "xl/workbook.xml" in archive.namelist():
            percents = _percent_cells(archive)
        elif "content.xml" in archive.namelist():
            _check_ods(archive)
    with _refusing_damage("is no readable workbook"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        visible = [
            s.name for s in book.sheets_metadata if "Visible" in str(s.visible) and "Work" in str(s.typ)
        ]
    if len(visible) > MAX_SHEETS:
        raise Unreadable(
            "too_large", f"has {len(visible)} sheets; up to {MAX_SHEETS} are read: split the file"
        )
    for name in visible:
        with _refusing_damage(f"cannot be read in its sheet {name!r}"):
            sheet = book.get_sheet_by_name(name)
            size = sheet.total_height * sheet.total_width
            if sheet.total_height <= MAX_ROWS and size <= MAX_CELLS:
                values = sheet.to_python(skip_empty_area=False)
                merged = sheet.merged_cell_ranges or []
        if sheet.total_height > MAX_ROWS or size > MAX_CELLS:
            raise Unreadable(
                "too_large",
                f"has {sheet.total_height:,} rows of {sheet.total_width} columns in its sheet "
                f"{name!r}; up to "
                f"{MAX_ROWS:,} rows and {MAX_CELLS:,} cells are read: keep the report's sheet only",
            )
        shown = percents.get(names.index(name), {})
        rows = [
            _printed_row(row, {c: shown[r, c] for c in range(len(row)) if (r, c) in shown})
            for r, row in enumerate(values)
        ]
        grid = Grid(rows)
        _fill_merged(grid, merged)
        if any(any(row) for row in rows):
            yield name, grid


@contextmanager
def _refusing_damage(what: str) -> Iterator[None]:
    """Errors of calamine as refusals; on some damaged files its Rust code panics, which is no Exception."""
    try:
        yield
    except PasswordError:
        raise Unreadable("encrypted_file", "is locked with a password; save it without one") from None
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        detail = str(error).partition("\n")[0][:200]
        raise Unreadable("damaged_file", f"{what} ({detail}); open and save it again") from None


def _fill_merged(grid: Grid, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    height = len(grid.rows)
    width = len(grid.rows[0]) if height else 0
    for (top, left), (bottom, right) in merged[:MAX_ROWS]:
        if top >= height or left >= width or not grid.rows[top][left]:
            continue
        for r in range(top, min(bottom + 1, height)):
            for c in range(left, min(right + 1, width)):
                if (r, c) != (top, left):
                    grid.rows[r][c] = grid.rows[top][left]
                    grid.covered.add((r, c))


def _printed_row(row: list[object], percents: dict[int, int]) -> list[str]:
    cells = [_printed(value, percents.get(c)) for c, value in enumerate(row)]
    numbers = [c for c, value in enumerate(row) if isinstance(value, int | float) and cells[c]]
    filled = [c for c, cell in enumerate(cells) if cell]
    only_years = all(_is_year(row[c]) for c in numbers)
    for c in numbers:
        # years stand in the head, alone, or name a row; a number of people from 1900 to 2100 does neither
        if _is_year(row[c]) and (only_years and len(numbers) > 1 or c == filled[0]):
            cells[c] = str(int(row[c]))  # type: ignore[call-overload]
    return cells


def _is_year(value: object) -> bool:
    return isinstance(value, int | float) and 1900 <= value <= 2100 and value == int(value)


def _printed(value: object, percent: int | None) -> str:
    """A stored value as a Vietnamese sheet shows it; `percent`: its decimals where it is shown as a
    percent."""
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
        if percent is not None:
            hidden = percent == 0 and value * 100 % 1  # shown as 64 %, stored as 63.67 %: the finer one
            return f"{_vietnamese(value * 100, 2 if hidden else percent)}%"
        return _vietnamese(value, 4)
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


def _percent_cells(archive: zipfile.ZipFile) -> dict[int, dict[tuple[int, int], int]]:
    """Sheet's number → (row, column) → decimals, for the cells that are shown as percents."""
    try:
        formats = _percent_styles(archive)
        found = {}
        for number, path in enumerate(islice(_sheet_paths(archive), MAX_SHEETS)):
            found[number] = _percent_cells_of(archive, path, formats) if path else {}
        return found
    except (etree.LxmlError, KeyError, ValueError) as error:
        raise Unreadable(
            "damaged_file", f"is no readable workbook ({error}); open and save it again"
        ) from None


def _percent_styles(archive: zipfile.ZipFile) -> dict[int, int]:
    """Style's number → decimals, for the styles that show percents."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = etree.fromstring(read_member(archive, "xl/styles.xml"), etree.XMLParser(**_PARSER))
    codes = {9: "0%", 10: "0.00%"}
    for node in root.iter(f"{_MAIN}numFmt"):
        codes[int(node.get("numFmtId", 0))] = node.get("formatCode", "")
    shown = {}
    cells = root.find(f"{_MAIN}cellXfs")
    for style, node in enumerate(cells if cells is not None else ()):
        code = codes.get(int(node.get("numFmtId", 0)), "").split(";")[0]
        if "%" in code:
            decimals = regex.search(r"\.([0#]+)", code)
            shown[style] = len(decimals[1]) if decimals else 0
    return shown


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[str | None]:
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
        yield path if path in archive.namelist() else None


def _percent_cells_of(
    archive: zipfile.ZipFile, path: str, formats: dict[int, int]
) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    rows = columns = 0
    for _, node in etree.iterparse(io.BytesIO(read_member(archive, path)), tag=f"{_MAIN}c", **_PARSER):
        at = _REFERENCE.fullmatch(node.get("r", ""))
        if at:
            row, column = int(at[2]) - 1, _column(at[1])
            if len(node):
                rows, columns = max(rows, row + 1), max(columns, column + 1)
            style = node.get("s", "")
            if style.isascii() and style.isdigit() and int(style) in formats:
                found[row, column] = formats[int(style)]
        node.clear()
    _check_extent(posixpath.basename(path), rows, columns)
    return found


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


def _check_ods(archive: zipfile.ZipFile) -> None:
    row = column = width = 0
    filled = False
    tags = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell", f"{_TABLE}table-row", f"{_TABLE}table")
    try:
        for _, node in etree.iterparse(io.BytesIO(read_member(archive, "content.xml")), tag=tags, **_PARSER):
            kind = node.tag.removeprefix(_TABLE)
            times = int(
                node.get(f"{_TABLE}number-{'rows' if kind == 'table-row' else 'columns'}-repeated", 1)
            )
            if kind == "table":
                row = 0
            elif kind == "table-row":
                row += times
                if filled:
                    _check_extent("content.xml", row, width)
                column, width, filled = 0, 0, False
            else:
                column += times
                if len(node) or node.get(f"{_OFFICE}value-type"):
                    filled, width = True, column
            node.clear()
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(
            "damaged_file", f"is no readable workbook ({error}); open and save it again"
        ) from None


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
