"""Discovery and a source's night, against feeds, sitemaps, lists and pages as sites really serve them."""

import gzip
import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.sources.captures import CaptureStore
from extractors.sources.discover import (
    Survey,
    days_in_url,
    discover,
    read_feed,
    read_listing,
    read_sitemap,
)
from extractors.sources.drift import (
    PageReading,
    drift,
    last_success,
    load_state,
    note_opinions,
    note_outcome,
    note_readings,
    wants_opinion,
)
from extractors.sources.fetch import PoliteFetcher
from extractors.sources.refresh import GIVE_UP_AFTER, SourceOutcome, capture_url, refresh_source
from extractors.sources.registry import load_source
from extractors.sources.urls import canonical_url

from .server import Site, http

VIETNAM = timezone(timedelta(hours=7))
DAY = date(2025, 11, 5)
XML = "application/xml"
SLUG = "ra-quan-bao-hiem-xa-hoi"


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


@pytest.fixture
def fetcher(tmp_path):
    return PoliteFetcher(
        "a@vi-du.vn",
        data=tmp_path / "data",
        allow_loopback=True,
        rate_limit=0.0,
        deadline=1.0,
        retries=0,
        robots_timeout=0.5,
    )


@pytest.fixture
def store(tmp_path):
    return CaptureStore(tmp_path / "captures")


@pytest.fixture
def source(site, tmp_path):
    """Makes a source on the loopback site out of its ways of discovery."""

    def make(*ways, articles=(r"^/[a-z0-9-]+-\d+\.html$",)):
        row = {
            "name": "bao-vi-du",
            "publisher": "Báo Ví Dụ",
            "home_province": None,
            "kind": "news",
            "domains": ["127.0.0.1"],
            "discover": [
                {k: f"{site.url}{v}" if isinstance(v, str) and v[0] == "/" else v for k, v in way.items()}
                for way in ways
            ],
            "articles": list(articles),
            "layouts": [{"layout": "vnexpress"}],
            "rate_limit": 0.5,
            "terms": "not verified",
        }
        path = tmp_path / "bao-vi-du.yaml"
        path.write_text(yaml.safe_dump(row, allow_unicode=True), encoding="utf-8")
        made = load_source(path)
        object.__setattr__(made, "rate_limit", 0.0)  # the loopback server is nobody's
        return made

    return make


def rss(*items: str) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    )


def item(title, link, when="Tue, 04 Nov 2025 15:39:00 GMT+7", lead=""):
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{link}</link><pubDate>{when}</pubDate>"
        f"<description><![CDATA[<a href='x'><img src='y'/></a></br>{lead}]]></description></item>"
    )


def urls_of(found):
    return [f.url for f in found]


# -- feeds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "hour_utc"),
    [
        ("Tue, 04 Nov 2025 15:39:00 GMT+7", 8),
        ("Tue, 04 Nov 2025 15:39:00 +0700", 8),
        ("Tue, 4 Nov 2025 15:39:00 GMT", 15),
        ("2025-11-04T15:39:00+07:00", 8),
        ("2025-11-04 15:39:00", 8),  # no zone: Vietnam's
        ("04/11/2025 15:39", 8),
    ],
)
def test_the_times_of_feeds(stated, hour_utc):
    (link,) = read_feed(rss(item("Tin", "https://bao.vn/a-1.html", stated)).encode(), "https://bao.vn/rss")
    assert link.published.astimezone(UTC) == datetime(2025, 11, 4, hour_utc, 39, tzinfo=UTC)


def test_a_feed_is_read_with_title_and_lead_as_plain_text():
    feed = rss(item("Ra quân &amp; vận động", "/a-1.html", lead="Người  dân <b>tham gia</b> BHXH."))
    (link,) = read_feed(feed.encode(), "https://bao.vn/rss/home.rss")
    assert link.url == "https://bao.vn/a-1.html"
    assert link.lead == "Người dân tham gia BHXH."


def test_an_atom_feed():
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tin BHYT</title>'
        '<link href="https://bao.vn/b-2.html"/><updated>2025-11-04T08:00:00Z</updated></entry></feed>'
    )
    (link,) = read_feed(feed.encode(), "https://bao.vn/atom")
    assert (link.url, link.title) == ("https://bao.vn/b-2.html", "Tin BHYT")
    assert link.published == datetime(2025, 11, 4, 8, tzinfo=UTC)


