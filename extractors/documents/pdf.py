"""PDF → lines of text and grids of tables, page by page.

pdfium says at once whether there is text at all; pdfplumber gives ruled tables by their lines and everything
else as words with positions, from which the columns of unruled tables follow. A page that is only a picture
has no words: a document of such pages is a scan, and goes to people.
"""

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pdfplumber
import pypdfium2
import regex
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from extractors.documents import legacy
from extractors.documents.containers import Unreadable
from extractors.documents.tables import Grid, is_caption, is_number, unit_note

MAX_PAGES = 200
#: A page of a scan may carry a stamp of a few letters; text has hundreds.
_TEXT_PAGE = 60
#: Drawn objects of a page and of all pages. A table's page has some 2,000; pdfplumber reads 5,000 a second.
_MAX_OBJECTS, _MAX_ALL_OBJECTS = 30_000, 300_000
#: A page's content unpacked; a page of text has some 100 KB.
_MAX_STREAM = 50_000_000
#: Rules of a page and the cells they may make; of a drawing's, the search for cells takes minutes.
_MAX_EDGES, _MAX_CELLS = 20_000, 8_000
#: Words of one page beyond which it is a drawing or a plot, not a page of text.
_MAX_WORDS = 20_000


@dataclass(slots=True)
class _Word:
    x0: float
    x1: float
    top: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class _Line:
    """Words of one height; `segments` are parted by gaps that no blank explains."""

    segments: list[_Word]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


def read_pdf(content: bytes) -> Iterator[str | Grid]:
    """Paragraphs and grids in reading order. Raises Unreadable."""
    sample = _probe(content)
    codec = legacy.detect(sample)
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = []
            for page in pdf.pages:
                pages.append(_page(page, codec))
                page.close()  # pdfplumber keeps every object of a page otherwise
    except (
        PDFPasswordIncorrect,
        PdfminerException,
        PDFException,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ) as error:
        raise Unreadable(
            "damaged_file", f"is no readable PDF ({_words(error)}); fetch or print it again"
        ) from None
    _drop_running_lines(pages)
    for parts in pages:
        yield from _paragraphs(parts)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _probe(content: bytes) -> str:
    """The text as pdfium gives it. Raises Unreadable where there is none to speak of."""
    _check_streams(content)
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable("encrypted_file", "is locked with a password; save it without one") from None
        raise Unreadable("damaged_file", "is cut off or damaged; fetch or save it again") from None
    try:
        if len(pdf) > MAX_PAGES:
            raise Unreadable(
                "too_large",
                f"has {len(pdf)} pages; up to {MAX_PAGES} are read: keep the pages with the report",
            )
        texts, drawn = [], 0
        for number, page in enumerate(pdf, start=1):
            objects = pypdfium2.raw.FPDFPage_CountObjects(page)
            drawn += objects
            if objects > _MAX_OBJECTS or drawn > _MAX_ALL_OBJECTS:
                raise Unreadable(
                    "too_large",
                    f"draws {drawn:,} things on {number} pages and is no report; keep the pages with text",
                )
            words = page.get_textpage()
            texts.append(words.get_text_bounded())
            words.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged_file", f"is damaged ({error}); fetch or save it again") from None
    finally:
        pdf.close()
    letters = [sum(map(str.isalnum, text)) for text in texts]
    if sum(letters) < _TEXT_PAGE or sum(n < _TEXT_PAGE for n in letters) > 0.8 * len(letters):
        raise Unreadable(
            "scan_without_text",
            f"shows {len(letters)} scanned pages without text; read it by eye or run it through OCR, "
            "then import the result",
        )
    return "\n".join(texts)


