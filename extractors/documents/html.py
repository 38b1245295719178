"""HTML page → title, lead, paragraphs and what the page states about itself.

Site rules first: the container is cut out with lxml, and BeautifulSoup reads that fragment alone (ten times
faster than the whole page). Pages that no layout fits go through trafilatura (precision). What a reader does
not see as the article never reaches the text: scripts, boxes, captions, signatures.
"""

import html as entities
import json
from collections import Counter
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
from extractors.documents.dates import Moment, find_moment, parse_moment
from extractors.documents.layouts import Layout, built_in, compiled
from extractors.documents.reports import table_paragraphs
from extractors.documents.tables import Grid, Table, read_table
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
        page.title = _first_text(tree, layout.title)
        page.lead = _first_text(tree, layout.lead)
        page.author = _author(_texts(tree, layout.author))
        page.published = _stated_time(tree, layout.published)
        blocks = _read_container(container, layout)
    else:
        page.lead = _lead_of_unknown(tree, facts)
        blocks = _read_unknown(tree, facts)
    page.title = page.title or _title(tree, facts)
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
    if page.published is None or not page.published.has_time:
        shown = _visible_time(tree, page.title)
        if shown and (page.published is None or shown.at.date() == page.published.at.date()):
            page.published = shown
    if facts.modified and (page.published is None or facts.modified.at >= page.published.at):
        page.modified = facts.modified
    page.author = page.author or facts.author or (None if found else _author_of_unknown(tree))
    page.publisher = facts.publisher or host or None
    words = sum(len(p.split()) for p in page.paragraphs)
    if words < MIN_WORDS:
        return None
    return page


# ---------------------------------------------------------------------- bytes → tree

