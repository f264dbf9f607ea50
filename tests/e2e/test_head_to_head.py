"""Where shipped scanners answer wrongly or not at all: each case a scenario, scanned by the real command.

`tests/scenarios/head-to-head` holds the worlds and what must be said of them. Two are nobody's fault but the
network's: the proxy refuses the one read and never answers the other. One account does not let the auditor in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.demo.build import build
from auditor.demo.expected import Verdict
from auditor.demo.load import load
from auditor.demo.owners import Owners
from auditor.demo.scenario import Bucket, Scenario
from tests.e2e.conftest import Run, hub_keys, runner
from tests.e2e.proxy import Answer, Asked, Fault, proxy, silence

FOLDER = Path(__file__).parents[1] / "scenarios" / "head-to-head"
WORLDS = {file.stem: load(file) for file in sorted(FOLDER.glob("*.yaml"))}
LOST = "777777777777"
REFUSAL = Answer(403, {"Content-Type": "application/xml"}, b"<Error><Code>AccessDenied</Code></Error>")


def refuse(_asked: Asked, _pass_on: Callable[[], Answer]) -> Answer:
    return REFUSAL


FAULTS = [
    Fault(lambda asked: bool(re.match(r"/denied-read\?.*replication", asked.path)), refuse),
    Fault(lambda asked: asked.path.startswith("/silent-destination-replica"), silence),
]
WAIVER = """\
- rule: replication-failure-events-delivered
  subject: ci-logs
  justification: Whoever reads these logs watches them.
  owner: build team
  expires: 2999-12-31
"""

UNWATCHED = {"replication-alarms-in-right-region", "data-events-recorded"}
"""No world here has an alarm or a trail; the cases are about what replicates."""

Findings = Mapping[tuple[str, str, str], dict[str, Any]]


def configuration(accounts: set[str], purposes: Mapping[str, str]) -> str:
    """What a user would write; the lost account's trust policy asks for another external id."""
    listed = [
        {"id": id, "role": "auditor", "external_id": "another" if id == LOST else "auditor-demo"}
        for id in sorted(accounts)
    ]
    declared = [{"purpose": purpose, "names": [name]} for name, purpose in sorted(purposes.items())]
    return json.dumps({"accounts": listed, "purposes": declared, "timeout": 1, "concurrency": 4})


def purposes(*worlds: Scenario) -> dict[str, str]:
    return {bucket.name: bucket.purpose for world in worlds for bucket in world.buckets if bucket.purpose}


def told(bucket: Bucket) -> list[str]:
    """ARNs of the queues that the bucket's notification configuration names."""
    return [queue["QueueArn"] for queue in (bucket.notification or {}).get("QueueConfigurations", ())]


def admit(queue: str, owners: Owners) -> None:
    """Make a queue that S3 may send to."""
    *_, region, account, name = queue.split(":")
    s3 = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [s3]})
    owners.client("sqs", account, region).create_queue(QueueName=name, Attributes={"Policy": policy})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("head-to-head")


@pytest.fixture(scope="module")
def auditor(address: str, home: Path) -> Iterator[Run]:
    owners = Owners(address)
    build(WORLDS.values(), owners)
    for queue in {arn for world in WORLDS.values() for bucket in world.buckets for arn in told(bucket)}:
        admit(queue, owners)
    with proxy(address, FAULTS) as between:
        yield runner(home, AWS_ENDPOINT_URL=between.url, **hub_keys(address))


@pytest.fixture(scope="module")
def findings(auditor: Run, home: Path) -> Findings:
    """All findings of one scan of everything."""
    accounts = {account for world in WORLDS.values() for account in world.accounts.values()}
    (home / "auditor.yaml").write_text(configuration(accounts, purposes(*WORLDS.values())), encoding="utf-8")
    done = auditor("scan", "--report", "json=report.json")
    assert done.returncode == 1, done.stderr
    report = json.loads((home / "report.json").read_text(encoding="utf-8"))
    return {(each["rule"], each["kind"], each["subject"]): each for each in report["findings"]}


ROWS = [
    pytest.param(rule, expected.kind, expected.subject, verdict, id=f"{name}: {rule} of {expected.subject}")
    for name, world in WORLDS.items()
    for expected in world.expect
    for rule, verdict in expected.verdicts.items()
]


@pytest.mark.parametrize(("rule", "kind", "subject", "verdict"), ROWS)
def test_the_verdict_is_the_expected_one(
    findings: Findings, rule: str, kind: str, subject: str, verdict: Verdict
) -> None:
    found = findings[rule, kind, subject]
    assert found["status"] == verdict.status, found["message"]
    if verdict.severity is not None:
        assert found["severity"] == verdict.severity.name


@pytest.mark.parametrize("name", WORLDS)
def test_nothing_else_fails(findings: Findings, name: str) -> None:
    world = WORLDS[name]
    asked = {(rule, each.kind, each.subject) for each in world.expect for rule in each.verdicts}
    names = {bucket.name for bucket in world.buckets} | {world.role_arn(role) for role in world.roles}
    failed = {place for place, each in findings.items() if each["status"] == "FAIL" and place[0] not in UNWATCHED}
    assert {place for place in failed if place[2].partition("/")[0] in names or place[2] in names} <= asked


def test_a_condition_that_misses_is_the_cause_of_what_it_refuses(findings: Findings) -> None:
    edge = "bucket-key/to-the-other-account/bucket-key-replica"
    cause = findings["kms-conditions-match", "replication", edge]
    assert findings["role-may-encrypt-replica", "replication", edge]["cause"] == cause["fingerprint"]


def test_one_verdict_is_given_of_a_bucket_with_two_rules(findings: Findings) -> None:
    about = [place for place in findings if place[0] == "replication-rule-present" and place[2] == "two-rules"]
    assert len(about) == 1


def test_a_scan_without_an_account_is_incomplete_and_ends_so(auditor: Run, home: Path) -> None:
    world = WORLDS["healthy"]
    given = configuration({*world.accounts.values(), LOST}, purposes(world))
    (home / "lost.yaml").write_text(given, encoding="utf-8")
    done = auditor(
        "scan", "--config", "lost.yaml", "--snapshot", "lost.snapshot", "--bucket", "healthy*", "--fail-on", "CRITICAL",
        "--report", "json=lost.json",
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert LOST in done.stdout
    compliance = json.loads((home / "lost.json").read_text(encoding="utf-8"))["compliance"]
    verdicts = {control["verdict"] for controls in compliance.values() for control in controls.values()}
    assert verdicts <= {"FAIL", "UNKNOWN"}


@pytest.mark.parametrize(("subject", "outcome"), [("ci-logs", "waived"), ("ci-logs-replica", "FAIL")])
def test_a_waiver_is_of_one_bucket_and_not_of_names_that_begin_so(
    auditor: Run, findings: Findings, home: Path, subject: str, outcome: str
) -> None:
    assert ("replication-failure-events-delivered", "bucket", subject) in findings
    (home / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    done = auditor("evaluate", "auditor.snapshot", "--waivers", "waivers.yaml", "--report", "json=waived.json")
    assert done.returncode == 1, done.stderr
    report = json.loads((home / "waived.json").read_text(encoding="utf-8"))
    (found,) = [
        each
        for each in report["findings"]
        if (each["rule"], each["subject"]) == ("replication-failure-events-delivered", subject)
    ]
    assert (found["waiver"] is not None) is (outcome == "waived")
