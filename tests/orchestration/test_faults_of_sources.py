"""Bad days of fetching, for real: sources that answer with nothing but garbage, two refreshes at once."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
import yaml

from orchestration import sources, stages
from orchestration.folder import DataFolder
from tests.conftest import PROJECT
from tests.extractors.sources.server import Site, http
from tests.orchestration.clock import clock_off_by
from tests.orchestration.test_sources import at_work, documents, figures

NOISE = random.Random(8)
SHELL = "<html><head><title>BHXH tự nguyện</title></head><body><div id='app'></div></body></html>"
STORY = gzip.compress(
    "".join(f"<p>Xã {n} vận động {n} người tham gia BHXH tự nguyện.</p>" for n in range(400)).encode()
)
LOOP = "/bhxh-tu-nguyen-12.htm"

#: What a broken server or a hijacked domain sends with status 200.
GARBAGE = {
    "/robots.txt": http(NOISE.randbytes(2_000), media_type="text/plain"),
    "/rss": http(NOISE.randbytes(2_000), media_type="application/rss+xml"),
    "/sitemap.xml": http(gzip.compress(b"<urlset><url>" * 400)[:30], media_type="application/xml"),
    "/hoat-dong": http(NOISE.randbytes(2_000)),
    "/bhxh-tu-nguyen-1.htm": http(NOISE.randbytes(5_000)),
    "/bhxh-tu-nguyen-2.htm": http(b"\x89PNG\r\n\x1a\n" + NOISE.randbytes(3_000)),
    "/bhxh-tu-nguyen-3.htm": http(SHELL),
    "/bhxh-tu-nguyen-4.htm": http(STORY[:1_000], length=None, Content_Encoding="gzip"),
    "/bhxh-tu-nguyen-5.htm": http("Đang bảo trì".encode("utf-16"), media_type="text/html; charset=tcvn"),
    "/bhxh-tu-nguyen-6.htm": http(b"\0" * 4_000),
    "/bhxh-tu-nguyen-7.htm": http("{" * 3_000 + "<" * 3_000),
    "/bhxh-tu-nguyen-8.htm": http(b"%PDF-1.7\n" + NOISE.randbytes(4_000), media_type="application/pdf"),
    "/bhxh-tu-nguyen-9.htm": http(b"PK\x03\x04" + NOISE.randbytes(4_000), media_type="application/zip"),
    "/bhxh-tu-nguyen-10.htm": http(""),
    "/bhxh-tu-nguyen-11.htm": http("<p>" * 20_000),
}


class NoHttp(dict):
    """Whatever is asked for: bytes that are not even HTTP."""

    def get(self, path, default=None):
        return NOISE.randbytes(500)


@pytest.fixture
def world(tmp_path):
    with at_work(tmp_path) as world:
        yield world


@pytest.fixture
def garbage(world):
    """Two more sources, found in every way there is: a paper whose answers are garbage, a portal that does
    not speak HTTP."""
    paper, portal = Site(dict(GARBAGE), host="127.0.0.5"), Site(NoHttp(), host="127.0.0.6")
    paper.answers[LOOP] = http("", 302, Location=f"{paper.url}{LOOP}")
    for name, site in (("bao-rac", paper), ("cong-nhieu", portal)):
        world._source(name, site.url, site.host, {"feed": f"{site.url}/rss"}, "vccorp")
        path = world.registry / f"{name}.yaml"
        row = yaml.safe_load(path.read_text())
        row["discover"] += [
            {"sitemap": f"{site.url}/sitemap.xml"},
            {"listing": f"{site.url}/hoat-dong"},
            {"urls": [f"{site.url}/bhxh-tu-nguyen-{n}.htm" for n in range(1, 13)]},
        ]
        path.write_text(yaml.safe_dump(row))
    yield paper, portal
    paper.close()
    portal.close()


def test_sources_that_serve_garbage_to_every_request_are_marked_and_cost_nobody_else(
    world, garbage, raquan, tmp_path
):
    data, (paper, _) = tmp_path / "data", garbage
    done = raquan("refresh", "--data", data)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "6 sources asked, 3 answered" in done.stdout

    # the others are published, and nothing of the garbage is
    assert set(documents(data)["source"]) == {"bao-mot", "cong-hai"}
    assert {"318", "1.240", "412"} <= set(figures(data)["number_text"])
    # every path was asked for, and what was kept of it is told to be nothing
    assert set(paper.pages_asked) == (GARBAGE.keys() | {LOOP}) - {"/robots.txt"}
    kept = [one for one in DataFolder(data).store.of_day(stages.today()) if one.source == "bao-rac"]
    rejected = pl.read_parquet(data / "release" / "rejected.parquet").filter(pl.col("kind") == "document")
    reasons = dict(rejected.select("version", "reason").iter_rows())
    assert len(kept) == 9 and {one.sha256 for one in kept} == reasons.keys()
    assert set(reasons.values()) == {"no_article", "damaged_file", "format_not_read_yet"}
    log = [json.loads(line) for path in (data / "fetch" / "log").glob("*") for line in path.open()]
    last = {line["url"].removeprefix(paper.url): line for line in log if line["url"].startswith(paper.url)}
    failed = {path: line["why"] for path, line in last.items() if line["outcome"] != "ok"}
    assert failed == {
        "/bhxh-tu-nguyen-4.htm": "the compressed body is cut off",
        "/bhxh-tu-nguyen-10.htm": "an empty page",
        LOOP: "redirects in a loop",
    }
    # no URL took longer than its time
    took = [line["seconds"] for line in log]
    assert max(took) < 15

    # who looks is told, in words
    told = {one["name"]: one for one in json.loads(raquan("sources", "--data", data, "--json").stdout)}
    assert told["bao-rac"]["drift"] == ["no text could be read from its last 7 pages"]
    assert told["cong-nhieu"]["is_dead"] and "the answer is not HTTP" in told["cong-nhieu"]["trouble"][0]
    status = raquan("status", "--data", data)
    assert status.returncode == 1
    assert "wrong: source bao-rac: no text could be read" in status.stdout
    assert "raquan sources check bao-rac; then mend its file" in status.stdout
    assert "note: source cong-nhieu gave nothing last night" in status.stdout
    assert not any(name in status.stdout for name in ("bao-mot", "cong-hai"))
    check = raquan("sources", "check", "bao-rac", "--data", data)
    assert check.returncode == 1 and "no readable page" in check.stdout


def test_two_refreshes_at_once_wait_for_one_another_and_are_polite_together(world, start_raquan, tmp_path):
    data = tmp_path / "data"
    commands = [("refresh",), ("refresh",), ("sources", "check", "bao-mot")]  # the last waits for nobody
    running = [start_raquan(*command, "--data", data) for command in commands]
    ended = [one.end() for one in running]
    assert [one.returncode for one in ended] == [0, 0, 0], ended
    assert ["Another run is working" in one.stderr for one in ended[:2]].count(True) == 1
    assert sorted("4 new captures" in one.stdout for one in ended[:2]) == [False, True]
    assert sum("0 new captures" in one.stdout for one in ended[:2]) == 1

    # as one night leaves it
    kept = [capture.url for capture in DataFolder(data).store.of_day(stages.today())]
    assert len(kept) == len(set(kept)) == 4
    assert sorted(documents(data)["url"].str.extract(r"-(\d+)\.htm", 1)) == ["1", "11", "12", "2"]
    assert figures(data)["figure_id"].is_unique().all() and figures(data).height == 4
    assert len(list((data / "releases").glob("20*"))) == 1
    state = json.loads((data / "sources" / "bao-mot.json").read_text())
    assert [(run["new"], run["unchanged"]) for run in state["runs"]] == [(2, 2)]
    for site in (world.paper, world.portal, world.closed):
        moments = sorted(request.at for request in site.requests)
        assert min(later - sooner for sooner, later in pairwise(moments)) > 0.49


# ── the clock, and kill -9 ────────────────────────────────────────────────────────────────────────

#: A night without the graph, killed before its nth touch of the disk (`KILL_BEFORE`), or counting them.
NIGHT = """
import os, signal, sys
from pathlib import Path
from orchestration import sources, stages
from orchestration.folder import DataFolder
data, last = Path(sys.argv[1]), int(os.environ.get("KILL_BEFORE", 0))
for source in sources.registry().values():
    object.__setattr__(source, "rate_limit", float(os.environ.get("RATE_LIMIT", 0.5)))
