"""What the rules said: findings, with their evidence, and the assessment that holds them."""

from auditor.finding.assessment import Assessment
from auditor.finding.finding import (
    Evidence,
    Finding,
    Gap,
    Remark,
    Remediation,
    RuleInfo,
    Severity,
    Status,
    Waiver,
    WaiverRemark,
    fingerprint,
)
from auditor.finding.findings import Findings
from auditor.finding.packed import OPEN, Alike, Packed, Packing, Whose, packed

__all__ = [
    "OPEN",
    "Alike",
    "Assessment",
    "Evidence",
    "Finding",
    "Findings",
    "Gap",
    "Packed",
    "Packing",
    "Remark",
    "Remediation",
    "RuleInfo",
    "Severity",
    "Status",
    "Waiver",
    "WaiverRemark",
    "Whose",
    "fingerprint",
    "packed",
]
