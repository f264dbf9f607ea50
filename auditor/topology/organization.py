"""Accounts -> what their organization means for requests: control policies, and the context keys of organizations.

IAM User Guide, "AWS global condition context keys" (aws:PrincipalOrgID, aws:PrincipalOrgPaths, aws:ResourceOrgID,
aws:ResourceOrgPaths); Organizations User Guide, "SCP evaluation" and "Resource control policies".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from auditor.snapshot import NOT_COLLECTED, Fact, Resource, State
from auditor.snapshot.catalogue import ACCOUNT, FACTS
from auditor.topology.subject import Part

NAMES = ("organization", "organization_path", "scps", "rcps")
Above: TypeAlias = Mapping[str, Mapping[str, Fact]]
"""Account id -> the facts NAMES of it."""

UNREAD: Mapping[str, Fact] = {
    name: Fact.unknown(FACTS[ACCOUNT][name], NOT_COLLECTED, "the account is not part of this scan") for name in NAMES
}
"""Of an account that nobody scanned."""
_MISSING = {name: Fact.unknown(FACTS[ACCOUNT][name], NOT_COLLECTED) for name in NAMES}


def above(account: Resource | None) -> Mapping[str, Fact]:
    """What stands above an account; None for one that was not scanned."""
    return UNREAD if account is None else {name: account.facts.get(name, _MISSING[name]) for name in NAMES}


def of(account: Part, parts: Mapping[str, Part]) -> Mapping[str, Fact]:
    """What stands above an account of an edge; unread where it, or who it is, is not known."""
    id = account.value if isinstance(account, Fact) else account
    found: Mapping[str, Fact] = parts["guardrails"].get(id, UNREAD)
    return found


def keys(prefix: str, account: Part, parts: Mapping[str, Part]) -> tuple[dict[str, str | tuple[str, ...]], set[str]]:
    """`aws:<prefix>OrgID` and `aws:<prefix>OrgPaths` of an account: those that are known, and those that are not.

    A key in neither is absent: the account is in no organization.
    """
    said = of(account, parts)
    organization, path = said["organization"], said["organization_path"]
    id, paths = f"aws:{prefix}OrgID", f"aws:{prefix}OrgPaths"
    if organization.state is State.ABSENT:
        return {}, set()
    if organization.state is State.UNKNOWN:
        return {}, {id, paths}
    known: dict[str, str | tuple[str, ...]] = {id: str(organization.value["Id"])}
    if path.state is not State.VALUE:
        return known, {paths}
    return {**known, paths: ("/".join((organization.value["Id"], *path.value)) + "/",)}, set()