_DECLARED = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_XML_DECLARED = regex.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""", regex.I)


def _parse(content: bytes) -> HtmlElement | None:
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
        container = _container(tree, layout)
        # an empty container is what remains of an old layout: the page is read as one of an unknown system
        if container is not None and _size(container) >= 5 * MIN_WORDS:
            return layout, container
    for layout in newest:
        if layout not in own and _first_text(tree, layout.title):
            container = _container(tree, layout)
            if container is not None and len(_visible(container).split()) >= 2 * MIN_WORDS:
                return layout, container
    return None


def _container(tree: HtmlElement, layout: Layout) -> HtmlElement | None:
    """The element with most text among those of the first selector that finds any."""
    for selector in layout.container:
        found = compiled(selector)(tree)
        if found:
            return found[0] if len(found) == 1 else max(found, key=_size)
    return None


def _texts(tree: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """The texts of all elements of the first selector that finds any."""
    for selector in selectors:
        if texts := [text for node in compiled(selector)(tree) if (text := _visible(node))]:
            return texts
    return []


def _first_text(tree: HtmlElement, selectors: Iterable[str]) -> str | None:
    return next(iter(_texts(tree, selectors)), None)


def _visible(node: HtmlElement) -> str:
    """All text of an element in one clean line."""
    if node.tag == "meta":
        return lines.one_line(node.get("content") or "")
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
    return lines.one_line("".join(parts))


# ---------------------------------------------------------------------- container → blocks


@dataclass(slots=True)
class _Block:
    text: str
    is_link: bool = False  # nothing but a link
    is_row: bool = False  # a row of a table
    table: Table | None = None  # headings over numbers: its rows become lines of their own form
    is_bold: bool = False  # set in bold throughout


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
#: Words of a class or an id by which an element is no part of the article that it stands in.
_BOX_WORDS = (
    *(
        "relate[ds]?",
        "relation",
        "tin-?lien-?quan",
        "lien-?quan",
        "tinlq",
        "(?:cung-?)?chuyen-?muc",
        "tin-?khac",
    ),
    *(
        "box-?news",
        "list-?news",
        "news-?list",
        "hot-?news",
        "other-?news",
        "most-?(?:view|read)",
        r"recommend\w*",
    ),
    *(
        r"suggest\w*",
        "read-?more",
        "see-?more",
        "xem-?them",
        "comments?",
        "binh-?luan",
        "y-?kien",
        "vote",
        "poll",
    ),
    *("ads?", "adv", r"advert\w*", "adsbygoogle", "banner", "quang-?cao", "qc", r"sponsor\w*", "newsletter"),
    *(
        "social",
        "share",
        "sharing",
        "print",
        "login",
        "subscribe",
        "rating",
        "quiz",
        "popup",
        "modal",
        "widget",
    ),
    *("tags?", "taglist", r"breadcrumb\w*", "toolbar", "player", "audio", "podcast", "copyright"),
    *("caption", "credit", "byline", "author", "tac-?gia", "source", "nguon"),
)
_BOX_CLASS = regex.compile(rf"(?:^|[\s_-])(?:{'|'.join(_BOX_WORDS)})(?:$|[\s_-])")
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")


def _read_container(container: HtmlElement, layout: Layout) -> list[_Block]:
    for selector in (*layout.drop, *layout.captions):
        for node in compiled(selector)(container):
            if node is not container and node.getparent() is not None:
                node.drop_tree()
    total = _size(container)
    for node in list(container.iter(etree.Element)):
        if node is container or node.getparent() is None:
            continue
        if node.tag == "form" and _size(node) * 3 >= total:
            continue  # ASP.NET puts whole pages into one
        if node.tag in _DROPPED_TAGS or _is_hidden(node) or (node.tag == "figure" and not _holds_table(node)):
            node.drop_tree()
        elif (node.tag == "article" or _BOX_CLASS.search(_marks(node))) and _size(node) * 3 < total:
            # An article inside the article is another one. A wrapper of the body may have an unlucky name:
            # what holds a third of the text stays.
            node.drop_tree()
    return list(_blocks(tostring(container, encoding="unicode", with_tail=False)))


def _size(node: HtmlElement) -> int:
    return sum(map(len, node.itertext()))


_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)


def _is_hidden(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or bool(style and _HIDDEN.search(style))


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
_INLINE = {"a": "a", "b": "b", "strong": "b"}
_BREAK = "\x00"


def _blocks(fragment: str) -> Iterator[_Block]:
    """The blocks of a fragment in reading order: paragraphs, headings, list items, rows of tables."""
    soup = BeautifulSoup(fragment, "lxml")
    buffer: list[str] = []
    within = {"a": 0, "b": 0}  # how many links and bold elements are open, and the letters inside them
    letters = {"a": 0, "b": 0}

    def flush() -> Iterator[_Block]:
        raw = "".join(buffer)
        size = 0.9 * len("".join(raw.split()))
        is_link, is_bold = (0 < letters[kind] >= size for kind in "ab")
        buffer.clear()
        letters.update(a=0, b=0)
        if size:
            for part in _split_breaks(raw):
                yield _Block(part, is_link=is_link, is_bold=is_bold)

    pending: list[tuple[Any, bool]] = [(soup, False)]
    while pending:
        node, leaving = pending.pop()
        if leaving:
            if kind := _INLINE.get(node.name):
                within[kind] -= 1
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
            if kind := _INLINE.get(node.name):
                within[kind] += 1
                pending.append((node, True))
            elif node.name in _BLOCK_TAGS:
                yield from flush()
                pending.append((node, True))
            pending.extend((child, False) for child in reversed(node.contents))
        elif type(node) is NavigableString:
            buffer.append(node.replace(_BREAK, ""))
            if within["a"] or within["b"]:
                size = len("".join(node.split()))
                for kind in "ab":
                    letters[kind] += size * bool(within[kind])
    yield from flush()


_BREAKS = regex.compile(rf"({_BREAK}(?:\s*{_BREAK})*)")
_ITEM = regex.compile(r"[-–•+*]\s|\d{1,2}[.)]\s|[a-zđ]\)\s")


def _split_breaks(raw: str) -> Iterator[str]:
    """The paragraphs of one block: a line break ends one where the sentence or the item ends there."""
    held = ""
    for part in _BREAKS.split(raw):
        if part.startswith(_BREAK):
            if part.count(_BREAK) > 1 and held:
                yield held
                held = ""
            continue
        text = lines.one_line(part)
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
    if table.caption and (text := lines.one_line(table.caption.get_text(" "))):
        blocks.append(_Block(text))
    filled = Grid([])
    spans: dict[int, int] = {}  # column → rows that a cell from above still covers
    for number, row in enumerate(grid):
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
            filled.fill(number, len(texts), down, columns, text)
            texts += [text] + [""] * (columns - 1)
        if any(texts):
            blocks.append(_Block(" | ".join(texts).strip(), is_row=True))
    if (found := read_table(filled)) is not None:
        words = "\n".join(block.text for block in blocks if block.is_row)
        blocks = [*(block for block in blocks if not block.is_row), _Block(words, is_row=True, table=found)]
    return blocks


def _cell(cell: Tag) -> tuple[str, int, int]:
    def span(name: str) -> int:
        value = str(cell.get(name) or "1")
        return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() else 1

    text = lines.one_line(cell.get_text(" "))
    return text.replace("|", "/"), span("colspan"), span("rowspan")


# ---------------------------------------------------------------------- pages without a layout


def _read_unknown(tree: HtmlElement, facts: "_Facts") -> list[_Block]:
    """The article of a page that no layout fits: the element that holds most paragraphs side by side.

    Where there is none although the page says that it is an article, what trafilatura finds, with its favour
    on precision. A list of articles has paragraphs too, but each in a box of its own.
    """
    container = _densest(tree)
    if container is not None:
        return _read_container(container, _UNKNOWN)
    return _read_with_trafilatura(tree) if facts.is_article else []


_LEAD_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:sapo|chapeau|lead|standfirst|summary|abstract|intro|introtext|description|desc|trich-?dan|mo-?ta|tom-?tat)"
    r"(?:$|[\s_-])"
)
_AUTHOR_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:authors?|author-?name|byline|tac-?gia|reporter|nguoi-?viet)(?:$|[\s_-])"
)


def _lead_of_unknown(tree: HtmlElement, facts: "_Facts") -> str | None:
    """The lead where it stands apart from the body: an element made for it, that the page's own description
    repeats or that is the only one."""
    found = []
    for node in tree.iter("h2", "h3", "p", "div", "strong", "span", "section"):
        if _LEAD_CLASS.search(_marks(node)) and 8 <= len((text := _visible(node)).split()) <= 120:
            if _starts_alike(facts.description, text):
                return text
            found.append(text)
    return found[0] if len(found) == 1 and lines.ends_sentence(found[0]) else None


def _author_of_unknown(tree: HtmlElement) -> str | None:
    for node in tree.iter("a", "span", "p", "div", "strong", "b"):
        if (
            _AUTHOR_CLASS.search(_marks(node))
            and 0 < len((text := _visible(node)).split()) <= 8
            and lines.byline(text)
        ):
            return _author([lines.byline(text)])
    return None


_UNKNOWN = Layout(name="unknown", captions=("figcaption", ".caption"))
_DENSE_WORDS = 40


def _densest(tree: HtmlElement) -> HtmlElement | None:
    words: Counter[HtmlElement] = Counter()
    pieces: Counter[HtmlElement] = Counter()

    def count(holder: HtmlElement | None, number: int, of: int = 1) -> None:
        if holder is not None:
            words[holder] += number
            pieces[holder] += of

    for node in tree.iter("p", "blockquote", "div", "td", "section", "article", "font", "span"):
        if node.tag in ("p", "blockquote"):
            shown = _visible(node)
            number = len(shown.split()) - _linked_words(node)
            if number >= 8 and not lines.is_imprint(shown):
                count(node.getparent(), number)
        else:  # text with no paragraph of its own: one piece is a paragraph, more are parted by line breaks
            bare = [node.text or "", *(child.tail or "" for child in node)]
            lengths = [length for text in bare if (length := len(text.split())) >= 8]
            if len(lengths) > 1:
                count(node, sum(lengths), len(lengths))
            elif lengths and node.tag == "div" and not lines.is_imprint(_visible(node)):
                count(node.getparent(), lengths[0])
    for table in tree.iter("table"):
        parent = table.getparent()
        if parent is not None and pieces[parent] and _holds_table(table) and table.find(".//table") is None:
            count(parent, len(_visible(table).split()) - _linked_words(table), 2)
    inside: Counter[HtmlElement] = Counter()  # words of all paragraphs below an element
    for node, number in words.items():
        for above in (node, *node.iterancestors()):
            inside[above] += number
    total = words.total()
    for node in list(words):
        # one short paragraph alone in its box is a teaser
        if (
            pieces[node] < 2
            and words[node] < 100
            or any(
                _is_beside(above, holds_most=inside[above] * 2 > total)
                for above in (node, *node.iterancestors())
            )
        ):
            del words[node]
    if not words:
        return None
    best = max(words, key=words.__getitem__)
    if words[best] < _DENSE_WORDS:
        return None
    # A body in several parts: their common parent, as long as the title stays outside.
    for _ in range(3):
        parent = best.getparent()
        if (
            parent is None
            or parent.tag in ("body", "html")
            or next(parent.iter("h1", "nav", "form"), None) is not None
        ):
            break
        if inside[parent] <= 1.15 * inside[best]:
            break
        best = parent
    return best


#: By these, what holds paragraphs is no article, however many. Fewer than for boxes inside one: a whole
#: article may stand in `#print` or `.widget-content`.
_BESIDE = regex.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|sidebar|side-?bar|contact|lien-?he|related?|relation|lien-?quan|tin-?khac"
    r"|ads?|banner|most-?(?:view|read))(?:$|[\s_-])"
)
_NEVER = regex.compile(
    r"(?:^|[\s_-])(?:footer|foot|popup|modal|cookie|login|comments?|binh-?luan|y-?kien)(?:$|[\s_-])"
)
_BESIDE_TAGS = frozenset(
    ["nav", "aside", "footer", "figcaption", "template", "noscript", "button", "select", "dialog"]
)


def _is_beside(node: HtmlElement, holds_most: bool) -> bool:
    """Whether an element is beside the article. A column that holds most of a page is not, whatever its name
    (VnExpress calls its main one `sidebar-1`); a dialogue and a footer always are."""
    if node.tag in ("body", "html"):
        return False
    marks = _marks(node)
    if node.tag in _BESIDE_TAGS or _is_hidden(node) or _NEVER.search(marks):
        return True
    return not holds_most and bool(_BESIDE.search(marks))


def _linked_words(node: HtmlElement) -> int:
    return sum(len(_visible(link).split()) for link in node.iter("a"))


def _marks(node: HtmlElement) -> str:
    """Class and id of an element, in lower case, parted where capitals part words."""
    return _CAMEL.sub("-", f"{node.get('class') or ''} {node.get('id') or ''}").lower()


def _read_with_trafilatura(tree: HtmlElement) -> list[_Block]:
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
                blocks.append(_Block(" | ".join(cells).strip(), is_row=len(cells) > 1))
        elif not any(parent.tag in ("row", "item", "quote") for parent in node.iterancestors()):
            for part in "".join(node.itertext()).split("\n"):
                if text := lines.one_line(part):
                    blocks.append(_Block(text))
    return blocks


# ---------------------------------------------------------------------- blocks → paragraphs


def _finish(page: Page, blocks: list[_Block], facts: "_Facts") -> None:
    """Fill the page's paragraphs, and lead, author and publisher where the body states them."""
    paragraphs: list[str] = []
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
        if block.is_link and not lines.is_prose(block.text):
            continue
        if lines.is_box_heading(block.text) or lines.is_pointer(block.text) or lines.is_imprint(block.text):
            continue
        kept = lines.without_caption(block.text)
        if kept and not (len(kept) < len(page.title or "") + 20 and lines.key(kept) == seen_title):
            paragraphs.append(kept)
    for i in range(len(paragraphs) - 1, max(len(paragraphs) - 5, 0) - 1, -1):
        if (name := lines.byline(paragraphs[i])) is not None:
            page.author = page.author or name or None
            del paragraphs[i]
    while paragraphs and _is_time(paragraphs[0]):
        del paragraphs[0]
    if page.lead is None and paragraphs:
        if _starts_alike(facts.description, paragraphs[0]) or _is_bold_lead(blocks, paragraphs):
            page.lead = paragraphs.pop(0)
    elif page.lead and paragraphs and lines.key(page.lead) == lines.key(paragraphs[0]):
        del paragraphs[0]
    if page.lead:
        sign, page.lead = lines.outlet_sign(page.lead)
    elif paragraphs:
        sign, paragraphs[0] = lines.outlet_sign(paragraphs[0])
    else:
        sign = None
    facts.publisher = facts.publisher or sign
    if page.lead and lines.key(page.lead) == seen_title:
        page.lead = None
    page.paragraphs = paragraphs


