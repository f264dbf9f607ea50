"""Several processes come to the same assessment as one, and to the same error."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config.intent import Intent
from auditor.errors import RuleError
from auditor.evaluate.engine import assess
from auditor.reports.formats import FORMATS
from auditor.rules import Pack, load_packs, shipped_packs
from auditor.snapshot import Snapshot
from bench.organisation import write
from tests.evaluate.asking import rule


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("organisation") / "org.snapshot"
    write(path, 150)
    return path


def test_two_processes_write_the_same_reports(organisation: Path) -> None:
    packs, snapshot = load_packs(shipped_packs()), Snapshot.open(organisation)
    one, two = (assess(packs, snapshot, Intent(), processes=number) for number in (1, 2))

    for render in FORMATS.values():
        assert "".join(render(two)) == "".join(render(one))


def test_nothing_is_left_behind(organisation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assess(load_packs(["versioning"]), Snapshot.open(organisation), Intent(), processes=2)

    assert list(tmp_path.iterdir()) == []


def test_an_error_of_a_rule_comes_from_a_process_as_it_is(organisation: Path) -> None:
    wrong = rule("wrong", must="bucket.policy")
    packs, snapshot = [Pack("p", "1.0", "", "", (wrong,), "")], Snapshot.open(organisation)
    told = set()
    for number in (1, 2):
        with pytest.raises(RuleError, match=r"not true or false: bucket\.policy") as error:
            assess(packs, snapshot, Intent(), processes=number)
        told.add((str(error.value), error.value.line, error.value.exit_code))

    assert len(told) == 1
