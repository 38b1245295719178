import hashlib
import random
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.documents import legacy
from extractors.documents.layouts import Layout
from extractors.documents.read import DOCUMENTS_VERSION, document_id, is_relevant, read_document
from extractors.values import Capture, Document, Rejection

SHARED = Path(__file__).parents[4] / "shared"
URL = "https://bao.example/ra-quan-d12.html"
PARAGRAPHS = [
    "Sáng 12/10, huyện Đạ Tẻh mở đợt ra quân thứ ba trong năm tại chợ thị trấn.",
    "Toàn huyện hiện có 2.310 người tham gia BHXH tự nguyện, đạt 91,5% kế hoạch.",
    "Từ nay đến cuối năm, huyện còn phải vận động thêm 215 người tham gia, chủ yếu ở ba xã vùng sâu.",
]
TEXT = "\n\n".join(["Đạ Tẻh ra quân", *PARAGRAPHS])
PAGE = (
    "<html><head><title>x</title></head><body><h1>Đạ Tẻh ra quân lần ba</h1><div>"
    + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    + "</div></body></html>"
)


def read(content: bytes | str, media_type: str = "text/html", layouts=(), **fields) -> Document | Rejection:
    content = content.encode() if isinstance(content, str) else content
    capture = Capture(
        sha256=hashlib.sha256(content).hexdigest(), media_type=media_type, day=date(2025, 10, 13), **fields
    )
    return read_document(capture, content, layouts)


def test_a_text_file_becomes_a_document():
    found = read(
        TEXT,
        "text/plain",
        archive_path="a/b.txt",
        source="mau",
        captured_at=datetime(2025, 10, 13, tzinfo=UTC),
    )
    assert found.text == "\n".join(["Đạ Tẻh ra quân", *PARAGRAPHS])
    assert found.document_id == "d" + hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    assert found.version == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (found.archive_path, found.source, found.extractor) == ("a/b.txt", "mau", DOCUMENTS_VERSION)
    assert (found.language, found.is_relevant, found.kind, found.url, found.published_at) == (
        "vi",
        True,
        "news",
        None,
        None,
    )


def test_the_id_follows_the_address_and_not_the_bytes_or_the_trackers():
    first = read(PAGE, url=URL)
    changed = read(PAGE.replace("2.310", "2.311"), url=URL + "?utm_source=zalo#top")
    assert first.document_id == changed.document_id == document_id(URL, "")
    assert first.version != changed.version
    assert read(PAGE, url=URL + "?ItemID=2").document_id != first.document_id


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("/khac-d13.html", "https://bao.example/khac-d13.html"),
        ("https://m.bao.example/khac-d13.html", "https://m.bao.example/khac-d13.html"),
        ("https://evil.example.com/a", URL),
        ("https://bao.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[", URL),
        ("", URL),
    ],
)
def test_a_page_may_name_another_address_of_its_own_site_only(declared, canonical):
    page = PAGE.replace("<title>", f'<link rel="canonical" href="{declared}"><title>')
    assert read(page, url=URL).canonical_url == canonical


def test_the_index_of_an_archive_knows_better_than_a_bare_text():
    stated = datetime(2025, 10, 14, 1, tzinfo=UTC)
    text = f"date 2025-10-01 {TEXT}"
    assert read(text, "text/plain").published_at.date() == date(2025, 10, 1)
    found = read(text, "text/plain", published_at=stated, publisher="Báo Mẫu")
    assert (found.published_at, found.published_offset, found.publisher) == (stated, "+00:00", "Báo Mẫu")


def test_nfd_and_nfc_give_the_same_text():
    assert read(unicodedata.normalize("NFD", TEXT), "text/plain").text == read(TEXT, "text/plain").text
    assert read(unicodedata.normalize("NFD", PAGE)).text == read(PAGE).text


def test_invalid_utf8_is_read_with_the_damage_in_sight():
    found = read(TEXT.encode().replace(b"91,5", b"91\xff5"), "text/plain")
    assert "đạt 91\ufffd5% kế hoạch" in found.text


def test_a_page_in_a_font_of_before_unicode():
    old = {
        c: sign for sign in map(chr, range(0xA1, 0x100)) if (c := legacy.convert(sign, legacy.TCVN3)) != sign
    }
    page = PAGE.replace("Đạ Tẻh", "Quảng Trị").lower()
    expected = read(page).text
    content = "".join(old.get(c, c) for c in page).encode("windows-1252")
    assert read(content).text == expected


