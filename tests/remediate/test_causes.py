"""Of edges with one thing broken: a fix is told for what counts, never once more for what follows from it."""

from __future__ import annotations

import pytest

from auditor.evaluate.engine import assess
from auditor.remediate import plan
from tests.rules.breaks import Case
from tests.rules.test_breaking import CASES
from tests.rules.worlds import KINDS, PACKS, estate

FOLLOWED = [case for case in CASES if any("> (FAIL)" in change for change in case.changes)]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.kinds[0]}: {case.what}") for case in FOLLOWED])
def test_every_step_for_a_person_is_for_a_failure_that_counts(case: Case) -> None:
    world = KINDS[case.kinds[0]]()
    case.broken(world)
    snapshot, intent = estate(world)
    steps = plan(assess(PACKS, snapshot, intent), snapshot).by_hand
    mends = [step for step in steps if not step.text.startswith("afterwards")]
    assert {finding.outcome for step in mends for finding in step.because} <= {"FAIL"}
