"""Numbers of Vietnamese running text: digits, multipliers, percents, ranges, hedges, spelled-out numbers.

Belongs here: which characters are a number and what value they have. Does not belong here: what the number
counts (the unit noun after it), a hedge that reaches over a coordinated list, or what a date means
(`dates`).

The reading is one pass over the clusters of digits and one over the runs of number words, each cluster
judged by the word to its left and the characters to its right, so the cost is linear in the text. What
looks like a number and is none (a date, an age, a document number, an ordinal, …) is refused with its
kind: `find_refused`. Every production has a name, kept in `Number.rule`:

    integer          4000 · 84.392 · 1.155.875
    decimal          1,49
    scaled           1,23 triệu · 271 nghìn · 6,8 nghìn tỷ · 2 triệu rưỡi
    compound         2 triệu 300 nghìn
    percent          89,5% · 95 % · 95 phần trăm
    points           1,5 điểm phần trăm
    range            3-5 nghìn · 58-60% · 200 đến 300 · hai ba nghìn
    words            mười lăm nghìn · nửa triệu
    numerator, denominator    2.338/3.672 người
"""

import re
from typing import NamedTuple

from extractors.language.text import lower


class Number(NamedTuple):
    """A number as printed, at `text[start:end]`, without its hedge and without its unit noun.

    `value` is the number itself, or the lower end of a range; percents stay percents (89,5% is 89.5).
    `hedge_start` is where the hedge begins that gave `bound`, or `start`. `suspect` says why the reading
    deserves doubt: "english_format" (267,493), "decimal_point" (92.60%), "ocr_space" (84. 392).
    """

    start: int
    end: int
    value: float
    value_max: float | None
    percent: bool
    bound: str
    hedge_start: int
    suspect: str | None
    rule: str


class Refused(NamedTuple):
    """A stretch with digits or number words that is no quantity; `kind` says what it is taken for."""

    start: int
    end: int
    kind: str


# ---------------------------------------------------------------------------------------------- vocabulary


def _words(row: str) -> frozenset[str]:
    return frozenset(row.split())


_S = r"[ \u00a0\u202f\t]"
_LETTER = r"[^\W\d_]"

_SCALES = {
    "chục": 10,
    "trăm": 100,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
    # unaccented text, safe only right after digits
    "nghin": 1_000,
    "ngan": 1_000,
    "trieu": 1_000_000,
}

