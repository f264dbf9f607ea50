"""Callers of the emulator: an account's owner, and a role that was assumed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

from auditor.demo.build import HUB
from auditor.demo.owners import HOME, Owners

A, B = "111111111111", "222222222222"


@cache
def owners(endpoint: str | None = None) -> Owners:
    return Owners(endpoint)


def s3(account: str, region: str = HOME, endpoint: str | None = None) -> Any:
    return owners(endpoint).s3(account, region)


def iam(account: str, endpoint: str | None = None) -> Any:
    return owners(endpoint).iam(account)


def code(call: Any, **arguments: Any) -> str:
    """AWS's error code of a call that must fail."""
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    raise AssertionError(f"{call.__name__} was answered")


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal: str = f"arn:aws:iam::{HUB}:root", **more: Any) -> str:
    return policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}, **more})


def make_role(name: str, endpoint: str | None, document: str, *denials: dict[str, str]) -> str:
    """A role of account A; its ARN."""
    client = iam(A, endpoint)
    arn = client.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    if denials:
        statements = [{"Effect": "Deny", **denial} for denial in denials]
        client.put_role_policy(RoleName=name, PolicyName="denials", PolicyDocument=policy(*statements))
    return arn


def sts(endpoint: str | None, account: str = HUB) -> Any:
    return owners(endpoint).client("sts", account)


def assumed(arn: str, service: str, endpoint: str | None) -> Any:
    """A client of `service` as the role `arn`."""
    keys = sts(endpoint).assume_role(RoleArn=arn, RoleSessionName="reader")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return session.client(service, region_name="us-east-1", endpoint_url=endpoint)
