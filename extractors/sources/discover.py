"""Discovery: from a source's feeds, sitemaps, listing pages and search to links worth fetching.

Belongs here: reading what sites publish to be found by, and walking their archives. Does not belong
here: fetching (`fetch`), the words of the subject (`subject`), what is done with a link (`refresh`).

The functions `read_*` go from bytes to links and touch no network; broken input gives fewer links,
never an exception.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from urllib.parse import quote, urljoin

import feedparser
import lxml.etree
import lxml.html

from extractors.documents.dates import VIETNAM, parse_moment
from extractors.sources.fetch import FetchResult, PoliteFetcher
from extractors.sources.registry import Discovery, Source
from extractors.sources.subject import why_relevant
from extractors.sources.urls import canonical_url

FEED_MAX_BYTES = 5_000_000
SITEMAP_MAX_BYTES = 50_000_000  # the sitemap protocol's own limit, uncompressed
SITEMAP_MAX_URLS = 50_000  # likewise
SITEMAP_MAX_NESTING = 3
SITEMAPS_PER_NIGHT = 12  # of one entry, newest first
SITEMAPS_PER_WALK = 400  # in a backfill: a year of daily maps and some
PAGES_PER_WALK = 300  # of one listing in a backfill


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a feed, sitemap or listing shows it. What it does not say is None."""

    url: str
    title: str | None = None
    lead: str | None = None
    published: datetime | None = None  # aware; +07:00 where no zone was stated
    changed: datetime | None = None  # a sitemap's lastmod: not before it was published


@dataclass(frozen=True, slots=True)
class Found:
    """A link that is an article of the source, in the asked days, and on the subject."""

    url: str  # canonical
    title: str | None
    published: datetime | None
    why_relevant: str
    via: str  # the address where it was found


@dataclass(slots=True)
class Survey:
    """What discovery met on its way, filled while it runs."""

    trouble: list[str] = field(default_factory=list)  # a sentence per way that failed or yielded nothing
    answers: list[FetchResult] = field(default_factory=list)  # feeds, sitemaps and lists, for `remember`
    links: int = 0  # articles of the source that were seen, on the subject or not
    unchanged: int = 0  # feeds, sitemaps and lists that are as they were: they were not read again


def discover(
    source: Source,
    fetcher: PoliteFetcher,
    since: date,
    until: date,
    *,
    survey: Survey | None = None,
    deep: bool = False,
    any_subject: bool = False,
) -> Iterator[Found]:
    """The source's articles on the subject, published from `since` to `until` (days in Vietnam).

    With `any_subject`, all its articles of those days. A link that states no day is passed on: its page
    will say. A night (`deep` false) reads what changed and the pages that the source's file names; a
    backfill (`deep`) reads everything anew and turns pages until they are older than `since`. No link
    comes twice.
    """
    survey = Survey() if survey is None else survey
    seen: set[str] = set()
    for way in source.discover:
        for link, via in _walk(source, way, fetcher, since, until, survey, deep):
            try:
                url = canonical_url(link.url)
            except ValueError:
                continue
            if url in seen or not (way.kind == "urls" or source.is_article(url)):
                continue
            seen.add(url)
            survey.links += 1
            if way.kind != "urls" and not _may_be_of(link, source.day_in_url(url), since, until):
                continue
            why = "listed by hand" if way.kind == "urls" else why_relevant(link.title, link.lead, url)
            why = why or ("any subject" if any_subject else None)
            if why:
                yield Found(url, link.title, link.published, why, via)


def _may_be_of(link: Link, day_in_url: date | None, since: date, until: date) -> bool:
    day = _day(link.published) or day_in_url
    if day:
        return since <= day <= until
    changed = _day(link.changed)
    return changed is None or changed >= since


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(VIETNAM).date() if moment else None


# -- walking ----------------------------------------------------------------------------------------


