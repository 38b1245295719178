"""What every format shares: decoding, normal form, and the lines that are no part of an article.

Belongs here: rules on one line of text. Where a line stands in its page is the matter of `html` and
`plain_text`.
"""

import codecs
import html
import re
import unicodedata
from itertools import islice

import regex
from charset_normalizer import from_bytes

from extractors.documents import legacy

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xD800, 0xE000)])
_SPACES = dict.fromkeys([0x00A0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B), 0x09], " ")
_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_CONTROLS = {c: None for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\x0b\x0c\x85"}
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\xd0\xf0\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ud800-\udfff\ufeff]"
)
_NORMAL = _CONTROLS | _DROPPED | _SPACES | _BREAKS | {0x00D0: "Đ", 0x00F0: "đ"}


def clean(text: str) -> str:
    """`text` in the normal form of Document.text: NFC, Đ for Ð, plain spaces, no invisible characters.

    Blanks at the ends of lines are dropped and runs of them made one; lines are kept.
    """
    return "\n".join(" ".join(line.split()) for line in _normal(text).split("\n"))


def one_line(text: str) -> str:
    """`text` in the normal form of Document.text, its line breaks turned into blanks."""
    return " ".join(_normal(text).split())


_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5});")


def _normal(text: str) -> str:
    if "&" in text and _ENTITY.search(text):  # a system escaped what was escaped already
        text = html.unescape(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ODD.sub(lambda odd: _NORMAL.get(ord(odd[0])) or "", text)  # str.translate takes ten times as long
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def lines_of(text: str) -> str:
    """The lines of `text` that hold anything, each in that normal form."""
    return "\n".join(line for part in text.split("\n") if (line := one_line(part)))


#: How the heading of a part begins: `1. …`, `II) …`.
NUMBERED = regex.compile(r"\s*(?:\d{1,2}|[IVX]{1,4})[.)]\s")
_FOOTNOTE = regex.compile(r"\s*\(?(?:\d{1,2}|\*+|[a-d])\)?\s*")
_POWER = regex.compile(r"(?<!\p{L})(?:[kcdm]?m|ha)$|(?<!\d)10$|^$")


def is_footnote_mark(raised: str, before: str) -> bool:
    """Whether raised text calls a footnote of what stands before it, and is no power or part of a unit.

    >>> is_footnote_mark("1", "1.250"), is_footnote_mark("(*)", "Quan Sơn"), is_footnote_mark("2", "12 km")
    (True, True, False)
    """
    return bool(_FOOTNOTE.fullmatch(raised)) and not _POWER.search(before.rstrip())


_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def key(text: str | None) -> str:
    """The words alone, in lower case: two lines with one key say the same."""
    return _BETWEEN_WORDS.sub(" ", text or "").strip().casefold()


def has_words(text: str) -> bool:
    """Whether a line is more than symbols: whether its key is not empty."""
    return _LETTER_OR_DIGIT.search(text) is not None


#: Names under which pages declare an encoding, mapped to what browsers read for them.
_CODECS = {"iso-8859-1": "windows-1252", "ascii": "windows-1252", "us-ascii": "windows-1252"}
#: Letters that only Vietnamese has; a wrong decoding gives few of them.
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def decode(content: bytes, declared: str | None = None) -> str | None:
    """The characters of `content`, or None where no encoding gives a readable text.

    Byte order mark, then UTF-8, which nothing else looks like by chance; then the declared encoding; then a
    guess. A few broken bytes in UTF-8 become U+FFFD: the damage stays visible. Text in the fonts of before
    Unicode (TCVN3, VNI) is read through their tables.
    """
    text = _decode(content, declared)
    if text and sum(1 for _ in islice(_VIETNAMESE.finditer(text), 5)) < 5:
        text = legacy.convert(text, legacy.detect(text))
    return text


def _decode(content: bytes, declared: str | None) -> str | None:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(codec, "replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = content.decode("utf-8", "replace")
    if mended.count("\ufffd") * 100 <= len(mended) and len(_VIETNAMESE.findall(mended[:100_000])) >= 5:
        return mended
    codec = _CODECS.get((declared or "").strip().lower(), declared)
    if codec:
        try:
            text = content.decode(codec)
            if codec == "windows-1252" and not legacy.detect(text) and not legacy.reads_well(text):
                # a page in Windows' Vietnamese that was declared as a Western one
                other = unicodedata.normalize("NFC", content.decode("windows-1258", "replace"))
                text = other if legacy.reads_well(other) else text
            return text
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    if legacy.detect(content[:60_000].decode("windows-1252", "replace")):
        return content.decode("windows-1252", "replace")
    best = from_bytes(content[:200_000]).best()
    guesses = ["windows-1258"] + ([best.encoding] if best else [])
    texts = [content.decode(guess, "replace") for guess in guesses]
    text = max(texts, key=lambda t: len(_VIETNAMESE.findall(unicodedata.normalize("NFC", t[:100_000]))))
    return text if text.count("\ufffd") * 100 <= len(text) else None


# ---------------------------------------------------------------------- lines that are no article

#: A photographer's or an agency's credit at the end of a line; such a line is a caption.
_CREDIT = regex.compile(
    r"""(?: (?:^|[\s.,;:(–—-])
            (?:Ảnh|ẢNH|Nguồn\ ảnh|Ảnh\ minh\ h[oọ][aạ]|Ảnh\ tư\ liệu|Đồ\ h[oọ][aạ]|Infographic|Video|Clip)
            \s*:
            \s*[^:]{0,70}
        |   (?:^|[.(–—-])\s*\(?Ảnh\ minh\ h(?:ọa|oạ)\b[^:]{0,40}
        |   [.(–—-]\s*Ảnh\ (?:\p{Lu}|do\ |internet|tư\ liệu)[^:.]{0,40}
        )[)\].\s]*$""",
    regex.X,
)
_CAPTION_WORDS = 70


#: One of these stands in each credit; they take a tenth of the time to look for.
_CREDIT_WORDS = ("Ảnh", "ảnh", "ẢNH", "Đồ h", "Video", "Clip", "Infographic")


def _credit(line: str) -> regex.Match[str] | None:
    end = line[-120:]
    if not any(word in end for word in _CREDIT_WORDS):
        return None
    return _CREDIT.search(line, max(0, len(line) - 120))


def is_caption(line: str) -> bool:
    """A picture's caption with its credit: `… tại buổi lễ. Ảnh: BHXH tỉnh`."""
    return bool(_credit(line)) and len(line.split()) <= _CAPTION_WORDS


#: A sentence end with no blank before the next capital: where two elements of a page were glued together.
_GLUE = regex.compile(r"(?<=[\p{Ll}\d%”\"')][.!?…][”\"]?)(?=\p{Lu}\p{Ll})")


def without_caption(line: str) -> str | None:
    """The line without the caption glued to it; None where the whole line is one.

    >>> without_caption("Xã có 12 người tham gia.Cán bộ tư vấn cho dân. Ảnh: T.L")
    'Xã có 12 người tham gia.'
    """
    credit = _credit(line)
    if not credit:
        return line
    glue = list(_GLUE.finditer(line, 0, credit.start() + 1))
    if glue:
        return line[: glue[-1].start()].rstrip()
    if is_caption(line):
        return None
    return line[: credit.start() + 1].rstrip(" (–—-")


def parted_at_glue(text: str) -> list[str]:
    """The paragraphs of a text that lost what parted them."""
    return _GLUE.sub("\n", text).split("\n")


_NAME = r"\p{Lu}[\p{L}.’'-]*(?:\s+\p{Lu}[\p{L}.’'-]*){0,4}"
_NAMES = rf"{_NAME}(?:\s*(?:[-–—,&/]|và)\s*{_NAME}){{0,3}}"
_AFTER_NAME = (
    r"(?:\s*\([^()]{1,40}\)|\s*[-–]?\s*(?:tổng hợp|ghi|thực hiện|lược dịch)"
    r"|\s*[-–/,]?\s*[Tt]heo\s[^.!?]{2,40}|/[\p{L} ]{2,20}"
    r"|\s*[-–,]\s*(?:Phòng|Ban|Văn phòng|BHXH|Bưu điện|Trung tâm|TTVH|Đài|Công chức|Cán bộ|CTV)"
    r"\b[^.!?]{0,40})?"
)
_CREDITED = (
    r"(?:Bài|Tin|Tin,? bài)(?:\s?(?:,|và|-|–|\+|/)\s?(?:ảnh|clip|bài))?"
    r"|Tác giả(?: bài viết)?|Thực hiện|Nội dung|TH|T/h|Tổng hợp|Người viết|Biên tập|CTV|PV"
)
_BYLINE = regex.compile(
    rf"(?:(?:{_CREDITED})\s*:\s*(?P<credited>[^.!?]{{2,80}})"
    r"|(?:[Tt]heo|Nguồn(?:\s(?:tin|bài))?\s*:)\s+(?P<theirs>[^.!?]{2,50})"
    r"|(?:[Tt]heo|Nguồn)(?:\s(?:tin|bài))?\s*:?\s*(?:(?:Báo|Trang|Cổng)\s)?[\w:/-]+(?:\.[\w/?=&-]+)+[.…]*"
    r"|\(\s*(?:[Tt]heo|Nguồn\s*:)\s(?P<theirs>[^.!?()]{2,50})\)"
    r"|(?:Thiết kế|Trình bày|Kỹ thuật|Đồ h(?:ọa|oạ))\s*:\s*(?P<theirs>[^.!?]{2,50})"
    r"|(?P<theirs>Nhóm\s(?:phóng viên|PV|tác giả)|Ban [Bb]iên tập|BBT)"
    rf"|(?P<name>{_NAMES}){_AFTER_NAME})\s*\.?$"
)
#: `Nội dung: An Bình Thiết kế: Tô Hà`
_NEXT_CREDIT = regex.compile(
    r"[\s,;|-]*\b(?:Thiết kế|Đồ họa|Trình bày|Kỹ thuật|Ảnh|Video|Clip)(?:\s?,\s?\w+)?\s*:"
)
_INITIALED = regex.compile(r"\p{Lu}\.\p{Lu}")
#: Words of the subject: a line of capitals that holds one is no person's name.
_NOT_A_NAME = regex.compile(
    r"\b(?:BHXH|BHYT|BHTN|BHXHTN|TP|UBND|HĐND|Tin|Xem|Đọc|Video|Ảnh|Số|Năm|Tháng|Ngày)\b"
)


_OFFICE = regex.compile(
    r"(?:Phòng|Ban|Văn phòng|Trung tâm|Tổ|BHXH|Bảo hiểm xã hội|Bưu điện|Đài|UBND|Hội|Cổng)\s[^\d:;,.!?]{3,50}"
    r"(?:,\s(?:BHXH|Bảo hiểm xã hội|Bưu điện|UBND|Sở)\s[^\d:;,.!?]{3,40})?"
)


def is_office(line: str) -> bool:
    """Nothing but the name of an office, as it signs a text: `Phòng Tuyên truyền BHXH tỉnh`."""
    return bool(_OFFICE.fullmatch(line)) and len(line.split()) <= 9


_OF_PLACE = (
    r"(?:\s(?i:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu))?"
    r"(?:\s\p{Lu}[\p{L}’'-]*){1,5}"
)
_MINISTRIES = (
    *("Công an", "Công Thương", "Giao thông vận tải", "Giáo dục và Đào tạo", "Dân tộc và Tôn giáo"),
    *("Kế hoạch và Đầu tư", "Khoa học và Công nghệ", r"Lao động\W{1,3}Thương binh và Xã hội", "Ngoại giao"),
    *("Nội vụ", r"Nông nghiệp và (?:Phát triển nông thôn|Môi trường)", "Quốc phòng", "Tài chính", "Tư pháp"),
    *(
        "Tài nguyên và Môi trường",
        "Thông tin và Truyền thông",
        r"Văn hóa\W{1,3}Thể thao (?:và|&) Du lịch",
        "Xây dựng",
    ),
    "Y tế",
)
_SITE_NAME = regex.compile(
    rf"(?i:Bộ (?:{'|'.join(_MINISTRIES)}))|"
    r"(?i:Cổng|Trang|Website|Báo|Tạp chí)\s"
    r"[^.:;!?]{0,40}\b(?i:thông tin|điện tử|tin tức|online)\b[^.:;!?]{0,80}"
    r"|Trang tin\s[^.:;!?]{0,60}"
    r"|(?:(?i:UBND|[UỦ][yỷ] ban nhân dân|BHXH|Bảo hiểm xã hội|Bưu điện|Báo|Tạp chí|Đảng bộ)"
    r"|(?i:(?:Tỉnh|Thành|Huyện) ủy)"
    rf"|(?i:Hội|Sở|Ban|Đài|Liên đoàn)\s[\p{{L}}, -]{{3,40}}?){_OF_PLACE}"
)


def is_site_name(line: str) -> bool:
    """Nothing but the name of a site or of the office that keeps it.

    >>> is_site_name("Cổng thông tin điện tử tỉnh Phú Thọ"), is_site_name("Bưu điện tỉnh Phú Thọ ra quân")
    (True, False)
    """
    return len(line.split()) <= 14 and bool(_SITE_NAME.fullmatch(line))


_ADDRESSED = regex.compile(r"(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác|Em|Cụ|Già)\s")


def byline(line: str) -> str | None:
    """The author where the line is nothing but a signature (`Bài và ảnh: Tô Hà`), `""` where it names only a
    source (`Theo TTXVN`), else None.

    >>> byline("Nga Quỳnh (t/h)"), byline("Bài và ảnh: An Bình"), byline("Theo TTXVN"), byline("Tin khác")
    ('Nga Quỳnh', 'An Bình', '', None)
    """
    if len(line) > 120 or not (found := _BYLINE.match(line)):
        return None
    if found["credited"]:
        return _NEXT_CREDIT.split(found["credited"])[0].strip(" .")
    if found["name"]:
        if _NOT_A_NAME.search(found["name"]) or (
            len(found["name"].split()) < 2
            and not found["name"].isupper()
            and not _INITIALED.match(found["name"])
        ):
            return None
        # below a quotation stands who said it
        return "" if _ADDRESSED.match(found["name"]) else found["name"].strip(" .,-")
    return ""


#: Headings of boxes that stand after an article; what follows them is not it.
_NEWS = r"(?:tin,? bài|tin|bài)(?: viết)?"
_BOX_HEADINGS = (
    *(
        r"có thể bạn (?:quan tâm|thích|muốn xem)",
        "nên xem",
        "đừng bỏ lỡ",
        "dành cho bạn",
        "(?:bạn đọc|độc giả) quan tâm",
        "tiêu điểm",
        "đáng chú ý",
    ),
    rf"(?:các )?{_NEWS} đã (?:đưa|đăng)",
    rf"(?:các )?{_NEWS} (?:khác|cũ hơn|mới hơn|mới nhất|mới|nổi bật|nóng|đọc nhiều|hay)",
    rf"(?:các )?{_NEWS} (?:có )?liên quan",
    rf"{_NEWS} (?:cùng|trong) (?:chuyên mục|chủ đề|loại)",
    r"cùng (?:chuyên mục|chủ đề|tác giả)",
    r"(?:tin )?(?:đọc|xem) (?:nhiều(?: nhất)?|thêm)",
    *("mục lục(?: bài viết)?", "nội dung (?:chính|bài viết)", "quảng cáo", r"advertisements?"),
    *("mới nhất", "xem tiếp", "chủ đề", "chi tiết", r"từ khó?a", "thẻ", "tags?"),
    *("(?:quay|trở) (?:lại|về)(?: trang (?:trước|chủ))?", "(?:lên|về) đầu trang"),
    r"trang\s*:?(?:\s*\d+){2,}(?:\s*(?:tiếp|sau|cuối|»|>))*",
    "tóm tắt(?: nhanh)?(?: bài viết| nội dung)?",
    *(r"phiên bản (?:di động|mobile|máy tính)", r"xem bản gốc(?: tại đây)?"),
    r"(?:ý kiến|bình luận)(?: (?:bạn đọc|của bạn))?(?: ?\(?\d+\)?)?",
    r"gửi (?:bình luận|ý kiến|phản hồi|cho bạn bè)",
    r"(?:bản in|in (?:trang|tin|bài)(?: này)?)",
    r"(?:bạn )?(?:đánh giá|thấy) (?:bài viết|tin|bài)(?: này)? (?:(?:như )?thế nào|có hữu ích không)\s*\?",
    *("tác giả", r"(?:xem )?(?:cỡ|kích thước) chữ", r"liên quan", r"rate this (?:post|article)"),
    r"(?:dòng )?sự kiện\s*:[^.!?]{0,60}",
    r"(?:chia sẻ|in bài|lưu bài)(?: bài viết| viết)?(?: (?:lên|qua|trên) (?:facebook|zalo|mạng xã hội))?",
    *(
        r"đọc \d+ lần",
        r"(?:[★☆\s]*(?:điểm )?trung bình\s*:?\s*)?\d(?:[.,]\d)?\s?/\s?5\s*-?"
        r"\s*\(\d+ (?:bình chọn|đánh giá|lượt|votes?)\)",
        "có liên quan",
    ),
    r"(?:đánh giá|(?:số )?(?:lượt|lần)(?: người)?(?: được)? (?:xem|đọc|thích)|đã (?:xem|đọc))"
    r"(?: bài viết| tin)?\s*:?[\s\d/★☆.,()]*(?:(?:lượt|phiếu)(?: đánh giá| bình chọn| bầu)?\s?\)?)?",
    *(
        r"(?:nghe|đọc)(?: đọc)?(?: nội dung)? (?:bài(?: viết| báo)?|tin)(?: này)?",
        r"(?:giọng (?:nam|nữ)(?: miền (?:bắc|trung|nam))?\s*)+",
    ),
    r"(?:tệp|tập tin|file|tài liệu|văn bản)(?: tin)? đính kèm(?:\s*:[^!?]{0,70}\.[a-z]{3,4}"
    r"(?:\s*\(?[\d.,]+\s?[KM]B\)?)?)?",
    *(r"một số hình ảnh[^.!?]{0,60}", r"chùm ảnh[^.!?]{0,40}", r"video (?:đang được xem nhiều|nổi bật)"),
)
_BOX = regex.compile(
    rf"(?:»|[<>]+|\+|[-–•*\[«←])?\s*(?:{'|'.join(_BOX_HEADINGS)})\s*[-–:.…>»\]]*\s*", regex.I
)
_POINTER = regex.compile(
    r"(?:»|[>»]+\s*|[-–•*]\s*|[\p{So}\p{Sm}\ufe0f]+\s*)?(?:mời\s(?:bạn(?:\sđọc)?|quý\s(?:độc\sgiả|bạn\sđọc|vị)|độc\sgiả)\s)?"
    r"(?:xem|đọc|tin|bài|mời bạn)\s(?:thêm|tiếp|liên quan|xem thêm|đọc)"
    r"(?:\s(?:video|clip|tin|bài(?:\sviết)?))?\s*:|>{2,}"
    r"|[*\s]*mời\s[^.:!?]{0,25}\bxem\s(?:thêm\s)?(?:các\s|những\s)?(?:video|clip|tin|bài)\s[^.!?]{0,60}:\s*$"
    r"|(?:bài|tin)\s(?:trước|sau|tiếp theo)(?: đó)?\s*:"
    r"|(?:xem|đọc)\s(?:thêm|tiếp)\s[^:.!?]{0,60}\b(?:tại|trong|ở)\s(?:đây|chuyên mục)\b"
    r"|(?:tags?|từ kh(?:óa|oá)|chủ đề|thẻ|liên quan)\s*:"
    r"|bạn đang (?:đọc|xem)\s(?:bài|tin)\b|quét mã QR\s[^.!?]{0,40}\b(?:theo dõi|quan tâm)\b"
    r"|\*?\s*(?:[^.:!?,]{0,40}\s)?mời\s(?:bạn(?:\sđọc)?|quý\s(?:độc\sgiả|bạn\sđọc|vị)|độc\sgiả)\s"
    r"(?:theo\sdõi|đón\s(?:đọc|xem)|gửi|vào|truy\scập|ghé|tìm\s(?:đọc|hiểu))\s"
    r"|[\p{So}\ufe0f\s]*(?:hãy\s)?(?:(?:bấm\s)?theo\sdõi\s[^.!?]{0,80}\btrên|like|đăng\ský\s(?:kênh|nhận))\s"
    r"[^.!?]{0,60}\b(?:google\snews|facebook|zalo|youtube|tiktok|fanpage|telegram|bản\stin)\b"
    r"|quan\stâm\s[^.!?,]{0,50}\btrên\szalo\s*$",
    regex.I,
)


_LEFTOVER = regex.compile(
    r"(?:\p{L}+\s)?(?:[\d.]+\s)*(?:(?:false|true)\s){2,}.{0,40}(?:X-NONE|MicrosoftInternetExplorer)"
    r"|/\* Style Definitions \*/|(?:table|p|span|div|li)\.Mso\w+[^.]{0,80}\{"
)
_LEFTOVERS = ("X-NONE", "Mso", "MicrosoftInternet", "/* Style")


def is_leftover(line: str) -> bool:
    """What a word processor leaves in a page when its settings and styles are pasted as text.

    >>> is_leftover("Normal 0 false false false EN-US X-NONE X-NONE MicrosoftInternetExplorer4")
    True
    """
    return any(mark in line for mark in _LEFTOVERS) and _LEFTOVER.match(line) is not None


#: A longer line is no row of fields, and takes long to ask.
_LONGEST_PLACEHOLDER = 300
_PLACEHOLDER = regex.compile(r"(?:\P{L}*(?:\{\{?|\$\{|<%|\[\[)[\w\s.$|()=-]{1,60}(?:\}\}?|%>|\]\])\P{L}*)+")


def is_placeholder(line: str) -> bool:
    """Nothing but the names of fields that a script would have filled in.

    >>> is_placeholder("{name} - {time}"), is_placeholder("{{ item.content }}"), is_placeholder("(85%)")
    (True, True, False)
    """
    return (
        len(line) <= _LONGEST_PLACEHOLDER
        and any(mark in line for mark in ("{", "<%", "[["))
        and _PLACEHOLDER.fullmatch(line) is not None
    )


def is_box_heading(line: str) -> bool:
    """The whole line heads a box beside the article: `Có thể bạn quan tâm`, `Tin khác`, `Xem thêm`."""
    return len(line) <= 90 and bool(_BOX.fullmatch(line))


#: `Ý kiến` alone may head a part of the article.
_COMMENTS = regex.compile(
    r"(?:ý kiến(?= \S)|bình luận)(?: (?:bạn đọc|của bạn))?(?: ?\(?\d+\)?)?\s*:?", regex.I
)


def heads_comments(line: str) -> bool:
    """What follows the line was written by readers."""
    return bool(_COMMENTS.fullmatch(line))


#: The outlet speaks of itself to its readers, and ends with a link.
_TO_READERS = regex.compile(
    r".*\b(?:bạn đọc|độc giả|quý vị)\b.*"
    r"\b(?:xem|đọc|theo dõi|truy cập|tham khảo|đăng ký)\s(?:thêm\s|chi tiết\s)?tại đây\W*",
    regex.I,
)


def is_pointer(line: str) -> bool:
    """One link to another article inside the text: `Xem thêm: …`, `>> …`, `… tới bạn đọc… Xem tại đây`."""
    if not _POINTER.match(line) and not ("tại đây" in line[-12:] and _TO_READERS.fullmatch(line)):
        return False
    return len(line.split()) <= 40


_IMPRINT = regex.compile(
    r"(?:Địa chỉ|Trụ sở|T(?:òa|oà) soạn|Điện thoại|Đường dây nóng|Hotline|Tel|Fax|E-?mail|Cơ quan chủ quản"
    r"|Cơ quan của|(?:Phó )?tổng biên tập|Chịu trách nhiệm)"
    r"(?:\s(?:t(?:òa|oà) soạn|liên hệ|quảng cáo|nội dung|xuất bản))?\s*:"
    r"|(?:Play|Pause|Video|Nghe)?\s*\d{1,2}:\d{2}\s*/\s*\d{1,2}:\d{2}"
    r"|Giấy phép\b[^.!?]{0,60}\bsố\s|[®©]|(?:\#[\p{L}\p{N}_]+\s*)+$"
    r"|(?:Bản quyền|Copyright)\s(?:(?:bài viết|nội dung|hình ảnh)\s)?(?:thuộc|của|©|\d{4})"
    r"|(?:Đề nghị\s)?(?:(?:Vui lòng\s)?ghi rõ nguồn|(?:nghiêm\s)?cấm sao chép|không sao chép)\b",
    regex.I,
)


def is_imprint(line: str) -> bool:
    """A line of the outlet's own address or licence, as it stands at the foot of a page."""
    return bool(_IMPRINT.match(line)) and len(line.split()) <= 40


#: Outlets that sign the beginning of a lead, `(PLO)-`, with the name under which readers know them.
OUTLETS = {
    "plo": "Pháp Luật TP.HCM",
    "nlđo": "Người Lao Động",
    "nld": "Người Lao Động",
    "ndo": "Nhân Dân",
    "ndđt": "Nhân Dân",
    "qđnd": "Quân đội nhân dân",
    "kinhtedothi": "Kinh tế & Đô thị",
    "tto": "Tuổi Trẻ",
    "tno": "Thanh Niên",
    "dân trí": "Dân Trí",
    "hnm": "Hà Nội Mới",
    "hnmo": "Hà Nội Mới",
    "lđtđ": "Lao Động Thủ Đô",
    "lđo": "Lao Động",
    "chinhphu.vn": "Báo Chính phủ",
    "vietnamplus": "VietnamPlus",
    "ttxvn": "TTXVN",
    "vov": "VOV",
    "vov.vn": "VOV",
    "vtv.vn": "VTV",
    "sggpo": "Sài Gòn Giải Phóng",
    "sggp": "Sài Gòn Giải Phóng",
    "baonghean.vn": "Báo Nghệ An",
    "bđt": "Báo Đầu tư",
    "cao": "Công an TP.HCM",
}
_SIGN = regex.compile(
    r"[\"“]?\((?P<sign>[\p{L}\d.&/ ]{2,30})\)\s*[-–—:.]+\s*"
    r"|\((?P<sign>\p{Lu}{3,6})\)\s+(?=\p{Lu}\p{Ll}*\s)"
    r"|(?P<sign>[\p{L}\d.]{3,20})(?:\sOnline)?\s[-–—]\s+(?=\p{Lu})"
    r"|(?P<sign>Báo(?:\s\p{Lu}\p{L}+){1,4})\s[-–—]\s+(?=\p{Lu})"
)


def outlet_sign(line: str) -> tuple[str | None, str]:
    """The outlet that signs the beginning of `line`, as `(PLO)-` or `VOV.VN - `, and the line without it.

    >>> outlet_sign("(PLO)- Ngày 4-11, xã ra quân.")
    ('Pháp Luật TP.HCM', 'Ngày 4-11, xã ra quân.')
    """
    found = _SIGN.match(line)
    if not found or not (
        found["sign"].lower() in OUTLETS
        or line.startswith("Báo ")
        or not line[: found.end()].rstrip().endswith(")")  # `(CAO) Sáng nay`: only of outlets that we know
        and line.startswith(("(", '"', "“"))
        and regex.fullmatch(r"\p{Lu}{2,6}|[\w.]+\.vn|Báo .+|\p{Lu}\S+ (?:News|Online|TV|Plus)", found["sign"])
    ):
        return None, line
    return OUTLETS.get(found["sign"].lower(), found["sign"]), line[found.end() :]


def keeps_lines(text: str) -> bool:
    """Whether the line breaks of a text in HTML are meant: shown as typed (`white-space: pre-line`), nearly
    each line ends a sentence or an item."""
    if text.count("\n") < 2:
        return False
    rows = [row for row in text.split("\n") if row.strip()]
    return len(rows) > 2 and sum(map(ends_sentence, map(str.rstrip, rows))) >= 0.8 * len(rows)


_TERMINAL = regex.compile(r"(?:[.!?…;:]|\./\.)[”\"’')\]]*$")


def is_prose(line: str, words: int = 12) -> bool:
    """A full sentence or more: ends as one and is not short. Titles and headings do not."""
    return ends_sentence(line) and len(line.split()) >= words


def ends_sentence(line: str) -> bool:
    return bool(_TERMINAL.search(line, max(0, len(line) - 12)))


# ---------------------------------------------------------------------- language and subject

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "that",
        "for",
        "with",
        "was",
        "on",
        "are",
        "by",
        "as",
        "from",
        "has",
        "have",
        "been",
        "at",
        "will",
        "this",
    ]
)
_PLAIN_VIETNAMESE = frozenset(
    [
        "va",
        "cua",
        "la",
        "cho",
        "khong",
        "nguoi",
        "cac",
        "duoc",
        "trong",
        "voi",
        "da",
        "den",
        "nhung",
        "mot",
        "nam",
        "tai",
    ]
)


def language_of(text: str) -> str | None:
    """`vi`, `en`, or None where neither is plain: by letters only Vietnamese has, and by function words."""
    sample = text[:20_000]
    # of all signs: then of the letters too, which take longer to count
    enough = int(len(sample) * 0.04) + 1
    vietnamese = sum(1 for _ in islice(_VIETNAMESE.finditer(sample), enough))
    if vietnamese == enough:
        return "vi"
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return None
    if vietnamese > letters * 0.04:
        return "vi"
    words = regex.findall(r"\p{L}+", sample.lower())
    english = sum(word in _ENGLISH for word in words)
    vietnamese = sum(word in _PLAIN_VIETNAMESE for word in words)
    if max(english, vietnamese) < 0.08 * len(words):
        return None
    return "en" if english > vietnamese else "vi"
