"""Requests of the REST services are told by the SDK's models."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader

from bench.operations import learn, operation


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("GET", "/", ["max-buckets"], "ListBuckets"),
        ("HEAD", "/bucket", [], "HeadBucket"),
        ("GET", "/bucket", ["versioning"], "GetBucketVersioning"),
        ("GET", "/bucket", ["lifecycle"], "GetBucketLifecycleConfiguration"),
        ("GET", "/bucket", ["notification"], "GetBucketNotificationConfiguration"),
        ("GET", "/bucket", ["inventory"], "ListBucketInventoryConfigurations"),
        ("GET", "/bucket", ["inventory", "id"], "GetBucketInventoryConfiguration"),
        ("GET", "/bucket/some/key", ["tagging"], "GetObjectTagging"),
        ("GET", "/v20180820/configuration/publicAccessBlock", [], "GetPublicAccessBlock"),
        ("GET", "/v20180820/jobs", ["jobStatuses"], "ListJobs"),
        ("GET", "/v20180820/jobs/7", [], "DescribeJob"),
        ("PATCH", "/bucket", [], "PATCH /b"),
    ],
)
def test_an_operation_of_s3_or_of_its_control_is_told(method: str, path: str, query: list[str], expected: str) -> None:
    assert operation("s3", method, path, query) == expected


def test_a_service_is_found_under_the_name_that_it_signs_with() -> None:
    assert operation("access-analyzer", "GET", "/analyzer", []) == "ListAnalyzers"


def test_what_was_learnt_is_not_read_while_something_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    learn("s3", "s3control")
    monkeypatch.setattr(Loader, "load_service_model", None)
    assert operation("s3", "GET", "/bucket", ["versioning"]) == "GetBucketVersioning"
