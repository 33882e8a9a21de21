"""Who of the house can see what, how its systems are got into, and that each look is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.parties import NOBODY
from datamap.policy.rules import grammar, lists_of
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis", "processors", "cookies"})
_PERSONS = frozenset({"you", "your", "yourself"})


def read(statement: Statement) -> Draft | None:
    """“Your file is seen by the nurse on duty and by no one else”, "the server opens with my key only", "each look is recorded"."""
    if statement.setting.mode in _SILENT_MODES or statement.names or statement.cue("advice", "disclaimer", "merger", "consent_word"):
        return None
    if statement.sentence.value.rstrip().endswith("?") or (statement.words and statement.words[0].norm in _PERSONS - {"your"}):
        return None
    why = _few(statement) or _locked(statement) or _audited(statement)
    if why is None:
        return None
    return statement.draft("ACCESS_CONTROL", why, next(iter(statement.stating), None), statement.anything, polarity="+")


def _has(statement: Statement, name: str) -> bool:
    return bool(lists_of("access")[name].find(statement.all))


def _few(statement: Statement) -> str | None:
    """People of the house, who see, and a limit; a third party among them makes it a matter of sharing."""
    seen = (_has(statement, "seeing") or _asked_who_sees(statement)) and _has(statement, "limits")
    if not seen or not _has(statement, "insiders"):
        return None
    words, insiders = statement.all, lists_of("access")["insiders"]
    hits = grammar()["third_parties"].find(words)
    others = [hit for hit in hits if words[hit.start].norm not in {NOBODY, "nobody", "no"} and not insiders.at(words, hit.start)]
    pointed = any(word.norm in {"it", "they", "them", "this", "these"} for word in statement.words) and statement.before is not None
    thing = statement.anything or pointed or _has(statement, "inner_places") or _asked_who_sees(statement)
    return "insiders + see + limit" if thing and not others and not statement.only_for else None


def _asked_who_sees(statement: Statement) -> bool:
    """“Who can see my file? — The nurses on duty, and nobody else.”."""
    headings = statement.setting.unit.headings
    asked = words_of(headings[-1].text.value) if headings and headings[-1].text.value.rstrip().endswith("?") else ()
    return statement.is_fragment and any(word.norm == "who" for word in asked[:1]) and bool(lists_of("access")["seeing"].find(asked))


def _locked(statement: Statement) -> str | None:
    keyed = _has(statement, "inner_places") and _has(statement, "inner_keys") and _has(statement, "seeing")
    factors = {hit.start for hit in lists_of("access")["inner_keys"].find(statement.all)}
    signs_in = any(word.norm in {"sign", "signs", "log", "logs"} for word in statement.words)
    if len(factors) > 1 and signs_in and _has(statement, "insiders") and statement.subject != "you":
        return "insiders sign in with two factors"
    return "place + key" if keyed and (_has(statement, "limits") or statement.cue("access_control")) else None


def _audited(statement: Statement) -> str | None:
    """“Every look into a file is recorded”."""
    first = [word for word in statement.words[:3] if word.norm in {"every", "each", "all", "any"}]
    looks = lists_of("access")["looks"].find(statement.words[:5])
    told = lists_of("access")["auditing"].find(statement.words)
    into = any(word.norm in {"to", "into", "of", "in"} for word in statement.words[2:6])
    return "every look + recorded" if first and looks and told and looks[0].end < told[-1].start and into else None
