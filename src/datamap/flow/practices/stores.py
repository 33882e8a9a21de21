"""Every store that holds or may hold data, from declared tables and from what the code does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.files import store_of_files
from datamap.flow.models.queries import store_of
from datamap.model import Form, FormKind, SinkKind, Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.flow.events import Effect
    from datamap.flow.models.ddl import SqlTable
    from datamap.flow.models.scope import Loci
    from datamap.flow.practices.material import Material
    from datamap.model import Element, Flow, Location

KINDS = {"index": "search", "collection": "database", "table": "database", "session": "session"}


@dataclass
class _Draft:
    id: str
    kind: str
    name: str
    owner: str | None = None
    evidence: list[Location] = field(default_factory=list)
    locus: str = ""
    processor: str | None = None
    encryption: str | None = None
    secured: bool | None = None


def stores_of(
    material: Material, elements: tuple[Element, ...], flows: tuple[Flow, ...], sql: tuple[SqlTable, ...], loci: Loci
) -> tuple[Store, ...]:
    """Give every store with its elements, in order of id."""
    drafts: dict[str, _Draft] = {}
    _from_tables(material, drafts)
    _from_sql(material, sql, drafts)
    _from_effects(material, drafts)
    held: dict[str, list[Element]] = {}
    for element in elements:
        held.setdefault(element.store or "", []).append(element)
    _from_files(material, drafts, held)
    personal = {flow.sink.id for flow in flows if flow.sink.kind is SinkKind.STORE and material.context.knowledge.is_personal(flow.data)}
    return tuple(_store(draft, tuple(held.get(draft.id, ())), draft.id in personal, loci) for _, draft in sorted(drafts.items()))


def _from_tables(material: Material, drafts: dict[str, _Draft]) -> None:
    tables, security = material.context.tables.all.values(), material.context.row_security
    told = any(table.name.lower() in security.tables for table in tables)
    for table in tables:
        if material.counts(table.cls.module.path):
            store = store_of(material.context, table)
            draft = drafts.setdefault(store, _Draft(store, KINDS.get(table.schema.kind, "database"), table.name))
            draft.owner = draft.owner or table.cls.qualname
            draft.processor = draft.processor or table.schema.processor
            draft.evidence.append(table.cls.location)
            if told and store.partition(":")[0] in _able(material):
                draft.secured = security.of(table.name)


def _from_files(material: Material, drafts: dict[str, _Draft], held: dict[str, list[Element]]) -> None:
    """The places of files that belong to rows: what the column holds is there."""
    context = material.context
    for table in context.tables.all.values():
        for column in table.columns.values():
            if column.folder is None or not material.counts(table.cls.module.path):
                continue
            store, (_, kind, processor) = store_of_files(context, table, column), context.media
            draft = drafts.setdefault(store, _Draft(store, kind, column.folder or table.name))
            draft.owner, draft.kind, draft.processor = draft.owner or table.cls.qualname, kind, processor
            draft.evidence.insert(0, column.location)
            mine = [element for element in held.get(store_of(context, table), ()) if element.name == column.name]
            held.setdefault(store, []).extend(replace(element, store=store) for element in mine)


def _from_sql(material: Material, sql: Iterable[SqlTable], drafts: dict[str, _Draft]) -> None:
    for table in sql:
        draft = drafts.setdefault(table.store, _Draft(table.store, "database", table.name))
        draft.evidence.append(table.location)
        if table.store.partition(":")[0] in _able(material):
            draft.secured = table.secured


def _able(material: Material) -> frozenset[str]:
    """The kinds of databases that can secure rows."""
    return frozenset({"database", *(engine.name for engine in material.context.frameworks.engines if engine.row_security)})


def _from_effects(material: Material, drafts: dict[str, _Draft]) -> None:
    for effect in material.effects:
        act = effect.data
        if (
            isinstance(act, Act)
            and act.sink is SinkKind.STORE
            and effect.kind in ("sink", "read", "delete", "expire", "protect", "lifecycle", "versioning")
        ):
            draft = drafts.setdefault(effect.target, _Draft(effect.target, KINDS.get(act.kind, act.kind), act.name))
            _observe(draft, effect, act)


def _observe(draft: _Draft, effect: Effect, act: Act) -> None:
    draft.processor = draft.processor or act.processor
    draft.locus = draft.locus or dict(act.means).get("locus", "")
    if effect.kind == "protect":
        draft.encryption = act.protect or "aes-256"
    if len(draft.evidence) < 5 and effect.location not in draft.evidence:
        draft.evidence.append(effect.location)


def _store(draft: _Draft, elements: tuple[Element, ...], personal: bool, loci: Loci) -> Store:
    evidence = tuple(draft.evidence)
    locus = draft.locus or ("device" if draft.kind == "keychain" else loci.of(evidence[0].file) if evidence else "server")
    return Store(
        draft.id,
        draft.kind,
        draft.name,
        draft.owner,
        evidence,
        elements,
        "device" if locus == "device" else "server",
        draft.processor,
        Form(FormKind.ENCRYPTED, draft.encryption) if draft.encryption else None,
        draft.secured,
        personal or bool(elements),
    )
