"""The way out of mailings (part of DM404): a handler that changes nothing or another field, and mailings without the promised link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.case import finding, flow_finding
from datamap.checks.wording import words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, Hop, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.checks.case import Case
    from datamap.model import Claim, Finding, Flow, Handler, Reach

CODE = "DM404"
LINK = "unsubscribe_link"
CHOICES = frozenset({"opt_out", "opt_in", "consent"})


def way_out(case: Case, sent: list[Flow]) -> Iterator[Finding]:
    """What is wrong with the way out, where every mailing asks for the preference; a handler that no text leads to has no link."""
    promises = list(case.claims("OPT_OUT", "WITHDRAW_CONSENT"))
    handlers = [handler for handler in case.practices.handlers if handler.kind == "unsubscribe" and handler.route is not None]
    if promises and handlers and all(handler.idle for handler in handlers):
        yield _idle(handlers[0], promises[0])
    elif promises:
        yield from _elsewhere(case, promises[0], sent, handlers)
    linked = next((claim for claim in promises if _promises_link(claim)), None)
    if linked and handlers and not any(setting.kind == LINK for setting in case.practices.settings):
        own = [flow for flow in sent if "marketing" not in case.knowledge.purposes_of(flow.sink.id)]
        message = "a marketing message has no way to unsubscribe in it; the policy promises a link in each"
        if own:
            yield flow_finding(CODE, own, message, claim=linked, level=Level.WARNING, remedy="put a link to the handler into it")


def _idle(handler: Handler, claim: Claim) -> Finding:
    return finding(
        CODE,
        handler.location,
        "the way to unsubscribe changes nothing; the policy promises that people can",
        symbol=handler.symbol,
        claim=claim,
        confidence=Confidence.MEDIUM,
        path=(Hop(handler.location, handler.symbol, "unsubscribing ends here"),),
        remedy="store the choice where the sending reads it",
    )


def _elsewhere(case: Case, claim: Claim, sent: list[Flow], handlers: list[Handler]) -> Iterator[Finding]:
    """A preference that people change and that no mailing reads."""
    asked = {guard.text for flow in sent for guard in flow.guards if guard.kind in CHOICES}
    read = {guard.text.rpartition(".")[2] for flow in case.practices.flows for guard in flow.guards}
    changes = [reach for handler in handlers for reach in handler.reaches if reach.how == "write" and reach.columns]
    told = bool(asked) and all(text.replace(".", "_").isidentifier() for text in asked)
    if told and changes and all(_is_other(reach, read) for reach in changes):
        last = changes[0].path[-1]
        yield finding(
            CODE,
            last.location,
            f"unsubscribing changes {', '.join(changes[0].columns)}, which no mailing reads",
            symbol=last.symbol,
            claim=claim,
            confidence=Confidence.MEDIUM,
            store=changes[0].target,
            path=changes[0].path,
            remedy="change the field that the sending reads",
        )


def _is_other(reach: Reach, read: set[str]) -> bool:
    """Whether all that is changed are preferences about mailings that nothing reads."""
    return all(column not in read and not words_for("mailing_preferences").isdisjoint(words(column)) for column in reach.columns)


def _promises_link(claim: Claim) -> bool:
    said = set(words(claim.quote))
    return not said.isdisjoint(words_for("unsubscribe_links")) and not said.isdisjoint(words_for("mailings"))
