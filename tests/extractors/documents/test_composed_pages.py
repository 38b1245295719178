"""Pages put together from parts that sites are made of, in all orders: what a reader sees does not depend on them.

Each number makes one page. A part that is read wrongly shows up in many of them; a page of its own in
`systems/` then says what was wrong.
"""

# ruff: noqa: E501 (markup reads better in long lines)

import json
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from extractors.documents import text as lines
from extractors.documents.html import read_page

STORIES = list(
    json.loads(
        Path(__file__).with_name("systems").joinpath("expected.json").read_text(encoding="utf-8")
    ).values()
)
STORIES = [
    s
    for s in STORIES
    if 5 <= len(s["lines"]) <= 12 and len(s["lines"][0].split()) >= 12 and len(s["title"].split()) >= 7
]
STORIES = [s for s in STORIES if all(line[:1].isupper() or line[:1] in "“" for line in s["lines"])]
OTHERS = [
    ("Giá lúa hè thu nhích nhẹ, thương lái đặt cọc sớm", "Nhiều nơi thương lái xuống tận ruộng đặt cọc, giá nhích thêm 200 đồng mỗi ký so với tuần trước."),
    ("Khởi công cầu Rạch Dừa nối hai xã cù lao", "Cây cầu dài 320 m, vốn 186 tỷ đồng, dự kiến thông xe sau 18 tháng thi công liên tục."),
    ("Giải bóng chuyền nông dân mở rộng khai mạc tối nay", "Mười hai đội bóng đến từ các xã, phường tranh tài trong bốn ngày tại nhà thi đấu."),
    ("Nhà văn hóa bỏ không, dân phải họp nhờ sân đình", "Công trình hoàn thành đã hai năm nhưng chưa bàn giao vì vướng thủ tục phòng cháy."),
    ("Lễ hội hoa sen năm nay kéo dài bốn ngày", "Ban tổ chức bố trí ba bãi giữ xe miễn phí và cấm bán hàng rong trong khu vực chính."),
]  # fmt: skip
SITES = ["Báo Lộc Hà điện tử", "Cổng thông tin điện tử huyện Lộc Hà", "BHXH tỉnh Lộc Hà", "Tạp chí Đời Sống"]
DAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]
MENU = "".join(
    f'<li><a href="/m{n}">{name}</a></li>'
    for n, name in enumerate(
        ["Trang chủ", "Thời sự", "Kinh tế", "Xã hội", "Văn hóa", "Y tế", "Giáo dục", "Pháp luật"]
    )
)

TITLES = [
    '<h1 class="detail-title">{}</h1>', "<h1>{}</h1>", '<h1><span class="tt">{}</span></h1>', '<h2 class="tieude">{}</h2>',
    '<h3 class="news-title">{}</h3>', '<div class="title-news">{}</div>', '<p class="tieu-de-tin">{}</p>', '<div id="title">{}</div>',
    '<h1 class="entry-title"><a href="/bai-nay-12.html">{}</a></h1>', '<table width="100%"><tr><td class="tieude_tin">{}</td></tr></table>',
    '<p class="kicker">Đời sống</p><h1>{}</h1>', '<ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li>{0}</li></ul><h1>{0}</h1>',
    '<h4 class="tit-detail">{}</h4>', '<header class="entry-header"><div class="cat"><a href="/c">Thời sự</a></div><h2 class="entry-title">{}</h2></header>',
]  # fmt: skip
HEADS = ["<title>{0}</title>", "<title>{0} - {1}</title>", "<title>{0} | {1}</title>", "<title>{1} - {0}</title>", '<title>{1}</title><meta property="og:title" content="{0}"/>',
         "<title>Chi tiết tin tức - {1}</title>", "<title>{0} – {1}</title>", "<title>:: {1} :: {0}</title>", "<title>{0} | Xã hội | {1}</title>", "<title>{0} » {1}</title>"]  # fmt: skip
