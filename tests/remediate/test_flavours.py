import jinja2
import pytest

from auditor.remediate import FLAVOURS
from auditor.remediate.changes import Change
from auditor.remediate.flavours import command
from auditor.resources import shipped

CHANGES = (
    "bucket-versioning", "bucket-ownership", "bucket-policy", "bucket-replication",
    "role-policy", "role-policy-removed", "managed-policy", "role-trust",
    "key-policy", "key-deletion-cancelled", "key-enabled",
)  # fmt: skip


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_change_has_a_template(flavour: str) -> None:
    held = {each.name.removesuffix(".j2") for each in shipped("rules", "remediation", flavour).iterdir()}
    assert held == {*CHANGES, "begin", "head"}


def test_a_template_that_asks_for_more_than_it_is_given_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError, match="region"):
        command(Change("key-enabled", "", {"key": "k"}, {}), FLAVOURS["aws-cli"], {})
