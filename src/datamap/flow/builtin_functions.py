"""Builtin functions and functions of the standard library that do more than carry labels: one small function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow import functional, resources
from datamap.flow.assignment import delete_attribute, write_attribute
from datamap.flow.attributes import attribute_of, class_things, get_attribute
from datamap.flow.container_methods import add_to_rest
from datamap.flow.containers import copy_of, elements, merge_dict, next_of, sequence_items
from datamap.flow.frame import present
from datamap.flow.generators import advance, iterator
from datamap.flow.guards import literal_matches, matches, origins_of
from datamap.flow.library import Invocation, carrying, copied, listed, wrapped
from datamap.flow.lookup import constants, exact_keys, expand, field, labels_of, truths
from datamap.flow.names import location
from datamap.flow.objects import (
    ANY,
    Bound,
    ClassObject,
    Container,
    External,
    Formal,
    FunctionObject,
    Instance,
    Mirror,
    SuperObject,
    class_of,
    is_item,
    item,
    kind_of,
    scalar_kind,
)
from datamap.flow.scalars import BOOL, INT, STR
from datamap.flow.scopes import read_name
from datamap.flow.strings import stringified, text_of
from datamap.flow.values import (
    FALSE,
    NO_CONDITIONS,
    NONE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Condition,
    Duration,
    Facts,
    Label,
    Moment,
    Value,
    constant,
    join,
    join_all,
    labelled,
    pointing,
    with_labels,
)
from datamap.model import Form, FormKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing


def _len(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    things = expand(frame, value)
    for thing in things:
        cls = class_of(thing)
        if cls is not None and cls.method("__len__") is not None:
            return call.call(attribute_of(frame, thing, "__len__", call.at))
    if len(things) == 1 and kind_of(things[0]) is not None:
        keys = exact_keys(frame, things[0])
        if keys is not None and not value.labels:
            return constant(len(keys))
    if value.exact and not value.labels:
        lengths = [len(c) for c in value.constants if isinstance(c, (str, bytes))]
        if len(lengths) == len(value.constants):
            return join_all([constant(length) for length in lengths])
    from datamap.flow.library import AGGREGATED
    from datamap.flow.values import transform

    found = transform(labels_of(frame, value), AGGREGATED)
    return with_labels(INT, found) if found else INT


def _str(call: Invocation) -> Value:
    value = call.first()
    if value is NOTHING:
        return constant("")
    literals, exact = constants(call.frame, value) if value.constants or value.objects else ((), False)
    if exact and all(isinstance(c, (str, int, float)) for c in literals):
        return Value((), value.labels, tuple([str(c) for c in literals]))
    return text_of(call.frame, value)


def _repr(call: Invocation) -> Value:
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and cls.method("__repr__") is not None:
            return call.call(attribute_of(call.frame, thing, "__repr__", call.at))
    return text_of(call.frame, call.first())


def _format(call: Invocation) -> Value:
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and cls.method("__format__") is not None:
            return call.call(attribute_of(call.frame, thing, "__format__", call.at), call.arguments.get(1))
    return text_of(call.frame, call.first())


def _bool(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    for thing in expand(frame, value):
        cls = class_of(thing)
        if cls is not None and cls.method("__bool__") is not None:
            return call.call(attribute_of(frame, thing, "__bool__", call.at))
    can_be_true, can_be_false = truths(frame, value)
    if can_be_true != can_be_false:
        return constant(can_be_true)
    return Value(BOOL.objects, facts=value.facts or _truth_of(call, value))


def _truth_of(call: Invocation, value: Value) -> Facts | None:
    """``bool(user.consent)`` is as true as what it is given."""
    origins, place = origins_of(value), location(call.frame, call.at)
    if not origins:
        return None
    known = [frozenset([Condition(origin, holds, "bool()", place) for origin in origins]) for holds in (True, False)]
    return Facts(*known)


def _number(call: Invocation) -> Value:
    value = call.first()
    kind = {"int": int, "float": float}[call.path.rpartition(".")[2]]
    for thing in expand(call.frame, value):
        cls = class_of(thing)
        name = f"__{kind.__name__}__"
        if cls is not None and cls.method(name) is not None:
            return call.call(attribute_of(call.frame, thing, name, call.at))
    if value.exact:
        try:
            return Value((), value.labels, tuple([kind(c) for c in value.constants]))
        except (TypeError, ValueError, OverflowError):
            return carrying(call)
    return carrying(call)


def _isinstance(call: Invocation) -> Value:
    frame, value = call.frame, call.first()
    classes = expand(frame, call.arguments.get(1))
    classes = tuple(
        [one for thing in classes for one in (expand(frame, elements(frame, pointing(thing))) if kind_of(thing) == "tuple" else [thing])]
    )
    answers = [matches(thing, classes) for thing in expand(frame, value)]
    answers += [literal_matches(c, classes) for c in value.constants]
    if value.unknown or value.labels or not answers or None in answers or len(set(answers)) > 1:
        return BOOL
    return TRUE if answers[0] else FALSE


def _getattr(call: Invocation) -> Value:
    frame = call.frame
    names, exact = constants(frame, call.arguments.get(1))
    has_default = len(call.arguments.positional) > 2
    default = call.arguments.get(2) if has_default else NOTHING
    if not exact:
        found = [present(value) for thing in expand(frame, call.first()) for value in _attribute_values(call, thing)]
        return join_all([*found, default, labelled(labels_of(frame, call.first())) if not found else NOTHING])
    result = NOTHING
    for name in names:
        value = get_attribute(frame, call.first(), str(name), call.at)
        missing = value is NOTHING or (has_default and not value.objects and not value.labels and not value.constants)
        result = join_all([result, value, default if missing or _uncertain(call, str(name)) else NOTHING])
    return result


def _uncertain(call: Invocation, name: str) -> bool:
    """Whether the attribute may be missing."""
    from datamap.flow.frame import may_be_absent

    for thing in call.first().objects:
        held = call.frame.fields(thing).get(name)
        if held is not None and may_be_absent(held):
            return True
    return False


def _attribute_values(call: Invocation, thing: Thing) -> list[Value]:
    frame = call.frame
    found = [value for name, value in frame.fields(thing).items() if isinstance(name, str) and name[0] != "<"]
    cls = class_of(thing)
    if cls is not None:
        found += [attribute_of(frame, thing, name, call.at) for one in cls.mro for name in one.methods if not name.startswith("__")]
    return found


def _setattr(call: Invocation) -> Value:
    frame = call.frame
    names, exact = constants(frame, call.arguments.get(1))
    if exact:
        for name in names:
            write_attribute(frame, call.first(), str(name), call.arguments.get(2), call.at)
    else:
        for thing in expand(frame, call.first()):
            add_to_rest(frame, thing, call.arguments.get(2))
    return NONE


def _delattr(call: Invocation) -> Value:
    for name in constants(call.frame, call.arguments.get(1))[0]:
        delete_attribute(call.frame, call.first(), str(name), call.at)
    return NONE


def _hasattr(call: Invocation) -> Value:
    names, exact = constants(call.frame, call.arguments.get(1))
    answers = set()
    for thing in expand(call.frame, call.first()):
        held = call.frame.fields(thing).get(str(names[0])) if exact and names else None
        cls = class_of(thing)
        if thing in call.frame.own and cls is not None and not cls.external_bases and cls.method("__getattr__") is None and exact:
            known = held is not None or any(str(names[0]) in one.methods or str(names[0]) in one.fields for one in cls.mro)
            answers.add(known)
        else:
            answers.add(None)  # type: ignore[arg-type]
    return constant(answers.pop()) if len(answers) == 1 and None not in answers else BOOL


def _vars(call: Invocation) -> Value:
    if not call.arguments.positional:
        return _locals(call)
    return pointing(*[Mirror(thing) for thing in expand(call.frame, call.first())])


def _locals(call: Invocation) -> Value:
    fields = {item(name): value for name, value in call.frame.env.items() if name[0] != "<"}
    return call.make("dict", fields)


def _globals(call: Invocation) -> Value:
    frame = call.frame
    thing = frame.self_env if frame.in_module else frame.solver.globals.module(frame.module)
    return pointing(Mirror(thing))


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


def _sorted(call: Invocation) -> Value:
    value = elements(call.frame, call.first(), call.at)
    if "key" in call.arguments.keywords:
        call.call(call.arguments.keywords["key"], value)
    return listed(call, value)


def _reversed(call: Invocation) -> Value:
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and cls.method("__reversed__") is not None:
            return call.call(attribute_of(call.frame, thing, "__reversed__", call.at))
    items = sequence_items(call.frame, call.first())
    if items is not None:
        return call.make("iterator", {item(position): value for position, value in enumerate(reversed(items))})
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _pair(call: Invocation, one: Value, two: Value, part: str) -> Value:
    return call.make("tuple", {item(0): one, item(1): two}, part)


def _enumerate(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    start = call.arguments.get(1, "start")
    begin = start.constants[0] if start.constants and isinstance(start.constants[0], int) else 0
    if items is not None:
        pairs = [_pair(call, constant(begin + position), value, f"pair{position}") for position, value in enumerate(items)]
        return call.make("iterator", {item(position): pair for position, pair in enumerate(pairs)})
    return listed(call, _pair(call, INT, elements(call.frame, call.first(), call.at), "pair"), "iterator")


def _zip(call: Invocation) -> Value:
    rows = [sequence_items(call.frame, value) for value in call.arguments.positional]
    if rows and all(row is not None for row in rows) and call.arguments.rest is NOTHING:
        exact = [row for row in rows if row is not None]
        count = min(len(row) for row in exact) if call.path == "builtins.zip" else max(len(row) for row in exact)
        filler = call.arguments.keywords.get("fillvalue", NONE)
        tuples = [
            call.make(
                "tuple",
                {item(place): row[position] if position < len(row) else filler for place, row in enumerate(exact)},
                f"row{position}",
            )
            for position in range(count)
        ]
        return call.make("iterator", {item(position): one for position, one in enumerate(tuples)})
    columns = {item(place): elements(call.frame, value, call.at) for place, value in enumerate(call.arguments.positional)}
    if call.arguments.rest is not NOTHING:
        columns[ANY] = elements(call.frame, call.arguments.rest, call.at)
    return listed(call, call.make("tuple", columns, "row"), "iterator")


def _map(call: Invocation) -> Value:
    function = call.first()
    sources = call.arguments.positional[1:]
    rows = [sequence_items(call.frame, value) for value in sources]
    if rows and all(row is not None and len(row) <= 8 for row in rows):
        exact = [row for row in rows if row is not None]
        results = [call.call(function, *values) for values in zip(*exact, strict=False)]
        return call.make("iterator", {item(position): value for position, value in enumerate(results)})
    return listed(call, call.call(function, *[elements(call.frame, value, call.at) for value in sources]), "iterator")


def _filter(call: Invocation) -> Value:
    function, value = call.first(), elements(call.frame, call.arguments.get(1), call.at)
    items = sequence_items(call.frame, call.arguments.get(1))
    if items is not None and len(items) <= 8:
        kept, exact = [], True
        for one in items:
            answer = call.call(function, one) if function.constants != (None,) else one
            can_be_true, can_be_false = truths(call.frame, answer)
            exact = exact and can_be_true != can_be_false
            if can_be_true:
                kept.append(one)
        if exact:
            return call.make("iterator", {item(position): one for position, one in enumerate(kept)})
        return listed(call, join_all(kept), "iterator")
    if function.constants != (None,):
        answer = call.call(function, value)
        value = let_through(call.frame, value, answer, call.at)
    return listed(call, value, "iterator")


def let_through(frame: Frame, value: Value, answer: Value, at: Span) -> Value:
    """Elements of which a function said yes."""
    if answer.facts is not None:
        more = answer.facts.when_true or NO_CONDITIONS
    else:
        more = frozenset([Condition(origin, holds=True, text="filter()", location=location(frame, at)) for origin in origins_of(answer)])
    return Value(value.objects, value.labels, value.constants, unknown=value.unknown, given=value.given | more) if more else value


def _iter(call: Invocation) -> Value:
    if len(call.arguments.positional) > 1:
        return listed(call, call.call(call.first()), "iterator")
    own = []
    for thing in expand(call.frame, call.first()):
        cls = class_of(thing)
        if cls is not None and (cls.method("__iter__") or cls.method("__aiter__")):
            name = "__iter__" if cls.method("__iter__") else "__aiter__"
            own.append(call.call(attribute_of(call.frame, thing, name, call.at)))
    return join_all(own) if own else iterator(call.frame, call.first(), call.at)


def _next(call: Invocation) -> Value:
    result = NOTHING
    for thing in expand(call.frame, call.first()):
        if kind_of(thing) is not None:
            result = join(result, advance(call.frame, thing, call.at, default=len(call.arguments.positional) > 1))
        elif class_of(thing) is not None:
            result = join(result, next_of(call.frame, thing, call.at))
        else:
            result = join(result, elements(call.frame, pointing(thing), call.at))
    if call.first().labels:
        result = with_labels(result if result is not NOTHING else UNKNOWN, call.first().labels)
    default = call.arguments.get(1) if len(call.arguments.positional) > 1 else NOTHING
    known = result is not NOTHING and any(thing in call.frame.own and kind_of(thing) is not None for thing in call.first().objects)
    return result if known else join(result, default)


def _sum(call: Invocation) -> Value:
    frame = call.frame
    found = elements(frame, call.first(), call.at)
    items = sequence_items(frame, call.first())
    start = call.arguments.get(1, "start")
    if any(kind_of(thing) for thing in expand(frame, found)) or start.objects:
        from datamap.flow import operators

        total = start if start is not NOTHING else constant(0)
        for value in items if items is not None else [found]:
            total = operators.binary(frame, "+", total, value, call.at)
        return total
    from datamap.flow.library import AGGREGATED
    from datamap.flow.values import transform

    labels = transform(labels_of(frame, found), AGGREGATED)
    return with_labels(INT, labels) if labels else INT


def _extreme(call: Invocation) -> Value:
    values = call.arguments.positional
    items = elements(call.frame, values[0], call.at) if len(values) == 1 else join_all(values)
    if "key" in call.arguments.keywords:
        call.call(call.arguments.keywords["key"], items)
    return join(items, call.arguments.keywords.get("default", NOTHING))


def _any(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    if items is not None:
        can = [truths(call.frame, value) for value in items]
        every = call.path == "builtins.all"
        if all(one != two for one, two in can):
            return constant(all(one for one, _ in can) if every else any(one for one, _ in can))
    return _quantified(call, items)


def _quantified(call: Invocation, items: list[Value] | None) -> Value:
    """``all`` is true only if each is, ``any`` false only if none is."""
    from datamap.flow.values import Facts, truth_facts

    values = items if items is not None else [elements(call.frame, call.first(), call.at)]
    facts = [truth_facts(value) for value in values if value is not NOTHING]
    if call.path == "builtins.all":
        found = frozenset().union(*[one.when_true for one in facts if one.when_true]) if facts else frozenset()
        return Value(BOOL.objects, facts=Facts(found, frozenset())) if found else BOOL
    if items is None or len(facts) == 1:
        shared = facts[0].when_true if facts else None
        return Value(BOOL.objects, facts=Facts(shared, frozenset())) if shared else BOOL
    return BOOL


def _type(call: Invocation) -> Value:
    frame = call.frame
    if len(call.arguments.positional) == 3:
        return _made_class(call)
    found = [one for thing in expand(frame, call.first()) for one in class_things(frame, thing)]
    if found:
        return pointing(*found)
    kinds = [External(f"builtins.{kind}") for thing in expand(frame, call.first()) if (kind := kind_of(thing))]
    kinds += [External(f"builtins.{kind}") for thing in expand(frame, call.first()) if (kind := scalar_kind(thing))]
    kinds += [External(f"builtins.{c.__class__.__name__}") for c in call.first().constants]
    return pointing(*kinds) if kinds else UNKNOWN


def _made_class(call: Invocation) -> Value:
    """``type(name, bases, namespace)``: the class that the program knows by it, else a thing with the namespace's functions as fields."""
    if call.at[:2] in call.frame.function.classes:
        return _namedtuple(call)
    thing = External("types.made", None, call.frame.site(call.at))
    call.frame.make(
        thing,
        {
            name[0]: value
            for one in expand(call.frame, call.arguments.get(2))
            for name, value in call.frame.fields(one).items()
            if is_item(name)
        },
    )
    return pointing(thing)


