"""Resource elements and ARN condition values go in; matchers over one ARN come out, true, false or in doubt.

The six parts of an ARN are compared one by one; the sixth is one string, colons and slashes included (resource,
operators). Whether a `*` that ends one of the first five runs on over the colon, AWS's pages contradict: None.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from auditor.iam.logic import Truth, either
from auditor.iam.pattern import ANY, ONE, Matcher, Token, compiled, matcher, tokens
from auditor.iam.variables import Context, Unknown, Variable, has_variables, resolve, template

Where: TypeAlias = Callable[[str, Context], Truth]
"""Whether an ARN (or another value) is meant, in the context of one request."""


@lru_cache(maxsize=8192)
def resources(patterns: tuple[str, ...], variables: bool) -> Where | None:
    """What a `Resource` element matches; `None` for everything."""
    if "*" in patterns:
        return None
    prefixes = tuple(pattern[:-1] for pattern in patterns if _is_prefix(pattern))
    if len(prefixes) == len(patterns):
        return lambda arn, _: arn.startswith(prefixes)
    wheres = tuple(_resource(pattern, variables) for pattern in patterns)
    return wheres[0] if len(wheres) == 1 else lambda arn, context: either(where(arn, context) for where in wheres)


@lru_cache(maxsize=1024)
def not_resources(patterns: tuple[str, ...], variables: bool) -> Where:
    """What a `NotResource` element matches: all that is not listed."""
    where = resources(patterns, variables)
    if where is None:
        return lambda _arn, _context: False

    def outside(arn: str, context: Context) -> Truth:
        listed = where(arn, context)
        return None if listed is None else not listed

    return outside


def _is_prefix(pattern: str) -> bool:
    """Whether it is literal but for one `*` at its end, behind the fifth colon."""
    return pattern.find("*") == len(pattern) - 1 and "?" not in pattern and "${" not in pattern and _is_arn(pattern)


def _is_arn(pattern: str) -> bool:
    return pattern.count(":") >= 5


@lru_cache(maxsize=8192)
def _resource(pattern: str, variables: bool) -> Where:
    if not _is_arn(pattern):
        return _loosely(matcher(pattern))
    *head, last = pattern.split(":", 5)
    prefix = ":".join(head) + ":"
    tail = template(last, wildcards=True) if variables else tokens(last)
    if "*" not in prefix and "?" not in prefix:
        return _resolved((prefix, *tail), compiled)
    return _resolved((*tokens(prefix), *tail), _six_parts if not _open_ended(head) else _six_parts_or_doubt)


def _open_ended(parts: list[str]) -> bool:
    return any(part.endswith("*") for part in parts)


def _resolved(
    pieces: tuple[Token | Variable, ...], make: Callable[[tuple[Token, ...]], Callable[[str], Truth]]
) -> Where:
    """The matcher of a template: made once if no variable is in it, else for each request."""
    if not has_variables(pieces):
        matches = make(tuple(piece for piece in pieces if not isinstance(piece, Variable)))
        return lambda arn, _: matches(arn)

    def where(arn: str, context: Context) -> Truth:
        found = resolve(pieces, context)
        if isinstance(found, Unknown):
            return None
        return False if found is None else make(found)(arn)

    return where


def _loosely(matches: Matcher) -> Where:
    """A pattern that is no ARN: where it would match if colons meant nothing, nobody knows."""
    return lambda arn, _: None if matches(arn) else False


@lru_cache(maxsize=4096)
def _six_parts(pattern: tuple[Token, ...]) -> Callable[[str], Truth]:
    matches = _parts(pattern)
    return lambda arn: False if matches is None else matches(arn)


@lru_cache(maxsize=4096)
def _six_parts_or_doubt(pattern: tuple[Token, ...]) -> Callable[[str], Truth]:
    strictly, loosely = _six_parts(pattern), compiled(pattern)
    return lambda arn: strictly(arn) or (None if loosely(arn) else False)


def arns(values: tuple[str, ...], variables: bool) -> Where:
    """Whether an ARN is like one of the values of an ARN operator (ArnEquals and ArnLike are the same)."""
    wheres = tuple(_arn(value, variables) for value in values)
    return wheres[0] if len(wheres) == 1 else lambda arn, context: either(where(arn, context) for where in wheres)


@lru_cache(maxsize=8192)
def _arn(value: str, variables: bool) -> Where:
    return _resolved(template(value, wildcards=True) if variables else tokens(value), _arn_like)


@lru_cache(maxsize=4096)
def _arn_like(pattern: tuple[Token, ...]) -> Callable[[str], Truth]:
    if ANY not in pattern and ONE not in pattern:
        literal = "".join(map(str, pattern))
        if _is_arn(literal):
            return literal.__eq__
    matches = _parts(pattern)
    if matches is not None:
        return matches
    loosely = compiled(pattern)
    return lambda arn: None if loosely(arn) else False


def _parts(pattern: tuple[Token, ...]) -> Matcher | None:
    """The matcher part by part; `None` if the pattern has no six parts."""
    parts = split(pattern)
    if len(parts) < 6:
        return None
    matchers = [compiled(part) for part in parts]

    def matches(arn: str) -> bool:
        found = arn.split(":", 5)
        return len(found) == 6 and all(map(_matches, matchers, found))

    return matches


def _matches(matcher_: Matcher, part: str) -> bool:
    return matcher_(part)


def split(pattern: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The tokens of each part of an ARN: cut at the first five colons of its literal text."""
    parts: list[list[Token]] = [[]]
    for token in pattern:
        if token is ANY or token is ONE:
            parts[-1].append(token)
            continue
        first, *more = str(token).split(":", 6 - len(parts)) if len(parts) < 6 else [str(token)]
        parts[-1].append(first)
        parts.extend([piece] for piece in more)
    return [tuple(token for token in part if token != "") for part in parts]
