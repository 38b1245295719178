"""`raquan run` and `raquan ui`: the asset graph in this process, over one data folder and its Dagster home.

An archive is imported, the days that are stale are read, the tables built, checked and published: by
the same jobs that the UI launches, recorded in the same home.
"""

import logging
import os
import shlex
import signal
import socket
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from orchestration.folder import DataFolder, LayoutError, write_text
from orchestration.sources import SourcesProblem
from orchestration.status import why
from orchestration.workers import WorkersProblem

#: Runs of the command line carry this tag; it holds the folder's lock from beginning to end.
LAUNCHED = {"raquan/launched_by": "command line"}
#: Bad files told one by one; the rest is counted (all of them stand in rejected.parquet).
TOLD = 30


class RunProblem(Exception):
    """The run could not begin or go on; the message says why and what to do."""


class RunFailed(Exception):
    """A step of the graph failed for a reason that is neither the data's nor the user's."""


@dataclass
class Summary:
    """How a run ended, and what the newest release holds."""

    data: Path
    new: int  # captures that were not kept before
    read_days: int
    release: Path | None
    passed: bool
    published: bool
    failures: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)

    @property
    def nothing_new(self) -> bool:
        return self.passed and not self.read_days and not self.published

    def lines(self) -> list[tuple[str, str]]:
        """The closing table."""
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in self.rejected.items())
        rejected = sum(self.rejected.values())
        table = [
            ("documents read", f"{self.rows.get('documents', 0):,} ({self.new:,} new)"),
            ("figures found", f"{self.rows.get('figures', 0):,}"),
            ("rejected", f"{rejected:,} ({reasons})" if rejected else "0"),
            ("campaigns", f"{self.rows.get('campaigns', 0):,}"),
        ]
        if self.release is None:
            return [*table, ("release", "none yet: the gate held the first one back")]
        version = self.release.name if self.passed else f"{self.release.name} stays the newest"
        return [*table, ("release", f"{version}, in {_short(self.data / 'release')}")]

    @property
    def next_command(self) -> str:
        """What to type next."""
        data = "" if self.data == Path("data").absolute() else f" --data {shlex.quote(_short(self.data))}"
        if not self.passed:
            return f"raquan ui{data}"
        return f'raquan query "SELECT place_text, number_text, programme, role FROM figures LIMIT 20"{data}'

    def as_dict(self) -> dict:
        return {
            "documents": self.rows.get("documents", 0),
            "new_documents": self.new,
            "figures": self.rows.get("figures", 0),
            "campaigns": self.rows.get("campaigns", 0),
            "rejected": self.rejected,
            "release": str(self.release) if self.release else None,
            "version": self.release.name if self.release else None,
            "published": self.published,
            "passed_gate": self.passed,
            "gate_failures": self.failures,
            "nothing_new": self.nothing_new,
        }


