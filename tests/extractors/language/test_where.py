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
        # said between two commas of the place before them
        (
            "Phường Hạc Thành, nơi đặt trụ sở tỉnh, đạt 95,7% dân số tham gia BHYT.",
            "95,7%",
            "Phường Hạc Thành",
        ),
        # in which part of the province it lies, or that it is of the same
        ("Xã Mường Lát ở phía Tây tỉnh đạt 94% dân số tham gia BHYT.", "94%", "Xã Mường Lát"),
        ("Huyện Nga Sơn cùng tỉnh có 2.010 người tham gia BHXH tự nguyện.", "2.010", "Huyện Nga Sơn"),
        # who hands the target on to those below has the number; who was made one with another is passed by
        (
            "Thị xã Nghi Sơn giao chỉ tiêu đến từng thôn, nên có 106 người tham gia BHXH tự nguyện.",
            "106",
            "Thị xã Nghi Sơn",
        ),
        (
            "Sau khi Nga Sơn và Hậu Lộc về một nhà, toàn tỉnh có 96.100 người tham gia BHXH tự nguyện.",
            "96.100",
            "Thanh Hóa",
        ),
        # what an office looks after ends with the dash
        (
            "BHXH khu vực VI - đơn vị quản lý thu ở tỉnh - yêu cầu huyện Nga Sơn đạt 55% kế hoạch năm "
            "về BHXH tự nguyện.",
            "55%",
            "huyện Nga Sơn",
        ),
        # with whom it was made one; where some of them live
        (
            "Phường Hạc Thành, sau khi hợp nhất với phường Đông Sơn, có 114 người tham gia BHYT.",
            "114",
            "Phường Hạc Thành",
        ),
        (
            "Hiện còn 29.700 người chưa tham gia BHYT, chủ yếu ở các huyện Nga Sơn, Hậu Lộc.",
            "29.700",
            "Thanh Hóa",
        ),
        # what it was carved out of; an agency of another place; a yardstick that stands behind its number
        ("Thị xã Nghi Sơn, tách ra từ Nga Sơn, có 155 người tham gia BHYT.", "155", "Thị xã Nghi Sơn"),
        (
            "Học tập Nga Sơn, Hội LHPN huyện Hậu Lộc cũng vận động được 95 người tham gia BHYT.",
            "95",
            "huyện Hậu Lộc",
        ),
        (
            "Huyện Nga Sơn có 6.580 người tham gia BHYT, đạt 85,4% dân số, thấp hơn mức 89,2% của tỉnh.",
            "89,2%",
            "Thanh Hóa",
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


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # what the clause is compared with has its own number in brackets; whose the clause is, goes on
        (
            "Huyện Cẩm Thủy bao phủ BHYT 92,1% dân số, thấp hơn Hà Tĩnh (93,4%).",
            "93,4%",
            "Hà Tĩnh",
        ),
        (
            "Tỷ lệ bao phủ BHYT của huyện Cẩm Thủy là 93,9%, so với huyện Ngọc Lặc (92,8%) và "
            "huyện Như Xuân (93,5%).",
            "93,5%",
            "huyện Như Xuân",
        ),
        # … but not what it is the first of
        (
            "Tỷ lệ dân số tham gia BHYT ở huyện Cẩm Thủy cao nhất tỉnh (95,6%).",
            "95,6%",
            "huyện Cẩm Thủy",
        ),
        (
            "Huyện Cẩm Thủy từng đứng cuối bảng của tỉnh Thanh Hóa với 74,8% dân số tham gia BHYT.",
            "74,8%",
            "Huyện Cẩm Thủy",
        ),
        # a number in a quotation is of the place in the quotation
        (
            "Giám đốc BHXH tỉnh nói: “Huyện Cẩm Thủy phát triển mới 1.900 người tham gia BHXH tự nguyện, "
            "riêng xã Cẩm Tú 163 người”.",
            "163",
            "xã Cẩm Tú",
        ),
        (
            "Huyện Cẩm Thủy có 980 người tham gia BHXH tự nguyện, đứng sau huyện Ngọc Lặc (1.250 người).",
            "1.250",
            "huyện Ngọc Lặc",
        ),
        # a neighbour, and what it is the first in
        (
            "Huyện Cẩm Thủy, giáp huyện Ngọc Lặc, có 2.940 người tham gia BHXH tự nguyện.",
            "2.940",
            "Huyện Cẩm Thủy",
        ),
        (
            "Xã Cẩm Tú dẫn đầu huyện Cẩm Thủy với 231 người tham gia BHXH tự nguyện.",
            "231",
            "Xã Cẩm Tú",
        ),
        # all that stands in the brackets only says where it lies
        (
            "Đoàn thăm xã Cẩm Tú (huyện Cẩm Thủy, Thanh Hóa), nơi có 315 người tham gia BHXH tự nguyện.",
            "315",
            "xã Cẩm Tú",
        ),
        # what is one of several is not what `huyện` means in the next paragraph
        (
            "Huyện Cẩm Thủy họp. Ngọc Lặc (1.020 người), Như Xuân (960 người) đều tham gia BHXH tự nguyện.\n"
            "Năm 2020, huyện phấn đấu có 150 người tham gia BHXH tự nguyện.",
            "150",
            "Huyện Cẩm Thủy",
        ),
        # a kind of unit, not this one
        (
            "Phường Quảng Hưng có 203 người tham gia BHXH tự nguyện. Xã Quảng Phú, nơi duy nhất chưa lên "
            "phường, có 84 người tham gia BHXH tự nguyện.",
            "84",
            "Xã Quảng Phú",
        ),
        # what an office looks after
        (
            "BHXH cơ sở Cẩm Thủy, đơn vị quản lý xã Cẩm Tú và xã Cẩm Vân, có 433 người tham gia BHXH.",
            "433",
            "Cẩm Thủy",
        ),
        # what a unit was made of
        (
            "Phường Hạc Thành, sáp nhập từ phường Tân Sơn và phường Ba Đình, có 3.700 người tham gia BHYT.",
            "3.700",
            "Phường Hạc Thành",
        ),
        (
            "Phường Hạc Thành, nơi từng là trung tâm thành phố Thanh Hóa, có 3.800 người tham gia BHYT.",
            "3.800",
            "Phường Hạc Thành",
        ),
        # who an office belongs to
        (
            "BHXH huyện Ngọc Lặc (BHXH tỉnh Thanh Hóa) họp. Đơn vị có 4.905 người tham gia BHXH tự nguyện.",
            "4.905",
            "huyện Ngọc Lặc",
        ),
        # a province beside the article's own takes `tỉnh` over within its paragraph
        (
            "Hà Tĩnh có 27.480 người tham gia BHXH tự nguyện. Tỉnh phấn đấu có 38.000 người tham gia.",
            "38.000",
            "Hà Tĩnh",
        ),
        (
            "Hà Tĩnh có 27.480 người tham gia BHXH tự nguyện.\nTỷ lệ bao phủ BHYT là 94,4% dân số.",
            "94,4%",
            "Thanh Hóa",
        ),
    ],
)
def test_places_beside_the_one_spoken_of(text, number, place):
    assert places_of(TITLE + text)[number] == place


def test_one_number_for_several_places_is_of_none_but_of_their_province():
    text = TITLE + "Các xã Cẩm Tú, Cẩm Vân tỷ lệ dân số tham gia BHYT còn thấp, chỉ 66,5%."
    row = next(f for f in extract(document(text)).figures if f.number_text == "66,5%")
    assert (row.place_text, row.place_id, row.province_2025) == ("xã Cẩm Tú, Cẩm Vân", None, "38")


def test_a_region_and_a_unit_that_goes_unnamed_are_not_the_article_s_own_place():
    text = TITLE + (
        "Khu vực Bắc Trung Bộ có 402.300 người tham gia BHXH tự nguyện, đạt 91% kế hoạch.\n"
        "Bưu điện Trung tâm Thành phố vận động được 652 người tham gia BHXH tự nguyện. "
        "Bưu điện Trung tâm 3 vận động được 87 người tham gia.\n"
        "BHXH liên huyện phát triển mới 286 người tham gia BHXH tự nguyện, xã Cẩm Tuú 45 người."
    )
    rows = {f.number_text: f for f in extract(document(text)).figures}
    assert {n: f.place_id for n, f in rows.items()} == dict.fromkeys(
        ("402.300", "91%", "652", "87", "286", "45")
    )
    assert rows["45"].place_text == "xã Cẩm Tuú"
    assert (rows["652"].place_level, rows["652"].province_2025) == ("district", "38")


