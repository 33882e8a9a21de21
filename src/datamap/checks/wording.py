"""The content words of names and phrases, so that ``ApiKey``, ``api_keys`` and "API keys" are the same."""

from __future__ import annotations

from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for

SHORT = {"photograph": "photo", "picture": "photo", "telephone": "phone"}
SHORTEST_PLURAL = 4


def words(text: str) -> tuple[str, ...]:
    """The content words, singular and lower case, in order."""
    general = words_for("general_words")
    return tuple(SHORT.get(one, one) for word in split_words(text) if word not in general for one in (singular(word),))


def tells_of_logging(text: str) -> bool:
    """Whether a sentence says that something is written to a log: “we log …”, “is logged”, “our log files contain …”."""
    said = split_words(text)
    before = words_for("who_logs")
    verb = any(word == "log" and said[place - 1] in before for place, word in enumerate(said) if place)
    return verb or "logged" in said


def singular(word: str) -> str:
    """``companies`` as ``company``, ``keys`` as ``key``."""
    if word.endswith("ies") and len(word) > SHORTEST_PLURAL:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
