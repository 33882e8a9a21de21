"""Where the time goes, file by file, for those who ask for it; nothing is measured for others."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Spent:
    """Seconds by file: what is done for another file meanwhile counts there."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._since = 0.0

    def start(self, path: str) -> None:
        self._charge()
        self._open.append(path)

    def stop(self) -> None:
        self._charge()
        self._open.pop()

    def _charge(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now


_watching: list[_Spent] = []


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Fills the seconds that are spent on each file inside the ``with``."""
    spent = _Spent()
    _watching.append(spent)
    try:
        yield spent.seconds
    finally:
        _watching.remove(spent)


def start(path: str) -> None:
    """From here on it is this file that time is spent on."""
    for spent in _watching:
        spent.start(path)


def stop() -> None:
    """From here on it is again the file before."""
    for spent in _watching:
        spent.stop()
