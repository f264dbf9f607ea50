"""Whatever order AWS answers in and whichever defaults it fills in, an estate that was not changed has not drifted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.drift import compare
from auditor.finding import Status
from auditor.snapshot import Resource, Snapshot
from tests.drift.estate import BUCKET_ARN, COPY_ARN, POLICY, ROLE_ARN, changed, estate

NAMES = st.sampled_from(["a", "b", "c", "d"])
TAGS = st.lists(st.fixed_dictionaries({"Key": NAMES, "Value": NAMES}), max_size=3, unique_by=lambda tag: tag["Key"])
SWITCH = st.sampled_from([None, {"Status": "Disabled"}, {"Status": "Enabled"}])


@st.composite
def rules(draw: Any) -> list[dict[str, Any]]:
    """V2 rules under unique IDs, some settings left to their defaults."""
    found = []
    for id in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        rule = {
            "ID": id,
            "Priority": draw(st.integers(0, 3)),
            "Status": draw(st.sampled_from(["Enabled", "Disabled"])),
            "Filter": {"And": {"Prefix": draw(NAMES), "Tags": draw(TAGS)}},
            "DeleteMarkerReplication": draw(SWITCH),
            "SourceSelectionCriteria": draw(
                st.sampled_from([None, {}, {"ReplicaModifications": {"Status": "Enabled"}}])
            ),
            "Destination": {"Bucket": COPY_ARN, "Metrics": draw(SWITCH)},
        }
        found.append(_without_nothing(rule))
    return found


def _without_nothing(rule: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in rule.items() if value is not None}
    kept["Destination"] = {key: value for key, value in rule["Destination"].items() if value is not None}
    return kept


def _filled(rule: dict[str, Any]) -> dict[str, Any]:
    """The same rule with every default spelled out, as some answers do."""
    off = {"Status": "Disabled"}
    criteria = {
        "SseKmsEncryptedObjects": off,
        "ReplicaModifications": off,
        **(rule.get("SourceSelectionCriteria") or {}),
    }
    return {
        **rule,
        "DeleteMarkerReplication": rule.get("DeleteMarkerReplication", off),
        "ExistingObjectReplication": off,
        "SourceSelectionCriteria": criteria,
        "Destination": {"Metrics": off, "ReplicationTime": off, **rule["Destination"]},
    }


def _turned(rule: dict[str, Any]) -> dict[str, Any]:
    """The same rule, its tags and keys in another order."""
    both = rule["Filter"]["And"]
    turned = {**rule, "Filter": {"And": {**both, "Tags": both["Tags"][::-1]}}}
    return dict(reversed(turned.items()))


def _world(rules: list[dict[str, Any]], **more: Any) -> Snapshot:
    return estate(changed(BUCKET_ARN, replication={"Role": ROLE_ARN, "Rules": rules}), **more)


def _drifted(then: Snapshot, now: Snapshot) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for f in compare(then, now).findings if f.status in (Status.FAIL, Status.UNKNOWN)]


@given(rules(), st.data())
@settings(max_examples=25, deadline=None)
def test_rules_in_another_order_with_defaults_filled_in_have_not_drifted(given: list[Any], data: Any) -> None:
    again = [_turned(_filled(rule)) for rule in data.draw(st.permutations(given))]

    assert _drifted(_world(given), _world(again)) == []


@given(rules())
@settings(max_examples=20, deadline=None)
def test_a_world_equals_itself(given: list[Any]) -> None:
    assert _drifted(_world(given), _world(given)) == []


@given(rules(), rules())
@settings(max_examples=25, deadline=None)
def test_both_directions_tell_the_same_changes(one: list[Any], other: list[Any]) -> None:
    turned = {"ADD": "REMOVE", "REMOVE": "ADD", "NOT_EQUAL": "NOT_EQUAL"}

    def told(then: Snapshot, now: Snapshot, swap: bool) -> list[tuple[str, str]]:
        evidence = [e for f in compare(then, now).findings if f.status is Status.FAIL for e in f.evidence]
        return sorted((e.expression, turned[e.value["change"]] if swap else e.value["change"]) for e in evidence)

    assert told(_world(one), _world(other), swap=False) == told(_world(other), _world(one), swap=True)


def _respelled(value: Any, draw: Any) -> Any:
    """Lists in another order, and single values with or without a list around them."""
    if isinstance(value, dict):
        return {key: _respelled(value[key], draw) for key in draw(st.permutations(sorted(value)))}
    if isinstance(value, list):
        turned = [item if isinstance(item, str) else _respelled(item, draw) for item in draw(st.permutations(value))]
        return turned[0] if len(turned) == 1 and isinstance(turned[0], str) and draw(st.booleans()) else turned
    return [value] if isinstance(value, str) and value.startswith("arn:") and draw(st.booleans()) else value


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_policies_spelled_in_another_way_have_not_drifted(data: Any) -> None:
    again = json.dumps(_respelled(POLICY, data.draw), indent=data.draw(st.sampled_from([None, 2])))

    assert _drifted(estate(), estate(changed(COPY_ARN, policy=again))) == []


def test_the_order_in_which_resources_were_read_makes_no_difference() -> None:
    resources: list[Resource] = list(estate().resources())
    turned = Snapshot.of([replace(each, facts=dict(reversed(each.facts.items()))) for each in reversed(resources)])

    assert compare(estate(), turned).findings == compare(estate(), estate()).findings
