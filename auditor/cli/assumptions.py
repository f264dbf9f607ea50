"""`--assume KEY=VALUE|absent` in, values of context keys that nobody can know out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

ABSENT = "absent"
PRESET = "replication"
REPLICATION: Mapping[str, str | None] = {
    "aws:CalledVia": None,
    "aws:CalledViaFirst": None,
    "aws:CalledViaLast": None,
    "aws:MultiFactorAuthAge": None,
    "aws:MultiFactorAuthPresent": None,
    "aws:SourceVpc": None,
    "aws:SourceVpce": None,
    "aws:ViaAWSService": "false",
    "aws:VpcSourceIp": None,
}
"""What `--assume replication` means: S3 calls with the rights of a service role, from inside AWS, through no endpoint
of a VPC and without MFA (IAM User Guide, "AWS global condition context keys")."""


def _read(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> Mapping[str, str | None]:
    """A key that is given beside the preset has the value that was given."""
    assumed = dict(REPLICATION) if PRESET in given else {}
    for text in given:
        key, equals, value = text.partition("=")
        if text != PRESET and not (key and equals):
            raise click.BadParameter(
                f"{text!r} is neither {PRESET} nor KEY=VALUE; for a key that is not there: KEY={ABSENT}"
            )
        if equals:
            assumed[key] = None if value == ABSENT else value
    return assumed


def written(assumed: Mapping[str, str | None]) -> str:
    """As it would be typed."""
    return ", ".join(f"{key}={ABSENT if value is None else value}" for key, value in assumed.items())


assume_option = click.option(
    "--assume", multiple=True, metavar="KEY=VALUE|KEY=absent|replication", callback=_read,
    help="Value to take for a context key that nobody knows; repeatable. A verdict that hangs on it says so."
    f" replication stands for: {written(REPLICATION)}.",
)  # fmt: skip
