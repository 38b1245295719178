"""What the commands share: the two consoles, exit codes, options, how a mistake is told.

Rich is imported by who prints: it takes as long as all else that `raquan --help` does.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

FAILED, MISTAKE = 1, 2

#: `s3://bucket/x`, also as a Path writes it: `s3:/bucket/x`. One letter is a drive.
_URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
NO_URL = (
    "the data folder must be a folder on this machine, not a URL such as {}: its lock and renames need a "
    "file system. To copy releases and captures to object storage, or back: raquan mirror URL "
    "(docs/deploy.md, Object storage)"
)


def _folder(data: Path) -> Path:
    if _URL.match(str(data)):
        mistake(NO_URL.format(str(data).replace(":/", "://", 1)))
    return data


DataOption = Annotated[
    Path,
    typer.Option(
        "--data", envvar="RAQUAN_DATA", help="The data folder.", show_default="./data", callback=_folder
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@cache
def out() -> "Console":
    """The console of answers."""
    from rich.console import Console

    return Console(highlight=False)


@cache
def err() -> "Console":
    """The console of progress and of what went wrong."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def mistake(message: str) -> NoReturn:
    """End with a sentence for the person who typed the command."""
    from rich.text import Text

    err().print(Text.assemble(("error: ", "bold red"), safe(message)), soft_wrap=True)
    raise typer.Exit(MISTAKE)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(value: object) -> str:
    """Text from elsewhere without the characters that steer a terminal or turn the reading direction."""
    return _CONTROL.sub("�", str(value))


def print_summary(summary) -> None:
    """How a run ended (`orchestration.run.Summary`), and what to type next."""
    from rich.table import Table
    from rich.text import Text

    for failure in summary.failures:
        out().print(Text.assemble(("gate: ", "bold red"), safe(failure)), soft_wrap=True)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(justify="left", overflow="fold")
    for name, value in summary.lines():
        table.add_row(name, Text(safe(value)))
    out().print(table)
    out().print(f"\nnext: {summary.next_command}", markup=False, soft_wrap=True)
