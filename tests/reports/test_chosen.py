"""Every report says that only a part of the buckets was audited; none says so of a whole estate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.sample import ASSESSMENT, rendered

SAID = "Only buckets called invoices-2026, logs were audited, with the edges from and to them."


@pytest.mark.parametrize("name", ["summary", "markdown", "junit"])
def test_a_part_of_the_buckets_is_told(name: str) -> None:
    part = replace(ASSESSMENT, snapshot={**ASSESSMENT.snapshot, "buckets": ["invoices-2026", "logs"]})
    assert SAID in rendered(name, part).replace("\\", "")
    assert "Only buckets called" not in rendered(name, ASSESSMENT)