_DIGIT_WORDS = {
    "không": 0,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
#: The unit after mươi or mười: hai mươi mốt, mười lăm, ba mươi tư.
_UNIT_WORDS = {**_DIGIT_WORDS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
del _UNIT_WORDS["không"]
_LINKS = frozenset(("linh", "lẻ"))
_WORD_SCALES = {w: _SCALES[w] for w in ("nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ")}
_NUMBER_WORDS = (
    frozenset(_DIGIT_WORDS)
    | frozenset(_UNIT_WORDS)
    | frozenset(_WORD_SCALES)
    | _LINKS
    | {"mươi", "mười", "trăm", "chục", "rưỡi", "rưởi", "nửa"}
)

#: The word or words just before a number that bound it, longest first when looked up.
_HEDGES = {
    "more_than": (
        "hơn|trên|quá|vượt quá|vượt mốc|vượt ngưỡng|vượt con số|hơn cả|trên cả|đã hơn|khoảng hơn|"
        "khoảng trên|ước hơn|ước trên|hon|tren|>"
    ),
    "less_than": (
        "gần|gần đến|gần tới|gần bằng|chưa đến|chưa bằng|chưa tới|chưa đầy|chưa được|chưa quá|chưa đạt|"
        "không đến|không tới|không đầy|dưới|ngót|ngót nghét|suýt soát|khoảng gần|ước gần|"
        "khoảng dưới|chưa|gan|duoi|<"
    ),
    "about": (
        "khoảng|quanh|chừng|khoảng chừng|độ chừng|chừng độ|vào khoảng|ước|ước đạt|ước tính|ước tính đạt|"
        "ước có|ước khoảng|ước tính khoảng|ước tính có|ước là|uớc|uớc tính|ước thực hiện|ước chừng|"
        "xấp xỉ|sấp xỉ|xấp xỉ khoảng|cỡ|tầm|trên dưới|hơn kém|phỏng chừng|áng chừng|khoang|xap xi|"
        "~|≈"
    ),
    "at_least": (
        "tối thiểu|tối thiểu là|tối thiểu đạt|tối thiểu có|tối thiểu từ|ít nhất|ít nhất là|"
        "ít nhất có|ít nhất đạt|ít nhất từ|không dưới|không ít hơn|không thấp hơn|không kém|"
        "toi thieu|it nhat|≥"
    ),
    "at_most": (
        "không quá|không vượt quá|không nhiều hơn|không cao hơn|không hơn|tối đa|tối đa là|"
        "nhiều nhất|chỉ tối đa|toi da|≤"
    ),
}
_HEDGE_BOUND = {tuple(phrase.split()): bound for bound, row in _HEDGES.items() for phrase in row.split("|")}
#: Last word of a hedge → how many words its hedges have, the most first.
_HEDGE_SIZES: dict[str, list[int]] = {}
for _phrase in sorted(_HEDGE_BOUND, key=len, reverse=True):
    if len(_phrase) not in _HEDGE_SIZES.setdefault(_phrase[-1], []):
        _HEDGE_SIZES[_phrase[-1]].append(len(_phrase))
#: `nhiều hơn 231 người`: a comparison, not a bound.
_COMPARATIVES = _words(
    "nhiều ít cao thấp lớn nhỏ đông kém tốt sớm muộn lâu dài ngắn nặng mạnh nhanh chậm rẻ đắt cách"
)

#: Words after which a short plain integer is a part of a date.
_DATE_LEFT = _words("ngày hôm sáng chiều tối trưa đêm mồng mùng tháng quý quí")
#: Words after which a plain integer is a rank, a name or a document's number, whatever follows.
_ORDINAL_LEFT = _words(
    "thứ lần điều khoản chương mục khóa khoá kỳ kì quận phường q. p. hạng lớp cấp vòng bậc tầng "
    "hẻm ngõ kiệt ngách top bảng biểu hình trang tập quyển bài câu luật đề án số km "
    "nghị định quyết thông chỉ covid covid-19 vùng tuyến loại bước mẫu nhánh phiên"
)
#: The same, unless a countable noun follows (`tổ 3`, but `mỗi tổ 20 người`, `Sông Lô 188 người`).
_ORDINAL_UNLESS_COUNTED = _words(
    "tổ đội nhóm đợt khu phố thôn ấp xóm bản trường phòng ca đoạn phần vực thị lô lục sở"
)
#: Before `số`, these make it a count: tổng số 60 người.
_SO_COUNTS = _words("tổng con trong đa dân quân sĩ toàn trên")

_VAGUE = _words("hàng vài mấy nhiều dăm đôi bao")

#: First words of nouns for people and for what else is counted in this field.
PEOPLE = _words(
    "người nguoi lượt lao hộ em học sinh hssv cháu đối công thành đoàn hội thẻ sổ trường khách "
    "nhân cán bà cụ nông tiểu ngư cộng tình trẻ dân phụ chiến bệnh thí giáo viên hướng gia thân "
    "đảng tín thanh thiếu cô anh"
)
_COUNTED = PEOPLE | _words(
    "xã phường thôn huyện tỉnh quận đại đơn doanh tổ buổi cuộc điểm nhóm đồng ngày tháng năm tuần "
    "lần hồ ca tấn kg ha km lít căn cơ nghìn triệu giường hợp bưu chỉ loại tập hàng tuyến khu ấp "
    "xóm bản cây con chiếc suất phần quyển tờ cuốn vụ máy xe tàu giải nhà phòng lớp bài tin"
)
#: Nouns that may be measured in parts: a comma before three digits is then a decimal comma.
_MEASURED = _words("lần điểm kg tấn ha km m m2 m3 lít mét độ giờ tuổi")
#: What may stand before a bare four-digit count that looks like a year.
_QUANTIFIERS = _words(
    "có đạt thêm được là gồm cho với còn thiếu tới lên xuống tăng giảm cả mới phát triển vận động : ( số mỗi"
)

# ------------------------------------------------------------------------------------------------- digits

_CLUSTER = re.compile(r"[0-9]+(?:[.,][0-9]+)*+")
#: The rest of a number into which a scanner has put spaces: 84. 392, 1. 155. 875, 84 .392.
_OCR = re.compile(rf"(?:{_S}\.{_S}?|\.{_S})\d{{3}}(?:{_S}?\.{_S}?\d{{3}})*+(?![\d]|{_S}?[.,]{_S}?\d)")
#: Thousands parted by spaces: 1 155 875.
_SPACED = re.compile(rf"(?:{_S}\d{{3}})++(?!\d|[.,/:-]\d)")
_SCALE_WORD = "|".join((*_SCALES, *(w.upper() for w in _SCALES)))
#: What follows the digits: a percent sign, multipliers, or a plain word.
_TAIL = re.compile(
    rf"{_S}?(?:(?P<percent>[%％]|(?:phần{_S}trăm|PHẦN{_S}TRĂM|phan{_S}tram)(?!\w))"
    rf"|(?P<points>điểm{_S}(?:%|phần{_S}trăm(?!\w)|phần{_S}%))"
    rf"|(?P<scale>{_SCALE_WORD})(?!\w|{_S}(?:lệ|số|suất|trọng|giá)(?!\w))"
    rf"(?:{_S}(?P<higher>{_SCALE_WORD})(?!\w|{_S}(?:lệ|số|suất|trọng|giá)(?!\w)))?(?:{_S}(?P<half>rưỡi|"
    rf"rưởi)(?!\w))?"
    rf"|(?P<word>{_LETTER}+))"
)
_CONNECTOR = re.compile(rf"{_S}?[-–—~]{_S}?(?=\d)|{_S}(?:đến|tới){_S}(?=\d)")
_NEXT_WORD = re.compile(rf"{_S}?({_LETTER}+)")
_AGE = re.compile(
    rf"{_S}?(?:(?:-|–|đến|tới|và|hoặc){_S}?(?:{_LETTER}+{_S})?\d{{1,3}}{_S}?)?(?:tuổi|tuoi|TUỔI)(?!\w)"
)
_AGE_LEFT = re.compile(rf"tuổi{_S}(?:là{_S}|từ{_S}|trên{_S}|dưới{_S}|khoảng{_S})?$")
_CLOCK = re.compile(
    rf"(?:[hg](?:\d{{1,2}})?(?!\w)|{_S}?giờ(?!\w)(?:{_S}\d{{1,2}}(?:{_S}phút)?)?|:\d{{2}}(?::\d{{2}})?(?!\d))"
)
_SLASHED = re.compile(r"[\d.,]*\d(?:/[\w.]*\w(?:-\w+)*)++(?:-\w+)*+")
_DASHED = re.compile(r"\d+(?:[-–.]\d+)++")
_YEARS = re.compile(rf"(?:19|20)\d\d{_S}?[-–—]{_S}?(?:(?:19|20)\d\d|nay)(?![\d.,]\d)")
_TAIL_HEDGE = re.compile(r"[^.,;:()\d\n]{0,30}?\btrở (lên|xuống)\b")
_PERSON = re.compile(rf"{_S}người(?!\w)")
_FRACTION_TAIL = re.compile(rf"{_S}?({_LETTER}+)")
_LINK = re.compile(r"(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_GLUED = re.compile(rf"({_LETTER}+)(\d)?")
_DATED = re.compile(r"(\d{1,2})[.\-/](\d{1,2}|(?:19|20)\d\d)(?:[.\-/](\d{4}|\d{2}))?\Z")


def _is_date(cluster: str) -> bool:
    """12.11, 9.2021, 30/9/2021, 4-11: a day and a month, or a month and a year, that exist."""
    m = _DATED.match(cluster)
    if m is None:
        return False
    first, second, third = m.groups()
    if len(second) == 4:
        return third is None and 1 <= int(first) <= 12
    return 1 <= int(first) <= 31 and 1 <= int(second) <= 12


def _decimal(digits: str, point: int, scale: int) -> float:
    """`digits`, `point` of them behind the decimal mark, times `scale`: exact as long as a float can be."""
    value = int(digits) * scale
    if not point:
        return float(value)
    return value / 10**point


class _Scalar:
    """One number without range or hedge."""

    __slots__ = ("start", "end", "value", "percent", "scale", "plain", "separated", "suspect", "rule")

    def __init__(self, start, end, value, percent, scale, plain, separated, suspect, rule):
        self.start, self.end, self.value, self.percent = start, end, value, percent
        self.scale, self.plain, self.separated, self.suspect, self.rule = (
            scale,
            plain,
            separated,
            suspect,
            rule,
        )


def _scalar(
    text: str, start: int, end: int, tail: re.Match | None, joined: str | None = None
) -> "_Scalar | str":
    """Read the cluster `text[start:end]` with its `tail`, a multiplier or percent, or say why it is none.

    `joined` is the cluster without the spaces a scanner put into it.
    """
    cluster = joined or text[start:end]
    suspect = "ocr_space" if joined else None
    percent, scale, half, following, number_end = False, 1, False, None, end
    if tail:
        if tail["word"]:
            following = tail["word"].lower()
        elif tail["scale"]:
            scale, number_end = _SCALES[tail["scale"].lower()], tail.end()
            half = tail["half"] is not None
            if tail["higher"]:
                higher = _SCALES[tail["higher"].lower()]
                if higher > scale:  # nghìn tỷ, trăm nghìn; `5 triệu trăm` is nothing
                    scale *= higher
                else:
                    number_end, half = tail.end("scale"), False
        else:
            percent, number_end = True, tail.end()

    if len(cluster) > 22:
        return "code"
    point = 0
    dots, commas = cluster.count("."), cluster.count(",")
    separators = "." * dots if not commas else "," * commas if not dots else cluster.translate(_NO_DIGITS)
    if not separators:
        if len(cluster) > 12 or (cluster[0] == "0" and len(cluster) > 3):
            return "code"
        digits = cluster
    else:
        parts = cluster.replace(",", ".").split(".")
        digits = "".join(parts)
        thousands = 1 <= len(parts[0]) <= 3 and parts[0][0] != "0"
        if separators == "," and not (
            thousands and len(parts[1]) == 3 and not percent and scale == 1 and following not in _MEASURED
        ):
            point = len(parts[1])
        elif separators == ".":
            if percent:
                point, suspect = len(parts[1]), suspect or "decimal_point"
            elif thousands and len(parts[1]) == 3:
                # 14.724 triệu người would be more people than there are
                if scale >= 1_000_000 and _PERSON.match(text, number_end):
                    point, suspect = 3, "decimal_point"
            elif scale > 1 or following in _MEASURED or parts[0] == "0":
                point, suspect = len(parts[1]), suspect or "decimal_point"
            else:
                return "date" if _is_date(cluster) else "code"
        elif thousands and all(len(p) == 3 for p in parts[1:]) and len(set(separators)) == 1:
            if separators[0] == ",":
                suspect = "english_format"
        elif (
            thousands
            and all(len(p) == 3 for p in parts[1:-1])
            and separators[:-1] == separators[0] * (len(separators) - 1)
            and separators[-1] != separators[0]
        ):
            point = len(parts[-1])  # 5.974,5
            if separators[0] == ",":
                suspect = "english_format"
        else:
            return "date" if _is_date(cluster) else "code"

    value = _decimal(digits, point, scale)
    if half:
        value += scale / 2
    if percent:
        rule = "points" if tail["points"] else "percent"
    elif scale > 1:
        rule = "scaled"
    else:
        rule = "decimal" if point else "integer"
    return _Scalar(start, number_end, value, percent, scale, not separators, bool(separators), suspect, rule)


_NO_DIGITS = {ord(c): None for c in "0123456789"}


_LOWER_PART = re.compile(rf"{_S}(\d{{1,3}})(?![.,/:%-]?\d)")


def _compound(text: str, first: _Scalar) -> _Scalar:
    """2 triệu 300 nghìn, 5 nghìn 300: add what follows in ever smaller multipliers."""
    while first.scale >= 1_000:
        m = _LOWER_PART.match(text, first.end)
        if m is None:
            return first
        start = m.start(1)
        nxt = _scalar(text, start, start + len(m[1]), _TAIL.match(text, start + len(m[1])))
        if isinstance(nxt, str) or nxt.percent or nxt.scale >= first.scale:
            return first
        if nxt.scale == 1:
            # a bare rest only after nghìn, where nothing else can be meant: 5 nghìn 300 người
            following = _NEXT_WORD.match(text, nxt.end)
            if first.scale != 1_000 or len(m[1]) != 3 or not following or following[1] not in PEOPLE:
                return first
        first = _Scalar(
            first.start,
            nxt.end,
            first.value + nxt.value,
            False,
            nxt.scale,
            False,
            True,
            first.suspect,
            "compound",
        )
    return first


_OPENING = "([“\"‘'"
_BLANK = " \u00a0\u202f\t"


def _hedge(text: str, start: int, end: int, words: list[str] | None = None) -> tuple[str, int]:
    """The bound that the words around a number set, and where they begin."""
    if words is None:
        words = text[max(0, start - 32) : start].lower().split()
    last = words[-1] if words else text[start - 1 : start]
    if last and last[0] in _OPENING:  # "(trên 168.000 người)"
        last = last.lstrip(_OPENING)
        words = [last] if words else []
    for size in _HEDGE_SIZES.get(last, ()):
        phrase = tuple(words[-size:]) if size > 1 else (last,)
        bound = _HEDGE_BOUND.get(phrase)
        if bound is None:
            continue
        if phrase[0] in ("hơn", "kém") and len(words) > size and words[-size - 1] in _COMPARATIVES:
            break
        at = start
        for word in reversed(phrase):
            while not text[at - 1 : at].strip(_BLANK):
                at -= 1
            at -= len(word)
        return bound, at
    if last == "từ" and len(words) > 1:  # khoảng từ 95 đến 97%
        from_start = start - len(text[max(0, start - 8) : start].lower().rpartition("từ")[2]) - 2
        bound, hedge_start = _hedge(text, from_start, from_start, words[:-1])
        if bound != "exact":
            return bound, hedge_start
    if text.find("trở", end, end + 40) >= 0:
        tail = _TAIL_HEDGE.match(text, end)
        if tail:
            hedge_start = start
            if last == "từ":
                hedge_start = start - len(text[max(0, start - 8) : start].lower().rpartition("từ")[2]) - 2
            return ("at_least" if tail[1] == "lên" else "at_most"), hedge_start
    return "exact", start


def _scan_digits(text: str, numbers: list[Number], refused: list[Refused]) -> None:
    links = [m.span() for m in _LINK.finditer(text)] if "://" in text or "www." in text or "@" in text else []
    cursor = 0
    link_index = 0
    for m in _CLUSTER.finditer(text):
        start, end = m.span()
        if start < cursor:
            continue
        while link_index < len(links) and links[link_index][1] <= start:
            link_index += 1
        if link_index < len(links) and links[link_index][0] <= start:
            cursor = links[link_index][1]
            refused.append(Refused(*links[link_index], "link"))
            continue
        outcome = _read_cluster(text, start, end)
        if isinstance(outcome, Refused):
            refused.append(outcome)
            cursor = outcome.end
        else:
            numbers.extend(outcome)
            cursor = outcome[-1].end


def _read_cluster(text: str, start: int, end: int) -> Refused | list[Number]:
    cluster = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    window = text[max(0, start - 32) : start]
    words = window.lower().split() if before.isspace() or before == "." else []
    left = words[-1].lstrip("(\"'“‘") if words else ""

    if before not in _CLEAN_LEFT and (refusal := _refuse_touched(text, start, end, before)):
        return refusal
    tail = _TAIL.match(text, end)
    joined, joined_end = None, end
    if after == " " and text[end + 1 : end + 2].isalpha():  # by far the most frequent: a word follows
        word = tail["word"]
        refusal = (
            _refuse_by_next_word(text, start, end, cluster) if word and word.lower() in _TIME_WORDS else None
        )
    elif after == "%":
        refusal = None
    elif after == "/":
        return _read_slashed(text, start, end)
    else:
        refusal = _refuse_by_right(text, start, end, cluster, before, after, left)
        if refusal is None and after in _MAY_BE_TORN and left not in _ORDINAL_LEFT | _DATE_LEFT | {"năm"}:
            torn = _join_torn(text, cluster, end)
            if torn and len(torn[0]) > 22:
                return Refused(start, torn[1], "code")
            if torn:
                joined, joined_end = torn
                tail = _TAIL.match(text, joined_end)
    if refusal:
        return refusal
    if left in _AGE_LEADS and "tuổi" in window and _AGE_LEFT.search(window):
        return Refused(start, end, "age")
    if (
        (left in _DATE_LEFT or left in _DATE_PREPOSITIONS)
        and _is_date(cluster)
        and (tail is None or tail["word"])
    ):
        return Refused(start, end, "date")

    scalar = _scalar(text, start, joined_end, tail, joined)
    if isinstance(scalar, str):
        return Refused(start, joined_end, scalar)
    if scalar.scale >= 1_000:
        scalar = _compound(text, scalar)
    elif scalar.plain and not scalar.percent and scalar.scale == 1:
        kind = _refuse_integer(text, cluster, left, words, scalar)
        if kind:
            return Refused(start, end, kind)

    connector = _CONNECTOR.match(text, scalar.end)
    if connector and not (left == "từ" and len(words) > 1 and words[-2] in ("tăng", "giảm", "nâng")):
        high = _range_end(text, scalar, connector, left)
        if isinstance(high, Refused):
            return high
        if high is not None:
            distributed = high.scale if scalar.scale == 1 and not scalar.percent else 1  # 3-5 nghìn
            percent = high.percent or scalar.percent
            suspect = scalar.suspect or high.suspect
            bound, hedge_start = _hedge(text, start, high.end, words)
            low = scalar.value * distributed
            return [Number(start, high.end, low, high.value, percent, bound, hedge_start, suspect, "range")]
    bound, hedge_start = _hedge(text, start, scalar.end, words)
    one = scalar
    return [Number(start, one.end, one.value, None, one.percent, bound, hedge_start, one.suspect, one.rule)]


_CLEAN_LEFT = frozenset(("", " ", "(", "\n", "\u00a0"))
_MAY_BE_TORN = frozenset((" ", ".", "\u00a0", "\u202f"))
#: Next words that may make the number an age or a time of day.
_TIME_WORDS = frozenset(("tuổi", "tuoi", "giờ", "đến", "tới", "và", "hoặc"))
_AGE_LEADS = frozenset(("tuổi", "từ", "trên", "dưới", "là", "khoảng"))
_DATE_PREPOSITIONS = frozenset(("từ", "đến", "tới", "hết", "năm", "vào", "trước", "sau"))
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/-])")
_PHONE = re.compile(r"0\d{2,3}(?:[ .\-]\d{3,8}){1,3}(?!\d)")


def _refuse_touched(text: str, start: int, end: int, before: str) -> Refused | None:
    """A character right before the digits that makes them a part of something: A1, Covid-19, [292]."""
    if before == "+" and not text[start - 2 : start - 1].isalnum():
        return None  # (+5,2%), but not GMT+7
    if before == "/" and _YEAR.match(text, start):
        return Refused(start, end, "date")  # quý II/2024
    if before == "/" and text[start - 2 : start - 1] == "%" and text[end : end + 1] == "%":
        return None  # đạt 82,5%/91%
    if before.isalpha() or before in "/_#[=\\+":
        return Refused(start, _token_end(text, end), "footnote" if before == "[" else "code")
    if before in "-–" and start > 1 and (text[start - 2].isalnum() or text[start - 2] == "."):
        return Refused(start, _token_end(text, end), "code")
    return None


def _refuse_by_next_word(text: str, start: int, end: int, cluster: str) -> Refused | None:
    age = _AGE.match(text, end)
    if age and "." not in cluster:
        return Refused(start, age.end(), "age")
    clock = _CLOCK.match(text, end)
    if clock and len(cluster) <= 2:
        return Refused(start, clock.end(), "clock")
    return None


def _refuse_by_right(
    text: str, start: int, end: int, cluster: str, before: str, after: str, left: str
) -> Refused | None:
    """What stands right after the digits and makes them no quantity."""
    if after == "]":
        return Refused(start, end, "footnote")
    if after == "‰":
        return Refused(start, end + 1, "permille")
    refusal = _refuse_by_next_word(text, start, end, cluster)
    if refusal:
        return refusal
    if after.isalpha():  # 15.000người is a count, 11A none
        glued = _GLUED.match(text, end)
        word = glued[1].lower()
        if glued[2] or not (
            word in PEOPLE or word in _SCALES or word in ("đồng", "vnđ", "đơn", "phần", "tuổi")
        ):
            return Refused(start, _token_end(text, end), "code")
    if cluster[0] == "0":
        phone = _PHONE.match(text, start) if left not in _DATE_LEFT else None
        if phone:
            return Refused(start, phone.end(), "phone")
        if "," not in cluster and len(cluster) - cluster.count(".") >= 9:
            return Refused(start, end, "phone")
    if not cluster.isdigit():
        return None
    short = len(cluster) <= 2
    if short and before == "(" and after == ")" and int(cluster) <= 20:
        return Refused(start, end, "ordinal")
    if (
        short
        and after in ".)"
        and text[end + 1 : end + 2] in (" ", "\t")
        and after
        and _at_line_start(text, start)
    ):
        return Refused(start, end, "ordinal")
    years = _YEARS.match(text, start)
    if years:
        return Refused(start, years.end(), "date")
    if after in ("-", "–"):
        following = text[end + 1 : end + 2]
        if following.isdigit():
            dashed = _DASHED.match(text, start)
            piece = dashed[0].replace("–", "-")
            if piece.count("-") >= 2:
                return Refused(start, dashed.end(), "date" if _is_date(piece) else "code")
            if left in _DATE_LEFT and _is_date(piece):
                return Refused(start, dashed.end(), "date")
        elif following.isupper():
            return Refused(start, _token_end(text, end), "code")
    return None


def _join_torn(text: str, cluster: str, end: int) -> tuple[str, int] | None:
    """The number that a scanner has torn apart (84. 392, 1 155 875), put together, and where it ends."""
    if not _MAY_GO_ON.fullmatch(cluster):
        return None
    rest = _OCR.match(text, end)
    if rest is None and cluster.isdigit():
        rest = _SPACED.match(text, end)
    if rest is None:
        return None
    joined = re.sub(r"\s", "", cluster + rest[0])
    if len(joined) <= 22 and "." not in joined:
        joined = re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", ".", joined)
    fraction = _FRACTION.match(text, rest.end())
    return (joined + fraction[0], fraction.end()) if fraction else (joined, rest.end())


_MAY_GO_ON = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})*+")
_FRACTION = re.compile(r",\d+(?!\d)")


