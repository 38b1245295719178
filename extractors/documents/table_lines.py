"""Rows of tables as lines of a document's text, and back.

A table has no sentences; what a reader takes from a cell is its row with its headings. So each row is one
line of Document.text, and that line is the quote of its figures:

    ▦ Bảng 1. Kết quả quý I (ĐVT: người) | Đơn vị: Huyện Sóc Sơn | BHXH tự nguyện – Kế hoạch: 3.672 | …
    │ └ caption with its note of units ┘ │ └ heading: cell ────┘ └ headings from the top down ─┘
    └ mark                               └ parts the fields

The mark begins the line and stands nowhere else, so that a stored text alone tells its rows from its
sentences. ` | ` parts the fields and ` – ` the headings above one another; the first `: ` of a field ends its
heading. A row that stands below a line of its own (`I. Khối huyện`) carries that line under `Mục`. Cells are
as printed; empty ones are left out.

Belongs here: the form of the line, for those who write it (`documents`) and who read it (`language.tables`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARK = "▦ "
LEVEL = " – "
SECTION = "Mục"
_FIELD = " | "
_HEADING_END = ": "


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell at `text[start:end]` of the document's text; `heading` is what stands above it, top down."""

    heading: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, `text[start:end]` without the line break. `cells[0]` is what names the row."""

    start: int
    end: int
    caption: str
    cells: tuple[RowCell, ...]


def write_row(caption: str, cells: Sequence[tuple[str, str]]) -> str:
    """The line of one row: `cells` are (heading, cell) pairs, the row's name first."""
    fields = [
        f"{_plain(heading).replace(_HEADING_END, ' ').rstrip(':')}{_HEADING_END}{_plain(cell)}"
        for heading, cell in cells
        if _plain(cell)
    ]
    return MARK + _FIELD.join([_plain(caption), *fields])


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "/").replace(MARK.strip(), " ").split())


def read_rows(text: str) -> Iterator[Row]:
    """The rows of tables in a document's text, in order."""
    start = text.find(MARK)
    while start >= 0:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start == 0 or text[start - 1] == "\n":
            row = _row(text, start, end)
            if row is not None:
                yield row
        start = text.find(MARK, end)


def _row(text: str, start: int, end: int) -> Row | None:
    fields = text[start + len(MARK) : end].split(_FIELD)
    position = start + len(MARK) + len(fields[0])
    cells = []
    for field in fields[1:]:
        position += len(_FIELD)
        heading, colon, cell = field.partition(_HEADING_END)
        if colon:
            begin = position + len(heading) + len(colon)
            cells.append(RowCell(heading, cell, begin, begin + len(cell)))
        position += len(field)
    return Row(start, end, fields[0], tuple(cells)) if len(cells) > 1 else None


def without_rows(text: str) -> str:
    """`text` with the rows of tables blanked: same length, so that offsets hold."""
    if MARK not in text:
        return text
    return "\n".join(" " * len(line) if line.startswith(MARK) else line for line in text.split("\n"))