def _super(call: Invocation) -> Value:
    things = [thing for thing in expand(call.frame, call.first()) if isinstance(thing, ClassObject)]
    receivers = expand(call.frame, call.arguments.get(1))
    return Value(tuple([SuperObject(thing.cls, receiver) for thing in things for receiver in receivers]))


def _property(call: Invocation) -> Value:
    names = ("fget", "fset", "fdel")
    fields = {name: call.arguments.get(position, name) for position, name in enumerate(names)}
    return call.make("property", {"<func>": fields["fget"], **{name: value for name, value in fields.items() if value is not NOTHING}})


def _property_part(call: Invocation) -> Value:
    """``@x.setter``: a property with one more function."""
    name = {"setter": "fset", "getter": "fget", "deleter": "fdel"}[call.path.rpartition(".")[2]]
    before = dict(call.frame.fields(call.receiver)) if call.receiver is not None else {}
    if name == "fget":
        before["<func>"] = call.first()
    return call.make("property", {**before, name: call.first()})


def _static(call: Invocation) -> Value:
    return wrapped(call, call.path.rpartition(".")[2], call.first())


def _new_object(call: Invocation) -> Value:
    frame = call.frame
    made = []
    for thing in expand(frame, call.first()):
        cls = (
            thing.cls
            if isinstance(thing, ClassObject)
            else thing.facet.what
            if isinstance(thing, Formal) and thing.facet and thing.facet.kind == "class"
            else None
        )
        if cls is not None:
            made.append(frame.make(Instance(cls, frame.site(call.at)), {}))
    return pointing(*made) if made else pointing(frame.make(Container("object", frame.site(call.at)), {}))


