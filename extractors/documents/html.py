"""HTML page → title, lead, paragraphs and what the page states about itself.

Site rules first: the container is cut out with lxml, and BeautifulSoup reads that fragment alone (ten times
faster than the whole page). Pages that no layout fits go through trafilatura (precision). What a reader does
not see as the article never reaches the text: scripts, boxes, captions, signatures.
"""

import html as entities
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import regex
from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from extractors.documents import text as lines
from extractors.documents.dates import Moment, parse_moment
from extractors.documents.layouts import Layout, built_in, compiled
from extractors.sources.urls import canonical_url

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
    layout: str | None = None  # name of the layout that fitted; None: trafilatura


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
    page = Page(canonical_url=_canonical(tree, url))
    host = (urlsplit(page.canonical_url or url or "").hostname or "").removeprefix("www.")
    facts = _facts(tree)
    found = _by_layout(tree, host, day, layouts)
    if found:
        layout, container = found
        page.layout = layout.name
        page.title = _first_text(tree, layout.title, outside=None)
        page.lead = _first_text(tree, layout.lead, outside=None)
        page.author = _author(_texts(tree, layout.author))
        page.published = _stated_time(tree, layout.published)
        blocks = _read_container(container, layout)
    else:
        blocks = _read_unknown(tree, facts)
    page.title = page.title or _title(tree, facts)
    _finish(page, blocks, facts)
    page.published = page.published or facts.published or _visible_time(tree)
    page.modified = facts.modified
    page.author = page.author or facts.author
    page.publisher = facts.publisher or host or None
    words = sum(len(p.split()) for p in page.paragraphs)
    if words < MIN_WORDS or (not found and not facts.is_article and words < 4 * MIN_WORDS):
        return None
    return page


# ---------------------------------------------------------------------- bytes → tree

