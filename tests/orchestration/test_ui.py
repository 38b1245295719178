"""`raquan ui`: the pages open, a run launched there does its work, and stopping it stops everything."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import PROJECT, parquet_bytes, raquan_command

CHROMIUM = shutil.which("chromium")
WAIT = 180  # seconds, for a busy machine


@pytest.fixture(scope="module")
def ui(tmp_path_factory, samples_data):
    """The UI on a copy of the samples' data: its address and the folder."""
    data = tmp_path_factory.mktemp("ui") / "data"
    shutil.copytree(samples_data, data, symlinks=True)
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


def test_a_run_launched_in_the_ui_publishes(ui):
    address, data = ui
    before = parquet_bytes(data)
    shutil.rmtree((data / "release").resolve())
    (data / "release").unlink()
    params = {
        "selector": {
            "repositoryName": "__repository__",
            "repositoryLocationName": "raquan",
            "jobName": "publish",
        },
        "runConfigData": {},
        "mode": "default",
    }
    launched = _until(lambda: _ask(address, LAUNCH, p=params)["launchRun"].get("run"))

    def status() -> str | None:
        now = _ask(address, STATUS, id=launched["runId"])["runOrError"]["status"]
        return now if now in ("SUCCESS", "FAILURE", "CANCELED") else None

    assert _until(status) == "SUCCESS"
    assert parquet_bytes(data) == before


def test_the_nightly_schedule_is_on(ui):
    address, _ = ui
    selector = {"repositoryName": "__repository__", "repositoryLocationName": "raquan"}
    query = """query($s: RepositorySelector!) { schedulesOrError(repositorySelector: $s) {
        ... on Schedules { results { name cronSchedule executionTimezone scheduleState { status } } } } }"""
    (nightly,) = _until(lambda: _ask(address, query, s=selector)["schedulesOrError"].get("results"))
    assert nightly["scheduleState"]["status"] == "RUNNING"
    assert (nightly["cronSchedule"], nightly["executionTimezone"]) == ("30 1 * * *", "Asia/Ho_Chi_Minh")


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian's package chromium)")
def test_the_pages_open_in_a_browser(ui, tmp_path):
    address, _ = ui
    quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
    ]
    quiet += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}"]

    def page(path: str) -> str:
        command = [CHROMIUM, *quiet, "--virtual-time-budget=20000", "--dump-dom", address + path]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120).stdout

    assert "figures_critical" in page("/assets/candidate?view=checks")
    assert "by programme" in page("/assets/figures?view=events&partition=2025-10-17")


def test_a_taken_port_is_told(ui, raquan):
    address, data = ui
    done = raquan("ui", "--data", data, "--port", Path(address).name.rpartition(":")[2])
    assert done.returncode == 2 and "--port" in done.stderr
