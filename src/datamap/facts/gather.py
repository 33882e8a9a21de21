"""Files -> their facts: from the cache, from this process or from several, in the same order and with the same content."""

from __future__ import annotations

import gc
import hashlib
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from datamap.facts.codec import decode, encode
from datamap.facts.depth import DEEPEST, deeply
from datamap.facts.ir import ModuleFacts
from datamap.facts.read import read_module
from datamap.facts.sources import LARGEST, SourceFile
from datamap.facts.workers import read_in_processes
from datamap.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.facts.cache import Cache

_WORTH_A_PROCESS = 100
DIED = "ended or stopped the process that read it"


def facts_of(files: Iterable[SourceFile], jobs: int = 1, cache: Cache | None = None, largest: int = LARGEST) -> list[ModuleFacts]:
    """The facts of the Python files among ``files``, in their order, also of those that can't be read (``error`` says why)."""
    python = [file for file in files if file.kind == "python"]
    with _without_collector():
        contents = [file.load(largest) for file in python]
        digests = [hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else "" for data in contents]
        needed = {digest: data for digest, data in zip(digests, contents, strict=True) if isinstance(data, bytes)}
        known = {} if cache is None or not needed else cache.get(needed)
        new = {digest: data for digest, data in needed.items() if digest not in known}
        known |= _read(new, jobs)
        if cache is not None and new:
            cache.put({digest: encode(known[digest]) for digest in new if known[digest].error != DIED})
        return [_named(file, data, known.get(digest)) for file, data, digest in zip(python, contents, digests, strict=True)]


def unreadable(facts: Iterable[ModuleFacts]) -> tuple[Unreadable, ...]:
    """What could not be read of all these files, or only in part."""
    found = []
    for module in facts:
        if module.error is not None:
            found.append(Unreadable(module.path, module.error_line, module.error))
        found.extend(Unreadable(module.path, gap.line, gap.reason) for gap in module.gaps)
    return tuple(found)


def _named(file: SourceFile, data: bytes | Unreadable, facts: ModuleFacts | None) -> ModuleFacts:
    if isinstance(data, Unreadable) or facts is None:
        reason = data.reason if isinstance(data, Unreadable) else DIED
        return ModuleFacts(file.path, "", 0, error=reason, error_line=1)
    return replace(facts, path=file.path)


def _read(contents: dict[str, bytes], jobs: int) -> dict[str, ModuleFacts]:
    """The facts of contents by digest."""
    digests, data = list(contents), list(contents.values())
    answers: dict[int, bytes | None] = {}
    useful = min(jobs, len(data) // _WORTH_A_PROCESS)
    if useful > 1 and sys.executable:
        answers = read_in_processes(data, useful)
    facts = {digests[index]: _decoded(answer, digests[index]) for index, answer in answers.items()}
    left = {digest: data for index, (digest, data) in enumerate(contents.items()) if index not in answers}
    if sys.getrecursionlimit() > DEEPEST:
        return facts | deeply(partial(_read_here, left), DEEPEST)
    return facts | _read_here(left)


def _decoded(answer: bytes | None, digest: str) -> ModuleFacts:
    facts = None if answer is None else decode(answer)
    return facts or ModuleFacts("", digest, 0, error=DIED, error_line=1)


def _read_here(contents: dict[str, bytes]) -> dict[str, ModuleFacts]:
    return {digest: read_module("", data) for digest, data in contents.items()}


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pauses the garbage collector: facts are millions of objects in no cycle, which it would look through again and again.

    They are then set aside for good, so that later collections don't look at them either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
