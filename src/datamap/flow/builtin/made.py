"""Exceptions, templates, lengths of time, and what is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.container_writes import merge_dict
from datamap.flow.coroutines import again, called
from datamap.flow.frame import present
from datamap.flow.lookup import constants, expand, field
from datamap.flow.objects import (
    ANY,
    Container,
    External,
    is_item,
    item,
    scalar_kind,
)
from datamap.flow.shown import text_of
from datamap.flow.values import (
    NOTHING,
    Duration,
    Moment,
    Value,
    constant,
    join,
    pointing,
    with_labels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.library import Invocation


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


def _exception(call: Invocation) -> Value:
    """A builtin exception: its arguments are in ``args``."""
    frame = call.frame
    fields = {item(position): value for position, value in enumerate(call.arguments.positional)}
    args = pointing(frame.make(Container("tuple", frame.site(call.at, "args")), fields))
    return pointing(frame.make(External(call.path, None, frame.site(call.at)), {"args": args}))


def _gather(call: Invocation) -> Value:
    from datamap.flow.library import awaited

    values = [awaited(call.frame, value, call.at) for value in call.arguments.positional]
    side_by_side = [called(call.frame, value) for value in call.arguments.positional]
    if len(values) > 1 and all(one is not None for one in side_by_side):
        pairs = zip(values, side_by_side, strict=True)
        values = [value if one is None else join(value, again(call.frame, one, call.at)) for value, one in pairs]
    fields = {item(position): value for position, value in enumerate(values)}
    if call.arguments.rest is not NOTHING:
        fields[ANY] = awaited(call.frame, call.arguments.rest, call.at)
    return call.make("list", fields)


def _awaited_first(call: Invocation) -> Value:
    from datamap.flow.library import awaited

    return awaited(call.frame, call.first(), call.at)


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


def _re_sub(call: Invocation) -> Value | None:
    """``re.sub(pattern, function, text)``: what the function gives for a match takes its place in the text."""
    function, text = call.arguments.get(1, "repl"), call.arguments.get(2, "string")
    if not function.objects or any(scalar_kind(thing) is not None for thing in expand(call.frame, function)):
        return None
    return text_of(call.frame, call.call(function, text), text)


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


FUNCTIONS: dict[str, Callable[[Invocation], Value | None]] = {
    "asyncio.run": _awaited_first,
    "asyncio.wait_for": _awaited_first,
    "asyncio.shield": _awaited_first,
    "asyncio.gather": _gather,
    "string.Template": _template,
    "string.Template.substitute": _substitute,
    "string.Template.safe_substitute": _substitute,
    "re.sub": _re_sub,
    "datetime.timedelta": _timedelta,
    "datetime.datetime.now": _now,
    "datetime.datetime.utcnow": _now,
    "datetime.datetime.today": _now,
    "datetime.date.today": _now,
    "django.utils.timezone.now": _now,
    **{f"builtins.{name}": _exception for name in _EXCEPTIONS},
}