def _token_end(text: str, end: int) -> int:
    """Where the word-like token around a code ends."""
    m = _TOKEN.match(text, end)
    return m.end() if m else end


_TOKEN = re.compile(r"(?:[\w/\-]|\.(?=\w))*+")


def _at_line_start(text: str, start: int) -> bool:
    i = start - 1
    while i >= 0 and start - i < 8 and text[i] in " \t-*":
        i -= 1
    return i < 0 or text[i] == "\n"


def _refuse_integer(text: str, cluster: str, left: str, words: list[str], scalar: _Scalar) -> str | None:
    """Why a bare integer without separators is no count, or None."""
    following = _NEXT_WORD.match(text, scalar.end)
    noun = following[1].lower() if following else ""
    counted = noun in PEOPLE
    short = len(cluster) <= 4
    number = int(cluster)
    yearlike = len(cluster) == 4 and 1900 <= number <= 2100
    if yearlike and not counted:
        return "date"
    if left in _DATE_LEFT and short:
        limit = {"tháng": 12, "quý": 4, "quí": 4}.get(left, 31)
        if number <= limit and not counted:
            return "date"
        if number <= limit and left in ("tháng", "quý", "quí"):
            return "date"
    if left == "năm" and yearlike:
        per_year = len(words) > 1 and words[-2] in ("mỗi", "hằng", "hàng", "một")
        return None if counted and per_year else "date"
    if left in _ORDINAL_LEFT and short:
        if left == "số":
            if not (words[-2:-1] and words[-2] in _SO_COUNTS) and not (counted and number > 20):
                return "ordinal"
        elif left == "lần":
            if words[-2:-1] != ["mỗi"]:
                return "ordinal"
        elif not (counted and (left in ("cấp", "luật", "sở", "chỉ") or _ends_name(text, scalar.start))):
            return "ordinal"
    if left in _ORDINAL_UNLESS_COUNTED and short and noun not in _COUNTED:
        return "ordinal"
    if yearlike and left not in _QUANTIFIERS and (left,) not in _HEDGE_BOUND:
        return "date"
    return None


