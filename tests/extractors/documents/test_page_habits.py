"""Habits of pages that no layout knows, one at a time: how they state times and names, and how they break."""

# ruff: noqa: E501 (markup reads better in long lines)

import pytest

from extractors.documents.html import read_page
from extractors.documents.page import Page

URL = "https://locha.vi-du.vn/tin/ra-quan-12.html"
TITLE = "Lộc Hà ra quân vận động người dân tham gia BHXH tự nguyện"
STORY = [f"Tổ số {n} gặp ba mươi hộ của thôn, có {n} người đồng ý tham gia ngay." for n in range(1, 7)]
BODY = "".join(f"<p>{line}</p>" for line in STORY)
SHOWN = "<div class=time>Thứ Năm, 13/11/2025, 10:20 (GMT+7)</div>"


def read(body: str, head: str = "") -> Page:
    page = read_page(f"<title>{TITLE}</title>{head}<body>{body}</body>".encode(), url=URL)
    assert page is not None
    return page


def text_of(page: Page) -> list[str]:
    return [line for line in (page.lead, *page.paragraphs) if line]


def published(page: Page) -> str | None:
    return page.published and page.published.at.isoformat()[:16]


def meta(time: str) -> str:
    return f'<meta property="article:published_time" content="{time}">'


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (meta("2019-03-12T00:00:00+07:00"), "2025-11-13T10:20"),  # of the site's template
        (meta("2025-11-20T16:41:07+07:00"), "2025-11-13T10:20"),  # of the reading
        (meta("2025-11-13T10:20:31+07:00"), "2025-11-13T10:20"),
    ],
)
def test_the_time_between_title_and_text_goes_before_another_day_in_the_head(head, day):
    assert published(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{BODY}</div>", head)) == day


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "<div class=time>Cập nhật: 13/11/2025 10:20</div>",  # a change
        "<div class=time>13/11/2025 10:20</div><div class=time>12/11/2025 09:00</div>",  # which of them?
        "<div class=date>13/11/2025</div>",  # less than the head says
    ],
)
def test_else_the_head_is_right(shown):
    head = meta("2025-11-02T08:15:00+07:00")
    assert published(read(f"<h1>{TITLE}</h1>{shown}<div>{BODY}</div>", head)) == "2025-11-02T08:15"


def test_the_day_of_reading_below_the_way_to_the_page_is_not_its_time():
    head = meta("2025-11-02T08:15:00+07:00")
    today = "<div class=date>Thứ Sáu, 28/11/2025 12:10</div>"
    body = f"<ul><li>Tin tức</li><li>{TITLE}</li></ul>{today}<h1>{TITLE}</h1><div>{BODY}</div>"
    assert published(read(body, head)) == "2025-11-02T08:15"


@pytest.mark.parametrize(
    "times",
    [
        "<span>12/11/2025 19:02</span> <span>Cập nhật: 08:40 | 13-11-2025</span>",
        "<dl><dd class=published><time datetime='2025-11-12T12:02:00+00:00'>12 Tháng 11 2025</time></dd>"
        "<dd class=modified style='display:none'><time datetime='2025-11-13T01:40:00+00:00'>13 Tháng 11 2025</time></dd></dl>",
        "<time class=updated datetime='2025-11-13T08:40:00+07:00'>13/11/2025</time>"
        "<time class='entry-date published' datetime='2025-11-12T19:02:00+07:00'>12/11/2025</time>",
    ],
)
def test_a_time_of_a_change_is_read_beside_that_of_the_posting(times):
    page = read(f"<h1>{TITLE}</h1><div>{times}</div><div>{BODY}</div>")
    found = [moment.at.timestamp() for moment in (page.published, page.modified)]
    assert found == [1762948920, 1762998000]  # 12/11/2025 19:02 and 13/11/2025 08:40


def test_a_theme_of_wordpress_calls_the_time_of_the_posting_updated():
    time = "<time class='entry-date updated td-module-date' datetime='2025-11-12T19:02:00+07:00'>12/11/2025</time>"
    page = read(f"<h1>{TITLE}</h1><div>{time}</div><div>{BODY}</div>")
    assert published(page) == "2025-11-12T19:02" and page.modified is None