def test_a_feed_that_breaks_off_gives_what_it_had():
    whole = rss(item("Một", "https://bao.vn/1.html"), item("Hai", "https://bao.vn/2.html")).encode()
    assert [link.title for link in read_feed(whole[:-60], "https://bao.vn/")][:1] == ["Một"]


def laughs(root: str, entry: str) -> bytes:
    """Entities that would expand to gigabytes, around an entry."""
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><{root}>{entry}</{root}>'.encode()


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("https://bi-mat.vn/")
    outside = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}">]>'
    began = time.process_time()
    feed = laughs(
        "rss", "<channel><item><title>&a11;</title><link>https://b.vn/1.html</link></item></channel>"
    )
    assert sum(len(link.title or "") for link in read_feed(feed, "https://b.vn/")) < 2_000
    links, _ = read_sitemap(laughs("urlset", "<url><loc>https://b.vn/&a11;</loc></url>"), "https://b.vn/")
    assert sum(len(link.url) for link in links) < 2_000
    links, _ = read_sitemap(f"{outside}<urlset><url><loc>&f;</loc></url></urlset>".encode(), "https://b.vn/")
    assert "bi-mat" not in str(links)
    assert time.process_time() - began < 5


@given(st.binary(max_size=200) | st.text("<>/:a=\"'&;!-? []xml", max_size=60).map(str.encode))
def test_no_bytes_raise(content):
    for start in (
        b"",
        b"<",
        b"<rss><channel><item>",
        b"<urlset><url><loc>",
        b"<html><a href=",
        b"\x1f\x8b\x08",
    ):
        read_feed(start + content, "https://bao.vn/")
        read_sitemap(start + content, "https://bao.vn/")
        read_listing(start + content, "https://bao.vn/")


# -- sitemaps ------------------------------------------------------------------------------------------

NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{loc}</loc>'
    "<news:news><news:publication_date>2025-11-04T15:39:00+07:00</news:publication_date>"
    "<news:title><![CDATA[Tăng người tham gia BHXH]]></news:title></news:news>"
    "<lastmod>2025-11-05</lastmod></url></urlset>"
)


def test_a_news_sitemap_gives_title_and_time():
    ((link,), children) = read_sitemap(NEWS.format(loc="https://bao.vn/a-1.html").encode(), "https://bao.vn/")
    assert children == []
    assert (link.url, link.title) == ("https://bao.vn/a-1.html", "Tăng người tham gia BHXH")
    assert link.published == datetime(2025, 11, 4, 15, 39, tzinfo=VIETNAM)
    assert link.changed.date() == date(2025, 11, 5)


def test_a_prefix_that_was_never_declared_is_read_all_the_same():
    content = NEWS.format(loc="https://bao.vn/a-1.html").replace(
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', ""
    )
    assert "xmlns:news" not in content
    ((link,), _) = read_sitemap(content.encode(), "https://bao.vn/")
    assert (link.title, link.published.day) == ("Tăng người tham gia BHXH", 4)


def test_a_last_change_is_no_publication():
    content = b"<urlset><url><loc>https://b.vn/1.html</loc><lastmod>2025-11-04</lastmod></url></urlset>"
    ((link,), _) = read_sitemap(content, "https://b.vn/")
    assert link.published is None


def test_a_gzipped_index_and_a_bomb():
    index = b"<sitemapindex><sitemap><loc>/s1.xml.gz</loc></sitemap></sitemapindex>"
    assert read_sitemap(gzip.compress(index), "https://b.vn/i.xml")[1][0].url == "https://b.vn/s1.xml.gz"
    assert read_sitemap(gzip.compress(b" " * 60_000_000), "https://b.vn/") == ([], [])


def test_a_list_of_urls_is_a_sitemap_too():
    links, _ = read_sitemap("\ufeffhttps://b.vn/1.html\nrác\nhttps://b.vn/2.html".encode(), "https://b.vn/")
    assert [link.url for link in links] == ["https://b.vn/1.html", "https://b.vn/2.html"]


