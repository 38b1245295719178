"""The code location: assets, the gate's checks, jobs, the nightly schedule.

`defs` is what Dagster loads; `build_defs` makes fresh definitions with resources of one's own (tests, and
the command line, which watches).
"""

import dagster as dg

from orchestration.assets import ASSETS, campaigns, captures, documents, figures
from orchestration.checks import CHECKS
from orchestration.partitions import TIMEZONE
from orchestration.resources import Data, Fetching, default_data_path, unwatched

#: The config by which `captures` goes to the network; backfills of stored days leave it out.
FETCH = {"ops": {"captures": {"config": {"fetch": True}}}}

_DAILY = dg.AssetSelection.assets(captures, documents, figures)
_TABLES = dg.AssetSelection.assets(campaigns).downstream()

#: The night's work: today's captures, and what follows from them up to the release.
refresh = dg.define_asset_job(
    "refresh",
    selection=_DAILY | _TABLES,
    config=FETCH,
    description="One day from its sources to a new release. Runs every night.",
)
#: Sources alone: one again, or all, without reading what came.
fetch = dg.define_asset_job(
    "fetch",
    selection=dg.AssetSelection.assets(captures),
    config=FETCH,
    description="Ask the sources, or those named in the config `sources`, for what is new on the day.",
)
#: The days without the tables: a backfill after a rule change, then `publish`.
read = dg.define_asset_job(
    "read",
    selection=_DAILY,
    description="Read days from their captures to figures, without publishing. For backfills.",
)
publish = dg.define_asset_job(
    "publish",
    selection=_TABLES,
    description="Build all tables from the figures of all days, check them, publish the release.",
)


@dg.schedule(
    job=refresh,
    cron_schedule="30 1 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 01:30 in Vietnam, over the partition of the day that has begun.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    day = context.scheduled_execution_time.date().isoformat()
    return dg.RunRequest(run_key=day, partition_key=day, run_config=FETCH)


def build_defs(**resources: object) -> dg.Definitions:
    """Fresh definitions; `data`, `fetching` and `watch` may be given."""
    return dg.Definitions(
        assets=ASSETS,
        asset_checks=CHECKS,
        jobs=[refresh, fetch, read, publish],
        schedules=[nightly],
        resources={
            "data": Data(path=default_data_path()),
            "fetching": Fetching.from_environment(),
            "watch": unwatched,
        }
        | resources,
        # All steps of a run in one process: they share Great Expectations' import (5 s, 250 MB).
        executor=dg.in_process_executor,
    )


defs = build_defs()
