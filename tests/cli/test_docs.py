"""docs/cli.md is what the commands say of themselves."""

from __future__ import annotations

from pathlib import Path

from auditor.cli.docs import document
from auditor.cli.main import COMMANDS

SHIPPED = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_shipped_copy_is_the_commands_own() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == document()


def test_every_command_has_its_chapter() -> None:
    assert [name for name in COMMANDS if f"## auditor {name}\n" not in document()] == []