def _short(path: Path) -> str:
    """A path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def run_archive(archive: Path, data: Path, console: Console, *, verbose: bool = False) -> Summary:
    """Import `archive` and bring the release up to date. Waits while another run works in the folder."""
    from orchestration import stages

    def bring_in(folder: DataFolder, bars: Bars) -> int:
        report = stages.import_folder(folder, archive, stages.today(), bars.teller("import"))
        _tell_refused(report.rejections, bars)
        return report.new

    return run_with(bring_in, data, console, verbose=verbose)


def run_sources(names: list[str], data: Path, console: Console, *, verbose: bool = False) -> Summary:
    """Ask the sources for what is new today, as the nightly job does, and bring the release up to date."""
    from orchestration import stages

    def bring_in(folder: DataFolder, bars: Bars) -> int:
        today = stages.today()
        before = len(folder.store.of_day(today))
        intake = {"fetch": True, "sources": names}
        with _jobs(folder, bars, verbose) as execute:
            tags = {"dagster/partition": today.isoformat()}
            result = execute("fetch", tags, {"ops": {"captures": {"config": intake}}})
            if not result.success:
                raise RunFailed(_what_failed(result))
        return len(folder.store.of_day(today)) - before

    return run_with(bring_in, data, console, verbose=verbose)


def run_with(
    bring_in: "Callable[[DataFolder, Bars], int]", data: Path, console: Console, *, verbose: bool = False
) -> Summary:
    """Let `bring_in` add captures (it says how many are new), then bring the release up to date.

    Waits while another run works in the folder.
    """
    folder = DataFolder(data)
    columns = (SpinnerColumn(), TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    columns += (TimeRemainingColumn(),)
    try:
        with (
            folder.writing(
                lambda: console.print(f"Another run is working in {folder.root}; waiting for it …")
            ),
            Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        ):
            return _run(bring_in, folder, Bars(progress), verbose)
    except (SourcesProblem, LayoutError, WorkersProblem) as problem:
        raise RunProblem(str(problem)) from problem
    except PermissionError as error:
        raise RunProblem(
            f"{error.filename or folder.root} may not be written; give permission or another --data"
        ) from error
    except OSError as error:
        if error.errno in (28, 30, 122):  # no space, read-only file system, quota
            raise RunProblem(
                f"{folder.root}: {error.strerror}; the last release is whole, run again after mending it"
            ) from error
        raise
    except Exception as error:
        if type(error).__module__.startswith(_DATABASES):
            raise RunProblem(_home_lost(folder, error)) from error
        raise


#: Where errors of the storage of runs come from.
_DATABASES = ("sqlalchemy", "sqlite3", "psycopg2", "dagster_postgres")


def _home_lost(folder: DataFolder, error: Exception) -> str:
    """The history of runs cannot be written: a full disk, a damaged file, a database server that is gone."""
    said = (str(getattr(error, "orig", None) or error).strip().splitlines() or ["no reason given"])[0]
    return (
        f"The history of runs in {folder.dagster_home} could not be kept ({said}); the last release is whole."
        " See to the disk, or to the database server that dagster.yaml names, and run again"
    )


def _run(
    bring_in: "Callable[[DataFolder, Bars], int]", folder: DataFolder, bars: "Bars", verbose: bool
) -> Summary:
    from orchestration import stages
    from transforms.release import current, heal

    for sentence in (*folder.heal(), *heal(folder.root)):
        bars.say(sentence)
    new = bring_in(folder, bars)
    before = current(folder.root)
    days = _within_partitions(stages.stale_days(folder), bars)
    passed, failures = True, []
    if days or stages.release_is_stale(folder):
        passed, failures = _materialize(folder, days, bars, verbose)
    release = current(folder.root)
    summary = Summary(
        data=folder.root,
        new=new,
        read_days=len(days),
        release=release,
        passed=passed,
        published=release != before,
        failures=failures,
    )
    if release is not None:
        summary.rows, summary.rejected = stages.release_counts(release)
    return summary


def _tell_refused(rejections: list, bars: "Bars") -> None:
    """A line for every bad file; files that are no documents (pictures, data) are counted together."""
    beside = Counter(r.reason for r in rejections if r.reason == "not_a_document")["not_a_document"]
    bad = [r for r in rejections if r.reason != "not_a_document"]
    for rejection in bad[:TOLD]:
        bars.say(f"left out: {rejection.detail}")
    if len(bad) > TOLD:
        bars.say(f"left out: {len(bad) - TOLD:,} more; all stand in rejected.parquet")
    if beside:
        bars.say(f"left out: {beside:,} files that are not documents (data, pictures, notes)")


def _within_partitions(days: list[date], bars: "Bars") -> list[date]:
    """The days that are partitions; others (captured under a clock that was ahead) are told."""
    from orchestration.partitions import FIRST_DAY
    from orchestration.stages import today

    outside = [day for day in days if not FIRST_DAY <= day <= today()]
    if outside:
        told = ", ".join(map(str, outside[:5]))
        bars.say(
            f"not read: what was captured on {told}, outside {FIRST_DAY} to today; see that this "
            "machine's clock is right: what lies in the future is read on its day"
        )
    return [day for day in days if day not in outside]


def _materialize(folder: DataFolder, days: list[date], bars: "Bars", verbose: bool) -> tuple[bool, list[str]]:
    """Run the jobs `read` (over the stale days) and `publish`; whether the gate passed, and what failed."""
    with _jobs(folder, bars, verbose) as execute:
        import dagster as dg

        from orchestration.partitions import ranges

        for first, last in ranges(days):
            result = execute(
                "read",
                {
                    "dagster/asset_partition_range_start": first.isoformat(),
                    "dagster/asset_partition_range_end": last.isoformat(),
                },
            )
            if not result.success:
                raise RunFailed(_what_failed(result))
        bars.stage("publish")
        # That there is something to build was asked above: a day that was read again counts too.
        result = execute("publish", {}, {"ops": {"campaigns": {"config": {"again": True}}}})
        evaluations = result.get_asset_check_evaluations()
        failures = [
            f"{evaluation.asset_key.path[-1]}: {evaluation.description or evaluation.check_name}"
            for evaluation in evaluations
            if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR
        ]
        if not result.success and not failures:
            raise RunFailed(_what_failed(result))
        for evaluation in evaluations:
            if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.WARN:
                bars.say(f"look at: {evaluation.description or evaluation.check_name}")
        return not failures, failures


@contextmanager
def _jobs(folder: DataFolder, bars: "Bars", verbose: bool) -> Iterator[Callable]:
    """A function that executes a job (its name, tags, config) in this process, recorded in the home."""
    _, instance = open_home(folder, verbose)
    from orchestration.definitions import build_defs
    from orchestration.resources import Data

    defs = build_defs(data=Data(path=str(folder.root)), watch=bars.watch)
    loggers = {"console": {"config": {"log_level": "DEBUG" if verbose else "CRITICAL"}}}

    def execute(job: str, tags: dict[str, str], config: dict | None = None):
        return defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            tags=LAUNCHED | tags,
            run_config={"loggers": loggers} | (config or {}),
            raise_on_error=False,
        )

    try:
        yield execute
    finally:
        instance.dispose()


def _what_failed(result) -> str:
    """The first step that failed, and its innermost error, in one or two lines."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            said = why(event.step_failure_data.error)
            if "ExecutionInterrupted" in said:
                return "Interrupted. What was read is kept, the last release is whole: run again to go on."
            return f"{event.step_key} failed: {said}\nLook at the run with: raquan ui"
    return "The run failed; look at it with raquan ui."


