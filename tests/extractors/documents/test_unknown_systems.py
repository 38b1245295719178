"""Pages of systems that no layout knows: portals, papers of provinces, builders of sites, tables of 2005.

Each page of `systems/` was written for this test after a family of sites; beside them `expected.json` says
what a reader sees: title, time, and the lines from the lead on.
"""

# ruff: noqa: E501 (markup reads better in long lines)

import json
from datetime import datetime
from pathlib import Path

import pytest

from extractors.documents import text as lines
from extractors.documents.html import read_page
from extractors.documents.second_opinion import second_opinion

SYSTEMS = Path(__file__).with_name("systems")
EXPECTED = json.loads((SYSTEMS / "expected.json").read_text(encoding="utf-8"))
URL = "https://locthanh.vi-du.vn/tin-tuc/ra-quan-1234.html"


def page_of(name: str) -> bytes:
    return (SYSTEMS / f"{name}.html").read_bytes()


def test_every_page_has_its_expectation():
    assert {path.stem for path in SYSTEMS.glob("*.html")} == EXPECTED.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_reader_would_see_the_same(name):
    expected = EXPECTED[name]
    page = read_page(page_of(name), url=URL)
    assert page.title == expected["title"]
    assert page.published.at == datetime.fromisoformat(expected["published"])
    read = [line for line in (page.lead, *page.paragraphs) if line]
    assert list(map(lines.key, read)) == list(map(lines.key, expected["lines"]))


GOLDEN = Path(__file__).with_name("pages")


@pytest.mark.parametrize("name", sorted({path.stem for path in GOLDEN.glob("*.html")} - {"bhxh"}))
def test_pages_of_known_systems_are_read_alike_without_their_layout(name, monkeypatch):
    """So a site that changes its pages loses nothing until somebody looks. (bhxh: two lines and a table.)"""
    content = (GOLDEN / f"{name}.html").read_bytes()
    ruled = read_page(content, url=URL)
    monkeypatch.setattr("extractors.documents.fitting.built_in", lambda: ())
    page = read_page(content, url=URL)
    assert page.layout is None
    assert (page.title, page.lead, page.published) == (ruled.title, ruled.lead, ruled.published)
    assert page.paragraphs == ruled.paragraphs


def test_a_lead_in_italics_below_the_first_picture_is_no_caption():
    lead = "Sáng nay huyện tổ chức lễ ra quân vận động người dân tham gia BHXH tự nguyện tại sân vận động."
    line = "<p>Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay trong sáng nay.</p>"
    body = "".join(line.format(n=n) for n in range(9))
    picture, caption = "<p><img src=x></p>", "<p><em>Các tổ xuất phát từ sân vận động.</em></p>"
    whole = f"<div>{picture}<p><em>{lead}</em></p>{body}{picture}{caption}</div>"
    page = f"<h1>Huyện ra quân BHXH tự nguyện</h1>{whole}"
    read = read_page(page.encode(), url=URL)
    text = "\n".join([read.lead or "", *read.paragraphs])
    assert lead in text and "xuất phát" not in text


def test_the_parts_of_a_body_that_adverts_part_are_read_together():
    """The box bears the name of a banner, and between its parts stand links that are paid for."""
    line = "<p>Tổ số {n} gặp ba mươi hộ của thôn, có {n} người đồng ý tham gia ngay trong sáng nay.</p>"
    parts = ["".join(line.format(n=n) for n in numbers) for numbers in (range(1, 9), range(9, 13))]
    advert = (
        "<div class=row-sub><h3><a href=/q{n}>Mẹo hay số {n} cho nhà nông trồng lúa và nuôi cá</a></h3></div>"
    )
    adverts = "".join(advert.format(n=n) for n in range(8))
    box = "<div class='detail banner-inpage'>{}</div>"
    body = adverts.join(box.format(part) for part in parts)
    page = (
        f"<body><div><h1>Huyện ra quân BHXH tự nguyện</h1><div class=news-content>{body}</div></div></body>"
    )
    paragraphs = read_page(page.encode(), url=URL).paragraphs
    assert [p.split()[2] for p in paragraphs] == [str(n) for n in range(1, 13)]


def test_a_numbered_heading_below_a_picture_is_no_caption():
    heading = "<p><img src=x></p><p align=center><em><b>{n}. Xã Lộc {n}</b></em></p>"
    line = heading + "<p>Xã này có {n} tổ, mỗi tổ gặp ba mươi hộ.</p>"
    caption = "<p align=center><em>Tổ số ba đến từng nhà.</em></p>"
    body = "".join(line.format(n=n) for n in range(1, 9)) + "<p><img src=x></p>" + caption
    page = f"<h1>Tám xã ra quân BHXH tự nguyện</h1><div>{body}</div>"
    paragraphs = read_page(page.encode(), url=URL).paragraphs
    assert [p for p in paragraphs if p.endswith("8")] == ["8. Xã Lộc 8"]
    assert not any("Tổ số ba" in p for p in paragraphs)


