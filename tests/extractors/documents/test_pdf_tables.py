"""Tables of PDFs without rules, whose headings and names take several lines; rows cut by a page's end."""

from collections.abc import Sequence

import pytest

from extractors.documents import reports
from tests.extractors.documents.made_files import Pdf
from tests.extractors.documents.test_reports import lines

LINE, SIZE = 12, 9


def draw(
    page: Pdf, y: float, widths: Sequence[float], rows: Sequence[Sequence[str]], align: str, gap: float
) -> float:
    """Rows of cells whose lines are parted by `\\n`, `gap` points between rows. Returns where they end."""
    for row in rows:
        height = max(cell.count("\n") + 1 for cell in row) * LINE
        x = 50.0
        for cell, width in zip(row, widths, strict=True):
            parts = cell.split("\n")
            room = height - LINE * len(parts)
            top = y + {"top": 0, "middle": room / 2, "bottom": room}[align]
            for number, part in enumerate(parts):
                right = x + width - 4 - len(part) * SIZE * 0.5
                page.text(
                    right if width == 90 and part[:1].isdigit() else x, top + LINE * number + SIZE, part, SIZE
                )
            x += width
        y += height + gap
    return y


WIDTHS = [30, 170, 90, 90, 90]
HEAD = [
    "TT",
    "Đơn vị hành chính,\ntổ dịch vụ thu",
    "Kế hoạch\nnăm 2024\n(người)",
    "Thực hiện\nđến 30/6",
    "Tỷ lệ hoàn\nthành (%)",
]
BODY = [
    ["1", "Xã Phú Lương và Phú Sơn nhập\ntừ tháng một năm 2024", "358", "260", "72,6"],
    ["2", "Thị trấn Mỏ Sắt", "217", "152", "70,0"],
    ["3", "Tổ dịch vụ thu số 3 bưu điện\nxã Đồng Tâm, xã Tân Thành và\nphiên chợ", "726", "483", "66,5"],
    ["4", "Xã Hạ Long", "1.612", "307", "19,0"],
    ["", "Toàn huyện", "2.913", "1.202", "41,3"],
]  # fmt: skip
TITLE = "KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN SÁU THÁNG"


def row(cells: Sequence[str], caption: str = TITLE) -> str:
    head = [cell.replace("\n", " ") for cell in HEAD]
    said = zip(head[1:], cells[1:], strict=True)
    return " | ".join([f"▦ {caption}", *(f"{h}: {cell}".replace("\n", " ") for h, cell in said if cell)])


@pytest.mark.parametrize("gap", [0, 6])
@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
def test_names_and_headings_of_several_lines(align, gap):
    page = Pdf().page().text(120, 60, TITLE)
    end = draw(page, draw(page, 90, WIDTHS, [HEAD], align, gap + 3), WIDTHS, BODY, align, gap)
    page.text(50, end + 30, "Ghi chú: số liệu chưa trừ người dừng đóng.")
    found = lines(page.bytes(), reports.PDF)
    assert [line for line in found if line.startswith("▦")] == [row(cells) for cells in BODY]
    assert found[-1] == "Ghi chú: số liệu chưa trừ người dừng đóng."


def test_a_line_between_rows_stays_one():
    section = ["", "II. Khối xã", "", "", ""]
    page = Pdf().page().text(120, 60, TITLE)
    draw(
        page,
        draw(page, 90, WIDTHS, [HEAD], "middle", 9),
        WIDTHS,
        [*BODY[:2], section, *BODY[2:4]],
        "middle",
        5,
    )
    found = [line for line in lines(page.bytes(), reports.PDF) if line.startswith("▦")]
    assert found[:2] == [row(cells) for cells in BODY[:2]]
    assert [line.replace(" | Mục: II. Khối xã", "") for line in found[2:]] == [
        row(cells) for cells in BODY[2:4]
    ]


