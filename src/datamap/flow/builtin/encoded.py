"""Text that stands for a structure: what is decoded again has the parts of what was encoded, each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.attributes import attribute_of
from datamap.flow.builtin.copies import deep_copy
from datamap.flow.calls import Arguments
from datamap.flow.class_lookup import class_things
from datamap.flow.container_writes import copy_of, merge_dict
from datamap.flow.labels import labels_of
from datamap.flow.library import Invocation, carrying
from datamap.flow.lookup import WHOLE, expand, field
from datamap.flow.objects import ClassObject, External, Instance, Mirror, class_of, external_of, is_item, kind_of
from datamap.flow.values import NOTHING, Value, pointing, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.objects import Thing

_STRUCTURES = frozenset({"dict", "list", "tuple"})
_MODULES = ("json", "simplejson", "ujson", "orjson", "yaml", "msgpack", "pickle", "marshal", "copyreg")


def _encode(call: Invocation) -> Value:
    """``json.dumps(value)``: text with the labels of all that is in it, that remembers what it was made of."""
    value = call.first()
    default = call.arguments.keywords.get("default")
    if default is not None and default.objects:
        value = _written(call, value, default)
    text = carrying(Invocation(call.frame, call.path, Arguments([value]), call.at, call.receiver))
    things = expand(call.frame, value)
    if len(things) != 1 or kind_of(things[0]) not in _STRUCTURES or value.labels or value.unknown:
        return text
    made = External("builtins.str", None, call.frame.site(call.at, "encoded"))
    kept = deep_copy(call, things[0], ("encoded",))
    call.frame.make(made, {WHOLE: Value((kept,))})
    return with_labels(Value((made,), unknown=True), text.labels)


def _written(call: Invocation, value: Value, default: Value) -> Value:
    """``json.dumps(value, default=f)``: what is no JSON stands there as ``f`` shows it."""
    frame = call.frame
    made: list[Thing] = []
    for thing in expand(frame, value):
        kind = kind_of(thing)
        if class_of(thing) is not None:
            return call.call(default, pointing(thing))
        copied = copy_of(frame, thing, frame.site(call.at, f"written{len(made)}"), kind) if kind in _STRUCTURES else thing
        for name, held in list(frame.fields(copied).items()) if kind in _STRUCTURES else ():
            if is_item(name) and any(class_of(one) is not None for one in held.objects):
                frame.put(copied, name, call.call(default, held))
        made.append(copied)
    return Value(tuple(made), value.labels, value.constants, unknown=value.unknown)


def _hooked(call: Invocation, found: Value) -> Value:
    """``json.loads(text, object_hook=f)``: what ``f`` makes of each object."""
    hook = call.arguments.keywords.get("object_hook")
    return found if hook is None or not hook.objects else call.call(hook, found)


def _decode(call: Invocation) -> Value:
    """What was encoded, if that is known, else something with its labels."""
    return _hooked(call, _decoded(call))


def _pickle(call: Invocation) -> Value:
    """``pickle.dumps(value)`` of an instance with a way of its own: it keeps what ``__getstate__`` gives."""
    thing = call.first().objects[0] if len(call.first().objects) == 1 else None
    cls = class_of(thing) if thing is not None else None
    if thing is None or cls is None or (cls.method("__getstate__") is None and cls.method("__setstate__") is None):
        return _encode(call)
    frame = call.frame
    kept = attribute_of(frame, thing, "__getstate__", call.at) if cls.method("__getstate__") else NOTHING
    state = call.call(kept) if kept.objects else pointing(Mirror(thing))
    made = External("builtins.bytes", None, frame.site(call.at, "pickled"))
    frame.make(made, {STATE: state, OF: pointing(*class_things(frame, thing))})
    return with_labels(Value((made,), unknown=True), labels_of(frame, state))


def _unpickle(call: Invocation) -> Value:
    value = call.first()
    thing = value.objects[0] if len(value.objects) == 1 and not value.constants else None
    if thing is None or thing.__class__ is not External or thing.path != "builtins.bytes":
        return _decode(call)
    frame = call.frame
    state, of = field(frame, thing, STATE) or NOTHING, field(frame, thing, OF) or NOTHING
    cls = next((one.cls for one in of.objects if isinstance(one, ClassObject)), None)
    if cls is None:
        return carrying(call)
    made = frame.make(Instance(cls, frame.site(call.at)), {})
    if cls.method("__setstate__") is not None:
        call.call(attribute_of(frame, made, "__setstate__", call.at), state)
    else:
        merge_dict(frame, Mirror(made), state)
    return pointing(made)


STATE, OF = "<state>", "<of class>"


def _decoded(call: Invocation) -> Value:
    """``json.loads(text)``: the structure that the text was made of, if that is known, else something with its labels."""
    frame, value = call.frame, call.first()
    texts = [thing for thing in expand(frame, value) if external_of(thing) == ("builtins.str", None)] if not value.constants else []
    held = field(frame, texts[0], WHOLE) if len(texts) == 1 else None
    structures = [thing for thing in expand(frame, held) if kind_of(thing) in _STRUCTURES] if held is not None else []
    return Value((deep_copy(call, structures[0], ()),)) if len(structures) == 1 else carrying(call)


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **{f"{module}.dumps": _encode for module in _MODULES},
    **{f"{module}.loads": _decode for module in _MODULES},
    "pickle.dumps": _pickle,
    "pickle.loads": _unpickle,
}
