"""Decisions of people about figures: kept beside the data, laid over every extraction.

Belongs here: the format of `corrections.jsonl`, what a decision may say, and how decisions are applied to the
figures of all days. Does not belong here: which figures to look at and asking for decisions
(`orchestration/review.py`).

One line of `corrections.jsonl` is one decision, a JSON object:

    figure_id, document_id   the figure, and the document it stands in
    decision                 "set" (mend fields), "drop" (it is no enrolment figure), "confirm" (all is right)
    expect                   what the reviewer saw: `number_text`, `quote_sha256`, and as the rules had read
                             them the fields it rests on (those it sets; for "confirm" every field of FIELDS)
    set                      for "set": field → new value; dates as YYYY-MM-DD, null for none
    reason, who, when        a sentence, a name, and the time in UTC

A decision holds as long as `expect` does. Where the rules come to read something else, or the document was
changed, applying raises CorrectionError: a person looks again, nothing is overwritten in silence. A decision
is taken back by deleting its line.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from transforms.schema import DATE, FLOAT, TABLES, conform, empty

FILE = "corrections.jsonl"
DECISIONS = ("set", "drop", "confirm")
#: What a reviewer may change, and what a confirmation vouches for.
FIELDS = (
    "value", "value_max", "unit", "bound", "programme", "measure", "statistic", "role", "base", "group",
    "per", "compared_with", "actor", "as_of", "period_start", "period_end", "place_text", "place_id",
)  # fmt: skip
#: People who annotate by the same habits agree in 99 of 100 figures.
REVIEWED = 0.99
#: The entry of figures.rules that sets a field of rows that `rules` name by another word.
_SET_BY = dict.fromkeys(("as_of", "period_start", "period_end"), "time") | dict.fromkeys(
    ("place_text", "place_id"), "place"
)
_TOLD = 20
_RULE = "correction: "


class CorrectionError(ValueError):
    """A decision cannot be read or no longer fits; the message says which one and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision about one figure."""

    figure_id: str
    document_id: str
    decision: str  # DECISIONS
    expect: Mapping[str, object]
    reason: str
    who: str
    when: str
    set: Mapping[str, object] = field(default_factory=dict)
    where: str = ""  # file and line, for messages

    @property
    def told(self) -> str:
        """Who decided when, and why: for messages and for `explain`."""
        return f"{self.who}, {self.when[:10]}: {self.reason}"


def decide(
    row: Mapping[str, object],
    decision: str,
    *,
    reason: str,
    who: str,
    when: str,
    changes: Mapping[str, object] | None = None,
) -> Correction:
    """A decision about a row of figures.parquet, with the guard that it rests on.

    Raises CorrectionError where a field may not be set or a value does not fit it.
    """
    changes = changes or {}
    rests_on = {"set": tuple(changes), "confirm": FIELDS, "drop": ()}[decision]
    made = Correction(
        figure_id=row["figure_id"],
        document_id=row["document_id"],
        decision=decision,
        expect=_identity(row) | {name: _plain(row[name]) for name in rests_on if name in FIELDS},
        set={name: _plain(value) for name, value in changes.items()},
        reason=reason.strip(),
        who=who,
        when=when,
        where="this decision",
    )
    _check(made)
    return made


def read_corrections(path: Path) -> list[Correction]:
    """The decisions of a file, in its order; none where there is no file. Raises CorrectionError."""
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path.name} line {number}"
        try:
            made = Correction(**json.loads(line.decode("utf-8")), where=where)
        except (ValueError, TypeError) as error:
            raise CorrectionError(
                f"{where} is not a decision that can be read ({error}); mend or delete it"
            ) from error
        _check(made)
        found.append(made)
    return found


def append(path: Path, correction: Correction) -> None:
    """Add a decision to the file, on a line of its own."""
    kept = {name: getattr(correction, name) for name in Correction.__slots__ if name != "where"}
    line = json.dumps(kept, ensure_ascii=False).encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            line = b"\n" + line  # an editor left the last line open
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def value_of(name: str, text: str) -> object:
    """What a person typed for a field, as its value; an empty text is none. Raises CorrectionError."""
    if name not in FIELDS:
        raise CorrectionError(f"{name} cannot be set; the fields are {', '.join(FIELDS)}")
    if not text.strip():
        return None
    dtype = TABLES["figures"].column(name).dtype
    try:
        if dtype == FLOAT:
            return float(text)
        if dtype == DATE:
            return date.fromisoformat(text)
    except ValueError:
        wanted = "a number such as 1230000" if dtype == FLOAT else "a day as YYYY-MM-DD"
        raise CorrectionError(f"{name}={text}: {name} needs {wanted}") from None
    return text.strip()


def apply_corrections(
    figures: pl.DataFrame, corrections: Sequence[Correction], places: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The figures with every decision laid over them, and what was dropped as rows of `rejected`.

    `figures` has one row per figure_id. Decisions about one figure apply in the order of the file. A field
    that was set names its decision in `rules`; with place_id go the level and the provinces of that unit.
    Raises CorrectionError naming every decision that no longer fits.
    """
    if not corrections:
        return figures, empty("rejected")
    ids = {c.figure_id for c in corrections}
    touched = figures["figure_id"].is_in(list(ids))
    rows = {row["figure_id"]: row for row in figures.filter(touched).to_dicts()}
    dropped, misfits = [], []
    for correction in corrections:
        row = rows.get(correction.figure_id)
        misfit = _misfit(correction, row)
        if misfit:
            misfits.append(misfit)
        elif correction.decision == "drop":
            dropped.append((rows.pop(correction.figure_id), correction))
        else:
            rows[correction.figure_id] = _mended(row, correction, places)
    if misfits:
        raise CorrectionError(_report(misfits))
    kept = pl.DataFrame(list(rows.values()), schema=figures.schema, orient="row")
    return conform(pl.concat([figures.filter(~touched), kept]), "figures"), _rejected(dropped)


