"""Places that a clause names beside the one it speaks of.

Belongs here: what a place does in its clause when it does not have the number: it is measured by, ranked
among, joined with, it gives the target or hosts a meeting. Does not belong here: a place that only says where
another lies (`nesting`).
"""

from functools import lru_cache

import regex

from extractors.language.clauses import Window
from extractors.language.places import PlaceMention

#: Before where people sit who follow a meeting held elsewhere: `Tại điểm cầu Hà Nội, Vietnam Post …`
_VENUE = "điểm cầu "
#: `kế hoạch huyện giao`: who gave the target
_GIVER = regex.compile(
    r"\s*(?:đã |vừa |tạm |sẽ )*(?:giao|phân bổ|ấn định|đặt hàng)(?! lưu)"
    # who hands its own target on to those below: the number is its own
    r"(?![^,;.\d]* (?:đến|tới|về|cho) (?:từng |các |mỗi )*"
    r"(?:khóm|ấp|thôn|bản|tổ|xóm|đại lý|nhân viên|cán bộ)\b)"
)
#: `đạt 100% kế hoạch của BCĐ tỉnh`: who gave the target
_GIVER_BEFORE = regex.compile(
    r"(?r)%(?: so với)? (?:kế hoạch|chỉ tiêu)(?: của| do)?"
    r" (?:bcđ|ban chỉ đạo|ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân) $"
)
#: `Sau khi An Giang và Kiên Giang về một nhà, chúng tôi quản lý …`: what was made one, and is no more apart
_MADE_ONE_BEFORE = regex.compile(
    r"\b(?:sau|trước|từ|kể từ)(?: khi| ngày)?(?: \p{L}+){0,8}(?:(?: và|,) \p{L}+(?: \p{L}+){0,4}){0,3},? $"
)
_MADE_ONE_AFTER = regex.compile(
    r"(?:(?: và|,) \p{L}+(?: \p{L}+){0,4}){0,3} (?:về (?:một|chung|cùng)|(?:được )?(?:sáp|hợp) nhập"
    r"|(?:được )?hợp nhất|chung một)\b[^,;.()\d]*,"
)


def may_be_spoken_of(mention: PlaceMention, key: str, start: int, giver: bool = False) -> bool:
    """Unless it does something else in its clause; `giver`: who gives a target may be spoken of too."""
    if mention.kind == "ellipsis" and not mention.candidates:
        return False  # "tỉnh" of an article that named none
    if says_area(mention, key, start):
        return False  # says only that the place is the one spoken of
    if _VENUE in key[max(0, mention.start - start - 20) : mention.start - start]:
        return False
    if not giver and _GIVER.match(key, mention.end - start):
        return False  # "kế hoạch tỉnh giao": who gave the target, not where it holds
    if not giver and _GIVER_BEFORE.search(key, max(0, mention.start - start - 60), mention.start - start):
        return False
    if _MADE_ONE_AFTER.match(key, mention.end - start) and _MADE_ONE_BEFORE.search(
        key, 0, mention.start - start
    ):
        return False
    return not is_yardstick(mention, key, start)


def says_area(mention: PlaceMention, key: str, start: int) -> bool:
    """`trên địa bàn` alone"""
    return key.endswith("địa bàn", mention.start - start, mention.end - start)


