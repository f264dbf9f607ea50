"""Options that several commands share; what they name is loaded before the command's body sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

import click
from click.core import ParameterSource

from auditor.cli.log import Log
from auditor.config import Config, load_config
from auditor.config.shapes import SCHEDULER, WORDS
from auditor.errors import UsageError
from auditor.finding import Severity

Command: TypeAlias = Callable[..., int]
"""A command's body: its parameters by name, its exit code out."""

PATH = click.Path(path_type=Path)
SEVERITIES = [severity.name for severity in sorted(Severity, reverse=True)]


def example(*lines: str) -> str:
    """The end of a command's --help: lines to type."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def logged(command: Command) -> Command:
    """--quiet, --log-format, --no-color and --debug; the body gets `log`."""

    @wraps(command)
    def body(*args: Any, **given: Any) -> int:  # Any: whatever click hands to the body
        return command(*args, log=click.get_current_context().find_object(Log), **given)

    for option in reversed(_LOGGING):
        option(body)
    return body


_CHANGES = {
    "packs": "packs",
    "profiles": "profiles",
    "fail_on": "fail_on",
    "snapshot": "snapshot",
    "jobs": "concurrency",
    "processes": "processes",
    "waivers": "waivers",
    "min_coverage": "min_coverage",
    "scheduler": "scheduler",
}
"""Option -> the field of the configuration that it replaces for this call."""

_PACKS = "auditor.configured_packs"
"""Where the context of a call keeps them."""


def configured(command: Command) -> Command:
    """--config; the body gets `config`, with what --accounts and the command's other options change already in it."""

    @wraps(command)
    def body(*args: Any, config_file: Path, **given: Any) -> int:  # Any: as above
        config = _configuration(config_file, given.pop("accounts_file", None))
        click.get_current_context().meta[_PACKS] = config.packs
        changes = {field: given.pop(option) for option, field in _CHANGES.items() if option in given}
        config = config.model_copy(update={field: value for field, value in changes.items() if value})
        return command(*args, config=config, **given)

    click.option(
        "-c", "--config", "config_file", type=PATH, metavar="FILE", default=Path("auditor.yaml"), show_default=True,
        help="Configuration; without the default file, defaults hold.",
    )(body)  # fmt: skip
    return body


def configured_packs() -> tuple[str, ...]:
    """Packs that the configuration names, whatever --pack puts in their place for this call."""
    packs: tuple[str, ...] = click.get_current_context().meta.get(_PACKS, ())
    return packs


def _configuration(file: Path, accounts: Path | None) -> Config:
    """The default file may be missing, one that was asked for may not. Raises UsageError for an empty accounts file."""
    given = click.get_current_context().get_parameter_source("config_file") is not ParameterSource.DEFAULT
    config = load_config(file if given or file.exists() else None, accounts)
    if accounts and not config.accounts and config.organization is None:
        raise UsageError(f"{accounts}: lists no account")
    return config


def with_accounts(config: Config) -> Config:
    """`config`, if it says what to scan. Raises UsageError."""
    if not config.accounts and config.organization is None:
        raise UsageError("no accounts to scan: list them in auditor.yaml (auditor init) or give --accounts FILE")
    return config


accounts_option = click.option(
    "--accounts", "accounts_file", type=PATH, metavar="FILE",
    help="Accounts to scan, YAML or CSV, instead of those in the configuration.",
)  # fmt: skip
pack_option = click.option(
    "--pack", "packs", multiple=True, metavar="NAME|DIR",
    help="Rule pack to apply, shipped or a folder; repeatable. Default: those of the configuration, else all shipped.",
)  # fmt: skip
profile_option = click.option(
    "--profile", "profiles", multiple=True, metavar="FRAMEWORK[:CONTROL]",
    help="Only rules for this, such as aws-fsbp or NIST-800-53r5:CP-9; repeatable. Default: profiles of the"
    " configuration.",
)  # fmt: skip
fail_on_option = click.option(
    "--fail-on", type=click.Choice(SEVERITIES, case_sensitive=False),
    help="Exit with 1 from failures of this severity up. Default: fail_on of the configuration, else LOW.",
)  # fmt: skip
min_coverage_option = click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT",
    help="Exit with 3, whatever failed, if less of what was asked could be read. Default: min_coverage of the"
    " configuration.",
)  # fmt: skip
snapshot_argument = click.argument("snapshot", type=PATH, required=False)
snapshot_option = click.option(
    "--snapshot",
    type=PATH,
    metavar="FILE",
    help="File to keep the facts in. Default: snapshot of the configuration, else auditor.snapshot.",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 512), metavar="N", help="Requests under way at the same time. Default: 128."
)
processes_option = click.option(
    "--processes", type=click.IntRange(1, 64), metavar="N",
    help="Processes that read in a large scan, 1 for none but this. Default: one for each core, at most 4.",
)  # fmt: skip


def _address(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """A scheduler's address, as the configuration takes it too."""
    if given is not None and not re.fullmatch(SCHEDULER, given):
        raise click.BadParameter(f"{given!r} {WORDS[SCHEDULER]}")
    return given


scheduler_option = click.option(
    "--scheduler", metavar="ADDRESS", callback=_address,
    help="Let the workers of a Dask cluster read: tls://HOST:PORT of its scheduler (docs/cluster.md).",
)  # fmt: skip


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that puts what was given into the command's `Log`."""

    def put(context: click.Context, _option: click.Parameter, value: Any) -> None:
        log = context.find_object(Log)
        if log and value:
            setattr(log, name, value == "json" if name == "json" else True)

    return put


_LOGGING = (
    click.option(
        "--quiet", "-q", is_flag=True, expose_value=False, callback=_set("quiet"), is_eager=True,
        help="Print nothing but what was asked for, and errors.",
    ),
    click.option(
        "--log-format", type=click.Choice(["text", "json"]), expose_value=False, callback=_set("json"), is_eager=True,
        help="How progress and errors are written to stderr.",
    ),
    click.option(
        "--no-color", is_flag=True, expose_value=False, callback=_set("plain"), is_eager=True,
        help="No colour; so does a NO_COLOR in the environment.",
    ),
    click.option(
        "--debug", is_flag=True, expose_value=False, callback=_set("debug"), is_eager=True,
        help="Show where an unexpected error came from.",
    ),
)  # fmt: skip
