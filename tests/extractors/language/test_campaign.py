"""Campaign mentions: short articles written for this test, and the five of ../shared where at hand."""

import json
import time
from datetime import date
from pathlib import Path

import pytest

from extractors.language.campaign import find_campaign, launch_day
from extractors.language.text import match_key

SHARED = Path(__file__).parents[4] / "shared"

THEME = """Hà Tĩnh ra quân vận động người dân tham gia BHXH tự nguyện
Sáng 5/5/2023, tại thành phố Hà Tĩnh, BHXH tỉnh Hà Tĩnh phối hợp với Bưu điện tỉnh Hà Tĩnh tổ chức \
Lễ ra quân với chủ đề “Bảo hiểm xã hội tự nguyện - Điểm tựa tuổi già”.
Tham dự có Giám đốc BHXH tỉnh Nghệ An và đoàn viên hai ngành.
Trong 30 ngày cao điểm, hai đơn vị phấn đấu phát triển 2.500 người tham gia BHXH tự nguyện, \
BHYT hộ gia đình."""

RANGE = """Lạng Sơn mở đợt cao điểm vận động tham gia BHYT
Ngày 2.6, UBND tỉnh Lạng Sơn phát động đợt cao điểm vận động người dân tham gia BHYT hộ gia đình.
Đợt cao điểm diễn ra từ ngày 2/6 đến hết ngày 30/6/2024 tại tất cả các xã.
Năm 2020, tỉnh từng tổ chức hội thi “Tìm hiểu chính sách bảo hiểm y tế học đường”."""

COMMUNES = """Ngành BHXH nỗ lực những tháng cuối năm
Tại xã Mường Hoa, sau lễ ra quân ngày 3/10/2025, có thêm 41 người tham gia BHYT.
Tại xã Tả Van, sau lễ ra quân ngày 9/10/2025, có thêm 27 người tham gia BHYT."""

ONE_RECALLED = (
    """Sau lễ ra quân ngày 3/10/2025 tại xã Mường Hoa, có thêm 41 người tham gia BHYT hộ gia đình."""
)

UNDATED = """BHXH huyện vừa phối hợp với Bưu điện huyện Đô Lương tổ chức lễ ra quân vận động BHXH tự nguyện.
Từ nay đến cuối năm, huyện cần vận động 900 người."""

TODAY = """Sáng nay, BHXH tỉnh Cao Bằng tổ chức Lễ ra quân vận động người dân tham gia BHXH tự nguyện."""

TITLE_ONLY = """Cần Thơ ra quân “30 ngày về đích BHYT toàn dân”
Ngày 20/11/2024, Bảo hiểm xã hội thành phố Cần Thơ tổ chức lễ phát động với sự tham gia của đông đảo cán bộ.
Nhiều người dân đã tham gia BHYT ngay tại chỗ."""

NO_DRIVE = [
    "Đội tuyển ra quân gặp Thái Lan\nNgày 5/12/2024, đội tuyển Việt Nam ra quân gặp Lào tại bảng B.",
    "Ngày 1/3/2024, thanh niên thành phố ra quân dọn vệ sinh môi trường.",
    "Tỷ lệ bao phủ BHYT đạt 93%\nĐến hết năm 2023, cả tỉnh có 93% dân số tham gia BHYT.",
    "Ngân hàng tung chiến dịch khuyến mại. Nhân viên ngân hàng được đóng BHXH đầy đủ.",
    "",
]


def test_theme_launch_period_organisers_programmes():
    found = find_campaign(THEME.split("\n")[0], THEME, date(2023, 5, 6))
    assert found.name == "Bảo hiểm xã hội tự nguyện - Điểm tựa tuổi già"
    assert found.launched_on == date(2023, 5, 5)
    assert (found.starts_on, found.ends_on) == (date(2023, 5, 5), date(2023, 6, 3))  # 30 days with the first
    assert found.organisers == ("BHXH tỉnh Hà Tĩnh", "Bưu điện tỉnh Hà Tĩnh")
    assert found.programmes == ("voluntary_social_insurance", "household_health_insurance")


