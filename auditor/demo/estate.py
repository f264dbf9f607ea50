"""The embedded estate: every shipped scenario on an emulator in this process, and the Config with which to scan it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from auditor.config import Account, Config, PurposeRule
from auditor.demo.build import AUDITOR, EXTERNAL_ID, HUB, build
from auditor.demo.environment import isolated
from auditor.demo.load import scenarios
from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario
from auditor.errors import UsageError

ELSEWHERE = "https://sts.emulated.amazonaws.com"
"""A host that AWS has not and the emulator answers for: nobody is to take the demo's reports for those of AWS."""
SEED = 42
"""The same estate has the same generated ids."""
NAMES = {"111111111111": "source", "222222222222": "destination"}
"""What the scenarios' accounts are called."""


@contextmanager
def estate() -> Iterator[Config]:
    """While open, AWS is the emulator and the only credentials are those of the auditor's user in the hub account.

    Nothing of the user's AWS settings is read, nothing is sent anywhere, and nothing is left behind.
    Raises UsageError if moto is not installed.
    """
    emulator = _emulator()
    worlds = scenarios().values()
    with isolated({}), emulator.running(SEED):
        owners = Owners()
        roles = build(worlds, owners)
        with isolated(_auditor(owners)):
            yield _config(roles, worlds)


def _emulator() -> ModuleType:
    """The module that imports moto, which the `demo` extra installs."""
    try:
        return import_module("auditor.demo.emulator")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "auditor":
            raise
        raise UsageError(
            f"the demo needs {error.name}, which is not installed; install it with: pip install 'auditor[demo]'"
        ) from error


def _auditor(owners: Owners) -> dict[str, str]:
    """Credentials of the auditor's user in the hub, as environment variables."""
    client = owners.iam(HUB)
    client.create_user(UserName=AUDITOR)
    key = client.create_access_key(UserName=AUDITOR)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "AWS_ENDPOINT_URL_STS": ELSEWHERE,
    }


def _config(roles: Mapping[str, str], worlds: Iterable[Scenario]) -> Config:
    """What a user would write to have this estate scanned."""
    accounts = tuple(
        Account(id=account, name=NAMES.get(account, ""), role=role, external_id=EXTERNAL_ID)
        for account, role in roles.items()
    )
    return Config(accounts=accounts, purposes=_purposes(worlds))


def _purposes(worlds: Iterable[Scenario]) -> tuple[PurposeRule, ...]:
    declared = [(bucket.purpose, bucket.name) for world in worlds for bucket in world.buckets if bucket.purpose]
    return tuple(
        PurposeRule(purpose=purpose, names=tuple(sorted(name for of, name in declared if of is purpose)))
        for purpose in sorted({purpose for purpose, _ in declared})
    )
