"""A validation error in, the one line out that tells a person what to mend: file, line, field, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from auditor.config.shapes import WORDS
from auditor.errors import ConfigError
from auditor.yamlfile import Document, Step, dotted

_TOLD = {
    "missing": "is missing",
    "string_type": "must be text, {}; put it in quotes",
    "tuple_type": "must be a list, {}",
    "model_type": "must be a mapping (key: value), {}",
    "dict_type": "must be a mapping (key: value), {}",
}
"""Kind of mistake -> what to say instead of pydantic's words."""


def mistake(error: ValidationError, model: type[BaseModel], document: Document) -> ConfigError:
    """The topmost mistake in `document`, which was read as a `model`, and how many more there are.

    A field that is missing may only be misspelt, so that is told last.
    """
    mistakes = error.errors(include_url=False)
    first = min(mistakes, key=lambda detail: (detail["type"] == "missing", document.line(detail["loc"])))
    more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
    path = first["loc"]
    return ConfigError(_what(first, model) + more, file=document.file, line=document.line(path), field=dotted(path))


def nearest(word: str, known: Collection[str], otherwise: str = "") -> str:
    """`did you mean …?` for a misspelt `word`, else `otherwise`, or all that is known."""
    close = get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else otherwise or f"known are: {', '.join(sorted(known))}"


def _what(detail: ErrorDetails, model: type[BaseModel]) -> str:
    path, context = detail["loc"], detail.get("ctx", {})
    given = f"not {detail['input']!r:.60}"
    if detail["type"] == "extra_forbidden":
        return f"there is no such field; {nearest(str(path[-1]), _fields(model, path[:-1]))}"
    if detail["type"] == "value_error":
        return str(context["error"])
    if detail["input"] is None and detail["type"].endswith("_type"):
        return "has no value"
    if detail["type"] in _TOLD:
        return _TOLD[detail["type"]].format(given)
    return f"{WORDS.get(context.get('pattern', '')) or _lower(detail['msg'])}, {given}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _fields(model: type[BaseModel], path: tuple[Step, ...]) -> list[str]:
    """The names that may stand at `path` below a `model`."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), model)
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # Any: a type as it was written, `tuple[Account, ...]`
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
