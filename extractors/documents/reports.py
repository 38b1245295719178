"""Official reports: PDF, spreadsheets, CSV, Word and RTF → title, paragraphs and rows of tables, or why not.

Belongs here: which reader takes a file, what is refused, and how lines and tables become one text. Does not
belong here: the formats themselves (`pdf`, `spreadsheets`, `word`), what a table is (`tables`), what a row
says (`language.tables`).
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import regex

from extractors.documents import text as lines
from extractors.documents.containers import COMPOUND, Unreadable, open_compound
from extractors.documents.dates import find_moment
from extractors.documents.plain_text import PlainText
from extractors.documents.table_lines import MARK
from extractors.documents.tables import (
    Grid,
    Table,
    counts,
    goes_on,
    is_caption,
    is_number,
    read_table,
    unit_note,
)

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
CSV = "text/csv"
RTF = "application/rtf"
#: What many offices and their programs save as .doc or .xls: a page, or a page with its pictures in one file.
HTML, MHTML = "text/html", "multipart/related"
#: The XML of Office 2003, under the same names.
SHEET_XML, WORD_XML = "application/vnd.ms-excel.sheet.xml", "application/msword.xml"
#: Suffixes of files that are read here.
MEDIA_TYPES = {
    ".pdf": PDF,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xls": XLS,
    ".ods": ODS,
    ".csv": CSV,
    ".docx": DOCX,
    ".doc": DOC,
    ".rtf": RTF,
}
MAX_TEXT = 8_000_000
MAX_ROWS = 20_000


def report_type(content: bytes, stated: str) -> str | None:
    """The media type of a report by its first bytes, else as stated; None where it is no report.

    HTML only where the file claims to be of Word or Excel: other pages are articles.
    """
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _zip_type(content) or (stated if stated in (XLSX, ODS, DOCX) else None)
    if content.startswith(COMPOUND):
        if stated in (XLSX, DOCX):
            return stated  # a locked file of today is an old container
        return _compound_type(content, stated)
    if content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return RTF
    if stated in (DOC, XLS, *_XML):
        if _IS_SHEET_XML.search(content[:4000]):
            return SHEET_XML
        if _IS_WORD_XML.search(content[:4000]):
            return WORD_XML
    if stated in (DOC, XLS):
        if _IS_MHTML.match(content[:2000]):
            return MHTML
        if _IS_HTML.search(content[:2000].replace(b"\0", b"")):
            return HTML
    return stated if stated in MEDIA_TYPES.values() else None


_XML = ("text/xml", "application/xml")
_IS_SHEET_XML = regex.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_IS_WORD_XML = regex.compile(rb"<(?:w:wordDocument|pkg:package|w:document)\b")
_IS_MHTML = regex.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", regex.I)
_IS_HTML = regex.compile(rb"<(?:html|head|body|table|p|div|meta)\b", regex.I)


def _compound_type(content: bytes, stated: str) -> str:
    """Word or Excel, whose main stream is so named; either may have a file of the other embedded in it."""
    word, sheet = (name.encode("utf-16-le") in content for name in ("WordDocument", "Workbook"))
    sheet = sheet or stated == XLS
    if word and sheet:
        with suppress(Unreadable):  # its reader will say what is wrong
            word = open_compound(content).exists("WordDocument")
    return DOC if word else XLS if sheet else stated


def _zip_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return XLSX
            if "word/document.xml" in names:
                return DOCX
            if {"mimetype", "content.xml"} <= names and archive.getinfo("mimetype").file_size < 200:
                return ODS if archive.read("mimetype").decode("latin-1").startswith(ODS) else None
    except Exception:  # a broken archive raises a dozen kinds of errors; its reader will say what is wrong
        return None
    return None


def read_report(content: bytes, media_type: str) -> PlainText:
    """The report in `content`, whose media type is one that `report_type` gives. Raises Unreadable."""
    hidden: list[str] = []
    if media_type == PDF:
        from extractors.documents.pdf import read_pdf

        parts: Iterable[str | Grid | Table] = read_pdf(content)
    elif media_type == DOC:
        from extractors.documents.word97 import read_doc

        parts = read_doc(content)
    elif media_type == RTF:
        from extractors.documents.rtf import read_rtf

        parts = read_rtf(content)
    elif media_type in (HTML, MHTML):
        from extractors.documents.saved_page import pages_of, read_saved_page

        pages = [content] if media_type == HTML else pages_of(content)
        parts = [part for page in pages for part in read_saved_page(page)]
    elif media_type == DOCX:
        if content.startswith(COMPOUND):
            raise Unreadable("encrypted_file", "is locked with a password; save it without one")
        from extractors.documents.word import read_docx

        parts = read_docx(content)
    elif media_type == WORD_XML:
        from extractors.documents.word import read_word_xml

        parts = read_word_xml(content)
    elif media_type == CSV:
        from extractors.documents.spreadsheets import read_csv

        parts = [read_csv(content)]
    else:
        from extractors.documents.spreadsheets import read_workbook, read_workbook_xml

        if media_type == XLSX and content.startswith(COMPOUND):
            raise Unreadable("encrypted_file", "is locked with a password; save it without one")
        read = read_workbook_xml if media_type == SHEET_XML else read_workbook
        parts = _sheets(read(content, hidden))
    found = compose(parts)
    found.hidden = hidden
    return found


def _sheets(sheets: Iterable[tuple[str, Grid]]) -> Iterator[str | Grid]:
    for name, grid in sheets:
        grid.caption = None if _UNNAMED.fullmatch(name) else name
        yield from _split(grid)


_UNNAMED = regex.compile(r"(?:sheet|trang tính|trang_tính|bảng tính|sh)[\s_]*\d*(?:\s*\(\d+\))?", regex.I)
_OPENS_HEAD = regex.compile(
    r"(?:s?tt|số tt|số thứ tự|đơn vị|huyện|xã|tỉnh|bhxh|bưu điện|địa (?:phương|bàn))\b.{0,30}", regex.I
)


def _split(grid: Grid) -> Iterator[Grid]:
    """A sheet may hold several tables: a row of headings below rows of numbers opens another, which begins
    with the lines above it."""
    cuts = [0]
    numbers = False  # rows of numbers have come since the last cut
    for r, row in enumerate(grid.rows):
        if numbers and _is_head(grid, r):
            begin = r
            while begin > cuts[-1] + 1 and _is_line(grid, begin - 1):
                begin -= 1
            if begin < r or not any(grid.rows[r - 1]):
                cuts.append(begin)
                numbers = False
        elif sum(map(is_number, row)) > 1:
            numbers = True
    for begin, end in zip(cuts, [*cuts[1:], len(grid.rows)], strict=True):
        covered = {(r - begin, c) for r, c in grid.covered if begin <= r < end}
        yield Grid(grid.rows[begin:end], covered, grid.caption)


def _own_texts(grid: Grid, r: int) -> list[str]:
    """The texts of a row, one that reaches over merged cells once."""
    return [text for c, text in enumerate(grid.rows[r]) if text and (r, c) not in grid.covered]


def _is_head(grid: Grid, r: int) -> bool:
    """Whether a row names columns: the first as such, or below a line in capitals, several others, no number;
    numbers follow soon."""
    own = _own_texts(grid, r)
    above = " ".join(_own_texts(grid, r - 1)) if r and _is_line(grid, r - 1) else ""
    return (
        len(own) > 2
        and bool(_OPENS_HEAD.fullmatch(own[0]) or above.isupper() and len(above.split()) > 3)
        and not any(map(counts, own))
        and any(sum(map(is_number, below)) > 1 for below in grid.rows[r + 1 : r + 6])
    )


def _is_line(grid: Grid, r: int) -> bool:
    """One text alone, or captions side by side, or nothing: what stands above a table."""
    own = _own_texts(grid, r)
    return not own or len(own) == 1 and not is_number(own[0]) or all(map(is_caption, own))


# ---------------------------------------------------------------------- lines and tables → one text


def compose(parts: Iterable[str | Grid | Table]) -> PlainText:
    """Title, office, day, paragraphs and rows of tables of a report. Raises Unreadable if nothing is left."""
    blocks: list[str | Table] = []
    last: Table | None = None
    for part in parts:
        if isinstance(part, str):
            if part := lines.one_line(part):
                blocks.append(part)
                last = None
            continue
        table = part if isinstance(part, Table) else read_table(part, last)
        if table is None:
            blocks += _as_lines(part)
            last = None
        elif last is not None and goes_on(last, table):
            last.rows += table.rows
            blocks += table.below
            last = None if table.below else last
        else:
            blocks += table.above
            blocks.append(table)
            blocks += table.below
            last = None if table.below else table
    if sum(len(b.rows) for b in blocks if isinstance(b, Table)) > MAX_ROWS:
        raise Unreadable("too_large", f"has more than {MAX_ROWS:,} rows of tables; keep the report's own")
    return _report(blocks)


def _as_lines(grid: Grid) -> list[str]:
    """The lines of a grid that is no table (a letterhead, a signature, a form), cell by cell."""
    return [
        line
        for r, row in enumerate(grid.rows)
        for c, cell in enumerate(row)
        if (r, c) not in grid.covered
        for part in cell.split("\n")
        if (line := lines.one_line(part))
    ]


_MOTTO = regex.compile(
    r"(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc|[\s\-–_*]+)+",
    regex.I,
)
_NUMBERED = regex.compile(r"Số\s*:.{0,60}", regex.I)
_WRITTEN_OUT = r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
_DAY = rf"(?:{_WRITTEN_OUT}|ngày\s+\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})"
#: `Quảng Nam, ngày 02/4/2024`; written out, it may stand beside other words.
_DATED = regex.compile(rf"(?<=^\(?[\p{{L}}\s.]{{2,40}},\s*){_DAY}(?=\W*$)|{_WRITTEN_OUT}", regex.I)
#: `(Kèm theo Công văn số 1187/BHXH-QLT ngày 08/10/2025 của …)`: an annex is of the day of its letter.
_ANNEX = regex.compile(rf"\(?(?:ban hành )?kèm theo\b.{{0,80}}?(?P<day>{_DAY})", regex.I)
_OFFICE = regex.compile(
    r"\b(?:bhxh|bảo hiểm xã hội|bưu điện|ubnd|[uủ][yỷ] ban nhân dân|sở|tổng công ty|phòng|ban chỉ đạo|"
    r"ngân hàng|liên đoàn)\b",
    regex.I,
)
_KIND = regex.compile(
    r"(?:báo cáo|kế hoạch|thông báo|quyết định|công văn|tờ trình|phụ lục|biểu|bảng|tổng hợp|"
    r"kết quả|tình hình|tiến độ|chỉ tiêu|so sánh|danh sách|thống kê|số liệu|giao chỉ tiêu|"
    r"thông cáo|chương trình)\b",
    regex.I,
)
_NOTE_OF_UNITS = regex.compile(r"[(\[]?\s*(?:đvt|đ\.v\.t|đơn vị)", regex.I)
#: the number of a form, above the office's name
_FORM = regex.compile(r"(?:mẫu|biểu|phụ lục)(?: số)?[\s:.]*[\w/.-]{0,15}", regex.I)
#: the kind of an office, whose place stands in the line below it
_BARE_OFFICE = regex.compile(r"(?:ubnd|[uủ][yỷ] ban nhân dân|bhxh|bảo hiểm xã hội|bưu điện)", regex.I)
_OF_PLACE = regex.compile(
    r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|cơ sở)\s", regex.I
)
#: Below the title of a decision stands, in capitals, who decides.
_DECIDED = regex.compile(r"(?:quyết định|nghị quyết|chỉ thị)\b", regex.I)
_ISSUER = regex.compile(
    r"(?:(?:TỔNG |PHÓ )*GIÁM ĐỐC|CHỦ TỊCH|BỘ TRƯỞNG|TRƯỞNG (?:BAN|PHÒNG)|HỘI ĐỒNG|[ỦU][YỶ] BAN|BAN CHỈ ĐẠO"
    r"|BẢO HIỂM XÃ HỘI|BHXH)\b"
)
_HEAD_LINES = 14


def _report(blocks: list[str | Table]) -> PlainText:
    found = PlainText(is_report=True)
    head: list[str] = []
    for block in blocks[:_HEAD_LINES]:
        if isinstance(block, Table):
            break
        head.append(block)
    taken = _read_head(head, found)
    _set_captions(blocks, found.title)
    number = 0
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            number += 1
            found.paragraphs += block.lines(number)
        elif at not in taken and not _MOTTO.fullmatch(block):
            found.paragraphs.append(block)
    if sum(map(len, found.paragraphs)) > MAX_TEXT:
        raise Unreadable(
            "too_large", f"holds more than {MAX_TEXT:,} characters; keep the pages with the report"
        )
    if found.title and not found.paragraphs:  # a line alone is what the report says
        found.paragraphs, found.title = [found.title], None
    if not found.paragraphs:
        raise Unreadable("no_article", "holds no paragraph and no table; check that the right file was saved")
    return found


def _set_captions(blocks: list[str | Table], title: str | None) -> None:
    """The caption of each table: the lines above it, else its sheet's name. The name is added where it parts
    tables that are headed alike, and where it alone says when: `Tháng 8`."""
    tables = [(at, block) for at, block in enumerate(blocks) if isinstance(block, Table)]
    said = [caption_of(_lines_before(blocks, at), table) for at, table in tables]
    sheets = {(caption, table.caption) for caption, (_, table) in zip(said, tables, strict=True)}
    times = Counter(caption for caption, _ in sheets)
    for number, (caption, (_, table)) in enumerate(zip(said, tables, strict=True)):
        sheet = table.caption
        table.caption = caption or sheet or (None if number else title)
        if not caption or not sheet or sheet.casefold() in caption.casefold():
            continue
        if times[caption] > 1 or _WHEN.search(sheet) and not _WHEN.search(caption):
            table.caption = f"{caption} ({sheet})"


_WHEN = regex.compile(
    r"(?<!\p{L})(?:tháng|quý|năm|T|Q)[\s.]?(?:\d{1,4}|I{1,3}|IV)(?!\p{L})|(?<!\d)20\d\d(?!\d)|\d[./-]\d",
    regex.I,
)


def _read_head(head: list[str], found: PlainText) -> set[int]:
    """Title, office and day from the lines before the first table; returns which lines are the title."""
    title: list[int] = []
    for at, line in enumerate(head):
        if (
            _KIND.match(line)
            and len(line.split()) <= 45
            and not lines.ends_sentence(line)
            and not _NOTE_OF_UNITS.match(line)
            and not (_FORM.fullmatch(line) and at + 1 < len(head) and _OFFICE.match(head[at + 1]))
        ):
            title = [at]
            break
    subject = [] if title else _subject(head)
    annexed = None
    for at, line in enumerate(head):
        before = at < (title or subject or [len(head)])[0]
        if found.published is None and len(line.split()) <= 14 and (day := _DATED.search(line)):
            stated = find_moment(day[0])
            found.published = stated[0] if stated else None
        elif annexed is None and (day := _ANNEX.match(line)):
            annexed = next(iter(find_moment(day["day"]) or ()), None)
        if (
            before
            and not _MOTTO.fullmatch(line)
            and (office := _OFFICE.search(line))
            and len(line.split()) <= 16
            and (office.start() == 0 or line.isupper() and office.start() <= 15)
        ):
            found.publisher = regex.sub(r"\s*Số\s*:.*", "", line)
            below = next((other for other in head[at + 1 :] if not _MOTTO.fullmatch(other)), "")
            if _BARE_OFFICE.fullmatch(found.publisher) and _OF_PLACE.match(below) and below.isupper():
                found.publisher += f" {below}"
    found.published = found.published or annexed
    if title:
        for at in range(title[0] + 1, min(len(head), title[0] + 4)):
            line = head[at]
            heading = (
                line.isupper()
                or len(title) == 1
                and len(head[title[0]].split()) <= 3
                or len(title) > 1
                and line[0].islower()
            )
            dated = regex.match(
                r"\(?(?:tháng|quý|năm|\d+ tháng|đến|tính đến|từ ngày|tuần|v/v|về)\b", line, regex.I
            )
            if not (heading or dated) or unit_note(line) or _NUMBERED.match(line) or len(line.split()) > 45:
                break
            if lines.ends_sentence(line) or regex.match(r"\(?(?:ban hành )?kèm theo", line, regex.I):
                break
            if _DECIDED.match(head[title[0]]) and _ISSUER.match(line):
                break
            title.append(at)
        found.title = " ".join(head[at] for at in title)
        return set(title)
    if subject:
        found.title = " ".join(head[at] for at in subject)
        return set(subject)
    for at, line in enumerate(head):
        if (
            not _MOTTO.fullmatch(line)
            and not _NUMBERED.match(line)
            and line != found.publisher
            and unit_note(line) is None
            and len(line.split()) <= 45
            and not lines.ends_sentence(line)
            and not _DATED.search(line)
            and (at + 1 == len(head) or sum(any(map(str.isalpha, word)) for word in line.split()) > 1)
        ):
            found.title = line
            return {at}
    return set()


_SUBJECT = regex.compile(r"(?:v/v|về việc)\b", regex.I)


def _subject(head: list[str]) -> list[int]:
    """The lines that say what a letter is about: `V/v …`, small and narrow, up to whom it is for."""
    begin = next((at for at, line in enumerate(head) if _SUBJECT.match(line)), None)
    if begin is None:
        return []
    end = begin + 1
    while (
        end < min(len(head), begin + 6)
        and len(head[end].split()) <= 12
        and not regex.match(r"kính gửi", head[end], regex.I)
        and not (head[end].isupper() and len(head[end].split()) > 2)
        and not lines.ends_sentence(head[end])
        and not _NUMBERED.match(head[end])
        and not _MOTTO.fullmatch(head[end])
        and not _DATED.search(head[end])
    ):
        end += 1
    return list(range(begin, end))


def table_paragraphs(table: Table, above: Sequence[str], number: int) -> list[str]:
    """A table as paragraphs: what its grid holds above, its rows, what it holds below. `above` are the
    paragraphs before it, among which its caption may be; `number` names it where it has none."""
    table.caption = caption_of([*above[-8:], *table.above], table) or table.caption
    return [*table.above, *table.lines(number), *table.below]


def caption_of(above: Sequence[str], table: Table) -> str | None:
    """The caption of a table from the lines above it; sets the table's note of units on the way."""
    taken: list[str] = []
    for line in reversed(above):
        if line.startswith(MARK):
            break
        note = unit_note(line)
        if note:
            table.note = table.note or note
            if _NOTE_OF_UNITS.match(line):
                continue
        if (
            regex.match(r"\(?(?:kèm theo|ban hành)", line, regex.I)
            or _MOTTO.fullmatch(line)
            or _NUMBERED.match(line)
        ):
            continue
        opens = is_caption(line) or _KIND.match(line) is not None
        if len(line.split()) > 50 or lines.ends_sentence(line) and not line.endswith(":"):
            break
        if regex.match(r"[\p{L}\s.]+,\s*ngày", line) or _OFFICE.match(line) and line.isupper() and not opens:
            break
        if taken and not (opens or line.isupper() or taken[0].startswith("(")):
            break
        taken.insert(0, line)
        if opens or line.endswith(":"):
            break
    return " ".join(taken) or None


def _lines_before(blocks: list[str | Table], at: int) -> list[str]:
    begin = at
    while begin > 0 and at - begin < 8 and isinstance(blocks[begin - 1], str):
        begin -= 1
    return blocks[begin:at]  # type: ignore[return-value]
