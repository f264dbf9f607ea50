"""The last day of S3's replication metrics in one Region: which there are, then what they came to; a call at a time.

CloudWatch API, "ListMetrics" (metrics with data in the last two weeks) and "GetMetricData" (at most 500 in a call, and
each of them is billed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from botocore.client import BaseClient

from auditor.collect.judge import Failure, UnexpectedAnswer, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, ask, need, next_token, pages, plain, settle, step
from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import REPLICATION_METRICS, S3_METRICS

BATCH = 500
"""Metrics that one GetMetricData takes."""
_HOUR = 3600
_WHOLE = "Complete"
"""What a metric's last result says of itself, once all values have come."""

DATA = Call("replication_metrics", "get_metric_data", "cloudwatch:GetMetricData", select="MetricDataResults")
LIST = Call("replication_metrics", "list_metrics", "cloudwatch:ListMetrics", select="Metrics",
            always=(("Namespace", S3_METRICS), ("Dimensions", [{"Name": "RuleId"}])))  # fmt: skip
FACTS = (DATA,)
CALLS = (DATA, LIST)


def read_metrics(client: BaseClient, so_far: Json, clock: Callable[[], datetime] | None = None) -> Fact | More:
    """Of each rule's metrics the sum of failures, or the highest of what is pending or late, in the last 24 full hours.

    `Value` is null where nothing was published. Once listed, the metrics are asked for in batches.
    """
    state = so_far or {"until": _until((clock or _now)()), "token": "", "listed": [], "whole": False, "read": []}
    found = attempt(lambda: _measured(client, state) if state["whole"] else _listed(client, state))
    if isinstance(found, Failure):
        return settle(DATA, found)
    if not found["whole"] or len(found["read"]) < len(found["listed"]):
        return More(found)
    return Fact.of(DATA.action, sorted(found["read"], key=_order))


def _now() -> datetime:
    return datetime.now(UTC)


def _until(now: datetime) -> str:
    """The hour that has begun ends the window."""
    return now.replace(minute=0, second=0, microsecond=0).isoformat()


def _listed(client: BaseClient, state: Json) -> Json:
    """With one more page of the list."""
    further = {"NextToken": state["token"]} if state["token"] else {}
    page = step(LIST, lambda: ask(client, LIST.operation, **dict(LIST.always), **further))
    known = [_metric(each) for each in step(LIST, lambda: need(page, LIST.select)) if _wanted(each)]
    token = step(LIST, lambda: next_token(page, state["token"]))
    return {**state, "token": token, "listed": [*state["listed"], *known], "whole": not token}


def _wanted(metric: Json) -> bool:
    return metric.get("MetricName") in REPLICATION_METRICS


def _metric(metric: Json) -> Json:
    dimensions = sorted(metric.get("Dimensions") or (), key=lambda each: str(each.get("Name")))
    return plain({"MetricName": metric["MetricName"], "Dimensions": dimensions})


def _measured(client: BaseClient, state: Json) -> Json:
    """With one more batch of values."""
    done = len(state["read"])
    batch = state["listed"][done : done + BATCH]
    until = datetime.fromisoformat(state["until"])
    queries = [_query(f"m{number}", metric) for number, metric in enumerate(batch)]
    values: dict[str, list[float]] = defaultdict(list)
    for result in results(client, queries, until - timedelta(hours=24), until):
        values[result["Id"]] += result.get("Values") or ()
    return {**state, "read": [*state["read"], *_told(batch, values)]}


def results(client: BaseClient, queries: Sequence[Json], since: datetime, until: datetime) -> Iterator[Json]:
    """What GetMetricData says of each query, piece by piece; raises UnexpectedAnswer if that is not all in the end."""
    ended = {query["Id"]: "it was left out" for query in queries}
    for result in pages(client, DATA.operation, DATA.select, MetricDataQueries=queries,
                        StartTime=since, EndTime=until):  # fmt: skip
        ended[result["Id"]] = result.get("StatusCode", _WHOLE)
        yield result
    for status in ended.values():
        if status != _WHOLE:
            raise UnexpectedAnswer(f"a metric could not be read to the end: {status}")


def _query(id: str, metric: Json) -> Json:
    of = {"Namespace": S3_METRICS, **metric}
    return {"Id": id, "MetricStat": {"Metric": of, "Period": _HOUR, "Stat": _stat(metric)}}


def _stat(metric: Json) -> str:
    return "Sum" if metric["MetricName"] == "OperationsFailedReplication" else "Maximum"


def _told(batch: Iterable[Json], values: dict[str, list[float]]) -> Iterator[Json]:
    for number, metric in enumerate(batch):
        given = values[f"m{number}"]
        of_hours = sum if _stat(metric) == "Sum" else max
        yield {**metric, "Stat": _stat(metric), "Value": of_hours(given) if given else None}


def _order(metric: Json) -> tuple[str, ...]:
    return (metric["MetricName"], *(str(each.get("Value")) for each in metric["Dimensions"]))
