"""A Dask cluster as the executor of a scan: each worker gets the recipe once, and work goes to whoever is free.

Workers assume the roles of the accounts from credentials of their own. What goes over the wire is the recipe (accounts,
roles and their ExternalIds), the work, and the facts that come back; no credentials, and nothing by way of a disk.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

import botocore
from distributed import Client, KilledWorker, WorkerPlugin
from distributed.scheduler import NoValidWorkerError, NoWorkerError

from auditor import __version__
from auditor.collect.executor import Crew
from auditor.collect.guard import Stopped
from auditor.collect.recipe import Recipe, leave, read
from auditor.collect.work import Found, Work
from auditor.errors import AuditorError, UsageError
from auditor.snapshot import Json

_PATIENCE = 30.0
"""Seconds that a scheduler has to answer, and a first worker to be there."""
_ALIKE: Mapping[str, str] = {
    "auditor": __version__,
    "botocore": botocore.__version__,
    "python": ".".join(platform.python_version_tuple()[:2]),
}
"""What must be the same everywhere: what is sent is Python's objects, and botocore decides what an answer holds."""
_LOST = (CancelledError, KilledWorker, NoValidWorkerError, NoWorkerError)


class ClusterError(AuditorError):
    """The cluster cannot do the work, or can no longer. What has been read is kept."""


class Kit(WorkerPlugin):  # type: ignore[misc]  # Dask's classes have no types that mypy could see
    """What a worker has with it while a scan lasts; the scheduler also gives it to those that join later."""

    def __init__(self, recipe: Recipe) -> None:
        self.name = _name(recipe)
        self.recipe = recipe

    def setup(self, worker: object) -> None:  # noqa: ARG002  Dask's signature
        """Keep the recipe in this process."""
        _recipes[self.recipe.scan] = self.recipe

    def teardown(self, worker: object) -> None:  # noqa: ARG002  Dask's signature
        """Forget it; nothing more is sent in its name."""
        _recipes.pop(self.recipe.scan, None)
        leave(self.recipe)


_recipes: dict[str, Recipe] = {}
"""Of the scans that this process, a worker, has a part in."""


def serve(scan: str, work: Work) -> Found:
    """Do `work` for the scan of that name: what is submitted to the cluster. Raises nothing but AuditorErrors."""
    recipe = _recipes.get(scan)
    if recipe is None:
        raise Stopped("the scan has ended; no further request is sent")
    return read(recipe, work)


@contextmanager
def cluster(address: str, recipe: Recipe) -> Iterator[Crew]:
    """The workers of the scheduler at `address`, such as tls://host:8786.

    Work of a worker that is lost is done by another. Raises UsageError if there is no such scheduler or it cannot be
    reached so, ClusterError if it has no workers, unlike ones, or does not hold out.
    """
    with _connected(address) as client:
        _look_over(client)
        client.register_plugin(Kit(recipe))
        executor = client.get_executor(pure=False)
        try:
            yield _crew(executor, recipe, sum(client.nthreads().values()))
        except AuditorError:
            raise
        except Exception as error:
            why = _explained(client, error)
            if why is None:
                raise
            raise why from error
        finally:
            executor.shutdown(wait=False)
            if client.status == "running":
                client.unregister_worker_plugin(_name(recipe))


def _crew(executor: Executor, recipe: Recipe, threads: int) -> Crew:
    """The cluster as a scan sees it: work in, a promise of what is found out."""
    return Crew(lambda work: executor.submit(serve, recipe.scan, work), lambda _: None, threads)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise UsageError(
            f"--scheduler {address}: cannot be reached: {error}; is `dask scheduler` running there, and for tls:// are"
            " the certificates configured (docs/cluster.md)?"
        ) from error
    with client:
        yield client


def _look_over(client: Client) -> None:
    """Raises ClusterError if no worker comes, or one is unlike this process."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise ClusterError("the cluster has no workers; start some with `dask worker`") from error
    unlike = _unlike(client.get_versions(packages=["auditor", "botocore"])["workers"])
    if unlike:
        raise ClusterError(f"{unlike}; install the same on every worker")


def _unlike(workers: Mapping[str, Json]) -> str:
    """The first worker that has something else than this process, and what; empty if all are alike."""
    for worker, said in sorted(workers.items()):
        packages = {**said["packages"], "python": ".".join(said["packages"]["python"].split(".")[:2])}
        for name, here in _ALIKE.items():
            if packages.get(name) != here:
                return f"worker {worker} has {name} {packages.get(name) or '(none)'}, this process {here}"
    return ""


def _explained(client: Client, error: Exception) -> AuditorError | None:
    """What of the cluster broke off the scan, or which worker that joined it and is unlike; None if nothing did."""
    if client.status != "running":
        return ClusterError("the scheduler is gone; what was read is kept: go on with --resume")
    if isinstance(error, _LOST):
        return ClusterError(
            f"the cluster gave a piece of work up ({type(error).__name__}): too many workers were lost; what was read"
            " is kept: go on with --resume"
        )
    try:
        _look_over(client)
    except AuditorError as unlike:
        return unlike
    return None


def _name(recipe: Recipe) -> str:
    return f"auditor-{recipe.scan}"
