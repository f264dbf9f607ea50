"""The fact tables and the shipped packs -> docs/permissions.md. Run `make docs` when a table or a pack changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.collect import actions, demanded, reserved_actions, rows
from auditor.config import Intent
from auditor.evaluate.demand import demand
from auditor.rules import load_packs, shipped_packs

PAGE = Path(__file__).with_name("permissions.md")
_HEAD = """\
# Permissions

What the audit role of an account must be allowed; made from the fact tables by `make docs`. All of it
reads; nothing here opens an object. For the policy itself, exactly for the packs you use:

    auditor permissions --pack replication --pack kms
    auditor permissions --format terraform --principal arn:aws:iam::999999999999:role/audit-hub --external-id agreed
    auditor permissions --format cloudformation --principal 999999999999 > stackset.yaml

Whoever starts the scan needs `sts:AssumeRole` on these roles. `s3:ListBucket` is used for HeadBucket alone (Region and
existence of destinations that no scanned account lists); without it those destinations stay unknown.

Each action is what one API operation asks for; without it exactly its facts become unknown, but for these. Without
`iam:GetAccountSummary` nothing does, and without `iam:GetAccountAuthorizationDetails` only `principals`: facts of roles
they tell with fewer calls, where many are on edges, and each is read by itself then. Without
`organizations:DescribeOrganization` four facts do: where an account cannot say which organization it is in, its
`organization_path`, `scps` and `rcps` are not known either, unless one role reads the organization for all
(`organization.role`). AWS answers those marked
with an asterisk only in an organization's management account and in those of its delegated administrators; in other
accounts the role does not need them. Where `organization.role` is configured, that role needs them and no other does
(`auditor permissions --organization`).
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([_HEAD, *_actions(), "", *_packs()]).rstrip() + "\n"


def _actions() -> Iterator[str]:
    yield "| IAM action | operations | facts |"
    yield "|---|---|---|"
    for action in actions():
        made = [(service, call) for service, call in rows() if call.action == action]
        operations = sorted({f"{service}.{call.operation}" for service, call in made})
        facts = sorted({call.fact for _, call in made})
        mark = " *" if action in reserved_actions() else ""
        yield f"| `{action}`{mark} | {_listed(operations)} | {_listed(facts)} |"


def _packs() -> Iterator[str]:
    yield "## By pack"
    yield ""
    yield "Every scan lists the buckets: `s3:ListAllMyBuckets`, and `s3:GetBucketLocation` where that names no Region."
    yield "Where `purposes` or the like go by tags: `s3:GetBucketTagging`."
    yield ""
    yield "| pack | actions beside |"
    yield "|---|---|"
    always = set(actions(()))
    for name in shipped_packs():
        beside = [action for action in actions(demanded(demand(load_packs([name]), Intent()))) if action not in always]
        yield f"| {name} | {_listed(beside)} |"


def _listed(names: list[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
