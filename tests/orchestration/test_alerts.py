"""Who is told what: once, when nothing will be tried again, with what to do, and no secret anywhere."""

import json
import shutil
import socketserver
import threading
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from extractors.sources import drift
from extractors.sources.refresh import SourceOutcome
from orchestration import alerts, night
from orchestration.definitions import build_defs
from orchestration.folder import DataFolder
from orchestration.resources import Data, Fetching
from orchestration.stages import today
from orchestration.status import look

MONDAY = date(2026, 11, 23)
#: A night fetches for today only.
DAY = today().isoformat()
SECRET = "s3cr3t-t0ken"


class Webhook(HTTPServer):
    """Keeps what is posted; answers with `status`."""

    def __init__(self):
        self.got: list[dict] = []
        self.status = 200

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.server.status == 200:
                    self.server.got.append(json.loads(body))
                self.send_response(self.server.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def webhook(monkeypatch):
    server = Webhook()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("RAQUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/{SECRET}")
    monkeypatch.delenv("RAQUAN_ALERT_MAIL", raising=False)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def instance(tmp_path):
    """A Dagster home with the project's own settings, which try lost runs again."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(Path(__file__).parents[2] / "dagster.yaml", home)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


@pytest.fixture
def data(tmp_path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def _fails(instance, data: Path) -> str:
    """A night that fails: nobody has set a contact."""
    fresh = build_defs(data=Data(path=str(data)), fetching=Fetching())
    job = fresh.resolve_job_def("refresh")
    return job.execute_in_process(instance=instance, partition_key=DAY, raise_on_error=False).run_id


def _tick(instance, data: Path, cursor: str | None = None) -> str | None:
    """One look of the sensor, as the daemon makes it; its new cursor."""
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, resources={"data": Data(path=str(data))}
    )
    night.tell_people(context)
    return context.cursor


def test_a_night_that_failed_is_told_once_with_what_to_do(instance, data, webhook):
    run_id = _fails(instance, data)
    cursor = _tick(instance, data)
    (told,) = webhook.got
    assert f"refresh of {DAY} failed" in told["subject"]
    assert "RAQUAN_CONTACT" in told["text"]  # the cause, in the words of the error
    assert run_id in told["problems"][0]["do"] and "launch refresh again" in told["problems"][0]["do"]
    _tick(instance, data, _tick(instance, data, cursor))
    # Two more looks: the weekly line, and nothing.
    assert len(webhook.got) == 2 and "no release yet" in webhook.got[1]["text"]


def test_a_run_that_will_be_tried_again_is_not_told_until_the_last_try_failed(instance, data, webhook):
    def lost(**tags) -> str:
        job = build_defs(data=Data(path=str(data))).resolve_job_def("publish")
        run = instance.create_run_for_job(job, tags=tags)
        instance.report_run_failed(run, message="the worker was lost")
        return run.run_id

    first = lost()
    assert instance.get_run_by_id(first).tags["dagster/will_retry"] == "true"
    assert alerts.final_failures(instance, datetime.now(UTC) - timedelta(hours=1)) == []
    last = lost(**{"dagster/max_retries": "0"})
    (run,) = alerts.final_failures(instance, datetime.now(UTC) - timedelta(hours=1))
    assert run.run_id == last and "killed" in run.failed[0]


def test_a_run_over_its_time_is_told_and_one_that_a_person_cancelled_is_not(instance, data):
    job = build_defs(data=Data(path=str(data))).resolve_job_def("publish")
    over = "Canceling due to exceeding maximum runtime of 21600 seconds."
    # The run itself says that it was cancelled, or its monitor that it failed.
    for message, end in (
        (over, instance.report_run_canceled),
        (over, instance.report_run_failed),
        (None, instance.report_run_canceled),
    ):
        run = instance.create_run_for_job(job, tags={"dagster/max_retries": "0"})
        instance.report_run_canceling(run, message)
        end(run)
    told = alerts.final_failures(instance, datetime.now(UTC) - timedelta(hours=1))
    assert [one.status for one in told] == ["CANCELED", "FAILURE"]
    assert all("maximum runtime of 21600 seconds" in one.failed[0] for one in told)


def test_a_run_of_the_terminal_is_not_told(instance, data):
    job = build_defs(data=Data(path=str(data))).resolve_job_def("publish")
    run = instance.create_run_for_job(
        job, tags={"raquan/launched_by": "command line", "dagster/max_retries": "0"}
    )
    instance.report_run_failed(run, message="failed")
    assert alerts.final_failures(instance, datetime.now(UTC) - timedelta(hours=1)) == []


def test_a_webhook_that_is_down_loses_nothing_and_no_secret_is_written(instance, data, webhook, caplog):
    _fails(instance, data)
    webhook.status = 500
    with pytest.raises(alerts.AlertFailed, match="answered 500") as refused:
        _tick(instance, data)
    webhook.status = 200
    _tick(instance, data)
    assert len(webhook.got) == 1
    from dagster._utils.error import serializable_error_info_from_exc_info

    shown = serializable_error_info_from_exc_info((refused.type, refused.value, refused.tb)).to_string()
    assert SECRET not in shown and SECRET not in caplog.text
    for path in (*data.rglob("*"), *Path(instance.root_directory).rglob("*")):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_an_address_that_nobody_listens_on_is_told_without_the_address(monkeypatch):
    environment = {"RAQUAN_ALERT_WEBHOOK": f"http://127.0.0.1:9/{SECRET}"}
    with pytest.raises(alerts.AlertFailed, match="cannot be reached") as refused:
        alerts.deliver(alerts.Message("a", "b"), environment)
    assert SECRET not in str(refused.value)


def test_a_source_that_drifts_is_told_once_and_again_when_it_comes_back(data, webhook):
    folder = DataFolder(data)

    def runs(seen: int, first: int, n: int) -> None:
        for day in range(first, first + n):
            outcome = SourceOutcome(
                source="tuoi-tre", day=date(2026, 11, day), seen=seen, found=seen, new=seen
            )
            drift.note_outcome(folder.sources, outcome)

    runs(40, 1, 5)
    runs(0, 6, 3)
    with dg.DagsterInstance.ephemeral() as instance:
        cursor = _tick(instance, data)
        assert "tuoi-tre" in webhook.got[0]["subject"] and "no article seen" in webhook.got[0]["text"]
        assert "raquan sources check tuoi-tre" in webhook.got[0]["text"]
        runs(0, 9, 1)
        cursor = _tick(instance, data, _tick(instance, data, cursor))
        assert len([one for one in webhook.got if one["problems"] and "drifts" in one["text"]]) == 1
        runs(40, 10, 1)
        cursor = _tick(instance, data, cursor)
        runs(0, 11, 3)
        _tick(instance, data, cursor)
    assert len([one for one in webhook.got if "drifts" in one["text"]]) == 2


def test_the_weekly_line(samples_data):
    folder = DataFolder(samples_data)

    def week(told, today):
        return alerts.news([], {}, lambda: look(folder), told, today)

    message, told = week({}, MONDAY)
    assert message.subject == "raquan: all is well" and "figures" in message.text
    assert week(told, MONDAY + timedelta(days=6))[0] is None
    assert week(told, MONDAY + timedelta(days=7))[0] is not None


class Mailbox(socketserver.TCPServer):
    """As much of SMTP as takes one message."""

    allow_reuse_address = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            body = False
            for line in self.rfile:
                self.server.got += line
                if body:
                    if line == b".\r\n":
                        body = False
                        self.wfile.write(b"250 kept\r\n")
                    continue
                word = line[:4].upper()
                body = word == b"DATA"
                self.wfile.write(
                    {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 yes\r\n")
                )
                if word == b"QUIT":
                    return

    def __init__(self):
        self.got = b""
        super().__init__(("127.0.0.1", 0), self.Handler)


def decoded(session: bytes) -> bytes:
    """The subject of the mail in an SMTP session."""
    mail = message_from_bytes(session.partition(b"data\r\n")[2])
    return str(make_header(decode_header(mail["Subject"]))).encode()


def test_by_mail():
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        alerts.deliver(
            alerts.Message("raquan: đêm qua", "• hỏng\n  → sửa"),
            {
                "RAQUAN_ALERT_MAIL": "an@example.org, binh@example.org",
                "RAQUAN_SMTP": f"smtp://127.0.0.1:{port}",
            },
        )
        server.shutdown()
    assert b"<binh@example.org>" in server.got and "đêm qua".encode() in decoded(server.got)
    with pytest.raises(alerts.AlertFailed) as refused:
        alerts.deliver(
            alerts.Message("a", "b"),
            {"RAQUAN_ALERT_MAIL": "an@example.org", "RAQUAN_SMTP": f"smtp://an:{SECRET}@127.0.0.1:9"},
        )
    assert SECRET not in str(refused.value)


def test_without_a_setting_nobody_is_told_and_nothing_fails(instance, data, monkeypatch):
    for name in ("RAQUAN_ALERT_WEBHOOK", "RAQUAN_ALERT_MAIL"):
        monkeypatch.delenv(name, raising=False)
    assert _tick(instance, data) is None
