"""Of random failures and rules that cause one another: each counts, or follows from one that does; none is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from auditor.config import AcceptedRisk
from auditor.evaluate.causes import Lead, Traces, with_causes
from auditor.evaluate.waivers import waive
from auditor.finding import Assessment, Finding, Findings, Severity, Status
from auditor.reports.formats import FORMATS
from auditor.reports.outline import following, orphans
from auditor.rules import Cause, Rule
from auditor.rules.vocabulary import subjects_in
from tests.evaluate.asking import expression, rule

NAMES = tuple("abcdef")
PLACES = ("one", "two", "three")
PLAIN = {name: rule(name) for name in NAMES}


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Each may name those before it as causes, so that none is its own; some only at times, or somewhere."""
    made = []
    for index, name in enumerate(NAMES):
        chosen = draw(st.lists(st.sampled_from(NAMES[:index]), unique=True)) if index else []
        causes = [Cause(cause, *draw(st.sampled_from(LIMITS))) for cause in chosen]
        made.append(replace(PLAIN[name], consequence_of=tuple(causes)))
    return tuple(made)


LIMITS = ((None, ""), (expression("`true`"), ""), (None, subjects_in("bucket")[0]))
FAILURES = st.builds(
    lambda rule, subject, severity, status: Finding(rule, severity, "bucket", subject, status, f"{rule} of {subject}"),
    st.sampled_from(NAMES), st.sampled_from(PLACES), st.sampled_from(Severity), st.sampled_from(Status),
)  # fmt: skip
ESTATES = st.lists(FAILURES, max_size=14, unique_by=lambda each: (each.rule, each.subject))
RELATED = st.dictionaries(st.sampled_from(PLACES), st.frozensets(st.sampled_from(PLACES)))
LEADS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(PLACES), st.sampled_from(NAMES), st.sampled_from(("", *PLACES)))
)


def assessed(
    of: tuple[Rule, ...], found: list[Finding], related: dict[str, frozenset[str]], leads: list[Lead]
) -> Assessment:
    traces = Traces()
    traces.relate(related.items())
    traces.lead(leads)
    findings = with_causes(Findings(found), of, traces)
    return Assessment(findings, (), {each.info.id: each.info for each in of}, {"p": "1"}, {"complete": True}, "0")


@given(rules(), ESTATES, RELATED, LEADS)
def test_each_failure_counts_or_follows_from_one_that_does(
    of: tuple[Rule, ...], found: list[Finding], related: dict[str, frozenset[str]], leads: list[Lead]
) -> None:
    assessment = assessed(of, found, related, leads)
    made = {each.fingerprint: each for each in assessment.findings}
    assert [replace(each, cause=None) for each in made.values()] == list(Findings(found))
    for each in made.values():
        if each.cause is not None:
            assert each.status is Status.FAIL
            assert made[each.cause].outcome == "FAIL"
            assert each.rule != made[each.cause].rule
    assert bool(list(assessment.failing())) == any(each.status is Status.FAIL for each in found)


@given(rules(), ESTATES, RELATED, LEADS)
def test_a_cause_is_named_wherever_a_rule_names_it(
    of: tuple[Rule, ...], found: list[Finding], related: dict[str, frozenset[str]], leads: list[Lead]
) -> None:
    failed = {(each.rule, each.subject) for each in found if each.status is Status.FAIL}
    near = {(one, other) for one, others in related.items() for other in others}
    near |= {(other, one) for one, other in near} | {(one, one) for one in PLACES}
    causes = {each.info.id: each.consequence_of for each in of}

    def leading(rule: str, subject: str, cause: Cause, place: str) -> bool:
        if cause.always:
            return (subject, place) in near
        given = {lead[3] for lead in leads if lead[:3] == (rule, subject, cause.rule)}
        return (place in given) or ("" in given and given == {""} and (subject, place) in near)

    for each in assessed(of, found, related, leads).findings:
        possible = [
            (cause.rule, place)
            for cause in causes[each.rule]
            for place in PLACES
            if (cause.rule, place) in failed and leading(each.rule, each.subject, cause, place)
        ]
        assert (each.cause is not None) == (each.status is Status.FAIL and bool(possible))


@given(rules(), ESTATES, RELATED, LEADS, st.sampled_from(NAMES), st.sampled_from(PLACES))
def test_every_report_tells_each_failure_once_and_a_waiver_hides_none_that_follows(
    of: tuple[Rule, ...],
    found: list[Finding],
    related: dict[str, frozenset[str]],
    leads: list[Lead],
    waived: str,
    at: str,
) -> None:
    risk = AcceptedRisk(rule=waived, subject=at, justification="known", owner="us", expires="2027-01-01")
    assessment = waive(assessed(of, found, related, leads), [risk], date(2026, 11, 21))
    assert not list(orphans(assessment))
    told = [each for cause in assessment.failing() for each in (cause, *following(assessment, cause))]
    failed = [each for each in found if each.status is Status.FAIL and (each.rule, each.subject) != (waived, at)]
    assert sorted((each.rule, each.subject) for each in told) == sorted((each.rule, each.subject) for each in failed)
    counts = assessment.counts()
    cases = "".join(FORMATS["junit"](assessment))
    assert cases.count("<failure ") == counts["FAIL"]
    assert cases.count('message="follows from') == counts["consequence"]
