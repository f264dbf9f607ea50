"""A number -> a pair of buckets of an organisation that is made up: whose they are and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.snapshot import Fact, Json, Resource
from auditor.snapshot.catalogue import FACTS

PER_ACCOUNT, PER_ROLE = 500, 20
"""Edges of an account, and sources of a role."""
HERE, FAR = "eu-west-1", "us-east-1"
S3_ACTIONS = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]


@dataclass(frozen=True)
class Pair:
    """A source with its destination; the destination of every fifth pair is that of the pair before."""

    number: int
    accounts: int

    @property
    def home(self) -> int:
        return self.number // PER_ACCOUNT % self.accounts

    @property
    def away(self) -> int:
        return self.home if self.number % 10 < 3 else (self.home + 1) % self.accounts

    @property
    def kms(self) -> bool:
        return self.number % 10 in (1, 4, 7)

    @property
    def shared(self) -> bool:
        return self.number % 5 == 4

    @property
    def source(self) -> str:
        return f"data-{self.number:07}"

    @property
    def destination(self) -> str:
        return f"copy-{self.number - self.shared:07}"

    @property
    def role(self) -> str:
        return f"arn:aws:iam::{account(self.home)}:role/service-role/replicate-{self.number // PER_ROLE}"

    def broken(self, *faults: int) -> bool:
        """One in a hundred for each fault."""
        return self.number % 100 in faults


def account(number: int) -> str:
    return f"{100000000000 + number}"


def key(number: int, region: str) -> str:
    return f"arn:aws:kms:{region}:{account(number)}:key/11111111-2222-3333-4444-555555555555"


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def resource(arn: str, type: str, name: str, owner: str, region: str | None, **given: Json | Fact) -> Resource:
    """With every fact of its type; what is not given is certainly absent."""
    facts = {
        fact: _fact(given[fact], action) if fact in given else Fact.absent(action, "NotThere")
        for fact, action in FACTS[type].items()
    }
    return Resource(arn, type, name, owner, region, facts)


def _fact(given: Json | Fact, action: str) -> Fact:
    return given if isinstance(given, Fact) else Fact.of(action, given)
