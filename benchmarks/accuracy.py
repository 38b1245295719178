"""How well figures are read, on all gold at hand: the number that a change of rules has to answer to.

    make accuracy                                       scores, misses, and what changed since the last result
    .venv/bin/python benchmarks/accuracy.py --update    … and keep this as the last result
    .venv/bin/python benchmarks/accuracy.py --calibrate … after fitting what a confidence means anew

Writes docs/accuracy.md and, with --update, benchmarks/accuracy.json. The scorer is that of `raquan score`.
Texts are read as `raquan run` reads them: imported, cleaned, extracted. Of held-back gold only totals are
shown: who writes rules must not learn its sentences. Gold that lies beside the project (`../shared`) is other
people's: its sentences go to the screen, never into a file.
"""

import argparse
import json
import re
import sys
import tempfile
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np

from extractors.documents.read import read_document
from extractors.language import confidence as certainty
from extractors.language.figures import extract
from extractors.sources.archive import import_archive
from extractors.sources.captures import CaptureStore
from extractors.values import Document, Figure
from orchestration.score import CORE_FIELDS, FIELDS, LEVELS, TIME_FIELDS, Pair, Score, measures, score_rows

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "accuracy.json"
REPORT = ROOT / "docs" / "accuracy.md"


@dataclass(frozen=True)
class GoldSet:
    """Texts with gold. `held_back`: only totals are told. `ours`: its sentences may be shown in files."""

    name: str
    texts: Path
    gold: Path
    held_back: bool = False


SETS = (
    GoldSet("shared", ROOT.parent / "shared/articles", ROOT.parent / "shared/gold"),
    GoldSet("more", ROOT.parent / "shared/more/articles", ROOT.parent / "shared/more/gold"),
    GoldSet("samples", ROOT / "samples", ROOT / "samples/gold"),
    GoldSet("dev", ROOT / "tests/gold/dev", ROOT / "tests/gold/dev"),
    GoldSet("dev2", ROOT / "tests/gold/dev2", ROOT / "tests/gold/dev2"),
    GoldSet("dev3", ROOT / "tests/gold/dev3", ROOT / "tests/gold/dev3"),
    GoldSet("dev4", ROOT / "tests/gold/dev4", ROOT / "tests/gold/dev4"),
    GoldSet("dev5", ROOT / "tests/gold/dev5", ROOT / "tests/gold/dev5"),
    GoldSet("dev6", ROOT / "tests/gold/dev6", ROOT / "tests/gold/dev6"),
    GoldSet("dev7", ROOT / "tests/gold/dev7", ROOT / "tests/gold/dev7"),
    GoldSet("dev8", ROOT / "tests/gold/dev8", ROOT / "tests/gold/dev8"),
    GoldSet("dev9", ROOT / "tests/gold/dev9", ROOT / "tests/gold/dev9"),
    GoldSet("dev10", ROOT / "tests/gold/dev10", ROOT / "tests/gold/dev10"),
    GoldSet("dev11", ROOT / "tests/gold/dev11", ROOT / "tests/gold/dev11"),
    GoldSet("dev12", ROOT / "tests/gold/dev12", ROOT / "tests/gold/dev12"),
    GoldSet("places", ROOT / "tests/gold/places", ROOT / "tests/gold/places"),
    GoldSet("places2", ROOT / "tests/gold/places2", ROOT / "tests/gold/places2"),
    GoldSet("heldback", ROOT / "tests/gold/heldback", ROOT / "tests/gold/heldback", held_back=True),
)

# ── reading and scoring ───────────────────────────────────────────────────────────────────────────


def read_folder(texts: Path) -> list[Document]:
    """Every document of a folder, imported and cleaned as `raquan run` does it."""
    with tempfile.TemporaryDirectory() as place:
        store = CaptureStore(Path(place))
        report = import_archive(texts, store, today=date(2026, 1, 1))
        read = [read_document(c, store.read(c)) for day in sorted(report.days) for c in store.of_day(day)]
    return [document for document in read if isinstance(document, Document)]


