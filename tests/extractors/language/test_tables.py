"""Rows of tables → figures: five layouts of reports in full, and headings one by one."""

# ruff: noqa: E501 (tables and markup read better in long lines)

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from extractors.documents import reports
from extractors.documents.read import read_document
from extractors.documents.table_lines import read_rows
from extractors.language.figures import extract
from extractors.language.tables.cells import Marks
from extractors.values import Capture, Figure
from tests.extractors.documents.made_files import Pdf, docx, excel_2003, ods, xls, xlsx

VSI, HHI, HI, CSI, UI, SI = (
    "voluntary_social_insurance",
    "household_health_insurance",
    "health_insurance",
    "compulsory_social_insurance",
    "unemployment_insurance",
    "social_insurance",
)


def figures(content: bytes, media_type: str) -> list[Figure]:
    sha256 = hashlib.sha256(content).hexdigest()
    document = read_document(
        Capture(sha256=sha256, media_type=media_type, day=date(2026, 1, 1), archive_path="báo cáo"), content
    )
    found = list(extract(document).figures)
    ids = {figure.figure_id for figure in found}
    assert len(ids) == len(found)
    for figure in found:
        assert document.text[figure.number_start : figure.number_end] == figure.number_text
        assert document.text[figure.quote_start : figure.quote_end] == figure.quote
    return found


def when(figure: Figure) -> str:
    """`@day`, `first..last`, or `` where nothing was said."""
    if figure.as_of:
        return f"@{figure.as_of}"
    if figure.period_start or figure.period_end:
        return f"{figure.period_start or ''}..{figure.period_end or ''}"
    return ""


def row(figure: Figure) -> tuple:
    return (
        figure.place_text,
        figure.number_text,
        figure.value,
        figure.unit,
        figure.programme,
        figure.measure,
        figure.role,
        when(figure),
    )


def of(found: list[Figure], place: str | None) -> list[tuple]:
    return [row(figure)[1:] for figure in found if figure.place_text == place]


# ---------------------------------------------------------------------- layouts of reports


def test_monthly_report_of_a_province_by_district():
    """Two programmes side by side, parts of the province, debts beside, a total below."""
    table = [
        [("TT", 1, "restart"), ("BHXH huyện", 1, "restart"), ("BHXH bắt buộc", 2), ("BHXH tự nguyện", 3), ("Nợ BHXH (triệu đồng)", 1, "restart")],
        [("", 1, "continue"), ("", 1, "continue"), "Kế hoạch", "Thực hiện", "KH giao", "Thực hiện", "% TH/KH", ("", 1, "continue")],
        ["I", ("Khối thành phố, thị xã", 7)],
        ["1", "BHXH TP Vinh", "10.000", "9.800", "4.000", "3.900", "97,5", "1.234"],
        ["2", "TX Cửa Lò", "2.000", "1.900", "900", "450", "50,0", "99"],
        ["II", ("Khối huyện", 7)],
        ["3", "Diễn Châu", "5.000", "5.100", "3.000", "3.300", "110,0", "-"],
        ["", "Toàn tỉnh", "17.000", "16.800", "7.900", "7.650", "96,8", "1.333"],
    ]  # fmt: skip
    content = docx(
        ["BẢO HIỂM XÃ HỘI TỈNH NGHỆ AN", "BÁO CÁO", "Kết quả thực hiện chỉ tiêu tháng 9 năm 2024",
         "Bảng 1. Số người tham gia BHXH đến 30/9/2024", "ĐVT: người", table, "Trên đây là báo cáo."]
    )  # fmt: skip
    found = figures(content, reports.DOCX)
    year = "2024-01-01..2024-12-31"
    assert of(found, "TP Vinh") == [
        ("10.000", 10_000, "person", CSI, "participants", "target", year),
        ("9.800", 9_800, "person", CSI, "participants", "achieved", "@2024-09-30"),
        ("4.000", 4_000, "person", VSI, "participants", "target", year),
        ("3.900", 3_900, "person", VSI, "participants", "achieved", "@2024-09-30"),
        ("97,5", 97.5, "percent", VSI, "completion_rate", "achieved", "@2024-09-30"),
    ]
    assert of(found, "TỈNH NGHỆ AN")[3] == (
        "7.650", 7_650, "person", VSI, "participants", "achieved", "@2024-09-30",
    )  # fmt: skip
    assert len(found) == 20
    vinh = next(f for f in found if f.number_text == "3.900")
    assert (vinh.place_id, vinh.place_level, vinh.place_source) == (
        "district:412@2019-01-01",
        "district",
        "stated",
    )
    assert (vinh.province_2025, vinh.province_pre2025) == ("40", "40")
    assert "rate=achieved/target:ok" in vinh.checks
    assert "BHXH tự nguyện – Thực hiện: 3.900" in vinh.quote and "BHXH TP Vinh" in vinh.quote


def test_national_annex_by_province():
    """Spanning years, decimal points, a note of units, two pages, a total of the country."""
    head = [
        [("TT", 1, 2), ("Tỉnh/thành phố", 1, 2), ("Năm 2022", 2, 1), ("Năm 2023", 2, 1)],
        ["Chỉ tiêu", "Thực hiện", "Chỉ tiêu", "Thực hiện"],
    ]
    names = ["Hà Nội", "Hải Phòng", "Nghệ An", "Thanh Hóa", "Thừa Thiên Huế"]
    body = [[str(i), name, f"9{i}.50", f"9{i}.75", f"9{i}.90", f"9{i}.95"] for i, name in enumerate(names)]
    widths = [30, 120, 80, 80, 80, 80]
    made = Pdf().page().text(150, 90, "Phụ lục II").text(120, 105, "TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ CẢ NƯỚC")
    made.text(400, 135, "Đơn vị tính: %").table(150, widths, [*head, *body[:3]])
    made.page().table(60, widths, [*head, *body[3:], ["", "Toàn quốc", "92.04", "92.10", "93.00", "93.35"]])
    found = figures(made.bytes(), reports.PDF)
    assert len(found) == 24
    assert of(found, "Hải Phòng") == [
        ("91.50", 91.5, "percent", HI, "participation_rate", "target", "2022-01-01..2022-12-31"),
        ("91.75", 91.75, "percent", HI, "participation_rate", "achieved", "2022-01-01..2022-12-31"),
        ("91.90", 91.9, "percent", HI, "participation_rate", "target", "2023-01-01..2023-12-31"),
        ("91.95", 91.95, "percent", HI, "participation_rate", "achieved", "2023-01-01..2023-12-31"),
    ]
    assert {f.base for f in found} == {"population"}
    country = [f for f in found if f.place_level == "country"]
    assert [f.number_text for f in country] == ["92.04", "92.10", "93.00", "93.35"]
    hue = next(f for f in found if f.place_text == "Thừa Thiên Huế")
    assert (hue.province_pre2025, hue.province_2025) == ("46", "46")


def test_targets_annexed_to_a_decision():
    """No column says plan: the title does; the province is named in the decision alone."""
    content = ods(
        [
            ["PHỤ LỤC GIAO CHỈ TIÊU SỐ NGƯỜI THAM GIA BHXH, BHYT NĂM 2024"],
            ["(Kèm theo Quyết định số 15/QĐ-UBND ngày 10/01/2024 của UBND tỉnh Quảng Ninh)"],
            [None, None, None, "Đơn vị: người"],
            ["STT", "Địa phương", "BHXH bắt buộc", "BHXH tự nguyện", "BHTN", "Tỷ lệ bao phủ BHYT (%)"],
            [1, "Thành phố Hạ Long", 80_000, 9_000, 75_000, 96.5],
            [2, "Huyện Vân Đồn", 5_000, 1_500, 4_500, 96],
            [3, "Huyện Cô Tô", 500, 150, 450, 97],
            ["", "TỔNG CỘNG", 85_500, 10_650, 79_950, 96.2],
        ]
    )
    found = figures(content, reports.ODS)
    year = "2024-01-01..2024-12-31"
    assert of(found, "Huyện Vân Đồn") == [
        ("5.000", 5_000, "person", CSI, "participants", "target", year),
        ("1.500", 1_500, "person", VSI, "participants", "target", year),
        ("4.500", 4_500, "person", UI, "participants", "target", year),
        ("96", 96, "percent", HI, "participation_rate", "target", year),
    ]
    assert {f.province_2025 for f in found} == {"22"}
    total = [f for f in found if f.place_text == "tỉnh Quảng Ninh"]
    assert [("total=sum_of_rows:ok" in f.checks) for f in total] == [True, True, True, False]


