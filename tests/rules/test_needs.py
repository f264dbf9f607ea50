"""Packs in, the facts that their rules read out: none that no rule names, none forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.rules import load_pack, needs
from auditor.snapshot.catalogue import ACCOUNT, ALIAS, BUCKET, FACTS, KEY, ROLE
from tests.rules.text import PACK

_EDGES = {(BUCKET, "replication")}
_KEY = {(BUCKET, "encryption"), (KEY, "key"), (ALIAS, "target")}
_DECIDING = {(KEY, "policy"), (KEY, "grants"), (KEY, "aliases")}
_ABOVE = {(ACCOUNT, name) for name in ("organization", "organization_path", "scps", "rcps")}
_IDENTITY = (
    _ABOVE
    | {(ROLE, name) for name in ("role", "inline_policies", "attached_policies", "boundary")}
    | {(BUCKET, "policy"), (BUCKET, "encryption")}
)


def _needs(folder: Path, kind: str, must: str, more: str = "") -> set[tuple[str, str]]:
    folder.joinpath("pack.yaml").write_text(PACK)
    folder.joinpath("it-holds.yaml").write_text(
        f"id: it-holds\ntitle: t\nseverity: LOW\nsubject: {kind}\nmust: {must}\nmessage: m\nrationale: r\n{more}"
        "examples: []\n"
    )
    return set(needs([load_pack(folder)]))


@pytest.mark.parametrize(
    ("kind", "must", "facts"),
    [
        ("bucket", "bucket.versioning.Status == 'Enabled'", {(BUCKET, "versioning")}),
        ("bucket", "contains(bucket.purposes, 'dr')", {(BUCKET, "tags")}),
        ("bucket", "length(inbound) > `0`", set()),
        ("bucket", "length(values(bucket)) > `0`", {(BUCKET, name) for name in FACTS[BUCKET]}),
        ("replication", "any(source_keys, &rotation.KeyRotationEnabled)", {*_KEY, (KEY, "rotation")}),
        ("replication", "!replica_key", _KEY),
        ("replication", "source.region != destination.region", {(BUCKET, "existence")}),
        ("replication", "destination.policy == `null` && role.trust != `null`", {(BUCKET, "policy"), (ROLE, "trust")}),
        ("replication", "may('replicate')", _IDENTITY),
        ("replication", "may('read-object-lock')", {*_IDENTITY, (BUCKET, "object_lock")}),
        ("replication", "denied('decrypt-source', 'resource')", _IDENTITY | _KEY | _DECIDING),
        ("role", "may('assume-role')", {(ROLE, "role"), (ROLE, "trust"), *_ABOVE}),
        ("key", "key.policy != `null`", {*_KEY, (KEY, "policy")}),
    ],
)
def test_what_a_rule_reads(kind: str, must: str, facts: set[tuple[str, str]], tmp_path: Path) -> None:
    assert _needs(tmp_path, kind, f'"{must}"') == facts | _EDGES


def test_a_rule_about_accounts_needs_no_edges(tmp_path: Path) -> None:
    must = "account.public_access_block.BlockPublicAcls == `true`"
    assert _needs(tmp_path, "account", f'"{must}"') == {(ACCOUNT, "public_access_block")}


@pytest.mark.parametrize(
    "more",
    [
        "when: known(bucket.tags)\n",
        "adjust: [{when: known(bucket.tags), severity: HIGH}]\n",
        "remediation: {action: manual, with: {text: 'see {bucket.tags}'}}\n",
        "remediation: [{action: manual, when: known(bucket.tags), with: {text: x}}]\n",
    ],
)
def test_whatever_else_a_rule_says_counts_too(more: str, tmp_path: Path) -> None:
    assert _needs(tmp_path, "bucket", "length(outbound) > `0`", more) == {(BUCKET, "tags")} | _EDGES
