"""States of data: where it is, what holds it, what is needed, who can see it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments
from datamap.policy.claims.reaching import OTHERS, object_of, reached, said
from datamap.policy.lexicon import ALL_DATA
from datamap.policy.parties import NOBODY, THIRD, UNKNOWN, VENDOR, WE, YOU, is_public, party, place
from datamap.policy.rules import grammar, lists_of, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.acts import Act
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word


def sits(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Your notes live in our database”, "your e-mail never appears in our logs", "your data stays with us"."""
    args = statement.data_of(act.subject)
    if not args:
        return
    if act.behind("out") and any(place(words) == "log" for _, words in act.places):
        yield said(statement, act, "NEVER_STORES", args, locus="log")
        return
    for preposition, words in act.places:
        who = party(statement, words)
        if preposition == "with" and who == WE and not act.denied:
            yield said(statement, act, "NOT_SHARES", args)
        elif args.data and not act.denied and preposition == "in" and any(word.fold in small("record_nouns") for word in words):
            yield said(statement, act, "STORES", args)
        elif place(words) and preposition in {"in", "on", "inside", "within", "at", "into", "from"}:
            yield from _kept_at(statement, act, words, args)


def _kept_at(statement: Statement, act: Act, words: Sequence[Word], args: Arguments) -> Iterator[Draft]:
    where = place(words)
    if where == "device" and not act.denied:
        yield said(statement, act, "LOCAL_ONLY", args, locus="device")
    elif where and where != "device" and act.denied:
        yield said(statement, act, "NEVER_STORES", args, locus="log" if where == "log" else "server")
    elif where and where != "device" and args.data:
        yield said(statement, act, "STORES", args, locus="server")


