"""Snapshot + intent -> every subject: accounts, buckets, roles, keys and replication edges, joined across accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Snapshot
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS
from auditor.topology.arn import subject_id
from auditor.topology.edge import Edge, edges_of, rule_keys, rule_part
from auditor.topology.keys import default_key, replica_key
from auditor.topology.limits import BATCH_JOBS, GUARDRAILS, rules_read
from auditor.topology.parts import UNKNOWN_OWNER, account_part, bucket_part, missing_bucket, role_part
from auditor.topology.rivals import chains, overruled_by
from auditor.topology.subject import Part, Subject


def join(snapshot: Snapshot, intent: Intent) -> Iterator[Subject]:
    """Subjects by kind (account, bucket, role, key, replication), each kind in order of its ARNs."""
    yield from World(snapshot, intent).subjects()


class World:
    """One snapshot, indexed by which edges touch what; holds references, reads resources when asked."""

    def __init__(self, snapshot: Snapshot, intent: Intent) -> None:
        self._snapshot, self._intent = snapshot, intent
        self._owner: dict[str, str | None] = {}
        self._out: dict[str, list[Edge]] = defaultdict(list)
        self._into: dict[str, list[Edge]] = defaultdict(list)
        self._by_role: dict[str, list[Edge]] = defaultdict(list)
        for bucket in snapshot.resources(BUCKET):
            self._owner[bucket.arn] = bucket.account
            for edge in edges_of(bucket):
                self._out[edge.source].append(edge)
                self._into[edge.destination].append(edge)
                self._by_role[edge.role].append(edge)
        self._direct = {
            source: {edge.destination for edge in edges if edge.status == "Enabled"}
            for source, edges in self._out.items()
        }
        scanned = [account.account for account in snapshot.resources(ACCOUNT)]
        self._settings = {
            "trusted_accounts": sorted(intent.trusted_accounts),
            "scanned_accounts": sorted(filter(None, scanned)),
            "rules_read": rules_read(snapshot.resources(ACCOUNT), snapshot.resources(BUCKET)),
        }

    def subjects(self) -> Iterator[Subject]:
        """Every subject, see `join`."""
        yield from self._accounts()
        yield from self._buckets()
        yield from self._roles()
        edges = [self._replication(edge) for arn in sorted(self._out) for edge in self._out[arn]]
        yield from self._keys(edges)
        yield from edges

    def _accounts(self) -> Iterator[Subject]:
        for resource in self._snapshot.resources(ACCOUNT):
            account = resource.account or ""
            yield Subject("account", account, self._with(account=account_part(resource)), accounts=(account,))

    def _buckets(self) -> Iterator[Subject]:
        for resource in self._snapshot.resources(BUCKET):
            if resource.account is None:
                continue
            inbound, outbound = self._into[resource.arn], self._out[resource.arn]
            parts = self._with(
                bucket=bucket_part(resource, self._intent),
                inbound=self._summaries(inbound),
                outbound=self._summaries(outbound),
                chains=list(chains(inbound, outbound, self._direct)),
            )
            yield Subject(
                "bucket",
                subject_id(resource.arn),
                parts,
                related=frozenset(edge.id for edge in (*inbound, *outbound)),
                accounts=(resource.account,),
            )

    def _roles(self) -> Iterator[Subject]:
        for arn in sorted(filter(None, self._by_role)):
            part = role_part(arn, self._snapshot.get(arn))
            edges = self._by_role[arn]
            related = frozenset(edge.id for edge in edges)
            parts = self._with(role=part, edges=self._summaries(edges), batch_jobs=BATCH_JOBS)
            yield Subject("role", arn, parts, related, _known(part["account"]))

    def _keys(self, edges: list[Subject]) -> Iterator[Subject]:
        used: dict[str, list[Subject]] = defaultdict(list)
        parts: dict[str, Part] = {}
        for edge in edges:
            for key in _keys_of(edge):
                used[key["arn"]].append(edge)
                parts[key["arn"]] = key
        for arn in sorted(used):
            listed = [edge.parts["summary"] for edge in used[arn]]
            related = frozenset(edge.id for edge in used[arn])
            yield Subject("key", arn, self._with(key=parts[arn], edges=listed), related, _known(parts[arn]["account"]))

    def _replication(self, edge: Edge) -> Subject:
        source = self._bucket(edge.source, None)
        destination = self._bucket(edge.destination, edge.claimed_account)
        rules = source["replication"].value["Rules"]
        rule = rules[edge.index]
        named = [rule_part(each, key) for each, key in zip(rules, rule_keys(rules), strict=True)]
        siblings = [each for index, each in enumerate(named) if index != edge.index]
        parts = self._with(
            rule=_configured(named[edge.index]),
            siblings=_configured(siblings),
            overruled_by=_configured(overruled_by(rule, siblings)),
            guardrails=GUARDRAILS,
            summary=edge.summary(self._destination_account(edge)),
            source=source,
            destination=destination,
            role=role_part(edge.role, self._snapshot.get(edge.role)),
            source_keys=_listed(default_key(source, self._snapshot)),
            replica_key=replica_key(rule, destination, self._snapshot),
            destination_key=default_key(destination, self._snapshot),
            reverse=self._summaries(
                [back for back in self._out.get(edge.destination, ()) if back.destination == edge.source]
            ),
        )
        return Subject("replication", edge.id, parts, _related(edge, parts), _accounts_of(source, destination))

    def _bucket(self, arn: str, claimed: str | None) -> dict[str, Part]:
        """A bucket of the inventory; else what the rule says of its owner, and nothing more."""
        resource = self._snapshot.get(arn) or missing_bucket(arn)
        part = bucket_part(resource, self._intent)
        if resource.account is None and claimed:
            part["account"] = Fact.of(FACTS[BUCKET]["replication"], claimed)
        return part

    def _destination_account(self, edge: Edge) -> Part:
        return self._owner.get(edge.destination) or edge.claimed_account or UNKNOWN_OWNER

    def _summaries(self, edges: list[Edge]) -> list[Part]:
        return [edge.summary(self._destination_account(edge)) for edge in edges]

    def _with(self, **parts: Part) -> Mapping[str, Part]:
        return {**parts, "settings": self._settings}


def _configured(part: Part) -> Fact:
    """What the replication configuration says, or what follows from it."""
    return Fact.of(FACTS[BUCKET]["replication"], part)


def _keys_of(edge: Subject) -> Iterator[Part]:
    """Key parts of an edge that are known to be keys."""
    listed = edge.parts["source_keys"]
    for key in (*(listed if isinstance(listed, list) else ()), edge.parts["replica_key"]):
        if isinstance(key, dict):
            yield key


def _listed(key: Part) -> Part:
    """`source_keys`: a list of key parts, or the fact that hides which they are."""
    return key if isinstance(key, Fact) else [key] if key else []


def _related(edge: Edge, parts: Mapping[str, Part]) -> frozenset[str]:
    keys = (parts["replica_key"], *(parts["source_keys"] if isinstance(parts["source_keys"], list) else ()))
    arns = {key["arn"] for key in keys if isinstance(key, dict)}
    return frozenset({subject_id(edge.source), subject_id(edge.destination), edge.role, *arns})


def _accounts_of(*buckets: Mapping[str, Part]) -> tuple[str, ...]:
    """Owners that are known, each once, in order."""
    plain = [
        bucket["account"].value if isinstance(bucket["account"], Fact) else bucket["account"] for bucket in buckets
    ]
    return tuple(dict.fromkeys(account for account in plain if account))


def _known(account: Part) -> tuple[str, ...]:
    return (account,) if isinstance(account, str) and account else ()
