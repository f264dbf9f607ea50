"""An assessment in, JSON out, and back: the whole of it, in the form that docs/report-json.md describes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum, StrEnum
from pathlib import Path

from auditor.errors import InputError
from auditor.finding import Assessment, fingerprint
from auditor.reports.compliance import compliance
from auditor.reports.decode import decode
from auditor.reports.outline import gap_place
from auditor.snapshot import Json

FORMAT = "auditor-assessment/1"
"""Raised when a reader of the old form could no longer read the new one."""


def render(assessment: Assessment) -> Iterator[str]:
    """One JSON object in ASCII, keys and lists sorted, piece by piece; `load_json` gives the assessment back."""
    document: dict[str, Iterable[str]] = {
        field.name: _indented(_encode(getattr(assessment, field.name)))
        for field in fields(assessment)
        if field.name not in ("findings", "gaps")
    }
    document["format"] = _indented(FORMAT)
    document["counts"] = _indented(assessment.counts())
    document["compliance"] = _indented(_compliance(assessment))
    document["findings"] = _listed(
        {"fingerprint": finding.fingerprint, **_encode(finding)} for finding in assessment.findings
    )
    document["gaps"] = _listed(_encode(gap) for gap in sorted(assessment.gaps, key=gap_place))
    start = "{"
    for name in sorted(document):
        yield f'{start}\n  "{name}": '
        yield from document[name]
        start = ","
    yield "\n}\n"


def _indented(value: Json, by: str = "  ") -> Iterator[str]:
    """The value as it stands in an object or list that is indented already; a line end is never inside a text."""
    yield json.dumps(value, sort_keys=True, indent=2, allow_nan=False).replace("\n", f"\n{by}")


def _listed(values: Iterable[Json]) -> Iterator[str]:
    """A list, one element at a time."""
    start = "["
    for value in values:
        yield f"{start}\n    "
        yield from _indented(value, "    ")
        start = ","
    yield "[]" if start == "[" else "\n  ]"


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
    for index, (finding, told) in enumerate(zip(findings or (), given, strict=True)):
        fits = fingerprint(finding["rule"], finding["kind"], finding["subject"])
        if told != fits:
            what = f"{told!r} does not fit rule, kind and subject ({fits}); write the report anew"
            raise InputError(what, file=file, field=f"findings[{index}].fingerprint")
    return assessment


def _compliance(assessment: Assessment) -> Json:
    """Framework -> control -> its verdict, and that of each rule for it."""
    told: dict[str, dict[str, Json]] = {}
    for each in compliance(assessment):
        told.setdefault(each.framework, {})[each.control] = {"verdict": each.verdict, "rules": dict(each.rules)}
    return told


def _fingerprint(finding: Json) -> Json:
    return finding.pop("fingerprint", None) if isinstance(finding, dict) else None


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
