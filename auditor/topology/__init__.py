"""Snapshot -> subjects: accounts, buckets, roles, keys and replication edges, joined across accounts."""

from auditor.topology.join import join
from auditor.topology.requests import ReplicationRequest, hidden, purposes, requests
from auditor.topology.subject import KINDS, Part, Subject

__all__ = ["KINDS", "Part", "ReplicationRequest", "Subject", "hidden", "join", "purposes", "requests"]
