"""Texts saved without markup. Those here are written for the tests; those under ../shared are only read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents.plain_text import read_plain_text

SHARED = Path(__file__).parents[4] / "shared"

TITLE = "Đạ Tẻh ra quân vận động bảo hiểm"
LEAD = "Sáng 12/10, huyện Đạ Tẻh mở đợt ra quân thứ ba trong năm tại chợ thị trấn."
BODY = [
    "Toàn huyện hiện có 2.310 người tham gia BHXH tự nguyện, đạt 91,5% kế hoạch.",
    "Ông K’Brốp cho biết từ nay đến cuối năm còn phải vận động thêm 215 người nữa.",
    "Riêng BHYT hộ gia đình, ba xã vùng sâu đã vượt chỉ tiêu huyện giao từ tháng 9.",
]


def article(*before: str, after: tuple[str, ...] = (), title: str = TITLE, body: list[str] = BODY) -> str:
    return "\n\n".join([*before, title, LEAD, *body, *after])


def read(text: str):
    found = read_plain_text(text)
    return found.title, found.lead, found.paragraphs


def test_title_lead_and_paragraphs():
    assert read(article()) == (TITLE, LEAD, BODY)


def test_paragraphs_need_no_blank_lines_between_them():
    assert read("\n\n".join([TITLE, LEAD, "\n".join(BODY)])) == (TITLE, LEAD, BODY)
    assert read("\n".join([TITLE, LEAD, *BODY])) == (TITLE, LEAD, BODY)


@pytest.mark.parametrize(
    ("text", "published", "author", "publisher"),
    [
        (article("-->"), None, None, None),
        (article(title=f" date 2025-10-13 {TITLE}"), "2025-10-13T00:00:00+07:00", None, None),
        (
            article(title=f" date 2025-10-13 {TITLE} 13/10/2025 07:40"),
            "2025-10-13T07:40:00+07:00",
            None,
            None,
        ),
        (article("13/10/2025 07:40"), "2025-10-13T07:40:00+07:00", None, None),
        (article("Thứ Hai, 13/10/2025, 07:40 (GMT+7)"), "2025-10-13T07:40:00+07:00", None, None),
        (
            article().replace(LEAD, f"Lâm Oanh (báo mẫu) 13/10/2025 07:40 (GMT+7)\n\n{LEAD}"),
            "2025-10-13T07:40:00+07:00",
            "Lâm Oanh",
            "báo mẫu",
        ),
        (
            article().replace(LEAD, f"Báo Mẫu - 13/10/2025\n\n{LEAD}"),
            "2025-10-13T00:00:00+07:00",
            None,
            "Báo Mẫu",
        ),
        (article().replace(LEAD, f"(PLO)- {LEAD}"), None, None, "Pháp Luật TP.HCM"),
        (article(after=("Lâm Oanh",)), None, "Lâm Oanh", None),
        (article(after=("Bài và ảnh: Lâm Oanh",)), None, "Lâm Oanh", None),
        (article(after=("Lâm Oanh (t/h)",)), None, "Lâm Oanh", None),
    ],
)
def test_what_stands_around_the_article_is_read_and_not_kept(text, published, author, publisher):
    found = read_plain_text(text)
    assert read(text) == (TITLE, LEAD, BODY)
    assert (found.published and found.published.at.isoformat(), found.author, found.publisher) == (
        published,
        author,
        publisher,
    )


@pytest.mark.parametrize(
    "above",
    [
        "Trang chủ",
        "Trang chủ > Xã hội > An sinh",
        "Thời sự\n\nChia sẻ",
        "An sinh xã\nA+\nA-",
        "Tin liên quan",
    ],
)
def test_menus_above_the_title_are_no_title(above):
    assert read(article(above)) == (TITLE, LEAD, BODY)


@given(data=st.data())
def test_a_paragraph_with_a_figure_is_never_lost(data):
    stated = st.builds(
        "{} {} có {} người tham gia {}, {} so với kế hoạch cả năm.".format,
        st.sampled_from(
            ["Xã", "Theo báo cáo, xã", "Ông Bảy cho biết xã", "Nhân viên thu nói xã", "Cùng chuyên mục, xã"]
        ),
        st.sampled_from(["Mỹ Đức", "Quốc Oai", "An Nhơn"]),
        st.integers(1, 99_999),
        st.sampled_from(["BHXH tự nguyện", "BHYT hộ gia đình"]),
        st.sampled_from(["đạt 91,5%", "vượt 2%", "còn thiếu 12 người"]),
    )
    between = st.sampled_from(
        ["Quang cảnh buổi lễ", "Những cách làm hay", "Tư vấn tại chợ. Ảnh: L.O", "Tin liên quan", TITLE]
    )
    body = data.draw(st.lists(stated, min_size=4, max_size=12, unique=True))
    mixed = [part for line in body for part in (line, *data.draw(st.lists(between, max_size=1)))]
    found = read(article(body=mixed, after=("Lâm Oanh",)))[2]
    assert [line for line in found if line in body] == body


@pytest.mark.parametrize(
    "dateline",
    [
        "Lâm Đồng (TTXVN 13/10/2025) - ",
        "Lâm Đồng (TTXVN) 13/10/2025 - ",
        "(BLĐ) 13/10/2025 - ",
        "BLĐ - 13/10/2025. ",
        "(BLĐ) Thứ Hai, 13/10/2025 - ",
        "Lâm Đồng, 13/10/2025 - ",
        "13/10/2025. ",
    ],
)
def test_a_dateline_says_when_it_was_published_and_stays_in_the_lead(dateline):
    found = read_plain_text(article().replace(LEAD, dateline + LEAD))
    assert found.published.at.date().isoformat() == "2025-10-13"
    assert LEAD in "\n".join([found.lead or "", *found.paragraphs])


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("13/10/2025 | Báo Mẫu", "Báo Mẫu"),
        ("(Báo Mẫu) - Thứ Hai, 13/10/2025, 08:15", "Báo Mẫu"),
        ("(BLĐ) - 13/10/2025 07:12", None),
        ("Cổng TTĐT huyện Mẫu - 13/10/2025", "Cổng TTĐT huyện Mẫu"),
        ("(Thứ Hai, 13/10/2025, 08:12)", None),
        ("Đăng ngày 13-10-2025", None),
        ("MAU.VN, 17:05, 13/10/2025", None),
    ],
)
def test_a_line_with_outlet_and_day_below_the_title(line, publisher):
    text = article().replace(LEAD, f"{line}\n\n{LEAD}")
    found = read_plain_text(text)
    assert found.published.at.date().isoformat() == "2025-10-13"
    assert found.publisher == publisher or publisher is None
    assert read(text) == (TITLE, LEAD, BODY)


def test_months_of_a_year_in_a_title_are_no_day():
    """`10 tháng năm 2023` are ten months of the year, and a notice is no outlet."""
    text = article(title="BHXH TỈNH MẪU\nTHÔNG BÁO KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN 10 THÁNG NĂM 2023")
    found = read_plain_text(text)
    assert (found.published, found.publisher) == (None, "BHXH TỈNH MẪU")


@pytest.mark.parametrize(
    "opening", ["Ngày 13/10/2025 - ", "Sáng 13/10/2025, ", "Từ 13/10/2025 - ", "Ngày 13/10/2025. "]
)
def test_the_day_of_an_event_is_no_dateline(opening):
    assert read_plain_text(article().replace(LEAD, opening + LEAD)).published is None


def test_a_date_inside_the_text_is_no_publication_date():
    text = article(body=["Đến hết ngày 30/9/2025, huyện có 2.310 người tham gia.", *BODY])
    assert read_plain_text(text).published is None


@pytest.mark.parametrize(
    "line",
    [
        "Quang cảnh lễ ra quân",
        "Ông K’Brốp, Giám đốc BHXH huyện, phát biểu tại lễ ra quân",
        "Tư vấn cho tiểu thương ở chợ thị trấn. Ảnh: L.O",
        "Tư vấn cho tiểu thương ở chợ thị trấn. Ảnh: L.O\nTư vấn cho tiểu thương ở chợ thị trấn. Ảnh: L.O",
        "Các tổ lưu động xuất phát từ sân vận động huyện, chia về mười một xã, thị trấn ngay sau lễ",
        "![cho](https://bao.example/a.jpg)",
        "================",
        "Xem thêm: Giá cà phê lên 120.000 đồng",
    ],
)
def test_captions_and_pointers_between_paragraphs_go(line):
    assert read(article(body=[BODY[0], line, *BODY[1:]])) == (TITLE, LEAD, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Những cách làm hay",
        "Còn 215 người trong ba tháng",
        "Số người tham gia BHXH tự nguyện ở ba xã vùng sâu lần lượt là 120 người, 98 người và 77 người",
        "Ông K’Brốp nói: “Mỗi xã giao 20 người”.",
        "Cán bộ thu đã vận động được 45 người ở xã Quốc Oai trong buổi sáng",
        "- Xã Mỹ Đức: 12 người;",
    ],
)
def test_headings_and_whatever_counts_people_stay(line):
    assert line in read(article(body=[BODY[0], line, *BODY[1:]]))[2]


def test_a_caption_above_the_title_or_repeated_below_the_signature_goes():
    caption = "Đoàn xe tuyên truyền đi qua chợ."
    text = article("Lễ ra quân. Ảnh: L.O\nLễ ra quân. Ảnh: L.O", body=[BODY[0], caption, *BODY[1:]])
    assert read(text + f"\n\nLâm Oanh\n\n\n{caption}") == (TITLE, LEAD, BODY)


def test_a_title_repeated_in_the_text_is_there_once():
    assert read(article(body=[BODY[0], TITLE, *BODY[1:]])) == (TITLE, LEAD, BODY)


def test_an_article_pasted_twice_keeps_each_paragraph_once():
    text = article()
    assert read(f"{text}\n\n{text}") == (TITLE, LEAD, BODY)


def test_a_paragraph_said_twice_keeps_its_figures():
    assert BODY[0] in read(article(body=[*BODY, "Bà con phấn khởi lắm.", BODY[0]]))[2]


def test_titles_of_other_articles_that_hang_on_the_lead_go():
    related = "Giá tiêu tăng 15% sau Tết Hơn 3.000 hộ được vay vốn trồng dâu Mở thêm 12 điểm thu"
    assert read(article().replace(LEAD, f"{LEAD}\n{related}")) == (TITLE, LEAD, BODY)


BOX = (
    "Giá tiêu tăng sau Tết\n\nGiá tiêu tăng sau Tết\n\n"
    "Mỗi ký tiêu lên 95.000 đồng, hơn 3.000 người trồng tiêu có lãi trong vụ này.\n"
    "Mở thêm mười hai điểm thu\n\nMở thêm mười hai điểm thu\n\n"
    "Bưu điện tỉnh vừa mở thêm 12 điểm thu phục vụ 40.000 hộ dân ở vùng sâu."
)


@pytest.mark.parametrize(
    "heading", ["Có thể bạn quan tâm\n\nNên xem", "Tin khác", "Cùng chuyên mục:", "TIN LIÊN QUAN"]
)
def test_boxes_after_the_end_go_with_their_teasers(heading):
    after = (heading, BOX, "Xem thêm\nPhiên bản di động")
    assert read(article(after=after)) == (TITLE, LEAD, BODY)
    assert read(article(after=("Lâm Oanh", *after))) == (TITLE, LEAD, BODY)


def test_paragraphs_go_on_after_a_box_in_the_middle():
    box = "Tin liên quan\n\nGiá tiêu tăng sau Tết\nMở thêm mười hai điểm thu"
    more = [f"Xã thứ {n} có thêm {n}0 người tham gia BHYT hộ gia đình trong đợt này." for n in range(2, 6)]
    assert read(article(body=[*BODY, box, *more])) == (TITLE, LEAD, BODY + more)


def test_marks_of_markdown_go():
    text = article(
        body=["**Những cách làm hay**", f"{BODY[0][:-1]} [theo báo cáo](https://bao.example/x).[12]"]
    )
    assert read(text)[2] == ["Những cách làm hay", f"{BODY[0][:-1]} theo báo cáo."]


def test_a_text_without_a_title_has_none():
    assert read("\n".join(BODY)) == (None, None, BODY)
    assert read(BODY[0]) == (None, None, BODY[:1])


def test_an_official_report():
    found = read_plain_text(
        "BẢO HIỂM XÃ HỘI HUYỆN ĐẠ TẺH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 12/BC-BHXH\nĐạ Tẻh, ngày 02 tháng 10 năm 2021\n\n"
        "BÁO CÁO\nKết quả phát triển người tham gia quý III\n\n"
        "1. Toàn huyện có 2.310 người tham gia BHXH tự nguyện.\n"
    )
    assert found.is_report
    assert found.title == "BÁO CÁO Kết quả phát triển người tham gia quý III"
    assert found.publisher == "BẢO HIỂM XÃ HỘI HUYỆN ĐẠ TẺH"
    assert found.published.at.isoformat() == "2021-10-02T00:00:00+07:00"
    assert found.paragraphs[-1] == "1. Toàn huyện có 2.310 người tham gia BHXH tự nguyện."


@pytest.mark.parametrize("text", ["", "\n \n", "-->", "====\n----", "Tin khác\nXem thêm"])
def test_no_article(text):
    assert read_plain_text(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "**a " * 200_000,
        "[" * 500_000,
        "![a](" * 200_000,
        "Nguyễn Văn " * 100_000,
        "Ảnh: " * 200_000,
        "04/11/2025 " * 100_000,
    ]
    + ["Tin khác\n" * 100_000, "Nguyễn Văn A\n" * 50_000],
    ids=lambda text: text[:9].strip(),
)
def test_no_text_takes_long(text):
    read_plain_text(text)  # each takes minutes where a rule is quadratic


# ---------------------------------------------------------------------- real articles, read only


def shared(name: str):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    return read_plain_text(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "title", "published", "author", "paragraphs", "last"),
    [
        ("articles/000_c355c37ba464b678.txt", "Hà Nội ra quân", None, None, 12, "bền vững."),
        (
            "articles/001_3a607bc76b2ba034.txt",
            "TP.HCM: Ra quân",
            "2025-11-04T15:39",
            None,
            12,
            "BHYT hộ gia đình.",
        ),
        (
            "articles/002_92569255555c9ade.txt",
            "Tây Ninh sôi nổi",
            "2025-11-13T12:56",
            "Thanh Vũ",
            7,
            "bền vững.",
        ),
        ("articles/003_484fef080b6ce9ac.txt", "Ngành bảo hiểm", "2025-11-21T00:00", "Tô Hà", 13, "phía sau."),
        ("articles/004_31f8137fe0e3d0ce.txt", "Tăng tốc để đạt", None, "Bảo Duy", 13, "BHXH tự nguyện./."),
        (
            "more/articles/017_sinh_vien_6000_bhyt_2016.txt",
            "6.000 sinh viên",
            None,
            "Mạnh Tùng",
            10,
            "2015 – 2016.",
        ),
        ("more/articles/neg_002.txt", "Di sản Obama", None, "Vũ Hoàng", 35, "cha mẹ."),
    ],
)
def test_real_articles(name, title, published, author, paragraphs, last):
    found = shared(name)
    assert found.title.startswith(title)
    assert (found.published and found.published.at.isoformat()[:16], found.author) == (published, author)
    assert len(found.paragraphs) == paragraphs
    assert found.paragraphs[-1].endswith(last)
    text = "\n".join(found.paragraphs)
    assert not any(mark in text for mark in ("Ảnh:", "Xem thêm", "Có thể bạn", "-->", "Phiên bản", "(PLO)"))
