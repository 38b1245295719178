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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from transforms import coverage, explorer
from transforms.schema import (
    BESIDE,
    BOOL,
    CHANGES,
    COVERAGE,
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
    type_name,
)

#: Rows of a row group: one point query in a file of a million rows takes 4.5 ms (docs: measured).
ROW_GROUP = 122_880
#: Of a table with whole texts: what is written or read at once is some 50 MB.
ROW_GROUP_OF_TEXTS = 8_192
#: Of zstd. Level 1 writes in two thirds of the time and takes a twentieth more space.
LEVEL = 1
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
    # `array` is JSON in text there; readers of Parquet give lists of their own kind, which frictionless-py
    # holds to be none. `parquetType` says what they are.
    STRINGS: {"type": "any"},
    FLOATS: {"type": "any"},
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
    draft = _draft(folder)
    for name, table in TABLES.items():
        write_table(conform(tables[name], table), table, draft / f"{name}.parquet")
    _complete(draft, folder, tables, version, code_version)


def candidate_of(files: Path, folder: Path, *, version: str, code_version: str) -> None:
    """`write_candidate` where `write_table` has written every table before, to `files`: they are copied."""
    draft = _draft(folder)
    for name in TABLES:
        shutil.copyfile(files / f"{name}.parquet", draft / f"{name}.parquet")
    _complete(draft, folder, tables_of(draft, text=False), version, code_version)


def _draft(folder: Path) -> Path:
    draft = folder.with_name(folder.name + _PART)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _complete(
    draft: Path, folder: Path, tables: Mapping[str, pl.DataFrame], version: str, code_version: str
) -> None:
    """Coverage and descriptions beside the tables in `draft`, which then takes the place of `folder`."""
    cells = coverage.coverage(tables)
    write_table(cells, COVERAGE, draft / "coverage.parquet")
    _write_text(draft / "coverage.svg", coverage.picture(cells))
    rows = {name: tables[name].height for name in TABLES} | {COVERAGE.name: cells.height}
    _describe(draft, version=version, code_version=code_version, rows=rows, previous=None)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def write_table(df: pl.DataFrame, table: Table, to: Path | BinaryIO) -> None:
    """A table (see `conform`) as the Parquet file that a release holds."""
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
    rows = ROW_GROUP_OF_TEXTS if "text" in table.schema else ROW_GROUP
    settings = {"compression": "zstd", "compression_level": LEVEL, "write_page_index": True}
    if "text" in table.schema:  # each is its own: to look for those that come again is a quarter of the work
        settings["use_dictionary"] = [name for name in table.schema if name != "text"]
    with pq.ParquetWriter(to, schema, **settings) as writer:
        # Group by group, so that the table is not held a second time.
        for group in df.iter_slices(rows):
            writer.write_table(group.to_arrow().cast(schema))


def _describe(
    folder: Path, *, version: str, code_version: str, rows: Mapping[str, int], previous: str | None
) -> None:
    """Write the descriptors, README.md and CITATION.cff for the Parquet files that stand in `folder`."""
    resources = [
        _resource(folder / f"{table.name}.parquet", table, rows[table.name])
        for table in (*TABLES.values(), *BESIDE.values())
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
    croissant = json.dumps(_croissant(package), ensure_ascii=False, indent=1)
    _write_text(folder / "croissant.json", croissant + "\n")
    cells = pl.read_parquet(folder / "coverage.parquet")
    _write_text(folder / "README.md", _readme(version, code_version, rows, cells))
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
    described = {
        "name": column.name,
        **_FRICTIONLESS[column.dtype],
        "parquetType": type_name(column.dtype),
        "description": column.description,
    }
    if column.dtype == INT and column.nullable:
        described["type"] = "number"  # pandas, through which frictionless-py reads, has no empty integers
    if column.unit:
        described["unit"] = column.unit
    return described | ({"constraints": constraints} if constraints else {})


#: Terms that Croissant's JSON-LD context maps to its own namespace; its validator asks for all of them.
_CROISSANT_TERMS = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject fileSet "
    "format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex "
    "repeated replace samplingRate separator source subField transform"
)
_CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "description": {"@container": "@language"},
    "name": {"@container": "@language"},
} | {term: f"cr:{term}" for term in _CROISSANT_TERMS.split()}
_CROISSANT_TYPES = {
    "string": "sc:Text",
    "float64": "sc:Float",
    "int64": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}


