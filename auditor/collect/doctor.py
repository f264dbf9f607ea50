"""Accounts and facts in; for each call that a scan would make, whether it is allowed, out. One sample of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from auditor.collect import iam, organizations, s3
from auditor.collect.clients import Sdk, Settings
from auditor.collect.discovery import client
from auditor.collect.judge import Failure, attempt
from auditor.collect.permissions import actions, rows
from auditor.collect.read import Call, ask, read
from auditor.collect.samples import Sample, of_organization, parameters, sample_of
from auditor.collect.session import AccountSession
from auditor.collect.session_policy import read_only
from auditor.collect.sts import ACCESS
from auditor.config import Config, Organization
from auditor.snapshot import Choice, Fact, Json, State

_NOT_THERE = ("TrailNotFoundException", "InvalidRequestException")
"""How CloudTrail and DataSync say that there is no trail or task of the name, to whoever may ask."""
_ATTEMPTS, _CONNECTIONS = 2, 4


class Verdict(StrEnum):
    """What a call came to."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNREACHABLE = "unreachable"
    OPTIONAL = "optional"
    """It was refused, and a scan does with other calls."""
    UNTRIED = "untried"
    """There is nothing to try it on; the scan will not make it either, as things are."""


@dataclass(frozen=True, slots=True)
class Check:
    """One call tried in one account."""

    account: str
    action: str
    """The IAM action."""
    operation: str
    """Service and method of the SDK, e.g. `s3.get_bucket_policy`."""
    verdict: Verdict
    reason: str = ""
    detail: str = ""


def examine(config: Config, facts: Iterable[tuple[str, str]] | None) -> Iterator[Check]:
    """Every account of `config`, in its order: each call that reads some facts (resource type, fact), or all.

    First those that read the organization through whoever is configured for it; their account may be another, or "".
    """
    wanted = None if facts is None else frozenset(facts)
    sdk = Sdk(Settings(config.timeout, config.timeout, _ATTEMPTS, _CONNECTIONS))
    policy = read_only(actions()) if config.session_policy else None
    sessions = [AccountSession(account, sdk, policy) for account in config.accounts]
    choice = Choice(config.buckets)
    with ThreadPoolExecutor(config.concurrency, thread_name_prefix="doctor") as executor:
        if config.organization is not None and any(call in organizations.GUARDRAILS for _, call in rows(wanted)):
            yield from _organization(config, config.organization, sdk)
        for checks in executor.map(lambda session: tuple(_account(session, wanted, choice)), sessions):
            yield from checks


def _account(session: AccountSession, facts: frozenset[tuple[str, str]] | None, choice: Choice) -> Iterator[Check]:
    access = session.access()
    yield _check(session, "sts", ACCESS, access)
    if access.state is State.UNKNOWN:
        return  # the rest would fail for the same reason
    names, listed = s3.list_buckets(session.client("s3"))
    asked = rows(facts)
    sample = sample_of(session, {name: region for name, region in names.items() if choice.holds(name)})
    sample = replace(sample, manages=_manages(session, asked))
    for service, call in asked:
        if call == s3.BUCKETS:
            yield _check(session, service, call, listed)
        else:
            yield _tried(session, service, call, sample)


def _organization(config: Config, organization: Organization, sdk: Sdk) -> Iterator[Check]:
    """What whoever is configured may read of control policies; whether it may list accounts is known by then.

    IAM refuses before Organizations looks for the sample, so that any other error says that the call is allowed.
    """
    who = organization.role.split(":")[4] if organization.role else ""
    for operation, call in {call.operation: call for call in organizations.GUARDRAILS}.items():
        params = of_organization(config.accounts[0].id, call, Sample(manages=True)) or {}
        said = attempt(partial(_asked_above, config, organization, sdk, call, params))
        verdict, why = Verdict.ALLOWED, Failure("")
        if isinstance(said, Failure) and (said.reason in _UNREACHABLE or said.reason in _REFUSED):
            verdict, why = (Verdict.UNREACHABLE if said.reason in _UNREACHABLE else Verdict.DENIED), said
        yield Check(who, call.action, f"organizations.{operation}", verdict, why.reason, why.detail)


def _asked_above(
    config: Config, organization: Organization, sdk: Sdk, call: Call, params: Mapping[str, str]
) -> Mapping[str, Json]:
    return ask(client(config, organization, sdk), call.operation, **params)


def _manages(session: AccountSession, asked: Iterable[tuple[str, Call]]) -> bool:
    """Whether Organizations would answer the account more than in which organization it is."""
    if not any(call in organizations.GUARDRAILS for _, call in asked):
        return False
    said = read(session.client("organizations"), organizations.ORGANIZATION).value or {}
    return said.get("MasterAccountId") == session.account


def _tried(session: AccountSession, service: str, call: Call, sample: Sample) -> Check:
    region, params = parameters(session, service, call, sample)
    if params is None:
        why = _RESERVED if call in organizations.GUARDRAILS else ""
        return Check(session.account, call.action, f"{service}.{call.operation}", Verdict.UNTRIED, why)
    said = attempt(lambda: ask(session.client(service, region), call.operation, **{**dict(call.always), **params}))
    if not isinstance(said, Failure) or said.code in (*call.absent, *iam.ROLE.absent, *_NOT_THERE):
        return _check(session, service, call, Fact.of(call.action, None))
    return _check(session, service, call, Fact.unknown(call.action, said.reason, said.detail))


_RESERVED = "only the management account and delegated administrators are answered"


_REFUSED = frozenset({"AccessDenied", "CredentialsExpired", "CredentialsRejected", "NoCredentials"})
_UNREACHABLE = frozenset({"Timeout", "ConnectionFailed", "TlsFailed", "ServerError", "Throttled", "NotSupported"})


def _check(session: AccountSession, service: str, call: Call, fact: Fact) -> Check:
    verdict = Verdict.ALLOWED
    if fact.state is State.UNKNOWN:
        verdict = Verdict.UNREACHABLE if fact.reason in _UNREACHABLE else Verdict.DENIED
        verdict = Verdict.OPTIONAL if call in iam.WHOLE else verdict
    return Check(session.account, call.action, f"{service}.{call.operation}", verdict, fact.reason, fact.detail)
