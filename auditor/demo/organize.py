"""A scenario with an organization in, AWS calls out: its units, its members and its control policies on an emulator."""

from __future__ import annotations

import json
from typing import Any

from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario


def organize(scenario: Scenario, owners: Owners) -> None:
    """Make the organization, if the scenario has one; every account that it names must join it."""
    if scenario.organization is None:
        return
    organization, accounts = scenario.organization, scenario.accounts
    management = owners.client("organizations", accounts[organization.management])
    management.create_organization(FeatureSet="ALL")
    root = management.list_roots()["Roots"][0]["Id"]
    for type in sorted({policy.type for policy in organization.policies}):
        management.enable_policy_type(RootId=root, PolicyType=type)
    places = {"root": root}
    for name, above in organization.units.items():
        made = management.create_organizational_unit(ParentId=places[above], Name=name)
        places[name] = made["OrganizationalUnit"]["Id"]
    for key, unit in organization.members.items():
        _join(management, owners.client("organizations", accounts[key]), accounts[key], (root, places[unit]))
        places[key] = accounts[key]
    for policy in organization.policies:
        text = json.dumps(policy.document)
        made = management.create_policy(Name=policy.name, Description=policy.name, Type=policy.type, Content=text)
        management.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=places[policy.at])


def _join(management: Any, member: Any, account: str, places: tuple[str, str]) -> None:
    """Invite the account, accept for it, and move it from the root to its unit."""
    invited = management.invite_account_to_organization(Target={"Id": account, "Type": "ACCOUNT"})
    member.accept_handshake(HandshakeId=invited["Handshake"]["Id"])
    if places[0] != places[1]:
        management.move_account(AccountId=account, SourceParentId=places[0], DestinationParentId=places[1])
