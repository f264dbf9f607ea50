"""AssumeRole asks the role's trust policy; moto lets anyone assume anything, existing or not.

Only what an auditor's role needs is understood: an AWS principal, and `StringEquals` on `sts:ExternalId`. A statement
with any other condition never allows.
"""

from __future__ import annotations

import json
import re
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.iam.models import Role, iam_backends
from moto.sts.responses import TokenResponse

from auditor.demo.fidelity.access import QUERY, listed, refused
from auditor.demo.fidelity.mend import Mend, Method

_ROLE = re.compile(r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):role/.+")


def _asked(original: Method) -> Method:
    def assume_role(self: TokenResponse) -> ActionResult | TYPE_RESPONSE:
        """AssumeRole: refused without saying whether the role is missing or does not trust the caller."""
        arn = self._get_param("RoleArn")
        role = _role(arn)
        if role is None or not _trusts(role, self.current_account, self._get_param("ExternalId")):
            return refused(f"Not authorized to perform: sts:AssumeRole on resource: {arn}", QUERY)
        answer: ActionResult = original(self)
        return answer

    return assume_role


def _role(arn: str) -> Role | None:
    match = _ROLE.fullmatch(arn)
    if match is None:
        return None
    roles = iam_backends[match["account"]][match["partition"]].get_roles()
    return next((role for role in roles if role.arn == arn), None)


def _trusts(role: Role, account: str, external_id: str | None) -> bool:
    statements = json.loads(role.assume_role_policy_document)["Statement"]
    return any(_allows(statement, account, external_id) for statement in listed(statements))


def _allows(statement: dict[str, Any], account: str, external_id: str | None) -> bool:
    """The statement lets this account assume the role, given this ExternalId (or none)."""
    principal = statement.get("Principal", {})
    names = ["*"] if principal == "*" else listed(principal.get("AWS"))
    known = any(name in ("*", account) or f":iam::{account}:" in name for name in names)
    acts = {"sts:AssumeRole", "sts:*", "*"}.intersection(listed(statement.get("Action")))
    return statement["Effect"] == "Allow" and known and bool(acts) and _met(statement, external_id)


def _met(statement: dict[str, Any], external_id: str | None) -> bool:
    condition = dict(statement.get("Condition", {}))
    wanted = dict(condition.pop("StringEquals", {}))
    ids = listed(wanted.pop("sts:ExternalId", None))
    return not condition and not wanted and (not ids or external_id in ids)


MENDS = (Mend(TokenResponse, "assume_role", _asked),)