TIMES: list[Callable[[datetime], str]] = [
    lambda d: f"{DAYS[d.weekday()]}, {d:%d/%m/%Y} | {d:%H:%M} GMT+7", lambda d: f"{d:%H:%M} | {d:%d/%m/%Y}", lambda d: f"{d:%d-%m-%Y} {d:%H:%M}",
    lambda d: f"Cập nhật lúc {d:%H:%M}, ngày {d:%d/%m/%Y}", lambda d: f"({d:%d/%m/%Y %H:%M})", lambda d: f"{d.hour}h{d:%M} ngày {d.day}/{d.month}/{d.year}",
    lambda d: f"Ngày đăng: {d:%d/%m/%Y} - {d:%H:%M}", lambda d: f"{d:%d/%m/%Y %H:%M} <span>Lượt xem: 215</span>", lambda d: f"<span>{d:%d/%m/%Y}</span> <span>{d:%H:%M}</span>",
    lambda d: f"Ngày {d.day} tháng {d.month} năm {d.year}, {d:%H:%M}", lambda d: f"{d:%d/%m/%Y %H:%M} - Nguồn: Phòng Tổng hợp", lambda d: f"Minh Thư • {d:%d/%m/%Y %H:%M}",
    lambda d: f"Đăng lúc: {d:%d/%m/%Y %H:%M} - Cập nhật: 30/12/2025 08:00", lambda d: f"{d:%H:%M} - {DAYS[d.weekday()]}, {d:%d/%m/%Y}", lambda d: f"{d:%d/%m/%Y %I:%M %p}",
]  # fmt: skip
TIME_BOXES = [
    '<div class="info"><span class="date">{}</span></div>', '<time class="time">{}</time>', "<div>{}</div>", '<p class="ngay-dang">{}</p>',
    '<ul class="meta"><li>{}</li><li><a href="/tg">Ban Biên tập</a></li></ul>', '<div class="sub"><em>{}</em></div>',
    '<table><tr><td align="right"><font size="1">{}</font></td></tr></table>', '<div class="meta-box"><i class="fa fa-clock"></i> {}</div>',
    '<div class="bar"><div class="left">{}</div><div class="right"><a>A-</a><a>A+</a><a>In</a></div></div>',
]  # fmt: skip
LEADS = [
    '<h2 class="sapo">{}</h2>', '<div class="lead-box">{}</div>', '<p class="chapeau"><strong>{}</strong></p>', "<div><b>{}</b></div>", "<h2>{}</h2>",
    '<div class="news-summary"><p>{}</p></div>', '<p class="intro"><em>{}</em></p>', '<blockquote class="trich">{}</blockquote>', '<div class="sapo"><p>{}</p></div>',
]  # fmt: skip
FIRSTS = ["<p><strong>{}</strong></p>", "<p>{}</p>", '<p class="sapo">{}</p>', '<div class="lead">{}</div>']
HEADINGS = ["<p><strong>{}</strong></p>", "<h2>{}</h2>", "<h3>{}</h3>", "<div><b>{}</b></div>"]


def with_link(text: str) -> str:
    words = text.split()
    middle = len(words) // 2
    return f'<p>{" ".join(words[:middle])} <a class="tag" href="/tag">{words[middle]}</a> {" ".join(words[middle + 1 :])}</p>'