def test_a_hidden_copy_to_print_is_not_where_the_article_begins():
    copy = f"<div style='display:none'><h2>{TITLE}</h2>{BODY}</div>"
    today = "<span>Thứ Sáu, ngày 21/11/2025</span>"
    shown = "<p class=card-time>Cập nhật: 14:05 | 20-11-2025 · Lượt xem: 87</p>"
    page = read(f"{copy}<header>{today}</header><div><h3>{TITLE}</h3>{shown}{BODY}</div>")
    assert published(page) == "2025-11-20T14:05"
    assert text_of(page) == STORY


def test_accents_as_signs_of_their_own_as_windows_1258_has_them():
    shown = "<div class=ngay>Thứ sáu, ngày 14/11/2025 - Lượt xem: 402</div>"
    others = "".join(
        f"<a href=/{n}>Tin của phường số {n}</a> <span class=ngay>(0{n}/11/2025)</span><br>"
        for n in range(1, 7)
    )
    page = f"<meta charset=windows-1258><title>Trang tin</title><div class=tieude>{TITLE}</div>{shown}<div>{BODY}</div><div>{others}</div>"
    for letter in "áàảãạ":
        page = page.replace(
            letter, "a" + {"á": "\u0301", "à": "\u0300", "ả": "\u0309", "ã": "\u0303", "ạ": "\u0323"}[letter]
        )
    content = "".join(_of_1258(sign) for sign in page).encode("windows-1258")
    found = read_page(content, url=URL)
    assert (found.title, published(found)) == (TITLE, "2025-11-14T00:00")


def _of_1258(sign: str) -> str:
    """A letter with its accent of tone apart, as the bytes of Windows 1258 have it."""
    import unicodedata

    parts = unicodedata.normalize("NFD", sign)
    tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone)) + tone


def test_a_bold_link_in_a_column_is_no_title():
    column = (
        "<div class=tinhot><a href=/1><img src=a><b>Tỉnh có thêm hai di sản văn hóa quốc gia</b></a></div>"
    )
    page = f"<title>www.baolocha.example - Báo Lộc Hà điện tử</title><table><tr><td>{column}<td><div class=tdbai>{TITLE}</div>{SHOWN}<div>{BODY}</div></table>"
    assert read_page(page.encode(), url=URL).title == TITLE


CUT = "".join(f"<p>{line}</p>" for line in STORY[3:])


@pytest.mark.parametrize(
    ("rest", "number"),
    [
        (f"</div>{CUT}<div class=guiykien>Gửi phản hồi</div>", 6),  # an end tag too many
        (f"</div><p><b>Xã Thạch Hạ</b></p><ul><li>Bến cá: sáu người;</ul>{CUT}<p align=right><b>Tô Hà</b></p>", 8),
        (f"</div><p class=note>{STORY[3]} Mọi ý kiến xin gửi về phòng tuyên truyền của huyện.</p>", 3),
        ("</div>" + "".join(f"<p><a href=/{n}>{line}</a></p>" for n, line in enumerate(STORY[3:])), 3),
    ],
)  # fmt: skip
def test_a_body_that_a_stray_end_tag_closes_in_its_middle(rest, number):
    begun = "".join(f"<p align=justify>{line}" for line in STORY[:3])
    column = "<td>" + "".join(f"<p><a href=/{n}>Chợ nổi số {n} họp lại sau bão lũ</a></p>" for n in range(12))
    page = read(
        f"<table><tr><td><div><h1>{TITLE}</h1>{SHOWN}<div class=nd>{begun}{rest}</div>{column}</table>"
    )
    assert len(text_of(page)) == number


@pytest.mark.parametrize(
    "picture",
    [
        "<div class='text-center'><img src=a></div><div class='text-center'>{}</div>",
        "<div><img src=a></div><div style='font-style:italic;font-size:12px'>{}</div>",
        "<p class='has-text-align-center'><img src=a></p><p class='has-text-align-center fst-italic'>{}</p>",
    ],
)
def test_a_caption_set_apart_by_a_class(picture):
    caption = "Buổi gặp gỡ diễn ra ngay dưới chái nhà vườn"
    body = "".join(f"<div><div dir=auto>{line}</div></div>" for line in STORY)
    page = read(f"<h1>{TITLE}</h1>{SHOWN}<div>{body}{picture.format(caption)}{body}</div>")
    assert text_of(page) == [*STORY, *STORY]


