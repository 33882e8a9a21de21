"""A result made by hand, once with plain names and once with hostile ones."""

from __future__ import annotations

import pytest

from datamap.checks.case import finding
from datamap.checks.triage import triage
from datamap.model import (
    Claim,
    Element,
    Flow,
    Form,
    FormKind,
    Guard,
    Hop,
    Location,
    Policy,
    Practices,
    ProcessorUse,
    Result,
    Sink,
    SinkKind,
    Store,
)

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "[bold]x[/] [/]",
    "a\n::error file=x::y",
    "\x1b]8;;http://evil\x07click\x1b]8;;\x07",
    '"]; click n1 "javascript:alert(1)" end',
    "=HYPERLINK(1)",
    "\u202egnp.py",
    "\udcff\udcfe",
    "a|b`c`%0A,:#quot;",
]


def make(name: str, file: str) -> Result:
    sink_place = Location(file, 14, 5, 14, 30)
    hops = (Hop(Location(file, 3, 1), "app.routes.create", f"{name} is read from the request"), Hop(sink_place, "app.send", "sent"))
    sink = Sink(SinkKind.PROCESSOR, "acme", "acme.send", sink_place, "app.send", "email")
    flow = Flow(
        "user.contact.email", "customer", Form(), "app.models.User.email", sink, hops, (Guard("consent", "analytics", name, sink_place),)
    )
    stored = Flow(
        "user.name",
        "customer",
        Form(FormKind.HASHED, "sha256"),
        "x",
        Sink(SinkKind.STORE, f"postgresql:{name}", "save", sink_place, "app.send"),
        hops,
    )
    claim = Claim("c1", "PROCESSOR_LIST_CLOSED", "+", Location("privacy.md", 7), f"We share data with {name} only.", "Sharing")
    element = Element(
        "user.contact.email",
        "customer",
        "email",
        "app.models.User",
        "model",
        Location(file, 9, 5),
        "app.models.User.email",
        "postgresql:users",
    )
    practices = Practices(
        elements=(element,),
        processors=(ProcessorUse("acme", name, ("email",), (sink_place,)),),
        stores=(Store("postgresql:users", "database", "users", "app.models.User", (Location(file, 8),), (element,)),),
        flows=(flow, stored),
    )
    found = finding(
        "DM101",
        sink_place,
        f"e-mail address goes to {name}",
        symbol="app.send",
        claim=claim,
        data=("user.contact.email",),
        processor="acme",
        path=hops,
    )
    return Result(
        root=".",
        findings=triage([found], ()),
        practices=practices,
        policies=(Policy("privacy.md", "en", (claim,)),),
        disclosed={"acme": "no"},
        statistics={"files": 1},
        notes=(f"a note about {name}",),
    )


@pytest.fixture
def plain() -> Result:
    return make("Acme Mail", "app/mail.py")


@pytest.fixture(params=HOSTILE, ids=ascii)
def hostile(request) -> Result:
    return make(request.param, f"app/{request.param}.py")
