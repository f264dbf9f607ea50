import pytest

from auditor.errors import RuleError
from auditor.rules.document import DEEPEST, LONGEST, read_document
from auditor.snapshot import Fact


def value(text: str) -> object:
    return read_document(text.encode(), "f.yaml").value


def test_scalars_are_what_json_has() -> None:
    assert value("[true, false, null, ~, 7, -3, text, 'quoted']") == [True, False, None, None, 7, -3, "text", "quoted"]


@pytest.mark.parametrize(
    "text", ["on", "yes", "No", "2012-10-17", "012345678901", "123456789012", "1.0", "0x10", "1:30"]
)
def test_what_yaml_1_1_would_turn_into_something_else_stays_text(text: str) -> None:
    assert value(f"key: {text}") == {"key": text}


def test_facts_in_examples() -> None:
    given = value("examples: [{given: {a: !unknown AccessDenied, b: {c: !absent NoSuchBucketPolicy}}}]")
    assert given == {
        "examples": [
            {"given": {"a": Fact.unknown("", "AccessDenied"), "b": {"c": Fact.absent("", "NoSuchBucketPolicy")}}}
        ]
    }


def test_every_value_has_its_line() -> None:
    document = read_document(b"a: 1\nb:\n  - x\n  - y: 2\n", "f.yaml")
    assert [document.line(place) for place in [("a",), ("b", 0), ("b", 1, "y")]] == [1, 3, 4]


def test_a_place_that_is_not_there_has_the_line_around_it() -> None:
    assert read_document(b"a: 1\nb:\n  - x: 1\n", "f.yaml").line(("b", 0, "missing")) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml:1: the file is empty"),
        ("a: 1\nb: [1\n", "f.yaml:3: not valid YAML: "),
        ("a: 1\n\tb: 2", "f.yaml:2: not valid YAML: "),
        ("a: &x 1\n", "f.yaml:1: not valid YAML: anchors and aliases are not allowed here"),
        ("a: 1\nb: *x\n", "f.yaml:2: not valid YAML: anchors and aliases are not allowed here"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3: a: the key is there twice"),
        ("a:\n  b: 1\n  b: 2\n", "f.yaml:3: a.b: the key is there twice"),
        ("1: a\n", "f.yaml:1: a key must be text; put it in quotes"),
        ("a:\n  true: 1\n", "f.yaml:2: a: a key must be text; put it in quotes"),
        ("? [a]\n: 1\n", "f.yaml:1: a key must be text; put it in quotes"),
        ("a:\n  <<: {b: 1}\n", "f.yaml:2: a: merge keys (<<) are not allowed here"),
        (
            "a: !!python/name:os.system ''\n",
            "f.yaml:1: a: tag tag:yaml.org,2002:python/name:os.system is not known here",
        ),
        ("a: !ours 1\n", "f.yaml:1: a: tag !ours is not known here; only !unknown and !absent are"),
        ("a: !!int x\n", "f.yaml:1: a: 'x' is no int"),
        ("must: !unknown AccessDenied\n", "f.yaml:1: must: !unknown may stand only inside `given` of an example"),
        ("examples: [{given: {a: !absent ''}}]\n", "f.yaml:1: examples[0].given.a: !absent needs AWS's code after it"),
        ("--- 1\n--- 2\n", "f.yaml:2: not valid YAML: "),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleError) as raised:
        value(text)
    assert str(raised.value).startswith(message)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(RuleError, match=r"f\.yaml:1: not valid YAML: anchors"):
        value(bomb)


def test_nesting_has_an_end() -> None:
    with pytest.raises(RuleError, match=f"f.yaml:1: not valid YAML: deeper than {DEEPEST} levels"):
        value("[" * 500 + "]" * 500)


def test_a_file_has_a_longest_length() -> None:
    with pytest.raises(RuleError, match=r"longer than"):
        value("a: " + "x" * LONGEST)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml:2: byte 5 is not UTF-8"):
        read_document(b"a: 1\n\xff\n", "f.yaml")


def test_control_characters_are_refused() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml:2: not valid YAML: character #x0007"):
        value("a: 1\nb: \a\n")
