"""What a value can point to. Objects are hashable names; what is inside of the mutable ones stands in the heap of a frame."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.program.symbols import Class, Function, Module

Site: TypeAlias = tuple[object, ...]
"""Where an object is made: spans of calls, the outermost first, and of the expression that makes it."""


class Thing:
    """Base of all objects. Each is made once for its key, so that comparing them is comparing addresses."""

    __slots__: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it apart."""
        return tuple([getattr(self, name) for name in self.__slots__])

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({', '.join(str(part) for part in self.key)})"


_MADE: dict[tuple[object, ...], Any] = {}
_FACETS: dict[tuple[object, ...], Facet] = {}
_Made = TypeVar("_Made", bound=Thing)


def _made(cls: type[_Made], *parts: object) -> _Made:
    """The object for a key that was not asked for before; the annotations of its class name the parts in order."""
    made = _MADE[cls, *parts] = object.__new__(cls)
    for name, part in zip(cls.__annotations__, parts, strict=False):
        setattr(made, name, part)
    return made


def forget() -> None:
    """Drop every object, before another program is analysed."""
    scalars = [(key, thing) for key, thing in _MADE.items() if thing.__class__ is Scalar]
    _MADE.clear()
    _MADE.update(scalars)
    _FACETS.clear()
    _FACETS["opaque", None, None] = OPAQUE


class FunctionObject(Thing):
    """A function with the environment that it captured, if it stands inside of another function."""

    __slots__ = ("env", "function")
    function: Function
    env: Thing | None

    def __new__(cls, function: Function, env: Thing | None = None) -> FunctionObject:
        return _MADE.get((cls, function, env)) or _made(cls, function, env)


class ClassObject(Thing):
    """A class; ``env`` as for a function."""

    __slots__ = ("cls", "env")
    cls: Class
    env: Thing | None

    def __new__(cls, of: Class, env: Thing | None = None) -> ClassObject:
        return _MADE.get((cls, of, env)) or _made(cls, of, env)


class ModuleObject(Thing):
    """A module of the project."""

    __slots__ = ("module",)
    module: Module

    def __new__(cls, module: Module) -> ModuleObject:
        return _MADE.get((cls, module)) or _made(cls, module)


class External(Thing):
    """A thing outside of the project, or an instance of one, by dotted path; ``site`` tells apart those that hold fields."""

    __slots__ = ("about", "path", "site")
    path: str
    about: Class | None
    site: Site | None

    def __new__(cls, path: str, about: Class | None = None, site: Site | None = None) -> External:
        return _MADE.get((cls, path, about, site)) or _made(cls, path, about, site)


