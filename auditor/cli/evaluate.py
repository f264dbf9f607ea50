"""`auditor evaluate`: rules on a snapshot file, without AWS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from auditor.cli.chosen import chosen
from auditor.cli.judge import judge_file
from auditor.cli.log import Log
from auditor.cli.options import (
    configured,
    example,
    fail_on_option,
    logged,
    min_coverage_option,
    pack_option,
    profile_option,
    snapshot_argument,
)
from auditor.cli.output import Target, check, conclude, publish, report_option
from auditor.cli.waiving import accepted, today_option, waived, waivers_option
from auditor.config import Config


@click.command(
    epilog=example("auditor evaluate today.snapshot --pack replication --pack kms --report json=report.json")
)
@snapshot_argument
@pack_option
@profile_option
@report_option
@waivers_option
@today_option
@fail_on_option
@min_coverage_option
@configured
@logged
def evaluate(config: Config, targets: Sequence[Target], today: date, log: Log) -> int:
    """Judge SNAPSHOT by rule packs and report every finding.

    Without SNAPSHOT, that of the configuration. Needs neither network nor credentials; the same snapshot gives the same
    reports, byte for byte; with waivers, on the same day.
    """
    packs = chosen(config)
    risks = accepted(config)
    check(targets, config.snapshot)
    assessment = waived(judge_file(config.snapshot, packs, config.intent, log), risks, today, log)
    publish(assessment, targets, log)
    return conclude(assessment, config, log)
