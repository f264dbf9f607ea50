"""What happens while a command runs, in lines on stderr: text for people, JSON for machines, or nothing."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from auditor.reports.text import printable

Field: TypeAlias = str | int | bool


@dataclass(slots=True)
class Log:
    """How a command speaks while it works; its fields are set by the command's options."""

    quiet: bool = False
    json: bool = False
    plain: bool = False
    """No colour, by --no-color."""
    debug: bool = False
    """Show the traceback of an error."""

    @property
    def colour(self) -> bool:
        """May colour be used where a terminal shows it (no-color.org)."""
        return not self.plain and not os.environ.get("NO_COLOR")

    def say(self, event: str, text: str, **fields: Field) -> None:
        """One line: `text` for people; `event` and `fields` as JSON. Nothing if quiet."""
        if not self.quiet:
            self._line(event, text, "info", fields)

    def error(self, text: str, **fields: Field) -> None:
        """One line that is printed even if quiet."""
        self._line("error", f"error: {text}", "error", {"message": text, **fields})

    def _line(self, event: str, text: str, level: str, fields: dict[str, Field]) -> None:
        line = f"auditor: {printable(text)}"
        if self.json:
            line = json.dumps({"time": now(), "level": level, "event": event, **fields})
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def now() -> str:
    """The moment it is, in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