def test_after_the_merger_tinh_is_the_province_that_stands():
    text = (
        "Hai tỉnh về một nhà\n"
        "Bắc Giang và Bắc Ninh hợp nhất thành tỉnh Bắc Ninh. Đến ngày 31/8/2025 toàn tỉnh có 3.402.000 người "
        "tham gia BHYT."
    )
    rows = extract(document(text, "2025-09-12")).figures
    assert [(f.place_id, f.province_2025) for f in rows] == [("province:24@2025-07-01", "24")]


def test_a_city_in_the_city_is_thanh_pho_in_its_own_paragraph_only():
    text = (
        "TP.HCM: Nơi nào còn chậm?\n"
        "TP Thủ Đức phát triển mới 3.204 người tham gia BHXH tự nguyện; thành phố đạt 70% kế hoạch.\n"
        "Tính chung, thành phố có 41.870 người tham gia BHXH tự nguyện."
    )
    found = places_of(text)
    assert (found["70%"], found["41.870"]) == ("TP Thủ Đức", "TP.HCM")


def test_the_whole_area_of_a_regional_office_is_not_one_of_its_provinces():
    text = (
        "BHXH Khu vực XI bứt tốc\n"
        "BHXH Khu vực XI phụ trách hai tỉnh Bắc Giang và Bắc Ninh. Toàn khu vực có 97.450 người tham gia "
        "BHXH tự nguyện."
    )
    row = extract(document(text, "2025-06-19")).figures[0]
    assert (row.place_id, row.province_2025) == (None, "24")
    unknown = TITLE + "BHXH Khu vực XXXV phát triển mới 9.600 người tham gia BHXH tự nguyện."
    row = extract(document(unknown, "2025-04-19")).figures[0]  # whose provinces no source tells
    assert (row.place_id, row.place_text) == (None, "BHXH Khu vực XXXV")
    row = extract(document(TITLE + "Toàn khu vực có 97.450 người tham gia BHXH tự nguyện.")).figures[0]
    assert (row.place_id, row.place_text) == (None, "Toàn khu vực")


def test_toan_xa_is_the_commune_of_the_title_unless_that_names_two():
    body = "\nXã Minh Tiến họp. Chủ tịch UBND xã Yên Bình, huyện Hữu Lũng nói: riêng tháng 9, xã thêm 5 người"
    body += " tham gia BHXH tự nguyện."
    assert places_of("Lạng Sơn: Chuyện ở xã Minh Tiến, xã Yên Bình" + body) == {"5": "xã Yên Bình"}


def test_who_speaks_of_more_people_than_a_province_has_speaks_of_the_country():
    found = places_of(
        "Bảo hiểm y tế toàn dân\nĐến giữa năm, khoảng 64,8 triệu người tham gia BHYT, bao phủ 71% dân số."
    )
    assert set(found.values()) == {"Việt Nam"}


@pytest.mark.parametrize(
    "text",
    [
        "Huyện Nga Sơn được tỉnh đánh giá cao và có 4.215 người tham gia BHXH tự nguyện.",
        "Huyện Nga Sơn, sau khi học cách làm của huyện Hậu Lộc, đã có 4.215 người tham gia BHXH tự nguyện.",
        "Huyện Nga Sơn, vùng nuôi tôm cạnh tranh với Hậu Lộc, lại có 4.215 người tham gia BHXH tự nguyện.",
        "Tại huyện Nga Sơn, khi huyện Hậu Lộc báo cáo, đã có 4.215 người tham gia BHXH tự nguyện.",
        "Huyện Nga Sơn, nhất là xã Nga An, đã có 4.215 người tham gia BHXH tự nguyện.",
    ],
)
def test_what_may_be_of_either_of_two_places_stays_open_and_names_them(text):
    (figure,) = extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    assert (figure.place_text, figure.place_id, figure.province_2025) == (None, None, "38")
    assert any(r.startswith("place:either: district:401@") for r in figure.rules)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        # the second place is only what is said of the first, which may be the one spoken of
        (
            "Thị xã Nghi Sơn có cảng ở huyện Hậu Lộc nên số người tham gia BHXH bắt buộc là 17.850.",
            "either_of_two_places",
        ),
        # nothing says that the paragraph has left the part it named
        (
            "Dự họp có xã Cẩm Tú và xã Cẩm Vân.\nTheo đó, số người tham gia BHXH tự nguyện giảm 290 người.",
            "article_or_part_just_named",
        ),
        (
            "Huyện Cẩm Thủy họp. Ba huyện cộng lại có 2.400 người tham gia BHXH tự nguyện.",
            "units_that_are_counted",
        ),
    ],
)
def test_evidence_that_is_too_weak_leaves_the_place_open(text, rule):
    (figure,) = extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    assert (figure.place_id, f"place={rule}" in figure.rules) == (None, True)


def test_a_place_named_behind_the_number_is_its_own_only_where_that_is_said():
    text = "Đã có thêm 64 người tham gia BHXH tự nguyện, niềm vui lan đến tận huyện Cẩm Thủy."
    (figure,) = extract(document("Ra quân\n" + text)).figures
    assert (figure.place_id, figure.province_2025) == (None, "38")
    assert places_of("Ra quân\n" + text.replace("niềm vui lan đến tận", "theo số liệu của")) == {
        "64": "huyện Cẩm Thủy"
    }


def test_what_may_be_of_a_part_stays_open_while_its_paragraph_goes_on():
    text = (
        "Dự họp có xã Cẩm Tú và xã Cẩm Vân.\nTheo đó, số người tham gia BHXH tự nguyện giảm 290 người. "
        "Tỷ lệ bao phủ BHYT chỉ 81%."
    )
    assert [f.place_id for f in extract(document(TITLE + text)).figures] == [None, None]


def test_a_number_of_several_communes_named_behind_it_is_of_none_of_them():
    text = "Có 1.320 người tham gia BHXH tự nguyện ở các xã Nga An, Nga Thắng."
    (figure,) = extract(document(TITLE + text)).figures
    assert (figure.place_id, figure.place_text) == (None, "xã Nga An, Nga Thắng")


def test_the_place_of_a_number_may_stand_in_brackets_behind_it():
    text = "Hai vùng có thêm lần lượt 520 người (huyện Nga Sơn) và 287 người (huyện Hậu Lộc) tham gia BHYT."
    assert places_of(TITLE + text) == {"520": "huyện Nga Sơn", "287": "huyện Hậu Lộc"}


def test_as_many_numbers_side_by_side_as_places_are_one_each():
    found = places_of(
        TITLE + "Tỷ lệ bao phủ BHYT đạt 95,9%. Hai huyện Nga Sơn và Hậu Lộc đạt 98,8% và 98,5%."
    )
    assert (found["98,8%"], found["98,5%"]) == ("huyện Nga Sơn", "Hậu Lộc")


def test_a_title_that_begins_with_a_province_is_about_it_though_it_names_others():
    found = places_of(
        "Nghệ An nhìn sang Thanh Hóa, Hà Tĩnh\nThanh Hóa đã có 62.300 người tham gia BHXH tự nguyện, Hà Tĩnh"
        " 28.410 người.\nỞ Nghệ An, các huyện thi đua. Số người tham gia BHXH tự nguyện"
        " của tỉnh là 44.862 người."
    )
    assert found["44.862"] == "Nghệ An"


def test_a_type_word_alone_stands_for_what_its_paragraph_named():
    text = "Thanh Hóa: Chuyện ở huyện Nga Sơn\nHuyện Nga Sơn có 1.066 người tham gia BHXH tự nguyện.\n"
    text += "Ở huyện Hậu Lộc, cách làm này giúp huyện có 255 người tham gia BHXH tự nguyện.\n"
    text += "Huyện có 98 người mới tham gia BHYT."
    found = {
        f.number_text: f.place_text for f in extract(document(text, "2024-10-01T08:00:00+07:00")).figures
    }
    assert (found["255"], found["98"]) == ("huyện Hậu Lộc", "huyện Nga Sơn")


def test_a_place_between_two_numbers_takes_over():
    text = "Sơn La với 727.215 người tham gia BHYT, đạt 102,4% kế hoạch; Lai Châu là 46,17 vạn, đạt 101,8%."
    assert places_of(TITLE + text)["101,8%"] == "Lai Châu"


