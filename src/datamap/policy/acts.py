"""What a clause says is done: by whom, to what, where to, and whether it is denied; whatever the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word

_BE = frozenset({"is", "are", "was", "were", "be", "been"})
_HAVE = frozenset({"has", "have", "had"})
_NONE: frozenset[str] = frozenset()
_DENIALS = frozenset({"no", "not", "never", "nothing", "none", "nobody", "nowhere", "neither", "nor"})


@dataclass(frozen=True, slots=True)
class Act:
    """A verb with its roles. places: what stands behind each preposition after the verb, in order."""

    lemma: str
    frames: frozenset[str]
    passive: bool
    denied: bool
    subject: Sequence[Word]
    object: Sequence[Word]
    places: tuple[tuple[str, Sequence[Word]], ...]
    verb: Verb | None = None

    def behind(self, *prepositions: str) -> list[Sequence[Word]]:
        """What stands behind one of the prepositions."""
        return [words for preposition, words in self.places if preposition in prepositions]


def acts_of(statement: Statement) -> Iterator[Act]:
    """The acts that a main clause states, in order."""
    words = statement.words
    roles = {"main", "complement"} | ({"imperative"} if statement.setting.denies else set())
    mains = [verb for verb in statement.stating if verb.role in roles]
    if mains:
        subject = _subject(statement, mains[0].index)
        for i, verb in enumerate(mains):
            end = mains[i + 1].index if i + 1 < len(mains) else len(words)
            before = words[verb.index - 1] if verb.index else None
            if i and before is not None and before.norm in {"we", "i", "you"}:
                subject = [before]
            yield _act(verb, subject, words[verb.end : end], () if i else _fronted(words[: verb.index], subject))
    said = mains[-1].end if mains else 0
    at = next((i for i, word in enumerate(words) if i >= said and word.norm in _BE | (_HAVE if not mains else _NONE)), None)
    if at is not None:
        lemma = "have" if words[at].norm in _HAVE else "be"
        subject = words[:at] if words[0].norm == "what" else _subject(statement, at)
        rest = words[at + 1 :]
        denied = _denied(subject[:3]) or _denied(rest[:2]) or _denied(words[max(at - 2, 0) : at])
        told, places = _objects(rest)
        yield Act(lemma, frozenset(), passive=False, denied=denied, subject=subject, object=told, places=places)


def _fronted(before: Sequence[Word], subject: Sequence[Word]) -> tuple[tuple[str, Sequence[Word]], ...]:
    """What stands in front of the subject: “To your doctor we send …”."""
    if not before or not subject or before[0].norm not in {"to", "with", "from"} or subject[0] is before[0]:
        return ()
    at = next((i for i, word in enumerate(before) if word.start >= subject[0].start), len(before))
    return ((before[0].norm, [word for word in before[1:at] if word.is_word]),) if at > 1 else ()


def _act(verb: Verb, subject: Sequence[Word], rest: Sequence[Word], fronted: tuple[tuple[str, Sequence[Word]], ...]) -> Act:
    if verb.passive and subject and subject[-1].norm == "there":
        subject, rest = rest, ()
    told, places = _objects(rest)
    manner = {"with", "for"} if verb.frames.isdisjoint({"share", "gives"}) else set()
    first = [words[:4] for words in (told, *(words for preposition, words in places if preposition not in manner))]
    denied = verb.polarity == "-" or _denied(subject[:3]) or any(_begins_denied(words) for words in first)
    return Act(verb.lemma, verb.frames, verb.passive, denied, subject, told, (*fronted, *places), verb)


def _begins_denied(words: Sequence[Word]) -> bool:
    """Whether a denial stands first: “to no one”, but not "no longer than"."""
    return _denied(words[:1]) and grammar()["pseudo_negations"].at(words, 0) is None


def _denied(words: Sequence[Word]) -> bool:
    return any(word.norm in _DENIALS for word in words) and not any(grammar()["pseudo_negations"].at(words, i) for i in range(len(words)))


def _subject(statement: Statement, end: int) -> Sequence[Word]:
    """The words of the subject: without what stands before its comma, without auxiliaries and adverbs behind it."""
    words = list(statement.words[:end])
    while words and (
        words[-1].norm in grammar().words["auxiliaries"]
        or words[-1].norm in {"not", "never", "to", "no"}
        or (is_adverb(words[-1].norm) and len(words) > 1)
    ):
        words.pop()
    if statement.clause.elliptic and not any(word.is_word for word in words) and statement.before is not None:
        return next((act.subject for act in acts_of(statement.before)), ())
    words = [word for word in words if word.norm not in {"and", "but", "so", "yet"}] if len(words) < 3 else words
    hangs = len(words) > 1 and words[-2].norm in small("hanging") | {"about"}
    if words and words[-1].norm in {"we", "you", "they", "it", "there"} and not hangs:
        return words[-1:]
    if words and words[0].norm in small("introductions") | {"in"}:
        comma = next((i for i, word in enumerate(words) if word.norm == ","), None)
        words = words[comma + 1 :] if comma is not None else words
    return words


def _objects(words: Sequence[Word]) -> tuple[Sequence[Word], tuple[tuple[str, Sequence[Word]], ...]]:
    """The words after a verb up to the first preposition, and what stands behind each preposition."""
    asked = {"where", "when"}
    marks = [i for i, w in enumerate(words) if w.norm in small("place_words") and not w.hyphen and (i or w.norm not in asked)]
    if not marks:
        return words, ()
    parts = [(words[a].norm, words[a + 1 : b]) for a, b in zip(marks, [*marks[1:], len(words)], strict=True)]
    return words[: marks[0]], tuple(parts)