class Scalar(Thing):
    """Some text, number or truth value."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, kind: str) -> Scalar:
        return _MADE.get((cls, kind)) or _made(cls, kind)


class Instance(Thing):
    """An instance of a project class."""

    __slots__ = ("cls", "site")
    cls: Class
    site: Site

    def __new__(cls, of: Class, site: Site) -> Instance:
        return _MADE.get((cls, of, site)) or _made(cls, of, site)


class Container(Thing):
    """A list, tuple, set, dict, generator, iterator or another builtin with something inside (``kind``)."""

    __slots__ = ("kind", "site")
    kind: str
    site: Site

    def __new__(cls, kind: str, site: Site) -> Container:
        return _MADE.get((cls, kind, site)) or _made(cls, kind, site)


class Bound(Thing):
    """A function with its first argument."""

    __slots__ = ("function", "receiver")
    function: Thing
    receiver: Thing

    def __new__(cls, function: Thing, receiver: Thing) -> Bound:
        return _MADE.get((cls, function, receiver)) or _made(cls, function, receiver)


class SuperObject(Thing):
    """``super()``: attributes of ``receiver`` looked up after ``cls``."""

    __slots__ = ("cls", "receiver")
    cls: Class
    receiver: Thing

    def __new__(cls, after: Class, receiver: Thing) -> SuperObject:
        return _MADE.get((cls, after, receiver)) or _made(cls, after, receiver)


class Environment(Thing):
    """The local variables of one run of a function, as inner functions see them."""

    __slots__ = ("function", "site")
    function: Function
    site: Site

    def __new__(cls, function: Function, site: Site = ()) -> Environment:
        return _MADE.get((cls, function, site)) or _made(cls, function, site)


class Mirror(Thing):
    """``vars(x)``: the attributes of ``x`` as a dict."""

    __slots__ = ("of",)
    of: Thing

    def __new__(cls, of: Thing) -> Mirror:
        return _MADE.get((cls, of)) or _made(cls, of)


class Formal(Thing):
    """Whatever the caller has at a path below a root (a parameter's name, `ENV`, or a global object).

    ``facet`` says what it turned out to be when that was asked for, None if not yet; ``base`` is the same without a facet, under which
    the heap keeps what was written to it.
    """

    __slots__ = ("base", "facet", "path", "root")
    root: Hashable
    path: tuple[Hashable, ...]
    facet: Facet | None
    base: Formal

    def __new__(cls, root: Hashable, path: tuple[Hashable, ...] = (), facet: Facet | None = None) -> Formal:
        found = _MADE.get((cls, root, path, facet))
        if found is None:
            found = _made(cls, root, path, facet)
            found.base = found if facet is None else Formal(root, path)
        return found

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it apart."""
        return (self.root, self.path, self.facet)


class Facet:
    """What a caller's object is.

    ``kind`` is ``instance``, ``container``, ``closure``, ``class``, ``bound``, ``scalar``, ``external`` or ``opaque``;
    ``what``: the class, container kind or function; ``keys``: the exact keys of a container, where asked for.
    """

    __slots__ = ("keys", "kind", "what")
    keys: tuple[Hashable, ...] | None
    kind: str
    what: Any

    def __new__(cls, kind: str, what: Hashable = None, keys: tuple[Hashable, ...] | None = None) -> Facet:
        key = (kind, what, keys)
        found = _FACETS.get(key)
        if found is None:
            found = _FACETS[key] = object.__new__(cls)
            found.kind, found.what, found.keys = kind, what, keys
        return found

    def __repr__(self) -> str:
        return f"Facet({self.kind}, {self.what}, {self.keys})"


Object: TypeAlias = Thing
ENV = "<env>"
PARENT = "<parent>"
ANY = (...,)
"""The field of a container for all positions or keys that are not known one by one."""
KEYS = "<keys>"
"""The field of a dict for the labels and objects of its keys."""
CLASS = "<class>"
GIVEN = "given"
"""The first part of the site of a row that a model gave."""
MAPS = "<maps>"
"""The field of a chain of dicts for these."""
MADE_CLASS = "types.made"
"""A class that ``type()`` made."""
MADE_UNDER = "<made under>"
"""The field of an instance for the conditions under which it was made: whoever holds it knows that they held."""
TYPICAL = "typical"
"""The site of the instance that stands for all of its class that come from outside."""
MEMBER = "member"
"""First part of the site of a member of an enumeration."""
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
    return kind is ModuleObject or kind is Scalar or (kind is Instance and thing.site[0] == MEMBER)  # type: ignore[attr-defined]


def is_plain_class(thing: Thing) -> bool:
    """Whether it is a class at the top level of a module."""
    return thing.__class__ is ClassObject and thing.env is None and thing.cls.parent.kind == "module"


def is_result(thing: Thing) -> bool:
    """Whether it only stands for what some call of the outside gave: one name for many things, that share nothing."""
    return thing.__class__ is External and thing.site is None and (thing.path == "unknown" or "(" in thing.path)


def is_one_name_for_many(thing: Thing) -> bool:
    """Whether it stands for things that share nothing, so that what one way in writes to it tells another one nothing.

    That is what some call gave, rows and bodies as models name them, text and numbers, methods, and classes of the outside: an instance of
    one that keeps something has a site.
    """
    kind = thing.__class__
    if kind is External:
        return thing.site is None and (is_result(thing) or is_of_models(thing) or _names_a_class(thing.path))  # type: ignore[attr-defined]
    return kind is Scalar or kind is Bound


_OF_MODELS = "datamap."
"""Beginning of the names that models give to what comes from outside: a row, a body, an answer."""
_DISK = "datamap.disk"


def is_of_models(thing: Thing) -> bool:
    """Whether it is a row, a body or an answer as models name them: one name for all there are, but for the one disk."""
    return thing.__class__ is External and thing.site is None and thing.path.startswith(_OF_MODELS) and thing.path != _DISK


def _names_a_class(path: str) -> bool:
    """Whether a path leads to or into a class, but for the place where a framework keeps what belongs to one request."""
    steps = path.split(".")
    return any(step[:1].isupper() for step in steps) and not any(step in _OF_ONE_REQUEST for step in steps)


_OF_ONE_REQUEST = frozenset({"state", "session", "headers", "ctx"})
_BUILTIN_TYPES = frozenset(f"builtins.{name}" for name, value in vars(builtins).items() if isinstance(value, type))


def is_unique(thing: Thing) -> bool:
    """Whether it is one thing only, so that comparing and looking up by it is certain: classes, members of enumerations, builtin types."""
    kind = thing.__class__
    if kind is Instance:
        return thing.site[0] == MEMBER  # type: ignore[attr-defined, no-any-return]
    if kind is External:
        return thing.site is None and thing.path in _BUILTIN_TYPES  # type: ignore[attr-defined]
    return (kind is ClassObject or kind is FunctionObject) and thing.env is None  # type: ignore[attr-defined]


def is_typical(thing: Thing) -> bool:
    """Whether it stands for all instances of a class that come from outside: what one function writes to it replaces nothing."""
    return thing.__class__ is Instance and thing.site[0] == TYPICAL


def class_of(thing: Thing) -> Class | None:
    """The project class that it is an instance of."""
    if thing.__class__ is Instance:
        return thing.cls
    if thing.__class__ is Formal:
        facet = thing.facet
        if facet is not None and facet.kind == "instance":
            return facet.what  # type: ignore[no-any-return]
    return None


def kind_of(thing: Thing) -> str | None:
    """The kind of a builtin container."""
    if thing.__class__ is Container:
        return thing.kind
    if thing.__class__ is Formal:
        facet = thing.facet
        if facet is not None and facet.kind == "container":
            return facet.what  # type: ignore[no-any-return]
    return "dict" if thing.__class__ is Mirror else None


def external_of(thing: Thing) -> tuple[str, Class | None] | None:
    """The dotted path of a library's thing, and the project's class that it is about."""
    if thing.__class__ is External:
        return thing.path, thing.about
    facet = thing.facet if thing.__class__ is Formal else None
    return facet.what if facet is not None and facet.kind == "external" else None


def scalar_kind(thing: Thing) -> str | None:
    """The builtin type of an unknown scalar."""
    if thing.__class__ is Scalar:
        return thing.kind
    if thing.__class__ is Formal:
        facet = thing.facet
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