def _walk(
    source: Source,
    way: Discovery,
    fetcher: PoliteFetcher,
    since: date,
    until: date,
    survey: Survey,
    deep: bool,
) -> Iterator[tuple[Link, str]]:
    """The links of one way of discovery, each with the address that showed it."""
    if way.kind == "urls":
        yield from ((Link(url), "the source's file") for url in way.urls)
        return
    for template in _dated(way.url, since, until):
        if way.kind in ("sitemap", "news_sitemap"):
            budget = [SITEMAPS_PER_WALK if deep else SITEMAPS_PER_NIGHT]
            yield from _walk_sitemap(source, template, fetcher, since, until, survey, deep, budget, 0)
        elif way.kind == "feed":
            result = _get(source, template, fetcher, survey, deep)
            if result:
                survey.answers.append(result)
                links = read_feed(result.content, result.final_url)
                if not links:
                    survey.trouble.append(f"{template}: a feed without an item")
                yield from ((link, template) for link in links)
        else:
            for query in way.queries or ("",):
                yield from _turn_pages(source, way, template, query, fetcher, since, survey, deep)


def _get(source: Source, url: str, fetcher: PoliteFetcher, survey: Survey, deep: bool) -> FetchResult | None:
    """The page, or None where it is unchanged or could not be had (then trouble says why)."""
    result = fetcher.fetch(url, rate_limit=source.rate_limit, conditional=not deep)
    if result.outcome == "ok":
        return result
    if result.outcome == "not_modified":
        survey.unchanged += 1
    else:
        survey.trouble.append(f"{url}: {result.outcome}: {result.why}")
    return None


def _walk_sitemap(
    source: Source,
    url: str,
    fetcher: PoliteFetcher,
    since: date,
    until: date,
    survey: Survey,
    deep: bool,
    budget: list[int],
    nesting: int,
) -> Iterator[tuple[Link, str]]:
    if budget[0] <= 0 or nesting > SITEMAP_MAX_NESTING:
        survey.trouble.append(f"{url}: not read: too many sitemaps, or too deeply nested")
        return
    budget[0] -= 1
    result = _get(source, url, fetcher, survey, deep)
    if not result:
        return
    links, children = read_sitemap(result.content, result.final_url)
    if not children:  # an index may stay as it is while what it names changes: it is always read
        survey.answers.append(result)
    if not links and not children:
        survey.trouble.append(f"{url}: a sitemap without an entry")
    yield from ((link, url) for link in links)
    for child in sorted(children, key=_newest_first, reverse=True):
        if _child_may_hold(child, since, until):
            yield from _walk_sitemap(
                source, child.url, fetcher, since, until, survey, deep, budget, nesting + 1
            )


#: `sitemap-article-10-2021-01.xml`; `news-2021-10.xml`, `sitemaps-2021-10-16-20.xml` (days 16 to 20);
#: `sitemap20211016.xml`.
_MONTH_YEAR = re.compile(r"(?<!\d)(?P<m>\d{1,2})[-_/](?P<y>20\d\d)(?!\d)")
_YEAR_MONTH = re.compile(
    r"(?<!\d)(?P<y>20\d\d)[-_/](?P<m>\d{1,2})(?:[-_/](?P<d>\d{1,2})(?:[-_/](?P<last>\d{1,2}))?)?(?!\d)"
    r"|(?<!\d)(?P<y2>20\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])?(?!\d)"
)


def days_in_url(url: str) -> tuple[date, date] | None:
    """The first and last day that the address of a dated sitemap names, or None.

    >>> days_in_url("https://bao.example/sitemaps-2021-10-16-20.xml")
    (datetime.date(2021, 10, 16), datetime.date(2021, 10, 20))
    """
    found = _MONTH_YEAR.search(url) or _YEAR_MONTH.search(url)
    if not found:
        return None
    parts = {name.rstrip("2"): int(value) for name, value in found.groupdict().items() if value}
    try:
        first = date(parts["y"], parts["m"], parts.get("d", 1))
        if "d" in parts:
            return first, date(parts["y"], parts["m"], parts.get("last", parts["d"]))
    except ValueError:
        return None
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _child_may_hold(child: Link, since: date, until: date) -> bool:
    """Whether a sitemap of an index can name articles of the days asked for: by the days in its
    address, give or take one for sites that count in UTC, else by its last change."""
    days = days_in_url(child.url)
    if days:
        return days[0] - timedelta(days=1) <= until and days[1] + timedelta(days=1) >= since
    changed = _day(child.changed)
    return changed is None or changed >= since


