"""Ways in by which people use their rights (erasure, export, withdrawal …) and all that each reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.acts import Act
from datamap.flow.models.literals import literals_of
from datamap.flow.models.queries import store_of
from datamap.flow.practices.people import People
from datamap.flow.practices.reaching import UNSUBSCRIBE, Reaching
from datamap.flow.practices.way_out import is_idle
from datamap.knowledge.names import split_words
from datamap.model import Handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Decoration
    from datamap.flow.practices.material import Material
    from datamap.model import Cascade, Element, Reach
    from datamap.program.symbols import Function

DELETING = ("delete", "destroy", "remove", "perform_destroy")
VIEW_WORDS = frozenset(
    {"view", "views", "set", "viewset", "api", "detail", "details", "endpoint", "controller", "resource", "handler", "admin"}
)
REMOVING = ("delete", "anonymise", "soft_delete")
TAKING = (*REMOVING, "set_null")
ACCOUNT = "account"
MOST_DEPTH = 30


def handlers_of(material: Material, cascades: tuple[Cascade, ...], elements: tuple[Element, ...]) -> tuple[Handler, ...]:
    """Give every handler, the outermost function of each, in order of place."""
    people = People(material)
    finder = _Finder(material, Reaching(material, cascades, elements, people), people)
    return tuple(sorted(finder.all(), key=lambda handler: (handler.location, handler.kind, handler.symbol)))


def _answers_delete(function: Function) -> bool:
    """``@app.route("/me", methods=["DELETE"])``, ``@on("DELETE", "/me")``."""
    for decorator in function.node.decorators:
        for argument in decorator.arguments if isinstance(decorator, ir.Call) else ():
            given = argument.value.items if isinstance(argument.value, ir.Sequence) else (argument.value,)
            if [one.value for one in given if isinstance(one, ir.Constant)] == ["DELETE"]:
                return True
    return False


class _Finder:
    def __init__(self, material: Material, reaching: Reaching, people: People) -> None:
        self.material, self.reaching, self.people = material, reaching, people
        self.entries = material.solution.entries

    def all(self) -> Iterator[Handler]:
        found: dict[str, list[Function]] = {}
        for function in self.material.context.program.functions:
            if self.material.counts(function.module.path) and function.kind == "function":
                for kind in self._kinds(function):
                    found.setdefault(kind, []).append(function)
        if not any(self.reaching.of(function, "erasure") for function in found.get("erasure", ())):
            found.setdefault("erasure", []).extend(self._unnamed())
        for kind, functions in found.items():
            made = [(function, self._handler(kind, function)) for function in self._outermost(functions)]
            starts = any(function in self.entries and handler is not None and self._removes(handler) for function, handler in made)
            for function, handler in made:
                if handler is not None and not (kind == "erasure" and starts and self._is_dead(function)):
                    yield handler

    def _removes(self, handler: Handler) -> bool:
        return any(reach.target in self.people.stores and reach.how in REMOVING for reach in handler.reaches)

    def _is_dead(self, function: Function) -> bool:
        """Nothing calls or names it any more: what is written in it happens to nobody."""
        if function in self.entries or any(self.material.solution.callers(function)):
            return False
        return not any(module is not function.module and function.name in module.facts.identifiers for module in self.material.modules)

    def _unnamed(self) -> Iterator[Function]:
        """Where no name tells of erasure: routes that delete a row of those who sign in (``/leave``)."""
        account = self.material.context.tables.account
        store = store_of(self.material.context, account) if account is not None else None
        deleting = {effect.symbol for effect in self.material.effects if effect.kind == "delete" and effect.target == store}
        yield from (function for function, entry in self.entries.items() if entry.kind == "route" and function.qualname in deleting)

    def _kinds(self, function: Function) -> Iterator[str]:
        """What the names of a function, its class, module and address say that it is for."""
        entry = self.entries.get(function)
        rights = self.material.context.frameworks.rights
        kinds = list(rights.find_all(split_words(function.name)))
        if entry is not None:
            owner = function.owner.name if function.owner else ""
            kinds += [
                kind
                for text in (entry.path or "", f"{owner} {function.name}", self._command(function, entry))
                for kind in rights.find_all(split_words(text))
            ]
            if self._deletes_person(function, entry):
                kinds.append("erasure")
        yield from dict.fromkeys(kinds)

    def _command(self, function: Function, entry: Decoration) -> str:
        return function.module.name.rpartition(".")[2] if entry.kind == "cli" else ""

    def _deletes_person(self, function: Function, entry: Decoration) -> bool:
        """``DELETE /users/{id}``, ``DELETE /me``: the verb and the address."""
        words = split_words(function.name)
        verbs = {str(path).rpartition(".")[2] for path in function.decorators}
        deletes = bool(words) and (words[0] in DELETING or function.name in DELETING or "delete" in verbs or _answers_delete(function))
        if function.name in DELETING and entry.kind == "route" and self._is_of_person(function):
            return True
        steps = [step for step in (entry.path or "").lower().split("/") if step and "{" not in step and "<" not in step and ":" not in step]
        return deletes and bool(steps) and steps[-1] in self.material.context.frameworks.person_routes

    def _is_of_person(self, function: Function) -> bool:
        """``UserViewSet.destroy``, ``AccountView.delete``: the class says whose rows its requests are about."""
        words = split_words(function.owner.name) if function.owner else ()
        told = [word for word in words if word not in VIEW_WORDS]
        return len(told) == 1 and told[0] in self.material.context.frameworks.persons

    def _outermost(self, functions: list[Function]) -> list[Function]:
        """Leave out what another of them calls: the way in is the handler."""
        chosen = set(functions)
        return [function for function in functions if function in self.entries or not self._called_from(function, chosen)]

    def _called_from(self, function: Function, chosen: set[Function]) -> bool:
        seen = {function}
        pending = [(function, 0)]
        while pending:
            current, depth = pending.pop()
            for caller, _ in self.material.solution.callers(current):
                if caller in chosen and caller is not function:
                    return True
                if caller not in seen and depth < MOST_DEPTH:
                    seen.add(caller)
                    pending.append((caller, depth + 1))
        return False

    def _handler(self, kind: str, function: Function) -> Handler | None:
        reaches = self.reaching.of(function, kind)
        entry = self.entries.get(function)
        if kind == "erasure" and not self._erases(function, reaches):
            return None
        if kind in ("rectification", "access") and entry is None:
            return None
        scope, formats = self._scope(kind, function, reaches), self._formats(function) if kind == "export" else ()
        idle = kind == UNSUBSCRIBE and not reaches and is_idle(function, self.material)
        looks_at = self._looks_at(function) if kind == "erasure" else ()
        return Handler(kind, function.location, function.qualname, scope, reaches, entry.path if entry else None, formats, idle, looks_at)

    def _looks_at(self, function: Function) -> tuple[str, ...]:
        reached = self.material.solution.reached(function)
        return tuple(sorted({effect.target for effect, _ in reached if effect.kind == "read" and isinstance(effect.data, Act)}))

    def _formats(self, function: Function) -> tuple[str, ...]:
        """The file formats that the code of an export speaks of: in names of functions, media types and endings of files."""
        called = self.material.solution.called(function)
        names = {one.qualname for one in called}
        said = {word for one in called for word in split_words(one.name)}
        for module in {one.module.name: one.module for one in called}.values():
            said.update(
                word for one in literals_of(module) if one.symbol in names and isinstance(one.value, str) for word in split_words(one.value)
            )
        formats = self.material.context.frameworks.export_formats
        return tuple(sorted(name for name, words in formats.items() if not said.isdisjoint(words)))

    def _erases(self, function: Function, reaches: tuple[Reach, ...]) -> bool:
        if self._is_in_group(function) and not any(reach.target in self.people.stores and reach.how in REMOVING for reach in reaches):
            return False
        return function in self.entries or any(reach.how in TAKING and self.reaching.columns.get(reach.target) for reach in reaches)

    def _is_in_group(self, function: Function) -> bool:
        """``Organization.remove_user``, ``DELETE /projects/{id}/members/{id}``: somebody leaves a group."""
        owner = split_words(function.owner.name) if function.owner else ()
        path = self.entries[function].path if function in self.entries else None
        return not self.material.context.frameworks.groups_of_people.isdisjoint((*owner, *split_words(path or "")))

    def _takes_person(self, kind: str, reaches: tuple[Reach, ...]) -> bool:
        """Whether a row of the people themselves goes, or is reached where the kind takes nothing away."""
        if kind == "erasure" and any(reach.how == "vendor_delete" and self._signs_in(reach.target) for reach in reaches):
            return True
        return any(reach.target in self.people.stores for reach in reaches if kind != "erasure" or reach.how in TAKING)

    def _signs_in(self, processor: str) -> bool:
        """Whether a third party is where people sign in: who is deleted there is gone."""
        return self.material.context.knowledge.purposes_of(processor)[:1] == ("identity",)

    def _scope(self, kind: str, function: Function, reaches: tuple[Reach, ...]) -> str:
        """``account`` if the person's own row goes, or the name speaks of the person; else the one store it is about."""
        if self._takes_person(kind, reaches):
            return ACCOUNT
        targets = list(dict.fromkeys(reach.target for reach in reaches))
        words = set(split_words(f"{function.name} {self.entries[function].path or ''}" if function in self.entries else function.name))
        if not targets or words & self.material.context.frameworks.person_routes or "account" in words:
            return ACCOUNT
        return targets[0]
