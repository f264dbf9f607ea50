"""Every condition operator AWS knows, one entry each: how to read the policy's values, and how to compare.

Source: reference_policies_elements_condition_operators. What a missing key means is in `conditions.py`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TypeAlias, TypeGuard

from auditor.iam import values as read
from auditor.iam.arn import arns
from auditor.iam.logic import Truth, either
from auditor.iam.pattern import Matcher, Token, compiled, tokens
from auditor.iam.variables import Context, Template, Unknown, has_variables, resolve, template

Test: TypeAlias = Callable[[str, Context], Truth]
"""Whether one value of the request meets any of the policy's values; `None` where AWS's pages do not say."""

Build: TypeAlias = Callable[[tuple[str, ...], bool], Test]


class Family(StrEnum):
    """What the operator compares; a key compared by one family only can be enumerated exactly."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    PRESENCE = "presence"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator, without its IfExists and set-operator forms."""

    name: str
    family: Family
    build: Build
    """From the policy's values, and whether variables count (Version 2012-10-17), to the test."""
    negated: bool = False
    """True where no value may match, and therefore where the key is missing."""


def _strings(match: Callable[[tuple[Token, ...]], Matcher], wildcards: bool) -> Build:
    """Strings under `match`, which makes the matcher of one value; a variable is put in for each request."""

    def build(values: tuple[str, ...], variables: bool) -> Test:
        templates = [_template(value, variables, wildcards) for value in values]
        fixed = [match(pieces) for pieces in templates if _is_fixed(pieces)]
        moving = [pieces for pieces in templates if not _is_fixed(pieces)]
        if moving:
            return lambda value, context: either(
                chain((matches(value) for matches in fixed), (_resolved(p, match, value, context) for p in moving))
            )
        if len(fixed) == 1:
            only = fixed[0]
            return lambda value, _: only(value)
        return lambda value, _: any(matches(value) for matches in fixed)

    return build


def _template(value: str, variables: bool, wildcards: bool) -> Template:
    if variables:
        return template(value, wildcards)
    return tokens(value) if wildcards else (value,)


def _is_fixed(pieces: Template) -> TypeGuard[tuple[Token, ...]]:
    return not has_variables(pieces)


def _resolved(pieces: Template, match: Callable[[tuple[Token, ...]], Matcher], value: str, context: Context) -> Truth:
    """A variable without a value matches nothing (reference_policies_variables)."""
    found = resolve(pieces, context)
    if isinstance(found, Unknown):
        return None
    return found is not None and match(found)(value)


def _equal(pieces: tuple[Token, ...]) -> Matcher:
    return "".join(map(str, pieces)).__eq__


def _equal_ignoring_case(pieces: tuple[Token, ...]) -> Matcher:
    wanted = "".join(map(str, pieces)).lower()
    return lambda value: value.lower() == wanted


def _compared(parse: Callable[[str], Decimal | None], compare: Callable[[Decimal, Decimal], bool]) -> Build:
    """Numbers or dates; no variables. What AWS does with a value that is none is not documented: unknown."""

    def build(values: tuple[str, ...], _variables: bool) -> Test:
        wanted = [parse(value) for value in values]

        def test(value: str, _context: Context) -> Truth:
            given = parse(value)
            if given is None:
                return None
            return either(None if one is None else compare(given, one) for one in wanted)

        return test

    return build


def _address(values: tuple[str, ...], _variables: bool) -> Test:
    """IPv4 and IPv6 ranges; an address of the other version is in none of them."""
    wanted = [read.network(value) for value in values]

    def test(value: str, _context: Context) -> Truth:
        given = read.network(value)
        if given is None:
            return None
        return either(None if one is None else _within(given, one) for one in wanted)

    return test


def _within(given: read.Network, wanted: read.Network) -> bool:
    version, first, mask = wanted
    return given[0] == version and given[1] & mask == first and given[2] & mask == mask


def _presence(values: tuple[str, ...], _variables: bool) -> Test:
    """Null: whether a key that is there ("false") or one that is missing ("true") is wanted."""
    wanted = frozenset(value.lower() for value in values)
    return lambda value, _: value in wanted


_number, _date = read.number, read.instant

OPERATORS: Mapping[str, Operator] = {
    entry.name: entry
    for entry in (
        Operator("StringEquals", Family.TEXT, _strings(_equal, wildcards=False)),
        Operator("StringNotEquals", Family.TEXT, _strings(_equal, wildcards=False), negated=True),
        Operator("StringEqualsIgnoreCase", Family.TEXT, _strings(_equal_ignoring_case, wildcards=False)),
        Operator(
            "StringNotEqualsIgnoreCase", Family.TEXT, _strings(_equal_ignoring_case, wildcards=False), negated=True
        ),
        Operator("StringLike", Family.TEXT, _strings(compiled, wildcards=True)),
        Operator("StringNotLike", Family.TEXT, _strings(compiled, wildcards=True), negated=True),
        Operator("ArnEquals", Family.TEXT, arns),
        Operator("ArnLike", Family.TEXT, arns),
        Operator("ArnNotEquals", Family.TEXT, arns, negated=True),
        Operator("ArnNotLike", Family.TEXT, arns, negated=True),
        Operator("Bool", Family.TEXT, _strings(_equal_ignoring_case, wildcards=False)),
        Operator("BinaryEquals", Family.TEXT, lambda values, _: _strings(_equal, wildcards=False)(values, False)),
        Operator("NumericEquals", Family.NUMBER, _compared(_number, operator.eq)),
        Operator("NumericNotEquals", Family.NUMBER, _compared(_number, operator.eq), negated=True),
        Operator("NumericLessThan", Family.NUMBER, _compared(_number, operator.lt)),
        Operator("NumericLessThanEquals", Family.NUMBER, _compared(_number, operator.le)),
        Operator("NumericGreaterThan", Family.NUMBER, _compared(_number, operator.gt)),
        Operator("NumericGreaterThanEquals", Family.NUMBER, _compared(_number, operator.ge)),
        Operator("DateEquals", Family.DATE, _compared(_date, operator.eq)),
        Operator("DateNotEquals", Family.DATE, _compared(_date, operator.eq), negated=True),
        Operator("DateLessThan", Family.DATE, _compared(_date, operator.lt)),
        Operator("DateLessThanEquals", Family.DATE, _compared(_date, operator.le)),
        Operator("DateGreaterThan", Family.DATE, _compared(_date, operator.gt)),
        Operator("DateGreaterThanEquals", Family.DATE, _compared(_date, operator.ge)),
        Operator("IpAddress", Family.ADDRESS, _address),
        Operator("NotIpAddress", Family.ADDRESS, _address, negated=True),
        Operator("Null", Family.PRESENCE, _presence),
    )
}
"""By the name a policy writes, without `ForAllValues:`, `ForAnyValue:` and `IfExists`."""
