"""Deletions of people at third parties that are written and never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.knowledge.names import split_words
from datamap.model import Hop, Reach, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Function

FORGETTING = frozenset({"forget", "erase", "gdpr", "anonymise", "anonymize", "scrub"})
DELETING = FORGETTING | {"delete", "remove", "destroy"}


def idle_deletions_of(material: Material) -> tuple[Reach, ...]:
    """Give what deletes a person at a third party in a function that nobody calls and that is no way in, each third party once."""
    found: dict[str, Reach] = {}
    for reach in _idle(material):
        found.setdefault(reach.target, reach)
    return tuple(found[target] for target in sorted(found))


def _idle(material: Material) -> Iterator[Reach]:
    functions = {function.qualname: function for function in material.context.program.functions}
    for effect in material.effects:
        function = functions.get(effect.symbol)
        if function is not None and _is_idle(function, material) and _deletes_person(effect, function, material):
            yield Reach(effect.target, "vendor_delete", (Hop(effect.location, effect.symbol, "nothing calls this"),))
    for function in functions.values():
        if DELETING.isdisjoint(split_words(function.name)) or not _is_idle(function, material):
            continue
        for effect, _ in material.solution.reached(function):
            if effect.symbol != function.qualname and _deletes_person(effect, function, material):
                yield Reach(effect.target, "vendor_delete", (Hop(function.location, function.qualname, "nothing calls this"),))


def _is_idle(function: Function, material: Material) -> bool:
    return function not in material.solution.entries and not material.solution.callers(function)


def _deletes_person(effect: Effect, function: Function, material: Material) -> bool:
    """By what the call is about, its address, or what its function is called: ``stripe.Customer.delete``, ``forget()``, ``/users/7``."""
    act = effect.data
    if effect.kind != "delete" or not isinstance(act, Act) or act.sink is not SinkKind.PROCESSOR:
        return False
    about = {*split_words(act.owner), *split_words(act.call.rpartition(".")[2]), *split_words(_resource(act.url))}
    named = set(split_words(function.name))
    return not material.context.frameworks.persons.isdisjoint(about | named) or bool(FORGETTING & named)


def _resource(url: str | None) -> str:
    """The last step of an address that is no number: ``customers`` of ``/v1/customers/{}``."""
    steps = (url or "").partition("://")[2].partition("?")[0].split("/")[1:]
    return next((step for step in reversed(steps) if step and "{" not in step), "")
