import os
from functools import partial
from pathlib import Path

import pytest

from auditor.errors import RuleError
from auditor.rules import load_packs, shipped_packs
from tests.rules.text import PACK, RULE, folder, spoiled


def consequence(id: str, *causes: str) -> str:
    return RULE.replace("bucket-versioned", id).replace("consequence_of: []", f"consequence_of: [{', '.join(causes)}]")


def test_a_folder_is_a_pack(tmp_path: Path) -> None:
    (pack,) = load_packs([folder(tmp_path / "p", {"bucket-versioned": RULE})])
    assert (pack.name, pack.version, [rule.info.id for rule in pack.rules]) == ("ours", "1.0", ["bucket-versioned"])


def test_a_folder_is_found_by_its_path_as_text(tmp_path: Path) -> None:
    (pack,) = load_packs([str(folder(tmp_path / "p", {"bucket-versioned": RULE}))])
    assert pack.title == "Ours"


def test_rules_are_in_order_of_their_ids(tmp_path: Path) -> None:
    rules = {id: consequence(id) for id in ("c", "a", "b")}
    (pack,) = load_packs([folder(tmp_path / "p", rules)])
    assert [rule.info.id for rule in pack.rules] == ["a", "b", "c"]


@pytest.mark.parametrize("named", [[], ["all"]])
def test_no_name_or_all_is_every_shipped_pack(named: list[str]) -> None:
    assert tuple(pack.name for pack in load_packs(named)) == shipped_packs()


def test_a_pack_named_twice_is_loaded_once() -> None:
    first = shipped_packs()[0]
    assert [pack.name for pack in load_packs(["all", first])] == list(shipped_packs())


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(RuleError) as raised:
        load_packs(["x"])
    assert str(raised.value) == f"x: no such rule pack or folder; known are {', '.join(shipped_packs())}"


def test_a_misspelt_name_or_folder_names_the_nearest(tmp_path: Path) -> None:
    folder(tmp_path / "our-rules", {"bucket-versioned": RULE})
    for given, meant in (("versionin", "versioning"), (str(tmp_path / "our-rule"), str(tmp_path / "our-rules"))):
        with pytest.raises(RuleError) as raised:
            load_packs([given])
        assert str(raised.value) == f"{given}: no such rule pack or folder; did you mean '{meant}'?"


def test_a_file_is_no_pack(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE})
    with pytest.raises(RuleError, match=f"is no folder; name the folder of the pack: {at}$"):
        load_packs([at / "bucket-versioned.yaml"])


def test_files_of_an_editor_are_no_rules(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE, ".#bucket-versioned": "x", ".new": ""})
    assert len(load_packs([at])[0].rules) == 1


@pytest.mark.parametrize("name", ["a.yml", "A.YAML", "a.Yml"])
def test_a_rule_file_of_another_ending_is_not_left_out_silently(tmp_path: Path, name: str) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE})
    (at / name).write_text(RULE)
    with pytest.raises(RuleError, match=f"{name}: rule files end in .yaml"):
        load_packs([at])


def test_pipes_devices_and_what_leads_nowhere_are_no_rules(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE})
    odd = at / "odd.yaml"
    for make in (
        odd.mkdir,
        lambda: os.mkfifo(odd),
        *(partial(odd.symlink_to, to) for to in ("/dev/zero", "odd.yaml", "x")),
    ):
        make()
        with pytest.raises(RuleError, match=r"odd\.yaml: is no file that can be read"):
            load_packs([at])
        odd.rmdir() if odd.is_dir() else odd.unlink()


def test_a_file_of_many_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE})
    with (at / "big.yaml").open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(RuleError, match=r"big\.yaml: is longer than 1000000 bytes"):
        load_packs([at])


def test_a_framework_in_two_spellings(tmp_path: Path) -> None:
    rules = {"a": consequence("a"), "b": consequence("b").replace("NIST-800", "Nist-800")}
    with pytest.raises(
        RuleError, match=r"b\.yaml:10: controls: the framework 'Nist-800-53r5' is written 'NIST-800-53r5' in"
    ):
        load_packs([folder(tmp_path / "p", rules)])


