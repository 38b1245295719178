"""The two entries: `build` makes the site from a release's tables, `stamp` tells it its version."""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from transforms.explorer import data, pages
from transforms.explorer.scripts import write_script

if TYPE_CHECKING:
    from transforms.gate import SuiteResult

_HERE = Path(__file__).parent
#: The one file that is written again at publication.
STAMPED = Path("data") / "release.js"


def build(
    release: Path,
    suites: Iterable["SuiteResult"] = (),
    accuracy: str | None = None,
    *,
    last: Path | None = None,
) -> dict[str, int]:
    """Write `explorer/` into the folder of a release (or candidate), whole or not at all.

    `suites`: what the gate said of the tables; `accuracy`: the text of docs/accuracy.md, if there is one;
    `last`: the release before, whose files take the place of those that came out the same. Returns counts:
    files, bytes, of these shared with `last`, figures. The same tables, gate results and code give the same
    bytes, whatever stood in `last`.
    """
    # Aside of the release: a killed run must not leave half a site in what is published. `heal` clears it.
    draft, final = release.parent / "explorer.part", release / "explorer"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    shutil.copytree(_HERE / "assets", draft / "assets")
    site = data.Site(release)
    data.write(site, draft / "data")
    pages.write(site, draft, list(suites), accuracy)
    stamp(release, draft)
    shared = _share(draft, last / "explorer") if last else 0
    shutil.rmtree(final, ignore_errors=True)
    draft.rename(final)
    files = [path for path in final.rglob("*") if path.is_file()]
    return {
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "shared bytes": shared,
        "figures": site.figures.height,
    }


def _share(site: Path, last: Path) -> int:
    """Make the files of a site that are byte for byte those of another the same files on disk: a night takes
    the room of what is new. Returns their bytes.

    Nothing writes into a file of a site once it stands, but `stamp`, whose file is its own in each; a version
    that is removed takes only its names. Where the file system has no hard links, files stay apart.
    """
    shared = 0
    for path in (path for path in site.rglob("*") if path.is_file() and path != site / STAMPED):
        other = last / path.relative_to(site)
        if other.is_file() and other.read_bytes() == path.read_bytes():
            link = path.with_name(path.name + ".link")
            try:
                os.link(other, link)
            except OSError:
                return shared
            os.replace(link, path)
            shared += path.stat().st_size
    return shared


def stamp(release: Path, site: Path | None = None) -> None:
    """Write `data/release.js` of the site: the version and the changes since the release before.

    Both are final only at publication, so this is all of the site that is written then. Does nothing where
    there is no site.
    """
    site = site or release / "explorer"
    package = release / "datapackage.json"
    if not site.is_dir() or not package.is_file():
        return
    described = json.loads(package.read_text(encoding="utf-8"))
    told = {
        "version": described["version"],
        "previous": described.get("previousVersion"),
        "code": described.get("codeVersion"),
        "licence": described["licenses"][0]["name"],
        "files": [
            {key: one[key] for key in ("path", "rows", "bytes", "hash")} for one in described["resources"]
        ],
        "changes": [],
    }
    if (release / "changes.parquet").is_file():
        counts = (
            pl.scan_parquet(release / "changes.parquet")
            .group_by("table", "change", "reason")
            .agg(pl.struct("id").n_unique().alias("n"))
            .sort("table", "change", "reason")
            .collect()
        )
        told["changes"] = counts.rows(named=True)
    write_script(site / STAMPED, "release", told)
