"""Two places of which either may be meant.

Belongs here: clauses that speak of two places so that nothing settles which of them has the number.
"""

import regex

from extractors.language.clauses import Window
from extractors.language.places import PlaceMention
from extractors.language.places.register import DEPTH
from extractors.language.where.beside import is_introduced
from extractors.language.where.found import Found

#: `Trong khi Giao Thủy chững lại thì số người tham gia vẫn tăng`
_WHILE = regex.compile(r"\b(?:trong khi|nếu như)(?: ở| tại)? $")
_THEN = regex.compile(r"[^,;:.()\d]* thì\b")


def in_contrast(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """Is the place only what the one spoken of is set against?"""
    at, end = mention.start - start, mention.end - start
    if _WHILE.search(key, max(0, at - 20), at) is None:
        return False
    return _THEN.match(key, end, window.hedge_start) is not None


#: … with another place of its kind in it: `Huyện A, sau khi học huyện B, đã có 94 người`
_ASIDE_BEGINS = regex.compile(r"(?:\s*\([^()]*\))?, ?\p{L}[^,;.()\d]*")
_ASIDE_ENDS = regex.compile(
    r"[^,;.()]*, ?(?:đã|đang|cũng|vẫn|lại|mới|chỉ|còn|có|hiện|nay|đạt|phát triển|vận động|bao phủ)\b"
)


def unless_of_two(found: Found, left: list[PlaceMention], key: str, start: int, end: int) -> Found:
    """Open where the clause may speak of the place chosen or of one before it.

    `Xã A … tỉnh … đạt 94%`, where `tỉnh` is not plainly of the commune; `Huyện A, nhất là xã B, đạt 94%`.
    """
    chosen = found.mention
    level = DEPTH.get(chosen.level, 0)
    for other in reversed(left):
        if other.start >= chosen.start:
            continue
        object_of = found.rule == "place_before_number" and _is_object(other, chosen, key, start)
        between = key[other.end - start : chosen.start - start]
        if object_of or _is_rival(other, chosen, between, key[chosen.end - start : end]):
            either = True
        elif chosen.kind == "ellipsis" and key.startswith("toàn ", chosen.start - start):
            either = False
        elif chosen.kind == "ellipsis":
            either = DEPTH.get(other.level, 0) > level
        else:
            gap = other.end - start, chosen.start - start
            either = (
                other.kind == chosen.kind
                and DEPTH.get(other.level, 9) <= level
                and not is_introduced(other, key, start)
                and _ASIDE_BEGINS.fullmatch(key, *gap)
                and _ASIDE_ENDS.match(key, chosen.end - start)
            )
        if either:
            return Found(None, None, "either_of_two_places", several=(other, chosen))
    return found


#: `Thị trấn Plei Kần giúp Ngọc Hồi có 302 người`: who is said to have it
_BRINGS = regex.compile(r" (?:giúp|khiến|đưa|làm cho) (?:cho )?$")


def _is_rival(other: PlaceMention, chosen: PlaceMention, between: str, gap: str) -> bool:
    """Two units side by side in a clause, and the one chosen wide of the number, or wider than the other."""
    if other.kind != "unit" or chosen.kind == "ellipsis" or set(other.candidates) & set(chosen.candidates):
        return False
    if _BRINGS.search(between):
        return False
    levels = DEPTH.get(other.level, 0), DEPTH.get(chosen.level, 9)
    wide = "," in gap and not gap.startswith(", nơi ")
    # `Nếu Trà Cú hoàn thành, Trà Vinh sẽ đạt …`: what opens a clause is what it speaks of
    return levels[0] > levels[1] > 0 and not between.endswith(", ") or levels[0] == levels[1] and wide


#: `Đứng đầu các huyện của Hà Nội là Đan Phượng, đạt 96%`: what is named first is only where it is so
_FOREMOST = regex.compile(
    r"\b(?:đứng|dẫn|đi|thứ|xếp) (?:đầu|nhì|ba|sau|cuối|trước)\b"
    r"|\b(?:cao|thấp|nhiều|ít|tốt|khá|nhanh|chậm|mạnh) (?:nhất|nhì)\b"
    r"|\b(?:nổi bật|tiêu biểu|điển hình|dẫn đầu)\b"
)
_IT_IS = regex.compile(r"[^,;:.()\d]* là (?:\p{L}+ )?")
_PREDICATE = regex.compile(
    r"[^;:“”\"]*\b(?:có|không có|là|được|trở thành|học|giao|cử|cùng|vượt|hơn|giúp"
    r"|hỗ trợ|đón|thuộc|chuyển|tách|nhập)"
    r"\b[^;:“”\"]*(?<![,;:“”\"] )"
)


def _is_object(other: PlaceMention, chosen: PlaceMention, key: str, start: int) -> bool:
    """`Thị xã có cảng Vũng Áng nên …`: is the place chosen only what is said of the one before it?"""
    at = chosen.start if chosen.antecedent is None or chosen.antecedent < start else chosen.antecedent
    if other.kind == "organisation" or other.end > at or set(other.candidates) & set(chosen.candidates):
        return False
    if _IT_IS.fullmatch(key, other.end - start, at - start) and _FOREMOST.search(key, 0, other.start - start):
        return False
    return _PREDICATE.fullmatch(key, other.end - start, at - start) is not None