_DECLARED = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_XML_DECLARED = regex.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""", regex.I)


def _parse(content: bytes) -> HtmlElement | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(content[:8192]) or _XML_DECLARED.search(content[:200])
        decoded = lines.decode(content, declared[1].decode("ascii", "replace") if declared else None)
        if decoded is None:
            return None
        content = decoded.encode("utf-8", "replace")
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
        if (container := _container(tree, layout)) is not None:
            return layout, container
    for layout in newest:
        if layout not in own and _first_text(tree, layout.title, outside=None):
            container = _container(tree, layout)
            if container is not None and len(_visible(container).split()) >= 2 * MIN_WORDS:
                return layout, container
    return None


def _container(tree: HtmlElement, layout: Layout) -> HtmlElement | None:
    """The element with most text among those of the first selector that finds any."""
    for selector in layout.container:
        found = compiled(selector)(tree)
        if found:
            return found[0] if len(found) == 1 else max(found, key=lambda node: len(_visible(node)))
    return None


def _texts(tree: HtmlElement, selectors: Iterable[str]) -> Iterator[str]:
    for selector in selectors:
        for node in compiled(selector)(tree):
            if text := _visible(node):
                yield text


def _first_text(tree: HtmlElement, selectors: Iterable[str], outside: HtmlElement | None) -> str | None:
    return next(_texts(tree, selectors), None)


def _visible(node: HtmlElement) -> str:
    """All text of an element in one clean line."""
    if node.tag == "meta":
        return lines.clean(node.get("content") or "").replace("\n", " ").strip()
    parts = []
    for child in node.iter():
        hidden = child.tag in ("script", "style", "noscript")
        if child.text and not hidden:
            parts.append(child.text)
        if child is not node and child.tag == "br":
            parts.append(" ")
        if child is not node and child.tail:
            if "location-stamp" in (child.get("class") or ""):
                parts.append(" - ")  # the page writes the dash with a style sheet
            parts.append(child.tail)
    return " ".join(lines.clean("".join(parts)).split())


# ---------------------------------------------------------------------- container → blocks


@dataclass(slots=True)
class _Block:
    text: str
    is_link: bool = False  # nothing but a link
    is_row: bool = False  # a row of a table


_DROPPED_TAGS = [
    "script",
    "style",
    "noscript",
    "iframe",
    "form",
    "button",
    "select",
    "textarea",
    "input",
    "svg",
    "video",
    "audio",
    "object",
    "embed",
    "canvas",
    "template",
    "nav",
    "aside",
    "footer",
    "dialog",
    "figcaption",
    "zone",
]
_BOX_CLASS = regex.compile(
    r"""(?:^|[\s_-])(?:
        relate[ds]?|relation|lien-?quan|tin-?lien-?quan|tinlq|cung-?chuyen-?muc|chuyen-?muc|ads?|adv|advert\w*|adsbygoogle|banner|quang-?cao|qc
      | sponsor\w*|social|share|sharing|comments?|binh-?luan|y-?kien|tags?|taglist|breadcrumb\w*|newsletter|subscribe|rating|vote|poll|quiz
      | player|audio|podcast|toolbar|read-?more|see-?more|xem-?them|copyright|byline|caption|credit|widget|popup|modal|recommend\w*|suggest\w*
      | most-?view|most-?read|hot-?news|box-?news|list-?news|news-?list|other-?news|tin-?khac|login|print|source|nguon|tac-?gia|author
      )(?:$|[\s_-])""",
    regex.X,
)
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")


def _read_container(container: HtmlElement, layout: Layout) -> list[_Block]:
    for selector in (*layout.drop, *layout.captions):
        for node in compiled(selector)(container):
            if node is not container and node.getparent() is not None:
                node.drop_tree()
    total = len(_visible(container)) or 1
    for node in list(container.iter(etree.Element)):
        if node is container or node.getparent() is None:
            continue
        if node.tag in _DROPPED_TAGS or _is_hidden(node) or (node.tag == "figure" and not _holds_table(node)):
            node.drop_tree()
        elif (marks := f"{node.get('class') or ''} {node.get('id') or ''}") != " ":
            marks = _CAMEL.sub("-", marks).lower()
            # A wrapper of the body may have an unlucky name: what holds a third of the text stays.
            if _BOX_CLASS.search(marks) and len(_visible(node)) * 3 < total:
                node.drop_tree()
    return list(_blocks(tostring(container, encoding="unicode", with_tail=False)))


def _is_hidden(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or bool(
        style and regex.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style)
    )


def _holds_table(node: HtmlElement) -> bool:
    return any(len(row.xpath("./td|./th")) > 1 for row in node.iter("tr"))


_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_BREAK = "\x00"


def _blocks(fragment: str) -> Iterator[_Block]:
    """The blocks of a fragment in reading order: paragraphs, headings, list items, rows of tables."""
    soup = BeautifulSoup(fragment, "lxml")
    buffer: list[str] = []
    linked = 0
    links = 0

    def flush() -> Iterator[_Block]:
        nonlocal linked
        raw, share = "".join(buffer), linked
        buffer.clear()
        linked = 0
        if raw.strip():
            size = len("".join(raw.split()))
            for part in _split_breaks(raw):
                yield _Block(part, is_link=share > 0 and share >= 0.9 * size)

    pending: list[tuple[Any, bool]] = [(soup, False)]
    while pending:
        node, leaving = pending.pop()
        if leaving:
            if node.name == "a":
                links -= 1
            else:
                yield from flush()
        elif isinstance(node, Tag):
            if node.name == "br":
                buffer.append(_BREAK)
                continue
            if node.name == "table" and (rows := _rows(node)) is not None:
                yield from flush()
                yield from rows
                continue
            if node.name == "a":
                links += 1
                pending.append((node, True))
            elif node.name in _BLOCK_TAGS:
                yield from flush()
                pending.append((node, True))
            pending.extend((child, False) for child in reversed(node.contents))
        elif type(node) is NavigableString:
            buffer.append(node.replace(_BREAK, ""))
            if links:
                linked += len("".join(node.split()))
    yield from flush()


_ITEM = regex.compile(r"[-–•+*]\s|\d{1,2}[.)]\s|[a-zđ]\)\s")


def _split_breaks(raw: str) -> Iterator[str]:
    """The paragraphs of one block: a line break ends one where the sentence or the item ends there."""
    held = ""
    for part in regex.split(rf"({_BREAK}(?:\s*{_BREAK})*)", raw):
        if part.startswith(_BREAK):
            if part.count(_BREAK) > 1 and held:
                yield held
                held = ""
            continue
        text = " ".join(lines.clean(part).split())
        if not text:
            continue
        if held and (lines.ends_sentence(held) or _ITEM.match(text) or lines.is_caption(held)):
            yield held
            held = text
        else:
            held = f"{held} {text}" if held else text
    if held:
        yield held


def _rows(table: Tag) -> list[_Block] | None:
    """A table's caption and rows, cells joined by ` | `; [] for a picture with its caption in table
    clothes; None for a table that only places paragraphs."""
    if table.find("table"):
        return None
    grid = [[_cell(c) for c in row.find_all(["td", "th"], recursive=False)] for row in table.find_all("tr")]
    if sum(sum(bool(text) for text, *_ in row) > 1 for row in grid) < 2:
        words = sum(len(text.split()) for row in grid for text, *_ in row)
        return [] if table.find("img") and words <= 70 else None
    blocks = []
    if table.caption and (text := " ".join(lines.clean(table.caption.get_text(" ")).split())):
        blocks.append(_Block(text))
    spans: dict[int, int] = {}  # column → rows that a cell from above still covers
    for row in grid:
        texts: list[str] = []
        cells = iter(row)
        while True:
            if spans.get(len(texts), 0) > 0:
                spans[len(texts)] -= 1
                texts.append("")
                continue
            cell = next(cells, None)
            if cell is None or len(texts) > 200:
                break
            text, columns, down = cell
            for column in range(len(texts), len(texts) + columns):
                spans[column] = down - 1
            texts += [text] + [""] * (columns - 1)
        if any(texts):
            blocks.append(_Block(" | ".join(texts).strip(), is_row=True))
    return blocks


def _cell(cell: Tag) -> tuple[str, int, int]:
    def span(name: str) -> int:
        value = str(cell.get(name) or "1")
        return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() else 1

    text = " ".join(lines.clean(cell.get_text(" ")).split())
    return text.replace("|", "/"), span("colspan"), span("rowspan")


# ---------------------------------------------------------------------- pages without a layout


def _read_unknown(tree: HtmlElement, facts: "_Facts") -> list[_Block]:
    """What trafilatura takes for the article, with its favour on precision."""
    import trafilatura  # 0.5 s: only where no layout fits

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
            cells = [" ".join(lines.clean(" ".join(cell.itertext())).split()) for cell in node.iter("cell")]
            if any(cells):
                blocks.append(_Block(" | ".join(cells).strip(), is_row=len(cells) > 1))
        elif not any(parent.tag in ("row", "item", "quote") for parent in node.iterancestors()):
            for part in "".join(node.itertext()).split("\n"):
                if text := " ".join(lines.clean(part).split()):
                    blocks.append(_Block(text))
    return blocks


# ---------------------------------------------------------------------- blocks → paragraphs


def _finish(page: Page, blocks: list[_Block], facts: "_Facts") -> None:
    """Fill the page's paragraphs, and lead, author and publisher where the body states them."""
    paragraphs: list[str] = []
    seen_title = _key(page.title)
    for block in blocks:
        if block.is_row:
            paragraphs.append(block.text)
            continue
        if block.is_link and not lines.is_prose(block.text):
            continue
        if lines.is_box_heading(block.text) or lines.is_pointer(block.text):
            continue
        kept = lines.without_caption(block.text)
        if kept and _key(kept) != seen_title:
            paragraphs.append(kept)
    for i in range(len(paragraphs) - 1, max(len(paragraphs) - 5, 0) - 1, -1):
        if (name := lines.byline(paragraphs[i])) is not None:
            page.author = page.author or name or None
            del paragraphs[i]
    if page.lead is None and paragraphs and _starts_alike(facts.description, paragraphs[0]):
        page.lead = paragraphs.pop(0)
    elif page.lead and paragraphs and _key(page.lead) == _key(paragraphs[0]):
        del paragraphs[0]
    if page.lead is None and paragraphs and len(paragraphs) > 2 and page.layout is None and facts.lead:
        page.lead = facts.lead
    if page.lead:
        sign, page.lead = lines.outlet_sign(page.lead)
    elif paragraphs:
        sign, paragraphs[0] = lines.outlet_sign(paragraphs[0])
    else:
        sign = None
    facts.publisher = facts.publisher or sign
    if page.lead and _key(page.lead) == seen_title:
        page.lead = None
    page.paragraphs = paragraphs


