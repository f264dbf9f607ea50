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

_CALLS = st.sampled_from([
    "length(to_array({0}))", "length(({0})[])", "contains(to_array({0}), {1})", "contains([{0}, {1}], {0})",
    "outside(to_array({0}), to_array({1}))", "any(to_array({0}), &({1}))", "all(to_array({0}), &({1}))",
    "map(&({1}), to_array({0}))", "map(&a, [{0}, b])", "sort_by(to_array({0}), &to_string({1}))",
    "max_by(to_array({0}), &to_string({1}))", "min_by([{0}, {1}], &to_string(@))", "reverse(to_array({0}))",
    "to_string({0})", "to_string(@)", "join(',', to_array({0})[].to_string(@))", "sort(to_array({0})[].to_string(@))",
    "type({0})", "to_number({0})", "not_null({0}, {1})", "keys({{x: {0}}})", "values({{x: {0}}})", "values(@)",
    "merge(@, {{x: {0}}})", "@ == {0}", "({0}) == ({0})", "[{0}] == [{1}]", "({0}) != ({1})", "({0}).*", "({0})[*]",
    "({0})[?{1}]", "({0})[?{1}] | [0]", "({0})[1:]", "to_array({0})[::-1][0]", "[{0}, {1}]", "{{x: {0}}}.x",
    "({0}) | ({1})", "(({0}) || `[]`)[*]",
])  # fmt: skip
_ONCE = st.tuples(_CALLS, EXPRESSIONS, EXPRESSIONS).map(lambda t: t[0].format(t[1], t[2]))
LOOKING = _ONCE | st.tuples(_CALLS, _ONCE, EXPRESSIONS).map(lambda t: t[0].format(t[1], t[2])) | EXPRESSIONS
"""Expressions that look into what they are given: functions, projections, comparisons of lists and objects."""

HOLE = "a hole"
_WITH_HOLES = st.recursive(
    SCALARS | st.just(HOLE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
HOLED = st.fixed_dictionaries(dict.fromkeys(("a", "b", "c", "d e"), _WITH_HOLES))
"""Data in which anything at any depth may be a HOLE."""

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