def test_schools_of_a_district():
    """Rows that are no places give no place; the total is the district's; who could join is no figure."""
    content = xlsx(
        {"HSSV": [
            ["BIỂU TỔNG HỢP HSSV THAM GIA BHYT NĂM HỌC 2023-2024"],
            ["Huyện Sóc Sơn, TP. Hà Nội"],
            ["STT", "Tên trường", "Tổng số HSSV", "Số HSSV đã tham gia BHYT", None, None, "Chưa tham gia", "Tỷ lệ %"],
            [None, None, None, "Tại trường", "Nhóm khác", "Cộng"],
            [1, "Trường THPT Bắc Phú", 1500, 1200, 250, 1450, 50, 96.67],
            [2, "Trường THCS Tân Minh", 1400, 1000, 330, 1330, 70, 95.0],
            [None, "Cộng", 2900, 2200, 580, 2780, 120, 95.86],
        ]}
    )  # fmt: skip
    found = figures(content, reports.XLSX)
    assert of(found, None)[:5] == [
        ("1.200", 1_200, "person", HI, "participants", "achieved", ""),
        ("250", 250, "person", HI, "participants", "achieved", ""),
        ("1.450", 1_450, "person", HI, "participants", "achieved", ""),
        ("50", 50, "person", HI, "non_participants", "achieved", ""),
        ("96,67", 96.67, "percent", HI, "participation_rate", "achieved", ""),
    ]
    assert {f.group for f in found} == {"students"}
    assert {f.base for f in found} == {None}
    total = [f for f in found if f.place_text == "Huyện Sóc Sơn"]
    assert [f.value for f in total] == [2_200, 580, 2_780, 120, 95.86]
    assert max(f.confidence for f in found if f.place_text is None) < min(f.confidence for f in total) + 0.1


def test_weekly_table_of_the_post():
    """No rules, headings in the middle of their columns, one week of a drive."""
    head = [
        ["", "", ("BHXH tự nguyện", 3, 1), ("BHYT hộ gia đình", 2, 1)],
        ["TT", "Bưu điện", "Chỉ tiêu", "Thực hiện", "Tỷ lệ %", "Chỉ tiêu", "Thực hiện"],
    ]
    body = [
        ["1", "Thành phố Vinh", "120", "87", "72,5", "300", "210"],
        ["2", "Huyện Diễn Châu", "90", "99", "110", "250", "201"],
        ["3", "Huyện Yên Thành", "80", "40", "50", "200", "1.020"],
        ["", "Tổng cộng", "290", "226", "77,9", "750", "1.431"],
    ]
    made = (
        Pdf()
        .page()
        .text(50, 50, "BƯU ĐIỆN TỈNH NGHỆ AN")
        .text(150, 90, "KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN, BHYT HỘ GIA ĐÌNH")
    )
    made.text(200, 105, "Tuần 2, từ ngày 10/10/2022 đến ngày 16/10/2022").text(400, 135, "ĐVT: người")
    made.table(150, [30, 120, 70, 70, 70, 70, 70], [*head, *body], ruled=False)
    found = figures(made.bytes(), reports.PDF)
    week = "2022-10-10..2022-10-16"
    assert of(found, "Huyện Diễn Châu") == [
        ("90", 90, "person", VSI, "new_participants", "target", week),
        ("99", 99, "person", VSI, "new_participants", "achieved", week),
        ("110", 110, "percent", VSI, "completion_rate", "achieved", week),
        ("250", 250, "person", HHI, "new_participants", "target", week),
        ("201", 201, "person", HHI, "new_participants", "achieved", week),
    ]
    assert len(found) == 20
    assert all("off" not in check for f in found for check in f.checks)


def test_months_of_a_year_down_the_side():
    """A sum of some rows is of their time; what was won on a day; marks of footnotes are no digits."""
    head = [
        "Thời gian",
        "BHXH tự nguyện – Kế hoạch",
        "BHXH tự nguyện – Kết quả ngày 31/3",
        "BHXH tự nguyện – Lũy kế",
    ]
    body = [
        ["Tháng 1", "112", "9", "98"],
        ["Tháng 2", "1.095<sup>1</sup>", "7", "61"],
        ["<b>Cộng quý I</b>", "1.207", "", "159"],
    ]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *body))
    page = (
        "<html><body><p>BƯU ĐIỆN TỈNH SƠN LA</p><p>KẾT QUẢ PHÁT TRIỂN MỚI NGƯỜI THAM GIA NĂM 2024</p>"
        f"<p>(Đơn vị: người, %)</p><table>{cells}</table></body></html>"
    )
    found = figures(page.encode(), reports.DOC)
    assert [row(f)[2:3] + row(f)[5:] for f in found] == [
        (112, "new_participants", "target", "2024-01-01..2024-01-31"),
        (9, "new_participants", "achieved", "2024-03-31..2024-03-31"),
        (98, "new_participants", "achieved", "2024-01-01..2024-01-31"),
        (1_095, "new_participants", "target", "2024-02-01..2024-02-29"),
        (7, "new_participants", "achieved", "2024-03-31..2024-03-31"),
        (61, "new_participants", "achieved", "2024-02-01..2024-02-29"),
        (1_207, "new_participants", "target", "2024-01-01..2024-03-31"),
        (159, "new_participants", "achieved", "2024-01-01..2024-03-31"),
    ]  # fmt: skip


def test_what_there_is_beside_what_is_given():
    """A plan beside the stock of today; the target of the last column is none of its heading."""
    content = excel_2003(
        [
            ["UBND HUYỆN TIÊN DU, TỈNH BẮC NINH"],
            ["GIAO CHỈ TIÊU PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN, BHYT NĂM 2023"],
            [("TT", 1, 2), ("Xã, thị trấn", 1, 2), ("BHXH tự nguyện (người)", 2, 1), ("Tỷ lệ bao phủ BHYT (%)", 1, 2)],
            ["Số hiện có đến 31/12/2022", "Chỉ tiêu giao năm 2023"],
            [1, "Thị trấn Lim", 210, 265, 95.5],
            [2, "Xã Nội Duệ", 133, 170, 94],
        ]
    )  # fmt: skip
    found = figures(content, reports.XLS)
    assert of(found, "Thị trấn Lim") == [
        ("210", 210, "person", VSI, "participants", "achieved", "@2022-12-31"),
        ("265", 265, "person", VSI, "new_participants", "target", "2023-01-01..2023-12-31"),
        ("95,5", 95.5, "percent", HI, "participation_rate", "target", "2023-01-01..2023-12-31"),
    ]


