"""Which subjects a part of a subject stands for."""

import pytest

from auditor.config.intent import Intent
from auditor.rules.vocabulary import subjects_in
from auditor.snapshot import Fact, Json
from auditor.topology import KINDS, Subject, join, places
from tests.evaluate.edges import snapshot
from tests.topology.world import ROLE_ARN

UNREAD = Fact.unknown("s3:ListAllMyBuckets", "AccessDenied")


def subject(kind: str, id: str = "") -> Subject:
    return next(each for each in join(snapshot(), Intent()) if each.kind == kind and each.id.startswith(id))


@pytest.mark.parametrize(
    ("kind", "id", "part", "expected"),
    [
        ("replication", "", "rule", ["src/r/dst"]),
        ("replication", "", "source", ["src"]),
        ("replication", "", "destination", ["dst"]),
        ("replication", "", "role", [ROLE_ARN]),
        ("replication", "", "replica_key", []),
        ("bucket", "dst", "bucket", ["dst"]),
        ("bucket", "dst", "inbound", ["src/r/dst"]),
        ("bucket", "dst", "outbound", []),
        ("role", "", "edges", ["src/r/dst"]),
    ],
)
def test_what_a_part_stands_for(kind: str, id: str, part: str, expected: list[str]) -> None:
    assert [*places(subject(kind, id), part)] == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"arn": "arn:aws-cn:s3:::b"}, ["aws-cn:b"]),
        ({"arn": UNREAD}, []),
        (UNREAD, []),
        ([{"arn": "arn:aws:kms:us-east-1:111111111111:key/k"}], ["arn:aws:kms:us-east-1:111111111111:key/k"]),
    ],
    ids=["another partition", "nobody's", "not known", "a list of keys"],
)
def test_what_is_not_known_stands_for_nothing(part: Json, expected: list[str]) -> None:
    assert [*places(Subject("replication", "e", {"source": part}), "source")] == expected


def test_rules_may_name_the_parts_that_stand_for_subjects() -> None:
    assert {kind: set(subjects_in(kind)) for kind in KINDS} == {
        "account": set(),
        "bucket": {"bucket", "inbound", "outbound"},
        "role": {"role", "edges", "reverse"},
        "key": {"key", "edges"},
        "replication": {
            "rule", "summary", "source", "destination", "role", "source_keys", "replica_key", "destination_key",
            "reverse", "report",
        },
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["bucket", "role", "replication"])
def test_each_such_part_tells_of_subjects_there_are(kind: str) -> None:
    of = subject(kind)
    found = {place for name in subjects_in(kind) for place in places(of, name)}
    assert of.id in found
    assert found - {of.id} <= of.related
