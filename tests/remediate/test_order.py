from dataclasses import replace

from auditor.remediate import ByHand, Plan
from auditor.remediate.nouns import Patch
from auditor.remediate.order import blocks, steps
from auditor.snapshot import Resource
from tests.remediate.world import A, B, assessed, destination, key, role, source


def patches(*wanted: tuple[Resource, str]) -> Plan:
    return Plan(assessed(), tuple(Patch(resource, fact, None, ()) for resource, fact in wanted), ())


def told(plan: Plan) -> list[tuple[str | None, list[str]]]:
    return [(block.account, [patch.fact for patch in block.patches]) for block in blocks(plan)]


def test_within_an_account_versions_come_first_and_rules_last() -> None:
    plan = patches(
        (source(), "replication"), (role(), "inline_policies"), (source(), "policy"), (source(), "versioning")
    )
    assert told(plan) == [(A, ["versioning", "policy", "inline_policies", "replication"])]


def test_the_destination_is_ready_before_the_source_changes_its_rule() -> None:
    plan = patches((source(), "replication"), (destination(), "versioning"), (destination(), "policy"))
    assert told(plan) == [(B, ["versioning", "policy"]), (A, ["replication"])]


def test_the_destination_agrees_before_the_role_is_given_its_rights() -> None:
    plan = patches((role(), "inline_policies"), (destination(), "policy"))
    assert [block.account for block in blocks(plan)] == [B, A]


def test_accounts_that_replicate_to_each_other_prepare_before_either_changes_rules() -> None:
    plan = patches(
        (source(), "versioning"),
        (source(), "replication"),
        (destination(), "versioning"),
        (destination(), "replication"),
    )
    assert told(plan) == [(A, ["versioning"]), (B, ["versioning"]), (A, ["replication"]), (B, ["replication"])]


def test_a_key_is_enabled_before_its_policy_is_written() -> None:
    assert told(patches((key(), "policy"), (key(), "key"))) == [(B, ["key", "policy"])]


def test_an_owner_nobody_knows_has_a_block_without_account() -> None:
    assert told(patches((replace(destination(), account=None), "versioning"))) == [(None, ["versioning"])]


def test_copying_what_was_missed_is_the_last_step() -> None:
    afterwards, other = ByHand("afterwards start it", A, ()), ByHand("decide", B, ())
    assert steps(Plan(assessed(), (), (afterwards, other))) == (other, afterwards)
