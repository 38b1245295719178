"""The element that holds an article → its blocks in reading order: paragraphs, headings, rows of tables.

What stands in it and is not the article (scripts, boxes, captions, forms) is cut out first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import regex
from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree
from lxml.html import HtmlElement, tostring

from extractors.documents import text as lines
from extractors.documents.facts import marks_of
from extractors.documents.layouts import Layout, compiled
from extractors.documents.tables import Grid, Table, read_table


@dataclass(slots=True)
class Block:
    text: str
    is_link: bool = False  # nothing but a link
    is_row: bool = False  # a row of a table
    table: Table | None = None  # headings over numbers: its rows become lines of their own form
    is_bold: bool = False  # set in bold throughout


DROPPED_TAGS = [
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
BOX_CLASS = regex.compile(rf"(?:^|[\s_-])(?:{'|'.join(_BOX_WORDS)})(?:$|[\s_-])")


def read_container(container: HtmlElement, layout: Layout) -> list[Block]:
    for selector in (*layout.drop, *layout.captions):
        for node in compiled(selector)(container):
            if node is not container and node.getparent() is not None:
                node.drop_tree()
    total = size_of(container)
    for node in list(container.iter(etree.Element)):
        if node is container or node.getparent() is None:
            continue
        if node.tag == "form" and size_of(node) * 3 >= total:
            continue  # ASP.NET puts whole pages into one
        if node.tag in DROPPED_TAGS or is_hidden(node) or (node.tag == "figure" and not holds_table(node)):
            node.drop_tree()
        elif (node.tag == "article" or BOX_CLASS.search(marks_of(node))) and size_of(node) * 3 < total:
            # An article inside the article is another one. A wrapper of the body may have an unlucky name:
            # what holds a third of the text stays.
            node.drop_tree()
    return list(_blocks(tostring(container, encoding="unicode", with_tail=False)))


def size_of(node: HtmlElement) -> int:
    return sum(map(len, node.itertext()))


_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)


def is_hidden(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def holds_table(node: HtmlElement) -> bool:
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


def _blocks(fragment: str) -> Iterator[Block]:
    """The blocks of a fragment in reading order: paragraphs, headings, list items, rows of tables."""
    soup = BeautifulSoup(fragment, "lxml")
    buffer: list[str] = []
    within = {"a": 0, "b": 0}  # how many links and bold elements are open, and the letters inside them
    letters = {"a": 0, "b": 0}

    def flush() -> Iterator[Block]:
        raw = "".join(buffer)
        size = 0.9 * len("".join(raw.split()))
        is_link, is_bold = (0 < letters[kind] >= size for kind in "ab")
        buffer.clear()
        letters.update(a=0, b=0)
        if size:
            for part in _split_breaks(raw):
                yield Block(part, is_link=is_link, is_bold=is_bold)

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


def _rows(table: Tag) -> list[Block] | None:
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
        blocks.append(Block(text))
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
            blocks.append(Block(" | ".join(texts).strip(), is_row=True))
    if (found := read_table(filled)) is not None:
        words = "\n".join(block.text for block in blocks if block.is_row)
        blocks = [*(block for block in blocks if not block.is_row), Block(words, is_row=True, table=found)]
    return blocks


def _cell(cell: Tag) -> tuple[str, int, int]:
    def span(name: str) -> int:
        value = str(cell.get(name) or "1")
        return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() else 1

    text = lines.one_line(cell.get_text(" "))
    return text.replace("|", "/"), span("colspan"), span("rowspan")