def _ends_name(text: str, start: int) -> bool:
    """Is the word before a number the end of a name: `Nam Định 520 người`, `Nha Trang 90 người`?"""
    words = text[max(0, start - 40) : start].split()
    return len(words) > 1 and words[-1].istitle() and words[-2].istitle()


def _range_end(text: str, low: _Scalar, connector: re.Match, left: str) -> "Refused | _Scalar | None":
    """The upper end of a range that begins with `low`; a refusal when the two are a date or a score."""
    start = connector.end()
    m = _CLUSTER.match(text, start)
    end = m.end()
    dash = connector[0].strip() in ("-", "–", "—", "~")
    after = text[end : end + 1]
    if after in ("/", "-", ":") and text[end + 1 : end + 2].isdigit():
        # từ 24 đến 31-7, 25/4 đến 28/4: a span of days
        if low.scale == 1 and not low.percent and low.plain:
            return Refused(low.start, _token_end(text, end), "date")
        return None
    age = _AGE.match(text, end)
    if age:
        return Refused(low.start, age.end(), "age")
    if after.isalpha() and text[end] in "hg" and _CLOCK.match(text, end):
        return Refused(low.start, _CLOCK.match(text, end).end(), "clock")
    high = _scalar(text, start, end, _TAIL.match(text, end))
    if isinstance(high, str):
        if dash or high == "date":
            return Refused(low.start, end, high) if low.plain and low.scale == 1 and not low.percent else None
        return None
    bare = not (high.percent or high.scale > 1 or low.percent or low.scale > 1)
    low_value = low.value * (high.scale if low.scale == 1 and not low.percent else 1)
    if low.percent and not high.percent:
        return None
    if high.percent and low.scale > 1:
        return None
    if high.value <= low_value:
        if dash and bare and low.plain and high.plain:
            return Refused(low.start, high.end, "score")
        return None
    if not bare:
        return high
    following = _NEXT_WORD.match(text, high.end)
    noun = following[1].lower() if following else ""
    if noun in ("giờ", "phút", "h"):
        return Refused(low.start, following.end(), "clock")
    if noun in PEOPLE or low.separated or high.separated:
        return high
    if not dash:
        return high if noun in _COUNTED and noun not in ("năm", "tháng") and left == "từ" else None
    if _is_date(text[low.start : low.end] + "-" + text[start:end]) and noun not in _COUNTED:
        return Refused(low.start, high.end, "date")
    if noun in _COUNTED:
        return high
    return Refused(low.start, high.end, "score" if high.value < 30 else "code")


