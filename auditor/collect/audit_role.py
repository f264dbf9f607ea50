"""IAM actions in, the role that allows them out: as a policy, as Terraform, as a CloudFormation template for StackSets.

Values are written by serialisers, so that nothing in them can leave its quotes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from auditor.collect.organizations import reserved
from auditor.snapshot import Json

_VERSION = "2012-10-17"
_SAYS = "Lets auditor read what S3 replication depends on, and nothing else"


@dataclass(frozen=True, slots=True)
class AuditRole:
    """A role to be made in each account."""

    actions: tuple[str, ...]
    name: str
    principal: str = ""
    """ARN of who may assume it; may be empty where it is filled in later."""
    external_id: str = ""
    """Asked of whoever assumes it; empty for none."""


def policy(role: AuditRole) -> Json:
    """What the role may do: its actions on everything, for what replication names is known only when it is read.

    What AWS answers only in the management account and in those of delegated administrators stands by itself.
    """
    apart = [action for action in role.actions if action in reserved()]
    plain = [action for action in role.actions if action not in apart]
    parts = {"AuditorReads": plain, "AuditorReadsAsManagementAccount": apart}
    return {
        "Version": _VERSION,
        "Statement": [
            {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"}
            for sid, actions in parts.items()
            if actions
        ],
    }


def trust(principal: Json, condition: Json) -> Json:
    """Who may assume the role; `condition` None for no condition."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {"Version": _VERSION, "Statement": [{**statement, **({"Condition": condition} if condition else {})}]}


def as_json(role: AuditRole) -> str:
    """The permissions policy alone."""
    return json.dumps(policy(role), indent=2) + "\n"


def as_terraform(role: AuditRole) -> str:
    """Role, trust and permissions for the AWS provider."""
    asked = {"StringEquals": {"sts:ExternalId": role.external_id}} if role.external_id else None
    return (
        'resource "aws_iam_role" "auditor" {\n'
        f"  name        = {hcl(role.name)}\n"
        f"  description = {hcl(_SAYS)}\n"
        f"  assume_role_policy = jsonencode({hcl(trust(role.principal, asked), 1)})\n"
        "}\n\n"
        'resource "aws_iam_role_policy" "auditor" {\n'
        f"  name   = {hcl(role.name)}\n"
        "  role   = aws_iam_role.auditor.id\n"
        f"  policy = jsonencode({hcl(policy(role), 1)})\n"
        "}\n\n"
        'output "auditor_role_arn" {\n  value = aws_iam_role.auditor.arn\n}\n'
    )


def as_cloudformation(role: AuditRole) -> str:
    """A template for a StackSet (or a stack); who assumes the role and its ExternalId are parameters."""
    asked = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    condition = {"Fn::If": ["HasExternalId", asked, {"Ref": "AWS::NoValue"}]}
    made = {
        "RoleName": {"Ref": "RoleName"},
        "Description": _SAYS,
        "AssumeRolePolicyDocument": trust({"Ref": "Principal"}, condition),
        "Policies": [{"PolicyName": "auditor-read", "PolicyDocument": policy(role)}],
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": _SAYS,
        "Parameters": {
            "RoleName": _parameter("Name of the role", role.name),
            "Principal": _parameter("ARN of who may assume the role", role.principal),
            "ExternalId": _parameter("ExternalId that they must give", role.external_id, empty=True),
        },
        "Conditions": {"HasExternalId": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ExternalId"}, ""]}]}},
        "Resources": {"AuditorRole": {"Type": "AWS::IAM::Role", "Properties": made}},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["AuditorRole", "Arn"]}}},
    }
    return yaml.safe_dump(template, sort_keys=False, width=120)


FORMATS: Mapping[str, Callable[[AuditRole], str]] = {
    "json": as_json,
    "terraform": as_terraform,
    "cloudformation": as_cloudformation,
}
"""Name -> the role as text."""


def hcl(value: Json, depth: int = 0) -> str:
    """A JSON value as an expression of Terraform's language; objects and lists over several lines."""
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, Mapping):
        members = "".join(f"{inner}{hcl(str(name))} = {hcl(each, depth + 1)}\n" for name, each in value.items())
        return f"{{\n{members}{outer}}}"
    if isinstance(value, list):
        return "[\n" + "".join(f"{inner}{hcl(each, depth + 1)},\n" for each in value) + f"{outer}]"
    if not isinstance(value, str):
        return json.dumps(value)
    return f'"{"".join(_escaped(char) for char in value)}"'


def _escaped(char: str) -> str:
    r"""ASCII as it is but for what ends a text or starts a template; all else as `\uNNNN`.

    Terraform, "Strings and templates": escapes are read after templates, so an escaped `$` starts none.
    """
    if char in '"\\':
        return "\\" + char
    if char.isascii() and char.isprintable() and char not in "$%":
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _parameter(description: str, default: str, *, empty: bool = False) -> Json:
    """A parameter; one without a default must be given."""
    given = {"Default": default} if default or empty else {}
    return {"Type": "String", "Description": description, **given}
