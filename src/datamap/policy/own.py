"""The names that a document gives to its own author: “Northrack shall not …” is said of the company, as "we shall not …" is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small, values, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.words import Word

_WE = re.compile(r"[\"“'\u2018]we[\"”'\u2019]|[\"“'\u2018]us[\"”'\u2019]", re.IGNORECASE)
_SHORT_NAME = re.compile(r"\([^()\"“]{0,40}[\"“](?:the\s+)?([A-Z][\w-]+)[\"”]")
_LEGAL_NAME = re.compile(
    r"\b([A-Z][\w-]+)(?:\s+[A-Z][\w&-]+){0,3},?\s+(?:Inc|Ltd|LLC|SE|GmbH|AG|B\.?V|S\.?A|SAS|PBC|Corp|Limited|Oy|AB|plc)\b"
)
_FEWEST = 3
_AGAIN = 2
_BRIEF = 40


def own_names(texts: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """Names, in lower case, that stand for the company or its product: in its title, beside "we", or as one who acts again and again."""
    texts = list(texts)
    found = {name.lower() for text in texts[:1] for name in _title(text)}
    found.update(name for text in texts[:1] for name in _long_title(text) if _told_again(texts[1:], name))
    for text in texts[:12]:
        found.update(name.lower() for name in _SHORT_NAME.findall(text))
        if _WE.search(text) or len(words_of(text)) < _BRIEF:
            found.update(name.lower() for name in _LEGAL_NAME.findall(text) if name.lower() not in small("self_names"))
    found.update(name for name, count in _actors(texts).items() if count >= _FEWEST and name not in small("self_names"))
    return frozenset(name for name in found if _is_name(name, lexicon))


def _title(text: str) -> list[str]:
    """The name in “Draftwell Privacy Policy”."""
    words = [word for word in words_of(text) if word.is_word]
    at = next((i for i, word in enumerate(words) if word.norm in small("policy_nouns")), 0)
    return [words[0].text] if 0 < at <= 2 and (words[0].text[:1].isupper() or text.islower()) else []


def _long_title(text: str) -> list[str]:
    """The name in “NESTLING SMART HOME: Privacy Notice”, "How Cadenza handles data", where it is told again further down."""
    words = [word for word in words_of(text) if word.is_word][:7]
    return [word.norm for word in words if word.text[:1].isupper() and word.norm not in small("policy_nouns") | small("ordinary")]


def _told_again(texts: Iterable[str], name: str) -> bool:
    """Whether a word of the title stands amid sentences too, always with a capital."""
    amid = [word for text in texts for i, word in enumerate(words_of(text)) if i and word.norm == name]
    return len(amid) >= _AGAIN and all(word.text[:1].isupper() for word in amid)


def _actors(texts: Iterable[str]) -> Counter[str]:
    """Names with a capital that begin a sentence or a clause and act there."""
    counted: Counter[str] = Counter()
    for text in texts:
        words = words_of(text)
        for i, word in enumerate(words[:-1]):
            if not word.text[:1].isupper() or (i and words[i - 1].norm not in {".", ",", ";", ":", "and", "but", "that", ")"}):
                continue
            after = verbs().at(words, i + 1)
            if words[i + 1].norm in grammar().words["modals"] | {"does", "has"} or (after and after[0].form == "s" and not after[0].noun):
                counted[word.norm] += 1
    return counted


def _is_name(name: str, lexicon: Lexicon) -> bool:
    words = words_of(name)
    known = lexicon.vendor(name) is not None or lexicon.data_in(words) or lexicon.purposes.find(words) or values().regions.find(words)
    groups = ("all_data", "third_parties", "you", "not_names", "clause_subjects", "conditions", "determiners")
    if name in small("self_names"):
        return True
    plain = any(grammar()[group].find(words) for group in groups) or verbs().at(words, 0) is not None
    return (
        len(name) > 2
        and not known
        and not plain
        and name not in small("our_things") | small("persons") | small("people") | small("ordinary")
    )


def as_we(words: Sequence[Word], names: frozenset[str]) -> tuple[Word, ...]:
    """The words with the company's own names read as "we" and "our"."""
    if not names or not any(word.norm in names for word in words):
        return tuple(words)
    own = [
        word.norm in names and (word.text[:1].isupper() or (i + 1 < len(words) and verbs().at(words, i + 1) is not None))
        for i, word in enumerate(words)
    ]
    return tuple(
        _as_we(word) if own[i] else word for i, word in enumerate(words) if not (word.norm == "the" and i + 1 < len(own) and own[i + 1])
    )


def _as_we(word: Word) -> Word:
    norm = "our" if word.text.endswith(("'s", "\u2019s", "s'")) else "we"
    return replace(word, norm=norm, fold=norm)
