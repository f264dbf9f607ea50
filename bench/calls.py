"""Which calls a scan makes, by the endpoint's own log; and what each costs beside a bare loop that makes the same."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from botocore import xform_name
from botocore.loaders import Loader

from auditor.collect import s3
from auditor.collect.permissions import CALLS
from bench.beside_peers import scaled
from bench.endpoint_estate import Estate
from bench.operations import CONTROL
from bench.process import timed
from bench.programmes import FULL, LOOP, PROGRAMMES, SIX_PACKS, environment
from bench.replay import replayed
from bench.result import Section, Target
from bench.runs import Run, alternately, rows
from bench.served import World, served

Log: TypeAlias = list[tuple[str, ...]]
ROUNDS = 3


def calls(scale: float) -> Section:
    """1 x 1,000 without latency: the six packs and --full, each in turns with a bare loop of its very calls."""
    world = World(1, scaled(1000, scale))
    logs = {name: logged(name, world) for name in (SIX_PACKS, FULL)}
    runs = [
        Run(programme, world, ROUNDS, json.dumps(replayed(logs[name])) if programme == LOOP else "[]")
        for name in logs for programme in (name, LOOP)
    ]  # fmt: skip
    six, six_loop, full, full_loop = alternately(runs)
    targets = [
        Target("six packs: calls per bucket, with roles and keys", len(logs[SIX_PACKS]) / world.buckets, 2.0, "calls"),
        *_thrift(logs[FULL], world.buckets),
        Target("six packs: CPU per call beside a bare loop of the same calls", six.per_call / six_loop.per_call, 1.3),
        Target("--full: CPU per call beside a bare loop of the same calls", full.per_call / full_loop.per_call, 1.3),
    ]
    return Section("Calls", (*rows([six, six_loop, full, full_loop]),), tuple(targets), (_by_operation(logs),))


def logged(programme: str, world: World) -> Log:
    """Every request that one run makes, answered at once."""
    estate, known = Estate(world.accounts, world.buckets), PROGRAMMES[programme]
    with tempfile.TemporaryDirectory() as folder, served(world, log=True) as endpoint:
        command = known.prepare(Path(folder), estate)
        timed(command, environment(known, estate, endpoint.url, Path(folder)), Path(folder), known.accepted)
        return endpoint.log()


def repeated(log: Log) -> int:
    """Requests that asked what another had asked; each process of a scan may open an account for itself."""
    asked = Counter(entry for entry in log if entry[0] != "sts")
    return asked.total() - len(asked)


def unread(log: Log, buckets: int) -> int:
    """Configurations of buckets that were not asked for."""
    asked = Counter(
        operation for service, operation, _, path, *_ in set(log) if service == "s3" and not path.startswith(CONTROL)
    )
    methods = {call.operation for call in s3.FACTS}
    return sum(max(0, buckets - asked[_spelt("s3")[method]]) for method in methods)


def needless(log: Log) -> list[str]:
    """Operations that no row of the fact tables names."""
    named = {(_signs(service), _spelt(service)[call.operation]) for service, table in CALLS.items() for call in table}
    return sorted(f"{service}:{operation}" for service, operation in {entry[:2] for entry in log} - named)


def _thrift(log: Log, buckets: int) -> Iterable[Target]:
    strange = needless(log)
    yield Target("--full: configuration calls made twice", repeated(log), 0, "calls")
    yield Target("--full: configurations of a bucket not asked for", unread(log, buckets), 0, "calls")
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
