"""functools, itertools and operator."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from datamap.flow import operators
from datamap.flow.attributes import get_attribute
from datamap.flow.containers import elements, read_item, sequence_items
from datamap.flow.dispatch import annotated_class, register
from datamap.flow.frame import present
from datamap.flow.library import Invocation, copied, listed, wrapped
from datamap.flow.lookup import constants, field
from datamap.flow.objects import External, item
from datamap.flow.scalars import INT
from datamap.flow.values import NONE, NOTHING, Value, constant, join, join_all, pointing

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.calls import Arguments
    from datamap.flow.frame import Frame, Span
    from datamap.flow.objects import Thing


def _partial(call: Invocation) -> Value:
    fields = {item(position): value for position, value in enumerate(call.arguments.positional[1:])}
    fields.update({item(name): value for name, value in call.arguments.keywords.items()})
    kind = "partialmethod" if call.path.endswith("partialmethod") else "partial"
    return call.make(kind, {"<func>": call.first(), **fields})


def _wraps(call: Invocation) -> Value:
    fields = {"<wrapped>": call.first()}
    return pointing(call.frame.make(External("functools.update", None, call.frame.site(call.at)), fields))


def _identity(call: Invocation) -> Value:
    return call.first()


def _memo(call: Invocation) -> Value:
    """``@lru_cache`` and ``@lru_cache(maxsize=…)``."""
    value = call.first()
    return value if value.objects else pointing(External("builtins.function.decorator"))


def _cached_property(call: Invocation) -> Value:
    return wrapped(call, "cached_property", call.first())


def _singledispatch(call: Invocation) -> Value:
    made = wrapped(call, "singledispatch", call.first())
    if call.path.endswith("singledispatchmethod"):
        call.frame.put(made.objects[0], "<method>", constant(True))  # noqa: FBT003 - a literal of the analysed code
    return made


def _register(call: Invocation) -> Value:
    """``@f.register``, ``@f.register(cls)``, ``f.register(cls, function)``."""
    if call.receiver is None:
        return call.first()
    if len(call.arguments.positional) > 1:
        register(call.frame, call.receiver, call.first(), call.arguments.get(1))
        return call.arguments.get(1)
    from datamap.flow.objects import FunctionObject

    if any(thing.__class__ is FunctionObject for thing in call.first().objects):
        register(call.frame, call.receiver, annotated_class(call.frame, call.first()), call.first())
        return call.first()
    fields = {"<dispatcher>": pointing(call.receiver), "<classes>": call.first()}
    return pointing(call.frame.make(External("functools.registering", None, call.frame.site(call.at)), fields))


def _registering(call: Invocation) -> Value:
    """The decorator that ``@f.register(cls)`` gives."""
    fields = call.frame.fields(call.receiver) if call.receiver is not None else {}
    for thing in fields.get("<dispatcher>", NOTHING).objects:
        register(call.frame, thing, fields.get("<classes>", NOTHING), call.first())
    return call.first()


def _dispatch(call: Invocation) -> Value:
    held = field(call.frame, call.receiver, "<func>") if call.receiver is not None else None
    return present(held) if held is not None else NOTHING


def _reduce(call: Invocation) -> Value:
    function, source = call.first(), call.arguments.get(1)
    total = call.arguments.get(2) if len(call.arguments.positional) > 2 else NOTHING
    items = sequence_items(call.frame, source)
    if items is not None and len(items) <= 8:
        values = items if total is NOTHING else [total, *items]
        result = values[0] if values else NOTHING
        for value in values[1:]:
            result = call.call(function, result, value)
        return result
    value = elements(call.frame, source, call.at)
    total = join(total, value)
    for _ in range(2):
        total = join(total, call.call(function, total, value))
    return total


def _chain(call: Invocation) -> Value:
    return _concatenated(call, call.arguments.positional)


def _chain_inner(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    return _concatenated(call, items if items is not None else [elements(call.frame, call.first(), call.at)])


def _concatenated(call: Invocation, sources: list[Value]) -> Value:
    rows = [sequence_items(call.frame, value) for value in sources]
    if all(row is not None for row in rows):
        values = [value for row in rows if row is not None for value in row]
        return call.make("iterator", {item(position): value for position, value in enumerate(values)})
    return listed(call, join_all([elements(call.frame, value, call.at) for value in sources]), "iterator")


def _islice(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    bounds = [constants(call.frame, value) for value in call.arguments.positional[1:]]
    if items is not None and all(exact and len(found) == 1 for found, exact in bounds):
        kept = items[slice(*[found[0] for found, _ in bounds])]  # type: ignore[arg-type]
        return call.make("iterator", {item(position): value for position, value in enumerate(kept)})
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _same_elements(call: Invocation) -> Value:
    """Some of the elements of the last argument."""
    for function in call.arguments.positional[:-1]:
        call.call(function, elements(call.frame, call.arguments.positional[-1], call.at))
    return listed(call, elements(call.frame, call.arguments.positional[-1], call.at), "iterator")


def _of_first(call: Invocation) -> Value:
    if "key" in call.arguments.keywords:
        call.call(call.arguments.keywords["key"], elements(call.frame, call.first(), call.at))
    return listed(call, elements(call.frame, call.first(), call.at), "iterator")


def _repeat(call: Invocation) -> Value:
    return listed(call, call.first(), "iterator")


def _count(call: Invocation) -> Value:
    return listed(call, INT, "iterator")


def _starmap(call: Invocation) -> Value:
    from datamap.flow.calls import Arguments
    from datamap.flow.calls import call as call_value
    from datamap.flow.containers import spread

    rows = sequence_items(call.frame, call.arguments.get(1))
    results = []
    for row in rows if rows is not None else [elements(call.frame, call.arguments.get(1), call.at)]:
        items, rest = spread(call.frame, row)
        results.append(call_value(call.frame, call.first(), Arguments(items, {}, rest), call.at))
    if rows is not None:
        return call.make("iterator", {item(position): value for position, value in enumerate(results)})
    return listed(call, join_all(results), "iterator")


def _product(call: Invocation) -> Value:
    rows = [sequence_items(call.frame, value) for value in call.arguments.positional]
    exact = [row for row in rows if row is not None]
    if exact and len(exact) == len(rows) and math.prod(len(row) for row in exact) <= _MOST_ROWS and not call.arguments.keywords:
        return _tuples(call, [list(row) for row in itertools.product(*exact)])
    columns = {item(place): elements(call.frame, value, call.at) for place, value in enumerate(call.arguments.positional)}
    return listed(call, call.make("tuple", columns, "row"), "iterator")


_MOST_ROWS = 32


def _tuples(call: Invocation, rows: list[list[Value]]) -> Value:
    """An iterator of tuples whose items are known."""
    made = [call.make("tuple", {item(place): one for place, one in enumerate(row)}, f"row{number}") for number, row in enumerate(rows)]
    return call.make("iterator", {item(position): one for position, one in enumerate(made)})


def _groups(call: Invocation) -> Value:
    value = elements(call.frame, call.first(), call.at)
    inner = listed(call, value, part="inner")
    key = call.call(call.arguments.get(1, "key"), value) if call.arguments.get(1, "key") is not NOTHING else value
    return listed(call, call.make("tuple", {item(0): key, item(1): inner}, "group"), "iterator")


def _combinations(call: Invocation) -> Value:
    items, (size, exact) = sequence_items(call.frame, call.first()), constants(call.frame, call.arguments.get(1, "r"))
    if items is not None and len(items) <= _FEW and exact and len(size) == 1 and isinstance(size[0], int) and 0 < size[0] <= _FEW:
        rows = getattr(itertools, call.path.rpartition(".")[2])(items, size[0])
        return _tuples(call, [list(row) for row in rows])
    value = elements(call.frame, call.first(), call.at)
    return listed(call, listed(call, value, "tuple", "inner"), "iterator")


_FEW = 3


def _tee(call: Invocation) -> Value:
    items, (size, exact) = sequence_items(call.frame, call.first()), constants(call.frame, call.arguments.get(1, "n"))
    count = size[0] if exact and len(size) == 1 and isinstance(size[0], int) else 2
    if items is not None:
        fields = {item(position): value for position, value in enumerate(items)}
        same = [call.make("iterator", dict(fields), f"tee{index}") for index in range(min(count, _MOST_ROWS))]
        return call.make("tuple", {item(index): one for index, one in enumerate(same)})
    copies = [listed(call, elements(call.frame, call.first(), call.at), "iterator", f"tee{index}") for index in range(2)]
    return call.make("tuple", {item(index): one for index, one in enumerate(copies)})


def _pairwise(call: Invocation) -> Value:
    items = sequence_items(call.frame, call.first())
    if items is not None and len(items) <= _MOST_ROWS:
        return _tuples(call, [list(pair) for pair in itertools.pairwise(items)])
    value = elements(call.frame, call.first(), call.at)
    return listed(call, call.make("tuple", {item(0): value, item(1): value}, "pair"), "iterator")


def _getter(call: Invocation) -> Value:
    fields = {item(position): value for position, value in enumerate(call.arguments.positional)}
    return call.make("getter", {"<kind>": constant(call.path), "<func>": NONE, **fields})


def _caller(call: Invocation) -> Value:
    fields = {item(position): value for position, value in enumerate(call.arguments.positional)}
    fields.update({item(name): value for name, value in call.arguments.keywords.items()})
    return call.make("caller", {"<func>": NONE, **fields})


def call_getter(frame: Frame, thing: Thing, kind: str, arguments: Arguments, at: Span) -> Value:
    """Calling what ``itemgetter``, ``attrgetter`` and ``methodcaller`` made."""
    from datamap.flow.calls import Arguments as Args
    from datamap.flow.calls import call
    from datamap.flow.lookup import exact_keys
    from datamap.flow.objects import Container

    subject = arguments.get(0)
    held = {key[0]: present(field(frame, thing, key) or NOTHING) for key in exact_keys(frame, thing) or ()}  # type: ignore[index]
    if kind == "caller":
        name = held.pop(0, NOTHING)
        method = get_attribute(frame, subject, str(name.constants[0]) if name.constants else "", at)
        positional = [held[key] for key in sorted(key for key in held if isinstance(key, int))]
        return call(frame, method, Args(positional, {key: value for key, value in held.items() if isinstance(key, str)}), at)
    which = field(frame, thing, "<kind>")
    by_attribute = which is not None and which.constants == ("operator.attrgetter",)
    found = [_got(frame, subject, held[key], by_attribute=by_attribute) for key in sorted(held)]
    if len(found) == 1:
        return found[0]
    fields = {item(position): value for position, value in enumerate(found)}
    return pointing(frame.make(Container("tuple", frame.site(at)), fields))


def _got(frame: Frame, subject: Value, key: Value, *, by_attribute: bool) -> Value:
    from datamap.flow.subscripts import read_subscript

    if not by_attribute:
        return read_subscript(frame, subject, key, (0, 0, 0, 0))
    for name in str(key.constants[0]).split(".") if key.constants else ():
        subject = get_attribute(frame, subject, name)
    return subject


def _operator(symbol: str) -> Callable[[Invocation], Value | None]:
    def apply(call: Invocation) -> Value:
        return operators.binary(call.frame, symbol, call.first(), call.arguments.get(1), call.at)

    return apply


def _get_item(call: Invocation) -> Value:
    from datamap.flow.subscripts import read_subscript

    return read_subscript(call.frame, call.first(), call.arguments.get(1), call.at)


def _set_item(call: Invocation) -> Value:
    from datamap.flow.container_writes import write_subscript

    write_subscript(call.frame, call.first(), call.arguments.get(1), call.arguments.get(2), call.at)
    return NONE


def _delete_item(call: Invocation) -> Value:
    from datamap.flow.container_writes import remove_key
    from datamap.flow.lookup import expand

    for thing in expand(call.frame, call.first()):
        remove_key(call.frame, thing, call.arguments.get(1))
    return NONE


def _list_of_first(call: Invocation) -> Value:
    return copied(call, "iterator")


_OPERATORS = {
    "add": "+",
    "concat": "+",
    "iadd": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "or_": "|",
    "and_": "&",
    "xor": "^",
}

FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "functools.wraps": _wraps,
    "functools.update": _identity,
    "functools.update_wrapper": _identity,
    "functools.lru_cache": _memo,
    "functools.cache": _memo,
    "functools.cached_property": _cached_property,
    "django.utils.functional.cached_property": _cached_property,
    "functools.singledispatch": _singledispatch,
    "functools.singledispatchmethod": _singledispatch,
    "builtins.singledispatch.register": _register,
    "functools.registering": _registering,
    "builtins.singledispatch.dispatch": _dispatch,
    "functools.reduce": _reduce,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_inner,
    "itertools.islice": _islice,
    "itertools.cycle": _of_first,
    "itertools.repeat": _repeat,
    "itertools.count": _count,
    "itertools.starmap": _starmap,
    "itertools.product": _product,
    "itertools.groupby": _groups,
    "itertools.permutations": _combinations,
    "itertools.combinations": _combinations,
    "itertools.combinations_with_replacement": _combinations,
    "itertools.tee": _tee,
    "itertools.pairwise": _pairwise,
    "heapq.nlargest": _same_elements,
    "heapq.nsmallest": _same_elements,
    "random.choice": lambda call: elements(call.frame, call.first(), call.at),
    "random.sample": _of_first,
    "operator.itemgetter": _getter,
    "operator.attrgetter": _getter,
    "operator.methodcaller": _caller,
    "operator.getitem": _get_item,
    "operator.setitem": _set_item,
    "operator.delitem": _delete_item,
    "operator.countOf": lambda _: INT,
    "operator.indexOf": lambda _: INT,
    "bisect.bisect": lambda _: INT,
    "bisect.bisect_left": lambda _: INT,
    "bisect.bisect_right": lambda _: INT,
    "statistics.mode": lambda call: elements(call.frame, call.first(), call.at),
    **{f"operator.{name}": _operator(symbol) for name, symbol in _OPERATORS.items()},
}

__all__ = ["FUNCTIONS", "call_getter", "read_item"]