def _key(text: str | None) -> str:
    return regex.sub(r"[^\p{L}\p{N}]+", " ", text or "").strip().casefold()


def _starts_alike(description: str | None, paragraph: str) -> bool:
    """The page describes itself with the paragraph, or with its beginning."""
    ours, theirs = _key(paragraph), _key(description)
    return len(theirs.split()) >= 8 and (ours.startswith(theirs[:120]) or theirs.startswith(ours[:120]))


# ---------------------------------------------------------------------- what a page states


@dataclass(slots=True)
class _Facts:
    title: str | None = None
    description: str | None = None
    lead: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    is_article: bool = False


def _facts(tree: HtmlElement) -> _Facts:
    """Meta elements and JSON-LD. A time with a zone is taken before one without."""
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        value = " ".join(lines.clean(entities.unescape(node.get("content") or "")).split())
        if name and value:
            meta.setdefault(name, value)
    article = next(_articles(tree), {})
    facts = _Facts(
        title=meta.get("og:title") or _string(article.get("headline")),
        description=meta.get("og:description")
        or meta.get("description")
        or _string(article.get("description")),
        is_article=bool(article) or meta.get("og:type") == "article" or "article:published_time" in meta,
    )
    facts.published = _best_time(
        _string(article.get("datePublished")),
        *(
            meta.get(name)
            for name in ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "date")
        ),
    )
    facts.modified = _best_time(
        _string(article.get("dateModified")),
        *(meta.get(name) for name in ("article:modified_time", "datemodified", "lastmod", "og:updated_time")),
    )
    publisher = article.get("publisher")
    names = [publisher.get("name") if isinstance(publisher, dict) else publisher, meta.get("og:site_name")]
    facts.publisher = next((n for n in map(_string, names) if n and not _SITE.search(n)), None)
    owners = {_key(facts.publisher), _key(meta.get("og:site_name")), ""}
    persons = [_person(p) for p in _list(article.get("author"))]
    persons += [meta.get(n) for n in ("article:author", "dable:author", "author")]
    for person in persons:
        name = _author([person] if person else [])
        if (
            name
            and _key(name) not in owners
            and not any(_key(name) in o or o in _key(name) for o in owners if o)
        ):
            facts.author = name
            break
    return facts


