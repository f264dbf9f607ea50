import pytest

from auditor.errors import RuleError
from auditor.finding import Evidence, Remediation, Severity, Status
from auditor.snapshot import Fact
from auditor.topology import Subject
from tests.evaluate.asking import bucket, found, rule

ACTION = "s3:GetBucketVersioning"
ON = bucket(Fact.of(ACTION, {"Status": "Enabled"}))
OFF = bucket(Fact.of(ACTION, {"Status": "Suspended"}))
NEVER = bucket(Fact.absent(ACTION, "Nothing"))
UNREAD = bucket(Fact.unknown(ACTION, "AccessDenied"))
WHEN = "bucket.versioning.Status != 'Suspended'"


@pytest.mark.parametrize(
    ("subject", "status"), [(ON, Status.PASS), (OFF, Status.FAIL), (NEVER, Status.FAIL), (UNREAD, Status.UNKNOWN)]
)
def test_must_decides(subject: Subject, status: Status) -> None:
    assert found(rule(), subject).status is status


def test_when_is_false() -> None:
    assert found(rule(when=WHEN), OFF).status is Status.NOT_APPLICABLE


def test_when_is_unknown() -> None:
    assert found(rule(when=WHEN, must="bucket.name == 'b'"), UNREAD).status is Status.UNKNOWN


def test_a_finding_names_rule_subject_and_accounts() -> None:
    finding = found(rule("some-rule"), OFF)
    assert (finding.rule, finding.kind, finding.subject, finding.accounts) == (
        "some-rule",
        "bucket",
        "b",
        ("111111111111",),
    )


def test_a_finding_rests_on_what_was_read() -> None:
    assert found(rule(), OFF).evidence == (Evidence("bucket.versioning.Status", "Suspended", ACTION),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bucket.tags.nothing || bucket.tags.some", "gave thing for b"),
        ("bucket.tags.nothing", "gave none for b"),
        ("bucket.policy", "gave none for b"),
    ],
)
def test_a_verdict_is_true_or_false(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=f"^r.yaml:5: must: {message}, not true or false: bucket"):
        found(rule(must=text), bucket(Fact.of(ACTION, {}), tags={"some": "thing"}))


def test_when_is_true_or_false_too() -> None:
    with pytest.raises(RuleError, match=r"^r.yaml:8: when: gave none for b, not true or false"):
        found(rule(when="bucket.policy"), OFF)


def test_what_a_function_cannot_take_names_rule_and_subject() -> None:
    with pytest.raises(
        RuleError, match=r"^r.yaml:5: must: cannot be evaluated for b: length\(bucket.versioning.MFADelete\)"
    ):
        found(rule(must="length(bucket.versioning.MFADelete) > `0`"), OFF)


ADJUST = "[{when: bucket.name == 'x', severity: LOW}, {when: bucket.name == 'b', severity: CRITICAL}]"


def test_the_first_adjustment_that_is_true_gives_the_severity() -> None:
    assert found(rule(adjust=ADJUST), OFF).severity is Severity.CRITICAL


def test_what_passes_keeps_the_rules_severity() -> None:
    assert found(rule(adjust=ADJUST), ON).severity is Severity.HIGH


def test_an_unknown_adjustment_does_not_apply_but_is_in_evidence() -> None:
    subject = bucket(Fact.of(ACTION, {}), policy=Fact.unknown("s3:GetBucketPolicy", "AccessDenied"))
    finding = found(rule(adjust="[{when: bucket.policy == 'x', severity: LOW}]"), subject)
    assert finding.severity is Severity.HIGH
    assert Evidence("bucket.policy", None, "s3:GetBucketPolicy", "AccessDenied") in finding.evidence


REMEDY = "{action: set-rule, with: {bucket: bucket.arn, rule: bucket.policy, change: {Status: Enabled}}}"


def test_a_failure_says_what_would_mend_it() -> None:
    subject = bucket(Fact.of(ACTION, {}), policy="p")
    given = {"bucket": "arn:aws:s3:::b", "rule": "p", "change": {"Status": "Enabled"}}
    assert found(rule(remediation=REMEDY), subject).remediation == Remediation("set-rule", given)


def test_what_the_remedy_cannot_know_is_null_and_named() -> None:
    subject = bucket(Fact.of(ACTION, {}), policy=Fact.unknown("s3:GetBucketPolicy", "AccessDenied"))
    finding = found(rule(remediation=REMEDY), subject)
    assert finding.remediation is not None
    assert finding.remediation.given["rule"] is None
    assert finding.evidence[-1] == Evidence("bucket.policy", unknown="AccessDenied")


@pytest.mark.parametrize("subject", [ON, UNREAD])
def test_only_a_failure_has_a_remedy(subject: Subject) -> None:
    assert found(rule(remediation="{action: manual, with: {text: x}}"), subject).remediation is None


def test_the_first_remedy_that_fits() -> None:
    never = "{when: bucket.name == 'x', action: trust-s3, with: {role: bucket.arn}}"
    remedies = f"[{never}, {{action: manual, with: {{text: 'Ask for {{bucket.name}}'}}}}]"
    finding = found(rule(remediation=remedies), OFF)
    assert finding.remediation == Remediation("manual", {"text": "Ask for b"})
