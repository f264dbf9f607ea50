"""YAML packs -> rules, checked to the last name; evaluated by `auditor/evaluate/`."""

from auditor.rules.expression import Expression, Unusable, parse
from auditor.rules.lint import Weakness, lint
from auditor.rules.named import named
from auditor.rules.needs import needs
from auditor.rules.pack import known_packs, load_pack, load_packs, packs_in, rules_named, shipped_packs, shipped_rules
from auditor.rules.profile import by_profile, profiles
from auditor.rules.rule import Adjust, Cause, Example, Pack, Remedy, Rule
from auditor.rules.schema import rule_schema
from auditor.rules.skeleton import new_pack, new_rule
from auditor.rules.template import Template

__all__ = [
    "Adjust",
    "Cause",
    "Example",
    "Expression",
    "Pack",
    "Remedy",
    "Rule",
    "Template",
    "Unusable",
    "Weakness",
    "by_profile",
    "known_packs",
    "lint",
    "load_pack",
    "load_packs",
    "named",
    "needs",
    "new_pack",
    "new_rule",
    "packs_in",
    "parse",
    "profiles",
    "rule_schema",
    "rules_named",
    "shipped_packs",
    "shipped_rules",
]
