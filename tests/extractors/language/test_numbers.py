"""Numbers: what is read, what is refused, what it costs.

Every example is written for this test unless its origin says otherwise; `language.md` names the forms.
"""

import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from extractors.language.numbers import find_numbers, find_refused, parse_number_words
from extractors.values import BOUNDS

# text, then for each number: as printed, value, upper end, bound
READ = [
    # digits
    ("Cả tỉnh có 84.390 người tham gia", [("84.390", 84390, None, "exact")]),
    ("lũy kế 1.155.870 người", [("1.155.870", 1155870, None, "exact")]),
    (
        "nơi thì 4000 người, nơi thì 19.000 người",
        [("4000", 4000, None, "exact"), ("19.000", 19000, None, "exact")],
    ),
    ("thêm 01 người mới", [("01", 1, None, "exact")]),
    ("vận động được 15.000người", [("15.000", 15000, None, "exact")]),
    ("(3.670 người)", [("3.670", 3670, None, "exact")]),
    (
        "Nhà Bè (49,35%), Cần Giờ (42,48%)",
        [("49,35%", 49.35, None, "exact"), ("42,48%", 42.48, None, "exact")],
    ),
    # multipliers
    ("hơn 1,25 triệu người", [("1,25 triệu", 1250000, None, "more_than")]),
    ("có 14,725 triệu người", [("14,725 triệu", 14725000, None, "exact")]),
    ("tăng 2 triệu 300 nghìn lượt", [("2 triệu 300 nghìn", 2300000, None, "exact")]),
    ("đạt 272 nghìn người", [("272 nghìn", 272000, None, "exact")]),
    ("đạt 272 ngàn người", [("272 ngàn", 272000, None, "exact")]),
    ("chi 6,8 nghìn tỷ đồng", [("6,8 nghìn tỷ", 6.8e12, None, "exact")]),
    ("thu 5.974,5 tỉ đồng", [("5.974,5 tỉ", 5974500000000, None, "exact")]),
    ("gần 2 triệu rưỡi người", [("2 triệu rưỡi", 2500000, None, "less_than")]),
    ("có 5 nghìn 300 người", [("5 nghìn 300", 5300, None, "exact")]),
    ("trên 3 vạn hộ", [("3 vạn", 30000, None, "more_than")]),
    ("GẦN 2,5 TRIỆU NGƯỜI", [("2,5 TRIỆU", 2500000, None, "less_than")]),
    ("chiếm 84 tỷ lệ chung", [("84", 84, None, "exact")]),
    # percents
    ("đạt 89,6% kế hoạch", [("89,6%", 89.6, None, "exact")]),
    ("đạt 95 % dân số", [("95 %", 95, None, "exact")]),
    ("đạt 95 phần trăm dân số", [("95 phần trăm", 95, None, "exact")]),
    ("tăng 1,2 điểm phần trăm", [("1,2 điểm phần trăm", 1.2, None, "exact")]),
    ("vượt 102,5% chỉ tiêu", [("102,5%", 102.5, None, "exact")]),
    ("tăng trưởng (+5,2%)", [("5,2%", 5.2, None, "exact")]),
    # ranges
    ("mỗi huyện 3-5 nghìn người", [("3-5 nghìn", 3000, 5000, "exact")]),
    ("từ 200 đến 300 người mỗi xã", [("200 đến 300", 200, 300, "exact")]),
    ("tỷ lệ 58-60% dân số", [("58-60%", 58, 60, "exact")]),
    ("khoảng 58% - 60% dân số", [("58% - 60%", 58, 60, "about")]),
    ("giảm 1-1,5 điểm phần trăm", [("1-1,5 điểm phần trăm", 1, 1.5, "exact")]),
    ("mỗi điểm thu 15 – 20 người", [("15 – 20", 15, 20, "exact")]),
    ("tăng từ 71,6% lên 89,5%", [("71,6%", 71.6, None, "exact"), ("89,5%", 89.5, None, "exact")]),
    ("tăng từ 900 đến 1.200 người", [("900", 900, None, "exact"), ("1.200", 1200, None, "exact")]),
    # hedges
    ("trên 500 người", [("500", 500, None, "more_than")]),
    ("chưa đến 500 hộ", [("500", 500, None, "less_than")]),
    ("dưới 5% dân số", [("5%", 5, None, "less_than")]),
    ("khoảng 3.000 người", [("3.000", 3000, None, "about")]),
    ("ước đạt 67% dân số", [("67%", 67, None, "about")]),
    ("xấp xỉ 90% dân số", [("90%", 90, None, "about")]),
    ("tối thiểu 15.500 người", [("15.500", 15500, None, "at_least")]),
    ("ít nhất là 60 người", [("60", 60, None, "at_least")]),
    ("không dưới 60 người", [("60", 60, None, "at_least")]),
    ("đạt từ 95% trở lên", [("95%", 95, None, "at_least")]),
    ("không quá 5%", [("5%", 5, None, "at_most")]),
    ("tối đa 12 người", [("12", 12, None, "at_most")]),
    ("có đến 7.000 người", [("7.000", 7000, None, "exact")]),
    ("lên tới 7.000 người", [("7.000", 7000, None, "exact")]),
    ("lên tới gần 7.000 người", [("7.000", 7000, None, "less_than")]),
    ("nhiều hơn 231 người so với", [("231", 231, None, "exact")]),
    ("tăng hơn 231 người so với", [("231", 231, None, "more_than")]),
    ("trên dưới 500 người", [("500", 500, None, "about")]),
    ("khoảng từ 95 đến 97% dân số", [("95 đến 97%", 95, 97, "about")]),
    ("mức thấp nhất là 22% thu nhập", [("22%", 22, None, "exact")]),
    # words
    ("vận động mười lăm nghìn người", [("mười lăm nghìn", 15000, None, "exact")]),
    ("Hai trăm linh năm hộ đã có thẻ", [("Hai trăm linh năm", 205, None, "exact")]),
    ("hơn nửa triệu người", [("nửa triệu", 500000, None, "more_than")]),
    ("chín mươi lăm phần trăm dân số", [("chín mươi lăm phần trăm", 95, None, "exact")]),
    ("hai ba nghìn người", [("hai ba nghìn", 2000, 3000, "about")]),
    ("thêm ba người tham gia", [("ba", 3, None, "exact")]),
    ("hai nghìn năm trước", [("hai nghìn", 2000, None, "exact")]),
    # fractions of people that are two counts
    ("đạt 2.340/3.670 người", [("2.340", 2340, None, "exact"), ("3.670", 3670, None, "exact")]),
    # scanners, English, zero-width (removed upstream, but no crash)
    ("có 84. 390 người", [("84. 390", 84390, None, "exact")]),
    ("có 1. 155. 870 người", [("1. 155. 870", 1155870, None, "exact")]),
    ("có 1 155 870 người", [("1 155 870", 1155870, None, "exact")]),
    ("có 267,490 người", [("267,490", 267490, None, "exact")]),
    ("đạt 92.60% dân số", [("92.60%", 92.6, None, "exact")]),
    ("có 14.725 triệu người", [("14.725 triệu", 14725000, None, "exact")]),
    ("hon 1,2 trieu nguoi tham gia", [("1,2 trieu", 1200000, None, "more_than")]),
    # years beside counts
    ("năm 2020 có 350 người", [("350", 350, None, "exact")]),
    ("trong ngày 4.000 người", [("4.000", 4000, None, "exact")]),
    ("mỗi năm 2000 người", [("2000", 2000, None, "exact")]),
    ("60 ngày cao điểm", [("60", 60, None, "exact")]),
]

