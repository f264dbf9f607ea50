"""The context of S3 assuming a role: what it says of itself, of the role, and perhaps of the source bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.snapshot import Json
from auditor.topology import options, organization
from auditor.topology.arn import parse_arn
from auditor.topology.context import ALWAYS_UNKNOWN, Context
from auditor.topology.subject import Part

_TRUST_UNKNOWN = frozenset({"aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"})


def assuming(parts: Mapping[str, Part], service: str) -> Context:
    """S3 assuming the role. Whether it passes the source's account and ARN is not documented: unknown."""
    role = parts["role"]
    of_role, unread = organization.keys("Resource", role["account"], parts)
    values: dict[str, str | tuple[str, ...]] = {
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:SecureTransport": "true",
        "aws:ResourceAccount": role["account"],
        **of_role,
    }
    return Context(values, ALWAYS_UNKNOWN | _TRUST_UNKNOWN | unread)


def if_passed(parts: Mapping[str, Part]) -> dict[str, str]:
    """The values of the source's account and ARN, if S3 passes them; only those that are known."""
    source = parts.get("source")
    if source is not None:
        own, _ = organization.keys("Source", source["account"], parts)
        known = {
            "aws:SourceAccount": options.plain(source["account"]),
            "aws:SourceArn": source["arn"],
            "aws:SourceOrgID": own.get("aws:SourceOrgID"),
        }
    else:  # of a role by itself: what is the same on all of its edges
        edges, home = parts.get("edges") or (), parse_arn(str(parts["role"]["arn"]))
        arns = {f"arn:{home.partition if home else 'aws'}:s3:::{edge['source']}" for edge in edges}
        account = _one(edge["source_account"] for edge in edges)
        own, _ = organization.keys("Source", account, parts)
        known = {
            "aws:SourceAccount": account,
            "aws:SourceArn": _one(arns),
            "aws:SourceOrgID": own.get("aws:SourceOrgID"),
        }
    return {key: str(value) for key, value in known.items() if value is not None}


def _one(values: Iterable[Json]) -> Json:
    """The value, if there is but one."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
