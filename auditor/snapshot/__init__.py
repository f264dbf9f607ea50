"""What AWS said: facts of resources, kept in one SQLite file between collecting and judging."""

from auditor.snapshot.choice import Choice
from auditor.snapshot.demand import UNHURRIED, Demand
from auditor.snapshot.fact import NOT_COLLECTED, Fact, Json, Resource, State
from auditor.snapshot.reader import Snapshot
from auditor.snapshot.writer import SnapshotWriter

__all__ = [
    "NOT_COLLECTED",
    "UNHURRIED",
    "Choice",
    "Demand",
    "Fact",
    "Json",
    "Resource",
    "Snapshot",
    "SnapshotWriter",
    "State",
]
