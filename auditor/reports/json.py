"""An assessment in, JSON out, and back: the whole of it, in the form that docs/report-json.md describes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum, StrEnum
from operator import attrgetter
from pathlib import Path

from auditor.errors import InputError
from auditor.finding import Assessment, Finding
from auditor.reports.compliance import compliance
from auditor.reports.decode import decode
from auditor.reports.outline import gap_place
from auditor.snapshot import Json

FORMAT = "auditor-assessment/1"
"""Raised when a reader of the old form could no longer read the new one."""


def render(assessment: Assessment) -> str:
    """One JSON object in ASCII, keys and lists sorted; `load_json` gives the assessment back."""
    document = {"format": FORMAT, "counts": assessment.counts(), **_encode(assessment)}
    document["compliance"] = _compliance(assessment)
    document["findings"] = [
        {"fingerprint": finding.fingerprint, **_encode(finding)}
        for finding in sorted(assessment.findings, key=attrgetter("rule", "subject", "kind"))
    ]
    document["gaps"] = [_encode(gap) for gap in sorted(assessment.gaps, key=gap_place)]
    return json.dumps(document, sort_keys=True, indent=2, allow_nan=False) + "\n"


def load_json(text: str, file: Path | str = "assessment") -> Assessment:
    """The assessment that `render` wrote as `text`; `file` is named in errors.

    Raises InputError that names file and field, if `text` is no such report. `counts` and `compliance` are left
    aside; a `fingerprint` that does not fit its finding is an error, because causes refer to it.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError(f"not JSON: {error}; give the file of --report json=FILE", file=file, line=line) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"not a JSON report of this auditor: must be {FORMAT!r}", file=file, field="format")
    findings = document.get("findings")
    given = [_fingerprint(finding) for finding in findings] if isinstance(findings, list) else []
    known = {key: value for key, value in document.items() if key not in {"format", "counts", "compliance"}}
    assessment = decode(Assessment, known, file)
    for index, (finding, fingerprint) in enumerate(zip(assessment.findings, given, strict=True)):
        _compare(finding, fingerprint, file, f"findings[{index}].fingerprint")
    return assessment


def _compliance(assessment: Assessment) -> Json:
    """Framework -> control -> its verdict, and that of each rule for it."""
    told: dict[str, dict[str, Json]] = {}
    for each in compliance(assessment):
        told.setdefault(each.framework, {})[each.control] = {"verdict": each.verdict, "rules": dict(each.rules)}
    return told


def _fingerprint(finding: Json) -> Json:
    return finding.pop("fingerprint", None) if isinstance(finding, dict) else None


def _compare(finding: Finding, fingerprint: Json, file: Path | str, field: str) -> None:
    if fingerprint != finding.fingerprint:
        what = f"{fingerprint!r} does not fit rule, kind and subject ({finding.fingerprint}); write the report anew"
        raise InputError(what, file=file, field=field)


def _encode(value: Json) -> Json:
    """Our dataclasses as objects; a number that JSON cannot write (a policy may hold 1e999) as text."""
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encode(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