PARAGRAPHS: list[Callable[[str], str]] = [
    *(form.format for form in ("<p>{}</p>", '<p style="text-align:justify">{}</p>', '<p><span style="font-size:14pt">{}</span></p>', "<div>{}</div>",
      '<p class="MsoNormal" style="text-indent:1cm">{}<o:p></o:p></p>', "<p>&nbsp;&nbsp;{}</p>\n<p>&nbsp;</p>", '<div class="par"><p>{}</p></div>', "<div><div>{}</div></div>",
      '<p align="justify"><font face="Arial" size="2">{}</font></p>', "{}<br><br>", "{}<br>", "<p>{}</p><p><br></p>")),
    with_link,
]  # fmt: skip
CAPTION = "Cán bộ tuyên truyền tại cơ sở"
PICTURES = [
    '<figure><img src="a.jpg"><figcaption>{}</figcaption></figure>', '<table class="image" align="center"><tr><td><img src="a.jpg"></td></tr><tr><td class="caption">{}</td></tr></table>',
    '<p style="text-align:center"><img src="a.jpg"></p><p style="text-align:center"><em>{}</em></p>', '<p style="text-align:center"><img src="a.jpg"><br><em>{}</em></p>',
    '<div class="img-box"><img src="a.jpg"><div class="chu-thich">{}</div></div>', '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">{}</p></div>', '<p><img src="a.jpg"></p>',
    '<p align="center"><img src="a.jpg"></p><p align="center">{}</p>', '<p><img src="a.jpg"></p><p>{} Ảnh: Minh Đức</p>', '<div class="photo"><img src="a.jpg"/><p>{}</p></div>',
    '<div class="video-box"><video src="v.mp4"></video><div class="vjs">Play 00:00 / 02:31</div></div>', '<dl class="wp-caption"><dt><img src="a.jpg"/></dt><dd>{}</dd></dl>',
]  # fmt: skip
RELATED = [
    "", '<ul class="tin-lien-quan"><li><a href="/1.html">{0}</a></li></ul>', '<div class="box-related"><div class="tit">Tin liên quan</div><a href="/1">{0}</a></div>',
    '<p><strong>&gt;&gt; <a href="/1">{0}</a></strong></p>', '<p><em>Xem thêm: <a href="/1">{0}</a></em></p>', '<div class="ref"><a href="/1"><img src="t.jpg"></a><h4><a href="/1">{0}</a></h4><p>{1}</p></div>',
    '<table class="tlq"><tr><td><a href="/1">{0}</a></td></tr></table>', "<aside><h5>Đọc thêm</h5><a href=/1>{0}</a><p>{1}</p></aside>", '<p><a href="/1">{0}</a></p>', '<div class="ads-mid"><p>Quảng cáo</p></div>',
    '<p>➤ <a href="/1">{0}</a></p>', '<p><strong>Đọc thêm:</strong></p><ul><li><a href="/1">{0}</a></li></ul>', '<div class="binh-chon"><p>Theo bạn, mức đóng đã phù hợp chưa?</p><label>Rồi</label></div>',
]  # fmt: skip
SIGNATURES = [
    "", '<p style="text-align:right"><strong>Minh Thư</strong></p>', '<div class="tac-gia">HỒNG NHUNG</div>', '<p align="right"><b>Bài, ảnh: Hoài An</b></p>', "<p><strong>Lê Hải - Thu Trang</strong></p>",
    '<p style="text-align:right"><em>Theo Báo Nhân Dân</em></p>', "<p>Nguồn: Cổng thông tin huyện</p>", '<p align="right">(Theo TTXVN)</p>', '<p style="text-align:right"><i>Phòng Truyền thông, BHXH tỉnh</i></p>',
]  # fmt: skip
BOXES = [
    ("<article>", "</article>"),
    ('<div class="noi-dung-bai">', "</div>"),
    ('<div class="col-md-8"><div class="box">', "</div></div>"),
    ('<table width="100%"><tr><td valign="top">', "</td></tr></table>"),
]
BODIES = [
    ('<div class="content-detail">', "</div>"),
    ('<div id="noidung">', "</div>"),
    ("<div>", "</div>"),
    ('<div itemprop="articleBody">', "</div>"),
    ('<div class="two"><div class="inner-content">', "</div></div>"),
]
AFTER = [
    "", '<div class="tag-list">Từ khóa: <a href="/t">bảo hiểm</a>, <a href="/t2">ra quân</a></div>', '<div class="chia-se"><span>Chia sẻ</span><a>Facebook</a></div>', "<div>Đánh giá bài viết: <span>5/5</span></div>",
    '<div class="comment-list"><h3>Bình luận (1)</h3><div><b>Hoa</b><p>Bài viết rất hữu ích, cảm ơn tác giả đã chia sẻ thông tin cho bà con chúng tôi được biết.</p></div></div>',
    '<div class="author-box"><img src="a.png"/><h4>Minh Thư</h4><p>Phóng viên theo dõi mảng an sinh xã hội, có hơn mười năm viết về người lao động.</p></div>',
]  # fmt: skip
SIDES = [
    '<div class="item"><a href="/{0}.html">{1}</a><p>{2}</p></div>', '<div class="bx"><h4><a href="/{0}.html">{1}</a></h4><div class="ds">{2}</div></div>', '<p class="hot"><a href="/{0}">{1}</a><br/>{2} {2}</p>',
    '<div class="news"><a href="/{0}.html"><b>{1}</b></a><br>{2}<span class="date">2{0}/11/2026 08:00</span></div>', '<div><a href="/{0}">{1}</a></div><div>{2}</div>',
    '<article><h3><a href="/{0}.html">{1}</a></h3><p>{2} {2}</p><time datetime="2026-11-2{0}T08:00:00+07:00">2{0}/11/2026</time></article>', "<h6><a href=/{0}>{1}</a></h6><p>{2} Ban tổ chức cho biết sẽ tiếp tục theo dõi.</p>",
]  # fmt: skip
COLUMNS = [
    '<div class="sidebar">{}</div>',
    '<div class="col-md-4">{}</div>',
    "<aside>{}</aside>",
    '<div id="leftpane"><p>ĐỌC NHIỀU</p>{}</div>',
    "<div><h3>Thông báo</h3><marquee>{}</marquee></div>",
]
HEADERS = [
    '<header><div class="logo"><a href="/">{0}</a></div><nav><ul>{1}</ul></nav></header>', '<div id="header"><h1><a href="/">{0}</a></h1><div class="today">Thứ Sáu, 27/11/2026 10:22</div><ul>{1}</ul></div>',
    '<div id="head"><h1>{0}</h1><ul>{1}</ul></div>', '<div class="top">{0}<div class="clock">27/11/2026</div></div><div class="menu">{1}</div>',
]  # fmt: skip
PAGES = [
    ('<div class="container"><div class="row">', "</div></div>"),
    ('<form id="aspnetForm"><div class="page">', "</div></form>"),
    ('<div id="wrap">', "</div>"),
]


