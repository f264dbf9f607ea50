"""Runs printed fixes in a real bash, where `aws` is a script that writes down what it was called with."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_AWS = """#!{python}
import json, os, sys
with open(os.environ["CALLS"], "a+") as calls:
    calls.seek(0)
    asked = sum(line.startswith('["sts"') for line in calls)
    calls.write(json.dumps([os.fsencode(each).decode("utf-8", "surrogatepass") for each in sys.argv[1:]]) + "\\n")
if sys.argv[1] == "sts":
    print(os.environ["ACCOUNTS"].split()[asked])
"""


@dataclass(frozen=True)
class Ran:
    """What became of a script."""

    code: int
    output: str
    calls: list[list[str]]
    """Arguments of each call of `aws`, but for those that ask who is calling."""


def run(script: str | Path, folder: Path, *accounts: str) -> Ran:
    """Run text, or a script file, under `bash -eu`; each time it asks who is calling, the next account answers."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "aws").write_text(_AWS.format(python=sys.executable))
    (tools / "aws").chmod(0o755)
    calls = folder / "calls"
    calls.write_text("")
    if isinstance(script, str):
        (folder / "printed").write_text(script)
        script = folder / "printed"
    known = {"PATH": f"{tools}:/usr/bin:/bin", "CALLS": str(calls), "ACCOUNTS": " ".join(accounts), "LC_ALL": "C.UTF-8"}
    command = ["bash", "-eu", str(script)]
    done = subprocess.run(command, env=known, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    return Ran(done.returncode, done.stdout + done.stderr, [call for call in made if call[0] != "sts"])


def option(call: list[str], name: str) -> str:
    """The value of `--name=value` in a call."""
    (found,) = [each.partition("=")[2] for each in call if each.startswith(f"--{name}=")]
    return found
