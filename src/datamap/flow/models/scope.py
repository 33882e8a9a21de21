"""Which files are part of the service that runs, and which run on a person's own machine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material
    from datamap.knowledge.framework_entries import Device, Outside
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
    """Where each top-level package runs: on a ``server`` or on the person's ``device``."""

    def __init__(self, material: Material) -> None:
        self._imports: dict[str, set[str]] = {}
        for module in material.modules:
            self._imports.setdefault(_package(module.path), set()).update(_imported(module))
        self._devices = material.context.frameworks.devices

    def of(self, path: str) -> str:
        """Give the place where the code of a file runs."""
        imports = self._imports.get(_package(path), set())
        return "device" if any(_on_device(imports, device) for device in self._devices) else "server"


def _on_device(imports: set[str], device: Device) -> bool:
    return any(name in imports for name in device.imports) and not any(name in imports for name in device.server)


def _package(path: str) -> str:
    """The folder that a file's application is in: the outermost one that is no mere ``src``."""
    folders = [folder for folder in path.split("/")[:-1] if folder != "src"]
    return "/".join(folders[:2]) if folders else ""


def _imported(module: Module) -> set[str]:
    paths = [bound.removeprefix("import ") for bound in module.bindings.values() if bound.startswith("import ")]
    return {part for path in paths for part in (path.partition(".")[0], ".".join(path.split(".")[:2]))}
