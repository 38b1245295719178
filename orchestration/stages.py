"""What each asset of the graph does, as plain functions over a data folder.

Belongs here: reading the input of a stage, calling `extractors` and `transforms`, writing the result, and
deciding what is stale. Does not belong here: Dagster (`assets.py`), or any rule about texts or tables.

`tell(done, total, what)` is called as a stage proceeds; it is for whoever watches.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from extractors.sources.captures import CorruptCapture
from extractors.values import Capture, Document, Rejection
from orchestration.folder import (
    PROJECT,
    DataFolder,
    aside,
    code_digest,
    digest,
    made_from,
    write_parquet,
    write_text,
)
from orchestration.months import day_parts, made_by, packed
from orchestration.workers import Batch, Crew, Workers, rejected

if TYPE_CHECKING:
    from transforms.gate import SuiteResult

Tell = Callable[[int, int, str], None]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: Outcomes of suites that the history of the gate keeps: a year of nights.
GATE_HISTORY = 365 * 7
#: The modules that shape how documents and figures are stored.
_SHAPE = (
    "extractors/values.py",
    "transforms/schema.py",
    "transforms/frames.py",
    "orchestration/stages.py",
    "orchestration/workers.py",
)


@dataclass(frozen=True)
class DayResult:
    """What one stage made of one day: its rows, what it kept out, and whether there was work to do."""

    rows: pl.DataFrame
    rejected: pl.DataFrame
    fresh: bool  # the files were right already


def today() -> date:
    """The day it is in Vietnam: the partition of what is captured now."""
    return datetime.now(VIETNAM).date()


def import_folder(folder: DataFolder, archive: Path, day: date, tell: Tell):
    """Keep every document of a folder as a capture; returns the ImportReport. Files without a date: `day`."""
    from extractors.sources.archive import import_archive

    return import_archive(
        archive, folder.store, today=day, progress=lambda done, total, _: tell(done, total, "files")
    )


# ── reading: one day at a time ────────────────────────────────────────────────────────────────────


def read_documents(folder: DataFolder, day: date, tell: Tell, again: bool = False) -> DayResult:
    """Captures of a day → `documents/<day>.parquet`. Reads raw bytes; touches no network.

    A capture that cannot be read, or whose reading raises, is a row of `rejected`; the others go through.
    """
    return _one_day(documents_of_days, folder, day, tell, again)


def read_figures(folder: DataFolder, day: date, tell: Tell, again: bool = False) -> DayResult:
    """Documents of a day → `figures/<day>.parquet` and its mentions. Reads the stored text only."""
    return _one_day(figures_of_days, folder, day, tell, again)


def documents_of_days(
    folder: DataFolder, days: Sequence[date], tell: Tell, crew: Crew, again: bool = False
) -> Iterator[tuple[date, DayResult]]:
    """`read_documents` of many days by a crew, which works on later days while earlier ones are written."""
    return _read_days(ReadingDocuments(folder), days, tell, crew, again)


def figures_of_days(
    folder: DataFolder, days: Sequence[date], tell: Tell, crew: Crew, again: bool = False
) -> Iterator[tuple[date, DayResult]]:
    """`read_figures` of many days by a crew."""
    return _read_days(ReadingFigures(folder), days, tell, crew, again)


def _one_day(read, folder: DataFolder, day: date, tell: Tell, again: bool) -> DayResult:
    with Workers().open(folder) as crew:
        ((_, result),) = read(folder, [day], tell, crew, again)
    return result


@dataclass
class _Work:
    """A day on its way: what its files will have been made from, what is to be read, what came of it."""

    day: date
    wanted: str
    size: int
    items: Iterable
    results: list = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    damaged: list[Rejection] = field(default_factory=list)


def _read_days(
    stage: "ReadingDocuments | ReadingFigures",
    days: Sequence[date],
    tell: Tell,
    crew: Crew,
    again: bool,
) -> Iterator[tuple[date, DayResult]]:
    total, done = sum(map(stage.count, days)), 0

    def batches() -> Iterator[Batch]:
        for day in days:
            work = None if again else stage.fresh(day)
            if work is None:
                work = stage.plan(day)
                items, number = iter(work.items), 0
                while batch := list(islice(items, stage.batch)):
                    key = digest(stage.task, work.wanted, number)
                    yield Batch(stage.task, key, batch, work.size > stage.batch, work)
                    number += 1
            yield Batch(stage.task, "", [], False, (day, work))  # the day ends here

    for batch, results in crew.map(batches()):
        if batch.items:
            work = batch.of
            work.results += zip((item[0] for item in batch.items), results, strict=True)
            work.keys.append(batch.key)
            done += len(results)
        else:
            day, work = batch.of
            if isinstance(work, _Work):
                done += work.size - len(work.results)  # those whose bytes are damaged
                with stage.folder.writing():
                    result = stage.finish(work)
                crew.done(work.keys)
            else:
                result = work
                done += stage.count(day)
            yield day, result
        tell(min(done, total), total, stage.what)


class ReadingDocuments:
    """captures → documents"""

    task, what = "read_captures", "documents"
    #: Pages of 100 KB: a batch is some MB, and read in less than a second.
    batch = 32

    def __init__(self, folder: DataFolder):
        self.folder, self.store = folder, folder.store

    def count(self, day: date) -> int:
        return self.store.count(day)

    def fresh(self, day: date) -> DayResult | None:
        return _fresh(self.folder, "documents", day, _documents_from(self.folder, day), "rejected")

    def plan(self, day: date) -> _Work:
        fingerprint = self.store.fingerprint(day)  # before the captures are listed: what comes later is stale
        damaged: list[CorruptCapture] = []
        captures = self.store.of_day(day, damaged)
        names = {capture.source for capture in captures if capture.source}
        wanted, size = _documents_from(self.folder, day, names, fingerprint), len(captures) + len(damaged)
        work = _Work(day, wanted, size, ())
        work.damaged += map(self._sidecar, damaged)
        work.items = self._contents(captures, work)
        return work

    def _sidecar(self, error: CorruptCapture) -> Rejection:
        return Rejection(kind="document", reason="damaged_capture", detail=self._told(error))

    def _told(self, error: CorruptCapture) -> str:
        """Without the place of the data folder: `rejected` is published."""
        return f"{error.path.relative_to(self.folder.root).as_posix()} is damaged. {error.remedy}"

    def _contents(self, captures: list[Capture], work: _Work) -> Iterator[tuple]:
        from orchestration.sources import registry

        sources = registry()
        for capture in captures:
            source = sources.get(capture.source or "")
            try:
                yield capture, self.store.read(capture), source.layouts if source else ()
            except CorruptCapture as error:
                work.damaged.append(rejected(capture, "damaged_capture", self._told(error)))

    def finish(self, work: _Work) -> DayResult:
        from extractors.documents.read import HTML, Reading
        from orchestration import sources
        from transforms.frames import documents_frame, rejections_frame

        documents, pages = [], []
        damaged: list[CorruptCapture] = []
        rejections = self.store.rejections(work.day, damaged)
        work.damaged += map(self._sidecar, damaged)
        rejections += work.damaged
        for capture, reading in work.results:
            outcome = reading.outcome if isinstance(reading, Reading) else reading
            (rejections if isinstance(outcome, Rejection) else documents).append(outcome)
            rejections += reading.kept_out if isinstance(reading, Reading) else ()
            if isinstance(reading, Reading) and capture.source and capture.media_type in HTML:
                pages.append((capture, reading))
        sources.note_readings(self.folder, work.day, pages)
        # Damaged bytes may have been mended by the next import: then the day is read again.
        wanted = f"damaged {work.wanted}" if work.damaged else work.wanted
        result = DayResult(documents_frame(documents), rejections_frame(rejections), fresh=False)
        write_parquet(result.rejected, self.folder.part("documents", work.day, "rejected"), wanted)
        write_parquet(result.rows, self.folder.part("documents", work.day), wanted)
        return result


class ReadingFigures:
    """documents → figures"""

    task, what = "read_texts", "figures"
    #: Half a second: in the end no process waits long for the others.
    batch = 40

    def __init__(self, folder: DataFolder):
        self.folder = folder

    def count(self, day: date) -> int:
        try:
            return pl.scan_parquet(self.folder.part("documents", day)).select(pl.len()).collect().item()
        except (OSError, pl.exceptions.PolarsError):
            return 0

    def fresh(self, day: date) -> DayResult | None:
        wanted = _figures_from(self.folder, day)
        return _fresh(self.folder, "figures", day, wanted, "rejected", "mentions")

    def plan(self, day: date) -> _Work:
        from orchestration.sources import home_of

        wanted = _figures_from(self.folder, day)
        rows = pl.read_parquet(self.folder.part("documents", day))
        documents = map(document_of, rows.iter_rows(named=True))
        items = ((document, home_of(document.source)) for document in documents)
        return _Work(day, wanted, rows.height, items)

    def finish(self, work: _Work) -> DayResult:
        from transforms.frames import figures_frame, mentions_frame, rejections_frame

        figures, mentions, rejections = [], [], []
        for _, extraction in work.results:
            if isinstance(extraction, Rejection):
                rejections.append(extraction)
                continue
            figures += extraction.figures
            mentions += [extraction.campaign] if extraction.campaign else []
            rejections += extraction.rejections
        result = DayResult(figures_frame(figures), rejections_frame(rejections), fresh=False)
        part = self.folder.part
        write_parquet(mentions_frame(mentions), part("figures", work.day, "mentions"), work.wanted)
        write_parquet(result.rejected, part("figures", work.day, "rejected"), work.wanted)
        write_parquet(result.rows, part("figures", work.day), work.wanted)
        return result


def _fresh(folder: DataFolder, table: str, day: date, wanted: str, *aspects: str) -> DayResult | None:
    """The day's files, where all of them were made from what is `wanted`."""
    if any(made_from(folder.part(table, day, aspect)) != wanted for aspect in ("", *aspects)):
        return None
    rows, out = (pl.read_parquet(folder.part(table, day, aspect)) for aspect in ("", "rejected"))
    return DayResult(rows, out, fresh=True)


