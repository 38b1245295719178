"""One number for several units together, or for a region.

Belongs here: units named side by side, counted (`ba tỉnh cộng lại`), or meant as an area.
"""

import regex

from extractors.language.places import PlaceMention
from extractors.language.where.beside import measured_by

_JOINED = regex.compile(r"\s*(?:và|,)\s*")
#: … behind it: `Vạn Thắng, Phú Sơn là những xã đi đầu với …`
_PLURAL_BEHIND = regex.compile(r" là (?:các|những|hai|ba|bốn|2|3|4) ")
_PLURAL = regex.compile(r"(?:các|những|hai|ba|bốn|2|3|4) (?:\p{L}+ |[^,;.]{0,40} (?:như|là|gồm) )?$")


def together(left: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`Các xã Phước Hải, Phước Dân … chỉ đạt 66%`: names joined by `và`, or listed behind `các`, or none."""
    several = left[-1:]
    joined = False
    for before in reversed(left[:-1]):
        gap = key[before.end - start : several[0].start - start]
        if before.level != several[0].level or before.kind != "unit" or not _JOINED.fullmatch(gap):
            break
        if "và" in gap:
            if len(several) > 1:
                break  # `A và B, C`: C is another
            joined = True
        several.insert(0, before)
    if len(several) < 2 or several[-1].kind != "unit":
        return []
    head = several[0].start - start
    in_brackets = key.startswith("(", several[0].start - start - 1) and key.startswith(
        ")", left[-1].end - start
    )
    if in_brackets or _PLURAL_BEHIND.match(key, left[-1].end - start):
        return several  # `Tổ 1 (thị trấn A, xã B): 60 người`; `A, B là những xã …`
    return several if joined or _PLURAL.search(key, max(0, head - 60), head) else []


def listed_behind(
    right: list[PlaceMention], usable: list[PlaceMention], key: str, start: int
) -> list[PlaceMention]:
    """`1.320 người của các xã Trà Bồng, Tây Trà, Thanh Bồng`: all of them, if the first has sisters."""
    if not right or not _PLURAL.search(key, max(0, right[0].start - start - 60), right[0].start - start):
        return []
    several = [right[0]]
    for mention in usable:
        gap = several[-1].end - start, mention.start - start
        if gap[0] <= gap[1] and mention.level == several[-1].level and _JOINED.fullmatch(key, *gap):
            several.append(mention)
    return several if len(several) > 1 else []


_UNITS = ("tỉnh", "huyện", "quận", "xã", "phường", "thị trấn", "đặc khu", "vùng", "địa phương", "nơi")
#: `Ba tỉnh cộng lại có …`, `cả hai huyện đều đạt …`: units that are counted, not named; further from their
#: verb at the head of a clause: `Tính chung 11 huyện, thành phố, đến hết tháng 6 có …`
_COUNTED = regex.compile(
    r"(?<![\d/])(?<!\b(?:ở|tại|trên|của|sau|trước|từ|cuối|đầu|trong|tháng|quý|năm|ngày|với|cho|vì|do|giao"
    r"|yêu cầu|đề nghị|%) )"
    r"(?P<head>(?<=^\W*|[;:“\"(] ?|, (?=các )|\b(?:tính|cộng|chung|lại|riêng|cả|còn),? ))?"
    r"(?P<units>(?:cả |tất cả )?(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|các|\d{1,3})"
    rf" (?:{'|'.join(_UNITS)})"
    r"(?:,? (?:thành phố|thị xã|thị trấn|phường|xã|huyện))*)"
    r"(?(head)(?:,? (?!có |đạt |được |còn )[\p{L}\d/.]+){0,8}?|(?: (?!có |đạt |được |còn )\p{L}+){0,3}?)"
    r" (?:có|đạt|được|còn|là|tăng|giảm|vượt|phát triển|vận động|thực hiện|hoàn thành|thu hút)\b"
)
#: … what they have in common: `Mục tiêu chung của hai tỉnh là …`
_IN_COMMON = regex.compile(
    r"\b(?:của|cho) (?P<units>(?:cả )?(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|[2-9])"
    rf" (?:{'|'.join(_UNITS)}))(?: (?:này|trên|nói trên|kể trên)\b|(?: \p{{L}}+){{0,2}} (?:là|đạt)\b)"
)


def counted(key: str, begin: int, end: int) -> tuple[int, int] | None:
    """Span of units that the clause counts and does not name."""
    if not any(map(key[begin:end].__contains__, _UNITS)):
        return None
    match = _COUNTED.search(key, begin, end) or _IN_COMMON.search(key, begin, end)
    return match.span("units") if match is not None else None


#: `Gộp lại, tỉnh mới sẽ bắt đầu với …`: what was told of several before
_ADDED_UP = regex.compile(r"\W*(?P<units>(?:tính |cộng )?(?:gộp|cộng)(?: cả)?(?: hai| ba)?(?: lại| chung))\b")


def added_up(key: str) -> tuple[int, int] | None:
    """Span of the words that add up at the head of a sentence what was told before."""
    match = _ADDED_UP.match(key)
    return match.span("units") if match is not None else None


#: … with one more by name: `Tính cả 5 xã nói trên cùng với phường Yên Bái, …`
_COUNTED_WITH = regex.compile(
    rf"\b(?:tính|cộng|gộp|kể)(?: chung)? cả (?P<units>[^;.]*\b(?:{'|'.join(_UNITS)})\b[^;.]{{0,20}}"
    r"(?:cùng với|cùng|và) (?:\p{L}+ )?)$"
)


def counted_with(last: PlaceMention, key: str, start: int) -> int | None:
    """Where units begin that are counted together with the last one before the number."""
    if last.kind != "unit" or " cả " not in key:
        return None
    match = _COUNTED_WITH.search(key, 0, last.start - start)
    return match.start("units") if match is not None else None


#: … in one office: `BHXH liên huyện Cẩm Khê - Yên Lập đã vận động được …`
_SHARED_OFFICE = regex.compile(r"\b(?P<units>liên (?:huyện|xã) [^,;.()]{2,40} ?[-–] ?)$")


def shared_office(last: PlaceMention, key: str, start: int) -> int | None:
    """Where the name of an office of two districts begins, the second of which is `last`."""
    if "liên " not in key:
        return None
    match = _SHARED_OFFICE.search(key, 0, last.start - start)
    return match.start("units") if match is not None else None


_REGION = regex.compile(
    r"\b(?:toàn|cả) (?:khu vực|vùng|miền)\b"
    r"|(?<!\p{L} )khu vực (?=(?:phấn đấu|đặt mục tiêu|đạt|có|hiện)\b)"
    r"|\bliên (?:huyện|xã)\b|\bbưu điện trung tâm \d+"
    r"|\b(?:bhxh|bảo hiểm xã hội) khu vực(?: [ivx]+)?\b"
    r"|\bcác (?:xã|phường|huyện|đơn vị|địa phương)(?: \p{L}+){0,2}? (?:phía|vùng|miền) (?:bắc|nam|đông|tây)"
    r"(?: (?:tỉnh|huyện|thành phố))?\b"
    r"|\b(?:khu vực|vùng|các tỉnh|\d+ tỉnh)(?:,? thành(?: phố)?)?"
    r"(?: thuộc| vùng| khu vực| duyên hải| miền núi)*"
    r" (?:miền (?:bắc|trung|nam|tây|đông)|tây nguyên|(?:tây |đông )?(?:nam|bắc) (?:trung )?bộ"
    r"|tây bắc|đông bắc|đồng bằng sông (?:hồng|cửu long)|đbscl|trung du|phía (?:bắc|nam))"
    r"(?: ?[-–] ?tây nguyên| và tây nguyên| và miền núi phía bắc)?"
    r"|(?:(?<=\b(?:ở|tại|khắp|của) )|^)(?:tây nguyên|(?:tây |đông )?(?:nam|bắc) (?:trung )?bộ|tây bắc|đbscl"
    r"|đồng bằng sông (?:hồng|cửu long))\b(?! (?:tỉnh|huyện|thành phố|của))"
)


def region(key: str, begin: int, end: int) -> tuple[int, int] | None:
    """Span of a region that the clause speaks of: no unit, and not the unit of the article either."""
    found = None
    for match in _REGION.finditer(key, begin, end):
        if not measured_by(key, match.start()):
            found = match.span()
    return found
