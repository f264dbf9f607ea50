import pytest

from auditor.errors import RuleError
from auditor.rules.document import read_document
from auditor.snapshot import Fact
from auditor.yamlfile import MAX_BYTES, MAX_DEPTH


def value(text: str) -> object:
    return read_document(text.encode(), "f.yaml").value


def test_scalars_are_what_json_has() -> None:
    assert value("[true, false, null, ~, 7, -3, text, 'quoted']") == [True, False, None, None, 7, -3, "text", "quoted"]


@pytest.mark.parametrize(
    "text", ["on", "yes", "No", "2012-10-17", "012345678901", "123456789012", "1.0.0", "0x10", "1:30"]
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
        ("a: 1\nb: [1\n", "f.yaml:3: is not YAML: "),
        ("a: 1\n\tb: 2", "f.yaml:2: is not YAML: "),
        ("a: &x 1\n", "f.yaml:1: a: anchors and aliases (& and *) are not read"),
        ("a: 1\nb: *x\n", "f.yaml:2: b: anchors and aliases (& and *) are not read"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3: a: the key 'a' stands twice, first on line 1"),
        ("a:\n  b: 1\n  b: 2\n", "f.yaml:3: a.b: the key 'b' stands twice, first on line 2"),
        ("1: a\n", "f.yaml:1: the key '1' is not text; put it in quotes"),
        ("a:\n  true: 1\n", "f.yaml:2: a: the key 'true' is not text; put it in quotes"),
        ("? [a]\n: 1\n", "f.yaml:1: a key must be plain text"),
        ("a:\n  <<: {b: 1}\n", "f.yaml:2: a: merge keys (<<) are not read; write the values out"),
        (
            "a: !!python/name:os.system ''\n",
            "f.yaml:1: a: the tag 'tag:yaml.org,2002:python/name:os.system' is not known here",
        ),
        ("a: !ours 1\n", "f.yaml:1: a: the tag '!ours' is not known here; known: !absent, !unknown"),
        ("a: !!int x\n", "f.yaml:1: a: the tag 'tag:yaml.org,2002:int' is not known here"),
        (
            "must: !unknown AccessDenied\n",
            "f.yaml:1: must: !unknown and !absent may stand only inside `given` of an example",
        ),
        (
            "examples: [{given: !unknown x}]\n",
            "f.yaml:1: examples[0].given: !unknown and !absent may stand only inside",
        ),
        ("examples: [{given: {a: !absent [x]}}]\n", "f.yaml:1: examples[0].given.a: !absent needs AWS's code after it"),
        ("examples: [{given: {a: !absent ''}}]\n", "f.yaml:1: examples[0].given.a: !absent needs AWS's code after it"),
        ("--- 1\n--- 2\n", "f.yaml:2: a second document begins; keep one in a file"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleError) as raised:
        value(text)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("must: !(a.b)\n", "!"),
        ("must: !contains(a, 'b')\n", "!"),
        ("must: &a == b\n", "&"),
        ("must: `1` == a\n", "`"),
        ("must: @ == a\n", "@"),
        ("must: 'a' == b\n", "'"),
        ("message: {bucket.name} is open\n", "{"),
        ("when: [a] == b\n", "["),
    ],
)
def test_a_text_that_yaml_takes_for_something_else_is_told_to_be_quoted(text: str, first: str) -> None:
    with pytest.raises(RuleError) as raised:
        value(text)
    key = text.partition(":")[0]
    hint = f"; a text that begins with {first} stands in quotes, or in the line below `{key}: >-`"
    assert str(raised.value).endswith(hint)


def test_so_is_one_with_a_colon_and_a_space() -> None:
    with pytest.raises(RuleError) as raised:
        value("message: Bucket {bucket.name}: no versions\n")
    hint = "; a text with `: ` in it stands in quotes, or in the line below `message: >-`"
    assert str(raised.value).endswith(hint)


def test_a_tag_of_yaml_is_not_told_to_be_quoted() -> None:
    with pytest.raises(RuleError) as raised:
        value("title: !!binary aGk=\n")
    assert str(raised.value).endswith("known: !absent, !unknown")


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(RuleError, match=r"f\.yaml:1: a: anchors"):
        value(bomb)


def test_nesting_has_an_end() -> None:
    with pytest.raises(RuleError, match=f"f.yaml:1: .* is nested deeper than {MAX_DEPTH} levels"):
        value("[" * 500 + "]" * 500)


def test_a_file_has_a_longest_length() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml: is longer than"):
        value("a: " + "x" * MAX_BYTES)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml:2: is not UTF-8 \(byte 5\)"):
        read_document(b"a: 1\n\xff\n", "f.yaml")


def test_control_characters_are_refused() -> None:
    with pytest.raises(RuleError, match=r"f\.yaml:2: is not YAML: character #x0007"):
        value("a: 1\nb: \a\n")
