"""What a night costs as the archive grows, over stores of made-up documents.

    .venv/bin/python benchmarks/night.py --kept 1000 100000

Each size is built in a temporary folder, as if it had been read and published already (made-up articles,
each with a tail of its own words and a day of its own, so that they are no copies of one another). Then, each
in a process of its own:

- *the whole night*, `raquan refresh` as people run it: as many sites on loopback as the registry has sources,
  asked at the registry's intervals, have 200 new articles in their feeds and lists;
- *its stages* without fetching: what is stale, 200 new documents read, the tables of all days, the gate, the
  site, publication;
- *a night with nothing new*, without fetching: what is stale, and whether the release is still as it was
  published.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import yaml
from made import Made, made

from extractors.documents.read import read_document
from extractors.language.figures import extract
from extractors.values import Capture
from orchestration import sources, stages
from orchestration.folder import PROJECT, DataFolder, write_parquet
from transforms.frames import documents_frame, figures_frame, mentions_frame
from transforms.schema import empty

FIRST, PER_DAY, NEW = date(2014, 1, 1), 50, 200
#: Of the documents kept, those with figures: sources are asked for articles on the subject.
RELEVANT = 0.5
_SYLLABLES = [
    begin + end
    for begin in ("b", "c", "đ", "g", "h", "l", "m", "n", "ph", "th", "tr", "v", "x")
    for end in ("a", "ai", "anh", "ao", "en", "i", "in", "o", "on", "ua")
]


def build(folder: DataFolder, kept: int) -> None:
    """A store of `kept` documents that were read and published before; everything in it is up to date."""
    base = list(made(min(kept, 400), relevant=RELEVANT, seed=7))
    captures = [
        Capture(
            sha256=f"{n:064x}", media_type="text/html", day=FIRST, url=f"https://vnexpress.net/b-{n}.html"
        )
        for n in range(len(base))
    ]
    read = [read_document(c, a.page) for c, a in zip(captures, base, strict=True)]
    extractions = [extract(document) for document in read]
    documents = documents_frame(read).with_row_index("model")
    order = {row["document_id"]: row["model"] for row in documents.iter_rows(named=True)}
    figures = figures_frame([f for e in extractions for f in e.figures])
    mentions = mentions_frame([e.campaign for e in extractions if e.campaign])
    chance = random.Random(3)
    for begin in range(0, kept, PER_DAY):
        day = FIRST + timedelta(days=begin // PER_DAY)
        numbers = list(range(begin, min(begin + PER_DAY, kept)))
        picked = [n % len(base) for n in numbers]
        tails = ["\n" + " ".join(chance.choices(_SYLLABLES, k=400)) for _ in numbers]
        ids = pl.DataFrame(
            {
                "model": pl.Series(picked, dtype=pl.UInt32),
                "new_id": [f"d{n:016x}" for n in numbers],
                "new_version": [f"{n:064x}" for n in numbers],
                "tail": tails,
                # Copies of one model are told weeks apart: else each might be a copy of the other.
                "later": [timedelta(days=(n // len(base)) * 50 % 4_000) for n in numbers],
            }
        )

        def renamed(frame: pl.DataFrame, ids: pl.DataFrame = ids) -> pl.DataFrame:
            model = pl.col("document_id").replace_strict(order, return_dtype=pl.UInt32).alias("model")
            joined = frame.with_columns(model).join(ids, on="model")
            version = [pl.col("new_version").alias("version")] if "version" in frame.columns else []
            return joined.with_columns(pl.col("new_id").alias("document_id"), *version)

        sidecars = folder.captures / "days" / day.isoformat()
        sidecars.mkdir(parents=True)
        for n in numbers:
            sidecar = {"sha256": f"{n:064x}", "media_type": "text/html", "day": day.isoformat(),
                       "url": f"https://vnexpress.net/{n}.html", "headers": {}}  # fmt: skip
            (sidecars / f"{n:032x}.json").write_text(json.dumps(sidecar))
        wanted = stages._documents_from(folder, day, ())
        url = pl.format("https://vnexpress.net/{}.html", "document_id")
        rows = renamed(documents.drop("model")).with_columns(
            (pl.col("text") + pl.col("tail")).alias("text"),
            pl.col("published_at") + pl.col("later"),
            url.alias("url"),
            url.alias("canonical_url"),
        )
        write_parquet(rows.select(empty("documents").columns), folder.part("documents", day), wanted)
        write_parquet(empty("rejected"), folder.part("documents", day, "rejected"), wanted)
        wanted = stages._figures_from(folder, day)
        rows = renamed(figures).with_columns(pl.concat_str("figure_id", "new_id").alias("figure_id"))
        write_parquet(rows.select(figures.columns), folder.part("figures", day), wanted)
        rows = renamed(mentions)
        days_of_drive = pl.col("launched_on", "starts_on", "ends_on") + pl.col("later")
        rows = rows.with_columns(days_of_drive.cast(pl.Date)).select(mentions.columns)
        write_parquet(rows, folder.part("figures", day, "mentions"), wanted)
        write_parquet(empty("rejected"), folder.part("figures", day, "rejected"), wanted)
    _release(folder, lambda _, work: work())


class Watch:
    """Processor seconds (of all threads) and seconds on the wall of what is called, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}

    def __call__(self, name: str, work):
        processor, wall = time.process_time(), time.monotonic()
        result = work()
        before = self.seconds.get(name, (0, 0))
        took = time.process_time() - processor, time.monotonic() - wall
        self.seconds[name] = before[0] + took[0], before[1] + took[1]
        return result


