"""Decisions of people: kept in a file, laid over the figures, and loud once they no longer fit."""

import json
from datetime import date

import polars as pl
import pytest

from extractors.language.places import register
from tests.transforms.made import HA_NOI, TAY_NINH, document, figure
from transforms.corrections import (
    REVIEWED,
    CorrectionError,
    append,
    apply_corrections,
    decide,
    decisions_in,
    read_corrections,
    value_of,
)
from transforms.frames import figures_frame
from transforms.places import places

NEWS = document(text="Hà Nội vận động 4.000 người tham gia BHXH tự nguyện, 120 lượt truyền thông.")
SAID = {"reason": "the plan, not the result", "who": "An", "when": "2026-11-24T08:00:00+00:00"}


@pytest.fixture(scope="module")
def units():
    return places(register().places())


def figures(**changed: object) -> pl.DataFrame:
    given = {"rules": ("role=achieved_by_default", "time=date_before_number"), "role": "achieved"}
    first = figure(NEWS, figure_id="f1", confidence=0.4, **(given | changed))
    return figures_frame([first, figure(NEWS, "120", 120, figure_id="f2")])


def row(frame: pl.DataFrame, figure_id: str = "f1") -> dict:
    return frame.row(by_predicate=pl.col("figure_id") == figure_id, named=True)


def made(decision: str, frame: pl.DataFrame | None = None, **changes: object):
    return decide(row(figures() if frame is None else frame), decision, changes=changes, **SAID)


def test_a_field_is_mended_and_names_the_decision(units):
    mended, rejected = apply_corrections(
        figures(), [made("set", role="target", as_of=date(2025, 9, 30))], units
    )
    now = row(mended)
    assert (now["role"], now["as_of"], now["confidence"]) == ("target", date(2025, 9, 30), REVIEWED)
    assert "role=correction: An, 2026-11-24: the plan, not the result" in now["rules"]
    assert not any("achieved_by_default" in rule or "date_before" in rule for rule in now["rules"])
    assert decisions_in(now["rules"]) == ["An, 2026-11-24: the plan, not the result"]
    assert row(mended, "f2") == row(figures(), "f2")
    assert rejected.is_empty()


def test_a_dropped_figure_is_rejected_with_the_reason(units):
    kept, rejected = apply_corrections(figures(), [made("drop")], units)
    assert kept["figure_id"].to_list() == ["f2"]
    (gone,) = rejected.to_dicts()
    assert (gone["figure_id"], gone["reason"], gone["number_text"]) == ("f1", "correction", "4.000")
    assert "An, 2026-11-24: the plan" in gone["detail"]


def test_a_confirmation_changes_nothing_but_the_confidence(units):
    kept, _ = apply_corrections(figures(), [made("confirm")], units)
    before, now = row(figures()), row(kept)
    assert now["confidence"] == REVIEWED
    assert {k for k in before if before[k] != now[k]} == {"confidence", "rules"}
    assert set(before["rules"]) < set(now["rules"])


def test_with_a_place_go_its_level_and_provinces(units):
    mended, _ = apply_corrections(figures(place_id=HA_NOI), [made("set", place_id=TAY_NINH)], units)
    now = row(mended)
    assert (now["place_level"], now["province_id"], now["province_2025"]) == ("province", TAY_NINH, "80")
    open_now, _ = apply_corrections(figures(), [made("set", place_id=None)], units)
    assert row(open_now)["province_2025"] is None
    with pytest.raises(CorrectionError, match="no place province:99@2025-07-01"):
        apply_corrections(figures(), [made("set", place_id="province:99@2025-07-01")], units)


def test_decisions_about_one_figure_apply_in_order(units):
    first = made("set", role="target")
    then = made("set", apply_corrections(figures(), [first], units)[0], role="remaining")
    assert row(apply_corrections(figures(), [first, then], units)[0])["role"] == "remaining"
    with pytest.raises(CorrectionError, match="expected role=target, met role=achieved"):
        apply_corrections(figures(), [then, first], units)


