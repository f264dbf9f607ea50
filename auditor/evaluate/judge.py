"""One rule and one subject -> its finding: verdict, severity, message, evidence, and what would mend it."""

from __future__ import annotations

from auditor.evaluate.reading import Ask, Reading, Unknown, plain, shown
from auditor.evaluate.told import Asked, message, remediation
from auditor.finding import Finding, Severity, Status
from auditor.rules import Expression, Rule
from auditor.topology import Subject


def judge(rule: Rule, subject: Subject, ask: Ask) -> Finding:
    """The finding of `rule` on `subject`. Raises RuleError if an expression gives no truth value."""
    asked = Asked(rule, subject, Reading(ask))
    return finding(asked, verdict(asked))


def finding(asked: Asked, status: Status) -> Finding:
    """The finding that comes of a verdict, for which `asked` has read. Raises RuleError likewise."""
    rule, subject = asked.rule, asked.subject
    severity = adjusted(asked) if status in (Status.FAIL, Status.UNKNOWN) else rule.info.severity
    remedy = remediation(asked) if status is Status.FAIL else None
    evidence = asked.reading.evidence()
    return Finding(
        rule=rule.info.id,
        severity=severity,
        kind=subject.kind,
        subject=subject.id,
        status=status,
        message=message(asked, status, evidence),
        accounts=subject.accounts,
        evidence=evidence,
        remediation=remedy,
    )


def verdict(asked: Asked) -> Status:
    """Whether the rule applies, and holds."""
    rule = asked.rule
    if rule.when is not None:
        applies = truth(asked, "when", rule.when)
        if applies is not True:
            return Status.UNKNOWN if isinstance(applies, Unknown) else Status.NOT_APPLICABLE
    holds = truth(asked, "must", rule.must)
    if isinstance(holds, Unknown):
        return Status.UNKNOWN
    return Status.PASS if holds else Status.FAIL


def adjusted(asked: Asked) -> Severity:
    """The severity of the first adjustment that is known to apply, else the rule's own."""
    for adjust in asked.rule.adjust:
        if truth(asked, "adjust", adjust.when) is True:
            return adjust.severity
    return asked.rule.info.severity


def truth(asked: Asked, field: str, expression: Expression) -> bool | Unknown:
    """What the expression in `field` of the rule gives. Raises RuleError if that is no truth value."""
    value = asked.value(field, expression)
    if isinstance(value, bool | Unknown):
        return value
    what = f"gave {shown(plain(value))} for {asked.subject.id}, not true or false: {expression.text}"
    raise asked.error(field, what)
