"""Pieces of a compiled expression that call functions; an unknown argument gives an unknown result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jmespath.exceptions import JMESPathError, JMESPathTypeError

from auditor.evaluate.functions import FUNCTIONS, taking
from auditor.evaluate.reading import BadValue, Reading, Unknown, shown
from auditor.evaluate.steps import Step, opened, settled
from auditor.rules.kinds import WORDS, kind_of
from auditor.snapshot import Json


@dataclass(frozen=True, slots=True)
class Deferred:
    """An argument `&expression`: not evaluated before the function asks for it."""

    step: Step


def asked(name: str, purpose: str, side: str = "") -> Step:
    """`may(purpose, side)`, `denied(purpose, side)`: asked of the subject that is being judged."""

    def step(value: Json, reading: Reading) -> Json:  # noqa: ARG001  a Step
        reading.alone = True
        return reading.ask(name, purpose, side, reading)

    return step


def known(argument: Step) -> Step:
    """`known(x)`: whether x could be read; the one function that unknown does not go through."""
    return lambda value, reading: not isinstance(argument(value, reading), Unknown)


def quantified(name: str, base: Step, condition: Step, text: str) -> Step:
    """`any(list, &condition)`, `all(list, &condition)`: one known element may decide among unknown ones."""
    decides = name == "any"

    def step(value: Json, reading: Reading) -> Json:
        listed = base(value, reading)
        if isinstance(listed, Unknown):
            return listed
        if not isinstance(listed, list | None):
            raise BadValue(f"{name}() takes {WORDS['array']}, not {_kind(listed)}")
        result: Json = not decides
        for element in opened(listed or (), text, reading):
            true = element if isinstance(element, Unknown) else condition(element, reading)
            if true is decides:
                return decides
            result = true if isinstance(true, Unknown) else result
        return result

    return step


INSIDE = frozenset({"avg", "contains", "join", "max", "min", "outside", "sort", "sum", "to_string"})
"""Functions that look at what is in a list or object, where facts may be."""


def seen_through(argument: Step, text: str) -> Step:
    """The argument of such a function, with the values of facts in it; unknown if one is."""

    def step(value: Json, reading: Reading) -> Json:
        given = argument(value, reading)
        if type(given) is str:  # nearly always
            return given
        return settled(given, text, reading) if isinstance(given, (list, dict)) else given

    return step


def call(name: str, arguments: Sequence[Step | Deferred], text: str) -> Step:
    """Any other function, JMESPath's or ours; noted as `text` if it cannot answer."""
    function, taken = taking(name)
    wanted = arguments[-1] if name == "contains" else None

    def step(value: Json, reading: Reading) -> Json:
        given: list[Json] = []
        for argument in arguments:
            if isinstance(argument, Deferred):
                given.append(_Expression(argument.step, text, reading))
                continue
            each = argument(value, reading)
            if isinstance(each, Unknown):
                return _contained(each, wanted, value, reading) if each.known else each
            given.append(each)
        try:
            result = function(FUNCTIONS, *given) if _fit(given, taken) else _checked(name, given)
        except _Met as met:
            return met.unknown
        except (JMESPathError, TypeError) as error:
            raise BadValue(f"{text}: {_unfit(error)}") from error
        if isinstance(result, Unknown):
            reading.note(text, None, "", result.why)
        return _opened(result, text, reading) if name == "values" else result

    return step


def _checked(name: str, given: Sequence[Json]) -> Json:
    """By JMESPath's own check, which knows types by their names: a part of an example is an object as well."""
    return FUNCTIONS.call_function(name, [dict(each) if isinstance(each, dict) else each for each in given])


def _contained(listed: Unknown, wanted: Step | Deferred | None, value: Json, reading: Reading) -> Json:
    """contains() of a list of which some members are known: true for those, else unknown."""
    return True if callable(wanted) and wanted(value, reading) in listed.known else listed


def _fit(given: Sequence[Json], taken: Sequence[frozenset[type] | None]) -> bool:
    """Whether JMESPath's own, slower check of the arguments would find nothing."""
    if len(given) != len(taken):
        return False
    for each, types in zip(given, taken, strict=True):  # noqa: SIM110  all() takes twice as long, of every call
        if types is not None and type(each) not in types:
            return False
    return True


def _unfit(error: Exception) -> str:
    """Why a function cannot take what it is given."""
    if not isinstance(error, JMESPathTypeError):
        return shown(str(error))
    wanted = " or ".join(WORDS.get(each, each) for each in error.expected_types)
    return f"{error.function_name}() takes {wanted}, not {_kind(error.current_value)}"


def _kind(value: Json) -> str:
    """What a value is, in words; no value itself, which may be long."""
    return WORDS["expref" if isinstance(value, _Expression) else kind_of(value)]


def _opened(values: list[Json], text: str, reading: Reading) -> Json:
    """The members of a part, facts among them opened; unknown if one is."""
    made = list(opened(values, text, reading))
    return next((each for each in made if isinstance(each, Unknown)), made)


class _Met(Exception):
    """An `&expression` met something unknown while a function was at work."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.why)


class _Expression:
    """What JMESPath's functions take for `&expression`; they know it by the name of its class."""

    def __init__(self, step: Step, text: str, reading: Reading) -> None:
        self.expression, self._text, self._reading = step, text, reading

    def visit(self, step: Step, element: Json) -> Json:
        """The expression's value for one element."""
        (known,) = opened((element,), self._text, self._reading)
        result = known if isinstance(known, Unknown) else step(known, self._reading)
        if isinstance(result, Unknown):
            raise _Met(result)
        return result
