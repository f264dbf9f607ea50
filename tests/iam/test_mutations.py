"""The table of `bench/mutate_iam.py` keeps up with the engine: each text it takes away is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RULES = yaml.safe_load((ROOT / "bench" / "iam_mutations.yaml").read_text())


@pytest.mark.parametrize("rule", RULES, ids=[rule["rule"] for rule in RULES])
def test_text_is_there(rule: dict[str, str]) -> None:
    assert rule["old"] in (ROOT / "auditor" / "iam" / rule["file"]).read_text()
