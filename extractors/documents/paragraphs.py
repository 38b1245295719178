"""Blocks of a body → the paragraphs of a page, and what they state of lead, author and publisher."""

from extractors.documents import text as lines
from extractors.documents.blocks import Block
from extractors.documents.dates import find_moment
from extractors.documents.facts import Facts, is_time
from extractors.documents.page import Page
from extractors.documents.reports import table_paragraphs

#: Lines of an article's box among which its title may stand.
_HEAD_LINES = 8
#: More quotations at the beginning of a line are a conversation.
_MAX_PULLED = 40


def finish(page: Page, blocks: list[Block], facts: Facts) -> None:
    """Fill the page's paragraphs, and lead, author and publisher where the body states them."""
    paragraphs: list[str] = []
    talk: int | None = None  # where what readers say begins
    tables = 0
    seen_title = lines.key(page.title)
    for block in blocks:
        if block.table is not None:
            tables += 1
            paragraphs += table_paragraphs(block.table, paragraphs, tables)
            continue
        if block.is_row:
            paragraphs.append(block.text)
            continue
        if (
            block.is_link
            and not lines.is_prose(block.text)
            # the title may lead to the page itself; below the text it stands in a list
            and (lines.key(block.text) != seen_title or any(map(lines.is_prose, paragraphs)))
        ):
            continue
        if (
            block.is_caption
            or not lines.has_words(block.text)  # a symbol alone
            or lines.is_placeholder(block.text)
            or lines.is_leftover(block.text)
            or lines.is_box_heading(block.text)
            or lines.is_pointer(block.text)
            or lines.is_imprint(block.text)
            or len(block.text) <= 60
            and (stated := find_moment(block.text))
            and stated[1] == (0, len(block.text))
        ):
            if lines.heads_comments(block.text):
                talk = len(paragraphs)
            continue
        if kept := lines.without_caption(block.text):
            paragraphs.append(kept)
    if talk is not None and len(" ".join(paragraphs[talk:])) < len(" ".join(paragraphs[:talk])):
        del paragraphs[talk:]
    _drop_pulled(paragraphs)
    if len(paragraphs) > 2 and lines.is_office(paragraphs[-1]):
        del paragraphs[-1]
    for i in range(len(paragraphs) - 1, max(len(paragraphs) - 5, 0) - 1, -1):
        if (name := lines.byline(paragraphs[i])) is not None:
            page.author = page.author or name or None
            del paragraphs[i]
    # a box that holds the whole article begins with its title and its time
    begun = next((i for i, line in enumerate(paragraphs) if lines.is_prose(line)), _HEAD_LINES)
    head = [
        i for i, line in enumerate(paragraphs[: min(begun, _HEAD_LINES)]) if lines.key(line) == seen_title
    ]
    if head:
        del paragraphs[: head[-1] + 1]
    paragraphs[:_HEAD_LINES] = [line for line in paragraphs[:_HEAD_LINES] if not is_time(line)]
    if page.lead is None and paragraphs:
        if len(paragraphs) > 1 and (
            starts_alike(facts.description, paragraphs[0]) or _is_bold_lead(blocks, paragraphs)
        ):
            page.lead = paragraphs.pop(0)
    elif page.lead:
        key = lines.key(page.lead)
        again = [i for i, line in enumerate(paragraphs[:3]) if lines.key(line) == key]
        if again and len(paragraphs) > 1:
            del paragraphs[again[0]]
        elif again:  # the one sentence below a picture or a film is the article
            page.lead = None
    sign: str | None = None
    if page.lead:
        sign, page.lead = lines.outlet_sign(page.lead)
    if paragraphs and not sign:  # below a lead set apart it is the text that begins with it
        sign, paragraphs[0] = lines.outlet_sign(paragraphs[0])
    facts.publisher = facts.publisher or sign
    if page.lead and lines.key(page.lead) == seen_title:
        page.lead = None
    page.paragraphs = paragraphs


def _drop_pulled(paragraphs: list[str]) -> None:
    """A quotation that another paragraph makes, set in large letters beside it, is said once."""
    quoted = [line for line in paragraphs if line.startswith(("“", '"')) and len(line.split()) >= 6]
    if not 0 < len(quoted) <= _MAX_PULLED:
        return
    keys = list(map(lines.key, paragraphs))
    for line in quoted:
        at = paragraphs.index(line)
        if any(keys[at] in other for i, other in enumerate(keys) if i != at):
            del paragraphs[at], keys[at]


def _is_bold_lead(blocks: list[Block], paragraphs: list[str]) -> bool:
    """The first paragraph alone is set in bold, as a lead is."""
    bold = {block.text for block in blocks if block.is_bold}
    return (
        len(paragraphs) > 2
        and lines.is_prose(paragraphs[0])
        and paragraphs[0] in bold
        and paragraphs[1] not in bold
    )


def starts_alike(description: str | None, paragraph: str) -> bool:
    """The page describes itself with the paragraph, or with its beginning."""
    ours, theirs = lines.key(paragraph), lines.key(description)
    return len(theirs.split()) >= 8 and (ours.startswith(theirs[:120]) or theirs.startswith(ours[:120]))