# text, kind of every refusal; nothing in it is a number
REFUSED = [
    ("ngày 1/10/2025", ["date"]),
    ("Ngày 12.11, tỉnh tổ chức", ["date"]),
    ("Ngày 4-11, tại thành phố", ["date"]),
    ("từ 24 đến 31-7", ["date"]),
    ("sáng 15/11", ["date"]),
    ("tháng 9.2021", ["date"]),
    ("tháng 9/2021", ["date"]),
    ("năm 2025", ["date"]),
    ("giai đoạn 2021-2025", ["date"]),
    ("năm học 2016 - 2017", ["date"]),
    ("năm hai nghìn không trăm hai mươi mốt", ["date"]),
    ("kế hoạch 2025 của ngành", ["date"]),
    ("hết quý II/2024", ["date"]),
    ("17h ngày 24/4", ["clock", "date"]),
    ("lúc 8 giờ 30 phút", ["clock"]),
    ("lúc 15:30", ["clock"]),
    ("nhóm 25-40 tuổi", ["age"]),
    ("từ 15 đến trên 50 tuổi", ["age"]),
    ("từ đủ 18 tuổi", ["age"]),
    ("ba mươi lăm tuổi", ["age"]),
    ("Quyết định số 1137/QĐ-BGD", ["document_number"]),
    ("Thông tư 002/2025/TT-BNV", ["document_number"]),
    ("Nghị định 143/2018/NĐ-CP", ["document_number"]),
    ("Điều 25 của Luật", ["ordinal"]),
    ("khoản 2 Điều 12", ["ordinal", "ordinal"]),
    ("kỳ họp thứ 21", ["ordinal"]),
    ("lần thứ 2", ["ordinal"]),
    ("đợt 2", ["ordinal"]),
    ("BHXH Q. 1 mời", ["ordinal"]),
    ("quận 10 mời người dân", ["ordinal"]),
    ("số 2 phố Lê Lợi", ["ordinal"]),
    ("1. Mục tiêu chung", ["ordinal"]),
    ("tháng mười hai", ["ordinal"]),
    ("mắc Covid-19", ["code"]),
    ("mẫu 11A", ["code"]),
    ("quốc lộ QL1A", ["code"]),
    ("60/63 tỉnh", ["fraction"]),
    ("chợ Tân Định (Q. 1, TP. HCM)", ["ordinal"]),
    ("giảm 0,1‰", ["permille"]),
    ("điện thoại 0912.345.678", ["phone"]),
    ("gọi 024-3933-1234", ["phone"]),
    ("gọi 0912345678", ["phone"]),
    ("điện thoại: 028 39301234", ["phone"]),
    ("theo Chỉ thị 38 của Đảng", ["ordinal"]),
    ("lúc 8h30 (GMT+7)", ["clock", "code"]),
    ("theo báo cáo.[292]", ["footnote"]),
    ("xem https://vi.example.vn/2021/01/5636.jpg", ["link"]),
    ("hàng chục triệu đồng", ["vague"]),
    ("vài trăm người", ["vague"]),
    ("mấy chục nghìn hộ", ["vague"]),
    ("hai nghìn ba người", ["ambiguous"]),
    ("9" * 30, ["code"]),
]

