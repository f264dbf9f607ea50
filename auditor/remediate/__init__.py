"""Failing findings and their snapshot -> patches (desired facts), proved on a patched copy, printed as commands."""

from auditor.remediate.actions import ACTIONS
from auditor.remediate.flavours import FLAVOURS
from auditor.remediate.nouns import ByHand, Patch, Plan, Proof
from auditor.remediate.planning import plan
from auditor.remediate.proving import Judge, prove
from auditor.remediate.rendering import files, render

__all__ = ["ACTIONS", "FLAVOURS", "ByHand", "Judge", "Patch", "Plan", "Proof", "files", "plan", "prove", "render"]
