"""One assessment with every outcome and hostile text; `python -m tests.reports.sample` rebuilds reports/examples."""

from __future__ import annotations

from pathlib import Path

from auditor.finding import (
    Assessment,
    Evidence,
    Finding,
    Findings,
    Gap,
    Remark,
    Remediation,
    RuleInfo,
    Severity,
    Status,
    Waiver,
    WaiverRemark,
)
from auditor.reports.formats import FORMATS
from auditor.snapshot import Json

EXAMPLES = Path(__file__).resolve().parents[2] / "reports" / "examples"
FILES = {"json": "report.json", "junit": "report.junit.xml", "markdown": "report.md", "summary": "report.txt"}

HOSTILE = (
    "a|b `c` ```d``` <script>alert(1)</script> ${HOME} $(id) \"'\\ [x](http://y) @z\r\n# h"
    "\x1b[31m\u202e\u2066\u200f\x00\x85\ud800\ufffe"
)
"""What a rule ID, a tag or a Sid may hold, and more."""

SOURCE, DESTINATION = "111111111111", "222222222222"
EDGE = "orders/to-dr/orders-dr"
ROLE = f"arn:aws:iam::{SOURCE}:role/replicate-orders"
HOSTILE_EDGE = f"odd/{HOSTILE}/odd-dr"


def _rule(id: str, severity: Severity, subject: str, title: str, predicts: tuple[str, ...] = ()) -> RuleInfo:
    return RuleInfo(
        id=id,
        title=title,
        severity=severity,
        pack="replication",
        subject=subject,
        rationale=f"{title}, or objects do not arrive.",
        predicts=predicts,
        controls={"NIST-800-53r5": ("CP-9", "CP-10")},
        references=("https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html",),
    )


RULES = (
    _rule("replication-role-has-permissions", Severity.CRITICAL, "role", "The replication role has permissions"),
    _rule(
        "role-may-read-source",
        Severity.CRITICAL,
        "replication",
        "The role may read the source",
        ("SrcGetObjectNotPermitted",),
    ),
    _rule(
        "destination-versioning-enabled",
        Severity.HIGH,
        "replication",
        "The destination bucket keeps object versions",
        ("DstBucketUnversioned",),
    ),
    _rule("replication-metrics-enabled", Severity.MEDIUM, "replication", "Replication metrics are on"),
    _rule("source-versioning-enabled", Severity.HIGH, "replication", "The source bucket keeps object versions"),
)

_NO_PERMISSIONS = Finding(
    rule="replication-role-has-permissions",
    severity=Severity.CRITICAL,
    kind="role",
    subject=ROLE,
    status=Status.FAIL,
    message=f"The role {ROLE} has no policies, so it may do nothing.",
    accounts=(SOURCE,),
    evidence=(
        Evidence("role.inline_policies", [], "iam:GetRolePolicy"),
        Evidence("role.attached_policies", [], "iam:GetPolicyVersion"),
    ),
    remediation=Remediation(
        "permit-on-role",
        {"role": ROLE, "actions": ["s3:GetReplicationConfiguration"], "resources": ["arn:aws:s3:::orders"]},
    ),
)

