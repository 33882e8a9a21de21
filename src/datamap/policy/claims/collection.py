"""What is collected, stored, kept on the device or made public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.claims import whereabouts
from datamap.policy.clauses import Role
from datamap.policy.parties import STAFF, THIRD, VENDOR, YOU, party
from datamap.policy.rules import cues, grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.arguments import Arguments
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb

# Properties of records: to track them is to store them; to track behaviour is to collect it.
_OBSERVED = ("user.device", "user.behavior", "user.location")
# What the person's device senses or holds, and would be sent.
_SENSED = ("user.location", "user.content", "user.health", "user.biometric", "user.device", "user.behavior")
_RECORDS = ("user.account", "user.financial", "user.authorization")


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about getting and keeping data."""
    yield from _collects(statement)
    yield from _not_the_rest(statement)
    yield from _details(statement)
    yield from _without(statement)
    yield from _never_reaches(statement)
    yield from _does_not_process(statement)
    yield from _does_not_use(statement)
    yield from _given(statement)
    yield from _stores(statement)
    yield from _contains(statement)
    yield from whereabouts.local(statement)
    yield from whereabouts.public(statement)


def _collects(statement: Statement) -> Iterator[Draft]:
    verb = statement.verb("collect")
    if verb is None or _of_person(statement, verb) or (verb.passive and _on_device(statement, verb)):
        return
    args = statement.object_of(verb)
    if _goes_on_about_vendor(statement):
        if verb.lemma in small("getting") and verb.polarity == "+" and not verb.passive and args.data:
            yield statement.draft(
                "PROCESSOR_NAMED", f"it {verb.lemma}", verb, args, entities=statement.before.vendors if statement.before else ()
            )
        return
    if not statement.is_ours:
        if (
            statement.subject == "vendor"
            and verb.lemma in small("gather")
            and verb.polarity == "+"
            and args.data
            and statement.setting.mode != "share"
        ):
            yield statement.draft("COLLECTS", f"vendor {verb.lemma}", verb, args, locus="processor")
        return
    if _says_too_little(statement, verb, args):
        return
    if verb.polarity == "-":
        yield from _not_collected(statement, verb, args)
    elif _source(statement, verb) and verb.lemma in small("from_others"):
        yield statement.draft("RECEIVES_FROM", f"{verb.lemma} … from", verb, args)
    elif not args:
        return
    elif statement.only and args.data and _only_of_object(statement, verb):
        yield statement.draft("COLLECTS", f"{verb.subject} {verb.lemma} only", verb, args, openness="closed")
    elif statement.only:
        yield statement.draft("COLLECTS_ONLY_IF", f"only + {verb.lemma}", verb, args)
    else:
        kept = verb.lemma in {"track", "record"} and args.data and all(key.startswith(_RECORDS) for key in args.data)
        yield statement.draft("STORES" if kept else "COLLECTS", f"{verb.subject} {verb.lemma}", verb, args, openness=_openness(statement))


def _on_device(statement: Statement, verb: Verb) -> bool:
    """“Contacts are looked up on the phone itself”."""
    words = statement.words[verb.end :]
    return any(
        word.norm in {"on", "in", "inside"} and any(near.fold in small("devices") for near in words[i + 1 : i + 4])
        for i, word in enumerate(words)
    )


def _only_of_object(statement: Statement, verb: Verb) -> bool:
    """“We see only the last four digits”: "only" speaks of what is seen, of no condition or aim."""
    conditional = any(part.opener.startswith("only") for part in statement.clause.parts)
    near = [word.norm for word in statement.words[verb.end : verb.end + 2]]
    if verb.passive and not conditional and not statement.conditions:
        return any(word.norm in small("only") for word in statement.words[: verb.index])
    nominal = near[:1] and near[0] in small("only") and near[-1] not in small("object_ends") | {"with", "to"}
    return bool(nominal) and not conditional and not statement.only_for


def _goes_on_about_vendor(statement: Statement) -> bool:
    """Whether "it" is the vendor of the sentence before: "Stripe takes payments. It receives your name"."""
    first = next((word.norm for word in statement.words if word.is_word), "")
    before = statement.before
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    speaks = statement.words[verb.index - 1].norm if verb is not None and verb.index else ""
    return (
        bool({first, speaks} & {"it", "they"})
        and before is not None
        and before.subject == "vendor"
        and bool(before.vendors)
        and not statement.names
    )


