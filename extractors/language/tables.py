"""Rows of tables → figures, with the same columns as a sentence.

A cell is read from the words over it (its heading), beside it (the row's name), and above the table (caption, title
of the document), the nearer before the farther. Rows whose name is a place give places; rows whose name is an indicator
(`Số người tham gia BHXH tự nguyện`) give the programme and the measure. How a row stands in the text:
`extractors.documents.table_lines`.

Belongs here: headings and row names, how numbers are printed in a column, sums over rows. Does not belong here: words
for programmes, groups and actors (`vocabulary.yaml`), dates (`dates`), units of administration (`places`).
"""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone

import regex

from extractors.documents.table_lines import LEVEL, SECTION, Row, RowCell, read_rows
from extractors.language import arithmetic
from extractors.language.dates import Anchor, DateMention, document_year, find_dates
from extractors.language.places import DocumentPlaces, ResolvedPlace
from extractors.language.places.register import (
    COUNTRY_ID,
    FIRST_DAY,
    LAST_DAY,
    LEVELS,
    MERGER,
    Unit,
    register,
    split_type,
)
from extractors.language.places.resolve import NEWEST_DAY
from extractors.language.text import match_key
from extractors.language.vocabulary import Cue, vocabulary
from extractors.values import PROGRAMMES, Document, Figure

_VIETNAM = timezone(timedelta(hours=7))

# ------------------------------------------------------------------------------------------ words of headings


def _words(pattern: str) -> regex.Pattern:
    return regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})")


_PLAN = r"kế hoạch|khđg|kh|chỉ tiêu|ct|mục tiêu|nhiệm vụ|dự toán|nghị quyết"
_DONE = r"thực hiện|th|đạt|kết quả|kq|lũy kế|lk|đã có|hiện có"
#: money, debts, offices, papers, benefits: no enrolment
_NOT_OURS = _words(
    r"đồng|vnđ|tiền|số tiền|kinh phí|số thu|thu(?! hút)|số chi|chi(?! tiết| nhánh| cục| hội)|nợ|chậm đóng|trốn đóng|lãi|quỹ|doanh thu|"
    r"lượt|hồ sơ|thẻ|sổ|đại lý|điểm thu|điểm|nhân viên|cộng tác viên|tổ chức dịch vụ|hội nghị|buổi|cuộc|lớp|trường|"
    r"số (?:đơn vị|doanh nghiệp|dn|xã|phường|thôn|huyện)|doanh nghiệp|hợp tác xã|tờ rơi|tin bài|"
    r"diện tích|biên chế|lương hưu|trợ cấp|hưởng|khám|kcb|nội trú|ngoại trú|xếp (?:hạng|loại|thứ)|thứ tự|hạng|mã|năm sinh"
)
_MONEY = _words(r"đồng|vnđ|đ|triệu đ|tr\.đ|tỷ đ|trđ")
#: who could take part: what a rate is measured by, not who does
_POTENTIAL = _words(
    r"dân số|số dân|nhân khẩu|lực lượng lao động|lllđ|llld|trong độ tuổi(?: lao động)?|độ tuổi lao động|số hộ|tổng số hộ|tiềm năng|"
    r"thuộc diện|diện phải|phải tham gia|tổng số (?:hssv|học sinh|sinh viên|hs|em|người dân|lao động)|sĩ số|sỹ số|số (?:hssv|học sinh|sinh viên|hs)"
)
_PERCENT = regex.compile(r"%|(?<!\p{L})(?:tỷ lệ|tỉ lệ|phần trăm|tl)(?!\p{L})")
_CHANGED = _words(r"tăng(?! mới| thêm)|giảm|chênh lệch|so sánh|tăng/ ?giảm|biến động")
_EARLIER = _words(
    r"(?:so(?: với| sánh)?|với|/\s*(?=\p{L}))[^–]{0,12}?(?:cùng kỳ|ck|kỳ trước|tháng trước|tuần trước|quý trước|năm trước|đầu (?:năm|kỳ)|cuối năm|"
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|tháng \d|(?:năm )?(?:19|20)\d\d|ngày trước|hôm trước)"
)
_AGAINST_PLAN = regex.compile(
    rf"(?<!\p{{L}})so(?: với| sánh với)?(?: tổng)?\s*(?:{_PLAN})(?!\p{{L}})"
    rf"|(?:{_DONE}|tỷ lệ|tỉ lệ|%)[^–/]{{0,25}}(?:/|so|trên)\s*(?:{_PLAN})(?!\p{{L}})|%\s*(?:{_PLAN})(?!\p{{L}})"
)
_COMPLETION = _words(
    r"hoàn thành|htkh|ht kh|% ?ht|(?:tỷ lệ|tỉ lệ|%|tl)(?: %)?[\s(%)]*(?:đạt(?: được)?|thực hiện|th|ht|hoàn thành)|đạt (?:tỷ lệ|tỉ lệ|%)|đạt \(%\)|mức độ (?:thực hiện|đạt)|tiến độ"
)
_COVERAGE = _words(
    r"bao phủ|độ phủ|tỷ lệ phủ|(?:tỷ lệ|tỉ lệ|%|tl)[^–]{0,30}(?:tham gia|có thẻ|dân số|dân|lllđ|lực lượng lao động|người dân|độ tuổi)|"
    r"(?:so với|/|trên)\s*(?:dân số|lllđ|lực lượng lao động|tổng số (?:hssv|học sinh|hs|dân))"
)
_REMAINING = _words(
    r"còn (?:lại|phải|thiếu|cần)|số còn|thiếu(?: so)?|(?:phải|cần) (?:tiếp tục )?(?:phát triển|vận động|khai thác|thực hiện)(?: thêm)?|chưa thực hiện"
)
_NON = _words(
    r"chưa (?:tham gia|có|mua|đóng)|không tham gia|dừng(?: tham gia| đóng)?|ngừng(?: tham gia| đóng)?|giảm trong (?:kỳ|tháng)|báo giảm"
)
_RETURN = _words(
    r"tái tục|tái tham gia|tiếp tục (?:tham gia|đóng)|đóng tiếp|duy trì(?! và| ,)|tái|quay lại|tham gia lại"
)
_NEW = _words(
    r"tăng mới|phát triển(?: mới| được| thêm)?|pt mới|pt|vận động(?: được| mới)?|khai thác|tham gia mới|mới tham gia|mới|tăng thêm|phát sinh mới|"
    r"tăng trong (?:kỳ|tháng|tuần|năm)|ra quân|thêm|thu hút|tuyển mới"
)
_STOCK = _words(
    r"đang tham gia|hiện (?:có|tham gia)|tổng (?:số )?(?:người|lao động|đối tượng|hssv|học sinh)?\s*(?:đang |đã )?tham gia|"
    r"số (?:người|lao động|đối tượng|hssv|học sinh|sinh viên|hs|em)?\s*(?:đã |đang )?(?:tham gia|có bhyt|có bhxh)|đã (?:tham gia|có)|"
    r"người tham gia|có mặt|có đến|tham gia"
)
_KEPT = _words(r"phát triển(?: và|,) duy trì|duy trì(?: và|,) phát triển|thu và phát triển")
_TARGET = _words(rf"(?:{_PLAN})|giao|phấn đấu|được giao|đăng ký|cam kết|số giao|phải đạt")
_ACHIEVED = _words(rf"(?:{_DONE})|đã|ước")
_ESTIMATE = _words(r"ước(?: thực hiện| đạt| tính| th)?|dự ước")
_LEAST = _words(r"tối thiểu|ít nhất|trở lên")
_DRIVE = _words(r"ra quân|đợt cao điểm|chiến dịch|tháng cao điểm|đợt|tuần lễ")
_PLANS = _words(r"giao chỉ tiêu|giao kế hoạch|(?:chỉ tiêu|kế hoạch)(?! thực hiện)|phấn đấu|mục tiêu|phân bổ")
_RESULTS = _words(r"kết quả|tình hình|tiến độ|thực hiện|đánh giá|báo cáo|ước|đến (?:hết |ngày |hết ngày )?\d")
#: a flow of one span, whatever the table is on
_IN_PERIOD = _words(r"trong (?:tuần|tháng|kỳ|ngày|quý|đợt|năm)|tuần này|tháng này|phát sinh")
#: a row that is named by a time: its cells are of that time
_TIME_NAME = regex.compile(
    r"(?:(?:năm|tháng|quý|tuần|đến|hết|ngày|\d+ tháng)\s+[\divx/.\s]+(?:năm\s)?[\d/]*|(?:19|20)\d\d|t\d{1,2}(?:/\d{4})?)\s*$"
)
_OF_DISTRICTS = _words(r"huyện|quận|thị xã|bđh|bưu điện huyện|bhxh huyện")
_CUMULATED = _words(r"lũy kế|luỹ kế|lk|cộng dồn|từ đầu năm")
_SPAN = _words(r"tháng(?! \d)|quý(?! [\divx])|tuần|đợt")
#: a stock of another day than the table's: the day is left open
_OTHER_DAY = _words(
    r"đầu (?:năm|kỳ|tháng)|kỳ trước|tháng trước|tuần trước|năm trước|cùng kỳ|cuối năm trước|trước ngày"
)
_TOTAL = regex.compile(
    r"(?:(?P<country>cả nước|toàn quốc|toàn ngành|việt nam)|(?:chung )?(?P<home>toàn (?:tỉnh|thành phố|tp|huyện|quận|thị xã|xã|phường)(?: \p{L}[\p{L} ]{1,25})?)|"
    r"tổng(?: cộng| số| chung)?|cộng(?: chung)?|bình quân(?: chung)?)(?:\s*(?P<more>toàn (?:tỉnh|thành phố|tp|huyện|quận|quốc)|cả nước))?\W*"
)
_UNIT_NOTE = regex.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:?\s*(?P<unit>[^()|–]{1,40})")
_NUMBERED = regex.compile(r"^(?:bảng|biểu|phụ lục|mẫu)(?: số)?\s*[\dIVX.]*[a-z]?\s*[.:–-]?\s*", regex.I)