def stale_days(folder: DataFolder) -> list[date]:
    """The days whose documents or figures are not what captures and code now give, oldest first."""
    return [
        day
        for day in folder.store.days()
        if made_from(folder.part("documents", day)) != _documents_from(folder, day)
        or made_from(folder.part("figures", day)) != _figures_from(folder, day)
    ]


def _documents_from(
    folder: DataFolder, day: date, names: Collection[str] | None = None, fingerprint: str | None = None
) -> str:
    """What a day's documents are made from: captures, code, and how the files of its sources (`names`, else
    those of which the stored documents were read) say that pages are laid out."""
    from orchestration.sources import rules_of

    names = _sources_in(made_from(folder.part("documents", day))) if names is None else names
    made = digest(fingerprint or folder.store.fingerprint(day), code_digest("extractors/documents", *_SHAPE))
    return " ".join([made, *(f"{name}={rules_of(name)}" for name in sorted(names))])


def _figures_from(folder: DataFolder, day: date) -> str:
    """What a day's figures are made from: its documents, code, and the home provinces of their sources."""
    from orchestration.sources import home_of

    documents = made_from(folder.part("documents", day))
    homes = (f"{name}={home_of(name)}" for name in _sources_in(documents))
    return digest(documents, *homes, code_digest("extractors/language", *_SHAPE))


