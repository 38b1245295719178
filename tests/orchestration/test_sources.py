"""Nights over a few sources on loopback: what comes, what it costs, what the operator is told."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml

from orchestration import sources, stages
from orchestration.folder import DataFolder
from orchestration.resources import Data, Fetching
from tests.extractors.sources.server import Site, http

STORY = (
    "Sáng nay, Bưu điện tỉnh Nghệ An phối hợp với BHXH tỉnh tổ chức lễ ra quân vận động người dân tham gia "
    "BHXH tự nguyện tại sân vận động trung tâm.",
    "Trong buổi sáng ra quân, các tổ tuyên truyền ở Nghệ An đã vận động được {n} người tham gia BHXH tự "
    "nguyện và chia thành 26 nhóm đi về các khối, xóm để gặp từng hộ kinh doanh.",
    "Bà con tiểu thương được nghe giải thích mức đóng, mức hỗ trợ của Nhà nước và cách nhận lương hưu qua "
    "thẻ, sau đó nhân viên bưu điện hướng dẫn kê khai ngay tại quầy.",
    "Ban tổ chức cho biết các nhóm sẽ trở lại vào cuối tuần với những gia đình chưa có ai ở nhà.",
)
HOME = (
    "Ngành BHXH và bưu điện vừa tổng kết đợt ra quân vận động người dân tham gia BHXH tự nguyện tuần qua.",
    "Sau ba ngày, các nhóm vận động được 412 người tham gia BHXH tự nguyện, phần lớn là lao động tự do.",
    "Lãnh đạo ngành đề nghị các điểm thu giữ nhịp gặp gỡ hằng tuần và báo lại những trường hợp vướng mắc.",
)


def vccorp(title: str, paragraphs: tuple[str, ...], moment: datetime, **numbers: object) -> str:
    """A page in the clothes of a known family of sites."""
    lead, *body = (paragraph.format(**numbers) for paragraph in paragraphs)
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
    <meta property="article:published_time" content="{moment.isoformat()}"></head><body>
    <div class="menu"><a href="/">Trang chủ</a> <a href="/xa-hoi.htm">Xã hội</a></div>
    <h1 class="detail-title">{title}</h1><h2 class="detail-sapo">{lead}</h2>
    <div class="detail-content afcbc-body">{"".join(f"<p>{line}</p>" for line in body)}</div>
    <div class="box-related"><a href="/khac-1.htm">Một tin khác không liên quan</a></div></body></html>"""


def strange(title: str, paragraphs: tuple[str, ...], moment: datetime, **numbers: object) -> str:
    """A page of a system that no layout knows."""
    lines = "".join(f"<div class='doan'>{line.format(**numbers)}</div>" for line in paragraphs)
    return f"""<html><head><meta charset="utf-8"><title>{title} - Cổng thông tin</title></head><body>
    <ul><li><a href="/">Trang chủ</a></li><li><a href="/lien-he">Liên hệ</a></li></ul>
    <div id="khung"><h1>{title}</h1><span class="ngay-dang">{moment:%d/%m/%Y %H:%M}</span>
    <div class="noi-dung">{lines}</div></div></body></html>"""