def test_scripts_and_handlers_never_reach_the_text():
    page = PAGE.replace(
        "<p>Toàn", "<script>var a='<p>9.999 người tham gia</p>'</script><p onclick=\"steal('x')\">Toàn", 1
    )
    page = page.replace("</div>", "<noscript>Bật JavaScript</noscript><template><p>mẫu</p></template></div>")
    assert read(page).text == read(PAGE).text


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"", "text/html", "empty_file"),
        (b" \n ", "text/plain", "empty_file"),
        (b"<html></html>", "text/html", "no_article"),
        (b"\0" * 100, "text/html", "no_article"),
        ("<nav><a href=/>Trang chủ</a></nav><p>Vui lòng đăng nhập.</p>", "text/html", "no_article"),
        (b"====", "text/plain", "no_article"),
        (random.Random(1).randbytes(5000), "text/plain", "unreadable_text"),
        (b"GIF89a", "image/gif", "format_not_read_yet"),
    ],
)
def test_what_is_no_document_is_told(content, media_type, reason):
    found = read(content, media_type, archive_path="x/y.z")
    assert isinstance(found, Rejection)
    assert (found.reason, found.archive_path) == (reason, "x/y.z")
    assert "x/y.z" in found.detail


def test_an_english_page_is_a_document_that_is_not_relevant():
    paragraph = (
        "<p>The ministry said that the number of people with health insurance (BHYT tham gia) has grown.</p>"
    )
    found = read(f"<h1>Health insurance in Vietnam</h1><div>{paragraph * 4}</div>")
    assert (found.language, found.is_relevant) == ("en", False)


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("Xã có 120 người tham gia BHXH tự nguyện.", True),
        ("Ty le bao phu bao hiem y te dat 90% dan so", True),
        (unicodedata.normalize("NFD", "Số người đóng bảo hiểm xã hội tăng"), True),
        ("Giá cà phê lên 120.000 đồng một ký, người trồng phấn khởi.", False),
        ("Bảo hiểm xe máy tham gia giao thông", False),
    ],
)
def test_relevance_with_and_without_accents(text, relevant):
    assert is_relevant(text) is relevant


def test_a_layout_of_the_source_goes_before_the_built_in_ones():
    page = PAGE.replace("<div>", '<div class="teaser"><p>Hôm qua chợ họp sớm.</p></div><div class="noidung">')
    own = Layout.from_mapping(
        {"container": ".noidung", "title": "h1", "drop": ["p:first-child"]},
        name="mau",
        domains=["bao.example"],
    )
    assert read(page, url=URL, layouts=[own]).text == "\n".join(["Đạ Tẻh ra quân lần ba", *PARAGRAPHS[1:]])


def test_a_page_whose_layout_has_changed_is_still_read():
    page = PAGE.replace("<div>", '<article class="fck_detail"></article><div class="than-bai">')
    assert read(page, url="https://vnexpress.net/ra-quan-450001.html").text == read(PAGE).text


def test_a_layout_holds_from_its_day_on():
    page = PAGE.replace("<div>", '<div class="cu">').replace(
        "</div>", '</div><div class="moi"><p>%s</p></div>' % ("Chợ họp " * 30)
    )
    old, new = (
        Layout.from_mapping({"container": f".{name}", "valid_from": day}, name=name, domains=["bao.example"])
        for name, day in (("cu", "2020-01-01"), ("moi", "2025-10-14"))
    )
    assert PARAGRAPHS[1] in read(page, url=URL, layouts=[old, new]).text  # captured on 2025-10-13
    later = Layout.from_mapping(
        {"container": ".moi", "valid_from": "2025-10-13"}, name="moi", domains=["bao.example"]
    )
    assert PARAGRAPHS[1] not in read(page, url=URL, layouts=[old, later]).text


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + PAGE,
        PAGE + "<a href=x>y</a>" * 20_000,
        PAGE + "<table><tr><td>" * 5_000,
        "<h1>Xã ra quân</h1>" * 10_000 + PAGE,
        PAGE.replace(
            "</div>", "<table>" + "<tr><td colspan=99999 rowspan=99999>a<td>b" * 1_000 + "</table></div>"
        ),
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>" + PAGE,
        PAGE.replace("<div>", '<div class="' + "a-" * 200_000 + '">'),
        PAGE.replace("<p>", "<p>&#55296;&#0;&#x110000;"),
    ],
    ids=["deep", "links", "tables", "headings", "spans", "json", "class", "entities"],
)
def test_no_page_takes_long_or_breaks_it(content):
    found = read(content, url=URL)
    assert isinstance(found, Document | Rejection)
    if isinstance(found, Document):
        found.text.encode()
        assert len(found.text) < 1_000_000


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=400),
    media_type=st.sampled_from(["text/html", "text/plain", "application/xhtml+xml"]),
)
def test_no_bytes_break_it(content, media_type):
    assert read(content, media_type) == read(content, media_type)


# ---------------------------------------------------------------------- pages of systems that no layout knows

