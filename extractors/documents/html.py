"""HTML page → title, lead, paragraphs and what the page states about itself.

Site rules first (`layouts`): lxml cuts the container out, and BeautifulSoup reads that fragment alone,
several times faster than the whole page. Where none fits, the container is the element that holds most
paragraphs side by side, or that of the first lines below the heading (`short`); where none of it is shown,
what the page's scripts hold (`embedded`); else trafilatura (precision) is asked. `blocks` cuts out what is
not the article, `facts` reads what the page states about itself.
"""

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import islice
from urllib.parse import urlsplit

import regex
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from extractors.documents import text as lines
from extractors.documents.blocks import (
    OTHERS_CLASS,
    Block,
    blocks_of,
    holds_table,
    is_beside,
    read_container,
    size_of,
)
from extractors.documents.containers import Unreadable
from extractors.documents.dates import Moment, find_moment
from extractors.documents.embedded import Embedded, embedded_article
from extractors.documents.facts import (
    LEAD_CLASS,
    TITLE_CLASS,
    Facts,
    ShownTime,
    author_names,
    canonical_of,
    day_in_address,
    is_leaf,
    is_logo,
    is_time,
    lines_above,
    marks_of,
    read_facts,
    stated_time,
    title_of,
    title_parts,
    until_end,
    visible,
    visible_time,
    whole_title,
)
from extractors.documents.layouts import Layout, built_in, compiled, matches
from extractors.documents.reports import table_paragraphs
from extractors.documents.short import ShortBody
from extractors.documents.tables import Table

#: Fewer words in the body are no article but a gallery, a video page or a list.
MIN_WORDS = 20


@dataclass(slots=True)
class Page:
    """What one page holds and states. `paragraphs` are the body alone, each one line, cleaned."""

    title: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    canonical_url: str | None = None
    layout: str | None = None  # name of the layout that fitted; None: none fitted


def read_page(
    content: bytes, *, url: str | None = None, day: date | None = None, layouts: Sequence[Layout] = ()
) -> Page | None:
    """The article on a page, or None where there is none or the bytes are not readable.

    `layouts` (a source's own) are tried before the built-in ones; `day` is the day of the capture, before
    which a layout must have begun to hold.
    """
    tree = _parse(content)
    if tree is None:
        return None
    facts = read_facts(tree)
    page = Page(canonical_url=canonical_of(facts.canonical, url))
    host = (urlsplit(page.canonical_url or url or "").hostname or "").removeprefix("www.")
    found = _by_layout(tree, host, day, layouts)
    for place in _PLACES(found[1] if found else tree):
        place.tag = "span"
    named: str | None = None
    shown: ShownTime | None = None
    if found:
        layout, container = found
        page.layout = layout.name
        page.title = _title(tree, layout)
        page.lead = _first_text(tree, layout.lead)
        page.author = author_names(_texts(tree, layout.author))
        page.published = stated_time(tree, layout.published)
        blocks = read_container(container, layout)
        page.title = page.title or title_of(tree, facts, container)
        if page.lead is None:  # its place may have moved, or it is another site's layout
            page.lead = _lead_of_unknown(tree, facts, page.title, container)
    else:
        container = _densest(tree, facts)
        if told := _embedded(tree, facts, container):
            page.title = title_of(tree, facts) or told.title
            shown = visible_time(tree, page.title, container)
            page.lead, page.author, page.published = told.lead, author_names([told.author]), told.published
            blocks = read_container(told.body, _UNKNOWN)
        else:
            page.title = title_of(tree, facts, container)
            page.lead = _lead_of_unknown(tree, facts, page.title, container)
            # before the reading of the body, which drops them
            named = _author_of_unknown(tree) or _signed_below(container)
            shown = visible_time(tree, page.title, container)
            blocks = _read_unknown(tree, facts, container)
    _finish(page, blocks, facts)
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


#: What others may link to, and no link.
_PLACES = etree.XPath("descendant::a[not(@href)][not(@onclick)][@name or @id]")


def _is_utc(moment: Moment) -> bool:
    return moment.offset == "+00:00"


def _is_finer(shown: Moment, stated: Moment) -> bool:
    """Whether the time that readers see tells more than the stated one: the hour of the same day, or that
    the hours of Vietnam were stated as those of Greenwich, or the other way round."""
    if not stated.has_time:
        return shown.at.date() == stated.at.date()
    apart = abs(shown.at - stated.at.replace(second=0, microsecond=0))
    return shown.has_time and apart.total_seconds() // 60 == 7 * 60


