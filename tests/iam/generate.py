"""Random cases in the shape of `auditor simulate`, from a small vocabulary, so that their parts often meet."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

S, D, OTHER = "111111111111", "222222222222", "333333333333"
ROLE = f"arn:aws:iam::{S}:role/repl"
PATH_ROLE = f"arn:aws:iam::{S}:role/service-role/repl"
SESSION = f"arn:aws:sts::{S}:assumed-role/repl/s3-replication"
SKEY = f"arn:aws:kms:us-east-1:{S}:key/1111-aaaa"
DKEY = f"arn:aws:kms:eu-west-1:{D}:key/2222-bbbb"
KEYS = ("k", "photos/a.jpg", "a/b/c/z", "a:b:c", "data/x", "a*b", "A/k", "[ab]1", "a+(b).txt", "a\nb", "", "??")

SCENARIOS = {
    "src": (
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:ListBucket",
        "s3:GetReplicationConfiguration",
    ),
    "dst": ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"),
    "kms_src": ("kms:Decrypt",),
    "kms_dst": ("kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"),
    "trust": ("sts:AssumeRole",),
}
BUCKET_ACTIONS = ("s3:ListBucket", "s3:GetReplicationConfiguration")
PATTERNS = (
    "*", "s3:*", "s3:Replicate*", "s3:Get*", "S3:getobjectVERSION*", "s3:Replicat?Object", "s3:ReplicateObject?",
    "s3:?eplicate*", "s3:*Object*", "s3:Put*", "kms:*", "kms:Decrypt", "kms:GenerateDataKey*", "KMS:Encrypt", "kms:Re*",
    "sts:*", "sts:AssumeRole", "sts:AssumeRole*", "sts:TagSession", "iam:*", "ec2:*", "s3:List*", "s3:*Replication*",
)  # fmt: skip
RESOURCES = (
    "*", "arn:aws:s3:::*", "arn:aws:s3:::dst-bkt/*", "arn:aws:s3:::dst-bkt", "arn:aws:s3:::dst-bkt*", "arn:aws:s3:::src-bkt/*",
    "arn:aws:s3:::src-bkt", "arn:aws:s3:::???-bkt/*", "arn:aws:s3:::dst-bkt/a*", "arn:aws:s3:::dst-bkt?k", "arn:aws:s3:::*/k",
    "arn:aws-cn:s3:::dst-bkt/*", "arn:aws:s3:::dst-bkt/photos/*", "arn:aws:s3:::dst-bkt/Photos/*", "arn:aws:s3:::*bkt*/*a*",
    "arn:aws:s3:::dst-bkt/[ab]*", "arn:aws:s3:::dst.bkt/*", "arn:aws:s3:::dst-bkt/a*b", "arn:aws:s3:::dst-bkt/a${*}b",
    "arn:aws:s3:::dst-bkt/${aws:PrincipalTag/team}/*", "arn:aws:s3:::dst-bkt/${aws:PrincipalTag/none, 'data'}/*",
    "arn:aws:s3:::src-bkt/${aws:PrincipalTag/none}*", "arn:aws:s3:::${aws:PrincipalTag/bucket}/*", "arn:aws:s3:::dst-bkt/a:*:c",
    SKEY, DKEY, f"arn:aws:kms:*:{S}:key/*", f"arn:aws:kms:eu-west-?:{D}:key/*", f"arn:aws:kms:us-east-1:{S}:alias/x",
    "arn:aws:kms:*:*:key/*bbbb", "arn:aws:s3:::dst-bkt/${?}?", f"arn:aws:s3:::{'${aws:PrincipalAccount}'}-bkt/*",
)  # fmt: skip
AWS_PRINCIPALS = (
    ROLE, ROLE, SESSION, f"arn:aws:iam::{S}:root", S, f"arn:aws:iam::{D}:root", D, "*", PATH_ROLE, f"arn:aws:iam::{S}:role/rep",
    f"arn:aws:iam::{D}:role/repl", "AROAEXAMPLEEXAMPLE123", f"arn:aws:sts::{S}:assumed-role/repl/other", f"arn:aws-cn:iam::{S}:root",
)  # fmt: skip
SERVICES = ("s3.amazonaws.com", "batchoperations.s3.amazonaws.com", "lambda.amazonaws.com")

TEXT = {
    "aws:PrincipalOrgID": ("o-mine", "o-other", "o-m*", "O-MINE", "o-${*}"),
    "aws:PrincipalTag/team": (
        "data",
        "Data",
        "da*",
        "d?ta",
        "*",
        "${aws:PrincipalTag/bucket}",
        "${aws:PrincipalTag/none}",
        "a${*}",
    ),
    "aws:PrincipalTag/bucket": ("dst-bkt", "data", "src-bkt", "DATA"),
    "aws:SourceAccount": (S, D, "1*", "${aws:PrincipalAccount}"),
    "aws:PrincipalAccount": (S, D, "${aws:SourceAccount}", "${aws:PrincipalTag/none, '111111111111'}"),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256", "AWS:KMS", "aws:*", "aws:kms:dsse"),
    "kms:ViaService": ("s3.us-east-1.amazonaws.com", "s3.eu-west-1.amazonaws.com", "s3.*.amazonaws.com"),
    "aws:RequestedRegion": ("us-east-1", "eu-west-1", "eu-*"),
}
ARNS = {
    "aws:SourceArn": ("arn:aws:s3:::src-bkt", "arn:aws:s3:::src-*", "arn:aws:s3:::dst-bkt", "arn:aws:s3:*:*:src-bkt", "arn:*:s3:::s*"),
    "aws:PrincipalArn": (ROLE, f"arn:aws:iam::{S}:role/*", "arn:aws:iam::*:role/repl", "arn:aws:iam::${aws:PrincipalAccount}:role/repl",
                         f"arn:aws:iam::{S}:role/${{aws:PrincipalTag/none}}", f"arn:aws:iam::{D}:role/repl", "arn:aws:*:*:repl"),
    "kms:EncryptionContext:aws:s3:arn": ("arn:aws:s3:::dst-bkt", "arn:aws:s3:::dst-bkt/*", "arn:aws:s3:::dst-bkt/k", "arn:aws:s3:::*"),
}  # fmt: skip
LISTS = {
    "aws:PrincipalOrgPaths": ("o-a/r-1/", "o-a/r-1/ou-1/", "o-b/r-1/", "o-a/*", "o-a/r-1/ou-1/*", "*"),
    "aws:CalledVia": ("a.amazonaws.com", "b.amazonaws.com", "c.*"),
    "kms:EncryptionContextKeys": ("aws:s3:arn", "other"),
}
NUMBERS = {
    "s3:signatureAge": ("9", "10", "1.0", "1", "-1", "1e1", 9, 10.0),
    "s3:TlsVersion": ("1.2", "1.3", 1.2, "1.20"),
}
DATES = {"aws:CurrentTime": ("2026-01-01T00:00:00Z", "2025-12-31T23:00:00-02:00", "1767225600", "2026-01-01", "2026-06-30T12:30:45.5Z",
                             "2026-01-01T01:00:00+01:00")}  # fmt: skip
ADDRESSES = {
    "aws:SourceIp": (
        "203.0.113.9",
        "203.0.113.0/24",
        "0.0.0.0/0",
        "2001:db8::/32",
        "2001:0DB8:0::1",
        "::/0",
        "198.51.100.7/31",
    )
}
BOOLEANS = {
    "aws:SecureTransport": ("true", "false", True, False),
    "aws:PrincipalIsAWSService": ("true", "false", "True"),
}
BLOBS = {"app:blob": ("QmluYXJ5", "b3RoZXI=")}

OPERATORS = (
    (TEXT, ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike")),
    (ARNS, ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals", "StringNotLike")),
    (NUMBERS, tuple(f"Numeric{name}" for name in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"))),
    (DATES, tuple(f"Date{name}" for name in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"))),
    (ADDRESSES, ("IpAddress", "NotIpAddress")),
    (BOOLEANS, ("Bool",)),
    (BLOBS, ("BinaryEquals",)),
)  # fmt: skip
CONTEXT = {
    "aws:PrincipalOrgID": ("o-mine", "o-other"), "aws:PrincipalTag/team": ("data", "Data", "dst-bkt", "*", "a*"),
    "aws:PrincipalTag/bucket": ("dst-bkt", "data", "DATA"), "aws:SourceAccount": (S, D), "aws:PrincipalAccount": (S, S, D),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256"), "kms:ViaService": TEXT["kms:ViaService"][:2],
    "aws:RequestedRegion": ("us-east-1", "eu-west-1"), "aws:SourceArn": ("arn:aws:s3:::src-bkt", "arn:aws:s3:::dst-bkt"),
    "aws:PrincipalArn": (ROLE, ROLE, f"arn:aws:iam::{D}:role/repl"),
    "kms:EncryptionContext:aws:s3:arn": ("arn:aws:s3:::dst-bkt", "arn:aws:s3:::dst-bkt/k"),
    "s3:signatureAge": ("9", "10", "1", "-1"), "s3:TlsVersion": ("1.2", "1.3"),
    "aws:CurrentTime": ("2025-12-31T22:30:00Z", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "1767225600"),
    "aws:SourceIp": ("203.0.113.9", "198.51.100.6", "2001:db8::1", "192.0.2.1"), "aws:SecureTransport": ("true", "false"),
    "aws:PrincipalIsAWSService": ("true", "false"), "app:blob": ("QmluYXJ5", "b3RoZXI="),
}  # fmt: skip


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` cases; the same ones for the same seed."""
    for number in range(count):
        yield case(Random(f"{seed}-{number}"), f"{seed}-{number}")


