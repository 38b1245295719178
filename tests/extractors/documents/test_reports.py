"""Reports of every format: the same table gives the same lines, and what cannot be read says why."""

# ruff: noqa: E501 (tables and markup read better in long lines)

import hashlib
import io
import random
import struct
import zipfile
from datetime import date

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import legacy, reports, table_lines
from extractors.documents.read import read_capture, read_document
from extractors.values import Capture, Document, Rejection
from tests.extractors.documents.made_files import (
    Pdf,
    compound,
    doc,
    docx,
    excel_2003,
    ods,
    png,
    word_2003,
    xls,
    xlsx,
)


def read(content: bytes, media_type: str) -> Document | Rejection:
    sha256 = hashlib.sha256(content).hexdigest()
    return read_document(
        Capture(sha256=sha256, media_type=media_type, day=date(2026, 1, 1), archive_path="báo cáo"), content
    )


def lines(content: bytes, media_type: str) -> list[str]:
    document = read(content, media_type)
    assert isinstance(document, Document), document
    return document.text.split("\n")


TITLE = "KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN ĐẾN 30/9/2023"
HEAD = ["TT", "Huyện", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]
BODY = [
    ["1", "Như Xuân", "420", "357", "85"],
    ["2", "Như Thanh", "1.150", "1.265", "110"],
    ["3", "Thường Xuân", "610", "305", "50"],
    ["", "Toàn tỉnh", "2.180", "1.927", "88,4"],
]
ROWS = [
    f"▦ {TITLE} (ĐVT: người) | Huyện: {name} | Kế hoạch: {plan} | Thực hiện: {done} | Tỷ lệ (%): {rate}"
    for _, name, plan, done, rate in BODY
]


def number(cell: str) -> str | float | None:
    text = cell.replace(".", "").replace(",", ".")
    return float(text) if text.replace(".", "").isdigit() else cell or None


SHEET = [["BHXH TỈNH THANH HÓA"], [TITLE], [None, None, None, None, "Đơn vị tính: người"], HEAD,
         *([number(cell) for cell in row] for row in BODY)]  # fmt: skip
WIDTHS = [30, 140, 90, 90, 90]


def pdf(ruled: bool) -> bytes:
    page = (
        Pdf()
        .page()
        .text(50, 40, "BHXH TỈNH THANH HÓA")
        .text(150, 70, TITLE)
        .text(380, 95, "Đơn vị tính: người")
    )
    page.table(110, WIDTHS, [HEAD, *BODY], ruled=ruled)
    return page.bytes()


def csv(mark: str = ";") -> bytes:
    table = [[TITLE], ["ĐVT: người"], HEAD, *BODY]
    return "\n".join(
        mark.join(f'"{cell}"' if mark in cell else cell for cell in row) for row in table
    ).encode()


EVERY = {
    "xlsx": (xlsx({"Sheet1": SHEET}), reports.XLSX),
    "xls": (xls(SHEET, "Sheet1"), reports.XLS),
    "ods": (ods(SHEET, "Sheet1"), reports.ODS),
    "csv ;": (csv(), reports.CSV),
    "csv ,": (csv(","), reports.CSV),
    "csv tab, utf-16": (csv("\t").decode().encode("utf-16"), reports.CSV),
    "xls of 2003": (excel_2003(SHEET), reports.XLS),
    "doc of 2003": (
        word_2003(["BHXH TỈNH THANH HÓA", TITLE, "Đơn vị tính: người", [HEAD, *BODY]]),
        reports.DOC,
    ),
    "docx": (docx(["BHXH TỈNH THANH HÓA", TITLE, "Đơn vị tính: người", [HEAD, *BODY]]), reports.DOCX),
    "ruled pdf": (pdf(True), reports.PDF),
    "unruled pdf": (pdf(False), reports.PDF),
}


@pytest.mark.parametrize("name", EVERY)
def test_one_table_in_every_format_gives_the_same_lines(name):
    content, media_type = EVERY[name]
    document = read(content, media_type)
    assert [line for line in document.text.split("\n") if line.startswith("▦")] == ROWS
    assert document.title == TITLE
    assert document.kind == "official_report"
    assert document.is_relevant


@pytest.mark.parametrize("name", EVERY)
def test_a_report_under_a_wrong_media_type_is_known_by_its_bytes(name):
    content, media_type = EVERY[name]
    if media_type in (reports.CSV, reports.XLS, reports.DOC):
        pytest.skip("a CSV file has no mark of its own; old Excel and Word share one, or are plain XML")
    assert "\n".join(ROWS) in read(content, "application/octet-stream").text


def test_a_table_in_a_page_gives_the_same_lines():
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEAD, *BODY))
    text = "Các huyện miền núi của tỉnh vận động người dân tham gia BHXH tự nguyện trong chín tháng qua, có nơi vượt kế hoạch cả năm. "
    page = f"<html><body><article><h1>Chín tháng ở miền núi</h1><p>{text * 3}</p><p>{TITLE}</p><p>ĐVT: người</p><table>{cells}</table><p>{text * 2}</p></article></body></html>"
    assert [line for line in lines(page.encode(), "text/html") if line.startswith("▦")] == ROWS


