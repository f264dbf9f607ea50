"""Filters: globs over ids, names and Regions; what fits nothing is refused with the nearest right name."""

from __future__ import annotations

import pytest

from auditor.cli import estate as module
from auditor.cli.estate import Filters, estate
from auditor.cli.log import Log
from auditor.config import Account, Config, Organization
from auditor.errors import UsageError

A, B, C = "111111111111", "222222222222", "333333333333"
CONFIG = Config(
    accounts=(
        Account(id=A, name="prod-eu", regions=("eu-west-1", "eu-central-1")),
        Account(id=B, name="prod-us", regions=("us-east-1",)),
        Account(id=C, name="sandbox"),
    )
)
QUIET = Log(quiet=True)


def _ids(**filters: tuple[str, ...]) -> list[str]:
    return [account.id for account in estate(CONFIG, Filters(**filters), QUIET).accounts]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [A, B, C]),
        ({"accounts": ("prod-*",)}, [A, B]),
        ({"accounts": (A, "sandbox")}, [A, C]),
        ({"excluded": ("prod-*",)}, [C]),
        ({"accounts": ("prod-*",), "excluded": (B,)}, [A]),
        ({"regions": ("us-*",)}, [B, C]),
    ],
)
def test_patterns_choose_accounts(filters: dict[str, tuple[str, ...]], ids: list[str]) -> None:
    assert _ids(**filters) == ids


def test_buckets_are_chosen_on_the_command_line_before_the_configuration() -> None:
    config = CONFIG.model_copy(update={"buckets": ("mine",)})
    assert estate(config, Filters(), QUIET).buckets == ("mine",)
    assert estate(config, Filters(buckets=("theirs",)), QUIET).buckets == ("theirs",)


def test_a_region_leaves_those_of_the_account_that_fit() -> None:
    (one,) = estate(CONFIG, Filters(accounts=(A,), regions=("*-central-*",)), QUIET).accounts
    assert one.regions == ("eu-central-1",)


def test_an_account_with_all_regions_gets_those_that_fit() -> None:
    (one,) = estate(CONFIG, Filters(accounts=(C,), regions=("eu-west-1", "us-east-?")), QUIET).accounts
    assert one.regions == ("eu-west-1", "us-east-1", "us-east-2")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"accounts": ("sandbxo",)}, "--account sandbxo: nothing is called so; did you mean sandbox?"),
        ({"excluded": ("sandbx",)}, "--exclude-account sandbx: nothing is called so; did you mean sandbox?"),
        ({"regions": ("eu-wset-1",)}, "--region eu-wset-1: nothing is called so; did you mean eu-west-1?"),
        ({"accounts": ("sandbox",), "excluded": ("*",)}, "the filters leave no account to scan"),
    ],
)
def test_what_fits_nothing_is_refused(filters: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        _ids(**filters)
    assert message in str(raised.value)


def test_accounts_of_the_organization_are_filtered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Account(id="444444444444", name="found")
    monkeypatch.setattr(module, "discovered", lambda config: (*config.accounts, found))
    config = CONFIG.model_copy(update={"organization": Organization()})
    assert estate(config, Filters(accounts=("found",)), QUIET).accounts == (found,)
