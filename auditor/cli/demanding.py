"""Which facts a scan reads: what the chosen packs can rest on, or with --full all there are; shown by --plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import click

from auditor.cli.chosen import chosen
from auditor.cli.options import Command
from auditor.collect.calls import planned
from auditor.config import Account, Config
from auditor.evaluate.demand import demand
from auditor.reports.text import counted, printable
from auditor.snapshot import UNHURRIED, Demand

_CHANGES = frozenset({"events", "object_counts", "recorders"})
"""Facts of Regions that `auditor drift` judges, and that tell whether objects are older than rules."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is read, and from where on."""

    full: bool
    resume: bool
    changes: bool
    """Whether what tells who changed what, and when, is read too."""


def effort_options(command: Command) -> Command:
    """--full, --changes and --resume; the body gets `effort`."""

    @wraps(command)
    def body(*args: Any, full: bool, resume: bool, changes: bool, **given: Any) -> int:  # Any: from click
        return command(*args, effort=Effort(full, resume, changes), **given)

    for option in reversed(_OPTIONS):
        option(body)
    return body


_OPTIONS = (
    click.option("--full", is_flag=True, help="Read every fact of every bucket, not only what the chosen packs need."),
    click.option(
        "--changes",
        is_flag=True,
        help="Read also what drift judges beside: who changed buckets in the last 90 days (CloudTrail, two requests a"
        " second in each account and Region) and whether AWS Config records them; and since when buckets hold objects"
        " (CloudWatch), which with it tells whether objects are older than a rule.",
    ),
    click.option(
        "--resume", is_flag=True, help="Go on with an interrupted scan of the same accounts into the same snapshot."
    ),
)


def demanded(config: Config, effort: Effort) -> Demand | None:
    """What the configured packs need; with --full None, which is everything but `UNHURRIED`. Raises RuleError."""
    if effort.full:
        return Demand.everything() if effort.changes else None
    found = demand(chosen(config), config.intent)
    return replace(found, regions=found.regions | _CHANGES).closed() if effort.changes else found


def plan(config: Config, wanted: Demand | None) -> str:
    """The accounts that such a scan reads, and the calls it makes, one kind of thing after the other."""
    lines = [counted(len(config.accounts), "account") if config.accounts else "no accounts configured"]
    lines += [f"  {_account(account)}" for account in config.accounts]
    if config.buckets:
        lines.append(f"buckets: {printable(', '.join(config.buckets))}")
    for row in planned(wanted or Demand.everything(but=UNHURRIED), chosen=bool(config.buckets)):
        lines.append(f"{row.of}: {counted(len(row.calls), 'call')}")
        lines += [f"  {_operation(call.operation):42} {call.action}" for call in row.calls]
    return "\n".join(lines) + "\n"


def _account(account: Account) -> str:
    """Which it is, how it is entered, and the Regions of its buckets."""
    way = account.role_arn or "with the credentials at hand"
    places = ", ".join(account.regions) or "all Regions"
    return printable(" ".join(part for part in (account.id, account.name, way, f"({places})") if part))


def _operation(method: str) -> str:
    """The API's name of an operation of the SDK."""
    return "".join(word.capitalize() for word in method.split("_"))
