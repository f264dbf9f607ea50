"""The configured organization in, its accounts out: by unit, tag and state, at the rates that AWS documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore.client import BaseClient

from auditor.collect.clients import Sdk, Settings
from auditor.collect.directory import Directory, Pace
from auditor.collect.judge import Failure, attempt
from auditor.collect.organizations import LIST, LIST_CHILDREN, LIST_TAGS, LIST_UNITS, NOT_IN_USE, actions
from auditor.collect.read import Call, need
from auditor.collect.session import AccountSession
from auditor.collect.session_policy import read_only
from auditor.config import Account, Config, Organization
from auditor.errors import AuditorError, UsageError
from auditor.snapshot import Json

_NO_UNIT = ("ParentNotFoundException", "OrganizationalUnitNotFoundException")
_HOME = "us-east-1"
_ATTEMPTS = 5


class DiscoveryError(AuditorError):
    """The organization did not say which accounts it has; to scan a part of them would pass for all."""


def discovered(config: Config) -> tuple[Account, ...]:
    """As `discover`, with clients of its own; sends nothing where no organization is configured."""
    if config.organization is None:
        return config.accounts
    return discover(config, Sdk(Settings(config.timeout, config.timeout, _ATTEMPTS, 1)))


def discover(config: Config, sdk: Sdk, pace: Pace | None = None) -> tuple[Account, ...]:
    """The accounts listed in `config`, as they are there, and those found in its organization, by id.

    Raises DiscoveryError if AWS does not tell, UsageError if what it tells leaves nothing to scan.
    """
    if config.organization is None:
        return config.accounts
    directory = _Accounts(Directory(client(config, config.organization, sdk), pace or Pace()))
    listed = {account.id for account in config.accounts}
    found = sorted(_found(config.organization, directory))
    if not found:
        raise UsageError("organization: no account has these units, tags and status; loosen them")
    added = (config.organization.account(id, name) for id, name in found if id not in listed)
    return (*config.accounts, *(account.model_copy(update={"regions": config.regions}) for account in added))


def client(config: Config, organization: Organization, sdk: Sdk) -> BaseClient:
    """Who asks for the organization as it is configured."""
    if organization.role is None:
        return sdk.client(sdk.session(None), "organizations", _HOME)
    given = {"id": organization.role.split(":")[4], "role": organization.role}
    account = Account.model_validate(
        {**given, "external_id": organization.external_id, "session_name": organization.session_name}
    )
    policy = read_only(actions()) if config.session_policy else None
    return AccountSession(account, sdk, policy).client("organizations")


def _found(organization: Organization, directory: _Accounts) -> Iterator[tuple[str, str]]:
    """Id and name of each account that is wanted."""
    accounts = {account["Id"]: account for account in directory.accounts(organization.units)}
    for id, account in accounts.items():
        state = account.get("State") or account.get("Status")  # AWS replaced Status by State in 2026
        if state in organization.status and (not organization.tags or organization.tagged(directory.tags(id))):
            yield id, str(account.get("Name", ""))


class _Accounts:
    """What Organizations says of its accounts, whole or not at all."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def accounts(self, units: tuple[str, ...]) -> Iterator[Json]:
        """All accounts, or those in the units and below."""
        if not units:
            yield from self._all(LIST, "Accounts")
        waiting, seen = list(units), set[str]()
        while waiting:
            unit = waiting.pop()
            if unit not in seen:
                seen.add(unit)
                yield from self._all(LIST_CHILDREN, "Accounts", ParentId=unit)
                waiting += [need(below, "Id") for below in self._all(LIST_UNITS, "OrganizationalUnits", ParentId=unit)]

    def tags(self, account: str) -> dict[str, str]:
        """The account's tags."""
        return {tag["Key"]: tag["Value"] for tag in self._all(LIST_TAGS, "Tags", ResourceId=account)}

    def _all(self, call: Call, member: str, **params: str) -> list[Json]:
        found = attempt(lambda: self._directory.all(call, member, **params))
        if isinstance(found, Failure):
            raise _told(call, found, params)
        return found


def _told(call: Call, failure: Failure, params: Mapping[str, str]) -> AuditorError:
    """What went wrong, and what to do."""
    if failure.code == NOT_IN_USE:
        return UsageError("organization: this account is in no organization; list the accounts in auditor.yaml instead")
    if failure.code in _NO_UNIT:
        return UsageError(f"organization.units: there is no unit {params.get('ParentId')} in this organization")
    said = f"organization: {call.action} was not answered: {failure.reason}: {failure.detail or failure.code}"
    if failure.reason == "AccessDenied":
        said += "; ask from the management account or a delegated administrator (auditor permissions --organization)"
    return DiscoveryError(said)
