"""The gate as Dagster sees it: two checks per suite: of each table of the candidate, and of the comparison.

`<suite>_critical` blocks the release; `<suite>_warnings` is shown and blocks nothing. What is promised
stands in `transforms/gate.py` and `transforms/comparison.py`. One step per suite runs both.
"""

import dagster as dg

from orchestration import show, sources, stages
from orchestration.assets import candidate, captures
from orchestration.resources import Data
from transforms.comparison import NAME

_MORE = " All promises: docs/expectations.md."


def _checks_of(table: str) -> dg.AssetChecksDefinition:
    critical, warnings = f"{table}_critical", f"{table}_warnings"
    about = "the last release's coverage" if table == NAME else table

    @dg.multi_asset_check(
        name=f"gate_{table}",
        specs=[
            dg.AssetCheckSpec(
                critical,
                asset=candidate,
                blocking=True,
                description=f"What must hold of {about}; a broken promise stops the release.{_MORE}",
            ),
            dg.AssetCheckSpec(
                warnings,
                asset=candidate,
                description=f"What is likely to hold of {about}; a broken promise is shown only.{_MORE}",
            ),
        ],
    )
    def gate(data: Data):
        with data.folder.writing():
            result = stages.validate_candidate(data.folder, table)
        for name, severity, level in (
            (critical, "critical", dg.AssetCheckSeverity.ERROR),
            (warnings, "warning", dg.AssetCheckSeverity.WARN),
        ):
            broken = result.broken(severity)
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=candidate.key,
                passed=not broken,
                severity=level,
                description=show.promises_broken(table, broken),
                metadata=show.promises(result, severity)
                | {
                    "page": dg.MetadataValue.path(data.folder.gate / "validation.html"),
                    "over time": dg.MetadataValue.path(data.folder.gate / "history.html"),
                },
            )

    return gate


@dg.asset_check(
    asset=captures,
    description="Every source gave an answer in its last run, and is read as it used to be. One that is not "
    "is told here and stops nothing; `raquan sources` says more.",
)
def sources_answer(data: Data) -> dg.AssetCheckResult:
    known = [one for one in sources.statuses(data.folder) if one.last_run]
    wrong = [one for one in known if one.is_dead or one.drift]
    told = "; ".join(f"{one.name}: {'; '.join(one.drift or one.trouble[:1])}" for one in wrong)
    return dg.AssetCheckResult(
        passed=not wrong,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"Look at {told}" if wrong else f"{len(known)} sources answer as they used to.",
        metadata=show.sources_known(known),
    )


CHECKS = [sources_answer, *(_checks_of(suite) for suite in stages.suites())]
