"""What a plan is made of: patches (facts as they should be), steps for a person, and the proof of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.finding import Assessment, Finding
from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import FACTS


@dataclass(frozen=True, slots=True)
class Patch:
    """One fact of one resource as it should be, and the findings that ask for it."""

    resource: Resource
    """As it was read, with all its facts."""
    fact: str
    value: Json
    """The whole wanted value, in the form the snapshot keeps it."""
    because: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """What a person should know before it is carried out."""

    @property
    def before(self) -> Fact:
        """The fact as it was read."""
        return self.resource.fact(self.fact)

    def applied(self) -> Resource:
        """The resource with this one fact as wanted, to lay over a snapshot."""
        read = self.resource
        fact = Fact.of(FACTS[read.type][self.fact], self.value)
        return Resource(read.arn, read.type, read.name, read.account, read.region, {self.fact: fact})


@dataclass(frozen=True, slots=True)
class ByHand:
    """A step that a person must decide or carry out."""

    text: str
    account: str | None
    """Account whose owner must act, None if that is not known."""
    because: tuple[Finding, ...]
    document: Json = None
    """A statement or document to add, where there is one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would mend the failures of an assessment."""

    assessment: Assessment
    """What was judged before."""
    patches: tuple[Patch, ...]
    by_hand: tuple[ByHand, ...]

    def findings(self) -> Iterator[Finding]:
        """The failures that some patch is meant to clear, each once, by rule and subject."""
        asked = {finding.fingerprint: finding for patch in self.patches for finding in patch.because}
        return iter(sorted(asked.values(), key=lambda finding: (finding.rule, finding.subject)))


@dataclass(frozen=True, slots=True)
class Proof:
    """The same rules on the patched snapshot: what became of the plan's findings, and what is new."""

    cleared: tuple[Finding, ...]
    """Failures that are gone: now PASS or NOT_APPLICABLE."""
    remains: tuple[Finding, ...]
    """Still FAIL or UNKNOWN, as judged after the patches; or not judged any more, as judged before."""
    opened: tuple[Finding, ...]
    """FAIL or UNKNOWN after the patches and neither before."""

    @property
    def proved(self) -> bool:
        """Something was cleared, nothing remains and nothing was opened."""
        return bool(self.cleared) and not self.remains and not self.opened
