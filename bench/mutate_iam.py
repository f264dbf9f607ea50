"""Remove each condition operator and each rule of the policy engine in turn, and see that a YAML case fails. By hand.

Run: python bench/mutate_iam.py. Works on a copy of the package; prints what survived, and the figure.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
IAM = Path("auditor", "iam")

CHECK = """
import json, sys
from auditor.iam import simulate
from tests.iam import shorthand
cases = shorthand.load()
failed = [
    case["id"]
    for case, line in zip(cases, simulate(map(json.dumps, cases)), strict=True)
    if (result := json.loads(line)).get("decision") != case["expect"]
    or (case["depends_on"] and result["depends_on"] != case["depends_on"])
]
print(len(failed), *failed[:3])
sys.exit(bool(failed))
"""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule taken away: in one file, one piece of text becomes another."""

    name: str
    file: str
    old: str
    new: str


def rules() -> Iterator[Mutation]:
    """Each rule of combination, naming, matching and conditions, as the table beside this file takes it away."""
    for entry in yaml.safe_load(Path(__file__).with_name("iam_mutations.yaml").read_text()):
        yield Mutation(entry["rule"], entry["file"], entry["old"], entry["new"])


def operators() -> Iterator[Mutation]:
    """Each operator gone from the table, and each with its negation turned round."""
    source = (ROOT / IAM / "operators.py").read_text()
    for entry in re.findall(
        r'^        Operator\((?:"[^\n]*|\n(?:            [^\n]*\n)+        )\),\n', source, re.MULTILINE
    ):
        name = re.search(r'"(\w+)"', entry)
        assert name
        yield Mutation(f"operator {name[1]}", "operators.py", entry, "")
        if "negated" in entry:
            yield Mutation(
                f"negation of {name[1]}", "operators.py", entry, entry.replace("negated=True", "negated=False")
            )
        elif name[1] != "Null":  # it asks for presence; nothing to turn round
            turned = re.sub(r",?\s*\),\n$", ", negated=True),\n", entry)
            yield Mutation(f"negation of {name[1]}", "operators.py", entry, turned)


def grammar() -> Iterator[Mutation]:
    """Each refusal of a document gone."""
    for file in ("grammar.py", "parse.py"):
        source = (ROOT / IAM / file).read_text()
        for found in re.finditer(r"^( +)raise Fault\((.*)\)$", source, re.MULTILINE):
            if source.count(found[0]) == 1 and "given twice" not in found[0]:  # JSON text, see test_document.py
                yield Mutation(f"refusal {found[2]}", file, found[0], f"{found[1]}pass")


def killed_by(mutation: Mutation, folder: Path) -> str | None:
    """The cases that fail under the mutation, as text; `None` if none does."""
    path = folder / IAM / mutation.file
    source = path.read_text()
    assert mutation.old in source, f"{mutation.name}: its text is gone from {mutation.file}"
    path.write_text(source.replace(mutation.old, mutation.new, 1))
    try:
        done = subprocess.run([sys.executable, "-c", CHECK], cwd=folder, capture_output=True, text=True, check=False)
    finally:
        path.write_text(source)
    return None if done.returncode == 0 else (done.stdout.strip() or done.stderr.strip().splitlines()[-1])


def main() -> None:
    survived = []
    mutations = [*rules(), *operators(), *grammar()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("auditor", "tests"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for mutation in mutations:
            killer = killed_by(mutation, folder)
            if killer is None:
                survived.append(mutation.name)
            print(f"{'SURVIVED' if killer is None else 'killed'}: {mutation.name}{f' ({killer})' if killer else ''}")
    print(f"{len(mutations) - len(survived)} of {len(mutations)} mutations killed; survived: {survived or 'none'}")


if __name__ == "__main__":
    main()
