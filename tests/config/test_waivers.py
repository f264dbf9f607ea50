"""A waivers file is read, or refused with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import AcceptedRisk, load_config, load_waivers
from auditor.errors import ConfigError

RULES = ("source-versioning-enabled", "replication-metrics-enabled")
ENTRY = """\
- rule: source-versioning-enabled
  subject: ci-logs
  justification: Made anew every night.
  owner: build team
  expires: 2027-01-31
"""


def load(tmp_path: Path, text: str) -> tuple[AcceptedRisk, ...]:
    file = tmp_path / "waivers.yaml"
    file.write_text(text)
    return load_waivers(file, RULES)


def test_a_list_is_read(tmp_path: Path) -> None:
    (risk,) = load(tmp_path, ENTRY)
    assert (risk.subject, risk.expires, risk.covers_unknown) == ("ci-logs", "2027-01-31", False)


def test_a_list_under_waivers_is_read(tmp_path: Path) -> None:
    assert len(load(tmp_path, "waivers:\n" + ENTRY)) == 1


@pytest.mark.parametrize("text", ["", "[]", "waivers: []\n"])
def test_there_may_be_none(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("- rule: source-versioning-enabled", "- rule: no-rule", "1: waivers[0].rule: there is no rule 'no-rule'"),
        ("expires: 2027-01-31", "expires: 2027-02-30", "5: waivers[0].expires: there is no such day as 2027-02-30"),
        ("expires: 2027-01-31", "expires: 31.1.2027", "5: waivers[0].expires: must be a day such as 2027-06-30"),
        ("expires: 2027-01-31", "expires: 20270131", "5: waivers[0].expires: must be a day such as 2027-06-30"),
        ("expires: 2027-01-31", "expires: 2027-01-31 23:59:59", "5: waivers[0].expires: must be a day such as"),
        ("expires: 2027-01-31", "expires: 2027-01-31T00:00:00Z", "5: waivers[0].expires: must be a day such as"),
        ("expires: 2027-01-31", "expires:", "5: waivers[0].expires: must be a day such as 2027-06-30, not None"),
        ("owner: build team", "owner: 4711", "4: waivers[0].owner: must be text, not 4711; put it in quotes"),
        ("owner: build team", "owner:", "4: waivers[0].owner: has no value"),
        ("- rule: source-versioning-enabled", "- rule: pack", "1: waivers[0].rule: there is no rule 'pack'; audi"),
        ("expires: 2027-01-31", "expires: 2027-W05-7", "5: waivers[0].expires: must be a day such as"),
        ("  expires: 2027-01-31\n", "", "1: waivers[0].expires: is missing"),
        ("owner: build team", "owner: ' '", "4: waivers[0].owner: must not be empty"),
        ("subject: ci-logs", "subject: 'glob:'", "2: waivers[0].subject: must not be empty"),
        ("subject: ci-logs", "subjct: ci-logs", "2: waivers[0].subjct: there is no such field; did"),
        ("owner: build team", "owner: x\n  covers_unknown: 'yes'", "5: waivers[0].covers_unknown: "),
        ("subject: ci-logs", "subject: [ci-logs]", "2: waivers[0].subject: must be text"),
    ],
)  # fmt: skip
def test_a_mistake_has_file_line_and_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, ENTRY.replace(old, new))
    assert str(raised.value).startswith(f"{tmp_path}/waivers.yaml:{told}")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("style", [">\n    Made anew\n    every night.\n", "|\n    Made anew\n    every night.\n\n"])
def test_folded_text_is_one_line(tmp_path: Path, style: str) -> None:
    (risk,) = load(tmp_path, ENTRY.replace("Made anew every night.\n", style))
    assert risk.justification == "Made anew every night."


@pytest.mark.parametrize("text", ["rule: source-versioning-enabled\nsubject: a\n", "waiver: []\n", "nothing\n"])
def test_a_file_that_is_no_list_is_told_to_be_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"waivers\.yaml:1: must be a list of waivers, each beginning with"):
        load(tmp_path, text)


def test_one_thing_waived_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":7: waivers\[1\]\.subject: this is waived twice, first on line 1"):
        load(tmp_path, ENTRY * 2)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: cannot be read"):
        load_waivers(tmp_path / "nowhere.yaml", RULES)


def test_bad_yaml_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"waivers\.yaml:2: "):
        load(tmp_path, "- a\nb: c")


def test_the_configuration_names_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text("waivers: accepted.yaml\n")
    assert load_config(tmp_path / "auditor.yaml").waivers == tmp_path / "accepted.yaml"
