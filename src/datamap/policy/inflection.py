"""Verbs in all their forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from datamap.policy.words import Word

_REACH = 7
_VOWELS = "aeiou"
# What may follow a particle that stands behind the object.
_BEHIND = frozenset(
    {"and", "or", "in", "at", "under", "with", "whenever", "when", "if", "again", "yourself", "any", "from", "by", "later", "without"}
    | {"there", "for", "anytime", "here", "via", "through", "before", "until", "on"}
)
_BETWEEN = frozenset({"it", "them", "this", "that", "these", "you", "us"})


@dataclass(frozen=True, slots=True)
class VerbForm:
    """A form of a verb: its base with particle, the frames it is in, which form it is, whether it is a noun as often."""

    lemma: str
    frames: frozenset[str]
    form: str
    noun: bool
    particles: tuple[str, ...]
    apart: bool = False


@dataclass(slots=True)
class Verbs:
    """All verbs by the words they can be written as."""

    _forms: dict[str, list[VerbForm]] = field(default_factory=dict)
    _nominals: dict[str, str] = field(default_factory=dict)

    def nominal(self, words: Sequence[Word]) -> str | None:
        """The frame of the first noun of action ("transfer", "storage") in a subject."""
        return next((self._nominals[word.fold] for word in words if word.fold in self._nominals), None)

    @classmethod
    def of(
        cls,
        entries: Iterable[tuple[str, Sequence[str], Sequence[str]]],
        irregular: Mapping[str, Sequence[str]],
        nominals: Mapping[str, Sequence[str]],
        apart: Sequence[str] = (),
    ) -> Verbs:
        """The lexicon of (frame, base forms, those of them that are nouns) entries; nouns of action by frame; verbs that may part."""
        frames: dict[str, set[str]] = {}
        nouns: set[str] = set()
        for frame, words, noun in entries:
            nouns.update(noun)
            for word in words:
                frames.setdefault(word, set()).add(frame)
        verbs = cls(_nominals={noun: frame for frame, words in nominals.items() for noun in words})
        for lemma, found_in in frames.items():
            head, *particles = lemma.split()
            for form, spelling in _inflect(head, irregular.get(head, ())):
                entry = VerbForm(lemma, frozenset(found_in), form, lemma in nouns, tuple(particles), lemma in apart)
                verbs._forms.setdefault(spelling, []).append(entry)
        for found in verbs._forms.values():
            found.sort(key=lambda entry: (-len(entry.particles), entry.lemma, entry.form))
        return verbs

    def at(self, words: Sequence[Word], index: int, *, participle: bool = False) -> tuple[VerbForm, int] | None:
        """The verb that begins at a word, the one with most particles, and the index after it; "switch it on" is "switch on"."""
        found: tuple[VerbForm, int] | None = None
        for entry in self._forms.get(words[index].norm, ()):
            end = _end(entry, words, index)
            if end is None:
                continue
            if not participle or entry.form == "ed":
                return entry, end
            found = found or (entry, end)
        return found


def _end(entry: VerbForm, words: Sequence[Word], index: int) -> int | None:
    start = index + 1
    if _is_apart(entry, words, start):
        return start
    if entry.particles and start < len(words) - 1 and words[start].norm in _BETWEEN and words[start + 1].norm == entry.particles[0]:
        start += 1
    end = start + len(entry.particles)
    fits = end <= len(words) and all(words[start + i].norm == part for i, part in enumerate(entry.particles))
    return end if fits else None


def _is_apart(entry: VerbForm, words: Sequence[Word], start: int) -> bool:
    """“Turn personalised ads off”: the particle stands behind the object, where nothing hangs on it."""
    if not entry.apart or entry.form not in {"base", "ing"}:
        return False
    for i in range(start + 1, min(start + _REACH, len(words))):
        if words[i].norm == entry.particles[0]:
            return i + 1 == len(words) or not words[i + 1].is_word or words[i + 1].norm in _BEHIND
        if not words[i].is_word:
            return False
    return False


def _inflect(base: str, irregular: Sequence[str]) -> list[tuple[str, str]]:
    return [
        ("base", base),
        ("s", _third(base)),
        *(("ing" if word.endswith("ing") else "ed", word) for word in irregular),
        ("ed", _past(base)),
        ("ing", _progressive(base)),
    ]


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if _consonant_y(base) else base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if _consonant_y(base) else base + "ed"


def _progressive(base: str) -> str:
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"


def _consonant_y(base: str) -> bool:
    return base.endswith("y") and len(base) > 1 and base[-2] not in _VOWELS
