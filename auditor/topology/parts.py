"""A resource of the snapshot -> the part of a subject that rules read: attributes and facts by name."""

from __future__ import annotations

from dataclasses import replace

from auditor.config.intent import Intent
from auditor.snapshot import NOT_COLLECTED, Fact, Resource, State
from auditor.snapshot.catalogue import ACCOUNT, BUCKET, FACTS, KEY, ROLE
from auditor.topology.arn import bucket_name, parse_arn
from auditor.topology.declared import Traits, allowed_regions, recovery_point
from auditor.topology.subject import Part

OWNER_ACTION = FACTS[ACCOUNT]["buckets"]
UNKNOWN_OWNER = Fact.unknown(OWNER_ACTION, NOT_COLLECTED, "no scanned account lists it")


def bucket_part(resource: Resource, intent: Intent) -> dict[str, Part]:
    """A bucket: its place, what was declared of it, and its facts; what was not read is unknown."""
    facts = _facts(resource, BUCKET)
    if resource.account and facts["existence"].reason == NOT_COLLECTED:
        facts["existence"] = Fact.of(OWNER_ACTION, {})
    if facts["existence"].state is State.ABSENT:
        facts = _without_bucket(facts)
    account = resource.account or _unread_owner(facts)
    serves = purposes(resource.name, account, facts["tags"], intent)
    traits = Traits(resource.name, account, facts["tags"], serves)
    return {
        "arn": resource.arn,
        "name": resource.name,
        "account": account,
        "region": resource.region or _unread_region(facts),
        "purposes": serves,
        "allowed_regions": allowed_regions(intent.allowed_regions, traits),
        "recovery_point": recovery_point(intent.recovery_points, traits),
        "must_replicate": must_replicate(resource, facts["tags"], intent),
        **facts,
    }


def role_part(arn: str, resource: Resource | None) -> dict[str, Part]:
    """A role: `arn, name, account` and its facts; all unknown if its account was not scanned."""
    known = resource or Resource(arn, ROLE, arn.rpartition("/")[2], None)
    return {"arn": arn, "name": known.name, "account": _account_of(arn), **_facts(known, ROLE)}


def key_part(arn: str, given: str, resource: Resource | None) -> dict[str, Part]:
    """A KMS key: `arn, given (as the configuration names it), account, region` and its facts."""
    known = resource or Resource(arn, KEY, arn.rpartition("/")[2], None)
    parsed = parse_arn(arn)
    region = parsed.region if parsed else ""
    return {"arn": arn, "given": given, "account": _account_of(arn), "region": region, **_facts(known, KEY)}


def account_part(resource: Resource) -> dict[str, Part]:
    """An account: `arn, name, account` and its facts."""
    return {
        "arn": resource.arn,
        "name": resource.name,
        "account": resource.account,
        **_facts(resource, ACCOUNT),
    }


def nobody(owner: Fact) -> dict[str, Part]:
    """The account of a bucket whose owner is not known, or that is not there: all of it is the same."""
    facts = {name: replace(owner, source=action) for name, action in FACTS[ACCOUNT].items()}
    return {"arn": owner, "name": owner, "account": owner, **facts}


def missing_bucket(arn: str) -> Resource:
    """A destination that no scanned account lists and nobody asked S3 about."""
    return Resource(arn, BUCKET, bucket_name(arn), None)


def purposes(name: str, owner: Part, tags: Fact, intent: Intent) -> Part:
    """What the bucket is for, sorted; if unread tags or its owner could add a purpose, unknown but for those it has."""
    certain = {
        rule.purpose.value
        for rule in intent.purposes
        if rule.named(name) or owner in rule.accounts or rule.tagged(tags.value or {})
    }
    others = [rule for rule in intent.purposes if rule.purpose.value not in certain]
    told = ((tags, any(rule.tags for rule in others)), (owner, any(rule.accounts for rule in others)))
    unread = (fact for fact, asked in told if asked and isinstance(fact, Fact) and fact.state is State.UNKNOWN)
    hidden = next(unread, None)
    return replace(hidden, value=sorted(certain) or None) if hidden else sorted(certain)


def must_replicate(bucket: Resource, tags: Fact, intent: Intent) -> Part:
    """Whether it was declared that the bucket must replicate; unknown if only unread tags or its owner could say so."""
    declared = intent.must_replicate
    if any(rule.named(bucket.name) or bucket.account in rule.accounts for rule in declared):
        return True
    if any(rule.tagged(tags.value or {}) for rule in declared):
        return True
    if tags.state is State.UNKNOWN and any(rule.tags for rule in declared):
        return tags
    return UNKNOWN_OWNER if bucket.account is None and any(rule.accounts for rule in declared) else False


def _facts(resource: Resource, type: str) -> dict[str, Fact]:
    """Every fact of the type: as it was read, else unknown."""
    return {
        name: resource.facts.get(name) or Fact.unknown(action, NOT_COLLECTED) for name, action in FACTS[type].items()
    }


def _without_bucket(facts: dict[str, Fact]) -> dict[str, Fact]:
    """The facts of a bucket that certainly does not exist: what nobody asked of it is absent for the same reason."""
    code = facts["existence"].reason
    return {
        name: Fact.absent(fact.source, code) if fact.reason == NOT_COLLECTED else fact for name, fact in facts.items()
    }


def _unread_owner(facts: dict[str, Fact]) -> Fact:
    """Nobody, of a bucket that does not exist."""
    existence = facts["existence"]
    return Fact.absent(OWNER_ACTION, existence.reason) if existence.state is State.ABSENT else UNKNOWN_OWNER


def _unread_region(facts: dict[str, Fact]) -> Fact:
    existence = facts["existence"]
    if existence.state is State.ABSENT:
        return Fact.absent(facts["location"].source, existence.reason)
    if existence.state is State.VALUE and existence.value.get("Region"):
        return Fact.of(existence.source, existence.value["Region"])
    location = facts["location"]
    return location if location.state is State.UNKNOWN else Fact.unknown(location.source, NOT_COLLECTED)


def _account_of(arn: str) -> str:
    parsed = parse_arn(arn)
    return parsed.account if parsed else ""
