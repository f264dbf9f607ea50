"""One try of each call: what is refused, what cannot be reached, what there is nothing to try on."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.collect.doctor import Check, Verdict, examine
from auditor.config import Account, Config, Organization
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, KEY, ROLE
from tests.collect import world
from tests.collect.canned import Asked, Canned, Reply, Reset, caller, error, xml
from tests.collect.conftest import A

Serve = Callable[[Callable[[Asked], Reply]], Canned]
CONFIG = Config(accounts=(Account(id=A),), timeout=60, concurrency=2)
LISTING = xml(
    "ListAllMyBucketsResult", "<Buckets><Bucket><Name>b</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>"
)


def _verdicts(checks: list[Check]) -> dict[str, str]:
    return {check.operation: check.verdict.value for check in checks}


def _s3(asked: Asked) -> Reply:
    """S3 with one bucket that lets only its versioning be read, and whose policy never comes."""
    if asked.form:
        return caller(A)
    if asked.path == "/":
        return Reply(200, LISTING)
    if "versioning" in asked.query:
        return Reply(200, xml("VersioningConfiguration"))
    if "policy" in asked.query:
        raise Reset
    return error("NoSuchTagSet", 404) if "tagging" in asked.query else error("AccessDenied", 403, "no right")


def test_each_call_is_allowed_denied_or_unreachable(serve: Serve) -> None:
    serve(_s3)
    facts = {(BUCKET, name) for name in ("versioning", "policy", "tags", "lifecycle")}
    checks = list(examine(CONFIG, facts))
    assert _verdicts(checks) == {
        "sts.get_caller_identity": "allowed",
        "s3.list_buckets": "allowed",
        "s3.get_bucket_location": "denied",
        "s3.get_bucket_versioning": "allowed",
        "s3.get_bucket_policy": "unreachable",
        "s3.get_bucket_tagging": "allowed",
        "s3.get_bucket_lifecycle_configuration": "denied",
    }
    (denied,) = [check for check in checks if check.operation == "s3.get_bucket_lifecycle_configuration"]
    assert (denied.action, denied.reason, denied.detail) == ("s3:GetLifecycleConfiguration", "AccessDenied", "no right")


def test_a_closed_account_is_one_line_and_nothing_more_is_sent(serve: Serve) -> None:
    endpoint = serve(lambda _: caller("999999999999"))
    (check,) = examine(CONFIG, None)
    assert (check.verdict, check.reason) == (Verdict.DENIED, "WrongAccount")
    assert len(endpoint.requests) == 1


def test_without_a_bucket_or_key_their_calls_are_untried(serve: Serve) -> None:
    serve(lambda asked: caller(A) if asked.form else Reply(200, xml("ListAllMyBucketsResult", "<Buckets/>")))
    verdicts = _verdicts(list(examine(CONFIG, {(BUCKET, "tags"), (KEY, "policy")})))
    assert (verdicts["s3.get_bucket_tagging"], verdicts["kms.get_key_policy"]) == ("untried", "untried")


def test_a_replicating_bucket_its_role_and_its_key_are_what_is_tried(
    emulator: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in world.hub_keys().items():
        monkeypatch.setenv(name, value)
    account, role = world.audited(A), world.replicator(A)
    key = world.owner(A, "kms").create_key()["KeyMetadata"]["Arn"]
    world.bucket(A, "a-plain-one")
    source = world.bucket(A, "source")
    world.bucket(A, "copy")
    world.encrypt(source, "source", key)
    world.replicate(source, "source", role, "copy")
    checks = list(examine(Config(accounts=(account,)), {(KEY, "policy"), (KEY, "key"), (ROLE, "trust")}))
    assert _verdicts(checks) == {
        "sts.get_caller_identity": "allowed",
        "iam.get_role": "allowed",
        "kms.describe_key": "allowed",
        "kms.get_key_policy": "allowed",
        "s3.get_bucket_location": "allowed",
        "s3.list_buckets": "allowed",
    }


def test_a_role_that_does_not_exist_answers_whether_roles_may_be_read(serve: Serve) -> None:
    def iam(asked: Asked) -> Reply:
        if asked.form.get("Action") == ["GetRole"]:
            return Reply(404, b"<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>")
        if asked.form.get("Action") == ["GetCallerIdentity"]:
            return caller(A)
        if asked.form:
            return Reply(403, b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>")
        return Reply(200, xml("ListAllMyBucketsResult", "<Buckets/>"))

    serve(iam)
    verdicts = _verdicts(list(examine(CONFIG, {(ROLE, "role"), (ROLE, "inline_policies")})))
    assert verdicts["iam.get_role"] == "allowed"
    assert (verdicts["iam.list_role_policies"], verdicts["iam.get_role_policy"]) == ("denied", "denied")


@pytest.mark.parametrize(("refused", "verdict"), [(False, "allowed"), (True, "optional")])
def test_a_list_of_all_roles_may_be_refused(
    emulator: None, monkeypatch: pytest.MonkeyPatch, refused: bool, verdict: str
) -> None:
    for name, value in world.hub_keys().items():
        monkeypatch.setenv(name, value)
    account = world.audited(A)
    if refused:
        world.deny(A, "iam:GetAccount*", "*")
    verdicts = _verdicts(list(examine(Config(accounts=(account,)), {(ROLE, "inline_policies")})))
    listed = {verdicts[f"iam.{name}"] for name in ("get_account_summary", "get_account_authorization_details")}
    assert (listed, verdicts["iam.get_role_policy"]) == ({verdict}, "allowed")


ABOVE = {(ACCOUNT, name) for name in ("organization", "organization_path", "scps", "rcps")}
RESERVED = {f"organizations.{name}" for name in (
    "list_parents", "list_roots", "list_policies_for_target", "describe_policy",
)}  # fmt: skip


def _organization(master: str, denied: str = "") -> Callable[[Asked], Reply]:
    """An account of an organization that `master` manages; `denied` is an operation that it may not ask for."""

    def answer(asked: Asked) -> Reply:
        target = asked.headers.get("x-amz-target", "").rpartition(".")[2]
        if not target:
            return _s3(asked)
        if target == denied:
            return Reply(400, json.dumps({"__type": "AccessDeniedException", "message": "no"}).encode())
        said = {"Organization": {"Id": "o-1", "MasterAccountId": master}} if target == "DescribeOrganization" else {}
        return Reply(200, json.dumps(said).encode(), {"content-type": "application/x-amz-json-1.1"})

    return answer


def test_what_only_a_management_account_is_answered_is_not_tried_elsewhere(serve: Serve) -> None:
    serve(_organization("999999999999"))
    found = {check.operation: check for check in examine(CONFIG, ABOVE)}
    assert found["organizations.describe_organization"].verdict is Verdict.ALLOWED
    assert {found[name].verdict for name in RESERVED} == {Verdict.UNTRIED}
    assert "management account" in found["organizations.list_roots"].reason


def test_a_management_account_is_tried(serve: Serve) -> None:
    serve(_organization(A, "DescribePolicy"))
    found = _verdicts(list(examine(CONFIG, ABOVE)))
    assert {name for name in RESERVED if found[name] == "denied"} == {"organizations.describe_policy"}
    assert found["organizations.list_policies_for_target"] == "allowed"


def test_whoever_is_configured_for_the_organization_is_tried_first(serve: Serve) -> None:
    serve(_organization("999999999999", "ListPoliciesForTarget"))
    config = CONFIG.model_copy(update={"organization": Organization()})
    checks = list(examine(config, ABOVE))
    assert {check.account for check in checks[:4]} == {""}
    assert _verdicts(checks[:4]) == {name: "denied" if name.endswith("for_target") else "allowed" for name in RESERVED}
    assert {check.account for check in checks[4:]} == {A}


def test_who_asks_for_no_control_policies_is_not_tried_for_them(serve: Serve) -> None:
    endpoint = serve(_organization(A))
    config = CONFIG.model_copy(update={"organization": Organization()})
    list(examine(config, {(BUCKET, "versioning")}))
    assert not [asked for asked in endpoint.requests if "x-amz-target" in asked.headers]
