from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.made import document
from transforms.duplicates import duplicates
from transforms.frames import documents_frame

STORY = (
    "Sáng nay, Bưu điện tỉnh phối hợp với cơ quan bảo hiểm xã hội mở lễ ra quân ở nhà văn hóa. "
    "Ngay ngày đầu, hai ngành phấn đấu vận động khoảng 3.000 người tham gia bảo hiểm xã hội tự nguyện. "
    "Cả đợt cao điểm, chỉ tiêu là thêm 16.000 người tham gia và 350.000 người có thẻ bảo hiểm y tế hộ gia "
    "đình. Lực lượng cộng tác viên sẽ đến từng ngõ, gõ từng nhà, giải thích quyền lợi cho lao động tự do."
)


def copies(*documents) -> dict[str, str | None]:
    return dict(duplicates(documents_frame(documents)).select("document_id", "duplicate_of").iter_rows())


def test_a_copy_with_another_byline_and_caption_points_to_the_first():
    found = copies(
        document(1, text=STORY, day=date(2025, 11, 15)),
        document(2, text=f"(Báo Mẫu) {STORY} Ảnh: cộng tác viên.", day=date(2025, 11, 16)),
        document(3, text=STORY.replace("Sáng nay", "Chiều qua"), day=date(2025, 11, 17)),
    )
    assert found == {"doc-1": None, "doc-2": "doc-1", "doc-3": "doc-1"}


def test_one_template_with_the_numbers_of_another_province_is_another_story():
    other = STORY.replace("3.000", "2.500").replace("16.000", "9.000").replace("350.000", "120.000")
    assert copies(document(1, text=STORY), document(2, text=other))["doc-2"] is None


def test_another_report_of_the_same_numbers_is_another_story():
    own = (
        "Theo kế hoạch vừa công bố, đợt này toàn tỉnh sẽ có thêm 16.000 người tham gia, riêng ngày mở màn là "
        "khoảng 3.000 người tham gia bảo hiểm xã hội tự nguyện; còn bảo hiểm y tế thì 350.000 người có thẻ. "
        "Nhiều tiểu thương cho biết họ đợi xem mức hỗ trợ của địa phương trước khi quyết định đóng."
    )
    assert copies(document(1, text=STORY), document(2, text=own))["doc-2"] is None


def test_the_same_text_without_numbers_is_a_copy_and_an_empty_one_is_not():
    text = "Không có con số nào ở đây."
    found = copies(
        document(1, text=text), document(2, text=text + "\n"), document(3, text=""), document(4, text="")
    )
    assert found == {"doc-1": None, "doc-2": "doc-1", "doc-3": None, "doc-4": None}


def test_the_same_template_a_year_later_is_another_story():
    later = STORY + " Đây là năm thứ hai."
    found = copies(
        document(1, text=STORY, day=date(2024, 11, 15)), document(2, text=later, day=date(2025, 11, 15))
    )
    assert found["doc-2"] is None


def test_all_versions_of_a_document_point_to_the_same_first():
    first, copy, again = (
        document(1, text=STORY),
        document(2, text=STORY + " A."),
        document(2, text=STORY + " B."),
    )
    table = duplicates(documents_frame([first, copy, again]))
    assert table.filter(pl.col("document_id") == "doc-2")["duplicate_of"].to_list() == ["doc-1", "doc-1"]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_order_does_not_matter_and_no_copy_points_to_a_copy(order):
    documents = [
        document(number, text=STORY + " Thêm." * number, day=date(2025, 11, 20 - number))
        for number in range(6)
    ]
    found = copies(*(documents[place] for place in order))
    assert found == copies(*documents)
    assert all(found[first] is None for first in found.values() if first)
    assert found["doc-5"] is None, "the first is the earliest"


def test_hundreds_of_articles_from_one_template_stay_cheap():
    documents = [
        document(number, text=STORY.replace("16.000", f"{number + 20}.000")) for number in range(600)
    ]
    assert len(copies(*documents)) == 600
