"""Deeds that no list of verbs knows, by who does them to what, and where it comes from or goes: the roles tell, not the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.claims.reaching import OTHERS, arrives, object_of, reached, said
from datamap.policy.parties import UNKNOWN, WE, party
from datamap.policy.rules import lists_of, small
from datamap.policy.unlisted import FRAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.acts import Act
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word


def read(statement: Statement, act: Act) -> Iterator[Draft]:
    """“We POST each submission to your server”, "your address is fetched from the register", "we clock your arrival"."""
    if FRAME not in act.frames or lists_of("unsaid")["attitudes"].get(act.lemma) or statement.consents or statement.opts_in:
        return
    args = statement.data_of(act.subject if act.passive else object_of(act))
    doer = WE if act.passive else party(statement, act.subject)
    if not args.data or doer not in {WE, UNKNOWN} or (doer == UNKNOWN and not act.passive):
        return
    source, goal = _behind(statement, act, "from"), _behind(statement, act, "to", "into")
    if source and not act.denied:
        yield said(statement, act, "RECEIVES_FROM", args, source)
    elif goal:
        yield from reached(statement, act, party(statement, goal), goal, args)
    elif doer == WE and not act.passive and not any(word.fold in small("no_data") for word in object_of(act)[:3]):
        yield from _done_by_us(statement, act)


def _behind(statement: Statement, act: Act, *prepositions: str) -> Sequence[Word]:
    return next((words for words in act.behind(*prepositions) if party(statement, words) in OTHERS), ())


def _done_by_us(statement: Statement, act: Act) -> Iterator[Draft]:
    """What we do with the person's data, where nobody else is in it: it is ours to do it with."""
    args = statement.data_of(object_of(act))
    owned = any(word.norm in {"your", "their", "the", "each", "every"} for word in act.object[:2]) or len(args.data) > 1
    if owned and not act.places:
        yield from reached(statement, act, WE, (), args)
    elif owned and act.places:
        yield from arrives(statement, act, act.places[0][1], args) if act.places[0][0] in {"in", "into", "on"} else ()