_SITE = regex.compile(r"https?://|^[\w-]+(?:\.[\w-]+)+$")
_ARTICLE_TYPES = regex.compile(r"(?:News|Reportage|Analysis|Opinion)?(?:Article|NewsArticle|BlogPosting)$")


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > 1_000_000:
            continue
        try:
            pending = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while pending and seen < 1000:
            row = pending.pop()
            seen += 1
            if isinstance(row, list):
                pending.extend(reversed(row))
            elif isinstance(row, dict):
                if any(isinstance(t, str) and _ARTICLE_TYPES.match(t) for t in _list(row.get("@type"))):
                    yield row
                pending.extend(
                    row[k] for k in ("@graph", "mainEntity") if isinstance(row.get(k), (list, dict))
                )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(lines.clean(entities.unescape(entities.unescape(value))).split()) or None


def _person(value: Any) -> str | None:
    if isinstance(value, dict):
        return None if value.get("@type") == "Organization" else _string(value.get("name"))
    return _string(value)


_HANDLE = regex.compile(r"https?://|@|^[\p{Ll}\d._-]+$|\.(?:vn|com|net|org)\b|\bonline\b", regex.I)


def _author(names: Iterable[str | None]) -> str | None:
    """The names, each once, joined by commas; addresses, handles and site names are none."""
    kept: dict[str, str] = {}
    for name in names:
        for part in regex.split(r"\s*[;,]\s*", name or ""):
            part = regex.sub(r"^(?:Tác giả|Theo|Bài|PV)\s*:\s*", "", part).strip(" -–")
            if part and len(part) <= 60 and not _HANDLE.search(part) and not parse_moment(part):
                kept.setdefault(_key(part), part)
    return ", ".join(kept.values()) or None


