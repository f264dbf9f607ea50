"""A scenario file in, a checked `Scenario` out; every error names file, line and field."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from auditor.demo.scenario import Scenario
from auditor.errors import InputError
from auditor.yamlfile import read

FOLDER = "scenarios"


class ScenarioError(InputError):
    """A scenario file is wrong."""


def scenarios() -> dict[str, Scenario]:
    """Every shipped scenario by its file's name without `.yaml`, in the order of the names."""
    folder = files("auditor.demo").joinpath(FOLDER)
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name.removesuffix(".yaml"): load(file) for file in found}


def load(file: Path | Traversable) -> Scenario:
    """The scenario in `file`. Raises ScenarioError (InputError if it is no YAML) with file, line and field."""
    document = read(file)
    try:
        return Scenario.model_validate(document.value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        line = document.line(first["loc"])
        raise ScenarioError(what, file=document.file, line=line, field=field) from error