def test_places_over_the_columns_and_days_below_their_year():
    """One table with its places in the head; headings that say the day and leave the year to those above."""
    text = (
        "SO SÁNH KẾT QUẢ BHXH TỰ NGUYỆN ĐẾN 31/12/2021;;\nChỉ tiêu;Bến Tre;Trà Vinh\n"
        "Số người tham gia BHXH tự nguyện;15.230;14.120\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.place_text, f.place_level, f.value) for f in found] == [
        ("Bến Tre", "province", 15_230),
        ("Trà Vinh", "province", 14_120),
    ]
    head = "Tỉnh;Năm 2023 – Thực hiện – Đến 30/6;Năm 2023 – Thực hiện – Đến 31/12"
    found = figures(
        f"Biểu 3. Số người tham gia BHYT;;\n{head}\nBến Tre;189.500;208.900\n".encode(), reports.CSV
    )
    assert [when(f) for f in found] == ["@2023-06-30", "@2023-12-31"]


def test_days_of_a_drive_and_changes_both_ways():
    """Rows of days; who went out is no one who joined; a change says no count."""
    text = (
        "NHẬT KÝ RA QUÂN BHXH TỰ NGUYỆN TỈNH NINH THUẬN THÁNG 5/2023;;;\nNgày;Số tổ;Số người tham gia mới;Tăng, giảm\n"
        "06/5/2023;12;34;+4\n13/5/2023;15;41;-3\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.value, f.statistic, f.place_text, when(f)) for f in found] == [
        (34, "level", "TỈNH NINH THUẬN", "2023-05-06..2023-05-06"),
        (4, "change", "TỈNH NINH THUẬN", "2023-05-06..2023-05-06"),  # of those who joined on a day
        (41, "level", "TỈNH NINH THUẬN", "2023-05-13..2023-05-13"),
        (-3, "change", "TỈNH NINH THUẬN", "2023-05-13..2023-05-13"),
    ]


