"""Articles of one or two paragraphs, beside which the rest of their page is long."""

# ruff: noqa: E501 (markup reads better in long lines)

import pytest

from extractors.documents.html import read_page

URL = "https://locha.vi-du.vn/tin/ra-quan-12.html"
TITLE = "Lộc Hà ra quân vận động người dân tham gia BHXH tự nguyện"
LEAD = "Sáng 12/5, Bưu điện huyện Lộc Hà phối hợp với BHXH huyện tổ chức lễ ra quân tại năm xã, thị trấn."
LINE = "Kết thúc buổi ra quân đã có 64 người tham gia BHXH tự nguyện, 120 người mua thẻ BHYT hộ gia đình."
OTHERS = "".join(
    f"<li><a href=/b{n}.html>Khởi công cây cầu thứ {n} nối hai xã cù lao</a> <span>1{n}/05/2024</span></li>"
    for n in range(8)
)
ABOUT = "".join(
    f"<p>{line}</p>"
    for line in (
        "Huyện Lộc Hà được thành lập năm 2007, có 12 xã, thị trấn, dân số hơn 80 nghìn người.",
        "Kinh tế biển là thế mạnh của huyện với hơn 500 tàu thuyền đang hoạt động thường xuyên.",
        "Huyện phấn đấu đạt chuẩn nông thôn mới nâng cao theo nghị quyết của đại hội.",
    )
)
PICTURE = (
    "<figure><img src=a.jpg><figcaption>Các đại biểu dự lễ ra quân tại sân vận động.</figcaption></figure>"
)
BODIES = {
    "a paragraph": (f"<div class=detail><p>{LEAD} {LINE}</p></div>", [f"{LEAD} {LINE}"]),
    "a paragraph beside its heading": (f"<p>{LEAD} {LINE}</p>", [f"{LEAD} {LINE}"]),
    "bare text": (f"<div class=detail>{LEAD} {LINE}</div>", [f"{LEAD} {LINE}"]),
    "a lead and a paragraph": (
        f"<div class=sapo>{LEAD}</div><div class=detail><p>{LINE}</p></div>",
        [LEAD, LINE],
    ),
    "a lead above a film": (f"<div class=sapo>{LEAD}</div><div><video src=a></video></div>", [LEAD]),
    "pictures": (
        f"<div class=sapo>{LEAD}</div><div class=detail>{PICTURE * 4}<p>{LINE}</p></div>",
        [LEAD, LINE],
    ),
    "a button between them": (
        f"<div class=sapo>{LEAD}</div><div>Nghe bài viết</div><div class=detail><p>{LINE}</p></div>",
        [LEAD, LINE],
    ),
    "links to others between them": (
        f"<div class=sapo>{LEAD}</div><p><a href=/l1>Năm xã về đích sớm trong tháng</a></p>"
        f"<div class=detail><p>{LINE}</p></div>",
        [LEAD, LINE],
    ),
    "a signature": (f"<div class=detail><p>{LINE}</p><p align=right><b>Thu Hà</b></p></div>", [LINE]),
}


def page_of(body: str, head: str = "", is_right: bool = True) -> bytes:
    main = f"<div class=left><div class=main><h1>{TITLE}</h1><div>12/05/2024 15:30</div>{body}<h3>Tin khác</h3><ul>{OTHERS}</ul></div></div>"
    about = f"<div class=col><div class=about><h3>Giới thiệu</h3>{ABOUT}</div></div>"
    columns = main + about if is_right else about + main
    return f"<head><title>{TITLE} - Trang tin huyện Lộc Hà</title>{head}</head><body><div class=row>{columns}</div></body>".encode()


@pytest.mark.parametrize("is_right", [True, False], ids=["a column after it", "a column before it"])
@pytest.mark.parametrize(
    "head", ["", f'<meta name="description" content="{LEAD}">'], ids=["bare", "described"]
)
@pytest.mark.parametrize("name", BODIES)
def test_its_text_is_read_and_not_the_column_beside_it(name, head, is_right):
    body, expected = BODIES[name]
    page = read_page(page_of(body, head, is_right), url=URL)
    assert page.title == TITLE
    assert page.published.at.isoformat()[:16] == "2024-05-12T15:30"
    assert [line for line in (page.lead, *page.paragraphs) if line] == expected


def test_a_lead_beside_the_heading_is_not_all_of_it():
    body = (
        f"<header><h1>{TITLE}</h1><p class=sapo>{LEAD}</p></header><time>12/05/2024 15:30</time><p>{LINE}</p>"
    )
    page = read_page(f"<title>{TITLE}</title><article>{body}</article><ul>{OTHERS}</ul>".encode(), url=URL)
    assert (page.lead, page.paragraphs) == (LEAD, [LINE])


def test_a_teaser_below_it_is_no_lead_of_it():
    teaser = "<div><h4><a href=/c>Giá lúa hè thu nhích nhẹ</a></h4><p class=desc>Thương lái xuống tận ruộng đặt cọc, giá nhích thêm 200 đồng mỗi ký.</p></div>"
    body = f"<h1>{TITLE}</h1><p>12/05/2024 15:30</p><p>{LEAD}</p><p>{LINE[:-1]} theo báo cáo.</p>"
    page = read_page(
        f"<title>{TITLE}</title><main>{body}<h3>Tin khác</h3>{teaser * 3}</main>".encode(), url=URL
    )
    text = "\n".join(filter(None, [page.lead, *page.paragraphs]))
    assert LEAD in text and "Thương lái" not in text


def test_the_list_below_it_is_left_out_where_the_page_says_that_it_is_an_article():
    head = '<meta property="article:published_time" content="2024-05-12T15:30:00+07:00">'
    page = read_page(
        f"<title>{TITLE}</title>{head}<h1>{TITLE}</h1><p>{LINE}</p><ul>{OTHERS}</ul>".encode(), url=URL
    )
    assert page.paragraphs == [LINE]


def test_a_table_below_a_heading_is_an_article():
    rows = "".join(
        f"<tr><td>{n}</td><td>Xã Thạch {name}</td><td>{n * 3}</td></tr>" for n, name in enumerate("ABC", 1)
    )
    head = "<tr><td>TT</td><td>Đơn vị</td><td>BHXH tự nguyện (người)</td></tr>"
    page = read_page(
        page_of(f"<div><p>Kết quả ra quân ngày 12/5:</p><table>{head}{rows}</table></div>"), url=URL
    )
    assert "Xã Thạch B" in "\n".join(page.paragraphs)


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"<p>{LEAD[:-1]}...</p>",  # a teaser
        f"<h3><a href=/a>Bưu điện Lộc Hà ra quân tại năm xã</a></h3><p>{LEAD}</p>",
    ],
)
def test_a_list_below_the_name_of_a_section_is_none(body):
    page = f"<title>Hoạt động của hệ thống</title><h1>Hoạt động của cả hệ thống</h1><p>12/05/2024 15:30</p>{body}<ul>{OTHERS}</ul>"
    assert read_page(page.encode(), url=URL) is None