def _check_streams(content: bytes) -> None:
    """Packed streams that unpack to more than any page holds are refused before a reader unpacks them."""
    for begin in regex.finditer(rb"stream\r?\n", content):
        head = content[max(0, begin.start() - 300) : begin.start()].rpartition(b" obj")[2]
        packed = content[begin.end() : begin.end() + 2]
        if packed[:1] != b"\x78" or b"/Image" in head:
            continue
        unpacker = zlib.decompressobj()
        data = memoryview(content)[begin.end() :]
        size = at = 0
        try:
            while not unpacker.eof and at < len(data):
                piece = bytes(data[at : at + 65_536])
                at += 65_536
                while piece and not unpacker.eof:
                    size += len(unpacker.decompress(piece, 4_000_000))
                    piece = unpacker.unconsumed_tail
                    if size > _MAX_STREAM:
                        raise Unreadable(
                            "too_large", f"holds a page that unpacks to more than {_MAX_STREAM:,} bytes"
                        )
        except zlib.error:
            continue  # cut off or no such stream: the reader will say


# ---------------------------------------------------------------------- one page


def _page(page: pdfplumber.page.Page, codec: str | None) -> list[_Line | Grid]:
    words = _read_words(page, codec)
    tables = page.find_tables() if _may_be_ruled(page) else []
    grids = []
    for table in tables:
        x0, top, x1, bottom = table.bbox
        inside = [
            w
            for w in words
            if x0 - 1 <= w.middle <= x1 + 1 and top - 1 <= (w.top + w.bottom) / 2 <= bottom + 1
        ]
        grid = _ruled(table, inside)
        if len(grid.rows) > 1 and len(grid.rows[0]) > 1:
            grids.append((top, grid))
            taken = set(map(id, inside))
            words = [w for w in words if id(w) not in taken]
    parts: list[tuple[float, _Line | Grid]] = [*grids]
    rows = _lines(words)
    for item in _unruled(rows):
        parts.append((item[0], item[1]))
    parts.sort(key=lambda part: part[0])
    return [part for _, part in parts]


def _may_be_ruled(page: pdfplumber.page.Page) -> bool:
    edges = page.edges
    if not 4 <= len(edges) <= _MAX_EDGES:
        return False
    rows = {round(edge["top"]) for edge in edges if edge["orientation"] == "h"}
    columns = {round(edge["x0"]) for edge in edges if edge["orientation"] == "v"}
    return 4 <= len(rows) * len(columns) <= _MAX_CELLS


def _read_words(page: pdfplumber.page.Page, codec: str | None) -> list[_Word]:
    found = page.extract_words(x_tolerance=2, y_tolerance=2, extra_attrs=["fontname"] if codec else [])
    if len(found) > _MAX_WORDS:
        raise Unreadable(
            "too_large", f"has {len(found):,} words on page {page.page_number}; that is no page of a report"
        )
    words = []
    for word in found:
        of_font, upper = legacy.of_font(word.get("fontname"))
        text = legacy.convert(word["text"], of_font or codec, upper)
        words.append(_Word(word["x0"], word["x1"], word["top"], word["bottom"], text))
    return words


def _ruled(table: "pdfplumber.table.Table", words: list[_Word]) -> Grid:
    """Cells by their rules; a cell that covers several columns or rows fills them."""
    edges_x = _edges([c[0] for c in table.cells] + [c[2] for c in table.cells])
    edges_y = _edges([c[1] for c in table.cells] + [c[3] for c in table.cells])
    grid = Grid([[""] * (len(edges_x) - 1) for _ in range(len(edges_y) - 1)])
    owner: dict[tuple[int, int], int] = {}
    texts: list[list[_Word]] = [[] for _ in table.cells]
    for number, (x0, top, x1, bottom) in enumerate(table.cells):
        columns = range(_nearest(edges_x, x0), _nearest(edges_x, x1))
        rows = range(_nearest(edges_y, top), _nearest(edges_y, bottom))
        for r in rows:
            for c in columns:
                owner[r, c] = number
                if r != rows[0] or c != columns[0]:
                    grid.covered.add((r, c))
    for word in words:
        cell = owner.get((_between(edges_y, (word.top + word.bottom) / 2), _between(edges_x, word.middle)))
        if cell is not None:
            texts[cell].append(word)
    for (r, c), number in owner.items():
        grid.rows[r][c] = " ".join(line.text for line in _lines(texts[number]))
    return grid


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2.5:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _between(edges: list[float], value: float) -> int:
    return next((i for i in range(len(edges) - 1) if edges[i] <= value < edges[i + 1]), -1)


