"""What fixes can be printed as: a folder of templates, and the quoting that every value in them goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined

from auditor.errors import UsageError
from auditor.remediate import shell
from auditor.remediate.changes import Change
from auditor.resources import shipped
from auditor.snapshot import Json


@dataclass(frozen=True, slots=True)
class Flavour:
    """One way to print a fix; its templates lie in `rules/remediation/NAME/`, one for each `Change.name`."""

    name: str
    quote: Callable[[Json], str]
    """Applied to every `{{ }}`: a text is one argument, anything else a JSON document."""
    comment: Callable[[str], str]
    """A comment line that its text cannot leave."""
    suffix: str
    """Of a file, with its dot."""
    group: tuple[str, str]
    """Around the commands of one account, where several accounts share one text."""
    aside: Callable[[Json], str]
    """A document shown where it has no effect, to be copied by a person."""


FLAVOURS: Mapping[str, Flavour] = {
    "aws-cli": Flavour("aws-cli", shell.quote, shell.comment, ".sh", ("(", ")"), shell.aside),
}


def flavour_of(name: str) -> Flavour:
    """The flavour called `name`. Raises UsageError naming those there are."""
    if name not in FLAVOURS:
        raise UsageError(f"no flavour is called {name}; choose one of: {', '.join(sorted(FLAVOURS))}")
    return FLAVOURS[name]


def command(change: Change, flavour: Flavour, documents: Mapping[str, str]) -> str:
    """The call as text; a document named in `documents` is read from that file instead of standing in the text."""
    held = {
        name: f"file://{documents[name]}" if name in documents else document
        for name, document in change.documents.items()
    }
    return _filled(flavour, change.name, {**change.values, **held})


def beginning(account: str | None, flavour: Flavour) -> str:
    """What comes before an account's commands: stop at the first error, and in any other account."""
    return _filled(flavour, "begin", {"account": account or ""})


def head(flavour: Flavour) -> str:
    """The first lines of a file that is to be run; its documents lie beside it."""
    return _filled(flavour, "head", {})


def _filled(flavour: Flavour, template: str, values: Mapping[str, Json]) -> str:
    return _environment(flavour.name).get_template(template).render(values)


@cache
def _environment(name: str) -> Environment:
    folder = shipped("rules", "remediation", name)
    return Environment(
        loader=FunctionLoader(lambda template: folder.joinpath(f"{template}.j2").read_text(encoding="utf-8")),
        autoescape=False,  # noqa: S701  no HTML: `finalize` quotes for the flavour's own language
        finalize=FLAVOURS[name].quote,
        undefined=StrictUndefined,
    )