def decisions_in(rules: Iterable[str]) -> list[str]:
    """The decisions that a row's `rules` name, each as `Correction.told`."""
    head = f"confidence={_RULE}"
    return [rule.removeprefix(head) for rule in rules if rule.startswith(head)]


def _mended(row: dict, correction: Correction, places: pl.DataFrame) -> dict:
    changes = {name: _typed(name, value) for name, value in correction.set.items()}
    if "place_id" in changes:
        changes |= _of_place(changes["place_id"], places, correction)
    named = {_SET_BY.get(name, name) for name in correction.set}
    told = f"{_RULE}{correction.told}"
    rules = [rule for rule in row["rules"] or () if rule.partition("=")[0] not in named]
    if "place" in named:
        rules = [rule for rule in rules if not rule.startswith("place:")]
    return (
        row
        | changes
        | {
            "rules": [*rules, *(f"{name}={told}" for name in (*sorted(named), "confidence"))],
            "confidence": max(row["confidence"], REVIEWED),
        }
    )


def _of_place(place_id: str | None, places: pl.DataFrame, correction: Correction) -> dict[str, object]:
    """The columns that follow from a unit."""
    if place_id is None:
        names = ("place_level", "place_source", "province_id", "province_2025", "province_pre2025")
        return dict.fromkeys(names)
    unit = _unit(place_id, places)
    if unit is None:
        raise CorrectionError(
            f"{correction.where}: there is no place {place_id}; look it up with: raquan places NAME"
        )
    province = unit
    while province is not None and province["level"] not in ("province", "country"):
        province = _unit(province["parent_place_id"], places)
    inside = province if province is not None and province["level"] == "province" else None
    return {
        "place_level": unit["level"],
        "place_source": "stated",
        "province_id": inside["place_id"] if inside else None,
        "province_2025": unit["province_2025"],
        "province_pre2025": unit["province_pre2025"],
    }


def _unit(place_id: str | None, places: pl.DataFrame) -> dict | None:
    found = places.filter(pl.col("place_id") == place_id).head(1).to_dicts() if place_id else []
    return found[0] if found else None