def _lines(words: list[_Word]) -> list[_Line]:
    """Words by height, each line from left to right; near words are one segment."""
    rows: list[list[_Word]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        last = rows[-1][-1] if rows else None
        if last is not None and middle - (last.top + last.bottom) / 2 < 0.45 * min(
            last.bottom - last.top, word.bottom - word.top
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    found = []
    for row in rows:
        row.sort(key=lambda w: w.x0)
        height = max(w.bottom - w.top for w in row)
        segments: list[_Word] = []
        for word in row:
            if segments and word.x0 - segments[-1].x1 < 0.75 * height:
                last = segments[-1]
                last.text = f"{last.text} {word.text}"
                last.x1 = max(last.x1, word.x1)
            else:
                segments.append(_Word(word.x0, word.x1, word.top, word.bottom, word.text))
        found.append(_Line(segments, min(w.top for w in row), max(w.bottom for w in row)))
    return found


# ---------------------------------------------------------------------- tables without rules


def _is_data(line: _Line) -> bool:
    return len(line.segments) >= 3 and sum(is_number(s.text) for s in line.segments) >= 2


def _unruled(rows: list[_Line]) -> Iterator[tuple[float, _Line | Grid]]:
    """(top, line or grid): runs of lines with numbers in columns are tables, with the headings above them."""
    data = [_is_data(line) for line in rows]
    done = 0
    i = 0
    while i < len(rows):
        if not data[i]:
            i += 1
            continue
        end = i + 1
        while end < len(rows) and (
            data[end]
            or any(data[end + 1 : end + 3])
            and len(rows[end].segments) <= 3
            and _near(rows[end - 1], rows[end])
        ):
            end += 1
        while end > i and not data[end - 1]:
            end -= 1
        if sum(data[i:end]) < 3:
            i = end
            continue
        first = _head_above(rows, i, done)
        for line in rows[done:first]:
            yield line.top, line
        yield rows[first].top, _grid(rows[first:i], rows[i:end])
        done = i = end
    for line in rows[done:]:
        yield line.top, line


def _near(upper: _Line, lower: _Line) -> bool:
    return lower.top - upper.bottom < 2.2 * (upper.bottom - upper.top)


def _head_above(rows: list[_Line], body: int, done: int) -> int:
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


def _grid(head: list[_Line], body: list[_Line]) -> Grid:
    """Columns are where the cells of the body stand; a heading belongs to the columns under it."""
    spans: list[list[float]] = []
    for line in body:
        if _is_data(line):
            for s in line.segments:
                spans.append([s.x0, s.x1])
    spans.sort()
    columns: list[list[float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] - 1:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    rows = [[""] * len(columns) for _ in body]
    for cells, line in zip(rows, body, strict=True):
        for s in line.segments:
            c = max(range(len(columns)), key=lambda c: min(columns[c][1], s.x1) - max(columns[c][0], s.x0))
            cells[c] = f"{cells[c]} {s.text}".strip()
    return Grid(_head_rows(head, columns) + rows)


#: what stands over several columns: a programme, a time, a part
_OVER_SEVERAL = regex.compile(
    r"bhxh|bhyt|bhtn|bảo hiểm|năm|tháng|quý|kỳ|lũy kế|trong đó|chia ra|gồm|so với|so sánh|kết quả|thực hiện|"
    r"kế hoạch|chỉ tiêu",
    regex.I,
)


def _head_rows(head: list[_Line], columns: list[list[float]]) -> list[list[str]]:
    """Headings laid over the columns. A line with one for each is taken in order, and widens the columns."""
    count = len(columns)
    full = next((line for line in reversed(head) if len(line.segments) == count), None)
    if full is not None:
        columns = [[min(c[0], s.x0), max(c[1], s.x1)] for c, s in zip(columns, full.segments, strict=True)]
    placed: list[tuple[list[str], set[int]]] = []  # texts of a line, columns whose text spans others
    for line in head:
        row = [""] * count
        spanned: set[int] = set()
        if len(line.segments) == count:
            row = [s.text for s in line.segments]
        else:
            for s in line.segments:
                under = _columns_under(s, line, columns, full is not None)
                spanned.update(under if len(under) > 1 else ())
                for c in under:
                    row[c] = f"{row[c]} {s.text}".strip()
        placed.append((row, spanned))
    return _joined_wraps(placed)


def _columns_under(s: _Word, line: _Line, columns: list[list[float]], leaves: bool) -> list[int]:
    """The columns that a heading stands over: those under it, or more where it stands in their middle."""

    def touched(c: int, by: _Word) -> bool:
        return by.x0 < columns[c][1] and columns[c][0] < by.x1

    free = [not any(o is not s and touched(c, o) for o in line.segments) for c in range(len(columns))]
    under = [c for c in range(len(columns)) if touched(c, s)]
    under = [c for c in under if free[c]] or under
    if not under:
        under = [min(range(len(columns)), key=lambda c: abs(sum(columns[c]) / 2 - s.middle))]
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


# ---------------------------------------------------------------------- lines → paragraphs

_MOTTO = regex.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]|ngày\s+\d{1,2}\s+tháng", regex.I)


def _letterhead(part: _Line | Grid) -> list[_Line | Grid]:
    """The office stands left, the motto and the day right: two lines on one height."""
    if (
        isinstance(part, Grid)
        or len(part.segments) < 2
        or not any(_MOTTO.search(s.text) for s in part.segments[1:])
    ):
        return [part]
    return [_Line([s], part.top, part.bottom) for s in part.segments]


_PAGE_NUMBER = regex.compile(r"(?:trang\s*)?[-–(]?\s*\d{1,3}\s*[-–)]?(?:\s*/\s*\d{1,3})?", regex.I)


def _drop_running_lines(pages: list[list[_Line | Grid]]) -> None:
    """Take out page numbers, and what stands on top or at the foot of most pages again and again."""
    edges = Counter(
        part.text
        for parts in pages
        for part in {id(p): p for p in (*parts[:2], *parts[-2:])}.values()
        if isinstance(part, _Line)
    )
    for number, parts in enumerate(pages):
        for at in (-1, 0, -1, 0):
            part = parts[at] if parts else None
            if isinstance(part, _Line) and (
                _PAGE_NUMBER.fullmatch(part.text)
                or number > 0
                and len(pages) > 2
                and edges[part.text] > 0.6 * len(pages)
            ):
                parts.pop(at)


_OPENS = regex.compile(
    r"[-–+•*]\s|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ][.)]\s|[IVX]{1,5}\.\s|\p{Lu}{2,}[\p{Lu}\s\d]*$"
)
_ENDS = regex.compile(r"[.!?:;…]['\"”)]?$|\./\.$")


def _paragraphs(parts: list[_Line | Grid]) -> Iterator[str | Grid]:
    """Lines that go on become one paragraph; a short line ends one, and so does an item after it."""
    right = max((line.segments[-1].x1 for line in parts if isinstance(line, _Line)), default=0.0)
    held: _Line | None = None
    text = ""
    parts = [piece for part in parts for piece in _letterhead(part)]
    for part in parts:
        if isinstance(part, Grid):
            if text:
                yield text
            text, held = "", None
            yield part
            continue
        if held is not None:
            full = held.segments[-1].x1 > right - 45
            apart = part.top - held.bottom > 1.1 * (held.bottom - held.top)
            goes_on = (
                not apart
                and full
                and not _OPENS.match(part.text)
                and not (_ENDS.search(text) and part.segments[0].x0 > held.segments[0].x0 + 8)
            )
            if goes_on and not is_caption(part.text):
                text, held = f"{text} {part.text}", part
                continue
            yield text
        text, held = part.text, part
    if text:
        yield text