def _sources_in(made: str | None) -> list[str]:
    """The sources that `_documents_from` names."""
    return [word.partition("=")[0] for word in (made or "").split() if "=" in word]


def document_of(row: dict) -> Document:
    """A row of documents.parquet as the value it was made from.

    Times are stored in UTC; here they get back the offset that the page stated (+07:00 where it stated
    none), because the day on which something was published is a day in Vietnam.
    """
    values = {field.name: row[field.name] for field in fields(Document)}
    offset = datetime.strptime(row["published_offset"] or "+07:00", "%z").tzinfo
    for name in ("published_at", "modified_at", "captured_at"):
        if values[name] is not None:
            values[name] = values[name].replace(tzinfo=UTC).astimezone(offset)
    return Document(**values)


# ── history and publication: all days together ────────────────────────────────────────────────────


def build_campaigns(folder: DataFolder) -> dict[str, pl.DataFrame]:
    """Figures, documents and mentions of all days → the tables of `history/` up to campaigns.

    Copies of a story are marked, decisions of people laid over the figures, rows that break a row rule taken
    out (they go to `rejected`), figures linked to their drives. Raises CorrectionError where a decision no
    longer fits.
    """
    from extractors.language.places import register
    from transforms.campaigns import campaigns
    from transforms.corrections import apply_corrections, read_corrections
    from transforms.duplicates import duplicates
    from transforms.frames import latest_figures, version_order
    from transforms.gate import split_rows
    from transforms.places import places
    from transforms.schema import conform

    parts = day_parts(folder)
    made, months = _history_from(folder, parts), packed(folder, parts)
    held = months.read("held")
    units = places(register().places())
    documents = duplicates(months.read("documents"), months.read("traits"))
    documents, bad_documents = split_rows(documents, "documents", {}, held)
    figures = latest_figures(months.read("figures"), documents)
    figures, corrected = apply_corrections(figures, read_corrections(folder.corrections), units)
    figures, bad_figures = split_rows(figures, "figures", {"documents": documents, "places": units}, held)
    table, figures = campaigns(months.read("mentions"), documents, figures)
    rejected = pl.concat([months.read("rejected"), bad_documents, bad_figures, corrected])
    tables = {
        "documents": documents,
        "figures": figures,
        "campaigns": table,
        "places": units,
        "rejected": conform(rejected.unique(maintain_order=True), "rejected"),
    }
    (folder.history / "made_from").unlink(missing_ok=True)
    for name, frame in tables.items():
        _write_history(folder, name, frame)
    write_parquet(version_order(documents), folder.history / "versions.parquet", made)
    write_parquet(held, folder.history / "held.parquet", made_by())
    write_text(folder.history / "made_from", f"{made}\n")
    return tables


