"""What goes, what stays and how soon, when an account or its data is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.arguments import mentions
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import JsonValue
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb


_REACH = 8
_GONE = frozenset({"vanish", "disappear"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about deletion."""
    drafts = _leads_to(statement) or [_deletion(statement) or _passed_on(statement)]
    for draft in drafts:
        if draft is not None:
            draft.polarity = "+"
            yield draft


def _deletion(statement: Statement) -> Draft | None:
    verb = deleting(statement)
    ends = statement.ends_account or _under_deletion(statement) or _follows_deletion(statement) or _told_next(statement, verb)
    rights = statement.setting.mode == "rights"
    if _is_final(statement, verb):
        return statement.draft("HARD_DELETE", "deletion is final", next(iter(statement.stating), None), statement.anything)
    if _told_of_requests(statement):
        return _draft_of_deadline(statement)
    if (rights and not _told_of_deletion(statement.before)) or _asks_person(statement):
        return None
    if verb is not None and verb.polarity == "+" and (verb.role != "infinitive" or statement.cue("learn_of")):
        return _deleted(statement, verb, ends=ends)
    if (ends or _spared(statement) or in_deletion(statement)) and (found := _spares(statement)) is not None:
        return found
    if (ends or in_deletion(statement)) and (taken := _goes_along(statement)) is not None:
        return taken
    stays = statement.verb("retain", "store", polarity="+")
    left = stays is not None and stays.passive and not statement.durations and statement.cue("account_end") and not _while(statement)
    spared = stays is not None and stays.passive and stays.modality == "may" and _after_the_end(statement.before)
    if stays is not None and (spared or (ends and (stays.modality == "may" or _exempt(statement) or left))):
        return statement.draft(
            "DELETION_EXCEPTION", "kept after deletion", stays, statement.object_of(stays), purpose=statement.recipients()
        )
    barred = next((verb for verb in statement.stating if "delete" in verb.frames and verb.polarity == "-" and verb.passive), None)
    if barred is not None and barred.modality == "can" and statement.subject_data(barred) and not statement.conditions:
        return statement.draft("DELETION_EXCEPTION", "cannot be deleted", barred, statement.subject_data(barred))
    if in_deletion(statement) and statement.cue("forfeit"):
        return statement.draft(
            "DELETION_EFFECT", "effect of deletion", next(iter(statement.stating), None), statement.anything, trigger="account deletion"
        )
    return None


def _passed_on(statement: Statement) -> Draft | None:
    """“… and we instruct X to delete the events under your number”: a third party that is told of the deletion."""
    tells = next((verb for verb in statement.stating if verb.lemma in small("instructing") and verb.polarity == "+"), None)
    does = any("delete" in verb.frames and verb.role == "infinitive" for verb in statement.clause.verbs)
    if tells is None or not (does or statement.cue("likewise")) or not statement.own_names or not in_deletion(statement):
        return None
    return statement.draft(
        "DELETION_CASCADE",
        "a third party is told to delete",
        tells,
        statement.anything,
        entities=tuple(dict.fromkeys(name.id for name in statement.own_names)),
        values={"elsewhere": True},
        trigger="account deletion",
    )


def deleting(statement: Statement) -> Verb | None:
    """The verb of deletion that states something, else one that describes."""
    found = [verb for verb in statement.clause.verbs if "delete" in verb.frames and verb.role not in {"gerund", "adjective", "relative"}]
    return next((verb for verb in found if verb.states), next(iter(found), None))


def _is_final(statement: Statement, verb: Verb | None) -> bool:
    about = (
        _under_deletion(statement)
        or statement.ends_account
        or statement.cue("deletion_noun")
        or (verb is not None and _of_data(statement, verb))
        or _told_of_deletion(statement.before)
    )
    undone = any(verb.polarity == "-" and verb.frames & {"restore"} for verb in statement.clause.verbs) or (
        statement.cue("no_way") and statement.verb_anywhere("restore") is not None
    )
    final = (statement.cue("final") or undone) and about and not statement.cue("advice_only")
    done = verb is not None and verb.passive and verb.lemma not in _GONE
    return bool(final) and not (done and statement.cue("permanently"))


