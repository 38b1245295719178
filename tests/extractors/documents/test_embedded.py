"""Articles that stand only in a page's scripts; whole pages of such systems are among those of `systems/`."""

import json

import pytest
from lxml.html import document_fromstring

from extractors.documents.embedded import embedded_article
from extractors.documents.facts import day_in_address
from extractors.documents.html import read_page

TITLE = "Xã Mẫu ra quân vận động người dân tham gia BHXH tự nguyện"
LINES = [f"Tổ số {n} gặp ba mươi hộ, có {n} người đồng ý tham gia ngay trong sáng nay." for n in range(1, 6)]
HTML = "".join(f"<p>{line}</p>" for line in LINES)
OTHERS = [{"title": f"Tin số {n} của phường", "sapo": "Bà con vào vụ mới từ rất sớm."} for n in range(9)]


def page(scripts: str) -> bytes:
    return f"<html><head><title>{TITLE} | Báo Mẫu</title></head><body>{scripts}</body></html>".encode()


def state(value: object, kind: str = 'type="application/json"') -> str:
    return f"<script {kind}>{json.dumps(value, ensure_ascii=False)}</script>"


ARTICLE = {"title": TITLE, "sapo": "Sáng nay, xã ra quân.", "publishedAt": 1749712740000}
DEVALUED = [
    {"data": 1},
    {"article": 2},
    {"title": 3, "body": 4, "created_at": 5, "author": 6},
    TITLE,
    HTML,
    "2025-06-12T14:19:00+07:00",
    {"name": 7},
    "Tô Hà",
]


@pytest.mark.parametrize(
    "scripts",
    [
        state({"props": {"post": {**ARTICLE, "content": HTML}, "related": OTHERS}}),
        state({"post": {**ARTICLE, "content": {"rendered": HTML}}}),
        state({"post": {**ARTICLE, "blocks": [{"type": "paragraph", "data": {"text": x}} for x in LINES]}}),
        state({"post": {**ARTICLE, "content": [{"type": "text", "content": x} for x in LINES]}}),
        state(DEVALUED, 'type="application/json" id="__NUXT_DATA__"'),
        f"<script>window.__INITIAL_STATE__ = {json.dumps({**ARTICLE, 'body': HTML})};</script>",
        f"<script>window.__S = JSON.parse({json.dumps(json.dumps({**ARTICLE, 'body': HTML}))})</script>",
        f"<script>window.__S=(function(a){{return {{title:a,post:{{title:'{TITLE}',publishedAt:'12/06/2025 "
        f"14:19',body:{json.dumps(HTML)}}}}}}}('x'))</script>",
        state(
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "datePublished": "2025-06-12T14:19:00+07:00",
                "articleBody": "".join(LINES),
            },
            'type="application/ld+json"',
        ),
    ],
)
def test_an_article_in_a_script_is_read(scripts):
    read = read_page(page(scripts))
    assert read.title == TITLE
    assert read.paragraphs == LINES
    assert read.published.at.isoformat().startswith(("2025-06-12T14:19", "2025-06-12T07:19"))


def test_articles_that_the_page_only_links_to_are_not():
    others = [{"title": f"Tin số {n} của phường", "body": HTML.replace("Tổ", f"Đội {n}")} for n in range(3)]
    assert read_page(page(state({"latest": others}))) is None
    tree = document_fromstring(page(state({"latest": others, "own": {"title": TITLE, "body": "Ngắn."}})))
    assert embedded_article(tree, [TITLE]) is None


def test_what_a_reader_sees_goes_first():
    shown = "".join(f"<p>{line} Tin đã sửa.</p>" for line in LINES)
    read = read_page(page(f"<h1>{TITLE}</h1><div>{shown}</div>" + state({**ARTICLE, "body": HTML})))
    assert read.paragraphs == [f"{line} Tin đã sửa." for line in LINES]


def test_a_lead_called_body_is_not_the_article():
    lead = "Sáng nay xã ra quân. " * 12
    stated = state(
        {"@type": "NewsArticle", "headline": TITLE, "articleBody": lead}, 'type="application/ld+json"'
    )
    read = read_page(page(f"<h1>{TITLE}</h1><h2 class=sapo>{lead}</h2><div>{HTML}</div>{stated}"))
    assert read.paragraphs == LINES and read.lead == lead.strip()


@pytest.mark.parametrize("source", ["{", '"\\ud83d', "[[1],{}]", "1:T,", "self.__next_f.push([1,'1:T5,ab'])"])
def test_broken_states_are_no_article(source):
    kinds = ('type="application/json"', "", 'id="__next_f"')
    scripts = "".join(f"<script {kind}>window.__S = {source}</script>" for kind in kinds)
    assert read_page(page(scripts)) is None


def test_the_day_may_stand_in_the_address_alone():
    assert day_in_address("https://bao.vi-du.vn/2025/06/12/ra-quan/").at.isoformat()[:10] == "2025-06-12"
    # the number says when the writing of the article began
    assert day_in_address("https://bao.vi-du.vn/ra-quan-20250612140512345.htm") is None
