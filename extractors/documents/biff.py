"""What calamine does not tell of an XLS file: how its numbers are shown, and what is hidden.

Belongs here: the few records of BIFF8 (Excel 97–2003) that say so. Values and merged cells: `spreadsheets`.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from extractors.documents.containers import Unreadable, open_compound, read_stream

_BOF, _EOF, _SHEET, _XF, _FORMAT = 0x0809, 0x000A, 0x0085, 0x00E0, 0x041E
_PASSWORD = 0x002F  # stands among the first
_ROW, _COLUMNS, _RUN_OF_NUMBERS = 0x0208, 0x007D, 0x00BD
#: a number, a packed number, a formula: row, column and style stand first
_CELLS = frozenset([0x0203, 0x027E, 0x0006])
_BIFF8 = 0x0600


class Shown(NamedTuple):
    """How a number is shown: with how many decimals, and whether as a percent of one."""

    decimals: int
    percent: bool = False


#: The number formats that every workbook has without stating them.
BUILT_IN = {
    **dict.fromkeys((1, 3, 37, 38, 41), Shown(0)),
    **dict.fromkeys((2, 4, 39, 40, 43), Shown(2)),
    9: Shown(0, percent=True),
    10: Shown(2, percent=True),
}


@dataclass(slots=True)
class Look:
    """How one sheet is shown; `numbers`: (row, column) → how that cell's number is."""

    numbers: dict[tuple[int, int], Shown] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)


def looks_of_xls(content: bytes, shown_by: Callable[[str], Shown | None]) -> dict[str, Look]:
    """Sheet's name → its look; empty where the file does not say. `shown_by` reads a number format."""
    try:
        container = open_compound(content)
        stream = read_stream(container, "Workbook") if container.exists("Workbook") else b""
    except Unreadable:
        return {}  # calamine will say what is wrong
    try:
        sheets, styles = _read_globals(stream, shown_by)
        return {name: _read_sheet(stream, at, styles) for name, at in sheets.items()}
    except (struct.error, IndexError):
        return {}


def is_locked(content: bytes) -> bool:
    """Whether an XLS file can be read with a password only."""
    try:
        container = open_compound(content)
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        first = islice(_records(container.openstream(name).read(4096), 0), 12)
        return any(kind == _PASSWORD for kind, _ in first)
    except (Unreadable, StopIteration, OSError, struct.error):
        return False


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, from its beginning to its end, without charts within."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body


def _read_globals(
    stream: bytes, shown_by: Callable[[str], Shown | None]
) -> tuple[dict[str, int], dict[int, Shown]]:
    """(sheet's name → where it begins, style's number → how it shows numbers)."""
    sheets: dict[str, int] = {}
    formats: list[int] = []
    shown = dict(BUILT_IN)
    for kind, body in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
            return {}, {}
        if kind == _SHEET:
            sheets[_text(body, 6, body[6])] = struct.unpack_from("<I", body)[0]
        elif kind == _XF:
            formats.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _FORMAT:
            number, length = struct.unpack_from("<HH", body)
            shown.pop(number, None)
            if (stated := shown_by(_text(body, 3, length))) is not None:
                shown[number] = stated
    return sheets, {style: shown[number] for style, number in enumerate(formats) if number in shown}


def _text(body: bytes, at: int, length: int) -> str:
    """A text whose last byte of length stands at `at`, then how it is stored."""
    wide = body[at + 1] & 1
    raw = body[at + 2 : at + 2 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _read_sheet(stream: bytes, at: int, styles: dict[int, Shown]) -> Look:
    look = Look()
    for kind, body in _records(stream, at):
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in styles:
                look.numbers[row, column] = styles[style]
        elif kind == _RUN_OF_NUMBERS:
            row, first = struct.unpack_from("<HH", body)
            for number, place in enumerate(range(4, len(body) - 2, 6)):
                (style,) = struct.unpack_from("<H", body, place)
                if style in styles:
                    look.numbers[row, first + number] = styles[style]
        elif kind == _ROW:
            (row,) = struct.unpack_from("<H", body)
            (flags,) = struct.unpack_from("<H", body, 12)
            if flags & 0x20 and not flags & 7:  # folded rows have a level
                look.hidden_rows.add(row)
        elif kind == _COLUMNS:
            first, last = struct.unpack_from("<HH", body)
            (flags,) = struct.unpack_from("<H", body, 8)
            if flags & 1 and not flags >> 8 & 7:
                look.hidden_columns.append(range(first, last + 1))
    return look
