"""Copies of files near the people who load them: whether a CDN stands in front of the service, and what makes it forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.literals import literals_of
from datamap.knowledge.names import split_words
from datamap.model import Setting, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.practices.material import Material

PURGE, CDN, FORGETS = "cdn_purge", "cdn", "cdn_lifetime"
FORGETTING = frozenset({"purge", "invalidate", "invalidation"})
LIFETIMES = ("max-age", "s-maxage", "no-store")


def is_purge(effect: Effect) -> bool:
    """Tell whether a call makes a cache in front of the service forget: ``…/purge_cache``, ``create_invalidation(…)``."""
    act = effect.data
    if not isinstance(act, Act) or effect.kind not in ("sink", "delete") or act.sink is not SinkKind.PROCESSOR:
        return False
    said = {*split_words(act.call.rpartition(".")[2]), *split_words((act.url or "").partition("://")[2])}
    return not said.isdisjoint(FORGETTING)


def deliveries_of(material: Material) -> Iterator[Setting]:
    """Give what shows a CDN, what purges it, and headers that let its copies go by themselves."""
    for effect in material.effects:
        if is_purge(effect):
            yield Setting(PURGE, effect.target, effect.target, effect.location, effect.symbol, effect.target)
    for module in material.modules:
        for literal in literals_of(module):
            text = literal.text if isinstance(literal.value, str) else ""
            if any(word in text.lower() for word in LIFETIMES):
                yield Setting(FORGETS, literal.name or FORGETS, text, literal.location, literal.symbol)
            elif text and (CDN in split_words(literal.name) or "://cdn." in text):
                yield Setting(CDN, literal.name or CDN, text, literal.location, literal.symbol)
