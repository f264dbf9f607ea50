"""`--assume KEY=VALUE|absent` in, values of context keys that nobody can know out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

ABSENT = "absent"


def _read(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> Mapping[str, str | None]:
    pairs = [text.partition("=") for text in given]
    for (key, equals, _), text in zip(pairs, given, strict=True):
        if not key or not equals:
            raise click.BadParameter(f"{text!r} is not KEY=VALUE; for a key that is not there: KEY={ABSENT}")
    return {key: None if value == ABSENT else value for key, _, value in pairs}


assume_option = click.option(
    "--assume", multiple=True, metavar="KEY=VALUE|absent", callback=_read,
    help="Value to take for a context key that nobody knows; repeatable. A verdict that hangs on it says so.",
)  # fmt: skip


def written(assumed: Mapping[str, str | None]) -> str:
    """As it would be typed."""
    return ", ".join(f"{key}={ABSENT if value is None else value}" for key, value in assumed.items())
