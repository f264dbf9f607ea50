"""`python -m bench.roles`: what a role costs that is read by itself, beside one that an account's whole list tells of.

In turns in one process: CPU of this process for each role, and the bytes of the answers. By the ratio decides
`collect/role_list.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median
from time import process_time

from auditor.collect import iam
from auditor.collect.clients import Sdk, Settings
from auditor.collect.once import Once
from auditor.collect.role_list import MANY, RoleList, read_role
from auditor.demo.environment import isolated
from auditor.snapshot.catalogue import FACTS, ROLE
from bench.endpoint_query import ROLES, query_api
from bench.served import World, served

ROUNDS = 15
_WANTED = frozenset(FACTS[ROLE])
_ACCOUNT = "100000000000"
_SINGLE = ("GetRole", "ListRolePolicies", "ListAttachedRolePolicies")
"""Calls for each role of the estate, which share one policy."""


def main() -> None:
    keys = {"AWS_ACCESS_KEY_ID": f"ASIA{_ACCOUNT}AAAA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    with served(World(1, 10)) as endpoint, isolated({**keys, "AWS_ENDPOINT_URL": endpoint.url}):
        sdk = Sdk(Settings(60, 60, 1, 4))
        client = sdk.client(sdk.session(None), "iam", "us-east-1")
        arns = [f"arn:aws:iam::{_ACCOUNT}:role/replicator-{number}" for number in range(ROLES)]
        single: list[float] = []
        listed: list[float] = []
        for _ in range(ROUNDS):
            managed, roles = Once(), RoleList()
            single.append(_cpu(lambda: [iam.read_role(client, arn, _WANTED, managed) for arn in arns[:MANY]]) / MANY)  # noqa: B023
            listed.append(_cpu(lambda: roles.get(client, arns[0], ROLES)) / ROLES)  # noqa: B023
            every = [read_role(client, arn, _WANTED, managed, roles, ROLES) for arn in arns[1:]]
            assert every[0] == iam.read_role(client, arns[1], _WANTED, managed)
    alone = sum(len(query_api({"Action": [name], "RoleName": ["replicator-0"]}, _ACCOUNT)[2]) for name in _SINGLE)
    among = len(query_api({"Action": ["GetAccountAuthorizationDetails"]}, _ACCOUNT)[2]) / ROLES
    print(f"load {os.getloadavg()[0]:.1f}; of {ROUNDS} rounds the median, CPU for each role")
    print(f"by itself: {median(single) * 1e6:.0f} us, {alone} bytes")
    print(f"in a list: {median(listed) * 1e6:.0f} us, {among:.0f} bytes")
    print(f"as many in a list as one by itself: {median(single) / median(listed):.1f}")


def _cpu(do: Callable[[], object]) -> float:
    began = process_time()
    do()
    return process_time() - began


if __name__ == "__main__":
    main()