def test_a_first_paragraph_in_a_heading_is_the_lead():
    lead = "Sáng nay huyện tổ chức lễ ra quân vận động người dân tham gia BHXH tự nguyện tại sân vận động."
    page = read(f"<h1>{TITLE}</h1>{SHOWN}<div><h4>{lead}</h4>{BODY}</div>")
    assert (page.lead, page.paragraphs) == (lead, STORY)


@pytest.mark.parametrize(
    "line",
    [
        "<div class=tts-box><button>Nghe</button> <label>Giọng đọc <select><option>Nữ</select></label></div>",
        "<div class=rate-box><p>Bạn thấy sao về tin này?</p><span>★★★★★</span></div>",
        "<p>Bạn đánh giá bài viết này thế nào?</p>", "<p>★★★★★Trung bình: 4,7/5 (3 lượt)</p>",
        "<div><b>Tệp đính kèm:</b> <a href=a.pdf>to-gap-hoi-dap.pdf</a> (812 KB)</div>",
    ],
)  # fmt: skip
def test_buttons_and_files_beside_the_text(line):
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{BODY}{line}</div>")) == STORY


@pytest.mark.parametrize(
    "page",
    [
        "<h1>{0}</h1><p><span uk-icon=clock></span> 10:31 | 09/04/2025 | <span uk-icon=user></span> Lê Hoài An</p><div>{1}</div>",
        "<h1>{0}</h1><p><i class='fa fa-user'></i> <a href=/a>Lê Hoài An</a> <i class='fa fa-clock'></i> 09/04/2025</p><div>{1}</div>",
        "<h1>{0}</h1><address class=author><a href=/a>Lê Hoài An</a></address><div>{1}</div>",
        "<h1>{0}</h1><div>{1}</div><div class=vauthor>Thực hiện: Lê Hoài An</div>",
        "<h1>{0}</h1><div>{1}</div><div>Người viết: Lê Hoài An</div>",
        "<h1>{0}</h1><div>{1}</div><div class=art-sign>Lê Hoài An</div>",
        "<h1>{0}</h1><div>{1}</div><p class=text-right><strong>Tác giả bài viết: </strong>Lê Hoài An</p>",
    ],
)
def test_where_pages_name_the_author(page):
    assert read(page.format(TITLE, BODY)).author == "Lê Hoài An"


@pytest.mark.parametrize(
    "bar",
    [
        "<p><i class='fa fa-user'></i> <a href=/dn>Đăng Nhập</a></p>",
        "<div class=sign-in><a href=/dn>Đăng Nhập</a></div>",
    ],
)
def test_a_button_to_log_in_names_nobody(bar):
    assert read(f"{bar}<h1>{TITLE}</h1>{SHOWN}<div>{BODY}</div>").author is None


def test_a_person_whom_vccorp_quotes_in_a_box_is_heard():
    quote = "Muốn bền thì phải để người làng làm chủ, chính quyền chỉ lo cái trật tự."
    box = f"<div class=VCSortableInPreviewMode type=quote><div class=quote-content><p>{quote}</p></div><div class=quote-author>Ông Lê Trường, xóm Bốn</div></div>"
    page = read(
        f'<h1 class=detail-title>{TITLE}</h1><div class="detail-content afcbc-body">{BODY}{box}{BODY}</div>'
    )
    assert page.layout == "vccorp"
    assert text_of(page) == [*STORY, quote, *STORY]


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Tháng "cao điểm" ở Lộc Hà", "datePublished": "2025-11-12T08:30:00+07:00"}',
        '{"@type": "NewsArticle", "datePublished": "2025-11-12T08:30:00+07:00",}',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2025-11-12T08:30:00+07:00"}\n//]]>',
    ],
)
def test_the_time_in_broken_json(script):
    head = f"<script type='application/ld+json'>{script}</script>"
    assert published(read(f"<h1>{TITLE}</h1><div>{BODY}</div>", head)) == "2025-11-12T08:30"
    other = head.replace("NewsArticle", "WebSite")
    assert read(f"<h1>{TITLE}</h1><div>{BODY}</div>", other).published is None


def test_a_time_in_seconds_since_1970():
    page = read(f"<h1>{TITLE}</h1><div>{BODY}</div>", meta("1762911000"))
    assert page.published.at.isoformat() == "2025-11-12T01:30:00+00:00"


