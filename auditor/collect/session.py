"""An account of the configuration, opened: its role assumed through the chain, its clients by service and Region."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock

from botocore.client import BaseClient
from botocore.credentials import Credentials, DeferredRefreshableCredentials, ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError

from auditor.collect.clients import Sdk
from auditor.collect.judge import Failure, attempt
from auditor.collect.once import Once
from auditor.collect.read import settle
from auditor.collect.role_list import RoleList
from auditor.collect.session_policy import onward
from auditor.collect.sts import ACCESS, Keys, Step, assume, caller
from auditor.config import Account
from auditor.snapshot import Fact

WRONG_ACCOUNT = "WrongAccount"
_HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_PREFIX = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


class AccountSession:
    """One account and the clients that act in it, and in no other. Safe in threads.

    Nothing is sent before the first call; credentials are renewed, the whole chain over, before they expire.
    """

    def __init__(
        self, account: Account, sdk: Sdk, policy: str | None = None, *, lent: Credentials | None = None
    ) -> None:
        """`policy` (JSON) is what the session may do at most; None: all that the role may.

        With `lent` credentials no role is assumed: somebody else has assumed it.
        """
        self.account, self.name = account.id, account.name
        self._sdk, self._steps = sdk, steps(account, policy)
        self.partition, self.regions = account.partition, account.regions
        self.home = home_region(account.partition, account.regions)
        self.documents = Once()
        """Managed policies that have been read, by ARN."""
        self.roles = RoleList()
        """All roles, where listing them is worth it."""
        self._lock = Lock()
        self._clients: dict[tuple[str, str], BaseClient] = {}
        own = DeferredRefreshableCredentials(self._assume, "assume-role", _now) if self._steps else None
        self._session = sdk.session(lent or own)

    def client(self, service: str, region: str = "") -> BaseClient:
        """The client of `service` in `region` (or at home), made when first asked for."""
        at = (service, region or self.home)
        with self._lock:
            if at not in self._clients:
                self._clients[at] = self._sdk.client(self._session, *at)
            return self._clients[at]

    def keys(self) -> ReadOnlyCredentials:
        """What requests are signed with just now, renewed if need be; raises whatever the SDK raises."""
        if self._session.credentials is None:
            raise NoCredentialsError
        return self._session.credentials.get_frozen_credentials()

    def scans(self, region: str) -> bool:
        """Whether buckets of `region` are to be read."""
        return not self.regions or region in self.regions

    def access(self) -> Fact:
        """The fact `access`: who we are there; unknown (`WrongAccount`) if the credentials are another account's."""
        who = attempt(lambda: caller(self.client("sts")))
        if not isinstance(who, Failure) and who["Account"] != self.account:
            said = f"the credentials belong to account {who['Account']}, not to {self.account}"
            who = Failure(WRONG_ACCOUNT, said)
        return settle(ACCESS, who)

    def _assume(self) -> dict[str, str]:
        """Fresh credentials at the end of the chain, in the spelling of botocore's RefreshableCredentials."""
        first, *further = self._steps
        keys = assume(self._sts(None), first)
        for step in further:
            keys = assume(self._sts(keys), step)
        return {
            "access_key": keys.access_key,
            "secret_key": keys.secret_key,
            "token": keys.token,
            "expiry_time": keys.expires,
        }

    def _sts(self, keys: Keys | None) -> BaseClient:
        """STS with `keys`, or with the surrounding credentials."""
        return self._sdk.client(self._sdk.session(None), "sts", self.home, keys)


def _now() -> datetime:
    """What keys are held against at each call; the SDK's own clock looks the local time zone up for that."""
    return datetime.now(UTC)


def steps(account: Account, policy: str | None = None) -> tuple[Step, ...]:
    """The roles to assume one after another; none if the surrounding credentials are the account's own.

    With a `policy` for the last session, each one before it may do nothing but assume the next role.
    """
    if account.role_arn is None:
        return ()
    roles = [(step.role, step.external_id) for step in account.chain] + [(account.role_arn, account.external_id)]
    held = [policy and onward(role) for role, _ in roles[1:]] + [policy]
    return tuple(
        Step(role, external_id, account.session_name, most)
        for (role, external_id), most in zip(roles, held, strict=True)
    )


def home_region(partition: str, regions: tuple[str, ...]) -> str:
    """Where account-wide calls are sent: the first of `regions` that lies in the partition, else its oldest."""
    return next((region for region in regions if _partition_of(region) == partition), _HOME[partition])


def _partition_of(region: str) -> str:
    return next((name for prefix, name in _PREFIX.items() if region.startswith(prefix)), "aws")
