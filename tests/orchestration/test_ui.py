"""`raquan ui`: the pages open, a run launched there does its work, and stopping it stops everything."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.alerts import final_failures
from orchestration.folder import DataFolder
from orchestration.status import open_runs
from tests.conftest import PROJECT, parquet_bytes, raquan_command
from tests.explorer.browser import Browser, chromium

WAIT = 180  # seconds, for a busy machine


@pytest.fixture(scope="module")
def ui(tmp_path_factory, samples_data):
    """The UI on a copy of the samples' data, whose runs are looked at often: its address and the folder."""
    data = tmp_path_factory.mktemp("ui") / "data"
    shutil.copytree(samples_data, data, symlinks=True)
    settings = data / "dagster" / "dagster.yaml"
    often = settings.read_text().replace("run_monitoring:\n", "run_monitoring:\n  poll_interval_seconds: 2\n")
    settings.write_text(often)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = raquan_command("ui", "--data", data, "--port", port)
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    said = process.stdout.readline()
    assert f"http://127.0.0.1:{port}" in said
    address = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: _ask(address, "{ version }"))
        yield address, data
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    _until(lambda: not _listens(port))


def _until(holds) -> object:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if found := holds():
                return found
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"not within {WAIT} s")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask(address: str, query: str, **variables: object) -> dict:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]


LAUNCH = """mutation($p: ExecutionParams!) { launchRun(executionParams: $p) {
    __typename ... on LaunchRunSuccess { run { runId } } } }"""
STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


def _by_graphql(address: str, **tags: str) -> str:
    """Launches `publish`; the run's id."""
    params = {
        "executionMetadata": {
            "tags": [{"key": f"dagster/{name}", "value": value} for name, value in tags.items()]
        },
        "selector": {
            "repositoryName": "__repository__",
            "repositoryLocationName": "raquan",
            "jobName": "publish",
        },
        "runConfigData": {},
        "mode": "default",
    }
    return _until(lambda: _ask(address, LAUNCH, p=params)["launchRun"].get("run"))["runId"]


def _outcome(address: str, run_id: str) -> str | None:
    """How a run ended; None while it goes on."""
    now = _ask(address, STATUS, id=run_id)["runOrError"]["status"]
    return now if now in ("SUCCESS", "FAILURE", "CANCELED") else None


def _by_clicks(address: str, profile: Path) -> str:
    """Launches `publish` as a person does: its Launchpad, Launch Run; reads the outcome on the run's page."""
    browser = Browser(profile)
    try:
        browser.open(f"{address}/locations/raquan/jobs/publish/playground")
        button = "[...document.querySelectorAll('button')].find(b => b.innerText.trim() == 'Launch Run')"
        browser.wait(f"{button} && !{button}.disabled", WAIT)
        browser.js(f"{button}.click()")
        browser.wait("location.pathname.startsWith('/runs/')", WAIT)
        run_id = browser.js("location.pathname").split("/")[2]
        browser.wait("/Success|Failure/.test(document.body.innerText)", WAIT)
        assert "Success" in browser.js("document.body.innerText")
        return run_id
    finally:
        browser.process.terminate()
        browser.process.wait(30)


def test_a_run_launched_in_the_ui_publishes(ui, tmp_path):
    address, data = ui
    before = parquet_bytes(data)
    shutil.rmtree((data / "release").resolve())
    (data / "release").unlink()
    run_id = _by_clicks(address, tmp_path) if chromium() else _by_graphql(address)
    assert _until(lambda: _outcome(address, run_id)) == "SUCCESS"
    assert parquet_bytes(data) == before


def test_a_run_over_its_time_is_ended_and_told(ui):
    """It waits for a command line that never ends."""
    address, data = ui
    folder, began = DataFolder(data), datetime.now(UTC)
    with folder.writing():
        run_id = _by_graphql(address, max_runtime="2", max_retries="0")
        # The monitor of runs and the run that it ends both want to have the last word.
        assert _until(lambda: _outcome(address, run_id)) in ("CANCELED", "FAILURE")
    with open_runs(folder) as instance:
        (told,) = final_failures(instance, began)
    assert told.run_id == run_id and "maximum runtime of 2 seconds" in " ".join(told.failed)


def test_the_nightly_schedule_is_on(ui):
    address, _ = ui
    selector = {"repositoryName": "__repository__", "repositoryLocationName": "raquan"}
    query = """query($s: RepositorySelector!) { schedulesOrError(repositorySelector: $s) {
        ... on Schedules { results { name cronSchedule executionTimezone scheduleState { status } } } } }"""
    (nightly,) = _until(lambda: _ask(address, query, s=selector)["schedulesOrError"].get("results"))
    assert nightly["scheduleState"]["status"] == "RUNNING"
    assert (nightly["cronSchedule"], nightly["executionTimezone"]) == ("30 1 * * *", "Asia/Ho_Chi_Minh")


@pytest.mark.skipif(chromium() is None, reason="needs Chromium (Debian's package chromium)")
def test_the_pages_open_in_a_browser(ui, tmp_path):
    address, _ = ui
    browser = Browser(tmp_path)

    def shows(path: str, *texts: str) -> None:
        browser.open(address + path)
        for text in texts:
            browser.wait(f"document.body.innerText.includes({json.dumps(text)})", 60)

    try:
        shows("/assets/candidate?view=checks", "figures_critical", "comparison_warnings")
        shows("/assets/figures?view=events&partition=2025-10-17", "by programme")
        shows("/assets/release", "figures by province", "newest figures, in their sentences")
        # The launchpad of one source again: choosing the day fills in that sources are asked.
        shows("/locations/raquan/jobs/fetch/playground", "sources: []")
    finally:
        browser.process.terminate()
        browser.process.wait(30)


@pytest.mark.parametrize("job", ["fetch", "refresh"])
def test_choosing_a_day_asks_the_sources(ui, job):
    address, _ = ui
    selector = {"repositoryName": "__repository__", "repositoryLocationName": "raquan"}
    query = """query($s: RepositorySelector!, $j: String!) {
        partitionSetsOrError(repositorySelector: $s, pipelineName: $j) { ... on PartitionSets { results {
            partition(partitionName: "2026-11-23") { runConfigOrError {
                ... on PartitionRunConfig { yaml } } } } } } }"""
    (found,) = _until(lambda: _ask(address, query, s=selector, j=job)["partitionSetsOrError"].get("results"))
    assert "fetch: true" in found["partition"]["runConfigOrError"]["yaml"]


def test_a_taken_port_is_told(ui, raquan):
    address, data = ui
    done = raquan("ui", "--data", data, "--port", Path(address).name.rpartition(":")[2])
    assert done.returncode == 2 and "--port" in done.stderr
