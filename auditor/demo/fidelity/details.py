"""GetAccountAuthorizationDetails in pages, and policy documents URL-encoded wherever AWS encodes them.

moto ignores MaxItems and Marker, and sends trust policies in the whole list and documents in GetPolicyVersion as they
are: an SDK, which decodes each (IAM API, "compliant with RFC 3986"), would take a `%41` in one for an `A`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from moto.core.responses import ActionResult
from moto.iam.models import PolicyVersion, Role
from moto.iam.responses import IamResponse

from auditor.demo.fidelity.mend import Mend, Method

PAGE = 100
"""Items of a page, unless the request says otherwise (IAM API, MaxItems)."""
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


def _paged(original: Method) -> Method:
    def get_account_authorization_details(self: IamResponse) -> ActionResult:
        """GetAccountAuthorizationDetails: users, groups, roles, then policies, so many on a page."""
        whole: dict[str, Any] = original(self).result
        items = [(name, item) for name in _LISTS for item in sorted(whole[name], key=lambda item: str(item.arn))]
        first = int(self._get_param("Marker") or 0)
        last = first + int(self._get_param("MaxItems") or PAGE)
        page: dict[str, Any] = {name: [_written(item) for kind, item in items[first:last] if kind == name]
                                for name in _LISTS}  # fmt: skip
        more = {"IsTruncated": True, "Marker": str(last)} if last < len(items) else {"IsTruncated": False}
        return ActionResult(page | more)

    return get_account_authorization_details


def _written(item: Any) -> Any:
    """As the wire has it; only of a role moto itself leaves the document as it is."""
    if not isinstance(item, Role):
        return item
    names = {
        "Path": "path", "RoleName": "name", "RoleId": "id", "Arn": "arn", "CreateDate": "create_date",
        "RolePolicyList": "role_policy_list", "AttachedManagedPolicies": "attached_managed_policies",
        "PermissionsBoundary": "permissions_boundary", "Tags": "tags", "InstanceProfileList": "instance_profile_list",
    }  # fmt: skip
    said = {member: getattr(item, name) for member, name in names.items()}
    return said | {"AssumeRolePolicyDocument": quote(item.assume_role_policy_document)}


def _encoded(original: Method) -> Method:
    def get_policy_version(self: IamResponse) -> ActionResult:
        """GetPolicyVersion: the document URL-encoded, as in every other answer that holds one."""
        version: PolicyVersion = original(self).result["PolicyVersion"]
        said = {
            "Document": quote(version.document), "VersionId": version.version_id,
            "IsDefaultVersion": version.is_default, "CreateDate": version.create_date,
        }  # fmt: skip
        return ActionResult({"PolicyVersion": said})

    return get_policy_version


MENDS = (
    Mend(IamResponse, "get_account_authorization_details", _paged),
    Mend(IamResponse, "get_policy_version", _encoded),
)
