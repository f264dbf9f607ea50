"""`auditor scan`: the whole flow in one command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from auditor.cli.chosen import chosen
from auditor.cli.demanding import Effort, demanded, effort_options
from auditor.cli.estate import Filters, estate, filtered
from auditor.cli.gather import gather
from auditor.cli.judge import judge_file
from auditor.cli.log import Log
from auditor.cli.options import (
    accounts_option,
    configured,
    example,
    fail_on_option,
    jobs_option,
    logged,
    min_coverage_option,
    pack_option,
    processes_option,
    profile_option,
    scheduler_option,
    snapshot_option,
    with_accounts,
)
from auditor.cli.output import Target, check, conclude, publish, report_option
from auditor.cli.waiving import accepted, today_option, waived, waivers_option
from auditor.config import Config


@click.command(
    epilog=example(
        "auditor scan",
        "auditor scan --accounts accounts.csv --report junit=junit.xml --report markdown=report.md --fail-on HIGH",
    )
)
@pack_option
@profile_option
@effort_options
@report_option
@waivers_option
@today_option
@fail_on_option
@min_coverage_option
@accounts_option
@filtered
@snapshot_option
@jobs_option
@processes_option
@scheduler_option
@configured
@logged
def scan(config: Config, filters: Filters, effort: Effort, targets: Sequence[Target], today: date, log: Log) -> int:
    """Collect the accounts, judge them, report every finding.

    Only what the chosen packs can rest on is read, or everything with --full. The facts are kept in a snapshot
    file, which evaluate, fix, drift and explain read without AWS.
    """
    with_accounts(config)
    packs = chosen(config)
    risks = accepted(config)
    check(targets, config.snapshot)
    config = estate(config, filters, log)
    path = gather(config, config.snapshot, demanded(config, effort), log, resume=effort.resume)
    assessment = waived(judge_file(path, packs, config.intent, log), risks, today, log)
    publish(assessment, targets, log)
    return conclude(assessment, config, log)
