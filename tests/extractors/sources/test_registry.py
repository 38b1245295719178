"""The registry: every file that ships is in order, and a file that is not says where and why."""

import textwrap
from datetime import date

import pytest

from extractors.sources.registry import FOLDER, SourceError, load_registry, load_source
from extractors.sources.subject import QUERIES

GOOD = """
name: bao-vi-du
publisher: Báo Ví Dụ
home_province: "01"
kind: news
domains: [baovidu.vn]
discover:
  - feed: https://baovidu.vn/rss/home.rss
  - sitemap: https://baovidu.vn/sitemaps/{yyyy}-{m}.xml
  - listing: https://baovidu.vn/xa-hoi
    next_page: https://baovidu.vn/xa-hoi/trang-{page}
    pages: 3
  - search: https://baovidu.vn/tim?q={query}
  - urls: ["https://baovidu.vn/bao-cao.pdf"]
articles:
  - '^/[a-z0-9-]+-(?P<y>20\\d\\d)(?P<m>\\d\\d)(?P<d>\\d\\d)\\d+\\.htm$'
  - '^/tin\\?.*id=\\d+'
layouts:
  - container: .noi-dung
    title: h1
  - valid_from: 2024-05-01
    container: .than-bai
rate_limit: 2
terms: not verified
verified: [feed]
note: Ghi chú.
"""


def write(folder, text, name="bao-vi-du"):
    path = folder / f"{name}.yaml"
    path.write_text(text if isinstance(text, str) else "", encoding="utf-8")
    return path


def test_every_file_that_ships_is_in_order():
    registry = load_registry()
    assert len(registry) >= 20
    assert {path.stem for path in FOLDER.glob("*.yaml")} == registry.keys()
    assert {source.kind for source in registry.values()} >= {"news", "agency_portal", "post"}
    for source in registry.values():
        assert source.rate_limit >= 2, source.name  # these are other people's servers
        assert source.note, source.name  # what was seen and what was not is said


def test_no_two_sources_claim_an_article():
    addresses = [
        "https://baohiemxahoi.gov.vn/tintuc/Pages/linh-vuc-bao-hiem-y-te.aspx?CateID=1&ItemID=2",
        "https://hanoi.baohiemxahoi.gov.vn/tintuc/Pages/chinh-sach-moi.aspx?CateID=0&ItemID=3",
        "https://www.vietnamplus.vn/mot-bai-viet-post123.vnp",
        "https://vnexpress.net/mot-bai-viet-5000001.html",
        "https://tuoitre.vn/mot-bai-viet-20251104153900123.htm",
        "https://laodong.vn/cong-doan/mot-bai-viet-1600001.ldo",
        "https://nld.com.vn/mot-bai-viet-196251104153900123.htm",
        "https://vietnampost.vn/vi/hoat-dong-nganh/mot-bai-viet",
    ]
    registry = load_registry()
    owners = [[s.name for s in registry.values() if s.is_article(address)] for address in addresses]
    assert owners == [
        ["bhxh-viet-nam"],
        ["bhxh-ha-noi"],
        ["vietnamplus"],
        ["vnexpress"],
        ["tuoi-tre"],
        ["lao-dong"],
        ["nguoi-lao-dong"],
        ["vietnam-post"],
    ]
    assert str(registry["nguoi-lao-dong"].day_in_url(addresses[6])) == "2025-11-04"


def test_a_file_that_is_in_order_is_read(tmp_path):
    source = load_source(write(tmp_path, GOOD))
    assert (source.name, source.home_province, source.rate_limit) == ("bao-vi-du", "01", 2.0)
    feed, sitemap, listing, search, urls = source.discover
    assert (listing.pages, listing.next_page) == (3, "https://baovidu.vn/xa-hoi/trang-{page}")
    assert search.queries == QUERIES
    assert urls.urls == ("https://baovidu.vn/bao-cao.pdf",)
    assert [layout.name for layout in source.layouts] == ["bao-vi-du", "bao-vi-du@2024-05-01"]
    assert source.layouts[1].valid_from == date(2024, 5, 1)
    assert source.layouts[0].domains == ("baovidu.vn",)


