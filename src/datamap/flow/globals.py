"""What all functions share: module variables, class attributes and objects made by module bodies.

A module's body runs when it is first needed. While it runs, others see its variables through the chain of callers (flow-sensitive);
afterwards its final state is kept in ``stored``, to which every write of an outermost frame is joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.frame import may_be_absent, present
from datamap.flow.objects import (
    ANY,
    GIVEN,
    ClassObject,
    Environment,
    Formal,
    FunctionObject,
    Instance,
    ModuleObject,
    Scalar,
    Thing,
    class_of,
    is_code,
    is_of_models,
    is_one_name_for_many,
    is_result,
    is_typical,
)
from datamap.flow.tags import Label, Trail
from datamap.flow.values import NOTHING, Value, join, join_all, pointing
from datamap.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Hashable

    from datamap.flow.context import Context
    from datamap.flow.frame import Fields, Frame
    from datamap.flow.solver import Solver
    from datamap.program.symbols import Class, Function, Module


class Globals:
    """See the module."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self.stored: dict[Thing, Fields] = {}
        self.mutable: set[Thing] = set()
        self.live: dict[Module, Frame] = {}
        self.in_classes: dict[tuple[Class, str], tuple[Value | None, tuple[Thing, ...]]] = {}
        """What the order of resolution finds in classes that nobody changes, and the classes that were looked at; see class_lookup."""
        self._readers: dict[Thing, set[Context]] = {}
        self._modules: dict[Module, ModuleObject] = {}

    def module(self, module: Module) -> ModuleObject:
        """The object of a module."""
        found = self._modules.get(module)
        if found is None:
            found = self._modules[module] = ModuleObject(module)
        return found

    def read(self, frame: Frame, module: Module, name: str) -> Value | None:
        """A top-level name of a module as a frame sees it; None if it has none."""
        if frame.function is module.body:
            return frame.env.get(name) or self._static(frame, module, name)
        thing = self.module(module)
        written = frame.heap.get(thing)
        if written is not None and name in written:
            return written[name]
        running = self.live.get(module)
        if running is None:
            self._solver.run_module(module)
            running = self.live.get(module)
        found = running.env.get(name) if running is not None else self.stored.get(thing, {}).get(name)
        if name in module.rebound and (found is None or name in module.patched or not _only_code(found)):
            return Value((Formal(thing, (name,)),)) if found is not None or running is not None else None
        if found is None:
            return self._static(frame, module, name)
        if running is None:
            self.note(thing, frame)
            if thing in self.mutable and not _only_code(found):
                return Value((Formal(thing, (name,)),))
        return present(found)

    def _static(self, frame: Frame, module: Module, name: str) -> Value | None:
        """A name that its module has not bound yet (an import cycle, a use in a function called early), or gets by a star import."""
        from datamap.flow.imports import bound_statically

        return bound_statically(frame, module, name)

    def field(self, frame: Frame, thing: Thing, name: Hashable) -> Value | None:
        """A field of a shared object. A row that a function read is not shared: who has it knows what was written to it."""
        if thing.__class__ is ModuleObject:
            return self.read(frame, thing.module, name)  # type: ignore[arg-type]
        if thing.__class__ is ClassObject:
            self._ensure(thing.cls.module)
        if thing.__class__ is Instance and thing.site[0] == GIVEN and thing.site[1] not in self._solver.program.modules:
            return None
        owner = self._owner(thing)
        fields = owner.fields(thing) if owner is not None else self.stored.get(thing)
        if thing.__class__ is FunctionObject and fields and name in fields and name.__class__ is str and name[:1] == "<":
            return fields[name]
        if owner is not None:
            return self._from_live(owner, thing, name)
        if thing in self.mutable:
            found = fields.get(name) if fields else None
            if found is not None and thing.__class__ is ClassObject and _only_code(found):
                return found
            if found is None and not self._written(thing, name):
                return None
            return Value((Formal(thing, (name,)),))
        if fields is None and not is_typical(thing):
            return None
        self.note(thing, frame)
        if fields is None:
            return None
        return fields.get(name)

    def _ensure(self, module: Module) -> None:
        if module not in self.live:
            self._solver.run_module(module)

    def _from_live(self, owner: Frame, thing: Thing, name: Hashable) -> Value | None:
        found = owner.fields(thing).get(name)
        if thing.__class__ is ClassObject:
            if found is None:
                return Value((Formal(thing, (name,)),)) if (thing, name) in self._solver.class_writes else None
            if _only_code(found):
                return found
        return Value((Formal(thing, (name,)),))

    def _written(self, thing: Thing, name: Hashable) -> bool:
        if thing.__class__ is not ClassObject:
            return True
        return (thing, name) in self._solver.class_writes

    def _owner(self, thing: Thing) -> Frame | None:
        for frame in self.live.values():
            if thing in frame.own or thing in frame.heap:
                return frame
        return None

    def known_fields(self, frame: Frame, thing: Thing) -> Fields | None:
        """All fields of a shared object that nobody changes any more; None if they are not all known."""
        if thing in self.mutable:
            return None
        owner = self._owner(thing)
        if owner is not None and not _is_constant(owner, thing):
            return None
        self.note(thing, frame)
        return self.stored.get(thing, {}) if owner is None else owner.fields(thing)

    def everything(self, thing: Thing) -> Fields:
        """All fields that a shared object may have, whoever set them."""
        owner = self._owner(thing)
        fields = dict(self.stored.get(thing, {}))
        return {**fields, **owner.fields(thing)} if owner is not None else fields

    def note(self, thing: Thing, frame: Frame) -> None:
        """Remember who has to look again when the object changes."""
        readers = self._readers.get(thing)
        if readers is None:
            self._readers[thing] = {frame.context}
        else:
            readers.add(frame.context)

    def publish_module(self, module: Module, frame: Frame) -> None:
        """Keep the final state of a module's body."""
        self._join(self.module(module), dict(frame.env))
        for thing, fields in frame.heap.items():
            if thing in frame.own:
                self._join(thing, dict(fields))
            else:
                self.publish(thing, fields, frame.context)

    def touch(self, thing: Thing, name: Hashable) -> None:
        """A shared object is written to: from now on it is read through the chain of callers."""
        if thing.__class__ is ModuleObject and name.__class__ is str:
            thing.module.rebound.add(name)
            thing.module.patched.add(name)
        if thing not in self.mutable and thing.__class__ is not Environment and not is_typical(thing) and not is_result(thing):
            self._is_changed(thing)
            if not self._solver.large:
                self._changed(thing, self._solver.outermost)

    def _is_changed(self, thing: Thing) -> None:
        self.mutable.add(thing)
        if thing.__class__ is ClassObject:
            self.in_classes.clear()

    def publish(self, thing: Thing, fields: Fields, by: Context) -> None:
        """Join what an outermost frame wrote to a shared object."""
        if thing.__class__ is Formal or thing.__class__ is Environment or is_result(thing) or is_of_models(thing):
            return
        if is_one_name_for_many(thing) or (is_typical(thing) and not _is_of(by.function.owner, thing)):
            fields = {name: of_no_person(value) for name, value in fields.items()}
        elif is_typical(thing) and not self._lives_by_a_framework(by.function):
            fields = {name: _doubtful(value) for name, value in fields.items()}
        if thing not in self.mutable and not is_typical(thing):
            self._is_changed(thing)
            if not self._solver.large:
                self._changed(thing, by)
        if self._join(thing, fields):
            self._changed(thing, by)

    def _lives_by_a_framework(self, function: Function) -> bool:
        """Whether a framework calls the methods of one object one after the other: what one keeps, the next one finds."""
        owner = function.owner
        if owner is None or any(name.endswith(".setter") for name in function.decorators):
            return False  # who sets a property is the project's own code, if anybody
        return bool(owner.external_bases) or self._solver.decoration(function) is not None

    def share(self, thing: Thing, fields: Fields) -> None:
        """Join what is known of instances in general, but nobody's data; it counts as settled, not as changing."""
        if self._join(thing, fields):
            self._changed(thing)

    def _join(self, thing: Thing, fields: Fields) -> bool:
        held = self.stored.setdefault(thing, {})
        changed = False
        if thing.__class__ is ClassObject:
            self.in_classes.clear()
        for name, value in fields.items():
            before = held.get(name)
            after = value if before is None else join(before, value)
            if before is None or not after.same(before):
                held[name] = after
                changed = changed or not self._solver.large or _tells_more(after, before)
        return changed

    def _changed(self, thing: Thing, by: Context | None = None) -> None:
        for context in sorted(self._readers.pop(thing, ()), key=lambda context: context.number):
            self._solver.invalidate(context, by)

    def settled(self, thing: Thing, name: Hashable) -> Value:
        """What a field of a shared object can be at the end of it all."""
        fields = self.stored.get(thing, {})
        found = _held(fields, name)
        owner = self._owner(thing)
        if owner is not None:
            live = _held(owner.fields(thing), name)
            found = live if found is None else found if live is None else join(found, live)
        if thing.__class__ is ModuleObject and thing.module in self.live:
            live = self.live[thing.module].env.get(name)  # type: ignore[call-overload]
            found = live if found is None else found if live is None else join(found, live)
        return NOTHING if found is None else present(found)


