"""Bad days of fetching, for real: sources that answer with nothing but garbage, two refreshes at once."""

import gzip
import json
import os
import random
import subprocess
from itertools import pairwise

import polars as pl
import pytest
import yaml

from orchestration import stages
from orchestration.folder import DataFolder
from tests.conftest import PROJECT, raquan_command
from tests.extractors.sources.server import Site, http
from tests.orchestration.test_sources import World, documents, figures

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
def world(tmp_path, monkeypatch):
    world = World(tmp_path)
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)
    yield world
    world.close()


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


def test_two_refreshes_at_once_wait_for_one_another_and_are_polite_together(world, tmp_path):
    data = tmp_path / "data"
    commands = [("refresh",), ("refresh",), ("sources", "check", "bao-mot")]  # the last waits for nobody
    running = [
        subprocess.Popen(
            raquan_command(*command, "--data", data),
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for command in commands
    ]
    said = [process.communicate(timeout=600) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    assert ["Another run is working" in err for _, err in said[:2]].count(True) == 1
    assert sorted("4 new captures" in out for out, _ in said[:2]) == [False, True]
    assert sum("0 new captures" in out for out, _ in said[:2]) == 1

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
