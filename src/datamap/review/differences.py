"""Two states of a project -> what came, went or got weaker: data, recipients, stores, purposes, forms, gates, periods, rights."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.knowledge.everything import knowledge_of
from datamap.model import FormKind, SinkKind
from datamap.review.change import Change, Effect, Item
from datamap.review.periods import periods
from datamap.review.since import new_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.model import Finding, Flow, Form, Location, Result, Store

    Pair = tuple[str, str]

STRENGTH = (
    FormKind.PLAIN,
    FormKind.TRUNCATED,
    FormKind.MASKED,
    FormKind.TOKENISED,
    FormKind.HASHED,
    FormKind.ENCRYPTED,
    FormKind.AGGREGATED,
    FormKind.ANONYMISED,
)


def compare(before: Result, after: Result, base: str, notes: tuple[str, ...] = ()) -> Change:
    """The change from one state to another."""
    new = tuple(finding for finding in new_findings(before, after, base) if finding.suppressed is None)
    gone = tuple(finding for finding in new_findings(after, before, base) if finding.suppressed is None)
    said, unsaid = _sentences(before), _sentences(after)
    items = tuple(
        sorted(set(_Comparison(before, after, new).items()), key=lambda item: (list(Effect).index(item.effect), item.subject, item.text))
    )
    return Change(base, items, new, gone, tuple(sorted(unsaid - said)), tuple(sorted(said - unsaid)), notes)


def _sentences(result: Result) -> set[str]:
    return {claim.quote for policy in result.policies for claim in policy.claims}


class _Comparison:
    def __init__(self, before: Result, after: Result, new: tuple[Finding, ...]) -> None:
        self._before, self._after, self._new = before, after, new
        self._names = knowledge_of(after)

    def items(self) -> Iterator[Item]:
        """Every difference."""
        yield from self._processors()
        yield from self._flows()
        yield from self._stores()
        yield from periods(self._before.practices.periods, self._after.practices.periods)
        yield from self._handlers()
        yield from self._settings()

    def _processors(self) -> Iterator[Item]:
        old, new = ({use.id: use for use in result.practices.processors if use.active} for result in (self._before, self._after))
        for key in sorted(new.keys() - old.keys()):
            place = next(iter(new[key].evidence), None)
            yield Item(Effect.ADDED, "third party", f"{new[key].name} is used", key, "", place, self._disclosed(key))
        for key in sorted(old.keys() - new.keys()):
            yield Item(Effect.REMOVED, "third party", f"{old[key].name} is no longer used", key)
        for key in sorted(old.keys() & new.keys()):
            for purpose in sorted(set(new[key].purposes) - set(old[key].purposes)):
                yield Item(Effect.ADDED, "purpose", f"{new[key].name} is used for {self._names.purpose_name(purpose)}", key)

    def _flows(self) -> Iterator[Item]:
        old, new = _by_pair(self._before), _by_pair(self._after)
        for pair in sorted(new.keys() - old.keys()):
            flow = new[pair][0]
            yield Item(
                Effect.ADDED,
                "flow",
                f"starts {self._words(flow)}{_shape(new[pair])}",
                pair[1],
                pair[0],
                flow.sink.location,
                self._said(pair),
            )
        for pair in sorted(old.keys() - new.keys()):
            yield Item(Effect.REMOVED, "flow", f"stops {self._words(old[pair][0])}", pair[1], pair[0])
        for pair in sorted(old.keys() & new.keys()):
            yield from self._protection(pair, old[pair], new[pair])

    def _protection(self, pair: Pair, old: list[Flow], new: list[Flow]) -> Iterator[Item]:
        flow, words, said = new[0], self._words(new[0]), self._said(pair)
        for field, was, now, place in _reformed(old, new):
            effect = _effect(was, now)
            where = f" as {field}" if field else ""
            yield Item(effect, "form", f"{words}{where}: {now} where it was {was}", pair[1], pair[0], place, said)
        for guard in sorted(_always(old) - _always(new)):
            yield Item(Effect.WEAKENED, "guard", f"{words}: no longer behind {guard}", pair[1], pair[0], flow.sink.location, said)
        for guard in sorted(_always(new) - _always(old)):
            yield Item(Effect.STRENGTHENED, "guard", f"{words}: now behind {guard}", pair[1], pair[0], flow.sink.location)

    def _stores(self) -> Iterator[Item]:
        old, new = ({store.id: store for store in result.practices.stores} for result in (self._before, self._after))
        for key in sorted(new.keys() - old.keys()):
            yield Item(Effect.ADDED, "store", f"{key} is added", key, "", next(iter(new[key].evidence), None))
        for key in sorted(old.keys() - new.keys()):
            yield Item(Effect.REMOVED, "store", f"{key} is gone", key)
        for key in sorted(old.keys() | new.keys()):
            yield from self._fields(old.get(key), new.get(key))

    def _fields(self, old: Store | None, new: Store | None) -> Iterator[Item]:
        was, now = ({element.category: element for element in store.elements} if store else {} for store in (old, new))
        for data in sorted(now.keys() - was.keys()):
            element = now[data]
            text = f"{element.store} gets a field for {self._names.category_name(data)} ({element.name})"
            yield Item(Effect.ADDED, "data", text, element.store or "", data, element.location, self._said((data, element.store or "")))
        for data in sorted(was.keys() - now.keys()):
            yield Item(Effect.REMOVED, "data", f"{was[data].store} loses {self._names.category_name(data)}", was[data].store or "", data)
        if old and new and old.row_level_security and not new.row_level_security:
            yield Item(Effect.WEAKENED, "protection", f"{new.id} loses its row-level security", new.id, "", next(iter(new.evidence), None))
        if old and new and old.encryption and not new.encryption:
            yield Item(
                Effect.WEAKENED, "protection", f"{new.id} is no longer encrypted at rest", new.id, "", next(iter(new.evidence), None)
            )

    def _handlers(self) -> Iterator[Item]:
        old, new = _reached(self._before), _reached(self._after)
        for kind, target in sorted(old.keys() - new.keys()):
            yield Item(Effect.WEAKENED, "right", f"{kind} no longer reaches {target}", target)
        for kind, target in sorted(new.keys() - old.keys()):
            yield Item(Effect.STRENGTHENED, "right", f"{kind} reaches {target}", target, "", new[kind, target])

    def _settings(self) -> Iterator[Item]:
        old, new = (
            {(one.kind, one.target or "", one.name): one for one in result.practices.settings} for result in (self._before, self._after)
        )
        for key in sorted(old.keys() & new.keys()):
            if old[key].value != new[key].value:
                text = f"{new[key].name} ({key[0]}) changes from {old[key].value} to {new[key].value}"
                yield Item(Effect.CHANGED, "setting", text, key[1], "", new[key].location)

    def _words(self, flow: Flow) -> str:
        name, target = self._names.category_name(flow.data), flow.sink.id
        match flow.sink.kind:
            case SinkKind.PROCESSOR:
                parties = {use.id: use.name for use in (*self._before.practices.processors, *self._after.practices.processors)}
                return f"sending {name} to {parties.get(target, target)}"
            case SinkKind.STORE:
                return f"writing {name} to {target}"
            case SinkKind.LOG:
                return f"logging {name}"
            case SinkKind.RESPONSE:
                return f"showing {name}"
            case SinkKind.DECLARED:
                return f"passing {name} to {target}"

    def _said(self, pair: Pair) -> str:
        """The sentence that a new finding about this holds against it, else how the policy names the recipient."""
        for finding in self._new:
            if finding.claim and pair[0] in finding.data and pair[1] in {finding.processor, finding.store}:
                return f"“{finding.claim.quote}” ({finding.claim.location.file}, line {finding.claim.location.line})"
        return self._disclosed(pair[1])

    def _disclosed(self, processor: str) -> str:
        return WORDS.get(self._after.disclosed.get(processor, ""), "") if self._after.policies else ""


WORDS = {
    "named": "the policy names it",
    "category": "the policy covers it only by a category",
    "hedge": "the policy covers it only by “and others”",
    "no": "the policy does not mention it",
}


def _by_pair(result: Result) -> Mapping[Pair, list[Flow]]:
    """Flows by data and where they end; a store that a vendor runs is told once, as the store."""
    stored = {(flow.data, flow.sink.location) for flow in result.practices.flows if flow.sink.kind is SinkKind.STORE}
    found: dict[Pair, list[Flow]] = defaultdict(list)
    for flow in result.practices.flows:
        if flow.sink.kind is not SinkKind.PROCESSOR or (flow.data, flow.sink.location) not in stored:
            found[flow.data, flow.sink.id].append(flow)
    return found


def _reformed(old: list[Flow], new: list[Flow]) -> Iterator[tuple[str, Form, Form, Location]]:
    """Fields (columns, parameters) whose weakest form differs; all together where the two states have no field in common."""
    was, now = _weakest_by_field(old), _weakest_by_field(new)
    if not was.keys() & now.keys():
        was, now = {"": min(was.values(), key=_strength)}, {"": min(now.values(), key=_strength)}
    for field in sorted(was.keys() & now.keys()):
        if (was[field].form.kind, was[field].form.algorithm) != (now[field].form.kind, now[field].form.algorithm):
            yield field, was[field].form, now[field].form, now[field].sink.location


def _weakest_by_field(flows: list[Flow]) -> dict[str, Flow]:
    fields: dict[str, Flow] = {}
    for flow in sorted(flows, key=_strength, reverse=True):
        fields[flow.sink.argument or ""] = flow
    return fields


def _strength(flow: Flow) -> int:
    return STRENGTH.index(flow.form.kind)


def _effect(was: Form, now: Form) -> Effect:
    before, after = STRENGTH.index(was.kind), STRENGTH.index(now.kind)
    if before == after:
        return Effect.CHANGED
    return Effect.WEAKENED if after < before else Effect.STRENGTHENED


def _shape(flows: list[Flow]) -> str:
    """The weakest form that something new has, unless it is plain."""
    form = min(flows, key=_strength).form
    return "" if form.kind is FormKind.PLAIN else f" ({form})"


def _always(flows: list[Flow]) -> set[str]:
    return set.intersection(*({str(guard) for guard in flow.guards} for flow in flows))


def _reached(result: Result) -> dict[tuple[str, str], Location]:
    return {(handler.kind, reach.target): handler.location for handler in result.practices.handlers for reach in handler.reaches}
