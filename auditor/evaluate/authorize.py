"""An edge and a purpose -> whether S3's requests for it would be allowed: true, false, or unknown and why."""

from __future__ import annotations

from functools import cached_property

from auditor.evaluate.documents import Documents
from auditor.evaluate.reading import Reading, Unknown, reason
from auditor.iam import Decision, Effect, Request, decide
from auditor.snapshot import Fact
from auditor.topology import ReplicationRequest, Subject, requests

_ON_KEYS = {
    "decrypt-source": "source_keys",
    "encrypt-replica": "replica_key",
    "generate-replica-key": "replica_key",
    "decrypt-replica": "replica_key",
}
"""Purposes whose requests go to keys, and the part that says which keys."""


class Authority:
    """Answers `may()` for one edge; every request of it is decided at most once."""

    def __init__(self, edge: Subject, documents: Documents) -> None:
        self._edge, self._documents = edge, documents
        self._decided: dict[int, Decision] = {}

    def __call__(self, purpose: str, side: str, reading: Reading) -> bool | Unknown:
        """Whether all requests of `purpose` that the edge makes are allowed, by all layers or by `side` alone."""
        hidden = self._edge.parts[_ON_KEYS[purpose]] if purpose in _ON_KEYS else None
        if isinstance(hidden, Fact) and reason(hidden):
            reading.open(hidden, _ON_KEYS[purpose])
            return Unknown(reason(hidden))
        answer: bool | Unknown = True
        for place, request in enumerate(self._requests):
            if request.purpose == purpose and request.needed is not False:
                answer = _and(answer, self._allowed(place, request, side, reading))
        return answer

    @cached_property
    def _requests(self) -> tuple[ReplicationRequest, ...]:
        return requests(self._edge)

    def _allowed(self, place: int, request: ReplicationRequest, side: str, reading: Reading) -> bool | Unknown:
        decision = self._decision(place, request)
        allowed = _by_layer(decision, side) if side else decision.allowed
        expression = f"{request.action} on {request.resource}" + (f", {side} only" if side else "")
        said = decision.explanation
        if allowed is None or (allowed is False and request.needed is None):
            why = said if allowed is None else "it is not known whether S3 makes this request"
            reading.note(expression, said, "", why)
            return Unknown(why)
        reading.note(expression, said)
        return allowed

    def _decision(self, place: int, request: ReplicationRequest) -> Decision:
        if place not in self._decided:
            policies = self._documents.bearing_on(request, self._edge.parts)
            asked = Request(
                request.principal, request.action, request.resource, request.owner, request.context, request.unknown
            )
            self._decided[place] = decide(asked, policies)
        return self._decided[place]


def _by_layer(decision: Decision, side: str) -> bool | None:
    """What one layer alone says; a layer that has no say (no such policy, or the other account's) does not allow."""
    effect = decision.layers.get(side, Effect.IMPLICIT_DENY)
    if effect in (Effect.UNKNOWN, Effect.INVALID):
        return None
    return effect is Effect.ALLOW


def _and(left: bool | Unknown, right: bool | Unknown) -> bool | Unknown:
    """Kleene's and: a known false wins."""
    if left is False or right is False:
        return False
    return left if isinstance(left, Unknown) else right