FINDINGS = (
    _NO_PERMISSIONS,
    Finding(
        rule="role-may-read-source",
        severity=Severity.CRITICAL,
        kind="replication",
        subject=EDGE,
        status=Status.FAIL,
        message="The role may not read objects of orders.",
        accounts=(SOURCE, DESTINATION),
        evidence=(Evidence("may('read-source')", value=False),),
        cause=_NO_PERMISSIONS.fingerprint,
    ),
    Finding(
        rule="destination-versioning-enabled",
        severity=Severity.HIGH,
        kind="replication",
        subject=HOSTILE_EDGE,
        status=Status.FAIL,
        message=f"The destination of rule {HOSTILE} does not keep versions.",
        accounts=(DESTINATION, SOURCE),
        evidence=(
            Evidence("destination.versioning.Status", "Suspended", "s3:GetBucketVersioning"),
            Evidence("rule.ID", HOSTILE),
            Evidence("destination.tags", {HOSTILE: [HOSTILE, None, 1.5]}, "s3:GetBucketTagging"),
        ),
        remediation=Remediation("enable-versioning", {"bucket": "arn:aws:s3:::odd-dr"}),
    ),
    Finding(
        rule="destination-versioning-enabled",
        severity=Severity.HIGH,
        kind="replication",
        subject=EDGE,
        status=Status.PASS,
        message=f"It has kept them since {HOSTILE}.",
        evidence=(Evidence("destination.versioning.Status", "Enabled", "s3:GetBucketVersioning"),),
    ),
    Finding(
        rule="source-versioning-enabled",
        severity=Severity.HIGH,
        kind="replication",
        subject="payroll/all/payroll-dr",
        status=Status.UNKNOWN,
        message="It is not known whether the source bucket keeps object versions.",
        accounts=("333333333333",),
        evidence=(Evidence("source.versioning.Status", None, "s3:GetBucketVersioning", unknown="AccessDenied"),),
    ),
    Finding(
        rule="replication-metrics-enabled",
        severity=Severity.MEDIUM,
        kind="replication",
        subject=HOSTILE_EDGE,
        status=Status.FAIL,
        message="Nothing measures whether replication keeps up.",
        waiver=Waiver(f"Watched by other means, {HOSTILE}", "storage team", "2027-06-30"),
    ),
    Finding(
        rule="replication-metrics-enabled",
        severity=Severity.MEDIUM,
        kind="replication",
        subject="logs/off/logs-dr",
        status=Status.NOT_APPLICABLE,
        message="The rule is disabled.",
    ),
)

GAPS = (
    Gap(
        "333333333333",
        "eu-central-1",
        "arn:aws:s3:::payroll",
        "versioning",
        "s3:GetBucketVersioning",
        "AccessDenied",
        f"not authorized {HOSTILE}",
    ),
    Gap("444444444444", None, "arn:aws:iam::444444444444:root", "access", "sts:AssumeRole", "AccessDenied"),
)


def _call(account: str, region: str, action: str, fact: str, **outcomes: int) -> Json:
    return {"account": account, "region": region, "action": action, "fact": fact, "outcomes": outcomes}


COVERAGE = {
    "accounts": 3,
    "buckets": 8,
    "edges": 4,
    "facts": {"value": 71, "absent": 17, "unknown": 2},
    "outcomes": {"read": 71, "absent": 17, "denied": 2},
    "opened": 3,
    "percent": 75.0,
    "calls": [
        _call(SOURCE, "eu-west-1", "s3:GetBucketVersioning", "versioning", read=35),
        _call(SOURCE, "eu-west-1", HOSTILE, HOSTILE, read=35, absent=17),
        _call("333333333333", "eu-central-1", "s3:GetBucketVersioning", "versioning", read=1, denied=1),
        _call("444444444444", "", "sts:AssumeRole", "access", denied=1),
    ],
}

ASSESSMENT = Assessment(
    findings=Findings(FINDINGS),
    gaps=GAPS,
    rules={rule.id: rule for rule in RULES},
    packs={"replication": "1.0.0"},
    snapshot={
        "digest": "sha256:0123456789abcdef",
        "file": "estate.snapshot",
        "collected": "2026-11-01T03:00:00Z",
        "complete": True,
    },
    tool_version="0.1.0",
    coverage=COVERAGE,
    waivers=(
        WaiverRemark(
            Remark.EXPIRED,
            "destination-versioning-enabled",
            HOSTILE_EDGE,
            f"storage team {HOSTILE}",
            "2026-10-31",
            "held until 2026-10-31; 1 of its findings counts again; mend or renew",
        ),
        WaiverRemark(
            Remark.UNUSED,
            "source-versioning-enabled",
            "glob:ci-*",
            "build team",
            "2027-06-30",
            "covers no finding; delete it",
        ),
    ),
)


def rendered(name: str, assessment: Assessment) -> str:
    """The whole report."""
    return "".join(FORMATS[name](assessment))


def main() -> None:
    """Write every format's output for `ASSESSMENT` into reports/examples."""
    for name, file in FILES.items():
        (EXAMPLES / file).write_text(rendered(name, ASSESSMENT), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
