"""Programs that make an analysis run for ever, or a tree walk too deep, if it is built carelessly. Each entry gives files by path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, str]


def mutual_recursion(size: int = 40) -> Files:
    """A ring in which every function calls the next two, and mixes its arguments."""
    functions = [
        f"def f{i}(a, b):\n    if maybe():\n        return a\n    return f{(i + 1) % size}(b, a) or f{(i + 2) % size}(a + b, [b])\n"
        for i in range(size)
    ]
    return {"main.py": "\n\n".join(functions) + "\n\nSINK(f0(source(), 'x'))  # flow\n"}


def import_cycle(size: int = 2000) -> Files:
    """Modules in one cycle; each hands the value to the next, the last one lets it out."""
    files = {
        f"m{i}.py": f"import m{(i + 1) % size}\n\nNAME = {i}\n\n\ndef f(x):\n    return m{(i + 1) % size}.f(x)\n"
        f"\n\ndef g(x):\n    return m{(i + 1) % size}.NAME\n"
        for i in range(size - 1)
    }
    files[f"m{size - 1}.py"] = "import m0\n\nNAME = 'last'\n\n\ndef f(x):\n    SINK(x)\n    return x\n"
    return files | {"main.py": f"import m{size - 8}\n\nSINK(m{size - 8}.f(source()))  # flow\n"}


def star_cycle(size: int = 300) -> Files:
    """Modules that star-import one another in a cycle."""
    files = {f"s{i}.py": f"from s{(i + 1) % size} import *\n\n\ndef f{i}(x):\n    return x\n" for i in range(size)}
    return files | {"main.py": "from s0 import *\n\nSINK(f0(source()))  # flow\n"}


def wide_class(fields: int = 500) -> Files:
    """A class with many fields, read and written by many methods."""
    body = "".join(f"        self.a{i} = a if {i} % 7 else b\n" for i in range(fields))
    methods = "".join(
        f"\n    def m{i}(self):\n        self.a{i} = self.a{(i * 31) % fields}\n        return self.m{(i + 1) % fields}()\n"
        for i in range(fields)
    )
    lines = "".join(f"SINK(u.a{i})\n" for i in range(0, fields, 50))
    return {
        "main.py": f"class Wide:\n    def __init__(self, a, b):\n{body}        self.mail = a\n{methods}\n"
        f"\nu = Wide(source(), 'x')\nu.m0()\n{lines}SINK(u.mail)  # flow\n"
    }


def long_function(statements: int = 5000) -> Files:
    """One function with thousands of statements of several kinds."""
    kinds = (
        "    v{i} = v{h} + 'x'",
        "    d['k{i}'] = v{h}",
        "    v{i} = d.get('k{h}', v{h})",
        "    if maybe():\n        v{i} = source()\n    else:\n        v{i} = v{h}",
        "    for x in xs:\n        v{i} = x",
        "    xs.append(v{h})\n    v{i} = xs[-1]",
        "    v{i} = helper(v{h}, k{m}=d)",
        "    try:\n        v{i} = int(v{h})\n    except ValueError as error:\n        v{i} = str(error)",
    )
    lines = [kinds[i % len(kinds)].format(i=i, h=i - 1, m=i % 5) for i in range(1, statements)]
    keywords = ", ".join(f"k{i}=None" for i in range(5))
    return {
        "main.py": f"def helper(x, {keywords}):\n    return x\n\n\ndef run():\n    v0 = source()\n    d = {{}}\n    xs = []\n"
        + "\n".join(lines)
        + "\n    SINK(source())  # flow\n\n\nrun()\n"
    }


def complete_graph(size: int = 200) -> Files:
    """Every function calls every other."""
    functions = [f"def f{i}(x):\n    " + "\n    ".join(f"f{j}(x)" for j in range(size)) + "\n    return x\n" for i in range(size)]
    return {"main.py": "\n\n".join(functions) + "\n\nSINK(f0(source()))  # flow\n"}


def deep_nesting(depth: int = 80) -> Files:
    """Blocks, brackets, calls, operators, functions and attributes, one in the other."""
    ifs = "".join("    " * i + "if maybe():\n" for i in range(depth)) + "    " * depth + "x = source()\n"
    brackets = "y = " + "[" * depth + "source()" + "]" * depth + "\n"
    calls = "z = " + "same(" * depth + "source()" + ")" * depth + "\n"
    chain = "w = source()" + " + 'x'" * (depth * 10) + "\n"
    dots = "v = unknown" + ".a" * (depth * 10) + "\n"
    lambdas = "u = " + "lambda: " * depth + "source()\n"
    functions = "".join("    " * i + f"def f{i}():\n" for i in range(depth)) + "    " * depth + "return source()\n"
    return {
        "main.py": f"def same(x):\n    return x\n\n\nx = ''\n{ifs}{brackets}{calls}{chain}{dots}{lambdas}{functions}"
        "SINK(z)  # flow\nSINK(w)  # flow\nSINK(x)  # flow\n"
    }


def growing_arguments() -> Files:
    """Recursion whose arguments are new each time: numbers, tuples, closures, texts, objects."""
    return {
        "main.py": """\
class Node:
    def __init__(self, rest):
        self.rest = rest


def number(n, x):
    return x if maybe() else number(n + 1, x)


def pairs(t, x):
    return x if maybe() else pairs((t, x), x)


