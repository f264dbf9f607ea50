"""Who may ask Organizations what, and how an account that is there already joins.

moto answers every account from its own empty directory. Here DescribeOrganization is for everyone in an organization,
all else for its management account; the others are refused as AWS refuses them. An account is invited by id and
accepts, which moto cannot do: it only makes accounts, with ids of its own.
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.organizations.exceptions import OrganizationsClientError
from moto.organizations.models import FakeAccount, OrganizationsBackend, organizations_backends
from moto.organizations.responses import OrganizationsResponse

from auditor.demo.fidelity.access import denied
from auditor.demo.fidelity.mend import Mend, Method

_FOR_ALL = ("DescribeOrganization", "CreateOrganization", "AcceptHandshake")
_NO_PERMISSION = "You don't have permissions to access this resource."


def _guarded(original: Method) -> Method:
    def call_action(self: OrganizationsResponse) -> TYPE_RESPONSE:
        """Any request: refused if the caller's role is denied it, or its account is not the management account."""
        action = self._get_action()
        backend = organizations_backends[self.current_account][self.partition]
        if denied(self, f"organizations:{action}", "*"):
            said = f"User is not authorized to perform: organizations:{action} on resource: *"
            return _refused("AccessDeniedException", said)
        if action not in _FOR_ALL and backend.org is None:
            if self.current_account in organizations_backends.master_accounts:
                return _refused("AccessDeniedException", _NO_PERMISSION)
            return _refused("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
        answer: TYPE_RESPONSE = original(self)
        return answer

    return call_action


def _parents(original: Method) -> Method:
    def list_parents(self: OrganizationsBackend, **asked: Any) -> dict[str, Any]:
        """ListParents: of a child that is not there, ChildNotFoundException."""
        child = asked["ChildId"]
        if child not in {*(account.id for account in self.accounts), *(unit.id for unit in self.ou)}:
            raise _error("ChildNotFoundException", "You specified a child that doesn't exist.")
        answer: dict[str, Any] = original(self, **asked)
        return answer

    return list_parents


def _invited(_: Method) -> Method:
    def invite_account_to_organization(self: OrganizationsResponse) -> str:
        """InviteAccountToOrganization: a handshake whose id tells who invites whom."""
        handshake = f"h-{self.current_account}{self._get_param('Target')['Id']}"
        return json.dumps({"Handshake": {"Id": handshake, "State": "OPEN"}})

    return invite_account_to_organization


def _accepted(_: Method) -> Method:
    def accept_handshake(self: OrganizationsResponse) -> str:
        """AcceptHandshake: the account that calls joins below the root."""
        handshake = self._get_param("HandshakeId")
        master = handshake[2:14]
        host = organizations_backends[master][self.partition]
        if host.org is None or handshake[14:] != self.current_account:
            raise _error("HandshakeNotFoundException", "We can't find a handshake with the specified id.")
        joined = FakeAccount(host.org, AccountName=self.current_account, Email=f"{self.current_account}@example.com")
        joined.id, joined.joined_method = self.current_account, "INVITED"
        host.accounts.append(joined)
        for policy in ("p-FullAWSAccess", "p-RCPFullAWSAccess"):
            host.attach_policy(PolicyId=policy, TargetId=joined.id)
        organizations_backends.master_accounts[joined.id] = (master, self.partition)
        return json.dumps({"Handshake": {"Id": handshake, "State": "ACCEPTED"}})

    return accept_handshake


def forget() -> None:
    """Forget who is whose member, which moto keeps when it forgets all else."""
    organizations_backends.master_accounts.clear()


def _error(code: str, message: str) -> Exception:
    return OrganizationsClientError(code, message)


def _refused(code: str, message: str) -> TYPE_RESPONSE:
    headers = {"status": "400", "content-type": "application/x-amz-json-1.1"}
    return 400, headers, json.dumps({"__type": code, "Message": message})


MENDS = (
    Mend(OrganizationsResponse, "call_action", _guarded),
    Mend(OrganizationsBackend, "list_parents", _parents),
    Mend(OrganizationsResponse, "invite_account_to_organization", _invited),
    Mend(OrganizationsResponse, "accept_handshake", _accepted),
)
