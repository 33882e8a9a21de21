"""Which file ``import a.b`` means: the scanned root, ``src`` folders, further roots, and folders without ``__init__``."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.program.symbols import Module


class ModuleFinder:
    """Modules by path, and by every dotted name that some source root would give them."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._by_key: dict[str, Module] = {}
        self._by_last: dict[str, list[Module]] = defaultdict(list)
        self._found: dict[tuple[str, str], Module | None] = {}
        for module in modules:
            self._by_key[module.key] = module
            self._by_last[module.key.rpartition("/")[2]].append(module)

    def at(self, key: str) -> Module | None:
        """The module of a path without its suffix."""
        return self._by_key.get(key)

    def relative(self, importer: Module, name: str, level: int) -> Module | None:
        """What ``from <level dots>name`` means in ``importer``."""
        folder = importer.key.split("/") if importer.is_package else importer.key.split("/")[:-1]
        if level - 1 > len(folder):
            return None
        parts = folder[: len(folder) - level + 1] + (name.split(".") if name else [])
        return self._by_key.get("/".join(parts))

    def absolute(self, importer: Module, name: str) -> Module | None:
        """What ``import name`` means in ``importer``; None if it is not in the project."""
        top = importer.key.partition("/")[0]
        folder = importer.key.rpartition("/")[0]
        known = (folder or top, name)
        if known not in self._found:
            self._found[known] = self._search(importer, name)
        return self._found[known]

    def _search(self, importer: Module, name: str) -> Module | None:
        path = name.replace(".", "/")
        exact = self._by_key.get(path)
        if exact is not None and not self._shadowed(exact, name):
            return exact
        if name.partition(".")[0] in sys.stdlib_module_names:
            return None
        ends = "/" + path
        candidates = [module for module in self._by_last.get(path.rpartition("/")[2], ()) if module.key.endswith(ends)]
        ranked = sorted((self._distance(importer, module.key[: -len(ends)]), module.key, module) for module in candidates)
        return ranked[0][2] if ranked and ranked[0][0] < _TOO_FAR else None

    def _shadowed(self, module: Module, name: str) -> bool:
        """A folder without code of its own does not hide the standard library."""
        return name.partition(".")[0] in sys.stdlib_module_names and not module.facts.path

    def _distance(self, importer: Module, root: str) -> int:
        """How far a source root is from the importer: folders up to it, and more if it is not around the importer."""
        if importer.key.startswith(root + "/"):
            inside_package = self._is_package(root)
            own_folder = importer.key.rpartition("/")[0] == root
            if inside_package and not own_folder:
                return _TOO_FAR
            return importer.key[len(root) :].count("/")
        if self._is_package(root):
            return _TOO_FAR
        return 50 + root.count("/")

    def _is_package(self, key: str) -> bool:
        module = self._by_key.get(key)
        return module is not None and bool(module.facts.path)


_TOO_FAR = 1000