def test_a_title_may_be_broken_into_lines():
    body = "".join(f"<p>Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay.</p>" for n in range(9))
    title = "<h1>Huyện Lộc Thành <br> ra quân <br>BHXH</h1>"
    title = f"<div class=sub-title>Chuyện bảo hiểm ở một huyện ven biển</div>{title}"
    page = f"<title>bai-viet.html</title><div>{title}<div class=noi-dung>{body}</div></div>"
    assert read_page(page.encode(), url=URL).title == "Huyện Lộc Thành ra quân BHXH"


LINES = "".join(f"<p>Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay.</p>" for n in range(9))


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI</title><div>BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI</div>"
         "<div><h1 class=title-news>{0}</h1>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Tin tức</title><div><h1>Tin tức về BHXH</h1><div><h2>{0}</h2><div>{1}</div></div></div>",
         "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Lộc Thành - Tin tức và tiện ích</title><ul><li><p>Tin tức và tiện ích</p></ul>"
         "<div><h1>{0}</h1><div>{1}</div></div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Chi tiết</title><h3 class=modal-title>Tìm kiếm văn bản của huyện</h3>"
         "<div><h1>{0}</h1>{1}</div>",
         "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Document</title><h3 class=title-second>Dịch vụ của phòng giao dịch</h3>"
         "<div><h2 class=title-detail>{0}</h2>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Chi tiết tin tức</title><h3 class=post-title>{0}</h3>"
         "<div><h1>1. Tình hình chung của cả tỉnh</h1>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện."),
        ("<title>Chi tiết tin tức</title>"
         "<div><span>Huyện Lộc Thành ra quân BHXH tự...</span><h1>{0}</h1>{1}</div>",
         "Huyện Lộc Thành ra quân BHXH tự nguyện lần hai."),
        ("<title>Tin tức</title><div>tin@locthanh.vn | Hotline: 0123 456 789</div>"
         "<div><h5 class=card-title>{0}</h5>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Tin tức</title><div>Điện thoại: 0123 456 789, phòng số hai</div>"
         "<div><p>{0}</p>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>Tin tức - Sự kiện</title><h2 class=cat-title>Tin tức - Sự kiện</h2>"
         "<div><p class=ten-tin><strong>{0}</strong></p>{1}</div>", "Huyện Lộc Thành ra quân BHXH tự nguyện"),
        ("<title>BHXH Lộc Thành</title><h1>Tin hoạt động</h1>"
         "<div><div><b style='color:red'>{0}</b><br><i>27/11/2025 08:15</i><br>{1}</div></div>",
         "Huyện Lộc Thành ra quân BHXH tự nguyện"),
    ],
)  # fmt: skip
def test_the_title_of_a_page_whose_own_title_is_the_sites(page, title):
    assert read_page(page.format(title, f"<div>{LINES}</div>").encode(), url=URL).title == title


def test_links_below_a_lead_are_none_of_it():
    lead = "Sáng 27/11, huyện Lộc Thành ra quân vận động bà con tham gia BHXH tự nguyện."
    links = "<br><a href=/1>Xã Lộc An về đích sớm</a><br/> <a href=/2>&gt;&gt; Chợ phiên vùng cao</a>"
    head = f"<h1>Tám xã ra quân BHXH tự nguyện</h1><h2 class=sapo>{lead}{links}</h2>"
    found = read_page(f"<div>{head}<div>{LINES}</div></div>".encode(), url=URL)
    assert found.lead == lead and len(found.paragraphs) == 9


@pytest.mark.parametrize(
    "line",
    [
        "{name} - {time}", "{{ item.content }}", "Sự kiện: Bảo hiểm cho mọi nhà", "Rate this post",
        "Quan tâm Báo Lộc Thành trên Zalo", "Mời độc giả gửi ý kiến về tòa soạn",
    ],
)  # fmt: skip
def test_what_scripts_and_boxes_leave_among_the_paragraphs(line):
    page = f"<h1>Tám xã ra quân BHXH tự nguyện</h1><div>{LINES}<p>{line}</p>{LINES}</div>"
    assert line not in read_page(page.encode(), url=URL).paragraphs


