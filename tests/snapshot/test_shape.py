"""What a fact's value must be built like, down to the members that are descended into."""

from __future__ import annotations

import pytest

from auditor.errors import SnapshotError
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import FACTS
from auditor.snapshot.shape import misshapen

RULE = {"ID": "r", "Priority": 1, "Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::b"}}
TAGGED = {**RULE, "Filter": {"And": {"Prefix": "", "Tags": [{"Key": "k", "Value": "v"}]}}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("location", "eu-west-1"),
        ("versioning", {}),
        ("replication", {"Role": "", "Rules": []}),
        ("replication", {"Role": "arn:aws:iam::1:role/r", "Rules": [RULE, TAGGED]}),
        ("inline_policies", [{"PolicyName": "p", "PolicyDocument": {}}]),
        ("notification", {"WhatAwsAddsNextYear": [1]}),
        ("a fact of later", 5),
    ],
)
def test_what_aws_says_fits(name: str, value: Json) -> None:
    assert misshapen(name, value) == ""


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("replication", 5, "the value is not an object"),
        ("replication", {}, "the value has no Rules"),
        ("replication", {"Rules": 5}, "Rules is not a list"),
        ("replication", {"Rules": [RULE, 5]}, "Rules[1] is not an object"),
        ("replication", {"Rules": [{"ID": "r"}]}, "Rules[0] has no Destination"),
        ("replication", {"Rules": [{**RULE, "Priority": True}]}, "Rules[0].Priority is not a number"),
        (
            "replication",
            {"Rules": [{**RULE, "Filter": {"And": {"Tags": [1]}}}]},
            "Rules[0].Filter.And.Tags[0] is not an object",
        ),
        ("inline_policies", [1], "[0] is not an object"),
        (
            "attached_policies",
            [{"PolicyName": "p", "PolicyDocument": []}],
            "[0].PolicyDocument is not a text or an object",
        ),
        ("policy", [], "the value is not a text or an object"),
        ("buckets", None, "the value is not a list"),
        ("versioning", {"Status": ["Enabled"]}, "Status is not a text"),
    ],
)
def test_what_is_built_otherwise_is_told_with_its_place(name: str, value: Json, wrong: str) -> None:
    assert misshapen(name, value) == wrong


@pytest.mark.parametrize(("type", "name"), [(type, name) for type, names in FACTS.items() for name in names])
def test_every_fact_of_the_catalogue_has_a_shape(type: str, name: str) -> None:
    arn = "arn:aws:x:::y"
    snapshot = Snapshot.of([Resource(arn, type, "y", None, None, {name: Fact.of("any:Action", 5)})])
    with pytest.raises(SnapshotError, match=f"{arn}: {name}: the value is not"):
        snapshot.get(arn)
