"""`auditor rules new`, `lint`, `schema` and `list --control` as processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import command, pack

ROOT = Path(__file__).parents[2]


def test_a_new_rule_passes_its_own_examples_and_has_no_weakness(tmp_path: Path) -> None:
    assert command("rules", "new", "bucket-has-owner", "--pack", "our-rules", cwd=tmp_path).returncode == 0
    tested = command("rules", "test", "our-rules", cwd=tmp_path)
    linted = command("rules", "lint", "our-rules", cwd=tmp_path)
    assert tested.stdout == "1 pack, 1 rule, 4 examples, 0 wrong\n"
    assert (linted.returncode, linted.stdout) == (0, "1 pack, 1 rule, 0 weaknesses\n")


@pytest.mark.parametrize("subject", ["account", "bucket", "role", "key", "replication"])
def test_of_each_subject_a_new_rule_is_whole(tmp_path: Path, subject: str) -> None:
    command("rules", "new", "a-rule", "--pack", "ours", "--subject", subject, cwd=tmp_path)
    done = [command("rules", *words, "ours", cwd=tmp_path) for words in (["test", "--coverage"], ["lint"])]
    assert [each.returncode for each in done] == [0, 0]
    assert done[0].stdout == "1 pack, 1 rule, 4 examples, 0 wrong, 0 branches unreached\n"


def test_a_pack_where_no_folder_can_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("rules", "new", "a-rule", "--pack", "file/ours", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2, "auditor: error: file/ours: no folder can be made there: Not a directory\n",
    )  # fmt: skip


def test_names_are_paths_with_the_action_that_reads_them_and_what_they_can_be(tmp_path: Path) -> None:
    lines = [line.split() for line in command("rules", "names", "bucket", cwd=tmp_path).stdout.splitlines()]
    assert ["bucket.versioning.Status", "s3:GetBucketVersioning", "Enabled|Suspended"] in lines
    assert [
        "bucket.encryption.Rules[].BucketKeyEnabled",
        "s3:GetEncryptionConfiguration",
        "true",
        "or",
        "false",
    ] in lines
    assert ["inbound[].id", "text"] in lines


def test_a_second_rule_joins_the_pack(tmp_path: Path) -> None:
    for rule in ("bucket-has-owner", "bucket-has-name"):
        command("rules", "new", rule, "--pack", "our-rules", cwd=tmp_path)
    assert command("rules", "test", "our-rules", cwd=tmp_path).stdout.startswith("1 pack, 2 rules, ")


@pytest.mark.parametrize(("rule", "folder"), [("BucketOwner", "ours"), ("bucket_owner", "ours"), ("a", "Our Rules")])
def test_a_name_that_is_none_is_refused_before_anything_is_written(tmp_path: Path, rule: str, folder: str) -> None:
    done = command("rules", "new", rule, "--pack", folder, cwd=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])


def test_a_rule_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    command("rules", "new", "a-rule", "--pack", "ours", cwd=tmp_path)
    (tmp_path / "ours" / "a-rule.yaml").write_text("mine")
    done = command("rules", "new", "a-rule", "--pack", "ours", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "ours" / "a-rule.yaml").read_text()) == (2, "mine")


def test_lint_names_file_line_and_field(tmp_path: Path) -> None:
    pack(tmp_path / "ours")
    done = command("rules", "lint", "ours", cwd=tmp_path)
    place = "auditor: error: ours/destination-is-versioned.yaml:1: references: names no source"
    assert (done.returncode, done.stderr.startswith(place)) == (1, True)


def test_schema_is_the_shipped_one(tmp_path: Path) -> None:
    assert command("rules", "schema", cwd=tmp_path).stdout == (ROOT / "docs" / "rule.schema.json").read_text()


def test_list_of_a_control_leaves_out_the_rest(tmp_path: Path) -> None:
    every = command("rules", "list", cwd=tmp_path).stdout.splitlines()
    chosen = command("rules", "list", "--control", "NIST-800-53r5:CP-9", cwd=tmp_path).stdout.splitlines()
    assert set(chosen) < set(every)


def test_a_control_that_no_rule_is_for_is_one_line(tmp_path: Path) -> None:
    done = command("rules", "list", "--control", "NIST-800-53r5:CP-99", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
