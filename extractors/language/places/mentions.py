"""Finds where a text speaks of an administrative unit, an organisation named after one, or the country.

A Vietnamese unit name is a run of capitalised words (or a number behind `quận`, `phường`), usually behind its
type word. So the text is scanned once for capitalised runs, and each is looked up in the register; the words
before it say its type (`huyện`, `Q.`), an organisation (`BHXH`, `Bưu điện`) or that it is no unit at all
(`đường`, `chợ`, `Đại học`). A type word alone (`trên địa bàn huyện`) is an ellipsis.

What is found here is what may be meant; which unit it is, `resolve` decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from extractors.language.matching import by_first_letter
from extractors.language.places.keys import accented_key, key
from extractors.language.places.regions import regional_offices
from extractors.language.places.register import (
    BETWEEN,
    COUNTRY_ID,
    FIRST_DAY,
    LAST_DAY,
    MERGER,
    TYPE_BEFORE,
    TYPE_OF_WORD,
    WHOLE_WORDS,
    Register,
    Unit,
    type_of,
)
from extractors.language.text import lower

LEVEL_OF_TYPE = {
    "tỉnh": "province",
    "quận": "district",
    "huyện": "district",
    "thị xã": "district",
    "thị trấn": "commune",
    "phường": "commune",
    "xã": "commune",
    "đặc khu": "commune",
}

_TYPE_AT_END = re.compile(rf"(?<![\w.]){TYPE_BEFORE}$")
_BETWEEN = re.compile(rf"(?<=\w) {BETWEEN}(?= [{chr(65)}-Z\u00c0-\u1ef9])")
#: A run of capitalised words on one line: `Ia H'Drai`, `Phan Rang - Tháp Chàm`, `BR-VT`, `Mỹ Đình 1`.
_UPPER = "".join(
    c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and (ord(c) < 0x250 or ord(c) > 0x1E9F)
)
_WORD = rf"[{_UPPER}]\w*(?:['’] ?\w+)?"
_RUN = re.compile(
    rf"{_WORD}(?:(?:[ \u00a0]+|[ \u00a0]?[-–][ \u00a0]?){_WORD})*(?: \d{{1,2}}(?![\w%/]|[.,-]\d))?"
)
_WORDS = re.compile(rf"{_WORD}|\d+")
#: Units named by a number: `Q. 1`, `quận 12`, `P.15`, `Phường 2`; not `Q1/2025`. That a word begins there is
#: for the caller to check: a pattern that begins with a letter is three times as fast as one that looks back.
_NUMBERED = re.compile(
    r"(?P<type>[qp](?:uận|hường|uan|huong|\.|(?=\d)))\s?0?(?P<name>[1-9]\d?)(?![\w%/]|[.,-]\d)"
)

_ORGANISATION = (
    r"bhxh|bảo hiểm xã hội|bưu điện|bưu cục|ubnd|ủy ban nhân dân|uỷ ban nhân dân|hđnd|hội đồng nhân dân|lđlđ"
    r"|liên đoàn lao động|công an|công đoàn|(?:đảng|tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ)|đảng bộ"
    r"|hội lhpn|hội liên hiệp phụ nữ|hội nông dân"
    r"|hội phụ nữ"
    r"|hội cựu chiến binh|đoàn thanh niên|tỉnh đoàn|huyện đoàn|mttq|mặt trận tổ quốc|trung tâm y tế"
    r"|kho bạc nhà nước"
    r"|kho bạc|chi cục thuế|cục thuế|thuế|vnpt"
    r"|(?<!cơ )(?<!trụ )(?<!hải )(?:sở|phòng)(?: (?!bhxh|bưu|bảo hiểm xã)[\w-]+){1,9}"
)
_ORGANISATION_BEFORE = re.compile(
    rf"(?<!\w)(?P<name>{_ORGANISATION})(?:\s*\(\w{{2,8}}\))?"
    r"(?P<branch>(?:\s+(?:cơ sở|liên huyện|liên xã|trung tâm|khu vực|việt nam))*):?\s*$"
)
_TYPE_OF_COMMITTEE = {"huyện": "huyện", "quận": "quận", "thị": "thị xã", "thành": "thành phố"}
#: `BHXH cơ sở Hưng Yên`: of the former city of that name, not of the province
_BASE_OFFICE = re.compile(r"(?<!\w)cơ sở $")
#: Agencies that sit at the district and keep its name after the districts are gone.
_DISTRICT_AGENCIES = ("bhxh", "bảo hiểm xã hội", "bưu điện")
#: What a capitalised name belongs to when it is no unit: streets, schools, hospitals, firms, papers, people.
NOT_A_UNIT = re.compile(
    r"(?<!\w)(?:đường|(?<!thành )phố|ngõ|chợ|(?<!điểm )cầu|sông|núi|hồ|đền|chùa|(?<!gia )đình|bến|bến xe|cảng"
    r"|ga|nhà ga|sân bay|quốc lộ|tỉnh lộ|đại học|đh|học viện|cao đẳng|trường(?: \w+){0,4}|thpt|thcs|tiểu học"
    r"|mầm non|bệnh viện(?: \w+){0,3}|bv|công ty(?: \w+){0,5}|tập đoàn|ngân hàng|khách sạn|siêu thị|nhà máy"
    r"|khu (?:công nghiệp|kinh tế|du lịch|nghỉ mát|tái định cư)|cửa khẩu(?: quốc tế)?"
    r"|kcn|cụm công nghiệp|khu đô thị|thôn|ấp|bản|buôn|xóm|làng(?: nghề)?|khu phố|tổ dân phố|báo|đài"
    r"|tạp chí|vịnh|đảo|(?<!vùng )(?<!ven )biển|đèo|rừng|vườn quốc gia|trại|tháp|chiến dịch|chiến thắng"
    r"|nhà thờ|giáo xứ|hợp tác xã|htx|câu lạc bộ|clb|đội bóng"
    r"|ông|bà|anh|chị|em|cháu|cô|chú|bác|đồng chí|đ/c)[^\S\n]+$"
)
#: … or what several names do: `các khu công nghiệp Quang Châu, Vân Trung`
_NO_UNITS = re.compile(
    r"(?<!\w)(?:các|những|hai|ba|bốn|\d) (?:khu công nghiệp|khu|kcn|cụm công nghiệp|chợ|bản|thôn|làng|ấp|buôn"
    r"|xóm|khóm|trường(?: \w+){0,2}|bệnh viện|công ty|đường|tuyến|cảng|bến|cửa khẩu|hồ|đảo|di tích) "
    r"(?:[^\W\d]+ ){0,3}[^\W\d]+(?:, (?:[^\W\d]+ ){0,3}[^\W\d]+){0,4}(?:, | và )\Z"
)
#: Between two names of one list: `Ba Vì và Sóc Sơn`, `Nhà Bè (49,35%), Cần Giờ`, `Ba Vì là 48%, Mỹ Đức 45%`.
LIST_GAP = re.compile(
    r"\s*(?:\([^()\n]{0,60}\)\s*|(?:(?:là|có|còn|đạt|được|giao|tăng|giảm|với|hơn|trên|gần|khoảng|mới) ){0,4}"
    r"\d[\d.,]*(?<![.,]) ?(?:%|người|hộ)?\s*)?(?:[,;/&]\s*(?:và |cùng )?|(?:và|với|hoặc)\s+|[-–]\s+)"
)
#: `Lương Thông là xã xa nhất huyện`, `Hải Lĩnh, phường ven biển của …`
_TYPE_AFTER = re.compile(
    r"(?:,| là)(?: một| vốn là)? (?P<type>xã|phường|thị trấn|huyện|thị xã|quận|thành phố)(?!\w)"
)
_NEXT_TO = "(?:bên cạnh|kế bên|lân cận|láng giềng|liền kề)"
#: What the name is that follows: `Xã bên cạnh, Trường Lưu, cũng có …`
_NAMED_NEXT_TO = re.compile(rf"(?<!\w)(?P<types>{WHOLE_WORDS}) {_NEXT_TO}(?:,| là) \Z")
#: What the names are that follow: `giao cho các xã như sau: Sốp Cộp 160 người`, `Trong 5 xã, Sóc Sơn có …`
_LISTED_TYPE = re.compile(
    r"(?<!\w)(?:(?P<within>trong (?:số )?)?(?:các|những|\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)) (?P<types>"
    rf"(?:{WHOLE_WORDS})(?:(?:,| và) (?:{WHOLE_WORDS}))*)(?: [^,.;:()\d]{{0,25}})?(?(within)[,:]|:) $"
)
#: `Vũ Quý (Kiến Xương)`
_IN_BRACKETS = re.compile(r" \(([^()\n]{2,30})\)")
_SHARE_AFTER = re.compile(r"\s*[(:]?\s*(?:là |đạt |có |mới |đã |hiện )*\d")
#: Before a name that can be no person's.
_PLACE_LEAD = re.compile(
    r"(?<!\w)(?:tại|ở|địa bàn|về|đến|từ|đạt|xã|phường|huyện|nơi|địa phương|đơn vị)(?: như| là|:)? $"
    r"|(?<!\w)các (?:xã|phường|thị trấn|huyện|quận|đơn vị|địa phương), $"
)
#: Between a name and the parent stated behind it: `Phú Cường (Sóc Sơn)`, `xã A thuộc huyện B`.
PARENT_GAP = re.compile(r"\s*(?:,|\(|-|–|/)?\s*(?:thuộc |của |ở |tại )?\s*")
#: Between a place and one in it: `Tại huyện Cầu Kè, các xã …`, `Hà Nội: Xã …`.
PARENT_BEFORE = re.compile(r" ?[,:;] ?(?:(?:tại|ở|các|hai|ba|nhiều|riêng|có) )*|(?: thì| có)? (?:tại |ở )?")
_OPEN_BRACKET = re.compile(r" ?\( ?(?:thuộc |bhxh |bảo hiểm xã hội |bưu điện )?")
_OLD_AFTER = re.compile(
    r"\s*\(\s*(?:cũ|trước (?:khi )?(?:sáp nhập|hợp nhất|đây)|nay thuộc [^()\n]{1,60})\s*\)|\s+cũ(?!\w)"
)
_OLD_LATER = re.compile(r"\s+trước (?:khi )?(?:sáp nhập|hợp nhất)")
_OLD_EARLIER = re.compile(r"(?<!\w)trước (?:khi |ngày )?(?:sáp nhập|hợp nhất),? $")

#: Everything else that speaks of a place, in lower case: the country, the capital, agencies' regions, type
#: words alone. Beginnings of words are for the caller to check, as above.
_THE_COUNTRY = frozenset(("việt nam", "cả nước", "toàn quốc", "nước ta"))
_COUNTRY_WORDS = _THE_COUNTRY | {"vn", "bhxhvn", "vnpost", "vietnam post"}
_CUE_WORDS = (*_COUNTRY_WORDS, "thủ đô", "khu vực", "địa phương", "trên địa bàn")
_CUES, _CUES_PLAIN = (
    re.compile(rf"(?:{by_first_letter((*_CUE_WORDS, *words))})(?!\w)")
    for words in (
        [w for w in TYPE_OF_WORD if w == "tp" or len(w) > 1 and not w.isascii()],
        ["tp", *WHOLE_WORDS.split("|")],
    )
)
_ROMAN = re.compile(r" ([IVX]+)(?!\w)")
#: `trong quý III`, though wards are called so: they have their type word
_ROMAN_NUMBER = re.compile(r"[IVX]+")
#: `Đông nhất là thị xã Hoài Nhơn`
_ADJECTIVE = re.compile(r"\w+ (?:nhất|hơn|đảo)(?!\w)")
_SEVERAL_BEFORE = re.compile(rf"(?<!\w)(?:[2-9]|hai|ba|bốn) (?P<type>{WHOLE_WORDS}) \Z")
_LIST_AFTER = re.compile(r" ?(?:[,;/(&:-]|và |cùng |với )")
#: `BHXH khu vực II`, not `xã khu vực II` (a class of poor communes) nor the regions of tax and treasury.
_REGION_BEFORE = re.compile(r"(?:bhxh|bảo hiểm xã hội)\)? $")

#: `BHXH khu vực VII (gồm Thái Nguyên, Bắc Kạn)`: the text says itself that it is no one province's
_MADE_UP_OF = re.compile(r"(khu vực [ivx]+) ?\((?:bao )?gồm [^()\n]{0,200}(?:,| và )[^()\n]{0,200}\)")
_COUNTRY_AGENCY = re.compile(r"(?:tổng công ty |ngành )?(?:bưu điện|bhxh|bảo hiểm xã hội(?: \(bhxh\))?) $")
#: `Việt Nam` behind one of these is the country; behind another noun it is part of a name.
_COUNTRY_BEFORE = regex.compile(
    r"(?r)(?:(?<!\w)(?:tại|ở|của|nước|dân số|người dân|dân|trên|cho|đến|với|là|và|từ|khắp|toàn|cả) "
    r"|^|[.,;:!?(\n“\"‘'] ?)$"
)
#: Before a type word that stands alone: several units, or units in general, not this one.
_GENERIC_BEFORE = regex.compile(
    r"(?r)(?:(?<!\w)(?:các|những|mỗi|từng|mọi|nhiều|một số|số|cấp|không có|một|hai|ba|bốn|năm|sáu|bảy|tám"
    r"|chín|mười|(?:phía|miền|vùng) (?:bắc|nam|đông|tây)"
    r"|ngoại|nội|liên|từ|là|lên|chính quyền|tuyến|lưu thông|nông thôn|trung tâm|đại diện|lãnh đạo|đại lý) "
    r"|(?<!(?:19|20)\d)(?<!(?:tháng |quý |/)\d?)\d ?|[/-] ?)$"
    rf"|(?<!\w)(?:{WHOLE_WORDS}|tp) ?, ?$"
    r"|(?:[:,;“\"(.] ?|(?<!\w)(?:lại|cũng|nhưng|vẫn) )có $"  # `có huyện đã đạt 97%, có huyện mới 86%`
)
_GENERIC_AFTER = re.compile(
    rf"\s*[,/]\s*(?:{WHOLE_WORDS})(?!\w)"
    r"|\s(?:khác|nào|trực thuộc|nông thôn|biên giới|đảo|vùng|miền|nghèo|điểm)(?!\w)|[-/]"
    r"|\s(?:thấp|cao|ít|nhiều|kém) nhất (?:mới|chỉ|còn|vẫn|cũng|đạt|có|là)(?!\w)"
)
#: `Xã bên cạnh cũng ghi nhận 40 người`: not the one spoken of, and not named
_NEXT_TO_IT = re.compile(rf" {_NEXT_TO}(?!\w)")
_BETWEEN_SAID = re.compile(rf" {BETWEEN} $")
#: behind a type word, a name that has an apostrophe: `xã P'Róh`, though it be spelt as in no register; not
#: a person's: `cán bộ xã H'Linh Niê`
_NAME_APART = re.compile(r" (?!H['’])(?:[A-ZĐÂÊÔƠƯ]\w* )?[A-ZĐÂÊÔƠƯ]\w*['’]\w")
#: Words that a type word begins.
_OTHER_WORDS = {
    "xã": re.compile(r"\s(?:hội|viên|luận|giao|tắc)(?!\w)"),
    "tỉnh": re.compile(r"\s(?:ủy|uỷ|lộ|lỵ|táo|thức|giấc|lẻ|đoàn|dậy)(?!\w)"),
    "huyện": re.compile(r"\s(?:ủy|uỷ|đoàn|lỵ)(?!\w)"),
    "quận": re.compile(r"\s(?:ủy|uỷ|đoàn|công)(?!\w)"),
}
#: `mỗi bưu điện huyện`, `13 Bưu điện huyện, thị`: agencies of several units; not `tháng 9 BHXH huyện`
_EACH_AGENCY = re.compile(
    r"(?<!\w)(?:các|những|mỗi|từng|mọi|nhiều|một số|đại lý"
    r"|(?<!tháng )(?<!ngày )(?<!quý )(?<![\d/.-])\d{1,2})"
    rf" (?:{_ORGANISATION}) $"
)
_DEFINITE_BEFORE = regex.compile(
    rf"(?r)(?<!\w)(?:địa bàn (?:toàn )?|toàn |cả |(?:{_ORGANISATION})(?: \(\w+\))?(?: trung tâm)? )$"
)

#: `trên địa bàn` with what it is the area of behind it.
_AREA_OF = re.compile(
    rf"(?:\d+ |toàn |các |mỗi |từng |nhiều |cả )*(?:{WHOLE_WORDS}|tp)(?!\w)|các |mỗi |từng |nhiều "
)

#: Longer names that begin with a province's.
_NOT_PROVINCES = frozenset(("thai binh duong", "ha nam ninh", "ha son binh"))
_SURNAME_WORDS = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan lam mai trinh dao"
    " luong ha cao ta thai luu to ton chau quach kieu nghiem vuong trieu tang giang mac lo quang vi thach"
    " danh hua dam khuat tong phung ninh khuc la lai lu truong van cu ma nong be"
)
_SURNAMES = frozenset(map(key, _SURNAME_WORDS.split()))
_MIDDLE_NAMES = frozenset(("thi", "van"))
#: Words that open a sentence before a name and so stand in its capitalised run: `Tại Hà Nội`, `BHXH Hà Nội`.
_OPENING_WORDS = (
    "tai o theo ve tu den tren trong voi va rieng cua con khi nhu cho do gan hon nguoi dan toan ca tinh thanh"
    " quan huyen xa phuong bao so cong hoi vung mien ngay sang chieu toi hien nay truoc sau ben ngoai duoi"
    " nhieu mot cung"
)
#: so long before its first day a unit may be spoken of as one to come
_PLANNED = timedelta(days=366)
_SALUTATIONS = ("Ông", "Bà", "Anh", "Chị", "Cô", "Bác", "Chú")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n“\"•–-])\s*$")
_OPENERS = frozenset(map(key, _OPENING_WORDS.split()))


def is_person(name: str) -> bool:
    """Does a capitalised name read as a person's: `Nguyễn Đức Cường`, `Lò Văn Phú`?"""
    words = key(name).split()
    return words[0] in _SURNAMES or not _MIDDLE_NAMES.isdisjoint(words[1:])