def _says_too_little(statement: Statement, verb: Verb, args: Arguments) -> bool:
    """Whether nothing shows that a verb of many uses acts on data here."""
    sees = verb.polarity == "+" and verb.lemma in small("getting") and not verb.passive
    inside = sees and party(statement, statement.words[: verb.index]) == STAFF
    if inside or args.data == ("user.privacy_preferences",) or (not args and not statement.setting.unit.leads):
        return True
    if verb.lemma not in small("weak_collect") or args.data:
        return False
    asked = verb.polarity == "-" and args.everything and verb.lemma in {"ask", "ask for", "request", "require"}
    yours = (
        verb.polarity == "-"
        and verb.subject == "we"
        and bool(args.unmapped)
        and statement.words[min(verb.end, len(statement.words) - 1)].norm == "your"
    )
    if yours:
        return False
    listed = bool(args.unmapped) and statement.setting.mode == "collect" and verb.lemma in {"receive", "record", "track", "log"}
    return not asked and not listed


def _details(statement: Statement) -> Iterator[Draft]:
    """“Obligatory details are: surname, e-mail address”."""
    lists = [part for part in statement.clause.parts if part.role is Role.LIST]
    general = grammar()["all_data"].find(statement.words)
    if (
        lists
        and general
        and ((statement.is_copula and not statement.stating) or _that_we_hold(statement))
        and statement.setting.mode not in {"share", "processors", "purpose", "rights", "retention", "cookies"}
    ):
        args = statement.object_of_list()
        said = [*statement.words, *(word for part in lists for word in part.words)]
        if args.data and not any(word.norm in {"not", "never", "no"} for word in said):
            yield statement.draft("COLLECTS", "details are: …", None, args, polarity="+", openness="closed")


def _that_we_hold(statement: Statement) -> bool:
    """“Personal details we hold: name, address”."""
    return statement.is_fragment and any(
        verb.role == "relative" and verb.subject == "we" and verb.frames & {"collect", "store", "gets", "keeps", "process"}
        for verb in statement.clause.verbs
    )


def _not_the_rest(statement: Statement) -> Iterator[Draft]:
    """“We hold the customer ID, no card details”: the second half is denied."""
    for frame, kind in (("store", "NEVER_STORES"), ("collect", "NOT_COLLECTS")):
        verb = statement.verb(frame, polarity="+")
        rest = statement.denied_rest(verb) if verb is not None and statement.is_ours else None
        if verb is not None and rest is not None and rest.data:
            yield statement.draft(kind, f"{verb.lemma} … no", verb, rest, polarity="-")
            return


def _openness(statement: Statement) -> str | None:
    if statement.openness:
        return statement.openness
    return "closed" if statement.setting.unit.leads or any(part.role is Role.LIST for part in statement.clause.parts) else None


def _of_person(statement: Statement, verb: Verb) -> bool:
    """“You have the right to access …” and "you may request" are rights, not collection."""
    return (
        verb.subject in {"you", "they"}
        or statement.setting.mode == "rights"
        or (verb.role == "imperative" and not statement.setting.denies)
    )


def _source(statement: Statement, verb: Verb) -> bool:
    """Whether it comes "from" somebody else than the person."""
    words = statement.words
    for i in range(len(words)):
        if words[i].norm != "from" or (i and i < verb.index):
            continue
        end = next((j for j in range(i + 1, len(words)) if words[j].norm in {"we", "you", ","}), len(words))
        after = words[i + 1 : min(i + 6, end)]
        named = any(name.start >= words[i].end and name.start <= (after[-1].end if after else 0) for name in statement.names)
        yours = any(word.norm in {"you", "your"} for word in after[:4]) or party(statement, after) == YOU
        of_another = bool(cues()["person"].find(after[:4])) and not yours
        other = party(statement, after) in {THIRD, VENDOR}
        if named or of_another or other or grammar()["third_parties"].find(after) or statement.lexicon.purposes.find(after[:4]):
            return True
    return False


def _not_collected(statement: Statement, verb: Verb, args: Arguments) -> Iterator[Draft]:
    conditional = bool(statement.exceptions) and not statement.consents
    if conditional and not args.data:
        yield statement.draft("COLLECTS_ONLY_IF", f"not {verb.lemma} + exception", verb, args, polarity="+")
    elif args:
        locus = _place(statement, verb, args)
        kind = "NEVER_STORES" if locus == "server" and verb.lemma in {"receive", "see"} else "NOT_COLLECTS"
        yield statement.draft(kind, f"denied {verb.lemma}", verb, args, locus=locus, form="plain" if statement.cue("plaintext") else None)


