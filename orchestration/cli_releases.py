"""The commands about published versions: `raquan releases`, `raquan releases prune`.

Imports are made where they are used, as in `cli.py`.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from orchestration.terminal import DataOption, JsonOption, mistake, out, safe

releases_app = typer.Typer(invoke_without_command=True, help="The published versions: list, prune.")


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(releases_app, name="releases")


@releases_app.callback()
def releases(context: typer.Context, data: DataOption = Path("data"), as_json: JsonOption = False) -> None:
    """List the published versions, newest first: size, rows, and what changed since the one before.

    Example:

        raquan releases
    """
    from rich.table import Column, Table
    from rich.text import Text

    if context.invoked_subcommand:
        return
    from transforms.release import listed

    found = listed(data)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    if not found:
        mistake(f"There is no release in {data} yet; make one with: raquan run --archive DIR")
    table = Table(
        Column("version", no_wrap=True),
        *(Column(name, justify="right") for name in ("MB", "documents", "figures")),
        Column("rows added, removed, revised: why", overflow="fold"),
    )
    for one in found:
        counts = ", ".join(f"{one['changes'].get(change, 0):,}" for change in ("added", "removed", "revised"))
        why = ", ".join(f"{reason} {count:,}" for reason, count in one["reasons"].items())
        table.add_row(
            Text(one["version"], "bold" if one["is_newest"] else ""),
            f"{one['bytes'] / 1e6:.1f}",
            f"{one['documents']:,}",
            f"{one['figures']:,}",
            Text(safe(f"{counts}: {why}")),
        )
    out().print(table)


@releases_app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest versions to keep.")],
    data: DataOption = Path("data"),
    only_say: Annotated[bool, typer.Option("--only-say", help="Say what would go; remove nothing.")] = False,
) -> None:
    """Remove old versions. The newest and the last of each month always stay: those are cited.

    Example:

        raquan releases prune --keep 30 --only-say
    """
    from orchestration.folder import DataFolder
    from transforms.release import prune as prune_versions
    from transforms.release import versions

    if not versions(data):
        mistake(f"There is no release in {data}; nothing to prune")
    with DataFolder(data).writing(lambda: out().print("A run is working in the folder; waiting for it …")):
        removed = prune_versions(data, keep, only_say=only_say)
    for version in removed:
        out().print(f"{'would remove' if only_say else 'removed'} {version}", markup=False)
    out().print(f"{len(versions(data)) - (len(removed) if only_say else 0)} versions stay.", markup=False)
