"""What one file says, without syntax sugar: the tree that the flow stage interprets and the cache keeps.

Expressions and statements are msgspec structs, so that a cached file is decoded and checked in C and nothing of it can run.
Every node has ``at``: (line, column, end line, end column), lines and columns from 1, end column exclusive.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Span: TypeAlias = tuple[int, int, int, int]


class Node(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Base of every node."""

    at: Span


class Constant(Node, frozen=True, tag="c"):
    """None, True, False, an int of up to 64 bits, a float or a str; bytes are Bytes, other literals Opaque."""

    value: bool | int | float | str | None


class Bytes(Node, frozen=True, tag="by"):
    """A bytes literal."""

    value: bytes


class Opaque(Node, frozen=True, tag="o"):
    """A literal or construct that carries no data: ``...``, complex and huge numbers."""


class Name(Node, frozen=True, tag="n"):
    """A name that is read, or bound where it stands as a target."""

    id: str


class Attribute(Node, frozen=True, tag="a"):
    """``value.attr``."""

    value: Expression
    attr: str


class Subscript(Node, frozen=True, tag="s"):
    """``value[index]``; several indices are a tuple Sequence."""

    value: Expression
    index: Expression


class Slice(Node, frozen=True, tag="sl"):
    """``lower:upper:step`` inside a Subscript."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Argument(Struct, frozen=True, array_like=True, gc=False):
    """An argument of a call; ``star`` is 1 for ``*x``, 2 for ``**x``."""

    value: Expression
    keyword: str | None = None
    star: int = 0


class Call(Node, frozen=True, tag="k"):
    """``func(arguments)``."""

    func: Expression
    arguments: tuple[Argument, ...]


class Binary(Node, frozen=True, tag="b"):
    """``op`` is the operator as written: ``+``, ``%``, ``|``, ``@`` and so on."""

    op: str
    left: Expression
    right: Expression


class Unary(Node, frozen=True, tag="u"):
    """``op`` is ``not``, ``-``, ``+`` or ``~``."""

    op: str
    operand: Expression


class Boolean(Node, frozen=True, tag="bo"):
    """``op`` is ``and`` or ``or``."""

    op: str
    values: tuple[Expression, ...]


class Compare(Node, frozen=True, tag="cm"):
    """``left op comparator op comparator …`` (``is not`` and ``not in`` are one op)."""

    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


class Conditional(Node, frozen=True, tag="ie"):
    """``body if test else orelse``."""

    test: Expression
    body: Expression
    orelse: Expression


class Sequence(Node, frozen=True, tag="q"):
    """``kind`` is ``tuple``, ``list`` or ``set``; items may be Starred."""

    kind: str
    items: tuple[Expression, ...]


class Dict(Node, frozen=True, tag="d"):
    """A None key stands for ``**value``."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Clause(Struct, frozen=True, array_like=True, gc=False):
    """``for target in iterable if conditions`` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    is_async: bool = False


class Comprehension(Node, frozen=True, tag="co"):
    """``kind`` is ``list``, ``set``, ``dict`` or ``generator``; ``key`` is set for a dict only."""

    kind: str
    key: Expression | None
    element: Expression
    clauses: tuple[Clause, ...]


class Joined(Node, frozen=True, tag="j"):
    """An f-string (or t-string, ``template``): its constant and interpolated parts in order.

    ``shown`` says how each part is shown, where any has a conversion (``!r``) or a format specification (``:{}``); else it is empty.
    """

    parts: tuple[Expression, ...]
    template: bool = False
    shown: tuple[str, ...] = ()


class Lambda(Node, frozen=True, tag="l"):
    """A lambda, as the function it makes."""

    function: Function


class Await(Node, frozen=True, tag="aw"):
    """``await value``."""

    value: Expression


class Yield(Node, frozen=True, tag="y"):
    """``yield value``, or ``yield from value`` (``delegate``)."""

    value: Expression | None
    delegate: bool = False


class Assigned(Node, frozen=True, tag="w"):
    """The walrus: ``target := value``."""

    target: Name
    value: Expression


class Starred(Node, frozen=True, tag="st"):
    """``*value`` among items or targets."""

    value: Expression


Expression: TypeAlias = (
    Constant
    | Bytes
    | Opaque
    | Name
    | Attribute
    | Subscript
    | Slice
    | Call
    | Binary
    | Unary
    | Boolean
    | Compare
    | Conditional
    | Sequence
    | Dict
    | Comprehension
    | Joined
    | Lambda
    | Await
    | Yield
    | Assigned
    | Starred
)


class Assign(Node, frozen=True, tag="="):
    """``target = target = value``."""

    targets: tuple[Expression, ...]
    value: Expression


class Augmented(Node, frozen=True, tag="+="):
    """``target op= value``; ``op`` is without the ``=``."""

    target: Expression
    op: str
    value: Expression


class Annotated(Node, frozen=True, tag=":="):
    """``target: annotation = value``; value is None for a bare declaration."""

    target: Expression
    annotation: Expression
    value: Expression | None


class Evaluate(Node, frozen=True, tag="e"):
    """An expression statement."""

    value: Expression


class Return(Node, frozen=True, tag="r"):
    """``return value``."""

    value: Expression | None


class Raise(Node, frozen=True, tag="ra"):
    """``raise exception from cause``."""

    exception: Expression | None
    cause: Expression | None


class Assert(Node, frozen=True, tag="as"):
    """``assert test, message``."""

    test: Expression
    message: Expression | None


class Delete(Node, frozen=True, tag="de"):
    """``del targets``."""

    targets: tuple[Expression, ...]


class If(Node, frozen=True, tag="if"):
    """``if``; an ``elif`` is an If that is alone in ``orelse``."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class While(Node, frozen=True, tag="wh"):
    """``while test: body else: orelse``."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class For(Node, frozen=True, tag="fo"):
    """``for target in iterable: body else: orelse``."""

    target: Expression
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    is_async: bool = False


class Handler(Struct, frozen=True, array_like=True, gc=False):
    """``except type as name``."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