def _told_of_deletion(before: Statement | None) -> bool:
    """Whether the statement before was about deletion."""
    return before is not None and (before.cue("deletion_noun", "account_end") or before.verb("delete", polarity="+") is not None)


def _of_data(statement: Statement, verb: Verb) -> bool:
    """Whether what is deleted is data, or not said; "removes the ads" is about something else."""
    args = statement.object_of(verb)
    return verb.passive or bool(args.data or args.everything) or not args.unmapped


def _asks_person(statement: Statement) -> bool:
    """“Write to us to have them removed” tells the reader what to do."""
    first = next(iter(statement.clause.verbs), None)
    return first is not None and first.role == "imperative" and "delete" not in first.frames and not statement.setting.denies


def in_deletion(statement: Statement) -> bool:
    """Whether it tells of what happens when an account or its data is deleted: by itself, its place, or what was said just before."""
    if statement.ends_account or _under_deletion(statement) or _follows_deletion(statement):
        return True
    before, reach = statement.before, _REACH
    while before is not None and reach:
        if before.ends_account or _person_deletes(before) or _leads_to(before):
            return True
        before, reach = before.before, reach - 1
    return False


def _person_deletes(statement: Statement) -> bool:
    """“You can delete your account under Settings”, "close your access yourself"."""
    return any(
        (verb.subject == "you" or verb.role == "imperative")
        and (verb.lemma in small("ending_verbs") or "delete" in verb.frames)
        and (
            any(word.fold in small("ended") | {"access", "everything", "app"} for word in statement.words[verb.end : verb.end + 6])
            or (verb.role == "imperative" and [word.norm for word in statement.words[verb.end :]] in (["it"], ["it", ","]))
        )
        for verb in statement.clause.verbs
    )


def _under_deletion(statement: Statement) -> bool:
    lead, label = statement.setting.lead, statement.setting.label
    if label is not None and cues()["account_end"].find(words_of(label.value)):
        return True
    return statement.setting.mode == "deletion" or (lead is not None and lead.mode == "deletion")


def _follows_deletion(statement: Statement) -> bool:
    """“Tap “Delete my data”: it removes …”: what the person's deletion does is told next, in the same sentence."""
    before = statement.before
    if before is None or before.sentence is not statement.sentence or not statement.words or statement.words[0].norm not in {"it", "this"}:
        return False
    person = (verb for verb in before.clause.verbs if verb.subject == "you" or verb.role in {"imperative", "infinitive"})
    return any("delete" in verb.frames for verb in person)


def _after_the_end(before: Statement | None) -> bool:
    """“When you close your account, everything is deleted. Gallery submissions may be kept”: what stays is told next."""
    return before is not None and before.cue("account_end") and before.verb("delete", polarity="+") is not None


def _exempt(statement: Statement) -> bool:
    """Whether it is said to be kept all the same: for the law, for fraud, in backups, "only entries remain"."""
    however = "however" in [word.norm for word in statement.all[:2]]
    rest = statement.setting.mode == "deletion" and (statement.only or any(verb.lemma == "remain" for verb in statement.stating))
    return bool(statement.cue("for_compliance", "backup", "legal_duty")) or however or rest


