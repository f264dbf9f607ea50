"""The configuration's models in, a JSON Schema for editors out."""

from __future__ import annotations

import json

from auditor.config.settings import Config


def schema() -> str:
    """JSON Schema (2020-12) of `auditor.yaml`, the same text every time."""
    model = Config.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "auditor.yaml"}
    return json.dumps({**model, **head}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
