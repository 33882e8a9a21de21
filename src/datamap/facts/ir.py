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


class Constant(Node, tag="c"):
    """None, True, False, an int of up to 64 bits, a float or a str; bytes are Bytes, other literals Opaque."""

    value: None | bool | int | float | str


class Bytes(Node, tag="by"):
    value: bytes


class Opaque(Node, tag="o"):
    """A literal or construct that carries no data: ``...``, complex and huge numbers."""


class Name(Node, tag="n"):
    id: str


class Attribute(Node, tag="a"):
    value: Expression
    attr: str


class Subscript(Node, tag="s"):
    value: Expression
    index: Expression


class Slice(Node, tag="sl"):
    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Argument(Struct, frozen=True, array_like=True, gc=False):
    """An argument of a call; ``star`` is 1 for ``*x``, 2 for ``**x``."""

    value: Expression
    keyword: str | None = None
    star: int = 0


class Call(Node, tag="k"):
    func: Expression
    arguments: tuple[Argument, ...]


class Binary(Node, tag="b"):
    """``op`` is the operator as written: ``+``, ``%``, ``|``, ``@`` …"""

    op: str
    left: Expression
    right: Expression


class Unary(Node, tag="u"):
    op: str
    operand: Expression


class Boolean(Node, tag="bo"):
    """``op`` is ``and`` or ``or``."""

    op: str
    values: tuple[Expression, ...]


class Compare(Node, tag="cm"):
    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


class Conditional(Node, tag="ie"):
    test: Expression
    body: Expression
    orelse: Expression


class Sequence(Node, tag="q"):
    """``kind`` is ``tuple``, ``list`` or ``set``; items may be Starred."""

    kind: str
    items: tuple[Expression, ...]


class Dict(Node, tag="d"):
    """A None key stands for ``**value``."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Clause(Struct, frozen=True, array_like=True, gc=False):
    """``for target in iterable if conditions`` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    is_async: bool = False


class Comprehension(Node, tag="co"):
    """``kind`` is ``list``, ``set``, ``dict`` or ``generator``; ``key`` is set for a dict only."""

    kind: str
    key: Expression | None
    element: Expression
    clauses: tuple[Clause, ...]


class Joined(Node, tag="j"):
    """An f-string (or t-string, ``template``): its constant and interpolated parts in order."""

    parts: tuple[Expression, ...]
    template: bool = False


class Lambda(Node, tag="l"):
    function: Function


class Await(Node, tag="aw"):
    value: Expression


class Yield(Node, tag="y"):
    value: Expression | None
    delegate: bool = False


class Assigned(Node, tag="w"):
    """The walrus: ``target := value``."""

    target: Name
    value: Expression


class Starred(Node, tag="st"):
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


class Assign(Node, tag="="):
    targets: tuple[Expression, ...]
    value: Expression


class Augmented(Node, tag="+="):
    target: Expression
    op: str
    value: Expression


class Annotated(Node, tag=":="):
    """``target: annotation = value``; value is None for a bare declaration."""

    target: Expression
    annotation: Expression
    value: Expression | None


class Evaluate(Node, tag="e"):
    """An expression statement."""

    value: Expression


class Return(Node, tag="r"):
    value: Expression | None


class Raise(Node, tag="ra"):
    exception: Expression | None
    cause: Expression | None


class Assert(Node, tag="as"):
    test: Expression
    message: Expression | None


class Delete(Node, tag="de"):
    targets: tuple[Expression, ...]


class If(Node, tag="if"):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class While(Node, tag="wh"):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class For(Node, tag="fo"):
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


class Try(Node, tag="tr"):
    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]


class WithItem(Struct, frozen=True, array_like=True, gc=False):
    context: Expression
    target: Expression | None


class With(Node, tag="wi"):
    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]
    is_async: bool = False


class PatternValue(Node, tag="pv"):
    """Matches by equality or identity with an expression or singleton."""

    value: Expression


class PatternSequence(Node, tag="ps"):
    patterns: tuple[Pattern, ...]


class PatternMapping(Node, tag="pm"):
    keys: tuple[Expression, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


class PatternClass(Node, tag="pc"):
    cls: Expression
    patterns: tuple[Pattern, ...]
    names: tuple[str, ...]
    named: tuple[Pattern, ...]


class PatternStar(Node, tag="p*"):
    name: str | None


class PatternAs(Node, tag="pa"):
    """``pattern as name``; a capture has no pattern, the wildcard has neither."""

    pattern: Pattern | None
    name: str | None


class PatternOr(Node, tag="po"):
    patterns: tuple[Pattern, ...]


Pattern: TypeAlias = PatternValue | PatternSequence | PatternMapping | PatternClass | PatternStar | PatternAs | PatternOr


class Case(Struct, frozen=True, array_like=True, gc=False):
    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Node, tag="ma"):
    subject: Expression
    cases: tuple[Case, ...]


class Alias(Struct, frozen=True, array_like=True, gc=False):
    name: str
    asname: str | None = None


class Import(Node, tag="im"):
    names: tuple[Alias, ...]


class ImportFrom(Node, tag="if_"):
    """``from <level dots><module> import names``; a star import has the one name ``*``."""

    module: str
    names: tuple[Alias, ...]
    level: int = 0


class Scope(Node, tag="g"):
    """``global`` or ``nonlocal`` (``kind``) names."""

    kind: str
    names: tuple[str, ...]


class Break(Node, tag="br"):
    pass


class Continue(Node, tag="ct"):
    pass


class Parameter(Struct, frozen=True, array_like=True, gc=False):
    """``kind`` is ``positional`` (only), ``any``, ``star``, ``keyword`` (only) or ``double`` (``**kwargs``)."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    at: Span


class Function(Node, tag="f"):
    """A ``def`` or a lambda (name ``<lambda>``, body one Return).

    ``assigned``: the names that the body binds (without those of inner scopes, global and nonlocal ones).
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


class Class(Node, tag="cl"):
    name: str
    bases: tuple[Argument, ...]
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    docstring: str | None = None


class TypeName(Node, tag="ty"):
    """``type name = value`` (PEP 695)."""

    name: str
    value: Expression


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


class ModuleFacts(Struct, frozen=True, array_like=True):
    """One Python file.

    ``path``: relative to the scanned root with ``/``; ``digest``: SHA-256 of its bytes, hex; ``identifiers``: every name, attribute,
    keyword and string constant of up to 64 characters that could name a field, for cheap relevance tests;
    ``error``: why it could not be read (body is then empty), with ``error_line``.
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
