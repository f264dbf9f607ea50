"""What AWS Config records in one Region of an account."""

from __future__ import annotations

from botocore.client import BaseClient

from auditor.collect.judge import Failure, attempt
from auditor.collect.read import Call, answer, need, settle, step
from auditor.snapshot import Fact, Json

RECORDERS = Call("recorders", "describe_configuration_recorders", "config:DescribeConfigurationRecorders",
                 select="ConfigurationRecorders")  # fmt: skip
STATUS = Call("recorders", "describe_configuration_recorder_status", "config:DescribeConfigurationRecorderStatus",
              select="ConfigurationRecordersStatus")  # fmt: skip
FACTS = (RECORDERS,)
CALLS = (RECORDERS, STATUS)

_GROUP = ("allSupported", "resourceTypes", "exclusionByResourceTypes", "recordingStrategy")


def read_recorders(client: BaseClient) -> Fact:
    """The recorders of a Region, by name, with what each records and whether it is on."""
    found = attempt(lambda: _recorders(client))
    return settle(RECORDERS, found) if isinstance(found, Failure) else Fact.of(RECORDERS.action, found)


def _recorders(client: BaseClient) -> Json:
    listed = answer(client, RECORDERS, {})
    if not listed:
        return []
    on = {need(each, "name"): bool(each.get("recording")) for each in step(STATUS, lambda: answer(client, STATUS, {}))}
    return sorted((_recorder(each, on) for each in listed), key=lambda each: str(each["name"]))


def _recorder(recorder: Json, on: dict[str, bool]) -> Json:
    """Its types in order; a recorder without a status records nothing."""
    name, group = need(recorder, "name"), recorder.get("recordingGroup") or {}
    kept = {member: group[member] for member in _GROUP if member in group}
    if "resourceTypes" in kept:
        kept["resourceTypes"] = sorted(kept["resourceTypes"])
    return {"name": name, "recordingGroup": kept, "recording": on.get(name, False)}
