"""Reading and writing what is inside: items by constant key, elements, unpacking. Methods of containers are in container_methods.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import may_be_absent, present
from datamap.flow.labels import labels_of
from datamap.flow.lookup import constants, exact_keys, expand, field
from datamap.flow.names import inside, is_of_the_record, labelled_by_name, out_of_heap
from datamap.flow.objects import ANY, KEYS, Bound, Container, External, Formal, Mirror, Thing, class_of, is_item, item, kind_of
from datamap.flow.scalars import STR
from datamap.flow.tags import Label
from datamap.flow.values import NOTHING, UNKNOWN, Value, constant, join, join_all, labelled, pointing, with_labels

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.frame import Frame, Span

SEQUENCES = frozenset({"list", "tuple", "generator", "iterator", "deque", "range"})
_NOWHERE = (0, 0, 0, 0)
_DEFAULT = "<default>"
_MAX_ITEMS = 256


def read_item(frame: Frame, value: Value, key: tuple[object, ...], at: Span = _NOWHERE, owner: str = "") -> Value:
    """``value[key]`` for a constant key, or any element for `ANY`."""
    result = NOTHING
    for thing in expand(frame, value):
        result = join(result, _item_of(frame, thing, key, at, owner))
    if (held := inside(value.labels, key[0])) and not is_of_the_record(key[0]):
        if result is NOTHING:
            result = _named(frame, value, key, at, owner)
        result = with_labels(result, out_of_heap(frame, held, at))
    if result is NOTHING and value.exact and isinstance(key[0], int):
        letters = [c[key[0]] for c in value.constants if isinstance(c, str) and -len(c) <= key[0] < len(c)]
        if len(letters) == len(value.constants):
            return Value((), value.labels, tuple(dict.fromkeys(letters)))
    if result is NOTHING and (value.unknown or value.constants):
        if any(isinstance(c, str) for c in value.constants):
            return STR
        name = key[0] if isinstance(key[0], str) else ""
        result = labelled_by_name(frame, name, owner, at) if name else UNKNOWN
    return _given(result, value)


def _named(frame: Frame, value: Value, key: tuple[object, ...], at: Span, owner: str) -> Value:
    """``json.loads(body)["email"]``: what the key says, where all that is known of the whole is what it was made of."""
    told = any(tag.origin.__class__ is Label for tag in value.labels)
    return UNKNOWN if told or not value.unknown or not isinstance(key[0], str) else labelled_by_name(frame, key[0], owner, at)


def _given(result: Value, value: Value) -> Value:
    if not value.given or result is NOTHING:
        return result
    return Value(
        result.objects, result.labels, result.constants, unknown=result.unknown, facts=result.facts, given=result.given | value.given
    )


def _item_of(frame: Frame, thing: Thing, key: tuple[object, ...], at: Span, owner: str) -> Value:
    kind = kind_of(thing)
    if kind is not None:
        return item_of(frame, thing, kind, key)
    cls = class_of(thing)
    if cls is not None:
        return _item_of_instance(frame, thing, key, at)
    if thing.__class__ is Formal and thing.facet.kind == "opaque":  # type: ignore[union-attr]
        if key == ANY:
            return _any_of_formal(frame, thing)
        return field(frame, thing, key) or NOTHING
    path = thing.path if thing.__class__ is External else None
    if path is None and thing.__class__ is Formal and thing.facet.kind == "external":  # type: ignore[union-attr]
        path = thing.facet.what[0]  # type: ignore[union-attr]
    if thing.__class__ is Bound and thing.function.__class__ is External:
        path = thing.function.path
    if path is not None:
        return frame.solver.outside.item(frame, thing, path, key, at, owner)
    return UNKNOWN


def _any_of_formal(frame: Frame, thing: Thing) -> Value:
    written = [present(held) for name, held in frame.fields(thing).items() if is_item(name)]
    return join_all([*written, field(frame, thing, ANY) or NOTHING])


def item_of(frame: Frame, thing: Thing, kind: str, key: tuple[object, ...]) -> Value:
    """One item of a builtin container."""
    if key == ANY:
        return any_item(frame, thing)
    if kind in SEQUENCES and isinstance(key[0], int) and key[0] < 0:
        keys = exact_keys(frame, thing)
        if keys is not None:
            key = item(len(keys) + key[0])
        elif thing in frame.own:
            return any_item(frame, thing)
    found = field(frame, thing, key)
    if found is None:
        rest = field(frame, thing, ANY)
        return NOTHING if rest is None else present(rest)
    if may_be_absent(found):
        rest = frame.fields(thing).get(ANY)
        return present(found) if rest is None else join(present(found), present(rest))
    return found


def any_item(frame: Frame, thing: Thing) -> Value:
    """What one item of a container can be, whichever it is."""
    if thing.__class__ is Mirror:
        return join_all([*[present(value) for value in frame.fields(thing).values()], labelled(labels_of(frame, pointing(thing)))])
    if thing in frame.own:
        return join_all([present(value) for name, value in frame.fields(thing).items() if is_item(name)])
    known = exact_keys(frame, thing) if thing.__class__ is not Formal else None
    if known is not None:
        return join_all([present(field(frame, thing, name) or NOTHING) for name in known])
    written = [present(value) for name, value in frame.fields(thing).items() if is_item(name)]
    return join_all([*written, present(field(frame, thing, ANY) or NOTHING)])


def _item_of_instance(frame: Frame, thing: Thing, key: tuple[object, ...], at: Span) -> Value:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    if cls is None:
        return NOTHING
    if cls.method("__getitem__") is not None:
        if key == ANY and cls.method("__iter__") is not None:
            return elements(frame, pointing(thing), at)
        index = constant(key[0]) if key != ANY else UNKNOWN  # type: ignore[arg-type]
        return call(frame, attribute_of(frame, thing, "__getitem__", at), Arguments([index]), at)
    if isinstance(key[0], int) and not isinstance(key[0], bool):
        declared = [declaration.name for declaration in cls.all_fields()]
        if -len(declared) <= key[0] < len(declared):
            return attribute_of(frame, thing, declared[key[0]], at)
    if key == ANY and cls.method("__iter__") is not None:
        return elements(frame, pointing(thing), at)
    held = field(frame, thing, key)
    if held is not None:
        found = present(held)
    elif key == ANY:
        found = join_all([present(value) for name, value in frame.fields(thing).items() if is_item(name)])
    else:
        found = present(frame.fields(thing).get(ANY, NOTHING))
    if found is NOTHING and cls.method("__missing__") is not None and key != ANY:
        return call(frame, attribute_of(frame, thing, "__missing__", at), Arguments([constant(key[0])]), at)  # type: ignore[arg-type]
    if found is NOTHING and cls.external_bases and key != ANY and isinstance(key[0], str):
        return frame.solver.outside.item(frame, thing, cls.external_bases[0], key, at, cls.name)
    return found


def sequence_items(frame: Frame, value: Value) -> list[Value] | None:
    """What iterating over ``value`` gives, item by item, if that is exactly known."""
    if value.constants and not value.objects and not value.unknown:
        if len(value.constants) == 1 and isinstance(value.constants[0], str) and len(value.constants[0]) <= _MAX_ITEMS and not value.labels:
            return [constant(letter) for letter in value.constants[0]]
        return None
    things = expand(frame, value)
    if len(things) != 1 or value.labels or value.unknown or value.constants:
        return None
    thing = things[0]
    kind = kind_of(thing)
    if kind is None:
        return _record_items(frame, thing) or _members(frame, thing) or _iterated_items(frame, thing)
    keys = exact_keys(frame, thing)
    if keys is None:
        return None
    if kind == "dict" and (positions := _row_positions(keys)):
        return [item_of(frame, thing, kind, key) for key in positions]
    if kind == "dict":
        return None if field(frame, thing, KEYS) is not None and thing in frame.own else [constant(key[0]) for key in keys]  # type: ignore[index]
    if kind not in SEQUENCES and kind != "set":
        return None
    start = frame.fields(thing).get("<pos>")
    begin = start.constants[0] if start is not None and len(start.constants) == 1 else 0
    if start is not None and len(start.constants) != 1:
        return None
    ordered = sorted(keys, key=lambda key: key[0] if isinstance(key[0], int) else -1)  # type: ignore[index]
    return [item_of(frame, thing, kind, key) for key in ordered][begin:]  # type: ignore[arg-type, index]


def _members(frame: Frame, thing: Thing) -> list[Value] | None:
    """The members of an enumeration, which iterating over the class gives."""
    cls = getattr(thing, "cls", None) if class_of(thing) is None else None
    if cls is None:
        return None
    from datamap.flow.class_lookup import enum_members
    from datamap.flow.construction import is_enum

    return list(frame.fields(enum_members(frame, thing, cls, _NOWHERE).objects[0]).values()) if is_enum(cls) else None


def _record_items(frame: Frame, thing: Thing) -> list[Value] | None:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.construction import is_tuple_class

    cls = class_of(thing)
    if cls is None or not is_tuple_class(cls) or cls.method("__iter__") is not None:
        return None
    return [attribute_of(frame, thing, declaration.name, _NOWHERE) for declaration in cls.all_fields()]


def _iterated_items(frame: Frame, thing: Thing) -> list[Value] | None:
    """What ``__iter__`` gives, item by item, where it is a generator or an iterator over what is known."""
    cls = class_of(thing)
    if cls is None or cls.method("__iter__") is None:
        return None
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    given = call(frame, attribute_of(frame, thing, "__iter__", _NOWHERE), Arguments(), _NOWHERE)
    return sequence_items(frame, given) if all(kind_of(one) is not None for one in given.objects) else None


def spread(frame: Frame, value: Value) -> tuple[list[Value], Value]:
    """``*value``: the items that are known by position, and the joined rest."""
    items = sequence_items(frame, value)
    return (items, NOTHING) if items is not None else ([], elements(frame, value))


def elements(frame: Frame, value: Value, at: Span = _NOWHERE) -> Value:
    """What iterating over ``value`` gives, joined."""
    result = NOTHING
    for thing in expand(frame, value):
        result = join(result, _elements_of(frame, thing, at))
    if value.labels:
        result = with_labels(result if result is not NOTHING else UNKNOWN, value.labels)
    if any(isinstance(c, str) and c for c in value.constants):
        result = join(result, STR)
    if result is NOTHING and value.unknown:
        result = UNKNOWN
    return _given(result, value)


def _elements_of(frame: Frame, thing: Thing, at: Span) -> Value:
    kind = kind_of(thing)
    if kind == "dict":
        positions = _row_positions(exact_keys(frame, thing) or ())
        return join_all([item_of(frame, thing, kind, key) for key in positions]) if positions else keys_of(frame, thing)
    if kind is not None:
        return any_item(frame, thing)
    if class_of(thing) is not None:
        return _iterated(frame, thing, at)
    if thing.__class__ is Formal and thing.facet.kind == "opaque":  # type: ignore[union-attr]
        return _any_of_formal(frame, thing)
    if thing.__class__ is External:
        return frame.solver.outside.iterate(frame, thing, at)
    members = _members(frame, thing)
    return join_all(members) if members else UNKNOWN


def _row_positions(keys: tuple[Hashable, ...]) -> list[tuple[object, ...]]:
    """The positions of a row that a query gave: it is read by name and by position, and unpacks like a tuple."""
    positions = sorted((key for key in keys if type(key[0]) is int), key=lambda key: key[0])  # type: ignore[index]
    return positions if 0 < len(positions) < len(keys) else []  # type: ignore[return-value]


def keys_of(frame: Frame, thing: Thing) -> Value:
    """The keys of a dict, joined."""
    keys = exact_keys(frame, thing)
    held = field(frame, thing, KEYS) if thing in frame.own else frame.fields(thing).get(KEYS)
    result = NOTHING if held is None else present(held)
    if keys is not None:
        return join_all([result, *[constant(key[0]) for key in keys]])  # type: ignore[index]
    if thing in frame.own:
        known = [constant(name[0]) for name in frame.fields(thing) if is_item(name) and name != ANY]
        return join_all([result, *known, UNKNOWN if ANY in frame.fields(thing) and result is NOTHING else NOTHING])
    outer = field(frame, thing, KEYS)
    return join(result, outer) if outer is not None else join(result, UNKNOWN)


def _iterated(frame: Frame, thing: Thing, at: Span) -> Value:
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    if cls is None:
        return NOTHING
    for name in ("__iter__", "__aiter__"):
        if cls.method(name) is not None:
            iterator = call(frame, attribute_of(frame, thing, name, at), Arguments(), at)
            inner = Value(tuple([one for one in expand(frame, iterator) if class_of(one) is None]), iterator.labels, iterator.constants)
            result = elements(frame, inner, at)
            for one in expand(frame, iterator):
                if class_of(one) is not None:
                    result = join(result, next_of(frame, one, at))
            return result
    if cls.method("__getitem__") is not None:
        return call(frame, attribute_of(frame, thing, "__getitem__", at), Arguments([UNKNOWN]), at)
    record = _record_items(frame, thing)
    if record is not None:
        return join_all(record)
    held = [present(value) for name, value in frame.fields(thing).items() if is_item(name)]
    return join_all(held) if held else labelled(labels_of(frame, pointing(thing))) if cls.external_bases else NOTHING


def next_of(frame: Frame, thing: Thing, at: Span) -> Value:
    """``next(thing)`` for an instance of a project class."""
    from datamap.flow.attributes import attribute_of
    from datamap.flow.calls import Arguments, call

    cls = class_of(thing)
    for name in ("__next__", "__anext__"):
        if cls is not None and cls.method(name) is not None:
            return call(frame, attribute_of(frame, thing, name, at), Arguments(), at)
    return UNKNOWN


def membership(frame: Frame, left: Value, right: Value) -> bool | None:
    """Whether a literal is in a container of known content; None if that is not known."""
    if not (left.exact or (left.objects and not left.unknown)) or right.labels or right.unknown:
        return None
    literals, exact = constants(frame, left)
    if not exact or len(literals) != 1:
        return None
    literal = literals[0]
    if right.constants and not right.objects and len(right.constants) == 1:
        whole = right.constants[0]
        return literal in whole if isinstance(literal, str) and isinstance(whole, str) else None
    things = expand(frame, right)
    if len(things) != 1 or kind_of(things[0]) is None:
        return None
    if kind_of(things[0]) == "dict":
        keys = exact_keys(frame, things[0])
        return None if keys is None else item(literal) in keys
    items = sequence_items(frame, right)
    return None if items is None else _is_one_of(frame, literal, items)


_FEW = 8


def _is_one_of(frame: Frame, literal: object, items: list[Value]) -> bool | None:
    """Whether one of a sequence's items is the literal; the caller is asked for few of them only."""
    sure = True
    for value in items:
        known, exact = (value.constants, value.exact) if value.exact or len(items) > _FEW else constants(frame, value)
        if value.labels or not exact or len(known) != 1:
            sure = False
        elif known[0] == literal:
            return True
    return False if sure else None


