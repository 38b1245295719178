"""Gold that says which unit is meant: the place of a figure is that unit, or open, but hardly another one."""

from dataclasses import fields
from pathlib import Path

from extractors.language.figures import extract
from extractors.values import Figure
from orchestration.score import score_rows
from tests.extractors.language.test_figures import read_folder

GOLD = Path(__file__).resolve().parents[2] / "gold" / "places2"


def test_figures_are_of_the_unit_that_is_meant():
    names = [field.name for field in fields(Figure)]
    rows = {
        name: [{field: getattr(figure, field) for field in names} for figure in extract(text).figures]
        for name, text in read_folder(GOLD)
    }
    found = [pair for pair in score_rows(GOLD, rows).pairs if pair.gold and pair.row]
    wrong = [
        (pair.document, pair.gold["number"], pair.row["place_text"], pair.row["place_id"])
        for pair in found
        if pair.row["place_id"] != pair.gold["place_id"] or pair.wrong.keys() & {"place", "province"}
    ]
    assert len(found) > 500 and len(wrong) <= 0.01 * len(found), wrong
