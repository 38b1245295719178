"""HTML page → title, lead, paragraphs and what the page states about itself.

Site rules first (`fitting`): lxml cuts the container out, and only that is read. Where none fits, the
container is the element that holds most paragraphs side by side, or that of the first lines below the heading
(`body`); where none of it is shown, what the page's scripts hold (`embedded`); else trafilatura (precision)
is asked. `facts` reads what the page states about itself, `around` what stands about the body, `blocks` cuts
out what is not the article, `paragraphs` makes of them what the page holds.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from urllib.parse import urlsplit

import regex
from lxml import etree
from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.around import author_around, lead_around, signed_below
from extractors.documents.blocks import (
    Block,
    read_container,
)
from extractors.documents.body import body_of
from extractors.documents.dates import Moment
from extractors.documents.embedded import Embedded, embedded_article
from extractors.documents.facts import (
    Facts,
    ShownTime,
    author_names,
    canonical_of,
    day_in_address,
    is_time,
    read_facts,
    stated_time,
    title_of,
    title_parts,
    visible,
    visible_time,
)
from extractors.documents.fitting import by_layout, first_text_at, texts_at, title_at
from extractors.documents.layouts import Layout
from extractors.documents.page import MIN_WORDS, Page
from extractors.documents.paragraphs import finish
from extractors.documents.second_opinion import read_with_trafilatura
from extractors.documents.tree import parse

#: what is known of a page that no layout fits
UNKNOWN = Layout(name="unknown", captions=("figcaption", ".caption"))
#: What others may link to, and no link.
_PLACES = etree.XPath("descendant::a[not(@href)][not(@onclick)][@name or @id]")
#: Portals set the day of the posting behind a headline: `… (12/11/2025)`.
_DATED = regex.compile(r"\s*[(\[]([^()\[\]]{8,40})[)\]]$")


def read_page(
    content: bytes, *, url: str | None = None, day: date | None = None, layouts: Sequence[Layout] = ()
) -> Page | None:
    """The article on a page, or None where there is none or the bytes are not readable.

    `layouts` (a source's own) are tried before the built-in ones; `day` is the day of the capture, before
    which a layout must have begun to hold.
    """
    tree = parse(content)
    if tree is None:
        return None
    facts = read_facts(tree)
    page = Page(canonical_url=canonical_of(facts.canonical, url))
    host = (urlsplit(page.canonical_url or url or "").hostname or "").removeprefix("www.")
    found = by_layout(tree, host, day, layouts)
    for place in _PLACES(found[1] if found else tree):
        place.tag = "span"
    named: str | None = None
    shown: ShownTime | None = None
    if found:
        layout, container = found
        page.layout = layout.name
        page.title = title_at(tree, layout)
        page.lead = first_text_at(tree, layout.lead)
        page.author = author_names(texts_at(tree, layout.author))
        page.published = stated_time(tree, layout.published)
        blocks = read_container(container, layout)
        page.title = page.title or title_of(tree, facts, container)
        if page.lead is None:  # its place may have moved, or it is another site's layout
            page.lead = lead_around(tree, facts, page.title, container)
    else:
        container = body_of(tree, facts)
        if told := _embedded(tree, facts, container):
            page.title = title_of(tree, facts) or told.title
            shown = visible_time(tree, page.title, container)
            page.lead, page.author, page.published = told.lead, author_names([told.author]), told.published
            blocks = read_container(told.body, UNKNOWN)
        else:
            page.title = title_of(tree, facts, container)
            page.lead = lead_around(tree, facts, page.title, container)
            # before the reading of the body, which drops them
            named = author_around(tree) or signed_below(container)
            shown = visible_time(tree, page.title, container)
            blocks = _read_unknown(tree, facts, container)
    finish(page, blocks, facts)
    stated = facts.published
    if page.published is None or (
        # the site's own place of the time goes first, but it may leave out the zone
        stated
        and stated.offset
        and page.published.offset is None
        and stated.at.date() == page.published.at.date()
    ):
        page.published = stated
    if found and (page.published is None or not page.published.has_time or _is_utc(page.published)):
        shown = visible_time(tree, page.title, container)
    if shown and (
        page.published is None
        or _is_finer(shown.moment, page.published)
        or shown.is_sure
        and _is_of_template(page.published, shown.moment)
    ):
        page.published = shown.moment
    page.published = page.published or day_in_address(page.canonical_url or url)
    modified = facts.modified or (shown.modified if shown else None)
    if modified and (page.published is None or modified.at >= page.published.at):
        page.modified = modified
    if page.title and (ending := _DATED.search(page.title)) and is_time(ending[1]):
        page.title = page.title[: ending.start()]
    page.author = page.author or facts.author or named
    page.publisher = facts.publisher or host or None
    words = sum(len(p.split()) for p in page.paragraphs)
    if words < MIN_WORDS and not (page.lead and any(map(lines.is_prose, page.paragraphs))):
        return None
    if all(line.endswith(("…", "...")) for line in page.paragraphs):
        return None  # the beginning of an article in a list of them, before `Xem tiếp`
    return page


def _is_utc(moment: Moment) -> bool:
    return moment.offset == "+00:00"


def _is_finer(shown: Moment, stated: Moment) -> bool:
    """Whether the time that readers see tells more than the stated one: the hour of the same day, or that
    the hours of Vietnam were stated as those of Greenwich, or the other way round."""
    if not stated.has_time:
        return shown.at.date() == stated.at.date()
    apart = abs(shown.at - stated.at.replace(second=0, microsecond=0))
    return shown.has_time and apart.total_seconds() // 60 == 7 * 60


def _is_of_template(stated: Moment, shown: Moment) -> bool:
    """Whether a page's head states another day than the one that readers see between title and text: that of
    its template, of a draft, of the reading. The hours of one day may be those of another zone."""
    if not shown.has_time and stated.has_time and stated.at.time() != time():
        return False
    return abs(shown.at - stated.at) > timedelta(days=1)


def _read_unknown(tree: HtmlElement, facts: Facts, container: HtmlElement | None) -> list[Block]:
    """The article of a page that no layout fits: the element that holds most paragraphs side by side.

    Where there is none although the page says that it is an article, what trafilatura finds, with its favour
    on precision. A list of articles has paragraphs too, but each in a box of its own.
    """
    if container is not None:
        return read_container(container, UNKNOWN)
    return read_with_trafilatura(tree) if facts.is_article else []


def _embedded(tree: HtmlElement, facts: Facts, container: HtmlElement | None) -> Embedded | None:
    """The article that the page's scripts hold, where nothing of it is shown."""
    told = embedded_article(tree, [facts.title or "", *title_parts(tree, facts)])
    if told is None or container is None:
        return told
    body = [key for block in told.body.itertext() if len((key := lines.key(block)).split()) >= 8]
    shown = lines.key(visible(tree))
    return None if any(key in shown for key in body[:20]) else told
