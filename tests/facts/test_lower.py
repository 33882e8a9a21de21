from __future__ import annotations

import typing

import pytest
from trees import expression, read, statement, walk, without_places

from datamap.facts import ir
from datamap.facts.codec import decode, encode

EVERYTHING = '''
"""Documentation."""
import os, a.b as c
from . import d
from ..e.f import *
x: int = 1
y: "str"
x += 0x10
del x, y[0], z.a
@decorate(1)
class C(Base, metaclass=M):
    """A class."""
    field = b"bytes", 1.5, True, None, ..., 3j, 10**3
    async def method(self, p, /, q: int = 2, *args: str, r, s=3, **kwargs) -> "C":
        """A method."""
        global g
        async for i in agen(*args, **kwargs):
            await i
            continue
        else:
            break
        async with a as (b, c), d: pass
        return lambda n=1, *m: n
def generator():
    nonlocal_ = 0
    def inner():
        nonlocal nonlocal_
        nonlocal_ = yield
        yield from inner()
        raise ValueError(1) from None
    return f"{nonlocal_!r:>{x}}" "b"
while not x and -y or ~z:
    if a if b else c: pass
    elif a < b <= c is not d not in e: assert x, "message"
    else: x[1:2, ::3]
for i in x: [a for b in c if d async for e in f]; {a for b in c}; {a: b for c in d}; (a for b in c)
try: pass
except (A, B) as error: raise
except: pass
else: pass
finally: pass
with a, b as c: [*a, {1, 2}, {**b, "k": 1}, (w := 1)]
match x:
    case [1, "a", *rest] | (None): pass
    case {"k": v, **others} if v: pass
    case C(1, n=m) | a.b: pass
    case [*_] as z: pass
    case _: pass
type T = int
'''


def members(alias: object) -> set[type]:
    return set(typing.get_args(alias))


def test_every_kind_of_node_is_produced_and_survives_encoding():
    facts = read(EVERYTHING)
    kinds = {type(node) for node in walk(facts)}
    expected = members(ir.Expression) | members(ir.Statement) | members(ir.Pattern)
    assert sorted(kind.__name__ for kind in expected - kinds) == []
    assert decode(encode(facts)) == facts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("None", ("Constant", None)),
        ("True", ("Constant", True)),
        ("1.5", ("Constant", 1.5)),
        ("'a' 'b'", ("Constant", "ab")),
        (str(2**63 - 1), ("Constant", 2**63 - 1)),
        (str(2**63), ("Opaque",)),
        ("9" * 6000, ("Opaque",)),
        ("2j", ("Opaque",)),
        ("...", ("Opaque",)),
        ("b'x'", ("Bytes", b"x")),
        ("a.b", ("Attribute", ("Name", "a"), "b")),
        ("a[b:]", ("Subscript", ("Name", "a"), ("Slice", ("Name", "b"), None, None))),
        ("a @ b", ("Binary", "@", ("Name", "a"), ("Name", "b"))),
        ("not a", ("Unary", "not", ("Name", "a"))),
        ("a or b or c", ("Boolean", "or", (("Name", "a"), ("Name", "b"), ("Name", "c")))),
        ("a < b not in c", ("Compare", ("Name", "a"), ("<", "not in"), (("Name", "b"), ("Name", "c")))),
        ("a if b else c", ("Conditional", ("Name", "b"), ("Name", "a"), ("Name", "c"))),
        ("*a, b", ("Sequence", "tuple", (("Starred", ("Name", "a")), ("Name", "b")))),
        ("{1}", ("Sequence", "set", (("Constant", 1),))),
        ("{1: a, **b}", ("Dict", (("Constant", 1), None), (("Name", "a"), ("Name", "b")))),
        ("f'a{b}c'", ("Joined", (("Constant", "a"), ("Name", "b"), ("Constant", "c")), False, ())),
        ("f'{a:{b}.{c}}'", ("Joined", (("Name", "a"), ("Name", "b"), ("Name", "c")), False, (":{}", ":", ":"))),
        ("await a", ("Await", ("Name", "a"))),
        ("a := b", ("Assigned", ("Name", "a"), ("Name", "b"))),
    ],
)
def test_expressions(source, expected):
    assert without_places(expression(source)) == expected


