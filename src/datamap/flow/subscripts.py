"""``value[index]``: by key, by slice, through ``__getitem__`` and ``__class_getitem__``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.containers import elements, read_item, sequence_items
from datamap.flow.frame import may_be_absent
from datamap.flow.labels import labels_of
from datamap.flow.lookup import constants, expand, field
from datamap.flow.objects import ANY, Container, External, Formal, Thing, class_of, item, kind_of, scalar_kind
from datamap.flow.values import NOTHING, Value, constant, join, join_all, labelled, pointing, with_labels

if TYPE_CHECKING:
    from datamap.flow.frame import Fields, Frame, Span

_DEFAULT = "<default>"


def read_subscript(frame: Frame, value: Value, index: Value, at: Span, owner: str = "") -> Value:
    """``value[index]``."""
    things = expand(frame, index)
    for thing in things:
        if kind_of(thing) == "slice":
            return sliced(frame, value, thing, at)
        cls = class_of(thing)
        if cls is not None or (thing.__class__ is Formal and thing.facet.kind == "instance"):  # type: ignore[union-attr]
            break
    literals, exact = constants(frame, index) if (index.constants or index.objects) else ((), False)
    custom = _custom_items(frame, value, index, at)
    if custom is not None:
        return custom
    from datamap.flow.strings import sliced_text

    if exact and len(literals) == 1 and isinstance(literals[0], int) and _is_plain_text(frame, value):
        return sliced_text(frame, value, slice(literals[0], literals[0] + 1 or None))
    if exact:
        return join_all([_with_default(frame, value, item(literal), at, owner) for literal in literals])
    result = read_item(frame, value, ANY, at, owner)
    return join_all([result, *[_kept_default(frame, thing, at) for thing in value.objects], _of_missing(frame, value, index, at)])


def _kept_default(frame: Frame, thing: Thing, at: Span) -> Value:
    """``listeners[kind]`` of a ``defaultdict`` and a key that is not known: what it makes stays in it, to be filled."""
    made = _default_of(frame, pointing(thing), at)
    if made is not NOTHING:
        held = field(frame, thing, ANY)
        frame.put(thing, ANY, made if held is None else join(held, made))
    return made


def _of_missing(frame: Frame, value: Value, index: Value, at: Span) -> Value:
    """What ``__missing__`` of a class of the project makes of a key that is not known."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    owners = [thing for thing in value.objects if (cls := class_of(thing)) is not None and cls.method("__missing__") is not None]
    return join_all([call(frame, attribute_of(frame, thing, "__missing__", at), Arguments([index]), at) for thing in owners])


def _is_plain_text(frame: Frame, value: Value) -> bool:
    """Whether a value is text for certain, so that one position of it is one character."""
    types = frame.solver.types
    if value.objects and all(thing.__class__ is Formal and types.is_text(frame, thing) for thing in value.objects):
        return not value.constants
    things = expand(frame, value)
    return (
        bool(things)
        and not value.constants
        and all(scalar_kind(thing) in ("str", "bytes") or (isinstance(thing, Formal) and types.is_text(frame, thing)) for thing in things)
    )


