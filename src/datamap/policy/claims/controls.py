"""What people can do themselves: delete, change, revoke; and the buttons and paths that lead there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about what people can do."""
    if _instructs(statement):
        yield statement.draft("DELETION_SELF_SERVE", "how to delete", None, statement.anything, polarity="+")
    yield from _control(statement)


def _control(statement: Statement) -> Iterator[Draft]:
    verb = next(
        (
            verb
            for verb in statement.verbs("control", "revoke", "delete")
            if verb.modality == "can" or verb.subject == "you" or statement.by_person or statement.by_switch(verb)
        ),
        None,
    )
    if verb is None or verb.polarity == "-" or verb.lemma.startswith("go ") or (verb.passive and verb.subject == "you"):
        return
    placed = statement.cue("self_service", "a_page")
    if statement.setting.mode == "rights" and not (verb.role == "main" and verb.modality == "can" and placed):
        return
    you = (
        verb.subject == "you"
        or (statement.by_person and verb.modality in {"can", "may"})
        or (verb.passive and statement.cue("self_service"))
        or (statement.by_switch(verb) and "delete" in verb.frames)
    )
    contact = statement.cue("contacting") and not statement.cue("self_service")
    if not you or contact or grammar()["third_parties"].find(statement.words[: verb.index]):
        return
    deletes = next((other for other in statement.stating if _erases(statement, other) and other.subject == verb.subject), None)
    if deletes is not None:
        frees = statement.cue("quota", "browser")
        if not frees:
            yield statement.draft(
                "DELETION_SELF_SERVE",
                "you can delete",
                verb,
                statement.object_of(verb),
                polarity="+",
                values={"mechanism": statement.cue_text("self_service")},
            )
        return
    args = statement.object_of(verb)
    if verb.lemma == "choose" or (verb.lemma in small("choosing") and not args.data):
        return
    thing = verb.lemma in small("switching_off") and not (args.data or args.everything)
    if (args and not thing) or verb.frames & {"revoke"}:
        yield statement.draft("USER_CONTROL", f"you can {verb.lemma}", verb, args, polarity="+", values={"action": verb.lemma})


def _erases(statement: Statement, verb: Verb) -> bool:
    """“Delete”, "wipe", or "close" an account."""
    if verb.lemma in {"delete", "erase", "remove", "wipe", "destroy", "purge"}:
        return True
    about = [*statement.words[max(verb.index - 7, 0) : verb.index], *statement.words[verb.end : verb.end + 5]]
    return verb.lemma in {"close", "terminate"} and any(word.fold in {"account", "profile", "access", "membership"} for word in about)


def _instructs(statement: Statement) -> bool:
    """“Delete your account under Settings”, "tap Profile, then “Delete everything”"."""
    path = any(sign in statement.sentence.value for sign in ("→", ">", "\u203a"))
    last = statement.words[-3:]
    ends = any(a.norm in small("ending_verbs") and b.fold in small("ended") for a, b in pairwise(last))
    if path and (ends or any(word.norm in small("deleting_words") for word in last)):
        return True
    first = next((verb for verb in statement.stating if verb.role == "imperative" or verb.subject == "you"), None)
    if statement.is_copula and first is None:
        return _names_switch(statement) or _is_possible(statement)
    if first is None or first.polarity == "-" or first.modality in {"must", "may"}:
        return False
    if first.role == "imperative" and "delete" in first.frames:
        about = statement.words[first.end : first.end + 4]
        return any(word.fold in small("ended") | {"everything"} for word in about) and statement.cue("self_service")
    closes = first.role == "imperative" and first.lemma in small("ending_verbs") and statement.words[first.end : first.end + 1]
    if closes and closes[0].norm in {"it", "them"} and (path or statement.cue("self_service")) and statement.setting.mode == "deletion":
        return True
    pressed = statement.setting.mode != "rights" and first.lemma in small("clicking") | small("opening")
    after = statement.words[first.end :]
    told = any(word.norm in small("deleting_words") for word in after)
    return pressed and told


def _is_possible(statement: Statement) -> bool:
    """“It is possible to delete single photos”."""
    norms = [word.norm for word in statement.words]
    at = norms.index("possible") if "possible" in norms else len(norms)
    denied = "not" in norms[:at] or "no" in norms[:at]
    return not denied and any(norm in small("deleting_words") for norm in norms[at + 1 : at + 4])


def _names_switch(statement: Statement) -> bool:
    """“The button “Delete account” is at the bottom of your profile”."""
    words = statement.words
    for i, word in enumerate(words):
        label = words[i + 1 : i + 5]
        if word.fold in small("switches") and any(a.norm in small("deleting_words") for a in label):
            return any(a.fold in small("ended") | {"everything", "data"} for a in label)
    return False
