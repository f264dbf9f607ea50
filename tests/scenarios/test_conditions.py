"""Where a reader's verdict hangs on what a walkthrough leaves unsaid, each way of it gives what he says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import Field

from auditor.config import Intent
from auditor.demo import Scenario, scenarios
from auditor.demo.expected import Strict, Verdict
from auditor.evaluate.engine import assess
from auditor.finding import Assessment, Severity, Status
from auditor.rules import load_packs, shipped_packs
from auditor.snapshot import Fact, Json, Resource, Snapshot, State
from auditor.snapshot.catalogue import FACTS
from tests.scenarios.whose import about

WORLDS, PACKS = scenarios(), load_packs(shipped_packs())


class Condition(Strict):
    """One thing that may be otherwise, and what the rules then say."""

    when: Annotated[str, Field(alias="if")]
    intent: Mapping[str, Any] = {}
    facts: Mapping[str, Mapping[str, Any]] = {}
    """Bucket's name or ARN -> fact -> what is merged into its value."""
    unread: Mapping[str, tuple[str, ...]] = {}
    strangers: tuple[str, ...] = ()
    then: Mapping[str, Verdict]


READ = yaml.safe_load((Path(__file__).parent / "conditions.yaml").read_text(encoding="utf-8"))
ALL = [(name, Condition.model_validate(each)) for name, said in READ.items() for each in said]


def _changed(snapshot: Snapshot, condition: Condition) -> Iterator[Resource]:
    """The world as it is under the condition; of a stranger's nothing is known, also not whose it is."""
    for resource in snapshot.resources():
        known = resource.arn if resource.arn in condition.facts or resource.arn in condition.unread else resource.name
        if resource.account not in condition.strangers:
            merged = {name: _fact(resource, name, patch) for name, patch in condition.facts.get(known, {}).items()}
            unread = {
                name: Fact.unknown(_action(resource, name), "AccessDenied") for name in condition.unread.get(known, ())
            }
            yield replace(resource, facts={**resource.facts, **merged, **unread})


def _fact(resource: Resource, name: str, patch: Json) -> Fact:
    before = resource.facts.get(name)
    value = before.value if before is not None and before.state is State.VALUE else None
    return Fact.of(_action(resource, name), _merged(value, patch))


def _action(resource: Resource, name: str) -> str:
    return FACTS[resource.type][name]


def _merged(value: Json, patch: Json) -> Json:
    """JSON Merge Patch (RFC 7396), in which a number names a place in a list."""
    if not isinstance(patch, dict):
        return patch
    if all(isinstance(key, int) for key in patch) and patch:
        places = dict(enumerate(value or []))
        return list({**places, **{place: _merged(places.get(place), more) for place, more in patch.items()}}.values())
    held = dict(value) if isinstance(value, dict) else {}
    changed = {key: _merged(held.get(key), more) for key, more in patch.items() if more is not None}
    return {key: each for key, each in {**held, **changed}.items() if patch.get(key, each) is not None}


def _said(assessment: Assessment, world: Scenario, rule: str) -> Verdict:
    """What the rule says of the scenario's subjects: the worst of it."""
    found = [each for each in assessment.findings if each.rule == rule and about(world, each)]
    worst = min(found, key=lambda each: (list(Status).index(each.status), -each.severity))
    noted = worst.status is Status.PASS and worst.message != assessment.rules[rule].title
    severity = worst.severity if worst.status is Status.FAIL else Severity.INFO if noted else None
    return Verdict(status=worst.status, severity=severity)


def test_every_walkthrough_that_hangs_on_something_has_its_conditions() -> None:
    assert READ.keys() == {name for name in WORLDS if name[0].isdigit()} - {"002-text", "003-cli"}


@pytest.fixture(scope="module")
def as_it_is(scanned: tuple[Snapshot, Intent]) -> Assessment:
    """What is said under no condition."""
    return assess(PACKS, *scanned)


@pytest.mark.parametrize(("name", "condition"), ALL, ids=lambda each: each if isinstance(each, str) else each.when)
def test_under_its_condition_the_verdict_is_the_one_that_is_named(
    scanned: tuple[Snapshot, Intent], as_it_is: Assessment, name: str, condition: Condition
) -> None:
    snapshot, intent = scanned
    world = Snapshot.of(_changed(snapshot, condition))
    declared = Intent.model_validate({**intent.model_dump(mode="json"), **condition.intent})
    assessment = assess(PACKS, world, declared)
    assert {rule: _said(assessment, WORLDS[name], rule) for rule in condition.then} == condition.then
    assert {rule: _said(as_it_is, WORLDS[name], rule) for rule in condition.then} != condition.then
