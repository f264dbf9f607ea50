"""docs/writing-rules.md, "A first rule", followed to the letter: its commands run, its file written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.world import command

PAGE = Path(__file__).parents[2] / "docs" / "writing-rules.md"
FENCE = re.compile(r"^```(sh|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"This is `([^`]+)` afterwards")


def test_the_tutorial_works_as_it_is_written(tmp_path: Path) -> None:
    _, _, chapter = PAGE.read_text(encoding="utf-8").partition("## A first rule\n")
    chapter = chapter.partition("\n## ")[0]
    (file,) = FILE.findall(chapter)
    ran = []
    for language, text in FENCE.findall(chapter):
        if language == "yaml":
            tmp_path.joinpath(file).write_text(text)
            continue
        for line in text.splitlines():
            done = command(*shlex.split(line)[1:], cwd=tmp_path)
            ran.append((line, done.returncode, done.stderr if done.returncode else ""))
    assert [each for each in ran if each[1]] == []
    assert len(ran) == 7
