"""The commands of whoever keeps raquan running: `raquan status`, `raquan doctor`, `raquan mirror`."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.terminal import FAILED, DataOption, JsonOption, err, mistake, out, safe

#: Colours of a finding's level.
_STYLE = {"ok": "green", "note": "yellow", "wrong": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(status)
    app.command()(doctor)
    app.command()(mirror)


def status(data: DataOption = Path("data"), as_json: JsonOption = False) -> None:
    """Say how the night, the sources, the gate and the release stand.

    For monitoring: exit code 0 while all is well, 1 while something waits for somebody. Each problem comes
    with what to do.

    Examples:

        raquan status

        raquan status --json | jq -r '.problems[].what'
    """
    from orchestration.folder import DataFolder
    from orchestration.status import look

    if not data.is_dir():
        mistake(f"{data} is no data folder; make one with: raquan run --archive DIR --data {data}")
    found = look(DataFolder(data))
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1, default=_plain))
    else:
        _print_status(found)
    if not found.ok:
        raise typer.Exit(FAILED)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _print_status(found) -> None:
    from rich.table import Table
    from rich.text import Text

    night = found.night
    if night is None:
        told = "none yet (raquan ui keeps the schedule going)"
    else:
        ended = f", ended {night.ended:%Y-%m-%d %H:%M} UTC" if night.ended else ""
        told = f"{night.day or night.run_id[:8]}: {night.status.lower()}{ended}"
    counts = ", ".join(
        f"{found.rows[name]:,} {name}" for name in ("documents", "figures") if name in found.rows
    )
    lines = {
        "last night": told,
        "release": f"{found.release} ({counts})" if found.release else "none yet",
        "sources": f"{found.sources} asked, {len(found.silent)} silent, {len(found.drift)} drift",
        "days to read": f"{len(found.stale_days):,}",
        "gate": found.gate,
    }
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in lines.items():
        table.add_row(name, Text(safe(value)))
    out().print(table)
    for note in found.notes:
        out().print(Text.assemble(("note: ", "yellow"), safe(note)), soft_wrap=True)
    for problem in found.problems:
        out().print(Text.assemble(("wrong: ", "bold red"), safe(problem.what)), soft_wrap=True)
        out().print(Text(f"       → {safe(problem.do)}"), soft_wrap=True)
    if found.ok:
        out().print(Text("All is well.", "green"))


def doctor(
    data: DataOption = Path("data"),
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help="Hash every capture and every release again, not only the newest."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Examine this installation and the data folder; say what to mend. Repairs nothing.

    Exit code 1 if something is wrong; notes do not count.

    Example:

        raquan doctor --thorough
    """
    from rich.text import Text

    from orchestration.doctor import WRONG, examine
    from orchestration.folder import DataFolder

    findings = []
    for finding in examine(DataFolder(data), thorough=thorough):
        findings.append(finding)
        if not as_json:
            out().print(
                Text.assemble(
                    (f"{finding.level:5} ", _STYLE[finding.level]),
                    (f"{finding.check:12} ", "bold"),
                    safe(finding.said),
                ),
                soft_wrap=True,
            )
            if finding.do:
                out().print(Text(f"{'':19}→ {safe(finding.do)}"), soft_wrap=True)
    wrong = sum(finding.level == WRONG for finding in findings)
    if as_json:
        rows = [{"check": f.check, "level": f.level, "said": f.said, "do": f.do} for f in findings]
        print(json.dumps({"ok": not wrong, "findings": rows}, ensure_ascii=False, indent=1))
    elif wrong:
        err().print(Text(f"{wrong} things to mend."), soft_wrap=True)
    if wrong:
        raise typer.Exit(FAILED)


def mirror(
    url: Annotated[
        str, typer.Argument(help="Where to: s3://bucket/raquan, or any URL that fsspec knows, or a folder.")
    ],
    data: DataOption = Path("data"),
    captures: Annotated[
        bool, typer.Option("--captures", help="The captures too: a copy from which all can be made again.")
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="The other way: from there into the data folder.")
    ] = False,
) -> None:
    """Copy releases and captures to object storage, or back.

    There, `release.json` names the newest version and is written last. Credentials come from the environment
    (AWS_ACCESS_KEY_ID, …, AWS_ENDPOINT_URL).

    Examples:

        raquan mirror s3://our-bucket/raquan --captures

        raquan mirror s3://our-bucket/raquan --restore --data ~/raquan-data
    """
    from rich.text import Text

    from orchestration.folder import DataFolder, LayoutError
    from orchestration.mirror import MirrorError, pull, push

    if not restore and not data.is_dir():
        mistake(f"{data} is no data folder; --restore copies the other way")
    folder = DataFolder(data)
    try:
        with folder.writing(lambda: err().print("A run is working in the folder; waiting for it …")):
            done = pull(folder, url) if restore else push(folder, url, captures=captures)
    except (MirrorError, LayoutError) as problem:
        mistake(str(problem))
    told = ", ".join(done.versions) or "no release that was not there"
    out().print(Text(safe(f"copied: {told}; {done.captures:,} files of captures")), soft_wrap=True)