@pytest.mark.parametrize(
    ("decision", "changes", "met", "said"),
    [
        ("set", {"role": "target"}, {"role": "remaining"}, "expected role=achieved, met role=remaining"),
        (
            "set",
            {"role": "target"},
            {"role": "target"},
            "the rules now read what it asks for; delete the line",
        ),
        ("confirm", {}, {"period_end": None}, r"expected period_end=2025-12-31, met period_end=\(none\)"),
        ("drop", {}, {"quote": "Another sentence of 4.000"}, "the sentence has changed"),
    ],
)
def test_a_decision_that_no_longer_fits_is_loud(units, decision, changes, met, said):
    with pytest.raises(CorrectionError, match=said) as error:
        apply_corrections(figures(**met), [made(decision, **changes)], units)
    assert "f1" in str(error.value) and "4.000" in str(error.value)
    assert "An, 2026-11-24" in str(error.value) and "delete the line" in str(error.value)


def test_what_a_decision_does_not_rest_on_may_change(units):
    mended, _ = apply_corrections(figures(base="population"), [made("set", role="target")], units)
    assert (row(mended)["role"], row(mended)["base"]) == ("target", "population")


def test_a_figure_that_is_gone_is_loud_and_every_misfit_is_named(units):
    other = figures(role="target").filter(pl.col("figure_id") == "f1")
    gone = decide(row(figures(), "f2"), "drop", **SAID)
    with pytest.raises(CorrectionError) as error:
        apply_corrections(other, [made("set", role="remaining"), gone], units)
    assert "2 decisions" in str(error.value)
    assert "doc-1 no longer has this figure" in str(error.value)


def test_a_file_gives_back_what_was_added(tmp_path):
    path = tmp_path / "corrections.jsonl"
    assert read_corrections(path) == []
    path.write_text(
        json.dumps({**_kept(made("drop"))}, ensure_ascii=False)
    )  # no line end, as editors leave it
    append(path, made("set", value=4100.0, as_of=date(2025, 9, 30)))
    first, second = read_corrections(path)
    assert (first.decision, first.where) == ("drop", "corrections.jsonl line 1")
    assert second.set == {"value": 4100.0, "as_of": "2025-09-30"}
    assert second.expect["value"] == 4000.0 and second.reason == SAID["reason"]


def _kept(correction) -> dict:
    return {name: getattr(correction, name) for name in correction.__slots__ if name != "where"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is not a decision"),
        ('{"figure_id": "f1"}', "line 2 is not a decision"),
        (json.dumps(_kept(made("drop")) | {"decision": "forget"}), "not one of set, drop, confirm"),
        (json.dumps(_kept(made("drop")) | {"reason": ""}), "needs a reason"),
        (json.dumps(_kept(made("drop")) | {"decision": "set"}), "needs a `set`"),
        (json.dumps(_kept(made("set", role="target")) | {"set": {"role": "wish"}}), "role=wish is not known"),
        (json.dumps(_kept(made("set", role="target")) | {"set": {"quote": "x"}}), "quote cannot be set"),
        (json.dumps(_kept(made("set", role="target")) | {"set": {"value": "many"}}), "is not a Float64"),
        (json.dumps(_kept(made("set", role="target")) | {"set": {"as_of": "31/12"}}), "is not a Date"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, said):
    path = tmp_path / "corrections.jsonl"
    append(path, made("drop"))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(CorrectionError, match=said) as error:
        read_corrections(path)
    assert "line 2" in str(error.value)


def test_typed_values():
    assert value_of("value", "1230000") == 1230000.0
    assert value_of("as_of", "2025-09-30") == date(2025, 9, 30)
    assert value_of("base", " ") is None
    for name, text in (("value", "many"), ("as_of", "30/9"), ("quote", "x")):
        with pytest.raises(CorrectionError):
            value_of(name, text)
    with pytest.raises(CorrectionError, match="role cannot be empty"):
        made("set", role=None)
    with pytest.raises(CorrectionError, match="does not have the form"):
        made("set", place_id="Hà Nội")
