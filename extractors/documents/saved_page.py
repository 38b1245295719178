"""A report saved as a page (HTML), or as a page with its pictures in one file (MHTML)."""

import email
from collections.abc import Iterator

from extractors.documents.blocks import blocks_of
from extractors.documents.containers import Unreadable
from extractors.documents.tables import Table
from extractors.documents.tree import parse


def read_saved_page(content: bytes) -> Iterator[str | Table]:
    """All paragraphs and tables of a report saved as HTML, from top to bottom: no part of it is a box."""
    tree = parse(content)
    body = None if tree is None else tree.find("body")
    if body is None:
        raise Unreadable("unreadable_text", "is in no known encoding; open it and save it as .docx or PDF")
    for node in list(body.iter("script", "style", "xml")):
        node.drop_tree()
    for block in blocks_of(body):
        if block.table is not None:
            yield block.table
        else:
            yield from block.text.split(" | ") if block.is_row else [block.text]


def pages_of(archive: bytes) -> list[bytes]:
    """The pages of a web archive (MHTML), in UTF-8 where it says in what they are. Raises Unreadable."""
    pages = []
    for part in email.message_from_bytes(archive).walk():
        if part.get_content_type() == "text/html" and isinstance(
            page := part.get_payload(decode=True), bytes
        ):
            try:
                pages.append(page.decode(part.get_content_charset("")).encode())
            except (LookupError, UnicodeDecodeError):
                pages.append(page)
    if not pages:
        raise Unreadable(
            "damaged_file", "is a web archive without a page; open it and save it as .docx or PDF"
        )
    return pages