@pytest.mark.parametrize("seed", ["0", "1", "2", "3"])
def test_rows_are_of_the_spell_of_their_district_on_that_day_in_any_order_of_sets(seed):
    """Kinh Môn was a huyện until 2019 and a thị xã since: half of its communes stand in both."""
    code = (
        "from datetime import date\n"
        "from extractors.language.tables.places import RowPlaces\n"
        "rows = ['Phường An Lưu', 'Phường Hiệp An', 'Phường Tân Dân', 'Xã Bạch Đằng', 'Xã Lê Ninh']\n"
        "found = RowPlaces(rows, None, date(2022, 5, 31))\n"
        "print(found._within, *[found.resolve(r, date(2022, 5, 31))[1] is not None for r in rows])\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.split()[1:] == ["True"] * 5, done.stdout + done.stderr


def told(text: str) -> list[tuple]:
    """Of a table in CSV: number, programme, measure, role, statistic, when."""
    return [
        (f.number_text, f.programme, f.measure, f.role, f.statistic, when(f))
        for f in figures(text.encode(), reports.CSV)
    ]


def test_who_takes_part_on_a_day_though_the_work_is_called_winning_people():
    """`Phát triển người tham gia` is the name of the work; `Thực hiện đến 30/9` counts who takes part."""
    head = "Đơn vị;BHXH tự nguyện - KH năm 2024;BHXH tự nguyện - TH đến 30/9/2024;BHXH tự nguyện - Tỷ lệ %\n"
    rows = "Huyện Yên Lập;1.720;1.611;93,66\nHuyện Thanh Sơn;2.140;2.055;96,03\n"
    work = "KẾT QUẢ PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN TỈNH PHÚ THỌ THÁNG 9/2024;;;\n"
    assert told(work + head + rows)[:3] == [
        ("1.720", VSI, "participants", "target", "level", "2024-01-01..2024-12-31"),
        ("1.611", VSI, "participants", "achieved", "level", "@2024-09-30"),
        ("93,66", VSI, "completion_rate", "achieved", "level", "@2024-09-30"),
    ]
    won = work.replace("PHÁT TRIỂN NGƯỜI", "PHÁT TRIỂN MỚI NGƯỜI")
    assert [row[2] for row in told(won + head + rows)[:2]] == ["new_participants"] * 2


def test_counted_months_are_since_new_year_in_the_year_above():
    """Read in January: a quarter without a year is of the year in the title, not of the one that began."""
    text = (
        "BƯU ĐIỆN TỈNH HÒA BÌNH;;;;\nHòa Bình, ngày 05/01/2022;;;;\n"
        "PHÁT TRIỂN MỚI BHXH TỰ NGUYỆN QUÝ IV VÀ NĂM 2021;;;;\n"
        "Đơn vị;KH năm 2021;Quý IV;Lũy kế 11 tháng;% KH năm\n"
        "Huyện Lạc Sơn;320;75;288;90,0\nHuyện Tân Lạc;270;61;251;93,0\n"
    )
    assert [row[5] for row in told(text)[:4]] == [
        "2021-01-01..2021-12-31",
        "2021-10-01..2021-12-31",
        "2021-01-01..2021-11-30",
        "2021-01-01..2021-11-30",
    ]


def test_ways_to_pay_and_results_beside_a_plan_for_next_year_have_no_such_year():
    text = (
        "NGƯỜI THAM GIA BHXH TỰ NGUYỆN TỈNH HÀ NAM NĂM 2023 THEO PHƯƠNG THỨC ĐÓNG;;\n"
        "Đơn vị;Phương thức đóng - 3 tháng;Phương thức đóng - 6 tháng\nHuyện Bình Lục;120;75\nHuyện Lý Nhân;210;98\n"
    )
    assert {row[5] for row in told(text)} == {"2023-01-01..2023-12-31"}
    text = (
        "Hà Nam, ngày 15/11/2023;;\nGIAO CHỈ TIÊU BHXH TỰ NGUYỆN TỈNH HÀ NAM NĂM 2024;;\n"
        "Đơn vị;Đã phát triển mới tháng 10;Chỉ tiêu năm 2024\nHuyện Bình Lục;12;240\nHuyện Lý Nhân;21;310\n"
    )
    assert [row[5] for row in told(text)[:2]] == ["2023-10-01..2023-10-31", "2024-01-01..2024-12-31"]


def test_rates_and_changes_go_with_the_day_of_the_count_beside_them():
    text = (
        "SỐ NGƯỜI THAM GIA BHYT TỈNH BẮC KẠN NĂM 2023;;;;;\n"
        "Đơn vị;BHYT đến 31/12/2022;BHYT đến 31/12/2023;Tăng, giảm so với 31/12/2022;Dân số;Tỷ lệ bao phủ (%)\n"
        "Huyện Ba Bể;46.100;46.850;750;48.900;95,81\nHuyện Pác Nặm;33.020;32.900;-120;34.300;95,92\n"
    )
    assert told(text)[2:4] == [
        ("750", HI, "participants", "achieved", "change", "@2023-12-31"),
        ("95,81", HI, "participation_rate", "achieved", "level", "@2023-12-31"),
    ]


def test_the_day_a_report_says_it_counts_to_is_no_day_of_a_decree():
    text = (
        "BÁO CÁO SỐ NGƯỜI THAM GIA BHYT TỈNH SÓC TRĂNG TÍNH ĐẾN NGÀY 30/6/2024;;;\n"
        "Đơn vị;Tổng số;Hộ gia đình làm nông nghiệp có mức sống trung bình;BHYT hộ gia đình\n"
        "Huyện Kế Sách;98.120;611;26.430\nHuyện Mỹ Tú;76.050;540;19.870\n"
    )
    assert [(row[1], row[5]) for row in told(text)[:3]] == [
        (HI, "@2024-06-30"),
        (HI, "@2024-06-30"),
        (HHI, "@2024-06-30"),
    ]


def test_the_aim_of_a_launch_day_is_of_that_day():
    text = (
        "KẾT QUẢ NGÀY RA QUÂN 18/5/2024 CỦA BƯU ĐIỆN TỈNH LÀO CAI (ĐVT: người);;;;\n"
        "Địa bàn;BHXH tự nguyện - Chỉ tiêu ngày ra quân;BHXH tự nguyện - Kết quả;Số tờ rơi phát (tờ)\n"
        "Huyện Bát Xát;55;57;900\nHuyện Bắc Hà;40;38 (*);850\n(*) Số tạm tính.;;;\n"
    )
    assert [(row[0], row[3], row[5]) for row in told(text)] == [
        ("55", "target", "2024-05-18..2024-05-18"),
        ("57", "achieved", "2024-05-18..2024-05-18"),
        ("40", "target", "2024-05-18..2024-05-18"),
        ("38", "achieved", "2024-05-18..2024-05-18"),
    ]


def test_what_there_is_already_in_a_table_of_plans():
    """Who takes part on a day that has passed is no target; on a day to come it is."""
    text = (
        "Bình Lục, ngày 20/02/2023;;;;\nGIAO CHỈ TIÊU PHÁT TRIỂN BHXH TỰ NGUYỆN HUYỆN BÌNH LỤC, TỈNH HÀ NAM NĂM 2023;;;;\n"
        "Xã, thị trấn;Số người đang tham gia đến 31/12/2022;Chỉ tiêu phát triển mới năm 2023;"
        "Số người tham gia đến hết năm 2023;Trong đó giao qua tổ chức dịch vụ thu - Chỉ tiêu phát triển mới\n"
        "Xã Ngọc Lũ;112;42;154;30\nXã An Ninh;98;35;133;28\nTỔNG CỘNG (I+II);210;77;287;58\n"
    )
    found = told(text)
    assert [(row[0], row[2], row[3], row[5]) for row in found[:4]] == [
        ("112", "participants", "achieved", "@2022-12-31"),
        ("42", "new_participants", "target", "2023-01-01..2023-12-31"),
        ("154", "participants", "target", "..2023-12-31"),
        ("30", "new_participants", "target", "2023-01-01..2023-12-31"),
    ]
    places = [f.place_text for f in figures(text.encode(), reports.CSV) if f.number_text in ("210", "287")]
    assert places == ["HUYỆN BÌNH LỤC"] * 2


def test_groups_of_people_are_of_the_report_s_place():
    text = (
        "SỐ NGƯỜI THAM GIA BHYT THEO NHÓM ĐỐI TƯỢNG TỈNH VĨNH LONG ĐẾN 30/6/2024 (ĐVT: người);;\n"
        "Nhóm đối tượng;Số người có thẻ BHYT 30/6/2024;Kế hoạch năm 2024\n"
        "Nhóm do người lao động đóng;69.645;74.968\nNgười hưởng trợ cấp BHXH hằng tháng;1.557;1.600\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.number_text, f.programme, f.place_text) for f in found] == [
        ("69.645", HI, "TỈNH VĨNH LONG"),
        ("74.968", HI, "TỈNH VĨNH LONG"),
        ("1.557", HI, "TỈNH VĨNH LONG"),
        ("1.600", HI, "TỈNH VĨNH LONG"),
    ]


def test_gaps_of_rates_points_and_days_of_a_month():
    text = (
        "NGƯỜI THAM GIA BHYT TỈNH QUẢNG NGÃI ĐẾN 30/9/2025;;;\n"
        "Đơn vị;Tỷ lệ bao phủ (% dân số);Tỷ lệ bao phủ - Tăng, giảm so KH;2025 so với 2024 (điểm %)\n"
        "Xã Ba Tơ;96,10;-0,53;0,92\nXã Minh Long;97,34;+0,34;1,10\n"
    )
    assert [(row[0], row[2], row[3], row[4]) for row in told(text)[:3]] == [
        ("96,10", "participation_rate", "achieved", "level"),
        ("-0,53", "participation_rate", "achieved", "gap"),
        ("0,92", "participation_rate", "achieved", "change"),
    ]
    text = (
        "PHÁT TRIỂN MỚI BHXH TỰ NGUYỆN HUYỆN KIẾN XƯƠNG, TỈNH THÁI BÌNH THÁNG 7/2023;;\n"
        "Xã;01-07/7;08-14/7\nXã Bình Minh;3;1\nXã Quang Trung;1;2\n"
    )
    assert [row[5] for row in told(text)[:2]] == ["2023-07-01..2023-07-07", "2023-07-08..2023-07-14"]


def test_money_and_guests_in_a_table_on_people():
    text = (
        "BHTN, BHYT VÀ SỐ THU THÀNH PHỐ HẢI PHÒNG ĐẾN 30/9/2023;;;;;\n"
        "Đơn vị;BHTN – Số người 30/9/2023;BHTN – Tăng, giảm so với 31/12/2022;Thu BHXH, BHYT – Số thu (tỷ đồng);"
        "Thu BHXH, BHYT – % KH;Số người dự hội nghị\n"
        "Quận Hồng Bàng;21.314;(135);162,1;78,1;240\nQuận Lê Chân;18.220;96;150,4;80,2;310\n"
    )
    assert [(row[0], row[1], row[4]) for row in told(text)] == [
        ("21.314", UI, "level"), ("135", UI, "change"), ("18.220", UI, "level"), ("96", UI, "change"),
    ]  # fmt: skip
    text = (
        "KẾT QUẢ BHXH TỰ NGUYỆN, BHYT HỘ GIA ĐÌNH TỈNH TUYÊN QUANG NĂM 2024;;;\n"
        "Chỉ tiêu;ĐVT;Thực hiện năm 2024;% so KH\nTổng số thu;Tỷ đồng;1.950,3;100,8\n"
        "Số người tham gia BHYT;Người;812.300;101,2\n"
    )
    assert [row[0] for row in told(text)] == ["812.300", "101,2"]


def test_former_communes_and_rows_of_days():
    text = (
        "KẾT QUẢ BHXH TỰ NGUYỆN XÃ HẬU LỘC, TỈNH THANH HÓA ĐẾN 30/9/2025;;\n"
        "Địa bàn;Số người tham gia BHXH tự nguyện;Tăng mới quý III\n"
        "Thị trấn Hậu Lộc (cũ);236;21\nXã Thuần Lộc (cũ);198;15\nXã Mỹ Lộc (cũ);175;12\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert max(f.place_id.partition("@")[2] for f in found if f.place_id) < "2025-07-01"
    assert len([f for f in found if f.place_level == "commune"]) == 6
    days = xlsx({"S": [["PHÁT TRIỂN MỚI BHXH TỰ NGUYỆN THỊ XÃ KINH MÔN, HẢI DƯƠNG THÁNG 5/2022"],
                       ["Ngày", "Bưu cục Phú Thứ", "Toàn thị xã"], ["10/5", 8, 22], ["11/5", 4, 10]]})  # fmt: skip
    assert [
        (f.number_text, when(f)) for f in figures(days, reports.XLSX) if f.number_text in ("22", "10")
    ] == [
        ("22", "2022-05-10..2022-05-10"),
        ("10", "2022-05-11..2022-05-11"),
    ]


def test_people_beside_their_rate_and_rows_of_meetings():
    text = (
        "KẾT QUẢ PHÁT TRIỂN BHYT HUYỆN PHONG ĐIỀN, THỪA THIÊN HUẾ ĐẾN 30/9/2023;;\n"
        "Xã, thị trấn;BHYT – Số người;BHYT – Bao phủ %\nXã Điền Lộc;5.120;94,02\nXã Phong Hiền;7.655;93,10\n"
    )
    assert [row[2] for row in told(text)] == ["participants", "participation_rate"] * 2
    text = (
        "KẾT QUẢ TRUYỀN THÔNG PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN NĂM 2024;;\n"
        "Nội dung;Tháng 9;Tháng 10\nHội nghị khách hàng;97;124\nTờ rơi;900;1.200\n"
    )
    assert told(text) == []


def test_an_annex_is_of_the_day_of_its_letter_and_its_communes_of_that_day():
    """Nam Xuân was one of Krông Nô then; at the end of the plan's year the name is another province's."""
    text = (
        "BHXH HUYỆN KRÔNG NÔ;;\n(Kèm theo Công văn số 118/BHXH ngày 14/02/2025 của BHXH huyện Krông Nô);;\n"
        "CHỈ TIÊU PHÁT TRIỂN BHXH TỰ NGUYỆN HUYỆN KRÔNG NÔ, TỈNH ĐẮK NÔNG NĂM 2025;;\n"
        "Xã, thị trấn;Chỉ tiêu đến 31/12/2025;Trong đó phát triển mới\n"
        "Xã Nam Xuân;124;34\nXã Nam Đà;211;52\nXã Đắk Drô;150;41\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.place_text, f.province_pre2025, f.measure) for f in found[:2]] == [
        ("Xã Nam Xuân", "67", "participants"),
        ("Xã Nam Xuân", "67", "new_participants"),
    ]


ONE = {
    "the stock beside a plan": (
        "GIAO CHỈ TIÊU BHXH TỰ NGUYỆN TỈNH ĐIỆN BIÊN NĂM 2026", "Số người đang tham gia đến 31/12/2025", "512",
        ("person", "participants", "achieved", "@2025-12-31"),
    ),
    "against the plan of a year": (
        "Kết quả BHXH tự nguyện tỉnh Yên Bái đến 30/6/2023", "So KH 2023 (%)", "85,1",
        ("percent", "completion_rate", "achieved", "@2023-06-30"),
    ),
    "an estimate of costs": (
        "Dự toán kinh phí hỗ trợ đóng BHXH tự nguyện năm 2025 tỉnh Quảng Nam", "Số người", "1.250",
        ("person", "participants", "target", "2025-01-01..2025-12-31"),
    ),
    "who works for debtors": ("Tình hình nợ BHXH đến 30/9/2024 tỉnh Bình Thuận", "Số lao động", "1.202", None),
    "a count below a caption on rates": (
        "Bảng 2. Tỷ lệ bao phủ BHYT tỉnh Yên Bái đến 30/9/2023", "Số người có thẻ BHYT", "98.450",
        ("person", "participants", "achieved", "@2023-09-30"),
    ),
    "a rate of a group below a caption on rates": (
        "Bảng 2. Tỷ lệ bao phủ BHYT tỉnh Yên Bái đến 30/9/2023", "Học sinh, sinh viên", "98,45",
        ("percent", "participation_rate", "achieved", "@2023-09-30"),
    ),
    "no number of people": ("Kết quả BHXH tự nguyện tỉnh Yên Bái đến 30/6/2023", "Đã đạt", "24,1", None),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_one_column_below_one_caption(name):
    caption, heading, number, expected = ONE[name]
    found = figures(
        f"{caption};\nHuyện;{heading}\nVăn Yên;{number}\nLục Yên;{number}\n".encode(), reports.CSV
    )
    told = {(f.unit, f.measure, f.role, when(f)) for f in found}
    assert told == ({expected} if expected else set())


def test_the_office_of_the_title_is_the_home_of_its_table():
    text = (
        "Báo cáo thu, phát triển đối tượng tháng 11/2023 - BHXH huyện Hậu Lộc, tỉnh Thanh Hóa;\n"
        "Loại hình;Số lao động\nBHXH bắt buộc;9.845\nBHXH tự nguyện;2.118\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.place_text, f.value, f.measure) for f in found] == [
        ("huyện Hậu Lộc", 9_845, "participants"),
        ("huyện Hậu Lộc", 2_118, "participants"),
    ]


def test_counts_under_a_note_of_people_and_percents():
    text = (
        "Biểu 2. THỰC HIỆN CHỈ TIÊU BHYT HỘ GIA ĐÌNH TỈNH QUẢNG TRỊ ĐẾN 15/11/2022;;\n(ĐVT: người, %);;\n"
        "Bưu điện;KH năm;Thực hiện\nBĐTP Đông Hà;9.120;8.344\nBĐH Gio Linh (2);7.800;7.215\n"
    )
    found = figures(text.encode(), reports.CSV)
    assert [(f.place_text, f.value, f.unit) for f in found] == [
        ("Đông Hà", 9_120, "person"),
        ("Đông Hà", 8_344, "person"),
        ("Gio Linh", 7_800, "person"),
        ("Gio Linh", 7_215, "person"),
    ]


def test_indicators_down_the_side():
    """The row names programme and measure, a column its unit; money gives nothing."""
    text = """Biểu 01. CÁC CHỈ TIÊU CHỦ YẾU NĂM 2023 CỦA BHXH TỈNH THANH HÓA;;;;;
TT;Chỉ tiêu;ĐVT;Kế hoạch năm 2023;Thực hiện đến 30/6/2023;Tỷ lệ TH/KH (%)
1;Số người tham gia BHXH bắt buộc;người;290.000;280.500;96,72
2;Số người tham gia BHYT;nghìn người;3.300;3.250;98,48
3;Tỷ lệ bao phủ BHYT;%;93,5;92,1;
4;Tổng số thu BHXH, BHYT;tỷ đồng;10.500;5.400;51,43
"""
    found = figures(text.encode(), reports.CSV)
    year, day = "2023-01-01..2023-12-31", "@2023-06-30"
    assert [row(f)[1:] for f in found] == [
        ("290.000", 290_000, "person", CSI, "participants", "target", year),
        ("280.500", 280_500, "person", CSI, "participants", "achieved", day),
        ("96,72", 96.72, "percent", CSI, "completion_rate", "achieved", day),
        ("3.300", 3_300_000, "person", HI, "participants", "target", year),
        ("3.250", 3_250_000, "person", HI, "participants", "achieved", day),
        ("98,48", 98.48, "percent", HI, "completion_rate", "achieved", day),
        ("93,5", 93.5, "percent", HI, "participation_rate", "target", year),
        ("92,1", 92.1, "percent", HI, "participation_rate", "achieved", day),
    ]
    assert {f.province_2025 for f in found} == {"38"}


def test_months_of_an_office_of_some_communes():
    """Below the province: what is won since New Year, a plan that its result explains, a total of no place."""
    head = [
        "STT",
        "Tên xã",
        "BHXH tự nguyện – Thực hiện trong tháng",
        "BHXH tự nguyện – Lũy kế phát triển mới từ đầu năm",
        "BHYT hộ gia đình – Chỉ tiêu năm 2025",
        "BHYT hộ gia đình – Số người tham gia đến 30/9/2025",
    ]
    sheet = [
        ["BHXH TỈNH TÂY NINH"],
        ["BHXH CƠ SỞ THỦ THỪA"],
        ["KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN, BHYT HỘ GIA ĐÌNH THÁNG 9/2025"],
        head,
        [1, "Xã Thủ Thừa", 52, 310, 8200, 7915],
        [2, "Xã Mỹ An", 21, 188, 5100, 4870],
        [3, "Xã Mỹ Thạnh", 40, 265, 6400, 6288],
        [None, "Cộng", 113, 763, 19700, 19073],
    ]  # fmt: skip
    found = figures(xlsx({"T9": sheet}), reports.XLSX)
    assert of(found, "Xã Mỹ An") == [
        ("21", 21, "person", VSI, "new_participants", "achieved", "2025-09-01..2025-09-30"),
        ("188", 188, "person", VSI, "new_participants", "achieved", "2025-01-01..2025-09-30"),
        ("5.100", 5_100, "person", HHI, "participants", "target", "2025-01-01..2025-12-31"),
        ("4.870", 4_870, "person", HHI, "participants", "achieved", "@2025-09-30"),
    ]
    assert [f.value for f in found if f.place_id is None] == [113, 763, 19_700, 19_073]


def test_the_office_in_the_letterhead_is_what_a_total_sums_up():
    report = docx(
        ["BHXH TỈNH HÀ NAM", "BHXH HUYỆN KIM BẢNG", "TỔNG HỢP NGƯỜI THAM GIA BHYT THEO XÃ ĐẾN 30/9/2024",
         [["STT", "Xã, thị trấn", "Số người có thẻ BHYT"], ["1", "Thị trấn Quế", "8.830"],
          ["2", "Xã Thụy Lôi", "5.604"], ["", "Cộng toàn huyện", "14.434"]]]
    )  # fmt: skip
    total = figures(report, reports.DOCX)[-1]
    assert (total.value, total.place_text, total.place_level) == (14_434, "HUYỆN KIM BẢNG", "district")


# ---------------------------------------------------------------------- headings, one by one

#: caption, heading, cell → what is read; None: no figure
HEADINGS = [
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "KH 2022", 900, (VSI, "new_participants", "target", "level", "2022-01-01..2022-12-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "Tăng mới trong tháng", 20, (VSI, "new_participants", "achieved", "level", "2022-08-01..2022-08-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "Lũy kế số người tham gia", 800, (VSI, "participants", "achieved", "level", "@2022-08-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "Còn phải PT", 100, (VSI, "new_participants", "remaining", "level", "..2022-12-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "% TH/KH", 88.9, (VSI, "completion_rate", "achieved", "level", "2022-08-01..2022-08-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "So với kế hoạch (%)", 88.9, (VSI, "completion_rate", "achieved", "level", "2022-08-01..2022-08-31")),
    ("Kết quả phát triển BHXH tự nguyện tháng 8/2022", "Tái tục", 31, (VSI, "returning_participants", "achieved", "level", "2022-08-01..2022-08-31")),
    ("Tình hình BHXH, BHYT quý III/2023", "BHXH BB", 9_000, (CSI, "participants", "achieved", "level", "2023-07-01..2023-09-30")),
    ("Tình hình BHXH, BHYT quý III/2023", "BHXH TN", 2_000, (VSI, "participants", "achieved", "level", "2023-07-01..2023-09-30")),
    ("Tình hình BHXH, BHYT quý III/2023", "Trong đó BHYT HGĐ", 2_000, (HHI, "participants", "achieved", "level", "2023-07-01..2023-09-30")),
    ("Số người tham gia BHYT hộ gia đình đến 31/5/2024", "Số người đã tham gia BHYT", 92_000, (HHI, "participants", "achieved", "level", "@2024-05-31")),
    ("Số người tham gia BHYT hộ gia đình đến 31/5/2024", "Số người chưa tham gia", 8_000, (HHI, "non_participants", "achieved", "level", "@2024-05-31")),
    ("Số người tham gia BHYT hộ gia đình đến 31/5/2024", "So với 31/12/2023 tăng (+), giảm (-)", -1_500, (HHI, "participants", "achieved", "change", "@2024-05-31")),
    ("Số người tham gia BHYT hộ gia đình đến 31/5/2024", "Dân số", 100_000, None),
    ("Số người tham gia BHYT hộ gia đình đến 31/5/2024", "Tỷ lệ bao phủ", 92.5, (HHI, "participation_rate", "achieved", "level", "@2024-05-31")),
    ("Ra quân đợt 2 (từ 15/5/2023 đến 31/5/2023) BHXH tự nguyện", "Kết quả", 41, (VSI, "new_participants", "achieved", "level", "2023-05-15..2023-05-31")),
    ("Ra quân đợt 2 (từ 15/5/2023 đến 31/5/2023) BHXH tự nguyện", "Số tiền thu (đồng)", 41_000, None),
    ("Ra quân đợt 2 (từ 15/5/2023 đến 31/5/2023) BHXH tự nguyện", "Số tờ rơi phát", 900, None),
    ("Tổng hợp thu, nợ BHXH tháng 6/2022 (ĐVT: triệu đồng)", "Số phải thu", 5_000, None),
    ("Tổng hợp thu, nợ BHXH tháng 6/2022 (ĐVT: triệu đồng)", "Số lao động tham gia BHXH", 7_000, (SI, "participants", "achieved", "level", "2022-06-01..2022-06-30")),
    ("Số người tham gia BHXH tự nguyện qua các năm", "2019", 100, (VSI, "participants", "achieved", "level", "2019-01-01..2019-12-31")),
    ("Số người tham gia BHXH tự nguyện qua các năm", "Năm 2022 so với 2021 tăng (%)", 33.3, (VSI, "participants", "achieved", "percent_change", "2022-01-01..2022-12-31")),
    ("Kế hoạch BHXH tự nguyện năm 2024", "Quý II", 40, (VSI, "participants", "target", "level", "2024-04-01..2024-06-30")),
    ("BHYT học sinh, sinh viên", "Chưa có thẻ BHYT", 100, (HI, "non_participants", "achieved", "level", "")),
    ("BHYT học sinh, sinh viên", "Số thẻ đã in", 100, None),
    ("BHYT đến 31/12/2022", "Số lượt khám chữa bệnh", 100, None),
    ("BHXH tự nguyện đến 31/12/2022", "Tỷ lệ 2022/2021 (%)", 109.9, None),
    ("BHXH tự nguyện đến 31/12/2022", "Xếp hạng", 3, None),
    ("BHXH tự nguyện đến 31/12/2022", "Số người hưởng lương hưu", 30, None),
]  # fmt: skip


@pytest.mark.parametrize(("caption", "heading", "cell", "expected"), HEADINGS)
def test_headings(caption, heading, cell, expected):
    sheet = [
        ["BHXH TỈNH NGHỆ AN"],
        [caption],
        ["TT", "Huyện", heading],
        [1, "Diễn Châu", cell],
        [2, "Yên Thành", cell],
    ]
    found = figures(xlsx({"Sheet1": sheet}), reports.XLSX)
    first = [f for f in found if f.place_text == "Diễn Châu"]
    if expected is None:
        assert not found
        return
    assert [(f.programme, f.measure, f.role, f.statistic, when(f)) for f in first] == [expected]
    assert first[0].value == cell


@pytest.mark.parametrize(
    ("note", "cell", "value"),
    [("ĐVT: người", "1.234", 1_234), ("Đơn vị tính: nghìn người", "1.234", 1_234_000), ("ĐVT: nghìn người", "14,724", 14_724),
     ("ĐVT: 1.000 người", "14,7", 14_700), ("ĐVT: triệu người", "1,49", 1_490_000), ("ĐVT: người", "267,493", 267_493)],
)  # fmt: skip
def test_notes_of_units_multiply(note, cell, value):
    text = f"Số người tham gia BHXH tự nguyện năm 2022\n{note}\nTT;Tỉnh;Số người\n1;Lào Cai;{cell}\n2;Sơn La;{cell}\n"
    assert [f.value for f in figures(text.encode(), reports.CSV)] == [value, value]


def test_separators_are_settled_by_their_column():
    assert Marks(["1.234", "12.345", "987"]).value("1.234", rate=False, scaled=False, others=Marks([])) == (
        1234,
        False,
    )
    assert Marks(["92.60", "91.125"]).value("91.125", rate=True, scaled=False, others=Marks([])) == (
        91.125,
        False,
    )
    assert Marks(["1,234.5"]).value("2,345", rate=False, scaled=True, others=Marks([])) == (2345, False)
    assert Marks(["1.234,5"]).value("2.345", rate=False, scaled=True, others=Marks([])) == (2345, False)
    assert Marks([]).value("1.2345.6", rate=False, scaled=False, others=Marks([]))[0] is None


def test_fractions_of_an_old_workbook_are_percents():
    sheet = [
        ["Tỷ lệ bao phủ BHYT năm 2020"],
        ["TT", "Tỉnh", "Tỷ lệ bao phủ"],
        [1, "Tây Ninh", 0.8712],
        [2, "Lào Cai", 0.95],
    ]
    assert [f.value for f in figures(xls(sheet), reports.XLS)] == [87.12, 95]


def test_a_name_of_many_districts_is_the_one_of_the_report_s_province():
    sheet = [["BHXH TỈNH TÂY NINH"], ["Số người tham gia BHXH tự nguyện đến 31/12/2020"], ["TT", "Huyện", "Số người"],
             [1, "Châu Thành", 12], [2, "Gò Dầu", 34], [3, "Tân Châu", 20]]  # fmt: skip
    assert [(f.place_id, f.province_pre2025) for f in figures(xlsx({"S": sheet}), reports.XLSX)] == [
        ("district:708@2019-01-01", "72"),
        ("district:710@2019-01-01", "72"),
        ("district:706@2019-01-01", "72"),
    ]


def test_communes_of_after_the_merger():
    sheet = [["BHXH TỈNH TÂY NINH"], ["Số người tham gia BHXH tự nguyện đến 31/10/2025"], ["TT", "Xã, phường", "Số người"],
             [1, "Phường Long An", 12], [2, "Xã Bến Lức", 34], [3, "Xã Cần Giuộc", 20]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert {(f.place_level, f.province_2025) for f in found} == {("commune", "80")}
    assert all(f.place_id and f.place_id.endswith("@2025-07-01") for f in found)


def test_one_row_for_two_districts_is_left_open():
    sheet = [["BHXH TỈNH NGHỆ AN"], ["Số người tham gia BHXH tự nguyện đến 31/12/2022"], ["TT", "BHXH", "Số người"],
             [1, "Diễn Châu", 12], [2, "Liên huyện Quỳnh Lưu - Hoàng Mai", 34], [3, "Yên Thành - Đô Lương", 20]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert [bool(f.place_id) for f in found] == [True, False, False]
    assert found[0].confidence > found[2].confidence


def test_a_wrong_total_is_said_and_kept():
    sheet = [["BHXH TỈNH NGHỆ AN"], ["Số người tham gia BHXH tự nguyện đến 31/12/2022"], ["TT", "Huyện", "Số người"],
             [1, "Diễn Châu", 12], [2, "Yên Thành", 34], [3, "Đô Lương", 20], [None, "Toàn tỉnh", 99]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert found[-1].value == 99 and "total=sum_of_rows:off" in found[-1].checks
    assert found[-1].confidence < found[0].confidence


def test_sentences_and_rows_of_one_report_are_both_read_once():
    content = docx(
        ["BHXH TỈNH NGHỆ AN", "BÁO CÁO", "Tình hình tháng 9 năm 2022",
         "Đến hết tháng 9/2022, toàn tỉnh có 31.200 người tham gia BHXH tự nguyện.",
         "Bảng 1. Số người tham gia BHXH tự nguyện đến 30/9/2022",
         [["TT", "Huyện", "Số người"], ["1", "Diễn Châu", "1.200"], ["2", "Yên Thành", "1.350"]]]
    )  # fmt: skip
    found = figures(content, reports.DOCX)
    assert [(f.place_text, f.value) for f in found] == [
        ("TỈNH NGHỆ AN", 31_200),
        ("Diễn Châu", 1_200),
        ("Yên Thành", 1_350),
    ]


def test_ids_hold_when_other_rows_change():
    def made(extra: list) -> list[Figure]:
        sheet = [["BHXH TỈNH NGHỆ AN"], ["Số người tham gia BHXH tự nguyện đến 31/12/2022"], ["TT", "Huyện", "Số người"], *extra,
                 [2, "Yên Thành", 34], [3, "Đô Lương", 20]]  # fmt: skip
        content = xlsx({"S": sheet})
        capture = Capture(
            sha256="0" * 64, media_type=reports.XLSX, day=date(2026, 1, 1), url="https://bhxh.example/a.xlsx"
        )
        return list(extract(read_document(capture, content)).figures)

    before, after = made([]), made([[1, "Diễn Châu", 12]])
    assert [f.figure_id for f in before] == [f.figure_id for f in after[1:]]


def test_a_table_of_something_else_gives_nothing():
    sheet = [["Giá vàng năm 2022"], ["TT", "Tỉnh", "Giá mua"], [1, "Lào Cai", 66.5], [2, "Sơn La", 66.4]]
    assert figures(xlsx({"S": sheet}), reports.XLSX) == []


def test_rows_are_found_in_stored_text_alone():
    text = "Mở đầu.\n▦ Bảng 1 (ĐVT: người) | Huyện: Sóc Sơn | BHXH tự nguyện – Kế hoạch: 12 | Ghi: a: b\n▦ không đủ"
    (found,) = read_rows(text)
    assert [(c.heading, c.text) for c in found.cells] == [
        ("Huyện", "Sóc Sơn"), ("BHXH tự nguyện – Kế hoạch", "12"), ("Ghi", "a: b"),
    ]  # fmt: skip


def test_the_province_beside_a_district_settles_it():
    sheet = [["SỐ NGƯỜI THAM GIA BHXH TỰ NGUYỆN ĐẾN 31/12/2022"], ["TT", "Tỉnh", "Huyện", "Số người"],
             [1, "Tây Ninh", "Châu Thành", 10], [2, None, "Gò Dầu", 20],
             [3, "Tiền Giang", "Châu Thành", 11], [4, None, "Cái Bè", 33]]  # fmt: skip
    found = figures(xlsx({"S": sheet}, merged={"S": ["B3:B4", "B5:B6"]}), reports.XLSX)
    assert [f.place_id for f in found] == [
        "district:708@2019-01-01", "district:710@2019-01-01", "district:821@2019-01-01", "district:819@2019-01-01",
    ]  # fmt: skip


def test_provinces_with_their_districts_below():
    sheet = [["SỐ NGƯỜI THAM GIA BHXH TỰ NGUYỆN ĐẾN 31/12/2022"], ["TT", "Đơn vị", "Số người"],
             ["I", "Tỉnh Tây Ninh", 30], [1, "Châu Thành", 10], [2, "Gò Dầu", 20],
             ["II", "Tỉnh Tiền Giang", 44], [1, "Châu Thành", 11], [2, "Cái Bè", 33]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert [f.place_level for f in found] == ["province", "district", "district"] * 2
    assert [f.province_pre2025 for f in found] == ["72"] * 3 + ["82"] * 3


def test_years_down_the_side():
    sheet = [["BHXH TỈNH LÀO CAI"], ["Kết quả tham gia BHXH tự nguyện, BHYT của tỉnh Lào Cai"],
             ["Năm", "BHXH tự nguyện (người)", "Tỷ lệ bao phủ BHYT (%)"], [2019, 1000, 91.5], [2020, 2000, 92.5]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert [(f.value, f.programme, when(f)) for f in found] == [
        (1_000, VSI, "2019-01-01..2019-12-31"),
        (91.5, HI, "2019-01-01..2019-12-31"),
        (2_000, VSI, "2020-01-01..2020-12-31"),
        (92.5, HI, "2020-01-01..2020-12-31"),
    ]
    assert {f.province_pre2025 for f in found} == {"10"}


def test_years_in_a_column_of_their_own():
    """The place is said once for its years; a year is no number of people."""
    sheet = [
        ["TỔNG HỢP SỐ NGƯỜI THAM GIA BHXH TỰ NGUYỆN, BHYT HỘ GIA ĐÌNH TỈNH NGHỆ AN"], ["Đơn vị tính: Người"],
        ["TT", "Đơn vị", "Năm", "BHXH tự nguyện", "BHYT hộ gia đình"],
        [1, "Diễn Châu", 2022, 2010, 33500], [None, None, 2023, 2405, 35100],
        [2, "Yên Thành", 2022, 1990, 30100], [None, None, 2023, 2050, 30900],
    ]  # fmt: skip
    found = figures(xlsx({"Sheet1": sheet}), reports.XLSX)
    assert of(found, "Diễn Châu") == [
        ("2.010", 2010, "person", VSI, "participants", "achieved", "2022-01-01..2022-12-31"),
        ("33.500", 33_500, "person", HHI, "participants", "achieved", "2022-01-01..2022-12-31"),
        ("2.405", 2405, "person", VSI, "participants", "achieved", "2023-01-01..2023-12-31"),
        ("35.100", 35_100, "person", HHI, "participants", "achieved", "2023-01-01..2023-12-31"),
    ]
    assert len(found) == 8 and {f.place_level for f in found} == {"district"}


def test_years_and_months_in_columns_of_their_own():
    sheet = [
        ["PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN TỈNH NGHỆ AN"],
        ["TT", "Huyện", "Năm", "Tháng", "Tăng mới", "Lũy kế"],
        [1, "Diễn Châu", 2023, 8, 45, 2010], [2, "Diễn Châu", 2023, 9, 52, 2062],
    ]  # fmt: skip
    found = figures(xlsx({"Sheet1": sheet}), reports.XLSX)
    assert [(f.number_text, when(f)) for f in found] == [
        ("45", "2023-08-01..2023-08-31"),
        ("2.010", "@2023-08-31"),
        ("52", "2023-09-01..2023-09-30"),
        ("2.062", "@2023-09-30"),
    ]


def test_sheets_headed_alike_are_told_apart_by_their_names():
    def sheet(first: int, second: int) -> list[list]:
        return [
            ["BẢO HIỂM XÃ HỘI TỈNH NGHỆ AN"], ["KẾT QUẢ PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN"],
            ["TT", "Đơn vị", "Chỉ tiêu", "Thực hiện"],
            [1, "Xã Diễn Châu", 60, first], [2, "Xã Đô Lương", 70, second],
        ]  # fmt: skip

    found = figures(xlsx({"Tháng 8.2025": sheet(45, 30), "T9.2025": sheet(52, 41)}), reports.XLSX)
    assert [(f.number_text, when(f)) for f in found if f.role == "achieved"] == [
        ("45", "2025-08-01..2025-08-31"),
        ("30", "2025-08-01..2025-08-31"),
        ("52", "2025-09-01..2025-09-30"),
        ("41", "2025-09-01..2025-09-30"),
    ]
    alone = figures(xlsx({"Tháng 8.2025": sheet(45, 30)}), reports.XLSX)
    assert when(alone[1]) == "2025-08-01..2025-08-31"
    assert "Tờ in" not in figures(xlsx({"Tờ in": sheet(45, 30)}), reports.XLSX)[0].quote


def test_plan_and_result_down_the_side_and_places_across():
    sheet = [
        ["TÌNH HÌNH THỰC HIỆN BHXH TỰ NGUYỆN ĐẾN 30/9/2025 TỈNH NGHỆ AN"],
        ["TT", "Nội dung", "ĐVT", "Diễn Châu", "Yên Thành", "Toàn tỉnh"],
        ["I", "BHXH tự nguyện"],
        [1, "Kế hoạch giao", "người", 520, 610, 1130], [2, "Số người tham gia", "người", 480, 590, 1070],
    ]  # fmt: skip
    found = figures(xlsx({"Sheet1": sheet}), reports.XLSX)
    assert of(found, "Diễn Châu") == [
        ("520", 520, "person", VSI, "participants", "target", "2025-01-01..2025-12-31"),
        ("480", 480, "person", VSI, "participants", "achieved", "@2025-09-30"),
    ]
    assert [(f.number_text, f.role) for f in found if f.place_level == "province"] == [
        ("1.130", "target"),
        ("1.070", "achieved"),
    ]


def test_what_a_day_brought_and_what_there_is_since_the_beginning():
    sheet = [
        ["BÁO CÁO NHANH KẾT QUẢ RA QUÂN NGÀY 15/10/2025"], ["Đơn vị báo cáo: Bưu điện tỉnh Nghệ An"],
        ["Chỉ tiêu", "Kết quả trong ngày", "Lũy kế từ đầu đợt"],
        ["BHXH tự nguyện (người)", 85, 310], ["BHYT hộ gia đình (người)", 320, 1210],
    ]  # fmt: skip
    found = figures(xlsx({"Sheet1": sheet}), reports.XLSX)
    assert [when(f) for f in found] == ["2025-10-15..2025-10-15", "@2025-10-15"] * 2


def test_months_under_their_years():
    sheet = [["BHXH TỈNH LÀO CAI"], ["Số người tham gia BHXH tự nguyện theo tháng"],
             ["TT", "Huyện", "Năm 2022", None, "Năm 2023"], [None, None, "Tháng 1", "T3", "Tháng 1"],
             [1, "Bát Xát", 10, 11, 13], [2, "Bảo Yên", 20, 21, 23]]  # fmt: skip
    found = figures(xlsx({"S": sheet}), reports.XLSX)
    assert [when(f) for f in found[:3]] == [
        "2022-01-01..2022-01-31", "2022-03-01..2022-03-31", "2023-01-01..2023-01-31",
    ]  # fmt: skip
    assert {f.place_level for f in found} == {"district"}


def test_ten_thousand_cells_are_read_in_seconds():
    rows = [[i, f"Đơn vị thứ {i}", i * 4 + 4, i * 3 + 3, 75] for i in range(2_500)]
    sheet = [["BHXH TỈNH NGHỆ AN"], ["Số người tham gia BHXH tự nguyện đến 31/12/2022"],
             ["TT", "Đơn vị", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"], *rows]  # fmt: skip
    assert len(figures(xlsx({"S": sheet}), reports.XLSX)) == 7_500


def test_a_count_with_its_rate_in_one_cell_is_two_figures():
    table = [
        ["TT", "Huyện", "Thực hiện (tỷ lệ % KH)"],
        ["1", "Thăng Bình", "1.100 (91,7%)"],
        ["2", "Núi Thành", "640 (80%)"],
    ]
    found = figures(docx(["Kết quả tham gia BHXH tự nguyện năm 2023 tỉnh Quảng Nam", table]), reports.DOCX)
    assert [(f.number_text, f.value, f.measure, f.place_text) for f in found] == [
        ("1.100", 1_100, "participants", "Thăng Bình"),
        ("91,7%", 91.7, "completion_rate", "Thăng Bình"),
        ("640", 640, "participants", "Núi Thành"),
        ("80%", 80, "completion_rate", "Núi Thành"),
    ]


def test_headings_of_two_lines_and_rules_between_rows_only():
    made = (
        Pdf()
        .page()
        .text(60, 40, "BHXH TỈNH QUẢNG NAM")
        .text(120, 70, "SỐ NGƯỜI THAM GIA BHYT, BHXH TỰ NGUYỆN ĐẾN 31/8/2022")
    )
    for y in (95, 125, 141, 157, 173):
        made.rule(50, y, 440, y)
    widths = [30, 130, 80, 80, 70]
    made.table(
        96,
        widths,
        [["TT", "Huyện", "BHYT", "BHXH TN", "Tỷ lệ BHYT"], ["", "", "(người)", "(người)", "(%)"]],
        ruled=False,
        height=14,
    )
    made.table(
        126,
        widths,
        [
            ["1", "Thăng Bình", "150.200", "1.100", "91,7"],
            ["2", "Tam Kỳ", "90.000", "945", "95"],
            ["3", "Núi Thành", "80.000", "640", "98"],
        ],
        ruled=False,
    )
    found = figures(made.bytes(), reports.PDF)
    assert [(f.value, f.programme, f.measure) for f in found if f.place_text == "Tam Kỳ"] == [
        (90_000, HI, "participants"),
        (945, VSI, "participants"),
        (95, HI, "participation_rate"),
    ]
