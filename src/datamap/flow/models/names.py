"""Personal data and gates recognised by the names of parameters, fields, columns and keys."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from datamap.flow.tags import Label
from datamap.knowledge.frameworks import load_frameworks
from datamap.knowledge.names import split_words
from datamap.model import FormKind

if TYPE_CHECKING:
    from datamap.flow.models.context import Context
    from datamap.model import Location
    from datamap.program.symbols import Class

MANY = 200_000
HEADERS = (("headers",), ("meta",))
"""What headers of a request are kept in, by the last word of its name."""
TRUTH_TYPES = frozenset({"bool", "boolean", "booleanfield", "nullbooleanfield", "boolfield", "booleanproperty"})


class Naming:
    """What names say; every answer is kept, since programs repeat their names."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.of_name = lru_cache(maxsize=MANY)(self._of_name)
        self.of_field = lru_cache(maxsize=MANY)(self._of_field)
        self._settings = tuple(base for record in context.frameworks.records if record.kind == "settings" for base in record.bases)

    def _of_name(self, name: str, owner: str, type_: str | None, location: Location, symbol: str) -> tuple[Label, ...]:
        """Label a name that nothing else is known of."""
        if name in ("self", "cls") or self._holds_settings(owner):
            return self._gate(name, owner, location, symbol)
        if split_words(owner)[-1:] in HEADERS and (header := self.context.frameworks.headers.get(split_words(name))):
            return (Label("data", header, f"header {name}", location, symbol, "customer"),)
        kind = None if owner[:1].isupper() else "function"
        of_person = not self.context.frameworks.persons.isdisjoint(split_words(owner)[-1:])
        return self._gate(name, owner, location, symbol, chosen=of_person) or self._data(name, owner, type_, kind, location, symbol)

    def _of_field(self, cls: Class, name: str) -> tuple[Label, ...]:
        """Label a declared field of a class whose instance came from outside."""
        table = self.context.tables.of(cls)
        column = table.columns.get(name) if table else None
        declared = next((each.fields[name] for each in cls.mro or (cls,) if name in each.fields), None)
        location = column.location if column else declared.location if declared else cls.location
        type_ = column.type if column else declared.type if declared else None
        symbol = f"{cls.qualname}.{name}"
        default = column.default if column else self.context.statics.literal(declared.value, cls.module) if declared else None
        if self.is_settings(cls):
            preset = default if isinstance(default, bool) else None
            gate = self._gate(name, cls.name, location, symbol, preset)
            return gate or (Label("setting", name, f"{cls.name}.{name}", location, symbol),)
        chosen = isinstance(default, bool) or is_truth_type(type_)
        gate = self._gate(name, cls.name, location, symbol, default if isinstance(default, bool) else None, chosen=chosen)
        return gate or self._data(name, cls.name, type_, None, location, symbol)

    def is_settings(self, cls: Class) -> bool:
        """Tell whether a class holds the service's own configuration: its secrets are not a person's, as the settings in a table are."""
        if self.context.tables.of(cls) is not None:
            return False
        return any(ancestor in self._settings for ancestor in cls.ancestors) or self._holds_settings(cls.name)

    def _holds_settings(self, owner: str) -> bool:
        return is_settings_name(owner)

    def _data(self, name: str, owner: str, type_: str | None, kind: str | None, location: Location, symbol: str) -> tuple[Label, ...]:
        found = self.context.recognise(name, owner or None, type_, kind)
        if found is None or found.form.kind is not FormKind.PLAIN:
            return ()
        source = f"{owner}.{name}" if owner else name
        return (Label("data", found.category, source, location, symbol, found.subject, None, found.confidence),)

    def _gate(
        self, name: str, owner: str, location: Location, symbol: str, default: bool | None = None, *, chosen: bool = False
    ) -> tuple[Label, ...]:
        gate = self.context.gates.of_choice(name, owner) if chosen else self.context.gates.of_fact(name, owner)
        if gate is None:
            return ()
        source = f"{owner}.{name}" if owner else name
        return (Label("gate", gate.topic or "", source, location, symbol, gate.kind, (gate.refuses, default)),)


def is_truth_type(type_: str | None) -> bool:
    """Tell whether a declared type holds nothing but true and false."""
    return bool(type_) and str(type_).rpartition(".")[2].lower() in TRUTH_TYPES


def is_settings_name(name: str) -> bool:
    """Tell whether a class or variable is named as configuration."""
    words = split_words(name.rpartition(".")[2])
    return bool(words) and words[-1] in load_frameworks().settings_names
