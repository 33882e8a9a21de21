"""``datamap explain``: what a rule, a data category or a third party is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from datamap.cli.options import write
from datamap.errors import DatamapError


def explain(name: Annotated[str, typer.Argument(metavar="CODE|CATEGORY|PROCESSOR", help="DM301, user.contact.email, stripe …")]) -> None:
    """Explain a rule, a data category or a third party."""
    from datamap.pipeline import explanations

    pages = explanations()
    page = pages.get(name) or pages.get(name.upper()) or pages.get(name.lower())
    if page is None:
        close = get_close_matches(name, pages, n=3, cutoff=0.5)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        raise DatamapError(f"there is no rule, data category or third party {name!r}{hint}")
    write(page())
