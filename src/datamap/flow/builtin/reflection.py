"""Builtin functions that read and write attributes, namespaces and modules by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from datamap.facts import ir
from datamap.flow.assignment import delete_attribute, write_attribute
from datamap.flow.attributes import attribute_of, get_attribute
from datamap.flow.class_lookup import class_things
from datamap.flow.container_writes import add_to_rest
from datamap.flow.containers import read_item
from datamap.flow.context import KIND
from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.lookup import constants, expand, field, force
from datamap.flow.objects import (
    External,
    Formal,
    Mirror,
    class_of,
    item,
)
from datamap.flow.scalars import BOOL
from datamap.flow.scopes import attributes_set, read_name
from datamap.flow.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Value,
    constant,
    join_all,
    labelled,
    pointing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Span
    from datamap.flow.library import Invocation
    from datamap.flow.objects import Thing


def _getattr(call: Invocation) -> Value:
    frame = call.frame
    names, exact = constants(frame, call.arguments.get(1))
    has_default = len(call.arguments.positional) > 2
    default = call.arguments.get(2) if has_default else NOTHING
    if not exact:
        found = [present(value) for thing in expand(frame, call.first()) for value in _attribute_values(call, thing)]
        return join_all([*found, default, labelled(labels_of(frame, call.first())) if not found else NOTHING])
    result = NOTHING
    for name in names:
        value = get_attribute(frame, call.first(), str(name), call.at)
        missing = value is NOTHING or (has_default and not value.objects and not value.labels and not value.constants)
        if has_default and (missing or _is_nowhere(call, value)) and _surely_missing(call, str(name)):
            value, missing = NOTHING, True
        result = join_all([result, value, default if missing or _uncertain(call, str(name)) else NOTHING])
    return result


def _surely_missing(call: Invocation, name: str) -> bool:
    """Whether no class of what is asked has an attribute of the name, or sets one."""
    classes = [class_of(thing) for thing in expand(call.frame, call.first())]
    return bool(classes) and not any(
        cls is None
        or cls.external_bases
        or cls.method("__getattr__") is not None
        or name in attributes_set(cls)
        or any(name in one.methods or name in one.fields for one in cls.mro)
        for cls in classes
    )


def _is_nowhere(call: Invocation, value: Value) -> bool:
    """Whether the caller has nothing there."""
    asked = [force(call.frame, thing, KIND) for thing in value.objects if thing.__class__ is Formal]
    return bool(asked) and not value.labels and not any(one.objects or one.constants or one.unknown for one in asked)


def _uncertain(call: Invocation, name: str) -> bool:
    """Whether the attribute may be missing."""
    from datamap.flow.frame import may_be_absent

    for thing in call.first().objects:
        held = call.frame.fields(thing).get(name)
        if held is not None and may_be_absent(held):
            return True
    return False


_COMPUTED = frozenset({"property", "cached_property", "functools.cached_property", "hybrid_property"})
"""Decorators of what is computed when it is read: who reads an attribute of whatever name means what is kept, or calls a method."""


def _attribute_values(call: Invocation, thing: Thing) -> list[Value]:
    frame = call.frame
    found = [value for name, value in frame.fields(thing).items() if isinstance(name, str) and name[:1] != "<"]
    cls = class_of(thing)
    if cls is not None:
        methods = [(name, method) for one in cls.mro for name, method in one.methods.items() if not name.startswith("__")]
        found += [attribute_of(frame, thing, name, call.at) for name, method in methods if _COMPUTED.isdisjoint(method.decorators)]
    return found


def _setattr(call: Invocation) -> Value:
    frame = call.frame
    names, exact = constants(frame, call.arguments.get(1))
    if exact:
        for name in names:
            write_attribute(frame, call.first(), str(name), call.arguments.get(2), call.at)
    else:
        for thing in expand(frame, call.first()):
            add_to_rest(frame, thing, call.arguments.get(2))
    return NONE


def _delattr(call: Invocation) -> Value:
    for name in constants(call.frame, call.arguments.get(1))[0]:
        delete_attribute(call.frame, call.first(), str(name), call.at)
    return NONE


def _hasattr(call: Invocation) -> Value:
    names, exact = constants(call.frame, call.arguments.get(1))
    answers = set()
    for thing in expand(call.frame, call.first()):
        held = call.frame.fields(thing).get(str(names[0])) if exact and names else None
        cls = class_of(thing)
        if thing in call.frame.own and cls is not None and not cls.external_bases and cls.method("__getattr__") is None and exact:
            known = held is not None or any(str(names[0]) in one.methods or str(names[0]) in one.fields for one in cls.mro)
            answers.add(known)
        else:
            answers.add(None)  # type: ignore[arg-type]
    return constant(answers.pop()) if len(answers) == 1 and None not in answers else BOOL


def _vars(call: Invocation) -> Value:
    if not call.arguments.positional:
        return _locals(call)
    return pointing(*[Mirror(thing) for thing in expand(call.frame, call.first())])


def _locals(call: Invocation) -> Value:
    fields = {item(name): value for name, value in call.frame.env.items() if name[:1] != "<"}
    return call.make("dict", fields)


def _globals(call: Invocation) -> Value:
    frame = call.frame
    thing = frame.self_env if frame.in_module else frame.solver.globals.module(frame.module)
    return pointing(Mirror(thing))


def _set_attribute(call: Invocation) -> Value:
    """``object.__setattr__(self, name, value)`` and ``super().__setattr__(name, value)``."""
    values = call.arguments.positional
    owner = pointing(call.receiver) if call.receiver is not None else values[0]
    name, value = values[-2], values[-1]
    literals, exact = constants(call.frame, name)
    for thing in expand(call.frame, owner):
        if exact:
            for literal in literals:
                call.frame.put(thing, str(literal), value)
        else:
            add_to_rest(call.frame, thing, value)
    return NONE


def _get_attribute(call: Invocation) -> Value:
    """``object.__getattribute__(self, name)``: past the class's own."""
    values = call.arguments.positional
    owner = pointing(call.receiver) if call.receiver is not None else values[0]
    literals, exact = constants(call.frame, values[-1])
    if not exact:
        return labelled(labels_of(call.frame, owner))
    found = []
    for thing in expand(call.frame, owner):
        for literal in literals:
            held = field(call.frame, thing, str(literal))
            found.append(present(held) if held is not None else _from_class(call, thing, str(literal)))
    return join_all(found)


