"""The policy engine: cases and decisions a second, hostile policies, and beside another engine where node is there."""

from __future__ import annotations

from collections.abc import Mapping

from bench import iam, iam_peer
from bench.result import Section
from tests.iam import generate


def engine(scale: float) -> Section:
    """CPU rates of this process, each of the fastest of several rounds."""
    like_ours = iam.of_gold_size(max(100, round(4000 * scale)))
    random = list(generate.cases(1, max(100, round(3000 * scale))))
    rows = [
        _rate("simulate, distinct cases like the hand-written ones", iam.simulate_rate(like_ours)[0]),
        _rate("simulate, random cases", iam.simulate_rate(random)[0]),
        _rate("decisions on parsed policies, distinct requests", iam.decision_rate(max(1000, round(50_000 * scale)))),
    ]
    shared = [case for case in like_ours if not str(case["id"]).startswith("malformed/")]
    peer = iam_peer.rate(shared)
    notes = [f"A hostile policy of 20 KB with a key of 1 KB: {iam.hostile_policy():.1f} ms."]
    if peer is None:
        notes.append(f"{iam_peer.PEER} was left out: node and npm are not there, or it cannot be fetched.")
    else:
        rows.append(_rate(f"{iam_peer.PEER}, the first line's cases", peer[0]))
        notes.append(f"Of the {len(shared):,} cases the other engine answered {peer[1]:,} without an error.")
    return Section("Policy engine", tuple(rows), notes=tuple(notes))


def _rate(what: str, value: float) -> Mapping[str, object]:
    return {"what": what, "a second": round(value)}
