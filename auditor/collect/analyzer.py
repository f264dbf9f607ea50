"""Access to buckets from outside that Access Analyzer finds in one Region: analyzers, then findings; one page a call.

An analyzer of external access takes its account or its organization for trusted, and has a finding for each grant to
anybody else (IAM User Guide, "IAM Access Analyzer findings"); only an active one keeps them up to date. Which access
that is a list does not tell: it names the bucket (IAM Access Analyzer API, "ListAnalyzers", "ListFindingsV2").
"""

from __future__ import annotations

from botocore.client import BaseClient

from auditor.collect.judge import CallFailed, Failure, attempt
from auditor.collect.paging import More
from auditor.collect.read import Call, ask, need, next_token, plain, settle, step
from auditor.snapshot import Fact, Json
from auditor.snapshot.catalogue import BUCKET

NO_ANALYZER = "NoActiveAnalyzer"
"""Code of the absence: nobody looks for external access in the Region."""
_EXTERNAL = ("ACCOUNT", "ORGANIZATION")
"""Types of analyzers; those of internal and of unused access are named otherwise."""
_FILTER = {"resourceType": {"eq": [BUCKET]}, "status": {"eq": ["ACTIVE"]}}

LIST = Call("external_access", "list_analyzers", "access-analyzer:ListAnalyzers",
            select="analyzers", needs=("arn", "type", "status"))  # fmt: skip
FINDINGS = Call("external_access", "list_findings_v2", "access-analyzer:ListFindings", always=(("filter", _FILTER),),
                select="findings", needs=("id", "resourceOwnerAccount"),
                keep=("id", "resource", "resourceOwnerAccount", "error"),
                absent=("ResourceNotFoundException",))  # fmt: skip
"""ListFindingsV2, whose action is that of ListFindings. An analyzer may be gone since it was listed."""
FACTS = (FINDINGS,)
CALLS = (LIST, FINDINGS)


def read_findings(client: BaseClient, so_far: Json) -> Fact | More:
    """The active analyzers of external access by ARN, each with its active findings on buckets by id."""
    state = so_far or {"pages": [""], "left": [], "read": []}
    found = attempt(lambda: _listed(client, state) if state["pages"] else _looked(client, state))
    if isinstance(found, Failure):
        return settle(LIST, found)
    if found["pages"] or found["left"]:
        return More(found)
    if not found["read"]:
        return Fact.absent(FINDINGS.action, NO_ANALYZER)
    return Fact.of(FINDINGS.action, sorted(found["read"], key=lambda analyzer: str(analyzer["arn"])))


def _listed(client: BaseClient, state: Json) -> Json:
    """A page of analyzers more; what is left to be asked is an analyzer, its findings so far, and where they go on."""
    analyzers, token = _page(client, LIST, state["pages"][0])
    asked = [
        {"analyzer": {"arn": each["arn"], "type": each["type"]}, "findings": [], "token": ""}
        for each in analyzers
        if each["type"] in _EXTERNAL and each["status"] == "ACTIVE"
    ]
    return {**state, "pages": [token] if token else [], "left": [*state["left"], *asked]}


def _looked(client: BaseClient, state: Json) -> Json:
    """A page more of the findings of the first analyzer that is left."""
    first, *others = state["left"]
    page = attempt(lambda: _page(client, FINDINGS, first["token"], analyzerArn=first["analyzer"]["arn"]))
    if isinstance(page, Failure):
        if page.code in FINDINGS.absent:
            return {**state, "left": others}
        raise CallFailed(page)
    found, token = page
    findings = [*first["findings"], *({name: each[name] for name in FINDINGS.keep if name in each} for each in found)]
    if token:
        return {**state, "left": [{**first, "findings": findings, "token": token}, *others]}
    whole = {**first["analyzer"], "findings": sorted(findings, key=lambda finding: str(finding["id"]))}
    return {**state, "left": others, "read": [*state["read"], whole]}


def _page(client: BaseClient, call: Call, token: str, **params: Json) -> tuple[list[Json], str]:
    """The items of a page of `call`, and where the next one is."""

    def read() -> tuple[list[Json], str]:
        said = ask(client, call.operation, **dict(call.always), **params, **({"nextToken": token} if token else {}))
        items = plain(need(said, call.select))
        for item in items:
            for member in call.needs:
                need(item, member)
        return items, next_token(said, token, "nextToken")

    return step(call, read)
