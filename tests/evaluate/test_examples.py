from collections.abc import Mapping

import pytest

from auditor.evaluate.examples import ExampleResult, run_examples
from auditor.finding import Status
from auditor.rules import Pack, load_packs
from tests.evaluate.asking import rule

ALL = """[
  {expect: PASS, given: {bucket: {versioning: {Status: Enabled}}}},
  {expect: FAIL, given: {bucket: {versioning: !absent Nothing}}},
  {expect: UNKNOWN, given: {bucket: {versioning: !unknown AccessDenied}}}]"""


def run(subject: str = "bucket", **fields: str) -> tuple[ExampleResult, ...]:
    return run_examples(Pack("p", "1.0", "", "", (rule("r", subject, **fields),), "p"))


def problems(subject: str = "bucket", **fields: str) -> list[str]:
    return [each.problem for each in run(subject, **fields) if each.problem]


def test_examples_that_hold() -> None:
    found = run(examples=ALL)
    assert [(each.expect, each.got, each.problem) for each in found] == [
        (Status.PASS, Status.PASS, ""), (Status.FAIL, Status.FAIL, ""), (Status.UNKNOWN, Status.UNKNOWN, ""),
    ]  # fmt: skip


def test_a_result_names_rule_file_and_line() -> None:
    first = run(examples=ALL)[0]
    assert (first.rule, first.file, first.line) == ("r", "r.yaml", 9)


def test_an_example_that_gives_another_verdict() -> None:
    assert problems(examples=ALL.replace("Enabled", "Suspended")) == ["expected PASS, got FAIL"]


def test_verdicts_that_no_example_shows() -> None:
    examples = "[{expect: NOT_APPLICABLE, given: {bucket: {name: x}}}]"
    assert problems(when="bucket.name == 'b'", examples=examples) == [
        "no example expects PASS", "no example expects FAIL", "no example expects UNKNOWN",
    ]  # fmt: skip


def test_a_rule_with_when_shows_what_it_does_not_apply_to() -> None:
    assert "no example expects NOT_APPLICABLE" in problems(when="bucket.name == 'b'")


def test_a_part_that_is_read_but_not_given() -> None:
    examples = "[{expect: PASS, given: {settings: {trusted_accounts: []}}}]"
    assert problems(examples=examples)[0] == "the rule reads bucket, which the example does not give"


def test_a_member_that_is_read_but_not_given() -> None:
    examples = "[{expect: PASS, given: {bucket: {name: b}}}]"
    assert problems(examples=examples)[0] == "the rule reads bucket.versioning, which the example does not give"


def test_a_member_of_a_listed_part_that_is_read_but_not_given() -> None:
    examples = "[{expect: PASS, given: {inbound: [{id: e}]}}]"
    found = problems(must="all(inbound, &status == 'Enabled')", examples=examples)
    assert found[0] == "the rule reads inbound[0].status, which the example does not give"


def test_inside_aws_own_values_what_is_not_there_is_absent() -> None:
    examples = "[{expect: FAIL, given: {bucket: {versioning: {}}}}]"
    assert run(examples=examples)[0].got is Status.FAIL


def test_an_expression_that_gives_no_truth_value() -> None:
    examples = "[{expect: PASS, given: {bucket: {tags: {}}}}]"
    found = problems(must="bucket.tags.locked", examples=examples)
    assert found[0] == "must: gave none for example, not true or false: bucket.tags.locked"


