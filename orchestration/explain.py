"""Where a figure comes from: one row of a release with its document, and the rule behind each field."""

from datetime import date
from pathlib import Path

import polars as pl

LIST = 'raquan query "SELECT figure_id, quote FROM figures"'
#: Rules that set several fields at once, by field.
_SET_WITH = (
    dict.fromkeys(("as_of", "period_start", "period_end"), "time")
    | dict.fromkeys(("place_text", "place_id", "place_level", "place_source"), "place")
    | dict.fromkeys(("province_id", "province_2025", "province_pre2025"), "place")
    | {"value_max": "value", "unit": "value"}
)
#: What a field is where no rule met a word that says otherwise.
_UNLESS_SAID = {"bound": "no hedge before the number", "statistic": "no word of change or gap"}
#: Columns that say where a figure stands rather than what it means.
_LOCATION = (
    "figure_id",
    "document_id",
    "version",
    "first_version",
    "extractor",
    "rules",
    "checks",
    "confidence",
)
_OFFSETS = ("quote", "quote_start", "quote_end", "number_start", "number_end", "number_text")


class NoSuchFigure(ValueError):
    """No figure, or more than one, has this id; the message is for the person who typed it."""


def the_figure(release: Path, prefix: str) -> dict:
    """The row of the one figure whose id begins with `prefix`; NoSuchFigure where that is none or several."""
    figures = pl.scan_parquet(release / "figures.parquet")
    rows = figures.filter(pl.col("figure_id").str.starts_with(prefix)).head(6).collect().to_dicts()
    row = next((row for row in rows if row["figure_id"] == prefix), rows[0] if len(rows) == 1 else None)
    if not prefix or row is None:
        raise NoSuchFigure(_why_not(release, prefix, [row["figure_id"] for row in rows]))
    return row


def explain_figure(release: Path, prefix: str) -> dict:
    """Everything a release says about the one figure whose id begins with `prefix`.

    `marked` is the sentence as three strings: before the number, the number, after it. `fields` lists
    every field with its value, the rule that set it, and why that rule decides as it does.
    """
    release = release.resolve()
    row = the_figure(release, prefix)
    document = (
        pl.scan_parquet(release / "documents.parquet")
        .filter(pl.col("document_id") == row["document_id"], pl.col("version") == row["version"])
        .drop("text", "lead")
        .collect()
        .to_dicts()[0]
    )
    rules = dict(rule.partition("=")[::2] for rule in row["rules"] if not rule.startswith("place:"))
    # The evidence for a place stands in entries of its own: "place:parent stated: Nghệ An".
    evidence = [rule.removeprefix("place:") for rule in row["rules"] if rule.startswith("place:")]
    if evidence:
        rules["place_id"] = "; ".join((rules.get("place", "place"), *evidence))
    rules |= _campaign_rule(release, row)
    start, end = row["number_start"] - row["quote_start"], row["number_end"] - row["quote_start"]
    quote = row["quote"]
    shown = ("title", "publisher", "author", "url", "archive_path", "published_at", "captured_at", "kind")
    return {
        "release": release.name,
        "marked": (quote[:start], quote[start:end], quote[end:]),
        "document": {name: document[name] for name in (*shown, "document_id") if document[name] is not None},
        "figure": {
            "figure_id": row["figure_id"],
            "confidence": round(row["confidence"], 3),
            "checks": row["checks"] or "takes part in none",
            "extractor": row["extractor"],
            "version": row["version"],
        },
        "fields": [
            {"field": name, "value": value, "rule": (rule := _rule_of(name, value, rules)), "why": _why(rule)}
            for name, value in row.items()
            if name not in _LOCATION + _OFFSETS
        ],
    }


def _campaign_rule(release: Path, row: dict) -> dict[str, str]:
    """Why the figure's document was counted to its drive."""
    if row["campaign_id"] is None:
        return {}
    drive = (
        pl.scan_parquet(release / "campaigns.parquet")
        .filter(pl.col("campaign_id") == row["campaign_id"])
        .select("document_ids", "linked_by")
        .collect()
        .row(0)
    )
    why = dict(zip(*drive, strict=True)).get(row["document_id"])
    return {"campaign_id": why} if why else {}


def _rule_of(field: str, value: object, rules: dict[str, str]) -> str | None:
    """The rule that set a field; an empty field was set by none, unless a rule is named after it."""
    if field in rules:
        return rules[field]
    if value is None:
        return None
    return rules.get(_SET_WITH.get(field, ""), _UNLESS_SAID.get(field))


def _why(rule: str | None) -> str | None:
    from extractors.language.rules import why

    return why(rule.partition(";")[0]) if rule else None


def _why_not(release: Path, prefix: str, found: list[str]) -> str:
    if not prefix:
        return f"Give a figure_id; list them with: {LIST}"
    if found:
        return f"{prefix} is the beginning of several figures: {', '.join(found[:5])} …; give more of it"
    rejected = pl.read_parquet(release / "rejected.parquet").filter(
        pl.col("figure_id").str.starts_with(prefix)
    )
    for row in rejected.iter_rows(named=True):
        return f"{row['figure_id']} was rejected ({row['reason']}): {row['detail']}"
    return f"No figure {prefix} in release {release.name}; list them with: {LIST}"


def look_up_places(name: str, on: date | None) -> list[dict]:
    """The units that a name may mean, those of the day first, each with why."""
    from extractors.language.places import lookup

    return [
        {
            "place_id": found.unit.place_id,
            "name": found.unit.full_name,
            "valid_from": found.unit.valid_from,
            "valid_to": found.unit.valid_to,
            "why": found.why,
        }
        for found in lookup(name, on)
    ]
