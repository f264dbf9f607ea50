"""Every class of faults at every call that reads an organization for its accounts: what hangs on it, and nothing else.

The calls that list accounts are in test_discovery.py.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping

import pytest

from auditor.collect.clients import Sdk, Settings
from auditor.collect.directory import Pace
from auditor.collect.guardrails import Doors, guardrails
from auditor.collect.organizations import GUARDRAILS, ORGANIZATION
from auditor.demo.environment import isolated
from auditor.snapshot import Fact, Resource, State
from auditor.snapshot.catalogue import ACCOUNT
from tests.collect.canned import Asked, Reply, canned
from tests.collect.conftest import KEYS, A, B, C
from tests.e2e.proxy import Fault, Proxy, proxy, silence
from tests.faults.estate import question
from tests.faults.harms import HARMS, Harm

ROOT, UNIT, MANAGEMENT = "r-ab12", "ou-ab12-cdef3456", C
SAID = {"Id": "o-1234567890", "MasterAccountId": MANAGEMENT, "FeatureSet": "ALL"}
TYPES = [{"Type": kind, "Status": "ENABLED"} for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")]
PARENTS = {A: UNIT, UNIT: ROOT, B: ROOT, MANAGEMENT: ROOT}
LEVELS, PLACE = {"scps", "rcps"}, {"organization_path"}
HANGING: Mapping[str, Mapping[str, set[str]]] = {
    "DescribeOrganization": {B: {"organization"}},
    "ListRoots": {A: LEVELS | PLACE, B: LEVELS | PLACE | {"organization"}, MANAGEMENT: PLACE},
    "ListParents": {A: LEVELS | PLACE, B: LEVELS | PLACE | {"organization"}, MANAGEMENT: PLACE},
    "ListPoliciesForTarget": {A: LEVELS, B: LEVELS},
    "DescribePolicy": {A: LEVELS, B: LEVELS},
}
"""Operation -> account -> the facts that it cannot do without. B itself may not ask."""
OWN = "NotForB"
"""Why it may not."""
Facts = dict[tuple[str, str], Fact]


def _answer(asked: Asked) -> Reply:
    given = json.loads(asked.body or b"{}")
    said = {
        "DescribeOrganization": lambda: {"Organization": SAID},
        "ListRoots": lambda: {"Roots": [{"Id": ROOT, "PolicyTypes": TYPES}]},
        "ListParents": lambda: {"Parents": [{"Id": PARENTS[given["ChildId"]], "Type": "ROOT"}]},
        "ListPoliciesForTarget": lambda: {"Policies": [{"Id": f"p-{given['Filter'][0]}", "Name": given["TargetId"]}]},
        "DescribePolicy": lambda: {"Policy": {"Content": json.dumps({"Statement": []})}},
    }[question(asked).operation]()
    return Reply(200, json.dumps(said).encode())


@pytest.fixture(scope="module")
def between() -> Iterator[tuple[Proxy, list[Fault]]]:
    """A proxy before an organization, and what it does."""
    faults = list[Fault]()
    with isolated(KEYS), canned(_answer) as upstream, proxy(upstream.url, faults) as found:
        os.environ["AWS_ENDPOINT_URL"] = found.url
        yield found, faults


def _read(harm: Harm | None) -> Facts:
    """What is found out of the three accounts through one that may ask."""
    sdk = Sdk(Settings(4.0, 0.3 if harm and harm.deed is silence else 4.0, 1, 1))
    client = sdk.client(sdk.session(None), "organizations", "us-east-1")
    doors = Doors(lambda: client, lambda _: client, lambda: Pace(sleep=lambda _: None))
    own = {A: Fact.of("o", SAID), B: Fact.unknown("o", OWN), MANAGEMENT: Fact.of("o", SAID)}
    access = Fact.of("sts:AssumeRole", {})
    accounts = [
        Resource(f"arn:aws:iam::{id}:root", ACCOUNT, id, id, None, {"access": access, ORGANIZATION.fact: said})
        for id, said in own.items()
    ]
    wanted = frozenset({"organization", *LEVELS, *PLACE})
    known = {(id, ORGANIZATION.fact): said for id, said in own.items()}
    found = guardrails(accounts, wanted, doors)
    return known | {(each.account or "", name): fact for each in found for name, fact in each.facts.items()}


def test_the_calls_are_those_of_the_table() -> None:
    named = {"".join(word.title() for word in call.operation.split("_")) for call in (ORGANIZATION, *GUARDRAILS)}
    assert named == HANGING.keys()


def test_without_a_fault_all_is_read(between: tuple[Proxy, list[Fault]]) -> None:
    between[1].clear()
    assert [place for place, fact in _read(None).items() if fact.state is State.UNKNOWN] == []


@pytest.mark.parametrize("operation", HANGING)
@pytest.mark.parametrize("name", HARMS)
def test_what_hangs_on_the_call_is_unknown_for_its_reason_and_nothing_else_is(
    between: tuple[Proxy, list[Fault]], operation: str, name: str
) -> None:
    proxy, faults = between
    harm = HARMS[name]
    reasons = harm.reasons["json"].split()
    faults.clear()
    whole = _read(None)
    proxy.fired.clear()
    faults.append(Fault(lambda asked: question(asked).operation == operation, harm.deed, harm.once))
    found = _read(harm)
    assert proxy.fired
    hanging = {(account, fact) for account, facts in HANGING[operation].items() for fact in facts} if reasons else set()
    unknown = {place for place, fact in found.items() if fact.state is State.UNKNOWN}
    assert unknown == hanging
    assert {found[place].reason for place in hanging} <= {*reasons, OWN}
    assert {place: fact for place, fact in found.items() if place not in hanging} == {
        place: fact for place, fact in whole.items() if place not in hanging
    }
