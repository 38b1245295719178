"""The code location: assets, the gate's checks, jobs, the nightly schedule, the sensor that tells people.

`defs` is what Dagster loads; `build_defs` makes fresh definitions with resources of one's own (tests, and
the command line, which watches).
"""

import dagster as dg

from orchestration import night
from orchestration.assets import ASSETS, campaigns, captures, documents, figures
from orchestration.checks import CHECKS
from orchestration.resources import Data, Fetching, Workforce, default_data_path, unwatched

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
    # Whether the sources answer is asked where they are asked, not of stored days.
    selection=_DAILY.without_checks(),
    description="Read days from their captures to figures, without publishing. For backfills.",
)
publish = dg.define_asset_job(
    "publish",
    selection=_TABLES,
    description="Build all tables from the figures of all days, check them, publish the release.",
)


nightly = night.nightly(refresh, FETCH)


def build_defs(**resources: object) -> dg.Definitions:
    """Fresh definitions; `data`, `fetching`, `workforce` and `watch` may be given."""
    return dg.Definitions(
        assets=ASSETS,
        asset_checks=CHECKS,
        jobs=[refresh, fetch, read, publish],
        schedules=[nightly],
        sensors=[night.tell_people],
        resources={
            "data": Data(path=default_data_path()),
            "fetching": Fetching.from_environment(),
            "workforce": Workforce.from_environment(),
            "watch": unwatched,
        }
        | resources,
        # All steps of a run in one process: they share Great Expectations' import (5 s, 250 MB).
        executor=dg.in_process_executor,
    )


defs = build_defs()
