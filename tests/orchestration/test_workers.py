"""Reading in processes and on a real Dask cluster over TCP: the same rows, whatever happens to workers."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from orchestration import stages, workers
from orchestration.folder import DataFolder
from orchestration.workers import Workers, WorkersProblem
from tests.conftest import PROJECT, SAMPLES, parquet_bytes

DAYS = (date(2024, 5, 2), date(2024, 5, 3), date(2024, 5, 9))
PAGE = "{place} ra quân\n\nTỉnh {place} vận động được {n} người tham gia BHXH tự nguyện trong ngày 2/5/2024."
PROVINCES = ("Yên Bái", "Cà Mau", "Hà Giang", "Đồng Nai")


def _quiet(done: int, total: int, what: str) -> None:
    pass


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Some batches a day, so that there is something to hand out."""
    monkeypatch.setattr(stages.ReadingDocuments, "batch", 4)
    monkeypatch.setattr(stages.ReadingFigures, "batch", 4)


def _kept(root: Path, per_day: int = 30) -> DataFolder:
    folder = DataFolder(root)
    for day in DAYS:
        for n in range(per_day):
            place = PROVINCES[n % 4] if day != DAYS[2] else PROVINCES[1]
            text = PAGE.format(place=place, n=day.day * 1000 + n)
            folder.store.add(text.encode(), media_type="text/plain", day=day, archive_path=f"{day}-{n}.txt")
    folder.store.add(b"", media_type="text/plain", day=DAYS[0], archive_path="empty.txt")
    return folder


def _read(folder: DataFolder, settings: Workers, days=DAYS, tell=_quiet) -> dict[str, bytes]:
    """Reads the days; what stands in the folder afterwards, byte for byte."""
    with settings.open(folder) as crew:
        for stage in (stages.documents_of_days, stages.figures_of_days):
            assert [day for day, _ in stage(folder, days, tell, crew)] == list(days)
    return {
        f"{table}/{path.name}": path.read_bytes()
        for table in ("documents", "figures")
        for path in sorted((folder.root / table).iterdir())
    }


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> dict[str, bytes]:
    """What one process reads."""
    return _read(_kept(tmp_path_factory.mktemp("here")), Workers())


def test_one_process_reads_every_document(rows, tmp_path):
    (tmp_path / "f.parquet").write_bytes(rows[f"figures/{DAYS[0]}.parquet"])
    assert pl.read_parquet(tmp_path / "f.parquet").height == 30


def test_a_process_pool_gives_the_same_bytes(rows, tmp_path):
    assert _read(_kept(tmp_path), Workers(processes=2)) == rows


