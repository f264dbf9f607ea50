"""Rules are chosen by the framework, or the control, that they serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.rules import Pack, by_profile, load_packs, profiles

PACKS = load_packs([])
ROOT = Path(__file__).parents[2]


def controls(packs: tuple[Pack, ...], framework: str) -> list[tuple[str, ...]]:
    return [rule.info.controls.get(framework, ()) for pack in packs for rule in pack.rules]


def test_each_framework_of_the_rules_is_a_profile() -> None:
    assert profiles(PACKS)["aws-fsbp"] == "AWS-FSBP"


@pytest.mark.parametrize("profile", sorted(profiles(PACKS)))
def test_a_profile_has_the_rules_of_its_framework_and_no_other(profile: str) -> None:
    framework = profiles(PACKS)[profile]
    chosen = controls(by_profile(PACKS, [profile]), framework)
    assert all(chosen)
    assert len(chosen) == sum(bool(each) for each in controls(PACKS, framework))


@pytest.mark.parametrize("profile", sorted(profiles(PACKS)))
def test_the_page_about_compliance_names_each_profile(profile: str) -> None:
    assert f"`{profile}`" in (ROOT / "docs" / "compliance.md").read_text(encoding="utf-8")


def test_the_page_about_limits_counts_the_rules_without_a_control() -> None:
    none = sum(not rule.info.controls for pack in PACKS for rule in pack.rules)
    assert f"so {none} rules name none" in (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")


def test_two_profiles_have_the_rules_of_both() -> None:
    both = by_profile(PACKS, ["aws-fsbp", "hipaa"])
    ids = {rule.info.id for pack in both for rule in pack.rules}
    each = [by_profile(PACKS, [name]) for name in ("aws-fsbp", "hipaa")]
    assert ids == {rule.info.id for packs in each for pack in packs for rule in pack.rules}


def test_no_profile_is_every_rule() -> None:
    assert by_profile(PACKS, []) == PACKS


def test_a_profile_tells_of_no_other_framework() -> None:
    chosen = by_profile(PACKS, ["CIS-AWS-5.0"])
    assert {name for pack in chosen for rule in pack.rules for name in rule.info.controls} == {"CIS-AWS-5.0"}


def test_a_pack_without_rules_for_it_has_no_such_profile() -> None:
    versioning = [pack for pack in PACKS if pack.name == "versioning"]
    with pytest.raises(UsageError, match=r"cis-aws-5.0: no rule of these packs is for a framework of that name"):
        by_profile(versioning, ["cis-aws-5.0"])


def test_controls_of_several_frameworks_may_be_asked_together() -> None:
    chosen = by_profile(PACKS, ["NIST-800-53r5:CP-9", "nist-800-53r5:ac-6", "soc-2"])
    named = {control for each in controls(chosen, "NIST-800-53r5") for control in each}
    assert named == {"CP-9", "AC-6"}
    assert {name for pack in chosen for rule in pack.rules for name in rule.info.controls} == {"NIST-800-53r5", "SOC-2"}


def test_a_control_is_found_whatever_its_case() -> None:
    assert by_profile(PACKS, ["hipaa:164.312(A)(2)(IV)"]) == by_profile(PACKS, ["HIPAA:164.312(a)(2)(iv)"])


def test_a_control_is_not_the_beginning_of_another() -> None:
    rules = {rule.info.id for pack in by_profile(PACKS, ["NIST-800-53r5:AC-6"]) for rule in pack.rules}
    assert "role-least-privilege" in rules
    assert "role-least-privilege" not in {
        rule.info.id for pack in by_profile(PACKS, ["NIST-800-53r5:AC-6(3)"]) for rule in pack.rules
    }


def test_a_control_has_its_rules() -> None:
    assert all("CP-9" in each for each in controls(by_profile(PACKS, ["NIST-800-53r5:CP-9"]), "NIST-800-53r5"))


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("NIST-800-53r5:CP-99", r"CP-99: no rule is for this control of NIST-800-53r5; did you mean 'CP-9'\?"),
        ("nist-800-53r5:cp9", r"cp9: no rule is for this control of NIST-800-53r5; did you mean 'CP-9'\?"),
        ("NIST-800-53:CP-9", r"for a framework of that name; did you mean 'nist-800-53r5'\?"),
        ("SOC2", r"did you mean 'soc-2'\?"),
        ("cp-9", r"for a framework of that name; give NIST-800-53r5:CP-9$"),
        (":CP-9", r"for a framework of that name; known are aws-fsbp, "),
    ],
)
def test_a_misspelt_one_names_the_nearest(wanted: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        by_profile(PACKS, [wanted])