# ---------------------------------------------------------------------- heads, bodies, pages


def test_headings_over_several_columns_become_paths():
    sheet = xlsx(
        {"Biểu 2": [
            ["TT", "Tỉnh/thành phố", "Năm 2022", None, "Năm 2023", None],
            [None, None, "Chỉ tiêu", "Thực hiện", "Chỉ tiêu", "Thực hiện"],
            [1, "Hòa Bình", 92, 92.5, 93, 93.1],
            [2, "Lai Châu", 95, 94.5, 95.5, 95.2],
        ]},
        merged={"Biểu 2": ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]},
    )  # fmt: skip
    assert lines(sheet, reports.XLSX)[-2] == (
        "▦ Biểu 2 | Tỉnh/thành phố: Hòa Bình | Năm 2022 – Chỉ tiêu: 92 | Năm 2022 – Thực hiện: 92,5 "
        "| Năm 2023 – Chỉ tiêu: 93 | Năm 2023 – Thực hiện: 93,1"
    )


def test_the_same_headings_without_merged_cells():
    text = "TT;Tỉnh;Năm 2022;;Năm 2023;\n;;Chỉ tiêu;Thực hiện;Chỉ tiêu;Thực hiện\n1;Hòa Bình;92;92,5;93;93,1\n2;Lai Châu;95;94,5;95,5;95,2\n"
    assert lines(text.encode(), reports.CSV)[0] == (
        "▦ Bảng 1 | Tỉnh: Hòa Bình | Năm 2022 – Chỉ tiêu: 92 | Năm 2022 – Thực hiện: 92,5 "
        "| Năm 2023 – Chỉ tiêu: 93 | Năm 2023 – Thực hiện: 93,1"
    )


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("head_again", [True, False])
def test_a_table_over_two_pages_is_one(ruled, head_again):
    if not ruled and not head_again:
        pytest.skip("without rules and without its head, the second half has nothing to be known by")
    made = Pdf().page().text(120, 60, TITLE).text(380, 80, "ĐVT: người")
    made.table(100, WIDTHS, [HEAD, *BODY[:3]], ruled=ruled)
    made.text(295, 815, "1").page().text(295, 815, "2")
    made.table(50, WIDTHS, [*([HEAD] if head_again else []), *BODY[1:]], ruled=ruled)
    made.text(50, 400, "Ghi chú: số liệu chưa trừ người dừng đóng.")
    found = lines(made.bytes(), reports.PDF)
    assert found[-6:] == [*ROWS[:3], *ROWS[1:]][-5:] + ["Ghi chú: số liệu chưa trừ người dừng đóng."]
    assert "1" not in found and "2" not in found


def test_sections_index_rows_blanks_and_footnotes():
    table = [
        [("TT", 1, "restart"), ("Đơn vị", 1, "restart"), ("BHXH tự nguyện", 2)],
        [("", 1, "continue"), ("", 1, "continue"), "Kế hoạch", "Thực hiện"],
        ["A", "B", "1", "2"],
        ["I", ("Miền núi", 3)],
        ["1", "Quan Sơn", "120", "-"],
        ["II", ("Đồng bằng", 3)],
        ["2", "Nga Sơn", "340", "352"],
        ["", "Tổng cộng", "460", "352"],
        [("(*) Quan Sơn chưa gửi số liệu.", 4)],
    ]
    assert lines(docx(["Bảng 3. Kết quả tháng 5/2023", table]), reports.DOCX)[1:] == [
        "▦ Bảng 3. Kết quả tháng 5/2023 | Đơn vị: Quan Sơn | Mục: Miền núi | BHXH tự nguyện – Kế hoạch: 120",
        "▦ Bảng 3. Kết quả tháng 5/2023 | Đơn vị: Nga Sơn | Mục: Đồng bằng | BHXH tự nguyện – Kế hoạch: 340 "
        "| BHXH tự nguyện – Thực hiện: 352",
        "▦ Bảng 3. Kết quả tháng 5/2023 | Đơn vị: Tổng cộng | BHXH tự nguyện – Kế hoạch: 460 "
        "| BHXH tự nguyện – Thực hiện: 352",
        "(*) Quan Sơn chưa gửi số liệu.",
    ]


def test_percents_of_a_sheet_are_printed_as_shown():
    sheet = [["Huyện", "Kế hoạch", "Tỷ lệ"], ["Quan Sơn", 120, 0.63671], ["Nga Sơn", 340, 1.0]]
    found = lines(xlsx({"S": sheet}, percents={"S": ["C"]}), reports.XLSX)
    assert [line.rpartition(": ")[2] for line in found] == ["63,7%", "100%"]


