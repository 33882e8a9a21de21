"""A way through functions that were told less apart is worth less, the more of them it leads through."""

from __future__ import annotations

from datamap.flow.practices.coarseness import as_sure_as_its_way
from datamap.model import PLAIN, Confidence, Flow, Hop, Location, Sink, SinkKind

COARSE = frozenset({"app.take", "app.hand_on", "app.tell"})


def _flow(*symbols: str) -> Flow:
    path = tuple(Hop(Location("app.py", line), symbol, "passed on") for line, symbol in enumerate(symbols, 1))
    sink = Sink(SinkKind.LOG, "logging", "logging.info", Location("app.py", 9), "app.tell")
    return Flow("user.contact.email", "customer", PLAIN, "User.email", sink, path, (), Confidence.HIGH)


def _confidence(*symbols: str) -> Confidence:
    return as_sure_as_its_way(_flow(*symbols), COARSE).confidence


def test_the_function_that_logs_is_no_step_of_the_way() -> None:
    assert _confidence("app.tell") is Confidence.HIGH


def test_functions_that_are_told_apart_cost_nothing() -> None:
    assert _confidence("app.exact", "app.other", "app.tell") is Confidence.HIGH


def test_one_step_is_less_sure_and_two_are_a_guess() -> None:
    assert _confidence("app.take", "app.exact", "app.tell") is Confidence.MEDIUM
    assert _confidence("app.take", "app.hand_on", "app.tell") is Confidence.LOW
