"""The IAM actions come from the tables, and the tables name operations that exist."""

from __future__ import annotations

import botocore.session
import pytest

from auditor.collect.permissions import CALLS, actions, demanded
from auditor.snapshot import Demand
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, KEY, ROLE


@pytest.mark.parametrize("service", sorted(CALLS))
def test_every_operation_exists_in_the_sdk(service: str) -> None:
    from botocore import xform_name

    model = botocore.session.Session().get_service_model(service)
    known = {xform_name(name) for name in model.operation_names}
    assert {call.operation for call in CALLS[service]} <= known


def test_every_fact_s_action_is_there() -> None:
    needed = {action for facts in FACTS.values() for action in facts.values()} - {"sts:AssumeRole"}
    assert needed <= set(actions())


def test_what_leads_to_a_fact_is_there_too() -> None:
    assert {"iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:GetPolicy"} <= set(actions())


def test_a_part_of_the_facts_needs_a_part_of_the_actions() -> None:
    assert actions({(BUCKET, "versioning")}) == (
        "s3:GetBucketLocation",
        "s3:GetBucketVersioning",
        "s3:ListAllMyBuckets",
    )


def test_a_fact_is_that_of_its_type_only() -> None:
    assert "kms:GetKeyPolicy" not in actions({(BUCKET, "policy")})
    assert "s3:GetBucketPolicy" not in actions({(KEY, "policy")})
    assert "s3:GetBucketPublicAccessBlock" not in actions({(ACCOUNT, "public_access_block")})


def test_all_facts_one_by_one_need_what_all_together_do() -> None:
    assert actions((type, name) for type, names in FACTS.items() for name in names) == actions()


def test_everything_demanded_is_everything_allowed() -> None:
    assert actions(demanded(Demand.everything())) == actions()


def test_where_keys_are_demanded_aliases_are_followed() -> None:
    assert (ALIAS, "target") in demanded(Demand(keys=frozenset({"policy"})))


def test_a_boundary_s_document_is_reached_through_role_and_policy() -> None:
    assert {"iam:GetRole", "iam:GetPolicy", "iam:GetPolicyVersion"} <= set(actions({(ROLE, "boundary")}))