def test_whose_plan_it_was_is_not_whose_number():
    text = "Huyện Ngọc Lặc có 2.201 người tham gia BHXH tự nguyện, đạt 100% kế hoạch của BCĐ tỉnh."
    assert places_of(TITLE + text)["100%"] == "Huyện Ngọc Lặc"


def test_a_type_word_hardly_stands_for_a_place_of_another_province():
    text = "Người quê huyện Mộc Châu, tỉnh Sơn La cũng tham gia.\nHuyện có 64 người tham gia BHXH tự nguyện."
    (figure,) = extract(document(TITLE + "BHXH tỉnh Thanh Hóa họp với BHXH tỉnh Thanh Hóa.\n" + text)).figures
    assert (figure.place_id, figure.province_2025) == (None, None)
    assert "place:hardly district:123@2019-01-01" in figure.rules


def test_thanh_pho_is_the_city_that_the_text_is_about_again():
    text = (
        "Hà Nội ra quân\nHà Nội có 30 quận, huyện. Bên thành phố Phổ Yên, tỉnh Thái Nguyên, có nhà máy lớn.\n"
        "Thành phố có 7.240 người tham gia BHXH tự nguyện."
    )
    assert places_of(text) == {"7.240": "Hà Nội"}


def test_a_type_word_right_before_the_number_that_nothing_stands_behind_is_not_the_place_before():
    text = (
        "Tại xã Cẩm Tú, đã có 26 người tham gia BHXH tự nguyện, gần nửa số người tham gia mới của huyện "
        "(55 người)."
    )
    assert [f.place_id for f in extract(document(TITLE + text)).figures][1] is None


def test_what_a_name_does_not_mean():
    text = "Xã Cẩm Tú (không phải xã Cẩm Tú của Hà Nội) có 26 người tham gia BHXH tự nguyện."
    assert places_of(TITLE + text) == {"26": "Xã Cẩm Tú"}


def test_what_is_said_of_a_place_between_commas_may_begin_with_its_type():
    text = "Bỉm Sơn: ra quân\nBỉm Sơn, thị xã trẻ của Thanh Hóa, có 26 người tham gia BHXH tự nguyện."
    (figure,) = extract(document(text, "2024-10-01T08:00:00+07:00")).figures
    assert figure.place_text == "Bỉm Sơn"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # what was left open stays open in the clause that goes on
        (
            "Cẩm Thủy đăng ký với tỉnh tăng 550 người tham gia BHXH tự nguyện và đến 31/5 đã làm được 61%.",
            "61%",
        ),
        # a part named since the province was spoken of
        (
            "Thanh Hóa khó hơn. Bản Pù là bản xa nhất huyện Mường Lát. Hai năm qua, 38 người tham gia BHYT.",
            "38",
        ),
        # a commune nobody knows lies in the district that is
        (
            "Về xã Bình Tuú, huyện Cẩm Thủy, ai cũng biết. Hiện có 233 người tham gia BHXH tự nguyện.",
            "233",
        ),
        # another place was named since, and no figure spoke of the first
        (
            "Huyện Cẩm Thủy đã họp. Trong buổi sáng còn có mặt đông đủ các tổ chức hội, đoàn thể, nhân viên "
            "thu và cán bộ của huyện Ngọc Lặc. Có 34 người tham gia BHXH tự nguyện.",
            "34",
        ),
        # its own plan, or handed to the place before?
        (
            "Huyện Cẩm Thủy có 64 người tham gia BHXH tự nguyện. Huyện Ngọc Lặc giao 90 người.",
            "90",
        ),
    ],
)
def test_what_another_place_may_have_taken_over_is_open(text, number):
    places = {
        f.number_text: f.place_id
        for f in extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    }
    assert places[number] is None


def test_toan_nganh_is_not_the_place_of_the_sentence_before():
    text = "Huyện Cẩm Thủy có 64 người tham gia BHXH tự nguyện. Mục tiêu của toàn ngành là 900 người."
    assert places_of(TITLE + text)["900"] == "Thanh Hóa"


def test_the_place_right_behind_the_clause_that_it_heads():
    text = "Huyện Ngọc Lặc có 64 người tham gia BHXH tự nguyện. Với 217 người, Cẩm Thủy vươn lên thứ ba."
    assert places_of(TITLE + text)["217"] == "Cẩm Thủy"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        (
            "Ở Cẩm Thủy, Ngọc Lặc có quế. Có thu nhập, 640 người dân Ngọc Lặc đã tham gia BHXH tự nguyện.",
            "640",
            "Ngọc Lặc",
        ),
        (
            "So với Đồng Nai (hụt 61.000 người tham gia BHXH bắt buộc), tỉnh ít bị ảnh hưởng.",
            "61.000",
            "Đồng Nai",
        ),
        (
            "Nếu huyện Cẩm Thủy hoàn thành, Thanh Hóa sẽ đạt 102% kế hoạch BHXH tự nguyện.",
            "102%",
            "Thanh Hóa",
        ),
        (
            "Thị xã Nghi Sơn là điểm tựa của cả tỉnh: 4.015 người tham gia BHXH tự nguyện.",
            "4.015",
            "Thị xã Nghi Sơn",
        ),
        # whose the number in brackets is, is not said
        (
            "Huyện Cẩm Thủy có 430 người tham gia BHXH tự nguyện, hơn huyện Ngọc Lặc 20 người (410 người).",
            "410",
            None,
        ),
    ],
)
def test_subjects_and_what_they_are_compared_with(text, number, place):
    figures = extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    assert {f.number_text: f.place_text for f in figures}[number] == place


def test_a_commune_before_its_district_in_brackets_though_it_begins_like_a_person():
    text = "Thái Bình ra quân\nHuyện Kiến Xương họp. Vũ Quý (Kiến Xương) có 19 người tham gia BHXH tự nguyện."
    (figure,) = extract(document(text, "2020-05-27T08:00:00+07:00")).figures
    assert (figure.place_text, figure.place_level) == ("Vũ Quý", "commune")


def test_what_a_place_is_of_another_does_not_take_over():
    text = "Ngọc Lặc là huyện miền núi của tỉnh Thanh Hóa. Từ chỗ có 120 người tham gia BHXH tự nguyện."
    assert places_of(TITLE + text) == {"120": "Ngọc Lặc"}


def test_a_type_word_that_has_the_number_and_stands_for_nothing_known_is_open():
    text = "Là nơi ven biển, Bình Tuú đông dân. Hiện xã mới đạt 87,4% dân số tham gia BHYT."
    (figure,) = extract(document(TITLE + "Huyện Hậu Lộc họp.\n" + text, "2024-10-01T08:00:00+07:00")).figures
    assert figure.place_id is None