def _read_slashed(text: str, start: int, end: int) -> Refused | list[Number]:
    """Dates, document numbers and fractions: all that has a slash right after digits."""
    m = _SLASHED.match(text, start)
    if m is None:  # 60/ người
        return Refused(start, end, "code") if end - start < 3 else _plain_number(text, start, end)
    token = m[0]
    first, *rest = token.split("/")
    rest_text = "/".join(rest)
    if rest_text[0].isalpha():
        if rest_text[0].islower() and "-" not in rest_text:  # 15.000/năm
            return _plain_number(text, start, end)
        return Refused(start, m.end(), "document_number")
    if any(c.isalpha() for c in rest_text):
        return Refused(start, m.end(), "document_number")
    if _is_date(token) or _is_date(token.split("-")[0]):
        return Refused(start, m.end(), "date")
    if len(rest) == 1 and "-" not in rest_text:
        following = _FRACTION_TAIL.match(text, m.end())
        separated = "." in first or "." in rest_text
        if following and following[1].lower() in PEOPLE and (separated or int(_digits(rest_text) or 0) > 31):
            out = []
            for at, piece, rule in (
                (start, first, "numerator"),
                (start + len(first) + 1, rest[0], "denominator"),
            ):
                scalar = _scalar(text, at, at + len(piece), None)
                if isinstance(scalar, str):
                    return Refused(start, m.end(), "fraction")
                bound, hedge_start = (
                    _hedge(text, start, at + len(piece)) if rule == "numerator" else ("exact", at)
                )
                out.append(
                    Number(
                        at,
                        at + len(piece),
                        scalar.value,
                        None,
                        False,
                        bound,
                        hedge_start,
                        scalar.suspect,
                        rule,
                    )
                )
            return out
        return Refused(start, m.end(), "fraction")
    return Refused(start, m.end(), "document_number")