@pytest.mark.parametrize(
    ("address", "days"),
    [
        ("https://b.vn/sitemaps/news-2021-10.xml", (date(2021, 10, 1), date(2021, 10, 31))),
        ("https://b.vn/sitemaps/news-2021-2.xml", (date(2021, 2, 1), date(2021, 2, 28))),
        ("https://b.vn/sitemaps-2021-10-16-20.xml", (date(2021, 10, 16), date(2021, 10, 20))),
        ("https://b.vn/sitemap-article-10-2021-01.xml", (date(2021, 10, 1), date(2021, 10, 31))),
        ("https://b.vn/sitemap20211016.xml", (date(2021, 10, 16), date(2021, 10, 16))),
        ("https://b.vn/sitemap-2021.xml", None),
        ("https://b.vn/sitemap-2021-31.xml", None),
        ("https://b.vn/article-20.xml", None),
    ],
)
def test_the_days_that_a_sitemaps_address_names(address, days):
    assert days_in_url(address) == days


def test_of_an_index_only_the_days_asked_for_are_read(site, source, fetcher):
    months = [f"{y}-{m}" for y in (2019, 2020, 2021, 2025) for m in range(1, 13)]
    children = "".join(f"<sitemap><loc>{site.url}/news-{month}.xml</loc></sitemap>" for month in months)
    site.answers["/sitemap.xml"] = http(f"<sitemapindex>{children}</sitemapindex>", media_type=XML)
    for month in months:
        loc = f"{site.url}/{SLUG}-{month.replace('-', '')}.html"
        page = f"<urlset><url><loc>{loc}</loc><lastmod>{month}-15</lastmod></url></urlset>"
        site.answers[f"/news-{month}.xml"] = http(page, media_type=XML)
    found = discover(
        source({"sitemap": "/sitemap.xml"}), fetcher, date(2021, 3, 5), date(2021, 5, 20), deep=True
    )
    assert urls_of(found) == [f"{site.url}/{SLUG}-{month}.html" for month in ("20215", "20214", "20213")]
    assert sorted(site.pages_asked) == [
        "/news-2021-3.xml",
        "/news-2021-4.xml",
        "/news-2021-5.xml",
        "/sitemap.xml",
    ]


def test_an_index_of_itself_ends(site, source, fetcher):
    site.answers["/sitemap.xml"] = http(
        "<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap><sitemap><loc>/sitemap.xml?b</loc></sitemap></sitemapindex>"
    )
    site.answers["/sitemap.xml?b"] = site.answers["/sitemap.xml"]
    survey = Survey()
    assert list(discover(source({"sitemap": "/sitemap.xml"}), fetcher, DAY, DAY, survey=survey)) == []
    assert len(site.pages_asked) <= 30
    assert any("deeply nested" in line or "too many" in line for line in survey.trouble)


def test_archives_by_date_are_walked_through_their_template(site, source, fetcher):
    for day in (28, 29, 30):
        loc = f"{site.url}/{SLUG}-{day}.html"
        site.answers[f"/2021/9/{day}.xml"] = http(f"<urlset><url><loc>{loc}</loc></url></urlset>")
    way = {"sitemap": "/{yyyy}/{m}/{dd}.xml"}
    found = list(discover(source(way), fetcher, date(2021, 9, 28), date(2021, 9, 30), deep=True))
    assert urls_of(found) == [f"{site.url}/{SLUG}-{day}.html" for day in (30, 29, 28)]


# -- lists and search ----------------------------------------------------------------------------------

LISTING = """<html><head><title>Xã hội</title></head><body><nav><a href="/xa-hoi">Xã hội</a></nav>
<article><a href="/tin-1.html?utm_source=trang-chu"><img src="x"></a>
  <h3><a href="/tin-1.html" title="Ra quân vận động">Ra quân</a></h3>
  <p>Bưu điện xã cùng cán bộ BHXH đến từng nhà.</p>
  <time datetime="2025-11-04T10:00:00+07:00">hôm qua</time></article>
<article><h3><a href="/tin-2.html">Giá vàng tăng</a></h3><p>Sáng nay.</p></article>
<a href="javascript:void(0)">x</a><a href="http://[">y</a><a>z</a></body></html>"""