def compose(number: int) -> tuple[str, str, datetime, list[str]]:
    """The page, and what a reader sees on it: title, time, lines."""
    chance = random.Random(number)
    pick = chance.choice
    story, site = pick(STORIES), pick(SITES)
    title, (lead, *rest) = story["title"], story["lines"]
    at = datetime(
        2025, chance.randrange(1, 12), chance.randrange(1, 28), chance.randrange(5, 22), chance.randrange(60)
    )
    parts = {"t": pick(TITLES).format(title), "d": pick(TIME_BOXES).format(pick(TIMES)(at))}
    parts["l"], first = (
        (pick(LEADS).format(lead), "") if chance.random() < 0.5 else ("", pick(FIRSTS).format(lead))
    )
    paragraph, heading, other = pick(PARAGRAPHS), pick(HEADINGS), pick(OTHERS)
    body = [paragraph(line) if lines.ends_sentence(line) else heading.format(line) for line in rest]
    body.insert(chance.randrange(1, 3), pick(RELATED).format(*other))
    body.insert(chance.randrange(3), pick(PICTURES).format(CAPTION))
    opens, closes = pick(BODIES)
    inner = opens + first + "".join(body) + pick(SIGNATURES) + closes
    opens, closes = pick(BOXES)
    article = (
        opens + "".join(parts[part] for part in pick(["tdl", "dtl", "tld"])) + inner + pick(AFTER) + closes
    )
    side = pick(SIDES)
    column = pick(COLUMNS).format("".join(side.format(n, *other) for n, other in enumerate(OTHERS)))
    columns = [article, column] if chance.random() < 0.5 else [column, article]
    header, foot = (
        pick(HEADERS).format(site, MENU),
        f"<footer><p>Bản quyền thuộc {site}. Địa chỉ: số 1 đường Trần Phú</p></footer>",
    )
    if chance.random() < 0.3:
        page = (
            f'{header}<table width="1000"><tr>{"".join(f"<td>{c}</td>" for c in columns)}</tr></table>{foot}'
        )
    else:
        opens, closes = pick(PAGES)
        page = opens + header + "".join(columns) + foot + closes
    return (
        f"<html><head>{pick(HEADS).format(title, site)}</head><body>{page}</body></html>",
        title,
        at,
        [lead, *rest],
    )


@pytest.mark.parametrize("tens", range(20))
def test_what_a_reader_sees_does_not_depend_on_the_markup(tens):
    for number in range(10 * tens, 10 * tens + 10):
        html, title, at, expected = compose(number)
        page = read_page(html.encode(), url="https://locha.vi-du.vn/tin/1.html")
        read = [line for line in (page.lead, *page.paragraphs) if line]
        assert list(map(lines.key, read)) == list(map(lines.key, expected)), number
        assert lines.key(page.title) == lines.key(title), number
        assert page.published.at.replace(tzinfo=None) == at, number