@pytest.mark.parametrize(
    ("shown", "time"),
    [
        ("<div>Ngày: 12/11/2025</div><div>Giờ: 08:30</div>", "2025-11-12T08:30"),
        ("<span>11/5/2025 8:30:00 AM</span>", "2025-11-05T08:30"),  # as ASP.NET prints it by itself
        ("<span>05/11/2025 08:30:00 AM</span>", "2025-11-05T08:30"),
        ("<span>5/11/2025 8:30:00 SA</span>", "2025-11-05T08:30"),
    ],
)
def test_how_times_are_shown(shown, time):
    assert published(read(f"<h1>{TITLE}</h1><div class=ngay>{shown}</div><div>{BODY}</div>")) == time


def test_a_headline_with_its_day_in_brackets():
    page = read_page(
        f"<title>Trang tin huyện</title><div class=title>{TITLE} <i>(12/11/2025)</i></div><div>{BODY}</div>".encode(),
        url=URL,
    )
    assert (page.title, published(page)) == (TITLE, "2025-11-12T00:00")
    kept = f"{TITLE} (đợt 2 năm 2025)"
    assert read_page(f"<title>{kept}</title><h1>{kept}</h1><div>{BODY}</div>".encode(), url=URL).title == kept


@pytest.mark.parametrize(
    "line",
    [
        "<p>Normal 0 false false false EN-US X-NONE X-NONE MicrosoftInternetExplorer4</p>",
        "<p>/* Style Definitions */ table.MsoNormalTable {mso-style-name:x; font-size:10.0pt;}</p>",
        "<xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>",
        "<p>Lượt người xem: 302</p>", "<p>Số lần được xem: 15</p>", "<p>[Trở về]</p>", "<p>« Quay lại trang trước</p>",
        "<p>Trang: <a href=?p=1>1</a> <a href=?p=2>2</a> <a href=?p=2>Tiếp</a></p>",
        "<div id=ez-toc-container><p>Nội dung</p><ul><li><a href=#a>1. Lễ ra quân</a></li></ul></div>",
    ],
)  # fmt: skip
def test_what_editors_and_systems_leave_in_the_text(line):
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{line}{BODY}{line}</div>")) == STORY


def test_places_that_may_be_linked_to_are_no_links():
    body = "".join(f"<p><a name=OLE_LINK{n}>{line}</a></p>" for n, line in enumerate(STORY))
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{body}</div>")) == STORY


def test_entities_that_were_escaped_twice():
    body = BODY.replace("đồng ý", "đồng &amp;yacute;").replace("của thôn", "của&amp;nbsp;thôn")
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{body}</div>")) == STORY


@pytest.mark.parametrize(
    "initial", ["<span class=dropcap>T</span>", "<span style='float:left;font-size:60px'>T</span> "]
)
def test_a_first_letter_set_large(initial):
    body = BODY.replace("<p>T", f"<p>{initial}", 1)
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{body}</div>")) == STORY


def test_a_summary_in_points_above_the_text_is_no_lead():
    points = "<ul><li>Bảy tổ gặp các hộ dân trong buổi sáng ra quân ở năm xã.</li><li>Nhiều người đồng ý tham gia ngay.</li></ul>"
    page = read(
        f"<h1>{TITLE}</h1>{SHOWN}<div class=ai-summary><h4>Tóm tắt bài viết</h4>{points}</div><div>{BODY}</div>"
    )
    assert text_of(page) == STORY


OTHER = "Cầu mới nối hai xã cù lao đã thông xe sáng nay"
LONGER = "".join(
    f"<p>Cây cầu dài ba trăm mét được khởi công từ năm ngoái, nhịp thứ {n} hợp long trong tuần này.</p>" for n in range(20)
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "<article><h1>{0}</h1>{1}<div class=body>{2}</div></article><article><h1>{3}</h1><div class=body>{4}</div></article>",
        "<h1>{0}</h1>{1}<div class=noidung>{2}</div><hr><h2><a href=/x>{3}</a></h2><div class=noidung>{4}</div>",
    ],
)
def test_the_next_article_on_the_same_page_is_not_it(body):
    rest = LONGER if "<article>" in body else LONGER[: len(BODY)]
    page = read(body.format(TITLE, SHOWN, BODY * 3, OTHER, rest))
    assert text_of(page) == STORY * 3 and published(page) == "2025-11-13T10:20"


