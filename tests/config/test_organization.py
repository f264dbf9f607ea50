"""The organization in `auditor.yaml`: which accounts it may mean, and how each is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import Organization, load_config
from auditor.errors import ConfigError

ID = "111111111111"


def test_the_template_s_id_becomes_the_account_s() -> None:
    organization = Organization(role_template="audit-{id}", account_external_id="agreed")
    account = organization.account(ID, "one")
    assert (account.role_arn, account.external_id) == (f"arn:aws:iam::{ID}:role/audit-{ID}", "agreed")


@pytest.mark.parametrize(("tags", "fits"), [({"a": "x1", "b": "y"}, True), ({"a": "x1"}, False), ({}, False)])
def test_all_tags_must_fit(tags: dict[str, str], fits: bool) -> None:
    assert Organization(tags={"a": "x*", "b": "y"}).tagged(tags) is fits


def test_an_external_id_is_not_printed() -> None:
    assert "s3cret" not in repr(Organization(external_id="s3cret", account_external_id="s3cret"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unit: [x]", "organization.unit: there is no such field; did you mean 'units'?"),
        ("units: [prod]", "organization.units[0]: must be the id of a unit or root such as ou-ab12-cdef3456"),
        ("role: audit", "organization.role: must be a role's ARN"),
        ("role_template: 'a b'", "organization.role_template: must be a role's name or ARN, in which {id}"),
        ("status: [OPEN]", "organization.status[0]: input should be 'PENDING_ACTIVATION'"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(f"organization:\n  {text}\n")
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path / "auditor.yaml")
    assert message in str(raised.value)
