import pytest

from auditor.snapshot import Fact, Resource
from auditor.snapshot.catalogue import ALIAS
from tests.remediate.world import KEY_ARN, ROLE_ARN, A, B, failure, key, planned, policy, wanted, world

ROOT = {
    "Sid": "Root",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{B}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
GRANT = {"Effect": "Allow", "Principal": {"AWS": ROLE_ARN}, "Action": ["kms:Encrypt"], "Resource": "*"}
PERMIT = failure("permit-on-key", key=KEY_ARN, role=ROLE_ARN, actions=["kms:Encrypt"])


def test_the_role_is_admitted_beside_the_root_statement() -> None:
    made = planned(world(key(policy=policy(ROOT))), PERMIT)
    expected = [ROOT, {"Sid": "AuditorAdmitsReplicationRole", **GRANT}]
    assert wanted(made, KEY_ARN, "policy")["Statement"] == expected


def test_an_alias_means_its_key() -> None:
    alias = f"arn:aws:kms:eu-west-1:{B}:alias/replicas"
    named = Resource(alias, ALIAS, "alias/replicas", B, "eu-west-1", {"target": Fact.of("x", {"KeyArn": KEY_ARN})})
    made = planned(
        world(key(policy=policy(ROOT)), named),
        failure("permit-on-key", key=alias, role=ROLE_ARN, actions=["kms:Encrypt"]),
    )
    assert made.patches[0].resource.arn == KEY_ARN


def test_an_alias_nobody_read_is_left_to_a_person() -> None:
    alias = f"arn:aws:kms:eu-west-1:{B}:alias/replicas"
    made = planned(world(), failure("enable-key", key=alias))
    assert made.by_hand[0].account == B


def test_the_policy_of_an_aws_managed_key_cannot_be_edited() -> None:
    made = planned(world(key(key={"KeyManager": "AWS", "KeyState": "Enabled"}, policy=policy(ROOT))), PERMIT)
    assert not made.patches
    assert "customer managed key" in made.by_hand[0].text


def test_an_unread_key_policy_gives_the_statement_to_its_owner() -> None:
    made = planned(world(key(policy=Fact.unknown("kms:GetKeyPolicy", "AccessDenied"))), PERMIT)
    assert (made.by_hand[0].account, made.by_hand[0].document) == (B, GRANT)


def test_a_key_outside_the_scan_is_left_to_its_account() -> None:
    foreign = f"arn:aws:kms:eu-west-1:{A}:key/other"
    made = planned(world(), failure("permit-on-key", key=foreign, role=ROLE_ARN, actions=["kms:Encrypt"]))
    assert made.by_hand[0].account == A


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_a_key_comes_back_into_use(state: str) -> None:
    described = {"KeyState": state, "Enabled": False, "DeletionDate": "2026-12-01"}
    made = planned(world(key(key=described)), failure("enable-key", key=KEY_ARN))
    assert wanted(made, KEY_ARN, "key") == {"KeyState": "Enabled", "Enabled": True}


@pytest.mark.parametrize("state", ["PendingImport", "Unavailable", "PendingReplicaDeletion"])
def test_a_state_that_no_call_ends_needs_a_person(state: str) -> None:
    made = planned(world(key(key={"KeyState": state})), failure("enable-key", key=KEY_ARN))
    assert not made.patches
    assert state in made.by_hand[0].text
