"""DataSync whose tasks and locations are its account's: moto names them all as those of one made-up account.

AWS (DataSync User Guide, "DataSync resources and operations"): an ARN holds the account that made the thing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.datasync.models import DataSyncBackend

from auditor.demo.fidelity.mend import Mend, Method

_MADE_UP = ":111222333444:"


def _owned(kept: str) -> Callable[[Method], Method]:
    """Keeps what is made, in the backend's attribute `kept`, under an ARN of the backend's account."""

    def around(original: Method) -> Method:
        def create(self: DataSyncBackend, *given: Any, **named: Any) -> str:
            arn = original(self, *given, **named)
            held = getattr(self, kept)
            made = held.pop(arn)
            made.arn = arn.replace(_MADE_UP, f":{self.account_id}:")
            held[made.arn] = made
            return str(made.arn)

        return create

    return around


MENDS = (
    Mend(DataSyncBackend, "create_location", _owned("locations")),
    Mend(DataSyncBackend, "create_task", _owned("tasks")),
)
