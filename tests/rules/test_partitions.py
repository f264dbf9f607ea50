"""In the partitions of China and of GovCloud (US) rules and remedies say the same, in the partition's own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from auditor.finding import Assessment, Finding, Status
from tests.rules.breaks import ANY, Case, changed
from tests.rules.test_breaking import CASES, NOT_READ
from tests.rules.worlds import KINDS, World, judged

PARTITIONS = {
    "aws-cn": (("arn:aws:", "arn:aws-cn:"), ("us-east-1", "cn-north-1"), ("eu-west-1", "cn-northwest-1")),
    "aws-us-gov": (("arn:aws:", "arn:aws-us-gov:"), ("us-east-1", "us-gov-east-1"), ("eu-west-1", "us-gov-west-1")),
}
OTHERWISE = {
    "aws-cn": ("a destination in another partition", "through S3 of"),
    "aws-us-gov": ("a recovery point",),
}
"""What is told otherwise: it is no other partition there, and there is no replication time control."""


def moved(world: World, partition: str) -> World:
    return replace(world, elsewhere=PARTITIONS[partition])


@cache
def healthy(kind: str, partition: str) -> Assessment:
    return judged(moved(KINDS[kind](), partition))


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_healthy_edge_raises_no_alarm(kind: str, partition: str) -> None:
    found = healthy(kind, partition).findings
    assert {each.rule for each in found if each.status is Status.FAIL} == set()
    assert {each.rule for each in found if each.status is Status.UNKNOWN} == NOT_READ


def _broken() -> Iterator[object]:
    for case in CASES:
        for partition, others in OTHERWISE.items():
            if not any(other in case.what for other in others):
                yield pytest.param(case.kinds[0], case, partition, id=f"{partition}: {case.what}")


@pytest.mark.parametrize(("kind", "case", "partition"), [*_broken()])
def test_what_is_broken_is_told_in_the_names_of_the_partition(kind: str, case: Case, partition: str) -> None:
    world = moved(KINDS[kind](), partition)
    case.broken(world)
    after = judged(world)
    told = {
        change: rules
        for change, rules in changed(healthy(kind, partition), after).items()
        if case.changes.get(change) != ANY
    }
    assert told == {change: set(rules.split()) for change, rules in case.changes.items() if rules != ANY}
    assert [each.rule for each in after.findings if "arn:aws:" in _text(each)] == []


@pytest.mark.parametrize("case", [each for each in CASES if "through S3 of" in each.what], ids=lambda case: case.what)
def test_how_china_names_s3_to_kms_is_not_known(case: Case) -> None:
    world = moved(KINDS["kms"](), "aws-cn")
    case.broken(world)
    (told,) = [each.status for each in judged(world).findings if each.rule == "kms-conditions-match"]
    assert told is Status.UNKNOWN


def _text(finding: Finding) -> str:
    remedy = finding.remediation
    return f"{finding.message} {remedy.given if remedy else ''}"
