"""What must hold whatever the policies say."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.iam import simulate
from tests.iam import generate

SEEDS = st.integers(0, 10**9)
LAYERS = ("identity_policies", "scps", "rcps", "permission_boundary", "resource_policy")


def _decide(case: dict[str, Any]) -> str:
    (line,) = simulate([json.dumps(case)])
    return str(json.loads(line)["decision"])


def _case(seed: int) -> dict[str, Any]:
    return generate.case(Random(seed), str(seed))


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document["Statement"]
    return list(found) if isinstance(found, list) else [found]


def _each_document(case: dict[str, Any]) -> list[dict[str, Any]]:
    levels = [document for level in (*case["scps"], *case["rcps"]) for document in level]
    alone = [case[name] for name in ("permission_boundary", "resource_policy") if case[name]]
    return [*case["identity_policies"], *levels, *alone]


@given(SEEDS, SEEDS)
@settings(max_examples=150, deadline=None)
def test_adding_a_deny_never_allows(seed: int, other: int) -> None:
    case = _case(seed)
    before = _decide(case)
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": generate.condition(Random(other))}
    case["identity_policies"].append({"Version": "2012-10-17", "Statement": [deny]})
    after = _decide(case)
    assert before == "allowed" or after != "allowed"


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_removing_an_allow_never_allows(seed: int) -> None:
    case = _case(seed)
    before = _decide(case)
    rng = Random(seed)
    documents = [document for document in _each_document(case) if _allows(document)]
    if not documents or before == "invalid":
        return
    document = rng.choice(documents)
    gone = rng.choice(_allows(document))
    document["Statement"] = [one for one in _statements(document) if one is not gone]
    assert before == "allowed" or _decide(case) != "allowed"


def _allows(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in _statements(document) if one.get("Effect") == "Allow"]


@given(SEEDS, SEEDS)
@settings(max_examples=150, deadline=None)
def test_order_never_matters(seed: int, other: int) -> None:
    case = _case(seed)
    assert _decide(_shuffled(case, Random(other))) == _decide(case)


def _shuffled(value: Any, rng: Random, key: str = "") -> Any:
    if isinstance(value, list):
        found = [_shuffled(one, rng) for one in value]
        return found if key in ("scps", "rcps") else rng.sample(found, len(found))
    if isinstance(value, dict):
        return {name: _shuffled(value[name], rng, name) for name in rng.sample(list(value), len(value))}
    return value


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_a_document_twice_is_the_document(seed: int) -> None:
    case = _case(seed)
    before = _decide(case)
    case["identity_policies"] *= 2
    case["scps"] *= 2
    assert _decide(case) == before


@given(st.text(max_size=60))
def test_any_text_gets_one_line(text: str) -> None:
    results = list(simulate([json.dumps({"id": text, "principal": text, "action": text})]))
    assert len(results) == 1
    assert "\n" not in results[0]


WORDS = st.sampled_from(
    ("Version", "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "AWS", "Allow")
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_any_value_as_policy_is_judged(value: Any) -> None:
    case = {
        "id": 1,
        "principal": generate.ROLE,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": generate.S,
        "context": {},
        "identity_policies": [value],
        "permission_boundary": None,
        "scps": [],
        "rcps": [],
        "resource_policy": value,
    }
    assert _decide(case) in ("invalid", "implicit_deny")