def _init_object(call: Invocation) -> Value:
    from datamap.flow.construction import generated_init, is_exception

    if call.receiver is not None:
        cls = class_of(call.receiver)
        if cls is not None and (cls.external_bases or is_exception(cls)):
            generated_init(call.frame, call.receiver, cls, call.arguments, call.at)
    return NONE


def _called_by_metaclass(call: Invocation) -> Value:
    """``super().__call__(…)`` in a metaclass makes the instance."""
    from datamap.flow.construction import made_by_type

    thing = call.receiver
    cls = (
        thing.cls if isinstance(thing, ClassObject) else thing.facet.what if isinstance(thing, Formal) and thing.facet is not None else None
    )
    return UNKNOWN if thing is None or not hasattr(cls, "mro") else made_by_type(call.frame, thing, cls, call.arguments, call.at)  # type: ignore[arg-type]


def _set_attribute(call: Invocation) -> Value:
    """``object.__setattr__(self, name, value)`` and ``super().__setattr__(name, value)``."""
    values = call.arguments.positional
    owner = pointing(call.receiver) if call.receiver is not None else values[0]
    name, value = values[-2], values[-1]
    literals, exact = constants(call.frame, name)
    for thing in expand(call.frame, owner):
        if exact:
            for literal in literals:
                call.frame.put(thing, str(literal), value)
        else:
            add_to_rest(call.frame, thing, value)
    return NONE


