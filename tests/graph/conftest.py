"""A diagram far larger than anybody can read."""

from __future__ import annotations

import pytest

from datamap.model import Flow, Form, Hop, Location, Practices, ProcessorUse, Result, Sink, SinkKind


def wide(functions: int, targets: int, each: int) -> Result:
    """``functions`` functions in packages, each with ``each`` flows to some of ``targets`` third parties and tables."""
    flows = []
    for number in range(functions):
        package, module = number % 12, number % 60
        file = f"app/p{package}/m{module}.py"
        symbol = f"app.p{package}.m{module}.handle_{number}"
        place = Location(file, 10 + number, 5, 10 + number, 40)
        for at in range(each):
            target = (number * 7 + at * 13) % targets
            kind = SinkKind.PROCESSOR if target % 3 == 0 else SinkKind.STORE
            name = f"vendor{target}" if kind is SinkKind.PROCESSOR else f"postgresql:table_{target}"
            way = (
                Hop(Location(file, 3 + number), symbol, "email is read from the request"),
                Hop(Location("app/shared.py", target % 9), f"app.shared.send_{target % 9}", "passed to send()"),
                Hop(place, symbol, f"sent to {name}"),
            )
            sink = Sink(kind, name, "send", place, symbol)
            flows.append(Flow("user.contact.email", "customer", Form(), f"Form{number}.email", sink, way))
    uses = tuple(ProcessorUse(f"vendor{n}", f"Vendor {n}", ("email",), (Location("app/shared.py", 1),)) for n in range(0, targets, 3))
    return Result(root=".", findings=(), practices=Practices(processors=uses, flows=tuple(flows)))


@pytest.fixture(scope="session")
def huge() -> Result:
    return wide(400, 91, 3)
