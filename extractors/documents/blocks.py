"""The element that holds an article → its blocks in reading order: paragraphs, headings, rows of tables.

What stands in it and is not the article (scripts, boxes, captions, forms) is cut out first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import regex
from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree
from lxml.html import HtmlElement, tostring

from extractors.documents import text as lines
from extractors.documents.dates import find_moment
from extractors.documents.facts import is_hidden, marks_of
from extractors.documents.layouts import Layout, compiled
from extractors.documents.tables import Grid, Table, read_table


@dataclass(slots=True)
class Block:
    text: str
    is_link: bool = False  # nothing but a link
    is_row: bool = False  # a row of a table
    table: Table | None = None  # headings over numbers: its rows become lines of their own form
    is_bold: bool = False  # set in bold throughout
    is_caption: bool = False  # below a picture, and set apart: in italics or centred


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
    "xml",  # Word's settings
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
        "box-?news",
        "list-?news",
        "news-?list",
        "hot-?news",
        "read-?more",
        "see-?more",
        "xem-?them",
        "y-?kien",
        "vote",
        "poll",
        "binh-?chon",
        "khao-?sat",
    ),
    *("ads?", "adv", r"advert\w*", "adsbygoogle", "banner", "quang-?cao", "qc", r"sponsor\w*", "newsletter"),
    *(
        "social",
        "share",
        "sharing",
        "print",
        "login",
        "subscribe",
        "ratings?",
        "rate",
        "tts",
        "toc(?!-section)",
        "muc-?luc",
        r"font-?(?:tools?|size)",
        "quiz",
        "popup",
        "modal",
        "widget",
    ),
    *("tags?", "taglist", r"breadcrumb\w*", "toolbar", "player", "audio", "podcast", "copyright"),
    *("footer", "extra-?fields?", "cta", r"(?:pic|img|image|photo)-?(?:desc|note|title|text|info)"),
    *("caption", "(?<!drop-)cap", "chu-?thich", "credit", "byline", "author", "tac-?gia", "source", "nguon"),
)
#: What lists other articles or what readers say: none of it is the article, however much there is.
_OTHERS = (
    *(r"related?\w*", "relates", "relation", "tin-?lien-?quan", "lien-?quan", "tinlq", "tin-?khac"),
    *("(?:cung-?)?chuyen-?muc", "cac-?tin", "other-?news", "most-?(?:view|read)", r"recommend\w*"),
    *(r"suggest\w*", "comments?", "binh-?luan", "xem-?nhieu", "doc-?nhieu"),
)
OTHERS_CLASS = regex.compile(rf"(?:^|[\s_-])(?:{'|'.join(_OTHERS)})(?:$|[\s_-])")
BOX_CLASS = regex.compile(rf"(?:^|[\s_-])(?:{'|'.join(_BOX_WORDS)})(?:$|[\s_-])")


def read_container(container: HtmlElement, layout: Layout) -> list[Block]:
    apart = ", ".join((*layout.drop, *layout.captions))
    for node in compiled(apart)(container) if apart else ():
        if node is container or node.getparent() is None:
            continue
        if not (node.tag in _IN_LINE and _is_in_sentence(node)):  # the number of a decree is linked too
            node.drop_tree()
    for form in list(container.iter("form")):  # a box to sign up or to vote, with its few words
        box = form.getparent()
        if box is not None and box is not container and len(box.text_content().split()) <= 40:
            box.drop_tree()
    for node in container.iter("span"):
        if len(node.text or "") == 1 and node.tail and _is_initial(node):
            node.tail = node.tail.lstrip()
    total = size_of(container)
    for node in list(container.iter(etree.Element)):
        if node is container or node.getparent() is None:
            continue
        if node.tag == "form" and size_of(node) * 3 >= total:
            continue  # ASP.NET puts whole pages into one
        figure = node.tag == "figure" and not holds_table(node)
        if node.tag in DROPPED_TAGS or figure or is_hidden(node) or _is_box(node, total):
            node.drop_tree()
    pictures = [node for node in container.iter("div") if node is not container and _is_captioned(node)]
    if sum(map(size_of, pictures)) * 3 < total:  # else the captions are the story
        for node in pictures:
            if node.getparent() is not None:
                node.drop_tree()
    return blocks_of(container)


_INITIAL_CLASS = regex.compile(r"drop-?cap|first-?(?:letter|char)", regex.I)
_FLOAT = regex.compile(r"float\s*:\s*left", regex.I)


def _is_initial(node: HtmlElement) -> bool:
    """Whether an element holds the first letter of a paragraph, set large: no blank follows it."""
    style = node.get("style")
    return bool(_INITIAL_CLASS.search(node.get("class") or "") or style and _FLOAT.search(style))


def _is_captioned(node: HtmlElement) -> bool:
    """Whether a box holds a picture and, in an element below it, a line about it."""
    if next(node.iter("img", "amp-img"), None) is None or not 1 < len(node) <= 4:
        return False
    *above, last = node
    text = lines.one_line(last.text_content())
    return (
        last.tag in ("p", "div", "span", "em", "i")
        and 0 < len(text.split()) <= 30
        and len(lines.one_line(node.text_content())) <= 1.2 * len(text) + 40
        and not any(child.text_content().strip() or (child.tail or "").strip() for child in above)
        and next(last.iter("img", "br", "p"), last) is last
    )


def blocks_of(container: HtmlElement) -> list[Block]:
    """All that an element holds."""
    return list(_blocks(tostring(container, encoding="unicode", with_tail=False)))


def _is_box(node: HtmlElement, total: int) -> bool:
    """Whether an element within an article is no part of it, by its name or because it shows another one.

    A wrapper of the body may have an unlucky name, so what holds a third of the `total` letters stays; a list
    of other articles may hold more than that.
    """
    if node.tag in _IN_LINE and _is_in_sentence(node):
        return False  # `<a class="tag">` links a word
    marks = marks_of(node)
    others, box = named(marks)
    if (others or box) and _is_heading(node):
        # a table of contents gives it its own words as an id: `#nguon-luc`, `#nhung-van-de-lien-quan`
        others, box = named((node.get("class") or "").lower())
    if others:
        return size_of(node) * 5 < total * 3
    if node.tag == "article" or box and not _is_widget_of_prose(node, marks):
        return size_of(node) * 3 < total
    if node.tag == "a":  # a card: picture, headline and a line or two, all one link
        return sum(bool(inner.text_content().strip()) for inner in node.iter(*_CARD)) > 1
    if node.tag not in ("div", "section", "td", "li"):
        return False
    return (
        _is_headed_link(node)
        or _is_teaser(node)
        or _is_about_author(node, total)
        or bool(_QUOTE.search(marks))
        and _repeats(node)
    )


@lru_cache(maxsize=4096)  # the paragraphs of a page bear one class
def named(marks: str) -> tuple[bool, bool]:
    """Whether the name of an element is that of a list of others, and that of any box."""
    return OTHERS_CLASS.search(marks) is not None, BOX_CLASS.search(marks) is not None


def _is_heading(node: HtmlElement) -> bool:
    """Whether an element is a heading, or holds all words of one."""
    above = node if node.tag in _HEADINGS else node.getparent()
    return above.tag in _HEADINGS and size_of(above) == size_of(node)


_QUOTE = regex.compile(r"(?:^|[\s-])(?:pull)?-?quotes?(?:$|[\s-])")


def _repeats(node: HtmlElement) -> bool:
    """Whether an element shows in large letters what a paragraph beside it says."""
    said = max((lines.key(text) for text in node.itertext()), key=len, default="")
    return any(
        len(said.split()) > 3 and said in lines.key(beside.text_content())
        for beside in (*node.itersiblings(), *node.itersiblings(preceding=True))
    )


_IN_LINE = frozenset(["a", "span", "em", "i", "b", "strong", "u", "font", "small", "sup", "sub", "mark"])


def _is_in_sentence(node: HtmlElement) -> bool:
    """Whether words stand right before or after an element in its line."""
    before = node.getprevious()
    beside = (node.tail, before.tail if before is not None else node.getparent().text)
    return any(text and any(map(str.isalpha, text)) for text in beside)


_AUTHOR = regex.compile(r"(?:^|[\s-])(?:author\w*|vcard|bio|tac-?gia|nha-?bao)(?:$|[\s-])")


def _is_about_author(node: HtmlElement, total: int) -> bool:
    """Whether an element begins with the author's name, in an element made for it, and goes on about them."""
    if size_of(node) * 4 > total:
        return False
    for inner in node.iter(etree.Element):
        if inner is not node and _AUTHOR.search(marks_of(inner)):
            return bool(inner.text_content().strip())
        if (inner.text or "").strip():
            return False
    return False


