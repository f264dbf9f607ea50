"""`auditor collect`: the only half that speaks to AWS."""

from __future__ import annotations

import click

from auditor.cli.demanding import Effort, demanded, effort_options, plan
from auditor.cli.estate import Filters, estate, filtered
from auditor.cli.gather import gather
from auditor.cli.log import Log
from auditor.cli.options import (
    accounts_option,
    configured,
    example,
    jobs_option,
    logged,
    pack_option,
    processes_option,
    profile_option,
    scheduler_option,
    snapshot_option,
    with_accounts,
)
from auditor.cli.output import show
from auditor.cli.reading import reading
from auditor.config import Config

UNREAD = 3


@click.command(
    short_help="Read the accounts into a snapshot file.",
    epilog=example(
        "auditor collect --accounts accounts.csv --snapshot today.snapshot",
        "auditor collect --pack replication --plan",
        "auditor collect --bucket 'invoices-*' --account production",
    ),
)
@pack_option
@profile_option
@click.option(
    "--plan",
    "only_plan",
    is_flag=True,
    help="Print the accounts and calls; only an organization is asked for its accounts.",
)
@effort_options
@accounts_option
@filtered
@snapshot_option
@jobs_option
@processes_option
@scheduler_option
@configured
@logged
def collect(config: Config, filters: Filters, effort: Effort, only_plan: bool, log: Log) -> int:
    """Read the accounts into a snapshot file: what the rule packs need, or with --full all there is.

    Exits with 3 if something could not be read, 0 if all was.
    """
    wanted = demanded(config, effort)
    if only_plan:
        known = config.accounts or config.organization is not None
        show(plan(estate(config, filters, log) if known else config, wanted))
        return 0
    config = estate(with_accounts(config), filters, log)
    path = gather(config, config.snapshot, wanted, log, resume=effort.resume)
    with reading(path) as snapshot:
        unread = sum(1 for _ in snapshot.gaps())
    if unread:
        log.say("gaps", f"{unread} facts could not be read; auditor evaluate lists them", unread=unread)
    return UNREAD if unread else 0