def _get_attribute(call: Invocation) -> Value:
    """``object.__getattribute__(self, name)``: past the class's own."""
    values = call.arguments.positional
    owner = pointing(call.receiver) if call.receiver is not None else values[0]
    literals, exact = constants(call.frame, values[-1])
    if not exact:
        return labelled(labels_of(call.frame, owner))
    found = []
    for thing in expand(call.frame, owner):
        for literal in literals:
            held = field(call.frame, thing, str(literal))
            found.append(present(held) if held is not None else _from_class(call, thing, str(literal)))
    return join_all(found)


def _from_class(call: Invocation, thing: Thing, name: str) -> Value:
    from datamap.flow.attributes import bind, find_in_class

    cls = class_of(thing)
    for start in class_things(call.frame, thing):
        held = find_in_class(call.frame, start, cls, name) if cls is not None else None
        if held is not None:
            return bind(call.frame, held, thing, call.at)
    return NOTHING


def _exception(call: Invocation) -> Value:
    """A builtin exception: its arguments are in ``args``."""
    frame = call.frame
    fields = {item(position): value for position, value in enumerate(call.arguments.positional)}
    args = pointing(frame.make(Container("tuple", frame.site(call.at, "args")), fields))
    return pointing(frame.make(External(call.path, None, frame.site(call.at)), {"args": args}))