def rows_of(documents: Iterable[Document]) -> dict[str, list[dict]]:
    """File name → its figures, as the rows that `score_rows` takes."""
    names = [field.name for field in fields(Figure)]
    return {
        Path(document.archive_path).name: [
            {name: getattr(figure, name) for name in names} for figure in extract(document).figures
        ]
        for document in documents
    }


def score_set(gold_set: GoldSet) -> Score:
    return score_rows(gold_set.gold, rows_of(read_folder(gold_set.texts)))


# ── what kind of figure it is ─────────────────────────────────────────────────────────────────────


def phenomena(gold: dict, together: int) -> list[str]:
    """What is particular about a gold figure; `together`: figures of its document in the same sentence."""
    quote, number = gold["quote"], gold["number"]
    before = quote[: quote.find(number)].rstrip() if number in quote else ""
    said = [
        f"measure {gold['measure']}",
        f"role {gold['role']}",
        f"unit {gold['unit']}",
        f"statistic {gold.get('statistic') or 'level'}",
    ]
    marks = {
        "joint programmes": "+" in gold["programme"],
        "group": gold.get("group"),
        "per": gold.get("per"),
        "bound (hedge)": gold.get("bound", "exact") != "exact",
        "range": gold.get("value_max") is not None,
        "in brackets": before.rfind("(") > before.rfind(")"),
        "number in words": not re.match(r"\d", number),
        "percent above 100": gold["unit"] == "percent" and gold["value"] > 100,
        "falls": gold["value"] < 0,
        "three or more in a sentence": together > 2,
        "alone in its sentence": together == 1,
        "refers back (con số này, tương ứng)": re.search(
            r"(?:con số|tỷ lệ|số) (?:này|đó|trên)|tương ứng|lần lượt", quote, re.IGNORECASE
        ),
        "part of a total (trong đó)": "trong đó" in before.lower(),
        "district or commune": gold.get("place_level") in ("district", "commune"),
        "day or period stated": gold.get("as_of") or gold.get("period_start") or gold.get("period_end"),
    }
    return said + [name for name, here in marks.items() if here]


def by_phenomenon(pairs: Iterable[Pair]) -> dict[str, Counter]:
    """Phenomenon → wanted, number, core, full."""
    pairs = [pair for pair in pairs if pair.gold is not None]
    together = Counter((pair.document, pair.gold["quote"]) for pair in pairs)
    found: dict[str, Counter] = defaultdict(Counter)
    for pair in pairs:
        core = pair.row is not None and not pair.wrong.keys() & {*CORE_FIELDS, "sign"}
        for name in phenomena(pair.gold, together[pair.document, pair.gold["quote"]]):
            found[name].update(
                wanted=1,
                number=pair.row is not None,
                core=core,
                full=core and not pair.wrong,
            )
    return dict(sorted(found.items(), key=lambda item: item[1]["full"] - item[1]["wanted"]))


#: a wrong field of a score → the field of `rules` that answers for it, where they differ
_ANSWERS = {"sign": "statistic", "province": "place"} | dict.fromkeys(TIME_FIELDS, "time")


def by_rule(pairs: Iterable[Pair]) -> list[tuple[str, int, int]]:
    """(field=rule, rows it decided, rows it decided wrongly), what errs most first.

    A row that is no figure at all is the fault of what read its measure.
    """
    rows, wrong = Counter(), Counter()
    for pair in pairs:
        if pair.row is None:
            continue
        rules = certainty.deciding(pair.row["rules"])
        faults = {_ANSWERS.get(name, name) for name in pair.wrong} if pair.gold else {"measure"}
        rows.update(f"{name}={rule}" for name, rule in rules.items())
        wrong.update(f"{name}={rules[name]}" for name in faults if name in rules)
    return [(name, rows[name], count) for name, count in sorted(wrong.items(), key=lambda w: (-w[1], w[0]))]


# ── what a confidence is worth ────────────────────────────────────────────────────────────────────

BUCKETS = (0.0, 0.5, 0.7, 0.8, 0.9)


