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

FORGETTING = frozenset({"forget", "erase", "gdpr", "anonymise", "anonymize", "scrub"})


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
        if function is None or not _deletes_person(effect, material):
            continue
        if function not in material.solution.entries and not material.solution.callers(function):
            yield Reach(effect.target, "vendor_delete", (Hop(effect.location, effect.symbol, "nothing calls this"),))


def _deletes_person(effect: Effect, material: Material) -> bool:
    """By what the call is about, or by what its function is called: ``stripe.Customer.delete``, ``forget()``."""
    act = effect.data
    if effect.kind != "delete" or not isinstance(act, Act) or act.sink is not SinkKind.PROCESSOR:
        return False
    about = set(split_words(act.owner)) | set(split_words(act.call.rpartition(".")[2]))
    named = set(split_words(effect.symbol.rpartition(".")[2]))
    return not material.context.frameworks.persons.isdisjoint(about | named) or bool(FORGETTING & named)
