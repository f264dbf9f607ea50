"""What is measured: each programme by name, what it reads, how it is started and which exit codes are well.

A further scanner is one row of PROGRAMMES.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.endpoint import HUB
from bench.endpoint_estate import Estate
from bench.installed import binaries

SIX = ("replication", "versioning", "ownership", "delete-markers", "kms", "role")
SNAPSHOT = "auditor.snapshot"
SETTINGS = ("--snapshot", SNAPSHOT)
CALLS = "calls.json"
"""The calls that the bare loop makes: [[service, method, parameters], ...]."""
LOOPBACK = Path(__file__).parent / "loopback"
UNREAD = 3
"""auditor's exit code where something could not be read; Prowler's where a check fails."""


@dataclass(frozen=True, slots=True)
class Programme:
    prepare: Callable[[Path, Estate], list[str]]
    """Writes what it reads into an empty folder; its command, which is run there."""
    needs: str = ""
    """The environment that it is installed in (`installed.PINS`); empty for ours."""
    hub: bool = True
    """Whether it starts with keys that may assume a role in each account; else with those of the first account."""
    accepted: tuple[int, ...] = (0,)
    environment: tuple[tuple[str, str], ...] = ()


def environment(programme: Programme, estate: Estate, url: str, folder: Path) -> dict[str, str]:
    """All that a programme's process sees of its surroundings."""
    key = HUB if programme.hub else f"ASIA{estate.ids()[0]}AAAA"
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": estate.region,
        "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "secret", **dict(programme.environment),
    }  # fmt: skip


def _auditor(*options: str) -> Callable[[Path, Estate], list[str]]:
    def prepare(folder: Path, estate: Estate) -> list[str]:
        accounts = "".join(f'  - {{id: "{id}", role: audit}}\n' for id in estate.ids())
        (folder / "auditor.yaml").write_text(f"accounts:\n{accounts}", encoding="utf-8")
        return [str(Path(sys.executable).parent / "auditor"), "collect", *SETTINGS, *options]

    return prepare


def _policy(folder: Path) -> str:
    (folder / "policy.yml").write_text("policies: [{name: buckets, resource: s3}]\n", encoding="utf-8")
    return "policy.yml"


def _custodian(folder: Path, estate: Estate) -> list[str]:
    command = str(binaries("c7n") / "custodian")
    return [command, "run", "--output-dir", "out", "--region", estate.region, _policy(folder)]


def _custodian_org(folder: Path, estate: Estate) -> list[str]:
    accounts = [
        {"account_id": id, "name": id, "role": f"arn:aws:iam::{id}:role/audit", "regions": [estate.region]}
        for id in estate.ids()
    ]
    (folder / "accounts.yml").write_text(json.dumps({"accounts": accounts}), encoding="utf-8")
    command = str(binaries("c7n") / "c7n-org")
    return [command, "run", "--config", "accounts.yml", "--output-dir", "out", "--use", _policy(folder)]


def _prowler(_: Path, __: Estate) -> list[str]:
    return [str(binaries("prowler") / "prowler"), "aws", "--service", "s3", "--no-banner", "--no-color"]


def _loop(_: Path, __: Estate) -> list[str]:
    return [sys.executable, str(Path(__file__).parent / "bare.py"), CALLS]


SIX_PACKS, FULL = "auditor, six packs", "auditor, --full"
CUSTODIAN, CUSTODIAN_ORG, PROWLER, LOOP = "c7n", "c7n-org", "Prowler", "bare boto3 loop"
_RESOLVED = (("PYTHONPATH", str(LOOPBACK)),)

PROGRAMMES: Mapping[str, Programme] = {
    SIX_PACKS: Programme(_auditor(*(word for pack in SIX for word in ("--pack", pack))), accepted=(0, UNREAD)),
    FULL: Programme(_auditor("--full"), accepted=(0, UNREAD)),
    CUSTODIAN: Programme(_custodian, "c7n", hub=False),
    CUSTODIAN_ORG: Programme(_custodian_org, "c7n"),
    PROWLER: Programme(_prowler, "prowler", hub=False, accepted=(0, UNREAD), environment=_RESOLVED),
    LOOP: Programme(_loop, hub=False, environment=_RESOLVED),
}