#: Portals set the day of the posting behind a headline: `… (12/11/2025)`.
_DATED = regex.compile(r"\s*[(\[]([^()\[\]]{8,40})[)\]]$")


def _is_of_template(stated: Moment, shown: Moment) -> bool:
    """Whether a page's head states another day than the one that readers see between title and text: that of
    its template, of a draft, of the reading. The hours of one day may be those of another zone."""
    if not shown.has_time and stated.has_time and stated.at.time() != time():
        return False
    return abs(shown.at - stated.at) > timedelta(days=1)


def read_parts(content: bytes) -> Iterator[str | Table]:
    """All paragraphs and tables of a report saved as HTML, from top to bottom: no part of it is a box."""
    tree = _parse(content)
    body = None if tree is None else tree.find("body")
    if body is None:
        raise Unreadable("unreadable_text", "is in no known encoding; open it and save it as .docx or PDF")
    for node in list(body.iter("script", "style", "xml")):
        node.drop_tree()
    for block in blocks_of(body):
        if block.table is not None:
            yield block.table
        else:
            yield from block.text.split(" | ") if block.is_row else [block.text]


# ---------------------------------------------------------------------- bytes → tree

_DECLARED = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_XML_DECLARED = regex.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""", regex.I)


#: The first bytes of accents that are written as signs of their own, U+0300 to U+036F.
_COMBINING = (b"\xcc", b"\xcd")
#: So many stand in a headline or two that were pasted.
_FEW = 30
_ENOUGH = 1 << 16


def _parse(content: bytes) -> HtmlElement | None:
    declared = _DECLARED.search(content[:8192]) or _XML_DECLARED.search(content[:200])
    decoded = lines.decode(content, declared[1].decode("ascii", "replace") if declared else None)
    if decoded is None:
        return None
    content = decoded.encode("utf-8", "replace")
    # to ask Unicode itself takes as long as the reading, and to look at all of it a tenth of that
    if sum(content.count(lead, 0, _ENOUGH) for lead in _COMBINING) > _FEW:
        content = unicodedata.normalize("NFC", decoded).encode("utf-8", "replace")
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return document_fromstring(content.replace(b"\0", b""), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


# ---------------------------------------------------------------------- layouts


def _by_layout(
    tree: HtmlElement, host: str, day: date | None, layouts: Sequence[Layout]
) -> tuple[Layout, HtmlElement] | None:
    """The layout that fits, newest first among those of the site, and its container.

    A site's own layouts need their container only; those of other sites must find their title too.
    """
    newest = sorted((*layouts, *built_in()), key=lambda layout: layout.valid_from, reverse=True)
    held = [layout for layout in newest if day is None or layout.valid_from <= day]
    own = [layout for layout in held if host and layout.serves(host)]
    named = {layout.name for layout in layouts}
    own.sort(key=lambda layout: layout.name not in named)
    for layout in own:
        container = _container(tree, layout)
        # an empty container is what remains of an old layout: the page is read as one of an unknown system
        if container is not None and size_of(container) >= 5 * MIN_WORDS:
            return layout, container
    for layout in newest:
        if layout not in own and _title(tree, layout, is_named=True):
            container = _container(tree, layout)
            if container is not None and len(visible(container).split()) >= 2 * MIN_WORDS:
                return layout, container
    return None


def _container(tree: HtmlElement, layout: Layout) -> HtmlElement | None:
    """The element with most text among those of the first selector that finds any."""
    for selector in layout.container:
        found = compiled(selector)(tree)
        if found:
            return found[0] if len(found) == 1 else max(found, key=size_of)
    return None


def _texts(tree: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """The texts of all elements of the first selector that finds any."""
    for selector in selectors:
        if texts := [text for node in compiled(selector)(tree) if (text := visible(node))]:
            return texts
    return []


def _title(tree: HtmlElement, layout: Layout, is_named: bool = False) -> str | None:
    """The title at its place; `is_named`: only in an element with a name, as every page has an `h1`."""
    for selector in layout.title:
        if is_named and selector.isalnum():
            continue
        for node in compiled(selector)(tree):
            if (text := visible(node)) and not is_logo(node):
                return text
    return None


def _first_text(tree: HtmlElement, selectors: Iterable[str]) -> str | None:
    """The first of them alone: a front page's teasers may bear the class of a lead."""
    nodes = (node for selector in selectors for node in matches(tree, selector))
    return next(filter(None, map(_lead_text, nodes)), None)