def _is_bold_lead(blocks: list[_Block], paragraphs: list[str]) -> bool:
    """The first paragraph alone is set in bold, as a lead is."""
    bold = {block.text for block in blocks if block.is_bold}
    return (
        len(paragraphs) > 2
        and lines.is_prose(paragraphs[0])
        and paragraphs[0] in bold
        and paragraphs[1] not in bold
    )


def _is_time(text: str) -> bool:
    stated = find_moment(text) if len(text) <= 60 else None
    return stated is not None and len((text[: stated[1][0]] + text[stated[1][1] :]).split()) <= 4


def _starts_alike(description: str | None, paragraph: str) -> bool:
    """The page describes itself with the paragraph, or with its beginning."""
    ours, theirs = lines.key(paragraph), lines.key(description)
    return len(theirs.split()) >= 8 and (ours.startswith(theirs[:120]) or theirs.startswith(ours[:120]))


# ---------------------------------------------------------------------- what a page states


@dataclass(slots=True)
class _Facts:
    title: str | None = None
    description: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    is_article: bool = False


_PUBLISHED = ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "date")
_MODIFIED = ("article:modified_time", "datemodified", "lastmod", "og:updated_time")
_AUTHORS = ("article:author", "dable:author", "author")
_META = {*_PUBLISHED, *_MODIFIED, *_AUTHORS, "og:title", "og:description", "description", "og:site_name"}


