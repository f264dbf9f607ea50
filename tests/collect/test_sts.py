"""Roles are assumed with exactly the parameters that were configured; keys are not shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.client import BaseClient

from auditor.collect.sts import Keys, Step, assume, caller
from tests.collect.canned import Asked, Canned, Reply, assumed
from tests.collect.canned import caller as who

Serve = Callable[[Callable[[Asked], Reply]], Canned]
Client = Callable[[str], BaseClient]
ROLE = "arn:aws:iam::111111111111:role/audit"


def _form(serve: Serve, client: Client, step: Step) -> dict[str, str]:
    endpoint = serve(lambda _: assumed("ASIAONEONEONEONEONE1"))
    assume(client("sts"), step)
    return {name: values[0] for name, values in endpoint.requests[0].form.items() if name != "Version"}


def test_role_session_name_and_external_id_are_sent(serve: Serve, client: Client) -> None:
    assert _form(serve, client, Step(ROLE, "secret-7", "nightly")) == {
        "Action": "AssumeRole",
        "RoleArn": ROLE,
        "RoleSessionName": "nightly",
        "ExternalId": "secret-7",
    }


def test_no_external_id_is_sent_where_none_is_configured(serve: Serve, client: Client) -> None:
    assert "ExternalId" not in _form(serve, client, Step(ROLE, None, "nightly"))


def test_the_keys_that_come_back_are_kept(serve: Serve, client: Client) -> None:
    serve(lambda _: assumed("ASIAONEONEONEONEONE1"))
    keys = assume(client("sts"), Step(ROLE, None, "nightly"))
    assert (keys.access_key, keys.token, keys.expires) == (
        "ASIAONEONEONEONEONE1",
        "t-ASIAONEONEONEONEONE1",
        "2099-01-01T00:00:00+00:00",
    )


def test_keys_are_not_shown() -> None:
    assert repr(Keys("ASIA1", "secret", "token", "2099")) == "Keys(expires='2099')"


@pytest.mark.parametrize(
    ("arn", "kept"),
    [
        ("arn:aws:sts::111111111111:assumed-role/audit/nightly-7", "arn:aws:sts::111111111111:assumed-role/audit"),
        ("arn:aws:iam::111111111111:user/team/anna", "arn:aws:iam::111111111111:user/team/anna"),
    ],
)
def test_the_session_s_name_is_no_part_of_who_we_are(serve: Serve, client: Client, arn: str, kept: str) -> None:
    serve(lambda _: who("111111111111", arn))
    assert caller(client("sts")) == {"Account": "111111111111", "Arn": kept, "from_aws": False}
