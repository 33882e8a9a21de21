"""Verbs that no list knows: a word that stands where only a verb can stand, in whatever form."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from datamap.policy.inflection import VerbForm
from datamap.policy.rules import grammar, small, verbs
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.words import Word

FRAME = "unlisted"
_SUBJECTS = frozenset({"we", "i", "you", "they", "who"})
_AUXILIARIES = frozenset({"do", "does", "did"})
_PERFECT = frozenset({"has", "have", "had"})
_SHORTEST = 3
_SILENT_E = ("s", "c", "v", "z", "u", "iat", "uat", "tat", "cat", "gat", "nat", "lat", "rat", "dg")


def unlisted(words: Sequence[Word], i: int, before: int, *, has_verb: bool) -> tuple[VerbForm, int] | None:
    """The form of a word that is in no list of verbs, by the word before it (``before``, adverbs skipped); None where no verb can be."""
    word = words[i]
    spelled = word.text.isalpha() and word.text.islower() and not word.hyphen and len(word.norm) >= _SHORTEST
    if before < 0 or not spelled or _is_small(word.norm) or is_adverb(word.norm):
        return None
    form = _form(words, i, before, has_verb=has_verb)
    if form is None:
        return None
    return VerbForm(base_of(word.norm, form), frozenset({FRAME}), form, noun=False, particles=()), i + 1


def _form(words: Sequence[Word], i: int, before: int, *, has_verb: bool) -> str | None:
    last, norm = words[before].norm, words[i].norm
    if last in grammar().words["modals"] | _AUXILIARIES and (before == 0 or words[before - 1].norm not in small("articles")):
        return None if norm.endswith("ed") or _is_plural(norm) else "base"
    if last in grammar().words["being"]:
        return "ed" if is_participle(norm) else "ing" if norm.endswith("ing") else None
    if last in _PERFECT:
        return "ed" if is_participle(norm) else None
    if last in _SUBJECTS and _is_subject(words, before):
        return "ed" if is_participle(norm) else None if norm.endswith("ing") or _is_plural(norm) else "base"
    if last == "to" and _takes_object(words, i + 1) and not norm.endswith(("s", "ed", "ing")):
        return "base"
    third = _is_plural(norm) and not has_verb and words[i].text.islower()
    return "s" if third and _is_singular(words, before) and _takes_object(words, i + 1) and words[i + 1].norm != "such" else None


def _is_plural(norm: str) -> bool:
    return norm.endswith("s") and not norm.endswith(("ss", "us", "is"))


def _is_subject(words: Sequence[Word], i: int) -> bool:
    """Whether a pronoun can be a subject: nothing before it takes it as its object."""
    if i == 0:
        return True
    led = words[i - 1].norm in small("prepositions_of_manner") | small("hanging") | {"than", "between"}
    return not led and verbs().at(words, i - 1) is None


def _takes_object(words: Sequence[Word], i: int) -> bool:
    """Whether a noun begins here; "the albums that you upload" goes on with a clause."""
    return i < len(words) and words[i].norm in small("before_nouns") - small("relatives") | {"each", "every", "everything", "anything"}


def _is_singular(words: Sequence[Word], i: int) -> bool:
    """Whether the noun before a third person is one: "the fraud team scores your order"."""
    begun = i > 0 and (words[i].text[:1].isupper() or words[i - 1].norm in small("articles") or words[0].norm in small("articles"))
    return begun and words[i].is_word and not _is_small(words[i].norm)


def _is_small(norm: str) -> bool:
    return norm in _closed()


@cache
def _closed() -> frozenset[str]:
    """The words that carry structure: none of them is a verb."""
    groups = ("articles", "joiners", "place_words", "before_nouns", "relatives", "hanging", "adverbs", "pointers", "prepositions_of_manner")
    return grammar().words["auxiliaries"] | grammar().words["modals"] | _SUBJECTS | frozenset().union(*map(small, groups))


@cache
def is_participle(norm: str) -> bool:
    """Whether a word looks like a past participle."""
    return (norm.endswith("ed") and not norm.endswith("eed")) or norm in small("participles")


def base_of(norm: str, form: str) -> str:
    """The base form, as near as the ending tells: "clocked" is "clock", "copies" is "copy"."""
    match form:
        case "s":
            return norm[:-3] + "y" if norm.endswith("ies") else norm[:-2] if norm.endswith(("shes", "ches", "xes", "sses")) else norm[:-1]
        case "ed" if norm.endswith("ied"):
            return norm[:-3] + "y"
        case "ed" if norm.endswith("ed"):
            return _undoubled(norm[:-2])
        case "ing":
            return _undoubled(norm[:-3])
        case _:
            return norm


def _undoubled(stem: str) -> str:
    """“stopp” is "stop", "purchas" is "purchase", "rotat" is "rotate"."""
    if len(stem) > _SHORTEST and stem[-1] == stem[-2]:
        return stem if stem[-1] in "slz" else stem[:-1]
    return stem + "e" if stem.endswith(_SILENT_E) and len(stem) > _SHORTEST else stem