def _deleted(statement: Statement, verb: Verb, *, ends: bool) -> Draft | None:
    lists = statement.by_switch(verb) and len(statement.object_of(verb).data) > 1
    past = verb.passive and any(word.norm in {"was", "were"} for word in statement.words[max(verb.index - 3, 0) : verb.index])
    other = (verb.passive and verb.subject == "you") or (verb.lemma in {"blank", "mask", "zero"} and not ends)
    if past or other or (_by_themselves(statement, verb) and not lists) or (verb.role == "imperative" and statement.setting.lead is None):
        return None
    args = statement.object_of(verb)
    if ends and verb.frames & {"anonymise"} and statement.cue("not_deleted"):
        return statement.draft("DELETION_EXCEPTION", "made anonymous and not deleted", verb, args, form="aggregated")
    if statement.cue("period_over"):
        return statement.draft("DELETION_TRIGGERED", "when a period is over", verb, args, trigger=statement.cue_text("period_over"))
    if statement.cue("learn_of") or _found_out(statement):
        return statement.draft("DELETION_TRIGGERED", "when it is found out", verb, args, trigger=statement.cue_text("learn_of"))
    if ends and statement.cue("no_longer_needed") and not _waits(statement):
        return statement.draft("DELETION_GENERIC", "when no longer needed", verb, args)
    if ends and not (
        statement.durations and not statement.cue("deadline") and (statement.setting.mode == "retention" or not _triggered(statement))
    ):
        if statement.durations and (statement.cue("backup") or not args.data or not statement.anything.data):
            return None
        values: dict[str, JsonValue] = {"permanent": True} if statement.cue("permanently") else {}
        return statement.draft(
            "DELETION_CASCADE", "deleted with the account", verb, args or statement.anything, values=values, trigger="account deletion"
        )
    if statement.durations:
        return None
    if statement.cue("no_longer_needed"):
        return statement.draft("DELETION_GENERIC", "when no longer needed", verb, args)
    if statement.cue("permanently") and verb.passive:
        return statement.draft("HARD_DELETE", "permanently deleted", verb, args)
    masked = verb.frames & {"anonymise"}
    if args and not masked and (verb.passive or verb.subject == "we"):
        discarded: dict[str, JsonValue] = {"restriction": "discarded"} if _used_up(statement, verb) else {}
        return statement.draft("DELETION_GENERIC", "deleted", verb, args, values=discarded)
    return None


def _used_up(statement: Statement, verb: Verb) -> bool:
    """“The recording is transcribed and then thrown away”: what is done with it comes first, and nothing is kept."""
    used = any(other.index < verb.index and other.passive and "delete" not in other.frames for other in statement.clause.verbs)
    at_once = used or statement.cue("discarded")
    return bool(at_once) and not any(part.opener for part in statement.clause.of(Role.CONDITION)) and not statement.ends_account


def _told_next(statement: Statement, verb: Verb | None) -> bool:
    """“You can close your account yourself. Your messages are thereby deleted”: the next sentence says what goes."""
    goes = verb is not None and verb.passive and verb.states and not statement.durations
    free = not any(part.opener for part in statement.clause.parts)
    before = statement.before
    if goes and free and before is not None and before.sentence is statement.sentence and in_deletion(before):
        return True
    along = before is not None and before.sentence is statement.sentence and statement.cue("alongside") and _told_of_deletion(before)
    return bool(goes and free and before is not None and (_person_deletes(before) or along))


def _by_themselves(statement: Statement, verb: Verb) -> bool:
    """Whether people delete it themselves: “you can delete”, "can be removed in the settings", "a button erases"."""
    if verb.passive:
        return verb.modality in {"can", "may"} and verb.subject != "we"
    return verb.subject == "you" or (statement.by_person and verb.modality in {"can", "may"}) or statement.by_switch(verb)


def _while(statement: Statement) -> bool:
    return any(part.opener for part in statement.clause.parts)


def _leads_to(statement: Statement) -> list[Draft | None]:
    """“Erasure removes the profile”, "closing the account leads to the deletion of your posts within a week"."""
    main = next((other for other in statement.stating if other.role == "main" and other.polarity == "+" and not other.passive), None)
    if main is None or main.subject != "it":
        return []
    head = {word.fold for word in statement.words[: main.index]}
    about = head & (small("deleting_nouns") | small("endings"))
    after = statement.words[main.end :]
    noun = next((i for i, word in enumerate(after) if word.fold in small("deleting_nouns")), None)
    if not about or not ("delete" in main.frames or (main.lemma in small("leading") and noun is not None)):
        return []
    args = mentions(after, statement.lexicon)
    goes = statement.draft("DELETION_CASCADE", "deletion takes it along", main, args or statement.anything, trigger="account deletion")
    return [goes, _draft_of_deadline(statement)] if statement.durations else [goes]


