"""The rules of drift: what must still hold, how bad it is if not, and why; they have no YAML, the baseline judges."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.finding import RuleInfo, Severity

PACK = "drift"

_FRAMEWORKS = {"NIST-800-53r5": ("CM-2", "CM-3", "CM-6")}


def _rule(
    id: str,
    severity: Severity,
    subject: str,
    title: str,
    rationale: str,
    controls: Mapping[str, tuple[str, ...]] = _FRAMEWORKS,
) -> RuleInfo:
    return RuleInfo(id, title, severity, PACK, subject, rationale, controls=controls)


RESOURCES = _rule(
    "resources-equal-baseline",
    Severity.HIGH,
    "bucket, role, key",
    "The buckets, roles and keys of the baseline still exist, where and whose they were",
    "A bucket, role or key that is gone ends the replication that used it; one of the same name in another account "
    "sends replicas to strangers.",
)
REPLICATION = _rule(
    "replication-still-present",
    Severity.CRITICAL,
    "bucket",
    "A bucket that replicated still has a replication configuration",
    "Deleting the configuration stops replication without any error: uploads still succeed, replicas are missing when "
    "they are needed.",
)
RULES = _rule(
    "rules-equal-baseline",
    Severity.HIGH,
    "replication",
    "Replication rules are as they were in the baseline",
    "A rule that was disabled, narrowed or pointed elsewhere leaves objects without a replica, or sends them where "
    "nobody approved.",
)
POLICIES = _rule(
    "policies-equal-baseline",
    Severity.MEDIUM,
    "account, bucket, role, key",
    "Policies of buckets, roles and keys, and those above their accounts, say what they said in the baseline",
    "Replication needs the role, the destination bucket and the keys to agree, and the organization's control policies "
    "to let them; a changed policy breaks it, or lets more through than was approved.",
)
PROTECTIONS = _rule(
    "protections-equal-baseline",
    Severity.MEDIUM,
    "account, bucket, key",
    "Versioning, Object Lock, ownership, public access block, encryption and keys are set as in the baseline",
    "Replicas only help if they outlive a mistake or an attack; each of these settings, once loosened, takes a part of "
    "that away.",
)

CHANGES = _rule(
    "changes-by-known-actors",
    Severity.MEDIUM,
    "bucket",
    "Whoever changed a bucket since the baseline was approved to",
    "One call redirects every new object to a stranger or stops replication, and a change that was undone again shows "
    "in no configuration. CloudTrail names who made it, some fifteen minutes later. Experiments of the Fault Injection "
    "Service pause replication on purpose, and are approved with whoever may start them.",
    {},
)
RECORDERS = _rule(
    "config-recorder-sees-buckets",
    Severity.LOW,
    "account",
    "AWS Config records buckets in the Regions that edges lie in",
    "Config keeps the history of each bucket's configuration, which tells what a change replaced long after "
    "CloudTrail's ninety days; without a recorder that is on and includes buckets there is none.",
    {
        "AWS-FSBP": ("Config.1",),
        "CIS-AWS-5.0": ("3.3",),
        "CIS-AWS-6.0": ("4.3",),
        "CIS-AWS-7.0": ("4.3",),
        "SOC-2": ("CC8.1",),
    },
)

ALL = (RESOURCES, REPLICATION, RULES, POLICIES, PROTECTIONS, CHANGES, RECORDERS)
