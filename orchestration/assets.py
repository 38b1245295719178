"""The asset graph: captures → documents → figures → campaigns → panel → candidate → explorer → release.

An asset is a short call of `stages.py` and what a person reads about it in the UI. (This module must not
use `from __future__ import annotations`: Dagster reads the annotations.)
"""

import time
import warnings
from datetime import timedelta
from pathlib import Path

import dagster as dg

from orchestration import show, sources, stages
from orchestration.partitions import DAYS, TIMEZONE, days_of
from orchestration.resources import Data, Fetching, Watcher, Workforce
from orchestration.workers import WorkersProblem

warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

OWNERS = ["team:raquan"]
#: How often a run's log says how far it is.
LOG_SECONDS = 20
#: A backfill over many days is one run, in which every day keeps its own outcome.
BY_DAY = {"partitions_def": DAYS, "backfill_policy": dg.BackfillPolicy.single_run(), "owners": OWNERS}


class Intake(dg.Config):
    """Where captures come from. Without either, what is kept of the day is counted."""

    fetch: bool = False  # ask the sources for what is new
    sources: list[str] = []  # of them these only; none: all
    archive: str | None = None  # a folder to import; its files without a date of capture go to this day


class Reading(dg.Config):
    """How a day is read."""

    again: bool = False  # read also where neither input nor rules have changed (a damaged file, say)


class Tables(dg.Config):
    """How the tables over all days are built."""

    again: bool = False  # build also where no day, decision or rule has changed since the last release


def _teller(context: dg.AssetExecutionContext, watch: Watcher) -> stages.Tell:
    """Progress for whoever watches, and at times a line in the log with what is left."""
    begun = last = time.monotonic()

    def tell(done: int, total: int, what: str) -> None:
        nonlocal last
        watch(context.asset_key.path[-1], done, total)
        now = time.monotonic()
        if done < total and now - last < LOG_SECONDS:
            return
        last = now
        rate = done / max(now - begun, 0.001)
        left = f", about {(total - done) / rate / 60:,.0f} min left" if 0 < done < total else ""
        context.log.info(f"{done:,} of {total:,} {what}, {rate * 60:,.0f} a minute{left}")

    return tell


@dg.asset(
    group_name="sources",
    kinds={"file"},
    pool="captures",
    description="Raw bytes of pages, kept for good under their hash, each with a sidecar that says from "
    "where and when. With `fetch: true` the sources are asked for what is new on the day, or those that "
    "`sources` names. To import a folder by hand, launch one day with the config `archive: /path/to/folder`.",
    **BY_DAY,
)
def captures(
    context: dg.AssetExecutionContext,
    config: Intake,
    data: Data,
    fetching: Fetching,
    watch: dg.ResourceParam[Watcher],
) -> None:
    folder = data.folder
    days = days_of(context)
    outcomes = []
    if config.fetch:
        outcomes = _ask_sources(context, config.sources, folder, fetching, days[-1], watch)
    if config.archive:
        with folder.writing():
            report = stages.import_folder(folder, Path(config.archive), days[-1], _teller(context, watch))
        context.log.info(f"{config.archive}: {report.new:,} of {report.read:,} documents are new")
        for rejection in report.rejections[:100]:
            context.log.warning(f"left out: {rejection.detail}")
    for day in days:
        asked = show.sources_asked(outcomes) if outcomes and day == days[-1] else {}
        context.add_asset_metadata(asked | show.captures_of(folder, day), partition_key=day.isoformat())


def _ask_sources(context, names, folder, fetching, day, watch) -> list:
    """The night's fetching, without the folder's lock: captures may be written by several at once."""
    today = stages.today()
    if not today - timedelta(days=1) <= day <= today:
        context.log.warning(
            f"Nothing was fetched for {day}: what is fetched belongs to the day it is. A night that was "
            "missed is made up for by the next one; `raquan backfill` walks archives."
        )
        return []

    def told(done: int, total: int, outcome) -> None:
        watch("captures", done, total)
        context.log.info(show.one_source(outcome))

    try:
        return sources.refresh(folder, fetching.settings, day, names, told)
    except sources.SourcesProblem as problem:
        raise dg.Failure(str(problem), allow_retries=False) from problem


@dg.asset(
    deps=[captures],
    group_name="reading",
    kinds={"python", "parquet"},
    pool="documents",
    metadata=show.column_schema("documents"),
    description="The clean text of every capture, with what its page states about it: title, author, "
    "publisher, dates. What could not be read is kept beside it with the reason.",
    **BY_DAY,
)
def documents(
    context: dg.AssetExecutionContext,
    config: Reading,
    data: Data,
    workforce: Workforce,
    watch: dg.ResourceParam[Watcher],
) -> None:
    _each_day(context, config, data, workforce, watch, stages.documents_of_days, show.documents)


