"""reports/examples holds exactly what each format makes of the sample assessment."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from auditor.finding import Findings, Waiver
from auditor.reports.formats import FORMATS
from tests.reports.sample import ASSESSMENT, EXAMPLES, FILES, FINDINGS, rendered


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_example_is_up_to_date(name: str) -> None:
    assert rendered(name, ASSESSMENT).encode() == (EXAMPLES / FILES[name]).read_bytes()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_order_of_findings_and_gaps_makes_no_difference(name: str) -> None:
    turned = replace(
        ASSESSMENT,
        findings=Findings(reversed(list(ASSESSMENT.findings))),
        gaps=ASSESSMENT.gaps[::-1],
        rules=dict(reversed(ASSESSMENT.rules.items())),
        coverage=dict(reversed(ASSESSMENT.coverage.items())),
    )

    assert rendered(name, turned) == rendered(name, ASSESSMENT)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_gap_is_in_every_report(name: str) -> None:
    report = rendered(name, ASSESSMENT)

    assert [gap.resource for gap in ASSESSMENT.gaps if gap.resource not in report] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_nothing_a_terminal_or_reader_would_obey_is_in_a_report(name: str) -> None:
    lines = rendered(name, ASSESSMENT).split("\n")

    assert [line for line in lines if not line.isprintable()] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_assessment_has_a_report(name: str) -> None:
    empty = replace(ASSESSMENT, findings=Findings(()), gaps=(), rules={}, packs={}, coverage={})

    assert rendered(name, empty).endswith("\n")


@pytest.mark.parametrize("name", ["junit", "markdown", "summary"])
def test_a_collection_that_was_cut_short_is_said_so(name: str) -> None:
    short = replace(ASSESSMENT, gaps=(), snapshot={**ASSESSMENT.snapshot, "complete": False})

    assert "collection was cut short" in rendered(name, short)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_expired_waiver_is_in_every_report(name: str) -> None:
    assert re.search(r"EXPIRED(.|\n)*destination-versioning-enabled|destination-versioning-enabled(.|\n)*EXPIRED",
                     rendered(name, replace(ASSESSMENT, findings=Findings(()))))  # fmt: skip
    assert "EXPIRED" not in rendered(name, replace(ASSESSMENT, findings=Findings(()), waivers=()))


@pytest.mark.parametrize("name", ["junit", "markdown"])
def test_what_follows_from_a_waived_failure_says_so(name: str) -> None:
    cause = replace(FINDINGS[0], waiver=Waiver("j", "o", "2027-06-30"))
    effect = replace(FINDINGS[1], cause_waived=True)
    told = rendered(name, replace(ASSESSMENT, findings=Findings((cause, effect))))
    assert re.search(rf"ollows from `?{cause.rule} on {re.escape(cause.subject)}`?, which is waived", told)
