"""Filters and processors that take personal data out of log records before they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

DROPPING = frozenset({"drop", "remove", "strip", "delete", "hide", "omit", "forget", "without", "no"})
LOGS_SETTINGS = frozenset({"LOGGING", "LOGGING_CONFIG", "LOG_CONFIG"})


class Redaction:
    """The categories that an installed filter takes out; nothing if none is installed."""

    def __init__(self, material: Material) -> None:
        self._words = {tuple(word.split()) for entry in material.context.stores.redactions for word in entry.words}
        self._names = self._filters(material)
        self._installed = any(self._installs(module, material) for module in material.modules) if self._names else False
        self._categories = self._covered(material) if self._installed else frozenset()

    def covers(self, category: str, file: str) -> bool:
        """Tell whether what is logged of a category is redacted."""
        del file
        return self._installed and (
            not self._categories or any(category == known or category.startswith(f"{known}.") for known in self._categories)
        )

    def _filters(self, material: Material) -> dict[str, Module]:
        """Classes and functions of the project whose name says that they redact, and that are made to sit in a log."""
        found: dict[str, Module] = {}
        for entry in material.context.stores.redactions:
            for cls in material.context.program.classes.values():
                if any(base in entry.bases for base in cls.ancestors) and self._says_so(cls.name):
                    found[cls.name] = cls.module
        for function in material.context.program.functions:
            named = self._says_so(function.name) or _drops(function.name, material)
            if function.owner is None and named and len(function.node.parameters) in (1, 3):
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
