"""A scenario file in, a checked `Scenario` out; every error names file, line and field."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from pydantic import ValidationError

from auditor.demo.scenario import Scenario
from auditor.errors import InputError

FOLDER = "scenarios"


class ScenarioError(InputError):
    """A scenario file is wrong."""


def scenarios() -> dict[str, Scenario]:
    """Every shipped scenario by its file's name without `.yaml`, in the order of the names."""
    folder = files("auditor.demo").joinpath(FOLDER)
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name.removesuffix(".yaml"): load(file) for file in found}


def load(file: Traversable) -> Scenario:
    """The scenario in `file`. Raises ScenarioError if it is not one."""
    try:
        text = file.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        return Scenario.model_validate(yaml.safe_load(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ScenarioError(f"not YAML: {error.problem}", file=str(file), line=line) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise ScenarioError(first["msg"], file=str(file), line=_line(tree, first["loc"]), field=field) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"cannot be read: {error}", file=str(file)) from error


def _line(node: yaml.Node | None, path: Sequence[str | int]) -> int | None:
    """Line (from 1) of the deepest node on `path` that the file really has."""
    for step in path:
        below = _child(node, step)
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node else None


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None
