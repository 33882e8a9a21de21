"""The inventory as fideslang YAML: the stores as datasets, the project as a system, and the categories that fideslang does not have.

JSON strings are valid YAML, so that no text from code can be anything else than text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.knowledge.everything import knowledge_of
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Flow, JsonValue, ProcessorUse, Result, Store

    Record = dict[str, JsonValue]

ORGANIZATION = "default_organization"
DEFAULT_USE = "essential.service"
SUBJECTS = "customer"


def render(result: Result, system: str) -> str:
    """A document that the published ``fideslang`` package reads."""
    return "\n".join(_yaml(document(result, system), 0)) + "\n"


def document(result: Result, system: str) -> Record:
    """``data_category`` (our extensions), ``dataset`` and ``system``."""
    writer = _Writer(result, system)
    datasets = writer.datasets()
    return {"data_category": writer.extensions(), "dataset": datasets, "system": [writer.system()]}


def key(text: str) -> str:
    """``text`` as a fideslang key."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text) or "unnamed"


class _Writer:
    def __init__(self, result: Result, system: str) -> None:
        self._practices = result.practices
        self._system = system
        self._names = knowledge_of(result)
        self._engines: dict[str, list[Store]] = defaultdict(list)
        for store in result.practices.stores:
            if store.elements or self._written(store):
                self._engines[store.id.partition(":")[0]].append(store)

    def _written(self, store: Store) -> list[Flow]:
        return [flow for flow in self._practices.flows if flow.sink.kind is SinkKind.STORE and flow.sink.id == store.id]

    def extensions(self) -> list[JsonValue]:
        used = {flow.data for flow in self._practices.flows} | {element.category for element in self._practices.elements}
        used |= {category for use in self._practices.processors for category in use.collects}
        wanted = {".".join(name.split(".")[:depth]) for name in used for depth in range(1, name.count(".") + 2)}
        return [
            self._extension(name)
            for name in sorted(wanted)
            if name not in self._names.categories or not self._names.categories[name].fideslang
        ]

    def _extension(self, name: str) -> Record:
        parent = name.rpartition(".")[0]
        return {"fides_key": key(name), "name": self._names.category_name(name), "parent_key": key(parent) if parent else None}

    def datasets(self) -> list[JsonValue]:
        return [
            {
                "fides_key": key(f"{self._system}_{engine}"),
                "organization_fides_key": ORGANIZATION,
                "name": display(engine),
                "collections": [self._collection(store) for store in stores],
            }
            for engine, stores in sorted(self._engines.items())
        ]

    def _collection(self, store: Store) -> Record:
        fields: dict[str, set[str]] = defaultdict(set)
        for element in store.elements:
            fields[element.name].add(element.category)
        for flow in self._written(store):
            fields[flow.sink.argument or flow.data].add(flow.data)
        return {
            "name": display(store.id.partition(":")[2] or store.id),
            "description": display(", ".join(f"{place.file}:{place.line}" for place in store.evidence[:2])),
            "fields": [{"name": _field(name), "data_categories": [*sorted(map(key, data))]} for name, data in sorted(fields.items())],
        }

    def system(self) -> Record:
        uses = sorted(self._practices.processors, key=lambda use: use.id)
        return {
            "fides_key": key(self._system),
            "organization_fides_key": ORGANIZATION,
            "name": display(self._system),
            "system_type": "Application",
            "dataset_references": [key(f"{self._system}_{engine}") for engine in sorted(self._engines)],
            "privacy_declarations": [declaration for use in uses for declaration in self._declarations(use)],
        }

    def _declarations(self, use: ProcessorUse) -> Iterator[Record]:
        flows = [flow for flow in self._practices.flows if flow.sink.kind is SinkKind.PROCESSOR and flow.sink.id == use.id]
        data = sorted({key(flow.data) for flow in flows} | {key(category) for category in use.collects})
        if data:
            purpose = self._names.processors.purposes.get(use.purposes[0]) if use.purposes else None
            yield {
                "name": display(use.name),
                "data_categories": [*data],
                "data_use": purpose.use if purpose and purpose.use else DEFAULT_USE,
                "data_subjects": [*(sorted({key(flow.subject) for flow in flows}) or [SUBJECTS])],
                "data_shared_with_third_parties": True,
                "third_parties": display(use.name),
                "shared_categories": [*data],
            }


def _field(name: str) -> str:
    """Fides reads a dot in a field's name as nesting."""
    return display(name).replace(".", "_") or "unnamed"


def _yaml(value: JsonValue, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, (dict, list)) and part:
                yield f"{indent}{name}:"
                yield from _yaml(part, depth + 1)
            else:
                yield f"{indent}{name}: {json.dumps(part)}"
    elif isinstance(value, list):
        for part in value:
            lines = list(_yaml(part, depth + 1)) if isinstance(part, dict) else [f"{indent}  {json.dumps(part)}"]
            yield f"{indent}- {lines[0].lstrip(' ')}"
            yield from lines[1:]
