"""The canned endpoint answers all that a scan of everything asks, and a scan asks it nothing twice or in vain."""

from __future__ import annotations

from bench.calls import logged, needless, repeated
from bench.programmes import FULL
from bench.runs import Run, measured
from bench.served import World

WORLD = World(accounts=2, buckets=20)


def test_every_fact_is_answered_and_every_operation_is_known() -> None:
    found = measured(Run(FULL, WORLD))
    assert found.unknown == 0
    assert not [name for name in found.asked.operations if " /" in name]


def test_refusals_cost_no_fact() -> None:
    calm, refused = measured(Run(FULL, WORLD)), measured(Run(FULL, World(2, 20, throttle=20)))
    assert refused.asked.refused > 0
    assert (refused.unknown, refused.digest) == (0, calm.digest)


def test_a_scan_of_everything_asks_for_each_configuration_once_and_for_nothing_else() -> None:
    found = logged(FULL, WORLD)
    assert (repeated(found.log), found.lacking, needless(found.log)) == (0, 0, [])
