"""The starter is valid as written, and with its examples uncommented."""

from __future__ import annotations

import re
from pathlib import Path

from auditor.config import STARTER, Config, load_config


def _load(tmp_path: Path, text: str) -> Config:
    (tmp_path / "auditor.yaml").write_text(text)
    return load_config(tmp_path / "auditor.yaml")


def test_it_loads(tmp_path: Path) -> None:
    assert [account.role for account in _load(tmp_path, STARTER).accounts] == ["auditor-read", "auditor-read"]


def test_its_examples_load(tmp_path: Path) -> None:
    uncommented = re.sub(r"^( *)# (?=[a-z_ -]+:(?: |$))", r"\1", STARTER, flags=re.MULTILINE)
    uncommented = re.sub(
        r"^(purposes|must_replicate|allowed_regions|recovery_points): \[\]", r"\1:", uncommented, flags=re.MULTILINE
    ).replace("\n#  ", "\n  ")
    config = _load(tmp_path, re.sub(r"^( *)#   (?=  external_id|- role)", r"\1  ", uncommented, flags=re.MULTILINE))
    account = config.accounts[0]
    told = (
        account.external_id,
        account.regions,
        len(account.chain),
        len(config.purposes),
        len(config.must_replicate),
        len(config.allowed_regions),
        len(config.recovery_points),
        config.packs[0],
    )
    assert told == ("agreed-with-them", ("eu-west-1",), 1, 3, 2, 2, 1, "replication")


def test_it_names_every_field() -> None:
    assert [name for name in Config.model_fields if not re.search(rf"^#? ?{name}:", STARTER, re.MULTILINE)] == []
