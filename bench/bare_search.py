"""A rule's expressions, and the parts of a subject -> a bare JMESPath search of the ones in the others.

On plain dictionaries, the facts' values without their provenance, with the functions of the rules, and an answer for
may(), granted(), meant() and denied() that costs nothing. It makes no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import signature

from auditor.evaluate.functions import FUNCTIONS
from auditor.snapshot import Fact, Json


class Plain(type(FUNCTIONS)):  # type: ignore[misc]  # the rules' own functions
    """With answers for what is not JMESPath's to find out."""

    @signature({"types": []}, {"types": []})
    def _func_any(self, listed: Json, condition: Json) -> bool:
        return any(condition.visit(condition.expression, each) for each in listed or ())

    @signature({"types": []}, {"types": []})
    def _func_all(self, listed: Json, condition: Json) -> bool:
        return all(condition.visit(condition.expression, each) for each in listed or ())

    @signature({"types": []})
    def _func_known(self, value: Json) -> bool:
        return value is not None

    @signature({"types": ["string"], "variadic": True})
    def _func_may(self, *_: str) -> bool:
        return True

    @signature({"types": ["string"], "variadic": True})
    def _func_denied(self, *_: str) -> bool:
        return False

    _func_granted = _func_meant = _func_may


OPTIONS = jmespath.Options(custom_functions=Plain())
Search = Callable[[Json], None]
"""Takes the parts of a subject."""


def searching(when: str | None, must: str) -> Search:
    """A rule's expressions, compiled, as bare searches."""
    applies, holds = when and jmespath.compile(when), jmespath.compile(must)

    def search(parts: Json) -> None:
        try:
            if not applies or applies.search(parts, OPTIONS) is True:
                holds.search(parts, OPTIONS)
        except JMESPathError:
            pass  # a null where a function takes none, because the fact is unknown

    return search


def searched(plain: Iterable[tuple[Json, Sequence[Search]]]) -> None:
    """Every rule of its kind on every subject."""
    for parts, searches in plain:
        for search in searches:
            search(parts)


def opened(part: Json) -> Json:
    """A part without provenance; null for what is absent or unknown."""
    if isinstance(part, Fact):
        return opened(part.value)
    if isinstance(part, Mapping):
        return {name: opened(each) for name, each in part.items()}
    return [opened(each) for each in part] if isinstance(part, list) else part
