"""Which place a figure speaks of: what takes over from sentence to sentence, and what only stands by.

All sentences were written for these tests.
"""

import pytest

from extractors.language.figures import extract
from tests.extractors.language.test_figures import document

TITLE = "Thanh Hóa ra quân\n"


def places_of(text: str) -> dict[str, str | None]:
    """number → place_text of its row."""
    return {f.number_text: f.place_text for f in extract(document(text)).figures}


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # a list of sisters without figures does not say which of them is spoken of next
        (
            "Huyện Cẩm Thủy họp. Các tổ đi về các xã Cẩm Tú, Cẩm Vân và Cẩm Thạch. "
            "Trong ngày, đã có 64 người tham gia BHXH tự nguyện.",
            "64",
            "Huyện Cẩm Thủy",
        ),
        # a look aside at a part
        (
            "Toàn tỉnh có 9.870 người tham gia BHXH tự nguyện. Riêng Ngọc Lặc có 975 người. "
            "Số người tham gia BHYT hộ gia đình là 23.950.",
            "23.950",
            "Thanh Hóa",
        ),
        # who pays is not who takes part
        (
            "Tại huyện Cẩm Thủy có 21.300 người tham gia BHYT. Tỉnh hỗ trợ thêm 20% mức đóng. "
            "Sau một tháng, có thêm 1.846 người tham gia BHYT.",
            "1.846",
            "huyện Cẩm Thủy",
        ),
        # who set the goal
        (
            "Huyện Cẩm Thủy họp. Mục tiêu 5.400 người tham gia BHXH tự nguyện mà tỉnh đặt ra là cao.",
            "5.400",
            "Thanh Hóa",
        ),
        # what stands behind a semicolon has its own number
        (
            "Mỗi xã vận động ít nhất 12 người tham gia BHXH tự nguyện; huyện Cẩm Thủy 150 người.",
            "12",
            "Thanh Hóa",
        ),
        # between a name and its number
        (
            "Phường Hạc Thành, trung tâm của tỉnh, còn khoảng 3.700 người chưa tham gia BHYT.",
            "3.700",
            "Phường Hạc Thành",
        ),
        # both yardsticks of a rank
        (
            "Huyện Cẩm Thủy đứng thứ ba sau huyện Ngọc Lặc và huyện Như Xuân với 97,2% dân số tham gia BHYT.",
            "97,2%",
            "Huyện Cẩm Thủy",
        ),
        # agencies of several units
        (
            "Bưu điện huyện Ngọc Lặc họp. Mỗi bưu điện huyện đạt 150 người tham gia BHXH tự nguyện.",
            "150",
            "Bưu điện huyện Ngọc Lặc",
        ),
    ],
)
def test_the_place_of_a_figure(text, number, place):
    found = places_of(TITLE + text)[number]
    assert found and found.removeprefix("tỉnh ") in place, found


def test_places_in_order_may_stand_in_the_sentence_before():
    text = TITLE + (
        "Chỉ tiêu giao cho huyện Cẩm Thủy là 40 người tham gia BHXH tự nguyện, huyện Ngọc Lặc 25 người. "
        "Kết quả lần lượt là 47 và 29 người."
    )
    found = places_of(text)
    assert (found["47"], found["29"]) == ("huyện Cẩm Thủy", "huyện Ngọc Lặc")


def test_the_former_unit_holds_for_no_further_paragraph_and_is_not_what_tinh_means():
    text = (
        "Khánh Hòa ra quân\n"
        "Tỉnh Khánh Hòa có 94,1% dân số tham gia BHYT; khu vực Ninh Thuận cũ có 11.940 người tham gia BHXH "
        "tự nguyện. Tỉnh phấn đấu đạt 42.800 người tham gia BHXH tự nguyện.\n"
        "Chiến dịch đặt mục tiêu 9.000 người tham gia BHYT hộ gia đình."
    )
    found = places_of(text)
    assert "Ninh Thuận" in found["11.940"]
    assert "Khánh Hòa" in found["42.800"] and "Khánh Hòa" in found["9.000"]


def test_a_place_named_in_passing_holds_for_no_further_paragraph_of_an_article_without_a_place():
    text = (
        "Hỏi chuyện một chuyên gia\n"
        "Ở Thái Bình, 70% dân số tham gia BHYT. Ở Lào Cai, tỷ lệ bao phủ BHYT là 95%.\n"
        "Hiện vẫn còn 10% học sinh chưa tham gia BHYT."
    )
    assert places_of(text)["10%"] is None


def test_an_ellipsis_is_called_by_the_full_name():
    text = (
        "Côn Đảo về đích sớm\nCôn Đảo là đặc khu của TP.HCM. Theo UBND đặc khu, 98,9% dân số tham gia BHYT."
    )
    figure = next(f for f in extract(document(text, "2025-12-18")).figures if f.number_text == "98,9%")
    assert figure.place_text == "đặc khu Côn Đảo"


def test_the_national_assembly_speaks_for_the_country_though_provinces_are_named():
    text = (
        "Quốc hội bàn về bảo hiểm xã hội\n"
        "Đại biểu đoàn Đồng Nai nêu ý kiến. Cả nước đã bàn nhiều. Đại biểu đoàn Đồng Nai nói tiếp.\n"
        "Trong kỳ có 1,3 triệu người tham gia BHXH."
    )
    assert places_of(text)["1,3 triệu"] == "Việt Nam"
