"""Polite fetching: one page at a time per host, by the site's own rules, from the public internet only.

Belongs here: how a URL becomes bytes and an outcome, and the log of every request. Does not belong
here: which URLs are wanted (`discover`), what is kept (`captures`), what the bytes say
(`extractors.documents`).

Rules followed: RFC 9309 for robots.txt, RFC 9110 for conditional requests and Retry-After. A script
challenge or a paywall is an answer, recorded as `blocked`; nothing here tries to get round one.
"""

import hashlib
import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.client import BadStatusLine, RemoteDisconnected
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import lxml.etree
import lxml.html
import requests
from filelock import FileLock, Timeout
from protego import Protego
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.response import GzipDecoder, GzipDecoderState
from urllib3.util import Retry

from extractors.sources.connection import Budget, CheckedAdapter, NoSuchHost, RefusedAddress

#: What can become of a URL. `transient`, `deadline` and `robots_unavailable` may be tried again
#: another night; the others will answer the same until somebody changes something.
OUTCOMES = {
    "ok": "a page arrived whole",
    "not_modified": "the server says it is the page we have (304)",
    "blocked": "a script challenge, a paywall or a refusal to robots",
    "forbidden_by_robots": "robots.txt does not allow this URL",
    "robots_unavailable": "robots.txt could not be read (5xx, 429, time-out): nothing is asked for a while",
    "refused_address": "the host is not on the public internet, or the scheme is not http(s)",
    "too_large": "more bytes than the cap, after decoding",
    "deadline": "not finished within the time for one URL",
    "transient": "a failure that may pass, still there after the last attempt",
    "permanent": "a failure that will not pass by itself",
}

#: 52x: what Cloudflare answers when the site behind it is down.
TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 528), 529, 530})
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
BLOCKED_STATUS = {
    401: "a login is asked for",
    402: "payment is asked for",
    403: "the site refuses (403)",
    451: "withheld for legal reasons (451)",
}
PRODUCT = "raquan"  # the name by which robots.txt may address us
ROBOTS_MAX_BYTES = 512_000  # RFC 9309 2.5: at least 500 KiB are parsed; the rest is ignored
ROBOTS_KEPT = 24 * 3600  # seconds; RFC 9309 2.4: not longer than 24 hours
ROBOTS_ASKED_AGAIN = 15 * 60  # seconds after a robots.txt that could not be read
HOLD_MAX = 6 * 3600  # seconds for which a Retry-After can silence a host
TURN_MAX = 15 * 60  # seconds for which another process may hold a host's turn
LOG_FIELD_MAX = 2_000  # characters of a URL or a reason in the log: one line is one write

_LOG_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """What became of one URL. `content` is decoded from gzip and the like, never from its charset."""

    url: str
    final_url: str  # after redirects
    outcome: str  # OUTCOMES
    why: str  # a sentence for a person
    attempts: int
    fetched_at: datetime  # aware, UTC; when the last answer ended
    status: int | None = None
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case
    sha256: str | None = None  # of content

    @property
    def media_type(self) -> str:
        """`text/html` for `Content-Type: text/html; charset=utf-8`; empty where none was stated."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Answer:
    """One request's end, before anything is decided about the URL."""

    outcome: str  # "answered" or one of OUTCOMES
    why: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    about_host: bool = False  # no URL of the host can be asked for: its name, address or certificate is why


@dataclass(slots=True)
class _Robots:
    rules: Protego | None  # None: there is no robots.txt, or it could not be read
    refusal: _Answer | None  # what every URL of the site is answered while robots.txt cannot be read
    expires: float  # time.monotonic


@dataclass(slots=True)
class _Host:
    """The one clock of a host, shared by all threads."""

    lock: threading.Lock = field(default_factory=threading.Lock)  # held for the length of a request
    last_end: float = float("-inf")  # time.monotonic
    hold_until: float = float("-inf")
    hold_why: str = ""


