"""What an article is about that names no place: the province of its outlet, on the day of the article."""

from datetime import datetime

import pytest

from extractors.language.figures import extract
from extractors.values import Document

SENTENCE = "Tuần qua, các tổ lưu động vận động được 412 người tham gia BHXH tự nguyện."
ROW = "▦ Bảng 1. Kết quả tham gia BHXH tự nguyện (người) | Đơn vị: Toàn tỉnh | Kết quả: 57"


def figures_of(text: str, published: str | None, outlet: str | None):
    document = Document(
        document_id="d1",
        version="v1",
        title="Kết quả một tuần ra quân",
        lead=None,
        text=f"Kết quả một tuần ra quân\n{text}",
        media_type="text/html",
        published_at=datetime.fromisoformat(published) if published else None,
    )
    return extract(document, outlet).figures


@pytest.mark.parametrize(
    ("published", "province_id"),
    [
        ("2023-05-04T09:00:00+07:00", "72"),  # 80 was Long An then
        ("2025-08-04T09:00:00+07:00", "80"),
    ],
)
def test_codes_of_today_mean_the_province_of_that_name_then(published, province_id):
    (figure,) = figures_of(SENTENCE, published, "80")
    assert figure.province_id.startswith(f"province:{province_id}@")
    assert (figure.province_2025, figure.place_source) == ("80", "inferred")


def test_a_named_place_goes_before_the_outlets():
    (figure,) = figures_of(
        SENTENCE.replace("Tuần qua", "Tuần qua, tại tỉnh Cà Mau"), "2025-08-04T09:00:00+07:00", "80"
    )
    assert figure.province_2025 == "96"


def test_without_an_outlets_province_nothing_is_invented():
    (figure,) = figures_of(SENTENCE, "2025-08-04T09:00:00+07:00", None)
    assert figure.province_2025 is None
    (figure,) = figures_of(SENTENCE, None, "99")  # no such province
    assert figure.province_2025 is None


def test_rows_of_tables_are_about_it_too():
    figures = figures_of(f"{SENTENCE}\n{ROW}", "2023-05-04T09:00:00+07:00", "38")
    assert {figure.number_text: figure.province_2025 for figure in figures} == {"412": "38", "57": "38"}