class World:
    """Four sources: a paper with a feed, a portal with a listing, a paper that is down, one that forbids."""

    def __init__(self, folder):
        self.paper, self.portal = Site(host="127.0.0.1"), Site(host="127.0.0.2")
        self.closed = Site(host="127.0.0.4")
        self.registry = folder / "registry"
        self.registry.mkdir()
        self.moment = datetime.now(stages.VIETNAM).replace(microsecond=0) - timedelta(days=1)
        self._source("bao-mot", self.paper.url, "127.0.0.1", {"feed": f"{self.paper.url}/rss"}, "vccorp")
        listing = {"listing": f"{self.portal.url}/hoat-dong"}
        self._source(
            "cong-hai", self.portal.url, "127.0.0.2", listing, "bhxh", home="38", kind="agency_portal"
        )
        down = "http://127.0.0.3:9"  # the discard port: nobody listens
        self._source("bao-chet", down, "127.0.0.3", {"feed": f"{down}/rss"}, "vccorp")
        self._source("bao-cam", self.closed.url, "127.0.0.4", {"feed": f"{self.closed.url}/rss"}, "vccorp")
        self.closed.answers["/robots.txt"] = http("User-agent: *\nDisallow: /\n", media_type="text/plain")
        self.portal.answers["/robots.txt"] = http("User-agent: *\nDisallow: /mat/\n", media_type="text/plain")
        self.first_night()

    def _source(self, name, url, domain, way, layout, home=None, kind="news") -> None:
        row = {
            "name": name,
            "publisher": name,
            "home_province": home,
            "kind": kind,
            "domains": [domain],
            "discover": [way],
            "articles": [r"^/(?:mat/)?[a-z0-9-]+-\d+\.htm$"],
            "layouts": [{"layout": layout}],
            "rate_limit": 0.5,
            "terms": "not verified",
        }
        (self.registry / f"{name}.yaml").write_text(yaml.safe_dump(row, allow_unicode=True), encoding="utf-8")

    def first_night(self) -> None:
        """What the sites hold at first."""
        self.tell("Nghệ An ra quân vận động người dân tham gia BHXH tự nguyện", 318)
        own = vccorp(
            "Thêm 1.240 người Hà Tĩnh tham gia BHYT hộ gia đình",
            (
                "BHXH tỉnh Hà Tĩnh cho biết phong trào tham gia BHYT hộ gia đình đang lan rộng ở các xã.",
                "Trong tháng 10/2025, toàn tỉnh Hà Tĩnh có thêm 1.240 người tham gia BHYT hộ gia đình.",
                "Các đại lý thu gặp từng nhà để nhắc hạn thẻ và hướng dẫn gia hạn ngay trên điện thoại.",
            ),
            self.moment,
        )
        self.paper.answers["/ha-tinh-bhyt-ho-gia-dinh-2.htm"] = self.paper.unless_known(own, "b1")
        items = (
            ("Nghệ An ra quân vận động tham gia BHXH tự nguyện", "/nghe-an-ra-quan-bhxh-1.htm"),
            ("Hà Tĩnh có thêm người tham gia BHYT hộ gia đình", "/ha-tinh-bhyt-ho-gia-dinh-2.htm"),
            ("Đội bóng chuyền nữ thắng trận mở màn", "/bong-chuyen-nu-3.htm"),
        )
        feed = "".join(
            f"<item><title>{title}</title><link>{self.paper.url}{path}</link>"
            f"<pubDate>{self.moment:%a, %d %b %Y %H:%M:%S} GMT+7</pubDate></item>"
            for title, path in items
        )
        rss = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{feed}</channel></rss>"
        self.paper.answers["/rss"] = http(rss, media_type="application/rss+xml")
        copy = strange("Nghệ An: Bưu điện và BHXH ra quân BHXH tự nguyện", STORY, self.moment, n=318)
        home = strange("Tổng kết ba ngày ra quân BHXH tự nguyện", HOME, self.moment)
        secret = strange("Ra quân BHXH tự nguyện: bản nội bộ", HOME, self.moment)
        self.portal.answers |= {
            "/nghe-an-ra-quan-bhxh-11.htm": self.portal.unless_known(copy, "c1"),
            "/tong-ket-ra-quan-bhxh-12.htm": self.portal.unless_known(home, "d1"),
            "/mat/ra-quan-bhxh-noi-bo-13.htm": http(secret),
        }
        listing = "".join(
            f'<li><a href="{path}">{title}</a></li>'
            for path, title in (
                ("/nghe-an-ra-quan-bhxh-11.htm", "Nghệ An ra quân BHXH tự nguyện"),
                ("/tong-ket-ra-quan-bhxh-12.htm", "Tổng kết ba ngày ra quân BHXH tự nguyện"),
                ("/mat/ra-quan-bhxh-noi-bo-13.htm", "Ra quân BHXH tự nguyện: bản nội bộ"),
            )
        )
        page = f"<html><body><h1>Hoạt động</h1><ul>{listing}</ul></body></html>"
        self.portal.answers["/hoat-dong"] = self.portal.unless_known(page, "list1")

    def tell(self, title: str, n: int) -> None:
        """The paper's story, with this number in it."""
        page = vccorp(title, STORY, self.moment, n=n)
        self.paper.answers["/nghe-an-ra-quan-bhxh-1.htm"] = self.paper.unless_known(page, f"a{n}")

    def forget_requests(self) -> None:
        for site in (self.paper, self.portal, self.closed):
            site.requests.clear()

    def environment(self) -> dict[str, str]:
        return {
            "RAQUAN_CONTACT": "nguoi-truc@vi-du.vn",
            "RAQUAN_REGISTRY": str(self.registry),
            "RAQUAN_ALLOW_LOOPBACK": "1",
        }

    def close(self) -> None:
        for site in (self.paper, self.portal, self.closed):
            site.close()


