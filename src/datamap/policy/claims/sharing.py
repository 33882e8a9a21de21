"""Who else gets data, who does not, and for what."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.claims.vendors import categories_in, kinds_of_recipients
from datamap.policy.clauses import Role
from datamap.policy.parties import YOU, is_public, party
from datamap.policy.rules import grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.arguments import Arguments
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about sharing and selling."""
    sells = [verb for verb in statement.verbs("sell") if verb.lemma in small("selling") and verb.subject != "you"]
    sells = [verb for verb in sells if not _markets_to_you(statement, verb)]
    shares = [verb for verb in statement.verbs("share") if _shares(statement, verb)]
    if sells and sells[0].polarity == "-":
        yield from _no_sale(statement, sells[0], shares)
    elif shares and shares[0].polarity == "-" and shares[0].modality == "can" and statement.cue_here("staff"):
        yield statement.draft("ACCESS_CONTROL", "staff cannot", shares[0], _data(statement, shares[0]), polarity="+")
    elif shares and shares[0].polarity == "-":
        yield statement.draft(
            "NOT_SHARES", f"denied {shares[0].lemma}", shares[0], _data(statement, shares[0]), categories=_categories(statement)
        )
    elif (kept := _withheld(statement)) is not None:
        yield kept
    elif (given := _received(statement)) is not None:
        yield given
    elif (gone := _goes(statement)) is not None:
        yield gone
    elif shares or (sells and sells[0].lemma != "market" and (_data(statement, sells[0]).data or _data(statement, sells[0]).everything)):
        yield from _shared(statement, (shares or sells)[0])


def _markets_to_you(statement: Statement, verb: Verb) -> bool:
    """“Used to market something to you” sells no data."""
    return verb.lemma == "market" and any(a.norm == "to" and b.norm == "you" for a, b in pairwise(statement.words[verb.end :]))


def _withheld(statement: Statement) -> Draft | None:
    """“Third parties do not receive it”: nobody in particular gets it."""
    verb = statement.verb("collect", polarity="-")
    if (
        verb is None
        or statement.subject != "third"
        or statement.own_names
        or verb.lemma not in small("getting")
        or (statement.before is not None and statement.before.own_names)
    ):
        return None
    args = statement.object_of(verb)
    if not args.data and statement.before is not None:
        args = statement.before.anything
    return statement.draft("NOT_SHARES", f"third parties, denied {verb.lemma}", verb, args, polarity="-")


def _goes(statement: Statement) -> Draft | None:
    """“Card numbers go straight to X”."""
    verb = next((verb for verb in statement.stating if verb.lemma in small("going") and verb.polarity == "+"), None)
    to = any(word.norm == "to" for word in statement.words)
    kinds = tuple(dict.fromkeys(hit.value for hit in kinds_of_recipients(statement.words, statement.lexicon)))
    if verb is None or not to or not (statement.own_names or kinds) or statement.subject in {"vendor", "we", "you"}:
        return None
    args = statement.anything
    return (
        statement.draft("SHARES", f"{verb.lemma} to", verb, args, categories=kinds if not statement.own_names else ())
        if args.data or statement.setting.mode in {"share", "processors"}
        else None
    )


def _received(statement: Statement) -> Draft | None:
    """“X and Y receive your content”: the vendors get it."""
    verb = statement.verb("collect", polarity="+")
    others = statement.subject in {"vendor", "third"} or (
        statement.subject == "it" and not statement.is_ours and not statement.cue("staff", "public")
    )
    if verb is None or not others or verb.lemma not in small("getting") or verb.passive:
        return None
    args = statement.object_of(verb)
    if not (args.data or args.everything):
        return None
    if statement.only_for and statement.subject == "third" and not statement.own_names:
        return statement.draft("SHARES_ONLY", f"third party {verb.lemma} + only for", verb, args, openness="closed")
    if statement.only:
        return None
    if is_public(statement.words[: verb.index]):
        return statement.draft("PUBLIC", f"others {verb.lemma}", verb, args, locus="public")
    return statement.draft(
        "SHARES", f"third party {verb.lemma}", verb, args, categories=statement.recipients() if not statement.own_names else ()
    )


def _no_sale(statement: Statement, sells: Verb, shares: list[Verb]) -> Iterator[Draft]:
    args = _data(statement, sells)
    denied = [verb for verb in shares if verb.polarity == "-" and verb.lemma not in small("selling")]
    if not _is_of_people(statement, sells, args) and not grammar()["third_parties"].find(statement.all):
        return
    if denied:
        yield statement.draft(
            "NOT_SHARES",
            f"denied {sells.lemma}, {denied[0].lemma}",
            sells,
            args,
            values={"acts": [verb.lemma for verb in (sells, *denied)]},
        )
    if not statement.exceptions:
        yield statement.draft("NO_SALE", f"denied {sells.lemma}", sells, args)