def _range(call: Invocation) -> Value:
    bounds = [constants(call.frame, value) for value in call.arguments.positional]
    if bounds and all(exact and len(found) == 1 and isinstance(found[0], int) for found, exact in bounds):
        numbers = [found[0] for found, _ in bounds]
        if not (len(numbers) == 3 and numbers[2] == 0):
            positions = range(*numbers)  # type: ignore[arg-type]
            if len(positions) <= 32:
                return call.make("range", {item(position): constant(number) for position, number in enumerate(positions)})
    return listed(call, INT, "range")


def _import_module(call: Invocation) -> Value:
    literals, exact = constants(call.frame, call.first())
    if not exact:
        return UNKNOWN
    frame, found = call.frame, []
    for literal in literals:
        name = str(literal)
        finder = frame.solver.program.finder
        level = len(name) - len(name.lstrip("."))
        package = call.arguments.get(1, "package")
        if level and package.exact and isinstance(package.constants[0], str):
            name, level = f"{package.constants[0]}{name}" if level == 1 else name, 0 if level == 1 else level
        module = finder.relative(frame.module, name.lstrip("."), level) if level else finder.absolute(frame.module, name)
        if module is not None:
            frame.solver.run_module(module)
            found.append(pointing(frame.solver.globals.module(module)))
        else:
            found.append(pointing(External(name)))
    return join_all(found)


def _eval(call: Invocation) -> Value:
    literals, exact = constants(call.frame, call.first())
    if exact and len(literals) == 1 and isinstance(literals[0], str) and literals[0].isidentifier():
        return read_name(call.frame, literals[0])
    return labelled(call.labels())


def _identity(call: Invocation) -> Value:
    return call.first()


def _second(call: Invocation) -> Value:
    return call.arguments.get(1)


def _decorator_identity(call: Invocation) -> Value:
    value = call.first()
    return value if value.objects else pointing(External("builtins.function.decorator"))


def _copy(call: Invocation) -> Value:
    frame, made = call.frame, []
    value = call.first()
    for thing in expand(frame, value):
        kind, cls = kind_of(thing), class_of(thing)
        if kind is not None and call.path.endswith("deepcopy"):
            made.append(_deep_copy(call, thing, ()))
        elif kind is not None:
            made.append(copy_of(frame, thing, frame.site(call.at), kind))
        elif cls is not None:
            name = "__deepcopy__" if call.path.endswith("deepcopy") else "__copy__"
            if cls.method(name) is not None:
                return call.call(attribute_of(frame, thing, name, call.at), NOTHING)
            made.append(_copied_instance(call, thing))
        else:
            made.append(thing)
    return Value(tuple(made), value.labels, value.constants, unknown=value.unknown, given=value.given)


def _deep_copy(call: Invocation, thing: Thing, path: tuple[str, ...]) -> Thing:
    """A container with copies of the containers inside of it."""
    frame = call.frame
    made = copy_of(frame, thing, frame.site(call.at, "/".join(path)), kind_of(thing))
    for name, value in list(frame.fields(made).items()):
        inner = [one for one in value.objects if kind_of(one) is not None]
        if inner and len(path) < 4:
            copies = tuple([_deep_copy(call, one, (*path, str(name))) if kind_of(one) is not None else one for one in value.objects])
            frame.put(made, name, Value(copies, value.labels, value.constants, unknown=value.unknown))
    return made


