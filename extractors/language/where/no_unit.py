"""Villages, schools, cooperatives, markets: what lies in a unit and is none.

Belongs here: whether the number is of such a body, and not of the unit around it.
"""

import regex

from extractors.language.clauses import View, Window, within
from extractors.language.places import PlaceMention

_WHERE_IT_LIES = regex.compile(r" ?\(|, |,? (?:của|thuộc|ở) ")
_VILLAGES = ("làng", "bản", "thôn", "ấp", "buôn", "xóm", "khóm", "sóc", "khu phố", "khu dân cư", "tổ dân phố")
#: A village is no unit, nor is its number the commune's: `Làng Bi còn có 19 người`, `cả bản được 7 người`
_VILLAGE = regex.compile(
    r"(?:^\W*|[,;:“\"(] ?|\b(?:và|còn|riêng|cả|toàn) )"
    rf"(?P<units>(?:{'|'.join(_VILLAGES)})(?P<name>(?: (?!có |đã |được )[\p{{L}}\d'’]+){{0,3}}?))"
    r"(?: (?:hiện|đã|mới|chỉ|còn|cũng|vẫn|đang|có|đạt|được|vận động|phát triển|thêm|tới)){1,4} $"
)
#: … further from the number: `Trong thôn Nà Tẻng, có 22 người`, `một thôn của xã Như Xuân có 31 người`
_AT_A_VILLAGE = regex.compile(
    r"(?:^\W*(?:có )?|[;:“\"(] ?(?:có )?|\b(?:riêng|còn|(?:trong đó|đặc biệt|điển hình),?) "
    r"|, (?=(?:tại|ở|trong) ))(?:(?:tại|ở|trong|riêng) )?"
    rf"(?P<units>(?P<one>(?:cả|toàn|một) )?(?:{'|'.join(_VILLAGES)})\b(?! (?:sơn|trăng)\b))(?: như| nghề)?"
)
#: … behind it: `87% người dân trong làng`
_OF_THE_VILLAGE = regex.compile(
    r"\s*(?:(?!ở|tại|trong|của)\p{L}+ ){0,3}(?:ở|trong|của) "
    rf"(?P<units>(?:cả )?(?:{'|'.join(_VILLAGES)}))\b(?! khác)"
)
_VILLAGE_NAME = regex.compile(r"(?: số(?= \d))?(?: (?:\p{Lu}[\p{L}'’]*|\d+))+")
#: `Bản ông có 17 người`, `Sóc của ông có 7 người`
_WHOSE = regex.compile(r" (?:của )?(?:ông|bà|anh|chị|tôi|mình|chúng tôi|nhà|họ)\b")


def village(
    seen: View, window: Window, begin: int, here: list[PlaceMention], start: int
) -> tuple[int, int] | None:
    """Span of the village, hamlet or quarter whose number it is; `begin`: where the number before ends."""
    key = seen.key
    if not any(map(key[begin : window.right].__contains__, _VILLAGES)):
        return None
    behind = _OF_THE_VILLAGE.match(key, window.number.end, window.right)
    if behind is not None:
        return behind.span("units")
    known = [(m.start - start, m.end - start) for m in here]  # Buôn Ma Thuột
    found = None
    for match in _AT_A_VILLAGE.finditer(key, begin, window.hedge_start):
        name = _VILLAGE_NAME.match(seen.text, match.end(), window.hedge_start)
        if name is None and match["one"] is None or within(match.start("units"), known):
            continue
        end = name.end() if name else match.end()
        named = [m for m in here if end <= m.start - start < window.hedge_start]
        if _lies_in(named, key, end, start):
            found = match.start("units"), end
    if found is None:
        match = _VILLAGE.search(key, max(begin, window.left), window.hedge_start)
        # `làng mộc này` is another word for the commune
        other = match is None or (
            seen.text[slice(*match.span("name"))][1:].islower() and not _WHOSE.match(match["name"])
        )
        if not other and not within(match.start("units"), known):
            found = match.span("units")
    return found


def _lies_in(named: list[PlaceMention], key: str, end: int, start: int) -> bool:
    """Do the units named behind something that ends at `end` only say where it lies?"""
    ends = [end, *(m.end - start for m in named)]
    return all(_WHERE_IT_LIES.fullmatch(key, a, m.start - start) for a, m in zip(ends, named, strict=False))


