"""How sure a figure is, from the rules that made it.

Belongs here: how the measured shares of rules become one confidence. Does not belong here: the measuring
(`benchmarks/accuracy.py --calibrate`, which writes confidence.json) and arithmetic (`arithmetic.py`).

Of the rows that a rule decided, on our gold, a share was right: `date_before_number` nearly always,
`place_of_the_article` less often. The shares of a figure's rules are multiplied; a rising curve turns the
product into the share of rows with such a product that were right in every field.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("confidence.json")
#: fields that gold does not speak of: their rules have no measured share
_UNMEASURED = ("group", "per")
#: a rule that no gold row has met yet is this much less sure than the average of its field
_UNKNOWN = 0.9
#: the number's own form is doubtful (`267,493`); titles shorten what the body says in full
_SUSPECT, _IN_TITLE = 0.7, 0.85


def confidence(rules: Mapping[str, str], *, suspect: bool, in_title: bool) -> float:
    """0–1 from the rules of a figure's fields; `suspect`: the number's own form is doubtful."""
    table = _table()
    value = _along(product(rules, table), table["curve"])
    if suspect:
        value *= _SUSPECT
    if in_title:
        value *= _IN_TITLE
    return round(value, 3)


def product(rules: Mapping[str, str], table: Mapping) -> float:
    """The shares of a figure's rules, multiplied; `table` as in confidence.json."""
    value = 1.0
    for name, rule in rules.items():
        field = table["fields"].get(name)
        if field is not None and name not in _UNMEASURED:
            value *= field["rules"].get(rule, field["any"] * _UNKNOWN)
    return value


def deciding(rules: Iterable[str]) -> dict[str, str]:
    """Field → rule, from the `field=rule` entries of Figure.rules (evidence for a place left out)."""
    return dict(rule.partition("=")[::2] for rule in rules if not rule.startswith("place:"))


def write_table(table: Mapping) -> None:
    """Keep a newly fitted table; figures read from now on are weighed by it."""
    _FILE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _table.cache_clear()


@lru_cache(maxsize=1)
def _table() -> dict:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def _along(x: float, curve: list[list[float]]) -> float:
    """The curve's height at `x`, straight between its points; below the first it falls towards 0."""
    at = bisect_left(curve, x, key=lambda point: point[0])
    if at == len(curve):
        return curve[-1][1]
    x1, y1 = curve[at]
    x0, y0 = curve[at - 1] if at else (0.0, 0.0)
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1