def test_a_listing_gives_each_article_once_with_title_lead_and_time():
    links = {link.url: link for link in read_listing(LISTING.encode(), "https://bao.vn/xa-hoi")}
    assert list(links) == ["https://bao.vn/xa-hoi", "https://bao.vn/tin-1.html", "https://bao.vn/tin-2.html"]
    first = links["https://bao.vn/tin-1.html"]
    assert first.title == "Ra quân vận động"
    assert "cán bộ BHXH đến từng nhà" in first.lead
    assert "Giá vàng" not in first.lead
    assert first.published == datetime(2025, 11, 4, 10, tzinfo=VIETNAM)
    assert "Sáng nay" in links["https://bao.vn/tin-2.html"].lead


def test_accents_survive_a_charset_that_is_declared_late():
    page = (
        "<html><head>" + "<!-- x -->" * 500 + '<meta charset="utf-8"></head><a href="/a-1.html">Bưu điện</a>'
    )
    assert read_listing(page.encode(), "https://bao.vn/")[0].title == "Bưu điện"


def test_a_listing_of_eight_thousand_links_is_read_in_seconds():
    flat = b"<html><body>" + b"".join(b'<a href="/a-%d.html">x</a>' % i for i in range(8_000))
    nested = b"<html><body>" + b"".join(b'<div><a href="/a-%d.html">x</a>' % i for i in range(8_000))
    late = b"<html><body>" + b"<p>x" * 30_000 + flat[12:]
    began = time.process_time()
    assert len(read_listing(late, "https://bao.vn/")) == 8_000
    assert len(read_listing(flat, "https://bao.vn/")) == 8_000
    read_listing(nested, "https://bao.vn/")
    assert time.process_time() - began < 10


def test_pages_are_turned_until_they_are_too_old(site, source, fetcher):
    def page(number):
        day = date(2025, 11, 10) - timedelta(days=number)
        stamp = f"<time datetime='{day}T08:00:00+07:00'>x</time>"
        body = f"<div><a href='/{SLUG}-{number}.html'>Tin BHXH</a>{stamp}</div>"
        return http(f"<html><body>{body}</body></html>")

    site.answers["/xa-hoi"] = page(1)
    site.answers |= {f"/xa-hoi/trang-{n}": page(n) for n in range(2, 30)}
    way = {"listing": "/xa-hoi", "next_page": f"{site.url}/xa-hoi/trang-{{page}}", "pages": 2}
    night = list(discover(source(way), fetcher, date(2025, 11, 1), date(2025, 11, 9)))
    assert urls_of(night) == [f"{site.url}/{SLUG}-{n}.html" for n in (1, 2)]
    backfill = list(discover(source(way), fetcher, date(2025, 11, 1), date(2025, 11, 6), deep=True))
    assert urls_of(backfill) == [f"{site.url}/{SLUG}-{n}.html" for n in range(4, 10)]
    assert "/xa-hoi/trang-10" in site.pages_asked  # the first that is older
    assert "/xa-hoi/trang-11" not in site.pages_asked


def test_a_list_whose_pages_are_all_the_same_ends(site, source, fetcher):
    same = http(f"<html><body><a href='/{SLUG}-1.html'>Tin BHXH</a></body></html>")
    site.answers |= {f"/xa-hoi?trang={n}": same for n in range(1, 400)}
    way = {"listing": "/xa-hoi?trang={page}", "pages": 1}
    assert len(list(discover(source(way), fetcher, DAY, DAY, deep=True))) == 1
    assert len(site.pages_asked) == 2


def test_a_search_asks_in_vietnamese(site, source, fetcher):
    query = "/tim?q=BHXH%20t%E1%BB%B1%20nguy%E1%BB%87n&trang=1"
    site.answers[query] = http(f"<html><body><a href='/{SLUG}-7.html'>Kết quả</a></body></html>")
    way = {"search": "/tim?q={query}&trang={page}", "queries": ["BHXH tự nguyện"]}
    assert urls_of(discover(source(way), fetcher, DAY, DAY)) == [f"{site.url}/{SLUG}-7.html"]


