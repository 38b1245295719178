# ruff: noqa: E501  (sentences stand on one line)
"""Wordings that new texts brought: each sentence, and what is to be read of its numbers."""

import pytest

from extractors.language.figures import extract
from tests.extractors.language.test_figures import document

SAID = [
    # who won people is told in a list, collectors among them
    (
        "Xã vận động được 600 người tham gia BHXH tự nguyện, trong đó Bưu điện 480 người, các đại lý thu khác 120 người.",
        {"600": "new_participants", "480": "new_participants", "120": "new_participants"},
    ),
    ("Toàn đợt 371 người tham gia BHXH tự nguyện.", {"371": "participants"}),
    ("Ngay tại hội trường 33 người ký tờ khai BHXH tự nguyện.", {"33": "new_participants"}),
    ("Bưu điện tái tục 6.500 người đến hạn đóng BHXH tự nguyện.", {"6.500": "returning_participants"}),
    (
        "Tỷ lệ bao phủ BHYT của xã tụt từ 98,4% xuống chỉ còn 81,7% như hiện nay.",
        {"98,4%": "participation_rate", "81,7%": "participation_rate"},
    ),
    ("BHTN: đạt 11,3% lực lượng lao động trong độ tuổi.", {"11,3%": "participation_rate"}),
    # a and b: of a plan where a share of the plan follows, or where there are more than all
    (
        "BHXH tự nguyện: 55.240/61.000 người, mới bằng 90,56% kế hoạch.",
        {"55.240": "participants", "61.000": "participants", "90,56%": "completion_rate"},
    ),
    (
        "Xã Quỳnh Lưu đạt 1.204/1.150 người tham gia BHXH tự nguyện.",
        {"1.204": "participants", "1.150": "participants"},
    ),
    ("Toàn trường có 512/540 em tham gia BHYT.", {"512": "participants"}),
    # how people won stand beside those who came back
    (
        "Trong ngày ra quân có 892 người tham gia mới BHXH tự nguyện, 305 người tái tham gia; 4.118 người tham gia BHYT hộ gia đình.",
        {"892": "new_participants", "305": "returning_participants", "4.118": "new_participants"},
    ),
    ("Mỗi ngày huyện phải được gần 78 người BHXH tự nguyện.", {"78": "new_participants"}),
    (
        "Năm 2026, bưu điện phát triển mới 180.000 người tham gia BHXH tự nguyện và phục vụ 16 triệu người tham gia BHYT.",
        {"180.000": "new_participants", "16 triệu": "participants"},
    ),
    # what is no figure
    ("Đơn vị đạt từ 120% chỉ tiêu BHXH tự nguyện trở lên được khen thưởng 2 triệu đồng.", {}),
    ("Có 211 người hưởng BHXH một lần (trong đó 27 người tham gia BHXH tự nguyện).", {}),
    ("Lao động đi làm việc ở nước ngoài (trên 13.000 người) chưa mặn mà với BHXH tự nguyện.", {}),
    (
        "Mới có 94.300 chủ hộ kinh doanh tham gia BHXH bắt buộc, trên tổng số hơn 1,8 triệu hộ có đăng ký.",
        {"94.300": "participants"},
    ),
    ("Về BHXH tự nguyện, có 132 hộ đang duy trì mô hình nuôi heo đất.", {}),
]


@pytest.mark.parametrize(("sentence", "measures"), SAID, ids=[sentence[:40] for sentence, _ in SAID])
def test_what_is_read_of_a_sentence(sentence, measures):
    found = extract(document(f"Ra quân\n\n{sentence}", "2025-11-14T08:00:00+07:00"), None).figures
    assert {figure.number_text: figure.measure for figure in found} == measures


def only(sentence: str, number: str):
    found = extract(document(f"Ra quân\n\n{sentence}", "2025-11-14T08:00:00+07:00"), None).figures
    return next(figure for figure in found if figure.number_text == number)


def test_by_how_much_more_or_less_than_before_is_a_change():
    less = only(
        "Huyện có 68.402 người tham gia BHXH tự nguyện, tăng 3,7% so với tháng trước nhưng vẫn thấp hơn 2.911 người so với cùng kỳ.",
        "2.911",
    )
    assert (less.statistic, less.value) == ("change", -2911)
    more = only(
        "Số tham gia BHXH tự nguyện đạt 26.517 người, nhiều hơn cùng kỳ năm 2023 2.309 người.",
        "2.309",
    )
    assert (more.statistic, more.value) == ("change", 2309)


def test_how_far_off_a_target_is_a_gap():
    figure = only(
        "Toàn tỉnh có 3.018.540 người tham gia BHYT, tương ứng 90,6% dân số, còn cách chỉ tiêu năm 2025 (92,15%) là 1,55%.",
        "1,55%",
    )
    assert (figure.statistic, figure.value, figure.compared_with) == ("gap", -1.55, "target")


def test_a_programme_before_thì_is_that_of_the_number_behind():
    sentence = "Xã có 149 người tham gia BHXH tự nguyện, BHYT thì được 9.874 người, đạt 94,1% dân số."
    programmes = [only(sentence, number).programme for number in ("149", "9.874", "94,1%")]
    assert programmes == ["voluntary_social_insurance", "health_insurance", "health_insurance"]