_WIDGET = regex.compile(r"(?:^|[\s_-])widget(?:$|[\s_-])")


def _is_widget_of_prose(node: HtmlElement, marks: str) -> bool:
    """Page builders call each part of a page a widget, the paragraphs of an article too."""
    if not _WIDGET.search(marks) or BOX_CLASS.search(_WIDGET.sub(" ", marks)):
        return False
    if any(lines.is_prose(lines.one_line(p.text_content())) for p in node.iter("p")):
        return True
    return next(node.iter("h2", "h3"), None) is not None and next(node.iter("a"), None) is None


_CARD = ("h2", "h3", "h4", "h5", "p", "div")
#: Letters of a headline and the lines below it.
_TEASER = 800


def _is_headed_link(node: HtmlElement) -> bool:
    """Whether an element holds links, and else nothing but the heading of a box: `Bài liên quan`."""
    if node.find("a") is None:
        return False
    pieces = [node.text or ""]
    for child in node:
        pieces += ["" if child.tag == "a" else child.text_content(), child.tail or ""]
    return lines.is_box_heading(lines.one_line(" ".join(pieces)))


def _is_teaser(node: HtmlElement) -> bool:
    """Whether an element within an article shows another one: a linked headline, then a line or two."""
    if len(node) < 2:
        return False
    text = ""
    for piece in node.itertext():
        text += " ".join(piece.split()) + " "
        if len(text) > _TEASER:
            return False
    link = next((link for link in node.iter("a") if link.text_content().strip()), None)
    headline = "" if link is None else " ".join(link.text_content().split())
    text = " ".join(text.split())
    if (stated := find_moment(text[:40])) and stated[1][0] == 0:
        text = text[stated[1][1] :].lstrip(" -–|")
    if not text.startswith(headline) or text == headline or not 4 <= len(headline.split()) <= 30:
        return False
    holder = link
    while holder.getparent() is not node:
        holder = holder.getparent()
    # the headline is a block of its own: nothing follows it in its line
    after = holder.getnext()
    return (
        not (holder.tail or "").strip()
        and after is not None
        and after.tag in ("p", "div", "h2", "h3", "h4", "ul", "span")
    )


