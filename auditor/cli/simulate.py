"""`auditor simulate`: the policy engine by itself, one case a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

import click

from auditor.cli.assumptions import assume_option
from auditor.cli.options import PATH, example, logged
from auditor.cli.output import stream
from auditor.errors import UsageError
from auditor.iam import simulate as decided


@click.command(
    epilog=example(
        "auditor simulate cases.jsonl > results.jsonl", "auditor simulate --assume aws:SourceAccount=absent -"
    )
)
@click.argument("files", nargs=-1, type=PATH, metavar="[FILE]...")
@assume_option
@logged
def simulate(files: Sequence[Path], assume: Mapping[str, str | None], **_: object) -> int:
    """Decide policy cases given as JSON lines.

    Reads FILEs, or stdin, and writes one JSON line for each case, in their order. A case is a request with every
    policy that bears on it (docs/policy-engine.md). One that cannot be read gives a line with its error, and the
    rest go on.
    """
    stream(f"{line}\n" for line in decided(_lines(files), assume))
    return 0


def _lines(files: Sequence[Path]) -> Iterator[str]:
    """All lines of all files, as they come; a byte that is not UTF-8 spoils only its own case."""
    for path in files or (Path("-"),):
        try:
            if path == Path("-"):
                yield from TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape")
            else:
                with path.open(encoding="utf-8", errors="surrogateescape") as lines:
                    yield from lines
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