def gives(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """`Hòa Bình giao 15.100 người`: its own plan, or one that it hands to the place spoken of before?"""
    end = mention.end - start
    return window.left <= mention.start - start and end <= window.hedge_start and bool(_GIVER.match(key, end))


_INTRODUCED = regex.compile(
    r"(?:(?:tại|ở|trên(?: địa bàn)?|của|thuộc|trong|toàn|cho|mà)(?: \p{L}+){0,2}|\b(?:người )?dân)\s*$"
)


def is_introduced(mention: PlaceMention, key: str, start: int) -> bool:
    """`ở Trà Bồng`, `của Trà Bồng`: told where it is, not what does something."""
    at = mention.start - start
    return _INTRODUCED.search(key[max(0, at - 25) : at]) is not None


#: a place that only serves as a yardstick or a rank
_YARDSTICK = regex.compile(
    r"(?r)(?:so với|(?:khác|trái|ngược) với|không như"
    r"|bình quân|trung bình|mức|nhất|đứng|thứ \d+|thứ \p{L}+|tốp|top|nhóm|hơn|(?:đầu|cuối) bảng"
    r"|(?:dẫn|đi) đầu|giáp(?: ranh)?|cạnh|gần|sát|cách"
    r"|(?:đứng|xếp|thứ)\b[^,;.]{0,40} sau)(?: chung| của| trong| bhxh| bưu điện| cơ sở|"
    r" mức| tỷ lệ| đầu| bình quân| mặt bằng| hệ thống| khối| \p{L}+ nhất)*\s*$"
)
#: what a unit was made of, or an office looks after: `Xã Thọ Long, vốn gồm các xã Thọ Lộc, Xuân Phong cũ, …`
_FORMED_OF = regex.compile(
    r"(?:[,(] ?(?:(?:vốn|nay|mới) (?:bao )?gồm|(?:vốn |được |mới |nay |nơi |từng |là )*"
    r"(?:(?:sáp|hợp) nhập|hợp nhất|hình thành|thành lập|trung tâm|trực thuộc|thuộc))"
    r"|[-–,(] ?(?:đơn vị |nơi )?(?:phụ trách|quản lý))"
    r" (?:(?! [-–] )[^;.()%\d])*$"
    r"|\b(?:(?:sáp |hợp )?nhập|hợp nhất|gộp|ghép)(?: lại)?(?: chung)? (?:với|cùng|vào|về) (?:\p{L}+ ){0,2}$"
    r"|\b(?:tách|chia)(?: ra)? (?:từ|khỏi) (?:\p{L}+ ){0,2}$"
)
#: `xã Ba Vì (không phải huyện Ba Vì của Hà Nội)`
_NOT_THAT = regex.compile(r"\((?:không phải|khác)\b[^()]*$")


@lru_cache(maxsize=32)  # asked when the figures of a sentence choose, and again when it is left
def is_yardstick(mention: PlaceMention, key: str, start: int) -> bool:
    at = mention.start - start
    if _FORMED_OF.search(key, max(0, at - 90), at) or _NOT_THAT.search(key, max(0, at - 40), at):
        return True
    return measured_by(key, at)


def measured_by(key: str, at: int) -> bool:
    """Is what stands at `at` only a yardstick or a rank?"""
    return _YARDSTICK.search(key, max(0, at - 40), at) is not None


_SECOND = regex.compile(r"(?:\s*\([^()]*\))?\s*(?:và|,)\s*(?:bhxh |bưu điện )?(?:cơ sở )?")


#: `Bên cạnh Hòa Sơn, xã Hòa Khương cũng có …`: what opens the sentence ends at the comma
_OPENS = regex.compile(
    r"\W*(?:(?:bên |kế )?cạnh|(?:so|cùng|khác|trái|ngược) với|không như|gần|giáp|sát|cách)(?: \p{L}+){0,2} $"
)


def second_yardsticks(here: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`đứng thứ ba sau quận A và quận B`, `so với A (92%) và B (93%)`: B."""
    second = []
    for before, mention, behind in zip(here, here[1:], [*here[2:], None], strict=False):
        gap = before.end - start, mention.start - start
        if not _SECOND.fullmatch(key, *gap) or not is_yardstick(before, key, start):
            continue
        listed = behind is not None and _SECOND.fullmatch(key, mention.end - start, behind.start - start)
        if listed or key[slice(*gap)] != ", " or not _OPENS.fullmatch(key, 0, before.start - start):
            second.append(mention)
    return second


_OWN_NUMBER = regex.compile(
    r"\s*\(?(?:là |đạt |có )?|\s*\((?:\p{L}+ ){1,2}"
    r"|(?: (?:liền|giáp|kế|sát|lân|bên) \p{L}+)?, nơi (?:\p{L}+ ){0,8}"
)
_NOT_ITS_OWN = regex.compile(
    r"(?:kế hoạch|chỉ tiêu|mục tiêu|nhất|đứng|xếp|thứ|tốp|top|nhóm|bảng)(?: \p{L}+){0,4} (?<!sau )$"
)
_AVERAGE = regex.compile(r"(?<!(?:hơn|so với) (?:mức )?)(?:bình quân|trung bình)(?: \p{L}+){0,2} $")
#: `cao hơn mức bình quân chung của tỉnh là 89,6%`: with a verb of its own
_COMMON_RATE = regex.compile(r"\b(?:bình quân|trung bình|(?:mức|tỷ lệ) chung|mặt bằng)(?: \p{L}+){0,2} $")
_IS = regex.compile(r"\b(?:là|đạt|ở mức)\b")
#: `bình quân của tỉnh Bắc Giang ở cùng thời điểm là 98%`
_AVERAGE_IS = regex.compile(r" (?:[^,;.()]{1,40} )?(?:là|đạt|ở mức|tăng|giảm|chỉ|mới)(?: \p{L}+)? ")


def has_own_number(
    mention: PlaceMention, here: list[PlaceMention], key: str, start: int, window: Window
) -> bool:
    """Whether the number right behind is that of the place, although the clause is only compared with it.

    `thấp hơn Thanh Hóa (93,4%)`, `bình quân cả nước là 89%`; not `cao nhất tỉnh (95%)`.
    """
    gap = _OWN_NUMBER.fullmatch(key, mention.end - start, window.hedge_start)
    at = mention.start - start
    head = key[max(0, at - 60) : at]
    told = key[mention.end - start : window.hedge_start]
    if _AVERAGE_IS.fullmatch(told) or gap and _IS.search(told):
        return _COMMON_RATE.search(head) is not None
    if gap is None or not (measured_by(key, at) or mention in second_yardsticks(here, key, start)):
        return False
    if "(" in gap[0]:
        return _NOT_ITS_OWN.search(head) is None
    return ", nơi " in gap[0] or _AVERAGE.search(head) is not None
