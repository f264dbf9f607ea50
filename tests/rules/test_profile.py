"""Rules are chosen by the framework, or the control, that they serve."""

from __future__ import annotations

import pytest

from auditor.errors import UsageError
from auditor.rules import Pack, by_control, by_profile, load_packs, profiles

PACKS = load_packs([])


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


def test_two_profiles_have_the_rules_of_both() -> None:
    both = by_profile(PACKS, ["aws-fsbp", "hipaa"])
    ids = {rule.info.id for pack in both for rule in pack.rules}
    each = [by_profile(PACKS, [name]) for name in ("aws-fsbp", "hipaa")]
    assert ids == {rule.info.id for packs in each for pack in packs for rule in pack.rules}


def test_no_profile_is_every_rule() -> None:
    assert by_profile(PACKS, []) == PACKS


def test_a_control_has_its_rules() -> None:
    assert all("CP-9" in each for each in controls(by_control(PACKS, "NIST-800-53r5:CP-9"), "NIST-800-53r5"))


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("NIST-800-53r5:CP-99", r"CP-99: no rule is for this control; did you mean 'CP-9'\?"),
        ("NIST-800-53:CP-9", r"there is no such profile; did you mean 'nist-800-53r5'\?"),
    ],
)
def test_a_misspelt_one_names_the_nearest(wanted: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        by_control(PACKS, wanted)
