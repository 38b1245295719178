"""The fetcher against a server that misbehaves: no hang, no request too many, every outcome in the log."""

import gzip
import hashlib
import io
import itertools
import multiprocessing
import socket
import ssl
import struct
import threading
import time
import zlib
from datetime import UTC, datetime
from email.utils import formatdate
from ipaddress import ip_address
from unittest import mock

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from extractors.sources import fetch as fetch_module
from extractors.sources.connection import CheckedAdapter, is_public
from extractors.sources.fetch import OUTCOMES, KnownPages, PoliteFetcher, read_fetch_log

from .server import Site, http

DEADLINE = 1.0  # seconds for one URL in these tests
SLACK = 1.5  # what a loaded machine may add
PAGE = "<html><head><title>Ra quân</title></head><body><p>Vận động người dân tham gia.</p></body></html>"


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


@pytest.fixture
def make(tmp_path):
    """A fetcher with short times, for loopback; keyword arguments change them."""

    def make_fetcher(**settings):
        defaults = dict(
            data=tmp_path,
            allow_loopback=True,
            rate_limit=0.01,
            deadline=DEADLINE,
            retries=1,
            backoff=0.02,
            retry_after_max=2.0,
            robots_timeout=0.7,
            max_bytes=200_000,
        )
        return PoliteFetcher("nguoi-van-hanh@vi-du.vn", **(defaults | settings))

    return make_fetcher


def log_of(fetcher_folder):
    return read_fetch_log(fetcher_folder, datetime.now(UTC).date())


def bomb(levels: int = 1, size: int = 30_000_000) -> bytes:
    packed = b" " * size
    for _ in range(levels):
        packed = gzip.compress(packed)
    return packed


def reset(conn: socket.socket, request) -> None:
    """Closes with a TCP reset instead of a farewell."""
    conn.sendall(http("x" * 50, length=5_000))
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()