#: What a weak source of a field costs; a field said in the heading or the row's name costs nothing.
_COSTS = {
    "programme_of_section": 0.98,
    "programme_of_caption": 0.97,
    "programme_of_title": 0.92,
    "several_programmes_of_caption": 0.75,
    "programme_of_the_other_columns": 0.85,
    "measure_of_caption": 0.94,
    "stock_by_default": 0.92,
    "flow_as_the_other_columns": 0.88,
    "rate_by_its_columns": 0.95,
    "rate_by_arithmetic": 0.97,
    "achieved_by_default": 0.97,
    "date_of_caption": 0.98,
    "date_of_title": 0.95,
    "no_date_stated": 0.9,
    "other_day_left_open": 0.85,
    "target_of_caption": 0.95,
    "place_of_the_document": 0.93,
    "total_of_the_document": 0.95,
    "row_name_is_no_place": 0.75,
    "place_open": 0.8,
    "one_row_for_several_places": 0.8,
    "place_left_open": 0.75,
    "separator_undecided": 0.85,
}
_STATED = 0.95


# ------------------------------------------------------------------------------------------ numbers of a column

_CELL = regex.compile(
    r"\s*(?P<bound>[≥>≤<~]|trên|hơn|gần|khoảng|tối thiểu)?\s*(?P<open>\()?(?P<sign>[+\-–−])?\s?"
    r"(?P<digits>\d+(?:[.,]\d+)*|\d{1,3}(?: \d{3})+(?:[.,]\d+)?)\s?(?P<percent>%)?(?P<close>\))?"
    r"(?P<second>\s?\((?P<rate>\d+(?:[.,]\d+)?)\s?%\s?\))?(?:\*+|\s(?:người|em|hộ|lao động|hs|hssv))?\s*",
    regex.I,
)
_BOUNDS = {
    "≥": "at_least", "tối thiểu": "at_least", ">": "more_than", "trên": "more_than", "hơn": "more_than",
    "≤": "at_most", "<": "less_than", "gần": "less_than", "~": "about", "khoảng": "about",
}  # fmt: skip


@dataclass(slots=True)
class _Cell:
    """A printed number in one cell: where it stands, and its digits before their marks are understood."""

    at: RowCell
    row: "_TableRow"
    start: int
    end: int
    digits: str
    sign: int
    percent: bool
    bound: str | None


def _cell(at: RowCell, row: "_TableRow") -> _Cell | None:
    m = _CELL.fullmatch(at.text)
    if m is None:
        return None
    negative = m["sign"] in ("-", "–", "−") if m["sign"] else bool(m["open"] and m["close"])
    start, end = m.span("digits")
    if m["sign"]:
        start = m.start("sign")
    if m["percent"]:
        end = m.end("percent")
    bound = _BOUNDS.get(m["bound"].lower()) if m["bound"] else None
    return _Cell(
        at,
        row,
        at.start + start,
        at.start + end,
        m["digits"],
        -1 if negative else 1,
        bool(m["percent"]),
        bound,
    )


class _Marks:
    """Which of `.` and `,` parts thousands in a column and which opens decimals: by what its numbers allow."""

    def __init__(self, numbers: Iterable[str]):
        self.decimal: set[str] = set()
        self.thousands: set[str] = set()
        for number in numbers:
            marks = regex.findall(r"[.,]", number)
            if not marks:
                continue
            last, behind = marks[-1], len(regex.split(r"[.,]", number)[-1])
            if len(set(marks)) == 2:
                self.thousands.add(marks[0])
                self.decimal.add(last)
            elif len(marks) > 1:
                self.thousands.add(last)
            elif behind != 3 or number.startswith("0") or len(number) > 7:
                self.decimal.add(last)

    def value(self, number: str, *, rate: bool, scaled: bool, others: "_Marks") -> tuple[float | None, bool]:
        """The value and whether the marks left it open. `scaled`: counted in thousands or millions."""
        number = number.replace(" ", "")
        marks = regex.findall(r"[.,]", number)
        if not marks:
            return float(number), False
        if (
            len(set(marks)) == 2
            or len(marks) == 1
            and (len(number.split(marks[0])[1]) != 3 or number.startswith("0"))
        ):
            last = marks[-1]
            if len(marks) > 2 and marks.count(last) > 1:
                return None, False
            other = "," if last == "." else "."
            return float(number.replace(other, "").replace(last, ".")), False
        mark = marks[0]
        if len(marks) > 1:
            groups = number.split(mark)
            return (float("".join(groups)), False) if all(len(g) == 3 for g in groups[1:]) else (None, False)
        if not rate and not scaled:
            return float(number.replace(mark, "")), False  # people are counted whole
        for evidence in (self, others):
            if mark in evidence.decimal and mark not in evidence.thousands:
                return float(number.replace(mark, ".")), False
            if mark in evidence.thousands and mark not in evidence.decimal:
                return float(number.replace(mark, "")), False
        if rate or mark == ",":
            return float(number.replace(mark, ".")), scaled
        return float(number.replace(mark, "")), True


# ------------------------------------------------------------------------------------------ what words say


@dataclass(slots=True)
class _Sense:
    """What the cells of one column say in rows of one kind; `rules` maps a field to its rule."""

    programme: str
    measure: str
    role: str = "achieved"
    statistic: str = "level"
    unit: str = "person"
    factor: float = 1.0
    base: str | None = None
    group: str | None = None
    bound: str = "exact"
    per: str | None = None
    compared: str | None = None  # "target", "earlier"
    sign: int = 1
    rules: dict[str, str] = field(default_factory=dict)


def _programmes(key: str, text: str) -> list[Cue]:
    """The programmes that words name; BHXH as an agency (`BHXH tỉnh`, `BHXH Sóc Sơn`) is none."""
    words, found = vocabulary(), []
    for cue in words["programme"].scan(key):
        after = regex.match(r"\s*", key[cue.end :]).end() + cue.end
        if cue.value == "social_insurance":
            agency = words["agency_after"].at(key, after) or regex.match(r"\s+\p{Lu}\p{Ll}+", text[cue.end :])
            taken = words["agency_never"].before(key, cue.start)
            if (agency and not taken) or words["agency_before"].before(key, cue.start) and not taken:
                continue
        found.append(cue)
    return found


def _programme(text: str) -> str | None:
    """The programme, or set of programmes, that a heading, a row's name or a caption names; None for none."""
    key = _expanded(match_key(text))
    values = [c.value for c in _programmes(key, text if len(text) == len(key) else key)]
    plain = set(values)
    if (
        plain <= {"social_insurance"}
        and regex.search(r"tự nguyện|\btn\b", key)
        and (plain or "bhyt" not in key)
    ):
        return "voluntary_social_insurance"
    if plain <= {"social_insurance"} and regex.search(r"bắt buộc|\bbb\b", key):
        return "compulsory_social_insurance"
    if (
        plain <= {"health_insurance"}
        and regex.search(r"hộ gia đình|\bhgđ\b|\bhộ gđ\b", key)
        and (plain or "bhxh" not in key)
    ):
        return "household_health_insurance"
    # "BHXH – BHXH tự nguyện": the general one stands over the particular
    for general, particular in (
        ("social_insurance", {"voluntary_social_insurance", "compulsory_social_insurance"}),
        ("health_insurance", {"household_health_insurance"}),
    ):
        if general in plain and plain & particular and LEVEL in text:
            plain.discard(general)
    return "+".join(p for p in PROGRAMMES if p in plain) or None


