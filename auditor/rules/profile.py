"""Packs and a framework, or one control of it, in; the packs with only the rules for that out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.errors import UsageError
from auditor.rules.rule import Pack, Rule
from auditor.rules.vocabulary import nearest


def profiles(packs: Iterable[Pack]) -> Mapping[str, str]:
    """Profile -> the framework it stands for: `aws-fsbp` for `AWS-FSBP`; by name."""
    named = {framework for pack in packs for rule in pack.rules for framework in rule.info.controls}
    return {framework.lower(): framework for framework in sorted(named)}


def by_profile(packs: Sequence[Pack], wanted: Sequence[str]) -> tuple[Pack, ...]:
    """The rules that serve one of the `wanted` profiles; all, if none is wanted. Raises UsageError."""
    known = profiles(packs)
    for name in wanted:
        if name.lower() not in known:
            raise UsageError(f"{name}: there is no such profile" + nearest(name.lower(), known))
    frameworks = {known[name.lower()] for name in wanted}
    return _kept(packs, lambda rule: bool(frameworks & set(rule.info.controls))) if wanted else tuple(packs)


def by_control(packs: Sequence[Pack], wanted: str) -> tuple[Pack, ...]:
    """The rules for `FRAMEWORK:CONTROL`, or for any control of `FRAMEWORK`. Raises UsageError if there is none."""
    framework, _, control = wanted.partition(":")
    chosen = by_profile(packs, [framework])
    named = profiles(packs)[framework.lower()]
    kept = _kept(chosen, lambda rule: not control or control in rule.info.controls[named])
    if not kept:
        known = {each for pack in chosen for rule in pack.rules for each in rule.info.controls[named]}
        raise UsageError(f"{wanted}: no rule is for this control" + nearest(control, known))
    return kept


def _kept(packs: Iterable[Pack], keep: Callable[[Rule], bool]) -> tuple[Pack, ...]:
    narrowed = (replace(pack, rules=tuple(rule for rule in pack.rules if keep(rule))) for pack in packs)
    return tuple(pack for pack in narrowed if pack.rules)
