"""`raquan ui`: the pages open, a run launched there does its work, and stopping it stops everything."""

import json
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.alerts import final_failures
from orchestration.folder import DataFolder
from orchestration.status import open_runs
from tests.conftest import parquet_bytes
from tests.explorer.browser import Browser, chromium
from tests.orchestration.serving import (
    SELECTOR,
    WAIT,
    ask,
    config_of,
    launched,
    listens,
    outcome,
    serving,
    until,
)


@pytest.fixture(scope="module")
def ui(tmp_path_factory, samples_data):
    """The UI on a copy of the samples' data: its address and the folder."""
    data = tmp_path_factory.mktemp("ui") / "data"
    shutil.copytree(samples_data, data, symlinks=True)
    with serving(data) as address:
        yield address, data


@pytest.fixture
def browser(tmp_path):
    if chromium() is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    browser = Browser(tmp_path / "chromium")
    yield browser
    browser.close()


def _by_clicks(browser: Browser, address: str) -> str:
    """Launches `publish` as a person does: its Launchpad, Launch Run; reads the outcome on the run's page."""
    browser.open(f"{address}/locations/raquan/jobs/publish/playground")
    button = "[...document.querySelectorAll('button')].find(b => b.innerText.trim() == 'Launch Run')"
    browser.wait(f"{button} && !{button}.disabled", WAIT)
    browser.js(f"{button}.click()")
    browser.wait("location.pathname.startsWith('/runs/')", WAIT)
    run_id = browser.js("location.pathname").split("/")[2]
    # the event that ends a failed run: the word `Failure` stands on the page of a good one too, for a moment
    browser.wait("/Success|RUN_FAILURE/.test(document.body.innerText)", WAIT)
    assert "Success" in browser.js("document.body.innerText")
    return run_id


@pytest.mark.parametrize("way", ["clicks", "call"])
def test_a_run_launched_in_the_ui_publishes(ui, way, request):
    address, data = ui
    if way == "call" and chromium():
        pytest.skip("the clicks are tried, which make this call")
    before = parquet_bytes(data)
    shutil.rmtree((data / "release").resolve())
    (data / "release").unlink()
    if way == "clicks":
        run_id = _by_clicks(request.getfixturevalue("browser"), address)
    else:
        run_id = launched(address, "publish")
    assert outcome(address, run_id) == "SUCCESS"
    assert parquet_bytes(data) == before


def test_a_run_over_its_time_is_ended_and_told(ui):
    """It waits for a command line that never ends."""
    address, data = ui
    folder, began = DataFolder(data), datetime.now(UTC)
    with folder.writing():
        run_id = launched(address, "publish", max_runtime="2", max_retries="0")
        # The monitor of runs and the run that it ends both want to have the last word.
        assert outcome(address, run_id) in ("CANCELED", "FAILURE")
    with open_runs(folder) as instance:
        (told,) = final_failures(instance, began)
    assert told.run_id == run_id and "maximum runtime of 2 seconds" in " ".join(told.failed)


def test_the_nightly_schedule_is_on(ui):
    address, _ = ui
    query = """query($s: RepositorySelector!) { schedulesOrError(repositorySelector: $s) {
        ... on Schedules { results { name cronSchedule executionTimezone scheduleState { status } } } } }"""
    (nightly,) = until(lambda: ask(address, query, s=SELECTOR)["schedulesOrError"].get("results"))
    assert nightly["scheduleState"]["status"] == "RUNNING"
    assert (nightly["cronSchedule"], nightly["executionTimezone"]) == ("30 1 * * *", "Asia/Ho_Chi_Minh")


def test_the_pages_open_in_a_browser(ui, browser):
    address, _ = ui

    def shows(path: str, *texts: str) -> None:
        browser.open(address + path)
        for text in texts:
            browser.wait(f"document.body.innerText.includes({json.dumps(text)})", WAIT)

    shows("/assets/candidate?view=checks", "figures_critical", "comparison_warnings")
    shows("/assets/figures?view=events&partition=2025-10-17", "by programme")
    shows("/assets/release", "figures by province", "newest figures, in their sentences")
    # The launchpad of one source again: choosing the day fills in that sources are asked.
    shows("/locations/raquan/jobs/fetch/playground", "sources: []")


@pytest.mark.parametrize("job", ["fetch", "refresh"])
def test_choosing_a_day_asks_the_sources(ui, job):
    assert "fetch: true" in config_of(ui[0], job, "2026-11-23")


def test_only_this_machine_reaches_it(ui):
    """It has no login, so it listens on loopback alone."""
    port = int(ui[0].rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; says by which address one would leave
        except OSError:
            pytest.skip("this machine has no other address than loopback")
        mine = probe.getsockname()[0]
    assert listens("127.0.0.1", port) and not listens(mine, port)


def test_a_taken_port_is_told(ui, raquan):
    address, data = ui
    done = raquan("ui", "--data", data, "--port", Path(address).name.rpartition(":")[2])
    assert done.returncode == 2 and "--port" in done.stderr
