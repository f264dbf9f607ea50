"""What the edges of a role ask of it, taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.snapshot import Fact, Json
from auditor.topology import Part
from auditor.topology.needed import needed

NONE = Fact.absent("s3:any", "none")


def edge(destination: str = "d", *, kms: bool = False, **more: Part) -> dict[str, Part]:
    opted = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}} if kms else {}
    rule: Json = {"schema": "V2", "Filter": {"Prefix": "a/"}, "Destination": {}, **opted}
    bucket = {"object_lock": NONE, "encryption": NONE, "ownership": NONE}
    ends = {
        "source": {"arn": "arn:aws:s3:::s", "region": "eu-west-1", **bucket},
        "destination": {"arn": f"arn:aws:s3:::{destination}", **bucket},
    }
    keys = {"source_keys": [], "replica_key": None, "destination_key": None}
    return {"rule": rule, **ends, **keys, "report": None, **more}


def test_edges_are_taken_together() -> None:
    found = needed([edge("d"), edge("e")])
    assert found.keys() == {"arn:aws:s3:::s", "arn:aws:s3:::s/a/*", "arn:aws:s3:::d/a/*", "arn:aws:s3:::e/a/*"}
    assert found["arn:aws:s3:::d/a/*"] == ["s3:ReplicateObject", "s3:ReplicateTags"]


def test_edges_that_ask_for_the_same_take_no_more_room() -> None:
    def many() -> Iterator[Mapping[str, Part]]:
        yield from (edge("d") for _ in range(10_000))

    assert needed(many()) == needed([edge("d")])


def test_what_an_unread_fact_may_call_for_is_needed() -> None:
    one = edge()
    one["source"]["object_lock"] = Fact.unknown("s3:GetBucketObjectLockConfiguration", "AccessDenied")
    assert "s3:GetObjectRetention" in needed([one])["arn:aws:s3:::s/a/*"]


def test_a_key_that_nobody_knows_hides_the_need() -> None:
    unread = Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied")
    assert needed([edge(), edge(kms=True, source_keys=unread)]) is unread
    assert needed([edge(source_keys=unread)]) == needed([edge()])


def test_objects_may_be_under_other_keys_than_the_default() -> None:
    key = {"arn": "arn:aws:kms:eu-west-1:111111111111:key/k"}
    found = needed([edge(kms=True, source_keys=[key])])
    assert (found[key["arn"]], found["arn:aws:kms:eu-west-1:*"]) == (["kms:Decrypt"], ["kms:Decrypt"])
    assert not [place for place in needed([edge(source_keys=[key])]) if ":kms:" in place]


def test_a_job_asks_for_more() -> None:
    report = {"arn": "arn:aws:s3:::r"}
    found = needed([edge(report=report)], batch=True)
    assert found["arn:aws:s3:::r/*"] == ["s3:PutObject"]
    assert "s3:InitiateReplication" in found["arn:aws:s3:::s/a/*"]
    assert "s3:InitiateReplication" not in needed([edge()])["arn:aws:s3:::s/a/*"]
