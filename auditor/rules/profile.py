"""Packs and a framework, or one control of it, in; the packs with only the rules for that out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
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
    """The rules that serve one of the `wanted` profiles, and name no other framework; all, if none is wanted.

    Of another framework only a part of the rules may be there, which would tell too little of its controls. Raises
    UsageError.
    """
    frameworks = {_framework(packs, name) for name in wanted}
    return _kept(packs, lambda rule: _about(rule, frameworks)) if wanted else tuple(packs)


def by_control(packs: Sequence[Pack], wanted: str) -> tuple[Pack, ...]:
    """The rules for `FRAMEWORK:CONTROL`, or for any control of `FRAMEWORK`. Raises UsageError if there is none."""
    name, _, control = wanted.partition(":")
    framework = _framework(packs, name)
    known = {each for pack in packs for rule in pack.rules for each in rule.info.controls.get(framework, ())}
    meant = {each for each in known if control.lower() in ("", each.lower())}
    if not meant:
        raise UsageError(f"{wanted}: no rule is for this control of {framework}" + _nearest(control, known))
    return _kept(packs, lambda rule: rule if meant & set(rule.info.controls.get(framework, ())) else None)


def _nearest(control: str, known: Set[str]) -> str:
    """As `nearest`, whatever the case."""
    spelt = {each.lower(): each for each in known}
    return nearest(spelt[close[0]] if (close := get_close_matches(control.lower(), spelt, n=1)) else control, known)


def _framework(packs: Sequence[Pack], name: str) -> str:
    known = profiles(packs)
    if name.lower() not in known:
        raise UsageError(
            f"{name}: no rule of these packs is for a framework of that name" + nearest(name.lower(), known)
        )
    return known[name.lower()]


def _about(rule: Rule, frameworks: Set[str]) -> Rule | None:
    controls = {name: controls for name, controls in rule.info.controls.items() if name in frameworks}
    return replace(rule, info=replace(rule.info, controls=controls)) if controls else None


def _kept(packs: Iterable[Pack], keep: Callable[[Rule], Rule | None]) -> tuple[Pack, ...]:
    narrowed = (replace(pack, rules=tuple(kept for rule in pack.rules if (kept := keep(rule)))) for pack in packs)
    return tuple(pack for pack in narrowed if pack.rules)
