"""Two snapshots in, an assessment out: what was added, removed or changed since the baseline, field by field."""

from auditor.drift.compare import compare

__all__ = ["compare"]
