"""Three-valued logic: and, or, not and comparisons of which an operand may be unknown (Kleene's strong logic)."""

from __future__ import annotations

from jmespath.visitor import TreeInterpreter

from auditor.evaluate.reading import Reading, Unknown
from auditor.evaluate.steps import Step, settled
from auditor.snapshot import Json

_COMPARE = TreeInterpreter.COMPARATOR_FUNC


def is_false(value: Json) -> bool:
    """False as JMESPath has it: false, null, and what is empty; 0 is true."""
    return value is None or value is False or (not value and isinstance(value, (str, list, dict)))


def both(left: Step, right: Step) -> Step:
    """`a && b` as a value, which may be that of either; unknown if it is not known of which."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        return first if isinstance(first, Unknown) or is_false(first) else right(value, reading)

    return step


def either(left: Step, right: Step) -> Step:
    """`a || b` as a value, which may be that of either: a default for something unknown remains unknown."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        return right(value, reading) if not isinstance(first, Unknown) and is_false(first) else first

    return step


def both_known(left: Step, right: Step) -> Step:
    """`a && b` as a verdict: false beats unknown; any other value is left as it is."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        if isinstance(first, Unknown):
            return False if right(value, reading) is False else first
        return first if is_false(first) else right(value, reading)

    return step


def either_known(left: Step, right: Step) -> Step:
    """`a || b` as a verdict: true beats unknown; any other value is left as it is."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        if isinstance(first, Unknown):
            return True if right(value, reading) is True else first
        return right(value, reading) if is_false(first) else first

    return step


def both_true(left: Step, right: Step) -> Step:
    """`a && b` where only its truth counts; the operands give true, false or Unknown."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        if first is False:
            return False
        second = right(value, reading)
        return second if first is True or second is False else first

    return step


def either_true(left: Step, right: Step) -> Step:
    """`a || b` where only its truth counts."""

    def step(value: Json, reading: Reading) -> Json:
        first = left(value, reading)
        if first is True:
            return True
        second = right(value, reading)
        return second if first is False or second is True else first

    return step


def truth(of: Step) -> Step:
    """Whether a value counts as true: true, false or Unknown."""

    def step(value: Json, reading: Reading) -> Json:
        given = of(value, reading)
        return given if isinstance(given, (bool, Unknown)) else not is_false(given)

    return step


def negation(of: Step) -> Step:
    """`!a` of a truth."""

    def step(value: Json, reading: Reading) -> Json:
        given = of(value, reading)
        return given if isinstance(given, Unknown) else not given

    return step


def comparison(operator: str, left: Step, right: Step, texts: tuple[str, str]) -> Step:
    """`a == b`, `a < b` ...; null where AWS's values have no order, as in JMESPath.

    Facts in lists and objects that are compared are noted as `texts`.
    """
    compare, ordering, equality = _COMPARE[operator], operator not in ("eq", "ne"), operator == "eq"

    def step(value: Json, reading: Reading) -> Json:
        first, second = left(value, reading), right(value, reading)
        if type(first) is str and type(second) is str and not ordering:
            return (first == second) is equality  # most comparisons; JMESPath's own is about numbers and truths too
        if isinstance(first, Unknown):
            return first
        if isinstance(second, Unknown):
            return second
        if ordering and not _ordered(first, second):
            return None
        if isinstance(first, (list, dict)) and isinstance(second, (list, dict)):
            return _same(first, second, texts, reading, equality=equality)
        return bool(compare(first, second))

    return step


def _same(first: Json, second: Json, texts: tuple[str, str], reading: Reading, *, equality: bool) -> Json:
    """Of two lists or objects, in which facts may be, whether they are the same, or are not."""
    if isinstance(first, list) is not isinstance(second, list) or len(first) != len(second):
        return not equality
    one, other = settled(first, texts[0], reading), settled(second, texts[1], reading)
    if isinstance(one, Unknown):
        return one
    return other if isinstance(other, Unknown) else (one == other) is equality


def _ordered(first: Json, second: Json) -> bool:
    """Two texts, or two numbers."""
    if isinstance(first, str) or isinstance(second, str):
        return isinstance(first, str) and isinstance(second, str)
    numbers = (first, second)
    return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in numbers)
