"""A release: whole, checksummed, described, and swapped in at once.

Belongs here: writing a candidate, publishing it, what changed since the release before, mending what
killed runs left. Whether a candidate deserves publication is the gate's to say.

    <data>/releases/2026.11.24/    immutable; complete from the moment it has this name
    <data>/candidate/              the next version, whole but not published; `candidate.part` while written
    <data>/release                 symlink to the newest version

A candidate becomes a version by one rename and the newest by one rename of the symlink, both atomic
on a POSIX file system, so a run killed at any instant leaves the last release whole. Publishers
exclude one another by a lock; readers need none, but one that opens several files should resolve
the version first (`current`): measured, two of three readers that opened two files through the
moving name while releases were published mixed two versions.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from transforms.schema import (
    BOOL,
    CHANGES,
    DATE,
    FLOAT,
    FLOATS,
    INT,
    STRING,
    STRINGS,
    TABLES,
    TIME,
    Column,
    SchemaError,
    Table,
    conform,
    data_dictionary,
    empty,
)

#: Rows of a row group: one point query in a file of a million rows takes 4.5 ms (docs: measured).
ROW_GROUP = 122_880
DATA_LICENCE = "CC-BY-4.0"
TITLE = "raquan: figures of Vietnamese social and health insurance enrolment drives (ra quân)"
_PART = ".part"
_VERSION = re.compile(r"^\d{4}\.\d{2}\.\d{2}(\.\d+)?$")

_ARROW = {
    STRING: pa.string(),
    FLOAT: pa.float64(),
    INT: pa.int64(),
    BOOL: pa.bool_(),
    DATE: pa.date32(),
    TIME: pa.timestamp("us", "UTC"),
    STRINGS: pa.list_(pa.string()),
    FLOATS: pa.list_(pa.float64()),
}
_FRICTIONLESS = {
    STRING: {"type": "string"},
    FLOAT: {"type": "number"},
    INT: {"type": "integer"},
    BOOL: {"type": "boolean"},
    DATE: {"type": "date"},
    TIME: {"type": "datetime"},
    STRINGS: {"type": "array"},
    FLOATS: {"type": "array"},
}


class ReleaseError(RuntimeError):
    """A release cannot be written or published; the message says what to do."""


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def write_candidate(
    tables: Mapping[str, pl.DataFrame], folder: Path, *, version: str, code_version: str
) -> None:
    """Write all tables of a release, its descriptor and its README into `folder` (replaced if there).

    They are written to `<folder>.part` and renamed, so that a candidate is whole or not there. The Parquet
    files hold no version and no wall-clock value: the same tables give the same bytes. Raises ReleaseError
    if a table is missing, SchemaError if one does not fit its schema.
    """
    missing = [name for name in TABLES if name not in tables]
    if missing:
        raise ReleaseError(f"A release needs every table; {', '.join(missing)} is missing.")
    draft = folder.with_name(folder.name + _PART)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    rows = {}
    for name, table in TABLES.items():
        _write_parquet(conform(tables[name], table), table, draft / f"{name}.parquet")
        rows[name] = tables[name].height
    _describe(draft, version=version, code_version=code_version, rows=rows, previous=None)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def _write_parquet(df: pl.DataFrame, table: Table, path: Path) -> None:
    fields = [
        pa.field(
            column.name,
            _ARROW[column.dtype],
            nullable=True,
            metadata={"description": column.description} | ({"unit": column.unit} if column.unit else {}),
        )
        for column in table.columns
    ]
    schema = pa.schema(fields, metadata={"table": table.name, "description": table.description})
    pq.write_table(
        df.to_arrow().cast(schema),
        path,
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP,
        write_page_index=True,
    )


def _describe(
    folder: Path, *, version: str, code_version: str, rows: Mapping[str, int], previous: str | None
) -> None:
    """Write datapackage.json, README.md and CITATION.cff for the Parquet files that stand in `folder`."""
    resources = [
        _resource(folder / f"{table.name}.parquet", table, rows[table.name])
        for table in (*TABLES.values(), CHANGES)
        if table.name in rows
    ]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "raquan",
        "title": TITLE,
        "description": "Every figure that news and official reports state about the enrolment drives of "
        "Vietnam's social insurance agencies and post offices, with its meaning, place, period and sentence.",
        "version": version,
        "licenses": [
            {
                "name": DATA_LICENCE,
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "keywords": ["Vietnam", "BHXH", "BHYT", "social insurance", "health insurance", "ra quân"],
        "codeVersion": code_version,
        "previousVersion": previous,
        "resources": resources,
    }
    _write_text(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    _write_text(folder / "README.md", _readme(version, code_version, rows))
    _write_text(folder / "CITATION.cff", _citation(version))


def _resource(path: Path, table: Table, rows: int) -> dict:
    resource = {
        "name": table.name,
        "path": path.name,
        "title": table.name,
        "description": table.description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_sha256(path)}",
        "rows": rows,
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in table.columns],
        },
    }
    # Frictionless holds every column of a primary key to be filled; keys with optional parts are
    # `uniqueKeys` there.
    optional = any(table.column(name).nullable for name in table.key)
    if optional:
        resource["schema"]["uniqueKeys"] = [list(table.key)]
    else:
        resource["schema"]["primaryKey"] = list(table.key)
    if table.foreign_keys:
        resource["schema"]["foreignKeys"] = [
            {
                "fields": list(link.columns),
                "reference": {
                    "resource": "" if link.table == table.name else link.table,
                    "fields": list(link.references),
                },
            }
            for link in table.foreign_keys
        ]
    return resource


def _field(column: Column) -> dict:
    constraints = {}
    if not column.nullable:
        constraints["required"] = True
    if column.vocabulary:
        constraints["enum"] = list(column.vocabulary)
    if column.pattern:
        constraints["pattern"] = column.pattern
    described = {"name": column.name, **_FRICTIONLESS[column.dtype], "description": column.description}
    if column.unit:
        described["unit"] = column.unit
    return described | ({"constraints": constraints} if constraints else {})


def _readme(version: str, code_version: str, rows: Mapping[str, int]) -> str:
    counts = "\n".join(f"| {name}.parquet | {count:,} |" for name, count in rows.items())
    return f"""# {TITLE}

