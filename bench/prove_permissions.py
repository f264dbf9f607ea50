"""Prove by execution that the role of `auditor permissions` suffices, and that each of its actions is needed.

`make prove` installs ministack, an emulator that enforces IAM, into an environment of its own below .cache/ and runs
this: the scan with the role tells all that one tells that may do everything; with any one action taken away exactly
that action's facts become unknown; ExternalId and the chain of roles are enforced; and a role that may write cannot
write under the session policy. What the emulator cannot show is listed in `enforcing.py`, and held to as exactly.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

from botocore.exceptions import ClientError

from auditor.collect import actions, demanded, rows
from auditor.collect.session_policy import read_only
from auditor.demo.environment import isolated
from auditor.snapshot.catalogue import ACCOUNT, ROLE
from bench.audited import WANTED, Fact, account, allow, keys, put, scan
from bench.enforcing import (
    FOLLOWING,
    SPARED,
    UNANSWERED,
    UNASKED,
    UNENFORCED,
    UNKNOWN_THERE,
    A,
    client,
    emulator,
    estate,
)

READ = demanded(WANTED) | {(ACCOUNT, "buckets"), (ROLE, "role")}
"""The facts of a scan as (resource type, fact), with those that every scan reads."""
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NOTHING = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def main() -> int:
    """0 if everything holds; what does not is printed."""
    tried = actions(demanded(WANTED))
    wrong: list[str] = []
    with emulator() as endpoint:
        own = estate(endpoint)
        with isolated({**own, "AWS_ENDPOINT_URL": endpoint}):
            wrong += _complete(endpoint)
            for action in tried:
                wrong += _without(endpoint, action)
            wrong += _unasked(endpoint) + _unenforced(endpoint)
            wrong += _trust(endpoint) + _session_policy(endpoint)
    for line in wrong:
        print(line)
    print(_figures(tried))
    print(f"{len(tried)} actions tried, {len(wrong)} wrong")
    return 1 if wrong else 0


def _figures(tried: Collection[str]) -> str:
    """How many actions each kind of proof was for, by name where it is not the whole one."""
    unanswered = [each for each in tried if _facts(each) and _facts(each) <= UNKNOWN_THERE]
    kinds = {
        "no use for here, refused by itself": sorted(UNASKED.keys() & set(tried)),
        "unknown to the emulator": unanswered,
        "not enforced by the emulator": sorted(UNENFORCED.keys() & set(tried)),
    }
    whole = len(tried) - sum(map(len, kinds.values()))
    parts = [f"{len(names)} {kind} ({', '.join(names)})" for kind, names in kinds.items()]
    return "; ".join([f"{whole} actions, without each exactly its facts unknown", *parts])


def _complete(endpoint: str) -> list[str]:
    """A role that may do everything shows what the emulator can tell at all; the printed role must be told the same."""
    wrong = []
    counts = []
    for name, allowed in (("everything", ["*"]), ("the whole role", actions(demanded(WANTED)))):
        allow(endpoint, allowed)
        gaps, read = scan()
        counts.append(read)
        print(f"with {name}: {read} facts, {len(gaps)} kinds unknown")
        wrong += [] if gaps == UNANSWERED else [f"with {name} unknown: {gaps}, not {UNANSWERED}"]
    return wrong + ([] if counts[0] == counts[1] > 30 else [f"facts read: {counts}"])


def _without(endpoint: str, action: str) -> list[str]:
    allow(endpoint, [each for each in actions(demanded(WANTED)) if each != action])
    gaps, _ = scan()
    found = {fact: reason for fact, reason in gaps.items() if UNANSWERED.get(fact) != reason}
    beside = UNASKED.keys() | UNENFORCED.keys()
    facts = (_facts(action) | FOLLOWING.get(action, set())) - SPARED.get(action, frozenset()) - UNKNOWN_THERE
    expected = dict.fromkeys(() if action in beside else facts, "AccessDenied")
    print(f"without {action}: {', '.join(sorted(' '.join(fact) for fact in found)) or 'nothing'} unknown")
    return [] if found == expected else [f"without {action}: {found}, not {expected}"]


def _facts(action: str) -> set[Fact]:
    """What our tables say becomes unknown without `action`."""
    return {
        (type, name)
        for type, name in READ
        if any(call.fact == name and call.action == action for _, call in rows([(type, name)]))
    }


def _unasked(endpoint: str) -> list[str]:
    """Operations that no scan here makes: each answered with the role and refused without its action."""
    wrong = []
    whole = actions(demanded(WANTED))
    for action in sorted(UNASKED):
        for allowed in (whole, [each for each in whole if each != action]):
            allow(endpoint, allowed)
            refused = _refused(endpoint, *UNASKED[action])
            print(f"{'with' if action in allowed else 'without'} {action}: {refused or 'answered'}")
            wrong += [] if bool(refused) is (action not in allowed) else [f"{action}: {refused}"]
    return wrong


def _unenforced(endpoint: str) -> list[str]:
    """Operations that the emulator answers even where everything is denied."""
    put(endpoint, A, NOTHING)
    refusals = {action: _refused(endpoint, *asked) for action, asked in UNENFORCED.items()}
    return [f"{action} is enforced after all: {refused}" for action, refused in refusals.items() if refused]


def _refused(endpoint: str, service: str, method: str, params: dict[str, Any]) -> str:
    """The code with which the audit role of A is refused an operation; empty if it is answered."""
    try:
        getattr(client(endpoint, service, keys(endpoint)), method)(**params)
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code not in {"AccessDenied", "AccessDeniedException", "403"}:
            raise
        return code
    return ""


def _trust(endpoint: str) -> list[str]:
    allow(endpoint, actions(demanded(WANTED)))
    closed: dict[str, dict[str, Any]] = {
        "a wrong ExternalId": {"external_id": "guessed"},
        "no ExternalId": {"external_id": None},
        "no chain": {"chain": ()},
    }
    wrong = []
    for name, changed in closed.items():
        gaps, _ = scan(account(A).model_copy(update=changed))
        print(f"with {name}: {sorted(set(gaps.values()))}")
        wrong += [] if gaps.get((ACCOUNT, "access")) == "AccessDenied" else [f"with {name} the account opened"]
    return wrong


def _session_policy(endpoint: str) -> list[str]:
    """A role that may do everything, held by our session policy."""
    put(endpoint, A, EVERYTHING)
    wrong = []
    for held, refused in (("", False), (read_only(actions()), True)):
        try:
            client(endpoint, "s3", keys(endpoint, held)).put_bucket_tagging(Bucket="source", Tagging={"TagSet": []})
            denied = False
        except ClientError as error:
            denied = error.response["Error"]["Code"] == "AccessDenied"
        print(f"{'with' if held else 'without'} the session policy a write is {'refused' if denied else 'allowed'}")
        wrong += [] if denied is refused else [f"write refused: {denied}, session policy: {bool(held)}"]
    return wrong


if __name__ == "__main__":
    sys.exit(main())