def test_a_time_in_a_small_heading_above_the_title():
    head = "<h5 class=date-created>Thứ Năm, 27-11-2025, 08:15</h5><h3>Tám xã ra quân BHXH tự nguyện</h3>"
    page = f"<title>Tám xã ra quân BHXH tự nguyện</title><div>{head}<div>{LINES}</div></div>"
    assert read_page(page.encode(), url=URL).published.at.isoformat() == "2025-11-27T08:15:00+07:00"


def test_a_caption_in_a_box_set_out_over_many_lines():
    space = " " * 40
    below = f"<div class=fst-italic>\n{space}Tổ số ba đến chợ huyện\n{space}</div>"
    caption = f"<div>\n{space}<img src=x>\n{space}{below}</div>"
    page = f"<h1>Huyện Lộc Thành ra quân BHXH</h1><div>{LINES}{caption}<p>Tác giả:</p>{LINES}</div>"
    text = "\n".join(read_page(page.encode(), url=URL).paragraphs)
    assert "chợ huyện" not in text
    assert "Tác giả" not in text


def test_the_title_repeated_below_the_text_takes_none_of_it_away():
    title = "Huyện Lộc Thành ra quân BHXH tự nguyện"
    body = "".join(
        f"<p>Tổ số {n} gặp ba mươi hộ của ba thôn, có {n} người đồng ý tham gia.</p>" for n in range(4)
    )
    others = f"<h3>Hoạt động nổi bật</h3><p><a href=/1>{title}</a></p><p><a href=/2>{title}</a></p>"
    page = f"<title>{title}</title><div class=left><h1>{title}</h1>{body}{others}</div>"
    paragraphs = read_page(page.encode(), url=URL).paragraphs
    assert [p.split()[2] for p in paragraphs[:4]] == ["0", "1", "2", "3"]
    assert title not in paragraphs


def test_a_time_in_a_box_of_the_author_within_the_body():
    box = "<div class=info><span class=time>12/10/2020</span><span class=author>Tô Hà</span></div>"
    page = f"<div class=col><h1>Huyện Lộc Thành ra quân BHXH</h1>{box}{LINES}</div>"
    read = read_page(page.encode(), url=URL)
    assert read.published.at.isoformat() == "2020-10-12T00:00:00+07:00"
    assert read.author == "Tô Hà"


def test_times_of_teasers_after_the_article_are_not_its_own():
    teaser = (
        "<div class=item><a href='/{n}'>Thị trấn khai mạc hội chợ làng nghề lần thứ {n}</a>"
        "<div class=time>08:00 19/04/2025</div></div>"
    )
    teasers = "".join(teaser.format(n=n) for n in range(6))
    page = (
        f"<div><div><h1>Huyện Lộc Thành ra quân BHXH</h1><div>{LINES}</div></div><div>{teasers}</div></div>"
    )
    assert read_page(page.encode(), url=URL).published is None


def test_a_place_that_names_the_site_gives_no_title():
    """The layout of BHXH takes any `h1`; here that is the site's name, linked to its front page."""
    body = "".join(f"<p>Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay.</p>" for n in range(9))
    page = (
        "<title>Tin tức</title><h1><a href='/'>BẢO HIỂM XÃ HỘI TỈNH MẪU</a></h1>"
        f"<div class='tieude'>Tỉnh Mẫu ra quân ngày thứ bảy</div><div id='contenttin'>{body}</div>"
    )
    for url in (URL, "https://mau.baohiemxahoi.gov.vn/tin-1.aspx"):
        assert read_page(page.encode(), url=url).title == "Tỉnh Mẫu ra quân ngày thứ bảy"


def test_a_time_of_another_article_is_not_taken():
    """Its own stands above the title, as today's date does on many pages; the other one below the text."""
    body = "".join(f"<p>Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay.</p>" for n in range(9))
    head = "<h1>Huyện ra quân BHXH tự nguyện</h1>"
    other = "<div><div><a href=/b>Tin khác</a><time>27/11/2025 09:00</time></div></div>"
    own = "<div><span class=date>12/08/2025 06:59</span></div>"
    page = f"<div><div>{own}{head}<div>{body}</div></div>{other}</div>"
    assert read_page(page.encode(), url=URL).published.at.isoformat() == "2025-08-12T06:59:00+07:00"


TEASER = (
    "<h3><a href='/{n}'>Tin số {n} của phường về lúa, cá và chợ</a></h3>"
    "<p>Chuyện số {n}: bà con vào vụ mới từ rất sớm.</p>"
)


@pytest.mark.parametrize("box", ["<div>{}</div>", "<li>{}</li>", "{}"])
def test_a_list_of_articles_is_none(box):
    teasers = "".join(box.format(TEASER.format(n=n)) for n in range(12))
    page = f"<html><body><h1>Tin bảo hiểm xã hội của tỉnh</h1><div class='ds'>{teasers}</div></body></html>"
    assert read_page(page.encode(), url=URL) is None


