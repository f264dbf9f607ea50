"""A statement about some of a rule's objects is asked about on its own."""

from __future__ import annotations

import pytest

from auditor.evaluate.documents import Documents
from auditor.evaluate.probes import asked_about
from auditor.iam import Effect, decide
from auditor.topology.least import documents
from tests.evaluate.test_least import edge


def verdicts(name: str, *statements: dict[str, object]) -> dict[str, Effect]:
    """Object -> verdict of s3:ReplicateObject, with `statements` beside the least policies of the role."""
    held = dict(documents(edge(name)))
    held["role"] = {**held["role"], "Statement": [*held["role"]["Statement"], *statements]}
    found, known = edge(name, held), Documents()
    return {
        request.resource.removeprefix("arn:aws:s3:::dst/"): decide(*known.asked(request, found.parts)).effect
        for request in asked_about(found, known)
        if request.action == "s3:ReplicateObject"
    }


def deny(*resources: str) -> dict[str, object]:
    return {"Effect": "Deny", "Action": "s3:Replicate*", "Resource": list(resources)}


def test_a_denied_part_is_found() -> None:
    assert verdicts("cross account", deny("arn:aws:s3:::dst/secret/*")) == {
        "auditor-probe": Effect.ALLOW,
        "secret/auditor-probe": Effect.EXPLICIT_DENY,
    }


def test_a_single_object_is_asked_about_by_its_name() -> None:
    assert verdicts("cross account", deny("arn:aws:s3:::dst/index.html"))["index.html"] is Effect.EXPLICIT_DENY


@pytest.mark.parametrize(
    "elsewhere", ["arn:aws:s3:::dst/out/*", "arn:aws:s3:::other/in/x*", "arn:aws:s3:::dst/in/${aws:userid}/*"]
)
def test_what_the_rule_does_not_replicate_is_not_asked_about(elsewhere: str) -> None:
    assert set(verdicts("delete markers under a prefix", deny(elsewhere))) == {"in/auditor-probe"}


def test_a_part_of_the_prefix_is_asked_about() -> None:
    found = verdicts("delete markers under a prefix", deny("arn:aws:s3:::dst/in/b?d/*"))
    assert found["in/bxd/auditor-probe"] is Effect.EXPLICIT_DENY


def test_the_whole_bucket_is_no_part() -> None:
    assert set(verdicts("cross account")) == {"auditor-probe"}


def test_a_statement_about_another_action_singles_nothing_out() -> None:
    other = {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::dst/secret/*"}
    assert set(verdicts("cross account", other)) == {"auditor-probe"}


def test_a_policy_of_many_patterns_is_asked_about_to_a_bound() -> None:
    many = deny(*(f"arn:aws:s3:::dst/{n}/*" for n in range(100)))
    assert len(verdicts("cross account", many)) == 17


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("arn:aws:s3:::*/secret/*", "in/secret/auditor-probe"),
        ("arn:aws:s3:::ds*/in/secret/*", "in/secret/auditor-probe"),
        ("arn:aws:s3:::dst/*/x*", "in/xauditor-probe"),
    ],
)
def test_a_pattern_that_begins_before_the_prefix_is_met_with_it(pattern: str, found: str) -> None:
    assert verdicts("delete markers under a prefix", deny(pattern))[found] is Effect.EXPLICIT_DENY


@pytest.mark.parametrize("whole", ["*", "arn:aws:s3:::*", "arn:aws:s3:::d*/i*", "arn:aws:s3:::dst/in/**"])
def test_a_pattern_of_all_objects_under_the_prefix_is_no_part(whole: str) -> None:
    assert set(verdicts("delete markers under a prefix", deny(whole))) == {"in/auditor-probe"}
