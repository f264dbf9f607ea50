"""Which calls a scan makes, by the endpoint's own log; and what each costs beside a bare loop that makes the same."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from botocore import xform_name
from botocore.loaders import Loader

from auditor.collect import s3
from auditor.collect.permissions import CALLS
from auditor.snapshot import Snapshot, State
from auditor.snapshot.catalogue import BUCKET
from bench.beside_peers import scaled
from bench.endpoint_estate import Estate
from bench.process import timed
from bench.programmes import FULL, LOOP, PROGRAMMES, SIX_PACKS, SNAPSHOT, environment
from bench.replay import replayed
from bench.result import Section, Target
from bench.runs import Run, alternately, rows
from bench.served import World, served

Log: TypeAlias = list[tuple[str, ...]]
ROUNDS = 3


def calls(scale: float) -> Section:
    """1 x 1,000 without latency: the six packs and --full, each in turns with a bare loop of its very calls."""
    world = World(1, scaled(1000, scale))
    seen = {name: logged(name, world) for name in (SIX_PACKS, FULL)}
    logs = {name: each.log for name, each in seen.items()}
    runs = [
        Run(programme, world, ROUNDS, json.dumps(replayed(logs[name])) if programme == LOOP else "[]")
        for name in logs for programme in (name, LOOP)
    ]  # fmt: skip
    six, six_loop, full, full_loop = alternately(runs)
    targets = [
        Target("six packs: calls per bucket, with roles and keys", len(logs[SIX_PACKS]) / world.buckets, 2.0, "calls"),
        *_thrift(seen[FULL]),
        Target("six packs: CPU per call beside a bare loop of the same calls", six.per_call / six_loop.per_call, 1.3),
        Target("--full: CPU per call beside a bare loop of the same calls", full.per_call / full_loop.per_call, 1.3),
    ]
    return Section("Calls", (*rows([six, six_loop, full, full_loop]),), tuple(targets), (_by_operation(logs),))


@dataclass(frozen=True, slots=True)
class Logged:
    """What one run asked for, and what of the buckets' configuration it then did not know."""

    log: Log
    lacking: int


def logged(programme: str, world: World) -> Logged:
    """Every request that one run makes, answered at once."""
    estate, known = Estate(world.accounts, world.buckets), PROGRAMMES[programme]
    with tempfile.TemporaryDirectory() as name, served(world, log=True) as endpoint:
        folder = Path(name)
        command = known.prepare(folder, estate)
        timed(command, environment(known, estate, endpoint.url, folder), folder, known.accepted)
        return Logged(endpoint.log(), lacking(folder / SNAPSHOT, world.accounts * world.buckets))


def lacking(path: Path, buckets: int) -> int:
    """Facts of `buckets` buckets that a snapshot does not hold; that there is no policy also tells its status."""
    snapshot = Snapshot.open(path)
    try:
        every = [resource.facts.get(call.fact) for resource in snapshot.resources(BUCKET) for call in s3.FACTS]
    finally:
        snapshot.close()
    return buckets * len(s3.FACTS) - sum(fact is not None and fact.state is not State.UNKNOWN for fact in every)


def repeated(log: Log) -> int:
    """Requests that asked what another had asked; each process of a scan may open an account for itself."""
    asked = Counter(entry for entry in log if entry[0] != "sts")
    return asked.total() - len(asked)


def needless(log: Log) -> list[str]:
    """Operations that no row of the fact tables names."""
    named = {(_signs(service), _spelt(service)[call.operation]) for service, table in CALLS.items() for call in table}
    return sorted(f"{service}:{operation}" for service, operation in {entry[:2] for entry in log} - named)


def _thrift(full: Logged) -> Iterable[Target]:
    strange = needless(full.log)
    yield Target("--full: calls made twice", repeated(full.log), 0, "calls")
    yield Target("--full: configurations of buckets that are not known then", full.lacking, 0, "facts")
    names = f" ({', '.join(strange)})" if strange else ""
    yield Target(f"--full: operations that no fact needs{names}", len(strange), 0, "operations")


def _by_operation(logs: Mapping[str, Log]) -> str:
    said = {
        name: ", ".join(f"{operation} {number:,}" for operation, number in Counter(entry[1] for entry in log).items())
        for name, log in logs.items()
    }
    return "\n".join(f"- {name}: {words}." for name, words in said.items())


@cache
def _model(service: str) -> Mapping[str, Mapping[str, object]]:
    loaded: Mapping[str, Mapping[str, object]] = Loader().load_service_model(service, "service-2")
    return loaded


def _signs(service: str) -> str:
    """The name that a service signs with."""
    metadata = _model(service)["metadata"]
    return str(metadata.get("signingName", metadata["endpointPrefix"]))


@cache
def _spelt(service: str) -> Mapping[str, str]:
    """The SDK's method -> AWS's operation."""
    return {xform_name(operation): operation for operation in _model(service)["operations"]}
