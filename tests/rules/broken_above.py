"""Organizations whose control policies take something away, or could not be read, and what each is told as."""

from __future__ import annotations

import json

from auditor.snapshot import Fact, Json
from tests.rules.breaks import ALL, Break, Case
from tests.rules.ways import admitting, both, denied, unread
from tests.rules.worlds import DESTINATION, World, allow, document

BY_AWS: dict[str, tuple[str, Json]] = {"scps": ("FullAWSAccess", {}), "rcps": ("RCPFullAWSAccess", {"Principal": "*"})}
"""What AWS attaches everywhere."""


def over(**policies: Json) -> Break:
    """Statements of control policies of the root, by fact; the one that AWS attaches beside them."""

    def put(world: World) -> None:
        for name, each in policies.items():
            world.above[name] = _levels(
                document(allow("*", "*", **BY_AWS[name][1])), document(each), first=BY_AWS[name][0]
            )

    return put


def member(organization: str) -> Break:
    """Both accounts are in it."""
    said = Fact.of("organizations:DescribeOrganization", {"Id": organization, "MasterAccountId": "999999999999"})
    return lambda world: world.above.update(organization=said)


def only(*documents: Json) -> Break:
    """A level that holds nothing but these."""
    return lambda world: world.above.update(scps=_levels(*documents))


def deny(actions: Json, **more: Json) -> Json:
    return {**allow(actions, "*", **more), "Effect": "Deny"}


def _levels(*documents: Json, first: str = "Own") -> Fact:
    names = [first, *(f"Own{number}" for number in range(1, len(documents)))]
    policies = [
        {"PolicyId": f"p-{name}", "Name": name, "Document": json.dumps(each)}
        for name, each in zip(names, documents, strict=True)
    ]
    return Fact.of("organizations:DescribePolicy", [{"TargetId": "r-ab12", "Policies": policies}])


GUARDED = "guardrails-permit-replication"
PLAIN = ("cross-account", "object-lock", "two-way", "tags")
SPARES_SERVICES = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
MEMBERS = denied("s3:*", f"{DESTINATION}/*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})

ABOVE = (
    Case(
        "a service control policy that denies writing",
        PLAIN,
        over(scps=deny("s3:Replicate*")),
        {"PASS > FAIL HIGH": GUARDED, "PASS > (FAIL)": "denies-spare-replication object-tags-replicated"},
    ),
    Case(
        "a level of service control policies without S3",
        PLAIN[:1],
        only(document(allow("ec2:*", "*"))),
        {"PASS > FAIL HIGH": GUARDED, "PASS > (FAIL)": "object-tags-replicated role-may-read-source"},
    ),
    Case(
        "a resource control policy that denies writing",
        PLAIN,
        over(rcps=deny("s3:ReplicateObject", Principal="*")),
        {"PASS > FAIL HIGH": GUARDED, "PASS > (FAIL)": "denies-spare-replication"},
    ),
    Case(
        "a resource control policy that keeps S3 from the role",
        ALL,
        over(rcps=deny("sts:AssumeRole", Principal="*")),
        {"PASS > FAIL HIGH": GUARDED},
    ),
    Case(
        "a resource control policy that spares services",
        ALL,
        over(rcps=deny("sts:AssumeRole", Principal="*", Condition=SPARES_SERVICES)),
        {},
    ),
    Case("a service control policy about something else", ALL, over(scps=deny("ec2:*")), {}),
    Case("service control policies that nobody could read", ALL, unread("scps"), {"PASS > UNKNOWN": GUARDED}),
    Case("resource control policies that nobody could read", ALL, unread("rcps"), {"PASS > UNKNOWN": GUARDED}),
    Case(
        "an organization whose members alone may write",
        ("cross-account",),
        both(admitting(DESTINATION, MEMBERS), member("o-1")),
        {},
    ),
    Case(
        "an organization that is not the one whose members may write",
        ("cross-account",),
        both(admitting(DESTINATION, MEMBERS), member("o-2")),
        {
            "PASS > FAIL HIGH": "denies-spare-replication",
            "PASS > (FAIL)": "object-tags-replicated destination-policy-admits-role",
        },
    ),
    Case("an organization that nobody could ask for", ALL, unread("organization"), {}),
)
