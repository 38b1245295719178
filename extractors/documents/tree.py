"""Bytes of a page → its tree."""

import unicodedata

import regex
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.documents import text as lines

_DECLARED = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_XML_DECLARED = regex.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""", regex.I)
#: The first bytes of accents that are written as signs of their own, U+0300 to U+036F.
_COMBINING = (b"\xcc", b"\xcd")
#: So many stand in a headline or two that were pasted.
_FEW = 30
_ENOUGH = 1 << 16


def parse(content: bytes) -> HtmlElement | None:
    declared = _DECLARED.search(content[:8192]) or _XML_DECLARED.search(content[:200])
    decoded = lines.decode(content, declared[1].decode("ascii", "replace") if declared else None)
    if decoded is None:
        return None
    content = decoded.encode("utf-8", "replace")
    # to ask Unicode itself takes as long as the reading, and to look at all of it a tenth of that
    if sum(content.count(lead, 0, _ENOUGH) for lead in _COMBINING) > _FEW:
        content = unicodedata.normalize("NFC", decoded).encode("utf-8", "replace")
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return document_fromstring(content.replace(b"\0", b""), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
