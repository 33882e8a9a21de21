"""Which files are part of the service that runs, and which run on a person's own machine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.flow.models.context import Context
    from datamap.knowledge.frameworks.surroundings import Outside
    from datamap.program.symbols import Module


@lru_cache(maxsize=100_000)
def is_outside(path: str, outside: tuple[Outside, ...]) -> bool:
    """Tell whether a path lies in a folder of tests, examples or copies of others' code."""
    *folders, name = path.split("/")
    return any(
        name in entry.files or name.startswith(entry.starts) or name.endswith(entry.ends) or not set(folders).isdisjoint(entry.folders)
        for entry in outside
    )


class Loci:
    """Where each part of a project runs: on a ``server`` or on the person's ``device``."""

    def __init__(self, context: Context) -> None:
        self._imports: dict[tuple[str, ...], set[str]] = {}
        for module in context.modules:
            for folder in _folders(module.path):
                self._imports.setdefault(folder, set()).update(_imported(module))
        self._devices = context.frameworks.devices

    def of(self, path: str) -> str:
        """Give the place where the code of a file runs: the outermost folder that has only libraries of the one or the other decides."""
        for folder in _folders(path):
            imports = self._imports.get(folder, set())
            on_device = any(not imports.isdisjoint(device.imports) for device in self._devices)
            if not on_device:
                return "server"
            if all(imports.isdisjoint(device.server) for device in self._devices):
                return "device"
        return "server"


def _folders(path: str) -> list[tuple[str, ...]]:
    """The folders that a file is in, the outermost first."""
    folders = path.split("/")[:-1]
    return [tuple(folders[:depth]) for depth in range(len(folders) + 1)]


def _imported(module: Module) -> set[str]:
    paths = [bound.removeprefix("import ") for bound in module.bindings.values() if bound.startswith("import ")]
    return {part for path in paths for part in (path.partition(".")[0], ".".join(path.split(".")[:2]))}
