"""Ways to break a world: facts, members of the rule, and statements put in or taken out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy

from auditor.snapshot import Fact, Json
from tests.rules.breaks import Break
from tests.rules.worlds import (
    BACK_ROLE,
    DESTINATION,
    ENCRYPT,
    REPLICA_KEY,
    ROLE_ARN,
    SOURCE,
    A,
    B,
    World,
    allow,
    document,
    grant,
    policy,
)

STRANGER = "999999999999"
"""An account that is neither scanned nor trusted."""
ROLE = {"AWS": ROLE_ARN}
"""The replication role as a principal."""
USE = [*ENCRYPT, "kms:Decrypt"]
LOCKED = {"ObjectLockEnabled": "Enabled"}


def put(arn: str, **facts: Json) -> Break:
    """Facts of one resource, changed."""
    return lambda world: world.facts[arn].update(deepcopy(facts))


def rule(**members: Json) -> Break:
    """Members of the source's first rule, changed; None takes one away."""
    return lambda world: _merge(world.rules[0], members)


def back(**members: Json) -> Break:
    """Members of the rule that leads back, changed."""
    return lambda world: _merge(world.facts[DESTINATION]["replication"]["Rules"][0], members)


def sibling(**members: Json) -> Break:
    """One more rule of the source, like the first but for its ID and what is changed."""

    def add(world: World) -> None:
        world.rules.append(deepcopy({**world.rules[0], "ID": "z"}))
        _merge(world.rules[-1], members)

    return add


def both(*breaks: Break) -> Break:
    """One thing that is told in more than one place."""
    return lambda world: [each(world) for each in breaks]


def gone(world: World) -> None:
    """The destination does not exist."""
    world.facts[DESTINATION] = {"existence": None}
    world.places[DESTINATION] = (None, None)


def chained(world: World) -> None:
    """The destination replicates on to a third bucket."""
    third = "arn:aws:s3:::third"
    onward = deepcopy(world.rules[0])
    onward["Destination"] = {"Bucket": third, "Metrics": {"Status": "Enabled"}}
    world.facts[third] = deepcopy(world.facts[DESTINATION]) | {"policy": None}
    world.places[third] = world.places[DESTINATION]
    announced = world.facts[SOURCE]["notification"]
    world.facts[DESTINATION] |= {"replication": {"Role": BACK_ROLE, "Rules": [onward]}, "notification": announced}


def declaring(**said: Json) -> Break:
    """Something more declared in the configuration."""
    return lambda world: world.declared.update(said)


def placed(region: str) -> Break:
    """The destination in another Region."""
    return lambda world: world.places.update({DESTINATION: (world.places[DESTINATION][0], region)})


def owned(account: str) -> Break:
    """The destination in another account, as the rules say too."""

    def own(world: World) -> None:
        world.places[DESTINATION] = (account, world.places[DESTINATION][1])
        for each in world.rules:
            each["Destination"]["Account"] = account

    return own


def unowned(world: World) -> None:
    """Nobody knows whose the destination is."""
    world.places[DESTINATION] = (None, world.places[DESTINATION][1])
    for each in world.rules:
        each["Destination"].pop("Account")


def blocked(world: World) -> None:
    """The destination takes no objects under keys that the customer provides."""
    world.facts[DESTINATION]["encryption"]["Rules"][0]["BlockedEncryptionTypes"] = {"EncryptionType": ["SSE-C"]}


def expiring(days: int) -> Json:
    """A lifecycle."""
    return {"Rules": [{"Status": "Enabled", "Filter": {}, "Expiration": {"Days": days}}]}


def admitting(arn: str, *statements: Json) -> Break:
    """The policy of a bucket or key, with more statements."""

    def add(world: World) -> None:
        held = world.facts[arn]["policy"]
        world.facts[arn]["policy"] = policy(*(json.loads(held)["Statement"] if held else ()), *statements)

    return add


def admitted(principal: Json, action: Json) -> Break:
    """The destination's policy for this principal and these actions only."""
    return put(DESTINATION, policy=policy(allow(action, f"{DESTINATION}/*", Principal=principal)))


