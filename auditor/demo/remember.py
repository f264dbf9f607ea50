"""A scenario's bucket and its history in, what CloudTrail and CloudWatch would remember of it put into the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from auditor.demo.past import HISTORY, told
from auditor.demo.scenario import Bucket

_SAVING = "before-sign.s3.PutBucketReplication"


@contextmanager
def remembered(s3: Any, cloudwatch: Any, bucket: Bucket) -> Iterator[None]:
    """While open, putting the bucket's replication configuration tells the emulator when it is to have happened."""
    if bucket.history is None:
        yield
        return
    now = datetime.now(UTC)
    events = {
        "CreateBucket": now - timedelta(bucket.history.made),
        "PutBucketReplication": now - timedelta(bucket.history.saved),
    }

    def tell(request: Any, **_: Any) -> None:
        request.headers[HISTORY] = told(bucket.name, events)

    _count(cloudwatch, bucket.name, now, bucket.history.counted)
    s3.meta.events.register(_SAVING, tell, unique_id=HISTORY)
    try:
        yield
    finally:
        s3.meta.events.unregister(_SAVING, unique_id=HISTORY)


def _count(cloudwatch: Any, bucket: str, now: datetime, days: int) -> None:
    """As S3 does each day on which the bucket holds something."""
    dimensions = [{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": "AllStorageTypes"}]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    points = [
        {
            "MetricName": "NumberOfObjects",
            "Dimensions": dimensions,
            "Value": 2.0,
            "Timestamp": midnight - timedelta(ago),
        }
        for ago in range(1, days + 1)
    ]
    cloudwatch.put_metric_data(Namespace="AWS/S3", MetricData=points)
