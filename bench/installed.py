"""Other people's programs, each with its own dependencies in an environment of its own below .cache/."""

from __future__ import annotations

import fcntl
import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
PINS = {
    "ministack": ("ministack==1.5.33",),
    "c7n": ("c7n==0.9.53", "c7n-org==0.6.52"),
    "prowler": ("prowler==5.46.0",),
}
"""Environment -> what is installed there."""


class Missing(Exception):
    """A program that could not be installed; the text says why."""


def binaries(environment: str) -> Path:
    """The folder with the commands of an environment, which is made if it is not there. Raises Missing.

    Of several who want it at the same time one makes it, and the others wait.
    """
    pins = PINS[environment]
    home = CACHE / "-".join(pin.replace("==", "-") for pin in pins)
    whole = home / "whole"
    CACHE.mkdir(exist_ok=True)
    with home.with_name(f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go with the file, however this ends
        if not whole.exists():
            _install(pins, home)
            whole.touch()
    return home / "bin"


def _install(pins: Sequence[str], home: Path) -> None:
    print(f"installing {', '.join(pins)} into {home}; this may take some minutes", flush=True)
    venv.create(home, with_pip=True, clear=True)
    pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pins]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pip did not say why"]
        raise Missing(f"{', '.join(pins)} cannot be installed; is the package index reachable? {said[-1]}")
