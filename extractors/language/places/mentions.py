"""Finds where a text speaks of an administrative unit, an organisation named after one, or the country.

A Vietnamese unit name is a run of capitalised words (or a number behind `quận`, `phường`), usually behind its
type word. So the text is scanned once for capitalised runs, and each is looked up in the register; the words
before it say its type (`huyện`, `Q.`), an organisation (`BHXH`, `Bưu điện`) or that it is no unit at all
(`đường`, `chợ`, `Đại học`). A type word alone (`trên địa bàn huyện`) is an ellipsis.

What is found here is what may be meant; which unit it is, `resolve` decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from extractors.language.places.keys import accented_key, key
from extractors.language.places.register import COUNTRY_ID, Register, Unit

#: Type words as they stand before a name → types of unit. Single letters need their dot.
_TYPES = {
    "thành phố": ("thành phố",),
    "tỉnh": ("tỉnh",),
    "thị xã": ("thị xã",),
    "thị trấn": ("thị trấn",),
    "đặc khu": ("đặc khu",),
    "quận": ("quận",),
    "huyện": ("huyện",),
    "phường": ("phường",),
    "xã": ("xã",),
    "tp": ("thành phố",),
    "tx": ("thị xã",),
    "tt": ("thị trấn",),
    "q": ("quận",),
    "h": ("huyện",),
    "p": ("phường",),
    "x": ("xã",),
    "t": ("tỉnh",),
}
_TYPES.update({key(word): kinds for word, kinds in list(_TYPES.items())})
LEVEL_OF_TYPE = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "thị trấn": ("commune",),
    "phường": ("commune",),
    "xã": ("commune",),
    "đặc khu": ("commune",),
}
CITY_PROVINCES = frozenset(("ha noi", "hai phong", "da nang", "ho chi minh", "can tho", "hue"))

_TYPE_WORD = (
    r"thành phố|thị xã|thị trấn|đặc khu|tỉnh|quận|huyện|phường|xã"
    r"|thanh pho|thi xa|thi tran|dac khu|tinh|quan|huyen|phuong|xa"
)
#: A type word at the end of what stands before a name.
_TYPE_BEFORE = regex.compile(
    rf"(?<![\w.])(?P<type>(?:{_TYPE_WORD})(?=\s)|(?:tp|tx|tt)(?=[.\s])|t\.p(?=[.\s])|[qhpx](?=\.))(?:\s+đảo)?\.?\s*$",
    regex.IGNORECASE,
)
#: A run of capitalised words on one line. `Ia H'Drai`, `Phan Rang - Tháp Chàm`, `BR-VT`.
_WORD = r"\p{Lu}[\p{L}\p{M}]*(?:['’]\p{L}+)?"
_RUN = regex.compile(rf"{_WORD}(?:(?:[ \u00a0]+|[ \u00a0]?[-–][ \u00a0]?){_WORD})*")
_WORDS = regex.compile(_WORD)
#: Units named by a number: `Q. 1`, `quận 12`, `P.15`, `Phường 2`; not `Q1/2025`.
_NUMBERED = regex.compile(
    r"(?<![\w.])(?P<type>quận|phường|q|p|quan|phuong)(?P<dot>\.?)\s?0?(?P<name>[1-9]\d?)(?![\w/%]|[.,-]\d)",
    regex.IGNORECASE,
)

_ORGANISATION = (
    r"BHXH|BHXHVN|Bảo hiểm xã hội|Bảo hiểm Xã hội|Bưu điện|Bưu cục|UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Ủy ban Nhân dân"
    r"|HĐND|Hội đồng nhân dân|LĐLĐ|Liên đoàn Lao động|Liên đoàn lao động|Công an|Huyện ủy|Thị ủy|Quận ủy"
    r"|Đảng ủy|Hội LHPN|Hội Liên hiệp Phụ nữ|Hội Liên hiệp phụ nữ|Hội Nông dân|Hội Phụ nữ|Đoàn Thanh niên|MTTQ"
    r"|Trung tâm [Yy] tế|Phòng LĐTBXH|Kho bạc Nhà nước|Chi cục Thuế|VNPT|Viettel|Bưu điện [Tt]rung tâm"
)
_ORGANISATION_BEFORE = regex.compile(
    rf"(?<!\w)(?:(?P<place_org>{_ORGANISATION})|Sở [\p{{Lu}}][\p{{L}},\- ]{{1,50}})"
    r"(?:\s*\(\p{Lu}{2,8}\))?(?:\s+(?:cơ sở|liên huyện|[Tt]rung tâm|liên xã|Việt Nam))*:?\s*$"
)
#: What a capitalised name belongs to when it is no unit: streets, schools, hospitals, firms, papers.
_NOT_A_UNIT = regex.compile(
    r"(?<!\w)(?:đường|phố(?<!thành phố)|ngõ|chợ|cầu|sông|núi|hồ|đền|chùa|đình|bến xe|bến cảng|cảng|ga|sân bay|quốc lộ"
    r"|tỉnh lộ|đại học|học viện|cao đẳng|trường(?:\s+\p{L}+){0,3}|thpt|thcs|tiểu học|mầm non|bệnh viện(?:\s+đa khoa)?|công ty(?:\s+\p{L}+){0,3}"
    r"|ngân hàng|khách sạn|nhà máy|khu công nghiệp|kcn|cụm công nghiệp|thôn|ấp|bản|buôn|xóm|khu phố|tổ dân phố"
    r"|báo|đài|tạp chí|vịnh|đảo|biển|đèo|rừng|vườn quốc gia|trại|tháp|chiến dịch|chiến thắng|ông|bà|anh|chị|em|cháu|đồng chí)\s+$",
    regex.IGNORECASE,
)
#: Between two names of one list: `Nhà Bè (49,35%), Cần Giờ (42,48%)`, `Ba Vì và Sóc Sơn`.
_LIST_GAP = regex.compile(
    r"\s*(?:\([^()\n]{0,60}\))?\s*(?:(?:,|;|/|&|-|–)\s*(?:và\s+|cùng\s+)?|và\s+|với\s+|hoặc\s+)"
)
_OLD_AFTER = regex.compile(
    r"\s*\(\s*(?:cũ|trước sáp nhập|trước khi sáp nhập|trước đây)\s*\)|\s+cũ(?!\w)|\s+trước (?:khi )?sáp nhập"
)
_REGION = regex.compile(r"(?i:khu vực)\s+(?P<number>[IVX]{1,6})(?!\w)")

_COUNTRY = regex.compile(
    r"(?<!\w)(?:"
    r"(?P<org>(?:Tổng\s+[Cc]ông\s+ty\s+)?Bưu\s+điện\s+(?:Việt\s+Nam|VN)"
    r"|(?:[Nn]gành\s+)?(?:BHXH|Bảo\s+hiểm\s+[Xx]ã\s+hội)\s*(?:\(BHXH\)\s*)?(?:Việt\s+Nam|VN)|BHXHVN|VNPost|Vietnam\s+Post"
    r"|VNPOST)"
    r"|(?P<all>(?:trên\s+)?(?:phạm\s+vi\s+)?(?:[Cc]ả\s+nước|[Tt]oàn\s+quốc|CẢ\s+NƯỚC|TOÀN\s+QUỐC))"
    r"|(?P<name>Việt\s+Nam|VIỆT\s+NAM)"
    r")(?!\w)"
)
#: `Việt Nam` behind one of these is the country; behind another noun it is part of a name.
_COUNTRY_BEFORE = regex.compile(
    r"(?:(?<!\w)(?:tại|ở|của|nước|dân số|người dân|trên|cho|đến|với|là|và|từ|khắp)\s+|^\s*|[.,;:!?(\n“\"]\s*)$",
    regex.IGNORECASE,
)

_ELLIPSIS = regex.compile(
    r"(?<![\w/-])(?P<lead>(?:trên\s+)?địa\s+bàn\s+(?:toàn\s+)?|toàn\s+|của\s+|tại\s+|"
    rf"(?:{_ORGANISATION})\s+)?"
    r"(?P<word>thành\s+phố|tp|tỉnh(?!\s+(?:ủy|uỷ|lộ|lỵ|táo|thức|giấc|dậy|lẻ))|huyện(?!\s+(?:ủy|uỷ))|quận(?!\s+ủy)"
    r"|thị\s+xã|thị\s+trấn|phường|xã(?!\s+(?:hội|viên|luận|giao|tắc))|địa\s+phương)(?![\w/-])",
    regex.IGNORECASE,
)
_AREA = regex.compile(
    r"(?<!\w)trên\s+địa\s+bàn(?!\s+(?:toàn|thành|tỉnh|huyện|quận|thị|xã|phường|tp|các|mỗi|từng|\d|\p{Lu}))",
    regex.IGNORECASE,
)
#: Before a type word: several units or units in general, not this one.
_GENERIC_BEFORE = regex.compile(
    r"(?:(?<!\w)(?:các|những|mỗi|từng|mọi|nhiều|một số|số|cấp|hợp tác|thị|liên|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|ngoại|nội"
    r"|từ|chính quyền|và|tuyến|lưu thông|của|ngoài)|\d+|[,/])\s*$",
    regex.IGNORECASE,
)

_SURNAMES = frozenset(
    ["nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly", "dinh", "doan", "lam", "mai", "trinh", "dao", "luong", "ha", "cao", "ta", "thai", "luu", "to", "ton", "chau", "quach", "kieu", "nghiem", "vuong", "trieu", "tang", "giang", "mac", "lo", "quang", "vi", "thach", "danh", "hua", "dam", "khuat"]
)
_MAX_WORDS = 7


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One place in a text: `text[start:end]` is how it stands there, `text` how it is best called.

    `kind`: `unit`; `organisation` (an agency that carries the place); `ellipsis` (`toàn tỉnh`: then `text` and
    `candidates` are those of the antecedent, and `antecedent` is where that one starts, None if it was
    inferred); `country`. `level` is None while the candidates are of several levels. `candidates`: place_ids of
    every era; an empty tuple only for an ellipsis whose antecedent is open.
    """

    start: int
    end: int
    text: str
    level: str | None
    old: bool
    kind: str
    candidates: tuple[str, ...]
    antecedent: int | None = None
    #: The type word says the type; without one a unit of any level may be meant.
    typed: bool = False


