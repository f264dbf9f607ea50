"""What several resources share -> asked once, however many threads want it at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from threading import Lock

from auditor.snapshot import Json


class Once:
    """Answers by name. What raised is not kept: who comes next asks again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asking: defaultdict[str, Lock] = defaultdict(Lock)
        self._answers: dict[str, Json] = {}

    def get(self, name: str, ask: Callable[[], Json]) -> Json:
        """The answer called `name`, by `ask` if nobody has it yet."""
        with self._lock:
            asking = self._asking[name]
        with asking:
            if name not in self._answers:
                self._answers[name] = ask()
            return self._answers[name]
