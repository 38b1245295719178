"""The id of a figure: from its number and the words around it.

Cleaning elsewhere in a text never changes it, nor do spacing, case, punctuation or how accents are encoded.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

import regex

_ACCENTED = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))  # all that have a plain letter in them
_PLAIN = str.maketrans({c: unicodedata.normalize("NFD", c)[0] for c in _ACCENTED} | {"đ": "d"})
_MARKS = regex.compile(r"\p{M}+")
_PLAIN_WORD = re.compile(r"[a-z0-9%]+")


def _letters(text: str) -> list[str]:
    """Words in plain letters, so that spacing, case, accents' encoding and punctuation do not count."""
    return [word for token in text.split() for word in _plain_words(token)]


@lru_cache(maxsize=1 << 12)  # a language of syllables: some thousand make up any text
def _plain_words(token: str) -> list[str]:
    return _PLAIN_WORD.findall(_MARKS.sub("", token.lower().translate(_PLAIN)))


class Ids:
    """The ids of the figures of one text; call in the order of the text."""

    def __init__(self, document_id: str, text: str):
        self._document_id, self._text = document_id, text
        self._given: dict[str, int] = {}

    def id(self, start: int, end: int) -> str:
        """The id of the number at [start, end)."""
        text, given = self._text, self._given
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        before = _letters(text[max(line_start, start - 120) : start])[-4:]
        after = _letters(text[end : min(line_end if line_end >= 0 else len(text), end + 120)])[:4]
        raw = "\x1f".join((self._document_id, *_letters(text[start:end]), "|", *before, "|", *after))
        digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
        given[digest] = given.get(digest, 0) + 1
        return f"f{digest}" if given[digest] == 1 else f"f{digest}-{given[digest]}"
