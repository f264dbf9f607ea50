"""The user's AWS settings are out of sight while the estate is open, and back afterwards."""

from __future__ import annotations

import os

import boto3
import pytest

from auditor.demo.environment import isolated

MINE = {"AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo-secret"}


@pytest.mark.parametrize(
    "name",
    ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE",
     "AWS_WEB_IDENTITY_TOKEN_FILE", "MOTO_ACCOUNT_ID", "TEST_SERVER_MODE"],
)  # fmt: skip
def test_a_setting_of_the_users_is_hidden(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "theirs")
    with isolated(MINE):
        assert name not in os.environ


def test_the_environment_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "theirs")
    before = dict(os.environ)
    with isolated(MINE):
        os.environ["AWS_SOMETHING_NEW"] = "left behind"
    assert dict(os.environ) == before


def test_it_comes_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "theirs")
    with pytest.raises(KeyError), isolated(MINE):
        raise KeyError
    assert os.environ["AWS_PROFILE"] == "theirs"


def test_sdks_find_the_given_credentials_and_no_profile(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs = tmp_path_factory.mktemp("home") / "credentials"
    theirs.write_text("[default]\naws_access_key_id = theirs\naws_secret_access_key = theirs\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(theirs))
    with isolated(MINE):
        session = boto3.Session()
        credentials = session.get_credentials()
        assert credentials is not None
        assert (credentials.access_key, session.available_profiles) == ("demo", [])
