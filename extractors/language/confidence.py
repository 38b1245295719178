"""How sure a figure is, from the rules that made it.

Belongs here: how the measured weights of rules become one confidence. Does not belong here: the measuring
(`benchmarks/accuracy.py --calibrate`, which writes confidence.json) and arithmetic (`arithmetic.py`).

Each rule has a weight in log-odds: how much more, or less, often a figure that it decided was right in every
field, other things equal, on all gold but the held-back one (`place_just_before` speaks for a figure,
`place_of_the_article` against it). Their sum, with a common level, is the log-odds of the figure. The level
is set so that on held-back gold, whose texts no rule was written for, confidence and share right agree.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import exp
from pathlib import Path

_FILE = Path(__file__).with_name("confidence.json")
#: weight of a rule that no gold row has met yet: a little doubt
_UNKNOWN = -0.3
#: the number's own form is doubtful (`267,493`); titles shorten what the body says in full
_SUSPECT, _IN_TITLE = 0.7, 0.85


def confidence(rules: Mapping[str, str], *, suspect: bool, in_title: bool) -> float:
    """0–1 from the rules of a figure's fields; `suspect`: the number's own form is doubtful."""
    table = _table()
    value = share(table["level"] + sum(table["weights"].get(name, _UNKNOWN) for name in weighed(rules)))
    if suspect:
        value *= _SUSPECT
    if in_title:
        value *= _IN_TITLE
    return round(value, 3)


def weighed(rules: Mapping[str, str]) -> list[str]:
    """What has a weight: `field=rule`; for a rule of time with a suffix, also without it."""
    names = [f"{name}={rule}" for name, rule in rules.items()]
    return names + [name.partition(":")[0] for name in names if ":" in name]


def share(log_odds: float) -> float:
    """Log-odds as a share from 0 to 1."""
    return 1 / (1 + exp(-log_odds))


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
