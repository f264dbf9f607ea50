"""The schema for editors: as shipped, and true of every rule."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from auditor import yamlfile
from auditor.rules import rule_schema, shipped_packs

ROOT = Path(__file__).parents[2]
FILES = [file for pack in shipped_packs() for file in ROOT.glob(f"rules/{pack}/*.yaml") if file.name != "pack.yaml"]
TAGS = {"!unknown": str, "!absent": str}


def test_the_shipped_copy_is_the_models_own() -> None:
    assert (ROOT / "docs" / "rule.schema.json").read_text(encoding="utf-8") == rule_schema()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_rule_fits_it(file: Path) -> None:
    jsonschema.validate(yamlfile.read(file, TAGS).value, json.loads(rule_schema()))


def test_a_misspelt_key_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError, match="titel"):
        jsonschema.validate({"titel": "x"}, json.loads(rule_schema()))
