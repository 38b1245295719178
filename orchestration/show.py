"""What a person reads about a table in the Dagster UI: counts, a preview, the path.

Texts come from pages on the web: in Markdown they are escaped, so that none can bring a link, an image
or markup into the UI.
"""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import dagster as dg
import polars as pl

from orchestration.folder import DataFolder
from transforms.schema import TABLES

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")
PREVIEW_ROWS = 10
#: Characters of the longest bar.
BAR = 24


def column_schema(table: str) -> dict:
    """The table's columns as Dagster shows them, from the one schema source."""
    columns = [
        dg.TableColumn(column.name, type=str(column.dtype), description=column.description)
        for column in TABLES[table].columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def column_lineage(table: str) -> dict:
    """Which columns each column of a table comes from, where that is more than its own table."""
    if table == "figures":
        # All of a figure is read from the text; the days also from the day of publication.
        keys = {name: [("documents", name)] for name in ("document_id", "version")}
        dated = {
            name: [("documents", "text"), ("documents", "published_at")]
            for name in ("as_of", "period_start", "period_end", "compared_with")
        }
        read = {column.name: [("documents", "text")] for column in TABLES["figures"].columns}
        deps = read | dated | keys
    elif table == "panel":
        own = {column.name for column in TABLES["figures"].columns}
        same = {
            column.name: [("figures", column.name)]
            for column in TABLES["panel"].columns
            if column.name in own
        }
        deps = same | {
            "n_documents": [("figures", "document_id")],
            "chosen_figure_id": [("figures", "figure_id")],
            "claim_ids": [("figures", "figure_id")],
            "value_min": [("figures", "value")],
            "value_max": [("figures", "value"), ("figures", "value_max")],
            "first_published_at": [("documents", "published_at")],
            "last_revised_at": [("documents", "published_at"), ("documents", "modified_at")],
        }
    elif table == "campaigns":
        deps = {
            "document_ids": [("figures", "document_id")],
            "n_figures": [("figures", "campaign_id")],
            "launched_on": [("documents", "text"), ("documents", "published_at")],
            "name": [("documents", "text")],
        }
    else:
        return {}
    columns = {column.name for column in TABLES[table].columns}
    lineage = {
        name: [dg.TableColumnDep(asset_key=dg.AssetKey(asset), column_name=of) for asset, of in sources]
        for name, sources in deps.items()
        if name in columns
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(deps_by_column=lineage)}


def captures_of(folder: DataFolder, day: date) -> dict:
    captures, refused = folder.store.of_day(day), folder.store.rejections(day)
    frame = pl.DataFrame(
        {
            "publisher": [capture.publisher for capture in captures],
            "from": [capture.url or capture.archive_path for capture in captures],
            "media_type": [capture.media_type for capture in captures],
        },
        schema={"publisher": pl.String, "from": pl.String, "media_type": pl.String},
    )
    return {
        "captures": len(captures),
        "refused": len(refused),
        "by publisher": _counts(frame, "publisher"),
        "refused because": _counts(
            pl.DataFrame({"reason": [r.reason for r in refused]}, schema={"reason": pl.String}), "reason"
        ),
        "preview": _preview(frame),
        "path": dg.MetadataValue.path(folder.captures),
    }


def sources_asked(outcomes: list) -> dict:
    """What a night came to, source by source, those that failed first."""
    rows = [
        [o.source, "dead" if o.is_dead else "gave up" if o.gave_up else "ok", o.new, o.unchanged]
        + [o.skipped, o.blocked, o.failed, o.seen, len(o.trouble), o.trouble[0] if o.trouble else None]
        for o in sorted(outcomes, key=lambda o: (not o.is_dead, not o.gave_up, not o.trouble, o.source))
    ]
    columns = ["source", "outcome", "new", "unchanged", "skipped", "blocked", "failed", "seen", "troubles"]
    dead = [o.source for o in outcomes if o.is_dead]
    return {
        "sources": len(outcomes),
        "sources without an answer": ", ".join(dead) or "none",
        "new captures": sum(o.new for o in outcomes),
        "by source": dg.MetadataValue.md(_table([*columns, "first trouble"], rows)),
    }


def sources_known(known: list) -> dict:
    """What is known of each source, those to look at first."""
    rows = [
        [one.name, one.last_success, one.new, one.yield_30, one.agreement, "; ".join(one.drift), trouble]
        for one in sorted(known, key=lambda one: (not one.is_dead, not one.drift, one.name))
        for trouble in [one.trouble[0] if one.trouble else None]
    ]
    columns = ["source", "last success", "new", "new a run", "second reader", "drift", "trouble"]
    return {"sources": dg.MetadataValue.md(_table(columns, rows))}


def one_source(outcome) -> str:
    """What a source came to, in a line."""
    counts = ("new", "unchanged", "skipped", "blocked", "failed")
    told = ", ".join(f"{value:,} {name}" for name in counts if (value := getattr(outcome, name)))
    trouble = f"; {len(outcome.trouble)} troubles, first: {outcome.trouble[0]}" if outcome.trouble else ""
    state = "no answer" if outcome.is_dead else told or "nothing on the subject"
    return f"{outcome.source}: {state}{trouble}"


def documents(frame: pl.DataFrame) -> dict:
    return {
        "relevant": int(frame["is_relevant"].sum()),
        "without a date": int(frame["published_at"].null_count()),
        "by publisher": _counts(frame, "publisher"),
        "preview": _preview(frame.select("published_at", "publisher", "title", "is_relevant")),
    }


def figures(frame: pl.DataFrame) -> dict:
    """Counts of what the accuracy scores ask about: programme, measure, role; place and time known."""
    dated = pl.any_horizontal(pl.col("as_of", "period_start", "period_end").is_not_null())
    return {
        "documents with figures": frame["document_id"].n_unique(),
        "with a place": int(frame["place_id"].is_not_null().sum()),
        "with a date": int(frame.select(dated.sum()).item()),
        "mean confidence": round(float(frame["confidence"].mean() or 0), 3),
        "by programme": _counts(frame, "programme"),
        "by measure": _counts(frame, "measure"),
        "by province": _counts(frame, "province_2025"),
        "preview": _preview(
            frame.select("number_text", "unit", "programme", "measure", "role", "place_text", "quote")
        ),
    }


def day_result(table: str, result, path: Path) -> dict:
    """What holds of a day of a table."""
    return {
        **column_lineage(table),
        "dagster/partition_row_count": result.rows.height,
        "rejected": result.rejected.height,
        "rejected because": _counts(result.rejected, "reason"),
        "note": "Unchanged: neither input nor rules are new." if result.fresh else "Read anew.",
        "path": dg.MetadataValue.path(path),
    }


def one_day(table: str, day: date, result) -> str:
    """A line for the run's log."""
    how = "unchanged" if result.fresh else "read anew"
    kept_out = f", {result.rejected.height:,} kept out" if result.rejected.height else ""
    return f"{day}: {result.rows.height:,} {table} {how}{kept_out}"


def history(tables: dict[str, pl.DataFrame], name: str, folder: Path) -> dict:
    """Counts of all tables so far, and a preview of the one that the asset is named after."""
    columns = {
        "campaigns": ["name", "launched_on", "place_id", "n_figures"],
        "panel": ["place_id", "year", "programme", "measure", "role", "unit", "value", "is_contested"],
    }[name]
    return {
        **column_lineage(name),
        "dagster/row_count": tables[name].height,
        "tables": dg.MetadataValue.md(_table(["table", "rows"], [[n, t.height] for n, t in tables.items()])),
        "preview": _preview(tables[name].select(columns)),
        "path": dg.MetadataValue.path(folder / f"{name}.parquet"),
    }


def candidate(tables: dict[str, pl.DataFrame], folder: Path) -> dict:
    return {
        "tables": dg.MetadataValue.md(_table(["table", "rows"], [[n, t.height] for n, t in tables.items()])),
        "figures by province": _provinces(tables["figures"], tables["places"]),
        "rejected because": _counts(tables["rejected"], "reason"),
        "path": dg.MetadataValue.path(folder),
    }


def release(folder: Path) -> dict:
    from transforms.release import tables_of

    rows = [
        [path.name, pl.scan_parquet(path).select(pl.len()).collect().item(), f"{path.stat().st_size:,}"]
        for path in sorted(folder.glob("*.parquet"))
    ]
    tables = tables_of(folder, text=False)
    figures, places, documents = (tables[name] for name in ("figures", "places", "documents"))
    return {
        "version": folder.name,
        "files": dg.MetadataValue.md(_table(["file", "rows", "bytes"], rows)),
        "figures by province": _provinces(figures, places),
        "newest figures, in their sentences": _sentences(figures, documents),
        "path": dg.MetadataValue.path(folder),
    }


def _provinces(figures: pl.DataFrame, places: pl.DataFrame) -> dg.MetadataValue:
    """How many figures speak of each of the 34 provinces, as bars; those with none are named below."""
    named = places.filter((pl.col("level") == "province") & pl.col("valid_to").is_null())
    counts = figures.drop_nulls("province_2025").group_by("province_2025").len("n")
    known = named.join(counts, left_on="code", right_on="province_2025", how="left")
    known = known.sort(["n", "name"], descending=[True, False], nulls_last=True)
    most = known["n"].max() or 1
    rows = [[name, n, _Bar(n / most)] for name, n in known.select("name", "n").iter_rows() if n]
    missing = ", ".join(known.filter(pl.col("n").is_null())["name"])
    text = _table(["province", "figures", ""], rows) if rows else "none"
    return dg.MetadataValue.md(f"{text}\n\nwithout a figure: {_escaped(missing)}" if missing else text)


def _sentences(figures: pl.DataFrame, documents: pl.DataFrame) -> dg.MetadataValue:
    """Some of the newest figures; a quote leads to its sentence on the page, if that has an address."""
    keys = ["document_id", "version"]
    pages = documents.select(*keys, "url", "published_at").unique(keys)
    newest = (
        figures.select(*keys, "number_text", "programme", "role", "place_text", "quote", "figure_id")
        .join(pages, on=keys, how="left")
        .sort(["published_at", "figure_id"], descending=[True, False], nulls_last=True)
        .head(PREVIEW_ROWS)
    )
    rows = [
        [
            row["number_text"],
            row["programme"],
            row["role"],
            row["place_text"],
            _Link(row["quote"], row["url"]),
        ]
        for row in newest.iter_rows(named=True)
    ]
    return dg.MetadataValue.md(_table(["number", "programme", "role", "place", "sentence"], rows))


class _Bar(float):
    """A share of the longest bar."""


class _Link(NamedTuple):
    """A quote, and the page that says it."""

    quote: str
    url: str | None


def _counts(frame: pl.DataFrame, column: str) -> dg.MetadataValue:
    counts = frame.group_by(column).len().sort(["len", column], descending=[True, False]).head(20)
    if counts.is_empty():
        return dg.MetadataValue.md("none")
    most = counts["len"][0]
    rows = [[value, n, _Bar(n / most)] for value, n in counts.iter_rows()]
    return dg.MetadataValue.md(_table([column, "rows", ""], rows))


def _preview(frame: pl.DataFrame) -> dg.MetadataValue:
    return dg.MetadataValue.md(_table(frame.columns, frame.head(PREVIEW_ROWS).rows()))


def _table(columns: list[str], rows: list) -> str:
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, _Bar):
        return "█" * max(1, round(value * BAR))
    if isinstance(value, _Link):
        return _linked(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    text = " ".join(str(value).split())
    return _escaped(text[:160] + ("…" if len(text) > 160 else ""))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _linked(link: _Link) -> str:
    """The quote as a link to its page (http or https), with a text fragment by which browsers find it."""
    shown = _cell(link.quote)
    if not link.url or urlsplit(link.url).scheme not in ("http", "https"):
        return shown
    start = " ".join(" ".join(link.quote.split()).split(" ")[:8])
    # Everything that could end a link or a cell of the table is percent-encoded.
    address = quote(link.url.partition("#")[0], safe=":/?&=%~.,;@+-_")
    return f"[{shown}](<{address}#:~:text={quote(start, safe='')}>)"


def promises_broken(table: str, broken: tuple) -> str:
    """One line for a person: which promises are broken, in how many rows, with an example."""
    if not broken:
        return f"{table} keeps its promises."
    told = (
        f"{one.promise} Broken in {one.n_broken:,} of {one.n_rows:,} rows"
        + (f", e.g. {one.examples[0]}" if one.examples else "")
        for one in broken
    )
    return f"{table}: " + "; ".join(told)


def promises(result, severity: str) -> dict:
    """All promises of one severity, the broken ones first, with examples of what breaks them."""
    asked = sorted((one for one in result.promises if one.severity == severity), key=lambda one: one.success)
    rows = [
        ["kept" if one.success else "broken", one.name, one.promise, one.n_broken, "; ".join(one.examples)]
        for one in asked
    ]
    return {
        "rows": result.n_rows,
        "promises": len(asked),
        "broken": sum(not one.success for one in asked),
        "what was asked": dg.MetadataValue.md(
            _table(["outcome", "name", "promise", "rows that break it", "examples"], rows)
        ),
    }
