"""What a heading or the words before a list are about, where no phrase is known: their question word, their verb, and who acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.predicates import predicates
from datamap.policy.rules import lists_of, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.verb import Verb
    from datamap.policy.words import Word

_TURNED = {"you": "we", "me": "you", "i": "you", "my": "your", "your": "our"}
_ASKING = frozenset({"what", "which", "things", "stuff"})
_PEOPLE = frozenset({"who", "whom"})
_FIRST = 3


def topic_by_verb(words: Sequence[Word]) -> str | None:
    """“What stays in your home”, "what we do get", "the stuff your phone tells us": the verb of a heading says what it is about."""
    if words and words[-1].norm == "?":
        if any("delete" in verb.frames for verb in predicates(words)):
            return "deletion"
        words = [replace(word, norm=_TURNED.get(word.norm, word.norm)) for word in words]
    homely = any(word.fold in small("devices") | small("homes") for word in words)
    for verb in predicates(words):
        if verb.frames & {"moves", "sits"} and any(word.fold in small("our_places") | small("record_nouns") for word in words[verb.end :]):
            return "store"
        towards_us = verb.end < len(words) and words[verb.end].norm == "us"
        if "sits" in verb.frames and homely:
            return "local"
        if "gives" in verb.frames and (towards_us or (verb.subject == "you" and verb.lemma in small("giving"))):
            return "collect"
        if verb.subject == "we" and verb.frames & {"share", "sell"}:
            return "share"
        if verb.subject == "we" and verb.frames & {"gets", "collect", "wants"} and verb.lemma != "get":
            return "collect"
    return _by_question(words)


def _by_question(words: Sequence[Word]) -> str | None:
    """“To whom data goes”, "what Fernote remembers": the question word and the verb, whoever acts."""
    first = [word.norm for word in words[:_FIRST]]
    if not _PEOPLE.isdisjoint(first):
        return None if lists_of("unsaid")["authors"].find(words) else "share"
    verbs = predicates(words)
    if _ASKING.isdisjoint(first) or any(verb.subject == "you" for verb in verbs):
        return None
    return next((topic for verb in verbs if verb.lemma not in small("doing_nothing") and (topic := _of_deed(verb))), None)


def _of_deed(verb: Verb) -> str | None:
    if verb.frames & {"store", "keeps"}:
        return "store"
    return "collect" if verb.frames & {"collect", "gets", "watches"} else None
