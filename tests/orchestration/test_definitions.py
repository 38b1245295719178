"""The code location: it loads fast and light, and tells its story in the UI."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration import night
from orchestration.definitions import FETCH, defs, nightly, refresh
from orchestration.folder import DataFolder
from orchestration.partitions import DAYS, ranges
from orchestration.show import _cell
from tests.conftest import PROJECT
from transforms.schema import TABLES

ASSETS = ["captures", "documents", "figures", "campaigns", "panel", "candidate", "explorer", "release"]


def test_definitions_are_loadable():
    dg.Definitions.validate_loadable(defs)


def test_loading_imports_neither_the_gates_library_nor_what_fetches_and_reads():
    code = "import sys, orchestration.definitions; print(sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for heavy in (
        *("bs4", "cssselect", "duckdb", "feedparser", "great_expectations", "jinja2", "lxml", "pandas"),
        *("pdfplumber", "pyarrow", "requests", "rich", "trafilatura", "typer", "underthesea"),
    ):
        assert f"'{heavy}'" not in done.stdout


def test_every_asset_says_what_it_is():
    graph = defs.resolve_asset_graph()
    assert {key.path[-1] for key in graph.get_all_asset_keys()} == set(ASSETS)
    for earlier, later in zip(ASSETS, ASSETS[1:], strict=False):
        assert graph.get(dg.AssetKey(later)).parent_keys == {dg.AssetKey(earlier)}
    for spec in defs.resolve_all_asset_specs():
        assert spec.description and spec.owners and spec.kinds and spec.group_name != "default"


def test_the_gate_blocks_per_table():
    checks = {
        key.name: defs.resolve_asset_graph().get(key) for key in defs.resolve_asset_graph().asset_check_keys
    }
    suites = {*TABLES, "comparison"}
    assert {f"{suite}_critical" for suite in suites} == {n for n, check in checks.items() if check.blocking}
    assert {f"{suite}_warnings" for suite in suites} <= checks.keys()


def _night_of(monkeypatch, tick: datetime, today: date):
    """What the schedule asks for at a tick, evaluated on a day."""
    monkeypatch.setattr(night, "today", lambda: today)
    with dg.DagsterInstance.ephemeral() as instance:
        moment = tick.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
        context = dg.build_schedule_context(instance, scheduled_execution_time=moment)
        return nightly(context)


def test_the_night_refreshes_the_day_that_has_begun_in_vietnam(monkeypatch):
    schedule = defs.resolve_schedule_def("nightly")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    tick = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 01:30 on the 24th in Vietnam
    request = _night_of(monkeypatch, tick, date(2026, 11, 24))
    assert request.partition_key == "2026-11-24"
    assert request.run_config["ops"]["captures"]["config"]["fetch"] is True


def test_missed_nights_are_made_up_for_by_one_run(monkeypatch):
    """The daemon comes back after days, and asks for each tick that it missed."""
    days = [datetime(2026, 11, day, 18, 30, tzinfo=UTC) for day in (20, 21, 22, 23)]
    asked = [_night_of(monkeypatch, tick, date(2026, 11, 24)) for tick in days]
    assert [isinstance(one, dg.SkipReason) for one in asked] == [True, True, True, False]
    assert "makes up for it" in asked[0].skip_message and asked[3].partition_key == "2026-11-24"


@pytest.mark.parametrize(
    ("setting", "cron", "status"),
    [
        (None, "30 1 * * *", "RUNNING"),
        ("0 3 * * 1-5", "0 3 * * 1-5", "RUNNING"),
        ("off", "30 1 * * *", "STOPPED"),
    ],
)
def test_the_hour_of_the_night_is_a_setting(monkeypatch, setting, cron, status):
    monkeypatch.delenv("RAQUAN_NIGHT", raising=False)
    if setting:
        monkeypatch.setenv("RAQUAN_NIGHT", setting)
    schedule = night.nightly(refresh, FETCH)
    assert schedule.cron_schedule == cron and schedule.default_status.value == status
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"


def test_today_is_a_partition():
    from orchestration.stages import today

    assert DAYS.has_partition_key(today().isoformat())
    assert DAYS.get_first_partition_key() == "2012-01-01"


def test_ranges_cover_the_days_and_bridge_short_gaps():
    days = [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 8), date(2024, 3, 1)]
    assert ranges(days) == [(date(2024, 1, 1), date(2024, 1, 8)), (date(2024, 3, 1), date(2024, 3, 1))]
    assert ranges([]) == []


def test_a_night_with_nothing_captured_succeeds_and_invents_nothing(tmp_path):
    """The assets of one day, launched as the UI launches them."""
    from orchestration.definitions import build_defs
    from orchestration.resources import Data

    fresh = build_defs(data=Data(path=str(tmp_path)))
    result = fresh.resolve_job_def("read").execute_in_process(partition_key="2024-05-02")
    assert result.success
    (event,) = result.asset_materializations_for_node("figures")
    assert event.partition == "2024-05-02" and event.metadata["rows"].value == 0
    assert not (tmp_path / "figures").exists()


def test_a_night_with_nothing_new_builds_nothing_and_says_that_the_release_stands(tmp_path, few_data):
    from orchestration.definitions import build_defs
    from orchestration.resources import Data

    data = tmp_path / "data"
    shutil.copytree(few_data, data, symlinks=True)
    job = build_defs(data=Data(path=str(data))).resolve_job_def("publish")
    written = (data / "history" / "figures.parquet").stat().st_mtime_ns
    result = job.execute_in_process()
    assert result.success and (data / "history" / "figures.parquet").stat().st_mtime_ns == written
    skipped = {event.step_key for event in result.all_events if event.is_step_skipped}
    assert {"panel", "candidate", "gate_figures", "explorer", "release"} <= skipped
    (event,) = [event for event in result.all_events if event.is_step_materialization]
    assert event.asset_key.path == ["release"]  # its freshness counts from here
    again = {"ops": {"campaigns": {"config": {"again": True}}}}
    assert job.execute_in_process(run_config=again).asset_materializations_for_node("release")
    assert (data / "history" / "figures.parquet").stat().st_mtime_ns > written
    # A release that is no longer as it was published is told on such a night too.
    (data / "release" / "panel.parquet").write_bytes(b"")
    assert not job.execute_in_process(raise_on_error=False).success


def test_an_archive_can_be_imported_from_the_launchpad(tmp_path):
    from orchestration.definitions import build_defs
    from orchestration.resources import Data

    archive = tmp_path / "archive"
    archive.mkdir()
    text = "Yên Bái ra quân\n\nTỉnh Yên Bái vận động được 1.205 người tham gia BHXH tự nguyện."
    (archive / "a.txt").write_text(text, encoding="utf-8")
    fresh = build_defs(data=Data(path=str(tmp_path / "data")))
    result = fresh.resolve_job_def("read").execute_in_process(
        partition_key="2024-05-02",
        run_config={"ops": {"captures": {"config": {"archive": str(archive)}}}},
    )
    assert result.success
    (captures,) = result.asset_materializations_for_node("captures")
    assert captures.metadata["captures"].value == 1
    (figures,) = result.asset_materializations_for_node("figures")
    assert "1.205" in figures.metadata["preview"].value
    assert DataFolder(tmp_path / "data").days("figures") == [date(2024, 5, 2)]


@pytest.mark.parametrize(
    "text", ["![x](http://a.example/p.png)", "<img src=x>", "a|b\nc", "`code`", "# title"]
)
def test_text_from_pages_is_no_markup_in_the_ui(text):
    shown = _cell(text)
    assert "\n" not in shown
    assert "](" not in shown.replace("\\]", "") and "|" not in shown.replace("\\|", "")
    assert "<" not in shown.replace("\\<", "")
