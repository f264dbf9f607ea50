"""`auditor explain`: every request that one replication edge makes, and what decides it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import chain

import click
from tabulate import tabulate

from auditor.cli.assumptions import assume_option, written
from auditor.cli.meant import declared, sides
from auditor.cli.options import PATH, configured, example, logged
from auditor.cli.output import show
from auditor.cli.reading import reading
from auditor.config import Config
from auditor.errors import UsageError
from auditor.evaluate.explaining import Change, Explained, changes, explained
from auditor.evaluate.granted import Grant
from auditor.evaluate.guardrails import left_out
from auditor.evaluate.privilege import grants
from auditor.iam import Effect
from auditor.reports.text import printable
from auditor.topology import Index, Subject, World, hidden, purposes
from auditor.topology.least import documents
from auditor.topology.outside import found_outside

_WIDTHS = (13, 58, 44)


@click.command(epilog=example("auditor explain source-bucket/rule-1/destination-bucket --snapshot today.snapshot"))
@click.argument("edge", metavar="EDGE|BUCKET")
@click.option("--snapshot", type=PATH, metavar="FILE", help="Snapshot to read. Default: that of the configuration.")
@click.option("--batch", is_flag=True, help="Also what an S3 Batch Replication job with this role would ask.")
@click.option("--least", is_flag=True, help="Print the least policies that the edge needs instead, as JSON.")
@assume_option
@configured
@logged
def explain(edge: str, config: Config, assume: Mapping[str, str | None], batch: bool, least: bool, **_: object) -> int:
    """Show what decides each request of one edge, or what is declared of a bucket.

    EDGE reads source/rule/destination, as reports have it. First what was declared of its two buckets, and by which
    name, tag or account; of a BUCKET that alone. Then for each request: the verdict, and the statement that
    decided it or came nearest; then what would have to change, and what the role is granted without need. Decided by
    the snapshot's policies alone; needs no AWS.
    """
    with reading(config.snapshot) as snapshot:
        kind = "replication" if "/" in edge else "bucket"
        world = World(snapshot, config.intent, Index.of(snapshot, config.intent))
        found = _found(kind, edge, world)
        if kind == "bucket":
            lines = declared(found, config.intent)
        elif least:
            lines = iter([json.dumps(documents(found), indent=2)])
        else:
            requests = tuple(explained(found, assume, batch=batch))
            lines = chain(sides(found, config.intent), _told(found, world, requests))
        show("\n".join(lines) + "\n")
    return 0


def _found(kind: str, wanted: str, world: World) -> Subject:
    """The one subject; of all others no more than their ids is looked at."""
    handle = world.index.find(kind, wanted)
    if handle is None:
        near = get_close_matches(wanted, list(world.index.ids(kind)), n=5, cutoff=0.0)
        known = f"the nearest are: {', '.join(near)}" if near else "this snapshot holds none"
        raise UsageError(f"there is no {'edge' if '/' in wanted else 'bucket'} {wanted}; {known}")
    return world.subject(handle)


def _of_role(arn: str, world: World) -> Iterator[Subject]:
    """The edges that work with a role, by id."""
    role = world.index.find("role", arn)
    edges = (world.index.find("replication", id) for id in sorted(world.subject(role).related)) if role else ()
    return (world.subject(edge) for edge in edges if edge)


def _told(edge: Subject, world: World, requests: tuple[Explained, ...]) -> Iterator[str]:
    yield f"role {printable(str(edge.parts['role']['arn']))}"
    yield ""
    rows = [_row(each) for each in requests]
    yield tabulate(rows, ("verdict", "request", "why"), tablefmt="grid")
    unread = ((purpose, hidden(edge, purpose)) for purpose in purposes())
    for purpose, fact in ((purpose, fact) for purpose, fact in unread if fact):
        yield f"UNKNOWN: {purpose}: which key it goes to could not be read: {printable(fact.reason)} ({fact.source})"
    for (side, account), fact in left_out(edge).items():
        what = f"the {side.upper()}s above account {account} could not be read and are left out"
        yield f"UNKNOWN: {what}: {printable(fact.reason)} ({fact.source})"
    yield from _outside(edge)
    yield from _to_change(changes(edge, requests))
    yield from _needless(grants(list(_of_role(str(edge.parts["role"]["arn"]), world))))


def _outside(edge: Subject) -> Iterator[str]:
    """What Access Analyzer says of the two buckets; no request is decided by it."""
    for each in found_outside(edge):
        finding = f"(finding {each.id} of {each.analyzer})"
        if not each.analyzer:
            said = (
                f"UNKNOWN: what Access Analyzer finds of {each.bucket} could not be read: {each.failed} ({each.source})"
            )
        elif each.failed:
            said = f"Access Analyzer could not analyse {each.bucket}: {each.failed} {finding}"
        else:
            said = f"Access Analyzer finds access to {each.bucket} from outside of its {each.zone} {finding}"
        yield printable(said)


def _to_change(needed: tuple[Change, ...]) -> Iterator[str]:
    """What to do about the refused requests, a line for each policy and resource."""
    if needed:
        yield "\nTo change:"
    for change in needed:
        account = f"account {change.account}, " if change.account else ""
        asked = f"{change.what} {', '.join(change.actions)} on {change.resource}"
        told = f"may be needed: {asked} ({change.doubt})" if change.doubt else asked
        yield printable(f"  {account}{change.where}: {told}")


def _needless(excess: tuple[Grant, ...]) -> Iterator[str]:
    """What none of the role's edges needs, a line for each statement and resource; then what is wider than its need."""
    lines: dict[str, list[str]] = {}
    for grant in excess:
        sid = f" ({grant.sid})" if grant.sid else ""
        place = f"{grant.document}, statement {grant.statement}{sid}, on {grant.resource}"
        need = f" (for {', '.join(grant.serves)})" if grant.serves else ""
        lines.setdefault(place, []).append(grant.action + need)
    if lines:
        yield "\nGranted without need, or wider than its need:"
    for place, actions in lines.items():
        yield printable(f"  {place}: {', '.join(actions)}")


def _row(each: Explained) -> tuple[str, ...]:
    request = each.request
    cells = (_verdict(each), f"{request.purpose}: {request.action}\non {request.resource}", _why(each))
    return tuple(map(_wrapped, cells, _WIDTHS))


def _wrapped(text: str, width: int) -> str:
    lines = (textwrap.wrap(printable(line), width, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(chain.from_iterable(lines))


def _verdict(each: Explained) -> str:
    return each.decision.effect.name + ("" if each.request.needed else " (if asked)")


def _why(each: Explained) -> str:
    """The explanation, what it would lead to, and what was assumed for it."""
    request = each.request
    said = each.decision.explanation.removeprefix(f"{request.action} on {request.resource} by {request.principal}: ")
    parts = [said]
    if each.decision.allowed is False and request.code:
        parts.append(f"S3 will report {request.code}")
    if request.left_out:
        parts.append(f"{request.left_out} more parts of the objects that policies single out were not tried")
    if each.assumed:
        parts.append(f"assuming {written(each.assumed)}")
    elif each.decision.effect is Effect.UNKNOWN and each.decision.depends_on:
        parts.append(f"try --assume {each.decision.depends_on[0]}=VALUE")
    return "; ".join(parts)