def test_a_list_whose_teasers_stand_in_boxes_of_boxes_is_none():
    told = "Sở phối hợp với các phường gặp bà con, nói về lợi ích của thẻ. "
    boxes = "".join(
        f"<div class=asset><div class=abstract><a href='/{n}'><img></a><div class=custom><h3><a href='/{n}'>"
        f"Tin số {n} của phường về lúa, về cá, về chợ và về những chuyện mới trong tuần</a></h3>"
        "<div>Ngày đăng 23/03/2016 | 03:48 PM &nbsp;|&nbsp; View count: 1549</div>"
        f"<div class=summary>Tin số {n}: {told * (4 if n == 2 else 1)}</div></div></div></div>"
        for n in range(6)
    )
    page = f"<title>Tin y tế toàn dân</title><p>Tin y tế toàn dân</p><div class=ds>{boxes}</div>"
    assert read_page(page.encode(), url=URL) is None


def test_a_second_reader_agrees_on_most_of_them():
    shares = []
    for name, expected in EXPECTED.items():
        text = "\n".join([expected["title"], *expected["lines"]])
        shares.append(second_opinion(page_of(name), text, expected["title"]))
    assert all(0 <= share <= 1 for share in shares)
    assert sorted(shares)[len(shares) // 2] > 0.9


def test_a_second_reader_disagrees_with_another_text():
    other = "Trận bóng chiều qua kết thúc với tỷ số hòa trước hàng nghìn khán giả trên sân. " * 9
    assert second_opinion(page_of("wordpress"), other) < 0.3
    assert second_opinion(b"\x00\x01", other) in (None, 0.0)


STORY = "".join(
    f"<p>Tổ số {n} gặp ba mươi hộ của thôn, có {n} người đồng ý tham gia ngay trong sáng nay.</p>"
    for n in range(2, 8)
)


def test_the_name_of_a_section_is_no_title_though_page_and_heading_say_it():
    """SharePoint sets it as both on all pages of the section; the way to the page says it again."""
    section, title = "Hoạt động hệ thống Bảo hiểm xã hội", "BHXH huyện Lộc Hà ra quân vận động tại 12 xã"
    way = f"<div class=way><a href=/>Tin tức</a> &gt; <span>{section}</span></div>"
    body = f"<div class=news>{way}<h3 class=titledetail>{title}</h3><p>13/05/2024 10:00</p><div>{STORY}</div></div>"
    page = f"<title>{section}</title><h1 class=ms-core-pageTitle>{section}</h1>{body}"
    assert read_page(page.encode(), url=URL).title == title
    again = (
        f"<title>{title}</title><div><a href=/>Tin tức</a> &gt; <span>{title}</span></div><h1>{title}</h1>"
    )
    part = "<h2 class=title>Ra quân đồng loạt tại tất cả các xã</h2>"
    assert read_page(f"{again}<div>{part}{STORY}</div>".encode(), url=URL).title == title


def test_the_outlet_that_stamps_a_lead_is_no_word_of_it():
    lead = "Sáng nay huyện tổ chức lễ ra quân vận động người dân tham gia BHXH tự nguyện."
    page = "<h1>Huyện ra quân BHXH tự nguyện</h1><div class='article__sapo'><span class=place>{}</span> {}</div><div>{}</div>"
    leads = {
        place: read_page(page.format(place, lead, STORY).encode(), url=URL).lead
        for place in ("Báo Lộc Hà", "Lộc Hà")
    }
    assert leads == {"Báo Lộc Hà": lead, "Lộc Hà": f"Lộc Hà - {lead}"}


@pytest.mark.parametrize(
    ("head", "below", "author"),
    [
        (
            "Super User",
            "<dl><dd class=createdby>Viết bởi <span itemprop=name>Lê Hoài</span></dd></dl>",
            "Lê Hoài",
        ),
        ("Hội LHPN tỉnh Lộc Hà", "<p><strong>Tác giả: </strong>Lê Hoài</p>", "Lê Hoài"),
        ("Lê Hoài", "", "Lê Hoài"),
        ("", "<p align=right><i>Nội dung: Lê Hoài - Tô Hà<br>Thiết kế: Minh Đức</i></p>", "Lê Hoài - Tô Hà"),
    ],
)
def test_neither_a_system_s_account_nor_an_office_nor_a_draughtsman_is_the_author(head, below, author):
    meta = f'<meta name="author" content="{head}">'
    page = f"{meta}<h1>Huyện ra quân BHXH tự nguyện</h1><div>{STORY}{below}</div>"
    assert read_page(page.encode(), url=URL).author == author
