"""PDF → lines of text and grids of tables, page by page.

pdfium says at once whether there is text at all; pdfplumber gives ruled tables by their lines and everything
else as words with positions, from which the columns of unruled tables follow. A page that is only a picture
has no words: a document of such pages is a scan, and goes to people.
"""

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdfium2
import regex
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from extractors.documents import legacy
from extractors.documents import text as lines
from extractors.documents.containers import Unreadable
from extractors.documents.tables import Grid, is_caption, is_number, unit_note
from extractors.documents.unruled import Line, Word, lines_of, tables_without_rules

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


def read_pdf(content: bytes) -> Iterator[str | Grid]:
    """Paragraphs and grids in reading order. Raises Unreadable."""
    sample, stamped = _probe(content)
    codec = legacy.detect(sample)
    try:
        with pdfplumber.open(io.BytesIO(stamped or content)) as pdf:
            pages = []
            for page in pdf.pages:
                pages.append(_page(_without_covered_blanks(page) if stamped else page, codec))
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
    for upper, lower in pairwise(pages):
        if upper and lower and isinstance(upper[-1], Grid) and isinstance(lower[0], Grid):
            _mend_broken_row(upper[-1], lower[0])
    for parts in pages:
        yield from _paragraphs(parts)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _probe(content: bytes) -> tuple[str, bytes | None]:
    """The text as pdfium gives it, and the PDF with its stamps printed into the pages, if it has any. Raises
    Unreadable where there is no text to speak of."""
    _check_streams(content)
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable("encrypted_file", "is locked with a password; save it without one") from None
        raise Unreadable("damaged_file", "is cut off or damaged; fetch or save it again") from None
    stamped = None
    try:
        pdf.init_forms()  # or its fields are not drawn
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
            if _is_stamped(page):
                pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
                stamped = io.BytesIO()
            page.close()
        if stamped is not None:
            pdf.save(stamped)
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
    return "\n".join(texts), stamped.getvalue() if stamped else None


#: Kinds of annotations that show words: fields, text written on the page, stamps.
_STAMPS = frozenset(
    [pypdfium2.raw.FPDF_ANNOT_WIDGET, pypdfium2.raw.FPDF_ANNOT_FREETEXT, pypdfium2.raw.FPDF_ANNOT_STAMP]
)


def _is_stamped(page: pypdfium2.PdfPage) -> bool:
    """Offices sign with a program that lays number and day of a letter on the page as fields of their own."""
    for number in range(pypdfium2.raw.FPDFPage_GetAnnotCount(page)):
        annotation = pypdfium2.raw.FPDFPage_GetAnnot(page, number)
        kind = pypdfium2.raw.FPDFAnnot_GetSubtype(annotation)
        pypdfium2.raw.FPDFPage_CloseAnnot(annotation)
        if kind in _STAMPS:
            return True
    return False


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


def _page(page: pdfplumber.page.Page, codec: str | None) -> list[Line | Grid]:
    words = _read_words(_without_marks(page), codec)
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
    parts: list[tuple[float, Line | Grid]] = [*grids]
    rows = lines_of(words)
    for item in tables_without_rules(rows):
        parts.append((item[0], item[1]))
    parts.sort(key=lambda part: part[0])
    return [part for _, part in parts]


def _without_covered_blanks(page: pdfplumber.page.Page) -> pdfplumber.page.Page:
    """The page without the blanks on which a stamp lies: they would part `03` into two words."""
    letters = sorted(page.chars, key=lambda letter: letter["x0"])
    covered: set[int] = set()
    for at, blank in enumerate(letters):
        if blank["text"].strip():
            continue
        across, down = (blank["x0"] + blank["x1"]) / 2, (blank["top"] + blank["bottom"]) / 2
        for step in (-1, 1):
            beside = at + step
            # a letter is no wider than twice its size
            while 0 <= beside < len(letters) and abs(letters[beside]["x0"] - blank["x0"]) < 2 * blank["size"]:
                other = letters[beside]
                if (
                    other["text"].strip()
                    and other["x0"] < across < other["x1"]
                    and other["top"] < down < other["bottom"]
                ):
                    covered.add(id(blank))
                    break
                beside += step
    return page.filter(lambda drawn: id(drawn) not in covered) if covered else page


