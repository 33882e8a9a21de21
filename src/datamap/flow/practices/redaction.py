"""Filters and processors that take personal data out of log records before they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

DROPPING = frozenset({"drop", "remove", "strip", "delete", "hide", "omit", "forget", "without", "no"})
PROCESSOR = 3
"""How many parameters a processor of structlog has: the logger, the method, the event."""
STANDARD = "logging."
CONTEXT = "context"
"""What a logger was bound to, whatever the keys were."""
SHORTEST = 3
LOGS_SETTINGS = frozenset({"LOGGING", "LOGGING_CONFIG", "LOG_CONFIG"})


class Redaction:
    """The categories that an installed filter takes out; nothing if none is installed."""

    def __init__(self, material: Material) -> None:
        self._words = {tuple(word.split()) for entry in material.context.stores.redactions for word in entry.words}
        self._names = self._filters(material)
        self._installed = any(self._installs(module, material) for module in material.modules) if self._names else False
        self._categories = self._covered(material) if self._installed else frozenset()
        processors = {one.name for one in material.context.program.functions if len(one.node.parameters) == PROCESSOR}
        self._by_key = processors.issuperset(self._names)
        literals = (literal.text.lower() for module in self._names.values() for literal in literals_of(module))
        self._keys = frozenset(text for text in literals if len(text) >= SHORTEST) if self._by_key else frozenset()

    def covers(self, category: str, call: str, slot: str) -> bool:
        """Tell whether what a call logs of a category, under a name, is redacted."""
        if not self._installed or (self._by_key and not self._seen_by_key(call, slot)):
            return False
        return not self._categories or any(category == known or category.startswith(f"{known}.") for known in self._categories)

    def _seen_by_key(self, call: str, slot: str) -> bool:
        """A processor of structlog looks at the keys of an event: neither at messages of the standard library nor into other values."""
        name = slot.rpartition(".")[2].lower()
        named = slot == CONTEXT or not self._categories or any(key in name for key in self._keys)
        return named and not call.startswith(STANDARD)

    def _filters(self, material: Material) -> dict[str, Module]:
        """Classes and functions of the project whose name says that they redact, and that are made to sit in a log."""
        found: dict[str, Module] = {}
        for entry in material.context.stores.redactions:
            for cls in material.context.program.classes.values():
                if any(base in entry.bases for base in cls.ancestors) and self._says_so(cls.name):
                    found[cls.name] = cls.module
        for function in material.context.program.functions:
            named = self._says_so(function.name) or _drops(function.name, material)
            if function.owner is None and named and len(function.node.parameters) in (1, PROCESSOR):
                found.setdefault(function.name, function.module)
        return found

    def _says_so(self, name: str) -> bool:
        words = split_words(name)
        return any(words[start : start + len(phrase)] == phrase for phrase in self._words for start in range(len(words)))

    def _installs(self, module: Module, material: Material) -> bool:
        """``handler.addFilter(RedactingFilter())``, ``structlog.configure(processors=[redact])``, a ``LOGGING`` dict that names it."""
        from datamap.flow.models.walking import names_in

        names = set(self._names)
        for call, path in material.context.statics.calls(module):
            installs = any((path or "").rpartition(".")[2] in entry.installs for entry in material.context.stores.redactions)
            if installs and not names.isdisjoint(names_in(call)):
                return True
        return any(literal.text.rpartition(".")[2] in names for literal in literals_of(module))

    def _covered(self, material: Material) -> frozenset[str]:
        """The categories whose field names the filters' modules list; empty if they list none, which means all."""
        found: set[str] = set()
        for module in self._names.values():
            for literal in literals_of(module):
                known = material.context.recognise(literal.text) if isinstance(literal.value, str) and len(literal.text) < 40 else None
                if known is not None:
                    found.add(known.category)
                elif "@" in literal.text:
                    found.add("user.contact.email")
        return frozenset(found)


def _drops(name: str, material: Material) -> bool:
    """``drop_email``: a verb that takes away, and what it takes away."""
    verb, *what = split_words(name) or ("",)
    return verb in DROPPING and bool(what) and material.context.recognise("_".join(what)) is not None
