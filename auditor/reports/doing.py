"""What a remedy asks for in, one plain sentence out: the only place where reports put actions into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from auditor.finding import Remediation

SENTENCES: Mapping[str, str] = {
    "enable-versioning": "Turn on versioning of {bucket}",
    "permit-on-bucket": "Let the bucket policy of {bucket} allow {role} {actions}",
    "revoke-on-bucket": "Take {actions} on {bucket} from everyone outside account {keep_account} in its bucket policy",
    "name-role-on-bucket": "Let the bucket policy of {bucket} name {role} instead of the whole account {account}",
    "set-policy-version": "Write the current Version into the bucket policy of {bucket}",
    "permit-on-role": "Let a policy of {role} allow {actions} on {resources}",
    "narrow-role": "Let the policies of {role} allow what its replication rules need, and nothing else",
    "drop-grants": "Take out of the policies of {role} what none of its replication rules needs; one source, one role",
    "trust-s3": "Let the trust policy of {role} admit S3",
    "trust-only-s3": "Let the trust policy of {role} admit S3 and nobody else",
    "permit-on-key": "Let the key policy of {key} allow {role} {actions}",
    "enable-key": "Enable the key {key}",
    "set-rule": "Change replication rule {rule} of {bucket}: {change}",
    "set-ownership": "Set the object ownership of {bucket} to {ownership}",
    "correct-version": "Write a Version that AWS knows into the policies of {documents} that lack one",
}
"""Remediation action -> a sentence without its full stop, with the names of what the action is given."""


def doing(remedy: Remediation, told: Callable[[object], str]) -> str:
    """The sentence for `remedy`, each value as `told` shows it; a value that is not known is said to be so."""
    values = {name: told(value) for name, value in remedy.given.items() if value is not None}
    return SENTENCES.get(remedy.action, "See the rule").format_map(defaultdict(lambda: "(not known)", values))
