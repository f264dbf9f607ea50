"""The desired world while a plan is made: facts of the snapshot, overlaid with the patches made so far."""

from __future__ import annotations

from dataclasses import replace

from auditor.config.intent import Intent
from auditor.finding import Assessment, Finding
from auditor.remediate.document import same
from auditor.remediate.given import NeedsPerson
from auditor.remediate.nouns import ByHand, Patch, Plan
from auditor.snapshot import Fact, Json, Resource, Snapshot
from auditor.topology import Subject, join
from auditor.topology.arn import parse_arn

_SHAPES_EDGES = frozenset({"replication", "ownership"})
"""Patched facts after which edges ask for other permissions."""


class Desk:
    """One plan in the making. Findings are served one after the other and share one document for each fact."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._patches: dict[tuple[str, str], Patch] = {}
        self._by_hand: list[ByHand] = []
        self._edges: tuple[Subject, ...] | None = None
        self._finding: Finding | None = None
        self.acted = False
        """The finding that is being served has been given a patch or a step."""

    def serve(self, finding: Finding) -> None:
        """From here on patches and steps are made for `finding`."""
        self._finding, self.acted = finding, False

    def fact(self, arn: str, name: str) -> Fact:
        """The fact as it is wanted so far, else as it was read; unknown if the snapshot does not hold it."""
        patch = self._patches.get((arn, name))
        if patch:
            return Fact.of(patch.before.source, patch.value)
        return self.resource(arn).fact(name)

    def resource(self, arn: str) -> Resource:
        """The resource as it was read; without type or facts if the snapshot does not know it."""
        return self._snapshot.get(arn) or Resource(arn, "", arn.rpartition(":")[2], None)

    def account(self, arn: str) -> str | None:
        """Who owns the resource: the snapshot's word, else the ARN's."""
        parsed = parse_arn(arn)
        return self.resource(arn).account or (parsed.account if parsed else None) or None

    def put(self, arn: str, name: str, value: Json, *notes: str) -> None:
        """Want the fact to be `value`, unless it is; a second finding on the same fact joins the first."""
        resource, made = self.resource(arn), self._patches.get((arn, name))
        if made is None and not resource.type:
            raise NeedsPerson(f"{arn} is not in the snapshot: scan its account, or change it there by hand", arn)
        if made is None and same(value, resource.fact(name).value):
            return
        self.acted = True
        made = made or Patch(resource, name, value, ())
        self._patches[arn, name] = replace(
            made, value=value, because=self._joined(made.because), notes=tuple(dict.fromkeys((*made.notes, *notes)))
        )
        if name in _SHAPES_EDGES:
            self._edges = None

    def by_hand(self, text: str, arn: str = "", document: Json = None) -> None:
        """A person must do this; the same step for several findings is kept once."""
        self.acted = True
        concerned = self._finding.accounts if self._finding else ()
        account = self.account(arn) if arn else next(iter(concerned), None)
        for index, step in enumerate(self._by_hand):
            if (step.text, step.account, step.document) == (text, account, document):
                self._by_hand[index] = replace(step, because=self._joined(step.because))
                return
        self._by_hand.append(ByHand(text, account, self._joined(()), document))

    def edges(self) -> tuple[Subject, ...]:
        """Every replication edge of the desired world."""
        if self._edges is None:
            world = self._snapshot.patched(patch.applied() for patch in self._patches.values())
            self._edges = tuple(join(world, Intent(), ("replication",)))
            world.close()
        return self._edges

    def plan(self, assessment: Assessment) -> Plan:
        """What has been decided; a patch that a later one took back is left out."""
        made = [patch for patch in self._patches.values() if not same(patch.value, patch.before.value)]
        return Plan(assessment, tuple(made), tuple(self._by_hand))

    def _joined(self, because: tuple[Finding, ...]) -> tuple[Finding, ...]:
        if self._finding is None or self._finding in because:
            return because
        return (*because, self._finding)
