import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import legacy
from extractors.documents import text as lines

SENTENCE = "Xã Đắk Nhau có 1.204 người tham gia BHXH tự nguyện."


def test_clean_gives_one_spelling_of_each_letter():
    decomposed = unicodedata.normalize("NFD", SENTENCE)
    assert lines.clean(decomposed) == SENTENCE
    assert lines.clean("\ufeffÐắk\u00a0Nhau\u202fcó\u200b 5\u00ad0  hộ \r\nHai\u2028Ba\x0bBốn") == (
        "Đắk Nhau có 50 hộ\nHai\nBa\nBốn"
    )


@given(st.text())
def test_clean_is_stable_and_leaves_nothing_invisible(text):
    once = lines.clean(text)
    assert lines.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\r\t\x00\u00a0\u200b\u00ad\ufeff\u00d0")
    once.encode()  # no lone surrogate


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_decode_knows_unicode_by_its_bytes(codec):
    assert lines.decode(SENTENCE.encode(codec)) == SENTENCE


def test_decode_reads_the_vietnamese_windows_codec_declared_or_not():
    # it writes the tones as marks of their own: ố is ô and an acute
    body = (SENTENCE + "\n") * 20
    table = {}
    for char in set(body):
        parts = unicodedata.normalize("NFD", char)
        tone = next((p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323"), "")
        table[ord(char)] = unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts) + tone
    content = body.translate(table).encode("windows-1258")
    assert lines.clean(lines.decode(content, "windows-1258")) == lines.clean(body)
    assert lines.clean(lines.decode(content)) == lines.clean(body)
    assert lines.clean(lines.decode(content, "iso-8859-1")) == lines.clean(body)  # as many pages lie


@pytest.mark.parametrize("codec", [legacy.TCVN3, legacy.VNI])
@pytest.mark.parametrize("saved_as", ["windows-1252", "utf-8"])
def test_decode_reads_the_fonts_of_before_unicode(codec, saved_as):
    body = (
        "Toàn huyện hiện có hơn hai nghìn người tham gia bảo hiểm xã hội tự nguyện, đạt chỉ tiêu được giao. "
        * 3
    )
    letters = {c: sign for sign in map(chr, range(0xA1, 0x100)) if (c := legacy.convert(sign, codec)) != sign}
    if codec == legacy.VNI:
        letters |= {
            c: pair
            for base in "aeoôuöy"
            for mark in map(chr, range(0xC0, 0x100))
            if len(c := legacy.convert(pair := base + mark, codec)) == 1
        }
    old = "".join(letters.get(c, c) for c in body)
    assert old != body
    assert lines.decode(old.encode(saved_as)) == body


def test_decode_keeps_what_a_few_broken_bytes_leave():
    content = (SENTENCE * 20).encode().replace(b"1.204", b"1.2\xff4", 1)
    assert lines.decode(content) == (SENTENCE * 20).replace("1.204", "1.2\ufffd4", 1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Cán bộ thu tư vấn cho tiểu thương. Ảnh: BHXH tỉnh", None),
        ("Lễ ra quân ở chợ huyện (Ảnh: T.H)", None),
        ("Lễ ra quân ở chợ huyện - Ảnh: THU HÀ.", None),
        ("Đoàn xe diễu hành Ảnh: Thu Hà.", None),
        ("Một buổi tư vấn. (Ảnh minh họa)", None),
        ("Ảnh: TTXVN", None),
        ("Xã có 12 người tham gia.Cán bộ tư vấn cho dân. Ảnh: T.L", "Xã có 12 người tham gia."),
        (
            "Anh Bảy nói: hình ảnh cán bộ đến nhà làm bà con tin.",
            "Anh Bảy nói: hình ảnh cán bộ đến nhà làm bà con tin.",
        ),
        ("Huyện đạt 82,7% kế hoạch, còn thiếu 312 người.", "Huyện đạt 82,7% kế hoạch, còn thiếu 312 người."),
    ],
)
def test_a_caption_goes_and_a_paragraph_stays(line, expected):
    assert lines.without_caption(line) == expected


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Hoàng Lam", "Hoàng Lam"),
        ("HOÀNG LAM - THU NGÂN", "HOÀNG LAM - THU NGÂN"),
        ("Hoàng Lam (tổng hợp)", "Hoàng Lam"),
        ("Bài và ảnh: Tô Văn Hà", "Tô Văn Hà"),
        ("Bài, ảnh: K’Brih", "K’Brih"),
        ("Ngọc Diệp - Phòng Truyền thông", "Ngọc Diệp"),
        ("Nguyễn Thị Hà - Công chức VHXH", "Nguyễn Thị Hà"),
        ("TH: Bích Ngọc", "Bích Ngọc"),
        ("Bà Trịnh Thị Nhài", ""),
        ("Theo TTXVN", ""),
        ("Thiết kế: Minh Đức", ""),
        ("Tin khác", None),
        ("BHXH tự nguyện", None),
        ("Còn thiếu 312 người", None),
        ("Hỗ trợ thêm cho hộ nghèo", None),
        ("Bà con rất mừng.", None),
    ],
)
def test_byline(line, author):
    assert lines.byline(line) == author


