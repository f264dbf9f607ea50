"""Bucket policies of a few statements, and what an expression says of one (`p`)."""

from __future__ import annotations

import json

from auditor.snapshot import Json
from tests.evaluate.asking import value

A, B = "111111111111", "222222222222"


def policy(*statements: Json, version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(principal: Json, **more: Json) -> Json:
    return {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*", **more}


def ask(text: str, *statements: Json) -> Json:
    return value(text, {"p": policy(*statements)})
