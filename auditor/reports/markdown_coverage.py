"""An assessment in, Markdown tables out of what was read for it: how much, where, by which call, and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.finding import Assessment, Gap
from auditor.reports.coverage import calls, places
from auditor.reports.markup import Markdown, optional, table, whole
from auditor.reports.text import value_text


def gaps(gaps: Sequence[Gap]) -> Iterator[Markdown]:
    """What could not be read, in the order given."""
    headers = ("Account", "Region", "Resource", "Fact", "IAM action", "Reason", "Detail")
    rows = [
        (
            *(optional(text) for text in (gap.account, gap.region, gap.resource, gap.fact, gap.action)),
            gap.reason,
            gap.detail,
        )
        for gap in gaps
    ]
    return table(headers, rows)


def counts(assessment: Assessment) -> Markdown:
    """How much there was of everything."""
    seen = sorted((name, value) for name, value in assessment.coverage.items() if not isinstance(value, list))
    return whole(table(("What", "Seen"), [(name.replace("_", " "), _seen(value)) for name, value in seen]))


def by_place(assessment: Assessment) -> Markdown:
    """How much is known of each account and Region."""
    rows = [
        (optional(place.account), optional(place.region), place.asked, place.known, place.missing or "-")
        for place in places(assessment)
    ]
    return whole(table(("Account", "Region", "Asked", "Known", "Not known"), rows))


def uncovered(assessment: Assessment) -> Markdown:
    """The calls that did not give all they were asked for."""
    rows = [
        (*(optional(text) for text in (call.account, call.region, call.action, call.fact)), call.asked, call.missing)
        for call in calls(assessment)
        if call.missing
    ]
    return whole(table(("Account", "Region", "IAM action", "Fact", "Asked", "Not known"), rows))


def _seen(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in sorted(value.items()))
    return value_text(value)
