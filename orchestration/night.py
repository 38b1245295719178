"""What happens without anybody: the nightly schedule, and the sensor that tells people.

RAQUAN_NIGHT   when the night begins, as cron in Vietnam's time (default `30 1 * * *`), or `off`
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration import alerts, sources
from orchestration.partitions import TIMEZONE
from orchestration.resources import Data
from orchestration.stages import VIETNAM, today

DEFAULT_NIGHT = "30 1 * * *"
#: How far back failures are looked for; the cursor remembers which were told.
LOOK_BACK = timedelta(days=3)


def nightly(job, run_config: Mapping, at: str | None = None) -> dg.ScheduleDefinition:
    """The schedule of `job`. Missed nights are made up for by one run, that of today.

    Fetching reaches back to the last answer of each source (`orchestration/sources.py`), and what is fetched
    today was captured today; so a run for each missed day would find nothing and ask every site again.
    """
    at = (at or os.environ.get("RAQUAN_NIGHT") or DEFAULT_NIGHT).strip()
    off = at.lower() == "off"
    status = dg.DefaultScheduleStatus

    @dg.schedule(
        name="nightly",
        job=job,
        cron_schedule=DEFAULT_NIGHT if off else at,
        execution_timezone=TIMEZONE,
        default_status=status.STOPPED if off else status.RUNNING,
        description="Every night, over the partition of the day that has begun in Vietnam. Nights that were "
        "missed are made up for by the next. RAQUAN_NIGHT says when.",
    )
    def schedule(context: dg.ScheduleEvaluationContext):
        day = context.scheduled_execution_time.astimezone(VIETNAM).date()
        if day < today():
            return dg.SkipReason(f"The night of {day} was missed; the night of {today()} makes up for it.")
        return dg.RunRequest(
            run_key=day.isoformat(), partition_key=day.isoformat(), run_config=dict(run_config)
        )

    return schedule


@dg.sensor(
    minimum_interval_seconds=120,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells by webhook or e-mail (docs/running.md) of runs that failed for good, of sources that "
    "drift, and once a week that all is well. Each is told once.",
)
def tell_people(context: dg.SensorEvaluationContext, data: Data):
    from orchestration.status import look

    if not alerts.channels():
        return dg.SkipReason("Nobody is told: neither RAQUAN_ALERT_WEBHOOK nor RAQUAN_ALERT_MAIL is set.")
    told = json.loads(context.cursor) if context.cursor else {}
    failures = alerts.final_failures(context.instance, datetime.now(UTC) - LOOK_BACK)
    drift = {one.name: one.drift for one in sources.statuses(data.folder)}
    message, then = alerts.news(
        failures, drift, lambda: look(data.folder, instance=context.instance), told, today()
    )
    if message is not None:
        alerts.deliver(message)  # a failure is seen in the sensor's ticks; the next tick tries again
        context.log.info(f"told: {message.subject}")
    context.update_cursor(json.dumps(then, ensure_ascii=False))
    return dg.SkipReason(f"told: {message.subject}" if message else "nothing new to tell")
