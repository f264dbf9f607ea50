"""A plan and its proof -> one text that bash can read, or files: README, a script for each block, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.remediate import shell, wording
from auditor.remediate.changes import Change, changes
from auditor.remediate.flavours import Flavour, beginning, command, flavour_of, head
from auditor.remediate.nouns import Patch, Plan, Proof
from auditor.remediate.order import Block, blocks, steps

DOCUMENTS = "documents"


def render(plan: Plan, proof: Proof | None, flavour: str = "aws-cli") -> str:
    """Blocks in working order, then what people must do; all but the commands is comment."""
    chosen = flavour_of(flavour)
    lines = [*map(chosen.comment, wording.summary(plan, proof))]
    for number, block in enumerate(blocks(plan), start=1):
        opening, closing = chosen.group
        lines += ["", chosen.comment(wording.heading(number, block)), opening, beginning(block.account, chosen)]
        for change, patch in _calls(block):
            lines += ["", *map(chosen.comment, wording.why(change, patch, proof)), command(change, chosen, {})]
        lines += ["", closing]
    return "\n".join([*lines, *_for_people(plan, chosen)]) + "\n"


def files(plan: Plan, proof: Proof | None, flavour: str = "aws-cli") -> Mapping[str, str]:
    """Relative path -> content: `README.txt`, `NN-ACCOUNT.sh` to run in that order, `documents/*.json`."""
    chosen = flavour_of(flavour)
    scripts: dict[str, str] = {}
    documents: dict[str, str] = {}
    readme = [*wording.summary(plan, proof), *(["", "Run in this order:"] if plan.patches else [])]
    for number, block in enumerate(blocks(plan), start=1):
        name = f"{number:02}-{_file_name(block.account or 'unknown-account')}{chosen.suffix}"
        scripts[name] = _script(number, block, proof, chosen, documents)
        readme.append(f"  {name}: {wording.heading(number, block)}")
    for number, step in enumerate(steps(plan), start=1):
        readme += ["", *wording.step(number, step)]
        if step.document is not None:
            path = f"{DOCUMENTS}/by-hand-{number:02}.json"
            documents[path] = shell.document(step.document) + "\n"
            readme.append(f"     see {path}")
    return {"README.txt": "\n".join(map(shell.printable, readme)) + "\n", **scripts, **documents}


def _script(number: int, block: Block, proof: Proof | None, flavour: Flavour, documents: dict[str, str]) -> str:
    """One block's file; the documents it reads are added to `documents`."""
    heading = flavour.comment(wording.heading(number, block))
    lines = [head(flavour), heading, beginning(block.account, flavour)]
    for position, (change, patch) in enumerate(_calls(block), start=1):
        stem = f"{number:02}-{position:02}-{change.name}-{_file_name(patch.resource.name)}"
        paths = dict.fromkeys(change.documents, f"{DOCUMENTS}/{stem}.json")
        for name, path in paths.items():
            documents[path] = shell.document(change.documents[name]) + "\n"
        lines += ["", *map(flavour.comment, wording.why(change, patch, proof)), command(change, flavour, paths)]
    return "\n".join(lines) + "\n"


def _for_people(plan: Plan, flavour: Flavour) -> Iterator[str]:
    for number, step in enumerate(steps(plan), start=1):
        yield ""
        if number == 1:
            yield flavour.comment("For a person to do:")
        yield from map(flavour.comment, wording.step(number, step))
        if step.document is not None:
            yield flavour.aside(step.document)


def _calls(block: Block) -> Iterator[tuple[Change, Patch]]:
    for patch in block.patches:
        for change in changes(patch):
            yield change, patch


def _file_name(text: str) -> str:
    """A name that cannot leave its folder."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")[:60] or "unnamed"