def test_behind_a_part_and_a_semicolon_the_whole_is_spoken_of_again():
    text = (
        "Huyện Cẩm Thủy có 9.120 người tham gia BHYT hộ gia đình, trong đó xã Cẩm Vân 812 người; số người "
        "tham gia BHXH tự nguyện là 1.430 người."
    )
    told = {"9.120": "Huyện Cẩm Thủy", "812": "xã Cẩm Vân", "1.430": "Huyện Cẩm Thủy"}
    assert places_of(TITLE + text) == told


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # a commune with its district is one place, which the next sentence goes on with
        (
            "Tại xã Cẩm Tú (huyện Cẩm Thủy), ai cũng có thẻ. Nay còn 218 người chưa tham gia BHYT.",
            "218",
            "xã Cẩm Tú",
        ),
        (
            "Sang Cẩm Thủy, xã Cẩm Tú từng là điểm trắng. Tới giờ 96 người đã tham gia BHXH tự nguyện.",
            "96",
            "xã Cẩm Tú",
        ),
        (
            "Cẩm Tú là một trong những xã đầu tiên của huyện Cẩm Thủy có 99% dân số tham gia BHYT.",
            "99%",
            "Cẩm Tú",
        ),
        # the average is of whom it is said; where another lies; the foremost of several
        (
            "Huyện Cẩm Thủy có 91% dân số tham gia BHYT. Bình quân của tỉnh Thanh Hóa cùng thời điểm là 93%.",
            "93%",
            "tỉnh Thanh Hóa",
        ),
        (
            "So với huyện Ngọc Lặc liền kề, nơi đã có 412 người tham gia BHXH tự nguyện, Cẩm Thủy ít hơn.",
            "412",
            "huyện Ngọc Lặc",
        ),
        (
            "Cách Ngọc Lặc không xa, Cẩm Thủy cũng tiến bộ, từ 86% dân số tham gia BHYT lên 90%.",
            "86%",
            "Cẩm Thủy",
        ),
        (
            "Đứng đầu các huyện của Thanh Hóa là Ngọc Lặc, đạt 96% kế hoạch BHXH tự nguyện.",
            "96%",
            "Ngọc Lặc",
        ),
        # who gives a plan; a new paragraph that begins with 'chỉ tiêu' does not go on with the one before
        (
            "Huyện Cẩm Thủy họp. BHXH tỉnh tạm giao 450 người tham gia BHXH tự nguyện.",
            "450",
            "Huyện Cẩm Thủy",
        ),
        (
            "Xã Cẩm Tú có 64 người tham gia BHXH tự nguyện.\nChỉ tiêu năm 2025 là 940 người tham gia.",
            "940",
            "Thanh Hóa",
        ),
        # a month is no count of districts; what is compared with is not what the type word means
        (
            "Huyện Cẩm Thủy họp. Đến hết tháng 7 huyện có 326 người tham gia BHXH tự nguyện.",
            "326",
            "Huyện Cẩm Thủy",
        ),
        (
            "Huyện Cẩm Thủy học tập. So với Ngọc Lặc thì kém, nay huyện có 98 người tham gia BHXH tự nguyện.",
            "98",
            "Huyện Cẩm Thủy",
        ),
    ],
)
def test_whose_the_number_is_beside_others(text, number, place):
    found = places_of(TITLE + text)[number]
    assert found and found.removeprefix("tỉnh ") in place, found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # a part was named since the district was, and no figure spoke of the district
        (
            "Cán bộ BHXH huyện Cẩm Thủy về nhà văn hóa xã Cẩm Tú. Có 39 người tham gia BHXH tự nguyện.",
            "39",
        ),
        # what the clause compares with
        (
            "Huyện Cẩm Thủy có 50 người tham gia BHXH tự nguyện. So với Ngọc Lặc thì ít hơn 12 người.",
            "12",
        ),
        # the town of the district just spoken of, and units that go unnamed or are many
        ("Huyện Cẩm Thủy có 205 người tham gia BHXH tự nguyện, trong đó thị trấn 63 người.", "63"),
        ("Huyện Cẩm Thủy có 205 người tham gia BHXH tự nguyện; thị trấn chiếm 63 người.", "63"),
        ("Huyện Cẩm Thủy họp. Bao phủ chưa đều: có xã đã đạt 97% dân số tham gia BHYT.", "97%"),
        ("Huyện Cẩm Thủy họp. Xã thấp nhất còn 190 người chưa tham gia BHYT.", "190"),
        ("Huyện Cẩm Thủy họp. Các xã phía tây đã có thêm 38 người tham gia BHXH tự nguyện.", "38"),
        # the next sentence goes on with what was left open
        (
            "Huyện Cẩm Thủy họp. Xã thấp nhất còn 190 người chưa tham gia BHYT. Cần vận động 50 người nữa.",
            "50",
        ),
    ],
)
def test_what_may_be_of_another_place_is_left_open(text, number):
    figures = extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    assert {f.number_text: f.place_id for f in figures}[number] is None


def test_a_name_that_may_be_a_communes_leaves_the_number_open():
    text = (
        "Cần Thơ ra quân\nQuận Ô Môn có 417 người tham gia BHXH tự nguyện. "
        "Nhờ Châu Văn Liêm về đích, 76 người tham gia BHYT."
    )
    figures = extract(document(text, "2021-12-09T08:00:00+07:00")).figures
    assert {f.number_text: f.place_id is None for f in figures} == {"417": False, "76": True}


def test_a_type_word_over_paragraphs_is_open_once_another_of_its_level_was_named():
    text = (
        "Huyện Cẩm Thủy có 64 người tham gia BHXH tự nguyện.\n"
        "So với huyện Ngọc Lặc hay thị xã Nghi Sơn thì còn ít.\n"
        "Sang năm, huyện quyết tâm có 150 người tham gia BHXH tự nguyện."
    )
    figures = extract(document(TITLE + text, "2024-10-01T08:00:00+07:00")).figures
    assert {f.number_text: f.place_id is None for f in figures} == {"64": False, "150": True}


def test_a_type_word_does_not_choose_between_two_of_one_name():
    text = (
        "Đơn vị bạn cùng tên\n"
        "BHXH huyện Châu Thành, tỉnh Tiền Giang đón đoàn của BHXH huyện Châu Thành, tỉnh Hậu Giang.\n"
        "Theo chủ nhà, huyện có 3.260 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2022-08-26T08:00:00+07:00")).figures
    assert (figure.place_id, figure.province_2025) == (None, None)


def test_toan_tinh_is_not_of_a_province_that_was_only_visited():
    text = (
        "Từ Vân Đồn nghĩ về Thái Thụy\n"
        "Ở Vân Đồn, tỉnh Quảng Ninh, đã có 612 người tham gia BHXH tự nguyện.\n"
        "Trở về, đoàn chọn xã Thụy Xuân, huyện Thái Thụy làm điểm, góp phần cùng toàn tỉnh có 45.000 người "
        "tham gia BHXH tự nguyện."
    )
    figures = extract(document(text, "2023-04-21T08:00:00+07:00")).figures
    assert {f.number_text: f.province_2025 for f in figures}["45.000"] in (None, "33")


def test_the_place_of_who_tells_a_number_is_sure_where_it_is_the_articles_own():
    text = (
        "Huyện Yên Định về đích sớm\n"
        "Xã Định Hòa có thêm 31 người tham gia BHXH tự nguyện.\n"
        "“Đến nay có 4.215 người tham gia BHXH tự nguyện”, lãnh đạo BHXH huyện nói."
    )
    figures = extract(document(text, "2024-10-01T08:00:00+07:00")).figures
    assert {f.number_text: f.place_text for f in figures}["4.215"] == "Huyện Yên Định"


def test_the_titles_district_is_no_town():
    text = (
        "Người Yên Thành xa quê\n"
        "Ở thị xã Tân Uyên, tỉnh Bình Dương, nhiều người quê Yên Thành thuê trọ.\n"
        "Thị xã này năm 2021 có 830 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2022-05-13T08:00:00+07:00")).figures
    assert figure.place_text != "Yên Thành"


def test_a_commune_of_today_bears_the_name_of_a_district_that_ended():
    text = (
        "Đồng Tháp ra quân\nPhường Sa Đéc họp. Lai Vung, xứ quýt hồng, có 690 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2025-10-09T08:00:00+07:00")).figures
    assert (figure.place_text, figure.place_level) == ("Lai Vung", "commune")


def test_an_unknown_name_with_an_apostrophe_is_not_the_commune_before_it():
    text = (
        "Đơn Dương, tỉnh Lâm Đồng ra quân\nỞ xã Ka Đô có 28 người tham gia BHXH tự nguyện.\n"
        "Xã P'Rúoh phần lớn là đồng bào Chu Ru. Dù vậy, ở đây vẫn có 45 người tham gia."
    )
    figures = extract(document(text, "2021-03-30T08:00:00+07:00")).figures
    assert {f.number_text: f.place_id is None for f in figures} == {"28": False, "45": True}


def test_what_a_rank_stands_behind_is_not_what_the_type_word_means():
    text = (
        "Đơn Dương, tỉnh Lâm Đồng ra quân\nĐơn Dương xếp thứ năm với 1.370 người tham gia BHXH tự nguyện, "
        "sau Đức Trọng (2.480 người). Kế hoạch của huyện là 1.720 người tham gia."
    )
    figures = extract(document(text, "2021-03-30T08:00:00+07:00")).figures
    assert "Đơn Dương" in {f.number_text: f.place_text for f in figures}["1.720"]