def does_without(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The game can be played without giving an e-mail address”, "our statistics get by without IP addresses"."""
    words = next(iter(act.behind("without")), ())
    args = statement.data_of(words)
    if not args.data and any(a.norm in {"us", "me"} and b.norm == "anything" for a, b in pairwise(words)):
        args = Arguments((ALL_DATA,))
    if args.data == ("user.account",):
        return
    ungiven = bool(words) and any(verb.form == "ing" and verb.lemma in small("giving") and verb.index for verb in statement.clause.verbs)
    who = party(statement, act.subject)
    if args.data and not act.denied and (who in {WE, UNKNOWN} or (who == YOU and ungiven)) and not statement.consents:
        yield said(statement, act, "NOT_COLLECTS", args)


def keeps(statement: Statement, act: Act) -> Iterator[Draft]:
    """“We hang on to your drafts”, "stored with each booking are", "a copy is put in the archive"."""
    args = statement.data_of(act.subject if act.passive else object_of(act))
    placed = any(place(words) for words in (act.object, *(inner for _, inner in act.places)))
    if act.lemma in small("putting") and not placed:
        return
    handed = any(word.fold == "disposal" for words in act.behind("at") for word in words)
    if handed or any(preposition in {"out", "away"} for preposition, _ in act.places[:1]):
        return
    if act.passive and act.behind("on", "in", "by") and any(place(words) == "device" for _, words in act.places):
        if args and not act.denied:
            yield said(statement, act, "LOCAL_ONLY", args, locus="device")
        return
    who = WE if act.passive else party(statement, act.subject)
    agents = act.behind("by")
    if who != WE or any(party(statement, words) in OTHERS for words in agents) or statement.durations:
        return
    if any(word.norm in {"ourselves", "myself"} for words in act.behind("to") for word in words):
        yield said(statement, act, "NOT_SHARES", args)
        return
    yours = (
        act.lemma == "remember"
        and bool(args)
        and any(word.norm in {"your", "the"} for word in (act.subject if act.passive else act.object)[:1])
    )
    if args.data or (args and act.denied) or yours:
        where = next((where for _, words in act.places if (where := place(words))), None)
        kind = "NEVER_STORES" if act.denied else "STORES_ONLY" if statement.only else "STORES"
        yield said(statement, act, kind, args, locus=where)


def contains(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Crash reports carry the device model”, "each order consists of", "the reports contain no names"."""
    if act.passive and act.lemma.endswith(" of") and not act.denied and _holds(statement, act.subject):
        args = statement.data_of(act.object)
        if args.data:
            yield said(statement, act, "STORES" if any(word.fold in small("record_nouns") for word in act.subject) else "COLLECTS", args)
        return
    if act.passive:
        if act.denied and act.behind("in") and (args := statement.data_of(act.subject)).data and _holds(statement, act.behind("in")[0]):
            yield said(statement, act, "NOT_COLLECTS", args)
        return
    args = statement.data_of(object_of(act))
    if any(word.norm == "our" for word in object_of(act)):
        return
    if act.lemma in {"form", "make up", "constitute"}:
        held = statement.data_of(act.subject)
        if held.data and not act.denied and any(word.fold in small("record_nouns") for word in act.object):
            yield said(statement, act, "STORES", held)
        return
    sent = any(word.fold in small("reports") for word in act.subject)
    pointing = len(act.subject) == 1 and act.subject[0].norm in small("back_pointers")
    if not (args.data or (args.unmapped and sent)) or not (_holds(statement, act.subject) or (pointing and act.denied)):
        return
    if act.denied:
        yield said(statement, act, "NOT_COLLECTS", args)
    else:
        stored = any(word.fold in small("our_places") | {"profile"} for word in act.subject)
        yield said(statement, act, "STORES" if stored else "COLLECTS", args)


def _holds(statement: Statement, words: Sequence[Word]) -> bool:
    """Whether something holds data: a report, an order, a database."""
    return any(word.fold in small("record_nouns") | small("containers") | small("our_places") for word in words) or bool(
        statement.lexicon.data_in(words)
    )


def stands(statement: Statement, act: Act) -> Iterator[Draft]:
    """“A phone number is obligatory”, "your address is visible to others", "all we need is an e-mail address"."""
    if act.subject and _is_done(statement) and (inverted := statement.data_of(act.object)).data and not act.denied:
        yield said(statement, act, "STORES", inverted)
        return
    if any(word.norm == "there" for word in act.subject[:1]):
        yield from _there_is(statement, act)
        return
    args = statement.data_of(act.subject)
    predicate = {word.fold for word in act.object}
    pointing = len(act.subject) == 1 and act.subject[0].norm in small("pointers")
    if predicate & small("barred") and party(statement, act.subject) in {VENDOR, THIRD}:
        draft = said(statement, act, "PROCESSOR_RESTRICTION", statement.anything, act.subject)
        draft.polarity = "-"
        yield draft
        return
    cookies = bool(args.data) and all(key.startswith("user.device.cookie") for key in args.data)
    if predicate & small("wanted") and args.data and not act.denied and not pointing and not cookies:
        yield from reached(statement, act, WE, (), args)
    elif predicate & small("open_to") and args:
        yield from _open_to(statement, act, args)
    elif act.denied and _is_sale(statement, act):
        yield said(statement, act, "NO_SALE", args)
    elif not pointing and args.data and _is_filed(statement, act):
        yield said(statement, act, "STORES", args)
    elif act.denied and "part" in predicate and args and not pointing:
        where = place(act.object)
        yield said(statement, act, "NEVER_STORES" if where else "NOT_COLLECTS", args, locus=where)
    elif (told := _told_of_us(statement, act)) is not None:
        yield told
    else:
        yield from sits(statement, act)


def _open_to(statement: Statement, act: Act, args: Arguments) -> Iterator[Draft]:
    """“Your address is visible to other members”, "accessible to our accountant", "hidden from strangers"."""
    hidden = any(word.fold == "hidden" for word in act.object)
    for words in act.behind("to", "from", "for"):
        who = party(statement, words)
        denied = act.denied != hidden
        if who == YOU and not denied and args.data and words[0].norm in {"its", "their", "the", "all", "every"}:
            yield said(statement, act, "PUBLIC", args, locus="public")
        elif who in OTHERS or (who == YOU and words[-1].norm not in {"you", "."} and words[0].norm != "you"):
            kind = "NOT_SHARES" if denied or who == NOBODY else "PUBLIC" if is_public(words) else "SHARES"
            yield said(statement, act, kind, args, words)


def _is_sale(statement: Statement, act: Act) -> bool:
    """“Selling data is not our business”, "your data is not for sale"."""
    first = next(iter(statement.clause.verbs), None)
    selling = first is not None and first.form == "ing" and "sell" in first.frames
    object_of_sale = any(word.fold == "object" for word in act.object) and any(word.fold == "sale" for word in act.object)
    return selling or object_of_sale or any(word.fold == "sale" for words in act.behind("for") for word in words[:1])


def _is_filed(statement: Statement, act: Act) -> bool:
    """“Your invoices are on file with us”, "transcripts become part of your customer file"."""
    filed = any(word.fold in {"file", "record"} for words in act.behind("on") for word in words[:1])
    part = any(word.fold == "part" for word in act.object) and not act.denied
    return filed or (part and _holds(statement, act.object))


def _is_done(statement: Statement) -> bool:
    """“Stored with each booking are your name and the date”: the participle stands first."""
    first = next(iter(statement.clause.verbs), None)
    return first is not None and first.index == 0 and first.form == "ed" and bool(first.frames & {"store", "keeps", "collect"})


def _told_of_us(statement: Statement, act: Act) -> Draft | None:
    """“All we need is an e-mail address”, "among the things we know about you are …"."""
    ours = next((verb for verb in statement.clause.verbs if verb.role in {"relative", "main"} and verb.subject == "we"), None)
    cleft = any(word.norm == "what" for word in act.subject[:1])
    general = cleft or grammar()["all_data"].find(act.subject) or any(word.fold in small("general_things") for word in act.subject)
    args = statement.data_of(act.object) | statement.object_of_list()
    told = any(word.norm in {"us", "me"} for word in act.subject) and any(
        "gives" in verb.frames and verb.subject != "we" for verb in statement.clause.verbs
    )
    if told and general and args.data and not act.denied:
        return said(statement, act, "COLLECTS", args)
    if ours is None or not general or not args.data or act.denied:
        return None
    if ours.frames & {"collect", "need", "gets", "wants", "process", "use", "work", "engage"}:
        return said(statement, act, "COLLECTS", args)
    return said(statement, act, "STORES", args) if ours.frames & {"store", "keeps"} else None


def _there_is(statement: Statement, act: Act) -> Iterator[Draft]:
    words = [*act.object, *(word for _, inner in act.places for word in inner)]
    args = statement.data_of(words)
    folds = {word.fold for word in words}
    if not act.denied:
        if folds & small("record_nouns") and args.data:
            yield said(statement, act, "STORES", args)
    elif "sale" in folds:
        yield said(statement, act, "NO_SALE", args)
    elif grammar()["third_parties"].find(words) and "involved" in folds:
        yield said(statement, act, "NOT_SHARES", Arguments(everything=True))
    elif args.data and all(key.startswith("user.device.cookie") for key in args.data):
        yield statement.draft("COOKIE_USE", "there are no cookies", act.verb, args, polarity="-")
    elif (folds & {"advertising", "advertisement", "ad"} and folds & small("ad_carriers")) or (
        folds & small("tracking_words") and {"third", "party"} <= folds
    ):
        yield said(statement, act, "NOT_SHARES", args or Arguments(everything=True))
    elif set(args.data) - {"user.company"} or folds & small("tracking_words"):
        foreign = folds & small("tracking_words") and lists_of("denials")["foreign_parts"].find(words)
        yield said(statement, act, "NOT_SHARES" if foreign else "NOT_COLLECTS", args)


def has(statement: Statement, act: Act) -> Iterator[Draft]:
    """“We have your address on file”, "the app has no access to your location", "our accountant has access to invoices"."""
    who = party(statement, act.subject)
    words = [*act.object, *(word for preposition, inner in act.places if preposition in {"to", "of", "for", "about"} for word in inner)]
    args = statement.data_of(words)
    if who == NOBODY and any(word.fold == "access" for word in act.object):
        yield said(statement, act, "NOT_SHARES", args or Arguments(everything=True))
        return
    if not args and who == WE and act.denied and any(word.fold == "copy" for word in act.object) and statement.before is not None:
        yield said(statement, act, "NEVER_STORES", statement.before.anything)
        return
    if not args or _is_no_holding(act):
        return
    if who in OTHERS:
        if args.data or args.everything or act.denied or any(word.fold in {"access", "sight", "copy"} for word in act.object):
            yield from reached(statement, act, who, act.subject, args)
    elif who == WE and act.denied and args.data:
        filed = any(word.fold in {"file", "record"} for words in act.behind("on") for word in words[:1])
        yield said(statement, act, "NEVER_STORES" if filed else "NOT_COLLECTS", args)
    elif who == WE and args.data and not statement.only:
        filed = any(word.fold in {"file", "record"} for words in act.behind("on") for word in words[:1])
        yield said(statement, act, "STORES" if filed else "COLLECTS", args)


def _is_no_holding(act: Act) -> bool:
    """“We have concluded a contract”, "it has its own policy", "has the names removed": "have" tells of no data that is held."""
    folds = [word.fold for word in act.object if word.is_word]
    done = bool(folds) and (folds[0].endswith(("ed", "en")) or folds[-1].endswith("ed"))
    return done or any(fold in small("documents") for fold in folds)