class PoliteFetcher:
    """Fetches URLs politely; one object serves many threads.

    `contact` (an address or a URL where the operator is reached) goes into the user agent. `data` is
    a folder for what outlives a run: `fetch/log/<day>.jsonl`, the validators of conditional requests
    and one clock per host, which processes sharing the folder obey too. Times are in seconds, sizes
    in bytes after decoding. `deadline` holds for one URL with its redirects, retries and the waits
    between them; only waiting for the host's turn comes on top. `allow_loopback` is for tests.
    """

    def __init__(
        self,
        contact: str,
        *,
        data: Path | None = None,
        allow_loopback: bool = False,
        rate_limit: float = 2.0,
        deadline: float = 60.0,
        max_bytes: int = 20_000_000,
        retries: int = 2,
        backoff: float = 2.0,
        retry_after_max: float = 60.0,
        robots_timeout: float = 15.0,
        crawl_delay_max: float = 120.0,
        max_redirects: int = 8,
    ):
        if not re.fullmatch(r"[!-~]+", contact) or not re.search(r"@|://", contact):
            raise ValueError(
                f"contact must be an e-mail address or a URL without spaces, not {contact!r}: "
                "sites use it to reach whoever runs this"
            )
        self.user_agent = f"{PRODUCT}/{version('raquan')} (+{contact})"
        self._headers = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        self.rate_limit = rate_limit
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.retries = retries
        self.backoff = backoff
        self.retry_after_max = retry_after_max
        self.robots_timeout = robots_timeout
        self.crawl_delay_max = crawl_delay_max
        self.max_redirects = max_redirects
        self._allow_loopback = allow_loopback
        self._retry = Retry(total=retries, backoff_factor=backoff, retry_after_max=HOLD_MAX)
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, _Robots] = {}
        self._robots_locks: dict[str, threading.Lock] = {}
        self._folder = Path(data) / "fetch" if data else None
        if self._folder:
            (self._folder / "clocks").mkdir(parents=True, exist_ok=True)
        self.known = KnownPages(self._folder / "known.sqlite" if self._folder else None)

    # -- what callers use ---------------------------------------------------------------------------

    def fetch(self, url: str, *, rate_limit: float | None = None, conditional: bool = True) -> FetchResult:
        """One URL to its outcome; never raises for what a site or a URL does.

        `rate_limit`: seconds between two requests to the host, if the source asks for more than the
        fetcher's own. With `conditional`, a page that `remember` was told of is only asked for if it
        changed. Only `transient` failures are tried again, at most `retries` times.
        """
        interval = max(self.rate_limit, rate_limit or 0.0)
        budget = Budget(self.deadline)
        attempt = 0
        while True:
            attempt += 1
            result, asked_wait = self._attempt(url, interval, budget, attempt, conditional)
            if result.outcome != "transient" or attempt > self.retries:
                return result
            wait = max(self.backoff * 2 ** (attempt - 1), asked_wait)
            if self._held(result.final_url) or wait >= budget.left():
                return replace(result, why=f"{result.why}; not asked again: {wait:.0f} s is too long to wait")
            time.sleep(wait)

    def remember(self, result: FetchResult) -> None:
        """Notes an `ok` page's validators for the next conditional request.

        Called by whoever has stored the bytes, afterwards: noted earlier, a run killed in between
        would be answered 304 for ever and the page would be lost.
        """
        self.known.remember(result)

    # -- one attempt: redirects by hand -------------------------------------------------------------

    def _attempt(
        self, url: str, interval: float, budget: Budget, attempt: int, conditional: bool
    ) -> tuple[FetchResult, float]:
        """The result of one attempt, and the seconds the server asked us to wait before the next."""
        here, seen = url, []
        while True:
            problem = _url_problem(here)
            if problem:
                answer = _Answer(*problem)
            elif held := self._held(here):
                answer = _Answer("transient", held)
            else:
                answer, hop_interval = self._admission(here, interval, budget)
            if answer:
                self._log(here, answer, attempt, 0.0)
                break
            validators = self.known.validators(url) if conditional and not seen else {}
            answer = self._request(here, validators, hop_interval, budget, self.max_bytes, attempt)
            if answer.outcome != "redirect":
                break
            seen.append(here)
            here = _target(here, answer.headers["location"])
            if here in seen or len(seen) > self.max_redirects:
                why = "redirects in a loop" if here in seen else f"more than {self.max_redirects} redirects"
                answer = replace(answer, outcome="permanent", why=why)
                self._log(here, answer, attempt, 0.0)
                break
        asked_wait = self._retry_after(answer.headers)
        if answer.outcome == "transient" and asked_wait > self.retry_after_max:
            self._hold(here, asked_wait, f"{answer.status} with Retry-After {asked_wait:.0f} s")
        ok = answer.outcome == "ok"
        result = FetchResult(
            url=url,
            final_url=here,
            outcome=answer.outcome,
            why=answer.why
            + (f" (after {len(seen)} redirects, at {_readable(here)})" if seen and not ok else ""),
            attempts=attempt,
            fetched_at=datetime.now(UTC),
            status=answer.status,
            content=answer.content if ok else b"",
            headers=answer.headers,
            sha256=hashlib.sha256(answer.content).hexdigest() if ok else None,
        )
        return result, asked_wait

    def _retry_after(self, headers: dict[str, str]) -> float:
        try:
            return self._retry.parse_retry_after(headers["retry-after"]) if "retry-after" in headers else 0.0
        except (InvalidHeader, ValueError, OverflowError, TypeError):
            return 0.0

    # -- one request --------------------------------------------------------------------------------

    def _request(
        self, url: str, headers: dict[str, str], interval: float, budget: Budget, cap: int, attempt: int
    ) -> _Answer:
        """One request in the host's turn, classified and logged."""
        host = urlsplit(url).hostname or ""
        try:
            with self._turn(host, interval, budget):
                started = time.monotonic()
                held = self._held(url)  # it may have asked for quiet while we waited
                if held:
                    answer = _Answer("transient", held)
                elif budget.left() <= 0:
                    answer = _Answer("deadline", f"not finished within {budget.seconds:g} s")
                else:
                    answer = self._exchange(url, headers, budget, cap)
                    answer = _classify(answer, conditional=bool(headers))
                self._log(url, answer, attempt, time.monotonic() - started)
        except Timeout:
            answer = _Answer("transient", f"another process does not give up its turn at {host}")
            self._log(url, answer, attempt, 0.0)
        return answer

    def _exchange(self, url: str, headers: dict[str, str], budget: Budget, cap: int) -> _Answer:
        """Sends one GET and reads the answer, within budget and cap."""
        adapter = CheckedAdapter(budget, allow_loopback=self._allow_loopback)

        def failed(outcome: str, why: str, about_host: bool = False) -> _Answer:
            if adapter.is_cut or budget.left() <= 0:
                return _Answer("deadline", f"not finished within {budget.seconds:g} s")
            return _Answer(outcome, why, about_host=about_host)

        try:
            with closing(adapter):
                prepared = requests.Request("GET", url, headers=self._headers | headers).prepare()
                # The adapter, not a session: that would read the whole body of a redirect, keep
                # cookies, and take proxies and passwords from the environment.
                idle = max(0.01, budget.left())
                with closing(adapter.send(prepared, stream=True, timeout=idle)) as response:
                    answer = _read_answer(response, cap)
            if adapter.is_cut:  # a body without a length ends quietly when it is cut
                return failed("deadline", "")
            return answer
        except RefusedAddress as error:
            return failed("refused_address", str(error), about_host=True)
        except NoSuchHost as error:
            return failed("permanent", str(error), about_host=True)
        except requests.exceptions.SSLError as error:
            unverified = "CERTIFICATE_VERIFY_FAILED" in str(error)
            outcome = "permanent" if unverified else "transient"
            return failed(outcome, f"TLS: {_readable(error)}", about_host=unverified)
        except requests.exceptions.ContentDecodingError as error:
            return failed("permanent", f"the body is not encoded as its header says: {_readable(error)}")
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader, UnicodeError) as error:
            return failed("permanent", f"cannot be asked for: {_readable(error)}", about_host=True)
        except (requests.exceptions.Timeout, TimeoutError):
            return failed("transient", "no answer in time")
        except (requests.exceptions.RequestException, HTTPError, OSError) as error:
            return failed("transient", _why_broken(error))
        except ValueError as error:  # http.client and urllib3 on header lines that are no header lines
            return failed("permanent", f"the answer is not HTTP: {_readable(error)}")

    # -- the host's turn ----------------------------------------------------------------------------

    @contextmanager
    def _turn(self, host: str, interval: float, budget: Budget) -> Iterator[None]:
        """Holds the host's clock for one request.

        The interval runs from the end of one request to the start of the next, and one request is
        under way at a time: so two requests cannot reach the server closer than the interval,
        however slow the network.
        """
        with self._lock:
            clock = self._hosts.setdefault(host, _Host())
        began = time.monotonic()
        with clock.lock, self._process_lock(host) as stamp:
            pause = clock.last_end + interval - time.monotonic()
            if stamp:
                pause = max(pause, min(interval, _read_stamp(stamp) + interval - time.time()))
            if pause > 0:
                time.sleep(pause)
            budget.excuse(time.monotonic() - began)
            try:
                yield
            finally:
                clock.last_end = time.monotonic()
                if stamp:
                    stamp.write_text(repr(time.time()))

    @contextmanager
    def _process_lock(self, host: str) -> Iterator[Path | None]:
        """The same turn between processes that share the data folder: the file where the host's last
        request is stamped, locked; None where no folder was given."""
        if not self._folder:
            yield None
            return
        stamp = self._folder / "clocks" / quote(host, safe="")[:200]
        with FileLock(f"{stamp}.lock", timeout=TURN_MAX):
            yield stamp

    def _hold(self, url: str, seconds: float, why: str) -> None:
        with self._lock:
            clock = self._hosts.setdefault(urlsplit(url).hostname or "", _Host())
        clock.hold_until = time.monotonic() + seconds
        clock.hold_why = f"the host asked for quiet: {why}"

    def _held(self, url: str) -> str:
        """Why nothing is asked of the URL's host for now, or ""."""
        clock = self._hosts.get(urlsplit(url).hostname or "")
        return clock.hold_why if clock and clock.hold_until > time.monotonic() else ""

    # -- robots.txt ---------------------------------------------------------------------------------

    def _admission(self, url: str, interval: float, budget: Budget) -> tuple[_Answer | None, float]:
        """The refusal that robots.txt means for this URL, or None; and the interval the host asks for.

        RFC 9309: 4xx is no robots.txt and allows; a 5xx or no answer forbids. 429 is read as 5xx: a
        host that asks for fewer requests gets none.
        """
        robots = self._robots_for(url, interval, budget)
        if robots.refusal:
            return robots.refusal, interval
        if robots.rules is None:
            return None, interval
        if not robots.rules.can_fetch(url, PRODUCT):
            return _Answer("forbidden_by_robots", "robots.txt does not allow this URL"), interval
        delay = robots.rules.crawl_delay(PRODUCT) or 0.0
        if delay > self.crawl_delay_max:
            why = f"robots.txt asks for {delay:g} s between requests; {self.crawl_delay_max:g} s is our most"
            return _Answer("forbidden_by_robots", why), interval
        return None, max(interval, delay)

    def _robots_for(self, url: str, interval: float, budget: Budget) -> _Robots:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            origin_lock = self._robots_locks.setdefault(origin, threading.Lock())
        began = time.monotonic()
        with origin_lock:
            budget.excuse(time.monotonic() - began)
            robots = self._robots.get(origin)
            if robots is None or robots.expires <= time.monotonic():
                robots = self._robots[origin] = self._read_robots(f"{origin}/robots.txt", interval, budget)
            return robots

    def _read_robots(self, url: str, interval: float, budget: Budget) -> _Robots:
        own = Budget(min(self.robots_timeout, budget.left()))
        answer = self._ask_robots(url, interval, own, 1)
        if answer.outcome == "transient" and answer.status is None:
            # A connection that broke once must not cost a night of the source.
            answer = self._ask_robots(url, interval, own, 2)
        budget.excuse(own.excused)
        now = time.monotonic()
        status = answer.status or 0
        if status == 200 and answer.content:
            text = answer.content.decode("utf-8-sig", errors="replace")
            return _Robots(Protego.parse(text), None, now + ROBOTS_KEPT)
        if 200 <= status < 500 and status != 429 and answer.outcome != "refused_address":
            return _Robots(None, None, now + ROBOTS_KEPT)
        if answer.about_host:
            return _Robots(None, answer, now + ROBOTS_ASKED_AGAIN)
        refusal = _Answer("robots_unavailable", f"robots.txt could not be read: {answer.why}")
        return _Robots(None, refusal, now + ROBOTS_ASKED_AGAIN)

    def _ask_robots(self, url: str, interval: float, budget: Budget, attempt: int) -> _Answer:
        """The answer for robots.txt after its redirects, of which RFC 9309 wants at least five followed."""
        here = url
        for _ in range(self.max_redirects):
            problem = _url_problem(here)
            if problem:
                return _Answer(*problem)
            answer = self._request(here, {}, interval, budget, ROBOTS_MAX_BYTES, attempt)
            if answer.outcome != "redirect":
                break
            here = _target(here, answer.headers["location"])
        return answer

    # -- the log ------------------------------------------------------------------------------------

    def _log(self, url: str, answer: _Answer, attempt: int, seconds: float) -> None:
        if not self._folder:
            return
        now = datetime.now(UTC)
        line = {
            "time": now.isoformat(timespec="milliseconds"),
            "url": url[:LOG_FIELD_MAX],
            "attempt": attempt,
            "outcome": answer.outcome,
            "status": answer.status,
            "bytes": len(answer.content),
            "sha256": hashlib.sha256(answer.content).hexdigest() if answer.content else None,
            "seconds": round(seconds, 3),
            "why": answer.why[:LOG_FIELD_MAX],
        }
        append_line(self._folder / "log" / f"{now.date().isoformat()}.jsonl", line)


