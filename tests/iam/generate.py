"""Random cases in the shape of `auditor simulate`, from a small vocabulary, so that their parts often meet."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.iam.vocabulary import (
    AWS_PRINCIPALS,
    BUCKET_ACTIONS,
    CONTEXT,
    DKEY,
    KEYS,
    LISTS,
    OPERATORS,
    PATTERNS,
    RESOURCES,
    ROLE,
    SCENARIOS,
    SERVICES,
    SESSION,
    SKEY,
    D,
    S,
)


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
        policy = found["resource_policy"] or {"Version": "2012-10-17", "Statement": []}
        statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
        found["resource_policy"] = {**policy, "Statement": [*statements, _friendly(found, rng)]}


def _friendly(found: dict[str, Any], rng: Random) -> dict[str, Any]:
    """A statement of the resource's policy for the caller, or for somebody like them."""
    who = {"AWS": rng.choice((ROLE, ROLE, S, "*", SESSION))}
    if not found["principal"].startswith("arn:"):
        who = {"Service": found["principal"]}
    statement = {"Effect": "Allow", "Principal": who, "Action": found["action"]}
    if _kind(found["scenario"]) != "trust":
        statement["Resource"] = "*"
    return {**statement, "Condition": condition(rng)} if rng.random() < 0.4 else statement


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
        rng, found, "Action", (action, action, action.partition(":")[0] + ":*", *rng.sample(patterns, 3)), kind != "rcp"
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
        document["Version"] = rng.choice(("2012-10-18", "2012\u201310\u201317", "", 2012, None))
        return
    statement = rng.choice(statements) if isinstance(statements, list) else statements
    remove, add = rng.choice(FAULTS)
    for name in remove:
        statement.pop(name, None)
    statement.update(add)


FAULTS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    ((), {"Effect": "allow"}),
    ((), {"Effect": "DENY"}),
    ((), {"Effect": None}),
    (("Effect",), {}),
    (("Action", "NotAction"), {}),
    ((), {"Action": "s3:*", "NotAction": "iam:*"}),
    ((), {"Condition": {"StringMatches": {"aws:a": "b"}}}),
    ((), {"Condition": {"NullIfExists": {"aws:a": "true"}}}),
    ((), {"Condition": {"ForSome:StringLike": {"aws:a": "b"}}}),
    ((), {"Conditions": {}}),
    ((), {"effect": "Allow"}),
    (("NotAction",), {"Action": "ReplicateObject"}),
    (("NotAction",), {"Action": ["s3:*", "s3"]}),
    (("NotAction",), {"Action": ""}),
)
"""Elements to take out of a statement, and elements to put in."""
