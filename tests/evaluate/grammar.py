"""Random expressions over random data, for the properties that hold of all."""

from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b", "c", "d e"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "yy", "a"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
DATA = st.dictionaries(KEYS, JSON)
LITERALS = st.sampled_from(["`1`", "`0`", "'x'", "`null`", "`true`", "`[]`", "`{}`", "''"])
FIELDS = st.sampled_from(["a", "b", "c", '"d e"', "@", "*"])
SUFFIXES = st.sampled_from([".a", ".b", "[0]", "[-1]", "[1:]", "[::-1]", "[]", "[*]", ".*", "[*].a", "[].b", " | [0]"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, SUFFIXES).map(lambda pair: f"({pair[0]}){pair[1]}"),
        pairs.map(lambda pair: f"({pair[0]}) && ({pair[1]})"),
        pairs.map(lambda pair: f"({pair[0]}) || ({pair[1]})"),
        pairs.map(lambda pair: f"({pair[0]}) | ({pair[1]})"),
        inner.map(lambda text: f"!({text})"),
        st.tuples(inner, st.sampled_from(["==", "!="]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, st.sampled_from(["<", ">", "<=", ">="]), st.sampled_from(["`1`", "`2`"])).map(
            lambda t: f"({t[0]}) {t[1]} {t[2]}"
        ),
        pairs.map(lambda pair: f"({pair[0]})[?{pair[1]}]"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]})[?{t[1]}].[{t[2]}]"),
        pairs.map(lambda pair: f"[{pair[0]}, {pair[1]}]"),
        pairs.map(lambda pair: f"{{x: {pair[0]}, y: {pair[1]}}}"),
        inner.map(lambda text: f"type({text})"),
        inner.map(lambda text: f"to_array({text})"),
        pairs.map(lambda pair: f"not_null({pair[0]}, {pair[1]})"),
        pairs.map(lambda pair: f"[?{pair[0]}] | {pair[1]}"),
        pairs.map(lambda pair: f"map(&({pair[0]}), to_array({pair[1]}))"),
    )


EXPRESSIONS = st.recursive(LITERALS | FIELDS, _grown, max_leaves=6)

OPERANDS = st.sampled_from(["a", "a", "a", "a.b", "a[0]", "'x'", "`null`", "`true`", "`false`", "`[]`", "`1`"])
_OPERATORS = st.sampled_from(["&&", "||", "&&", "||", "==", "!=", "|"])


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    shape = st.sampled_from(["({0}) {op} ({1})"] * 6 + [
        "!({0})", "!(({0}) {op} ({1}))", "any(to_array({0}), &({1}))", "all(to_array({0}), &({1}))",
        "to_array({0})[?{1}]", "[{0}, {1}] == `[true, true]`", "not_null({0}, {1})", "type({0}) == 'null'",
    ])  # fmt: skip
    return st.tuples(shape, inner, inner, _OPERATORS).map(lambda t: t[0].format(t[1], t[2], op=t[3]))


VERDICTS = _combined(OPERANDS) | _combined(OPERANDS | _combined(OPERANDS))
"""Small expressions in which `a` matters."""
