"""What the gate promises and what it has said, as pages for people.

python -m transforms.promises > docs/expectations.md
"""

from collections.abc import Iterable, Mapping, Sequence

from transforms.comparison import ASPECTS, FEW, FEW_IN_GROUP
from transforms.gate import RULES, Rule, page_template, schema_rules
from transforms.schema import TABLES

#: Candidates shown in the history of the gate.
SHOWN = 60


def expectations() -> str:
    """docs/expectations.md: everything that a release was held to, table by table."""
    lines = [
        "# What a release promises",
        "",
        "Written by `python -m transforms.promises` from the rules themselves (`transforms/gate.py`,",
        "`transforms/comparison.py`, `transforms/schema.py`); a test holds it to them.",
        "",
        "Great Expectations asks all of this of every candidate, inside Dagster's asset checks. A broken",
        "*critical* promise stops the release, and the last one stays the newest. A broken *warning* is",
        "shown in `validation.html` beside the release and in the UI. Rows that break a promise marked *row*",
        "go to `rejected.parquet` with its name as the reason, before any table is built; the others go on.",
    ]
    for name, table in TABLES.items():
        key = ", ".join(table.key)
        lines += ["", f"## {name}", "", "| promise | name | severity | |", "| --- | --- | --- | --- |"]
        lines.append(_row(f"{name} has one row per {key}.", "unique_key", "critical", True))
        for rule in (*schema_rules(table), *RULES[name]):
            lines.append(_row(rule.promise, rule.name, rule.severity, _goes_to_rejected(name, rule)))
    lines += [
        "",
        "## Against the last release",
        "",
        f"Counts below {FEW} ({FEW_IN_GROUP} within a group) are not compared. Once somebody has looked and",
        "the loss is meant, `RAQUAN_ACCEPT_LOSS=1` turns the critical ones into warnings for that run.",
        "",
        "| promise | name | severity | |",
        "| --- | --- | --- | --- |",
        *(_row(one.promise, one.name, one.severity, False) for one in ASPECTS),
    ]
    return "\n".join(lines) + "\n"


def _goes_to_rejected(table: str, rule: Rule) -> bool:
    return rule.of_rows and table in ("documents", "figures")


def _row(promise: str, name: str, severity: str, of_rows: bool) -> str:
    escaped = promise.replace("|", "\\|").replace("<", "&lt;")
    return f"| {escaped} | `{name}` | {severity} | {'row' if of_rows else ''} |"


def history_page(entries: Sequence[Mapping], names: Iterable[str]) -> str:
    """The gate's outcomes over time as one HTML page, newest first; needs no network.

    An entry is one suite over one candidate: `at`, `version`, `candidate`, `table`, `n_rows`, `n_promises`,
    `broken`: [{name, severity, n_broken}].
    """
    candidates: dict[str, dict] = {}
    for entry in entries:
        one = candidates.setdefault(entry["candidate"], {"tables": {}})
        one |= {"at": entry["at"], "version": entry["version"]}
        one["tables"][entry["table"]] = entry
    newest = list(candidates.values())[::-1][:SHOWN]
    return page_template("history.html.j2").render(candidates=newest, names=list(names))


if __name__ == "__main__":
    print(expectations(), end="")
