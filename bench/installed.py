"""Other people's programs, each with its own dependencies in an environment of its own below .cache/."""

from __future__ import annotations

import subprocess
import venv
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
    """The folder with the commands of an environment, which is made if it is not there. Raises Missing."""
    pins = PINS[environment]
    home = CACHE / "-".join(pin.replace("==", "-") for pin in pins)
    whole = home / "whole"
    if not whole.exists():
        print(f"installing {', '.join(pins)} into {home}; this may take some minutes", flush=True)
        venv.create(home, with_pip=True, clear=True)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pins]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["pip did not say why"]
            raise Missing(f"{', '.join(pins)} cannot be installed; is the package index reachable? {said[-1]}")
        whole.touch()
    return home / "bin"
