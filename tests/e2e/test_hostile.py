"""A bucket whose rule ID, tags, Sid and prefix try to break out of every report and every printed fix."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from auditor.demo.build import build
from auditor.demo.owners import Owners
from auditor.demo.scenario import Scenario
from tests.e2e.conftest import hub_keys, runner

EVIL = "a'b\"c`touch pwned`$(touch pwned)|d<script>alert(1)</script>${HOME};e\\f\n## g\u202eh\u2066i"
ROLE = "arn:aws:iam::111111111111:role/replicate"
CONFIG = """\
accounts:
  - {id: "111111111111", role: auditor, external_id: auditor-demo}
  - {id: "222222222222", role: auditor, external_id: auditor-demo}
"""


def hostile() -> Scenario:
    statement = {
        "Sid": EVIL,
        "Effect": "Allow",
        "Principal": {"AWS": ROLE},
        "Action": ["s3:GetBucketLocation", "s3:PutBucketVersioning"],
    }
    rule = {
        "ID": EVIL,
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": EVIL},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": "arn:aws:s3:::hostile-destination"},
    }
    trust = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    grant = {"Sid": "One", "Effect": "Allow", "Action": "s3:Get*", "Resource": f"arn:aws:s3:::hostile-source/{EVIL}*"}
    return Scenario.model_validate(
        {
            "title": "hostile",
            "walkthrough": "hostile",
            "accounts": {"source": "111111111111", "destination": "222222222222"},
            "buckets": [
                {
                    "name": "hostile-source",
                    "account": "source",
                    "region": "us-east-1",
                    "versioning": "Enabled",
                    "tags": {EVIL: EVIL},
                    "replication": {"Role": ROLE, "Rules": [rule]},
                },
                {
                    "name": "hostile-destination",
                    "account": "destination",
                    "region": "us-east-1",
                    "versioning": "Enabled",
                    "policy": {
                        "Version": "2012-10-17",
                        "Statement": [{**statement, "Resource": "arn:aws:s3:::hostile-destination"}],
                    },
                },
            ],
            "roles": [
                {
                    "name": "replicate",
                    "account": "source",
                    "trust": {"Version": "2012-10-17", "Statement": [trust]},
                    "inline": {"evil": {"Version": "2012-10-17", "Statement": [grant]}},
                }
            ],
            "expect": [],
        }
    )


@dataclass(frozen=True)
class Told:
    """What the command wrote about the hostile bucket."""

    home: Path
    terminal: str
    fixes: str

    def text(self, report: str) -> str:
        return (self.home / report).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(address: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    build([hostile()], Owners(address))
    home = tmp_path_factory.mktemp("hostile")
    (home / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    auditor = runner(home, AWS_ENDPOINT_URL=address, **hub_keys(address))
    reports = [f"--report={name}={name}.out" for name in ("junit", "markdown", "json")]
    done = auditor("scan", *reports)
    assert done.returncode == 1, done.stderr
    fixes = auditor("fix", "--dry-run", "auditor.snapshot")
    assert fixes.returncode in (0, 1), fixes.stderr
    return Told(home, done.stdout, fixes.stdout)


def test_junit_stays_xml_and_holds_the_finding(told: Told) -> None:
    names = {case.get("name", "") for case in ElementTree.fromstring(told.text("junit.out")).iter("testcase")}
    assert any("<script>" in name for name in names)


def test_no_markup_of_the_buckets_reaches_markdown(told: Told) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(told.text("markdown.out"))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in (*tokens, *inline) if token.type in ("html_block", "html_inline")]


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_head(told: Told) -> None:
    width = cells = 0
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(told.text("markdown.out")):
        if token.type == "tr_open":
            cells = 0
        elif token.type in ("th_open", "td_open"):
            cells += 1
        elif token.type == "thead_close":
            width = cells
        elif token.type == "tr_close" and width:
            assert cells == width
        elif token.type == "table_close":
            width = 0


def test_no_heading_of_the_buckets_reaches_markdown(told: Told) -> None:
    assert not [line for line in told.text("markdown.out").splitlines() if line.startswith("## g")]


@pytest.mark.parametrize("character", ["\u202e", "\u2066"], ids=["override", "isolate"])
@pytest.mark.parametrize("report", ["junit.out", "markdown.out", "json.out"])
def test_no_bidirectional_control_reaches_a_report(told: Told, report: str, character: str) -> None:
    assert character not in told.text(report)


def test_nothing_but_plain_lines_reach_the_terminal(told: Told) -> None:
    assert all(character.isprintable() or character == "\n" for character in told.terminal + told.fixes)


def test_json_keeps_the_text_as_it_is(told: Told) -> None:
    subjects = {finding["subject"] for finding in json.loads(told.text("json.out"))["findings"]}
    assert f"hostile-source/{EVIL}/hostile-destination" in subjects


AWS = """\
#!/bin/sh
if [ "$1" = sts ]; then echo "$ACCOUNT"; exit; fi
for word in "$@"; do printf '%s\\0' "$word"; done >> "$SEEN"
printf '\\0' >> "$SEEN"
"""


@pytest.fixture(scope="module")
def ran(told: Told) -> list[list[str]]:
    """The printed commands, each account's block run by a real shell in which `aws` only writes down its arguments."""
    place, seen = told.home / "bin", told.home / "seen"
    place.mkdir()
    aws = place / "aws"
    aws.write_text(AWS, encoding="utf-8")
    aws.chmod(aws.stat().st_mode | stat.S_IXUSR)
    clean = {**os.environ, "PATH": f"{place}:{os.environ['PATH']}", "SEEN": str(seen), "HOME": "/nowhere"}
    for block in re.split(r"^# Block ", told.fixes, flags=re.MULTILINE)[1:]:
        account = re.findall(r"account (\d{12})", block)[0]
        environment = {**clean, "ACCOUNT": account}
        subprocess.run(["bash", "-eu"], input=f"# Block {block}", text=True, env=environment, cwd=told.home, check=True)
    calls = seen.read_bytes().decode().split("\0\0")
    return [call.split("\0") for call in calls if call]


def option(call: list[str], name: str) -> str:
    return next(word.removeprefix(f"--{name}=") for word in call if word.startswith(f"--{name}="))


def test_the_shell_runs_nothing_but_aws(told: Told, ran: list[list[str]]) -> None:
    assert ran
    assert not (told.home / "pwned").exists()


def test_the_documents_arrive_in_the_shell_as_they_are(ran: list[list[str]]) -> None:
    (policy,) = [option(call, "policy") for call in ran if "put-bucket-policy" in call]
    assert EVIL in {statement.get("Sid") for statement in json.loads(policy)["Statement"]}


def test_the_configuration_keeps_its_hostile_rule(ran: list[list[str]]) -> None:
    documents = [option(call, "replication-configuration") for call in ran if "put-bucket-replication" in call]
    assert {json.loads(document)["Rules"][0]["ID"] for document in documents} == {EVIL}