def append_line(path: Path, line: dict) -> None:
    """One JSON object as one line, in one write to a file opened for appending: whole or not there,
    whoever else appends."""
    data = json.dumps(line).encode("ascii") + b"\n"  # escaped: a URL may hold U+2028, which ends lines
    path.parent.mkdir(parents=True, exist_ok=True)
    with _LOG_LOCK:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)


def read_fetch_log(data: Path, day: date) -> list[dict]:
    """The requests of one day (UTC), in the order in which they ended. Empty if there were none."""
    path = Path(data) / "fetch" / "log" / f"{day.isoformat()}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]


class KnownPages:
    """What conditional requests need of earlier ones: validators and hash per URL, in SQLite.

    One object serves many threads, one file many processes. Without a path it lasts as long as the
    object.
    """

    def __init__(self, path: Path | None):
        self._lock = threading.Lock()
        self._db = sqlite3.connect(
            path or ":memory:", check_same_thread=False, timeout=30, isolation_level=None
        )
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT,"
            " sha256 TEXT NOT NULL, first_seen TEXT NOT NULL)"
        )

    def validators(self, url: str) -> dict[str, str]:
        """The request headers that make a request conditional; empty for a page not seen before."""
        with self._lock:
            row = self._db.execute("SELECT etag, last_modified FROM pages WHERE url = ?", (url,)).fetchone()
        names = ("If-None-Match", "If-Modified-Since")
        return {name: value for name, value in zip(names, row or (), strict=False) if value}

    def seen(self, url: str) -> tuple[str, datetime] | None:
        """The hash last remembered for the URL and when it was first seen; None if never."""
        with self._lock:
            row = self._db.execute("SELECT sha256, first_seen FROM pages WHERE url = ?", (url,)).fetchone()
        return (row[0], datetime.fromisoformat(row[1])) if row else None

    def remember(self, result: FetchResult) -> None:
        if result.outcome != "ok" or not result.sha256:
            return
        row = (
            result.url,
            result.headers.get("etag"),
            result.headers.get("last-modified"),
            result.sha256,
            result.fetched_at.isoformat(),
        )
        with self._lock:
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
                " etag = excluded.etag, last_modified = excluded.last_modified, sha256 = excluded.sha256",
                row,
            )