def _newest_first(child: Link) -> date:
    days = days_in_url(child.url)
    return days[1] if days else _day(child.changed) or date.min


def _turn_pages(
    source: Source,
    way: Discovery,
    template: str,
    query: str,
    fetcher: PoliteFetcher,
    since: date,
    survey: Survey,
    deep: bool,
) -> Iterator[tuple[Link, str]]:
    """A listing or a search, page after page, until a page brings nothing new or only older articles."""
    seen: set[str] = set()
    turns = "{page}" in template or way.next_page is not None
    for page in range(1, (PAGES_PER_WALK if deep and turns else way.pages) + 1):
        url = way.next_page if page > 1 and way.next_page else template
        url = url.replace("{page}", str(page)).replace("{query}", quote(query, safe=""))
        result = _get(source, url, fetcher, survey, deep)
        if not result:
            return
        survey.answers.append(result)
        links = [
            link for link in read_listing(result.content, result.final_url) if source.is_article(link.url)
        ]
        fresh = [link for link in links if link.url not in seen]
        if page == 1 and not links and way.kind == "listing":
            survey.trouble.append(f"{url}: a listing without an article of the source")
        if not fresh:
            return
        seen.update(link.url for link in fresh)
        yield from ((link, url) for link in fresh)
        days = [_day(link.published) or source.day_in_url(link.url) for link in fresh]
        if all(day and day < since for day in days):
            return


def _dated(template: str, since: date, until: date) -> Iterable[str]:
    """The template for each day, month or year that it names, newest first; `{m}`, `{d}`: without zeros."""
    if "{yyyy}" not in template:
        return [template]
    days = (until - timedelta(days=n) for n in range((until - since).days + 1))
    spelled = (
        template.replace("{yyyy}", f"{day.year:04}")
        .replace("{mm}", f"{day.month:02}")
        .replace("{dd}", f"{day.day:02}")
        .replace("{m}", str(day.month))
        .replace("{d}", str(day.day))
        for day in days
    )
    return dict.fromkeys(spelled)


# -- feeds ------------------------------------------------------------------------------------------