_letters = etree.XPath("string-length()")


def size_of(node: HtmlElement) -> int:
    """Letters of all text in an element."""
    return int(_letters(node))


#: By these, what holds paragraphs is no article, however many. Fewer than for boxes inside one: a whole
#: article may stand in `#print` or `.widget-content`.
_BESIDE = regex.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|sidebar|side-?bar|contact|lien-?he|related?|relation|lien-?quan|tin-?khac"
    r"|ads?|banner|most-?(?:view|read))(?:$|[\s_-])"
)
_NEVER = regex.compile(
    r"(?:^|[\s_-])(?:footer|popup|modal|cookie|login|comments?|binh-?luan|y-?kien)(?:$|[\s_-])"
    r"|(?:^|\s)foot(?:$|\s)"
)
_BESIDE_TAGS = frozenset(
    ["nav", "aside", "footer", "figcaption", "template", "noscript", "button", "select", "dialog"]
)


def is_beside(node: HtmlElement, holds_most: bool) -> bool:
    """Whether an element is beside the article. A column that holds most of a page is not, whatever its name
    (VnExpress calls its main one `sidebar-1`); a dialogue and a footer always are."""
    if node.tag in ("body", "html"):
        return False
    marks = marks_of(node)
    if node.tag in _BESIDE_TAGS or is_hidden(node) or _NEVER.search(marks):
        return True
    return not holds_most and bool(_BESIDE.search(marks))


