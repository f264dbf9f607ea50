"""One estate in two emulators that share no code, read by the same command: equal facts, but for what `KNOWN` lists.

moto is mended (auditor/demo/fidelity); ministack is as it comes, in an environment of its own (bench/installed.py).
What either made up (ids of keys and roles) is called the same before it is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config

from auditor.demo.environment import isolated
from auditor.demo.owners import Owners
from auditor.snapshot import UNHURRIED, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS
from bench.enforcing import emulator as ministack
from tests.e2e import twofold
from tests.e2e.conftest import hub_keys, runner
from tests.emulator import served as moto

Inventory = Mapping[tuple[str, str, str], tuple[str, Json]]
"""Resource's type and ARN, and the fact -> what became of the read (state, code or reason), and the value."""
NOT_SAID = "-"


class Difference(NamedTuple):
    """What a fact is in one emulator and not in the other: at a path within its value, or (no path) as a whole."""

    on: str
    """ARN."""
    fact: str
    path: str
    moto: str
    ministack: str


class Known(NamedTuple):
    """Differences of one kind, told by patterns; each resource that has the fact and is meant must show one."""

    on: str
    fact: str
    path: str
    moto: str
    ministack: str
    why: str


ACCOUNT, REGION, BUCKET, KEY = "arn:aws:iam::*:root", "arn:aws:account:*:region", "arn:aws:s3:::*", "arn:aws:kms:*"
NO_ORGANIZATION = "absent: AWSOrganizationsNotInUseException"
FOREIGN_ANSWER = "unknown: UnexpectedAnswer"
KNOWN = (
    # on, fact, path, what moto says, what ministack says, why
    Known(ACCOUNT, "organization", "", NO_ORGANIZATION, "value", "in ministack every account manages its own"),
    Known(ACCOUNT, "organization_path", "", NO_ORGANIZATION, "value", "so it is at the root of it"),
    Known(ACCOUNT, "scps", "", NO_ORGANIZATION, "absent: ManagementAccount", "and no such policy restricts it"),
    Known(ACCOUNT, "rcps", "", NO_ORGANIZATION, "absent: ManagementAccount", "nor such a one"),
    Known(ACCOUNT, "public_access_block", "", "absent: NoSuchPublicAccessBlockConfiguration", "unknown: NotSupported",
          "ministack has no S3 Control"),
    Known(REGION, "jobs", "", "value", "unknown: NotSupported", "ministack has no S3 Control"),
    Known(REGION, "datasync_tasks", "", "value", "unknown: Http400", "ministack has no DataSync"),
    Known(REGION, "external_access", "", "absent: NoActiveAnalyzer", "unknown: Http400",
          "ministack has no Access Analyzer"),
    Known(f"arn:aws:iam::{twofold.A}:root", "principals", ".Principals.*.Boundary", "*", "null",
          "ministack's list of all roles leaves boundaries out"),
    Known(f"arn:aws:iam::{twofold.A}:root", "principals", ".Policies.*", "*", NOT_SAID, "so nobody has them"),
    Known(ACCOUNT, "regions", "*.RegionOptStatus", "DISABLED", "ENABLED", "in ministack all are opted in"),
    Known(ACCOUNT, "regions", "*.RegionOptStatus", "DISABLED", NOT_SAID, "ministack does not know the newest Regions"),
    Known(ACCOUNT, "regions", "*.RegionName", "*", NOT_SAID, "nor their names"),
    Known(f"arn:aws:account:*:{twofold.A}:region", "trails", ".0.AdvancedEventSelectors", "[]", NOT_SAID,
          "moto says that there is none, ministack nothing"),
    Known(f"arn:aws:account:*:{twofold.A}:region", "trails", ".0.EventSelectors.0.ExcludeManagementEventSources",
          NOT_SAID, "[]", "ministack says that there is none, moto nothing"),
    Known(KEY, "key", ".AWSAccountId", "*", NOT_SAID, "ministack does not say it; the ARN does"),
    Known(KEY, "key", ".CurrentKeyMaterialId", NOT_SAID, "*", "moto does not know of key material"),
    Known(KEY, "key", ".MultiRegion", NOT_SAID, "false", "moto says it of keys of several Regions alone"),
    Known(KEY, "key", ".SigningAlgorithms", NOT_SAID, "[]", "ministack says it of keys that do not sign"),
    Known(BUCKET, "acl", ".Owner.ID", "*", "*", "moto's canonical user is one for all accounts"),
    Known(BUCKET, "acl", ".Grants.0.Grantee.ID", "*", "*", "the same one"),
    Known(BUCKET, "acl", ".Owner.DisplayName", "webfile", "ministack", "each has made up a name"),
    Known(BUCKET, "acl", ".Grants.0.Grantee.DisplayName", NOT_SAID, "ministack", "moto says it of the owner alone"),
    Known(BUCKET, "metrics", "", "value", FOREIGN_ANSWER, "ministack lists objects; it is not believed"),
    Known(BUCKET, "inventory", "", "value", FOREIGN_ANSWER, "ministack lists objects; it is not believed"),
    Known(BUCKET, "request_payment", "", "value", FOREIGN_ANSWER, "ministack lists objects; it is not believed"),
    Known(BUCKET, "policy_status", "", "value", FOREIGN_ANSWER, "ministack lists objects; it is not believed"),
    *(Known(f"arn:aws:s3:::twofold-{name}", "public_access_block", "", "value",
            "absent: NoSuchPublicAccessBlockConfiguration", "ministack does not block what is new, as AWS does")
      for name in ("locked", "logs", "plain")),
    Known("arn:aws:s3:::twofold-locked", "object_lock", ".Rule.DefaultRetention.Years", "0", NOT_SAID,
          "moto adds it to a retention in days"),
    Known("arn:aws:s3:::twofold-logs", "lifecycle", ".Rules.1.Filter.And.ObjectSizeGreaterThan", NOT_SAID, "0",
          "ministack adds it to a filter by prefix and tag"),
    Known("arn:aws:s3:::twofold-source", "replication", ".Rules.0.ExistingObjectReplication.Status", "Disabled",
          NOT_SAID, "ministack loses it"),
)  # fmt: skip


