"""What is told to people without their looking: once each, with what to do, by webhook or e-mail.

    RAQUAN_ALERT_WEBHOOK   an address that takes a JSON POST: subject, text (which Slack, Mattermost
                           and others show), problems: [{what, do}]
    RAQUAN_ALERT_MAIL      e-mail addresses, separated by commas; needs
    RAQUAN_SMTP            smtp://host:25, smtp+starttls://user:password@host:587, smtps://user:password@host:465
    RAQUAN_UI_URL          where the Dagster UI is reached, for links (default http://127.0.0.1:3000)

These may hold secrets: they are read when a message goes out and named in no error, log line or metadata.

`news` compares how it stands with what was told before and gives one message at most; what was told changes
only once the message has gone out, so that a webhook that is down loses nothing and nobody is told twice.
"""

import json
import os
import re
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from orchestration.status import Problem, Run, Status

TIMEOUT = 20  # seconds, for a webhook or a mail server
#: Runs told that a cursor remembers; more do not fail between two looks.
REMEMBERED = 200


class AlertFailed(Exception):
    """A message could not be delivered. The text names the setting, never its value."""


@dataclass(frozen=True)
class Message:
    """What goes out. `problems` is empty for the weekly line."""

    subject: str
    text: str
    problems: tuple[Problem, ...] = ()


def news(
    failures: Iterable[Run],
    drift: Mapping[str, Iterable[str]],
    look: Callable[[], Status],
    told: Mapping,
    today: date,
) -> tuple[Message | None, dict]:
    """What there is to tell, and what will have been told then.

    `failures`: runs that failed and will not be tried again. `drift`: by source, what changed there. `told`:
    what the last call gave ({} at first). `look` is asked once a week, for a line on how it all stands; the
    first one comes at once and shows that the channel works. A drift that mends itself and comes back is told
    again.
    """
    known = set(told.get("runs", ()))
    fresh = [run for run in failures if run.run_id not in known]
    before: Mapping[str, list[str]] = told.get("drift", {})
    problems = [_failed(run) for run in fresh]
    for name, sentences in drift.items():
        # Shares and counts in a sentence move from night to night: the same words are the same news.
        said = {_words(sentence) for sentence in before.get(name, ())}
        if new := [sentence for sentence in sentences if _words(sentence) not in said]:
            remedy = f"run `raquan sources check {name}`, then mend its file in the registry"
            problems.append(Problem(f"source {name} drifts: {'; '.join(new)}", remedy))
    week = "{}-W{:02}".format(*today.isocalendar()[:2])
    then = {
        "runs": [*told.get("runs", ()), *(run.run_id for run in fresh)][-REMEMBERED:],
        "drift": {name: list(sentences) for name, sentences in drift.items() if sentences},
        "week": told.get("week"),
    }
    if problems:
        subject = problems[0].what if len(problems) == 1 else f"{len(problems)} things to look at"
        return Message(f"raquan: {_short(subject)}", _listed(problems), tuple(problems)), then
    if then["week"] == week:
        return None, then
    then["week"] = week
    return _weekly(look()), then


def _weekly(status: Status) -> Message:
    """One line where all is well; else what has been waiting for somebody."""
    night = f"the last night ({status.night.day}) ended well" if status.night else "no night has run yet"
    figures = status.rows.get("figures", 0)
    release = f"{status.release} with {figures:,} figures" if status.release else "not there yet"
    if status.ok:
        known = f"{status.sources} sources answered" if status.sources else "no source has been asked yet"
        return Message(
            "raquan: all is well", f"All is well: {night}, {known}, the newest release is {release}."
        )
    problems = status.problems
    return Message(f"raquan: {len(problems)} things wait for somebody", _listed(problems), problems)


def _listed(problems: Iterable[Problem]) -> str:
    return "\n".join(f"• {problem.what}\n  → {problem.do}" for problem in problems)


def _words(sentence: str) -> str:
    return re.sub(r"[\d.,%]+", "", sentence)


