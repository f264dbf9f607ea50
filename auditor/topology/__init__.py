"""Snapshot -> subjects: accounts, buckets, roles, keys and replication edges, joined across accounts."""

from auditor.topology.index import Handle, Index
from auditor.topology.join import World, join
from auditor.topology.places import places
from auditor.topology.requests import ReplicationRequest, hidden, part_of, purposes, requests
from auditor.topology.subject import KINDS, Part, Subject

__all__ = [
    "KINDS",
    "Handle",
    "Index",
    "Part",
    "ReplicationRequest",
    "Subject",
    "World",
    "hidden",
    "join",
    "part_of",
    "places",
    "purposes",
    "requests",
]
