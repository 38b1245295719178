"""Speed, as ratios to what one would use instead, measured in one run on the same documents.

    make bench                                    # made-up documents (benchmarks/made.py)
    .venv/bin/python benchmarks/bench.py --pages FOLDER --texts FOLDER      # real ones
    .venv/bin/python benchmarks/bench.py --only release --figures 1000000

Prints a table; a whole run writes bench.json and bench.svg beside this file, and README.md's table.
Never a timed test: machines differ, ratios less so. The ways that are compared take turns, so that whatever
else the machine does hits all of them; each ratio is the median of the ratios of the turns. One core:
processor time; processes: the clock on the wall.

`documents.py` beside it looks closer at reading pages and keeping captures, `accuracy.py` at being right.
"""

import argparse
import json
import logging
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import polars as pl
from made import Made, made

from extractors.documents.read import read_document
from extractors.language.figures import extract
from extractors.language.text import sentences
from extractors.values import Capture, Document

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
TURNS = 7
#: Between them stands the table in README.md.
BEGIN, END = "<!-- make bench writes this -->", "<!-- to here -->"


@dataclass(frozen=True)
class Line:
    """Ours against another way of doing it. `ratio`: how many times as fast we are. `bar`: what is promised.

    A line without a ratio is a speed alone; `skipped` says why there is none.
    """

    stage: str
    against: str
    unit: str
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    bar: float | None = None
    bar_of: str = "ratio"  # or "ours": the bar is a speed
    skipped: str | None = None

    @property
    def met(self) -> bool | None:
        measured = self.ratio if self.bar_of == "ratio" else self.ours
        return None if self.bar is None or measured is None else measured >= self.bar


Clock = Callable[[], float]