def _expanded(key: str) -> str:
    """Short forms of headings written out, where the vocabulary does not know them."""
    key = regex.sub(r"bhxh ?(?:tự nguyện )?\(?tn\)?(?!\p{L})", "bhxh tự nguyện", key)
    key = regex.sub(r"bhxh ?\(?bb\)?(?!\p{L})", "bhxh bắt buộc", key)
    return regex.sub(r"bhyt (?:theo )?(?:hộ gđ|h\.?gđ|hgd)(?!\p{L})", "bhyt hộ gia đình", key)


def _unit(words: str) -> tuple[str | None, float]:
    """Unit and multiplier that a note or a heading states: `nghìn người` → ("person", 1000)."""
    key = match_key(words)
    factor = 1.0
    scale = regex.search(
        r"(?<![\p{L}\d.,])(nghìn|ngàn|1\.?000|triệu|trăm)\s*(?=người|lđ|lao động|hộ|em|đối tượng|hs)", key
    )
    if scale:
        factor = 1e6 if scale[1] == "triệu" else 100.0 if scale[1] == "trăm" else 1e3
    if _MONEY.search(key):
        return "vnd", factor
    if regex.search(
        r"(?<!\p{L})(?:người|lao động|lđ|đối tượng|em|hs|hssv|học sinh|sinh viên|hội viên|đoàn viên|nhân khẩu)(?!\p{L})",
        key,
    ):
        return "person", factor
    if regex.search(r"(?<!\p{L})(?:số|tổng số) hộ(?! gia đình| gđ|\p{L})|^\s*(?:\d\S* )?hộ\s*$", key):
        return "household", factor
    if "%" in key:
        return "percent", 1.0
    if regex.search(
        r"(?<!\p{L})(?:(?<!có )(?<!cấp )thẻ|sổ|lượt|đơn vị|dn|cuộc|hồ sơ|điểm|ngày)(?!\p{L})", key
    ):
        return "other", factor
    return None, factor


@dataclass
class _Context:
    """What stands above a table."""

    caption: str
    title: str
    headings: Sequence[str] = ()

    def __post_init__(self):
        self.caption_key = match_key(self.caption)
        self.title_key = match_key(self.title)
        keys = [match_key(heading) for heading in self.headings]
        done = any(
            _AGAINST_PLAN.search(key) or _ACHIEVED.search(key) and not _TARGET.search(key) for key in keys
        )
        # "Giao chỉ tiêu …": every number of such a table is a target, unless some columns tell results
        self.is_plan = not done and self._of_plans()
        named = {p for h in self.headings if (p := _programme(h))}
        self.only_programme = named.pop() if len(named) == 1 else None
        self.counts_flows = any(_IN_PERIOD.search(key) for key in keys)
        # a table that also counts compulsory programmes counts who takes part, not who was won
        self.counts_everyone = any(
            _programme(h) in ("compulsory_social_insurance", "unemployment_insurance") for h in self.headings
        )
        note = list(_UNIT_NOTE.finditer(self.caption_key))
        self.unit, self.factor = _unit(note[-1]["unit"]) if note else (None, 1.0)
        self.about_money = self.unit == "vnd" or bool(
            regex.search(
                r"(?<!\p{L})(?:số tiền|số thu|thu bhxh|thu bhyt|thu,|nợ|chậm đóng|chi trả|chi bhxh|kinh phí|hưởng|khám)(?!\p{L})",
                self.caption_key,
            )
        )

    def _of_plans(self) -> bool:
        for key in (self.caption_key, self.title_key):
            if _RESULTS.search(key):
                return False
            if _PLANS.search(key):
                return True
        return False


def _read_sense(heading: str, name: str, section: str, context: _Context, unit_cell: str) -> _Sense | None:
    """The sense of a column's cells. `name` is the row's name where it is an indicator, else ""."""
    near = match_key(LEVEL.join(part for part in (section, name, heading) if part))
    near = regex.sub(r"\((?:\d{1,2}\s*=?[\d\s()=/+x*:%-]*|[a-e])\)", " ", near)
    rules: dict[str, str] = {}
    unit, factor = _unit(unit_cell) if unit_cell else _unit(near)
    percent = (
        "%" in unit_cell
        or bool(_PERCENT.search(match_key(heading)))
        or not unit_cell
        and bool(_PERCENT.search(near))
    )
    if unit_cell and unit not in ("percent", None) and not _PERCENT.search(match_key(heading)):
        percent = False
    if not percent and unit is None and context.unit == "percent":
        percent = True
    if not percent and unit is None:
        unit, factor = context.unit, context.factor
    elif not percent and not unit_cell and factor == 1.0 and context.unit == unit:
        factor = context.factor
    if unit in ("vnd", "other") and not percent:
        return None
    blocked = [m for m in _NOT_OURS.finditer(near) if not _excused(near, m)]
    if (
        blocked
        or context.about_money
        and not regex.search(r"tham gia|người|lao động|đối tượng|bao phủ", near)
    ):
        return None

    programme = _read_programme(heading, name, section, context, rules)
    if programme is None or programme == "other":
        return None
    sense = _Sense(programme, "", factor=1.0 if percent else factor, rules=rules)
    sense.unit = "percent" if percent else "household" if unit == "household" else "person"
    rules["programme"] = rules.pop("programme")
    _read_group(sense, near, context)
    if not _read_measure(sense, near, heading, context, percent):
        return None
    if sense.role == "achieved" and _ESTIMATE.search(near):
        sense.bound, rules["bound"] = "about", "estimate_in_heading"
    if sense.role == "target" and _LEAST.search(near):
        sense.bound, rules["bound"] = "at_least", "least_in_heading"
    per = vocabulary()["per"].scan(match_key(heading))
    sense.per = per[0].value if per else None
    _read_base(sense, near)
    return sense


def _excused(near: str, m: regex.Match) -> bool:
    """`có thẻ BHYT`, `thẻ BHYT bao phủ`: a card that stands for taking part."""
    word = m[0]
    if word == "thẻ":
        return bool(
            regex.search(r"(?:có|được cấp|cấp) $", near[: m.start()])
            or regex.search(r"người|tỷ lệ|bao phủ", near)
        )
    if word == "đồng":
        return near[m.end() : m.end() + 5] == " bào " or near.startswith(" bằng", m.end())
    if word == "trường" and regex.search(r"(?:tại|ở|theo|qua) (?:nhà )?$", near[: m.start()]):
        return True
    if word in ("trường", "lớp", "điểm"):
        return word == "điểm" and near.startswith(" phần trăm", m.end()) or near.startswith(" hợp", m.end())
    if word == "thu":
        return bool(regex.search(r"phát triển và $|$^", near[: m.start()]))
    return False


def _read_programme(
    heading: str, name: str, section: str, context: _Context, rules: dict[str, str]
) -> str | None:
    for rule, words in (
        (
            "programme_of_heading",
            LEVEL.join(p for p in (heading, name) if p) if _programme(heading) is None or name else heading,
        ),
        ("programme_of_section", section),
        ("programme_of_caption", context.caption),
        ("programme_of_title", context.title),
    ):
        if not words:
            continue
        found = _programme(words)
        if rule == "programme_of_heading" and name and found and "+" in found:
            found = _programme(heading) or _programme(name)
        if found is None:
            continue
        if rule.endswith(("caption", "title")):
            narrower = _narrowed(heading if not name else f"{heading} {name}", found)
            if narrower:
                rules["programme"] = "programme_of_heading_in_caption"
                return narrower
            rules["programme"] = "several_programmes_of_caption" if "+" in found else rule
            return found
        if rule == "programme_of_heading":
            # "BHXH" over "Tự nguyện" stand apart in heading and section
            wider = _programme(f"{section} {heading} {name}") if section else None
            if wider and "+" not in wider and found in ("social_insurance", "health_insurance"):
                found = wider
        narrower = _narrower_above(found, context) if rule == "programme_of_heading" else None
        rules["programme"] = "programme_of_caption" if narrower else rule
        return narrower or found
    if context.only_programme:
        rules["programme"] = "programme_of_the_other_columns"
        return context.only_programme
    return None


