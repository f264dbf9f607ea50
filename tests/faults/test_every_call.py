"""Every class of faults at every call that collect's tables name: each is told as what it is, and harms nothing else.

One scan carries a class: the call of each row fails in one account, whatever is tried again. Calls behind which others
stand (who cannot be listed has no buckets) have an account of their own.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from botocore.session import Session

from auditor.collect import collect, directory, iam, limiter, organizations
from auditor.collect.permissions import CALLS
from auditor.collect.read import Call
from auditor.config import Account, Config
from auditor.demo.environment import isolated
from auditor.snapshot import Demand, Fact, Resource, Snapshot, SnapshotWriter, State
from auditor.snapshot.catalogue import FACTS, REGION
from tests.collect.canned import canned
from tests.collect.conftest import KEYS
from tests.e2e.proxy import Asked, Fault, Proxy, proxy
from tests.faults.estate import LOST, Grown, answer, question
from tests.faults.harms import HARMS, Harm

LEAVES = 4
"""Accounts that the other calls fail in, in turn; so that of the calls one role takes no two fail in the same."""
GATES = {
    ("sts", "assume_role"): 0,
    ("sts", "get_caller_identity"): 1,
    ("s3", "list_buckets"): 2,
    ("s3", "get_bucket_replication"): 3,
    ("s3", "get_bucket_encryption"): 3,
    ("s3", "get_bucket_notification_configuration"): 3,
}
"""Calls without whose answer others are not made -> the account, by number, that they fail in."""
GIVEN = {
    ("iam", "get_role"): 3,
    ("organizations", "describe_organization"): 4,
    ("sns", "get_topic_attributes"): 2,
    ("sqs", "get_queue_url"): 2,
    ("sqs", "get_queue_attributes"): 2,
}
"""Calls that give several facts at once, or that other facts cannot do without."""
ESTATE = Grown(accounts=4 + LEAVES, buckets=2)
GATED = frozenset(ESTATE.ids()[:4])
WANTED = replace(Demand.everything(), regions=frozenset(FACTS[REGION]))
Facts = Mapping[tuple[str, str], Fact]


@dataclass(frozen=True)
class Target:
    """One call of the tables, and where it fails."""

    service: str
    operation: str
    """AWS's spelling."""
    rows: tuple[Call, ...]
    account: str

    @property
    def key(self) -> tuple[str, str]:
        return self.service, self.rows[0].operation

    def hit_by(self, asked: Asked) -> bool:
        """Of HeadBucket only what asks for existence: where a bucket lies, GetBucketLocation tells too."""
        said = question(asked)
        meant = (said.account, said.service, said.operation) == (self.account, self.service, self.operation)
        return meant and (said.protocol != "head" or asked.path.startswith(f"/{LOST}"))


def _targets() -> tuple[Target, ...]:
    rows: dict[tuple[str, str], list[Call]] = {}
    for service, calls in CALLS.items():
        for call in calls if service != "organizations" else ():
            if call in iam.WHOLE:  # of accounts with many roles: see test_role_list.py
                continue
            rows.setdefault((service, call.operation), []).append(call)
    own = organizations.ORGANIZATION  # what only some accounts may ask: see test_discovery.py and test_organization.py
    rows["organizations", own.operation] = [own, organizations.PATH, organizations.SCPS, organizations.RCPS]
    ids, leaves, found = ESTATE.ids(), 0, []
    for (service, method), calls in rows.items():
        number = GATES.get((service, method))
        if number is None:
            number, leaves = 4 + leaves % LEAVES, leaves + 1
        found.append(Target(service, _operation(service, method), tuple(calls), ids[number]))
    return tuple(found)


def _operation(service: str, method: str) -> str:
    client = Session().create_client(service, region_name="us-east-1")
    return str(client.meta.method_to_api_mapping[method])


with isolated(KEYS):
    TARGETS = _targets()


@dataclass(frozen=True)
class Seen:
    """What a scan gave and what the proxy did to it."""

    proxy: Proxy
    facts: Facts
    owners: Mapping[str, str]
    """ARN -> account."""
    digest: str


def _owner(resource: Resource) -> str:
    """Names hold the account, where nobody says whose a bucket is."""
    return resource.account or resource.name.split("-")[1]