def _given(statement: Statement) -> Iterator[Draft]:
    """What people give is collected: “you provide us with your name”, “you sign up with an e-mail address”."""
    if statement.setting.mode in {"rights", "contact"}:
        return
    verb = next((verb for verb in statement.stating if verb.polarity == "+" and _gives(statement, verb)), None)
    args = statement.object_of(verb) if verb is not None else None
    if verb is not None and args is not None and args.data:
        yield statement.draft("COLLECTS", f"{verb.subject} {verb.lemma}", verb, args)


def _gives(statement: Statement, verb: Verb) -> bool:
    following = statement.words[verb.end].norm if verb.end < len(statement.words) else ""
    if verb.lemma in small("giving"):
        return verb.subject == "you" or (verb.subject != "we" and following in {"us", "me"})
    return "sign_up" in verb.frames and verb.subject != "we" and following in {"with", "using", "by"}


def _stores(statement: Statement) -> Iterator[Draft]:
    verb = statement.verb("store") or (statement.verb("write") if statement.cue("logs") else None) or _participle(statement)
    if verb is None or not (statement.is_ours or verb.role == "participle") or (verb.role != "participle" and _of_person(statement, verb)):
        return
    if verb.lemma in {"log", "record", "track"} and (not verb.passive or verb.polarity == "+") and verb.role != "participle":
        return
    if statement.words[verb.end : verb.end + 1] and statement.words[verb.end].norm in {"out", "away", "clear"}:
        return
    kept = statement.cue("logs") or any(word.fold in small("storage_places") for word in statement.words[verb.end :])
    if verb.lemma == "write to" and not kept:
        return
    args = statement.object_of(verb)
    lasts = statement.durations and verb.lemma != "store" and verb.polarity == "+"
    if lasts or not _is_data(statement, verb, args):
        return
    locus = _place(statement, verb, args)
    form = (
        "truncated"
        if _shortened(statement)
        else "plain"
        if statement.cue("plaintext")
        else "encrypted"
        if statement.cue("encryption")
        else None
    )
    if verb.polarity == "-":
        conditional = bool(statement.exceptions) and not args.data
        if conditional:
            yield statement.draft("STORES_ONLY", f"not {verb.lemma} + exception", verb, args, locus=locus or "server", polarity="+")
        elif args and not statement.durations:
            yield statement.draft("NEVER_STORES", f"denied {verb.lemma}", verb, args, locus=locus, form=form)
    elif args and statement.only and form in (None, "plain") and not statement.cue("hashing"):
        yield statement.draft("STORES_ONLY", f"only + {verb.lemma}", verb, args, locus=locus or "server", openness="closed")
    elif args:
        duration = {"duration": "temporary"} if statement.cue("temporary") else {}
        yield statement.draft("STORES", f"{verb.lemma}", verb, args, locus=locus, form=form, values=duration, openness=_openness(statement))


def _shortened(statement: Statement) -> bool:
    """“The IP address, shortened to its first three parts”."""
    return any(word.fold in small("shortened") for word in statement.all)


def _place(statement: Statement, verb: Verb, args: Arguments) -> str | None:
    """Where it is (not) kept: e-mail addresses that nobody logs may well be collected; to log what people do is to collect it."""
    observed = all(category.startswith(_OBSERVED) for category in args.data)
    if verb.polarity == "-" and (statement.cue("logs") or (verb.lemma == "log" and not observed)):
        return "log"
    return "server" if statement.cue("server") else None


def _is_data(statement: Statement, verb: Verb, args: Arguments) -> bool:
    """Whether what is kept is data: verbs of many uses need a known kind of data, words for all data say nothing under some headings."""
    if args.data:
        return True
    ours = verb.end < len(statement.words) and statement.words[verb.end].norm == "our"
    if verb.lemma in {"record", "log", "maintain"} or (ours and verb.polarity == "+"):
        return False
    if verb.lemma in small("weak_store") and not (args.everything or (args.unmapped and verb.subject == "we")):
        return False
    vague = verb.polarity == "+" and not args.unmapped and not statement.only
    return not (vague and statement.setting.mode in {"retention", "transfers", "security", "rights"})