def _digits(s: str) -> str:
    return re.sub(r"\D", "", s)[:12]


def _plain_number(text: str, start: int, end: int) -> Refused | list[Number]:
    scalar = _scalar(text, start, end, None)
    if isinstance(scalar, str):
        return Refused(start, end, scalar)
    bound, hedge_start = _hedge(text, start, end)
    return [Number(start, end, scalar.value, None, False, bound, hedge_start, scalar.suspect, scalar.rule)]


# -------------------------------------------------------------------------------------------------- words

_RUN = re.compile(
    r"(?<!\w)(?:{w})(?!\w)(?:{s}(?:{w})(?!\w))*+".format(
        w="|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)), s=_S
    )
)


#: Without one of these, in lower case, no number is spelled out: the cheap way out for most sentences.
def _hinted(key: str) -> bool:
    return (
        ("tr" in key and ("triệu" in key or "trăm" in key))
        or ("ng" in key and ("nghìn" in key or "ngàn" in key))
        or "mươi" in key
        or "mười" in key
        or "chục" in key
        or "vạn" in key
        or (("tỷ" in key or "tỉ" in key) and _BILLION.search(key) is not None)
        or _lone(key, " người")
        or _lone(key, " hộ")
        or _lone(key, " lao động")
        or _lone(key, " lượt")
        or _lone(key, " trường hợp")
        or _lone(key, " phần trăm")
    )


def _lone(key: str, noun: str) -> bool:
    """Does a digit word stand before the noun anywhere: ba người, năm phần trăm?"""
    at = key.find(noun)
    while at >= 0:
        if key.endswith(_LONE_WORDS, 0, at):
            return True
        at = key.find(noun, at + 1)
    return False


_BILLION = re.compile(r"tỷ(?! lệ| số| trọng)|tỉ(?! lệ|nh| số)")
_LONE_WORDS = tuple(w for w in _DIGIT_WORDS if w not in ("không", "một"))
_LONE = re.compile(rf"{_S}(?:người|hộ|lao{_S}động|trường{_S}hợp|lượt)(?!\w)")
_PREVIOUS_WORD = re.compile(rf"({_LETTER}+)({_S}*|,{_S})$")