Version {version}, made by raquan {code_version}. Files and checksums: `datapackage.json`.

| file | rows |
|---|---:|
{counts}

## Reading it without mixing versions

`release` is a symlink that moves when a new version is published. Resolve it once, then open files:
`folder = pathlib.Path("release").resolve()`. A resolved version never changes.

## Methods in short

- Figures are read by rules, each with a name (`figures.rules`), from the sentence in `quote`; `confidence`
  says how far a row may be trusted, `checks` which arithmetic confirms or contradicts it.
- Places carry the unit valid at the time and the provinces of both eras (63 until 2025-06-30, 34 since
  2025-07-01). A place or date that the text does not decide is null, never a guess.
- The panel shows one row per quantity. Among claims that contradict one another the choice is: official
  report over press release over news, later over earlier, exact over rounded; where claims agree within
  rounding the most exactly stated one of the same kind of document stands for them. `is_contested` is true
  when they cannot all be true, and `value_min`, `value_max`, `claim_ids` show all of them. Copies of a story
  (`documents.duplicate_of`) count once. Undated figures, and those about a group of people, stay in `figures`
  only.
- Rows that break a rule stand in `rejected.parquet` with the reason.

## Licence and quotations

The tables are licensed under {DATA_LICENCE}. `documents.text` and `figures.quote` are the words of their
publishers: quotations that let a figure be checked, to be cited with their document, not covered by this
licence.

## How to cite

Name the version: raquan, version {version}, and the sha256 of the file used (`datapackage.json`). See
`CITATION.cff`.

{data_dictionary().split(chr(10), 1)[0].replace("# ", "## ")}
{data_dictionary().split(chr(10), 1)[1].replace(chr(10) + "## ", chr(10) + "### ")}"""


def _citation(version: str) -> str:
    year, month, day = version.split(".")[:3]
    return f"""cff-version: 1.2.0
message: "If you use this dataset, please cite it with its version."
type: dataset
title: "{TITLE}"
version: "{version}"
date-released: {year}-{month}-{day}
license: {DATA_LICENCE}
authors:
  - name: "The raquan developers"
