"""The shipped rule packs -> docs/rules.md, the rule reference. Run `python docs/build_rules.py` when a rule changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.finding import Severity
from auditor.rules import Cause, Pack, Rule, load_packs, shipped_packs

PAGE = Path(__file__).with_name("rules.md")
_HEAD = """\
# Rules

The rules that come with auditor, by pack; made from `rules/` by `docs/build_rules.py`, so mend the rule and not this
page. `auditor rules explain ID` shows a rule with its examples, docs/writing-rules.md says how to write one.

A **control** is listed where the framework's own check is about the same subject. **Predicts** names the reason S3
reports for objects that fail to replicate. **Follows from** names failures of which this one is a mere consequence:
where they failed on the same subject or a related one, or only on the part that stands after `at`, and where only some
subjects are meant, on those of which the expression is true.
"""


def page() -> str:
    """The whole page, in Markdown."""
    packs = load_packs(shipped_packs())
    return "\n".join([_HEAD, *_contents(packs), *(line for pack in packs for line in _pack(pack))]).rstrip() + "\n"


def _contents(packs: tuple[Pack, ...]) -> Iterator[str]:
    yield "| rule | pack | severity | about |"
    yield "|---|---|---|---|"
    for rule in (rule for pack in packs for rule in pack.rules):
        info = rule.info
        yield f"| [{info.id}](#{info.id}) | {info.pack} | {_severities(rule)} | {info.subject} |"
    yield ""


def _pack(pack: Pack) -> Iterator[str]:
    yield f"## {pack.title}"
    yield ""
    yield f"Pack `{pack.name}`, version {pack.version}."
    yield ""
    for rule in pack.rules:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    info = rule.info
    yield f"### {info.id}"
    yield ""
    yield f"**{info.title}.** {_severities(rule)}, about each {info.subject}."
    yield ""
    yield " ".join(info.rationale.split())
    yield ""
    yield from _items(rule)
    yield ""


def _items(rule: Rule) -> Iterator[str]:
    info = rule.info
    if rule.when:
        yield f"- Applies when `` {_code(rule.when.text)} ``"
    yield f"- Must hold: `` {_code(rule.must.text)} ``"
    for adjust in rule.adjust:
        yield f"- {adjust.severity.name} when `` {_code(adjust.when.text)} ``"
    if rule.remedies:
        yield f"- Mended by: {', '.join(dict.fromkeys(f'`{remedy.action}`' for remedy in rule.remedies))}"
    if info.predicts:
        yield f"- Predicts: {', '.join(f'`{code}`' for code in info.predicts)}"
    if rule.consequence_of:
        yield f"- Follows from: {', '.join(_cause(each) for each in rule.consequence_of)}"
    for framework, controls in sorted(info.controls.items()):
        yield f"- {framework}: {', '.join(controls)}"
    for reference in info.references:
        yield f"- <{reference}>"


def _cause(cause: Cause) -> str:
    """Its link, and where it is one."""
    at = f" at `{cause.at}`" if cause.at else ""
    return f"[{cause.rule}](#{cause.rule}){at}" + (f" where `` {_code(cause.when.text)} ``" if cause.when else "")


def _severities(rule: Rule) -> str:
    """The rule's severity, and after it those that it may be given instead."""
    others = sorted({adjust.severity for adjust in rule.adjust} - {rule.info.severity}, reverse=True)
    return " / ".join(severity.name for severity in (Severity(rule.info.severity), *others))


def _code(text: str) -> str:
    """An expression on one line; it may hold single backticks."""
    return " ".join(text.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