# -- reading an answer ------------------------------------------------------------------------------


def _read_answer(response: requests.Response, cap: int) -> _Answer:
    """Status, headers and the decoded body up to `cap` bytes; of a redirect its target only."""
    status = response.status_code
    headers = {name.lower(): value for name, value in response.headers.items()}
    if status in REDIRECT_STATUS and "location" in headers:
        return _Answer("answered", f"redirect to {_readable(headers['location'])}", status, headers)
    encodings = set(re.split(r"[\s,]+", headers.get("content-encoding", "").lower()))
    if status == 200 and not encodings <= {"", "identity", "gzip", "x-gzip", "deflate"}:
        why = f"encoded as {_readable(headers['content-encoding'])}, which was not asked for"
        return _Answer("permanent", why, status, headers)
    content = bytearray()
    for chunk in response.iter_content(65_536):
        content += chunk
        if len(content) > cap:
            why = f"more than {cap:,} bytes after decoding"
            return _Answer("too_large", why, status, headers, bytes(content[:cap]))
    if content and _is_half_a_gzip(response):
        return _Answer("transient", "the compressed body is cut off")
    return _Answer("answered", "", status, headers, bytes(content))


def _is_half_a_gzip(response: requests.Response) -> bool:
    """Whether the body ended before its gzip stream did. Where no length was stated nothing else tells that
    a connection was cut, and urllib3 does not: half an article would look like a whole one."""
    decoder = getattr(response.raw, "_decoder", None)
    if not isinstance(decoder, GzipDecoder) or decoder._state != GzipDecoderState.FIRST_MEMBER:
        return False
    return not decoder._obj.eof


