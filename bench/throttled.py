"""An AWS that refuses: one request in twenty by chance, or every one above a rate for each account."""

from __future__ import annotations

from bench.beside_peers import scaled
from bench.programmes import FULL, SIX_PACKS
from bench.result import Section, Target
from bench.runs import Median, Run, alternately, rows
from bench.served import World

LIMIT = 100
"""Requests a second for each account."""


def throttled(scale: float) -> Section:
    """Nothing may be lost, and the wall time stays near what the limit allows at best."""
    calm = [Run(SIX_PACKS, World(1, scaled(1000, scale), 30)), Run(FULL, World(5, scaled(200, scale), 30))]
    chance = [Run(each.programme, _with(each.world, 5, 0)) for each in calm]
    limited = [Run(each.programme, _with(each.world, 0, LIMIT)) for each in calm]
    both = [Run(each.programme, _with(each.world, 5, LIMIT)) for each in calm]
    found = alternately([*calm, *chance, *limited, *both])
    truth = [each.last.digest for each in found[: len(calm)]]
    disturbed = found[len(calm) :]
    differing = sum(each.last.digest != truth[number % len(calm)] for number, each in enumerate(disturbed))
    targets = [
        Target("throttled: snapshots that differ from those of an AWS that never refuses", differing, 0, "snapshots"),
        Target("throttled: facts unknown", sum(each.last.unknown or 0 for each in disturbed), 0, "facts"),
    ]
    targets += [
        Target(f"{_named(each)}: wall beside the floor of {floor(each):.1f} s", each.wall / floor(each), 1.5)
        for each in disturbed
        if each.run.world.limit
    ]
    lines = [{**row, **_temper(each)} for row, each in zip(rows(found), found, strict=True)]
    return Section("Throttling", tuple(lines), tuple(targets))


def floor(found: Median) -> float:
    """Seconds that the limit of the account with most calls asks for at least."""
    return found.last.asked.busiest / found.run.world.limit


def _with(world: World, throttle: int, limit: int) -> World:
    return World(world.accounts, world.buckets, world.latency, throttle, limit)


def _named(found: Median) -> str:
    chance = ", 5 % refused by chance" if found.run.world.throttle else ""
    return f"{found.run.programme} at {found.run.world.limit} requests/s{chance}"


def _temper(found: Median) -> dict[str, object]:
    world = found.run.world
    return {
        "by chance %": world.throttle or None,
        "limit/s": world.limit or None,
        "floor s": round(floor(found), 1) if world.limit else None,
    }