def test_who_works_for_a_commune_is_no_commune():
    text = (
        "Krông Pắc, tỉnh Đắk Lắk ra quân\nXã Ea Phê họp. Cán bộ xã H'Linh Niê nói xã có 45 người tham gia "
        "BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2021-03-30T08:00:00+07:00")).figures
    assert "Ea Phê" in figure.place_text


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("Xã Lệ Thủy dẫn đầu. Xã biển Cửa Việt có 52 người tham gia BHXH tự nguyện.", "52", "Xã Cửa Việt"),
        (
            "Phía Quảng Trị, BHXH huyện Gio Linh đạt kết quả tốt, hoàn thành 34% kế hoạch BHXH tự nguyện.",
            "34%",
            "huyện Gio Linh",
        ),
        (
            "Tại lễ ra quân ở thị trấn Gio Linh, Giám đốc cho biết, toàn tỉnh có 41.870 người tham gia BHYT.",
            "41.870",
            "Tỉnh Quảng Trị",
        ),
        ("Các tỉnh miền núi phía Bắc có thêm 1.900 người tham gia BHXH tự nguyện.", "1.900", None),
    ],
)
def test_who_is_led_to_and_whole_provinces_and_regions(text, number, place):
    figures = extract(
        document("Quảng Trị ra quân\nTỉnh Quảng Trị họp. " + text, "2024-10-01T08:00:00+07:00")
    ).figures
    (figure,) = [f for f in figures if f.number_text == number]
    assert (figure.place_text if figure.place_id else None) == place


def test_an_office_of_provinces_that_the_text_names_is_none_of_one_province():
    text = (
        "BHXH khu vực VII giao ban\nBHXH khu vực VII (gồm hai tỉnh Thái Nguyên, Bắc Kạn) họp. Đến hết "
        "tháng 3, toàn khu vực có 38.460 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2025-04-21T08:00:00+07:00")).figures
    assert figure.place_id is None


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # where people sit who follow the meeting
        (
            "Tại điểm cầu Hà Nội, đoàn chủ trì phát lệnh. Đến trưa, có 1.620 người tham gia BHXH tự nguyện.",
            "1.620",
            "Thanh Hóa",
        ),
        (
            "Từ điểm cầu Nga Sơn, Bưu điện tỉnh Thanh Hóa báo đã có 310 hồ sơ và cam kết 1.250 người tham "
            "gia BHXH tự nguyện.",
            "1.250",
            "tỉnh Thanh Hóa",
        ),
        # a whole named behind the number, an average that rises, what is measured by
        (
            "Huyện Nga Sơn họp. Mục tiêu đến hết năm là 47.000 người tham gia BHYT trên toàn tỉnh.",
            "47.000",
            "Thanh Hóa",
        ),
        (
            "Năm qua, tỉnh có 19.203 người tham gia BHXH tự nguyện, tăng 11,8%, trong khi bình quân cả nước "
            "tăng 25,2%.",
            "25,2%",
            "Việt Nam",
        ),
        (
            "Huyện Nga Sơn họp. So với mặt bằng toàn tỉnh, nơi tổng số người tham gia BHYT đã vượt 47.000 "
            "người, huyện còn kém.",
            "47.000",
            "Thanh Hóa",
        ),
        # the second number of a sentence on the whole branch
        (
            "Huyện Nga Sơn có 90 người tham gia BHYT. Kết quả toàn hệ thống là 1.276 người tham gia BHXH tự "
            "nguyện và 2.905 người tham gia BHYT.",
            "2.905",
            "Thanh Hóa",
        ),
    ],
)
def test_what_only_stands_by_and_what_takes_over(text, number, place):
    found = places_of(TITLE + text)[number]
    assert found and found.removeprefix("tỉnh ") in place, found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # units counted, far from the verb; what several have together; villages; a region
        (
            "Huyện Nga Sơn có 90 người tham gia BHYT. Tính chung 26 huyện, thị xã, thành phố, đến hết tháng "
            "6 có 10.940 người tham gia BHYT.",
            "10.940",
        ),
        (
            "Huyện Nga Sơn có 900 người tham gia BHYT, huyện Hậu Lộc có 1.100 người. Gộp lại, hai bên có "
            "2.000 người tham gia.",
            "2.000",
        ),
        ("Xã Cẩm Tú họp. Làng Mè còn có 19 người tham gia BHXH tự nguyện.", "19"),
        ("Xã Cẩm Tú họp. Cả thôn đã có 21 người tham gia BHYT.", "21"),
        ("Trong thôn Mè, có 22 người tham gia BHXH tự nguyện.", "22"),
        ("Riêng một thôn của xã Cẩm Tú có 31 người tham gia BHXH tự nguyện.", "31"),
        ("Tại bản Mè (xã Cẩm Tú), nhờ già làng nói trước, đã có 87% người dân tham gia BHYT.", "87%"),
        ("Xã Cẩm Tú họp. Nay đã có 86% người dân trong làng tham gia BHYT.", "86%"),
        ("Phường Hạc Thành họp. Trong đó, tổ dân phố 4 tốt nhất với 9 người tham gia BHYT.", "9"),
        ("Bản Mè, nơi từng có nhiều người bỏ thẻ, nay chỉ còn 4 người chưa tham gia BHYT.", "4"),
        # a unit beside the one spoken of that goes unnamed; three that are told of together
        ("Xã Cẩm Tú có 64 người tham gia BHYT. Xã bên cạnh cũng ghi nhận 40 người tham gia.", "40"),
        ("Ba xã vùng cao là Cẩm Tú, Cẩm Vân, Cẩm Thạch cộng lại được 58 người tham gia BHYT.", "58"),
        ("Cả nước ra quân. Ở Tây Nguyên, tỷ lệ bao phủ BHYT bình quân của các tỉnh đạt 92,8%.", "92,8%"),
        # a type word of another level than the place carried: behind the number, of who speaks, before it
        ("Huyện Nga Sơn có 970 người tham gia BHYT. Hiện 38 người trong xã tham gia BHXH tự nguyện.", "38"),
        (
            "Xã Cẩm Tú có 64 người tham gia BHYT. “Chúng tôi phải vận động 94 người nữa tham gia BHYT”, bà "
            "Lê Thị Thu, Chủ tịch Hội LHPN huyện nói.",
            "94",
        ),
        # a name at the head of a sentence that a commune of the province bears
        (
            "Toàn tỉnh có 970 người tham gia BHYT. Hồ Vương vẫn là nơi khó. Đến nay mới có 38 người tham gia "
            "BHXH tự nguyện.",
            "38",
        ),
    ],
)
def test_evidence_against_the_place_carried_leaves_it_open(text, number):
    found = {f.number_text: f.place_id for f in extract(document(TITLE + text)).figures}
    assert found[number] is None


def test_the_number_of_a_village_lies_in_the_province_and_takes_nothing_over():
    text = TITLE + (
        "Xã Cẩm Tú có 64 người tham gia BHYT. Thôn Mè có 12 người tham gia BHXH tự nguyện. "
        "Năm tới phấn đấu có 90 người tham gia BHYT."
    )
    _, village, later = extract(document(text)).figures
    assert (village.place_text, village.place_id, village.place_level) == ("Thôn Mè", None, None)
    assert village.province_2025 == "38"
    assert later.place_text == "Xã Cẩm Tú"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # no village: a place that is called so, where something was done, who works there
        (
            "Thành phố Buôn Ma Thuột lại chỉ đạt 86,7% dân số tham gia BHYT.",
            "86,7%",
            "Thành phố Buôn Ma Thuột",
        ),
        (
            "Huyện Nga Sơn phối hợp xã Nga Tân tuyên truyền ở thôn Mè, có 11 người tham gia BHYT.",
            "11",
            "xã Nga Tân",
        ),
        ("Xã Cẩm Tú họp. Trưởng bản Lò Văn Phú khoe, đã có 41 người tham gia BHYT.", "41", "Xã Cẩm Tú"),
        # said of the place before it, and named behind it
        ("Ở Ngọc Lặc, huyện bên cạnh, đã có 98 người tham gia BHYT.", "98", "Ngọc Lặc"),
        ("Xã Cẩm Tú họp. Xã bên cạnh, Cẩm Vân, cũng có 40 người tham gia BHYT.", "40", "Cẩm Vân"),
        # a cooperative is no commune
        (
            "Xã Cẩm Tú có 9 người tham gia BHYT. Huyện Nga Sơn có hợp tác xã mạnh: 148 người tham gia.",
            "148",
            "Huyện Nga Sơn",
        ),
        # the average of a whole on a day
        (
            "Huyện Nga Sơn họp. Bình quân chung của Thanh Hóa đến cuối tháng 5 đạt khoảng 58% kế hoạch BHYT, "
            "như vậy huyện nhỉnh hơn.",
            "58%",
            "Thanh Hóa",
        ),
        # who speaks of what is theirs
        (
            "Huyện Nga Sơn họp. Xã Nga Tân có 9 người tham gia BHYT.\n“Chúng tôi giao mỗi xã vận động 20 "
            "người tham gia BHXH tự nguyện”, đại diện BHXH huyện cho hay.",
            "20",
            "Huyện Nga Sơn",
        ),
        # besides whom
        (
            "Không chỉ xã Cẩm Tú, ở xã Cẩm Vân, xã Cẩm Thạch số người tham gia BHYT lần lượt là 118 và "
            "96 người.",
            "118",
            "xã Cẩm Vân",
        ),
    ],
)
def test_no_village_no_neighbour_no_yardstick(text, number, place):
    assert places_of(TITLE + text)[number] == place


