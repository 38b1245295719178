"""The commands about sources: `raquan sources`, `refresh`, `add`, `backfill`, `warc`.

Imports are made where they are used, as in `cli.py`.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.terminal import FAILED, DataOption, JsonOption, err, mistake, out, print_summary, safe

VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show Dagster's log.")]

sources_app = typer.Typer(invoke_without_command=True, help="The sources: what they gave, what is wrong.")
warc_app = typer.Typer(no_args_is_help=True, help="Web archives (WARC) in and out.")


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(sources_app, name="sources")
    app.command()(refresh)
    app.command()(add)
    app.command()(backfill)
    app.add_typer(warc_app, name="warc")


@sources_app.callback()
def sources(context: typer.Context, data: DataOption = Path("data"), as_json: JsonOption = False) -> None:
    """List the sources: last success, yield, what drifts. `raquan sources check NAME` tries one.

    new: captures of the last run. a run: on average of the last 30. 2nd: share of the words that a second
    reader (trafilatura) finds too, on a sample of the newest pages.

    Example:

        raquan sources --json
    """
    from rich.table import Column, Table
    from rich.text import Text

    if context.invoked_subcommand:
        return
    from orchestration.folder import DataFolder
    from orchestration.sources import SourcesProblem, statuses

    try:
        known = statuses(DataFolder(data))
    except SourcesProblem as problem:
        mistake(str(problem))
    if as_json:
        print(json.dumps([one.as_dict() for one in known], ensure_ascii=False, indent=1))
        return
    names = _province_names()
    table = Table(
        *("source", "kind", "home", "last success"),
        *(Column(name, justify="right") for name in ("new", "a run", "2nd")),
        Column("drift and trouble", overflow="fold"),
    )
    for one in known:
        wrong = [*one.drift, *one.trouble[:1]] if one.last_run else ["never asked"]
        table.add_row(
            Text(one.name, "bold red" if one.is_dead else "bold"),
            one.kind,
            names.get(one.home_province or "", one.home_province or ""),
            one.last_success or ("never" if one.last_run else ""),
            str(one.new) if one.last_run else "",
            "" if one.yield_30 is None else f"{one.yield_30:.1f}",
            "" if one.agreement is None else f"{one.agreement:.0%}",
            Text(safe("; ".join(wrong)[:300]), "" if one.last_run else "dim"),
        )
    out().print(table)


def _province_names() -> dict[str, str]:
    """Names of the 34 provinces by code."""
    from extractors.language.places.register import MERGER, register

    units = register().by_id.values()
    return {u.code: u.name for u in units if u.level == "province" and u.valid_on(MERGER)}


@sources_app.command()
def check(
    name: Annotated[str, typer.Argument(help="A source, as `raquan sources` lists it.")],
    url: Annotated[
        str | None, typer.Option(help="This page of it.", show_default="the first article that is found")
    ] = None,
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
) -> None:
    """Fetch one page of a source and show what would be read. Nothing is stored.

    Exit code 0: title, time and text were read by a layout. 1: something is wrong, and is told. 2: a mistake
    in the command.

    Example:

        raquan sources check bao-thanh-hoa
    """
    from rich.table import Table
    from rich.text import Text

    from extractors.values import Document
    from orchestration import sources as known
    from orchestration.folder import DataFolder
    from orchestration.stages import today

    try:
        found = known.check(DataFolder(data), known.Settings.from_environment(), name, today(), url)
    except known.SourcesProblem as problem:
        mistake(str(problem))
    document = found.reading.outcome if found.reading else None
    shown: dict[str, object] = {"source": found.source, "url": found.url, "outcome": found.outcome}
    if isinstance(document, Document):
        body = document.text.split("\n")
        body = body[sum(part is not None for part in (document.title, document.lead)) :]
        shown |= {
            "title": document.title,
            "published": document.published_at and document.published_at.isoformat(),
            "stated zone": document.published_offset or "none: +07:00 assumed",
            "modified": document.modified_at and document.modified_at.isoformat(),
            "author": document.author,
            "lead": document.lead,
            "paragraphs": len(body),
            "words": found.reading.words,
            "on the subject": document.is_relevant,
            "layout": found.reading.layout or "none fitted",
            "second reader": None
            if found.agreement is None
            else f"shares {found.agreement:.0%} of the words",
            "text": body if as_json else body[:4],
        }
    shown["problems"] = list(found.problems)
    if as_json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for key, value in shown.items():
            lines = value if isinstance(value, list) else [value]
            for i, line in enumerate(lines):
                style = "red" if key == "problems" else ""
                table.add_row(key if i == 0 else "", Text("" if line is None else safe(line), style))
        out().print(table)
    if found.problems:
        raise typer.Exit(FAILED)


def refresh(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sources to ask.", show_default="all of them")
    ] = None,
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """The night by hand: ask the sources, read what is new, publish.

    Set RAQUAN_CONTACT to an address where sites can reach you; it goes into the user agent.

    Examples:

        RAQUAN_CONTACT=you@example.org raquan refresh

        raquan refresh bao-thanh-hoa bhxh-thanh-hoa
    """
    from rich.text import Text

    from orchestration import sources as known
    from orchestration.folder import DataFolder

    try:
        chosen = [source.name for source in known.choose(names or ())]
    except known.SourcesProblem as problem:
        mistake(str(problem))
    _settings()
    from orchestration.run import run_sources

    summary = _worked(lambda: run_sources(chosen, data, err(), verbose=verbose))
    asked = known.statuses(DataFolder(data), chosen)
    if as_json:
        told = summary.as_dict() | {"sources": [one.as_dict() for one in asked]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in asked:
            if one.is_dead or one.trouble or one.drift:
                state = "no answer" if one.is_dead else f"{one.new} new, {one.failed} failed"
                told = "; ".join([*one.drift, *one.trouble[:1]])
                out().print(Text.assemble((one.name, "bold"), safe(f": {state}; {told}")), soft_wrap=True)
        dead = sum(one.is_dead for one in asked)
        out().print(f"{len(asked)} sources asked, {len(asked) - dead} answered; {summary.new} new captures.")
        print_summary(summary)
    _end(summary.passed)


def add(
    urls: Annotated[list[str], typer.Argument(help="Addresses of articles or reports.")],
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Capture single pages and take them through the whole graph.

    A page that could not be had is told; the others go through (exit code 1).

    Example:

    \b
        raquan add https://baohiemxahoi.gov.vn/tintuc/Pages/linh-vuc-bao-hiem-y-te.aspx?ItemID=1
    """
    from orchestration import sources as known
    from orchestration.run import run_with
    from orchestration.stages import today

    settings = _settings()
    missed: list[dict[str, str]] = []

    def bring_in(folder, bars) -> int:
        new, before = 0, {capture.sha256 for capture in folder.store.of_day(today())}
        tell = bars.teller("fetch")
        for done, (url, capture, result) in enumerate(known.add(folder, settings, urls, today()), start=1):
            tell(done, len(urls), "pages")
            if capture is None:
                why = str(result) if isinstance(result, ValueError) else f"{result.outcome}: {result.why}"
                missed.append({"url": url, "why": why})
                bars.say(f"not had: {url}: {why}")
            else:
                new += capture.day == today() and capture.sha256 not in before
        return new

    summary = _worked(lambda: run_with(bring_in, data, err(), verbose=verbose))
    if as_json:
        print(json.dumps(summary.as_dict() | {"missed": missed}, ensure_ascii=False, indent=1))
    else:
        print_summary(summary)
    _end(summary.passed and not missed)


