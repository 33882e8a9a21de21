"""Practices -> data-flow diagram: where data comes from, through which parts of the code, and where it ends."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.graph.assemble import assemble
from datamap.graph.diagram import Arrow, Boundary, Datum, Detail, Kind, Node
from datamap.knowledge.everything import knowledge_of
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.graph.diagram import Diagram
    from datamap.model import Element, Finding, Flow, Hop, Location, ProcessorUse, Result, Store

SOURCE_ROOTS = ("src", "lib")


def build(result: Result, detail: Detail = Detail.SERVICE) -> Diagram:
    """The diagram of a run at one level of detail; nothing is left out or folded yet."""
    builder = _Builder(result, detail)
    arrows = list(builder.arrows())
    return assemble(detail, builder.nodes.values(), arrows)


@dataclass
class _Builder:
    result: Result
    detail: Detail
    nodes: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        practices = self.result.practices
        self.names = knowledge_of(self.result)
        self.elements = {(e.location.file, e.location.line): e for e in practices.elements}
        self.by_source = {f"{e.owner.rpartition('.')[2]}.{e.name}": e for e in practices.elements}
        self.stores = {store.id: store for store in practices.stores}
        self.uses = {use.id: use for use in practices.processors}
        self.broken = _by_place(self.result.findings)
        self.about = _by_target(self.result.findings)

    def arrows(self) -> Iterator[Arrow]:
        """Every arrow of every flow, then those that fields and vendors imply."""
        reached = set()
        for flow in self.result.practices.flows:
            for arrow in self._ways(flow):
                reached.add(arrow.end)
                yield arrow
        for store in self.result.practices.stores:
            if f"store:{store.id}" not in reached and (store.elements or self.about.get(store.id)):
                yield from self._declared(store)
        for use in self.result.practices.processors:
            if f"processor:{use.id}" not in reached:
                yield from self._gathered(use)

    def _ways(self, flow: Flow) -> Iterator[Arrow]:
        chain = [self._process(hop.symbol, hop.location) for hop in flow.path if not self._declares(hop)]
        chain = [key for at, key in enumerate(chain) if not at or chain[at - 1] != key]
        last = self._process(flow.sink.symbol, flow.sink.location)
        chain = chain if chain and chain[-1] == last else [*chain, last]
        origin, target = self._origin(flow), self._target(flow)
        stops = [*([origin] if origin else []), *chain]
        for start, end in pairwise(stops):
            yield self._arrow(start, end, flow, ())
        yield self._arrow(chain[-1], target, flow, self.broken.get((flow.sink.location, flow.data), ()))

    def _arrow(self, start: str, end: str, flow: Flow, findings: Iterable[Finding]) -> Arrow:
        datum = Datum(flow.data, self.names.category_name(flow.data), (str(flow.form),))
        guards = tuple(sorted({str(guard) for guard in flow.guards}))
        return Arrow(start, end, (datum,), guards, flows=(flow,), findings=tuple(findings))

    def _declares(self, hop: Hop) -> bool:
        element = self.elements.get((hop.location.file, hop.location.line))
        return element is not None and element.symbol == hop.symbol

    def _origin(self, flow: Flow) -> str | None:
        """The store that data is read from, the people it comes from, or None for what the code makes itself."""
        first = flow.path[0].location if flow.path else flow.sink.location
        element = self.elements.get((first.file, first.line)) or self.by_source.get(flow.source)
        if element is None or element.store is None:
            return self._people(flow.subject)
        return None if element.store == flow.sink.id else self._store(element.store)

    def _target(self, flow: Flow) -> str:
        sink = flow.sink
        match sink.kind:
            case SinkKind.PROCESSOR:
                return self._processor(sink.id)
            case SinkKind.STORE:
                return self._store(sink.id)
            case SinkKind.LOG:
                return self._add(Node(f"log:{sink.id}", Kind.LOG, sink.id or "log", Boundary.OWN, group="logs"))
            case SinkKind.RESPONSE:
                return self._people(flow.subject)
            case SinkKind.DECLARED:
                return self._add(Node(f"sink:{sink.id}", Kind.PROCESSOR, sink.id, Boundary.THIRD, group="declared sinks"))

    def _people(self, subject: str) -> str:
        return self._add(Node(f"person:{subject}", Kind.PERSON, subject.replace("_", " ") or "people", Boundary.OUTSIDE, group="people"))

    def _processor(self, key: str) -> str:
        use = self.uses.get(key)
        purpose = use.purposes[0] if use and use.purposes else ""
        return self._add(
            Node(
                f"processor:{key}",
                Kind.PROCESSOR,
                use.name if use else self.names.processor_name(key),
                Boundary.THIRD if self.names.is_third_party(key) else Boundary.OWN,
                group=self.names.purpose_name(purpose) if purpose else "others",
                data=use.collects if use else (),
                findings=self.about.get(key, ()),
            )
        )

    def _store(self, key: str) -> str:
        store = self.stores.get(key)
        engine, _, name = key.partition(":")
        label = f"{name or engine} ({engine})" if name else engine
        return self._add(
            Node(
                f"store:{key}",
                Kind.STORE,
                label,
                _ground(store),
                group=engine,
                data=tuple(sorted({element.category for element in store.elements})) if store else (),
                findings=self.about.get(key, ()),
            )
        )

    def _process(self, symbol: str, place: Location) -> str:
        module = _module(place.file)
        match self.detail:
            case Detail.SERVICE:
                name = module.partition(".")[0]
            case Detail.MODULE:
                name = module
            case Detail.FUNCTION:
                name = symbol or module
        return self._add(Node(f"process:{name}", Kind.PROCESS, name, Boundary.OWN, group=name.rpartition(".")[0]))

    def _declared(self, store: Store) -> Iterator[Arrow]:
        """A store whose fields say what it holds, though no write was seen; one that only SQL declares stands alone."""
        end = self._store(store.id)
        place = next((place for place in store.evidence if place.file.endswith(".py")), None)
        if place is not None:
            data = tuple(self._held(element) for element in store.elements)
            yield Arrow(self._process("", place), end, data, declared=True)

    def _held(self, element: Element) -> Datum:
        return Datum(element.category, self.names.category_name(element.category), (str(element.form),))

    def _gathered(self, use: ProcessorUse) -> Iterator[Arrow]:
        """A vendor that gathers by itself, or that only its import or settings show."""
        if not use.active or not use.evidence:
            return
        data = tuple(Datum(category, self.names.category_name(category), ("plain",)) for category in use.collects)
        yield Arrow(self._process("", use.evidence[0]), self._processor(use.id), data, declared=True)

    def _add(self, node: Node) -> str:
        self.nodes.setdefault(node.key, node)
        return node.key


def _ground(store: Store | None) -> Boundary:
    if store is not None and store.locus == "device":
        return Boundary.DEVICE
    return Boundary.HOSTED if store is not None and store.processor else Boundary.OWN


def _module(file: str) -> str:
    """The dotted name of the module in a file; other files by their own name."""
    parts = file.removesuffix(".py").removesuffix("/__init__").split("/")
    return ".".join(parts[1:] if parts[0] in SOURCE_ROOTS and len(parts) > 1 else parts)


def _by_place(findings: Iterable[Finding]) -> dict[tuple[Location, str], tuple[Finding, ...]]:
    """Open findings by the sink that they stand at and each category that they speak of."""
    found: dict[tuple[Location, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.suppressed is None:
            for category in finding.data:
                found[finding.location, category].append(finding)
    return {key: tuple(group) for key, group in found.items()}


def _by_target(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Open findings by the third party or store that they speak of."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.suppressed is None:
            for target in {finding.processor, finding.store} - {None}:
                found[str(target)].append(finding)
    return {key: tuple(group) for key, group in found.items()}
