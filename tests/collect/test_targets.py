"""Topics, queues and functions: whom they let send and their keys, that there is none, and why nobody knows."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from auditor.collect.targets import SERVICES, read_target
from auditor.snapshot import Fact
from auditor.snapshot.catalogue import FACTS, FUNCTION, QUEUE, TOPIC
from tests.collect.canned import Asked, Canned, Reply
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
NAMES = {TOPIC: f"arn:aws:sns:us-east-1:{A}:t", QUEUE: f"arn:aws:sqs:us-east-1:{A}:q"}
FUNCTION_ARN = f"arn:aws:lambda:us-east-1:{A}:function:f"
_ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [_ALLOW]})
ACTIONS = {TOPIC: "sns:GetTopicAttributes", QUEUE: "sqs:GetQueueAttributes", FUNCTION: "lambda:GetPolicy"}


def _read(client: Client, type: str, arn: str = "") -> dict[str, Fact]:
    return read_target(client(SERVICES[type]), type, arn or NAMES[type], frozenset(FACTS[type]))


def _topic(attributes: dict[str, str]) -> Reply:
    rows = "".join(f"<entry><key>{name}</key><value>{value}</value></entry>" for name, value in attributes.items())
    inner = f"<GetTopicAttributesResult><Attributes>{rows}</Attributes></GetTopicAttributesResult>"
    return Reply(200, f"<GetTopicAttributesResponse>{inner}</GetTopicAttributesResponse>".encode())


def _queue(asked: Asked, attributes: dict[str, str]) -> Reply:
    said = {"Attributes": attributes} if asked.headers["x-amz-target"].endswith("Attributes") else {"QueueUrl": "u"}
    return Reply(200, json.dumps(said).encode())


def _serve(serve: Serve, type: str, attributes: dict[str, str]) -> Canned:
    if type == TOPIC:
        return serve(lambda _: _topic({"TopicArn": NAMES[TOPIC], **attributes}))
    return serve(lambda asked: _queue(asked, {"QueueArn": NAMES[QUEUE], **attributes}))


@pytest.mark.parametrize("type", [TOPIC, QUEUE])
def test_policy_and_key(serve: Serve, client: Client, type: str) -> None:
    _serve(serve, type, {"Policy": "p", "KmsMasterKeyId": "alias/ours"})
    assert _read(client, type) == {
        "policy": Fact.of(ACTIONS[type], "p"),
        "kms_key": Fact.of(ACTIONS[type], "alias/ours"),
    }


@pytest.mark.parametrize("type", [TOPIC, QUEUE])
def test_neither_policy_nor_key(serve: Serve, client: Client, type: str) -> None:
    _serve(serve, type, {})
    assert _read(client, type) == {
        "policy": Fact.absent(ACTIONS[type], "NoPolicy"),
        "kms_key": Fact.absent(ACTIONS[type], "NotEncrypted"),
    }


@pytest.mark.parametrize(
    ("type", "operation", "code"),
    [
        (TOPIC, "get_topic_attributes", "NotFound"),
        (QUEUE, "get_queue_url", "AWS.SimpleQueueService.NonExistentQueue"),
        (QUEUE, "get_queue_url", "QueueDoesNotExist"),
    ],
)
def test_what_is_not_there_is_certainly_absent(client: Client, type: str, operation: str, code: str) -> None:
    made = client(SERVICES[type])
    with Stubber(made) as stub:
        stub.add_client_error(operation, code, "none", 400)
        found = read_target(made, type, NAMES[type], frozenset(FACTS[type]))
    assert found == {name: Fact.absent(ACTIONS[type], code) for name in ("policy", "kms_key")}


@pytest.mark.parametrize("refused", ["GetQueueUrl", "GetQueueAttributes"])
def test_the_call_that_was_refused_is_named(serve: Serve, client: Client, refused: str) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers["x-amz-target"].endswith(refused):
            return Reply(403, b'{"__type": "com.amazonaws.sqs#AccessDeniedException", "message": "no"}')
        return _queue(asked, {"QueueArn": NAMES[QUEUE]})

    serve(answer)
    assert set(_read(client, QUEUE).values()) == {Fact.unknown(f"sqs:{refused}", "AccessDenied", "no")}


@pytest.mark.parametrize("type", [TOPIC, QUEUE])
def test_attributes_of_nothing_are_no_answer(serve: Serve, client: Client, type: str) -> None:
    serve(lambda asked: _topic({}) if type == TOPIC else _queue(asked, {}))
    assert {fact.reason for fact in _read(client, type).values()} == {"UnexpectedAnswer"}


@pytest.mark.parametrize(("arn", "query"), [(FUNCTION_ARN, {}), (f"{FUNCTION_ARN}:live", {"Qualifier": ["live"]})])
def test_a_function_s_policy_is_that_of_its_version(
    serve: Serve, client: Client, arn: str, query: dict[str, list[str]]
) -> None:
    endpoint = serve(lambda _: Reply(200, json.dumps({"Policy": POLICY}).encode()))
    assert _read(client, FUNCTION, arn) == {"policy": Fact.of("lambda:GetPolicy", POLICY)}
    (asked,) = endpoint.requests
    assert (asked.path.endswith("function%3Af/policy"), dict(asked.query)) == (True, query)


def test_a_function_that_nobody_may_call(client: Client) -> None:
    made = client("lambda")
    with Stubber(made) as stub:
        stub.add_client_error("get_policy", "ResourceNotFoundException", "none", 404)
        found = read_target(made, FUNCTION, FUNCTION_ARN, frozenset({"policy"}))
    assert found == {"policy": Fact.absent("lambda:GetPolicy", "ResourceNotFoundException")}


def test_on_the_emulator(emulator: None, client: Client) -> None:
    topic = boto3.client("sns", "us-east-1").create_topic(Name="t")["TopicArn"]
    attributes = {"Policy": POLICY, "KmsMasterKeyId": "alias/aws/sqs"}
    boto3.client("sqs", "us-east-1").create_queue(QueueName="q", Attributes=attributes)
    told = _read(client, TOPIC, topic)
    assert "SNS:Publish" in told["policy"].value
    assert told["kms_key"].reason == "NotEncrypted"
    account = topic.split(":")[4]
    queue = _read(client, QUEUE, f"arn:aws:sqs:us-east-1:{account}:q")
    assert (json.loads(queue["policy"].value), queue["kms_key"].value) == (json.loads(POLICY), "alias/aws/sqs")


@pytest.mark.parametrize("type", [TOPIC, QUEUE, FUNCTION])
def test_nothing_of_the_name_on_the_emulator(emulator: None, client: Client, type: str) -> None:
    arn = {**NAMES, FUNCTION: FUNCTION_ARN}[type]
    assert {fact.state.value for fact in _read(client, type, arn).values()} == {"absent"}
