"""What forms and sign-in views of frameworks ask for, where a parameter, a base class or a call of the project names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.model import Location
from datamap.program.naming import annotation_paths, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material


def ready_forms(material: Material) -> Iterator[tuple[str, str, Location]]:
    """Every field that such a form asks for: its name, the function or class that uses the form, and where."""
    known = material.context.frameworks.ready_forms
    for path, owner, place in (*_taken(material), *_extended(material), *_mounted(material)):
        if material.counts(place.file):
            yield from ((name, owner, place) for name in known.get(path, ()))


def _taken(material: Material) -> Iterator[tuple[str, str, Location]]:
    program = material.context.program
    for function in program.functions:
        for parameter in function.node.parameters:
            place = Location(function.module.path, *parameter.at)
            for path in annotation_paths(parameter.annotation):
                yield resolve(program, function.module, path), function.qualname, place


def _extended(material: Material) -> Iterator[tuple[str, str, Location]]:
    for cls in material.context.program.classes.values():
        yield from ((path, cls.qualname, cls.location) for path in cls.external_bases)


def _mounted(material: Material) -> Iterator[tuple[str, str, Location]]:
    """``LoginView.as_view()``, ``auth.LoginView.as_view()`` and ``include("django.contrib.auth.urls")`` in a list of addresses."""
    known = material.context.frameworks.ready_forms
    leading = known.keys() | {path.rpartition(".")[0] for path in known} | {"django.urls.include"}
    for module in material.modules:
        if any(bound.removeprefix("import ") in leading for bound in module.bindings.values()):
            for call, path in material.context.statics.calls(module):
                place = Location(module.path, *call.at)
                yield (path or "").removesuffix(".as_view"), module.name, place
                yield from ((text, module.name, place) for text in _included(call, path))


def _included(call: ir.Call, path: str | None) -> Iterator[str]:
    """The addresses of a package that are taken over whole."""
    for argument in call.arguments if path == "django.urls.include" else ():
        if isinstance(argument.value, ir.Constant) and isinstance(argument.value.value, str):
            yield argument.value.value
