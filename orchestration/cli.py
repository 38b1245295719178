"""The `raquan` command line.

Imports are made where they are used, so that `raquan --help` answers at once. Exit codes: 0 done,
1 the data failed the gate (or a step failed), 2 the user's mistake. A mistake is told in a sentence,
never by a traceback.
"""

import csv
import json
import os
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration import cli_operate, cli_releases, cli_sources
from orchestration.terminal import (
    FAILED,
    DataOption,
    JsonOption,
    err,
    mistake,
    out,
    print_summary,
    safe,
)

app = typer.Typer(
    name="raquan",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # with Rich, help takes twice as long
    pretty_exceptions_enable=False,
    help="Figures on Vietnamese social-insurance enrolment drives (ra quân), read from news and "
    "official reports into a dataset that researchers can query and cite.\n\n"
    "Start with: raquan run --archive samples",
)


def main() -> None:
    """Entry point of the console command."""
    try:
        app()
    except BrokenPipeError:  # `raquan query … | head`
        sys.stderr.close()


@app.command()
def run(
    archive: Annotated[
        Path,
        typer.Option(
            help="A folder of saved pages: HTML or plain text, with an index.jsonl if you have one "
            "(a line per file: file, url, publisher, captured_at, published_at).",
        ),
    ],
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Dagster's log.")] = False,
) -> None:
    """Take a folder of saved pages to a checked and published release.

    Only what is new is read: run it again after adding files, or after an upgrade of raquan.

    Examples:

        raquan run --archive samples

        raquan run --archive ~/articles --data ~/raquan-data
    """
    from rich.markup import escape
    from rich.text import Text

    if not archive.exists():
        mistake(f"{archive} does not exist; give the folder that holds the saved pages")
    if not archive.is_dir():
        mistake(f"{archive} is a file; give the folder that holds it")
    if not any(path.is_file() or path.is_symlink() for path in archive.rglob("*")):
        mistake(f"{archive} holds no files; put saved pages (.html, .txt) into it, or try: --archive samples")
    if data.exists() and not data.is_dir():
        mistake(f"{data} is a file; --data needs a folder")

    from orchestration.run import RunFailed, RunProblem, run_archive

    try:
        summary = run_archive(archive, data, err(), verbose=verbose)
    except RunProblem as problem:
        mistake(str(problem))
    except RunFailed as failed:
        err().print(Text.assemble(("failed: ", "bold red"), safe(failed)), soft_wrap=True)
        raise typer.Exit(FAILED) from None
    if as_json:
        print(json.dumps(summary.as_dict(), ensure_ascii=False, indent=1))
    else:
        if summary.nothing_new:
            out().print(f"Nothing new in {escape(str(archive))}: no work was done.")
        print_summary(summary)
    if not summary.passed:
        raise typer.Exit(FAILED)


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT statement.")],
    data: DataOption = Path("data"),
    output: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table,
) -> None:
    """Ask the newest release a question in SQL (DuckDB).

    The tables: figures, documents, campaigns, panel, places, rejected, changes. `DESCRIBE figures` lists the
    columns.

    Examples:

    \b
        raquan query "SELECT place_text, value, unit FROM figures WHERE role = 'target'"

    \b
        raquan query "SELECT * FROM panel WHERE province_2025 = '79' ORDER BY year" --format csv
    """
    from orchestration.query import QueryError
    from orchestration.query import query as ask

    try:
        answer = ask(newest_release(data), sql)
        if output is Format.csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows([_plain(value) for value in row] for row in answer.rows)
        elif output is Format.json:
            rows = [dict(zip(answer.columns, map(_jsonable, row), strict=True)) for row in answer.rows]
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            from rich.table import Table
            from rich.text import Text

            table = Table()
            for column in answer.columns:
                table.add_column(Text(safe(column)), overflow="fold")
            for row in answer.rows:
                table.add_row(*(Text(safe(_plain(value))) for value in row))
            out().print(table)
    except QueryError as error:
        mistake(str(error))