def test_one_number_of_a_city_and_a_province_from_before_the_merger_is_of_neither():
    text = (
        "Hải Phòng họp\nTrên địa bàn thành phố Hải Phòng và tỉnh Hải Dương trước hợp nhất có 938.600 HSSV "
        "tham gia BHYT. Đến nay, có 874.230 HSSV đã tham gia BHYT."
    )
    both, now = extract(document(text)).figures
    assert both.place_id is None
    assert now.place_text == "Hải Phòng"


def test_a_village_by_another_word_for_the_commune_is_the_commune():
    text = TITLE + "Xã Cẩm Tú nổi tiếng. Làng nghề này hiện có 205 người tham gia BHXH tự nguyện."
    assert places_of(text)["205"] == "Xã Cẩm Tú"


def test_a_rank_or_an_average_behind_the_number_says_nothing_against_the_place_carried():
    text = TITLE + (
        "Huyện Nga Sơn họp. Tỷ lệ bao phủ BHYT đạt 95,6%, tương đương bình quân toàn tỉnh. "
        "Số người tham gia BHXH tự nguyện là 1.877, thấp nhất tỉnh."
    )
    assert set(places_of(text).values()) == {"Huyện Nga Sơn"}


def test_on_whose_word_it_is_done_is_not_what_the_report_is_of():
    text = (
        "UBND xã Ngọc Lặc báo cáo\nThực hiện kế hoạch của UBND tỉnh Thanh Hóa, UBND xã Ngọc Lặc báo cáo:\n"
        "- Số người tham gia BHXH tự nguyện: 1.083 người."
    )
    (figure,) = extract(document(text)).figures
    assert figure.place_text == "xã Ngọc Lặc"


def test_at_a_commune_is_any_far_from_the_one_named_last():
    text = TITLE + (
        "Khởi đầu từ xã Cẩm Tú, mô hình đã lan rộng.\nToàn tỉnh có 2.316 người tham gia BHXH tự nguyện.\n"
        "BHXH tỉnh mở thêm 58 đại lý thu tại xã, phấn đấu vận động 20.000 người tham gia BHYT."
    )
    last = extract(document(text)).figures[-1]
    assert (last.number_text, last.place_id) == ("20.000", None)


@pytest.mark.parametrize(
    ("text", "number", "body"),
    [
        (
            "Trường THPT Ngọc Lặc số 2 nhiều năm liền có 1.120 học sinh tham gia BHYT.",
            "1.120",
            "Trường THPT Ngọc Lặc số 2",
        ),
        (
            "Xã Cẩm Tú có 120 người tham gia BHXH tự nguyện. Tại Trường THPT Cẩm Thủy (huyện Cẩm Thủy), "
            "214 học sinh chưa tham gia BHYT.",
            "214",
            "Trường THPT Cẩm Thủy",
        ),
        (
            "Xã Cẩm Tú họp. Hợp tác xã mía trên địa bàn cũng vào cuộc, đến nay có 41 người tham gia BHXH "
            "tự nguyện.",
            "41",
            "Hợp tác xã mía",
        ),
        (
            "Xã Cẩm Tú có 120 người tham gia BHXH tự nguyện. Riêng tổ hợp tác đánh bắt Thành Công có 11 "
            "thành viên tham gia BHXH tự nguyện.",
            "11",
            "tổ hợp tác đánh bắt Thành Công",
        ),
    ],
)
def test_a_school_or_a_cooperative_is_no_unit_and_takes_nothing_over(text, number, body):
    text = TITLE + text + " Cả tỉnh vui. Tỷ lệ bao phủ BHYT của tỉnh là 95%."
    rows = {f.number_text: f for f in extract(document(text)).figures}
    assert (rows[number].place_text, rows[number].place_id) == (body, None)
    assert rows[number].province_2025 == "38"
    assert rows["95%"].place_level == "province"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("Chi hội trồng mía xã Cẩm Tú có 22 người tham gia BHXH tự nguyện.", "22", "xã Cẩm Tú"),
        ("Các trường ở huyện Cẩm Thủy có 98% học sinh tham gia BHYT.", "98%", "huyện Cẩm Thủy"),
        ("Trường hợp chưa đóng ở huyện Cẩm Thủy là 312 người tham gia BHYT.", "312", "huyện Cẩm Thủy"),
    ],
)
def test_a_club_of_a_commune_and_schools_of_a_district_are_in_it(text, number, place):
    assert places_of(TITLE + text)[number] == place


def test_the_area_of_an_office_called_after_a_district_that_is_gone_is_no_unit():
    text = TITLE + (
        "BHXH cơ sở Ngọc Lặc quản lý 6 xã. Từ ngày 1/7, đơn vị vận động được 386 người tham gia BHXH tự "
        "nguyện, trong đó xã Ngọc Lặc 59 người. Địa bàn huyện Cẩm Thủy cũ có 4.120 người tham gia BHXH tự "
        "nguyện."
    )
    rows = {f.number_text: f for f in extract(document(text, "2025-11-11T08:00:00+07:00")).figures}
    office = rows["386"]
    assert (office.place_text, office.place_id, office.province_2025) == ("Ngọc Lặc", None, "38")
    assert any("district:389@" in rule for rule in office.rules)
    assert rows["59"].place_level == "commune" and rows["59"].place_id is not None
    assert rows["4.120"].place_id == "district:390@2019-01-01"  # called old: that one is meant
    then = extract(document(text.replace("cơ sở", "huyện"), "2021-11-11T08:00:00+07:00")).figures[0]
    assert then.place_id == "district:389@2019-01-01"


def test_a_bare_name_of_a_district_then_and_a_commune_now_is_either():
    text = (
        "Thanh Hóa ra quân\nTính đến hết năm 2024, xã Cẩm Tú có 315 người tham gia BHXH tự nguyện. "
        "Ngọc Lặc thì được 815 người.\nTrước khi sáp nhập, cuối năm 2024 Ngọc Lặc có 5.120 người tham gia "
        "BHXH tự nguyện."
    )
    rows = {f.number_text: f for f in extract(document(text, "2025-11-11T08:00:00+07:00")).figures}
    assert (rows["815"].place_text, rows["815"].place_id) == ("Ngọc Lặc", None)
    assert rows["5.120"].place_id == "district:389@2019-01-01"


@pytest.mark.parametrize(
    ("text", "number", "units"),
    [
        (
            "Nghệ An và Thanh Hóa họp. Mục tiêu chung của hai tỉnh là đạt 96% dân số tham gia BHYT.",
            "96%",
            "hai tỉnh",
        ),
        (
            "Toàn tỉnh có 9.870 người tham gia BHXH tự nguyện. Ở chiều ngược lại, 7 huyện mới thực hiện dưới "
            "50% kế hoạch.",
            "50%",
            "7 huyện",
        ),
        (
            "Tính cả 5 xã nói trên cùng với xã Cẩm Tú, ngày ra quân thu hút 170 người tham gia BHYT.",
            "170",
            "5 xã nói trên cùng với xã Cẩm Tú",
        ),
    ],
)
def test_several_that_are_counted_are_none_of_them(text, number, units):
    rows = {f.number_text: f for f in extract(document(TITLE + text)).figures}
    assert (rows[number].place_text, rows[number].place_id) == (units, None)


