"""An account with many roles on edges, scanned by the real command: listed or read one by one, they are the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.snapshot import Resource, Snapshot, State
from auditor.snapshot.catalogue import ROLE
from tests.collect import world
from tests.e2e.conftest import runner
from tests.e2e.proxy import Asked, Fault, Proxy, proxy
from tests.faults.estate import question
from tests.faults.harms import HARMS, Harm

A = "111111111111"
NUMBER = 11
CONFIG = f"accounts:\n  - {{id: '{A}', role: audit, external_id: {world.EXTERNAL_ID}}}\n"
LISTING = ("GetAccountSummary", "GetAccountAuthorizationDetails")
SINGLE = {"GetRole", "ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies", "GetPolicy", "GetPolicyVersion"}

SEVERE = [name for name, harm in HARMS.items() if harm.reasons["query"] and name != "denied"]


@dataclass(frozen=True)
class Read:
    """What a scan gave, and what IAM was asked for it."""

    roles: dict[str, Resource]
    digest: str
    asked: list[str]


@pytest.fixture(scope="module")
def estate(address: str) -> dict[str, str]:
    """One account: eleven sources, each with a role of its own, all with one policy and one boundary, to one copy."""
    world.audited(A, address)
    iam = world.owner(A, "iam", endpoint=address)
    grant = {"Effect": "Allow", "Action": "s3:Replicate*", "Resource": "arn:aws:s3:::copy/%41+b *"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [grant]})
    shared = iam.create_policy(PolicyName="shared", PolicyDocument=text)["Policy"]["Arn"]
    world.bucket(A, "copy", endpoint=address)
    for number in range(NUMBER):
        name = f"replicator-{number}"
        role = world.replicator(A, name, address)
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=text)
        iam.attach_role_policy(RoleName=name, PolicyArn=shared)
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=shared)
        source = world.bucket(A, f"source-{number}", endpoint=address)
        world.replicate(source, f"source-{number}", role, "copy")
    iam.delete_role_permissions_boundary(RoleName="replicator-0")
    return world.hub_keys(address)


@contextmanager
def _between(address: str, operations: tuple[str, ...], harm: Harm | None) -> Iterator[Proxy]:
    harmed = [Fault(lambda asked: question(asked).operation in operations, harm.deed, harm.once)] if harm else []
    with proxy(address, harmed) as found:
        yield found


def _scanned(
    address: str, keys: dict[str, str], home: Path, operations: tuple[str, ...] = (), harm: Harm | None = None
) -> Read:
    home.mkdir(exist_ok=True)
    patience = f"attempts: {harm.attempts if harm else 1}\ntimeout: {harm.timeout if harm else 60}\n"
    (home / "auditor.yaml").write_text(CONFIG + patience, encoding="utf-8")
    with _between(address, operations, harm) as between:
        done = runner(home, AWS_ENDPOINT_URL=between.url, **keys)("collect", "--pack", "role", "--snapshot", "s")
    assert done.returncode in (0, 3), done.stderr
    snapshot = Snapshot.open(home / "s")
    roles = {each.name: each for each in snapshot.resources(ROLE)}
    return Read(roles, snapshot.digest(), [_operation(asked) for asked in between.seen if _of_iam(asked)])


def _of_iam(asked: Asked) -> bool:
    return question(asked).service == "iam"


def _operation(asked: Asked) -> str:
    return question(asked).operation


@pytest.fixture(scope="module")
def listed(address: str, estate: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Read:
    return _scanned(address, estate, tmp_path_factory.mktemp("listed"))


def test_many_roles_cost_two_calls(listed: Read) -> None:
    assert sorted(listed.asked) == sorted(LISTING)
    assert len(listed.roles) == NUMBER
    facts = [fact for role in listed.roles.values() for fact in role.facts.values()]
    assert {fact.state for fact in facts} <= {State.VALUE, State.ABSENT}
    assert listed.roles["replicator-0"].fact("boundary").state is State.ABSENT


@pytest.mark.parametrize("operation", LISTING)
def test_where_a_list_is_denied_each_role_is_read_and_the_snapshot_is_the_same(
    address: str, estate: dict[str, str], listed: Read, tmp_path: Path, operation: str
) -> None:
    found = _scanned(address, estate, tmp_path, (operation,), HARMS["denied"])
    assert found.digest == listed.digest
    assert found.asked.count(operation) == 1
    assert set(found.asked) - set(LISTING) == SINGLE
    assert found.asked.count("GetRole") == NUMBER
    assert found.asked.count("GetPolicyVersion") == 1


@pytest.mark.parametrize("operation", LISTING)
@pytest.mark.parametrize("name", SEVERE)
def test_no_fault_of_the_list_makes_a_role_unknown(
    address: str, estate: dict[str, str], listed: Read, tmp_path: Path, name: str, operation: str
) -> None:
    found = _scanned(address, estate, tmp_path, (operation,), HARMS[name])
    assert found.digest == listed.digest


def test_a_list_that_is_throttled_once_is_asked_for_once_more(
    address: str, estate: dict[str, str], listed: Read, tmp_path: Path
) -> None:
    found = _scanned(address, estate, tmp_path, LISTING, HARMS["throttled once"])
    assert (found.digest, sorted(found.asked)) == (listed.digest, sorted(LISTING * 2))
