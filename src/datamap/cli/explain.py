"""``datamap explain``: what a rule, a data category or a third party is."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from datamap.cli.options import write

NameArgument = Annotated[str, typer.Argument(metavar="CODE|CATEGORY|PROCESSOR", help="DM301, user.contact.email, stripe …")]


def explain(name: NameArgument) -> None:
    """Explain a rule, a data category or a third party."""
    from datamap.checks import CHECKS
    from datamap.knowledge.conformance import rules
    from datamap.knowledge.everything import Knowledge
    from datamap.knowledge.team import team_files
    from datamap.report.explain import pages, unknown

    found = pages(Knowledge(team=team_files(Path())), rules(), {check.CODE: check.__doc__ or "" for check in CHECKS})
    page = found.get(name) or found.get(name.upper()) or found.get(name.lower())
    if page is None:
        raise unknown(name, tuple(get_close_matches(name, found, n=3, cutoff=0.5)))
    write(page())
