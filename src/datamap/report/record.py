"""The record of processing activities (Art. 30 GDPR) that code can show: a row for each store and each recipient of personal data.

A cell that datamap fills has its evidence; what only a person can know is left blank. Each row has a key that stays the same, so that a
record that people have worked on can be brought up to date without losing their work (see ``merge``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.knowledge.everything import knowledge_of
from datamap.model import FormKind, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.model import Location, Period, ProcessorUse, Result, Store

DATASET = "Dataset"
SYSTEM = "System"
PURPOSE = "Purpose of processing"
PEOPLE = "Categories of individuals"
DATA = "Categories of personal data"
RECIPIENTS = "Categories of recipients"
COUNTRIES = "Third-country transfers"
RETENTION = "Retention schedule"
SECURITY = "Security measures"
RIGHTS = "Rights available"
SOURCE = "Source of the personal data"
COLUMNS = (
    DATASET,
    SYSTEM,
    "Department or business function",
    PURPOSE,
    "Joint controller",
    PEOPLE,
    DATA,
    RECIPIENTS,
    "Contract with the processor",
    COUNTRIES,
    "Safeguards for exceptional transfers",
    RETENTION,
    SECURITY,
    "Role (controller or processor)",
    "Art. 6 lawful basis",
    "Art. 9 condition",
    "Legitimate interests",
    "Legitimate interests assessment",
    RIGHTS,
    "Automated decision-making",
    SOURCE,
    "DPIA required",
    "DPIA progress",
    "Link to DPIA",
)
MOST_PLACES = 4
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Row:
    """One activity: cells by column, and the places in code (or the words) that each machine-filled cell comes from."""

    key: str
    cells: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)


def record(result: Result, system: str) -> tuple[Row, ...]:
    """A row a store with personal data and a row a third party; ``system`` is what people call the project."""
    filler = _Filler(result, system)
    stores = (store for store in result.practices.stores if filler.held(store))
    rows = [*map(filler.store, stores), *map(filler.processor, result.practices.processors)]
    return tuple(sorted(rows, key=lambda row: row.key))


class _Filler:
    def __init__(self, result: Result, system: str) -> None:
        self._result = result
        self._practices = result.practices
        self._system = system
        self._names = knowledge_of(result)

    def held(self, store: Store) -> list[tuple[str, str, Location]]:
        """(category, subject, place) of all that a store holds."""
        declared = [(element.category, element.subject, element.location) for element in store.elements]
        flows = (flow for flow in self._practices.flows if flow.sink.kind is SinkKind.STORE and flow.sink.id == store.id)
        return declared + [(flow.data, flow.subject, flow.sink.location) for flow in flows]

    def store(self, store: Store) -> Row:
        """The row of a store."""
        row = _Draft(f"store:{store.id}")
        held = self.held(store)
        row.fill(DATASET, [store.id], store.evidence)
        row.fill(SYSTEM, [self._system], store.evidence)
        self._people_and_data(row, held)
        if store.processor:
            row.fill(RECIPIENTS, [self._names.processor_name(store.processor)], store.evidence)
            self._countries(row, store.processor)
        row.fill(RETENTION, *_periods(period for period in self._practices.periods if period.store == store.id))
        row.fill(SECURITY, *self._protection(store))
        reached = [
            (handler.kind, handler.location) for handler in self._practices.handlers for r in handler.reaches if r.target == store.id
        ]
        row.fill(RIGHTS, [kind.replace("_", " ") for kind, _ in reached], [place for _, place in reached])
        flows = [flow for flow in self._practices.flows if flow.sink.kind is SinkKind.STORE and flow.sink.id == store.id and flow.path]
        row.fill(SOURCE, [flow.source for flow in flows], [flow.path[0].location for flow in flows])
        return row.done()

    def processor(self, use: ProcessorUse) -> Row:
        """The row of a third party."""
        row = _Draft(f"processor:{use.id}")
        flows = [flow for flow in self._practices.flows if flow.sink.kind is SinkKind.PROCESSOR and flow.sink.id == use.id]
        row.fill(SYSTEM, [self._system], use.evidence)
        row.fill(PURPOSE, [self._names.purpose_name(purpose) for purpose in use.purposes], use.evidence)
        self._people_and_data(row, [(flow.data, flow.subject, flow.sink.location) for flow in flows])
        if use.collects and not flows:
            row.fill(DATA, [self._named(category) for category in use.collects], use.evidence)
        row.fill(RECIPIENTS, [use.name], use.evidence)
        self._countries(row, use.id)
        row.fill(SOURCE, [flow.source for flow in flows], [flow.path[0].location for flow in flows if flow.path])
        return row.done()

    def _people_and_data(self, row: _Draft, held: list[tuple[str, str, Location]]) -> None:
        places = [place for _, _, place in held]
        row.fill(PEOPLE, sorted({subject.replace("_", " ") for _, subject, _ in held}), places)
        row.fill(DATA, sorted({self._named(category) for category, _, _ in held}), places)

    def _named(self, category: str) -> str:
        return f"{self._names.category_name(category)} ({category})"

    def _countries(self, row: _Draft, processor: str) -> None:
        entry = self._names.processors.entries.get(processor)
        regions = [
            (setting.value, setting.location)
            for setting in self._practices.settings
            if setting.kind == "region" and setting.target == processor
        ]
        if regions:
            row.fill(COUNTRIES, [f"set to {region}" for region, _ in regions], [place for _, place in regions])
        elif entry and entry.home:
            row.note(COUNTRIES, f"candidate: {entry.name} is at home in {entry.home}", "what datamap knows of the vendor")

    def _protection(self, store: Store) -> tuple[list[str], list[Location]]:
        found: list[tuple[str, Location]] = []
        if store.encryption is not None:
            found += [(f"{store.encryption} at rest", place) for place in store.evidence[:1]]
        if store.row_level_security:
            found += [("row-level security", place) for place in store.evidence[:1]]
        for flow in self._practices.flows:
            if flow.sink.kind is SinkKind.STORE and flow.sink.id == store.id and flow.form.kind is not FormKind.PLAIN:
                found.append((f"{self._names.category_name(flow.data)} {flow.form}", flow.sink.location))
        return [words for words, _ in found], [place for _, place in found]


class _Draft:
    """A row in the making."""

    def __init__(self, key: str) -> None:
        self._row = Row(display(key))

    def fill(self, column: str, values: Iterable[str], places: Iterable[Location]) -> None:
        """Fill a cell from code; nothing to say leaves it blank."""
        words = "; ".join(dict.fromkeys(display(value) for value in values))
        spots = list(dict.fromkeys(display(f"{place.file}:{place.line}") for place in places))
        more = f" and {len(spots) - MOST_PLACES} more" if len(spots) > MOST_PLACES else ""
        self.note(column, words, ", ".join(spots[:MOST_PLACES]) + more)

    def note(self, column: str, words: str, why: str) -> None:
        """Fill a cell with words and where they come from."""
        if words:
            self._row.cells[column] = words
            self._row.evidence[column] = why

    def done(self) -> Row:
        """The row."""
        return self._row


def _periods(periods: Iterable[Period]) -> tuple[list[str], list[Location]]:
    found = list(periods)
    return [_period(period) for period in found], [period.location for period in found]


def _period(period: Period) -> str:
    if period.seconds is None:
        return "kept without limit"
    days, rest = divmod(period.seconds, DAY)
    length = f"{days} days" if not rest else f"{period.seconds} seconds"
    return f"{length} ({period.mechanism}{f', {period.tier}' if period.tier else ''}{'' if period.enforced else ', not enforced'})"


def sections(rows: Iterable[Row]) -> Iterator[tuple[Row, list[tuple[str, str, str]]]]:
    """Each row with (column, cell, evidence) of all its columns."""
    for row in rows:
        yield row, [(column, row.cells.get(column, ""), row.evidence.get(column, "")) for column in COLUMNS]