def _failed(run: Run) -> Problem:
    day = f" of {run.day}" if run.day else ""
    why = "; ".join(run.failed) or run.status.lower()
    ui = os.environ.get("RAQUAN_UI_URL") or "http://127.0.0.1:3000"
    return Problem(
        f"{run.job}{day} failed: {_short(why, 600)}",
        f"read {ui.rstrip('/')}/runs/{run.run_id}, mend the cause (docs/runbook.md), launch {run.job} again",
    )


def _short(text: str, most: int = 150) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


# ── delivery ──────────────────────────────────────────────────────────────────────────────────────


def channels(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The settings by which somebody would be told; [] if nobody would."""
    return [name for name in ("RAQUAN_ALERT_WEBHOOK", "RAQUAN_ALERT_MAIL") if environment.get(name)]


def deliver(message: Message, environment: Mapping[str, str] = os.environ) -> None:
    """Send a message by every channel that is set. Raises AlertFailed if none of them took it."""
    failed = []
    ways = {"RAQUAN_ALERT_WEBHOOK": _post, "RAQUAN_ALERT_MAIL": _mail}
    for name in channels(environment):
        try:
            ways[name](message, environment)
        except AlertFailed as error:
            failed.append(str(error))
    if failed and len(failed) == len(channels(environment)):
        raise AlertFailed("; ".join(failed))


def _post(message: Message, environment: Mapping[str, str]) -> None:
    body = {"subject": message.subject, "text": f"{message.subject}\n{message.text}"}
    body["problems"] = [asdict(problem) for problem in message.problems]
    address = environment["RAQUAN_ALERT_WEBHOOK"]
    if urlsplit(address).scheme not in ("http", "https"):
        raise AlertFailed("RAQUAN_ALERT_WEBHOOK is no http(s) address")
    try:
        request = urllib.request.Request(
            address,
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8", "User-Agent": "raquan"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT):
            pass
    except (
        urllib.error.HTTPError
    ) as error:  # a status says what is wrong; everything else may name the address
        raise AlertFailed(f"the webhook of RAQUAN_ALERT_WEBHOOK answered {error.code}") from None
    except Exception as error:
        raise AlertFailed(
            f"the webhook of RAQUAN_ALERT_WEBHOOK cannot be reached ({type(error).__name__})"
        ) from None


def _mail(message: Message, environment: Mapping[str, str]) -> None:
    mail = EmailMessage()
    recipients = [one.strip() for one in environment["RAQUAN_ALERT_MAIL"].split(",") if one.strip()]
    try:
        server = urlsplit(environment.get("RAQUAN_SMTP") or "smtp://127.0.0.1:25")
        mail["Subject"], mail["From"] = message.subject, environment.get("RAQUAN_CONTACT") or recipients[0]
        mail["To"] = ", ".join(recipients)
        mail.set_content(message.text)
        kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
        port = server.port or {"smtps": 465, "smtp+starttls": 587}.get(server.scheme, 25)
        with kind(server.hostname or "127.0.0.1", port, timeout=TIMEOUT) as connection:
            if server.scheme == "smtp+starttls":
                connection.starttls()
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(mail)
    except Exception as error:
        raise AlertFailed(
            f"the mail server of RAQUAN_SMTP did not take the message ({type(error).__name__})"
        ) from None


# ── Dagster's runs ────────────────────────────────────────────────────────────────────────────────


def final_failures(instance, since: datetime) -> list[Run]:
    """Runs that failed since a moment, or ran over their time, and that nothing will try again, oldest first.

    Not those of the terminal, nor those that a person cancelled: whoever did has read why.
    """
    import dagster as dg

    from orchestration.run import LAUNCHED
    from orchestration.status import run_of

    ended = [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    filters = dg.RunsFilter(statuses=ended, updated_after=since)
    records = instance.get_run_records(filters=filters, limit=REMEMBERED, ascending=True)
    runs = [
        run_of(instance, record)
        for record in records
        if not (LAUNCHED.items() <= record.dagster_run.tags.items())
        and record.dagster_run.tags.get("dagster/will_retry") != "true"
    ]
    return [run for run in runs if run.failed]
