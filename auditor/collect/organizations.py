"""The calls that list an organization's accounts, and the IAM actions they need."""

from __future__ import annotations

from auditor.collect.read import Call

LIST = Call("accounts", "list_accounts", "organizations:ListAccounts")
LIST_CHILDREN = Call("accounts", "list_accounts_for_parent", "organizations:ListAccountsForParent")
LIST_UNITS = Call("accounts", "list_organizational_units_for_parent", "organizations:ListOrganizationalUnitsForParent")
LIST_TAGS = Call("accounts", "list_tags_for_resource", "organizations:ListTagsForResource")
CALLS = (LIST, LIST_CHILDREN, LIST_UNITS, LIST_TAGS)


def actions() -> tuple[str, ...]:
    """What the role of the management or a delegated administrator's account must be allowed, sorted."""
    return tuple(sorted(call.action for call in CALLS))
