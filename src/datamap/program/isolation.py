"""Files that have to be looked at together: what imports or names another, in either direction, and so on.

A guess would lose a flow, so every file that a dotted name could mean under any source root counts as meant.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.knowledge.quiet import load_quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from datamap.facts.outline import Outline


def in_play(outlines: Mapping[str, Outline], apart: AbstractSet[str] = frozenset()) -> frozenset[str]:
    """The paths, of files by path, that a practice may depend on: those that are not quiet, and all that they are linked to.

    ``apart``: paths of tests and examples. What they do with a service says nothing of it, so they count only where the service names them.
    """
    keys = {path: _key(path) for path in outlines}
    known = load_quiet().known | _tops(keys.values())
    loud = {path for path, outline in outlines.items() if outline.broken or (path not in apart and _is_loud(outline, known))}
    if len(loud) == len(outlines):
        return frozenset(outlines)
    links = _Links({path: key for path, key in keys.items() if not outlines[path].empty})
    near: defaultdict[str, list[str]] = defaultdict(list)
    for path, outline in outlines.items():
        for name in outline.names:
            for other in links.meant(path, name):
                if other in apart and path not in apart and _top(keys[other]) != _root(name):
                    continue
                near[path].append(other)
                if path not in apart:
                    near[other].append(path)
    found, todo = set(loud), list(loud)
    while todo:
        path = todo.pop()
        for other in (*near.get(path, ()), *_packages(path)):
            if other not in found and other in outlines:
                found.add(other)
                todo.append(other)
    return frozenset(found)


def _is_loud(outline: Outline, known: AbstractSet[str]) -> bool:
    return not outline.quiet or not all(_root(name) in known for name in outline.names)


def _packages(path: str) -> Iterator[str]:
    """The files that would make packages of the folders around a file: even an empty one decides what an import means."""
    folder = path.rpartition("/")[0]
    while folder:
        yield f"{folder}/__init__.py"
        folder = folder.rpartition("/")[0]
    yield "__init__.py"


class _Links:
    """Files by the last part of their dotted names; ``keys``: each path without its suffix or ``/__init__``."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_last: defaultdict[str, list[str]] = defaultdict(list)
        for path, key in keys.items():
            self._by_key[key] = path
            self._by_last[key.rpartition("/")[2]].append(key)
        self._known: dict[str, list[str]] = {}

    def meant(self, path: str, name: str) -> Iterator[str]:
        """Files that a dotted name, or what it begins with, may mean in the file ``path``."""
        bare = name.lstrip(".")
        level = len(name) - len(bare)
        if not level:
            yield from self._anywhere(bare)
            return
        folders = path.split("/")[:-1]
        base = folders[: len(folders) - level + 1]
        for length in range(bare.count(".") + 2):
            found = self._by_key.get("/".join([*base, *bare.split(".")[:length]]))
            if found is not None and found != path:
                yield found

    def _anywhere(self, name: str) -> list[str]:
        if name not in self._known:
            parts = name.split(".")
            self._known[name] = [
                self._by_key[key]
                for length, last in enumerate(parts, 1)
                for key in self._by_last.get(last, ())
                if f"/{key}".endswith("/" + "/".join(parts[:length]))
            ]
        return self._known[name]


def _tops(keys: Iterable[str]) -> frozenset[str]:
    """What an absolute import of the project's own files begins with."""
    return frozenset([*map(_top, keys), ""])


def _top(key: str) -> str:
    return key.removeprefix("src/").partition("/")[0]


def _root(name: str) -> str:
    """The first part of an absolute name; nothing for a relative one, which is always the project's own."""
    return name.partition(".")[0]


def _key(path: str) -> str:
    stem = path.rpartition(".")[0]
    return stem.removesuffix("__init__").removesuffix("/") if stem.rpartition("/")[2] == "__init__" else stem
