"""Packs, a snapshot and intent -> the Assessment: every rule on every subject of its kind."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor import __version__
from auditor.config.intent import Intent
from auditor.evaluate.causes import Traces, with_causes
from auditor.evaluate.court import Brief, Court, Verdicts, in_processes, unhurried
from auditor.finding import Assessment, Findings, Gap
from auditor.rules import Pack
from auditor.snapshot import Snapshot
from auditor.snapshot.ledger import ledger
from auditor.topology import KINDS, Handle, Index, World

BATCH = 100
"""Subjects that are judged and packed together."""
MANY, MOST = 2000, 8
"""From so many subjects on further processes are worth their start; and so many there are at most."""
_COUNTED = {"account": "accounts", "bucket": "buckets", "replication": "edges"}


def assess(packs: Sequence[Pack], snapshot: Snapshot, intent: Intent, *, processes: int | None = None) -> Assessment:
    """One finding for each rule and each subject of its kind. Raises RuleError.

    In so many `processes`, without a number in as many as are worth it; the assessment is the same.
    """
    rules = [rule for pack in packs for rule in pack.rules]
    findings, traces, seen = Findings(), Traces(), Counter[str]()
    with unhurried(), _verdicts(packs, snapshot, intent, processes) as verdicts:
        for each in verdicts:
            findings.add(each.findings)
            traces.relate(each.related)
            traces.lead(each.leads)
            seen.update(each.seen)
    return Assessment(
        findings=with_causes(findings, rules, traces),
        gaps=tuple(_gaps(snapshot)),
        rules={rule.info.id: rule.info for rule in sorted(rules, key=lambda each: each.info.id)},
        packs={pack.name: pack.version for pack in sorted(packs, key=lambda each: each.name)},
        snapshot=snapshot.identity(),
        tool_version=__version__,
        coverage={**{name: seen[kind] for kind, name in _COUNTED.items()}, **ledger(snapshot)},
    )


@contextmanager
def _verdicts(
    packs: Sequence[Pack], snapshot: Snapshot, intent: Intent, processes: int | None
) -> Iterator[Iterator[Verdicts]]:
    """The verdicts on all subjects, in order; the index that they are found by is gone afterwards."""
    with TemporaryDirectory(prefix="auditor-") as folder:
        path = Path(folder) / "index"
        with closing(Index.of(snapshot, intent, path)) as index:
            batches = _batches(index)
            many = processes or (1 if index.size() < MANY else min(os.cpu_count() or 1, MOST))
            if snapshot.file is None or many == 1:
                yield map(Court(packs, World(snapshot, intent, index)).judge, batches)
            else:
                yield in_processes(Brief(snapshot.file, path, packs, intent), batches, many)


def _batches(index: Index) -> Iterator[list[Handle]]:
    """The subjects of each kind, so many at a time: what is packed together stands together."""
    for kind in KINDS:
        handles = index.handles((kind,))
        while batch := list(islice(handles, BATCH)):
            yield batch


def _gaps(snapshot: Snapshot) -> Iterable[Gap]:
    for resource, name, fact in snapshot.gaps():
        yield Gap(resource.account, resource.region, resource.arn, name, fact.source, fact.reason, fact.detail)
