"""An assessment in; reports out, to files that are whole or not there, and to stdout."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click

from auditor.cli.log import Log
from auditor.config import Config
from auditor.errors import AuditorError, UsageError
from auditor.finding import Assessment, Severity
from auditor.reports.formats import FORMATS

BROKEN_PIPE = 141
"""What a shell reports of a program that SIGPIPE ended."""
_AT_ONCE = 1000
"""Pieces of a report that are put on stdout together."""
_WORST = {
    "CRITICAL": "red",
    "HIGH": "red",
    "MEDIUM": "yellow",
    "LOW": "cyan",
    "UNKNOWN": "magenta",
    "NOT READ": "magenta",
    "WAIVER EXPIRED": "red",
}


class OutputError(AuditorError):
    """A report could not be written, although nothing spoke against it at first."""


@dataclass(frozen=True, slots=True)
class Target:
    """One report that was asked for."""

    format: str
    path: Path | None
    """None: stdout."""


def _targets(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[Target, ...]:
    """`FORMAT=FILE` each; FILE `-` is stdout."""
    return tuple(_target(text) for text in given)


def _target(text: str) -> Target:
    format, _, file = text.partition("=")
    if format not in FORMATS or not file:
        raise click.BadParameter(f"{text!r} is not FORMAT=FILE with FORMAT one of {', '.join(sorted(FORMATS))}")
    return Target(format, None if file == "-" else Path(file))


report_option = click.option(
    "--report", "targets", multiple=True, metavar="FORMAT=FILE", callback=_targets,
    help=f"Report to write; repeatable; FILE - is stdout. FORMAT: {', '.join(sorted(FORMATS))}.",
)  # fmt: skip


def check(targets: Sequence[Target], *taken: Path) -> None:
    """Raises UsageError if a report could not be written, before anything has been done; `taken` are other files."""
    places: set[Path | None] = {path.resolve() for path in taken}
    for path in (target.path for target in targets):
        place = path and path.resolve()
        if place in places:
            raise UsageError(f"{path or 'stdout'}: two things would be written there; give each report its own file")
        places.add(place)
        if path is not None:
            _writable(path)


def publish(assessment: Assessment, targets: Sequence[Target], log: Log) -> None:
    """Write every report; the summary too, unless something else goes to stdout or nothing is to be said."""
    for target in targets:
        pieces = FORMATS[target.format](assessment)
        if target.path is None:
            stream(_joined(pieces))
        else:
            write(target.path, pieces)
            log.say("report-written", f"{target.format} report written to {target.path}", path=str(target.path))
    if not log.quiet and all(target.path for target in targets):
        summary = "".join(FORMATS["summary"](assessment))
        show(_coloured(summary) if log.colour and sys.stdout.isatty() else summary)


def conclude(assessment: Assessment, config: Config, log: Log) -> int:
    """The exit code; said aloud if too little was read for anything to be concluded."""
    if assessment.below(config.min_coverage):
        known = assessment.coverage.get("percent", 0)
        cut = "" if assessment.snapshot.get("complete", True) else ", and the collection was cut short"
        text = f"coverage is {known} %, below the {config.min_coverage:g} % asked for{cut}: this is no clean bill"
        log.error(text, coverage=str(known), exit_code=3)
    return assessment.exit_code(Severity[config.fail_on], config.min_coverage)


def show(text: str) -> None:
    """`text` on stdout, in UTF-8 whatever the locale; quietly ended if nobody reads on."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(BROKEN_PIPE) from error


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """The same text in larger pieces."""
    return iter(lambda: "".join(islice(pieces, _AT_ONCE)), "")


def stream(pieces: Iterable[str]) -> None:
    """Each piece on stdout as soon as it is there."""
    for piece in pieces:
        show(piece)


def write(path: Path, pieces: Iterable[str]) -> None:
    """A text in pieces into `path`: a file is replaced when the new one is whole; a pipe or device is written to."""
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.writelines(pieces)
        else:
            _replace(path.resolve(), pieces)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def _replace(path: Path, pieces: Iterable[str]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.writelines(pieces)
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _writable(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; create it first")
    replaced = path.is_file() or not path.exists()
    if (path.exists() and not os.access(path, os.W_OK)) or (replaced and not os.access(path.parent, os.W_OK | os.X_OK)):
        raise UsageError(f"{path}: no permission to write there")


def _coloured(text: str) -> str:
    """The summary with the first word of each finding in the colour of its severity."""
    words = "|".join(_WORST)
    return re.sub(
        rf"^({words})(?= )", lambda word: click.style(word[1], fg=_WORST[word[1]], bold=True), text, flags=re.MULTILINE
    )