def open_home(folder: DataFolder, verbose: bool):
    """Dagster and the instance of this folder's home, made on first use with the project's dagster.yaml.

    Needs the folder's lock. Ends the runs of killed command lines.
    """
    prepare_home(folder)
    # Read by Dagster when it is imported or opens the home.
    os.environ["DAGSTER_HOME"] = str(folder.dagster_home)
    os.environ["RAQUAN_DATA"] = str(folder.root)
    if not verbose:
        warnings.simplefilter("ignore")
        # underthesea turns on the root logger when it is imported; then every library tells its steps.
        logging.disable(logging.WARNING)
    import dagster as dg

    try:
        instance = dg.DagsterInstance.from_config(str(folder.dagster_home))
        _close_dead_runs(dg, instance)
        return dg, instance
    except Exception as error:
        raise RunProblem(
            f"Dagster's home {folder.dagster_home} cannot be opened ({error}). It holds only the history of "
            "runs: move it away and run again; captures and releases are not touched. Where its dagster.yaml "
            "names a database server: see that it runs."
        ) from error


def prepare_home(folder: DataFolder) -> None:
    """Make the Dagster home; its dagster.yaml is the project's, and yours to change after that."""
    folder.dagster_home.mkdir(parents=True, exist_ok=True)
    ours, theirs = Path(__file__).parent.parent / "dagster.yaml", folder.dagster_home / "dagster.yaml"
    if not theirs.exists():
        theirs.write_bytes(ours.read_bytes())


