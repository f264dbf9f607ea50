"""A request to AWS and an answer to it, as they are on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as an answer needs it."""

    account: str
    region: str
    path: str
    query: Mapping[str, list[str]]
    body: bytes


Answer: TypeAlias = tuple[int, str, str]
"""Status, content type, body."""
