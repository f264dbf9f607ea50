"""`auditor permissions`: the policy of the chosen packs, and its page in docs/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from auditor.cli.main import run
from auditor.collect import actions, demanded
from auditor.config import Intent
from auditor.evaluate.demand import demand
from auditor.rules import load_packs
from docs.build_permissions import PAGE, page

HUB = "999999999999"


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["permissions", *arguments]) == 0
    return capsys.readouterr().out


def _actions(text: str) -> list[str]:
    return sorted(action for each in json.loads(text)["Statement"] for action in each["Action"])


def test_it_allows_what_the_packs_need(capsys: pytest.CaptureFixture[str]) -> None:
    printed = _actions(_printed(capsys, "--pack", "versioning"))
    assert tuple(printed) == actions(demanded(demand(load_packs(["versioning"]), Intent())))
    assert "kms:GetKeyPolicy" not in printed


def test_purposes_by_tag_need_tags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text("purposes: [{purpose: dr, tags: {for: dr}}]\n")
    printed = _actions(_printed(capsys, "--pack", "versioning", "-c", str(tmp_path / "a.yaml")))
    assert "s3:GetBucketTagging" in printed


def test_the_role_that_lists_the_organization_may_do_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert {action.partition(":")[0] for action in _actions(_printed(capsys, "--organization"))} == {"organizations"}


def test_full_allows_the_reading_of_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(_actions(_printed(capsys, "--pack", "versioning", "--full"))) == actions()


def test_an_account_stands_for_all_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    template = yaml.safe_load(_printed(capsys, "--format", "cloudformation", "--principal", HUB))
    assert template["Parameters"]["Principal"]["Default"] == f"arn:aws:iam::{HUB}:root"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--format", "terraform"], "who may assume the role? give --principal ARN or an account id"),
        (["--principal", "x"], "Invalid value for '--principal': must be an account id or the ARN of a role or user"),
        (["--external-id", "a b"], "Invalid value for '--external-id': must be 2 to 1224 letters, digits and"),
        (["--role-name", 'a"b'], "Invalid value for '--role-name': must be 2 to 64 letters, digits and"),
    ],
)
def test_what_aws_would_refuse_is_refused(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["permissions", *arguments]) == 2
    assert line in capsys.readouterr().err


def test_the_page_is_up_to_date() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page(), "run make docs"


def test_what_only_a_management_account_is_answered_stands_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    plain, apart = json.loads(_printed(capsys, "--pack", "role"))["Statement"]
    assert apart["Sid"] == "AuditorReadsAsManagementAccount"
    assert set(apart["Action"]) == {
        f"organizations:{name}" for name in ("DescribePolicy", "ListParents", "ListPoliciesForTarget", "ListRoots")
    }
    assert "organizations:DescribeOrganization" in plain["Action"]
