"""The shorthand of tests/iam/cases/*.yaml goes in, cases in the shape of `auditor simulate` come out.

A statement reads `Allow s3:Get*, s3:List* on SRC/* to ROLE if StringEquals aws:PrincipalOrgID = o-a or o-b`; more
conditions follow after ` and `. `all but X` is NotAction, NotResource, NotPrincipal; `everyone` is Principal "*";
`service X` and `canonical X` are those types of principal. What cannot be said so is written as AWS's own object.

A document is one statement, a list of statements, `{version: ..., statements: ...}` (`none`: no Version element) or
AWS's own object. `identity` is a list of documents, `scps` and `rcps` are lists of levels, each a list of documents;
`boundary` and `policy` (of the resource) are one document. Names in capitals are in NAMES.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

NAMES = {
    "ACCT_S": "111111111111",
    "ACCT_D": "222222222222",
    "ROLE": "arn:aws:iam::111111111111:role/repl",
    "SESSION": "arn:aws:sts::111111111111:assumed-role/repl/s3-replication",
    "ROOT_S": "arn:aws:iam::111111111111:root",
    "ROOT_D": "arn:aws:iam::222222222222:root",
    "SRC": "arn:aws:s3:::src-bkt",
    "DST": "arn:aws:s3:::dst-bkt",
    "SKEY": "arn:aws:kms:us-east-1:111111111111:key/aaaa1111",
    "DKEY": "arn:aws:kms:eu-west-1:222222222222:key/bbbb2222",
}
CASES = Path(__file__).with_name("cases")

_NAME = re.compile(rf"\b({'|'.join(NAMES)})\b")
_STATEMENT = re.compile(r"(Allow|Deny) (.+?)(?: on (.+?))?(?: to (.+?))?(?: if (.+))?", re.DOTALL)


def load() -> list[dict[str, Any]]:
    """Every case of every file, with `topic`, `why`, `source` and `expect` beside the fields of a case."""
    return [case(one, path.stem) for path in sorted(CASES.glob("*.yaml")) for one in yaml.safe_load(path.read_text())]


def case(given: dict[str, Any], topic: str) -> dict[str, Any]:
    """One case in full."""
    said = named(given)
    return {
        "id": f"{topic}/{said['id']}",
        "topic": topic,
        "why": said["why"],
        "source": said["source"],
        "expect": said["expect"],
        "depends_on": said.get("depends_on", []),
        "principal": said.get("principal", NAMES["ROLE"]),
        "action": said["action"],
        "resource": said["resource"],
        "resource_account": said["owner"],
        "context": said.get("context", {}),
        "unknown_context": said.get("unknown", []),
        "identity_policies": [_document(one) for one in said.get("identity", [])],
        "permission_boundary": _document(said["boundary"]) if "boundary" in said else None,
        "scps": [[_document(one) for one in level] for level in said.get("scps", [])],
        "rcps": [[_document(one) for one in level] for level in said.get("rcps", [])],
        "resource_policy": _document(said["policy"]) if "policy" in said else None,
    }


def named(value: Any) -> Any:
    """The value with the names of NAMES put in."""
    if isinstance(value, str):
        return _NAME.sub(lambda found: NAMES[found[0]], value)
    if isinstance(value, list):
        return [named(one) for one in value]
    if isinstance(value, dict):
        return {named(key): named(one) for key, one in value.items()}
    return value


def _document(value: Any) -> Any:
    if isinstance(value, dict) and "statements" not in value:
        return value
    version, statements = "2012-10-17", value
    if isinstance(value, dict):
        version, statements = value["version"], value["statements"]
    found = [statement(one) for one in (statements if isinstance(statements, list) else [statements])]
    return {"Statement": found} if version == "none" else {"Version": version, "Statement": found}


def statement(text: Any) -> dict[str, Any]:
    """A statement of the shorthand as AWS writes it."""
    if isinstance(text, dict):
        return text
    found = _STATEMENT.fullmatch(text)
    assert found, text
    effect, action, resource, principal, condition = found.groups()
    written: dict[str, Any] = {"Effect": effect, **_element("Action", action)}
    if resource:
        written |= _element("Resource", resource)
    if principal:
        name = "NotPrincipal" if principal.startswith("all but ") else "Principal"
        written[name] = _principals(principal.removeprefix("all but "))
    if condition:
        written["Condition"] = _conditions(condition)
    return written


def _element(name: str, text: str) -> dict[str, Any]:
    values = text.removeprefix("all but ").split(", ")
    return {f"Not{name}" if text.startswith("all but ") else name: values[0] if len(values) == 1 else values}


def _principals(text: str) -> Any:
    if text == "everyone":
        return "*"
    found: dict[str, list[str]] = {}
    for entry in text.split(", "):
        type_, _, value = entry.rpartition(" ")
        found.setdefault({"": "AWS", "service": "Service", "canonical": "CanonicalUser"}[type_], []).append(value)
    return {type_: values[0] if len(values) == 1 else values for type_, values in found.items()}


def _conditions(text: str) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for line in text.split(" and "):
        operator, key, _, values = line.split(" ", 3)
        listed = values.split(" or ")
        assert key not in found.get(operator, {}), text
        found.setdefault(operator, {})[key] = listed[0] if len(listed) == 1 else listed
    return found