def _write_history(folder: DataFolder, name: str, frame: pl.DataFrame) -> None:
    from transforms.release import write_table
    from transforms.schema import TABLES

    with aside(folder.history / f"{name}.parquet") as file:
        write_table(frame, TABLES[name], file)


def build_panel(folder: DataFolder) -> dict[str, pl.DataFrame]:
    """The tables of `history/` with the panel added."""
    from transforms.panel import panel
    from transforms.release import tables_of

    (folder.history / "panel.parquet").unlink(missing_ok=True)
    tables = dict(tables_of(folder.history, text=False))
    versions = pl.read_parquet(folder.history / "versions.parquet")
    tables["panel"] = panel(tables["figures"], tables["documents"], versions=versions)
    _write_history(folder, "panel", tables["panel"])
    return tables


def build_candidate(folder: DataFolder) -> Mapping[str, pl.DataFrame]:
    """The tables of `history/` → a whole release, written aside; its tables, without texts."""
    from transforms.release import candidate_of, next_version, tables_of

    candidate_of(
        folder.history,
        folder.candidate,
        version=next_version(folder.root, today()),
        code_version=version("raquan"),
    )
    return tables_of(folder.candidate, text=False)


def validate_candidate(folder: DataFolder, suite: str) -> "SuiteResult":
    """Run one suite (a table's, or `comparison` with the last release) over the candidate.

    The outcome is kept for `publish`, for the page, and in the history of the gate.
    """
    from transforms import comparison
    from transforms.gate import SuiteResult, validate, validation_page
    from transforms.release import current, must_be_whole, tables_of

    # Texts are most of a release; only the suites of these two tables look into them.
    of_text = suite in ("documents", "figures")
    tables = tables_of(folder.candidate, text=of_text)
    last = current(folder.root)
    if suite != comparison.NAME:
        known = of_text and made_from(folder.history / "held.parquet") == made_by()
        held = pl.read_parquet(folder.history / "held.parquet") if known else None
        result = validate(tables, [suite], held)[0]
    elif last is None:
        result = SuiteResult(suite, 0, ())
    else:
        must_be_whole(last)
        accept = os.environ.get("RAQUAN_ACCEPT_LOSS") == "1"
        result = comparison.against(tables, tables_of(last, text=False), accept_loss=accept)
    outcome = {"candidate": _candidate_hash(folder), "result": asdict(result)}
    write_text(folder.gate / f"{suite}.json", json.dumps(outcome, ensure_ascii=False))
    write_text(folder.gate / "validation.html", validation_page(outcomes(folder).values()))
    _keep_in_history(folder, result)
    return result


def suites() -> tuple[str, ...]:
    """The suites of the gate, by name."""
    from transforms.comparison import NAME
    from transforms.schema import TABLES

    return (*TABLES, NAME)


def outcomes(folder: DataFolder) -> dict[str, "SuiteResult"]:
    """What the gate has said so far of the candidate that stands in the folder, by suite."""
    from transforms.gate import Promise, SuiteResult

    found, candidate = {}, _candidate_hash(folder)
    for suite in suites():
        path = folder.gate / f"{suite}.json"
        outcome = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if outcome.get("candidate") == candidate:
            said = outcome["result"]
            promises = (Promise(**p | {"examples": tuple(p["examples"])}) for p in said["promises"])
            found[suite] = SuiteResult(said["table"], said["n_rows"], tuple(promises))
    return found


