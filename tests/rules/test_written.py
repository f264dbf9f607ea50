import jmespath.parser
import pytest

from auditor.rules.written import written


@pytest.mark.parametrize(
    "text",
    [
        "destination.versioning.Status",
        "rule.Filter.And.Tags[0].Key",
        "source_keys[].key.KeyState",
        "reverse[*].id",
        "reverse[1:3].id",
        "tags.*.x",
        'tags."a b"',
        "length(reverse)",
        "all(reverse, &id)",
        "matches('a*', `3`)",
    ],
)
def test_paths_come_back_as_they_were(text: str) -> None:
    assert written(jmespath.parser.Parser().parse(text).parsed) == text.replace("[1:3]", "[1:3:]")


def test_filters_and_operators_are_shortened() -> None:
    tree = jmespath.parser.Parser().parse("(a || b)[?x == 'y' && z].c").parsed
    assert written(tree) == "(…)[?…].c"
