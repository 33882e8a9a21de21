"""What reaches whom: the claim that follows when data comes to us, to a third party, or to nobody."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.claims.vendors import kinds_of_recipients
from datamap.policy.clauses import Role
from datamap.policy.parties import NOBODY, THIRD, VENDOR, WE, is_public, party, place, proper_name
from datamap.policy.rules import small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.acts import Act
    from datamap.policy.arguments import Arguments
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

OTHERS = frozenset({VENDOR, THIRD, NOBODY})


def said(statement: Statement, act: Act, kind: str, args: Arguments, words: Sequence[Word] = (), **more: object) -> Draft:
    """A claim of an act; ``words`` are those of the other party."""
    denied = kind in {"NOT_COLLECTS", "NEVER_STORES", "NOT_SHARES", "NOT_TRANSMITS", "NO_SALE"} or (
        kind == "PROCESSOR_RESTRICTION" and act.denied
    )
    draft = statement.draft(kind, f"{act.lemma}: who, what, whom", act.verb, args, **more)
    draft.polarity = "-" if denied else "+"
    if words and len(words) <= 2 and words[-1].norm in small("back_pointers") and statement.before is not None:
        draft.entities = statement.before.vendors
    elif words:
        names = [name for name in statement.names if any(name.start <= word.start < name.end for word in words)]
        draft.entities = tuple(dict.fromkeys(name.id for name in names))
        unknown = proper_name(words) if not names and party(statement, words) == THIRD else None
        if unknown is not None:
            draft.entities = (unknown,)
        draft.categories = () if names else tuple(dict.fromkeys(hit.value for hit in kinds_of_recipients(words, statement.lexicon)))
    return draft


def reached(statement: Statement, act: Act, who: str, words: Sequence[Word], args: Arguments) -> Iterator[Draft]:
    """Data comes to somebody."""
    if who in OTHERS and not (args or statement.setting.mode in {"share", "processors"}):
        return
    if who == THIRD and act.lemma in _HAVING and set(args.data) <= _ACCOUNTS and _with_us(statement):
        return
    limited = act.denied or statement.only
    if who == VENDOR:
        yield said(statement, act, "PROCESSOR_RESTRICTION" if limited else "SHARES", args, words)
    elif who == THIRD and not act.denied and is_public(words) and args.data:
        yield said(statement, act, "PUBLIC", args, locus="public")
    elif who == THIRD:
        limited = statement.only and not statement.only_for and not statement.consents
        held_back = "PROCESSOR_RESTRICTION" if _is_engaged(words) else "NOT_SHARES"
        kind = held_back if act.denied else "PROCESSOR_RESTRICTION" if limited else "SHARES"
        told = bool(args.unmapped) and (
            (act.lemma in small("receiving") and proper_name(words) is not None)
            or any(phrase.split()[-1].lower() in small("papers") for phrase in args.unmapped)
        )
        if act.denied or args.data or told or (args.everything and not statement.consents):
            yield said(statement, act, kind, args, words)
    elif who == NOBODY:
        yield said(statement, act, "NOT_SHARES", args)
    elif who == WE and (args.data or _is_denied(act, args) or _is_yours(act, args)) and not _is_internal(statement, act, args):
        conditional = statement.only and (statement.only_for or bool(statement.conditions) or act.frames & {"process", "watches"})
        source = () if act.denied else _source_in_condition(statement)
        kind = "NOT_COLLECTS" if act.denied else "RECEIVES_FROM" if source else "COLLECTS_ONLY_IF" if conditional else "COLLECTS"
        draft = said(statement, act, kind, args)
        draft.entities = source or draft.entities
        yield draft
    elif who == WE and args and statement.setting.unit.leads and act.frames & {"collect", "gets", "gives"} and not act.denied:
        yield said(statement, act, "COLLECTS", args)


_HAVING = frozenset({"have", "hold", "get"})
_ACCOUNTS = frozenset({"user.account", "user.demographic.profile"})


def _with_us(statement: Statement) -> bool:
    """“Couriers have an account with us: name and photo”: others who are users, too."""
    return any(a.norm in {"with", "at"} and b.norm in {"us", "me"} for a, b in pairwise(statement.words))


def _source_in_condition(statement: Statement) -> tuple[str, ...]:
    """“If you link Spotify, we pull …”: the third party that the person connects, and that data then comes from."""
    for part in statement.clause.of(Role.CONDITION):
        names = [name for name in statement.names if any(name.start <= word.start < name.end for word in part.words)]
        if names and any(word.fold in small("connecting") for word in part.words):
            return tuple(dict.fromkeys(name.id for name in names))
    return ()


def _is_engaged(words: Sequence[Word]) -> bool:
    """“Our host”, "these providers": others who work for the company."""
    ours = bool(words) and words[0].norm in {"our", "the", "these", "my"}
    return ours and any(word.fold in small("recipient_nouns") for word in words)


def _is_denied(act: Act, args: Arguments) -> bool:
    """Whether something is denied that no entry knows; “we do not know what the future brings” names no data."""
    first = next((word.norm for word in object_of(act) if word.is_word), "")
    return bool(args.unmapped) and act.denied and first not in {"what", "how", "whether", "when", "why", "if"}


def limits_object(statement: Statement, act: Act) -> bool:
    """“We see only the last four digits”: "only" speaks of what is seen, of no condition."""
    conditional = any(part.opener.startswith("only") for part in statement.clause.parts)
    return not conditional and not statement.only_for and any(word.norm in small("only") for word in act.object[:2])


def _is_yours(act: Act, args: Arguments) -> bool:
    """“We pull your top artists”: what belongs to the person and is fetched is data, whether an entry knows it or not."""
    words = object_of(act)
    several = len(args.unmapped) + len(args.data) > 1 and act.lemma in small("receiving")
    if (act.lemma in small("recording") or several) and _is_thing(words):
        return True
    mine = any(word.norm in {"your", "their", "his", "her"} for word in words[:2])
    return bool(args.unmapped) and mine and act.lemma in small("fetching") and not any(word.fold in small("no_data") for word in words)


def _is_thing(words: Sequence[Word]) -> bool:
    """“Every move”, "which levels are finished": something that can be recorded; not "that you agree", "our costs"."""
    first = next((word for word in words if word.is_word), None)
    if first is None or first.norm in {"that", "if", "it", "them", "this", "our", "no", "on", "you", "us", "about", "a"}:
        return False
    nouns = [word for word in words if word.is_word and word.norm not in small("before_nouns")]
    return bool(nouns) and not any(word.fold in small("no_data") | {"step", "measure", "care", "account", "list"} for word in nouns[:4])


def arrives(statement: Statement, act: Act, words: Sequence[Word], args: Arguments) -> Iterator[Draft]:
    """Data gets to a place of ours, or to us."""
    where = place(words)
    if act.denied:
        locus = "log" if where == "log" else "server" if where else None
        yield said(statement, act, "NEVER_STORES" if where else "NOT_COLLECTS", args, locus=locus)
    elif where == "device":
        yield said(statement, act, "LOCAL_ONLY", args, locus="device")
    elif not args.data:
        return
    elif where == "server" and any(word.fold in small("storage_places") for word in words):
        yield said(statement, act, "STORES", args, locus="server")
    else:
        yield said(statement, act, "COLLECTS", args)


def object_of(act: Act) -> Sequence[Word]:
    """The object of a verb; a verb without one has it behind its preposition ("look at", "ask for")."""
    if any(word.is_word for word in act.object) or not act.places:
        return act.object
    return act.places[0][1]


def _is_internal(statement: Statement, act: Act, args: Arguments) -> bool:
    """Whether it is about who of the staff sees data, or about consent."""
    if args.data == ("user.privacy_preferences",):
        return True
    return (statement.cue("staff") and "gives" not in act.frames) or (act.lemma == "access" and statement.only)
