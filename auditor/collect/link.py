"""The scan's end of one worker process: what is asked of it, what it says, and when it is gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, BinaryIO, cast

from auditor.collect.frames import Kind, Message, Outbox, heard

_PATIENCE = 5.0
"""Seconds that a worker has to end."""
_BEGIN = "import sys; threads, *sys.path = sys.argv[1:]; sys.argv[1:] = [threads]; \
from auditor.collect.worker import main; main()"
"""A worker finds its modules where the scan finds them, and runs nothing of the scan's own main module."""


@dataclass(slots=True)
class Task:
    """A call, wherever it is done."""

    function: Callable[..., Any]  # Any: whatever is submitted
    arguments: tuple[Any, ...]
    future: Future[Any] = field(default_factory=Future)

    def begin(self) -> bool:
        """Whether it is to be done: it is not if it was cancelled before it began."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def settle(self, kind: Kind, content: Any) -> None:
        """What became of it."""
        if kind is Kind.DONE:
            self.future.set_result(content)
        else:
            self.future.set_exception(content)


class Link:
    """One worker process. `hear` and `died` are called by a thread that listens to it."""

    def __init__(self, threads: int, hear: Callable[[Link, Message], None], died: Callable[[Link], None]) -> None:
        self.tasks: dict[int, Task] = {}
        """What it has been given, by number."""
        self.ready = False
        self._hear, self._died = hear, died
        self._functions: dict[int, Callable[..., Any]] = {}
        # a session of its own: an interruption at the terminal is the scan's to handle
        self._process = subprocess.Popen(  # noqa: S603  this very interpreter
            [sys.executable, "-P", "-c", _BEGIN, str(threads), *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._outbox = Outbox(cast("BinaryIO", self._process.stdin), 0.0)
        Thread(target=self._listen, args=(cast("BinaryIO", self._process.stdout),), name="link", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def give(self, number: int, task: Task) -> None:
        """Let it do `task`; a function that it does not know yet goes ahead."""
        function = id(task.function)
        if function not in self._functions:
            self._functions[function] = task.function
            self._outbox.put((Kind.FUNCTION, function, task.function))
        self.tasks[number] = task
        self._outbox.put((Kind.DO, number, (function, task.arguments)))

    def tell(self, number: int, answer: object) -> None:
        """Answer its question."""
        self._outbox.put((Kind.TOLD, number, answer))

    def close(self, *, now: bool) -> None:
        """End it, `now` if nothing more is to be sent, and wait until it has ended."""
        if now:
            self._process.kill()
        self._outbox.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self, pipe: BinaryIO) -> None:
        with pipe:
            for message in heard(pipe):
                self._hear(self, message)
        self._died(self)