def compare(
    ways: dict[str, Callable[[], object]], clock: Clock = time.process_time, turns: int = TURNS
) -> dict[str, tuple[float, float]]:
    """Seconds of each way (the median), and how many times the first one's time it takes (the median)."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # imports, caches
    for _ in range(turns):
        for name, way in ways.items():
            start = clock()
            way()
            times[name].append(clock() - start)
    first = next(iter(times.values()))
    return {
        name: (
            statistics.median(taken),
            statistics.median(t / max(f, 1e-9) for t, f in zip(taken, first, strict=True)),
        )
        for name, taken in times.items()
    }


def lines(
    stage: str,
    unit: str,
    amount: float,
    measured: dict[str, tuple[float, float]],
    bars: dict[str, float] | None = None,
) -> Iterator[Line]:
    (_, (own, _)), *others = measured.items()
    for name, (seconds, ratio) in others:
        bar = (bars or {}).get(name)
        yield Line(stage, name, unit, amount / own, amount / seconds, ratio, bar)


# ── bytes → document ──────────────────────────────────────────────────────────────────────────────


def read_pages(pages: list[bytes]) -> Iterator[Line]:
    import trafilatura
    from bs4 import BeautifulSoup

    captures = [
        Capture(sha256=f"{n:064x}", media_type="text/html", day=date(2025, 1, 1)) for n in range(len(pages))
    ]
    decoded = [page.decode("utf-8", "replace") for page in pages]
    ways: dict[str, Callable[[], object]] = {
        "raquan": lambda: [read_document(c, page) for c, page in zip(captures, pages, strict=True)],
        "BeautifulSoup, whole page": lambda: [
            BeautifulSoup(page, "lxml", from_encoding="utf-8").get_text() for page in pages
        ],
        "trafilatura, favour precision": lambda: [
            trafilatura.extract(page, favor_precision=True) for page in decoded
        ],
    }
    missing = []
    try:
        from readability import Document as Readable

        ways["readability-lxml"] = lambda: [Readable(page).summary() for page in decoded]
    except ImportError:
        missing.append("readability-lxml")
    try:
        from newspaper import Article

        def newspaper() -> None:
            for page in decoded:
                article = Article(url="https://example.org/", language="vi")
                article.download(input_html=page)
                article.parse()

        ways["newspaper4k"] = newspaper
    except ImportError:
        missing.append("newspaper4k")
    bars = {"BeautifulSoup, whole page": 3.0, "trafilatura, favour precision": 2.0}
    yield from lines("page → document", "pages/s", len(pages), compare(ways), bars)
    for name in missing:
        yield Line(
            "page → document",
            name,
            "pages/s",
            skipped="not installed: pip install --group bench (pip ≥ 25.1)",
        )


# ── text → figures ────────────────────────────────────────────────────────────────────────────────

#: What one would try first: a number and what it counts.
_BARE = re.compile(r"\d+(?:[.,]\d+)*\s*(?:triệu|nghìn|tỷ)?\s*(?:người|hộ|%|lao động|học sinh|sinh viên)")


def documents_of(texts: list[str]) -> list[Document]:
    return [
        Document(document_id=f"d{n}", version=f"{n:064x}", title=text.split("\n")[0], lead=None, text=text,
                 media_type="text/plain", is_relevant=True)
        for n, text in enumerate(texts)
    ]  # fmt: skip


def read_relevant(texts: list[str], name: str, bar: float | None) -> Iterator[Line]:
    from underthesea import ner

    documents = documents_of(texts)

    def by_ner() -> None:
        for text in texts:
            for s in sentences(text):
                ner(text[s.start : min(s.end, s.start + 1_000)])

    measured = compare({"raquan": lambda: list(map(extract, documents)), "ner": by_ner}, turns=3)
    seconds, (_, ratio) = measured["raquan"][0], measured["ner"]
    yield Line(
        f"text → figures, {name}",
        "underthesea.ner by sentence",
        "docs/s",
        len(texts) / seconds,
        len(texts) / measured["ner"][0],
        ratio,
        10.0,
    )
    yield Line(f"text → figures, {name}", "(speed)", "docs/s", len(texts) / seconds, bar=bar, bar_of="ours")


def read_unrelated(texts: list[str]) -> Iterator[Line]:
    documents = documents_of(texts)
    ways = {
        "raquan": lambda: list(map(extract, documents)),
        "bare regex scan": lambda: [_BARE.findall(text) for text in texts],
    }
    measured = compare(ways)
    yield from lines("text → figures, unrelated", "docs/s", len(texts), measured, {"bare regex scan": 0.3})
    speed = len(texts) / measured["raquan"][0]
    yield Line("text → figures, unrelated", "(speed)", "docs/s", speed, bar=1_000, bar_of="ours")


_SHARE: list[Document] = []


def _take(documents: list[Document]) -> None:
    _SHARE.extend(documents)


def _read_share() -> None:
    for document in _SHARE:
        extract(document)


def read_in_processes(texts: list[str]) -> Iterator[Line]:
    """Beside one process: two that share nothing, each with its half of the documents in memory. What
    they gain is what two processors of this machine give; no way of sharing work can give more."""
    from orchestration.folder import DataFolder
    from orchestration.stages import ReadingFigures
    from orchestration.workers import Batch, Workers

    documents, size = documents_of(texts), ReadingFigures.batch
    items = [(document, None) for document in documents]
    with tempfile.TemporaryDirectory() as folder:

        def through(crew) -> Callable[[], None]:
            turn = iter(range(1_000_000))

            def go() -> None:
                begun = next(turn)
                batches = [
                    Batch("read_texts", f"t{begun}-{n}", items[n : n + size], True, None)
                    for n in range(0, len(items), size)
                ]
                for batch, _ in crew.map(batches):
                    crew.done([batch.key])

            return go

        halves = [
            ProcessPoolExecutor(1, get_context("spawn"), initializer=_take, initargs=(documents[first::2],))
            for first in (0, 1)
        ]

        def apart() -> None:
            for working in [half.submit(_read_share) for half in halves]:
                working.result()

        with (
            Workers(processes=2).open(DataFolder(f"{folder}/two")) as two,
            Workers().open(DataFolder(f"{folder}/one")) as one,
            halves[0],
            halves[1],
        ):
            ways = {"two": through(two), "one process": through(one), "two that share nothing": apart}
            measured = compare(ways, clock=time.perf_counter, turns=5)
    bars = {"one process": 1.8, "two that share nothing": 0.9}
    yield from lines("two processes", "docs/s", len(texts), measured, bars)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def tables_of(articles: list[Made], figures: int) -> dict[str, pl.DataFrame]:
    """A release's tables with about so many figures: those of `articles`, again and again under new ids."""
    from extractors.language.places import register
    from transforms.campaigns import campaigns
    from transforms.frames import documents_frame, figures_frame, latest_figures, mentions_frame
    from transforms.panel import panel
    from transforms.places import places
    from transforms.schema import empty

    captures = [
        Capture(sha256=f"{n:064x}", media_type="text/html", day=date(2025, 1, 1), archive_path=a.name)
        for n, a in enumerate(articles)
    ]
    found = [read_document(c, a.page) for c, a in zip(captures, articles, strict=True)]
    extractions = [extract(document) for document in found]
    documents = documents_frame(found)
    rows = latest_figures(figures_frame([f for e in extractions for f in e.figures]), documents)
    mentions = mentions_frame([e.campaign for e in extractions if e.campaign])
    drives, rows = campaigns(mentions, documents, rows)
    times = max(1, round(figures / max(1, rows.height)))

    def again(frame: pl.DataFrame, *ids: str) -> pl.DataFrame:
        tails = pl.DataFrame({"tail": [f"{n:06x}" if n else "" for n in range(times)]})
        return (
            frame.join(tails, how="cross")
            .with_columns(pl.col(name) + pl.col("tail") for name in ids)
            .select(frame.columns)
        )

    return {
        "documents": again(documents, "document_id"),
        "figures": again(rows, "figure_id", "document_id"),
        "campaigns": drives,
        "panel": panel(rows, documents),
        "places": places(register().places()),
        "rejected": empty("rejected"),
    }