def test_what_was_of_a_region_goes_on_to_be():
    text = (
        "Gia Lai giao ban\nGia Lai có 2.100 người tham gia BHXH tự nguyện. Khu vực Tây Nguyên có 341.200 "
        "người tham gia BHXH, trong đó BHXH tự nguyện 38.460 người. Số người tham gia BHYT đạt 96,9% dân số."
    )
    rows = {f.number_text: f for f in extract(document(text, "2025-04-11T08:00:00+07:00")).figures}
    assert rows["96,9%"].place_id is None


def test_a_type_word_behind_a_name_that_was_not_read_is_not_the_place_before():
    text = (
        "Quảng Bình ra quân\nHuyện Bố Trạch có 2.100 người tham gia BHXH tự nguyện.\n- Là Minh Hóa. Huyện có "
        "địa bàn rộng, cả huyện mới có 640 người tham gia BHXH tự nguyện."
    )
    assert extract(document(text)).figures[-1].place_id is None


@pytest.mark.parametrize(
    ("text", "number", "body"),
    [
        ("Xã Cẩm Tú có 41 người tham gia BHXH tự nguyện, riêng bến cá có 17 người.", "17", "bến cá"),
        (
            "Xã Cẩm Tú có 141 người tham gia BHXH tự nguyện, trong đó tiểu thương trong chợ là 31 người.",
            "31",
            "chợ",
        ),
        (
            "Xã Cẩm Tú có 41 người tham gia BHXH tự nguyện. Xưởng may của chị Lê Thị Hà có 29 lao động tham "
            "gia BHXH tự nguyện.",
            "29",
            "Xưởng may của chị Lê Thị Hà",
        ),
        (
            "Xã Cẩm Tú có 41 người tham gia BHXH tự nguyện. Chợ Phủ, nơi có hơn 400 quầy hàng, chỉ mới có 19 "
            "người tham gia BHXH tự nguyện.",
            "19",
            "Chợ Phủ",
        ),
        (
            "Xã Cẩm Tú có 41 người tham gia BHXH tự nguyện. Ông Mai là bí thư chi bộ. Bản ông có 17 người "
            "tham gia BHXH tự nguyện.",
            "17",
            "Bản ông",
        ),
    ],
)
def test_a_market_a_workshop_or_whose_village_it_is_has_its_own_number(text, number, body):
    rows = {f.number_text: f for f in extract(document(TITLE + text)).figures}
    assert (rows[number].place_text, rows[number].place_id, rows[number].province_2025) == (body, None, "38")


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # a market in passing
        (
            "Huyện Cẩm Thủy mưa rét, chợ vắng nên chỉ 18 người tham gia BHXH tự nguyện.",
            "18",
            "Huyện Cẩm Thủy",
        ),
        # what was left behind
        (
            "Huyện Nga Sơn có 900 người tham gia BHXH tự nguyện.\nRời Nga Sơn, chúng tôi đến huyện Cẩm Thủy. "
            "Đến nay đã có 6.240 người tham gia BHXH tự nguyện.",
            "6.240",
            "huyện Cẩm Thủy",
        ),
        # back to who told it all
        (
            "Toàn tỉnh có 45.900 người tham gia BHXH tự nguyện.\nXã Cẩm Tú chỉ có 37 người.\nCũng theo cơ "
            "quan BHXH, ba đợt ra quân thu hút 2.410 người tham gia BHXH tự nguyện.",
            "2.410",
            "Thanh Hóa",
        ),
        # where people of another province are spoken of in their own paragraph
        (
            "Toàn tỉnh có 45.900 người tham gia BHXH tự nguyện.\nXa hơn, ở huyện Ba Tri (Bến Tre), xã An "
            "Hiệp có 178 người tham gia BHXH tự nguyện, toàn huyện có 4.066 người.",
            "4.066",
            "huyện Ba Tri",
        ),
    ],
)
def test_what_the_number_is_of_beside_what_stands_by(text, number, place):
    rows = {f.number_text: f for f in extract(document(TITLE + text, "2022-05-11T08:00:00+07:00")).figures}
    assert rows[number].place_text == place


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # held at a part of it
        (
            "Sáng 19-5, tại xã Cẩm Tú, UBND tỉnh Thanh Hóa tổ chức lễ ra quân. Đến cuối ngày, đã có 1.305 "
            "người tham gia BHXH tự nguyện.",
            "1.305",
        ),
        # `xã` may be of either of two
        (
            "Xã Cẩm Tú có 486 người tham gia BHXH tự nguyện. Cũng vùng này, xã Cẩm Vân có 312 người.\nXã đã "
            "có 7.215 người tham gia BHYT.",
            "7.215",
        ),
        # one office of two districts
        ("BHXH liên huyện Cẩm Thủy - Ngọc Lặc đã vận động được 212 người tham gia BHXH tự nguyện.", "212"),
    ],
)
def test_a_venue_one_of_two_and_an_office_of_both_leave_the_place_open(text, number):
    rows = {f.number_text: f for f in extract(document(TITLE + text, "2022-05-11T08:00:00+07:00")).figures}
    assert rows[number].place_id is None


def test_who_speaks_for_the_province_does_not_take_over_from_the_district():
    text = (
        "Cẩm Thủy ra quân\nHuyện Cẩm Thủy họp.\nTheo chị Lan, Trưởng phòng BHXH tỉnh Thanh Hóa, mỗi thôn có "
        "một người làm đầu mối. Bởi vậy, đã có 72 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2022-05-11T08:00:00+07:00")).figures
    assert figure.place_level == "district"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # who learned from whom
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Sau khi học tập ở huyện Nga Sơn, xã Cẩm Tú "
            "thành lập tổ vận động. Đến nay đã có 212 người tham gia BHXH tự nguyện.",
            "212",
            "xã Cẩm Tú",
        ),
        # whom it is asked of
        (
            "Từ nay, tỉnh giao các địa phương vận động mới 42.600 người tham gia BHXH tự nguyện.",
            "42.600",
            "Thanh Hóa",
        ),
        ("Xã Cẩm Tú họp. Khu dân cư số 3 có 14 người tham gia BHYT.", "14", "Khu dân cư số 3"),
        ("Xã Cẩm Tú họp. Riêng làng chài Hải Lý có 9 người tham gia BHYT.", "9", "làng chài Hải Lý"),
        (
            "Xã Cẩm Tú họp. Trang trại nấm Hương có 11 người tham gia BHYT.",
            "11",
            "Trang trại nấm Hương",
        ),
        # where somebody comes from, what is set against: either may be meant
        (
            "Xã Cẩm Tú có 212 người tham gia BHXH tự nguyện. Anh Tuấn quê ở Nga Sơn làm cộng tác viên. Bảy "
            "tháng, anh vận động được 38 người tham gia BHXH tự nguyện.",
            "38",
            None,
        ),
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Trong khi Nga Sơn chững lại thì số người "
            "tham gia BHXH tự nguyện vẫn tăng, thêm 140 người.",
            "140",
            None,
        ),
    ],
)
def test_who_learned_whom_it_is_asked_of_and_where_one_comes_from(text, number, place):
    rows = {f.number_text: f for f in extract(document(TITLE + text, "2022-05-11T08:00:00+07:00")).figures}
    assert rows[number].place_text == place


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # a rank in a system is not where it is counted
        (
            "Bưu điện huyện Ngọc Lặc vận động được 312 người tham gia BHXH tự nguyện, đứng thứ hai trong hệ "
            "thống bưu điện tỉnh, và duy trì 8.450 người tham gia BHYT hộ gia đình.",
            "8.450",
            "huyện Ngọc Lặc",
        ),
        # several offices are none that the number is of
        (
            "Ở Thanh Hóa, 14 Bưu điện huyện, thị, thành cùng ra quân, qua đó có 806 người tham gia BHXH tự "
            "nguyện.",
            "806",
            "Thanh Hóa",
        ),
        # what opens the sentence ends at its comma
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Bên cạnh xã Lộc Thịnh, xã Cao Thịnh cũng "
            "có 118 người tham gia.",
            "118",
            "xã Cao Thịnh",
        ),
        # as many numbers as places, where `những xã` says that both are meant
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Xã Lộc Thịnh, xã Cao Thịnh là những xã dẫn "
            "đầu với 133 người và 118 người.",
            "133",
            "Xã Lộc Thịnh",
        ),
        # who makes another have it
        (
            "Xã Cao Thịnh đông dân giúp Ngọc Lặc có 402 người tham gia BHXH tự nguyện.",
            "402",
            "Ngọc Lặc",
        ),
        # a part that is looked at for once
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Trong số này, xã Cao Thịnh có 118 người. "
            "Số người tham gia BHYT là 98.300 người.",
            "98.300",
            "Huyện Ngọc Lặc",
        ),
        (
            "Đến nay, toàn huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. So với cuối năm, số này giảm "
            "41 người; riêng xã Cao Thịnh giảm 17 người. Tỷ lệ bao phủ BHYT đạt 93,4% dân số.",
            "93,4%",
            "huyện Ngọc Lặc",
        ),
        (
            "Ngọc Lặc: Quý I có 95 người tham gia mới BHXH tự nguyện; riêng xã Cao Thịnh 31 người. Tỷ lệ bao "
            "phủ BHYT là 93,4% dân số.",
            "93,4%",
            "Ngọc Lặc",
        ),
        ("Ở nước ta hiện mới có hơn 600.000 người tham gia BHXH tự nguyện.", "600.000", "Việt Nam"),
        # a trade's village, one cooperative, some crew: no units
        ("Huyện Ngọc Lặc họp, riêng làng nghề Cao Thịnh có 14 người tham gia BHXH tự nguyện.", "14", None),
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện; riêng một hợp tác xã ở đây đưa được 22 xã "
            "viên tham gia.",
            "22",
            None,
        ),
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện, có nhóm chỉ đi một buổi đã vận động được "
            "12 người tham gia.",
            "12",
            None,
        ),
    ],
)
def test_ranks_parts_and_who_has_it(text, number, place):
    rows = {f.number_text: f for f in extract(document(TITLE + text, "2022-05-11T08:00:00+07:00")).figures}
    assert (rows[number].place_id and rows[number].place_text) == place


