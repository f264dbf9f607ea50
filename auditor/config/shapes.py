"""What the names AWS gives may look like, and how to say so to somebody who mistyped one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

_ACCOUNT_ID = r"^[0-9]{12}$"
_REGION = r"^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$"
_ROLE_ARN = r"^arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/([!-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}$"
_ROLE = r"^(arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/)?([!-9;-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}$"
_EXTERNAL_ID = r"^[A-Za-z0-9_+=,.@:/-]{2,1224}$"
_UNIT = r"^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$"
_ROLE_TEMPLATE = (
    r"^(arn:aws(-cn|-us-gov)?:iam::([0-9]{12}|\{id\}):role/)?([!-9;-~]+/)?([A-Za-z0-9_+=,.@-]|\{id\}){1,64}$"
)
_SESSION_NAME = r"^[A-Za-z0-9_+=,.@-]{2,64}$"
SCHEDULER = r"^(tcp|tls)://[^\s/]+:[0-9]{1,5}$"
"""Address of a Dask scheduler."""

AccountId = Annotated[str, Field(pattern=_ACCOUNT_ID)]
Region = Annotated[str, Field(pattern=_REGION)]
RoleArn = Annotated[str, Field(pattern=_ROLE_ARN)]
Role = Annotated[str, Field(pattern=_ROLE)]
"""A role's name, its path and name, or its ARN."""
ExternalId = Annotated[str, Field(pattern=_EXTERNAL_ID)]
SessionName = Annotated[str, Field(pattern=_SESSION_NAME)]
Unit = Annotated[str, Field(pattern=_UNIT)]
RoleTemplate = Annotated[str, Field(pattern=_ROLE_TEMPLATE)]
Scheduler = Annotated[str, Field(pattern=SCHEDULER)]
Partition = Literal["aws", "aws-cn", "aws-us-gov"]

WORDS: Mapping[str, str] = {
    _ACCOUNT_ID: "must be an account id, twelve digits",
    _REGION: "must be a Region such as eu-west-1",
    _ROLE_ARN: "must be a role's ARN such as arn:aws:iam::111111111111:role/audit",
    _ROLE: "must be a role's name or ARN, such as audit or arn:aws:iam::111111111111:role/audit",
    _EXTERNAL_ID: "must be 2 to 1224 letters, digits and _+=,.@:/-",
    _UNIT: "must be the id of a unit or root such as ou-ab12-cdef3456 or r-ab12",
    _ROLE_TEMPLATE: "must be a role's name or ARN, in which {id} may stand for the account's twelve digits",
    SCHEDULER: "must be the address of a Dask scheduler such as tls://scheduler.internal:8786",
    _SESSION_NAME: "must be 2 to 64 letters, digits and _+=,.@-",
}
"""Pattern -> what to say of a value that does not fit it (IAM API reference, AssumeRole)."""