def _facts(tree: HtmlElement) -> _Facts:
    """Meta elements and JSON-LD. A time with a zone is taken before one without."""
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if name in _META and (value := lines.one_line(entities.unescape(node.get("content") or ""))):
            meta.setdefault(name, value)
    article = next(_articles(tree), {})
    facts = _Facts(
        title=meta.get("og:title") or _string(article.get("headline")),
        description=meta.get("og:description")
        or meta.get("description")
        or _string(article.get("description")),
        # og:type says "article" on the lists of some sites too
        is_article=bool(article) or "article:published_time" in meta,
    )
    facts.published = _best_time(_string(article.get("datePublished")), *map(meta.get, _PUBLISHED))
    changed = map(parse_moment, (_string(article.get("dateModified")), *map(meta.get, _MODIFIED)))
    facts.modified = max(filter(None, changed), key=lambda moment: moment.at, default=None)
    publisher = article.get("publisher")
    owner = _string(publisher.get("name") if isinstance(publisher, dict) else publisher)
    owners = [name for name in (owner, meta.get("og:site_name")) if name]
    facts.publisher = next((name for name in owners if not _SITE.search(name)), None)
    ours = [lines.key(name) for name in owners]
    # Many pages name the outlet as the author.
    for persons in (map(_person, _list(article.get("author"))), *([meta.get(name)] for name in _AUTHORS)):
        own = [p for p in persons if p and not any(lines.key(p) in o or o in lines.key(p) for o in ours)]
        facts.author = facts.author or _author(own)
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
    return lines.one_line(entities.unescape(entities.unescape(value))) or None


