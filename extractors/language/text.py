"""Match keys and sentences, with offsets that survive.

Belongs here: what every rule of this package does to a text before it looks at it. The stored
text is never rewritten: a key has the same length as its text, so a span found in the key is a
span of the text.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import regex

from extractors.language.matching import LETTER

_TONES = {
    # tone placement: the older habit (hoà, thuỷ, khoẻ) → the newer one (hòa, thủy, khỏe), same length
    **{
        o + a: b
        for o, a, b in (("o", v, w) for v, w in zip("àáảãạ", ("òa", "óa", "ỏa", "õa", "ọa"), strict=True))
    },
    **{
        o + a: b
        for o, a, b in (("o", v, w) for v, w in zip("èéẻẽẹ", ("òe", "óe", "ỏe", "õe", "ọe"), strict=True))
    },
    **{
        o + a: b
        for o, a, b in (("u", v, w) for v, w in zip("ỳýỷỹỵ", ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True))
    },
}
# not after q, and only where the syllable ends: "quý" and "hoàn" keep their tone
_TONE = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?<!q..)(?!{LETTER})")
_SPACES = re.compile(r"[\t\u00a0\u202f\u2000-\u200a]")


@lru_cache(maxsize=128)  # numbers, dates, places and the drive of a document all ask for it
def lower(text: str) -> str:
    """`text` in lower case; same length, so spans carry over."""
    low = text.lower()
    if len(low) != len(text):  # "İ" and its like grow in lower case: keep them as they are
        low = "".join(one if len(one := c.lower()) == 1 else c for c in text)
    return low


def match_key(text: str) -> str:
    """`text` in lower case with one habit of tone placement and of spelling `tỷ lệ`; same length, so spans
    carry over."""
    key = lower(text).replace("ð", "đ").replace("tỉ lệ", "tỷ lệ")
    return _SPACES.sub(" ", _TONE.sub(lambda m: _TONES[m[0]], key))


class Sentence(NamedTuple):
    """A span of the text; `line` counts the paragraphs."""

    start: int
    end: int
    line: int


# Dots that end no sentence, and which sent_tokenize splits at (language.md): titles, abbreviations, urls
_URL = regex.compile(r"https?://\S+")
_DOTTED = regex.compile(
    r"\.(?:(?<=\b(?:GS|PGS|TS|ThS|BS|CN|KS|TX|TP|Tp|Nxb|NXB|Q|H|P|X|TT|ĐT|St|Mr|Mrs|Dr|v\.v)\.)"
    r"|(?<=\bv\.)(?=v\.)|(?<=\d\.)(?=\d| \d{3}(?!\d))|\.+|/\.)"
)
_MASK = str.maketrans(".", "\u2024")  # ONE DOT LEADER: same length, ends no sentence
# ends that sent_tokenize misses: a closing quotation mark or an ellipsis, then a capital
_MISSED = regex.compile(
    r"(?:[.!?][”\"’»)\]]|…[”\"]?|\u2024{2,}|[.\u2024]/[.\u2024])\s+(?=[\p{Lu}“\"\d])"
    r"|(?<=[\p{Ll}\d]{2}[.!?])(?=\p{Lu}\p{Ll})"
)
_MAY_BE_MISSED = re.compile(r"\.(?=\S)|!(?=\S)|\?(?=\S)|…|\u2024[\u2024/]")  # a quick look for them
_END = re.compile(r"[.!?]")
_CLOSING = '”’»)]"'


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, line by line, in order; their spans leave out surrounding blanks."""
    return list(_sentences(text))


@lru_cache(maxsize=1)  # drive and figures of a document are read one after the other
def _sentences(text: str) -> tuple[Sentence, ...]:
    from underthesea import sent_tokenize  # imported late: unrelated news never needs it

    found = []
    position = 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            masked = _masked(line)
            at = 0
            inner = len(masked.rstrip().rstrip(".!?"))
            several = len(line) > 40 and _END.search(masked, 0, inner)
            parts = sent_tokenize(masked) if several else [masked.strip()]
            may_be_missed = _MAY_BE_MISSED.search(masked) is not None
            for part in parts:
                begin = masked.find(part, at)
                if begin < 0:  # the tokenizer rewrote a blank: the rest of the line is one sentence
                    begin, part = at, masked[at:].strip()
                    begin = masked.find(part, at)
                at = begin + len(part)
                last = begin
                for missed in _MISSED.finditer(masked, begin, at) if may_be_missed else ():
                    _add(found, line, position, last, missed.end(), number)
                    last = missed.end()
                _add(found, line, position, last, at, number)
        position += len(line) + 1
    return tuple(found)


def _masked(line: str) -> str:
    """The line with the dots that end no sentence made another character."""
    if "://" in line:
        line = _URL.sub(lambda m: m[0].translate(_MASK), line)
    return _DOTTED.sub(lambda m: m[0].translate(_MASK), line)


#: No sentence that a person wrote is longer. What is (a flattened table, a hostile page) is cut at a
#: semicolon, comma or blank, so that the cost of all rules on a sentence is bounded.
_LONGEST = 2_000


def _add(found: list[Sentence], line: str, offset: int, begin: int, end: int, number: int) -> None:
    while found and begin < end and line[begin] in _CLOSING and found[-1].end == offset + begin:
        begin += 1  # a closing mark belongs to the sentence that it closes
        found[-1] = Sentence(found[-1].start, offset + begin, number)
    while end - begin > _LONGEST:
        middle = begin + _LONGEST
        marks = (line.rfind(mark, begin + _LONGEST // 2, middle) for mark in ("; ", ", ", " "))
        cut = next((at + 1 for at in marks if at > 0), middle)
        _append(found, line, offset, begin, cut, number)
        begin = cut
    _append(found, line, offset, begin, end, number)


def _append(found: list[Sentence], line: str, offset: int, begin: int, end: int, number: int) -> None:
    piece = line[begin:end]
    stripped = piece.strip()
    if stripped:
        begin += piece.index(stripped[0])
        found.append(Sentence(offset + begin, offset + begin + len(stripped), number))


@lru_cache(maxsize=1)
def warm_up() -> None:
    """First calls of underthesea from several threads fail; one call in the process mends that."""
    from underthesea import sent_tokenize

    sent_tokenize("Khởi động.")
