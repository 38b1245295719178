"""How it stands: the last night, the days, sources, gate and release; and what somebody should mend.

`look` only reads: it waits for no lock and touches no network. `raquan status` shows it, monitoring takes the
exit code.
"""

import os
import re
import warnings
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.folder import DataFolder, LayoutError

#: A night begins every 24 hours; so long after the last one began, one was missed.
NIGHT_OVERDUE = timedelta(hours=27)
#: The jobs that a night is: of the schedule, and of `raquan refresh`.
NIGHTS = ("refresh", "fetch")
#: Reasons in `rejected` that are faults of ours or of the disk, not of the page.
OUR_FAULTS = {
    "rule_failed": "report it with the document: a rule tripped over it",
    "reader_failed": "report it with the document: its reading raised an error",
    "damaged_capture": "fetch or import the document again: the store mends itself",
}


@dataclass(frozen=True)
class Problem:
    """Something that does not mend itself: what is seen, and what to do."""

    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.what}; {self.do}"


@dataclass(frozen=True)
class Run:
    """One run of a job. `failed`: a line for each step that failed, or that it ran over its time. Times are
    aware (UTC)."""

    run_id: str
    job: str
    day: str | None  # partition, or first…last of a range
    status: str  # Dagster's: SUCCESS, FAILURE, CANCELED, STARTED, …
    began: datetime | None
    ended: datetime | None
    failed: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.status in ("SUCCESS", "FAILURE", "CANCELED")


@dataclass(frozen=True)
class Status:
    """What `raquan status` says. `notes` need nobody, `problems` do."""

    data: Path
    night: Run | None = None
    release: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    stale_days: tuple[date, ...] = ()
    sources: int = 0
    silent: tuple[str, ...] = ()  # sources whose last run got no answer that counts
    drift: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gate: str = "nothing waits"
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)


def look(folder: DataFolder, now: datetime | None = None, instance=None) -> Status:
    """The state of a data folder. What cannot be read is a problem of its own and hides nothing else.

    `instance`: Dagster's, where one is open already.
    """
    now = now or datetime.now(UTC)
    notes: list[str] = []
    problems: list[Problem] = []
    found: dict[str, Any] = {}

    def nights(*about) -> dict:
        with open_runs(folder) if instance is None else nullcontext(instance) as opened:
            return _nights(opened, *about[1:]) if opened is not None else {}

    parts = {"layout": _layout, "nights": nights, "days": _days, "gate": _gate, "release": _release}
    for name, part in (parts | {"sources": _sources}).items():
        try:
            found |= part(folder, now, notes, problems)
        except Exception as error:  # one damaged file must not hide the rest
            first = (str(error).splitlines() or [""])[0][:300]
            problems.append(
                Problem(
                    f"{name} cannot be told ({type(error).__name__}: {first})",
                    "run: raquan doctor",
                )
            )
    return Status(data=folder.root, notes=tuple(notes), problems=tuple(problems), **found)