def _is_of_people(statement: Statement, sells: Verb, args: Arguments) -> bool:
    """Whether what is not sold is data, or the person's, or a list of people; tickets are none."""
    if not args or args.data or args.everything:
        return bool(args)
    words = statement.words[sells.end : sells.end + 9]
    listed = any(word.fold in {"list", "address", "detail", "profile", "record", "anything", "nothing", "statistic"} for word in words)
    return listed or any(word.norm in {"your", "their", "you"} for word in words) or sells.passive


def _data(statement: Statement, verb: Verb) -> Arguments:
    return statement.object_of(verb)


def _categories(statement: Statement) -> tuple[str, ...]:
    """Recipients that are named by what they do, behind "with" or "to"."""
    words = statement.words
    start = next((i for i, word in enumerate(words) if word.norm in {"with", "to", "by"}), None)
    if start is None:
        return ()
    return tuple(dict.fromkeys(hit.value for hit in statement.lexicon.purposes.find(words[start:])))


def _shares(statement: Statement, verb: Verb) -> bool:
    """Whether the verb means giving data to others, not to the person."""
    if statement.words[0].fold in {"request", "question", "enquiry", "inquiry"} and statement.setting.mode != "share":
        return False
    if verb.subject == "you" or (statement.setting.mode == "rights" and verb.subject != "we"):
        return False
    after = statement.words[verb.end :]
    if any(word.norm == "you" and i and after[i - 1].norm in {"to", "with"} for i, word in enumerate(after)) or (
        after and after[0].norm in {"you", "users", "customers"}
    ):
        return False
    if _to_us_or_them(statement, after) or (after and after[0].norm in {"us", "me"}):
        return False
    outside = bool(statement.names or grammar()["third_parties"].find(statement.all)) or _to_those_before(statement)
    if verb.lemma in {"reveal", "expose"} and not (verb.passive or outside) and statement.subject == "it":
        return False
    towards = any(word.norm in {"with", "to"} for word in after)
    if verb.lemma in small("carrying") and any(word.norm == "with" for word in after) and not any(word.norm == "to" for word in after):
        return False
    args = statement.object_of(verb)
    if verb.lemma in small("light_verbs") and verb.polarity == "+" and statement.cue("abroad", "safeguards") and not statement.names:
        return False
    if verb.lemma in small("generic_sharing"):
        return (
            (bool(args.data) or args.everything or (bool(args) and towards))
            and (outside or (towards and bool(_categories(statement))))
            and not statement.cue("leaves_device")
            and _reaches(statement)
        )
    return bool(args) or outside


def _to_us_or_them(statement: Statement, after: Sequence[Word]) -> bool:
    """“… is transmitted to us”, "forwarded to the customer": nobody else gets it."""
    goal = next((after[i + 1 :] for i, word in enumerate(after[:-1]) if word.norm == "to"), ())
    if not goal:
        return False
    single = goal[0].norm in {"the", "each"} and len(goal) > 1 and goal[1].fold in small("persons") and party(statement, goal) == YOU
    return goal[0].norm in {"us", "me", "we"} or single


def _to_those_before(statement: Statement) -> bool:
    """“… is not passed to them”, "is transmitted there": those who were named just before."""
    them = any((a.norm in {"to", "with"} and b.norm == "them") or b.norm == "there" for a, b in pairwise(statement.words[1:]))
    return them and statement.before is not None and bool(statement.before.names or grammar()["third_parties"].find(statement.before.all))


def _reaches(statement: Statement) -> bool:
    return statement.subject != "vendor" or any(word.norm == "to" for word in statement.words)


def _shared(statement: Statement, verb: Verb) -> Iterator[Draft]:
    if statement.subject in {"vendor", "third"} and not verb.passive:
        return
    args = _data(statement, verb)
    categories = _categories(statement)
    gate = statement.consents
    purpose_only = statement.only and not gate
    if statement.cue("others") and (statement.names or categories):
        openness: str | None = "open"
    else:
        openness = statement.openness
    receiver = statement.own_names or (
        statement.before is not None and statement.before.vendors and any(word.norm in {"it", "them"} for word in statement.words)
    )
    restricted = receiver and statement.only and args.data and not statement.opts_in
    if restricted:
        entities = statement.vendors or (statement.before.vendors if statement.before is not None else ())
        yield statement.draft("PROCESSOR_RESTRICTION", f"{verb.lemma} only", verb, args, categories=categories, entities=entities)
    elif purpose_only:
        yield statement.draft("SHARES_ONLY", f"{verb.lemma} + only", verb, args, categories=categories, openness=openness)
    elif args or statement.names or categories:
        entities = statement.vendors or (statement.before.vendors if statement.before is not None and _to_those_before(statement) else ())
        yield statement.draft("SHARES", f"{verb.lemma}", verb, args, categories=categories, openness=openness, entities=entities)
    yield from _listed_categories(statement)


def _listed_categories(statement: Statement) -> Iterator[Draft]:
    """“… service providers: hosting, analytics, payments (such as X)”: each part is a kind of recipient."""
    for part in statement.clause.parts:
        if part.role is Role.LIST:
            yield from categories_in(statement, part)