def closures(f, x):
    return f() if maybe() else closures(lambda: f(), x)


def texts(t, x):
    return x if maybe() else texts(t + "a", x)


def nodes(n, x):
    return x if maybe() else nodes(Node(n), x)


def keys(d, k, x):
    return x if maybe() else keys({k: d}, k + "a", x)


def partials(f):
    from functools import partial

    return f() if maybe() else partials(partial(f, 1))


def classes(c):
    class Inner(c):
        pass

    return c if maybe() else classes(Inner)


a = source()
SINK(number(0, a))  # flow
SINK(pairs((), a))  # flow
SINK(closures(lambda: a, a))  # flow
SINK(texts("", a))  # flow
SINK(nodes(None, a))  # flow
SINK(keys({}, "k", a))  # flow
partials(len)
classes(Node)
n = 0
t = ""
xs = None
d = {}
while maybe():
    n = n + 1
    t = t + "a"
    xs = [xs, n, t]
    d = {t: d, "n": n}
SINK([a, xs, d])  # flow
"""
    }


def many_branches(size: int = 200) -> Files:
    """Conditions in a row, each deciding one more value: as many ways as there are subsets."""
    lines = "".join(f"if maybe():\n    v{i} = {i}\n    f{i} = len\nelse:\n    v{i} = str({i})\n    f{i} = same\n" for i in range(size))
    uses = "".join(f"x = f{i}(x) or x\n" for i in range(size))
    every = ", ".join(f"v{i}" for i in range(size))
    return {"main.py": f"def same(x):\n    return x\n\n\n{lines}x = source()\n{uses}SINK([x, {every}])  # flow\n"}


def many_overrides(size: int = 300) -> Files:
    """A method that hundreds of subclasses override, each calling the others through the base."""
    classes = "".join(
        f"class C{i}(Base):\n    def run(self, other: Base, x):\n        return other.run(self, x)\n\n\n" for i in range(size)
    )
    return {
        "main.py": f"class Base:\n    def run(self, other: 'Base', x):\n        return x\n\n\n{classes}"
        f"every = [{', '.join(f'C{i}()' for i in range(size))}, Base()]\nfor one in every:\n    SINK(one.run(Base(), source()))  # flow\n"
    }


def stacked_decorators(size: int = 30) -> Files:
    """One function under many wrappers."""
    return {
        "main.py": "def dec(f):\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n\n    return inner\n\n\n"
        + "@dec\n" * size
        + "def same(x):\n    return x\n\n\nSINK(same(source()))  # flow\n"
    }


def self_reference() -> Files:
    """Objects, lists, functions and classes that hold themselves."""
    return {
        "main.py": """\
xs = [source()]
xs.append(xs)
d = {"x": xs}
d["d"] = d


class A:
    pass


a = A()
a.a = a
a.f = lambda: a.f()
A.cls = A
f = lambda g: g(g)
if maybe():
    f(f)
for x in xs:
    xs.append(x)
    if maybe():
        break
while maybe():
    a = a.a
    d = d["d"]
    xs = xs[1]
SINK(xs)  # flow
SINK(d)  # flow
"""
    }


def recursive_properties(size: int = 3) -> Files:
    """Properties that each ask for all of them on the next object, which is one of the class or comes from somewhere else."""
    properties = "".join(
        f"\n    @property\n    def p{i}(self):\n        if self.above:\n"
        f"            return ({', '.join(f'self.above.p{j}' for j in range(size))}, self.name)\n        return (self.name,)\n"
        for i in range(size)
    )
    return {
        "main.py": "from library import load\n\n\nclass Row:\n    def __init__(self, name, above):\n        self.name = name\n"
        f"        self.above = above if name else load(name)\n{properties}\n\ndef show(name, rows):\n    row = Row(name, None)\n"
        "    for one in rows:\n        row.above = Row(one, row) if one else load(one)\n        row = row.above\n    return row.p0\n"
        "\n\nSINK(show(source(), load()))  # flow\n"
    }


def full_lists(size: int = 30, depth: int = 6) -> Files:
    """A list of lists of lists, each of which holds the one below many times, as text."""
    levels = [f"x{level + 1} = [{', '.join([f'x{level}'] * size)}]" for level in range(depth)]
    return {"main.py": "\n".join(["x0 = [source()]", *levels, f'print(f"{{x{depth}}}")', "SINK(x0[0])  # flow", ""])}


def base_cycle() -> Files:
    """Classes that inherit from one another, and names that stand for themselves: no program, but it may be scanned."""
    return {
        "main.py": "from other import B, name\n\n\nclass A(B):\n    def run(self):\n        return super().run()\n"
        "\n\nSINK(A().run())\nSINK(source())  # flow\n",
        "other.py": "from main import A, name\n\n\nclass B(A):\n    pass\n\n\nclass C(C):\n    pass\n\n\nx: x = x\n",
    }


PROGRAMS: dict[str, Callable[[], Files]] = {
    maker.__name__: maker
    for maker in (
        mutual_recursion,
        import_cycle,
        star_cycle,
        wide_class,
        long_function,
        complete_graph,
        deep_nesting,
        growing_arguments,
        many_branches,
        many_overrides,
        stacked_decorators,
        self_reference,
        recursive_properties,
        full_lists,
        base_cycle,
    )
}