def _release(folder: DataFolder, timed) -> None:
    """What is built of all days."""
    timed("campaigns", lambda: stages.build_campaigns(folder))
    timed("panel, candidate", lambda: stages.build_panel(folder))
    timed("panel, candidate", lambda: stages.build_candidate(folder))
    for suite in stages.suites():
        result = timed("gate", lambda s=suite: stages.validate_candidate(folder, s))
        broken = [promise.name for promise in result.promises if not promise.success]
        if broken:
            print("gate:", suite, *broken[:5], file=sys.stderr)
    timed("site", lambda: stages.build_explorer(folder))
    timed("publish", lambda: stages.publish(folder))


def night(folder: DataFolder) -> Watch:
    """The stages over 200 new documents and all that is kept."""
    timed = Watch()

    def quiet(*_: object) -> None:
        pass

    day = date(2025, 11, 24)
    for n, article in enumerate(made(NEW, relevant=RELEVANT, seed=11, first=day, days=1)):
        url = f"https://vnexpress.net/new-{n}.html"
        timed(
            "keep and read 200 new",
            lambda a=article, u=url: folder.store.add(a.page, media_type="text/html", day=day, url=u),
        )
    stale = timed("keep and read 200 new", lambda: stages.stale_days(folder))
    assert stale == [day], f"{len(stale)} days are stale"
    timed(
        "keep and read 200 new",
        lambda: (stages.read_documents(folder, day, quiet), stages.read_figures(folder, day, quiet)),
    )
    _release(folder, timed)
    return timed


def nothing_new(folder: DataFolder) -> Watch:
    """A night in which no page has changed."""
    timed = Watch()
    stale = timed("nothing new", lambda: stages.stale_days(folder))
    standing = timed("nothing new", lambda: stages.standing_release(folder))
    assert not stale and standing is not None
    return timed


