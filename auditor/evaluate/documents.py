"""The policy documents that bear on a request of an edge -> `iam.Policies`, each distinct document parsed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from auditor.evaluate.guardrails import SIDES, Guardrails, standing
from auditor.evaluate.key_grants import key_grants
from auditor.evaluate.parsing import as_meant, keys_named
from auditor.evaluate.reading import reason
from auditor.iam import (
    CANONICAL_USER,
    SESSION_NAME,
    Decision,
    Document,
    Effect,
    Kind,
    Malformed,
    Policies,
    Policy,
    PolicyError,
    Request,
    Unread,
    decide,
)
from auditor.snapshot import Fact, Json, State
from auditor.snapshot.store import dump
from auditor.topology import Part, ReplicationRequest, part_of

_HELD = 256
"""So many parts are remembered, of which each may take 100 KB."""
_KINDS = {"role": Kind.TRUST, "source": Kind.BUCKET, "destination": Kind.BUCKET, "report": Kind.BUCKET}


@dataclass(slots=True)
class Documents:
    """Policies by their text; kept for a whole assessment, in which few documents serve many edges."""

    parsed: dict[tuple[Kind, str, str], Policy | Malformed] = field(default_factory=dict)
    gathered: dict[tuple[object, ...], Policies] = field(default_factory=dict)
    keys: dict[int, frozenset[str]] = field(default_factory=dict)
    """The context keys that each parsed policy names, in small letters, by its `id`."""
    guardrails: Guardrails = field(init=False)
    held: dict[tuple[object, ...], tuple[object, Policies]] = field(default_factory=dict)
    """What bears on the requests of a role to a part, by the `id` of either, with those parts: no id is reused."""
    most: int = 4096
    """So many documents, and so many sets of them, are kept; then all are let go."""

    def __post_init__(self) -> None:
        self.guardrails = Guardrails(self._parse)

    def asked(self, request: ReplicationRequest, parts: Mapping[str, Part]) -> tuple[Request, Policies]:
        """What to put to `iam.decide`: the request, and all documents that decide it, `Unread` where one was not read.

        `prefix*` among the request's unknown context keys becomes the keys that the documents name. How S3 names the
        role's session is not documented, and canonical user ids are not read: unknown too. Control policies that were
        not read are left out: what they take away is asked by themselves (`guardrails.unread`).
        """
        policies = self.policies(request, parts)
        plain, prefixes = _keys_and_prefixes(request.unknown)
        given = {key.lower() for key in request.context}
        named = (key for policy in policies.documents() for key in self.keys.get(id(policy), ()))
        meant = [key for key in named if key.startswith(prefixes) and key not in given]
        caller = () if request.policy_of == "role" else (SESSION_NAME, CANONICAL_USER)
        unknown = plain.union(meant, caller)
        question = Request(request.principal, request.action, request.resource, request.owner, request.context, unknown)
        return question, policies

    def policies(self, request: ReplicationRequest, parts: Mapping[str, Part]) -> Policies:
        """All documents that bear on the request."""
        above = [standing(side, request, parts) for side in SIDES]
        bearing = (parts["role"], part_of(request.policy_of, parts), *above)
        key = (request.policy_of, *map(id, bearing))
        if key not in self.held:
            if max(len(self.parsed), len(self.gathered), len(self.guardrails)) >= self.most:
                for kept in (self.parsed, self.gathered, self.keys, self.held):
                    kept.clear()
                self.guardrails.clear()
            if len(self.held) >= _HELD:
                self.held.clear()
            self.held[key] = bearing, self._bearing_on(request, parts)
        return self.held[key][1]

    def _bearing_on(self, request: ReplicationRequest, parts: Mapping[str, Part]) -> Policies:
        resource = self._resource(request.policy_of, parts)
        asked, role = part_of(request.policy_of, parts), parts["role"]
        assumed = request.policy_of == "role"
        identity = () if assumed else self._identity(role)
        boundary = None if assumed else self._boundary(role)
        grants = key_grants(asked, role["arn"]) if "grants" in asked else ()
        scps, rcps = (self.guardrails.levels(side, request, parts) for side in SIDES)
        above = (id(scps), id(rcps))
        key = (*map(_key, identity), "|", _key(boundary), _key(resource), *above, repr(grants) if grants else "")
        if key not in self.gathered:
            self.gathered[key] = Policies(identity, boundary, scps, rcps, resource, grants)
        return self.gathered[key]

    def _identity(self, role: Mapping[str, Part]) -> tuple[Document, ...]:
        found: list[Document] = []
        for fact in ("inline_policies", "attached_policies"):
            read: Fact = role[fact]
            if read.state is State.UNKNOWN:
                found.append(Unread(f"{fact.replace('_', ' ')} of {role['name']}", reason(read)))
            for each in read.value or ():
                name = f"{each['PolicyName']} of {role['name']}"
                found.append(self._parse(each["PolicyDocument"], Kind.IDENTITY, name))
        return tuple(found)

    def _boundary(self, role: Mapping[str, Part]) -> Document | None:
        name = f"permissions boundary of {role['name']}"
        read: Fact = role["boundary"]
        document = read.value["PolicyDocument"] if read.state is State.VALUE else None
        return self._from(read, document, Kind.BOUNDARY, name)

    def _resource(self, policy_of: str, parts: Mapping[str, Part]) -> Document | None:
        part, kind = part_of(policy_of, parts), _KINDS.get(policy_of, Kind.KEY)
        read: Fact = part["trust" if kind is Kind.TRUST else "policy"]
        return self._from(read, read.value, kind, policy_name(policy_of, parts))

    def _from(self, read: Fact, document: Json, kind: Kind, name: str) -> Document | None:
        """The document of a fact; None if there certainly is none."""
        if read.state is State.UNKNOWN:
            return Unread(name, reason(read))
        return None if read.state is State.ABSENT else self._parse(document, kind, name)

    def _parse(self, document: Json, kind: Kind, name: str) -> Policy | Malformed:
        text = document if isinstance(document, str) else dump(document)
        key = (kind, name, text)
        if key not in self.parsed:
            try:
                self.parsed[key] = policy = as_meant(document, kind, name)
                self.keys[id(policy)] = keys_named(policy, text)
            except PolicyError as error:
                self.parsed[key] = Malformed(name, error.path, error.reason)
        return self.parsed[key]


@lru_cache(256)
def _keys_and_prefixes(unknown: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Keys as they are; of `prefix*` the prefix, in small letters."""
    prefixes = tuple(key[:-1].lower() for key in unknown if key.endswith("*"))
    return frozenset(key for key in unknown if not key.endswith("*")), prefixes