def test_days_of_the_drive_as_stated():
    found = find_campaign(RANGE.split("\n")[0], RANGE, date(2024, 6, 3))
    assert found.launched_on == date(2024, 6, 2)
    assert (found.starts_on, found.ends_on) == (date(2024, 6, 2), date(2024, 6, 30))
    assert found.name is None  # the quotation names a contest of another year
    assert found.organisers == ("UBND tỉnh Lạng Sơn",)
    assert found.programmes == ("household_health_insurance",)


def test_a_drive_that_goes_on_from_its_launch():
    text = RANGE.replace("diễn ra từ ngày 2/6 đến hết ngày 30/6/2024", "kéo dài đến hết ngày 30/6/2024")
    found = find_campaign("Lạng Sơn mở đợt cao điểm", text, date(2024, 6, 3))
    assert (found.starts_on, found.ends_on) == (date(2024, 6, 2), date(2024, 6, 30))


def test_several_launches_are_no_single_one():
    found = find_campaign(COMMUNES.split("\n")[0], COMMUNES, date(2025, 10, 20))
    assert found is not None
    assert (found.launched_on, found.name, found.starts_on) == (None, None, None)


def test_a_launch_looked_back_on_counts_when_it_is_the_only_one():
    assert launch_day(ONE_RECALLED, None) == date(2025, 10, 3)


def test_a_launch_without_a_day_gets_none():
    found = find_campaign(None, UNDATED, date(2021, 10, 8))
    assert (found.launched_on, found.starts_on, found.ends_on) == (None, None, None)
    assert found.organisers == ("BHXH huyện", "Bưu điện huyện Đô Lương")


def test_this_morning_is_the_day_of_publication():
    assert launch_day(TODAY, date(2024, 3, 9)) == date(2024, 3, 9)
    assert launch_day(TODAY, None) is None


def test_name_from_the_title():
    found = find_campaign(TITLE_ONLY.split("\n")[0], TITLE_ONLY, None)
    assert found.name == "30 ngày về đích BHYT toàn dân"
    assert found.launched_on == date(2024, 11, 20)
    assert found.organisers == ("Bảo hiểm xã hội thành phố Cần Thơ",)


@pytest.mark.parametrize("open_, close", [("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("“", '"')])
def test_any_quotation_marks(open_, close):
    name = f"{open_}An sinh cho mọi nhà{close}"
    text = f"Ngày 5/5/2023, BHXH tỉnh tổ chức Lễ ra quân {name} vận động tham gia BHYT."
    assert find_campaign(None, text, None).name == "An sinh cho mọi nhà"


@pytest.mark.parametrize("text", NO_DRIVE)
def test_no_drive(text):
    assert find_campaign(text.split("\n")[0], text, date(2024, 12, 6)) is None


@pytest.mark.parametrize(
    "unit", ["ra quân bhxh ", "“ra quân ", "\" ' ra quân bhyt ", "ngày 1/1/2024 tổ chức ", "tổ chức "]
)
def test_cost_is_linear(unit):
    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        find_campaign("ra quân bhxh", text, None)
        return time.process_time() - start

    cost(100)  # warm up the sentence splitter
    small, large = cost(12_500), cost(50_000)
    assert large < max(12 * small, 0.3)


@pytest.mark.skipif(not (SHARED / "articles").is_dir(), reason="the articles of ../shared are not at hand")
@pytest.mark.parametrize("number", range(5))
def test_the_five_articles(number):
    path = sorted((SHARED / "articles").glob("*.txt"))[number]
    gold = json.loads((SHARED / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8").split("Có thể bạn quan tâm")[0]
    published = date.fromisoformat(gold["published_on"]) if gold["published_on"] else None
    found = find_campaign(None, text, published)
    assert (found.launched_on and found.launched_on.isoformat()) == gold["event_on"]
    assert match_key(found.name or "") == match_key(gold["campaign"] or "")
