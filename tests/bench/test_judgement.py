"""The bench of judging: what it counts is what was judged."""

from __future__ import annotations

from pathlib import Path

from auditor.rules import load_packs
from bench.judgement import Run, Sample, organisation


def test_a_run_and_a_sample_count_the_same_findings(tmp_path: Path) -> None:
    path = organisation(tmp_path, 30)
    sample = Sample(path, load_packs(["all"]))
    run = Run(path, 30)

    assert run.findings == sample.findings > 0
    assert run.cost.cpu > 0
    assert min(sample.turn()) > 0