def _narrower_above(found: str, context: _Context) -> str | None:
    """`BHYT` in a heading under a caption on BHYT hộ gia đình alone: what the caption says."""
    family = {
        "social_insurance": ("voluntary_social_insurance", "compulsory_social_insurance"),
        "health_insurance": ("household_health_insurance",),
    }.get(found, ())
    above = _programme(context.caption) or _programme(context.title)
    return above if above in family else None


def _narrowed(heading: str, above: str) -> str | None:
    """`Tự nguyện` under a caption on BHXH: the caption's programme made particular by the heading."""
    key = match_key(heading)
    parts = set(above.split("+"))
    if regex.search(r"tự nguyện", key) and parts & {"social_insurance", "voluntary_social_insurance"}:
        return "voluntary_social_insurance"
    if regex.search(r"bắt buộc", key) and parts & {"social_insurance", "compulsory_social_insurance"}:
        return "compulsory_social_insurance"
    if regex.search(r"hộ gia đình|\bhgđ\b", key) and parts & {
        "health_insurance",
        "household_health_insurance",
    }:
        return "household_health_insurance"
    return None


def _read_group(sense: _Sense, near: str, context: _Context) -> None:
    for rule, key in (
        ("group_of_heading", near),
        ("group_of_caption", context.caption_key),
        ("group_of_title", context.title_key),
    ):
        groups = list(dict.fromkeys(c.value for c in vocabulary()["group"].scan(key)))
        groups = [g for g in groups if g != "workers"]
        if groups and not (rule != "group_of_heading" and "household_health_insurance" in sense.programme):
            sense.group = groups[0] if len(groups) == 1 else "other"
            sense.rules["group"] = rule if len(groups) == 1 else "several_groups"
            return


def _read_measure(sense: _Sense, near: str, heading: str, context: _Context, percent: bool) -> bool:
    """Measure, statistic and role; False where the heading speaks of something else."""
    rules = sense.rules
    earlier, changed = _EARLIER.search(near), _CHANGED.search(near)
    if _REMAINING.search(near) and not _NON.search(near):
        if percent:
            return False
        sense.measure, sense.role = "new_participants", "remaining"
        rules["measure"] = rules["role"] = "remaining_in_heading"
        return True
    if earlier and (changed or not percent):
        if (
            not changed
            and not regex.search(r"\+|±|-", near[earlier.start() :])
            and not percent
            and not regex.search(r"so", earlier[0])
        ):
            return False
        sense.statistic, sense.compared = ("percent_change" if percent else "change"), "earlier"
        if changed and changed[0] == "giảm" and not regex.search(r"tăng|so sánh|chênh lệch", near):
            sense.sign = -1
        rules["statistic"] = "change_in_heading"
        _stock_or_flow(sense, near, context, default="participants")
        rules["role"] = "achieved_by_default"
        return True
    if earlier:
        sense.measure, sense.compared = "??", "earlier"  # a change or an index: the numbers tell
        rules["statistic"] = "change_by_its_values"
        return True
    if _AGAINST_PLAN.search(near) and not percent and changed:
        sense.statistic, sense.compared = "gap", "target"
        rules["statistic"] = "gap_in_heading"
        _stock_or_flow(sense, near, context)
        return True
    if (
        percent
        and (_AGAINST_PLAN.search(near) or _COMPLETION.search(near))
        and not _COVERAGE.search(match_key(heading))
    ):
        sense.measure, sense.base = "completion_rate", "target"
        rules["measure"] = "completion_in_heading"
        rules["role"] = "achieved_by_default"
        return True
    role = _role(sense, near, context)
    if percent:
        if _NON.search(near):
            sense.measure = "non_participants"
        elif (
            _COVERAGE.search(near)
            or _COVERAGE.search(context.caption_key)
            and not _COMPLETION.search(context.caption_key)
            or role == "target"
            and regex.search(r"tham gia", near)
        ):
            sense.measure = "participation_rate"
        else:
            sense.measure = "?"  # "Tỷ lệ (%)": its neighbours tell
        rules["measure"] = "rate_in_heading"
        return True
    if changed and not _NEW.search(near) and not _STOCK.search(near) and "giảm" in changed[0]:
        return False  # "Giảm": who left in the period, without a measure of its own
    if _NON.search(near):
        sense.measure, sense.role = "non_participants", "achieved"
        rules["measure"] = "not_taking_part_in_heading"
        return True
    if _POTENTIAL.search(near) and not regex.search(
        r"tham gia(?! theo)|có (?:thẻ|bhyt|bhxh)|đã", regex.sub(r"(?:diện|phải) tham gia", "", near)
    ):
        return False
    _stock_or_flow(sense, near, context)
    return True


def _role(sense: _Sense, near: str, context: _Context) -> str:
    if _TARGET.search(near):
        sense.role, sense.rules["role"] = "target", "target_in_heading"
        last_plan = [m.start() for m in _TARGET.finditer(near)][-1]
        done = [
            m.start()
            for m in _ACHIEVED.finditer(near)
            if not regex.search(r"(?:phải|cần) $", near[: m.start()])
        ]
        # "Thực hiện kế hoạch": who carries out a plan tells what was reached
        if done and (
            done[0] < last_plan
            and near[done[0] :].startswith(("thực hiện", "kết quả"))
            or done[-1] > last_plan
            and LEVEL in near[last_plan : done[-1]]
        ):
            sense.role, sense.rules["role"] = "achieved", "achieved_in_heading"
    elif _ACHIEVED.search(near):
        sense.role, sense.rules["role"] = "achieved", "achieved_in_heading"
    elif context.is_plan:
        sense.role, sense.rules["role"] = "target", "target_of_caption"
    else:
        sense.role, sense.rules["role"] = "achieved", "achieved_by_default"
    return sense.role


def _stock_or_flow(sense: _Sense, near: str, context: _Context, default: str | None = None) -> None:
    rules = sense.rules
    if "role" not in rules:
        _role(sense, near, context)
    caption = context.caption_key
    for rule, key in (("in_heading", near), ("of_caption", f"{caption} {context.title_key}")):
        if _RETURN.search(key) and rule == "in_heading":
            found = "returning_participants"
        elif _KEPT.search(key):
            found = "participants"
        elif _NEW.search(key) and not (rule == "of_caption" and (default or context.counts_everyone)):
            found = "new_participants"
        elif _STOCK.search(key):
            found = "participants"
        elif rule == "in_heading" and _IN_PERIOD.search(key):
            found = "new_participants"
        else:
            continue
        sense.measure, rules["measure"] = found, f"measure_{rule}"
        return
    if context.counts_flows and not default:
        sense.measure, rules["measure"] = "new_participants", "flow_as_the_other_columns"
    else:
        sense.measure, rules["measure"] = default or "participants", "stock_by_default"


def _read_base(sense: _Sense, near: str) -> None:
    if (
        sense.base
        or sense.measure not in ("participation_rate", "non_participants")
        or sense.unit != "percent"
    ):
        return
    if sense.group:
        return
    if regex.search(r"độ tuổi lao động", near) and "lực lượng" not in near:
        sense.base = "working_age_population"
    elif regex.search(r"lllđ|llld|lực lượng lao động", near):
        sense.base = "labour_force"
    elif regex.search(r"dân số", near):
        sense.base = "population"
    elif regex.search(r"(?:so với|trên|/)\s*(?:tổng )?số hộ", near):
        sense.base = "households"
    else:
        health = "health_insurance" in sense.programme
        sense.base, sense.rules["base"] = ("population" if health else "labour_force"), "base_by_programme"


# ------------------------------------------------------------------------------------------ time


@dataclass(frozen=True, slots=True)
class _Times:
    as_of: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    compared_with: str | None = None
    rule: str = "no_date_stated"


_SHORT_DATES = (
    (
        regex.compile(r"(?<![\p{L}\d])(\d{1,2})\s?T(?:háng)?(?: đầu năm)?\s?/?\s?((?:19|20)\d\d)"),
        r"\1 tháng đầu năm \2",
    ),
    (regex.compile(r"(?<![\p{L}\d])T(?:h)?\.?\s?(\d{1,2})\s?/\s?((?:19|20)\d\d)"), r"tháng \1/\2"),
    (regex.compile(r"(?<![\p{L}\d])Q(?:uý)?\.?\s?(I{1,3}|IV|[1-4])\s?/\s?((?:19|20)\d\d)"), r"quý \1/\2"),
    (regex.compile(r"(?<![\p{L}\d])T(?:h)?\.?\s?(\d{1,2})(?![\d/.,])"), r"tháng \1"),
    (regex.compile(r"(?<![\p{L}\d/.,-])((?:19|20)\d\d)(?![\d/.,-])"), r"năm \1"),
    (regex.compile(r"năm năm ", regex.I), "năm "),
    (regex.compile(r"tuần(?: thứ)? \d{1,2},?(?: của)? (?=tháng)", regex.I), ""),  # its days are unknown
)


