"""The schema for editors: as shipped, and true of the starter."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from auditor.config import STARTER, schema
from auditor.yamlfile import parse

SHIPPED = Path(__file__).parents[2] / "docs" / "auditor.schema.json"


def test_the_shipped_copy_is_the_models_own() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema()


def test_the_starter_fits_the_schema() -> None:
    jsonschema.validate(parse(STARTER.encode(), "auditor.yaml").value, json.loads(schema()))


def test_a_misspelt_field_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError, match="acounts"):
        jsonschema.validate({"acounts": []}, json.loads(schema()))
