"""The sources as the operator meets them: a night's fetching, pages named by hand, archives, their state.

Belongs here: settings, which sources are asked and at once, what is noted of each. Does not belong here: how
a page is found, fetched or read (`extractors`), Dagster (`assets.py`), the terminal (`cli_sources.py`).

    <data>/fetch/           log of all requests, clocks of hosts, known pages (extractors.sources.fetch)
    <data>/sources/         what is known of each source's runs and readings (extractors.sources.drift)
"""

import os
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.sources import drift
from extractors.sources.registry import FOLDER, Source, SourceError, load_registry
from orchestration.folder import DataFolder, digest

if TYPE_CHECKING:
    from extractors.documents.read import Reading
    from extractors.sources.fetch import FetchResult, PoliteFetcher
    from extractors.sources.refresh import SourceOutcome
    from extractors.values import Capture

#: Sources asked at the same time; each host is asked one thing at a time, whatever this is.
AT_ONCE = 8
#: Days that a night looks back to make up for nights that were missed.
MADE_UP = 60
#: Pages per source and night that a second reader is asked about: 20 ms each.
SECOND_OPINIONS = 3
#: Pages that `check` tries before it says that none could be had.
TRIED = 3


class SourcesProblem(Exception):
    """The sources cannot be asked; the message says why and what to do."""


@dataclass(frozen=True)
class Settings:
    """What fetching needs to know. `allow_loopback` is for tests: a server on this machine may be asked, at
    the interval of its own file."""

    contact: str = ""
    allow_loopback: bool = False

    @classmethod
    def from_environment(cls) -> "Settings":
        """`RAQUAN_CONTACT`, `RAQUAN_ALLOW_LOOPBACK`."""
        return cls(
            os.environ.get("RAQUAN_CONTACT", "").strip(), os.environ.get("RAQUAN_ALLOW_LOOPBACK") == "1"
        )

    def check(self) -> None:
        """Raises SourcesProblem without a contact by which somebody is reached."""
        if not self.contact:
            raise SourcesProblem(
                "Nothing is fetched without a contact: set RAQUAN_CONTACT to an e-mail address or a page "
                "where you are reached (export RAQUAN_CONTACT=you@example.org). It goes into the user agent, "
                "so that a site can reach whoever asks it."
            )
        if not re.fullmatch(r"[!-~]*(@|://)[!-~]*", self.contact):
            raise SourcesProblem(
                f"RAQUAN_CONTACT must be an e-mail address or a URL without spaces, not {self.contact!r}"
            )

    def fetcher(self, folder: DataFolder) -> "PoliteFetcher":
        """The fetcher whose log and clocks stand in the folder. Raises SourcesProblem as `check` does."""
        from extractors.sources.fetch import PoliteFetcher

        self.check()
        limits = {"allow_loopback": True, "rate_limit": 0.0} if self.allow_loopback else {}
        return PoliteFetcher(self.contact, data=folder.root, **limits)


# ── the registry ──────────────────────────────────────────────────────────────────────────────────


def registry() -> dict[str, Source]:
    """All sources by name: those that ship, or those of the folder in `RAQUAN_REGISTRY`.

    Raises SourcesProblem for a file that is not in order.
    """
    return _registry(Path(os.environ.get("RAQUAN_REGISTRY") or FOLDER))


@cache
def _registry(folder: Path) -> dict[str, Source]:
    try:
        return load_registry(folder)
    except SourceError as error:
        raise SourcesProblem(f"A source cannot be used: {error}") from error


def choose(names: Iterable[str] = ()) -> list[Source]:
    """The sources of these names, or all. Raises SourcesProblem for a name that is none."""
    known = registry()
    names = list(dict.fromkeys(names)) or list(known)
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise SourcesProblem(f"There is no source {unknown!r}; `raquan sources` lists them")
    return [known[name] for name in names]


def rules_of(name: str) -> str:
    """A digest of what the source's file says on how its pages are read."""
    source = registry().get(name)
    return digest(source.layouts)[:12] if source else "none"


def home_of(name: str | None) -> str | None:
    """The province (of the 34) that a source writes about where its articles name none."""
    source = registry().get(name or "")
    return source.home_province if source else None


# ── fetching ──────────────────────────────────────────────────────────────────────────────────────