def _dates(words: str, anchor: Anchor) -> tuple[list[DateMention], list[DateMention]]:
    """The dates that words state, and those that they compare with."""
    for pattern, written in _SHORT_DATES:
        words = pattern.sub(written, words)
    words = _months_in_years(words, anchor)
    dates, compared = [], []
    for mention in find_dates(words, anchor):
        before = match_key(words[max(0, mention.start - 30) : mention.start])
        if mention.kind == "same_period" or regex.search(
            r"(?:so|/)(?: với| sánh)*(?: thời điểm| cuối| đầu| hết)*\s*$", before
        ):
            compared.append(mention)
        elif mention.kind not in ("document_date", "school_year", "now") and mention.last is not None:
            if not regex.search(r"(?:quyết định|nghị quyết|công văn|kế hoạch số|số \d\S*)[^–]*$", before):
                dates.append(mention)
    return dates, compared


_BARE_MONTH = regex.compile(
    r"(?<![\p{L}\d])(tháng|quý)\s(\d{1,2}|[IVX]{1,3})(?!\s*(?:/|năm|\d|đầu|cuối))(?!\p{L})", regex.I
)


def _months_in_years(words: str, anchor: Anchor) -> str:
    """`Năm 2022 – Tháng 3` is March 2022: a month without a year takes that of the headings over it."""
    years = regex.findall(r"(?<!\p{L})năm ((?:19|20)\d\d)(?![\d/.,-])", words, regex.I)
    months = _BARE_MONTH.findall(words)
    year = years[0] if len(years) == 1 else str(anchor.year) if anchor.year and not years else None
    if len(months) != 1 or year is None:
        return words
    return _BARE_MONTH.sub(rf"\1 \2/{year}", words)


def _choose(dates: Sequence[DateMention]) -> DateMention | None:
    """The narrowest: `Năm 2022 – đến 30/6/2022` is dated by the day."""
    order = {"year": 2, "until_year": 1}
    return min(reversed(dates), key=lambda d: order.get(d.kind, 0), default=None)


def _when(sense: _Sense, heading: str, name: str, context: _Context, anchor: Anchor) -> _Times:
    own, compared = _dates(LEVEL.join(p for p in (name, heading) if p), anchor)
    mention, rule, is_own = _choose(own), "date_of_heading", True
    above: DateMention | None = None
    if mention is None:
        is_own = False
        for rule, words in (("date_of_caption", context.caption), ("date_of_title", context.title)):
            above = mention = _choose(_dates(words, anchor)[0])
            if mention is not None:
                break
    against = None
    if sense.compared == "target":
        against = "target"
    elif sense.compared == "earlier":
        source = above or _choose(_dates(context.caption, anchor)[0]) or mention
        stated = [c.iso for c in compared if c.kind != "same_period"]
        against = (stated or [_earlier(match_key(heading), source)])[0] or (
            compared[0].iso if compared else None
        )
    elif not is_own and (
        _OTHER_DAY.search(match_key(heading)) or "tuần" in match_key(heading) and not _is_short(mention)
    ):
        return _Times(rule="other_day_left_open")
    if mention is None:
        return _Times(compared_with=against)
    key = match_key(heading)
    last = mention.last
    if (
        last is not None
        and not is_own
        and sense.statistic == "level"
        and sense.role == "achieved"
        and (
            _CUMULATED.search(key) and mention.kind in ("month", "quarter", "months_of_year", "range", "half")
        )
    ):
        return _Times(last, compared_with=against, rule=f"{rule}:cumulated")
    if (
        sense.role == "target"
        and not is_own
        and _SPAN.search(key)
        and mention.kind in ("month", "quarter", "range")
    ):
        return _Times(None, mention.first, last, rule=f"{rule}:plan_of_the_span")
    times = _fields(sense, mention, is_own, bool(_DRIVE.search(f"{context.caption_key} {context.title_key}")))
    return replace(times, compared_with=against, rule=rule)


def _is_short(mention: DateMention | None) -> bool:
    return mention is not None and mention.first is not None and (mention.last - mention.first).days <= 7


def _earlier(key: str, mention: DateMention | None) -> str | None:
    """The ISO date or period that `so với cùng kỳ`, `đầu năm`, `tháng trước` means beside a date."""
    if mention is None or mention.last is None:
        return None
    last = mention.last
    if regex.search(r"cùng kỳ|(?<!\p{L})ck(?!\p{L})", key):
        iso = mention.iso or last.isoformat()
        year = regex.match(r"\d{4}", iso)
        return f"{int(year[0]) - 1}{iso[4:]}" if year else str(last.year - 1)
    if regex.search(r"đầu (?:năm|kỳ)|năm trước|cuối năm", key):
        return str(last.year - 1)
    if regex.search(r"tháng trước", key):
        before = last.replace(day=1) - timedelta(days=1)
        return f"{before.year}-{before.month:02d}"
    return None


def _fields(sense: _Sense, mention: DateMention, own: bool, drive: bool) -> _Times:
    """The time fields by the habits of annotation: a stock stands on a day, a flow covers a period, a plan its year."""
    kind, first, last = mention.kind, mention.first, mention.last
    year = (last or first).year
    until = mention.until or kind in ("until_day", "until_month", "until_year", "before")
    if sense.role == "remaining":
        if drive and kind in ("range", "from_now_until", "campaign_days"):
            return _Times(None, first, last)
        return _Times(None, None, date(year, 12, 31))
    if sense.role == "target" and sense.statistic == "level":
        short = kind == "range" and first is not None and (last - first).days <= 62
        plan = (
            kind in ("year", "from_now_until", "campaign_days", "until_year")
            or short
            or drive
            and kind == "range"
        )
        if not own and not plan:
            return _Times(None, date(year, 1, 1), date(year, 12, 31))
        if until and kind != "months_of_year":
            return _Times(None, None, last)
        return _Times(None, first, last)
    flow = sense.measure in ("new_participants", "returning_participants")
    if flow:
        if until and kind not in ("months_of_year", "range", "from_now_until"):
            return _Times(last)
        return _Times(None, first, last)
    if kind in ("day", "until_day", "until_month", "launch_day", "before") or until and kind != "year":
        return _Times(last)
    return _Times(None, first, last)


# ------------------------------------------------------------------------------------------ places


_AGENCY_PREFIX = regex.compile(
    r"(?:bhxh|bảo hiểm xã hội|bưu điện|bđ|bưu cục|ubnd|ủy ban nhân dân|đại lý(?: thu)?|bđh|bđvhx|bđ-vhx|phòng|chi cục|cơ sở)\s+(?=\p{L})",
    regex.I,
)
_ORDINAL = regex.compile(r"(?:\d{1,3}|[ivx]{1,5})[.)]\s+|[-–+•*]\s*", regex.I)
_PAIR = regex.compile(r"\s(?:và|-|–|,|&|\+)\s|\s?,\s")


def _place_name(label: str) -> str:
    """The place in a row's name, as written: `1. BHXH huyện Sóc Sơn` → `huyện Sóc Sơn`."""
    name = _ORDINAL.sub("", label.strip(), count=1) if _ORDINAL.match(label.strip()) else label.strip()
    name = regex.sub(r"\s*(?:\(\*+\)|\*+|\[\d+\])$", "", name)
    for _ in range(2):
        name = _AGENCY_PREFIX.sub("", name, count=1) if _AGENCY_PREFIX.match(name) else name
    return name.strip(" :;.")


