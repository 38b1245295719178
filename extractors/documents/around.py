"""Lead and author of a page that no layout fits: what stands around its body."""

from itertools import islice

import regex
from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.dates import find_moment
from extractors.documents.facts import (
    LEAD_CLASS,
    Facts,
    author_names,
    lines_above,
    marks_of,
    until_end,
    visible,
)
from extractors.documents.fitting import lead_text
from extractors.documents.paragraphs import starts_alike

_AUTHOR_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:\w{0,3}authors?|author-?name|by(?:line)?|tac-?gia|reporter|nguoi-?viet|created-?by"
    r"|sign(?:ature)?(?!-?(?:in|up|out)\b)|but-?danh|ky-?ten)(?:$|[\s_-])"
)
_AUTHOR_LABEL = regex.compile(r"Tác giả(?: bài viết)?\s*:", regex.I)
#: The sign of a person in the fonts of signs that pages draw theirs with.
_PERSON_SIGN = regex.compile(r"(?:^|[\s-])(?:user|author|person|account|pen|pencil)(?:$|[\s-])")
_WRITTEN_BY = regex.compile(r"(?:(?:(?:Được )?(?:viết|đăng) )?bởi|by)\b\s*:?\s*", regex.I)


def lead_around(
    tree: HtmlElement, facts: Facts, title: str | None, container: HtmlElement | None
) -> str | None:
    """The lead where it stands apart from the body: an element made for it, that the page's own description
    repeats or that is the only one; else the only sentence between title and body."""
    found: list[str] = []
    key = lines.key(title)
    tags = ("h1", "h2", "h3", "p", "blockquote", "div", "td", "strong", "span", "section")
    for node in until_end(tree, container, *tags):
        if node.tag in ("h1", "h2", "h3") and lines.key(visible(node)) == key:
            found.clear()  # above the title the site describes itself
        elif LEAD_CLASS.search(marks_of(node)) and next(node.iter("ul", "ol"), None) is None:
            if 8 <= len((text := lead_text(node)).split()) <= 120:
                if starts_alike(facts.description, text):
                    return text
                if lines.ends_sentence(text) and not lines.is_caption(text):
                    found.append(text)
        elif node.tag == "p" and container in node.iterancestors() and lines.is_prose(visible(node)):
            break  # the body has begun
    if len(set(found)) == 1:
        return found[0]
    between: dict[str, str] = {}
    if container is not None and title:
        below, last = False, None
        for node, text in lines_above(tree, container):
            if last is not None and last in node.iterancestors():
                continue  # a part of the line before: the outlet's sign, and what follows it
            if below and len(text.split()) >= 12 and lines.ends_sentence(text) and not lines.is_caption(text):
                between.setdefault(lines.key(text), text)
                last = node
            below = below or lines.key(text) == key
    for text in found:
        if lines.key(text) in between:
            return text
    return next(iter(between.values())) if len(between) == 1 and not found else None


def author_around(tree: HtmlElement) -> str | None:
    tags = ("a", "span", "p", "div", "strong", "b", "em", "table", "td", "li", "dd", "address", "i")
    for node in tree.iter(*tags):
        if not len(node) and not node.text and _PERSON_SIGN.search(_sign_of(node)):
            if name := _named_beside(node):
                return name
        elif _AUTHOR_CLASS.search(marks_of(node)) and 0 < len((text := visible(node)).split()) <= 12:
            if by := _WRITTEN_BY.match(text):
                text = text[by.end() :]
            stated = find_moment(text)
            if name := lines.byline((text[: stated[1][0]] if stated else text).strip(" -–|•,")):
                return author_names([name])
        elif node.tag in ("li", "span", "p", "div") and "iả" in (
            node.text or (node[0].text if len(node) else "") or ""
        ):
            text = visible(node)
            if _AUTHOR_LABEL.match(text) and (name := lines.byline(text)):
                return author_names([name])
    return None


def signed_below(container: HtmlElement | None) -> str | None:
    """The author in the first line after the body, where it says that it names one: `Thực hiện: …`."""
    for node in () if container is None else islice(container.itersiblings(), 3):
        if text := visible(node):
            return author_names([lines.byline(text)]) if ":" in text else None
    return None


def _sign_of(node: HtmlElement) -> str:
    return f"{marks_of(node)} {node.get('uk-icon') or ''}"


def _named_beside(sign: HtmlElement) -> str | None:
    """The name after the sign of a person, in the line that states the time too."""
    line = sign.getparent()
    if find_moment(visible(line)[:200]) is None and line.getparent() is not None:
        line = line.getparent()
    if len(said := visible(line).split()) > 30 or find_moment(" ".join(said)) is None:
        return None
    after = sign.getnext()
    text = lines.one_line(sign.tail or "") or ("" if after is None else visible(after))
    name = lines.byline(text.strip(" -–|•·,"))
    return author_names([name]) if name else None