"""


# ── publishing ───────────────────────────────────────────────────────────────────────────────────


def current(data: Path) -> Path | None:
    """The folder of the newest release, resolved (it never changes); None before the first."""
    pointer = data / "release"
    return pointer.resolve() if (pointer / "datapackage.json").is_file() else None


def versions(data: Path) -> list[str]:
    """All published versions, oldest first."""
    folder = data / "releases"
    names = [path.name for path in folder.iterdir() if _VERSION.match(path.name)] if folder.is_dir() else []
    return sorted(names, key=_version_key)


def next_version(data: Path, today: date) -> str:
    """`2026.11.24`; `2026.11.24.1` and so on if the day has one already. Later than every version there."""
    base = f"{today:%Y.%m.%d}"
    taken = versions(data)
    if taken and _version_key(taken[-1])[:3] > _version_key(base)[:3]:
        # A clock that went back must not make the newest release look old.
        base = ".".join(taken[-1].split(".")[:3])
    of_day = [_version_key(name)[3] for name in taken if name.split(".")[:3] == base.split(".")]
    return f"{base}.{max(of_day) + 1}" if of_day else base


def publish(candidate: Path, data: Path) -> Path:
    """Make the candidate the newest release and return its folder.

    If its tables are byte for byte those of the newest release, there is nothing to publish: the
    candidate is removed and the newest release returned. `changes.parquet` against the release before
    is written here, under the lock that publishers share, so that it is right even if two publish at
    once; for the same reason a version that was taken meanwhile is replaced by the next free one.
    Raises ReleaseError if the candidate is not whole.
    """
    releases = data / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with FileLock(releases / ".lock"):
        package = _package(candidate)
        if package is None or _damaged(candidate, package):
            raise ReleaseError(f"The candidate {candidate.name} is not whole; build it again.")
        _heal_pointer(data)
        newest = current(data)
        before = _package(newest) if newest else None
        if before is not None and _content(before) == _content(package):
            shutil.rmtree(candidate)
            return newest
        version = package["version"]
        if version in versions(data):
            year, month, day = version.split(".")[:3]
            version = next_version(data, date(int(year), int(month), int(day)))
        difference = changes(read_tables(newest) if newest else None, read_tables(candidate))
        _write_parquet(difference, CHANGES, candidate / "changes.parquet")
        rows = {resource["name"]: resource["rows"] for resource in package["resources"]}
        _describe(
            candidate,
            version=version,
            code_version=package["codeVersion"],
            rows=rows | {"changes": difference.height},
            previous=before["version"] if before else None,
        )
        _sync(candidate)
        final = releases / version
        candidate.rename(final)
        _sync(releases, files=False)
        _point(data, version)
        return final.resolve()


def heal(data: Path) -> list[str]:
    """Mend what killed runs left; one plain sentence for each thing mended.

    Half-written candidates are removed, and a version that was complete but not yet pointed to becomes the
    newest release. The caller holds the lock under which candidates are written.
    """
    releases = data / "releases"
    mended = []
    for folder in sorted(data.glob(f"*{_PART}")):
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            mended.append(f"Removed {folder.name}, a release that a killed run left half written.")
    for link in sorted(data.glob(".release-*")):
        link.unlink(missing_ok=True)
        mended.append(f"Removed {link.name}, left by a run that was killed while it published.")
    if not releases.is_dir():
        return mended
    with FileLock(releases / ".lock"):
        return mended + _heal_pointer(data)


def read_tables(release: Path) -> dict[str, pl.DataFrame]:
    """The tables of one release."""
    files = {name: release / f"{name}.parquet" for name in TABLES}
    return {name: pl.read_parquet(path) for name, path in files.items() if path.is_file()}


def _heal_pointer(data: Path) -> list[str]:
    """Point `release` at the newest version, if a killed run had no time to. Needs the lock."""
    known = versions(data)
    newest = current(data)
    if not known or (newest is not None and newest.name == known[-1]):
        return []
    _point(data, known[-1])
    return [f"Version {known[-1]} was complete but not yet the newest release; now it is."]


def _point(data: Path, version: str) -> None:
    temporary = data / f".release-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("releases") / version, target_is_directory=True)
    os.replace(temporary, data / "release")
    _sync(data, files=False)


def _package(folder: Path) -> dict | None:
    with suppress(OSError, ValueError):
        return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return None


def _damaged(folder: Path, package: dict) -> bool:
    """Whether a table is not as described. `changes` is not asked: publishing writes it anew."""
    return any(
        not (folder / f"{name}.parquet").is_file()
        or f"sha256:{_sha256(folder / f'{name}.parquet')}" != stated
        for name, stated in _content(package).items()
    )


def _content(package: dict) -> dict[str, str]:
    return {
        resource["name"]: resource["hash"] for resource in package["resources"] if resource["name"] in TABLES
    }


def _version_key(version: str) -> tuple[int, int, int, int]:
    parts = [int(part) for part in version.split(".")]
    return (*parts, 0)[:4]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_text(path: Path, text: str) -> None:
    draft = path.with_name(path.name + _PART)
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def _sync(folder: Path, *, files: bool = True) -> None:
    """Flush to disk before a rename makes it visible: a power cut must not publish empty files."""
    for path in [*(folder.iterdir() if files else ()), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


def changes(old: Mapping[str, pl.DataFrame] | None, new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every difference between two releases: rows added and removed, and each revised field.

    With `old` None every row is `added`, reason `first_release`. A release written under an older
    schema is compared in today's columns: those it did not have count as null.
    """
    parts = [empty(CHANGES)]
    if old is not None:
        old = {name: _in_todays_columns(old.get(name), table) for name, table in TABLES.items()}
    for name, table in TABLES.items():
        before = old[name] if old else empty(table)
        parts.extend(_table_changes(before, conform(new[name], table), table, old, new))
    return conform(pl.concat(parts), CHANGES)


