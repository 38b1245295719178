"""Keeping to the subject: does a title, a lead or a URL promise an article on BHXH and BHYT?

Belongs here: the words by which a link is worth fetching. Does not belong here: whether the article
then holds figures (`Document.is_relevant`), which is decided on its whole text. A link is fetched
rather too often than too seldom: a page too many costs a request, a page missed is missed for good.
"""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

#: Names of the programmes and the agencies. One of them is enough. Abbreviations may go on
#: (`BHXHTN`, `BHYTHGĐ`), so only their beginning is a word boundary.
PROGRAMMES = (
    "bảo hiểm xã hội",
    "bảo hiểm y tế",
    "bảo hiểm thất nghiệp",
    "bảo hiểm tự nguyện",
    "bảo hiểm hộ gia đình",
    "BHXH",
    "BHYT",
    "BHTN",
    "BH xã hội",
    "BH y tế",
)
#: What a drive is called and who runs it. Each is common in other news, so one of each is needed:
#: a post office that *ra quân*, a target for *an sinh xã hội*.
DRIVE = (
    "ra quân",
    "đợt cao điểm",
    "tháng cao điểm",
    "ngày tăng tốc",
    "tuyên truyền, vận động",
    "vận động người dân tham gia",
    "phát triển người tham gia",
    "người tham gia",
)
CONTEXT = ("bưu điện", "Vietnam Post", "bảo hiểm", "an sinh xã hội", "VssID")

#: Queries for a site's own search.
QUERIES = ("ra quân BHXH tự nguyện", "BHXH tự nguyện BHYT hộ gia đình", "phát triển người tham gia BHXH BHYT")


def why_relevant(title: str | None, lead: str | None, url: str) -> str | None:
    """Where and by which words a link shows that it is on the subject, or None.

    >>> why_relevant("Bưu điện huyện ra quân", None, "https://bao.example/buu-dien-huyen-ra-quan-12.html")
    'title: ra quân + bưu điện'
    """
    for where, text in (("title", title), ("lead", lead), ("url", _slug(url))):
        words = subject_words(text) if text else None
        if words:
            return f"{where}: {words}"
    both = subject_words(f"{title or ''}\n{lead or ''}")
    return f"title and lead: {both}" if both else None


def subject_words(text: str) -> str | None:
    """The words of the subject in a text, or None.

    A text with Vietnamese accents is read with them (`ra quân` is not `ra quán`); one without any, as
    a URL slug or a telegraphic headline, is compared unaccented.
    """
    text = unicodedata.normalize("NFC", text)[:5_000].casefold()
    accented = _is_accented(text)
    if not accented:
        text = re.sub(r"[-_+/.]", " ", text)
    text = " ".join(text.split())
    programme = _PATTERNS["programme", accented].search(text)
    if programme:
        return programme.group()
    drive = _PATTERNS["drive", accented].search(text)
    context = _PATTERNS["context", accented].search(text) if drive else None
    return f"{drive.group()} + {context.group()}" if drive and context else None


#: The marks of decomposed Latin letters; a pattern takes a tenth of the time of asking each letter.
_MARKS = re.compile("[\u0300-\u036f]+")


class _Plain(dict[int, str]):
    """What remains of a sign without its marks, for `str.translate`."""

    def __missing__(self, sign: int) -> str:
        plain = _MARKS.sub("", unicodedata.normalize("NFD", chr(sign).replace("đ", "d")))
        return self.setdefault(sign, plain)


_PLAIN = _Plain()


def unaccented(text: str) -> str:
    """Vietnamese without its accents, in lower case: `Đợt cao điểm` → `dot cao diem`."""
    return text.casefold().translate(_PLAIN)


def _is_accented(text: str) -> bool:
    return unaccented(text) != text


def _slug(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path} {parts.query}").replace("%20", " ")


def _pattern(words: tuple[str, ...], accented: bool) -> re.Pattern[str]:
    spelled = (word.casefold() if accented else unaccented(word).replace(",", "") for word in words)
    return re.compile("|".join(rf"\b{re.escape(word)}" for word in spelled))


_PATTERNS = {
    (name, accented): _pattern(words, accented)
    for name, words in (("programme", PROGRAMMES), ("drive", DRIVE), ("context", CONTEXT))
    for accented in (True, False)
}
