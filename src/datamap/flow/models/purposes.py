"""What a message to a person is for, by the words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.flow.events import ExternalCall
    from datamap.flow.models.context import Context

LAST_NAMES = 2


def message_purposes(event: ExternalCall, context: Context) -> tuple[str, ...]:
    """Tell whether a message is marketing: its function, subject, template or list says so."""
    texts = [".".join(event.site.symbol.split(".")[-LAST_NAMES:])]
    texts += [text for value in (*event.args, *event.kwargs.values()) for text in value.constants if isinstance(text, str)]
    return tuple(dict.fromkeys(found for text in texts if (found := context.frameworks.marketing.find(text))))
