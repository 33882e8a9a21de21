"""Syntax of Python 3.12 to 3.15 means what it means, whatever Python runs the tests."""

from __future__ import annotations

import pytest
from trees import cut, read, statement, walk, without_places

from datamap.facts import ir


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("""x = f'{a['k']}'""", """x = f'{a["k"]}'"""),
        ("""x = f"{f"{f"{a}"}"}" """, """x = f"{f'''{f'{a}'}'''}" """),
        ("""x = f"{'\\n'.join(a)}" """, """x = f"{chr10.join(a)}" """.replace("chr10", "'''\n'''")),
        ("""x = f"{a:{b:>{c}}} {d!r:^{e["f"]}}" """, """x = f"{a:{b}}{c} {d!r}{e['f']}" """),
        ("""x = f"{a["b"]!r}" 'c' rf"\\d{e}" """, """x = f"{a['b']!r}c\\\\d{e}" """),
        ("""x = f"{{{a["b"]}}} \\N{DASH} \\x41" """.replace("DASH", "EM DASH"), """x = f"{{{a['b']}}} \u2014 A" """),
        ("""x = f"{a["b"] = }" """, """x = f"a[\\"b\\"] = {a['b']!r}" """),
        (
            """x = f"{a != b["c"]} {d[:1]} {(e := 1)} {lambda_(lambda: 1)}" """,
            """x = f"{a != b['c']} {d[:1]} {(e := 1)} {lambda_(lambda: 1)}" """,
        ),
        ("""log("a" f"{b["c"]}", d=f"{e}")""", """log(f"a{b['c']}", d=f"{e}")"""),
        ("try: pass\nexcept A, B.C: pass", "try: pass\nexcept (A, B.C): pass"),
        ("try: pass\nexcept* A, b(1, 2): pass", "try: pass\nexcept* (A, b(1, 2)): pass"),
        (
            "try: pass\nexcept A, B: print(1, 2)\nexcept (C, D) as e: pass",
            "try: pass\nexcept (A, B): print(1, 2)\nexcept (C, D) as e: pass",
        ),
        ("lazy import a.b\nlazy from c import d", "import a.b\nfrom c import d"),
    ],
)
def test_newer_and_older_form_are_the_same(newer, older):
    assert without_places(read(newer).body) == without_places(read(older).body)


def test_comments_and_line_ends_in_fields():
    value = statement("""x = f'''{\n  a["b"]  # why 'not'\n}' {c}\n'''""").value
    item = ("Subscript", ("Name", "a"), ("Constant", "b"))
    assert without_places(value.parts) == (item, ("Constant", "' "), ("Name", "c"), ("Constant", "\n"))


def parameters(node):
    return [(p.name, p.kind, without_places(p.annotation), without_places(p.default)) for p in node.type_parameters]


GENERIC = [
    ("T", "any", None, None),
    ("U", "any", ("Name", "int"), ("Name", "bool")),
    ("Ts", "star", None, None),
    ("P", "double", None, None),
]


@pytest.mark.parametrize(
    "source",
    [
        "def f[T, U: int = bool, *Ts, **P](a, b=1): return a",
        "async def f[T, U: int = bool, *Ts, **P](): return a",
        "class C[T, U: int = bool, *Ts, **P](Base, metaclass=M): x = 1",
        "class C[T, U: int = bool, *Ts, **P]: x = 1",
        "type X[T, U: int = bool, *Ts, **P] = dict[T, U]",
        "def f[\n  T,  # the type\n  U: int = bool, *Ts,\n  **P,\n](\n  self, /,\n): return a",
    ],
)
def test_type_parameters(source):
    generic = statement(source)
    assert parameters(generic) == GENERIC
    assert [cut(source, parameter.at) for parameter in generic.type_parameters] == ["T", "U: int = bool", "*Ts", "**P"]


def test_what_surrounds_type_parameters_stays():
    function, cls, alias = read("def f[T](a, *, b=1): pass\nclass C[T](B, k=v): 'doc'\ntype X = f'{a['b']}'").body
    assert [parameter.name for parameter in function.parameters] == ["a", "b"]
    assert [(without_places(base.value), base.keyword) for base in cls.bases] == [(("Name", "B"), None), (("Name", "v"), "k")]
    assert cls.docstring == "doc"
    assert (alias.name, without_places(alias.value)) == ("X", ("Joined", (("Subscript", ("Name", "a"), ("Constant", "b")),), False, ()))


def test_template_strings():
    value = statement("x = t'a{b['c']!r:>{d}}e'").value
    assert (value.template, len(value.parts)) == (True, 4)


def test_places_are_those_of_the_source():
    source = (
        "class Ünï[T: Bound](Base): pass\n"
        "type  Alias[T]  =  list[T]; after = 1\n"
        "try: call(one)\n"
        "except  First, Second:  handle(é, f'{é['x']:>{width}} ü {last}' 'more', end)\n"
        "lazy import  module\n"
        "type Plain = int\n"
    )
    facts = read(source)
    for node in walk(facts.body):
        if isinstance(node, ir.Name):
            assert cut(source, node.at) == node.id
    assert [cut(source, node.at) for node in facts.body if not isinstance(node, (ir.Class, ir.Try))] == [
        "type  Alias[T]  =  list[T]",
        "after = 1",
        "lazy import  module",
        "type Plain = int",
    ]
    assert facts.body[3].handlers[0].body[0].at[3] == len(source.split("\n")[3]) + 1


@pytest.mark.parametrize("source", ["type = 1", "type(x)", "type[x]", "lazy = 1", "x: type = y", "match = type[a, b]", "type in [1]"])
def test_soft_keywords_stay_names(source):
    """The second line makes Python 3.11 rewrite the text."""
    assert without_places(read(f"{source}\ntype X = int").body[0]) == without_places(statement(source))


def test_names_like_the_markers_are_no_markers():
    source = "datamapf(a)\ndatamap_p = 1\ntype X[T] = int\nf'{a['b']}'"
    assert without_places(read(source).body[0]) == ("Evaluate", ("Call", ("Name", "datamapf"), (("Argument", ("Name", "a"), None, 0),)))
