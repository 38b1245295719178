"""TCVN3 and VNI: what such texts looked like is known from the mottos and headings of old documents."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import legacy

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]

#: the same words in Unicode, TCVN3 and VNI
KNOWN = [
    ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Céng hßa x· héi chñ nghÜa ViÖt Nam", ("Coäng hoøa xaõ hoäi chuû "
                                                                                 "nghóa Vieät Nam")),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    ("Bảo hiểm xã hội tự nguyện", "B¶o hiÓm x· héi tù nguyÖn", "Baûo hieåm xaõ hoäi töï nguyeän"),
    ("người tham gia mới, đạt kế hoạch", "ng\xadêi tham gia míi, ®¹t kÕ ho¹ch", ("ngöôøi tham gia "
                                                                                "môùi, ñaït keá hoaïch")),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "tcvn3", "vni"), KNOWN)
def test_known_headings_are_read(plain, tcvn3, vni):
    assert legacy.convert(tcvn3, legacy.TCVN3) == plain
    assert legacy.convert(vni, legacy.VNI) == plain


def inverse(codec: str) -> dict[str, str]:
    if codec == legacy.TCVN3:
        return {read: written for written, read in legacy._TCVN3.items()}
    return {
        read: written for written, read in sorted(legacy._vni().items(), key=lambda pair: pair[0].isupper())
    }


@pytest.mark.parametrize("codec", [legacy.TCVN3, legacy.VNI])
@pytest.mark.parametrize("letter", [letter for letter in LETTERS if not letter.isascii()])
def test_every_letter_of_the_alphabet_comes_back(codec, letter):
    assert legacy.convert(inverse(codec)[letter], codec) == letter


@pytest.mark.parametrize("letter", [letter.upper() for letter in LETTERS if not letter.isascii()])
def test_vni_has_every_capital(letter):
    assert legacy.convert(inverse(legacy.VNI)[letter], legacy.VNI) == letter


@given(st.lists(st.text(alphabet="".join(LETTERS) + "bcghklmnpqrstvx", min_size=1, max_size=7), max_size=30))
def test_a_text_comes_back_from_tcvn3(words):
    text = " ".join(words)
    written = "".join(inverse(legacy.TCVN3).get(c, c) for c in text)
    assert legacy.convert(written, legacy.TCVN3) == text


REPORT = "Toàn huyện có hai nghìn người tham gia bảo hiểm xã hội tự nguyện, đạt kế hoạch được giao của tỉnh."


@pytest.mark.parametrize("codec", [legacy.TCVN3, legacy.VNI])
def test_old_text_is_detected(codec):
    written = "".join(inverse(codec).get(c, c) for c in REPORT)
    assert legacy.detect(written) == codec
    assert legacy.convert(written, legacy.detect(written)) == REPORT


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        "",
        "Only English words stand here, some of them naïve or café, nothing more than that in many lines.",
        "Été, près, déjà, où, forêt, à côté, élève, père, mère, français, leçon, reçu, hôtel, île, "
        "Noël, garçon, être",
        "© ® ± µ 12 ° ¼ ½ ¾ ¹ ² ³ × ÷ « » ¬ § ¶ " * 20,
    ],
)
def test_other_text_is_left_alone(text):
    assert legacy.detect(text) is None


def test_fonts_tell_the_encoding_and_their_capitals():
    assert legacy.of_font(".VnTime") == (legacy.TCVN3, False)
    assert legacy.of_font("ABCDEF+.VnArialH") == (legacy.TCVN3, True)
    assert legacy.of_font("VNI-Times") == (legacy.VNI, False)
    assert legacy.of_font("Times New Roman") == (None, False)
    assert legacy.convert("b¶o hiÓm", *legacy.of_font(".VnTimeH")) == "BẢO HIỂM"