def _custom_items(frame: Frame, value: Value, index: Value, at: Span) -> Value | None:
    """``__getitem__`` and ``__class_getitem__`` of the project's own."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    result = NOTHING
    things = expand(frame, value)
    for thing in things:
        cls = class_of(thing)
        if cls is not None and cls.method("__getitem__") is not None:
            result = join(result, call(frame, attribute_of(frame, thing, "__getitem__", at), Arguments([index]), at))
        elif getattr(thing, "cls", None) is not None and cls is None:
            result = join(result, _subscripted_class(frame, thing, index, at))
    if result is NOTHING or len(things) > 1:
        return None if result is NOTHING else join(result, read_item(frame, Value(tuple(t for t in things if class_of(t) is None)), ANY))
    return with_labels(result, value.labels)


def _subscripted_class(frame: Frame, thing: Thing, index: Value, at: Span) -> Value:
    """``Kind[x]``: through ``__class_getitem__``, a member of an enumeration by name, or the generic class itself."""
    from datamap.flow.calls import Arguments, call
    from datamap.flow.class_lookup import class_attribute
    from datamap.flow.construction import is_enum

    cls = thing.cls  # type: ignore[attr-defined]
    if cls.method("__class_getitem__") is not None:
        method = class_attribute(frame, thing, "__class_getitem__", at)
        return call(frame, method, Arguments([pointing(thing), index]), at)
    literals, exact = constants(frame, index) if is_enum(cls) else ((), False)
    if exact:
        return join_all([class_attribute(frame, thing, str(name), at) for name in literals])
    return pointing(thing)


def _with_default(frame: Frame, value: Value, key: tuple[object, ...], at: Span, owner: str) -> Value:
    result = read_item(frame, value, key, at, owner)
    for thing in expand(frame, value):
        if kind_of(thing) == "dict" and thing.__class__ in (Container, Formal):
            made = _default_of(frame, pointing(thing), at)
            held = frame.fields(thing).get(key)
            if made is not NOTHING and (held is None or may_be_absent(held)):
                result = join(result, made)
                frame.put(thing, key, result)
    return result


def _factory_of(frame: Frame, thing: Thing) -> Value | None:
    """What makes the values of a ``defaultdict``; a dict of others is one only if that is known."""
    if thing.__class__ is not Container or thing.kind != "dict":
        return None
    fields = frame.fields(thing) if thing in frame.own else frame.solver.globals.everything(thing)
    return fields.get(_DEFAULT)


def _default_of(frame: Frame, value: Value, at: Span) -> Value:
    """What a ``defaultdict`` makes for a missing key."""
    from datamap.flow.calls import Arguments, call

    result = NOTHING
    for thing in value.objects:
        factory = _factory_of(frame, thing)
        if factory is not None:
            result = join(result, call(frame, factory, Arguments(), at))
    return result


def sliced(frame: Frame, value: Value, thing: Thing, at: Span) -> Value:
    """``value[a:b:c]``: positions kept where all is known."""
    from datamap.flow.strings import sliced_text

    bounds = [frame.fields(thing).get(name, constant(None)) for name in ("lower", "upper", "step")]
    known = [constants(frame, bound) for bound in bounds]
    exact = all(fixed and len(literals) == 1 for literals, fixed in known)
    cut = slice(*[literals[0] if literals else None for literals, _ in known]) if exact else None
    if not any(kind_of(one) or _is_tuple(one) for one in expand(frame, value)):
        if value.objects and all(_selects(one) for one in expand(frame, value)):
            return value
        custom = _custom_items(frame, value, pointing(thing), at)
        return custom if custom is not None else sliced_text(frame, value, cut)
    result = NOTHING
    for one in expand(frame, value):
        kind = kind_of(one) or ("tuple" if class_of(one) is not None else None)
        if kind is None or (kind_of(one) is None and sequence_items(frame, pointing(one)) is None):
            result = join(result, labelled(labels_of(frame, pointing(one))))
            continue
        items = sequence_items(frame, pointing(one))
        fields: Fields = {}
        if items is not None and cut is not None and valid_cut(cut):
            fields = {item(position): held for position, held in enumerate(items[cut])}  # type: ignore[index]
        elif (held := elements(frame, pointing(one))) is not NOTHING:
            fields = {ANY: held}
        result = join(result, pointing(frame.make(Container(kind, frame.site(at)), fields)))
    return with_labels(result, value.labels)


def _is_tuple(thing: Thing) -> bool:
    from datamap.flow.construction import is_tuple_class

    cls = class_of(thing)
    return cls is not None and is_tuple_class(cls)


def _selects(thing: Thing) -> bool:
    """Whether it is a library's query about a class of the project, of which a slice is a query too."""
    if thing.__class__ is Formal:
        return thing.facet is not None and thing.facet.kind == "external" and thing.facet.what[1] is not None
    return thing.__class__ is External and thing.about is not None


def valid_cut(cut: slice) -> bool:
    """Whether the bounds of a slice are such as Python takes."""
    return all(
        part is None or (isinstance(part, int) and not (index == 2 and part == 0))
        for index, part in enumerate((cut.start, cut.stop, cut.step))
    )
