"""One place within another: which of them is spoken of.

Belongs here: a place that only says where the one before it lies, or leads to the one behind it; a unit
before the offices that bear its name.
"""

from itertools import pairwise

import regex

from extractors.language.places import PlaceMention
from extractors.language.places.register import DEPTH

_AGENCY = regex.compile(
    r"(?r)(?:bhxh|bảo hiểm xã hội|bưu điện|ubnd|ủy ban nhân dân|đảng ủy|hđnd|công an|liên đoàn lao động)\s+$"
)


def best_of(mentions: list[PlaceMention], key: str, start: int) -> PlaceMention | None:
    """The nearest unit; then a named organisation; then one that goes unnamed (`Bưu điện huyện`)."""
    ranked: dict[int, PlaceMention] = {}
    for mention in without_parents(mentions, key, start):
        unnamed_agency = mention.kind == "ellipsis" and _AGENCY.search(
            key[max(0, mention.start - start - 40) : mention.start - start]
        )
        rank = 2 if unnamed_agency else 1 if mention.kind == "organisation" else 0
        ranked[rank] = mention
        if rank == 1 and 0 in ranked and ranked[0].level == mention.level:
            # `Học tập Khoái Châu, Hội LHPN huyện Ân Thi cũng …`: the agency is of another place, and acts
            ranked[0] = mention
    return ranked[min(ranked)] if ranked else None


def without_parents(mentions: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`xã Lệ Thủy, địa bàn thuộc Quảng Bình`: what only says where the other lies is left out."""
    kept: list[PlaceMention] = []
    end = 0  # of the last one, left out or not: `xã Cẩm Điền (huyện Cẩm Giàng, Hải Dương)`
    for mention in mentions:
        before = kept[-1] if kept else None
        if before is not None and _says_where(mention, before, key, end - start, start):
            end = mention.end
            continue
        again = before is not None and mention.antecedent == before.start
        if again and mention.start == end + 2 and key.startswith(", ", end - start):
            continue  # `Chí Linh, thành phố trẻ của Hải Dương, …`: one place
        kept.append(mention)
        end = mention.end
    return kept


_OF = regex.compile(r"(?:của|thuộc|trong|toàn|cùng|phía \p{L}+)(?: cả| toàn)?\s+$")
_PARENT = regex.compile(
    r"\s*(?:,|\(|-|–)?\s*(?:địa bàn |một địa phương |là địa phương )?(?:thuộc|của|ở|tại)?\s*(?:địa bàn )?"
    r"|\s*\((?:bhxh|bảo hiểm xã hội|bưu điện|ubnd) "
    # `Kim Bôi là huyện vùng cao của tỉnh Hòa Bình`
    r"|\s*là (?:một )?(?:trong (?:những|các|số) )?(?:xã|phường|thị trấn|huyện|thị xã|quận|thành phố)\b"
    r"[^,;.()\d]* (?:của|thuộc|ở) "
    # where in the other it lies: `xã Lệ Ninh, nằm ở phía Bắc tỉnh Quảng Trị`
    r"|\s*,?\s*(?:(?:nằm|đóng|cách|giáp|gần)\b|(?:ở )?phía\b|ở |thuộc |của )"
    r"(?:\s*(?!đạt\b|có\b|được\b|đã\b)\p{L}+){0,6}\s*"
)
#: what is said of a place between two commas: `Phường An Xuyên, nơi đặt trụ sở tỉnh, đạt …`
_APPOSITION = regex.compile(
    r"\s*(?:\([^()]*\)\s*)?, ?(?:nơi|vốn|từng|một|là|xã|phường|huyện|thành phố|thị xã|thị trấn|quận|tỉnh"
    r"|địa (?:phương|bàn)|đơn vị"
    r"|vùng|trung tâm|thủ phủ|cửa ngõ|quê|cái nôi|cách|giáp|nằm)\b[^,;.()\d]*"
)
_APPOSITION_END = regex.compile(r"[^,;.()\d]*,")
_DIGIT = regex.compile(r"\d")


def _says_where(mention: PlaceMention, before: PlaceMention, key: str, end: int, start: int) -> bool:
    """Is a place above the one before it named only to say where that lies? `end`: of what stands before."""
    at = mention.start - start
    if DEPTH.get(mention.level, 9) >= DEPTH.get(before.level, -1):
        return False
    if _APPOSITION.fullmatch(key, end, at) and _APPOSITION_END.match(key, mention.end - start):
        return True
    if mention.kind == "ellipsis":
        # not `… đạt 85,4% dân số, thấp hơn mức 89,2% của thành phố`
        return _OF.search(key[max(0, at - 12) : at]) is not None and not _DIGIT.search(key, end, at)
    return _PARENT.fullmatch(key, end, at) is not None


#: what leads into a part of the place named first: `Sang Yên Thế, xã Đồng Hưu …`
_LEADS_IN = regex.compile(
    r"\W*(?:(?:tại|ở|về|sang|đến|tới|lên|ra|vào|xuống|còn|riêng|với|phía|bên|trên địa bàn) ?)+"
)
#: `Rời Tiền Hải, chúng tôi đến Đông Hưng`
_LEFT_BEHIND = regex.compile(r"(?:\brời(?: khỏi)?|\b(?:tạm biệt|chia tay))(?: (?:xã|huyện|tỉnh|đất))? $")


def innermost(mentions: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`Sang Yên Thế, xã Đồng Hưu cũng từng là điểm trắng`: without what only leads to the part named next."""
    mentions = [m for m in mentions if not _LEFT_BEHIND.search(key, 0, m.start - start)] or mentions
    return [
        one
        for one, other in pairwise([*mentions, None])
        if other is None
        or DEPTH.get(other.level, 0) <= DEPTH.get(one.level, 9)
        or key[one.end - start : other.start - start] not in (", ", ", bhxh ", ", bưu điện ")
        or not _LEADS_IN.fullmatch(key, 0, one.start - start)
    ]


_PART_INTRODUCED = regex.compile(r"\b(?:trong đó|riêng)\b[^,;:.()\d]*$")


def without_parts_told(earlier: list[PlaceMention], key: str, start: int, end: int) -> list[PlaceMention]:
    """Without a part that is told of up to a semicolon, where what it is part of stands before it.

    `Huyện A có 12.000 người, trong đó xã B 1.100 người; số người tham gia BHXH tự nguyện là │900 người│`
    """
    whole = [
        m
        for m in earlier
        if ";" not in key[m.end - start : end]
        or not _PART_INTRODUCED.search(key, max(0, m.start - start - 40), m.start - start)
    ]
    return whole or earlier
