from dataclasses import replace

from auditor.finding import Assessment, Status
from auditor.remediate import prove
from auditor.snapshot import Fact, Snapshot
from tests.remediate.world import DST, assessed, destination, failure, planned, source, world

ENABLE = failure("enable-versioning", bucket=DST)
OTHER = failure("manual", by="other", text="decide")
BROKEN = world(source(), destination(versioning={}))


def versioned(snapshot: Snapshot) -> Assessment:
    """Judges the one thing the plan changes."""
    found = snapshot.get(DST)
    enabled = found is not None and found.fact("versioning") == Fact.of("s3:GetBucketVersioning", {"Status": "Enabled"})
    return assessed(replace(ENABLE, status=Status.PASS if enabled else Status.FAIL))


def test_a_failure_that_goes_in_the_patched_world_is_cleared() -> None:
    proof = prove(planned(BROKEN, ENABLE), BROKEN, versioned)
    assert [finding.fingerprint for finding in proof.cleared] == [ENABLE.fingerprint]
    assert proof.proved


def test_the_snapshot_itself_is_not_changed() -> None:
    before = BROKEN.digest()
    prove(planned(BROKEN, ENABLE), BROKEN, versioned)
    assert BROKEN.digest() == before


def test_a_failure_that_stays_is_not_proved() -> None:
    proof = prove(planned(BROKEN, ENABLE), BROKEN, lambda snapshot: assessed(ENABLE))
    assert proof.remains == (ENABLE,)
    assert not proof.proved


def test_a_failure_that_turns_unknown_remains() -> None:
    unknown = replace(ENABLE, status=Status.UNKNOWN)
    assert prove(planned(BROKEN, ENABLE), BROKEN, lambda snapshot: assessed(unknown)).remains == (unknown,)


def test_a_failure_that_is_not_judged_any_more_remains() -> None:
    assert prove(planned(BROKEN, ENABLE), BROKEN, lambda snapshot: assessed()).remains == (ENABLE,)


def test_a_new_failure_undoes_the_proof() -> None:
    cleared = replace(ENABLE, status=Status.PASS)
    proof = prove(planned(BROKEN, ENABLE), BROKEN, lambda snapshot: assessed(cleared, OTHER))
    assert proof.opened == (OTHER,)
    assert not proof.proved


def test_a_pass_that_turns_unknown_is_opened() -> None:
    cleared, unknown = replace(ENABLE, status=Status.PASS), replace(OTHER, status=Status.UNKNOWN)
    made = planned(BROKEN, ENABLE, replace(OTHER, status=Status.PASS))
    assert prove(made, BROKEN, lambda snapshot: assessed(cleared, unknown)).opened == (unknown,)


def test_a_failure_for_a_person_is_no_part_of_the_proof() -> None:
    cleared = replace(ENABLE, status=Status.PASS)
    assert prove(planned(BROKEN, ENABLE, OTHER), BROKEN, lambda snapshot: assessed(cleared, OTHER)).proved


def test_a_plan_without_patches_proves_nothing() -> None:
    assert not prove(planned(BROKEN, OTHER), BROKEN, lambda snapshot: assessed(OTHER)).proved