def backfill(
    source: Annotated[str, typer.Option(help="The source whose archive is walked.")],
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")],
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Walk a source's archive between two days; read and publish it.

    At one request every few seconds a year may take hours; what has been captured is kept if you stop it, and
    asked for conditionally the next time.

    Example:

        raquan backfill --source lao-dong --from 2021-01-01 --to 2021-12-31
    """
    from orchestration import sources as known
    from orchestration.run import run_with
    from orchestration.stages import today

    days = (first.date(), last.date())
    if days[0] > days[1] or days[1] > today():
        mistake(f"--from {days[0]} --to {days[1]}: give two days in their order, none of them to come")
    settings = _settings(source)
    walked = []

    def bring_in(folder, bars) -> int:
        outcome = known.backfill(folder, settings, source, *days, today())
        walked.append(outcome)
        for line in outcome.trouble[:20]:
            bars.say(f"trouble: {line}")
        return outcome.new

    summary = _worked(lambda: run_with(bring_in, data, err(), verbose=verbose))
    (outcome,) = walked
    counts = {n: getattr(outcome, n) for n in ("seen", "found", "new", "unchanged", "blocked", "failed")}
    if as_json:
        told = summary.as_dict() | counts | {"trouble": list(outcome.trouble)}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        out().print(f"{source}: " + ", ".join(f"{value:,} {name}" for name, value in counts.items()))
        print_summary(summary)
    _end(summary.passed and not outcome.is_dead)


@warc_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="WARC files, gzipped or not.")],
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Take the pages of web archives through the graph; each belongs to the day on which it was fetched.

    Example:

        raquan warc import crawl-2021.warc.gz
    """
    from extractors.sources.warc import WarcError, import_warc
    from orchestration import sources as known
    from orchestration.run import run_with

    for file in files:
        if not file.is_file():
            mistake(f"{file} is not a file; give WARC files (.warc or .warc.gz)")
    told: list[dict[str, object]] = []

    def bring_in(folder, bars) -> int:
        tell = bars.teller("import")
        for done, file in enumerate(files, start=1):
            try:
                found = import_warc(file, folder.store, sources=known.registry().values())
                report = {"new": found.new, "known": found.known, "skipped": found.skipped}
            except WarcError as error:
                report = {"error": str(error)}
                bars.say(f"left out: {error}")
            told.append({"file": str(file)} | report)
            tell(done, len(files), "files")
        return sum(report.get("new", 0) for report in told)

    summary = _worked(lambda: run_with(bring_in, data, err(), verbose=verbose))
    if as_json:
        print(json.dumps(summary.as_dict() | {"files": told}, ensure_ascii=False, indent=1))
    else:
        for report in told:
            if "error" not in report:
                skipped = ", ".join(f"{n:,} {reason}" for reason, n in report["skipped"].items())
                line = f"{report['file']}: {report['new']:,} new, {report['known']:,} known"
                out().print(safe(line + (f"; skipped: {skipped}" if skipped else "")), markup=False)
        print_summary(summary)
    _end(summary.passed and not any("error" in report for report in told))


@warc_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The file to write (.warc.gz).")],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of capture.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of capture, included.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Captures of this source only.")] = None,
    data: DataOption = Path("data"),
) -> None:
    """Write captures as a WARC 1.1 file, to hand on. The same captures give the same file.

    Example:

        raquan warc export 2025.warc.gz --from 2025-01-01 --to 2025-12-31
    """
    from extractors.sources.warc import export_warc
    from orchestration.folder import DataFolder

    if not file.absolute().parent.is_dir():
        mistake(f"{file.parent} is not a folder")
    begin, end = first.date() if first else date.min, last.date() if last else date.max
    store, damaged = DataFolder(data).store, []
    captures = (
        capture
        for day in store.days()
        if begin <= day <= end
        for capture in store.of_day(day, damaged)
        if source in (None, capture.source)
    )
    records = export_warc(captures, store, file)
    out().print(f"{records:,} captures in {safe(file)}", markup=False)
    for error in damaged:
        err().print(f"left out: {error}", markup=False, soft_wrap=True)
    _end(records > 0 and not damaged)


def _settings(*names: str):
    """What fetching needs; a mistake where the contact or a source is missing."""
    from orchestration import sources as known

    try:
        known.choose(names)
        settings = known.Settings.from_environment()
        settings.check()
        return settings
    except known.SourcesProblem as problem:
        mistake(str(problem))


def _worked(work):
    """The summary of a run; a mistake or a failure is told in a sentence."""
    from rich.text import Text

    from orchestration.run import RunFailed, RunProblem

    try:
        return work()
    except RunProblem as problem:
        mistake(str(problem))
    except RunFailed as failed:
        err().print(Text.assemble(("failed: ", "bold red"), safe(failed)), soft_wrap=True)
        raise typer.Exit(FAILED) from None


def _end(well: bool) -> None:
    if not well:
        raise typer.Exit(FAILED)
