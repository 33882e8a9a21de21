"""Whether a way in is only for people who are known: decorators, dependencies, mixins, permission classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.walking import reads_attribute
from datamap.program.naming import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.context import Context
    from datamap.program.symbols import Class, Function


def authenticated(function: Function, context: Context) -> bool | None:
    """Tell whether a route is only for known people: True, False for a public one, None if the code leaves it to something else."""
    words = context.routing.auth_words
    names = list(_named_around(function, context))
    if any(name in context.routing.auth_names or words.find(name) for name in names):
        return True
    if any(_is_caller(parameter, context) for parameter in function.node.parameters) or _asks_request(function, context):
        return True
    if any(name.rpartition(".")[2] in context.routing.open_names for name in names):
        return False
    return None if context.routing.locked else False


def _asks_request(function: Function, context: Context) -> bool:
    """Whether the body reads who calls from the request: ``request.user``."""
    names = {parameter.name for parameter in function.node.parameters} | {"self"}
    return any(reads_attribute(function.node.body, name, user) for name in names for user in context.routing.user_attributes)


def _is_caller(parameter: ir.Parameter, context: Context) -> bool:
    """``account: Account`` is who calls, ``account: str`` a part of the address."""
    written = dotted(parameter.annotation) or ""
    return parameter.name in context.routing.caller_names and written.rpartition(".")[2][:1].isupper()


def _named_around(function: Function, context: Context) -> Iterator[str]:
    """Names in the decorators, parameters and defaults of a function, and in its class."""
    for decorator in function.node.decorators:
        yield from _names(decorator, function, context)
    for parameter in function.node.parameters:
        yield from (
            name for part in (parameter.annotation, parameter.default) if part is not None for name in _names(part, function, context)
        )
        yield parameter.name
    if function.owner is not None:
        yield from _of_class(function.owner, function, context)
    for expression, _ in context.routing.dependencies(function):
        yield from _names(expression, function, context)


def _of_class(cls: Class, function: Function, context: Context) -> Iterator[str]:
    yield from cls.ancestors
    for auth in context.frameworks.auths:
        for attribute in auth.attributes:
            declared = next((each.fields[attribute] for each in cls.mro or (cls,) if attribute in each.fields), None)
            if declared is not None and declared.value is not None:
                yield from _names(declared.value, function, context)


def _names(expression: ir.Expression, function: Function, context: Context) -> Iterator[str]:
    """Dotted names in an expression, and in the arguments of its calls."""
    match expression:
        case ir.Call(func=func, arguments=arguments):
            yield from _names(func, function, context)
            yield from (name for argument in arguments for name in _names(argument.value, function, context))
        case ir.Sequence(items=items):
            yield from (name for item in items for name in _names(item, function, context))
        case ir.Subscript(value=value, index=index):
            yield from _names(value, function, context)
            yield from _names(index, function, context)
        case ir.Name() | ir.Attribute():
            path = context.statics.path(expression, function.module)
            yield from (name for name in (dotted(expression), path) if name)
        case _:
            return
