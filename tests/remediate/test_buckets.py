from auditor.snapshot import Fact
from tests.remediate.world import DST, destination, failure, planned, source, wanted, world


def test_versioning_is_enabled_and_nothing_else_of_it_changed() -> None:
    snapshot = world(destination(versioning={"Status": "Suspended", "MFADelete": "Disabled"}))
    made = planned(snapshot, failure("enable-versioning", bucket=DST))
    assert wanted(made, DST, "versioning") == {"Status": "Enabled", "MFADelete": "Disabled"}


def test_a_bucket_with_mfa_delete_needs_its_root_user() -> None:
    snapshot = world(destination(versioning={"Status": "Suspended", "MFADelete": "Enabled"}))
    made = planned(snapshot, failure("enable-versioning", bucket=DST))
    assert not made.patches
    assert "--mfa" in made.by_hand[0].text


def test_a_bucket_that_is_gone_must_be_created_by_a_person() -> None:
    snapshot = world(destination(existence=Fact.absent("s3:ListBucket", "404"), versioning={}))
    made = planned(snapshot, failure("enable-versioning", bucket=DST))
    assert "does not exist" in made.by_hand[0].text


def test_ownership_is_set_with_a_warning_about_acls() -> None:
    snapshot = world(source(), destination(ownership=Fact.absent("x", "OwnershipControlsNotFoundError")))
    made = planned(snapshot, failure("set-ownership", bucket=DST, ownership="BucketOwnerEnforced"))
    assert wanted(made, DST, "ownership") == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "ACL" in made.patches[0].notes[0]
