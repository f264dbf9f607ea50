"""Actions on a role's trust policy: let S3 assume it, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import text
from auditor.remediate.role_policy import require_role
from auditor.snapshot import Json

SERVICES = ("s3.amazonaws.com", "batchoperations.s3.amazonaws.com")
"""Live replication and Batch Replication (S3 User Guide, "Setting up permissions for live replication")."""
_S3: Statement = {"Effect": "Allow", "Principal": {"Service": SERVICES[0]}, "Action": ["sts:AssumeRole"]}


def trust_s3(given: Mapping[str, Json], desk: Desk) -> None:
    """`{role}`: S3 may assume it; every other statement stays."""
    role = text(given, "role")
    desk.put(role, "trust", policy.allow(_read(desk, role), _S3, "AuditorTrustsS3"))


def trust_only_s3(given: Mapping[str, Json], desk: Desk) -> None:
    """`{role}`: no Allow but for S3's services; denials stay."""
    role = text(given, "role")
    document = _read(desk, role)
    kept = [left for statement in document["Statement"] for left in _for_s3(statement)]
    only = policy.allow({**document, "Statement": kept}, _S3, "AuditorTrustsS3")
    desk.put(role, "trust", only, "Whoever else assumes this role today can no longer do so.")


def _read(desk: Desk, role: str) -> policy.Document:
    require_role(desk, role)
    return policy.read(desk.fact(role, "trust"), role, _S3)


def _for_s3(statement: Statement) -> list[Statement]:
    """The statement with S3's services as its only principals, or nothing."""
    if statement.get("Effect") != "Allow":
        return [statement]
    principal = statement.get("Principal")
    held = policy.listed(principal.get("Service")) if isinstance(principal, dict) else []
    services = [service for service in held if service in SERVICES]
    return [{**statement, "Principal": {"Service": services}}] if services else []
