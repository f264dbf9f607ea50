"""Packs and frameworks, or single controls of them, in; the packs with only the rules for those out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from difflib import get_close_matches

from auditor.errors import UsageError
from auditor.rules.rule import Pack, Rule
from auditor.rules.vocabulary import nearest


def profiles(packs: Iterable[Pack]) -> Mapping[str, str]:
    """Profile -> the framework it stands for: `aws-fsbp` for `AWS-FSBP`; by name."""
    named = {framework for pack in packs for rule in pack.rules for framework in rule.info.controls}
    return {framework.lower(): framework for framework in sorted(named)}


def by_profile(packs: Sequence[Pack], wanted: Sequence[str]) -> tuple[Pack, ...]:
    """The rules for one of the `wanted` frameworks, or controls (`FRAMEWORK:CONTROL`); all, if none is wanted.

    They name no other framework or control any more: of another only a part of its rules may be there, which would tell
    too little of it. Names may be in any case. Raises UsageError if no rule is for one.
    """
    meant: dict[str, set[str]] = {}
    for name in wanted:
        framework, controls = _meant(packs, name)
        meant.setdefault(framework, set()).update(controls)
    narrowed = (replace(pack, rules=tuple(_about(pack.rules, meant))) for pack in packs)
    return tuple(pack for pack in narrowed if pack.rules) if wanted else tuple(packs)


def _about(rules: Iterable[Rule], meant: Mapping[str, Set[str]]) -> Iterator[Rule]:
    for rule in rules:
        kept = {
            framework: tuple(control for control in controls if control in meant.get(framework, ()))
            for framework, controls in rule.info.controls.items()
        }
        controls = {framework: controls for framework, controls in kept.items() if controls}
        if controls:
            yield replace(rule, info=replace(rule.info, controls=controls))


def _meant(packs: Sequence[Pack], wanted: str) -> tuple[str, set[str]]:
    """A framework and those of its controls that are wanted: all, if none is named."""
    name, _, control = wanted.partition(":")
    frameworks = profiles(packs)
    if name.lower() not in frameworks:
        raise UsageError(f"{name}: no rule of these packs is for a framework of that name" + _instead(packs, name))
    framework = frameworks[name.lower()]
    known = {each for pack in packs for rule in pack.rules for each in rule.info.controls.get(framework, ())}
    meant = {each for each in known if control.lower() in ("", each.lower())}
    if not meant:
        raise UsageError(f"{wanted}: no rule is for this control of {framework}" + _nearest(control, known))
    return framework, meant


def _instead(packs: Sequence[Pack], name: str) -> str:
    """The frameworks that have a control of that name, else the nearest framework."""
    named = {(framework, each) for pack in packs for rule in pack.rules for framework, each in _controls(rule)}
    bare = sorted(f"{framework}:{each}" for framework, each in named if each.lower() == name.lower())
    return f"; give {' or '.join(bare)}" if bare else nearest(name.lower(), profiles(packs))


def _controls(rule: Rule) -> Iterator[tuple[str, str]]:
    return ((framework, each) for framework, controls in rule.info.controls.items() for each in controls)


def _nearest(control: str, known: Set[str]) -> str:
    """As `nearest`, whatever the case."""
    spelt = {each.lower(): each for each in known}
    return nearest(spelt[close[0]] if (close := get_close_matches(control.lower(), spelt, n=1)) else control, known)