@pytest.mark.parametrize(
    ("code", "stored", "printed"),
    [
        ("0.0", 63.6971, "63,7"),
        ("#,##0.00_);(#,##0.00)", 63.6971, "63,7"),
        ("#,##0", 1249.6, "1.250"),
        ('0.0"%"', 63.6971, "63,7"),  # the sign is only printed: the value is no fraction
        ("0.00%", 0.636971, "63,7%"),
        ("[Red]0.000", 63.6971, "63,697"),
        ("General", 63.6971, "63,6971"),
        ("#,##0,", 12345.5, "12.345,5"),  # in thousands: not what is counted
        ("0", 0.25, "0,25"),  # shown as 0, which it is not
    ],
)
def test_a_number_has_the_decimals_that_are_shown(code, stored, printed):
    content = xlsx({"S": [["Huyện", "Tỷ lệ"], ["Quan Sơn", stored]]}, percents={"S": ["B"]})
    styles = zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml").decode()
    content = changed(content, "xl/styles.xml", styles.replace("0.0%", code.replace('"', "&quot;")))
    assert [line.rpartition(": ")[2] for line in lines(content, reports.XLSX)] == [printed]


def test_years_over_columns_in_the_xml_of_excel():
    sheet = [
        ["KẾT QUẢ NĂM 2022 VÀ 2023"],
        [("TT", 1, 2), ("Huyện", 1, 2), ("Năm 2022", 2, 1), ("Năm 2023", 2, 1)],
        ["Kế hoạch", "Tỷ lệ", "Kế hoạch", "Tỷ lệ"],
        [1, "Quan Sơn", 120, 0.63671, 130, 1.0],
    ]
    assert lines(excel_2003(sheet, percents=(3, 5)), reports.XLS)[-1] == (
        "▦ KẾT QUẢ NĂM 2022 VÀ 2023 | Huyện: Quan Sơn | Năm 2022 – Kế hoạch: 120 | Năm 2022 – Tỷ lệ: 63,7% "
        "| Năm 2023 – Kế hoạch: 130 | Năm 2023 – Tỷ lệ: 100%"
    )


