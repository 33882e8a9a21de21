"""``--format html``: one page for a privacy person, that loads nothing, runs nothing and prints well."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING

from datamap import __version__
from datamap.display import display
from datamap.errors import DatamapError
from datamap.graph.build import build
from datamap.graph.diagram import Detail
from datamap.graph.fold import READABLE, fold
from datamap.graph.svg import STYLE, drawing
from datamap.knowledge.everything import knowledge_of
from datamap.model import Level, SinkKind
from datamap.report.standing import Status, standings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from datamap.model import Result

MOST_PLACES = 3


def render(result: Result) -> str:
    """The report. Raises DatamapError if the extra that it needs is not installed."""
    environment = _environment()
    from markupsafe import Markup

    diagram = fold(build(result, Detail.SERVICE), READABLE[Detail.SERVICE])
    style = STYLE + _asset("report.css")
    standing = standings(result)
    status = Counter(one.status for one in standing)
    opened = sorted((finding for finding in result.findings if finding.suppressed is None), key=lambda finding: -finding.level.rank)
    return environment.get_template("report.html.jinja").render(
        result=result,
        version=__version__,
        style=Markup(style),  # noqa: S704 - our own style sheet
        style_hash=_hashed(style),
        open=opened,
        excused=[finding for finding in result.findings if finding.suppressed is not None],
        levels=tuple(reversed(Level)),
        counts=Counter(finding.level for finding in opened),
        standings=standing,
        by_status={one.value: status[one] for one in Status if standing},
        drawing=Markup(drawing(diagram)),  # noqa: S704 - escaped where it is drawn
        diagram_notes=diagram.notes,
        categories=list(_categories(result)),
        sent=_by_sink(result, SinkKind.PROCESSOR),
        held=_held(result),
    )


def _environment() -> Environment:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ImportError:
        raise DatamapError("--format html needs one more package: pip install 'datamap[html]'") from None
    return Environment(
        autoescape=True,
        loader=FunctionLoader(_asset),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
    )


def _shown(value: object) -> object:
    """Text of code and policy on its way onto the page, without what would hide or reorder it; markup of ours as it is."""
    return display(value) if type(value) is str else value


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return (files("datamap.report") / "page" / name).read_text(encoding="utf-8")


def _by_sink(result: Result, kind: SinkKind) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for flow in result.practices.flows:
        if flow.sink.kind is kind:
            found[flow.sink.id].add(flow.data)
    return {key: sorted(data) for key, data in found.items()}


def _held(result: Result) -> dict[str, list[str]]:
    written = _by_sink(result, SinkKind.STORE)
    return {
        store.id: sorted({*written.get(store.id, ()), *(element.category for element in store.elements)})
        for store in result.practices.stores
    }


def _categories(result: Result) -> Iterator[dict[str, object]]:
    """One row a data category: its fields, stores, recipients and places."""
    names = knowledge_of(result)
    parties = {use.id: use.name for use in result.practices.processors}
    elements, flows = result.practices.elements, result.practices.flows
    for key in sorted({element.category for element in elements} | {flow.data for flow in flows}):
        own = [element for element in elements if element.category == key]
        sent = {parties.get(flow.sink.id, flow.sink.id) for flow in flows if flow.data == key and flow.sink.kind is SinkKind.PROCESSOR}
        yield {
            "key": key,
            "name": names.category_name(key),
            "subjects": ", ".join(sorted({element.subject for element in own})),
            "fields": ", ".join(sorted({element.name for element in own})),
            "stores": ", ".join(sorted({element.store for element in own if element.store})),
            "recipients": ", ".join(sorted(sent)),
            "places": [f"{element.location.file}:{element.location.line}" for element in own[:MOST_PLACES]],
        }