def read_feed(content: bytes, url: str) -> list[Link]:
    """The items of an RSS or Atom feed, in its order; [] for what is no feed.

    `url`: the feed's own address, against which its links are resolved.
    """
    try:
        # A stream, because feedparser takes text for a file name or an address to open.
        feed = feedparser.parse(
            io.BytesIO(content[:FEED_MAX_BYTES]), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # feedparser leaks whatever its parsers raise on hostile input
        return []
    links = []
    for entry in feed.entries:
        address = entry.get("link") or (entry.get("id") if str(entry.get("id")).startswith("http") else None)
        if not address:
            continue
        stated = entry.get("published") or entry.get("updated") or entry.get("dc_date")
        links.append(
            Link(
                url=_join(url, address),
                title=_plain(entry.get("title")),
                lead=_plain(entry.get("summary")),
                published=_moment(stated),
            )
        )
    return [link for link in links if link.url]


def _moment(text: str | None) -> datetime | None:
    """The stated time, aware. Not feedparser's, which gives nothing for `GMT+7`, nor the standard
    library's, which then reads UTC: seven hours wrong."""
    moment = parse_moment(text)
    return moment.at if moment else None


# -- sitemaps ---------------------------------------------------------------------------------------


def read_sitemap(content: bytes, url: str) -> tuple[list[Link], list[Link]]:
    """The pages and the further sitemaps that a sitemap names.

    Reads XML sitemaps and indexes, with or without Google's news extension, gzipped or not, and plain
    lists of URLs. Entities are not expanded and nothing is loaded from elsewhere.
    """
    content = _unzipped(content, SITEMAP_MAX_BYTES)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        lines = content.decode("utf-8-sig", errors="replace").split()
        return [
            Link(line) for line in lines[:SITEMAP_MAX_URLS] if line.startswith(("http://", "https://"))
        ], []
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = lxml.etree.fromstring(content, parser)
    except (lxml.etree.LxmlError, ValueError):
        root = None
    if root is None:
        return [], []
    pages, children = [], []
    for entry in islice(root, SITEMAP_MAX_URLS):
        kind = _local(entry)
        if kind not in ("url", "sitemap"):
            continue
        told = {_local(part): (part.text or "").strip() for part in entry.iter() if part.text}
        address = _join(url, told.get("loc", ""))
        if not address:
            continue
        published, changed = _moment(told.get("publication_date")), _moment(told.get("lastmod"))
        link = Link(address, _plain(told.get("title")), None, published, changed)
        (pages if kind == "url" else children).append(link)
    return pages, children


def _local(element: lxml.etree._Element) -> str:
    """The name without its namespace: `{…}title`, or `news:title` where the prefix was never declared."""
    return re.split(r"[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def _unzipped(content: bytes, cap: int) -> bytes:
    """The content of a gzip file, up to `cap` bytes; anything else as it is."""
    if content[:2] != b"\x1f\x8b":
        return content[:cap]
    try:
        return zlib.decompressobj(wbits=31).decompress(content, cap)
    except zlib.error:
        return b""


# -- listings ---------------------------------------------------------------------------------------


def read_listing(content: bytes, url: str) -> list[Link]:
    """The links of a page, each once, in the page's order, under their canonical URLs.

    The title is the longest text that the page gives a link (an image and a headline often lead to
    the same article); the lead is the text of the block that holds this link and no other.
    """
    # lxml takes a page for Latin-1 whose charset it finds late; Vietnamese pages of today are UTF-8.
    parser = lxml.html.HTMLParser(encoding="utf-8" if _is_utf8(content) else None)
    try:
        page = lxml.html.document_fromstring(content, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return []
    for base in page.xpath("//base/@href")[:1]:
        url = _join(url, base) or url
    addresses = {href: _canonical(url, href) for href in page.xpath("//a/@href")}
    links: dict[str, Link] = {}
    alone: dict[lxml.html.HtmlElement, bool] = {}
    for anchor in page.iter("a"):
        address = addresses.get(anchor.get("href"))
        if not address:
            continue
        title = max(_plain(anchor.text_content()) or "", _plain(anchor.get("title")) or "", key=len)
        known = links.get(address)
        if known is None:
            block = _block(anchor, addresses, alone)
            moment = next((_moment(t.get("datetime") or t.text) for t in block.iter("time")), None)
            links[address] = Link(address, title or None, _plain(block.text_content()), moment)
        elif len(title) > len(known.title or ""):
            links[address] = replace(known, title=title)
    return list(links.values())


def _block(
    anchor: lxml.html.HtmlElement, addresses: dict[str, str], alone: dict[lxml.html.HtmlElement, bool]
) -> lxml.html.HtmlElement:
    """The largest of the nearest ancestors in which every link leads where this one does.

    `alone` remembers which ancestors are such: each is looked through once, however many links it holds.
    """
    block = anchor
    for ancestor in islice(anchor.iterancestors(), 4):
        if ancestor not in alone:
            # A few links decide: the first of another article ends the climb.
            targets = {addresses.get(a.get("href")) for a in islice(ancestor.iter("a"), 8)} - {None}
            alone[ancestor] = len(targets) <= 1 and ancestor.tag not in ("body", "html")
        if not alone[ancestor]:
            break
        block = ancestor
    return block


# -- small things -----------------------------------------------------------------------------------


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _join(base: str, address: str) -> str:
    """The absolute http(s) URL, or "" where there is none."""
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) and len(joined) <= 2_000 else ""


def _canonical(base: str, address: str) -> str:
    """The canonical form of the absolute URL, or ""."""
    try:
        return canonical_url(_join(base, address))
    except ValueError:
        return ""


_TAG = re.compile(r"<[^<>]{0,2000}>")


def _plain(text: str | None) -> str | None:
    """Text without tags and with single spaces, at most 1,000 characters; None if nothing is left."""
    text = " ".join(_TAG.sub(" ", (text or "")[:5_000]).split())[:1_000]
    return text or None
