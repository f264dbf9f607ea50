"""`auditor drift`: what changed between two snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from auditor.cli.log import Log
from auditor.cli.options import PATH, configured, example, fail_on_option, logged, min_coverage_option
from auditor.cli.output import Target, check, conclude, publish, report_option
from auditor.cli.reading import reading
from auditor.cli.waiving import accepted, today_option, waived, waivers_option
from auditor.config import Config
from auditor.drift import compare


@click.command(epilog=example("auditor drift last-week.snapshot today.snapshot --report markdown=drift.md"))
@click.argument("baseline", type=PATH)
@click.argument("current", type=PATH)
@report_option
@waivers_option
@today_option
@fail_on_option
@min_coverage_option
@configured
@logged
def drift(baseline: Path, current: Path, *, config: Config, targets: Sequence[Target], today: date, log: Log) -> int:
    """Report what changed between two snapshots.

    What was added, removed or changed in CURRENT since BASELINE is told field by field.
    The order of lists and defaults written out make no difference.
    """
    risks = accepted(config)
    check(targets, baseline, current)
    with reading(baseline) as before, reading(current) as after:
        changes = compare(before, after, config.intent.approved_actors)
        assessment = waived(changes, risks, today, log)
    publish(assessment, targets, log)
    return conclude(assessment, config, log)
