from __future__ import annotations

from dataclasses import replace

import pytest

from datamap.graph.build import build
from datamap.graph.diagram import Boundary, Detail, Kind, identify
from datamap.graph.fold import fold
from datamap.model import Element, Flow, Form, Guard, Hop, Location, Practices, Result, Sink, SinkKind, Store

PLACE = Location("app/mail.py", 20, 1, 20, 9)


def flow(sink: Sink, first: Hop, guards: tuple[Guard, ...] = (), source: str = "Form.email") -> Flow:
    return Flow("user.contact.email", "customer", Form(), source, sink, (first, Hop(sink.location, sink.symbol, "sent")), guards)


def result(*flows: Flow, elements=(), stores=()) -> Result:
    return Result(".", (), Practices(flows=flows, elements=elements, stores=stores))


def arrows(diagram):
    labels = {node.key: node.label for node in diagram.nodes}
    return {(labels[arrow.start], labels[arrow.end]) for arrow in diagram.arrows}


SINK = Sink(SinkKind.PROCESSOR, "acme", "acme.send", PLACE, "app.mail.send")
ENTRY = Hop(Location("app/web.py", 4), "app.web.sign_up", "email")


def test_data_comes_from_people_and_passes_the_code_on_its_way_to_a_vendor():
    diagram = build(result(flow(SINK, ENTRY)), Detail.MODULE)
    assert arrows(diagram) == {("customer", "app.web"), ("app.web", "app.mail"), ("app.mail", "acme")}


def test_a_coarser_level_joins_the_code():
    assert arrows(build(result(flow(SINK, ENTRY)), Detail.SERVICE)) == {("customer", "app"), ("app", "acme")}


def test_data_of_a_table_comes_from_the_table():
    element = Element(
        "user.contact.email", "customer", "email", "app.models.User", "model", ENTRY.location, ENTRY.symbol, "postgresql:users"
    )
    store = Store("postgresql:users", "database", "users", "app.models.User", (Location("app/models.py", 1),), (element,))
    diagram = build(result(flow(SINK, ENTRY), elements=(element,), stores=(store,)), Detail.SERVICE)
    assert ("users (postgresql)", "app") in arrows(diagram)
    assert ("customer", "app") not in arrows(diagram)


def test_what_an_answer_shows_goes_back_to_people():
    shown = Sink(SinkKind.RESPONSE, "", "return", PLACE, "app.mail.send")
    assert ("app", "customer") in arrows(build(result(flow(shown, ENTRY)), Detail.SERVICE))


def test_a_gate_counts_as_one_only_if_it_holds_on_every_way():
    gate = Guard("consent", "analytics", "user.consents", PLACE)
    (always,) = [a for a in build(result(flow(SINK, ENTRY, (gate,)))).arrows if a.end == "processor:acme"]
    assert always.guards == ("consent.analytics",)
    other = replace(flow(SINK, ENTRY), data="user.name")
    (mixed,) = [a for a in build(result(flow(SINK, ENTRY, (gate,)), other)).arrows if a.end == "processor:acme"]
    assert (mixed.guards, mixed.loose) == ((), ("consent.analytics",))


def test_a_store_that_nobody_was_seen_to_write_is_only_declared():
    place = Location("app/models.py", 9)
    element = Element("user.name", "customer", "name", "app.models.User", "model", place, "app.models.User.name", "postgresql:users")
    store = Store("postgresql:users", "database", "users", "app.models.User", (place,), (element,), processor="supabase")
    diagram = build(result(elements=(element,), stores=(store,)))
    assert [arrow.declared for arrow in diagram.arrows] == [True]
    assert diagram.node("store:postgresql:users").boundary is Boundary.HOSTED


def test_a_finding_makes_its_arrow_red(plain):
    diagram = build(plain)
    assert [[f.rule for f in a.findings] for a in diagram.arrows if a.end == "processor:acme"] == [["DM101"]]
    assert [[f.rule for f in node.findings] for node in diagram.nodes if node.kind is Kind.PROCESSOR] == [["DM101"]]


def test_a_suppressed_finding_is_not_red(plain):
    quiet = replace(plain, findings=tuple(replace(finding, suppressed="known") for finding in plain.findings))
    assert not [arrow for arrow in build(quiet).arrows if arrow.findings]


def test_ids_stay_when_others_come(huge):
    fewer = replace(huge, practices=replace(huge.practices, flows=huge.practices.flows[::2]))
    before = {node.key: node.id for node in build(fewer, Detail.MODULE).nodes}
    after = {node.key: node.id for node in build(huge, Detail.MODULE).nodes}
    assert before.items() <= after.items()


def test_ids_are_never_shared():
    names = [("P", f"name {number}") for number in range(3000)]
    found = identify(names)
    assert len(set(found.values())) == len(names) == len(found)


@pytest.mark.parametrize("most", [10, 40, 120])
def test_folding_gets_below_the_limit_and_says_what_it_did(huge, most):
    whole = build(huge, Detail.FUNCTION)
    folded = fold(whole, most)
    assert len(folded.nodes) <= most < len(whole.nodes)
    named = {name for node in folded.nodes for name in (node.members or (node.label,))}
    assert named == {node.label for node in whole.nodes}
    assert folded.notes


def test_folding_spares_what_a_finding_speaks_of(plain):
    stores = tuple(Store(f"redis:k{n}", "cache", f"k{n}", None, (PLACE,)) for n in range(9))
    sinks = [Sink(SinkKind.STORE, store.id, "set", PLACE, "app.mail.send") for store in stores]
    flows = (*plain.practices.flows, *(flow(sink, ENTRY) for sink in sinks))
    whole = build(replace(plain, practices=replace(plain.practices, flows=flows)))
    folded = fold(whole, len(whole.nodes) - 5)
    assert {node.label for node in folded.nodes} >= {"Acme Mail", "redis (9)"}
