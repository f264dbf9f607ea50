"""Action set-rule: one rule of a replication configuration changed, all others kept as they behave."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from auditor.remediate import bucket_policy, keys, role_policy
from auditor.remediate.desk import Desk
from auditor.remediate.given import NeedsPerson, text
from auditor.snapshot import Json, State
from auditor.topology import ReplicationRequest, Subject, requests
from auditor.topology.edge import rule_keys
from auditor.topology.least import resource_of

_ONLY_V2 = ("Filter", "Priority", "DeleteMarkerReplication")
_ONLY_V2_INSIDE = (
    ("SourceSelectionCriteria", "ReplicaModifications"),
    ("Destination", "Metrics"),
    ("Destination", "ReplicationTime"),
)
_OBJECTS = frozenset(
    {
        "Filter", "And", "Tag", "DeleteMarkerReplication", "SourceSelectionCriteria", "SseKmsEncryptedObjects",
        "ReplicaModifications", "Destination", "EncryptionConfiguration", "AccessControlTranslation", "Metrics",
        "ReplicationTime",
    }
)  # fmt: skip
"""Members of a rule that hold members (S3 API Reference, ReplicationRule)."""
_WITHDRAWN = "ExistingObjectReplication"
"""S3 refuses it (S3 User Guide, "Replicating existing objects"); old configurations still hold it."""
_NOTE = "Whoever runs this needs iam:PassRole for the role that the configuration names."


def set_rule(given: Mapping[str, Json], desk: Desk) -> None:
    """`{bucket, rule, change}`: a JSON merge patch (RFC 7396) on the rule with that key."""
    bucket, key, change = text(given, "bucket"), text(given, "rule"), given.get("change")
    if not isinstance(change, dict) or not _well_shaped(change):
        raise NeedsPerson(
            f"the remedy does not say how rule {key} should change: read the rule and mend it by hand", bucket
        )
    configuration = _configuration(desk, bucket, key, change)
    rules = configuration["Rules"]
    index = rule_keys(rules).index(key)
    before = _needed(desk, bucket, key)
    if any(_needs_v2(each) for each in (change, *rules)):
        rules = _current_schema(rules)
    others = [rule.get("Priority") for n, rule in enumerate(rules) if n != index]
    rules[index] = _apart_from(others, merge(rules[index], change))
    _refuse_what_s3_refuses(rules[index], bucket, key)
    desk.put(bucket, "replication", {**configuration, "Rules": rules}, _NOTE)
    for name, request in _needed(desk, bucket, key).items():
        if name not in before:
            try:
                _permit(desk, request)
            except NeedsPerson as step:
                desk.by_hand(step.text, step.arn, step.document)


def merge(target: Json, change: Json) -> Json:
    """RFC 7396: objects are merged, null removes, all else replaces."""
    if not isinstance(change, dict):
        return change
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def _configuration(desk: Desk, bucket: str, key: str, change: Json) -> dict[str, Json]:
    fact = desk.fact(bucket, "replication")
    if fact.state is not State.VALUE:
        raise NeedsPerson(f"the replication configuration of {bucket} was not read ({fact.reason})", bucket, change)
    configuration: dict[str, Json] = deepcopy(fact.value)
    if key not in rule_keys(configuration.get("Rules") or []):
        raise NeedsPerson(f"{bucket} has no replication rule {key}", bucket, change)
    return configuration


def _well_shaped(change: Json) -> bool:
    """What S3 takes as an object is an object, or null to remove it; a rule pack may be anybody's."""
    if not isinstance(change, dict):
        return True
    return all(
        _well_shaped(value) and (name not in _OBJECTS or value is None or isinstance(value, dict))
        for name, value in change.items()
    )


def _needs_v2(rule: Json) -> bool:
    inside = any(name in (rule.get(outer) or {}) for outer, name in _ONLY_V2_INSIDE)
    return inside or any(name in rule for name in _ONLY_V2)


def _current_schema(rules: list[Json]) -> list[Json]:
    """Every rule in V2, which S3 wants whole: Filter, Priority and DeleteMarkerReplication, behaving as before.

    V1 replicates delete markers, V2 only if told to (S3 User Guide, "Replication configuration file elements").
    """
    taken = [rule.get("Priority") for rule in rules]
    upgraded = []
    for rule in rules:
        new = {name: value for name, value in rule.items() if name not in ("Prefix", _WITHDRAWN)}
        v1 = "Filter" not in rule
        if v1:
            new["Filter"] = {"Prefix": rule.get("Prefix", "")}
        new.setdefault("DeleteMarkerReplication", {"Status": "Enabled" if v1 else "Disabled"})
        new.setdefault("Priority", _free(taken))
        taken.append(new["Priority"])
        upgraded.append(new)
    return upgraded


def _apart_from(taken: list[Json], rule: Json) -> Json:
    """The rule, with another Priority if some other rule has its own: S3 wants each to be unique."""
    return {**rule, "Priority": _free(taken)} if "Priority" in rule and rule["Priority"] in taken else rule


def _free(taken: list[Json]) -> int:
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _refuse_what_s3_refuses(rule: Json, bucket: str, key: str) -> None:
    """S3 API Reference, "Replication error code list": what a command would be turned back for."""
    chosen, destination = rule.get("Filter") or {}, rule.get("Destination") or {}
    selection = (rule.get("SourceSelectionCriteria") or {}).get("SseKmsEncryptedObjects")
    by_tag = "Tag" in chosen or (chosen.get("And") or {}).get("Tags")
    markers = (rule.get("DeleteMarkerReplication") or {}).get("Status") == "Enabled"
    refusals = {
        "a rule that selects by tag cannot replicate delete markers: add a rule without tags": by_tag and markers,
        "choose the KMS key for the replicas (Destination.EncryptionConfiguration), then change the rule": (
            selection and not (destination.get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID")
        ),
        "an owner override needs Destination.Account: find out who owns the destination": (
            "AccessControlTranslation" in destination and not destination.get("Account")
        ),
    }
    for refusal, applies in refusals.items():
        if applies:
            raise NeedsPerson(f"rule {key} of {bucket}: {refusal}", bucket, rule)


def _needed(desk: Desk, bucket: str, key: str) -> dict[tuple[str, str], ReplicationRequest]:
    """The requests of the rule's edge, by purpose and resource."""
    edges = [edge for edge in desk.edges() if edge.parts["source"]["arn"] == bucket and _key(edge) == key]
    found = (request for edge in edges for request in requests(edge) if request.needed)
    return {(request.purpose, resource_of(request)): request for request in found}


def _key(edge: Subject) -> Json:
    return edge.parts["rule"].value["key"]


def _permit(desk: Desk, request: ReplicationRequest) -> None:
    """A changed rule brings the rights it now needs: on the role, and where another account must agree."""
    resource = resource_of(request)
    role_policy.permit(desk, request.principal, [request.action], [resource])
    if request.owner == desk.account(request.principal):
        return
    if request.policy_of == "destination":
        bucket_policy.permit(desk, resource.removesuffix("/*"), request.principal, [request.action])
    elif request.policy_of != "source":
        keys.permit(desk, resource, request.principal, [request.action])
