"""The plan names the calls that a scan makes, and no others."""

from __future__ import annotations

from auditor.collect.calls import planned
from auditor.snapshot import Demand


def _operations(demand: Demand) -> dict[str, set[str]]:
    return {row.of: {call.operation for call in row.calls} for row in planned(demand)}


def test_versioning_of_every_bucket_is_one_call_each() -> None:
    assert _operations(Demand(buckets=frozenset({"versioning"}))) == {
        "each account": {"assume_role", "get_caller_identity", "list_buckets"},
        "each bucket": {"get_bucket_versioning"},
    }


def test_what_only_edges_cost_is_apart() -> None:
    found = _operations(Demand(edges=frozenset({"versioning", "replication", "existence"})))
    assert found["each bucket"] == {"get_bucket_replication"}
    assert found["each bucket at an end of a replication rule, beside"] == {"get_bucket_versioning"}
    assert found["each destination in an account that is not scanned"] == {"head_bucket"}


def test_a_role_costs_its_lists_and_its_documents() -> None:
    assert _operations(Demand(roles=frozenset({"attached_policies"})))["each role that a rule names"] == {
        "get_role", "list_attached_role_policies", "get_policy", "get_policy_version",
    }  # fmt: skip


def test_a_list_of_all_roles_is_planned_only_where_their_policies_are_read() -> None:
    rows = [_operations(Demand(roles=frozenset(facts))) for facts in (
        {"trust"}, {"inline_policies"}, {"inline_policies", "attached_policies"})]  # fmt: skip
    listed = "get_account_authorization_details"
    assert [any(listed in calls for calls in row.values()) for row in rows] == [False, False, True]


def test_of_buckets_that_were_not_chosen_only_the_rules_are_read() -> None:
    demand = Demand(buckets=frozenset({"versioning"}), edges=frozenset({"policy"}))
    found = {row.of: {call.operation for call in row.calls} for row in planned(demand, chosen=True)}
    assert found["each bucket that --bucket names"] == {"get_bucket_versioning", "get_bucket_replication"}
    assert found["each other bucket"] == {"get_bucket_replication"}
    far = found["each other bucket at the far end of one of their rules, beside"]
    assert far == {"get_bucket_versioning", "get_bucket_policy"}


def test_everything_is_every_row() -> None:
    found = _operations(Demand.everything())
    assert "get_bucket_tagging" in found["each bucket"]
    assert found["each KMS key"] == {
        "describe_key", "get_key_policy", "get_key_rotation_status", "list_grants", "list_aliases",
    }  # fmt: skip
