"""`auditor collect`: the only half that speaks to AWS."""

from __future__ import annotations

import click

from auditor.cli.gather import gather
from auditor.cli.log import Log
from auditor.cli.options import (
    accounts_option,
    configured,
    example,
    jobs_option,
    logged,
    snapshot_option,
    with_accounts,
)
from auditor.cli.reading import reading
from auditor.config import Config

UNREAD = 3


@click.command(epilog=example("auditor collect --accounts accounts.csv --snapshot today.snapshot"))
@accounts_option
@snapshot_option
@jobs_option
@configured
@logged
def collect(config: Config, log: Log) -> int:
    """Read the accounts into a snapshot file.

    Exits with 3 if something could not be read, 0 if all was.
    """
    path = gather(with_accounts(config), config.snapshot, None, log)
    with reading(path) as snapshot:
        unread = sum(1 for _ in snapshot.gaps())
    if unread:
        log.say("gaps", f"{unread} facts could not be read; auditor evaluate lists them", unread=unread)
    return UNREAD if unread else 0
