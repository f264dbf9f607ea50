"""Accounts -> facts in a snapshot; the only room that speaks to AWS, and it only reads."""

from auditor.collect.permissions import actions
from auditor.collect.progress import Event, Stage
from auditor.collect.run import collect

__all__ = ["Event", "Stage", "actions", "collect"]
