# ruff: noqa: E501  (sentences stand on one line)
"""Reports and diaries: the period that people were won in, where the sentence of the number does not say it."""

from datetime import date

from extractors.language.figures import extract
from tests.extractors.language.test_figures import document


def read(text: str, published: str) -> dict:
    """Each number as printed → its figure; each number stands once."""
    found = extract(document(text, f"{published}T08:00:00+07:00"), None).figures
    return {figure.number_text: figure for figure in found}


def period(figure) -> tuple[date | None, date | None]:
    return figure.period_start, figure.period_end


def test_trong_tháng_is_the_month_of_the_report_and_lũy_kế_its_year():
    found = read(
        "Báo cáo tháng 10\n\nTính đến ngày 31/10/2025, toàn tỉnh An Giang có 4.401.236 người tham gia BHYT.\n\n"
        "Về BHXH tự nguyện: trong tháng vận động được 2.633 người, lũy kế 10 tháng 19.870 người, đạt 56% kế hoạch. "
        "Số đang tham gia 68.402 người.",
        "2025-11-05",
    )
    assert period(found["2.633"]) == (date(2025, 10, 1), date(2025, 10, 31))
    assert period(found["19.870"]) == (date(2025, 1, 1), date(2025, 10, 31))
    assert period(found["56%"]) == (date(2025, 1, 1), date(2025, 10, 31))
    assert found["68.402"].as_of == date(2025, 10, 31)


def test_districts_go_on_with_the_period_of_the_report_not_with_the_day_of_the_stock():
    found = read(
        "Kiên Giang: 8 tháng năm 2024 có thêm 9.214 người tham gia BHXH tự nguyện\n\n"
        "Trong tháng 8, tỉnh phát triển mới 1.540 người tham gia BHXH tự nguyện. Tính đến ngày 31/8/2024, toàn tỉnh có "
        "41.320 người tham gia. Kết quả cụ thể: Giồng Riềng tăng mới 1.127 người BHXH tự nguyện, Gò Quao 856 người.",
        "2024-09-05",
    )
    for number in ("1.127", "856"):
        assert period(found[number]) == (date(2024, 1, 1), date(2024, 8, 31))
    assert found["41.320"].as_of == date(2024, 8, 31)


def test_a_bulletin_of_a_week():
    """`12/2026` is no month there; `trong tuần`, also in a heading, is the week told of."""
    found = read(
        "BẢNG XẾP HẠNG - BHXH TỈNH PHÚ THỌ\nTuần 12/2026 (từ 16/3 đến 22/3/2026)\n\nTOÀN TỈNH\n"
        "Trong tuần: 1.186 người tham gia mới BHXH tự nguyện.\n"
        "Lũy kế từ 01/01 đến 22/3/2026: 8.215 người tham gia mới BHXH tự nguyện.\n\n"
        "TOP 2 XÃ, PHƯỜNG TĂNG MỚI BHXH TỰ NGUYỆN TRONG TUẦN\n1. Phường Việt Trì: 64 người\n2. Xã Cẩm Khê: 47 người",
        "2026-03-23",
    )
    week = (date(2026, 3, 16), date(2026, 3, 22))
    assert [period(found[number]) for number in ("1.186", "64", "47")] == [week] * 3
    assert period(found["8.215"]) == (date(2026, 1, 1), date(2026, 3, 22))
    assert {found[number].measure for number in ("1.186", "64", "47")} == {"new_participants"}


def test_the_entries_of_a_diary_are_of_their_days():
    found = read(
        "Nhật ký mười ngày ra quân\n\n(Đợt ra quân vận động tham gia BHXH tự nguyện của BHXH cơ sở Bình Lục, tỉnh Ninh Bình, từ 3/11 đến 12/11/2025)\n\n"
        "Ngày 3/11. Khai mạc ở nhà văn hóa. Cả xã được 28 người BHXH tự nguyện.\n\n"
        "Ngày 5/11. Mưa. 19 người tham gia BHXH tự nguyện. Theo UBND xã, hiện có 3.120 người tham gia BHYT.\n\n"
        "Ngày 8 và 9/11: Dân ở nhà đông. Hai ngày được 98 người BHXH tự nguyện, trong số đó có 26 người bỏ đóng từ năm "
        "2023 nay tham gia trở lại.\n\n"
        "12/11 - Tổng kết. Toàn đợt 371 người tham gia BHXH tự nguyện.",
        "2025-11-14",
    )
    days = {number: period(found[number]) for number in ("28", "19", "98", "26", "371")}
    assert days == {
        "28": (date(2025, 11, 3),) * 2,
        "19": (date(2025, 11, 5),) * 2,
        "98": (date(2025, 11, 8), date(2025, 11, 9)),
        "26": (date(2025, 11, 8), date(2025, 11, 9)),
        "371": (date(2025, 11, 3), date(2025, 11, 12)),
    }
    assert {found[number].measure for number in ("28", "19", "98", "371")} == {"new_participants"}
    assert found["26"].measure == "returning_participants"
    assert found["3.120"].measure == "participants"


