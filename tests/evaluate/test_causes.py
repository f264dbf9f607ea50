from collections.abc import Mapping

from auditor.evaluate.causes import Near, with_causes
from auditor.finding import Finding, Findings, Severity, Status
from tests.evaluate.asking import rule

EMPTY, READS, WRITES = (
    rule("empty"),
    rule("reads", consequence_of="[empty]"),
    rule("writes", consequence_of="[reads, missing]"),
)
EDGE = {"a/r/b": frozenset({"a", "b", "role"})}


def finding(of: str, subject: str, status: Status = Status.FAIL) -> Finding:
    return Finding(of, Severity.HIGH, "bucket", subject, status, "")


def causes(related: Mapping[str, frozenset[str]], *findings: Finding) -> list[str | None]:
    """For each finding the rule and subject of its cause."""
    names = {each.fingerprint: f"{each.rule} {each.subject}" for each in findings}
    near = Near()
    near.add(related.items())
    made = with_causes(Findings(findings), [EMPTY, READS, WRITES], near)
    found = {each.fingerprint: each.cause for each in made}
    return [names.get(found[each.fingerprint] or "") for each in findings]


def test_a_cause_on_the_same_subject() -> None:
    assert causes({}, finding("empty", "x"), finding("reads", "x")) == [None, "empty x"]


def test_a_cause_on_a_subject_that_it_refers_to() -> None:
    assert causes(EDGE, finding("empty", "role"), finding("reads", "a/r/b")) == [None, "empty role"]


def test_a_cause_on_a_subject_that_refers_to_it() -> None:
    assert causes(EDGE, finding("empty", "a/r/b"), finding("reads", "role")) == [None, "empty a/r/b"]


def test_no_cause_on_a_subject_that_has_nothing_to_do_with_it() -> None:
    assert causes(EDGE, finding("empty", "other"), finding("reads", "a/r/b")) == [None, None]


def test_the_root_is_named_and_not_the_link() -> None:
    found = causes({}, finding("empty", "x"), finding("reads", "x"), finding("writes", "x"))
    assert found == [None, "empty x", "empty x"]


def test_a_cause_that_did_not_fail_is_none() -> None:
    assert causes({}, finding("empty", "x", Status.UNKNOWN), finding("reads", "x")) == [None, None]


def test_only_a_failure_follows_from_another() -> None:
    assert causes({}, finding("empty", "x"), finding("reads", "x", Status.UNKNOWN)) == [None, None]


def test_of_several_related_causes_the_first_by_name() -> None:
    found = causes(EDGE, finding("empty", "b"), finding("empty", "a"), finding("reads", "a/r/b"))
    assert found == [None, None, "empty a"]
