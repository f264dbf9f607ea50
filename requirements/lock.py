"""Renew `dev.txt`: every distribution that `make demo` and `make test` install, pinned with hashes."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = [
    *PROJECT["project"]["dependencies"],
    *(each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra),
    *PROJECT["dependency-groups"]["dev"],
]
QUIET = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header", "--no-annotate"]

subprocess.run(  # noqa: S603  our own interpreter, fixed arguments
    [
        *(sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--allow-unsafe"),
        *("--strip-extras", *QUIET, "--output-file", str(HERE / "dev.txt"), "-"),
    ],
    input="\n".join(WANTED),
    text=True,
    check=True,
)
