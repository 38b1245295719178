"""One golden page per built-in layout, written for this test: the page beside what a reader sees on it."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from extractors.documents.html import read_page
from extractors.documents.layouts import built_in
from extractors.documents.read import read_document
from extractors.values import Capture, Document

PAGES = Path(__file__).with_name("pages")
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def document(name: str, content: bytes | None = None, url: str | None = "golden") -> Document:
    content = content or (PAGES / f"{name}.html").read_bytes()
    golden = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    capture = Capture(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="text/html",
        day=date(2026, 1, 2),
        url=golden["url"] if url == "golden" else url,
    )
    found = read_document(capture, content)
    assert isinstance(found, Document), found
    return found


def test_every_layout_has_a_golden_page():
    assert {layout.name for layout in built_in()} == set(NAMES) - {"unknown"}


@pytest.mark.parametrize("name", NAMES)
def test_golden_page(name):
    golden = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    found = document(name)
    lines = [line for line in (golden["title"], golden["lead"]) if line]
    assert found.text.split("\n") == [*lines, *(line.strip() for line in golden["paragraphs"])]
    moment = found.published_at.isoformat(), found.modified_at and found.modified_at.isoformat()
    assert {
        "url": found.url,
        "title": found.title,
        "lead": found.lead,
        "paragraphs": golden["paragraphs"],
        "author": found.author,
        "publisher": found.publisher,
        "published_at": moment[0],
        "published_offset": found.published_offset,
        "modified_at": moment[1],
        "canonical_url": found.canonical_url,
    } == golden
    assert found.is_relevant
    assert found.language == "vi"


@pytest.mark.parametrize("name", NAMES)
def test_golden_page_is_read_by_its_layout_even_without_its_address(name):
    page = read_page((PAGES / f"{name}.html").read_bytes())
    assert page.layout == (None if name == "unknown" else name)


def test_what_a_layout_drops_stays_within_a_sentence():
    """The editors of VCCorp give a linked number of a decree the class that their boxes of links have."""
    golden = (PAGES / "vccorp.html").read_text(encoding="utf-8")
    number, box = (
        "1.120 tiểu thương",
        '<div class="link-inline-content"><a href="/b.htm">Chợ nổi</a></div><p>',
    )
    link = f'<a class="link-inline-content" href="/so.htm">{number}</a>'
    assert (
        document("vccorp", golden.replace(number, link).replace("<p>", box).encode()).text
        == document("vccorp").text
    )


@pytest.mark.parametrize("name", NAMES)
def test_other_encodings_and_line_ends_change_nothing(name):
    expected = document(name)
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    for content in (
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
    ):
        assert document(name, content).text == expected.text