def _person(value: Any) -> str | None:
    if isinstance(value, dict):
        return None if value.get("@type") == "Organization" else _string(value.get("name"))
    return _string(value)


_HANDLE = regex.compile(r"https?://|@|^[\p{Ll}\d._-]+$|\.(?:vn|com|net|org)\b|\bonline\b", regex.I)


_COMMAS = regex.compile(r"\s*[;,]\s*")
_AUTHOR_LABEL = regex.compile(r"^(?:(?:Tác giả|Bài|PV|Thực hiện)\s*:|[Tt]heo\b:?(?=\s+\p{Lu}\p{Ll}))\s*")


def _author(names: Iterable[str | None]) -> str | None:
    """The names, each once, joined by commas; addresses, handles and site names are none."""
    kept: dict[str, str] = {}
    for name in names:
        for part in _COMMAS.split(name or ""):
            part = _AUTHOR_LABEL.sub("", part).strip(" -–")
            if part and len(part) <= 60 and not _HANDLE.search(part) and not parse_moment(part):
                kept.setdefault(lines.key(part), part)
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


def _visible_time(tree: HtmlElement, title: str | None) -> Moment | None:
    """The time that the page shows in an element made for it: below the title, where the page has one (above
    it stands today's date), with the hour rather than without."""
    shown: list[tuple[int, bool, Moment]] = []
    below, key = False, lines.key(title)
    for node in tree.iter(
        "h1", "h2", "time", "span", "div", "p", "li", "em", "i", "small", "label", "b", "a"
    ):
        if len(node) > 6:
            continue
        text = node.text_content()
        if len(text) > len(title or "") + 200:
            continue
        text = lines.one_line(text)
        if not below and key and lines.key(text) == key:
            below = True
        made_for_it = node.tag == "time" or bool(_TIME_CLASS.search(_marks(node)))
        if moment := parse_moment(node.get("datetime")) or (parse_moment(text) if len(text) <= 80 else None):
            if made_for_it:
                shown.append((0 if below else 1, not moment.has_time, moment))
            elif below and moment.has_time and _is_time(text):
                shown.append((2, False, moment))
    return min(shown, key=lambda found: found[:2])[2] if shown else None


def _title(tree: HtmlElement, facts: _Facts) -> str | None:
    """The heading that the page's own title repeats; else that title, without the site's name."""
    node = tree.find(".//head/title")
    whole = facts.title or (_visible(node) if node is not None else "")
    names = set(lines.key(whole).split())
    headings = [
        (heading, set(lines.key(heading).split())) for node in tree.iter("h1") if (heading := _visible(node))
    ]
    for heading, words in headings:
        if len(words) > 3 and len(words & names) >= 0.6 * min(len(words), len(names) or 1):
            return heading
    if not whole:
        return max((heading for heading, _ in headings), key=len, default=None)
    parts = _SITE_NAME.split(whole)
    return parts[0] if len(parts[0].split()) > 3 else max(parts, key=len)


_SITE_NAME = regex.compile(r"\s+[–—-]\s+(?=[^|–—-]*$)|\s*\|\s*")


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
