"""What is asked, and of which policies: the two arguments of `decide`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.errors import InputError
from auditor.iam.policy import Document
from auditor.iam.variables import UNKNOWN, Context, Unknown, Value, fold

if TYPE_CHECKING:
    from auditor.iam.plan import Plan


@dataclass(frozen=True, slots=True)
class Request:
    """One call: who does what to which resource, and what AWS would know about it."""

    principal: str
    """ARN of a role (some session of it), session, user or account root; or a service name."""
    action: str
    """`service:Name`, in any case; no wildcards."""
    resource: str
    """One ARN; a `*` in it is an ordinary character."""
    resource_account: str | None
    """Owner of the resource, 12 digits; `None`: not known."""
    context: Mapping[str, Value] = field(default_factory=dict)
    """Known condition keys (in any case) with their values; a tuple for a key that may have several."""
    unknown: frozenset[str] = frozenset()
    """Keys of which nobody knows whether they are there, or with which value; any other key is absent.

    `SESSION_NAME` and `CANONICAL_USER` may stand here too, see `principal.py`.
    """


@dataclass(frozen=True, slots=True)
class Grant:
    """A KMS grant on the resource (kms:grants): it allows, and never denies."""

    name: str
    grantee: str
    """ARN of a role, session or account."""
    operations: frozenset[str]
    """KMS's names without `kms:`, e.g. `Decrypt`."""
    equals: Mapping[str, str] = field(default_factory=dict)
    """EncryptionContextEquals: the request's encryption context must be exactly this."""
    subset: Mapping[str, str] = field(default_factory=dict)
    """EncryptionContextSubset: the request's encryption context must hold this."""
    certain: bool = True
    """False for one that may not be there, or may ask for more: it allows, or says nothing."""


@dataclass(frozen=True, slots=True)
class Policies:
    """All documents that take part in the decisions about one principal and one resource."""

    identity: tuple[Document, ...] = ()
    """Attached to the principal, inline and managed."""
    boundary: Document | None = None
    """The principal's permissions boundary."""
    scps: tuple[tuple[Document, ...], ...] = ()
    """Of the principal's account, a tuple for each level, root first; `()`: none apply; a level `()` allows nothing."""
    rcps: tuple[tuple[Document, ...], ...] = ()
    """The same for the resource's account; RCPFullAWSAccess is implied."""
    resource: Document | None = None
    """The bucket, key or trust policy of the resource."""
    grants: tuple[Grant, ...] = ()
    """KMS grants on the resource."""
    plans: dict[tuple[object, ...], Plan] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was already worked out, by caller and action; see `plan.py`."""

    def documents(self) -> tuple[Document, ...]:
        """Every document, in the order of the fields."""
        levels = (document for level in (*self.scps, *self.rcps) for document in level)
        alone = (document for document in (self.boundary, self.resource) if document is not None)
        return (*self.identity, *levels, *alone)


def context_of(request: Request) -> Context:
    """The request's context as conditions read it: keys folded, unknown ones marked. Raises `InputError`."""
    context: dict[str, Value | Unknown] = {fold(key): value for key, value in request.context.items()}
    if len(context) != len(request.context):
        raise InputError("a key given twice, in different case", field="context")
    for key in request.unknown:
        context[fold(key)] = UNKNOWN
    return context
