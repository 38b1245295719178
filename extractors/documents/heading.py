"""The heading of a page, and how near a body is to it."""

from collections import Counter

from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.facts import (
    TITLE_CLASS,
    Facts,
    is_leaf,
    marks_of,
    title_parts,
    visible,
    whole_title,
)


def shown_title(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    """The element that says what the page's own title says, the last above others that say it too."""
    titles = {lines.key(part) for part in title_parts(tree, facts) if not lines.is_site_name(part)}
    tags = ("h1", "h2", "h3", "h4", "h5", "div", "p", "span", "td", "strong", "b")
    said = [node for node in tree.iter(*tags) if is_leaf(node) and lines.key(visible(node)) in titles]
    return next((node for node in reversed(said) if next(node.iterancestors("a"), None) is None), None)


def nearest_to(heading: HtmlElement, words: Counter[HtmlElement]) -> HtmlElement | None:
    """Of the elements that hold paragraphs, the one that shares the innermost element with the page's
    heading; the one with most words among several."""
    depth = {node: i for i, node in enumerate(heading.iterancestors())}  # 0: the innermost
    shared = {
        node: next(depth[above] for above in (node, *node.iterancestors()) if above in depth)
        for node in words
    }
    innermost = min(shared.values())
    return max((node for node in words if shared[node] == innermost), key=words.__getitem__)


def heading_of(tree: HtmlElement, facts: Facts) -> HtmlElement | None:
    """The heading of the page; None where several may be it."""
    names = set(lines.key(whole_title(tree, facts)).split())
    headings = [node for node in tree.iter("h1") if len(visible(node).split()) > 3]
    heading = next((h for h in headings if names & set(lines.key(visible(h)).split())), None)
    if heading is None:
        heading = headings[0] if len(headings) == 1 else _set_as_title(tree)
    return heading


def has_own_heading(best: HtmlElement, heading: HtmlElement | None, tree: HtmlElement) -> bool:
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
