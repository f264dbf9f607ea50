"""Who may put a replication configuration and pass its role: each layer takes part, and what is unread is not known."""

from __future__ import annotations

import json

import pytest

from auditor.evaluate.reading import Unknown
from auditor.evaluate.setting_up import who_may
from auditor.snapshot import Json

A = "111111111111"
USER = f"arn:aws:iam::{A}:user/u"
ROLE = f"arn:aws:iam::{A}:role/replicate"
BUCKET = "arn:aws:s3:::s"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
PASS = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ROLE}
PUT = {"Effect": "Allow", "Action": "s3:PutReplicationConfiguration", "Resource": BUCKET}
BY_TAG = {**ALL, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "storage"}}}
FULL = "FullAWSAccess"


def _document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _listed(*statements: Json, arn: str = USER, roles: tuple[str, ...] = (ROLE,), **more: Json) -> Json:
    own = [{"PolicyName": "own", "PolicyDocument": _document(*statements)}]
    policies = more.pop("policies", {})
    principal = {"Arn": arn, "Inline": own, "Attached": [], "Boundary": None, "Tags": [], **more}
    return {"Roles": list(roles), "Policies": policies, "Principals": [principal]}


def _may(
    listed: Json, scps: Json = None, rcps: Json = None, policy: str | None = None, but: tuple[str, ...] = ()
) -> Json:
    return who_may(listed, scps, rcps, [[BUCKET, policy]], but)


def _level(*statements: Json) -> Json:
    policies = [{"PolicyId": "p-1", "Name": "Own", "Document": json.dumps(_document(*statements))}]
    return [{"TargetId": "r-ab12", "Policies": policies}]


def _denied(action: str, **more: Json) -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": "*", **more}


def _on_bucket(effect: str, who: Json) -> str:
    return json.dumps(_document({**PUT, "Effect": effect, "Principal": {"AWS": who}}))


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([ALL], [USER]),
        ([PASS, PUT], [USER]),
        ([PASS], []),
        ([PUT], []),
        ([{**PASS, "Resource": f"{ROLE}-other"}, PUT], []),
        ([PASS, {**PUT, "Resource": f"{BUCKET}-other"}], []),
        ([{**PASS, "Condition": {"StringEquals": {"iam:PassedToService": "s3.amazonaws.com"}}}, PUT], [USER]),
        ([{**PASS, "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}, PUT], []),
        ([ALL, _denied("iam:PassRole")], []),
    ],
)
def test_both_rights_are_needed(statements: list[Json], found: list[str]) -> None:
    assert _may(_listed(*statements)) == found


def test_without_a_role_that_s3_may_assume_nobody_may() -> None:
    assert _may(_listed(ALL, roles=())) == []


def test_whom_a_pattern_fits_is_not_told_of() -> None:
    assert _may(_listed(ALL), but=(f"arn:aws:iam::{A}:user/*",)) == []
    assert _may(_listed(ALL), but=("arn:aws:iam::222222222222:*",)) == [USER]


def test_a_boundary_limits() -> None:
    limit = f"arn:aws:iam::{A}:policy/limit"
    limited = _listed(ALL, Boundary=limit, policies={limit: _document(PASS)})
    assert _may(limited) == []


def test_managed_policies_count() -> None:
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert _may(_listed(Attached=[arn], policies={arn: _document(ALL)})) == [USER]


def test_what_is_in_no_list_may_say_anything() -> None:
    assert isinstance(_may(_listed(PASS, Attached=["arn:aws:iam::aws:policy/Hidden"])), Unknown)


@pytest.mark.parametrize("action", ["s3:PutReplicationConfiguration", "iam:PassRole"])
def test_a_service_control_policy_denies(action: str) -> None:
    assert _may(_listed(ALL), scps=_level(ALL, _denied(action))) == []
    assert _may(_listed(ALL), scps=_level(ALL)) == [USER]


def test_a_service_control_policy_may_spare_some() -> None:
    spared = {"Condition": {"ArnNotLike": {"aws:PrincipalArn": USER}}}
    levels = _level(ALL, _denied("s3:PutReplicationConfiguration", **spared))
    assert _may(_listed(ALL), scps=levels) == [USER]
    assert _may(_listed(ALL, arn=f"{USER}2"), scps=levels) == []


def test_a_resource_control_policy_denies() -> None:
    levels = _level(_denied("s3:PutReplicationConfiguration", Principal="*"))
    assert _may(_listed(ALL), rcps=levels) == []


def test_the_bucket_s_policy_takes_part() -> None:
    assert _may(_listed(PASS), policy=_on_bucket("Allow", USER)) == [USER]
    assert _may(_listed(ALL), policy=_on_bucket("Deny", "*")) == []


@pytest.mark.parametrize(("value", "found"), [("storage", [USER]), ("web", [])])
def test_a_user_s_tags_are_known(value: str, found: list[str]) -> None:
    assert _may(_listed(BY_TAG, Tags=[{"Key": "team", "Value": value}])) == found
    assert _may(_listed(BY_TAG)) == []


def test_a_role_s_session_may_bring_tags() -> None:
    assert isinstance(_may(_listed(BY_TAG, arn=f"arn:aws:iam::{A}:role/r")), Unknown)


def test_what_hangs_on_a_request_is_not_known_and_says_of_whom() -> None:
    found = _may(_listed({**ALL, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}))
    assert isinstance(found, Unknown)
    assert USER in found.why


def test_one_who_certainly_may_is_told_of_beside_another_who_may_not_be_known() -> None:
    listed = _listed(ALL)
    doubtful = _listed({**ALL, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, arn=f"{USER}2")
    listed["Principals"] += doubtful["Principals"]
    assert _may(listed) == [USER]


def test_a_malformed_document_is_not_known() -> None:
    assert isinstance(_may(_listed({**ALL, "Effect": "Maybe"})), Unknown)