class Try(Node, frozen=True, tag="tr"):
    """``try``, also with ``except*``."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]


class WithItem(Struct, frozen=True, array_like=True, gc=False):
    """``context as target``."""

    context: Expression
    target: Expression | None


class With(Node, frozen=True, tag="wi"):
    """``with items: body``."""

    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]
    is_async: bool = False


class PatternValue(Node, frozen=True, tag="pv"):
    """Matches by equality or identity with an expression or singleton."""

    value: Expression


class PatternSequence(Node, frozen=True, tag="ps"):
    """``[a, b, *rest]``."""

    patterns: tuple[Pattern, ...]


class PatternMapping(Node, frozen=True, tag="pm"):
    """``{key: pattern, **rest}``."""

    keys: tuple[Expression, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


class PatternClass(Node, frozen=True, tag="pc"):
    """``cls(patterns, name=named)``."""

    cls: Expression
    patterns: tuple[Pattern, ...]
    names: tuple[str, ...]
    named: tuple[Pattern, ...]


class PatternStar(Node, frozen=True, tag="p*"):
    """``*name``; None for ``*_``."""

    name: str | None


class PatternAs(Node, frozen=True, tag="pa"):
    """``pattern as name``; a capture has no pattern, the wildcard has neither."""

    pattern: Pattern | None
    name: str | None


class PatternOr(Node, frozen=True, tag="po"):
    """``a | b``."""

    patterns: tuple[Pattern, ...]


Pattern: TypeAlias = PatternValue | PatternSequence | PatternMapping | PatternClass | PatternStar | PatternAs | PatternOr


class Case(Struct, frozen=True, array_like=True, gc=False):
    """``case pattern if guard: body``."""

    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Node, frozen=True, tag="ma"):
    """``match subject``."""

    subject: Expression
    cases: tuple[Case, ...]


class Alias(Struct, frozen=True, array_like=True, gc=False):
    """``name as asname`` of an import."""

    name: str
    asname: str | None = None


class Import(Node, frozen=True, tag="im"):
    """``import names``."""

    names: tuple[Alias, ...]


class ImportFrom(Node, frozen=True, tag="if_"):
    """``from <level dots><module> import names``; a star import has the one name ``*``."""

    module: str
    names: tuple[Alias, ...]
    level: int = 0


class Scope(Node, frozen=True, tag="g"):
    """``global`` or ``nonlocal`` (``kind``) names."""

    kind: str
    names: tuple[str, ...]


class Break(Node, frozen=True, tag="br"):
    """``break``."""


class Continue(Node, frozen=True, tag="ct"):
    """``continue``."""


class Parameter(Struct, frozen=True, array_like=True, gc=False):
    """``kind`` is ``positional`` (only), ``any``, ``star``, ``keyword`` (only) or ``double`` (``**kwargs``)."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    at: Span


class Function(Node, frozen=True, tag="f"):
    """A ``def`` or a lambda (name ``<lambda>``, body one Return).

    ``assigned``: the names that the body binds (without those of inner scopes, global and nonlocal ones).
    ``type_parameters``: those of PEP 695, with bounds as annotations; kind ``any``, ``star`` or ``double``.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Expression | None
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    assigned: tuple[str, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    docstring: str | None = None
    type_parameters: tuple[Parameter, ...] = ()


class Class(Node, frozen=True, tag="cl"):
    """A class statement; keyword bases (``metaclass=``) are keyword arguments."""

    name: str
    bases: tuple[Argument, ...]
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    docstring: str | None = None
    type_parameters: tuple[Parameter, ...] = ()


class TypeName(Node, frozen=True, tag="ty"):
    """``type name = value`` (PEP 695)."""

    name: str
    value: Expression
    type_parameters: tuple[Parameter, ...] = ()


Statement: TypeAlias = (
    Assign
    | Augmented
    | Annotated
    | Evaluate
    | Return
    | Raise
    | Assert
    | Delete
    | If
    | While
    | For
    | Try
    | With
    | Match
    | Import
    | ImportFrom
    | Scope
    | Break
    | Continue
    | Function
    | Class
    | TypeName
)


class Comment(Struct, frozen=True, array_like=True, gc=False):
    """A real comment token that starts with ``datamap:`` (text without that word), and the statement's lines it covers."""

    line: int
    column: int
    text: str
    first: int
    last: int


class Gap(Struct, frozen=True, array_like=True, gc=False):
    """A part of a file that is not in its tree, and why, in words."""

    line: int
    reason: str


class ModuleFacts(Struct, frozen=True, array_like=True):
    """One Python file.

    ``path``: relative to the scanned root with ``/``; ``digest``: SHA-256 of its bytes, hex; ``identifiers``: every name, attribute,
    keyword and string constant of up to 64 characters that could name a field, for cheap relevance tests;
    ``error``: why it could not be read (body is then empty), with ``error_line``; ``gaps``: what is missing from a file that was.
    """

    path: str
    digest: str
    lines: int
    body: tuple[Statement, ...] = ()
    docstring: str | None = None
    identifiers: frozenset[str] = frozenset()
    comments: tuple[Comment, ...] = ()
    error: str | None = None
    error_line: int = 0
    gaps: tuple[Gap, ...] = ()