def decided(question: Request, policies: Policies, if_passed: Mapping[str, str]) -> Decision:
    """The decision; where the keys of `if_passed` leave it open, that on which it comes out with and without each.

    `if_passed` names unknown keys of the question that are either absent or have this value.
    """
    decision = decide(question, policies)
    if decision.effect is not Effect.UNKNOWN or not if_passed:
        return decision
    worlds = []
    for passed in product((True, False), repeat=len(if_passed)):
        given = {key: value for (key, value), there in zip(if_passed.items(), passed, strict=True) if there}
        known = {**question.context, **given}
        worlds.append(decide(replace(question, context=known, unknown=question.unknown - set(if_passed)), policies))
    return worlds[0] if len({world.effect for world in worlds}) == 1 else decision


def policy_name(policy_of: str, parts: Mapping[str, Part]) -> str:
    """What the resource policy is called in explanations: `bucket policy of b`."""
    part, kind = part_of(policy_of, parts), _KINDS.get(policy_of, Kind.KEY)
    named = {Kind.TRUST: "trust policy", Kind.BUCKET: "bucket policy"}.get(kind, "key policy")
    return f"{named} of {part.get('name') or part['arn']}"


def _key(document: Document | None) -> object:
    """What makes a document the same one: parsed policies are kept, so their identity is enough."""
    return id(document) if isinstance(document, Policy) else document
