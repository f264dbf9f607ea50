"""YAML packs -> rules, checked to the last name; evaluated by `auditor/evaluate/`."""

from auditor.rules.expression import Expression, Unusable, parse
from auditor.rules.needs import needs
from auditor.rules.pack import load_pack, load_packs, shipped_packs, shipped_rules
from auditor.rules.rule import Adjust, Example, Pack, Remedy, Rule
from auditor.rules.template import Template

__all__ = [
    "Adjust",
    "Example",
    "Expression",
    "Pack",
    "Remedy",
    "Rule",
    "Template",
    "Unusable",
    "load_pack",
    "load_packs",
    "needs",
    "parse",
    "shipped_packs",
    "shipped_rules",
]
