"""Every class of faults at every call that lists an organization's accounts: all of them are found, or none."""

from __future__ import annotations

import json
import os

import pytest
from botocore.session import Session

from auditor.collect.clients import Sdk, Settings
from auditor.collect.discovery import DiscoveryError, Pace, discover
from auditor.collect.organizations import LIST, LIST_CHILDREN, LIST_TAGS, LIST_UNITS
from auditor.collect.read import Call
from auditor.config import Config, Organization
from auditor.demo.environment import isolated
from tests.collect.canned import Asked, Reply, canned
from tests.collect.conftest import KEYS, A
from tests.e2e.proxy import Fault, proxy
from tests.faults.estate import question
from tests.faults.harms import HARMS

ANSWERS = {
    "ListAccounts": {"Accounts": [{"Id": A, "State": "ACTIVE"}]},
    "ListAccountsForParent": {"Accounts": [{"Id": A, "State": "ACTIVE"}]},
    "ListOrganizationalUnitsForParent": {"OrganizationalUnits": []},
    "ListTagsForResource": {"Tags": [{"Key": "for", "Value": "audit"}]},
}
UNIT, TAGS = ("ou-ab12-cdef3456",), {"for": "audit"}
ORGANIZATIONS = {
    LIST: Organization(),
    LIST_CHILDREN: Organization(units=UNIT),
    LIST_UNITS: Organization(units=UNIT),
    LIST_TAGS: Organization(tags=TAGS),
}
"""Call -> a configuration under which it is made."""


def _answer(asked: Asked) -> Reply:
    return Reply(200, json.dumps(ANSWERS[question(asked).operation]).encode())


@pytest.mark.parametrize("call", ORGANIZATIONS, ids=lambda call: call.operation)
def test_who_cannot_be_listed_is_not_left_out_in_silence(call: Call) -> None:
    config, faults = Config(organization=ORGANIZATIONS[call]), list[Fault]()
    with isolated(KEYS), canned(_answer) as upstream, proxy(upstream.url, faults) as between:
        os.environ["AWS_ENDPOINT_URL"] = between.url
        operation = Session().create_client("organizations", "us-east-1").meta.method_to_api_mapping[call.operation]
        hasty, patient = Sdk(Settings(4.0, 4.0, 1, 1)), Sdk(Settings(60.0, 60.0, 3, 1))
        for name, harm in HARMS.items():
            reason = harm.reasons["json"]
            faults[:] = [Fault(lambda asked: question(asked).operation == operation, harm.deed, harm.once)]
            between.fired.clear()
            told = _told(config, hasty if reason else patient)
            assert between.fired, name
            assert told == (A if not reason else told), name
            assert not reason or f"{call.action} was not answered: {reason}" in told, (name, told)


def _told(config: Config, sdk: Sdk) -> str:
    """The accounts that were found, or why none were."""
    try:
        return ",".join(account.id for account in discover(config, sdk, Pace()))
    except DiscoveryError as error:
        return str(error)