def case(rng: Random, name: str) -> dict[str, Any]:
    """One case; about one in twenty holds a document that AWS would refuse."""
    scenario = rng.choice(tuple(SCENARIOS))
    action, resource, owner = _asked(rng, scenario)
    principal = rng.choice((ROLE, ROLE, SESSION))
    if scenario == "trust":
        principal = rng.choice((*SERVICES[:2], *SERVICES[:2], ROLE, SESSION))
    found = {
        "id": name,
        "scenario": scenario,
        "principal": principal,
        "action": rng.choice((action, action, action.lower(), action.upper())),
        "resource": resource,
        "resource_account": owner,
        "context": _context(rng),
        "identity_policies": [_document(rng, "identity", action, resource) for _ in range(rng.choice((0, 1, 1, 2)))],
        "permission_boundary": _document(rng, "boundary", action, resource) if rng.random() < 0.25 else None,
        "scps": [
            [_document(rng, "scp", action, resource) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
            for _ in range(rng.choice((0, 0, 1, 2)))
        ],
        "rcps": [
            [_document(rng, "rcp", action, resource) for _ in range(rng.choice((0, 0, 1)))]
            for _ in range(rng.choice((0, 0, 1)))
        ],
        "resource_policy": _document(rng, _kind(scenario), action, resource) if rng.random() < 0.85 else None,
    }
    if rng.random() < 0.7:
        _befriend(found, rng)
    if rng.random() < 0.05:
        spoil(found, rng)
    return found


def _befriend(found: dict[str, Any], rng: Random) -> None:
    """Let most layers allow what is asked, so that what decides is one of the others."""
    kind = _kind(found["scenario"])
    allow = {"Effect": "Allow", "Action": found["action"].split(":")[0] + ":*", "Resource": "*"}
    full = {"Version": "2012-10-17", "Statement": [allow]}
    if rng.random() < 0.85:
        found["identity_policies"].append(full)
    if found["permission_boundary"] and rng.random() < 0.7:
        found["permission_boundary"] = full
    for level in found["scps"]:
        if rng.random() < 0.85:
            level.append(full)
    if rng.random() < 0.75:
        who = {"AWS": rng.choice((ROLE, ROLE, S, "*", SESSION))}
        if not found["principal"].startswith("arn:"):
            who = {"Service": found["principal"]}
        statement = {"Effect": "Allow", "Principal": who, "Action": found["action"]}
        if kind != "trust":
            statement["Resource"] = "*"
        if rng.random() < 0.4:
            statement["Condition"] = condition(rng)
        policy = found["resource_policy"] or {"Version": "2012-10-17", "Statement": []}
        statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
        found["resource_policy"] = {**policy, "Statement": [*statements, statement]}


def _kind(scenario: str) -> str:
    return "trust" if scenario == "trust" else "key" if scenario.startswith("kms") else "bucket"


def _asked(rng: Random, scenario: str) -> tuple[str, str, str]:
    action = rng.choice(SCENARIOS[scenario])
    if scenario == "trust":
        return action, ROLE, S if rng.random() < 0.8 else D
    if scenario.startswith("kms"):
        return action, SKEY if scenario == "kms_src" else DKEY, S if scenario == "kms_src" else rng.choice((S, D))
    bucket = f"arn:aws:s3:::{'src' if scenario == 'src' else 'dst'}-bkt"
    resource = bucket if action in BUCKET_ACTIONS else f"{bucket}/{rng.choice(KEYS)}"
    return action, resource, S if scenario == "src" else rng.choice((S, D, D))


def _context(rng: Random) -> dict[str, Any]:
    found: dict[str, Any] = {key: rng.choice(values) for key, values in CONTEXT.items() if rng.random() < 0.55}
    for key, values in LISTS.items():
        if rng.random() < 0.6:
            plain = [value for value in values if "*" not in value]
            found[key] = rng.sample(plain, rng.randint(1, min(2, len(plain))))
    return {_cased(rng, key): value for key, value in found.items()}


def _cased(rng: Random, key: str) -> str:
    return key if rng.random() < 0.85 else key.upper()


def _document(rng: Random, kind: str, action: str, resource: str) -> dict[str, Any]:
    statements = [_statement(rng, kind, action, resource) for _ in range(rng.choice((1, 1, 2, 3)))]
    found: dict[str, Any] = {"Statement": statements[0] if len(statements) == 1 and rng.random() < 0.3 else statements}
    version = "2012-10-17" if kind == "rcp" else rng.choice(("2012-10-17",) * 8 + ("2008-10-17", None))
    return {"Version": version, **found} if version else found


def _statement(rng: Random, kind: str, action: str, resource: str) -> dict[str, Any]:
    effect = "Deny" if kind == "rcp" else rng.choices(("Allow", "Deny"), (5, 1))[0]
    found: dict[str, Any] = {"Effect": effect}
    if rng.random() < 0.3:
        found["Sid"] = f"S{rng.randint(0, 99)}"
    patterns = [one for one in PATTERNS if kind != "rcp" or one != "*"]
    _element(
        rng, found, "Action", (action, action, action.split(":")[0] + ":*", *rng.sample(patterns, 3)), kind != "rcp"
    )
    if kind != "trust":
        _element(rng, found, "Resource", ("*", resource.replace("*", "?"), *rng.sample(RESOURCES, 3)), inverse=True)
    if kind == "rcp":
        found["Principal"] = "*"
    elif kind in ("bucket", "key", "trust"):
        _principal(rng, found, kind)
    if rng.random() < 0.55:
        found["Condition"] = condition(rng)
    return found


def _element(rng: Random, statement: dict[str, Any], name: str, values: tuple[str, ...], inverse: bool) -> None:
    chosen = rng.sample(values, rng.choice((1, 1, 1, 2)))
    element = f"Not{name}" if inverse and rng.random() < 0.08 else name
    statement[element] = chosen[0] if len(chosen) == 1 and rng.random() < 0.7 else chosen


def _principal(rng: Random, statement: dict[str, Any], kind: str) -> None:
    if kind != "trust" and statement["Effect"] == "Deny" and rng.random() < 0.15:
        lists = ([SESSION, ROLE, f"arn:aws:iam::{S}:root"], [f"arn:aws:iam::{D}:root"], [SESSION, ROLE, S], ["*"])
        statement["NotPrincipal"] = {"AWS": rng.choice(lists)}
        return
    if rng.random() < 0.12:
        statement["Principal"] = "*"
        return
    found: dict[str, Any] = {}
    if kind != "trust" or rng.random() < 0.4:
        found["AWS"] = rng.choice(AWS_PRINCIPALS) if rng.random() < 0.7 else rng.sample(AWS_PRINCIPALS, 2)
    if not found or rng.random() < 0.1:
        found["Service"] = rng.choice(SERVICES) if rng.random() < 0.7 else list(SERVICES[:2])
    statement["Principal"] = found


def condition(rng: Random) -> dict[str, Any]:
    """A Condition block of one or two operators; documented forms only."""
    found: dict[str, dict[str, Any]] = {}
    for _ in range(rng.choice((1, 1, 1, 2))):
        operator, key, value = _test(rng)
        found.setdefault(operator, {})[_cased(rng, key)] = value
    return found


def _test(rng: Random) -> tuple[str, str, Any]:
    kind = rng.random()
    if kind < 0.1:
        key = rng.choice((*CONTEXT, *LISTS))
        return "Null", key, rng.choice(("true", "false", True, False, ["true", "false"]))
    if kind < 0.3:
        key = rng.choice(tuple(LISTS))
        name = rng.choice(("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"))
        if rng.random() < 0.15:
            return f"ForAllValues:{name}IfExists", key, _values(rng, LISTS[key])
        return f"{rng.choice(('ForAllValues', 'ForAnyValue'))}:{name}", key, _values(rng, LISTS[key])
    keys, names = rng.choice(OPERATORS)
    key = rng.choice(tuple(keys))
    return rng.choice(names) + ("IfExists" if rng.random() < 0.2 else ""), key, _values(rng, keys[key])


def _values(rng: Random, values: tuple[Any, ...]) -> Any:
    chosen = rng.sample(values, min(len(values), rng.choice((1, 1, 2))))
    return chosen[0] if len(chosen) == 1 and rng.random() < 0.6 else chosen


def spoil(found: dict[str, Any], rng: Random) -> None:
    """Make one document of the case one that AWS refuses to store."""
    documents = [*found["identity_policies"], *(document for level in found["scps"] for document in level)]
    documents += [found[name] for name in ("permission_boundary", "resource_policy") if found[name]]
    if not documents:
        found["identity_policies"] = documents = [{"Version": "2012-10-17", "Statement": []}]
    document = rng.choice(documents)
    statements = document["Statement"]
    if not statements or rng.random() < 0.3:
        document["Version"] = rng.choice(("2012-10-18", "2012–10–17", "", 2012, None))
        return
    statement = rng.choice(statements) if isinstance(statements, list) else statements
    fault = rng.randrange(8)
    if fault < 3:
        statement["Effect"] = ("allow", "DENY", None)[fault]
    elif fault == 3:
        statement.pop("Action", None) or statement.pop("NotAction")
    elif fault == 4:
        statement.update(Action="s3:*", NotAction="iam:*")
    elif fault == 5:
        statement["Condition"] = {rng.choice(("StringMatches", "NullIfExists", "ForSome:StringLike")): {"aws:a": "b"}}
    elif fault == 6:
        statement[rng.choice(("Conditions", "effect", "Actions"))] = {}
    else:
        statement.pop("Action", None), statement.pop("NotAction", None)
        statement["Action"] = rng.choice(("ReplicateObject", "", ["s3:*", "s3"]))