def _croissant(package: dict) -> dict:
    """The data package told in Croissant, for the catalogues that read that."""
    year, month, day = package["version"].split(".")[:3]
    return {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": package["name"],
        "description": package["description"],
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "datePublished": f"{year}-{month}-{day}",
        "creator": {"@type": "sc:Organization", "name": "The raquan developers"},
        "citeAs": f"raquan, version {package['version']}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": one["path"],
                "name": one["path"],
                "contentUrl": one["path"],
                "contentSize": f"{one['bytes']} B",
                "encodingFormat": "application/x-parquet",
                "sha256": one["hash"].removeprefix("sha256:"),
            }
            for one in package["resources"]
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": one["name"],
                "name": one["name"],
                "description": one["description"],
                "field": [_croissant_field(one, column) for column in one["schema"]["fields"]],
            }
            | (
                {"key": [{"@id": f"{one['name']}/{name}"} for name in one["schema"]["primaryKey"]]}
                if "primaryKey" in one["schema"]
                else {}
            )
            for one in package["resources"]
        ],
    }


def _croissant_field(resource: dict, column: dict) -> dict:
    kind, _, is_list = column["parquetType"].removesuffix("]").rpartition("[")[::-1]
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{column['name']}",
        "name": column["name"],
        "description": column["description"],
        "dataType": _CROISSANT_TYPES[kind],
        "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": column["name"]}},
    } | ({"isArray": True, "arrayShape": "-1"} if is_list else {})


def _readme(version: str, code_version: str, rows: Mapping[str, int], cells: pl.DataFrame) -> str:
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
- Articles on one launch share a campaign: same place, launch day (a few days apart if the name is alike), or,
  where no day is stated, a like name told within the drive's time; `campaigns.linked_by` says which it was. A
  `campaign_id` is the place and the month of the launch, as the document published first has it, so later
  documents do not change it.
- `changes.parquet` lists every row added or removed and every field revised since the version before, with
  the reason.
- Rows that break a rule stand in `rejected.parquet` with the reason; what the gate asked of each table stands
  in `validation.html`.

## Coverage and doubt

{coverage.lines(cells)}

## Licence and quotations

The tables (facts, codes, links) are licensed under {DATA_LICENCE}; the code that made them is under MIT.
`documents.text`, `title`, `lead` and `figures.quote` are the words of their publishers: quotations that let a
figure be checked, to be cited with their document, not covered by this licence. To pass the dataset on
without them, drop these columns.

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
    Raises ReleaseError if the candidate is not whole, or the newest release no longer is.
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
        if newest is not None:
            must_be_whole(newest)
        if before is not None and _content(before) == _content(package):
            shutil.rmtree(candidate)
            return newest
        version = package["version"]
        if version in versions(data):
            year, month, day = version.split(".")[:3]
            version = next_version(data, date(int(year), int(month), int(day)))
        difference = changes(_OnDisk(newest) if newest else None, _OnDisk(candidate))
        write_table(difference, CHANGES, candidate / "changes.parquet")
        rows = {resource["name"]: resource["rows"] for resource in package["resources"]}
        _describe(
            candidate,
            version=version,
            code_version=package["codeVersion"],
            rows=rows | {"changes": difference.height},
            previous=before["version"] if before else None,
        )
        explorer.stamp(candidate)  # version and changes are known only now
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


