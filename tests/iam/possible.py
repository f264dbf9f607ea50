"""A case with unknown keys in, the verdicts of many of its worlds out: plain trying, for tests to compare with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, combinations, product
from random import Random
from typing import Any

from tests.iam import generate, reference

ABSENT = object()


def unknowns(case: dict[str, Any], rng: Random) -> dict[str, Any]:
    """The case, with one or two of the keys that its policies ask for declared unknown."""
    asked = sorted({key for keys in _conditions(case) for key in keys})
    folded = sorted({key.lower() for key in asked})
    chosen = rng.sample(folded, min(len(folded), rng.choice((1, 1, 2))))
    return {**case, "unknown_context": chosen}


def verdicts(case: dict[str, Any]) -> set[str]:
    """The verdicts of the second evaluator in every world that takes its values from `values`."""
    names = case["unknown_context"]
    known = {key: value for key, value in case["context"].items() if key.lower() not in names}
    found = set()
    for chosen in product(*(values(case, name) for name in names)):
        context = {**known, **{key: value for key, value in zip(names, chosen, strict=True) if value is not ABSENT}}
        try:
            found.add(reference.evaluate({**case, "context": context}))
        except reference.Silent:
            found.add("silent")
    return found


def values(case: dict[str, Any], name: str) -> list[Any]:
    """What the policies compare the key with, made concrete, something else, and absence."""
    plain: set[str] = set()
    sets = False
    for keys in _conditions(case):
        for key, (operator, given) in keys.items():
            if key.lower() == name:
                sets = sets or operator.startswith("For")
                for one in given:
                    plain |= set(_concrete(operator, str(one).lower() if isinstance(one, bool) else str(one)))
    found = sorted(plain) or ["anything"]
    if not sets:
        return [ABSENT, *found]
    return [ABSENT, *([one] for one in found), *(list(two) for two in combinations(found, 2)), found]


def _conditions(case: dict[str, Any]) -> Iterator[dict[str, tuple[str, list[Any]]]]:
    documents = [*case["identity_policies"], *chain(*case["scps"], *case["rcps"])]
    documents += [case[name] for name in ("permission_boundary", "resource_policy") if case[name]]
    for document in documents:
        statements = document["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            for operator, keys in statement.get("Condition", {}).items():
                yield {key: (operator, value if isinstance(value, list) else [value]) for key, value in keys.items()}


def _concrete(operator: str, text: str) -> Iterator[str]:
    if "Numeric" in operator:
        number = float(text)
        yield from (str(number), str(number - 0.001), str(number + 0.001))
    elif "Date" in operator:
        seconds = float(reference._seconds(text))
        yield from (f"{seconds:.3f}", f"{seconds - 0.5:.3f}", f"{seconds + 0.5:.3f}")
    elif "Ip" in operator:
        yield from (
            "203.0.113.9",
            "203.0.113.10",
            "192.0.2.1",
            "2001:db8::1",
            "2001:db8::2",
            "2600::1",
            "198.51.100.6",
            "198.51.100.7",
        )
    elif "Bool" in operator:
        yield from ("true", "false")
    elif operator != "Null":
        yield from _texts(text)


def _texts(text: str) -> Iterator[str]:
    yield text
    text = re.sub(r"\$\{([*?$])\}", lambda found: {"*": "\0", "?": "\1", "$": "$"}[found[1]], text)
    value = text.replace("*", "q").replace("?", "x").replace("\0", "*").replace("\1", "?")
    yield from (value, value.upper())
    if "*" in text:
        yield text.replace("*", "").replace("?", "x")
    yield "something else"
    yield "arn:aws:s3:::something-else"


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Cases with unknown keys and without variables over them."""
    number = 0
    for case in generate.cases(seed, count * 20):
        if number == count:
            return
        text = json.dumps(case)
        if "${aws" in text or "${AWS" in text:
            continue
        found = unknowns(case, Random(case["id"]))
        if found["unknown_context"]:
            number += 1
            yield found
