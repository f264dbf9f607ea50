"""Cases as JSON lines in, results as JSON lines out, in the same order: `auditor simulate` without its files.

A case holds a request and every document that takes part; see docs/policy-engine.md for its fields. A case that
cannot be read becomes one line with `error`, and the rest go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from auditor.errors import InputError
from auditor.iam.case import Case, id_of, read
from auditor.iam.decide import Decision, decide
from auditor.iam.document import Json
from auditor.iam.effect import Effect
from auditor.iam.request import Request
from auditor.iam.variables import fold

WORDS = {
    Effect.ALLOW: "allowed",
    Effect.EXPLICIT_DENY: "explicit_deny",
    Effect.IMPLICIT_DENY: "implicit_deny",
    Effect.UNKNOWN: "unknown",
    Effect.INVALID: "invalid",
}
"""How a result line writes the effect."""

_encode = json.JSONEncoder(separators=(", ", ": ")).encode


def simulate(lines: Iterable[str], assume: Mapping[str, str | None] | None = None) -> Iterator[str]:
    """One result for each line that is not blank, without its newline.

    `assume`: for context keys that a case declares unknown, the value to take instead, or `None` for absent; a
    verdict that would be `unknown` without that says so under `assumed`.
    """
    folded = {fold(key): value for key, value in (assume or {}).items()}
    for line in lines:
        if line and not line.isspace():
            yield _result(line, folded)


def _result(line: str, assume: Mapping[str, str | None]) -> str:
    try:
        case = read(line)
        decision = decide(case.request, case.policies)
        assumed = {key: assume[fold(key)] for key in sorted(case.request.unknown) if fold(key) in assume}
        if assumed and decision.effect is Effect.UNKNOWN:
            decision = decide(_assuming(case.request, assumed), case.policies)
        else:
            assumed = {}
    except InputError as error:
        return _encode({"id": id_of(line), "error": str(error)})
    return _encode(_told(case, decision, assumed))


def _assuming(request: Request, assumed: Mapping[str, str | None]) -> Request:
    values = {key: value for key, value in assumed.items() if value is not None}
    return replace(request, context={**request.context, **values}, unknown=request.unknown.difference(assumed))


def _told(case: Case, decision: Decision, assumed: Mapping[str, str | None]) -> dict[str, Json]:
    told: dict[str, Json] = {
        "id": case.id,
        "decision": WORDS[decision.effect],
        "because": [
            {"document": one.document, "index": one.index, "sid": one.sid, "text": one.text} for one in decision.because
        ],
        "depends_on": list(decision.depends_on),
    }
    if decision.effect is Effect.IMPLICIT_DENY:
        told["blocked_by"] = decision.blocked_by
    if decision.ways:
        told["ways"] = [{"given": dict(way.given), "decision": WORDS[way.effect]} for way in decision.ways]
    if not decision.exact:
        told["exact"] = False
    if assumed:
        told["assumed"] = {key: "absent" if value is None else value for key, value in assumed.items()}
    return told