def listed(data: Path) -> list[dict]:
    """All published versions, newest first: version, is_newest, bytes, figures, documents, and how many rows
    were added, removed and revised since the version before (`changes`), by reason (`reasons`).
    """
    newest, found = current(data), []
    for version in reversed(versions(data)):
        folder = data / "releases" / version
        package = _package(folder) or {"resources": []}
        rows = {resource["name"]: resource["rows"] for resource in package["resources"]}
        # One row a field: what is counted are the rows of the tables.
        changed = (
            pl.scan_parquet(folder / "changes.parquet").select("table", "id", "change", "reason").unique()
        )
        counts = {
            name: dict(changed.group_by(name).len().sort(name).collect().rows())
            for name in ("change", "reason")
        }
        found.append(
            {
                "version": version,
                "is_newest": newest is not None and newest.name == version,
                "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
                "figures": rows.get("figures", 0),
                "documents": rows.get("documents", 0),
                "changes": counts["change"],
                "reasons": counts["reason"],
            }
        )
    return found


def prune(data: Path, keep: int, *, only_say: bool = False) -> list[str]:
    """Remove the oldest versions beyond the `keep` newest; returns their names.

    The version that `release` points to is never removed, nor the last version of a month: those are the ones
    that people cite. With `only_say` nothing is removed.
    """
    if keep < 1:
        raise ReleaseError("At least one release is kept.")
    releases = data / "releases"
    if not releases.is_dir():
        return []
    with FileLock(releases / ".lock"):
        known = versions(data)
        newest = current(data)
        of_month = {version[:7]: version for version in known}  # the last one of each month
        kept = {*known[-keep:], *of_month.values(), newest.name if newest else ""}
        removed = [version for version in known if version not in kept]
        for version in () if only_say else removed:
            # Renamed first: no reader ever meets a version that is half there.
            doomed = data / f"{version}{_PART}"
            (releases / version).rename(doomed)
            shutil.rmtree(doomed)
        return removed


def read_tables(release: Path) -> dict[str, pl.DataFrame]:
    """The tables of one release."""
    return dict(_OnDisk(release))


def tables_of(release: Path, *, text: bool = True) -> Mapping[str, pl.DataFrame]:
    """The tables of one release, each read when first asked for; `documents` without `text` unless wanted."""
    return _OnDisk(release, keep=True, without=() if text else ("text",))


class _OnDisk(Mapping):
    """The tables of a release, each read when asked for. Unless `keep`, none is kept: two releases need not
    fit in memory."""

    def __init__(self, release: Path, keep: bool = False, without: Sequence[str] = ()):
        self._files = {name: release / f"{name}.parquet" for name in TABLES}
        self._kept: dict[str, pl.DataFrame] | None = {} if keep else None
        self._without = without

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self:
            raise KeyError(name)
        if self._kept is not None and name in self._kept:
            return self._kept[name]
        table = self.scan(name).collect()
        if self._kept is not None:
            self._kept[name] = table
        return table

    def scan(self, name: str) -> pl.LazyFrame:
        """A table, of which only what is asked for is read."""
        return pl.scan_parquet(self._files[name], glob=False).drop(self._without, strict=False)

    def __contains__(self, name: object) -> bool:
        return name in self._files and self._files[name].is_file()

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._files if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


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


