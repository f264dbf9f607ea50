"""Accounts -> facts in a snapshot; the only room that speaks to AWS, and it only reads."""

from auditor.collect.audit_role import FORMATS, AuditRole
from auditor.collect.discovery import discovered
from auditor.collect.doctor import Check, Verdict, examine
from auditor.collect.organizations import actions as organization_actions
from auditor.collect.organizations import reserved as reserved_actions
from auditor.collect.permissions import actions, demanded, rows
from auditor.collect.progress import Event, Stage
from auditor.collect.regions import regions
from auditor.collect.run import collect

__all__ = [
    "FORMATS",
    "AuditRole",
    "Check",
    "Event",
    "Stage",
    "Verdict",
    "actions",
    "collect",
    "demanded",
    "discovered",
    "examine",
    "organization_actions",
    "regions",
    "reserved_actions",
    "rows",
]
