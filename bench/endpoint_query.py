"""A form of IAM, STS or SNS -> what AWS would say to an account of the estate: (operation, status, body)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote

from bench.endpoint_estate import document

ROLES = 200
"""Of each account, as it tells when asked for all of them; any other that is named exists too."""


def form(body: bytes) -> dict[str, list[str]]:
    return parse_qs(body.decode())


def query_api(form: dict[str, list[str]], account: str) -> tuple[str, int, str]:
    """What IAM, STS and SNS say."""
    action = form["Action"][0]
    said = _FORMS[action](form, account)
    return action, 200, f"<{action}Response><{action}Result>{said}</{action}Result></{action}Response>"


def _role(form: dict[str, list[str]], account: str) -> str:
    role = form["RoleName"][0]
    trust = document({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
    arn = f"<Arn>arn:aws:iam::{account}:role/{role}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>"
    inner = f"<Path>/</Path><RoleName>{role}</RoleName><RoleId>AROA{role}</RoleId>{arn}"
    return f"<Role>{inner}<AssumeRolePolicyDocument>{quote(trust)}</AssumeRolePolicyDocument></Role>"


def _assumed(form: dict[str, list[str]], _: str) -> str:
    account = form["RoleArn"][0].split(":")[4]
    given = f"<AccessKeyId>ASIA{account}AAAA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
    token = "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
    return f"<Credentials>{given}{token}</Credentials>"


def _attached(_: dict[str, list[str]], account: str) -> str:
    one = f"<PolicyName>replicate</PolicyName><PolicyArn>arn:aws:iam::{account}:policy/replicate</PolicyArn>"
    return f"<AttachedPolicies><member>{one}</member></AttachedPolicies><IsTruncated>false</IsTruncated>"


def _version(_: dict[str, list[str]], __: str) -> str:
    text = document({"Effect": "Allow", "Action": ["s3:Replicate*", "s3:Get*", "s3:ListBucket"], "Resource": "*"})
    return f"<PolicyVersion><Document>{quote(text)}</Document><VersionId>v1</VersionId></PolicyVersion>"


def _details(form: dict[str, list[str]], account: str) -> str:
    """Every role of the account, as GetRole and the lists tell of each."""
    roles = "".join(_detail({"RoleName": [f"replicator-{number}"]}, account) for number in range(ROLES))
    version = _version(form, account).replace("PolicyVersion>", "member>")
    default = version.replace("</member>", "<IsDefaultVersion>true</IsDefaultVersion></member>")
    arn = f"<Arn>arn:aws:iam::{account}:policy/replicate</Arn>"
    policy = f"<member>{arn}<PolicyVersionList>{default}</PolicyVersionList></member>"
    lists = f"<UserDetailList/><GroupDetailList/><RoleDetailList>{roles}</RoleDetailList><Policies>{policy}</Policies>"
    return f"{lists}<IsTruncated>false</IsTruncated>"


def _detail(form: dict[str, list[str]], account: str) -> str:
    attached = _attached(form, account).partition("<IsTruncated>")[0]
    attached = attached.replace("AttachedPolicies>", "AttachedManagedPolicies>")
    inner = _role(form, account).removeprefix("<Role>").removesuffix("</Role>")
    return f"<member>{inner}<RolePolicyList/>{attached}</member>"


def _summary(*_: object) -> str:
    rows = {"Roles": ROLES, "Policies": 1}
    said = "".join(f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in rows.items())
    return f"<SummaryMap>{said}</SummaryMap>"


def _topic(form: dict[str, list[str]], _: str) -> str:
    return f"<Attributes><entry><key>TopicArn</key><value>{form['TopicArn'][0]}</value></entry></Attributes>"


_FORMS: dict[str, Callable[[dict[str, list[str]], str], str]] = {
    "GetAccountAuthorizationDetails": _details,
    "GetAccountSummary": _summary,
    "AssumeRole": _assumed,
    "GetCallerIdentity": lambda _, account: (
        f"<Arn>arn:aws:sts::{account}:assumed-role/audit/s</Arn><UserId>U</UserId><Account>{account}</Account>"
    ),
    "GetRole": _role,
    "ListRolePolicies": lambda *_: "<PolicyNames/><IsTruncated>false</IsTruncated>",
    "ListAttachedRolePolicies": _attached,
    "GetPolicy": lambda form, _: (
        f"<Policy><Arn>{form['PolicyArn'][0]}</Arn><DefaultVersionId>v1</DefaultVersionId></Policy>"
    ),
    "GetPolicyVersion": _version,
    "GetTopicAttributes": _topic,
}
