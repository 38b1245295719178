"""Sentences with numbers that count no one who takes part: benefits, debts, presents, audiences, prices.

`not_ours.txt` was written for the project, a sentence a line. Each is read alone and right after a count of
the insured, where a number without words of its own would be taken to go on with it.
"""

from pathlib import Path

import pytest

from extractors.language.figures import extract
from tests.extractors.language.test_figures import document

SENTENCES = Path(__file__).with_name("not_ours.txt").read_text(encoding="utf-8").splitlines()
COUNTED = "Đến hết tháng 9/2024, toàn tỉnh có 120.345 người tham gia BHXH tự nguyện."


@pytest.mark.parametrize("before", ["", COUNTED + "\n"], ids=["alone", "after a count"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_figure_is_read(sentence, before):
    figures = extract(document(before + sentence)).figures
    assert [f.number_text for f in figures if f.quote in sentence] == []