def parse_number_words(words: str) -> int | None:
    """The integer that `words` spell out in Vietnamese, 0 to 10^15, or None when they are not one number.

    Reads the habits of north and south: tư/bốn, lăm/nhăm/năm, mốt/một, linh/lẻ, nghìn/ngàn, tỷ/tỉ, bẩy,
    chục, rưỡi, with or without `không trăm`. Refuses what is ambiguous: `hai nghìn ba` (2003 or 2300).
    """
    tokens = words.lower().split()
    if not tokens or len(tokens) > 60 or not _NUMBER_WORDS.issuperset(tokens):
        return None
    value, end = _spelled(tokens, 0)
    return value if value is not None and end == len(tokens) else None


def _group(tokens: list[str], i: int) -> tuple[int | None, int]:
    """0 to 999 from `tokens[i:]`, and the index after it."""
    n = len(tokens)
    if i >= n:
        return None, i
    token = tokens[i]
    hundreds = 0
    had_hundreds = False
    if token in _DIGIT_WORDS and i + 1 < n and tokens[i + 1] == "trăm":
        hundreds = _DIGIT_WORDS[token] * 100
        had_hundreds = True
        i += 2
        if i >= n:
            return hundreds, i
        token = tokens[i]
        if token in _LINKS:
            if i + 1 < n and tokens[i + 1] in _UNIT_WORDS:
                return hundreds + _UNIT_WORDS[tokens[i + 1]], i + 2
            return hundreds, i
        if token in ("rưỡi", "rưởi"):
            return hundreds + 50, i + 1
    if token == "mười":
        if i + 1 < n and tokens[i + 1] in _UNIT_WORDS and not _opens_group(tokens, i + 1):
            return hundreds + 10 + _UNIT_WORDS[tokens[i + 1]], i + 2
        return hundreds + 10, i + 1
    if token in _DIGIT_WORDS and i + 1 < n:
        digit, second = _DIGIT_WORDS[token], tokens[i + 1]
        if second == "mươi" and digit:
            if i + 2 < n and tokens[i + 2] in _UNIT_WORDS and not _opens_group(tokens, i + 2):
                return hundreds + digit * 10 + _UNIT_WORDS[tokens[i + 2]], i + 3
            return hundreds + digit * 10, i + 2
        if second == "chục" and digit:
            return hundreds + digit * 10, i + 2
        if second in ("mốt", "tư", "lăm", "nhăm") and digit > 1:  # hai mốt, ba tư
            return hundreds + digit * 10 + _UNIT_WORDS[second], i + 2
    if had_hundreds:
        return hundreds, i
    if token in _DIGIT_WORDS:
        return _DIGIT_WORDS[token], i + 1
    return None, i


def _opens_group(tokens: list[str], i: int) -> bool:
    """Does the digit word at `i` begin a new group (năm trăm) instead of ending one (hai mươi năm)?"""
    return i + 1 < len(tokens) and tokens[i + 1] in ("trăm", "mươi", "chục")


def _spelled(tokens: list[str], i: int) -> tuple[int | None, int]:
    """The longest spelled-out number at `tokens[i:]`, and the index after it."""
    total = section = 0
    ceiling = 10**15  # the next multiplier must be smaller
    first = True
    best: tuple[int | None, int] = (None, i)
    while i < len(tokens):
        linked = not first and tokens[i] in _LINKS
        value, after = _group(tokens, i + 1 if linked else i)
        if value is None or (linked and value >= 100):
            break
        scale = _WORD_SCALES.get(tokens[after], 0) if after < len(tokens) else 0
        if scale == 0:
            # `hai nghìn ba` is 2003 to some and 2300 to others
            ambiguous = not first and not linked and value < 10 and after - i == 1
            return (None, after) if ambiguous else (total + section + value, after)
        if scale >= ceiling:
            break
        after += 1
        ceiling = scale
        if scale == 10**9:
            total, section = (section + value) * scale, 0
        else:
            section += value * scale
            if after < len(tokens) and not total and tokens[after] in ("tỷ", "tỉ"):  # một nghìn tỷ
                total, section, ceiling = section * 10**9, 0, 10**9
                after += 1
                scale = 10**9
        i, first = after, False
        if i < len(tokens) and tokens[i] in ("rưỡi", "rưởi"):
            return total + section + scale // 2, i + 1
        best = (total + section, i)
    return best


def _scan_words(text: str, numbers: list[Number], refused: list[Refused]) -> bool:
    """Read the runs of number words outside what the digits have taken; say whether there were any."""
    key = lower(text)
    if len(numbers) == 1 and not refused:
        # 1,23 triệu: what the digits have read already is no hint
        only = numbers[0]
        hinted = _hinted(key[: only.start] + "|" + key[only.end :])
    else:
        hinted = _hinted(key)
    if not hinted:
        return False
    taken = sorted((n.start, n.end) for n in (*numbers, *refused))
    taken_index = 0
    for m in _RUN.finditer(key):
        start, end = m.span()
        while taken_index < len(taken) and taken[taken_index][1] <= start:
            taken_index += 1
        if taken_index < len(taken) and taken[taken_index][0] < end:
            continue
        _read_run(text, start, end, numbers, refused)
    return True


#: `thêm năm người` is five people; `trong năm người dân …` is the year.
_BEFORE_FIVE = frozenset(("có", "thêm", "được", "gồm", "cho"))


