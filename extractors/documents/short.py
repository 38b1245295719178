"""The body of a short article: the one or two paragraphs below the heading of its page.

A page's column of news and its foot hold more words than they; so where they stand counts, not how many they
are.
"""

from itertools import takewhile

import regex
from lxml import etree
from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.blocks import holds_table, is_beside, named
from extractors.documents.facts import LEAD_CLASS, marks_of, visible

_BLOCKS = ("p", "div", "table", "ul", "ol", "section", "article", "blockquote", "h1", "h2", "h3", "h4")
_HOLDERS = frozenset(["p", "div", "td", "section", "article", "blockquote"])
_HEADLINES = frozenset(["h2", "h3", "h4", "h5", "h6", "p", "b", "strong", "li", "a"])
#: Words of a linked headline.
_HEADLINE = 5


class ShortBody:
    """Where the paragraphs below a heading stand."""

    def __init__(self, heading: HtmlElement):
        self.words = 0
        self.is_lead = False  # there is nothing but a lead, as above a film
        self.is_ended = False  # other articles follow
        self.column: HtmlElement | None = None  # what holds the heading and the paragraphs
        self._above = list(heading.iterancestors())
        self._end: HtmlElement | None = None  # the first element that is no part of the article
        self._leads: list[HtmlElement] = []
        self._parts: list[HtmlElement] = []  # paragraphs and tables
        self._look_below(heading)
        if not self._parts:
            self._parts, self.is_lead = self._leads, True
        self.number = len(self._parts)
        self.words = sum(len(visible(node).split()) for node in self._parts)

    def _look_below(self, heading: HtmlElement) -> None:
        """Collect paragraphs and tables, up to where other articles begin or the heading's column ends."""
        begun = False
        passed: HtmlElement | None = None  # the innermost box or paragraph that was looked at
        cards: set[HtmlElement | None] = set()  # what holds the headlines of others, and a line about each
        for node in self._above[-1].iter(etree.Element):
            begun = begun or node is heading
            if not begun or node is heading:
                passed = node if begun else None
                continue
            above = set(node.iterancestors())
            if passed in above:
                continue
            if self.column is not None and self.column not in above:
                return
            if is_beside(node, holds_most=False) or _is_box(node):
                passed = node
                continue
            said = visible(node) if len(node) < 3 else ""
            heads = lines.is_box_heading(said) and _LIST.search(said) is not None
            links = node.tag in _HEADLINES and _is_headline(node)
            if links:
                if node.getparent() not in self._above:
                    cards.add(node.getparent())
                elif node.tag.startswith("h"):
                    cards.add(node.getnext())
            if (heads or links) and (self._parts or self._leads):
                self._end, self.is_ended = node if self._end is None else self._end, True
                # a link or two to what is related may stand between lead and body
                if self._parts or heads and "liên quan" not in said.lower():
                    return
            text = _paragraph(node)
            if not text or not cards.isdisjoint((node, *above)):
                continue
            if lines.is_imprint(text):
                return
            if self.column is None:
                self.column = next(
                    holder for holder in self._above if holder in above and not _is_head(holder)
                )
            passed = node
            holders = takewhile(lambda holder: holder not in self._above, node.iterancestors())
            if any(map(_is_lead, (node, *holders))):
                self._leads.append(node)
            else:
                self._parts.append(node)
                self._end, self.is_ended = None, False

    def cut_out(self) -> HtmlElement | None:
        """The element that holds the body alone, made of what stands from its first part to its end."""
        if not self._parts:
            return None
        first, last = self._parts[0], self._parts[-1]
        inside = set(last.iterancestors())
        holder = next(above for above in first.iterancestors() if above in inside)
        until = None if self._end is None else {self._end, *self._end.iterancestors()}
        if holder not in self._above and (until is None or holder not in until):
            return holder
        body = holder.makeelement("div")
        opening = next(child for child in holder if child is first or child in first.iterancestors())
        kept = [opening, *opening.itersiblings()]
        if until is not None:
            kept = list(takewhile(lambda child: child not in until or child in inside, kept))
        opening.addprevious(body)
        body.extend(kept)
        return body


#: Of the headings of boxes, those of lists; `Quảng cáo` and `Nghe bài viết` stand between paragraphs too.
_LIST = regex.compile(
    r"\b(?:khác|liên quan|quan tâm|cùng|nên xem|mới|cũ hơn|nóng|nhiều|bình luận|ý kiến)\b", regex.I
)


def _is_box(node: HtmlElement) -> bool:
    return any(named(marks_of(node)))


def _is_head(node: HtmlElement) -> bool:
    return node.tag == "header" or "header" in marks_of(node).split()


def _is_lead(node: HtmlElement) -> bool:
    return bool(LEAD_CLASS.search(marks_of(node)))


def _is_headline(node: HtmlElement) -> bool:
    """Whether an element holds nothing but the linked headline of another article."""
    shown = visible(node)
    return len(shown.split()) >= _HEADLINE and any(visible(link) == shown for link in node.iter("a"))


def _paragraph(node: HtmlElement) -> str | None:
    """The text of an element that is one paragraph or a table of data."""
    if node.tag == "table":
        return visible(node) if holds_table(node, 2) and next(node.iter("a"), None) is None else None
    if node.tag not in _HOLDERS or any(inner is not node for inner in node.iter(*_BLOCKS)):
        return None
    text = visible(node)
    return text if lines.is_prose(text) and not lines.is_caption(text) else None