def reliability(pairs: Iterable[Pair]) -> list[dict]:
    """By bucket of confidence: rows, their mean confidence, and the share right in every field."""
    buckets: dict[float, list[tuple[float, bool]]] = {low: [] for low in BUCKETS}
    for pair in pairs:
        if pair.row is not None:
            low = BUCKETS[bisect_right(BUCKETS, pair.row["confidence"]) - 1]
            buckets[low].append((pair.row["confidence"], _is_right(pair)))
    return [
        {
            "from": low,
            "rows": len(rows),
            "stated": round(sum(c for c, _ in rows) / len(rows), 3),
            "right": round(sum(right for _, right in rows) / len(rows), 3),
        }
        for low, rows in buckets.items()
        if rows
    ]


def _is_right(pair: Pair) -> bool:
    return pair.gold is not None and not pair.wrong


#: How strongly a weight is held to nothing: as if that many rows had been met that say neither.
_RIDGE = 10.0
_ROUNDS = 30


def weights(judged: Sequence[tuple[Sequence[str], bool]]) -> dict[str, float]:
    """Weight of each name in log-odds: a logistic regression held to small weights.

    `judged`: for each row the names that decided it, and whether it was right in every field.
    """
    names = sorted({name for row, _ in judged for name in row})
    at = {name: column for column, name in enumerate(names)}
    met = np.zeros((len(judged), len(names)))
    for number, (row, _) in enumerate(judged):
        met[number, [at[name] for name in row]] = 1
    return dict(zip(names, _regression(met, [right for _, right in judged])[1:], strict=True))


def _regression(met: np.ndarray, right: Sequence[bool], ridge: float = _RIDGE) -> list[float]:
    """Logistic regression of `right` on the columns of `met`: the level, then a weight for each column."""
    met = np.column_stack([np.ones(len(met)), met])
    held = np.array([1e-3] + [ridge] * (met.shape[1] - 1))
    found = np.zeros(met.shape[1])
    for _ in range(_ROUNDS):  # Newton's method: settles in some ten rounds
        likely = 1 / (1 + np.exp(-met @ found))
        slope = met.T @ (likely - np.array(right, float)) + held * found
        curvature = (met * (likely * (1 - likely))[:, None]).T @ met + np.diag(held)
        found -= np.linalg.solve(curvature, slope)
    return found.tolist()


def calibrate(open_pairs: Iterable[Pair], held_back_pairs: Iterable[Pair]) -> dict:
    """The table of confidence.json: weights from open gold; level and scale from held-back gold.

    Rules are written on the open gold, so they are better there, and tell right from wrong better there, than
    elsewhere: on held-back gold the level is lower and the weights are worth less.
    """
    found = weights(_judged(open_pairs))
    unseen = _judged(held_back_pairs) or _judged(open_pairs)
    sums = np.array([[sum(found.get(name, 0.0) for name in row)] for row, _ in unseen])
    level, scale = _regression(sums, [right for _, right in unseen], ridge=1.0)
    scale = min(max(scale, 0.0), 1.0)
    return {
        "level": round(level, 2),
        "weights": {name: round(scale * weight, 2) for name, weight in found.items()},
    }


def _judged(pairs: Iterable[Pair]) -> list[tuple[list[str], bool]]:
    """Rows of prose with what decided them; rows of tables have a confidence of their own (tables.py)."""
    rows = [(certainty.deciding(pair.row["rules"]), pair) for pair in pairs if pair.row is not None]
    return [(certainty.weighed(rules), _is_right(pair)) for rules, pair in rows if "kind" not in rules]


# ── the last result, and what has changed ─────────────────────────────────────────────────────────


def summary(result: Score, held_back: bool) -> dict:
    """A score as it is kept: counts, and (unless held back) the state of every figure that is not right."""
    found = result.as_dict()
    kept = {
        **{level: found[level] for level in LEVELS},
        "wrong_fields": dict(sorted(result.wrong_fields.items())),
        "reliability": reliability(result.pairs),
    }
    if not held_back:
        kept["documents"] = {
            name: {key: counts[key] for key in ("wanted", "predicted", *LEVELS)}
            for name, counts in sorted(result.by_document.items())
        }
        kept["not_right"] = {key: state for key, (state, _) in sorted(states(result).items())}
    return kept


