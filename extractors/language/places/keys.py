"""Match keys: what two spellings of one name have in common. Stored text is never rewritten.

`bare` drops accents, case, apostrophes and the kind of space or hyphen; `key` also i/y (Lý/Lí, Quy/Qui);
`accented_key` keeps the accents, but not where the tone mark stands (hoà/hòa, thuỷ/thủy).
"""

import re
import unicodedata
from functools import lru_cache


def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", character)[0].lower()


_LETTERS = [c for c in map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))) if c.isalpha()]
_BARE = {ord(c): _bare(c) for c in _LETTERS} | {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_APOSTROPHE = re.compile(r"['’‘`ʼ]\s?")
_GAPS = re.compile(r"[\s\-–—_.,()]+")

# Tone placement: both spellings of an open syllable to one. The replacement keeps the length.
_TONES = {
    first + marked: moved + second
    for first, second, marks, moves in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for marked, moved in zip(marks, moves, strict=True)
}
#: not behind q, where the u belongs to it: Quý and Quí differ in the vowel only
_TONE = re.compile(f"(?<!q)(?:{'|'.join(_TONES)})")
_Y = dict(zip(map(ord, "yỳýỷỹỵ"), "iìíỉĩị", strict=True))


#: Names of the Central Highlands that every list spells in its own way: Đắk, Đăk, Đak, Đắc; Lắk, Pắc.
_DAK = re.compile(r"\b(?:(đ)[aăắạ]|([lp])[ăắ])[kc]\b")
_DAK_BARE = re.compile(r"\b([dlp])ac\b")


@lru_cache(maxsize=1 << 14)
def bare(name: str) -> str:
    """`Bà Rịa – Vũng Tàu` → `ba ria vung tau`; `Ia H' Drai` → `ia hdrai`."""
    return _GAPS.sub(" ", _APOSTROPHE.sub("", name).translate(_BARE)).strip()


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """`Quy Nhơn` and `Qui Nhơn` → `qui nhon`: what names are looked up by, accents or not."""
    return _DAK_BARE.sub(r"\1ak", bare(name).replace("y", "i"))


@lru_cache(maxsize=1 << 12)
def accented_key(name: str) -> str:
    """`Hoà Bình` and `Hòa Bình` → the same; accents still count: `Hoa Bình` is another."""
    lower = _GAPS.sub(" ", _APOSTROPHE.sub("", name).lower()).strip()
    return _DAK.sub(r"\1\2ak", _TONE.sub(lambda m: _TONES[m[0]], lower).translate(_Y))
