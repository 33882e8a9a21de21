"""What models may ask and build: `datamap.flow.events.World` over a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import lookup
from datamap.flow.frame import present
from datamap.flow.labels import labels_of
from datamap.flow.objects import (
    ANY,
    GIVEN,
    Bound,
    ClassObject,
    Container,
    External,
    Formal,
    FunctionObject,
    Instance,
    class_of,
    is_item,
    item,
    kind_of,
)
from datamap.flow.shown import AS_STR, shown
from datamap.flow.tags import born, merge_labels, transform
from datamap.flow.values import NOTHING, Value, constant, join_all, labelled, pointing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing
    from datamap.flow.tags import Label, Labels
    from datamap.flow.values import ConstantValue
    from datamap.model import Form
    from datamap.program.symbols import Class, Function, Module, Program


class FrameWorld:
    """The world as one frame sees it at one call."""

    __slots__ = ("_at", "_count", "_frame")

    def __init__(self, frame: Frame, at: Span) -> None:
        self._frame, self._at, self._count = frame, at, 0

    @property
    def program(self) -> Program:
        """The whole program."""
        return self._frame.solver.program

    def _site(self) -> tuple[object, ...]:
        self._count += 1
        return self._frame.site(self._at, f"model{self._count}")

    def labels(self, value: Value) -> Labels:
        """See World."""
        return labels_of(self._frame, value)

    def fields(self, value: Value) -> Mapping[str, Value]:
        """See World."""
        from datamap.flow.containers import item_of

        frame = self._frame
        found: dict[str, Value] = {}
        for thing in lookup.expand(frame, value):
            if kind_of(thing) == "dict":
                keys = lookup.exact_keys(frame, thing) or tuple([name for name in frame.fields(thing) if is_item(name)])
                for key in keys:
                    if isinstance(key[0], str):  # type: ignore[index]
                        found[key[0]] = item_of(frame, thing, "dict", key)  # type: ignore[index, arg-type]
            else:
                found.update(self._attributes(thing))
        return found

    def rest(self, value: Value) -> Value:
        """See World."""
        frame = self._frame
        dicts = (thing for thing in lookup.expand(frame, value) if kind_of(thing) == "dict")
        return join_all(present(held) for thing in dicts if (held := frame.fields(thing).get(ANY)) is not None)

    def _attributes(self, thing: Thing) -> dict[str, Value]:
        frame = self._frame
        written = {name: present(value) for name, value in frame.fields(thing).items() if isinstance(name, str) and name[:1] != "<"}
        if thing in frame.own or (isinstance(thing, External) and thing.site is None):
            return written
        if thing.__class__ is not Formal:
            known = frame.solver.globals.everything(thing)
            before = {name: present(value) for name, value in known.items() if isinstance(name, str) and name[:1] != "<"}
            return {**before, **written}
        cls = class_of(thing)
        if cls is None:
            return {**self._remembered(thing), **written}
        looked_on = frame.solver.outside.looking_on
        frame.solver.outside.looking_on = True
        declared = {declaration.name: self.read(pointing(thing), declaration.name) for declaration in cls.all_fields()}
        frame.solver.outside.looking_on = looked_on
        return {**declared, **written}

    def _remembered(self, thing: Thing) -> dict[str, Value]:
        """What a caller's external thing holds: models wrote it where it was made."""
        facet = thing.facet if isinstance(thing, Formal) else None
        if facet is None or facet.kind != "external":
            return {}
        names = [name for name in facet.keys or () if isinstance(name, str) and name[:1] != "<"]
        found = {name: lookup.field(self._frame, thing, name) for name in names}
        return {name: present(value) for name, value in found.items() if value is not None}

    def items(self, value: Value) -> list[Value]:
        """See World."""
        from datamap.flow.containers import spread

        items, rest = spread(self._frame, value)
        return items if rest is NOTHING else [*items, rest]

    def element(self, value: Value) -> Value:
        """See World."""
        from datamap.flow.containers import elements

        return elements(self._frame, value, self._at)

    def constants(self, value: Value) -> tuple[ConstantValue, ...]:
        """See World."""
        return lookup.constants(self._frame, value)[0]

    def text(self, value: Value) -> str | None:
        """See World."""
        found = [c for c in self.constants(value) if isinstance(c, str)]
        return found[0] if len(found) == 1 else None

    def classes(self, value: Value) -> tuple[Class, ...]:
        """See World."""
        found = [class_of(thing) for thing in lookup.expand(self._frame, value)]
        return tuple([cls for cls in found if cls is not None])

    def class_objects(self, value: Value) -> tuple[Class, ...]:
        """See World."""
        things = lookup.expand(self._frame, value)
        found = [thing.cls for thing in things if isinstance(thing, ClassObject)]
        found += [thing.facet.what for thing in things if isinstance(thing, Formal) and thing.facet and thing.facet.kind == "class"]
        return tuple(found)

    def class_object(self, cls: Class) -> Value:
        """See World."""
        return pointing(self._frame.solver.class_object(cls))

    def externals(self, value: Value) -> tuple[str, ...]:
        """See World."""
        found = []
        for thing in lookup.expand(self._frame, value):
            if isinstance(thing, External):
                found.append(thing.path)
            elif isinstance(thing, Formal) and thing.facet is not None and thing.facet.kind == "external":
                found.append(thing.facet.what[0])
            elif isinstance(thing, Bound) and isinstance(thing.function, External):
                found.append(thing.function.path)
        return tuple(found)

    def functions(self, value: Value) -> tuple[Function, ...]:
        """See World."""
        found = []
        for thing in lookup.expand(self._frame, value):
            inner = thing.function if isinstance(thing, Bound) else thing
            if isinstance(inner, FunctionObject):
                found.append(inner.function)
            elif isinstance(inner, Formal) and inner.facet is not None and inner.facet.kind == "closure":
                found.append(inner.facet.what)
        return tuple(found)

    def about(self, value: Value) -> tuple[Class, ...]:
        """See World."""
        found = []
        for thing in lookup.expand(self._frame, value):
            if isinstance(thing, External) and thing.about is not None:
                found.append(thing.about)
            elif isinstance(thing, Formal) and thing.facet is not None and thing.facet.kind == "external" and thing.facet.what[1]:
                found.append(thing.facet.what[1])
        return tuple(found)

    def constant(self, value: ConstantValue) -> Value:
        """See World."""
        return constant(value)

    def labelled(self, *labels: Label) -> Value:
        """See World."""
        found: Labels = {}
        for label in labels:
            found = merge_labels(found, born(label))
        return labelled(found)

    def instance(self, cls: Class, fields: Mapping[str, Value] | None = None) -> Value:
        """See World."""
        thing = Instance(cls, (GIVEN, *self._site()))
        if fields:
            for name, value in fields.items():
                self._frame.put(thing, name, value)
        return pointing(thing)

    def external(self, path: str, about: Class | None = None, fields: Mapping[str, Value] | None = None) -> Value:
        """See World."""
        if not fields:
            return pointing(External(path, about))
        return pointing(self._frame.make(External(path, about, self._site()), dict(fields)))

    def list_of(self, element: Value) -> Value:
        """See World."""
        return pointing(self._frame.make(Container("list", self._site()), {ANY: element} if element is not NOTHING else {}))

    def dict_of(self, fields: Mapping[ConstantValue, Value], rest: Value = NOTHING) -> Value:
        """See World."""
        held = {item(key): value for key, value in fields.items()}
        if rest is not NOTHING:
            held[ANY] = rest
        return pointing(self._frame.make(Container("dict", self._site()), held))

    def tuple_of(self, *items: Value) -> Value:
        """See World."""
        fields = {item(position): value for position, value in enumerate(items)}
        return pointing(self._frame.make(Container("tuple", self._site()), fields))

    def transformed(self, value: Value, form: Form) -> Value:
        """See World."""
        return labelled(transform(self.labels(value), form))

    def carrying(self, *values: Value) -> Value:
        """See World."""
        found: Labels = {}
        for value in values:
            found = merge_labels(found, self.labels(value))
        return labelled(found)

    def shown(self, value: Value) -> Value:
        """See World."""
        return shown(self._frame, value, AS_STR)

    def read(self, value: Value, attribute: str) -> Value:
        """See World."""
        from datamap.flow.attributes import get_attribute

        return get_attribute(self._frame, value, attribute, self._at)

    def item(self, value: Value, key: ConstantValue) -> Value:
        """See World."""
        from datamap.flow.containers import read_item

        return read_item(self._frame, value, item(key), self._at)

    def write(self, value: Value, attribute: str, new: Value) -> None:
        """See World."""
        for thing in lookup.expand(self._frame, value):
            self._frame.put(thing, attribute, new)

    def write_item(self, value: Value, key: ConstantValue, new: Value) -> None:
        """See World."""
        for thing in lookup.expand(self._frame, value):
            self._frame.put(thing, item(key), new)

    def file_content(self, path: Value) -> Value:
        """See World."""
        from datamap.flow.paths import content_of

        return content_of(self._frame, path)

    def write_file(self, path: Value, content: Value) -> bool:
        """See World."""
        from datamap.flow.paths import put_content

        labels = self.labels(content)
        return bool(labels) and put_content(self._frame, path, labelled(labels))

    def variable(self, module: Module, name: str) -> Value:
        """See World."""
        return self._frame.solver.globals.read(self._frame, module, name) or NOTHING

    def call(self, function: Value, args: tuple[Value, ...] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """See World."""
        from datamap.flow.calls import Arguments, call

        return call(self._frame, function, Arguments(list(args), dict(kwargs or {})), self._at)
