"""`auditor init`: a configuration to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.log import Log
from auditor.cli.options import PATH, example, logged
from auditor.cli.output import show
from auditor.config import STARTER, schema
from auditor.errors import UsageError


@click.command(epilog=example("auditor init", "auditor init --schema > auditor.schema.json"))
@click.argument("path", type=PATH, default=Path("auditor.yaml"))
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of the file, for editors, instead.")
@logged
def init(path: Path, as_schema: bool, log: Log) -> int:
    """Write a commented auditor.yaml to fill in.

    A file that is there stays as it is.
    """
    if as_schema:
        show(schema())
        return 0
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(STARTER)
    except FileExistsError as error:
        raise UsageError(f"{path}: is there already and is not overwritten; name another file") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    log.say("configuration-written", f"{path} written; put your accounts in, then: auditor scan", path=str(path))
    return 0