def _lead_text(node: HtmlElement) -> str:
    """The text of a lead without the links to other articles that some pages set below it."""
    text = visible(node)
    for link in reversed(list(node.iter("a"))):
        before, said = link.getprevious(), visible(link)
        below = before is not None and before.tag in ("br", "a") and not (before.tail or "").strip(" >»-–•\n")
        if said and text.endswith(said) and (below or said[0] in ">»"):
            text = text[: -len(said)].rstrip(" >»-–•")
    return text


# ---------------------------------------------------------------------- pages without a layout


def _read_unknown(tree: HtmlElement, facts: Facts, container: HtmlElement | None) -> list[Block]:
    """The article of a page that no layout fits: the element that holds most paragraphs side by side.

    Where there is none although the page says that it is an article, what trafilatura finds, with its favour
    on precision. A list of articles has paragraphs too, but each in a box of its own.
    """
    if container is not None:
        return read_container(container, _UNKNOWN)
    return _read_with_trafilatura(tree) if facts.is_article else []


def _embedded(tree: HtmlElement, facts: Facts, container: HtmlElement | None) -> Embedded | None:
    """The article that the page's scripts hold, where nothing of it is shown."""
    told = embedded_article(tree, [facts.title or "", *title_parts(tree, facts)])
    if told is None or container is None:
        return told
    body = [key for block in told.body.itertext() if len((key := lines.key(block)).split()) >= 8]
    shown = lines.key(visible(tree))
    return None if any(key in shown for key in body[:20]) else told


_AUTHOR_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:\w{0,3}authors?|author-?name|by(?:line)?|tac-?gia|reporter|nguoi-?viet|created-?by"
    r"|sign(?:ature)?(?!-?(?:in|up|out)\b)|but-?danh|ky-?ten)(?:$|[\s_-])"
)


_AUTHOR_LABEL = regex.compile(r"Tác giả(?: bài viết)?\s*:", regex.I)
#: The sign of a person in the fonts of signs that pages draw theirs with.
_PERSON_SIGN = regex.compile(r"(?:^|[\s-])(?:user|author|person|account|pen|pencil)(?:$|[\s-])")
_WRITTEN_BY = regex.compile(r"(?:(?:(?:Được )?(?:viết|đăng) )?bởi|by)\b\s*:?\s*", regex.I)


def _lead_of_unknown(
    tree: HtmlElement, facts: Facts, title: str | None, container: HtmlElement | None
) -> str | None:
    """The lead where it stands apart from the body: an element made for it, that the page's own description
    repeats or that is the only one; else the only sentence between title and body."""
    found: list[str] = []
    key = lines.key(title)
    tags = ("h1", "h2", "h3", "p", "blockquote", "div", "td", "strong", "span", "section")
    for node in until_end(tree, container, *tags):
        if node.tag in ("h1", "h2", "h3") and lines.key(visible(node)) == key:
            found.clear()  # above the title the site describes itself
        elif LEAD_CLASS.search(marks_of(node)) and next(node.iter("ul", "ol"), None) is None:
            if 8 <= len((text := _lead_text(node)).split()) <= 120:
                if _starts_alike(facts.description, text):
                    return text
                if lines.ends_sentence(text) and not lines.is_caption(text):
                    found.append(text)
        elif node.tag == "p" and container in node.iterancestors() and lines.is_prose(visible(node)):
            break  # the body has begun
    if len(set(found)) == 1:
        return found[0]
    between: dict[str, str] = {}
    if container is not None and title:
        below = False
        for _, text in lines_above(tree, container):
            if below and len(text.split()) >= 12 and lines.ends_sentence(text) and not lines.is_caption(text):
                between.setdefault(lines.key(text), text)
            below = below or lines.key(text) == key
    for text in found:
        if lines.key(text) in between:
            return text
    return next(iter(between.values())) if len(between) == 1 and not found else None


def _author_of_unknown(tree: HtmlElement) -> str | None:
    tags = ("a", "span", "p", "div", "strong", "b", "em", "table", "td", "li", "dd", "address", "i")
    for node in tree.iter(*tags):
        if not len(node) and not node.text and _PERSON_SIGN.search(_sign_of(node)):
            if name := _named_beside(node):
                return name
        elif _AUTHOR_CLASS.search(marks_of(node)) and 0 < len((text := visible(node)).split()) <= 12:
            if by := _WRITTEN_BY.match(text):
                text = text[by.end() :]
            stated = find_moment(text)
            if name := lines.byline((text[: stated[1][0]] if stated else text).strip(" -–|•,")):
                return author_names([name])
        elif node.tag in ("li", "span", "p", "div") and "iả" in (
            node.text or (node[0].text if len(node) else "") or ""
        ):
            text = visible(node)
            if _AUTHOR_LABEL.match(text) and (name := lines.byline(text)):
                return author_names([name])
    return None


