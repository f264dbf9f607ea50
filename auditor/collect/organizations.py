"""The calls that read an organization: its accounts, and the control policies that bear on each."""

from __future__ import annotations

from auditor.collect.read import Call

NOT_IN_USE = "AWSOrganizationsNotInUseException"

LIST = Call("accounts", "list_accounts", "organizations:ListAccounts")
LIST_CHILDREN = Call("accounts", "list_accounts_for_parent", "organizations:ListAccountsForParent")
LIST_UNITS = Call("accounts", "list_organizational_units_for_parent", "organizations:ListOrganizationalUnitsForParent")
LIST_TAGS = Call("accounts", "list_tags_for_resource", "organizations:ListTagsForResource")
DISCOVERY = (LIST, LIST_CHILDREN, LIST_UNITS, LIST_TAGS)

ORGANIZATION = Call(
    "organization", "describe_organization", "organizations:DescribeOrganization", select="Organization",
    keep=("Id", "MasterAccountId", "FeatureSet"), needs=("Id", "MasterAccountId"), absent=(NOT_IN_USE,),
)  # fmt: skip
"""The one that every account may ask; the others only the management account and delegated administrators."""
PATH = Call("organization_path", "list_parents", "organizations:ListParents")
SCPS = Call("scps", "describe_policy", "organizations:DescribePolicy")
RCPS = Call("rcps", "describe_policy", "organizations:DescribePolicy")
GUARDRAILS = (
    PATH,
    SCPS,
    RCPS,
    Call("organization_path", "list_roots", "organizations:ListRoots"),
    *(
        Call(fact, operation, action)
        for fact in ("scps", "rcps")
        for operation, action in (
            ("list_roots", "organizations:ListRoots"),
            ("list_parents", "organizations:ListParents"),
            ("list_policies_for_target", "organizations:ListPoliciesForTarget"),
        )
    ),
)
"""What reads an account's place and its control policies, by fact."""
FACTS = (ORGANIZATION, *GUARDRAILS)
CALLS = (*DISCOVERY, *FACTS)


def actions() -> tuple[str, ...]:
    """What the role of the management or a delegated administrator's account must be allowed, sorted."""
    return tuple(sorted({call.action for call in CALLS}))


def reserved() -> frozenset[str]:
    """Actions that AWS answers only in the management account and in those of delegated administrators."""
    return frozenset(call.action for call in CALLS) - {ORGANIZATION.action}
