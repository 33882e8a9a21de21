"""Files that go with the rows that name them: what one deletion takes along and another one forgets."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.queries import store_of
from datamap.flow.practices.cascades import cascades_of
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from datamap.flow.events import Effect
    from datamap.flow.models.tables import Column
    from datamap.flow.practices.material import Material
    from datamap.model import Cascade
    from datamap.program.symbols import Function

FILES = frozenset({"object_storage", "file"})
PLACES = frozenset({("key",), ("path",), ("name",), ("file",), ("url",), ("id",), ("uri",)})
JOBS = frozenset({"task", "cli", "schedule"})
THINGS = frozenset({"object", "storage", "blob", "s3", "file", "filename", "media", "bucket", "upload"})


class FilesOfRows:
    """See the module."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._functions = {function.qualname: function for function in material.context.program.functions}
        self._deleted: dict[str, frozenset[str]] = {}

    def left_by(self, effect: Effect) -> tuple[str, ...]:
        """Give the stores of files that other deletions of the same rows reach, and this one does not."""
        mine = self._taken_by(effect.symbol)
        if effect.calls:
            mine |= self._taken_by(effect.calls[0].symbol)
        taken = {one.child for one in self._cascades if one.parent == effect.target} | self._swept
        return () if mine else tuple(sorted(self._together.get(effect.target, frozenset()) - taken))

    @cached_property
    def _swept(self) -> frozenset[str]:
        """The stores of files that expire by themselves, or that a job of its own clears."""
        effects = self._material.effects
        expiring = {effect.target for effect in effects if effect.kind in ("lifecycle", "expire")}
        jobs = [function for function, entry in self._material.solution.entries.items() if entry.kind in JOBS]
        for function in jobs:
            gone = [effect for effect, _ in self._material.solution.reached(function) if effect.kind == "delete"]
            if all(map(_is_of_files, gone)):
                expiring.update(effect.target for effect in gone)
        return frozenset(expiring)

    @cached_property
    def _together(self) -> dict[str, frozenset[str]]:
        """The stores of files that a function deletes from, by the table whose rows it deletes too.

        Of several tables, the files are those of the ones that name files: an erasure empties all of them.
        """
        found: dict[str, frozenset[str]] = {}
        deletions = [effect for effect in self._material.effects if effect.kind == "delete" and not _is_of_files(effect)]
        emptied: dict[str, set[str]] = {}
        for effect in deletions:
            emptied.setdefault(effect.symbol, set()).add(effect.target)
        for effect in deletions:
            for table in self._gone_with(effect.target):
                if len(emptied[effect.symbol]) == 1 or table in self._naming_files:
                    found[table] = found.get(table, frozenset()) | self._taken_by(effect.symbol)
        return found

    def _gone_with(self, table: str) -> set[str]:
        """A table, and those whose rows go with its rows and name files."""
        gone, todo = {table}, [table]
        while todo:
            parent = todo.pop()
            children = [one.child for one in self._cascades if one.parent == parent and one.effect == "cascade" and one.child not in gone]
            gone.update(children)
            todo += children
        return {one for one in gone if one == table or one in self._naming_files}

    @cached_property
    def _cascades(self) -> tuple[Cascade, ...]:
        return cascades_of(self._material, self._material.context.sql)

    @cached_property
    def _naming_files(self) -> frozenset[str]:
        """The tables with a column for the place of a file: ``object_key``, ``file_path``."""
        context = self._material.context
        tables = context.tables.all.values()
        return frozenset(store_of(context, table) for table in tables if any(_names_file(column) for column in table.columns.values()))

    def _taken_by(self, symbol: str) -> frozenset[str]:
        known = self._deleted.get(symbol)
        if known is None:
            function = self._functions.get(symbol)
            known = self._deleted[symbol] = self._files_deleted_in(function) if function is not None else frozenset()
        return known

    def _files_deleted_in(self, function: Function) -> frozenset[str]:
        reached = self._material.solution.reached(function)
        return frozenset(effect.target for effect, _ in reached if effect.kind == "delete" and _is_of_files(effect))


def _names_file(column: Column) -> bool:
    words = split_words(column.name)
    return column.folder is not None or (words[-1:] in PLACES and not THINGS.isdisjoint(words))


def _is_of_files(effect: Effect) -> bool:
    return isinstance(effect.data, Act) and effect.data.kind in FILES
