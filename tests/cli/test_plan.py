"""`collect --plan`: the accounts and buckets that a scan would read, and what each would cost; nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.demanding import plan
from auditor.config import Account, Config
from auditor.snapshot import Demand
from tests.cli.world import A, B, command

WANTED = Demand(buckets=frozenset({"versioning"}))
ACCOUNTS = f"id,name,role,regions\n{A},prod,audit,us-east-1\n{B},sandbox,audit,\n"


def test_the_plan_names_the_accounts_and_how_they_are_entered() -> None:
    config = Config(accounts=(Account(id=A, name="prod", role="audit", regions=("us-east-1",)), Account(id=B)))
    assert plan(config, WANTED).splitlines()[:3] == [
        "2 accounts",
        f"  {A} prod arn:aws:iam::{A}:role/audit (us-east-1)",
        f"  {B} with the credentials at hand (all Regions)",
    ]


def test_the_plan_says_which_buckets_and_what_the_others_cost() -> None:
    lines = plan(Config(buckets=("in\u202evoices",)), WANTED.closed()).splitlines()
    assert lines[:2] == ["no accounts configured", "buckets: in\\u202evoices"]
    assert "each bucket that --bucket names: 1 call" in lines


def test_the_plan_is_of_the_accounts_that_the_filters_leave(tmp_path) -> None:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    done = command("collect", "--plan", "--accounts", "accounts.csv", "--account", "prod", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"1 account\n  {A} prod arn:aws:iam::{A}:role/audit (us-east-1)\neach account: ")


@pytest.mark.parametrize("option", ["--account", "--region"])
def test_the_plan_refuses_what_a_scan_would_refuse(tmp_path, option: str) -> None:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    done = command("collect", "--plan", "--accounts", "accounts.csv", option, "misspelt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing is called so" in done.stderr


def test_an_organization_is_asked_for_the_accounts_of_the_plan(tmp_path) -> None:
    (tmp_path / "auditor.yaml").write_text("organization: {}\n")
    done = command("collect", "--plan", cwd=tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_ACCESS_KEY_ID="A",
                   AWS_SECRET_ACCESS_KEY="s")  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    assert "organizations:ListAccounts was not answered" in done.stderr


def test_a_profile_narrows_what_is_read(tmp_path) -> None:
    every, some = (command("collect", "--plan", *more, cwd=tmp_path) for more in ((), ("--profile", "mitre-attack")))
    assert (every.returncode, some.returncode) == (0, 0), some.stderr
    assert "GetBucketNotificationConfiguration" in every.stdout
    assert "GetBucketNotificationConfiguration" not in some.stdout


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ((), set()),
        (("--changes",), {"LookupEvents", "DescribeConfigurationRecorders"}),
        (("--full",), {"DescribeConfigurationRecorders"}),
        (("--full", "--changes"), {"LookupEvents", "DescribeConfigurationRecorders"}),
    ],
)
def test_what_only_drift_judges_is_read_when_it_is_asked_for(
    options: tuple[str, ...], asked: set[str], tmp_path: Path
) -> None:
    (tmp_path / "accounts.csv").write_text("id\n111111111111\n")
    done = command("collect", "--plan", "--accounts", "accounts.csv", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {name for name in ("LookupEvents", "DescribeConfigurationRecorders") if name in done.stdout} == asked
