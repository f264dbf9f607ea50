"""Control policies in decisions: those that bear on a request take part, those that nobody read are asked apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from auditor.evaluate.authorize import Authority
from auditor.evaluate.documents import Documents
from auditor.evaluate.explaining import changes, explained
from auditor.evaluate.guardrails import left_out, standing, unread
from auditor.evaluate.reading import Reading, Unknown
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.snapshot.catalogue import ACCOUNT
from auditor.topology import Subject, requests
from tests.evaluate.edges import allow, edge, policy, snapshot
from tests.topology.world import A, B

ALL = policy(allow("*"))
DENIED = Fact.unknown("organizations:ListRoots", "AccessDenied", "not you")
NONE = Fact.absent("organizations:DescribePolicy", "PolicyTypeNotEnabledException")


def deny(action: str, **more: Json) -> Json:
    return policy({**allow(action, **more), "Effect": "Deny"})


def levels(*each: tuple[Json, ...]) -> Fact:
    found = [
        {
            "TargetId": f"ou-{place}",
            "Policies": [
                {"PolicyId": f"p-{place}{number}", "Name": f"N{place}{number}", "Document": json.dumps(one)}
                for number, one in enumerate(documents)
            ],
        }
        for place, documents in enumerate(each)
    ]
    return Fact.of("organizations:DescribePolicy", found)


def guarded(scps: Fact = NONE, rcps: Mapping[str, Fact] | None = None, **more: Any) -> Subject:
    """The working edge of A to B; `scps` above A, `rcps` by account."""
    resources = [resource for resource in snapshot(**more).resources() if resource.type != ACCOUNT]
    for number in (A, B):
        facts = {"scps": scps if number == A else NONE, "rcps": (rcps or {}).get(number, NONE)}
        resources.append(Resource(f"arn:aws:iam::{number}:root", ACCOUNT, number, number, None, facts))
    return edge(Snapshot.of(resources))


def ask(of: Subject, name: str, purpose: str, side: str = "") -> bool | Unknown:
    authority = Authority(of, Documents())
    return authority(name, purpose, side, Reading(authority))


def _told(of: Subject, purpose: str) -> str:
    return next(each.decision.explanation for each in explained(of, {}) if each.request.purpose == purpose)


def test_without_control_policies_nothing_is_taken_away() -> None:
    assert (ask(guarded(), "may", "replicate", "scp"), ask(guarded(), "may", "replicate")) == (True, True)


def test_a_denial_on_any_level_stops_the_request_and_is_named() -> None:
    of = guarded(levels((ALL,), (ALL, deny("s3:Replicate*"))))
    assert ask(of, "may", "replicate") is False
    assert "SCP N11 (p-11) at ou-1, statement 0" in _told(of, "replicate")


def test_a_level_without_an_allow_stops_the_request_and_is_named() -> None:
    of = guarded(levels((ALL,), (policy(allow("ec2:*")), policy(allow("s3:Get*")))))
    assert (ask(of, "may", "replicate", "scp"), ask(of, "denied", "replicate")) == (False, False)
    assert "on the level of SCP N10 (p-10) at ou-1, SCP N11 (p-11) at ou-1" in _told(of, "replicate")


def test_what_to_change_is_above_the_account() -> None:
    of = guarded(levels((policy(allow("s3:Get*")),)))
    places = {change.where for change in changes(of, tuple(explained(of, {})))}
    assert places == {f"service control policies above account {A}"}


def test_policies_of_one_level_add_up() -> None:
    assert ask(guarded(levels((policy(allow("ec2:*")), ALL))), "may", "replicate") is True


def test_no_service_control_policy_bears_on_s3_itself() -> None:
    assert ask(guarded(levels((deny("sts:*"), ALL))), "may", "assume-role") is True


def test_a_resource_control_policy_bears_on_the_resources_of_its_account_only() -> None:
    of = guarded(rcps={B: levels((deny("s3:*", Principal="*"),))})
    assert (ask(of, "may", "replicate"), ask(of, "may", "read-source")) == (False, True)


def test_a_resource_control_policy_may_keep_s3_from_the_role() -> None:
    assert ask(guarded(rcps={A: levels((deny("sts:AssumeRole", Principal="*"),))}), "may", "assume-role") is False


def test_the_one_that_aws_attaches_everywhere_takes_nothing_away() -> None:
    full = {"PolicyId": "p-RCPFullAWSAccess", "Name": "RCPFullAWSAccess"}
    document = json.dumps(policy(allow("*", Principal="*")))
    everywhere = Fact.of("x", [{"TargetId": "r-1", "Policies": [{**full, "Document": document}]}])
    assert ask(guarded(rcps={A: everywhere, B: everywhere}), "may", "replicate", "rcp") is True


def test_one_that_spares_services_lets_s3_in() -> None:
    spared = deny("sts:AssumeRole", Principal="*", Condition={"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}})
    assert ask(guarded(rcps={A: levels((spared,))}), "may", "assume-role") is True


@pytest.mark.parametrize("side", ["scp", "rcp"])
def test_what_was_not_read_is_unknown_when_it_is_asked_for(side: str) -> None:
    of = guarded(DENIED, {A: DENIED, B: DENIED})
    assert ask(of, "may", "replicate", side) == Unknown("AccessDenied: not you")
    assert ask(of, "denied", "replicate", side) == Unknown("AccessDenied: not you")


def test_what_was_not_read_does_not_hide_what_was() -> None:
    assert ask(guarded(DENIED, {B: DENIED}), "may", "replicate") is True


def test_a_level_that_is_no_policy_is_never_taken_for_an_allow() -> None:
    of = guarded(levels(("not a policy",)))
    assert isinstance(ask(of, "may", "replicate", "scp"), Unknown)


def test_keys_that_aws_manages_are_beyond_resource_control_policies() -> None:
    of = guarded(rcps={B: DENIED})
    request = next(each for each in requests(of) if each.purpose == "replicate")
    key = {"account": B, "key": Fact.of("kms:DescribeKey", {"KeyManager": "AWS"}), "arn": "k"}
    parts = {**of.parts, "replica_key": key}
    on_key = replace(request, action="kms:Encrypt", policy_of="replica_key")
    assert standing("rcp", on_key, parts) is None
    assert unread("rcp", on_key, {**parts, "replica_key": {**key, "key": Fact.of("x", {})}}) == DENIED


def test_what_is_left_out_is_told_with_its_account() -> None:
    assert set(left_out(guarded(DENIED, {B: DENIED}))) == {("scp", A), ("rcp", B)}
    assert left_out(guarded()) == {}
