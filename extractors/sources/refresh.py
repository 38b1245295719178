"""One source, one night: discover, fetch, keep. Also single pages by hand.

Belongs here: the order of these steps and what became of each link. Does not belong here: how any of
them is done, nor when (`orchestration`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.sources.captures import CaptureStore
from extractors.sources.discover import Found, Survey, discover
from extractors.sources.fetch import FetchResult, PoliteFetcher
from extractors.sources.registry import Source
from extractors.sources.urls import canonical_url
from extractors.values import Capture

#: Articles are corrected in their first days, hardly later: a known page is asked for again until
#: this many days after it was first seen.
RECHECKED_DAYS = 7
#: So many pages in a row that could not be had mean that the site is down, not the pages.
GIVE_UP_AFTER = 5
#: Outcomes that say something about the site rather than about one page.
_SITE_FAILURES = ("transient", "deadline", "robots_unavailable")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """What one run over one source came to. Counts are links on the subject, unless stated otherwise."""

    source: str
    day: date
    seen: int = 0  # articles of the source that discovery saw, on the subject or not
    unchanged_lists: int = 0  # feeds, sitemaps and lists that said they are as they were
    found: int = 0  # of them on the subject: new + unchanged + skipped + blocked + failed
    new: int = 0  # captures that were not in the store: new pages and new versions
    unchanged: int = 0  # asked for, and as we have them
    skipped: int = 0  # known for more than RECHECKED_DAYS, or left when the site was given up
    blocked: int = 0  # challenges, paywalls, robots.txt
    failed: int = 0
    gave_up: bool = False
    trouble: tuple[str, ...] = ()  # a sentence each: what failed in discovery and on which page

    @property
    def is_dead(self) -> bool:
        """Nothing that the source is found by could be read, or none of its articles could be had."""
        given_up = self.failed >= GIVE_UP_AFTER and self.gave_up  # then the page that was left says nothing
        answered = self.new + self.unchanged + self.skipped - given_up + self.unchanged_lists
        return bool(self.trouble) and not answered and (not self.seen or self.found > 0)


def refresh_source(
    source: Source,
    fetcher: PoliteFetcher,
    store: CaptureStore,
    day: date,
    *,
    since: date | None = None,
    until: date | None = None,
    deep: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> SourceOutcome:
    """Discovers, fetches and stores what the source has on the subject; captures belong to `day`.

    By default the articles of the last seven days; a backfill names `since` and `until` (days in
    Vietnam, inclusive) and is `deep`. One bad page or feed never raises: it is counted and told in
    `trouble`. What is wrong with the store (no space, no permission) does raise. `stopped` is asked before
    each page; what is then left waits for the next run.
    """
    until = until or day + timedelta(days=1)  # where `day` is UTC's, Vietnam's may be the next
    since = since or day - timedelta(days=RECHECKED_DAYS)
    survey = Survey()
    counts = dict.fromkeys(("found", "new", "unchanged", "skipped", "blocked", "failed"), 0)
    trouble: list[str] = []
    failures_in_a_row = 0
    unsettled = False  # a page is left that may well be there tomorrow
    gave_up = False
    for found in discover(source, fetcher, since, until, survey=survey, deep=deep):
        counts["found"] += 1
        if failures_in_a_row >= GIVE_UP_AFTER or stopped():
            gave_up = unsettled = True
            counts["skipped"] += 1
            trouble.append(
                "stopped before its end" if stopped() else f"given up after {GIVE_UP_AFTER} failures in a row"
            )
            break
        if _is_settled(found.url, fetcher, day):
            counts["skipped"] += 1
            continue
        kind, result, _ = _capture(found, source, fetcher, store, day)
        counts[kind] += 1
        may_pass = result.outcome in _SITE_FAILURES
        failures_in_a_row = failures_in_a_row + 1 if may_pass else 0
        unsettled = unsettled or may_pass
        if kind in ("blocked", "failed"):
            trouble.append(f"{found.url}: {result.outcome}: {result.why}")
    if not unsettled:
        # Only now: a list that is "unchanged" tomorrow must have been dealt with today.
        for answer in survey.answers:
            fetcher.remember(answer)
    return SourceOutcome(
        source=source.name,
        day=day,
        seen=survey.links,
        unchanged_lists=survey.unchanged,
        gave_up=gave_up,
        trouble=tuple(survey.trouble + trouble),
        **counts,
    )


def capture_url(
    url: str,
    fetcher: PoliteFetcher,
    store: CaptureStore,
    day: date,
    *,
    sources: Iterable[Source] = (),
) -> tuple[Capture | None, FetchResult]:
    """Fetches and stores one page that a person named; the capture is None if it could not be had.

    The page need not belong to a source; if it is an article of one, the capture says so. Raises
    ValueError for what is not an http(s) URL.
    """
    address = canonical_url(url)
    source = next((source for source in sources if source.is_article(address)), None)
    found = Found(address, None, None, "named by hand", "command line")
    _, result, capture = _capture(found, source, fetcher, store, day, conditional=False)
    return capture, result


def _capture(
    found: Found,
    source: Source | None,
    fetcher: PoliteFetcher,
    store: CaptureStore,
    day: date,
    *,
    conditional: bool = True,
) -> tuple[str, FetchResult, Capture | None]:
    """Fetches and stores one page; its kind is `new`, `unchanged`, `blocked` or `failed`."""
    result = fetcher.fetch(
        found.url, rate_limit=source.rate_limit if source else None, conditional=conditional
    )
    if result.outcome == "not_modified":
        return "unchanged", result, None
    if result.outcome in ("blocked", "forbidden_by_robots"):
        return "blocked", result, None
    if result.outcome != "ok":
        return "failed", result, None
    final = canonical_url(result.final_url)
    if source and source.is_article(found.url) and not source.is_article(final):
        why = f"leads to {final[:200]}, which is no article of the source: moved or taken down"
        return "failed", replace(result, outcome="permanent", why=why), None
    capture, is_new = store.add(
        result.content,
        media_type=result.media_type or _guess_media_type(result.content),
        day=day,
        url=final,
        source=source.name if source else None,
        publisher=source.publisher if source else None,
        captured_at=result.fetched_at,
        published_at=found.published,
        headers=result.headers,
    )
    fetcher.remember(result)
    return "new" if is_new else "unchanged", result, capture


def _is_settled(url: str, fetcher: PoliteFetcher, day: date) -> bool:
    seen = fetcher.known.seen(url)
    return seen is not None and day - seen[1].date() > timedelta(days=RECHECKED_DAYS)


def _guess_media_type(content: bytes) -> str:
    """For the rare answer without a Content-Type."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "text/html" if content.lstrip()[:1] == b"<" else "application/octet-stream"
