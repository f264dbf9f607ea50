"""`auditor fix`: what to do about the failures, printed or written, never sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor.cli.case import opened
from auditor.cli.folder import replace_folder
from auditor.cli.log import Log
from auditor.cli.options import PATH, configured, example, logged, pack_option, profile_option
from auditor.cli.output import show
from auditor.cli.waiving import accepted, today_option, waived, waivers_option
from auditor.config import Config
from auditor.errors import UsageError
from auditor.remediate import FLAVOURS, files, plan, prove, render


@click.command(
    short_help="Print what would mend each failure.",
    epilog=example("auditor fix --dry-run auditor.snapshot", "auditor fix --output-dir fixes report.json"),
)
@click.argument("path", type=PATH, required=False, metavar="[SNAPSHOT|REPORT.json]")
@click.option("--dry-run", is_flag=True, help="Print what to do.")
@click.option("--output-dir", type=PATH, metavar="DIR", help="Write what to do into files: a script for each account.")
@click.option("--snapshot", "beside", type=PATH, metavar="FILE", help="Snapshot of a JSON report, if not beside it.")
@click.option(
    "--flavour", type=click.Choice(sorted(FLAVOURS)), default="aws-cli", show_default=True, help="Language of the fix."
)
@pack_option
@profile_option
@waivers_option
@today_option
@configured
@logged
def fix(  # noqa: PLR0913  one for each option
    path: Path | None,
    *,
    dry_run: bool,
    output_dir: Path | None,
    beside: Path | None,
    flavour: str,
    today: date,
    config: Config,
    log: Log,
) -> int:
    """Print what would mend each failure that is not waived; nothing is sent.

    Account by account and in working order, as commands with your names and your documents, which you run yourself:
    auditor never writes to AWS. Without a path, the snapshot of the configuration is read.
    """
    if not dry_run and output_dir is None:
        raise UsageError(
            "auditor fix never writes to AWS; print the fixes with --dry-run, or write them with --output-dir"
        )
    risks = accepted(config)
    with opened(path or config.snapshot, beside, config) as case:
        planned = plan(waived(case.assessment, risks, today, log) if risks else case.assessment, case.snapshot)
        proof = prove(planned, case.snapshot, case.judge) if case.judge else None
    if output_dir:
        written = replace_folder(output_dir, files(planned, proof, flavour))
        log.say("fixes-written", f"{len(written)} files written to {output_dir}", path=str(output_dir))
    if dry_run:
        show(render(planned, proof, flavour))
    return 0
