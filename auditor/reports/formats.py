"""An assessment in, text out: every report format, by the name the command line knows it by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from auditor.finding import Assessment
from auditor.reports import json, junit, markdown, summary

FORMATS: Mapping[str, Callable[[Assessment], Iterator[str]]] = {
    "json": json.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "summary": summary.render,
}
"""Name -> a pure function that gives the report piece by piece: the same assessment gives the same text."""
