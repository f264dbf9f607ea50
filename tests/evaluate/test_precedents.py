"""By precedent a court finds what judging each subject by itself finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.config.intent import Intent
from auditor.evaluate.authorize import Authority
from auditor.evaluate.court import Court
from auditor.evaluate.documents import Documents
from auditor.evaluate.judge import judge, verdict
from auditor.evaluate.precedents import Precedent, Precedents, View
from auditor.evaluate.reading import Reading
from auditor.evaluate.told import Asked
from auditor.finding import Findings, Status
from auditor.rules import load_packs
from auditor.snapshot import Fact, Json, Snapshot
from auditor.topology import Index, Subject, World
from bench.organisation import write
from tests.evaluate.asking import expression, refuse, rule

OTHER = {"id": 1}


def case(must: str, bucket: Json) -> tuple[Asked, View]:
    asked = Asked(
        replace(rule("r"), must=expression(must)), Subject("bucket", "b", {"bucket": bucket}), Reading(refuse)
    )
    return asked, View(asked.subject.parts)


def after(precedents: Precedents, must: str, bucket: Json) -> Status:
    """The verdict on a bucket, which from then on is a precedent."""
    asked, view = case(must, bucket)
    status = verdict(asked)
    precedents.add(asked, view, Precedent(status, tuple(asked.reading.seen), None))
    return status


def found(precedents: Precedents, must: str, bucket: Json) -> Status | None:
    precedent = precedents.of("r", case(must, bucket)[1])
    return None if precedent is None else precedent.status


def fact(value: Json) -> Json:
    return {"logging": Fact.of("s3:GetBucketLogging", value)}


def test_a_court_finds_what_judging_each_by_itself_finds(tmp_path: Path) -> None:
    write(tmp_path / "s", 120)
    packs, snapshot = load_packs(["all"]), Snapshot.open(tmp_path / "s")
    index = Index.of(snapshot, Intent())
    court, documents = Court(packs, World(snapshot, Intent(), index)), Documents()
    subjects = [World(snapshot, Intent(), index).subject(handle) for handle in index.handles()]
    rules = [rule for pack in packs for rule in pack.rules]

    heard = Findings()
    for handle in index.handles():
        heard.add(court.judge([handle]).findings)

    alone = (
        judge(rule, subject, Authority(subject, documents))
        for subject in subjects
        for rule in rules
        if rule.info.subject == subject.kind
    )
    expected = {each.fingerprint: each for each in alone}
    assert {each.fingerprint: each for each in heard} == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (fact("x"), fact("x")),
        (fact(None), fact(None)),
        (fact([]), fact([])),
        (fact({}), fact({})),
        (fact(["x", "y"]), fact(["x", "y"])),
        (fact(OTHER), fact(OTHER)),
    ],
)
def test_what_reads_the_same_is_the_same(one: Json, other: Json) -> None:
    precedents, must = Precedents(), "bucket.logging == 'x'"
    status = after(precedents, must, one)
    assert found(precedents, must, other) is status


@pytest.mark.parametrize(
    "other",
    [
        fact("y"),
        fact(None),
        fact(1),
        fact(1.0),
        fact([]),
        fact({}),
        fact(["x"]),
        {"logging": Fact.of("another:Action", True)},
        {"logging": Fact.unknown("s3:GetBucketLogging", "AccessDenied")},
    ],
)
def test_what_reads_otherwise_is_not(other: Json) -> None:
    precedents, must = Precedents(), "bucket.logging == `true`"
    assert after(precedents, must, fact(True)) is Status.PASS
    assert found(precedents, must, other) is None


def test_objects_that_only_look_the_same_are_not() -> None:
    precedents, must = Precedents(), "bucket.logging && bucket.logging.id == `1`"
    after(precedents, must, fact({"id": 2}))
    assert found(precedents, must, fact({"id": 2})) is None


def test_only_what_was_read_counts() -> None:
    precedents, must = Precedents(), "bucket.logging == 'x' || bucket.acl == 'y'"
    after(precedents, must, fact("x"))
    assert found(precedents, must, {**fact("x"), "acl": "z"}) is Status.PASS
    assert found(precedents, must, {**fact("w"), "acl": "z"}) is None


@pytest.mark.parametrize(
    "must", ["length(keys(@)) == `1`", "may('replicate')", "bucket.logging == 'x' && may('replicate')"]
)
def test_what_rests_on_more_makes_no_precedent(must: str) -> None:
    precedents, (asked, view) = Precedents(), case(must, fact("x"))
    reading = Reading(lambda *_: True)
    asked = Asked(asked.rule, asked.subject, reading)
    precedents.add(asked, view, Precedent(verdict(asked), (), None))
    assert precedents.of("r", view) is None


def test_of_many_only_the_last_are_kept() -> None:
    precedents, must = Precedents(most=3), "bucket.logging == 'x'"
    for value in ("1", "2", "3", "4"):
        after(precedents, must, fact(value))
    assert [found(precedents, must, fact(value)) for value in "1234"] == [None, None, None, Status.FAIL]