def _without(statement: Statement) -> Iterator[Draft]:
    """“… without storing IP addresses”."""
    for frame, kind in (("store", "NEVER_STORES"), ("collect", "NOT_COLLECTS")):
        for verb in statement.clause.verbs:
            if frame in verb.frames and verb.role == "gerund" and verb.polarity == "-":
                args = statement.object_of(verb)
                if args.data:
                    yield statement.draft(kind, f"without {verb.lemma}", verb, args)
                    return


def _never_reaches(statement: Statement) -> Iterator[Draft]:
    """“Your card never reaches us”, "card numbers never touch our servers"."""
    verb = next((verb for verb in statement.stating if verb.lemma in small("reaching") and verb.polarity == "-" and not verb.passive), None)
    if verb is None or statement.conditions or statement.subject in {"we", "you", "vendor", "third"}:
        return
    args = statement.subject_data(verb)
    behind = [word.norm for word in statement.words[verb.end : verb.end + 4]]
    if (args.data or args.unmapped) and behind and behind[0] in {"us", "our"}:
        ours = behind[0] == "our"
        sent = ours and verb.lemma == "reach" and bool(args.data) and all(key.startswith(_SENSED) for key in args.data)
        kind = "NOT_TRANSMITS" if sent else "NEVER_STORES" if ours else "NOT_COLLECTS"
        yield statement.draft(kind, f"denied {verb.lemma}", verb, args, locus="server" if ours else None)


def _does_not_process(statement: Statement) -> Iterator[Draft]:
    """“We do not process special categories of personal data”: not for some purpose, but at all."""
    verb = statement.verb("process", polarity="-")
    if verb is None or verb.subject != "we" or verb.passive or any(other.role == "infinitive" for other in statement.clause.verbs):
        return
    args = statement.object_of(verb)
    if (args.data or statement.cue("sensitive")) and not any(word.norm == "for" for word in statement.words) and not statement.exceptions:
        yield statement.draft("NOT_COLLECTS", f"denied {verb.lemma}", verb, args)


def _does_not_use(statement: Statement) -> Iterator[Draft]:
    """“We don't use advertising identifiers”: what is not used is not read either, unless some use only is meant."""
    verb = statement.verb("use", polarity="-")
    if verb is None or verb.subject != "we" or verb.passive or any(other.role == "infinitive" for other in statement.clause.verbs):
        return
    args = statement.object_of(verb)
    aimed = any(word.norm in {"for", "as", "to", "in"} for word in statement.words[verb.end :])
    if args.data and all(key.startswith(_OBSERVED) for key in args.data) and not aimed and not statement.exceptions:
        yield statement.draft("NOT_COLLECTS", f"denied {verb.lemma}", verb, args)


def _contains(statement: Statement) -> Iterator[Draft]:
    """“Your patient record contains your name”: what a record holds is stored."""
    verb = next(
        (
            verb
            for verb in statement.stating
            if verb.lemma in {"contain", "include", "comprise", "hold"} and verb.polarity == "+" and verb.subject == "it"
        ),
        None,
    )
    if verb is None or statement.setting.mode not in {"collect", "store", None} or statement.setting.unit.leads or statement.durations:
        return
    args = statement.object_of(verb)
    subject = [word for word in statement.words[: verb.index] if word.is_word]
    folds = {word.norm for word in subject}
    collected = bool(folds & {"data", "information"}) and bool(folds & {"collected", "gathered", "recorded"})
    generic = collected or any(word.fold in {"data", "information", "this", "it", "these", "they"} for word in subject[-2:])
    of_records = any(word.fold in small("record_nouns") for word in subject) or bool(statement.lexicon.data_in(subject))
    company = any(word.norm == "our" for word in statement.words[verb.end :])
    if args.data and subject and not company and (generic or of_records) and not statement.cue("definition"):
        reported = any(word.fold in small("containers") for word in subject)
        yield statement.draft("COLLECTS" if generic or reported else "STORES", f"{verb.lemma}", verb, args)


def _participle(statement: Statement) -> Verb | None:
    """“customer ID stored”: a participle that ends a clause says what is done."""
    return next(
        (
            verb
            for verb in statement.clause.verbs
            if "store" in verb.frames
            and verb.role == "participle"
            and verb.form == "ed"
            and verb.index
            and statement.clause.role is Role.PARENTHESIS
        ),
        None,
    )
