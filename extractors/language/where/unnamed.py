"""Units that go without a name, or bear one that the register does not have.

Belongs here: what shows that a clause speaks of such a unit, and so not of the place carried to it.
"""

from collections.abc import Iterator

import regex

from extractors.language.clauses import Window, within
from extractors.language.places import PlaceMention
from extractors.language.places.mentions import LEVEL_OF_TYPE, is_person
from extractors.language.places.register import DEPTH

#: `xã mới đạt 87,4%`, `của huyện (55 người)`
_SPOKEN_OF = regex.compile(
    r"(?: hiện| đã| mới| chỉ| còn| cũng| đang| vẫn)*[\s(:–-]*"
    r"(?:đạt|là|có|được|chiếm|thêm|vận động|phát triển)?(?: được| mới| thêm)?[\s(:]*"
)


def goes_unnamed(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """`Bưu điện huyện vận động được 50 người` where no district was named: not the province either."""
    if mention.kind != "ellipsis" or mention.candidates or mention.level not in ("district", "commune"):
        return False
    if mention.typed:
        return mention.start - start >= window.left
    return _SPOKEN_OF.fullmatch(key, mention.end - start, window.hedge_start) is not None


_SOME = ("huyện", "quận", "xã", "phường", "tỉnh", "địa phương", "nơi")
#: `có huyện đã đạt 97%`, `Huyện thấp nhất còn gần 19.000 người`: one that goes unnamed
_SOME_UNIT = regex.compile(
    rf"(?:^|[:,;“\"(]|\b(?:lại|cũng|nhưng|vẫn)) ?có (?P<unit>{'|'.join(_SOME)})"
    r" (?:đã|mới|chỉ|còn|vẫn|hiện|đạt|chưa|báo cáo|thiếu|được|có|tới)\b"
    rf"|(?<!\p{{L}} )(?P<unit>(?:{'|'.join(_SOME)})"
    r" (?:thấp|cao|ít|nhiều|kém|khá) nhất) (?:mới|chỉ|còn|vẫn|cũng|đạt|có|là)\b"
)


def some_unit(key: str, begin: int, end: int) -> tuple[int, int] | None:
    """Span of a unit that the clause tells of without a name: `có huyện đã đạt 97%`."""
    if not any(map(key[begin:end].__contains__, _SOME)):
        return None
    match = _SOME_UNIT.search(key, begin, end)
    return match.span("unit") if match is not None else None


_NEXT_CLAUSE = regex.compile(r"[;\d]")
#: between a number and a type word behind it, which is then only what it is measured by
_RANK = regex.compile(
    r"\b(?:nhất|đứng|thứ|xếp|tốp|top|bình quân|trung bình|so với|hơn|kém|chung|mức|đầu|cuối)\b"
)
#: a type word alone
_TYPE_ALONE = regex.compile(
    rf"(?<!\p{{L}})(?P<type>{'|'.join(LEVEL_OF_TYPE)})(?!\p{{L}})"
    # no other word, nor several or any
    r"(?! (?:hội|viên|luận|giao|tắc|ủy|uỷ|lộ|lỵ|lẻ|đoàn|khác|nào|nông thôn|biên giới|đảo|vùng|miền|nghèo"
    r"|điểm)\b"
    r"|[,/] ?(?:phường|xã|thị trấn|huyện|quận|thành phố|thị xã)\b)"
)
#: … before it: several or any, an agency of several, a rank among others
_ANY_OF_THEM = regex.compile(
    r"(?r)(?:\b(?:(?:các|những|mỗi|từng|mọi|nhiều|một số|bao nhiêu|\d+)(?: \p{L}+){0,4}"
    r"|cấp|số|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|ngoại|nội|liên|là|lên|tuyến|văn hóa|hợp tác) "
    r"|% |[,/] ?)$"
)
#: … behind the number: whose people they are, or who says so
_ITS_PEOPLE = regex.compile(
    r"(?r)(?:\b(?:dân số|người dân|dân|trên toàn|trên|khắp|toàn|trong|thuộc)(?: địa bàn)?(?: toàn)? "
    r"|[”\"],? [^;.]{0,80}? )$"
)


def of_another_level(
    level: str | None, key: str, window: Window, begin: int, known: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Span of a type word beside the number for a unit of another level than the place carried to it.

    `Hai năm qua, xã không có ai bỏ: 38 người …` is not of the province that was spoken of before, nor is
    `94 người", Chủ tịch Hội LHPN huyện cho hay` of a commune; which unit it is, the text has not said.
    """
    carried = DEPTH.get(level)
    if carried is None:
        return None
    stop = _NEXT_CLAUSE.search(key, window.unit_end)
    for word in _TYPE_ALONE.finditer(key, begin, stop.start() if stop else len(key)):
        its = DEPTH[LEVEL_OF_TYPE[word["type"]]]
        if its == carried or within(word.start(), known):
            continue
        behind = word.start() >= window.unit_end
        before = key[window.number.end if behind else max(begin, word.start() - 90) : word.start()]
        if _ANY_OF_THEM.search(before):
            continue
        if not behind:
            if its > carried:
                return word.span()
        elif _ITS_PEOPLE.search(before) and not _RANK.search(key, window.unit_end, word.start()):
            return word.span()
    return None


_TYPED_NAME = regex.compile(
    r"\b(?i:xã|phường|thị trấn|huyện|thị xã|quận|đặc khu) (?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+"
    r"|(?!H['’])(?:\p{Lu}\p{L}* )?\p{Lu}\p{L}*['’]\p{L}+)"
)


def unknown_name(text: str, begin: int, end: int, known: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Span of a name with a type word that the register does not have: `xã Bình Tuú có 45 người`."""
    found = None
    for match in _TYPED_NAME.finditer(text, begin, end):
        if not _overlap(match.start("name"), match.end(), known) and not is_person(match["name"]):
            found = match.span()
    return found


#: a name of two to four words, without the word that opens its sentence
_NAME = regex.compile(
    r"(?<!\p{Lu}\p{Ll}* )\b(?:(?:Là|Tại|Ở|Về|Còn|Riêng|Với|Sang|Đến|Từ|Nhưng|Và|Trong|Như|Cả|Nhờ|Khi|Nếu|Theo"
    r"|Do|Chỉ|Nay|Ngay) )?"
    r"(?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,3})\b(?! \p{Lu})"
)


def names(text: str, known: list[tuple[int, int]]) -> Iterator[regex.Match]:
    """Names, as group `name`, outside of those that were read."""
    return (m for m in _NAME.finditer(text) if not _overlap(*m.span(), known))


def _overlap(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)
