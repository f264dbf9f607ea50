"""A snapshot or a JSON report in; the assessment, its snapshot and the judge that made it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from auditor.cli.chosen import chosen
from auditor.cli.judge import judge
from auditor.cli.reading import reading
from auditor.config import Config
from auditor.errors import SnapshotError, UsageError
from auditor.finding import Assessment, Status
from auditor.remediate import Judge
from auditor.reports.json import load_json
from auditor.snapshot import Snapshot

_SQLITE = b"SQLite format"
_SUFFIX = ".snapshot"


@dataclass(frozen=True, slots=True)
class Case:
    """What a fix is worked out from."""

    assessment: Assessment
    snapshot: Snapshot
    judge: Judge | None
    """Judges another snapshot as this one was judged; None where that took more than one snapshot (drift)."""


@contextmanager
def opened(path: Path, beside: Path | None, config: Config) -> Iterator[Case]:
    """The case in `path`: a snapshot, judged now, or a JSON report with its snapshot in `beside` or next to it.

    Raises UsageError, InputError, SnapshotError.
    """
    if _is_snapshot(path):
        with reading(path) as snapshot:
            judged = partial(judge, packs=chosen(config), intent=config.intent)
            yield Case(judged(snapshot), snapshot, judged)
        return
    with _reported(path, beside, config) as case:
        yield case


@contextmanager
def _reported(path: Path, beside: Path | None, config: Config) -> Iterator[Case]:
    assessment = load_json(_text(path), path)
    with reading(beside or _beside(path, assessment)) as snapshot:
        _compare(path, assessment, snapshot)
        judged = _judge_of(assessment, config)
        if judged and _verdicts(judged(snapshot)) != _verdicts(assessment):
            raise UsageError(
                f"{path}: was judged by other packs or another configuration, so no fix could be proved;"
                " give the same with --config and --pack, or give the snapshot instead of the report"
            )
        yield Case(assessment, snapshot, judged)


def _is_snapshot(path: Path) -> bool:
    """By its beginning, or by its name: a snapshot whose beginning is damaged is no report."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE or path.suffix == _SUFFIX
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; give a snapshot or a JSON report") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is neither a snapshot nor a JSON report: {error}") from error


def _beside(path: Path, assessment: Assessment) -> Path:
    """The snapshot lies where the report lies; only the name is taken from the report."""
    return path.parent / Path(str(assessment.snapshot.get("file") or "auditor.snapshot")).name


def _compare(path: Path, assessment: Assessment, snapshot: Snapshot) -> None:
    digest = snapshot.digest()
    if assessment.snapshot.get("digest") != digest:
        raise SnapshotError(
            f"{snapshot.path}: is not the snapshot that {path} was made from (its content is {digest});"
            " give the right one with --snapshot FILE"
        )


def _verdicts(assessment: Assessment) -> Mapping[str, Status]:
    return {finding.fingerprint: finding.status for finding in assessment.findings}


def _judge_of(assessment: Assessment, config: Config) -> Judge | None:
    """With the packs that were given, else those that the report names."""
    if "baseline" in assessment.snapshot:
        return None
    return partial(judge, packs=chosen(config, sorted(assessment.packs)), intent=config.intent)
