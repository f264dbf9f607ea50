"""`auditor explain`: every request that one replication edge makes, and what decides it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain

import click
from tabulate import tabulate

from auditor.cli.assumptions import assume_option, written
from auditor.cli.options import PATH, configured, example, logged
from auditor.cli.output import show
from auditor.cli.reading import reading
from auditor.config import Config
from auditor.errors import UsageError
from auditor.evaluate.explaining import Explained, explained, hidden
from auditor.iam import Effect
from auditor.reports.text import printable
from auditor.topology import Subject, join

_WIDTHS = (13, 58, 44)


@click.command(epilog=example("auditor explain source-bucket/rule-1/destination-bucket --snapshot today.snapshot"))
@click.argument("edge")
@click.option("--snapshot", type=PATH, metavar="FILE", help="Snapshot to read. Default: that of the configuration.")
@assume_option
@configured
@logged
def explain(edge: str, config: Config, assume: Mapping[str, str | None], **_: object) -> int:
    """Show what decides each request of one edge.

    EDGE reads source/rule/destination, as reports have it. For each request: the verdict, and the statement that
    decided it or came nearest. Decided by the snapshot's policies alone; needs no AWS.
    """
    with reading(config.snapshot) as snapshot:
        found = _edge(edge, join(snapshot, config.intent))
        lines = _told(found, tuple(explained(found, assume)))
    show("\n".join(lines) + "\n")
    return 0


def _edge(wanted: str, subjects: Iterable[Subject]) -> Subject:
    edges = {subject.id: subject for subject in subjects if subject.kind == "replication"}
    if wanted not in edges:
        near = get_close_matches(wanted, edges, n=5, cutoff=0.0)
        known = f"edges are: {', '.join(sorted(near))}" if near else "this snapshot holds no edge"
        raise UsageError(f"there is no edge {wanted}; {known}")
    return edges[wanted]


def _told(edge: Subject, requests: tuple[Explained, ...]) -> Iterator[str]:
    yield printable(edge.id)
    yield f"role {printable(str(edge.parts['role']['arn']))}"
    yield ""
    rows = [_row(each) for each in requests]
    yield tabulate(rows, ("verdict", "request", "why"), tablefmt="grid")
    for part, why in hidden(edge):
        yield f"UNKNOWN: requests to {part.replace('_', ' ')}, which could not be read: {printable(why)}"


def _row(each: Explained) -> tuple[str, ...]:
    request = each.request
    cells = (_verdict(each), f"{request.purpose}: {request.action}\non {request.resource}", _why(each))
    return tuple(map(_wrapped, cells, _WIDTHS))


def _wrapped(text: str, width: int) -> str:
    lines = (textwrap.wrap(printable(line), width, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(chain.from_iterable(lines))


def _verdict(each: Explained) -> str:
    return each.decision.effect.name + ("" if each.request.needed else " (if S3 asks)")


def _why(each: Explained) -> str:
    """The explanation, what it would lead to, and what was assumed for it."""
    request = each.request
    said = each.decision.explanation.removeprefix(f"{request.action} on {request.resource} by {request.principal}: ")
    parts = [said]
    if each.decision.allowed is False and request.code:
        parts.append(f"S3 will report {request.code}")
    if each.assumed:
        parts.append(f"assuming {written(each.assumed)}")
    elif each.decision.effect is Effect.UNKNOWN and each.decision.depends_on:
        parts.append(f"try --assume {each.decision.depends_on[0]}=VALUE")
    return "; ".join(parts)
