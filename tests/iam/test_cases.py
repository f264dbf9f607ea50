"""Every YAML case: a request, its policies, the decision AWS documents, and what an unknown hangs on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.iam import simulate
from tests.iam import shorthand

CASES = shorthand.load()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    (line,) = simulate([json.dumps(case)])
    result = json.loads(line)
    assert result["decision"] == case["expect"], f"{case['why']} ({case['source']}): {result}"
    if case["depends_on"]:
        assert result["depends_on"] == case["depends_on"]


def test_ids_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
