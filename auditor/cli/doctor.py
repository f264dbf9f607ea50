"""`auditor doctor`: whether a scan will be allowed to read what it needs, before it is started."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import click

from auditor.cli.chosen import chosen
from auditor.cli.estate import Filters, estate, filtered
from auditor.cli.log import Log
from auditor.cli.options import accounts_option, configured, example, jobs_option, logged, pack_option, with_accounts
from auditor.cli.output import show
from auditor.collect import Check, Verdict, demanded, examine
from auditor.config import Config
from auditor.evaluate.demand import demand
from auditor.reports.text import counted, printable, shortened

LACKING = 3
_BAD = (Verdict.DENIED, Verdict.UNREACHABLE)


@click.command(
    short_help="Try each account: what is allowed, denied, unreachable.",
    epilog=example("auditor doctor", "auditor doctor --pack kms --account 111111111111 --format json"),
)
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="A line for each call, or one JSON document.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="Try the reading of every fact, not only of those the packs read.")
@accounts_option
@filtered
@pack_option
@jobs_option
@configured
@logged
def doctor(config: Config, filters: Filters, format_: str, full: bool, log: Log) -> int:
    """Try each account: which calls are allowed, denied or unreachable.

    Each call that a scan with these packs makes is tried once, on one bucket, role and key. Nothing is kept.
    Exits with 3 if something is denied or unreachable, 0 if all is allowed.
    """
    packs = chosen(with_accounts(config))
    config = estate(config, filters, log)
    facts = None if full else demanded(demand(packs, config.intent))
    checks = tuple(examine(config, facts))
    show(_document(checks) if format_ == "json" else "\n".join(_table(config, checks)) + "\n")
    return LACKING if any(check.verdict in _BAD for check in checks) else 0


def _document(checks: Iterable[Check]) -> str:
    return json.dumps({"format": "auditor-doctor/1", "checks": [asdict(check) for check in checks]}, indent=2) + "\n"


def _table(config: Config, checks: Sequence[Check]) -> Iterator[str]:
    """An account after the other: what is wrong in full, then how many calls are well."""
    names = {account.id: account.name for account in config.accounts}
    apart = {check.account: "organization" for check in checks if check.account not in names}
    for id, name in {**apart, **names}.items():
        tried = [check for check in checks if check.account == id]
        yield f"{id} {printable(name)}".strip()
        for check in sorted(tried, key=lambda each: (each.verdict not in _BAD, each.verdict, each.action)):
            why = f"{check.reason}: {check.detail}" if check.reason else ""
            yield shortened(f"  {check.verdict:<11}  {check.action:<40} {printable(why)}".rstrip(), 300)
        bad = sum(check.verdict in _BAD for check in tried)
        yield f"  {counted(len(tried), 'call')} tried or left out, {bad} denied or unreachable"
        yield ""
