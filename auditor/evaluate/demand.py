"""Packs and intent -> the facts that their verdicts and remedies can rest on, and of which buckets each is needed.

Most buckets have no part in replication. What rules ask of such a bystander is found by judging one of which nothing
is known but that: a rule that does not apply to it, or holds whatever else is true, needs nothing more of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.config import AllowedRegions, Intent, MustReplicate, PurposeRule, RecoveryPoint
from auditor.evaluate.judge import judge
from auditor.evaluate.reading import Reading, Unknown
from auditor.finding import Status
from auditor.rules import Pack, Rule, needs, vocabulary
from auditor.snapshot import NOT_COLLECTED, Demand, Fact, Resource
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, EVERYWHERE, FACTS, FUNCTION, KEY, QUEUE, REGION, ROLE, TOPIC
from auditor.topology import Part, Subject
from auditor.topology.parts import bucket_part

_UNREAD = Fact.unknown("", NOT_COLLECTED)
_SETTINGS: Mapping[str, Part] = dict.fromkeys(("trusted_accounts", "scanned_accounts", "rules_read"), _UNREAD)
_ROLE = frozenset((ROLE, name) for name in FACTS[ROLE])
_POLICY = frozenset({(BUCKET, "policy")})
_MENDED: Mapping[str, frozenset[tuple[str, str]]] = {
    "permit-on-bucket": _POLICY,
    "revoke-on-bucket": _POLICY,
    "name-role-on-bucket": _POLICY,
    "set-policy-version": _POLICY,
    "permit-on-role": _ROLE,
    "narrow-role": _ROLE,
    "drop-grants": _ROLE,
    "trust-s3": _ROLE,
    "trust-only-s3": _ROLE,
    "permit-on-key": frozenset({(KEY, "policy")}),
}
"""Remediation action -> what must be known of the thing that it changes."""


def demand(packs: Sequence[Pack], intent: Intent) -> Demand:
    """What must be read so that every verdict and remedy is the same as with everything read."""
    packs = tuple(replace(pack, rules=tuple(rule for rule in pack.rules if not _idle(rule, intent))) for pack in packs)
    facts = needs(packs) | _remedies(packs)
    some = needs(replace(pack, rules=tuple(_of_bystanders(pack.rules, intent))) for pack in packs)
    if not _told_by_tags(intent) and not any(_names_tags(pack) for pack in packs):
        facts, some = facts - {(BUCKET, "tags")}, some - {(BUCKET, "tags")}
    return Demand(
        accounts=_named(facts, ACCOUNT),
        buckets=_named(some, BUCKET),
        edges=_named(facts, BUCKET),
        roles=_named(facts, ROLE),
        keys=_named(facts, KEY),
        targets=_named(facts, TOPIC) | _named(facts, QUEUE) | _named(facts, FUNCTION),
        regions=_named(facts, REGION),
        every_region=any(type == REGION for type, _ in some) or not EVERYWHERE.isdisjoint(_named(facts, REGION)),
        everywhere=EVERYWHERE if (REGION, "datasync_tasks") in facts else frozenset(),
    ).closed()


def _idle(rule: Rule, intent: Intent) -> bool:
    """Whether a rule about accounts applies to none, as things are declared."""
    parts: dict[str, Part] = dict.fromkeys(vocabulary.PARTS["account"], _UNREAD)
    parts["settings"] = {**_SETTINGS, "approved_actors": sorted(intent.approved_actors)}
    about = rule.info.subject == "account"
    return about and judge(rule, Subject("account", "any", parts), _nobody).status is Status.NOT_APPLICABLE


def _of_bystanders(rules: Iterable[Rule], intent: Intent) -> Iterator[Rule]:
    """The rules whose verdict on a bystander depends on something more."""
    subject = _bystander(intent)
    for rule in rules:
        if rule.info.subject == "bucket" and judge(rule, subject, _nobody).status in (Status.FAIL, Status.UNKNOWN):
            yield rule


def _bystander(intent: Intent) -> Subject:
    """A bucket of which it is known that it has no part in replication, and nothing else."""
    bucket: dict[str, Part] = dict.fromkeys(vocabulary.BUCKET, _UNREAD)
    bucket["replication"] = Fact.absent("", "ReplicationConfigurationNotFoundError")
    if not _declared(intent):  # where nothing is declared, it is the same of every bucket
        told = bucket_part(Resource("", BUCKET, "", None), intent)
        bucket |= {name: told[name] for name in ("purposes", "must_replicate", "allowed_regions", "recovery_point")}
    settings = {**_SETTINGS, "approved_actors": sorted(intent.approved_actors)}
    region: dict[str, Part] = dict.fromkeys(vocabulary.REGION, _UNREAD)
    parts = {"bucket": bucket, "region": region, "inbound": [], "outbound": [], "settings": settings}
    return Subject("bucket", "bystander", parts)


def _nobody(function: str, purpose: str, side: str, reading: Reading) -> bool | Unknown:  # noqa: ARG001  an `Ask`
    """Nothing is asked of a bystander about requests."""
    return Unknown(NOT_COLLECTED)


def _remedies(packs: Iterable[Pack]) -> frozenset[tuple[str, str]]:
    """What the remedies of the packs' rules change."""
    actions = {remedy.action for pack in packs for rule in pack.rules for remedy in rule.remedies}
    return frozenset(need for action in actions for need in _MENDED.get(action, ()))


def _told_by_tags(intent: Intent) -> bool:
    """Whether what is declared of a bucket may hang on its tags."""
    return any(rule.tags for rule in _declared(intent))


def _declared(intent: Intent) -> tuple[PurposeRule | MustReplicate | AllowedRegions | RecoveryPoint, ...]:
    """All that is declared of some buckets and not of others."""
    return (*intent.purposes, *intent.must_replicate, *intent.allowed_regions, *intent.recovery_points)


def _names_tags(pack: Pack) -> bool:
    """Whether a rule names tags themselves, not only the purposes that may be told from them."""
    return any(".tags" in each.text for rule in pack.rules for each in rule.expressions())


def _named(facts: Iterable[tuple[str, str]], type: str) -> frozenset[str]:
    return frozenset(name for of, name in facts if of == type)
