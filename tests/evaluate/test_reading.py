"""Evidence: what was read, by which action, or why not."""

import pytest

from auditor.evaluate.reading import LONGEST, MOST, Reading, plain, shown
from auditor.finding import Evidence
from auditor.snapshot import Fact, Json
from tests.evaluate.asking import UNREAD, read, refuse


def evidence(text: str) -> list[Evidence]:
    return list(read(text)[1].evidence())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name == 'n'", [Evidence("name", "n")]),
        ("bucket.read.Status", [Evidence("bucket.read.Status", "Enabled", "s3:GetIt")]),
        ("bucket.read.List[1]", [Evidence("bucket.read.List[1]", 2, "s3:GetIt")]),
        ("bucket.absent.Status", [Evidence("bucket.absent.Status", None, "s3:GetIt")]),
        ("bucket.unread.Status", [Evidence("bucket.unread.Status", None, "s3:GetIt", "AccessDenied: no right")]),
        ("no && bucket.read.Status", [Evidence("no", False)]),
        (
            "mixed[?name].x | [0]",
            [Evidence("mixed", [{"ok": True}, {"ok": "unknown (AccessDenied: no right)"}, {"ok": False}])],
        ),
        ("known(bucket.unread)", [Evidence("bucket.unread", None, "s3:GetIt", "AccessDenied: no right")]),
    ],
)
def test_what_was_read(text: str, expected: list[Evidence]) -> None:
    assert evidence(text) == expected


def test_a_fact_in_an_element_is_named_with_the_way_to_it() -> None:
    kept = [each for each in evidence("any(mixed, &ok == 'x')") if each.source]
    assert kept == [
        Evidence("mixed[].ok", True, "a:b"),
        Evidence("mixed[].ok", None, "s3:GetIt", "AccessDenied: no right"),
        Evidence("mixed[].ok", False, "a:b"),
    ]


def test_what_is_read_twice_is_kept_once() -> None:
    assert len(evidence("name == 'n' && name == 'n'")) == 1


def test_a_function_that_cannot_answer_says_why() -> None:
    _, reading = read("statements('{')")
    assert reading.evidence()[-1] == Evidence("statements('{')", unknown="MalformedPolicy: it is not JSON")


def test_many_values_of_one_expression_are_cut() -> None:
    reading = Reading(refuse)
    for number in range(MOST + 5):
        reading.note("x", number)
    assert len(reading.evidence()) == MOST


@pytest.mark.parametrize("value", ["x" * 1000, ["x" * 1000], {"k": "x" * 1000}])
def test_long_values_are_shortened(value: Json) -> None:
    reading = Reading(refuse)
    reading.note("x", value)
    (kept,) = reading.evidence()
    assert len(kept.value) < LONGEST + 30


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "x"),
        (None, "none"),
        ([], "none"),
        (["a", "b"], "a, b"),
        ([1], "[1]"),
        ({"k": True}, '{"k":true}'),
        (7, "7"),
    ],
)
def test_how_messages_show_a_value(value: Json, expected: str) -> None:
    assert shown(value) == expected


def test_plain_values_hold_no_facts() -> None:
    held = {"a": Fact.of("x", [1]), "b": [Fact.absent("x", "None")], "c": UNREAD}
    assert plain(held) == {"a": [1], "b": [None], "c": "unknown (AccessDenied: no right)"}