SILENT = [
    "huyện Ba Vì và xã Năm Căn",
    "ông Đỗ Mười",
    "một trong những mục tiêu",
    "một số địa phương, một phần người dân",
    "trong năm người dân tích cực tham gia",
    "không một ai bị bỏ lại",
    "triệu người như một",
    "đường Hai Bà Trưng",
    "",
    "   ",
]


@pytest.mark.parametrize("text, expected", READ, ids=[t for t, _ in READ])
def test_reads(text, expected):
    found = [(text[n.start : n.end], n.value, n.value_max, n.bound) for n in find_numbers(text)]
    assert found == [(printed, pytest.approx(v), m, b) for printed, v, m, b in expected]


@pytest.mark.parametrize("text, kinds", REFUSED, ids=[t[:40] for t, _ in REFUSED])
def test_refuses(text, kinds):
    assert find_numbers(text) == []
    assert [r.kind for r in find_refused(text)] == kinds


@pytest.mark.parametrize("text", SILENT)
def test_is_silent(text):
    assert find_numbers(text) == []


def test_percent_and_hedge_spans():
    text = "đã đạt hơn 89,5% mục tiêu"
    (number,) = find_numbers(text)
    assert number.percent
    assert text[number.hedge_start : number.start] == "hơn "
    assert text[number.start : number.end] == "89,5%"


@pytest.mark.parametrize(
    "text, doubt",
    [
        ("267,490 người", "english_format"),
        ("92.60%", "decimal_point"),
        ("có 84. 390 người", "ocr_space"),
        ("84.390", None),
    ],
)
def test_says_what_is_suspect(text, doubt):
    (number,) = find_numbers(text)
    assert number.suspect == doubt


def test_bounds_are_those_of_the_dataset():
    assert {n.bound for text, _ in READ for n in find_numbers(text)} <= set(BOUNDS)


# ------------------------------------------------------------------------ words, against two generators


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.integers(0, 10**12), st.integers(0, 10**5)))
def test_takes_back_num2words(n):
    assert parse_number_words(num2words(n, lang="vi")) == n


def spell(n: int, habit: random.Random) -> str:
    """An own generator of number words, written from grammar books and not from the parser.

    Each choice a speaker has is drawn anew: linh/lẻ, tư/bốn, lăm/nhăm, mốt, nghìn/ngàn, tỷ/tỉ, bảy/bẩy, and
    whether empty hundreds are said (không trăm), as in ICU and in school.
    """
    if n == 0:
        return "không"
    school = habit.random() < 0.5
    groups = []
    for scale in (10**9, 10**6, 10**3, 1):
        part, n = divmod(n, scale) if scale > 1 else (n, 0)
        groups.append((part, scale))
    names = {10**9: habit.choice(["tỷ", "tỉ"]), 10**6: "triệu", 10**3: habit.choice(["nghìn", "ngàn"]), 1: ""}
    words: list[str] = []
    for part, scale in groups:
        if part == 0:
            continue
        if scale == 10**9 and part >= 1000:
            words += [spell(part, habit), names[scale]]
            continue
        words += [_three_digits(part, bool(words), school, habit), names[scale]]
    return " ".join(" ".join(words).split())


