"""The same estate read by auditor and by other scanners, in turns; and auditor alone on more accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.installed import Missing, binaries
from bench.programmes import CUSTODIAN, CUSTODIAN_ORG, FULL, PROGRAMMES, PROWLER, SIX_PACKS
from bench.result import Section, Target
from bench.runs import Median, Run, alternately, rows
from bench.served import World

ROUNDS = 3
"""Of auditor's runs; a peer's take so long that one is enough."""


def one_account(scale: float) -> Section:
    """1 x 1,000 with 30 ms for each answer, beside c7n and Prowler."""
    where = "1,000 buckets at 30 ms"
    found, notes = _with_peers(World(1, scaled(1000, scale), 30), (CUSTODIAN, PROWLER))
    targets = [
        *_targets(found, where, CUSTODIAN, {SIX_PACKS: 1 / 12, FULL: 1 / 4}),
        *_targets(found, where, PROWLER, {SIX_PACKS: 1 / 35, FULL: 1 / 11}),
    ]
    return Section("One account of 1,000 buckets", tuple(rows(found)), tuple(targets), tuple(notes))


def twenty_accounts(scale: float) -> Section:
    """20 x 500 at 30 ms, beside c7n-org."""
    world = World(20, scaled(500, scale), 30)
    found, notes = _with_peers(world, (CUSTODIAN_ORG,), rounds=1)
    where = "20 x 500 buckets at 30 ms"
    targets = [*_targets(found, where, CUSTODIAN_ORG, {SIX_PACKS: 1 / 5, FULL: 1.0})]
    by_name = {each.run.programme: each for each in found}
    targets += [Target("10,000 buckets, --full: peak memory of all processes", by_name[FULL].peak, 300, "MiB")]
    peer = by_name.get(CUSTODIAN_ORG)
    for name in (SIX_PACKS, FULL):
        beside = None if peer is None else by_name[name].peak / peer.peak
        targets += [Target(f"{where}: peak memory of {name} beside {CUSTODIAN_ORG}", beside, 1 / 2)]
    return Section("Twenty accounts of 500 buckets", tuple(rows(found)), tuple(targets), tuple(notes))


def fifty_accounts(scale: float) -> Section:
    """50 x 200, auditor alone."""
    worlds = [World(50, scaled(200, scale), latency) for latency in (0, 30)]
    found = alternately([Run(name, world) for world in worlds for name in (SIX_PACKS, FULL)])
    return Section("Fifty accounts of 200 buckets", tuple(rows(found)))


def scaled(buckets: int, scale: float) -> int:
    """So many that a tenth of them, which lie on edges, still make an edge."""
    return max(20, round(buckets * scale))


def _with_peers(world: World, peers: Sequence[str], rounds: int = ROUNDS) -> tuple[list[Median], list[str]]:
    """Ours in turns with each peer that can be had, and a note for each that cannot."""
    notes: list[str] = []
    runs = [Run(name, world, rounds) for name in (SIX_PACKS, FULL)]
    for peer in peers:
        try:
            binaries(PROGRAMMES[peer].needs)
        except Missing as missing:
            notes.append(f"{peer} was left out: {missing}.")
            print(f"  {notes[-1]}", flush=True)
        else:
            runs.append(Run(peer, world))
    return alternately(runs), notes


def _targets(found: Sequence[Median], where: str, peer: str, limits: dict[str, float]) -> Iterator[Target]:
    """Of a peer that could not be had nothing was measured."""
    by_name = {each.run.programme: each for each in found}
    other = by_name.get(peer)
    for name, limit in limits.items():
        beside = None if other is None else by_name[name].wall / other.wall
        yield Target(f"{where}: wall of {name} beside {peer}", beside, limit)
