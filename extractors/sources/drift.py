"""Drift: what a source yields and what its layouts let be read, compared with what they used to.

Belongs here: the small history kept per source, and when it says that something changed. Does not
belong here: counting (`refresh`, `extractors.documents`) or showing it (`orchestration`).

    <folder>/<source>.json   the last RUNS_KEPT runs, per layout the last days' readings, and what
                             a second reader made of a sample of the pages
"""

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from extractors.sources.refresh import SourceOutcome

RUNS_KEPT = 60
#: Runs that must agree before a source's silence counts: single nights without an article are normal.
SILENT_RUNS = 3
#: So many runs in which every list was "unchanged" are silence too: feeds die without a word.
STILL_RUNS = 30
#: Pages of a layout that must have been read before its fields are judged.
PAGES_JUDGED = 5
#: Under this name stand the pages that no layout fitted.
FALLBACK = "none"
#: A field that layouts promise is expected on this share of pages; one that used to be read more or
#: less often is expected at half of its usual share.
EXPECTED = {"title": 0.9, "text": 0.9, "published": 0.8}
#: Two readers of one page share at least so many of its words, as a rule nine tenths (F1).
AGREEMENT = 0.6
#: Texts this much shorter than they used to be are teasers, or cut off.
SHRUNK = 1 / 3


class PageReading(NamedTuple):
    """What one page gave: the layout that read it (None: none fitted), fields of Document, words of text."""

    layout: str | None
    fields: frozenset[str] | set[str]
    words: int = 0


def note_outcome(folder: Path, outcome: "SourceOutcome") -> None:
    """Adds a run to the source's history; a second run of the same day takes the place of the first, whose
    new captures are added to its own."""
    state = load_state(folder, outcome.source)
    run = {k: v for k, v in asdict(outcome).items() if k not in ("source", "trouble")}
    run |= {"day": outcome.day.isoformat(), "trouble": list(outcome.trouble[:20]), "dead": outcome.is_dead}
    run["new"] += sum(old["new"] for old in state["runs"] if old["day"] == run["day"])
    runs = [old for old in state["runs"] if old["day"] != run["day"]] + [run]
    state["runs"] = sorted(runs, key=lambda run: run["day"])[-RUNS_KEPT:]
    _save(folder, outcome.source, state)


def note_readings(folder: Path, source: str, day: date, readings: Iterable[PageReading]) -> None:
    """Adds what one day's pages gave; a second reading of the same day takes the place of the first."""
    state = load_state(folder, source)
    days = {
        layout: kept
        for layout, counts in state["layouts"].items()
        if (kept := [count for count in counts if count["day"] != day.isoformat()])
    }
    counts: dict[str, dict[str, Any]] = {}
    for page in readings:
        empty = {"day": day.isoformat(), "pages": 0, "words": 0, "fields": {}}
        count = counts.setdefault(page.layout or FALLBACK, empty)
        count["pages"] += 1
        count["words"] += page.words
        for name in page.fields:
            count["fields"][name] = count["fields"].get(name, 0) + 1
    for layout, count in counts.items():
        days[layout] = sorted([*days.get(layout, []), count], key=lambda count: count["day"])[-RUNS_KEPT:]
    state["layouts"] = days
    _save(folder, source, state)


def note_opinions(folder: Path, source: str, day: date, agreements: dict[str, float]) -> None:
    """Adds how far a second reader agreed on a sample of one day's pages: F1 of the words, by URL."""
    state = load_state(folder, source)
    least = min(agreements, key=agreements.__getitem__)
    opinion = {"day": day.isoformat(), "pages": len(agreements), "agreement": mean(agreements.values())}
    opinion |= {"least": agreements[least], "url": least}
    others = [old for old in state["opinions"] if old["day"] != opinion["day"]]
    state["opinions"] = sorted([*others, opinion], key=lambda opinion: opinion["day"])[-RUNS_KEPT:]
    _save(folder, source, state)


def wants_opinion(folder: Path, source: str, day: date) -> bool:
    """Whether a day's pages are worth a second reading: those of the source's newest run are.

    Older days are read again after a change of the rules, all at once: there it would cost hours.
    """
    runs = load_state(folder, source)["runs"]
    return bool(runs) and runs[-1]["day"] == day.isoformat()