@pytest.mark.parametrize(
    "line",
    [
        "Có thể bạn quan tâm",
        "TIN KHÁC:",
        "Tin liên quan",
        "Cùng chuyên mục",
        ">> Xem thêm",
        "Đọc nhiều",
        "Bình luận (12)",
    ]
    + ["Phiên bản di động", "Xem bản gốc tại đây", "Nên xem", "Tags:", "Một số hình ảnh tại buổi lễ:"]
    + ["5/5 - (3 bình chọn)", "Đọc 1532 lần", "Có liên quan:"]
    + ["Nghe nội dung bài viết", "Đánh giá: ★★★★★ (12 lượt)", "Tệp đính kèm: Biểu số 1.xlsx"]
    + ["- Quảng cáo -", "Mục lục", "Nội dung bài viết", "Tin bài liên quan", "Bạn đọc quan tâm"],
)
def test_headings_of_boxes(line):
    assert lines.is_box_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Tin vui cho 1.200 hộ nghèo",
        "Xem thêm 300 người tham gia là thành công",
        "Bình luận của chuyên gia về chính sách mới",
        "Nội dung bài viết trên bảng tin của xã",
        "Nghe tin có lương hưu, bà con rất mừng",
        "Tài liệu đính kèm: 1.200 tờ rơi về BHXH tự nguyện",
    ],
)
def test_headings_of_paragraphs_are_none(line):
    assert not lines.is_box_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Xem thêm: Thiếu giáo viên, nhiều trường gộp lớp",
        "Đọc thêm bài hay tại chuyên mục Đời sống",
        "Mời bạn đọc theo dõi Báo Khánh Ninh trên Facebook.",
    ],
)
def test_pointers_to_other_articles(line):
    assert lines.is_pointer(line)


def test_an_invitation_to_take_part_is_no_pointer():
    assert not lines.is_pointer("Mời bạn đọc tham gia BHXH tự nguyện tại 12 bưu điện của huyện.")


def test_an_office_signs_a_text():
    assert lines.is_office("Phòng Tuyên truyền BHXH tỉnh")
    assert not lines.is_office("BHXH huyện Nậm Cắn: 22 người")
    assert not lines.is_office("Hội Nông dân xã đang nhân cách làm này.")


def test_line_breaks_that_are_meant():
    assert lines.keeps_lines("Phường có ba khu phố.\n\n- Khu phố 2: 8 người;\n- Khu phố 5: 12 người.")
    assert not lines.keeps_lines("Phường có ba\nkhu phố, mỗi khu phố\ncử một người đi thu.")


def test_the_outlet_that_signs_a_lead():
    assert lines.outlet_sign("(PLO)- Ngày 4-11, xã ra quân.") == (
        "Pháp Luật TP.HCM",
        "Ngày 4-11, xã ra quân.",
    )
    assert lines.outlet_sign("(Dân trí) - Xã ra quân.") == ("Dân Trí", "Xã ra quân.")
    assert lines.outlet_sign("(cũ) - Xã ra quân.") == (None, "(cũ) - Xã ra quân.")
    assert lines.outlet_sign("Xã (PLO) ra quân.")[0] is None
    assert lines.outlet_sign("(VTC News) - Xã ra quân.") == ("VTC News", "Xã ra quân.")
    assert lines.outlet_sign("QĐND Online - Xã ra quân.") == ("Quân đội nhân dân", "Xã ra quân.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SENTENCE, "vi"),
        ("Tinh den het thang 9, toan huyen da co 120 nguoi tham gia va duoc cap the trong nam", "vi"),
        (
            "The ministry said that the number of people with health insurance has been growing for years.",
            "en",
        ),
        ("12.000 | 45% | 7", None),
        ("", None),
    ],
)
def test_language(text, language):
    assert lines.language_of(text) == language


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("👉 Theo dõi Hội trên Facebook để cập nhật hoạt động mới nhất!", True),
        ("Quét mã QR để theo dõi chúng tôi trên Zalo", True),
        ("* Mời bạn đọc vào chuyên mục Xã hội xem các tin", True),
        ("Từ khóa: bảo hiểm, ra quân", True),
        ("Đăng ký tham gia BHXH tự nguyện qua Zalo, người dân chỉ cần hai phút.", False),
        ("Quét mã QR trên tờ rơi, người dân xem được mức đóng.", False),
    ],
)
def test_calls_to_follow_are_pointers_and_what_people_do_is_not(line, points):
    assert lines.is_pointer(line) is points


@pytest.mark.parametrize(
    ("line", "is_name"),
    [
        ("BẢO HIỂM XÃ HỘI TỈNH VĨNH HÀ", True),
        ("Báo Tây Lĩnh điện tử", True),
        ("Tạp chí Đời Sống", True),
        ("Hội Nông dân và BHXH huyện Đông Ngạn ký kết chương trình phối hợp", False),
        ("Báo động tình trạng trốn đóng trên trang tin điện tử", False),
    ],
)
def test_names_of_sites(line, is_name):
    assert lines.is_site_name(line) is is_name


def test_a_long_line_of_brackets_costs_nothing():
    assert not lines.is_placeholder("{1} " * 100_000 + "x")
