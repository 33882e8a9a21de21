"""Who gives what to whom, and where data goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments
from datamap.policy.claims.reaching import OTHERS, arrives, reached, said
from datamap.policy.parties import THIRD, UNKNOWN, VENDOR, WE, YOU, party, place
from datamap.policy.rules import small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.acts import Act
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word


def gives(statement: Statement, act: Act) -> Iterator[Draft]:
    """“You hand us your details”, "the driver is told your name", "your text is passed to X"."""
    if act.passive:
        yield from _given(statement, act)
        return
    giver = party(statement, act.subject)
    if act.denied and giver in {YOU, UNKNOWN}:
        return
    if giver == YOU and (filled := _filled_in(statement, act)).data:
        yield from reached(statement, act, WE, (), filled)
        return
    recipient, args = _recipient(statement, act)
    known = args.data or (args and recipient and (giver == WE or party(statement, recipient) == WE))
    if giver == WE and act.lemma == "tell" and act.object and act.object[0].norm in small("clause_openers") | {"when", "whether"}:
        yield from reached(statement, act, WE, (), statement.data_of(act.object))
    elif known and not (act.lemma == "leave" and recipient and recipient[0].norm == "us"):
        yield from _reaches(statement, act, giver, recipient, args)


def _reaches(statement: Statement, act: Act, giver: str, recipient: Sequence[Word], args: Arguments) -> Iterator[Draft]:
    """What follows from who gives something to whom."""
    who = party(statement, recipient) if recipient else UNKNOWN
    if (
        who == WE
        or (recipient and place(recipient) == "server")
        or (not recipient and giver in {YOU, THIRD} and act.lemma in small("giving"))
    ):
        if giver in {VENDOR, THIRD} and recipient and args and not act.denied:
            yield said(statement, act, "RECEIVES_FROM", args, act.subject)
        elif giver != WE and args.data:
            yield from reached(statement, act, WE, recipient, args)
        elif giver != WE and not act.denied and act.lemma in small("reporting") and recipient:
            yield said(statement, act, "COLLECTS", args)
    elif giver != YOU and who in OTHERS:
        yield from reached(statement, act, who, recipient, args)
    elif not recipient and act.lemma in small("reporting") and (giver == WE or _is_device(act.subject)):
        yield from reached(statement, act, WE, (), args)


def _is_device(words: Sequence[Word]) -> bool:
    """“The handhelds transmit their position”."""
    return bool(words) and words[-1].fold in small("devices") | small("our_things")


def _filled_in(statement: Statement, act: Act) -> Arguments:
    """“You fill in a form with your name”."""
    formed = any(word.fold in {"form", "questionnaire", "card", "page"} for word in act.object)
    if act.lemma not in small("filling") or not formed:
        return Arguments()
    return next((args for words in act.behind("with") if (args := statement.data_of(words)).data), Arguments())


def _recipient(statement: Statement, act: Act) -> tuple[Sequence[Word], Arguments]:
    """Who is given something, and what: "give us your name", "supply the driver with your name", "send your name to us"."""
    to = next(iter(act.behind("to", "into")), ())
    args = statement.data_of(act.object)
    if to:
        return to, args
    share = next(iter(act.behind("with")), ())
    if share and args.data:
        return share, args
    if share and (supplied := statement.data_of(share)).data:
        return act.object, supplied
    have = next((i for i, word in enumerate(act.object) if i and word.norm == "have"), None) if act.lemma == "let" else None
    cut = have or next((i for i, word in enumerate(act.object) if i and word.norm in small("before_nouns") - {"us", "you"}), None)
    first = act.object[:1]
    if first and first[0].norm in {"us", "me"}:
        return first, statement.data_of(act.object[1:])
    if cut and party(statement, act.object[:cut]) in OTHERS:
        return act.object[:cut], statement.data_of(act.object[cut:])
    return (), args


def _given(statement: Statement, act: Act) -> Iterator[Draft]:
    who = party(statement, act.subject)
    told = statement.data_of(act.object)
    supplied = next((args for words in act.behind("with") if (args := statement.data_of(words)).data), None)
    agent = next(iter(act.behind("by")), ())
    if supplied is not None and not act.denied and who in {WE, UNKNOWN} and party(statement, agent) in {THIRD, VENDOR}:
        yield said(statement, act, "RECEIVES_FROM", supplied, agent)
        return
    if who in {WE, *OTHERS} and told.data:
        yield from reached(statement, act, who, act.subject, told)
        return
    args = statement.data_of(act.subject)
    agents = act.behind("by")
    by_person = any(party(statement, words) in {YOU, THIRD} for words in agents)
    if args.data and not act.denied and act.lemma in small("giving") and (by_person or (not act.places and act.lemma in small("filling"))):
        yield from reached(statement, act, WE, (), args)
        return
    for words in act.behind("to", "with", "into"):
        goal = party(statement, words)
        if goal in OTHERS and (args or statement.setting.mode in {"share", "processors"}):
            yield from reached(statement, act, goal, words, args)
        elif (goal == WE or place(words)) and args:
            yield from arrives(statement, act, words, args)
        if goal or place(words):
            return


def moves(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Photos end up in our storage”, "your text travels to X", "nothing you type reaches our servers"."""
    args = statement.data_of(act.subject)
    if act.passive:
        return
    if act.lemma == "leave" and act.denied and args and any(word.fold in small("devices") | small("homes") for word in act.object):
        yield said(statement, act, "NOT_TRANSMITS", args, locus="server")
        return
    goals = [words for words in (act.object, *act.behind("to", "into", "in", "with", "on", "at")) if any(word.is_word for word in words)]
    for words in goals:
        who = party(statement, words)
        if who == WE and args and _is_denied_goal(statement, words):
            yield said(statement, act, "NOT_COLLECTS", args)
            return
        if who in OTHERS and (args.data or args.everything or act.denied or (who == VENDOR and args)):
            yield from reached(statement, act, who, words, args)
        elif (
            who == WE and args and not act.denied and (source := next(iter(act.behind("from")), ())) and party(statement, source) in OTHERS
        ):
            yield said(statement, act, "RECEIVES_FROM", args, source)
        elif (who == WE or place(words)) and args and not statement.consents:
            yield from arrives(statement, act, words, args)


def _is_denied_goal(statement: Statement, words: Sequence[Word]) -> bool:
    """“… goes to them and not to us”."""
    before = [word.norm for word in statement.words if word.end <= words[0].start][-2:]
    return before[:1] == ["not"]