def _scanned(upstream: str, path: Path, harm: Harm | None) -> Seen:
    fault = Fault(lambda asked: any(target.hit_by(asked) for target in TARGETS), harm.deed, harm.once) if harm else None
    accounts = tuple(Account(id=id, role="audit") for id in ESTATE.ids())
    config = Config(
        accounts=accounts, concurrency=16, processes=1,
        attempts=harm.attempts if harm else 1, timeout=harm.timeout if harm else 60,
    )  # fmt: skip
    with isolated(KEYS), proxy(upstream, [fault] if fault else []) as between:
        os.environ["AWS_ENDPOINT_URL"] = between.url
        writer = SnapshotWriter(path, None, "start")
        collect(config, writer, WANTED, lambda _: None)
        writer.finish("end")
    snapshot = Snapshot.open(path)
    resources = list(snapshot.resources())
    facts = {(each.arn, name): fact for each in resources for name, fact in each.facts.items()}
    found = Seen(between, facts, {each.arn: _owner(each) for each in resources}, snapshot.digest())
    snapshot.close()
    return found


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """The estate's endpoint, asked as fast as may be."""
    with pytest.MonkeyPatch.context() as patch, canned(lambda asked: answer(ESTATE, asked)) as endpoint:
        patch.setattr(limiter, "DOCUMENTED", {})
        patch.setattr(directory, "_RATES", dict.fromkeys(directory._RATES, math.inf))
        yield endpoint.url


@pytest.fixture(scope="module")
def faultless(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return _scanned(upstream, tmp_path_factory.mktemp("faultless") / "s", None)


def test_without_a_fault_all_is_read_and_every_call_of_the_tables_is_made(faultless: Seen) -> None:
    assert [place for place, fact in faultless.facts.items() if fact.state is State.UNKNOWN] == []
    missed = [target.key for target in TARGETS if not any(map(target.hit_by, faultless.proxy.seen))]
    assert missed == []


@pytest.mark.parametrize("name", [name for name, harm in HARMS.items() if not any(harm.reasons.values())])
def test_what_passes_leaves_no_trace(upstream: str, faultless: Seen, tmp_path: Path, name: str) -> None:
    found = _scanned(upstream, tmp_path / "s", HARMS[name])
    assert [target.key for target in TARGETS if not any(map(target.hit_by, found.proxy.fired))] == []
    assert found.digest == faultless.digest


@pytest.mark.parametrize("name", [name for name, harm in HARMS.items() if any(harm.reasons.values())])
def test_each_fault_is_an_unknown_for_its_reason_and_nothing_else_is(
    upstream: str, faultless: Seen, tmp_path: Path, name: str
) -> None:
    harm = HARMS[name]
    found = _scanned(upstream, tmp_path / "s", harm)
    blamed: set[tuple[str, str]] = set()
    for target in TARGETS:
        fired = {asked for asked in found.proxy.fired if target.hit_by(asked)}
        assert fired, f"no {target.key} was sent in {target.account}"
        reason = harm.reasons[question(next(iter(fired))).protocol]
        unknown = _unknown(found, target, reason)
        if target.key in GATES:
            assert unknown, target
        elif reason:
            assert len(unknown) == GIVEN.get(target.key, 1) * len(fired), (target, unknown)
        blamed |= unknown
    assert _others(found, GATED, blamed) == _others(faultless, GATED, blamed)
    _gated_is_no_better(found, faultless, {word for reason in harm.reasons.values() for word in reason.split()})


def _unknown(found: Seen, target: Target, reason: str) -> set[tuple[str, str]]:
    """The facts of the target's account that its call left unknown for that reason."""
    names, actions = {row.fact for row in target.rows}, {row.action for row in target.rows}
    return {
        (arn, name)
        for (arn, name), fact in found.facts.items()
        if found.owners[arn] == target.account and name in names
        and fact.state is State.UNKNOWN and fact.source in actions and fact.reason in reason.split()
    }  # fmt: skip


def _others(found: Seen, accounts: frozenset[str], but: set[tuple[str, str]]) -> Facts:
    """The facts outside of `accounts`, without some."""
    return {
        place: fact
        for place, fact in found.facts.items()
        if found.owners[place[0]] not in accounts and place not in but
    }


def _gated_is_no_better(found: Seen, faultless: Seen, reasons: set[str]) -> None:
    """What stands behind a call that failed is as it was, unknown for the same reason, or not there."""
    for (arn, name), fact in found.facts.items():
        if found.owners[arn] in GATED and name != "existence":
            unknown = fact.state is State.UNKNOWN and fact.reason in reasons
            assert unknown or fact == faultless.facts.get((arn, name)), (arn, name, fact)
