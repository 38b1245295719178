"""The element of a page that holds its article, where no layout says it.

That which holds most paragraphs side by side (`holders`), unless another stands nearer to the heading; that
of the first lines below the heading (`short`) where none holds many.
"""

from collections import Counter
from collections.abc import Container
from itertools import islice

from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.blocks import OTHERS_CLASS
from extractors.documents.facts import (
    TITLE_CLASS,
    Facts,
    is_logo,
    marks_of,
    title_parts,
    visible,
    visible_time,
)
from extractors.documents.heading import has_own_heading, heading_of, nearest_to, shown_title
from extractors.documents.holders import (
    DENSE_WORDS,
    holders_of,
    holders_of_items,
    is_list,
    linked_words,
    opens_with_link,
    words_inside,
)
from extractors.documents.joins import join_cut_off, join_parts
from extractors.documents.short import ShortBody

#: Words of a box beside an article that has fewer.
_LONG = 400
#: A box near the title is the article although another holds more words: lists of news beside a short one.
_NEAR_SHARE = 0.4


def body_of(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    """The element, into which parts that stand apart are moved; None where there is no article."""
    titles = {lines.key(part) for part in title_parts(tree, facts)}  # a title is no paragraph
    held = holders_of(tree, titles)
    words = held.bodies
    headings = (lines.key(visible(node)) for node in tree.iter("h1", "h2"))
    if not words and any(len(key.split()) > 4 and key in titles for key in headings):
        words = holders_of_items(tree, held.pieces).bodies
    if not words:
        return _short_body(tree, facts)
    best = max(words, key=words.__getitem__)
    heading = heading_of(tree, facts)
    near = None if heading is None else nearest_to(heading, words)
    enough = (
        DENSE_WORDS if near is None or has_own_heading(best, heading, tree) else _NEAR_SHARE * words[best]
    )
    if near is not None and words[near] >= max(DENSE_WORDS, enough):
        best = near
    if words[best] < DENSE_WORDS:
        return _short_body(tree, facts)
    if words[best] < _LONG and (short := _short_body(tree, facts, best, words[best])) is not None:
        return short
    # A body in several parts: what holds them all, as long as nothing but they and the title stand in it.
    inside = words_inside(words)
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
    if is_list(best) or _is_one_of_many(best):
        return None
    join_parts(best, held.words)
    join_cut_off(best)
    return best


def _adds_links(parent: HtmlElement, best: HtmlElement) -> bool:
    """Whether what stands in `parent` besides `best` is lists of other articles, or another column."""
    if parent.tag == "tr" and len(parent) > 1:
        return True
    added = len(visible(parent).split()) - len(visible(best).split())
    return added > DENSE_WORDS and linked_words(parent) - linked_words(best) > 0.3 * added


def _adds_teasers(
    parent: HtmlElement, best: HtmlElement, words: Counter[HtmlElement], inside: Counter[HtmlElement]
) -> bool:
    """Whether most of what `parent` adds to `best` are lines below linked headlines."""
    added = 0
    for holder, number in words.items():
        above = (holder, *holder.iterancestors())
        if parent in above and best not in above and linked_words(holder) > 0.2 * number:
            added += number
    return added * 2 > inside[parent] - inside[best]


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


def _is_one_of_many(container: HtmlElement) -> bool:
    """Whether a container is a teaser in a list: it, or a box around it, opens with a headline that leads
    elsewhere, and so do others that look the same beside it."""
    for node in (container, *islice(container.iterancestors(), 4)):
        if not opens_with_link(node):
            return False
        name = node.get("class")
        alike = [n for n in (*node.itersiblings(), *node.itersiblings(preceding=True)) if n.tag == node.tag]
        if name and sum(n.get("class") == name and opens_with_link(n) for n in alike) > 1:
            return True
    return False


def _short_body(
    tree: HtmlElement, facts: Facts, other: HtmlElement | None = None, words: int = 0
) -> HtmlElement | None:
    """The body of a short article, where the page states a time. `other`, with its number of `words`, is the
    body all the same where it stands in the same column, or comes below a line or two, the lead then, with no
    list of others between them."""
    heading = heading_of(tree, facts)
    if heading is None or is_logo(heading) or lines.is_site_name(visible(heading)):
        heading = shown_title(tree, facts)
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
