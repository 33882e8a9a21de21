"""Writing what is inside of containers: items, slices, whole dicts, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.containers import SEQUENCES, any_item, elements, item_of, read_item, sequence_items
from datamap.flow.frame import ABSENT, may_be_absent, present
from datamap.flow.lookup import constants, exact_keys, expand, field
from datamap.flow.objects import ANY, KEYS, Container, External, Formal, Thing, class_of, is_item, item, kind_of
from datamap.flow.subscripts import read_subscript, valid_cut
from datamap.flow.values import NOTHING, Value, constant, join, labelled, pointing

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Fields, Frame, Span
    from datamap.flow.objects import Site

_NOWHERE = (0, 0, 0, 0)


def write_subscript(frame: Frame, value: Value, index: Value, new: Value, at: Span) -> None:
    """``value[index] = new``."""
    things = expand(frame, value)
    for thing in things:
        before = frame.fork() if len(things) > 1 else None
        _write_into(frame, thing, index, new, at)
        if before is not None:
            frame.merge(before)


def _write_into(frame: Frame, thing: Thing, index: Value, new: Value, at: Span) -> None:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    if cls is not None and cls.method("__setitem__") is not None:
        call(frame, attribute_of(frame, thing, "__setitem__", at), Arguments([index, new]), at)
        return
    if thing.__class__ is External or (thing.__class__ is Formal and thing.facet.kind == "external"):  # type: ignore[union-attr]
        frame.solver.outside.write_item(frame, thing, index, new, at)
        return
    for one in expand(frame, index):
        if kind_of(one) == "slice":
            _write_slice(frame, thing, one, new)
            return
    write_key(frame, thing, index, new)


def slice_of(frame: Frame, thing: Thing) -> slice | None:
    """The bounds of a slice object, if they are known."""
    bounds = [frame.fields(thing).get(name, constant(None)) for name in ("lower", "upper", "step")]
    known = [constants(frame, bound) for bound in bounds]
    if not all(fixed and len(literals) == 1 for literals, fixed in known):
        return None
    cut = slice(*[literals[0] for literals, _ in known])
    return cut if valid_cut(cut) else None


def _write_slice(frame: Frame, thing: Thing, bounds: Thing, new: Value) -> None:
    cut, items, more = slice_of(frame, bounds), sequence_items(frame, pointing(thing)), sequence_items(frame, new)
    if cut is not None and items is not None and more is not None and cut.step is None:
        items[cut] = more
        store_items(frame, thing, items)
        return
    held = elements(frame, new)
    if held is not NOTHING:
        frame.put(thing, ANY, join(frame.fields(thing).get(ANY, NOTHING), held))
        for name, before in list(frame.fields(thing).items()):
            if is_item(name) and name != ANY:
                frame.put(thing, name, join(before, held))


def write_key(frame: Frame, thing: Thing, index: Value, new: Value) -> None:
    """Write an item of a container: known keys are replaced, an unknown one is added to the rest."""
    literals, exact = constants(frame, index) if (index.constants or index.objects) else ((), False)
    if exact and len(literals) == 1:
        key = item(literals[0])
        if kind_of(thing) in SEQUENCES and isinstance(literals[0], int) and literals[0] < 0:
            keys = exact_keys(frame, thing)
            key = ANY if keys is None else item(len(keys) + literals[0])
        if key != ANY:
            frame.put(thing, key, new)
            return
    elif exact:
        for literal in literals:
            key = item(literal)
            before = field(frame, thing, key)
            frame.put(thing, key, join(ABSENT if before is None else before, new))
        return
    rest = field(frame, thing, ANY)
    frame.put(thing, ANY, new if rest is None else join(rest, new))
    if index.labels or index.objects:
        keys_held = frame.fields(thing).get(KEYS)
        named = Value(index.objects, index.labels, index.constants, unknown=index.unknown)
        frame.put(thing, KEYS, named if keys_held is None else join(keys_held, named))


def merge_dict(frame: Frame, thing: Thing, other: Value) -> None:
    """``thing.update(other)``."""
    for one in expand(frame, other):
        if kind_of(one) == "dict":
            _merge_from(frame, thing, one)
        elif kind_of(one) is not None:
            _merge_pairs(frame, thing, one)
        elif class_of(one) is not None:
            _merge_instance(frame, thing, one)
        else:
            rest = field(frame, thing, ANY)
            more = read_item(frame, pointing(one), ANY)
            frame.put(thing, ANY, more if rest is None else join(rest, more))
    if other.labels or (other.unknown and not other.objects):
        more = labelled(other.labels)
        rest = field(frame, thing, ANY)
        frame.put(thing, ANY, more if rest is None else join(rest, more))


def _merge_instance(frame: Frame, thing: Thing, one: Thing) -> None:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(one)
    if cls is not None and cls.method("keys") is not None:
        keys = call(frame, attribute_of(frame, one, "keys", _NOWHERE), Arguments(), _NOWHERE)
        for key in sequence_items(frame, keys) or [elements(frame, keys)]:
            write_key(frame, thing, key, read_subscript(frame, pointing(one), key, _NOWHERE))
        return
    if cls is not None and cls.method("__iter__") is not None:
        for pairs in expand(frame, call(frame, attribute_of(frame, one, "__iter__", _NOWHERE), Arguments(), _NOWHERE)):
            if kind_of(pairs) is not None:
                _merge_pairs(frame, thing, pairs)
        return
    for name, value in list(frame.fields(one).items()):
        if is_item(name):
            frame.put(thing, name, value)


def _merge_from(frame: Frame, thing: Thing, other: Thing) -> None:
    keys = exact_keys(frame, other)
    if keys is None:
        written = {name: value for name, value in frame.fields(other).items() if is_item(name) or name == KEYS}
        for name, value in written.items():
            before = field(frame, thing, name)
            if name in (ANY, KEYS) or may_be_absent(value):
                kept = present(value) if name in (ANY, KEYS) else value
                frame.put(thing, name, kept if before is None else join(before, present(kept)))
            else:
                frame.put(thing, name, value)
        if other not in frame.own:
            rest = field(frame, thing, ANY)
            more = any_item(frame, other)
            frame.put(thing, ANY, more if rest is None else join(rest, more))
        return
    for name in keys:
        frame.put(thing, name, item_of(frame, other, "dict", name))  # type: ignore[arg-type]
    held = field(frame, other, KEYS) if other in frame.own else None
    if held is not None:
        frame.put(thing, KEYS, held)


def _merge_pairs(frame: Frame, thing: Thing, pairs: Thing) -> None:
    items = sequence_items(frame, pointing(pairs))
    for pair in items if items is not None else [any_item(frame, pairs)]:
        write_key(frame, thing, read_item(frame, pair, (0,)), read_item(frame, pair, (1,)))


def copy_of(frame: Frame, thing: Thing, site: Site, kind: str | None = None) -> Thing:
    """A new container with the items of another."""
    made = Container(kind or kind_of(thing) or "list", site)
    if thing in frame.own:
        return frame.make(made, {name: value for name, value in frame.fields(thing).items() if name != "<pos>"})
    keys = exact_keys(frame, thing)
    if keys is not None:
        return frame.make(made, {name: item_of(frame, thing, kind_of(thing) or "list", name) for name in keys})  # type: ignore[arg-type]
    fields = {name: value for name, value in frame.fields(thing).items() if is_item(name)}
    fields[ANY] = any_item(frame, thing)
    return frame.make(made, fields)


def fields_where(frame: Frame, thing: Thing, keep: Hashable) -> None:
    """Drop one field of an object."""
    if thing in frame.own:
        frame.put_all(thing, {name: value for name, value in frame.fields(thing).items() if name != keep})
    else:
        frame.put(thing, keep, ABSENT)


def store_items(frame: Frame, thing: Thing, items: list[Value]) -> None:
    """Make a sequence hold exactly these items."""
    fields: Fields = {item(position): value for position, value in enumerate(items)}
    if thing in frame.own:
        rest = {name: value for name, value in frame.fields(thing).items() if not is_item(name)}
        frame.put_all(thing, {**rest, **fields})
        return
    for position in range(len(items), len(exact_keys(frame, thing) or ())):
        fields_where(frame, thing, item(position))
    for name, value in fields.items():
        frame.put(thing, name, value)


def add_to_rest(frame: Frame, thing: Thing, value: Value) -> None:
    """Add an element at a position that is not known."""
    if value is NOTHING:
        return
    rest = field(frame, thing, ANY)
    frame.put(thing, ANY, value if rest is None else join(rest, value))


def blur(frame: Frame, thing: Thing, value: Value) -> None:
    """Positions are no longer known."""
    whole = join(elements(frame, pointing(thing)), value)
    if thing in frame.own:
        rest = {name: held for name, held in frame.fields(thing).items() if not is_item(name)}
        frame.put_all(thing, {**rest, ANY: whole} if whole is not NOTHING else rest)
    else:
        for name in list(frame.fields(thing)):
            if is_item(name):
                frame.put(thing, name, join(frame.fields(thing)[name], whole))
        add_to_rest(frame, thing, whole)


def remove_key(frame: Frame, thing: Thing, index: Value) -> None:
    """``del thing[index]``."""
    for one in expand(frame, index):
        if kind_of(one) == "slice":
            cut, held = slice_of(frame, one), sequence_items(frame, pointing(thing))
            if cut is not None and held is not None:
                del held[cut]
                store_items(frame, thing, held)
            return
    literals, exact = constants(frame, index)
    if not exact or len(literals) != 1:
        return
    if kind_of(thing) in SEQUENCES:
        items = sequence_items(frame, pointing(thing))
        if items is not None and isinstance(literals[0], int) and -len(items) <= literals[0] < len(items):
            del items[literals[0]]
            store_items(frame, thing, items)
        return
    fields_where(frame, thing, item(literals[0]))