def refresh(
    folder: DataFolder,
    settings: Settings,
    day: date,
    names: Iterable[str] = (),
    told: Callable[[int, int, "SourceOutcome"], None] = lambda *_: None,
) -> list["SourceOutcome"]:
    """A night: all sources, or the named ones, into the captures of `day`; an outcome for each, by name.

    Sources fail one by one. `told(done, total, outcome)` is called as each ends. Raises SourcesProblem
    without a contact, and OSError for what is wrong with the data folder.
    """
    from extractors.sources.refresh import SourceOutcome, refresh_source

    sources, fetcher, store = choose(names), settings.fetcher(folder), folder.store
    stop = threading.Event()

    def one(source: Source) -> SourceOutcome:
        try:
            since = _since(drift.load_state(folder.sources, source.name), day)
            outcome = refresh_source(source, fetcher, store, day, since=since, stopped=stop.is_set)
        except OSError:
            raise
        except Exception as error:  # a fault of ours that one site brings to light must not cost the night
            trouble = (f"raquan itself failed: {type(error).__name__}: {error}; report it",)
            outcome = SourceOutcome(source=source.name, day=day, gave_up=True, trouble=trouble)
        drift.note_outcome(folder.sources, outcome)
        return outcome

    outcomes = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="source") as pool:
        running = [pool.submit(one, source) for source in sources]
        try:
            for ended in as_completed(running):
                outcomes.append(ended.result())
                told(len(outcomes), len(sources), outcomes[-1])
        except BaseException:  # interrupted, or the folder is full: the others stop after their page
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return sorted(outcomes, key=lambda outcome: outcome.source)


def _since(state: dict[str, Any], day: date) -> date:
    """The last seven days; further back where the source has not answered for longer."""
    from extractors.sources.refresh import RECHECKED_DAYS

    usual, last = day - timedelta(days=RECHECKED_DAYS), drift.last_success(state)
    return max(day - timedelta(days=MADE_UP), min(usual, last - timedelta(days=1) if last else usual))


def backfill(
    folder: DataFolder, settings: Settings, name: str, first: date, last: date, day: date
) -> "SourceOutcome":
    """Walks a source's archive between two days; what it finds belongs to `day`, on which it is fetched."""
    from extractors.sources.refresh import refresh_source

    (source,) = choose([name])
    fetcher = settings.fetcher(folder)
    return refresh_source(source, fetcher, folder.store, day, since=first, until=last, deep=True)


def add(
    folder: DataFolder, settings: Settings, urls: Sequence[str], day: date
) -> Iterator[tuple[str, "Capture | None", "FetchResult | ValueError"]]:
    """Captures pages that a person named: URL, capture or None, and what became of the request."""
    from extractors.sources.refresh import capture_url

    fetcher, sources = settings.fetcher(folder), registry().values()
    for url in urls:
        try:
            capture, result = capture_url(url, fetcher, folder.store, day, sources=sources)
        except ValueError as error:
            yield url, None, error
        else:
            yield url, capture, result


# ── what is known of a source ─────────────────────────────────────────────────────────────────────


def note_readings(folder: DataFolder, day: date, readings: Sequence[tuple["Capture", "Reading"]]) -> None:
    """Notes which layouts read a day's pages and what they gave, and asks a second reader about a few.

    Each item: a page and what was read of it; pages of no source are passed over. The sample is the first
    pages of a source in the order of their addresses.
    """
    by_source: dict[str, list[tuple[Capture, Reading]]] = defaultdict(list)
    for capture, reading in readings:
        if capture.source in registry():
            by_source[capture.source].append((capture, reading))
    for name, pages in by_source.items():
        given = [drift.PageReading(page.layout, page.fields, page.words) for _, page in pages]
        drift.note_readings(folder.sources, name, day, given)
        if drift.wants_opinion(folder.sources, name, day):
            agreements: dict[str, float] = {}
            for capture, page in islice((item for item in pages if item[1].words), SECOND_OPINIONS):
                share = _second_opinion(folder.store.read(capture), page)
                if share is not None:
                    agreements[capture.url or capture.sha256] = share
            if agreements:
                drift.note_opinions(folder.sources, name, day, agreements)


def _second_opinion(content: bytes, reading: "Reading") -> float | None:
    from extractors.documents.second_opinion import second_opinion

    document = reading.outcome
    return second_opinion(content, document.text, f"{document.title or ''} {document.lead or ''}")


@dataclass(frozen=True)
class Status:
    """A source as the operator sees it. Counts of runs are of new captures."""

    name: str
    publisher: str
    kind: str
    home_province: str | None
    last_run: str | None = None  # a day
    last_success: str | None = None  # a day
    new: int = 0  # in the last run
    yield_30: float | None = None  # a run, on average of the last 30
    seen: int = 0  # articles in the last run, on the subject or not
    failed: int = 0  # in the last run, with those blocked
    is_dead: bool = False  # the last run got no answer that counts
    layouts: dict[str, float] = field(default_factory=dict)  # share of the newest day's pages each read
    agreement: float | None = None  # of a second reader with the newest sample
    drift: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()  # of the last run

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def statuses(folder: DataFolder, names: Iterable[str] = ()) -> list[Status]:
    """What is known of all sources, or of the named ones."""
    return [_status(source, drift.load_state(folder.sources, source.name)) for source in choose(names)]