def denied(action: Json, resource: str, **more: Json) -> Json:
    """A Deny statement to everybody."""
    return {**allow(action, resource, **{"Principal": "*", **more}), "Effect": "Deny"}


def versioned(version: str) -> Break:
    """The destination's policy, with another Version."""

    def write(world: World) -> None:
        held = json.loads(world.facts[DESTINATION]["policy"])
        world.facts[DESTINATION]["policy"] = json.dumps({**held, "Version": version})

    return write


def granted(action: Json, resource: Json, **more: Json) -> Break:
    """One more inline policy of the role."""
    return lambda world: grant(world.facts, allow(action, resource, **more))


def without(actions: Json, resource: str = "", arn: str = ROLE_ARN) -> Break:
    """The role's policies, or the policy of the bucket or key `arn`, without actions (on a resource)."""
    taken = {actions} if isinstance(actions, str) else set(actions)

    def take(world: World) -> None:
        facts = world.facts[arn]
        if "inline_policies" in facts:
            _take((each["PolicyDocument"] for each in facts["inline_policies"]), taken, resource)
            facts["inline_policies"] = [each for each in facts["inline_policies"] if not _emptied(each)]
            return
        held = json.loads(facts["policy"])
        _take([held], taken, resource)
        facts["policy"] = json.dumps(held)

    return take


def bound_to(action: Json, resource: str, condition: Json) -> Break:
    """The role's grant of these actions on the key, on a condition."""
    return both(without(action, resource), granted(action, resource, Condition=condition))


def boundary(actions: Json) -> Break:
    """A permissions boundary that lets these actions through."""
    return put(ROLE_ARN, boundary={"PolicyArn": "b", "PolicyDocument": document(allow(actions, "*"))})


def trusting(principal: Json = None, **more: Json) -> Break:
    """The role trusts this principal to assume it, and nobody else; with no principal S3."""
    trusted = {"Effect": "Allow", "Principal": principal or {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return put(ROLE_ARN, trust=document({**trusted, **more}))


def described(arn: str, **members: Json) -> Break:
    """Members of a key's description, changed."""
    return lambda world: world.facts[arn]["key"].update(members)


def moved(arn: str) -> Break:
    """Another replica key with the same policy, which the rule and the role name."""

    def move(world: World) -> None:
        world.facts[arn] = world.facts.pop(REPLICA_KEY)
        world.facts[ROLE_ARN] = json.loads(json.dumps(world.facts[ROLE_ARN]).replace(REPLICA_KEY, arn))
        rule(Destination={"EncryptionConfiguration": {"ReplicaKmsKeyID": arn}})(world)

    return move


def aliased(world: World) -> None:
    """The replica key named by an alias ARN."""
    alias = f"arn:aws:kms:eu-west-1:{B}:alias/replicas"
    world.facts[alias] = {"target": {"KeyArn": REPLICA_KEY}}
    rule(Destination={"EncryptionConfiguration": {"ReplicaKmsKeyID": alias}})(world)


def _take(policies: Iterable[Json], taken: set[str], resource: str) -> None:
    for statement in (statement for each in policies for statement in each["Statement"]):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        if resource in (statement["Resource"], ""):
            statement["Action"] = [each for each in actions if each not in taken] or ["s3:None"]


def _emptied(policy: Json) -> bool:
    """Nothing is left of it."""
    return all(each["Action"] == ["s3:None"] for each in policy["PolicyDocument"]["Statement"])


def _merge(target: Json, members: Json) -> None:
    for name, value in members.items():
        if value is None:
            target.pop(name, None)
        elif isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = deepcopy(value)


__all__ = [
    "LOCKED", "ROLE", "STRANGER", "USE", "A", "B", "admitted", "admitting", "aliased", "back", "blocked", "both",
    "bound_to", "boundary", "chained", "declaring", "denied", "described", "expiring", "gone", "granted",
    "moved", "owned", "placed", "put", "rule", "sibling", "trusting", "unowned", "versioned", "without",
]  # fmt: skip


def unread(name: str) -> Break:
    """What Organizations would say of both accounts, nobody was told."""
    return lambda world: world.above.update({name: Fact.unknown("organizations:ListRoots", "AccessDenied")})