@pytest.mark.parametrize(
    ("url", "is_article", "day"),
    [
        ("https://baovidu.vn/mot-bai-2025110412.htm", True, date(2025, 11, 4)),
        ("https://www.baovidu.vn/mot-bai-2025110412.htm", True, date(2025, 11, 4)),
        ("https://baovidu.vn/mot-bai-2025139912.htm", True, None),
        ("https://baovidu.vn/tin?chuyen-muc=1&id=22", True, None),
        ("https://baovidu.vn/tin", False, None),
        ("https://m.baovidu.vn/mot-bai-2025110412.htm", False, None),
        ("https://baovidu.vn.example/mot-bai-2025110412.htm", False, None),
        ("https://khac.vn/?u=https://baovidu.vn/mot-bai-2025110412.htm", False, None),
    ],
)
def test_which_urls_are_articles(url, is_article, day, tmp_path):
    source = load_source(write(tmp_path, GOOD))
    assert source.is_article(url) is is_article
    assert source.day_in_url(url) == day


MISTAKES = {
    "no publisher": ("publisher: Báo Ví Dụ\n", "", "publisher: is missing"),
    "a key that is none": ("note:", "nota:", "nota: is not a key"),
    "a key twice": ("kind: news", "kind: news\nkind: post", "kind is written twice"),
    "another name": ("name: bao-vi-du", "name: bao-khac", "name: must be the file's name"),
    "a kind that is none": ("kind: news", "kind: blog", "kind: must be one of news"),
    "a province without quotes": ('"01"', "01", "home_province: must be two digits in quotes"),
    "no province": ('home_province: "01"\n', "", "home_province: is missing; write null"),
    "a way to discover that is none": (
        "feed: https",
        "rss: https",
        "discover, entry 1: must have exactly one of",
    ),
    "two ways in one": (
        "- feed: https",
        "- urls: [a]\n    feed: https",
        "discover, entry 1: must have exactly one",
    ),
    "an address that is none": ("feed: https://", "feed: ", "discover, entry 1, feed: must be an http"),
    "a placeholder in a feed": ("rss/home.rss", "rss/{page}.rss", "discover, entry 1, feed: has {page}"),
    "a placeholder that is none": ("{yyyy}-{m}", "{year}-{m}", "discover, entry 2, sitemap: has {year}"),
    "a search without words": ("?q={query}", "?q=bhxh", "discover, entry 4, search: must hold {query}"),
    "next_page without a number": (
        "trang-{page}",
        "trang-2",
        "discover, entry 3, next_page: must hold {page}",
    ),
    "pages of a feed": ("home.rss", "home.rss\n    pages: 2", "discover, entry 1, pages: does not belong"),
    "too many pages": ("pages: 3", "pages: 300", "discover, entry 3, pages: must be a number of pages"),
    "a pattern that is none": (
        "'^/tin\\?.*id=\\d+'",
        "'^/tin(['",
        "articles, entry 2: is not a regular expression",
    ),
    "a pattern for any place": ("'^/tin", "'/tin", "articles, entry 2: must begin with ^/"),
    "no domains": ("domains: [baovidu.vn]", "domains: []", "domains: must be a list with at least one"),
    "a selector that is none": ("container: .noi-dung", 'container: ".noi["', "layouts, entry 1: "),
    "a layout without a container": (
        "container: .noi-dung\n    title: h1",
        "title: h1",
        "layouts, entry 1: ",
    ),
    "a family that is none": ("container: .noi-dung", "layout: khong-co", "layouts, entry 1: "),
    "a selector key that is none": ("title: h1", "headline: h1", "layouts, entry 1: "),
    "a rate that is rude": ("rate_limit: 2", "rate_limit: 0.01", "rate_limit: must be 0.5 to 60"),
    "a domain with www": ("[baovidu.vn]", "[www.baovidu.vn]", "domains: write baovidu.vn"),
    "a domain that is a URL": ("[baovidu.vn]", "['https://baovidu.vn']", "domains: must be host names"),
    "verified what is nothing": ("[feed]", "[rss]", "verified: must be a list out of"),
    "not YAML": ("kind: news", "kind: [news", "is not YAML"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_and_key(name, tmp_path):
    before, after, message = MISTAKES[name]
    assert before in GOOD
    with pytest.raises(SourceError) as error:
        load_source(write(tmp_path, GOOD.replace(before, after, 1)))
    assert str(error.value).startswith("bao-vi-du.yaml: ")
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["", "- a\n- b", "một câu", "!!python/object/apply:os.system ['true']"])
def test_what_is_no_source_at_all(text, tmp_path):
    with pytest.raises(SourceError, match=r"bao-vi-du\.yaml"):
        load_source(write(tmp_path, textwrap.dedent(text)))


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(SourceError, match="holds no source"):
        load_registry(tmp_path)


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "bao-vi-du.yaml"
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(path)


def test_the_example_of_the_guide_is_in_order(tmp_path):
    guide = (FOLDER.parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    assert load_source(write(tmp_path, example)).name == "bao-vi-du"
