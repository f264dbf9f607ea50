"""Every figure that is promised, measured: `make bench`, or `make bench ONLY=calls,sizes`.

    python -m bench                          every part; docs/performance.md is then rebuilt from what was found
    python -m bench --only calls,sizes       these parts; what is known of the others stays
    python -m bench --scale 0.05             on small estates, to try the bench itself; docs/performance.md stays
    python -m bench --install                only install the other scanners

What was found is kept in bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore

from bench import table
from bench.beside_peers import fifty_accounts, one_account, twenty_accounts
from bench.calls import calls
from bench.engine import engine
from bench.installed import PINS, binaries
from bench.judgement import judgement
from bench.result import Section
from bench.sizes import sizes
from bench.throttled import throttled

SECTIONS: Mapping[str, Callable[[float], Section]] = {
    "calls": calls,
    "one-account": one_account,
    "twenty-accounts": twenty_accounts,
    "fifty-accounts": fifty_accounts,
    "throttled": throttled,
    "sizes": sizes,
    "engine": engine,
    "judgement": judgement,
}
"""Name -> a part of the bench; it is told by how much to shrink what it measures (1: not at all)."""
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    given = _arguments()
    if given.install:
        for environment in PINS:
            print(binaries(environment))
        return
    file = RESULTS / ("found.json" if given.scale == 1 else "tried.json")
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name in given.only:
        known[name] = measured(name, given.scale)
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(known, indent=1), encoding="utf-8")
    shown = SECTIONS if given.scale == 1 else given.only
    ordered = [known[name] for name in shown if name in known]
    text = table.markdown([Section.of(each["found"]) for each in ordered])
    print(f"\n{text}")
    if given.scale == 1:
        lacking = ", ".join(name for name in SECTIONS if name not in known)
        text = f"{told(ordered)}{f' Parts that were not run: {lacking}.' if lacking else ''}\n\n{text}"
        table.PAGE.write_text(table.page(table.PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


def measured(name: str, scale: float) -> dict[str, Any]:
    """One part, with when and beside what it ran."""
    print(f"{name}:", flush=True)
    began, load = time.monotonic(), os.getloadavg()[0]
    section = SECTIONS[name](scale)
    for target in section.targets:
        limit = table.figure(target.limit, target.unit)
        print(f"  {table.verdict(target)}: {target.what}: {table.found(target)} (at most {limit})", flush=True)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    return {"at": now, "load": load, "seconds": time.monotonic() - began, "found": section.plain()}


def told(parts: list[dict[str, Any]]) -> str:
    """On what, when and beside how much other work the parts ran."""
    whole = sum(part["seconds"] for part in parts) / 60
    when = f"{min(part['at'] for part in parts)} to {max(part['at'] for part in parts)} UTC"
    return (
        f"Measured {when}, {whole:.0f} minutes in all, on {os.cpu_count()} cores with Python "
        f"{platform.python_version()} and botocore {botocore.__version__}. Load before a part began: "
        f"{min(part['load'] for part in parts):.1f} to {max(part['load'] for part in parts):.1f}."
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=_parts, default=list(SECTIONS), help=", ".join(SECTIONS))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--install", action="store_true")
    return parser.parse_args()


def _parts(said: str) -> list[str]:
    """The named parts in their own order; all of them if none is named."""
    names = [name.strip() for name in said.split(",") if name.strip()]
    if strange := sorted(set(names) - set(SECTIONS)):
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(strange)}; there are {', '.join(SECTIONS)}")
    return [name for name in SECTIONS if name in names or not names]


if __name__ == "__main__":
    main()
