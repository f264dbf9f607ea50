"""The topics, queues and functions that buckets tell of failed replication: whom each lets send, and its KMS key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from botocore.client import BaseClient

from auditor.collect.judge import Failure, attempt
from auditor.collect.read import Call, answer, settle, step
from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import FUNCTION, QUEUE, TOPIC

_NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_NO_POLICY, _NOT_ENCRYPTED = "NoPolicy", "NotEncrypted"
_ATTRIBUTES = ("QueueArn", "Policy", "KmsMasterKeyId")

OF_TOPIC = Call("policy", "get_topic_attributes", "sns:GetTopicAttributes",
                select="Attributes", needs=("TopicArn",), absent=("NotFound", "NotFoundException"))  # fmt: skip
URL = Call("policy", "get_queue_url", "sqs:GetQueueUrl", select="QueueUrl", absent=_NO_QUEUE)
OF_QUEUE = Call("policy", "get_queue_attributes", "sqs:GetQueueAttributes", always=(("AttributeNames", _ATTRIBUTES),),
                select="Attributes", needs=("QueueArn",), absent=_NO_QUEUE)  # fmt: skip
OF_FUNCTION = Call("policy", "get_policy", "lambda:GetPolicy", select="Policy", absent=("ResourceNotFoundException",))
"""Lambda says the same of a function that is not there and of one that nobody was ever let call."""


def _with_key(*calls: Call) -> tuple[Call, ...]:
    """The rows of calls that tell the key, too."""
    return (*calls, *(replace(call, fact="kms_key") for call in calls))


CALLS: Mapping[str, tuple[Call, ...]] = {
    "sns": _with_key(OF_TOPIC),
    "sqs": _with_key(URL, OF_QUEUE),
    "lambda": (OF_FUNCTION,),
}
"""By the SDK's name of the service."""
SERVICES: Mapping[str, str] = {TOPIC: "sns", QUEUE: "sqs", FUNCTION: "lambda"}
"""By resource type."""


def read_target(client: BaseClient, type: str, arn: str, wanted: frozenset[str]) -> dict[str, Fact]:
    """The wanted facts of the topic, queue or function `arn`; `client` is one of its own account and Region."""
    call, read = _READ[type]
    found = attempt(lambda: read(client, arn))
    if isinstance(found, Failure):
        return {name: settle(call, found) for name in wanted}
    told = {"policy": ("Policy", _NO_POLICY), "kms_key": ("KmsMasterKeyId", _NOT_ENCRYPTED)}
    return {name: _told(call, found, *told[name]) for name in wanted}


def _told(call: Call, attributes: Json, member: str, none: str) -> Fact:
    value = attributes.get(member)
    return Fact.of(call.action, value) if value else Fact.absent(call.action, none)


def _topic(client: BaseClient, arn: str) -> Json:
    return answer(client, OF_TOPIC, {"TopicArn": arn})


def _queue(client: BaseClient, arn: str) -> Json:
    """A queue is asked by its URL, which is asked for by its name."""
    *_, account, name = arn.split(":")
    url = step(URL, lambda: answer(client, URL, {"QueueName": name, "QueueOwnerAWSAccountId": account}))
    return answer(client, OF_QUEUE, {"QueueUrl": url})


def _function(client: BaseClient, arn: str) -> Json:
    """A version or alias of a function has a policy of its own (Lambda API, "GetPolicy")."""
    parts = arn.split(":")
    qualifier = {"Qualifier": parts[7]} if len(parts) == 8 else {}
    return {"Policy": answer(client, OF_FUNCTION, {"FunctionName": ":".join(parts[:7]), **qualifier})}


_READ: Mapping[str, tuple[Call, Callable[[BaseClient, str], Json]]] = {
    TOPIC: (OF_TOPIC, _topic),
    QUEUE: (OF_QUEUE, _queue),
    FUNCTION: (OF_FUNCTION, _function),
}
