"""The JSON report is the assessment: written, read back, equal; errors name file and field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.finding import Evidence, Findings
from auditor.reports.json import load_json
from tests.reports.sample import ASSESSMENT, rendered


def _document() -> Any:
    return json.loads(rendered("json", ASSESSMENT))


def _error(document: Any) -> str:
    with pytest.raises(InputError) as raised:
        load_json(document if isinstance(document, str) else json.dumps(document), "a.json")
    return str(raised.value)


def test_what_is_read_back_is_equal() -> None:
    assert load_json(rendered("json", ASSESSMENT)) == ASSESSMENT


def test_what_is_written_again_has_the_same_bytes() -> None:
    once = rendered("json", ASSESSMENT)

    assert rendered("json", load_json(once)) == once


def test_it_is_ascii_so_nothing_in_it_is_hidden() -> None:
    assert rendered("json", ASSESSMENT).isascii()


def test_severities_and_statuses_are_written_by_name() -> None:
    assert {finding["severity"] for finding in _document()["findings"]} == {"CRITICAL", "HIGH", "MEDIUM"}


def test_a_number_that_json_cannot_write_becomes_text() -> None:
    finding = replace(next(iter(ASSESSMENT.findings)), evidence=(Evidence("x", [float("inf")]),))
    written = json.loads(rendered("json", replace(ASSESSMENT, findings=Findings((finding,)))))

    assert written["findings"][0]["evidence"][0]["value"] == ["inf"]


def test_text_that_is_not_json_names_the_line() -> None:
    assert _error('{"a":\n!').startswith("a.json:2: not JSON: ")


@pytest.mark.parametrize("document", [[], {}, {"format": "auditor-assessment/9"}, "7"])
def test_another_document_is_refused(document: Any) -> None:
    assert _error(document).startswith("a.json: ")


def _drop(document: Any) -> None:
    del document["findings"][1]["severity"]


def _misspell(document: Any) -> None:
    document["gaps"][0]["acount"] = "1"


def _unknown_severity(document: Any) -> None:
    document["findings"][0]["severity"] = "SEVERE"


def _number_for_text(document: Any) -> None:
    document["tool_version"] = 1


def _text_for_list(document: Any) -> None:
    document["findings"] = "none"


def _edited_subject(document: Any) -> None:
    document["findings"][2]["subject"] = "another"


def _no_object(document: Any) -> None:
    document["findings"][0] = 7


def _text_for_mapping(document: Any) -> None:
    document["packs"] = []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_drop, "a.json: findings[1].severity: missing"),
        (_misspell, "a.json: gaps[0].acount: unknown field; there are: account, "),
        (_unknown_severity, "a.json: findings[0].severity: 'SEVERE' is none of CRITICAL, HIGH, MEDIUM, LOW, INFO"),
        (_number_for_text, "a.json: tool_version: must be text, not 1"),
        (_text_for_list, "a.json: findings: must be a list, not 'none'"),
        (_edited_subject, "a.json: findings[2].fingerprint: "),
        (_no_object, "a.json: findings[0]: must be an object, not 7"),
        (_text_for_mapping, "a.json: packs: must be an object, not []"),
    ],
)
def test_an_error_names_file_and_field(spoil: Any, told: str) -> None:
    document = _document()
    spoil(document)

    assert _error(document).startswith(told)
