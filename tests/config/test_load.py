"""`auditor.yaml` in, a `Config` out; mistakes in one line with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import Config, Purpose, load_config
from auditor.errors import ConfigError

ID = "111111111111"


def _load(tmp_path: Path, text: str) -> Config:
    (tmp_path / "auditor.yaml").write_text(text, encoding="utf-8")
    return load_config(tmp_path / "auditor.yaml")


def _mistake(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        _load(tmp_path, text)
    message = str(raised.value)
    assert message.startswith(f"{tmp_path}/auditor.yaml:")
    return message.removeprefix(f"{tmp_path}/")


def test_no_file_asked_for_means_all_defaults() -> None:
    assert load_config(None) == Config()


def test_an_empty_file_means_all_defaults(tmp_path: Path) -> None:
    assert _load(tmp_path, "# nothing yet\n") == Config()


def test_an_unquoted_account_id_keeps_its_digits(tmp_path: Path) -> None:
    assert _load(tmp_path, "accounts: [{id: 012345670123}]\n").accounts[0].id == "012345670123"


def test_an_account_without_regions_gets_those_of_the_configuration(tmp_path: Path) -> None:
    config = _load(tmp_path, f"regions: [eu-west-1]\naccounts: [{{id: {ID}}}]\n")
    assert config.accounts[0].regions == ("eu-west-1",)


def test_an_accounts_own_regions_stand(tmp_path: Path) -> None:
    config = _load(tmp_path, f"regions: [eu-west-1]\naccounts: [{{id: {ID}, regions: [us-east-1]}}]\n")
    assert config.accounts[0].regions == ("us-east-1",)


def test_a_pack_that_is_a_folder_lies_beside_the_configuration(tmp_path: Path) -> None:
    assert _load(tmp_path, "packs: [kms, ./ours]\n").packs == ("kms", str(tmp_path / "ours"))


def test_intent_is_what_the_user_declared(tmp_path: Path) -> None:
    intent = _load(tmp_path, f"trusted_accounts: [{ID}]\npurposes: [{{purpose: log, names: [l*]}}]\n").intent
    assert (intent.trusted_accounts, intent.purposes[0].purpose) == ((ID,), Purpose.LOG)


def test_an_accounts_file_takes_the_place_of_the_accounts(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(f"fail_on: HIGH\naccounts: [{{id: {ID}}}]\n")
    (tmp_path / "accounts.csv").write_text("id\n222222222222\n")
    config = load_config(tmp_path / "auditor.yaml", tmp_path / "accounts.csv")
    assert ([account.id for account in config.accounts], config.fail_on) == (["222222222222"], "HIGH")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; write one with: auditor init"):
        load_config(tmp_path / "auditor.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("acounts: []\n", "auditor.yaml:1: acounts: there is no such field; did you mean 'accounts'?"),
        (
            f"accounts:\n  - id: {ID}\n    rol: x\n",
            "auditor.yaml:3: accounts[0].rol: there is no such field; did you mean 'role'?",
        ),
        (
            f"accounts:\n  - id: {ID}\n    role: x\n    chain:\n      - rolle: y\n",
            "auditor.yaml:5: accounts[0].chain[0].rolle: there is no such field; did you mean 'role'? (and 1 more)",
        ),
        ("accounts:\n  - name: x\n", "auditor.yaml:2: accounts[0].id: is missing"),
        (
            "accounts:\n  - id: '1234'\n",
            "auditor.yaml:2: accounts[0].id: must be an account id, twelve digits, not '1234'",
        ),
        (
            f"accounts:\n  - id: {ID}\n    role: arn:aws:iam::222222222222:role/a\n",
            f"auditor.yaml:3: accounts[0].role: this role is of account 222222222222, not of {ID}",
        ),
        (
            f"accounts:\n  - id: {ID}\n  - id: {ID}\n",
            f"auditor.yaml:3: accounts[1].id: account {ID} stands twice, first on line 2",
        ),
        ("accounts: x\n", "auditor.yaml:1: accounts: must be a list, not 'x'"),
        ("\n- a\n", "auditor.yaml:2: must be a mapping (key: value), not ['a']"),
        (
            "timeout: soon\n",
            "auditor.yaml:1: timeout: input should be a valid number, unable to parse string as a number, not 'soon'",
        ),
        ("concurrency: 0\n", "auditor.yaml:1: concurrency: input should be greater than or equal to 1, not 0"),
        (
            "fail_on: HIHG\n",
            "auditor.yaml:1: fail_on: input should be 'INFO', 'LOW', 'MEDIUM', 'HIGH' or 'CRITICAL', not 'HIHG'",
        ),
        ("regions: [eu-west-1, us]\n", "auditor.yaml:1: regions[1]: must be a Region such as eu-west-1, not 'us'"),
        ("allowed_regions:\n  - names: [a]\n", "auditor.yaml:2: allowed_regions[0].regions: is missing"),
        (
            "allowed_regions:\n  - regions: []\n",
            "auditor.yaml:2: allowed_regions[0]: allows no Region at all; name at least one",
        ),
        (
            "allowed_regions:\n  - regions: [eu]\n",
            "auditor.yaml:2: allowed_regions[0].regions[0]: must be a Region such as eu-west-1, not 'eu'",
        ),
        (
            "recovery_points:\n  - minutes: 0\n",
            "auditor.yaml:2: recovery_points[0].minutes: input should be greater than or equal to 1, not 0",
        ),
        (
            "recovery_points:\n  - minutes: soon\n",
            "auditor.yaml:2: recovery_points[0].minutes: input should be a valid integer, not 'soon'",
        ),
        (
            "recovery_points:\n  - minutes: 15\n    purpose: dr\n",
            "auditor.yaml:3: recovery_points[0].purpose: there is no such field; did you mean 'purposes'?",
        ),
        ("packs: [1]\n", "auditor.yaml:1: packs[0]: must be text, not 1; put it in quotes"),
        ("fail_on: LOW\nfail_on: LOW\n", "auditor.yaml:2: fail_on: the key 'fail_on' stands twice, first on line 1"),
        (
            "a: &a [x]\n",
            "auditor.yaml:1: a: anchors and aliases (& and *) are not read; write it out, a pattern in quotes",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    assert _mistake(tmp_path, text) == message


def test_of_several_mistakes_the_topmost_is_told(tmp_path: Path) -> None:
    assert _mistake(tmp_path, "timeout: 0\nfail_on: X\n").startswith("auditor.yaml:1: timeout: ")
