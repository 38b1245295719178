"""Our own gold is well-formed: texts exist, quotes and numbers stand in them, vocabularies are closed."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from extractors import values
from extractors.language.places import register

ROOT = Path(__file__).resolve().parent.parent
#: folder of gold → folder of its texts
FOLDERS = {
    ROOT / "samples" / "gold": ROOT / "samples",
    ROOT / "tests" / "gold" / "dev": ROOT / "tests" / "gold" / "dev",
    ROOT / "tests" / "gold" / "dev2": ROOT / "tests" / "gold" / "dev2",
    ROOT / "tests" / "gold" / "dev3": ROOT / "tests" / "gold" / "dev3",
    ROOT / "tests" / "gold" / "dev4": ROOT / "tests" / "gold" / "dev4",
    ROOT / "tests" / "gold" / "dev5": ROOT / "tests" / "gold" / "dev5",
    ROOT / "tests" / "gold" / "dev6": ROOT / "tests" / "gold" / "dev6",
    ROOT / "tests" / "gold" / "dev7": ROOT / "tests" / "gold" / "dev7",
    ROOT / "tests" / "gold" / "dev8": ROOT / "tests" / "gold" / "dev8",
    ROOT / "tests" / "gold" / "dev9": ROOT / "tests" / "gold" / "dev9",
    ROOT / "tests" / "gold" / "dev10": ROOT / "tests" / "gold" / "dev10",
    ROOT / "tests" / "gold" / "dev11": ROOT / "tests" / "gold" / "dev11",
    ROOT / "tests" / "gold" / "dev12": ROOT / "tests" / "gold" / "dev12",
    ROOT / "tests" / "gold" / "places": ROOT / "tests" / "gold" / "places",
    ROOT / "tests" / "gold" / "places2": ROOT / "tests" / "gold" / "places2",
    ROOT / "tests" / "gold" / "heldback": ROOT / "tests" / "gold" / "heldback",
}
GOLD = [(path, texts) for folder, texts in FOLDERS.items() for path in sorted(folder.glob("*.json"))]
VOCABULARIES = {
    "unit": values.UNITS,
    "bound": values.BOUNDS,
    "measure": values.MEASURES,
    "statistic": values.STATISTICS,
    "role": values.ROLES,
    "base": (*values.BASES, None),
    "group": (*values.GROUPS, None),
    "per": (*values.PERS, None),
    "place_level": (*values.PLACE_LEVELS, None),
}
KEYS = {
    *("number", "quote", "value", "unit", "programme", "measure", "role", "statistic", "bound"),
    *("base", "group", "per", "compared_with", "as_of", "period_start", "period_end"),
    *("place", "place_level", "province_code"),
}


def readable(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return BeautifulSoup(text, "lxml").get_text("\n") if path.suffix == ".html" else text


@pytest.mark.parametrize(
    ("path", "texts"), GOLD, ids=[f"{p.parent.parent.name}/{p.parent.name}/{p.stem}" for p, _ in GOLD]
)
def test_gold_file_is_well_formed(path, texts):
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = readable(texts / gold["document"])
    assert text == unicodedata.normalize("NFC", text)
    for key in ("published_on", "event_on"):
        assert gold[key] is None or date.fromisoformat(gold[key])
    for figure in gold["figures"]:
        where = f"{figure['number']!r} in {figure['quote'][:60]!r}"
        assert figure.keys() >= KEYS and figure.keys() - KEYS <= {
            "value_max",
            "optional",
            "note",
            "place_id",
        }, where
        assert figure["quote"] in text, where
        assert figure["number"] in figure["quote"], where
        for field, words in VOCABULARIES.items():
            assert figure[field] in words, f"{field}: {where}"
        programmes = figure["programme"].split("+")
        assert programmes == [p for p in values.PROGRAMMES if p in programmes], where
        assert (figure["unit"] == "percent") == (
            "%" in figure["number"] or "phần trăm" in figure["number"]
        ), where
        assert figure["value"] >= 0 or figure["statistic"] != "level", where
        # Null where the text does not say with what (`từ đầu năm giảm 126 người`).
        assert figure["compared_with"] is None or figure["statistic"] != "level", where
        assert figure["measure"] != "completion_rate" or figure["base"] == "target", where
        if "value_max" in figure:
            assert figure["value_max"] > figure["value"], where
        days = [date.fromisoformat(figure[f]) for f in ("period_start", "period_end") if figure[f]]
        assert days == sorted(days), where
        assert figure["as_of"] is None or date.fromisoformat(figure["as_of"]), where
        assert figure.get("place_id") is None or figure["place_id"] in register().by_id, where
        several = ", " in (figure["place"] or "")  # one number for several provinces has no code of its own
        open_place = figure.get("note") in ("open", "openprov")  # a region, a homonym that nothing settles
        coded = figure["province_code"] or figure["place_level"] == "country" or several or open_place
        assert coded or figure["place"] is None, where


@pytest.mark.parametrize("texts", sorted(set(FOLDERS.values())), ids=lambda p: p.name)
def test_every_text_has_gold(texts):
    golds = texts / "gold" if texts.name == "samples" else texts
    names = {json.loads(p.read_text(encoding="utf-8"))["document"] for p in golds.glob("*.json")}
    assert names == {p.name for p in texts.iterdir() if p.suffix in (".txt", ".html")}


def test_samples_are_labelled_and_indexed():
    samples = ROOT / "samples"
    rows = [json.loads(line) for line in (samples / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    files = {p.name for p in samples.iterdir() if p.suffix in (".txt", ".html")}
    assert {row["file"] for row in rows} == files and len(rows) == len(files)
    for name in files:
        text = (samples / name).read_text(encoding="utf-8")
        assert "soạn riêng cho raquan" in text.splitlines()[-1] or 'name="raquan-sample"' in text
