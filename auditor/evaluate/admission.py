"""A resource policy and a request of an AWS service -> whether the policy admits it; unknown where a key decides."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.evaluate.reading import Unknown
from auditor.iam import Effect, Kind, Policies, Policy, PolicyError, Request, decide, parse
from auditor.snapshot import Json
from auditor.snapshot.store import dump

_VARIABLE = re.compile(r"\$\{([^},]+)")
_OF_SERVICES = {"aws:principalisawsservice": "true", "aws:securetransport": "true"}
_ABSENT = re.compile(
    r"aws:(sourceowner|principal(arn|account|orgid|orgpaths|type|tag/.*)|username|userid|sourcevpce?"
    r"|multifactorauth(present|age))"
)
"""Keys of requests of a person or role; and that by which other services than S3 say for whom they publish (SNS
Developer Guide, "aws:SourceAccount versus aws:SourceOwner")."""


def admits(policy: Json, request: Json) -> bool | Unknown:
    """Whether the policy (text or object; null admits nobody) admits `{principal, action, resource, account, context}`.

    Keys that the policy names and the request does not tell are unknown, but for those that no service's request has.
    """
    if policy is None:
        return False
    try:
        parsed, named = _parsed(policy if isinstance(policy, str) else dump(policy))
    except PolicyError as error:
        return Unknown(f"MalformedPolicy: {error.path or 'document'}: {error.reason}")
    context = {**_OF_SERVICES, "aws:principalservicename": request["principal"]}
    context |= {key.lower(): value for key, value in request["context"].items()}
    unknown = frozenset(key for key in named if key not in context and not _ABSENT.fullmatch(key))
    asked = Request(request["principal"], request["action"], request["resource"], request["account"], context, unknown)
    decision = decide(asked, Policies(resource=parsed))
    if decision.effect in (Effect.UNKNOWN, Effect.INVALID):
        return Unknown(decision.explanation)
    return decision.effect is Effect.ALLOW


@lru_cache(256)
def _parsed(text: str) -> tuple[Policy, frozenset[str]]:
    """The policy, and the context keys in its conditions and variables, in small letters."""
    policy = parse(text, Kind.BUCKET, "its policy")
    conditions = (condition.key.lower() for statement in policy.statements for condition in statement.conditions)
    return policy, frozenset(conditions).union(key.strip().lower() for key in _VARIABLE.findall(text))
