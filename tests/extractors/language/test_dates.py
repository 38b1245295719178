"""Dates and periods: what a wording covers, against a known day of publication and of the launch.

The examples stand in dates.tsv, all written for this test, at least one for each rule.
"""

import csv
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.language import dates
from extractors.language.dates import KINDS, Anchor, document_year, find_dates

PUBLISHED = date(2025, 11, 15)
LAUNCHED = date(2025, 11, 12)
ANCHOR = Anchor(published=PUBLISHED, launched=LAUNCHED)

#: rule, sentence, as printed, kind, first day, last day, until; read against ANCHOR
with Path(__file__).with_name("dates.tsv").open(encoding="utf-8", newline="") as file:
    EXAMPLES = list(csv.DictReader(file, delimiter="\t"))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e['rule']}: {e['printed']}" for e in EXAMPLES])
def test_reads(example):
    text = example["sentence"]
    (mention,) = find_dates(text, ANCHOR)
    assert mention.rule == example["rule"]
    assert (text[mention.start : mention.end], mention.kind) == (example["printed"], example["kind"])
    assert (mention.first, mention.last) == (day(example["first"]), day(example["last"]))
    assert mention.until == (example["until"] == "yes")


def test_every_rule_has_an_example():
    """A name that `dates` can give to a reading and no example shows is a rule nobody has seen work."""
    source = Path(dates.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'_make\(\s*m,\s*"(\w+)"', source))
    assert len(named) > 20
    assert named <= {example["rule"] for example in EXAMPLES}


@pytest.mark.parametrize(
    "text",
    [
        "ngày 31/2/2025",
        "60/63 tỉnh, thành phố",
        "2/3 số hộ đã có thẻ",
        "đạt 12.500 người",
        "tăng 1-1,5% so với",
        "giảm từ 1-1,5%",
        "tăng từ 3 - 4 lần",
        "đến 5-7 người",
        "đến 300 người",
        "đến 2000 người",
        "nhiều năm qua, 5 năm trước",
        "nhận chế độ hàng tháng qua tài khoản",
        "nhiệm kỳ 2021-2026",
        "Nghị quyết số 02/2021",
        "thực hiện mục tiêu",
        "cuối năm, ai cũng bận",
        "trong ngày đầu tiên của tháng",
        "trong vòng 30 ngày kể từ khi nộp",
        "số 1137/QĐ",
        "trong 20 năm liền",
    ],
)
def test_is_silent(text):
    assert find_dates(text, ANCHOR) == []


def one(text: str, anchor: Anchor) -> dates.DateMention:
    (mention,) = find_dates(text, anchor)
    return mention


# ------------------------------------------------------------------------------------------------- anchors


@pytest.mark.parametrize(
    "published, text, last",
    [
        (date(2025, 11, 13), "Ngày 12.11, tỉnh", date(2025, 11, 12)),
        (date(2026, 1, 5), "Ngày 28/12, tỉnh", date(2025, 12, 28)),
        (date(2025, 12, 30), "từ ngày 5/1", None),
        (date(2026, 1, 5), "hết tháng 12", date(2025, 12, 31)),
        (date(2025, 8, 5), "đến hết tháng 12", date(2025, 12, 31)),
        (date(2026, 1, 5), "12 tháng đầu năm", date(2025, 12, 31)),
        # told in March, of a June to come or of the last one
        (date(2026, 3, 20), "hết tháng 6 phường kỳ vọng nâng lên 200 người", date(2026, 6, 30)),
        (date(2026, 3, 20), "phấn đấu đến ngày 30/6 đạt 96%", date(2026, 6, 30)),
        (date(2026, 3, 20), "đến hết tháng 6 đã có 200 người, sẽ còn thêm", date(2025, 6, 30)),
    ],
)
def test_a_day_without_a_year_takes_it_from_publication(published, text, last):
    assert one(text, Anchor(published=published)).last == last


def test_without_publication_the_year_of_the_document_serves():
    mention = one("Ngày 12/11, tỉnh tổ chức", Anchor(year=2021))
    assert (mention.first, mention.inferred_year) == (date(2021, 11, 12), True)
    assert one("từ nay đến cuối năm", Anchor(year=2021)).last == date(2021, 12, 31)


def test_without_any_anchor_nothing_is_invented():
    for text in (
        "Ngày 12/11, tỉnh",
        "từ nay đến cuối năm",
        "năm nay",
        "trong ngày đầu ra quân",
        "tháng trước",
        "hết quý I",
    ):
        mention = one(text, Anchor())
        assert (mention.first, mention.last) == (None, None), text


@pytest.mark.parametrize(
    "text", ["Lũy kế 11 tháng, Bưu điện", "Luỹ kế 11 tháng, toàn huyện", "Sau 11 tháng, tỉnh"]
)
def test_counted_months_that_reach_to_publication_are_of_this_year(text):
    (found,) = find_dates(text, Anchor(date(2022, 12, 2)))
    assert (found.first, found.last) == (date(2022, 1, 1), date(2022, 11, 30))
    assert find_dates(text, Anchor(date(2022, 6, 2))) == []  # those of another year


def test_from_now_starts_at_publication_when_no_launch_is_known():
    mention = one("từ nay đến 31/12", Anchor(published=date(2025, 3, 1)))
    assert (mention.first, mention.last) == (date(2025, 3, 1), date(2025, 12, 31))


