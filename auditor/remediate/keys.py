"""Actions on a KMS key: let the role use it, and put it back into use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.remediate import document as policy
from auditor.remediate.desk import Desk
from auditor.remediate.document import Statement
from auditor.remediate.given import NeedsPerson, text, texts
from auditor.snapshot import Json, State

SID = "AuditorAdmitsReplicationRole"
_CAN_RETURN = ("Disabled", "PendingDeletion")
"""States that a call can end (KMS Developer Guide, "Key states of AWS KMS keys")."""


def permit_on_key(given: Mapping[str, Json], desk: Desk) -> None:
    """`{key, role, actions}`: Allow the role these actions in the key policy."""
    permit(desk, text(given, "key"), text(given, "role"), texts(given, "actions"))


def permit(desk: Desk, key: str, role: str, actions: Iterable[str]) -> None:
    """Merge the grant into the key's policy; the policy of an AWS managed key cannot be edited."""
    key = _key(desk, key)
    statement: Statement = {"Effect": "Allow", "Principal": {"AWS": role}, "Action": list(actions), "Resource": "*"}
    if (desk.fact(key, "key").value or {}).get("KeyManager") == "AWS":
        raise NeedsPerson(f"AWS manages {key} and its policy: encrypt with a customer managed key instead", key)
    document = policy.read(desk.fact(key, "policy"), key, statement)
    desk.put(key, "policy", policy.written(policy.allow(document, statement, SID)))


def enable_key(given: Mapping[str, Json], desk: Desk) -> None:
    """`{key}`: cancel its deletion and enable it; other states need what only a person has."""
    key = _key(desk, text(given, "key"))
    now = desk.fact(key, "key").value or {}
    if now.get("KeyState") not in (*_CAN_RETURN, "Enabled"):
        raise NeedsPerson(
            f"{key} is {now.get('KeyState', 'in a state that was not read')}: import its material, reconnect its key"
            " store or name another key",
            key,
        )
    enabled = {name: value for name, value in now.items() if name != "DeletionDate"}
    desk.put(key, "key", {**enabled, "KeyState": "Enabled", "Enabled": True})


def _key(desk: Desk, arn: str) -> str:
    """The key behind an alias."""
    if ":alias/" not in arn:
        return arn
    target = desk.fact(arn, "target")
    if target.state is not State.VALUE:
        raise NeedsPerson(f"which key {arn} means was not read ({target.reason})", arn)
    return str(target.value["KeyArn"])