def _why_broken(error: Exception) -> str:
    """In words, without the wrappers of requests and urllib3 around the cause."""
    while error.args and isinstance(error.args[-1], Exception):
        error = error.args[-1]
    if isinstance(error, BadStatusLine) and not isinstance(error, RemoteDisconnected):
        return "the answer is not HTTP"
    return f"the connection failed: {_readable(error)}"


def _target(url: str, location: str) -> str:
    """Where a redirect leads; as it was stated where that is no URL, for `_url_problem` to judge."""
    with suppress(UnicodeError):  # http.client reads header bytes as Latin-1; sites mean UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location.strip())
    except ValueError:
        return location.strip()


def _url_problem(url: str) -> tuple[str, str] | None:
    """Outcome and reason for a URL that is not to be asked for at all."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return "permanent", f"not a URL: {error}"
    if parts.scheme not in ("http", "https"):
        return "refused_address", f"not http(s): {_readable(url)}"
    if not host or parts.username is not None:
        return "refused_address", f"no host, or a user name in it: {_readable(url)}"
    return None


def _classify(answer: _Answer, *, conditional: bool) -> _Answer:
    """An answer with its outcome decided: one of OUTCOMES, or `redirect`."""
    if answer.outcome != "answered":
        return answer
    status = answer.status
    if status in REDIRECT_STATUS and "location" in answer.headers:
        return replace(answer, outcome="redirect")
    if status == 304:
        if conditional:
            return replace(answer, outcome="not_modified", why="not changed since it was last stored")
        return replace(answer, outcome="permanent", why="304, though nothing was said about what we have")
    obstacle = _challenge(answer)
    if obstacle or status in BLOCKED_STATUS:
        return replace(answer, outcome="blocked", why=obstacle or BLOCKED_STATUS[status])
    if status in (200, 203):
        if not answer.content:
            return replace(answer, outcome="permanent", why="an empty page")
        return replace(answer, outcome="ok", why="")
    outcome = "transient" if status in TRANSIENT_STATUS else "permanent"
    return replace(answer, outcome=outcome, why=f"the server answered {status}")


#: What only the page of a challenge carries. Cloudflare's `challenge-platform` script is not here:
#: it stands on ordinary pages too.
_CHALLENGE = re.compile(
    rb"_cf_chl_opt|cf-browser-verification|slowAES\.decrypt|sucuri_cloudproxy_js|_Incapsula_Resource"
    rb"|geo\.captcha-delivery\.com|px-captcha|document\.cookie"
)
_PAYWALL = re.compile(rb"\"isAccessibleForFree\"\s{0,9}:\s{0,9}\"?false", re.IGNORECASE)
_CHALLENGE_TEXT_MAX = 500  # visible characters: a challenge says little, an article more


def _challenge(answer: _Answer) -> str:
    """What stands between us and the page, or ""."""
    if "cf-mitigated" in answer.headers:
        return "a script challenge (Cloudflare)"
    if "html" not in answer.headers.get("content-type", "html"):
        return ""
    if _PAYWALL.search(answer.content):
        return "a paywall: the page says it is not free to read"
    found = _CHALLENGE.search(answer.content)
    if found and len(_visible_text(answer.content)) <= _CHALLENGE_TEXT_MAX:
        return f"a script challenge ({found.group().decode()})"
    return ""


def _visible_text(content: bytes) -> str:
    try:
        page = lxml.html.document_fromstring(content)
    except (lxml.etree.LxmlError, ValueError):
        return ""
    lxml.etree.strip_elements(page, "script", "style", "noscript", "head", with_tail=False)
    return " ".join(page.text_content().split())


def _read_stamp(path: Path) -> float:
    try:
        return float(path.read_text())
    except (OSError, ValueError):
        return 0.0


def _readable(thing: object) -> str:
    """At most 300 printable characters: what a hostile server says must not fill the log."""
    return "".join(c if c.isprintable() else "?" for c in str(thing)[:300])