def test_discovery_keeps_to_source_subject_and_days(site, source, fetcher):
    base = site.url
    site.answers["/rss"] = http(
        rss(
            item("Ra quân vận động BHXH", f"{base}/mot-1.html?utm_source=rss#x"),
            item("Ra quân vận động BHXH", f"{base}/mot-1.html?fbclid=abc"),
            item("Giá vàng", f"{base}/hai-2.html"),
            item("Tin vắn", f"{base}/ba-3.html", lead="Thêm người tham gia BHYT hộ gia đình"),
            item("Tin BHXH cũ", f"{base}/bon-4.html", "Tue, 04 Mar 2025 15:39:00 GMT+7"),
            item("Tin BHXH nơi khác", "https://bao-khac.vn/nam-5.html"),
            item("Chuyên mục BHXH", f"{base}/bao-hiem-xa-hoi"),
        ),
        media_type=XML,
    )
    survey = Survey()
    found = list(discover(source({"feed": "/rss"}), fetcher, DAY - timedelta(days=7), DAY, survey=survey))
    assert [(f.url, f.why_relevant) for f in found] == [
        (f"{base}/mot-1.html", "title: bhxh"),
        (f"{base}/ba-3.html", "lead: bhyt"),
    ]
    assert found[0].published == datetime(2025, 11, 4, 15, 39, tzinfo=VIETNAM)
    assert found[0].via == f"{base}/rss"
    assert survey.links == 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http("không", 404), "404"),
        (http(rss(), media_type=XML), "without an item"),
        (http("<html><body>Trang chủ</body></html>"), "without an item"),
        (http("bận", 503), "503"),
    ],
)
def test_a_feed_that_fails_quietly_is_told(answer, words, site, source, fetcher):
    site.answers["/rss"] = answer
    survey = Survey()
    assert list(discover(source({"feed": "/rss"}), fetcher, DAY, DAY, survey=survey)) == []
    assert len(survey.trouble) == 1
    assert words in survey.trouble[0]


# -- a night -------------------------------------------------------------------------------------------


def article(n: int, note: str = "") -> bytes:
    return http(
        f"<html><body><h1>Tin {n}</h1><p>Người dân tham gia BHXH.{note}</p></body></html>",
        ETag=f'"{n}{note}"',
    )


def test_a_night_and_the_next(site, source, fetcher, store):
    base = site.url
    site.answers["/rss"] = http(rss(*(item(f"BHXH {n}", f"{base}/tin-{n}.html") for n in range(1, 6))))
    site.answers |= {f"/tin-{n}.html": article(n) for n in (1, 2, 3)}
    site.answers["/tin-4.html"] = http("không", 404)
    site.answers["/tin-5.html"] = http("ai?", 403)
    ours = source({"feed": "/rss"})
    first = refresh_source(ours, fetcher, store, DAY)
    assert (first.seen, first.found, first.new, first.failed, first.blocked) == (5, 5, 3, 1, 1)
    assert any("tin-4.html: permanent" in line for line in first.trouble)
    capture = store.of_day(DAY)[0]
    assert (capture.url, capture.source, capture.publisher) == (
        f"{base}/tin-1.html",
        "bao-vi-du",
        "Báo Ví Dụ",
    )
    assert capture.media_type == "text/html"
    assert capture.published_at == datetime(2025, 11, 4, 15, 39, tzinfo=VIETNAM)
    assert capture.captured_at.tzinfo is not None
    assert b"Tin 1" in store.read(capture)

    site.answers["/tin-2.html"] = article(2, " (đã sửa)")
    next_day = DAY + timedelta(days=1)
    second = refresh_source(ours, fetcher, store, next_day)
    assert (second.new, second.unchanged) == (1, 2)
    assert [c.url for c in store.of_day(next_day)] == [f"{base}/tin-2.html"]
    assert len(store.of_day(DAY)) == 3


def test_an_unchanged_list_is_not_fetched_twice(site, source, fetcher, store):
    def feed(conn, request):
        known = request.headers.get("if-none-match") == '"f"'
        page = rss(item("BHXH", f"{site.url}/tin-1.html"))
        conn.sendall(http(b"", 304) if known else http(page, ETag='"f"'))

    site.answers |= {"/rss": feed, "/tin-1.html": site.one_after_another(http("lỗi", 500), article(1))}
    ours = source({"feed": "/rss"})
    # The page failed, so tomorrow the list has to be read again although it does not change.
    assert refresh_source(ours, fetcher, store, DAY).failed == 1
    assert refresh_source(ours, fetcher, store, DAY).new == 1
    third = refresh_source(ours, fetcher, store, DAY)
    assert (third.found, third.trouble) == (0, ())


