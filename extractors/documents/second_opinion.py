"""What trafilatura (precision) finds on a page.

It is asked where no other way finds an article, and as a second opinion on what was found.
"""

from collections import Counter

from lxml.html import HtmlElement, tostring

from extractors.documents import text as lines
from extractors.documents.blocks import Block
from extractors.documents.tree import parse


def read_with_trafilatura(tree: HtmlElement) -> list[Block]:
    import trafilatura  # 0.5 s: only where nothing else fits

    found = trafilatura.bare_extraction(
        tostring(tree, encoding="unicode"),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    if found is None or found.body is None:
        return []
    blocks = []
    for node in found.body.iter("p", "head", "item", "quote", "row"):
        if node.tag == "row":
            cells = [lines.one_line(" ".join(cell.itertext())) for cell in node.iter("cell")]
            if any(cells):
                blocks.append(Block(" | ".join(cells).strip(), is_row=len(cells) > 1))
        elif not any(parent.tag in ("row", "item", "quote") for parent in node.iterancestors()):
            for part in "".join(node.itertext()).split("\n"):
                if text := lines.one_line(part):
                    blocks.append(Block(text))
    return blocks


def second_opinion(content: bytes, text: str, head: str = "") -> float | None:
    """How far trafilatura (precision) finds the same words on a page as `text` holds: F1, 0 to 1.

    `head`: the part of `text` that it need not find, title and lead. Some 20 ms a page, so it is asked of a
    sample. None where the bytes are no readable page.
    """
    tree = parse(content)
    if tree is None:
        return None
    ours = Counter(lines.key(text).split())
    body = ours - Counter(lines.key(head).split())
    theirs = Counter(lines.key(" ".join(block.text for block in read_with_trafilatura(tree))).split())
    precision = (theirs & ours).total() / (theirs.total() or 1)
    recall = (theirs & body).total() / (body.total() or 1)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
