import pytest

from auditor.snapshot import Fact
from tests.evaluate.asking import bucket, found, rule

OFF = bucket(
    Fact.of("a:b", {"Status": "Suspended"}), purposes=["dr", "log"], policy=Fact.unknown("p:q", "AccessDenied")
)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Bucket {bucket.name} is {bucket.versioning.Status}.", "Bucket b is Suspended."),
        ("For {bucket.purposes}.", "For dr, log."),
        ("'For {[bucket.name, bucket.name]}.'", "For b."),
        ("Delete is {bucket.versioning.MFADelete}.", "Delete is none."),
        ("Policy {bucket.policy}.", "Policy unknown (AccessDenied)."),
        ("'{{bucket.name}}'", "{bucket.name}"),
        ("'one\n\n  two'", "one two"),
    ],
)
def test_a_failure_says_the_rules_message_with_its_values(message: str, expected: str) -> None:
    assert found(rule(message=message), OFF).message == expected


def test_what_a_message_shows_is_no_evidence() -> None:
    shown = found(rule(message="For {bucket.purposes}"), OFF).evidence
    assert [each.expression for each in shown] == ["bucket.versioning.Status"]


def test_an_unknown_says_what_was_not_read() -> None:
    message = found(rule(must="bucket.policy == 'x'"), OFF).message
    assert message == "Not known whether: Title of r. It depends on bucket.policy (AccessDenied)"


def test_what_does_not_apply_says_by_which_condition() -> None:
    assert found(rule(when="bucket.name == 'x'"), OFF).message == "Does not apply here: bucket.name == 'x'"


def test_what_passes_says_the_title() -> None:
    assert found(rule(must="bucket.name == 'b'"), OFF).message == "Title of r"


def test_what_passes_says_the_note_if_there_is_one() -> None:
    assert found(rule(must="bucket.name == 'b'", note="Serves {bucket.purposes}."), OFF).message == "Serves dr, log."


def test_what_a_note_shows_is_no_evidence() -> None:
    shown = found(rule(must="bucket.name == 'b'", note="Serves {bucket.purposes}."), OFF).evidence
    assert [each.expression for each in shown] == ["bucket.name"]
