"""What a change does to personal data: data, recipients, stores, purposes, forms, gates and periods that come, go or get weaker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from datamap.knowledge.everything import Knowledge
from datamap.model import Finding, FormKind, SinkKind
from datamap.review.since import new_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datamap.model import Flow, Location, Period, Result, Store

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
FOREVER = 10**12


class Effect(StrEnum):
    """What happens to a practice."""

    ADDED = "added"
    WEAKENED = "weakened"
    STRENGTHENED = "strengthened"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One difference; ``about``: processor or store id, ``data``: category; ``policy``: what the policy says of it now."""

    effect: Effect
    subject: str
    text: str
    about: str = ""
    data: str = ""
    place: Location | None = None
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """All differences between two states, and the findings that come and go with them."""

    base: str
    items: tuple[Item, ...]
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    sentences_added: tuple[str, ...]
    sentences_removed: tuple[str, ...]
    notes: tuple[str, ...] = ()


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
        self._names = Knowledge()

    def items(self) -> Iterator[Item]:
        """Every difference."""
        yield from self._processors()
        yield from self._flows()
        yield from self._stores()
        yield from self._periods()
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
            yield Item(Effect.ADDED, "flow", f"starts {self._words(flow)}", pair[1], pair[0], flow.sink.location, self._said(pair))
        for pair in sorted(old.keys() - new.keys()):
            yield Item(Effect.REMOVED, "flow", f"stops {self._words(old[pair][0])}", pair[1], pair[0])
        for pair in sorted(old.keys() & new.keys()):
            yield from self._protection(pair, old[pair], new[pair])

    def _protection(self, pair: Pair, old: list[Flow], new: list[Flow]) -> Iterator[Item]:
        flow, words = new[0], self._words(new[0])
        was, now = _weakest(old), _weakest(new)
        if was != now:
            effect = Effect.WEAKENED if now < was else Effect.STRENGTHENED
            text = f"{words}: {STRENGTH[now].value} where it was {STRENGTH[was].value}"
            yield Item(effect, "form", text, pair[1], pair[0], flow.sink.location, self._said(pair))
        for guard in sorted(_always(old) - _always(new)):
            yield Item(
                Effect.WEAKENED, "guard", f"{words}: no longer behind {guard}", pair[1], pair[0], flow.sink.location, self._said(pair)
            )
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

    def _periods(self) -> Iterator[Item]:
        old, new = _periods(self._before), _periods(self._after)
        for key in sorted(new.keys() | old.keys()):
            was, now = old.get(key), new.get(key)
            what = f"{key[0] or key[1]}{f' ({key[2]})' if key[2] else ''}"
            if now is None:
                yield Item(Effect.WEAKENED, "period", f"{what}: nothing ends after {_length(was)} any more", key[0])
            elif was is None:
                yield Item(Effect.ADDED, "period", f"{what}: ends after {_length(now)}", key[0], "", now.location)
            elif was.seconds != now.seconds:
                longer = (now.seconds or FOREVER) > (was.seconds or FOREVER)
                effect = Effect.WEAKENED if longer else Effect.STRENGTHENED
                yield Item(effect, "period", f"{what}: {_length(now)} where it was {_length(was)}", key[0], "", now.location)

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
                yield Item(Effect.ADDED, "setting", text, key[1], "", new[key].location)

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
    found: dict[Pair, list[Flow]] = defaultdict(list)
    for flow in result.practices.flows:
        found[flow.data, flow.sink.id].append(flow)
    return found


def _weakest(flows: list[Flow]) -> int:
    return min(STRENGTH.index(flow.form.kind) for flow in flows)


def _always(flows: list[Flow]) -> set[str]:
    return set.intersection(*({str(guard) for guard in flow.guards} for flow in flows))


def _periods(result: Result) -> dict[tuple[str, str, str], Period]:
    return {(one.store or "", one.symbol, one.tier or ""): one for one in result.practices.periods}


def _length(period: Period | None) -> str:
    if period is None or period.seconds is None:
        return "no time"
    days, rest = divmod(period.seconds, 86_400)
    return f"{period.seconds} seconds" if rest else f"{days} day{'' if days == 1 else 's'}"


def _reached(result: Result) -> dict[tuple[str, str], Location]:
    return {(handler.kind, reach.target): handler.location for handler in result.practices.handlers for reach in handler.reaches}
