"""How many words of paragraphs each element of a page holds.

Belongs here: what counts as a paragraph, and which elements may be the body of an article. Does not belong
here: which of them is (`body`).
"""

from collections import Counter
from functools import cached_property

from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.blocks import holds_table, is_beside
from extractors.documents.facts import is_leaf, visible

#: So many words beside one another are an article.
DENSE_WORDS = 40
#: So many words in one piece are a paragraph.
_PARAGRAPH = 8
#: Builders of pages wrap each paragraph into so many boxes.
_MAX_LIFTS = 6
_HEADLINES = frozenset(["h2", "h3", "h4", "h5", "h6", "div", "p", "b", "strong"])


class Holders:
    """The `words` of paragraphs that stand right in an element, and in how many `pieces`."""

    def __init__(self) -> None:
        self.words: Counter[HtmlElement] = Counter()
        self.pieces: Counter[HtmlElement] = Counter()

    def _add(self, holder: HtmlElement | None, number: int, of: int = 1) -> None:
        if holder is not None and holder.tag != "a":
            self.words[holder] += number
            self.pieces[holder] += of

    def count(self, node: HtmlElement, titles: set[str]) -> None:
        if node.tag in ("p", "blockquote") or node.tag in ("div", "span") and _is_line(node):
            shown = visible(node)
            number = len(shown.split()) - linked_words(node)
            if (
                number >= _PARAGRAPH
                and lines.key(shown) not in titles
                and not lines.is_imprint(shown)
                and not opens_with_link(node)
            ):
                self._add(node.getparent(), number)
            return
        # text with no paragraph of its own: one piece is a paragraph, more are parted by line breaks
        bare = [node.text or "", *(child.tail or "" for child in node)]
        bare = [row for text in bare for row in (text.split("\n") if lines.keeps_lines(text) else [text])]
        lengths = [
            length
            for text in bare
            if (length := len(text.split())) >= _PARAGRAPH and not lines.is_imprint(lines.one_line(text))
        ]
        if len(lengths) > 1:
            self._add(node, sum(lengths), len(lengths))
        elif (
            lengths
            and node.tag == "div"
            and not opens_with_link(node)
            and not lines.is_imprint(visible(node))
        ):
            self._add(node.getparent(), lengths[0])

    def count_table(self, table: HtmlElement) -> None:
        parent = table.getparent()
        if (
            parent is not None
            and self.pieces[parent]
            and holds_table(table, 2)
            and table.find(".//table") is None
        ):
            self._add(parent, len(visible(table).split()) - linked_words(table), 2)

    def lifted(self) -> "Holders":
        """The same where each paragraph stands in a box of its own: what holds the boxes. A box with a link,
        a picture or a heading is a teaser."""
        lifted = Holders()
        for node, number in self.words.items():
            above = node.getparent()
            if above is not None and next(node.iter("a", "img", "h1", "h2", "h3", "h4"), None) is None:
                lifted.words[above] += number
                lifted.pieces[above] += self.pieces[node]
        return lifted

    @cached_property
    def bodies(self) -> Counter[HtmlElement]:
        """Of the elements, with their words, those that may be the body of an article."""
        inside, total = words_inside(self.words), self.words.total()
        return Counter(
            {
                node: number
                for node, number in self.words.items()
                # one short paragraph alone in its box is a teaser
                if (self.pieces[node] > 1 or number >= 100)
                and not is_list(node)
                and not any(
                    is_beside(above, holds_most=inside[above] * 2 > total)
                    for above in (node, *node.iterancestors())
                )
            }
        )


def holders_of(tree: HtmlElement, titles: set[str]) -> Holders:
    """What holds paragraphs on a page, or the boxes around each; `titles`: keys of what is no paragraph."""
    held = Holders()
    for node in tree.iter("p", "blockquote", "div", "td", "section", "article", "font", "span", "pre"):
        held.count(node, titles)
    for table in tree.iter("table"):
        held.count_table(table)
    for _ in range(_MAX_LIFTS):
        if not held.words or max(held.bodies.values(), default=0) >= DENSE_WORDS:
            break
        held = held.lifted()
    return held


def holders_of_items(tree: HtmlElement, pieces: Counter[HtmlElement]) -> Holders:
    """… where an article is nothing but items of lists; `pieces` of paragraphs count as well."""
    held = Holders()
    held.pieces.update(pieces)
    for node in tree.iter("li"):
        if is_leaf(node) and next(node.iter("a"), None) is None:
            number = len(visible(node).split())
            held._add(node.getparent(), number if number >= _PARAGRAPH else 0)
    held.words = +held.words
    return held


def words_inside(words: Counter[HtmlElement]) -> Counter[HtmlElement]:
    """The words of all paragraphs below an element."""
    inside: Counter[HtmlElement] = Counter()
    for node, number in words.items():
        for above in (node, *node.iterancestors()):
            inside[above] += number
    return inside


def opens_with_link(node: HtmlElement) -> bool:
    """Whether an element begins with a linked headline, as a teaser does."""
    headline = next(filter(None, map(visible, node.iter("a"))), "")
    return len(headline.split()) >= 4 and visible(node).startswith(headline)


def is_list(container: HtmlElement) -> bool:
    """Whether headlines that lead to other articles stand between the paragraphs."""
    linked = sum(node.tag in _HEADLINES and is_linked_headline(node) for node in container)
    beside = sum(node.tag in ("p", "div") for node in container)
    return linked >= 3 and linked * 2 >= beside - 1  # one line may head the list


def is_linked_headline(node: HtmlElement) -> bool:
    shown = visible(node)
    return len(shown.split()) >= 4 and any(visible(link) == shown for link in node.iter("a"))


def _is_line(node: HtmlElement) -> bool:
    """Whether an element is one paragraph in clothes of its own: a block without blocks or breaks inside."""
    if lines.keeps_lines(node.text or ""):
        return False
    if node.tag == "span" and "block" not in (node.get("style") or ""):
        return False
    return is_leaf(node)


def linked_words(node: HtmlElement) -> int:
    return sum(len(visible(link).split()) for link in node.iter("a"))
