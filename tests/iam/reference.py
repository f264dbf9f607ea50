"""A second evaluator for tests, written from AWS's pages alone and as plainly as possible; it shares nothing with ours.

It works on the JSON of a case, statement by statement, with regular expressions and no plans, and knows two values
only: where the pages are silent or contradict each other it raises `Silent`. It is slow, and it is not for use.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from fractions import Fraction
from itertools import chain
from typing import Any

from tests.iam.reference_grammar import NAME, Refused, check, many


class Silent(Exception):
    """No page says what AWS does here."""


def evaluate(case: dict[str, Any]) -> str:
    """`allowed`, `explicit_deny`, `implicit_deny` or `invalid`. Raises `Silent`."""
    try:
        check(case)
    except Refused:
        return "invalid"
    request = _Request(case)
    identity, boundary = list(case["identity_policies"]), case["permission_boundary"]
    resource, scps, rcps = case["resource_policy"], list(case["scps"]), list(case["rcps"])
    if request.service:
        identity, boundary, scps = [], None, []
    denying = [*identity, *chain(*scps), *chain(*rcps), *([boundary] if boundary else [])]
    if any(request.meets(document, one) for document in denying for one in _statements(document, "Deny")):
        return "explicit_deny"
    if resource and any(
        request.meets(resource, one) and request.is_target(one) for one in _statements(resource, "Deny")
    ):
        return "explicit_deny"
    return "allowed" if _permits(request, identity, boundary, scps, resource) else "implicit_deny"


def _permits(request: _Request, identity: list[Any], boundary: Any, scps: list[Any], resource: Any) -> bool:
    if not all(_allows(request, level) for level in scps):
        return False
    kinds = set()
    for one in _statements(resource, "Allow") if resource else ():
        if request.meets(resource, one):
            kinds |= request.named_as(one["Principal"])
    if request.service:
        return bool(kinds)
    own, bounded = _allows(request, identity), boundary is None or _allows(request, [boundary])
    if request.case["resource_account"] != request.account:
        return bool(kinds) and own and bounded
    consent = request.action.split(":")[0] not in ("kms", "sts") or "account" in kinds
    return bool(kinds & {"session", "everyone"}) or (bounded and ("role" in kinds or (own and consent)))


def _allows(request: _Request, documents: list[Any]) -> bool:
    return any(request.meets(document, one) for document in documents for one in _statements(document, "Allow"))


def _statements(document: Any, effect: str) -> list[Any]:
    found = document["Statement"]
    return [one for one in (found if isinstance(found, list) else [found]) if one["Effect"] == effect]


class _Request:
    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.action = case["action"].lower()
        self.context = {key.lower(): value for key, value in case["context"].items()}
        self.arn = case["principal"]
        self.service = not self.arn.startswith("arn:")
        self.account = "" if self.service else self.arn.split(":")[4]
        self.session = ":assumed-role/" in self.arn

    def meets(self, document: Any, statement: Any) -> bool:
        """Action, resource and conditions; not the principal."""
        modern = document.get("Version") == "2012-10-17"
        if not self._is_action(statement):
            return False
        if "Resource" in statement and not any(self._is_resource(one, modern) for one in many(statement["Resource"])):
            return False
        if "NotResource" in statement and any(self._is_resource(one, modern) for one in many(statement["NotResource"])):
            return False
        return all(
            self._holds(operator, key.lower(), many(values), modern)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )

    def _is_action(self, statement: Any) -> bool:
        listed = any(
            re.fullmatch(_regex(one.lower()), self.action, re.DOTALL)
            for one in many(statement.get("Action", statement.get("NotAction")))
        )
        return listed == ("Action" in statement)

    def _is_resource(self, pattern: str, modern: bool) -> bool:
        if pattern == "*":
            return True
        head, arn = pattern.split(":"), self.case["resource"].split(":")
        for wanted, given in zip(head[:5], arn[:5], strict=True):
            if not re.fullmatch(_regex(wanted), given, re.DOTALL):
                return False
        last = ":".join(head[5:])
        regex = self._with_variables(last, True) if modern else _regex(last)
        return regex is not None and re.fullmatch(regex, ":".join(arn[5:]), re.DOTALL) is not None

    def _with_variables(self, text: str, wildcards: bool) -> str | None:
        """A regular expression, or nothing if a variable has no value."""
        found = ""
        for part in re.split(r"(\$\{[^}]*\})", text):
            if not part.startswith("${"):
                found += _regex(part) if wildcards else re.escape(part)
                continue
            inner = part[2:-1]
            name, _, default = inner.partition(",")
            if inner in ("*", "?", "$"):
                found += re.escape(inner)
                continue
            value = self.context.get(name.strip().lower())
            if isinstance(value, list):
                raise Silent("a variable with several values")
            if value is None and not default:
                return None
            found += re.escape(default.strip().strip("'") if value is None else value)
        return found

    def named_as(self, principal: Any) -> set[str]:
        """How the element names the caller: any of account, role, session, everyone."""
        entries = {"AWS": "*"} if principal == "*" else principal
        found = set()
        for one in many(entries.get("AWS", [])):
            if one == "*":
                found.add("everyone")
            elif not self.service:
                if one in (self.account, f"arn:aws:iam::{self.account}:root"):
                    found.add("account")
                elif one == self.arn:
                    found.add("session" if self.session else "role")
                elif self.session and re.fullmatch(
                    rf"arn:aws:iam::{self.account}:role/(.*/)?{self.arn.split('/')[1]}", one
                ):
                    found.add("role")
        if self.service and self.arn in many(entries.get("Service", [])):
            found.add("everyone")
        return found

    def is_target(self, statement: Any) -> bool:
        """Whether a Deny of the resource policy is about the caller."""
        if "Principal" in statement:
            return bool(self.named_as(statement["Principal"]))
        named = self.named_as(statement["NotPrincipal"])
        if self.case["permission_boundary"] and not self.service:
            return True
        if self.service or "everyone" in named or not named:
            return not named
        if named != ({"account", "role", "session"} if self.session else {"account", "role"}):
            raise Silent("NotPrincipal with a part missing")
        return False

    def _holds(self, operator: str, key: str, values: list[Any], modern: bool) -> bool:
        every, base, exists = NAME.fullmatch(operator).groups()  # type: ignore[union-attr]
        texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
        given = self.context.get(key)
        missing = given is None or given == []
        if base is None:
            return any((text.lower() == "true") == missing for text in texts)
        negative = "Not" in base
        if missing:
            if every == "ForAnyValue" and exists:
                raise Silent("ForAnyValue with IfExists")
            return every == "ForAllValues" or (every is None and (negative or exists is not None))
        results = [any(self._test(base, one, text, modern) for text in texts) != negative for one in many(given)]
        if every == "ForAllValues":
            return all(results)
        if every == "ForAnyValue":
            return any(results)
        if len(set(results)) > 1:
            raise Silent("several values")
        return results[0]

    def _test(self, base: str, given: str, wanted: str, modern: bool) -> bool:
        if base.startswith("String") or base == "Bool":
            ignoring = "IgnoreCase" in base or base == "Bool"
            wild = base.endswith("Like")
            regex = self._with_variables(wanted, wild) if modern else (_regex(wanted) if wild else re.escape(wanted))
            return regex is not None and bool(
                re.fullmatch(regex, given, re.DOTALL | (re.IGNORECASE if ignoring else 0))
            )
        if base.startswith("Arn"):
            return self._arn(given, wanted, modern)
        if base == "BinaryEquals":
            return given == wanted
        if base.endswith("IpAddress"):
            inner, outer = ipaddress.ip_network(given, strict=False), ipaddress.ip_network(wanted, strict=False)
            return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]
        read = _number if base.startswith("Numeric") else _seconds
        left, right = read(given), read(wanted)
        comparison = base.removeprefix("Numeric").removeprefix("Date")
        if "Than" not in comparison:
            return left == right
        equal = comparison.endswith("Equals") and left == right
        return equal or (left < right if comparison.startswith("Less") else left > right)

    def _arn(self, given: str, wanted: str, modern: bool) -> bool:
        regex = self._with_variables(wanted, True) if modern else _regex(wanted)
        if regex is None:
            return False
        # In the first five parts a wildcard stays within its part; the pattern's own colons say which part it is.
        parts = regex.split(":")
        if len(parts) < 6:
            raise Silent("no ARN")
        head = [part.replace(".", "[^:]").replace("\\[^:]", "\\.") for part in parts[:5]]
        return re.fullmatch(":".join([*head, *parts[5:]]), given, re.DOTALL) is not None


def _regex(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except ValueError:
        raise Silent("not a number") from None


def _seconds(text: str) -> Fraction:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(text)
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return Fraction(str(moment.timestamp()))
