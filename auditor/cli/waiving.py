"""`--waivers` and `--today`: accepted risks in, an assessment in which they are marked, and loud lines, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from auditor.cli.log import Log
from auditor.cli.options import PATH, configured_packs
from auditor.config import AcceptedRisk, Config, load_waivers
from auditor.drift.rules import ALL as DRIFT_RULES
from auditor.evaluate.waivers import waive
from auditor.finding import Assessment, Remark
from auditor.rules import rules_named, shipped_rules


def _one(_context: click.Context, _option: click.Parameter, given: Sequence[Path]) -> Path | None:
    """Of two files the second would silently be the only one."""
    if len(given) > 1:
        raise click.BadParameter("give one file; put all waivers into it")
    return given[0] if given else None


waivers_option = click.option(
    "--waivers", type=PATH, metavar="FILE", multiple=True, callback=_one,
    help="Accepted risks (YAML), see docs/waivers.md. Default: waivers of the configuration.",
)  # fmt: skip


def _day(_context: click.Context, _option: click.Parameter, given: datetime | None) -> date:
    return given.date() if given else datetime.now(UTC).date()


today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", callback=_day,
    help="The day that waivers are judged by. Default: today, in UTC.",
)  # fmt: skip


def accepted(config: Config) -> tuple[AcceptedRisk, ...]:
    """The accepted risks of the configuration, none without: of shipped rules, of drift, of the packs it names.

    Those of packs and profiles that are not asked this time are known all the same. Raises ConfigError, RuleError.
    """
    if config.waivers is None:
        return ()
    known = shipped_rules() | {rule.id for rule in DRIFT_RULES} | rules_named({*config.packs, *configured_packs()})
    return load_waivers(config.waivers, known)


def waived(assessment: Assessment, risks: Sequence[AcceptedRisk], today: date, log: Log) -> Assessment:
    """The assessment with the risks marked in it; an expired waiver is told even if nothing else is to be said."""
    marked = waive(assessment, risks, today)
    for remark in marked.waivers:
        text = f"waiver {remark.kind}: {remark.rule} on {remark.subject} ({remark.owner}): {remark.told}"
        if remark.kind is Remark.EXPIRED:
            log.error(text, rule=remark.rule, subject=remark.subject)
        else:
            log.say("waiver", text, kind=remark.kind, rule=remark.rule, subject=remark.subject)
    return marked
