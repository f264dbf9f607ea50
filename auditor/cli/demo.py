"""`auditor demo`: the embedded estate, scanned like any other."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
import yaml

from auditor.cli.folder import replace_folder
from auditor.cli.gather import gather
from auditor.cli.judge import judge
from auditor.cli.log import Log
from auditor.cli.options import PATH, example, logged
from auditor.cli.output import Target, check, publish, show, write
from auditor.cli.reading import reading
from auditor.config import Config
from auditor.demo.estate import estate
from auditor.errors import UsageError
from auditor.finding import Assessment
from auditor.remediate import Judge, files, plan, prove
from auditor.rules import load_packs
from auditor.snapshot import Demand, Snapshot

_REPORTS = {"junit": "junit.xml", "markdown": "report.md", "json": "report.json"}
SNAPSHOT, CONFIGURATION = "auditor.snapshot", "auditor.yaml"


@click.command(epilog=example("auditor demo", "auditor demo --output-dir /tmp/auditor-demo"))
@click.option(
    "--output-dir", "folder", type=PATH, metavar="DIR", default=Path("auditor-demo"), show_default=True,
    help="Where the reports, the fixes and the snapshot go.",
)  # fmt: skip
@logged
def demo(folder: Path, log: Log) -> int:
    """Scan an embedded estate, without AWS.

    Broken and sound replication on an emulator in this process: no account, no network.
    Its findings are intended, so it exits with 0 when it ran. The configuration it scanned with is kept beside the
    reports.
    """
    targets = _targets(folder)
    check(targets)
    packs = load_packs(())
    with estate() as config:
        path = gather(config, folder / SNAPSHOT, Demand.everything(), log)
    write(folder / CONFIGURATION, (_written(config),))
    with reading(path) as snapshot:
        judged = partial(judge, packs=packs, intent=config.intent)
        assessment = judged(snapshot)
        _fixes(assessment, snapshot, judged, folder / "fixes")
    publish(assessment, targets, log)
    if not log.quiet:
        show(_closing(folder))
    return 0


def _targets(folder: Path) -> tuple[Target, ...]:
    """Raises UsageError if the folder cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror}; choose another --output-dir") from error
    return tuple(Target(format, folder / name) for format, name in _REPORTS.items())


def _fixes(assessment: Assessment, snapshot: Snapshot, judged: Judge, folder: Path) -> None:
    planned = plan(assessment, snapshot)
    replace_folder(folder, files(planned, prove(planned, snapshot, judged)))


def _written(config: Config) -> str:
    """As a user would have it in auditor.yaml."""
    return yaml.safe_dump(config.model_dump(mode="json", exclude_defaults=True), sort_keys=False)


def _closing(folder: Path) -> str:
    """Where everything is, and what to try next."""
    made = "\n".join(f"  {folder / name}" for name in (*_REPORTS.values(), "fixes/README.txt", SNAPSHOT, CONFIGURATION))
    return (
        f"\nThese findings are intended: the demo's estate is broken in the ways that people break theirs.\n{made}\n"
        f"Try: auditor fix --dry-run {folder / SNAPSHOT} --config {folder / CONFIGURATION}\n"
    )