def close_at_once(conn: socket.socket, request) -> None:
    conn.close()


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
CLOUDFLARE = (
    "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={cvId:'3'};"
    "</script><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
COOKIE_TEST = (
    '<html><body><script>document.cookie="D1N=abc";window.location.reload(true);</script></body></html>'
)
PAYWALL = PAGE.replace(
    "<body>", '<body><script type="application/ld+json">{"isAccessibleForFree": false}</script>'
)

#: What the server does with /trang; which outcomes are right; how many requests for the page.
MISBEHAVIOUR = {
    # slow or endless
    "bytes drip for ever": (lambda s: s.drip(http("x" * 10_000), 0.05), {"deadline"}, 1),
    "headers drip for ever": (
        lambda s: s.drip(b"HTTP/1.1 200 OK\r\nX: ", 0.05, endless=True),
        {"deadline"},
        1,
    ),
    "the status line drips": (lambda s: s.drip(b"HTTP/1.1 2" + b"0" * 500, 0.05), {"deadline"}, 1),
    "chunks drip": (
        lambda s: s.drip(CHUNKED + b"1\r\nx\r\n" * 1_000, 0.02),
        {"deadline"},
        1,
    ),
    "nothing is answered": (lambda s: s.silence(), {"deadline"}, 1),
    "half a page, then nothing": (lambda s: s.silence(http("nửa", length=5_000)), {"deadline"}, 1),
    "half a page without a length, then nothing": (lambda s: s.silence(HEAD + b"<p>"), {"deadline"}, 1),
    "half a gzip stream, then nothing": (
        lambda s: s.silence(http(gzip.compress(PAGE.encode())[:20], length=None, Content_Encoding="gzip")),
        {"deadline"},
        1,
    ),
    "an endless body": (lambda s: s.flood(HEAD, b"x" * 10_000), {"too_large"}, 1),
    "endless chunks": (lambda s: s.flood(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), {"too_large"}, 1),
    "endless headers": (lambda s: s.flood(b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n" * 100), {"transient"}, 2),
    "an endless header line": (lambda s: s.flood(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 10_000), {"transient"}, 2),
    "100 Continue for ever": (
        lambda s: s.flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        {"deadline"},
        1,
    ),
    "an endless error page": (
        lambda s: s.flood(b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n", b"x" * 10_000),
        {"too_large"},
        1,
    ),
    # size and encoding
    "a length over the cap": (lambda s: s.silence(http("x", length=10**15)), {"too_large", "deadline"}, 1),
    "a gzip bomb": (lambda s: http(bomb(), Content_Encoding="gzip"), {"too_large"}, 1),
    "a gzip bomb in a gzip bomb": (
        lambda s: http(bomb(2), Content_Encoding="gzip, gzip"),
        {"too_large"},
        1,
    ),
    "a deflate bomb": (
        lambda s: http(zlib.compress(b" " * 30_000_000), Content_Encoding="deflate"),
        {"too_large"},
        1,
    ),
    "gzip that is none": (lambda s: http(PAGE, Content_Encoding="gzip"), {"permanent"}, 1),
    "half a gzip stream": (
        lambda s: http(gzip.compress(PAGE.encode())[:-9], length=None, Content_Encoding="gzip"),
        {"transient"},
        2,
    ),
    "a gzip stream and something behind it": (
        lambda s: http(gzip.compress(PAGE.encode()) + b"\0\0", Content_Encoding="gzip"),
        {"ok"},
        1,
    ),
    "an encoding that was not asked for": (lambda s: http(PAGE, Content_Encoding="br"), {"permanent"}, 1),
    "twenty encodings": (
        lambda s: http(PAGE, Content_Encoding=", ".join(["gzip"] * 20)),
        {"permanent"},
        1,
    ),
    "a length that is too long": (lambda s: http(PAGE, length=5_000), {"transient"}, 2),
    "a length that is no number": (lambda s: http(PAGE, length="nhiều"), {"ok", "permanent"}, 1),
    "two lengths": (
        lambda s: http(PAGE).replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n", 1),
        {"permanent", "transient", "ok"},
        None,
    ),
    "a wrong charset": (
        lambda s: http(PAGE.encode("utf-16"), media_type="text/html; charset=us-ascii"),
        {"ok"},
        1,
    ),
    "an unknown charset": (lambda s: http(PAGE, media_type="text/html; charset=tcvn-xyz"), {"ok"}, 1),
    "an empty page": (lambda s: http(b""), {"permanent"}, 1),
    "204 No Content": (lambda s: http(b"", 204), {"permanent"}, 1),
    # broken connections and protocol
    "closed at once": (lambda s: close_at_once, {"transient"}, 2),
    "reset in the body": (lambda s: reset, {"transient"}, 2),
    "chunks that break off": (lambda s: CHUNKED + b"ff\r\nabc", {"transient"}, 2),
    "chunks of wrong length": (lambda s: CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", {"transient"}, 2),
    "not HTTP at all": (lambda s: b"SSH-2.0-OpenSSH_9.2\r\n", {"transient", "permanent"}, None),
    "a status that is none": (lambda s: http(PAGE, 999), {"permanent"}, 1),
    "header bytes that are no text": (
        lambda s: http(PAGE).replace(b"\r\n\r\n", b"\r\nX-\xff\xfe: \x00\x01\r\n\r\n", 1),
        {"ok", "transient", "permanent"},
        None,
    ),
    # status codes
    "404": (lambda s: http("không", 404), {"permanent"}, 1),
    "410": (lambda s: http("không", 410), {"permanent"}, 1),
    "405": (lambda s: http("không", 405), {"permanent"}, 1),
    "500": (lambda s: http("lỗi", 500), {"transient"}, 2),
    "521 of Cloudflare": (lambda s: http("lỗi", 521), {"transient"}, 2),
    "503 without Retry-After": (lambda s: http("bận", 503), {"transient"}, 2),
    "429 without Retry-After": (lambda s: http("bận", 429), {"transient"}, 2),
    "429 for a day": (lambda s: http("bận", 429, Retry_After="86400"), {"transient"}, 1),
    "503 until a day in the future": (
        lambda s: http("bận", 503, Retry_After=formatdate(time.time() + 9_000, usegmt=True)),
        {"transient"},
        1,
    ),
    "500 for an hour": (lambda s: http("lỗi", 500, Retry_After="3600"), {"transient"}, 1),
    "Retry-After that is none": (lambda s: http("bận", 503, Retry_After="sớm thôi"), {"transient"}, 2),
    "Retry-After of 5,000 digits": (lambda s: http("bận", 503, Retry_After="9" * 5_000), {"transient"}, 2),
    "304 to a question nobody asked": (lambda s: http(b"", 304), {"permanent"}, 1),
    # obstacles
    "a challenge of Cloudflare": (lambda s: http(CLOUDFLARE, 403), {"blocked"}, 1),
    "a challenge with 503": (lambda s: http(CLOUDFLARE, 503), {"blocked"}, 1),
    "a challenge with 200": (lambda s: http(COOKIE_TEST), {"blocked"}, 1),
    "a challenge said by header": (lambda s: http("x", 403, cf_mitigated="challenge"), {"blocked"}, 1),
    "a login": (lambda s: http("ai?", 401), {"blocked"}, 1),
    "a payment": (lambda s: http("tiền", 402), {"blocked"}, 1),
    "a paywall": (lambda s: http(PAYWALL), {"blocked"}, 1),
    # redirects
    "a redirect to itself": (lambda s: http(status=302, Location="/trang"), {"permanent"}, 1),
    "a redirect without a target": (lambda s: http(status=302), {"permanent"}, 1),
    "a redirect with an endless body": (
        lambda s: s.flood(b"HTTP/1.1 302 Found\r\nLocation: /noi-khac\r\n\r\n", b"x" * 100_000),
        {"permanent"},
        1,
    ),
    "a redirect to a file": (
        lambda s: http(status=302, Location="file:///etc/passwd"),
        {"refused_address"},
        1,
    ),
    "a redirect to gopher": (
        lambda s: http(status=302, Location="gopher://127.0.0.1:70/"),
        {"refused_address"},
        1,
    ),
    "a redirect to a private address": (
        lambda s: http(status=301, Location="http://192.168.1.1/quan-tri"),
        {"refused_address"},
        1,
    ),
    "a redirect to the cloud's metadata": (
        lambda s: http(status=307, Location="http://169.254.169.254/latest/meta-data/"),
        {"refused_address"},
        1,
    ),
    "a redirect to an IPv4-mapped address": (
        lambda s: http(status=302, Location="http://[::ffff:10.0.0.1]/"),
        {"refused_address"},
        1,
    ),
    "a redirect to rubbish": (lambda s: http(status=302, Location="http://[:::"), {"permanent"}, 1),
    "a redirect to a port that is none": (
        lambda s: http(status=302, Location="http://a.vn:99999/"),
        {"permanent"},
        1,
    ),
    "a redirect with a user name": (
        lambda s: http(status=302, Location="http://a:b@127.0.0.1/"),
        {"refused_address"},
        1,
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_is_an_outcome_in_time_and_in_the_log(name, site, make, tmp_path):
    answer, outcomes, requests = MISBEHAVIOUR[name]
    site.answers["/trang"] = answer(site)
    fetcher = make()
    began = time.monotonic()
    result = fetcher.fetch(f"{site.url}/trang")
    assert time.monotonic() - began < DEADLINE + SLACK
    assert result.outcome in outcomes & OUTCOMES.keys(), result.why
    assert (result.outcome == "ok") == bool(result.content) == bool(result.sha256)
    assert result.outcome == "ok" or len(result.why) > 5
    if requests is not None:
        assert len(site.asked("/trang")) == requests
    assert result.attempts == max(len(site.asked("/trang")), 1)
    last = log_of(tmp_path)[-1]
    assert last["outcome"] == result.outcome
    assert last["url"] == result.final_url
    assert last["why"] in result.why


def test_there_are_forty_ways_to_misbehave():
    assert len(MISBEHAVIOUR) >= 40


def test_a_page_arrives_as_it_is(site, make, tmp_path):
    site.answers["/trang"] = http(gzip.compress(PAGE.encode()), Content_Encoding="gzip", ETag='"1"')
    result = make().fetch(f"{site.url}/trang")
    assert (result.outcome, result.status, result.content) == ("ok", 200, PAGE.encode())
    assert result.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert result.media_type == "text/html"
    assert result.headers["etag"] == '"1"'
    assert result.fetched_at.tzinfo is not None
    asked = site.asked("/trang")[0].headers
    assert asked["user-agent"].startswith("raquan/")
    assert asked["user-agent"].endswith("(+nguoi-van-hanh@vi-du.vn)")
    assert "cookie" not in asked
    robots, page = log_of(tmp_path)
    assert robots["url"].endswith("/robots.txt")
    assert page["bytes"] == len(PAGE.encode())
    assert page["sha256"] == result.sha256
    assert page["status"] == 200


@pytest.mark.parametrize("contact", ["", "tôi", "a b@c.vn", "a@b.vn\r\nX: y", "khong-co-gi"])
def test_a_contact_that_reaches_nobody_is_refused(contact):
    with pytest.raises(ValueError, match="contact"):
        PoliteFetcher(contact)


def test_a_transient_failure_that_passes_is_a_page(site, make):
    site.answers["/trang"] = site.one_after_another(http("bận", 503), http(PAGE))
    result = make().fetch(f"{site.url}/trang")
    assert (result.outcome, result.attempts) == ("ok", 2)


def test_retry_after_is_waited_for(site, make):
    site.answers["/trang"] = site.one_after_another(http("bận", 429, Retry_After="1"), http(PAGE))
    result = make(deadline=4).fetch(f"{site.url}/trang")
    first, second = site.asked("/trang")
    assert result.outcome == "ok"
    assert second.at - first.at >= 1.0


def test_a_host_that_asks_for_a_long_quiet_gets_it(site, make):
    site.answers["/trang"] = http("bận", 429, Retry_After="3600")
    site.answers["/khac"] = http(PAGE)
    fetcher = make()
    fetcher.fetch(f"{site.url}/trang")
    result = fetcher.fetch(f"{site.url}/khac")
    assert result.outcome == "transient"
    assert "3600" in result.why
    assert site.pages_asked == ["/trang"]


def test_whoever_waits_for_a_turn_when_the_host_asks_for_quiet_goes_home(site, make):
    def busy(conn, request):
        time.sleep(0.2)  # the others are waiting by now
        conn.sendall(http("bận", 503, Retry_After="3600"))

    site.answers |= {f"/{i}": busy for i in range(5)}
    fetcher = make(deadline=5)
    outcomes = []
    threads = [
        threading.Thread(target=lambda i=i: outcomes.append(fetcher.fetch(f"{site.url}/{i}").outcome))
        for i in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["transient"] * 5
    assert len(site.pages_asked) == 1


def test_retries_end(site, make):
    site.answers["/trang"] = http("lỗi", 500)
    result = make(retries=3, deadline=5).fetch(f"{site.url}/trang")
    assert result.attempts == len(site.asked("/trang")) == 4


def test_a_redirect_to_an_address_with_accents(site, make):
    site.answers["/cu"] = http(status=301, Location="/tin-bài")
    site.answers["/tin-b%C3%A0i"] = http(PAGE)
    assert make().fetch(f"{site.url}/cu").outcome == "ok"


# -- robots.txt ----------------------------------------------------------------------------------------

ROBOTS = {
    "forbids all": (http("User-agent: *\nDisallow: /"), "forbidden_by_robots"),
    "forbids us by name": (
        http("User-agent: raquan\nDisallow: /tra\n\nUser-agent: *\nAllow: /"),
        "forbidden_by_robots",
    ),
    "forbids with wildcards": (http("User-agent: *\nDisallow: /*ang$"), "forbidden_by_robots"),
    "the longer rule allows": (http("User-agent: *\nDisallow: /\nAllow: /trang"), "ok"),
    "forbids others": (http("User-agent: badbot\nDisallow: /"), "ok"),
    "404": (http("không", 404), "ok"),
    "403": (http("không", 403), "ok"),
    "410": (http("không", 410), "ok"),
    "500": (http("lỗi", 500), "robots_unavailable"),
    "503": (http("lỗi", 503), "robots_unavailable"),
    "429": (http("bận", 429), "robots_unavailable"),
    "closed at once": (close_at_once, "robots_unavailable"),
    "gzip that is none": (http("User-agent: *", Content_Encoding="gzip"), "robots_unavailable"),
    "half a gzip stream": (
        http(gzip.compress(b"User-agent: *\nDisallow: /trang")[:-9], Content_Encoding="gzip"),
        "robots_unavailable",
    ),
    "a web page": (http(PAGE), "ok"),
    "empty": (http(b""), "ok"),
    "not UTF-8": (http(b"User-agent: *\nDisallow: /tr\xff\nDisallow: /trang"), "forbidden_by_robots"),
    "with a byte order mark": (http(b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), "forbidden_by_robots"),
    "a redirect to itself": (http(status=302, Location="/robots.txt"), "ok"),
    "a redirect to a private address": (http(status=302, Location="http://10.0.0.1/"), "refused_address"),
    "a crawl-delay of a day": (http("User-agent: *\nCrawl-delay: 86400"), "forbidden_by_robots"),
    "a rule of many stars": (http("User-agent: *\nDisallow: /" + "*a" * 200 + "b"), "ok"),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed(name, site, make):
    site.answers["/robots.txt"], outcome = ROBOTS[name]
    site.answers["/trang"] = http(PAGE)
    result = make().fetch(f"{site.url}/trang")
    assert result.outcome == outcome, result.why
    assert site.pages_asked == (["/trang"] if outcome == "ok" else [])


@pytest.mark.parametrize("name", ["drips", "hangs", "never ends"])
def test_robots_txt_that_hangs_forbids_in_time_and_is_asked_once(name, site, make):
    drip = site.drip(http("User-agent: *\n" * 1_000), 0.05)
    answers = {"drips": drip, "hangs": site.silence(), "never ends": site.flood(HEAD, b"#" * 999 + b"\n")}
    site.answers["/robots.txt"] = answers[name]
    site.answers["/trang"] = http(PAGE)
    fetcher = make()
    began = time.monotonic()
    results = [fetcher.fetch(f"{site.url}/trang") for _ in range(3)]
    assert time.monotonic() - began < DEADLINE + SLACK
    # RFC 9309: of an endless robots.txt the beginning counts; one that does not come forbids.
    outcome = "ok" if name == "never ends" else "robots_unavailable"
    assert {result.outcome for result in results} == {outcome}
    assert len(site.asked("/robots.txt")) == 1


def test_robots_txt_is_asked_of_each_hop(site, make):
    other = Site(
        {"/robots.txt": http("User-agent: *\nDisallow: /kin"), "/kin": http(PAGE), "/mo": http(PAGE)}
    )
    site.answers["/a"] = http(status=301, Location=f"{other.url}/kin")
    site.answers["/b"] = http(status=301, Location=f"{other.url}/mo")
    fetcher = make()
    assert fetcher.fetch(f"{site.url}/a").outcome == "forbidden_by_robots"
    result = fetcher.fetch(f"{site.url}/b")
    assert (result.outcome, result.final_url) == ("ok", f"{other.url}/mo")
    assert other.pages_asked == ["/mo"]
    assert len(other.asked("/robots.txt")) == 1
    other.close()


def test_robots_txt_is_asked_again_when_it_is_old(site, make, monkeypatch):
    monkeypatch.setattr(fetch_module, "ROBOTS_ASKED_AGAIN", 0.0)
    site.answers["/robots.txt"] = site.one_after_another(http("lỗi", 500), http("User-agent: *\nAllow: /"))
    site.answers["/trang"] = http(PAGE)
    fetcher = make()
    outcomes = [fetcher.fetch(f"{site.url}/trang").outcome for _ in range(2)]
    assert outcomes == ["robots_unavailable", "ok"]


def test_a_connection_that_broke_once_does_not_cost_the_site(site, make):
    rules = http("User-agent: *\nDisallow: /kin")
    site.answers["/robots.txt"] = site.one_after_another(close_at_once, rules)
    site.answers["/trang"] = http(PAGE)
    fetcher = make()
    assert fetcher.fetch(f"{site.url}/trang").outcome == "ok"
    assert fetcher.fetch(f"{site.url}/kin").outcome == "forbidden_by_robots"


def test_a_broken_server_with_an_endless_error_page_for_robots_forbids(site, make):
    site.answers["/robots.txt"] = site.flood(b"HTTP/1.1 500 X\r\n\r\n", b"User-agent: *\nAllow: /\n" * 99)
    site.answers["/trang"] = http(PAGE)
    assert make(deadline=3, robots_timeout=2).fetch(f"{site.url}/trang").outcome == "robots_unavailable"
    assert site.pages_asked == []


def test_rules_for_a_word_of_our_contact_are_not_ours(site, make):
    site.answers["/robots.txt"] = http("User-agent: vi-du\nDisallow: /\n\nUser-agent: RaQuan\nDisallow: /kin")
    site.answers["/trang"] = http(PAGE)
    fetcher = make()
    assert fetcher.fetch(f"{site.url}/trang").outcome == "ok"
    assert fetcher.fetch(f"{site.url}/kin").outcome == "forbidden_by_robots"


# -- the clock -----------------------------------------------------------------------------------------


def gaps(site: Site) -> list[float]:
    times = sorted(request.at for request in site.requests)
    return [after - before for before, after in itertools.pairwise(times)]


@pytest.mark.parametrize("shared", [True, False])
def test_requests_of_many_threads_keep_their_distance(shared, site, make, tmp_path):
    for i in range(10):
        site.answers[f"/{i}"] = http(PAGE)
    site.answers["/3"] = http(status=302, Location="/4")
    site.answers["/5"] = http("lỗi", 500)
    site.answers["/6"] = site.drip(http("x" * 5), 0.02)
    fetcher = make(rate_limit=0.12, data=tmp_path if shared else None)
    threads = [threading.Thread(target=fetcher.fetch, args=(f"{site.url}/{i}",)) for i in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.requests) == 1 + 10 + 1 + 1  # robots.txt, pages, a redirect, a retry
    assert min(gaps(site)) >= 0.12
    if not shared:
        return  # without a folder there is no log
    logged = [line["url"].removeprefix(site.url) for line in log_of(tmp_path)]
    assert sorted(logged) == sorted(request.path for request in site.requests)


def test_waiting_for_ones_turn_does_not_use_up_the_deadline(site, make):
    for i in range(8):
        site.answers[f"/{i}"] = http(PAGE)
    fetcher = make(rate_limit=0.25)
    outcomes = []
    threads = [
        threading.Thread(target=lambda i=i: outcomes.append(fetcher.fetch(f"{site.url}/{i}").outcome))
        for i in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["ok"] * 8  # the last of them waited longer than the deadline


def test_crawl_delay_and_the_sources_limit_slow_the_clock(site, make):
    site.answers["/robots.txt"] = http("User-agent: *\nCrawl-delay: 0.3\nAllow: /")
    site.answers |= {"/a": http(PAGE), "/b": http(PAGE), "/c": http(PAGE)}
    fetcher = make()
    fetcher.fetch(f"{site.url}/a")
    fetcher.fetch(f"{site.url}/b")
    fetcher.fetch(f"{site.url}/c", rate_limit=0.5)
    assert [gap >= least for gap, least in zip(gaps(site), (0.3, 0.3, 0.5), strict=True)] == [True] * 3


def _fetch_some(folder, urls):
    fetcher = PoliteFetcher("a@vi-du.vn", data=folder, allow_loopback=True, rate_limit=0.15, deadline=5)
    for url in urls:
        assert fetcher.fetch(url).outcome == "ok"


def test_processes_that_share_the_folder_share_the_clock(site, tmp_path):
    site.answers |= {f"/{i}": http(PAGE) for i in range(6)}
    urls = [f"{site.url}/{i}" for i in range(6)]
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_fetch_some, args=(tmp_path, urls[i::2])) for i in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(site.requests) == 8  # each process reads robots.txt for itself
    assert min(gaps(site)) >= 0.14  # a file's clock is a little coarser
    assert len(log_of(tmp_path)) == 8


def test_a_process_that_hangs_in_its_turn_does_not_hang_the_others(site, make, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_module, "TURN_MAX", 0.3)
    site.answers["/trang"] = http(PAGE)
    fetcher = make(deadline=5)
    with FileLock(tmp_path / "fetch" / "clocks" / "127.0.0.1.lock"):
        assert fetcher.fetch(f"{site.url}/trang").outcome == "robots_unavailable"
    assert site.requests == []
    assert "another process" in log_of(tmp_path)[-1]["why"]


# -- conditional requests ------------------------------------------------------------------------------


def test_a_page_that_was_remembered_is_asked_for_conditionally(site, make):
    def answer(conn, request):
        known = request.headers.get("if-none-match") == '"v1"'
        conn.sendall(http(b"", 304) if known else http(PAGE, ETag='"v1"'))

    site.answers["/trang"] = answer
    fetcher = make()
    first = fetcher.fetch(f"{site.url}/trang")
    # Not remembered yet: whoever fetched it may have been killed before it was stored.
    assert fetcher.fetch(f"{site.url}/trang").outcome == "ok"
    fetcher.remember(first)
    again = make().fetch(f"{site.url}/trang")  # another run, the same folder
    assert (again.outcome, again.content) == ("not_modified", b"")
    assert fetcher.fetch(f"{site.url}/trang", conditional=False).outcome == "ok"


def test_a_page_that_changed_is_fetched_anew(site, make):
    site.answers["/trang"] = site.one_after_another(
        http(PAGE, Last_Modified="Sat, 01 Nov 2025 00:00:00 GMT"), http(PAGE + "<!-- sửa -->")
    )
    fetcher = make()
    fetcher.remember(fetcher.fetch(f"{site.url}/trang"))
    result = fetcher.fetch(f"{site.url}/trang")
    assert result.outcome == "ok"
    assert site.asked("/trang")[1].headers["if-modified-since"] == "Sat, 01 Nov 2025 00:00:00 GMT"


def test_validators_do_not_follow_a_redirect(site, make):
    site.answers["/a"] = site.one_after_another(http(PAGE, ETag='"v1"'), http(status=302, Location="/b"))
    site.answers["/b"] = http(PAGE)
    fetcher = make()
    fetcher.remember(fetcher.fetch(f"{site.url}/a"))
    assert fetcher.fetch(f"{site.url}/a").outcome == "ok"
    assert "if-none-match" not in site.asked("/b")[0].headers


def test_known_pages_keep_the_first_day_and_the_last_hash(site, make):
    site.answers["/trang"] = site.one_after_another(http("một"), http("hai"))
    fetcher = make()
    first = fetcher.fetch(f"{site.url}/trang")
    fetcher.remember(first)
    second = fetcher.fetch(f"{site.url}/trang")
    fetcher.remember(second)
    assert fetcher.known.seen(f"{site.url}/trang") == (second.sha256, first.fetched_at)
    assert KnownPages(None).seen("https://chua-tung.vn/") is None


# -- cookies, addresses, TLS ---------------------------------------------------------------------------


def test_no_cookie_is_ever_sent_back(site, make):
    site.answers["/a"] = http(status=302, Location="/b", Set_Cookie="theo-doi=1; Path=/")
    site.answers["/b"] = http(PAGE, Set_Cookie="phien=2; Path=/")
    fetcher = make()
    fetcher.fetch(f"{site.url}/a")
    fetcher.fetch(f"{site.url}/b")
    assert len(site.requests) == 4
    assert all("cookie" not in request.headers for request in site.requests)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_loopback_is_refused_under_every_name(host, site, make):
    result = make(allow_loopback=False).fetch(f"http://{host}:{site.port}/trang")
    assert result.outcome == "refused_address", result.why
    assert site.requests == []


def resolving_to(*addresses):
    def getaddrinfo(host, port, *_, **__):
        family = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in zip(family, addresses, strict=True)]

    return getaddrinfo


@pytest.mark.parametrize("addresses", [["10.1.2.3"], ["203.162.0.1", "192.168.0.1"], ["fd00::1"], ["::1"]])
def test_a_name_that_leads_inside_is_refused(addresses, make, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to(*addresses))
    result = make(allow_loopback=False).fetch("http://bao-vi-du.vn/tin.html")
    assert result.outcome == "refused_address"
    assert "bao-vi-du.vn" in result.why


def test_a_name_is_resolved_once_for_check_and_connection(site, make, monkeypatch):
    """A name server that answers loopback the first time and a private address later (DNS rebinding)
    is asked anew for each request, and each time what was checked is what is connected to."""
    asked = []
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1" if len(asked) < 3 else "10.0.0.1", port, *args, **kwargs)

    site.answers["/trang"] = http(PAGE)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    fetcher = make()
    url = f"http://bao-vi-du.vn:{site.port}/trang"
    assert fetcher.fetch(url).outcome == "ok"
    assert asked == ["bao-vi-du.vn"] * 2  # robots.txt and the page
    assert site.asked("/trang")[0].headers["host"] == f"bao-vi-du.vn:{site.port}"
    assert fetcher.fetch(url).outcome == "refused_address"


def test_a_resolver_that_hangs_does_not_hang_us(make, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    began = time.monotonic()
    assert make().fetch("http://cham.vn/").outcome in ("robots_unavailable", "deadline")
    assert time.monotonic() - began < DEADLINE + SLACK


NOT_PUBLIC = """
10.0.0.1 172.16.0.1 192.168.0.1 127.0.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 240.0.0.1
255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 2001:db8::1 2001:0:1::1
::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::
"""
PUBLIC = "8.8.8.8 203.162.4.191 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808"


def test_public_addresses_are_told_from_others():
    assert [a for a in NOT_PUBLIC.split() if is_public(ip_address(a))] == []
    assert [a for a in PUBLIC.split() if not is_public(ip_address(a))] == []


def test_a_certificate_nobody_vouches_for_is_permanent(make, tmp_path):
    certificate = tmp_path / "tu-ky.pem"
    certificate.write_bytes(_self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                conn, _ = listener.accept()
                context.wrap_socket(conn, server_side=True).close()
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    result = make().fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
    listener.close()
    assert result.outcome == "permanent"
    assert "TLS" in result.why


def test_tls_that_hangs_in_the_handshake_ends_in_time(site, make):
    began = time.monotonic()
    listener = socket.create_server(("127.0.0.1", 0))
    result = make().fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
    assert time.monotonic() - began < DEADLINE + SLACK
    assert result.outcome in ("deadline", "robots_unavailable")
    listener.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tin.html",
        "ftp://a.vn/",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "http://a b/",
        "//a.vn/x",
    ],
)
def test_what_is_no_web_address_is_an_outcome(url, make, tmp_path):
    result = make().fetch(url)
    assert result.outcome in ("refused_address", "permanent")
    assert log_of(tmp_path)[-1]["outcome"] == result.outcome


@given(st.text(max_size=60))
def test_no_url_raises(text):
    def refuse(*_):
        raise ConnectionRefusedError("không")

    fetcher = PoliteFetcher("a@vi-du.vn", deadline=0.05, robots_timeout=0.05, rate_limit=0.0, retries=0)
    with mock.patch.object(CheckedAdapter, "_connect", refuse):
        for url in (text, f"http://{text}", f"http://a.vn/{text}"):
            assert fetcher.fetch(url).outcome in OUTCOMES


# -- obstacles that are none ---------------------------------------------------------------------------


def test_an_article_about_challenges_is_no_challenge(site, make):
    words = "Người dân gặp trang kiểm tra của Cloudflare khi tra cứu mã số. " * 20
    script = "<script>document.cookie='a=1'</script><code>_cf_chl_opt</code>"
    page = f"<html><body><p>{words}</p>{script}</body></html>"
    site.answers["/trang"] = http(page)
    assert make().fetch(f"{site.url}/trang").outcome == "ok"


def test_a_pdf_is_kept_as_it_is(site, make):
    site.answers["/bao-cao.pdf"] = http(b"%PDF-1.7 document.cookie", media_type="application/pdf")
    result = make().fetch(f"{site.url}/bao-cao.pdf")
    assert (result.outcome, result.media_type) == ("ok", "application/pdf")


def test_the_log_survives_hostile_text(site, make, tmp_path):
    site.answers["/trang"] = http(status=302, Location="http://10.0.0.1/" + "\u2028x\x1b[31m" * 500)
    make().fetch(f"{site.url}/trang")
    lines = log_of(tmp_path)
    assert [line["outcome"] for line in lines][-1] in ("refused_address", "permanent")
    assert all(len(line["why"]) < 2_001 for line in lines)


def _self_signed() -> bytes:
    """A self-signed certificate for localhost, valid to 2126, with its key; it guards nothing."""
    crypto = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = crypto.Name([crypto.NameAttribute(crypto.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        crypto.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2126, 1, 1))
        .sign(key, hashes.SHA256())
    )
    out = io.BytesIO()
    out.write(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    out.write(certificate.public_bytes(serialization.Encoding.PEM))
    return out.getvalue()
