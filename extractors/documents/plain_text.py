"""Text that was saved without markup → title, lead, paragraphs and what its header and signature state.

A page copied into a text file keeps, as bare lines, what the page showed around the article: the time above
the title, captions below pictures, titles of other articles, boxes after the end. Position and form tell them
apart; a paragraph of the body is never dropped for what it says.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import regex

from extractors.documents import text as lines
from extractors.documents.dates import Moment, find_moment


@dataclass(slots=True)
class PlainText:
    """What one text holds and states. `paragraphs` are the body alone, each one line, cleaned."""

    title: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    is_report: bool = False
    hidden: list[str] = field(default_factory=list)  # rows of a workbook that were hidden, with where


@dataclass
class _Line:
    text: str
    block: int  # blank lines part the blocks

    @cached_property
    def key(self) -> str:
        return lines.key(self.text)


def read_plain_text(text: str) -> PlainText | None:
    """The article in `text`, or None where there is none."""
    found = PlainText()
    rows = _lines(text)
    rows = [row for row in rows if not lines.is_imprint(row.text)]
    rows = _header(rows, found)
    rows = _title(rows, found)
    rows = _without_boxes(rows)
    times = Counter(row.key for row in rows)
    rows = _without_captions(_signature(rows, found), times)
    if rows and not found.is_report:
        rows = _lead(rows, found)
    found.paragraphs = [row.text for row in rows]
    if not found.paragraphs and not found.lead:
        return None
    return found


# ---------------------------------------------------------------------- lines

_MARKED_LINE = 20_000  # no paragraph is longer; marks in such a line are not looked for
_IMAGE = regex.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)")
_LINK = regex.compile(r"\[([^\]\n]{1,300})\]\((?:https?:|/|#|mailto:)[^)\n]{0,2000}\)")
_NOTE = regex.compile(r"\[\d{1,3}\](?!\()")  # a footnote's number
_STRONG = regex.compile(r"(\*\*|__)(?=\S)(.{1,600}?)(?<=\S)\1")
_EMPHASIS = regex.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,600}?)(?<=\S)\*(?![\w*])")
_RULE = regex.compile(r"[=\-_*~#\s>|.]+")
_HEADING = regex.compile(r"(?:#{1,6}|>+)\s+")
_COMMENT_END = regex.compile(r"(?:<!--|-->|\]\]>|&nbsp;)\s*")


def _lines(text: str) -> list[_Line]:
    rows = []
    block = 0
    for raw in lines.clean(text).split("\n"):
        if not raw:
            block += 1
            continue
        line = raw
        marked = len(line) <= _MARKED_LINE
        if marked and "[" in line:
            line = _NOTE.sub("", _LINK.sub(r"\1", _IMAGE.sub("", line)))
        if marked and ("*" in line or "__" in line):
            line = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", line))
        if line.startswith(("#", ">")) and not lines.is_pointer(line):
            line = _HEADING.sub("", line, count=1)
        if line.startswith(("<", "-", "]", "&")):
            line = _COMMENT_END.sub("", line)
        line = line.strip()
        if line and not _RULE.fullmatch(line):
            rows.append(_Line(line, block))
    return rows


# ---------------------------------------------------------------------- above the title

_SAVED = regex.compile(r"(?:date|ngày đăng|published|cập nhật|đăng lúc)\s*:?\s+", regex.I)
_DAY_WORDS = (
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cập nhật|ngày đăng|đăng (?:lúc|ngày)|lúc|ngày|hồi)"
)
_BEFORE_DATE = regex.compile(rf"(?:^\(|[\s|,.–—-]*)(?:\b{_DAY_WORDS}\b[\s|,:.–—-]*)*$", regex.I)
_AFTER_DATE = regex.compile(rf"[\s|,.()–—-]*(?:\b{_DAY_WORDS}\b[\s|,:.()–—-]*)*$", regex.I)
_HEADER_LINES = 8


def _header(rows: list[_Line], found: PlainText) -> list[_Line]:
    """Take time, author and publisher from the lines around the title, and drop what holds nothing else."""
    kept = []
    for number, row in enumerate(rows):
        text = row.text
        if number < _HEADER_LINES and len(text.split()) <= 60:
            text = _take_header(text, found, first=not kept)
        if text:
            kept.append(_Line(text, row.block))
    return kept


def _take_header(text: str, found: PlainText, first: bool) -> str:
    """The line without the time, author and publisher that its beginning or end states."""
    if (
        first
        and (saved := _SAVED.match(text))
        and (stated := find_moment(text[saved.end() : saved.end() + 60]))
    ):
        moment, (start, end) = stated
        if start == 0:
            _publish(found, moment)
            text = text[saved.end() + end :].strip()
    if not first and (dateline := _DATELINE.match(text)) and (stated := find_moment(dateline["date"])):
        _publish(found, stated[0])
        return text  # the place and the agency before it belong to the lead
    tail = max(len(text) - 70, 0)
    if not (stated := find_moment(text[tail:])):
        return text
    moment, (start, end) = stated
    before = _BEFORE_DATE.sub("", text[: tail + start])
    after = text[tail + end :]
    names = after.strip(" |,-–—()")
    if (
        not before
        and not lines.ends_sentence(after)
        and len(after.split()) <= 8
        and (moment.has_time or _OUTLET.match(names))
    ):
        _take_names(names, found)  # `15:39 04/11/2025 | Thanh Vũ`, `16/09/2022 | Báo Sơn La`
    elif not _AFTER_DATE.match(after):
        return text
    elif before and not _AGENCY.fullmatch(before) and not _take_names(_bare(before), found):
        if not (first and moment.has_time):
            return text
        _publish(found, moment)
        return before  # the title, with the time behind it
    _publish(found, moment)
    return ""


def _bare(text: str) -> str:
    """`(Báo Quảng Ngãi)` without its brackets."""
    return text[1:-1] if text.startswith("(") and text.find(")") == len(text) - 1 else text


def _publish(found: PlainText, moment: Moment) -> None:
    if found.published is None or (moment.has_time and not found.published.has_time):
        found.published = moment


_NAMED = regex.compile(r"(?P<author>[^()|]{2,60}?)\s*\((?P<publisher>[^()]{2,40})\)|(?P<one>[^()|.!?]{2,60})")
_OUTLET = regex.compile(
    r"\b(?:(?<!thông )báo(?! cáo)|tạp chí"
    r"|trang tin|cổng (?:thông tin|ttđt)|đài|thông tấn xã|online|news|\w+\.vn)\b",
    regex.I,
)
_AGENCY = regex.compile(r"\(?(?:\p{Lu}{2,8}|\w+(?:\.\w+)*\.(?:vn|VN))\)?")
#: what opens a lead: `Bạc Liêu (TTXVN 12/11/2019) - Theo …`, `GLO - 24/9/2025. Người …`; no day of an event
_DATELINE = regex.compile(
    rf"(?!(?:ngày|sáng|chiều|tối|trưa|hôm|từ|đến)\b)(?:\(?[\p{{L}}.+ ]{{2,40}}\)?)?"
    rf"(?:\s*\([\p{{L}}.+ ]{{2,20}}\)?)?[\s,(–—-]*(?:{_DAY_WORDS},?\s*)?"
    r"(?<!(?:ngày|sáng|chiều|tối|trưa|hôm|từ|đến) )(?P<date>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)"
    r"\)?\s*(?:[–—:-]|\.(?=\s\p{Lu}))\s*(?=[\p{Lu}“\"])",
    regex.I,
)


def _take_names(text: str, found: PlainText) -> bool:
    """Whether `text` is a reporter, an outlet or both, as they stand beside a time."""
    named = _NAMED.fullmatch(text)
    if not named or len(text.split()) > 10:
        return False
    if named["author"]:
        if not lines.byline(named["author"]):
            return False
        found.author, found.publisher = named["author"], named["publisher"]
        return True
    if _OUTLET.search(named["one"]):
        found.publisher = named["one"]
        return True
    if name := lines.byline(named["one"]):
        found.author = name
        return True
    return False


# ---------------------------------------------------------------------- title and lead

_REPORT = regex.compile(
    r"(?:BÁO CÁO|KẾ HOẠCH|THÔNG BÁO|TỜ TRÌNH|CÔNG VĂN|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|THÔNG CÁO BÁO CHÍ)\b"
    r"[^.!?]{0,80}"
)
_MOTTO = regex.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc", regex.I
)
_INNER_END = regex.compile(r"[\p{Ll}\d%)”\"]{2}[.!?]\s+\p{Lu}")
_TITLE_WORDS = 40


def _title(rows: list[_Line], found: PlainText) -> list[_Line]:
    """Take the title; captions that stand above it are dropped."""
    rows = _report_title([row for row in rows if not _MOTTO.fullmatch(row.text)], found)
    if found.is_report:
        return rows
    above = 0
    while above + 1 < len(rows) and (
        lines.is_caption(rows[above].text)
        or lines.is_box_heading(rows[above].text)
        or _BREADCRUMB.match(rows[above].text)
        or _is_menu(rows, above)
    ):
        above += 1
    rows = rows[above:]
    if len(rows) > 1 and _may_be_title(rows[0].text):
        found.title = rows[0].text
        rows = [row for row in rows[1:] if row.key != rows[0].key]
    return rows


_BREADCRUMB = regex.compile(r"Trang (?:chủ|nhất)(?:\s*[>/»|›]\s*[^>/»|›.]{2,40})*$", regex.I)


def _is_menu(rows: list[_Line], number: int) -> bool:
    """One to three words above a longer title: the section that the page stands in, a button."""
    if len(rows[number].text.split()) > 3:
        return False
    below = next((row.text for row in rows[number + 1 : number + 6] if len(row.text.split()) > 3), None)
    return below is not None and len(below.split()) >= 6 and _may_be_title(below)


def _report_title(rows: list[_Line], found: PlainText) -> list[_Line]:
    """An official document: its kind in capitals, what it is on in the lines below, its office above."""
    for number, row in enumerate(rows[:12]):
        if _REPORT.fullmatch(row.text) and (row.text.isupper() or len(row.text.split()) <= 3):
            subject = [other for other in rows[number + 1 : number + 4] if other.block == row.block]
            if not subject and len(row.text.split()) <= 3 and len(rows) > number + 1:
                subject = rows[number + 1 : number + 2]
            if any(lines.is_prose(other.text, 40) for other in subject):
                return rows
            found.is_report = True
            found.title = " ".join([row.text, *(other.text for other in subject)])
            for other in rows[:number]:
                if found.publisher is None and other.text.isupper():
                    found.publisher = other.text
                if found.published is None and (stated := find_moment(other.text)):
                    found.published = stated[0]
            return rows[:number] + rows[number + 1 + len(subject) :]
    return rows


def _may_be_title(text: str) -> bool:
    return (
        len(text.split()) <= _TITLE_WORDS
        and not (lines.ends_sentence(text) and not text.endswith(("?", "!", "…", "...", "”", '"', "'", "’")))
        and not _INNER_END.search(text)
    )


def _lead(rows: list[_Line], found: PlainText) -> list[_Line]:
    """Take the paragraph below the title, and drop titles of other articles that hang on to it."""
    first = rows[0]
    sign, text = lines.outlet_sign(first.text)
    if sign:
        found.publisher = found.publisher or sign
        rows = [_Line(text, first.block), *rows[1:]]
    if found.title is None or len(rows) < 2 or len(text.split()) < 8:
        return rows
    found.lead = text
    rest = rows[1:]
    # Only where blank lines part the paragraphs does a line without one tell anything.
    spaced = sum(a.block != b.block for a, b in zip(rest, rest[1:], strict=False)) * 2 > len(rest)
    hanging = 0
    while (
        spaced
        and hanging + 1 < len(rest)
        and rest[hanging].block == first.block
        and not lines.ends_sentence(rest[hanging].text)
    ):
        hanging += 1
    return rest[hanging:]


# ---------------------------------------------------------------------- after the end


def _without_boxes(rows: list[_Line]) -> list[_Line]:
    """Drop boxes with other articles: from their heading to the end, or to where paragraphs go on."""
    kept: list[_Line] = []
    number = 0
    while number < len(rows):
        text = rows[number].text
        if not lines.is_box_heading(text):
            if not lines.is_pointer(text):
                kept.append(rows[number])
            number += 1
            continue
        number += 1
        if sum(len(row.text.split()) for row in kept[:10]) < 30:
            continue  # nothing yet: a menu above the article
        signed = any(lines.byline(row.text) is not None or row.text.endswith("./.") for row in kept[-3:])
        resumed = None if signed else _resumes(rows, number)
        if resumed is None:
            break
        number = resumed
    return kept


_COMMENTS = regex.compile(r"(?:ý kiến|bình luận|gửi)\b", regex.I)


def _resumes(rows: list[_Line], start: int) -> int | None:
    """Where paragraphs follow one another again after a box: a box alternates titles and teasers.

    A paragraph right below the box's heading has no title to be a teaser of, unless the box holds comments.
    """
    if start < len(rows) and lines.is_prose(rows[start].text):
        return None if _COMMENTS.match(rows[start - 1].text) else start
    for number in range(start, len(rows) - 1):
        if lines.is_prose(rows[number].text) and lines.is_prose(rows[number + 1].text):
            if any(lines.is_box_heading(row.text) for row in rows[start:number]):
                return None
            # what stands right under a title is its teaser
            return number + 1 if _is_teaser(rows, number, start) else number
    return None


def _is_teaser(rows: list[_Line], number: int, start: int) -> bool:
    before = rows[number - 1] if number > start else None
    return before is not None and not lines.ends_sentence(before.text) and before.block == rows[number].block


def _signature(rows: list[_Line], found: PlainText) -> list[_Line]:
    """Take the author from the signature, and drop it with the captions below it."""
    for number in range(len(rows) - 1, max(len(rows) - 6, 0), -1):
        name = lines.byline(rows[number].text)
        if name is None:
            continue
        below = rows[number + 1 :]
        if sum(len(row.text.split()) for row in below) > 80:
            continue
        if below and rows[number].block == below[0].block:
            continue
        if name or found.author is None:
            found.author = found.author or name or None
        return _signature(rows[:number], found) if name == "" else rows[:number]
    return rows


# ---------------------------------------------------------------------- captions

#: How a caption begins: with the scene, or with who is shown.
_SHOWN_FIRST = (
    *("Toàn cảnh", "Quang cảnh", "Khung cảnh", "Hình ảnh", "Buổi", "Một buổi", "Ra quân", "Lễ ra quân"),
    *(
        "Các đại biểu",
        "Đại biểu",
        "Lãnh đạo",
        "Ban Giám đốc",
        "Ban tổ chức",
        "Giám đốc",
        "Phó",
        "Chủ tịch",
        "Bí thư",
    ),
    *("Đông đảo", "Lực lượng", "Đoàn", "Đội ngũ", "Các đội", "Các tổ", "Các đơn vị", "Đoàn viên", "Hội viên"),
    *("Cán bộ", "Viên chức", "Nhân viên", "Cộng tác viên", "Tuyên truyền viên"),
    *("Người dân", "Bà con", "Tiểu thương"),
    *("Ông", "Bà", "Anh", "Chị", "Đồng chí"),
)
_SHOWN = regex.compile(rf"(?:{'|'.join(_SHOWN_FIRST)})\b")
_COUNTS = regex.compile(
    r"\d[\d.,]*\s*(?:triệu|nghìn|ngàn|vạn|%|phần trăm|người|hộ|em|đối tượng|lao động|lượt|học sinh)"
)


def _without_captions(rows: list[_Line], times: Counter[str]) -> list[_Line]:
    """Drop captions: lines with a credit, lines said twice, and lines alone that say what a picture shows.

    Those end without a full stop, as headings do, but are longer or begin with who is shown.
    """
    kept: list[_Line] = []
    said: set[str] = set()
    # Where much is said twice, the whole article was pasted twice: then the first time stays.
    pasted_twice = sum(times[row.key] > 1 for row in rows) * 3 > len(rows) > 6
    for number, row in enumerate(rows):
        text = lines.without_caption(row.text)
        if text is None:
            continue
        words = len(text.split())
        if times[row.key] > 1 and (
            row.key in said or not (pasted_twice or words > 50 or _COUNTS.search(text))
        ):
            continue
        said.add(row.key)
        alone = (number == 0 or rows[number - 1].block != row.block) and (
            number + 1 == len(rows) or rows[number + 1].block != row.block
        )
        shown = alone and number > 0 and not lines.ends_sentence(text) and not _COUNTS.search(text)
        if shown and words <= 60 and (words >= 16 or _SHOWN.match(text)):
            continue
        kept.append(_Line(text, row.block))
    return kept