def _layout(folder: DataFolder, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    try:
        folder.check_layout()
    except LayoutError as error:
        problems.append(Problem(*str(error).split("; ", 1)))
    return {}


def _nights(instance, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    latest = runs(instance, limit=20)
    nights = runs(instance, limit=5, jobs=NIGHTS)
    for run in latest:
        if not run.is_over:
            began = f" since {_in_vietnam(run.began)}" if run.began else ""
            notes.append(f"a run of {run.job} is going on{began}")
    over = [run for run in latest if run.is_over]
    ended_nights = [run for run in nights if run.is_over]
    for run in {one.run_id: one for one in (*ended_nights[:1], *over[:1])}.values():
        if run.status != "SUCCESS":
            day = f" ({run.day})" if run.day else ""
            told = "; ".join(run.failed) or run.status.lower()
            problems.append(
                Problem(
                    f"the last run of {run.job}{day} failed: {told}",
                    f"read its log with raquan ui, mend the cause, launch {run.job} again",
                )
            )
    if not nights:
        return {}
    last = (ended_nights or nights)[0]
    newest = nights[0]
    if newest.began and now - newest.began > NIGHT_OVERDUE and newest.is_over:
        problems.append(
            Problem(
                f"no night has begun since {_in_vietnam(newest.began)}",
                "see that the daemon runs (raquan ui, or the service raquan-daemon); it makes up for the "
                "missed nights",
            )
        )
    return {"night": last}


def _days(folder: DataFolder, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    from orchestration.stages import stale_days

    stale = tuple(stale_days(folder))
    if stale:
        span = str(stale[0]) if len(stale) == 1 else f"{len(stale):,} days, {stale[0]} to {stale[-1]},"
        problems.append(
            Problem(
                f"{span} not read by the present rules, or not read at all",
                "launch a backfill of read over them in raquan ui, then publish; raquan refresh does both",
            )
        )
    return {"stale_days": stale}


def _gate(folder: DataFolder, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    from orchestration.stages import outcomes

    if not (folder.candidate / "datapackage.json").exists():
        return {}
    said = outcomes(folder)
    held = [table for table, result in said.items() if not result.success]
    for table in held:
        for promise in said[table].broken("critical"):
            problems.append(
                Problem(
                    f"the gate holds the next release back: {table}: {promise.promise}",
                    f"read {folder.gate / 'validation.html'}, mend the rule or the source, launch publish",
                )
            )
    return {"gate": f"holds {', '.join(held)} back" if held else "a candidate waits to be published"}


def _release(folder: DataFolder, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    from orchestration.stages import release_counts, release_is_stale
    from transforms.release import current

    newest = current(folder.root)
    if newest is None:
        problems.append(Problem("there is no release yet", "make one: raquan run --archive DIR"))
        return {}
    rows, reasons = release_counts(newest)
    for reason, remedy in OUR_FAULTS.items():
        if reasons.get(reason):
            problems.append(Problem(f"{reasons[reason]:,} documents were kept out as {reason}", remedy))
    if release_is_stale(folder):
        notes.append(
            "the release does not hold the newest figures or rules yet; the next night publishes them"
        )
    stated = tuple(int(part) for part in newest.name.split(".")[:3])
    if date(*stated) > (now + timedelta(days=1)).date():
        problems.append(
            Problem(
                f"the newest release is of {newest.name}, in the future: the clock was set back",
                "set the clock right; releases go on from the highest version all the same",
            )
        )
    return {"release": newest.name, "rows": rows}


def _sources(folder: DataFolder, now: datetime, notes: list[str], problems: list[Problem]) -> dict:
    from orchestration import sources

    known = [one for one in sources.statuses(folder) if one.last_run]
    drifting = {one.name: one.drift for one in known if one.drift}
    for name, sentences in drifting.items():
        problems.append(
            Problem(
                f"source {name}: {'; '.join(sentences)}",
                f"see what is read now: raquan sources check {name}; then mend its file in the registry",
            )
        )
    silent = tuple(one.name for one in known if one.is_dead)
    for one in known:
        if one.is_dead and one.name not in drifting:
            said = one.trouble[0][:160] if one.trouble else "no answer"
            notes.append(
                f"source {one.name} gave nothing last night: {said}; "
                f"if it goes on for some nights: raquan sources check {one.name}"
            )
    return {"sources": len(known), "silent": silent, "drift": drifting}


# ── runs, from Dagster's home ─────────────────────────────────────────────────────────────────────


class open_runs:
    """`with open_runs(folder) as instance`: Dagster's instance, or None where no run has been made yet."""

    def __init__(self, folder: DataFolder):
        self.home = folder.dagster_home
        self.instance = None

    def __enter__(self):
        if not (self.home / "dagster.yaml").exists():
            return None
        warnings.simplefilter("ignore")
        os.environ.setdefault("DAGSTER_HOME", str(self.home))
        import dagster as dg

        self.instance = dg.DagsterInstance.from_config(str(self.home))
        return self.instance

    def __exit__(self, *_: object) -> None:
        if self.instance is not None:
            self.instance.dispose()


def runs(instance, limit: int, jobs: Iterable[str] = ()) -> list[Run]:
    """The newest runs, of some jobs or of all, newest first."""
    import dagster as dg

    records = [
        record
        for job in list(jobs) or [None]
        for record in instance.get_run_records(filters=dg.RunsFilter(job_name=job), limit=limit)
    ]
    records.sort(key=lambda record: record.create_timestamp, reverse=True)
    return [run_of(instance, record) for record in records[:limit]]


def run_of(instance, record) -> Run:
    run = record.dagster_run
    tags = run.tags
    first, last = (tags.get(f"dagster/asset_partition_range_{end}") for end in ("start", "end"))
    span = first if first == last else f"{first}…{last}"
    return Run(
        run_id=run.run_id,
        job=run.job_name,
        day=tags.get("dagster/partition") or (span if first else None),
        status=run.status.value,
        began=_time(record.start_time or record.create_timestamp.timestamp()),
        ended=_time(record.end_time),
        failed=tuple(_failed(instance, run)),
    )


def _failed(instance, run) -> Iterable[str]:
    """Why a run failed. One that ran over its time is, to Dagster, one that was cancelled or one that failed,
    whichever of the run and its monitor has the last word."""
    import dagster as dg

    if run.status not in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED):
        return
    for entry in instance.all_logs(run.run_id, of_type={dg.DagsterEventType.RUN_CANCELING}):
        if "maximum runtime" in (said := entry.dagster_event.message or ""):
            yield f"it hung and was ended ({said.rstrip('.')})"
            return
    if run.status == dg.DagsterRunStatus.FAILURE:
        yield from _failures(instance, run)


def _failures(instance, run) -> Iterable[str]:
    """A line for each step that failed: its name, and the innermost error."""
    import dagster as dg

    told = False
    for entry in instance.all_logs(run.run_id, of_type={dg.DagsterEventType.STEP_FAILURE}):
        error = entry.dagster_event.step_failure_data.error
        said = (why(error).splitlines() or [""])[0] if error else "failed"
        yield f"{entry.dagster_event.step_key}: {said[:300]}"
        told = True
    if not told:
        yield "the run ended without saying why (killed, or out of memory)"


def why(error) -> str:
    """What Dagster keeps of an error, in the words of whoever raised it: its wrapper left out.

    Our own errors are sentences, and say more than what they were raised from; of others the class says
    something, its module does not.
    """
    while error.cause and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    ours = r"(?:orchestration|transforms|extractors)\.[\w.]+: "
    return re.sub(rf"^(?:{ours}|(?:\w+\.)+)", "", error.message.strip())


def _time(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp else None


def _in_vietnam(moment: datetime) -> str:
    from orchestration.stages import VIETNAM

    return moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
