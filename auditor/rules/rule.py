"""What a pack holds: rules with their expressions, cure and examples. Built by `load_packs`, judged by `evaluate/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.finding import RuleInfo, Severity, Status
from auditor.rules.expression import Expression
from auditor.rules.template import Template
from auditor.snapshot import Json


@dataclass(frozen=True, slots=True)
class Adjust:
    """Another severity for subjects of which `when` is true."""

    when: Expression
    severity: Severity


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule whose failure brings the failure of another about: always, or as far as this says."""

    rule: str
    when: Expression | None
    """Only for subjects of which this is true; None: for all."""
    at: str
    """Only where the cause failed on what this part of the subject stands for; empty: there or on anything related."""

    @property
    def always(self) -> bool:
        """Wherever both failed, the one follows from the other."""
        return self.when is None and not self.at


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would mend a failure: an action of `remediate/`, and how what it needs is found."""

    action: str
    given: Mapping[str, Expression | Template | Json]
    """By name: text was an expression (a template for `text`), anything else stands for itself."""
    when: Expression | None = None
    """For which failures it is the right one; None: for all."""


@dataclass(frozen=True, slots=True)
class Example:
    """Parts of a subject, and the verdict they must give."""

    expect: Status
    given: Mapping[str, Json]
    """Parts by name, with a `Fact` where the file says `!unknown` or `!absent`; `may` answers `may()`."""
    severity: Severity | None
    """The severity that the failure must have, if the example says so."""
    follows: tuple[str, ...] | None
    """The causes whose `when` must be true, and of no others, if the example says so."""
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what must hold for each subject of one kind, and why."""

    info: RuleInfo
    when: Expression | None
    """Whether the rule applies to a subject; None: always."""
    must: Expression
    message: Template
    """Said of a subject that fails."""
    note: Template | None
    """Said of a subject that passes; None: the title."""
    adjust: tuple[Adjust, ...]
    """The first whose `when` is true decides the severity of a failure."""
    consequence_of: tuple[Cause, ...]
    """Rules whose failure brings this one about; of those that failed the first is its cause."""
    remedies: tuple[Remedy, ...]
    """Of these the first whose `when` is true mends a failure."""
    examples: tuple[Example, ...]
    file: str
    lines: Mapping[str, int]
    """Field -> line in `file`, for errors."""
    never_fails: bool = False
    """It only tells what is known from what is not: its examples show no FAIL."""

    def expressions(self) -> Iterator[Expression]:
        """All of them, those in its texts too."""
        given = [value for remedy in self.remedies for value in (remedy.when, *remedy.given.values())]
        limits = [*(each.when for each in self.adjust), *(each.when for each in self.consequence_of)]
        for value in (self.when, self.must, self.message, self.note, *limits, *given):
            pieces = value.pieces if isinstance(value, Template) else (value,)
            yield from (piece for piece in pieces if isinstance(piece, Expression))


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules that are kept and versioned together: one folder."""

    name: str
    version: str
    title: str
    description: str
    rules: tuple[Rule, ...]
    """By id."""
    folder: str
