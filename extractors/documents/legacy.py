"""TCVN3 (ABC) and VNI → Unicode: how Vietnamese was typed before about 2010, with fonts that drew other
letters.

A text in TCVN3 reads `B¶o hiÓm x· héi` without its font `.VnTime`, one in VNI `Baûo hieåm xaõ hoäi` without
`VNI-Times`. Python has no codec for either. The tables are those of TCVN 5712:1993 (its set of one byte a
letter) and of VNI for Windows. Conversion happens before any cleaning: ư of TCVN3 is a soft hyphen, which
cleaning drops.

A text is converted only where the reading it gives is Vietnamese, syllable by syllable, and the text itself
is not.
"""

import unicodedata
from functools import lru_cache

import regex

TCVN3, VNI = "tcvn3", "vni"

# fmt: off
_TCVN3 = dict(zip(
    "\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xae\xcc\xce\xcf\xd0\xd1\xaa\xd2\xd3\xd4\xd5\xd6"
    "\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6\xe7\xe8\xe9\xac\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4"
    "\xad\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xa1\xa2\xa3\xa4\xa5\xa6\xa7",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệ"
    "ìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụ"
    "ưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
    strict=True,
))
#: VNI writes a letter and a mark behind it; what stands alone comes last.
_VNI_MARKS = {
    "a": dict(zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
}
_VNI_ALONE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}
# fmt: on


@lru_cache(maxsize=1)
def _vni() -> dict[str, str]:
    table = {letter + mark: read for letter, marks in _VNI_MARKS.items() for mark, read in marks.items()}
    table |= _VNI_ALONE
    # "AÙ" as in headings, "Aù" as typed with one capital
    for written, read in list(table.items()):
        table[written.upper()] = read.upper()
        if len(written) == 2:
            table[written[0].upper() + written[1]] = read.upper()
    return table


_VNI_LETTER = regex.compile(r"[aeoôuöyAEOÔUÖY][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[íìæóòôöîñÍÌÆÓÒÔÖÎÑ]")
_TCVN3_LETTER = regex.compile("[" + "".join(_TCVN3) + "]")


def convert(text: str, codec: str | None, upper: bool = False) -> str:
    """`text` in Unicode; `upper`: its font draws capitals (`.VnTimeH`). `codec` None: as it is."""
    if codec == TCVN3:
        text = _TCVN3_LETTER.sub(lambda m: _TCVN3[m[0]], text)
    elif codec == VNI:
        table = _vni()
        text = _VNI_LETTER.sub(lambda m: table.get(m[0]) or "".join(table.get(c, c) for c in m[0]), text)
    return text.upper() if upper else text


def of_font(name: str | None) -> tuple[str | None, bool]:
    """The codec that a font's name tells (`.VnTime`, `ABCDEF+.VnArialH`, `VNI-Times`), and whether it draws
    capitals."""
    name = (name or "").rpartition("+")[2]
    if name.startswith((".Vn", "\u200b.Vn")):
        return TCVN3, regex.search(r"H(?:[,-]|\s|$)", name) is not None
    if name.upper().startswith("VNI-"):
        return VNI, False
    return None, False


def detect(text: str) -> str | None:
    """The codec in which `text` is Vietnamese and without which it is not; None for everything else."""
    words = _WORD.findall(text[:60_000])
    # signs that stand alone are signs: a word in an old font has plain letters too
    marked = [w for w in words if not w.isascii() and regex.search("[A-Za-z]", w)][:600]
    if len(marked) < 8:
        return None
    if sum(map(is_syllable, marked)) > 0.5 * len(marked):
        return None
    for codec in (TCVN3, VNI):
        read = [convert(w, codec) for w in marked]
        read = [w for w in read if not w.isascii()]
        if len(read) >= 8 and sum(map(is_syllable, read)) >= 0.85 * len(marked):
            return codec
    return None


def reads_well(text: str) -> bool:
    """Whether nearly all words with marks are Vietnamese syllables."""
    marked = [w for w in regex.findall(r"\p{L}+", text[:60_000]) if not w.isascii()][:600]
    return len(marked) >= 8 and sum(map(is_syllable, marked)) >= 0.8 * len(marked)


#: runs of letters and of the signs that TCVN3 uses for letters
_WORD = regex.compile(r"[\p{L}\u00a1-\u00ac\u00ad\u00ae\u00b5-\u00b9\u00bb-\u00be\u00d7\u00f7]+")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SYLLABLE = regex.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"(?:oai|oay|oeo|uây|uôi|uyê|uya|uyu|ươi|ươu|iêu|yêu|uay|[ou]a|oă|oe|oi|ôi|ơi|uâ|uê|ui|uô|uơ|uy|ươ|ưa|ưi|ưu|ia|iê|iu|yê|"
    r"ai|ao|au|ay|âu|ây|eo|êu|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word has the form of one Vietnamese syllable, with at most one tone."""
    spelled = unicodedata.normalize("NFD", word.lower())
    bare = spelled.translate(_TONES)
    return len(spelled) - len(bare) <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
