"""Accounts files: CSV as spreadsheets write it, and YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import Account
from auditor.config.accounts_file import load_accounts
from auditor.errors import InputError

ID, OTHER = "111111111111", "222222222222"
HUB = "arn:aws:iam::999999999999:role/hub"


def _csv(tmp_path: Path, text: str) -> tuple[Account, ...]:
    path = tmp_path / "accounts.csv"
    path.write_bytes(text.encode())
    return load_accounts(path)


def _mistake(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputError) as raised:
        _csv(tmp_path, text)
    return str(raised.value).removeprefix(f"{tmp_path}/")


def test_every_column_is_read(tmp_path: Path) -> None:
    header = "id,name,role,external_id,session_name,regions,chain,partition\n"
    (account,) = _csv(tmp_path, f"{header}{ID},n,r,e-1,s-1,us-east-1;eu-west-1,{HUB}|x-1;{HUB},aws-cn\n")
    assert account == Account.model_validate(
        {
            "id": ID,
            "name": "n",
            "role": "r",
            "external_id": "e-1",
            "session_name": "s-1",
            "regions": ["us-east-1", "eu-west-1"],
            "chain": [{"role": HUB, "external_id": "x-1"}, {"role": HUB}],
            "partition": "aws-cn",
        }
    )


def test_a_spreadsheets_file_is_read(tmp_path: Path) -> None:
    accounts = _csv(tmp_path, f'\ufeffID, Name ,role\r\n{ID},"Ops, ""EU""",audit\r\n,,\r\n\r\n{OTHER},,\r\n')
    assert [(account.id, account.name) for account in accounts] == [(ID, 'Ops, "EU"'), (OTHER, "")]


def test_a_formula_is_only_text(tmp_path: Path) -> None:
    (account,) = _csv(tmp_path, f"id,name\n{ID},=cmd|'/c calc'!A1\n")
    assert account.name == "=cmd|'/c calc'!A1"


def test_a_row_may_stop_early(tmp_path: Path) -> None:
    (account,) = _csv(tmp_path, f"id,name,role\n{ID}\n")
    assert account == Account(id=ID)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id\n1.11E+11\n", "accounts.csv:2: id: must be an account id, twelve digits, not '1.11E+11'"),
        ('id,name\n111111111111,"a\nb"\n12,x\n', "accounts.csv:4: id: must be an account id, twelve digits, not '12'"),
        ("name\nx\n", "accounts.csv:1: id: this column is missing"),
        ("", "accounts.csv:1: id: this column is missing"),
        ("id,rol\n", "accounts.csv:1: rol: there is no such column; did you mean 'role'?"),
        ("id,id\n", "accounts.csv:1: id: this column stands twice"),
        ("id,name\n111111111111,a,b\n", "accounts.csv:2: has 3 cells, the header has 2"),
        (f"id\n{ID}\n\n{ID}\n", f"accounts.csv:4: id: account {ID} stands twice, first on line 2"),
        (f"id,regions\n{ID},us\n", "accounts.csv:2: regions[0]: must be a Region such as eu-west-1, not 'us'"),
        (f"id,role,chain\n{ID},x,hub\n", "accounts.csv:2: chain[0].role: must be a role's ARN"),
        ('id\n"111', "accounts.csv:2: is not CSV: unexpected end of data"),
    ],
)
def test_a_mistake_names_line_and_column(tmp_path: Path, text: str, message: str) -> None:
    assert _mistake(tmp_path, text).startswith(message)


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,name\n111111111111,caf\xe9\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        load_accounts(tmp_path / "a.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read: No such file"):
        load_accounts(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("text", [f"- id: {ID}\n", f"accounts:\n  - id: {ID}\n", f'[{{"id": "{ID}"}}]'])
def test_yaml_is_a_list_or_accounts_with_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    assert load_accounts(tmp_path / "a.yaml") == (Account(id=ID),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"- id: {ID}\n- id: x\n", "a.yaml:2: accounts[1].id: must be an account id, twelve digits, not 'x'"),
        (f"- id: {ID}\n- id: {ID}\n", f"a.yaml:2: accounts[1].id: account {ID} stands twice, first on line 1"),
        ("account: []\n", "a.yaml:1: account: there is no such field; did you mean 'accounts'?"),
        ("", "a.yaml:1: accounts: is missing"),
    ],
)
def test_a_mistake_in_yaml_names_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InputError) as raised:
        load_accounts(tmp_path / "a.yaml")
    assert str(raised.value).removeprefix(f"{tmp_path}/").startswith(message)