class _RowPlaces:
    """The places that the rows of one table name: their level and what holds them is one for the table."""

    def __init__(self, labels: Sequence[str], home: ResolvedPlace | None, day: date):
        self._register = register()
        self._home = home
        self._day = max(day, FIRST_DAY)
        self._named = {label: self._candidates(_place_name(label)) for label in dict.fromkeys(labels)}
        self.level, self._within = self._agree()
        self.count = sum(bool(self._units(label)) for label in self._named)

    def _candidates(self, name: str) -> list[Unit]:
        if not name or len(name) > 60 or not regex.search(r"\p{L}|^\d{1,2}$", name):
            return []
        units = self._register.named(name)
        now = [u for u in units if u.valid_on(self._day)]
        return now or units

    def _agree(self) -> tuple[str | None, str | None]:
        """(level, place_id of the province or district that holds them) under which most rows are places."""
        best: tuple[float, str | None, str | None] = (0.0, None, None)
        total = sum(1 for label in self._named if not _TOTAL.fullmatch(match_key(label)))
        provinces = sum(any(u.level == "province" for u in units) for units in self._named.values())
        if provinces:
            best = (provinces + 0.5, "province", None)
        for level in ("district", "commune"):
            votes: Counter[str] = Counter()
            for units in self._named.values():
                votes.update(
                    {
                        above.place_id
                        for u in units
                        if u.level == level
                        for above in self._register.ancestors(u)
                    }
                )
            for holder, count in votes.items():
                unit = self._register.get(holder)
                home = self._is_home(unit)
                # an unknown province is believed if the names of its rows leave no other
                weight = count + (0.4 if home else -0.3) + 0.2 * (level == "district")
                rivals = max(
                    (
                        n
                        for other, n in votes.items()
                        if other != holder and self._register.get(other).level == unit.level
                    ),
                    default=0,
                )
                if not home and (
                    self._home is not None and self._home.level != "country" or rivals > 0.7 * count
                ):
                    continue
                if weight > best[0]:
                    best = (weight, level, holder)
        return (best[1], best[2]) if best[0] >= max(1.0, 0.4 * total) else (None, None)

    def _is_home(self, unit: Unit) -> bool:
        home = self._home
        if home is None or home.level == "country":
            return False
        if unit.place_id == home.place_id:
            return True
        if unit.level != "province":
            return False
        return self._register.province_2025(unit) == home.province_2025 and (
            unit.valid_from >= MERGER
            or home.province_pre2025 in (None, self._register.province_pre2025(unit))
        )

    def _units(self, label: str) -> list[Unit]:
        units = [u for u in self._named.get(label, ()) if u.level == self.level]
        if self._within:
            units = [u for u in units if any(a.place_id == self._within for a in self._register.ancestors(u))]
        return units

    def parent(self, words: str) -> Unit | None:
        """The one province or district that a section's name or another cell of a row names."""
        name = _place_name(words)
        units = [u for u in self._candidates(name) if u.level in ("province", "district")]
        if len(units) > 1:
            units = [u for u in units if u.level == "province" or self._is_home_of(u)]
        return units[0] if len(units) == 1 else None

    def _is_home_of(self, unit: Unit) -> bool:
        return any(self._is_home(above) for above in self._register.ancestors(unit))

    def _below(self, label: str, parents: Sequence[Unit]) -> list[Unit]:
        """The unit of a row that lies in what its section, another cell or a row above names."""
        units = self._named.get(label, [])
        for parent in parents:
            within = [
                u for u in units if any(a.place_id == parent.place_id for a in self._register.ancestors(u))
            ]
            for level in LEVELS:  # "Châu Thành" is the district before it is the commune of that name
                of_level = [u for u in within if u.level == level]
                if len(of_level) == 1:
                    return of_level
                if of_level:
                    break
        return []

    def _of_other_level(self, label: str) -> list[Unit]:
        """A province by its name, or a typed unit of the report's own province, in a table of another level."""
        units = self._named.get(label, []) if self.level else []
        provinces = [u for u in units if u.level == "province"]
        typed = [u for u in units if self._is_home_of(u)] if split_type(_place_name(label))[0] else []
        return next((found for found in (provinces, typed) if len(found) == 1), [])

    def resolve(
        self, label: str, on: date | None, parents: Sequence[Unit] = ()
    ) -> tuple[str, ResolvedPlace | None, str] | None:
        """(text, place, rule) of a row's name; None where it is no place of this table's kind."""
        name = _place_name(label)
        units = self._units(label)
        day = max(on, FIRST_DAY) if on else self._day
        units = self._below(label, parents) or units or self._of_other_level(label)
        if not units:
            if self.level and _PAIR.search(name):
                parts = [p for p in regex.split(_PAIR, name) if p.strip()]
                if len(parts) > 1 and all(self._register.named(p.strip()) for p in parts):
                    return name, None, "one_row_for_several_places"
            return None
        valid = [u for u in units if u.valid_on(day)] or units
        if len(valid) > 1:
            # one name, two spells or two types: the spell that was newest on the day, if it is one unit
            newest = max(u.valid_from for u in valid)
            same = [u for u in valid if u.valid_from == newest]
            valid = same if len({u.code for u in valid}) == 1 else valid
        if len(valid) > 1:
            return name, None, "place_open"
        return name, _resolved(valid[0], name, day), "place_of_the_row"


def _resolved(unit: Unit, text: str, day: date) -> ResolvedPlace:
    known = register()
    code_34, code_63 = known.province_2025(unit), known.province_pre2025(unit)
    code = code_34 if day >= MERGER else code_63
    province = known.on("province", code, day) if code else None
    return ResolvedPlace(
        text,
        unit.level,
        unit.place_id,
        province.place_id if province else None,
        code_34,
        code_63,
        ("row of a table",),
    )


# ------------------------------------------------------------------------------------------ one table


@dataclass(slots=True)
class _TableRow:
    row: Row
    label: str
    section: str
    unit: str  # its cell under "ĐVT"
    is_total: bool
    cells: list[RowCell]


def read_tables(document: Document, prose: str, extractor: str) -> list[Figure]:
    """The figures of all rows of tables in `document.text`, in order; `prose` is its text without them.

    `extractor` is the version of the rules, as the figures carry it.
    """
    rows = list(read_rows(document.text))
    if not rows:
        return []
    published = document.published_at.astimezone(_VIETNAM).date() if document.published_at else None
    captions = "\n".join(dict.fromkeys(row.caption for row in rows))
    title = document.title or ""
    text = f"{prose.strip()}\n{captions}"
    places = DocumentPlaces(text, published, None, len(title) if text.startswith(title) else 0)
    anchor = Anchor(published, None, None if published else document_year(text, None))
    figures: list[Figure] = []
    seen: dict[str, int] = {}
    for group in _tables(rows):
        figures += _Reader(document, group, places, anchor, seen).read()
    return [replace(figure, extractor=extractor) for figure in figures]


