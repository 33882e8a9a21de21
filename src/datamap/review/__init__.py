"""A scan seen against what was there before: an accepted baseline, the state that a change started from, the files that it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.pipeline import scan
from datamap.review.accepted import with_baseline
from datamap.review.since import only_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from datamap.model import Result
    from datamap.pipeline import Options

    Scan = Callable[[Path, Options], Result]

__all__ = ["review"]


def review(root: Path, options: Options, scan: Scan = scan) -> Result:
    """Scan ``root``; what a baseline accepts is marked, and with ``options.since`` only what is new is left. Raises DatamapError."""
    result = with_baseline(root, scan(root, options), options)
    return only_new(root, result, options, scan) if options.since else result
