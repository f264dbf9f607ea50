"""IAM actions in, the policy that a session is held to out: however much its role may do, the session only reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

LONGEST = 2048
"""Characters that a session policy may have (STS API, "AssumeRole")."""

_VERBS = ("Describe", "List", "Get")
_VERBS_OF: Mapping[str, tuple[str, ...]] = {"s3": ("GetBucket", "List")}
"""What every action begun so does is read; of S3's `Get` only what is about buckets, for the rest opens objects."""


def read_only(actions: Iterable[str]) -> str:
    """The policy that allows `actions` on everything, and nothing else.

    If it would be too long, `kms:Get*` and the like stand for the actions that begin so, as few of them as will do.
    """
    listed = sorted(set(actions))
    for begun, members in _by_saving(listed):
        if len(_written(listed, "*")) <= LONGEST:
            break
        listed = sorted({*listed, begun} - set(members))
    return _written(listed, "*")


def onward(role: str) -> str:
    """The policy of a session on the way, which has but to assume `role` (an ARN)."""
    return _written(["sts:AssumeRole"], role)


def _by_saving(actions: Sequence[str]) -> list[tuple[str, list[str]]]:
    """`service:Verb*` and the actions it would stand for, the longest lists first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        service, _, name = action.partition(":")
        for verb in _VERBS_OF.get(service, _VERBS):
            if name.startswith(verb):
                groups[f"{service}:{verb}*"].append(action)
    return sorted(groups.items(), key=lambda group: (-len("".join(group[1])), group[0]))


def _written(actions: Sequence[str], resource: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