def _may_be_ruled(page: pdfplumber.page.Page) -> bool:
    edges = page.edges
    if not 4 <= len(edges) <= _MAX_EDGES:
        return False
    rows = {round(edge["top"]) for edge in edges if edge["orientation"] == "h"}
    columns = {round(edge["x0"]) for edge in edges if edge["orientation"] == "v"}
    return 4 <= len(rows) * len(columns) <= _MAX_CELLS


def _without_marks(page: pdfplumber.page.Page) -> pdfplumber.page.Page:
    """The page without the small raised marks of footnotes: `1.250¹` is no 1.2501."""
    letters = page.chars
    marks: set[int] = set()
    at = 1
    while at < len(letters):
        base, end = letters[at - 1], at
        while end < len(letters) and _is_raised(base, letters[end]):
            end += 1
        if end > at:
            before = "".join(letter["text"] for letter in letters[max(0, at - 8) : at])
            if lines.is_footnote_mark("".join(letter["text"] for letter in letters[at:end]), before):
                marks.update(map(id, letters[at:end]))
        at = max(end, at + 1)
    return page.filter(lambda drawn: id(drawn) not in marks) if marks else page


def _is_raised(base: dict[str, Any], letter: dict[str, Any]) -> bool:
    """Whether a letter stands right behind another, smaller and higher."""
    return (
        letter["size"] < 0.8 * base["size"]
        and letter["bottom"] < base["bottom"] - 0.1 * base["size"]
        and letter["top"] < base["bottom"] - 0.5 * base["size"]
        and -1 < letter["x0"] - base["x1"] < 12
    )


def _read_words(page: pdfplumber.page.Page, codec: str | None) -> list[Word]:
    turned = [letter["matrix"][1] > 0 for letter in page.chars if not letter["upright"]]
    upward = sum(turned) * 2 >= len(turned)
    found = page.extract_words(
        x_tolerance=2,
        y_tolerance=2,
        extra_attrs=["fontname"] if codec else [],
        char_dir_rotated="btt" if upward else "ttb",
        line_dir_rotated="ltr" if upward else "rtl",
    )
    if len(found) > _MAX_WORDS:
        raise Unreadable(
            "too_large", f"has {len(found):,} words on page {page.page_number}; that is no page of a report"
        )
    words = []
    for word in found:
        of_font, upper = legacy.of_font(word.get("fontname"))
        text = legacy.convert(word["text"], of_font or codec, upper)
        words.append(Word(word["x0"], word["x1"], word["top"], word["bottom"], text))
    return _joined_turned(found, words) if turned else words


def _joined_turned(found: list[dict[str, Any]], words: list[Word]) -> list[Word]:
    """The words of a heading that is turned by a right angle, in one: its line runs up or down the page."""
    joined: list[Word] = []
    last: Word | None = None  # turned too, and the one before
    for raw, word in zip(found, words, strict=True):
        if raw["upright"]:
            joined.append(word)
            last = None
            continue
        height = word.x1 - word.x0
        if (
            last is not None
            and abs(word.middle - last.middle) < 0.3 * height
            and max(word.top - last.bottom, last.top - word.bottom) < 0.6 * height
        ):
            top, bottom = min(word.top, last.top), max(word.bottom, last.bottom)
            word = Word(last.x0, last.x1, top, bottom, f"{last.text} {word.text}")
            joined.pop()
        joined.append(word)
        last = word
    return joined


def _ruled(table: "pdfplumber.table.Table", words: list[Word]) -> Grid:
    """Cells by their rules; a cell that covers several columns or rows fills them."""
    edges_x = _edges([c[0] for c in table.cells] + [c[2] for c in table.cells])
    edges_y = _edges([c[1] for c in table.cells] + [c[3] for c in table.cells])
    grid = Grid([[""] * (len(edges_x) - 1) for _ in range(len(edges_y) - 1)])
    owner: dict[tuple[int, int], int] = {}
    texts: list[list[Word]] = [[] for _ in table.cells]
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
        grid.rows[r][c] = " ".join(line.text for line in lines_of(texts[number]))
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


