"""Effects that put data somewhere -> flows, one for each category, form and place."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from datamap.flow.declared import DeclaredSink
from datamap.flow.events import Slot
from datamap.flow.evidence import trail_hops
from datamap.flow.models.acts import Act
from datamap.flow.models.keyed import SECRET
from datamap.flow.models.objects import MEDIA
from datamap.flow.models.queries import WHERE, gates_among
from datamap.flow.models.ways import media_on, purposes_on
from datamap.flow.practices.columns import Held, borne_out, can_hold, is_informed, unlabelled
from datamap.flow.practices.guards import guards_of
from datamap.flow.practices.secrets import Secrets
from datamap.flow.practices.smears import doubting_smears
from datamap.flow.practices.templates import template_flows
from datamap.flow.tags import Label
from datamap.model import PLAIN, Confidence, Flow, Form, FormKind, Hop, Sink, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.flow.events import Effect
    from datamap.flow.practices.material import Material
    from datamap.flow.practices.redaction import Redaction
    from datamap.flow.tags import Tag, Trail
    from datamap.model import Guard

TEMPORARY = ("locus", "temporary")
CREDENTIALS = "user.authorization"
IDS = ("user.unique_id", "user.device")
USAGE = "user.behavior.usage"
TRACKING = frozenset({"analytics", "session_replay", "attribution", "advertising"})
FLAGS = ("is_", "has_", "can_")
"""Beginnings of the names of columns that hold yes or no."""
OWN_CREDENTIAL_WORDS = frozenset(
    {"api_key", "apikey", "authorization", "auth", "token", "secret", "client_secret", "access_token", "refresh_token", "key"}
)

REFRESH = "refresh_token"
GRANTS = ("token", "auth")


def flows_of(material: Material, redaction: Redaction) -> tuple[Flow, ...]:
    """Every flow of the service, each thing at each place once, in a fixed order."""
    removed = frozenset(effect.target for effect in material.effects if effect.kind == "delete")
    acts = ((effect, effect.data) for effect in material.effects if effect.kind == "sink" and isinstance(effect.data, Act))
    sinks = [(effect, act) for effect, act in acts if not (effect.target in removed and TEMPORARY in act.means)]
    traced = frozenset(_place(effect, slot) for effect, _ in sinks for slot in effect.slots if any(_is_data(tag) for tag in slot.labels))
    informed = frozenset(_place(effect, slot) for effect, _ in sinks for slot in effect.slots if is_informed(slot))
    known = _Known(traced, informed, Secrets(sinks, material))
    best: dict[tuple[object, ...], Flow] = {}
    sinks += [(effect, Act(SinkKind.DECLARED, effect.data.call)) for effect in material.effects if isinstance(effect.data, DeclaredSink)]
    for effect, act in sinks:
        for flow in (*_seen(effect, act, redaction, material), *_named(effect, act, known, material)):
            key = (flow.data, flow.form, flow.sink, flow.guards, _media(flow))
            if key not in best or _order(flow) < _order(best[key]):
                best[key] = flow
    found = list(doubting_smears(_surest(tuple(best.values())), material))
    told = {(flow.sink.location, flow.sink.id) for flow in found if flow.form.kind is FormKind.PLAIN}
    found += [_visit(effect, act) for effect, act in sinks if _is_tracking(act) and (effect.location, effect.target) not in told]
    return tuple(sorted(dict.fromkeys([*found, *template_flows(material)]), key=_rank))


def _media(flow: Flow) -> frozenset[str]:
    """What kind of media a file is, by the names on its way: one store may take videos from one function and sound from another."""
    return media_on(flow.path) if flow.data == MEDIA and flow.sink.kind is SinkKind.STORE else frozenset()


def _is_tracking(act: Act) -> bool:
    return act.sink is SinkKind.PROCESSOR and act.operation in ("send", "track", "identify") and not TRACKING.isdisjoint(act.purposes)


def _visit(effect: Effect, act: Act) -> Flow:
    """An event that a tracking service gets says that somebody did something, whatever else it holds."""
    held = Held(USAGE, "customer", PLAIN, "what people do", Confidence.HIGH)
    return _made(effect, act, Slot("", {}), held)


def _surest(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Where the form of what arrives is known, the guess that it is plain is dropped."""
    known = {_spot(flow) for flow in flows if flow.form.kind is not FormKind.PLAIN}
    return (
        flow for flow in flows if flow.form.kind is not FormKind.PLAIN or flow.confidence is Confidence.HIGH or _spot(flow) not in known
    )


