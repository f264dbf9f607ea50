"""`auditor rules` as a process: list, explain, test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import PACK, command, pack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the pack `packs/ours` in it."""
    pack(tmp_path / "packs" / "ours")
    return tmp_path


@pytest.mark.parametrize("named", [["--pack", "packs/ours"], ["packs/ours"]])
def test_list_has_a_line_for_each_rule(home: Path, named: list[str]) -> None:
    lines = command("rules", "list", *named, cwd=home).stdout.splitlines()
    assert lines[0] == "ours 1.0.0: Two rules for tests"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["HIGH", "destination-is-versioned"],
        ["LOW", "source-is-versioned"],
    ]


def test_explain_tells_assertion_reason_and_cure(home: Path) -> None:
    shown = command("rules", "explain", "destination-is-versioned", "--pack", "packs/ours", cwd=home).stdout
    for part in (
        "destination.versioning.Status == 'Enabled'",
        "S3 replicates only between versioned buckets.",
        "DstBucketUnversioned",
        "enable-versioning {bucket: destination.arn}",
    ):
        assert part in shown


def test_explain_of_a_misspelt_rule_names_the_nearest(home: Path) -> None:
    done = command("rules", "explain", "source-is-version", "--pack", "packs/ours", cwd=home)
    assert (done.returncode, "near it are source-is-versioned" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("auditor rules explain destination-versioning-e", ["plain,destination-versioning-enabled"]),
        ("auditor rules explain --pack packs/ours s", ["plain,source-is-versioned"]),
        ("auditor rules explain --pack nowhere s", []),
        ("auditor rules list --pack vers", ["plain,versioning", "dir,vers"]),
    ],
)
def test_the_shell_completes_rules_and_packs(home: Path, typed: str, offered: list[str]) -> None:
    asked = {"_AUDITOR_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    assert command(cwd=home, **asked).stdout.split() == offered


@pytest.mark.parametrize("folder", ["packs/ours", "packs"])
def test_test_runs_the_examples_of_a_pack_or_a_folder_of_packs(home: Path, folder: str) -> None:
    done = command("rules", "test", folder, cwd=home)
    assert (done.returncode, done.stdout) == (0, "1 pack, 2 rules, 6 examples, 0 wrong\n")


def test_test_names_file_and_line_of_a_wrong_example(home: Path) -> None:
    wrong = PACK["source-is-versioned.yaml"].replace("{Status: Suspended}", "{Status: Enabled}")
    folder = pack(home / "wrong", source_is_versioned=wrong)
    done = command("rules", "test", "wrong", cwd=home)
    line = wrong[: wrong.index("expect: FAIL")].count("\n") + 1
    place = (
        f"auditor: error: {folder.name}/source-is-versioned.yaml:{line}: source-is-versioned: expected FAIL, got PASS"
    )
    assert (done.returncode, done.stderr.startswith(place)) == (1, True)


def test_test_of_a_folder_without_a_pack_is_one_line(home: Path) -> None:
    (home / "empty").mkdir()
    done = command("rules", "test", "empty", cwd=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_shipped_packs_are_what_is_tested_by_default(home: Path) -> None:
    done = command("rules", "test", cwd=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_coverage_fails_a_rule_with_a_branch_that_no_example_reaches(home: Path) -> None:
    text = PACK["source-is-versioned.yaml"].replace("must: ", "must: source.name == `null` || ")
    text = text.replace("{source: {", "{source: {name: null, ")
    pack(home / "missed", source_is_versioned=text)
    plain, told = (
        command("rules", "test", "packs/ours", "--coverage", cwd=home),
        command("rules", "test", "missed", "--coverage", cwd=home),
    )
    assert (plain.returncode, plain.stdout) == (0, "1 pack, 2 rules, 6 examples, 0 wrong, 0 branches unreached\n")
    assert "no example reaches source.versioning.Status == 'Enabled'" in told.stderr
    assert told.returncode == 1