@pytest.fixture(scope="module")
def inventories(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inventory, Inventory]:
    """What is read from moto, and from ministack."""
    homes = tmp_path_factory.mktemp("moto"), tmp_path_factory.mktemp("ministack")
    with moto() as at:
        with isolated({}):
            keys, owners = hub_keys(at), Owners(at)
        first = _read(homes[0], owners.client, AWS_ENDPOINT_URL=at, **keys)
    with ministack(enforcing=False) as at:
        hub = {"AWS_ACCESS_KEY_ID": twofold.HUB, "AWS_SECRET_ACCESS_KEY": "test"}
        second = _read(homes[1], _by_key(at), AWS_ENDPOINT_URL=at, **hub)
    closed = _closed(first)
    return first, {place: said for place, said in second.items() if place[1] not in closed}


def test_every_fact_of_a_full_scan_is_read_from_both(inventories: tuple[Inventory, Inventory]) -> None:
    every = {(type, fact) for type, facts in FACTS.items() for fact in facts if fact not in UNHURRIED}
    for found in inventories:
        assert {(type, fact) for type, _, fact in found} == every
    assert inventories[0].keys() == inventories[1].keys()


def test_what_differs_is_known(inventories: tuple[Inventory, Inventory]) -> None:
    strange = [each for each in _differences(*inventories) if not any(_is(each, known) for known in KNOWN)]
    assert strange == []


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.fact} of {known.on}: {known.path or 'all'}")
def test_what_is_known_differs_still(inventories: tuple[Inventory, Inventory], known: Known) -> None:
    shown = {each.on for each in _differences(*inventories) if _is(each, known)}
    compared = {arn for _, arn, fact in inventories[0] if fact == known.fact and fnmatchcase(arn, known.on)}
    has = {arn for arn in compared if not _absent_in_both(inventories, arn, known.fact)}
    assert has, "nothing of the estate has this fact"
    assert shown == has


