from auditor.evaluate.doubt import LONGEST, doubtful
from auditor.finding import Evidence
from auditor.snapshot import Fact

UNREAD = Fact.unknown("iam:ListRolePolicies", "AccessDenied", "not authorized")
PARTS = {"role": {"name": "r", "inline_policies": UNREAD, "trust": Fact.of("iam:GetRole", {})}}


def told(*unknown: str) -> str:
    whole = doubtful("It holds", PARTS, [Evidence(f"e{n}", unknown=each) for n, each in enumerate(unknown)])
    return whole.removeprefix("Not known whether: It holds. It depends on ")


def test_the_ways_it_may_turn_out_are_left_to_the_evidence() -> None:
    assert told("unknown, it depends on aws:SourceIp (aws:SourceIp = absent: allowed)") == "aws:SourceIp"


def test_an_unread_document_is_told_with_its_reason_and_without_context_keys() -> None:
    assert told("unknown, it depends on aws:SourceIp, inline policies of r") == "inline policies of r (AccessDenied)"


def test_requests_that_hang_on_the_same_thing_tell_it_once() -> None:
    assert told("it depends on inline policies of r", "it depends on inline policies of r (x = y: allowed)") == (
        "inline policies of r (AccessDenied)"
    )


def test_three_reasons_are_told_and_the_rest_counted() -> None:
    assert told("A", "B", "C: why", "D", "E") == "e0 (A), e1 (B), e2 (C) and 2 more"


def test_the_line_stays_short() -> None:
    assert len(doubtful("It holds", {}, [Evidence("e" * 500, unknown="A")])) == LONGEST
