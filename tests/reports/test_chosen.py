"""Every report says what narrows all that it says: only a part of the buckets, or an endpoint that is not AWS's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.sample import ASSESSMENT, rendered

BUCKETS = "Only buckets called invoices-2026, logs were audited, with the edges from and to them."
ELSEWHERE = "Not AWS itself but an endpoint that was configured, such as an emulator's, answered for 111111111111."


@pytest.mark.parametrize("name", ["summary", "markdown", "junit"])
@pytest.mark.parametrize(
    ("key", "listed", "said"),
    [("buckets", ["invoices-2026", "logs"], BUCKETS), ("elsewhere", ["111111111111"], ELSEWHERE)],
)
def test_what_narrows_a_report_is_told_where_it_is_so(name: str, key: str, listed: list[str], said: str) -> None:
    narrowed = replace(ASSESSMENT, snapshot={**ASSESSMENT.snapshot, key: listed})
    assert said in rendered(name, narrowed).replace("\\", "").replace("&#x27;", "'").replace("&apos;", "'")
    assert said[:20] not in rendered(name, ASSESSMENT)
