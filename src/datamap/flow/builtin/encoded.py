"""Text that stands for a structure: what is decoded again has the parts of what was encoded, each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.builtin.copies import deep_copy
from datamap.flow.library import carrying
from datamap.flow.lookup import field
from datamap.flow.objects import External, kind_of
from datamap.flow.values import Value, with_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation

WHOLE = "<value>"
_STRUCTURES = frozenset({"dict", "list", "tuple"})
_MODULES = ("json", "simplejson", "ujson", "orjson", "yaml", "msgpack", "pickle", "marshal", "copyreg")


def _encode(call: Invocation) -> Value:
    """``json.dumps(value)``: text with the labels of all that is in it, that remembers what it was made of."""
    text, value = carrying(call), call.first()
    things = value.objects
    if len(things) != 1 or kind_of(things[0]) not in _STRUCTURES or things[0] not in call.frame.own or value.labels or value.unknown:
        return text
    made = External("builtins.str", None, call.frame.site(call.at, "encoded"))
    kept = deep_copy(call, things[0], ("encoded",))
    call.frame.make(made, {WHOLE: Value((kept,))})
    return with_labels(Value((made,), unknown=True), text.labels)


def _decode(call: Invocation) -> Value:
    """``json.loads(text)``: the structure that the text was made of, if that is known, else something with its labels."""
    value = call.first()
    thing = value.objects[0] if len(value.objects) == 1 and not value.constants else None
    if thing is None or thing.__class__ is not External or thing.path != "builtins.str":
        return carrying(call)
    held = field(call.frame, thing, WHOLE)
    if held is None or not held.objects or kind_of(held.objects[0]) not in _STRUCTURES:
        return carrying(call)
    return Value((deep_copy(call, held.objects[0], ()),))


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    **{f"{module}.dumps": _encode for module in _MODULES},
    **{f"{module}.loads": _decode for module in _MODULES},
}