def holds_table(node: HtmlElement, rows: int = 1) -> bool:
    """Whether so many rows have more than one cell."""
    wide = (row for row in node.iter("tr") if len(row.xpath("./td|./th")) > 1)
    return next(islice(wide, rows - 1, None), None) is not None


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
_INLINE = {"a": "a", "b": "b", "strong": "b", "em": "i", "i": "i", "small": "i"}
_BREAK = "\x00"


def _blocks(fragment: str) -> Iterator[Block]:
    """The blocks of a fragment in reading order: paragraphs, headings, list items, rows of tables."""
    soup = BeautifulSoup(fragment, "lxml", multi_valued_attributes=None)  # no class is asked for
    buffer: list[str] = []
    linked: list[str] = []  # the text of links
    # how many links, bold, italic and centred elements are open, and the letters inside them
    within, letters = dict.fromkeys("abic", 0), dict.fromkeys("abic", 0)
    below_picture = False  # nothing stands between a picture and what comes now
    beside = False  # in the same paragraph even
    first = True  # no text has come

    def flush() -> Iterator[Block]:
        nonlocal below_picture, first, beside
        raw = "".join(buffer)
        if not raw.strip():
            buffer.clear()
            linked.clear()
            return
        size = 0.9 * len("".join(raw.split()))
        is_link, is_bold, is_italic, is_centred = (0 < letters[kind] >= size for kind in "abic")
        if linked:  # a date behind a link is none of its words
            is_link = is_link or _letters_of(linked) >= 0.9 * _letters_of(buffer)
            linked.clear()
        buffer.clear()
        letters.update(dict.fromkeys("abic", 0))
        if size:
            apart = is_italic or is_centred or beside and not lines.ends_sentence(raw.rstrip(f" {_BREAK}\n"))
            apart = apart and below_picture and len(raw.split()) <= _CAPTION_WORDS
            # a bold line with a number heads what the picture shows
            apart = apart and not (is_bold and lines.NUMBERED.match(raw))
            if first and apart:
                apart = not lines.is_prose(lines.one_line(raw), words=20)  # a lead in italics below a picture
            below_picture = first = beside = False
            for part in _split_breaks(raw):
                yield Block(part, is_link, is_bold=is_bold, is_caption=apart)

    pending: list[tuple[Any, bool]] = [(soup, False)]
    while pending:
        node, leaving = pending.pop()
        if leaving:
            if kind := _INLINE.get(node.name):
                if kind == "i" and below_picture and within["i"] == 1 and _ends_line(node):
                    yield from flush()  # a caption between line breaks
                within[kind] -= 1
            else:
                yield from flush()
                beside = False
                within["b"] -= node.name in _HEADINGS
                within["i"] -= _is_slanted(node)
                within["c"] -= _is_centred(node)
        elif isinstance(node, Tag):
            if node.name == "br":
                buffer.append(_BREAK)
                continue
            if (
                node.name == "sup"
                and buffer
                and buffer[-1].rstrip()[-1:].isdigit()
                and lines.is_footnote_mark(node.get_text(), buffer[-1])
            ):
                continue  # `1.250¹` is no 1.2501
            if node.name == "table" and (rows := _rows(node)) is not None:
                yield from flush()
                yield from rows
                continue
            if node.name in ("img", "picture", "amp-img"):
                yield from flush()
                below_picture = beside = True
            elif kind := _INLINE.get(node.name):
                within[kind] += 1
                pending.append((node, True))
            elif node.name in _BLOCK_TAGS or node.name == "span" and _is_block(node):
                yield from flush()
                beside = False
                within["b"] += node.name in _HEADINGS
                within["i"] += _is_slanted(node)
                within["c"] += _is_centred(node)
                pending.append((node, True))
            pending.extend((child, False) for child in reversed(node.contents))
        elif type(node) is NavigableString:
            text = node.replace(_BREAK, "")
            buffer.append(text.strip().replace("\n", _BREAK) if lines.keeps_lines(text) else text)
            if any(within.values()):
                size = len("".join(node.split()))
                if within["a"]:
                    linked.append(node)
                for kind in "abic":
                    letters[kind] += size * bool(within[kind])
    yield from flush()


