"""The Markdown report says what is broken, why, what follows and what to do, and no hostile text breaks it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.finding import Assessment, Findings, Status, Waiver
from tests.reports.sample import ASSESSMENT, EDGE, FINDINGS, HOSTILE_EDGE, rendered

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _tokens(report: str) -> list[Token]:
    return [each for token in PARSER.parse(report) for each in (token, *(token.children or ()))]


def _headings(report: str, level: str) -> list[str]:
    tokens = PARSER.parse(report)
    opened = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == level]
    return ["".join(child.content for child in tokens[index + 1].children or ()) for index in opened]


@pytest.fixture(scope="module")
def report() -> str:
    return rendered("markdown", ASSESSMENT)


def test_the_sections_stand_in_their_order(report: str) -> None:
    assert _headings(report, "h2") == [
        "Coverage",
        "Failures",
        "Compliance",
        "Unknown",
        "Waived",
        "Passed",
        "Does not apply",
    ]


def test_failures_stand_under_their_severity_worst_first(report: str) -> None:
    assert _headings(report, "h3") == [
        "By account and Region",
        "Calls without an answer",
        "Not read",
        "CRITICAL",
        "HIGH",
        "NIST-800-53r5",
        "Waivers to look at",
        "To be known of what passed",
    ]


def test_each_failure_that_counts_has_one_heading(report: str) -> None:
    headings = _headings(report, "h5")

    assert len(headings) == ASSESSMENT.counts()["FAIL"]
    assert headings[0].startswith("On arn:aws:iam::111111111111")


def test_a_rule_that_several_subjects_fail_is_told_once() -> None:
    failed = tuple(replace(FINDINGS[2], subject=f"edge-{number}") for number in range(3))
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings(failed)))

    assert _headings(report, "h4") == [FINDINGS[2].rule]
    assert _headings(report, "h5") == ["On edge-0", "On edge-1", "On edge-2"]
    assert report.count("- Why it matters:") == 1


@pytest.mark.parametrize(
    "part",
    [
        "**2 failures**: 1 CRITICAL, 1 HIGH.",
        "- S3 will report: `DstBucketUnversioned`",
        "- Accounts: `222222222222`, `111111111111` (the first one acts)",
        "- Why it matters: The replication role has permissions, or objects do not arrive.",
        "- What to do: Turn on versioning of `arn:aws:s3:::odd-dr`. Commands for it: `auditor fix --dry-run`",
        "| `destination.versioning.Status` | `Suspended` | `s3:GetBucketVersioning` |",
        f"  - CRITICAL `role-may-read-source` on `{EDGE}`: The role may not read objects of orders.",
        "| `444444444444` | - | `arn:aws:iam::444444444444:root` | `access` | `sts:AssumeRole` | AccessDenied |  |",
        "`source.versioning.Status` (AccessDenied) |",
        "| storage team | 2027-06-30 |",
        "| `replication-metrics-enabled` | Replication metrics are on | 1 |",
    ],
)
def test_it_says(report: str, part: str) -> None:
    assert part in report


def test_no_raw_html_comes_of_hostile_text(report: str) -> None:
    assert [token for token in _tokens(report) if token.type in {"html_block", "html_inline"}] == []


def test_the_only_links_are_the_references(report: str) -> None:
    links = {token.attrs["href"] for token in _tokens(report) if token.type == "link_open"}

    assert links == {url for rule in ASSESSMENT.rules.values() for url in rule.references}


def test_every_row_has_as_many_cells_as_its_table(report: str) -> None:
    assert set(_ragged(report)) == set()


def _ragged(report: str) -> list[int]:
    """Counts of cells of a row that differ from its table's head, read from the tokens of each table."""
    ragged, head, cells = [], 0, 0
    for token in PARSER.parse(report):
        if token.type == "tr_open":
            cells = 0
        elif token.type in {"td_open", "th_open"}:
            cells += 1
            head = cells if token.type == "th_open" else head
        elif token.type == "tr_close" and cells != head:
            ragged.append(cells)
    return ragged


def _unescaped_bars(line: str) -> int:
    return line.replace("\\|", "").count("|")


def test_the_bars_of_every_row_agree(report: str) -> None:
    groups: list[list[str]] = [[]]
    for line in report.split("\n"):
        if line.startswith("|"):
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])

    assert [group for group in groups if len({_unescaped_bars(line) for line in group}) > 1] == []


@given(st.text(st.characters(exclude_categories=[]) | st.sampled_from("`|\\<>*_[]&~#\n")))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_leaves_the_shape_of_the_report_alone(text: str) -> None:
    def shape(word: str) -> Counter[str]:
        findings = tuple(replace(each, subject=f"x{word}", message=f"y{word}") for each in FINDINGS)
        gaps = tuple(replace(gap, resource=f"r{word}", detail=f"d{word}") for gap in ASSESSMENT.gaps)
        report = rendered("markdown", replace(ASSESSMENT, findings=Findings(findings), gaps=gaps))
        return Counter(token.type for token in PARSER.parse(report))

    assert shape(text) == shape("plain")


def test_consequences_of_a_waived_failure_are_not_lost() -> None:
    waiver = Waiver("accepted", "someone", "2027-01-01")
    findings = tuple(
        replace(each, waiver=waiver) if each.rule == "replication-role-has-permissions" else each
        for each in ASSESSMENT.findings
    )
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings(findings)))

    assert f"### Consequences of failures that are not told here\n\n- `role-may-read-source` on `{EDGE}`" in report


def _without(*statuses: Status) -> Assessment:
    findings = tuple(each for each in ASSESSMENT.findings if each.status not in statuses)
    return replace(ASSESSMENT, findings=Findings(findings), gaps=())


def test_a_clean_assessment_says_so() -> None:
    assert "**Everything that was judged holds.**" in rendered("markdown", _without(Status.FAIL, Status.UNKNOWN))


def test_what_is_only_unknown_is_not_called_clean() -> None:
    assert "**Nothing failed, but not everything could be judged.**" in rendered("markdown", _without(Status.FAIL))


def test_a_rule_that_many_subjects_pass_names_some_and_counts_all() -> None:
    passed = tuple(replace(FINDINGS[3], subject=f"edge-{number}") for number in range(8))
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings(passed)))

    assert "| 8 | `edge-0`, `edge-1`, `edge-2`, `edge-3`, `edge-4` and 3 more |" in report


def test_a_note_that_many_subjects_share_is_told_once() -> None:
    passed = (replace(FINDINGS[3], subject=f"edge-{number}", message="Noted.") for number in range(8))
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings(passed)))

    assert "| Noted. | 8 | `edge-0`, `edge-1`, `edge-2`, `edge-3`, `edge-4` and 3 more |" in report


def test_what_passes_without_a_note_is_no_row_among_them() -> None:
    title = ASSESSMENT.rules[FINDINGS[3].rule].title
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings([replace(FINDINGS[3], message=title)])))

    assert "To be known" not in report


def test_an_evidence_cell_is_cut_and_says_how_long_it_was() -> None:
    finding = replace(FINDINGS[2], evidence=(replace(FINDINGS[2].evidence[0], value="x" * 5000),))
    report = rendered("markdown", replace(ASSESSMENT, findings=Findings((finding,))))

    assert f"`{'x' * 400}… (5000 characters)`" in report
    assert finding.subject == HOSTILE_EDGE
