"""`auditor rules new`, `lint`, `names` and `schema`: for whoever writes rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from auditor.cli.log import Log
from auditor.cli.options import PATH, example, logged
from auditor.cli.output import show, write
from auditor.errors import UsageError
from auditor.reports.text import counted
from auditor.rules import lint, load_packs, named, new_pack, new_rule, packs_in, rule_schema
from auditor.rules.vocabulary import PARTS

FAILED = 1
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@click.command(
    name="new",
    short_help="Write a whole rule, to be changed into what you want.",
    epilog=example(
        "auditor rules new bucket-has-owner --pack our-rules",
        "auditor rules new key-is-ours --pack our-rules --subject key",
    ),
)
@click.argument("rule")
@click.option("--pack", "folder", type=PATH, required=True, metavar="DIR", help="Pack to put it in; made if need be.")
@click.option(
    "--subject", type=click.Choice(tuple(PARTS)), default="bucket", show_default=True, help="What the rule is asked of."
)
@logged
def new(rule: str, folder: Path, subject: str, log: Log) -> int:
    """Write a whole rule called RULE, with examples that pass, to be changed into what you want.

    A file that is there stays as it is.
    """
    file, manifest = folder / f"{rule}.yaml", folder / "pack.yaml"
    name = folder.resolve().name
    for word, what in ((rule, "a rule"), (name, "a pack")):
        if not _ID.fullmatch(word):
            raise UsageError(f"{word}: {what} is called in lower case with hyphens, such as bucket-has-owner")
    if file.exists():
        raise UsageError(f"{file}: is there already and is not overwritten; name another rule")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: no folder can be made there: {error.strerror}") from error
    if not manifest.exists():
        write(manifest, (new_pack(name),))
    write(file, (new_rule(rule, subject),))
    log.say("rule-written", f"{file} written; change it, then: auditor rules test {folder}", path=str(file))
    return 0


@click.command(
    name="lint", short_help="Say of rules what a reviewer would.", epilog=example("auditor rules lint our-rules")
)
@click.argument("folders", nargs=-1, type=PATH, metavar="[PACK_DIR]...")
@logged
def lint_packs(folders: Sequence[Path], log: Log) -> int:
    """Say of the rules of PACK_DIR what a reviewer would: no source, no cure, a message that names nothing.

    Exits with 1 if there is anything to say. Default: all shipped packs.
    """
    packs = load_packs([pack for folder in folders for pack in packs_in(folder)])
    found = [weakness for pack in packs for rule in pack.rules for weakness in lint(rule)]
    for each in found:
        log.error(f"{each.file}:{each.line}: {each.field}: {each.told}", field=each.field, line=each.line)
    if not log.quiet:
        ruled = counted(sum(len(pack.rules) for pack in packs), "rule")
        show(f"{counted(len(packs), 'pack')}, {ruled}, {counted(len(found), 'weakness', 'weaknesses')}\n")
    return FAILED if found else 0


@click.command(
    name="names",
    short_help="What the expressions of a rule may name.",
    epilog=example("auditor rules names bucket", "auditor rules names replication | grep -i storageclass"),
)
@click.argument("subject", type=click.Choice(tuple(PARTS)), metavar="SUBJECT")
@logged
def names(subject: str, **_: object) -> int:
    """Every path that the expressions of a rule about SUBJECT may name: account, bucket, role, key or replication.

    With each the IAM action that reads it, and what it can be.
    """
    lines = tuple(named(subject))
    path, action = (max(len(each[column]) for each in lines) for column in (0, 2))
    show("".join(f"{each[0]:<{path}}  {each[2]:<{action}}  {each[1]}\n" for each in lines))
    return 0


@click.command(name="schema", epilog=example("auditor rules schema > rule.schema.json"))
@logged
def schema(**_: object) -> int:
    """Print the JSON Schema of a rule file, for editors."""
    show(rule_schema())
    return 0