def _letters_of(texts: list[str]) -> int:
    return sum(sum(map(str.isalpha, text)) for text in texts)


#: A caption is a sentence or two.
_CAPTION_WORDS = 60
_CENTRED = regex.compile(r"text-align\s*:\s*center", regex.I)
#: What Bootstrap, Tailwind and WordPress call it.
_CENTRED_CLASS = regex.compile(r"(?<![\w-])(?:has-text-align-|text-)center(?![\w-])")
_ITALIC_CLASS = regex.compile(r"(?<![\w-])(?:fst-)?italic(?![\w-])")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCK_STYLE = regex.compile(r"display\s*:\s*block", regex.I)


def _is_centred(node: Tag) -> bool:
    style, name = node.get("style"), node.get("class")
    return (
        node.name == "center"
        or node.get("align") == "center"
        or bool(style and _CENTRED.search(style))
        or bool(name and "center" in name and _CENTRED_CLASS.search(name))
    )


def _is_slanted(node: Tag) -> bool:
    style, name = node.get("style") or "", node.get("class") or ""
    return "italic" in style or "italic" in name and bool(_ITALIC_CLASS.search(name))


def _is_block(node: Tag) -> bool:
    style = node.get("style")
    return bool(style and _BLOCK_STYLE.search(style))


def _ends_line(node: Tag) -> bool:
    after = node.next_sibling
    while isinstance(after, NavigableString) and not after.strip():
        after = after.next_sibling
    return isinstance(after, Tag) and after.name == "br"


_BREAKS = regex.compile(rf"({_BREAK}(?:\s*{_BREAK})*)")
_ITEM = regex.compile(r"[-–•+*]\s|\d{1,2}[.)]\s|[a-zđ]\)\s")


def _split_breaks(raw: str) -> Iterator[str]:
    """The paragraphs of one block: a line break ends one where the sentence or the item ends there.

    Where nearly all lines end a sentence, those that do not are headings.
    """
    if _BREAK not in raw:
        if text := lines.one_line(raw):
            yield text
        return
    parts = [(part, "" if part.startswith(_BREAK) else lines.one_line(part)) for part in _BREAKS.split(raw)]
    texts = [text for _, text in parts if text]
    whole = len(texts) > 3 and sum(map(lines.ends_sentence, texts)) >= 0.7 * len(texts)
    held = ""
    for part, text in parts:
        if part.startswith(_BREAK):
            if part.count(_BREAK) > 1 and held:
                yield held
                held = ""
            continue
        if not text:
            continue
        ended = lines.ends_sentence(held) or _ITEM.match(text) or lines.is_caption(held)
        if held and (ended or whole and not text[0].islower()):
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

    for raised in cell.find_all("sup", limit=20):
        before = "".join(
            text for node in raised.previous_siblings for text in [node.get_text()] if text.strip()
        )
        if lines.is_footnote_mark(raised.get_text(), before):
            raised.decompose()
    text = lines.one_line(cell.get_text(" "))
    return text.replace("|", "/"), span("colspan"), span("rowspan")