def test_two_days_that_begin_lines_are_no_diary():
    """The day below a title is that of publication."""
    found = read(
        "Ra quân ở Yên Lập\nNgày 5/11/2025.\n\nHuyện đã vận động được 28 người tham gia BHXH tự nguyện.",
        "2025-11-05",
    )
    assert period(found["28"]) == (None, None)


def test_the_year_of_a_plan_does_not_date_its_result():
    found = read(
        "Phát biểu tại lễ ra quân\n\nĐến ngày 31/7/2020, tỉnh Vĩnh Phúc có 12.955 người tham gia BHXH tự nguyện. "
        "Thứ nhất, so với kế hoạch năm 2020, BHXH tự nguyện mới đạt 68,2%.",
        "2020-08-08",
    )
    assert found["68,2%"].as_of == date(2020, 7, 31)
    assert found["68,2%"].measure == "completion_rate"


def test_a_year_in_brackets_before_its_number_dates_that_one_only():
    found = read(
        "Kế hoạch\n\nNăm 2021, tỉnh có 702.330 người tham gia BHYT, tỷ lệ bao phủ 87,6% (năm 2020: 95,4%).",
        "2022-03-18",
    )
    assert period(found["87,6%"]) == (date(2021, 1, 1), date(2021, 12, 31))


def test_since_when_a_plan_was_handed_down_is_not_when_it_is_due():
    found = read(
        "Lạng Sơn\n\nNgay từ tháng 2, UBND huyện đã giao mỗi xã phát triển ít nhất 25 người tham gia mới BHXH tự nguyện "
        "trong năm 2022.",
        "2022-10-14",
    )
    assert period(found["25"]) == (date(2022, 1, 1), date(2022, 12, 31))


def test_what_is_aimed_at_in_the_day_is_of_that_day():
    found = read(
        "Hà Tĩnh ra quân\n\nSáng 18/10/2025, BHXH tỉnh Hà Tĩnh tổ chức lễ ra quân. Toàn tỉnh đặt mục tiêu vận động tối thiểu "
        "500 người tham gia BHXH tự nguyện ngay trong ngày.",
        "2025-10-19",
    )
    assert period(found["500"]) == (date(2025, 10, 18),) * 2


def test_the_end_of_the_year_told_in_january_is_that_of_the_old_year():
    found = read(
        "BHXH Việt Nam tổng kết năm 2025\n\nRiêng hai tháng cuối năm, toàn hệ thống phát triển mới 412.000 người tham gia BHXH "
        "tự nguyện. Đến hết năm, Sơn La mới hoàn thành 58,7% kế hoạch về BHXH tự nguyện.",
        "2026-01-09",
    )
    assert period(found["412.000"]) == (date(2025, 11, 1), date(2025, 12, 31))
    assert found["58,7%"].as_of == date(2025, 12, 31)
    found = read(
        "Yên Bái\n\nTỉnh phấn đấu đến hết năm có 31.000 người tham gia BHXH tự nguyện.", "2026-01-09"
    )
    assert found["31.000"].period_end == date(2026, 12, 31)


def test_the_day_of_a_launch_that_was_is_not_moved_to_the_next_year():
    found = read(
        "Quảng Ninh\n\nRiêng ngày ra quân 13/5, chỉ tiêu là 300 người tham gia BHXH tự nguyện.", "2023-05-30"
    )
    assert period(found["300"]) == (date(2023, 5, 13),) * 2


def test_the_day_of_a_result_is_not_when_the_plan_before_it_is_due():
    found = read(
        "Xã Hòa Ninh\n\nNăm 2026, BHXH cơ sở Di Linh được giao phát triển 2.300 người tham gia BHXH tự nguyện. Xã Hòa Ninh nhận 260 người, đến ngày "
        "15/3 đã thực hiện được 118 người, đạt 45,4%.",
        "2026-03-20",
    )
    assert found["118"].as_of == date(2026, 3, 15)
    assert found["260"].period_end != date(2026, 3, 15)


def test_what_is_still_to_be_won_in_a_quarter_is_of_that_quarter():
    found = read(
        "Lạng Sơn\n\nSố cần phát triển thêm trong quý IV là 2.885 người tham gia BHXH tự nguyện.",
        "2023-10-10",
    )
    assert found["2.885"].role == "remaining"
    assert period(found["2.885"]) == (date(2023, 10, 1), date(2023, 12, 31))