@pytest.mark.parametrize("head_again", [True, False])
def test_a_ruled_row_cut_by_the_end_of_a_page(head_again):
    head = ["TT", "Đơn vị", "Kế hoạch", "Thực hiện"]
    widths = [30, 140, 90, 90]
    page = Pdf().page().text(120, 60, TITLE)
    page.table(90, widths, [head, ["1", "Xã Hạ Long", "726", "483"], ["2", "BHXH cơ sở", "358", "260"]])
    page.page()
    rest = [["", "Thịnh Nghĩa", "", ""], ["3", "Xã Tân", "217", "152"]]
    rest += [["", "Khối cơ quan", "", ""], ["4", "Sở", "9", "8"]]
    page.table(50, widths, [*([head] if head_again else []), *rest])
    found = [line.split(" | ")[1:] for line in lines(page.bytes(), reports.PDF) if line.startswith("▦")]
    assert found == [
        ["Đơn vị: Xã Hạ Long", "Kế hoạch: 726", "Thực hiện: 483"],
        ["Đơn vị: BHXH cơ sở Thịnh Nghĩa", "Kế hoạch: 358", "Thực hiện: 260"],
        ["Đơn vị: Xã Tân", "Kế hoạch: 217", "Thực hiện: 152"],
        ["Đơn vị: Sở", "Mục: Khối cơ quan", "Kế hoạch: 9", "Thực hiện: 8"],
    ]


def test_two_tables_with_a_paragraph_between():
    head, widths = ["", "Địa bàn", "Quý I", "Quý II", "Quý III"], [1, 180, 90, 90, 90]
    first = [["", f"Xã số {n}", f"1{n}", f"2{n}", f"3{n}"] for n in range(1, 5)]
    other_head = ["", "Lực lượng", "Nhân viên", "Người mới", "Người cũ"]
    other = [
        ["", "Bưu điện xã", "11", "158", "77"],
        ["", "Cán bộ không chuyên trách\nthôn, buôn", "57", "116", "9"],
        ["", "Y tế thôn", "27", "185", "4"],
    ]
    page = Pdf().page().text(50, 60, TITLE)
    end = draw(page, 90, widths, [head, *first], "middle", 4)
    page.text(
        50, end + 10, "2. Mạng lưới nhân viên thu được kiện toàn, ưu tiên người nói tiếng dân tộc và cán bộ"
    )
    page.text(50, end + 22, "thôn, buôn của các xã:")
    end = draw(page, end + 30, widths, [other_head, *other], "middle", 4)
    page.text(50, end + 10, "Kiến nghị cấp thêm kinh phí.")
    found = lines(page.bytes(), reports.PDF)
    assert [line.split(" | ")[1] for line in found if line.startswith("▦")] == [
        *(f"Địa bàn: Xã số {n}" for n in range(1, 5)),
        "Lực lượng: Bưu điện xã",
        "Lực lượng: Cán bộ không chuyên trách thôn, buôn",
        "Lực lượng: Y tế thôn",
    ]
    assert found[-1] == "Kiến nghị cấp thêm kinh phí."


@pytest.mark.parametrize("turned", ["0 1 -1 0", "0 -1 1 0"])
def test_headings_that_run_up_or_down_the_page(turned):
    made = Pdf().page().text(50, 40, "KẾT QUẢ BHXH TỰ NGUYỆN NĂM 2022, ĐVT: NGƯỜI")
    rows = [
        ["TT", "Huyện", "", "", ""],
        ["1", "Sìn Hồ", "1.120", "987", "88,1"],
        ["2", "Mường Tè", "640", "701", "109,5"],
    ]
    made.table(60, [30, 120, 60, 60, 60], rows, height=70)
    for number, heading in enumerate(["Kế hoạch", "Thực hiện", "Tỷ lệ đạt"]):
        up = turned.startswith("0 1")
        made.text(230 + 60 * number, 125 if up else 70, heading, 9, turned)
    found = lines(made.bytes(), reports.PDF)
    assert found[-1].endswith("| Huyện: Mường Tè | Kế hoạch: 640 | Thực hiện: 701 | Tỷ lệ đạt: 109,5")


def test_a_heading_over_some_columns_does_not_reach_those_beside_it():
    made = Pdf().page().text(50, 40, "KẾT QUẢ BHYT NĂM 2022, ĐVT: NGƯỜI")
    rows = [
        ["", ("BHYT hộ gia đình", 2, 1), ""],
        ["Huyện", "Kế hoạch", "Thực hiện", "Học sinh"],
        ["Mỹ Tú", "31.204", "32.110", "12.450"],
        ["Long Phú", "28.110", "27.934", "11.006"],
        ["Kế Sách", "45.870", "44.999", "18.220"],
    ]
    made.table(110, [120, 100, 100, 100], rows, ruled=False)
    assert lines(made.bytes(), reports.PDF)[-1].endswith(
        "| Huyện: Kế Sách | BHYT hộ gia đình – Kế hoạch: 45.870 | BHYT hộ gia đình – Thực hiện: 44.999 "
        "| Học sinh: 18.220"
    )
