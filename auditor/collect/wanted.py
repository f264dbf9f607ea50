"""The facts that are asked for -> those that must be read, with what is needed to find the resources they are of."""

from __future__ import annotations

from auditor.snapshot.catalogue import FACTS, KEY, ROLE

ROLE_FACTS = frozenset(FACTS[ROLE])
KEY_FACTS = frozenset(FACTS[KEY])
EVERYTHING = frozenset(name for facts in FACTS.values() for name in facts)


def needed(facts: frozenset[str] | None) -> frozenset[str]:
    """All facts for None; else `facts`, with replication and encryption where roles, keys or destinations need them."""
    if facts is None:
        return EVERYTHING
    keys = facts & KEY_FACTS  # `policy` is a bucket's and a key's: it asks for both
    replication = {"replication"} if keys or facts & ROLE_FACTS or "existence" in facts else set()
    return facts | replication | ({"encryption"} if keys else set())
