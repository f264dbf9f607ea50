"""`auditor rules`: what the packs hold, why, and whether they keep their own promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from auditor.cli.authoring import lint_packs, names, new, schema
from auditor.cli.log import Log
from auditor.cli.options import PATH, example, logged
from auditor.cli.output import show
from auditor.cli.rule_page import page
from auditor.errors import RuleError, UsageError
from auditor.evaluate.coverage import Unreached, unreached
from auditor.evaluate.examples import run_examples
from auditor.finding import RuleInfo
from auditor.reports.text import counted, printable
from auditor.rules import Pack, by_profile, known_packs, load_packs, packs_in, rules_named, shipped_packs

FAILED = 1
_NEAR = 0.5


def _packs(_context: click.Context, _given: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of packs, and folders."""
    names = [CompletionItem(name) for name in known_packs() if name.startswith(begun)]
    return [*names, CompletionItem(begun, type="dir")]


def _ids(context: click.Context, _given: click.Parameter, begun: str) -> list[str]:
    """Rules of the packs that are named already, else of the shipped ones; by their files, which are not read."""
    try:
        return sorted(id for id in rules_named(context.params.get("packs") or shipped_packs()) if id.startswith(begun))
    except RuleError:
        return []


@click.group(epilog=example("auditor rules list", "auditor rules explain destination-versioning-enabled"))
def rules() -> None:
    """List and explain rules, and run the examples in them."""


@rules.command(
    name="list",
    short_help="One line for each rule.",
    epilog=example("auditor rules list", "auditor rules list kms ./our-rules"),
)
@click.option(
    "--pack", "packs", multiple=True, metavar="NAME|DIR", shell_complete=_packs,
    help="The same as PACK; repeatable. Default: all shipped.",
)  # fmt: skip
@click.option(
    "--control", metavar="FRAMEWORK[:CONTROL]", default="", help="Only rules for this control, NIST-800-53r5:CP-9."
)
@click.argument("named", nargs=-1, metavar="[PACK]...", shell_complete=_packs)
@logged
def list_rules(named: Sequence[str], packs: Sequence[str], control: str, **_: object) -> int:
    """One line for each rule of each PACK, a name or a folder: severity, id and what must hold."""
    chosen = by_profile(load_packs([*named, *packs]), [control] if control else [])
    lines = [line for pack in chosen for line in _listed(pack)]
    show("\n".join(lines) + "\n")
    return 0


@rules.command(
    short_help="What a rule asserts, why, and how to mend it.",
    epilog=example("auditor rules explain destination-versioning-enabled"),
)
@click.argument("rule", shell_complete=_ids)
@click.option(
    "--pack", "packs", multiple=True, metavar="NAME|DIR", shell_complete=_packs,
    help="Where to look. Default: all shipped packs.",
)  # fmt: skip
@logged
def explain(rule: str, packs: Sequence[str], **_: object) -> int:
    """What RULE asserts, why, what S3 will say when it is broken, and how to mend it."""
    found = {each.info.id: each for pack in load_packs(packs) for each in pack.rules}
    if rule not in found:
        where = "in those packs" if packs else "in the shipped packs (--pack names others)"
        raise UsageError(f"there is no rule {rule} {where}; {_nearest(rule, found)}auditor rules list names them all")
    show(page(found[rule]))
    return 0


@rules.command(
    name="test",
    short_help="Run the examples in the rules of packs.",
    epilog=example("auditor rules test", "auditor rules test our-rules"),
)
@click.argument("folders", nargs=-1, type=PATH, metavar="[PACK_DIR]...")
@click.option("--coverage", is_flag=True, help="Fail too if no example reaches a branch: &&, ||, filter, adjust.")
@logged
def test_packs(folders: Sequence[Path], coverage: bool, log: Log) -> int:
    """Run the examples in every rule of PACK_DIR (a pack, or a folder of packs). Default: all shipped packs.

    Exits with 1 if a rule does not give the verdict that one of its examples expects.
    """
    packs = load_packs([pack for folder in folders for pack in packs_in(folder)])
    results = [result for pack in packs for result in run_examples(pack)]
    wrong = [result for result in results if result.problem]
    for result in wrong:
        log.error(f"{result.file}:{result.line}: {result.rule}: {result.problem}", rule=result.rule, line=result.line)
    missed = [each for pack in packs for each in unreached(pack)] if coverage else []
    for each in missed:
        told = f"{each.file}:{each.line}: {each.rule}: {each.field}: no example reaches {each.branch}"
        log.error(told, rule=each.rule, line=each.line)
    if not log.quiet:
        ruled = counted(sum(len(pack.rules) for pack in packs), "rule")
        told = f"{counted(len(results), 'example')}, {len(wrong)} wrong{_missed(missed, coverage)}"
        show(f"{counted(len(packs), 'pack')}, {ruled}, {told}\n")
    return FAILED if wrong or missed else 0


def _missed(missed: Sequence[Unreached], coverage: bool) -> str:
    return f", {counted(len(missed), 'branch', 'branches')} unreached" if coverage else ""


def _listed(pack: Pack) -> Iterator[str]:
    yield f"{pack.name} {pack.version}: {pack.title}"
    yield from (_line(rule.info) for rule in pack.rules)


def _line(info: RuleInfo) -> str:
    return f"  {info.severity.name:<8} {printable(info.id):<44} {printable(info.title)}"


def _nearest(rule: str, known: Iterable[str]) -> str:
    close = get_close_matches(rule, known, n=3, cutoff=_NEAR)
    return f"near it are {', '.join(close)}; " if close else ""


for _command in (new, lint_packs, names, schema):
    rules.add_command(_command)
