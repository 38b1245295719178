"""What is fetched for being on the subject, and what is left."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sources.subject import subject_words, unaccented, why_relevant

ON_SUBJECT = [
    ("Phát động tháng cao điểm vận động BHXH toàn dân", None, ""),
    ("Huyện miền núi vượt chỉ tiêu bảo hiểm y tế", None, ""),
    ("Người bán hàng rong có lương hưu", "Chị tham gia BHXH tự nguyện từ ba năm trước.", ""),
    ("Tin vắn ngày 5-11", None, "https://bao.vn/xa-x-ra-quan-van-dong-bao-hiem-xa-hoi-tu-nguyen-123.html"),
    ("Tin vắn", None, "https://bao.vn/Pages/tin.aspx?ten=phat-trien-BHYT-ho-gia-dinh&ItemID=4"),
    ("Bưu điện tỉnh ra quân đợt cuối năm", None, ""),
    ("RA QUÂN VÌ AN SINH XÃ HỘI", None, ""),
    ("Ra quân đợt cao điểm", "Nhân viên bưu điện đến từng nhà.", ""),
    ("Tang so nguoi tham gia BHXHTN", None, ""),
    ("Ra quan cung Buu dien huyen", None, ""),
    ("#BHXH và #BHYT: hỏi và đáp", None, ""),
    (unicodedata.normalize("NFD", "Thêm nghìn người tham gia bảo hiểm xã hội"), None, ""),
    ("Thêm nghìn người tham gia bảo  hiểm\u00a0xã hội", None, ""),
]
OFF_SUBJECT = [
    ("Đội tuyển ra quân thắng đậm", None, "https://bao.vn/doi-tuyen-ra-quan-thang-dam-12.html"),
    ("Cảnh sát giao thông ra quân xử lý xe quá tải", "Đợt cao điểm kéo dài một tháng.", ""),
    ("Bưu điện phát hành bộ tem mới", None, "https://bao.vn/buu-dien-phat-hanh-bo-tem-moi-3.html"),
    ("Giá bảo hiểm xe máy", None, "https://bao.vn/gia-bao-hiem-xe-may-9.html"),
    ("Mở thêm ba quán phở của bà Quân", "Bảo hiểm cháy nổ là bắt buộc.", ""),
    ("", None, ""),
    (None, None, "https://bao.vn/"),
]


@pytest.mark.parametrize(("title", "lead", "url"), ON_SUBJECT)
def test_on_the_subject(title, lead, url):
    assert why_relevant(title, lead, url)


@pytest.mark.parametrize(("title", "lead", "url"), OFF_SUBJECT)
def test_off_the_subject(title, lead, url):
    assert why_relevant(title, lead, url) is None


def test_the_reason_says_where_and_by_which_words():
    assert why_relevant("Tin vắn", "Người dân tham gia BHXH.", "") == "lead: bhxh"
    assert why_relevant("Bưu điện huyện ra quân", None, "") == "title: ra quân + bưu điện"
    assert why_relevant(None, None, "https://b.vn/mua-BHYT.html").startswith("url: ")


def test_accents_count_where_there_are_any():
    assert subject_words("quán ăn ra quán mới, bảo hiểm đủ") is None
    assert subject_words("ra quan, bao hiem") == "ra quan + bao hiem"


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=100))
def test_any_text_is_decided(title, lead, slug):
    why_relevant(title, lead, f"https://bao.vn/{slug}")


@given(st.sampled_from(ON_SUBJECT[:2]))
def test_a_title_without_its_accents_is_on_the_subject_too(example):
    assert why_relevant(unaccented(example[0]), None, "")
