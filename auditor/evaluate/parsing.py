"""The text of a policy document -> the policy that is meant, and the context keys that it names."""

from __future__ import annotations

import json
import re
from string import digits

from auditor.iam import Kind, Policy, PolicyError, parse
from auditor.snapshot import Json

_VARIABLE = re.compile(r"\$\{([^},]+)")
_SPELT = {"20121017": "2012-10-17", "20081017": "2008-10-17"}


def as_meant(document: Json, kind: Kind, name: str) -> Policy:
    """The policy; where only the Version's punctuation is wrong, with the Version that its digits spell.

    AWS takes no such document, so it comes from a page or a template, and policy-version-legal tells of it. What the
    document would grant is clear all the same, and judged as it is meant. Raises PolicyError.
    """
    try:
        return parse(document, kind, name)
    except PolicyError as error:
        if error.path != "Version":
            raise
        content = json.loads(document) if isinstance(document, str) else document
        version = _SPELT.get("".join(char for char in str(content["Version"]) if char in digits))
        if version is None:
            raise
        return parse({**content, "Version": version}, kind, name)


def keys_named(policy: Policy, text: str) -> frozenset[str]:
    """The context keys in a policy's conditions and variables, in small letters."""
    conditions = {condition.key for statement in policy.statements for condition in statement.conditions}
    return frozenset(key.strip().lower() for key in (*conditions, *_VARIABLE.findall(text)))