touches = 0
def touched(event, about):
    global touches
    writes = event == "open" and about[2] & (os.O_WRONLY | os.O_RDWR)
    if (writes or event in ("os.rename", "os.link", "os.remove")) and str(about[0]).startswith(str(data)):
        touches += 1
        if touches == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(touched)
sources.refresh(DataFolder(data), sources.Settings.from_environment(), stages.today())
print(touches)
"""


def _night(data: Path, **environment: str) -> int | None:
    """A night of fetching in its own process; how often it touched the disk, None where it was killed."""
    command = [sys.executable, "-c", NIGHT, str(data)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)} | environment
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return int(done.stdout) if done.returncode == 0 else None


def _kept(data: Path) -> list[tuple[str, str, date]]:
    """Address, hash and day of all captures, whose bytes are whole."""
    store = DataFolder(data).store
    captures = [capture for day in store.days() for capture in store.of_day(day)]
    assert all(store.read(capture) for capture in captures)
    return sorted((capture.url, capture.sha256, capture.day) for capture in captures)


def _pages(data: Path) -> list[tuple[str, str]]:
    """Address and hash of all captures: midnight may pass between two nights."""
    return [(url, sha256) for url, sha256, _ in _kept(data)]


def test_a_night_whose_clock_was_set_back_doubles_nothing(world, tmp_path):
    """Three nights: as it should be, three days too early, and right again."""
    data, now = tmp_path / "data", stages.today()
    world.moment -= timedelta(days=4)  # what is dated in the future is not asked for
    world.first_night()
    early = {now - timedelta(days=days) for days in (2, 3)}  # midnight may pass
    _night(data)
    world.tell("Nghệ An ra quân vận động người dân tham gia BHXH tự nguyện", 381)
    _night(data, **clock_off_by(tmp_path, timedelta(days=-3)))
    _night(data)

    kept = _kept(data)
    assert len({(url, sha256) for url, sha256, _ in kept}) == len(kept) == 5  # four pages, one of them mended
    (late,) = [(url, day) for url, _, day in kept if day < now]
    assert late[0].endswith("bhxh-1.htm") and late[1] in early
    state = json.loads((data / "sources" / "bao-mot.json").read_text())
    days = [run["day"] for run in state["runs"]]
    assert days == sorted(set(days)) and len(days) == 2 and days[-1] >= now.isoformat()
    (shown,) = sources.statuses(DataFolder(data), ["bao-mot"])
    assert shown.last_success >= now.isoformat() and shown.drift == ()


def test_fetching_that_is_killed_before_any_touch_of_the_disk_loses_and_doubles_nothing(world, tmp_path):
    """kill -9 before the first and others of the times that a night opens, renames or links a file; each time
    the next night goes on in the folder that is left."""
    whole = tmp_path / "whole"
    touches, wanted = _night(whole, RATE_LIMIT="0"), _pages(whole)
    assert touches > 50 and len(wanted) == 4
    killed = 0
    moments = range(1, touches, touches // 5)
    for last in moments:
        data = tmp_path / str(last)
        killed += _night(data, RATE_LIMIT="0", KILL_BEFORE=str(last)) is None
        assert set(_pages(data)) <= set(wanted)  # never half a page
        assert _night(data, RATE_LIMIT="0") and _pages(data) == wanted, last
        for log in (data / "fetch" / "log").glob("*.jsonl"):
            assert all(map(json.loads, log.open()))
        states = {one.name: one for one in sources.statuses(DataFolder(data))}
        assert states["bao-mot"].last_success and not states["bao-mot"].drift and states["bao-chet"].is_dead
    assert killed >= len(moments) - 1
