"""How people get out of mailings: handlers that change nothing, and the places where a link to one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.facts.children import nodes_in
from datamap.flow.models.acts import Act
from datamap.flow.models.literals import literals_of
from datamap.flow.models.walking import calls_of
from datamap.knowledge.names import split_words
from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Function, Module

LINK = "unsubscribe_link"
LONGEST = 60
SAYS = ("unsubscrib", "opt-out", "opt out", "optout", "email preferences", "email settings", "notification settings", "your preferences")


def is_idle(function: Function, material: Material) -> bool:
    """Tell whether nothing in a function or in what it calls can change anything: it only looks up and shows."""
    called = material.solution.called(function)
    names = {one.name for one in called}
    looking = material.context.frameworks.looking
    nodes = (node for one in called for node in nodes_in(one.node.body) if not (one.name == "__init__" and isinstance(node, ir.Assign)))
    return not any(_acts(node, names, looking, material) for node in nodes)


def _acts(node: object, names: set[str], looking: frozenset[str], material: Material) -> bool:
    tables = material.context.tables.by_class_name
    match node:
        case ir.Assign(targets=targets):
            return any(isinstance(target, ir.Attribute | ir.Subscript) for target in targets)
        case ir.Augmented() | ir.Delete() | ir.With():
            return True
        case ir.Call(func=ir.Name(id=name)) | ir.Call(func=ir.Attribute(attr=name)):
            first = next(iter(split_words(name)), "")
            return name in tables or (name not in names | material.class_names and first not in looking)
        case ir.Call():
            return True
        case _:
            return False


def unsubscribe_links(material: Material) -> Iterator[Setting]:
    """Give each place that speaks of unsubscribing, handlers and addresses left out, where messages are sent at all."""
    if not any(isinstance(effect.data, Act) and effect.data.operation == "message" for effect in material.effects):
        return
    for module in material.modules:
        for location, symbol, text in (*_written(module), *_called(module)):
            if _says(text) and not _says(symbol.rpartition(".")[2]):
                yield Setting(LINK, LINK, text[:LONGEST], location, symbol)
    for file in material.texts:
        if _says(file.text):
            yield Setting(LINK, LINK, file.kind, Location(file.path, 1), file.path)


def _written(module: Module) -> Iterator[tuple[Location, str, str]]:
    """Texts of functions; of a module itself only sentences and addresses, which are no routes."""
    for literal in literals_of(module):
        if literal.symbol != module.name or " " in literal.text or "://" in literal.text:
            yield literal.location, literal.symbol, literal.text


def _called(module: Module) -> Iterator[tuple[Location, str, str]]:
    for call in calls_of(module):
        match call.func:
            case ir.Name(id=name) | ir.Attribute(attr=name):
                yield Location(module.path, *call.at), module.name, name
            case _:
                pass


def _says(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in SAYS)
