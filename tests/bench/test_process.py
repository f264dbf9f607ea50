"""What a command takes, its children with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench.process import Failed, timed

BURN = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
HOLD = "held = b'x' * 200_000_000; import time; time.sleep(1)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
HOLDER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"


def test_cpu_time_of_children_counts(tmp_path: Path) -> None:
    assert timed([sys.executable, "-c", CHILD], os.environ, tmp_path).cpu >= 0.3


def test_memory_of_children_counts(tmp_path: Path) -> None:
    assert timed([sys.executable, "-c", HOLDER], os.environ, tmp_path).peak >= 190


def test_a_programme_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="ended with 4:\nwhy"):
        timed([sys.executable, "-c", "import sys; print('why'); sys.exit(4)"], os.environ, tmp_path, accepted=(0, 3))


def test_a_programme_sees_only_the_environment_that_it_is_given(tmp_path: Path) -> None:
    timed([sys.executable, "-c", "import os; assert os.environ['A'] == 'b' and 'HOME' not in os.environ"],
          {"A": "b"}, tmp_path)  # fmt: skip