def whole_night(folder: Path, registry: Path) -> dict[str, tuple[float, float]]:
    """`raquan refresh` in a process of its own: its processor seconds, and seconds on the wall."""
    settings = {"RAQUAN_REGISTRY": str(registry), "RAQUAN_CONTACT": "bench@example.org"}
    settings |= {"RAQUAN_ALLOW_LOOPBACK": "1", "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "orchestration.cli", "refresh", "--data", str(folder), "--json"]
    began = time.monotonic()
    with subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.read()
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = code
    took = time.monotonic() - began
    assert code == 0 and json.loads(said)["new_documents"] == NEW, said[:2_000]
    return {"the whole night": (used.ru_utime + used.ru_stime, took)}


def sites(registry: Path) -> None:
    """Loopback sites, one for each source that ships and as slow to be asked, with `NEW` articles of the
    last days among them; their files in `registry`. They answer as long as this process lives."""
    day = stages.today() - timedelta(days=3)
    articles = list(made(NEW, relevant=RELEVANT, seed=11, first=day, days=3))
    kinds = sources.choose()
    for number, source in enumerate(kinds):
        name, host = f"site-{number:02}", f"127.0.1.{number + 1}"
        server = ThreadingHTTPServer((host, 0), _site(articles[number :: len(kinds)], f"http://{host}"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://{host}:{server.server_address[1]}"
        file = {
            "name": name,
            "publisher": name,
            "home_province": None,
            "kind": "news",
            "domains": [host],
            "discover": [{"feed": f"{url}/rss"}, {"listing": f"{url}/list"}],
            "articles": [r"^/bhxh-tu-nguyen-\d+\.html$"],
            "layouts": [{"layout": "vnexpress"}],
            "rate_limit": source.rate_limit,
            "terms": "not verified",
        }
        (registry / f"{name}.yaml").write_text(yaml.safe_dump(file), encoding="utf-8")


def _site(articles: list[Made], host: str) -> type[BaseHTTPRequestHandler]:
    pages = {f"/bhxh-tu-nguyen-{article.name}": article for article in articles}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 (its name in the library)
            url = f"{host}:{self.server.server_address[1]}"
            if self.path == "/rss":
                items = "".join(
                    f"<item><title>BHXH tự nguyện</title><link>{url}{path}</link>"
                    f"<pubDate>{article.published:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"
                    for path, article in pages.items()
                )
                self._answer(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
            elif self.path == "/list":
                links = "".join(f'<li><a href="{path}">BHXH tự nguyện</a></li>' for path in pages)
                self._answer(f"<html><body><ul>{links}</ul></body></html>")
            elif self.path in pages:
                self._answer(pages[self.path].page)
            else:
                self.send_error(404)

        def _answer(self, body: str | bytes, media_type: str = "text/html; charset=utf-8") -> None:
            content = body.encode() if isinstance(body, str) else body
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Site


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kept", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--here", choices=("build", "night", "nothing"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here == "build":
        build(DataFolder(options.folder), options.kept[0])
    elif options.here:
        watch = (night if options.here == "night" else nothing_new)(DataFolder(options.folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": watch.seconds, "memory (MB)": peak}))
    else:
        with tempfile.TemporaryDirectory() as registry:
            sites(Path(registry))
            _table({kept: _measured(kept, Path(registry)) for kept in options.kept})


def _measured(kept: int, registry: Path) -> dict:
    """Each step in a process of its own, so that none has what another has loaded."""
    with tempfile.TemporaryDirectory() as place:
        data, copy = Path(place, "data"), Path(place, "copy")

        def step(name: str) -> dict | None:
            command = [sys.executable, __file__, "--here", name, "--kept", str(kept), "--folder", str(data)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None

        step("build")
        # Files are replaced, never written into.
        shutil.copytree(data, copy, copy_function=os.link, symlinks=True)
        whole, night = whole_night(copy, registry), step("night")
        seconds = night["seconds"]
        seconds["stages together"] = [sum(column) for column in zip(*seconds.values(), strict=True)]
        return night | {"seconds": whole | seconds | step("nothing")["seconds"]}


def _table(found: dict[int, dict]) -> None:
    columns = [(kept, at) for at in (0, 1) for kept in found]
    print(" " * 24 + "".join(f"{f'{kept:,}':>10} {('CPU', 's')[at]:3}" for kept, at in columns))
    for name in next(iter(found.values()))["seconds"]:
        print(f"{name:24}" + "".join(f"{found[kept]['seconds'][name][at]:10.1f}    " for kept, at in columns))
    print(f"{'memory (MB)':24}" + "".join(f"{one['memory (MB)']:10.0f}    " for one in found.values()))


if __name__ == "__main__":
    main()