def test_an_index_that_stays_the_same_hides_nothing(site, source, fetcher, store):
    def unchanging(conn, request):
        index = f"<sitemapindex><sitemap><loc>{site.url}/bai.xml</loc></sitemap></sitemapindex>"
        conn.sendall(http(b"", 304) if "if-none-match" in request.headers else http(index, ETag='"i"'))

    entry = "<url><loc>{}/bhxh-{}.html</loc></url>"
    site.answers |= {"/sitemap.xml": unchanging, "/bhxh-1.html": article(1), "/bhxh-2.html": article(2)}
    site.answers["/bai.xml"] = http(f"<urlset>{entry.format(site.url, 1)}</urlset>", ETag='"1"')
    ours = source({"sitemap": "/sitemap.xml"})
    assert refresh_source(ours, fetcher, store, DAY).new == 1
    both = entry.format(site.url, 1) + entry.format(site.url, 2)
    site.answers["/bai.xml"] = http(f"<urlset>{both}</urlset>", ETag='"2"')
    assert refresh_source(ours, fetcher, store, DAY).new == 1


def test_old_pages_are_left_alone(site, source, fetcher, store):
    site.answers["/xa-hoi"] = http(f"<html><body><a href='/{SLUG}-1.html'>Tin BHXH</a></body></html>")
    site.answers[f"/{SLUG}-1.html"] = article(1)
    ours = source({"listing": "/xa-hoi"})
    assert refresh_source(ours, fetcher, store, datetime.now(UTC).date()).new == 1
    later = refresh_source(ours, fetcher, store, datetime.now(UTC).date() + timedelta(days=9))
    assert later.skipped == 1
    assert len(site.asked(f"/{SLUG}-1.html")) == 1


def test_a_page_that_moved_to_the_front_page_is_no_article(site, source, fetcher, store):
    site.answers["/rss"] = http(rss(item("BHXH", f"{site.url}/tin-1.html")))
    site.answers["/tin-1.html"] = http(status=301, Location="/")
    site.answers["/"] = http("<html><body>Trang chủ</body></html>")
    outcome = refresh_source(source({"feed": "/rss"}), fetcher, store, DAY)
    assert (outcome.new, outcome.failed) == (0, 1)
    assert "no article of the source" in outcome.trouble[0]
    assert store.days() == []


def test_a_page_that_moved_is_kept_where_it_is(site, source, fetcher, store):
    site.answers["/rss"] = http(rss(item("BHXH", f"{site.url}/cu-1.html")))
    site.answers["/cu-1.html"] = http(status=301, Location="/moi-1.html?utm_source=x")
    site.answers["/moi-1.html?utm_source=x"] = article(1)
    refresh_source(source({"feed": "/rss"}), fetcher, store, DAY)
    assert [c.url for c in store.of_day(DAY)] == [f"{site.url}/moi-1.html"]


def test_a_site_that_is_down_is_given_up(site, source, fetcher, store):
    site.answers["/rss"] = http(rss(*(item("BHXH", f"{site.url}/tin-{n}.html") for n in range(40))))
    site.answers |= {f"/tin-{n}.html": http("lỗi", 502) for n in range(40)}
    outcome = refresh_source(source({"feed": "/rss"}), fetcher, store, DAY)
    assert (outcome.gave_up, outcome.failed, outcome.is_dead) == (True, GIVE_UP_AFTER, True)
    assert len(site.pages_asked) == GIVE_UP_AFTER + 1


def test_one_bad_feed_does_not_stop_the_others(site, source, fetcher, store):
    site.answers["/rss"] = site.silence()
    site.answers["/rss2"] = http(rss(item("BHXH", f"{site.url}/tin-1.html")))
    site.answers["/tin-1.html"] = article(1)
    outcome = refresh_source(source({"feed": "/rss"}, {"feed": "/rss2"}), fetcher, store, DAY)
    assert outcome.new == 1
    assert any("deadline" in line for line in outcome.trouble)


