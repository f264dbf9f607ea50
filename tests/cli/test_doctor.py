"""`auditor doctor`: a table or a document, and 3 if a scan would not get everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import doctor as module
from auditor.cli.main import run
from auditor.collect import Check, Verdict
from auditor.config import Config

A = "111111111111"
GOOD = Check(A, "s3:ListAllMyBuckets", "s3.list_buckets", Verdict.ALLOWED)
BAD = Check(A, "s3:GetBucketPolicy", "s3.get_bucket_policy", Verdict.DENIED, "AccessDenied", "no\x1b[31m right")
NOTHING = Check(A, "kms:GetKeyPolicy", "kms.get_key_policy", Verdict.UNTRIED)


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.yaml").write_text(f"accounts: [{{id: '{A}', name: one}}]\n")


def _finding(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    def examine(config: Config, facts: object) -> Iterator[Check]:
        yield from checks

    monkeypatch.setattr(module, "examine", examine)


@pytest.mark.parametrize(("checks", "code"), [((GOOD,), 0), ((GOOD, NOTHING), 0), ((GOOD, BAD), 3)])
def test_the_exit_code_says_whether_all_would_be_read(
    checks: tuple[Check, ...], code: int, accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _finding(monkeypatch, *checks)
    assert run(["doctor"]) == code


def test_the_table_tells_what_is_wrong_first(
    accounts: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _finding(monkeypatch, GOOD, BAD)
    run(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{A} one"
    assert lines[1].split(maxsplit=2)[:2] == ["denied", "s3:GetBucketPolicy"]
    assert lines[1].endswith("AccessDenied: no\\x1b[31m right")
    assert lines[3] == "  2 calls tried or left out, 1 denied or unreachable"


def test_the_document_holds_every_check(
    accounts: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _finding(monkeypatch, GOOD, NOTHING)
    run(["doctor", "--format", "json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [(check["operation"], check["verdict"]) for check in checks] == [
        ("s3.list_buckets", "allowed"),
        ("kms.get_key_policy", "untried"),
    ]


def test_without_accounts_there_is_nothing_to_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (run(["doctor"]), "no accounts to scan" in capsys.readouterr().err) == (2, True)
