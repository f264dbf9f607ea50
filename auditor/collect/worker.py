"""A process that a scan started: calls come in on a pipe, what they gave goes out; it ends with the scan."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

from auditor.collect import lending
from auditor.collect.frames import Kind, Message, Outbox, heard, portable

_GATHER = 0.004
"""Seconds that results wait for each other; nothing stands still, as more calls are at hand than there are threads."""

_GARBAGE = 50_000
"""New objects before garbage is looked for: what is loaded at the start is none."""


class Worker:
    """Calls from the scan, on threads."""

    def __init__(self, threads: int, outbox: Outbox) -> None:
        self._outbox = outbox
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._functions: dict[int, Callable[..., Any]] = {}  # Any: whatever is submitted
        self._asked: dict[int, Future[Any]] = {}
        self._numbers = count()

    def hear(self, message: Message) -> None:
        """Do what a message says; what takes time is done by a thread."""
        kind, number, content = message
        if kind is Kind.FUNCTION:
            self._functions[number] = content
        elif kind is Kind.DO:
            self._threads.submit(self._do, number, *content)
        elif kind is Kind.TOLD:
            self._asked.pop(number).set_result(content)

    def ask(self, question: object) -> object:
        """The scan's answer, waited for; raises what was raised there."""
        number, answer = next(self._numbers), Future[Any]()
        self._asked[number] = answer
        self._outbox.put((Kind.ASK, number, question))
        said = answer.result()
        if isinstance(said, BaseException):
            raise said
        return said

    def _do(self, number: int, function: int, arguments: tuple[Any, ...]) -> None:
        try:
            said = (Kind.DONE, number, self._functions[function](*arguments))
        except BaseException as error:  # noqa: BLE001  it is raised where the call was submitted
            said = (Kind.FAILED, number, portable(error))
        self._outbox.put(said)


def main() -> None:
    """Work until the scan closes the pipe, or dies: then end at once, whatever is under way."""
    gc.set_threshold(_GARBAGE)
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    worker = Worker(int(sys.argv[1]), outbox := Outbox(answers, _GATHER))
    lending.borrow_from(worker.ask)
    outbox.put((Kind.READY, 0, None))
    for message in heard(calls):
        worker.hear(message)
    os._exit(0)