def test_a_url_that_a_person_names(site, source, fetcher, store):
    site.answers |= {"/tin-1.html": article(1), "/bao-cao.pdf": http(b"%PDF-1.7 x", media_type="")}
    ours = source({"feed": "/rss"})
    capture, _ = capture_url(f"{site.url}/tin-1.html?fbclid=x", fetcher, store, DAY, sources=[ours])
    assert (capture.url, capture.source) == (f"{site.url}/tin-1.html", "bao-vi-du")
    report, _ = capture_url(f"{site.url}/bao-cao.pdf", fetcher, store, DAY, sources=[ours])
    assert (report.source, report.media_type) == (None, "application/pdf")
    missing, result = capture_url(f"{site.url}/khong-co.html", fetcher, store, DAY)
    assert (missing, result.status) == (None, 404)
    with pytest.raises(ValueError, match="not an absolute"):
        capture_url("tin-1.html", fetcher, store, DAY)


# -- drift ---------------------------------------------------------------------------------------------


def run(day: int, **counts) -> SourceOutcome:
    return SourceOutcome(source="bao-vi-du", day=date(2025, 10, 1) + timedelta(days=day), **counts)


def test_a_source_that_falls_silent_drifts(tmp_path):
    for day in range(10):
        note_outcome(tmp_path, run(day, seen=40, found=3, new=2, unchanged=1))
    for day in (10, 11):
        note_outcome(tmp_path, run(day))
        assert drift(load_state(tmp_path, "bao-vi-du")) == []  # a quiet night or two is normal
    note_outcome(tmp_path, run(12))
    state = load_state(tmp_path, "bao-vi-du")
    assert "no article seen" in drift(state)[0]
    assert last_success(state) == date(2025, 10, 10)
    note_outcome(tmp_path, run(13, seen=38))
    assert drift(load_state(tmp_path, "bao-vi-du")) == []


def test_a_source_that_refuses_or_fails_drifts(tmp_path):
    for day in range(3):
        note_outcome(tmp_path, run(day, seen=9, found=4, blocked=3, unchanged=1))
    assert "blocked" in drift(load_state(tmp_path, "bao-vi-du"))[0]
    for day in range(3, 6):
        note_outcome(tmp_path, run(day, seen=9, found=5, failed=5, gave_up=True, trouble=("x: transient",)))
    assert "failed" in drift(load_state(tmp_path, "bao-vi-du"))[0]


def test_a_second_run_of_a_day_replaces_the_first(tmp_path):
    note_outcome(tmp_path, run(1, seen=5, new=3))
    note_outcome(tmp_path, run(1, seen=7, new=1))
    (night,) = load_state(tmp_path, "bao-vi-du")["runs"]
    assert (night["seen"], night["new"]) == (7, 4)


def test_a_layout_that_loses_a_field_drifts(tmp_path):
    whole, without_lead = {"title", "lead", "text", "published"}, {"title", "text", "published"}
    for day in range(1, 6):
        note_readings(tmp_path, "bao-vi-du", date(2025, 10, day), [PageReading("vccorp", whole)] * 4)
    assert drift(load_state(tmp_path, "bao-vi-du")) == []
    for day in (6, 7):
        note_readings(tmp_path, "bao-vi-du", date(2025, 10, day), [PageReading("vccorp", without_lead)] * 4)
    (line,) = drift(load_state(tmp_path, "bao-vi-du"))
    assert line == "layout vccorp: lead read on 0% of 8 pages; usually on 100%"


def test_a_layout_that_matches_no_more_drifts(tmp_path):
    read = {"title", "text", "published"}
    for day in range(1, 6):
        note_readings(tmp_path, "bao-vi-du", date(2025, 10, day), [PageReading("vccorp", read)] * 6)
    note_readings(tmp_path, "bao-vi-du", date(2025, 10, 6), [PageReading(None, read)] * 6)
    assert drift(load_state(tmp_path, "bao-vi-du")) == ["no layout matched on 100% of the last 6 pages"]


def test_a_source_of_whose_pages_nothing_can_be_read_drifts_at_once(tmp_path):
    note_readings(tmp_path, "bao-vi-du", date(2025, 10, 6), [PageReading(None, set())] * 6)
    assert drift(load_state(tmp_path, "bao-vi-du")) == ["no text could be read from its last 6 pages"]


