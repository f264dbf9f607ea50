"""What CloudWatch holds in one Region about S3 replication.

S3 publishes OperationsFailedReplication in the source's Region, and the other metrics of a rule in the destination's
(S3 User Guide, "Using S3 Replication metrics"); each is known by three dimensions ("Amazon S3 metrics and dimensions").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from botocore.client import BaseClient

from auditor.collect.paging import More, next_page
from auditor.collect.read import Call
from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import REPLICATION_METRICS, S3_METRICS

_PAGE = 100
"""The most alarms that one answer can hold."""
_KEPT = ("AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "ExtendedStatistic", "Period",
         "EvaluationPeriods", "Threshold", "ComparisonOperator", "TreatMissingData", "ActionsEnabled",
         "Metrics")  # fmt: skip


def _in_order(alarms: Json) -> Json:
    return sorted(alarms, key=lambda alarm: str(alarm.get("AlarmName")))


ALARMS = Call("alarms", "describe_alarms", "cloudwatch:DescribeAlarms", select="MetricAlarms", shape=_in_order,
              always=(("AlarmTypes", ["MetricAlarm"]), ("MaxRecords", _PAGE)))  # fmt: skip
FACTS = (ALARMS,)
CALLS = FACTS


def read_alarms(client: BaseClient, so_far: Json) -> Fact | More:
    """The metric alarms of a Region that watch a replication metric, or may; one page at a time.

    DescribeAlarmsForMetric would not find alarms on expressions (CloudWatch API).
    """
    return next_page(client, ALARMS, so_far, _about_replication)


def _about_replication(alarms: Iterable[Json]) -> Iterator[Json]:
    for alarm in alarms:
        metrics = [query.get("MetricStat", {}).get("Metric", {}) for query in _queries(alarm)]
        expressions = [str(query.get("Expression") or "") for query in _queries(alarm)]
        if any(map(_watches, (alarm, *metrics))) or any(map(_may_watch, expressions)):
            yield _kept(alarm)


def _queries(alarm: Json) -> Json:
    return alarm.get("Metrics") or ()


def _watches(metric: Json) -> bool:
    return metric.get("Namespace") == S3_METRICS and metric.get("MetricName") in REPLICATION_METRICS


def _may_watch(expression: str) -> bool:
    """A search or an SQL query that names a metric, or all of S3's."""
    return S3_METRICS in expression or any(metric in expression for metric in REPLICATION_METRICS)


def _kept(alarm: Json) -> Json:
    """Without its state, history and actions; dimensions, which are a set, in order."""
    kept = {member: alarm[member] for member in _KEPT if alarm.get(member) not in (None, [])}
    if "Dimensions" in kept:
        kept["Dimensions"] = sorted(kept["Dimensions"], key=lambda each: str(each.get("Name")))
    return kept
