"""What an account has switched on of AWS: its Regions."""

from __future__ import annotations

from botocore.client import BaseClient

from auditor.collect.read import Call, need, read_all
from auditor.snapshot import Fact, Json

_PAGE = 50
"""The most Regions that one answer can hold; AWS has fewer."""


def _in_order(regions: Json) -> Json:
    return sorted(regions, key=lambda region: str(need(region, "RegionName")))


FACTS = (
    Call("regions", "list_regions", "account:ListRegions", always=(("MaxResults", _PAGE),),
         select="Regions", tokens=("NextToken", "NextToken"), shape=_in_order),
)  # fmt: skip
CALLS = FACTS


def read_regions(client: BaseClient, wanted: frozenset[str]) -> dict[str, Fact]:
    """The wanted facts of the account whose keys sign."""
    return read_all(client, FACTS, wanted)