def _copied_instance(call: Invocation, thing: Thing) -> Thing:
    frame, cls = call.frame, class_of(thing)
    made = Instance(cls, frame.site(call.at))  # type: ignore[arg-type]
    fields = dict(frame.fields(thing))
    if thing not in frame.own and cls is not None:
        for name in _known_attributes(call, thing):
            fields.setdefault(name, attribute_of(frame, thing, name, call.at))
    return frame.make(made, fields)


def _known_attributes(call: Invocation, thing: Thing) -> list[str]:
    cls = class_of(thing)
    if cls is None:
        return []
    from datamap.flow.scopes import attributes_set

    return sorted(attributes_set(cls))


def _asdict(call: Invocation) -> Value:
    """The fields of a record as a dict (or a tuple), records inside of it too."""
    frame = call.frame
    made = []
    for thing in expand(frame, call.first() if call.arguments.positional else NOTHING):
        cls = class_of(thing)
        if cls is None:
            continue
        names = [declaration.name for declaration in cls.all_fields()] or sorted(_known_attributes(call, thing))
        values = {name: attribute_of(frame, thing, name, call.at) for name in names}
        as_tuple = call.path.endswith("astuple")
        fields = {
            item(position if as_tuple else name): _inner_dict(call, value, name) for position, (name, value) in enumerate(values.items())
        }
        made.append(frame.make(Container("tuple" if as_tuple else "dict", frame.site(call.at, cls.name)), fields))
    return pointing(*made) if made else carrying(call)


def _inner_dict(call: Invocation, value: Value, part: str) -> Value:
    from datamap.flow.construction import is_record

    for thing in expand(call.frame, value):
        cls = class_of(thing)
        if cls is not None and is_record(cls):
            fields = {item(one.name): attribute_of(call.frame, thing, one.name, call.at) for one in cls.all_fields()}
            return call.make("dict", fields, part)
    return value


def _replace(call: Invocation) -> Value:
    copied_value = _copy(call)
    for thing in copied_value.objects:
        for name, value in call.arguments.keywords.items():
            call.frame.put(thing, name, value)
    return copied_value


def _of_receiver(handler: Callable[[Invocation], Value]) -> Callable[[Invocation], Value]:
    """A method that does what a function does to its first argument."""

    def run(call: Invocation) -> Value:
        arguments = call.arguments if call.receiver is None else call.arguments.after(pointing(call.receiver))
        return handler(Invocation(call.frame, call.path, arguments, call.at, None))

    return run


def _record_field(call: Invocation) -> Value:
    """``dataclasses.field(default=…, default_factory=…)``, ``pydantic.Field(…)``."""
    keywords = call.arguments.keywords
    fields = {}
    factory = keywords.get("default_factory", keywords.get("factory"))
    default = keywords.get("default", call.first() if call.arguments.positional else None)
    if factory is not None:
        fields["factory"] = factory
    elif default is not None:
        fields["default"] = default
    return call.make("field", fields)


def _namedtuple(call: Invocation) -> Value:
    cls = call.frame.function.classes.get(call.at[:2])
    if cls is None:
        return UNKNOWN
    from datamap.flow.definitions import define_class

    define_class(call.frame, cls.node)
    return read_name(call.frame, cls.name)


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
    return copied(call, "deque") if call.arguments.positional else call.make("deque", {})


def _queue(call: Invocation) -> Value:
    return call.make("deque", {})


def _namespace(call: Invocation) -> Value:
    thing = External("types.SimpleNamespace", None, call.frame.site(call.at))
    return pointing(call.frame.make(thing, dict(call.arguments.keywords)))


def _gather(call: Invocation) -> Value:
    from datamap.flow.library import awaited

    values = [awaited(call.frame, value, call.at) for value in call.arguments.positional]
    fields = {item(position): value for position, value in enumerate(values)}
    if call.arguments.rest is not NOTHING:
        fields[ANY] = awaited(call.frame, call.arguments.rest, call.at)
    return call.make("list", fields)


def _awaited_first(call: Invocation) -> Value:
    from datamap.flow.library import awaited

    return awaited(call.frame, call.first(), call.at)


def _context_var(call: Invocation) -> Value:
    default = call.arguments.keywords.get("default")
    return call.make("context", {ANY: default} if default is not None else {})


def _context_set(call: Invocation) -> Value:
    if call.receiver is not None:
        call.frame.put(call.receiver, ANY, call.first())
    return UNKNOWN


def _context_get(call: Invocation) -> Value:
    held = field(call.frame, call.receiver, ANY) if call.receiver is not None else None
    return present(held) if held is not None else call.first()


def _template(call: Invocation) -> Value:
    thing = External("string.Template", None, call.frame.site(call.at))
    return pointing(call.frame.make(thing, {"template": call.first()}))


