"""An edge and a purpose -> whether S3's requests for it would be allowed: true, false, or unknown and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from auditor.evaluate.conditions import without_conditions, without_denies
from auditor.evaluate.documents import Documents, decided
from auditor.evaluate.guardrails import unread
from auditor.evaluate.probes import asked_about
from auditor.evaluate.reading import Reading, Unknown, reason
from auditor.iam import Decision, Effect, Policies
from auditor.topology import ReplicationRequest, Subject, hidden


class Authority:
    """Answers `may()`, `granted()`, `meant()`, `undenied()` and `denied()` for one subject; decides a request once."""

    def __init__(self, edge: Subject, documents: Documents) -> None:
        self._edge, self._documents = edge, documents
        self._requests: dict[str, tuple[ReplicationRequest, ...]] = {}
        """Those of each purpose that was asked about."""
        self._decided: dict[tuple[str, int, str], _Told] = {}

    def __call__(self, name: str, purpose: str, side: str, reading: Reading) -> bool | Unknown:
        """Whether all requests of `purpose` are allowed, or one is denied, by all layers or by `side` alone.

        Only of those requests that the edge makes; an edge that makes none is allowed, and not denied. `granted` asks
        about the others too: whether they would be allowed. `meant` leaves the conditions on `kms:` keys out of the
        Allow statements: whether the requests would be allowed if all of those held. `undenied` leaves out the Deny
        statements: whether only those refuse.
        """
        unread = hidden(self._edge, purpose)
        if unread is not None:
            reading.open(unread, f"the key of {purpose}")
            return Unknown(reason(unread))
        settles = name == "denied"
        answer: bool | Unknown = not settles
        if purpose not in self._requests:
            self._requests[purpose] = asked_about(self._edge, self._documents, purpose)
        for place, request in enumerate(self._requests[purpose]):
            if request.needed is False and name != "granted":
                continue
            one = self._answer(name, side, request, self._decision(place, request, name), reading)
            if one is settles or answer is settles:
                answer = settles
            elif isinstance(one, Unknown):
                answer = one
        return answer

    def _decision(self, place: int, request: ReplicationRequest, name: str) -> _Told:
        key = (request.purpose, place, name if name in _SUPPOSING else "")
        if key not in self._decided:
            question, policies = self._documents.asked(request, self._edge.parts)
            supposed = _SUPPOSING[name](policies) if name in _SUPPOSING else policies
            self._decided[key] = _Told(decided(question, supposed, request.if_passed))
        return self._decided[key]

    def _answer(
        self, name: str, side: str, request: ReplicationRequest, told: _Told, reading: Reading
    ) -> bool | Unknown:
        """The answer for one request, noted with the reason the policies give."""
        hidden = unread(side, request, self._edge.parts)
        if hidden is not None:
            reading.open(hidden, f"{side} of {request.action} on {request.resource}")
            return Unknown(reason(hidden))
        truth, said = _BY_NAME[name](told, side), told.said
        if side and told.decision.effect is not Effect.INVALID:
            said = f"{side} alone: {told.layers[side]}; all together: {said}"
        why = said if truth is None else ""
        if request.needed is None and name != "granted" and truth is (name == "denied"):
            why = "it is not known whether S3 makes this request"
        if request.left_out and truth is (name != "denied"):
            why = f"policies single out {request.left_out} more parts of the objects than are tried"
        named = f"{request.action} on {request.resource}" + (f", {side}" if side else "")
        reading.note(named, said, "", why, told.decision.depends_on if truth is None else ())
        return Unknown(why) if why or truth is None else truth


class _Told:
    """A decision, with what is worked out of it when it is asked for, once for all rules."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision

    @cached_property
    def layers(self) -> Mapping[str, Effect]:
        return self.decision.layers

    @cached_property
    def said(self) -> str:
        """The explanation without the request, which the evidence names beside it."""
        asked = self.decision.request
        head = f"{asked.action} on {asked.resource} by {asked.principal}: "
        return self.decision.explanation.removeprefix(head)


def _allowed(told: _Told, side: str) -> bool | None:
    """Allowed by all layers, or by one."""
    if not side or told.decision.effect is Effect.INVALID:
        return told.decision.allowed
    effect = told.layers[side]
    return None if effect is Effect.UNKNOWN else effect is Effect.ALLOW


def _denied(told: _Told, side: str) -> bool | None:
    """Denied by a statement that says so."""
    if told.decision.effect is Effect.INVALID:
        return None
    if side:
        effect = told.layers[side]
        return None if effect is Effect.UNKNOWN else effect is Effect.EXPLICIT_DENY
    if Effect.EXPLICIT_DENY not in told.decision.outcomes:
        return False
    return True if len(told.decision.outcomes) == 1 else None


_BY_NAME = {"may": _allowed, "granted": _allowed, "meant": _allowed, "undenied": _allowed, "denied": _denied}
_SUPPOSING: Mapping[str, Callable[[Policies], Policies]] = {
    "meant": lambda policies: without_conditions(policies, "kms:"), "undenied": without_denies,
}  # fmt: skip
"""What the policies are taken for instead of what they are."""
