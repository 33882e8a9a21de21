"""A placed diagram as SVG: drawn here, so that no outside program is needed and the same input gives the same picture.

Every element and arrow carries ``data-id``, so that the page of ``html`` can find it; nothing in the drawing runs or loads anything.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from datamap.display import display
from datamap.graph.diagram import BOUNDARY_NAMES, Kind, codes
from datamap.graph.layout import Box, place
from datamap.graph.taken import Taken
from datamap.graph.wording import LINE, MOST_DATA, arrow_lines, node_lines, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.graph.diagram import Arrow, Boundary, Diagram, Node
    from datamap.graph.layout import Layout

    Point = tuple[float, float]
    Words = tuple[str, str]

STYLE = """svg{font:11px system-ui,"DejaVu Sans",sans-serif;background:#fff}
.node>*{fill:#fff;stroke:#34495e;stroke-width:1.3}.node text{stroke:none;fill:#111;text-anchor:middle}
.node .id,.arrow .id{fill:#777;font-size:9px;stroke:none}.process>*{fill:#eef5fb}.store>*,.log>*{fill:#f6f3e8}.processor>*{fill:#f3eef8}
.ground rect{fill:none;stroke:#888;stroke-dasharray:6 4}.ground text{fill:#555;font-weight:600}
.arrow path{fill:none;stroke:#7a8793;stroke-width:1.2}
.arrow text{fill:#222;text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}
.arrow .gate{fill:#1a6b3c}.declared path{stroke-dasharray:3 3}
.broken>*,.broken path{stroke:#c00}.broken path{stroke-width:2}.broken .rule{fill:#c00;font-weight:600}.node.broken text{stroke:none}
"""
TIPS = (("tip", "#7a8793"), ("red", "#c00"))
MOST_LABELS = 250
MOST_BACK = 1  # what is read from a store stands on the arrow into it
SPOTS = (0.5, 0.35, 0.65, 0.22, 0.78, 0.12, 0.88)
BESIDE = (0, -12, 12, -24, 24)


def render(diagram: Diagram) -> str:
    """A whole SVG document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing(diagram, f"<style>{escape(STYLE)}</style>")}\n'


def drawing(diagram: Diagram, style: str = "") -> str:
    """The ``svg`` element alone; the page that it goes into has the style."""
    layout = place(diagram)
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    parts = [
        f"{head}{style}<title>data-flow diagram</title><defs>{_markers(diagram)}</defs>",
        *(_ground(ground, box) for ground, box in layout.boundaries.items()),
        *_arrows(diagram, layout),
        *(_node(node, layout.boxes[node.key]) for node in diagram.nodes),
        "</svg>",
    ]
    return "\n".join(parts)


def _markers(diagram: Diagram) -> str:
    """Arrow heads; named after the level, since a page with several drawings hides all but one, and with it what it defines."""
    return "".join(
        f'<marker id="{name}-{diagram.detail.value}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{color}"/></marker>'
        for name, color in TIPS
    )


def xml(text: str) -> str:
    """Untrusted text as XML character data or the inside of a double-quoted attribute."""
    return escape(display(text), {'"': "&quot;"})


def _ground(ground: Boundary, box: Box) -> str:
    title = f'<text x="{box.x + 10:.0f}" y="{box.y + 16:.0f}">{BOUNDARY_NAMES[ground]}</text>'
    return f'<g class="ground"><rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}"/>{title}</g>'


def _node(node: Node, box: Box) -> str:
    classes = f"node {node.kind.value}{' broken' if node.findings else ''}"
    lines = node_lines(node)
    top = box.middle - LINE * (len(lines) - 1) / 2 + 4
    text = "".join(f'<text x="{box.x + box.width / 2:.0f}" y="{top + LINE * at:.0f}">{xml(line)}</text>' for at, line in enumerate(lines))
    tag = (
        f'<text class="id" x="{box.x + box.width / 2:.0f}" y="{box.y + box.height + 11:.0f}">{node.id}{_rules(codes(node.findings))}</text>'
    )
    return f'<g class="{classes}" data-id="{node.id}" tabindex="0">{_shape(node.kind, box)}{text}{tag}</g>'


def _rules(found: Sequence[str]) -> str:
    return f' <tspan class="rule">{" ".join(found[:3])}{" …" if len(found) > 3 else ""}</tspan>' if found else ""


def _shape(kind: Kind, box: Box) -> str:
    x, y, width, height = box.x, box.y, box.width, box.height
    match kind:
        case Kind.PROCESS:
            return f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="{height / 2:.0f}"/>'
        case Kind.STORE | Kind.LOG:
            bow = width / 2
            return (
                f'<path d="M{x:.0f} {y + 6:.0f}a{bow:.0f} 6 0 0 1 {width:.0f} 0v{height - 12:.0f}a{bow:.0f} 6 0 0 1 {-width:.0f} 0z'
                f'm0 0a{bow:.0f} 6 0 0 0 {width:.0f} 0"/>'
            )
        case Kind.PERSON | Kind.PROCESSOR:
            return f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'


def _arrows(diagram: Diagram, layout: Layout) -> Iterator[str]:
    taken = Taken(layout.boxes.values())
    wordy = len(diagram.arrows) <= MOST_LABELS
    ways = {(arrow.start, arrow.end): len(arrow.data) for arrow in diagram.arrows}
    for arrow in diagram.arrows:
        comes_back = ways.get((arrow.end, arrow.start), 0) >= len(arrow.data) and layout.boxes[arrow.start].x > layout.boxes[arrow.end].x
        words = arrow_lines(arrow, MOST_BACK if comes_back else MOST_DATA) if wordy else ()
        lines = [*words, ("id", arrow.id)] if wordy or arrow.findings else []
        tip = f"{'red' if arrow.findings else 'tip'}-{diagram.detail.value}"
        yield _arrow(arrow, lines, layout.lines[arrow.start, arrow.end], taken, tip)


def _arrow(arrow: Arrow, lines: Sequence[Words], corners: Sequence[Point], taken: Taken, tip: str) -> str:
    classes = f"arrow{' broken' if arrow.findings else ''}{' declared' if arrow.declared else ''}"
    text = "".join(_label(lines, corners, taken)) if lines else ""
    return f'<g class="{classes}" data-id="{arrow.id}" tabindex="0"><path d="{_curve(corners)}" marker-end="url(#{tip})"/>{text}</g>'


def _curve(corners: Sequence[Point]) -> str:
    parts = [f"M{corners[0][0]:.0f} {corners[0][1]:.0f}"]
    for (x, y), (to_x, to_y) in pairwise(corners):
        if y == to_y:
            parts.append(f"H{to_x:.0f}")
            continue
        bend = (to_x - x) / 2 or 60
        parts.append(f"C{x + bend:.0f} {y:.0f} {to_x - (to_x - x) / 2 + (60 if to_x == x else 0):.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}")
    return "".join(parts)


def _label(lines: Sequence[Words], corners: Sequence[Point], taken: Taken) -> Iterator[str]:
    width = max(text_width(text) for _, text in lines)
    x, y = _free(corners, width, LINE * len(lines), taken)
    for at, (name, text) in enumerate(lines):
        kind = f' class="{name}"' if name else ""
        yield f'<text{kind} x="{x:.0f}" y="{y + LINE * (at + 1) - 3:.0f}">{xml(text)}</text>'


def _free(corners: Sequence[Point], width: float, height: float, taken: Taken) -> Point:
    """The middle of the top of a box for a label on the line, where nothing else is if there is such a place."""
    boxes = [_around(point, width, height) for point in _points(corners)]
    chosen = next((box for box in boxes if taken.free(box)), None) or min(boxes, key=taken.crowd)
    taken.add(chosen)
    return chosen.x + width / 2, chosen.y


def _points(corners: Sequence[Point]) -> Iterable[Point]:
    """Places along the pieces between columns, first on that which belongs to fewer arrows: at a store or third party, not at the code."""
    pieces = list(pairwise(corners))
    lone, shared = (pieces[-1], pieces[0]) if corners[0][0] <= corners[-1][0] else (pieces[0], pieces[-1])
    for beside in BESIDE:
        for (x, y), (to_x, to_y) in dict.fromkeys([lone, shared, *pieces[1:-1]]):
            for spot in SPOTS:
                eased = spot * spot * (3 - 2 * spot)
                yield x + (to_x - x) * spot, y + (to_y - y) * eased + beside


def _around(point: Point, width: float, height: float) -> Box:
    return Box(point[0] - width / 2, point[1] - height / 2, width, height)