def test_hedges_before_a_verb_and_behind_a_number():
    due = only("Mỗi xã ít nhất vận động được 3 người tham gia BHXH tự nguyện trước ngày 31/12/2025.", "3")
    assert (due.bound, due.role, due.per) == ("at_least", "target", "commune")
    assert (
        only("Cả nước có 390.000 người tham gia BHXH tự nguyện, chưa bằng 1% lực lượng lao động.", "1%").bound
        == "less_than"
    )
    assert only("Số học sinh tham gia BHYT của tỉnh là 262.000 người (ước).", "262.000").bound == "about"


def test_tasks_to_come_are_targets():
    text = (
        "Báo cáo tháng 9\n\nĐến nay, xã có 410 người tham gia BHXH tự nguyện.\n\nIII. Nhiệm vụ tháng tới\n\n"
        "- Vận động thêm 350 người tham gia BHYT hộ gia đình, 45 người tham gia BHXH tự nguyện."
    )
    found = extract(document(text, "2025-10-01T08:00:00+07:00"), None).figures
    assert [(f.number_text, f.role) for f in found] == [
        ("410", "achieved"),
        ("350", "target"),
        ("45", "target"),
    ]


def test_the_items_of_a_list_announced_with_two_columns():
    text = (
        "QUYẾT ĐỊNH\nVề việc giao chỉ tiêu năm 2023\n\n"
        "Điều 2. Chỉ tiêu năm 2023 giao các địa phương (số người tham gia BHXH tự nguyện; tỷ lệ bao phủ BHYT):\n"
        "a) Thành phố Sóc Trăng: 2.870 người; 95,5%.\nb) Thị xã Vĩnh Châu: 3.140 người; 93,0%."
    )
    found = extract(document(text, "2023-02-27T08:00:00+07:00"), None).figures
    assert [(f.number_text, f.programme, f.measure, f.base, f.role) for f in found] == [
        ("2.870", "voluntary_social_insurance", "participants", None, "target"),
        ("95,5%", "health_insurance", "participation_rate", "population", "target"),
        ("3.140", "voluntary_social_insurance", "participants", None, "target"),
        ("93,0%", "health_insurance", "participation_rate", "population", "target"),
    ]


def test_how_much_a_plan_fell_short_of_the_past_is_a_result():
    text = "Kế hoạch\n\nHuyện đặt mục tiêu 1.250 người tham gia BHXH tự nguyện. So với thời điểm 31/12/2020, số này giảm 64 người."
    found = extract(document(text, "2021-05-04T08:00:00+07:00"), None).figures
    assert [(f.number_text, f.statistic, f.role) for f in found][-1] == ("64", "change", "achieved")


def test_at_least_so_many_to_be_won_is_a_target_in_any_order():
    figure = only(
        "Trong năm 2026, toàn tỉnh phát triển mới tối thiểu 30.000 người tham gia BHXH tự nguyện.", "30.000"
    )
    assert (figure.role, figure.measure) == ("target", "new_participants")
    assert (
        only("Toàn tỉnh đã phát triển mới ít nhất 30.000 người tham gia BHXH tự nguyện.", "30.000").role
        == "achieved"
    )


def test_a_kind_with_a_verb_of_its_own_has_no_part_in_the_hedge_before():
    sentence = "Người tham gia BHXH bắt buộc khoảng 19,24 triệu người, BHXH tự nguyện là 2,62 triệu người."
    assert [only(sentence, number).bound for number in ("19,24 triệu", "2,62 triệu")] == ["about", "exact"]


def test_the_month_of_bhxh_toàn_dân_names_no_programme():
    text = (
        "Ra quân\n\nHuyện có 1.905 người tham gia BHXH tự nguyện. Trong tháng 5, huyện ra quân hưởng ứng Tháng vận động BHXH "
        "toàn dân, với mục tiêu thêm 150 người tham gia."
    )
    found = extract(document(text, "2025-05-14T08:00:00+07:00"), None).figures
    assert [(f.number_text, f.programme) for f in found][-1] == ("150", "voluntary_social_insurance")


def test_districts_after_what_the_province_won_won_too():
    text = (
        "Ra quân\n\nKết thúc ngày 13/5, tỉnh vận động được 418 người tham gia BHXH tự nguyện, bằng 139,3% chỉ tiêu ngày. "
        "TP Hạ Long có 96 người, TP Cẩm Phả 71 người."
    )
    found = extract(document(text, "2023-05-14T08:00:00+07:00"), None).figures
    assert {f.measure for f in found if f.unit == "person"} == {"new_participants"}


def test_people_won_need_no_count_before_them_where_the_title_names_the_programme():
    text = (
        "Kon Tum nỗ lực phát triển BHXH tự nguyện\n\nHuyện Đắk Hà làm tốt nhất. Tám tháng năm 2020, huyện phát triển mới 215 người. "
        "Tỉnh cũng thu hút 5.000 lao động vào các khu công nghiệp."
    )
    found = extract(document(text, "2020-09-10T08:00:00+07:00"), None).figures
    assert [(f.number_text, f.programme) for f in found] == [("215", "voluntary_social_insurance")]
