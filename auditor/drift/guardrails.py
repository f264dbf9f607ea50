"""Control policies above an account then and now in, the statements that differ out, level by level.

Organizations User Guide, "SCP evaluation": the policies of one level work as one, and on each level from the root to
the account one must allow. So a level only limits, as a permissions boundary does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.drift.diff import Change, Kind, pair, spelled
from auditor.drift.documents import Statement, compare_statements, statements
from auditor.finding import Severity
from auditor.snapshot import Json

_ALL = {"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}
"""What the policies say that AWS attaches everywhere, FullAWSAccess and RCPFullAWSAccess."""


@dataclass(frozen=True, slots=True)
class _Level:
    """The root, a unit or the account itself."""

    target: str
    """Its id."""
    said: Json
    """Its policies, as the snapshot holds them."""
    statements: tuple[Statement, ...]
    """Of all of them, each under the name of its policy."""

    @property
    def content(self) -> str:
        """Equal for levels that say the same, in whatever policies."""
        return spelled(sorted({one.content for one in self.statements}))

    @property
    def limits(self) -> bool:
        """Whether it leaves something out."""
        return not any(_is_all(one) for one in self.statements) or not all(one.allows for one in self.statements)


def compare_levels(path: str, was: Json, now: Json) -> Iterator[Change]:
    """How `scps` or `rcps` (None: none bear on the account) changed. HIGH is what lets more through.

    An account that was moved under another unit whose policies say the same has not drifted.
    """
    for before, after in pair(_levels(was), _levels(now), lambda level: level.target, lambda level: level.content):
        if before is not None and after is not None:
            yield from compare_statements(before.statements, after.statements, f"{path}[{after.target}]")
        elif after is not None and after.limits:
            yield Change(f"{path}[{after.target}]", Kind.ADD, None, after.said)
        elif before is not None and before.limits:
            yield Change(f"{path}[{before.target}]", Kind.REMOVE, before.said, None, Severity.HIGH)


def _levels(levels: Json) -> list[_Level]:
    return [_Level(level["TargetId"], level["Policies"], tuple(_statements(level))) for level in levels or ()]


def _statements(level: Json) -> Iterator[Statement]:
    for policy in level["Policies"]:
        for statement in statements(policy["Document"]):
            yield replace(statement, name=f"{policy['Name']}.{statement.name}")


def _is_all(statement: Statement) -> bool:
    """Whether it allows everything, without any condition; the principals of an RCP are everybody in any case."""
    form = statement.form
    return isinstance(form, dict) and {name: form[name] for name in form if name != "Principal"} == _ALL