def _keep_in_history(folder: DataFolder, result: "SuiteResult") -> None:
    """Add an outcome to `history/gate/history.jsonl`, and write the page of it.

    A candidate that is asked again takes the place of its former outcome.
    """
    from transforms.promises import history_page

    path, candidate = folder.gate / "history.jsonl", _candidate_hash(folder)
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        with suppress(ValueError):
            entries.append(json.loads(line))
    entries = [one for one in entries if (one["candidate"], one["table"]) != (candidate, result.table)]
    package = json.loads((folder.candidate / "datapackage.json").read_text(encoding="utf-8"))
    entries.append(
        {
            "at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
            "version": package["version"],
            "candidate": candidate,
            "table": result.table,
            "n_rows": result.n_rows,
            "n_promises": len(result.promises),
            "broken": [
                {"name": one.name, "severity": one.severity, "n_broken": one.n_broken}
                for one in result.broken()
            ],
        }
    )
    entries = entries[-GATE_HISTORY:]
    write_text(path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entries))
    write_text(folder.gate / "history.html", history_page(entries, suites()))


def build_explorer(folder: DataFolder) -> dict[str, int]:
    """The site of the candidate, written into it, with what the gate and the gold said; counts of it."""
    from transforms.explorer import build
    from transforms.release import current
    from transforms.schema import TABLES

    measured = PROJECT / "docs" / "accuracy.md"
    accuracy = measured.read_text(encoding="utf-8") if measured.is_file() else None
    of_tables = [result for suite, result in outcomes(folder).items() if suite in TABLES]
    return build(folder.candidate, of_tables, accuracy, last=current(folder.root))


def publish(folder: DataFolder) -> Path:
    """Make the candidate the newest release, if every suite of the gate has let it through.

    Raises GateClosed where a suite was not asked or not let through: so that no candidate can be
    published beside the gate, whatever step is launched by hand.
    """
    from transforms import release

    said = outcomes(folder)
    held = [suite for suite in suites() if suite not in said or not said[suite].success]
    if held:
        raise GateClosed(
            f"Not published: {', '.join(held)} did not pass the gate; see {folder.gate}/validation.html"
        )
    note = folder.history / "made_from"  # absent while tables are made anew: then this is not the last word
    made = note.read_text(encoding="utf-8").strip() if note.exists() else ""
    write_text(
        folder.candidate / "validation.html", (folder.gate / "validation.html").read_text(encoding="utf-8")
    )
    published = release.publish(folder.candidate, folder.root)
    write_text(folder.history / "published", f"{made}\n")
    return published


class GateClosed(Exception):
    """The candidate has not passed the gate."""


def history_from(folder: DataFolder) -> str:
    """What the tables over all days are made from: every day's figures and documents, decisions, the code."""
    return _history_from(folder, day_parts(folder))


def _history_from(folder: DataFolder, parts: Mapping[date, str]) -> str:
    decided = folder.corrections.read_bytes() if folder.corrections.exists() else b""
    code = ("transforms", "extractors/language/places", "orchestration/stages.py", "orchestration/months.py")
    return digest(*(f"{day} {made}" for day, made in parts.items()), decided, code_digest(*code))


def release_is_stale(folder: DataFolder) -> bool:
    """Whether the newest release is not the one that the figures of all days and the code would give."""
    from transforms.release import current

    note = folder.history / "published"
    return (
        current(folder.root) is None or not note.exists() or note.read_text().strip() != history_from(folder)
    )


def standing_release(folder: DataFolder) -> Path | None:
    """The newest release, where it is what all days and the code give; None where it is to be built anew.

    Raises ReleaseError where it is no longer as it was published.
    """
    from transforms.release import current, must_be_whole

    if release_is_stale(folder):
        return None
    must_be_whole(newest := current(folder.root))
    return newest


def release_counts(release: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Rows by table, and rejected rows by reason, most first."""
    rows = {
        path.stem: pl.scan_parquet(path).select(pl.len()).collect().item()
        for path in release.glob("*.parquet")
    }
    reasons = pl.read_parquet(release / "rejected.parquet", columns=["reason"])["reason"]
    counts = reasons.value_counts(sort=True).sort(["count", "reason"], descending=[True, False])
    return rows, dict(counts.rows())


def _candidate_hash(folder: DataFolder) -> str:
    """A name for the candidate's content, from the checksums in its descriptor."""
    package = json.loads((folder.candidate / "datapackage.json").read_text(encoding="utf-8"))
    return digest(*(resource["hash"] for resource in package["resources"]))
