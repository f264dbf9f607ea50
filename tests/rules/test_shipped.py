"""The packs that come with auditor: each rule keeps what its file promises, and they are the rules we mean to ship."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import yamlfile
from auditor.drift.rules import ALL as DRIFT_RULES
from auditor.evaluate.examples import run_examples
from auditor.evaluate.given import Answers, NotGiven, subject_of
from auditor.evaluate.judge import judge
from auditor.evaluate.reading import Reading, Unknown
from auditor.finding import Finding, Status
from auditor.rules import Example, Pack, Rule, load_packs, shipped_packs
from auditor.rules.vocabulary import ACTIONS
from auditor.snapshot import Fact, Json
from auditor.topology import Subject
from docs.build_rules import PAGE, page

PACKS = load_packs(shipped_packs())
RULES = {rule.info.id: rule for pack in PACKS for rule in pack.rules}
SOURCED = yamlfile.read(Path(__file__).with_name("sourced_controls.yaml")).value

CATALOGUE = {
    "replication": """replication-rule-present replication-rule-enabled destination-bucket-exists
        replication-configuration-valid replication-rules-not-shadowed replication-rule-uses-current-schema
        replication-prefix-plausible replication-covers-bucket replication-regions-enabled destination-accepts-writes
        replication-not-chained""",
    "versioning": "source-versioning-enabled destination-versioning-enabled",
    "ownership": "replica-owned-by-destination owner-override-permitted owner-override-useful",
    "delete-markers": """delete-marker-replication-as-intended deletes-cannot-empty-backup
        delete-marker-replication-permitted destination-expires-on-its-own""",
    "kms": """kms-objects-replicated replica-key-usable replica-key-works-across-accounts replication-keys-enabled
        role-may-decrypt-source role-may-encrypt-replica replica-key-policy-admits-role kms-conditions-match
        replication-key-rotated destination-default-encryption-effective""",
    "destination-policy": """destination-policy-admits-role destination-policy-names-live-role
        destination-policy-trusts-role-not-account destination-policy-not-public destination-versioning-not-delegated
        destination-policy-no-destructive-actions destination-policy-no-action-wildcards policy-version-legal
        policy-version-current denies-spare-replication denies-need-no-missing-header destination-grant-has-rule""",
    "role": """replication-role-exists replication-role-has-permissions role-may-read-source
        role-may-replicate-to-destination object-tags-replicated guardrails-permit-replication role-cannot-change-source
        role-no-action-wildcards role-no-resource-wildcards role-limited-to-s3-and-kms role-least-privilege
        role-trusts-s3 role-trusts-only-s3 batch-trust-used role-trust-conditions-reviewed""",
    "resilience": """dr-destination-in-other-region backup-destination-in-other-account destination-region-allowed
        destination-as-protected-as-source destination-retains-replicas destination-storage-class-fits-recovery
        two-way-replication-complete object-lock-on-both-sides role-may-read-object-lock backup-destination-immutable
        object-lock-key-protected""",
    "observability": """replication-metrics-enabled replication-time-control-enabled
        replication-failure-events-delivered replication-alarms-in-right-region replication-healthy
        data-events-recorded""",
    "exfiltration": """replicas-stay-in-trusted-accounts destination-owner-known destination-account-stated
        inbound-grants-from-trusted-accounts few-may-set-up-replication no-side-channel-to-untrusted-accounts""",
    "batch": """existing-objects-replicated replication-outages-backfilled batch-role-permitted
        batch-jobs-completed""",
}
"""Every id that a rule of a pack may have: a new name is a decision, not an accident."""

DRIFT = """replication-still-present rules-equal-baseline policies-equal-baseline protections-equal-baseline
    changes-by-known-actors config-recorder-sees-buckets"""
"""What the catalogue has beside the packs: the rules that `auditor drift` gives."""
LIMITS = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")

FIRST = """replication-rule-present replication-rule-enabled destination-bucket-exists
    replication-rule-uses-current-schema source-versioning-enabled destination-versioning-enabled
    replica-owned-by-destination owner-override-permitted owner-override-useful delete-marker-replication-as-intended
    delete-marker-replication-permitted kms-objects-replicated replica-key-usable replication-keys-enabled
    role-may-decrypt-source role-may-encrypt-replica destination-policy-admits-role
    destination-policy-trusts-role-not-account destination-versioning-not-delegated
    destination-policy-no-action-wildcards policy-version-legal policy-version-current replication-role-exists
    replication-role-has-permissions role-may-read-source role-may-replicate-to-destination role-cannot-change-source
    role-no-action-wildcards role-no-resource-wildcards role-trusts-s3 role-trusts-only-s3
    dr-destination-in-other-region replication-metrics-enabled replicas-stay-in-trusted-accounts destination-owner-known
    destination-account-stated"""
"""Without these the audit would not do its main job."""

CODES = """AssumeRoleNotPermitted DstBucketInvalidRegion DstBucketNotFound DstBucketObjectLockConfigMissing
    DstBucketUnversioned DstDelObjNotPermitted DstKmsKeyInvalidState DstKmsKeyNotFound DstMultipartCompleteNotPermitted
    DstMultipartInitNotPermitted DstMultipartUploadNotPermitted DstObjectHardDeleted DstPutAclNotPermitted
    DstPutLegalHoldNotPermitted DstPutObjectNotPermitted DstPutRetentionNotPermitted DstPutTaggingNotPermitted
    DstVersionNotFound InitiateReplicationNotPermitted SrcBucketInvalidRegion SrcBucketNotFound
    SrcBucketReplicationConfigMissing SrcGetAclNotPermitted SrcGetLegalHoldNotPermitted SrcGetObjectNotPermitted
    SrcGetRetentionNotPermitted SrcGetTaggingNotPermitted SrcHeadObjectNotPermitted SrcKeyNotFound SrcKmsKeyInvalidState
    SrcObjectNotEligible SrcObjectNotFound SrcReplicationNotPending SrcVersionNotFound"""
"""S3 User Guide, "Amazon S3 replication failure reasons"."""

FAILING = [
    pytest.param(rule, example, id=f"{rule.info.id}:{example.line}")
    for rule in RULES.values()
    for example in rule.examples
    if example.expect is Status.FAIL
]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_example_gets_its_verdict(pack: Pack) -> None:
    wrong = [f"{each.rule}:{each.line}: {each.problem}" for each in run_examples(pack) if each.problem]
    assert wrong == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_rules_have_the_ids_of_the_catalogue(pack: Pack) -> None:
    assert {rule.info.id for rule in pack.rules} - set(CATALOGUE[pack.name].split()) == set()


GIVEN = {*RULES, *(rule.id for rule in DRIFT_RULES)}


def test_the_catalogue_has_ninety_rules() -> None:
    assert len({*(id for ids in CATALOGUE.values() for id in ids.split()), *DRIFT.split()}) == 90


def test_every_rule_of_the_catalogue_is_there_or_listed_as_missing() -> None:
    known = {*(id for ids in CATALOGUE.values() for id in ids.split()), *DRIFT.split()}
    assert known - GIVEN == _listed() - set(CODES.split())


def test_every_failure_reason_is_predicted_or_listed() -> None:
    assert set(CODES.split()) - _predicted() == _listed() & set(CODES.split())


def _predicted() -> set[str]:
    return {code for rule in RULES.values() for code in rule.info.predicts}


def _listed() -> set[str]:
    """Names in the first column of the tables of docs/limits.md."""
    rows = [line.split("|")[1] for line in LIMITS.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize("rule", FIRST.split())
def test_the_rules_of_the_main_job_are_there(rule: str) -> None:
    assert rule in RULES


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_controls_are_those_that_were_sourced(rule: Rule) -> None:
    sourced: dict[str, set[str]] = defaultdict(set)
    for subject in SOURCED.values():
        if rule.info.id in subject["rules"]:
            for framework, controls in subject["controls"].items():
                sourced[framework].update(controls)
    assert {framework: set(controls) for framework, controls in rule.info.controls.items()} == sourced


def test_every_sourced_rule_is_shipped() -> None:
    assert {id for subject in SOURCED.values() for id in subject["rules"]} - set(RULES) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_predictions_are_codes_that_s3_publishes(rule: Rule) -> None:
    assert set(rule.info.predicts) - set(CODES.split()) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_why(rule: Rule) -> None:
    assert len(rule.info.rationale.split()) >= 20


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_names_what_aws_says_of_it(rule: Rule) -> None:
    assert any(link.startswith("https://docs.aws.amazon.com/") for link in rule.info.references)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_remedy_is_given_all_that_its_action_takes(rule: Rule) -> None:
    lacking = [ACTIONS[remedy.action] - {"edges"} - set(remedy.given) for remedy in rule.remedies]
    assert lacking == [set()] * len(rule.remedies)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_last_remedy_fits_whatever_failed(rule: Rule) -> None:
    assert rule.remedies[-1].when is None


@pytest.mark.parametrize(("rule", "example"), FAILING)
def test_a_failure_can_be_told_in_one_line(rule: Rule, example: Example) -> None:
    assert re.fullmatch(r"[^\n{}]+", _judged(rule, example).message)


@pytest.mark.parametrize(("rule", "example"), FAILING)
def test_a_failure_names_its_remedy(rule: Rule, example: Example) -> None:
    assert _judged(rule, example).remediation is not None


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python docs/build_rules.py"


_NAMED = {
    "source": {"arn": "arn:aws:s3:::source", "name": "source", "purposes": []},
    "destination": {"arn": "arn:aws:s3:::destination", "name": "destination", "purposes": []},
    "bucket": {"arn": "arn:aws:s3:::bucket", "name": "bucket", "account": "222222222222", "purposes": [],
               "must_replicate": False},
    "role": {"arn": "arn:aws:iam::111111111111:role/r", "name": "r", "account": "111111111111"},
}  # fmt: skip
"""What the join gives of every resource, read or not."""


def _judged(rule: Rule, example: Example) -> Finding:
    """The finding on an example, of which all that is not given is absent, and every question not answered denied."""
    given = subject_of(rule, example)
    parts = {name: _plain(part) for name, part in given.parts.items()}
    parts |= {name: {**named, **parts.get(name, {})} for name, named in _NAMED.items()}
    answers = Answers(rule, example)

    def ask(name: str, purpose: str, side: str, reading: Reading) -> bool | Unknown:
        try:
            return answers(name, purpose, side, reading)
        except NotGiven:
            return False

    return judge(rule, Subject(given.kind, given.id, parts), ask)


def _plain(part: Json) -> Json:
    """A part in which reading what is not there gives null."""
    if isinstance(part, dict):
        return {name: _plain(member) for name, member in part.items()}
    if isinstance(part, list):
        return [_plain(each) for each in part]
    return replace(part, value=_plain(part.value)) if isinstance(part, Fact) else part