def _spot(flow: Flow) -> tuple[object, ...]:
    return flow.sink.location, flow.sink.id, flow.sink.argument, flow.data, flow.source


def _place(effect: Effect, slot: Slot) -> tuple[object, ...]:
    return effect.location, effect.target, slot.name


def _is_data(tag: Tag) -> bool:
    return isinstance(tag.origin, Label) and tag.origin.kind == "data"


def _rank(flow: Flow) -> tuple[object, ...]:
    return flow.sink.location, flow.sink.id, flow.data, str(flow.form), flow.sink.argument or "", flow.source, str(flow.guards)


def _order(flow: Flow) -> tuple[int, int, str]:
    return -flow.confidence.rank, len(flow.path), flow.source


def _seen(effect: Effect, act: Act, redaction: Redaction, material: Material) -> Iterator[Flow]:
    """Data that was followed into a slot."""
    for slot in effect.slots:
        if slot.name != WHERE and not (act.sink is SinkKind.STORE and slot.name.startswith(FLAGS)):
            is_key = _is_reference(act, slot, material)
            for tag, trail in slot.labels.items():
                if not (isinstance(tag.origin, Label) and material.counts(tag.origin.location.file)):
                    continue
                if _is_id(tag.origin) if is_key else can_hold(act, slot, tag.origin, material):
                    found = _flow(effect, act, slot, tag, trail, redaction, material)
                    yield from (_called(_meant(flow, material), slot, material) for flow in found)


def _is_reference(act: Act, slot: Slot, material: Material) -> bool:
    """Whether a column only points to another row: whatever row it is given, an id is kept."""
    table = material.context.tables.all.get(act.model) if act.sink is SinkKind.STORE else None
    column = table.columns.get(slot.name) if table else None
    return column is not None and column.reference is not None


def _is_id(label: Label) -> bool:
    return label.name.startswith(IDS)


def _meant(flow: Flow, material: Material) -> Flow:
    """A message is for what the functions on its way are called, not only for what the last one is."""
    if flow.sink.operation != "message":
        return flow
    purposes = tuple(dict.fromkeys((*flow.sink.purposes, *purposes_on(flow.path, material.context))))
    return flow if purposes == flow.sink.purposes else replace(flow, sink=replace(flow.sink, purposes=purposes))


def _called(flow: Flow, slot: Slot, material: Material) -> Flow:
    """What a keychain gave is a secret, and the field that it is put into says which."""
    name = slot.name.rpartition(".")[2]
    found = material.context.recognise(name) if flow.data == SECRET and name else None
    return replace(flow, data=found.category) if found is not None and found.category.startswith(f"{CREDENTIALS}.") else flow


class _Known(NamedTuple):
    """Places where data was followed to, and those where it is known how the value was made."""

    traced: frozenset[tuple[object, ...]]
    informed: frozenset[tuple[object, ...]]
    secrets: Secrets

    def tells(self, effect: Effect, slot: Slot) -> bool:
        """Whether this very slot is the best that is known of its place."""
        place = _place(effect, slot)
        return place not in self.traced and (is_informed(slot) or place not in self.informed)


def _named(effect: Effect, act: Act, known: _Known, material: Material) -> Iterator[Flow]:
    """Data that only the slot's name or meaning tells of, where nothing was followed into it."""
    for slot in effect.slots:
        if slot.name == WHERE:
            continue
        means = _meaning(act, slot)
        categories = [tag.origin.name for tag in slot.labels if isinstance(tag.origin, Label) and _is_data(tag)]
        if means and not any(_covers(means, category) for category in categories):
            yield _made(effect, act, slot, Held(means, "customer", PLAIN, slot.name, Confidence.MEDIUM))
        elif not means and known.tells(effect, slot):
            made = () if _is_reference(act, slot, material) else known.secrets.in_slot(slot)
            held = list(unlabelled(act, slot, material)) or list(made)
            yield from (_made(effect, act, slot, one) for one in held)


def _meaning(act: Act, slot: Slot) -> str:
    """The category that an argument carries by meaning, whatever flows in: ``messages`` is a prompt."""
    given = dict(act.means)
    return given.get(slot.name) or given.get(slot.name.partition(".")[0]) or ""


def _covers(wide: str, narrow: str) -> bool:
    return narrow == wide or narrow.startswith(f"{wide}.") or wide.startswith(f"{narrow}.")