# ----------------------------------------------------------------------------------------------- same period


@pytest.mark.parametrize(
    "text, iso",
    [
        ("Hết tháng 9/2021 có 500 người, tăng 30 người so với cùng kỳ năm 2020.", "2020-09"),
        ("Tính đến 31/10/2025 có 500 người, tăng 3% so với cùng kỳ năm trước.", "2024-10"),
        ("Trong 10 tháng đầu năm 2025, tăng 3% so với cùng kỳ.", "2024"),
        ("Hết tháng 9/2021 có 500 người. Số thu tăng 3% so với cùng kỳ năm 2020.", "2020"),
        ("Năm 2023 tăng 3% so với cùng kỳ.", "2022"),
    ],
)
def test_same_period(text, iso):
    assert find_dates(text, Anchor())[-1].iso == iso


# ---------------------------------------------------------------------------------------------- document year


@pytest.mark.parametrize(
    "text, year",
    [
        ("Tính đến hết tháng 9/2021, có 500 người. Mục tiêu đến năm 2030 là 9.000 người.", 2021),
        ("Năm 2018, quận mới có 400 người và năm nay chỉ tiêu là 625 người.", 2019),
        ("Chỉ tiêu năm 2017 là 82%, so với năm 2016.", 2017),
        ("Theo Luật Bảo hiểm xã hội năm 2014, người dân được tham gia.", None),
        ("Giai đoạn 2021-2025, phấn đấu đạt 95%.", None),
        ("Người dân phấn khởi.", None),
    ],
)
def test_document_year(text, year):
    assert document_year(text, None) == year


def test_the_year_of_publication_goes_first():
    assert document_year("Năm 2018 có 400 người.", date(2020, 1, 3)) == 2020


# ------------------------------------------------------------------------------------------ forms round trip

FORMS = [
    "ngày {d}/{m}/{y}",
    "ngày {d}.{m}.{y}",
    "ngày {d}-{m}-{y}",
    "ngày {d} tháng {m} năm {y}",
    "sáng {d:02}/{m:02}/{y}",
]


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.sampled_from(FORMS))
def test_full_dates_round_trip(value, form):
    printed = form.format(d=value.day, m=value.month, y=value.year)
    text = f"Lễ ra quân tổ chức {printed}, có 300 người."
    mention = one(text, Anchor())
    assert (mention.first, mention.last, text[mention.start : mention.end]) == (value, value, printed)


@given(
    st.integers(1, 12),
    st.integers(1990, 2049),
    st.sampled_from(["hết tháng {m}/{y}", "tính đến tháng {m} năm {y}"]),
)
def test_months_end_on_their_last_day(month, year, form):
    mention = one(form.format(m=month, y=year) + ", có", Anchor())
    assert mention.last.month == month and (mention.last + (date(2000, 1, 2) - date(2000, 1, 1))).day == 1


# --------------------------------------------------------------------------------------------- hostile input

PIECES = st.sampled_from(
    [
        "ngày ",
        "tháng ",
        "năm ",
        "từ ",
        "đến ",
        "hết ",
        "cuối ",
        "nay",
        "30",
        "2",
        "2025",
        "12",
        "/",
        ".",
        "-",
        " ",
        "\n",
        ",",
    ]
    + [
        "quý ",
        "iii",
        "đầu ",
        "cùng kỳ",
        "sáng",
        "ra quân",
        "%",
        "\u00a0",
        "İ",
        "(",
        "trước ",
        "kế hoạch ",
        "học",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_mentions_are_in_order_and_their_days_too(text):
    mentions = find_dates(text, ANCHOR)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))
    for m in mentions:
        assert m.kind in KINDS
        assert m.first is None or m.last is None or m.first <= m.last


EVERY_WORD = re.compile(r"(?<![\w/])(?<!\d[.,-])(?=\S)(?P<all>)")
ALL_RULES = {"all": [(dates._compile(pattern), read) for _, pattern, read in dates._RULES]}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.sampled_from([e["sentence"] + " " for e in EXAMPLES])), max_size=12).map(
        "".join
    )
)
@example("trong tháng 10/2025 Đến hết tháng 10 năm nay ")
def test_no_beginning_is_overlooked(text):
    """Trying the rules at every word finds nothing more than trying them where some rule can begin."""
    quick = find_dates(text, ANCHOR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_BEGINNING", EVERY_WORD)
        patch.setattr(dates, "_RULES_AT", ALL_RULES)
        patch.setattr(dates, "_where_rules_begin", dates._where_rules_begin.__wrapped__)
        assert find_dates(text, ANCHOR) == quick


REPEATED = [
    "1 ",
    "12/",
    "ngày ",
    "ngày ngày ",
    "từ ngày 1/1 ",
    "cùng kỳ ",
    "tháng ",
    "đến đầu tháng ",
    "12 tháng ",
    "năm ",
    " ",
]


@pytest.mark.parametrize("unit", [*REPEATED, "Quyết định số 1 ngày 1/1/2020 ", "12.11 ", "sáng chiều "])
def test_cost_grows_with_the_length_not_its_square(unit):
    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = 9.0
        for _ in range(4):
            start = time.process_time()
            find_dates(text, ANCHOR)
            best = min(best, time.process_time() - start)
        return best

    small, large = cost(12_500), cost(50_000)
    assert large < max(12 * small, 0.05)