def _status(source: Source, state: dict[str, Any]) -> Status:
    about = (source.name, source.publisher, source.kind, source.home_province)
    if not state["runs"]:
        return Status(*about, layouts=_layout_shares(state["layouts"]), drift=tuple(drift.drift(state)))
    runs, last = state["runs"][-30:], state["runs"][-1]
    success = drift.last_success(state)
    return Status(
        *about,
        last_run=last["day"],
        last_success=success.isoformat() if success else None,
        new=last["new"],
        yield_30=sum(run["new"] for run in runs) / len(runs),
        seen=last["seen"],
        failed=last["failed"] + last["blocked"],
        is_dead=last.get("dead", False),
        layouts=_layout_shares(state["layouts"]),
        agreement=state["opinions"][-1]["agreement"] if state["opinions"] else None,
        drift=tuple(drift.drift(state)),
        trouble=tuple(last["trouble"]),
    )


def _layout_shares(layouts: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    newest = max((count["day"] for counts in layouts.values() for count in counts), default=None)
    pages = {
        name: counts[-1]["pages"]
        for name, counts in layouts.items()
        if counts and counts[-1]["day"] == newest
    }
    return {name: number / sum(pages.values()) for name, number in sorted(pages.items())}


@dataclass(frozen=True)
class Check:
    """One page of a source and what would be read of it; `problems`, if there are any, a sentence each."""

    source: str
    url: str | None
    outcome: str  # one of extractors.sources.fetch.OUTCOMES, or "nothing_found"
    reading: "Reading | None" = None
    agreement: float | None = None
    problems: tuple[str, ...] = ()


def check(folder: DataFolder, settings: Settings, name: str, day: date, url: str | None = None) -> Check:
    """Fetches a page of a source (`url`, or the first article that discovery finds) and reads it.

    Nothing is stored but the lines of the fetch log. Raises SourcesProblem.
    """
    (source,) = choose([name])
    fetcher = settings.fetcher(folder)
    if url is not None:
        return _check_page(source, url, fetcher, day)
    from extractors.sources.discover import Survey, discover

    survey, tried = Survey(), []
    since, until = day - timedelta(days=30), day + timedelta(days=1)
    found = discover(source, fetcher, since, until, survey=survey, deep=True, any_subject=True)
    for link in islice(found, TRIED):
        tried.append(_check_page(source, link.url, fetcher, day))
        if tried[-1].reading is not None:
            break
    if not tried:
        told = survey.trouble or ["its lists name no article of the last 30 days that `articles` matches"]
        return Check(name, None, "nothing_found", problems=tuple(told))
    return tried[-1]


def _check_page(source: Source, url: str, fetcher: "PoliteFetcher", day: date) -> Check:
    from extractors.documents.read import HTML, read_capture
    from extractors.sources.urls import canonical_url
    from extractors.values import Capture, Rejection

    try:
        address = canonical_url(url)
    except ValueError as error:
        raise SourcesProblem(str(error)) from error
    problems = [] if source.is_article(address) else [f"{address} is matched by none of its `articles`"]
    result = fetcher.fetch(address, rate_limit=source.rate_limit, conditional=False)
    if result.outcome != "ok":
        told = f"the page could not be had: {result.outcome}: {result.why}"
        return Check(source.name, address, result.outcome, problems=(*problems, told))
    capture = Capture(
        sha256=result.sha256,
        media_type=result.media_type or "text/html",
        day=day,
        url=canonical_url(result.final_url),
        source=source.name,
        publisher=source.publisher,
        captured_at=result.fetched_at,
    )
    reading = read_capture(capture, result.content, source.layouts)
    if isinstance(reading.outcome, Rejection):
        told = f"no article was read: {reading.outcome.detail}"
        return Check(source.name, address, "ok", reading, problems=(*problems, told))
    missing = [name for name in ("title", "published") if name not in reading.fields]
    problems += [f"no {name} was read" for name in missing]
    agreement = None
    if capture.media_type in HTML:
        if reading.layout is None:
            problems.append("no layout fitted; the page was read as one of an unknown system")
        agreement = _second_opinion(result.content, reading)
        if agreement is not None and agreement < drift.AGREEMENT:
            problems.append(f"a second reader (trafilatura) shares only {agreement:.0%} of the words")
    return Check(source.name, address, "ok", reading, agreement, tuple(problems))
