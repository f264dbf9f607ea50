"""The audit role as policy, Terraform and CloudFormation: the same actions in each, and quotes that hold."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from auditor.collect.audit_role import FORMATS, AuditRole, as_cloudformation, as_json, as_terraform, hcl
from auditor.iam import Kind, parse

HUB = "arn:aws:iam::999999999999:role/hub"
ROLE = AuditRole(("iam:GetRole", "s3:ListAllMyBuckets"), "auditor-read", HUB, "agreed")
HOSTILE = 'a"b\\c${var.x}%{ if }$${d}\n\u202e\U0001f600\x00'


def _documents(terraform: str) -> list[object]:
    """What stands in each jsonencode(): our HCL is JSON but for `=`, and commas."""
    found = re.findall(r"jsonencode\((.*?)\n  ?\}?\)", terraform, re.DOTALL)
    return [_json(text + "\n}") for text in found]


def _json(text: str) -> object:
    spelled = re.sub(r'^(\s*"[^"]*") = ', r"\1: ", text, flags=re.MULTILINE)
    return json.loads(re.sub(r",?\n(\s*[}\]])", r"\n\1", re.sub(r'(["}\]])\n(?=\s*")', r"\1,\n", spelled)))


def test_the_policy_allows_the_actions_and_nothing_else() -> None:
    (statement,) = json.loads(as_json(ROLE))["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["iam:GetRole", "s3:ListAllMyBuckets"])


def test_the_policy_is_one_that_iam_takes() -> None:
    assert len(parse(as_json(ROLE), Kind.IDENTITY, "audit").statements) == 1


def test_terraform_holds_the_same_policy_and_the_trust() -> None:
    trust, policy = _documents(as_terraform(ROLE))
    assert policy == json.loads(as_json(ROLE))
    assert trust == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": HUB},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}},
            }
        ],
    }


def test_without_an_external_id_terraform_asks_for_none() -> None:
    assert "ExternalId" not in as_terraform(AuditRole(("s3:ListBucket",), "audit", HUB))


def test_cloudformation_holds_the_same_policy() -> None:
    role = yaml.safe_load(as_cloudformation(ROLE))["Resources"]["AuditorRole"]["Properties"]
    assert [each["PolicyDocument"] for each in role["Policies"]] == [json.loads(as_json(ROLE))]


def test_cloudformation_asks_for_principal_and_external_id() -> None:
    template = yaml.safe_load(as_cloudformation(ROLE))
    statement = template["Resources"]["AuditorRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    asked = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    assert statement["Principal"] == {"AWS": {"Ref": "Principal"}}
    assert statement["Condition"] == {"Fn::If": ["HasExternalId", asked, {"Ref": "AWS::NoValue"}]}
    defaults = {name: given.get("Default") for name, given in template["Parameters"].items()}
    assert defaults == {"RoleName": "auditor-read", "Principal": HUB, "ExternalId": "agreed"}


def test_a_principal_that_is_not_given_must_be_when_the_stack_is_made() -> None:
    parameters = yaml.safe_load(as_cloudformation(AuditRole(("s3:ListBucket",), "audit")))["Parameters"]
    assert ("Default" in parameters["Principal"], parameters["ExternalId"]["Default"]) == (False, "")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_gives_the_same_text_twice(name: str) -> None:
    assert FORMATS[name](ROLE) == FORMATS[name](ROLE)


def test_no_text_leaves_its_quotes_or_starts_a_template_in_terraform() -> None:
    written = hcl(HOSTILE)
    assert (written.isascii(), written.isprintable(), set(written) & {"$", "%"}) == (True, True, set())
    beyond = re.sub(r"\\U([0-9a-f]{8})", lambda code: chr(int(code[1], 16)), written)  # JSON has no \U
    assert json.loads(beyond) == HOSTILE


def test_yaml_gives_back_what_was_put_in() -> None:
    role = AuditRole(("s3:ListBucket",), "audit", HOSTILE.replace("\x00", ""), "x: [y]\n# z")
    parameters = yaml.safe_load(as_cloudformation(role))["Parameters"]
    assert (parameters["Principal"]["Default"], parameters["ExternalId"]["Default"]) == (role.principal, "x: [y]\n# z")