def _signed_below(container: HtmlElement | None) -> str | None:
    """The author in the first line after the body, where it says that it names one: `Thực hiện: …`."""
    for node in () if container is None else islice(container.itersiblings(), 3):
        if text := visible(node):
            return author_names([lines.byline(text)]) if ":" in text else None
    return None


def _sign_of(node: HtmlElement) -> str:
    return f"{marks_of(node)} {node.get('uk-icon') or ''}"


def _named_beside(sign: HtmlElement) -> str | None:
    """The name after the sign of a person, in the line that states the time too."""
    line = sign.getparent()
    if find_moment(visible(line)[:200]) is None and line.getparent() is not None:
        line = line.getparent()
    if len(said := visible(line).split()) > 30 or find_moment(" ".join(said)) is None:
        return None
    after = sign.getnext()
    text = lines.one_line(sign.tail or "") or ("" if after is None else visible(after))
    name = lines.byline(text.strip(" -–|•·,"))
    return author_names([name]) if name else None


_UNKNOWN = Layout(name="unknown", captions=("figcaption", ".caption"))
_DENSE_WORDS = 40


def _densest(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    words: Counter[HtmlElement] = Counter()
    pieces: Counter[HtmlElement] = Counter()
    titles = {lines.key(part) for part in title_parts(tree, facts)}  # a title is no paragraph

    def count(holder: HtmlElement | None, number: int, of: int = 1) -> None:
        if holder is not None and holder.tag != "a":
            words[holder] += number
            pieces[holder] += of

    for node in tree.iter("p", "blockquote", "div", "td", "section", "article", "font", "span", "pre"):
        if node.tag in ("p", "blockquote") or node.tag in ("div", "span") and _is_line(node):
            shown = visible(node)
            number = len(shown.split()) - _linked_words(node)
            if (
                number >= 8
                and lines.key(shown) not in titles
                and not lines.is_imprint(shown)
                and not _opens_with_link(node)
            ):
                count(node.getparent(), number)
        else:  # text with no paragraph of its own: one piece is a paragraph, more are parted by line breaks
            bare = [node.text or "", *(child.tail or "" for child in node)]
            bare = [row for text in bare for row in (text.split("\n") if lines.keeps_lines(text) else [text])]
            lengths = [
                length
                for text in bare
                if (length := len(text.split())) >= 8 and not lines.is_imprint(lines.one_line(text))
            ]
            if len(lengths) > 1:
                count(node, sum(lengths), len(lengths))
            elif (
                lengths
                and node.tag == "div"
                and not _opens_with_link(node)
                and not lines.is_imprint(visible(node))
            ):
                count(node.getparent(), lengths[0])
    for table in tree.iter("table"):
        parent = table.getparent()
        if parent is not None and pieces[parent] and holds_table(table, 2) and table.find(".//table") is None:
            count(parent, len(visible(table).split()) - _linked_words(table), 2)
    bodies = _bodies(words, pieces)
    for _ in range(_MAX_LIFTS):
        if not words or max(bodies.values(), default=0) >= _DENSE_WORDS:
            break
        words, pieces = _lifted(words, pieces)
        bodies = _bodies(words, pieces)
    held, words = words, bodies
    headings = (lines.key(visible(node)) for node in tree.iter("h1", "h2"))
    if not words and any(len(key.split()) > 4 and key in titles for key in headings):
        # an article of nothing but items
        for node in tree.iter("li"):
            if is_leaf(node) and next(node.iter("a"), None) is None:
                number = len(visible(node).split())
                count(node.getparent(), number if number >= 8 else 0)
        words = _bodies(+words, pieces)
    if not words:
        return _short_body(tree, facts)
    best = max(words, key=words.__getitem__)
    heading = _heading_of(tree, facts)
    near = None if heading is None else _nearest_to(heading, words)
    enough = (
        _DENSE_WORDS if near is None or _has_own_heading(best, heading, tree) else _NEAR_SHARE * words[best]
    )
    if near is not None and words[near] >= max(_DENSE_WORDS, enough):
        best = near
    if words[best] < _DENSE_WORDS:
        return _short_body(tree, facts)
    if words[best] < _LONG and (short := _short_body(tree, facts, best, words[best])) is not None:
        return short
    # A body in several parts: what holds them all, as long as nothing but they and the title stand in it.
    inside = _inside(words)
    whole = heading is not None and best in heading.iterancestors()
    for parent in islice(best.iterancestors(), 0 if whole else 6):
        if parent.tag in ("body", "html") or next(parent.iter("nav", "form"), None) is not None:
            break
        if _adds_links(parent, best) or _adds_teasers(parent, best, words, inside):
            break
        titled = _has_title_before(parent, best, words)
        if inside[parent] > (1.5 if titled else 1.15) * inside[best]:
            best = parent
        if titled:
            break
    if _is_list(best) or _is_one_of_many(best):
        return None
    _join_parts(best, held)
    _join_cut_off(best)
    return best


def _short_body(
    tree: HtmlElement, facts: Facts, other: HtmlElement | None = None, words: int = 0
) -> HtmlElement | None:
    """The body of a short article, where the page states a time. `other`, with its number of `words`, is the
    body all the same where it stands in the same column, or comes below a line or two, the lead then, with no
    list of others between them."""
    heading = _heading_of(tree, facts)
    if heading is None or is_logo(heading) or lines.is_site_name(visible(heading)):
        heading = _shown_title(tree, facts)
    short = ShortBody(heading) if heading is not None and len(visible(heading).split()) > 4 else None
    if short is None or short.column is None:
        return None
    if other is not None:
        if short.column in (other, *other.iterancestors()) or other in short.column.iterancestors():
            return None
        above = next(node is other for node in tree.iter(other.tag, heading.tag) if node in (other, heading))
        beside = (
            above or OTHERS_CLASS.search(marks_of(other)) or short.number > 1 and _opens_with_heading(other)
        )
        if not beside and (not short.is_ended or short.is_lead and words > 100):
            return None
    if facts.published or facts.is_article or visible_time(tree, visible(heading)):
        return short.cut_out()
    return None


def _opens_with_heading(box: HtmlElement) -> bool:
    first = next((node for node in box.iter() if (node.text or "").strip()), box)
    return any(
        node.tag in ("h2", "h3", "h4", "h5") for node in (first, *first.iterancestors()) if node is not box
    )


def _shown_title(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    """The element that says what the page's own title says, the last above others that say it too."""
    titles = {lines.key(part) for part in title_parts(tree, facts) if not lines.is_site_name(part)}
    tags = ("h1", "h2", "h3", "h4", "h5", "div", "p", "span", "td", "strong", "b")
    said = [node for node in tree.iter(*tags) if is_leaf(node) and lines.key(visible(node)) in titles]
    return next((node for node in reversed(said) if next(node.iterancestors("a"), None) is None), None)


#: Words of a box beside an article that has fewer.
_LONG = 400


def _join_parts(best: HtmlElement, words: Counter[HtmlElement]) -> None:
    """Adverts may part a body in two: what looks the same as `best`, holds paragraphs and has no title of its
    own is moved to its end."""
    name = best.get("class")
    for part in list(best.itersiblings()) if name else []:
        if part.tag in ("h1", "h2", "h3") and _is_linked_headline(part):
            return  # the next article
        if part.tag != best.tag:
            continue
        if (
            part.get("class") == name
            and words[part]
            and next(part.iter("h1"), None) is None
            and _linked_words(part) <= 0.3 * words[part]
            and not _opens_with_link(part)
        ):
            part.tail = None
            best.append(part)


#: What a body cut off by a stray end tag goes on with, and how many words it must have.
_LOOSE = frozenset(
    ["p", "ul", "ol", "blockquote", "h2", "h3", "h4", "figure", "table", "br", "center", "div"]
)
_CUT_OFF_WORDS = 20


def _join_cut_off(best: HtmlElement) -> None:
    """An end tag too many closes a body in its middle: the bare paragraphs right after it are moved to its
    end, up to the last sentence before a box or a link."""
    if best.tag not in ("div", "section", "article"):
        return
    worn = {node.get("class") for node in best}
    found: list[HtmlElement] = []
    whole = words = 0  # how many of them end with a sentence, and its words
    for node in best.itersiblings():
        if node.tag not in _LOOSE or node.get("id") or node.get("class") not in worn | {None}:
            break
        said = visible(node)
        if lines.is_box_heading(said) or lines.is_imprint(said) or lines.is_pointer(said):
            break
        if any(len(visible(link).split()) > 3 for link in node.iter("a")) or next(node.iter("form"), None):
            break
        if node.tag == "div" and not is_leaf(node):
            break
        found.append(node)
        if node.tag != "table" and lines.is_prose(said):
            whole, words = len(found), words + len(said.split())
    if words >= _CUT_OFF_WORDS:
        best.extend(found[:whole])


def _adds_links(parent: HtmlElement, best: HtmlElement) -> bool:
    """Whether what stands in `parent` besides `best` is lists of other articles, or another column."""
    if parent.tag == "tr" and len(parent) > 1:
        return True
    added = len(visible(parent).split()) - len(visible(best).split())
    return added > _DENSE_WORDS and _linked_words(parent) - _linked_words(best) > 0.3 * added


def _adds_teasers(
    parent: HtmlElement, best: HtmlElement, words: Counter[HtmlElement], inside: Counter[HtmlElement]
) -> bool:
    """Whether most of what `parent` adds to `best` are lines below linked headlines."""
    added = 0
    for holder, number in words.items():
        above = (holder, *holder.iterancestors())
        if parent in above and best not in above and _linked_words(holder) > 0.2 * number:
            added += number
    return added * 2 > inside[parent] - inside[best]


def _bodies(words: Counter[HtmlElement], pieces: Counter[HtmlElement]) -> Counter[HtmlElement]:
    """Of the elements that hold paragraphs, with their `words`, those that may be the body of an article."""
    inside, total = _inside(words), words.total()
    return Counter(
        {
            node: number
            for node, number in words.items()
            # one short paragraph alone in its box is a teaser
            if (pieces[node] > 1 or number >= 100)
            and not _is_list(node)
            and not any(
                is_beside(above, holds_most=inside[above] * 2 > total)
                for above in (node, *node.iterancestors())
            )
        }
    )


def _inside(words: Counter[HtmlElement]) -> Counter[HtmlElement]:
    """The words of all paragraphs below an element."""
    inside: Counter[HtmlElement] = Counter()
    for node, number in words.items():
        for above in (node, *node.iterancestors()):
            inside[above] += number
    return inside


def _opens_with_link(node: HtmlElement) -> bool:
    """Whether an element begins with a linked headline, as a teaser does."""
    headline = next(filter(None, map(visible, node.iter("a"))), "")
    return len(headline.split()) >= 4 and visible(node).startswith(headline)


#: Builders of pages wrap each paragraph into so many boxes.
_MAX_LIFTS = 6


def _lifted(
    words: Counter[HtmlElement], pieces: Counter[HtmlElement]
) -> tuple[Counter[HtmlElement], Counter[HtmlElement]]:
    """The same where each paragraph stands in a box of its own: those of what holds the boxes. A box with a
    link, a picture or a heading is a teaser."""
    lifted: tuple[Counter[HtmlElement], Counter[HtmlElement]] = Counter(), Counter()
    for node, number in words.items():
        above = node.getparent()
        if above is not None and next(node.iter("a", "img", "h1", "h2", "h3", "h4"), None) is None:
            lifted[0][above] += number
            lifted[1][above] += pieces[node]
    return lifted


def _is_list(container: HtmlElement) -> bool:
    """Whether headlines that lead to other articles stand between the paragraphs."""
    linked = sum(node.tag in _HEADLINES and _is_linked_headline(node) for node in container)
    beside = sum(node.tag in ("p", "div") for node in container)
    return linked >= 3 and linked * 2 >= beside - 1  # one line may head the list


def _is_one_of_many(container: HtmlElement) -> bool:
    """Whether a container is a teaser in a list: it, or a box around it, opens with a headline that leads
    elsewhere, and so do others that look the same beside it."""
    for node in (container, *islice(container.iterancestors(), 4)):
        if not _opens_with_link(node):
            return False
        name = node.get("class")
        alike = [n for n in (*node.itersiblings(), *node.itersiblings(preceding=True)) if n.tag == node.tag]
        if name and sum(n.get("class") == name and _opens_with_link(n) for n in alike) > 1:
            return True
    return False


_HEADLINES = frozenset(["h2", "h3", "h4", "h5", "h6", "div", "p", "b", "strong"])


def _is_linked_headline(node: HtmlElement) -> bool:
    shown = visible(node)
    return len(shown.split()) >= 4 and any(visible(link) == shown for link in node.iter("a"))


def _has_title_before(parent: HtmlElement, best: HtmlElement, parts: Container[HtmlElement]) -> bool:
    """Whether a title stands in `parent` before `best`: a heading of second rank only before all `parts`."""
    first = True
    for node in parent.iter("h1", "h2", "h3", "div", "p", "span", "td", best.tag):
        if node is best:
            return False
        if node is not parent and (node.tag == "h1" or TITLE_CLASS.search(marks_of(node))):
            return True
        if first and node.tag == "h2" and len(visible(node).split()) > 4:
            return True
        first = first and (node is parent or node not in parts)
    return False


def _is_line(node: HtmlElement) -> bool:
    """Whether an element is one paragraph in clothes of its own: a block without blocks or breaks inside."""
    if lines.keeps_lines(node.text or ""):
        return False
    if node.tag == "span" and "block" not in (node.get("style") or ""):
        return False
    return is_leaf(node)


#: A box near the title is the article although another holds more words: lists of news beside a short one.
_NEAR_SHARE = 0.4


def _nearest_to(heading: HtmlElement, words: Counter[HtmlElement]) -> HtmlElement | None:
    """Of the elements that hold paragraphs, the one that shares the innermost element with the page's
    heading; the one with most words among several."""
    depth = {node: i for i, node in enumerate(heading.iterancestors())}  # 0: the innermost
    shared = {
        node: next(depth[above] for above in (node, *node.iterancestors()) if above in depth)
        for node in words
    }
    innermost = min(shared.values())
    return max((node for node in words if shared[node] == innermost), key=words.__getitem__)


def _heading_of(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    """The heading of the page; None where several may be it."""
    names = set(lines.key(whole_title(tree, facts)).split())
    headings = [node for node in tree.iter("h1") if len(visible(node).split()) > 3]
    heading = next((h for h in headings if names & set(lines.key(visible(h)).split())), None)
    if heading is None:
        heading = headings[0] if len(headings) == 1 else _set_as_title(tree)
    return heading


def _has_own_heading(best: HtmlElement, heading: HtmlElement | None, tree: HtmlElement) -> bool:
    """Whether another heading of first rank is nearer to a body than the page's: the next article follows on
    the same page."""
    depth = {node: i for i, node in enumerate(best.iterancestors())}

    def far(node: HtmlElement) -> int:
        return next(depth[above] for above in node.iterancestors() if above in depth)

    return heading is not None and any(
        far(other) < far(heading) and len(visible(other).split()) > 3 for other in tree.iter("h1")
    )


def _set_as_title(tree: HtmlElement) -> HtmlElement | None:
    """The only element whose class says that it is a title, and that leads nowhere."""
    found = [
        node
        for node in tree.iter("h2", "h3", "h4", "div", "p", "span", "td")
        if TITLE_CLASS.search(marks_of(node))
        and is_leaf(node)
        and next(node.iter("a"), None) is None
        and next(node.iterancestors("a"), None) is None
        and 5 <= len(visible(node).split()) <= 45
    ]
    return found[0] if len(found) == 1 else None


def _linked_words(node: HtmlElement) -> int:
    return sum(len(visible(link).split()) for link in node.iter("a"))


def _read_with_trafilatura(tree: HtmlElement) -> list[Block]:
    import trafilatura  # 0.5 s: only where nothing else fits

    found = trafilatura.bare_extraction(
        tostring(tree, encoding="unicode"),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    if found is None or found.body is None:
        return []
    blocks = []
    for node in found.body.iter("p", "head", "item", "quote", "row"):
        if node.tag == "row":
            cells = [lines.one_line(" ".join(cell.itertext())) for cell in node.iter("cell")]
            if any(cells):
                blocks.append(Block(" | ".join(cells).strip(), is_row=len(cells) > 1))
        elif not any(parent.tag in ("row", "item", "quote") for parent in node.iterancestors()):
            for part in "".join(node.itertext()).split("\n"):
                if text := lines.one_line(part):
                    blocks.append(Block(text))
    return blocks


def second_opinion(content: bytes, text: str, head: str = "") -> float | None:
    """How far trafilatura (precision) finds the same words on a page as `text` holds: F1, 0 to 1.

    `head`: the part of `text` that it need not find, title and lead. Some 20 ms a page, so it is asked of a
    sample. None where the bytes are no readable page.
    """
    tree = _parse(content)
    if tree is None:
        return None
    ours = Counter(lines.key(text).split())
    body = ours - Counter(lines.key(head).split())
    theirs = Counter(lines.key(" ".join(block.text for block in _read_with_trafilatura(tree))).split())
    precision = (theirs & ours).total() / (theirs.total() or 1)
    recall = (theirs & body).total() / (body.total() or 1)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# ---------------------------------------------------------------------- blocks → paragraphs


def _finish(page: Page, blocks: list[Block], facts: Facts) -> None:
    """Fill the page's paragraphs, and lead, author and publisher where the body states them."""
    paragraphs: list[str] = []
    talk: int | None = None  # where what readers say begins
    tables = 0
    seen_title = lines.key(page.title)
    for block in blocks:
        if block.table is not None:
            tables += 1
            paragraphs += table_paragraphs(block.table, paragraphs, tables)
            continue
        if block.is_row:
            paragraphs.append(block.text)
            continue
        if (
            block.is_link
            and not lines.is_prose(block.text)
            # the title may lead to the page itself; below the text it stands in a list
            and (lines.key(block.text) != seen_title or any(map(lines.is_prose, paragraphs)))
        ):
            continue
        if (
            block.is_caption
            or not lines.has_words(block.text)  # a symbol alone
            or lines.is_placeholder(block.text)
            or lines.is_leftover(block.text)
            or lines.is_box_heading(block.text)
            or lines.is_pointer(block.text)
            or lines.is_imprint(block.text)
            or len(block.text) <= 60
            and (stated := find_moment(block.text))
            and stated[1] == (0, len(block.text))
        ):
            if lines.heads_comments(block.text):
                talk = len(paragraphs)
            continue
        if kept := lines.without_caption(block.text):
            paragraphs.append(kept)
    if talk is not None and len(" ".join(paragraphs[talk:])) < len(" ".join(paragraphs[:talk])):
        del paragraphs[talk:]
    _drop_pulled(paragraphs)
    if len(paragraphs) > 2 and lines.is_office(paragraphs[-1]):
        del paragraphs[-1]
    for i in range(len(paragraphs) - 1, max(len(paragraphs) - 5, 0) - 1, -1):
        if (name := lines.byline(paragraphs[i])) is not None:
            page.author = page.author or name or None
            del paragraphs[i]
    # a box that holds the whole article begins with its title and its time
    begun = next((i for i, line in enumerate(paragraphs) if lines.is_prose(line)), _HEAD_LINES)
    head = [
        i for i, line in enumerate(paragraphs[: min(begun, _HEAD_LINES)]) if lines.key(line) == seen_title
    ]
    if head:
        del paragraphs[: head[-1] + 1]
    paragraphs[:_HEAD_LINES] = [line for line in paragraphs[:_HEAD_LINES] if not is_time(line)]
    if page.lead is None and paragraphs:
        if len(paragraphs) > 1 and (
            _starts_alike(facts.description, paragraphs[0]) or _is_bold_lead(blocks, paragraphs)
        ):
            page.lead = paragraphs.pop(0)
    elif page.lead:
        key = lines.key(page.lead)
        again = [i for i, line in enumerate(paragraphs[:3]) if lines.key(line) == key]
        if again and len(paragraphs) > 1:
            del paragraphs[again[0]]
        elif again:  # the one sentence below a picture or a film is the article
            page.lead = None
    sign: str | None = None
    if page.lead:
        sign, page.lead = lines.outlet_sign(page.lead)
    if paragraphs and not sign:  # below a lead set apart it is the text that begins with it
        sign, paragraphs[0] = lines.outlet_sign(paragraphs[0])
    facts.publisher = facts.publisher or sign
    if page.lead and lines.key(page.lead) == seen_title:
        page.lead = None
    page.paragraphs = paragraphs


def _drop_pulled(paragraphs: list[str]) -> None:
    """A quotation that another paragraph makes, set in large letters beside it, is said once."""
    quoted = [line for line in paragraphs if line.startswith(("“", '"')) and len(line.split()) >= 6]
    if not 0 < len(quoted) <= _MAX_PULLED:
        return
    keys = list(map(lines.key, paragraphs))
    for line in quoted:
        at = paragraphs.index(line)
        if any(keys[at] in other for i, other in enumerate(keys) if i != at):
            del paragraphs[at], keys[at]


#: More quotations at the beginning of a line are a conversation.
_MAX_PULLED = 40


#: Lines of an article's box among which its title may stand.
_HEAD_LINES = 8


def _is_bold_lead(blocks: list[Block], paragraphs: list[str]) -> bool:
    """The first paragraph alone is set in bold, as a lead is."""
    bold = {block.text for block in blocks if block.is_bold}
    return (
        len(paragraphs) > 2
        and lines.is_prose(paragraphs[0])
        and paragraphs[0] in bold
        and paragraphs[1] not in bold
    )


def _starts_alike(description: str | None, paragraph: str) -> bool:
    """The page describes itself with the paragraph, or with its beginning."""
    ours, theirs = lines.key(paragraph), lines.key(description)
    return len(theirs.split()) >= 8 and (ours.startswith(theirs[:120]) or theirs.startswith(ours[:120]))
