"""What a function does to stores and third parties, directly and through cascades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.queries import WHERE
from datamap.flow.practices.delivery import is_purge
from datamap.flow.values import Moment
from datamap.knowledge.names import split_words
from datamap.model import Hop, Reach, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.models.acts import Cell
    from datamap.flow.practices.material import Material
    from datamap.flow.practices.people import People
    from datamap.model import Cascade, Element
    from datamap.program.symbols import Function

STATE = "user.account"
UNSUBSCRIBE = "unsubscribe"
STRONGEST = ("delete", "cascade", "vendor_delete", "anonymise", "revoke", "soft_delete", "set_null", "write", "purge", "read")


class Reaching:
    """See the module."""

    def __init__(self, material: Material, cascades: tuple[Cascade, ...], elements: tuple[Element, ...], people: People) -> None:
        self.material = material
        self.cascades: dict[str, list[Cascade]] = {}
        for cascade in cascades:
            self.cascades.setdefault(cascade.parent, []).append(cascade)
        self.pointers = {
            (one.child, one.column) for one in cascades if one.column and one.parent in people.stores and one.child not in people.stores
        }
        self.columns: dict[str, dict[str, Element]] = {}
        for element in elements:
            self.columns.setdefault(element.store or "", {})[element.name] = element
        self._soft = {tuple(column.split()) for entry in material.context.frameworks.soft_deletes for column in entry.columns}
        self._values = {value for entry in material.context.frameworks.soft_deletes for value in entry.values}
        self._off = {tuple(column.split()) for entry in material.context.frameworks.soft_deletes for column in entry.false_means_deleted}

    def of(self, function: Function, kind: str) -> tuple[Reach, ...]:
        """Give what a handler of a kind touches: one entry for each target and way, with the shortest path."""
        found: dict[tuple[str, str], Reach] = {}
        for effect, hops in self.material.solution.reached(function):
            for reach in self._reaches(effect, hops, kind):
                key = (reach.target, reach.how)
                if key not in found or len(reach.path) < len(found[key].path):
                    found[key] = reach
        if kind == "erasure":
            for reach in list(found.values()):
                if reach.how == "delete":
                    for further in self._cascaded(reach):
                        found.setdefault((further.target, further.how), further)
        return tuple(sorted(found.values(), key=lambda reach: (reach.target, STRONGEST.index(reach.how))))

    def _reaches(self, effect: Effect, hops: tuple[Hop, ...], kind: str) -> Iterator[Reach]:
        act = effect.data
        if not isinstance(act, Act):
            return
        path = (*hops, Hop(effect.location, effect.symbol, f"{act.operation} {effect.target}"))
        if effect.kind == "delete":
            yield Reach(effect.target, "vendor_delete" if act.sink is SinkKind.PROCESSOR else "delete", path)
        elif effect.kind == "read" and kind in ("export", "access"):
            yield Reach(effect.target, "read", path, self._categories(effect.target))
        elif kind == "erasure" and is_purge(effect):
            yield Reach(effect.target, "purge", path)
        elif effect.kind == "sink" and act.sink is SinkKind.STORE:
            how = self._how(effect, act)
            if kind == UNSUBSCRIBE:
                columns = {slot.name for slot in effect.slots} | {cell.column for cell in act.cells}
                yield Reach(effect.target, "write", path, (), tuple(sorted(columns - {"", WHERE})))
            elif how:
                yield Reach(effect.target, how, path, self._categories(effect.target))

    def _categories(self, store: str) -> tuple[str, ...]:
        return tuple(sorted({element.category for element in self.columns.get(store, {}).values()}))

    def _how(self, effect: Effect, act: Act) -> str | None:
        """Tell what a write does to a row: empties its personal columns, marks it, switches it off."""
        personal = self.columns.get(effect.target, {})
        emptied = [cell for cell in act.cells if cell.column in personal and self._is_emptied(cell, effect)]
        if any(not personal[cell.column].category.startswith(STATE) for cell in emptied):
            return "anonymise"
        marks = [cell for cell in act.cells if self._marks(cell)]
        if marks:
            return "revoke" if any("revoked" in cell.column for cell in marks) else "soft_delete"
        if any("revoked" in cell.column for cell in act.cells):
            return "revoke"
        return "set_null" if any(self._lets_go(cell, effect.target) for cell in act.cells) else None

    def _lets_go(self, cell: Cell, store: str) -> bool:
        """Whether a row loses the person to whom it pointed."""
        return cell.known and cell.value is None and (store, cell.column) in self.pointers

    def _is_emptied(self, cell: Cell, effect: Effect) -> bool:
        if cell.known:
            return True
        slot = next((slot for slot in effect.slots if slot.name == cell.column), None)
        return slot is not None and not slot.labels and not cell.handed

    def _marks(self, cell: Cell) -> bool:
        words = split_words(cell.column)
        if isinstance(cell.value, str) and cell.value.lower() in self._values:
            return True
        if words not in self._soft:
            return False
        if words in self._off:
            return cell.known and cell.value is False
        return (cell.known and (cell.value is True or isinstance(cell.value, Moment))) or (not cell.known and words[-1] in ("at", "on"))

    def _cascaded(self, reach: Reach) -> Iterator[Reach]:
        """Rows of other tables that go too, however far."""
        seen = {reach.target}
        pending = [(reach.target, reach.path)]
        while pending:
            parent, path = pending.pop()
            for cascade in self.cascades.get(parent, ()):
                if cascade.child in seen:
                    continue
                how = {"cascade": "cascade", "set_null": "set_null"}.get(cascade.effect)
                if how is None:
                    continue
                step = (*path, Hop(cascade.location, cascade.child, f"{how.replace('_', ' ')} with {parent}"))
                yield Reach(cascade.child, how, step)
                if how == "cascade":
                    seen.add(cascade.child)
                    pending.append((cascade.child, step))
