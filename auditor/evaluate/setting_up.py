"""Principals of an account, control policies and buckets -> who may put a replication configuration, role and all.

That takes s3:PutReplicationConfiguration on the bucket and iam:PassRole, to S3, on a role that S3 may assume (S3 API,
"PutBucketReplication"). The account's root user is no principal of a list, and always may unless an SCP denies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from auditor.evaluate.parsing import keys_named
from auditor.evaluate.reading import Unknown
from auditor.iam import (
    CANONICAL_USER,
    SESSION_NAME,
    Document,
    Kind,
    Malformed,
    Policies,
    PolicyError,
    Request,
    Unread,
    decide,
    parse,
)
from auditor.iam.pattern import matcher
from auditor.snapshot import Json
from auditor.snapshot.store import dump

_PUT, _PASS = "s3:PutReplicationConfiguration", "iam:PassRole"
_CONTEXT = {"aws:PrincipalIsAWSService": "false", "aws:SecureTransport": "true"}
_TO_S3 = {"iam:PassedToService": "s3.amazonaws.com"}
_EVERYWHERE = "p-RCPFullAWSAccess"
_TAG = "aws:principaltag/"
_TOLD = 3


def who_may(listed: Json, scps: Json, rcps: Json, sources: Sequence[Json], but: Sequence[str]) -> list[str] | Unknown:
    """The ARNs that none of the patterns `but` fits and that certainly may, sorted; `sources`: [ARN, policy] of each.

    Unknown if none certainly may, and it is not known of one.
    """
    account = _Account(listed, _levels(scps, Kind.SCP), _levels(rcps, Kind.RCP), sources)
    certain: list[str] = []
    doubtful: list[str] = []
    for principal in listed["Principals"]:
        arn = str(principal["Arn"])
        if any(matcher(pattern)(arn) for pattern in but):
            continue
        may = account.may(principal)
        if may is not False:
            (certain if may else doubtful).append(arn)
    if doubtful and not certain:
        named = ", ".join(sorted(doubtful)[:_TOLD])
        return Unknown(f"whether {named} may hangs on what is not known of requests, or was not read")
    return sorted(certain)


_Read = tuple[Document, frozenset[str]]
"""A document and the context keys that it names."""
_Levels = tuple[tuple[_Read, ...], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that bears on the requests of one principal to one resource."""

    principal: Json
    policies: Policies
    keys: frozenset[str]

    def allowed(self, action: str, resource: str, more: Mapping[str, str]) -> bool | None:
        """Whether the request is allowed; None where that is not known."""
        arn = str(self.principal["Arn"])
        account = arn.split(":")[4]
        tags = {f"aws:PrincipalTag/{tag['Key']}": str(tag["Value"]) for tag in self.principal["Tags"]}
        known = {
            **_CONTEXT, **tags, **more, "aws:PrincipalArn": arn, "aws:PrincipalAccount": account,
            "aws:PrincipalType": "User" if ":user/" in arn else "AssumedRole", "aws:ResourceAccount": account,
        }  # fmt: skip
        given = {key.lower() for key in known}
        user = ":user/" in arn  # a role's sessions may bring tags of their own
        unknown = {key for key in self.keys if key not in given and not (user and key.startswith(_TAG))}
        request = Request(arn, action, resource, account, known, frozenset({*unknown, SESSION_NAME, CANONICAL_USER}))
        return decide(request, self.policies).allowed

    def on_bucket(self, source: Json, rcps: _Levels) -> _Asked:
        """The same principal's, with what stands around a bucket."""
        arn, text = source
        name = f"bucket policy of {arn}"
        resource = _parsed(text if isinstance(text, str) else dump(text), Kind.BUCKET, name) if text else None
        above = tuple(tuple(document for document, _ in level) for level in rcps)
        policies = replace(self.policies, rcps=above, resource=resource[0] if resource else None)
        keys = (resource[1] if resource else frozenset[str]()).union(*(keys for level in rcps for _, keys in level))
        return replace(self, policies=policies, keys=self.keys | keys)


@dataclass(frozen=True, slots=True)
class _Account:
    listed: Json
    scps: _Levels
    rcps: _Levels
    sources: Sequence[Json]

    def may(self, principal: Json) -> bool | None:
        """Whether the principal may pass a role and put its configuration; None where that is not known."""
        own = self._of(principal)
        passes = _any(own.allowed(_PASS, role, _TO_S3) for role in self.listed["Roles"])
        if passes is False:
            return False
        puts = _any(own.on_bucket(each, self.rcps).allowed(_PUT, each[0], {}) for each in self.sources)
        return None if puts and passes is None else puts

    def _of(self, principal: Json) -> _Asked:
        arn = principal["Arn"]
        read = [
            _parsed(dump(each["PolicyDocument"]), Kind.IDENTITY, f"{each['PolicyName']} of {arn}")
            for each in principal["Inline"]
        ]
        read += [self._managed(name, Kind.IDENTITY) for name in principal["Attached"]]
        limit = self._managed(principal["Boundary"], Kind.BOUNDARY) if principal["Boundary"] else None
        scps = tuple(tuple(document for document, _ in level) for level in self.scps)
        policies = Policies(tuple(document for document, _ in read), limit[0] if limit else None, scps)
        every = [*read, *([limit] if limit else []), *(each for level in self.scps for each in level)]
        return _Asked(principal, policies, frozenset[str]().union(*(keys for _, keys in every)))

    def _managed(self, arn: str, kind: Kind) -> _Read:
        held = self.listed["Policies"]
        return _parsed(dump(held[arn]), kind, arn) if arn in held else (Unread(arn, "it is in no list"), frozenset())


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True as soon as one is."""
    found: bool | None = False
    for answer in answers:
        if answer:
            return True
        found = None if answer is None else found
    return found


def _levels(fact: Json, kind: Kind) -> _Levels:
    return tuple(
        tuple(
            _parsed(each["Document"], kind, f"{each['Name']} at {level['TargetId']}")
            for each in level["Policies"]
            if each["PolicyId"] != _EVERYWHERE
        )
        for level in fact or ()
    )


@lru_cache(4096)
def _parsed(text: str, kind: Kind, name: str) -> _Read:
    try:
        policy = parse(text, kind, name)
    except PolicyError as error:
        return Malformed(name, error.path, error.reason), frozenset()
    return policy, keys_named(policy, text)