def _is_of(cls: Class | None, thing: Thing) -> bool:
    """Whether methods of a class may run on the very object that a typical instance stands for."""
    own = class_of(thing)
    return cls is not None and own is not None and (cls in own.mro or own in cls.mro)


def of_no_person(value: Value) -> Value:
    """A value as any object of a class may hold it: the data of one is not the data of all."""
    labels = {tag: trail for tag, trail in value.labels.items() if not (tag.origin.__class__ is Label and tag.origin.kind == "data")}
    if len(labels) == len(value.labels):
        return value
    return Value(value.objects, labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def _doubtful(value: Value) -> Value:
    """A value that a method nobody was seen to call was given: whether it is in the object that another method runs on is a guess."""
    if not any(tag.origin.__class__ is Label and tag.origin.kind == "data" for tag in value.labels):
        return value
    labels = {
        tag: trail and Trail(trail, trail.location, trail.symbol, "kept by the object", Confidence.LOW)
        for tag, trail in value.labels.items()
    }
    return Value(value.objects, labels, value.constants, unknown=value.unknown, facts=value.facts, given=value.given)


def _held(fields: Fields, name: Hashable) -> Value | None:
    """A field; of a container all items together, or the rest where it has no such key."""
    if name == ANY:
        items = [present(value) for key, value in fields.items() if key.__class__ is tuple]
        return join_all(items) if items else None
    found = fields.get(name)
    return fields.get(ANY) if found is None and name.__class__ is tuple else found


def _tells_more(after: Value, before: Value | None) -> bool:
    """Whether more flows than before, or more can be called: in a large program, literals are no reason to look again."""
    if before is None:
        return bool(after.objects or after.labels)
    return after.labels.keys() != before.labels.keys() or set(after.objects) != set(before.objects)


def _only_code(value: Value) -> bool:
    return bool(value.objects) and not value.constants and not value.labels and all(_is_stable(thing) for thing in value.objects)


def _is_stable(thing: Thing) -> bool:
    return is_code(thing) and thing.__class__ is not Scalar


__all__ = ["FunctionObject", "Globals", "may_be_absent", "pointing"]


def _is_constant(owner: Frame, thing: Thing) -> bool:
    """Whether a running module calls the object, or what holds it, by a name in capitals: nobody is going to change it."""
    return any(name.isupper() and thing in _within(owner, value) for name, value in owner.env.items())


def _within(owner: Frame, value: Value) -> set[Thing]:
    """What a value is, and the items of what it holds."""
    found = set(value.objects)
    for held in value.objects:
        found.update(thing for field in owner.fields(held).values() for thing in field.objects)
    return found
