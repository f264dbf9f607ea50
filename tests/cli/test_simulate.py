"""`auditor simulate` as a process: cases in, verdicts out, in their order."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.world import A, command

CASE = {
    "id": "1",
    "principal": f"arn:aws:iam::{A}:role/r",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::b/k",
    "resource_account": A,
    "context": {},
    "identity_policies": [
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
                }
            ],
        }
    ],
    "permission_boundary": None,
    "scps": [],
    "rcps": [],
    "resource_policy": None,
}


def _line(**changed: object) -> str:
    return json.dumps({**CASE, **changed}) + "\n"


def _results(text: str) -> list[tuple[str, str | None]]:
    return [(result["id"], result.get("decision")) for result in map(json.loads, text.splitlines())]


def test_stdin_is_read_without_a_file(tmp_path: Path) -> None:
    done = command("simulate", cwd=tmp_path, stdin=_line())
    assert (done.returncode, _results(done.stdout)) == (0, [("1", "implicit_deny")])


def test_files_are_read_in_turn(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(_line(id="a"))
    (tmp_path / "b").write_text(_line(id="b", context={"aws:SourceVpce": "vpce-1"}))
    done = command("simulate", "a", "b", cwd=tmp_path)
    assert _results(done.stdout) == [("a", "implicit_deny"), ("b", "allowed")]


def test_a_bad_case_is_a_line_and_the_rest_go_on(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b'{"id": "0", "action": "\xff"\n' + b"\xff\xfe\n" + _line().encode())
    done = command("simulate", "f", cwd=tmp_path)
    errors = ["error" in result for result in map(json.loads, done.stdout.splitlines())]
    assert errors == [True, True, False]


def test_what_nobody_knows_may_be_assumed(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(_line(unknown_context=["aws:SourceVpce"]))
    decisions = [
        _results(command("simulate", *more, "f", cwd=tmp_path).stdout)[0][1]
        for more in ([], ["--assume", "aws:SourceVpce=vpce-1"], ["--assume", "aws:SourceVpce=absent"])
    ]
    assert decisions == ["unknown", "allowed", "implicit_deny"]


def test_the_preset_says_what_it_assumed(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(_line(unknown_context=["aws:SourceVpce"]))
    result = json.loads(command("simulate", "--assume", "replication", "f", cwd=tmp_path).stdout)
    assert (result["decision"], result["assumed"]) == ("implicit_deny", {"aws:SourceVpce": "absent"})


def test_a_value_that_is_given_stands_before_the_preset(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(_line(unknown_context=["aws:SourceVpce"]))
    both = ("--assume", "aws:SourceVpce=vpce-1", "--assume", "replication")
    assert _results(command("simulate", *both, "f", cwd=tmp_path).stdout) == [("1", "allowed")]


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    done = command("simulate", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "auditor: error: nowhere: cannot be read: No such file or directory\n")
