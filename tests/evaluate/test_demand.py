"""What packs demand: little of bystanders, what verdicts and remedies rest on of edges."""

from __future__ import annotations

import pytest

from auditor.config import Intent, Purpose, PurposeRule
from auditor.evaluate.demand import demand
from auditor.rules import load_packs
from auditor.snapshot import Demand

TAGGED = Intent(purposes=(PurposeRule(purpose=Purpose.DR, tags={"dr": "yes"}),))
NAMED = Intent(purposes=(PurposeRule(purpose=Purpose.DR, names=("dr-*",)),))


def _demand(*packs: str, intent: Intent | None = None) -> Demand:
    return demand(load_packs(packs), intent or Intent())


@pytest.mark.parametrize("pack", ["replication", "versioning", "ownership", "delete-markers", "kms", "role"])
def test_of_bystanders_only_that_they_are_bystanders(pack: str) -> None:
    assert _demand(pack).buckets == {"replication"}


def test_a_rule_that_judges_every_bucket_s_policy_has_it_read() -> None:
    assert _demand("exfiltration").buckets == {"replication", "policy"}


@pytest.mark.parametrize(("pack", "read"), [("exfiltration", {"jobs", "datasync_tasks"}), ("batch", set())])
def test_only_what_may_be_done_anywhere_is_read_everywhere(pack: str, read: set[str]) -> None:
    found = _demand(pack)
    assert (found.everywhere, "regions" in found.accounts) == (read, bool(read))


def test_edges_are_asked_what_their_verdicts_rest_on() -> None:
    assert _demand("versioning").edges == {"replication", "versioning"}


def test_requests_bring_policies_and_the_role_along() -> None:
    found = _demand("role")
    assert "policy" in found.edges
    assert found.roles == {"role", "trust", "inline_policies", "attached_policies", "boundary"}


def test_a_pack_without_keys_reads_none() -> None:
    assert _demand("observability").keys == frozenset()


@pytest.mark.parametrize(("intent", "read"), [(Intent(), False), (NAMED, False), (TAGGED, True)])
def test_tags_are_read_where_purposes_are_told_from_them(intent: Intent, read: bool) -> None:
    assert ("tags" in _demand("delete-markers", intent=intent).edges) is read


def test_a_purpose_by_tag_may_make_a_bystander_one_that_should_replicate() -> None:
    assert "tags" in _demand("replication", intent=TAGGED).buckets