@contextmanager
def at_work(folder: Path) -> Iterator[World]:
    """The sites serve, and whatever is launched reads the registry in `folder` from the environment."""
    world = World(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in world.environment().items():
            patch.setenv(name, value)
        yield world
    world.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with at_work(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
def first_night(world, raquan, tmp_path_factory):
    """The data folder after the first night, what the night said, and what each site was asked for in it.

    The requests are kept here: other tests, in any order, make the sites forget theirs."""
    world.first_night()
    world.forget_requests()
    data = tmp_path_factory.mktemp("night") / "data"
    done = raquan("refresh", "--data", data)
    assert done.returncode == 0, done.stderr + done.stdout
    asked = {name: list(getattr(world, name).requests) for name in ("paper", "portal", "closed")}
    return data, done.stdout, asked


@pytest.fixture
def data(first_night, tmp_path):
    """A copy of the folder after the first night."""
    copy = tmp_path / "data"
    shutil.copytree(first_night[0], copy, symlinks=True)
    return copy


def documents(data) -> pl.DataFrame:
    return pl.read_parquet(data / "release" / "documents.parquet")


def figures(data) -> pl.DataFrame:
    return pl.read_parquet(data / "release" / "figures.parquet")


def test_a_night_takes_what_is_on_the_subject_to_a_release(world, first_night):
    data, said, asked = first_night
    assert sorted(documents(data)["url"].str.extract(r"-(\d+)\.htm", 1)) == ["1", "11", "12", "2"]
    assert {"318", "1.240", "412"} <= set(figures(data)["number_text"])
    assert "bao-chet: no answer" in said and "bao-cam: no answer" in said
    assert "4 sources asked, 2 answered; 4 new captures" in said
    paths = {site: [request.path for request in requests] for site, requests in asked.items()}
    assert "/mat/ra-quan-bhxh-noi-bo-13.htm" not in paths["portal"]
    assert "/bong-chuyen-nu-3.htm" not in paths["paper"]
    assert paths["closed"] == ["/robots.txt"]
    agents = {request.headers["user-agent"] for request in asked["paper"]}
    assert len(agents) == 1 and agents.pop().endswith("(+nguoi-truc@vi-du.vn)")


def test_the_same_story_on_two_outlets_is_one(first_night):
    copies = documents(first_night[0]).filter(pl.col("duplicate_of").is_not_null())
    (copy,) = copies.to_dicts()
    told = documents(first_night[0]).filter(pl.col("document_id") == copy["duplicate_of"]).to_dicts()[0]
    assert {copy["url"].rpartition("-")[2], told["url"].rpartition("-")[2]} == {"1.htm", "11.htm"}
    assert copy["source"] != told["source"]


def test_an_article_that_names_no_place_is_about_its_outlets_province(first_night):
    (row,) = figures(first_night[0]).filter(pl.col("number_text") == "412").to_dicts()
    assert (row["province_2025"], row["place_source"]) == ("38", "inferred")


def test_what_the_operator_sees_of_the_sources(data, raquan):
    told = {one["name"]: one for one in json.loads(raquan("sources", "--data", data, "--json").stdout)}
    assert told.keys() == {"bao-mot", "cong-hai", "bao-chet", "bao-cam"}
    paper, portal, dead = told["bao-mot"], told["cong-hai"], told["bao-chet"]
    lately = {(stages.today() - timedelta(days=days)).isoformat() for days in (0, 1)}  # midnight may pass
    assert paper["last_success"] == paper["last_run"] and paper["last_run"] in lately
    assert (paper["new"], paper["failed"], paper["is_dead"]) == (2, 0, False)
    assert paper["layouts"] == {"vccorp": 1.0} and paper["agreement"] > 0.9
    assert portal["layouts"] == {"none": 1.0} and portal["failed"] == 1  # what robots.txt forbids
    assert dead["is_dead"] and dead["last_success"] is None and "127.0.0.3" in dead["trouble"][0]
    assert "robots.txt does not allow" in told["bao-cam"]["trouble"][0]
    table = raquan("sources", "--data", data).stdout
    assert all(name in table for name in told) and "Thanh Hóa" in table


def test_a_second_night_costs_little_and_changes_nothing(world, data, raquan):
    before = {path: path.stat().st_mtime_ns for path in (data / "captures" / "days").rglob("*.json")}
    world.forget_requests()
    done = raquan("refresh", "--data", data)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "0 new captures" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (data / "captures" / "days").rglob("*.json")} == before
    assert len(list((data / "releases").glob("20*"))) == 1
    # the listing is unchanged, so its pages are not asked for; the feed states no version
    assert Counter(world.portal.pages_asked) == {"/hoat-dong": 1}
    asked = {"/rss": 1, "/nghe-an-ra-quan-bhxh-1.htm": 1, "/ha-tinh-bhyt-ho-gia-dinh-2.htm": 1}
    assert Counter(world.paper.pages_asked) == asked
    conditional = [request for request in world.paper.requests if "if-none-match" in request.headers]
    assert len(conditional) == 2
    log = sources.registry() and (data / "fetch" / "log").glob("*.jsonl")
    outcomes = Counter(json.loads(line)["outcome"] for path in log for line in path.open())
    assert outcomes["not_modified"] == 3


def test_a_page_that_was_corrected_is_a_new_version_and_its_number_follows(world, data, raquan):
    world.tell("Nghệ An ra quân vận động người dân tham gia BHXH tự nguyện", 381)
    try:
        done = raquan("refresh", "bao-mot", "--data", data)
    finally:
        world.tell("Nghệ An ra quân vận động người dân tham gia BHXH tự nguyện", 318)
    assert done.returncode == 0, done.stderr + done.stdout
    versions = documents(data).filter(pl.col("url").str.ends_with("-1.htm"))
    assert versions.height == 2 and versions["document_id"].n_unique() == 1
    told = figures(data).filter(pl.col("document_id") == versions["document_id"][0])["number_text"].to_list()
    assert "381" in told
    assert raquan("sources", "--data", data, "--json").returncode == 0


#: That what was captured goes through the graph is the matter of the other tests.
WITHOUT_GRAPH = "import orchestration.run as run; run._materialize = lambda *_: (True, [])"

#: What has just appeared in the data folder when the night is killed; many more moments of fetching:
#: test_faults_of_sources.py.
MOMENTS = ("captures/days/*/*.json", "documents/*.parquet")


def test_a_night_that_is_killed_loses_and_doubles_nothing(world, first_night, raquan, start_raquan, tmp_path):
    data, killed = tmp_path / "data", 0
    for moment in MOMENTS:
        running = start_raquan("refresh", "--data", data)
        while running.is_running() and not any(data.glob(moment)):
            time.sleep(0.005)
        killed += running.kill()
    assert killed >= len(MOMENTS) - 1
    last = raquan("refresh", "--data", data)
    assert last.returncode == 0, last.stderr
    whole = first_night[0]
    key = ["document_id", "version", "url", "title", "source", "text", "duplicate_of"]
    assert documents(data).select(key).sort(key).equals(documents(whole).select(key).sort(key))
    key = ["figure_id", "number_text", "province_2025"]
    assert figures(data).select(key).sort(key).equals(figures(whole).select(key).sort(key))
    store = DataFolder(data).store
    kept = [capture.url for day in store.days() for capture in store.of_day(day)]
    assert len(kept) == len(set(kept)) == 4
    assert json.loads((data / "sources" / "bao-mot.json").read_text())["runs"][-1]["new"] <= 2


def test_the_night_in_dagster_tells_each_source_and_fails_for_none(world, tmp_path):
    from orchestration.definitions import build_defs

    settings = world.environment()
    fetching = Fetching(contact=settings["RAQUAN_CONTACT"], allow_loopback=True)
    defs = build_defs(data=Data(path=str(tmp_path)), fetching=fetching)
    night = defs.resolve_job_def("fetch").execute_in_process(partition_key=stages.today().isoformat())
    assert night.success
    (event,) = night.asset_materializations_for_node("captures")
    assert event.metadata["captures"].value == event.metadata["new captures"].value == 4
    assert event.metadata["sources without an answer"].value == "bao-cam, bao-chet"
    table = event.metadata["by source"].value
    assert all(name in table.replace("\\", "") for name in ("bao-mot", "cong-hai", "bao-chet", "bao-cam"))
    (seen,) = night.get_asset_check_evaluations()
    assert seen.check_name == "sources_answer" and not seen.passed
    assert "bao-chet" in seen.description and "bao-mot" not in seen.description


def test_reading_stored_days_again_asks_no_site(world, tmp_path):
    from orchestration.definitions import build_defs

    world.forget_requests()
    defs = build_defs(
        data=Data(path=str(tmp_path)), fetching=Fetching(contact="a@vi-du.vn", allow_loopback=True)
    )
    assert defs.resolve_job_def("read").execute_in_process(partition_key=stages.today().isoformat()).success
    old = (stages.today() - timedelta(days=9)).isoformat()
    late = defs.resolve_job_def("fetch").execute_in_process(partition_key=old)
    assert late.success  # a missed night is made up for by the next
    assert world.paper.requests == world.portal.requests == []


def test_a_night_that_is_interrupted_ends_soon_and_keeps_what_it_has(world, tmp_path):
    folder = DataFolder(tmp_path)

    def interrupted(done: int, total: int, outcome) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        sources.refresh(folder, sources.Settings.from_environment(), stages.today(), (), interrupted)
    assert time.monotonic() - began < 8
    again = sources.refresh(folder, sources.Settings.from_environment(), stages.today())
    assert {o.source: o.new + o.unchanged for o in again if not o.is_dead} == {"bao-mot": 2, "cong-hai": 2}
    kept = [capture.url for capture in folder.store.of_day(stages.today())]
    assert len(kept) == len(set(kept)) == 4


def test_a_fault_of_ours_costs_one_source(world, tmp_path, monkeypatch):
    import extractors.sources.refresh as module

    def trips(source, *rest, read=module.refresh_source, **options):
        if source.name == "bao-mot":
            raise ZeroDivisionError("a rule divided by zero")
        return read(source, *rest, **options)

    monkeypatch.setattr(module, "refresh_source", trips)
    told = sources.refresh(DataFolder(tmp_path), sources.Settings.from_environment(), stages.today())
    assert {one.source: one.new for one in told}["cong-hai"] == 2
    (fault,) = (one for one in told if one.source == "bao-mot")
    assert fault.is_dead and "divided by zero" in fault.trouble[0]


def test_a_night_looks_back_over_the_nights_that_were_missed():
    day = stages.today()
    state = {"runs": [{"day": (day - timedelta(days=20)).isoformat(), "new": 1, "unchanged": 0}]}
    assert sources._since(state, day) == day - timedelta(days=21)
    assert sources._since({"runs": []}, day) == day - timedelta(days=7)


def test_without_a_contact_nothing_is_fetched(world, tmp_path, raquan, monkeypatch):
    monkeypatch.delenv("RAQUAN_CONTACT")
    world.forget_requests()
    for command in (("refresh",), ("add", f"{world.paper.url}/x-1.htm"), ("sources", "check", "bao-mot")):
        done = raquan(*command, "--data", tmp_path / "data")
        assert done.returncode == 2 and "RAQUAN_CONTACT" in done.stderr
    monkeypatch.setenv("RAQUAN_CONTACT", "nobody")
    assert raquan("refresh", "--data", tmp_path / "data").returncode == 2
    assert world.paper.requests == []


def test_a_source_is_checked_before_it_is_trusted(world, tmp_path, raquan):
    data = tmp_path / "data"
    done = raquan("sources", "check", "bao-mot", "--data", data, "--json")
    assert done.returncode == 0, done.stdout
    shown = json.loads(done.stdout)
    assert shown["layout"] == "vccorp" and shown["published"] == world.moment.isoformat()
    assert len(shown["text"]) == shown["paragraphs"] == 3 and shown["title"].startswith("Nghệ An ra quân")
    assert not (data / "captures").exists()

    odd = raquan("sources", "check", "cong-hai", "--data", data)
    assert odd.returncode == 1 and "no layout fitted" in odd.stdout and "Tổng kết" not in odd.stdout
    url = f"{world.portal.url}/tong-ket-ra-quan-bhxh-12.htm"
    assert "Tổng kết ba ngày" in raquan("sources", "check", "cong-hai", "--url", url, "--data", data).stdout
    dead = raquan("sources", "check", "bao-chet", "--data", data)
    assert dead.returncode == 1 and "127.0.0.3" in dead.stdout
    assert raquan("sources", "check", "bao-lạ", "--data", data).returncode == 2


def test_pages_named_by_hand_go_through_the_graph(world, tmp_path, raquan):
    data = tmp_path / "data"
    good, gone = (
        f"{world.paper.url}/ha-tinh-bhyt-ho-gia-dinh-2.htm?utm_source=zalo",
        f"{world.paper.url}/mat-9.htm",
    )
    done = raquan("add", good, gone, "ftp://vi-du.vn/x", "--data", data, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["new_documents"], told["documents"]) == (1, 1)
    assert [miss["url"] for miss in told["missed"]] == [gone, "ftp://vi-du.vn/x"]
    assert documents(data)["source"].to_list() == ["bao-mot"]
    assert raquan("add", good, "--data", data).returncode == 0


def test_archives_go_out_as_warc_and_come_back(data, tmp_path, raquan):
    file, other = tmp_path / "out.warc.gz", tmp_path / "other"
    assert raquan("warc", "export", file, "--data", data, "--source", "bao-mot").returncode == 0
    done = raquan("warc", "import", file, "--data", other, "--json", before=WITHOUT_GRAPH)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new_documents"] == 2
    theirs, ours = (DataFolder(folder).store for folder in (other, data))
    kept = {c.url: ours.read(c) for c in ours.of_day(stages.today()) if c.source == "bao-mot"}
    assert {c.url: theirs.read(c) for c in theirs.of_day(stages.today())} == kept
    assert raquan("warc", "import", tmp_path / "no.warc", "--data", other).returncode == 2


def test_a_backfill_walks_the_archive(world, tmp_path, raquan):
    data = tmp_path / "data"
    first = (world.moment - timedelta(days=2)).date().isoformat()
    last = stages.today().isoformat()
    command = ("backfill", "--source", "bao-mot", "--from", first, "--to", last, "--data", data)
    done = raquan(*command, "--json", before=WITHOUT_GRAPH)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 2
    wrong = raquan("backfill", "--source", "bao-mot", "--from", last, "--to", first, "--data", data)
    assert wrong.returncode == 2 and "--from" in wrong.stderr


def test_a_change_of_a_sources_file_reads_its_days_again_and_no_others(world, data, monkeypatch, tmp_path):
    folder = DataFolder(data)
    assert stages.stale_days(folder) == []
    registry = tmp_path / "registry"
    shutil.copytree(world.registry, registry)
    monkeypatch.setenv("RAQUAN_REGISTRY", str(registry))
    never = registry / "bao-cam.yaml"
    never.write_text(never.read_text().replace("vccorp", "dantri"))
    sources._registry.cache_clear()
    assert stages.stale_days(folder) == []
    portal = registry / "cong-hai.yaml"
    portal.write_text(portal.read_text().replace("layout: bhxh", "container: .noi-dung"))
    sources._registry.cache_clear()
    assert stages.stale_days(folder) == [stages.today()]
    sources._registry.cache_clear()
