"""The catalogue of rules (rules.yaml, rules_of_tables.yaml): why each decides as it does, with an example.

Belongs here: reading the catalogue. Does not belong here: the rules (`meaning`, `when`, `where`, `due`,
`reporting`, `numbers`, `tables`).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from extractors.documents.table_lines import write_row

_FILES = tuple(Path(__file__).with_name(name) for name in ("rules.yaml", "rules_of_tables.yaml"))
_PUBLISHED = date(2024, 10, 15)


@dataclass(frozen=True, slots=True)
class Example:
    """A document that shows a rule: what its text says, and where the sentence with the number begins."""

    title: str | None
    text: str
    start: int  # of the sentence, in `text`
    published: date


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue; `becomes`: the fields of a figure that the rule sets in its example."""

    name: str
    why: str
    example: Example
    number: str
    becomes: dict[str, object]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Rule]:
    """Every rule by name; a name that begins with `:` is a suffix of rules of time."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {
        name: Rule(name, entry["why"], _example(entry["example"]), entry["number"], entry["becomes"])
        for file in _FILES
        for name, entry in yaml.load(file.read_text(encoding="utf-8"), Loader=loader).items()
    }


def why(rule: str) -> str | None:
    """Why a rule decides as it does, in a line or two; None for a name that is not in the catalogue."""
    name, _, suffix = rule.partition(":")
    known = catalogue()
    lines = [known[part].why for part in (name, f":{suffix}" if suffix else "") if part in known]
    return " ".join(lines) or None


def _example(entry: dict) -> Example:
    if "rows" in entry:
        rows = [zip(entry["head"], row, strict=True) for row in entry["rows"]]
        entry = entry | {"text": "\n".join(write_row(entry["caption"], list(row)) for row in rows)}
    before = entry.get("before", "")
    if before and not before.endswith("\n"):
        before += " "
    head = f"{entry['title']}\n" if "title" in entry else ""
    start = len(head) + len(before)
    after = "\n" + entry["after"] if "after" in entry else ""
    text = head + before + entry["text"] + after
    return Example(entry.get("title"), text, start, entry.get("published", _PUBLISHED))
