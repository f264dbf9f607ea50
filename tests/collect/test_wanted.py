"""What is asked for brings along what leads to it, and no more."""

from __future__ import annotations

import pytest

from auditor.collect.wanted import needed


def test_none_means_everything() -> None:
    assert {"versioning", "trust", "rotation", "existence", "target"} <= needed(None)


@pytest.mark.parametrize(
    ("facts", "more"),
    [
        ({"versioning"}, set()),
        ({"trust"}, {"replication"}),
        ({"existence"}, {"replication"}),
        ({"rotation"}, {"replication", "encryption"}),
        ({"policy"}, {"replication", "encryption"}),
    ],
)
def test_what_leads_there_is_read_too(facts: set[str], more: set[str]) -> None:
    assert needed(frozenset(facts)) == facts | more
