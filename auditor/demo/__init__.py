"""The embedded estate: walkthroughs as scenarios, built on a local emulator and scanned through STS like any other."""

from auditor.demo.estate import estate
from auditor.demo.load import ScenarioError, load, scenarios
from auditor.demo.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "estate", "load", "scenarios"]
