"""What a remedy is given by its rule, read with care; and how an action says that a person must act."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.snapshot import Json


class NeedsPerson(Exception):
    """Not a fault: an action ends in a step for a person. Caught where the plan is made, never shown as an error."""

    def __init__(self, text: str, arn: str = "", document: Json = None) -> None:
        super().__init__(text)
        self.text, self.arn, self.document = text, arn, document


class TooEarly(NeedsPerson):
    """It cannot be done yet; it is tried again when all other remedies have had their turn, and then is a step."""


def text(given: Mapping[str, Json], name: str) -> str:
    """The text `given[name]`; without it no command can be made."""
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise NeedsPerson(_missing(name))
    return value


def texts(given: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """The texts `given[name]`, where one may stand for a list of one."""
    value = given.get(name)
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed or not all(isinstance(each, str) for each in listed):
        raise NeedsPerson(_missing(name))
    return tuple(dict.fromkeys(listed))


def _missing(name: str) -> str:
    return f"the remedy does not say which {name} it is about: read the rule and mend it by hand"
