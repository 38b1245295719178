"""The size "a server" (docs/deploy.md), for real: PostgreSQL on loopback, services, backup and restore."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.conftest import PROJECT, parquet_bytes, raquan_command

PASSWORD = "s3cr3t-pa55word"
PAGE = "Yên Bái ra quân\n\nTỉnh Yên Bái vận động được {n} người tham gia BHXH tự nguyện trong ngày 2/5/2024."


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    return Path(found[-1]).parent if found[-1] else None


BINARIES = _binaries()
pytestmark = pytest.mark.skipif(BINARIES is None, reason="needs a PostgreSQL server (Debian: postgresql)")


class Postgres:
    """A server of its own on loopback, with a password, run by `postgres` where we are root."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="raquan-pg-"))
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        word = self.folder / "password"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._call("initdb", "-D", "db", "-U", "raquan", "-A", "scram-sha-256", "--pwfile", "password")
        self.start()
        self.sql("CREATE DATABASE raquan", database="postgres")

    def _call(self, program: str, *arguments: str) -> None:
        command = [*self.user, str(BINARIES / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off"
        self._call("pg_ctl", "-D", "db", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-D", "db", "-w", "-m", "immediate", "stop")

    def sql(self, statement: str, database: str = "raquan") -> str:
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "raquan", "-d", database]
        command = [str(BINARIES / "psql"), *address, "-At", "-c", statement]
        environment = os.environ | {"PGPASSWORD": PASSWORD}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def close(self) -> None:
        if (self.folder / "db" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def postgres():
    server = Postgres()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAQUAN_PG_HOST", "127.0.0.1")
        patch.setenv("RAQUAN_PG_PORT", str(server.port))
        for name, value in (("USER", "raquan"), ("DATABASE", "raquan"), ("PASSWORD", PASSWORD)):
            patch.setenv(f"RAQUAN_PG_{name}", value)
        yield server
    server.close()


def _archive(folder: Path, *numbers: int) -> Path:
    folder.mkdir()
    for number in numbers:
        (folder / f"{number}.txt").write_text(PAGE.format(n=number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def data(postgres, raquan, tmp_path_factory) -> Path:
    """A data folder with a release, whose home is in PostgreSQL."""
    place = tmp_path_factory.mktemp("server")
    home = place / "data" / "dagster"
    home.mkdir(parents=True)
    shutil.copy(PROJECT / "deploy" / "dagster.postgresql.yaml", home / "dagster.yaml")
    done = raquan("run", "--archive", _archive(place / "first", 1205, 1310), "--data", place / "data")
    assert done.returncode == 0, done.stderr
    return place / "data"


def test_the_servers_settings_are_the_projects_and_the_storage():
    server, ours = (
        yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
        for name in ("deploy/dagster.postgresql.yaml", "dagster.yaml")
    )
    assert server.pop("storage")["postgres"]["postgres_db"]["password"] == {"env": "RAQUAN_PG_PASSWORD"}
    assert server == ours


def test_runs_are_kept_in_the_database_and_the_password_nowhere(data, postgres, raquan):
    assert int(postgres.sql("SELECT count(*) FROM runs WHERE status = 'SUCCESS'")) >= 2
    assert not list(data.rglob("*.db"))
    found = json.loads(raquan("status", "--data", data, "--json").stdout)
    assert found["release"] and found["rows"]["figures"] >= 2  # another test adds an article
    for path in data.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
    for table in ("runs", "event_logs"):
        assert postgres.sql(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{PASSWORD}%'") == "0"


def test_a_database_that_goes_in_mid_run(data, postgres, raquan, start_raquan, tmp_path):
    before, archive = parquet_bytes(data), _archive(tmp_path / "more", 1415)
    running = start_raquan("run", "--archive", archive, "--data", data)
    while running.is_running() and not (data / "candidate").exists():
        time.sleep(0.01)
    postgres.stop()
    ended = running.end(timeout=120)
    said = ended.stderr
    assert ended.returncode in (1, 2) and "Traceback" not in said, said
    assert "history of runs" in said and "database server" in said and PASSWORD not in said
    assert parquet_bytes(data) == before
    found = raquan("doctor", "--data", data)
    assert found.returncode == 1 and "see that the server runs" in found.stdout
    assert "nights cannot be told" in raquan("status", "--data", data).stdout
    postgres.start()
    done = raquan("run", "--archive", archive, "--data", data)
    assert done.returncode == 0, done.stderr
    assert "1415" in pl.read_parquet(data / "release" / "figures.parquet")["number_text"].to_list()
    unfinished = "SELECT count(*) FROM runs WHERE status NOT IN ('SUCCESS', 'FAILURE')"
    assert postgres.sql(unfinished) == "0"


def test_backup_and_restore(data, postgres, raquan, tmp_path):
    """Everything lost, and back: captures, releases, the history of runs; the rest is made again."""
    runs, release = postgres.sql("SELECT count(*) FROM runs"), parquet_bytes(data)
    environment = os.environ | {"RAQUAN_DATA": str(data), "PATH": f"{BINARIES}:{os.environ['PATH']}"}

    def script(name: str) -> subprocess.CompletedProcess:
        command = [PROJECT / "deploy" / name, tmp_path / "backup"]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    for _ in range(2):  # the second copies what is new: nothing
        assert (done := script("backup.sh")).returncode == 0, done.stderr
    assert script("restore.sh").returncode == 2  # never over data that is there
    shutil.move(data, tmp_path / "lost")
    postgres.sql("DROP DATABASE raquan WITH (FORCE)", database="postgres")
    postgres.sql("CREATE DATABASE raquan", database="postgres")
    assert (done := script("restore.sh")).returncode == 0, done.stderr
    assert raquan("doctor", "--thorough", "--data", data).returncode == 0
    assert postgres.sql("SELECT count(*) FROM runs") == runs
    done = raquan("run", "--archive", _archive(tmp_path / "again", 1205), "--data", data)
    assert done.returncode == 0, done.stderr
    assert parquet_bytes(data) == release


def test_the_two_services(data):
    """The daemon and the web server as systemd starts them, each ended by SIGTERM."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "RAQUAN_DATA": str(data), "RAQUAN_NIGHT": "off"}
    services = [
        subprocess.Popen(
            raquan_command("ui", "--only", part, "--port", port),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for part in ("daemon", "web")
    ]
    query = '{"query": "{ instance { daemonHealth { allDaemonStatuses { daemonType healthy required } } } }"}'
    try:
        end, healthy = time.monotonic() + 120, {}
        while time.monotonic() < end and not (healthy.get("SCHEDULER") and healthy.get("SENSOR")):
            time.sleep(1)
            try:
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}/graphql", query.encode(), {"Content-Type": "application/json"}
                )
                with urllib.request.urlopen(request, timeout=10) as answer:
                    health = json.load(answer)["data"]["instance"]["daemonHealth"]
                healthy = {one["daemonType"]: one["healthy"] for one in health["allDaemonStatuses"]}
            except OSError:
                continue
        assert healthy.get("SCHEDULER") and healthy.get("SENSOR"), healthy
    finally:
        for service in services:
            service.terminate()
        for service in services:
            service.wait(60)


@pytest.mark.parametrize("unit", ["raquan-daemon.service", "raquan-web.service", "raquan-backup.service"])
def test_units_name_what_is_there(unit):
    text = (PROJECT / "deploy" / unit).read_text(encoding="utf-8")
    assert "EnvironmentFile=/etc/raquan/raquan.env" in text
    assert "--only" in text or (PROJECT / "deploy" / "backup.sh").stat().st_mode & 0o100
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", PROJECT / "deploy" / unit], capture_output=True, text=True
        )
        assert "Unknown" not in done.stderr, done.stderr
