"""Statements of a role and what its edges ask of it -> what they grant that no edge asks for.

The texts are compared, and conditions are left aside: a grant that takes in one request of one edge has its need, and
whether it is wider than that is for the rules about wildcards to say. `auditor explain` decides one edge anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from auditor.evaluate.probes import meets
from auditor.evaluate.reading import Unknown
from auditor.evaluate.statements import covers
from auditor.iam.pattern import matcher
from auditor.snapshot import Json

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_WILD = re.compile(r"[*?]")

Needed: TypeAlias = Mapping[str, Sequence[str]]
_Places: TypeAlias = dict[str, dict[str, Sequence[str]]]


def granted_without_need(given: Sequence[Json], needed: Needed) -> list[Json] | Unknown:
    """`{action, resource}` of each entry that meets no need. Unknown if it may be of a key known by its alias only."""
    places = _by_head(needed)
    found = [one for each in given if each["Effect"] == "Allow" for one in _needless(each, places)]
    alias = next((resource for resource in needed if ":alias/" in resource), None)
    if alias and any(_of_keys(one) for one in found):
        return Unknown(f"NotCollected: which key {alias} is")
    return found


def _by_head(needed: Needed) -> _Places:
    """What is needed by the bucket or key it is needed of: a role may have thousands of edges."""
    grouped: _Places = defaultdict(dict)
    for place, actions in needed.items():
        grouped[_head(place)][place] = actions
    return grouped


def _head(resource: str) -> str:
    """The bucket of a bucket's or an object's ARN; of a key nothing that many keys would share."""
    return resource.partition("/")[0] if resource.split(":", 3)[2:3] == ["s3"] else resource


def _heads(pattern: str) -> Iterator[str]:
    """What is needed is by these, of which something may be taken in: itself, any key of its Region, any key at all."""
    yield _head(pattern)
    parts = pattern.split(":", 4)
    if parts[2:3] == ["kms"]:
        yield ":".join((*parts[:4], "*"))
        yield ":".join((*parts[:3], "*"))


def _of_keys(grant: Mapping[str, str]) -> bool:
    return matcher(grant["action"].lower().partition(":")[0])("kms") or grant["action"].startswith("all but")


def _needless(statement: Mapping[str, Json], places: _Places) -> Iterator[Json]:
    """An action on a bucket and its objects together is one grant: on one of the two it means nothing."""
    served = {resource: _asked(statement, resource, places) for resource in _resources(statement)}
    for action, alone in _actions(statement):
        used = {_head(resource) for resource, asked in served.items() if any(covers(alone, one) for one in asked)}
        for resource in served:
            if _head(resource) not in used:
                yield {"action": action, "resource": resource}


def _actions(statement: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    if statement["NotActions"]:
        yield f"all but {', '.join(map(str, statement['NotActions']))}", statement
    for each in statement["Actions"]:
        yield str(each), {"NotActions": [], "Actions": [each]}


def _resources(statement: Mapping[str, Json]) -> list[str]:
    if statement["NotResources"]:
        return [f"all but {', '.join(map(str, statement['NotResources']))}"]
    return [str(each) for each in statement["Resources"]]


def _asked(statement: Mapping[str, Json], resource: str, places: _Places) -> set[str]:
    """The actions that are needed on something of the resource."""
    if statement["NotResources"]:
        out = [matcher(str(each)) for each in statement["NotResources"]]
        left = [(place, one) for one in places.values() for place in one if not any(fits(place) for fits in out)]
        return {action for place, one in left for action in one[place]}
    pattern = _VARIABLE.sub("*", resource)
    wild = _WILD.search(_head(pattern))
    near: Iterable[Needed] = places.values() if wild else [places[each] for each in _heads(pattern) if each in places]
    return {action for one in near for place in one if _takes_in(pattern, place) for action in one[place]}


def _takes_in(pattern: str, place: str) -> bool:
    return matcher(pattern)(place) or (place.endswith("*") and meets(pattern, place[:-1]))
