"""RTF → paragraphs and tables, in order. Many offices' files named .doc are RTF inside.

striprtf, the library for it, gives rows as text and forgets which cells are merged; the headings of reports
are. Control words are those of the RTF 1.9.1 specification. Headers, footnotes and text boxes stay out, as
with DOCX; nested tables are read as lines of the cell that holds them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from extractors.documents import legacy
from extractors.documents import text as lines
from extractors.documents.containers import Unreadable
from extractors.documents.tables import MAX_COLUMNS, Grid, LaidOutRow, grid_of

MAX_CHARACTERS = 8_000_000
MAX_ROWS = 20_000
_MAX_DEPTH = 1_000


def read_rtf(content: bytes) -> list[str | Grid]:
    """Paragraphs (one line each) and grids of an RTF file, from top to bottom. Raises Unreadable."""
    source = content.decode("latin-1")
    parts = _Reader(None).read(source)
    codec = legacy.detect(" ".join(_words(parts)))
    return _Reader(codec).read(source) if codec else parts


def _words(parts: list[str | Grid]) -> Iterator[str]:
    for part in parts:
        yield from [part] if isinstance(part, str) else (cell for row in part.rows for cell in row)


_TOKEN = regex.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    regex.S,
)
#: Groups that show nothing, or nothing of the main text.
_ASIDE = frozenset(
    ["colortbl", "stylesheet", "info", "pict", "object", "fldinst", "xe", "tc", "footnote", "annotation"]
    + ["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"]
    + ["nonshppict", "nonesttables", "listtable", "listoverridetable", "rsidtbl", "generator", "bkmkstart"]
    + ["bkmkend", "shptxt", "filetbl", "revtbl", "themedata", "datastore", "latentstyles", "ftnsep"]
)
_SHOWN = {
    **{
        "par": "\n",
        "line": "\n",
        "sect": "\n",
        "page": "\n",
        "column": "\n",
        "nestcell": "\n",
        "nestrow": "\n",
    },
    **{
        "tab": "\t",
        "emdash": "—",
        "endash": "–",
        "bullet": "•",
        "emspace": " ",
        "enspace": " ",
        "qmspace": " ",
    },
    **{"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"},
}
_SIGNS = {"~": "\u00a0", "_": "-", "-": "\u00ad", "\\": "\\", "{": "{", "}": "}"}
#: \fcharset → codec
_CHARSETS = {
    **{128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258"},
    **{177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"},
}


@dataclass(slots=True)
class _State:
    """What a group inherits."""

    aside: bool = False
    in_fonts: bool = False
    hidden: bool = False  # hidden or deleted text
    raised: bool = False
    font: int = 0
    after_unicode: int = 1  # letters after \u for readers that do not know it
    in_table: bool = False


@dataclass(slots=True)
class _Font:
    charset: int = 0
    name: str = ""


@dataclass(slots=True)
class _Reader:
    codec: str | None  # of the whole text, where its fonts do not tell
    page: str = "cp1252"
    fonts: dict[int, _Font] = field(default_factory=dict)
    default_font: int = 0
    parts: list[str | Grid] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # the paragraph or cell so far
    raw: bytearray = field(default_factory=bytearray)  # bytes of one font, not decoded yet
    raw_font: int = 0
    rows: list[LaidOutRow] = field(default_factory=list)
    row: LaidOutRow = field(default_factory=LaidOutRow)
    # the layout that the rows that follow have
    edges: list[int] = field(default_factory=list)
    flags: list[set[str]] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    left: int = 0

    def read(self, source: str) -> list[str | Grid]:
        state, above = _State(), []
        skip = at = 0  # letters that stand for a \u before them
        shown = 0
        opens = False  # the last token was an opening brace
        while token := _TOKEN.search(source, at):
            at = token.end()
            word, sign, text = token["word"], token["sign"], token["text"]
            if token["brace"] == "{":
                above.append(state)
                state, opens, skip = replace(state), True, 0
                if len(above) > _MAX_DEPTH:
                    raise _damaged()
                continue
            if token["brace"] == "}":
                if not above:
                    break
                state, skip = above.pop(), 0
            elif sign == "*" and opens:
                state.aside = True  # what a reader of RTF need not know
                continue
            elif word == "bin":
                at += max(int(token["number"] or 0), 0)
            elif word is not None:
                skip = self._obey(word, token["number"], state)
            elif sign in ("\n", "\r"):
                skip = self._obey("par", None, state)
            elif token["byte"] or sign:
                if skip:
                    skip -= 1
                elif token["byte"]:
                    self._show_byte(int(token["byte"], 16), state)
                elif sign in _SIGNS:
                    self._show(_SIGNS[sign], state)
            elif text:
                text, skip = text[skip:], max(skip - len(text), 0)
                shown += len(text)
                if shown > MAX_CHARACTERS:
                    raise Unreadable("too_large", f"holds more than {MAX_CHARACTERS:,} characters")
                self._show(text, state)
            opens = False
        if above:  # the last brace is missing
            raise _damaged()
        if self.row.cells and self.held:
            self._lay_out("cell", None)
        self._end_paragraph()
        self._end_table()
        return self.parts

    def _obey(self, word: str, number: str | None, state: _State) -> int:
        """Do what a control word says; returns how many letters stand for what it showed."""
        value = int(number) if number else None
        if word in _ASIDE:
            state.aside = True
        elif word == "fonttbl":
            state.in_fonts, state.aside = True, True
        elif word == "f":
            state.font = value or 0
            if state.in_fonts:
                self.fonts.setdefault(state.font, _Font())
        elif word == "fcharset" and state.in_fonts:
            self.fonts.setdefault(state.font, _Font()).charset = value or 0
        elif word == "deff":
            state.font = self.default_font = value or 0
        elif word == "plain":
            state.font, state.hidden, state.raised = self.default_font, False, False
        elif word == "ansicpg" and value and 0 < value < 10_000:
            self.page = f"cp{value}"
        elif word == "uc":
            state.after_unicode = value or 0
        elif word == "u" and value is not None:
            self._show(chr(value % 0x10000), state)
            return state.after_unicode
        elif word in ("v", "deleted"):
            state.hidden = value != 0
        elif word in ("super", "up", "nosupersub", "dn", "sub"):
            state.raised = word in ("super", "up") and value != 0
        elif state.aside:
            pass
        elif word in _SHOWN:
            self._show(_SHOWN[word], state)
            if word in ("par", "sect", "page") and not state.in_table:
                self._end_paragraph()
        elif word == "pard":
            state.in_table = False
        elif word == "intbl":
            state.in_table = True
        else:
            self._lay_out(word, value)
        return 0

    # ------------------------------------------------------------------ text

    def _show(self, text: str, state: _State) -> None:
        if state.in_fonts:
            font = self.fonts.setdefault(state.font, _Font())
            if not font.name.endswith(";"):
                font.name += text
        if state.aside or state.hidden:
            return
        self._flush_bytes()
        if state.raised and lines.is_footnote_mark(text, "".join(self.held[-3:])):
            return
        of_font, upper = legacy.of_font(self.fonts.get(state.font, _Font()).name.rstrip(";"))
        self.held.append(legacy.convert(text, of_font or self.codec, upper))

    def _show_byte(self, byte: int, state: _State) -> None:
        if state.aside or state.hidden:
            return
        if self.raw and self.raw_font != state.font:
            self._flush_bytes()
        self.raw.append(byte)
        self.raw_font = state.font

    def _flush_bytes(self) -> None:
        """Letters of two bytes are decoded together."""
        if not self.raw:
            return
        font = self.fonts.get(self.raw_font, _Font())
        of_font, upper = legacy.of_font(font.name.rstrip(";"))
        page = "cp1252" if of_font or self.codec else _CHARSETS.get(font.charset, self.page)
        try:
            text = self.raw.decode(page)
        except (LookupError, UnicodeDecodeError):
            text = self.raw.decode("latin-1")
        self.raw.clear()
        self.held.append(legacy.convert(text, of_font or self.codec, upper))

    def _taken(self) -> str:
        self._flush_bytes()
        text = "".join(self.held)
        self.held.clear()
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _end_paragraph(self) -> None:
        text = self._taken()
        if self.row.cells:
            self.held.append(text)  # a paragraph of a cell that does not say so
            return
        self._end_table()
        self.parts += [line for part in text.split("\n") if (line := lines.one_line(part))]

    # ------------------------------------------------------------------ tables

    def _lay_out(self, word: str, value: int | None) -> None:
        if word == "trowd":
            self.edges, self.flags, self.pending, self.left = [], [], set(), 0
        elif word == "trleft":
            self.left = value or 0
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self.pending.add(word)
        elif word == "cellx" and value is not None and len(self.edges) < MAX_COLUMNS:
            self.edges.append(value)
            self.flags.append(self.pending)
            self.pending = set()
        elif word == "cell" and len(self.row.cells) < MAX_COLUMNS:
            self.row.cells.append(lines.lines_of(self._taken()))
        elif word == "row":
            self._end_row()

    def _end_row(self) -> None:
        row = self.row
        edges = [self.left, *self.edges]
        if len(self.edges) == len(row.cells) and all(a < b for a, b in pairwise(edges)):
            row.edges = edges
            for number, flags in enumerate(self.flags):
                if "clmrg" in flags and number and not row.cells[number]:
                    row.from_left.add(number)
                if "clvmrg" in flags:
                    row.from_above.add(number)
                elif "clvmgf" in flags:
                    row.goes_down.add(number)
        if row.cells:
            self.rows.append(row)
        if len(self.rows) > MAX_ROWS:
            raise Unreadable(
                "too_large", f"has a table of more than {MAX_ROWS:,} rows; keep the report's own"
            )
        self.row = LaidOutRow()

    def _end_table(self) -> None:
        if self.row.cells:
            self._end_row()
        if self.rows:
            self.parts.append(grid_of(self.rows))
        self.rows, self.row = [], LaidOutRow()


def _damaged() -> Unreadable:
    return Unreadable("damaged_file", "is cut off or damaged; fetch it again, or open and save it in Word")
