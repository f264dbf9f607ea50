"""A scenario file is read whole, or refused with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.demo.load import ScenarioError, load, scenarios
from auditor.errors import InputError
from auditor.finding import Severity, Status

GOOD = """\
title: One bucket
walkthrough: Nothing happens.
accounts: {owner: "111111111111"}
buckets:
  - name: only-bucket
    account: owner
    region: us-east-1
roles:
  - {name: idle, account: owner, trust: {Version: "2012-10-17", Statement: []}}
unstated:
  - {bucket: only-bucket, facts: [versioning]}
expect:
  - kind: bucket
    subject: only-bucket
    verdicts:
      replication-rule-present: {FAIL: LOW, cause: another-rule}
      source-versioning-enabled: UNKNOWN
"""


def _file(folder: Path, text: str) -> Path:
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def _refusal(folder: Path, old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(ScenarioError) as raised:
        load(_file(folder, GOOD.replace(old, new, 1)))
    return str(raised.value).removeprefix(str(folder / "scenario.yaml"))


def test_a_good_file_is_read(tmp_path: Path) -> None:
    scenario = load(_file(tmp_path, GOOD))
    assert (scenario.title, scenario.buckets[0].ownership) == ("One bucket", "BucketOwnerEnforced")


def test_a_failure_is_read_with_severity_and_cause(tmp_path: Path) -> None:
    verdict = load(_file(tmp_path, GOOD)).expect[0].verdicts["replication-rule-present"]
    assert (verdict.status, verdict.severity, verdict.cause) == (Status.FAIL, Severity.LOW, "another-rule")


def test_a_bare_status_is_read(tmp_path: Path) -> None:
    verdict = load(_file(tmp_path, GOOD)).expect[0].verdicts["source-versioning-enabled"]
    assert (verdict.status, verdict.severity) == (Status.UNKNOWN, None)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("region: us-east-1", "regoin: us-east-1", ":5: buckets.0.region: Field required"),
        ('"111111111111"', '"1111"', ":3: accounts.owner: String should match pattern"),
        ("facts: [versioning]", "facts: [colour]", ":11: unstated.0.facts.0."),
        ("{FAIL: LOW, cause", "{FAIL: MILD, cause", ":16: expect.0.verdicts.replication-rule-present.severity: MILD"),
        ("enabled: UNKNOWN", "enabled: UNKNOWABLE", ":17: expect.0.verdicts.source-versioning-enabled.status: "),
        ("enabled: UNKNOWN", "enabled: {PASS: LOW}", ":17: expect.0.verdicts.source-versioning-enabled: "),
        ("kind: bucket", "kind: basket", ":13: expect.0.kind: Input should be"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert _refusal(tmp_path, old, new).startswith(place)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("account: owner\n", "account: nobody\n", "account nobody is not in this scenario; it has owner"),
        ("{bucket: only-bucket,", "{bucket: other-bucket,", "bucket other-bucket is not in this scenario"),
        ("subject: only-bucket", "subject: other-bucket", "bucket other-bucket is not in this scenario"),
        ("{bucket: only-bucket, facts: [versioning]}", "{role: lost, facts: [role]}", "role lost is not in this scen"),
        (
            "kind: bucket\n    subject: only-bucket",
            "kind: role\n    subject: idle",
            "role idle is not in this scenario",
        ),
        ("{bucket: only-bucket,", "{bucket: only-bucket, role: idle,", "name either a bucket or a role"),
        ("facts: [versioning]", "facts: [permissions]", "permissions is not a fact of a bucket"),
        ("enabled: UNKNOWN", "enabled: FAIL", "a failure, and nothing else, has a severity"),
    ],
)
def test_what_does_not_fit_together_is_said(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert what in _refusal(tmp_path, old, new)


def test_what_is_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"scenario\.yaml:2: is not YAML"):
        load(_file(tmp_path, "title: [\n"))


def test_every_walkthrough_is_shipped() -> None:
    assert list(scenarios()) == [
        "000",
        "001a",
        "001b",
        "002-live",
        "002-text",
        "003-cli",
        "003-console",
        "004",
        "guardrail-scp",
    ]
