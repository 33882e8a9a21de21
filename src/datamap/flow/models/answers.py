"""Functions that answer whether a person agreed, opted in or objected: ``consents.allows(user, "analytics")``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from datamap.flow.events import Outcome
from datamap.flow.tags import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context
    from datamap.knowledge.gates import Gate

DECISIVE = frozenset({"consent", "opt_in", "opt_out"})


def find(spelled: tuple[str, ...], context: Context) -> Callable[[ExternalCall], Outcome | None] | None:
    """Find who answers for a path."""
    owner, _, name = spelled[-1].rpartition(".")
    gate = context.gates.of_function(name, owner) or context.gates.of_fact(name, owner)
    return partial(_answered, gate=gate, context=context) if gate else None


def _answered(event: ExternalCall, gate: Gate, context: Context) -> Outcome | None:
    topic = gate.topic or _topic(event, context)
    if topic is None and gate.kind not in DECISIVE:
        return None
    label = Label("gate", topic or "", f"{event.name}()", event.site.location, event.site.symbol, gate.kind, (gate.refuses, None))
    return Outcome(event.world.labelled(label), demanded=(label,) if gate.demands else ())


def asking(name: str, context: Context) -> bool:
    """Whether a function of this name asks or demands that a person agreed."""
    gate = context.gates.of_function(name)
    return gate is not None and gate.kind in DECISIVE


def _topic(event: ExternalCall, context: Context) -> str | None:
    """Find the topic in a constant argument: a text, or a member of an enumeration."""
    for value in (*event.args, *event.kwargs.values()):
        texts = [constant for constant in value.constants if isinstance(constant, str)]
        texts += [path.rpartition(".")[2] for path in event.world.externals(value)]
        topic = context.gates.topic(*texts) if texts else None
        if topic:
            return topic
    return None