def _found_out(statement: Statement) -> bool:
    """“If we find an account of a child”."""
    verbs = (verb for part in statement.clause.of(Role.CONDITION) for verb in part.verbs)
    return any(verb.lemma in small("finding") and verb.subject == "we" for verb in verbs)


def _waits(statement: Statement) -> bool:
    return any(part.opener and statement.ends_in(part) for part in statement.clause.of(Role.CONDITION)) or statement.ends_account


def _told_of_requests(statement: Statement) -> bool:
    """“Deletion requests are carried out within a week”, "erasure takes three days at most"."""
    told = any(word.fold in small("deleting_nouns") for word in statement.words) or statement.part_has(Role.CONDITION, "deletion_noun")
    done = next((verb for verb in statement.stating if verb.lemma in small("completing")), None)
    if done is None or done.subject == "you" or not statement.durations:
        return False
    lasts = done.lemma in {"take", "need", "require"} and any("delete" in v.frames for part in statement.clause.walk() for v in part.verbs)
    does = done.lemma == "do" and statement.before is not None and in_deletion(statement.before)
    return told or lasts or does


def _draft_of_deadline(statement: Statement) -> Draft:
    longest = max(statement.durations, key=lambda found: found.seconds)
    shown: dict[str, JsonValue] = {"seconds": longest.seconds, "number": longest.number, "unit": longest.unit, "deadline": longest.seconds}
    return statement.draft("DELETION_DEADLINE", "how soon deletion is done", None, statement.anything, values=shown)


def _spared(statement: Statement) -> bool:
    return any(word.fold in small("deleting_nouns") for word in statement.words)


def _spares(statement: Statement) -> Draft | None:
    """“Invoices are exempt from deletion”, "receipts are not deleted", "only invoices survive"."""
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    exempt = any(word.fold in small("exempt") for word in statement.words) and (verb is not None or statement.is_copula)
    denied = verb is not None and verb.polarity == "-" and "delete" in verb.frames and verb.subject != "you"
    denied = denied or (verb is not None and verb.polarity == "-" and verb.lemma in small("affecting"))
    nameless = verb is not None and verb.frames & {"retain"} and verb.polarity == "+" and statement.cue("without_name")
    renamed = any(
        word.norm in {"replaced", "renamed", "changed", "swapped", "detached", "anonymous"} for word in statement.words
    ) and in_deletion(statement)
    denied = bool(denied or nameless or renamed)
    if any(word.fold == "app" for word in statement.words[:3]):
        return None
    lasting = any(part.opener in small("while_openers") for part in statement.clause.parts)
    survives = verb is not None and verb.lemma in small("surviving") and verb.polarity == "+" and not lasting
    if (statement.durations and not exempt) or not (exempt or denied or survives):
        return None
    args = statement.subject_data(verb) if verb is not None else statement.anything
    return statement.draft("DELETION_EXCEPTION", "spared from deletion", verb, args or statement.anything)


def _goes_along(statement: Statement) -> Draft | None:
    """“Everything linked to it goes as well”, "closing the account takes your recipes with it", "backups follow within 30 days"."""
    verb = next((verb for verb in statement.stating if verb.lemma == "take" and statement.cue("with_it_goes")), None)
    if verb is None and not statement.cue("goes_along"):
        return None
    if statement.durations:
        return _draft_of_deadline(statement)
    args = statement.object_of(verb) if verb is not None else statement.anything
    return statement.draft("DELETION_CASCADE", "goes with the account", verb, args or statement.anything, trigger="account deletion")


def _triggered(statement: Statement) -> bool:
    """Whether the end of the account is what deletion waits for, and not what is deleted."""
    conditional = any(part.opener not in {"", "where"} for part in statement.clause.of(Role.CONDITION))
    return statement.part_has(Role.CONDITION, "account_end") or (conditional and statement.ends_account) or _under_deletion(statement)