class PlaceMention(NamedTuple):
    """One place in a text: `text[start:end]` is how it stands there, `text` how it is best called.

    `kind`: `unit`; `organisation` (an agency that carries the place); `ellipsis` (`toàn tỉnh`: `text` and
    `candidates` are then the antecedent's, and `antecedent` is where that one starts, None if it was inferred
    or not found); `country`. `level` is None while the candidates are of several levels. `candidates`:
    place_ids of every era; empty only for an ellipsis whose antecedent is open.
    """

    start: int
    end: int
    text: str
    level: str | None
    old: bool
    kind: str
    candidates: tuple[str, ...]
    antecedent: int | None = None
    #: Written with its type word; without one a unit of any type may be meant. Of an ellipsis: `toàn huyện`,
    #: `BHXH huyện`, which is one particular unit even before the text names it.
    typed: bool = False


def find_mentions(text: str, register: Register, day: date | None = None) -> list[PlaceMention]:
    """All mentions by start; an ellipsis has its type word as text, and no candidates yet.

    `day`: on which the text was written, for names that changed hands.
    """
    return _Scan(text, register, day).run()


class _Scan:
    def __init__(self, text: str, register: Register, day: date | None):
        self.text = text
        self.day = day
        self.lower = lower(text)
        self.register = register
        self.found: list[PlaceMention] = []
        #: runs that are the name of some district or commune, but stand without a type word
        self.bare: list[tuple[int, int, list[Unit]]] = []
        #: … within a line in capitals, where nothing says where the name ends
        self.in_capitals: list[tuple[int, int, list[Unit]]] = []
        #: type words that stand alone, and `trên địa bàn`: start, end, word
        self.alone: list[tuple[int, int, str]] = []
        #: units that the text speaks of and does not name: start, end, type word
        self.unnamed: list[tuple[int, int, str]] = []
        self._named_ids: set[str] | None = None
        self._types_alone: set[str] | None = None
        self._provinces: set[str | None] | None = None
        head = text[:4000]
        #: a text written without accents: Vietnamese otherwise has one in every third letter
        self.plain = len(head.encode("utf-8", "surrogatepass")) - len(head) < 0.03 * len(head)

    def run(self) -> list[PlaceMention]:
        cues = self._cues()
        previous = None  # end, type, units of the last name found
        runs = [(m.start(), m.end(), False) for m in _RUN.finditer(self.text)]
        numbered = [(m.start(), m.end(), m) for m in _NUMBERED.finditer(self.lower) if self._begins_word(m)]
        hits = sorted(runs + numbered, key=lambda hit: hit[0]) if numbered else runs
        at = 0
        for start, end, match in hits:
            if previous is not None and start < previous[0]:
                continue  # `Bảo Lộc` in `Phường 1 Bảo Lộc`
            while at < len(cues) and cues[at][1] <= start:
                at += 1
            if at < len(cues) and cues[at][0] < end:
                start = self._after_cue(start, end, cues[at])
                if start is None:
                    continue
            read = self._number(match) if match else self._run_of_words(start, end, previous)
            previous = read or previous
        self._accept_bare()
        self._unsure_provinces()
        self.found.sort(key=lambda m: (m.start, -m.end))
        self._ellipses()
        return self.found

    # -- the country, the capital, type words alone ---------------------------------------------------

    def _cues(self) -> list[tuple[int, int]]:
        """Adds what fixed words say; returns the spans in which no name is to be looked for."""
        taken: list[tuple[int, int]] = []
        lower = self.lower
        for match in (_CUES_PLAIN if self.plain else _CUES).finditer(lower):
            start, end = match.span()
            word = match[0]
            if start and (lower[start - 1].isalnum() or lower[start - 1] == "_"):
                continue
            if word in _COUNTRY_WORDS:
                taken.append(self._country(start, end, word))
            elif word == "thủ đô":
                self._capital(start, end)
            elif word == "khu vực":
                if number := _ROMAN.match(self.text, end):
                    taken.append(self._region(start, number))
                elif lower.endswith("toàn ", 0, start):
                    self.alone.append((start, end, word))
            else:
                self.alone.append((start, end, word))
        return taken

    def _capital(self, start: int, end: int) -> None:
        """`Thủ đô` is Hà Nội, unless another name follows: `Thủ đô Hà Nội` is read there."""
        if not (self.text[end : end + 1] == " " and self.text[end + 1 : end + 2].isupper()):
            units = [u for u in self.register.by_key["ha noi"] if u.level == "province"]
            self._add(start, end, "Hà Nội", "province", "unit", tuple(u.place_id for u in units))

    def _region(self, start: int, number: re.Match) -> tuple[int, int]:
        """`BHXH Khu vực I`: the provinces of that regional office, and the one of the 34 that they became."""
        if _REGION_BEFORE.search(self.lower, max(0, start - 20), start):
            offices = regional_offices(self.day)
            old = [self.register.on("province", code, LAST_DAY) for code in offices.get(number[1], ())]
            heirs = dict.fromkeys(heir for unit in old for heir, _ in self.register.successors(unit))
            ids = (*(unit.place_id for unit in old), *heirs)
            name = old[0].name if len(old) == 1 else self.text[start : number.end()]
            if ids and self.lower[start : number.end()] not in self._made_up:
                self._add(start, number.end(), name, "province", "organisation", ids)
        return start, number.end()

    @cached_property
    def _made_up(self) -> set[str]:
        """The regional offices of which the text says that they are of several provinces."""
        return {match[1] for match in _MADE_UP_OF.finditer(self.lower)}

    def _country(self, start: int, end: int, word: str) -> tuple[int, int]:
        before = self.lower[max(0, start - 40) : start]
        agency = _COUNTRY_AGENCY.search(before) if word in ("việt nam", "vn") else None
        if agency:
            start -= len(before) - agency.start()
        elif word == "vn" or word == "việt nam" and not _COUNTRY_BEFORE.search(before):
            return start, end
        elif word == "nước ta" and not before.endswith(("ở ", "trong ", "khắp ", "toàn ")):
            return start, end  # `đất nước ta`, `thanh niên nước ta`
        kind = "country" if word in _THE_COUNTRY and not agency else "organisation"
        self._add(start, end, "Việt Nam", "country", kind, (COUNTRY_ID,))
        return start, end

    def _after_cue(self, start: int, end: int, cue: tuple[int, int]) -> int | None:
        """Where the rest of a run begins that a cue covers (`Việt Nam – Hà Nội`), None if nothing is left."""
        for word in _WORDS.finditer(self.text, max(start, cue[1]), end):
            return word.start()
        return None

    def _begins_word(self, match: re.Match) -> bool:
        before = self.lower[match.start() - 1 : match.start()]
        return not (before.isalnum() or before in ("_", ".") and before)

    # -- names ----------------------------------------------------------------------------------------

    def _number(self, match: re.Match):
        kind = TYPE_OF_WORD[match["type"].rstrip(".")]
        if not self.plain and match["type"] in ("quan", "phuong"):
            return None
        names = [(match["name"], match.end())]
        if follows := _RUN.match(self.text, match.end() + 1):  # `Phường 1 Bảo Lộc`
            name = follows[0].rstrip("0123456789 ")  # `phường 1 Bảo Lộc 19 người`
            names.insert(0, (f"{match['name']} {key(name)}", follows.start() + len(name)))
        for name, end in names:
            units = [u for u in self.register.by_key.get(name, ()) if u.type == kind]
            if units:
                self._unit(match.start(), end, units, typed=True)
                return end, kind, units
        return None

    def _run_of_words(self, start: int, end: int, previous):
        spans, keys, names = _names_in(self.text[start:end], self.register)
        if not any(names):
            return previous
        words = [(start + a, start + b) for a, b in spans]
        i = 0
        while i < len(words):
            lengths = names[i]
            if not lengths:
                i += 1
                continue
            begin = words[i][0]
            step = None
            type_match = _TYPE_AT_END.search(self.lower, max(0, begin - 20), begin)
            if type_match and self._is_type(type_match):
                step = self._typed(words, keys, i, lengths, type_match)
            elif i == 0 and previous is not None and begin - previous[0] < 70:
                step = self._sister(words, keys, lengths, previous)
            step = step or self._province(words, keys, i, lengths)
            if step is None:
                follows = previous is not None and i > 0 and previous[0] == words[i - 1][1]
                someone = self.text[slice(*words[0])] in _SALUTATIONS  # `Ông Minh Tâm nói`
                opens = i == 0 or not someone and (follows or self._opens(words, keys, i))
                i += opens and self._remember_bare(words, keys, i, lengths) or 1
                continue
            length, kind, units = step
            previous = (words[i + length - 1][1], kind, units)
            i += length
        return previous

    def _is_type(self, match: re.Match) -> bool:
        """A type word without accents counts only in a text without accents (`phuong`, `xa`); none are those
        of `hợp tác xã` and `BHXH liên huyện`."""
        if match["word"] and match["word"].isascii() and not self.plain:
            return False
        return not self.lower.endswith(("hợp tác ", "liên "), max(0, match.start() - 8), match.start())

    def _opens(self, words, keys, i: int) -> bool:
        """Whether the word before in the run is no part of the name: `Tại Hà Nội`, `BHXH Gò Vấp`, `A - B`."""
        text = self.text
        before = text[words[i - 1][0] : words[i - 1][1]]
        if len(before) > 1 and before.isupper() or keys[i - 1] in _OPENERS and before != "Đỗ":
            return True
        if text[words[i - 1][1] : words[i][0]].strip():
            return True
        start = words[0][0]
        return (
            i == 1
            and keys[0] not in _SURNAMES
            and bool(_SENTENCE_START.search(text[max(0, start - 3) : start]))
        )

    def _candidates(self, words, keys, i: int, length: int) -> list[Unit]:
        if i + length > len(words):
            return []
        units = self.register.by_key.get(" ".join(keys[i : i + length]))
        if not units:
            return []
        name = self.text[words[i][0] : words[i + length - 1][1]]
        if name.isascii():
            return units
        wanted = accented_key(name)
        return [u for u in units if wanted in self.register.accented_keys(u)]

    def _typed(self, words, keys, i: int, lengths, type_match):
        kind = type_of(type_match)
        said = self.lower[type_match.start() : type_match.end()]
        if _BETWEEN_SAID.search(said) and _GENERIC_BEFORE.search(
            self.lower, max(0, type_match.start() - 20), type_match.start()
        ):
            return None  # `các xã biên giới Tây Ninh` are of Tây Ninh
        for length in lengths:
            units = [u for u in self._candidates(words, keys, i, length) if u.type == kind]
            if units and not self._is_person(words, keys, i, length):
                self._unit(type_match.start(), words[i + length - 1][1], units, typed=True)
                return length, kind, units
        if kind in ("thành phố", "tỉnh"):
            # `tỉnh Đồng Nai` after it became a city, `thành phố Huế` in what tells of before
            for length in lengths:
                units = [u for u in self._candidates(words, keys, i, length) if u.level == "province"]
                if units:
                    self._unit(type_match.start(), words[i + length - 1][1], units, typed=True)
                    return length, kind, units
        return None

    def _is_person(self, words, keys, i: int, length: int) -> bool:
        """`Giám đốc BHXH huyện Hà Trung Kiên`: the name goes on, and does not read as place and person."""
        if i + length >= len(words) or self.text[words[i][0] : words[i][1]].isupper():
            return False
        if self.text[words[i + length - 1][1] : words[i + length][0]].strip():
            return False
        return keys[i] in _SURNAMES and keys[i + length] not in _SURNAMES and not keys[i + length].isdigit()

    def _sister(self, words, keys, lengths, previous):
        """A name that goes on a list or says what the last one lies in: `xã A, B và C`, `xã A, Sóc Sơn`."""
        end, kind, units = previous
        if kind is None or not LIST_GAP.fullmatch(self.lower, end, words[0][0]):
            return None
        parents = {u.parent_id for u in units}
        for length in lengths:
            if length != len(words):
                continue
            units = self._candidates(words, keys, 0, length)
            above = [u for u in units if u.place_id in parents and u.level != "province"]
            chosen = above or [u for u in units if u.type == kind]
            if not chosen or any(u.level == "province" for u in units):
                return None  # `xã Phú Cường, Hà Nội`: a province's name is the province
            self._unit(words[0][0], words[-1][1], chosen, typed=False)
            return length, kind, chosen
        return None

    def _province(self, words, keys, i: int, lengths):
        """A province without its type word; the only level that needs none."""
        for length in lengths:
            units = [u for u in self._candidates(words, keys, i, length) if u.level == "province"]
            if not units:
                continue
            begin, end = words[i][0], words[i + length - 1][1]
            name = self.text[begin:end]
            if len(name) == 2 and name.isupper() and not self.plain and not self._introduced(begin):
                return None  # `(ĐN) - Theo BHXH tỉnh` is how Báo Đồng Nai signs
            if name.isascii() and not self.plain:
                # written without accents in a text with them: `HCM`, `An Giang`, `Dak Lak`, not `Ha Nam`
                wanted = accented_key(name)
                if length == 1:
                    units = [u for u in units if wanted in self.register.accented_keys(u)]
                if not units:
                    return None
            if NOT_A_UNIT.search(self.lower, max(0, begin - 40), begin) or self._inside_a_name(
                words, keys, i, length
            ):
                return None
            if _BASE_OFFICE.search(self.lower, max(0, begin - 8), begin):
                districts = [u for u in self._candidates(words, keys, i, length) if u.level == "district"]
                units = districts or units
            self._unit(begin, end, units, typed=False)
            return length, units[0].type, units
        return None

    def _introduced(self, begin: int) -> bool:
        """`BHXH HN`: an abbreviation of two letters needs an agency or a preposition."""
        return bool(re.search(r"(?:bhxh|bưu điện|tại|ở|ubnd) $", self.lower[max(0, begin - 9) : begin]))

    def _inside_a_name(self, words, keys, i: int, length: int) -> bool:
        """`Nguyễn Hà Nam`, `Thái Bình Dương`, `Nam Sài Gòn`: a longer name that contains a province's."""
        text = self.text
        if " ".join(keys[i : i + length + 1]) in _NOT_PROVINCES:
            return True
        first = text[words[i][0] : words[i][1]]
        if len(first) > 1 and first.isupper():
            return False
        after = i + length
        if after < len(words) and not text[words[after - 1][1] : words[after][0]].strip():
            nxt = text[words[after][0] : words[after][1]]
            if keys[after] not in _SURNAMES and not nxt.isupper() and not nxt.isdigit():
                return True
            if nxt.isdigit() and self._candidates(words, keys, i, length + 1):
                return True  # `Hà Giang 2` is a ward
        if i > 0 and not text[words[i - 1][1] : words[i][0]].strip():
            if not self._opens(words, keys, i):
                return not (self.found and self.found[-1].end == words[i - 1][1])
            if keys[0] in _SURNAMES and i > 1:
                return True
        return False

    def _remember_bare(self, words, keys, i: int, lengths) -> int:
        """A name that fills the run, or what stands between two hyphens of it (`Bảo Lộc - Bảo Lâm`): how
        many words it has, 0 if it is none."""
        for length in lengths:
            after = i + length
            goes_on = after < len(words) and not self.text[words[after - 1][1] : words[after][0]].strip()
            if goes_on and not (keys[after].isdigit() or self._is_staff(words, keys, i, after)):
                if length > 1 and self.text[words[i][0] : words[after][1]].isupper():
                    units = self._candidates(words, keys, i, length)
                    if units:
                        self.in_capitals.append((words[i][0], words[after - 1][1], units))
                continue  # but `Kỳ Tây 47 người`
            units = self._candidates(words, keys, i, length)
            if self.day is not None:  # what came to be years later is not meant: `Vũng Áng`, in 2022
                units = [u for u in units if u.valid_from <= max(self.day + _PLANNED, FIRST_DAY)]
            if units and not self._is_no_name(words[i][0], words[after - 1][1]):
                self.bare.append((words[i][0], words[after - 1][1], list(units)))
                return length
        return 0

    def _is_no_name(self, begin: int, end: int) -> bool:
        """`trong quý III`; `3 phường Móng Cái cộng lại`, which are called so with a number behind."""
        if _ROMAN_NUMBER.fullmatch(self.text, begin, end) or _ADJECTIVE.match(self.text, begin):
            return True
        if self.lower.endswith((", ", " và "), max(0, begin - 4), begin) and _NO_UNITS.search(
            self.lower, max(0, begin - 80), begin
        ):
            return True
        counted = _SEVERAL_BEFORE.search(self.lower, max(0, begin - 16), begin)
        if counted is None or _LIST_AFTER.match(self.text, end):
            return False
        self.unnamed.append((counted.start(), end, counted["type"]))
        return True

    def _is_staff(self, words, keys, i: int, after: int) -> bool:
        """`Giám đốc BHXH cơ sở Kinh Môn Trần Thái Nguyên`: an agency's place, and who works there."""
        begin = words[i][0]
        return keys[after] in _SURNAMES and bool(
            _ORGANISATION_BEFORE.search(self.lower, max(0, begin - 60), begin)
        )

    def _accept_bare(self) -> None:
        """A district or commune without its type word: behind an agency, before its parent, in a list of
        sisters, or written with its type elsewhere in the text."""
        if not self.bare and not self.in_capitals:
            return
        typed: dict[str, set[str]] = {}
        starts: dict[int, PlaceMention] = {}
        ends: dict[int, PlaceMention] = {}
        for mention in self.found:
            starts[mention.start] = ends[mention.end] = mention
            if mention.typed:
                name = self.register.get(mention.candidates[0]).name
                typed.setdefault(key(name), set()).update(mention.candidates)
        for begin, end, units in self.in_capitals:  # `TAM NÔNG TĂNG TỐC`, which goes on with `huyện Tam Nông`
            known = typed.get(key(self.text[begin:end]), set())
            if chosen := [u for u in units if u.place_id in known]:
                self._unit(begin, end, chosen, typed=False)
        accepted: dict[int, list[Unit]] = {}
        led = self._types_of_lists()
        # From behind, so that each name of `Phú Cường, Sóc Sơn, Hà Nội` finds its parent already read.
        for n in range(len(self.bare) - 1, -1, -1):
            begin, end, units = self.bare[n]
            if end - begin < 3 or NOT_A_UNIT.search(self.lower, max(0, begin - 40), begin):
                continue
            gap = PARENT_GAP.match(self.lower, end)
            parent = starts.get(gap.end()) or next(
                (m for s in range(gap.end() + 1, gap.end() + 4) if (m := starts.get(s)) and s > end), None
            )
            agency = _ORGANISATION_BEFORE.search(self.lower, max(0, begin - 60), begin)
            known = typed.get(key(self.text[begin:end]), set())
            within = self._within(units, parent) if parent else []
            headed = begin == 0 and self.text.startswith(":", end)  # `Hoằng Hóa: …`
            called = agency and _TYPE_OF_COMMITTEE.get(agency["name"].split()[0])  # `Huyện ủy Bình Tân`
            base = _BASE_OFFICE.search(self.lower, max(0, begin - 8), begin)  # `Cơ sở Gò Công về đích`
            if base and self.day is not None and self.day >= MERGER and not _any_district(units):
                # `BHXH cơ sở Tân Nhựt` looks after several communes, and is called after one of them
                self.unnamed.append((begin, end, "xã"))
                accepted[n] = []
                continue
            if n in led and (called_so := [u for u in units if u.type in led[n]]):
                chosen = called_so
            elif base or agency and agency["name"] in _DISTRICT_AGENCIES:
                chosen = [u for u in units if u.level == "district"] or units
            elif within:
                chosen = within
            elif holding := self._holding(units, starts, ends, begin, end):
                chosen = holding
            elif known:
                # `Cao Phong` beside `thị trấn Cao Phong` may still be the district around the town
                chosen = [u for u in units if u.place_id in known or self._holds(u, known)] or units
            elif agency:
                chosen = [u for u in units if u.type == called] or units
            elif meant := self._called_by_type(begin, end, units):
                chosen = meant
            elif headed and any(u.level == "district" for u in units):
                chosen = [u for u in units if u.level == "district"]
            else:
                continue
            if within:
                chosen = [u for u in chosen if u in within] or chosen
            accepted[n] = chosen
            starts[begin] = self._unit(begin, end, chosen, typed=False)
        self._accept_lists(accepted)
        for n, (begin, end, units) in enumerate(self.bare):
            if n not in accepted and (chosen := self._in_named_province(begin, end, units)):
                self._unit(begin, end, chosen, typed=False)

    def _types_of_lists(self) -> dict[int, list[str]]:
        """Bare names of a list whose head says what they are: number of the name → types."""
        led: dict[int, list[str]] = {}
        for n, (begin, _, _) in enumerate(self.bare):
            head = _LISTED_TYPE.search(self.lower, max(0, begin - 60), begin)
            head = head or _NAMED_NEXT_TO.search(self.lower, max(0, begin - 32), begin)
            if head:
                led[n] = [TYPE_OF_WORD.get(word, word) for word in re.split(", | và ", head["types"])]
            elif n - 1 in led and LIST_GAP.fullmatch(self.lower, self.bare[n - 1][1], begin):
                led[n] = led[n - 1]
        return led

    def _called_by_type(self, begin: int, end: int, units: list[Unit]) -> list[Unit]:
        """`Đăk Glei tăng cường …` heads a text that goes on with `trên địa bàn huyện`; `Tam Kỳ có 1.402
        người` stands in one of `toàn thành phố`: units below a province of a type that stands alone there."""
        if begin and not _SHARE_AFTER.match(self.text, end):
            return []
        if self._types_alone is None:
            named_at = {
                m.start for m in self.found if m.typed
            }  # `BHXH huyện Bù Gia Mập` says its type itself
            self._types_alone = {
                TYPE_OF_WORD.get(word, word)
                for start, _, word in self.alone
                if word not in ("tỉnh", "trên địa bàn")
                and start not in named_at
                and _DEFINITE_BEFORE.search(self.lower, max(0, start - 40), start)
            }
        levels = ("district",) if begin else ("district", "commune")
        named = [u for u in units if u.level in levels and u.type in self._types_alone]
        return [u for u in named if self.day is None or u.valid_on(max(self.day, FIRST_DAY))]

    def _holding(self, units: list[Unit], starts: dict, ends: dict, begin: int, end: int) -> list[Unit]:
        """Those in which the commune beside the name lies: `Ở Đan Phượng, xã Tân Lập`, `xã A (Đan Phượng)`.

        `starts`, `ends`: where a mention starts or ends → the mention.
        """
        gap = PARENT_BEFORE.match(self.lower, end)
        parts = [starts.get(gap.end()) if gap else None]
        if self.text.endswith((", ", " ("), 0, begin):
            parts.append(ends.get(begin - 2))
        communes = [
            self.register.get(i)
            for m in parts
            if m and m.typed and m.level == "commune"
            for i in m.candidates
        ]
        return [
            u for u in units if u.level == "district" and any(self.register.lies_in(c, u) for c in communes)
        ]

    def _holds(self, unit: Unit, place_ids: set[str]) -> bool:
        return any(a == unit for i in place_ids for a in self.register.ancestors(self.register.get(i)))

    def _in_named_province(self, begin: int, end: int, units: list[Unit]) -> list[Unit]:
        """`Thấp nhất là Hải Hòa`, in a text on Quảng Ninh: units of a province that the text leaves no doubt
        of. What begins with a surname may as well be a person, unless its place or share says otherwise."""
        if end - begin < 3 or NOT_A_UNIT.search(self.lower, max(0, begin - 40), begin):
            return []
        if (
            key(self.text[begin:end]).partition(" ")[0] in _SURNAMES
            and not _PLACE_LEAD.search(self.lower, max(0, begin - 20), begin)
            and not _SHARE_AFTER.match(self.text, end)
        ):
            called = _TYPE_AFTER.match(self.lower, end)
            above = key(parent[1]) if (parent := _IN_BRACKETS.match(self.text, end)) else None
            # districts are few enough to be no person by chance; communes of today are called after them
            heir = self.day is not None and self.day >= MERGER and any(u.level == "district" for u in units)
            units = [
                u
                for u in units
                if u.level == "district"
                or heir
                and self._stands(u)
                or called
                and u.type == called["type"]
                or above
                and any(key(a.name) == above for a in self.register.ancestors(u))
            ]
        if self._provinces is None:
            self._provinces = set()
            for mention in self.found:
                if mention.level == "province" or mention.typed:
                    codes = {self.register.province_2025(self.register.get(i)) for i in mention.candidates}
                    if len(codes) == 1:
                        self._provinces |= codes
            self._provinces |= self._province_of_bare()
        return [u for u in units if self.register.province_2025(u) in self._provinces]

    def _province_of_bare(self) -> set[str]:
        """The province in which four or more of the bare names lie, and twice as many as in any other."""
        names: dict[str, set[str]] = {}
        for begin, end, units in self.bare:
            name = key(self.text[begin:end])
            if " " not in name or name.partition(" ")[0] in _SURNAMES:
                continue
            for code in {self.register.province_2025(u) for u in units if self._stands(u)}:
                names.setdefault(code, set()).add(name)
        most = sorted(((len(n), code) for code, n in names.items()), reverse=True)[:2]
        if not most or most[0][0] < 4 or len(most) > 1 and most[0][0] < 2 * most[1][0]:
            return set()
        return {most[0][1]}

    def _stands(self, unit: Unit) -> bool:
        return self.day is None or unit.valid_on(max(self.day, FIRST_DAY))

    def _accept_lists(self, accepted: dict[int, list[Unit]]) -> None:
        group: list[int] = []
        for n in range(len(self.bare) + 1):
            linked = 0 < n < len(self.bare) and LIST_GAP.fullmatch(
                self.lower, self.bare[n - 1][1], self.bare[n][0]
            )
            if not linked:
                if len(group) > 1:
                    self._accept_list(group, accepted)
                group = []
            group.append(n)

    def _accept_list(self, group: list[int], accepted: dict[int, list[Unit]]) -> None:
        """Sisters: two names of a list that lie side by side in a province or district which the text names,
        or three in one that it does not."""
        seen: dict[tuple, set[int]] = {}
        for n in group:
            for unit in accepted.get(n, self.bare[n][2]):
                seen.setdefault((unit.level, unit.parent_id), set()).add(n)
        families = {
            (level, parent_id)
            for (level, parent_id), members in seen.items()
            if len(members) > 2 or len(members) > 1 and self._is_named(parent_id)
        }
        for n in group:
            if n in accepted:
                continue
            begin, end, units = self.bare[n]
            chosen = [u for u in units if (u.level, u.parent_id) in families]
            if chosen and end - begin >= 3 and not NOT_A_UNIT.search(self.lower, max(0, begin - 40), begin):
                accepted[n] = chosen
                self._unit(begin, end, chosen, typed=False)

    def _is_named(self, place_id: str) -> bool:
        """Whether the text names the unit or the province that it lies in."""
        if self._named_ids is None:
            self._named_ids = {i for m in self.found if m.level != "country" for i in m.candidates}
        unit = self.register.get(place_id)
        return any(u.place_id in self._named_ids for u in (unit, *self.register.ancestors(unit)))

    def _within(self, units: list[Unit], parent: PlaceMention) -> list[Unit]:
        """Those of the units that lie in the mention right behind them."""
        above = set(parent.candidates)
        return [
            u
            for u in units
            if u.level != "province" and any(a.place_id in above for a in self.register.ancestors(u))
        ]

    def _unsure_provinces(self) -> None:
        """`Gò Vấp, Phú Thọ, Chợ Lớn`: a province's bare name among districts may be one of them; in a text on
        Quảng Bình, Quảng Ninh is its district."""
        names = sorted(self.found, key=lambda m: m.start)
        first: PlaceMention | None = None  # the province that the text names first
        for n, mention in enumerate(names):
            if mention.level != "province" or mention.kind == "country":
                continue
            first = first or mention
            if mention.typed:
                continue
            units = [
                u
                for u in self.register.by_key.get(key(mention.text), ())
                if u.level in ("district", "commune")
            ]
            if not units:
                continue
            called = _TYPE_AFTER.match(self.lower, mention.end)
            if called and not self.text[called.end() + 1 : called.end() + 2].isupper():
                # `Bình Dương là xã vùng đông`
                ids = tuple(u.place_id for u in units if u.type == called["type"])
                if ids:
                    level = self.register.get(ids[0]).level
                    self.found[self.found.index(mention)] = mention._replace(level=level, candidates=ids)
                    continue
            behind = names[n + 1] if n + 1 < len(names) else None
            if behind is not None and _OPEN_BRACKET.fullmatch(self.lower, mention.end, behind.start):
                # `Phú Thọ (TP.HCM)`, `Bưu điện Bắc Giang (Bưu điện tỉnh Bắc Ninh)`
                parents = [self.register.get(i) for i in behind.candidates]
                within = [u for u in units if any(self.register.lies_in(u, p) for p in parents)]
                within = [u for u in within if u.level == "district"] or within
                if within:
                    ids = tuple(u.place_id for u in within)
                    level = within[0].level if len({u.level for u in within}) == 1 else None
                    self.found[self.found.index(mention)] = mention._replace(level=level, candidates=ids)
                    continue
            beside = [
                other
                for other in names[max(0, n - 1) : n + 2]
                if other is not mention
                and not other.typed
                and LIST_GAP.fullmatch(
                    self.lower, min(mention.end, other.end), max(mention.start, other.start)
                )
            ]
            if not beside and mention.kind == "unit" and not mention.old:
                units = self._in_province(units, first, mention)
            elif not beside or any(other.level in ("province", "country") for other in beside):
                units = []
            if units:
                ids = (*mention.candidates, *(u.place_id for u in units))
                self.found[self.found.index(mention)] = mention._replace(level=None, candidates=ids)

    def _in_province(self, units: list[Unit], first: PlaceMention, mention: PlaceMention) -> list[Unit]:
        """Those units of the name of a province that stand in the other province of which the text is."""
        above = [self.register.get(i) for i in first.candidates]
        codes = {self.register.province_2025(p) for p in above}
        if any(self.register.province_2025(self.register.get(i)) in codes for i in mention.candidates):
            return []  # Thái Bình, in a text on Hưng Yên, went into it
        wanted = accented_key(mention.text)
        return [
            u
            for u in units
            if self._stands(u)
            and (u.level == "district" or u.valid_from >= MERGER)
            and wanted in self.register.accented_keys(u)
            and any(self.register.lies_in(u, p) for p in above)
        ]

    def _unit(self, start: int, end: int, units: list[Unit], *, typed: bool) -> PlaceMention:
        kind = "unit"
        line = self.lower.rfind("\n", max(0, start - 70), start) + 1
        if _ORGANISATION_BEFORE.search(self.lower, line or max(0, start - 70), start):
            kind = "organisation"
        level = units[0].level
        if any(u.level != level for u in units):
            level = None
        old = _OLD_AFTER.match(self.lower, end)
        written = _BETWEEN.sub("", " ".join(self.text[start:end].split()))
        if old:
            end = old.end()
            written += " cũ"
        elif _OLD_EARLIER.search(self.lower, max(0, start - 30), start):
            old = True
        elif _OLD_LATER.match(self.lower, end):
            old = True
            self._old_together(start, level)
        ids = tuple(u.place_id for u in units)
        return self._add(start, end, written, level, kind, ids, old=bool(old), typed=typed)

    def _old_together(self, start: int, level: str | None) -> None:
        """`tỉnh Tây Ninh và tỉnh Long An trước sáp nhập`: said behind the list, it holds for all of it."""
        for n in range(len(self.found) - 1, -1, -1):
            before = self.found[n]
            if before.level != level or not LIST_GAP.fullmatch(self.lower, before.end, start):
                return
            self.found[n] = before._replace(old=True)
            start = before.start

    def _add(self, start, end, text, level, kind, candidates, *, old=False, typed=False) -> PlaceMention:
        mention = PlaceMention(start, end, text, level, old, kind, candidates, None, typed)
        self.found.append(mention)
        return mention

    # -- ellipsis -------------------------------------------------------------------------------------

    def _ellipses(self) -> None:
        spans = [(m.start, m.end) for m in self.found]
        at = 0
        extra = []
        for start, end, word in self.alone:
            while at < len(spans) and spans[at][1] <= start:
                at += 1
            if at < len(spans) and spans[at][0] < end:
                continue
            if word == "trên địa bàn":
                # `trên địa bàn huyện` and `trên địa bàn Hà Nội` are read as what follows them
                follows = self.lower[end + 1 : end + 12]
                if at < len(spans) and spans[at][0] <= end + 6 or _AREA_OF.match(follows):
                    continue
                extra.append(PlaceMention(start, end, word, None, False, "ellipsis", ()))
                continue
            if word == "tp":
                if self.text[start:end] != "TP" or self.text[end : end + 1] == ".":
                    continue
                word = "thành phố"
            if word.isascii() and not self.plain or _NAME_APART.match(self.text, end):
                continue
            before = self.lower[max(0, start - 40) : start]
            other = _OTHER_WORDS.get(word)
            definite = _DEFINITE_BEFORE.search(before)
            generic = _GENERIC_AFTER.match(self.lower, end)
            if generic and not (definite and generic[0] == " đảo"):
                continue
            if (
                before.endswith("hợp tác ")
                or other
                and other.match(self.lower, end)
                or _EACH_AGENCY.search(before)
            ):
                continue
            if not definite and _GENERIC_BEFORE.search(before):
                continue
            if before.endswith("toàn "):
                start -= 5
            if beside := _NEXT_TO_IT.match(self.lower, end):
                named = at > 0 and spans[at - 1][1] == start - 2 and self.text.startswith(", ", start - 2)
                if not named and not (at < len(spans) and spans[at][0] <= beside.end() + 4):
                    self.unnamed.append((start, beside.end(), word))
                continue
            kind = TYPE_OF_WORD.get(word, word)
            level = LEVEL_OF_TYPE.get(kind)
            extra.append(
                PlaceMention(start, end, kind, level, False, "ellipsis", (), typed=definite is not None)
            )
        for start, end, word in self.unnamed:
            level = LEVEL_OF_TYPE.get(TYPE_OF_WORD.get(word, word))
            if level not in (None, "province"):
                called = self.text[start:end]
                extra.append(PlaceMention(start, end, called, level, False, "ellipsis", (), typed=True))
        if extra:
            self.found = sorted(self.found + extra, key=lambda m: (m.start, -m.end))


def _any_district(units: list[Unit]) -> bool:
    return any(u.level == "district" for u in units)


@lru_cache(maxsize=1 << 12)  # BHXH, UBND and the names of a place come again and again
def _names_in(run: str, register: Register) -> tuple[tuple[tuple[int, int], ...], list[str], list[list[int]]]:
    """The words of a run: where they stand in it, their match keys, and how many from each make a name."""
    spans = tuple(m.span() for m in _WORDS.finditer(run))
    keys = [key(run[a:b]) for a, b in spans]
    names = [
        [
            n
            for n in register.first_words.get(first, ())
            if i + n <= len(keys) and not first.isdigit() and " ".join(keys[i : i + n]) in register.by_key
        ]
        for i, first in enumerate(keys)
    ]
    return spans, keys, names


def with_antecedent(mention: PlaceMention, antecedent: PlaceMention) -> PlaceMention:
    """The ellipsis, standing for the mention it refers to."""
    return mention._replace(
        text=antecedent.text,
        level=antecedent.level,
        old=antecedent.old,
        candidates=antecedent.candidates,
        # one that was inferred has none that stands in the text
        antecedent=antecedent.antecedent if antecedent.kind == "ellipsis" else antecedent.start,
    )