def _read_run(text: str, start: int, end: int, numbers: list[Number], refused: list[Refused]) -> None:
    run = text[start:end]
    pieces = [(p.group().lower(), start + p.start(), start + p.end()) for p in re.finditer(r"\S+", run)]
    if len(pieces) > 60:
        refused.append(Refused(start, end, "code"))
        return
    plain_case = run.islower() or (run.isupper() and len(pieces) > 1)
    if not plain_case and not (run[1:].islower() and _opens_sentence(text, start)):
        return  # a name: Ba Vì, Đỗ Mười
    tokens = [p[0] for p in pieces]
    window = text[max(0, start - 24) : start]
    previous = _PREVIOUS_WORD.search(window)
    left = previous[1].lower() if previous else ""
    if tokens == ["năm"] and left not in _BEFORE_FIVE and (left,) not in _HEDGE_BOUND:
        return  # the year
    if left in _VAGUE and not previous[2].startswith(","):
        refused.append(Refused(start, end, "vague"))
        return
    ranked = left in _ORDINAL_LEFT or left in _DATE_LEFT or left in ("năm", "phần")
    if ranked and left != "số" and not (left == tokens[0] == "năm"):
        refused.append(Refused(start, end, "ordinal"))
        return
    i = 0
    if tokens[0] == "năm" and len(tokens) > 1 and tokens[1] in _DIGIT_WORDS:
        refused.append(Refused(start, end, "date"))  # năm hai nghìn không trăm hai mươi mốt
        return
    half = tokens[0] == "nửa" and len(tokens) > 1 and tokens[1] in _WORD_SCALES
    while i < len(tokens) and not half and (tokens[i] not in _DIGIT_WORDS and tokens[i] != "mười"):
        i += 1
    if tokens[i : i + 1] == ["không"] and tokens[i + 1 : i + 2] != ["trăm"]:
        i += 1
    if i >= len(tokens):
        return
    value_max = None
    rule = "words"
    if half:
        value, stop = _WORD_SCALES[tokens[1]] // 2, 2
    else:
        approximate = (
            i + 2 < len(tokens)
            and tokens[i] in _DIGIT_WORDS
            and tokens[i + 1] in _DIGIT_WORDS
            and tokens[i + 2] in (*_WORD_SCALES, "trăm", "chục", "mươi")
            and (
                _DIGIT_WORDS[tokens[i + 1]] - _DIGIT_WORDS[tokens[i]] == 1
                or (tokens[i], tokens[i + 1]) == ("năm", "bảy")
            )
        )
        # hai nghìn năm trước, mười nghìn một tháng: the last word is a year or an each
        loose = tokens[-1] in ("năm", "một") and len(tokens) > 1 and tokens[-2] in (*_WORD_SCALES, "trăm")
        if loose and (word := _NEXT_WORD.match(text, end)) and word[1] in PEOPLE:
            loose = False
        value, stop = _spelled(tokens[:-1] if loose else tokens, i + 1 if approximate else i)
        if value is None:
            refused.append(Refused(start, end, "ambiguous"))
            return
        if approximate:  # hai ba nghìn
            value_max = value
            value = value // _DIGIT_WORDS[tokens[i + 1]] * _DIGIT_WORDS[tokens[i]]
            rule = "range"
    rest = tokens[stop:]
    if rest and rest not in (["năm"], ["không"], ["một"], ["tư"]):
        refused.append(Refused(start, end, "ambiguous"))
        return
    number_start, number_end = pieces[i][1], pieces[stop - 1][2]
    tail = _TAIL.match(text, number_end)
    percent = tail is not None and not rest and bool(tail["percent"] or tail["points"])
    if percent:
        number_end = tail.end()
    if _AGE.match(text, number_end):
        refused.append(Refused(start, end, "age"))
        return
    if re.compile(rf"{_S}(?:giờ|phút)(?!\w)").match(text, number_end):
        refused.append(Refused(start, end, "clock"))
        return
    following = _NEXT_WORD.match(text, number_end)
    noun = following[1] if following else ""
    bound, hedge_start = _hedge(text, number_start, number_end)
    if not percent and stop - i == 1:
        # a lone digit word is a count only before people, and `một` hardly ever is
        lone = tokens[i]
        if lone == "mười":
            accepted = noun.lower() in _COUNTED and noun.islower()
        else:
            accepted = lone not in ("không", "một") and _LONE.match(text, number_end) is not None
            if lone == "năm":
                accepted = accepted and (hedge_start < number_start or left in _BEFORE_FIVE)
        if not accepted:
            return
    elif not percent and value < 100 and not noun.islower() and hedge_start == number_start:
        return
    if value_max is not None and bound == "exact":
        bound = "about"
    numbers.append(
        Number(
            number_start, number_end, float(value), None if value_max is None else float(value_max),
            percent, bound, hedge_start, None, rule,
        )
    )  # fmt: skip


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(' "“‘(*-–')
    return not before or before[-1] in ".!?:;…\n"


# ------------------------------------------------------------------------------------------------- public


def _scan(text: str) -> tuple[list[Number], list[Refused]]:
    numbers: list[Number] = []
    refused: list[Refused] = []
    _scan_digits(text, numbers, refused)
    if _scan_words(text, numbers, refused):
        numbers.sort(key=lambda n: n.start)
        refused.sort(key=lambda r: r.start)
    return numbers, refused


def find_numbers(text: str) -> list[Number]:
    """The numbers of `text` (NFC) from left to right, none overlapping another."""
    return _scan(text)[0]


def find_refused(text: str) -> list[Refused]:
    """What looks like a number in `text` and is read as none, from left to right, with its kind.

    Kinds: date, age, clock, ordinal, document_number, fraction, score, phone, footnote, permille, link,
    code, vague (hàng chục triệu), ambiguous (hai nghìn ba).
    """
    return _scan(text)[1]


_COUNT_WORDS = ("trăm", "nghìn", "ngàn", "triệu", "chục", "mươi")
_COUNT_WORD = re.compile(rf"\b(?:{'|'.join(_COUNT_WORDS)})\b")
_A_DIGIT = re.compile(r"\d")


def has_number(piece: str) -> bool:
    """Is there a number in a piece of a match key, in digits or in words?"""
    if _A_DIGIT.search(piece):
        return True
    return any(map(piece.__contains__, _COUNT_WORDS)) and _COUNT_WORD.search(piece) is not None
