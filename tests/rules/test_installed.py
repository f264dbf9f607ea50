"""A pack may come with an installed package, by an entry point."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleError
from auditor.rules import load_packs
from tests.rules.text import PACK, RULE, folder

POINTS = "[auditor.packs]\ntheirs = their_pack\ngone = no_such_package\nbroken = broken_pack\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with one that brings the pack `theirs`, and one whose package is gone."""
    package = folder(tmp_path / "their_pack", {"bucket-versioned": RULE}, PACK.replace("ours", "theirs"))
    (package / "__init__.py").write_text("")
    about = tmp_path / "their_pack-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-pack\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(POINTS)
    (tmp_path / "broken_pack.py").write_text("raise RuntimeError('no licence\\nfound')\n")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_it_is_found_by_its_name(site: Path) -> None:
    (pack,) = load_packs(["theirs"])
    assert (pack.name, pack.version, [rule.info.id for rule in pack.rules]) == ("theirs", "1.0", ["bucket-versioned"])


def test_an_entry_point_without_its_package_is_an_error(site: Path) -> None:
    with pytest.raises(RuleError, match="gone: its entry point names no_such_package, which is not installed"):
        load_packs(["gone"])


def test_an_entry_point_that_raises_when_it_is_imported_is_one_line(site: Path) -> None:
    with pytest.raises(RuleError) as raised:
        load_packs(["broken"])
    assert str(raised.value) == (
        "broken: its entry point names broken_pack, which cannot be imported: RuntimeError: no licence found"
    )


def test_two_packages_with_a_pack_of_one_name(site: Path) -> None:
    about = site / "other-2.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 2.0\n")
    (about / "entry_points.txt").write_text("[auditor.packs]\ntheirs = other\n")
    with pytest.raises(
        RuleError, match=r"two installed .* name: other \(other 2\.0\) and their_pack \(their-pack 1\.0\)"
    ):
        load_packs(["theirs"])


def test_an_unknown_name_lists_it_too(site: Path) -> None:
    with pytest.raises(RuleError, match=r"did you mean 'theirs'\?"):
        load_packs(["theris"])