@pytest.mark.parametrize("heading", ["Ý kiến bạn đọc (1)", "Bình luận"])
def test_what_readers_say_below_the_text_in_its_own_box(heading):
    said = "Bài viết rất hay, mong huyện tiếp tục đến với bà con ở các thôn xa trung tâm."
    page = read(
        f"<article><h1>{TITLE}</h1>{SHOWN}{BODY}<h4>{heading}</h4><div><b>Nguyễn Hoa</b><p>{said}</p></div></article>"
    )
    assert text_of(page) == STORY
    bar = f"<article><h1>{TITLE}</h1>{SHOWN}<p>{heading}</p>{BODY}</article>"  # a button above it
    assert text_of(read(bar)) == STORY


def test_the_time_of_an_event_is_not_that_of_its_invitation():
    event = "<p>Thời gian: 8h00 ngày 20/11/2025</p><p>Địa điểm: sân vận động huyện</p>"
    page = read(f"<h1>{TITLE}</h1><div>{event}{BODY}</div><div>Ngày đăng: 13/11/2025 10:20</div>")
    assert published(page) == "2025-11-13T10:20"
    assert text_of(page)[:2] == ["Thời gian: 8h00 ngày 20/11/2025", "Địa điểm: sân vận động huyện"]


def test_the_day_of_reading_in_the_bar_of_the_site_comes_last():
    bar = "<div class=menu><span>Thứ Sáu, 28/11/2025</span></div>"
    page = read(
        f"{bar}<div><h1>{TITLE}</h1><div>{BODY}<p align=right><i>13/11/2025 10:20</i></p></div></div>"
    )
    assert published(page) == "2025-11-13T10:20"


@pytest.mark.parametrize(
    "line",
    [
        "<p><img src=a><br>Các tổ xuất phát từ sân vận động</p>",
        "<p><em>* Mời quý độc giả xem thêm các video đang được quan tâm:</em></p>", "<p>Chia sẻ lên Facebook</p>",
        "<p>Quét mã QR hoặc bấm vào đây để theo dõi Zalo của huyện.</p>",
        "<p>Bài trước: <a href=/p>Khởi công cây cầu nối hai xã</a></p>",
    ],
)  # fmt: skip
def test_captions_and_pointers_without_a_class(line):
    assert text_of(read(f"<h1>{TITLE}</h1>{SHOWN}<div>{BODY}{line}{BODY}</div>")) == STORY * 2


def test_a_sentence_beside_a_picture_is_no_caption():
    page = read(
        f"<h1>{TITLE}</h1>{SHOWN}<div>{BODY}<p><img src=a>{STORY[0]}</p><p><img src=a>Kết quả như sau:</p>{BODY}</div>"
    )
    assert text_of(page) == [*STORY, STORY[0], "Kết quả như sau:", *STORY]


def test_opinions_that_the_article_reports_are_part_of_it():
    page = read(f"<h1>{TITLE}</h1>{SHOWN}<div>{BODY}<h3>Ý kiến</h3><p>{STORY[0]}</p></div>")
    assert text_of(page) == [*STORY, STORY[0]]


@pytest.mark.parametrize(
    "heading",
    [
        "<h2 id=nguon-luc-cho-cac-van-de-lien-quan>{}</h2>",
        "<h2><span id=Nguon_luc_cho_cac_van_de_lien_quan>{}</span></h2>",
        "<h2><span class=ez-toc-section id=Nguon_luc>{}</span></h2>",
        "<h2 class=wp-block-heading id=h-nguon-luc><strong>{}</strong></h2>",
    ],
)
def test_a_heading_whose_id_is_its_own_words_is_no_box(heading):
    said = "Nguồn lực cho các vấn đề liên quan"
    toc = "<div id=ez-toc-container class=ez-toc-v2><p>Nội dung bài viết</p><ul><li><a href=#a>Mục một</a></li></ul></div>"
    half = "".join(f"<p>{line}</p>" for line in STORY[:3])
    rest = "".join(f"<p>{line}</p>" for line in STORY[3:])
    page = read(f"<h1>{TITLE}</h1><div>{half}{toc}{heading.format(said)}{rest}</div>")
    assert text_of(page) == [*STORY[:3], said, *STORY[3:]]


def test_a_heading_of_the_class_of_a_box_is_none_of_the_text():
    box = "<h4 class=caption id=anh-1>Tổ công tác đến từng nhà trong thôn</h4>"
    assert text_of(read(f"<h1>{TITLE}</h1><div>{BODY}{box}</div>")) == STORY