# ---------------------------------------------------------------------- lines → paragraphs

_MOTTO = regex.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]|ngày\s*(?:\d{1,2}|[.…]*)\s*tháng", regex.I)


def _letterhead(part: Line | Grid) -> list[Line | Grid]:
    """The office stands left, the motto and the day right: two lines on one height. There are wide blanks in
    the day too, for the pen."""
    if isinstance(part, Grid) or len(part.segments) < 2:
        return [part]
    gaps = [right.x0 - left.x1 for left, right in pairwise(part.segments)]
    middle = gaps.index(max(gaps)) + 1
    halves = [_joined(part.segments[:middle]), _joined(part.segments[middle:])]
    if not _MOTTO.search(halves[1].text):
        return [part]
    return [Line([half], part.top, part.bottom, [half]) for half in halves]


def _joined(segments: list[Word]) -> Word:
    first, last = segments[0], segments[-1]
    return Word(first.x0, last.x1, first.top, first.bottom, " ".join(s.text for s in segments))


_PAGE_NUMBER = regex.compile(r"(?:trang\s*)?[-–(]?\s*\d{1,3}\s*[-–)]?(?:\s*/\s*\d{1,3})?", regex.I)


def _drop_running_lines(pages: list[list[Line | Grid]]) -> None:
    """Take out page numbers, and what stands on top or at the foot of most pages again and again."""
    edges = Counter(
        part.text
        for parts in pages
        for part in {id(p): p for p in (*parts[:2], *parts[-2:])}.values()
        if isinstance(part, Line)
    )
    for number, parts in enumerate(pages):
        for at in (-1, 0, -1, 0):
            part = parts[at] if parts else None
            if isinstance(part, Line) and (
                _PAGE_NUMBER.fullmatch(part.text)
                or number > 0
                and len(pages) > 2
                and edges[part.text] > 0.6 * len(pages)
            ):
                parts.pop(at)


_SECTION = regex.compile(r"(?:khối|cụm|khu vực|vùng|nhóm|tổng|các)\b|[IVX]{1,5}\b|[A-ZĐ][.)]", regex.I)


def _mend_broken_row(upper: Grid, lower: Grid) -> None:
    """Put back what the end of a page cut off a row: names alone, in the first row below the head."""
    if len(upper.rows[0]) != len(lower.rows[0]):
        return
    first = next((r for r, (a, b) in enumerate(zip(upper.rows, lower.rows, strict=False)) if a != b), None)
    if first is None:
        return
    rest = [(c, text) for c, text in enumerate(lower.rows[first]) if text]
    last = upper.rows[-1]
    if (
        not rest
        or not any(map(is_number, last[1:]))
        or any((first, c) in lower.covered for c in range(len(last)))
        or any(not last[c] or is_number(text) or is_number(last[c]) for c, text in rest)
        or _SECTION.match(rest[0][1])
        or rest[0][1].isupper()
    ):
        return
    for c, text in rest:
        last[c] = f"{last[c]} {text}"
    del lower.rows[first]
    lower.covered = {(r - (r > first), c) for r, c in lower.covered}


_OPENS = regex.compile(
    r"[-–+•*]\s|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ][.)]\s|[IVX]{1,5}\.\s|\((?i:kèm|ban hành)\s"
    r"|\p{Lu}{2,}[\p{Lu}\s\d]*$"
)
_ENDS = regex.compile(r"[.!?:;…]['\"”)]?$|\./\.$")


def _paragraphs(parts: list[Line | Grid]) -> Iterator[str | Grid]:
    """Lines that go on become one paragraph; a short line ends one, and so does an item after it."""
    right = max((line.segments[-1].x1 for line in parts if isinstance(line, Line)), default=0.0)
    held: Line | None = None
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
                and part.segments[-1].x1 > held.segments[0].x0  # else it stands in the column to the left
                and not _OPENS.match(part.text)
                and not (_ENDS.search(text) and part.segments[0].x0 > held.segments[0].x0 + 8)
            )
            if goes_on and not is_caption(part.text) and unit_note(part.text) is None:
                text, held = f"{text} {part.text}", part
                continue
            yield text
        text, held = part.text, part
    if text:
        yield text
