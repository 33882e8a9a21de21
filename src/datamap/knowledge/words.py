"""Splits names into words and folds them, so that ``userEMail``, ``user_emails`` and ``USER-EMAIL`` read alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load

if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\dA-Z_]+|[A-Z]+|\d+")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
SHORTEST_PLURAL = 4
HISSING = ("sses", "xes", "shes", "ches")
SINGULAR_ENDINGS = ("ss", "us", "is")


class WordList(Entry, frozen=True):
    """Words that play one part in a name."""

    words: tuple[str, ...]


class WordFile(Entry, frozen=True):
    """rules/words.toml."""

    keepers: WordList
    flags: WordList
    verbs: WordList
    measures: WordList
    modifiers: WordList
    people: WordList
    agents: WordList
    records: WordList
    things: WordList
    wrappers: WordList
    bare: WordList
    prepositions: WordList
    occasions: WordList
    media: WordList
    forms: dict[str, tuple[str, ...]]
    shapes: dict[str, tuple[str, ...]]
    abbreviations: dict[str, str]
    last_abbreviations: dict[str, str]
    lookalikes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The parts that words play in names, folded: each list of rules/words.toml as a set, forms and shapes by word."""

    keepers: frozenset[str]
    flags: frozenset[str]
    verbs: frozenset[str]
    measures: frozenset[str]
    modifiers: frozenset[str]
    people: frozenset[str]
    agents: frozenset[str]
    records: frozenset[str]
    things: frozenset[str]
    wrappers: frozenset[str]
    bare: frozenset[str]
    prepositions: frozenset[str]
    occasions: frozenset[str]
    media: frozenset[str]
    forms: dict[str, str]
    shapes: dict[str, str]


def media_named(texts: Iterable[str]) -> frozenset[str]:
    """The kinds of media that names speak of: ``extract_audio`` and ``sound_of`` of audio and sound."""
    kinds = _file().media.words
    return frozenset(word for text in texts for word in split(text) if word in kinds)


def load_words() -> Words:
    """Read rules/words.toml."""
    file = _file()
    parts = {
        name: frozenset(run(word) for word in part.words)
        for name in WordFile.__struct_fields__
        if isinstance(part := getattr(file, name), WordList)
    }
    return Words(
        **parts,
        forms={fold(word): form for form, names in file.forms.items() for word in names},
        shapes={word: shape for shape, names in file.shapes.items() for word in names},
    )


@lru_cache(maxsize=65536)
def split(name: str) -> tuple[str, ...]:
    """The folded words of an identifier, a label or a phrase: ``billingEMail2`` is billing, e, mail, 2."""
    text = name if name.isascii() else _in_latin(name)
    return _end_written_out([fold(word.lower()) for word in WORD.findall(text)])


def fold(word: str) -> str:
    """Write a short form out and make a word singular, roughly: what matters is that both sides fold alike."""
    whole = _abbreviations().get(word)
    if whole:
        return whole
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith(SINGULAR_ENDINGS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(HISSING) else word[:-1]


def run(phrase: str) -> str:
    """A phrase as one run of letters, so that ``e mail``, ``e-mail`` and ``email`` are the same."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha() and phrase.islower():
        return "".join(_end_written_out([fold(word) for word in phrase.split()]))
    return "".join(split(phrase))


def _end_written_out(found: list[str]) -> tuple[str, ...]:
    """Write out a short form of the last word that is no number, unless it stands alone."""
    last = len(found) - 1
    while last > 0 and found[last].isdigit():
        last -= 1
    if last > 0:
        found[last] = _file().last_abbreviations.get(found[last], found[last])
    return tuple(found)


def _in_latin(name: str) -> str:
    """Spell a name in plain Latin letters, as far as it looks like them."""
    text = unicodedata.normalize("NFKC", name).translate(UMLAUTS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain.translate(_lookalikes())


@cache
def _lookalikes() -> dict[int, str]:
    letters = _file().lookalikes
    return {
        ord(twin): latin
        for latin, twins in letters.items()
        for letter in twins
        for twin in (letter, letter.upper())
        if len(twin) == 1 and not twin.isascii()
    }


@cache
def _abbreviations() -> dict[str, str]:
    return _file().abbreviations


@cache
def _file() -> WordFile:
    return load("words.toml", WordFile)[0]
