"""Every request of an edge with its decision, and what is assumed for it."""

from __future__ import annotations

from pathlib import Path

from auditor.config import Intent
from auditor.evaluate.explaining import Explained, explained, hidden
from auditor.iam import Effect
from auditor.snapshot import Fact, Snapshot
from auditor.topology import Subject, join
from tests.cli.world import A, snapshot

ENABLED = {"Status": "Enabled"}


def _edge(path: Path) -> Subject:
    return next(subject for subject in join(Snapshot.open(path), Intent()) if subject.kind == "replication")


def _assuming(path: Path, **assume: str | None) -> Explained:
    """The request to assume the role, whose trust policy asks for aws:SourceAccount."""
    given = {key.replace("_", ":"): value for key, value in assume.items()}
    return next(each for each in explained(_edge(path), given) if each.request.purpose == "assume-role")


def test_requests_that_the_edge_does_not_make_are_left_out(tmp_path: Path) -> None:
    edge = _edge(snapshot(tmp_path / "s", ENABLED))
    assert "replicate-deletes" not in {each.request.purpose for each in explained(edge, {})}


def test_without_an_assumption_the_unknown_stays_unknown(tmp_path: Path) -> None:
    asked = _assuming(snapshot(tmp_path / "s", ENABLED))
    assert (asked.decision.effect, asked.assumed) == (Effect.UNKNOWN, {})


def test_an_assumed_value_decides_and_is_told(tmp_path: Path) -> None:
    asked = _assuming(snapshot(tmp_path / "s", ENABLED), aws_SourceAccount=A)
    assert (asked.decision.effect, asked.assumed) == (Effect.ALLOW, {"aws:SourceAccount": A})


def test_an_assumed_absence_decides(tmp_path: Path) -> None:
    assert _assuming(snapshot(tmp_path / "s", ENABLED), aws_SourceAccount=None).decision.effect is Effect.IMPLICIT_DENY


def test_keys_are_the_same_in_any_case(tmp_path: Path) -> None:
    assert _assuming(snapshot(tmp_path / "s", ENABLED), aws_sourceaccount=A).assumed == {"aws:SourceAccount": A}


def test_keys_that_could_not_be_read_are_told(tmp_path: Path) -> None:
    edge = _edge(
        snapshot(tmp_path / "s", ENABLED, encryption=Fact.unknown("s3:GetEncryptionConfiguration", "AccessDenied"))
    )
    assert [part for part, why in hidden(edge) if why == "AccessDenied"] == ["destination_key"]
