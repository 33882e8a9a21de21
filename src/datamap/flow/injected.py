"""``user: Annotated[User, Depends(current_user)]``: what an annotation says is passed where nobody passes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.objects import ClassObject, Container, FunctionObject, item
from datamap.flow.values import Value, pointing
from datamap.program.aliases import alias_in
from datamap.program.naming import dotted, resolve

if TYPE_CHECKING:
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.program.symbols import Function, Module, Program

_MAX_ALIASES = 4


def injected(frame: Frame, function: Function, annotation: ir.Expression | None, at: Span) -> Value | None:
    """What the dependency in a parameter's annotation gives; None if there is none."""
    if annotation is None:
        return None
    known = frame.solver.dependencies
    key = (function.module, id(annotation))
    if key not in known:
        known[key] = _dependency(frame.solver.program, function.module, annotation, 0)
    found = known[key]
    if found is None or found in frame.solver.injecting:
        return None
    path, provider = found
    frame.solver.injecting.add(found)
    given = frame.solver.outside.inject(frame, path, pointing(_asked_by_outside(frame, provider, at)), at)
    frame.solver.injecting.discard(found)
    typed = frame.solver.types.value(function.module, annotation)
    if given is None or (given.objects and not given.unknown):
        return given
    return Value(tuple(dict.fromkeys([*given.objects, *typed.objects])), given.labels, given.constants, unknown=True, given=given.given)


def _asked_by_outside(frame: Frame, provider: Thing, at: Span) -> Thing:
    """A dependency whose own parameters the outside fills in."""
    if provider.__class__ is not FunctionObject:
        return provider
    from datamap.flow.entry import from_outside

    function = provider.function
    needed = [one for one in function.node.parameters if one.default is None and one.kind in ("any", "keyword")]
    passed = {item(one.name): from_outside(frame, function, one, 1, None) for one in needed}
    if not passed or function.node.is_generator:
        return provider
    return frame.make(Container("partial", frame.site(at, function.name)), {"<func>": pointing(provider), **passed})


def _dependency(program: Program, module: Module, annotation: ir.Expression, depth: int) -> tuple[str, Thing] | None:
    if isinstance(annotation, ir.Subscript) and (dotted(annotation.value) or "").rpartition(".")[2] == "Annotated":
        for part in annotation.index.items if isinstance(annotation.index, ir.Sequence) else ():
            if isinstance(part, ir.Call) and part.arguments and (path := dotted(part.func)):
                provider = _provider(program, module, part.arguments[0].value)
                if provider is not None:
                    return resolve(program, module, path), provider
        return None
    name = dotted(annotation)
    alias = alias_in(program, module, resolve(program, module, name)) if name and depth < _MAX_ALIASES else None
    return _dependency(program, *alias, depth + 1) if alias is not None else None


def _provider(program: Program, module: Module, node: ir.Expression) -> Thing | None:
    name = dotted(node)
    if not name:
        return None
    path = resolve(program, module, name)
    cls = program.classes.get(path)
    if cls is not None:
        return ClassObject(cls, None)
    owner = program.modules.get(path.rpartition(".")[0])
    last = path.rpartition(".")[2]
    inner = owner.body.inner.values() if owner is not None else ()
    return next((FunctionObject(one, None) for one in inner if one.name == last and one.kind != "lambda"), None)
