"""Parts of a body that stand apart from it in the tree: they are moved to its end."""

from collections import Counter

from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.facts import is_leaf, visible
from extractors.documents.holders import is_linked_headline, linked_words, opens_with_link


def join_parts(best: HtmlElement, words: Counter[HtmlElement]) -> None:
    """Adverts may part a body in two: what looks the same as `best`, holds paragraphs and has no title of its
    own is moved to its end."""
    name = best.get("class")
    for part in list(best.itersiblings()) if name else []:
        if part.tag in ("h1", "h2", "h3") and is_linked_headline(part):
            return  # the next article
        if part.tag != best.tag:
            continue
        if (
            part.get("class") == name
            and words[part]
            and next(part.iter("h1"), None) is None
            and linked_words(part) <= 0.3 * words[part]
            and not opens_with_link(part)
        ):
            part.tail = None
            best.append(part)


#: What a body cut off by a stray end tag goes on with, and how many words it must have.
_LOOSE = frozenset(
    ["p", "ul", "ol", "blockquote", "h2", "h3", "h4", "figure", "table", "br", "center", "div"]
)
_CUT_OFF_WORDS = 20


def join_cut_off(best: HtmlElement) -> None:
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
