"""Splits names into words and folds them, so that ``userEMail``, ``user_emails`` and ``USER-EMAIL`` read alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from datamap.knowledge.loading import Entry, load

WORD = re.compile(r"[A-Z]+(?![a-zß-ÿ])s?(?![a-z])|[A-Z]?[^\W\dA-Z_]+|[A-Z]+|\d+")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
SHORTEST_PLURAL = 4
HISSING = ("sses", "xes", "shes", "ches")
SINGULAR_ENDINGS = ("ss", "us", "is")


class WordList(Entry):
    """Words that play one part in a name."""

    words: tuple[str, ...]

    @cached_property
    def folded(self) -> frozenset[str]:
        """The words as runs: folded and joined."""
        return frozenset(run(word) for word in self.words)


class Words(Entry):
    """rules/words.toml: how the words of a name are read."""

    keepers: WordList
    forms: dict[str, tuple[str, ...]]
    flags: WordList
    verbs: WordList
    measures: WordList
    modifiers: WordList
    people: WordList
    records: WordList
    things: WordList
    wrappers: WordList
    prepositions: WordList
    occasions: WordList
    shapes: dict[str, tuple[str, ...]]
    lookalikes: dict[str, str]


def load_words() -> Words:
    """Read rules/words.toml."""
    return load("words.toml", Words)[0]


@lru_cache(maxsize=65536)
def split(name: str) -> tuple[str, ...]:
    """The folded words of an identifier, a label or a phrase: ``billingEMail2`` is billing, e, mail, 2."""
    text = unicodedata.normalize("NFKC", name).translate(UMLAUTS)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return tuple(fold(word.lower()) for word in WORD.findall(text.translate(_lookalikes())))


def fold(word: str) -> str:
    """Make a word singular, roughly: what matters is that both sides fold alike."""
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith(SINGULAR_ENDINGS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(HISSING) else word[:-1]


def run(phrase: str) -> str:
    """A phrase as one run of letters, so that ``e mail``, ``e-mail`` and ``email`` are the same."""
    return "".join(split(phrase))


@lru_cache(maxsize=1)
def _lookalikes() -> dict[int, str]:
    letters = load_words().lookalikes
    return {ord(twin): latin for latin, twins in letters.items() for pair in twins for twin in (pair, pair.upper())}