def build_release(articles: list[Made], figures: int) -> Iterator[Line]:
    from transforms.gate import split_rows, validate
    from transforms.release import read_tables, write_candidate
    from transforms.schema import TABLES

    tables = tables_of(articles, figures)
    size = tables["figures"].height
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def plain() -> None:
            (folder / "plain").mkdir(exist_ok=True)
            for name, frame in tables.items():
                path = folder / "plain" / f"{name}.parquet"
                frame.sort(TABLES[name].sort).write_parquet(path, compression="zstd")

        def ours() -> None:
            write_candidate(tables, folder / "candidate", version="2025.01.01", code_version="0")

        turns = 3 if size > 100_000 else TURNS
        stage = f"release of {size:,} figures"
        ways = {"raquan": ours, "polars sort and write": plain}
        # Within three times: a third of its speed. Polars writes on all cores: the clock on the wall.
        measured = compare(ways, clock=time.perf_counter, turns=turns)
        yield from lines(stage, "figures/s", size, measured, {"polars sort and write": 1 / 3})

        yield from query_release(folder / "candidate" / "figures.parquet", size)
        candidate = read_tables(folder / "candidate")

        def in_polars() -> None:
            related = {name: tables[name] for name in ("documents", "places")}
            for name in ("documents", "figures"):
                split_rows(tables[name], name, related)

        ways = {
            "raquan": lambda: validate(candidate, ["documents", "figures"]),
            "row rules in polars": in_polars,
        }
        measured = compare(ways, clock=time.perf_counter, turns=turns)
        yield from lines(f"gate over {size:,} figures", "figures/s", size, measured)


