"""A snapshot -> the ways beside replication by which each account's objects are copied on, and whom they lead to.

S3 Batch Operations jobs that copy to a bucket or hand objects to a function, and DataSync tasks from S3 to a bucket.
File systems are no buckets; what lies outside of S3 is nobody's that could be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from auditor.snapshot import NOT_COLLECTED, Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import ACCOUNT, FACTS, REGION, in_use
from auditor.topology.arn import parse_arn
from auditor.topology.parts import UNKNOWN_OWNER
from auditor.topology.subject import Part

_READ = ("jobs", "datasync_tasks")
_STORES = ("s3", "object-storage", "azure-blob")
"""How URIs of stores of objects begin (DataSync API, "LocationListEntry"); others are of file systems."""
_ENDPOINT = re.compile(r"s3[.-][a-z0-9.-]+\.amazonaws\.com(\.cn)?")
_RESERVED = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
"""Ends of names that no account lists: of what is no general purpose bucket (S3 User Guide, "Bucket naming rules")."""


class _Channel(NamedTuple):
    kind: str
    id: str
    """An ARN."""
    source: Part
    destination: Part
    """ARN of a bucket or function, else a URI."""


class Channels:
    """Every way of the Regions that accounts have enabled; read once, when somebody asks."""

    def __init__(self, snapshot: Snapshot, trusted: frozenset[str]) -> None:
        self._snapshot, self._trusted = snapshot, trusted
        self._regions: Mapping[str, list[tuple[str, Mapping[str, Fact]]]] | None = None
        self._owners: dict[str, str] = {}
        self._all_listed = False
        """Whether each trusted account said which buckets it has."""

    def of_account(self, account: Resource) -> list[dict[str, Part]]:
        """`{kind, id, source, destination, account, trusted}` of each.

        What a Region did not tell stands among them as one that may lead anywhere; so do all that were not asked.
        """
        regions = self._read().get(account.account or "", [])
        unasked = _unasked(account.fact("regions"), {arn.split(":")[3] for arn, _ in regions})
        found = [_hidden(account.arn, unasked)] if unasked else []
        for arn, facts in regions:
            found += [_hidden(arn, fact) for fact in facts.values() if fact.state is State.UNKNOWN]
            found += [self._judged(channel) for channel in _channels(arn, facts)]
        return found

    def _judged(self, channel: _Channel) -> dict[str, Part]:
        account = self._account(channel.destination)
        if isinstance(account, Fact):
            trusted = self._nobody_trusted(channel.destination) or account
            return {**channel._asdict(), "account": account, "trusted": trusted if trusted is account else False}
        return {**channel._asdict(), "account": account, "trusted": account in self._trusted}

    def _account(self, destination: Part) -> Part:
        """Whose it is, or the fact that hides it."""
        if isinstance(destination, Fact):
            return destination
        parsed = parse_arn(destination)
        if parsed is not None and parsed.account and parsed.account not in self._trusted:
            return parsed.account
        if parsed is not None and parsed.account and ":accesspoint" not in destination:
            return parsed.account
        owner = self._owners.get(destination)
        return owner or Fact.unknown(UNKNOWN_OWNER.source, NOT_COLLECTED, f"nobody says whose {destination} is")

    def _nobody_trusted(self, destination: Part) -> bool:
        """Whether it is a bucket, and certainly of none of the trusted accounts: each listed its own."""
        if isinstance(destination, Fact) or not self._all_listed:
            return False
        parsed = parse_arn(destination)
        return parsed is not None and not parsed.account and not parsed.resource.endswith(_RESERVED)

    def _read(self) -> Mapping[str, list[tuple[str, Mapping[str, Fact]]]]:
        if self._regions is None:
            read: dict[str, list[tuple[str, Mapping[str, Fact]]]] = defaultdict(list)
            for region in self._snapshot.resources(REGION, facts=_READ):
                unread = {name: Fact.unknown(FACTS[REGION][name], NOT_COLLECTED) for name in _READ}
                read[region.account or ""].append((region.arn, {**unread, **region.facts}))
            channels = (each for found in read.values() for place in found for each in _channels(*place))
            self._list({each.destination for each in channels if not isinstance(each.destination, Fact)})
            self._regions = read
        return self._regions

    def _list(self, wanted: Iterable[str]) -> None:
        """Who lists the buckets that are wanted (ARNs)."""
        by_partition: dict[str, set[str]] = defaultdict(set)
        for arn in filter(None, map(parse_arn, wanted)):
            by_partition[arn.partition].add(arn.resource)
        listing = set()
        for account in self._snapshot.resources(ACCOUNT, facts=("buckets",)):
            names, partition = account.fact("buckets"), account.arn.split(":")[1]
            listing |= {account.account} if names.state is State.VALUE else set()
            for name in by_partition[partition].intersection(names.value or ()):
                self._owners[f"arn:{partition}:s3:::{name}"] = account.account or ""
        self._all_listed = self._trusted <= listing


def _unasked(enabled: Fact, asked: Set[str]) -> Fact | None:
    """What hides jobs and tasks of the Regions that were not asked; None if all that are `enabled` were.

    Where the buckets lie does not matter: a task may copy from and to other Regions than its own.
    """
    if enabled.state is not State.VALUE:
        return Fact.unknown(enabled.source, enabled.reason or NOT_COLLECTED, enabled.detail or "which Regions it has")
    left = sorted({*in_use(enabled.value)} - asked)
    source, said = FACTS[REGION]["datasync_tasks"], f"jobs and tasks were not read in {', '.join(left)}"
    return Fact.unknown(source, NOT_COLLECTED, said) if left else None


def _hidden(id: str, fact: Fact) -> dict[str, Part]:
    """What stands for all that `fact` hides."""
    return {"kind": "unread", "id": id, "source": fact, "destination": fact, "account": fact, "trusted": fact}


def _channels(region: str, facts: Mapping[str, Fact]) -> Iterator[_Channel]:
    _, partition, _, name, account, _ = region.split(":", 5)
    for job in facts["jobs"].value or ():
        target = _target(job.get("Operation") or {})
        if target:
            made_of = (job.get("ManifestGenerator") or {}).get("S3JobManifestGenerator") or {}
            id = f"arn:{partition}:s3:{name}:{account}:job/{job['JobId']}"
            yield _Channel("batch", id, made_of.get("SourceBucket"), target)
    for task in facts["datasync_tasks"].value or ():
        source, destination = (_end(task, end, partition) for end in ("source", "destination"))
        if source and destination:
            yield _Channel("datasync", task["TaskArn"], source, destination)


def _target(operation: Json) -> str | None:
    """The bucket that a job copies to, or the function that it hands objects to."""
    copied: str | None = (operation.get("S3PutObjectCopy") or {}).get("TargetResource")
    return copied or (operation.get("LambdaInvoke") or {}).get("FunctionArn")


def _end(task: Json, end: str, partition: str) -> Part:
    """The bucket's ARN, or the URI of another store; None for a file system, unknown where nobody says where it is."""
    uri = task.get(f"{end}_uri")
    if uri is None:
        what = f"{task[f'{end.capitalize()}LocationArn']} is in no list of locations"
        return Fact.unknown("datasync:ListLocations", NOT_COLLECTED, what)
    kind, _, place = uri.partition("://")
    if kind not in _STORES:
        return None
    if kind == "object-storage" and _ENDPOINT.fullmatch(place.partition("/")[0]):
        kind, place = "s3", place.partition("/")[2]
    if kind != "s3":
        return uri
    return place.rstrip("/") if place.startswith("arn:") else f"arn:{partition}:s3:::{place.partition('/')[0]}"
