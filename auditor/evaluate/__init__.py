"""Rules x subjects -> Assessment, in three-valued logic: what was not read never passes and never fails."""

from auditor.evaluate.coverage import Unreached, unreached
from auditor.evaluate.engine import assess
from auditor.evaluate.examples import ExampleResult, run_examples
from auditor.evaluate.waivers import waive

__all__ = ["ExampleResult", "Unreached", "assess", "run_examples", "unreached", "waive"]
