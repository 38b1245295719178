"""The accuracy report: what it counts, what it keeps, and that held-back gold stays held back."""

import json
from dataclasses import replace

import pytest

from benchmarks import accuracy
from extractors.language import confidence
from orchestration.score import Pair, score_rows

GOLD = {
    "number": "4.000",
    "quote": "Huyện Yên Lập phấn đấu có 4.000 người (120 người là học sinh) tham gia BHXH tự nguyện.",
    "value": 4000,
    "unit": "person",
    "programme": "voluntary_social_insurance",
    "measure": "participants",
    "role": "target",
    "bound": "exact",
    "place": "Yên Lập",
    "place_level": "district",
}
ROW = {
    **{name: GOLD[name] for name in ("value", "unit", "programme", "measure", "role", "bound", "quote")},
    "number_text": "4.000",
    "statistic": "level",
    "base": None,
    "place_text": "huyện Yên Lập",
    "place_level": "district",
    "confidence": 0.8,
    "rules": ("role=target_word_before", "time=date_before_number:plan_year", "place:parent stated: x"),
}


def scored(tmp_path, *rows: dict, **changed: object):
    (tmp_path / "one.json").write_text(json.dumps({"document": "one.txt", "figures": [GOLD | changed]}))
    return score_rows(tmp_path, {"one.txt": rows})


def test_a_figure_is_right_wrong_missed_or_spurious(tmp_path):
    spurious = ROW | {"number_text": "120", "value": 120}
    assert accuracy.states(scored(tmp_path, ROW)) == {}
    wrong = accuracy.states(scored(tmp_path, ROW | {"role": "achieved"}))
    assert wrong == {"one.txt | 4.000 | gold 1": ("wrong: role achieved ≠ target", GOLD["quote"])}
    both = accuracy.states(scored(tmp_path, spurious))
    assert {key: state for key, (state, _) in both.items()} == {
        "one.txt | 4.000 | gold 1": "missed",
        "one.txt | 120 | spurious 1": "spurious",
    }


def test_a_change_says_what_it_mends_and_what_it_breaks(tmp_path):
    right, wrong = scored(tmp_path, ROW), scored(tmp_path, ROW | {"role": "achieved"})
    kept = {name: {"dev": accuracy.summary(s, False)} for name, s in (("right", right), ("wrong", wrong))}
    mended = accuracy.compare(kept["wrong"], kept["right"], {"dev": right})
    assert any("mended" in line and "one.txt | 4.000" in line for line in mended)
    assert any("full F1 0.000 → 1.000 (better)" in line for line in mended)
    broken = accuracy.compare(kept["right"], kept["wrong"], {"dev": wrong})
    assert any("BROKEN" in line and GOLD["quote"] in line for line in broken)
    assert accuracy.compare(kept["right"], kept["right"], {"dev": right}) == []


def test_held_back_gold_is_told_in_totals_only(tmp_path):
    held_back = scored(tmp_path, ROW | {"role": "achieved"})
    assert GOLD["quote"] not in accuracy.report({"heldback": held_back})
    assert "one.txt" not in accuracy.report({"heldback": held_back})
    kept = accuracy.summary(held_back, held_back=True)
    assert "one.txt" not in json.dumps(kept) and kept["number"]["hits"] == 1
    assert {s.name for s in accuracy.SETS if s.held_back} == {"heldback"}


def test_the_kept_result_holds_no_sentence_and_no_held_back_document():
    kept = json.loads(accuracy.RESULT.read_text(encoding="utf-8"))
    assert set(kept) == {s.name for s in accuracy.SETS}
    assert not {"documents", "not_right"} & kept["heldback"].keys()
    for result in kept.values():
        for key, state in result.get("not_right", {}).items():
            assert len(f"{key} {state}".split()) < 60


