"""Files of the project that are no Python: SQL, templates, settings, infrastructure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.model import Unreadable


class Source(Protocol):
    """A file that was found below the root."""

    @property
    def path(self) -> str:
        """Relative to the root, with slashes."""

    @property
    def kind(self) -> str:
        """What kind of text it holds: ``python``, ``sql``, ``template`` and so on."""

    def load(self) -> bytes | Unreadable:
        """Read its bytes."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """One such file, read."""

    path: str
    kind: str
    text: str


def texts_of(files: Iterable[Source]) -> tuple[TextFile, ...]:
    """Read the files that are no Python, in their order."""
    return tuple(text for file in files if file.kind not in ("python", "lock", "requirements") and (text := _read(file)))


def _read(file: Source) -> TextFile | None:
    data = file.load()
    return TextFile(file.path, file.kind, data.decode("utf-8", "replace")) if isinstance(data, bytes) else None