def states(result: Score) -> dict[str, tuple[str, str]]:
    """`document | number | nth` → what is not right about it, and its sentence."""
    seen: Counter = Counter()
    found = {}
    for pair in result.pairs:
        side = pair.gold or pair.row
        number = side.get("number") or side["number_text"]
        kind = "spurious" if pair.gold is None else "gold"
        seen[pair.document, number, kind] += 1
        key = f"{pair.document} | {number} | {kind} {seen[pair.document, number, kind]}"
        if pair.gold is None:
            found[key] = ("spurious", pair.row["quote"])
        elif pair.row is None:
            found[key] = ("missed", pair.gold["quote"])
        elif pair.wrong:
            wrong = ", ".join(f"{name} {a!s} ≠ {b!s}" for name, (a, b) in pair.wrong.items())
            found[key] = (f"wrong: {wrong}", pair.gold["quote"])
    return found


def compare(before: dict, now: dict[str, dict], scores: Mapping[str, Score]) -> list[str]:
    """What got better and what got worse since the last kept result, in lines to print."""
    lines = []
    for name, kept in now.items():
        old = before.get(name)
        if old is None:
            lines.append(f"{name}: not in the last result")
            continue
        for level in LEVELS:
            a, b = old[level]["f1"], kept[level]["f1"]
            if a != b:
                lines.append(f"{name}: {level} F1 {a:.3f} → {b:.3f} ({'better' if b > a else 'WORSE'})")
        if "not_right" not in kept:
            continue
        sentences = states(scores[name])
        for key in sorted(old["not_right"].keys() | kept["not_right"].keys()):
            a, b = old["not_right"].get(key), kept["not_right"].get(key)
            if a == b:
                continue
            verdict = "mended" if b is None else "BROKEN" if a is None else "changed"
            quote = sentences[key][1] if key in sentences else ""
            lines.append(f"  {verdict:8} {name}/{key}: {a or 'right'} → {b or 'right'}{_short(quote)}")
    return lines


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return f"\n           {quote[:240]}" if quote else ""


# ── telling ───────────────────────────────────────────────────────────────────────────────────────


_RULES_SHOWN = 30


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    return [_line(head), _line("---" for _ in head), *map(_line, rows), ""]


def tables(scores: Mapping[str, Score]) -> list[str]:
    """Every table of the report, in Markdown: to print, and for docs/accuracy.md."""
    open_pairs, held_back_pairs = _open_and_held_back(scores)
    lines = ["## By set", ""]
    lines += _table(
        ("set", "documents", "wanted", "given", "number F1", "core F1", "full F1"),
        (
            (
                name,
                len(result.by_document),
                result.counts["wanted"],
                result.counts["predicted"],
                *(f"{measures(result.counts, level)['f1']:.3f}" for level in LEVELS),
            )
            for name, result in scores.items()
        ),
    )
    lines += ["## By field", "", "Of the figures found, how many have the field wrong.", ""]
    lines += _table(
        ("field", *scores),
        (
            (name, *(f"{r.wrong_fields[name]} of {r.counts['number']}" for r in scores.values()))
            for name in FIELDS
        ),
    )
    lines += ["## By phenomenon", "", "All sets but the held-back one; what costs most comes first.", ""]
    lines += _table(
        ("phenomenon", "wanted", "found", "core right", "all right"),
        (
            (name, c["wanted"], *(f"{c[level] / c['wanted']:.2f}" for level in LEVELS))
            for name, c in by_phenomenon(open_pairs).items()
        ),
    )
    lines += [
        "## By rule",
        "",
        "All sets but the held-back one: the rules that decided wrongly most often.",
        "",
    ]
    lines += _table(("rule", "rows", "wrong"), by_rule(open_pairs)[:_RULES_SHOWN])
    lines += ["## What a confidence is worth", ""]
    lines += ["Share of rows that are right in every field, by stated confidence.", ""]
    for title, pairs in (("Held-back gold", held_back_pairs), ("All other gold", open_pairs)):
        lines += [f"### {title}", ""]
        lines += _table(
            ("confidence from", "rows", "mean confidence", "right in every field"),
            (
                (f"{b['from']:.2f}", b["rows"], f"{b['stated']:.2f}", f"{b['right']:.2f}")
                for b in reliability(pairs)
            ),
        )
    return lines


