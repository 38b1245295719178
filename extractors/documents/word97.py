"""Word 97–2003 (.doc) → paragraphs and tables, in order.

A .doc is a compound file. Its stream `WordDocument` holds the characters; the table stream (`0Table` or
`1Table`) says in which pieces they follow each other, and which paragraphs are cells or ends of rows. Names
and numbers are those of [MS-DOC]: FIB (file information block), CLX (piece table), PAPX and CHPX (properties
of paragraphs and of characters, in pages of 512 bytes), sprm (one property). Headers, footnotes and text
boxes stay out, as with DOCX.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from extractors.documents import legacy
from extractors.documents import text as lines
from extractors.documents.containers import Unreadable, open_compound, read_stream
from extractors.documents.tables import MAX_COLUMNS, Grid, LaidOutRow, grid_of

#: Characters of the main text, and rows of its tables. A report of a province has some 100,000 and 1,000.
MAX_CHARACTERS = 8_000_000
MAX_ROWS = 20_000

_WORD_97 = 0xC1  # nFib of Word 97; what came before is another format
_ENCRYPTED, _SECOND_TABLE_STREAM = 0x0100, 0x0200
# places in the FIB
_FLAGS, _LENGTH_OF_TEXT, _CHPX, _PAPX, _FONTS, _CLX = 0x0A, 0x4C, 0xFA, 0x102, 0x112, 0x1A2
# sprms
_DELETED, _HIDDEN, _FONT, _SUPERSCRIPT, _LIFTED = 0x0800, 0x083C, 0x4A4F, 0x2A48, 0x4845
_IN_TABLE, _ENDS_ROW, _LAYS_OUT_ROW, _IN_DATA_STREAM = 0x2416, 0x2417, 0xD608, (0x6645, 0x6646)
_DEPTH, _ENDS_INNER_CELL, _ENDS_INNER_ROW = 0x6649, 0x244B, 0x244C


def read_doc(content: bytes) -> list[str | Grid]:
    """Paragraphs (one line each) and grids of a Word 97–2003 file, from top to bottom. Raises Unreadable."""
    try:
        return list(_parts(_open(content)))
    except (struct.error, IndexError) as error:  # something points out of its stream
        raise _damaged() from error


def _damaged() -> Unreadable:
    return Unreadable("damaged_file", "is cut off or damaged; fetch it again, or open and save it in Word")


@dataclass(frozen=True, slots=True)
class _File:
    """The streams of a file."""

    main: bytes
    tables: bytes
    data: bytes

    def part(self, at: int) -> bytes:
        """The part of the table stream whose place and size stand in the FIB at `at`."""
        begin, size = struct.unpack_from("<II", self.main, at)
        if begin + size > len(self.tables):
            raise _damaged()
        return self.tables[begin : begin + size]


def _open(content: bytes) -> _File:
    container = open_compound(content)
    if container.exists("EncryptedPackage"):
        raise Unreadable("encrypted_file", "is locked with a password; save it without one")
    if not container.exists("WordDocument"):
        raise Unreadable("damaged_file", "holds no Word document; check that the right file was saved")
    main = read_stream(container, "WordDocument")
    kind, version = struct.unpack_from("<HH", main)
    (flags,) = struct.unpack_from("<H", main, _FLAGS)
    if kind != 0xA5EC or version < _WORD_97:
        raise Unreadable(
            "old_word_file",
            "is a Word file of before 1997; open it in LibreOffice and save it as .docx or PDF",
        )
    if flags & _ENCRYPTED:
        raise Unreadable("encrypted_file", "is locked with a password; save it without one")
    tables = read_stream(container, "1Table" if flags & _SECOND_TABLE_STREAM else "0Table")
    data = read_stream(container, "Data") if container.exists("Data") else b""
    return _File(main, tables, data)


_ENDS = regex.compile(r"[\r\f\x07]|(?<=[^\r\f\x07])\Z")
_CELL = "\x07"


def _parts(file: _File) -> Iterator[str | Grid]:
    text = _Text(file)
    paragraphs = _Runs(file, _PAPX)
    rows: list[LaidOutRow] = []
    row = LaidOutRow()
    cell: list[str] = []  # the paragraphs of a cell so far
    inners: list[LaidOutRow] = []  # the same of a table in a cell
    inner, said = LaidOutRow(), []
    for begin, end in pairwise([0, *(mark.end() for mark in _ENDS.finditer(text.characters))]):
        properties = paragraphs.at(text.place(end - 1))
        if int(properties.get(_DEPTH, 0)) > 1:  # in a table that stands in a cell of another
            said.append(text.between(begin, end))
            if properties.get(_ENDS_INNER_ROW):
                _lay_out(inner, properties.get(_LAYS_OUT_ROW, b""))
                inners.append(inner)
                inner, said = LaidOutRow(), []
                _check_rows(inners)
            elif properties.get(_ENDS_INNER_CELL) and len(inner.cells) < MAX_COLUMNS:
                inner.cells.append(lines.lines_of("".join(said)))
                said = []
            continue
        if inners:
            yield grid_of(inners)
            inners, inner, said = [], LaidOutRow(), []
        if properties.get(_ENDS_ROW):
            _lay_out(row, properties.get(_LAYS_OUT_ROW, b""))
            rows.append(row)
            row, cell = LaidOutRow(), []
            _check_rows(rows)
        elif text.characters[end - 1] == _CELL:
            if len(row.cells) == MAX_COLUMNS:  # ends of rows are missing
                rows.append(row)
                row = LaidOutRow()
            row.cells.append(lines.lines_of("".join([*cell, text.between(begin, end)])))
            cell = []
        elif properties.get(_IN_TABLE):
            cell.append(text.between(begin, end))
        else:
            if rows or row.cells:
                yield grid_of([*rows, row] if row.cells else rows)
                rows, row = [], LaidOutRow()
            for part in (*cell, *text.between(begin, end).split("\n")):
                if line := lines.one_line(part):
                    yield line
            cell = []
    if inners:
        yield grid_of(inners)
    if cell:
        row.cells.append(lines.lines_of("".join(cell)))
    if rows or row.cells:
        yield grid_of([*rows, row] if row.cells else rows)


def _check_rows(rows: list[LaidOutRow]) -> None:
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_large", f"has a table of more than {MAX_ROWS:,} rows; keep the report's own")


def _lay_out(row: LaidOutRow, definition: bytes) -> None:
    """What a row's end says of its cells: their edges, and which go on from the left or from above."""
    count = definition[0] if definition else 0
    if count != len(row.cells) or len(definition) < 1 + 2 * (count + 1):
        return
    row.edges = list(struct.unpack_from(f"<{count + 1}h", definition, 1))
    described = range(3 + 2 * count, len(definition) - 19, 20)
    for number, at in zip(range(count), described, strict=False):
        (flags,) = struct.unpack_from("<H", definition, at)
        if flags & 3 and not row.cells[number] and number:
            row.from_left.add(number)
        if flags & 0x60 == 0x20:
            row.from_above.add(number)
        elif flags & 0x40:
            row.goes_down.add(number)


