"""What makes containers: the builtin ones, those of ``collections``, queues, namespaces and context variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.calls import Arguments
from datamap.flow.calls import call as call_value
from datamap.flow.container_methods import LIFO, MOST
from datamap.flow.container_writes import add_to_rest, fields_where, merge_dict
from datamap.flow.containers import elements, sequence_items
from datamap.flow.frame import present
from datamap.flow.library import Invocation, copied, listed
from datamap.flow.lookup import field
from datamap.flow.objects import (
    ANY,
    MAPS,
    Container,
    External,
    is_item,
    item,
    kind_of,
)
from datamap.flow.values import (
    NONE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Value,
    pointing,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _dict(call: Invocation) -> Value:
    given = call.arguments.positional[0] if len(call.arguments.positional) == 1 and not call.arguments.keywords else NOTHING
    if given.objects and not given.labels and all(thing.__class__ is External for thing in given.objects):
        return given  # a copy of what only models know is read as the thing itself
    made = call.frame.make(Container("dict", call.frame.site(call.at)), {})
    for value in call.arguments.positional:
        merge_dict(call.frame, made, value)
    for name, value in call.arguments.keywords.items():
        call.frame.put(made, item(name), value)
    if call.arguments.extra is not NOTHING:
        add_to_rest(call.frame, made, call.arguments.extra)
    return pointing(made)


def _list(call: Invocation) -> Value:
    return copied(call, "list") if call.arguments.all() else call.make("list", {})


def _tuple(call: Invocation) -> Value:
    return copied(call, "tuple") if call.arguments.all() else call.make("tuple", {})


def _set(call: Invocation) -> Value:
    return listed(call, elements(call.frame, call.first(), call.at), "set")


def _from_keys(call: Invocation) -> Value:
    made = call.frame.make(Container("dict", call.frame.site(call.at)), {})
    value = call.arguments.get(1) if len(call.arguments.positional) > 1 else NONE
    from datamap.flow.container_writes import write_key

    items = sequence_items(call.frame, call.first())
    for key in items if items is not None else [elements(call.frame, call.first(), call.at)]:
        write_key(call.frame, made, key, value)
    return pointing(made)


def _default_dict(call: Invocation) -> Value:
    made = call.frame.make(Container("dict", call.frame.site(call.at)), {})
    factory = call.first()
    for value in call.arguments.positional[1:]:
        merge_dict(call.frame, made, value)
    for name, value in call.arguments.keywords.items():
        call.frame.put(made, item(name), value)
    if factory is not NOTHING and factory.constants != (None,):
        call.frame.put(made, "<default>", factory)
    return pointing(made)


def _chain_map(call: Invocation) -> Value:
    made = call.frame.make(Container("dict", call.frame.site(call.at)), {})
    for value in reversed(call.arguments.positional):
        merge_dict(call.frame, made, value)
    if call.arguments.positional and call.arguments.rest is NOTHING:
        fields = {item(position): value for position, value in enumerate(call.arguments.positional)}
        call.frame.put(made, MAPS, call.make("list", fields, "maps"))
    return pointing(made)


def _new_child(call: Invocation) -> Value:
    """``chain.new_child(map)``."""
    held = field(call.frame, call.receiver, MAPS) if call.receiver is not None else None
    first = call.first() if call.arguments.positional else call.make("dict", {}, "child")
    maps = sequence_items(call.frame, held) if held is not None else None
    positional = [first, *(maps if maps is not None else [pointing(call.receiver)] if call.receiver is not None else [])]
    return _chain_map(Invocation(call.frame, call.path, Arguments(positional), call.at, None))


def _deque(call: Invocation) -> Value:
    made = copied(call, "deque") if call.arguments.positional else call.make("deque", {})
    most = call.arguments.get(1, "maxlen")
    if most.exact and len(most.constants) == 1 and isinstance(most.constants[0], int) and most.constants[0] > 0:
        call.frame.put(made.objects[0], MOST, most)
    return made


def _queue(call: Invocation) -> Value:
    return call.make("deque", {LIFO: TRUE} if call.path.endswith("LifoQueue") else {})


def _namespace(call: Invocation) -> Value:
    thing = External("types.SimpleNamespace", None, call.frame.site(call.at))
    return pointing(call.frame.make(thing, dict(call.arguments.keywords)))


def _context_var(call: Invocation) -> Value:
    default = call.arguments.keywords.get("default")
    return call.make("context", {ANY: default} if default is not None else {})


def _context_set(call: Invocation) -> Value:
    if call.receiver is None:
        return UNKNOWN
    before = field(call.frame, call.receiver, ANY)
    token = External("contextvars.Token", None, call.frame.site(call.at))
    call.frame.make(token, {} if before is None else {_BEFORE: before})
    call.frame.put(call.receiver, ANY, call.first())
    return pointing(token)


def _context_reset(call: Invocation) -> Value:
    """``variable.reset(token)``: what it held before the token was given."""
    tokens = call.first().objects
    if call.receiver is not None and len(tokens) == 1:
        before = field(call.frame, tokens[0], _BEFORE)
        if before is None:
            fields_where(call.frame, call.receiver, ANY)
        else:
            call.frame.put(call.receiver, ANY, before)
    return NONE


def _context_get(call: Invocation) -> Value:
    held = field(call.frame, call.receiver, ANY) if call.receiver is not None else None
    return present(held) if held is not None else call.first()


_BEFORE = "<before>"


def _copy_context(call: Invocation) -> Value:
    """``contextvars.copy_context()``: what each variable holds now."""
    frame = call.frame
    held = {item(thing): fields.get(ANY, NOTHING) for thing, fields in frame.heap.items() if kind_of(thing) == "context"}
    return pointing(frame.make(External("contextvars.Context", None, frame.site(call.at)), dict(held)))


def _run_in_context(call: Invocation) -> Value:
    """``context.run(f, *args)``: variables hold what the context holds, and what they get stays in it."""
    frame, context, passed = call.frame, call.receiver, call.arguments.positional
    if context is None or context not in frame.own or not passed:
        return UNKNOWN
    variables = {name[0]: value for name, value in frame.fields(context).items() if is_item(name) and name[0].__class__ is Container}
    outside = {thing: frame.fields(thing) for thing in variables}
    for thing, value in variables.items():
        frame.put(thing, ANY, value)
    result = call_value(frame, passed[0], Arguments(passed[1:], call.arguments.keywords, call.arguments.rest), call.at)
    for thing in variables:
        frame.put(context, item(thing), frame.fields(thing).get(ANY, NOTHING))
        frame.put_all(thing, outside[thing])
    return result


def _in_context(call: Invocation) -> Value | None:
    """``context[variable]``."""
    things = call.first().objects
    held = field(call.frame, call.receiver, item(things[0])) if call.receiver is not None and len(things) == 1 else None
    return present(held) if held is not None else None


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.UserDict": _dict,
    "collections.UserList": _list,
    "types.MappingProxyType": Invocation.first,
    "builtins.list": _list,
    "builtins.tuple": _tuple,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.dict.fromkeys": _from_keys,
    "collections.defaultdict": _default_dict,
    "collections.ChainMap": _chain_map,
    "builtins.dict.new_child": _new_child,
    "collections.deque": _deque,
    "types.SimpleNamespace": _namespace,
    "queue.Queue": _queue,
    "queue.LifoQueue": _queue,
    "queue.SimpleQueue": _queue,
    "asyncio.Queue": _queue,
    "asyncio.LifoQueue": _queue,
    "asyncio.PriorityQueue": _queue,
    "queue.PriorityQueue": _queue,
    "janus.Queue": _queue,
    "multiprocessing.Queue": _queue,
    "contextvars.ContextVar": _context_var,
    "contextvars.copy_context": _copy_context,
    "contextvars.Context.run": _run_in_context,
    "contextvars.Context.get": _in_context,
    "builtins.context.set": _context_set,
    "builtins.context.get": _context_get,
    "builtins.context.reset": _context_reset,
}
