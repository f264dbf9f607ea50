"""A plan and its proof -> the lines around its commands: what they are for, what was proved, what people must do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.finding import Finding
from auditor.remediate.changes import Change
from auditor.remediate.nouns import ByHand, Patch, Plan, Proof
from auditor.remediate.order import Block

_PREFACE = (
    "Fixes proposed by auditor. auditor never writes to AWS: read them, then run them yourself.",
    "Each block runs with credentials of the account it names, and stops in any other.",
)
_NOTHING = "Nothing to mend: no failure counts."


def summary(plan: Plan, proof: Proof | None) -> Iterator[str]:
    """What this is, how much of it there is, and whether it was proved."""
    yield from _PREFACE
    findings = list(plan.findings())
    if not plan.patches and not plan.by_hand:
        yield _NOTHING
        return
    yield f"{_count(findings, 'failure')} by command, {_count(plan.by_hand, 'step')} for a person."
    if findings:
        yield from _proof(proof)


def why(change: Change, patch: Patch, proof: Proof | None) -> Iterator[str]:
    """What a command does, the failures it is for, and what to know before."""
    yield f"{change.title[0].upper()}{change.title[1:]}"
    cleared = {finding.fingerprint for finding in proof.cleared} if proof else None
    for finding in patch.because:
        fate = "for" if cleared is None else "clears" if finding.fingerprint in cleared else "does not clear alone"
        yield f"  {fate} {_named(finding)}"
    for note in patch.notes:
        yield f"  note: {note}"


def heading(number: int, block: Block) -> str:
    """Whose block it is."""
    return f"Block {number}: account {block.account or 'not known, find out who owns this'}"


def step(number: int, wanted: ByHand) -> Iterator[str]:
    """One step for a person, without its document."""
    yield f"{number}. Account {wanted.account or 'not known'}: {wanted.text}"
    for finding in wanted.because:
        yield f"     for {_named(finding)}"


def _proof(proof: Proof | None) -> Iterator[str]:
    """The word "proved" stands only where every failure that a command is meant for is gone and none is new."""
    if proof is None:
        yield "Not checked against the rules."
        return
    if proof.proved:
        yield f"Proved on a patched copy of the snapshot: {_count(proof.cleared, 'failure')} cleared, none opened."
        return
    yield f"NOT enough by itself, as a patched copy of the snapshot shows: {_count(proof.cleared, 'failure')} cleared."
    for finding in proof.remains:
        yield f"  remains {finding.status}: {_named(finding)}"
    for finding in proof.opened:
        yield f"  opened {finding.status}: {_named(finding)}"


def _named(finding: Finding) -> str:
    return f"{finding.rule} on {finding.subject} [{finding.fingerprint}]: {finding.message}"


def _count(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
