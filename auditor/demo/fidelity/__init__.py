"""moto in, moto that keeps and refuses what AWS keeps and refuses out, as far as an audit of replication sees it.

Written from AWS's documentation on 2026-11-21, for moto 5.2.5. Works wherever moto's own classes answer:
in-process (`mock_aws`), in `ThreadedMotoServer` and in a server process (`python -m auditor.demo.server`). What moto
lacks altogether (`missing.py`) is answered in-process, and in the server process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from auditor.demo.fidelity import (
    access,
    configurations,
    datasync,
    defaults,
    details,
    listing,
    missing,
    organizations,
    regional,
    replication,
    trust,
)
from auditor.demo.fidelity.mend import Mend, applied

MENDS: tuple[Mend, ...] = (
    *replication.MENDS,
    *listing.MENDS,
    *defaults.MENDS,
    *configurations.MENDS,
    *missing.MENDS,
    *access.MENDS,
    *regional.MENDS,
    *datasync.MENDS,
    *organizations.MENDS,
    *trust.MENDS,
    *details.MENDS,
)

__all__ = ["MENDS", "faithful"]


@contextmanager
def faithful() -> Iterator[None]:
    """While open, every mend is in place; combine with `mock_aws` or a moto server in this process."""
    with applied(MENDS):
        try:
            yield
        finally:
            organizations.forget()
