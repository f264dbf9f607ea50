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

QUANTIFIED = st.tuples(st.sampled_from(["any", "all"]), EXPRESSIONS, EXPRESSIONS).map(
    lambda t: f"{t[0]}(to_array({t[1]}), &({t[2]}))"
)
VERDICTS = st.recursive(
    EXPRESSIONS | QUANTIFIED,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})")
        | inner.map(lambda text: f"!({text})")
    ),
    max_leaves=3,
)