TITLE = "Đạ Tẻh ra quân lần thứ ba trong năm"
A, B, C = PARAGRAPHS
SHELL = f"<html><head><title>{TITLE} - Cổng thông tin Mẫu</title></head><body>%s</body></html>"
SIDE = "<div class='sidebar'><h3>Đọc nhiều</h3>" + "".join(
    f"<div class='item'><a href='/{n}'>Giá cà phê lên {n}00 đồng</a>"
    f"<p>Thương lái mua {n}.000 tấn, cao nhất từ đầu vụ.</p></div>"
    for n in range(1, 9)
)
UNKNOWN = {
    "a form around the whole page": f"<form id='aspnetForm'><input name='q'><div id='ctl00'><h1>{TITLE}</h1>"
    f"<span class='ngaydang'>13/10/2025 07:40</span>"
    f"<div class='print'><p>{A}</p><p>{B}</p><p>{C}</p></div></div>{SIDE}</form>",
    "divs for paragraphs": f"<h1>{TITLE}</h1><div class='meta'>13/10/2025 | 07:40</div>"
    f"<div class='noidung'><div>{A}</div><div>{B}</div><div>&nbsp;</div><div>{C}</div></div>{SIDE}",
    "line breaks in a table": f"<table><tr><td>{SIDE}</td><td><b class='tieude'>{TITLE}</b><br>"
    "<i>(13/10/2025 07:40)</i><br>"
    f"<div>{A}<br><br>{B}<br><br>{C}</div></td></tr></table>",
    "a page builder": f"<div class='elementor-widget-container'><h1 class='entry-title'>{TITLE}</h1>"
    f"<ul class='post-info'><li><time>13/10/2025 07:40</time></li></ul></div>"
    f"<div class='elementor-widget widget-content'><div class='entry-content'><p>{A}</p><p>{B}</p>"
    f"<blockquote class='wp-embedded-content'><a href='/x'>Mở thêm 12 điểm thu</a></blockquote><p>{C}</p>"
    f"<div class='sharedaddy'><a href='#'>Facebook</a></div></div></div>{SIDE}",
    "span by span": f"<h1>{TITLE}</h1><p class='date'>Thứ Hai, 13/10/2025 - 07:40</p><div class='detail'>"
    + "".join(f"<p><span><span>{p[:30]}</span>{p[30:]}</span></p>" for p in PARAGRAPHS)
    + f"</div>{SIDE}",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_systems_that_no_layout_knows(name):
    found = read(SHELL % UNKNOWN[name], url="https://cong.mau.gov.vn/a.aspx?ItemID=7")
    assert found.text.split("\n") == [TITLE, *PARAGRAPHS]
    assert found.published_at.isoformat() == "2025-10-13T07:40:00+07:00"
    assert found.publisher == "cong.mau.gov.vn"


def test_a_table_in_the_body_keeps_its_rows():
    table = "<tr><th>Xã<th>Kế hoạch<th>Đạt (%)</tr><tr><td>Mỹ Đức<td>120<td>91,5</tr>"
    found = read(SHELL % f"<h1>{TITLE}</h1><div><p>{A}</p><table>{table}</table><p>{B}</p><p>{C}</p></div>")
    assert found.text.split("\n") == [TITLE, A, "▦ Bảng 1 | Xã: Mỹ Đức | Kế hoạch: 120 | Đạt (%): 91,5", B, C]


def test_a_first_paragraph_in_bold_is_the_lead():
    assert read(SHELL % f"<h1>{TITLE}</h1><div><p><b>{A}</b></p><p>{B}</p><p>{C}</p></div>").lead == A


# ---------------------------------------------------------------------- real pages, read only


@pytest.mark.parametrize(
    ("name", "published", "author", "paragraphs", "absent"),
    [
        ("vnexpress", "2026-03-07T00:05:00+07:00", "Hà Thu", 28, "Ảnh:"),
        ("tuoitre", "2026-03-07T08:01:53+07:00", "NHẬT XUÂN, NGHI VŨ", 26, "lao đao vì phụ phí"),
        ("nld", "2026-03-07T08:06:00+07:00", "Minh Chiến", 19, "Hộ kinh doanh phải kê khai tất cả"),
        ("cafef", "2026-03-07T00:01:00+07:00", "Dương Ngọc", 12, "TIN MỚI"),
        ("baodautu", "2026-03-07T08:47:00+07:00", "Nguyên Minh", 12, "TIN LIÊN QUAN"),
    ],
)
def test_real_pages(name, published, author, paragraphs, absent):
    path = SHARED / "pages" / f"{name}_article.html"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    found = read(path.read_bytes())
    assert (found.published_at.isoformat(), found.author) == (published, author)
    assert found.title and found.lead and not found.is_relevant
    assert len(found.text.split("\n")) == paragraphs + 2
    assert absent not in found.text


@pytest.mark.parametrize("name", ["vnexpress", "tuoitre", "nld", "cafef"])
def test_a_list_of_articles_is_no_article(name):
    path = SHARED / "pages" / f"{name}_list.html"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    assert read(path.read_bytes()).reason == "no_article"