def test_phenomena_follow_from_gold():
    assert {"role target", "district or commune", "alone in its sentence"} <= set(accuracy.phenomena(GOLD, 1))
    bracket = GOLD | {"number": "120", "value": 120, "group": "students", "role": "achieved"}
    assert {"in brackets", "group"} <= set(accuracy.phenomena(bracket, 2))
    assert "in brackets" not in accuracy.phenomena(GOLD, 2)
    assert "falls" in accuracy.phenomena(GOLD | {"value": -3, "statistic": "change"}, 1)


def test_a_wrong_field_is_the_fault_of_its_rule(tmp_path):
    wrong = scored(tmp_path, ROW | {"role": "achieved", "rules": ("role=by_default", "measure=taking_part")})
    assert accuracy.by_rule(wrong.pairs) == [("role=by_default", 1, 1)]
    late = scored(tmp_path, ROW | {"period_end": "2023-12-31"}, period_end="2024-12-31")
    assert accuracy.by_rule(late.pairs) == [("time=date_before_number:plan_year", 1, 1)]
    spurious = scored(
        tmp_path, ROW, ROW | {"value": 120, "number_text": "120", "rules": ("measure=coverage",)}
    )
    assert accuracy.by_rule(spurious.pairs) == [("measure=coverage", 1, 1)]


def test_reliability_counts_rows_by_confidence(tmp_path):
    spurious = ROW | {"number_text": "120", "value": 120, "confidence": 0.3}
    buckets = accuracy.reliability(scored(tmp_path, ROW, spurious).pairs)
    assert [(b["from"], b["rows"], b["right"]) for b in buckets] == [(0.0, 1, 0.0), (0.8, 1, 1.0)]


def test_calibration_finds_the_rules_that_err():
    """Rule `good` is right in nine of ten rows, `bad` in three; elsewhere both are worse by the same."""

    def pairs(good: int, bad: int) -> list[Pair]:
        rules = [("good", good), ("bad", bad)]
        return [
            Pair("d", GOLD, ROW | {"rules": (f"role={rule}",)}, {} if n < right else {"role": ("x", "y")})
            for rule, right in rules
            for n in range(100)
        ]

    table = accuracy.calibrate(pairs(90, 30), pairs(80, 25))
    assert accuracy.calibrate(pairs(90, 30), pairs(80, 25)) == table  # the same gold, the same table
    shares = {r: confidence.share(table["level"] + table["weights"][f"role={r}"]) for r in ("good", "bad")}
    assert shares["good"] == pytest.approx(0.80, abs=0.06)
    assert shares["bad"] == pytest.approx(0.25, abs=0.1)


def test_confidence_follows_the_weights(monkeypatch):
    table = {
        "level": 1.0,
        "weights": {"role=sure": 1.0, "role=doubtful": -1.0, "time=x": 0.5, "time=x:y": 0.5},
    }
    monkeypatch.setattr(confidence, "_table", lambda: table)

    def of(suspect: bool = False, in_title: bool = False, **rules: str) -> float:
        return confidence.confidence(rules, suspect=suspect, in_title=in_title)

    assert of(role="doubtful") < of() < of(role="sure") < 1
    assert of(time="x:y") == pytest.approx(confidence.share(2.0), abs=0.001)  # both the rule and its suffix
    assert of(role="never_met") < of()
    assert of(role="sure", suspect=True) < of(role="sure")
    assert of(role="sure", in_title=True) < of(role="sure")


def test_deciding_leaves_evidence_out():
    assert confidence.deciding(ROW["rules"]) == {
        "role": "target_word_before",
        "time": "date_before_number:plan_year",
    }


def test_a_set_is_read_as_a_run_reads_it():
    """The samples, from their files: imported by their index, cleaned, extracted, scored."""
    samples = next(s for s in accuracy.SETS if s.name == "samples")
    result = accuracy.score_set(replace(samples))
    assert result.documents_without_rows == []
    assert accuracy.measures(result.counts, "number")["f1"] > 0.9
