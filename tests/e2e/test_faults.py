"""Four accounts: one cannot be entered, one read is denied, one never answers. The scan ends and says so."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from auditor.demo.build import EXTERNAL_ID, build
from auditor.demo.load import scenarios
from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario
from tests.e2e.conftest import Run, hub_keys, runner
from tests.e2e.proxy import Fault, Proxy, proxy, silence

POLICY_DENIED, SLOW = "arn:aws:s3:::quiet-bucket", "arn:aws:s3:::slow-bucket"
CONFIG = """\
accounts:
  - {id: "111111111111", role: auditor, external_id: auditor-demo}
  - {id: "222222222222", role: auditor, external_id: auditor-demo}
  - {id: "333333333333", role: auditor, external_id: auditor-demo}
  - {id: "444444444444", role: auditor, external_id: not-what-its-trust-policy-asks-for}
timeout: 1
concurrency: 4
"""


@dataclass(frozen=True)
class Scanned:
    """What one scan left behind."""

    done: subprocess.CompletedProcess[str]
    home: Path
    auditor: Run
    proxy: Proxy

    @property
    def report(self):
        return json.loads((self.home / "report.json").read_text(encoding="utf-8"))

    @property
    def gaps(self):
        return {(gap["resource"], gap["fact"]): gap["reason"] for gap in self.report["gaps"]}


def other(account: str, bucket: str, unstated: str | None) -> Scenario:
    """One more account with one versioned bucket."""
    return Scenario.model_validate(
        {
            "title": bucket,
            "walkthrough": bucket,
            "accounts": {"one": account},
            "buckets": [{"name": bucket, "account": "one", "region": "us-east-1", "versioning": "Enabled"}],
            "unstated": [{"bucket": bucket, "facts": [unstated]}] if unstated else [],
            "expect": [],
        }
    )


@pytest.fixture(scope="module")
def scanned(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    worlds = [
        scenarios()["000"],
        other("333333333333", "quiet-bucket", "policy"),
        other("333333333333", "slow-bucket", None),
        other("444444444444", "locked-away", None),
    ]
    build(worlds, Owners(address))
    home = tmp_path_factory.mktemp("scan")
    (home / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    slow = Fault(lambda asked: bool(re.match(r"/slow-bucket\?.*versioning", asked.path)), silence)
    with proxy(address, [slow]) as between:
        auditor = runner(home, AWS_ENDPOINT_URL=between.url, **hub_keys(address))
        done = auditor(
            "scan",
            "--full",
            "--report",
            "json=report.json",
            "--report",
            "junit=junit.xml",
            "--report",
            "markdown=report.md",
        )
        yield Scanned(done, home, auditor, between)


def test_the_scan_ends_with_the_exit_code_of_its_failures(scanned: Scanned) -> None:
    assert scanned.done.returncode == 1, scanned.done.stderr


def test_the_account_that_cannot_be_entered_is_a_gap(scanned: Scanned) -> None:
    assert scanned.gaps["arn:aws:iam::444444444444:root", "access"] == "AccessDenied"


def test_the_denied_read_is_a_gap(scanned: Scanned) -> None:
    assert scanned.gaps[POLICY_DENIED, "policy"] == "AccessDenied"


def test_the_read_that_never_answers_is_a_gap(scanned: Scanned) -> None:
    assert scanned.gaps[SLOW, "versioning"] == "Timeout"


def test_the_injected_fault_was_met(scanned: Scanned) -> None:
    assert scanned.proxy.fired


def test_nothing_unread_passes_or_fails(scanned: Scanned) -> None:
    unread = {("quiet-bucket", "bucket.policy"), ("slow-bucket", "bucket.versioning")}
    about = [
        finding
        for finding in scanned.report["findings"]
        for evidence in finding["evidence"]
        if any(finding["subject"] == bucket and evidence["expression"].startswith(path) for bucket, path in unread)
    ]
    assert {finding["status"] for finding in about} <= {"UNKNOWN", "NOT_APPLICABLE"}


def test_what_could_be_read_is_judged(scanned: Scanned) -> None:
    statuses = {finding["status"] for finding in scanned.report["findings"] if finding["kind"] == "replication"}
    assert {"PASS", "FAIL"} <= statuses


@pytest.mark.parametrize("named", ["444444444444", "quiet-bucket", "slow-bucket"])
@pytest.mark.parametrize("report", ["report.json", "junit.xml", "report.md"])
def test_every_report_names_every_gap(scanned: Scanned, report: str, named: str) -> None:
    assert named in (scanned.home / report).read_text(encoding="utf-8")


def test_the_terminal_names_every_gap(scanned: Scanned) -> None:
    assert all(named in scanned.done.stdout for named in ("444444444444", "quiet-bucket", "slow-bucket"))


def test_gaps_are_errors_in_junit(scanned: Scanned) -> None:
    suites = ElementTree.parse(scanned.home / "junit.xml").getroot().iter("testsuite")
    (coverage,) = [suite for suite in suites if suite.get("name") == "coverage"]
    assert int(coverage.get("errors", "0")) == len(scanned.report["gaps"])


def test_without_failures_the_exit_code_is_that_of_the_unknown(scanned: Scanned) -> None:
    (scanned.home / "quiet.yaml").write_text(CONFIG + 'fail_on: CRITICAL\npacks: ["kms"]\n', encoding="utf-8")
    done = scanned.auditor("evaluate", "auditor.snapshot", "--config", "quiet.yaml")
    assert done.returncode == 3, done.stdout + done.stderr


def test_evaluating_again_needs_neither_network_nor_credentials_and_gives_the_same_bytes(scanned: Scanned) -> None:
    offline = runner(scanned.home, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    again = [offline("evaluate", "auditor.snapshot", "--report", "json=-") for _ in range(2)]
    first, second = (done.stdout for done in again)
    assert first == second == (scanned.home / "report.json").read_text(encoding="utf-8")


def test_only_reads_were_sent(scanned: Scanned) -> None:
    posted = {asked.path for asked in scanned.proxy.seen if asked.method not in ("GET", "HEAD")}
    assert posted <= {"/", "/listRegions"}


def test_no_credentials_are_kept(scanned: Scanned) -> None:
    kept = b"".join(file.read_bytes() for file in scanned.home.iterdir() if file.is_file())
    assert EXTERNAL_ID.encode() not in kept.replace(CONFIG.encode(), b"")
    assert not re.search(rb"\bA(KIA|SIA)[A-Z0-9]{16}\b", kept)