#: Nor is a school a unit, a cooperative, a club: `Trường THPT Ea Rốk (huyện Ea Súp) còn 214 học sinh`
_BODIES = (
    "trường", "đại học", "cao đẳng", "học viện", "hợp tác xã", "htx", "tổ ", "chi hội", "chi bộ", "clb",
    "câu lạc bộ", "giáo xứ", "họ đạo", "nghiệp đoàn", "chợ", "bến ", "cảng", "xưởng", "nhà máy", "xí nghiệp",
    "công ty", "khu công nghiệp", "kcn", "khu trọ", "khu nhà trọ", "xóm trọ", "trang trại", "phân hội",
    "đội ", "nhóm", "điểm ", "đoàn ", "khu tái định cư", "đồn biên phòng", "nông trường", "lâm trường",
)  # fmt: skip
_AT_A_BODY = regex.compile(
    r"(?:^\W*|[;:“\"(] ?|, (?=trường )"
    r"|\b(?:riêng|còn|như|ngược lại|trong khi đó|(?:đặc biệt|điển hình)(?: là)?),? "
    r"|, (?=(?:tại|ở|trong) ))(?:(?:tại|ở|trong|riêng) )?"
    r"(?P<units>(?:trường (?:thpt|thcs|th|ptdt\w*|tiểu học|mầm non|đại học|đh|cao đẳng|cđ|trung cấp|trung học"
    r"|phổ thông|dân tộc|liên cấp|chính trị|quân sự)|(?:đại học|cao đẳng|học viện) (?=\p{L})"
    r"|(?:mô hình |tổ )?(?:hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ))"
    r"(?: (?!có |đã |được |còn |mới |đạt |vận động |hiện |nay |trên |cũng |nhiều |vẫn |chỉ |với |là |tổ chức "
    r"|số (?!\d)|tỷ lệ |tham gia |phấn đấu |phát triển |đăng ký )[\p{L}\d'’-]+){0,9})"
)
#: … a market, a port, a workshop, right before what it has: `riêng bến cá có 17 ngư dân`
_A_BODY_HAS = regex.compile(
    r"(?:^\W*|[,;:“\"(] ?|\b(?:và|còn|riêng|cả|toàn|như|trong đó|ngược lại) )(?:(?:tại|ở|trong|riêng) )?"
    r"(?:một )?(?:(?:tiểu thương|ngư dân|công nhân|lao động|hội viên|thành viên|xã viên|bà con|người)"
    r"(?: buôn bán)? (?:của|ở|tại|trong) )?"
    r"(?P<units>(?:chợ|bến (?:cá|xe|tàu|đò|ghe|phà)|cảng(?: cá)?|xưởng|nhà máy|xí nghiệp|(?<!tổng )công ty"
    r"|nông trường|lâm trường|nghiệp đoàn|chi bộ|họ đạo|khu (?:công nghiệp|trọ|nhà trọ|tái định cư)|kcn"
    r"|xóm trọ|trang trại|phân hội|đội (?:tàu|xe|thuyền)|đồn biên phòng"
    r"|(?<=riêng )tổ(?! chức)|hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ)\b"
    r"(?: (?!có |đã |được |còn |mới |đạt |hiện |nay |cũng |vẫn |chỉ |với |là |nên |vắng |đông |ghi nhận "
    r"|chiếm )[\p{L}\d'’.-]+){0,10})(?:, (?:nơi|vốn|một|là) [^,;]{0,80},)?"
    r"(?:,? ?\b(?:hiện|đã|mới|chỉ|còn|cũng|vẫn|đang|nay|có|đạt|được|ghi nhận|chiếm|góp|đóng góp|thêm|tới|là"
    r"|thì|với|thu hút)\b){0,6}[ ,:(]*$"
)
#: … which one, is not said: `có nhóm chỉ đi một buổi đã được 13 người`
_SOME_BODY = regex.compile(
    r"(?:^\W*|[,;:“\"(] ?|\b(?:lại|cũng|nhưng|vẫn) )có "
    r"(?P<units>nhóm|tổ(?! chức)|đội(?! ngũ)|điểm(?! (?:mới|tựa|sáng|chung))|đoàn(?! (?:viên|kết)))"
    r" (?:[^,;:.()\d]{0,40} )?(?:đã|mới|chỉ|còn|vẫn|đạt|được|có|tới|thuyết phục|vận động)\b"
)
#: … behind it: `41 chị của chi hội`
_OF_THE_BODY = regex.compile(
    r"\s*(?:(?!ở|tại|trong|của)\p{L}+ ){0,3}(?:ở|trong|của) "
    r"(?P<units>(?:nhà )?trường|hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ)\b(?! khác| hợp)"
)
_SCHOOL = regex.compile(r"trường|đại học|cao đẳng|học viện")
#: `Chi hội trồng tiêu xã Kim Long` is of the commune, as few as it may count
_CLUB = regex.compile(r"chi |câu lạc bộ|clb|hợp tác xã|htx|tổ hợp tác")


def body(
    seen: View, window: Window, begin: int, here: list[PlaceMention], start: int
) -> tuple[int, int] | None:
    """Span of the school, cooperative or club whose number it is; `begin`: where the number before ends."""
    key = seen.key
    if not any(map(key[begin : window.right].__contains__, _BODIES)):
        return None
    behind = _OF_THE_BODY.match(key, window.number.end, window.right)
    if behind is not None:
        return behind.span("units")
    found = None
    for match in _AT_A_BODY.finditer(key, begin, window.hedge_start):
        end = match.end("units")
        named = [
            m
            for m in here
            if (end if not m.typed else match.start("units")) <= m.start - start < window.hedge_start
            and not key[: m.end - start].endswith("địa bàn")
        ]
        if not named:
            found = match.start("units"), end
            continue
        behind = [m for m in named if end <= m.start - start]
        if _lies_in(behind, key, end, start) and _SCHOOL.match(key, match.start("units")):
            found = match.start("units"), end
    if found is None:
        match = _A_BODY_HAS.search(key, begin, window.hedge_start)
        if match is not None and not within(match.start("units"), seen.places):
            a, b = match.span("units")
            of_a_unit = any(m.typed and a < m.start - start < b for m in here)
            if not of_a_unit or not _CLUB.match(key, a):
                found = a, b
    if found is None:
        match = _SOME_BODY.search(key, max(begin, window.left), window.hedge_start)
        found = match.span("units") if match is not None else None
    return found