def query_release(figures: Path, size: int) -> Iterator[Line]:
    """What a researcher asks most: the rows of one province and year, with their sentences."""
    import duckdb

    columns = "place_text, programme, measure, role, value, unit, as_of, quote"
    counts = pl.scan_parquet(figures).drop_nulls("province_2025").group_by("province_2025").len()
    province = counts.sort("len").collect()["province_2025"][-1]
    connection = duckdb.connect()

    def asked(where: str) -> Callable[[], object]:
        return lambda: connection.sql(f"SELECT {columns} FROM '{figures}' {where}").fetchnumpy()

    wanted = asked(f"WHERE province_2025 = '{province}' AND year(as_of) = 2024")
    ways = {"raquan": wanted, "DuckDB, rows of all provinces": asked("")}
    stage = f"rows of a province and year of {size:,} figures"
    measured = compare(ways)
    yield from lines(stage, "queries/s", 1, measured)
    # Within 50 ms.
    yield Line(stage, "(speed)", "queries/s", 1 / measured["raquan"][0], bar=20, bar_of="ours")


# ── start-up ──────────────────────────────────────────────────────────────────────────────────────


def start_up() -> Iterator[Line]:
    """Of the command line: once per second is a second."""
    with tempfile.TemporaryDirectory() as data:
        run = [sys.executable, "-m", "orchestration.cli"]
        quiet = {"cwd": ROOT, "capture_output": True, "check": True}
        subprocess.run([*run, "run", "--archive", "samples", "--data", data], **quiet)
        query = [*run, "query", "SELECT count(*) FROM figures", "--data", data]
        for name, command, seconds in (("--help", [*run, "--help"], 0.3), ("query", query, 1.0)):
            times = []
            for _ in range(TURNS):
                start = time.perf_counter()
                subprocess.run(command, **quiet)
                times.append(time.perf_counter() - start)
            speed = 1 / statistics.median(times)
            yield Line(f"raquan {name}", "(speed)", "starts/s", speed, bar=1 / seconds, bar_of="ours")


# ── the report ────────────────────────────────────────────────────────────────────────────────────


def as_markdown(found: list[Line], machine: dict[str, str]) -> str:
    rows = [
        "| stage | against | raquan | the other | times as fast | bar |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for line in found:
        if line.skipped:
            rows.append(f"| {line.stage} | {line.against} | | | skipped: {line.skipped} | |")
            continue
        theirs = f"{_round(line.theirs)} {line.unit}" if line.theirs else ""
        ratio = f"{line.ratio:.2f}" if line.ratio else ""
        bar = "" if line.bar is None else f"{'' if line.met else '**missed** '}≥ {line.bar:,.4g}"
        bar += f" {line.unit}" if line.bar is not None and line.bar_of == "ours" else ""
        ours = f"{_round(line.ours)} {line.unit}"
        rows.append(f"| {line.stage} | {line.against} | {ours} | {theirs} | {ratio} | {bar} |")
    told = ", ".join(f"{value}" for value in machine.values())
    return "\n".join([*rows, "", f"Measured on {told}."])


def _round(speed: float | None) -> str:
    return "" if speed is None else f"{speed:,.0f}" if speed >= 100 else f"{speed:.1f}"


def as_picture(found: list[Line]) -> str:
    """Ratios as bars on a scale of powers of ten; a stroke where the bar is promised to stand."""
    from math import log10

    shown = [line for line in found if line.ratio]
    width, left, step = 900, 430, 26

    def x(ratio: float) -> float:
        return left + (log10(min(max(ratio, 0.05), 1_000)) + 1.31) * 100

    parts = []
    for number, line in enumerate(shown):
        y = 40 + number * step
        colour = "#b3402e" if line.met is False else "#2f6f73"
        begin, end = sorted((x(1), x(line.ratio)))
        parts.append(
            f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{line.stage} / {line.against}</text>'
        )
        parts.append(
            f'<rect x="{begin:.1f}" y="{y}" width="{max(1, end - begin):.1f}" height="16" fill="{colour}"/>'
        )
        parts.append(f'<text x="{max(begin, end) + 6:.1f}" y="{y + 13}">{line.ratio:.2f}×</text>')
        if line.bar:
            at = x(line.bar)
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y - 3}" y2="{y + 19}" stroke="#111"/>')
    height = 60 + len(shown) * step
    axis = "".join(
        f'<text x="{x(r):.0f}" y="24" text-anchor="middle" fill="#666">{r:g}×</text>'
        for r in (0.1, 1, 10, 100)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
        f"<title>How many times as fast as the other way; strokes: what is promised</title>{axis}"
        f"{''.join(parts)}</svg>\n"
    )


