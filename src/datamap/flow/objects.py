"""What a value can point to. Objects are hashable names; what is inside of the mutable ones stands in the heap of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.program.symbols import Class, Function, Module

Site: TypeAlias = tuple[object, ...]
"""Where an object is made: spans of calls, the outermost first, and of the expression that makes it."""


class Thing:
    """Base of all objects: equal if of one class with equal keys."""

    __slots__ = ("_hash", "key")

    def __init__(self, *key: Hashable) -> None:
        self.key = key
        self._hash = hash((self.__class__.__name__, key))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (self.__class__ is other.__class__ and self._hash == other._hash and self.key == other.key)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({', '.join(str(part) for part in self.key)})"


class FunctionObject(Thing):
    """A function with the environment that it captured, if it stands inside of another function."""

    __slots__ = ("env", "function")

    def __init__(self, function: Function, env: Thing | None = None) -> None:
        super().__init__(function, env)
        self.function, self.env = function, env


class ClassObject(Thing):
    """A class; ``env`` as for a function."""

    __slots__ = ("cls", "env")

    def __init__(self, cls: Class, env: Thing | None = None) -> None:
        super().__init__(cls, env)
        self.cls, self.env = cls, env


class ModuleObject(Thing):
    """A module of the project."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        super().__init__(module)
        self.module = module


class External(Thing):
    """A thing outside of the project, or an instance of one, by dotted path; ``site`` tells apart those that hold fields."""

    __slots__ = ("about", "path", "site")

    def __init__(self, path: str, about: Class | None = None, site: Site | None = None) -> None:
        super().__init__(path, about, site)
        self.path, self.about, self.site = path, about, site


class Scalar(Thing):
    """Some text, number or truth value."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Instance(Thing):
    """An instance of a project class."""

    __slots__ = ("cls", "site")

    def __init__(self, cls: Class, site: Site) -> None:
        super().__init__(cls, site)
        self.cls, self.site = cls, site


class Container(Thing):
    """A list, tuple, set, dict, generator, iterator or another builtin with something inside (``kind``)."""

    __slots__ = ("kind", "site")

    def __init__(self, kind: str, site: Site) -> None:
        super().__init__(kind, site)
        self.kind, self.site = kind, site


class Bound(Thing):
    """A function with its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Thing, receiver: Thing) -> None:
        super().__init__(function, receiver)
        self.function, self.receiver = function, receiver


class SuperObject(Thing):
    """``super()``: attributes of ``receiver`` looked up after ``cls``."""

    __slots__ = ("cls", "receiver")

    def __init__(self, cls: Class, receiver: Thing) -> None:
        super().__init__(cls, receiver)
        self.cls, self.receiver = cls, receiver


class Environment(Thing):
    """The local variables of one run of a function, as inner functions see them."""

    __slots__ = ("function", "site")

    def __init__(self, function: Function, site: Site = ()) -> None:
        super().__init__(function, site)
        self.function, self.site = function, site


class Mirror(Thing):
    """``vars(x)``: the attributes of ``x`` as a dict."""

    __slots__ = ("of",)

    def __init__(self, of: Thing) -> None:
        super().__init__(of)
        self.of = of


class Formal(Thing):
    """Whatever the caller has at a path below a root (a parameter's name, `ENV`, or a global object).

    ``facet`` says what it turned out to be when that was asked for, None if not yet; it is no part of identity.
    """

    __slots__ = ("facet", "path", "root")

    def __init__(self, root: Hashable, path: tuple[Hashable, ...] = (), facet: Facet | None = None) -> None:
        super().__init__(root, path)
        self.root, self.path, self.facet = root, path, facet


class Facet:
    """What a caller's object is: ``kind`` is ``instance``, ``container``, ``closure``, ``class``, ``bound``, ``scalar``, ``external`` or ``opaque``.

    ``what``: the class, container kind or function; ``keys``: the exact keys of a container, where asked for.
    """

    __slots__ = ("_key", "keys", "kind", "what")

    def __init__(self, kind: str, what: Hashable = None, keys: tuple[Hashable, ...] | None = None) -> None:
        self.kind, self.what, self.keys = kind, what, keys
        self._key = (kind, what, keys)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facet) and self._key == other._key

    def __repr__(self) -> str:
        return f"Facet{self._key}"


Object: TypeAlias = Thing
ENV = "<env>"
PARENT = "<parent>"
ANY = (...,)
"""The field of a container for all positions or keys that are not known one by one."""
KEYS = "<keys>"
"""The field of a dict for the labels and objects of its keys."""
CLASS = "<class>"
OPAQUE = Facet("opaque")
MAX_SITE = 5
MAX_PATH = 6


def item(key: object) -> tuple[object]:
    """The field of a container for one constant position or key."""
    return (key,)


def is_item(field: object) -> bool:
    """Whether a field is a position or key rather than an attribute."""
    return field.__class__ is tuple


def is_code(thing: Thing) -> bool:
    """Whether it means the same in every frame: functions and classes without captured variables, modules, external things."""
    kind = thing.__class__
    if kind is External:
        return thing.site is None  # type: ignore[attr-defined]
    if kind is FunctionObject or kind is ClassObject:
        return thing.env is None  # type: ignore[attr-defined]
    return kind is ModuleObject or kind is Scalar


def class_of(thing: Thing) -> Class | None:
    """The project class that it is an instance of."""
    if thing.__class__ is Instance:
        return thing.cls  # type: ignore[attr-defined, no-any-return]
    if thing.__class__ is Formal:
        facet = thing.facet  # type: ignore[attr-defined]
        if facet is not None and facet.kind == "instance":
            return facet.what  # type: ignore[no-any-return]
    return None


def kind_of(thing: Thing) -> str | None:
    """The kind of a builtin container."""
    if thing.__class__ is Container:
        return thing.kind  # type: ignore[attr-defined, no-any-return]
    if thing.__class__ is Formal:
        facet = thing.facet  # type: ignore[attr-defined]
        if facet is not None and facet.kind == "container":
            return facet.what  # type: ignore[no-any-return]
    return "dict" if thing.__class__ is Mirror else None


def scalar_kind(thing: Thing) -> str | None:
    """The builtin type of an unknown scalar."""
    if thing.__class__ is Scalar:
        return thing.kind  # type: ignore[attr-defined, no-any-return]
    if thing.__class__ is Formal:
        facet = thing.facet  # type: ignore[attr-defined]
        if facet is not None and facet.kind == "scalar":
            return facet.what  # type: ignore[no-any-return]
    return None


def moved(thing: Thing, span: object) -> Thing:
    """The object as the caller at ``span`` knows it: made there, each call its own."""
    kind = thing.__class__
    if kind is Instance:
        return Instance(thing.cls, _longer(span, thing.site))  # type: ignore[attr-defined]
    if kind is Container:
        return Container(thing.kind, _longer(span, thing.site))  # type: ignore[attr-defined]
    if kind is Environment:
        return Environment(thing.function, _longer(span, thing.site))  # type: ignore[attr-defined]
    if kind is External:
        return External(thing.path, thing.about, _longer(span, thing.site))  # type: ignore[attr-defined]
    return thing


def _longer(span: object, site: Site) -> Site:
    return (span, *site) if len(site) < MAX_SITE else site