# ---------------------------------------------------------------------- characters

#: Pictures, marks of notes and of fields, ends of paragraphs go; the rest is what it shows as.
_SIGNS = dict.fromkeys([*range(32)], None) | {
    0x07: "\n", 0x09: " ", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: "\u00ad",
}  # fmt: skip


class _Text:
    """The main text: its characters in reading order, and where each stands in the file."""

    def __init__(self, file: _File):
        self._begins: list[int] = []  # of each piece, in characters
        self._places: list[tuple[int, int]] = []  # of each piece: where it stands, and bytes a character
        (length,) = struct.unpack_from("<I", file.main, _LENGTH_OF_TEXT)
        if length > MAX_CHARACTERS:
            raise Unreadable("too_large", f"holds {length:,} characters; up to {MAX_CHARACTERS:,} are read")
        pieces: list[str] = []
        count = 0
        for size, place, width in _pieces(file.part(_CLX)):
            size = min(size, length - count)
            raw = file.main[place : place + size * width]
            if size <= 0 or len(raw) < size * width:
                break
            self._begins.append(count)
            self._places.append((place, width))
            # two units of UTF-16 stay two here, as the file counts them
            units = struct.unpack(f"<{size}H", raw) if width == 2 else ()
            pieces.append("".join(map(chr, units)) if units else raw.decode("cp1252", "replace"))
            count += size
        if count < length or not length:
            raise _damaged()
        self.characters = "".join(pieces)
        self._begins.append(count)
        self._instructions = _instructions_of_fields(self.characters)
        self._codec = legacy.detect(self.characters)
        self._fonts = _fonts(file)
        self._runs = _Runs(file, _CHPX)

    def place(self, at: int) -> int:
        """Where the character at `at` stands in the file."""
        piece = bisect_right(self._begins, at) - 1
        place, width = self._places[piece]
        return place + (at - self._begins[piece]) * width

    def between(self, begin: int, end: int) -> str:
        """A stretch in Unicode, without what is deleted or hidden, marks of footnotes, and the instructions
        of fields."""
        parts: list[str] = []
        while begin < end:
            piece = bisect_right(self._begins, begin) - 1
            width = self._places[piece][1]
            place = self.place(begin)
            left = (self._runs.end_of(place) - place + width - 1) // width
            stop = min(end, self._begins[piece + 1], begin + max(left, 1))
            properties = self._runs.at(place)
            if not properties.get(_DELETED) and properties.get(_HIDDEN) != 1:
                shown = self.characters[begin:stop]
                if any(self._instructions[begin:stop]):
                    shown = "".join(
                        c for c, out in zip(shown, self._instructions[begin:stop], strict=True) if not out
                    )
                codec, upper = legacy.of_font(self._fonts.get(properties.get(_FONT)))
                shown = legacy.convert(shown.translate(_SIGNS), codec or self._codec, upper)
                raised = properties.get(_SUPERSCRIPT) == 1 or 0 < int(properties.get(_LIFTED, 0)) < 1 << 15
                if not raised or not lines.is_footnote_mark(shown, "".join(parts[-3:])):
                    parts.append(shown)
            begin = stop
        return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pieces(clx: bytes) -> Iterator[tuple[int, int, int]]:
    """(characters, place in the main stream, bytes a character) of each piece of the text, in order."""
    at = 0
    while clx[at] == 1:  # properties of pieces saved in a hurry
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    (size,) = struct.unpack_from("<I", clx, at + 1)
    if clx[at] != 2 or at + 5 + size > len(clx):
        raise _damaged()
    count = (size - 4) // 12
    begins = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for number, (begin, end) in enumerate(pairwise(begins)):
        (place,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        if end < begin:
            raise _damaged()
        # bit 30: one byte a character, in cp1252
        yield (end - begin, (place & 0x3FFFFFFF) // 2, 1) if place & 0x40000000 else (end - begin, place, 2)


def _instructions_of_fields(characters: str) -> bytearray:
    """1 for each character of a field's instructions (`HYPERLINK "…"`), whose result is what shows."""
    found = bytearray(len(characters))
    opened: list[int] = []
    for mark in regex.finditer("[\x13-\x15]", characters):
        if mark[0] == "\x13":
            opened.append(mark.start())
        elif mark[0] == "\x14" and opened:
            begin = opened[-1]
            found[begin : mark.start()] = b"\1" * (mark.start() - begin)
            opened[-1] = mark.start()
        elif mark[0] == "\x15" and opened:
            begin = opened.pop()
            if characters[begin] == "\x13":  # no result
                found[begin : mark.start()] = b"\1" * (mark.start() - begin)
    return found


def _fonts(file: _File) -> dict[int | bytes | None, str]:
    """Number → name of each font."""
    table = file.part(_FONTS)
    names: dict[int | bytes | None, str] = {}
    at = 4
    while at < len(table):
        size = table[at]
        name = table[at + 40 : at + 1 + size].decode("utf-16-le", "replace")
        names[len(names)] = name.partition("\0")[0]
        at += 1 + size
    return names


# ---------------------------------------------------------------------- properties


class _Runs:
    """The properties of paragraphs (PAPX) or of characters (CHPX), by their place in the file."""

    def __init__(self, file: _File, at: int):
        self._file = file
        self._is_papx = at == _PAPX
        plc = file.part(at)
        count = max(len(plc) - 4, 0) // 8
        pages = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()
        found: list[tuple[int, int, int]] = []  # begin, end, where its properties stand
        width = 13 if self._is_papx else 1
        for page in {(number & 0x3FFFFF) * 512 for number in pages}:
            if page + 512 > len(file.main):
                raise _damaged()
            runs = file.main[page + 511]
            bounds = struct.unpack_from(f"<{runs + 1}I", file.main, page)
            for number, (begin, end) in enumerate(pairwise(bounds)):
                offset = file.main[page + 4 * (runs + 1) + width * number] * 2
                found.append((begin, end, page + offset if offset else 0))
        found.sort()
        self._begins = [begin for begin, *_ in found]
        self._runs = found

    def end_of(self, place: int) -> int:
        """Where the run at `place` ends."""
        run = bisect_right(self._begins, place)
        if run == 0 or place >= self._runs[run - 1][1]:  # between two runs
            return self._begins[run] if run < len(self._begins) else place + 2 * MAX_CHARACTERS
        return min(self._runs[run - 1][1], self._begins[run] if run < len(self._begins) else 1 << 32)

    def at(self, place: int) -> dict[int, int | bytes]:
        """The properties of what stands at `place`: sprm → operand."""
        run = bisect_right(self._begins, place) - 1
        if run < 0 or place >= self._runs[run][1] or not (where := self._runs[run][2]):
            return {}
        main = self._file.main
        if not self._is_papx:
            return _sprms(main[where + 1 : where + 1 + main[where]])
        size = 2 * main[where] - 1
        if not main[where]:
            where += 1
            size = 2 * main[where]
        found = _sprms(main[where + 3 : where + 1 + size])  # after the number of the style
        for sprm in _IN_DATA_STREAM:  # rows of many columns do not fit into the page
            if isinstance(begin := found.get(sprm), int) and begin + 2 <= len(self._file.data):
                (size,) = struct.unpack_from("<H", self._file.data, begin)
                found = found | _sprms(self._file.data[begin + 2 : begin + 2 + size])
        return found


@lru_cache(4096)
def _sprms(raw: bytes) -> dict[int, int | bytes]:
    """sprm → operand of a list of properties; a number, or bytes where it has no fixed size."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at + 3 <= len(raw):
        (sprm,) = struct.unpack_from("<H", raw, at)
        at += 2
        size = (1, 1, 2, 4, 2, 2, 0, 3)[sprm >> 13]
        if size:
            found[sprm] = int.from_bytes(raw[at : at + size], "little")
        elif sprm == _LAYS_OUT_ROW:
            size = 1 + int.from_bytes(raw[at : at + 2], "little")
            found[sprm] = raw[at + 2 : at + size]
        else:
            size = 1 + raw[at]
            found[sprm] = raw[at + 1 : at + size]
        at += size
    return found
