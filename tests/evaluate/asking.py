"""Short ways to evaluate an expression, and rules to judge, for the tests of this room."""

from collections.abc import Mapping

import jmespath.parser

from auditor.evaluate.compile import compiled
from auditor.evaluate.judge import judge
from auditor.evaluate.reading import Reading, Unknown
from auditor.finding import Finding
from auditor.rules import Expression, Rule
from auditor.rules.load import load_rule
from auditor.snapshot import Fact, Json
from auditor.topology import Subject

READ = Fact.of("s3:GetIt", {"Status": "Enabled", "List": [1, 2]})
ABSENT = Fact.absent("s3:GetIt", "NoSuchThing")
UNREAD = Fact.unknown("s3:GetIt", "AccessDenied", "no right")
PARTS: Mapping[str, Json] = {
    "yes": True,
    "no": False,
    "null": None,
    "unknown": UNREAD,
    "name": "n",
    "bucket": {"read": READ, "absent": ABSENT, "unread": UNREAD},
    "mixed": [{"ok": Fact.of("a:b", True)}, {"ok": UNREAD}, {"ok": Fact.of("a:b", False)}],
    "facts": [Fact.of("a:b", {"x": 1}), UNREAD],
}


def refuse(name: str, purpose: str, side: str, reading: Reading) -> bool | Unknown:
    raise AssertionError(f"{name}({purpose}, {side}) was asked")


def expression(text: str) -> Expression:
    """An expression whose names nobody has checked."""
    return Expression(text, "test", jmespath.parser.Parser().parse(text).parsed)


def read(text: str, parts: Mapping[str, Json] = PARTS) -> tuple[Json, Reading]:
    """What the expression gives, and what was read for it."""
    reading = Reading(refuse)
    return compiled(expression(text))(parts, reading), reading


def value(text: str, parts: Mapping[str, Json] = PARTS) -> Json:
    """What the expression gives; `"?"` for Unknown."""
    given = read(text, parts)[0]
    return "?" if isinstance(given, Unknown) else given


def rule(id: str = "r", subject: str = "bucket", **fields: str) -> Rule:
    """A rule about buckets; `fields` as YAML text."""
    given = {"must": "bucket.versioning.Status == 'Enabled'", "message": "No versions.", "severity": "HIGH", **fields}
    lines = [f"id: {id}", f"title: Title of {id}", f"subject: {subject}", "rationale: why"]
    lines += [f"{name}: {text}" for name, text in given.items()]
    return load_rule("\n".join(lines).encode(), f"{id}.yaml", "p")


def bucket(versioning: Fact, **attributes: Json) -> Subject:
    """A bucket subject with one fact."""
    parts = {"bucket": {"arn": "arn:aws:s3:::b", "name": "b", "versioning": versioning, **attributes}}
    return Subject("bucket", "b", parts, accounts=("111111111111",))


def found(of: Rule, subject: Subject) -> Finding:
    """The finding of a rule that asks for no decision."""
    return judge(of, subject, refuse)