@dg.asset(
    deps=[documents],
    group_name="reading",
    kinds={"python", "parquet"},
    pool="figures",
    metadata=show.column_schema("figures"),
    description="One row per number that a document states about a campaign or about enrolment, with its "
    "meaning, place, period and sentence. Reads the stored text only; after a change of the rules, "
    "backfill the days concerned.",
    **BY_DAY,
)
def figures(
    context: dg.AssetExecutionContext,
    config: Reading,
    data: Data,
    workforce: Workforce,
    watch: dg.ResourceParam[Watcher],
) -> None:
    _each_day(context, config, data, workforce, watch, stages.figures_of_days, show.figures)


def _each_day(context, config, data, workforce, watch, read, describe) -> None:
    folder, days = data.folder, days_of(context)
    kept = set(folder.store.days()).intersection(days)
    for day in days:
        if day not in kept:
            nothing = {"rows": 0, "note": "Nothing was captured on this day."}
            context.add_asset_metadata(nothing, partition_key=day.isoformat())
    try:
        with workforce.settings.open(folder) as crew:
            for day, result in read(folder, sorted(kept), _teller(context, watch), crew, again=config.again):
                table = context.asset_key.path[-1]
                metadata = describe(result.rows) | show.day_result(table, result, folder.part(table, day))
                context.log.info(show.one_day(table, day, result))
                context.add_asset_metadata(metadata, partition_key=day.isoformat())
    except WorkersProblem as problem:
        raise dg.Failure(str(problem), allow_retries=False) from problem


@dg.asset(
    deps=[figures],
    group_name="history",
    kinds={"polars", "parquet"},
    pool="history",
    owners=OWNERS,
    metadata=show.column_schema("campaigns"),
    description="One row per drive (ra quân), from all documents that report it; with it the documents "
    "(copies of one story marked) and figures (linked to their drive) of all days. Rows that break a row "
    "rule go to rejected here. Where nothing has changed since the last release, this and all that follows "
    "is skipped (unless `again: true`), and the release is noted as seen to.",
    output_required=False,
)
def campaigns(context: dg.AssetExecutionContext, config: Tables, data: Data):
    with data.folder.writing():
        standing = None if config.again else stages.standing_release(data.folder)
        tables = stages.build_campaigns(data.folder) if standing is None else None
    if tables is not None:
        yield dg.MaterializeResult(metadata=show.history(tables, "campaigns", data.folder.history))
        return
    # Without an output Dagster skips what follows; the release is as fresh as after a night with news.
    context.log.info(f"Nothing has changed since the release {standing.name}: it stands, nothing is built")
    told = {"version": standing.name, "path": dg.MetadataValue.path(standing)}
    context.log_event(dg.AssetMaterialization("release", "Nothing new: the release stands.", metadata=told))


@dg.asset(
    deps=[campaigns],
    group_name="history",
    kinds={"polars", "parquet"},
    pool="history",
    owners=OWNERS,
    metadata=show.column_schema("panel"),
    description="The historical series: place × period × programme × measure × role, contradictions kept "
    "visible.",
)
def panel(data: Data) -> dg.MaterializeResult:
    with data.folder.writing():
        tables = stages.build_panel(data.folder)
    return dg.MaterializeResult(metadata=show.history(tables, "panel", data.folder.history))


@dg.asset(
    deps=[panel],
    group_name="publication",
    kinds={"parquet"},
    pool="release",
    owners=OWNERS,
    description="All tables of the next release with its descriptor, written aside. The checks on it are the "
    "gate: while one of them fails, nothing is published and the last release stays.",
)
def candidate(data: Data) -> dg.MaterializeResult:
    with data.folder.writing():
        tables = stages.build_candidate(data.folder)
    return dg.MaterializeResult(metadata=show.candidate(tables, data.folder.candidate))


@dg.asset(
    deps=[candidate],
    group_name="publication",
    kinds={"polars", "html"},
    pool="release",
    owners=OWNERS,
    description="The candidate as a static site that opens from disk: map, provinces, drives, every figure "
    "in its sentence. Published with the tables, in one swap.",
)
def explorer(data: Data) -> dg.MaterializeResult:
    with data.folder.writing():
        built = stages.build_explorer(data.folder)
    page = dg.MetadataValue.path(data.folder.release / "explorer" / "index.html")
    return dg.MaterializeResult(metadata=built | {"page, once published": page})


@dg.asset(
    deps=[explorer],
    group_name="publication",
    kinds={"parquet", "duckdb"},
    pool="release",
    owners=OWNERS,
    description="The published dataset: Parquet files, data package, README, validation page. Swapped in "
    "whole; a candidate equal to the last release publishes nothing.",
    freshness_policy=dg.FreshnessPolicy.cron(
        deadline_cron="0 6 * * *", lower_bound_delta=timedelta(hours=5), timezone=TIMEZONE
    ),
)
def release(context: dg.AssetExecutionContext, data: Data) -> dg.MaterializeResult:
    with data.folder.writing():
        published = stages.publish(data.folder)
    context.log.info(f"The newest release is {published.name}, in {published}")
    return dg.MaterializeResult(metadata=show.release(published))


ASSETS = [captures, documents, figures, campaigns, panel, candidate, explorer, release]
