from auditor.evaluate.doubt import LONGEST, doubtful
from auditor.finding import Evidence
from auditor.snapshot import Fact

UNREAD = Fact.unknown("iam:ListRolePolicies", "AccessDenied", "not authorized")
PARTS = {"role": {"name": "r", "inline_policies": UNREAD, "trust": Fact.of("iam:GetRole", {})}}


def told(*unknown: str | tuple[str, ...]) -> str:
    """Of what was not read, the reason; of a request that was not decided, what it depends on."""
    evidence = [
        Evidence(f"e{n}", unknown=each) if isinstance(each, str) else Evidence(f"e{n}", None, "", "unknown", each)
        for n, each in enumerate(unknown)
    ]
    whole = doubtful("It holds", PARTS, evidence)
    return whole.removeprefix("Not known whether: It holds. It depends on ")


def test_a_context_key_is_told_by_its_name() -> None:
    assert told(("aws:SourceIp",)) == "aws:SourceIp"


def test_an_unread_document_is_told_with_its_reason_and_without_context_keys() -> None:
    assert told(("aws:SourceIp", "inline policies of r")) == "inline policies of r (AccessDenied)"


def test_requests_that_hang_on_the_same_thing_tell_it_once() -> None:
    assert told(("inline policies of r",), ("inline policies of r",)) == ("inline policies of r (AccessDenied)")


def test_three_reasons_are_told_and_the_rest_counted() -> None:
    assert told("A", "B", "C: why", "D", "E") == "e0 (A), e1 (B), e2 (C) and 2 more"


def test_the_line_stays_short() -> None:
    assert len(doubtful("It holds", {}, [Evidence("e" * 500, unknown="A")])) == LONGEST


def test_of_a_list_that_was_not_read_its_members_are_not_told_too() -> None:
    paths = ("jobs", "jobs[0].Status", "jobs[0].Report.Bucket", "jobsite")
    line = doubtful("It holds", {}, [Evidence(path, unknown="AccessDenied") for path in paths])

    assert line.endswith("depends on jobs (AccessDenied), jobsite (AccessDenied)")


def test_a_member_that_is_not_known_for_another_reason_is_told() -> None:
    evidence = [Evidence("jobs", unknown="AccessDenied"), Evidence("jobs[0].own_role", unknown="NotCollected")]

    assert doubtful("It holds", {}, evidence).endswith("jobs (AccessDenied), jobs[0].own_role (NotCollected)")