def test_the_order_of_days_and_the_size_of_batches_change_nothing(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(stages.ReadingFigures, "batch", 7)
    monkeypatch.setattr(stages.ReadingDocuments, "batch", 1000)
    assert _read(_kept(tmp_path), Workers(), days=DAYS[::-1]) == rows


def test_progress_counts_documents_over_all_days(tmp_path):
    told = []
    _read(_kept(tmp_path), Workers(), tell=lambda done, total, what: told.append((what, done, total)))
    for what, total in (("documents", 91), ("figures", 90)):
        counts = [done for name, done, of in told if name == what and of == total]
        assert counts == sorted(counts) and counts[-1] == total and len(counts) > 10


class Killed(BaseException):
    pass


def test_a_day_that_was_cut_off_goes_on_where_it_was(rows, tmp_path, monkeypatch):
    folder, read = _kept(tmp_path), []

    def counted(batch, task=workers.read_texts):
        if len(read) == 5:
            raise Killed
        read.append(len(batch))
        return task(batch)

    monkeypatch.setitem(workers.TASKS, "read_texts", counted)
    with pytest.raises(Killed):
        _read(folder, Workers())
    again = []
    monkeypatch.setitem(
        workers.TASKS, "read_texts", lambda batch: again.append(len(batch)) or workers.read_texts(batch)
    )
    assert _read(folder, Workers()) == rows
    assert sum(again) == 90 - sum(read)
    assert not [path for path in (tmp_path / "exchange").rglob("*") if path.is_file()]


def test_results_of_other_code_are_not_taken_up(rows, tmp_path, monkeypatch):
    folder = _kept(tmp_path)
    old = tmp_path / "exchange" / "raquan-0123456789abcdef"
    mine = tmp_path / "exchange" / "my notes"
    old.mkdir(parents=True)
    mine.mkdir()
    (old / "x.out").write_bytes(b"of another version")
    assert _read(folder, Workers()) == rows
    assert not old.exists() and mine.exists()


def test_a_damaged_result_is_read_again(rows, tmp_path, monkeypatch):
    folder = _kept(tmp_path)
    _read(folder, Workers(), days=DAYS[:1])
    with Workers().open(folder) as crew:
        exchange = crew._exchange
    work = stages.ReadingFigures(folder).plan(DAYS[0])
    key = stages.digest("read_texts", work.wanted, 0)
    exchange._folder.mkdir(parents=True, exist_ok=True)
    (exchange._folder / f"{key}.out").write_bytes(b"")
    shutil.rmtree(tmp_path / "figures")
    assert _read(folder, Workers()) == rows


@pytest.mark.parametrize("stated", ["two", "0", "-1", "2.5", "100000"])
def test_a_wrong_number_of_processes_is_told(stated, monkeypatch):
    monkeypatch.setenv("RAQUAN_PROCESSES", stated)
    with pytest.raises(WorkersProblem, match="1 to 1024"):
        Workers.from_environment()


def test_a_reading_process_that_dies_is_told_and_nothing_is_lost(rows, tmp_path):
    folder = _kept(tmp_path)

    def kill(done: int, total: int, what: str) -> None:
        if what == "figures":
            for process in multiprocessing.active_children():
                process.kill()

    with pytest.raises(WorkersProblem, match="was killed.*run again"):
        _read(folder, Workers(processes=2), tell=kill)
    assert _read(folder, Workers(processes=2)) == rows


def test_a_wrong_setting_is_a_mistake_of_the_user(tmp_path, raquan, monkeypatch):
    monkeypatch.setenv("RAQUAN_PROCESSES", "many")
    done = raquan("run", "--archive", SAMPLES, "--data", tmp_path / "data")
    assert done.returncode == 2 and "RAQUAN_PROCESSES=many" in done.stderr


# ── Dask ──────────────────────────────────────────────────────────────────────────────────────────


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _process(*command: str, cwd: Path, **environment: str) -> Iterator[subprocess.Popen]:
    inherited = os.environ | {"PYTHONPATH": str(PROJECT)} | environment
    with (cwd / f"{command[-1].replace('/', '_')}-{time.monotonic_ns()}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=cwd, env=inherited, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _worker(address: str, cwd: Path, **environment: str) -> Iterator[subprocess.Popen]:
    command = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    command += ("--host", "127.0.0.1", "--local-directory", str(cwd / "scratch"))
    with _process(*command, cwd=cwd, **environment) as process:
        yield process


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory) -> Iterator[str]:
    """A scheduler over TCP; its workers come and go with the tests."""
    pytest.importorskip("distributed")
    port, here = _free_port(), tmp_path_factory.mktemp("scheduler")
    command = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with _process(*command, "--no-show", cwd=here):
        yield f"tcp://127.0.0.1:{port}"


#: What a worker is made to do: a module that Python imports when it starts.
SLOW = """
import time, orchestration.workers as w
read = w.read_texts
w.TASKS["read_texts"] = lambda batch: (time.sleep(0.4), read(batch))[1]
"""
OTHER_CODE = """
import orchestration.workers as w
runs = w.what_runs()
w.what_runs = lambda: runs | {"raquan": "0123456789ab", "regex": "1999.1.1"}
"""


def _altered(folder: Path, code: str) -> dict[str, str]:
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": f"{folder}{os.pathsep}{PROJECT}"}


def test_a_dask_cluster_gives_the_same_bytes(rows, tmp_path, scheduler):
    with _worker(scheduler, tmp_path), _worker(scheduler, tmp_path):
        assert _read(_kept(tmp_path / "data"), Workers(dask=scheduler)) == rows


def test_a_worker_killed_in_mid_run_costs_no_row(rows, tmp_path, scheduler):
    slow = _altered(tmp_path / "slow", SLOW)
    with _worker(scheduler, tmp_path), _worker(scheduler, tmp_path, **slow) as doomed:
        from distributed import Client

        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        told = []

        def kill(done: int, total: int, what: str) -> None:
            told.append(done)
            if what == "figures" and doomed.poll() is None:
                doomed.send_signal(signal.SIGKILL)

        assert _read(_kept(tmp_path / "data"), Workers(dask=scheduler), tell=kill) == rows
        assert doomed.wait() == -signal.SIGKILL


def test_a_slow_worker_changes_nothing(rows, tmp_path, scheduler):
    slow = _altered(tmp_path / "slow", SLOW)
    with _worker(scheduler, tmp_path), _worker(scheduler, tmp_path, **slow):
        assert _read(_kept(tmp_path / "data"), Workers(dask=scheduler)) == rows


def test_a_worker_with_other_code_is_refused(tmp_path, scheduler):
    other = _altered(tmp_path / "other", OTHER_CODE)
    folder = _kept(tmp_path / "data", per_day=3)
    with _worker(scheduler, tmp_path, **other), pytest.raises(WorkersProblem) as refused:
        _read(folder, Workers(dask=scheduler))
    assert "raquan 0123456789ab instead of" in str(refused.value)
    assert "regex 1999.1.1" in str(refused.value) and "Install there" in str(refused.value)
    assert not (folder.root / "documents").exists()


def test_a_worker_without_raquan_is_refused(tmp_path, scheduler):
    without = _altered(tmp_path / "without", "import sys; sys.modules['orchestration'] = None")
    with _worker(scheduler, tmp_path, **without), pytest.raises(WorkersProblem, match="cannot run"):
        _read(_kept(tmp_path / "data", per_day=3), Workers(dask=scheduler))


def test_no_scheduler_is_told_in_a_sentence(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "_CONNECT_SECONDS", 1)
    with pytest.raises(WorkersProblem, match="No Dask scheduler answers"):
        _read(_kept(tmp_path, per_day=1), Workers(dask=f"tcp://127.0.0.1:{_free_port()}"))


def test_a_scheduler_without_workers_is_told(tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(workers, "_WAIT_SECONDS", 1)
    with pytest.raises(WorkersProblem, match="has no workers"):
        _read(_kept(tmp_path, per_day=1), Workers(dask=scheduler))


def test_batches_travel_through_object_storage(rows, tmp_path, scheduler, monkeypatch):
    """Workers that share no folder with this machine: everything goes through an S3 server."""
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    keys = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    try:
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        import s3fs

        storage = s3fs.S3FileSystem(use_listings_cache=False)
        storage.mkdir("raquan-test")
        with _worker(scheduler, tmp_path, **keys):
            settings = Workers(dask=scheduler, exchange="s3://raquan-test/exchange")
            assert _read(_kept(tmp_path / "data"), settings) == rows
        assert not (tmp_path / "data" / "exchange").exists()
        assert storage.find("raquan-test") == []
    finally:
        server.stop()


def test_the_release_read_on_dask_is_the_release(tmp_path, few, few_data, raquan, scheduler, monkeypatch):
    with _worker(scheduler, tmp_path), _worker(scheduler, tmp_path):
        monkeypatch.setenv("RAQUAN_DASK", scheduler)
        done = raquan("run", "--archive", few, "--data", tmp_path / "data")
        assert done.returncode == 0, done.stderr
    assert parquet_bytes(tmp_path / "data") == parquet_bytes(few_data)
