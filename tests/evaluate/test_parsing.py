"""A policy whose Version is only misspelt is judged as it is meant; any other fault of it stays one."""

from __future__ import annotations

import pytest

from auditor.evaluate.parsing import as_meant, keys_named
from auditor.iam import Kind, PolicyError

STATEMENT = '{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}'


def _version(text: str, statement: str = STATEMENT) -> str | None:
    return as_meant(f'{{"Version": "{text}", "Statement": {statement}}}', Kind.BUCKET, "p").version


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2012\u201310\u201317", "2012-10-17"),
        ("2008\u221210\u221217", "2008-10-17"),
        (" 2012-10-17 ", "2012-10-17"),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_the_digits_say_which_version_is_meant(written: str, meant: str) -> None:
    assert _version(written) == meant


@pytest.mark.parametrize("written", ["2025-01-01", "", "latest", "2012-10-170"])
def test_a_version_that_means_none_is_refused(written: str) -> None:
    with pytest.raises(PolicyError, match="must be 2012-10-17 or 2008-10-17"):
        _version(written)


def test_another_fault_is_told_also_where_the_version_is_misspelt() -> None:
    with pytest.raises(PolicyError, match="Effect"):
        _version("2012\u201310\u201317", '{"Effect": "Maybe", "Principal": "*", "Action": "*", "Resource": "*"}')


def test_an_object_is_read_as_its_text_is() -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012\u201310\u201317", "Statement": [trust]}
    assert as_meant(document, Kind.TRUST, "t").version == "2012-10-17"


def test_the_keys_of_conditions_and_of_variables_are_named_in_small_letters() -> None:
    like = '{"StringLike": {"aws:PrincipalArn": "*", "s3:prefix": "${aws:PrincipalTag/Team, \'x\'}/*"}}'
    text = f'{{"Version": "2012-10-17", "Statement": {STATEMENT[:-1]}, "Condition": {like}}}}}'
    policy = as_meant(text, Kind.BUCKET, "p")
    assert keys_named(policy, text) == {"aws:principalarn", "s3:prefix", "aws:principaltag/team"}
