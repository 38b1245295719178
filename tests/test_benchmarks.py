"""Made-up articles that speed is measured on: of a real page's weight, with known figures."""

import sys
from collections import Counter
from datetime import date
from statistics import median

import pytest

from extractors.documents.html import read_page
from extractors.documents.read import read_document
from extractors.language.figures import extract
from extractors.values import Capture
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def articles():
    sys.path.insert(0, str(PROJECT / "benchmarks"))
    try:
        from made import made
    finally:
        sys.path.pop(0)
    first, again = list(made(24, relevant=0.4)), list(made(24, relevant=0.4))
    assert [a.page for a in first] == [a.page for a in again]
    return first


def _read(article):
    capture = Capture(sha256="0" * 64, media_type="text/html", day=date(2025, 1, 1))
    return read_document(capture, article.page)


def test_pages_weigh_what_real_ones_do_and_a_site_rule_reads_them(articles):
    assert 60_000 < median(len(a.page) for a in articles) < 500_000
    assert {read_page(a.page).layout for a in articles} != {None}
    for article in articles:
        assert _read(article).text == article.text
        assert read_page(article.page).layout is not None


def test_the_figures_are_those_the_article_states(articles):
    found, known = 0, 0
    for article in articles:
        figures = Counter(f.number_text for f in extract(_read(article)).figures)
        stated = Counter(f["number"] for f in article.figures)
        assert article.relevant or not figures
        found += (figures & stated).total()
        known += stated.total()
    assert known > 50 and found >= 0.95 * known