def machine() -> dict[str, str]:
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (named := re.search(r"model name\s*: (.+)", cpuinfo.read_text())):
        model = named[1]
    load = f"load {os.getloadavg()[0]:.1f} when it began"
    return {
        "processor": model,
        "cores": f"{os.cpu_count()} cores",
        "python": f"Python {platform.python_version()}",
        "day": date.today().isoformat(),
        "load": load,
    }


def _texts(folder: Path) -> list[str]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt"))
    found = []
    for path in paths:
        media_type = "text/html" if path.suffix == ".html" else "text/plain"
        capture = Capture(
            sha256="0" * 64, media_type=media_type, day=date(2025, 1, 1), archive_path=path.name
        )
        document = read_document(capture, path.read_bytes())
        if isinstance(document, Document):
            found.append(document.text)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, help="a folder of saved pages, instead of made-up ones")
    parser.add_argument(
        "--texts", type=Path, help="a folder of articles on the subject, instead of made-up ones"
    )
    parser.add_argument("--figures", type=int, default=1_000_000, help="rows of the release that is built")
    parser.add_argument(
        "--only", nargs="*", choices=("pages", "texts", "processes", "release", "start"), default=None
    )
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    here = machine()
    articles = list(made(400, relevant=0.5))
    on_subject = [a for a in articles if a.relevant]
    pages = [a.page for a in articles[:24]]
    if options.pages:
        pages = [
            path.read_bytes() for path in sorted(options.pages.glob("*.html")) if "_list" not in path.name
        ]
    relevant = _texts(options.texts) if options.texts else [a.text for a in on_subject[:10]]
    unrelated = [a.text for a in articles if not a.relevant]

    def jobs() -> Iterator[tuple[str, Callable[[], Iterator[Line]]]]:
        yield "pages", lambda: read_pages(pages)
        yield "texts", lambda: read_relevant(relevant, "on the subject", 60)
        if (SHARED / "articles").is_dir():
            yield "texts", lambda: read_relevant(_texts(SHARED / "articles"), "the five articles", 60)
        yield "texts", lambda: read_unrelated(unrelated)
        yield "processes", lambda: read_in_processes([a.text for a in on_subject] * 4)
        yield "release", lambda: build_release(on_subject, options.figures)
        yield "start", start_up

    found: list[Line] = []
    for name, job in jobs():
        if options.only is not None and name not in options.only:
            continue
        for line in job():
            found.append(line)
            print(
                line.stage, line.against, line.skipped or f"{_round(line.ours)} {line.unit}",
                f"{line.ratio:.2f} times as fast" if line.ratio else "",
                f"MISSED {line.bar:.3g}" if line.met is False else "", sep="  ", flush=True,
            )  # fmt: skip
    print("\n" + as_markdown(found, here))
    if options.only is None:
        kept = {"machine": here, "lines": [asdict(line) | {"met": line.met} for line in found]}
        target = Path(__file__).with_name("bench.json")
        target.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        target.with_suffix(".svg").write_text(as_picture(found), encoding="utf-8")
        readme = ROOT / "README.md"
        before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        readme.write_text(f"{before}{begin}\n{as_markdown(found, here)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
