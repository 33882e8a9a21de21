"""What makes containers: the builtin ones, those of ``collections``, queues, namespaces and context variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.container_methods import MOST, add_to_rest
from datamap.flow.container_writes import fields_where, merge_dict
from datamap.flow.containers import elements, sequence_items
from datamap.flow.frame import present
from datamap.flow.library import Invocation, copied, listed
from datamap.flow.lookup import field
from datamap.flow.objects import (
    ANY,
    Container,
    External,
    item,
)
from datamap.flow.values import (
    NONE,
    NOTHING,
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
    return pointing(made)


def _deque(call: Invocation) -> Value:
    made = copied(call, "deque") if call.arguments.positional else call.make("deque", {})
    most = call.arguments.get(1, "maxlen")
    if most.exact and len(most.constants) == 1 and isinstance(most.constants[0], int) and most.constants[0] > 0:
        call.frame.put(made.objects[0], MOST, most)
    return made


def _queue(call: Invocation) -> Value:
    return call.make("deque", {})


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

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "types.MappingProxyType": _dict,
    "builtins.list": _list,
    "builtins.tuple": _tuple,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.dict.fromkeys": _from_keys,
    "collections.defaultdict": _default_dict,
    "collections.ChainMap": _chain_map,
    "collections.deque": _deque,
    "types.SimpleNamespace": _namespace,
    "queue.Queue": _queue,
    "queue.LifoQueue": _queue,
    "queue.SimpleQueue": _queue,
    "asyncio.Queue": _queue,
    "multiprocessing.Queue": _queue,
    "contextvars.ContextVar": _context_var,
    "builtins.context.set": _context_set,
    "builtins.context.get": _context_get,
    "builtins.context.reset": _context_reset,
}