def _in_todays_columns(df: pl.DataFrame | None, table: Table) -> pl.DataFrame:
    if df is None:
        return empty(table)
    return df.select(
        (pl.col(name) if name in df.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in table.schema.items()
    )


def _table_changes(
    before: pl.DataFrame,
    after: pl.DataFrame,
    table: Table,
    old: Mapping[str, pl.DataFrame] | None,
    new: Mapping[str, pl.DataFrame],
) -> list[pl.DataFrame]:
    identity = pl.concat_str(
        [pl.col(name).cast(pl.String).fill_null("") for name in table.key], separator=" | "
    )
    before, after = (df.with_columns(identity.alias("id")) for df in (before, after))
    if before["id"].is_duplicated().any() or after["id"].is_duplicated().any():
        raise SchemaError(f"{table.name}: its key is not unique, so changes cannot be told.")
    parts = [
        _whole_rows(after.join(before, on="id", how="anti"), table, "added", old, old),
        _whole_rows(before.join(after, on="id", how="anti"), table, "removed", old, new),
    ]
    both = before.join(after, on="id", how="inner", suffix=" (new)")
    if both.is_empty():
        return parts
    for column in table.columns:
        if column.name in table.key:
            continue
        was, now = pl.col(column.name), pl.col(f"{column.name} (new)")
        parts.append(
            both.filter(was.ne_missing(now)).select(
                pl.lit(table.name).alias("table"),
                "id",
                pl.lit("revised").alias("change"),
                _revision_reason(table).alias("reason"),
                pl.lit(column.name).alias("field"),
                _as_text(was, column).alias("before"),
                _as_text(now, column).alias("after"),
            )
        )
    return parts


def _whole_rows(
    rows: pl.DataFrame,
    table: Table,
    change: str,
    old: Mapping[str, pl.DataFrame] | None,
    other: Mapping[str, pl.DataFrame] | None,
) -> pl.DataFrame:
    """`other` is the release in which these rows are not."""
    return rows.select(
        pl.lit(table.name).alias("table"),
        "id",
        pl.lit(change).alias("change"),
        _whole_reason(rows, table, change, old, other).alias("reason"),
        pl.lit(None, dtype=pl.String).alias("field"),
        pl.lit(None, dtype=pl.String).alias("before"),
        pl.lit(None, dtype=pl.String).alias("after"),
    )


def _whole_reason(
    rows: pl.DataFrame,
    table: Table,
    change: str,
    old: Mapping[str, pl.DataFrame] | None,
    other: Mapping[str, pl.DataFrame] | None,
) -> pl.Expr:
    if old is None:
        return pl.lit("first_release")
    if "document_id" not in table.schema:
        return pl.lit("correction")
    there = other["documents"].select("document_id", "version", "extractor")
    known_document = pl.col("document_id").is_in(there["document_id"].unique().implode())
    absent = pl.lit("new_document" if change == "added" else "document_removed")
    if table.name == "documents":
        return pl.when(known_document).then(pl.lit("revised_document")).otherwise(absent)
    known_version = pl.col("version").is_in(there["version"].unique().implode())
    return (
        pl.when(pl.col("document_id").is_null())
        .then(pl.lit("correction"))
        .when(~known_document)
        .then(absent)
        .when(~known_version)
        .then(pl.lit("revised_document"))
        .otherwise(pl.lit("new_rules"))
    )


def _revision_reason(table: Table) -> pl.Expr:
    reason = pl.lit("correction")
    if "extractor" in table.schema:
        reason = (
            pl.when(pl.col("extractor").ne_missing(pl.col("extractor (new)")))
            .then(pl.lit("new_rules"))
            .otherwise(reason)
        )
    if "version" in table.schema and "version" not in table.key:
        reason = (
            pl.when(pl.col("version").ne_missing(pl.col("version (new)")))
            .then(pl.lit("revised_document"))
            .otherwise(reason)
        )
    return reason


def _as_text(value: pl.Expr, column: Column) -> pl.Expr:
    return (
        value.cast(STRINGS).list.join("; ", ignore_nulls=True)
        if column.dtype.is_nested()
        else value.cast(pl.String)
    )
