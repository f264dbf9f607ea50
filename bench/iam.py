"""How fast the policy engine is: cases and decisions a second, how hostile patterns grow. Run: python -m bench.iam

Times are of this process (CPU), the best of several rounds, so that other work on the machine counts little.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from auditor.iam import Kind, Policies, Policy, Request, decide, parse, simulate
from auditor.iam.pattern import compiled, matcher
from tests.iam import generate, shorthand

ROUNDS = 5


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest round."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def simulate_rate(cases: list[dict[str, Any]]) -> tuple[float, float]:
    """Cases per second, JSON in and JSON out, and their mean size in bytes."""
    lines = [json.dumps(case) for case in cases]
    seconds = best(lambda: sum(1 for _ in simulate(lines)))
    return len(lines) / seconds, sum(map(len, lines)) / len(lines)


def of_gold_size(count: int) -> list[dict[str, Any]]:
    """Distinct cases of the size of the hand-written ones: those, each for a bucket of its own."""
    cases = [case for case in shorthand.load() if case["topic"] not in ("operators", "combination", "several")]
    fields = ("why", "topic", "source", "expect", "depends_on", "unknown_context")
    texts = [json.dumps({key: value for key, value in case.items() if key not in fields}) for case in cases]
    return [json.loads(texts[n % len(texts)].replace("-bkt", f"-{n}-bkt")) for n in range(count)]


def decision_rate(count: int = 50_000) -> float:
    """Decisions per second on parsed policies of both accounts, each for another object."""
    role, owner = shorthand.NAMES["ROLE"], shorthand.NAMES["ACCT_D"]
    policies = of_both_accounts()
    context = {"aws:RequestedRegion": "us-east-1", "aws:PrincipalOrgID": "o-mine", "aws:SecureTransport": "true"}
    requests = [
        Request(role, "s3:ReplicateObject", f"arn:aws:s3:::dst-bkt/key-{number}", owner, context)
        for number in range(count)
    ]
    return count / best(lambda: all(decide(request, policies).allowed for request in requests))


def of_both_accounts() -> Policies:
    """What bears on a role that replicates into another account: its own policy, two levels of SCPs, the bucket's."""
    read = policy(Kind.IDENTITY, "Allow s3:ListBucket on SRC", "Allow s3:Replicate* on DST/*", "Allow s3:Get* on SRC/*")
    everything = policy(Kind.SCP, "Allow * on *")
    here = policy(Kind.SCP, "Allow * on *", "Deny s3:* on * if StringNotEquals aws:RequestedRegion = us-east-1")
    bucket = policy(
        Kind.BUCKET,
        "Allow s3:Replicate* on DST/* to ROLE if StringEquals aws:PrincipalOrgID = o-mine",
        "Deny s3:* on DST, DST/* to everyone if Bool aws:SecureTransport = false",
    )
    return Policies((read,), scps=((everything,), (here,)), resource=bucket)


def policy(kind: Kind, *statements: str) -> Policy:
    """Of statements in shorthand."""
    found = [shorthand.statement(shorthand.named(one)) for one in statements]
    return parse({"Version": "2012-10-17", "Statement": found}, kind, kind)


def hostile(pattern: str, text: str) -> float:
    """Milliseconds to compile and match one pattern."""
    return best(lambda: _afresh(lambda: matcher(pattern)(text))) * 1000


def hostile_policy() -> float:
    """Milliseconds to judge a 20 KB bucket policy full of stars and question marks against a 1 KB key."""
    patterns = [f"arn:aws:s3:::b/{'*a?' * 160}{number}" for number in range(36)]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": patterns}
    case = {**of_gold_size(1)[0], "action": "s3:PutObject", "resource": "arn:aws:s3:::b/" + "a" * 1000}
    line = json.dumps({**case, "resource_policy": {"Version": "2012-10-17", "Statement": statement}})
    (result,) = simulate([line])
    assert json.loads(result)["decision"] == "implicit_deny", result
    return best(lambda: _afresh(lambda: list(simulate([line])))) * 1000


def _afresh(work: Callable[[], object]) -> object:
    """Without what earlier rounds compiled."""
    matcher.cache_clear()
    compiled.cache_clear()
    return work()


def main() -> None:
    rate, size = simulate_rate(of_gold_size(4000))
    print(f"simulate, distinct cases of {size:.0f} bytes: {rate:,.0f} a second")
    rate, size = simulate_rate(list(generate.cases(1, 3000)))
    print(f"simulate, random cases of {size:.0f} bytes: {rate:,.0f} a second")
    print(f"decisions on parsed policies, distinct requests: {decision_rate():,.0f} a second")
    print(f"hostile policy of 20 KB, key of 1 KB: {hostile_policy():.1f} ms")
    for name, piece in (("*a", "*a"), ("?*", "?*"), ("*?a", "*?a"), ("a?", "a?")):
        text = "a" * 1000 + "b"
        times = [hostile(piece * (size // len(piece)) + "c", text) for size in (5_000, 10_000, 20_000)]
        grown = [hostile(piece * 240 + "c", "a" * size + "b") for size in (1_000, 2_000, 4_000)]
        print(
            f"pattern {name!r} repeated to 5, 10, 20 KB: {', '.join(f'{one:.2f}' for one in times)} ms; "
            f"240 times on keys of 1, 2, 4 KB: {', '.join(f'{one:.2f}' for one in grown)} ms"
        )


if __name__ == "__main__":
    main()
