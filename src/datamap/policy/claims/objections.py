"""How people stop what is done by default: switched off, ended with a click, not wanted any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.clauses import Clause
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word

_SHORT = 4
_REFUSING = frozenset({"object", "opt out", "unsubscribe", "say no"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claim that something can be stopped."""
    told = statement.cue("withdraw_consent", "opt_out", "cookies") or statement.verb_anywhere("withdraw") is not None
    if told or statement.setting.mode == "retention":
        return
    verb = next((verb for part in statement.clause.walk() for verb in part.verbs if _stops(statement, part, verb)), None)
    if verb is not None or any(tells(statement) for tells in (_unwanted, _to_stop, _objects, _has_switch, _leaves_out)):
        yield statement.draft("OPT_OUT", "can be stopped", verb, statement.anything, polarity="+")


def _stops(statement: Statement, part: Clause, verb: Verb) -> bool:
    """“You can turn personalised ads off”, "one click ends the newsletter", "statistics can be switched off"."""
    if "stop" not in verb.frames or verb.polarity == "-" or verb.role in {"adjective", "relative", "participle"}:
        return False
    about = part.words[: verb.index] if verb.passive else part.words[verb.end :]
    if not _is_optional(statement, about, verb):
        return False
    if verb.passive:
        return verb.modality in {"can", "may"} and not grammar()["we"].find(part.words[: verb.index])
    if verb.role in {"gerund", "imperative", "infinitive"}:
        return statement.subject not in {"we", "vendor", "third"} or statement.by_switch(verb)
    return verb.subject == "you" or (verb.subject == "it" and statement.subject in {"it", "you"} and not part.opener)


def _objects(statement: Statement) -> bool:
    """“We stop sending offers as soon as you object”."""
    acts = [verb for part in statement.clause.of(Role.CONDITION) for verb in part.verbs]
    for part in statement.clause.of(Role.EXCEPTION):
        said = any(verb.subject == "you" and verb.lemma in small("telling") for verb in part.verbs)
        wishes = any(verb.subject in {"you", "they"} and verb.lemma in small("wishing") for verb in part.verbs)
        marked = any(verb.subject == "you" and verb.lemma in {"mark", "set", "make", "flag", "choose"} for verb in part.verbs)
        if part.opener == "unless" and marked and {"secret", "private", "hidden", "invisible", "unlisted"} & {w.norm for w in part.words}:
            return True
        against = {"not", "otherwise", "no", "stop", "anonymous", "unlisted", "hidden"} & {word.norm for word in part.words}
        if part.opener == "unless" and (said or wishes) and against:
            return True
        person = bool(cues()["person"].find(part.words))
        if part.opener == "unless" and any(verb.lemma in _REFUSING and (verb.subject == "you" or person) for verb in part.verbs):
            return bool(cues()["messages"].find(statement.words))
    return any(verb.lemma in _REFUSING and verb.subject == "you" for verb in acts) and not any(
        "delete" in verb.frames for verb in statement.stating
    )


def _leaves_out(statement: Statement) -> bool:
    """“We only send our newsletter to people who have not unsubscribed”, "anyone who has unsubscribed gets no more offers"."""
    refusing = [verb for part in statement.clause.walk() for verb in part.verbs if verb.lemma in _REFUSING and verb.subject != "you"]
    if not refusing or not cues()["messages"].find(statement.all):
        return False
    words = {word.norm for word in statement.all}
    spared = any(verb.polarity == "-" for verb in refusing) and (statement.only or bool(words & {"nobody", "only", "just"}))
    ended = any(verb.polarity == "+" for verb in refusing) and bool(words & {"no", "not", "never", "nothing", "none"})
    return spared or ended


def _has_switch(statement: Statement) -> bool:
    """“There is a switch for usage statistics in the settings”."""
    words = statement.words
    at = next((i for i, word in enumerate(words) if word.fold in {"switch", "toggle", "slider"}), None)
    if at is None or at + 1 >= len(words) or words[at + 1].norm != "for" or statement.opts_in:
        return False
    return _is_topic(statement, words[at + 2 : at + 6])


def _is_topic(statement: Statement, words: Sequence[Word]) -> bool:
    topic = statement.lexicon.gate_topic(" ".join(word.norm for word in words if word.is_word))
    return topic is not None and topic not in {"cookies", "age", "content"}


def _to_stop(statement: Statement) -> bool:
    """“To stop job alerts, click …”; "stop" denies what follows it and is no verb of the lexicon."""
    words = statement.words
    return any(
        word.norm == "stop"
        and i
        and words[i - 1].norm == "to"
        and (cues()["messages"].find(words[i + 1 : i + 5]) or any(before.fold in small("switches") for before in words[:i]))
        for i, word in enumerate(words)
    )


def _is_optional(statement: Statement, words: Sequence[Word], verb: Verb) -> bool:
    """Whether what is stopped is a use of data or a message, and no thing."""
    if cues()["messages"].find(words):
        return True
    if verb.passive and any(word.fold in {"option", "choice", "decision", "selection", "preference"} for word in words[:3]):
        return True
    points = words and words[0].norm in small("pointers") | {"both", "either"} and sum(word.is_word for word in words) <= _SHORT
    if points and statement.before is not None:
        headings = statement.setting.unit.headings[-1:]
        words = [*words, *statement.before.words, *(word for heading in headings for word in words_of(heading.text.value))]
        if cues()["messages"].find(words):
            return True
    if verb.lemma == "object" and (not words or not words[0].is_word or words[0].norm in {"through", "via"}):
        return True
    if verb.lemma in small("switching_off") and words and not any(word.fold in small("no_features") for word in words[:6]):
        return True
    return _is_topic(statement, words) and verb.lemma not in small("weak_stops")


def _unwanted(statement: Statement) -> bool:
    """“If you would rather not get these mails, tell us”."""
    told = any(verb.polarity == "-" and verb.subject == "you" and verb.lemma in small("wishing") for verb in statement.clause.verbs)
    if told and (cues()["messages"].find(statement.words) or any(word.fold == "post" for word in statement.words)):
        return statement.verb("need", "share", "collect") is not None
    asks = [statement.clause] if statement.sentence.value.rstrip().endswith("?") else []
    for part in (*asks, *statement.clause.of(Role.CONDITION)):
        wishes = any(verb.polarity == "-" and verb.subject in {"you", "it", ""} for verb in part.verbs)
        denied = wishes or cues()["rather_not"].find(part.words)
        spoken = [*part.words, *statement.words, *(statement.before.words if statement.before is not None else ())]
        refuses = any(
            "no" in [word.norm for word in statement.words[verb.end : verb.end + 2]]
            for verb in statement.clause.verbs
            if verb.lemma == "say"
        )
        about = part.words if not refuses else spoken
        if denied and cues()["messages"].find(about) and not any(verb.frames & {"delete"} for verb in statement.clause.verbs):
            return True
    return False
