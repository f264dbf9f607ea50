import pytest

from auditor.rules import Expression, Unusable
from auditor.rules.template import parse_template


def test_text_and_expressions_alternate() -> None:
    template = parse_template("Bucket {bucket.name} of {bucket.account}.", "bucket")
    shown = [piece if isinstance(piece, str) else (piece.text,) for piece in template.pieces]
    assert shown == ["Bucket ", ("bucket.name",), " of ", ("bucket.account",), "."]


def test_doubled_braces_are_braces() -> None:
    pieces = parse_template("${{aws:x}}", "bucket").pieces
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == "${aws:x}"


def test_expressions_are_of_the_rules_kind() -> None:
    (piece,) = parse_template("{bucket.name}", "bucket").pieces
    assert isinstance(piece, Expression)
    assert piece.kind == "bucket"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a } b", "a single '}' at character 3; write '}}'"),
        ("a { b", "a single '{' at character 3; write '{{'"),
        ("{}", "an expression is missing"),
        ("{bucket.nam}", "bucket has no member 'nam'; did you mean 'name'?"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unusable) as raised:
        parse_template(text, "bucket")
    assert str(raised.value).startswith(message)