def _tables(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of one table stand on lines that follow one another and share caption and first heading."""
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and row.start == last.end + 1
            and row.caption == last.caption
            and row.cells[0].heading == last.cells[0].heading
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


class _Reader:
    def __init__(
        self,
        document: Document,
        rows: Sequence[Row],
        places: DocumentPlaces,
        anchor: Anchor,
        seen: dict[str, int],
    ):
        self.document, self.anchor, self.seen = document, anchor, seen
        headings = list(dict.fromkeys(cell.heading for row in rows for cell in row.cells[1:]))
        self.context = _Context(rows[0].caption, document.title or "", headings)
        self.rows = [_table_row(row) for row in rows]
        dated = [
            d for w in (self.context.caption, self.context.title) for d in _dates(w, anchor)[0] if d.last
        ]
        if not dated:
            dated = sorted(
                (d for h in headings for d in _dates(h, anchor)[0] if d.last), key=lambda d: d.last
            )[-1:]
        self.day = (dated[0].last if dated else None) or anchor.published
        self.places = places
        self._homes: dict[date | None, ResolvedPlace | None] = {}
        self.home = self._home_on(self.day)
        day = self.day or (date(anchor.year, 12, 31) if anchor.year else NEWEST_DAY)
        names = match_key(f"{rows[0].cells[0].heading} {' '.join(row.label for row in self.rows[:20])}")
        if self.day is None and anchor.year is None and _OF_DISTRICTS.search(names):
            day = LAST_DAY  # districts were in force until then
        self.named = _RowPlaces([r.label for r in self.rows if not r.is_total], self.home, day)
        self.columns: dict[str, list[_Cell]] = defaultdict(list)
        cells: dict[int, _Cell] = {}  # by where they start
        for row in self.rows:
            for at in row.cells:
                cell = _cell(at, row)
                if cell is not None:
                    self.columns[at.heading].append(cell)
                    cells[at.start] = cell
        self.cells = cells
        numbers = [c.digits for cells in self.columns.values() for c in cells]
        self.marks = _Marks(numbers)
        self.column_marks = {h: _Marks(c.digits for c in cells) for h, cells in self.columns.items()}
        self._senses: dict[tuple[str, str, str, str], _Sense | None] = {}
        self._times: dict[tuple[str, str, int], _Times] = {}
        self._fractions: dict[str, bool] = {}
        self._held: dict[int, list[Unit]] = {}
        # "I. Tỉnh …" with numbers of its own stands over the rows that follow
        self._rows_above: dict[int, list[Unit]] = {}
        above: Unit | None = None
        for row in self.rows:
            typed = split_type(_place_name(row.label))[0]
            unit = self.named.parent(row.label) if typed in ("tỉnh", "thành phố") else None
            if unit is not None and unit.level == "province":
                above = unit
            elif above is not None:
                self._rows_above[row.row.start] = [above]

    def _home_on(self, day: date | None) -> ResolvedPlace | None:
        """What the table is about: the one district or commune that its caption or the title names, else what the
        document is about."""
        if day in self._homes:
            return self._homes[day]
        above = match_key(f"{self.context.caption}\n{self.context.title}")
        named = {}
        for mention in self.places.mentions:
            if (
                mention.kind == "unit"
                and mention.level in ("district", "commune")
                and match_key(mention.text) in above
            ):
                place = self.places.resolve(mention, day)
                if place.place_id:
                    named[place.place_id] = place
        home = next(iter(named.values())) if len(named) == 1 else self.places.home(day)
        self._homes[day] = home
        return home

    # -- the loop -----------------------------------------------------------------------------------

    def read(self) -> list[Figure]:
        found: list[Figure] = []
        kinds: dict[str, list[tuple[_TableRow, Figure]]] = defaultdict(list)
        for row in self.rows:
            here = [f for at in row.cells if (cell := self.cells.get(at.start)) and (f := self._figure(cell))]
            here = arithmetic.witness(here)
            for figure in here:
                kinds[self._heading_of(row, figure)].append((row, figure))
            found += here
        checked = self._sums(kinds)
        return [checked.get(f.figure_id, f) for f in found]

    def _heading_of(self, row: _TableRow, figure: Figure) -> str:
        return next(at.heading for at in row.cells if at.start <= figure.number_start < at.end)

    def _sums(self, columns: dict[str, list[tuple[_TableRow, Figure]]]) -> dict[str, Figure]:
        """A total row against the sum of its column, where the rows are places of one level and nothing parts them."""
        checked: dict[str, Figure] = {}
        if any(row.section for row in self.rows) or not self.named.level:
            return checked
        for heading, pairs in columns.items():
            totals = [f for row, f in pairs if row.is_total]
            parts = [f for row, f in pairs if not row.is_total]
            if (
                len(totals) != 1
                or len(parts) < 3
                or totals[0].unit == "percent"
                or totals[0].statistic != "level"
            ):
                continue
            counted = sum(
                not row.is_total and any(at.heading == heading for at in row.cells) for row in self.rows
            )
            if len(parts) < counted or any(f.place_level != self.named.level for f in parts):
                continue
            slack = max(0.5, 0.5 * len(parts) * (0 if all(f.value == int(f.value) for f in parts) else 0.1))
            holds = abs(sum(f.value for f in parts) - totals[0].value) <= slack
            total = totals[0]
            sure = 1 - (1 - total.confidence) * 0.5 if holds else total.confidence * 0.8
            note = f"total=sum_of_rows:{'ok' if holds else 'off'}"
            checked[total.figure_id] = replace(total, checks=(*total.checks, note), confidence=round(sure, 3))
        return checked

    # -- meaning ------------------------------------------------------------------------------------

    def _sense(self, heading: str, row: _TableRow) -> _Sense | None:
        name = self._indicator(row)
        asked = (heading, name, row.section, row.unit)
        if asked not in self._senses:
            sense = _read_sense(heading, name, row.section, self.context, row.unit)
            if sense is not None and sense.unit == "person" and self._printed_as_percent(heading, sense):
                sense = _read_sense(f"{heading} (%)", name, row.section, self.context, row.unit)
            if sense is not None and sense.measure == "??":
                sense = self._settle_change(sense, heading, name)
            if sense is not None and sense.measure == "?":
                self._settle_rate(sense, heading, name)
                if sense.measure == "?":
                    sense = None
            self._senses[asked] = sense
        return self._senses[asked]

    def _printed_as_percent(self, heading: str, sense: _Sense) -> bool:
        """Cells with a percent sign; or shares of people under a caption on rates, which no count can be."""
        cells = self.columns[heading]
        if sum(c.percent for c in cells) * 2 > len(cells):
            return True
        if sense.factor > 1 or not _PERCENT.search(self.context.caption_key):
            return False
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        return sum(v != int(v) for v in values) * 2 > len(values) and max(values) <= 150

    def _parents(self, row: _TableRow) -> list[Unit]:
        """Units that the row's section or its other cells name: what holds the row's own place."""
        if row.row.start not in self._held:
            texts = [row.section, *(at.text for at in row.cells if at.start not in self.cells)]
            held = [unit for text in texts if text and (unit := self.named.parent(text))]
            self._held[row.row.start] = held + self._rows_above.get(row.row.start, [])
        return self._held[row.row.start]

    def _indicator(self, row: _TableRow) -> str:
        """The row's name where it says what is counted rather than where."""
        if row.is_total or self.named.resolve(row.label, None, self._parents(row)) is not None:
            return ""
        key = match_key(row.label)
        if _TIME_NAME.match(key):
            return row.label
        says = _programmes(_expanded(key), row.label) or regex.search(
            r"tự nguyện|bắt buộc|hộ gia đình|bao phủ|tỷ lệ|tỉ lệ|số người|tham gia|tăng mới|phát triển|tái tục",
            key,
        )
        if says or any(
            c.value in ("students", "poor", "near_poor", "farmers", "average_income")
            for c in vocabulary()["group"].scan(key)
        ):
            return row.label
        return ""

    def _settle_change(self, sense: _Sense, heading: str, name: str) -> _Sense | None:
        """`So cùng kỳ (%)`: small or signed numbers are changes; those about 100 an index, for which the contract
        has no column."""
        cells = self.columns[heading]
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        if max(values) >= 60 and not any(c.sign < 0 for c in cells):
            return None
        sense.statistic, sense.measure = "percent_change", ""
        _stock_or_flow(
            sense, match_key(LEVEL.join(p for p in (name, heading) if p)), self.context, "participants"
        )
        return sense

    def _settle_rate(self, sense: _Sense, heading: str, name: str) -> None:
        """`Tỷ lệ (%)`: of the plan where a plan and a result stand beside it, of the people where those do."""
        parent = heading.rpartition(LEVEL)[0]
        near = [h for h in self.columns if h != heading and h.rpartition(LEVEL)[0] == parent]
        if len(near) < 2:
            near = [h for h in self.columns if h != heading]
        before = [h for h in near if list(self.columns).index(h) < list(self.columns).index(heading)]
        plans, done, people = [], [], []
        for h in before:
            key = match_key(LEVEL.join(p for p in (name, h) if p))
            if _PERCENT.search(key):
                continue
            if _POTENTIAL.search(key) and not regex.search(r"(?<!phải )tham gia|đã|có", key):
                people.append(h)
            elif _TARGET.search(key) and not _REMAINING.search(key):
                plans.append(h)
            else:
                done.append(h)
        rates = {c.row.row.start: self._value(c, heading, True, False)[0] for c in self.columns[heading]}
        for measure, bases in (("completion_rate", plans), ("participation_rate", people)):
            for base in bases:
                for result in done:
                    if self._fits(rates, result, base):
                        self._set_rate(sense, measure, "rate_by_arithmetic", heading)
                        return
        if plans and not people:
            self._set_rate(sense, "completion_rate", "rate_by_its_columns", heading)
        elif people and not plans:
            self._set_rate(sense, "participation_rate", "rate_by_its_columns", heading)
        elif regex.search(
            r"hoàn thành|thực hiện chỉ tiêu|thực hiện kế hoạch|tiến độ", self.context.caption_key
        ):
            self._set_rate(sense, "completion_rate", "measure_of_caption", heading)

    def _set_rate(self, sense: _Sense, measure: str, rule: str, heading: str) -> None:
        sense.measure, sense.rules["measure"] = measure, rule
        if measure == "completion_rate":
            sense.base, sense.role = "target", "achieved"
        else:
            _read_base(sense, match_key(heading))

    def _fits(self, rates: dict[int, float | None], result: str, base: str) -> bool:
        """Whether the rate is result / base in nearly all rows."""
        results = {c.row.row.start: self._value(c, result, False, False)[0] for c in self.columns[result]}
        bases = {c.row.row.start: self._value(c, base, False, False)[0] for c in self.columns[base]}
        both = [
            (rates[r], results[r], bases[r])
            for r in rates
            if rates[r] is not None and results.get(r) and bases.get(r)
        ]
        good = sum(abs(n / b * 100 - rate) <= 0.6 or abs(n / b - rate) <= 0.006 for rate, n, b in both)
        return bool(both) and good >= 0.8 * len(both)

    # -- one cell -----------------------------------------------------------------------------------

    def _value(self, cell: _Cell, heading: str, rate: bool, scaled: bool) -> tuple[float | None, bool]:
        return self.column_marks[heading].value(cell.digits, rate=rate, scaled=scaled, others=self.marks)

    def _as_fractions(self, heading: str) -> bool:
        if heading not in self._fractions:
            self._fractions[heading] = self._holds_fractions(heading)
        return self._fractions[heading]

    def _holds_fractions(self, heading: str) -> bool:
        """A sheet that stores 0,637 for 63,7 %: every number of the column is a small fraction and none says %."""
        cells = self.columns[heading]
        values = [self._value(c, heading, True, False)[0] or 0.0 for c in cells]
        return (
            not any(c.percent for c in cells)
            and len(values) >= 2
            and max(values) <= 2.5
            and sum(v != int(v) for v in values) * 2 > len(values)
        )

    def _figure(self, cell: _Cell) -> Figure | None:
        heading, row = cell.at.heading, cell.row
        sense = self._sense(heading, row)
        if sense is None:
            return None
        if cell.percent and sense.unit != "percent":
            return None
        percent = sense.unit == "percent"
        value, doubtful = self._value(cell, heading, percent, sense.factor > 1)
        if value is None:
            return None
        rules = dict(sense.rules)
        if percent and not cell.percent and self._as_fractions(heading):
            value, rules["value"] = round(value * 100, 4), "percent_stored_as_fraction"
        else:
            rules["value"] = "separator_undecided" if doubtful else "cell"
        value = value * sense.factor * cell.sign * sense.sign
        if sense.factor != 1:
            value = float(round(value, 3))
        if value < 0 and sense.statistic == "level":
            return None  # a count below zero is a correction, not a number of people
        if (
            percent
            and sense.statistic == "level"
            and value > (1000 if sense.measure == "completion_rate" else 100)
        ):
            if sense.measure != "completion_rate":
                rules["value"] = "separator_undecided"
        name = self._indicator(row)
        asked = (heading, name, id(sense))
        if asked not in self._times:
            self._times[asked] = _when(sense, self._dated(heading, sense), name, self.context, self.anchor)
        times = self._times[asked]
        on = times.as_of or times.period_end or times.period_start or self.day
        text, place, source, place_rule = self._place(row, heading, on)
        rules["time"], rules["place"] = times.rule, place_rule
        number_text = self.document.text[cell.start : cell.end]
        actors = vocabulary()["actor"].scan(match_key(row.label)) or vocabulary()["actor"].scan(
            f"{self.context.caption_key} {self.context.title_key}"
        )
        kinds = {c.value for c in actors}
        bound = cell.bound or sense.bound
        return Figure(
            figure_id=self._id(row, cell, number_text),
            document_id=self.document.document_id,
            version=self.document.version,
            number_text=number_text,
            value=float(value),
            unit=sense.unit,
            bound=bound,
            programme=sense.programme,
            measure=sense.measure,
            statistic=sense.statistic,
            role=sense.role,
            base=sense.base,
            group=sense.group,
            per=sense.per,
            compared_with=times.compared_with,
            actor="joint" if {"post", "social_insurance_agency"} <= kinds else min(kinds, default=None),
            as_of=times.as_of,
            period_start=times.period_start,
            period_end=times.period_end,
            place_text=text,
            place_id=place.place_id if place else None,
            place_level=place.level if place else None,
            place_source=source,
            province_id=place.province_id if place else None,
            province_2025=place.province_2025 if place else None,
            province_pre2025=place.province_pre2025 if place else None,
            quote=self.document.text[row.row.start : row.row.end],
            quote_start=row.row.start,
            quote_end=row.row.end,
            number_start=cell.start,
            number_end=cell.end,
            confidence=self._confidence(rules),
            extractor="",
            rules=tuple(f"{name}={rule}" for name, rule in rules.items()) + ("kind=table",),
        )

    def _dated(self, heading: str, sense: _Sense) -> str:
        """The heading that dates a column: a rate without a date goes with the result on its left."""
        if sense.measure != "completion_rate" or _dates(heading, self.anchor)[0]:
            return heading
        headings = list(self.columns)
        for other in reversed(headings[: headings.index(heading)]):
            key = match_key(other)
            if not _PERCENT.search(key) and not _TARGET.search(key) and not _REMAINING.search(key):
                return other if _dates(other, self.anchor)[0] else heading
        return heading

    def _confidence(self, rules: dict[str, str]) -> float:
        sure = _STATED
        for rule in rules.values():
            sure *= _COSTS.get(rule, 1.0)
        return round(sure, 3)

    def _place(
        self, row: _TableRow, heading: str, on: date | None
    ) -> tuple[str | None, ResolvedPlace | None, str | None, str]:
        home = self._home_on(on) or self.home
        if row.is_total:
            return self._total_place(row, home)
        found = self.named.resolve(row.label, on, self._parents(row))
        if found is not None:
            text, place, rule = found
            return text, place, "stated", rule
        for level in reversed(heading.split(LEVEL)):  # places in the head, indicators down the side
            units = [
                u
                for u in register().named(_place_name(level))
                if on is None or u.valid_on(max(on, FIRST_DAY))
            ]
            if len(units) == 1 and units[0].level != "commune":
                return (
                    level,
                    _resolved(units[0], level, on or NEWEST_DAY),
                    "stated",
                    "place_of_the_heading",
                )
        if self._indicator(row):
            return (
                (home.text if home else None),
                home,
                ("inferred" if home else None),
                "place_of_the_document" if home else "place_left_open",
            )
        return None, None, None, "row_name_is_no_place"

    def _total_place(
        self, row: _TableRow, home: ResolvedPlace | None
    ) -> tuple[str | None, ResolvedPlace | None, str | None, str]:
        m = _TOTAL.fullmatch(match_key(row.label))
        of_provinces = self.named.level == "province"
        country = m is not None and (m["country"] or m["more"] in ("toàn quốc", "cả nước"))
        if (
            country
            or of_provinces
            and (self.named.count >= 33 or home is not None and home.level == "country")
        ):
            place = ResolvedPlace("Việt Nam", "country", COUNTRY_ID, None, None, None, ("total of a table",))
            return "Việt Nam", place, "stated" if country else "context", "total_of_the_country"
        if of_provinces:
            return None, None, None, "place_left_open"  # a total over some provinces
        if home is None and self.named.level and self.named._within:
            unit = register().get(self.named._within)
            return (
                unit.full_name,
                _resolved(unit, unit.full_name, self.named._day),
                "inferred",
                "total_of_the_rows",
            )
        if home is None:
            return None, None, None, "place_left_open"
        return home.text, home, "context", "total_of_the_document"

    def _id(self, row: _TableRow, cell: _Cell, number_text: str) -> str:
        """An id from the row's name, the headings and the number: other rows and cleaning elsewhere never change it."""
        raw = "\x1f".join(
            (
                self.document.document_id,
                "table",
                *_letters(row.label),
                "|",
                *_letters(cell.at.heading),
                "|",
                *_letters(number_text),
            )
        )
        digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
        self.seen[digest] = self.seen.get(digest, 0) + 1
        return f"f{digest}" if self.seen[digest] == 1 else f"f{digest}-{self.seen[digest]}"


def _letters(text: str) -> list[str]:
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return regex.findall(r"[a-z0-9%]+", "".join(c for c in folded if not unicodedata.combining(c)))


_UNIT_HEADING = regex.compile(r"(?:đvt|đơn vị tính|đ/vị tính|đơn vị)\W*", regex.I)


def _table_row(row: Row) -> _TableRow:
    label = row.cells[0].text
    section = next((c.text for c in row.cells[1:] if c.heading == SECTION), "")
    unit = next((c.text for c in row.cells[1:] if _UNIT_HEADING.fullmatch(c.heading)), "")
    is_total = bool(_TOTAL.fullmatch(match_key(_ORDINAL.sub("", label, count=1))))
    cells = [c for c in row.cells[1:] if c.heading != SECTION and not _UNIT_HEADING.fullmatch(c.heading)]
    return _TableRow(row, label, section, unit, is_total, cells)