@pytest.mark.parametrize(
    ("status", "follows", "expected"),
    [
        ("Suspended", "[other]", []),
        ("null", "[]", []),
        ("Suspended", "[]", ["expected to follow from none, but follows from other"]),
        ("null", "[other]", ["expected to follow from other, but follows from none"]),
        ("!unknown AccessDenied", "[other]", ["expected to follow from other, but follows from none"]),
    ],
)
def test_the_causes_that_it_may_have(status: str, follows: str, expected: list[str]) -> None:
    must = "bucket.name == 'b' && bucket.versioning.Status == 'Enabled'"
    shown = f"expect: FAIL, follows: {follows}"
    examples = ALL.replace("{versioning: {Status: Enabled}}", "{name: b, versioning: {Status: Enabled}}")
    examples = examples.replace("{versioning: !unknown", "{name: b, versioning: !unknown").replace(
        "expect: FAIL", shown
    )
    written = status if status.startswith("!") else f"{{Status: {status}}}"
    examples = examples.replace("{versioning: !absent Nothing}", f"{{name: x, versioning: {written}}}")
    causes = "[always, {rule: other, when: bucket.versioning.Status == 'Suspended'}]"
    assert problems(must=must, consequence_of=causes, examples=examples) == expected


@pytest.mark.parametrize(("severity", "expected"), [("LOW", []), ("HIGH", ["expected severity HIGH, got LOW"])])
def test_the_severity_that_adjust_gives(severity: str, expected: list[str]) -> None:
    examples = ALL.replace("expect: FAIL", f"expect: FAIL, severity: {severity}")
    assert (
        problems(
            adjust="[{when: bucket.versioning.Status == null, severity: LOW}]".replace("null", "`null`"),
            examples=examples,
        )
        == expected
    )


RULE_EXAMPLES: Mapping[str, str] = {
    "rule.schema == 'V1'": "{ID: x}",
    "rule.schema == 'V2'": "{Filter: {}}",
    "rule.key == 'x'": "{ID: x}",
    "rule.key == '#1'": "{}",
    "rule.Destination.Account == `null`": "{}",
}


@pytest.mark.parametrize("must", RULE_EXAMPLES)
def test_a_replication_rule_is_taken_as_awss_answer(must: str) -> None:
    examples = f"[{{expect: PASS, given: {{rule: {RULE_EXAMPLES[must]}}}}}]"
    assert run("replication", must=must, examples=examples)[0].got is Status.PASS


def test_a_whole_part_may_be_unknown() -> None:
    examples = "[{expect: UNKNOWN, given: {rule: !unknown AccessDenied}}]"
    assert run("replication", must="rule.Status == 'Enabled'", examples=examples)[0].problem == ""


MAY = {
    "{may: {replicate: true}}": Status.PASS,
    "{may: {replicate: false}}": Status.FAIL,
    "{may: {replicate: !unknown AccessDenied}}": Status.UNKNOWN,
    "{may: {replicate: {all: true, identity: false}}}": Status.PASS,
}


@pytest.mark.parametrize("given", MAY)
def test_answers_to_may(given: str) -> None:
    examples = f"[{{expect: PASS, given: {given}}}]"
    assert run("replication", must="may('replicate')", examples=examples)[0].got is MAY[given]


def test_an_answer_for_one_side() -> None:
    examples = "[{expect: FAIL, given: {may: {replicate: {all: true, identity: false}}}}]"
    assert run("replication", must="may('replicate', 'identity')", examples=examples)[0].problem == ""


def test_what_may_be_is_not_denied() -> None:
    examples = "[{expect: PASS, given: {may: {replicate: true}}}]"
    assert run("replication", must="denied('replicate') == `false`", examples=examples)[0].got is Status.PASS


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("{may: {read-source: true}}", "the rule reads may.replicate, which the example does not give"),
        ("{may: {replicate: {identity: true}}}", "the rule reads may.replicate, which the example does not give"),
        ("{may: {replicat: true}}", "examples: may() knows no 'replicat'; did you mean 'replicate'?"),
        ("{rule: {Status: Enabled}}", "the rule reads destination, which the example does not give"),
    ],
)
def test_answers_that_are_missing(given: str, problem: str) -> None:
    examples = f"[{{expect: PASS, given: {given}}}]"
    assert problems("replication", must="may('replicate')", examples=examples)[0] == problem


@pytest.mark.parametrize("pack", load_packs([]), ids=lambda pack: str(pack.name))
def test_the_examples_of_shipped_rules_hold(pack: Pack) -> None:
    assert [f"{each.rule}:{each.line}: {each.problem}" for each in run_examples(pack) if each.problem] == []
