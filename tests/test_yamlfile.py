"""Plain data and lines out of YAML, and every trap refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.yamlfile import MAX_BYTES, dotted, parse, read


def _refusal(text: str) -> str:
    with pytest.raises(InputError) as raised:
        parse(text.encode(), "f.yaml")
    return str(raised.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("17", 17),
        ("-3", -3),
        ("1.5", 1.5),
        ("2e3", 2000.0),
        ("yes", "yes"),
        ("off", "off"),
        ("2012-10-17", "2012-10-17"),
        ("111111111111", "111111111111"),
        ("012345670123", "012345670123"),
        ("0777", "0777"),
        ("12:30:45", "12:30:45"),
        (".inf", ".inf"),
        ("0x1F", "0x1F"),
        ('"17"', "17"),
        ("'true'", "true"),
        ("! 17", "17"),
        ("[1, a]", [1, "a"]),
        ("{a: {b: []}}", {"a": {"b": []}}),
    ],
)
def test_a_word_means_what_json_would_mean(written: str, meant: object) -> None:
    value = parse(f"key: {written}\n".encode(), "f").value["key"]
    assert (value, type(value)) == (meant, type(meant))


def test_digits_beyond_any_number_stay_text() -> None:
    assert parse(b"9" * 5000, "f").value == "9" * 5000


def test_every_part_has_its_line() -> None:
    document = parse(b"a: 1\nb:\n  - x\n  - c: y\n", "f")
    assert document.lines == {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4}


def test_a_missing_part_is_placed_at_what_should_hold_it() -> None:
    assert parse(b"a: 1\nb:\n  - x\n", "f").line(("b", 0, "name")) == 3


def test_an_empty_file_holds_nothing() -> None:
    assert parse(b"# only a comment\n", "f").value is None


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse("\ufeffa: 1\n".encode(), "f").value == {"a": 1}


def test_a_tag_of_the_callers_makes_the_value() -> None:
    document = parse(b"a: !unknown AccessDenied\n", "f", {"!unknown": lambda text: ("unknown", text)})
    assert document.value == {"a": ("unknown", "AccessDenied")}


def test_a_tag_gets_a_scalar_as_its_text() -> None:
    assert parse(b"!absent 404\n", "f", {"!absent": lambda text: text}).value == "404"


def test_a_tag_may_stand_before_a_mapping() -> None:
    assert parse(b"!size {a: 1, b: 2}\n", "f", {"!size": len}).value == 2


def test_a_tag_that_refuses_its_value_says_why_and_where() -> None:
    def refuse(_: object) -> object:
        raise ValueError("needs a code")

    with pytest.raises(InputError, match=r"^f:2: b\[0\]: needs a code$"):
        parse(b"a: 1\nb: [!unknown '']\n", "f", {"!unknown": refuse})


def test_a_field_is_one_line_whatever_its_keys_hold() -> None:
    assert dotted(("a\n", 0, "\x1b")) == r"a\n[0].\x1b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "f.yaml:2: a: the key 'a' stands twice, first on line 1"),
        ("x:\n  a: 1\n  'a': 2\n", "f.yaml:3: x.a: the key 'a' stands twice, first on line 2"),
        (
            "a: &x 1\n",
            "f.yaml:1: a: anchors and aliases (& and *) are not read; write it out, a pattern in quotes",
        ),
        (
            "a: 1\nb: *x\n",
            "f.yaml:2: b: anchors and aliases (& and *) are not read; write it out, a pattern in quotes",
        ),
        ("17: a\n", "f.yaml:1: the key '17' is not text; put it in quotes"),
        ("true: a\n", "f.yaml:1: the key 'true' is not text; put it in quotes"),
        ("[a]: b\n", "f.yaml:1: a key must be plain text"),
        ("&x a: b\n", "f.yaml:1: a key must be plain text"),
        ("a: !unknown x\n", "f.yaml:1: a: the tag '!unknown' is not known here; known: none"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document begins; keep one in a file"),
        ("a:\n  <<: {b: 1}\n", "f.yaml:2: a: merge keys (<<) are not read; write the values out"),
        ("a: 1e999\n", "f.yaml:1: a: the number 1e999 is too large"),
    ],
)
def test_a_trap_is_refused_with_its_line(text: str, message: str) -> None:
    assert _refusal(text) == message


def test_a_python_object_is_not_built() -> None:
    assert "is not known here" in _refusal("a: !!python/object/apply:os.getcwd []\n")


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    assert _refusal("a: 1\nb: [1, 2\n").startswith("f.yaml:3: is not YAML: ")


def test_a_control_character_is_refused() -> None:
    assert _refusal("ä: 1\na: \x1b[31m\n").startswith("f.yaml:2: is not YAML: character #x001b: ")


def test_deep_nesting_is_refused_before_it_costs_anything() -> None:
    assert _refusal("[" * 100_000) == "f.yaml:1: [0][0][0]: is nested deeper than 50 levels"


def test_fifty_levels_are_read() -> None:
    assert parse(b"[" * 50 + b"]" * 50, "f").line(()) == 1


def test_a_huge_file_is_refused_unread() -> None:
    assert _refusal("a" * (MAX_BYTES + 1)) == f"f.yaml: is longer than {MAX_BYTES} bytes; split it"


def test_what_is_not_utf8_is_refused() -> None:
    with pytest.raises(InputError, match=r"^f:2: is not UTF-8 \(byte 8\)"):
        parse(b"a: 1\nb: \xff\n", "f")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml: cannot be read: No such file or directory"):
        read(tmp_path / "nowhere.yaml")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("a: 1\n")
    assert read(tmp_path / "f.yaml").value == {"a": 1}
