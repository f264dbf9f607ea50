"""The parts that rules may name are the parts that the join gives."""

from collections.abc import Mapping

import pytest

from auditor.config.intent import Intent
from auditor.rules.kinds import Shape
from auditor.rules.vocabulary import PARTS
from auditor.topology import KINDS, Part, join
from tests.evaluate.edges import snapshot
from tests.evaluate.test_authorize import KMS

ENCRYPTED = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
SUBJECTS = list(join(snapshot(change=KMS, facts={"encryption": ENCRYPTED}), Intent()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_subject_has_the_parts_that_rules_may_name(kind: str) -> None:
    subject = next(each for each in SUBJECTS if each.kind == kind)
    made = {name: subject.parts[name] for name in PARTS[kind]}
    assert dict(subject.parts) == made


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_has_the_members_that_rules_may_name(kind: str) -> None:
    subject = next(each for each in SUBJECTS if each.kind == kind)
    for name, shape in PARTS[kind].items():
        for part, members in _objects(subject.parts[name], shape):
            assert set(part) == set(members), name


def _objects(part: Part, shape: Shape) -> list[tuple[Mapping[str, Part], Mapping[str, Shape]]]:
    """The part, or the elements of the list that it is, with what they are said to hold."""
    if isinstance(shape, list) and isinstance(part, list):
        return [found for each in part for found in _objects(each, shape[0])]
    return [(part, shape)] if isinstance(part, dict) and isinstance(shape, Mapping) else []