def test_a_pack_is_not_called_all(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"pack\.yaml:1: name: 'all' stands for all shipped packs"):
        load_packs([folder(tmp_path / "p", {"bucket-versioned": RULE}, PACK.replace("ours", "all"))])


def test_the_manifest_of_a_shipped_pack_is_no_cause(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such rule 'pack'"):
        load_packs([folder(tmp_path / "p", {"a": consequence("a", "pack")})])


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("", "pack.yaml:1: the file is empty"),
        ("name: ours\ntitle: Ours\n", "pack.yaml:1: version: is missing"),
        ("name: Our Rules\nversion: '1.0'\ntitle: x\n", "pack.yaml:1: name: must be in lower case with hyphens"),
        ("name: ours\nversion: one\ntitle: x\n", "pack.yaml:2: version: must be two or three numbers"),
        (PACK + "rules: []\n", "pack.yaml:4: rules: no such key"),
    ],
)
def test_mistakes_in_pack_yaml(tmp_path: Path, manifest: str, message: str) -> None:
    with pytest.raises(RuleError) as raised:
        load_packs([folder(tmp_path / "p", {"bucket-versioned": RULE}, manifest)])
    assert str(raised.value).startswith(f"{tmp_path / 'p'}/{message}")


def test_a_folder_without_pack_yaml(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"no pack\.yaml here"):
        load_packs([tmp_path])


def test_a_pack_without_rules(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"the pack has no rule file"):
        load_packs([folder(tmp_path / "p", {})])


def test_a_file_of_another_suffix_is_not_passed_over(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE})
    (at / "another.yml").write_text(RULE)
    with pytest.raises(RuleError, match=r"another.yml: rule files end in .yaml"):
        load_packs([at])


def test_the_same_rule_in_two_packs(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", {"bucket-versioned": RULE})
    two = folder(tmp_path / "two", {"bucket-versioned": RULE}, PACK.replace("ours", "theirs"))
    with pytest.raises(
        RuleError, match=r"two/bucket-versioned\.yaml:1: id: rule 'bucket-versioned' is there already: .*one"
    ):
        load_packs([one, two])


def test_two_packs_of_one_name(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", {"a": consequence("a")})
    two = folder(tmp_path / "two", {"b": consequence("b")})
    with pytest.raises(RuleError, match=r"two: pack 'ours' is there already"):
        load_packs([one, two])


def test_a_cause_that_is_no_rule(tmp_path: Path) -> None:
    rules = {"a": consequence("a", "bucket-versionde"), "bucket-versioned": RULE}
    with pytest.raises(RuleError, match=r"a\.yaml:13: consequence_of: no such rule .*did you mean 'bucket-versioned'"):
        load_packs([folder(tmp_path / "p", rules)])


def test_a_cause_may_be_a_shipped_rule_that_is_not_loaded(tmp_path: Path) -> None:
    rules = {"a": consequence("a", "destination-versioning-enabled")}
    (pack,) = load_packs([folder(tmp_path / "p", rules)])
    assert [each.rule for each in pack.rules[0].consequence_of] == ["destination-versioning-enabled"]


def test_causes_in_a_circle(tmp_path: Path) -> None:
    rules = {"a": consequence("a", "b"), "b": consequence("b", "c"), "c": consequence("c", "a")}
    with pytest.raises(RuleError, match=r"a\.yaml:13: consequence_of: a circle: a -> b -> c -> a"):
        load_packs([folder(tmp_path / "p", rules)])


def test_a_mistake_in_a_rule_names_the_file_on_disk(tmp_path: Path) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": spoiled("HIGH", "HIHG")})
    with pytest.raises(RuleError, match=f"^{at}/bucket-versioned.yaml:3: severity: "):
        load_packs([at])
