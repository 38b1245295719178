"""Match keys: what two spellings of one name have in common. Stored text is never rewritten.

`key` drops accents, case, apostrophes and the kind of space or hyphen; `accented_key` keeps the accents but
not where the tone mark stands (hoà/hòa, thuỷ/thủy) nor i/y after a consonant (Lý/Lí, Quy/Qui).
"""

import re
import unicodedata


def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", character)[0].lower()


_LETTERS = "".join(chr(c) for c in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)) if chr(c).isalpha())
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`ʼ"))
_BARE = (
    {ord(c): _bare(c) for c in _LETTERS}
    | {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | _APOSTROPHES
)
_GAPS = re.compile(r"[\s\-–—_.,()]+")

# Tone placement: both spellings of an open syllable to one. The replacement keeps the length.
_TONES = {
    old + new: new_old + plain
    for old, new, new_old, plain in (
        *(("o", t, n, "a") for t, n in zip("àáảãạ", "òóỏõọ", strict=True)),
        *(("o", t, n, "e") for t, n in zip("èéẻẽẹ", "òóỏõọ", strict=True)),
        *(("u", t, n, "y") for t, n in zip("ỳýỷỹỵ", "ùúủũụ", strict=True)),
    )
}
_TONE = re.compile("|".join(_TONES))
_Y = dict(zip(map(ord, "yỳýỷỹỵ"), "iìíỉĩị", strict=True))


def key(name: str) -> str:
    """`Bà Rịa – Vũng Tàu` → `ba ria vung tau`; `Ia H'Drai` → `ia hdrai`."""
    return _GAPS.sub(" ", name.translate(_BARE)).strip()


def accented_key(name: str) -> str:
    """`Hoà Bình` and `Hòa Bình` → the same; accents still count: `Hoa Bình` is another."""
    lower = _GAPS.sub(" ", name.lower().translate(_APOSTROPHES)).strip()
    return _TONE.sub(lambda m: _TONES[m[0]], lower).translate(_Y)
