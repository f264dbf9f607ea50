"""What a scan and its worker processes say to each other: pickled lists of messages on a pipe, many at a time."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from enum import IntEnum
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, TypeAlias

_MOST = 512
"""Messages in one frame."""


class Kind(IntEnum):
    """What a message is about; the first three go to a worker, the others come from it."""

    FUNCTION = 1
    """A function that is to be called often, under a number of its own."""
    DO = 2
    """Call: (number of the function, arguments)."""
    TOLD = 3
    """The answer to a question."""
    READY = 4
    DONE = 5
    """What a call gave."""
    FAILED = 6
    """What a call raised."""
    ASK = 7
    """A question of the worker's."""


Message: TypeAlias = tuple[Kind, int, Any]
"""Kind, number of the call or question, and what belongs to it."""


class Outbox:
    """Messages from many threads, sent by one; those that gather in the meantime go together."""

    def __init__(self, pipe: BinaryIO, gather: float) -> None:
        """After a first message `gather` seconds are waited for more."""
        self._pipe, self._gather = pipe, gather
        self._waiting: SimpleQueue[Message | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        """Send it, soon. To whom nobody listens any more nothing is sent."""
        self._waiting.put(message)

    def close(self) -> None:
        """Send what is waiting, and close the pipe."""
        self._waiting.put(None)

    def _run(self) -> None:
        try:
            while frame := self._next():
                pickle.dump(frame, self._pipe, pickle.HIGHEST_PROTOCOL)
                self._pipe.flush()
        except OSError:
            return  # the other end is gone, which whoever listens to it finds out too
        finally:
            _close(self._pipe)

    def _next(self) -> list[Message]:
        """The next messages; none at the end."""
        first = self._waiting.get()
        if first is None:
            return []
        if self._gather:
            time.sleep(self._gather)
        frame = [first]
        while len(frame) < _MOST and not self._waiting.empty():
            message = self._waiting.get()
            if message is None:
                self._waiting.put(None)
                break
            frame.append(message)
        return frame


def heard(pipe: BinaryIO) -> Iterator[Message]:
    """Each message that comes, until the other end closes or dies, be it in the middle of one."""
    while True:
        try:
            frame: list[Message] = pickle.load(pipe)  # noqa: S301  from a process of our own, on a pipe
        except (EOFError, OSError, pickle.UnpicklingError):
            return
        yield from frame


def portable(error: BaseException) -> BaseException:
    """`error`, or what can be said of it, if it cannot be pickled."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  our own
    except Exception:  # noqa: BLE001  whatever its class does when it is pickled
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _close(pipe: BinaryIO) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what could not be flushed has no reader
