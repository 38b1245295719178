"""Layouts: where the pages of a family of sites keep title, lead, body, author and time.

The built-in ones are data (`layouts.yaml`); a source of the registry may bring its own or name one of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from lxml.cssselect import CSSSelector
    from lxml.html import HtmlElement

_SELECTORS = ("container", "title", "lead", "author", "published", "drop", "captions")


class LayoutError(ValueError):
    """A layout that cannot be used; the message names the layout, the key and what is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors of one layout, each a list tried in order. `container` holds the body alone."""

    name: str
    valid_from: date = date.min
    domains: tuple[str, ...] = ()
    container: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, Any], *, name: str = "", domains: Iterable[str] = ()
    ) -> "Layout":
        """The layout that a mapping of selectors describes (keys as in `layouts.yaml`).

        A key `layout` names a built-in one to start from; what else stands in the mapping replaces it.
        `name` and `domains` (those of a source) hold where the mapping has none. LayoutError for a key or a
        selector that is not understood.
        """
        from cssselect import SelectorError

        rest = dict(mapping)
        name = str(rest.pop("name", "") or name or rest.get("layout") or "unnamed")
        base = cls(name=name)
        if family := rest.pop("layout", None):
            known = {layout.name: layout for layout in built_in()}
            if family not in known:
                raise LayoutError(f"layout {name}: {family!r} is not one of {', '.join(sorted(known))}")
            base = replace(known[family], name=name, domains=())
        values: dict[str, Any] = {"domains": tuple(rest.pop("domains", None) or domains)}
        if (valid_from := rest.pop("valid_from", None)) is not None:
            values["valid_from"] = (
                valid_from if isinstance(valid_from, date) else date.fromisoformat(str(valid_from))
            )
        for key, value in rest.items():
            if key not in _SELECTORS:
                raise LayoutError(f"layout {name}: {key!r} is not one of {', '.join(_SELECTORS)}")
            chosen = (value,) if isinstance(value, str) else tuple(value or ())
            for selector in chosen:
                try:
                    compiled(selector)
                except (SelectorError, TypeError, AttributeError) as error:
                    raise LayoutError(f"layout {name}, {key}: {selector!r} is no CSS selector") from error
            values[key] = chosen
        layout = replace(base, **values)
        if not layout.container:
            raise LayoutError(f"layout {name}: needs a container, the selector of the article's body")
        return layout

    def serves(self, host: str) -> bool:
        """Whether `host` is one of the layout's sites or below one."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)


@cache
def compiled(selector: str) -> "CSSSelector":
    # Imported by who selects: Dagster's code location reads no page.
    from lxml.cssselect import CSSSelector

    return CSSSelector(selector, translator="html")


def matches(tree: "HtmlElement", selector: str) -> "Iterator[HtmlElement]":
    """What `compiled(selector)` finds, looked for no further than it is asked for: a lead stands above a
    hundred teasers whose lines bear its class, and most meta elements stand in the head."""
    tag, dot, name = selector.partition(".")
    if dot and tag.isalnum() and name.replace("-", "").replace("_", "").isalnum():
        yield from (node for node in tree.iter(tag) if name in (node.get("class") or "").split())
    elif selector.startswith("meta[") and (head := tree.find("head")) is not None:
        found = compiled(selector)(head)
        yield from found
        yield from (node for node in compiled(selector)(tree) if node not in found)
    else:
        yield from compiled(selector)(tree)


@cache
def built_in() -> tuple[Layout, ...]:
    """The layouts of `layouts.yaml`."""
    rows = yaml.safe_load(Path(__file__).with_name("layouts.yaml").read_text(encoding="utf-8"))
    return tuple(Layout.from_mapping(row) for row in rows)