def _flow(
    effect: Effect, act: Act, slot: Slot, tag: Tag, trail: Trail | None, redaction: Redaction, material: Material
) -> Iterator[Flow]:
    label = tag.origin
    if not isinstance(label, Label) or label.kind != "data" or _is_own_credential(act, slot, label):
        return
    form = _form(act, tag.form)
    if act.sink is SinkKind.LOG and redaction.covers(label.name, act.call, slot.name):
        form = Form(FormKind.MASKED)
    confidence = borne_out(label, trail, act, slot, material).at_most(effect.confidence)
    yield Flow(
        label.name,
        label.detail or "customer",
        form,
        label.source,
        _sink(effect, act, slot),
        _path(effect, trail),
        _guards(effect, slot),
        confidence,
    )


def _is_own_credential(act: Act, slot: Slot, label: Label) -> bool:
    """A key that the service itself shows to a third party to be let in is nobody's data."""
    words = set(slot.name.lower().replace("-", "_").split("."))
    if REFRESH in words and not act.purposes and not any(word in (act.url or "") for word in GRANTS):
        return False  # what renews a sign-in opens nothing by itself but where sign-ins are renewed
    return act.sink is SinkKind.PROCESSOR and label.name.startswith(CREDENTIALS) and not words.isdisjoint(OWN_CREDENTIAL_WORDS)


def _form(act: Act, form: Form) -> Form:
    if act.protect and form.kind in (FormKind.PLAIN, FormKind.TRUNCATED):
        return Form(FormKind.ENCRYPTED, act.protect)
    return form if form.algorithm != "restored" else PLAIN


def _made(effect: Effect, act: Act, slot: Slot, held: Held) -> Flow:
    form, confidence = _form(act, held.form), held.confidence.at_most(effect.confidence)
    path = _path(effect, _way_in(slot))
    return Flow(held.category, held.subject, form, held.source, _sink(effect, act, slot), path, _guards(effect, slot), confidence)


def _sink(effect: Effect, act: Act, slot: Slot) -> Sink:
    return Sink(
        act.sink or SinkKind.STORE,
        effect.target,
        act.call,
        effect.location,
        effect.symbol,
        slot.name or None,
        act.operation,
        act.url,
        act.purposes,
    )


def _guards(effect: Effect, slot: Slot) -> tuple[Guard, ...]:
    """What holds at the call, and what the query asked for whose rows the data is from."""
    return guards_of(effect.guards | effect.conditions | gates_among(slot.labels))


def _path(effect: Effect, trail: Trail | None) -> tuple[Hop, ...]:
    """From where the data enters to the call."""
    entered = trail_hops(trail)
    hops = [hop for hop in effect.calls if not entered or hop.location != entered[0].location]
    last = Hop(effect.location, effect.symbol, f"{_words(effect)}")
    steps = [*entered, *hops]
    return (*_distinct([hop for hop in steps if hop.location != effect.location]), last)


def _way_in(slot: Slot) -> Trail | None:
    """How what a slot holds got there, for data that only the slot's name tells of: the way of something that is known of the value."""
    facts = ((tag.origin, trail) for tag, trail in slot.labels.items() if isinstance(tag.origin, Label))
    told = [trail for label, trail in facts if trail and label.kind not in ("gate", "setting")]
    return min(told, key=lambda trail: (trail.location, trail.note), default=None)


def _distinct(hops: list[Hop]) -> list[Hop]:
    seen: set[tuple[object, ...]] = set()
    told = [hop for hop, after in zip_longest(hops, hops[1:]) if after is None or not _same_call(hop, after)]
    return [hop for hop in told if (key := (hop.location.file, hop.location.line, hop.note)) not in seen and not seen.add(key)]  # type: ignore[func-returns-value]


def _same_call(hop: Hop, after: Hop) -> bool:
    """The call that a value goes through is the one that it is passed to: told once."""
    same_line = (hop.location.file, hop.location.line) == (after.location.file, after.location.line)
    return same_line and hop.note.startswith("through ") and hop.note.removeprefix("through ") == after.note.removeprefix("passed to ")


def _words(effect: Effect) -> str:
    act = effect.data
    if not isinstance(act, Act):
        return effect.kind
    verbs = {
        "write": "written to",
        "update": "written to",
        "log": "logged by",
        "print": "printed by",
        "respond": "shown by",
        "message": "mailed through",
        "train": "used for training at",
    }
    return f"{verbs.get(act.operation, 'sent to')} {effect.target} ({act.call.rpartition('.')[2]})"