def _from_class(call: Invocation, thing: Thing, name: str) -> Value:
    from datamap.flow.class_lookup import bind, find_in_class

    cls = class_of(thing)
    for start in class_things(call.frame, thing):
        held = find_in_class(call.frame, start, cls, name) if cls is not None else None
        if held is not None:
            return bind(call.frame, held, thing, call.at)
    return NOTHING


def _import_module(call: Invocation) -> Value:
    literals, exact = constants(call.frame, call.first())
    if not exact:
        return UNKNOWN
    frame, found = call.frame, []
    for literal in literals:
        name = str(literal)
        finder = frame.solver.program.finder
        level = len(name) - len(name.lstrip("."))
        package = call.arguments.get(1, "package")
        if level and package.exact and isinstance(package.constants[0], str):
            name, level = f"{package.constants[0]}{name}" if level == 1 else name, 0 if level == 1 else level
        module = finder.relative(frame.module, name.lstrip("."), level) if level else finder.absolute(frame.module, name)
        if module is not None:
            frame.solver.run_module(module)
            found.append(pointing(frame.solver.globals.module(module)))
        else:
            found.append(pointing(External(name)))
    return join_all(found)


def _environment(call: Invocation) -> Value | None:
    """``os.getenv(name)`` of what the program itself set."""
    literals, exact = constants(call.frame, call.first())
    held = call.frame.fields(External("os.environ")).get(item(literals[0])) if exact and len(literals) == 1 else None
    return present(held) if held is not None else None


def _eval(call: Invocation) -> Value:
    frame, space = call.frame, call.arguments.get(1, "globals")
    literals, exact = constants(frame, call.first())
    if exact and len(literals) == 1 and isinstance(literals[0], str) and literals[0].isidentifier():
        return read_name(frame, literals[0]) if space is NOTHING else read_item(frame, space, item(literals[0]), call.at)
    return labelled(call.labels())


def _exec(call: Invocation) -> Value | None:
    """``exec("name = other")`` of a literal: its assignments and calls happen here."""
    literals, exact = constants(call.frame, call.first())
    if not exact or len(literals) != 1 or not isinstance(literals[0], str) or len(call.arguments.all()) > 1:
        return None
    from datamap.facts.read import read_module
    from datamap.flow.statements import execute

    facts = read_module(call.frame.module.path, literals[0].encode())
    if facts.error is None and all(isinstance(one, ir.Assign | ir.Evaluate | ir.Augmented) for one in facts.body):
        execute(call.frame, _placed(facts.body, call.at))
    return NONE


def _placed(node: Any, at: Span) -> Any:  # noqa: ANN401 - any part of a tree
    """The same tree, all of it where the text stands that it was read from."""
    if isinstance(node, tuple):
        return tuple([_placed(part, at) for part in node])
    if not isinstance(node, msgspec.Struct):
        return node
    parts = {name: at if name == "at" else _placed(getattr(node, name), at) for name in node.__struct_fields__}
    return node.__class__(**parts)


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.delattr": _delattr,
    "builtins.hasattr": _hasattr,
    "builtins.vars": _vars,
    "builtins.locals": _locals,
    "builtins.globals": _globals,
    "builtins.object.__setattr__": _set_attribute,
    "builtins.object.__getattribute__": _get_attribute,
    "builtins.__import__": _import_module,
    "importlib.import_module": _import_module,
    "builtins.eval": _eval,
    "builtins.exec": _exec,
    "os.getenv": _environment,
    "os.environ.get": _environment,
}