def _substitute(call: Invocation) -> Value:
    template = field(call.frame, call.receiver, "template") if call.receiver is not None else None
    text = template.constants[0] if template is not None and template.exact else None
    parts = [template] if template is not None else []
    for value in call.arguments.positional:
        merged = call.frame.make(Container("dict", call.frame.site(call.at)), {})
        merge_dict(call.frame, merged, value)
        for name, held in call.frame.fields(merged).items():
            if not isinstance(text, str) or not is_item(name) or f"{name[0]}" in text:
                parts.append(present(held))
    parts += [value for name, value in call.arguments.keywords.items() if not isinstance(text, str) or name in text]
    return text_of(call.frame, *parts)


def _timedelta(call: Invocation) -> Value:
    units = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
    sizes = (86400, 1, 1e-6, 1e-3, 60, 3600, 604800)
    total = 0.0
    for position, (unit, size) in enumerate(zip(units, sizes, strict=True)):
        value = call.arguments.get(position, unit)
        if value is NOTHING:
            continue
        literals, exact = constants(call.frame, value)
        if not exact or len(literals) != 1 or not isinstance(literals[0], (int, float)):
            return with_labels(pointing(External("datetime.timedelta")), call.labels())
        total += literals[0] * size
    return constant(Duration(total))


def _now(call: Invocation) -> Value:
    del call
    return constant(Moment(0.0))


def _print_nothing(call: Invocation) -> Value:
    for value in call.arguments.all():
        stringified(call.frame, value)
    return NONE


def _input(call: Invocation) -> Value:
    del call
    return UNKNOWN


def _dunder(name: str) -> Callable[[Invocation], Value | None]:
    def handler(call: Invocation) -> Value | None:
        for thing in expand(call.frame, call.first()):
            cls = class_of(thing)
            if cls is not None and cls.method(name) is not None:
                return call.call(attribute_of(call.frame, thing, name, call.at))
        return carrying(call)

    return handler


_PLACES = "user.location"
ROUGH = Form(FormKind.TRUNCATED)
_ABOUT_A_VILLAGE = 2
"""As many decimals of a degree as leave a kilometre open."""


def _round(call: Invocation) -> Value | None:
    """A position that is rounded to a degree or its hundredth tells a region, and no longer a spot."""
    result = _dunder("__round__")(call)
    digits = constants(call.frame, call.arguments.get(1))[0] if len(call.arguments.positional) > 1 else (0,)
    rough = len(digits) == 1 and isinstance(digits[0], int) and digits[0] <= _ABOUT_A_VILLAGE
    if result is None or not rough:
        return result
    labels = {
        tag.in_form(ROUGH) if isinstance(tag.origin, Label) and tag.origin.name.startswith(_PLACES) else tag: trail
        for tag, trail in result.labels.items()
    }
    return Value(result.objects, labels, result.constants, unknown=result.unknown, facts=result.facts, given=result.given)


def _from_keys(call: Invocation) -> Value:
    made = call.frame.make(Container("dict", call.frame.site(call.at)), {})
    value = call.arguments.get(1) if len(call.arguments.positional) > 1 else NONE
    from datamap.flow.containers import write_key

    items = sequence_items(call.frame, call.first())
    for key in items if items is not None else [elements(call.frame, call.first(), call.at)]:
        write_key(call.frame, made, key, value)
    return pointing(made)


def _subclasses(call: Invocation) -> Value:
    found = []
    thing = call.receiver
    cls = thing.cls if isinstance(thing, ClassObject) else None
    if cls is not None:
        found = [call.frame.solver.class_object(one) for one in cls.subclasses]
    return call.make("list", {item(position): pointing(one) for position, one in enumerate(found)})


def _wraps(call: Invocation) -> Value:
    return pointing(External("builtins.function.decorator"))


def _bound_method(call: Invocation) -> Value:
    functions = expand(call.frame, call.first())
    receivers = expand(call.frame, call.arguments.get(1))
    return Value(
        tuple(
            [
                Bound(function, receiver)
                for function in functions
                for receiver in receivers
                if isinstance(function, (FunctionObject, Formal))
            ]
        )
    )