def must_be_whole(release: Path) -> None:
    """Raises ReleaseError where a published release is no longer what its descriptor says."""
    package = _package(release)
    if package is None or _damaged(release, package):
        raise ReleaseError(
            f"The newest release {release.name} is not as it was published, so what changed since cannot "
            f"be told. Restore {release} from a backup, or remove it: the next run publishes it again."
        )


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
    for path in [*(folder.rglob("*") if files else ()), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


#: Why something changed; of several reasons the first is given.
_REASONS = CHANGES.column("reason").vocabulary


def changes(old: Mapping[str, pl.DataFrame] | None, new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every difference between two releases: rows added and removed, and each revised field.

    With `old` None every row is `added`, reason `first_release`. A row of campaigns or panel has the reason
    of the documents that it rests on. A release written under an older schema is compared in today's
    columns: those it did not have count as null.
    """
    found = [empty(CHANGES)]
    documents = pl.DataFrame(schema={"document_id": pl.String, "why": pl.UInt32})
    for name, table in TABLES.items():
        before, after = (_in_todays_columns(_scan(release, name), table) for release in (old, new))
        differences = _differences(before, after, table)
        if differences.is_empty():
            continue
        if old is None:
            reasons = differences.select("id", pl.lit("first_release").alias("reason")).unique()
        elif "document_id" in table.schema:
            reasons = _own_reasons(differences, before, after, table, old, new)
            documents = _worst(documents, reasons.drop_nulls("document_id"))
        elif name == "places":
            reasons = differences.select("id", pl.lit("new_rules").alias("reason")).unique()
        else:
            reasons = _reasons_of_documents(differences, before, after, table, documents, old, new)
        found.append(differences.join(reasons.select("id", "reason"), on="id").select(*CHANGES.schema))
    return conform(pl.concat(found), CHANGES)


def _scan(release: Mapping[str, pl.DataFrame] | None, name: str) -> pl.LazyFrame:
    """A table of a release, of which only what is asked for is read; no rows where there is none."""
    if release is None or name not in release:
        return empty(name).lazy()
    return release.scan(name) if isinstance(release, _OnDisk) else release[name].lazy()


def _in_todays_columns(rows: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    there = rows.collect_schema()
    return rows.select(
        (pl.col(name) if name in there else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in table.schema.items()
    )


def _identity(table: Table) -> pl.Expr:
    parts = [pl.col(name).cast(pl.String).fill_null("") for name in table.key]
    return pl.concat_str(parts, separator=" | ").alias("id")


def _differences(before: pl.LazyFrame, after: pl.LazyFrame, table: Table) -> pl.DataFrame:
    """table, id, change, field, before, after: what changed, not why."""
    was, now = (df.select(_identity(table)).collect().with_row_index("row") for df in (before, after))
    if was["id"].is_duplicated().any() or now["id"].is_duplicated().any():
        raise SchemaError(f"{table.name}: its key is not unique, so changes cannot be told.")
    nothing = pl.lit(None, dtype=pl.String)
    rows = [
        one.select(
            "id",
            pl.lit(change).alias("change"),
            nothing.alias("field"),
            nothing.alias("before"),
            nothing.alias("after"),
        )
        for one, change in (
            (now.join(was, on="id", how="anti"), "added"),
            (was.join(now, on="id", how="anti"), "removed"),
        )
    ]
    both = was.join(now, on="id", how="inner", suffix="_now").sort("row")
    for column in table.columns:
        if column.name not in table.key:
            revised = (pl.lit("revised").alias("change"), pl.lit(column.name).alias("field"))
            rows += (
                values.select("id", *revised, _as_text("before", column), _as_text("after", column))
                for values in _revised(before, after, both, column.name)
            )
    return pl.concat(rows).select(pl.lit(table.name).alias("table"), pl.all())


def _revised(
    before: pl.LazyFrame, after: pl.LazyFrame, both: pl.DataFrame, column: str
) -> Iterator[pl.DataFrame]:
    """id, before, after where the column differs in `both`: id, `row`, `row_now`.

    Column by column, and of whole texts some at a time, so that two releases need not fit in memory.
    """
    # Several groups of rows at once: where rows were added, those of one side stand in two of the other.
    for some in both.iter_slices(4 * ROW_GROUP_OF_TEXTS if column == "text" else max(1, both.height)):
        sides = {}
        for name, side, at in (("before", before, some["row"]), ("after", after, some["row_now"])):
            first, last = at.min(), at.max()
            here = side.select(column).slice(first, last - first + 1).collect()
            # In one piece: to pick rows from several pieces, polars would copy all of their texts.
            sides[name] = here[column].rechunk().gather(at - first)
        values = some.select("id").with_columns(**sides)
        yield values.filter(pl.col("before").ne_missing(pl.col("after")))


def _own_reasons(
    differences: pl.DataFrame,
    before: pl.LazyFrame,
    after: pl.LazyFrame,
    table: Table,
    old: Mapping[str, pl.DataFrame],
    new: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """id, document_id, reason of changed rows that name their document."""
    known = ("document_id", "version", "extractor")
    said = [
        df.select(
            _identity(table),
            *(
                pl.col(name) if name in table.schema else pl.lit(None, pl.String).alias(name)
                for name in known
            ),
        ).collect()
        for df in (before, after)
    ]
    rows = (
        differences.group_by("id")
        .agg(pl.col("change").first())
        .join(said[0], on="id", how="left")
        .join(said[1], on="id", how="left", suffix="_now")
    )
    there = {}
    for side, release in (("old", old), ("new", new)):
        # What could not be read is known too, by its bytes.
        met = [
            _scan(release, name).select("document_id", "version").collect()
            for name in ("documents", "rejected")
        ]
        there[side] = [
            pl.concat(met)[name].drop_nulls().unique().implode() for name in ("document_id", "version")
        ]
    document, version = (pl.coalesce(name, f"{name}_now") for name in ("document_id", "version"))
    # A new row is looked up in the old release, a removed one in the new.
    in_other = [
        pl.when(pl.col("change") == "added")
        .then(one.is_in(there["old"][at]))
        .otherwise(one.is_in(there["new"][at]))
        for at, one in enumerate((document, version))
    ]
    reason = (
        pl.when((pl.col("change") == "revised") & pl.col("version").ne_missing(pl.col("version_now")))
        .then(pl.lit("revised_document"))
        .when((pl.col("change") == "revised") & pl.col("extractor").ne_missing(pl.col("extractor_now")))
        .then(pl.lit("new_rules"))
        .when((pl.col("change") == "revised") | version.is_null())
        .then(pl.lit("correction"))
        .when(~in_other[0].fill_null(in_other[1]) & (pl.col("change") == "added"))
        .then(pl.lit("new_document"))
        .when(~in_other[0].fill_null(in_other[1]))
        .then(pl.lit("document_removed"))
        .when(~in_other[1])
        .then(pl.lit("revised_document"))
        .otherwise(pl.lit("new_rules"))
    )
    return rows.select("id", document.alias("document_id"), reason.alias("reason"))


def _rank(reason: pl.Expr) -> pl.Expr:
    return reason.replace_strict(list(_REASONS), list(range(len(_REASONS))), return_dtype=pl.UInt32)


def _worst(documents: pl.DataFrame, reasons: pl.DataFrame) -> pl.DataFrame:
    """document_id, why (place in `_REASONS`) of all documents of which a row changed."""
    more = reasons.select("document_id", _rank(pl.col("reason")).alias("why"))
    return pl.concat([documents, more]).group_by("document_id").agg(pl.col("why").min())


def _reasons_of_documents(
    differences: pl.DataFrame,
    before: pl.LazyFrame,
    after: pl.LazyFrame,
    table: Table,
    documents: pl.DataFrame,
    old: Mapping[str, pl.DataFrame],
    new: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """id, reason of changed campaigns and panel rows: that of the documents they rest, or rested, on."""
    column = "document_ids" if "document_ids" in table.schema else "claim_ids"
    rests_on = (
        pl.concat([df.select(_identity(table), pl.col(column).alias("item")) for df in (before, after)])
        .collect()
        .join(differences.select("id").unique(), on="id", how="semi")
        .explode("item", empty_as_null=True)
        .unique()
    )
    if column == "claim_ids":
        known = [_scan(release, "figures").select("figure_id", "document_id") for release in (old, new)]
        figures = pl.concat(known).collect()
        rests_on = rests_on.join(figures.unique(), left_on="item", right_on="figure_id", how="left")
    else:
        rests_on = rests_on.rename({"item": "document_id"})
    why = rests_on.join(documents, on="document_id", how="left").group_by("id").agg(pl.col("why").min())
    given = pl.col("why").fill_null(_REASONS.index("correction"))
    names = given.replace_strict(list(range(len(_REASONS))), list(_REASONS), return_dtype=pl.String)
    return why.select("id", names.alias("reason"))


def _as_text(name: str, column: Column) -> pl.Expr:
    value = pl.col(name)
    return value.cast(STRINGS).list.join("; ") if column.dtype.is_nested() else value.cast(pl.String)