def _open_and_held_back(scores: Mapping[str, Score]) -> tuple[list[Pair], list[Pair]]:
    held_back = {s.name for s in SETS if s.held_back}
    both: tuple[list[Pair], list[Pair]] = [], []
    for name, result in scores.items():
        both[name in held_back].extend(result.pairs)
    return both


def documents_table(scores: Mapping[str, Score]) -> list[str]:
    held_back = {s.name for s in SETS if s.held_back}
    return _table(
        ("document", "wanted", "given", "found", "core right", "all right"),
        (
            (f"{name}/{document}", *(counts[k] for k in ("wanted", "predicted", *LEVELS)))
            for name, result in scores.items()
            if name not in held_back
            for document, counts in result.by_document.items()
            if counts["wanted"] or counts["predicted"]
        ),
    )


_HEAD = """\
# Accuracy

Made by `make accuracy` with `--update`; do not edit. How gold is annotated: `tests/gold/README.md`.
*number*: the figure was found; *core*: and programme, measure, statistic, role and sign are right; *full*:
and bound, base, place, province and time. `heldback` is gold of our own that whoever writes rules does not
read; `shared` and `more` are real articles that do not ship with the project.
"""
_CONFIDENCE = """\
## How a confidence is made

Every rule has a weight in log-odds: how much more, or less, often a row that it decided was right in every
field, other things equal (a logistic regression over all gold but the held-back one). The weights of a row's
rules are added to a level. Level, and what the weights are worth together, are set so that confidence and
share right agree on held-back gold, whose texts no rule was written for. All stands in
`extractors/language/confidence.json`; `benchmarks/accuracy.py --calibrate` fits it anew.
Arithmetic that holds or fails moves the result after that (`extractors/language/arithmetic.py`).

## By document
"""


def report(scores: Mapping[str, Score]) -> str:
    """docs/accuracy.md."""
    return "\n".join([_HEAD, *tables(scores), _CONFIDENCE, *documents_table(scores)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="keep this result as the last one")
    parser.add_argument("--calibrate", action="store_true", help="fit the table of confidences anew, first")
    parser.add_argument("--quiet", action="store_true", help="tables and changes only, no list of misses")
    chosen = parser.parse_args(arguments)
    there = [s for s in SETS if s.gold.is_dir() and s.texts.is_dir()]
    documents = {s.name: read_folder(s.texts) for s in there}

    def score_all() -> dict[str, Score]:
        return {s.name: score_rows(s.gold, rows_of(documents[s.name])) for s in there}

    scores = score_all()
    if chosen.calibrate:
        certainty.write_table(calibrate(*_open_and_held_back(scores)))
        scores = score_all()
    print("\n".join(tables(scores)))
    if not chosen.quiet:
        print("\n".join(documents_table(scores)))
        for s in there:
            if not s.held_back:
                for key, (state, quote) in sorted(states(scores[s.name]).items()):
                    print(f"{s.name}/{key}: {state}{_short(quote)}")
    now = {s.name: summary(scores[s.name], s.held_back) for s in there}
    before = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    print("\n## Since the last kept result\n")
    print("\n".join(compare(before, now, scores)) or "nothing changed")
    for s in SETS:
        if s not in there:
            print(f"{s.name}: not at hand ({s.gold})")
    if chosen.update:
        # Sets that are not at hand keep what was last known of them.
        RESULT.write_text(json.dumps(before | now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        REPORT.write_text(report(scores), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
