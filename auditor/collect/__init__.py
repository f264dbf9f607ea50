"""Accounts -> facts in a snapshot; the only room that speaks to AWS, and it only reads."""

from auditor.collect.audit_role import FORMATS, AuditRole
from auditor.collect.permissions import actions, rows
from auditor.collect.progress import Event, Stage
from auditor.collect.run import collect

__all__ = ["FORMATS", "AuditRole", "Event", "Stage", "actions", "collect", "rows"]
