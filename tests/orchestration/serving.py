"""`raquan ui` at work for a test, and what is asked of it by Dagster's API."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.conftest import PROJECT, raquan_command

WAIT = 180  # seconds, for a busy machine
SELECTOR = {"repositoryName": "__repository__", "repositoryLocationName": "raquan"}
_LAUNCH = """mutation($p: ExecutionParams!) { launchRun(executionParams: $p) {
    __typename ... on LaunchRunSuccess { run { runId } } } }"""
_STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The UI over a data folder that has a home: its address. Runs are looked at every two seconds, not two
    minutes. Stopping it stops everything."""
    settings = data / "dagster" / "dagster.yaml"
    ours = yaml.safe_load(settings.read_text())
    ours["run_monitoring"]["poll_interval_seconds"] = 2
    settings.write_text(yaml.safe_dump(ours))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        raquan_command("ui", "--data", data, "--port", port),
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    assert address in process.stdout.readline()
    try:
        until(lambda: ask(address, "{ version }"))
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    until(lambda: not listens("127.0.0.1", port))


def until(holds: Callable[[], object]) -> object:
    """What `holds` gives, once it gives something."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if found := holds():
                return found
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"not within {WAIT} s")


def listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def ask(address: str, query: str, **variables: object) -> dict:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]


def config_of(address: str, job: str, day: str) -> str:
    """What choosing a day puts into the launchpad of a job."""
    query = """query($s: RepositorySelector!, $j: String!, $d: String!) {
        partitionSetsOrError(repositorySelector: $s, pipelineName: $j) { ... on PartitionSets { results {
            partition(partitionName: $d) { runConfigOrError {
                ... on PartitionRunConfig { yaml } } } } } } }"""
    asked = {"query": query, "s": SELECTOR, "j": job, "d": day}
    (found,) = until(lambda: ask(address, **asked)["partitionSetsOrError"].get("results"))
    return found["partition"]["runConfigOrError"]["yaml"]


def launched(address: str, job: str, day: str | None = None, **tags: str) -> str:
    """Launches a job, for a day as its launchpad does, with tags of Dagster's own; the run's id."""
    tags |= {"partition": day} if day else {}
    params = {
        "selector": SELECTOR | {"jobName": job},
        "runConfigData": yaml.safe_load(config_of(address, job, day)) if day else {},
        "mode": "default",
        "executionMetadata": {"tags": [{"key": f"dagster/{key}", "value": tags[key]} for key in tags]},
    }
    return until(lambda: ask(address, _LAUNCH, p=params)["launchRun"].get("run"))["runId"]


def outcome(address: str, run_id: str) -> str:
    """How a run ends, once it has."""

    def ended() -> str | None:
        now = ask(address, _STATUS, id=run_id)["runOrError"]["status"]
        return now if now in ("SUCCESS", "FAILURE", "CANCELED") else None

    return until(ended)
