"""Every error a user can mend: one line that says what, where and what to do, and its exit code."""

from __future__ import annotations

from pathlib import Path


class AuditorError(Exception):
    """Root of our errors; raised deep, caught once in `cli/main.py`. Exit code 4: the audit itself broke."""

    exit_code = 4


class UsageError(AuditorError):
    """The command was called in a way that cannot work. Exit code 2."""

    exit_code = 2


class InputError(AuditorError):
    """A file the user wrote (configuration, rule pack, waivers, policy) is wrong. Exit code 2.

    The message reads `file:line: field: what is wrong`, as far as each part is known.
    """

    exit_code = 2

    def __init__(self, what: str, *, file: Path | str | None = None, line: int | None = None, field: str = "") -> None:
        self.what, self.file, self.line, self.field = what, file, line, field
        place = str(file) if file is not None else ""
        if place and line is not None:
            place += f":{line}"
        super().__init__(": ".join(part for part in (place, field, what) if part))


class ConfigError(InputError):
    """`auditor.yaml` or an accounts file is wrong."""


class RuleError(InputError):
    """A rule or a pack is wrong, or an expression in it gave no verdict."""


class SnapshotError(AuditorError):
    """A snapshot cannot be written, read or trusted."""


class ReadOnlyViolation(AuditorError):
    """Something tried to send a request that is not on the read-only list. Never reaches AWS."""