def _close_dead_runs(dg, instance) -> None:
    """End the runs of killed command lines, which would else look as if they went on and hold their pools.

    Whoever has the folder's lock knows that no other command line is running.
    """
    unfinished = dg.RunsFilter(
        tags=LAUNCHED,
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED],
    )
    for dead in instance.get_runs(filters=unfinished):
        instance.report_run_failed(
            dead, message="The process of this run was killed. The next run took over."
        )
        instance.event_log_storage.free_concurrency_slots_for_run(dead.run_id)


class Bars:
    """Progress on the terminal: one bar per stage, and lines above them."""

    def __init__(self, progress: Progress):
        self._progress = progress
        self._tasks = {}

    def say(self, sentence: str) -> None:
        from orchestration.terminal import safe

        self._progress.console.print(safe(sentence), markup=False, soft_wrap=True)

    def stage(self, name: str, total: int | None = None):
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total)
        return self._tasks[name]

    def watch(self, stage: str, done: int, total: int) -> None:
        self._progress.update(self.stage(stage), completed=done, total=total)

    def teller(self, stage: str):
        return lambda done, total, what: self.watch(stage, done, total)


def serve_ui(data: Path, port: int, console: Console) -> int:
    """Run Dagster's web server and daemon on the folder's home until they are stopped."""
    folder = DataFolder(data)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RunProblem(
                f"Port {port} is taken ({error.strerror}); choose another with --port"
            ) from error
    try:
        with folder.writing(lambda: console.print("A run is working; waiting for it to open the home …")):
            # Web server and daemon open the home at once; a fresh one must have been opened before.
            open_home(folder, verbose=False)[1].dispose()
    except LayoutError as error:
        raise RunProblem(str(error)) from error
    log = folder.dagster_home / "ui.log"
    where = f"http://127.0.0.1:{port}  (data: {folder.root}, log: {log}; stop with Ctrl-C)"
    console.print(f"Dagster UI: {where}", markup=False, soft_wrap=True)
    command = [sys.executable, "-m", "dagster", "dev", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workspace", str(_workspace(folder)), "--log-level", "warning"]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    with log.open("wb") as output:  # the runs' own lines stand in the UI
        process = subprocess.Popen(
            command, cwd=folder.root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    # Stopped by Ctrl-C (which Dagster's processes get too) or by a service manager (which they do not).
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            code = process.wait()
            return max(0, code)
        except KeyboardInterrupt:
            continue


def serve_part(data: Path, part: str, port: int, console: Console) -> NoReturn:
    """Become Dagster's web server (`web`) or its daemon (`daemon`): one service each, on a server.

    The process is replaced, so that the service manager sees, stops and restarts Dagster itself.
    """
    folder = DataFolder(data)
    try:
        with folder.writing(lambda: console.print("A run is working; waiting for it to open the home …")):
            open_home(folder, verbose=False)[1].dispose()
    except LayoutError as error:
        raise RunProblem(str(error)) from error
    workspace = str(_workspace(folder))
    arguments = {
        "web": ["dagster_webserver", "--host", "127.0.0.1", "--port", str(port), "--workspace", workspace],
        "daemon": ["dagster._daemon", "run", "--workspace", workspace],
    }[part]
    os.chdir(folder.root)
    os.execv(sys.executable, [sys.executable, "-m", *arguments])


def _workspace(folder: DataFolder) -> Path:
    """The file that tells Dagster where the definitions are, and calls them raquan."""
    path = folder.dagster_home / "workspace.yaml"
    location = "{module_name: orchestration.definitions, location_name: raquan}"
    write_text(path, f"load_from:\n  - python_module: {location}\n")
    return path
