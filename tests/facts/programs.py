"""Random Python programs for hypothesis: valid by construction, with every kind of statement and expression."""

from __future__ import annotations

from textwrap import indent

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "email", "über", "x1", "\uff46\uff55\uff4c\uff4c"])
LITERALS = st.sampled_from(["None", "(1)", "(2.5)", "'text'", "'ä\\n'", '"""two\nlines"""', "b'raw'", "...", "'é' 'ü'", "(1j)"])


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def form(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda values: template.format(*values))

    return st.one_of(
        form("({}.{})", inner, NAMES),
        form("({}[{}:{}])", inner, inner, inner),
        form("{}({}, *{}, {}={}, **{})", NAMES, inner, inner, NAMES, inner, inner),
        form("({} + {})", inner, inner),
        form("(not {})", inner),
        form("({} and {} or {})", inner, inner, inner),
        form("({} < {} is not {})", inner, inner, inner),
        form("({} if {} else {})", inner, inner, inner),
        form("[{}, *{}]", inner, inner),
        form("({},)", inner),
        form("{{{}: {}, **{}}}", inner, inner, inner),
        form("[{} for {} in {} if {}]", inner, NAMES, inner, inner),
        form("{{{}: {} for {} in {}}}", inner, inner, NAMES, inner),
        form("(lambda {}=1, *b: {})", st.just("q"), inner),
        form("({} := {})", NAMES, inner),
        form("f'é{{{}}}z{{{}!r:>{{{}}}}}'", NAMES, NAMES, NAMES),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, LITERALS), _expressions, max_leaves=6)


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=2).map(lambda lines: indent("\n".join(lines), "  ", lambda _: True))

    def form(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda values: template.format(*values))

    return st.one_of(
        form("if {}:\n{}\nelse:\n{}", EXPRESSIONS, block, block),
        form("while {}:\n{}", EXPRESSIONS, block),
        form("for {}, *{} in {}:\n{}", NAMES, NAMES, EXPRESSIONS, block),
        form("try:\n{}\nexcept {} as {}:\n{}\nfinally:\n{}", block, NAMES, NAMES, block, block),
        form("with {} as {}, b:\n{}", EXPRESSIONS, NAMES, block),
        form("match {}:\n  case [{}, *_] | {{'k': {}}}:\n{}", EXPRESSIONS, st.just("q"), st.just("q"), block.map(_deeper)),
        form("@{}\nasync def {}(q: {} = {}, *, r) -> a:\n{}", NAMES, NAMES, EXPRESSIONS, EXPRESSIONS, block),
        form("class {}({}, k={}):\n{}", NAMES, EXPRESSIONS, EXPRESSIONS, block),
    )


def _deeper(block: str) -> str:
    return indent(block, "  ", lambda _: True)


_SIMPLE = st.one_of(
    EXPRESSIONS,
    st.tuples(NAMES, EXPRESSIONS).map(lambda parts: f"{parts[0]} = {parts[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda parts: f"{parts[0]}: {parts[1]}"),
    st.tuples(NAMES, EXPRESSIONS).map(lambda parts: f"{parts[0]} += {parts[1]}"),
    EXPRESSIONS.map(lambda value: f"return {value}"),
    EXPRESSIONS.map(lambda value: f"raise {value}"),
    st.sampled_from(["pass", "import a.b as c", "from . import a", "del a", "x = 1; y = 2"]),
)

PROGRAMS = st.lists(st.recursive(_SIMPLE, _statements, max_leaves=5), min_size=1, max_size=4).map("\n".join)
