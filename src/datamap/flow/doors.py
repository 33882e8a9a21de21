"""What a router or application demands of every call before it gets to a function that is declared on it.

``router = APIRouter(dependencies=[Depends(ask)])``, ``app.include_router(router, dependencies=[Depends(ask)])`` and
``@blueprint.before_request``: what held when they came back holds in each function behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.values import NO_CONDITIONS, constant
from datamap.program.naming import dotted, resolve

if TYPE_CHECKING:
    from datamap.flow.frame import Frame
    from datamap.flow.objects import FunctionObject
    from datamap.flow.values import Conditions

_INCLUDES = frozenset({"include_router", "register_blueprint", "add_router"})
_BEFORE = frozenset({"before_request", "before_app_request"})


def made(frame: Frame, node: ir.Assign, before: Conditions) -> None:
    """Something was made at the top of a module: what its parts demanded stands before what is declared on it."""
    target = node.targets[0]
    if frame.in_module and frame.guards is not before and isinstance(node.value, ir.Call) and isinstance(target, ir.Name):
        _add(frame, f"{frame.module.name}.{target.id}", frame.guards - before)
        frame.guards = before


def included(frame: Frame, node: ir.Expression, before: Conditions) -> None:
    """A router was hung into another one or the application."""
    if frame.guards is before or not isinstance(node, ir.Call) or not isinstance(node.func, ir.Attribute) or not node.arguments:
        return
    name = dotted(node.arguments[0].value)
    if node.func.attr in _INCLUDES and name is not None:
        _add(frame, _door(frame, name), frame.guards - before)
        frame.guards = before


def declared(frame: Frame, node: ir.Function, thing: FunctionObject) -> None:
    """A function is declared behind a router, or asks before the functions behind one."""
    for decorator in node.decorators:
        written = dotted(decorator.func if isinstance(decorator, ir.Call) else decorator)
        router, _, method = (written or "").rpartition(".")
        if not router:
            continue
        door = _door(frame, router)
        if method in _BEFORE:
            _add(frame, door, _asked(frame, thing, node))
        else:
            frame.solver.behind.setdefault(thing.function, []).append(door)


def _door(frame: Frame, name: str) -> str:
    """The module and name of the object that ``name`` is in this module."""
    found = resolve(frame.solver.program, frame.module, name)
    return f"{frame.module.name}.{found}" if found == name else found


def _asked(frame: Frame, thing: FunctionObject, node: ir.Function) -> Conditions:
    """What holds when a function that is asked before others lets the call go on: it comes back, with nothing."""
    from datamap.flow.calls import Arguments, call
    from datamap.flow.values import pointing

    before = frame.guards
    answer = call(frame, pointing(thing), Arguments(), node.at)
    found = (frame.guards - before) | ((answer.facts.when_false or NO_CONDITIONS) if answer.facts is not None else NO_CONDITIONS)
    frame.guards = before
    return found if answer.facts is not None or answer.same(constant(None)) else NO_CONDITIONS


def _add(frame: Frame, door: str, conditions: Conditions) -> None:
    frame.solver.doors[door] = frame.solver.doors.get(door, NO_CONDITIONS) | conditions