def find_mentions(text: str, register: Register) -> list[PlaceMention]:
    """All mentions that stand on their own, by start; ellipses have no candidates yet."""
    return _Scan(text, register).run()


class _Scan:
    def __init__(self, text: str, register: Register):
        self.text = text
        self.register = register
        self.found: list[PlaceMention] = []
        #: capitalised runs that are the name of some district or commune, but stand without a type word
        self.bare: list[tuple[int, int, list[Unit]]] = []
        letters = sum(map(str.isalpha, text[:2000]))
        accented = sum(not c.isascii() and c.isalpha() for c in text[:2000])
        self.plain = letters > 0 and accented < letters * 0.02  # a text written without accents

    def run(self) -> list[PlaceMention]:
        taken = self._country()
        previous: tuple[int, tuple[str, ...], list[Unit]] | None = None  # end, types, units of the last name
        hits = sorted(
            [(m.start(), m.end(), None) for m in _RUN.finditer(self.text)]
            + [(m.start("name"), m.end("name"), m) for m in _NUMBERED.finditer(self.text)]
        )
        for start, end, numbered in hits:
            if any(a < end and start < b for a, b in taken):
                continue
            if numbered is not None:
                previous = self._number(numbered) or previous
            else:
                previous = self._run_of_words(start, end, previous)
        self._accept_bare()
        self.found.sort(key=lambda m: (m.start, -m.end))
        self._ellipses()
        self.found.sort(key=lambda m: (m.start, -m.end))
        return self.found

    # -- the country ----------------------------------------------------------------------------------

    def _country(self) -> list[tuple[int, int]]:
        taken = []
        for match in _COUNTRY.finditer(self.text):
            taken.append(match.span())
            kind = "organisation" if match["org"] else "country"
            before = self.text[max(0, match.start() - 20) : match.start()]
            if match["name"] and not _COUNTRY_BEFORE.search(before):
                continue
            self._add(match.start(), match.end(), "Việt Nam", "country", kind, (COUNTRY_ID,))
        return taken

    # -- names ----------------------------------------------------------------------------------------

    def _number(self, match) -> tuple[int, tuple[str, ...], list[Unit]] | None:
        kinds = _TYPES[match["type"].lower()]
        if len(match["type"]) == 1 and not match["dot"] and not match["type"].isupper():
            return None
        units = [u for u in self.register.by_key.get(str(int(match["name"])), ()) if u.type in kinds]
        if not units:
            return None
        self._unit(match.start(), match.end(), match.start(), units, typed=True)
        return match.end(), kinds, units

    def _run_of_words(self, start: int, end: int, previous):
        words = [(m.start(), m.end()) for m in _WORDS.finditer(self.text, start, end)]
        i = 0
        while i < len(words):
            begin = words[i][0]
            before = self.text[max(0, begin - 14) : begin]
            type_match = _TYPE_BEFORE.search(before)
            if type_match and self._is_word(type_match["type"]):
                kinds = _TYPES[" ".join(type_match["type"].lower().replace(".", "").split())]
                span_start = begin - len(before) + type_match.start()
                step = self._typed(words, i, span_start, kinds)
            elif i == 0 and previous is not None and begin - previous[0] < 70:
                step = self._sister(words, i, previous)
            else:
                step = None
            if step is None:
                step = self._province(words, i)
            if step is None:
                if i == 0 or previous is not None and previous[0] > start:
                    self._remember_bare(words, i)
                i += 1
                continue
            length, kinds, units = step
            previous = (words[i + length - 1][1], kinds, units)
            i += length
        return previous

    def _is_word(self, word: str) -> bool:
        """A type word without accents counts only in a text without accents (`phuong`, `xa`)."""
        return self.plain or not word.isascii() or len(word) <= 3

    def _candidates(self, words, i: int, length: int, kinds: tuple[str, ...] | None) -> list[Unit]:
        name = self.text[words[i][0] : words[i + length - 1][1]]
        units = self.register.by_key.get(key(name), ())
        if kinds is not None:
            units = [u for u in units if u.type in kinds]
        if not units:
            return []
        if not name.isascii():
            wanted = accented_key(name)
            return [u for u in units if any(accented_key(n) == wanted for n in (u.name, *u.variants))]
        if self.plain or kinds is not None:
            return list(units)
        return [u for u in units if any(n.isascii() and key(n) == key(name) for n in (u.name, *u.variants))]

    def _typed(self, words, i: int, span_start: int, kinds: tuple[str, ...]):
        for length in range(min(_MAX_WORDS, len(words) - i), 0, -1):
            units = self._candidates(words, i, length, kinds)
            if not units or self._is_person(words, i, length):
                continue
            if kinds == ("thành phố",):
                # a city below a province bears the name of its province as often as not
                own = [u for u in units if u.level == "province"]
                units = own + [u for u in units if u.level != "province"]
            self._unit(span_start, words[i + length - 1][1], span_start, units, typed=True)
            return length, kinds, units
        if kinds == ("thành phố",) or kinds == ("tỉnh",):
            # `TP Huế` before 2025, `tỉnh Đồng Nai`, `thành phố` for a province that is one only today
            for length in range(min(_MAX_WORDS, len(words) - i), 0, -1):
                units = [
                    u
                    for u in self._candidates(words, i, length, ("tỉnh", "thành phố"))
                    if u.level == "province"
                ]
                if units:
                    self._unit(span_start, words[i + length - 1][1], span_start, units, typed=True)
                    return length, kinds, units
        return None

    def _is_person(self, words, i: int, length: int) -> bool:
        """`Giám đốc BHXH huyện Hà Trung Kiên`: the name goes on, and neither part reads as place + person."""
        rest = words[i + length : i + length + 1]
        if not rest or self.text[words[i][0] : words[i][1]].isupper():
            return False
        gap = self.text[words[i + length - 1][1] : rest[0][0]]
        if "-" in gap or "–" in gap:
            return False
        first = key(self.text[words[i][0] : words[i][1]])
        following = key(self.text[rest[0][0] : rest[0][1]])
        return first in _SURNAMES and following not in _SURNAMES

    def _sister(self, words, i: int, previous):
        """A name that goes on a list, or names what the last name lies in: `xã A, B, huyện C`; `xã A, C, D`."""
        end, kinds, units = previous
        gap = self.text[end : words[i][0]]
        if not _LIST_GAP.fullmatch(gap):
            return None
        for length in range(min(_MAX_WORDS, len(words) - i), 0, -1):
            same = self._candidates(words, i, length, kinds)
            parents = {u.parent_id for u in units}
            above = [u for u in self._candidates(words, i, length, None) if u.place_id in parents]
            chosen = above or same
            if not chosen or i + length < len(words):
                continue
            if chosen is same and any(
                u.level == "province" for u in self._candidates(words, i, length, None)
            ):
                return None  # `xã Phú Cường, Hà Nội`: a province's name is the province
            self._unit(words[i][0], words[i + length - 1][1], words[i][0], chosen, typed=False)
            return length, kinds, chosen
        return None

    def _province(self, words, i: int):
        """A province without its type word; the only level that needs none."""
        for length in range(min(_MAX_WORDS, len(words) - i), 0, -1):
            units = [u for u in self._candidates(words, i, length, None) if u.level == "province"]
            if not units:
                continue
            begin, end = words[i][0], words[i + length - 1][1]
            before = self.text[max(0, begin - 32) : begin]
            if _NOT_A_UNIT.search(before) or self._inside_a_name(words, i, length):
                return None
            self._unit(begin, end, begin, units, typed=False)
            return length, ("tỉnh", "thành phố"), units
        return None

    def _inside_a_name(self, words, i: int, length: int) -> bool:
        """`Nguyễn Hà Nam`, `Thái Bình Dương`: a longer capitalised name that only contains a province's."""
        if self.text[words[i][0] : words[i][1]].isupper() and len(self.text[words[i][0] : words[i][1]]) > 1:
            return False
        if i + length < len(words):
            gap = self.text[words[i + length - 1][1] : words[i + length][0]]
            nxt = self.text[words[i + length][0] : words[i + length][1]]
            if gap.strip() == "" and key(nxt) not in _SURNAMES and not nxt.isupper():
                return True
        if i > 0:
            gap = self.text[words[i - 1][1] : words[i][0]]
            first = key(self.text[words[0][0] : words[0][1]])
            if gap.strip() == "" and first in _SURNAMES:
                return True
        return False

    def _remember_bare(self, words, i: int) -> None:
        length = len(words) - i
        if length > _MAX_WORDS:
            return
        units = self._candidates(words, i, length, None)
        if units:
            self.bare.append((words[i][0], words[-1][1], units))

    def _accept_bare(self) -> None:
        """A district or commune without its type word: introduced by an agency, in a list, or named before."""
        if not self.bare:
            return
        typed: dict[str, tuple[str, ...]] = {}
        for mention in self.found:
            if mention.typed:
                name = self.register.get(mention.candidates[0]).name
                typed.setdefault(key(name), mention.candidates)
        accepted: list[tuple[int, int, list[Unit]]] = []
        for n, (begin, end, units) in enumerate(self.bare):
            before = self.text[max(0, begin - 60) : begin]
            after_list = accepted and _LIST_GAP.fullmatch(self.text[accepted[-1][1] : begin])
            following = self.bare[n + 1] if n + 1 < len(self.bare) else None
            in_list = following is not None and _LIST_GAP.fullmatch(self.text[end : following[0]])
            if _NOT_A_UNIT.search(before):
                continue
            known = typed.get(key(self.text[begin:end]))
            if known:
                units = [u for u in units if u.place_id in known] or units
            elif _ORGANISATION_BEFORE.search(before):
                # agencies below the province sit at the district, since 2025 at its former area
                units = [u for u in units if u.level == "district"] or units
            elif after_list or in_list and self._siblings(units, following[2]):
                pass
            else:
                continue
            accepted.append((begin, end, units))
            self._unit(begin, end, begin, units, typed=False)

    def _siblings(self, units: list[Unit], others: list[Unit]) -> bool:
        parents = {(u.level, u.parent_id) for u in units}
        return any((u.level, u.parent_id) in parents for u in others)

    def _unit(self, start: int, end: int, span_start: int, units: list[Unit], *, typed: bool) -> None:
        before = self.text[max(0, span_start - 70) : span_start]
        kind = "organisation" if _ORGANISATION_BEFORE.search(before) else "unit"
        levels = {u.level for u in units}
        old = _OLD_AFTER.match(self.text, end)
        written = " ".join(self.text[start:end].split())
        if old:
            end = old.end()
        self._add(
            start,
            end,
            f"{written} cũ" if old else written,
            levels.pop() if len(levels) == 1 else None,
            kind,
            tuple(u.place_id for u in units),
            old=bool(old),
            typed=typed,
        )

    def _add(self, start, end, text, level, kind, candidates, *, old=False, typed=False) -> None:
        self.found.append(PlaceMention(start, end, text, level, old, kind, candidates, None, typed))

    # -- ellipsis -------------------------------------------------------------------------------------

    def _ellipses(self) -> None:
        spans = [(m.start, m.end) for m in self.found]
        at = 0
        extra = []
        for match in _ELLIPSIS.finditer(self.text):
            start, end = match.span("word")
            while at < len(spans) and spans[at][1] <= start:
                at += 1
            if at < len(spans) and spans[at][0] < end:
                continue
            word = " ".join(match["word"].lower().split())
            if word == "tp" and match["word"] != "TP":
                continue
            before = self.text[max(0, start - 16) : start]
            lead = (match["lead"] or "").lower()
            definite = lead and not lead.startswith(("của", "tại"))
            if not definite and _GENERIC_BEFORE.search(before):
                continue
            if regex.match(r"\s*[,/]\s*(?:" + _TYPE_WORD + r")(?!\w)", self.text[end : end + 14].lower()):
                continue  # `quận, huyện, thị xã`
            level = {"địa phương": None, "thành phố": None, "tp": None}.get(word, "")
            if level == "":
                level = LEVEL_OF_TYPE[word][0]
            extra.append(
                PlaceMention(
                    match.start() if lead.startswith("toàn") else start,
                    end,
                    word,
                    level,
                    False,
                    "ellipsis",
                    (),
                )
            )
        for match in _AREA.finditer(self.text):
            start, end = match.span()
            extra.append(PlaceMention(start, end, "trên địa bàn", None, False, "ellipsis", ()))
        self.found += extra


def with_antecedent(mention: PlaceMention, antecedent: PlaceMention) -> PlaceMention:
    """The ellipsis, standing for the mention it refers to."""
    return replace(
        mention,
        text=antecedent.text,
        level=antecedent.level,
        old=antecedent.old,
        candidates=antecedent.candidates,
        antecedent=antecedent.start,
    )