def test_arguments_keep_their_order_and_stars():
    call = expression("f(a, *b, c=d, **e)")
    assert [(without_places(argument.value), argument.keyword, argument.star) for argument in call.arguments] == [
        (("Name", "a"), None, 0),
        (("Name", "b"), None, 1),
        (("Name", "d"), "c", 0),
        (("Name", "e"), None, 2),
    ]


def test_parameters():
    function = statement("def f(a, /, b: int, c=1, *d, e, g=2, **h): pass")
    assert [(p.name, p.kind, p.annotation is not None, without_places(p.default)) for p in function.parameters] == [
        ("a", "positional", False, None),
        ("b", "any", True, None),
        ("c", "any", False, ("Constant", 1)),
        ("d", "star", False, None),
        ("e", "keyword", False, None),
        ("g", "keyword", False, ("Constant", 2)),
        ("h", "double", False, None),
    ]


def test_comprehension_clauses():
    made = expression("{k: v for k, v in a if b if c for d in e}")
    assert made.kind == "dict"
    assert without_places(made.key) == ("Name", "k")
    assert [len(clause.conditions) for clause in made.clauses] == [2, 0]


def test_a_lambda_is_a_function_that_returns():
    function = expression("lambda a: (b := a)").function
    assert (function.name, function.assigned) == ("<lambda>", ("b",))
    assert [type(part) for part in function.body] == [ir.Return]


@pytest.mark.parametrize(
    ("body", "assigned"),
    [
        ("a = b = c", ("a", "b")),
        ("a.x = b[0] = 1", ()),
        ("(a, [b, *c]) = d", ("a", "b", "c")),
        ("a += 1", ("a",)),
        ("a: int", ("a",)),
        ("for a in b: pass", ("a",)),
        ("with b as (a, c): pass", ("a", "c")),
        ("import a.b, c as d", ("a", "d")),
        ("from m import a as b, c", ("b", "c")),
        ("from m import *", ()),
        ("try: pass\n except E as a: pass", ("a",)),
        ("def a(x=(b := 1)): c = 1", ("b", "a")),
        ("class a:\n  b = 1", ("a",)),
        ("[a for a in b]", ()),
        ("[(a := b) for b in c]", ("a",)),
        ("lambda: (a := 1)", ()),
        ("global a; a = b = 1", ("b",)),
        ("nonlocal a; a = 1", ()),
        ("del a", ("a",)),
        ("match x:\n  case {'k': a, **b} | [*c]: pass\n  case C(d) as e: pass", ("a", "b", "c", "d", "e")),
        ("print(a)", ()),
    ],
)
def test_assigned_are_the_names_that_the_body_binds(body, assigned):
    assert statement(f"def f():\n {body}").assigned == assigned


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("yield", True),
        ("x = yield from y", True),
        ("return 1", False),
        ("lambda: (yield)", False),
        ("def g(): yield", False),
    ],
)
def test_is_generator(body, expected):
    assert statement(f"def f():\n {body}").is_generator is expected


def test_docstrings_leave_the_body():
    facts = read('"""m"""\ndef f():\n    "d"\n    return 1\nclass C:\n    b"no"\n')
    function, cls = facts.body
    assert (facts.docstring, function.docstring, len(function.body)) == ("m", "d", 1)
    assert (cls.docstring, len(cls.body)) == (None, 1)


def test_identifiers_are_names_and_short_strings_that_could_name_a_field():
    source = "import os.path as p\nfrom m import n\nx.attr(kw='first_name', y='two words', z='<b>', w='" + "l" * 65 + "')\ndef f(par): pass"
    assert read(source).identifiers == {"p", "n", "x", "attr", "kw", "first_name", "y", "two words", "z", "w", "f", "par"}


def test_a_huge_string_is_cut_and_said_to_be():
    facts = read("x = '" + "a" * 70_000 + "'")
    assert len(facts.body[0].value.value) == 65_536
    assert [(gap.line, "70,000" in gap.reason) for gap in facts.gaps] == [(1, True)]


def test_lone_surrogates_can_be_encoded():
    facts = read(r"x = '\ud800a'")
    assert facts.body[0].value.value == "\ufffda"
    assert decode(encode(facts)) == facts
