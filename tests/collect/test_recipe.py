"""A recipe goes to another process as it is, and what is made of it is made once and ends with the scan."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from auditor.collect.guard import Stopped
from auditor.collect.opening import Opened
from auditor.collect.recipe import Recipe, leave, read, workplace
from auditor.collect.work import Work
from auditor.config import Account, Config
from auditor.snapshot import Resource
from auditor.snapshot.catalogue import BUCKET
from tests.collect.canned import Asked, Canned, Reply, xml
from tests.collect.conftest import A, B

Serve = Callable[[Callable[[Asked], Reply]], Canned]
CONFIG = Config(accounts=(Account(id=A), Account(id=B, role="audit", external_id="secret")), timeout=60)
WORK = Work(BUCKET, A, "b", frozenset({"versioning"}), "us-east-1")


def _versioning(_: Asked) -> Reply:
    return Reply(200, xml("VersioningConfiguration", "<Status>Enabled</Status>"))


def _read(recipe: Recipe) -> Resource:
    found = read(recipe, WORK)
    assert not isinstance(found, Opened)
    return found


def test_work_is_done_with_a_recipe_that_was_pickled(serve: Serve) -> None:
    endpoint = serve(_versioning)
    recipe = pickle.loads(pickle.dumps(Recipe.of(CONFIG)))
    assert _read(recipe).fact("versioning").value == {"Status": "Enabled"}
    assert len(endpoint.requests) == 1
    leave(recipe)


def test_threads_share_one_workplace(clean: None) -> None:
    recipe = Recipe.of(CONFIG)
    with ThreadPoolExecutor(8) as executor:
        made = set(executor.map(workplace, [recipe] * 8))
    assert len(made) == 1
    leave(recipe)


def test_two_scans_share_nothing(clean: None) -> None:
    first, second = Recipe.of(CONFIG), Recipe.of(CONFIG)
    assert workplace(first) is not workplace(second)
    leave(first)
    leave(second)


def test_a_straggler_sends_nothing(serve: Serve) -> None:
    endpoint = serve(_versioning)
    recipe = Recipe.of(CONFIG)
    _read(recipe)
    leave(recipe)
    with pytest.raises(Stopped):
        _read(recipe)
    assert len(endpoint.requests) == 1
