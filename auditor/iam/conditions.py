"""One line of a Condition block goes in; a test over the request's context comes out: true, false or unknown.

Here are the rules that all operators share: missing keys, IfExists, lists of values and the two set operators
(reference_policies_elements_condition_operators, reference_policies_condition-single-vs-multi-valued-context-keys).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from auditor.iam.logic import Truth, either, every, negated
from auditor.iam.operators import OPERATORS, Family, Operator, Test
from auditor.iam.variables import Context, Unknown, fold

Holds: TypeAlias = Callable[[Context], Truth]

ALL, ANY = "ForAllValues", "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Form:
    """An operator as a policy writes it: `ForAnyValue:StringLikeIfExists`."""

    operator: Operator
    quantifier: str
    """`ForAllValues`, `ForAnyValue` or empty."""
    if_exists: bool

    @property
    def when_missing(self) -> Truth:
        """The result for a key that the request does not have."""
        if self.quantifier == ALL:
            return True
        if self.quantifier == ANY:
            return None if self.if_exists else False  # two pages contradict each other about IfExists here
        return self.if_exists or self.operator.negated


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator, one key and its values, compiled."""

    operator: str
    key: str
    values: tuple[str, ...]
    folded: str = field(compare=False)
    """The key as contexts are indexed by it."""
    form: Form = field(compare=False)
    variables: bool = field(compare=False)
    """Whether `${...}` in its values is a variable."""
    holds: Holds = field(compare=False, repr=False)


@lru_cache(maxsize=512)
def form(text: str) -> Form | None:
    """What an operator's name means; `None` if AWS has no such operator."""
    quantifier, colon, name = text.rpartition(":")
    if colon and quantifier not in (ALL, ANY):
        return None
    if name in OPERATORS:
        return Form(OPERATORS[name], quantifier, if_exists=False)
    base = OPERATORS.get(name.removesuffix("IfExists"))
    return None if base is None or base.family is Family.PRESENCE else Form(base, quantifier, if_exists=True)


@lru_cache(maxsize=16384)
def condition(operator: str, key: str, values: tuple[str, ...], variables: bool) -> Condition:
    """The compiled condition, shared by all documents that hold the same. Raises `KeyError`: no such operator."""
    meaning = form(operator)
    if meaning is None:
        raise KeyError(operator)
    folded = fold(key)
    test = meaning.operator.build(values, variables)
    holds = _null(folded, meaning, test) if meaning.operator.family is Family.PRESENCE else _held(folded, meaning, test)
    return Condition(operator, key, values, folded, meaning, variables, holds)


def _null(key: str, meaning: Form, test: Test) -> Holds:
    missing, there = test("true", {}), test("false", {})
    if meaning.quantifier:  # what a set operator means for Null, no page says
        missing = there = missing if missing == there else None

    def holds(context: Context) -> Truth:
        value = context.get(key)
        if isinstance(value, Unknown):
            return missing if missing == there else None
        return missing if value is None or value == () else there

    return holds


def _held(key: str, meaning: Form, test: Test) -> Holds:
    missing, inverted = meaning.when_missing, meaning.operator.negated
    over_list = _OVER_LIST[meaning.quantifier]

    def holds(context: Context) -> Truth:
        value = context.get(key)
        if value is None:
            return missing
        if isinstance(value, str):
            met = test(value, context)
            return met if not inverted or met is None else not met
        if isinstance(value, Unknown):
            return None
        if not value:
            return missing
        return over_list([negated(met) if inverted else met for met in (test(one, context) for one in value)])

    return holds


def _unanimous(results: list[Truth]) -> Truth:
    """Several values under an operator for one: AWS's pages do not say which counts, unless all agree."""
    return results[0] if len(set(results)) == 1 else None


_OVER_LIST: dict[str, Callable[[list[Truth]], Truth]] = {ALL: every, ANY: either, "": _unanimous}
