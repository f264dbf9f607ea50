"""The functions of rules: JMESPath's own, and ours over policies and ARNs; declared in `rules/vocabulary.py`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from jmespath.functions import Functions, signature

from auditor.evaluate import admitted, excess, setting_up, statements
from auditor.evaluate.admission import admits
from auditor.evaluate.reading import Unknown
from auditor.iam.pattern import matcher
from auditor.snapshot import Json


class _Functions(Functions):
    """JMESPath finds a function by its name after `_func_`."""

    @signature({"types": ["string", "object", "null"]})
    def _func_document(self, policy: Json) -> Json:
        """The policy as JSON, null for none."""
        return statements.document(policy)

    @signature({"types": ["string", "object", "array", "null"]})
    def _func_statements(self, policy: Json) -> Json:
        """The statements of a policy, or of a list of policies, in one form."""
        return statements.statements(policy)

    @signature({"types": ["array"]}, {"types": ["string", "array"]})
    def _func_foreign(self, given: Json, accounts: Json) -> Json:
        """The Allow statements that admit an AWS principal outside the account or accounts."""
        own = {accounts} if isinstance(accounts, str) else set(accounts)
        admitting = (each for each in given if each["Effect"] == "Allow" and admitted.admits_outside(each, own))
        return [each for each in admitting if not each["Condition"] or not admitted.kept_within(each, own)]

    @signature({"types": ["array"]}, {"types": ["array"]})
    def _func_about(self, given: Json, buckets: Json) -> Json:
        """The statements that take in one of the buckets, by name, or objects in it."""
        return [each for each in given if any(statements.takes_in(each, str(bucket)) for bucket in buckets)]

    @signature({"types": ["object"]}, {"types": ["string", "array"]})
    def _func_covers(self, statement: Json, actions: Json) -> bool:
        """Whether the statement is about the action, or one of the actions, whatever their case."""
        return any(statements.covers(statement, each) for each in ([actions] if isinstance(actions, str) else actions))

    @signature({"types": ["object"]}, {"types": ["array"]})
    def _func_narrowed(self, statement: Json, keys: Json) -> bool:
        """Whether a condition of the statement asks one of the keys for certain values."""
        return admitted.narrowed(statement, keys)

    @signature({"types": ["object"]})
    def _func_condition_keys(self, statement: Json) -> Json:
        """The context keys that the statement's conditions name, in small letters."""
        asked = [each for each in statement["Condition"].values() if isinstance(each, dict)]
        return sorted({key.lower() for each in asked for key in each})

    @signature({"types": ["array"]}, {"types": ["array"]}, {"types": ["array"]})
    def _func_strays(self, given: Json, roles: Json, accounts: Json) -> Json:
        """The AWS principals of the statements, in the accounts, that stand for none of the roles."""
        return admitted.strays(given, roles, accounts)

    @signature({"types": ["array"]}, {"types": ["object"]})
    def _func_granted_without_need(self, given: Json, needed: Json) -> Json:
        """What Allow statements grant that none of the needed actions on resources takes."""
        return excess.granted_without_need(given, needed)

    @signature(
        {"types": ["object"]}, {"types": ["array", "null"]}, {"types": ["array", "null"]}, {"types": ["array"]},
        {"types": ["array"]},
    )  # fmt: skip
    def _func_who_may_replicate(self, listed: Json, scps: Json, rcps: Json, sources: Json, but: Json) -> Json:
        """ARNs of the principals, but for some patterns, that may set up replication of one of the sources."""
        return setting_up.who_may(listed, scps, rcps, sources, but)

    @signature({"types": ["string"]}, {"types": ["string"]})
    def _func_matches(self, pattern: str, text: str) -> bool:
        """Whether the whole text fits IAM's `*` and `?`, case-sensitively."""
        return matcher(pattern)(text)

    @signature({"types": ["string", "object", "null"]}, {"types": ["object"]})
    def _func_admits(self, policy: Json, request: Json) -> bool | Unknown:
        """Whether a resource policy admits a request of an AWS service; none admits nobody."""
        return admits(policy, request)

    @signature({"types": ["array"]}, {"types": ["array"]})
    def _func_outside(self, given: Json, allowed: Json) -> Json:
        """The elements that are not among the allowed."""
        return [each for each in given if each not in allowed]

    @signature({"types": ["string"]}, {"types": ["string"]})
    def _func_split(self, text: str, separator: str) -> Json:
        """The text between the separators."""
        return text.split(separator) if separator else [text]

    @signature({"types": ["string"]})
    def _func_lower(self, text: str) -> str:
        """The text in small letters, as IAM compares actions."""
        return text.lower()

    @signature({"types": ["string"]})
    def _func_account_of(self, arn: str) -> Json:
        """The account of an ARN, or the 12 digits themselves; null for none."""
        return statements.account_of(arn) or None

    @signature({"types": ["string"]})
    def _func_region_of(self, arn: str) -> Json:
        """The region of an ARN; null for none."""
        parts = arn.split(":", 5)
        return parts[3] or None if len(parts) == 6 and parts[0] == "arn" else None

    @signature({"types": ["string", "null"]})
    def _func_illegal_characters(self, version: Json) -> Json:
        """What a policy's Version holds beside digits and hyphens, by code point and name."""
        strange = dict.fromkeys(each for each in version or "" if each not in "0123456789-")
        return [f"U+{ord(each):04X} {unicodedata.name(each, 'unnamed')}" for each in strange]


FUNCTIONS = _Functions()
"""Knows every function except may(), denied(), known(), any() and all(), which are compiled (`calls.py`)."""

_TYPES: Mapping[str, frozenset[type]] = {
    "boolean": frozenset({bool}),
    "array": frozenset({list}),
    "object": frozenset({dict}),
    "null": frozenset({type(None)}),
    "string": frozenset({str}),
    "number": frozenset({int, float}),
}
"""JMESPath's types by their names. Of an array whose elements have a type, or an expression, it judges itself."""


def taking(name: str) -> tuple[Callable[..., Json], tuple[frozenset[type] | None, ...]]:
    """A function of FUNCTIONS, and which types it surely takes, argument by argument; None for any."""
    entry = FUNCTIONS.FUNCTION_TABLE[name]
    if any(each.get("variadic") for each in entry["signature"]):
        return entry["function"], ()
    named = (each["types"] for each in entry["signature"])
    return entry["function"], tuple(_surely(types) for types in named)


def _surely(types: Sequence[str]) -> frozenset[type] | None:
    return frozenset[type]().union(*(_TYPES.get(type, ()) for type in types)) if types else None