def test_hidden_rows_and_columns_are_not_read():
    content = xlsx(
        {"S": [["Huyện", "Mã", "Kế hoạch"], ["Quan Sơn", 17, 120], ["Nga Sơn", 18, 340], ["Cũ", 19, 5]]}
    )
    sheet = zipfile.ZipFile(io.BytesIO(content)).read(SHEET_PATH).decode()
    sheet = sheet.replace('<row r="4"', '<row r="4" hidden="1"').replace(
        '<row r="3"', '<row r="3" hidden="1" outlineLevel="1"'
    )
    sheet = sheet.replace("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')
    assert lines(changed(content, SHEET_PATH, sheet), reports.XLSX) == [
        "▦ S | Huyện: Quan Sơn | Kế hoạch: 120",
        "▦ S | Huyện: Nga Sơn | Kế hoạch: 340",
    ]
    table = zipfile.ZipFile(
        io.BytesIO(ods([["Huyện", "Mã", "Kế hoạch"], ["Quan Sơn", 17, 120], ["Cũ", 19, 5]]))
    )
    rows = table.read("content.xml").decode().split("<table:table-row>")
    hidden = "<table:table-row>".join(rows[:3]) + '<table:table-row table:visibility="collapse">' + rows[3]
    content = changed(ods([["Huyện"]]), "content.xml", hidden)
    assert lines(content, reports.ODS) == ["▦ Biểu 1 | Huyện: Quan Sơn | Kế hoạch: 120"]


def test_a_hidden_row_with_numbers_is_told():
    content = xlsx(
        {"Quý III": [["Huyện", "Mã", "Kế hoạch"], ["Quan Sơn", 17, 120], ["Cũ", 19, 5], ["Ghi chú"]]}
    )
    sheet = zipfile.ZipFile(io.BytesIO(content)).read(SHEET_PATH).decode()
    sheet = sheet.replace('<row r="3"', '<row r="3" hidden="1"').replace(
        '<row r="4"', '<row r="4" hidden="1"'
    )
    content = changed(content, SHEET_PATH, sheet)
    capture = Capture(sha256="0" * 64, media_type=reports.XLSX, day=date(2026, 1, 1), archive_path="a.xlsx")
    reading = read_capture(capture, content)
    assert isinstance(reading.outcome, Document)
    [told] = reading.kept_out
    assert (told.kind, told.reason, told.quote) == ("figure", "hidden_row", "Cũ | 19 | 5")
    assert told.detail.startswith("row 3 of sheet 'Quý III' is hidden")
    assert told.document_id == reading.outcome.document_id


def test_a_second_table_of_a_sheet_below_its_caption():
    """Narrower than the signature block, under a line over its width; heads may be years."""
    rows = [
        ["Biểu 1. Số người tham gia (nghìn người)"],
        ["STT", "Chỉ tiêu", "Năm 2023", "Năm 2024", "So sánh", "Ghi chú"],
        [1, "BHXH tự nguyện", 12.9, 14.6, 1.7, ""],
        [2, "BHYT", 803.4, 818.9, 15.5, ""],
        [],
        ["TỔNG HỢP THEO ĐỊA BÀN XÃ, PHƯỜNG"],
        ["Mức đóng", "2023", "2024"],
        ["Hằng tháng", 3204, 3411],
        ["Ba tháng", 2978, 3050],
        ["NGƯỜI LẬP BIỂU", "", "", "", "", "GIÁM ĐỐC"],
    ]
    found = lines(xlsx({"S": rows}, merged={"S": ["A1:F1", "A6:C6"]}), reports.XLSX)
    assert [line for line in found if "Mức đóng" in line] == [
        "▦ TỔNG HỢP THEO ĐỊA BÀN XÃ, PHƯỜNG | Mức đóng: Hằng tháng | 2023: 3.204 | 2024: 3.411",
        "▦ TỔNG HỢP THEO ĐỊA BÀN XÃ, PHƯỜNG | Mức đóng: Ba tháng | 2023: 2.978 | 2024: 3.050",
    ]


def test_a_hidden_column_and_a_hidden_sheet_with_numbers_are_told():
    rows = [["Huyện", "Kế hoạch", "Ước", "Ghi chú"], ["Quan Sơn", 120, 131, "a"], ["Nga Sơn", 340, 352, "b"]]
    helper = [["Danh mục"], ["Huyện"], ["Xã"]]  # without numbers: nothing is lost by not reading it
    content = xlsx({"Biểu 1": rows, "Số cũ": rows[:2], "Danh mục": helper})
    archive = zipfile.ZipFile(io.BytesIO(content))
    sheet = archive.read(SHEET_PATH).decode()
    sheet = sheet.replace("<sheetData>", '<cols><col min="3" max="4" hidden="1"/></cols><sheetData>')
    content = changed(content, SHEET_PATH, sheet)
    book = archive.read("xl/workbook.xml").decode()
    for name in ("Số cũ", "Danh mục"):
        book = book.replace(f'<sheet name="{name}"', f'<sheet state="hidden" name="{name}"')
    content = changed(content, "xl/workbook.xml", book)
    capture = Capture(sha256="0" * 64, media_type=reports.XLSX, day=date(2026, 1, 1), archive_path="a.xlsx")
    reading = read_capture(capture, content)
    assert isinstance(reading.outcome, Document)
    assert "131" not in reading.outcome.text and "340" in reading.outcome.text
    assert [(told.reason, told.quote) for told in reading.kept_out] == [
        ("hidden_column", "Ước | 131 | 352"),
        ("hidden_sheet", "Huyện | Kế hoạch | Ước | Ghi chú | Quan Sơn | 120 | 131 | a"),
    ]
    assert reading.kept_out[0].detail.startswith("column C of sheet 'Biểu 1' is hidden")


def test_a_line_alone_is_what_a_report_says():
    line = "Đến 30/9/2025, huyện Quan Sơn có 357 người tham gia BHXH tự nguyện"
    assert lines(docx([line]), reports.DOCX) == [line]
    assert lines(xlsx({"Sheet1": [[line]]}), reports.XLSX) == [line]


def test_years_in_a_column_of_years_are_no_thousands():
    sheet = [["Tỉnh", "Năm", "Số người", "Mức"], ["Lào Cai", 2023, 2024, 15], ["Sơn La", 2024, 1950, 16]]
    assert lines(xlsx({"S": sheet}), reports.XLSX) == [
        "▦ S | Tỉnh: Lào Cai | Năm: 2023 | Số người: 2.024 | Mức: 15",
        "▦ S | Tỉnh: Sơn La | Năm: 2024 | Số người: 1.950 | Mức: 16",
    ]


def test_the_place_of_a_row_is_the_one_of_today():
    sheet = [
        ["STT", "Huyện cũ", "Xã, phường trước sáp nhập", "Xã, phường", "Tỷ lệ bao phủ BHYT (%)"],
        [1, "Yên Thành", "Các xã Hoa Thành, Đồng Thành", "Xã Yên Thành", 95.2],
        [2, "TP Vinh", "Các phường Hưng Bình, Lê Mao", "Phường Thành Vinh", 97],
    ]
    rows = [line.split(" | ")[1] for line in lines(xlsx({"S": sheet}), reports.XLSX)]
    assert rows == ["Xã, phường: Xã Yên Thành", "Xã, phường: Phường Thành Vinh"]


def test_the_head_of_a_decision():
    page = Pdf().page()
    head = [
        ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("TỈNH LỘC HÀ", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 66/2025/QĐ-UBND", "Lộc Hà, ngày 24 tháng 12 năm 2025"),
    ]
    for n, (left, right) in enumerate(head):
        page.text(40, 40 + 20 * n, left).text(280, 40 + 20 * n, right)
    rest = [
        "QUYẾT ĐỊNH",
        "Ban hành chỉ tiêu bảo hiểm y tế hộ gia đình",
        "và bảo hiểm xã hội tự nguyện trên địa bàn tỉnh",
        "ỦY BAN NHÂN DÂN TỈNH LỘC HÀ",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    ]
    for n, line in enumerate(rest):
        page.text(60, 130 + 24 * n, line)
    document = read(page.bytes(), reports.PDF)
    assert isinstance(document, Document)
    assert document.publisher == "ỦY BAN NHÂN DÂN TỈNH LỘC HÀ"
    assert document.title == (
        "QUYẾT ĐỊNH Ban hành chỉ tiêu bảo hiểm y tế hộ gia đình "
        "và bảo hiểm xã hội tự nguyện trên địa bàn tỉnh"
    )


def test_percents_and_hidden_rows_of_xls_and_percents_of_ods():
    rows = [["Huyện", "Kế hoạch", "Đạt"], ["Quan Sơn", 120, 0.63671], ["Cũ", 9, 0.5], ["Nga Sơn", 340, 1.0]]
    assert lines(xls(rows, "Sheet1", percents=[2], hidden=[2]), reports.XLS) == [
        "▦ Bảng 1 | Huyện: Quan Sơn | Kế hoạch: 120 | Đạt: 63,7%",
        "▦ Bảng 1 | Huyện: Nga Sơn | Kế hoạch: 340 | Đạt: 100%",
    ]
    content = ods(rows[:2], "Sheet1")
    text = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    text = text.replace(
        '"float" office:value="0.63671"/>',
        '"percentage" office:value="0.63671"><text:p>63.67%</text:p></table:table-cell>',
    )
    assert lines(changed(content, "content.xml", text), reports.ODS) == [
        "▦ Bảng 1 | Huyện: Quan Sơn | Kế hoạch: 120 | Đạt: 63,67%"
    ]


def test_merged_cells_of_ods():
    content = ods(
        [
            ["Vùng", "Tỉnh", "Số người"],
            ["Tây Bắc", "Lai Châu", 24],
            ["gộp", "Sơn La", 49],
            ["Tây Nguyên", "Gia Lai", 66],
        ]
    )
    text = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    text = text.replace(
        '<table:table-cell office:value-type="string"><text:p>gộp</text:p></table:table-cell>',
        "<table:covered-table-cell/>",
    )
    text = text.replace(
        'office:value-type="string"><text:p>Tây Bắc',
        'table:number-rows-spanned="2" office:value-type="string"><text:p>Tây Bắc',
    )
    assert lines(changed(content, "content.xml", text), reports.ODS)[1] == (
        "▦ Biểu 1 | Tỉnh: Sơn La | Vùng: Tây Bắc | Số người: 49"
    )


def test_hidden_arithmetic_of_a_sheet_is_not_printed():
    found = lines(
        xlsx({"S": [["Huyện", "Nghìn người"], ["A Lưới", 14.723999999999998], ["Phú Lộc", 2338.0]]}),
        reports.XLSX,
    )
    assert [line.rpartition(": ")[2] for line in found] == ["14,724", "2.338"]


def test_the_letterhead_gives_office_and_day_and_the_motto_goes():
    head = [
        [("BẢO HIỂM XÃ HỘI VIỆT NAM", 1), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1)],
        [("BẢO HIỂM XÃ HỘI TỈNH LÀO CAI", 1), ("Độc lập - Tự do - Hạnh phúc", 1)],
        [("Số: 215/BC-BHXH", 1), ("Lào Cai, ngày 12 tháng 10 năm 2022", 1)],
    ]
    document = read(
        docx(
            [
                head,
                "BÁO CÁO",
                "Tình hình thực hiện chỉ tiêu chín tháng năm 2022",
                "Đến hết tháng 9/2022, toàn tỉnh có 31.200 người tham gia BHXH tự nguyện.",
            ]
        ),
        reports.DOCX,
    )
    assert document.title == "BÁO CÁO Tình hình thực hiện chỉ tiêu chín tháng năm 2022"
    assert document.publisher == "BẢO HIỂM XÃ HỘI TỈNH LÀO CAI"
    assert document.published_at.date() == date(2022, 10, 12)
    assert "CỘNG HÒA" not in document.text


@pytest.mark.parametrize("stamped", [True, False])
def test_number_and_day_of_a_letter_may_be_stamped_on_it(stamped):
    """What it is about stands below its number, beside the day, in lines of their own."""
    number, day, month = ("     ",) * 3 if stamped else ("3215", " 07 ", " 11 ")
    letter = (
        Pdf()
        .page()
        .text(60, 50, "BẢO HIỂM XÃ HỘI TỈNH LỘC HÀ")
        .text(310, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        .text(100, 80, f"Số: {number}/BHXH-TST")
        .text(330, 82, f"Lộc Hà, ngày {day} tháng {month} năm 2024")
        .text(60, 95, "V/v ra quân phát triển người tham gia")
        .text(60, 108, "BHXH tự nguyện theo Kế hoạch")
        .text(110, 121, "64/KH-BHXH")
        .text(90, 150, "Kính gửi: BHXH các huyện")
        .text(
            60,
            180,
            "Tỉnh còn thiếu 2.310 người so với kế hoạch, BHXH các huyện ra quân từ ngày 15 tháng này.",
        )
    )
    if stamped:
        letter.stamp(120.5, 80, "3215").stamp(400, 82, "07").stamp(467, 82, "11")
    document = read(letter.bytes(), reports.PDF)
    about = "V/v ra quân phát triển người tham gia BHXH tự nguyện theo Kế hoạch 64/KH-BHXH"
    assert document.title == document.text.split("\n")[0] == about
    assert document.published_at.date() == date(2024, 11, 7)
    assert document.publisher == "BẢO HIỂM XÃ HỘI TỈNH LỘC HÀ"
    assert "Số: 3215" in document.text


def test_a_title_may_end_with_its_units():
    table = [["Huyện", "Kế hoạch"], ["Ea Kar", "1.050"], ["Krông Pắc", "1.200"]]
    document = read(docx(["BHXH TỈNH ĐẮK LẮK", "KẾT QUẢ ĐẾN 31/12/2022 (ĐVT: người)", table]), reports.DOCX)
    assert document.title == "KẾT QUẢ ĐẾN 31/12/2022 (ĐVT: người)"
    assert (
        document.text.split("\n")[-1]
        == "▦ KẾT QUẢ ĐẾN 31/12/2022 (ĐVT: người) | Huyện: Krông Pắc | Kế hoạch: 1.200"
    )


def test_lines_of_a_pdf_become_paragraphs():
    made = Pdf().page()
    for number, line in enumerate([
        "Đến hết tháng 9 năm 2023, toàn tỉnh có 31.200 người tham gia BHXH tự nguyện, tăng 1.150 người so",
        "với cùng kỳ năm trước, đạt 92,4% kế hoạch.",
        "Các huyện tiếp tục ra quân trong tháng 10.",
    ]):  # fmt: skip
        made.text(60, 100 + 14 * number, line, 9)
    assert lines(made.bytes(), reports.PDF) == [
        "Đến hết tháng 9 năm 2023, toàn tỉnh có 31.200 người tham gia BHXH tự nguyện, tăng 1.150 người so với cùng kỳ năm trước, đạt 92,4% kế hoạch.",
        "Các huyện tiếp tục ra quân trong tháng 10.",
    ]


def test_a_report_typed_with_old_fonts_is_read():
    back = {read: written for written, read in legacy._TCVN3.items()}
    old = [
        "".join(back.get(c, c) for c in text)
        for text in (
            "Kết quả vận động tháng 6/2008",
            "Toàn huyện có 1.250 người tham gia bảo hiểm xã hội tự nguyện, đạt kế hoạch được giao.",
        )
    ]
    assert lines(docx(old, font=".VnTime"), reports.DOCX)[1].startswith(
        "Toàn huyện có 1.250 người tham gia bảo hiểm"
    )
    assert lines(docx(old), reports.DOCX)[1].startswith("Toàn huyện có 1.250 người tham gia bảo hiểm")


def test_a_workbook_typed_with_old_fonts_is_read():
    """ư of TCVN3 is a soft hyphen, which cleaning drops."""
    back = {read: written for written, read in legacy._TCVN3.items()}
    table = [["Kết quả vận động người tham gia đến 30/6/2008"], ["TT", "Huyện", "Số người được vận động"],
             [1, "Huyện Nghĩa Hưng", 310], [2, "Huyện Giao Thủy", 280]]  # fmt: skip
    old = [["".join(back.get(c, c) for c in v) if isinstance(v, str) else v for v in row] for row in table]
    assert lines(xls(old), reports.XLS)[-2] == (
        "▦ Kết quả vận động người tham gia đến 30/6/2008 | Huyện: Huyện Nghĩa Hưng | Số người được vận động: 310"
    )


def parts_of_docx(body: str) -> list[str]:
    content = docx([""])
    text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    start, end = text.index("<w:body>") + 8, text.index("</w:body>")
    return lines(changed(content, "word/document.xml", text[:start] + body + text[end:]), reports.DOCX)


def test_changes_marks_and_tables_in_tables_of_a_docx():
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    def row(*cells: str, properties: str = "") -> str:
        made = "".join(f"<w:tc><w:tcPr/><w:p>{cell}</w:p></w:tc>" for cell in cells)
        return f"<w:tr>{properties}{made}</w:tr>"

    raised = '<w:vertAlign w:val="superscript"/>'
    deleted = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
    changed_cell = f'<w:del w:id="2" w:author="a"><w:r><w:delText>860</w:delText></w:r></w:del><w:ins w:id="3" w:author="a">{run("868")}</w:ins>'
    inner = (
        "<w:tbl>"
        + row(run("Huyện"), run("Kế hoạch"))
        + row(
            run("Quan Sơn") + run("(1)", raised), run("1.250") + run("2", raised) + run("ẩn", "<w:vanish/>")
        )
        + row(run("Cũ"), run("5"), properties=deleted)
        + row(run("Nga Sơn"), changed_cell)
        + "</w:tbl>"
    )
    outer = f"<w:tbl><w:tr><w:tc><w:tcPr/>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    area = f"<w:p>{run('Rộng 12 km')}{run('2', raised)}{run(' đất bãi ven sông.')}</w:p>"
    assert parts_of_docx(outer + area) == [
        "▦ Bảng 1 | Huyện: Quan Sơn | Kế hoạch: 1.250",
        "▦ Bảng 1 | Huyện: Nga Sơn | Kế hoạch: 868",
        "Rộng 12 km2 đất bãi ven sông.",
    ]


def test_raised_marks_of_footnotes_are_no_digits():
    """`1.250¹` is no 1.2501, in whatever format."""
    head, small = ["Huyện", "Kế hoạch", "Đã đạt"], 6
    made = Pdf().page().text(50, 40, "KẾT QUẢ NĂM 2023 CỦA TỈNH, ĐVT: NGƯỜI")
    made.table(60, [150, 90, 90], [head, ["Quan Sơn", "", "96"], ["Nga Sơn", "340", "352"]], size=10)
    made.text(240, 86, "1.250").text(265, 83, "1", small)  # each letter of the font is half its size wide
    rows = [head, ["Quan Sơn", "1.250①", "96"], ["Nga Sơn", "340", "352"]]
    edges = r"\trowd\cellx2000\cellx4000\cellx6000 "
    rtf = "".join(edges + "".join(rf"\intbl {cell}\cell " for cell in row) + r"\row " for row in rows)
    rtf = rtf.replace("①", r"{\super 1}")
    rtf = "".join(c if c.isascii() else rf"\u{ord(c)}?" for c in rtf)
    found = [
        lines(made.bytes(), reports.PDF),
        lines(
            doc(["Kết quả năm 2023 của tỉnh", rows], raised="①").replace("①".encode("utf-16-le"), b"1\0"),
            reports.DOC,
        ),
        lines(rf"{{\rtf1\ansi {rtf}\pard Xong\par}}".encode(), reports.RTF),
    ]
    for text in found:
        assert any("Huyện: Quan Sơn | Kế hoạch: 1.250 | Đã đạt: 96" in line for line in text)


def test_several_tables_of_a_sheet_with_and_without_a_blank_row_between():
    for blank in ([], [[None]]):
        sheet = [
            ["1. BHXH tự nguyện (ĐVT: người)"],
            ["STT", "Huyện", "Kế hoạch", "Thực hiện"],
            [1, "Quan Sơn", 110, 98],
            [None, "Cộng", 110, 98],
            *blank,
            ["2. BHYT hộ gia đình (ĐVT: người)"],
            ["STT", "Huyện", "Thực hiện", "Còn phải thực hiện"],
            [1, "Quan Sơn", 140, 11],
        ]
        assert lines(xlsx({"Sheet1": sheet}), reports.XLSX)[-1] == (
            "▦ 2. BHYT hộ gia đình (ĐVT: người) | Huyện: Quan Sơn | Thực hiện: 140 | Còn phải thực hiện: 11"
        )


def test_names_and_numbers_without_a_head():
    pairs = [["Số người tham gia mới", "27 người"], ["Số tổ tuyên truyền:", "12 tổ"]]
    assert lines(docx(["Kết quả buổi ra quân ngày 16/11/2024", pairs]), reports.DOCX)[1:] == [
        "▦ Kết quả buổi ra quân ngày 16/11/2024 | Nội dung: Số người tham gia mới | Số lượng: 27 người",
        "▦ Kết quả buổi ra quân ngày 16/11/2024 | Nội dung: Số tổ tuyên truyền | Số lượng: 12 tổ",
    ]


def test_a_table_in_a_cell_of_a_doc():
    inner = [["Huyện", "Kế hoạch"], ["Krông Pắc", "1.200"], ["Ea Kar", "1.050"]]
    content = doc(["Kết quả năm 2022 của tỉnh", [["Nhóm 1"], [inner]], "Hết tháng này có thêm một nhóm."])
    assert lines(content, reports.DOC) == [
        "Kết quả năm 2022 của tỉnh",
        "▦ Kết quả năm 2022 của tỉnh | Huyện: Krông Pắc | Kế hoạch: 1.200",
        "▦ Kết quả năm 2022 của tỉnh | Huyện: Ea Kar | Kế hoạch: 1.050",
        "Nhóm 1",
        "Hết tháng này có thêm một nhóm.",
    ]


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>Biểu số 02</w:t></w:r></w:p></w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    twice = f"<mc:AlternateContent {compatible}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    rest = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("BHXH TỈNH PHÚ THỌ", "KẾT QUẢ THÁNG 5", "Toàn tỉnh có 96 người.")
    )
    assert parts_of_docx(f"<w:p><w:r>{twice}</w:r></w:p>{rest}") == [
        "KẾT QUẢ THÁNG 5", "Biểu số 02", "BHXH TỈNH PHÚ THỌ", "Toàn tỉnh có 96 người.",
    ]  # fmt: skip


# ---------------------------------------------------------------------- the form of a line


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(caption=cells, row=st.lists(st.tuples(cells, cells), min_size=2, max_size=6), before=cells)
def test_a_row_comes_back_from_its_line(caption, row, before):
    line = table_lines.write_row(caption, row)
    text = f"{before.replace('▦', '')}\n{line}\nSau bảng."
    found = list(table_lines.read_rows(text))
    written = [cell for _, cell in row if table_lines._plain(cell)]
    if len(written) < 2:
        return
    assert [cell.text for cell in found[0].cells] == [table_lines._plain(cell) for cell in written]
    for cell in found[0].cells:
        assert text[cell.start : cell.end] == cell.text
    blank = table_lines.without_rows(text)
    assert len(blank) == len(text) and blank.endswith("\nSau bảng.") and "▦" not in blank


# ---------------------------------------------------------------------- what is refused


def changed(content: bytes, name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in source.namelist():
            made.writestr(member, text if member == name else source.read(member))
    return buffer.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
GOOD = {
    name: EVERY[name][0] for name in ("xlsx", "xls", "ods", "docx", "ruled pdf", "xls of 2003", "doc of 2003")
}
SHEET_PATH = "xl/worksheets/sheet1.xml"
LOCK = struct.pack("<HH", 0x2F, 54) + bytes(54)
XLS_STREAM = olefile.OleFileIO(GOOD["xls"]).openstream("Workbook").read()
MANIFEST = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


def test_a_workbook_with_a_word_file_in_it():
    embedded = "Root WordDocument".encode("utf-16-le") + bytes(5000)
    content = compound({"Workbook": XLS_STREAM, "MBD01": embedded})
    for stated in (reports.XLS, reports.DOC):
        assert lines(content, stated) == lines(GOOD["xls"], reports.XLS)


REFUSED = {
    "a locked xls": (compound({"Workbook": XLS_STREAM[:20] + LOCK + XLS_STREAM[20:]}), reports.XLS, "encrypted_file"),
    "a locked ods": (changed(GOOD["ods"], "META-INF/manifest.xml", MANIFEST.decode()), reports.ODS, "encrypted_file"),
    "cut pdf": (GOOD["ruled pdf"][:1000], reports.PDF, "damaged_file"),
    "noise as pdf": (b"%PDF-1.4\n" + random.Random(7).randbytes(3000), reports.PDF, "damaged_file"),
    "a picture as pdf": (png(), reports.PDF, "damaged_file"),
    "a scan": (Pdf().page().rule(50, 50, 500, 50).page().rule(50, 50, 500, 50).bytes(), reports.PDF, "scan_without_text"),
    "cut xlsx": (GOOD["xlsx"][:600], reports.XLSX, "damaged_file"),
    "noise as xlsx": (b"PK\x03\x04" + random.Random(7).randbytes(3000), reports.XLSX, "damaged_file"),
    "a locked xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, reports.XLSX, "encrypted_file"),
    "a bomb": (changed(GOOD["xlsx"], SHEET_PATH, "<a>" + " " * 101_000_000 + "</a>"), reports.XLSX, "too_large"),
    "a far corner": (changed(GOOD["xlsx"], SHEET_PATH, f'<worksheet {MAIN}><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'), reports.XLSX, "too_large"),
    "entities": (changed(GOOD["xlsx"], SHEET_PATH, f'<!DOCTYPE a [<!ENTITY a "x">]><worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>&b;</v></c></row></sheetData></worksheet>'), reports.XLSX, "damaged_file"),
    "rows without end in ods": (changed(GOOD["ods"], "content.xml", zipfile.ZipFile(io.BytesIO(GOOD["ods"])).read("content.xml").decode().replace("<table:table-row>", '<table:table-row table:number-rows-repeated="900000">')), reports.ODS, "too_large"),
    "cut xls": (GOOD["xls"][:1500], reports.XLS, "damaged_file"),
    "cut xml of excel": (excel_2003(SHEET)[:900], reports.XLS, "damaged_file"),
    "a far corner in the xml of excel": (excel_2003(SHEET).replace(b"<Row>", b'<Row ss:Index="2000000">', 1), reports.XLS, "too_large"),
    "cut xml of word": (word_2003([TITLE])[:-40], reports.DOC, "damaged_file"),
    "an empty sheet": (xlsx({"S": [[]]}), reports.XLSX, "no_article"),
    "cut docx": (GOOD["docx"][:-100], reports.DOCX, "damaged_file"),
    "broken docx": (changed(GOOD["docx"], "word/document.xml", "<w:document>"), reports.DOCX, "damaged_file"),
    "noise as csv": (random.Random(7).randbytes(3000), reports.CSV, "unreadable_text"),
    "a csv without end": (b"TT,Huyen,So\n" + b"1,Nga Son,12\n" * 30_000, reports.CSV, "too_large"),
    "an open quotation mark": (b'"' + b"a,b\n" * 50_000, reports.CSV, "damaged_file"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_why(name):
    content, media_type, reason = REFUSED[name]
    found = read(content, media_type)
    assert isinstance(found, Rejection)
    assert found.reason == reason
    assert "báo cáo" in found.detail and len(found.detail) > 40


def test_a_pdf_of_too_many_pages_is_refused():
    made = Pdf()
    for _ in range(201):
        made.page().text(
            50, 50, "Toàn tỉnh có 12.000 người tham gia BHXH tự nguyện, đạt kế hoạch năm được giao."
        )
    assert read(made.bytes(), reports.PDF).reason == "too_large"


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_anywhere_is_read_or_refused(name, share):
    content, media_type = EVERY[name]
    found = read(content[: int(len(content) * share)], media_type)
    assert isinstance(found, Rejection | Document)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_with_broken_bytes_is_read_or_refused(name):
    content, media_type = EVERY[name]
    for at in range(40, len(content), max(1, len(content) // 25)):
        broken = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        assert isinstance(read(broken, media_type), Rejection | Document)