@pytest.mark.parametrize(
    "line",
    [
        "<b>Nguồn tin: Công chức Văn hóa - Xã hội xã</b>",
        "Nguồn bài: Đài Truyền thanh xã",
        "<p>Chuyên mục <b>An sinh</b> gửi tới bạn đọc cẩm nang đóng, hưởng theo luật mới. <a href=/cam-nang>Xem tại đây.</a></p>",
    ],
)
def test_what_the_outlet_says_below_the_text_is_none_of_it(line):
    page = read(f"<h1>{TITLE}</h1><div>{BODY}<div>{line}</div></div>")
    assert text_of(page) == STORY and page.author is None


def test_a_document_that_may_be_read_elsewhere_is_told_of():
    told = "Toàn văn kế hoạch ra quân tháng 11 của huyện được đăng tại đây."
    assert text_of(read(f"<h1>{TITLE}</h1><div>{BODY}<p>{told}</p></div>")) == [*STORY, told]


def test_the_sign_of_the_outlet_stands_below_a_lead_that_is_set_apart():
    sapo = "<h4 class=sapo>Sau ba ngày ra quân, sáu thôn của xã có thêm hai mươi mốt người tham gia.</h4>"
    page = read(f"<h1>{TITLE}</h1>{sapo}<div>{BODY.replace('Tổ số 1', '(LHO) - Tổ số 1')}</div>")
    assert (page.paragraphs, page.publisher) == (STORY, "LHO")
    assert page.lead.startswith("Sau ba ngày")


@pytest.mark.parametrize(
    ("below", "modified"),
    [
        ("<div class=foot-line><span>Sửa lần cuối vào Thứ sáu, 14 Tháng 11 2025 16:05</span></div>", True),
        ("<span class=itemDateModified>Sửa lần cuối vào Thứ sáu, 14 Tháng 11 2025 16:05</span>", True),
        ("</div><div><span>Cập nhật lần cuối: 14/11/2025 16:05</span>", False),  # of the site
    ],
)
def test_a_change_is_stated_below_the_article(below, modified):
    made = "<span class=itemDateCreated>Thứ năm, 13 Tháng 11 2025 10:20</span>"
    page = read(f"<div><div>{made}<h2 class=itemTitle>{TITLE}</h2></div><div>{BODY}</div>{below}</div>")
    assert published(page) == "2025-11-13T10:20"
    assert (page.modified and page.modified.at.isoformat()[:16]) == ("2025-11-14T16:05" if modified else None)


@pytest.mark.parametrize(
    "beside", ["<span><a class=previous-level href=/tin>Quay lại</a></span>", "<a href=/an-sinh>An sinh</a>"]
)
def test_a_link_in_a_heading_is_no_word_of_the_title(beside):
    by = "<div class=thongtin><span class=ngay-dang>Ngày đăng: 13/11/2025 10:20</span> | <span>Người đăng: Quản trị viên</span></div>"
    body = f"<div><h3 class=header-title>{beside} <span>{TITLE}</span></h3><div>{by}{BODY}</div></div>"
    page = read_page(f"<title>Tin hoạt động</title><body>{body}</body>".encode(), url=URL)
    assert page.title == TITLE and published(page) == "2025-11-13T10:20"
    assert text_of(page) == STORY


@pytest.mark.parametrize(
    "author",
    [
        "<span class=td-post-author-name>Bởi <a href=/author/ha>Lê Thu Hà</a></span>",
        "<span class=byline>By Lê Thu Hà</span>",
        "<div class=itemAuthor>Được viết bởi: Lê Thu Hà</div>",
    ],
)
def test_what_stands_beside_a_name_is_none_of_it(author):
    assert read(f"<h1>{TITLE}</h1>{author}{SHOWN}<div>{BODY}</div>").author == "Lê Thu Hà"


def test_a_lead_whose_sign_stands_in_an_element_of_its_own_is_one_line():
    lead = "Huyện Lộc Hà vừa mở đợt cao điểm tới từng thôn xóm, với mục tiêu thêm ba trăm người tham gia."
    above = f"<h2 class=font18><span class=gray>(Báo Vi Dụ)</span> - <span>{lead}</span></h2>"
    page = read(f"<header>{SHOWN}</header><h1>{TITLE}</h1>{above}<div class=noi-dung>{BODY}</div>")
    assert page.lead is not None and page.lead.endswith(lead)
    assert list(page.paragraphs) == STORY
