# ruff: noqa: E501  a table of mistakes, one to a line
import pytest

from auditor.errors import RuleError
from auditor.finding import Severity, Status
from auditor.rules import Expression, Rule
from auditor.rules.load import load_rule
from auditor.snapshot import Fact
from tests.rules.text import RULE, spoiled

FILE = "p/bucket-versioned.yaml"


@pytest.fixture(scope="module")
def rule() -> Rule:
    return load_rule(RULE.encode(), FILE, "ours")


def test_what_reports_must_know(rule: Rule) -> None:
    info = rule.info
    assert (info.id, info.severity, info.pack, info.subject) == ("bucket-versioned", Severity.HIGH, "ours", "bucket")
    assert info.predicts == ("DstBucketUnversioned",)
    assert info.controls == {"NIST-800-53r5": ("CP-9", "CP-10")}


def test_expressions_are_parsed(rule: Rule) -> None:
    assert rule.must == Expression("bucket.versioning.Status == 'Enabled'", "bucket", {})
    assert rule.when is not None
    assert [each.severity for each in rule.adjust] == [Severity.CRITICAL]


def test_examples_keep_their_line_and_facts(rule: Rule) -> None:
    unknown = rule.examples[2]
    assert (unknown.expect, unknown.line) == (Status.UNKNOWN, 22)
    assert unknown.given["bucket"] == {"versioning": Fact.unknown("", "AccessDenied")}


def test_a_remedy_finds_what_it_needs_by_expressions(rule: Rule) -> None:
    (remedy,) = rule.remedies
    assert remedy.given == {"bucket": Expression("bucket.arn", "bucket", {})}


def test_what_a_remedy_is_given_beside_text_stands_for_itself() -> None:
    text = spoiled("{action: enable-versioning, with: {bucket: bucket.arn}}",
                   "{action: set-rule, with: {bucket: bucket.arn, rule: bucket.name, change: {Status: Enabled}}}")  # fmt: skip
    (remedy,) = load_rule(text.encode(), FILE, "ours").remedies
    assert remedy.given["change"] == {"Status": "Enabled"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("severity: HIGH\n", "severity: HIHG\n", "3: severity: should be 'INFO', 'LOW', 'MEDIUM', 'HIGH' or 'CRITICAL', not 'HIHG'"),
        ("severity: HIGH\n", "", "1: severity: is missing"),
        ("severity: HIGH\n", "severity: 3\n", "3: severity: should be 'INFO'"),
        ("subject: bucket\n", "subject: buckets\n", "4: subject: should be 'account', 'bucket', 'role', 'key' or 'replication'"),
        ("title: The bucket keeps versions", "title: ''", "2: title: should have at least 1 character"),
        ("title: The bucket keeps versions", "title: 7", "2: title: must be text; put it in quotes"),
        ("title: The bucket keeps versions", "titel: x", "2: titel: no such key; did you mean 'title'?"),
        ("id: bucket-versioned", "id: Bucket_Versioned", "1: id: must be in lower case with hyphens, such as bucket-has-owner, not 'Bucket_Versioned'"),
        ("id: bucket-versioned", "id: bucket-version", "1: id: the id is 'bucket-version', the file 'bucket-versioned'"),
        ("when: length(outbound) > `0`", "when: length(outbund) > `0`", "5: when: there is no part 'outbund' here; did you mean 'outbound'?"),
        ("must: bucket.versioning.Status", "must: bucket.versionin.Status", "6: must: bucket has no member 'versionin'; did you mean 'versioning'?"),
        ("must: bucket.versioning.Status == 'Enabled'", "must: bucket.versioning.Status ==", "6: must: not a JMESPath expression: it ends too early"),
        ("must: bucket.versioning.Status == 'Enabled'", "must: lenght(outbound)", "6: must: there is no function 'lenght'; did you mean 'length'?"),
        ("{bucket.name}", "{bucket.nam}", "7: message: bucket has no member 'nam'"),
        ("{bucket.name}", "{bucket.name", "7: message: a single '{' at character 12"),
        ("{NIST-800-53r5: [CP-9, CP-10]}", "{NIST-800-53r5: CP-9}", "10: controls.NIST-800-53r5: must be a list, such as [a, b], not 'CP-9'"),
        ("{when: \"contains(bucket.purposes, 'dr')\", severity: CRITICAL}", "{when: bucket.purpose, severity: LOW}", "12: adjust[0].when: bucket has no member 'purpose'; did you mean 'purposes'?"),
        (", severity: CRITICAL}", ", sevrity: LOW}", "12: adjust[0].sevrity: no such key; did you mean 'severity'?"),
        ("consequence_of: []", "consequence_of: [Not An Id]", "13: consequence_of[0]: must be in lower case with hyphens"),
        ("action: enable-versioning", "action: enable-version", "14: remediation.action: there is no action 'enable-version'; did you mean 'enable-versioning'?"),
        ("with: {bucket: bucket.arn}", "with: {buckets: bucket.arn}", "14: remediation.with.buckets: enable-versioning is not given 'buckets'; did you mean 'bucket'?"),
        ("with: {bucket: bucket.arn}", "with: {bucket: bucket.ar}", "14: remediation.with.bucket: bucket has no member 'ar'"),
        ("with: {bucket: bucket.arn}", "given: {bucket: bucket.arn}", "14: remediation.given: no such key"),
        ("[https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html]", "['javascript:alert(1)']", "15: references[0]: must be an https:// address"),
        ("expect: PASS", "expect: PASSED", "17: examples[0].expect: should be 'PASS', 'FAIL', 'UNKNOWN' or 'NOT_APPLICABLE'"),
        ("given: {outbound: []}", "given: {outbond: []}", "25: examples[3].given.outbond: a bucket has no part 'outbond'; did you mean 'outbound'?"),
        ("given: {outbound: []}", "given: []", "25: examples[3].given: must be an object"),
        ("    severity: CRITICAL\n", "    serenity: CRITICAL\n", "20: examples[1].serenity: no such key; did you mean 'severity'?"),
        (RULE, "- a list\n", "1: the file must hold `key: value` lines"),
    ],
)  # fmt: skip
def test_every_mistake_names_file_line_and_field(old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError) as raised:
        load_rule(spoiled(old, new).encode(), FILE, "ours")
    assert str(raised.value).startswith(f"{FILE}:{message}")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: HIGH", 'severity: "\\e[31mHIGH"'),
        ("title: The bucket keeps versions", '"\\e[31m\\u202e": x'),
        ("must: bucket.versioning.Status == 'Enabled'", 'must: "bucket.\\"\\\\u202e\\\\u001b\\""'),
        ("when: length(outbound) > `0`", 'when: "a\\e b\\n\\u2066 c"'),
    ],
)
def test_no_mistake_can_steer_the_terminal(old: str, new: str) -> None:
    with pytest.raises(RuleError) as raised:
        load_rule(spoiled(old, new).encode(), FILE, "ours")
    assert str(raised.value).isprintable()
