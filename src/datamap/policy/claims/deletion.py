"""What goes, what stays and how soon, when an account or its data is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clauses import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb


_GONE = frozenset({"vanish", "disappear"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about deletion."""
    draft = _deletion(statement)
    if draft is not None:
        draft.polarity = "+"
        yield draft


def _deletion(statement: Statement) -> Draft | None:
    verb = _deleting(statement)
    ends = statement.ends_account or _under_deletion(statement) or _follows_deletion(statement)
    rights = statement.setting.mode == "rights"
    if _is_final(statement, verb):
        return statement.draft("HARD_DELETE", "deletion is final", next(iter(statement.stating), None), statement.anything)
    if rights or _asks_person(statement):
        return None
    if verb is not None and verb.polarity == "+" and (verb.role != "infinitive" or statement.cue("learn_of")):
        return _deleted(statement, verb, ends=ends)
    stays = statement.verb("retain", "store", polarity="+")
    if ends and stays is not None and (stays.modality == "may" or _exempt(statement)):
        return statement.draft(
            "DELETION_EXCEPTION", "kept after deletion", stays, statement.object_of(stays), purpose=statement.recipients()
        )
    if ends and _under_deletion(statement) and statement.cue("forfeit"):
        return statement.draft(
            "DELETION_EFFECT", "effect of deletion", next(iter(statement.stating), None), statement.anything, trigger="account deletion"
        )
    return None


def _deleting(statement: Statement) -> Verb | None:
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
    final = statement.cue("final") and about and not statement.cue("advice_only")
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


def _under_deletion(statement: Statement) -> bool:
    lead = statement.setting.lead
    return statement.setting.mode == "deletion" or (lead is not None and lead.mode == "deletion")


def _follows_deletion(statement: Statement) -> bool:
    """“Tap “Delete my data”: it removes …”: what the person's deletion does is told next, in the same sentence."""
    before = statement.before
    if before is None or before.sentence is not statement.sentence or not statement.words or statement.words[0].norm not in {"it", "this"}:
        return False
    person = (verb for verb in before.clause.verbs if verb.subject == "you" or verb.role in {"imperative", "infinitive"})
    return any("delete" in verb.frames for verb in person)


def _exempt(statement: Statement) -> bool:
    """Whether it is said to be kept all the same: for the law, for fraud, in backups, "only entries remain"."""
    however = "however" in [word.norm for word in statement.all[:2]]
    rest = statement.setting.mode == "deletion" and (statement.only or any(verb.lemma == "remain" for verb in statement.stating))
    return bool(statement.cue("for_compliance", "backup", "legal_duty")) or however or rest


def _deleted(statement: Statement, verb: Verb, *, ends: bool) -> Draft | None:
    if not verb.passive and (verb.subject == "you" or (statement.by_person and verb.modality == "can")):
        return None
    args = statement.object_of(verb)
    if statement.cue("learn_of"):
        return statement.draft("DELETION_TRIGGERED", "when it is found out", verb, args, trigger=statement.cue_text("learn_of"))
    if ends and not (
        statement.durations and not statement.cue("deadline") and (statement.setting.mode == "retention" or not _triggered(statement))
    ):
        values = {"permanent": True} if statement.cue("permanently") else {}
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
        return statement.draft("DELETION_GENERIC", "deleted", verb, args)
    return None


def _triggered(statement: Statement) -> bool:
    """Whether the end of the account is what deletion waits for, and not what is deleted."""
    conditional = any(part.opener not in {"", "where"} for part in statement.clause.of(Role.CONDITION))
    return statement.part_has(Role.CONDITION, "account_end") or (conditional and statement.ends_account) or _under_deletion(statement)
