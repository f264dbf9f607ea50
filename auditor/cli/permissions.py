"""`auditor permissions`: what the audit role must be allowed, to be put into every account."""

from __future__ import annotations

import re
from collections.abc import Callable

import click
from pydantic import TypeAdapter, ValidationError

from auditor.cli.chosen import chosen
from auditor.cli.options import configured, example, logged, pack_option
from auditor.cli.output import show
from auditor.collect import FORMATS, AuditRole, actions, demanded, organization_actions
from auditor.config import Config
from auditor.config.shapes import WORDS, ExternalId, SessionName
from auditor.errors import UsageError
from auditor.evaluate.demand import demand

_PRINCIPAL = re.compile(r"arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:(root|(role|user)/[!-~]{1,576})")


def _fits(shape: TypeAdapter[str]) -> Callable[[click.Context, click.Parameter, str], str]:
    """A callback that refuses what AWS would."""

    def check(_context: click.Context, _option: click.Parameter, value: str) -> str:
        try:
            return value and shape.validate_python(value)
        except ValidationError as error:
            pattern = error.errors()[0].get("ctx", {}).get("pattern", "")
            raise click.BadParameter(f"{WORDS.get(pattern, 'it does not fit')}, not {value!r}") from error

    return check


def _principal(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """An ARN; 12 digits stand for the whole account."""
    arn = f"arn:aws:iam::{value}:root" if re.fullmatch(r"[0-9]{12}", value) else value
    if arn and not _PRINCIPAL.fullmatch(arn):
        raise click.BadParameter(f"must be an account id or the ARN of a role or user, not {value!r}")
    return arn


@click.command(
    short_help="Print the read-only policy that the audit role needs.",
    epilog=example(
        "auditor permissions --pack replication --pack kms",
        "auditor permissions --format cloudformation --principal 999999999999 --external-id agreed > stackset.yaml",
    ),
)
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="json", show_default=True,
    help="json: the policy alone; the others: the role with its trust and ExternalId.",
)  # fmt: skip
@click.option(
    "--role-name", default="auditor-read", show_default=True, metavar="NAME",
    callback=_fits(TypeAdapter(SessionName)), help="Name of the role.",
)  # fmt: skip
@click.option(
    "--principal", default="", callback=_principal, metavar="ARN|ACCOUNT",
    help="Who may assume the role; a parameter of the CloudFormation template.",
)  # fmt: skip
@click.option(
    "--external-id", default="", callback=_fits(TypeAdapter(ExternalId)), metavar="ID",
    help="ExternalId that they must give.",
)  # fmt: skip
@click.option("--full", is_flag=True, help="Allow the reading of every fact, not only of those the packs read.")
@click.option(
    "--organization", is_flag=True,
    help="The role that lists an organization's accounts, instead of the one in each account.",
)  # fmt: skip
@pack_option
@configured
@logged
def permissions(config: Config, format_: str, full: bool, organization: bool, **given: str) -> int:
    """Print the read-only policy that the audit role needs for the chosen packs.

    It names the actions of exactly those calls that read the facts of the packs' rules. Needs no AWS.
    """
    if format_ == "terraform" and not given["principal"]:
        raise UsageError("who may assume the role? give --principal ARN or an account id")
    facts = None if full else demanded(demand(chosen(config), config.intent))
    allowed = organization_actions() if organization else actions(facts)
    show(FORMATS[format_](AuditRole(allowed, given["role_name"], given["principal"], given["external_id"])))
    return 0
