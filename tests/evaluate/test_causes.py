from collections.abc import Mapping

import pytest

from auditor.errors import RuleError
from auditor.evaluate.causes import Lead, Traces, leads, with_causes
from auditor.evaluate.reading import Reading
from auditor.evaluate.told import Asked
from auditor.finding import Finding, Findings, Severity, Status
from auditor.snapshot import Fact
from tests.evaluate.asking import bucket, refuse, rule

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
    traces = Traces()
    traces.relate(related.items())
    made = with_causes(Findings(findings), [EMPTY, READS, WRITES], traces)
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


EDGES = {"a/r/b": frozenset({"a", "b"}), "b/r/c": frozenset({"b", "c"})}


def limited(limits: str, *leads: Lead) -> list[str | None]:
    """Causes of failures of `hurts` on the edges, with `empty` failed on every bucket."""
    rules = [EMPTY, rule("hurts", "replication", must="rule.Status == 'Enabled'", consequence_of=f"[{limits}]")]
    findings = [*(finding("empty", each) for each in "abc"), finding("hurts", "a/r/b"), finding("hurts", "b/r/c")]
    names = {each.fingerprint: each.subject for each in findings}
    traces = Traces()
    traces.relate(EDGES.items())
    traces.lead(leads)
    made = with_causes(Findings(findings), rules, traces)
    return [names.get(each.cause or "") for each in made if each.rule == "hurts"]


def test_a_cause_that_is_looked_for_at_one_part_only() -> None:
    found = limited(
        "{rule: empty, at: destination}", ("hurts", "a/r/b", "empty", "b"), ("hurts", "b/r/c", "empty", "c")
    )
    assert found == ["b", "c"]


def test_a_cause_for_some_subjects_only() -> None:
    found = limited("{rule: empty, when: rule.Status == 'Enabled'}", ("hurts", "b/r/c", "empty", ""))
    assert found == [None, "b"]


def test_a_cause_whose_place_did_not_fail() -> None:
    assert limited("{rule: empty, at: destination}", ("hurts", "a/r/b", "empty", "x")) == [None, None]


@pytest.mark.parametrize(
    ("versioning", "expected"),
    [
        (Fact.of("s3:GetBucketVersioning", {"Status": "Suspended"}), [("hurts", "b", "y", "b")]),
        (Fact.of("s3:GetBucketVersioning", {}), []),
        (Fact.unknown("s3:GetBucketVersioning", "AccessDenied"), []),
    ],
    ids=["true", "false", "unknown"],
)
def test_a_condition_that_is_not_true_leads_nowhere(versioning: Fact, expected: list[Lead]) -> None:
    of = rule("hurts", consequence_of="[x, {rule: y, when: bucket.versioning.Status == 'Suspended', at: bucket}]")
    asked = Asked(of, bucket(versioning), Reading(refuse))
    assert [*leads(asked)] == expected
    assert asked.reading.evidence() == ()


def test_a_condition_that_is_no_condition_is_an_error_of_the_rule() -> None:
    of = rule("hurts", consequence_of="[{rule: y, when: bucket.policy}]")
    with pytest.raises(RuleError, match=r"hurts\.yaml:8: consequence_of: gave none for b, not true or false"):
        list(leads(Asked(of, bucket(Fact.of("a:b", {})), Reading(refuse))))
