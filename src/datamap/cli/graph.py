"""``datamap graph``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datamap.cli.options import ConfigOption, JobsOption, NoCacheOption, OutputOption, PathArgument, PolicyOption, write

if TYPE_CHECKING:
    from datamap.model import Result


class Level(StrEnum):
    """How far a diagram tells the code's own parts apart."""

    SERVICE = "service"
    MODULE = "module"
    FUNCTION = "function"


class GraphFormat(StrEnum):
    """The formats of a diagram."""

    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    HTML = "html"
    JSON = "json"
    GRAPHML = "graphml"
    THREAT_DRAGON = "threat-dragon"


LevelOption = Annotated[Level, typer.Option("--level", help="How far the code's own parts are told apart.")]
FoldOption = Annotated[
    int | None, typer.Option("--fold", min=0, help="Fold what is alike until at most that many elements are left; 0 for never.")
]


def graph(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    level: LevelOption = Level.SERVICE,
    form: Annotated[GraphFormat, typer.Option("--format", "-f", help="What to write.")] = GraphFormat.MERMAID,
    fold: FoldOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Draw the data-flow diagram.

    People, code, third parties and stores, with the data on the arrows; what breaks the policy is red.
    """
    from datamap.pipeline import Options, scan

    result = scan(path, Options(policies=tuple(policy or ()), config=config, jobs=jobs, cached=not no_cache))
    write(draw(result, level, form, fold), output)


def draw(result: Result, level: Level, form: GraphFormat, most: int | None = None) -> str:
    """The diagram of a run; drawings are folded to what can be read unless ``most`` says otherwise, data is not."""
    from datamap.graph import dot, graphml, json_graph, mermaid, svg, threat_dragon
    from datamap.graph.build import build
    from datamap.graph.diagram import Detail
    from datamap.graph.fold import READABLE, fold

    if form is GraphFormat.HTML:
        from datamap.graph import html

        return html.render(result, Detail(level.value), most)
    diagram = build(result, Detail(level.value))
    for_people = form not in {GraphFormat.JSON, GraphFormat.GRAPHML}
    limit = most if most is not None else READABLE[diagram.detail] if for_people else 0
    diagram = fold(diagram, limit) if limit else diagram
    match form:
        case GraphFormat.MERMAID:
            return mermaid.render(diagram)
        case GraphFormat.DOT:
            return dot.render(diagram)
        case GraphFormat.SVG:
            return svg.render(diagram)
        case GraphFormat.JSON:
            return json_graph.render(diagram)
        case GraphFormat.GRAPHML:
            return graphml.render(diagram)
        case GraphFormat.THREAT_DRAGON:
            return threat_dragon.render(diagram)
