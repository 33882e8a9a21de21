"""What goes, what stays and how soon, when an account or its data is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.statement import Draft, Statement


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about deletion."""
    draft = _deletion(statement)
    if draft is not None:
        draft.polarity = "+"
        yield draft


def _deletion(statement: Statement) -> Draft | None:
    verb = statement.verb("delete", states=False)
    ends = statement.cue("account_end") or _under_deletion(statement)
    stays = statement.verb("retain", "store", polarity="+")
    rights = statement.setting.mode == "rights"
    final = statement.cue("final") and statement.cue("deletion_noun", "account_end") or statement.cue("final") and verb is not None
    if final and not (verb is not None and verb.passive and statement.cue("permanently")) and not statement.cue("advice_only"):
        return statement.draft("HARD_DELETE", "deletion is final", next(iter(statement.stating), None), statement.anything)
    if (
        verb is not None
        and verb.polarity == "+"
        and (verb.role in {"main", "complement", "participle", "imperative"} or statement.cue("learn_of"))
        and not rights
    ):
        return _deleted(statement, ends=ends)
    if ends and stays is not None and (stays.modality == "may" or _exempt(statement)) and not rights:
        return statement.draft("DELETION_EXCEPTION", "kept after deletion", stays, statement.object_of(stays), purpose=_purpose(statement))
    if ends and _under_deletion(statement) and statement.cue("forfeit"):
        return statement.draft("DELETION_EFFECT", "effect of deletion", next(iter(statement.stating), None), statement.anything)
    return None


def _asks_person(statement: Statement) -> bool:
    """ "Write to us to have them removed" tells the reader what to do."""
    first = next(iter(statement.clause.verbs), None)
    return first is not None and first.role == "imperative" and "delete" not in first.frames and not statement.setting.denies


def _under_deletion(statement: Statement) -> bool:
    lead = statement.setting.lead
    return statement.setting.mode == "deletion" or (lead is not None and lead.mode == "deletion")


def _exempt(statement: Statement) -> bool:
    """Whether it is said to be kept all the same: for the law, for fraud, in backups."""
    return bool(statement.cue("for_compliance", "backup", "legal_duty")) or "however" in [word.norm for word in statement.all[:2]]


def _deleted(statement: Statement, *, ends: bool) -> Draft | None:
    verb = statement.verb("delete", states=False, polarity="+")
    if verb is None:
        return None
    if verb.subject == "you" and not verb.passive:
        return None
    args = statement.object_of(verb)
    if statement.cue("learn_of"):
        return statement.draft("DELETION_TRIGGERED", "when it is found out", verb, args, trigger=statement.cue_text("learn_of"))
    if ends and not (statement.setting.mode == "retention" and statement.durations and not statement.cue("account_end")):
        values = {"permanent": True} if statement.cue("permanently") else {}
        return statement.draft(
            "DELETION_CASCADE", "deleted with the account", verb, args or statement.anything, values=values, trigger="account deletion"
        )
    if statement.cue("no_longer_needed") and not statement.durations:
        return statement.draft("DELETION_GENERIC", "when no longer needed", verb, args)
    if statement.cue("permanently") and verb.passive and not statement.durations:
        return statement.draft("HARD_DELETE", "permanently deleted", verb, args)
    if statement.durations or verb.passive or verb.subject == "we":
        return None if statement.durations or not args else statement.draft("DELETION_GENERIC", "deleted", verb, args)
    return None


def _purpose(statement: Statement) -> tuple[str, ...]:
    return statement.recipients()