def test_a_day_that_is_read_again_counts_once(tmp_path):
    day, read = date(2025, 10, 5), {"title", "text", "published"}
    note_readings(tmp_path, "bao-vi-du", day, [PageReading(None, read)] * 6)
    note_readings(tmp_path, "bao-vi-du", day, [PageReading("vccorp", read)] * 6)
    (layout,) = load_state(tmp_path, "bao-vi-du")["layouts"]
    assert layout == "vccorp"


def test_texts_that_shrink_drift(tmp_path):
    read = {"title", "text", "published"}
    for day in range(1, 6):
        note_readings(tmp_path, "bao-vi-du", date(2025, 10, day), [PageReading("vccorp", read, 450)] * 6)
    assert drift(load_state(tmp_path, "bao-vi-du")) == []
    note_readings(tmp_path, "bao-vi-du", date(2025, 10, 6), [PageReading("vccorp", read, 60)] * 6)
    (line,) = drift(load_state(tmp_path, "bao-vi-du"))
    assert line == "layout vccorp: texts of 60 words on 6 pages; usually 450"


def test_a_second_reader_that_finds_other_text_is_told(tmp_path):
    day = date(2025, 10, 6)
    note_opinions(tmp_path, "bao-vi-du", day, {"https://bao.example/1": 0.97, "https://bao.example/2": 0.93})
    assert drift(load_state(tmp_path, "bao-vi-du")) == []
    note_opinions(tmp_path, "bao-vi-du", day, {"https://bao.example/1": 0.2, "https://bao.example/2": 0.4})
    (line,) = drift(load_state(tmp_path, "bao-vi-du"))
    assert "30% of the words on 2 pages" in line and line.endswith("https://bao.example/1")


def test_a_second_reading_is_for_the_newest_run_only(tmp_path):
    assert not wants_opinion(tmp_path, "bao-vi-du", run(5).day)
    note_outcome(tmp_path, run(5, seen=9, new=2))
    note_outcome(tmp_path, run(6, seen=9, new=2))
    assert not wants_opinion(tmp_path, "bao-vi-du", run(5).day)
    assert wants_opinion(tmp_path, "bao-vi-du", run(6).day)


def test_lists_that_are_unchanged_are_no_silence_until_they_are_for_a_month(tmp_path):
    start = date(2025, 9, 1)
    for n in range(34):
        night = SourceOutcome(source="bao-vi-du", day=start + timedelta(days=n), seen=0 if n > 3 else 9)
        note_outcome(tmp_path, replace(night, unchanged_lists=1) if n > 3 else night)
        if n == 20:
            assert drift(load_state(tmp_path, "bao-vi-du")) == []
            assert last_success(load_state(tmp_path, "bao-vi-du")) == start + timedelta(days=20)
    assert drift(load_state(tmp_path, "bao-vi-du")) == ["its lists have been unchanged for 30 runs"]


def test_a_damaged_history_begins_anew(tmp_path):
    (tmp_path / "bao-vi-du.json").write_text('{"runs": [')
    note_outcome(tmp_path, run(1, seen=5))
    assert len(json.loads((tmp_path / "bao-vi-du.json").read_text())["runs"]) == 1


# -- canonical URLs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Bao.VN:443/Tin-1.html?utm_source=zalo&fbclid=1#binh-luan", "https://bao.vn/Tin-1.html"),
        ("https://bao.vn", "https://bao.vn/"),
        ("http://bao.vn:8080/a", "http://bao.vn:8080/a"),
        (
            "https://baohiemxahoi.gov.vn/tintuc/Pages/x.aspx?ItemID=2&CateID=1&gidzl=z",
            "https://baohiemxahoi.gov.vn/tintuc/Pages/x.aspx?CateID=1&ItemID=2",
        ),
        (
            "https://vnexpress.net/a-5000001.html?vn_source=x&vn_campaign=y",
            "https://vnexpress.net/a-5000001.html",
        ),
        ("https://bao.vn/tin?trang=", "https://bao.vn/tin?trang="),
        ("https://bao.vn/tin bài", "https://bao.vn/tin%20b%C3%A0i"),
    ],
)
def test_one_spelling_per_page(url, canonical):
    assert canonical_url(url) == canonical


@given(st.text(max_size=80))
def test_canonical_twice_is_canonical_once(text):
    try:
        once = canonical_url(f"https://bao.vn/{text}")
    except ValueError:
        return
    assert canonical_url(once) == once
