"""Actions on the Version of policy documents: the current one, or a legal one in place of a garbled one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.given import NeedsPerson, text, texts
from auditor.snapshot import Json, State


def set_policy_version(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket}`: Version 2012-10-17, unless `${...}` in the document would then change its meaning."""
    bucket = text(given, "bucket")
    document = policy.read(desk.fact(bucket, "policy"), bucket, None)
    if "${" in policy.written(document):
        raise NeedsPerson(
            f"the policy of {bucket} holds ${{...}}, plain text in its Version but a variable in {policy.VERSION}:"
            " decide what is meant, then change the Version",
            bucket,
        )
    desk.put(bucket, "policy", policy.written({**document, "Version": policy.VERSION}))


def correct_version(given: Mapping[str, Json], desk: Desk) -> None:
    """`{documents}`: of each resource (ARN), documents with a Version that AWS does not know get 2012-10-17."""
    for arn in texts(given, "documents"):
        service = arn.split(":")[2] if arn.count(":") >= 5 else ""
        if service not in _DOCUMENTS:
            raise NeedsPerson(f"no document of {arn} is known here: write Version {policy.VERSION} into it", arn)
        try:
            _DOCUMENTS[service](arn, desk)
        except NeedsPerson as step:
            desk.by_hand(step.text, step.arn, step.document)


def _text_policy(arn: str, desk: Desk) -> None:
    fact = desk.fact(arn, "policy")
    if fact.state is State.VALUE:
        desk.put(arn, "policy", policy.written(_legal(policy.parsed(fact.value, arn))))


def _role(arn: str, desk: Desk) -> None:
    """Trust, inline and customer-managed policies; those of AWS are legal."""
    trust = desk.fact(arn, "trust")
    if trust.state is State.VALUE and _garbled(trust.value):
        desk.put(arn, "trust", _legal(policy.parsed(trust.value, arn)))
    for name in ("inline_policies", "attached_policies"):
        fact = desk.fact(arn, name)
        held = fact.value or []
        if any(_garbled(each["PolicyDocument"]) for each in held):
            mended = [{**each, "PolicyDocument": _legal(policy.parsed(each["PolicyDocument"], arn))} for each in held]
            desk.put(arn, name, mended)


def _garbled(document: Json) -> bool:
    return isinstance(document, dict) and document.get("Version", policy.VERSION) not in policy.LEGAL


def _legal(document: policy.Document) -> policy.Document:
    return {**document, "Version": policy.VERSION} if _garbled(document) else document


_DOCUMENTS: Mapping[str, Callable[[str, Desk], None]] = {"s3": _text_policy, "kms": _text_policy, "iam": _role}