_EXCEPTIONS = (
    "BaseException",
    "Exception",
    "ValueError",
    "TypeError",
    "RuntimeError",
    "KeyError",
    "IndexError",
    "AttributeError",
    "OSError",
    "IOError",
    "LookupError",
    "ArithmeticError",
    "NotImplementedError",
    "PermissionError",
    "StopIteration",
    "ConnectionError",
    "TimeoutError",
    "AssertionError",
    "ImportError",
    "NameError",
    "SystemExit",
    "ZeroDivisionError",
    "UnicodeError",
    "FileNotFoundError",
    "KeyboardInterrupt",
    "GeneratorExit",
    "StopAsyncIteration",
    "EOFError",
    "BufferError",
    "MemoryError",
    "RecursionError",
    "Warning",
    "UserWarning",
    "DeprecationWarning",
    "ExceptionGroup",
)

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "builtins.len": _len,
    "builtins.str": _str,
    "builtins.repr": _repr,
    "builtins.format": _format,
    "builtins.bool": _bool,
    "builtins.int": _number,
    "builtins.float": _number,
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.delattr": _delattr,
    "builtins.hasattr": _hasattr,
    "builtins.vars": _vars,
    "builtins.locals": _locals,
    "builtins.globals": _globals,
    "builtins.dict": _dict,
    "builtins.list": _list,
    "builtins.tuple": _tuple,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "itertools.zip_longest": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.iter": _iter,
    "builtins.next": _next,
    "builtins.aiter": _iter,
    "builtins.anext": _next,
    "builtins.sum": _sum,
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "builtins.any": _any,
    "builtins.all": _any,
    "builtins.type": _type,
    "builtins.super": _super,
    "builtins.property": _property,
    "builtins.property.setter": _property_part,
    "builtins.property.getter": _property_part,
    "builtins.property.deleter": _property_part,
    "abc.abstractproperty": _property,
    "builtins.staticmethod": _static,
    "builtins.classmethod": _static,
    "builtins.object": _new_object,
    "builtins.object.__new__": _new_object,
    "builtins.object.__init__": _init_object,
    "builtins.type.__call__": _called_by_metaclass,
    "builtins.object.__setattr__": _set_attribute,
    "builtins.object.__getattribute__": _get_attribute,
    "builtins.range": _range,
    "builtins.__import__": _import_module,
    "builtins.eval": _eval,
    "builtins.abs": _dunder("__abs__"),
    "builtins.round": _round,
    "builtins.bytes": _dunder("__bytes__"),
    "builtins.hash": _dunder("__hash__"),
    "builtins.input": _input,
    "builtins.dict.fromkeys": _from_keys,
    "builtins.type.__subclasses__": _subclasses,
    "builtins.function.decorator": _identity,
    "types.MethodType": _bound_method,
    "importlib.import_module": _import_module,
    "typing.cast": _second,
    "typing.assert_type": _identity,
    "typing.NewType": _wraps,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "copy.replace": _replace,
    "dataclasses.replace": _replace,
    "attr.evolve": _replace,
    "attrs.evolve": _replace,
    "dataclasses.asdict": _asdict,
    "dataclasses.astuple": _asdict,
    "attr.asdict": _asdict,
    "attrs.asdict": _asdict,
    "attr.astuple": _asdict,
    "msgspec.structs.asdict": _asdict,
    "msgspec.to_builtins": _asdict,
    "dataclasses.field": _record_field,
    "attr.ib": _record_field,
    "attr.attrib": _record_field,
    "attrs.field": _record_field,
    "attr.field": _record_field,
    "pydantic.Field": _record_field,
    "msgspec.field": _record_field,
    "dataclasses.dataclass": _decorator_identity,
    "attr.s": _decorator_identity,
    "attrs.define": _decorator_identity,
    "attr.define": _decorator_identity,
    "attrs.frozen": _decorator_identity,
    "functools.total_ordering": _identity,
    "enum.unique": _identity,
    "abc.abstractmethod": _identity,
    "typing.overload": _identity,
    "typing.final": _identity,
    "typing.override": _identity,
    "typing.runtime_checkable": _identity,
    "contextlib.contextmanager": _identity,
    "contextlib.asynccontextmanager": _identity,
    "types.coroutine": _identity,
    "asyncio.run": _awaited_first,
    "asyncio.gather": _gather,
    "asyncio.wait_for": _awaited_first,
    "asyncio.shield": _awaited_first,
    "collections.namedtuple": _namedtuple,
    "typing.NamedTuple": _namedtuple,
    "typing.NamedTuple._asdict": _of_receiver(_asdict),
    "typing.NamedTuple._replace": _of_receiver(_replace),
    "collections.defaultdict": _default_dict,
    "collections.OrderedDict": _dict,
    "collections.ChainMap": _chain_map,
    "collections.deque": _deque,
    "types.MappingProxyType": _dict,
    "types.SimpleNamespace": _namespace,
    "queue.Queue": _queue,
    "queue.LifoQueue": _queue,
    "queue.SimpleQueue": _queue,
    "asyncio.Queue": _queue,
    "multiprocessing.Queue": _queue,
    "contextvars.ContextVar": _context_var,
    "builtins.context.set": _context_set,
    "builtins.context.get": _context_get,
    "string.Template": _template,
    "string.Template.substitute": _substitute,
    "string.Template.safe_substitute": _substitute,
    "datetime.timedelta": _timedelta,
    "datetime.datetime.now": _now,
    "datetime.datetime.utcnow": _now,
    "datetime.datetime.today": _now,
    "datetime.date.today": _now,
    "django.utils.timezone.now": _now,
    "weakref.proxy": _identity,
    "contextlib.nullcontext": _identity,
    "contextlib.closing": _identity,
    "builtins.instance.__init__": _init_object,
    **{f"builtins.{name}": _exception for name in _EXCEPTIONS},
    **functional.FUNCTIONS,
    **resources.FUNCTIONS,
}

__all__ = ["FUNCTIONS", "STR"]
