"""Random cases through two evaluators written apart from each other: they must agree wherever the pages speak."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from auditor.iam import simulate
from tests.iam import generate, reference, shorthand


@pytest.mark.parametrize("seed", range(4))
def test_random_cases_agree(seed: int) -> None:
    cases = list(generate.cases(seed, 500))
    results = [json.loads(line)["decision"] for line in simulate(map(json.dumps, cases))]
    expected = [_expected(case) for case in cases]
    differing = [
        (case, result, other)
        for case, result, other in zip(cases, results, expected, strict=True)
        if other not in (result, "silent")
    ]
    assert differing == []


def test_generator_reaches_every_verdict_often() -> None:
    counts = Counter(_expected(case) for case in generate.cases(9, 1000))
    assert min(counts[name] for name in ("allowed", "explicit_deny", "implicit_deny", "invalid")) >= 25


@pytest.mark.parametrize("topic", ["combination", "operators", "cross-account", "boundary", "kms"])
def test_reference_knows_the_cases_too(topic: str) -> None:
    cases = [case for case in shorthand.load() if case["topic"] == topic]
    assert {case["id"]: _expected(case) for case in cases} == {case["id"]: case["expect"] for case in cases}


def _expected(case: dict[str, object]) -> str:
    try:
        return reference.evaluate(case)
    except reference.Silent:
        return "silent"
