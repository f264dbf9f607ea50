"""Snapshot + intent -> every subject: accounts, buckets, roles, keys and replication edges, joined across accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from auditor.config.intent import Intent
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.topology import between
from auditor.topology.announcements import announcements
from auditor.topology.arn import parse_arn, subject_id
from auditor.topology.channels import Channels
from auditor.topology.edge import Edge, rule_part
from auditor.topology.index import Handle, Index
from auditor.topology.jobs import Jobs, report_bucket
from auditor.topology.limits import OUTAGES
from auditor.topology.needed import needed
from auditor.topology.older import older_objects
from auditor.topology.organization import Above
from auditor.topology.parts import UNKNOWN_OWNER, account_part
from auditor.topology.regions import Regions
from auditor.topology.rivals import chains
from auditor.topology.shelf import Shelf
from auditor.topology.subject import KINDS, Part, Parts, Subject


def join(snapshot: Snapshot, intent: Intent, kinds: Iterable[str] = KINDS) -> Iterator[Subject]:
    """Subjects by kind (account, bucket, role, key, replication), each kind in order of its ids."""
    world = World(snapshot, intent, Index.of(snapshot, intent))
    return (world.subject(handle) for handle in world.index.handles(kinds))


class World:
    """One snapshot and its index; reads resources when a subject is asked for."""

    def __init__(self, snapshot: Snapshot, intent: Intent, index: Index) -> None:
        self._snapshot, self._intent, self.index = snapshot, intent, index
        self._shelf, self._regions, self._jobs = Shelf(snapshot, intent), Regions(snapshot), Jobs(snapshot)
        scanned = index.scanned()
        self._channels = Channels(snapshot, frozenset({*intent.trusted_accounts, *scanned}))
        self._settings = {
            "trusted_accounts": sorted(intent.trusted_accounts),
            "scanned_accounts": scanned,
            "rules_read": index.rules_read(),
            "approved_actors": sorted(intent.approved_actors),
        }

    def subject(self, handle: Handle) -> Subject:
        """The subject that the index has under `handle`."""
        return _MADE[handle.kind](self, handle.name)

    def _account(self, arn: str) -> Subject:
        resource = self._read(arn)
        account = resource.account or ""
        part = account_part(resource)
        channels = self._channels.of_account(resource)
        parts = self._with(account=part, side_channels=channels)
        return Subject(
            "account", account, Parts(parts, {"sources": lambda: self._sources(account)}), accounts=(account,)
        )

    def _sources(self, account: str) -> list[Part]:
        """`{arn, policy}` of the account's buckets that an edge begins at."""
        arns = self.index.sources(account)
        return [{"arn": arn, "policy": self._shelf.bucket(arn, None)["policy"]} for arn in arns]

    def _bucket(self, arn: str) -> Subject:
        owner, part = self._shelf.owner(arn), self._shelf.bucket(arn, None)
        inbound, outbound = self.index.edges("destination", arn), self.index.edges("source", arn)
        region = self._regions.of_bucket(owner, part)
        parts = self._with(
            bucket=part,
            owner=self._shelf.owner_of(part),
            region=region,
            inbound=self._summaries(inbound),
            outbound=self._summaries(outbound),
            chains=list(chains(inbound, outbound, self._leads_to)),
            batch_jobs=self._jobs.of_bucket(part),
            announcements=announcements(part, self._shelf) if outbound else [],
            older_objects=older_objects(region, self._snapshot.meta.get("started")),
            outages=OUTAGES,
        )
        related = frozenset(edge.id for edge in (*inbound, *outbound))
        return Subject("bucket", subject_id(arn), parts, related, (owner or "",))

    def _role(self, arn: str) -> Subject:
        part, edges = self._shelf.role(arn), self.index.edges("role", arn)
        related = frozenset(edge.id for edge in edges)
        back = [edge for one in edges for edge in self._back(one)]
        summaries = {"edges": self._summaries(edges), "reverse": self._summaries(back)}
        jobs = self._jobs.of_role(arn)
        report = report_bucket(jobs)
        parts = self._with(role=part, **summaries, batch_jobs=jobs, guardrails=self._above(part))
        late = {
            "needed": lambda: needed(self._asking(edge, None) for edge in edges),
            "needed_by_batch": lambda: needed((self._asking(edge, report) for edge in edges), batch=True),
        }
        return Subject("role", arn, Parts(parts, late), related, _known(part["account"]))

    def _asking(self, edge: Edge, report: str | None) -> Mapping[str, Part]:
        """The parts of an edge that say what it asks of its role; of a job, whose report goes to that bucket, too."""
        source = self._shelf.bucket(edge.source, None)
        destination = self._shelf.bucket(edge.destination, edge.claimed_account)
        rule = source["replication"].value["Rules"][edge.index]
        return {
            "rule": rule_part(rule, edge.key),
            "source": source,
            "destination": destination,
            **between.keys(edge, rule, source, destination, self._shelf),
            "report": self._shelf.bucket(report, None) if report else None,
        }

    def _key(self, arn: str) -> Subject:
        part, edges = self._shelf.key(arn, self.index.given(arn)), self.index.edges("key", arn)
        related = frozenset(edge.id for edge in edges)
        parts = self._with(key=part, edges=self._summaries(edges))
        return Subject("key", arn, parts, related, _known(part["account"]))

    def _replication(self, place: str) -> Subject:
        edge = self.index.edge(place)
        source = self._shelf.bucket(edge.source, None)
        destination = self._shelf.bucket(edge.destination, edge.claimed_account)
        role = self._shelf.role(edge.role)
        rule: Json = source["replication"].value["Rules"][edge.index]
        keys = between.keys(edge, rule, source, destination, self._shelf)
        named = between.named(keys)
        parts = self._with(
            **between.rules(edge, source),
            **keys,
            **between.jobs(edge, source, self._jobs, self._shelf),
            guardrails=self._above(role, source, destination, *named),
            summary=edge.summary(self._destination_account(edge)),
            source=source,
            destination=destination,
            role=role,
            reverse=self._summaries(self._back(edge)),
            source_owner=self._shelf.owner_of(source),
            destination_owner=self._shelf.owner_of(destination),
            source_region=self._regions.of_edge(source["account"], source, edge, rule),
            destination_region=self._regions.of_edge(destination["account"], destination, edge, rule),
            metrics_region=self._regions.of_edge(source["account"], destination, edge, rule),
        )
        related = {subject_id(edge.source), subject_id(edge.destination), edge.role, *between.related(keys)}
        return Subject("replication", edge.id, parts, frozenset(related), _accounts_of(source, destination))

    def _read(self, arn: str) -> Resource:
        """A resource of the index, which is therefore in the snapshot."""
        return self._snapshot.get(arn) or Resource(arn, "", "", None)

    def _leads_to(self, source: str) -> set[str]:
        """The buckets to which the enabled rules of `source` lead."""
        return {edge.destination for edge in self.index.edges("source", source) if edge.status == "Enabled"}

    def _back(self, edge: Edge) -> list[Edge]:
        """The edges from its destination to its source."""
        return [back for back in self.index.edges("source", edge.destination) if back.destination == edge.source]

    def _destination_account(self, edge: Edge) -> Part:
        return self._shelf.owner(edge.destination) or edge.claimed_account or UNKNOWN_OWNER

    def _summaries(self, edges: list[Edge]) -> list[Part]:
        return [edge.summary(self._destination_account(edge)) for edge in edges]

    def _above(self, *parts: Part) -> Above:
        """What stands above the accounts of those parts that are known."""
        known = [part for part in parts if isinstance(part, Mapping)]
        accounts = {_plain(part["account"]): parse_arn(str(part["arn"])) for part in known}
        return {id: self._shelf.above(arn.partition if arn else "aws", id) for id, arn in accounts.items() if id}

    def _with(self, **parts: Part) -> Mapping[str, Part]:
        return {**parts, "settings": self._settings}


def _plain(account: Part) -> str:
    """The account, empty where it is not known."""
    return str((account.value if isinstance(account, Fact) else account) or "")


def _accounts_of(*buckets: Mapping[str, Part]) -> tuple[str, ...]:
    """Owners that are known, each once, in order."""
    plain = [
        bucket["account"].value if isinstance(bucket["account"], Fact) else bucket["account"] for bucket in buckets
    ]
    return tuple(dict.fromkeys(account for account in plain if account))


def _known(account: Part) -> tuple[str, ...]:
    return (account,) if isinstance(account, str) and account else ()


_MADE: Mapping[str, Callable[[World, str], Subject]] = {
    "account": World._account,  # noqa: SLF001  the class's own table
    "bucket": World._bucket,  # noqa: SLF001
    "role": World._role,  # noqa: SLF001
    "key": World._key,  # noqa: SLF001
    "replication": World._replication,  # noqa: SLF001
}