def _misfit(correction: Correction, row: Mapping[str, object] | None) -> str | None:
    """Why a decision no longer fits the row that is there now, and what to do; None where it fits."""
    number = correction.expect.get("number_text")
    head = f"{correction.where} ({correction.figure_id}, {number!r}, {correction.told})"
    again = f"decide anew with: raquan review --figure {correction.figure_id}"
    if row is None:
        return (
            f"{head}: document {correction.document_id} no longer has this figure; delete the line if the "
            "rules leave it out rightly, else the rules that lost it need mending"
        )
    now = _identity(row) | {name: _plain(row[name]) for name in FIELDS}
    apart = [name for name, wanted in correction.expect.items() if now.get(name) != wanted]
    if not apart:
        return None
    if correction.set and all(now[name] == value for name, value in correction.set.items()):
        return f"{head}: the rules now read what it asks for; delete the line"
    if "quote_sha256" in apart:
        return f"{head}: the sentence has changed since; delete the line, and {again}"
    expected = ", ".join(f"{name}={_shown(correction.expect[name])}" for name in apart)
    met = ", ".join(f"{name}={_shown(now.get(name))}" for name in apart)
    return f"{head}: expected {expected}, met {met}; delete the line if that is right, else {again}"


def _report(misfits: Sequence[str]) -> str:
    count = f"{len(misfits)} decisions no longer fit" if len(misfits) > 1 else "A decision no longer fits"
    rest = [f"… and {len(misfits) - _TOLD} more"] if len(misfits) > _TOLD else []
    return "\n".join([f"{count} ({FILE}):", *misfits[:_TOLD], *rest])


def _rejected(dropped: Iterable[tuple[dict, Correction]]) -> pl.DataFrame:
    kept = ("document_id", "version", "figure_id", "number_text", "quote")
    rows = [
        {"kind": "figure", "reason": "correction", "detail": f"Dropped by {correction.told}"}
        | {name: row[name] for name in kept}
        for row, correction in dropped
    ]
    return conform(pl.DataFrame(rows), "rejected") if rows else empty("rejected")


def _check(correction: Correction) -> None:
    """Raise where a decision says something that no figure may be."""
    where = correction.where
    if correction.decision not in DECISIONS:
        raise CorrectionError(
            f"{where}: decision is {correction.decision!r}, not one of {', '.join(DECISIONS)}"
        )
    if not isinstance(correction.reason, str) or not correction.reason:
        raise CorrectionError(f"{where}: a decision needs a reason")
    if not isinstance(correction.set, Mapping) or not isinstance(correction.expect, Mapping):
        raise CorrectionError(f"{where}: `set` and `expect` are objects of field and value")
    if (correction.decision == "set") != bool(correction.set):
        raise CorrectionError(
            f"{where}: a {correction.decision!r} needs {'a' if not correction.set else 'no'} `set`"
        )
    for name, value in correction.set.items():
        if name not in FIELDS:
            raise CorrectionError(f"{where}: {name} cannot be set; the fields are {', '.join(FIELDS)}")
        column = TABLES["figures"].column(name)
        if value is None and not column.nullable:
            raise CorrectionError(f"{where}: {name} cannot be empty")
        if value is not None and column.vocabulary and value not in column.vocabulary:
            known = ", ".join(column.vocabulary if len(column.vocabulary) < 20 else column.vocabulary[:8])
            raise CorrectionError(f"{where}: {name}={value} is not known; the values are {known}")
        if value is not None and column.pattern and not re.search(column.pattern, str(value)):
            raise CorrectionError(f"{where}: {name}={value} does not have the form {column.pattern}")
        try:
            typed = _typed(name, value)
            pl.Series([typed], dtype=column.dtype, strict=True)
        except (ValueError, TypeError, pl.exceptions.PolarsError):
            raise CorrectionError(f"{where}: {name}={value!r} is not a {column.dtype}") from None


def _identity(row: Mapping[str, object]) -> dict[str, object]:
    digest = hashlib.sha256(str(row["quote"]).encode("utf-8", "surrogatepass")).hexdigest()
    return {"number_text": row["number_text"], "quote_sha256": digest}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: object) -> object:
    if TABLES["figures"].column(name).dtype == DATE and value is not None:
        return date.fromisoformat(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _shown(value: object) -> str:
    return "(none)" if value is None else str(value)
