"""On which of the last days the buckets of a Region held objects, as CloudWatch has it; one call at a time.

S3 publishes NumberOfObjects once a day, of every bucket, unasked: all versions, delete markers and unfinished uploads
count (S3 User Guide, "Amazon S3 metrics and dimensions").
CloudWatch API, "ListMetrics" (metrics with data in the last two weeks) and "GetMetricData" (at most 500 in a call, and
each of them is billed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from botocore.client import BaseClient

from auditor.collect.cloudtrail import DAYS
from auditor.collect.judge import Failure, attempt
from auditor.collect.metrics import BATCH, results
from auditor.collect.paging import More
from auditor.collect.read import Call, ask, need, next_token, plain, settle, step
from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import S3_METRICS

BEFORE = 7
"""Days before the first of CloudTrail's, so that there is something before each event."""
_DAY = 24 * 3600
_METRIC, _ALL = "NumberOfObjects", {"Name": "StorageType", "Value": "AllStorageTypes"}

DATA = Call("object_counts", "get_metric_data", "cloudwatch:GetMetricData", select="MetricDataResults")
LIST = Call("object_counts", "list_metrics", "cloudwatch:ListMetrics", select="Metrics",
            always=(("Namespace", S3_METRICS), ("MetricName", _METRIC), ("Dimensions", [_ALL])))  # fmt: skip
FACTS = (DATA,)
CALLS = (DATA, LIST)


def read_counts(client: BaseClient, so_far: Json, clock: Callable[[], datetime] | None = None) -> Fact | More:
    """`[{BucketName, Days: [{First, Last, Empty}]}]`: days in a row (UTC, inclusive) of which there is a value.

    `Empty` tells whether all of their values are zero; none of them is otherwise. Today has no value yet.
    """
    state = so_far or _begun((clock or _now)())
    found = attempt(lambda: _counted(client, state) if state["whole"] else _listed(client, state))
    if isinstance(found, Failure):
        return settle(DATA, found)
    if not found["whole"] or found["done"] < len(found["listed"]):
        return More(found)
    return Fact.of(DATA.action, sorted(found["read"], key=lambda each: str(each["BucketName"])))


def _now() -> datetime:
    return datetime.now(UTC)


def _begun(now: datetime) -> Json:
    until = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
    return {"until": until, "token": "", "listed": [], "whole": False, "done": 0, "read": []}


def _listed(client: BaseClient, state: Json) -> Json:
    """With one more page of the buckets."""
    further = {"NextToken": state["token"]} if state["token"] else {}
    page = step(LIST, lambda: ask(client, LIST.operation, **dict(LIST.always), **further))
    names = [_bucket(each) for each in step(LIST, lambda: need(page, LIST.select))]
    token = step(LIST, lambda: next_token(page, state["token"]))
    return {**state, "token": token, "listed": [*state["listed"], *filter(None, names)], "whole": not token}


def _bucket(metric: Json) -> str | None:
    dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions") or ()}
    return plain(dimensions["BucketName"]) if dimensions.keys() == {"BucketName", "StorageType"} else None


def _counted(client: BaseClient, state: Json) -> Json:
    """With the days of one more batch of buckets."""
    batch = state["listed"][state["done"] : state["done"] + BATCH]
    until = datetime.fromisoformat(state["until"])
    queries = [_query(f"m{number}", name) for number, name in enumerate(batch)]
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for result in results(client, queries, until - timedelta(days=DAYS + BEFORE), until):
        moments = (moment.astimezone(UTC).date().isoformat() for moment in result.get("Timestamps") or ())
        values[result["Id"]] |= zip(moments, result.get("Values") or (), strict=True)
    days = {name: list(_runs(values[f"m{number}"])) for number, name in enumerate(batch)}
    read = [{"BucketName": name, "Days": runs} for name, runs in days.items() if runs]
    return {**state, "done": state["done"] + len(batch), "read": [*state["read"], *read]}


def _query(id: str, bucket: str) -> Json:
    of = {
        "Namespace": S3_METRICS,
        "MetricName": _METRIC,
        "Dimensions": [{"Name": "BucketName", "Value": bucket}, _ALL],
    }
    return {"Id": id, "MetricStat": {"Metric": of, "Period": _DAY, "Stat": "Average"}}


def _runs(values: dict[str, float]) -> Iterator[Json]:
    """The days, those together that follow each other and are alike."""
    run: Json = None
    for day in sorted(values):
        empty = values[day] == 0
        if run and run["Empty"] is empty and _follows(run["Last"], day):
            run["Last"] = day
            continue
        if run:
            yield run
        run = {"First": day, "Last": day, "Empty": empty}
    if run:
        yield run


def _follows(day: str, next_day: str) -> bool:
    return datetime.fromisoformat(next_day) - datetime.fromisoformat(day) == timedelta(days=1)
