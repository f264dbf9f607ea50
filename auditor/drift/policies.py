"""An account, bucket, role or key then and now in, the verdict on its policies out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.drift.diff import Change, Kind
from auditor.drift.documents import compare_documents
from auditor.drift.guardrails import compare_levels
from auditor.drift.rules import POLICIES
from auditor.drift.sides import Sides
from auditor.drift.verdict import Comparison, judge
from auditor.finding import Finding, Severity
from auditor.snapshot import Json
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, KEY, ROLE

TYPES = (ACCOUNT, BUCKET, ROLE, KEY)
_CURE = (
    "Put the policy of the baseline back (the evidence holds what differs), or take a new baseline if the change was "
    "meant; CloudTrail names who changed it."
)


def judge_policies(sides: Sides) -> Finding:
    """Control policies above an account; bucket policy; trust, policies, boundary, identity of a role; key policy."""
    comparison = Comparison()
    if sides.known.type == ACCOUNT:
        for fact in ("scps", "rcps"):
            comparison.add(fact, sides.fact(fact), partial(compare_levels, fact))
    elif sides.known.type == ROLE:
        _compare_role(sides, comparison)
    else:
        comparison.add("policy", sides.fact("policy"), lambda was, now: compare_documents(was, now, "policy"))
    return judge(POLICIES, sides, comparison, _CURE)


def _compare_role(sides: Sides, comparison: Comparison) -> None:
    comparison.add("role", sides.fact("role"), _identity)
    comparison.add("trust", sides.fact("trust"), lambda was, now: compare_documents(was, now, "trust"))
    for fact, key in (("inline_policies", "PolicyName"), ("attached_policies", "PolicyArn")):
        comparison.add(fact, sides.fact(fact), partial(_listed, fact, key))
    comparison.add("boundary", sides.fact("boundary"), _boundary)


def _identity(was: Json, now: Json) -> Iterator[Change]:
    """A role made anew under the same name: policies that trusted the old one no longer hold for it.

    IAM User Guide, "IAM identifiers", unique identifiers.
    """
    before, after = (was or {}).get("RoleId"), (now or {}).get("RoleId")
    if before != after:
        yield Change("role.RoleId", Kind.NOT_EQUAL, before, after, Severity.HIGH)


def _listed(fact: str, key: str, was: Json, now: Json) -> Iterator[Change]:
    """Policies by name or ARN; one that came or went is compared with an empty one."""
    before, after = (
        {policy.get(key): policy.get("PolicyDocument") for policy in policies or []} for policies in (was, now)
    )
    for name in sorted(before.keys() | after.keys(), key=str):
        yield from compare_documents(before.get(name), after.get(name), f"{fact}[{name}]")


def _boundary(was: Json, now: Json) -> Iterator[Change]:
    """A boundary only limits: one that is gone lets more through, one that is new lets less."""
    if was is None and now is not None:
        yield Change("boundary", Kind.ADD, None, now)
    elif was is not None and now is None:
        yield Change("boundary", Kind.REMOVE, was, None, Severity.HIGH)
    elif was is not None:
        yield from compare_documents(was.get("PolicyDocument"), now.get("PolicyDocument"), "boundary")
