"""A bucket's notifications -> the topics, queues and functions that S3 tells of failed replication, and what it asks.

S3 User Guide, "Event notification types and destinations", "Granting permissions to publish event notification
messages to a destination". EventBridge is not told of replication.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.snapshot import NOT_COLLECTED, Fact, Json, State
from auditor.snapshot.catalogue import FACTS, FUNCTION, KEY, QUEUE, TOPIC
from auditor.topology.arn import parse_arn
from auditor.topology.keys import find_key
from auditor.topology.shelf import Shelf
from auditor.topology.subject import Part

_EVENTS = frozenset({"s3:Replication:OperationFailedReplication", "s3:Replication:*"})
_LISTS = (
    ("TopicConfigurations", "TopicArn", TOPIC),
    ("QueueConfigurations", "QueueArn", QUEUE),
    ("LambdaFunctionConfigurations", "LambdaFunctionArn", FUNCTION),
)
_ACTIONS = {TOPIC: "sns:Publish", QUEUE: "sqs:SendMessage", FUNCTION: "lambda:InvokeFunction"}
_OF_KEY = ("kms:GenerateDataKey", "kms:Decrypt")
_AWS_MANAGED = ("alias/aws/sns", "alias/aws/sqs")
"""Keys that S3 may not use, because nobody can change their policies (same page)."""
_S3 = "s3.amazonaws.com"


def announced(notification: Json) -> Iterator[tuple[str, str]]:
    """(Resource type, ARN) of each target that is told when an object fails to replicate, once."""
    found: dict[tuple[str, str], None] = {}
    for name, member, type in _LISTS:
        for each in notification.get(name) or ():
            if _EVENTS.intersection(each.get("Events") or ()):
                found[type, str(each.get(member))] = None
    yield from found


def announcements(bucket: Mapping[str, Part], shelf: Shelf) -> Part:
    """`{arn, type, account, asked}` of each target, or the fact that hides them.

    `asked` are S3's requests, each `{policy, request}`: the policy that must admit it, and `{principal, action,
    resource, account, context}`.
    """
    notification: Fact = bucket["notification"]
    if notification.state is not State.VALUE:
        return notification if notification.state is State.UNKNOWN else []
    return [_target(type, arn, bucket, shelf) for type, arn in announced(notification.value)]


def _target(type: str, arn: str, bucket: Mapping[str, Part], shelf: Shelf) -> dict[str, Part]:
    resource, parsed = shelf.resource(arn), parse_arn(arn)
    account, region = (parsed.account, parsed.region) if parsed else ("", "")
    facts = {name: _fact(resource.facts if resource else {}, type, name) for name in FACTS[type]}
    context = {"aws:SourceArn": str(bucket["arn"]), "aws:SourceAccount": bucket["account"]}
    asked = [_asked(facts["policy"], _ACTIONS[type], arn, account, context)]
    key = facts.get("kms_key")
    if key is not None and key.state is not State.ABSENT:
        used = _key(key, {"arn": arn, "account": account, "region": region}, shelf)
        asked += [_asked(used["policy"], action, used["arn"], account, {}) for action in _OF_KEY]
    return {"arn": arn, "type": type, "account": account, "asked": asked}


def _fact(held: Mapping[str, Fact], type: str, name: str) -> Fact:
    return held.get(name) or Fact.unknown(FACTS[type][name], NOT_COLLECTED)


def _key(key: Fact, place: Mapping[str, Part], shelf: Shelf) -> Mapping[str, Part]:
    """ARN and policy of a target's key; the policy is read where replication uses the key too."""
    if key.state is State.UNKNOWN:
        return {"arn": "", "policy": key}
    given = str(key.value)
    if given.rpartition(":")[2] in _AWS_MANAGED:
        return {"arn": given, "policy": Fact.absent(FACTS[KEY]["policy"], "AwsManagedKey")}
    found: Mapping[str, Part] = find_key(given, place, shelf)
    return found


def _asked(policy: Fact, action: str, resource: str, account: str, context: Mapping[str, Part]) -> dict[str, Part]:
    known = {name: value for name, value in context.items() if isinstance(value, str)}
    request = {"principal": _S3, "action": action, "resource": resource, "account": account, "context": known}
    return {"policy": policy, "request": request}
