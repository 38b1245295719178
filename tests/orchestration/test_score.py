"""`raquan score` agrees with the project's yardstick, figure by figure."""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.score import GoldError, score

YARDSTICK = Path(__file__).parents[3] / "shared" / "score.py"

_NUMBERS = st.sampled_from([("1.200", 1200.0), ("350", 350.0), ("89,5%", 89.5)])
_QUOTES = st.sampled_from(
    [
        "Toàn tỉnh vận động được 1.200 người tham gia.",
        "Đạt 89,5% kế hoạch năm, thêm 350 người.",
        "Không có gì.",
    ]
)
_PLACES = st.sampled_from([None, "tỉnh Phú Thọ", "Phú Thọ", "TP.HCM", "thành phố Hồ Chí Minh", "Hà Tây (cũ)"])
_DAYS = st.sampled_from([None, "2024-12-31", "2024-01-01", "2025-06-30"])
_FIGURE = st.fixed_dictionaries(
    {
        "printed": _NUMBERS,
        "quote": _QUOTES,
        "sign": st.sampled_from([1, 1, 1, -1]),
        "unit": st.sampled_from(["person", "percent"]),
        "programme": st.sampled_from(["health_insurance", "social_insurance"]),
        "measure": st.sampled_from(["participants", "new_participants", "other"]),
        "statistic": st.sampled_from(["level", "gap"]),
        "role": st.sampled_from(["achieved", "target"]),
        "bound": st.sampled_from(["exact", "about"]),
        "base": st.sampled_from([None, "population"]),
        "place": _PLACES,
        "place_level": st.sampled_from([None, "country", "province"]),
        "province": st.sampled_from([None, "25", "79"]),
        "as_of": _DAYS,
        "period_start": _DAYS,
        "period_end": _DAYS,
        "optional": st.booleans(),
    }
)


def _gold(figure: dict) -> dict:
    (text, value), same = (
        figure["printed"],
        ("quote", "unit", "programme", "measure", "role", "bound", "base"),
    )
    return {
        **{
            name: figure[name]
            for name in (*same, "place", "place_level", "as_of", "period_start", "period_end")
        },
        **({"statistic": figure["statistic"]} if figure["statistic"] != "level" else {}),
        **({"optional": True} if figure["optional"] else {}),
        "number": text,
        "value": value * figure["sign"],
        "province_code": figure["province"],
    }


def _row(figure: dict, number: int) -> dict:
    (text, value), same = figure["printed"], ("quote", "unit", "programme", "measure", "statistic", "role")
    return {
        **{name: figure[name] for name in (*same, "bound", "base", "place_level")},
        **{
            name: pl.Series([figure[name]], dtype=pl.String).str.to_date()[0]
            for name in ("as_of", "period_start", "period_end")
        },
        "figure_id": str(number),
        "document_id": "d",
        "number_text": text,
        "value": value * figure["sign"],
        "place_text": figure["place"],
        "province_2025": figure["province"],
        "province_pre2025": None,
    }


def _write(folder: Path, gold: list[dict], rows: list[dict]) -> tuple[Path, Path]:
    gold_folder, release = folder / "gold", folder / "release"
    gold_folder.mkdir(exist_ok=True)
    release.mkdir(exist_ok=True)
    text = json.dumps({"document": "bài một.txt", "figures": [_gold(figure) for figure in gold]})
    (gold_folder / "one.json").write_text(text, encoding="utf-8")
    documents = {"document_id": ["d", "e"], "archive_path": ["thư mục/bài một.txt", None]}
    pl.DataFrame(documents).write_parquet(release / "documents.parquet")
    dates = dict.fromkeys(("as_of", "period_start", "period_end"), pl.Date)
    strings = dict.fromkeys(
        ("base", "place_text", "place_level", "province_2025", "province_pre2025"), pl.String
    )
    required = (
        "figure_id",
        "document_id",
        "number_text",
        "quote",
        "unit",
        "programme",
        "measure",
        "statistic",
        "role",
    )
    schema = dict.fromkeys((*required, "bound"), pl.String) | {"value": pl.Float64} | strings | dates
    pl.DataFrame([_row(f, n) for n, f in enumerate(rows)], schema=schema).write_parquet(
        release / "figures.parquet"
    )
    return gold_folder, release


@pytest.mark.skipif(not YARDSTICK.exists(), reason="the yardstick ../shared/score.py is not on this machine")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gold=st.lists(_FIGURE, max_size=12), rows=st.lists(_FIGURE, max_size=12), shared=st.integers(0, 6))
def test_agrees_with_the_yardstick(tmp_path, gold, rows, shared):
    gold_folder, release = _write(tmp_path, gold, rows + gold[:shared])
    theirs = tmp_path / "theirs.json"
    arguments = ["score.py", "--gold", str(gold_folder), "--release", str(release), "--json", str(theirs)]
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        patch.setattr(sys, "argv", arguments)
        runpy.run_path(str(YARDSTICK), run_name="__main__")
    ours = score(gold_folder, release).as_dict()
    assert {name: ours[name] for name in json.loads(theirs.read_text())} == json.loads(theirs.read_text())


_BASE = {
    "printed": ("1.200", 1200.0),
    "quote": "Toàn tỉnh vận động được 1.200 người tham gia.",
    "sign": 1,
    "unit": "person",
    "programme": "health_insurance",
    "measure": "new_participants",
    "statistic": "level",
    "role": "achieved",
    "bound": "exact",
    "base": None,
    "place": "tỉnh Phú Thọ",
    "place_level": "province",
    "province": "25",
    "as_of": None,
    "period_start": None,
    "period_end": "2024-12-31",
    "optional": False,
}


def test_a_right_row_is_a_hit_at_every_level(tmp_path):
    found = score(*_write(tmp_path, [_BASE], [_BASE])).as_dict()
    assert [found[level]["f1"] for level in ("number", "core", "full")] == [1.0, 1.0, 1.0]


def test_a_wrong_place_costs_full_only_and_is_named(tmp_path):
    result = score(*_write(tmp_path, [_BASE], [_BASE | {"place": "Hà Nội"}]))
    found = result.as_dict()
    assert [found[level]["f1"] for level in ("number", "core", "full")] == [1.0, 1.0, 0.0]
    assert found["fields"]["place"] == {"right": 0, "wrong": 1}
    assert result.misses[0].fields == {"place": ("Hà Nội", "tỉnh Phú Thọ")}


def test_missed_and_spurious_are_told_apart(tmp_path):
    result = score(*_write(tmp_path, [_BASE], [_BASE | {"unit": "percent"}]))
    assert [miss.kind for miss in result.misses] == ["missed", "spurious"]


def test_what_is_no_gold_is_named(tmp_path):
    gold, release = _write(tmp_path, [_BASE], [_BASE])
    (gold / "broken.json").write_text("{")
    with pytest.raises(GoldError, match="broken.json"):
        score(gold, release)
    with pytest.raises(GoldError, match="not a release"):
        score(gold, tmp_path)
