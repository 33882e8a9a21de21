"""Two states of one project, scanned and compared."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.pipeline import scan
from datamap.review.differences import compare
from datamap.review.notices import notices
from datamap.review.since import at, checked_out
from datamap.revisions import Revisions

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.model import Result
    from datamap.pipeline import Options
    from datamap.review.change import Change


def between(root: Path, base: str, head: str | None, options: Options) -> tuple[Change, Result]:
    """The change from the merge base of ``base`` and ``head`` (None: the work tree), and a result with only its new findings."""
    origin = Revisions(root).merge_base(base, head or "HEAD")
    with ExitStack() as stack:
        then = stack.enter_context(checked_out(root, origin))
        now = stack.enter_context(checked_out(root, head)) if head else root
        before = scan(then, at(root, options, then))
        after = scan(now, at(root, options, now) if head else options)
        said = notices(now, then, before, after, options)
    change = compare(before, after, origin, said)
    return change, replace(after, findings=change.new)
