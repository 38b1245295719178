"""Which layout fits a page, and what stands at its places.

Belongs here: the choice among layouts by their elements. Does not belong here: the layouts (`layouts`), and
pages that none fits (`body`, `around`).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from lxml.html import HtmlElement

from extractors.documents.blocks import size_of
from extractors.documents.facts import is_logo, visible
from extractors.documents.layouts import Layout, built_in, compiled, matches
from extractors.documents.page import MIN_WORDS


def by_layout(
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
        if layout not in own and title_at(tree, layout, is_named=True):
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


def texts_at(tree: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """The texts of all elements of the first selector that finds any."""
    for selector in selectors:
        if texts := [text for node in compiled(selector)(tree) if (text := visible(node))]:
            return texts
    return []


def title_at(tree: HtmlElement, layout: Layout, is_named: bool = False) -> str | None:
    """The title at its place; `is_named`: only in an element with a name, as every page has an `h1`."""
    for selector in layout.title:
        if is_named and selector.isalnum():
            continue
        for node in compiled(selector)(tree):
            if (text := visible(node)) and not is_logo(node):
                return text
    return None


def first_text_at(tree: HtmlElement, selectors: Iterable[str]) -> str | None:
    """The first of them alone: a front page's teasers may bear the class of a lead."""
    nodes = (node for selector in selectors for node in matches(tree, selector))
    return next(filter(None, map(lead_text, nodes)), None)


def lead_text(node: HtmlElement) -> str:
    """The text of a lead without the links to other articles that some pages set below it."""
    text = visible(node)
    for link in reversed(list(node.iter("a"))):
        before, said = link.getprevious(), visible(link)
        below = before is not None and before.tag in ("br", "a") and not (before.tail or "").strip(" >»-–•\n")
        if said and text.endswith(said) and (below or said[0] in ">»"):
            text = text[: -len(said)].rstrip(" >»-–•")
    return text
