"""The interactive diagram: one file that needs no network and no server, drawn ahead of time.

Search, filters by data, third party and rule, three levels of detail; a click on an arrow shows its way through the code beside the
sentence of the policy. A strict content security policy allows this very style and script and nothing else; names from code and policy
reach the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING

from datamap.graph.build import build
from datamap.graph.diagram import Detail
from datamap.graph.fold import READABLE, fold
from datamap.graph.island import island
from datamap.graph.svg import STYLE, drawing, xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.graph.diagram import Diagram
    from datamap.model import JsonValue, Result

LARGEST = 950_000
MOST_ARROWS = 1500
MOST_WAYS = (6, 2, 1, 0)
LEGEND = (
    "rectangle: people, third parties",
    "rounded: code",
    "cylinder: store",
    "dashed box: trust boundary",
    "dashed arrow: only declared",
    "◆ gate on every way",
    "◇ gate on some ways",
    "red: breaks the policy",
)


def render(result: Result, first: Detail = Detail.SERVICE, most: int | None = None) -> str:
    """The page; ``most`` elements a level (0: all) instead of what is readable. Elements are folded and ways left out until it is small."""
    limit = READABLE[Detail.FUNCTION] if most is None else most
    page = ""
    while limit != 1:
        page = _page(result, [_folded(result, detail, min(limit, READABLE[detail]) if most is None else limit) for detail in Detail], first)
        if len(page.encode()) <= LARGEST or most == 0:
            break
        limit = max(1, limit // 2)
    return page


def _page(result: Result, diagrams: list[Diagram], first: Detail) -> str:
    before = "\n".join(_before(diagrams, first))
    after = f"<script>{_asset('page.js')}</script></body></html>\n"
    page = ""
    for ways in MOST_WAYS:
        known = harmless(island(result, diagrams, first, ways))
        page = f'{before}\n<script type="application/json" id="data">{known}</script>\n{after}'
        if len(page.encode()) <= LARGEST:
            break
    return page


def hashed(text: str) -> str:
    """The source expression that allows exactly this style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def harmless(value: JsonValue) -> str:
    """JSON that can stand inside a ``script`` element: nothing in it ends the element or starts a comment."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _folded(result: Result, detail: Detail, most: int) -> Diagram:
    diagram = build(result, detail)
    return fold(diagram, most, MOST_ARROWS) if most else diagram


def _before(diagrams: list[Diagram], first: Detail) -> Iterator[str]:
    style, script = STYLE + _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; base-uri 'none'; form-action 'none'"
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width"><title>Personal data flows</title>'
    yield f"<style>{style}</style></head><body>"
    yield from _header(diagrams)
    yield '<main id="canvas">'
    for diagram in diagrams:
        yield f'<section id="level-{diagram.detail.value}"{"" if diagram.detail is first else " hidden"}>'
        yield drawing(diagram)
        if diagram.notes:
            yield f'<p class="notes">{len(diagram.notes)} boxes stand for several things; click one to see which.</p>'
        yield "</section>"
    yield '</main><aside id="panel" aria-live="polite"><noscript>Filters and details need JavaScript.</noscript></aside>'


def _header(diagrams: list[Diagram]) -> Iterator[str]:
    yield "<header><h1>Personal data flows</h1>"
    for diagram in diagrams:
        yield f'<button type="button" data-level="{diagram.detail.value}">{diagram.detail.value}</button>'
    yield '<input id="search" type="search" placeholder="search" aria-label="search">'
    for key, title in (("category", "data"), ("processor", "third party"), ("rule", "breaks")):
        yield f'<label>{title} <select id="{key}"><option value="">all</option></select></label>'
    yield '<button type="button" data-zoom="1.25">+</button><button type="button" data-zoom="0.8">-</button>'
    yield '<button type="button" data-zoom="0">fit</button><span id="count" class="hint"></span>'
    yield f'<span class="legend">{"".join(f"<span>{xml(text)}</span>" for text in LEGEND)}</span></header>'


def _asset(name: str) -> str:
    return (files("datamap.graph") / "page" / name).read_text(encoding="utf-8")