def test_most_facts_are_wholly_equal(inventories: tuple[Inventory, Inventory]) -> None:
    differing = {(each.on, each.fact) for each in _differences(*inventories)}
    equal = {(arn, fact) for _, arn, fact in inventories[0]} - differing
    assert len(equal) >= 100
    listed = {known.fact for known in KNOWN if not known.path}
    assert {fact for facts in FACTS.values() for fact in facts} - {fact for _, fact in equal} <= {
        *UNHURRIED, "acl", "principals", "regions", "key", *listed,
    }  # fmt: skip


def _absent_in_both(inventories: tuple[Inventory, Inventory], arn: str, fact: str) -> bool:
    states = [said for found in inventories for (_, of, name), (said, _) in found.items() if (of, name) == (arn, fact)]
    return all(said.startswith(State.ABSENT) for said in states) and len(set(states)) == 1


def _is(found: Difference, known: Known) -> bool:
    return all(fnmatchcase(said, pattern) for said, pattern in zip(found, known[:5], strict=True))


def _by_key(endpoint: str) -> twofold.Owner:
    """ministack takes an access key of 12 digits for the account."""

    def owner(service: str, account: str, region: str) -> Any:
        return boto3.client(
            service, region, endpoint_url=endpoint, aws_access_key_id=account, aws_secret_access_key="test",
            config=Config(s3={"addressing_style": "path"}),
        )  # fmt: skip

    return owner


def _read(home: Path, owner: twofold.Owner, **environment: str) -> Inventory:
    """What `auditor collect --full` says of the estate."""
    with isolated({}):
        made = twofold.put(owner)
    accounts = [{"id": id, "role": twofold.AUDIT, "external_id": twofold.EXTERNAL_ID} for id in (twofold.A, twofold.B)]
    (home / "auditor.yaml").write_text(json.dumps({"accounts": accounts}), encoding="utf-8")
    done = runner(home, **environment)("collect", "--full", "--snapshot", "s")
    assert done.returncode in (0, 3), done.stdout + done.stderr
    snapshot = Snapshot.open(home / "s")
    found = dict(fact for each in snapshot.resources() for fact in _facts(each, made))
    snapshot.close()
    return found


def _facts(resource: Resource, made: Mapping[str, str]) -> Iterator[tuple[tuple[str, str, str], tuple[str, Json]]]:
    for name, fact in resource.facts.items():
        said = f"{fact.state}: {fact.reason}" if fact.reason else str(fact.state)
        text = json.dumps([resource.arn, fact.value])
        for own, called in made.items():
            text = text.replace(own, called)
        arn, value = json.loads(text)
        yield (resource.type, arn, name), (said, value)


def _closed(inventory: Inventory) -> set[str]:
    """The account's Regions, as ARNs, that are not opted in: nothing is asked there. In ministack all are (`KNOWN`)."""
    return {
        f"arn:aws:account:{region['RegionName']}:{arn.split(':')[4]}:region"
        for (_, arn, fact), (_, value) in inventory.items()
        if fact == "regions"
        for region in value
        if region["RegionOptStatus"] == "DISABLED"
    }


def _differences(one: Inventory, other: Inventory) -> Iterator[Difference]:
    """A fact that neither could read is one, too: nothing was compared."""
    nothing = ("not there", None)
    for place in sorted({*one, *other}):
        _, arn, fact = place
        (here, left), (there, right) = one.get(place, nothing), other.get(place, nothing)
        if here != there or here.startswith(State.UNKNOWN):
            yield Difference(arn, fact, "", here, there)
            continue
        before, after = dict(_leaves(left)), dict(_leaves(right))
        for path in sorted({*before, *after}):
            if before.get(path, NOT_SAID) != after.get(path, NOT_SAID):
                yield Difference(arn, fact, path, before.get(path, NOT_SAID), after.get(path, NOT_SAID))


def _leaves(value: Json, path: str = "") -> Iterator[tuple[str, str]]:
    """Path -> what stands there, down to what holds nothing else; a Region in a list goes by its name."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            name = below.get("RegionName", number) if isinstance(below, dict) else number
            yield from _leaves(below, f"{path}.{name}")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)