def test_offices_that_became_one_are_spoken_of_by_the_name_that_stays():
    text = (
        "Bưu điện Phú Thọ\nBưu điện Phú Thọ ra quân.\nSau khi ba Bưu điện Phú Thọ, Vĩnh Phúc và Hòa Bình hợp "
        "nhất, đơn vị phục vụ 101.200 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2026-02-11T08:00:00+07:00")).figures
    assert (figure.province_2025, figure.place_level) == ("25", "province")


def test_a_title_in_capitals_names_the_district_that_the_text_goes_on_with():
    text = (
        "NGỌC LẶC TĂNG TỐC PHÁT TRIỂN NGƯỜI THAM GIA BHXH TỰ NGUYỆN\nSáng 8/5, BHXH huyện Ngọc Lặc họp tại "
        "xã Cao Thịnh.\nXã Cao Thịnh có 118 người tham gia BHXH tự nguyện. Xã Lộc Thịnh có 133 người.\n"
        "Phấn đấu hết năm 2022 có 1.450 người tham gia BHXH tự nguyện."
    )
    rows = {f.number_text: f for f in extract(document(text, "2022-05-11T08:00:00+07:00")).figures}
    assert rows["1.450"].place_level == "district"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        # a sum of what one place has is its own
        (
            "Toàn tỉnh có 12.400 người tham gia BHXH bắt buộc, 4.100 người tham gia BHXH tự nguyện. Cộng "
            "chung, "
            "16.500 người tham gia BHXH.",
            "16.500",
            "Thanh Hóa",
        ),
        # what a team looks after together
        (
            "Huyện Ngọc Lặc giao chỉ tiêu BHXH tự nguyện tháng 5:\n- Tổ 1 (xã Lộc Thịnh, xã Cao Thịnh): "
            "40 người.",
            "40",
            "xã Lộc Thịnh, xã Cao Thịnh",
        ),
        # the area of who speaks, behind its communes
        (
            "Theo BHXH huyện Ngọc Lặc, năm nay có 312 người tham gia mới BHXH tự nguyện. Xã Lộc Thịnh có 71 "
            "người. Xã Cao Thịnh có 64 người. Đến nay, trên địa bàn có 2.240 người tham gia BHXH tự nguyện.",
            "2.240",
            "huyện Ngọc Lặc",
        ),
        # … behind one of them, either may be meant
        (
            "Theo BHXH huyện Ngọc Lặc, năm nay có 312 người tham gia mới BHXH tự nguyện. Xã Lộc Thịnh có 71 "
            "người. Đến nay, trên địa bàn có 2.240 người tham gia BHXH tự nguyện.",
            "2.240",
            None,
        ),
        # a look at the whole country ends with its paragraph
        (
            "Cả nước mới có 390.000 người tham gia BHXH tự nguyện.\nNgay trong sáng ra quân, các tổ tỏa "
            "đi nhiều "
            "nơi. Kết quả, có 96 người tham gia BHXH tự nguyện.",
            "96",
            "Thanh Hóa",
        ),
        # where somebody lives who is given something
        (
            "Tỉnh Thanh Hóa ra quân.\nEm Lan, học sinh lớp 8 ở phường Hạc Thành, được tặng thẻ "
            "BHYT.\nNgay sau lễ, "
            "các tổ tỏa đi. Đến chiều có 96 người tham gia BHXH tự nguyện.",
            "96",
            "Tỉnh Thanh Hóa",
        ),
        # a number of agents, not of a commune
        (
            "Huyện Ngọc Lặc có 127 người tham gia mới BHXH tự nguyện (Bưu điện 84 người, đại lý UBND xã "
            "12 người).",
            "12",
            "Huyện Ngọc Lặc",
        ),
        (
            "Huyện Ngọc Lặc họp. Trong tháng 4 BHXH huyện vận động được 52 người tham gia BHXH tự nguyện.",
            "52",
            "Huyện Ngọc Lặc",
        ),
        (
            "Huyện Ngọc Lặc có đội ngũ nhân viên thu đã vận động được 52 người tham gia BHXH tự nguyện.",
            "52",
            "Huyện Ngọc Lặc",
        ),
        # no name: how many there are
        (
            "Huyện Ngọc Lặc có 900 người tham gia BHXH tự nguyện. Đông nhất là xã Cao Thịnh: 118 người.",
            "118",
            "xã Cao Thịnh",
        ),
    ],
)
def test_sums_areas_and_looks_aside(text, number, place):
    day = "2025-11-11T08:00:00+07:00" if "Hạc Thành" in text else "2022-05-11T08:00:00+07:00"
    rows = {f.number_text: f for f in extract(document(TITLE + text, day)).figures}
    assert rows[number].place_text == place


def test_what_a_regional_office_of_one_province_has_is_the_provinces():
    text = (
        "BHXH Khu vực I họp\nTháng 5, BHXH Khu vực I (địa bàn Hà Nội) giao chỉ tiêu phát triển mới 8.200 "
        "người "
        "tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2025-05-13T08:00:00+07:00")).figures
    assert figure.province_pre2025 == "01"


def test_the_page_of_an_office_speaks_of_what_it_looks_after():
    text = (
        "BHXH CƠ SỞ NINH KIỀU - TP. CẦN THƠ\nĐến 31/3/2026 có 4.120 người tham gia BHXH tự nguyện.\nToàn "
        "TP. Cần "
        "Thơ có 78.400 người tham gia BHXH tự nguyện."
    )
    rows = {f.number_text: f for f in extract(document(text, "2026-04-02T08:00:00+07:00")).figures}
    assert (rows["4.120"].place_id, rows["4.120"].province_2025) == (None, "92")
    assert rows["78.400"].place_level == "province"


def test_what_a_city_became_one_with_is_no_rival_of_it():
    text = (
        "Hải Phòng ra quân\nHải Phòng có 117.200 người tham gia BHXH tự nguyện. So với ngày 1/7/2025, "
        "thời điểm "
        "hợp nhất với Hải Dương, số người tham gia BHXH tự nguyện tăng 7.340 người."
    )
    rows = {f.number_text: f for f in extract(document(text, "2025-11-22T08:00:00+07:00")).figures}
    assert rows["7.340"].place_text == "Hải Phòng"


def test_the_venue_of_a_provinces_ceremony_does_not_take_over():
    text = (
        "Thanh Hóa ra quân\nLễ ra quân cấp tỉnh sẽ mở ngày 25/11 tại thị xã Bỉm Sơn. Trong đợt này phấn "
        "đấu vận "
        "động 900 người tham gia BHXH tự nguyện."
    )
    (figure,) = extract(document(text, "2023-11-16T08:00:00+07:00")).figures
    assert (figure.place_id, figure.province_2025) == (None, "38")