def _best_time(*stated: str | None) -> Moment | None:
    moments = [moment for text in stated if (moment := parse_moment(text))]
    return min(moments, key=lambda m: (m.offset is None, not m.has_time), default=None)


def _stated_time(tree: HtmlElement, selectors: Iterable[str]) -> Moment | None:
    for selector in selectors:
        for node in compiled(selector)(tree):
            for text in (node.get("content"), node.get("datetime"), _visible(node)):
                if moment := parse_moment(text):
                    return moment
    return None


_TIME_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:date|time|datetime|publish\w*|posted|ngay\w*|thoi-?gian|pdate|post-time)(?:$|[\s_-])"
)


def _visible_time(tree: HtmlElement) -> Moment | None:
    """The first time that the page shows in an element made for it; `<time>` before others."""
    for node in tree.iter("time"):
        if moment := parse_moment(node.get("datetime")) or parse_moment(_visible(node)):
            return moment
    for node in tree.iter("span", "div", "p", "li", "em", "small", "label", "b"):
        if len(node) <= 5 and _TIME_CLASS.search(_CAMEL.sub("-", node.get("class") or "").lower()):
            shown = _visible(node)
            if len(shown) <= 80 and (moment := parse_moment(shown)):
                return moment
    return None


def _title(tree: HtmlElement, facts: _Facts) -> str | None:
    """The heading that the page's own title repeats; else that title, without the site's name."""
    stated = facts.title
    node = tree.find(".//head/title")
    whole = _visible(node) if node is not None else None
    if stated is None and whole:
        stated = regex.split(r"\s+[|–—-]\s+(?=[^|–—-]*$)|\s*\|\s*", whole)[0] or whole
    headings = [_visible(node) for node in tree.iter("h1")]
    names = set(_key(stated).split())
    for heading in headings:
        words = set(_key(heading).split())
        if words and len(words & names) >= 0.6 * min(len(words), len(names) or 1) and len(words) > 3:
            return heading
    if stated is None and headings:
        return max(headings, key=len) or None
    return stated


_SECOND_LEVEL = frozenset(["com", "gov", "org", "edu", "net"])


def _site(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    """The page's declared canonical URL where it is of the same site and no front page, else its URL."""
    declared = next(
        (n.get("href") for n in tree.iter("link") if "canonical" in (n.get("rel") or "").lower().split()),
        None,
    )
    for candidate in (declared, url):
        try:
            address = canonical_url(urljoin(url or "", (candidate or "").strip()))
        except ValueError:
            continue
        parts = urlsplit(address)
        front = parts.path in ("", "/") and not parts.query
        if candidate is url or (
            not front and (not url or _site(parts.hostname) == _site(urlsplit(url).hostname or ""))
        ):
            return address
    return None