def load_state(folder: Path, source: str) -> dict[str, Any]:
    """The source's history: `runs`, `layouts` and `opinions`; empty if there is none or it is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = json.loads((Path(folder) / f"{source}.json").read_text(encoding="utf-8"))
        if isinstance(state["runs"], list) and isinstance(state["layouts"], dict):
            return {"opinions": []} | state
    return {"runs": [], "layouts": {}, "opinions": []}


def last_success(state: dict[str, Any]) -> date | None:
    """The last day on which the source gave a page, or said of a page or a list that it is unchanged."""
    days = [
        run["day"]
        for run in state["runs"]
        if run["new"] + run["unchanged"] + run.get("unchanged_lists", 0) > 0
    ]
    return date.fromisoformat(days[-1]) if days else None


def drift(state: dict[str, Any]) -> list[str]:
    """What changed at a source for the worse, a sentence each; [] if it is as it was.

    A source that shows articles no more, that refuses them, whose pages no layout matches, or whose
    layouts no longer give a field that they gave: somebody should look at it.
    """
    return [
        *_yield_drift(state["runs"]),
        *_layout_drift(state["layouts"]),
        *_opinion_drift(state["opinions"]),
    ]


def _yield_drift(runs: list[dict[str, Any]]) -> Iterable[str]:
    latest, before = runs[-SILENT_RUNS:], runs[:-SILENT_RUNS]
    if len(latest) < SILENT_RUNS:
        return
    if before and all(run["seen"] == 0 and not run.get("unchanged_lists") for run in latest):
        usual = median(run["seen"] for run in before)
        if usual > 0:
            yield f"no article seen in the last {SILENT_RUNS} runs; usually {usual:g} a run"
    elif len(runs) > STILL_RUNS and all(run["seen"] == 0 for run in runs[-STILL_RUNS:]):
        yield f"its lists have been unchanged for {STILL_RUNS} runs"
    elif all(run["found"] and run["blocked"] > run["found"] / 2 for run in latest):
        yield f"more than half of its articles blocked in the last {SILENT_RUNS} runs"
    elif all(run["gave_up"] or run["found"] and run["failed"] > run["found"] / 2 for run in latest):
        yield f"more than half of its articles failed in the last {SILENT_RUNS} runs"


def _layout_drift(layouts: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    newest = max((count["day"] for days in layouts.values() for count in days), default=None)
    for layout, days in sorted(layouts.items()):
        latest, before = _latest(days)
        pages = sum(count["pages"] for count in latest)
        if days[-1]["day"] != newest or pages < PAGES_JUDGED:
            continue
        if layout == FALLBACK and not _share(latest, "text"):
            yield f"no text could be read from its last {pages} pages"
            continue
        for name in sorted(EXPECTED.keys() | {field for count in before for field in count["fields"]}):
            share = _share(latest, name)
            usual = _share(before, name) if before else EXPECTED.get(name, 0.0)
            if share < usual / 2:
                yield f"layout {layout}: {name} read on {share:.0%} of {pages} pages; usually on {usual:.0%}"
        length, usual = _mean_words(latest), _mean_words(before)
        if length < usual * SHRUNK:
            yield f"layout {layout}: texts of {length:.0f} words on {pages} pages; usually {usual:.0f}"
    fallback, of_all = _fallback_share(layouts)
    if of_all >= PAGES_JUDGED and fallback > 0.5 and len(layouts) > 1:
        yield f"no layout matched on {fallback:.0%} of the last {of_all} pages"


def _opinion_drift(opinions: list[dict[str, Any]]) -> Iterable[str]:
    if opinions and opinions[-1]["agreement"] < AGREEMENT:
        last = opinions[-1]
        yield (
            f"a second reader (trafilatura) shares {last['agreement']:.0%} of the words on {last['pages']} "
            f"pages, least on {last['url']}"
        )


def _mean_words(days: list[dict[str, Any]]) -> float:
    pages = sum(count["pages"] for count in days)
    return sum(count.get("words", 0) for count in days) / pages if pages else 0.0


def _latest(days: list[dict[str, Any]]) -> tuple[list, list]:
    """The newest days that together have pages enough to be judged, and the days before them."""
    for n in range(1, len(days) + 1):
        if sum(count["pages"] for count in days[-n:]) >= PAGES_JUDGED:
            return days[-n:], days[:-n]
    return days, []


def _share(days: list[dict[str, Any]], name: str) -> float:
    pages = sum(count["pages"] for count in days)
    return sum(count["fields"].get(name, 0) for count in days) / pages if pages else 0.0


def _fallback_share(layouts: dict[str, list[dict[str, Any]]]) -> tuple[float, int]:
    """Of the newest days' pages, the share that no site rule matched, and how many pages they were."""
    by_day: dict[str, list[int]] = {}
    for layout, days in layouts.items():
        for count in days:
            pages = by_day.setdefault(count["day"], [0, 0])
            pages[0] += count["pages"] if layout == FALLBACK else 0
            pages[1] += count["pages"]
    fallback = total = 0
    for day in sorted(by_day, reverse=True):
        fallback, total = fallback + by_day[day][0], total + by_day[day][1]
        if total >= PAGES_JUDGED:
            break
    return (fallback / total if total else 0.0), total


def _save(folder: Path, source: str, state: dict[str, Any]) -> None:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(state, file, ensure_ascii=False, indent=1, sort_keys=True)
    os.replace(draft, folder / f"{source}.json")
