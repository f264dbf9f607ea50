"""A broken edge on the emulator: scanned, its fixes run by the real AWS CLI in the printed order, scanned again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.demo.build import AUDITOR, HUB, build
from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario
from tests.emulator import served
from tests.remediate.hostile import ALL

A, B = "111111111111", "222222222222"
CONFIG = f"""\
accounts:
  - {{id: "{A}", role: auditor, external_id: auditor-demo}}
  - {{id: "{B}", role: auditor, external_id: auditor-demo}}
packs: [replication, versioning, ownership, destination-policy, role, delete-markers]
"""
S3_TRUST = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
READ = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
SHORT = [
    {"Sid": "Bucket", "Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"]},
    {"Sid": "Read", "Effect": "Allow", "Action": READ},
    {"Sid": "Write", "Effect": "Allow", "Action": ["s3:ReplicateObject", "s3:ReplicateTags"]},
]
BLOCK = re.compile(r"^# Block \d+: account (\d+)\n(\(\n.*?\n\))$", re.MULTILINE | re.DOTALL)
RULE_ID = "".join(char for char in ALL if char.isascii() and char.isprintable())[:255]
BROKEN = {
    "destination-versioning-enabled", "destination-policy-admits-role", "delete-marker-replication-permitted",
}  # fmt: skip


def edge(source: str, destination: str, rule: str) -> Scenario:
    """Delete markers are to be replicated by a role that may not, into a bucket without versions and policy."""
    resources = (f"arn:aws:s3:::{source}", f"arn:aws:s3:::{source}/*", f"arn:aws:s3:::{destination}/*")
    statements = [{**statement, "Resource": where} for statement, where in zip(SHORT, resources, strict=True)]
    role = f"arn:aws:iam::{A}:role/service-role/{source}"
    rules = [
        {
            "ID": rule, "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "Destination": {"Bucket": f"arn:aws:s3:::{destination}", "Account": B},
        }
    ]  # fmt: skip
    return Scenario.model_validate({
        "title": rule, "walkthrough": rule, "accounts": {"ours": A, "theirs": B}, "expect": [],
        "buckets": [
            {"name": source, "account": "ours", "region": "us-east-1", "versioning": "Enabled",
             "replication": {"Role": role, "Rules": rules}},
            {"name": destination, "account": "theirs", "region": "eu-west-1"},
        ],
        "roles": [{
            "name": source, "account": "ours", "path": "/service-role/",
            "trust": {"Version": "2012-10-17", "Statement": [S3_TRUST]},
            "inline": {"replicate": {"Version": "2012-10-17", "Statement": statements}},
        }],
    })  # fmt: skip


@dataclass(frozen=True)
class Estate:
    """The emulator, a home to scan from, and keys of the auditor and of each account's owner."""

    home: Path
    keys: dict[str, dict[str, str]]

    def run(self, account: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command with the account's keys and with nothing else of AWS set."""
        tools = Path(sys.executable).parent
        environment = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            **self.keys[account],
        }
        return subprocess.run(
            command, env=environment, cwd=self.home, capture_output=True, text=True, timeout=300, check=False
        )

    def failing(self) -> set[str]:
        """Scan; the rules that fail."""
        done = self.run(HUB, "auditor", "scan", "--quiet", "--report", "json=report.json")
        assert done.returncode in (0, 1, 3), done.stderr
        report = json.loads((self.home / "report.json").read_text())
        return {finding["rule"] for finding in report["findings"] if finding["status"] == "FAIL"}


@pytest.fixture
def address() -> Iterator[str]:
    with served() as at:
        yield at


@pytest.fixture
def estate(address: str, tmp_path: Path) -> Estate:
    owners = Owners(address)
    build([edge("orders", "orders-copy", RULE_ID)], owners)
    (tmp_path / "auditor.yaml").write_text(CONFIG)
    return Estate(tmp_path, {account: _keys(owners, account, address) for account in (A, B, HUB)})


def _keys(owners: Owners, account: str, address: str) -> dict[str, str]:
    """A user's keys: in the hub the auditor's, elsewhere those of an administrator."""
    iam, name = owners.iam(account), AUDITOR if account == HUB else "administrator"
    iam.create_user(UserName=name)
    if account != HUB:
        everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(everything))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "AWS_ENDPOINT_URL": address, "AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip


def test_printed_fixes_mend_the_edge_that_was_broken(estate: Estate) -> None:
    assert estate.failing() >= BROKEN
    printed = estate.run(HUB, "auditor", "fix", "--dry-run")
    assert "# Proved on a patched copy of the snapshot" in printed.stdout, printed.stdout + printed.stderr
    for account, block in BLOCK.findall(printed.stdout):
        done = estate.run(account, "bash", "-euc", block)
        assert done.returncode == 0, done.stderr
    assert estate.failing() == set()


def test_written_scripts_mend_the_edge_that_was_broken(estate: Estate) -> None:
    assert estate.failing() >= BROKEN
    written = estate.run(HUB, "auditor", "fix", "--output-dir", "fixes")
    assert written.returncode == 0, written.stderr
    for script in sorted((estate.home / "fixes").glob("*.sh")):
        done = estate.run(script.name[3:15], "bash", "-eu", str(script))
        assert done.returncode == 0, done.stderr
    assert estate.failing() == set()