def _plain(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _jsonable(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def newest_release(data: Path) -> Path:
    """The newest release's folder, resolved once; a mistake where there is none yet."""
    pointer = data / "release"  # as transforms.release.current, without a second's import of tables
    if not (pointer / "datapackage.json").is_file():
        mistake(f"There is no release in {data} yet; make one with: raquan run --archive DIR")
    return pointer.resolve()


@app.command()
def explain(
    figure_id: Annotated[str, typer.Argument(help="A figure_id, or as much of its beginning as is unique.")],
    data: DataOption = Path("data"),
    as_json: JsonOption = False,
) -> None:
    """Show where a figure comes from: sentence, document, rules.

    Example:

    \b
        raquan explain $(raquan query "SELECT figure_id FROM figures LIMIT 1" --format csv | tail -1)
    """
    from rich.table import Column, Table
    from rich.text import Text

    from orchestration.explain import NoSuchFigure, explain_figure

    try:
        found = explain_figure(newest_release(data), figure_id)
    except NoSuchFigure as error:
        mistake(str(error))
    if as_json:
        print(json.dumps(_jsonable(found), ensure_ascii=False, indent=1))
        return
    marked = Text()
    before, number, after = map(safe, found["marked"])
    # The brackets mark the number where there are no colours.
    marked.append(before).append(f"[{number}]" if not out().is_terminal else number, "bold reverse").append(
        after
    )
    out().print(marked, soft_wrap=True)
    out().print()
    for title, rows in (("Document", found["document"]), ("Figure", found["figure"])):
        table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, value in rows.items():
            table.add_row(name, Text(safe(_plain(value))))
        out().print(table)
    columns = ("field", *(Column(name, overflow="fold") for name in ("value", "rule", "why")))
    table = Table(*columns, title="Fields, and the rule that set each", title_justify="left", box=None)
    for row in found["fields"]:
        if row["value"] is None and row["rule"] is None:
            continue
        told = (_plain(row["value"]), row["rule"] or "", row["why"] or "")
        table.add_row(row["field"], *(Text(safe(value)) for value in told))
    out().print(table)


@app.command()
def review(
    data: DataOption = Path("data"),
    limit: Annotated[int, typer.Option(min=1, help="How many figures to show.")] = 20,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for a decision on each, one after the other.")
    ] = False,
    figure: Annotated[str | None, typer.Option(help="Mend this figure: with --field, once or more.")] = None,
    field: Annotated[
        list[str] | None, typer.Option(help="field=value, as in figures.parquet; an empty value is none.")
    ] = None,
    drop: Annotated[str | None, typer.Option(help="Drop this figure: it is no enrolment figure.")] = None,
    confirm: Annotated[str | None, typer.Option(help="This figure is right in every field.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why: kept with the decision, shown by explain.")] = None,
    who: Annotated[str | None, typer.Option(help="Who decides.", show_default="the user's name")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the least certain figures; keep what a person decides.

    Decisions stand in corrections.jsonl in the data folder and are laid over every later extraction. Once one
    no longer fits what the rules read, the run stops and says so. The next raquan run publishes them.

    Examples:

        raquan review --limit 10

    \b
        raquan review --figure f12ab --field role=target --field as_of= --reason "the plan, not the result"

        raquan review --drop f12ab --reason "counts visits"
    """
    from rich.text import Text

    from orchestration.explain import NoSuchFigure
    from orchestration.folder import DataFolder
    from orchestration.review import keep_decision, least_certain
    from transforms.corrections import CorrectionError

    chosen = {"set": figure, "drop": drop, "confirm": confirm}
    decisions = [(name, figure_id) for name, figure_id in chosen.items() if figure_id is not None]
    if len(decisions) > 1:
        mistake("decide one thing at a time: --figure, --drop or --confirm")
    if field and not figure:
        mistake("--field needs --figure ID, the figure whose field it sets")
    if figure and not field:
        mistake("--figure needs --field name=value, once for each field to mend")
    if decisions and not (reason or "").strip() and not confirm:
        mistake('say why, with --reason "…": whoever meets the decision later will ask')
    release = newest_release(data).resolve()
    folder, person = DataFolder(data), who or os.environ.get("USER") or "unnamed"

    def keep(decision: str, figure_id: str, changes: list[str], why: str) -> None:
        kept = keep_decision(folder, release, figure_id, decision, changes, why, person)
        if as_json:
            print(json.dumps(kept, ensure_ascii=False, indent=1))
        else:
            said = ", ".join(f"{name}={_plain(value) or '(none)'}" for name, value in kept["set"].items())
            out().print(Text(safe(f"kept: {decision} {kept['figure_id']} {said}".rstrip())), soft_wrap=True)

    try:
        if decisions:
            (decision, figure_id) = decisions[0]
            keep(decision, figure_id, field or [], reason or "read and found right")
            return
        rows = least_certain(folder, release, limit)
        if as_json:
            print(json.dumps([_jsonable(row) for row in rows], ensure_ascii=False, indent=1))
            return
        for row in rows:
            _print_for_review(row)
            if ask and not _decided(row, keep):
                break
    except (NoSuchFigure, CorrectionError) as error:
        mistake(str(error))


def _print_for_review(row: dict) -> None:
    from rich.text import Text

    before, number, after = map(safe, row["marked"])
    out().print(Text.assemble((f"{row['confidence']:.2f}  {row['figure_id']}", "bold")), soft_wrap=True)
    if row["title"]:
        out().print(Text(f"  {safe(row['title'])}", "dim"), soft_wrap=True)
    shown = f"[{number}]" if not out().is_terminal else number
    out().print(Text.assemble("  ", before, (shown, "bold reverse"), after), soft_wrap=True)
    fields = ", ".join(f"{name}={_plain(value)}" for name, value in row["fields"].items())
    out().print(Text(f"  {safe(fields)}"), soft_wrap=True)
    if row["checks"]:
        out().print(Text(f"  checks: {safe(_plain(row['checks']))}"), soft_wrap=True)
    out().print()


def _decided(row: dict, keep) -> bool:
    """Ask about one figure until there is an answer; False where the person stops."""
    from rich.text import Text

    from transforms.corrections import CorrectionError

    while True:
        answer = typer.prompt("c confirm, d drop, field=value …, s skip, q quit", default="s").strip()
        if answer in ("s", "q"):
            return answer == "s"
        decision = {"c": "confirm", "d": "drop"}.get(answer, "set")
        reason = "read and found right" if decision == "confirm" else typer.prompt("why")
        try:
            keep(decision, row["figure_id"], answer.split() if decision == "set" else [], reason)
            return True
        except CorrectionError as error:
            err().print(Text(safe(error)), soft_wrap=True)


@app.command()
def score(
    gold: Annotated[Path, typer.Option(help="A folder of gold annotations, one .json per document.")],
    release: Annotated[
        Path | None, typer.Option(help="A release folder.", show_default="the newest of --data")
    ] = None,
    data: DataOption = Path("data"),
    misses: Annotated[
        bool, typer.Option("--misses", help="List what was missed, misread or spurious.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare a release with gold annotations: precision, recall, F1.

    number: the figure was found. core: programme, measure, statistic and role are right too. full: and bound,
    base, place and time.

    Example:

        raquan score --gold samples/gold --misses
    """
    from rich.text import Text

    from orchestration.score import GoldError
    from orchestration.score import score as measure

    if not gold.is_dir():
        mistake(f"{gold} is not a folder; --gold needs a folder of .json files")
    try:
        result = measure(gold, release or newest_release(data))
    except GoldError as error:
        mistake(str(error))
    found = result.as_dict()
    if as_json:
        if misses:
            found["misses"] = [
                {"kind": m.kind, "document": m.document, "number": m.number, "quote": m.quote}
                | {"fields": {name: {"row": a, "gold": b} for name, (a, b) in m.fields.items()}}
                for m in result.misses
            ]
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    _print_score(found)
    if misses:
        for miss in result.misses:
            wrong = ", ".join(f"{name} {a!r} ≠ {b!r}" for name, (a, b) in miss.fields.items())
            quote = " ".join(miss.quote.split())[:140]
            line = f"{miss.document}: {miss.number} {wrong}"
            out().print(
                Text.assemble((f"{miss.kind:8} ", "bold"), safe(line), (f" | {safe(quote)}", "dim")),
                soft_wrap=True,
            )


def _print_score(found: dict) -> None:
    from rich.table import Column, Table
    from rich.text import Text

    table = Table("", "precision", "recall", "F1", "hits", "given", "wanted")
    for level in ("number", "core", "full"):
        table.add_row(
            level, *_measures(found[level]), *(str(found[level][n]) for n in ("hits", "predicted", "wanted"))
        )
    out().print(table)
    fields = Table("field", "right", "wrong", title="Of the figures found", title_justify="left")
    for name, counts in found["fields"].items():
        fields.add_row(name, str(counts["right"]), str(counts["wrong"]))
    out().print(fields)
    documents = Table(
        Column("document", overflow="fold"), "number F1", "core F1", "full F1", "wanted", "given"
    )
    for name, levels in found["documents"].items():
        f1 = (f"{levels[level]['f1']:.3f}" for level in ("number", "core", "full"))
        documents.add_row(
            Text(safe(name)), *f1, str(levels["full"]["wanted"]), str(levels["full"]["predicted"])
        )
    out().print(documents)
    for name in found["documents_without_rows"]:
        err().print(Text(safe(f"{name}: has gold, but is not in the release")))


def _measures(measures: dict) -> tuple[str, ...]:
    return tuple(f"{measures[name]:.3f}" for name in ("precision", "recall", "f1"))


@app.command()
def places(
    name: Annotated[str, typer.Argument(help="A place as written: 'Hoàng Mai', 'xã Cẩm Thạch', 'TP.HCM'.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day; by default, any.", show_default="any"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look up places by name: codes, validity, what became of them.

    Example:

        raquan places "Hà Tây" --on 2008-01-01
    """
    from rich.text import Text

    from orchestration.explain import look_up_places

    found = look_up_places(name, on.date() if on else None)
    if as_json:
        print(json.dumps(_jsonable(found), ensure_ascii=False, indent=1))
        return
    if not found:
        when = f" on {on.date()}" if on else ""
        mistake(f"No unit is called {name!r}{when}; try it without its type word, or another day with --on")
    for row in found:
        days = f"{row['valid_from']} – {row['valid_to'] or 'today'}"
        out().print(Text.assemble((row["place_id"], "bold"), f"  {row['name']}  {days}"), soft_wrap=True)
        for reason in row["why"]:
            out().print(f"    {reason}", markup=False, soft_wrap=True)


cli_sources.add_to(app)
cli_operate.add_to(app)
cli_releases.add_to(app)


class Part(StrEnum):
    web = "web"
    daemon = "daemon"


@app.command()
def ui(
    data: DataOption = Path("data"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 3000,
    only: Annotated[
        Part | None, typer.Option(help="Only the web server, or only the daemon: as services on a server.")
    ] = None,
) -> None:
    """Open the Dagster UI: the graph, the nightly schedule, the runs.

    It listens on this machine only (127.0.0.1): it has no login. Stop it with Ctrl-C.
    """
    from orchestration.run import RunProblem, serve_part, serve_ui

    try:
        if only:
            serve_part(data, only.value, port, out())
        raise typer.Exit(serve_ui(data, port, out()))
    except RunProblem as problem:
        mistake(str(problem))


if __name__ == "__main__":
    main()