def _three_digits(n: int, inside: bool, school: bool, habit: random.Random) -> str:
    digit = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", habit.choice(["bảy", "bẩy"]), "tám", "chín"]
    hundreds, rest = divmod(n, 100)
    tens, unit = divmod(rest, 10)
    out = []
    if hundreds or (inside and (school or rest < 10)):
        out += [digit[hundreds], "trăm"]
    if tens == 0:
        if unit and out:
            out += [habit.choice(["linh", "lẻ"]), habit.choice(["tư", "bốn"]) if unit == 4 else digit[unit]]
        elif unit:
            out.append(digit[unit])
    elif tens == 1:
        out += ["mười"] + ([habit.choice(["lăm", "nhăm"]) if unit == 5 else digit[unit]] if unit else [])
    else:
        out += [digit[tens], "mươi"]
        if unit:
            special = {1: "mốt", 4: habit.choice(["tư", "bốn"]), 5: habit.choice(["lăm", "nhăm"])}
            out.append(special.get(unit, digit[unit]))
    return " ".join(out)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.integers(0, 10**12), st.integers(0, 10**6)), st.integers(0, 10**9))
def test_takes_back_an_independent_generator(n, seed):
    assert parse_number_words(spell(n, random.Random(seed))) == n


@settings(max_examples=200, deadline=None)
@given(st.integers(100, 10**12), st.integers(0, 10**9))
def test_reads_spelled_numbers_in_a_sentence(n, seed):
    words = spell(n, random.Random(seed))
    text = f"Toàn ngành đã vận động được {words} người dân tham gia."
    (number,) = find_numbers(text)
    assert number.value == n
    assert text[number.start : number.end] == words


@pytest.mark.parametrize(
    "words, value",
    [
        ("một triệu rưỡi", 1500000),
        ("hai trăm rưỡi", 250),
        ("ba chục nghìn", 30000),
        ("hai mốt", 21),
        ("ba vạn", 30000),
        ("một nghìn tỷ", 10**12),
        ("hai nghìn ba", None),
        ("ba trăm năm nghìn năm", None),
        ("mười mười", None),
        ("người", None),
        ("", None),
    ],
)
def test_number_words(words, value):
    assert parse_number_words(words) == value


# ------------------------------------------------------------------------------------------- digit formats


def dotted(n: int) -> str:
    return f"{n:,}".replace(",", ".")


@given(st.integers(1000, 10**11))
def test_thousands_round_trip(n):
    text = f"cả nước có {dotted(n)} người tham gia"
    (number,) = find_numbers(text)
    assert (text[number.start : number.end], number.value) == (dotted(n), n)


@given(st.integers(0, 99999), st.integers(1, 3), st.sampled_from(["nghìn", "triệu", "tỷ", "%"]))
def test_decimals_round_trip(digits, places, unit):
    whole, part = divmod(digits, 10**places)
    text = f"đạt {whole},{part:0{places}d}{'' if unit == '%' else ' '}{unit} của kỳ"
    (number,) = find_numbers(text)
    scale = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9, "%": 1}[unit]
    assert number.value == pytest.approx(digits * scale / 10**places)
    assert number.percent == (unit == "%")


@given(
    st.dates(date(1990, 1, 1), date(2049, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}", "{d:02}/{m:02}/{y}", "{d}/{m}"]),
)
def test_no_date_is_ever_a_number(day, form):
    text = f"Lễ ra quân diễn ra ngày {form.format(d=day.day, m=day.month, y=day.year)} tại tỉnh."
    assert find_numbers(text) == []


# --------------------------------------------------------------------------------------------- hostile input

ALPHABET = st.sampled_from(
    ["1", "23", "456", ".", ",", "-", "–", "/", "%", " ", "\n", ":", "(", ")", "[", "]", "@", "://"]
    + ["\u200b", "\u00a0", "İ"]
    + [
        "triệu",
        "nghìn",
        "hai",
        "mươi",
        "năm",
        "trăm",
        "rưỡi",
        "từ ",
        "đến ",
        "tuổi",
        "h",
        "ngày ",
        "người",
        "không ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(ALPHABET, max_size=40).map("".join)))
def test_spans_are_in_order_and_inside(text):
    numbers, refused = find_numbers(text), find_refused(text)
    spans = sorted((x.start, x.end) for x in (*numbers, *refused))
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    for n in numbers:
        assert 0 <= n.hedge_start <= n.start
        assert n.value_max is None or n.value_max > n.value


REPEATED = [
    "1",
    "1 ",
    "12/",
    "1.",
    "hai mươi ",
    "từ 1 đến ",
    "1-",
    "84. 392 ",
    "a@",
    "123 456 ",
    "5%-",
    "triệu ",
    " ",
    "[1]",
]


@pytest.mark.parametrize("unit", REPEATED)
def test_cost_grows_with_the_length_not_its_square(unit):
    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_numbers(text)
            best = min(best, time.process_time() - start)
        return best

    small, large = cost(12_500), cost(50_000)
    assert large < max(12 * small, 0.05)