def unpack(frame: Frame, value: Value, count: int, star: int | None, at: Span) -> list[Value]:
    """``a, b, *c = value``: what each of ``count`` targets gets; ``star`` is the position of the starred one. None is never unpacked."""
    if value.objects and value.constants == (None,):
        value = Value(value.objects, value.labels, unknown=value.unknown, facts=value.facts, given=value.given)
    items = sequence_items(frame, value)
    if star is None:
        if items is not None and len(items) == count:
            return items
        return [
            read_item(frame, value, item(position), at) if not _keyed(frame, value) else elements(frame, value, at)
            for position in range(count)
        ]
    after = count - star - 1
    if items is not None and len(items) >= count - 1:
        middle = items[star : len(items) - after]
        fields = {item(position): held for position, held in enumerate(middle)}
        rest = pointing(frame.make(Container("list", frame.site(at, "*")), fields))
        return [*items[:star], rest, *(items[len(items) - after :] if after else [])]
    whole = elements(frame, value, at)
    rest = pointing(frame.make(Container("list", frame.site(at, "*")), {ANY: whole}))
    return [read_item(frame, value, item(position), at) for position in range(star)] + [rest] + [whole] * after


def _keyed(frame: Frame, value: Value) -> bool:
    """Whether positions mean nothing to it: dicts, sets, and own iterators."""
    return any(
        kind_of(thing) in ("dict", "set") or ((cls := class_of(thing)) is not None and cls.method("__iter__") is not None)
        for thing in expand(frame, value)
    )
