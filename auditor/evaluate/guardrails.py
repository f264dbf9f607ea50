"""What stands above the accounts of a request -> the control policies that take part in its decision.

Organizations User Guide, "SCP evaluation": on each level from the root to the account one policy must allow;
"Resource control policies": they bear on resources of member accounts, and on no key that AWS manages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from auditor.iam import Document, Kind
from auditor.iam.parse import RCP_FULL_ACCESS
from auditor.snapshot import Fact, Json, State
from auditor.topology import Part, ReplicationRequest, Subject, part_of, requests
from auditor.topology.organization import of

Levels: TypeAlias = tuple[tuple[Document, ...], ...]
SIDES = {"scp": "scps", "rcp": "rcps"}
_EVERYWHERE = f"p-{RCP_FULL_ACCESS}"
"""Id of the policy that AWS attaches wherever RCPs are enabled; it takes nothing away, and nobody can write another."""
_KINDS = {"scps": (Kind.SCP, "SCP"), "rcps": (Kind.RCP, "RCP")}


@dataclass(slots=True)
class Guardrails:
    """Control policies by the fact that holds them, each parsed once."""

    parse: Callable[[Json, Kind, str], Document]
    _kept: dict[int, tuple[Fact, Levels]] = field(default_factory=dict)
    """By the `id` of the fact, which is kept with it."""

    def levels(self, side: str, request: ReplicationRequest, parts: Mapping[str, Part]) -> Levels:
        """Root first; nothing where none bear on the request, or they were not read (`unread` tells)."""
        read = standing(side, request, parts)
        if read is None or read.state is not State.VALUE:
            return ()
        if id(read) not in self._kept:
            kind, word = _KINDS[SIDES[side]]
            levels = tuple(
                tuple(
                    self.parse(
                        each["Document"], kind, f"{word} {each['Name']} ({each['PolicyId']}) at {level['TargetId']}"
                    )
                    for each in level["Policies"]
                    if each["PolicyId"] != _EVERYWHERE
                )
                for level in read.value
            )
            self._kept[id(read)] = (read, levels)
        return self._kept[id(read)][1]

    def __len__(self) -> int:
        """How many facts are kept."""
        return len(self._kept)

    def clear(self) -> None:
        """Let all go."""
        self._kept.clear()


def standing(side: str, request: ReplicationRequest, parts: Mapping[str, Part]) -> Fact | None:
    """The fact with the policies of a side (`scp`, `rcp`) that bear on a request; None if none can.

    SCPs bear on the role's own calls, not on S3 when it assumes the role; RCPs on both.
    """
    if side == "scp":
        return None if request.policy_of == "role" else of(parts["role"]["account"], parts)["scps"]
    part = part_of(request.policy_of, parts)
    gone = isinstance(part["account"], Fact) and part["account"].state is State.ABSENT
    return None if gone or _of_aws(request, part) else of(part["account"], parts)["rcps"]


def unread(side: str, request: ReplicationRequest, parts: Mapping[str, Part]) -> Fact | None:
    """The unknown fact that hides the policies of a side; None if they are known, or the side is another."""
    read = standing(side, request, parts) if side in SIDES else None
    return read if read is not None and read.state is State.UNKNOWN else None


def left_out(edge: Subject) -> Mapping[tuple[str, str], Fact]:
    """(side, account) -> the unknown fact that hides its policies, for all requests that the edge makes or may make."""
    found: dict[tuple[str, str], Fact] = {}
    for request in requests(edge):
        for side in SIDES if request.needed is not False else ():
            account = edge.parts["role"]["account"] if side == "scp" else request.owner or "nobody knows"
            hidden = unread(side, request, edge.parts)
            if hidden is not None:
                found.setdefault((side, str(account)), hidden)
    return found


def _of_aws(request: ReplicationRequest, part: Mapping[str, Part]) -> bool:
    """Whether the request is to a key that AWS manages."""
    if not request.action.startswith("kms:"):
        return False
    described: Fact = part["key"]
    return (described.value or {}).get("KeyManager") == "AWS"
