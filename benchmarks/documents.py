"""Speed of captures and documents, and how the three ways of reading a page agree.

    .venv/bin/python benchmarks/documents.py [PAGES]

PAGES: a folder of saved article pages (default: the golden pages of the tests, and ../shared/pages where it
is there). Run by hand and in CI as a report, never as a timed test.
"""

import argparse
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup

from extractors.documents.blocks import read_container
from extractors.documents.body import body_of
from extractors.documents.facts import read_facts
from extractors.documents.html import UNKNOWN, read_page
from extractors.documents.page import Page
from extractors.documents.paragraphs import finish
from extractors.documents.plain_text import read_plain_text
from extractors.documents.second_opinion import read_with_trafilatura
from extractors.documents.tree import parse
from extractors.sources.captures import CaptureStore

ROOT = Path(__file__).parents[1]
CAPTURES = 2_000


def best_time(
    action: Callable[[], object], rounds: int = 9, clock: Callable[[], float] = time.process_time
) -> float:
    """Seconds on one core of the fastest round: what else runs on the machine only ever makes it slower."""
    times = []
    for _ in range(rounds):
        start = clock()
        action()
        times.append(clock() - start)
    return min(times)


def f1(expected: list[str], found: list[str]) -> float:
    common = sum((Counter(expected) & Counter(found)).values())
    return 2 * common / max(1, len(expected) + len(found))


def pages(folder: Path | None) -> dict[str, bytes]:
    folders = (
        [folder] if folder else [ROOT / "tests/extractors/documents/pages", ROOT.parent / "shared/pages"]
    )
    found = [path for place in folders for path in sorted(place.glob("*.html")) if "_list" not in path.name]
    return {path.stem: path.read_bytes() for path in found}


def report_pages(contents: dict[str, bytes]) -> None:
    ruled = {
        name: content for name, content in contents.items() if (page := read_page(content)) and page.layout
    }
    ways = {
        "bytes to document: layout, lxml, BeautifulSoup on the fragment": read_page,
        "BeautifulSoup over the whole page, parse alone": lambda c: BeautifulSoup(
            c, "lxml", from_encoding="utf-8"
        ),
        "trafilatura, favour precision": by_trafilatura,
    }
    size = sum(map(len, ruled.values())) / len(ruled) / 1000
    print(f"\n{len(ruled)} pages with a site rule, {size:.0f} KB each, one core: pages/s")
    for name, read in ways.items():
        seconds = sum(best_time(lambda c=c, read=read: read(c)) for c in ruled.values())
        print(f"  {name:64}{len(ruled) / seconds:8.0f}")
    print("\nparagraph F1 against the site rule     densest element  trafilatura")
    for name, content in ruled.items():
        expected = read_page(content).paragraphs
        densest, second = f1(expected, by_density(content)), f1(expected, by_trafilatura(content))
        print(f"  {name:36} {densest:15.3f} {second:12.3f}")


def by_density(content: bytes) -> list[str]:
    """The page as if no layout knew it."""
    ruled = read_page(content)
    tree = parse(content)
    facts = read_facts(tree)
    container = body_of(tree, facts)
    page = Page(title=ruled.title, lead=ruled.lead)
    finish(page, [] if container is None else read_container(container, UNKNOWN), facts)
    return page.paragraphs


def by_trafilatura(content: bytes) -> list[str]:
    return [block.text for block in read_with_trafilatura(parse(content))]


def report_texts() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    seconds = sum(best_time(lambda text=text: read_plain_text(text)) for text in texts)
    print(f"\n{len(texts)} plain texts: {len(texts) / seconds:.0f} documents/s")


def report_captures() -> None:
    day = date(2025, 11, 13)
    contents = [f"{n} {'Xã có 12 người tham gia. ' * 200}".encode() for n in range(CAPTURES)]
    with tempfile.TemporaryDirectory() as folder:
        store = CaptureStore(Path(folder))

        def keep() -> None:
            for number, content in enumerate(contents):
                store.add(content, media_type="text/plain", day=day, archive_path=f"{number}.txt")

        print(f"\n{CAPTURES:,} captures of one day: captures/s")
        for name, action, rounds in (
            ("kept for the first time", keep, 1),
            ("kept again", keep, 1),
            ("fingerprint of the day", lambda: store.fingerprint(day), 5),
            ("listed with their sidecars", lambda: store.of_day(day), 5),
        ):
            print(f"  {name:30}{CAPTURES / best_time(action, rounds, time.perf_counter):10.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="?", type=Path)
    logging.disable(logging.ERROR)  # trafilatura's remarks on single pages
    report_pages(pages(parser.parse_args().pages))
    report_texts()
    report_captures()


if __name__ == "__main__":
    main()
