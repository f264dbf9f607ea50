"""What a trail records of a bucket: everything, or it does not count."""

from __future__ import annotations

import pytest

from auditor.snapshot import Json, State
from auditor.topology.trails import of_bucket

BUCKET = "arn:aws:s3:::source"
ON = {"TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/t", "IsLogging": True}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def _basic(kinds: str, *values: str, type: str = "AWS::S3::Object") -> Json:
    resources = [{"Type": type, "Values": list(values)}]
    return {"EventSelectors": [{"ReadWriteType": kinds, "DataResources": resources}]}


def _advanced(*fields: Json) -> Json:
    return {"AdvancedEventSelectors": [{"FieldSelectors": [DATA, OBJECTS, *fields]}]}


def _place(**conditions: list[str]) -> Json:
    return _advanced({"Field": "resources.ARN", **conditions})


BOTH = ["read", "write"]


@pytest.mark.parametrize(
    ("selectors", "records"),
    [
        (_basic("All", "arn:aws:s3"), BOTH),
        (_basic("All", "arn:aws:s3:::source/"), BOTH),
        (_basic("WriteOnly", "arn:aws:s3:::other/", "arn:aws:s3:::"), ["write"]),
        (_basic("ReadOnly", "arn:aws:s3:::source/"), ["read"]),
        (_basic("All", "arn:aws:s3:::source/logs/"), []),
        (_basic("All", "arn:aws:s3:::source-2/"), []),
        (_basic("All", "arn:aws:s3", type="AWS::Lambda::Function"), []),
        (_advanced(), BOTH),
        (_advanced({"Field": "readOnly", "Equals": ["false"]}), ["write"]),
        (_advanced({"Field": "eventName", "Equals": ["PutObject"]}), []),
        (_place(StartsWith=["arn:aws:s3:::other/", "arn:aws:s3:::source/"]), BOTH),
        (_place(StartsWith=["arn:aws:s3:::source/logs/"]), []),
        (_place(NotStartsWith=["arn:aws:s3:::other/"]), BOTH),
        (_place(NotStartsWith=["arn:aws:s3:::source/tmp/"]), []),
        (_place(NotStartsWith=["arn:aws:s3:::sou"]), []),
        (_place(Equals=["arn:aws:s3:::source/a"]), []),
        (_place(StartsWith=["arn:aws:s3"], NotEquals=["arn:aws:s3:::source/a"]), []),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]}, []),
        ({}, []),
    ],
)
def test_what_selectors_record(selectors: Json, records: list[str]) -> None:
    assert of_bucket({**ON, **selectors}, BUCKET, "cloudtrail:DescribeTrails")["records"] == records


def test_a_trail_that_is_switched_off_records_nothing() -> None:
    trail = {**ON, **_advanced(), "IsLogging": False}
    assert of_bucket(trail, BUCKET, "cloudtrail:DescribeTrails")["records"] == []


def test_what_another_account_s_trail_records_is_unknown() -> None:
    trail = {"TrailARN": ON["TrailARN"], "unread": "TrailNotFoundException"}
    records = of_bucket(trail, BUCKET, "cloudtrail:DescribeTrails")["records"]
    assert (records.state, records.reason) == (State.UNKNOWN, "TrailNotFoundException")
