"""A patch -> the calls that bring it about: what each is called, the values it takes and the documents it writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from auditor.remediate.document import same
from auditor.remediate.nouns import Patch
from auditor.snapshot import Json
from auditor.topology.arn import parse_arn

_IAM_REGION = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Where IAM of the other partitions answers (AWS General Reference, "IAM endpoints")."""


@dataclass(frozen=True, slots=True)
class Change:
    """One call. `name` is its template in every flavour."""

    name: str
    title: str
    """What it does, in a few words."""
    values: Mapping[str, str]
    """By the template's names; empty where not known (a region, an owner)."""
    documents: Mapping[str, Json]
    """Whole JSON documents, by the template's names."""


def changes(patch: Patch) -> Iterator[Change]:
    """The calls that turn the fact as read into the fact as wanted."""
    yield from _CALLS[patch.resource.type, patch.fact](patch)


def _bucket(name: str, title: str, document: str) -> Callable[[Patch], Iterator[Change]]:
    """A call that puts the bucket's whole fact."""

    def calls(patch: Patch) -> Iterator[Change]:
        read = patch.resource
        values = {"bucket": read.name, "region": read.region or "", "owner": read.account or ""}
        yield Change(name, f"{title} {read.name}", values, {document: _object(patch.value)})

    return calls


def _versioning(patch: Patch) -> Iterator[Change]:
    read = patch.resource
    values = {"bucket": read.name, "region": read.region or "", "owner": read.account or ""}
    yield Change("bucket-versioning", f"keep object versions in bucket {read.name}", values, {})


def _inline(patch: Patch) -> Iterator[Change]:
    values = _role(patch)
    before, after = (_by_name(held) for held in (patch.before.value, patch.value))
    for name, document in after.items():
        if not same(document, before.get(name)):
            title = f"inline policy {name} of role {values['role']}"
            yield Change("role-policy", title, {**values, "policy": name}, {"document": document})
    for name in sorted(set(before) - set(after)):
        title = f"remove inline policy {name} of role {values['role']}"
        yield Change("role-policy-removed", title, {**values, "policy": name}, {})


def _attached(patch: Patch) -> Iterator[Change]:
    before = _by_name(patch.before.value)
    for held in patch.value:
        if not same(held["PolicyDocument"], before.get(held["PolicyName"])):
            values = {"policy": str(held["PolicyArn"]), "region": _role(patch)["region"]}
            title = f"new default version of {held['PolicyArn']}"
            yield Change("managed-policy", title, values, {"document": held["PolicyDocument"]})


def _trust(patch: Patch) -> Iterator[Change]:
    values = _role(patch)
    yield Change("role-trust", f"trust policy of role {values['role']}", values, {"document": patch.value})


def _key_policy(patch: Patch) -> Iterator[Change]:
    yield Change("key-policy", f"key policy of {patch.resource.arn}", _key(patch), {"document": _object(patch.value)})


def _key_state(patch: Patch) -> Iterator[Change]:
    if (patch.before.value or {}).get("KeyState") == "PendingDeletion":
        yield Change("key-deletion-cancelled", f"do not delete {patch.resource.arn}", _key(patch), {})
    yield Change("key-enabled", f"enable {patch.resource.arn}", _key(patch), {})


def _role(patch: Patch) -> dict[str, str]:
    parsed = parse_arn(patch.resource.arn)
    partition = parsed.partition if parsed else "aws"
    return {"role": patch.resource.arn.rpartition("/")[2], "region": _IAM_REGION.get(partition, "")}


def _key(patch: Patch) -> dict[str, str]:
    parsed = parse_arn(patch.resource.arn)
    return {"key": patch.resource.arn, "region": parsed.region if parsed else ""}


def _by_name(held: Json) -> dict[str, Json]:
    return {each["PolicyName"]: each["PolicyDocument"] for each in held or []}


def _object(value: Json) -> Json:
    """A policy kept as text, as the object it means."""
    return json.loads(value) if isinstance(value, str) else value


_BUCKET, _ROLE, _KEY = "AWS::S3::Bucket", "AWS::IAM::Role", "AWS::KMS::Key"
_CALLS: Mapping[tuple[str, str], Callable[[Patch], Iterator[Change]]] = {
    (_BUCKET, "versioning"): _versioning,
    (_BUCKET, "ownership"): _bucket("bucket-ownership", "object ownership of bucket", "document"),
    (_BUCKET, "policy"): _bucket("bucket-policy", "policy of bucket", "document"),
    (_BUCKET, "replication"): _bucket("bucket-replication", "replication configuration of bucket", "document"),
    (_ROLE, "inline_policies"): _inline,
    (_ROLE, "attached_policies"): _attached,
    (_ROLE, "trust"): _trust,
    (_KEY, "policy"): _key_policy,
    (_KEY, "key"): _key_state,
}
