"""The least certain figures of a release, for a person to decide about (`raquan review`).

Belongs here: which figures to look at first, and keeping a decision. What a decision is and how it is applied
stands in `transforms/corrections.py`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from orchestration.explain import the_figure
from orchestration.folder import DataFolder
from transforms.corrections import CorrectionError, append, decide, decisions_in, read_corrections, value_of

#: What a reviewer sees of a figure, besides its sentence.
SHOWN = (
    "programme", "measure", "statistic", "role", "bound", "base", "group", "per", "compared_with",
    "as_of", "period_start", "period_end", "place_text", "place_id",
)  # fmt: skip


def least_certain(folder: DataFolder, release: Path, limit: int) -> list[dict]:
    """The figures of a release with the lowest confidence first, those that were decided about left out.

    One dict per figure: figure_id, confidence, `marked` (the sentence before, in and after the number),
    `title` of its document, `fields` that are not empty, `checks`.
    """
    decided = {correction.figure_id for correction in read_corrections(folder.corrections)}
    rows = (
        pl.scan_parquet(release / "figures.parquet")
        .filter(~pl.col("figure_id").is_in(list(decided)))
        .sort("confidence", "figure_id")
        .head(limit)
        .join(
            pl.scan_parquet(release / "documents.parquet").select("document_id", "version", "title"),
            on=["document_id", "version"],
            how="left",
            maintain_order="left",
        )
        .collect()
    )
    return [_shown(row) for row in rows.iter_rows(named=True)]


def _shown(row: Mapping[str, object]) -> dict:
    start, end = row["number_start"] - row["quote_start"], row["number_end"] - row["quote_start"]
    quote = row["quote"]
    return {
        "figure_id": row["figure_id"],
        "confidence": row["confidence"],
        "title": row["title"],
        "marked": (quote[:start], quote[start:end], quote[end:]),
        "fields": {name: row[name] for name in SHOWN if row[name] is not None},
        "checks": row["checks"],
    }


def keep_decision(
    folder: DataFolder,
    release: Path,
    figure_id: str,
    decision: str,
    changes: list[str],
    reason: str,
    who: str,
) -> dict:
    """Keep a decision about the figure whose id begins with `figure_id`; returns what was kept.

    `changes`: `field=value` for each field to set; an empty value is none. Raises NoSuchFigure or
    CorrectionError, and then nothing is kept.
    """
    row = the_figure(release, figure_id)
    kept = [c.told for c in read_corrections(folder.corrections) if c.figure_id == row["figure_id"]]
    if sorted(kept) != sorted(decisions_in(row["rules"])):
        # A decision rests on the row as it will be when the ones before it have been applied.
        raise CorrectionError(
            f"the release does not yet show what {folder.corrections} says of {row['figure_id']}; "
            "bring it up to date with raquan run, then decide"
        )
    typed = {}
    for change in changes:
        name, _, text = change.partition("=")
        typed[name.strip()] = value_of(name.strip(), text)
    made = decide(
        row,
        decision,
        reason=reason,
        who=who,
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        changes=typed,
    )
    with folder.writing():
        append(folder.corrections, made)
    return {"figure_id": made.figure_id, "decision": decision, "set": dict(made.set), "reason": made.reason}
