"""An executor on this machine: threads here, and worker processes as soon as there is enough for them to do."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import count
from threading import Lock
from typing import Any, TypeVar

from auditor.collect.frames import Kind, Message, portable
from auditor.collect.link import Link, Task

T = TypeVar("T")

WORTH_IT = 4000
"""Calls ahead from which processes gain more than starting them costs (half a second of CPU each)."""
_THREADS = 64
"""Calls at a time above which one process gains nothing: its interpreter is busy."""
_DEATHS = 3
"""How many workers are replaced when they die; after that those that are left do the work, at last this process."""


class Processes(Executor):
    """Calls on threads of this process, or on worker processes once these have started. Safe in threads.

    What a worker had when it died is done again by another. Functions, arguments and results are pickled; a function
    goes to a worker once, so one that is submitted often should be the same object. Workers end with this process.
    """

    def __init__(
        self, processes: int, jobs: int, answer: Callable[[Any], object], place: Callable[..., Hashable | None]
    ) -> None:
        """For `jobs` calls at a time, as far as one process can do so many.

        `answer` is asked what workers ask; calls of one `place` go to one worker.
        """
        self._wanted, self._each = processes, -(-jobs // processes)
        self._answer, self._place = answer, place
        self._threads = ThreadPoolExecutor(min(jobs, _THREADS), thread_name_prefix="collect")
        self._lock, self._numbers = Lock(), count()
        self._links: list[Link] = []
        self._ahead, self._deaths, self._closed = 0, 0, False

    def expect(self, calls: int) -> None:
        """So much more is coming: once that is worth it, workers are started."""
        with self._lock:
            self._ahead += calls
            if self._wanted > 1 and self._ahead >= WORTH_IT and not (self._links or self._deaths or self._closed):
                self._links = [self._link() for _ in range(self._wanted)]

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """As every executor's; without keyword arguments."""
        if kwargs:
            raise TypeError("keyword arguments are not sent to workers")
        task = Task(fn, args)
        self._hand_out(task)
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with `cancel_futures` at once, whatever they are doing."""
        with self._lock:
            self._closed, links = True, self._links
        for link in links:
            link.close(now=cancel_futures)
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    @property
    def workers(self) -> list[int]:
        """Ids of the worker processes that have started."""
        with self._lock:
            return [link.pid for link in self._links if link.ready]

    def _link(self) -> Link:
        return Link(self._each, self._hear, self._died)

    def _hand_out(self, task: Task) -> None:
        with self._lock:
            link = self._choose(task)
            if link is not None and task.begin():
                link.give(next(self._numbers), task)
        if link is None:
            self._threads.submit(_here, task)

    def _choose(self, task: Task) -> Link | None:
        """The worker of the task's place, else the one that has least to do; None: this process."""
        ready = [link for link in self._links if link.ready]
        place = self._place(*task.arguments) if ready else None
        if place is not None:
            return ready[hash(place) % len(ready)]
        return min(ready, key=lambda link: len(link.tasks), default=None)

    def _hear(self, link: Link, message: Message) -> None:
        kind, number, content = message
        if kind is Kind.READY:
            link.ready = True
        elif kind is Kind.ASK:
            self._threads.submit(self._tell, link, number, content)
        else:
            with self._lock:
                task = link.tasks.pop(number)
            task.settle(kind, content)

    def _tell(self, link: Link, number: int, question: Any) -> None:
        try:
            link.tell(number, self._answer(question))
        except BaseException as error:  # noqa: BLE001  it is raised where the question was asked
            link.tell(number, portable(error))

    def _died(self, link: Link) -> None:
        """Do again what it had, and replace it, unless workers keep dying."""
        with self._lock:
            if self._closed:
                return
            self._links.remove(link)
            self._deaths += 1
            if self._deaths <= _DEATHS:
                self._links.append(self._link())
        link.close(now=True)
        for task in link.tasks.values():
            self._hand_out(task)


def _here(task: Task) -> None:
    if task.begin():
        try:
            task.settle(Kind.DONE, task.function(*task.arguments))
        except BaseException as error:  # noqa: BLE001  it is raised where the call was submitted
            task.settle(Kind.FAILED, error)
